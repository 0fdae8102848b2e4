"""Indicators: the name of what a number counts, out of the words around it; shared by goals and results."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ... import rules
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


#: What stands at the end of an indicator phrase and belongs to the number.
_TRIM = re.compile(r"(?:力争|计划|争取|分别|均|总体|达到|达|突破|超过|(?<=[比率度量值])超|不?(?:少于|低于|超过|高于|大于|小于|多于)|至少|增加到|增加至|扩大到|降至|降到|下降到|压缩到|压缩至|保持在|控制在|提高至|提高到|提升到|提升至|稳定在|为|到|至|以上|约|含|每)+$")
_LEAD = re.compile(r"^(?:其中|同时|并|力争|到?20\d{2}年(?:底|末)?(?:前)?|年内|全年|年底前|以后|计划|确保|努力|要|，)+")


#: Several adjectives before the noun: 10家左右水平突出、成效明显的园区.
_ADJECTIVES = re.compile(r"[^，。；：\d（）]*、[^，。；：\d（）]*的[^，。；：、\d（）]+")


def indicator(text: str, left: int, clause_start: int, quantity: Quantity, clause_end: int) -> str:
    """A phrase that can be read alone: the words before the number, those after it, and the subject carried over."""
    before = rules.load("quantities")["comparison"].pattern.sub("", text[clause_start : quantity.start])
    before = _LEAD.sub("", _TRIM.sub("", before))
    pieces = re.split(r"、(?![^（]*）)|[和及与](?=[^\d]{0,4}$)", before)
    if len(pieces) > 1 and re.search(r"\d", pieces[0]):
        verb = re.match(r"(?:每年|累计)?(?:新[\u4e00-\u9fff]{1,2}(?=[^\d]{0,8}\d)|[\u4e00-\u9fff]{2}(?=[^\d]{0,8}\d))?", before)
        before = pieces[-1] or (verb.group() if verb else "")
    adjectives = _ADJECTIVES.match(text, quantity.end)
    after = adjectives.group() if adjectives else text[quantity.end : clause_end]
    after = re.split(r"(?:、|和|及|与)(?=(?:约|近)?\d)", after)[0]
    after = re.sub(r"^(?:以上|左右|以内|内)?(?:的)?", "", after)
    after = re.sub(r"(?:以上|左右|以内)$", "", after)
    phrase = before + (after if len(after) >= 2 else "")
    if len(re.sub(r"新增|每年|增加|增长|提高", "", phrase)) < 3:
        earlier = [p for p in re.split(r"[，；：]", text[left:clause_start]) if p]
        carried = _LEAD.sub("", re.split(r"\d", rules.load("quantities")["comparison"].pattern.sub("", earlier[-1]))[0]) if earlier else ""
        phrase = _TRIM.sub("", carried) + phrase
    return phrase.strip("，、：") or text[clause_start:clause_end]



def without(indicator: str, phrase: str) -> str:
    """An indicator without the value that it starts from."""
    return re.sub(r"(?:从|由|在)[^，。；、\d]{0,14}$", "", indicator.split(phrase[:4])[0]) or indicator


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
        names = re.match(r"(?P<names>.+?)分别(?P<verb>[\u4e00-\u9fff]{0,6}?)(?P<level>达到?|为|到|至)?(?=\d)", text[first.start : first.quantity.end])
        if len(run) < 2 or not names:
            continue
        pieces = [piece for piece in re.split(r"、|和|及|以及", _LEAD.sub("", names["names"])) if piece]
        if len(pieces) == len(run):
            verb = "" if names["level"] in ("到", "至") else _TRIM.sub("", names["verb"])  # 提高到55%: the number is the level, not the change
            shared = re.search(r"的[\u4e00-\u9fff]{2,10}$", pieces[-1])
            tail = shared.group() if shared and not any("的" in piece for piece in pieces[:-1]) else ""
            pieces = [*(piece + tail for piece in pieces[:-1]), pieces[-1]]
            comparator = run[-1].comparator if all(g.comparator == "=" for g in run[:-1]) else None
            named[i : i + len(run)] = [
                replace(g, indicator=piece + verb, comparator=comparator or g.comparator) for g, piece in zip(run, pieces, strict=True)]
    return named


def follows(text: str, figures: Sequence[Figure], quantity: Quantity) -> Figure | None:
    """The figure that a number continues: 分别达到65%和55%."""
    if figures and re.fullmatch(r"(?:以上|左右)?(?:、|和|，|及)", text[figures[-1].quantity.end : quantity.start]) and figures[-1].quantity.unit == quantity.unit:
        return figures[-1]
    return None


def shared(figure: Figure, text: str) -> str:
    """甲、乙分别达到65%和55%: the second number belongs to the second of the names."""
    names = re.match(r"(?P<list>.+?(?:、|和|及).+?)(?P<tail>[\u4e00-\u9fff]{1,8}(?:率|占比|比重|量|数|值|额)?)?$", figure.indicator)
    if not names:
        return figure.indicator
    pieces = [p for p in re.split(r"、|和|及", figure.indicator) if p]
    return pieces[-1] if len(pieces) > 1 else figure.indicator
