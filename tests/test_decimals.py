"""Headings that are counted in decimals, as emergency plans have them."""

import pytest

from policygraph.pipeline import facts

HEAD = "临江市人民政府办公室关于印发临江市供水应急预案的通知\n临政办发〔2021〕3号\n各区县人民政府：\n现将《临江市供水应急预案》印发给你们。\n临江市人民政府办公室\n2021年5月6日\n临江市供水应急预案\n"


def locators(text):
    (document,) = facts((HEAD + text).encode(), "plan.txt").documents
    return [(provision.locator, provision.heading) for provision in document.provisions]


def test_a_plan_is_read_as_a_tree():
    assert locators(
        "1 总则\n1.1 编制目的\n为保障供水，提高应急处置能力。\n1.2 编制依据\n依据《城市供水条例》，制定本预案。\n2. 组织体系\n2.1 指挥部\n指挥部设在市水务局。\n"
        "2.1.1 市财政局：负责保障经费。\n2.1.2 市公安局：负责维护秩序。\n（1）保护现场。\n2.2 专家组\n专家组由市水务局聘请。\n3 附则\n本预案由市水务局负责解释。\n"
    ) == [
        ("1", "总则"), ("1/1.1", "编制目的"), ("1/1.2", "编制依据"), ("2", "组织体系"), ("2/2.1", "指挥部"), ("2/2.1/2.1.1", "市财政局"),
        ("2/2.1/2.1.2", "市公安局"), ("2/2.1/2.1.2/（1）", "保护现场"), ("2/2.2", "专家组"), ("3", "附则")]


def test_who_does_what_stands_under_its_heading():
    (document,) = facts((HEAD + (
        "1 总则\n1.1 编制目的\n为保障供水，提高应急处置能力。\n1.2 工作原则\n坚持统一领导。\n2 职责\n2.1 成员单位职责\n（1）市财政局：负责保障经费。\n（2）市供水站：负责抢修管网。\n")).encode(),
        "plan.txt").documents
    assert [(each.agency.name, each.provision) for each in document.responsibilities] == [("临江市财政局", "2/2.1/（1）"), ("临江市供水站", "2/2.1/（2）")]


@pytest.mark.parametrize("text", [
    "一、目标\n到2025年，全市用水量控制在以下水平：\n1.2亿立方米为生活用水。\n3.5亿立方米为农业用水。\n0.8亿立方米为生态用水。\n",  # quantities
    "一、目标\n1.1 节水\n节水是目标之一。\n二、任务\n管网改造是任务之一。\n",  # one decimal alone
    "一、任务\n1.5 倍以上扩容的泵站优先。\n2.5 倍以上的从缓。\n3.2 倍以上的不批。\n",  # they do not count on
])
def test_what_does_not_count_on_is_no_heading(text):
    assert not any("." in locator for locator, _ in locators(text))


def test_a_heading_that_a_copy_lost_ends_nothing():
    found = [locator for locator, _ in locators("1 总则\n1.1 目的\n保障供水。\n1.2 依据\n依据条例。\n2.1 指挥部\n设在市水务局。\n2.2 专家组\n由市水务局聘请。\n")]
    assert found == ["1", "1/1.1", "1/1.2", "2.1", "2.2"]


def test_a_table_of_contents_is_none_and_an_annex_counts_anew():
    contents = "目录\n1 总则\n1.1 目的\n1.2 依据\n2 组织\n2.1 指挥部\n"
    body = "1 总则\n1.1 目的\n保障供水。\n1.2 依据\n依据条例。\n2 组织\n2.1 指挥部\n设在市水务局。\n"
    assert [locator for locator, _ in locators(contents + body)] == ["1", "1/1.1", "1/1.2", "2", "2/2.1"]
    assert [locator for locator, _ in locators(body + body.replace("供水", "排水"))] == ["1", "1/1.1", "1/1.2", "2", "2/2.1"] * 2
