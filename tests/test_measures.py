"""Measures of a graph: the same figures as the named queries, from Python and from the command line, and a page that describes them all."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys

import networkx as nx
import pytest
from rdflib import Graph

import policygraph as pg
from conftest import ROOT, in_oxigraph
from policygraph import cli, language, measures
from policygraph.asking.answers import run_query
from policygraph.asking.network import KINDS, to_network
from policygraph.measures import MEASURES, MeasureError
from small_graph import PREFIXES, small_graph

PAGE = ROOT / "docs" / "measures.md"
ID = "https://example.org/"


@pytest.fixture(scope="module")
def by_hand() -> Graph:
    return in_oxigraph(small_graph())


def spread_graph() -> Graph:
    """A programme that nine invented cities name, one a year and in 2015 two; one document is of the centre, one without a day. 临政发 has 2 and 4 of 2019; 3 is cited."""
    lines = ['pg:prefecture pg:rank 2 . :p a pg:Programme ; skos:prefLabel "企业上云"@zh .\n']
    for n, year in enumerate((2010, 2011, 2012, 2013, 2014, 2015, 2015, 2016, 2017)):
        lines.append(f':c{n} skos:prefLabel "临{n}市"@zh . :x{n} a pg:Document ; pg:mentionsProgramme :p ; eli:jurisdiction :c{n} ; eli:date_document "{year}-05-01"^^xsd:date ; pg:level pg:prefecture .\n')
    lines.append(':top a pg:Document ; pg:mentionsProgramme :p ; eli:date_document "2009-01-01"^^xsd:date ; eli:jurisdiction :cn ; pg:level pg:central . :cn skos:prefLabel "全国"@zh . :no a pg:Document ; pg:mentionsProgramme :p ; eli:jurisdiction :c1 .\n')
    for serial, kind in ((2, "pg:Document"), (4, "pg:Document"), (3, "pg:Document, pg:Stub")):
        lines.append(f':n{serial} a {kind} ; eli:number "临政发〔2019〕{serial}号" ; pg:agencyCode "临政发" ; pg:year 2019 ; pg:serial {serial} ; eli:jurisdiction :c1 .\n')
    lines.append(':n2 prov:wasDerivedFrom :f ; eli:date_document "2019-01-30"^^xsd:date ; eli:date_publication "2019-02-02"^^xsd:date . :f schema:name "a.txt" .\n')
    # A document with two numbers: only those pairs count that are a number.
    lines.append(':two a pg:Document ; eli:number "临政发〔2020〕7号", "临委发〔2020〕1号" ; pg:agencyCode "临政发", "临委发" ; pg:year 2020 ; pg:serial 7, 1 ; eli:jurisdiction :c1 .\n')
    return in_oxigraph(Graph().parse(data=PREFIXES + "".join(lines), format="turtle"))


def levelled_graph() -> Graph:
    """The small graph, with d2 of a county and dated."""
    return in_oxigraph(small_graph().parse(data=PREFIXES + ':d2 eli:date_document "2019-02-04"^^xsd:date ; pg:level pg:county . pg:county pg:rank 3 .', format="turtle"))


@pytest.fixture(scope="module")
def taken(by_hand) -> list[tuple[str, measures.Measured]]:
    """Every measure of three graphs, but a programme's where nothing names it."""
    spread = spread_graph()
    return [
        (name, measures.take(graph, name, measure.kinds[0], {"programme": "企业上云"} if "programme" in measure.parameters else {}))
        for graph in (by_hand, spread, levelled_graph()) for name, measure in MEASURES.items() if "programme" not in measure.parameters or graph is spread]


def test_every_figure_of_a_measure_is_named_in_chinese(by_hand, taken):
    told = 0
    for name, rows in taken:
        for remark in rows.remarks():
            told += 1
            assert not re.search("[a-z]{3}", re.sub(r"logistic|kappa|Bass", "", language.told(remark, "zh"))), (name, remark)
    shares = measures.agreement({"a": "lead", "b": "help"}, {"a": "lead", "c": "help"})
    assert told > 60 and not [each for each in shares.remarks() if re.search("[a-z]{3}", language.told(each, "zh").replace("kappa", ""))]
    assert any(each.startswith("several leaders: ") for each in measures.gaps(by_hand).remarks()), "in English as in the catalogue's msgid"


