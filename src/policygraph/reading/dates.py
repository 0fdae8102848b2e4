"""Numbers and dates as official documents write them: 2017年6月20日, 二○一七年六月二十日."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○Ｏ0OoＯ◯", 0) | {"两": 2, "元": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}

#: A day, in digits or Chinese numerals (blanks are already folded away).
DAY = (
    r"(?P<year>(?:19|20)\d{2}|[一二][九零〇○Ｏ◯O0][零〇○Ｏ◯O0一二三四五六七八九]{2})年"
    r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])月"
    r"(?P<day>3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?|[一二三四五六七八九])日"
)
_DAY = re.compile(DAY)
#: What is written as a day, whether a calendar has it or not.
_ANY_DAY = re.compile(r"(?:(?:19|20)\d{2}|[一二][九零〇○Ｏ◯O0][零〇○Ｏ◯O0一二三四五六七八九]{2})年(?:\d{1,2}|[一二三四五六七八九十元]{1,3})月(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})日")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<mark>[-./]?)(?P<month>1[0-2]|0?[1-9])(?P=mark)(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)")


def number(text: str) -> int:
    """Read a number in digits or in Chinese numerals: 二十一 -> 21, 二○一七 -> 2017, 103 -> 103.

    Raises:
        ValueError: The text is not a number.
    """
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        raise ValueError(f"not a number: {text!r}")
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _UNITS:
            total += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + digit


def day(match: re.Match[str]) -> str | None:
    """The ISO date of a match of `DAY`; None where the calendar has no such day."""
    try:
        return date(number(match["year"]), number(match["month"]), number(match["day"])).isoformat()
    except ValueError:
        return None


def find_day(text: str) -> str | None:
    """The first day named in a text, as an ISO date.

    >>> find_day("自二〇一七年七月二十日起施行")
    '2017-07-20'
    """
    match = _DAY.search(text)
    return day(match) if match else None


def compact_day(text: str) -> str | None:
    """The day that a text begins with in digits alone, as metadata print it: 2018-12-21, 2018.1.6, 20181221."""
    match = _COMPACT.match(text)
    return day(match) if match else None


def impossible_day(text: str) -> str | None:
    """The first day named in a text that no calendar has, as printed: 2017年2月30日, 2017年13月1日."""
    return next((m.group() for m in _ANY_DAY.finditer(text) if not (found := _DAY.fullmatch(m.group())) or day(found) is None), None)


def add(iso: str, years: int = 0, months: int = 0, days: int = 0) -> str:
    """The date that lies so much later; the 29th to 31st fall back to the month's last day."""
    start = date.fromisoformat(iso)
    months += start.month - 1 + 12 * years
    year, month = start.year + months // 12, months % 12 + 1
    moved = date(year, month, min(start.day, monthrange(year, month)[1]))
    return (moved + timedelta(days=days)).isoformat()
