"""Successor names of initiatives: which one takes the place of which (甲升级为乙, 乙（原甲）, 以乙取代甲).

Two names of one sentence are predecessor and successor where nothing but the
words of the change stands between them; the old names may be several (甲、乙整合为丙).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .. import rules
from .programme_names import Candidate

#: Furthest that the words of the change reach (code points).
REACH = 24


@dataclass(frozen=True, slots=True)
class Succession:
    """``new`` takes the place of every one of ``old``; all are names of one paragraph. ``rule`` says which words tell it."""

    old: tuple[Candidate, ...]
    new: Candidate
    rule: str
    confidence: float


def successions(text: str, names: Sequence[Candidate]) -> Iterator[Succession]:
    """The successions that the words between the names of a paragraph tell, in the order of the first name."""
    loaded = rules.load("programmes")
    by_start = sorted(range(len(names)), key=lambda n: names[n].start)
    starts = [names[n].start for n in by_start]
    for first in names:
        for n in sorted(by_start[bisect_right(starts, first.end) : bisect_right(starts, first.end + REACH)]):
            second = names[n]
            between = text[first.end : second.start]
            if (rule := loaded["grows-into"]).pattern.fullmatch(between):
                yield Succession(_coordinated(text, names, first), second, rule.id, rule.confidence)
            elif (rule := loaded["formerly"]).pattern.fullmatch(between) and _closes(text, between, second.end):
                yield Succession((second,), first, rule.id, rule.confidence)


def _closes(text: str, between: str, end: int) -> bool:
    """Does a bracket that the words open close right after the old name: （原甲）, （由甲更名）?"""
    if not between.startswith("（"):
        return True
    if between.startswith("（由"):
        return rules.load("programmes")["renamed"].pattern.match(text, end) is not None
    return text.startswith("）", end)


def _coordinated(text: str, names: Sequence[Candidate], last: Candidate) -> tuple[Candidate, ...]:
    """A name and those before it that are coordinated with it."""
    found = [last]
    for name in sorted(names, key=lambda n: -n.end):
        if name.end < found[-1].start and rules.load("programmes")["coordinates"].pattern.match(text[name.end : found[-1].start]):
            found.append(name)
    return tuple(reversed(found))
