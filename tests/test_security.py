"""Attacks, each tried: a hostile act through every output, names that no IRI may hold, files that point elsewhere, secrets in addresses."""

from __future__ import annotations

import csv
import io
import re
import socket
import threading
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import pyoxigraph
import pytest
from rdflib import Graph, Literal, URIRef

import documents
from policygraph import cli
from policygraph.asking import agenda, rendering
from policygraph.asking.answers import run_query
from policygraph.asking.network import to_network
from policygraph.asking.report import matrix, to_csv
from policygraph.carrying import for_spreadsheet
from policygraph.errors import CorpusError, GraphError, PolicyGraphError
from policygraph.keeping.building import build_graph
from policygraph.keeping.parts import Place
from policygraph.keeping.pushing import push
from policygraph.model import Extraction, Source
from policygraph.pipeline import extract, extract_source, facts
from policygraph.reading.sources import from_bytes
from policygraph.showing import drawing, explain
from policygraph.stating import formats

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'onload=alert(1) ]]>&lt;"
#: An act whose every part holds what some output obeys.
ACT = f"""临江市人民政府关于推进节水{SCRIPT}的通知
临政发〔2019〕12号
各县区人民政府：
一、=HYPERLINK("http://x","y")管好水源{SCRIPT}。（责任单位：市水务局、市财政局）
二、+cmd|' /C calc'!A0建设管网\r\nBEGIN:VEVENT\r\nSUMMARY:x。2020年6月底前，市水务局要完成管网改造\x0b\ufffe。
三、@SUM(A1)到2020年，节水率达到30%{SCRIPT}。
根据《节水{SCRIPT}条例》（国发〔2016〕28号），制定本通知。
临江市人民政府
2019年6月20日
"""
#: What no IRI may hold, and what a name may have of it.
FORBIDDEN = '<>"{}|\\^` \x00\x01\x0a\x0d\x1f\x7f\x85\ufffe\ud800'


@pytest.fixture(scope="module")
def reading():
    return extract_source(Source('临江"><script>.txt', ACT, "ab" * 32))


@pytest.fixture(scope="module")
def graph(reading):
    return build_graph(Extraction((reading,)))


