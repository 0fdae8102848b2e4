"""Tables of figures: each number under a head is a goal, its row and its column say of what and by when.

Three kinds are read: indicators with years or a target value as columns (指标 | 单位 | 2020年 | 2025年), tasks shared out over
places (县区 | 新建泵站（座）) under a caption that says so, and copies of both in which each cell has become a line, or tabulators
or blanks part the cells. A head may take two rows. A column of a year that lies behind the act is a fact, and so is, where
nothing dates the act, the year that the others start from; their numbers are no goals.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ... import ownrules, rules
from ...model import CONTEXT, Evidence, Paragraph, Target
from ...reading import grid
from ...reading.folding import folded

#: The head of a copy with a line for each cell has no more columns than this.
MAX_COLUMNS = 12
#: A line longer than this (code points) is no cell of such a copy.
MAX_CELL = 40
#: Where nothing dates an act, the first year of a table is the one that goals start from if the next is this much later.
BASE_GAP = 3

_PIECE = re.compile(r"\S+")
#: What a cell of a copy is, tried in turn: a line, or the part of one between tabulators; what two blanks or a wide one part; what two of any kind part.
_CELLS = (re.compile(r"[^\n\t]+"), re.compile(r"[^\s\u3000]+(?: [^\s\u3000]+)*"), re.compile(r"\S+(?:[ \u3000]\S+)*"))
#: The second line of a cell of the head: the unit alone.
_UNIT = re.compile(r"（[^（）]{1,6}）")


@ownrules.renewed
@cache
def _rule(name: str) -> re.Pattern[str]:
    return rules.load("targets")[name].pattern


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of goals: its deadline, and what the head adds to the names of the rows (a growth, what is shared out), in which unit."""

    deadline: str | None
    name: str = ""
    unit: str | None = None


