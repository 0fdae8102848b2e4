"""Quantities with units, and the deadlines that govern them; shared by targets and funding."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from .. import ownrules, rules
from ..model import Document
from . import dates

#: The last year of the N-th five-year plan (五年规划) is this + 5 N: the 14th ends in 2025.
_FIRST_PLAN = 1955

#: A month without a year that lies this many months before the act, or more, is one of the next year (in November, 3月底前).
MONTHS_BACK = 6

#: Multiples that units are printed with -> the power of ten.
POWERS = {"": 0, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "百亿": 10, "千亿": 11, "万亿": 12}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number (or a range) with its unit at ``text[start:end]``; the multiplier is part of the unit (万件)."""

    start: int
    end: int
    value: float
    maximum: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day, month or year named at ``text[start:end]``: 2019, 2019-12 or 2019-12-31; of several years the last."""

    start: int
    end: int
    value: str
    #: Where several years are listed, each with a number of its own behind (到2025年、2027年，…分别…): all of them.
    each: tuple[str, ...] = ()


#: The rules of numbers without a unit of the list: of people (6000万人口), of mean years (11.2年), of coefficients (0.55).
_BARE = ("bare-multiple", "bare-people", "years", "index")
#: The rules of numbers in characters.
_SPELLED = ("spelled", "spelled-at-least", "spelled-round", "spelled-sum")
#: The rules of shares in characters.
_SHARES = ("spelled-percent", "fraction")


def may_hold_figures(text: str, *, spelled: bool = False, alone: bool = False) -> bool:
    """Can a text hold quantities, or values that something starts from; with ``spelled`` also small numbers and shares in characters? False is certain.

    With ``alone`` it prints all numbers so.

    Most paragraphs have none, so all the rules are asked for at once.
    """
    cue = _any_figure(spelled, alone)
    return cue is None or cue.search(text) is not None


@ownrules.renewed
@cache
def _any_figure(spelled: bool, alone: bool) -> re.Pattern[str] | None:
    in_characters = (*_SPELLED, *_SHARES, *(["spelled-figure"] if alone else [])) if spelled else ()
    return rules.any_cue(rules.load("quantities")[name] for name in ("quantity", *_BARE, "base", *in_characters))


def find_quantities(text: str, start: int = 0) -> Iterator[Quantity]:
    """The quantities of a text from ``start`` on, in order."""
    with_unit = list(_with_unit(text, start))
    taken = {quantity.start for quantity in with_unit}
    yield from sorted([*with_unit, *(bare for bare in _bare(text, start) if bare.start not in taken)], key=lambda quantity: quantity.start)


def _with_unit(text: str, start: int) -> Iterator[Quantity]:
    for match in rules.load("quantities")["quantity"].finditer(text, start):
        value = float(match["value"].replace(",", ""))
        maximum = float(match["maximum"].replace(",", "")) if match["maximum"] else None
        multiple = match["multiple"] or ""
        if maximum is not None and match["own"] and (match["first"] or "") != multiple:  # 3000元至1.8万元: each in its own unit
            first = match["first"] or ""
            maximum, multiple = round(maximum * 10.0 ** (POWERS[multiple] - POWERS.get(first, 0)), 6), first
        if maximum is not None and maximum <= value:
            maximum = None
        unit = _pattern("counted-points").sub("", match["unit"])
        yield Quantity(match.start(), match.end(), value, maximum, multiple + unit + (match["per"] or ""))


@ownrules.renewed
@cache
def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("quantities")[name].pattern


def _bare(text: str, start: int) -> Iterator[Quantity]:
    taken = set()
    for match in chain.from_iterable(rules.load("quantities")[name].finditer(text, start) for name in _BARE):
        if match.start("value") not in taken:
            taken.add(match.start("value"))
            yield Quantity(match.start("value"), match.end("unit"), float(match["value"].replace(",", "")), None, match["unit"])


def find_bases(text: str, start: int = 0) -> list[tuple[int, int, int, float]]:
    """The values that something starts from: begin and end of the whole phrase, begin of the number, the value."""
    return [(match.start(), match.end(), match.start("value"), float(match["value"].replace(",", "")))
            for match in rules.load("quantities")["base"].finditer(text, start)]


def find_spelled(text: str, start: int = 0, *, alone: bool = False) -> Iterator[Quantity]:
    """Numbers in characters: 至少一次, 百家企业, 三分之一以上; every number with a unit (六十万亩) in an act that prints them so ``alone``.

    >>> [(q.value, q.maximum, q.unit) for q in find_spelled("水面扩大到六十万亩，占百分之七十，人均四十至四十五斤", alone=True)]
    [(70.0, None, '%'), (60.0, None, '万亩'), (40.0, 45.0, '斤')]
    """
    for match in chain.from_iterable(rules.load("quantities")[name].finditer(text, start) for name in _SPELLED):
        yield Quantity(match.start("value"), match.end(), float(dates.number(match["value"])), None, "亿元" if match["unit"] == "亿" else match["unit"])
    for match in rules.load("quantities")["spelled-percent"].finditer(text, start):
        yield Quantity(match.start(), match.end(), _share(match["value"]), _share(match["maximum"]) if match["maximum"] else None, "%" if match["of"] == "百" else "‰")
    for match in rules.load("quantities")["fraction"].finditer(text, start):
        share = 10 * dates.number(match["tenths"]) if match["tenths"] else round(100 * dates.number(match["value"]) / dates.number(match["parts"]), 2)
        yield Quantity(match.start(), match.end(), float(share), None, "%")
    for match in rules.load("quantities")["spelled-figure"].finditer(text, start) if alone else ():
        value, maximum = dates.number(match["value"]), dates.number(match["maximum"]) if match["maximum"] else None
        power, multiple = next((each for each in ((8, "亿"), (4, "万")) if value >= 10 ** each[0]), (0, ""))
        if value > 1:
            yield Quantity(match.start(), match.end(), value / 10**power, maximum / 10**power if maximum else None, multiple + match["unit"])


def _share(text: str) -> float:
    """A share in characters: 七十 is 70, 九十五点五 is 95.5, 百 is 100."""
    whole, _, tenths = text.partition("点")
    return float(dates.number(whole)) + (float(f"0.{dates.number(tenths)}") if tenths else 0)


def year_of(document: Document) -> int | None:
    """The year that 年内 and 今年 mean: the one in the title, else that of the date, else of the number."""
    for title in (document.enclosed_title, document.title):
        title = title or ""
        found = _pattern("year-of-title").search(title)
        if found and not re.search(r"\d{4}[-—]\d{4}", title):
            over = _pattern("title-looks-back").search(title)
            return over and _year_of_date(document) or int(found["year"])
    return _year_of_date(document)


def _year_of_date(document: Document) -> int | None:
    signed = document.signed or document.printed
    if signed:
        return int(signed[:4])
    return document.number.year if document.number else None


def end_of_plan(plan: str) -> int:
    """The last year of a five-year plan by its number in characters.

    >>> end_of_plan("十四")
    2025
    """
    return _FIRST_PLAN + 5 * dates.number(plan)


def find_deadlines(text: str, year: int | None, start: int = 0, since: int | None = None, month: int | None = None) -> list[Deadline]:
    """The deadlines of a text in order.

    Args:
        text: What is read, folded, from ``start`` on.
        year: What 年内 means.
        since: The year from which 今后五年 is counted, else ``year``.
        month: The month in which the act was given, from which a month without a year (9月底前) is the next one; where it is None, none is read.
    """
    loaded = rules.load("quantities")
    text = dates.with_years(text)
    found = []
    for match in loaded["years-listed"].finditer(text, start):
        each = tuple(year + ("-12-31" if end else "") for year, end in _pattern("listed-year").findall(match["years"]))
        found.append(Deadline(match.start(), match.end(), each[-1], each))
    for name in ("until-year", "in-year"):
        for match in loaded[name].finditer(text, start):
            found.append(Deadline(match.start(), match.end(), _value(match)))
    for match in loaded["plan-period"].finditer(text, start):
        found.append(Deadline(match.start(), match.end(), str(end_of_plan(match["plan"]))))
    if year:
        for match in loaded["within-years"].finditer(text, start):
            found.append(Deadline(match.start(), match.end(), str((since or year) + dates.number(match["count"] or match["inside"]))))
        for match in loaded["this-year"].finditer(text, start):
            found.append(Deadline(match.start(), match.end(), f"{year}-12-31" if match["end"] else str(year)))
        for name in ("opening-year", "year-of-value"):
            ahead = (match for match in loaded[name].pattern.finditer(text, start) if int(match["year"][:4]) >= year)
            found += [Deadline(match.start("year"), match.end("year"), match["year"][:4]) for match in ahead]
    if year and month:
        for match in loaded["by-month"].finditer(text, start):
            late = match["next"] or month - int(match["month"]) >= MONTHS_BACK
            found.append(Deadline(match.start(), match.end(), _day(match["day"], int(match["month"]), year + 1 if late else year)))
    kept: list[Deadline] = []
    for deadline in sorted(found, key=lambda d: (d.start, -d.end)):
        if _is_compared(text, deadline):
            continue
        if not kept or deadline.start >= kept[-1].end:
            kept.append(deadline)
    return kept


def bracket_deadline(text: str, start: int, year: int | None) -> str | None:
    """The day in the bracket that ends the item in which ``text[start]`` stands (（市住建局，9月底前完成）); ``year`` is what a bare month means.

    >>> bracket_deadline("新建泵站3座。（4月底前开工，9月底前完成）", 6, 2024)
    '2024-09-30'
    """
    found = _pattern("item-bracket").search(text, start)
    last = max(_pattern("bracket-day").finditer(found["inside"]), key=re.Match.start, default=None) if found else None
    if last is None or not (last["year"] or year):
        return None
    months = int(last["month"]) if last["month"] else 3 * dates.number(last["quarter"]) if last["quarter"] else 12
    return _day(last["day"], months, int(last["year"] or year or 0))


def _day(day: str | None, month: int, year: int) -> str:
    """A day of a month, the last one where none is named; the month alone where it has no such day (2月30日)."""
    last = monthrange(year, month)[1]
    number = int(day) if day else last
    return f"{year}-{month:02}-{number:02}" if 1 <= number <= last else f"{year}-{month:02}"


def _is_compared(text: str, deadline: Deadline) -> bool:
    """Is the time one that something is compared with, no deadline?"""
    loaded = rules.load("quantities")
    return bool(loaded["compared-before"].pattern.search(text[max(0, deadline.start - 4) : deadline.start])
                or loaded["compared-after"].pattern.match(text[deadline.end : deadline.end + 8]))


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A deadline named at ``text[start:end]`` that comes back.

    ``days`` are XSD values: ``--03-15`` (every year on 15 March), ``--03`` (at
    the end of every March), ``---05`` (on the fifth of every month), ``---31``
    (at the end of every month).
    """

    start: int
    end: int
    days: tuple[str, ...]


