"""Linking: who stands between others, and who is bound by those around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx

from .citing import described, rounded
from .found import Found, Progress, unheard, within

#: The most ways of two links that are walked: some ten seconds.
MAX_WAYS = 20_000_000
#: Betweenness is taken where nodes × links are no more.
MAX_BETWEENNESS = 20_000_000
#: The roles of a broker B on the way A → B → C, by who of the three is of one group.
BROKERS = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


def ties(network: nx.Graph, on_done: Progress = unheard) -> Found:
    """How central each node of a network of pairs is, and how much its neighbours bind it.

    Centrality is the share of the others that it is linked with, and the share of the shortest paths of others that lead through it (Freeman 1978,
    “Centrality in social networks: conceptual clarification”; found as in Brandes 2001, “A faster algorithm for betweenness centrality”). Constraint
    is high where one's partners are few or are each other's partners: Σ over neighbours j of (p_ij + Σ_q p_iq p_qj)², where p_ij is the part of the
    weight of i's links that falls to j (Burt 1992, “Structural holes”). Effective size is the number of partners less 2t/n, their mean number of
    links among themselves (Burt 1992; in this form Borgatti 1997, “Structural holes: unpacking Burt's redundancy measures”). A direction counts for
    nothing, weights in both are added.

    Args:
        network: As `to_network(graph, "joint-issuers")`; an edge may have ``weight``.
        on_done: Called with how many nodes are done, and of how many.

    Returns:
        For each node iri, label, level, partners, weight, degree (0 to 1), betweenness (0 to 1; None beyond `MAX_BETWEENNESS`), constraint (None
        where it has no partner), effective_size. The most partners first. The whole: nodes, links, pieces (that nothing joins).

    Raises:
        MeasureError: There are more than `MAX_WAYS` ways over two links.
    """
    weights = _weights(network)
    within(sum(len(found) ** 2 for found in weights.values()), MAX_WAYS, "ways over two links")
    plain = nx.Graph()
    plain.add_nodes_from(weights)
    plain.add_edges_from((a, b) for a, found in weights.items() for b in found)
    small = len(plain) * plain.number_of_edges() <= MAX_BETWEENNESS
    between = nx.betweenness_centrality(plain) if small else {}
    totals = {name: sum(found.values()) for name, found in weights.items()}
    rows = []
    for done, name in enumerate(sorted(weights), 1):
        partners = len(weights[name])
        rows.append({
            **described(network, name), "partners": partners, "weight": totals[name], "degree": rounded(partners / max(1, len(weights) - 1)),
            "betweenness": rounded(between[name]) if between else None, "constraint": _constraint(weights, totals, name),
            "effective_size": _effective_size(weights, name),
        })
        on_done(done, len(weights))
    rows.sort(key=lambda row: (-row["partners"], -row["weight"], row["iri"]))
    return Found(rows, {"nodes": len(plain), "links": plain.number_of_edges(), "pieces": nx.number_connected_components(plain) if len(plain) else 0})


def _weights(network: nx.Graph) -> dict[str, dict[str, float]]:
    """For each node the weight of its links with each neighbour, in both directions."""
    weights: dict[str, dict[str, float]] = {name: {} for name in network}
    for a, b, data in network.edges(data=True):
        if a != b:
            for one, other in ((a, b), (b, a)):
                weights[one][other] = weights[one].get(other, 0) + data.get("weight", 1)
    return weights


def _constraint(weights: Mapping[str, Mapping[str, float]], totals: Mapping[str, float], name: str) -> float | None:
    around = weights[name]
    if not around:
        return None
    indirect = dict.fromkeys(around, 0.0)
    for through, weight in around.items():
        for other, further in weights[through].items():
            if other in indirect:
                indirect[other] += weight / totals[name] * further / totals[through]
    return rounded(sum((weight / totals[name] + indirect[other]) ** 2 for other, weight in around.items()))


def _effective_size(weights: Mapping[str, Mapping[str, float]], name: str) -> float:
    around = weights[name]
    among = sum(1 for one in around for other in weights[one] if other in around) / 2
    return rounded(len(around) - 2 * among / len(around)) if around else 0.0


def brokerage(network: nx.Graph, group: str = "level", on_done: Progress = unheard) -> Found:
    """How often each node stands between two that are not linked themselves, and between whom.

    A broker B is on a way A → B → C where no link leads from A to C. By the groups of the three it is a coordinator (all of one), an itinerant (A and
    C of one, B of another), a gatekeeper (B and C of one: it lets in), a representative (A and B of one: it speaks for its own) or a liaison (three
    groups): Gould and Fernandez 1989, “Structures of mediation: a formal approach to brokerage in transaction networks”. Without direction a pair A,
    C counts once, and gatekeeper and representative are the same: both are counted as gatekeeper.

    Args:
        network: As `to_network(graph, "lead-cooperate")`.
        group: The attribute of nodes that says their group: ``level``, ``branch``, ``place``. A way with a node that has none is counted apart.
        on_done: Called with how many nodes are done, and of how many.

    Returns:
        For each node that brokers iri, label, level, group, the five roles, ungrouped, total; the largest total first. The whole: nodes, brokers,
        ways, and each role.

    Raises:
        MeasureError: There are more than `MAX_WAYS` ways over two links.
    """
    to, come = _neighbours(network)
    within(sum(len(come[name]) * len(to[name]) for name in network), MAX_WAYS, "ways over two links")
    groups = {name: data.get(group) for name, data in network.nodes(data=True)}
    rows = []
    for done, name in enumerate(sorted(network), 1):
        counts = dict.fromkeys((*BROKERS, "ungrouped"), 0)
        for a, c in _ways(name, come[name], to, network.is_directed()):
            role = _role(groups[a], groups[name], groups[c])
            counts["gatekeeper" if role == "representative" and not network.is_directed() else role] += 1
        if any(counts.values()):
            rows.append({**described(network, name), "group": groups[name], **counts, "total": sum(counts.values())})
        on_done(done, len(network))
    rows.sort(key=lambda row: (-row["total"], row["iri"]))
    sums = {role: sum(row[role] for row in rows) for role in (*BROKERS, "ungrouped")}
    return Found(rows, {"nodes": len(network), "brokers": len(rows), "ways": sum(sums.values()), **sums})


def _neighbours(network: nx.Graph) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    to: dict[str, set[str]] = {name: set() for name in network}
    come: dict[str, set[str]] = {name: set() for name in network}
    for a, b in network.edges():
        if a != b:
            for one, other in ((a, b),) if network.is_directed() else ((a, b), (b, a)):
                to[one].add(other)
                come[other].add(one)
    return to, come


def _ways(name: str, come: set[str], to: Mapping[str, set[str]], directed: bool) -> Iterator[tuple[str, str]]:
    for a in come:
        for c in to[name]:
            if a != c and c not in to[a] and (directed or a < c):
                yield a, c


def _role(a: Any, b: Any, c: Any) -> str:
    if None in (a, b, c):
        return "ungrouped"
    if a == c:
        return "coordinator" if a == b else "itinerant"
    return "gatekeeper" if b == c else "representative" if a == b else "liaison"
