"""What holds for any text: no crash, evidence that is a slice, the same result twice, statements that stay where they are."""

from __future__ import annotations

import hashlib
import os

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rdflib import BNode

from policygraph.errors import ReadError
from policygraph.keeping.building import build_graph
from policygraph.model import Extraction, Reading, Source
from policygraph.pipeline import extract_source
from policygraph.stating.terms import PG

#: Attributes of a document whose items carry evidence.
STATEMENTS = (
    "fields", "provisions", "citations", "agencies", "responsibilities", "duties", "programmes", "targets", "results", "funding", "tasks",
)
#: Pieces of official language, whole and broken, and what copies put between them.
PIECES = (
    "济南市人民政府", "关于印发", "《", "》", "节水行动计划", "（2017-2019年）", "的通知", "（济政发〔2017〕9号）", "济政字[2017]第39号", "国发〔2016〕28号",
    "根据", "贯彻落实", "《中华人民共和国水法》", "同时废止", "各县区人民政府，市政府各部门：", "一、", "（一）", "1.", "第一条", "第二章 总则", "①",
    "市水务局牵头，市财政局、市公安局配合", "（责任单位：市水务局、各县区政府）", "由市民政局会同有关部门", "负责", "审计部门要加强监督", "实施“企业上云”行动",
    "到2020年", "2017年年底前", "达到", "不少于", "10000家", "30%", "2-3家", "给予最高50万元奖励", "自2017年7月20日起施行", "有效期2年", "济南市人民政府\n2017年6月20日",
    "二○一七年六月二十日", "2017年13月45日", "附件：", "（2017年6月20日印发）", "—3—", "【市政府文件】", "以下简称《意见》", "。", "，", "；", "：", "、", "\n", "\n\n", "　　",
    " ", "\t", "\r\n", "\ufeff", "\u200b", "*", "#", "|", "<b>", "&amp;", "\x00", "𠀀", "e\u0301", "ABC", "〔", "〕", "（", "）", "“", "”", "号", "年", "0", "〇",
)
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=60).map("".join)
HEADS = st.sampled_from([
    "济南市人民政府关于推进节水的通知\n济政发〔2017〕9号\n各县区人民政府：\n", "（JNCR-2017-0020003）\n济南市人民政府办公厅\n关于印发《甲办法》的通知\n\n（济政办发[2017] 26 号）\n",
    "国务院令\n第588号\n某条例\n第一章 总则\n第一条 ",
])
FEET = st.sampled_from(["\n济南市人民政府\n2017年6月20日\n", "\n（2017年6月20日印发）\n—3—\n", "\n", ""])
#: One to three acts, whole or broken, with anything in them.
acts = st.lists(st.tuples(HEADS, texts, FEET).map("".join), min_size=1, max_size=3).map("".join)
#: How often each is tried; more with EXAMPLES=150 (or as many as one likes) in the environment.
EXAMPLES = int(os.environ.get("EXAMPLES", 60))
slow = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(text: str) -> Reading | None:
    try:
        return extract_source(Source("any.txt", text, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()))
    except ReadError:
        return None


def statements(reading: Reading):
    for document in reading.documents:
        yield document, document
        for name in STATEMENTS:
            for statement in getattr(document, name):
                yield document, statement


@slow
@given(acts)
def test_evidence_is_a_slice_of_the_text_and_lies_in_its_act(text):
    reading = read(text)
    assume(reading)
    for document, statement in statements(reading):
        evidence = statement.evidence
        assert text[evidence.start : evidence.end] == evidence.exact
        around = text[evidence.start - len(evidence.prefix) : evidence.end + len(evidence.suffix)]
        assert evidence.prefix + evidence.exact + evidence.suffix == around
        assert document.start <= evidence.start < evidence.end <= document.end


@slow
@given(acts)
def test_acts_do_not_overlap_and_stand_in_the_text(text):
    reading = read(text)
    assume(reading)
    end = 0
    for document in reading.documents:
        assert end <= document.start < document.end <= len(text)
        end = document.end


@slow
@given(acts)
def test_statements_stand_in_provisions_of_their_act_and_are_fairly_sure(text):
    reading = read(text)
    assume(reading)
    for document in reading.documents:
        ids = [provision.id for provision in document.provisions]
        assert len(ids) == len(set(ids))
        for name in STATEMENTS[2:]:
            for statement in getattr(document, name):
                assert statement.provision == "" or statement.provision in ids
                assert 0 < statement.confidence <= 1 and statement.rule


@slow
@given(texts)
def test_the_same_text_gives_the_same_facts(text):
    assert read(text) == read(text)


@settings(max_examples=EXAMPLES * 2 // 5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts)
def test_any_reading_becomes_a_graph_without_blank_nodes_whose_statements_have_evidence(text):
    reading = read(text)
    assume(reading)
    graph = build_graph(Extraction((reading,)))
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)
    for type_ in (PG.Citation, PG.Responsibility, PG.Duty, PG.ProgrammeMention, PG.Target, PG.Funding):
        for node in graph.subjects(predicate=None, object=type_):
            assert graph.value(node, PG.evidence) is not None
    assert graph.serialize(format="turtle") == build_graph(Extraction((read(text),))).serialize(format="turtle")


@slow
@given(st.text(st.characters(max_codepoint=0x2FF), max_size=400))
def test_a_text_without_chinese_states_nothing(text):
    reading = read(text)
    assert reading is None or not any(getattr(document, name) for document in reading.documents for name in STATEMENTS[2:])
