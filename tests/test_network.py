"""Networks and their measures: against a small graph worked out by hand, against igraph, and against the statements of the sample."""

from __future__ import annotations

import csv
import importlib.util
import io
import time
from collections import Counter

import networkx as nx
import pytest
from rdflib import Graph

from conftest import ROOT, in_oxigraph
from policygraph import cli
from policygraph.asking import network
from policygraph.asking.answers import run_query
from policygraph.asking.network import MEASURES, measures, rank, to_csv, to_network
from policygraph.errors import QueryError
from small_graph import AGENCIES, PREFIXES, THINGS, evidence, small_graph

ID = "https://example.org/"


def shape(network):
    """Directed or not, with parallel edges or not."""
    return network.is_directed(), network.is_multigraph()


@pytest.fixture(scope="module")
def by_hand() -> Graph:
    return small_graph()


def edges(found: nx.Graph) -> dict[str, int]:
    """Weights by the last letters of both ends; of a multigraph, how many edges."""
    if found.is_multigraph():
        return dict(Counter(f"{a[-1:]}{b[-2:]}" if found.graph["kind"] == "responsibilities" else f"{a[-2:]}{b[-2:]}" for a, b in found.edges()))
    return {f"{a[-1]}{b[-1]}": data["weight"] for a, b, data in found.edges(data=True)}


def table(found: nx.Graph) -> dict[str, dict]:
    return {row["iri"].removeprefix(ID): row for row in measures(found)}


def columns(found: nx.Graph, *names: str) -> dict[str, tuple]:
    return {node: tuple(row[name] for name in names) for node, row in table(found).items()}


# ---- what each network holds


def test_agencies_that_share_tasks_have_no_direction_and_each_task_counts_once(by_hand):
    found = to_network(by_hand, "agencies")
    assert shape(found) == shape(nx.Graph())
    assert edges(found) == {"ab": 2, "ac": 1, "bc": 2}
    data = found.edges[f"{ID}a", f"{ID}b"]
    assert data["on"] == (f"{ID}t1", f"{ID}t2") and data["documents"] == 1
    assert found.edges[f"{ID}b", f"{ID}c"]["documents"] == 2
    # Each statement of either is there, with its role, document, provision and sentence: 乙 is told twice of t2.
    assert Counter((s["agency"][-1], s["role"], s["locator"]) for s in data["statements"]) == {
        ("a", "lead", "一/1"): 1, ("b", "cooperate", "一/1"): 1, ("a", "lead", "一/2"): 1, ("b", "cooperate", "一/2"): 2}
    said = data["statements"][0]
    assert said["act"] == "临政发〔2019〕1号 临江市关于节水的意见" and said["sentence"] == "由某局牵头，落实到位。"
    assert said["sentence"][said["quote_at"] :].startswith(said["quote"])


def test_who_leads_points_to_who_cooperates(by_hand):
    found = to_network(by_hand, "lead-cooperate")
    assert shape(found) == shape(nx.DiGraph())
    assert edges(found) == {"ab": 2, "ac": 1}


def test_joint_issuers_have_no_direction_and_each_document_counts_once(by_hand):
    found = to_network(by_hand, "joint-issuers")
    assert shape(found) == shape(nx.Graph())
    assert edges(found) == {"ab": 2, "ac": 2, "bc": 1}
    assert [s["act"] for s in found.edges[f"{ID}a", f"{ID}c"]["statements"]] == ["act.txt", "临江市供水办法"]


def test_citations_and_responsibilities_have_an_edge_for_each_statement(by_hand):
    found = to_network(by_hand, "citations")
    assert shape(found) == shape(nx.MultiDiGraph()) and edges(found) == {"d2d1": 2, "d2d3": 1, "d1d1": 1}
    found = to_network(by_hand, "responsibilities")
    assert shape(found) == shape(nx.MultiDiGraph())
    assert edges(found) == {"ad1": 2, "bd1": 3, "bd2": 1, "cd1": 1, "cd2": 1, "dd2": 1}


def test_a_document_without_number_and_title_goes_by_its_file(by_hand):
    nodes = to_network(by_hand, "citations").nodes
    assert [nodes[f"{ID}{name}"]["label"] for name in ("d1", "d2", "d3")] == ["临政发〔2019〕1号", "act.txt", "临江市供水办法"]
    assert nodes[f"{ID}d3"]["stub"] is True and nodes[f"{ID}d1"]["stub"] is False
    assert (nodes[f"{ID}d1"]["level"], nodes[f"{ID}d1"]["rank"], nodes[f"{ID}d1"]["issuers"]) == ("prefecture", 2, "乙局、甲局")


