"""Belonging: which initiative of an act a statement with a number belongs to."""

from __future__ import annotations

from bisect import bisect_left

from ...model import Document, Funding, Result, Target
from ...reading.folding import same_key
from ...segmenting.provisions import Headings


class Belonging:
    """Which initiative of the act a statement belongs to, by its core: one named in its sentence, in a heading over it, or in the title."""

    def __init__(self, document: Document, headings: Headings):
        self.mentions = [mention for mention in document.programmes if mention.core]  # in reading order
        self.starts = [mention.evidence.start for mention in self.mentions]
        self.headings = headings
        title = same_key(document.enclosed_title or document.title or "")
        self.whole = max(sorted({m.core for m in document.programmes if m.core and m.core in title}), key=len, default=None)

    def of(self, statement: Target | Result | Funding) -> str | None:
        """The core of the initiative that a statement belongs to; None if it belongs to none."""
        evidence = statement.evidence
        start, end = evidence.start - len(evidence.prefix), evidence.end + len(evidence.suffix)
        return self._within(start, end) or self._over(statement.provision) or self.whole

    def _over(self, provision: str) -> str | None:
        named = (self._within(at.evidence.start, at.evidence.end) for at in self.headings.over(provision))
        return next(filter(None, named), None)

    def _within(self, start: int, end: int) -> str | None:
        inside = slice(bisect_left(self.starts, start), bisect_left(self.starts, end))
        return next((mention.core for mention in self.mentions[inside] if mention.evidence.end <= end), None)
