"""Names: cited documents that nobody knows, or whose title or number is another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from rdflib import URIRef

from ... import rules
from ...keeping.deriving import akin
from ...model import Citation, Number
from ...naming import gazetteer, laws
from ...naming.codes import parse_number
from ...reading.folding import title_key
from ...stating.terms import ELI, LAWS, PG, number_key
from ..draft import RESTS, Draft, printed
from ..remarks import Remark

#: A title shorter than this (code points) may be anybody's.
SHORTEST = 8
#: From which likeness on two titles are one with a slip, and the most characters in which they differ.
LIKENESS, SLIP = 0.85, 3
#: Names of places are no longer than this (code points), where titles are compared.
PLACE = 8
#: Of so many documents that nobody knows it is looked whether a title is like theirs; a draft with more of them is none for a clerk.
MOST = 300
#: So many documents that cite a title with another number say that this one is wrong.
AGREE = 2


def named(draft: Draft) -> Iterator[Remark]:
    """Remarks on names of cited documents.

    Nothing is said of short names (以下简称) after their definition, of titles that many documents share, nor of orders, which a law
    has several of. That a document is not known is said where the act rests on it and gives its number: what is only mentioned, or named without a
    number, is mostly there, and not in the corpus.
    """
    compared = 0
    for citation in draft.cited:
        target = citation.target
        if citation.resolution == "alias":
            continue
        both = target.number and target.title and target.type not in LAWS
        remark = _misnamed(draft, citation) if both else None
        if remark is None and compared < MOST and not _is_traced(draft, citation):
            compared += 1
            remark = _untraced(draft, citation)
        if remark:
            yield remark


# ---- title and number


def _misnamed(draft: Draft, citation: Citation) -> Remark | None:
    """The number is held, with another title; or the title is held, with another number."""
    number, title = citation.target.number, citation.target.title
    assert number and title
    holders = [each for each in draft.known.numbered(number, citation.target.place) if each not in draft.own and draft.known.is_held(each)]
    if holders:
        return None if any(_is_titled(draft, each, title) for each in holders) else _other_title(draft, citation, holders[0])
    return _other_number(draft, citation, number, title)


def _is_titled(draft: Draft, document: URIRef, title: str) -> bool:
    """Is that its title, or the title of something that it issues?"""
    key = title_key(title)
    return len(key) < SHORTEST or any(akin(key, title_key(each)) for each in draft.known.titles(document)) or draft.known.holds_words(document, key)


def _other_title(draft: Draft, citation: Citation, document: URIRef) -> Remark:
    known, number = draft.known, citation.target.number
    assert number
    right = known.value(document, ELI.title, ELI.title_alternative)
    key = title_key(citation.target.title or "")
    near = any(SequenceMatcher(None, key, title_key(each), autojunk=False).ratio() >= 0.6 for each in known.titles(document))
    words = {"number": number.text, "right": f"《{right}》", "printed": f"《{citation.target.printed or citation.target.title}》"}
    if near:
        return draft.remark("wrong-title", draft.at(citation.evidence), known.ground(document), **words)
    return draft.remark(
        "wrong-number-other", draft.at(citation.evidence), known.ground(document), right=f"《{right}》", printed=number.text, title=words["printed"])


def _other_number(draft: Draft, citation: Citation, number: Number, title: str) -> Remark | None:
    known, shown = draft.known, f"《{citation.target.printed or title}》"
    if len(title_key(title)) < SHORTEST or _cited_as(draft, number.text, title):
        return None
    for document in known.titled(title, citation.target.place):
        right = known.number(document)
        if document not in draft.own and known.is_held(document) and _is_a_slip(number, right):
            return draft.remark("wrong-number", draft.at(citation.evidence), known.ground(document), title=shown, right=right, printed=number.text)
    for right, citations in _numbers_of(draft, title).items():
        if len({citing for _, citing in citations}) >= AGREE and _is_a_slip(number, right):
            statement, citing = citations[0]
            return draft.remark(
                "wrong-number-cited", draft.at(citation.evidence), known.ground(citing, statement), title=shown, right=right, printed=number.text)
    return None


def _is_a_slip(number: Number, right: str) -> bool:
    """Do two numbers differ in one part alone: the code, the year or the serial?"""
    other = parse_number(right) if right else None
    if other is None or other.year is None or number.year is None or number_key(right) == number_key(number.text):
        return False
    return sum((number.code != other.code, number.year != other.year, number.serial != other.serial)) == 1


def _numbers_of(draft: Draft, title: str) -> dict[str, list[tuple[URIRef, URIRef]]]:
    """The numbers with which other documents cite a title, each with the citations."""
    found: dict[str, list[tuple[URIRef, URIRef]]] = {}
    for citation, citing in draft.known.citing_title(title):
        number = draft.known.value(citation, PG.citedNumber)
        if number and citing not in draft.own:
            found.setdefault(number, []).append((citation, citing))
    return found


def _cited_as(draft: Draft, number: str, title: str) -> bool:
    return number in _numbers_of(draft, title)


# ---- unknown


def _is_traced(draft: Draft, citation: Citation) -> bool:
    """Is the document held, named by another one, in the list of laws, or called nearly so?"""
    target, known = citation.target, draft.known
    if target.title and (laws.is_law(target.title) or len(title_key(target.title)) < SHORTEST and not target.number):
        return True
    documents = draft.means(citation)
    if target.title and not documents:
        documents = [each for each in known.titled(target.title) if each not in draft.own]
    if any(known.is_held(each) or any(citing not in draft.own for _, citing in known.citations(each)) for each in documents):
        return True
    return bool(target.title and any(_is_known(draft, each) for each in known.all_titles.get(title_key(target.title), ())))


def _is_known(draft: Draft, document: URIRef) -> bool:
    """Is a document held, or named by another one than the draft?"""
    known = draft.known
    return document not in draft.own and (known.is_held(document) or any(citing not in draft.own for _, citing in known.citations(document)))


def _untraced(draft: Draft, citation: Citation) -> Remark | None:
    target, span = citation.target, draft.at(citation.evidence)
    for key in draft.known.like(title_key(target.title), 0.6) if target.title else ():
        documents = [each for each in draft.known.all_titles[key] if _is_known(draft, each)]
        if not documents:
            continue
        if akin(key, title_key(target.title or "")):
            return None
        if not target.number and citation.relation in RESTS and _is_slip_of(title_key(target.title or ""), key):
            right = draft.known.value(documents[0], ELI.title)
            return draft.remark("wrong-title-near", span, draft.known.ground(documents[0]), printed=printed(citation), right=f"《{right}》")
    if target.title and _is_national(target.title):
        return draft.remark("unknown-law", span, name=printed(citation))
    can_be_looked_up = target.number and citation.relation in RESTS
    return draft.remark("unknown", span, name=printed(citation)) if can_be_looked_up else None


def _is_national(title: str) -> bool:
    return bool(re.match("中华人民共和国", title)) and laws.kind(title) is None and gazetteer.document_type(title) in ("法律", "条例")


def _is_slip_of(key: str, other: str) -> bool:
    """Do two titles differ in a few characters, none of which makes them two documents: a figure, a place, a version?"""
    matched = SequenceMatcher(None, key, other, autojunk=False)
    if matched.ratio() < LIKENESS:
        return False
    parts = [(key[a:b], other[c:d]) for tag, a, b, c, d in matched.get_opcodes() if tag != "equal"]
    differs = rules.load("review")["differs"]
    if sum(max(len(a), len(b)) for a, b in parts) > SLIP or any(differs.search(a) or differs.search(b) for a, b in parts):
        return False
    changed = [span for tag, a, b, c, d in matched.get_opcodes() if tag != "equal" for span in ((key, a, b), (other, c, d))]
    return not any(_in_a_place(*span) for span in changed)


def _in_a_place(title: str, start: int, end: int) -> bool:
    """Does a part of a title belong to the name of a place?"""
    names = (title[i:j] for i in range(max(0, start - PLACE), max(end, start + 1)) for j in range(max(end, i + 2), i + PLACE + 1))
    return any(gazetteer.places_named(name) for name in names)