def test_what_the_graph_does_not_describe_is_a_node_all_the_same():
    graph = Graph().parse(data=PREFIXES + """
        :x cito:hasCitingEntity :one ; cito:hasCitedEntity :other ; cito:hasCitationCharacterization eli:cites ; pg:rule "r" ;
          pg:confidence 1.0 ; pg:evidence :e . :file schema:name "a.txt" . """ + evidence("e", 1), format="turtle")
    assert [data["label"] for _, data in to_network(graph, "citations").nodes(data=True)] == ["one", "other"]


def test_the_statements_of_the_sample(sample_graph, sample_reading):
    found = to_network(sample_graph, "citations")
    assert found.number_of_edges() == sum(len(document.citations) for document in sample_reading.documents)
    held = {data["number"] for _, data in found.nodes(data=True) if not data["stub"]}
    assert held == {document.number.text for document in sample_reading.documents}
    edge = next(data for _, _, data in found.edges(data=True) if data["relation"] == "forwards")
    assert edge["file"] == "gazette.txt" and edge["sentence"][edge["quote_at"] :].startswith(edge["quote"])
    text = sample_reading.source.text
    assert text[edge["char_start"] : edge["char_end"]] == edge["quote"]
    found = to_network(sample_graph, "responsibilities")
    assert found.number_of_edges() == sum(len(document.responsibilities) for document in sample_reading.documents)
    assert {data["role"] for _, _, data in found.edges(data=True)} == {"lead", "cooperate", "responsible"}


def test_the_pairs_of_the_sample_are_those_of_the_named_query(sample_graph):
    found = to_network(sample_graph, "agencies")
    rows = run_query(sample_graph, "agency-pairs", limit=1000)
    assert {(row["one"], row["other"]): int(row["tasks"]) for row in rows if row["one"] < row["other"]} == {
        pair: data["weight"] for *pair, data in found.edges(data=True) for pair in [tuple(sorted(pair))]}
    joint = to_network(sample_graph, "joint-issuers")
    assert {data["label"] for _, data in joint.nodes(data=True)} == {"中共济南市委办公厅", "济南市人民政府办公厅"}


@pytest.mark.parametrize("kind", network.KINDS)
def test_another_engine_gives_the_same_network(by_hand, kind):
    stored = in_oxigraph(by_hand)
    one, two = to_network(by_hand, kind), to_network(stored, kind)
    assert list(one.nodes(data=True)) == list(two.nodes(data=True)) and list(one.edges(data=True)) == list(two.edges(data=True))


def test_an_unknown_kind_is_refused(sample_graph):
    with pytest.raises(ValueError, match="known are citations"):
        to_network(sample_graph, "friends")


def test_the_command_line_knows_the_same_kinds_and_forms():
    from policygraph.asking import exports
    from policygraph.showing.drawing import KINDS

    assert cli.NETWORKS == network.KINDS == tuple(KINDS)
    assert set(cli.FORMS) == set(exports.ENDINGS) == {"measures", *exports.WRITERS}


# ---- questions


def test_a_network_of_many_statements_is_made_at_once():
    """An expression in the middle of a question cuts the join in two: two thousand statements then take twenty seconds."""
    graph = Graph(store="Oxigraph")
    lines = [f':a{n} a pg:Agency ; skos:prefLabel "局{n}"@zh ; pg:branch pg:government .\n' for n in range(40)]
    for n in range(2000):
        lines.append(
            f":s{n} a pg:Responsibility ; prov:agent :a{n % 40} ; prov:hadRole pg:lead ; pg:provision :t{n // 2} ; pg:document :d1 ;"
            f' pg:rule "r" ; pg:confidence 0.9 ; pg:evidence :e{n} . :t{n // 2} pg:locator "{n // 2}" .\n' + evidence(f"e{n}", n))
    graph.parse(data=PREFIXES + THINGS + "".join(lines), format="ox-turtle")
    begin = time.process_time()
    assert to_network(graph, "agencies").number_of_edges() == 20
    assert time.process_time() - begin < 5


@pytest.mark.parametrize("name", [*network.KINDS, *MEASURES[4:], *cli.FORMS[3:]])
def test_everything_is_described(name):
    assert f"`{name}`" in (ROOT / "docs" / "networks.md").read_text("utf-8").replace("`--format ", "`").replace(" -o NAME.csv`", "`")


def test_the_times_are_measured_for_each_kind(by_hand):
    found = importlib.util.spec_from_file_location("benchmark", ROOT / "benchmarks" / "networks.py")
    benchmark = importlib.util.module_from_spec(found)
    found.loader.exec_module(benchmark)
    assert benchmark.row(by_hand, "agencies", 1).startswith("| agencies | 3 | 3 | ")


