"""Targets: which statement of a source a correction means, by its IRI, else by its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rdflib.namespace import SKOS

from ...corrections import WHAT, Correction
from ...language import Phrase
from ...reading.folding import folded
from ...stating.terms import OA, PG
from .facts import SourceFacts

#: Kind of statement -> its class.
CLASSES = {
    "citation": PG.Citation, "responsibility": PG.Responsibility, "duty": PG.Duty, "programme": PG.ProgrammeMention, "measure": PG.MeasureMention,
    "target": PG.Target, "result": PG.Result, "funding": PG.Funding, "task": PG.TaskDeadline}
#: What says where a statement stands and how it was found, not what it says.
_ABOUT = {str(each) for each in (PG.document, PG.provision, PG.evidence, PG.rule, PG.confidence, PG.correctedBy, PG.formerly)}


class Statements:
    """The statements of a source, by IRI and by their words."""

    def __init__(self, facts: SourceFacts, revised: str):
        """``revised`` is what the IRI of a statement ends with that was set right."""
        self.facts, self.revised = facts, revised
        self._said: dict[str, set[str]] = {}
        self.kinds = {iri: kind for kind, class_ in CLASSES.items() for iri in facts.of_class(class_)}
        self.by_words: dict[tuple[str, str], list[str]] = {}
        for iri in self.kinds:
            for evidence in facts.values(iri, PG.evidence):
                self.by_words.setdefault((facts.value(iri, PG.document), _key(facts.value(evidence, OA.exact))), []).append(iri)

    def meant(self, correction: Correction, iri: str, documents: Iterable[str]) -> list[str]:
        """The statements that a correction means.

        Args:
            correction: What is corrected.
            iri: The IRI that it names, as the document is called now; "" for none.
            documents: The documents that it is about.
        """
        if found := self._by_iri(correction, iri.removesuffix(self.revised)):
            return [found]
        words = _key(correction.quote)
        kinds = [correction.kind] if correction.kind else WHAT[correction.what].statements
        found_by_words = [each for document in documents for each in self.by_words.get((document, words), ()) if self.kinds[each] in kinds] if words else []
        return [each for each in found_by_words if self._is_there(correction, each)]

    def _by_iri(self, correction: Correction, iri: str) -> str:
        """The statement of an IRI, which may have been set right or withdrawn before; "" for none of a fitting kind."""
        for each in (iri + self.revised, iri):
            if self.kinds.get(each) in WHAT[correction.what].statements:
                return each
        return iri if iri and correction.what == "withdrawn" and self.facts.is_a(iri, PG.Withdrawn) else ""

    def _is_there(self, correction: Correction, iri: str) -> bool:
        """Does a statement stand where a correction says, and say what it says it does?"""
        if correction.provision is not None and self._locator(iri) != correction.provision:
            return False
        return not correction.was or folded(correction.was) in self.says(iri) or bool(self.facts.values(iri, PG.correctedBy))

    def _locator(self, iri: str) -> str:
        return self.facts.value(self.facts.value(iri, PG.provision), PG.locator)

    def says(self, iri: str) -> set[str]:
        """What a statement says, value by value; of things it names their names and IRIs."""
        if iri not in self._said:
            values = [value.value for property, value in self.facts.said(iri) if property not in _ABOUT]
            self._said[iri] = {*values, *(folded(name) for value in values for name in [value, *self.facts.values(value, SKOS.prefLabel)])}
        return self._said[iri]

    def differing(self, statements: Sequence[str]) -> set[tuple[str, ...]]:
        """What several statements say, each thing once: of those in one provision that say the same, any is meant and all are."""
        return {(self.kinds.get(each, ""), self._locator(each), *sorted(self.says(each))) for each in statements}

    def why_not(self, correction: Correction) -> str:
        """Why nothing fits a correction that is about a document of this source."""
        if correction.was and not correction.statement:
            return Phrase("no statement “{quote}” says {was}", quote=correction.quote[:40], was=correction.was)
        if correction.quote:
            return Phrase("no such statement is read in “{quote}” any more", quote=correction.quote[:40])
        return Phrase("no such statement is read any more")


def _key(text: str) -> str:
    return "".join(folded(text).split())
