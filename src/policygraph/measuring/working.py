"""Working: how tasks are spread over agencies, where they overlap, and where nobody leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkx as nx

from .citing import described, rounded
from .found import Found, MeasureError, within

#: The most pairs of agencies on one task, over all tasks.
MAX_PAIRS = 20_000_000
#: What may be open about a task.
OPEN = ("nobody", "no leader", "several leaders")


@dataclass(frozen=True, slots=True)
class _Task:
    """A provision that somebody answers for: the document that sets it, where in it, what it says, and each agency's roles."""

    document: str
    locator: str | None
    action: str | None
    roles: dict[str, set[str]]


def _tasks(network: nx.Graph) -> dict[str, _Task]:
    tasks: dict[str, _Task] = {}
    for number, (agency, document, data) in enumerate(network.edges(data=True)):
        if "role" not in data:
            raise MeasureError("its links have no role: give the network of responsibilities (to_network(graph, 'responsibilities'))")
        name = data.get("provision") or f"{document} {number}"
        task = tasks.setdefault(name, _Task(document, data.get("locator") or None, data.get("action") or None, {}))
        task.roles.setdefault(agency, set()).add(data["role"])
    return tasks


def workload(network: nx.Graph) -> Found:
    """How many tasks each agency has, in which roles and how many alone, and how unevenly they are spread.

    A task is a provision; several statements on one count once. The share of the tasks that an agency takes part in needs no source; how uneven it is
    says Gini's coefficient (Gini 1912, “Variabilità e mutabilità”): 0 where all agencies have as many tasks, near 1 where one has them all.

    Args:
        network: `to_network(graph, "responsibilities")`.

    Returns:
        For each agency iri, label, level, kind, tasks, leads, cooperates, responsible, alone, documents, share (of all tasks); the most tasks first.
        The whole: agencies, tasks, documents, gini.

    Raises:
        MeasureError: It is another kind of network.
    """
    tasks = _tasks(network)
    of: dict[str, list[tuple[_Task, set[str]]]] = defaultdict(list)
    for task in tasks.values():
        for agency, roles in task.roles.items():
            of[agency].append((task, roles))
    rows = [_load(network, agency, parts, len(tasks)) for agency, parts in of.items()]
    rows.sort(key=lambda row: (-row["tasks"], -row["leads"], row["label"], row["iri"]))
    whole = {"agencies": len(rows), "tasks": len(tasks), "documents": len({task.document for task in tasks.values()})}
    return Found(rows, {**whole, "gini": gini([row["tasks"] for row in rows])})


def _load(network: nx.Graph, agency: str, parts: Sequence[tuple[_Task, set[str]]], tasks: int) -> dict[str, Any]:
    def having(role: str) -> int:
        return sum(1 for _, roles in parts if role in roles)

    return {
        **described(network, agency), "kind": network.nodes[agency].get("kind"), "tasks": len(parts), "leads": having("lead"), "cooperates": having("cooperate"),
        "responsible": having("responsible"), "alone": sum(1 for task, _ in parts if len(task.roles) == 1), "documents": len({task.document for task, _ in parts}),
        "share": rounded(len(parts) / tasks),
    }


def gini(amounts: Iterable[float]) -> float | None:
    """Gini's coefficient: half the mean difference of any two amounts, over their mean; None where there is nothing.

    >>> gini([1, 1, 1]), gini([0, 0, 3])
    (0.0, 0.66666667)
    """
    ordered = sorted(amounts)
    n, total = len(ordered), sum(ordered)
    return rounded(sum((2 * place - n - 1) * amount for place, amount in enumerate(ordered, 1)) / (n * total)) if total else None


