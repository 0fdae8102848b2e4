"""Segmenting: acts, heads, provisions and paragraphs of gazettes in the shapes that copies have."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.model import Source
from policygraph.pipeline import facts
from policygraph.segmenting.whole import segment


def acts(text):
    return segment(Source("test.txt", text, "0" * 64)).acts


def only(text):
    (act,) = acts(text)
    return act


NOTICE = """临江市人民政府
关于印发临江市绿道建设行动计划的通知

临政发〔2019〕12号

各县区人民政府，市政府各部门：

现将《临江市绿道建设行动计划》印发给你们，请照此办理。

临江市人民政府
2019年3月4日

临江市绿道建设行动计划

为方便市民出行，制定本计划。

一、总体目标

（一）里程。到2022年，绿道总里程达到300公里。

（二）质量。绿道要连得上、走得

—2—

得通。

二、保障措施

1. 加强领导。
"""


def test_the_head_of_a_notice():
    document = only(NOTICE).document
    assert document.title == "临江市人民政府关于印发临江市绿道建设行动计划的通知"
    assert document.number.text == "临政发〔2019〕12号"
    assert document.enclosed_title == "临江市绿道建设行动计划"
    assert (document.type, document.signed) == ("通知", "2019-03-04")
    assert [a.name for a in document.issuers] == ["临江市人民政府"]
    assert len(document.addressees) == 2


def test_provisions_with_locators():
    document = only(NOTICE).document
    assert [p.locator for p in document.provisions] == ["一", "一/（一）", "一/（二）", "二", "二/1"]
    assert document.provisions[1].heading == "里程"


def test_a_paragraph_after_the_items_of_an_article_is_of_the_article():
    act = only("临江市供水办法\n第一条 市水利局履行下列职责：\n（一）编制规划；\n（二）开展检查。\n前款第二项规定的检查由市公安局配合。\n第二条 本办法自2020年1月1日起施行。\n")
    assert [(p.provision, p.text[:4]) for p in act.paragraphs] == [
        ("第一条", "第一条市"), ("第一条/（一）", "（一）编"), ("第一条/（二）", "（二）开"), ("第一条", "前款第二"), ("第二条", "第二条本")]


def test_a_sentence_broken_over_a_page_is_one_and_its_doubled_syllable_counts_once():
    texts = [p.text for p in only(NOTICE).paragraphs]
    assert "（二）质量。绿道要连得上、走得通。" in texts


def test_parts():
    parts = {p.text[:4]: p.part for p in only(NOTICE).paragraphs}
    assert parts["现将《临"] == "notice" and parts["为方便市"] == "instrument"


@pytest.mark.parametrize("number", ["临政发[2019]12号", "（临政发〔2019〕12号）", "临政发【2019】第12号", "临政发﹝2019﹞ 12 号"])
def test_numbers_in_every_bracket(number):
    document = only(NOTICE.replace("临政发〔2019〕12号", number)).document
    assert document.number.text == "临政发〔2019〕12号"


def test_the_number_above_the_title():
    text = "临政办规〔2020〕3号\n临江市人民政府办公室关于印发《临江市停车管理办法》的通知\n各县区人民政府：\n现印发给你们。\n临江市人民政府办公室\n2020年5月6日\n"
    document = only(text).document
    assert document.title == "临江市人民政府办公室关于印发《临江市停车管理办法》的通知"
    assert document.enclosed_title == "临江市停车管理办法"


GAZETTE = """临江市人民政府公报
2019年第3期（总第40期）
目录
临江市人民政府关于印发临江市绿道建设行动计划的通知（临政发〔2019〕12号）（2）
临江市人民政府办公室关于做好防汛工作的通知（临政办发〔2019〕5号）（6）
临江市人民政府关于表彰先进的决定（临政发〔2019〕14号）（9）
""" + NOTICE + """
（2019年3月5日印发）

LJCR-2019-0010001

临江市人民政府办公室关于做好防汛工作的通知

临政办发〔2019〕5号

各县区人民政府：

汛期将至，请加强值守。

临江市人民政府办公室
2019年4月2日

