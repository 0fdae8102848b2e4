"""Record: what is written down of one act while its head is read, each value with its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from ..language import Phrase
from ..model import Agency, AgencyMention, Evidence, Field, Problem, Source
from ..reading import dates
from .acts import Head
from .lines import Line


class Record:
    """The lines of an act, and the fields, agencies and problems found in them so far."""

    def __init__(self, source: Source, lines: Sequence[Line], head: Head):
        self.source, self.lines, self.head = source, lines, head
        self.fields: list[Field] = []
        self.mentions: list[AgencyMention] = []
        self.problems: list[Problem] = []

    def text(self, indexes: Sequence[int]) -> str:
        """The joined text of some lines."""
        return "".join(self.lines[k].text for k in indexes)

    def quote(self, indexes: Sequence[int], start: int, end: int) -> Evidence:
        """Evidence for a slice of the joined text of some lines."""
        offsets = tuple(o for k in indexes for o in self.lines[k].offsets)[start:end]
        return Evidence(offsets[0], offsets[-1] + 1, self.source.text[offsets[0] : offsets[-1] + 1])

    def note(self, name: str, value: str, indexes: Sequence[int], rule: str, confidence: float = 1.0) -> str:
        """Write down a value that some whole lines state; returns it."""
        return self.note_at(name, value, self.quote(indexes, 0, len(self.text(indexes))), rule, confidence)

    def note_at(self, name: str, value: str, evidence: Evidence, rule: str, confidence: float = 1.0) -> str:
        """Write down a value of the head with its evidence; returns the value."""
        self.fields.append(Field(name, value, evidence, rule, confidence))
        return value

    def name(self, field: str, agency: Agency, printed: str, quote: Evidence, rule: str, confidence: float) -> None:
        """Write down an agency of the head: as a field and as a mention."""
        self.note_at(field, agency.name, quote, rule, confidence)
        self.mentions.append(AgencyMention(agency, printed, "", quote, rule, confidence))

    def day(self, printed: str) -> str | None:
        """The ISO date of a printed day; one that no calendar has is a problem, not a guess."""
        day = dates.find_day(printed)
        if day is None and (odd := dates.impossible_day(printed)):
            self.impossible(odd)
        return day

    def impossible(self, printed: str) -> None:
        """Report a day that no calendar has, as printed."""
        problem = Problem(self.source.name, Phrase("no calendar has the day {printed}", printed=printed), "the date is left out; check the copy")
        if problem not in self.problems:
            self.problems.append(problem)
