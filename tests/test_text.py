"""Folding, dates and quantities of text: what goes in and what comes out, and that offsets always lead back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.model import Paragraph
from policygraph.reading import dates
from policygraph.reading.folding import fold, folded, same_key


@pytest.mark.parametrize(("printed", "expected"), [
    ("济 政 发 ［2017］ 9 号", "济政发〔2017〕9号"),
    ("济政发﹝2017﹞9号", "济政发〔2017〕9号"),
    ("(责任单位:市公安局)", "（责任单位：市公安局）"),
    ("**加粗的标题**", "加粗的标题"),
    ("ＨＡＣＣＰ体系", "HACCP体系"),
    ("推广 Open Data 平台", "推广Open Data平台"),
    ("达到 95 %", "达到95%"),
])
def test_folding(printed, expected):
    assert folded(printed) == expected


@given(st.text(alphabet=st.sampled_from("济政发〔2017〕9号 \n\u3000*（）()[]，,：:Aa1.%“”《》"), max_size=60))
def test_every_folded_character_comes_from_its_place(text):
    out, offsets = fold(text)
    assert len(out) == len(offsets) and list(offsets) == sorted(set(offsets))
    for character, offset in zip(out, offsets, strict=True):
        assert folded(text[offset]) == character or character == " " or text[offset] in ",:;?!"


def test_titles_that_differ_in_marks_have_one_key():
    assert same_key("〈中国制造2025〉济南行动计划") == same_key("《中国制造2025》济南 行动计划")
    assert same_key("“企业上云”行动计划（2017-2019年）") == same_key("企业上云行动计划(2017—2019年)")


@pytest.mark.parametrize(("text", "value"), [
    ("二十一", 21), ("十", 10), ("十五", 15), ("一百零三", 103), ("二○一七", 2017), ("39", 39), ("两", 2),
])
def test_numbers(text, value):
    assert dates.number(text) == value


@pytest.mark.parametrize("text", ["", "第三", "壹", "3a"])
def test_what_is_no_number(text):
    with pytest.raises(ValueError, match="not a number"):
        dates.number(text)


@pytest.mark.parametrize(("text", "iso"), [
    ("2017年6月20日", "2017-06-20"), ("二〇一七年七月二十日", "2017-07-20"), ("一九九七年四月八日", "1997-04-08"),
    ("二○二○年十二月三十一日", "2020-12-31"), ("2017年2月30日", None), ("2017年6月", None),
])
def test_days(text, iso):
    assert dates.find_day(text) == iso


def test_a_validity_of_two_years_ends_the_day_before():
    assert dates.add(dates.add("2017-07-20", years=2), days=-1) == "2019-07-19"
    assert dates.add("2020-02-29", years=1) == "2021-02-28"


def test_evidence_quotes_the_source_and_its_sentence():
    source = "前文。市公安\n\n局负责巡查；后文。"
    text, offsets = fold(source)
    paragraph = Paragraph(text, offsets, source)
    start = text.index("市公安局")
    found = paragraph.evidence(start, start + 4)
    assert found.exact == "市公安\n\n局" == source[found.start : found.end]
    assert (found.prefix, found.suffix) == ("", "负责巡查；")
    with pytest.raises(ValueError, match="no text"):
        paragraph.evidence(3, 3)


def test_characters_of_a_lost_font():
    assert folded("1\ue010加强领导。\ue004") == "1.加强领导。"
