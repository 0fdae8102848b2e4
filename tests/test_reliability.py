"""The table of confidences: who is right is decided by annotations, and counted by bin and by rule."""

from __future__ import annotations

import importlib.util
import json
import sys
import types

import pytest

from conftest import ROOT
from policygraph.model import Evidence, ProgrammeMention


@pytest.fixture(scope="module")
def reliability():
    spec = importlib.util.spec_from_file_location("reliability", ROOT / "benchmarks" / "reliability.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["reliability"] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


def test_bins_and_rules(reliability):
    judged = [reliability.Judged("responsibilities", "label", 0.97, True), reliability.Judged("responsibilities", "label", 0.92, False),
              reliability.Judged("responsibilities", "answers", 0.75, True)]
    table = reliability.table({"gold": judged})
    assert "| responsibilities | 0.95–1.00 | 1 | 100% |" in table and "| responsibilities | 0.90–0.95 | 1 | 0% |" in table
    assert "| responsibilities | **0.90 and more** | 2 | 50% |" in table
    assert "| label | 2 | 50% |" in reliability.rule_table({"gold": judged})


def test_a_statement_is_judged_by_the_annotations(reliability, shared, tmp_path):
    text = "济南市人民政府关于推进节水的通知\n济政发〔2017〕3号\n各县区人民政府：\n一、管好水源。（责任单位：市水利局、市财政局）\n济南市人民政府\n2017年1月5日\n"
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "city.txt").write_text(text, "utf-8")
    task = {"locator": "一", "agency": "市水利局", "canonical": ["济南市水利局"], "role": "responsible"}
    gold = {"documents": [{"number": "济政发〔2017〕3号", "title": None, "responsibilities": [task]}]}
    (tmp_path / "city.json").write_text(json.dumps(gold), "utf-8")
    judged = [j for j in reliability.judge(tmp_path, shared / "score" / "score.py") if j.layer == "responsibilities"]
    assert sorted((j.rule, j.right) for j in judged) == [("label", False), ("label", True)]


def test_the_error_of_calibration_is_the_mean_distance_of_confidence_and_truth(reliability):
    def some(confidence, right, wrong):
        return [reliability.Judged("targets", "x", confidence, n < right) for n in range(right + wrong)]

    assert reliability.calibration_error(some(0.9, 9, 1)) == pytest.approx(0)
    assert reliability.calibration_error(some(0.9, 5, 5)) == pytest.approx(0.4)
    assert reliability.calibration_error([*some(0.95, 10, 0), *some(0.6, 0, 10)]) == pytest.approx((0.05 + 0.6) / 2)
    # Two faults in one bin that weigh each other up are none; in two bins they are.
    assert reliability.calibration_error([*some(0.92, 10, 0), *some(0.98, 9, 1)]) == pytest.approx(0, abs=0.001)
    assert reliability.calibration_error(some(1.0, 4, 0)) == 0 and reliability.calibration_error(some(0.3, 0, 1)) == pytest.approx(0.3)
    told = reliability.error_table({"gold": some(0.9, 5, 5), "held back": []})
    assert "| gold | targets | 10 | 1 | 0.400 | 0.400–0.400 |" in told and told.endswith("| 0.90 | 0.50 |") and "citations" not in told


def test_how_far_an_error_can_be_told(reliability, monkeypatch):
    """In a fifth of the draws that the page is made of."""
    monkeypatch.setattr(reliability, "DRAWS", 200)

    def files(n, right):
        return [reliability.Judged("targets", "x", 0.9, k < right, f"f{file}") for file in range(n) for k in range(10)]

    # Ten files alike are ten files however they are drawn; two that differ can be drawn twice over.
    assert reliability.interval(files(10, 9)) == (pytest.approx(0), pytest.approx(0))
    low, high = reliability.interval([*files(1, 9), *(each for each in files(2, 5) if each.file == "f1")])
    assert low == pytest.approx(0) and high == pytest.approx(0.4)
    # By chance alone few statements err more than many.
    few, many = reliability.by_chance(files(3, 9)), reliability.by_chance(files(300, 9))
    assert 0.05 < few < 0.2 and many < 0.02


def test_an_initiative_is_judged_once_and_by_its_tier(reliability, shared):
    keys = reliability.load(shared / "score" / "score.py")

    def mention(name, core, sure):
        return ProgrammeMention(name, name, "一", Evidence(0, 1, ""), "headed", sure, core)

    document = types.SimpleNamespace(programmes=(mention("清河行动", "清河", 0.8), mention("“清河”行动", "清河", 0.8), mention("节水平台", "节水", 0.6)),
                                     measures=(mention("河长制", "河长", 0.7), mention("护河月", "护河", 0.7)))
    entry = {"programmes": [{"name": "清河行动", "tier": "named"}, {"name": "节水平台", "tier": "measure"}, {"name": "河长制", "tier": "measure"},
                            {"name": "护河月", "tier": "named", "note": "borderline"}]}
    found = [(each.layer, each.confidence, each.right) for each in reliability.initiatives(document, entry, keys)]
    assert found == [("programmes", 0.8, True), ("programmes", 0.6, False), ("measures", 0.7, True), ("measures", 0.7, True)]
