"""Citations: marked sentences in, the cited documents with their relation out; and what is no citation."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.citations import find_citations
from policygraph.codes import parse_number
from policygraph.folding import fold
from policygraph.model import Document, Evidence, Paragraph

OWN = Document(
    "0" * 64, 0, 1, Evidence(0, 1, "x"), title="临江市人民政府关于印发临江市供水管理办法的通知", enclosed_title="临江市供水管理办法",
    number=parse_number("临政发〔2019〕12号"), place="370100", level="prefecture",
)


def cited(*texts, document=OWN):
    paragraphs = []
    start = 0
    for text in texts:
        folded, offsets = fold(text)
        paragraphs.append(Paragraph(folded, tuple(o + start for o in offsets), text))
        start += len(text)
    return [
        (c.relation, c.target.number.text if c.target.number else c.target.title, c.resolution)
        for c in find_citations(document, paragraphs)
    ]


def one(text, document=OWN):
    (found,) = cited(text, document=document)
    return found


@pytest.mark.parametrize(("text", "relation", "what"), [
    ("根据《城市供水条例》，制定本办法。", "based_on", "城市供水条例"),
    ("按照省政府办公厅印发的《城乡供水一体化实施方案》（鲁政办发〔2018〕6号）要求办理。", "based_on", "鲁政办发〔2018〕6号"),
    ("为深入贯彻落实《国务院关于加强节水工作的意见》（国发〔2012〕3号）精神，作如下安排。", "applies", "国发〔2012〕3号"),
    ("认真执行鲁政发〔2017〕5号文件。", "applies", "鲁政发〔2017〕5号"),
    ("原《临江市节水办法》（临政发〔2010〕4号）同时废止。", "repeals", "临政发〔2010〕4号"),
    ("《临江市节水办法》自2019年5月1日起停止执行。", "repeals", "临江市节水办法"),
    ("将《临江市节水办法》第三条修改为：用水单位应当装表。", "amends", "临江市节水办法"),
    ("对照《国家节水型城市考核标准》逐项自查。", "refers_to", "国家节水型城市考核标准"),
    ("参照公务员法管理的单位。", "refers_to", "中华人民共和国公务员法"),
    ("应当遵守《中华人民共和国水法》。", "applies", "中华人民共和国水法"),
    ("根据《国家湿地公园管理办法》（国家林业局令第45号），现公告如下。", "based_on", "国家林业局令第45号"),
    ("严格执行小企业会计制度，规范核算。", "applies", "小企业会计制度"),
])
def test_relation_and_document(text, relation, what):
    assert one(text)[:2] == (relation, what)


def test_the_scope_of_a_word_covers_its_list():
    text = "根据《城市供水条例》、《节约用水条例》（国务院令第776号）和《山东省水资源条例》等规定，结合实际，制定本办法。"
    assert [c[:2] for c in cited(text)] == [
        ("based_on", "城市供水条例"), ("based_on", "国务院令第776号"), ("based_on", "山东省水资源条例")]


def test_an_alias_is_followed():
    found = cited("贯彻《山东省节水规划》（鲁政发〔2016〕9号，以下简称《规划》）。", "各区依据《规划》编制方案。")
    assert found == [("applies", "鲁政发〔2016〕9号", "number"), ("based_on", "鲁政发〔2016〕9号", "alias")]


def test_a_title_and_its_number_are_one_document():
    found = cited("贯彻《山东省节水规划》（鲁政发〔2016〕9号）。", "落实《山东省节水规划》任务。")
    assert len(found) == 1


def test_a_number_inside_a_title_is_cited_too():
    found = cited("贯彻《山东省人民政府关于贯彻国发〔2012〕3号文件加强节水工作的意见》（鲁政发〔2012〕7号）。")
    assert {c[1] for c in found} == {"鲁政发〔2012〕7号", "国发〔2012〕3号"}


def test_what_a_notice_forwards():
    own = Document(
        "0" * 64, 0, 1, Evidence(0, 1, "x"), title="临江市人民政府办公室转发市水务局关于节水工作意见的通知", enclosed_title="关于节水工作的意见",
        number=parse_number("临政办发〔2019〕5号"), place="370100", level="prefecture")
    assert one("市水务局《关于节水工作的意见》已经市政府同意，现转发给你们。", document=own)[:2] == ("forwards", "关于节水工作的意见")


@pytest.mark.parametrize("text", [
    "现将《临江市供水管理办法》印发给你们。",  # the instrument itself
    "《办法》自印发之日起施行。",
    "向市民发出《致全市用水户的一封信》。",
    "领取《供水设施施工许可证》。",
    "在《临江日报》开设专栏。",
    "填写《用水报告书》和《申请表》。",
    "观看专题片《水之源》。",
    "本办法所称供水，是指集中供水。",
    "依法处理，绝不姑息。",
    "开展国家宪法日宣传。",
    "（2019年3月4日印发）",
])
def test_what_is_no_citation(text):
    assert cited(text) == []


def test_a_number_of_two_places_is_decided_by_the_own_place():
    text = "执行济政发〔2017〕9号文件。"
    jinan = find_citations(OWN, [Paragraph(*_folded(text))])[0]
    assert jinan.target.place == "370100" and jinan.resolution == "number"
    from dataclasses import replace

    nowhere = find_citations(replace(OWN, place=None, level=None), [Paragraph(*_folded(text))])[0]
    assert nowhere.resolution == "ambiguous" and nowhere.candidates == ("370100", "370800")


def _folded(text):
    folded, offsets = fold(text)
    return folded, offsets, text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([
    "根据", "《", "》", "城市供水条例", "（", "）", "国发〔2012〕3号", "、", "和", "贯彻落实", "，以下简称", "《规划》", "。", "废止", "宪法", "第5号", "〈甲〉", "\n",
]), max_size=14).map("".join))
def test_any_text(text):
    folded, offsets = fold(text)
    if not folded:
        return
    for citation in find_citations(OWN, [Paragraph(folded, offsets, text[offsets[0] : offsets[-1] + 1])]):
        evidence = citation.evidence
        assert text[evidence.start : evidence.end] == evidence.exact
        assert 0 < citation.confidence <= 1 and (citation.target.number or citation.target.title)
