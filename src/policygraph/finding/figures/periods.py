"""Periods: the time that a figure is of, by its sentence, its paragraph, the heading over it or the title of the act."""

from __future__ import annotations

import re
from calendar import monthrange

from ... import rules
from ...model import Document, Paragraph
from ...reading.quantities import end_of_plan
from ...segmenting.provisions import Headings

#: How far back in its sentence the period of a number may be named, and how far into its paragraph that of all (code points).
REACH, OPENING = 240, 16
_QUARTERS = {"一": (1, 3), "二": (4, 6), "三": (7, 9), "四": (10, 12)}


class Periods:
    """Tells of what time a number of one act is: ``2022``, ``2022-06``, ``2022-12-31`` or ``2022-01/2022-06`` (see `Result`)."""

    def __init__(self, document: Document, headings: Headings, year: int | None):
        """``year`` is that of the act; None where nothing tells it."""
        self.headings = headings
        self.year = year
        self.whole = self._of_title(document.enclosed_title or document.title or "", document.type)

    def of(self, paragraph: Paragraph, start: int) -> str | None:
        """The period of the number at ``text[start]``; None where nothing tells it."""
        left = max(paragraph.sentence(start, start)[0], paragraph.body, start - REACH)
        return (
            self.named(paragraph, left, start) or self.named(paragraph, paragraph.body, min(paragraph.body + OPENING, start))
            or self._of_heading(paragraph.provision) or self.whole
        )

    def named(self, paragraph: Paragraph, left: int, start: int, *, leading: bool = False) -> str | None:
        """The last period that is named in ``text[left:start]``; of those that a clause begins with, if ``leading``."""
        found = None
        for match in rules.load("results")["period"].pattern.finditer(paragraph.text, left, start):
            if not leading or match.start() <= left or rules.load("results")["opens-clause"].pattern.search(paragraph.text[match.start() - 2 : match.start()]):
                found = self._value(match) or found
        return found

    def _of_heading(self, provision: str) -> str | None:
        for at in self.headings.over(provision):
            match = rules.load("results")["period"].pattern.search(at.heading)
            if match and (value := self._value(match)):
                return value
        return None

    def _of_title(self, title: str, kind: str | None) -> str | None:
        """A report on the work of a government, given in the year of its title, is on the year before; others are on that year."""
        loaded = rules.load("results")
        if self.year and loaded["report"].pattern.match(kind or "") and (not title or loaded["work-report"].pattern.search(title)):
            return str(self.year - 1)
        match = loaded["period"].pattern.search(title)
        backward = loaded["kind"].pattern.search(title)
        return self._value(match) if match and backward else None

    def _value(self, match: re.Match[str]) -> str | None:
        part = match.groupdict()
        if part["first"]:
            return f"{part['first']}/{part['last']}"
        if part["plan"]:
            last = end_of_plan(part["plan"])
            return f"{last - 4}/{last}"
        if part["five"]:
            return f"{self.year - 5}/{self.year - 1}" if self.year else None
        year = self._year(part)
        return _within(year, part) if year else None

    def _year(self, part: dict[str, str | None]) -> int | None:
        if part["year"]:
            return int(part["year"])
        if self.year is None:
            return None
        if part["before"]:
            return self.year - 1
        return self.year if part["this"] or not self.whole else int(self.whole[:4])


def _within(year: int, part: dict[str, str | None]) -> str:
    """A year, or the part of it that is named."""
    if part["half"]:
        first, last = (1, 6) if part["half"] == "上" else (7, 12)
    elif part["quarters"]:
        first, last = 1, 9
    elif part["quarter"]:
        first, last = _QUARTERS[part["quarter"]]
    elif part["from"]:
        first, last = int(part["from"]), int(part["to"] or part["from"])
    elif part["month"]:
        return _month(year, part)
    else:
        return f"{year}-12-31" if part["end"] else str(year)
    return f"{year}-{first:02}/{year}-{last:02}"


def _month(year: int, part: dict[str, str | None]) -> str:
    month = int(part["month"] or 0)
    last = monthrange(year, month)[1]
    if part["day"] and int(part["day"]) <= last:
        return f"{year}-{month:02}-{int(part['day']):02}"
    return f"{year}-{month:02}-{last}" if part["monthend"] else f"{year}-{month:02}"
