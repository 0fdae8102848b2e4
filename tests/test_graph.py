"""From facts to triples: identifiers, stubs, order, files."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, BNode, Graph, URIRef
from rdflib.namespace import SKOS

from policygraph.errors import GraphError
from policygraph.keeping import building, joining
from policygraph.model import Agency, Citation, Document, Evidence, Extraction, Reading, Reference, Source
from policygraph.naming.codes import parse_number
from policygraph.pipeline import extract
from policygraph.stating import formats, triples
from policygraph.stating.terms import ELI, OA, PG, Minter

MINT = Minter()


def reading(number, title, *citations, place="370100"):
    text = f"{title}\n{number}\n"
    source = Source(f"{number}.txt", text, hashlib.sha256(text.encode()).hexdigest())
    evidence = Evidence(0, len(title), title)
    document = Document(
        source.sha256, 0, len(text), evidence, title=title, number=parse_number(number), type="通知", place=place,
        level="province" if place.endswith("0000") else "prefecture",
        signed="2019-03-04", issuers=(Agency("济南市人民政府", "agency", "370100", "prefecture"),),
        citations=tuple(Citation(relation, target, "", evidence, "number", 0.9, "number") for relation, target in citations))
    return Reading(source, (document,))


ABOVE = Reference(parse_number("鲁政发〔2018〕6号"), "山东省人民政府关于节水的意见", "意见", "370000", "province")
BELOW = reading("济政发〔2019〕1号", "济南市人民政府关于节水的通知", ("applies", ABOVE))


def iri(number, place):
    return MINT.document(place, parse_number(number), None)


def test_a_document_and_its_stub():
    graph = building.build_graph(Extraction((BELOW,)))
    below, above = iri("济政发〔2019〕1号", "370100"), iri("鲁政发〔2018〕6号", "370000")
    assert str(below).endswith("document/370100/济政发〔2019〕1号")
    assert (above, RDF.type, PG.Stub) in graph and (below, RDF.type, PG.Stub) not in graph
    for predicate in (ELI.cites, ELI.applies, PG.citesSuperior):
        assert (below, predicate, above) in graph
    assert graph.value(above, ELI.type_document) is None and graph.value(above, PG.presumedType) is not None


def test_a_stub_becomes_a_document_on_the_same_iri():
    read = reading("鲁政发〔2018〕6号", "山东省人民政府关于节水的意见", place="370000")
    above = iri("鲁政发〔2018〕6号", "370000")
    together = building.build_graph(Extraction((BELOW, read)))
    assert (above, RDF.type, PG.Stub) not in together
    merged = joining.merge([building.build_graph(Extraction((BELOW,))), building.build_graph(Extraction((read,)))])
    assert (above, RDF.type, PG.Stub) not in merged and (iri("济政发〔2019〕1号", "370100"), ELI.cites, above) in merged


def test_a_title_joins_the_document_whose_number_another_text_gives():
    by_title = Reference(None, "山东省人民政府关于节水的意见", "意见", "370000", "province")
    other = reading("济政发〔2019〕2号", "济南市人民政府关于用水的通知", ("based_on", by_title))
    graph = building.build_graph(Extraction((BELOW, other)))
    assert (iri("济政发〔2019〕2号", "370100"), ELI.based_on, iri("鲁政发〔2018〕6号", "370000")) in graph


def test_one_number_in_two_places_is_two_documents():
    assert iri("济政发〔2019〕1号", "370100") != iri("济政发〔2019〕1号", "370800")


def test_a_law_is_one_by_its_short_and_its_full_name():
    assert MINT.document("100000", None, "中华人民共和国水法") == MINT.document("100000", None, "水法")


def test_order_of_input_does_not_matter(sample_path, tmp_path):
    other = reading("济政发〔2019〕2号", "济南市人民政府关于用水的通知")
    first = building.build_graph(Extraction((BELOW, other)))
    second = building.build_graph(Extraction((other, BELOW)))
    assert set(first) == set(second)
    for graph, name in ((first, "a"), (second, "b")):
        for ending in formats.FORMATS:
            formats.save(graph, tmp_path / f"{name}{ending}")
    for ending in (".ttl", ".nt", ".jsonld", ".nq", ".trig"):
        assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes(), ending


def test_the_same_file_twice_gives_the_same_bytes(sample_path, sample_graph):
    assert building.build_graph(extract(sample_path)).serialize() == sample_graph.serialize()


def test_no_blank_nodes_and_evidence_quotes_its_source(sample_graph, sample_text):
    assert not any(isinstance(term, BNode) for triple in sample_graph for term in triple)
    found = list(sample_graph.subjects(RDF.type, PG.Evidence))
    assert len(found) > 100
    for node in found:
        start, end, exact = (sample_graph.value(node, p).toPython() for p in (OA.start, OA.end, OA.exact))
        assert sample_text[start:end] == exact


@pytest.mark.parametrize("ending", formats.FORMATS)
def test_saved_and_loaded(sample_graph, tmp_path, ending):
    path = tmp_path / f"graph{ending}"
    formats.save(sample_graph, path)
    def plain(graph):
        return {(str(s), str(p), str(o), getattr(o, "language", None)) for s, p, o in graph}

    assert plain(formats.load(path)) == plain(sample_graph)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


_RDF = (
    '<!DOCTYPE r [{}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="http://p#">'
    '<rdf:Description rdf:about="http://s"><p:v>{}</p:v></rdf:Description></rdf:RDF>')


def test_entities_that_are_short_names_for_iris_are_read(tmp_path):
    (tmp_path / "graph.rdf").write_text(_RDF.format('<!ENTITY here "http://example.org/">', "&here;x"))
    assert [str(o) for o in formats.load(tmp_path / "graph.rdf").objects()] == ["http://example.org/x"]


@pytest.mark.parametrize("ending", [".trig", ".nq"])
def test_all_graphs_of_a_file_are_loaded_as_one(tmp_path, ending):
    rows = {".trig": "<http://g> { <http://s> <http://p> 'a' } <http://s> <http://p> 'b' .",
            ".nq": '<http://s> <http://p> "a" <http://g> .\n<http://s> <http://p> "b" .\n'}
    (tmp_path / f"graph{ending}").write_text(rows[ending])
    assert sorted(map(str, formats.load(tmp_path / f"graph{ending}").objects())) == ["a", "b"]


@pytest.mark.parametrize(("name", "content", "says"), [
    ("missing.ttl", None, "no such file"), ("archvie", None, "no such file or folder"), ("broken.ttl", "this is no turtle", "not turtle"), ("graph.xyz", "", "no graph format"),
    ("far.jsonld", '{"@context": "http://127.0.0.1:9/c", "http://p": "v"}', "names a context at an address, which is not fetched"),
    ("bomb.rdf", _RDF.format('<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">', "&b;"), "defines entities"),
    ("wide.rdf", _RDF.format('<!ENTITY a "aaaa">', "&a;").encode("utf-16"), "defines entities"),
    ("outside.rdf", _RDF.format('<!ENTITY a SYSTEM "file:///etc/hostname">', "&a;"), "defines entities"),
])
def test_what_cannot_be_loaded(tmp_path, name, content, says):
    if content is not None:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(GraphError, match=says):
        formats.load(tmp_path / name)


def test_an_agency_has_its_names_place_and_parent(sample_graph):
    office = next(s for s in sample_graph.subjects(SKOS.prefLabel) if str(sample_graph.value(s, SKOS.prefLabel)) == "济南市人民政府办公厅")
    from rdflib.namespace import ORG

    assert str(sample_graph.value(sample_graph.value(office, ORG.subOrganizationOf), SKOS.prefLabel)) == "济南市人民政府"
    assert str(sample_graph.value(sample_graph.value(office, ELI.jurisdiction), PG.adminCode)) == "370100"


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=120))
def test_any_title_makes_an_iri_that_turtle_can_hold(title):
    graph = Graph()
    node = MINT.document("100000", None, title)
    graph.add((node, RDF.type, PG.Document))
    graph.add((node, ELI.title, triples.text_literal(title)))
    assert (node, RDF.type, PG.Document) in Graph().parse(data=graph.serialize(), format="turtle")
    assert isinstance(node, URIRef) and " " not in node


def test_prints_of_one_order_are_one_document():
    for printed in ("国令第707号", "中华人民共和国国务院令第707号"):
        assert iri(printed, "100000") == iri("国务院令第707号", "100000")
    assert iri("国家林业局令第5号", "100000") != iri("国家林业局令第50号", "100000")


def test_two_copies_of_one_act_are_one_document_in_any_order():
    copies = [reading("济政发〔2019〕1号", "济南市人民政府关于节水的通知", ("applies", ABOVE)) for _ in range(2)]
    source = Source("copy.html", copies[1].source.text, hashlib.sha256(b"another copy").hexdigest())
    copies[1] = Reading(source, copies[1].documents)
    graphs = [building.build_graph(Extraction(tuple(order))) for order in (copies, copies[::-1])]
    merged = joining.merge([building.build_graph(Extraction((one,))) for one in copies])
    assert set(graphs[0]) == set(graphs[1]) == set(merged)
    for citation in merged.subjects(RDF.type, PG.Citation):
        assert len(set(merged.objects(citation, PG.evidence))) == 1


def test_a_heading_that_is_numbered_zero_is_not_the_text_before_the_first_heading():
    """Found by breaking texts: 〇、 and ０、 have the locator 0, which was the name of the opening."""
    text = "临江市人民政府关于推进节水的通知\n临政发〔2019〕12号\n各县区人民政府：\n到2020年，节水率达到30%。\n０、管好水源。（责任单位：市水务局）\n一、建设管网。（责任单位：市财政局）\n临江市人民政府\n2019年6月20日\n"
    graph = building.build_graph(extract(Source("a.txt", text, "1" * 64)))
    provisions = set(graph.subjects(RDF.type, PG.Provision))
    assert sorted(str(node).rpartition("/provision/")[2] for node in provisions) == ["0", "0~1", "一"]
    assert all(len(list(graph.objects(node, OA.start))) == 1 for node in provisions)


def test_a_document_that_its_source_holds_twice_has_each_provision_once():
    text = "临江市人民政府关于推进节水的通知\n临政发〔2019〕12号\n各县区人民政府：\n一、建设管网。（责任单位：市财政局）\n临江市人民政府\n2019年6月20日\n"
    graph = building.build_graph(extract(Source("a.txt", text * 2, "1" * 64)))
    (node,) = {node for node in graph.subjects(RDF.type, PG.Provision) if str(node).endswith("/一")}
    assert [start.toPython() for start in graph.objects(node, OA.start)] == [text.index("一、")]
    assert len(set(graph.subjects(RDF.type, PG.Responsibility))) == 2
