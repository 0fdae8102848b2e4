"""What a confidence is worth: the curves that are shipped, how they are fitted, and that every statement goes through them."""

from __future__ import annotations

import importlib.util
import math
import sys
from dataclasses import dataclass

import pytest

from conftest import ROOT
from policygraph import ownrules, tables
from policygraph.errors import TableError
from policygraph.finding import confidence
from policygraph.finding.confidence import LEVEL, MOST, STATED, TABLE, calibrated, worth
from policygraph.finding.figures.targets import find_targets
from policygraph.model import Source
from policygraph.pipeline import extract_source
from policygraph.segmenting.whole import segment

TEXT = ("临江市人民政府关于推进节水的通知\n临政发〔2017〕3号\n各县区人民政府：\n一、到2020年，改造管网500公里以上。（责任单位：市水务局、市财政局）\n二、根据《临江市供水条例》管好水源。\n"
        "临江市人民政府\n2017年1月5日\n")


@dataclass(frozen=True)
class Said:
    rule: str
    confidence: float


@pytest.fixture(scope="module")
def calibrate():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        spec = importlib.util.spec_from_file_location("calibrate", ROOT / "benchmarks" / "calibrate.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    return module


def test_the_table_is_well_formed():
    found = list(tables.rows(TABLE, ("layer", "name", "weight", "right", "found")))
    layers = {row["layer"] for row in found}
    assert layers == {"citations", "responsibilities", "programmes", "measures", "targets"}
    assert len({(row["layer"], row["name"]) for row in found}) == len(found)
    for layer in layers:
        curve = {row["name"]: row for row in found if row["layer"] == layer}
        assert float(curve[STATED]["weight"]) > 0 and int(curve[LEVEL]["found"]) > 100  # what is stated to be surer is surer
        assert all(0 <= int(row["right"]) <= int(row["found"]) <= int(curve[LEVEL]["found"]) for row in curve.values())


@pytest.mark.parametrize("layer", ["citations", "responsibilities", "programmes", "measures", "targets"])
def test_what_is_surer_stays_surer_and_nothing_is_sure(layer):
    values = [worth(layer, "a rule that was never met", stated / 100) for stated in range(101)]
    assert values == sorted(values) and 0 < values[0] < values[-1] <= MOST


def test_a_rule_stands_off_the_curve_by_what_the_table_says():
    rows = {row["name"]: float(row["weight"]) for row in tables.rows(TABLE, ("layer",)) if row["layer"] == "responsibilities"}

    def odds(sure):
        return math.log(sure / (1 - sure))

    assert odds(worth("responsibilities", "answers", 0.9)) - odds(worth("responsibilities", "none", 0.9)) == pytest.approx(rows["answers"], abs=0.02)


def test_layers_without_annotations_keep_what_is_stated():
    said = (Said("reached", 0.85),)
    assert calibrated({"results": said, "funding": said}) == {"results": said, "funding": said}
    changed = calibrated({"citations": said})["citations"]
    assert changed[0].rule == "reached" and changed[0].confidence == worth("citations", "reached", 0.85)


def test_every_statement_of_a_measured_layer_goes_through_its_curve():
    source = Source("a.txt", TEXT, "0" * 64)
    document, = extract_source(source).documents
    act, = segment(source).acts
    stated = find_targets(act.document, act.paragraphs)
    assert stated and [each.confidence for each in document.targets] == [worth("targets", each.rule, each.confidence) for each in stated]
    assert {each.confidence for each in document.responsibilities} == {worth("responsibilities", "label", 0.97)} and document.citations


def test_own_curves_take_the_place_of_those_of_the_package(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / f"{TABLE}.csv").write_text(f"layer,name,weight,right,found\ntargets,{LEVEL},-2,0,1\ntargets,{STATED},0,0,1\n", "utf-8")
    before = worth("targets", "equal", 0.9)
    with ownrules.using(ownrules.read(tmp_path)):
        assert worth("targets", "none", 0.9) == pytest.approx(1 / (1 + math.exp(2)), abs=0.001)
    assert worth("targets", "equal", 0.9) == before
    (tmp_path / "tables" / f"{TABLE}.csv").write_text("layer,name,weight\ntargets,(level),\n", "utf-8")
    with ownrules.using(ownrules.read(tmp_path)), pytest.raises(TableError):
        worth("targets", "equal", 0.9)


def test_without_readings_what_is_stated_holds_and_many_files_move_it(calibrate):
    def reading(file, stated, right, found, rule="a"):
        return calibrate.Reading(file, "targets", rule, stated, right, found)

    def told(curve, stated, rule):
        return 1 / (1 + math.exp(-curve[LEVEL] - curve[STATED] * confidence.odds(stated) - curve.get(rule, 0.0)))

    one = calibrate.fit([reading("f", 0.9, 0, 1)])
    assert 0.5 < told(one, 0.9, "b") < 0.9
    many = calibrate.fit([reading(f"f{n}", 0.9, 7, 10) for n in range(60)])
    assert told(many, 0.9, "a") == pytest.approx(0.7, abs=0.02)
    # The same statements in one file say less.
    alike = calibrate.fit([reading("f", 0.9, 420, 600)])
    assert told(many, 0.9, "a") < told(alike, 0.9, "a") < 0.9
    # A rule is told from the others by what it came to.
    both = calibrate.fit([reading(f"f{n}", 0.9, right, 5, rule) for n in range(40) for rule, right in (("a", 5), ("b", 2))])
    assert told(both, 0.9, "a") > 0.9 and told(both, 0.9, "b") == pytest.approx(0.4, abs=0.05)


def test_files_whose_errors_were_read_do_not_make_others_surer(calibrate):
    read = [calibrate.Reading(f"r{n}", "programmes", "", 0.8, 9, 10, (calibrate.READ,)) for n in range(50)]
    others = [calibrate.Reading(f"o{n}", "programmes", "", 0.8, 6, 10) for n in range(50)]
    curve = calibrate.fit([*read, *others])
    assert 1 / (1 + math.exp(-curve[LEVEL] - curve[STATED] * confidence.odds(0.8))) == pytest.approx(0.6, abs=0.03)
    assert calibrate.READ not in calibrate.table({"programmes": curve}, {"programmes": [*read, *others]})


def test_the_rules_of_today_are_weighed_by_the_readings_that_are_kept(calibrate):
    """The curves of the layers of rules follow from gold/first-readings.csv alone, so they are made anew here."""
    readings = calibrate.read_first(ROOT / "gold" / "first-readings.csv")
    shipped = {(row["layer"], row["name"]): row["weight"] for row in tables.rows(TABLE, ("layer", "name", "weight"))}
    enough = {layer for layer in {each.layer for each in readings} if calibrate.is_enough([each for each in readings if each.layer == layer])}
    assert enough == {"citations", "responsibilities", "targets"}  # money was read in five files
    for layer in enough:
        found = [each for each in readings if each.layer == layer]
        made = dict(row.split(",")[1:3] for row in calibrate.table({layer: calibrate.fit(found)}, {layer: found}).splitlines()[1:])
        assert {name: weight for (of, name), weight in shipped.items() if of == layer} == made
