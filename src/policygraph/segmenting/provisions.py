"""Provisions: the tree of headings 第X章 第X条 一、（一）1. or 1 1.1 1.1.1, and what stands under each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..model import Paragraph, Provision
from .lines import ARTICLE, FIRST, Line, mark, pattern

#: A heading is at most so long; what is longer is a paragraph that begins with a mark.
MAX_HEADING = 60
#: The rank of a heading counted in decimals is that of 一、; each level below it stands so much lower, and all of them over （一）.
BELOW = 0.1
#: A text has so many of them with a point at least, or none of its decimals is a heading.
LEAST_COUNTED = 3
#: One of the first level (1 总则) is a line of its own, no longer than this (code points).
MAX_FIRST = 30


def build(
    parts: Sequence[tuple[str, Sequence[Line]]], source: str
) -> tuple[tuple[Provision, ...], tuple[Paragraph, ...]]:
    """Make the tree of an act from its logical paragraphs.

    Args:
        parts: For each part (notice, instrument, annex) its paragraphs as joined lines.
        source: The text of the source, for the evidence.

    Returns:
        The provisions in reading order, and the paragraphs with the provision they stand in.
    """
    builder = _Builder(source)
    for part, lines in parts:
        builder.stack.clear()
        builder.article = 0
        in_decimals = counted(lines)
        for n, line in enumerate(lines):
            builder.add(line, part, in_decimals.get(n))
    return builder.provisions(), tuple(builder.paragraphs)


class Headings:
    """The provisions of an act by their ids, for asking what stands over a paragraph."""

    def __init__(self, provisions: Iterable[Provision]):
        self._provisions = {provision.id: provision for provision in provisions}
        self._said: dict[tuple[str, str], bool] = {}  # a pattern stands by its text: a string knows its hash, a pattern works it out each time

    def over(self, provision: str) -> Iterator[Provision]:
        """The provision of an ``id`` and those it is part of, from the inside out; none for ``""``."""
        at = self._provisions.get(provision)
        while at:
            yield at
            at = self._provisions.get(at.parent) if at.parent else None

    def say(self, provision: str, pattern: re.Pattern[str]) -> bool:
        """Is a pattern found in the heading of a provision, or of one that it is part of? Each is searched once."""
        key = provision, pattern.pattern
        said = self._said.get(key)
        if said is None:
            at = self._provisions.get(provision)
            said = at is not None and (pattern.search(at.heading) is not None or at.parent is not None and self.say(at.parent, pattern))
            self._said[key] = said
        return said


class _Builder:
    """Walks the paragraphs of an act and keeps the stack of open headings."""

    def __init__(self, source: str):
        self.source = source
        self.stack: list[tuple[float, str, str]] = []  # rank, mark, id
        self.paragraphs: list[Paragraph] = []
        self.found: list[dict] = []
        self.ids: set[str] = set()
        self.next: dict[str, int] = {}  # the number that a locator which comes again is tried with
        self.article = 0
        self.pending: str | None = None

    def add(self, line: Line, part: str, counted: tuple[int, str, int] | None = None) -> None:
        """Take the next paragraph; ``counted`` is its heading where that is one of `counted`."""
        opened, end = self._open(line, part, counted), 0
        if opened is not None:
            end = opened
        elif (rank := self._goes_back_to(line)) is not None:
            while self.stack[-1][0] > rank:
                self.stack.pop()
        paragraph = Paragraph(
            line.text, line.offsets, self.source[line.start : line.end], part,
            self.stack[-1][2] if self.stack else "", opened is not None, end,
        )
        self.paragraphs.append(paragraph)
        if opened is None and self.pending and len(line.text) <= MAX_HEADING and "。" not in line.text:
            self._name(line.text)
        self.pending = self.stack[-1][2] if opened is not None and end == len(line.text) else None

    def _goes_back_to(self, line: Line) -> int | None:
        """The rank of the open heading that a paragraph without a mark belongs to again, behind items of it; None if it belongs to the last one."""
        if self._closes_items():
            return ARTICLE
        if pattern("meeting-says").match(line.text) and any(rank <= FIRST for rank, _, _ in self.stack):
            return FIRST
        return None

    def _closes_items(self) -> bool:
        """Has the last item of an article ended, so that a paragraph without a mark is one of the article (款) again? An item (项) is one paragraph."""
        if not self.stack or self.stack[-1][0] <= ARTICLE or all(rank != ARTICLE for rank, _, _ in self.stack):
            return False
        last = self.paragraphs[-1]
        return last.provision == self.stack[-1][2] and last.heading and last.text.endswith("。")

    def _name(self, text: str) -> None:
        """The title of a chapter may stand on the line after its mark."""
        row = self.found[-1]
        if row["id"] == self.pending and not row["heading"] and pattern("heading-of-its-own-line").match(row["locator"].split("/")[-1]):
            row["heading"] = text

    def _open(self, line: Line, part: str, counted: tuple[int, str, int] | None) -> int | None:
        rank: float
        if counted:
            depth, printed, end = counted
            rank = FIRST + BELOW * (depth - 1)
        else:
            found = mark(line.text)
            if found is None or not self._is_heading(found, line):
                return None
            rank, printed, end = found
        while self.stack and self.stack[-1][0] >= rank:
            self.stack.pop()
        while counted and self.stack and self.stack[-1][1][0].isdecimal() and not printed.startswith(f"{self.stack[-1][1]}."):
            self.stack.pop()  # 2.1 is no part of 1, where a copy lost 2
        parent = self.stack[-1][2] if self.stack else None
        locator = "/".join([*(name for _, name, _ in self.stack), printed])
        unique = self._unique(locator)
        self.stack.append((rank, printed, unique))
        heading, length = _heading(line.text, rank, end)
        self.found.append({"id": unique, "locator": locator, "parent": parent, "heading": heading, "part": part,
                           "line": line, "end": max(end, length)})
        return max(end, length) if rank == ARTICLE else end  # a caption in brackets is no word of the article

    def _unique(self, locator: str) -> str:
        """The locator itself, or with ~2, ~3 … where it is an ``id`` already."""
        unique, n = locator, self.next.get(locator, 2)
        while unique in self.ids:
            unique, n = f"{locator}~{n}", n + 1
        self.next[locator] = n
        self.ids.add(unique)
        return unique

    def _is_heading(self, found: tuple[int, str, int], line: Line) -> bool:
        """Is a mark at the start of a paragraph a heading, not the words 第五条规定 of a sentence?"""
        rank, _, end = found
        if rank != ARTICLE:
            return True
        article = pattern("mark-article").match(line.text)
        serial = _serial(article["mark"]) if article else 0
        rest = line.text[end:]
        spaced = end >= len(line.offsets) or line.offsets[end] > line.offsets[end - 1] + 1 or rest.startswith("【")
        if not rest or spaced or serial == self.article + 1:
            self.article = serial
            return True
        return False

    def provisions(self) -> tuple[Provision, ...]:
        texts: dict[str, list[str]] = {}
        for paragraph in self.paragraphs:
            texts.setdefault(paragraph.provision, []).append(paragraph.text)
        made = []
        for row in self.found:
            line = row["line"]
            whole = Paragraph(line.text, line.offsets, self.source[line.start : line.end])
            made.append(Provision(
                row["id"], row["locator"], row["parent"], row["heading"], "\n".join(texts.get(row["id"], ())),
                replace(whole.evidence(0, row["end"]), prefix="", suffix=""), row["part"],
            ))
        return tuple(made)


def _serial(numeral: str) -> int:
    from ..reading.dates import number

    return number(numeral)


def _heading(text: str, rank: float, end: int) -> tuple[str, int]:
    """The words of the heading after its mark, and where they end in the paragraph."""
    rest = text[end:]
    if rank == ARTICLE:
        named = pattern("caption").match(rest)
        return (named.group()[1:-1], end + named.end()) if named else ("", end)
    stop = re.search(r"[。；：]", rest)
    length = stop.start() if stop else len(rest)
    if length > MAX_HEADING or rank < ARTICLE and stop:
        return "", end
    return rest[:length], end + length


# ---- headings counted in decimals


def counted(lines: Sequence[Line]) -> dict[int, tuple[int, str, int]]:
    """The headings counted in decimals (1, 1.1, 2.3.1) among the paragraphs of a text, as emergency plans (应急预案) and technical papers have them.

    A decimal at the start of a line may be a quantity as well (1.2万人). The headings of one text count on: each is the next one below
    or after those before it, and what does not count on is no heading.

    Args:
        lines: The paragraphs, in order.

    Returns:
        For the index of each that begins with one: its depth from 1 on, its mark (2.3), and where the mark ends in the paragraph
        (code points). Empty where the decimals of the text do not count on.
    """
    marked = [(i, found) for i, line in enumerate(lines) if line.text[:1].isdecimal() and (found := pattern("decimal-mark").match(line.text))]
    if sum("." in found["mark"] for _, found in marked) < LEAST_COUNTED:
        return {}
    runs: list[dict[int, tuple[int, str, int]]] = [{}]
    last: list[int] = []
    for (i, found), below in zip(marked, _next_below([found["mark"] for _, found in marked]), strict=True):
        numbers = [int(part) for part in found["mark"].split(".")]
        if len(numbers) == 1 and not _is_first(lines[i], found.end(), below == found["mark"], bool(found["point"])):
            continue
        begins = bool(last) and numbers in ([1], [1, 1]) and not _counts_on(last, numbers)
        if begins:  # an annex counts anew, and so does the text behind a table of contents
            runs.append({})
            last = []
        if _counts_on(last, numbers):
            runs[-1][i] = len(numbers), found["mark"], found.end()
            last = numbers
    return {i: heading for n, run in enumerate(runs) if _is_counted(run) and not (n + 1 < len(runs) and _is_of_contents(run)) for i, heading in run.items()}


def _is_counted(run: Mapping[int, tuple[int, str, int]]) -> bool:
    """Are there enough headings below the first level, and a second one somewhere?"""
    deep = [mark for depth, mark, _ in run.values() if depth > 1]
    return len(deep) >= LEAST_COUNTED and any(mark.endswith(".2") for mark in deep)


def _is_of_contents(run: Mapping[int, tuple[int, str, int]]) -> bool:
    """Does nearly every heading stand right above the next one, as in a table of contents?"""
    return sum(i + 1 in run for i in run) >= 0.8 * (len(run) - 1)


def ends_of_counted(lines: Sequence[Line]) -> dict[int, int]:
    """The same of lines: for the index of each that begins with such a heading, where its mark ends."""
    return {i: end for i, (_, _, end) in counted(lines).items()}


def _next_below(marks: Sequence[str]) -> list[str]:
    """For each mark, the first level (2) of the next one that has a point (2.1) behind it; "" where none comes."""
    made: list[str] = []
    next_one = ""
    for printed in reversed(marks):
        made.append(next_one)
        if "." in printed:
            next_one = printed.split(".")[0]
    return made[::-1]


def _counts_on(last: list[int], numbers: list[int]) -> bool:
    """Is a heading the first below the last one (2, 2.1), or the next of it or of one over it (2.1.3, 2.2 or 3 or, where a copy lost 3, 3.1)?"""
    depth = len(numbers)
    if numbers[:-1] == last[: depth - 1] and len(last) >= depth - 1:
        return numbers[-1] == (last[depth - 1] if len(last) >= depth else 0) + 1
    return depth > 1 and numbers[-1] == 1 and _counts_on(last, numbers[:-1])


def _is_first(line: Line, end: int, has_below: bool, point: bool) -> bool:
    """Is a line a heading of the first level: short, and with 1.1 to follow, or without a point (7 附则) and a blank behind the number?"""
    if len(line.text) > MAX_FIRST or "。" in line.text:
        return False
    spaced = end < len(line.offsets) and line.offsets[end] > line.offsets[end - 1] + 1
    return has_below or spaced and not point
