"""Numbers and dates as official documents write them: 2017年6月20日, 二○一七年六月二十日."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from .. import ownrules, rules, tables

#: What a character of a numeral is worth; units multiply what stands before them.
_VALUES = {row["character"]: int(row["value"]) for row in tables.rows("numerals", ("character", "value"))}
_UNITS = frozenset(character for character, value in _VALUES.items() if value >= 10)

_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<mark>[-./]?)(?P<month>1[0-2]|0?[1-9])(?P=mark)(?P<day>3[01]|[12]\d|0?[1-9])(?=\d{1,2}[:：]\d{2}|(?!\d))")


def number(text: str) -> int:
    """Read a number in digits or in Chinese numerals: 二十一 -> 21, 二○一七 -> 2017, 103 -> 103, 三万五千 -> 35000, 两亿 -> 200000000.

    Raises:
        ValueError: The text is not a number.
    """
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    for multiple, worth in (("亿", 100_000_000), ("万", 10_000)):
        if multiple in text:
            above, _, below = text.partition(multiple)
            return (number(above) if above else 1) * worth + (number(below) if below else 0)
    if not text or any(c not in _VALUES for c in text):
        raise ValueError(f"not a number: {text!r}")
    if not any(c in _UNITS for c in text):
        return int("".join(str(_VALUES[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _UNITS:
            total += (digit or 1) * _VALUES[c]
            digit = 0
        else:
            digit = _VALUES[c]
    return total + digit


#: A year in characters, as long as one in digits.
_SPELLED_YEAR = re.compile("[一二][九〇○零][〇○零一二三四五六七八九]{2}(?=年)")


def with_years(text: str) -> str:
    """A text with its years in digits; every character keeps its place.

    >>> with_years("到一九九○年，扩大到六十万亩")
    '到1990年，扩大到六十万亩'
    """
    return _SPELLED_YEAR.sub(lambda match: str(number(match.group())), text)


@ownrules.renewed
@cache
def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("dates")[name].pattern


def day_at(text: str) -> re.Match[str] | None:
    """The day that a text begins with, as printed."""
    return _pattern("day").match(text)


def day(match: re.Match[str]) -> str | None:
    """The ISO date of a match of the rule ``day``; None where the calendar has no such day."""
    try:
        return date(number(match["year"]), number(match["month"]), number(match["day"])).isoformat()
    except ValueError:
        return None


def find_day(text: str) -> str | None:
    """The first day named in a text, as an ISO date.

    >>> find_day("自二〇一七年七月二十日起施行")
    '2017-07-20'
    """
    match = _pattern("day").search(text)
    return day(match) if match else None


def compact_day(text: str) -> str | None:
    """The day that a text begins with in digits alone, as metadata print it: 2018-12-21, 2018.1.6, 20181221; a time of day may follow without a blank."""
    match = _COMPACT.match(text)
    return day(match) if match else None


def impossible_day(text: str) -> str | None:
    """The first day named in a text that no calendar has, as printed: 2017年2月30日, 2017年13月1日."""
    return next((m.group() for m in _pattern("any-day").finditer(text) if not (found := _pattern("day").fullmatch(m.group())) or day(found) is None), None)


def add(iso: str, years: int = 0, months: int = 0, days: int = 0) -> str:
    """The date that lies so much later; the 29th to 31st fall back to the month's last day."""
    start = date.fromisoformat(iso)
    months += start.month - 1 + 12 * years
    year, month = start.year + months // 12, months % 12 + 1
    moved = date(year, month, min(start.day, monthrange(year, month)[1]))
    return (moved + timedelta(days=days)).isoformat()
