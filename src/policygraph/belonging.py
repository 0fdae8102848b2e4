"""Belonging: which initiative of an act a statement with a number belongs to."""

from __future__ import annotations

from .folding import same_key
from .model import Document, Funding, Result, Target
from .provisions import Headings


class Belonging:
    """Which initiative of the act a statement belongs to, by its core: one named in its sentence, in a heading over it, or in the title."""

    def __init__(self, document: Document, headings: Headings):
        self.mentions = document.programmes
        self.headings = headings
        title = same_key(document.enclosed_title or document.title or "")
        self.whole = max(sorted({m.core for m in document.programmes if m.core and m.core in title}), key=len, default=None)

    def of(self, statement: Target | Result | Funding) -> str | None:
        evidence = statement.evidence
        start, end = evidence.start - len(evidence.prefix), evidence.end + len(evidence.suffix)
        return self._within(start, end) or self._over(statement.provision) or self.whole

    def _over(self, provision: str) -> str | None:
        named = (self._within(at.evidence.start, at.evidence.end) for at in self.headings.over(provision))
        return next(filter(None, named), None)

    def _within(self, start: int, end: int) -> str | None:
        return next((m.core for m in self.mentions if m.core and start <= m.evidence.start and m.evidence.end <= end), None)
