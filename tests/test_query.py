"""Every competency question, asked by name and answered from the sample or from a few short documents; engines agree."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import subprocess
import sys
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from rdflib import XSD, BNode, Graph, Literal, Namespace, URIRef

from conftest import in_oxigraph
from policygraph import language, rooms
from policygraph.asking import rendering
from policygraph.asking.answers import _evaluate, ask, run_query
from policygraph.asking.named import bound, named, parse, question
from policygraph.asking.prefixes import PREFIXES, shorten
from policygraph.asking.values import in_order, plain, term_of, typed, unordered
from policygraph.corpus import Corpus
from policygraph.errors import QueryError, TableError
from policygraph.keeping.building import build_graph
from policygraph.model import Source
from policygraph.pipeline import extract
from policygraph.stating.formats import save

FEW = {
    "state.txt": """国务院关于推进节水的指导意见
国发〔2016〕70号
各省、自治区、直辖市人民政府：
到2020年，全国万元产值用水量下降23%。
国务院
2016年3月1日
""",
    "province.txt": """山东省人民政府关于推进节水的实施意见
鲁政发〔2016〕90号
各市人民政府：
为贯彻落实《国务院关于推进节水的指导意见》（国发〔2016〕70号），提出以下意见。
一、管好水源。到2020年，全省万元产值用水量下降25%。（责任单位：省水利厅、省财政厅）
山东省人民政府
2016年5月10日
""",
    "city.txt": """济南市人民政府关于印发济南市节水办法的通知
济政发〔2017〕3号
各县区人民政府：
《济南市节水办法》已经研究通过，现印发给你们。
济南市人民政府
2017年1月5日
济南市节水办法
第一条 根据《山东省人民政府关于推进节水的实施意见》（鲁政发〔2016〕90号），制定本办法。
第二条 市水利局负责全市节水工作。
第三条 本办法自2017年2月1日起施行，有效期至2019年1月31日。《济南市用水办法》（济政发〔2009〕8号）同时废止。
""",
    "before.txt": """济南市人民政府关于检查用水的通知
济政发〔2010〕5号
各县区人民政府：
根据《济南市用水办法》（济政发〔2009〕8号），现将有关事项通知如下。
一、各县区要定期检查用水。
济南市人民政府
2010年4月2日
""",
    "forward.txt": """济南市人民政府办公厅转发山东省人民政府关于推进节水的实施意见的通知
