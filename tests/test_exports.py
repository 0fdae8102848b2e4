"""Networks as files, each read by a library that did not write it, and by what the programs they are for expect."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pytest

from conftest import ROOT
from policygraph.asking import exports
from policygraph.asking.network import KINDS, to_network
from policygraph.files import OutputError
from small_graph import small_graph

#: What hostile names hold: characters that XML forbids, marks of CSV and XML, several lines.
BAD = 'a\x00b\x0b\ud800\ufffe"],;\'\n<x>&=1+1'
CARRIED = BAD.translate({0: "\ufffd", 0x0B: "\ufffd", 0xD800: "\ufffd", 0xFFFE: "\ufffd"})
GEXF = "{http://www.gexf.net/1.2draft}"


@pytest.fixture(scope="module", params=KINDS)
def found(request, sample_store) -> nx.Graph:
    return to_network(sample_store, request.param)


def hostile(given: nx.Graph) -> nx.Graph:
    given.add_node("a", kind="agency", label=BAD, title=BAD, stub=False, rank=1, start="2017", end=5, viz="x", id="same", pid="b")
    given.add_node("b", kind="document", label=BAD, stub=True, id="same")
    given.add_edge("a", "b", relation=BAD, quote=BAD, weight=2, confidence=0.5, start=3, end=9, type="odd", statements=({"quote": BAD},))
    return given


def weights(network: nx.Graph) -> list[tuple]:
    """Every edge with its label and weight; the ends of one without direction are in order."""
    ends = ((a, b) if network.is_directed() else tuple(sorted((a, b))) for a, b in network.edges())
    return sorted(zip(ends, (data.get("weight", 1) for *_, data in network.edges(data=True)), strict=True))


# ---- GEXF


def test_gexf_is_read_by_networkx(found, tmp_path):
    exports.write_gexf(found, tmp_path / "net.gexf")
    again = nx.read_gexf(tmp_path / "net.gexf")
    assert again.is_directed() == found.is_directed()
    assert set(again) == set(found) and weights(again) == weights(found)
    for node, data in found.nodes(data=True):
        assert again.nodes[node]["label"] == data["label"] and again.nodes[node].get("rank") == data.get("rank")


@pytest.mark.parametrize("make", [nx.Graph, nx.DiGraph, nx.MultiDiGraph])
def test_gexf_is_what_gephi_expects(found, make, tmp_path):
    """A static graph: no lifetimes, every attribute declared, every id once, both ends of an edge there."""
    for name, network in (("found", found), ("hostile", hostile(make()))):
        exports.write_gexf(network, tmp_path / f"{name}.gexf")
        root = ET.parse(tmp_path / f"{name}.gexf").getroot()
        assert root.attrib["version"] == "1.2" and "lastmodifieddate" not in root.find(f"{GEXF}meta").attrib
        graph = root.find(f"{GEXF}graph")
        assert graph.attrib["mode"] == "static" and "timeformat" not in graph.attrib
        assert graph.attrib["defaultedgetype"] == ("directed" if network.is_directed() else "undirected")
        assert not [e for e in root.iter() if {"start", "end", "timestamp"} & set(e.attrib) or e.tag.endswith(("spell", "spells"))]
        declared = {(c.attrib["class"], a.attrib["id"]): a.attrib for c in graph.findall(f"{GEXF}attributes") for a in c}
        assert not {"start", "end"} & {attribute["title"] for attribute in declared.values()}
        assert {attribute["type"] for attribute in declared.values()} <= {"string", "long", "double", "boolean"}
        nodes, edges = list(graph.iter(f"{GEXF}node")), list(graph.iter(f"{GEXF}edge"))
        assert len({node.attrib["id"] for node in nodes}) == len(nodes) == len(network)
        assert len({edge.attrib["id"] for edge in edges}) == len(edges) == network.number_of_edges()
        assert {edge.attrib[end] for edge in edges for end in ("source", "target")} <= {node.attrib["id"] for node in nodes}
        assert {edge.attrib.get("type", "directed") for edge in edges} <= {"directed", "undirected"}
        used = {("node", v.attrib["for"]) for node in nodes for v in node.iter(f"{GEXF}attvalue")}
        assert used <= set(declared)


def test_gexf_is_valid_by_its_grammar(found, tmp_path):
    """By another parser (libxml2) and a grammar of what a static network may hold; values have the types that are declared."""
    etree = pytest.importorskip("lxml.etree")
    grammar = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("gexf.rng"))))
    types = {"string": str, "long": int, "double": float, "boolean": {"true": True, "false": False}.__getitem__}
    for name, network in (("found", found), ("hostile", hostile(nx.MultiDiGraph())), ("empty", nx.Graph())):
        exports.write_gexf(network, tmp_path / f"{name}.gexf")
        tree = etree.parse(str(tmp_path / f"{name}.gexf"))
        assert grammar.validate(tree), grammar.error_log
        for of in ("node", "edge"):
            declared = {a.get("id"): types[a.get("type")] for a in tree.iterfind(f".//{GEXF}attributes[@class='{of}']/{GEXF}attribute")}
            for value in tree.iterfind(f".//{GEXF}{of}/{GEXF}attvalues/{GEXF}attvalue"):
                declared[value.get("for")](value.get("value").lower() if declared[value.get("for")] not in (str, int, float) else value.get("value"))


@pytest.mark.parametrize(("wrong", "right"), [
    ('mode="static"', 'mode="still"'), ('version="1.2"', 'version="1.1"'), ('type="directed"', 'type="arrow"'), ("<nodes", '<nodes count="-1"'), ("</nodes>", "<edge/></nodes>"),
    ('source="a"', ""), ('type="string"', 'type="text"'), ('weight="2"', 'weight="much"')])
def test_the_grammar_of_gexf_refuses_what_is_wrong(wrong, right, tmp_path):
    etree = pytest.importorskip("lxml.etree")
    exports.write_gexf(hostile(nx.MultiDiGraph()), tmp_path / "net.gexf")
    text = (tmp_path / "net.gexf").read_text("utf-8")
    assert wrong in text
    grammar = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("gexf.rng"))))
    assert not grammar.validate(etree.fromstring(text.replace(wrong, right, 1).encode()))


def test_gexf_keeps_where_a_quotation_stands(sample_store, tmp_path):
    found = to_network(sample_store, "citations")
    exports.write_gexf(found, tmp_path / "net.gexf")
    again = nx.read_gexf(tmp_path / "net.gexf")
    spans = sorted((data["char_start"], data["char_end"], data["quote"]) for *_, data in again.edges(data=True))
    assert spans == sorted((data["char_start"], data["char_end"], data["quote"]) for *_, data in found.edges(data=True))


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_files_are_read_by_graphology(found, form, tmp_path):
    """By a library that had no part in writing them (JavaScript): every node and edge, with attributes of the types that they have."""
    import json
    import shutil
    import subprocess

    if not (shutil.which("node") and (ROOT / "web" / "node_modules" / "graphology-gexf").is_dir()):
        pytest.skip("graphology is not installed: python web/bundle.py --tools (make test-rest does it)")
    for name, network in (("found", found), ("hostile", hostile(nx.MultiDiGraph()))):
        exports.WRITERS[form](network, tmp_path / f"{name}.{form}")
        done = subprocess.run(["node", ROOT / "web" / "read-network.js", tmp_path / f"{name}.{form}"], capture_output=True, text=True, check=True, encoding="utf-8")
        again = json.loads(done.stdout)
        nodes = dict(again["nodes"])
        assert again["type"] == ("directed" if network.is_directed() else "undirected")
        assert {node: (data["label"], data["stub"], data.get("rank")) for node, data in nodes.items()} == {
            node: (CARRIED if name == "hostile" else data["label"], data["stub"], data.get("rank")) for node, data in network.nodes(data=True)}
        ends = [(edge["source"], edge["target"]) for edge in again["edges"]]
        ends = ends if network.is_directed() else [tuple(sorted(pair)) for pair in ends]
        assert sorted(zip(ends, (edge["data"].get("weight", 1) for edge in again["edges"]), strict=True)) == weights(network)
        assert {edge["undirected"] for edge in again["edges"]} == {not network.is_directed()}
        if name == "found" and network.is_multigraph():
            assert sorted(edge["data"]["char_start"] for edge in again["edges"]) == sorted(data["char_start"] for *_, data in network.edges(data=True))


# ---- GraphML


def test_graphml_is_read_by_igraph(found, tmp_path):
    igraph = pytest.importorskip("igraph")
    exports.write_graphml(found, tmp_path / "net.graphml")
    again = igraph.Graph.Read_GraphML(str(tmp_path / "net.graphml"))
    assert again.is_directed() == found.is_directed()
    assert dict(zip(again.vs["id"], again.vs["label"], strict=True)) == {node: data["label"] for node, data in found.nodes(data=True)}
    names = again.vs["id"]
    ends = [(names[edge.source], names[edge.target]) for edge in again.es]
    ends = ends if found.is_directed() else [tuple(sorted(pair)) for pair in ends]
    given = again.es["weight"] if "weight" in again.es.attributes() else [1] * len(ends)
    assert sorted(zip(ends, given, strict=True)) == weights(found)
    if found.is_multigraph():
        names = [edge.attrib["id"] for edge in ET.parse(tmp_path / "net.graphml").iter("{http://graphml.graphdrawing.org/xmlns}edge")]
        assert len(set(names)) == len(names) == found.number_of_edges()
        assert sorted(again.es["char_start"]) == sorted(data["char_start"] for *_, data in found.edges(data=True))


def test_graphml_is_read_by_networkx(found, tmp_path):
    exports.write_graphml(found, tmp_path / "net.graphml")
    again = nx.read_graphml(tmp_path / "net.graphml")
    assert again.graph["kind"] == found.graph["kind"] and weights(again) == weights(found)


# ---- characters


@pytest.mark.parametrize("write", [exports.write_gexf, exports.write_graphml])
def test_no_character_that_xml_forbids_gets_into_a_file(write, tmp_path):
    write(hostile(nx.MultiDiGraph()), tmp_path / "net.xml")
    text = (tmp_path / "net.xml").read_text("utf-8")
    assert not re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    again = (nx.read_gexf if write is exports.write_gexf else nx.read_graphml)(tmp_path / "net.xml")
    assert set(again) == {"a", "b"} and again.nodes["a"]["label"] == CARRIED
    (edge,) = (data for *_, data in again.edges(data=True))
    assert edge["quote"] == CARRIED and (edge["start_"], edge["end_"]) == (3, 9)


@pytest.mark.parametrize("form", sorted(exports.WRITERS))
def test_the_same_network_gives_the_same_bytes(form, tmp_path):
    for name in ("one", "two"):
        exports.WRITERS[form](to_network(small_graph(), "responsibilities"), tmp_path / name)
    one, two = (sorted(path for path in tmp_path.iterdir() if path.name.startswith(name)) for name in ("one", "two"))
    assert len(one) == len(two) and [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


# ---- tables


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_nodes_and_edges_are_read_by_networkx_and_igraph(found, tmp_path):
    igraph = pytest.importorskip("igraph")
    paths = exports.write_tables(found, tmp_path / "net.csv")
    assert [path.name for path in paths] == ["net-nodes.csv", "net-edges.csv"]
    nodes, edges = map(rows, paths)
    assert list(nodes[0])[:2] == ["Id", "Label"] and list(edges[0])[:4] == ["Source", "Target", "Type", "Weight"]
    assert {row["Type"] for row in edges} == {"Directed" if found.is_directed() else "Undirected"}
    assert {row["Id"]: row["Label"] for row in nodes} == {node: data["label"] for node, data in found.nodes(data=True)}
    again = found.__class__()
    again.add_nodes_from(row["Id"] for row in nodes)
    again.add_edges_from((row["Source"], row["Target"], {"weight": int(row["Weight"])}) for row in edges)
    assert weights(again) == weights(found)
    other = igraph.Graph.DictList(
        vertices=nodes, edges=edges, directed=found.is_directed(), vertex_name_attr="Id", edge_foreign_keys=("Source", "Target"))
    assert (other.vcount(), other.ecount()) == (found.number_of_nodes(), found.number_of_edges())


def test_tables_carry_hostile_texts(tmp_path):
    nodes, edges = map(rows, exports.write_tables(hostile(nx.MultiDiGraph()), tmp_path / "net"))
    assert [row["Label"] for row in nodes] == [CARRIED, CARRIED]
    assert edges[0]["quote"] == CARRIED and edges[0]["Type"] == "Directed" and edges[0]["Weight"] == "2"


def test_tables_for_neo4j_have_types_and_keep_their_word(found, tmp_path):
    nodes, edges = map(rows, exports.write_neo4j(found, tmp_path / "net"))
    assert list(nodes[0])[:2] == ["iri:ID", ":LABEL"] and list(edges[0])[:3] == [":START_ID", ":END_ID", ":TYPE"]
    ids = [row["iri:ID"] for row in nodes]
    assert len(set(ids)) == len(ids) == len(found)
    assert {row[end] for row in edges for end in (":START_ID", ":END_ID")} <= set(ids)
    assert len(edges) == found.number_of_edges()
    reads = {"string": str, "long": int, "double": float, "boolean": {"true": True, "false": False}.__getitem__, "date": day}
    for row in [*nodes, *edges]:
        for column, value in row.items():
            kind = column.rpartition(":")[2]
            if kind in reads and value:
                reads[kind](value)
            else:
                assert not value or kind in ("ID", "LABEL", "START_ID", "END_ID", "TYPE")
    assert {label for row in nodes for label in row[":LABEL"].split(";")} <= {
        "Document", "Stub", "Agency", "AgencyGroup", "GenericDepartment"}
    assert all(re.fullmatch(r"[A-Z_]+", row[":TYPE"]) for row in edges)


def day(value: str) -> str:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", value)[0]


def test_types_of_the_columns_for_neo4j(tmp_path):
    nodes, edges = map(rows, exports.write_neo4j(to_network(small_graph(), "responsibilities"), tmp_path / "net"))
    assert {"rank:long", "stub:boolean", "date:date", "title:string"} <= set(nodes[0])
    assert {"char_start:long", "confidence:double", "role:string"} <= set(edges[0])
    assert {row[":TYPE"] for row in edges} == {"LEAD", "COOPERATE", "RESPONSIBLE"}
    nodes, edges = map(rows, exports.write_neo4j(to_network(small_graph(), "agencies"), tmp_path / "net"))
    assert [(row[":TYPE"], row["weight:long"]) for row in edges] == [("SHARES_TASKS", n) for n in "212"]


def test_a_column_whose_values_are_not_all_days_is_text():
    assert exports._typed("date", ["2017-01-05", "2018-02-28"]) == "date:date"
    assert exports._typed("date", ["2017-01-05", "2017"]) == "date:string"
    assert exports._typed("date", ["2017-02-30"]) == "date:string"
    assert exports._typed("mixed", [1, "a"]) == "mixed:string"


# ---- tables of columns, and other libraries


def test_parquet_is_read_by_polars(found, tmp_path):
    polars = pytest.importorskip("polars")
    paths = exports.write_parquet(found, tmp_path / "net.parquet")
    assert [path.name for path in paths] == ["net-nodes.parquet", "net-edges.parquet"]
    nodes, edges = map(polars.read_parquet, paths)
    assert nodes.columns[:2] == ["id", "label"] and edges.columns[:4] == ["source", "target", "directed", "weight"]
    assert dict(zip(nodes["id"], nodes["label"], strict=True)) == {node: data["label"] for node, data in found.nodes(data=True)}
    assert {str(nodes.schema["stub"]), str(edges.schema["directed"])} == {"Boolean"} and set(edges["directed"]) == {found.is_directed()}
    ends = list(zip(edges["source"], edges["target"], strict=True))
    ends = ends if found.is_directed() else [tuple(sorted(pair)) for pair in ends]
    assert sorted(zip(ends, edges["weight"], strict=True)) == weights(found)
    if found.is_multigraph():
        assert str(edges.schema["char_start"]) == "Int64" and sorted(edges["char_start"]) == sorted(data["char_start"] for *_, data in found.edges(data=True))


def test_parquet_is_read_by_duckdb_and_carries_hostile_texts(tmp_path):
    import duckdb

    given = hostile(nx.MultiDiGraph())
    given.edges["a", "b", 0]["source"] = 'a "name" that is taken'
    nodes, edges = exports.write_parquet(given, tmp_path / "net")
    with duckdb.connect() as database:
        assert database.execute(f"SELECT id, label, stub FROM '{nodes}' ORDER BY id").fetchall() == [("a", CARRIED, False), ("b", CARRIED, True)]
        assert database.execute(f"SELECT source, target, weight, quote, source_ FROM '{edges}'").fetchall() == [("a", "b", 2, CARRIED, 'a "name" that is taken')]
        exports.write_parquet(nx.Graph(), tmp_path / "empty")
        assert database.execute(f"SELECT COUNT(*) FROM '{tmp_path / 'empty-edges.parquet'}'").fetchone() == (0,)


def test_the_lines_for_other_libraries(found):
    """As docs/measures.md gives them."""
    igraph, pandas = pytest.importorskip("igraph"), pytest.importorskip("pandas")
    other = igraph.Graph.from_networkx(found)
    assert (other.vcount(), other.ecount(), other.is_directed()) == (len(found), found.number_of_edges(), found.is_directed())
    assert len(nx.to_pandas_edgelist(found)) == found.number_of_edges()
    assert list(pandas.DataFrame.from_dict(dict(found.nodes(data=True)), orient="index")["label"]) == [data["label"] for _, data in found.nodes(data=True)]


# ---- files


def test_the_ending_says_the_form():
    assert [exports.form_of(path) for path in (None, "-", "a.csv", "a.GEXF", "a.graphml", "a", "a.parquet")] == [
        "measures", "measures", "measures", "gexf", "graphml", "measures", "parquet"]


@pytest.mark.parametrize("form", sorted(exports.WRITERS))
def test_a_file_that_cannot_be_written_is_reported(form, tmp_path):
    with pytest.raises(OutputError):
        exports.WRITERS[form](nx.Graph(), tmp_path / "no" / "net.csv")
    assert list(tmp_path.iterdir()) == []
