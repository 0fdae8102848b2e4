"""Paths: the main path through citations, by search path counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx

from .found import Found, one_of

#: How a main path may be chosen.
WAYS = ("global", "local")

Arc = tuple[int, int]


def main_path(network: nx.Graph, way: str = "global") -> Found:
    """The main path through a network of citations.

    Knowledge flows from the cited to the citing document. The weight of a link is its search path count: how many ways from any origin (cites nothing
    here) to any end (is cited by nothing here) go through it (Hummon and Doreian 1989, “Connectivity in a citation network: the development of DNA
    theory”; counted by one pass forward and one back as in Batagelj 2003, “Efficient algorithms for citation network analysis”). Counts are whole
    numbers without a bound. Time: a link on which the cited document is dated after the citing one is left out first. Cycles: documents that cite
    each other in a circle (strong components, Tarjan 1972, “Depth-first search and linear graph algorithms”) are taken as one, and links among them
    bear no count; a link between two such groups that stands for several citations counts once.

    Args:
        network: `to_network(graph, "citations")`, or any directed network whose nodes may have ``date`` (text, ``2017-06-20``).
        way: ``global`` is the one path whose counts have the largest sum; ``local`` starts with the heaviest link from an origin and follows the
            heaviest from there on, where several are equally heavy all of them.

    Returns:
        The links of the path from the origin on: step, cited, cited_label, cited_date, citing, citing_label, citing_date, paths (the search path
        count), share (of all ways from origins to ends), together (how many documents of a circle the ends stand for in all). The whole: ways, links
        (that bear a count), against_time, circles, in_circles (documents).

    Raises:
        MeasureError: There is no such way.
    """
    one_of(way, WAYS, "way of choosing a main path")
    links, against = _in_time(network)
    flow, members = _without_circles(network, links)
    counts, total = _counts(flow)
    chosen = _heaviest_path(flow, counts) if way == "global" else _heaviest_links(flow, counts)
    rows = [_row(network, members, arc, counts[arc], total, step) for step, arc in chosen]
    circles = [group for group in members if len(group) > 1]
    return Found(rows, {
        "ways": total, "links": len(counts), "against_time": against, "circles": len(circles), "in_circles": sum(map(len, circles)),
    })


def _in_time(network: nx.Graph) -> tuple[list[tuple[str, str]], int]:
    """The distinct links from the cited to the citing document, and how many were left out because they go against time."""
    dates = {name: str(data.get("date") or "") for name, data in network.nodes(data=True)}
    links = sorted({(cited, citing) for citing, cited in network.edges() if citing != cited})
    kept = [(cited, citing) for cited, citing in links if not (dates[cited] and dates[citing] and dates[cited] > dates[citing])]
    return kept, len(links) - len(kept)


def _without_circles(network: nx.Graph, links: list[tuple[str, str]]) -> tuple[nx.DiGraph, list[list[str]]]:
    """The flow between documents, or groups of those that go round in circles; each is a place in the list of groups, which is by date."""
    flow = nx.DiGraph(links)
    groups = sorted((sorted(group) for group in nx.strongly_connected_components(flow)), key=lambda group: min(_dated(network, name) for name in group))
    at = {name: n for n, group in enumerate(groups) for name in group}
    shrunk = nx.DiGraph()
    shrunk.add_edges_from(sorted({(at[cited], at[citing]) for cited, citing in links if at[cited] != at[citing]}))
    return shrunk, groups


def _dated(network: nx.Graph, name: str) -> tuple[str, str]:
    return str(network.nodes[name].get("date") or "9999"), name


def _counts(flow: nx.DiGraph) -> tuple[dict[Arc, int], int]:
    """The search path count of each link, and how many ways there are."""
    order = list(nx.lexicographical_topological_sort(flow))
    before, after = dict.fromkeys(order, 0), dict.fromkeys(order, 0)
    for node in order:
        before[node] = sum(before[previous] for previous in flow.predecessors(node)) or 1
    for node in reversed(order):
        after[node] = sum(after[following] for following in flow.successors(node)) or 1
    total = sum(after[node] for node in order if not flow.in_degree(node))
    return {(a, b): before[a] * after[b] for a, b in flow.edges()}, total


def _heaviest_path(flow: nx.DiGraph, counts: dict[Arc, int]) -> Iterable[tuple[int, Arc]]:
    """The path with the largest sum; of equal ones that whose documents come first."""
    best: dict[int, tuple[int, int | None]] = {}
    for node in reversed(list(nx.lexicographical_topological_sort(flow))):
        following = [(counts[node, after] + best[after][0], -after) for after in flow.successors(node)]
        weight, after = max(following, default=(0, None))
        best[node] = (weight, None if after is None else -after)
    node = min(best, key=lambda each: (-best[each][0], each), default=None)
    step = 0
    while node is not None and (after := best[node][1]) is not None:
        step += 1
        yield step, (node, after)
        node = after


def _heaviest_links(flow: nx.DiGraph, counts: dict[Arc, int]) -> Iterable[tuple[int, Arc]]:
    """From the origin with the heaviest link on, always the heaviest; all of them where they are equal."""
    first = [(a, b) for a, b in counts if not flow.in_degree(a)]
    step, taken = 0, set()
    ahead = _heaviest(first, counts)
    while ahead:
        step += 1
        yield from ((step, arc) for arc in sorted(ahead))
        taken.update(ahead)
        reached = sorted({b for _, b in ahead})
        ahead = [arc for node in reached for arc in _heaviest([(node, after) for after in flow.successors(node)], counts) if arc not in taken]


def _heaviest(arcs: list[Arc], counts: dict[Arc, int]) -> list[Arc]:
    most = max((counts[arc] for arc in arcs), default=0)
    return [arc for arc in arcs if counts[arc] == most]


@dataclass(frozen=True, slots=True)
class _End:
    name: str
    label: str
    date: str | None


def _end(network: nx.Graph, group: list[str]) -> _End:
    """A document, or the first of a group that stands for all."""
    name = min(group, key=lambda each: _dated(network, each))
    data = network.nodes[name]
    return _End(name, data.get("label", name), data.get("date"))


def _row(network: nx.Graph, members: list[list[str]], arc: Arc, count: int, total: int, step: int) -> dict[str, Any]:
    cited, citing = (_end(network, members[node]) for node in arc)
    return {
        "step": step, "cited": cited.name, "cited_label": cited.label, "cited_date": cited.date, "citing": citing.name, "citing_label": citing.label,
        "citing_date": citing.date, "paths": count, "share": _share(count, total), "together": sum(len(members[node]) for node in arc),
    }


def _share(count: int, total: int) -> float:
    """Without floats on the way: counts of long histories are beyond them."""
    return round(count * 10**8 // total / 10**8, 8)