济政办发〔2016〕40号
各县区人民政府：
现将《山东省人民政府关于推进节水的实施意见》（鲁政发〔2016〕90号）转发给你们。
济南市人民政府办公厅
2016年6月1日
""",
}


def few_readings():
    return extract([Source(name, text, hashlib.sha256(text.encode()).hexdigest()) for name, text in FEW.items()])


@pytest.fixture(scope="module")
def in_memory() -> Graph:
    """The short documents in rdflib, which takes ten times as long to answer."""
    return build_graph(few_readings())


@pytest.fixture(scope="module")
def few(in_memory) -> Graph:
    """The same in Oxigraph, as a graph is asked from a file."""
    return in_oxigraph(in_memory)


def answers(graph, name: str, *columns: str, **params) -> list[tuple[str, ...]]:
    """The columns of an answer as text, row by row."""
    return [tuple(row[column] for column in columns) for row in run_query(graph, name, **params).texts()]


# ---- the questions of the design, by their numbers


def test_1_what_a_document_rests_on_step_by_step(few):
    assert answers(few, "superior-chain", "step", "citing", "relation", "cited", "level", number="济政发[2017]第3号") == [
        ("1", "济政发〔2017〕3号", "based_on", "鲁政发〔2016〕90号", "省级"),
        ("2", "鲁政发〔2016〕90号", "applies", "国发〔2016〕70号", "中央"),
    ]


def test_1_the_type_of_what_a_document_rests_on_is_told_where_only_its_title_tells_it(few):
    rows = answers(few, "superior-chain", "cited", "type", number="济政发〔2010〕5号")
    assert rows == [("济政发〔2009〕8号", "办法")], rows
    assert [row[0] for row in answers(few, "superior-chain", "type", number="济政发〔2017〕3号")] == ["意见", "意见"]


def test_2_who_carries_a_document_out_and_how_many_days_later(few):
    assert answers(few, "implementers", "number", "level", "days_later", number="国发〔2016〕70号") == [("鲁政发〔2016〕90号", "省级", "70")]
    assert ("济政发〔2017〕3号", "240") in answers(few, "implementers", "number", "days_later", number="鲁政发〔2016〕90号")


def test_3_most_cited_and_what_to_acquire(few):
    assert set(answers(few, "most-cited", "number", "citations", "held")[:2]) == {
        ("济政发〔2009〕8号", "2", "no"), ("鲁政发〔2016〕90号", "2", "yes")}
    assert answers(few, "most-cited-unheld", "number", "citations") == [("济政发〔2009〕8号", "2")]


def test_4_who_does_what_and_with_whom(few, sample_store):
    assert answers(few, "agency-tasks", "role", "number", "locator", "alone", agency="济南市水利局") == [
        ("responsible", "济政发〔2017〕3号", "第二条", "yes")]
    assert answers(sample_store, "agency-tasks", "number", "locator", agency="市公安局") == [("济政发〔2017〕9号", "二/（三）")]
    busy = {row[0]: row[1:] for row in answers(few, "workload", "agency", "tasks", "responsible", "alone")}
    assert busy["山东省水利厅"] == ("1", "1", "0") and busy["济南市水利局"] == ("1", "1", "1")
    now = {row[0]: row[1:] for row in answers(sample_store, "workload-now", "agency", "tasks", "predecessors")}
    assert now["济南市市场监督管理局"][1] >= "1" and "济南市质量技术监督局" not in now and "济南市公安局" in now
    assert {("山东省水利厅", "山东省财政厅", "1"), ("山东省财政厅", "山东省水利厅", "1")} & set(
        answers(few, "agency-pairs", "agency", "with", "tasks"))
    roles = answers(sample_store, "responsibilities", "locator", "role", "agency", number="济政发〔2017〕9号")
    assert ("二/（一）", "lead", "济南市质量技术监督局") in roles and len(roles) == 8
    cells = answers(sample_store, "responsibility-matrix", "agency", "role", "sentence", number="济政发〔2017〕9号")
    assert len(cells) == 8 and all(sentence for _, _, sentence in cells)


def test_5_tasks_with_nobody_with_two_leaders_agencies_missing_below(few, sample_store):
    assert ("济政发〔2017〕11号", "三", "2", "民政部门") in answers(
        sample_store, "tasks-with-two-leaders", "number", "locator", "leaders", "agency")
    assert answers(sample_store, "tasks-without-agency", "locator", number="济政发〔2017〕9号") == []
    assert answers(few, "agencies-missing-below", "agency", above="鲁政发〔2016〕90号", below="济政发〔2017〕3号") == [("山东省财政厅",)]


def test_6_everything_about_a_programme(sample_store):
    rows = run_query(sample_store, "programme", name="企业上云").texts()
    assert {row["number"] for row in rows} == {"济政字〔2017〕39号"}
    assert {row["what"] for row in rows} == {"document", "task", "agency", "target", "money"}
    assert {(row["text"], row["value"], row["unit"], row["due"]) for row in rows if row["what"] == "target"} >= {
        ("新增上云企业", "10000", "家", "2019"), ("高新技术企业占比", "70", "%", "2019")}
    assert [(row["value"], row["unit"], row["due"]) for row in rows if row["what"] == "money"] == [("2000", "万元", "每年")]


def test_7_targets_by_due_day_and_at_two_levels(few):
    assert answers(few, "targets-due", "number", "value", "unit", from_="2020-06", to="2020-12") == [
        ("国发〔2016〕70号", "23", "%"), ("鲁政发〔2016〕90号", "25", "%")]
    assert answers(few, "targets-due", "number", from_="2021", to="2022") == []
    assert answers(few, "same-indicator", "indicator", "level", "value") == [
        ("万元产值用水量下降", "中央", "23"), ("万元产值用水量下降", "省级", "25")]


def built(*texts: str) -> Graph:
    return in_oxigraph(build_graph(extract([Source(f"{n}.txt", text, hashlib.sha256(text.encode()).hexdigest()) for n, text in enumerate(texts)])))


def test_7_targets_of_two_documents_of_one_level():
    graph = built(*(f"""济南市人民政府关于发展数字产业的{kind}
济政发〔{year}〕8号
各县区人民政府：
一、目标。到{year + 3}年，{of}数字产业规模达到{value}亿元。
济南市人民政府
{year}年5月10日
""" for kind, year, of, value in (("意见", 2017, "全市", 800), ("通知", 2020, "", 1500))))
    side_by_side = [("数字产业规模", "济政发〔2017〕8号", "800", "2020"), ("数字产业规模", "济政发〔2020〕8号", "1500", "2023")]
    for given in ({}, {"indicator": "数字产业规模"}, {"indicator": "全市数字产业规模"}):
        assert answers(graph, "same-indicator", "indicator", "number", "value", "due", **given) == side_by_side
    assert answers(graph, "same-indicator", "number", indicator="规模") == []


def test_6_a_programme_that_takes_the_place_of_another():
    graph = built("""济南市人民政府关于推进企业上云的意见
