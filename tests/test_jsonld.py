"""JSON-LD: a context that makes it readable, and the same triples when it is read again."""

import json
import random

import pyoxigraph
import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from policygraph.stating.jsonld import to_json_ld
from policygraph.stating.terms import BASE, ELI, PG

EX = URIRef("https://example.org/x")


def read_by_rdflib(data):
    return Graph().parse(data=data, format="json-ld")


def read_by_oxigraph(data):
    return Graph().parse(data=pyoxigraph.serialize(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.JSON_LD), format=pyoxigraph.RdfFormat.N_TRIPLES))


READERS = [read_by_rdflib, pytest.param(read_by_oxigraph, marks=pytest.mark.skipif(
    not hasattr(pyoxigraph.RdfFormat, "JSON_LD"), reason="this pyoxigraph reads no JSON-LD"))]


def triples(graph):
    """Triples with numbers in their usual form, and strings without their datatype, as rdflib reads them."""
    usual = lambda o: Literal(str(o), lang=o.language, datatype=o.datatype if o.datatype != XSD.string else None)  # noqa: E731
    return {(s, p, usual(o) if isinstance(o, Literal) else o) for s, p, o in graph}


@pytest.mark.parametrize("read", READERS)
def test_the_sample_comes_back(sample_graph, read):
    assert triples(read(to_json_ld(sample_graph))) == triples(sample_graph)


def test_the_same_bytes_for_the_same_triples(sample_graph):
    shuffled = list(sample_graph)
    random.Random(5).shuffle(shuffled)
    other = Graph()
    for triple in shuffled:
        other.add(triple)
    assert to_json_ld(other) == to_json_ld(sample_graph)


def test_names_are_short_and_values_plain(sample_graph):
    found = json.loads(to_json_ld(sample_graph))
    nodes = {node["@id"]: node for node in found["@graph"]}
    document = nodes["id:document/370100/济政字〔2017〕39号"]
    assert document["@type"] == "pg:Document" and document["eli:number"] == "济政字〔2017〕39号" and document["pg:year"] == 2017
    assert document["eli:jurisdiction"] == "id:place/370100" and document["eli:date_document"] == "2017-06-20"
    assert nodes["type:notice"]["skos:prefLabel"] == [{"@value": "notice", "@language": "en"}, "通知"]
    context = found["@context"]
    assert context["eli"] == str(ELI._NS) and context["eli:jurisdiction"] == {"@type": "@id"}
    assert context["eli:title"] == {"@language": "zh"} and context["eli:date_document"] == {"@type": "xsd:date"}
    assert "https://w3id.org" not in json.dumps(found["@graph"])


@pytest.mark.parametrize("read", READERS)
def test_values_of_several_types_at_one_property(read):
    graph = Graph()
    mixed = (
        Literal("文", lang="zh"), Literal("字", lang="zh"), Literal("text", lang="en"), Literal("plain"), Literal(5), Literal(-3),
        Literal("007", datatype=XSD.integer, normalize=False), Literal("2.50", datatype=XSD.decimal, normalize=False), Literal("2019", datatype=XSD.gYear), Literal(True),
        EX, URIRef(BASE + "document/x:y"), URIRef("urn:isbn:1"), Literal("一\n二\t“三”\\"), Literal("pg:Document"), Literal(""))
    for predicate in (PG.flag, URIRef("https://example.org/terms#p"), URIRef(BASE)):
        for value in mixed:
            graph.add((EX, predicate, value))
    graph.add((EX, RDF.type, PG.Document))
    graph.add((EX, RDF.type, URIRef("https://example.org/terms#T")))
    assert triples(read(to_json_ld(graph))) == triples(graph)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("kind", [Literal("2019-01-01", datatype=XSD.date), Literal("名", lang="zh"), EX, Literal(4), Literal("4")])
def test_one_kind_of_value_with_an_exception(read, kind):
    graph = Graph()
    for n in range(3):
        graph.add((URIRef(f"{EX}{n}"), PG.deadline, kind))
    for other in (Literal("a"), Literal("b", lang="en"), Literal(1), Literal("1", datatype=XSD.decimal), URIRef(BASE + "a"), Literal("2019", datatype=XSD.gYear)):
        graph.add((EX, PG.deadline, other))
    assert triples(read(to_json_ld(graph))) == triples(graph)


def test_blank_nodes_of_a_foreign_graph():
    graph = Graph()
    node = BNode()
    graph.add((EX, PG.document, node))
    graph.add((node, PG.rule, Literal("r")))
    assert isomorphic(read_by_rdflib(to_json_ld(graph)), graph)


def test_a_graph_of_nothing():
    assert json.loads(to_json_ld(Graph())) == {"@context": {}, "@graph": []}
