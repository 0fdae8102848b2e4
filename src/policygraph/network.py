"""Network: a graph of RDF becomes a network of documents or agencies, with measures.

Every node and edge is ordered by its identifier, so that the same graph gives
the same network, the same measures and the same files.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from pathlib import Path

import networkx as nx
from rdflib import Graph

from .query import run_query

#: The networks that can be made.
KINDS = ("citations", "responsibilities", "agencies", "joint")

_PREFIXES = """PREFIX pg: <https://w3id.org/policygraph/ontology#>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX cito: <http://purl.org/spar/cito/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_DOCUMENTS = """SELECT ?iri ?title ?number ?level ?rank ?type ?stub ?place ?date ?entry ?expires ?issuer ?enclosed WHERE {
  ?iri a pg:Document .
  BIND(EXISTS { ?iri a pg:Stub } AS ?stub)
  OPTIONAL { ?iri eli:title ?title } OPTIONAL { ?iri eli:number ?number }
  OPTIONAL { ?iri eli:title_alternative ?enclosed }
  OPTIONAL { ?iri pg:level ?l . ?l pg:rank ?rank . BIND(REPLACE(STR(?l), "^.*#", "") AS ?level) }
  OPTIONAL { ?iri eli:type_document|pg:presumedType ?t . ?t skos:prefLabel ?type FILTER(LANG(?type) = "zh") }
  OPTIONAL { ?iri eli:jurisdiction/skos:prefLabel ?place }
  OPTIONAL { ?iri eli:date_document ?date } OPTIONAL { ?iri eli:first_date_entry_in_force ?entry }
  OPTIONAL { ?iri eli:date_no_longer_in_force ?expires }
  OPTIONAL { ?iri eli:passed_by/skos:prefLabel ?issuer }
}"""
_AGENCIES = """SELECT ?iri ?label ?level ?rank ?branch ?group ?formal ?place WHERE {
  ?iri skos:prefLabel ?label ; pg:branch ?b . BIND(REPLACE(STR(?b), "^.*#", "") AS ?branch)
  BIND(EXISTS { ?iri a pg:AgencyGroup } AS ?group)
  BIND(EXISTS { ?iri a <http://www.w3.org/ns/org#FormalOrganization> } AS ?formal)
  OPTIONAL { ?iri pg:level ?l . ?l pg:rank ?rank . BIND(REPLACE(STR(?l), "^.*#", "") AS ?level) }
  OPTIONAL { ?iri eli:jurisdiction/skos:prefLabel ?place }
}"""
_CITATIONS = """SELECT ?from ?to ?relation ?quote ?before ?after ?file ?start ?end ?rule ?confidence ?locator WHERE {
  ?c cito:hasCitingEntity ?from ; cito:hasCitedEntity ?to ; cito:hasCitationCharacterization ?r ; pg:rule ?rule ; pg:confidence ?confidence ; pg:evidence ?e .
  BIND(REPLACE(STR(?r), "^.*#", "") AS ?relation)
  ?e oa:exact ?quote ; oa:start ?start ; oa:end ?end ; oa:hasSource/schema:name ?file .
  OPTIONAL { ?e oa:prefix ?before } OPTIONAL { ?e oa:suffix ?after } OPTIONAL { ?c pg:provision/pg:locator ?locator }
}"""
_RESPONSIBILITIES = """SELECT ?from ?to ?provision ?role ?task ?heading ?quote ?before ?after ?file ?start ?end ?rule ?confidence ?locator WHERE {
  ?x a pg:Responsibility ; prov:agent ?from ; pg:document ?to ; pg:provision ?provision ; prov:hadRole ?r ; pg:rule ?rule ; pg:confidence ?confidence ; pg:evidence ?e .
  BIND(REPLACE(STR(?r), "^.*#", "") AS ?role)
  ?e oa:exact ?quote ; oa:start ?start ; oa:end ?end ; oa:hasSource/schema:name ?file .
  OPTIONAL { ?e oa:prefix ?before } OPTIONAL { ?e oa:suffix ?after }
  OPTIONAL { ?provision pg:locator ?locator } OPTIONAL { ?provision pg:heading ?heading } OPTIONAL { ?x pg:action ?task }
}"""
_ISSUERS = """SELECT ?document ?agency ?number WHERE { ?document eli:passed_by ?agency . OPTIONAL { ?document eli:number ?number } }"""


def to_network(graph: Graph | str, kind: str = "citations") -> nx.MultiDiGraph:
    """Make a network of a graph.

    Args:
        graph: A graph, or the address of a SPARQL endpoint.
        kind: ``citations`` (document to cited document), ``responsibilities`` (agency to
            document, an edge per task), ``agencies`` (agencies that share a task), ``joint``
            (agencies that issued a document together).

    Returns:
        Nodes are IRIs with label, title, number, level, rank, type, kind, stub, place …; edges
        carry relation or role, the quotation with file and characters, rule and confidence.

    Raises:
        ValueError: The kind is unknown.
        QueryError: The graph cannot be asked.
    """
    makers = {"citations": _citations, "responsibilities": _responsibilities, "agencies": _agencies, "joint": _joint}
    if kind not in makers:
        raise ValueError(f"unknown kind of network {kind!r}; known are {', '.join(KINDS)}")
    network = makers[kind](graph)
    network.graph["kind"] = kind
    return network


def _ask(graph: Graph | str, text: str) -> list[dict[str, str]]:
    return sorted(run_query(graph, _PREFIXES + text).texts(), key=lambda row: tuple(row.values()))


def _document_nodes(graph: Graph | str) -> dict[str, dict]:
    nodes: dict[str, dict] = {}
    issuers: dict[str, set[str]] = defaultdict(set)
    for row in _ask(graph, _DOCUMENTS):
        iri = row["iri"]
        if row["issuer"]:
            issuers[iri].add(row["issuer"])
        if iri in nodes:
            continue
        label = row["number"] or row["title"] or iri.rsplit("/", 1)[-1]
        nodes[iri] = _known({
            "iri": iri, "kind": "document", "label": label, "title": row["title"], "number": row["number"], "level": row["level"],
            "rank": int(row["rank"]) if row["rank"] else None, "type": row["type"], "stub": row["stub"] in ("true", "1"),
            "place": row["place"], "date": row["date"], "effective": row["entry"], "expires": row["expires"], "enclosed": row["enclosed"],
        })
    for iri, names in issuers.items():
        nodes[iri]["issuers"] = "、".join(sorted(names))
    return nodes


def _agency_nodes(graph: Graph | str) -> dict[str, dict]:
    nodes: dict[str, dict] = {}
    for row in _ask(graph, _AGENCIES):
        kind = "group" if row["group"] in ("true", "1") else "agency" if row["formal"] in ("true", "1") else "generic"
        nodes.setdefault(row["iri"], _known({
            "iri": row["iri"], "kind": kind, "label": row["label"], "title": row["label"], "level": row["level"],
            "rank": int(row["rank"]) if row["rank"] else None, "branch": row["branch"], "stub": False, "place": row["place"],
        }))
    return nodes


def _known(data: dict) -> dict:
    return {key: value for key, value in data.items() if value not in ("", None)}


def _evidence(row: dict[str, str]) -> dict:
    return {
        "quote": row["quote"], "sentence": row["before"] + row["quote"] + row["after"], "file": row["file"],
        "start": int(row["start"]), "end": int(row["end"]), "rule": row["rule"], "confidence": float(row["confidence"]),
        "locator": row["locator"],
    }


def _citations(graph: Graph | str) -> nx.MultiDiGraph:
    network = nx.MultiDiGraph()
    nodes = _document_nodes(graph)
    for iri in sorted(nodes):
        network.add_node(iri, **nodes[iri])
    for row in _ask(graph, _CITATIONS):
        network.add_edge(row["from"], row["to"], relation=row["relation"], **_evidence(row))
    return network


def _responsibilities(graph: Graph | str) -> nx.MultiDiGraph:
    network = nx.MultiDiGraph()
    agencies, documents = _agency_nodes(graph), _document_nodes(graph)
    rows = _ask(graph, _RESPONSIBILITIES)
    for iri in sorted({row["from"] for row in rows}):
        network.add_node(iri, **agencies[iri])
    for iri in sorted({row["to"] for row in rows}):
        network.add_node(iri, **documents[iri])
    for row in rows:
        network.add_edge(
            row["from"], row["to"], role=row["role"], action=row["heading"] or row["task"], provision=row["provision"], **_evidence(row))
    return network


def _agencies(graph: Graph | str) -> nx.MultiDiGraph:
    """Agencies that share a task: one edge per pair and task, from the one whose IRI comes first."""
    tasks: dict[str, set[str]] = defaultdict(set)
    for row in _ask(graph, _RESPONSIBILITIES):
        tasks[row["provision"]].add(row["from"])
    return _pairs(graph, tasks, "shares a task")


def _joint(graph: Graph | str) -> nx.MultiDiGraph:
    documents: dict[str, set[str]] = defaultdict(set)
    for row in _ask(graph, _ISSUERS):
        documents[row["document"]].add(row["agency"])
    return _pairs(graph, documents, "issued jointly")


def _pairs(graph: Graph | str, shared: dict[str, set[str]], relation: str) -> nx.MultiDiGraph:
    network = nx.MultiDiGraph()
    agencies = _agency_nodes(graph)
    members = sorted({agency for group in shared.values() if len(group) > 1 for agency in group})
    for iri in members:
        network.add_node(iri, **agencies[iri])
    for what in sorted(shared):
        group = sorted(shared[what])
        for i, first in enumerate(group):
            for second in group[i + 1 :]:
                network.add_edge(first, second, relation=relation, on=what)
    return network


# ---- measures


def measures(network: nx.MultiDiGraph) -> list[dict]:
    """Measures of every node, the most important first.

    Returns:
        For each node: iri, label, kind, level, in and out (distinct neighbours), edges, PageRank
        (Brin and Page 1998, damping 0.85, on the network with parallel edges as weights) and
        betweenness (Brandes 2001; left out above 2,000 nodes).
    """
    simple = nx.DiGraph()
    simple.add_nodes_from(network)
    for source, target in network.edges():
        weight = simple.edges[source, target]["weight"] + 1 if simple.has_edge(source, target) else 1
        simple.add_edge(source, target, weight=weight)
    rank = _pagerank(simple)
    between = nx.betweenness_centrality(simple) if len(simple) <= 2000 else {}
    rows = [
        {
            "iri": node, "label": data.get("label", ""), "kind": data.get("kind", ""), "level": data.get("level", ""),
            "in": simple.in_degree(node), "out": simple.out_degree(node), "edges": network.degree(node),
            "pagerank": round(rank[node], 6), "betweenness": round(between[node], 6) if between else "",
        }
        for node, data in network.nodes(data=True)
    ]
    return sorted(rows, key=lambda r: (-r["pagerank"], r["iri"]))


def _pagerank(network: nx.DiGraph, damping: float = 0.85, rounds: int = 100) -> dict[str, float]:
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
        if sum(abs(new[node] - rank[node]) for node in network) < 1e-10 * n:
            return new
        rank = new
    return rank


def rank(network: nx.MultiDiGraph) -> list[tuple[str, float]]:
    """Labels with their PageRank, the highest first."""
    return [(row["label"], row["pagerank"]) for row in measures(network)]


def to_csv(network: nx.MultiDiGraph) -> str:
    """The measures as CSV, with a header."""
    rows = measures(network)
    out = io.StringIO()
    columns = ["iri", "label", "kind", "level", "in", "out", "edges", "pagerank", "betweenness"]
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_gexf(network: nx.MultiDiGraph, path: str | Path) -> None:
    """Write a network for Gephi (GEXF 1.2). The file says nothing of when it was written."""
    plain = nx.MultiDiGraph()
    for node, data in network.nodes(data=True):
        plain.add_node(node, **{k: v for k, v in data.items() if isinstance(v, str | int | float | bool)})
    for source, target, key, data in network.edges(keys=True, data=True):
        plain.add_edge(source, target, key=key, **{k: v for k, v in data.items() if isinstance(v, str | int | float | bool)})
    text = "\n".join(nx.generate_gexf(plain)) + "\n"
    import re

    Path(path).write_text(re.sub(r' lastmodifieddate="[^"]*"', "", text), encoding="utf-8")
