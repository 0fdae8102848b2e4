"""The index of a set of corrections: which of them are about a document or an agency, and which agencies are one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rdflib.namespace import PROV

from ...corrections import Correction, distinct, expanded
from ...naming import codes
from ...reading.folding import title_key
from ...stating.terms import ELI, PG, Minter, number_key
from .facts import SourceFacts

#: What a name is compared by: its kind and its key.
Key = tuple[str, str]


class Index:
    """A set of corrections, found by what they are about.

    ``joined`` says which agency each is joined to in the end, ``clashing`` which corrections (by hash) cannot hold
    together with which others.
    """

    def __init__(self, corrections: Iterable[Correction], base: str):
        """``base`` is where identifiers live."""
        self.mint = Minter(base)
        self.corrections = distinct(expanded(each, base) for each in corrections)
        self.clashing, self.steps = _steps(self.corrections)
        self.joined = {agency: self.way(agency)[-1] for agency in self.steps}
        self.about: dict[Key, list[Correction]] = {}
        for each in self.corrections:
            for key in self.keys(each):
                self.about.setdefault(key, []).append(each)

    def keys(self, correction: Correction) -> Iterator[Key]:
        """What it is about: a document, or an agency wherever it is named."""
        if correction.document:
            yield key_of(correction.document)
        elif correction.agency:
            yield "agency", correction.agency
        if correction.statement:
            yield "iri", self.document_of(correction.statement)

    def document_of(self, iri: str) -> str:
        """The document that an IRI is of, or of a part of which; "" for none."""
        base = f"{self.mint.base}document/"
        if not iri.startswith(base):
            return ""
        return base + "/".join(iri[len(base) :].split("/", 2)[:2])

    def way(self, agency: str) -> list[str]:
        """The agencies from one to that which it is in the end."""
        way = [agency]
        while way[-1] in self.steps:
            way.append(self.steps[way[-1]])
        return way


def key_of(called: str) -> Key:
    """What a document is looked for by, from what a correction calls it: an IRI, a number or a title."""
    if "://" in called:
        return "iri", called
    number = codes.parse_number(called)
    return ("number", number_key(number.text)) if number else ("title", title_key(called))


def names_of(facts: SourceFacts, iri: str) -> Iterator[Key]:
    """What a document of the source, or an agency, is found by; nothing for other things."""
    if facts.is_a(iri, PG.Agency, PG.AgencyGroup):
        yield "agency", iri
    if facts.value(iri, PROV.wasDerivedFrom):
        yield "iri", iri
        yield from (("number", number_key(number)) for number in facts.values(iri, ELI.number))
        yield from (("title", title_key(title)) for title in facts.values(iri, ELI.title, ELI.title_alternative))


def _steps(corrections: Sequence[Correction]) -> tuple[dict[str, tuple[Correction, ...]], dict[str, str]]:
    """The corrections that make an agency two others, or none too, or go round in a circle; and of the rest which agency is which."""
    by_agency: dict[str, list[Correction]] = {}
    for each in corrections:
        if each.agency and not each.document:
            by_agency.setdefault(each.agency, []).append(each)
    clashing: dict[str, tuple[Correction, ...]] = {}
    for several in by_agency.values():
        if len({each.value for each in several}) > 1:
            clashing |= {each.id: tuple(other for other in several if other.value != each.value) for each in several}
    steps = {agency: several[0].value for agency, several in by_agency.items() if several[0].value and several[0].id not in clashing}
    for circle in _circles(steps):
        members = [each for agency in circle for each in by_agency[agency]]
        clashing |= {each.id: tuple(other for other in members if other != each) or (each,) for each in members}
        for agency in circle:
            del steps[agency]
    return clashing, steps


def _circles(steps: dict[str, str]) -> list[list[str]]:
    """The circles in steps from one to the next."""
    met: dict[str, int] = {}
    found = []
    for number, start in enumerate(steps):
        way, here = [], start
        while here in steps and here not in met:
            met[here] = number
            way.append(here)
            here = steps[here]
        if met.get(here) == number:
            found.append(way[way.index(here) :])
    return found
