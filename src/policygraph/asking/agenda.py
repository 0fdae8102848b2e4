"""What falls due, as a calendar file (iCalendar, RFC 5545) that any calendar program opens.

Rows come from the named queries ``tasks-due``, ``tasks-recurring`` and
``targets-due``. Each is an event of one day: the deadline, or the last day of
the month or year that the text names; what comes back every year or month is
an event that repeats, from the day of its document on. The same rows give the
same bytes: an event is identified by its statement, and its time stamp is its
own day, not the clock.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from rdflib import Graph

from ..errors import QueryError
from ..language import Phrase
from .answers import run_query

#: Longest line of a calendar file (octets), without its end.
MAX_LINE = 75
#: The year that leaves the end of a period open.
OPEN_END = "2199"
#: The last year of a day that is taken from a graph; Python's calendar ends soon after.
_LAST_YEAR = 9900


def to_ics(rows: Iterable[Mapping]) -> str:
    """A calendar of rows with ``due``, ``what``, ``number`` and ``statement``; ``agencies`` and ``locator`` where known.

    A ``due`` that comes back (``--03-31``, ``--03``, ``---05``) needs ``first``, the day of
    its first time (ISO 8601), and may have ``until``, the last day that it may fall on.

    Raises:
        ValueError: A deadline is no year, month or day.

    >>> print(to_ics([{"due": "2017-06", "what": "完成摸底", "number": "某政发〔2017〕1号", "statement": "urn:x"}]).splitlines()[6])
    DTSTART;VALUE=DATE:20170630
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//policygraph//due//ZH", "CALSCALE:GREGORIAN"]
    for row in rows:
        lines += _event(row)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines)


def due(graph: Graph | str, start: str, end: str, *, targets: bool = False) -> list[dict]:
    """The rows of the tasks (and targets) that fall due between two days, in the order of their days."""
    found: list[dict] = [dict(row) for row in _rows(graph, "tasks-due", from_=start, to=end)]
    if targets:
        for row in _rows(graph, "targets-due", from_=start, to=end):
            goal = f"{row['indicator']} {row['comparator']} {row['value']}{'-' + row['maximum'] if row['maximum'] else ''} {row['unit']}"
            found.append({**row, "what": goal})
    return sorted(found, key=lambda row: (last_day(row["due"]), row["statement"]))


def _rows(graph: Graph | str, name: str, **params: Any) -> Iterator[Mapping[str, str]]:
    """The rows of a named query, as text, whose days are days: a graph that others made may hold anything."""
    for row in run_query(graph, name, **params).texts():
        for column in ("due", "since", "until"):
            if row.get(column) or column == "due":
                try:
                    _check_day(row[column], returning=column == "due" and name == "tasks-recurring")
                except ValueError as error:
                    raise QueryError(Phrase("{name}: {column} of {statement}: {error}", name=name, column=column, statement=row["statement"] or Phrase("(nothing)"), error=error)) from error
        yield row


def _check_day(value: str, *, returning: bool) -> None:
    if returning:
        _recurrence(value)
    elif not re.fullmatch(r"\d{4}(-\d\d){0,2}", value) or last_day(value).year > _LAST_YEAR:
        raise ValueError(Phrase("{value!r} is no year, month or day (2017, 2017-06, 2017-06-30) of this calendar", value=value))


def recurring(graph: Graph | str, start: str, end: str) -> list[dict]:
    """The rows of the tasks that come back between two days (``2199`` leaves the end open), each with its ``first`` time.

    A task comes back from the day of its document on, and to its last day in force, where that is known.
    """
    found = []
    for row in _rows(graph, "tasks-recurring"):
        since, until = row["since"], row["until"]
        opening = max(first_day(start), first_day(since) if since else date.min)
        closing = min(last_day(end), last_day(until) if until else date.max)
        first = next_day(row["due"], opening)
        if first <= closing:
            bound = until or closing < last_day(OPEN_END)
            found.append({**row, "first": first.isoformat(), "until": closing.isoformat() if bound else ""})
    return sorted(found, key=lambda row: (row["first"], row["statement"], row["due"]))


def next_day(due: str, start: date) -> date:
    """The first day on or after ``start`` that a recurring deadline falls on.

    >>> next_day("--02", date(2023, 3, 1)), next_day("---05", date(2023, 3, 1))
    (datetime.date(2024, 2, 29), datetime.date(2023, 3, 5))

    Raises:
        ValueError: ``due`` is no value of ``pg:recurs``.
    """
    month, day = _recurrence(due)
    for year in range(start.year, start.year + 9):
        for m in [month] if month else range(1, 13):
            last = monthrange(year, m)[1]
            if day <= last and (found := date(year, m, last if day < 0 else day)) >= start:
                return found
    raise ValueError(Phrase("{due!r} never falls due", due=due))


def _recurrence(due: str) -> tuple[int | None, int]:
    """Month (None: every one) and day of the month (-1: the last) of a value of ``pg:recurs``."""
    match = re.fullmatch(r"--(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?|---(?P<monthly>0[1-9]|[12]\d|3[01])", due)
    if not match:
        raise ValueError(Phrase("{due!r} is no recurring day (--03-31, --03, ---05)", due=due))
    if match["monthly"]:
        return None, -1 if match["monthly"] == "31" else int(match["monthly"])
    return int(match["month"]), int(match["day"]) if match["day"] else -1


def first_day(due: str) -> date:
    """The first day of a year, a month or a day: 2017-06 -> 2017-06-01."""
    return date(*([int(part) for part in due.split("-")] + [1, 1])[:3])


def last_day(due: str) -> date:
    """The last day of a year, a month or a day: 2017-06 -> 2017-06-30."""
    parts = [int(part) for part in due.split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(parts[0], parts[1], monthrange(parts[0], parts[1])[1])
    return date(*parts)


def _event(row: Mapping) -> list[str]:
    due = str(row["due"])
    day = date.fromisoformat(row["first"]) if due.startswith("--") else last_day(due)
    where = " ".join(str(row[key]) for key in ("number", "locator") if row.get(key))
    about = "\n".join(str(part) for part in (where, row.get("agencies"), row["statement"]) if part)
    return [
        "BEGIN:VEVENT", f"UID:{_escaped(str(row['statement']) + (due if due.startswith('--') else ''))}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}", f"DTSTAMP:{day:%Y%m%d}T000000Z", *_repeats(due, row.get("until")),
        f"SUMMARY:{_escaped(str(row['what']))}", f"DESCRIPTION:{_escaped(about)}", "TRANSP:TRANSPARENT", "END:VEVENT",
    ]


def _repeats(due: str, until: str | None) -> list[str]:
    """The recurrence rule (RFC 5545, 3.3.10) of a deadline that comes back."""
    if not due.startswith("--"):
        return []
    month, day = _recurrence(due)
    every = f"FREQ=YEARLY;BYMONTH={month}" if month else "FREQ=MONTHLY"
    return [f"RRULE:{every};BYMONTHDAY={day}" + (f";UNTIL={until.replace('-', '')}" if until else "")]


def _escaped(text: str) -> str:
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", " ", text)  # the format has no way to write them
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A long line goes on after a line end and a blank; no character is cut in two."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > MAX_LINE:
            pieces.append(piece)
            piece = " "
        piece += character
    return "\r\n".join([*pieces, piece])
