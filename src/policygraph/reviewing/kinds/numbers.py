"""Numbers: a number (发文字号) that another act bears already, in the corpus or in the draft itself."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Literal

from ...keeping.deriving import akin
from ...reading.folding import title_key
from ...stating.terms import PG
from ..draft import Draft
from ..remarks import Ground, Remark


def used(draft: Draft) -> Iterator[Remark]:
    """Remarks on a number that is not free. An act of the same number and a title of the draft is the draft itself."""
    number = draft.document.number
    place = next((field.evidence for field in draft.document.fields if field.name == "number"), None)
    if number is None or place is None or not draft.keys:
        return
    yield from _twice(draft, number.text)
    span = draft.around(place.start, place.end)
    known = draft.known
    for document in known.numbered(number, draft.document.place):
        if document not in draft.own and known.is_held(document):
            title = known.value(document, *known.TITLED)
            yield draft.remark("number-used", span, known.ground(document), number=number.text, other=f"《{title}》")
            return
    for citation in known.having(PG.citedNumber, Literal(number.text)):
        title, citing = known.value(citation, PG.citedTitle), known.citing(citation)
        if title and citing and citing not in draft.own and _of_this_place(draft, known.value(citation, PG.citedPlace)) and not _is_own(draft, title):
            yield draft.remark("number-used-cited", span, known.ground(citing, citation), number=number.text, other=f"《{title}》")
            return


def _of_this_place(draft: Draft, place: str) -> bool:
    return bool(place) and place.rsplit("/", 1)[-1] == draft.document.place


def _is_own(draft: Draft, title: str) -> bool:
    return any(akin(title_key(title), key) for key in draft.keys)


def _twice(draft: Draft, number: str) -> Iterator[Remark]:
    """The same number over another act of the same file."""
    for other in draft.reading.documents:
        if other.start < draft.document.start and other.number and other.number.text == number and other.place == draft.document.place:
            if other.title and not _is_own(draft, other.title):
                place = next(field.evidence for field in draft.document.fields if field.name == "number")
                head = next((field.evidence for field in other.fields if field.name == "title"), other.evidence)
                ground = Ground("", number, other.title, head.exact, draft.reading.source.name, head.start, head.end)
                yield draft.remark("number-twice", draft.around(place.start, place.end), ground, number=number, other=f"《{other.title}》")
                return