class Seen(HTMLParser):
    """What a browser would run of a page: scripts that are none of ours, handlers, pictures, addresses with a script."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [tag] * (tag in ("img", "iframe", "object", "embed", "base"))
        self.found += [f"{tag} {name}" for name, value in attrs if name.startswith("on") or re.match(r"\s*(?:javascript|data):", value or "")]


def pages(reading, graph, folder: Path) -> Iterator[tuple[str, str]]:
    answer = run_query(graph, "responsibility-matrix")
    yield "html", rendering.render(answer, "html")
    yield "notebook", answer._repr_html_()
    yield "documents in a notebook", reading._repr_html_()
    yield "explain", explain.explain_html(reading)
    for kind in ("citations", "responsibilities"):
        drawing.draw(to_network(graph, kind), folder / f"{kind}.html")
        yield kind, (folder / f"{kind}.html").read_text("utf-8")


def test_no_page_and_no_notebook_runs_what_an_act_says(reading, graph, tmp_path):
    told = dict(pages(reading, graph, tmp_path))
    assert len(told) == 6
    for name, text in told.items():
        assert Seen(text).found == [], name
        assert "<script>alert" not in text and "<img src=x" not in text, name
    assert any("alert(1)" in text for text in told.values())


def test_no_table_computes_what_an_act_says(graph):
    assert any("=HYPERLINK" in str(value) for row in run_query(graph, "responsibility-matrix") for value in row.values())
    for text in (rendering.render(run_query(graph, "responsibility-matrix"), "csv"), to_csv(matrix(graph))):
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert any("=HYPERLINK" in cell for cell in cells)
        assert not [cell for cell in cells if re.match(r"\s*[=+@\t\r＝＋＠]|-[^\d-]", cell)]


@pytest.mark.parametrize("bad", ["=1+1", "+1+cmd", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "－A1", "--A1", "-", "=", "-1-cmd"])
def test_what_a_spreadsheet_computes_begins_with_an_apostrophe(bad):
    assert for_spreadsheet(bad) == "'" + bad


@pytest.mark.parametrize("good", ["", "1", "-1", "+3.5", "-2e10", "--03-31", "--03", "---05", "水务局", "a=b", "2019-06-20", "—3—", "'=1"])
def test_what_computes_nothing_stays(good):
    assert for_spreadsheet(good) == good


def test_a_calendar_has_the_events_of_ours_alone():
    said = "完成\r\nEND:VEVENT\r\nBEGIN:VEVENT\nATTACH:http://x\x0b\x85;,\\"
    row = {"due": "2020-06", "what": said, "number": said, "agencies": said, "locator": said, "statement": "urn:x\r\nSUMMARY:y"}
    text = agenda.to_ics([row])
    lines = re.sub(r"\r\n ", "", text).split("\r\n")
    assert lines.count("BEGIN:VEVENT") == 1 == lines.count("END:VEVENT") and not any(line.startswith("ATTACH") for line in lines)
    assert "\n" not in text.replace("\r\n", "") and len([line for line in lines if line.startswith("SUMMARY")]) == 1


@pytest.mark.parametrize("ending", sorted(formats.FORMATS))
def test_an_act_of_any_characters_is_a_graph_that_others_read(graph, ending, tmp_path):
    formats.save(graph, tmp_path / f"g{ending}")
    ours = {(t.subject, t.predicate) for t in map(formats.to_triple, graph)}
    form = getattr(pyoxigraph.RdfFormat, formats.registry.GRAPH_FORMATS[ending].oxigraph)
    assert {(q.subject, q.predicate) for q in pyoxigraph.parse(path=tmp_path / f"g{ending}", format=form)} == ours
    if ending not in (".trig", ".nq"):
        again = Graph().parse(tmp_path / f"g{ending}", format=formats.FORMATS[ending])
        assert len(again) == len(graph)


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_a_network_of_any_characters_is_read_by_others(graph, form, tmp_path):
    formats.save(graph, tmp_path / "g.nt")
    assert cli.main(["network", "responsibilities", str(tmp_path / "g.nt"), "-o", str(tmp_path / f"n.{form}")]) == 0
    ElementTree.parse(tmp_path / f"n.{form}")
    assert len((nx.read_gexf if form == "gexf" else nx.read_graphml)(tmp_path / f"n.{form}")) > 1


# ---- IRIs


@pytest.mark.parametrize("ending", sorted(formats.FORMATS))
@pytest.mark.parametrize("character", FORBIDDEN)
def test_what_no_iri_may_hold_is_refused_in_every_format(ending, character, tmp_path):
    """A writer that lets it through writes a file that is read as other triples."""
    iri = f"https://example.org/a{character}b"
    for triple in ((URIRef(iri), URIRef("urn:p"), Literal("x")), (URIRef("urn:s"), URIRef(iri), Literal("x")), (URIRef("urn:s"), URIRef("urn:p"), URIRef(iri)),
                   (URIRef("urn:s"), URIRef("urn:p"), Literal("x", datatype=URIRef(iri)))):
        hostile = Graph()
        hostile.add(triple)
        with pytest.raises(GraphError, match="is no absolute IRI"):
            formats.save(hostile, tmp_path / f"g{ending}")
    assert list(tmp_path.iterdir()) == []


def test_names_of_any_characters_become_iris():
    for n, name in enumerate([FORBIDDEN, "水务" + FORBIDDEN + "局", "%3C%00", "../..", "?#", "\u2028\u202e", "a" * 5000]):
        text = f"临江市人民政府关于{name}的通知\n临政发〔2019〕{n + 1}号\n各县区人民政府：\n一、管好{name}。（责任单位：市{name}局、市财政局）\n临江市人民政府\n2019年6月20日\n"
        graph = build_graph(extract(Source("a.txt", text, f"{n}" * 64)))
        assert len(graph) and all(pyoxigraph.NamedNode(str(term)) for triple in graph for term in triple if isinstance(term, URIRef))


def test_an_endpoint_that_makes_names_which_are_none_is_a_message(odd_turtle):
    with pytest.raises(PolicyGraphError, match="is no Turtle"):
        run_query(odd_turtle, "CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.fixture
def odd_turtle() -> Iterator[str]:
    """An endpoint whose Turtle has an IRI that ends in the middle, by an escape."""
    body = b"<urn:s> <urn:p> <https://example.org/a\\u003E\\u0020.\\u0020\\u003Curn:evil> .\n"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def serve() -> None:
            client, _ = listening.accept()
            with client:
                client.settimeout(5)
                client.recv(1 << 16)
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/query"
        thread.join(5)


# ---- reading asks nobody and opens nothing else


class Trap:
    """An address and a file that nobody may ask for."""

    def __init__(self, listening: socket.socket, secret: Path):
        self.listening, self.secret = listening, secret
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}/x"

    @property
    def asked(self) -> bool:
        try:
            self.listening.accept()[0].close()
        except TimeoutError:
            return False
        return True


@pytest.fixture
def trap(tmp_path) -> Iterator[Trap]:
    (tmp_path / "secret.txt").write_text("TOPSECRET")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        yield Trap(listening, tmp_path / "secret.txt")


def page(trap: Trap) -> bytes:
    head = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e SYSTEM "file://{trap.secret}"><!ENTITY % p SYSTEM "{trap.address}"> %p;]>'
    return (f'{head}<html><head><base href="{trap.address}"><link rel="stylesheet" href="{trap.address}"><script src="{trap.address}"></script></head><body>'
            f'<img src="{trap.address}"><iframe src="file://{trap.secret}"></iframe><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{trap.secret}" parse="text"/>'
            f'<p>&e;</p>{documents.as_page().decode()}').encode()


def word(trap: Trap) -> bytes:
    """A Word file with entities, an outside template, an included file and a picture at an address."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(documents.as_word())) as whole, zipfile.ZipFile(out, "w") as made:
        for info in whole.infolist():
            data = whole.read(info)
            if info.filename == "word/document.xml":
                entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{trap.secret}"><!ENTITY % p SYSTEM "{trap.address}"> %p;]>'.encode()
                data = data.replace(b"?>", b"?>" + entity, 1).replace(b"</w:t>", b"&e;</w:t>", 1)
            if info.filename == "word/_rels/document.xml.rels":
                data = data.replace(b"</Relationships>", f'<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
                                                         f'Target="{trap.address}" TargetMode="External"/></Relationships>'.encode())
            made.writestr(info.filename, data)
    return out.getvalue()


