"""How long after another document one came: days where both are known, years where only they are; days that copies print."""

from __future__ import annotations

import hashlib

import pytest

from policygraph.asking.answers import run_query
from policygraph.keeping.building import build_graph
from policygraph.model import Source
from policygraph.naming import laws
from policygraph.pipeline import extract

ACT = (
    "临江市人民政府关于做好节水工作的意见\n临政发〔2019〕7号\n各县区人民政府：\n根据《中华人民共和国水法》和《国务院关于某项节水工作的意见》（国发〔2016〕3号），提出以下意见。\n"
    "一、管好水源。各县区人民政府要加强领导，落实责任，确保各项任务按时完成。\n临江市人民政府\n2019年7月1日\n"
).replace("临江市", "济南市").replace("临政发", "济政发")


def source(text: str) -> Source:
    return Source("a.txt", text, hashlib.sha256(text.encode()).hexdigest())


@pytest.fixture(scope="module")
def graph():
    return build_graph(extract(source(ACT)))


def test_days_after_the_promulgation_of_a_law(graph):
    # from 1988-01-21 to 2019-07-01: 31 years with 8 leap days, and 161 days
    (row,) = run_query(graph, "implementers", number="水法")
    assert laws.dates_of("中华人民共和国水法").promulgated == "1988-01-21"
    assert (row["days_later"], row["years_later"]) == (11484, 31)


def test_years_where_a_number_alone_tells_them(graph):
    (row,) = run_query(graph, "implementers", number="国发〔2016〕3号")
    assert (row["days_later"], row["years_later"]) == (None, 3)


def test_the_table_of_laws_has_days_and_sources():
    known = {title: laws.dates_of(title) for title in ("中华人民共和国公务员法", "不动产登记暂行条例")}
    assert [(found.promulgated, found.source) for found in known.values()] == [("2005-04-27", "题注"), ("2014-11-24", "题注")]
    assert laws.dates_of("临江市供水条例") is None


@pytest.mark.parametrize(("line", "field", "day"), [
    ("——2026年1月27日在济南市第四届人民代表大会第五次会议上", "signed", "2026-01-27"),
    ("时间：2026-02-11", "printed", "2026-02-11"), ("2026-01-31 07:00:44 来源：某日报", "printed", "2026-01-31"),
])
def test_a_day_under_the_title_of_a_copy(line, field, day):
    text = f"济南市2026年政府工作报告\n{line}\n各位代表：\n一、过去一年的工作\n全市上下努力工作，完成了各项任务，群众生活得到改善。\n二、2026年工作安排\n今年要办好十件实事。\n"
    (document,) = extract(source(text)).documents
    assert getattr(document, field) == day