def test_a_table_without_rows_has_the_columns_of_one_with_rows(by_hand, taken):
    line = nx.DiGraph([("a", "b"), ("b", "c")])
    with_rows = [("brokerage", measures.brokerage(line)), ("agreement", measures.agreement({"a": "b"}, {"a": "b"})), *taken]
    seen = {name: rows.columns for name, rows in with_rows if rows}
    assert {name: tuple(columns) for name, columns in seen.items()} == measures.COLUMNS
    assert list(measures.lag(by_hand).to_pandas().columns) == list(measures.COLUMNS["lag"]) and measures.lag(by_hand)[:1].columns == measures.lag(by_hand).columns


# ---- the same as the queries


def test_workload_is_that_of_the_named_query(sample_store):
    rows = run_query(sample_store, "workload")
    ours = {row["iri"]: row for row in pg.measures.workload(sample_store)}
    names = ("tasks", "leads", "cooperates", "responsible", "alone", "documents", "kind")
    assert len(rows) > 10 and {row["actor"]: [row[name] for name in names] for row in rows} == {iri: [row[name] for name in names] for iri, row in ours.items()}


def test_overlap_has_the_pairs_of_the_named_query(sample_store):
    rows = run_query(sample_store, "agency-pairs")
    expected = {(row["one"], row["other"]): row["tasks"] for row in rows if row["one"] < row["other"]}
    assert expected and {(row["one"], row["other"]): row["shared"] for row in pg.measures.overlap(sample_store)} == expected


def test_gaps_have_the_tasks_of_the_named_queries(sample_store):
    found = pg.measures.gaps(sample_store)
    nobody = {row["task"] for row in run_query(sample_store, "tasks-without-agency")}
    assert nobody and {row["task"] for row in found if row["open"] == "nobody"} == nobody
    several = {row["task"] for row in run_query(sample_store, "tasks-with-two-leaders")}
    assert {row["task"] for row in found if row["open"] == "several leaders"} == several
    assert pg.measures.gaps(to_network(sample_store, "responsibilities")).whole["nobody"] == 0


def test_series_are_those_of_the_named_query(sample_store):
    missing = {}
    for row in run_query(sample_store, "series-gaps"):
        key = (row["code"], row["year"], row["place"])
        missing[key] = tuple(map(sum, zip(missing.get(key, (0, 0)), (row["missing"], row["cited"]), strict=True)))
    found = {(row["code"], row["year"], row["place"]): (row["missing"], row["cited"]) for row in pg.measures.series(sample_store) if row["missing"]}
    assert missing and found == missing


def test_lags_are_those_of_the_named_query(by_hand):
    """d1 (2019-01-05) is of the lowest level that is there, so that nothing can lie below; once d2 is of a county and has a day (2019-02-04, 26 + 4 days later), d1 is carried out by it."""
    assert list(pg.measures.lag(by_hand)) == []
    dated = levelled_graph()
    (row,) = pg.measures.lag(dated)
    assert (row["iri"], row["first"], row["days"], row["censored"]) == (f"{ID}d1", f"{ID}d2", 30, False)
    assert {(asked["document"], asked["days_later"]) for asked in run_query(dated, "implementers", number="临政发〔2019〕1号")} == {(row["first"], row["days"])}


# ---- asked of a graph


def test_the_spread_of_a_programme():
    found = pg.measures.diffusion(spread_graph(), "企业上云")
    assert [row["period"] for row in found] == [str(year) for year in range(2009, 2018)]
    assert (found.whole["places"], found.whole["undated"], found.whole["documents"]) == (10, 1, 11) and found.whole["levels"] == 2
    below = pg.measures.diffusion(spread_graph(), "企业上云", level="prefecture")
    assert [row["new"] for row in below] == [1, 1, 1, 1, 1, 2, 1, 1] and below.whole["places"] == 9
    assert set(below.whole["logistic"]) & {"ceiling", "why"} and "names" in below.columns


