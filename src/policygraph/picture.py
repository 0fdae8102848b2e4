"""Picture: what a page shows of a network, as plain records.

Parallel edges are gathered into one link with a list of its statements, tasks
are gathered under the document that sets them, and of a network too large to
be seen the best connected part is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from .layers import LEVELS

#: Attributes of a node that a page shows as they are.
NODE_FIELDS = (
    "number", "type", "enclosed", "names", "issuers", "date", "published", "effective", "expires", "place", "registration", "source", "iri",
)
#: Attributes of an edge that a page shows as they are: the evidence and what the task is.
EDGE_FIELDS = ("quote", "sentence", "file", "start", "end", "rule", "confidence", "locator", "action")
#: The relation of an edge, and the role of one, where the network names none.
FALLBACK = {"citations": "mentions", "responsibilities": "responsible"}


@dataclass(frozen=True, slots=True)
class Picture:
    """The records of a page.

    ``nodes`` and ``links`` hold what JSON knows; ``all_nodes`` and ``all_links``
    count the whole network, of which the picture may show a part.
    """

    kind: str
    nodes: tuple[dict[str, Any], ...]
    links: tuple[dict[str, Any], ...]
    all_nodes: int
    all_links: int


def picture(network: nx.MultiDiGraph, kind: str, limit: int) -> Picture:
    """Gather what a page shows.

    Args:
        network: As `policygraph.network.to_network` makes it; it is not changed.
        kind: ``citations`` or ``responsibilities``.
        limit: The greatest number of nodes; beyond it those with most links stay.

    Returns:
        Records in an order that depends on the names of the nodes alone.
    """
    owner = _owners(network)
    links = _gather(network, kind, owner)
    names = sorted({str(owner.get(node, node)) for node in network} | {name for pair in links for name in pair[:2]})
    attributes = {str(node): data for node, data in network.nodes(data=True)}
    kept = _best_connected(names, links, limit)
    ids = {name: f"n{i}" for i, name in enumerate(kept)}
    shown = {pair: items for pair, items in links.items() if pair[0] in ids and pair[1] in ids}
    return Picture(
        kind,
        tuple(_node(ids[name], name, attributes[name]) for name in kept),
        tuple(
            {"id": f"e{i}", "from": ids[pair[0]], "to": ids[pair[1]], "sort": pair[2], "items": items}
            for i, (pair, items) in enumerate(shown.items())
        ),
        len(names),
        len(links),
    )


def _owners(network: nx.MultiDiGraph) -> dict[Any, Any]:
    """Each provision of the network with the document it stands in."""
    owner = {}
    for node, data in network.nodes(data=True):
        if data.get("kind") != "provision":
            continue
        named = data.get("document")
        near = [n for n in (*network.successors(node), *network.predecessors(node)) if _kind(network.nodes[n]) == "document"]
        if named in network:
            owner[node] = named
        elif near:
            owner[node] = min(near, key=str)
    return owner


def _gather(network: nx.MultiDiGraph, kind: str, owner: Mapping[Any, Any]) -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    """The statements of each link: (from, to, relation) for citations, (agency, document, "") for responsibilities."""
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    attribute = "relation" if kind == "citations" else "role"
    for source, target, data in network.edges(data=True):
        ends = str(owner.get(source, source)), str(owner.get(target, target))
        if ends[0] == ends[1]:
            continue
        sort = str(data.get(attribute) or FALLBACK[kind])
        item = {"sort": sort, **{field: _plain(data[field]) for field in EDGE_FIELDS if data.get(field) not in (None, "")}}
        if target in owner:
            item.setdefault("locator", _plain(network.nodes[target].get("locator") or ""))
            item["task"] = str(network.nodes[target].get("title") or network.nodes[target].get("label") or "")
        found.setdefault((*ends, sort if kind == "citations" else ""), []).append(item)
    for items in found.values():
        items.sort(key=_reading_order)
    return dict(sorted(found.items()))


def _reading_order(item: Mapping[str, Any]) -> tuple:
    return str(item.get("file", "")), int(item.get("start", 0)), int(item.get("end", 0)), item["sort"], str(item.get("rule", ""))


def _best_connected(names: list[str], links: Iterable[tuple[str, str, str]], limit: int) -> list[str]:
    """The nodes with most links; of those, the ones that are linked with another one kept."""
    if len(names) <= limit:
        return names
    pairs = {pair[:2] for pair in links}
    degree = dict.fromkeys(names, 0)
    for source, target in pairs:
        degree[source] += 1
        degree[target] += 1
    best = set(sorted(names, key=lambda name: (-degree[name], name))[:limit])
    linked = {name for pair in pairs if best.issuperset(pair) for name in pair}
    return [name for name in names if name in (linked or best)]


def _node(id: str, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": id,
        "kind": _kind(data),
        "name": str(data.get("title") or data.get("label") or data.get("number") or name),
        "label": str(data.get("label") or data.get("title") or name),
        "level": data["level"] if data.get("level") in LEVELS else "unknown",
        "branch": str(data.get("branch") or "unknown"),
        "stub": bool(data.get("stub")),
        **{field: _plain(data[field]) for field in NODE_FIELDS if data.get(field) not in (None, "", (), [])},
    }


def _kind(data: Mapping[str, Any]) -> str:
    return str(data.get("kind") or "document")


def _plain(value: Any) -> Any:
    """A value as JSON knows it: numbers stay, everything else is its text."""
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(sorted(map(str, value)) if isinstance(value, set | frozenset) else map(str, value))
    return str(value)
