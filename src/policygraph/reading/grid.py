"""Grid: the rows and cells of a table in a text: how the readers of web pages and Word files write them, and how all read them.

A row is a line, its cells parted by ``|``. An empty cell keeps its place, and a merged cell stands in every row and column that
it covers, so that each row has as many cells as the head.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ..model import Paragraph

#: A merged cell longer than this (code points) stands in its first row alone: it is text, and no key of the rows below.
MAX_REPEATED = 120


class Merged:
    """The rows of one table, in order, with the cells that reach into rows below."""

    def __init__(self) -> None:
        self._open: dict[int, tuple[int, str]] = {}

    def row(self, cells: Sequence[tuple[str, int, int]]) -> list[str]:
        """The texts of a row, one for each column.

        Args:
            cells: Of each cell the text, how many columns it covers, and how many rows (both from 1).
        """
        texts: list[str] = []
        for text, columns, rows_ in cells:
            self._fill(texts)
            for column in range(len(texts), len(texts) + columns):
                if rows_ > 1:
                    self._open[column] = rows_ - 1, text if len(text) <= MAX_REPEATED else ""
            texts += [text, *[""] * (columns - 1)]
        self._fill(texts)
        return texts

    def _fill(self, texts: list[str]) -> None:
        while (found := self._open.pop(len(texts), None)) is not None:
            if found[0] > 1:
                self._open[len(texts)] = found[0] - 1, found[1]
            texts.append(found[1])


def line(texts: Sequence[str]) -> str:
    """A row as a line: a cell alone is its text; bars stand around a row that begins or ends with an empty cell.

    >>> line(["任务", "", "市财政局"]), line(["", "说明"])
    ('任务 |  | 市财政局', '说明')
    >>> line(["", "牵头单位", "配合单位"])
    '|  | 牵头单位 | 配合单位 |'
    """
    if sum(map(bool, texts)) <= 1:
        return "".join(texts)
    joined = " | ".join(texts)
    return joined if texts[0] and texts[-1] else f"| {joined} |"


def rows(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """The lines of a paragraph as they stand in the source: each is a row."""
    first, size = 0, len(paragraph.text)
    for i in breaks(paragraph):
        yield first, i
        first = i
    if first < size:
        yield first, size


def breaks(paragraph: Paragraph) -> list[int]:
    """The indices in a paragraph of the characters before which the source begins a new line, in order."""
    found: list[int] = []
    raw, offsets, base = paragraph.raw, paragraph.offsets, paragraph.start
    at = raw.find("\n")
    while at >= 0:
        i = bisect_left(offsets, at + base)
        if 0 < i < len(offsets) and offsets[i] > at + base:  # a line break between two Latin words is kept as a blank
            found.append(i)
            at = raw.find("\n", offsets[i] - base)
        else:
            at = raw.find("\n", at + 1)
    return found


def cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells of a row, the empty ones too."""
    bounded = text[start] == "|" and text[end - 1] == "|" and end - start > 1
    first, stop = (start + 1, end - 1) if bounded else (start, end)
    for i in range(first, stop + 1):
        if i == stop or text[i] == "|":
            yield first, i
            first = i + 1
