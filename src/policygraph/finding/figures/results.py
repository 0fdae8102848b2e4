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

from ... import rules
from ...model import Document, Paragraph, Result
from ...reading.quantities import Quantity, find_bases, find_quantities
from .belonging import Belonging
from .indicators import Figure, follows, indicator, share_out, shared
from .outlook import Outlook

#: Units that count time or people's age.
_TIME = re.compile(r"(?:小时|分钟|岁|天|周岁|届|期|课时|学时)(?:/|$)")
#: How far from a number its clause may begin and end (code points).
_REACH = 120


@dataclass(frozen=True, slots=True)
class _Growth:
    """A change from a year before, which ends at ``text[end]``."""

    value: float | None = None
    unit: str | None = None
    end: int = 0


#: A clause that says by how much something has changed.
_GROWN = re.compile(r"(?:同比|[比较](?:上年|去年|\d{4}年))?(?:增长|下降|提高|增加|减少|上涨)")


def find_results(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[Result, ...]:
    """Find the figures that an act says have been reached, one per number (a range is one), in reading order."""
    outlook = Outlook(document, paragraphs)
    belonging = Belonging(document, outlook.headings)
    found = (result for paragraph in paragraphs if "|" not in paragraph.text for result in _results(paragraph, outlook))
    return tuple(replace(result, programme=belonging.of(result)) for result in found)


def _results(paragraph: Paragraph, outlook: Outlook) -> Iterator[Result]:
    growths: dict[int, _Growth] = {}
    figures = share_out(_figures(paragraph, outlook, growths), paragraph.text)
    for figure in figures:
        quantity, growth = figure.quantity, growths[figure.quantity.start]
        name = _cleared(figure.indicator)
        if not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", name) or re.fullmatch(r"[分别共达约的]*(?:增长|下降|提高|增加|减少|上涨|完成|实现|达到)", name):
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
    if not found or not re.fullmatch(r"[、，](?:已|总量|规模)?达到?", text[found[-1].quantity.end : figure.quantity.start]):
        return figure
    grown = re.fullmatch(r"(.{2,}?)(?:年均|实际)?(?:增长|下降)", found[-1].indicator)
    return replace(figure, indicator=grown[1], start=found[-1].start) if grown else figure


def _growth(text: str, quantity: Quantity, right: int) -> _Growth:
    match = rules.load("results")["growth"].pattern.match(text[quantity.end : right])
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
    least = re.match(r"以上(?=[，。；、）]|$)", after) or re.search(r"(?:突破|不低于)$", before)
    most = re.match(r"以[下内](?=[，。；、）]|$)", after) or re.search(r"(?:控制在|不超过|低于)$", before)
    comparator = ">=" if least else ">" if re.search(r"(?:超过?|高于|逾)$", before) else "<=" if most and not least else "="
    return Figure(quantity, comparator, _named(text, left, start, quantity, end), start, end, confidence, rule)


def _is_none(before: str, after: str, quantity: Quantity, sentence: str) -> bool:
    """Is the number no figure of its own?"""
    loaded, goals = rules.load("results"), rules.load("targets")
    if before.endswith("的") and quantity.unit not in ("%", "‰"):  # 2016年实施的24项
        return True
    if _TIME.search(quantity.unit) or before.startswith("分别") or re.search(r"[“《〈][^”》〉]*$", sentence):
        return True
    if loaded["unlike"].pattern.search(before[-12:]) or loaded["measure"].pattern.match(after):
        return True
    if goals["limit"].pattern.search(before) or goals["not-a-goal"].pattern.search(before[-16:]):
        return True
    if goals["attribute"].pattern.match(after) or goals["capacity"].pattern.match(after):
        return True
    return quantity.unit not in ("%", "‰") and bool(loaded["change"].pattern.search(sentence[-len(before) - 1 :]))


def _named(text: str, left: int, start: int, quantity: Quantity, end: int) -> str:
    """What a number counts; a share (占…的30%) is one of what stands before it."""
    name = indicator(text, left, start, quantity, end)
    if re.match("占|其占|比重", name):
        earlier = [piece for piece in re.split("[，；：]", text[left:start]) if piece and not _GROWN.match(piece)]
        subject = re.split(r"\d", earlier[-1])[0] if earlier else ""
        return re.sub(r"(?:达到?|为|共有?|突破|超过?|约|增长|下降)$", "", subject) + name
    return name


def _cleared(name: str) -> str:
    """An indicator without the words that say when, or compared with what."""
    loaded = rules.load("results")
    name = re.sub(r"^(?:.{1,24}全年|表\d.*(?:全年|年末))(?=.{4})|〔\d{1,2}〕|(?:从|由)\d.*$", "", name)
    name = loaded["compared"].pattern.sub("", loaded["cleared"].pattern.sub("", name))
    name = re.sub(r"^.*(?:增长|下降)(?=[\u4e00-\u9fff]{2,6}(?:增长|下降)$)", "", name)  # of 出口增长20%，进口增长3%
    return re.sub(r"(?:达到|接?近|逾|约|达|已|为|有|共|超|的|(?<![新净递])增)$", "", name).strip("，、：（")
