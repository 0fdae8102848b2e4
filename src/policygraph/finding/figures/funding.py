"""Funding: money that an act grants or sets aside, with amount, ceiling, period and what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ... import ownrules, rules
from ...model import Document, Funding, Paragraph
from ...reading.quantities import Quantity, find_bases, find_quantities, find_spelled, may_hold_figures, year_of
from ...segmenting.provisions import Headings
from .belonging import Belonging
from .outlook import looking_forward, looks_back, spells

#: What is kept of a purpose (code points): clauses before the amount that go further back are left out.
MAX_PURPOSE = 90
_CLAUSE_END = re.compile("[，；：]")
_RATES = ("%", "‰")


@ownrules.renewed
@cache
def _rule(name: str) -> re.Pattern[str]:
    return rules.load("funding")[name].pattern


def find_funding(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[Funding, ...]:
    """Find the grants of one act: one per amount of money or rate, in reading order."""
    found: list[Funding] = []
    headings = Headings(document.provisions)
    in_characters = spells(year_of(document), paragraphs)
    for paragraph in looking_forward(document, paragraphs):
        if not may_hold_figures(paragraph.text, spelled=in_characters, alone=in_characters) or looks_back(paragraph.provision, headings):
            continue
        standards = headings.say(paragraph.provision, _rule("standards"))
        for quantity, clause, rule, confidence in _grants(paragraph, standards, in_characters):
            found.append(_funding(paragraph, quantity, clause, rule, confidence))
    belonging = Belonging(document, headings)
    return tuple(replace(funding, programme=belonging.of(funding)) for funding in found)


def _grants(paragraph: Paragraph, standards: bool, in_characters: bool) -> Iterator[tuple[Quantity, tuple[int, int], str, float]]:
    """The amounts that are granted, each with its clause; under a heading of standards every amount that is no condition. They may be printed ``in_characters``."""
    text = paragraph.text
    loaded = rules.load("funding")
    previous: Quantity | None = None
    bases = {number for _, _, number, _ in find_bases(text, paragraph.body)}
    raised = [found.span("old") for found in _rule("old-values").finditer(text, paragraph.body)] if "到" in text or "为" in text or "至" in text else []
    printed = sorted(find_spelled(text, paragraph.body, alone=True), key=lambda each: each.start) if in_characters else find_quantities(text, paragraph.body)
    for quantity in printed:
        if not (_rule("money-unit").search(quantity.unit) or quantity.unit in _RATES) or quantity.start in bases:
            continue
        if any(start <= quantity.start < end for start, end in raised):
            continue
        left, right = paragraph.sentence(quantity.start, quantity.end)
        left = max(left, paragraph.body)
        start = left + max((m.end() for m in re.finditer(r"[，；：]", text[left : quantity.start])), default=0)
        stop = re.search(r"[，；。]", text[quantity.end : right])
        end = quantity.end + (stop.start() if stop else right - quantity.end)
        continues = previous is not None and _rule("goes-on").match(text[previous.end : quantity.start]) is not None
        if continues or _is_grant(text, left, right, start, end, quantity) or standards and _is_standard(text, start, quantity):
            previous = quantity
            yield quantity, (start, end), "grant", loaded["grant"].confidence
        else:
            previous = None


def _is_standard(text: str, start: int, quantity: Quantity) -> bool:
    return quantity.unit not in _RATES and not _rule("condition").search(text[start : quantity.start]) and not _rule(
        "threshold").match(text[quantity.end :])


def _is_grant(text: str, left: int, right: int, start: int, end: int, quantity: Quantity) -> bool:
    before, after, clause = text[start : quantity.start], text[quantity.end : end], text[start:end]
    if _rule("fund-of").search(before) and _rule("of-fund").match(after):
        return True
    share = quantity.unit in _RATES and _rule("of-what").search(before)  # 投资额的30%: of what, no condition
    if _rule("condition").search(before) and not share or _rule("threshold").match(after):
        return False
    in_clause = _rule("grant").search(clause) or _rule("borne").search(before) or _rule("paid-from").match(after)
    if quantity.unit in _RATES:
        return bool(in_clause) and not _rule("no-rate").search(clause) or bool(_rule("share-first").match(text[start:right])) or bool(
            _rule("share-of").search(before) and _rule("grant").search(text[left:right]))
    if in_clause or _rule("rate-first").match(text[start:right]) or _rule("fund-each-year").search(text, left, quantity.start):
        return True
    return bool(_rule("ceiling").search(before)) and bool(_rule("grant").search(text[left : quantity.start])) or bool(
        _rule("set-aside").search(before) and _rule("money").search(text[left:end]))


def _funding(paragraph: Paragraph, quantity: Quantity, clause: tuple[int, int], rule: str, confidence: float) -> Funding:
    text = paragraph.text
    start, end = clause
    left = max(paragraph.sentence(quantity.start, quantity.end)[0], paragraph.body)
    before = text[start : quantity.start]
    ceiling = _rule("ceiling").search(before) or _rule("ceiling-each").search(before) or _rule("ceiling-after").match(text[quantity.end :])
    minimum = _rule("minimum").search(before)
    period = _rule("period").search(text, start, end) or _period_before(text, left, start)
    return Funding(
        _purpose(text, left, start, end), quantity.value, quantity.maximum, _unit(quantity.unit, before),
        "<=" if ceiling else ">=" if minimum else "=", period.group() if period else None,
        paragraph.provision, paragraph.evidence(start, max(end, quantity.end)), rule, confidence,
    )


def _period_before(text: str, left: int, start: int) -> re.Match[str] | None:
    """The period that a clause before tells; years that are counted from an event (入驻后3年内) are a condition there."""
    found = _rule("period").finditer(text, left, start)
    return next((period for period in found if not _rule("since-an-event").search(text[max(left, period.start() - 4) : period.start()])), None)


def _unit(unit: str, before: str) -> str:
    """按每月每平方米最高50元 is 元/平方米·月, 每TEU给予50元 is 元/TEU: a measure, not who gets it (每家, 每人)."""
    per = _rule("per").search(before)
    if unit != "元" or not per:
        return unit
    if _rule("each-month").search(before):
        return f"元/{per['unit']}·月"
    if per["holder"] and _rule("each-year").search(before):
        return f"元/{per['unit']}·年"
    return f"元/{per['measure']}" if per["measure"] else unit


def _purpose(text: str, left: int, start: int, end: int) -> str:
    """For whom or what: the condition before the clause and the clause without its number; clauses that make it too long are left out whole."""
    first = max(left, end - MAX_PURPOSE)
    if first > left:
        cut = _CLAUSE_END.search(text, first, max(start - 1, first))
        far = max(left, start - MAX_PURPOSE)
        nearest = max((m.end() for m in _CLAUSE_END.finditer(text, far, max(start - 1, left))), default=far)
        first = cut.end() if cut else min(nearest, start)
    lead = text[first:start].rstrip("，；：")
    return lead + "，" + text[start:end] if lead else text[start:end]