济政发〔2017〕8号
各县区人民政府：
一、起步。实施“企业上云”行动，推广云服务。
济南市人民政府
2017年5月10日
""", """济南市人民政府关于推进产业数字化的意见
济政发〔2020〕9号
各县区人民政府：
一、提升。将“企业上云”行动升级为“云网智联”行动，推广工业互联网。
济南市人民政府
2020年5月10日
""")
    rows = answers(graph, "programme-life", "name", "documents", "first", "last", "replaces", "replaced_by")
    assert rows == [("企业上云", "2", "2017-05-10", "2020-05-10", "", "云网智联"), ("云网智联", "1", "2020-05-10", "2020-05-10", "企业上云", "")]


def test_8_in_force_expiring_resting_on_what_is_gone(few):
    def on(day):
        return {number for (number,) in answers(few, "in-force", "number", day=day)}

    assert "济政发〔2017〕3号" not in on("2017-01-31") and "济政发〔2017〕3号" in on("2017-02-01") & on("2019-01-31")
    assert "济政发〔2017〕3号" not in on("2019-02-01")
    assert answers(few, "expiring", "number", "last_day", from_="2019", to="2019") == [("济政发〔2017〕3号", "2019-01-31")]
    assert answers(few, "rests-on-repealed", "number", "rests_on", "why", "since", "repealed_by", day="2018-01-01") == [
        ("济政发〔2010〕5号", "济政发〔2009〕8号", "repealed", "2017-02-01", "济政发〔2017〕3号")]


def test_9_joint_issuers(sample_store):
    assert {row[1:] for row in answers(sample_store, "joint-issuers", "number", "issuers", "issuer")} == {
        ("2", "中共济南市委办公厅"), ("2", "济南市人民政府办公厅")}


def test_10_missing_numbers_of_a_series(few):
    assert answers(few, "series-gaps", "first_missing", "last_missing", "missing", code="济政发", year="2010") == [("1", "4", "4")]


def test_11_forwarding_unfolds_to_the_root(few):
    assert answers(few, "unfold", "step", "number", "root", number="济政办发〔2016〕40号") == [
        ("0", "济政办发〔2016〕40号", "no"), ("1", "鲁政发〔2016〕90号", "yes")]


def test_12_from_an_answer_to_the_sentence(few):
    (statement,) = (row["statement"] for row in run_query(few, "agency-tasks", agency="济南市水利局"))
    (row,) = run_query(few, "evidence", thing=statement)
    assert row["file"] == "city.txt" and FEW["city.txt"][int(row["start"]) : int(row["end"])] == row["quote"]
    assert "负责" in row["quote"] and row["rule"]


# ---- right answers, worked out by hand


def test_leaders_are_two_where_one_label_or_clause_names_them():
    graph = built("""济南市人民政府关于推进节水的意见
济政发〔2019〕6号
各区县人民政府：
一、管好水源。市水务局牵头开展水源普查。市生态环境局牵头治理河道。市财政局牵头安排资金。
二、推广节水。（市水务局、市工业和信息化局牵头，市财政局配合）
三、宣传节水。（市教育局、市水务局按职责分工分别牵头落实）
四、用好再生水。由市水务局、市城市管理局牵头制定规划。
五、做好保障。（市财政局牵头安排资金，市审计局牵头开展审计）
济南市人民政府
2019年3月4日
""")
    assert answers(graph, "tasks-with-two-leaders", "locator", "leaders", "apart", "agency") == [
        ("二", "2", "no", "济南市工业和信息化局"), ("二", "2", "no", "济南市水务局"),
        ("三", "2", "yes", "济南市教育局"), ("三", "2", "yes", "济南市水务局"),
        ("四", "2", "no", "济南市水务局"), ("四", "2", "no", "济南市城市管理局"),
    ]


def test_general_headings_clauses_and_articles_are_no_tasks():
    graph = built("""济南市人民政府关于推进节水的实施方案
济政发〔2019〕7号
各区县人民政府：
一、总体要求
（一）指导思想。坚持节水优先，建设节水城市。
（二）主要目标。到2022年，全市用水总量控制在20亿立方米以内。
二、发展现状和存在的问题
全市用水效率不断提高。
三、重点任务
（一）普查水源。摸清水源底数。（责任单位：市水务局）
（二）推广节水器具。公共机构全部使用节水器具。
四、附则
本方案自印发之日起施行。
济南市人民政府
2019年4月5日
""")
    assert answers(graph, "tasks-without-agency", "locator", "what") == [("三/（二）", "推广节水器具")]


def test_agencies_are_counterparts_by_their_department():
    above = """山东省人民政府关于推进节水的意见
鲁政发〔2018〕6号
各市人民政府：
一、管好水源。（责任单位：省公安厅、省发展改革委、省财政厅、省市场监管局、省委宣传部、省政府办公厅、省有关部门）
山东省人民政府
2018年3月4日
"""
    below = """济南市人民政府关于贯彻鲁政发〔2018〕6号文件推进节水的通知
济政发〔2019〕8号
各县区人民政府：
一、管好水源。（责任单位：公安部门、市发改委、市市场监督管理局、市委宣传部、市政府办公厅）
济南市人民政府
2019年3月4日
"""
    assert answers(built(above, below), "agencies-missing-below", "agency", "function", above="鲁政发〔2018〕6号", below="济政发〔2019〕8号") == [
        ("山东省财政厅", "财政")]


def test_a_pair_of_agencies_is_counted_once(few):
    assert answers(few, "agency-pairs", "agency", "with", "tasks") == [("山东省水利厅", "山东省财政厅", "1")]
    assert answers(few, "agency-pairs", "agency", "with", agency="山东省财政厅") == [("山东省财政厅", "山东省水利厅")]
    assert answers(few, "agency-pairs", "agency", "with", agency="山东省水利厅") == [("山东省水利厅", "山东省财政厅")]


def test_a_document_of_the_same_level_does_not_carry_out():
    beside = """水利部关于贯彻节水指导意见的通知
