"""Chain: what a document rests on, step by step up to the State Council or a law, and what rests on it, as a tree up and down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx

from ..errors import QueryError
from .around import Part, find, passes

#: What a document rests on by its words; a citation of a document of a higher level counts whatever its words are.
RESTING = ("based_on", "applies", "forwards")


def chain(network: nx.MultiDiGraph, part: Part) -> nx.MultiDiGraph:
    """The documents above and below one document; each node has its ``step``: -1 for what it rests on, 1 for what rests on it.

    Args:
        network: Citations, as `policygraph.asking.network.to_network` makes them; it is not changed.
        part: ``around`` is the document, ``steps`` how many steps are taken up and down (None: all), ``limit`` how many
            documents are kept at most, the nearest first; the filters leave out what does not pass, and what only it led to.

    Raises:
        QueryError: No document has that name, or none is named.
    """
    if not part.around:
        raise QueryError("which document? Name it with --around: its number or its title")
    middle = find(network, part.around)
    steps = {middle: 0}
    for way, sign in ((_above, -1), (_below, 1)):
        for node, step in _reached(network, middle, way, part):
            steps.setdefault(node, sign * step)
    kept = sorted(steps, key=lambda node: (abs(steps[node]), -network.degree(node), str(node)))[: part.limit]
    made = nx.MultiDiGraph(kind="superior-chain", middle=str(middle))
    for node in sorted(kept):
        made.add_node(node, **network.nodes[node], step=steps[node])
    made.add_edges_from((a, b, data) for a in made for _, b, data in network.out_edges(a, data=True) if b in made and _rests(network, a, b, data))
    return made


def _rests(network: nx.MultiDiGraph, citing: Any, cited: Any, data: dict[str, Any]) -> bool:
    if citing == cited:
        return False
    if data.get("relation") in RESTING:
        return True
    own, other = network.nodes[citing].get("rank"), network.nodes[cited].get("rank")
    return own is not None and other is not None and other < own


def _above(network: nx.MultiDiGraph, node: Any) -> Iterator[Any]:
    return (cited for _, cited, data in network.out_edges(node, data=True) if _rests(network, node, cited, data))


def _below(network: nx.MultiDiGraph, node: Any) -> Iterator[Any]:
    return (citing for citing, _, data in network.in_edges(node, data=True) if _rests(network, citing, node, data))


def _reached(network: nx.MultiDiGraph, middle: Any, way: Callable[[nx.MultiDiGraph, Any], Iterator[Any]], part: Part) -> Iterator[tuple[Any, int]]:
    """What one way leads to, with the fewest steps to it; circles end where they meet what was found."""
    found, edge, step = {middle}, [middle], 0
    while edge and (part.steps is None or step < part.steps):
        step += 1
        beyond = {other for node in edge for other in way(network, node)} - found
        edge = sorted(node for node in beyond if passes(network.nodes[node], part))
        found.update(edge)
        yield from ((node, step) for node in edge)
