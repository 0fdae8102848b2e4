"""Layers: where the nodes of a picture stand, the central level of government on top.

A band for each level; within a band, what is cited stands above what cites it;
within a row, a node stands near what it is linked with. Places are computed
here and not in the page, so that a picture looks the same wherever it is opened.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from ... import registry

#: Bands from the top down; what has no level stands at the bottom.
LEVELS = (*registry.LEVELS, "unknown")
#: Width over height of the whole picture, about that of the window between legend and panel.
ASPECT = 1.3
#: Space (pixels) above the first and below the last row of a band.
PADDING = 62
#: How often the rows are sorted anew by their neighbours; later passes change next to nothing.
SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Band:
    """The strip of one level: its vertical range in pixels, y growing downwards."""

    level: str
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Size:
    """The room that a node needs, in pixels, with the space to its neighbours."""

    width: int
    height: int


@dataclass(slots=True)
class _Tier:
    """Nodes of one level that may stand in the same rows."""

    level: str
    members: list[str]
    width: int
    height: int
    rows: int = 1

    def place(self, x: dict[str, float]) -> None:
        """Write the horizontal place of every member, in the order they have now."""
        columns = math.ceil(len(self.members) / self.rows)
        for i, name in enumerate(self.members):
            column, row = divmod(i, self.rows)
            # Every other row is shifted, so that lines pass between the nodes above.
            shift = (row % 2 - 0.5) / 2 if self.rows > 1 else 0
            x[name] = (column - (columns - 1) / 2 + shift) * self.width


def place(
    levels: Mapping[str, str], sizes: Mapping[str, Size], links: Iterable[tuple[str, str]],
    steps: Mapping[str, int] | None = None,
) -> tuple[dict[str, tuple[int, int]], tuple[Band, ...]]:
    """Give every node its place.

    Args:
        levels: Node to level, one of `LEVELS`; the order of the nodes decides ties.
        sizes: Node to the room it needs.
        links: Pairs of nodes; the second stands above the first where both are of one level.
        steps: Node to the place of its rows within the band, 0 on top, instead of what the links say.

    Returns:
        Node to (x, y) of its centre in pixels, and the bands that are not empty.
    """
    links = sorted(set(links))
    tiers = _tiers(levels, sizes, links, steps)
    _wrap(tiers)
    x = _sort_rows(tiers, links)
    return _stack(tiers, x)


def _tiers(
    levels: Mapping[str, str], sizes: Mapping[str, Size], links: Sequence[tuple[str, str]], steps: Mapping[str, int] | None
) -> list[_Tier]:
    tiers = []
    for level in LEVELS:
        members = [name for name in levels if levels[name] == level]
        depth = steps if steps is not None else _depths(members, links)
        for step in sorted({depth[name] for name in members}):
            same = [name for name in members if depth[name] == step]
            width, height = max(sizes[n].width for n in same), max(sizes[n].height for n in same)
            tiers.append(_Tier(level, same, width, height))
    return tiers


def _depths(members: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, int]:
    """How many steps of links lead from each node up to the top of its band; circles count as one node."""
    graph = nx.DiGraph()
    graph.add_nodes_from(members)
    graph.add_edges_from((source, target) for source, target in links if source in graph and target in graph)
    folded = nx.condensation(graph)
    depth: dict[str, int] = {}
    for step, circles in enumerate(nx.topological_generations(folded.reverse())):
        for circle in circles:
            depth.update(dict.fromkeys(folded.nodes[circle]["members"], step))
    return depth


def _wrap(tiers: Sequence[_Tier]) -> None:
    """Break long tiers into rows, so that the whole has about the shape of a screen."""
    area = sum(len(tier.members) * tier.width * tier.height for tier in tiers)
    width = max(math.sqrt(area * ASPECT), 900)
    for tier in tiers:
        tier.rows = max(1, math.ceil(len(tier.members) * tier.width / width))


def _sort_rows(tiers: Sequence[_Tier], links: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Move every node towards the middle of its neighbours, row by row, down and up again."""
    near: dict[str, list[str]] = {name: [] for tier in tiers for name in tier.members}
    for source, target in links:
        near[source].append(target)
        near[target].append(source)
    x: dict[str, float] = {}
    for tier in tiers:
        tier.place(x)
    for sweep in range(SWEEPS):
        for tier in tiers if sweep % 2 else reversed(tiers):
            middle = {
                name: sum(x[other] for other in near[name]) / len(near[name]) if near[name] else x[name]
                for name in tier.members
            }
            tier.members.sort(key=lambda name: (middle[name], x[name]))
            tier.place(x)
    return x


def _stack(tiers: Sequence[_Tier], x: Mapping[str, float]) -> tuple[dict[str, tuple[int, int]], tuple[Band, ...]]:
    places: dict[str, tuple[int, int]] = {}
    bands: list[Band] = []
    y = 0
    for level in LEVELS:
        own = [tier for tier in tiers if tier.level == level]
        if not own:
            continue
        top = y
        y += PADDING - own[0].height // 2
        for tier in own:
            for i, name in enumerate(tier.members):
                row = i % tier.rows
                places[name] = (round(x[name]), y + row * tier.height + tier.height // 2)
            y += tier.rows * tier.height
        y += PADDING - own[-1].height // 2
        bands.append(Band(level, top, y))
    return places, tuple(bands)