class Tables:
    """The tables of an act, paragraph by paragraph: a head names the columns for the rows below, of as many cells."""

    def __init__(self, year: int | None, past: int | None = None):
        """``year`` is that of the act, ``past`` the last year that lies behind it; None where nothing tells them."""
        self.year, self.past = year, past
        self.caption = ""
        self.head: tuple[str, ...] = ()
        self.size, self.indicator = 0, 0
        self.unit: int | None = None
        self.goals: dict[int, _Column] = {}

    def read(self, paragraph: Paragraph) -> list[Target]:
        """The goals in the rows of a paragraph."""
        if "|" in paragraph.text:
            return [target for row in _barred(paragraph) for target in self._read_row(paragraph, row)]
        self.caption = paragraph.text[-MAX_CELL:]
        return next(filter(None, (self._read_lines(paragraph, _lines(paragraph, cell)) for cell in _CELLS)), []) or self._read_blanks(paragraph)

    def _read_row(self, paragraph: Paragraph, row: Sequence[tuple[str, Evidence | None]]) -> list[Target]:
        texts = [text for text, _ in row]
        if len(texts) == 1:  # a caption that stands on the lines of its table
            self.caption = texts[0]
        if all(_is_rule(text) for text in texts):
            return []
        head = self._with_upper_head(texts)
        if self._is_head(head):
            self.head = tuple(head)
            return []
        self.head = ()
        if len(texts) != self.size:
            return []
        found = (self._goal(paragraph, [text for text, _ in part], part[i][1], i) for part in self._parts(paragraph, row) for i in self.goals)
        return [target for target in found if target]

    def _parts(self, paragraph: Paragraph, row: Sequence[tuple[str, Evidence | None]]) -> list[Sequence[tuple[str, Evidence | None]]]:
        """The rows that stand in one, where several indicators, units and values stand in a cell (水厂 泵站 | 座 座 | 20 30); none if they do not match."""
        stacked = {i: pieces for i in self.goals if len(pieces := _pieces(row[i][1])) > 1}
        if not stacked:
            return [row]
        named, size = row[self.indicator][1], max(len(pieces) for pieces in stacked.values())
        names = named.exact.split() if named else []
        if len(names) == size + 1:  # what all are of stands first: 供水 水厂 泵站
            names = [names[0] + name for name in names[1:]]
        units = row[self.unit][1] if self.unit is not None else None
        if all(len(piece.group()) == 3 for pieces in stacked.values() for piece in pieces[1:]) and not (units and len(units.exact.split()) > 1):
            return [row]  # 1 650: a blank between thousands
        if len(names) == 1 and not (units and len(units.exact.split()) > 1) and all(len(piece.group()) == 1 for pieces in stacked.values() for piece in pieces[1:]):
            return [row]  # 7 0: a blank between the digits
        if len(names) != size or not units or len(units.exact.split()) != size:
            return []
        return [
            [self._part(paragraph, row, i, n, folded(names[n]), folded(units.exact.split()[n]), stacked.get(i)) for i in range(len(row))] for n in range(size)
        ]

    def _part(self, paragraph: Paragraph, row: Sequence[tuple[str, Evidence | None]], column: int, n: int, name: str, unit: str,
              pieces: Sequence[re.Match[str]] | None) -> tuple[str, Evidence | None]:
        """The cell of a column in the ``n``-th of the rows that stand in one."""
        text, cell = row[column]
        if column in (self.indicator, self.unit):
            return name if column == self.indicator else unit, cell
        if not pieces or n >= len(pieces) or not cell:
            return ("", None) if column in self.goals else (text, cell)
        return folded(pieces[n].group()), _where(paragraph, pieces[n], cell.start - paragraph.start)

    def _with_upper_head(self, texts: Sequence[str]) -> list[str]:
        """The head of which a row is the second line: 2025年 over 目标 is 2025年目标; else the row itself."""
        if len(texts) != len(self.head):
            return list(texts)
        pairs = list(zip(self.head, texts, strict=True))
        if not all(not low or low == high or _rule("lower-head").fullmatch(low) for high, low in pairs):
            return list(texts)
        return [high if not low or low == high else high + low for high, low in pairs]

    def _read_lines(self, paragraph: Paragraph, lines: Sequence[re.Match[str]]) -> list[Target]:
        """The goals of a table whose cells are lines: the head is as long as its words go on, then as many lines are a row."""
        if len(lines) < 2:  # no head
            return []
        lines, texts = _with_units(lines)
        first, last = _head_in_lines(texts)
        size = last - first
        if first > 0:
            self.caption = texts[first - 1]
        if not 2 <= size <= MAX_COLUMNS or not self._is_head(texts[first:last]) or not self.goals:
            return []
        targets: list[Target] = []
        while last + size <= len(texts):
            row = range(last, last + size)
            goals = self._read_row(paragraph, [(texts[i], _where(paragraph, lines[i])) for i in row]) if self._is_aligned(texts[last : last + size]) else []
            targets += goals
            last += size if goals else 1  # a line over several rows (一、供水) stands between them
        return targets

    def _read_blanks(self, paragraph: Paragraph) -> list[Target]:
        """The goals of a table whose rows are lines and whose cells any blank parts: 1 供水普及率（%） 86 92 约束性."""
        raw, at = paragraph.raw, 0
        found: list[Target] = []
        headed = False
        for line in raw.splitlines(keepends=True):
            cells = list(_PIECE.finditer(raw, at, at + len(line)))
            texts = [_bare(cell.group()) for cell in cells]
            at += len(line)
            if len(cells) <= MAX_COLUMNS and _is_all_heads(texts):
                headed = self._is_head(texts) and bool(self.goals)
            elif headed and len(cells) == self.size and self._is_aligned(texts):
                found += self._read_row(paragraph, [(text, _where(paragraph, cell)) for text, cell in zip(texts, cells, strict=True)])
        return found

    def _is_aligned(self, texts: Sequence[str]) -> bool:
        """Do the lines of a row stand under the right columns: from the name on, numbers under goals and nothing but words at its end?"""
        numbers = [bool(re.match(r"(?:[≥≤＞＜〉〈〔]|不[低高]于|不少于|不超过)?\d", text)) for text in texts]
        empty = [_is_rule(text) for text in texts]
        words = numbers[max(self.goals) + 1 :]
        named = not numbers[self.indicator] and not empty[self.indicator]
        return named and all(numbers[i] or empty[i] for i in self.goals) and any(numbers[i] for i in self.goals) and not any(words)

    def _is_head(self, texts: Sequence[str]) -> bool:
        heads = [_rule("column").fullmatch(text) for text in texts]
        names = [i for i, head in enumerate(heads) if head and head["indicator"]]
        if not names and any(head and head["year"] for head in heads):  # 任务名称 | 2025年 | 2026年: what is to be done in each year
            names = [i for i, head in enumerate(heads) if head and head["task"]]
        if not names:
            return self._shares_out(texts)
        self.size, self.indicator = len(texts), names[0]
        self.unit = next((i for i, head in enumerate(heads) if head and head["unit"]), None)
        years = {i: int(head["year"]) for i, head in enumerate(heads) if head and head["year"] and not head["fact"]}
        ahead = {i: year for i, year in years.items() if not self._is_base(year, years.values())}
        last = str(max(ahead.values())) if ahead else None
        self.goals = {i: column for i, head in enumerate(heads) if head and (column := _column(head, i in ahead, last))}
        return True

    def _is_base(self, year: int, years: Collection[int]) -> bool:
        """Is a year one that lies behind the act, or that its goals start from?"""
        if self.year is not None:
            return year < self.year
        if self.past is not None:
            return year <= self.past
        later = [other for other in years if other > year]
        return bool(later) and year == min(years) and min(later) - year >= BASE_GAP

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
        if not unit and not (_rule("no-measure").search(named["name"]) and not at.name):
            return None
        comparator = ">=" if value["least"] or value["more"] else "<=" if value["most"] or value["less"] else "="
        return Target(
            named["name"] + at.name, float(value["value"].replace(",", "")), float(value["maximum"]) if value["maximum"] else None, unit or "",
            comparator, at.deadline, paragraph.provision, evidence, rule.id, rule.confidence)


