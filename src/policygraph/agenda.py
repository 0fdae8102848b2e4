"""What falls due, as a calendar file (iCalendar, RFC 5545) that any calendar program opens.

Rows come from the named queries ``tasks-due`` and ``targets-due``. Each is an
event of one day: the deadline, or the last day of the month or year that the
text names. The same rows give the same bytes: an event is identified by its
statement, and its time stamp is its own day, not the clock.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from rdflib import Graph

from .query import run_query

#: Longest line of a calendar file (octets), without its end.
MAX_LINE = 75
#: More rows than any graph has.
ALL = 1_000_000


def to_ics(rows: Iterable[Mapping]) -> str:
    """A calendar of rows with ``due``, ``what``, ``number`` and ``statement``; ``agencies`` and ``locator`` where known.

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
    found = [dict(row) for row in run_query(graph, "tasks-due", from_=start, to=end, limit=ALL)]
    if targets:
        for row in run_query(graph, "targets-due", from_=start, to=end, limit=ALL):
            goal = f"{row['indicator']} {row['comparator'] or ''} {row['value']}{'-' + str(row['maximum']) if row.get('maximum') else ''} {row['unit']}"
            found.append({**row, "what": goal})
    for row in found:
        row["agencies"] = "、".join(sorted(filter(None, (row.get("agencies") or "").split("、"))))  # an engine may give any order
    return sorted(found, key=lambda row: (last_day(str(row["due"])), str(row["statement"])))


def last_day(due: str) -> date:
    """The last day of a year, a month or a day: 2017-06 -> 2017-06-30."""
    parts = [int(part) for part in due.split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(parts[0], parts[1], monthrange(parts[0], parts[1])[1])
    return date(*parts)


def _event(row: Mapping) -> list[str]:
    day = last_day(str(row["due"]))
    where = " ".join(str(row[key]) for key in ("number", "locator") if row.get(key))
    about = "\n".join(str(part) for part in (where, row.get("agencies"), row["statement"]) if part)
    return [
        "BEGIN:VEVENT", f"UID:{_escaped(str(row['statement']))}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}", f"DTSTAMP:{day:%Y%m%d}T000000Z",
        f"SUMMARY:{_escaped(str(row['what']))}", f"DESCRIPTION:{_escaped(about)}", "TRANSP:TRANSPARENT", "END:VEVENT",
    ]


def _escaped(text: str) -> str:
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
