"""Annotations that are kept without their text: what goes in comes out again, and nothing of the text stays behind."""

from __future__ import annotations

import json
import tarfile

import pytest

from conftest import ROOT
from test_hostile import benchmark

gold = benchmark("gold")
SHARED = ROOT.parent / "shared"
TEXT = "临江市供水管理办法\n第一条　市水务局牵头，市财政局配合。\n第二条　市水务局牵头。\n到2020年新增水厂5家。\n"
ANNOTATION = {"source": "a", "documents": [{
    "number": None, "title": "临江市供水管理办法", "type": "办法", "issuers": [], "addressees": [],
    "citations": [], "duties": [], "programmes": [], "funds": [],
    "responsibilities": [
        {"locator": "第一条", "agency": "市水务局", "canonical": ["临江市水务局"], "kind": "agency", "role": "lead", "exact": "市水务局牵头", "nth": 1},
        {"locator": "第二条", "agency": "市水务局", "canonical": ["临江市水务局"], "kind": "agency", "role": "lead", "exact": "市水务局牵头", "nth": 2,
         "note": "borderline: 甲"},
    ],
    "targets": [{"locator": "", "indicator": "新增水厂", "value": 5, "unit": "家", "comparator": "=", "deadline": "2020", "exact": "新增水厂5家",
                 "action": "words of the text"}],
}]}
ORIGIN = {"archive": "a.tar.xz", "member": "x/a.txt"}


def kept():
    return gold.taken(ANNOTATION, TEXT.encode(), ORIGIN, ["甲"])


def test_what_is_quoted_comes_back_from_the_text():
    found = gold.joined(json.loads(json.dumps(kept())), TEXT.encode())["documents"][0]
    assert [item["exact"] for item in found["responsibilities"]] == ["市水务局牵头"] * 2
    assert [item.get("note") for item in found["responsibilities"]] == [None, "borderline"]
    assert found["targets"][0]["exact"] == "新增水厂5家" and found["targets"][0]["value"] == 5


def test_offsets_tell_two_places_apart_and_no_words_are_kept():
    items = kept()["documents"][0]["responsibilities"]
    assert [TEXT[item["start"] : item["end"]] for item in items] == ["市水务局牵头"] * 2 and items[0]["start"] < items[1]["start"]
    assert "exact" not in str(kept()) and "words of the text" not in str(kept()) and list(gold.faults(kept(), "a")) == []


@pytest.mark.parametrize("exact", ["市水务局牵头", "市教育局"])
def test_a_quotation_must_be_in_the_text_at_one_place(exact):
    item = {**ANNOTATION["documents"][0]["responsibilities"][0], "exact": exact}
    item.pop("nth")
    with pytest.raises(gold.GoldError, match="times in the text"):
        gold.taken({"source": "a", "documents": [{"responsibilities": [item]}]}, TEXT.encode(), ORIGIN)


def test_another_text_is_refused():
    with pytest.raises(gold.GoldError, match="another"):
        gold.joined(kept(), TEXT.encode() + b" ")


def test_a_folder_is_joined_where_its_archive_is(tmp_path):
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.json").write_text(json.dumps(kept(), ensure_ascii=False), "utf-8")
    assert gold.join(tmp_path / "gold", tmp_path / "none", tmp_path) == ([], ["a"])
    (tmp_path / "text").write_text(TEXT, "utf-8")
    (tmp_path / "corpus").mkdir()
    with tarfile.open(tmp_path / "corpus" / "a.tar.xz", "w:xz") as tar:
        tar.add(tmp_path / "text", "./x/a.txt")
    assert gold.join(tmp_path / "gold", tmp_path / "out", tmp_path) == (["a"], [])
    assert (tmp_path / "out" / "text" / "a.txt").read_text("utf-8") == TEXT


def test_agreement_counts_what_both_have_and_lets_doubtful_ones_be():
    other = json.loads(json.dumps(ANNOTATION))
    second = other["documents"][0]
    second["responsibilities"] = [second["responsibilities"][0], {**second["responsibilities"][0], "agency": "市财政局", "role": "cooperate"}]
    second["targets"][0]["value"] = 6
    found = gold.agreement(ANNOTATION, other)
    assert found["responsibilities"] == (1, 1, 2)  # the borderline one of the first reader is no disagreement
    assert found["targets"] == (0, 1, 1) and found["citations"] == (0, 0, 0)


@pytest.mark.parametrize("spoilt", [{"exact": "words"}, {"end": 0}, {"agency": "长" * 200}])
def test_faults_of_form_are_found(spoilt):
    found = kept()
    found["documents"][0]["responsibilities"][0].update(spoilt)
    assert list(gold.faults(found, "a"))


def test_the_annotations_of_the_repository_are_whole():
    assert sum(1 for _ in gold.GOLD.glob("*/*.json")) >= 24
    assert gold.check(gold.GOLD, ROOT / "none") == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the texts of ../shared")
def test_the_texts_at_hand_are_those_that_were_annotated():
    assert gold.check(gold.GOLD, SHARED) == []


TWO = {"source": "a", "documents": [{"programmes": [{"name": "清河"}, {"name": "河道管理平台"}]}, {}]}


def test_tiers_are_kept_apart_from_the_annotations():
    kept_tiers = {"source": "a", "names_sha256": gold.names_hash(TWO), "tiers": ["nm", ""]}
    assert [item["tier"] for item in gold.tiered(TWO, kept_tiers)["documents"][0]["programmes"]] == ["named", "measure"]
    with pytest.raises(gold.GoldError, match="others than those"):
        gold.tiered({**TWO, "documents": [{"programmes": [{"name": "清湖"}]}, {}]}, kept_tiers)


def test_a_folder_gets_the_tiers_that_are_kept(tmp_path, monkeypatch):
    (tmp_path / "tiers").mkdir()
    (tmp_path / "in" / "text").mkdir(parents=True)
    kept_tiers = {"source": "a", "names_sha256": gold.names_hash(TWO), "tiers": ["mn", ""]}
    (tmp_path / "tiers" / "a.json").write_text(json.dumps(kept_tiers), "utf-8")
    for name in ("a", "b"):
        (tmp_path / "in" / f"{name}.json").write_text(json.dumps(TWO, ensure_ascii=False), "utf-8")
    monkeypatch.setattr(gold, "GOLD", tmp_path)
    out = gold.with_tiers(tmp_path / "in", tmp_path / "out" / "x")
    first, second = (json.loads((out / f"{name}.json").read_text("utf-8"))["documents"][0]["programmes"] for name in ("a", "b"))
    assert [item["tier"] for item in first] == ["measure", "named"] and "tier" not in second[0]


def test_which_layers_were_annotated_is_kept():
    part = gold.taken({**ANNOTATION, "layers": ["targets"]}, TEXT.encode(), ORIGIN)
    assert part["layers"] == gold.joined(part, TEXT.encode())["layers"] == ["targets"] and "layers" not in kept()
    assert list(gold.faults({**part, "layers": ["weather"]}, "a")) == ["unknown layers ['weather']"]
    assert list(gold.faults({**part, "layers": ["documents", "targets"]}, "a")) == []
