"""The mutation fuzzer: a fixed short run finds nothing, and it does find what is put there to be found."""

from __future__ import annotations

import sys

import pytest

from conftest import ROOT
from policygraph import steps
from policygraph.errors import ReadError

sys.path.insert(0, str(ROOT / "benchmarks"))
import fuzz
import mutations

#: Inputs of the short run, of a seed that no longer run uses.
SHORT = 240
FUZZER = fuzz.Fuzzer(7, "")


@pytest.mark.slow
def test_a_short_run_finds_nothing():
    tally = fuzz.Tally()
    for number in range(SHORT):
        tally.add(FUZZER.check(number))
    assert tally.findings == []
    assert tally.inputs == {"text": SHORT * 17 // 20, "file": SHORT // 10, "graph": SHORT // 20}
    assert tally.acts > 100 and tally.quotations > 500 and tally.again > 5 and 0 < tally.refused < SHORT


@pytest.mark.slow
def test_a_corpus_of_broken_texts_is_the_same_in_any_order_number_of_processes_locale_and_seed():
    assert list(FUZZER.built(0)) == []


@pytest.mark.slow
def test_a_hundred_thousand_nested_brackets_are_read():
    tally = fuzz.Tally()
    for name, text in mutations.extremes():
        if "100000" in name and "（" in name:
            assert fuzz.read(text, tally)[1] == [], name
    assert tally.acts == 3


def test_an_input_is_known_by_its_number():
    assert [FUZZER.text(n) for n in range(20)] == [FUZZER.text(n) for n in range(20)]
    assert FUZZER.file(9) == FUZZER.file(9) and FUZZER.graph(19) == FUZZER.graph(19)
    assert FUZZER.text(1) != FUZZER.text(2) and fuzz.Fuzzer(8, "").text(1) != FUZZER.text(1)


def test_every_mutation_changes_something():
    text = fuzz.SAMPLE.read_text("utf-8")[:2000]
    for way in mutations.TEXTS:
        assert any(way(fuzz.random.Random(n), text) != text for n in range(9)), way
    for way in mutations.FILES:
        assert any(way(fuzz.random.Random(n), text.encode()) != text.encode() for n in range(9)), way


# ---- what is put there is found


def found(monkeypatch, make) -> list[str]:
    """What is said of the first text of which anything is, where the recogniser of citations is another one."""
    original = steps.find_citations

    def other(*given):
        return make(original(*given))

    monkeypatch.setattr(steps, "find_citations", other)
    return next((tally.findings[0]["wrong"] for n in range(60) if (tally := FUZZER.check(n)).findings), "")


def test_an_exception_is_found(monkeypatch):
    def fails(_):
        raise RuntimeError("out of the blue")

    assert "out of the blue" in found(monkeypatch, fails)


def test_a_quotation_that_is_not_there_is_found(monkeypatch):
    from dataclasses import replace

    def moved(citations):
        return type(citations)(replace(each, evidence=replace(each.evidence, exact="并无此句")) for each in citations)

    assert "not what is quoted" in found(monkeypatch, moved)


def test_a_message_without_a_remedy_is_found():
    tally = fuzz.Tally()
    assert fuzz.told_no(ReadError("a.txt", "no"), tally) and not fuzz.told_no(ReadError("a.txt", "no", "do this"), tally)
    assert fuzz.told_no(ReadError("a.txt", "the page could not be read (KeyError)", "report it"), tally) and tally.refused == 3


def test_time_and_memory_out_of_bounds_are_found():
    assert fuzz._beyond(4.0, 100, 1000) == [] and len(fuzz._beyond(60.0, 5000, 1000)) == 2


def test_a_run_goes_on_where_it_was(tmp_path):
    done, tally = {0, 50, 150}, fuzz.Tally({"text": 3})
    fuzz.keep(tmp_path / "state.json", 7, tally, done)
    again, known = fuzz.restored(tmp_path / "state.json", 7)
    assert known == done and again == tally
    with pytest.raises(SystemExit, match="seed 7"):
        fuzz.restored(tmp_path / "state.json", 8)
    assert fuzz.restored(tmp_path / "none.json", 7) == (fuzz.Tally(), set())


def test_a_process_that_dies_is_a_finding(monkeypatch):
    monkeypatch.setattr(fuzz.workers, "share_out", lambda work, items, **_: ((each, fuzz.workers.Lost("ended its process (SIGKILL)")) for each in items))
    tally = fuzz.Tally()
    assert list(fuzz.run(FUZZER, {0}, tally, jobs=1, seconds=60, inputs=150)) == [50, 100]
    assert [each["wrong"] for each in tally.findings] == ["the process ended its process (SIGKILL)"] * 2


@pytest.mark.slow
def test_a_block_is_done_in_a_process_of_its_own():
    tally = fuzz.Tally()
    assert list(fuzz.run(FUZZER, {0}, tally, jobs=1, seconds=600, inputs=2 * fuzz.BLOCK)) == [fuzz.BLOCK]
    assert sum(tally.inputs.values()) == fuzz.BLOCK and tally.quotations > 50 and tally.findings == []


def test_builds_that_differ_fail_or_hold_nothing_are_findings(monkeypatch):
    for given, said in (({1: {b"a"}, 2: {b"b"}}, "2 quads differ"), ({1: set(), 2: set()}, "builds of nothing"), ({1: "export: 1 no", 2: set()}, "that failed: export: 1 no")):
        monkeypatch.setattr(fuzz, "_built", lambda *_, jobs, given=given, **__: given[jobs])
        assert [said in each for each in FUZZER.built(0)] == [True]
