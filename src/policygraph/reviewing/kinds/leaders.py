"""Leaders: tasks for which nobody answers, and tasks that two agencies lead. The named queries decide, asked of the draft alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pyoxigraph
from rdflib import Graph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from ... import rules
from ...asking.answers import run_query
from ...model import Document, Reading
from ...stating.formats import of_store, to_triple
from ...stating.triples import state
from ..draft import Draft
from ..remarks import Remark

#: A list shares out its tasks one by one where it names somebody for so many times as many of them as it leaves open.
SHARED_OUT = 3
#: Kinds of documents that answer or tell something, and share out no tasks.
REPLIES = ("批复", "函", "答复", "报告", "公报", "公告", "解释")
#: The most characters of a task that a message repeats.
SHOWN = 40


def led(draft: Draft) -> Iterator[Remark]:
    """Remarks on tasks with nobody or with two leaders, of an act that shares out tasks."""
    if not draft.document.responsibilities or draft.document.type in REPLIES:
        return
    graph = _graph(replace(draft.reading, documents=(_of_tasks(draft.document),), issue=None))
    yield from _two(draft, run_query(graph, "tasks-with-two-leaders"))
    yield from _nobody(draft, run_query(graph, "tasks-without-agency"))


def _graph(reading: Reading) -> Graph:
    """What a reading states, as a graph that answers; nothing is derived from it."""
    store = pyoxigraph.Store()
    triples = map(to_triple, state(reading, text=False))
    store.bulk_extend(pyoxigraph.Quad(each.subject, each.predicate, each.object) for each in triples)
    return of_store(store, DATASET_DEFAULT_GRAPH_ID)


def _of_tasks(document: Document) -> Document:
    """The act without what the questions do not ask for."""
    return replace(document, citations=(), agencies=(), programmes=(), measures=(), targets=(), funding=(), tasks=(), results=())


def _two(draft: Draft, rows: list[dict]) -> Iterator[Remark]:
    """A remark for each group of agencies that leads, at its first place, where the words do not say that each leads a part."""
    tasks: dict[tuple[str, int], list[dict]] = {}
    for row in rows:
        if row["apart"] is False:  # one label or clause names them, so that their words end at one place
            tasks.setdefault((row["task"], int(row["start"]) + len(row["quote"])), []).append(row)
    told: set[frozenset[str]] = set()
    for several in sorted(tasks.values(), key=lambda rows: int(rows[0]["start"])):
        names = tuple(dict.fromkeys(str(row["agency"]) for row in several))
        if len(names) > 1 and frozenset(names) not in told:
            told.add(frozenset(names))
            span = _span_of(several)
            yield draft.remark("two-leaders", draft.around(*span), leaders="、".join(names), task=_short(several[0]["what"]))


def _span_of(rows: list[dict]) -> tuple[int, int]:
    return min(int(row["start"]) for row in rows), max(int(row["start"]) + len(row["quote"]) for row in rows)


def _nobody(draft: Draft, rows: list[dict]) -> Iterator[Remark]:
    """A remark for each task with nobody among others of its list that nearly all have somebody."""
    starts = {provision.evidence.start: provision for provision in draft.document.provisions}
    rows = [row for row in rows if not rules.load("review")["no-task"].pattern.search(str(row["what"] or "").strip())]
    open_tasks = [(row, starts[int(row["start"])]) for row in rows if row["start"] is not None and int(row["start"]) in starts]
    left = Counter(provision.parent for _, provision in open_tasks)
    given = _shared_out(draft.document)
    for row, provision in open_tasks:
        if given[provision.parent] >= SHARED_OUT * left[provision.parent]:
            start = int(row["start"])
            yield draft.remark("nobody", draft.around(start, start + 1), task=_short(row["what"]))


def _shared_out(document: Document) -> Counter[str | None]:
    """How many tasks of each list (by what it stands under) name who is responsible. What has a list below it is no task itself."""
    branches = {provision.parent for provision in document.provisions}
    parents = {provision.id: provision.parent for provision in document.provisions if provision.id not in branches}
    return Counter(parents[each] for each in {item.provision for item in document.responsibilities} if each in parents)


def _short(text: object) -> str:
    words = str(text or "").strip()
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"
