"""Network: a graph of RDF becomes a network of documents or agencies, with measures.

A relation that has a direction gives a directed network, one that has none an
undirected one. Every node and edge is ordered by its identifier, so that the
same graph gives the same network, the same measures and the same files.
docs/networks.md says what each node, edge, weight and measure means.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import PurePosixPath

import networkx as nx
from rdflib import Graph

from .. import markup
from ..carrying import for_spreadsheet, for_xml
from ..errors import QueryError
from ..language import Phrase
from .answers import run_query, whole_number
from .named import question

#: The networks that can be made.
KINDS = ("citations", "responsibilities", "agencies", "lead-cooperate", "joint-issuers")
#: The columns of the measures.
MEASURES = ("iri", "label", "kind", "level", "neighbours", "in", "out", "weight", "count", "pagerank", "betweenness")
#: Betweenness is left out of networks with more nodes × links than this: it would take longer than some ten seconds.
MAX_BETWEENNESS = 50_000_000
#: How many nodes a notebook shows of a network.
SHOWN = 10
#: Thing (task or document) -> agency -> what is said of its part in it.
Parts = Mapping[str, Mapping[str, list[dict]]]


def table(network: nx.Graph) -> str:
    """The nodes with the most neighbours as a small table of HTML, with what the network is and how large."""
    neighbours = {node: len({*network.succ[node], *network.pred[node]} if network.is_directed() else network.adj[node]) for node in network}
    first = sorted(network, key=lambda node: (-neighbours[node], str(node)))[:SHOWN]
    rows = [(*(str(network.nodes[node].get(key, "")) for key in ("label", "title", "kind", "level")), str(neighbours[node])) for node in first]
    what = f"{network.graph.get('kind', 'network')}: {len(network)} nodes, {network.number_of_edges()} edges"
    return markup.table(("label", "title", "kind", "level", "neighbours"), rows, what)


class _Shown:
    """What a notebook shows of a network: the nodes with the most neighbours."""

    def _repr_html_(self: nx.Graph) -> str:
        return table(self)


class Network(_Shown, nx.Graph):
    """A `networkx.Graph` that a notebook can show."""


class DirectedNetwork(_Shown, nx.DiGraph):
    """A `networkx.DiGraph` that a notebook can show."""


class StatementNetwork(_Shown, nx.MultiDiGraph):
    """A `networkx.MultiDiGraph` that a notebook can show: an edge for each statement."""


def to_network(graph: Graph | str, kind: str = "citations") -> nx.Graph:
    """Make a network of a graph.

    Args:
        graph: A graph, or the address of a SPARQL endpoint.
        kind: ``citations`` (document to cited document), ``responsibilities`` (agency to document), both
            with an edge for each statement; ``agencies`` (two that share tasks), ``lead-cooperate`` (from
            the agency that leads tasks to one that cooperates on them), ``joint-issuers`` (two that issued
            documents together), with one edge for each pair.

    Returns:
        A ``MultiDiGraph`` for the first two, a ``DiGraph`` for ``lead-cooperate``, a ``Graph`` for the others, each of a kind that a
        notebook shows as a table.
        Nodes are IRIs with label, title, number, level, rank, type, kind, stub, place …. An edge for a
        statement has relation or role, the quotation with file and characters, rule and confidence. An edge
        for a pair has ``weight`` (tasks or documents), ``documents``, ``on`` (the IRIs of the tasks or
        documents) and ``statements`` (what is said of each, with the evidence).

    Raises:
        ValueError: The kind is unknown.
        QueryError: The graph cannot be asked.
    """
    makers: dict[str, Callable[[Graph | str], nx.Graph]] = {
        "citations": _citations, "responsibilities": _responsibilities, "agencies": _agencies,
        "lead-cooperate": _lead_cooperate, "joint-issuers": _joint_issuers,
    }
    if kind not in makers:
        raise ValueError(f"unknown kind of network {kind!r}; known are {', '.join(KINDS)}")
    network = makers[kind](graph)
    network.graph["kind"] = kind
    return network


def _ask(graph: Graph | str, name: str) -> list[dict[str, str]]:
    return sorted(run_query(graph, question(name)).texts(), key=lambda row: tuple(row.values()))


# ---- nodes


def documents(graph: Graph | str) -> dict[str, dict]:
    """The documents of a graph by their IRIs, with what a node tells of each."""
    return _document_nodes(graph)


def _document_nodes(graph: Graph | str) -> dict[str, dict]:
    nodes: dict[str, dict] = {}
    issuers: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for row in _ask(graph, "documents"):
        iri = row["iri"]
        issuers[iri].add(row["issuer"])
        sources[iri].add(row["source"])
        nodes.setdefault(iri, _document_node(row))
    for iri, node in nodes.items():
        node.update(_known({"issuers": _listed(issuers[iri]), "source": _listed(sources[iri])}))
    return nodes


def _document_node(row: Mapping[str, str]) -> dict:
    """What a page or a table shows of a document; one without number and title goes by the name of its file."""
    label = row["number"] or row["title"] or row["enclosed"] or PurePosixPath(row["source"]).name or _tail(row["iri"])
    return _known({
        "iri": row["iri"], "kind": "document", "label": label, "title": row["title"], "number": row["number"],
        "level": _tail(row["level"]), "rank": _rank(row), "type": row["type"], "stub": bool(row["stub"]),
        "place": row["place"], "date": row["date"], "effective": row["entry"], "expires": row["expires"], "enclosed": row["enclosed"],
    })


def _agency_nodes(graph: Graph | str) -> dict[str, dict]:
    nodes: dict[str, dict] = {}
    for row in _ask(graph, "agencies"):
        nodes.setdefault(row["iri"], _known({
            "iri": row["iri"], "kind": "group" if row["group"] else "agency" if row["formal"] else "generic",
            "label": row["label"], "title": row["label"], "level": _tail(row["level"]), "rank": _rank(row),
            "branch": _tail(row["branch"]), "stub": False, "place": row["place"],
        }))
    return nodes


def _add_nodes(network: nx.Graph, wanted: Iterable[str], known: Mapping[str, dict], kind: str) -> None:
    for iri in sorted(set(wanted)):
        network.add_node(iri, **known.get(iri, {"iri": iri, "kind": kind, "label": _tail(iri), "stub": False}))


def _known(data: dict) -> dict:
    return {key: value for key, value in data.items() if value not in ("", None)}


def _listed(names: set[str]) -> str:
    return "、".join(sorted(names - {""}))


def _tail(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _rank(row: Mapping[str, str]) -> float | None:
    """The order of the level: whole, save for a level that came between two others."""
    if not row["rank"]:
        return None
    return float(row["rank"]) if re.fullmatch(r"\d+\.\d+", row["rank"]) else whole_number(row, "rank")


def _share(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise QueryError(Phrase("confidence: {value!r} is no number; is this a graph of policygraph?", value=value[:80])) from None


# ---- networks of statements


def _evidence(row: Mapping[str, str]) -> dict:
    """The sentence holds the quotation from its character ``quote_at`` on; the other numbers count in the file."""
    return {
        "quote": row["quote"], "sentence": row["before"] + row["quote"] + row["after"], "quote_at": len(row["before"]),
        "file": row["file"], "char_start": whole_number(row, "start"), "char_end": whole_number(row, "end"), "rule": row["rule"],
        "confidence": _share(row["confidence"]), "locator": row["locator"],
    }


def _task(row: Mapping[str, str]) -> dict:
    return {"role": _tail(row["role"]), "action": row["heading"] or row["task"], "provision": row["provision"], **_evidence(row)}


def _citations(graph: Graph | str) -> nx.MultiDiGraph:
    network = StatementNetwork()
    rows = _ask(graph, "citations")
    documents = _document_nodes(graph)
    _add_nodes(network, [*documents, *(row[end] for row in rows for end in ("from", "to"))], documents, "document")
    for row in rows:
        network.add_edge(row["from"], row["to"], relation=_tail(row["relation"]), **_evidence(row))
    return network


def _responsibilities(graph: Graph | str) -> nx.MultiDiGraph:
    network = StatementNetwork()
    rows = _ask(graph, "responsibilities")
    _add_nodes(network, (row["from"] for row in rows), _agency_nodes(graph), "agency")
    _add_nodes(network, (row["to"] for row in rows), _document_nodes(graph), "document")
    for row in rows:
        network.add_edge(row["from"], row["to"], **_task(row))
    return network


# ---- networks of pairs


def _agencies(graph: Graph | str) -> nx.Graph:
    tasks = _tasks(graph)
    together = ((pair, task) for task, parts in tasks.items() for pair in combinations(sorted(parts), 2))
    return _of_pairs(Network(), graph, together, tasks, "shares_tasks")


def _lead_cooperate(graph: Graph | str) -> nx.DiGraph:
    tasks = _tasks(graph)
    below = ((pair, task) for task, parts in tasks.items() for pair in _led(parts))
    return _of_pairs(DirectedNetwork(), graph, below, tasks, "leads_with")


def _led(parts: Mapping[str, list[dict]]) -> list[tuple[str, str]]:
    """Who leads a task, with each of those that cooperate on it."""
    roles = {agency: {part["role"] for part in said} for agency, said in parts.items()}
    return [(a, b) for a in roles for b in roles if a != b and "lead" in roles[a] and "cooperate" in roles[b]]


def _joint_issuers(graph: Graph | str) -> nx.Graph:
    acts = _acts(graph)
    issued: dict[str, dict[str, list[dict]]] = defaultdict(dict)
    for row in _ask(graph, "issuers"):
        # One record for both issuers: that they issued it together is one fact.
        issued[row["document"]][row["agency"]] = [_act(acts, row["document"])]
    together = ((pair, act) for act, parts in issued.items() for pair in combinations(sorted(parts), 2))
    return _of_pairs(Network(), graph, together, issued, "issues_jointly")


def _tasks(graph: Graph | str) -> Parts:
    """Every provision that somebody answers for: who, and where it says so."""
    acts = _acts(graph)
    tasks: dict[str, dict[str, list[dict]]] = defaultdict(lambda: defaultdict(list))
    for row in _ask(graph, "responsibilities"):
        tasks[row["provision"]][row["from"]].append({"agency": row["from"], **_act(acts, row["to"]), **_task(row)})
    return tasks


def _acts(graph: Graph | str) -> dict[str, dict]:
    """What the statements on a document say of it."""
    acts: dict[str, dict] = {}
    for iri, node in _document_nodes(graph).items():
        title = node.get("title", node["label"])
        name = node["label"] if title == node["label"] else f"{node['label']} {title}"
        acts[iri] = _known({"document": iri, "act": name, "date": node.get("date"), "source": node.get("source")})
    return acts


def _act(acts: Mapping[str, dict], iri: str) -> dict:
    return acts.get(iri) or {"document": iri, "act": _tail(iri)}


def _of_pairs(
    network: nx.Graph, graph: Graph | str, together: Iterable[tuple[tuple[str, str], str]], parts: Parts, relation: str,
) -> nx.Graph:
    """One edge for each pair, whose weight is the number of things (tasks or documents) that it has together."""
    things: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pair, thing in together:
        things[pair].append(thing)
    _add_nodes(network, (agency for pair in things for agency in pair), _agency_nodes(graph), "agency")
    for pair in sorted(things):
        on = tuple(sorted(things[pair]))
        said = tuple(_said(pair, on, parts))
        documents = len({statement["document"] for statement in said})
        network.add_edge(*pair, relation=relation, weight=len(on), documents=documents, on=on, statements=said)
    return network


def _said(pair: tuple[str, str], on: Iterable[str], parts: Parts) -> Iterator[dict]:
    for thing in on:
        first, second = (parts[thing][agency] for agency in pair)
        yield from first
        yield from (statement for statement in second if statement not in first)


# ---- measures


def measures(network: nx.Graph) -> list[dict]:
    """Measures of every node, the most important first.

    Edges from a node to itself count for nothing. Parallel edges are one link, whose weight is the
    number of citations, tasks or documents behind it. In a directed network PageRank and betweenness
    follow the direction, save in ``responsibilities``, where no path leads on from a document.

    Returns:
        For each node: iri, label, kind, level; ``neighbours``, and of these ``in`` and ``out`` ("" where
        links have no direction); ``weight``, the sum of the weights of its links; ``count``, the distinct
        citations, tasks or documents behind them; PageRank (Brin and Page 1998, damping 0.85, links
        followed in proportion to their weights); betweenness (Brandes 2001: the share of the pairs of
        other nodes whose shortest paths pass here; "" beyond `MAX_BETWEENNESS`).
    """
    simple = _simple(network)
    paths = simple.to_undirected() if network.graph.get("kind") == "responsibilities" else simple
    rank = _pagerank(nx.DiGraph(paths))
    small = len(paths) * paths.number_of_edges() <= MAX_BETWEENNESS
    between = nx.betweenness_centrality(paths) if small else {}
    rows = [
        {
            "iri": node, **{key: data.get(key, "") for key in ("label", "kind", "level")}, **_degrees(simple, node),
            "pagerank": round(rank[node], 8), "betweenness": round(between[node], 8) if between else "",
        }
        for node, data in network.nodes(data=True)
    ]
    return sorted(rows, key=lambda row: (-row["pagerank"], row["iri"]))


def _simple(network: nx.Graph) -> nx.Graph:
    """One link for each pair, with the things behind it; their number is its weight."""
    simple = nx.DiGraph() if network.is_directed() else nx.Graph()
    simple.add_nodes_from(network)
    for number, (source, target, data) in enumerate(network.edges(data=True)):
        if source == target:
            continue
        if not simple.has_edge(source, target):
            simple.add_edge(source, target, things=set())
        # What has no name, like a citation, is one thing each.
        simple.edges[source, target]["things"].update(data.get("on") or (data.get("provision") or number,))
    for _, _, data in simple.edges(data=True):
        data["weight"] = len(data["things"])
    return simple


def _degrees(simple: nx.Graph, node: str) -> dict:
    directed = simple.is_directed()
    data = [*simple.edges(node, data=True), *(simple.in_edges(node, data=True) if directed else ())]
    things = {thing for *_, link in data for thing in link["things"]}
    return {
        "neighbours": len(set(nx.all_neighbors(simple, node))),
        "in": simple.in_degree(node) if directed else "", "out": simple.out_degree(node) if directed else "",
        "weight": sum(link["weight"] for *_, link in data), "count": len(things),
    }


def _pagerank(network: nx.DiGraph, damping: float = 0.85, rounds: int = 500) -> dict[str, float]:
    """PageRank by plain iteration: networkx's own needs SciPy, which is not among our dependencies."""
    n = len(network)
    if not n:
        return {}
    rank = dict.fromkeys(network, 1 / n)
    out = {node: sum(d["weight"] for _, _, d in network.out_edges(node, data=True)) for node in network}
    for _ in range(rounds):
        loose = sum(rank[node] for node in network if not out[node])
        new = dict.fromkeys(network, (1 - damping) / n + damping * loose / n)
        for source, target, data in network.edges(data=True):
            new[target] += damping * rank[source] * data["weight"] / out[source]
        if sum(abs(new[node] - rank[node]) for node in network) < 1e-12:
            return new
        rank = new
    return rank


def rank(network: nx.Graph) -> list[tuple[str, float]]:
    """Labels with their PageRank, the highest first."""
    return [(row["label"], row["pagerank"]) for row in measures(network)]


def to_csv(network: nx.Graph) -> str:
    """The measures as CSV, with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, MEASURES, lineterminator="\n")
    writer.writeheader()
    for row in measures(network):
        writer.writerow({key: for_spreadsheet(for_xml(value)) if isinstance(value, str) else value for key, value in row.items()})
    return out.getvalue()