#: The first months of the quarters, and the months after which the halves of a year end.
_QUARTERS, _HALVES = (1, 4, 7, 10), (6, 12)


def find_recurrences(text: str, start: int = 0) -> Iterator[Recurrence]:
    """The deadlines of a text that come back (每年3月底前), in order; a day that no calendar has is left out."""
    for match in rules.load("quantities")["recurring"].finditer(text, start):
        days = tuple(_recurring_days(match))
        if days:
            yield Recurrence(match.start(), match.end(), days)


def _recurring_days(match: re.Match[str]) -> Iterator[str]:
    if listed := match["dates"] or match["ends"]:
        for month, day in _pattern("listed-day").findall(listed):
            m, d = dates.number(month), dates.number(day) if day else None
            if 1 <= m <= 12 and (d is None or 1 <= d <= monthrange(2000, m)[1]):
                yield f"--{m:02}" + (f"-{d:02}" if d else "")
    elif match["year"]:
        yield "--12"
    elif match["day"]:
        if 1 <= (day := dates.number(match["day"])) <= 31:
            yield f"---{day:02}"
    elif match["month"]:
        yield "---31"
    elif match["quarterday"]:
        last = match["last"] is not None
        if 1 <= (day := dates.number(match["quarterday"])) <= 30:
            yield from (f"--{month + (2 if last else 0):02}-{day:02}" for month in _QUARTERS)
    elif match["quarter"]:
        yield from (f"--{month + 2:02}" for month in _QUARTERS)
    else:
        yield from (f"--{month:02}" for month in _HALVES)


def _value(match: re.Match[str]) -> str:
    parts = match.groupdict()
    year, month = int(parts["year"]), parts.get("month")
    if month and (parts.get("day") or parts.get("end")):
        return _day(parts.get("day"), int(month), year)
    if month:
        return f"{year}-{int(month):02}"
    if parts.get("end") or parts.get("late"):
        return f"{year}-12-31"
    return str(year)


def year_of_work(heading: str) -> str | None:
    """The year of the work below a heading or a line that is one: 2026年主要工作."""
    found = _pattern("year-of-work").match(heading)
    return found["year"] if found else None


def heading_deadline(heading: str) -> str | None:
    """The deadline that a heading sets: 组织实施阶段（2017年8月—12月） ends in December, 2026年主要工作 with the year."""
    if year := year_of_work(heading):
        return year
    span = _pattern("heading-span").search(heading)
    if not span:
        plan = _pattern("plan-of-heading").search(heading)
        return str(end_of_plan(plan["plan"])) if plan else None
    year = span["y2"] or span["y"]
    month = span["m2"] or (span["m"] if not span["y2"] else None)
    return f"{year}-{int(month):02}" if month else year