def overlap(network: nx.Graph) -> Found:
    """Which two agencies have tasks in common, and how large a part of their tasks that is.

    Jaccard's index is the common tasks over the tasks of either (Jaccard 1901, “Étude comparative de la distribution florale”); contained is the
    common tasks over those of the agency with fewer, so that 1 says that one does nothing without the other (Simpson 1943, “Mammals and the nature of
    continents”). That two have the same task is no fault by itself: Landau 1969, “Redundancy, rationality, and the problem of duplication and
    overlap”; where both lead, somebody should look.

    Args:
        network: `to_network(graph, "responsibilities")`.

    Returns:
        For each pair that shares a task one, one_label, other, other_label, shared, either, jaccard, contained, both_lead (tasks); the most shared
        first. The whole: agencies, tasks, pairs, shared_tasks (by two or more agencies).

    Raises:
        MeasureError: It is another kind of network, or there are more than `MAX_PAIRS` pairs.
    """
    tasks = _tasks(network)
    within(sum(len(task.roles) ** 2 // 2 for task in tasks.values()), MAX_PAIRS, "pairs of agencies on one task")
    having: dict[str, int] = defaultdict(int)
    common: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for task in tasks.values():
        for agency in task.roles:
            having[agency] += 1
        for one, other in combinations(sorted(task.roles), 2):
            common[one, other].append("lead" in task.roles[one] and "lead" in task.roles[other])
    rows = [_pair(network, pair, led, having) for pair, led in common.items()]
    rows.sort(key=lambda row: (-row["shared"], -row["jaccard"], row["one"], row["other"]))
    shared = sum(1 for task in tasks.values() if len(task.roles) > 1)
    return Found(rows, {"agencies": len(having), "tasks": len(tasks), "pairs": len(rows), "shared_tasks": shared})


def _pair(network: nx.Graph, pair: tuple[str, str], led: Sequence[bool], having: Mapping[str, int]) -> dict[str, Any]:
    one, other = pair
    either = having[one] + having[other] - len(led)
    label = {name: network.nodes[name].get("label", name) for name in pair}
    return {
        "one": one, "one_label": label[one], "other": other, "other_label": label[other], "shared": len(led), "either": either,
        "jaccard": rounded(len(led) / either), "contained": rounded(len(led) / min(having[one], having[other])), "both_lead": sum(led),
    }


def gaps(network: nx.Graph, unassigned: Iterable[Mapping[str, Any]] = ()) -> Found:
    """Which tasks nobody has, nobody leads although several have them, or several lead.

    The counterpart of `overlap` (Landau 1969): what falls between agencies. A task of one agency alone needs no leader.

    Args:
        network: `to_network(graph, "responsibilities")`.
        unassigned: Tasks that have nobody: rows with document, number, locator, what, task, as the named query ``tasks-without-agency`` gives them.

    Returns:
        For each open task document, number, locator, what, open (``nobody``, ``no leader``, ``several leaders``), agencies (how many), names, task;
        by document and place. The whole: assigned, and how many are open in each way, and covered, the share of all tasks that somebody has.

    Raises:
        MeasureError: It is another kind of network.
    """
    tasks = _tasks(network)
    nobody = [_nobody(row) for row in unassigned]
    rows = [*nobody, *(_open(network, name, task, how) for name, task in tasks.items() if (how := _how(task)))]
    rows.sort(key=lambda row: (str(row["number"] or ""), str(row["document"]), OPEN.index(row["open"]), str(row["locator"] or ""), row["task"]))
    counts = {how: sum(1 for row in rows if row["open"] == how) for how in OPEN}
    total = len(tasks) + len(nobody)
    opened = {how.replace(" ", "_"): count for how, count in counts.items()}
    return Found(rows, {"assigned": len(tasks), **opened, "covered": rounded(len(tasks) / total) if total else None})


def _nobody(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**{key: row.get(key) for key in ("document", "number", "locator", "what")}, "open": "nobody", "agencies": 0, "names": None, "task": row["task"]}


def _how(task: _Task) -> str | None:
    leaders = sum(1 for roles in task.roles.values() if "lead" in roles)
    if leaders > 1:
        return "several leaders"
    return "no leader" if len(task.roles) > 1 and not leaders else None


def _open(network: nx.Graph, name: str, task: _Task, how: str) -> dict[str, Any]:
    data = network.nodes[task.document]
    asked = [agency for agency, roles in task.roles.items() if how != "several leaders" or "lead" in roles]
    names = "、".join(sorted(network.nodes[agency].get("label", agency) for agency in asked))
    return {
        "document": task.document, "number": data.get("number") or data.get("label"), "locator": task.locator, "what": task.action, "open": how,
        "agencies": len(asked), "names": names, "task": name,
    }
