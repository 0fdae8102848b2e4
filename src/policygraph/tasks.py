"""Deadlines of tasks: what is to be done by when (2017年6月底前完成摸底调查).

A deadline with what follows it in its clause is a task, where a verb of
finishing says so; a stage whose heading carries its months (自查阶段（2017年8月—12月）)
is one too. What was done, what begins on a day, and the time limits of a
procedure are none. A deadline that comes back every year has no day and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from . import rules
from .model import Document, Paragraph, TaskDeadline
from .quantities import Deadline, find_deadlines, heading_deadline, year_of

#: Longest action that is kept (code points).
MAX_ACTION = 120


def find_task_deadlines(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[TaskDeadline, ...]:
    """Find the tasks of one act that have a deadline, in reading order."""
    year = year_of(document)
    found: list[TaskDeadline] = []
    for paragraph in paragraphs:
        if paragraph.heading:
            found += _stages(paragraph)
        for deadline in find_deadlines(paragraph.text, year, paragraph.body):
            found += _tasks(paragraph, deadline)
    return tuple(found)


def _stages(paragraph: Paragraph) -> Iterator[TaskDeadline]:
    match = rules.load("tasks")["stage"].pattern.match(paragraph.text, paragraph.body)
    value = heading_deadline(match.group()) if match else None
    if match and value:
        yield TaskDeadline(match["action"], value, paragraph.provision, paragraph.evidence(paragraph.body, match.end()),
                           "stage", rules.load("tasks")["stage"].confidence)


def _tasks(paragraph: Paragraph, deadline: Deadline) -> Iterator[TaskDeadline]:
    text, loaded = paragraph.text, rules.load("tasks")
    printed = text[deadline.start : deadline.end]
    if not loaded["due"].pattern.search(printed):
        return
    match = loaded["action"].pattern.match(text, deadline.end)
    start = _clause(text, paragraph.body, deadline.start)
    if match is None or loaded["no-task"].pattern.search(text[start : match.end()]):
        return
    before = loaded["subject"].pattern.search(text[start : deadline.start])
    action = (before["subject"] if before else "") + match["action"]
    yield TaskDeadline(action[:MAX_ACTION], deadline.value, paragraph.provision, paragraph.evidence(start, match.end("action")),
                       "due", loaded["due"].confidence)


def _clause(text: str, body: int, at: int) -> int:
    return max((m.end() for m in re.finditer(r"[，；。：！？]", text[body:at])), default=0) + body
