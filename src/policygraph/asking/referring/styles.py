"""Styles: references as people and programs write them.

GB/T 7714—2015 has an example of an official document itself (4.6.2): issuer, title, its number as other information on the title, type A (档案), ``OL``
where it has an address. What stands in a gazette is written as a part of a serial (4.4), what has neither with its day alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rdflib import Graph

from ...carrying import valid_text
from ...errors import QueryError
from ...language import Phrase
from .references import Reference, called, references

#: Issuers that GB/T 7714 writes out (8.1.2).
MOST_ISSUERS = 3
#: What TeX would take for an order; BibTeX counts braces even behind a backslash, so that these have names.
_TEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    **{mark: f"\\{mark}" for mark in "&%$#_"}}


def gbt7714(reference: Reference) -> str:
    """A line of a list of references as GB/T 7714—2015 has it, without its number in the list.

    >>> gbt7714(Reference("x", ("甲市人民政府",), "甲市供水办法", "甲政发〔2019〕1号", "2019-01-05"))
    '甲市人民政府. 甲市供水办法: 甲政发〔2019〕1号[A]. 2019-01-05.'
    """
    issuers = ", ".join([*reference.issuers[:MOST_ISSUERS], *(["等"] if len(reference.issuers) > MOST_ISSUERS else [])])
    title = ": ".join(part for part in (reference.title, reference.number) if part)
    if reference.url:
        rest = [f"{title}[A/OL]", f"({reference.date})" if reference.date else "", reference.url]
    else:
        rest = [f"{title}[A]", _in_gazette(reference) or reference.date]
    return _line(". ".join(part for part in (issuers, *rest) if part) + ".")


def _in_gazette(reference: Reference) -> str:
    """Where in a gazette it stands: 甲市人民政府公报, 2019(2): 10."""
    if not reference.gazette:
        return ""
    issue = reference.gazette_year + (f"({reference.gazette_issue})" if reference.gazette_issue else "")
    return ", ".join(part for part in (reference.gazette, issue) if part) + (f": {reference.page}" if reference.page else "")


def bibtex(reference: Reference) -> str:
    """An entry for BibTeX and biblatex; names of agencies and titles keep their form, and what TeX would take for a command is escaped.

    ``mark`` tells the package gbt7714 the type of the document.
    """
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in reference.issuers), "title": f"{{{_tex(reference.title)}}}" if reference.title else "",
        "number": _tex(reference.number), "howpublished": _tex(_in_gazette(reference)), "date": reference.date if "-" in reference.date else "",
        "year": reference.date[:4], "url": reference.url.replace("{", "%7B").replace("}", "%7D"), "langid": "chinese", "mark": "A",
    }
    return "".join([f"@misc{{{reference.key},\n", *(f"  {name} = {{{_line(value)}}},\n" for name, value in fields.items() if value), "}"])


def _tex(text: str) -> str:
    return "".join(_TEX.get(mark, mark) for mark in text)


def ris(reference: Reference) -> str:
    """An entry of RIS, which EndNote, Zotero and NoteExpress read."""
    fields = [
        ("TY", "GOVDOC"), *(("AU", name) for name in reference.issuers), ("TI", reference.title), ("M1", reference.number), ("PY", reference.date[:4]),
        ("DA", reference.date.replace("-", "/") + "/" if "-" in reference.date else ""), ("T2", reference.gazette), ("IS", reference.gazette_issue),
        ("SP", reference.page), ("UR", reference.url), ("LA", "zh"), ("ID", reference.key)]
    return "".join(f"{tag}  - {_line(value)}\n" for tag, value in fields if value) + "ER  - \n"


def csl(reference: Reference) -> dict[str, Any]:
    """An item of CSL-JSON, for citeproc, Zotero and pandoc."""
    item: dict[str, Any] = {
        "id": reference.key, "type": "regulation", "author": [{"literal": _line(name)} for name in reference.issuers], "title": _line(reference.title), "number": reference.number,
        "issued": {"date-parts": [[int(part) for part in reference.date.split("-")]]} if reference.date else None, "container-title": _line(reference.gazette),
        "issue": reference.gazette_issue, "page": reference.page, "URL": reference.url, "language": "zh-CN"}
    return {name: value for name, value in item.items() if value}


def _line(text: str) -> str:
    """A text in one line, as Unicode can be written."""
    return re.sub(r"\s+", " ", valid_text(text)).strip()


def _lines(write: Callable[[Reference], str]) -> Callable[[Iterable[Reference]], str]:
    return lambda found: "".join(f"{write(each)}\n" for each in found)


def _json(found: Iterable[Reference]) -> str:
    return json.dumps([csl(each) for each in found], ensure_ascii=False, indent=2) + "\n"


#: Style -> what writes references in it, as one text.
STYLES: Mapping[str, Callable[[Iterable[Reference]], str]] = {"gbt7714": _lines(gbt7714), "bibtex": _lines(bibtex), "ris": _lines(ris), "csl": _json}
#: Style -> the ending of its files, and their media type.
FILES: Mapping[str, tuple[str, str]] = {
    "gbt7714": (".txt", "text/plain"), "bibtex": (".bib", "application/x-bibtex"), "ris": (".ris", "application/x-research-info-systems"),
    "csl": (".json", "application/vnd.citationstyles.csl+json")}


def written(found: Iterable[Reference], style: str = "gbt7714") -> str:
    """References in a style, as one text.

    Raises:
        QueryError: There is no such style.
    """
    if style not in STYLES:
        raise QueryError(Phrase("{style}: is no style of references; choose {styles}", style=style, styles=", ".join(STYLES)))
    return STYLES[style](found)


def cite(graph: Graph | str, *documents: str, style: str = "gbt7714") -> str:
    """Cite documents.

    Args:
        graph: A graph, or the address of an endpoint.
        documents: Numbers in any writing, titles or IRIs.
        style: ``gbt7714`` (a line of a list of references for each), ``bibtex``, ``ris`` or ``csl`` (CSL-JSON).

    Raises:
        QueryError: No document is called so, there is no such style, or the graph cannot be asked.
    """
    return written(references(graph, called(graph, documents)), style)
