"""Explain: the text stays as it is, every statement has its remark, marks close where they open."""

from __future__ import annotations

import re

import pytest

from policygraph import language as languages
from policygraph.model import Source
from policygraph.pipeline import extract_source
from policygraph.registry import STATEMENTS
from policygraph.showing.explain import explain_html, explain_terminal, remarks


def test_every_statement_has_a_remark(sample_reading):
    for document in sample_reading.documents:
        assert len(remarks(document)) == sum(len(getattr(document, attribute)) for attribute in STATEMENTS)


def test_without_marks_and_remarks_the_lines_are_those_of_the_text(sample_reading, sample_text):
    said = explain_terminal(sample_reading)
    shown = [line.replace("⟦", "").replace("⟧", "") for line in said.splitlines() if line and not re.match(r"#|  │|!", line)]
    printed = [
        line for document in sample_reading.documents
        for line in sample_text[document.start : document.end].splitlines() if line.strip()
    ]
    assert shown == printed
    assert said.count("⟦") == said.count("⟧") > 100


def test_a_remark_names_rule_words_and_what_they_stand_for(sample_reading):
    said = explain_terminal(sample_reading)
    assert re.search(r"│ agency/placed 0\.\d+  “市文明办”  → 济南市精神文明建设委员会办公室", said)
    assert re.search(r"│ citation/\S+ 0\.\d+  “《实施意见》”  based_on → 鲁政发〔2017〕5号 .*\(alias\)", said)


def test_what_takes_the_place_of_what_and_what_comes_back_is_said():
    text = "济南市人民政府关于推进产业数字化的意见\n济政发〔2020〕9号\n各县区政府：\n一、提升。将“企业上云”行动升级为“云网智联”行动。各县区要于每年3月底前报送进展。\n济南市人民政府\n2020年5月10日\n"
    said = explain_terminal(extract_source(Source("a.txt", text, "0" * 64)))
    assert "→ 云网智联, in place of 企业上云" in said and "各县区报送进展, recurs --03 [一]" in said


def test_colours_instead_of_marks_on_a_terminal(sample_reading):
    said = explain_terminal(sample_reading, colour=True)
    assert "⟦" not in said and said.count("\x1b[0m") * 2 == said.count("\x1b[")


def test_the_page_holds_the_text_and_escapes_it(sample_reading, sample_text):
    page = explain_html(sample_reading)
    document = sample_reading.documents[0]
    section = re.search(rf'<section id="d0-{document.start}">(.*?)</section>', page, re.DOTALL)[1]
    assert re.sub(r"<[^>]+>", "", section) == sample_text[document.start : document.end].replace("\r", "&#13;")
    assert "http" not in re.sub(r"http-equiv", "", page)


def test_markup_in_a_gazette_stays_text():
    text = "某市财政局关于<script>alert(1)</script>的通知\n济政发〔2017〕9号\n各县区政府：\n市公安局要加强巡查。\n济南市人民政府\n2017年6月1日\n"
    page = explain_html(extract_source(Source("<b>.txt", text, "0" * 64)))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page and "<b>.txt" not in page


@pytest.fixture(scope="module")
def jinan(shared):
    from policygraph.reading.sources import read_file

    return extract_source(read_file(shared / "corpus" / "jinan-gazette-2017-13.txt"))


def test_a_whole_real_issue(jinan):
    said = explain_terminal(jinan)
    assert said.count("\n## ") == 10 and said.count("⟦") == said.count("⟧")


def test_measures_are_shown_where_they_are_asked_for(sample_reading):
    assert "measure/" not in explain_terminal(sample_reading) and "measure/quoted" in explain_terminal(sample_reading, measures=True)
    assert "措施" not in explain_html(sample_reading).partition("<main")[0] and "措施" in explain_html(sample_reading, measures=True)


def test_what_is_resolved_is_said_in_chinese_for_readers_of_chinese(sample_reading):
    found = [remark for document in sample_reading.documents for remark in remarks(document)]
    kinds = {kind: {remark.zh for remark in found if remark.kind == kind} for kind in ("citation", "responsibility", "field", "agency")}
    assert any(said.startswith("贯彻落实 → 国发〔2016〕28号") and said.endswith("（按文号）") for said in kinds["citation"])
    assert any(said.startswith("牵头：") for said in kinds["responsibility"]) and {"文号 = 济政字〔2017〕39号", "有效期至 = 2019-07-19"} <= kinds["field"]
    coded = re.compile(r"\b(?:based_on|applies|forwards|amends|repeals|mentions|lead|cooperate|responsible|group|generic|signed|printed|issuer|title|by|in)\b")
    assert [remark.zh for remark in found if coded.search(remark.zh)] == []


def test_the_terminal_reads_in_chinese_where_that_was_chosen(sample_reading):
    languages.choose("zh")
    try:
        shown = explain_terminal(sample_reading)
    finally:
        languages.choose("en")
    notes = [line for line in shown.splitlines() if line.startswith("  │ ")]
    assert any("标题 = " in line for line in notes) and any(re.search("“.+”  牵头：.+，", line) for line in notes) and shown.startswith("# gazette.txt：")
    coded = re.compile(r"│ [a-z]|”  .*\b(?:title|issuer|addressee|signed|lead|cooperate|responsible|group|generic|by|number|alias)\b|[\u4e00-\u9fff][,:] ")
    assert [line for line in notes if coded.search(line)] == []


@pytest.mark.parametrize("language, root, other", [("zh", "zh-CN", "English"), ("en", "en", "中文")])
def test_the_page_opens_in_the_language_that_was_asked_for(sample_reading, language, root, other):
    page = explain_html(sample_reading, language=language)
    assert f'<html lang="{root}">' in page and f'data-lang="{language}"' in page and f'type="button">{other}<' in page


def test_every_name_of_a_value_of_the_head_has_chinese_words(sample_reading):
    from policygraph.showing import explain

    assert {f"field-{field.name}" for document in sample_reading.documents for field in document.fields} <= explain._words().keys()
    assert all(zh != en for name, (zh, en) in explain._words().items())
