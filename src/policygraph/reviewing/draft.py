"""Draft: an act under review, with what its remarks need: its sentences, what it cites, which documents of the corpus are its own copies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rdflib import URIRef

from ..keeping.deriving import akin
from ..model import Citation, Document, Evidence, Reading
from ..reading.folding import fold, title_key
from ..stating.terms import ELI, number_key
from .known import Known, sentence
from .remarks import Ground, Remark, messages

#: Relations by which an act stands on another one; the others only name it.
RESTS = ("based_on", "applies", "forwards", "amends")


@dataclass
class Draft:
    """An act under review.

    Args:
        reading: What was read in its file.
        document: The act.
        known: What the corpus says.
        today: The day of the review (ISO 8601).
        language: Of the messages, zh or en.
    """

    reading: Reading
    document: Document
    known: Known
    today: str
    language: str = "zh"

    @property
    def text(self) -> str:
        """The text of the file."""
        return self.reading.source.text

    @cached_property
    def keys(self) -> frozenset[str]:
        """What its titles are compared by."""
        return frozenset(title_key(title) for title in (self.document.title, self.document.enclosed_title) if title)

    @cached_property
    def day(self) -> str:
        """The day of the act: of its signature or printing, else that of the review."""
        return self.document.signed or self.document.printed or self.today

    @property
    def latest(self) -> str:
        """The later of its day and the day of the review: what is after it has not come yet."""
        return max(self.day, self.today)

    @cached_property
    def own(self) -> frozenset[URIRef]:
        """What the corpus holds that is this act itself, by its number and title: it says nothing about the draft."""
        known, document = self.known, self.document
        numbered = known.numbered(document.number, document.place) if document.number else []
        found = [each for each in numbered if self.is_titled(each)]
        for title in filter(None, (document.title, document.enclosed_title)):
            found += [each for each in known.titled(title, document.place) if self._has_its_number(each)]
        if document.title and not document.number:
            found += known.final([known.mint.document(document.place, None, document.title)])
        return frozenset(found)

    def is_titled(self, document: URIRef) -> bool:
        """Has a document of the corpus a title of this act, or none at all, so that it may have it?"""
        keys = [title_key(title) for title in self.known.titles(document)]
        return not keys or not self.keys or any(akin(key, own) for key in keys for own in self.keys)

    def _has_its_number(self, document: URIRef) -> bool:
        numbers = {number_key(number) for number in self.known.values(document, ELI.number)}
        own = {number_key(number.text) for number in (self.document.number, *self.document.other_numbers) if number}
        return not numbers or not own or bool(numbers & own)

    # ---- what it cites

    @cached_property
    def cited(self) -> list[Citation]:
        """Its citations of other documents, but those that end one; each document once, for what weighs most."""
        order = (*RESTS, "mentions")
        ended = {_cited(citation) for citation in self.document.citations if citation.relation == "repeals"}
        found: dict[tuple[str, str], Citation] = {}
        for citation in sorted((c for c in self.document.citations if c.relation in order), key=lambda c: order.index(c.relation)):
            if _cited(citation) not in ended:
                found.setdefault(_cited(citation), citation)
        return list(found.values())

    def means(self, citation: Citation) -> list[URIRef]:
        """The documents of the corpus that a citation may mean, but copies of the draft."""
        return [each for each in self.known.documents(citation.target) if each not in self.own]

    # ---- remarks

    def at(self, evidence: Evidence) -> tuple[int, int]:
        """The sentence around some evidence, in the text of the file."""
        if not evidence.prefix and not evidence.suffix:
            return self.around(evidence.start, evidence.end)
        return evidence.start - len(evidence.prefix), evidence.end + len(evidence.suffix)

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The sentence around a part of the text."""
        return sentence(self.text, start, end)

    def remark(self, message: str, span: tuple[int, int], ground: Ground | None = None, *, severity: str = "", **words: str) -> Remark:
        """A remark on a part of the text, by the name of its message and the words for its gaps."""
        known = messages()[message]
        said = (known.en if self.language == "en" else known.zh).format_map(words)
        return Remark(known.kind, severity or known.severity, self.text[span[0] : span[1]], *span, said, ground)

    # ---- its words

    @cached_property
    def folded(self) -> tuple[str, tuple[int, ...]]:
        """Its words without blanks and breaks, and the place of each character in the text of the file."""
        return fold(self.text, self.document.start, self.document.end)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the folded words stands in the text of the file."""
        offsets = self.folded[1]
        return offsets[start], offsets[end - 1] + 1


def _cited(citation: Citation) -> tuple[str, str]:
    number = citation.target.number
    return (number.text, "") if number else ("", title_key(citation.target.title or ""))


def printed(citation: Citation) -> str:
    """A cited document as the draft names it: 《title》（number）."""
    target = citation.target
    title, number = target.printed or target.title, target.number.text if target.number else ""
    return f"《{title}》（{number}）" if title and number else f"《{title}》" if title else number
