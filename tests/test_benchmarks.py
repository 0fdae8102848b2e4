"""The comparison of citations: the plain pattern, and how both are counted; what counts of a file that is annotated in part."""

import sys

import pytest

from conftest import ROOT
from policygraph.model import Document, Evidence
from policygraph.naming.codes import parse_number
from policygraph.stating import formats

sys.path.insert(0, str(ROOT / "benchmarks"))
import accuracy
import asking
import citations

OWN = Document("0" * 64, 0, 1, Evidence(0, 1, "x"), title="临江市供水管理暂行办法", number=parse_number("临政发〔2019〕12号"))


@pytest.mark.parametrize(("limit", "status"), [("60", 0), ("0", 1)])
def test_a_query_that_takes_too_long_is_named(sample_graph, tmp_path, monkeypatch, capsys, limit, status):
    formats.save(sample_graph, tmp_path / "graph.nt")
    monkeypatch.setattr(sys, "argv", ["asking.py", str(tmp_path / "graph.nt"), "most-cited", "agency-tasks", "--rounds", "1", "--limit", limit])
    assert asking.main() == status
    said = capsys.readouterr().out
    assert "| agency-tasks | agency=" in said and ("agency-tasks, most-cited" in said) == bool(status)


def test_the_plain_pattern():
    text = "《临江市供水管理暂行办法》临政发〔2019〕12号，根据《某省城市供水条例》《水法》，鲁政发〔2017〕5号，《致全市用水户的一封信》"
    assert citations.plain(text, OWN) == {"某省城市供水条例", "鲁政发〔2017〕5号"}


def test_a_number_and_a_title_of_one_document_count_once():
    annotated = [{"鲁政发〔2017〕5号", "山东省人民政府关于节水工作的意见"}, {"城市供水条例"}]
    found = {"鲁政发〔2017〕5号", "山东省人民政府关于节水工作的意见", "某某某某通知"}
    assert citations._count(annotated, found) == {"hit": 1, "all": 2, "right": 1, "found": 2}

def test_of_a_file_with_some_layers_these_and_their_fields_count():
    found = {
        "f1": {name: {"right": 1} for name in ("documents", "citations", "responsibilities", "responsibilities.place", "targets.place")},
        "accuracy": {name: {"of": 1} for name in ("title", "signed", "relation", "canonical", "deadline", "evidence")},
    }
    parts = accuracy.only(found, ["documents", "citations"])
    assert [*parts["f1"]] == ["documents", "citations"] and [*parts["accuracy"]] == ["title", "signed", "relation", "evidence"]
    parts = accuracy.only(found, ["targets"])
    assert [*parts["f1"]] == ["targets.place"] and [*parts["accuracy"]] == ["deadline", "evidence"]
