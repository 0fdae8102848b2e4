"""Governing words: what a name is cited for, by the words around it.

根据 and 依据 make it the ground, 贯彻 and 执行 something to carry out, 转发 something passed on,
修改 and 废止 change and end it. The nearest word counts, and its scope
covers the list of names that it opens.
"""

from __future__ import annotations

import re
from functools import cache

from . import rules

#: A cue further away than this (code points, lists of names left out) governs something else.
MAX_REACH = 45
_CUES = ("based_on", "applies", "forwards", "amends", "repeals", "mentions")


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str], float], ...]:
    loaded = rules.load("citations")
    return tuple((name, loaded[f"cue-{name}"].pattern, loaded[f"cue-{name}"].confidence) for name in _CUES)


#: An item of a list of names, at the end of a text: 《甲》（国发〔2016〕1号）、
_ITEM = re.compile(r"(?:《[^》]*》|〈[^〉]*〉|（[^（）]*）|〔[^〔〕]*〕|、|，(?=$)|和|及|以及|与|或者?|等|[\u4e00-\u9fff]{0,8}〔\d{4}〕\d+号)$")


def left_of_list(text: str) -> str:
    """The text before a list of names that ends here."""
    while True:
        shorter = _ITEM.sub("", text)
        if shorter == text:
            return text
        text = shorter


def cue_left(before: str) -> tuple[str, float, int] | None:
    """The governing word to the left: relation, confidence, distance; None if there is none in reach.

    The nearest word counts; among words at one place the longest. A comma
    ends the reach, save between the items of a list.
    """
    text = left_of_list(before)
    clause = re.split(r"[。；：，！？]", text)[-1]
    best: tuple[int, int, str, float] | None = None
    for relation, pattern, confidence in _cues():
        for match in pattern.finditer(clause):
            if relation == "applies" and re.match(r"(?:方案|意见|办法|细则|条例|情况|主体|单位|机关|部门|人员|之日)", clause[match.end() :]):
                continue
            if relation == "mentions" and re.match(r"的", clause[match.end() :]):
                continue
            candidate = (match.end(), match.end() - match.start(), relation, confidence)
            if best is None or candidate[:2] > best[:2]:
                best = candidate
    if best is None or len(clause) - best[0] > MAX_REACH:
        return None
    return best[2], best[3], len(clause) - best[0]


def right_of_list(after: str) -> str:
    return re.sub(r"^(?:(?:（[^（）]*）|、|和|及|以及|与|，)*《[^》]*》(?:（[^（）]*）)?)+", "", after)
