"""Funding: money that an act grants or sets aside, with amount, ceiling, period and what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ... import rules
from ...model import Document, Funding, Paragraph
from ...reading.quantities import Quantity, find_bases, find_quantities
from ...segmenting.provisions import Headings
from .belonging import Belonging
from .outlook import looking_forward, looks_back

_MONEY = re.compile(r"元(?:/|$)")
#: Longest purpose that is kept (code points).
MAX_PURPOSE = 90
_RATES = ("%", "‰")


def find_funding(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[Funding, ...]:
    """Find the grants of one act: one per amount of money or rate, in reading order."""
    found: list[Funding] = []
    headings = Headings(document.provisions)
    for paragraph in looking_forward(document, paragraphs):
        if looks_back(paragraph.provision, headings):
            continue
        for quantity, clause, rule, confidence in _grants(paragraph):
            found.append(_funding(paragraph, quantity, clause, rule, confidence))
    belonging = Belonging(document, headings)
    return tuple(replace(funding, programme=belonging.of(funding)) for funding in found)


def _grants(paragraph: Paragraph) -> Iterator[tuple[Quantity, tuple[int, int], str, float]]:
    text = paragraph.text
    loaded = rules.load("funding")
    previous: Quantity | None = None
    bases = {number for _, _, number, _ in find_bases(text, paragraph.body)}
    for quantity in find_quantities(text, paragraph.body):
        if not (_MONEY.search(quantity.unit) or quantity.unit in _RATES) or quantity.start in bases:
            continue
        left, right = paragraph.sentence(quantity.start, quantity.end)
        left = max(left, paragraph.body)
        start = left + max((m.end() for m in re.finditer(r"[，；：]", text[left : quantity.start])), default=0)
        stop = re.search(r"[，；。]", text[quantity.end : right])
        end = quantity.end + (stop.start() if stop else right - quantity.end)
        continues = previous is not None and re.fullmatch(r"(?:、|和|，)", text[previous.end : quantity.start]) is not None
        if continues or _is_grant(text, left, right, start, end, quantity):
            previous = quantity
            yield quantity, (start, end), "grant", loaded["grant"].confidence
        else:
            previous = None


def _is_grant(text: str, left: int, right: int, start: int, end: int, quantity: Quantity) -> bool:
    loaded = rules.load("funding")
    before, after, clause = text[start : quantity.start], text[quantity.end : end], text[start:end]
    if _FUND.search(before) and re.match(r"的?[^，。；]{0,16}(?:资金|基金)", after):
        return True
    share = quantity.unit in _RATES and before.endswith("的")  # 投资额的30%: of what, no condition
    if loaded["condition"].pattern.search(before) and not share or re.match(r"(?:（含）|以上|以下|以内)?(?:至\d|的(?![^，。]{0,10}(?:标准|比例|奖|补|资助|扶持|给予|资金|拨款))|（含）)", after):
        return False
    in_clause = loaded["grant"].pattern.search(clause)
    if quantity.unit in _RATES:
        return bool(in_clause) and not re.search(r"增长|达到\d|覆盖|完成率|占比|利率|税", clause) or bool(
            re.search(r"(?:贡献|费用|负担|总额)的?$", before) and loaded["grant"].pattern.search(text[left:right]))
    if in_clause or _rate_of_next(text[start:right]):
        return True
    return bool(loaded["ceiling"].pattern.search(before)) and bool(loaded["grant"].pattern.search(text[left : quantity.start])) or bool(
        re.search(r"每年(?:设置|安排|投入|列支)$|(?:设立|安排|设置|列支)[^，。]{0,16}$", before) and re.search(r"资金|经费|基金", text[left:end]))


#: A fund of so much: 设立首期规模5亿元的引导基金.
_FUND = re.compile(r"(?:设立|组建|安排)[^，。；]{0,10}规模(?:不低于|达)?$")


def _rate_of_next(text: str) -> bool:
    """按20万元/家的标准，给予…奖励: the clause says how much, the next one that it is given."""
    return re.match(r"按照?[^，；。]*(?:标准|比例)，(?:给予|予以|发放)[^，；。]*", text) is not None


def _funding(paragraph: Paragraph, quantity: Quantity, clause: tuple[int, int], rule: str, confidence: float) -> Funding:
    text = paragraph.text
    start, end = clause
    left = max(paragraph.sentence(quantity.start, quantity.end)[0], paragraph.body)
    before = text[start : quantity.start]
    ceiling = rules.load("funding")["ceiling"].pattern.search(before) or re.search(r"最高[^，]*分别", before) or re.match(
        r"(?:（含）)?(?:为上限|封顶|以内)", text[quantity.end :])
    minimum = re.search(r"不低于|不少于|至少", before)
    period = rules.load("funding")["period"].pattern.search(text, start, end) or rules.load("funding")["period"].pattern.search(text, left, end)
    return Funding(
        _purpose(text, left, start, end), quantity.value, quantity.maximum, _unit(quantity.unit, before),
        "<=" if ceiling else ">=" if minimum else "=", period.group() if period else None,
        paragraph.provision, paragraph.evidence(start, max(end, quantity.end)), rule, confidence,
    )


def _unit(unit: str, before: str) -> str:
    """按每月每平方米最高50元 is 元/平方米·月, 每TEU给予50元 is 元/TEU: a measure, not who gets it (每家, 每人)."""
    per = re.search(r"每(平方米|亩|吨|户|台|辆|人|床|千瓦时|公里|个|家|项|件|总吨|标准箱|标箱|TEU|FEU|艘次|航次|班次)", before)
    if unit == "元" and per and "每月" in before:
        return f"元/{per[1]}·月"
    if unit == "元" and per and per[1] in ("人", "户") and "每年" in before:
        return f"元/{per[1]}·年"
    measures = ("平方米", "亩", "吨", "千瓦时", "公里", "总吨", "标准箱", "标箱", "TEU", "FEU", "艘次", "航次")
    return f"元/{per[1]}" if unit == "元" and per and per[1] in measures else unit


def _purpose(text: str, left: int, start: int, end: int) -> str:
    """For whom or what: the condition before the clause and the clause without its number."""
    lead = text[left:start].rstrip("，；：")
    return (lead + "，" + text[start:end] if lead else text[start:end])[-MAX_PURPOSE:]
