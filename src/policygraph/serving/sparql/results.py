"""Results: answers in the forms of SPARQL 1.1: JSON, XML, CSV and TSV for rows and truths, RDF for graphs.

Written row by row, so that an answer which is too long is noticed before it is whole.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph

from ...carrying import for_xml
from ...errors import PolicyGraphError

JSON, XML, CSV, TSV = "application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"
#: Media types of graphs, the first for those who want any.
GRAPHS: Mapping[str, pyoxigraph.RdfFormat] = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE, "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML, "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
}
#: Media types of rows, the first for those who want any.
TABLES = (JSON, XML, CSV, TSV)
#: What else is understood for them.
ALSO: Mapping[str, str] = {
    "application/json": JSON, "application/xml": XML, "text/xml": XML, "text/plain": "application/n-triples", "application/x-turtle": "text/turtle", "text/n3": "text/turtle",
    "text/ntriples": "application/n-triples",
}
_NAMESPACE = "http://www.w3.org/2005/sparql-results#"
_STRING = "http://www.w3.org/2001/XMLSchema#string"


class NotAcceptable(PolicyGraphError):
    """An answer has none of the forms that were asked for."""


def accepted(header: str) -> tuple[str, ...]:
    """The media types of an ``Accept`` header, the best first (RFC 9110, 12.5.1); those that say ``q=0`` are left out."""
    found = []
    for n, part in enumerate(header.split(",")[:64]):
        name, _, rest = part.partition(";")
        weight = next((p.strip()[2:] for p in rest.split(";") if p.strip().startswith("q=")), "1")
        try:
            q = float(weight)
        except ValueError:
            q = 0.0
        if name.strip() and 0 < q <= 1:
            found.append((-q, name.strip() == "*/*", n, name.strip().lower()))
    return tuple(name for *_, name in sorted(found))


def chosen(accept: Sequence[str], offered: Sequence[str]) -> str:
    """The first media type that is both wanted and offered; nothing wanted is anything.

    Raises:
        NotAcceptable: There is none.
    """
    for wanted in accept or ("*/*",):
        wanted = wanted if wanted in offered else ALSO.get(wanted, wanted)
        for media_type in offered:
            if wanted in (media_type, "*/*", media_type.partition("/")[0] + "/*"):
                return media_type
    raise NotAcceptable(f"there is no answer of this form; there is {', '.join(offered)}")


def written(found: Any, accept: Sequence[str], most: int) -> tuple[str, Iterator[bytes]]:
    """An answer in the best form.

    Args:
        found: What a store of pyoxigraph answered.
        accept: Media types, the best first.
        most: Rows or triples that an answer may have.

    Raises:
        NotAcceptable: It has none of these forms.
        ValueError: While it is written: there are more rows.
    """
    if isinstance(found, pyoxigraph.QueryTriples):
        media_type = chosen(accept, tuple(GRAPHS))
        return media_type, iter([pyoxigraph.serialize(_bounded(found, most), format=GRAPHS[media_type]) or b""])
    media_type = chosen(accept, TABLES)
    if isinstance(found, pyoxigraph.QueryBoolean):
        return media_type, iter([_TRUTHS[media_type](bool(found)).encode()])
    variables = [variable.value for variable in found.variables]
    rows = _bounded(found, most)
    return media_type, (text.encode() for text in _ROWS[media_type](variables, rows))


def _bounded(found: Any, most: int) -> Iterator[Any]:
    for n, each in enumerate(found):
        if n == most:
            raise ValueError(f"the answer has more than {most} rows; give it a LIMIT")
        yield each


# ---- rows


def _json(variables: Sequence[str], rows: Iterator[Any]) -> Iterator[str]:
    yield json.dumps({"head": {"vars": variables}}, ensure_ascii=False)[:-1] + ', "results": {"bindings": ['
    for n, row in enumerate(rows):
        bound = {name: _term(row[i]) for i, name in enumerate(variables) if row[i] is not None}
        yield ("," if n else "") + "\n" + json.dumps(bound, ensure_ascii=False)
    yield "\n]}}\n"


def _term(term: Any) -> dict[str, str]:
    if isinstance(term, pyoxigraph.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, pyoxigraph.BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, pyoxigraph.Literal):
        return {"type": "literal", "value": str(term)}  # a triple as a term, which SPARQL 1.1 has not
    found = {"type": "literal", "value": term.value}
    if term.language:
        return found | {"xml:lang": term.language}
    return found if term.datatype.value == _STRING else found | {"datatype": term.datatype.value}


def _xml(variables: Sequence[str], rows: Iterator[Any]) -> Iterator[str]:
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in variables)
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="{_NAMESPACE}"><head>{head}</head><results>'
    for row in rows:
        cells = (f"<binding name={quoteattr(name)}>{_element(_term(row[i]))}</binding>" for i, name in enumerate(variables) if row[i] is not None)
        yield f"\n<result>{''.join(cells)}</result>"
    yield "\n</results></sparql>\n"


def _element(term: Mapping[str, str]) -> str:
    name = term["type"]
    told = f" xml:lang={quoteattr(term['xml:lang'])}" if "xml:lang" in term else f" datatype={quoteattr(term['datatype'])}" if "datatype" in term else ""
    return f"<{name}{told}>{escape(for_xml(term['value']))}</{name}>"


def _csv(variables: Sequence[str], rows: Iterator[Any]) -> Iterator[str]:
    yield _line(variables)
    for row in rows:
        yield _line(["" if row[i] is None else f"_:{row[i].value}" if isinstance(row[i], pyoxigraph.BlankNode) else getattr(row[i], "value", str(row[i]))
                     for i in range(len(variables))])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _tsv(variables: Sequence[str], rows: Iterator[Any]) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in variables) + "\n"
    for row in rows:
        # The terms as N-Triples writes them, in which no tab and no line feed stands bare.
        yield "\t".join("" if row[i] is None else str(row[i]).replace("\t", "\\t") for i in range(len(variables))) + "\n"


_ROWS: Mapping[str, Callable[[Sequence[str], Iterator[Any]], Iterator[str]]] = {JSON: _json, XML: _xml, CSV: _csv, TSV: _tsv}
_TRUTHS: Mapping[str, Callable[[bool], str]] = {
    JSON: lambda truth: json.dumps({"head": {}, "boolean": truth}),
    XML: lambda truth: f'<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="{_NAMESPACE}"><head/><boolean>{str(truth).lower()}</boolean></sparql>\n',
    CSV: lambda truth: f"{str(truth).lower()}\n", TSV: lambda truth: f"{str(truth).lower()}\n",
}
