"""Indicators: the name of what a number counts, out of the words around it; shared by goals and results."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from ... import ownrules, rules
from ...reading.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its indicator, in the clause ``text[start:end]`` of a paragraph: a goal, or a result."""

    quantity: Quantity
    comparator: str
    indicator: str
    start: int
    end: int
    confidence: float
    rule: str
    base: float | None = None
    stretch: float | None = None
    striven: bool | None = None


@ownrules.renewed
@cache
def _rule(name: str) -> re.Pattern[str]:
    return rules.load("indicators")[name].pattern


def indicator(text: str, left: int, clause_start: int, quantity: Quantity, clause_end: int) -> str:
    """A phrase that can be read alone: the words before the number, those after it, and the subject carried over."""
    before = rules.load("quantities")["comparison"].pattern.sub("", text[clause_start : quantity.start])
    before = _rule("opening").sub("", _rule("verb-of-number").sub("", _rule("as-planned").sub("", before)))
    pieces = _rule("coordinated").split(before)
    if len(pieces) > 1 and re.search(r"\d", pieces[0]):
        verb = _rule("verb-of-list").match(before)
        before = pieces[-1] or (verb.group() if verb else "")
    adjectives = _rule("adjectives").match(text, quantity.end)
    after = adjectives.group() if adjectives else text[quantity.end : clause_end]
    after = _rule("next-number").split(after)[0]
    after = _rule("about-at-end").sub("", _rule("about").sub("", _rule("as-planned").sub("", after)))
    phrase = before + (after if len(after) >= 2 else "")
    content = len(_rule("no-content").sub("", phrase))
    if content < 3:
        earlier = [p for p in re.split(r"[，；：]", text[left:clause_start]) if p]
        # 广义货币增长17%，新增贷款5万亿元: a figure of its own stands between, and 贷款 is no measure of it
        if content == 2 and earlier and re.search(r"\d", earlier[-1]) and not _rule("measure").search(phrase):
            return phrase.strip("，、：")
        carried = _rule("opening").sub("", re.split(r"\d", rules.load("quantities")["comparison"].pattern.sub("", earlier[-1]))[0]) if earlier else ""
        phrase = _rule("verb-of-number").sub("", carried) + phrase
    return phrase.strip("，、：（") or text[clause_start:clause_end]


def without(indicator: str, phrase: str) -> str:
    """An indicator without the value that it starts from."""
    return _rule("from-base").sub("", indicator.split(phrase[:4])[0]) or indicator


def share_out(figures: Sequence[Figure], text: str) -> list[Figure]:
    """甲、乙、丙分别下降23%、15%、18%: each number gets its own name, where there are as many."""
    named = list(figures)
    for i, first in enumerate(figures):
        if first.rule == "continued":
            continue
        run = [first]
        for n in range(i + 1, len(figures)):
            following = figures[n]
            if following.rule != "continued" or following.start != first.start:
                break
            run.append(following)
        names = _rule("respectively").match(text[first.start : first.quantity.end])
        if len(run) < 2 or not names:
            continue
        pieces = [piece for piece in _rule("names").split(_rule("opening").sub("", names["names"])) if piece]
        if len(pieces) == 1 and len(run) == 2 and _rule("town-and-country").search(pieces[0]):
            pieces = [_rule("town-and-country").sub(side, pieces[0]) for side in ("城镇", "农村")]
        if len(pieces) == len(run):
            verb = "" if names["to"] else _rule("verb-of-number").sub("", names["verb"])  # 提高到55%: the number is the level, not the change
            pieces = _with_tail(pieces)
            comparator = run[-1].comparator if all(g.comparator == "=" for g in run[:-1]) else None
            named[i : i + len(run)] = [
                replace(g, indicator=piece + verb, comparator=comparator or g.comparator) for g, piece in zip(run, pieces, strict=True)]
    return named


def _with_tail(names: list[str]) -> list[str]:
    """供水、排水的覆盖率; 种植、收获机械化率: what the last name ends with is of all, unless one of them has its own."""
    *others, last = names
    for tail, own in (("shared-noun", "of"), ("shared-measure", "measure")):
        shared = _rule(tail).search(last)
        if shared:
            return names if any(_rule(own).search(name) for name in others) else [*(name + shared.group() for name in others), last]
    return names


def follows(text: str, figures: Sequence[Figure], quantity: Quantity) -> Figure | None:
    """The figure that a number continues: 分别达到65%和55%; where each number is of another name (分别), whatever its unit."""
    last = figures[-1] if figures else None
    if last is None or not _rule("goes-on").match(text[last.quantity.end : quantity.start]):
        return None
    if last.quantity.unit == quantity.unit:
        return last
    first = next((each for each in reversed(figures) if each.rule != "continued"), None)
    each = first is not None and first.start == last.start and _rule("each-its-own").search(text, first.start, first.quantity.start)
    return last if each else None


def shared(figure: Figure, text: str) -> str:
    """甲、乙分别达到65%和55%: the second number belongs to the second of the names."""
    pieces = [p for p in _rule("names").split(figure.indicator) if p]
    return pieces[-1] if len(pieces) > 1 else figure.indicator