水规〔2016〕5号
各有关单位：
根据《国务院关于推进节水的指导意见》（国发〔2016〕70号），现就有关事项通知如下。
水利部
2016年4月1日
"""
    graph = built(FEW["state.txt"], FEW["province.txt"], beside)
    assert answers(graph, "citations", "cited", number="水规〔2016〕5号") == [("国发〔2016〕70号",)]
    assert answers(graph, "implementers", "number", number="国发〔2016〕70号") == [("鲁政发〔2016〕90号",)]


def test_what_was_valid_when_it_was_cited_is_no_fault(few):
    after = """济南市人民政府关于限制用水的通知
济政发〔2018〕9号
各县区人民政府：
根据《济南市用水办法》（济政发〔2009〕8号），现将有关事项通知如下。
一、各县区要限制用水。
济南市人民政府
2018年4月2日
"""
    assert answers(few, "rests-on-repealed", "number") == []  # the notice of 2010 rests on what was repealed in 2017
    graph = built(*FEW.values(), after)
    assert answers(graph, "rests-on-repealed", "number", "rests_on", "since", "before_signing") == [
        ("济政发〔2018〕9号", "济政发〔2009〕8号", "2017-02-01", "yes")]
    assert answers(graph, "rests-on-repealed", "number", "before_signing", day="2018-12-31") == [
        ("济政发〔2010〕5号", "no"), ("济政发〔2018〕9号", "yes")]


def test_the_last_day_in_force_is_in_force():
    resting = """济南市人民政府关于用水的通知
济政发〔2019〕1号
各县区人民政府：
根据《济南市节水办法》（济政发〔2017〕3号），现将有关事项通知如下。
一、各县区要节约用水。
济南市人民政府
2019年1月31日
"""
    assert answers(built(FEW["city.txt"], resting), "rests-on-repealed", "number") == []
    assert answers(built(FEW["city.txt"], resting), "rests-on-repealed", "number", day="2019-01-31") == []
    later = resting.replace("2019年1月31日", "2019年2月1日")
    assert answers(built(FEW["city.txt"], later), "rests-on-repealed", "number", "since", "why") == [("济政发〔2019〕1号", "2019-01-31", "expired")]


def test_a_document_without_a_day_takes_no_days_from_a_programme():
    dated = """济南市人民政府关于推进企业上云的意见
济政发〔2017〕8号
各县区人民政府：
一、起步。实施“企业上云”行动，推广云服务。
济南市人民政府
2017年5月10日
"""
    undated = dated.replace("8号", "9号").replace("2017年5月10日\n", "")
    elsewhere = """关于推进企业上云的说明
一、起步。实施“企业上云”行动，推广云服务。
"""
    graph = built(dated, undated, elsewhere)
    (row,) = run_query(graph, "programme-life", name="企业上云").texts()
    assert (row["documents"], row["first"], row["last"], row["levels"], row["places"]) == ("3", "2017-05-10", "2017-05-10", "地级", "1")


def test_a_target_of_a_programme_keeps_its_comparator(sample_store):
    rows = run_query(sample_store, "programme", name="企业上云").texts()
    assert [row["comparator"] for row in rows if row["text"] == "新增上云企业"] == [">="]


def test_a_document_without_number_and_title_is_not_lost(sample_store):
    graph = in_oxigraph(sample_store)
    eli = Namespace("http://data.europa.eu/eli/ontology#")
    everything = len(run_query(sample_store, "responsibilities"))
    (document,) = {URIRef(row["document"]) for row in run_query(sample_store, "responsibilities", number="济政发〔2017〕9号")}
    for name in (eli.number, eli.title):
        graph.remove((document, name, None))
    graph.add((document, eli.title_alternative, Literal("品牌建设要点", lang="zh")))
    assert len(run_query(graph, "responsibilities")) == len(run_query(graph, "responsibility-matrix")) == everything
    rows = run_query(graph, "responsibilities", number="品牌建设要点")
    assert len(rows) == 8 and {row["number"] for row in rows} == {"品牌建设要点"}  # what is printed in it stands for its title
    graph.remove((document, eli.title_alternative, None))
    assert len(run_query(graph, "responsibilities")) == everything


def test_lists_in_a_cell_are_sorted(few):
    names = [row["issuers"].split("、") for row in run_query(few, "documents").texts()]
    assert names and all(issuers == sorted(issuers) for issuers in names)
    graph = built("""济南市人民政府关于检查用水的通知
济政发〔2020〕5号
各县区人民政府：
一、检查用水。2020年6月30日前完成检查。（责任单位：市水务局、市财政局、市公安局）
济南市人民政府
2020年4月2日
""")
    (row,) = run_query(graph, "tasks-due", from_="2020", to="2020")
    assert row["agencies"].split("、") == sorted(["济南市水务局", "济南市财政局", "济南市公安局"])


def test_agencies_of_what_a_deadline_stands_under_answer_for_it():
    graph = built("""济南市人民政府关于检查用水的通知