def _column(head: re.Match[str], ahead: bool, last: str | None) -> _Column | None:
    """The goals under a head, if there are any: of a year ahead, of no year, or a growth up to the last of the years."""
    if head["growth"]:
        return _Column(head["until"] or last, head["growth"], head["rate"] or "%") if head["until"] or last else None
    if head["goal"]:
        return _Column(head["by"] or last)
    return _Column(head["year"], unit=head["measure"]) if ahead else None


def _head_in_lines(texts: Sequence[str]) -> tuple[int, int]:
    """Where the head of a table begins and ends whose cells are lines: around 指标, or a place beside what is counted there; (0, 0) if there is none."""
    for n, text in enumerate(texts):
        head = _rule("column").fullmatch(text)
        if head and head["indicator"]:
            return _around(texts, n, "column")
        if _rule("place-column").fullmatch(text) and n + 1 < len(texts) and _rule("counted-column").fullmatch(texts[n + 1]):
            return _around(texts, n, "counted-column")
    tasks = (n for n, text in enumerate(texts[:-1]) if (head := _rule("column").fullmatch(text)) and head["task"])
    return next((_around(texts, n, "column") for n in tasks if _rule("column").fullmatch(texts[n + 1])), (0, 0))


def _is_all_heads(texts: Sequence[str]) -> bool:
    """Are all cells of a line heads of columns, and one of them that of the indicators or tasks?"""
    if len(texts) <= 2:
        return False
    heads = [_rule("column").fullmatch(text) for text in texts]
    return any(head and (head["indicator"] or head["task"]) for head in heads) and all(
        head or _rule("plain-column").fullmatch(text) for head, text in zip(heads, texts, strict=True))


def _around(texts: Sequence[str], at: int, rule: str) -> tuple[int, int]:
    """The lines around one that are heads of columns too: before it of columns without figures, behind it of a rule's."""
    first, last = at, at + 1
    while first > 0 and _rule("plain-column").fullmatch(texts[first - 1]):
        first -= 1
    while last < len(texts) and (_rule(rule).fullmatch(texts[last]) or _rule("plain-column").fullmatch(texts[last])):
        last += 1
    return first, last


def _is_rule(text: str) -> bool:
    """Is a cell empty, or drawn out of strokes alone (—, ---)?"""
    return not text.strip("-—–―/:… ")


def _barred(paragraph: Paragraph) -> Iterator[list[tuple[str, Evidence | None]]]:
    """The rows of a paragraph whose cells bars part: of each cell its text and where it stands (an empty one stands nowhere)."""
    for first, last in grid.rows(paragraph):
        cells = grid.cells(paragraph.text, first, last)
        yield [(paragraph.text[start:end], paragraph.evidence(start, end) if end > start else None) for start, end in cells]


def _lines(paragraph: Paragraph, cell: re.Pattern[str]) -> list[re.Match[str]]:
    """The cells of a paragraph as they stand in the source, lines or the parts between tabulators or blanks: numbers too that are page numbers elsewhere."""
    return [found for found in cell.finditer(paragraph.raw) if not found.group().isspace()]


def _with_units(lines: Sequence[re.Match[str]]) -> tuple[list[re.Match[str]], list[str]]:
    """The cells, and what each says; a unit that has a line of its own (优良天数 / （天）) belongs to the cell before it."""
    cells: list[re.Match[str]] = []
    texts: list[str] = []
    for line in lines:
        text = _bare(line.group())
        if texts and _UNIT.fullmatch(text) and not re.search(r"[\d）]$", texts[-1]):
            texts[-1] += text
        else:
            cells.append(line)
            texts.append(text)
    return cells, texts


def _bare(cell: str) -> str:
    """What a cell says, folded, without any blank."""
    return "".join(folded(cell.strip()).split())


def _pieces(cell: Evidence | None) -> list[re.Match[str]]:
    """The numbers that stand in a cell with blanks or line breaks between them; none where it holds other words."""
    pieces = list(_PIECE.finditer(cell.exact)) if cell else []
    return pieces if all(re.match(r"[≥≤＞＜〉〈〔]?\d", piece.group()) for piece in pieces) else []


def _where(paragraph: Paragraph, cell: re.Match[str], at: int = 0) -> Evidence:
    """Where a cell stands, without the blanks around it; found in the paragraph from its character ``at`` on."""
    raw, exact = paragraph.raw, cell.group().strip()
    start = at + cell.start() + cell.group().index(exact)
    end = start + len(exact)
    return Evidence(paragraph.start + start, paragraph.start + end, exact, raw[max(start - CONTEXT, 0) : start], raw[end : end + CONTEXT])
