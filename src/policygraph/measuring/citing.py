"""Citing: which documents are cited by many, and by those that cite well."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from .found import Found

#: When the scores of two rounds differ by less in all, they have settled; and the rounds after which they are taken as they are.
SETTLED, ROUNDS = 1e-12, 2000


def authority(network: nx.Graph) -> Found:
    """In-degree, authority and hub score of each node of a directed network.

    In-degree is the number of distinct nodes with a link to this one (Freeman 1978, “Centrality in social networks: conceptual clarification”). A
    good authority is cited by good hubs, a good hub cites good authorities (Kleinberg 1999, “Authoritative sources in a hyperlinked environment”):
    both are found in turns from equal scores, and each is brought to a sum of squares of 1. Several links from one node to another count once, a link
    to itself for nothing. In a network of parts that no link joins, the scores gather in the part where they reinforce each other most; elsewhere
    they are 0.

    Args:
        network: A directed network, as `to_network(graph, "citations")`.

    Returns:
        For each node iri, label, level, in_degree, out_degree, authority, hub, the best authority first. The whole: nodes, links, rounds, settled
        (whether the scores had come to rest).
    """
    names = sorted(network)
    sources, targets = _ends(network, names)
    authorities, hubs, rounds, settled = _scores(sources, targets, len(names))
    received, given = (np.bincount(ends, minlength=len(names)) for ends in (targets, sources))
    rows = [
        {**described(network, name), "in_degree": int(received[n]), "out_degree": int(given[n]), "authority": rounded(authorities[n]), "hub": rounded(hubs[n])}
        for n, name in enumerate(names)
    ]
    rows.sort(key=lambda row: (-row["authority"], -row["in_degree"], row["iri"]))
    return Found(rows, {"nodes": len(names), "links": len(sources), "rounds": rounds, "settled": settled})


def described(network: nx.Graph, name: str) -> dict[str, Any]:
    """The first columns of a row about a node."""
    data = network.nodes[name]
    return {"iri": name, "label": data.get("label", name), "level": data.get("level")}


def rounded(value: float) -> float:
    """Eight digits behind the point: what two machines agree on."""
    return round(float(value), 8) + 0.0  # no minus before nothing


def _ends(network: nx.Graph, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The distinct links as the places of their ends."""
    at = {name: n for n, name in enumerate(names)}
    links = sorted({(at[source], at[target]) for source, target in network.edges() if source != target})
    ends = np.array(links, dtype=np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]


def _scores(sources: np.ndarray, targets: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray, int, bool]:
    if not len(sources):
        return np.zeros(n), np.zeros(n), 0, True
    hubs = _unit(np.ones(n))
    authorities = np.zeros(n)
    for done in range(1, ROUNDS + 1):
        new = _unit(np.bincount(targets, weights=hubs[sources], minlength=n))
        hubs = _unit(np.bincount(sources, weights=new[targets], minlength=n))
        moved, authorities = np.abs(new - authorities).sum(), new
        if moved < SETTLED:
            return authorities, hubs, done, True
    return authorities, hubs, ROUNDS, False


def _unit(scores: np.ndarray) -> np.ndarray:
    return scores / np.sqrt((scores**2).sum())
