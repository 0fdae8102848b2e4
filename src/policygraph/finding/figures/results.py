"""Results: figures that have been reached, with indicator, period and growth.

Whether a number has been reached says the `Outlook` of the act. What remains
is to leave out the numbers that are no figures of their own (ages, ranks,
conditions, by how much something changed), to name what each counts, and to
join its growth to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ... import ownrules, rules
from ...model import Document, Paragraph, Result
from ...reading.quantities import Quantity, find_bases, find_quantities, may_hold_figures
from .belonging import Belonging
from .indicators import Figure, follows, indicator, share_out, shared
from .outlook import Outlook

#: How far from a number its clause may begin and end (code points).
_REACH = 120


@dataclass(frozen=True, slots=True)
class _Growth:
    """A change from a year before, which ends at ``text[end]``."""

    value: float | None = None
    unit: str | None = None
    end: int = 0


@ownrules.renewed
@cache
def _rule(name: str) -> re.Pattern[str]:
    return rules.load("results")[name].pattern


def find_results(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[Result, ...]:
    """Find the figures that an act says have been reached, one per number (a range is one), in reading order."""
    outlook = Outlook(document, paragraphs)
    belonging = Belonging(document, outlook.headings)
    found = (result for paragraph in paragraphs if "|" not in paragraph.text and may_hold_figures(paragraph.text) for result in _results(paragraph, outlook))
    return tuple(replace(result, programme=belonging.of(result)) for result in found)


def _results(paragraph: Paragraph, outlook: Outlook) -> Iterator[Result]:
    growths: dict[int, _Growth] = {}
    figures = share_out(_figures(paragraph, outlook, growths), paragraph.text)
    for figure in figures:
        quantity, growth = figure.quantity, growths[figure.quantity.start]
        name = _cleared(figure.indicator)
        if not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", name) or _rule("no-name").match(name):
            continue
        period = outlook.periods.of(paragraph, quantity.start)
        yield Result(
            name, quantity.value, quantity.maximum, quantity.unit, figure.comparator, period, paragraph.provision,
            paragraph.evidence(figure.start, max(figure.end, growth.end)), figure.rule,
            round(figure.confidence - (0 if period else 0.06), 3), growth.value, growth.unit,
        )


def _figures(paragraph: Paragraph, outlook: Outlook, growths: dict[int, _Growth]) -> list[Figure]:
    """The figures of a paragraph; what each has grown by goes into ``growths``, by the place of its number."""
    text, taken = paragraph.text, 0
    found: list[Figure] = []
    bases = {number for _, _, number, _ in find_bases(text, paragraph.body)}
    backward = outlook.backward(paragraph)
    for quantity in find_quantities(text, paragraph.body):
        if quantity.start < taken or quantity.start in bases or not outlook.reached(paragraph, quantity.start, quantity.end):
            continue
        left, right = paragraph.sentence(quantity.start, quantity.end)
        left, right = max(left, paragraph.body, quantity.start - _REACH), min(right, quantity.end + _REACH)
        growth = _growth(text, quantity, right)
        taken = max(quantity.end, growth.end)
        figure = _figure(text, left, right, quantity, follows(text, found, quantity), "review" if backward else "reached")
        if figure:
            figure = _of_the_same(figure, found, text)
            growths[quantity.start] = growth
            found.append(figure)
    return found


def _of_the_same(figure: Figure, found: Sequence[Figure], text: str) -> Figure:
    """生产总值增长5.5%、达到900亿元: the second number is that of which the first has grown."""
    if not found or not _rule("then-reached").match(text[found[-1].quantity.end : figure.quantity.start]):
        return figure
    grown = _rule("grown-name").match(found[-1].indicator)
    return replace(figure, indicator=grown["name"], start=found[-1].start) if grown else figure


def _growth(text: str, quantity: Quantity, right: int) -> _Growth:
    match = _rule("growth").match(text[quantity.end : right])
    if not match:
        return _Growth()
    value = float(match["value"].replace(",", ""))
    return _Growth(-value if match["fall"] else value, match["unit"], quantity.end + match.end())


def _figure(text: str, left: int, right: int, quantity: Quantity, continued: Figure | None, rule: str) -> Figure | None:
    start = left + max((m.end() for m in re.finditer(r"[，；：]|（(?=[^（）]*$)", text[left : quantity.start])), default=0)
    stop = re.compile(r"[，；。：、）（]").search(text, quantity.end, right)
    end = stop.start() if stop else right
    before, after = text[start : quantity.start], text[quantity.end : right]
    confidence = 0.9 if rule == "review" else 0.85
    if continued:
        return Figure(quantity, "=", shared(continued, text), continued.start, end, confidence - 0.05, "continued")
    if _is_none(before, after, quantity, text[left : quantity.start]):
        return None
    least = _rule("least-after").match(after) or _rule("least-before").search(before)
    most = _rule("most-after").match(after) or _rule("most-before").search(before)
    comparator = ">=" if least else ">" if _rule("over-before").search(before) else "<=" if most and not least else "="
    return Figure(quantity, comparator, _named(text, left, start, quantity, end), start, end, confidence, rule)


def _is_none(before: str, after: str, quantity: Quantity, sentence: str) -> bool:
    """Is the number no figure of its own?"""
    goals = rules.load("targets")
    if _rule("of-what").search(before) and quantity.unit not in ("%", "‰"):  # 2016年实施的24项
        return True
    if _rule("time-unit").search(quantity.unit) or _rule("respectively").match(before) or re.search(r"[“《〈][^”》〉]*$", sentence):
        return True
    if _rule("unlike").search(before[-12:]) or _rule("measure").match(after):
        return True
    if goals["limit"].pattern.search(before) or goals["not-a-goal"].pattern.search(before[-16:]):
        return True
    if goals["attribute"].pattern.match(after) or goals["capacity"].pattern.match(after):
        return True
    return quantity.unit not in ("%", "‰") and bool(_rule("change").search(sentence[-len(before) - 1 :]))


def _named(text: str, left: int, start: int, quantity: Quantity, end: int) -> str:
    """What a number counts; a share (占…的30%) is one of what stands before it."""
    name = indicator(text, left, start, quantity, end)
    if _rule("share").match(name):
        earlier = [piece for piece in re.split("[，；：]", text[left:start]) if piece and not _rule("grown-clause").match(piece)]
        subject = re.split(r"\d", earlier[-1])[0] if earlier else ""
        return _rule("verb-of-level").sub("", subject) + name
    return name


def _cleared(name: str) -> str:
    """An indicator without the words that say when, or compared with what."""
    name = _rule("remains").sub("", name)
    name = _rule("compared").sub("", _rule("cleared").sub("", name))
    name = _rule("grown-before").sub("", name)  # of 出口增长20%，进口增长3%
    return _rule("verb-at-end").sub("", name).strip("，、：（")