济政发〔2020〕5号
各县区人民政府：
一、检查用水（责任单位：市水务局）
（一）普查。2020年6月30日前完成普查。
济南市人民政府
2020年4月2日
""")
    assert answers(graph, "tasks-due", "locator", "agencies", from_="2020", to="2020") == [("一/（一）", "济南市水务局")]


def test_a_list_has_no_limit_of_its_own():
    limits = {name: parameter.default for name, query in named().items() for parameter in query.parameters if parameter.name == "limit"}
    assert {name for name, default in limits.items() if default} == {"most-cited", "most-cited-unheld"}


def test_what_a_limit_cuts_is_said(in_memory, few, endpoint, call, tmp_path):
    whole = run_query(few, "documents")
    assert not whole.cut and whole.total == len(whole) == 5 and whole.remarks() == []
    for source in (in_memory, few, endpoint):
        some = run_query(source, "documents", limit=2)
        assert list(some) == list(whole)[:2] and some.cut and some.total == 5
        assert some.remarks() == ["2 of 5 rows; --param limit=5 shows all"]
        assert not run_query(source, "documents", limit=5).cut
    save(few, tmp_path / "graph.nt")
    done = call("query", tmp_path / "graph.nt", "documents", "--param", "limit=2", "--format", "csv")
    assert done.returncode == 0 and len(done.stdout.decode().splitlines()) == 3 and b"2 of 5 rows" in done.stderr


def test_every_question_of_the_design_has_a_query():
    assert {number for query in named().values() for number in query.competency} >= set(range(1, 13))


def test_every_named_query_runs_with_its_example(sample_store):
    for name, query in named().items():
        answer = _evaluate(sample_store, query.text, name)
        assert set(query.flags) <= set(answer.columns), name


@pytest.mark.parametrize("name", rooms.data("questions", ".rq"))
def test_what_the_program_asks_for_itself_is_a_question_too(sample_store, in_memory, few, name):
    text = question(name)
    assert text.startswith("# title: ")
    assert parse(text).text == text
    given = {"name": "企业上云"} if any(parameter.required for parameter in parse(text).parameters) else {}
    assert run_query(sample_store, text, **given) or run_query(few, text, **given), "nothing is there to be found"
    assert sorted(map(str, run_query(in_memory, text, **given))) == sorted(map(str, run_query(few, text, **given)))


# ---- parameters and mistakes


def test_parameters_are_checked(few):
    with pytest.raises(QueryError, match="number is missing"):
        run_query(few, "superior-chain")
    with pytest.raises(QueryError, match="did you mean most-cited"):
        run_query(few, "most-cite")
    with pytest.raises(QueryError, match="no parameter 'colour'"):
        run_query(few, "most-cited", colour="red")
    with pytest.raises(QueryError, match="not a whole number"):
        run_query(few, "most-cited", limit="many")
    with pytest.raises(QueryError, match="like 2017-12-31|not a day"):
        run_query(few, "in-force", day="2017")
    with pytest.raises(QueryError, match=r"unknown prefix nothing; known are .*\bpg\b.*PREFIX nothing:"):
        run_query(few, "SELECT ?d WHERE { ?d a nothing:Document }")
    with pytest.raises(QueryError, match="not a query: it begins with SELEC; a query begins with SELECT, ASK"):
        run_query(few, "# 甲\nPREFIX my: <http://example.org/>\nSELEC ?d WHERE { ?d a my:Document }")


@pytest.mark.parametrize("text", [
    "DESCRIBE <{iri}>", "describe <{iri}>", "DESCRIBE {short}", "# which\nPREFIX my: <urn:my:> # mine\n Describe # it\n <{iri}>", "BASE <urn:x:> DESCRIBE<{iri}> <{iri}/of.rq>"])
def test_a_thing_is_described_without_a_pattern(few, in_memory, call, tmp_path, text):
    thing = run_query(few, "documents")[0]["document"]
    text = text.format(iri=thing, short=shorten(thing))
    for graph in (few, in_memory):
        made = run_query(graph, text).graph
        assert made and {str(subject) for subject in made.subjects()} == {thing}
    save(few, tmp_path / "graph.nt")
    done = call("query", tmp_path / "graph.nt", text, "--format", "csv")
    assert done.returncode == 0 and f"\n{thing}," in done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(("pattern", "said"), [
    ("?d eli:nummer ?x", ["eli:nummer: there is no such term in the graph; did you mean eli:number?"]),
    ("?d pg:title ?x", ["pg:title: there is no such term in the graph; did you mean eli:title?"]),
    ("?x a pg:documnt", ["pg:documnt: there is no such term in the graph; did you mean pg:Document or pg:document?"]),
    ("?d eli:cites*/eli:titel ?x ; skos:preflabel 'pg:nothing' # pg:neither\n", [
        "eli:titel: there is no such term in the graph; did you mean eli:title?", "skos:preflabel: there is no such term in the graph; did you mean skos:prefLabel?"]),
    ("?d <http://data.europa.eu/eli/ontology#nummer> ?x", ["eli:nummer: there is no such term in the graph; did you mean eli:number?"]),
    ("?d pg:qqqqq ?x", ["pg:qqqqq: there is no such term in the graph"]),
    ("?d pg:year ?x . ?x eli:number 'none'", []), ("?d eli:number 'none', ?x", []), ("?x a skos:Collection", []),  # nothing is wrong with these terms
    ("?d eli:number ?x", []),
])
def test_terms_that_there_are_none_of_are_named_where_nothing_is_found(in_memory, few, endpoint, pattern, said):
    for graph in (in_memory, few, endpoint):
        rows = run_query(graph, f"SELECT ?x WHERE {{ {pattern} }}")
        assert sorted(rows.remarks()) == sorted(said) and rows.columns == ("x",) and bool(rows) == (pattern == "?d eli:number ?x")


def test_a_term_of_others_that_a_graph_has_is_no_slip(few):
    graph = Graph() + few
    graph.add((URIRef("urn:a"), URIRef(PREFIXES["eli"] + "published_in"), Literal("x")))
    assert run_query(graph, "SELECT ?x { ?x eli:published_in 'y' ; eli:publishd_in 'x' }").remarks() == ["eli:publishd_in: there is no such term in the graph"]
    assert run_query(graph, "PREFIX eli: <urn:mine:> SELECT ?x { ?x eli:nummer 'y' }").remarks() == []
    assert run_query(graph, "SELECT ?x { ?x eli:published_in ?y OPTIONAL { ?x eli:nummer ?z } }").remarks() == []


def test_a_slip_in_a_term_is_told_on_standard_error_alone(few, call, tmp_path, monkeypatch):
    monkeypatch.setattr(language, "_chosen", "en")  # another one is left behind no more
    save(few, tmp_path / "graph.nt")
    for asked, empty in (("SELECT ?n { ?d eli:nummer ?n }", b"n\n"), ("CONSTRUCT { ?d eli:title ?n } WHERE { ?d eli:nummer ?n }", b"subject,predicate,object\n")):
        done = call("query", tmp_path / "graph.nt", asked, "--format", "csv")
        assert (done.returncode, done.stdout) == (0, empty) and done.stderr.decode() == "eli:nummer: there is no such term in the graph; did you mean eli:number?\n"
    assert call("query", tmp_path / "graph.nt", "SELECT ?n { ?d eli:nummer ?n }", "--lang", "zh").stderr.decode() == "eli:nummer：图谱中没有这个术语；是不是指 eli:number？\n"


@pytest.mark.parametrize("name", ["describe", "describes", "describe-all", "DESCRIBE # nothing"])
def test_what_describes_nothing_is_the_name_of_a_query(few, name):
    with pytest.raises(QueryError, match="no query|name of a query"):
        run_query(few, name)


@pytest.mark.parametrize("text", [
    "SELECT ?d { ?d a pg:Document", "ASK { ?d eli:number 'my:one, <b:c>' . # your:two\n ?d a _:b, <urn:x:y> ", "PREFIX my-1.a: <urn:x:> SELECT ?d { ?d a my-1.a:B",
    "base <urn:x:> prefix : <urn:y:> describe ?x { ?x a :B ", "SELECT ?x { ?x skos:prefLabel '甲'@zh-CN ; pg:sum 1.5e3 "])
def test_a_fault_of_another_kind_is_none_of_prefixes(few, text):
    with pytest.raises(QueryError, match="syntax error"):
        run_query(few, text)


@pytest.mark.parametrize("value", ['" } DROP ALL #', "》}'", '\\" ?s ?p ?o', "国发〔2016〕70号\" }"])
def test_a_value_stays_a_value(few, value):
    assert run_query(few, "superior-chain", number=value) == []


def test_the_head_of_a_query_is_checked():
    with pytest.raises(TableError, match="line 2"):
        parse("# parameters:\n#   day (date): the day\nSELECT * {}")
    with pytest.raises(TableError, match="no VALUES"):
        parse("# parameters:\n#   day (date, required): the day\nSELECT * {}")


def test_forms_of_an_answer(few):
    rows = run_query(few, "expiring", from_="2019", to="2019")
    assert rendering.render(rows, "csv").splitlines()[0].startswith("last_day,number,title")
    assert json.loads(rendering.render(rows, "json"))[0]["number"] == "济政发〔2017〕3号"
    assert "济政发〔2017〕3号" in rendering.render(rows, "table", width=60)
    described = Graph().parse(data=rendering.render(rows, "ttl"), format="turtle")
    assert len(described) > 10
    assert ask(few, "ASK { ?d a <https://w3id.org/policygraph/ontology#Stub> }") is True


# ---- engines agree


ASKED = (
    ("superior-chain", {"number": "济政发〔2017〕3号"}), ("implementers", {"number": "国发〔2016〕70号"}), ("most-cited", {}), ("workload", {}), ("workload-now", {}),
    ("agency-pairs", {}), ("in-force", {"day": "2018-06-30"}), ("rests-on-repealed", {"day": "2018-06-30"}), ("same-indicator", {}), ("series-gaps", {}),
    ("unfold", {"number": "济政办发〔2016〕40号"}), ("targets-due", {"from_": "2016", "to": "2030"}), ("tasks-due", {"from_": "2016", "to": "2030"}), ("programme-life", {}), ("tasks-recurring", {}), ("responsibility-matrix", {}),
    ("documents", {}), ("citations", {"number": "济政发〔2017〕3号"}), ("most-cited-unheld", {}), ("agency-tasks", {"agency": "济南市水利局"}),
    ("responsibilities", {}), ("agencies-missing-below", {"above": "鲁政发〔2016〕90号", "below": "济政发〔2017〕3号"}), ("expiring", {"from_": "2019", "to": "2019"}),
    ("joint-issuers", {}), ("doubts", {}), ("merges", {}),
)


@pytest.fixture(scope="module", params=["a graph", "a corpus"])
def whole(request, sample_path, sample_store, tmp_path_factory):
    """The sample as a graph, and as a corpus that is asked on disk."""
    if request.param == "a graph":
        return sample_store
    corpus = Corpus(tmp_path_factory.mktemp("whole") / "corpus")
    corpus.add(sample_path, jobs=1)
    return corpus.graph


@pytest.mark.parametrize(("name", "parameter"), [
    ("responsibilities", "number"), ("responsibility-matrix", "number"), ("tasks-without-agency", "number"), ("money", "document")])
def test_all_documents_say_what_each_of_them_says(whole, name, parameter):
    """A query that is asked about one document looks things up, about all it reads them from end to end: two ways, the same rows."""
    documents = [row["number"] or row["title"] for row in run_query(whole, "documents")]
    parted = [row for document in documents for row in run_query(whole, name, **{parameter: document})]
    together = list(run_query(whole, name))
    assert len(together) >= 1 and sorted(map(repr, parted)) == sorted(map(repr, together))


def test_all_pairs_are_what_each_agency_shares(whole):
    pairs = {frozenset((row["agency"], row["with"])): row["tasks"] for row in run_query(whole, "agency-pairs")}
    agencies = {agency for pair in pairs for agency in pair}
    parted = {frozenset((agency, row["with"])): row["tasks"] for agency in agencies for row in run_query(whole, "agency-pairs", agency=agency)}
    assert len(pairs) > 10 and parted == pairs


@pytest.fixture(scope="module")
def both(sample_graph, in_memory) -> Graph:
    return in_oxigraph(sample_graph, in_memory)


SORTED = tuple((name, params) for name, params in ASKED if unordered(named()[name].text))


@pytest.mark.parametrize(("name", "params"), SORTED, ids=[name for name, _ in SORTED])
def test_rows_stand_in_the_order_that_the_store_gives_them(both, name, params):
    """The program puts the rows of a named query in order; the store, asked as the text stands, gives the same."""
    text = bound(named()[name], params)[0].text
    told = [[plain(None if value is None else typed(str(value), getattr(value, "datatype", None))) for value in row] for row in both.query(text, initNs=dict(PREFIXES))]
    answer = run_query(both, name, **params)
    # The names in a cell are put in order by the program alone.
    told = [[in_order(cell) or "" if column in named()[name].lists else cell for column, cell in zip(answer.columns, row, strict=True)] for row in told]
    assert told == [list(row.values()) for row in answer.texts()]


def test_most_lists_are_put_in_order_by_the_program():
    assert len(SORTED) > 15


@pytest.mark.parametrize(("name", "params"), ASKED, ids=[name for name, _ in ASKED])
def test_rdflib_and_oxigraph_answer_alike(in_memory, few, name, params):
    assert list(run_query(in_memory, name, **params)) == list(run_query(few, name, **params))


@pytest.fixture(scope="module")
def endpoint(few, tmp_path_factory):
    """A real SPARQL 1.1 server that holds the graph."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists() and not shutil.which("oxigraph"):
        pytest.skip("no oxigraph server (pip install oxigraph)")
    program = str(program) if program.exists() else "oxigraph"
    folder = tmp_path_factory.mktemp("server")
    save(few, folder / "graph.nt")
    subprocess.run([program, "load", "--location", folder / "store", "--file", folder / "graph.nt"], check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [program, "serve-read-only", "--location", folder / "store", "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.mark.parametrize(("name", "params"), ASKED, ids=[name for name, _ in ASKED])
def test_a_server_answers_like_a_graph(few, endpoint, name, params):
    assert list(run_query(endpoint, name, **params)) == list(run_query(few, name, **params))


def test_a_server_describes_and_is_drawn(endpoint, call, tmp_path):
    answer = run_query(endpoint, "expiring", from_="2019", to="2019")
    assert len(answer.describe()) > 10
    done = call("draw", "citations", endpoint, "-o", tmp_path / "page.html")
    assert done.returncode == 0 and "济政发〔2017〕3号" in (tmp_path / "page.html").read_text("utf-8")


NOBODY = {
    "document": "无政发〔1901〕1号", "agency": "无名局", "programme": "无名行动", "indicator": "无名指标", "code": "无政发", "iri": "id:agency/000000/无名局",
    "start": "1901", "end": "1902", "date": "1901-01-01",
}


@pytest.mark.parametrize("name", [name for name, query in named().items() if any(p.type in NOBODY for p in query.parameters)])
def test_what_names_nothing_has_no_rows(in_memory, few, name):
    params = {parameter.name: NOBODY[parameter.type] for parameter in named()[name].parameters if parameter.type in NOBODY}
    assert run_query(in_memory, name, **params) == run_query(few, name, **params) == run_query(Graph(), name, **params) == []


def test_a_server_suggests_and_takes_what_tables_print(few, endpoint):
    found = run_query(endpoint, "agency-tasks", agency="水利局").suggestions
    assert found == run_query(few, "agency-tasks", agency="水利局").suggestions and found[0].near[0] == "济南市水利局"
    pasted = "# Titles\nSELECT ?t WHERE { id:document/370100/济政发〔2017〕3号 eli:title ?t }"
    assert run_query(endpoint, pasted) == run_query(few, pasted) == [{"t": "济南市人民政府关于印发济南市节水办法的通知"}]


def test_the_address_of_a_server_is_not_that_of_its_endpoint(endpoint):
    with pytest.raises(QueryError, match=r"mostly ends in /query or /sparql: try http://127.0.0.1:\d+/query"):
        run_query(endpoint.removesuffix("query"), "documents")


def test_no_server_there():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/query"
        with pytest.raises(QueryError, match="refused"):
            run_query(address, "most-cited")


OLD = "临江市人民政府关于道路停车的通知\n临政发〔2010〕5号\n各区县人民政府：\n请执行停车规定，做好管理。\n临江市人民政府\n2010年3月4日\n"
ENDS = {
    "from a day it states": ("临政发〔2010〕5号文件自2018年1月1日起废止。", "2018-01-01"),
    "when the later act is in force": ("本办法自2017年9月1日起施行，临政发〔2010〕5号文件同时废止。", "2017-09-01"),
    "when the later act was signed": ("临政发〔2010〕5号文件予以废止。", "2017-06-20"),
}


@pytest.mark.parametrize(("clause", "end"), ENDS.values(), ids=ENDS)
def test_a_document_is_in_force_until_the_day_another_repeals_it(clause, end):
    later = f"临江市人民政府关于停车管理的通知\n临政发〔2017〕9号\n各区县人民政府：\n{clause}\n临江市人民政府\n2017年6月20日\n"
    found = extract([Source("a.txt", OLD, "a" * 64), Source("b.txt", later, "b" * 64)])
    graph = in_oxigraph(build_graph(found))

    def holds(day):
        return any(row["number"] == "临政发〔2010〕5号" for row in run_query(graph, "in-force", day=day))

    before = (date.fromisoformat(end) - timedelta(days=1)).isoformat()
    assert (holds("2010-03-03"), holds("2010-03-04"), holds(before), holds(end)) == (False, True, True, False)


def test_a_table_fits_a_terminal(sample_store):
    from rich.cells import cell_len

    rows = run_query(sample_store, "responsibilities", number="济政发〔2017〕9号")
    wide, narrow = rendering.render(rows, "table"), rendering.render(rows, "table", width=100)
    assert "id:document" in wide and "id:document" not in narrow
    assert all(cell_len(line) <= 100 for line in narrow.splitlines()) and "(not shown: document, statement" in narrow


def test_6_measures_are_apart_until_they_are_asked_for():
    """A mechanism is in the graph with its sentence, as a class of its own; only with ``measures`` a query of programmes shows it."""
    graph = built("""济南市人民政府关于推进节水的意见
济政发〔2019〕6号
各区县人民政府：
一、推进“清河护水”行动。实施“清河护水”行动，治理河道。
二、建立巡河“三级联动”工作机制。健全“三级联动”工作机制。
济南市人民政府
2019年3月4日
""")
    assert ("清河护水",) in answers(graph, "programme-life", "name") and ("三级联动",) not in answers(graph, "programme-life", "name")
    assert {("清河护水",), ("三级联动",)} <= set(answers(graph, "programme-life", "name", measures="yes"))
    assert not run_query(graph, "programme", name="三级联动")
    assert {row["what"] for row in run_query(graph, "programme", name="三级联动", measures="yes")} == {"document", "task"}
    with pytest.raises(QueryError, match="yes or no"):
        run_query(graph, "programme", name="三级联动", measures="maybe")


@pytest.mark.parametrize("ours", [
    URIRef("https://example.org/临江"), BNode("b1"), Literal("临江市", lang="zh"), Literal("临江市"), Literal(12), Literal(Decimal("20.50")), Literal(True),
    Literal("2019-06-30", datatype=XSD.date), Literal("2019", datatype=XSD.gYear), Literal("99x", datatype=XSD.integer)])
def test_a_term_of_the_store_is_read_as_the_same_term_of_rdflib(ours):
    """Rows come straight from Oxigraph where a graph stands on it, and from rdflib elsewhere: what they show and how they sort is one."""
    from oxrdflib._converter import to_ox

    assert term_of(to_ox(ours)) == term_of(ours)


def test_a_limit_takes_the_first_rows_of_the_whole_list(whole):
    rows = run_query(whole, "responsibilities")
    assert len(rows) > 3 and list(run_query(whole, "responsibilities", limit=3)) == list(rows)[:3]
