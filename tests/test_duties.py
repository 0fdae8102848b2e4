"""Duties, shape by shape: the marked text is the expectation (``[name]`` is the agency that is obliged)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.finding.duties import find_duties
from policygraph.model import Document, Evidence, Paragraph
from policygraph.naming.names import Context

CITY = Context(place="510100", level="prefecture", date="2022-03-01")


def find(text: str, context: Context = CITY):
    paragraph = Paragraph(text, tuple(range(len(text))), text, "notice", "一")
    return find_duties(Document("text", 0, len(text), Evidence(0, len(text), text)), [paragraph], context)


OBLIGED = [
    "[审计部门]要加强对补贴资金的检查。",
    "[市财政局]应当在三十日内拨付补贴。",
    "[公安机关]、[民政部门]不得推诿。",
    "[教育部门]、[卫生健康部门]须每月报告进展。",
    "[各县区政府]都要明确一名联络员。",
    "[市财政局]和[市审计局]，应当每年公布结果。",
    "补贴已经发放。[市财政局]及[其他有关部门]，应当公布名单。",
]
BY = ["补贴标准由[市财政局]另行公布。", "名单由[市民政局]审定，每年更新一次。"]
ACTS = [
    "[市审计局]依法对补贴资金进行审计。",
    "[市财政局]按规定拨付补贴。[市商务局]与受补企业签订合同。",
    "[各县区政府]每季度公布补贴名单。",
]
NOTHING = [
    "近年来市财政局按规定拨付补贴。",
    "市财政局按规定拨付了三批补贴。",
    "由于资金不足，进度放缓。",
    "由市财政局制定的标准继续有效。",
    "企业应当如实申报。",
    "发现骗取补贴的，企业可以报告市财政局，应当留存凭证。",
    "受理补贴申请的市财政局，应当留存凭证的除外。",
    "市财政局应当会同市商务局发放补贴。",
    "各县区要积极配合。",
    "公共场所经营管理单位应当设置标识。",
    "补贴由市财政局负责发放。",
    "政府引导，企业主体。",
    "市财政局审核材料时，申请人补交说明。",
]


@pytest.mark.parametrize(("marked", "rule"), [(m, r) for r, ms in (("obliged", OBLIGED), ("by", BY), ("acts", ACTS)) for m in ms])
def test_duty(marked, rule):
    expected = re.findall(r"\[([^\]]+)\]", marked)
    found = find(re.sub(r"[\[\]]", "", marked))
    assert [(duty.printed, duty.rule) for duty in found] == [(name, rule) for name in expected]


@pytest.mark.parametrize("text", NOTHING)
def test_no_duty(text):
    assert [(duty.printed, duty.rule) for duty in find(text)] == []


def test_what_is_to_be_done():
    (duty,) = find("审计部门要加强检查，定期公布结果。")
    assert duty.action == "加强检查，定期公布结果"
    assert duty.evidence.exact == "审计部门要加强检查，定期公布结果。"
    (by,) = find("名单由市民政局审定，每年更新一次。")
    assert (by.action, by.agency.name) == ("审定", "成都市民政局")


def test_what_is_said_outright_is_trusted_more():
    (obliged,), (by,), (acts,) = find("市财政局应当拨付补贴。"), find("标准由市财政局公布。"), find("市财政局按规定拨付补贴。")
    assert obliged.confidence > by.confidence > acts.confidence


PIECES = st.sampled_from([
    "市财政局", "民政部门", "各县区政府", "要", "应当", "不得", "由", "按规定", "负责", "拨付补贴", "的", "时", "，", "。", "；", "、", "（", "）",
    "等部门",
])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=14).map("".join).filter(bool))
def test_any_text(text):
    found = find(text)
    assert found == find(text)
    for duty in found:
        assert text[duty.evidence.start : duty.evidence.end] == duty.evidence.exact != ""
        assert duty.action and 0 < duty.confidence <= 1


@pytest.mark.parametrize(("sentence", "want"), [
    ("水务主管部门应当公布名单，有关单位应当按照名单完成更换。", [("水务主管部门", "公布名单"), ("有关单位", "按照名单完成更换")]),
    ("乡（镇）人民政府、街道办事处应当做好巡查。", [("乡（镇）人民政府", "做好巡查"), ("街道办事处", "做好巡查")]),
    ("市人民政府和节水委员会及其办事机构应当建立机制。", [("市人民政府", "建立机制"), ("市节水委员会", "建立机制"), ("办事机构", "建立机制")]),
    ("市人民政府根据供水规划和实际情况，可以对规模进行调整。", []),
])
def test_whose_duty_it_is_and_where_it_ends(sentence, want):
    assert [(duty.printed, duty.action) for duty in find(sentence)] == want


@pytest.mark.parametrize(("sentence", "want"), [
    ("由水务主管部门对参与恶意串通的竞买人处最高应价百分之十的罚款。", ["水务主管部门"]), ("由水务主管部门没收不合格的水表的全部收入。", ["水务主管部门"]), ("由市财政局制定的办法另行公布。", []),
])
def test_a_sanction_is_no_attribute(sentence, want):
    assert [duty.printed for duty in find(sentence)] == want
