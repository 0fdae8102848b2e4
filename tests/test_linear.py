"""No input takes for ever: time grows with the length of a text, whatever it is made of."""

from __future__ import annotations

import time

import pytest

from policygraph import rules
from policygraph.finding.governing import list_end, list_start
from policygraph.model import Source
from policygraph.naming.names import Context, resolve
from policygraph.pipeline import extract
from policygraph.reading.folding import fold
from policygraph.reading.sources import from_bytes
from policygraph.segmenting.lines import MAX_PARAGRAPH, join, read_lines
from test_hostile import benchmark

HEAD = "临江市人民政府关于供水管理的通知\n临政发〔2020〕5号\n各区县人民政府：\n　　"
FOOT = "。\n临江市人民政府\n2020年5月1日\n"
linear = benchmark("linear")


#: Into how many tests the texts are dealt, so that no process has all of them.
PARTS = 4


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_time_grows_with_the_length(part):
    """A fixed part of the texts, of which every rule and every stage has some; all of them: `benchmarks/linear.py`."""
    growths = list(linear.run(linear.cases(short=True)[part::PARTS], None, 1))
    assert len(growths) > 1000
    assert [linear._row(growth) for growth in growths if growth.wrong] == []


def seconds(work, *args) -> float:
    start = time.process_time()
    work(*args)
    return time.process_time() - start


@pytest.mark.parametrize("unit", [
    "以下简称", "有效期", "和", "及", "行动", "省市县", "第一条\n", "号", "市", "局", "１", "市甲局、", "按照", "要", "由", "临政发〔2015〕1号、", "《甲办法》、",
    "以下简称《甲办法》、", "市发展和改革委员会、", "（", "“", "|", "，", "截至", "牵头单位：",
])
def test_a_run_of_anything_is_read(unit):
    text = HEAD + (unit * 10_000)[:10_000] + FOOT
    assert seconds(extract, Source("a", text, "0" * 64)) < 15
    assert extract(Source("a", text, "0" * 64)).readings[0].documents


@pytest.mark.parametrize(("file", "rule", "text"), [
    ("responsibilities", "leads", "按照" * 40), ("responsibilities", "other-helper", "督促" + "者" * 20_000), ("funding", "period", "1" * 20_000),
    ("citations", "standard-code", "GB" + "1" * 20_000), ("citations", "unquoted-proper", "实施大气、" * 4000), ("citations", "title-end", "条例" + "（甲）" * 8000 + "乙"),
    ("programmes", "items", "甲" * 20_000), ("programmes", "stretch", "（甲）" * 7000 + "，"), ("quantities", "quantity", "1,111" + ",111" * 5000),
    ("responsibilities", "sets-up", "设小组（" * 5000), ("targets", "past", "截至" * 10_000), ("tasks", "action", "，" * 20_000), ("duties", "marked", "主动" * 10_000),
])
def test_a_rule_looks_at_a_run_once(file, rule, text):
    pattern = rules.load(file)[rule].pattern
    assert seconds(lambda: list(pattern.finditer(text))) < 1


def test_a_name_is_read_in_one_way():
    assert seconds(resolve, "市" + "和" * 50 + "其", Context("370100", "prefecture")) < 1


@pytest.mark.parametrize("text", ["![" * 20_000, "[" * 40_000, "](http://" * 5000, "$" + "1" * 20_000, "甲" + "|" * 20_000 + "乙", "<p" * 20_000])
def test_markup_that_never_closes(text):
    assert seconds(fold, text) < 2
    assert seconds(read_lines, text) < 2


def test_a_list_is_read_once_for_all_its_names():
    text = "根据" + "《甲》（国发〔2016〕1号）、" * 2000
    ends = range(len(text), 2, -16)
    assert seconds(lambda: [list_start(text, end) for end in ends]) < 1
    assert seconds(lambda: [list_end(text, end) for end in ends]) < 1
    assert list_start(text, len(text)) == 2 and list_end(text, 2) == len(text) - 1


@pytest.mark.parametrize("unit", ["甲", "甲。", "甲，乙", "甲、"])
def test_a_paragraph_is_cut_where_it_is_too_long(unit):
    text = unit * 20_000
    pieces = join(read_lines(text))
    assert "".join(piece.text for piece in pieces) == text
    assert max(len(piece.text) for piece in pieces) <= MAX_PARAGRAPH
    assert all(piece.text == "".join(text[at] for at in piece.offsets) for piece in pieces)
    assert all(piece.text.endswith(unit[-1]) for piece in pieces[:-1] if unit[-1] in "。、")


@pytest.mark.parametrize(("name", "data"), [
    ("a.html", b"<!-- x -->\n" * 700 + b"<ul><li>a</li></ul>"), ("a.txt", b"<!-- x -->\n" * 700 + b"<ul>"),
    ("a.html", "<html><body><p>甲。{}乙。</p></body></html>".format("\n" * 200_000).encode()),
    ("a.html", ("<html><head><title>甲" + " " * 100_000 + "乙</title></head><body><p>甲。</p></body></html>").encode()),
    ("a.html", b"<html><meta charset=punycode><body><p>" + b"\xb9\xab\xb8\xe6" * 50_000),
])
def test_a_page_is_read_soon(name, data):
    assert seconds(from_bytes, data, name) < 3
