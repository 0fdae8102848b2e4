"""Belonging: what belongs to a programme or a measure, as the named query ``programme`` finds it, in rows that people read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rdflib import Graph

from ...language import Phrase, chosen, told
from ...registry import ROLES, SIGNS
from ..answers import run_query
from ..values import plain

#: What the query calls its rows -> how people call them, in Chinese and in English.
SORTS = {
    "document": ("文件", "documents"), "task": ("条款", "provisions that name it"), "agency": ("机构", "agencies"),
    "target": ("目标", "targets"), "result": ("结果", "results"), "money": ("资金", "money"),
}
Row = Mapping[str, Any]
#: Of each sort its name in `SORTS`, how many there are (agencies once, whatever number of tasks they have), and a line of cells for each.
Belonging = tuple[tuple[str, int, tuple[tuple[str, ...], ...]], ...]


def belonging(graph: Graph | str, name: str) -> Belonging:
    """The documents of a programme, where they name it, who does what, its targets, results and money.

    Args:
        graph: A graph, or the address of an endpoint.
        name: Of a programme or of a measure.

    Raises:
        QueryError: The graph cannot be asked.
    """
    rows = defaultdict(list)
    for row in run_query(graph, "programme", name=name, measures="yes"):
        rows[row["what"]].append(row)
    return tuple((sort, _count(sort, rows[sort]), tuple(_LINES.get(sort, _figures)(rows[sort]))) for sort in SORTS if sort in rows)


def _count(sort: str, rows: Sequence[Row]) -> int:
    return len({row["text"] for row in rows}) if sort == "agency" else len(rows)


def _documents(rows: Iterable[Row]) -> Iterable[tuple[str, ...]]:
    return ((plain(row["number"]), plain(row["text"])) if row["number"] != row["text"] else (plain(row["text"]),) for row in rows)


def _tasks(rows: Iterable[Row]) -> Iterable[tuple[str, ...]]:
    return ((_place(row), plain(row["text"])) for row in rows)


def _agencies(rows: Iterable[Row]) -> Iterable[tuple[str, ...]]:
    """A line for each role of an agency, with all places, the agency with the most tasks first."""
    roles: dict[str, dict[str, dict[str, list[str]]]] = {}
    tasks: dict[str, int] = defaultdict(int)
    for row in rows:
        places = roles.setdefault(plain(row["text"]), {}).setdefault(plain(row["role"]), {})
        places.setdefault(plain(row["number"]), []).append(plain(row["locator"]))
        tasks[plain(row["text"])] += 1
    for agency in sorted(roles, key=lambda each: (-tasks[each], each)):
        for role in sorted(roles[agency], key=lambda each: [*ROLES, each].index(each)):
            yield agency, _role(role), "；".join(f"{number} {'、'.join(dict.fromkeys(found))}".strip() for number, found in roles[agency][role].items())


def _targets(rows: Iterable[Row]) -> Iterable[tuple[str, ...]]:
    for row in rows:
        yield plain(row["text"]), _amount(row), told(Phrase("due {day}", day=plain(row["due"]))) if row["due"] else "", _place(row)


def _figures(rows: Iterable[Row]) -> Iterable[tuple[str, ...]]:
    return ((plain(row["text"]), _amount(row), plain(row["due"]), _place(row)) for row in rows)


_LINES: Mapping[str, Callable[[Iterable[Row]], Iterable[tuple[str, ...]]]] = {
    "document": _documents, "task": _tasks, "agency": _agencies, "target": _targets}


def _place(row: Row) -> str:
    return f"{plain(row['number'])} {plain(row['locator'])}".strip()


def _role(name: str) -> str:
    known = ROLES.get(name)
    return getattr(known, chosen()) if known else name


def _amount(row: Row) -> str:
    if row["value"] is None and row["maximum"] is None:
        return ""
    sign, most = SIGNS.get(plain(row["comparator"]), ""), plain(row["maximum"])
    return f"{sign} {plain(row['value'])}{'–' + most if most else ''} {plain(row['unit'])}".strip()
