"""Tables of figures: each number under a head is a goal, its row and its column say of what and by when.

Three kinds are read: indicators with years or a target value as columns (指标 | 单位 | 2020年 | 2025年), tasks shared out over
places (县区 | 新建泵站（座）) under a caption that says so, and copies of the first kind in which each cell has become a line, or
tabulators part the cells. A column of a year before that of the act is a fact, and its numbers are no goals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ... import rules
from ...model import CONTEXT, Evidence, Paragraph, Target
from ...reading import grid
from ...reading.folding import folded

#: The head of a copy with a line for each cell has no more columns than this.
MAX_COLUMNS = 12
#: A line longer than this (code points) is no cell of such a copy.
MAX_CELL = 40


def _rule(name: str) -> re.Pattern[str]:
    return rules.load("targets")[name].pattern


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of goals: its deadline, and for tasks shared out over places what is counted, in which unit."""

    deadline: str | None
    name: str = ""
    unit: str | None = None


class Tables:
    """The tables of an act, paragraph by paragraph: a head names the columns for the rows below, of as many cells."""

    def __init__(self, year: int | None):
        self.year = year
        self.caption = ""
        self.size, self.indicator = 0, 0
        self.unit: int | None = None
        self.goals: dict[int, _Column] = {}

    def read(self, paragraph: Paragraph) -> list[Target]:
        """The goals in the rows of a paragraph."""
        if "|" in paragraph.text:
            return [target for row in _barred(paragraph) for target in self._read_row(paragraph, row)]
        self.caption = paragraph.text[-MAX_CELL:]
        return self._read_lines(paragraph)

    def _read_row(self, paragraph: Paragraph, row: Sequence[tuple[str, Evidence | None]]) -> list[Target]:
        texts = [text for text, _ in row]
        if len(texts) == 1:  # a caption that stands on the lines of its table
            self.caption = texts[0]
        if self._is_head(texts) or len(texts) != self.size:
            return []
        found = (self._goal(paragraph, texts, row[i][1], i) for i in self.goals)
        return [target for target in found if target]

    def _read_lines(self, paragraph: Paragraph) -> list[Target]:
        """The goals of a table whose cells are lines: the head is as long as its words go on, then as many lines are a row."""
        lines = list(_lines(paragraph))
        texts = [text for text, _ in lines]
        indicator = next((n for n, text in enumerate(texts) if _names_indicator(text)), None)
        if indicator is None:
            return []
        first, last = indicator, indicator + 1
        while first > 0 and _rule("plain-column").fullmatch(texts[first - 1]):
            first -= 1
        while last < len(texts) and (_rule("column").fullmatch(texts[last]) or _rule("plain-column").fullmatch(texts[last])):
            last += 1
        size = last - first
        if not 2 <= size <= MAX_COLUMNS or not self._is_head(texts[first:last]):
            return []
        targets: list[Target] = []
        while last + size <= len(texts):
            goals = self._read_row(paragraph, lines[last : last + size]) if self._is_aligned(texts[last : last + size]) else []
            targets += goals
            last += size if goals else 1  # a line over several rows (一、供水) stands between them
        return targets

    def _is_aligned(self, texts: Sequence[str]) -> bool:
        """Do the lines of a row stand under the right columns: from the name on, numbers under goals and nothing but words at its end?"""
        numbers = [bool(re.match(r"[≥≤＞＜〉〈〔]?\d", text)) for text in texts]
        words = numbers[max(self.goals, default=0) + 1 :]
        return not numbers[self.indicator] and all(numbers[i] for i in self.goals) and not any(words)

    def _is_head(self, texts: Sequence[str]) -> bool:
        heads = [_rule("column").fullmatch(text) for text in texts]
        names = [i for i, head in enumerate(heads) if head and head["indicator"]]
        if not names:
            return self._shares_out(texts)
        self.size, self.indicator = len(texts), names[0]
        self.unit = next((i for i, head in enumerate(heads) if head and head["unit"]), None)
        self.goals = {
            i: _Column(head["year"]) for i, head in enumerate(heads)
            if head and (head["goal"] or head["year"] and not head["fact"] and (self.year is None or int(head["year"]) >= self.year))
        }
        return True

    def _shares_out(self, texts: Sequence[str]) -> bool:
        """Is it the head of a table that shares out tasks over places, under a caption that says so?"""
        caption = _rule("task-table").search(self.caption)
        places = [i for i, text in enumerate(texts) if _rule("place-column").fullmatch(text)]
        counted = {i: found for i, text in enumerate(texts) if (found := _rule("counted-column").fullmatch(text))}
        if not caption or not places or not counted:
            return False
        year = _rule("year-of-table").search(self.caption)
        if year and self.year is not None and int(year["year"]) < self.year:
            return False
        self.size, self.indicator, self.unit = len(texts), places[0], None
        self.goals = {i: _Column(year["year"] if year else None, found["name"], found["unit"]) for i, found in counted.items()}
        return True

    def _goal(self, paragraph: Paragraph, texts: Sequence[str], evidence: Evidence | None, column: int) -> Target | None:
        rule, at = rules.load("targets")["cell"], self.goals[column]
        value = rule.pattern.fullmatch(texts[column])
        named = _rule("row").fullmatch(texts[self.indicator])
        if not value or not named or not evidence:
            return None
        unit = value["unit"] or at.unit or (texts[self.unit] if self.unit is not None else named["unit"])
        if not unit:
            return None
        comparator = ">=" if value["least"] or value["more"] else "<=" if value["most"] or value["less"] else "="
        return Target(
            named["name"] + at.name, float(value["value"].replace(",", "")), float(value["maximum"]) if value["maximum"] else None, unit,
            comparator, at.deadline, paragraph.provision, evidence, rule.id, rule.confidence)


def _names_indicator(text: str) -> bool:
    head = _rule("column").fullmatch(text)
    return bool(head and head["indicator"])


def _barred(paragraph: Paragraph) -> Iterator[list[tuple[str, Evidence | None]]]:
    """The rows of a paragraph whose cells bars part: of each cell its text and where it stands (an empty one stands nowhere)."""
    for first, last in grid.rows(paragraph):
        cells = grid.cells(paragraph.text, first, last)
        yield [(paragraph.text[start:end], paragraph.evidence(start, end) if end > start else None) for start, end in cells]


def _lines(paragraph: Paragraph) -> Iterator[tuple[str, Evidence]]:
    """The lines of a paragraph as they stand in the source, and the parts between tabulators: numbers too that are page numbers elsewhere."""
    raw = paragraph.raw
    for found in re.finditer(r"[^\n\t]+", raw):
        exact = found.group().strip()
        if exact:
            start = found.start() + found.group().index(exact)
            end = start + len(exact)
            yield re.sub(r"\s+", "", folded(exact)), Evidence(
                paragraph.start + start, paragraph.start + end, exact, raw[max(start - CONTEXT, 0) : start], raw[end : end + CONTEXT])
