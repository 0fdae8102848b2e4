"""What has been reached is no goal: marked sentences, periods, growth; goals that are striven for; money in yuan."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from time import perf_counter

import pytest
from rdflib import Graph

from conftest import ROOT, in_oxigraph
from policygraph.asking.answers import run_query
from policygraph.finding.figures.results import find_results
from policygraph.finding.figures.targets import find_targets
from policygraph.keeping.building import build_graph
from policygraph.model import Document, Paragraph, Source
from policygraph.pipeline import extract, extract_source
from policygraph.showing.explain import explain_terminal
from policygraph.stating.money import in_yuan
from policygraph.stating.terms import PG

COMMUNIQUE = """临江市2022年国民经济和社会发展统计公报
临江市统计局
2023年3月20日
一、综合
{body}
"""
PLAN = """济南市人民政府关于印发济南市节水行动计划的通知
济政发〔2017〕3号
各县区人民政府：
现将《济南市节水行动计划》印发给你们。
济南市人民政府
2017年1月5日
济南市节水行动计划
一、主要任务
{body}
"""
REPORT = """临江市2026年政府工作报告
各位代表：
现在，我代表市人民政府，向大会报告政府工作，请予审议。
{past}
今年发展主要预期目标是：生产总值增长5%以上。
一、做好水利工作
{ahead}
"""


def source(text: str, name: str = "a.txt") -> Source:
    return Source(name, text, hashlib.sha256(text.encode()).hexdigest())


def document(text: str):
    (found,) = extract_source(source(text)).documents
    return found


def results(text: str) -> list[tuple]:
    return [(r.indicator, r.value, r.unit, r.period, r.growth, r.growth_unit) for r in document(text).results]


@pytest.mark.parametrize(("sentence", "want"), [
    ("全年粮食产量20.5万吨，比上年增长3.2%。", [("粮食产量", 20.5, "万吨", "2022", 3.2, "%")]),
    ("其中，莲藕产量3万吨，下降1.5%。", [("莲藕产量", 3, "万吨", "2022", -1.5, "%")]),
    ("固定资产投资比上年增长8.8%。", [("固定资产投资增长", 8.8, "%", "2022", None, None)]),
    ("年末常住人口98万人，比上年末增加2万人，增长2.1%。", [("常住人口", 98, "万人", "2022", 2.1, "%")]),
    ("城镇人口60万人，占总人口的61.2%，比上年提高0.5个百分点。", [
        ("城镇人口", 60, "万人", "2022", None, None), ("城镇人口占总人口", 61.2, "%", "2022", 0.5, "百分点")]),
    ("渔业产值增长5.5%、达到9亿元。", [("渔业产值增长", 5.5, "%", "2022", None, None), ("渔业产值", 9, "亿元", "2022", None, None)]),
    ("货物出口增长20%，进口增长3%。", [("货物出口增长", 20, "%", "2022", None, None), ("进口增长", 3, "%", "2022", None, None)]),
    ("泵站、水厂总数分别增长3%、5%。", [("泵站增长", 3, "%", "2022", None, None), ("水厂总数增长", 5, "%", "2022", None, None)]),
    ("上半年渔业产值4.5亿元。", [("渔业产值", 4.5, "亿元", "2022", None, None)]),
    ("2022年1-9月，接待游客300万人次。", [("接待游客", 300, "万人次", "2022-01/2022-09", None, None)]),
    ("“十三五”期间，新建泵站12座。", [("新建泵站", 12, "座", "2016/2020", None, None)]),
    ("截至2022年6月底，水库蓄水2.5亿立方米。", [("水库蓄水", 2.5, "亿立方米", "2022-06-30", None, None)]),
])
def test_a_communique_states_results_and_no_goals(sentence, want):
    text = COMMUNIQUE.format(body=sentence)
    assert results(text) == want and document(text).targets == ()


@pytest.mark.parametrize("sentence", [
    "统计范围为年收入2000万元及以上的工业企业。", "人口平均年龄35岁。", "经济总量居全省第3位。", "注册资本100万元的企业纳入统计。"])
def test_numbers_that_are_no_figures(sentence):
    assert results(COMMUNIQUE.format(body=sentence)) == []


def test_a_month_that_no_year_has_is_no_fault():
    assert extract_source(source("临江市统计公报\n临江市统计局\n2016年0月5日，全市供水20万吨。\n")).failures == ()


def test_a_communique_may_look_forward():
    found = document(COMMUNIQUE.format(body="全年新建泵站12座。2023年力争新建泵站20座。"))
    assert [r.value for r in found.results] == [12] and [t.value for t in found.targets] == [20]


def test_a_report_reviews_and_then_sets_goals():
    found = document(REPORT.format(past="一年来，全市新建泵站20座，生产总值突破900亿元、增长5.5%。", ahead="新建水厂3座。浓度比上年下降2%。"))
    assert [(r.indicator, r.value, r.comparator, r.period, r.growth) for r in found.results] == [
        ("全市新建泵站", 20, "=", "2025", None), ("生产总值", 900, ">=", "2025", 5.5)]
    assert [(t.value, t.unit) for t in found.targets] == [(5, "%"), (3, "座"), (2, "%")]  # in the part that looks ahead, what is compared with the year before is a goal


@pytest.mark.parametrize(("sentence", "reached", "wanted"), [
    ("截至2016年底，全市已建成泵站30座。到2020年，建成泵站50座。", [("全市建成泵站", 30, "2016-12-31")], [50]),
    ("2016年，再生水利用率达到20%。", [("再生水利用率", 20, "2016")], []),
    ("再生水利用率达到了20%，力争到2020年达到40%。", [("再生水利用率", 20, None)], [40]),
    ("到2017年底，再生水利用率达到40%。", [], [40]),
    ("对2016年实施的24项措施进行评估。", [], []),
    ("改造已批复的泵站，泵站达到30座。", [], [30]),
])
def test_an_act_of_another_kind_has_results_where_its_sentences_say_so(sentence, reached, wanted):
    found = document(PLAN.format(body=sentence))
    assert [(r.indicator, r.value, r.period) for r in found.results] == reached
    assert [t.value for t in found.targets] == wanted


def test_without_a_date_what_it_says_of_a_past_year_is_reached():
    text = "关于节水工作的意见\n一、现状。截至2022年底，全市节水企业达到300家。\n二、进展。2022年，新建泵站达到12座。\n三、任务。到2025年，泵站达到50座。\n"
    found = document(text)
    assert [(r.value, r.period) for r in found.results] == [(300, "2022-12-31"), (12, "2022")] and [t.value for t in found.targets] == [50]


def test_a_heading_that_looks_back_makes_results():
    found = document(PLAN.format(body="（一）发展基础\n建成泵站20座。\n（二）重点项目\n到2020年，建成泵站30座。"))
    assert [(r.value, r.period) for r in found.results] == [(20, None)] and [t.value for t in found.targets] == [30]


def test_the_parts_of_what_was_approved_are_no_goals():
    assert document(PLAN.format(body="现批准节水行业标准20项。其中，机械行业标准8项、化工行业标准12项。")).targets == ()


# ---- striven for


def test_what_is_striven_for_beyond_a_goal():
    first, second = document(PLAN.format(body="到2020年，确保新增节水企业2200家、力争2500家。")).targets
    assert (first.value, first.stretch, first.striven) == (2200, 2500, None)
    assert (second.value, second.stretch, second.striven, second.indicator) == (2500, None, True, first.indicator)


@pytest.mark.parametrize(("sentence", "striven"), [
    ("再生水利用率力争达到40%。", True), ("力争到2020年，再生水利用率达到40%。", True), ("到2020年，再生水利用率达到40%。", None)])
def test_a_goal_that_is_striven_for_keeps_its_comparator(sentence, striven):
    (target,) = document(PLAN.format(body=sentence)).targets
    assert (target.comparator, target.value, target.striven) == ("=", 40, striven)


def test_explain_says_what_is_striven_for_and_what_has_been_reached():
    text = PLAN.format(body="到2020年，确保新增节水企业2200家、力争2500家。截至2016年底，已建成泵站30座，同比增长5%。")
    said = explain_terminal(extract_source(source(text)))
    assert "= 2200 家, by 2020, at best 2500" in said and "2500 家, by 2020, striven for" in said
    assert "result/reached" in said and "建成泵站 = 30 座 in 2016-12-31, +5%" in said


@pytest.mark.parametrize("piece", ["产量5吨", "产量5吨、", "，产量5吨，增长3%", "5吨、"])
def test_time_grows_with_the_length_of_a_paragraph(piece):
    def seconds(times: int) -> float:
        text = "水稻" + piece * times
        paragraph = Paragraph(text, tuple(range(len(text))), text)
        act = Document("a.txt", 0, len(text), paragraph.evidence(0, 1), title="临江市2022年国民经济和社会发展统计公报")
        began = perf_counter()
        assert find_results(act, [paragraph]) and find_targets(act, [paragraph]) == ()
        return perf_counter() - began

    seconds(50)
    assert seconds(4000) < 0.5 + 12 * seconds(1000)


# ---- money


@pytest.mark.parametrize(("value", "unit", "yuan"), [
    (12, "元", "12"), (3.25, "千元", "3250"), (3.2, "万元", "32000"), (1.1, "百万元", "1100000"), (2, "千万元", "20000000"),
    (0.3, "亿元", "30000000"), (1.2, "万亿元", "1200000000000"), (0.5, "元", "0.5"),
    (5, "亿美元", None), (20, "元/人", None), (2, "万元/亩", None), (30, "%", None), (3, None, None),
])
def test_amounts_in_yuan(value, unit, yuan):
    assert in_yuan(value, unit) == (None if yuan is None else Decimal(yuan))


GRANTS = PLAN.replace("行动计划", "扶持办法").format(body="""（一）对节水企业，给予20万元奖励。
（二）对节水园区，给予最高1.5亿元的补助。
（三）按投资额的30%给予补贴。
（四）对引进的专家，给予5—8万元补贴。""")


def test_money_is_in_the_graph_as_printed_and_in_yuan():
    rows = run_query(in_oxigraph(build_graph(extract([source(GRANTS)]))), "money")
    assert [(r["comparator"], r["value"], r["maximum"], r["unit"], r["yuan"], r["yuan_maximum"]) for r in rows] == [
        ("<=", Decimal("1.5"), None, "亿元", 150000000, None), ("=", 20, None, "万元", 200000, None),
        ("=", 5, 8, "万元", 50000, 80000), ("=", 30, None, "%", None, None)]
    assert "给予最高1.5亿元的补助" in rows[0]["sentence"] and "节水园区" in rows[0]["purpose"]
    assert sum(r["yuan"] or 0 for r in rows) == 150250000


@pytest.mark.parametrize(("given", "values"), [
    ({"minimum": "80000"}, [Decimal("1.5"), 20, 5]), ({"minimum": "10000000000"}, []), ({"document": "济政发[2017]3号"}, [Decimal("1.5"), 20, 5, 30]),
    ({"document": "济政发〔2017〕4号"}, []), ({"programme": "清流入户"}, [])])
def test_money_by_amount_document_and_programme(given, values):
    assert [r["value"] for r in run_query(in_oxigraph(build_graph(extract([source(GRANTS)]))), "money", **given)] == values


def test_money_belongs_to_a_programme():
    text = GRANTS.replace("（二）对节水园区", "（二）实施“清流入户”行动，对节水园区")
    rows = run_query(in_oxigraph(build_graph(extract([source(text)]))), "money", programme="清流入户")
    assert [(r["value"], r["of_programme"]) for r in rows] == [(Decimal("1.5"), "清流入户")]


# ---- goal and result side by side

GOALS = """临江市人民政府关于发展渔业的意见
临政发〔2020〕8号
各县区人民政府：
一、目标。到2022年，全市渔业总产值达到1.2万亿元，渔业企业达到300家以上，渔业总产值增长6%，鱼苗产量达到20万吨。
临江市人民政府
2020年5月10日
"""


@pytest.fixture(scope="module")
def made():
    goals = GOALS.replace("临江市", "济南市").replace("临政发", "济政发")
    reached = COMMUNIQUE.replace("临江市", "济南市").format(
        body="渔业总产值9800亿元，比上年增长5.5%。全市渔业企业310家。鱼苗产量25亿尾。水产品产量30万吨。")
    return build_graph(extract([source(goals), source(reached, "b.txt")]))


@pytest.fixture(scope="module")
def side_by_side(made):
    return in_oxigraph(made)


def test_goal_and_result_of_one_indicator(side_by_side):
    columns = ("place", "indicator", "comparator", "goal", "unit", "due", "goal_number", "result", "result_unit", "period")
    rows = run_query(side_by_side, "goal-and-result")
    number = "济政发〔2020〕8号"
    assert [tuple(row[c] for c in columns) for row in rows] == [
        ("济南市", "渔业企业", ">=", 300, "家", "2022", number, 310, "家", "2022"),
        ("济南市", "渔业总产值", "=", Decimal("1.2"), "万亿元", "2022", number, 9800, "亿元", "2022"),
        ("济南市", "渔业总产值增长", "=", 6, "%", "2022", number, Decimal("5.5"), "%", "2022"),
    ]
    assert {row["result_number"] for row in rows} == {"济南市2022年国民经济和社会发展统计公报"}


@pytest.mark.parametrize(("given", "found"), [
    ({"indicator": "全市渔业企业"}, 1), ({"indicator": "企业"}, 0), ({"place": "济南市"}, 3), ({"place": "青岛市"}, 0)])
def test_goal_and_result_by_indicator_and_place(side_by_side, given, found):
    assert len(run_query(side_by_side, "goal-and-result", **given)) == found


@pytest.mark.parametrize("name", ["goal-and-result", "money"])
def test_engines_agree(made, name):
    graph = made + build_graph(extract([source(GRANTS)]))
    oxigraph = in_oxigraph(graph)
    rows = list(run_query(graph, name))
    assert rows and rows == list(run_query(oxigraph, name))


def test_results_satisfy_the_shapes(made):
    validate = pytest.importorskip("pyshacl").validate
    shapes = Graph().parse(ROOT / "ontology" / "shapes.ttl")
    assert validate(made, shacl_graph=shapes)[0]
    broken = Graph() + made
    broken.remove((None, PG.indicator, None))
    assert not validate(broken, shacl_graph=shapes)[0]
