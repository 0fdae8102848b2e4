"""The table of confidences: who is right is decided by annotations, and counted by bin and by rule."""

from __future__ import annotations

import importlib.util
import json
import sys

import pytest

from conftest import ROOT


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
    assert "| targets | 10 | 0.400, 0.90, 0.50 | 0 | – |" in told and "| citations | 0 | – | 0 | – |" in told