# ---- measures, worked out by hand


def test_measures_of_agencies_that_share_tasks(by_hand):
    """With a = c by symmetry: a = 0.05 + 0.85 (b 2/4 + c 1/3) and 2a + b = 1, so a = 0.95 / (3 + 0.4/3)."""
    found = to_network(by_hand, "agencies")
    assert columns(found, "neighbours", "in", "out", "weight", "count", "betweenness") == {
        "a": (2, "", "", 3, 2, 0), "b": (2, "", "", 4, 3, 0), "c": (2, "", "", 3, 2, 0)}
    ranks = {node: row["pagerank"] for node, row in table(found).items()}
    side = 0.95 / (3 + 0.4 / 3)
    assert ranks == pytest.approx({"a": side, "b": 1 - 2 * side, "c": side}, abs=1e-7)
    assert [label for label, _ in rank(found)] == ["乙局", "甲局", "丙局"]


def test_measures_do_not_depend_on_which_name_comes_first(by_hand):
    """Edges from the first name to the last would give the last the highest rank: here are the names in reverse."""
    found = to_network(by_hand, "agencies")
    turned = nx.relabel_nodes(found, {f"{ID}{a}": f"{ID}{b}" for a, b in zip("abc", "zyx", strict=True)})
    names = {"z": "a", "y": "b", "x": "c"}
    wanted = {node: {key: value for key, value in row.items() if key != "iri"} for node, row in table(found).items()}
    got = {names[node]: {key: value for key, value in row.items() if key != "iri"} for node, row in table(turned).items()}
    assert got == wanted


def test_measures_of_who_leads_whom(by_hand):
    """甲 has 0.05 + 0.85/3 of what 乙 and 丙 pass on to all; of its own 0.85, 乙 gets two thirds and 丙 one."""
    found = to_network(by_hand, "lead-cooperate")
    assert columns(found, "neighbours", "in", "out", "weight", "count", "betweenness") == {
        "a": (2, 0, 2, 3, 2, 0), "b": (1, 1, 0, 2, 2, 0), "c": (1, 1, 0, 1, 1, 0)}
    first = (0.05 + 0.85 / 3) / (1 + 0.85 / 3)
    ranks = {node: row["pagerank"] for node, row in table(found).items()}
    assert ranks == pytest.approx({"a": first, "b": first * (1 + 0.85 * 2 / 3), "c": first * (1 + 0.85 / 3)}, abs=1e-7)


def test_measures_of_joint_issuers(by_hand):
    found = to_network(by_hand, "joint-issuers")
    assert columns(found, "neighbours", "in", "out", "weight", "count", "betweenness") == {
        "a": (2, "", "", 4, 3, 0), "b": (2, "", "", 3, 2, 0), "c": (2, "", "", 3, 2, 0)}


def test_measures_of_citations(by_hand):
    """The same shape as who leads whom; that d1 cites itself counts for nothing."""
    found = to_network(by_hand, "citations")
    assert columns(found, "neighbours", "in", "out", "weight", "count", "betweenness") == {
        "d1": (1, 1, 0, 2, 2, 0), "d2": (2, 0, 2, 3, 3, 0), "d3": (1, 1, 0, 1, 1, 0)}
    first = (0.05 + 0.85 / 3) / (1 + 0.85 / 3)
    ranks = {node: row["pagerank"] for node, row in table(found).items()}
    assert ranks == pytest.approx({"d2": first, "d1": first * (1 + 0.85 * 2 / 3), "d3": first * (1 + 0.85 / 3)}, abs=1e-7)


def test_measures_of_responsibilities(by_hand):
    """Without direction, paths lead over documents: 甲–乙 and 甲–丙 over d1; 甲–d2 and 甲–丁 over d1 and half over
    乙, half over 丙 (the last over d2 too); 乙–丙 half over each document; 乙–丁, 丙–丁 over d2; d1–d2 and d1–丁 half
    over 乙, half over 丙 (the last over d2 too). Ten pairs of others."""
    found = to_network(by_hand, "responsibilities")
    got = columns(found, "neighbours", "in", "out", "weight", "count")
    assert got == {
        "a": (1, 0, 1, 2, 2), "b": (2, 0, 2, 3, 3), "c": (2, 0, 2, 2, 2), "d": (1, 0, 1, 1, 1),
        "d1": (3, 3, 0, 5, 2), "d2": (3, 3, 0, 3, 2)}
    between = {node: row["betweenness"] for node, row in table(found).items()}
    assert between == pytest.approx({"a": 0, "b": 0.2, "c": 0.2, "d": 0, "d1": 0.45, "d2": 0.45}, abs=1e-7)