主管主办：临江市人民政府
"""


def test_a_gazette_has_its_acts_and_not_its_contents():
    found = segment(Source("g.txt", GAZETTE, "0" * 64))
    assert [a.document.number.text for a in found.acts] == ["临政发〔2019〕12号", "临政办发〔2019〕5号"]
    assert [a.document.page for a in found.acts] == [2, 6]
    assert found.acts[1].document.registration == "LJCR-2019-0010001"
    assert found.acts[0].document.printed == "2019-03-05"


def test_the_issue_and_what_the_contents_list_in_vain():
    found = segment(Source("g.txt", GAZETTE, "0" * 64))
    assert (found.issue.title, found.issue.year, found.issue.number, found.issue.total) == ("临江市人民政府公报", 2019, 3, 40)
    assert any("临政发〔2019〕14号" in p.message for p in found.problems)


ARTICLES = """第一章 总则
第一条 为规范停车，根据《道路交通安全法》，制定本办法。
第二条 车主应当：
（一）按位停车；
（二）按规定
缴费。
第二章 附则
第三条 本办法自2021年1月1日起施行，有效期三年。依照第一条的规定执行。
"""


def test_a_rule_without_head():
    document = only(ARTICLES).document
    assert (document.title, document.number, document.type) == (None, None, "办法")
    assert (document.effective, document.expires) == ("2021-01-01", "2023-12-31")
    assert [p.locator for p in document.provisions] == [
        "第一章", "第一章/第一条", "第一章/第二条", "第一章/第二条/（一）", "第一章/第二条/（二）", "第二章", "第二章/第三条"]


@pytest.mark.parametrize(("clause", "effective", "expires"), [
    ("本办法自发布之日起施行。", "2019-03-04", None),
    ("本办法自印发之日起30日后施行。", "2019-04-03", None),
    ("本办法自二〇一九年五月一日起施行，有效期至2021年4月30日。", "2019-05-01", "2021-04-30"),
    ("自本办法印发之日起，新建项目按此执行。", None, None),
    ("原办法自2019年5月1日起停止执行。", None, None),
])
def test_dates_of_force(clause, effective, expires):
    document = only(NOTICE.replace("1. 加强领导。", f"1. {clause}")).document
    assert (document.effective, document.expires) == (effective, expires)


def test_lines_wrapped_by_a_pdf_are_joined():
    body = "本市各级人民政府应当把绿道建设纳入国民经济和社会发展规划并安排必要的资金用于绿道的建设和日常养护管理工作确保绿道建设有序推进。"
    wrapped = "\n".join(body[i : i + 20] for i in range(0, len(body), 20))
    text = "临政办规〔2020〕3号\n临江市人民政府办公室关于印发《临江市绿道管理办法》的通知\n各县区人民政府：\n" + "\n".join(
        f"第{n}条\n{wrapped}" for n in "一二三四五六")
    texts = [p.text for p in only(text).paragraphs]
    assert texts.count(body) == 6


def test_a_line_over_a_paragraph_is_a_heading_where_lines_are_paragraphs():
    long = "本市各级人民政府应当把绿道建设纳入国民经济和社会发展规划，安排必要的资金用于绿道的建设和养护，确保绿道建设有序推进。"
    text = NOTICE.replace("为方便市民出行，制定本计划。", f"{long}\n" * 9 + f"专栏1绿道建设重点\n{long}\n根据《\n{long}")
    texts = [p.text for p in only(text).paragraphs]
    assert "专栏1绿道建设重点" in texts and texts.count(long) == 10


@pytest.mark.parametrize("text", ["", "今天天气很好，适合出门。", "名单\n张三\n李四\n", "2019年的第一场雪比以往时候来得更晚一些。" * 3])
def test_a_text_that_holds_no_act(text):
    assert acts(text) == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*NOTICE.splitlines(), *ARTICLES.splitlines(), "　", "— 3 —", "（", "》《", "附件：1.表", "2019年2月30日"]), max_size=25))
def test_any_lines_can_be_segmented_and_every_offset_leads_back(lines):
    text = "\n".join(lines)
    for act in acts(text):
        for field in act.document.fields:
            assert text[field.evidence.start : field.evidence.end] == field.evidence.exact
        ids = [p.id for p in act.document.provisions]
        assert len(ids) == len(set(ids))
        for paragraph in act.paragraphs:
            assert text[paragraph.start : paragraph.end] == paragraph.raw
            assert paragraph.provision == "" or paragraph.provision in ids


def test_blanks_stand_for_the_line_breaks_that_a_copy_lost():
    body = "为做好节水工作，现将有关事项通知如下：   一、总体要求   （一）坚持节约优先。" + "各地要加强领导，落实责任，定期检查。" * 20
    text = f"济政发〔2017〕9号各县区人民政府，市政府各部门： {body}   二、主要任务。各县区要按月报送进展。   三、时限要求。请于6月底前完成。   特此通知。"
    from policygraph.segmenting.lines import read_lines

    starts = [line.text[:4] for line in read_lines(text)]
    assert starts[-3:] == ["二、主要", "三、时限", "特此通知"]
    assert len(read_lines(text.replace("   ", ""))) < len(starts)


def test_text_that_is_narrower_than_the_boxes_around_it_is_joined():
    """First lines are indented, a box is set wider, a quotation is cut by the end of a line; a short list stays a list."""
    def set_at(width, text, indent=0):
        first = width - indent
        return "\n".join([text[:first], *(text[i : i + width] for i in range(first, len(text), width))])

    sentence = "各级各部门要把绿道和水系放在一起谋划，深入实施“水绿相映”行动，沿河种树，沿街修路，方便群众出行，每一段都要通到社区门口。"
    box = "本专栏所列各项都是三年之内要办成的实事每一件都有人负责有钱可用有图可查有人督办并由牵头部门制定年度计划并公布于众接受社会监督群众可以随时查询进度提出意见。"
    text = "\n".join([set_at(30, box)] * 12 + ["种树", "修路", "架桥", "点灯", "搭亭", "设座", "立牌"] + [set_at(24, sentence, 2)] * 6)
    texts = [p.text for p in only(NOTICE.replace("为方便市民出行，制定本计划。", text)).paragraphs]
    assert texts.count(sentence) == 6 and texts.count(box) == 12 and "种树" in texts and "架桥" in texts


def test_a_bracket_that_ends_a_line_with_a_colon_goes_on():
    text = NOTICE.replace("1. 加强领导。", "1. 加强领导。要抓好落实。（责任单位：\n市林业局、各县区政府）")
    assert "1.加强领导。要抓好落实。（责任单位：市林业局、各县区政府）" in [p.text for p in only(text).paragraphs]


def test_a_line_that_ends_in_the_middle_of_a_word_is_no_title_of_a_law():
    sentence = "为了让群众走得好看得见，把绿道建设的法律讲明白，各级各部门都要做好绿道普\n法工作，每年至少讲一次课，送书上门，解答群众的疑问。"
    assert len(acts(NOTICE.replace("为方便市民出行，制定本计划。", sentence.replace("绿道普\n法", "绿道普法\n")))) == 1


def test_running_text_that_a_page_cuts_short_goes_on_after_the_gap():
    body = "本市各级人民政府应当把绿道建设纳入国民经济和社会发展规划，并安排必要的资金，用于绿道的建设和日常养护管理工作，确保绿道建设有序推进。"
    wrapped = "\n".join(body[i : i + 20] for i in range(0, len(body), 20))
    cut = body[:46] + "\n\n　　" + body[46:58] + "\n" + body[58:]
    text = "临政办规〔2020〕3号\n临江市人民政府办公室关于印发《临江市绿道管理办法》的通知\n各县区人民政府：\n" + "\n".join(
        f"第{n}条\n{wrapped}" for n in "一二三四五六") + "\n第七条\n" + "\n".join(body[i : i + 20] for i in (0, 20)) + "\n" + cut[40:]
    assert [p.text for p in only(text).paragraphs].count(body) == 7


@pytest.mark.parametrize("head", [
    "发布日期：2022-03-30 16:42\n", "发布时间：2022/3/30 9:05:11\n", "【颁布单位】 临江市人民政府    【颁布日期】 20220330    【实施日期】 20220401\n",
    "作者：市政府办　发布时间：2022-03-30 浏览次数：103\n",
])
def test_a_day_of_the_page_is_read_whatever_stands_beside_it(head):
    (document,) = facts((head + "临江市人民政府关于节水的通知\n临政发〔2022〕3号\n各区县人民政府：\n现将节水有关事项通知如下。\n一、加强管理。\n临江市人民政府\n2022年3月28日\n").encode(), "x.txt").documents
    assert (document.title, document.printed, document.signed) == ("临江市人民政府关于节水的通知", "2022-03-30", "2022-03-28")


def test_a_title_may_go_on_behind_its_bracket():
    (document,) = facts("临江省人民政府关于临江市供水总体规划\n（2021-2035年）的批复\n临政字〔2024〕12号\n临江市人民政府：\n一、原则同意该规划。\n临江省人民政府\n2024年5月9日\n".encode(), "x.txt").documents
    assert (document.title, document.type) == ("临江省人民政府关于临江市供水总体规划（2021-2035年）的批复", "批复")


@pytest.mark.parametrize(("printed", "names"), [
    ("各镇人民政府、街道办事处，区政府各部门", ["各镇人民政府、街道办事处", "人民政府各部门"]), ("各街道党工委、办事处，各镇党委、政府", ["各街道党工委、办事处", "各镇党委、人民政府"])])
def test_governments_and_offices_below_are_one_addressee(printed, names):
    (document,) = facts(f"济南市历下区人民政府关于节水的通知\n历政发〔2022〕3号\n{printed}：\n现将节水有关事项通知如下。\n一、加强管理。\n济南市历下区人民政府\n2022年3月28日\n".encode(), "x.txt").documents
    assert len(document.addressees) == 2 and all(agency.name.endswith(name) for agency, name in zip(document.addressees, names, strict=True))


def test_numerals_of_accounts_stand_above_the_other_marks():
    text = "临政办〔2021〕3号\n临江市人民政府办公室关于明确节水职责的通知\n各县区人民政府：\n现将职责明确如下。\n壹、共同职责\n（1）建立台账。\n贰、分工\n一、水利部门修好管网。\n叁、工作制度\n每月通报。\n临江市人民政府办公室\n2021年3月5日\n"
    (document,) = facts(text.encode(), "x.txt").documents
    assert [provision.locator for provision in document.provisions] == ["壹", "壹/（1）", "贰", "贰/一", "叁"]


def test_what_minutes_say_anew_belongs_to_the_business_and_not_to_its_last_item():
    text = "临政纪〔2021〕3号\n临江市人民政府关于节水工作的会议纪要\n现将会议议定事项纪要如下。\n一、关于管网\n会议议定：\n1.改造管网。\n2.筹措资金。\n会议要求，市水利局要倒排工期。\n二、关于水价\n另行研究。\n临江市人民政府\n2021年3月5日\n"
    (document,) = facts(text.encode(), "x.txt").documents
    assert {p.text[:4]: p.provision for p in only(text).paragraphs}["会议要求"] == "一" and [p.locator for p in document.provisions] == ["一", "一/1", "一/2", "二"]


@pytest.mark.parametrize(("line", "names"), [
    ("各盟行政公署、市人民政府，自治区各委、办、厅、局，各大企业、事业单位", 3), ("各区县人民政府，市政府有关委、局、办", 2), ("临江工业园区、各直属公司", 2), ("市政府各部门、各直属机构", 2),
])
def test_groups_that_are_written_to_as_one(line, names):
    text = f"济南市人民政府关于节水的通知\n济政发〔2017〕9号\n\n{line}：\n\n现将有关事项通知如下。\n\n济南市人民政府\n2017年6月20日\n"
    (document,) = facts(text.encode(), "x.txt").documents
    assert len(document.addressees) == names


def test_the_head_of_a_page_may_hold_several_keys_on_a_line_and_buttons():
    text = ("首页 > 规范性文件\n索引号：113/2020-00214\n公布日期:2020-11-30　　文件编号：济政发〔2020〕9号　　失效日期：2025-12-31\n内容概述：略　　时效：有效　　浏览次数：2317\n"
            "分享到：　微信　微博　　【字体：大 中 小】\n\n济南市人民政府关于节水的通知\n\n各区县人民政府：\n\n现将有关事项通知如下。\n\n济南市人民政府\n2020年11月20日\n")
    (document,) = facts(text.encode(), "x.txt").documents
    assert (document.title, document.number.text, document.printed, document.expires) == ("济南市人民政府关于节水的通知", "济政发〔2020〕9号", "2020-11-30", "2025-12-31")


def test_a_signature_that_runs_into_the_text_takes_no_text_away():
    line = "根据《供水条例》，现将《水表目录》（第3批）予以公告。 附件：1.水表目录（第3批）.doc 链接：《水表目录》（第3批）参数.pdf 工业和信息化部"
    act = only(f"{line}\n2020年10月30日\n")
    assert [agency.name for agency in act.document.issuers] == ["工业和信息化部"] and act.document.signed == "2020-10-30"
    assert act.paragraphs[0].text.startswith("根据《供水条例》")
