"""The corrector: a set of corrections, and what they make of the facts of a source.

All of them look at the facts as the rules read them, and each field of a thing is set once: so their order does not matter, and a
second time changes nothing. What a source yields depends on its facts and the corrections alone, whoever applies them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import pyoxigraph
from rdflib import RDF
from rdflib.namespace import PROV

from ... import ownrules
from ...corrections import Correction
from ...stating.terms import ELI
from .applying import apply
from .facts import SourceFacts
from .fits import FITS, Fit
from .index import Index, names_of

Facts = Sequence[pyoxigraph.Triple]


class Corrector:
    """A set of corrections that is applied to sources."""

    def __init__(self, corrections: Iterable[Correction], base: str):
        """``base`` is where identifiers live."""
        self.index = Index(corrections, base)
        self._heads = re.compile(_HEADS % re.escape(base).encode(), re.MULTILINE)

    def touches(self, facts: bytes) -> bool:
        """May a correction be about something in these facts (N-Triples)? False is certain."""
        if not self.index.corrections:
            return False
        lines = b"\n".join(match.group() for match in self._heads.finditer(facts))
        return self._is_about(SourceFacts(pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES)))

    def _is_about(self, facts: SourceFacts) -> bool:
        return any(key in self.index.about for iri in facts.having(RDF.type) + facts.having(PROV.wasDerivedFrom) for key in names_of(facts, iri))

    def correct(self, triples: Facts) -> tuple[Facts, list[Fit]]:
        """The facts of a source, corrected; the same ones where nothing fits.

        Returns:
            The facts, and what each correction came to that is about something in this source.
        """
        facts = SourceFacts(triples)
        fits = apply(self.index, facts) if self._is_about(facts) else []
        return list(facts.triples()) if any(fit.state == FITS for fit in fits) else triples, fits

    def corrected(self, facts: bytes) -> tuple[bytes, list[Fit]]:
        """As `correct`, of N-Triples."""
        if not self.touches(facts):
            return facts, []
        triples = [quad.triple for quad in pyoxigraph.parse(facts, format=pyoxigraph.RdfFormat.N_TRIPLES)]
        found, fits = self.correct(triples)
        return facts if found is triples else pyoxigraph.serialize(found, format=pyoxigraph.RdfFormat.N_TRIPLES) or b"", fits


#: The lines that say what a source is about: its documents with their names, and agencies.
_HEADS = (
    rb"^<[^>]*> <(?:" + b"|".join(re.escape(str(each)).encode() for each in (PROV.wasDerivedFrom, ELI.number, ELI.title, ELI.title_alternative)) + rb")> .*$"
    rb"|^<%s(?:agency|group)/[^>]*> <" + re.escape(str(RDF.type)).encode() + rb"> .*$")


@ownrules.renewed
@lru_cache(8)
def corrector(corrections: tuple[Correction, ...], base: str) -> Corrector:
    """The corrector of some corrections, made once in a process."""
    return Corrector(corrections, base)
