"""Deadlines of tasks, from the text to the calendar file; base values and deadlines that lists of goals share."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.agenda import MAX_LINE, due, last_day, to_ics
from policygraph.cli import main
from policygraph.folding import fold
from policygraph.graph import build_graph, save
from policygraph.model import Document, Evidence, Paragraph, Source
from policygraph.pipeline import extract
from policygraph.query import run_query
from policygraph.targets import find_targets
from policygraph.tasks import find_task_deadlines

ACT = Document("x", 0, 1, Evidence(0, 1, "x"), title="某市人民政府关于整治河道的意见", type="意见", signed="2017-05-02")
TEXT = """某市人民政府关于整治河道的通知
某政发〔2017〕5号
各县区人民政府，市政府各部门：
现就整治河道有关事项通知如下：
一、摸底。由市水务局牵头，各县区要于2017年6月底前完成摸底调查。
二、整治。2018年10月31日前全部完成整治，到2020年水质达标率从60%提高到85%。
某市人民政府
2017年5月2日
"""


def paragraph(text: str, provision: str = "") -> Paragraph:
    folded, offsets = fold(text)
    return Paragraph(folded, offsets, text, provision=provision)


@pytest.fixture(scope="module")
def graph():
    return build_graph(extract(Source("river.txt", TEXT, "0" * 64)))


@pytest.mark.parametrize(("text", "task"), [
    ("各县区要于2017年6月底前完成摸底调查。", ("2017-06-30", "各县区完成摸底调查")),
    ("2017年12月31日前，将整改情况报送市整治办。", ("2017-12-31", "将整改情况报送市整治办")),
    ("年底前建成市级数据平台；", ("2017-12-31", "建成市级数据平台")),
    ("“十三五”末，", None), ("2016年底前已完成改造，", None), ("每年3月底前报送年度报告。", None), ("到2020年，培育50家企业。", None),
    ("2010年12月31日前成立的企业，", None),
])
def test_what_is_to_be_done_by_when(text, task):
    found = [(t.deadline, t.action) for t in find_task_deadlines(ACT, [paragraph(text)])]
    assert found == ([task] if task else [])


def test_a_stage_has_the_end_of_its_months():
    folded, offsets = fold(text := "（一）自查阶段（2017年8月—10月）。")
    stage = Paragraph(folded, offsets, text, "notice", "一/（一）", True, 3)
    assert [(t.action, t.deadline, t.rule) for t in find_task_deadlines(ACT, [stage])] == [("自查阶段", "2017-10", "stage")]


def test_a_base_value_is_no_goal_of_its_own():
    (target,) = find_targets(ACT, [paragraph("到2020年，水质达标率从60%提高到85%。")])
    assert (target.indicator, target.value, target.base, target.deadline) == ("水质达标率", 85.0, 60.0, "2020")


def test_numbers_are_shared_out_over_the_names_before_them():
    found = find_targets(ACT, [paragraph("到2020年，用水量、能耗、排放量分别下降23%、15%、18%。")])
    assert [(t.indicator, t.value) for t in found] == [("用水量下降", 23.0), ("能耗下降", 15.0), ("排放量下降", 18.0)]


@pytest.mark.parametrize(("text", "deadline"), [
    ("“十四五”末，企业达到500家。", "2025"), ("力争用3年时间，培育企业500家。", "2020"), ("到“十三五”期末，培育企业500家。", "2020"),
])
def test_ends_of_plans_and_years_from_the_document(text, deadline):
    assert [t.deadline for t in find_targets(ACT, [paragraph(text)])] == [deadline]


def test_tasks_are_asked_for_by_day_with_their_agencies(graph):
    rows = run_query(graph, "tasks-due", from_="2017", to="2017-12-31")
    assert [(row["due"], row["what"]) for row in rows] == [("2017-06-30", "各县区完成摸底调查")]
    assert "水务局" in rows[0]["agencies"]
    assert len(run_query(graph, "tasks-due", from_="2017", to="2018")) == 2


def test_base_value_is_in_the_graph(graph):
    rows = run_query(graph, "PREFIX pg: <https://w3id.org/policygraph/ontology#> SELECT ?b WHERE { ?t pg:baseValue ?b }")
    assert [float(row["b"]) for row in rows] == [60.0]


def test_calendar_file(graph, tmp_path):
    file, out = tmp_path / "g.ttl", tmp_path / "due.ics"
    save(graph, file)
    assert main(["calendar", str(file), "--targets", "-o", str(out)]) == 0
    text = out.read_bytes().decode()
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 3
    assert "DTSTART;VALUE=DATE:20170630" in text and "DTSTART;VALUE=DATE:20201231" in text
    assert to_ics(due(graph, "2017", "2021", targets=True)) == text


@pytest.mark.parametrize(("written", "day"), [("2016-02", date(2016, 2, 29)), ("2019", date(2019, 12, 31)), ("2017-06-05", date(2017, 6, 5))])
def test_last_day(written, day):
    assert last_day(written) == day


@given(st.text(max_size=200))
def test_any_text_folds_into_short_lines_and_back(what):
    text = to_ics([{"due": "2017", "what": what, "statement": "urn:x"}])
    assert all(len(line.encode()) <= MAX_LINE for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    summary = next(line for line in unfolded.split("\r\n") if line.startswith("SUMMARY:"))
    assert summary.removeprefix("SUMMARY:") == what.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "").replace("\n", "\\n")
