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
import marked
import performance
import promises

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


# ---- pages that are written in part

PAGE = "# Title\n\nProse.\n\n<!-- figures -->\nold\n<!-- end of figures -->\n\nMore prose.\n"


def test_only_what_stands_between_the_marks_is_written(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(PAGE, "utf-8")
    for text in (r"| a | \1 |", "new"):  # what looks like a group of a pattern is text
        marked.put(page, "figures", text)
        assert marked.written(page.read_text("utf-8"), "figures").strip() == text
    assert page.read_text("utf-8") == PAGE.replace("old", "\nnew\n")


@pytest.mark.parametrize("text", ["# Title\n", PAGE + PAGE])
def test_a_page_without_the_place_or_with_two_is_left_alone(tmp_path, text):
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    with pytest.raises(ValueError, match="places for figures, not one"):
        marked.put(page, "figures", "new")
    assert page.read_text("utf-8") == text


def test_a_page_says_where_its_figures_are_from():
    import platform

    assert marked.where("make x").startswith("Written by `make x` on 20") and f"Python {platform.python_version()}, policygraph " in marked.where("make x")


def test_without_the_texts_of_others_the_sample_is_measured(tmp_path):
    text = performance.measured(tmp_path, every=100, rounds=1)
    assert "the sample gazette of 3,208 characters" in text and "| policygraph, all statements |" in text and "| query workload |" in text
    assert "of the laws and documents" not in text


def test_promises_that_need_texts_that_are_not_there_are_left_out(tmp_path):
    assert promises.inputs_that_harm(tmp_path / "none") == ("", 0) and promises.documents(tmp_path, 5) == ("", 0)


def test_a_hostile_input_that_is_not_as_it_should_be_is_counted(tmp_path, monkeypatch):
    run = promises.hostile.Run(1.0, 100.0, None, "")
    monkeypatch.setattr(promises.hostile, "rows", lambda *_: iter([("01-a.txt", run, "not done"), ("02-b.txt", promises.hostile.Run(1.0, 9.0, 0, "ok"), "")]))
    text, wrong = promises.inputs_that_harm(tmp_path)
    assert wrong == 1 and "1 of 2 as they should be" in text and "| 01-a.txt | 1.0 | 100 | stopped |  | not done |" in text


def test_broken_inputs_are_counted(tmp_path, monkeypatch):
    """A block of five in this process, and no corpus of them: test_fuzz.py has both as they are."""
    monkeypatch.setattr(promises.fuzz, "BLOCK", 5)
    monkeypatch.setattr(promises.fuzz.workers, "share_out", lambda work, items, **_: ((each, work(each)) for each in items))
    for faults in ((), ("12 quads differ",)):
        monkeypatch.setattr(promises.fuzz.Fuzzer, "built", lambda self, first, faults=faults: iter(faults))
        text, wrong = promises.broken(tmp_path, 1)
        assert wrong == len(faults) and text.startswith("**Broken inputs**, 5 of the seed") and f" quotations checked, {len(faults)} faults." in text
        assert ("- input 0 (a corpus of texts): 12 quads differ" in text) == bool(faults)


@pytest.mark.slow
def test_kills_are_counted():
    text, wrong = promises.killed(1)
    assert wrong == 0 and "| export | 1 |" in text
