"""Grid: the rows and cells of a table in a text, as the readers of web pages, Word files and Markdown write them."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Paragraph


def rows(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """The lines of a paragraph as they stand in the source: each is a row."""
    first, base = 0, paragraph.start
    for i in range(1, len(paragraph.text) + 1):
        if i == len(paragraph.text) or "\n" in paragraph.raw[paragraph.offsets[i - 1] + 1 - base : paragraph.offsets[i] - base]:
            yield first, i
            first = i


def cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells of a row, the empty ones too."""
    bounded = text[start] == "|" and text[end - 1] == "|" and end - start > 1
    first, stop = (start + 1, end - 1) if bounded else (start, end)
    for i in range(first, stop + 1):
        if i == stop or text[i] == "|":
            yield first, i
            first = i + 1