def test_a_programme_that_is_not_there_says_what_is_like_it():
    with pytest.raises(MeasureError, match="no document names the programme 企业上天; did you mean 企业上云?"):
        pg.measures.diffusion(spread_graph(), "企业上天")
    with pytest.raises(MeasureError, match="known are central"):
        pg.measures.diffusion(spread_graph(), "企业上云", level="village")


def test_series_and_delay_of_a_graph():
    rows = {(row["code"], row["year"]): row for row in pg.measures.series(spread_graph())}
    assert {key: (row["held"], row["missing"], row["cited"], row["runs"]) for key, row in rows.items()} == {
        ("临政发", 2019): (2, 2, 1, "1、3"), ("临政发", 2020): (1, 6, 0, "1–6"), ("临委发", 2020): (1, 0, 0, None)}
    found = pg.measures.delay(spread_graph())
    assert [(row["document"], row["days"]) for row in found] == [(f"{ID}n2", 3)] and found.whole["median"] == 3


def test_the_measures_of_pairs_and_of_citations(by_hand):
    """甲 and 乙 issued two acts together, 甲 and 丙 two, 乙 and 丙 one; 甲 leads tasks with 乙 and 丙."""
    assert {row["label"]: (row["partners"], row["weight"]) for row in pg.measures.ties(by_hand)} == {"甲局": (2, 4), "乙局": (2, 3), "丙局": (2, 3)}
    assert pg.measures.brokerage(by_hand).whole["ways"] == 0
    assert {row["iri"].removeprefix(ID): row["in_degree"] for row in pg.measures.authority(by_hand)} == {"d1": 1, "d2": 0, "d3": 1}
    (row,) = pg.measures.main_path(by_hand)
    assert (row["cited"], row["citing"], row["paths"], row["share"]) == (f"{ID}d1", f"{ID}d2", 1, 0.5)
    assert pg.measures.survival(by_hand).whole == pg.measures.lag(by_hand).whole


def test_a_corpus_and_a_network_are_measured_too(by_hand):
    class Held:
        graph = by_hand

    assert list(pg.measures.workload(Held())) == list(pg.measures.workload(by_hand)) == list(pg.measures.workload(to_network(by_hand, "responsibilities")))
    with pytest.raises(MeasureError, match="give a graph"):
        pg.measures.workload(5)
    with pytest.raises(MeasureError, match="give a graph"):
        pg.measures.series(nx.Graph())
    with pytest.raises(MeasureError, match="no day"):
        pg.measures.lag(by_hand, until="soon")


def test_rows_become_tables_and_lead_to_their_things(sample_store):
    pytest.importorskip("pandas")
    found = pg.measures.workload(sample_store)
    assert str(found.to_pandas().dtypes["tasks"]) == "Int64" and found.resources[0] == found[0]["iri"]
    assert found.with_evidence()[0]["quotation"]
    found[0]["label"] = "<script>alert(1)</script>"
    assert "<script>" not in found._repr_html_() and "&lt;script&gt;" in found._repr_html_()


# ---- names


def test_every_measure_is_on_the_command_line_and_on_the_page():
    assert tuple(MEASURES) == cli.MEASURES
    text = PAGE.read_text("utf-8")
    for name, measure in MEASURES.items():
        line = next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[1] == ", ".join(measure.kinds) and set(measure.kinds) <= set(KINDS)
        assert re.findall(r"`(\w+)`", cells[2]) == list(measure.parameters)
        assert getattr(pg.measures, name.replace("-", "_")) is measure.function
        assert re.search(r"\b1[89]\d\d\b", cells[4]) or name == "workload"


@pytest.mark.parametrize("name", MEASURES)
def test_the_columns_on_the_page_are_there(name, sample_store):
    given = {"programme": "企业上云"} if name == "diffusion" else {}
    kind = MEASURES[name].kinds[0]
    rows = measures.take(sample_store, name, kind, given) or measures.take(levelled_graph(), name, kind, given) if name != "brokerage" else pg.measures.brokerage(nx.DiGraph(["ab", "bc"]))
    line = next(line for line in PAGE.read_text("utf-8").splitlines() if line.startswith(f"| `{name}` |"))
    assert rows and set(re.findall(r"`(\w+)`", line.split("|")[4])) <= set(rows.columns)


