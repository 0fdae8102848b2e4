"""Deadlines of tasks, from the text to the calendar file; base values and deadlines that lists of goals share."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.asking.agenda import MAX_LINE, due, last_day, next_day, recurring, to_ics
from policygraph.asking.answers import run_query
from policygraph.cli import main
from policygraph.finding.figures.targets import find_targets
from policygraph.finding.tasks import find_task_deadlines
from policygraph.keeping.building import build_graph
from policygraph.model import Document, Evidence, Paragraph, Source
from policygraph.pipeline import extract
from policygraph.reading.folding import fold
from policygraph.stating.formats import save

ACT = Document("x", 0, 1, Evidence(0, 1, "x"), title="某市人民政府关于整治河道的意见", type="意见", signed="2017-05-02")
TEXT = """某市人民政府关于整治河道的通知
某政发〔2017〕5号
各县区人民政府，市政府各部门：
现就整治河道有关事项通知如下：
一、摸底。由市水务局牵头，各县区要于2017年6月底前完成摸底调查，每年3月底前上报变化。
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
    ("“十三五”末，", None), ("2016年底前已完成改造，", None), ("到2020年，培育50家企业。", None),
    ("2010年12月31日前成立的企业，", None),
])
def test_what_is_to_be_done_by_when(text, task):
    found = [(t.deadline, t.action) for t in find_task_deadlines(ACT, [paragraph(text)])]
    assert found == ([task] if task else [])


@pytest.mark.parametrize(("text", "days", "action"), [
    ("各单位于每年3月底前报送年度报告。", ("--03",), "各单位报送年度报告"),
    ("每年1月15日、7月15日前，将半年总结报市整治办。", ("--01-15", "--07-15"), "将半年总结报市整治办"),
    ("每年三月五日前公布名单。", ("--03-05",), "公布名单"), ("每年年底前将上年情况报省厅。", ("--12",), "将上年情况报省厅"),
    ("每月10日前报送上月进展。", ("---10",), "报送上月进展"), ("每月底前上报报表。", ("---31",), "上报报表"),
    ("每季度首月10日前上报进展。", ("--01-10", "--04-10", "--07-10", "--10-10"), "上报进展"),
    ("每季度末开展一次检查。", ("--03", "--06", "--09", "--12"), "开展一次检查"), ("每半年末公布名单。", ("--06", "--12"), "公布名单"),
    ("每年9月20日为宣传日。", None, ""), ("每年2月30日前报送情况。", None, ""), ("每年开展一次检查。", None, ""),
])
def test_what_comes_back(text, days, action):
    found = [(t.deadline, t.recurs, t.action) for t in find_task_deadlines(ACT, [paragraph(text)])]
    assert found == ([(None, days, action)] if days else [])


def test_a_day_and_one_that_comes_back_in_one_sentence():
    found = find_task_deadlines(ACT, [paragraph("2017年6月底前完成摸底，此后每年12月底前组织一次检查。")])
    assert [(t.deadline, t.recurs) for t in found] == [("2017-06-30", ()), (None, ("--12",))]


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
    ("2018年2月28日前，培育企业500家。", "2018-02-28"), ("2018年2月30日前，培育企业500家。", "2018-02"), ("培育企业500家。（市水利局，2018年2月30日前完成）", "2018-02"),
])
def test_ends_of_plans_and_years_from_the_document(text, deadline):
    assert [t.deadline for t in find_targets(ACT, [paragraph(text)])] == [deadline]


def test_tasks_are_asked_for_by_day_with_their_agencies(graph):
    rows = run_query(graph, "tasks-due", from_="2017", to="2017-12-31")
    assert [(row["due"], row["what"]) for row in rows] == [("2017-06-30", "各县区完成摸底调查")]
    assert "水务局" in rows[0]["agencies"]
    assert len(run_query(graph, "tasks-due", from_="2017", to="2018")) == 2


def test_what_comes_back_is_asked_for(graph):
    (row,) = run_query(graph, "tasks-recurring")
    assert (row["due"], row["what"], row["since"], row["until"]) == ("--03", "上报变化", "2017-05-02", None)
    assert "水务局" in row["agencies"]


def test_base_value_is_in_the_graph(graph):
    rows = run_query(graph, "PREFIX pg: <https://w3id.org/policygraph/ontology#> SELECT ?b WHERE { ?t pg:baseValue ?b }")
    assert [float(row["b"]) for row in rows] == [60.0]


def test_calendar_file(graph, tmp_path):
    file, out = tmp_path / "g.ttl", tmp_path / "due.ics"
    save(graph, file)
    assert main(["calendar", str(file), "--targets", "-o", str(out)]) == 0
    text = out.read_bytes().decode()
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 4
    assert "DTSTART;VALUE=DATE:20170630" in text and "DTSTART;VALUE=DATE:20201231" in text
    assert "DTSTART;VALUE=DATE:20180331" in text and "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1\r\n" in text
    assert to_ics([*due(graph, "2017", "2021", targets=True), *recurring(graph, "1949", "2199")]) == text


def test_what_comes_back_is_cut_to_the_period(graph):
    (row,) = recurring(graph, "2019-04", "2020-06-30")
    assert (row["first"], row["until"]) == ("2020-03-31", "2020-06-30")
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1;UNTIL=20200630\r\n" in to_ics([row])
    assert recurring(graph, "2019-04", "2020-02") == []


@pytest.mark.parametrize(("due", "start", "day"), [
    ("--03-31", date(2017, 3, 31), date(2017, 3, 31)), ("--03-31", date(2017, 4, 1), date(2018, 3, 31)), ("--02", date(2024, 1, 1), date(2024, 2, 29)),
    ("--02-29", date(2021, 1, 1), date(2024, 2, 29)), ("---05", date(2017, 12, 6), date(2018, 1, 5)), ("---31", date(2017, 6, 3), date(2017, 6, 30)),
    ("---30", date(2017, 1, 31), date(2017, 3, 30)),
])
def test_next_day(due, start, day):
    assert next_day(due, start) == day


@pytest.mark.parametrize("wrong", ["2017", "--13-01", "---00", "--3"])
def test_a_day_that_never_comes_is_an_error(wrong):
    with pytest.raises(ValueError, match=wrong):
        next_day(wrong, date(2017, 1, 1))


@pytest.mark.parametrize(("written", "day"), [("2016-02", date(2016, 2, 29)), ("2019", date(2019, 12, 31)), ("2017-06-05", date(2017, 6, 5))])
def test_last_day(written, day):
    assert last_day(written) == day


@given(st.text(max_size=200))
def test_any_text_folds_into_short_lines_and_back(what):
    text = to_ics([{"due": "2017", "what": what, "statement": "urn:x"}])
    assert all(len(line.encode()) <= MAX_LINE for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    summary = next(line for line in unfolded.split("\r\n") if line.startswith("SUMMARY:"))
    what = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", " ", what)  # the format forbids them
    assert summary.removeprefix("SUMMARY:") == what.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "").replace("\n", "\\n")
