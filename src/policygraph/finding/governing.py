"""Governing words: what a name is cited for, by the words around it.

根据 and 依据 make it the ground, 贯彻 and 执行 something to carry out, 转发 something passed on,
修改 and 废止 change and end it. The nearest word counts, and its scope
covers the list of names that it opens.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .. import ownrules, rules
from ..registry import RELATIONS

#: A cue further away than this (code points, lists of names left out) governs something else.
MAX_REACH = 45
#: No governing word is longer than this; nothing further behind a list of names is looked at (code points).
_MAX_CUE, MAX_AFTER = 16, 400


@ownrules.renewed
@cache
def _cues() -> tuple[tuple[str, re.Pattern[str], float], ...]:
    loaded = rules.load("citations")
    return tuple((name, loaded[f"cue-{name}"].pattern, loaded[f"cue-{name}"].confidence) for name in RELATIONS)


@ownrules.renewed
@cache
def _another_word() -> dict[str, re.Pattern[str]]:
    """By relation: what follows its word where the two are another word, as in 实施方案, 制定的."""
    loaded = rules.load("citations")
    return {name: loaded[f"another-word-{name}"].pattern for name in RELATIONS if f"another-word-{name}" in loaded}


_BRACKETS = {"》": "《", "〉": "〈", "）": "（", "〕": "〔"}
#: The longest code in front of the bracket of a number that belongs to its item (code points).
_MAX_CODE = 8
#: No word between the names of a list is longer than this (code points).
_MAX_BETWEEN = 2
#: What an item says and who issued the next one take no more than this (code points).
_MAX_OVER = 120


def list_start(text: str, end: int, start: int = 0) -> int:
    """Where the list of names begins that ends at ``end`` of a text, not before ``start``; ``end`` if none ends there.

    >>> list_start("根据《甲》（国发〔2016〕1号）、《乙》和", 22)
    2
    """
    known = _list_starts(text, start)
    passed = []
    while end not in known and (shorter := _item_start(text, start, end)) < end:
        passed.append(end)
        end = shorter
    first = known.get(end, end)
    known.update(dict.fromkeys(passed, first))
    return first


@ownrules.renewed
@lru_cache(maxsize=16)
def _list_starts(text: str, start: int) -> dict[int, int]:
    """What `list_start` has found in a text: each name of a list asks for the same way."""
    return {}


def _item_start(text: str, start: int, end: int) -> int:
    """Where the item of a list begins that ends at ``end``: 《甲》, （国发〔2016〕1号）, 鲁政发〔2017〕5号, a mark or word between items."""
    if end <= start:
        return end
    last = text[end - 1]
    if last == "号":
        return _number_start(text, start, end)
    if last in _BRACKETS:
        opens = _BRACKETS[last]
        if last in "》〉":  # one 《 too many opens an item as well
            before = text.rfind(last, start, end - 1)
            first = text.find(opens, max(before + 1, start), end - 1)
        else:
            first = text.rfind(opens, start, end - 1)
            first = -1 if text.rfind(last, start, end - 1) > first else first
        return first if first >= 0 else end
    if over := rules.load("citations")["over-to-the-next"].pattern.search(text, max(start, end - _MAX_OVER), end):
        return over.start()
    between = rules.load("citations")["between"].pattern
    return next((n for n in range(max(start, end - _MAX_BETWEEN), end) if between.fullmatch(text, n, end)), end)


def _number_start(text: str, start: int, end: int) -> int:
    opens = max(text.rfind(mark, start, end) for mark in "〔（")
    if opens < 0:
        return end
    first = next((n for n in range(opens, max(opens - _MAX_CODE, start), -1) if not "\u4e00" <= text[n - 1] <= "\u9fff"), max(opens - _MAX_CODE, start))
    if not rules.load("citations")["list-number"].pattern.fullmatch(text, first, end):
        return end
    governed = rules.load("cited")["code-prefix"].pattern.match(text[first : opens + 1])  # 落实鲁政发〔2017〕5号: the word before the code is not of it
    return first + (governed.end() if governed else 0)


def cue_left(text: str, start: int, end: int) -> tuple[str, float, int] | None:
    """The governing word to the left of ``end`` in ``text[start:end]``: relation, confidence, distance; None if there is none in reach.

    The nearest word counts; among words at one place the longest. A comma
    ends the reach, save between the items of a list.
    """
    end = list_start(text, end, start)
    if text[end : end + 1] == "，":
        return None  # the comma stands before the first name: what is before it governs something else
    near = max(start, end - MAX_REACH - _MAX_CUE)
    for n in range(end - 1, near - 1, -1):
        if text[n] in "。；：，！？":
            near = n + 1
            break
    best: tuple[int, int, str, float] | None = None
    for relation, pattern, confidence in _cues():
        longer = _another_word().get(relation)
        for match in pattern.finditer(text, near, end):
            if longer and longer.match(text, match.end(), end):
                continue
            candidate = (match.end(), match.end() - match.start(), relation, confidence)
            if best is None or candidate[:2] > best[:2]:
                best = candidate
    if best is None or end - best[0] > MAX_REACH:
        return None
    return best[2], best[3], end - best[0]


def list_end(text: str, start: int) -> int:
    """Where the list of names 《…》 ends that begins at ``start``; ``start`` if none does."""
    known = _list_ends(text)
    passed = []
    goes_on = rules.load("citations")["list-goes-on"].pattern
    while start not in known and (match := goes_on.match(text, start)):
        passed.append(start)
        start = match.end()
    last = known.get(start, start)
    known.update(dict.fromkeys(passed, last))
    return last


@ownrules.renewed
@lru_cache(maxsize=16)
def _list_ends(text: str) -> dict[int, int]:
    """What `list_end` has found in a text."""
    return {}


def after_list(text: str, start: int) -> str:
    """What follows a list of names that begins at ``start``, as far as it can say what they are named for."""
    end = list_end(text, start)
    return text[end : end + MAX_AFTER]
