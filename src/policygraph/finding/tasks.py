"""Deadlines of tasks: what is to be done by when (2017年6月底前完成摸底调查).

A deadline with what follows it in its clause is a task, where a verb of
finishing says so; a stage whose heading carries its months (自查阶段（2017年8月—12月）)
is one too, and so is what comes back (每年3月底前报送). What was done, what begins
on a day, and the time limits of a procedure are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import rules
from ..model import Document, Paragraph, TaskDeadline
from ..reading.quantities import Deadline, Recurrence, find_deadlines, find_recurrences, heading_deadline, year_of
from .figures.outlook import month_of

#: Longest action that is kept (code points).
MAX_ACTION = 120


def find_task_deadlines(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[TaskDeadline, ...]:
    """Find the tasks of one act that have a deadline, in reading order."""
    year, month = year_of(document), month_of(document)
    found: list[TaskDeadline] = []
    for paragraph in paragraphs:
        if paragraph.heading:
            found += _stages(paragraph)
        recurrences = list(find_recurrences(paragraph.text, paragraph.body))
        for recurrence in recurrences:
            found += _tasks(paragraph, recurrence)
        for deadline in find_deadlines(paragraph.text, year, paragraph.body, month=month):
            if not any(r.start < deadline.end and deadline.start < r.end for r in recurrences):
                found += _tasks(paragraph, deadline)
    found.sort(key=lambda task: task.evidence.start)
    return tuple(found)


def _stages(paragraph: Paragraph) -> Iterator[TaskDeadline]:
    match = rules.load("tasks")["stage"].pattern.match(paragraph.text, paragraph.body)
    value = heading_deadline(match.group()) if match else None
    if match and value:
        yield TaskDeadline(match["action"], value, paragraph.provision, paragraph.evidence(paragraph.body, match.end()),
                           "stage", rules.load("tasks")["stage"].confidence)


def _tasks(paragraph: Paragraph, deadline: Deadline | Recurrence) -> Iterator[TaskDeadline]:
    text, loaded = paragraph.text, rules.load("tasks")
    recurs = deadline.days if isinstance(deadline, Recurrence) else ()
    if not recurs and not loaded["due"].pattern.search(text[deadline.start : deadline.end]):
        return
    match = loaded["action"].pattern.match(text, deadline.end)
    start = _clause(text, paragraph.body, deadline.start)
    if match is None:
        return
    said = text[start : match.end()]
    if recurs:
        said = loaded["year-before"].pattern.sub("", said)  # every year reports on the one before
    elif loaded["comes-back"].pattern.search(said):
        return
    if loaded["no-task"].pattern.search(said):
        return
    before = loaded["subject"].pattern.search(text[start : deadline.start])
    action = (before["subject"] if before else "") + match["action"]
    yield TaskDeadline(action[:MAX_ACTION], deadline.value if isinstance(deadline, Deadline) else None, paragraph.provision,
                       paragraph.evidence(start, match.end("action")), "recurring" if recurs else "due", loaded["due"].confidence, recurs)


def _clause(text: str, body: int, at: int) -> int:
    return max((text.rfind(mark, body, at) for mark in "，；。：！？"), default=-1) + 1 or body
