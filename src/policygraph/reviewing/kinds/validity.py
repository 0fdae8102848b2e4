"""Validity: cited documents that are repealed or whose time is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import URIRef

from ... import rules
from ...model import Citation
from ...reading import dates
from ...stating.terms import ELI, OA, PG
from ..draft import RESTS, Draft, printed
from ..known import Known, Repeal
from ..remarks import Ground, Remark

#: So many documents that rest on something a year after its repeal say that it was not it that was repealed.
STILL = 2
#: What tells on which day a document was as it is, the last of them.
_MADE = (ELI.date_document, ELI.date_publication, PG.adoptionDate, PG.promulgationDate, PG.lastRevision, ELI.first_date_entry_in_force)
#: The rules of `segmenting` that find until when an act is in force.
_LAST_DAY = ("until-day", "ends-day", "for-years", "tried-years")


@dataclass(frozen=True, slots=True)
class _End:
    """Why and since when a document is no longer in force."""

    message: str
    words: dict[str, str]
    ground: Ground


def gone(draft: Draft) -> Iterator[Remark]:
    """Remarks on cited documents that are no longer in force.

    Nothing is said where the sentence says so itself, where one of the documents that may be meant is in force,
    or where others go on resting on it.
    """
    for citation in draft.cited:
        span = draft.at(citation.evidence)
        ends = [_end(draft, document) for document in draft.means(citation)]
        if not ends or not all(ends) or _says_so(draft, citation, span):
            continue
        end = ends[0]
        assert end is not None
        message = end.message if citation.relation in RESTS or end.message != "repealed" else "repealed-named"
        yield draft.remark(message, span, end.ground, name=printed(citation), **end.words)


def _says_so(draft: Draft, citation: Citation, span: tuple[int, int]) -> bool:
    """Does the sentence say that it is gone, or that it is the old one?"""
    loaded = rules.load("review")
    before = draft.text[max(span[0], citation.evidence.start - 4) : citation.evidence.start].rstrip("《")
    return bool(loaded["gone"].search(draft.text[slice(*span)]) or loaded["former"].pattern.search(before))


def _end(draft: Draft, document: URIRef) -> _End | None:
    known = draft.known
    expires = known.value(document, ELI.date_no_longer_in_force)
    if expires and expires < draft.today and not _changed_later(draft, document):
        return _End("expired", {"day": expires}, known.quoted(document, _last_day(known, document)))
    repeal = _repealed(draft, document)
    if repeal is None:
        return None
    return _End("repealed", {"by": known.name(repeal.by), "day": repeal.day}, known.ground(repeal.by, repeal.citation))


def _repealed(draft: Draft, document: URIRef) -> Repeal | None:
    """The first repeal that counts: of this version, by another act, and by now."""
    known = draft.known
    made = max(known.values(document, *_MADE), default="")
    for repeal in known.repeals(document):
        if made < repeal.day <= draft.today and repeal.by not in draft.own and not _goes_on(draft, document, repeal.day):
            return repeal
    return None


def _goes_on(draft: Draft, document: URIRef, day: str) -> bool:
    """Do others rest on it long after that day, so that a new one of the same name must be meant?"""
    known, later = draft.known, dates.add(day, years=1)
    resting = {citing for citation, citing in known.citations(document) if later < known.day(citing) and _rests(known, citation) and citing not in draft.own}
    return len(resting) >= STILL


def _rests(known: Known, citation: URIRef) -> bool:
    return known.relation(citation) in RESTS


def _changed_later(draft: Draft, document: URIRef) -> bool:
    """Is it changed by another act, which may have given it more time?"""
    known = draft.known
    return any(known.relation(citation) == "amends" and known.day(citing) > known.day(document) for citation, citing in known.citations(document))


def _last_day(known: Known, document: URIRef) -> URIRef | None:
    """The words of a document that say until when it is in force."""
    loaded = rules.load("force")
    for evidence in sorted(known.values(document, PG.evidence)):
        exact = known.value(URIRef(evidence), OA.exact)
        if any(loaded[name].search(exact) for name in _LAST_DAY):
            return URIRef(evidence)
    return None
