"""Communities: groups of nodes that are linked with each other more than with the rest.

Modularity is climbed node by node and then group by group (Blondel and others 2008), with no part left to chance: nodes
go in the order of their number, ties go to the group with the least one, and sweeps and rounds are bounded. The same
network gives the same groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

#: Sweeps over all nodes in a round, and rounds of gathering; later ones change next to nothing.
SWEEPS, ROUNDS = 8, 5
#: A round ends when a sweep moves less than this share of the nodes.
STILL = 0.002

Near = list[dict[int, float]]


def communities(count: int, links: Iterable[tuple[int, int, float]]) -> list[int]:
    """The group of each node, by its number; groups are numbered in the order of their first nodes.

    Args:
        count: How many nodes there are: 0, 1, …
        links: From, to and weight of each; the direction does not count, nor a link from a node to itself.

    >>> communities(5, [(0, 1, 1), (1, 2, 1), (0, 2, 1), (3, 4, 1)])
    [0, 0, 0, 1, 1]
    """
    near: Near = [defaultdict(float) for _ in range(count)]
    for source, target, weight in links:
        if source != target:
            near[source][target] += weight
            near[target][source] += weight
    groups = list(range(count))
    loops = [0.0] * count
    for _ in range(ROUNDS):
        moved = _numbered(_move(near, loops))
        groups = [moved[group] for group in groups]
        if len(set(moved)) == len(near):
            break
        near, loops = _gathered(near, loops, moved)
    return _numbered(groups)


def _move(near: Near, loops: Sequence[float]) -> list[int]:
    """Move each node to the group of its neighbours that gains most, until hardly one moves."""
    own = [sum(row.values()) + loop for row, loop in zip(near, loops, strict=True)]
    whole = sum(own) or 1.0
    group, weight = list(range(len(near))), list(own)
    for _ in range(SWEEPS):
        moved = 0
        for node, row in enumerate(near):
            here = group[node]
            weight[here] -= own[node]
            best = _best(row, group, weight, own[node] / whole, here)
            weight[best] += own[node]
            group[node] = best
            moved += best != here
        if moved <= STILL * len(near):
            break
    return group


def _best(row: dict[int, float], group: Sequence[int], weight: Sequence[float], share: float, here: int) -> int:
    """The group that a node gains most by: links to it, less those to be expected of its weight; to stay wins a tie."""
    linked: dict[int, float] = {here: 0.0}
    for other, amount in row.items():
        linked[group[other]] = linked.get(group[other], 0.0) + amount
    return max(linked, key=lambda each: (round(linked[each] - share * weight[each], 9), each == here, -each))


def _gathered(near: Near, loops: Sequence[float], group: Sequence[int]) -> tuple[Near, list[float]]:
    """The groups as nodes, with the links between them; what is within one is its loop."""
    count = max(group) + 1
    made: Near = [defaultdict(float) for _ in range(count)]
    inside = [0.0] * count
    for node, row in enumerate(near):
        inside[group[node]] += loops[node]
        for other, amount in row.items():
            if group[other] == group[node]:
                inside[group[node]] += amount
            else:
                made[group[node]][group[other]] += amount
    return made, inside


def _numbered(groups: Sequence[int]) -> list[int]:
    numbers: dict[int, int] = {}
    return [numbers.setdefault(group, len(numbers)) for group in groups]
