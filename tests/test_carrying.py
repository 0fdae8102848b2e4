"""Text from outside becomes valid Unicode in one place; every format that is written carries it and reads back the same."""

from __future__ import annotations

import io
import os
import xml.etree.ElementTree as ElementTree

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef

import policygraph as pg
from policygraph.carrying import LOST, decode_name, for_xml, valid_name, valid_text
from policygraph.model import Source
from policygraph.pipeline import extract_source
from policygraph.reading.folding import folded
from policygraph.stating.formats import FORMATS, load, save, to_bytes

ODD = "\x00\x01\x08\x0b\x0c\x1b\x1f\x7f\x85\ufffe\uffff\u2028𠮷\U000e0001\U0001fffe"
TEXT = (
    f"济南市人民政府关于{ODD}节水的通知\n济政发〔2017〕9号\n各县区人民政府：\n一、推进{ODD}工作（市公安局负责）。根据《济南市{ODD}办法》（济政发〔2016〕3号），"
    f"开展“节水{ODD}示范”行动。到2020年，节水率达到30%。\n济南市人民政府\n2017年7月1日\n"
)


def test_halves_of_a_pair_become_their_character_and_lone_ones_are_lost():
    assert valid_text("a\ud842\udfb7b\udfb7\ud842") == f"a𠮷b{LOST}{LOST}"
    text = "没有半个字符"
    assert valid_text(text) is text


@given(st.text(st.characters(), max_size=40) | st.text(st.sampled_from("\ud842\udfb7中a"), max_size=12))
def test_any_text_becomes_valid_and_stays_so(text):
    valid = valid_text(text)
    valid.encode()  # raises where it is not valid
    assert valid_text(valid) == valid
    assert len(for_xml(valid)) == len(valid)
    ElementTree.fromstring(f"<a>{for_xml(valid).replace('&', '').replace('<', '').replace(']]>', '')}</a>")


@pytest.mark.parametrize("bad", ["\x00", "\x08", "\x0b", "\x0c", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff"])
def test_what_xml_forbids_becomes_one_visible_sign(bad):
    assert for_xml(f"甲{bad}乙") == "甲\ufffd乙"


def test_what_xml_carries_stays():
    text = "甲\t乙\n丙\r<&>\"' \x7f\x85\u2028\ud7ff\ue000\ufffd\U00010000\U0010ffff𠮷"
    assert for_xml(text) == text


def test_names_of_files():
    assert valid_name(os.fsdecode("济南.txt".encode("gb18030"))) == "济南.txt" if os.fsdecode(b"\xff") == "\udcff" else True
    assert valid_name("济南\x1b[31m.txt") == "济南[31m.txt" and valid_name("\ud800") == LOST and valid_name("\x07") == LOST
    assert decode_name("济南".encode()) == decode_name("济南".encode("gbk")) == "济南"


def test_an_entity_that_is_half_a_character_is_lost():
    assert folded("济南&#55296;市") == f"济南{LOST}市" and folded("&#27982;") == "济"


def test_a_source_that_is_given_may_hold_halves_of_characters():
    text = TEXT.replace(ODD, "\ud842\udfb7与\ud800")
    reading = extract_source(Source("a.txt", text, "0" * 64))
    assert "𠮷" in reading.source.text and reading.documents[0].responsibilities
    for item in reading.documents[0].citations:
        assert reading.source.text[item.evidence.start : item.evidence.end] == item.evidence.exact


@pytest.fixture(scope="module")
def odd_graph(tmp_path_factory):
    path = tmp_path_factory.mktemp("odd") / "odd\x01.txt"
    path.write_text(TEXT, "utf-8")
    return pg.build_graph(pg.extract(path), text=True)


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_carries_every_text_and_reads_back_the_same(odd_graph, tmp_path, ending):
    path = tmp_path / f"odd{ending}"
    save(odd_graph, path)
    again = load(path)
    held = set(load(_as_nt(odd_graph, tmp_path)))
    carried = {(s, p, Literal(for_xml(o), o.language, o.datatype) if isinstance(o, Literal) else o) for s, p, o in held}
    assert set(again) == (carried if ending == ".rdf" else held)
    save(again, tmp_path / f"again{ending}")
    assert (tmp_path / f"again{ending}").read_bytes() == path.read_bytes()
    if ending == ".rdf":
        ElementTree.parse(path)


def _as_nt(graph, folder):
    save(graph, folder / "same.nt")
    return folder / "same.nt"


def test_quotations_keep_their_length(odd_graph, tmp_path):
    from policygraph.stating.terms import OA

    for node, start in odd_graph.subject_objects(OA.start):
        end, exact = (odd_graph.value(node, term).toPython() for term in (OA.end, OA.exact))
        assert str(exact) == TEXT[start.toPython() : end]


@pytest.mark.parametrize("ending", FORMATS)
def test_the_writer_makes_a_foreign_graph_well_formed(tmp_path, ending):
    graph = Graph()
    for n, value in enumerate((ODD, "a\r\nb\tc", "]]>&<\"'", "")):
        graph.add((URIRef(f"http://example.org/{n}"), URIRef("http://example.org/p"), Literal(value, lang="zh" if n % 2 else None)))
    save(graph, tmp_path / f"a{ending}")
    assert {str(o) for _, _, o in load(tmp_path / f"a{ending}")} == {
        for_xml(ODD) if ending == ".rdf" else ODD, "a\r\nb\tc", "]]>&<\"'", ""}


def test_a_graph_that_was_merged_alone_is_the_same_file(sample_graph, tmp_path):
    for ending in FORMATS:
        one, two = tmp_path / f"one{ending}", tmp_path / f"two{ending}"
        save(sample_graph, one)
        save(load(one), two)
        assert one.read_bytes() == two.read_bytes(), ending


def test_turtle_is_written_in_the_order_of_its_triples(sample_graph):
    text = to_bytes(sample_graph)
    store = pyoxigraph.Store()
    store.load(io.BytesIO(text), format=pyoxigraph.RdfFormat.TURTLE)
    assert len(store) == len(sample_graph)
    shuffled = Graph()
    for triple in reversed(list(sample_graph)):
        shuffled.add(triple)
    assert to_bytes(shuffled) == text