def test_every_attribute_of_a_network_is_on_the_page_with_its_type(sample_store):
    """Both ways: what is there is described, and what is described is there in some network."""
    described: dict[tuple[str, str], set[str]] = {}
    for line in PAGE.read_text("utf-8").split("## Attributes")[1].splitlines():
        if match := re.fullmatch(r"\| (network|node|document|agency|statement|pair) \| `(\w+)` \| ([\w, ]+) \|.*", line):
            described[match[1], match[2]] = set(match[3].split(", "))
    met: set[tuple[str, str]] = set()
    for graph in (sample_store, small_graph()):
        for kind in KINDS:
            network = to_network(graph, kind)
            of_edge = "statement" if network.is_multigraph() else "pair"
            of_nodes = [("document" if data["kind"] == "document" else "agency", data) for _, data in network.nodes(data=True)]
            for of, data in [("network", network.graph), *of_nodes, *((of_edge, data) for *_, data in network.edges(data=True))]:
                for name, value in data.items():
                    key = (of, name) if (of, name) in described else ("node", name)
                    assert type(value).__name__ in described[key], (of, name, type(value))
                    met.add(key)
    assert set(described) - met == set()


# ---- the command line


def run(capsys, *words: str) -> tuple[int, str, str]:
    status = cli.main([*words])
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("graphs")
    for name, graph in (("small", small_graph()), ("spread", spread_graph())):
        graph.serialize(folder / f"{name}.ttl")
    return folder


def test_rows_in_the_forms_of_answers(files, capsys, tmp_path):
    status, out, err = run(capsys, "network", "responsibilities", str(files / "small.ttl"), "--measure", "workload", "--format", "csv")
    assert status == 0 and [row["label"] for row in csv.DictReader(io.StringIO(out))] == ["乙局", "甲局", "丙局", "丁局"]
    assert "gini: " in err and "tasks: 4" in err
    status, out, _ = run(capsys, "network", "responsibilities", str(files / "small.ttl"), "--measure", "workload", "--format", "json")
    assert status == 0 and json.loads(out)[0]["tasks"] == 3
    for name in ("rows.csv", "rows.md", "rows.html", "rows.parquet"):
        assert run(capsys, "network", "citations", str(files / "small.ttl"), "--measure", "authority", "-o", str(tmp_path / name))[0] == 0
        assert (tmp_path / name).stat().st_size > 100


def test_parameters_on_the_command_line(files, capsys):
    graph = str(files / "spread.ttl")
    status, out, err = run(capsys, "network", "citations", graph, "--measure", "diffusion", "--param", "programme=企业上云", "--param", "unit=quarter", "--format", "csv")
    assert status == 0 and "2009-Q1" in out and "places: 10" in err
    for words, said in (
        (("citations", graph, "--measure", "diffusion"), "programme=NAME"), (("citations", graph, "--measure", "lag", "--param", "way=local"), "it has until"),
        (("agencies", graph, "--measure", "lag"), "not measured of agencies"), (("citations", graph, "--measure", "lag", "--format", "gexf"), "is a network"),
        (("citations", graph, "--format", "json"), "goes with --measure"), (("citations", graph, "--param", "way=local"), "goes with --measure"),
        (("citations", graph, "--measure", "lag", "--format", "parquet"), "name a file"), (("citations", graph, "--measure", "lag", "-o", "a.doc"), "unknown ending"),
    ):
        status, out, err = run(capsys, "network", *words)
        assert status == 2 and said in err and not out, words


def test_measuring_loads_no_rdflib():
    code = "import sys, policygraph.measuring.citing, policygraph.measuring.linking, policygraph.measuring.paths, policygraph.measuring.spreading, policygraph.measuring.waiting, policygraph.measuring.working, policygraph.measuring.numbering\nprint('rdflib' in sys.modules, 'scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT / "src")
    assert done.stdout.split() == ["False", "False"]
