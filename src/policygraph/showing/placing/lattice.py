"""Lattice: the places of a large network, whose two axes come from the data and not from forces.

Every node belongs to a row (its level) and a column (its year, its branch). All that share both fill a cell: in stacks
from left to right, ordered by what the caller says, and within a stack sorted towards their neighbours, which is what
takes crossings away. No two nodes touch, the same network gives the same places, and the work grows with nodes and links.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Distance (pixels at scale 1) between neighbours in a stack, and between stacks; a mark is no wider than the smaller one.
STEP_X, STEP_Y = 48, 24
#: Space between columns and between rows.
GAP_X, GAP_Y = 30, 44
#: Least stacks of a column and least places of a stack, so that the names of the axes have room.
LEAST_STACKS, LEAST_PLACES = 2, 3
#: Width over height that is aimed at.
ASPECT = 1.15
#: How often the stacks are sorted anew by their neighbours.
SWEEPS = 8

Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Strip:
    """One row or column: its key and its range in pixels."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """Places of the centres of nodes, and the rows and columns that are not empty, in order."""

    places: Mapping[str, tuple[int, int]]
    rows: tuple[Strip, ...]
    columns: tuple[Strip, ...]


@dataclass(slots=True)
class _Stack:
    """Nodes above each other."""

    x: float
    top: int
    bottom: int
    members: list[str]

    def place(self, y: dict[str, float]) -> None:
        step = (self.bottom - self.top) / len(self.members)
        for i, name in enumerate(self.members):
            y[name] = self.top + (i + 0.5) * step


def lay(
    cells: Mapping[str, Cell], rows: Sequence[str], columns: Sequence[str], order: Mapping[str, Any], links: Sequence[tuple[str, str]],
    sweeps: int = SWEEPS, least: tuple[int, int] = (LEAST_STACKS, LEAST_PLACES),
) -> Lattice:
    """Give every node its place.

    Args:
        cells: Node to the keys of its row and its column.
        rows: The keys of rows from the top down.
        columns: The keys of columns from the left.
        order: Node to what sorts it within its cell, from the left.
        links: Pairs of nodes, which are drawn near each other.
        sweeps: How often stacks are sorted by their neighbours.
        least: Stacks of a column and places of a stack at least.
    """
    counts = Counter(cells.values())
    heights, widths = _shape(counts, least)
    across = _strips(columns, widths, STEP_X, GAP_X)
    down = _strips(rows, heights, STEP_Y, GAP_Y)
    stacks = _stacks(cells, order, {strip.key: strip for strip in down}, {strip.key: strip for strip in across})
    x = {name: stack.x for stack in stacks for name in stack.members}
    y = _sort(stacks, links, sweeps)
    return Lattice({name: (round(x[name]), round(y[name])) for name in cells}, down, across)


def _shape(counts: Mapping[Cell, int], least: tuple[int, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Places of the stacks of each row, stacks of each column: the narrowest that are as wide as `ASPECT` asks."""
    most: dict[str, int] = defaultdict(int)
    for (row, _), count in counts.items():
        most[row] = max(most[row], count)
    wide = 1.0
    while True:
        heights = {row: max(least[1], math.ceil(count / wide)) for row, count in most.items()}
        widths: dict[str, int] = defaultdict(lambda: least[0])
        for (row, column), count in counts.items():
            widths[column] = max(widths[column], math.ceil(count / heights[row]))
        if sum(widths.values()) * STEP_X >= ASPECT * sum(heights.values()) * STEP_Y or wide > max(most.values(), default=0):
            return heights, dict(widths)
        wide *= 1.15


def _strips(keys: Sequence[str], sizes: Mapping[str, int], step: int, gap: int) -> tuple[Strip, ...]:
    strips, at = [], 0
    for key in keys:
        if key in sizes:
            strips.append(Strip(key, at, at + sizes[key] * step + gap))
            at = strips[-1].end
    return tuple(strips)


def _stacks(cells: Mapping[str, Cell], order: Mapping[str, Any], rows: Mapping[str, Strip], columns: Mapping[str, Strip]) -> list[_Stack]:
    members: dict[Cell, list[str]] = defaultdict(list)
    for name, cell in cells.items():
        members[cell].append(name)
    stacks = []
    for row, column in sorted(members, key=lambda cell: (columns[cell[1]].start, rows[cell[0]].start)):
        own = sorted(members[row, column], key=lambda name: (order[name], name))
        stacks += _split(own, rows[row], columns[column])
    return stacks


def _split(own: Sequence[str], row: Strip, column: Strip) -> list[_Stack]:
    """The stacks of one cell, spread over it: as many as give them about the shape of the cell."""
    top, bottom = row.start + GAP_Y // 2, row.end - GAP_Y // 2
    left, right = column.start + GAP_X // 2, column.end - GAP_X // 2
    deep, wide = (bottom - top) // STEP_Y, (right - left) // STEP_X
    each = min(deep, max(math.ceil(len(own) / wide), math.isqrt(len(own) * deep // wide), 1))
    number = math.ceil(len(own) / each)
    step = (right - left) / number
    return [_Stack(left + (i + 0.5) * step, top, bottom, list(own[i * each : (i + 1) * each])) for i in range(number)]


def _sort(stacks: Sequence[_Stack], links: Sequence[tuple[str, str]], sweeps: int) -> dict[str, float]:
    """Move the members of each stack towards the middle of their neighbours, from the left and back again."""
    near: dict[Hashable, list[str]] = defaultdict(list)
    for source, target in links:
        near[source].append(target)
        near[target].append(source)
    y: dict[str, float] = {}
    for stack in stacks:
        stack.place(y)
    for sweep in range(sweeps):
        for stack in reversed(stacks) if sweep % 2 else stacks:
            middle = {name: sum(y[other] for other in near[name]) / len(near[name]) if name in near else y[name] for name in stack.members}
            stack.members.sort(key=lambda name: (middle[name], y[name]))
            stack.place(y)
    return y
