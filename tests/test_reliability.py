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
