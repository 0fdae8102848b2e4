"""Outlook: whether an act speaks of what is to be reached, or of what has been.

A statistical communique looks back as a whole, a work report until it comes
to the year ahead, any other act under the headings that say so, and in the
sentences whose words do. The words are rules (``rules/results.toml``): ``reached`` and
``ahead`` in ``results.toml``, ``review`` and ``forward`` in ``targets.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ... import ownrules, rules
from ...model import Document, Paragraph
from ...reading.quantities import end_of_plan, find_quantities, year_of
from ...segmenting.provisions import Headings
from .periods import Periods

#: The last year in which acts print all their numbers in characters.
LAST_SPELLED = 2002
#: How far from a number in its sentence the words may stand that say of what time it speaks (code points).
REACH = 240


@ownrules.renewed
@cache
def _rule(name: str) -> re.Pattern[str]:
    return rules.load("results")[name].pattern


def kind(document: Document) -> str | None:
    """The kind of the instrument that the act issues, or of the act itself."""
    from ...naming.gazetteer import document_type

    return document_type(document.enclosed_title) if document.enclosed_title else document.type


def lays_down_rules(document: Document) -> bool:
    """Does an act lay down rules (办法, 条例), and want nothing to be reached itself?"""
    return bool(_rule("lays-down-rules").match(kind(document) or ""))


def month_of(document: Document) -> int | None:
    """The month in which an act was given, from which a month without a year (9月底前) is the next one.

    January where its title tells of another year than its date; None where nothing dates the act, and in rules, which mean every year.
    """
    year, signed = year_of(document), document.signed or document.printed or ""
    if year is None or lays_down_rules(document):
        return None
    return int(signed[5:7]) if signed[:4] == str(year) and signed[5:7] else 1


def turning_point(document: Document, paragraphs: Sequence[Paragraph]) -> int:
    """The index of the paragraph of a report in which it begins to speak of what is to come; 0 if it never says so, and in other acts."""
    if not _rule("report").match(document.type or ""):
        return 0
    forward = rules.load("targets")["forward"].pattern
    return next((n for n, p in enumerate(paragraphs) if forward.search(p.text)), 0)


def looking_forward(document: Document, paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """The paragraphs of an act; of a report, those from where it begins to speak of what is to come (all, if it never says so)."""
    return paragraphs[turning_point(document, paragraphs) :]


def looks_back(provision: str, headings: Headings) -> bool:
    """Does the paragraph stand under a heading that looks back (2025年工作回顾)?"""
    return headings.say(provision, rules.load("targets")["review"].pattern)


def _year_of_report(document: Document, paragraphs: Sequence[Paragraph]) -> int | None:
    """The year in which a report is given that neither its title nor a date tells: by a heading over work, or by the sentence that opens a part."""
    if not _rule("report").match(document.type or ""):
        return None
    for at in document.provisions:
        if found := _rule("year-of-report").search(at.heading):
            return int(found["year"]) + (1 if found["review"] else 0)
    turn, headings = turning_point(document, paragraphs), Headings(document.provisions)
    for n, paragraph in enumerate(paragraphs):
        found = _rule("opens-with-year").match(paragraph.text[paragraph.body :])
        if found and (n >= turn > 0 or headings.say(paragraph.provision, _rule("last-year-reviewed"))):
            return int(found["year"]) + (0 if n >= turn > 0 else 1)
    return None


def _last_year_past(year: int | None, document: Document, paragraphs: Sequence[Paragraph]) -> int | None:
    """The last year that lies behind an act; without a date, the one before its five-year plan, or the last of which it says 截至."""
    if year is not None:
        return year - 1
    if before := _year_before(document):
        return before
    as_of = [int(found["year"]) for paragraph in paragraphs for found in _rule("as-of").finditer(paragraph.text)]
    return max(as_of) if as_of else _before_goals(paragraphs)


def _year_before(document: Document) -> int | None:
    """The year before those that an act is made for, by its title: 2022 for （2023—2025年）, 2020 for “十四五”."""
    title = document.enclosed_title or document.title or ""
    if plan := _rule("plan").search(title):
        return end_of_plan(plan["plan"]) - 5
    span = _rule("span-of-title").search(title)
    return int(span["year"]) - 1 if span else None


def _before_goals(paragraphs: Sequence[Paragraph]) -> int | None:
    """The last year that lies behind the goals of an act that nothing else dates: goals are set for three years at least."""
    spans = [int(found["year"]) for paragraph in paragraphs for found in _rule("goal-span").finditer(paragraph.text)]
    if spans:
        return min(spans) - 1
    years = [int(found["year"]) for paragraph in paragraphs for found in _rule("goal-year").finditer(paragraph.text)]
    return min(years) - 3 if years else None


def spells(year: int | None, paragraphs: Sequence[Paragraph]) -> bool:
    """Does an act of a year print its numbers in characters alone (六十万亩), as they did before GB/T 15835 of 1995 and some years after?"""
    return year is not None and year <= LAST_SPELLED and not any(True for p in paragraphs for _ in find_quantities(p.text, p.body))


class Outlook:
    """Which numbers of an act are figures that have been reached, and when."""

    def __init__(self, document: Document, paragraphs: Sequence[Paragraph]):
        self.headings = Headings(document.provisions)
        self.year = year_of(document) or _year_of_report(document, paragraphs)
        self.month = month_of(document)
        #: The last year of which 今后五年 is not one: a report is given when its year has just begun, a plan for certain years before them.
        self.since = self.year - 1 if self.year and _rule("report").match(document.type or "") else _year_before(document) or self.year
        self.signed = int(document.signed[:4]) if document.signed else None
        self.past = _last_year_past(self.year, document, paragraphs)
        self.lays_down_rules = lays_down_rules(document)
        title = document.enclosed_title or document.title or ""
        self.reports = bool(_rule("kind").search(title))
        turn = turning_point(document, paragraphs)
        self.turn = paragraphs[turn].start if turn else -1
        self.turn_of_work = bool(turn and _rule("report").match(document.type or "") and (not title or _rule("work-report").search(title)))
        self.periods = Periods(document, self.headings, self.year)
        self.spells = spells(self.year, paragraphs)

    def backward(self, paragraph: Paragraph) -> bool:
        """Does the paragraph as a whole look back?"""
        return self.reports or paragraph.start < self.turn or looks_back(paragraph.provision, self.headings)

    def year_of_work(self, provision: str) -> str | None:
        """The year ahead of which a report on the work of a government speaks, but where a heading tells of a longer time; None in other acts."""
        if not self.turn_of_work or self.year is None or self.headings.say(provision, _rule("longer-time")):
            return None
        return str(self.year)

    def over(self, deadline: str) -> bool:
        """Has the day (2025, 2025-12-31) passed in the year before the act? What was to be done by then is no goal any more."""
        return self.signed is not None and int(deadline[:4]) < self.signed

    def reached(self, paragraph: Paragraph, start: int, end: int) -> bool:
        """Has the number at ``text[start:end]`` been reached, by the words of its sentence or by the place where it stands?"""
        left, right = paragraph.sentence(start, end)
        left, right = max(left, paragraph.body, start - REACH), min(right, end + REACH)
        stop = re.compile("[，；。：]").search(paragraph.text, end, right)
        clause = stop.start() if stop else right
        if self._ahead(paragraph, left, start, clause):
            return False
        if not self.lays_down_rules and self.backward(paragraph):
            return True
        if _rule("or-more").match(paragraph.text, end):  # 累计建成30家以上
            return False
        said = None if self.lays_down_rules else _rule("reached").search(paragraph.text, left, start)
        return bool(said) or self._is_past(paragraph, left, start)

    def _ahead(self, paragraph: Paragraph, left: int, start: int, clause: int) -> bool:
        text = paragraph.text
        if _rule("ahead").search(text, left, clause):
            return True
        named = list(_rule("up-to").finditer(text, left, start))
        if not named:
            return False
        as_of, year = bool(named[-1]["reached"]), int(named[-1]["year"])
        if self.year is None:
            return not as_of
        return year > self.year or year == self.year and not as_of and not self.reports

    def _is_past(self, paragraph: Paragraph, left: int, start: int) -> bool:
        """Is the number of a year before that of the act, by its own sentence?"""
        period = self.periods.named(paragraph, left, start, leading=True)
        if period is None or self.past is None:
            return False
        last = int(period.split("/")[-1][:4])
        return last <= self.past or last == self.past + 1 and bool(_rule("as-of-word").search(paragraph.text, left, start))
