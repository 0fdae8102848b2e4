"""Networks and their measures: against small networks worked out by hand, and against the statements of the sample."""

from __future__ import annotations

import csv
import io

import networkx as nx
import pytest

from policygraph import network
from policygraph.network import measures, rank, to_csv, to_network, write_gexf


def test_citations_have_an_edge_for_each_citation(sample_graph, sample_reading):
    found = to_network(sample_graph, "citations")
    assert found.number_of_edges() == sum(len(document.citations) for document in sample_reading.documents)
    held = {data["number"] for _, data in found.nodes(data=True) if not data["stub"]}
    assert held == {document.number.text for document in sample_reading.documents}
    edge = next(data for _, _, data in found.edges(data=True) if data["relation"] == "forwards")
    assert edge["quote"] and edge["quote"] in edge["sentence"] and edge["file"] == "gazette.txt"


def test_responsibilities_have_an_edge_for_each_task(sample_graph, sample_reading):
    found = to_network(sample_graph, "responsibilities")
    assert found.number_of_edges() == sum(len(document.responsibilities) for document in sample_reading.documents)
    assert {data["role"] for _, _, data in found.edges(data=True)} == {"lead", "cooperate", "responsible"}


def test_agencies_that_share_a_task_and_issuers_of_one_document(sample_graph):
    shared = to_network(sample_graph, "agencies")
    names = {iri: data["label"] for iri, data in shared.nodes(data=True)}
    pairs = {frozenset((names[a], names[b])) for a, b in shared.edges()}
    assert frozenset(("济南市工商行政管理局", "济南市财政局")) in pairs
    joint = to_network(sample_graph, "joint")
    assert {data["label"] for _, data in joint.nodes(data=True)} == {"中共济南市委办公厅", "济南市人民政府办公厅"}


def test_an_unknown_kind_is_refused(sample_graph):
    with pytest.raises(ValueError, match="known are citations"):
        to_network(sample_graph, "friends")


def small(*edges: str) -> nx.MultiDiGraph:
    found = nx.MultiDiGraph()
    for edge in edges:
        found.add_edge(edge[0], edge[1])
    for node, data in found.nodes(data=True):
        data["label"] = node
    return found


def test_pagerank_of_two_that_cite_one():
    """a and b cite c: with damping d = 0.85, c has (1 + 2d) times the rank of a."""
    found = {row["label"]: row["pagerank"] for row in measures(small("ac", "bc"))}
    assert found["a"] == found["b"] == pytest.approx(1 / (3 + 2 * 0.85), abs=1e-6)
    assert found["c"] == pytest.approx((1 + 2 * 0.85) / (3 + 2 * 0.85), abs=1e-6)


def test_pagerank_sums_to_one_and_parallel_edges_weigh():
    found = network._pagerank(nx.DiGraph([("a", "b", {"weight": 3}), ("a", "c", {"weight": 1})]))
    assert sum(found.values()) == pytest.approx(1)
    base = found["a"]
    assert found["b"] - base == pytest.approx(3 * (found["c"] - base))
    assert network._pagerank(nx.DiGraph()) == {}


def test_the_middle_of_a_chain_is_between():
    rows = {row["label"]: row for row in measures(small("ab", "bc"))}
    assert rows["b"]["betweenness"] == 0.5 and rows["a"]["betweenness"] == 0
    assert (rows["b"]["in"], rows["b"]["out"], rows["b"]["edges"]) == (1, 1, 2)


def test_a_cycle_has_equal_ranks():
    assert len({value for _, value in rank(small("ab", "bc", "ca"))}) == 1


def test_files(sample_graph, tmp_path):
    found = to_network(sample_graph, "citations")
    rows = list(csv.DictReader(io.StringIO(to_csv(found))))
    assert len(rows) == found.number_of_nodes() and rows[0]["pagerank"] >= rows[-1]["pagerank"]
    write_gexf(found, tmp_path / "a.gexf")
    write_gexf(to_network(sample_graph, "citations"), tmp_path / "b.gexf")
    assert (tmp_path / "a.gexf").read_bytes() == (tmp_path / "b.gexf").read_bytes()
    again = nx.read_gexf(tmp_path / "a.gexf")
    assert again.number_of_nodes() == found.number_of_nodes() and again.number_of_edges() == found.number_of_edges()
