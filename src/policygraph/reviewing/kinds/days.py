"""Days: those that no calendar has, and those that cannot follow each other."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from ... import rules, tables
from ...model import Evidence
from ...reading import dates
from ..draft import Draft, printed
from ..remarks import Ground, Remark


def days(draft: Draft) -> Iterator[Remark]:
    """Remarks on days and years of the act."""
    yield from _of_no_calendar(draft)
    yield from _weekdays(draft)
    yield from _force(draft)
    yield from _deadlines(draft)
    yield from _numbers(draft)


def _of_no_calendar(draft: Draft) -> Iterator[Remark]:
    text, _ = draft.folded
    for match in rules.load("dates")["any-day"].finditer(text):
        if dates.impossible_day(match.group()) and not rules.load("review")["not-a-day"].pattern.search(text[max(0, match.start() - 6) : match.start()]):
            yield draft.remark("no-such-day", draft.around(*draft.span(*match.span())), day=match.group())


def _weekdays(draft: Draft) -> Iterator[Remark]:
    text, _ = draft.folded
    for match in rules.load("review")["weekday"].finditer(text):
        day = dates.find_day(match["day"])
        names = _names()
        if day and (right := date.fromisoformat(day).isoweekday()) != names[match["weekday"]]:
            shown = {number: name for name, number in reversed(names.items())}
            span = draft.around(*draft.span(*match.span()))
            yield draft.remark("wrong-weekday", span, day=match["day"], right=f"星期{shown[right]}", printed=f"星期{match['weekday']}")


def _names() -> dict[str, int]:
    """The days of the week, as ISO 8601 counts them."""
    return {row["name"]: int(row["number"]) for row in tables.rows("weekdays", ("name", "number"))}


def _field(draft: Draft, name: str) -> Evidence | None:
    return next((field.evidence for field in draft.document.fields if field.name == name), None)


def _force(draft: Draft) -> Iterator[Remark]:
    begin, end, place = draft.document.effective, draft.document.expires, _field(draft, "expires")
    if begin and end and end < begin and place:
        yield draft.remark("ends-first", draft.around(place.start, place.end), begin=begin, end=end)


def _deadlines(draft: Draft) -> Iterator[Remark]:
    """What is to be done by a day before the act was signed. Where it has no day, nothing is said: it may be any."""
    signed, place = draft.document.signed, _field(draft, "signed")
    for task in draft.document.tasks if signed and place else ():
        if task.deadline and "" < _last(task.deadline) < str(signed):
            assert place
            left, right = draft.around(place.start, place.end)
            ground = Ground("", "", draft.document.title or "", draft.text[left:right], draft.reading.source.name, left, right)
            yield draft.remark("deadline-passed", draft.at(task.evidence), ground, deadline=task.deadline, day=str(signed))


def _last(deadline: str) -> str:
    """The last day of a year or a month; "" of a day that no calendar has."""
    whole = {4: f"{deadline}-12-31", 7: f"{deadline}-28"}.get(len(deadline), deadline)
    try:
        last = date.fromisoformat(whole)
    except ValueError:
        return ""
    return f"{deadline}-{monthrange(last.year, last.month)[1]}" if len(deadline) == 7 else whole


def _numbers(draft: Draft) -> Iterator[Remark]:
    """Cited numbers of a year that has not come yet."""
    for citation in draft.document.citations:
        number = citation.target.number
        if number and number.year and number.year > int(draft.latest[:4]):
            yield draft.remark("not-yet-numbered", draft.at(citation.evidence), number=printed(citation), year=draft.latest[:4])
