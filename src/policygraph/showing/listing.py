"""Listing: all statements of a kind as a table, a row each and a column for each property that any of them has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..asking.answers import Answer, run_query
from ..asking.named import filled, question
from ..errors import QueryError
from ..language import Phrase

#: Kinds of statement, as rows call them -> their classes in the graph.
CLASSES: Mapping[str, str] = {
    "citation": "Citation", "responsibility": "Responsibility", "duty": "Duty", "programme": "ProgrammeMention", "measure": "MeasureMention",
    "target": "Target", "result": "Result", "funding": "Funding", "task": "TaskDeadline",
}
#: Columns that come first, in this order; of the others those that are there, sorted.
_FIRST = ("statement", "document", "provision", "agent", "agent_name", "hadRole", "programme", "programme_name", "measure", "measure_name")
_LAST = ("rule", "confidence", "file", "start", "end", "quote")
#: Properties that are no column: what it is, and the node that holds the quotation.
_LEFT_OUT = frozenset(("type", "evidence"))


def statements(graph: Any, kind: str) -> Answer:
    """All statements of a kind.

    Args:
        graph: A graph, or the address of an endpoint.
        kind: A key of `CLASSES`.

    Returns:
        A row for each statement, by document and place. A column is named by its property;
        ``agent_name`` and the like hold the name of what a column points at; several values are
        joined by ``" | "``; ``quote``, ``start``, ``end`` (code points) and ``file`` say where it stands.

    Raises:
        QueryError: There is no such kind, or the graph cannot be asked.
    """
    if kind not in CLASSES:
        raise QueryError(Phrase("{kind!r} is no kind of statement; there are {known}", kind=kind, known=", ".join(CLASSES)))
    terms = {"class": f"<https://w3id.org/policygraph/ontology#{CLASSES[kind]}>"}
    rows: dict[str, dict[str, Any]] = {}
    for row in run_query(graph, filled(question("statements"), terms)):
        column = row["property"].replace("#", "/").rsplit("/", 1)[-1]
        if column not in _LEFT_OUT:
            found = rows.setdefault(row["statement"], {"statement": row["statement"]})
            _put(found, column, row["value"])
            _put(found, f"{column}_name", row["name"])
    for row in run_query(graph, filled(question("quotations"), terms)):
        found = rows.setdefault(row["statement"], {"statement": row["statement"]})
        found |= {name: row[name] for name in ("start", "end", "quote", "file")}
    seen = {name for row in rows.values() for name in row}
    columns = [name for name in _FIRST if name in seen] + sorted(seen - {*_FIRST, *_LAST}) + [name for name in _LAST if name in seen]
    ordered = sorted(rows.values(), key=lambda row: (str(row.get("document")), row.get("start") or 0, row["statement"]))
    return Answer(({name: row.get(name) for name in columns} for row in ordered), columns, source=graph)


def _put(row: dict[str, Any], column: str, value: Any) -> None:
    if value is None:
        return
    known = row.get(column)
    if known is None:
        row[column] = value
    elif str(value) not in str(known).split(" | "):
        row[column] = " | ".join(sorted([*str(known).split(" | "), str(value)]))