def small(given: nx.Graph, *links: str) -> nx.Graph:
    given.add_edges_from(link for link in links)
    for node, data in given.nodes(data=True):
        data["label"] = node
    return given


def test_the_middle_of_a_chain_is_between_all_others_without_direction_and_half_of_them_with_one():
    """With a direction a reaches c, but c does not reach a: one of two ordered pairs."""
    assert {row["label"]: row["betweenness"] for row in measures(small(nx.Graph(), "ab", "bc"))} == {"a": 0, "b": 1, "c": 0}
    assert {row["label"]: row["betweenness"] for row in measures(small(nx.MultiDiGraph(), "ab", "bc"))} == {"a": 0, "b": 0.5, "c": 0}


def test_the_middle_of_a_star_without_direction():
    """The middle m of three: m = 0.0375 + 0.85 × 3l and 3l + m = 1, so m = 0.8875 / 1.85."""
    rows = {row["label"]: row for row in measures(small(nx.Graph(), "ma", "mb", "mc"))}
    assert rows["m"]["pagerank"] == pytest.approx(0.8875 / 1.85, abs=1e-7)
    assert rows["a"]["pagerank"] == rows["b"]["pagerank"] == rows["c"]["pagerank"]


def test_parallel_edges_weigh():
    found = network._pagerank(nx.DiGraph([("a", "b", {"weight": 3}), ("a", "c", {"weight": 1})]))
    assert sum(found.values()) == pytest.approx(1)
    assert found["b"] - found["a"] == pytest.approx(3 * (found["c"] - found["a"]))
    assert network._pagerank(nx.DiGraph()) == {}


def test_a_cycle_has_equal_ranks():
    assert len({value for _, value in rank(small(nx.MultiDiGraph(), "ab", "bc", "ca"))}) == 1


def test_betweenness_is_left_out_where_it_would_take_too_long(monkeypatch):
    monkeypatch.setattr(network, "MAX_BETWEENNESS", 5)
    assert {row["betweenness"] for row in measures(small(nx.Graph(), "ab", "bc"))} == {""}


@pytest.mark.parametrize("kind", network.KINDS)
def test_an_independent_library_measures_the_same(kind, sample_graph):
    igraph = pytest.importorskip("igraph")
    found = to_network(sample_graph, kind)
    simple = network._simple(found)
    directed = kind in ("citations", "lead-cooperate")
    nodes = list(simple)
    links = [(a, b, data["weight"]) for a, b, data in simple.edges(data=True)]
    other = igraph.Graph(n=len(nodes), edges=[(nodes.index(a), nodes.index(b)) for a, b, _ in links], directed=directed)
    ranks = dict(zip(nodes, other.pagerank(weights=[weight for *_, weight in links]), strict=True))
    pairs = max((len(nodes) - 1) * (len(nodes) - 2) / (1 if directed else 2), 1)
    between = dict(zip(nodes, (value / pairs for value in other.betweenness()), strict=True))
    for row in measures(found):
        assert row["pagerank"] == pytest.approx(ranks[row["iri"]], abs=1e-6)
        assert row["betweenness"] == pytest.approx(between[row["iri"]], abs=1e-6)


def test_the_measures_as_a_table(by_hand):
    rows = list(csv.DictReader(io.StringIO(to_csv(to_network(by_hand, "agencies")))))
    assert tuple(rows[0]) == MEASURES and [row["label"] for row in rows] == ["乙局", "甲局", "丙局"]
    assert rows[0]["weight"] == "4" and {row["label"] for row in rows} <= set(AGENCIES.values())


@pytest.mark.parametrize("kind", network.KINDS)
def test_a_notebook_shows_a_network_as_a_table(sample_graph, kind):
    found = to_network(sample_graph, kind)
    shown = found._repr_html_()
    assert shown.startswith("<table>") and f"{kind}: {len(found)} nodes" in shown
    assert shown.count("<tr>") == 1 + min(len(found), network.SHOWN)


def test_what_a_notebook_shows_is_escaped():
    found = network.Network(kind="agencies")
    found.add_edge("a", "b")
    found.nodes["a"]["label"] = "<script>"
    assert "<script>" not in found._repr_html_() and "&lt;script&gt;" in found._repr_html_()


def test_a_level_between_two_others_has_a_fraction_for_its_rank():
    assert [network._rank({"rank": printed}) for printed in ("", "2", "1.5")] == [None, 2, 1.5]
    with pytest.raises(QueryError):
        network._rank({"rank": "high"})
