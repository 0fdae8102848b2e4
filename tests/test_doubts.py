"""A statement whose confidence is below the threshold is marked in every answer and page; others are not."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from policygraph import cli
from policygraph.asking import rendering, report
from policygraph.asking.answers import run_query
from policygraph.asking.network import to_network
from policygraph.keeping.building import build_graph
from policygraph.model import Extraction, Source
from policygraph.pipeline import extract_source
from policygraph.registry import DOUBTFUL, doubt
from policygraph.showing import drawing, explain
from policygraph.stating.formats import save

TEXT = ("临江市人民政府关于推进节水的通知\n临政发〔2019〕12号\n各县区人民政府：\n根据《临江市供水条例》，现通知如下：\n"
        "一、管好水源。（责任单位：市水务局、市财政局）\n临江市人民政府\n2019年6月20日\n")
MARK = "存疑"


def made(confidence: float):
    """A reading whose first responsibility and all citations are as sure as this."""
    reading = extract_source(Source("a.txt", TEXT, "1" * 64))
    (document,) = reading.documents
    first, *others = document.responsibilities
    changed = replace(
        document, responsibilities=(replace(first, confidence=confidence), *others),
        citations=tuple(replace(each, confidence=confidence) for each in document.citations))
    return replace(reading, documents=(changed,))


@pytest.fixture(params=[(0.3, True), (DOUBTFUL, False)], ids=["below", "at the threshold"])
def given(request, tmp_path):
    sure, marked = request.param
    reading = made(sure)
    graph = build_graph(Extraction((reading,)))
    save(graph, tmp_path / "g.nt")
    return reading, graph, tmp_path, marked


def test_answers_for_people_are_marked_and_data_are_not(given):
    _, graph, _, marked = given
    answer = run_query(graph, "responsibilities", evidence=True)
    assert len(answer) == 2
    for form in ("table", "markdown", "html"):
        assert rendering.render(answer, form).count(MARK) == marked, form
    for form in ("csv", "json"):
        assert MARK not in rendering.render(answer, form)


def test_a_thing_that_is_shown_is_marked(given, capsys):
    _, _, folder, marked = given
    assert cli.main(["show", str(folder / "g.nt"), "临江市水务局"]) == 0
    assert (MARK in capsys.readouterr().out) == marked


def test_a_cell_of_the_report_is_marked(given):
    _, graph, _, marked = given
    cells = re.findall(r"责任[^,\n]*|负责[^,\n]*", report.to_csv(report.matrix(graph)).split("\n", 1)[1])
    assert len(cells) == 2 and sum(MARK in cell for cell in cells) == marked


def test_an_explanation_is_marked(given):
    reading, _, _, marked = given
    assert (MARK in explain.explain_terminal(reading)) == (MARK in explain.explain_html(reading)) == marked


@pytest.mark.parametrize("by", [None, "canvas"])
def test_a_drawn_network_knows_the_threshold_and_how_sure_each_statement_is(given, by):
    _, graph, folder, _ = given
    drawing.draw(to_network(graph, "responsibilities"), folder / "n.html", by=by)
    text = (folder / "n.html").read_text("utf-8")
    assert f'"doubtful":{DOUBTFUL}' in text.replace(" ", "") and ".doubtful" in text


def test_what_is_no_number_is_not_marked():
    assert [bool(doubt(value)) for value in (0.1, "0.49", 0.5, "1", None, "", "no")] == [True, True, False, False, False, False, False]
    assert json.dumps(doubt(0.1), ensure_ascii=False) == '"（存疑 doubtful）"'


def test_a_page_of_rows_is_marked():
    from policygraph.serving import forms
    from policygraph.serving.sparql.readers import Rows

    rows = Rows(("what", "confidence"), [{"what": "a", "confidence": 0.3}, {"what": "b", "confidence": 0.5}], (), frozenset(), ())
    (_, low), (_, high) = forms.cells(rows, None)
    assert low.text == f"0.3{doubt(0.3)}" and (low.number, high.text, high.number) == ("0.3", "0.5", "0.5")
