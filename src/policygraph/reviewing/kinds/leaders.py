"""Leaders: tasks for which nobody answers, and tasks that two agencies lead. The named queries decide, asked of the draft alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...asking.answers import run_query
from ...keeping.building import build_graph
from ...model import Document, Extraction
from ..draft import Draft
from ..remarks import Remark

#: Where fewer of the tasks than this have an agency, the act does not share out its tasks one by one.
SHARED_OUT = 0.6
#: The most characters of a task that a message repeats.
SHOWN = 40


def led(draft: Draft) -> Iterator[Remark]:
    """Remarks on tasks with nobody or with two leaders, of an act that shares out tasks."""
    if not draft.document.responsibilities:
        return
    graph = build_graph(Extraction((replace(draft.reading, documents=(_of_tasks(draft.document),), issue=None),)))
    yield from _two(draft, run_query(graph, "tasks-with-two-leaders"))
    yield from _nobody(draft, run_query(graph, "tasks-without-agency"))


def _of_tasks(document: Document) -> Document:
    """The act without what the questions do not ask for."""
    return replace(document, citations=(), agencies=(), programmes=(), measures=(), targets=(), funding=(), tasks=(), results=())


def _two(draft: Draft, rows: list[dict]) -> Iterator[Remark]:
    """A remark for each task that is led by several, where the words do not say that each leads a part."""
    tasks: dict[str, list[dict]] = {}
    for row in rows:
        if row["apart"] is False:
            tasks.setdefault(row["task"], []).append(row)
    for several in tasks.values():
        start = min(int(row["start"]) for row in several)
        leaders = "、".join(dict.fromkeys(str(row["agency"]) for row in several))
        end = max(int(row["start"]) + len(row["quote"]) for row in several)
        yield draft.remark("two-leaders", draft.around(start, end), leaders=leaders, task=_short(several[0]["what"]))


def _nobody(draft: Draft, rows: list[dict]) -> Iterator[Remark]:
    branches = {provision.parent for provision in draft.document.provisions}
    tasks = sum(provision.id not in branches for provision in draft.document.provisions)
    if tasks and len(rows) / tasks <= 1 - SHARED_OUT:
        for row in rows:
            start = int(row["start"])
            yield draft.remark("nobody", draft.around(start, start + 1), task=_short(row["what"]))


def _short(text: object) -> str:
    words = str(text or "").strip()
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"
