"""Decimals: headings that are counted 1, 1.1, 2.3.1, as emergency plans (应急预案) and technical papers have them.

A decimal at the start of a line may be a quantity as well (1.2万人). The headings of one text count on: each is the next one below
or after those before it, and what does not count on is no heading.
"""

from __future__ import annotations

from collections.abc import Sequence

from .lines import Line, pattern

#: A text has so many headings with a point at least, or none of its decimals is a heading.
LEAST = 3
#: A heading of the first level (1 总则) is a line of its own, no longer than this (code points).
MAX_FIRST = 30


def headings(lines: Sequence[Line]) -> dict[int, tuple[int, str, int]]:
    """The headings among the paragraphs of a text.

    Args:
        lines: The paragraphs, in order.

    Returns:
        For the index of each that begins with one: its depth from 1 on, its mark (2.3), and where the mark ends in the paragraph
        (code points). Empty where the decimals of the text do not count on.
    """
    marked = [(i, found) for i, line in enumerate(lines) if line.text[:1].isdecimal() and (found := pattern("decimal-mark").match(line.text))]
    if sum("." in found["mark"] for _, found in marked) < LEAST:
        return {}
    made: dict[int, tuple[int, str, int]] = {}
    last: list[int] = []
    for (i, found), below in zip(marked, _below([found["mark"] for _, found in marked]), strict=True):
        numbers = [int(part) for part in found["mark"].split(".")]
        if _counts_on(last, numbers) and (len(numbers) > 1 or _is_first(lines[i], found.end(), below == found["mark"], bool(found["point"]))):
            made[i] = len(numbers), found["mark"], found.end()
            last = numbers
    deep = [mark for depth, mark, _ in made.values() if depth > 1]
    return made if len(deep) >= LEAST and any(mark.endswith(".2") for mark in deep) else {}


def ends(lines: Sequence[Line]) -> dict[int, int]:
    """The same of lines: for the index of each that begins with such a heading, where its mark ends."""
    return {i: end for i, (_, _, end) in headings(lines).items()}


def _below(marks: Sequence[str]) -> list[str]:
    """For each mark, the first level (2) of the next one that has a point (2.1) behind it; "" where none comes."""
    made: list[str] = []
    next_one = ""
    for mark in reversed(marks):
        made.append(next_one)
        if "." in mark:
            next_one = mark.split(".")[0]
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
