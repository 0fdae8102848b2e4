"""News: what came into a graph since a run before, what falls due, what expires, and what has lost its basis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from rdflib import Graph

from .. import agenda
from ..answers import run_query
from ..named import question
from .memory import Memory, mark, marks

#: Kinds of news, in the order in which they are told.
KINDS = {
    "new": ("新收文件", "new documents"), "arrived": ("已收到此前仅被引用的文件", "documents that were only cited before"),
    "basis-gone": ("依据已失效", "what rests on something that is no longer in force"), "expires": ("即将失效", "documents that expire"),
    "due": ("到期任务", "tasks and targets that fall due"), "recurs": ("按期任务", "tasks that come back"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of news: its kind, its day (ISO 8601; "" where none is known), the document (IRI, number and title), and what is said.

    ``statement`` is the IRI of what says so, ``agencies`` those that answer for it.
    """

    kind: str
    day: str
    document: str
    number: str
    title: str
    says: str
    statement: str = ""
    agencies: str = ""
    due: str = ""
    until: str = ""

    def as_row(self) -> dict[str, str]:
        """The item as JSON has it, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class News:
    """What a run found: its day, since when (None on a first run), how many days ahead it looked, the items, and what is to be remembered."""

    day: date
    since: date | None
    days: int
    items: tuple[Item, ...]
    memory: Memory

    def of_kind(self, kind: str) -> list[Item]:
        """The items of a kind."""
        return [item for item in self.items if item.kind == kind]


def watch(graph: Graph | str, since: Memory | date | None = None, *, days: int = 30, today: date | None = None, targets: bool = False) -> News:
    """What is new in a graph, and what is about to be.

    Args:
        graph: A graph, or the address of an endpoint.
        since: The memory of a run before, or a day. By a day, documents are new by their own days, and what was only
            cited before is not known. Without either nothing is called new: it is the first run.
        days: How many days ahead is looked.
        today: The day of the run; that of the clock if left out.
        targets: Quantified targets fall due too, beside tasks.

    Raises:
        QueryError: The graph cannot be asked.
    """
    today = today or date.today()
    held = {row["document"]: row for row in run_query(graph, "documents").texts()}
    gone = {mark(row["document"], row["base"], row["why"]): row for row in run_query(graph, "rests-on-repealed", day=today.isoformat()).texts()}
    stubs = marks(row["document"] for row in run_query(graph, question("stubs")).texts())
    memory = Memory(today, marks(held), stubs, frozenset(gone))
    items = [*_came(held, since), *_lost(gone, since), *_ahead(graph, held, today, days, targets)]
    return News(today, since.day if isinstance(since, Memory) else since, days, tuple(items), memory)


def _came(held: Mapping[str, Mapping[str, str]], since: Memory | date | None) -> Iterator[Item]:
    """Documents that are held now and were not before."""
    for document, row in held.items():
        if isinstance(since, Memory):
            known = mark(document)
            if known not in since.held:
                kind = "arrived" if known in since.stubs else "new"
                yield Item(kind, row["date"], document, row["number"], row["title"], _one_line(row["issuers"]))
        elif since and row["date"] and row["date"] >= since.isoformat():
            yield Item("new", row["date"], document, row["number"], row["title"], _one_line(row["issuers"]))


def _lost(gone: Mapping[str, Mapping[str, str]], since: Memory | date | None) -> Iterator[Item]:
    """Documents whose basis was repealed, or expired."""
    for known, row in gone.items():
        if isinstance(since, Memory) and known not in since.gone or isinstance(since, date) and row["since"] >= since.isoformat():
            by = f" {row['repealed_by']}" if row["repealed_by"] else ""
            says = f"{row['relation']} {row['rests_on'] or row['base_title']}: {row['why']} {row['since']}{by}"
            yield Item("basis-gone", row["since"], row["document"], row["number"], row["title"], says, row["citation"])


def _ahead(graph: Graph | str, held: Mapping[str, Mapping[str, str]], today: date, days: int, targets: bool) -> Iterator[Item]:
    """What ends, falls due or comes back between today and the last day that is looked at."""
    first, last = today.isoformat(), (today + timedelta(days=days)).isoformat()
    for row in run_query(graph, "expiring", from_=first, to=last).texts():
        yield Item("expires", row["last_day"], row["document"], row["number"], row["title"], row["title"], due=row["last_day"])
    for row in agenda.due(graph, first, last, targets=targets):
        yield _task("due", agenda.last_day(row["due"]).isoformat(), row, held)
    for row in agenda.recurring(graph, first, last):
        yield _task("recurs", row["first"], row, held)


def _task(kind: str, day: str, row: Mapping[str, Any], held: Mapping[str, Mapping[str, str]]) -> Item:
    document = held.get(row["document"], {})
    return Item(
        kind, day, row["document"], row.get("number") or document.get("number", ""), document.get("title", ""), row["what"], row["statement"],
        _one_line(row.get("agencies") or ""), row["due"], row.get("until") or "")


def _one_line(names: str) -> str:
    return "、".join(names.split("\n"))
