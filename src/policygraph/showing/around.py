"""Around: the part of a network that somebody asks for: the neighbourhood of a document or an agency, years, a place, a level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from ..errors import QueryError
from ..language import Phrase
from ..naming.codes import parse_number
from ..registry import LEVELS
from .picture import year_of

#: How many names an error suggests, and steps that lead around a node where nobody says how many.
SUGGESTED, STEPS = 5, 2


@dataclass(frozen=True, slots=True)
class Part:
    """What part of a network is asked for; what is None asks for nothing.

    ``around`` is a number in any writing, a title, a name or an IRI, ``steps`` how many links lead from it at most (None: `STEPS`),
    ``limit`` how many nodes are kept at most, the nearest and best linked first, ``years`` the first and the last year of
    documents, ``place`` the name of a place, ``level`` a level of government (``province`` or 省级).
    """

    around: str | None = None
    steps: int | None = None
    limit: int | None = None
    years: tuple[int, int] | None = None
    place: str | None = None
    level: str | None = None


def cut(network: nx.Graph, part: Part) -> nx.Graph:
    """A part of a network, as a network of the same kind; the given one is not changed.

    Args:
        network: As `policygraph.asking.network.to_network` makes it.
        part: What is asked for. Filters come first, then the steps, then the limit.

    Raises:
        QueryError: Nothing has that name, or no such level is known; the message suggests what there is.
    """
    kept = {node: None for node, data in network.nodes(data=True) if passes(data, part)}
    middle = find(network, part.around) if part.around else None
    if middle is not None:
        kept.setdefault(middle)  # what is asked for by name is shown, whatever the filters say
        kept = dict.fromkeys(_reached(network, middle, STEPS if part.steps is None else part.steps, kept))
    elif part.years or part.place or part.level:
        kept = dict.fromkeys(node for node in kept if network.nodes[node].get("kind") == "document" or any(other in kept for other in nx.all_neighbors(network, node)))
    if part.limit is not None:
        kept = dict.fromkeys(_nearest(network, kept, part.limit, near=middle is not None))
    made = network.copy()
    made.remove_nodes_from([node for node in network if node not in kept])
    return made


def parse_years(text: str) -> tuple[int, int]:
    """The first and the last year of ``2017`` or ``2015-2020``.

    Raises:
        ValueError: It is neither.
    """
    found = re.fullmatch(r"(\d{4})(?:[-–:](\d{4}))?", text)
    if not found:
        raise ValueError(Phrase("{text!r} is no year; write 2017 or 2015-2020", text=text))
    first, last = int(found[1]), int(found[2] or found[1])
    return min(first, last), max(first, last)


def passes(data: Mapping[str, Any], part: Part) -> bool:
    """Whether a node, or whatever else has a level, a place, a kind and a date, is of the level, the place and the years that are asked for."""
    if part.level and data.get("level") != _level(part.level):
        return False
    if part.place and part.place not in str(data.get("place") or ""):
        return False
    if part.years and data.get("kind") == "document":
        year = year_of(data)
        return bool(year) and part.years[0] <= int(year) <= part.years[1]
    return True


def _level(name: str) -> str:
    for level in LEVELS.values():
        if name in (level.name, level.zh, level.en):
            return level.name
    raise QueryError(Phrase("{name!r} is no level of government; there are {known}", name=name, known=", ".join(LEVELS)))


def find(network: nx.Graph, wanted: str) -> Any:
    """The node of a number, a title, a name or an IRI; the best linked of several.

    Raises:
        QueryError: Nothing has that name, or several have it as a part; the message suggests what there is.
    """
    number = parse_number(wanted)
    names = {wanted, number.text} if number else {wanted}
    exact = [node for node, data in network.nodes(data=True) if names & {str(node), *(str(data.get(key)) for key in ("number", "label", "title", "enclosed"))}]
    near = exact or [node for node, data in network.nodes(data=True) if _contains(data, wanted)]
    if not near:
        known = "、".join(str(network.nodes[node].get("label") or node) for node in _linked_first(network, network)[:SUGGESTED])
        raise QueryError(Phrase("{wanted!r}: nothing in this network has that number or name; give one that stands in it, such as {known}", wanted=wanted, known=known))
    if not exact and len(near) > 1:
        known = "、".join(str(network.nodes[node].get("label") or node) for node in _linked_first(network, near)[:SUGGESTED])
        raise QueryError(Phrase("{wanted!r} is part of {count} names; give the whole of one, such as {known}", wanted=wanted, count=len(near), known=known))
    return _linked_first(network, near)[0]


def _contains(data: Mapping[str, Any], wanted: str) -> bool:
    return any(wanted in str(data.get(key) or "") for key in ("number", "label", "title", "enclosed"))


def _linked_first(network: nx.Graph, nodes: Iterable[Any]) -> list[Any]:
    return sorted(nodes, key=lambda node: (-network.degree(node), str(node)))


def _reached(network: nx.Graph, middle: Any, steps: int, allowed: Mapping[Any, None]) -> list[Any]:
    """The nodes that so many steps reach, whatever their direction, the nearest first and of those the best linked."""
    found, edge = {middle: None}, [middle]
    for _ in range(steps):
        beyond = {other for node in edge for other in nx.all_neighbors(network, node) if other in allowed and other not in found}
        edge = _linked_first(network, beyond)
        found.update(dict.fromkeys(edge))
    return list(found)


def _nearest(network: nx.Graph, kept: Mapping[Any, None], limit: int, *, near: bool) -> list[Any]:
    """The first of the nodes that were reached, or else the best linked."""
    return (list(kept) if near else _linked_first(network, kept))[:limit]
