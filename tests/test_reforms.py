"""What became of agencies, what a short name means at a time, and what the graph and its queries make of it."""

from __future__ import annotations

import pytest
from rdflib import Graph
from rdflib.namespace import DCTERMS, ORG, RDF, SKOS

from policygraph.asking.answers import run_query
from policygraph.keeping.building import build_graph
from policygraph.keeping.joining import merge
from policygraph.model import Agency, Source
from policygraph.naming import gazetteer, reforms
from policygraph.naming.names import Context, resolve
from policygraph.pipeline import extract


def test_the_table_is_in_order():
    assert reforms.check() == []
    assert len(reforms.reforms()) > 90 and {r.date[:4] for r in reforms.reforms()} >= {"1998", "2003", "2008", "2013", "2018", "2019", "2023"}


@pytest.mark.parametrize(("name", "date", "expected"), [
    ("广电总局", "2010-01-01", "国家广播电影电视总局"), ("广电总局", "2015-01-01", "国家新闻出版广电总局"),
    ("广电总局", "2019-01-01", "国家广播电视总局"), ("广电总局", None, "国家广播电视总局"),
    ("药监局", "2006-01-01", "国家食品药品监督管理局"), ("药监局", "2020-01-01", "国家药品监督管理局"),
    ("国家计委", "1995-01-01", "国家计划委员会"), ("国家计委", "2000-01-01", "国家发展计划委员会"),
    ("卫生健康委", "2019-01-01", "国家卫生健康委员会"), ("国土部", "2017-01-01", "国土资源部"),
    ("国土资源部", "2019-01-01", "国土资源部"), ("发展改革委", "2017-01-01", "国家发展和改革委员会"), ("水利部", "1999-01-01", "水利部"),
])
def test_a_name_at_its_time(name, date, expected):
    assert reforms.central_at(name, date).name == expected
    assert resolve(name, Context("100000", "central", date)).agency.name == expected


def agency(name: str, place: str) -> Agency:
    return Agency(name, "agency", place, gazetteer.place(place).level)


@pytest.mark.parametrize(("name", "place", "date", "successors"), [
    ("国土资源部", "100000", "2018-03-17", ["自然资源部"]),
    ("国家食品药品监督管理总局", "100000", "2018-03-17", ["国家市场监督管理总局", "国家药品监督管理局"]),
    ("济南市经济和信息化委员会", "370100", "2019-03", ["济南市工业和信息化局"]),
    ("杭州市经济和信息化委员会", "330100", "2019-03", ["杭州市经济和信息化局"]),
    ("四川省经济和信息化委员会", "510000", "2018-12", ["四川省经济和信息化厅"]),
    ("济南市历下区环境保护局", "370102", "2019-03", ["济南市历下区生态环境局"]),
    ("济南市国家税务局", "370100", "2018-06-15", ["国家税务总局济南市税务局"]),
    ("山东省人民政府法制办公室", "370000", "2018-12", ["山东省司法厅"]),
])
def test_what_became_of_an_agency(name, place, date, successors):
    change = reforms.change(agency(name, place))
    assert (change.date, [a.name for a in change.resulting]) == (date, successors)
    assert all(a.place == place for a in change.resulting)


@pytest.mark.parametrize(("name", "place"), [
    ("上海市经济和信息化委员会", "310000"), ("重庆市经济和信息化委员会", "500000"), ("济南市公安局", "370100"), ("教育部", "100000"),
    ("济南市规划局规划处", "370100"),
])
def test_what_stayed(name, place):
    assert reforms.change(agency(name, place)) is None


def test_a_group_has_no_successor():
    assert reforms.change(Agency("济南市环境保护局", "group", "370100", "prefecture")) is None


TEXT = """济南市人民政府关于推进节水的通知
济政发〔2017〕3号
各县区人民政府：
一、管好水源。（责任单位：市经济和信息化委、市水利局）
二、用好水源。（责任单位：市工业和信息化局）
三、看好水源。（责任单位：国土资源部、市规划局）
济南市人民政府
2017年1月5日
"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build_graph(extract(Source("city.txt", TEXT, "0" * 64)))


def label(graph: Graph, node) -> str:
    return str(graph.value(node, SKOS.prefLabel))


def test_the_graph_holds_the_reforms_of_its_agencies(graph):
    changes = {
        (label(graph, old), label(graph, new), str(graph.value(event, DCTERMS.date)))
        for event in graph.subjects(RDF.type, ORG.ChangeEvent)
        for old in graph.objects(event, ORG.originalOrganization) for new in graph.objects(event, ORG.resultingOrganization)
    }
    assert changes == {
        ("济南市经济和信息化委员会", "济南市工业和信息化局", "2019-03"), ("国土资源部", "自然资源部", "2018-03-17"),
        ("济南市规划局", "济南市自然资源和规划局", "2019-03"),
    }


def test_as_then_and_as_now(graph):
    then = {row["agency"]: row["tasks"] for row in run_query(graph, "workload")}
    now = {row["agency"]: row["tasks"] for row in run_query(graph, "workload-now")}
    assert {name: str(n) for name, n in then.items()} == {
        "济南市经济和信息化委员会": "1", "济南市工业和信息化局": "1", "济南市水利局": "1", "国土资源部": "1", "济南市规划局": "1"}
    assert {name: str(n) for name, n in now.items()} == {
        "济南市工业和信息化局": "2", "济南市水利局": "1", "自然资源部": "1", "济南市自然资源和规划局": "1"}


def test_a_union_of_graphs_counts_alike(graph):
    assert list(run_query(merge([graph, graph]), "workload-now")) == list(run_query(graph, "workload-now"))


def test_several_reforms_one_after_the_other():
    text = TEXT.replace("国土资源部", "卫生部").replace("2017", "2012")
    found = build_graph(extract(Source("city.txt", text, "1" * 64)))
    assert "国家卫生健康委员会" in {row["agency"] for row in run_query(found, "workload-now")}