@pytest.mark.parametrize("name, make", [("a.html", page), ("a.docx", word)])
def test_a_document_that_points_elsewhere_is_read_alone(trap, name, make):
    try:
        text = from_bytes(make(trap), name).text
    except PolicyGraphError as error:
        text = str(error)
    assert "TOPSECRET" not in text and not trap.asked


def test_a_pdf_that_points_elsewhere_is_read_alone(trap):
    data = documents.as_pdf().replace(b"/Type /Catalog", f"/OpenAction <</S/URI/URI({trap.address})>> /Type /Catalog".encode(), 1)
    assert "TOPSECRET" not in facts(data, "a.pdf").source.text and not trap.asked


@pytest.mark.parametrize("name, text", [
    ("g.rdf", '<!DOCTYPE rdf [<!ENTITY e SYSTEM "file://{secret}">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="urn:a" '
              'xmlns:x="urn:x#"><x:y>&e;</x:y></rdf:Description></rdf:RDF>'),
    ("g.jsonld", '{{"@context": "{address}", "@id": "urn:a", "x": "y"}}'), ("g.jsonld", '{{"@context": ["file://{secret}"], "@id": "urn:a"}}'),
    ("g.jsonld", '{{"@context": {{"@import": "{address}"}}, "@id": "urn:a"}}'), ("g.ttl", "@base <{address}> . <a> <http://www.w3.org/2002/07/owl#imports> <{address}> ."),
    ("g.trig", "@prefix a: <{address}#> . <{address}> {{ a:b a:c <file://{secret}> }}"),
])
def test_a_graph_that_points_elsewhere_is_read_alone(trap, tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text.format(address=trap.address, secret=trap.secret), "utf-8")
    try:
        said = formats.load(path).serialize(format="nt")
    except GraphError as error:
        said = str(error)
        assert said.startswith(str(path))
    assert "TOPSECRET" not in said and not trap.asked


# ---- secrets


@pytest.mark.parametrize("ask", [lambda address: push("nowhere", address), lambda address: Place(address)])
def test_an_address_with_a_password_is_refused_and_not_repeated(ask):
    with pytest.raises(CorpusError) as refused:
        ask("http://me:s3cr3t@127.0.0.1:1/x")
    assert "s3cr3t" not in str(refused.value) and "may hold no" in str(refused.value) and "127.0.0.1:1/x" in str(refused.value)


def test_a_place_that_nobody_answers_at_is_a_message():
    with pytest.raises(CorpusError, match="cannot be reached"):
        Place("ftp://127.0.0.1:1/x")
