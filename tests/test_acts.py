"""Many acts in one source, metadata around acts, notes on adoption, tables of contents, days of force."""

import pytest

from policygraph.model import Source
from policygraph.segmenting.whole import segment


def read(text):
    return segment(Source("test.txt", text, "0" * 64))


def documents(text):
    return [act.document for act in read(text).acts]


def only(text):
    (document,) = documents(text)
    return document


FIRST = """临江市教育局关于做好秋季开学工作的通知
各区县教育局，市直各学校：
秋季学期即将开始，请各单位做好开学准备，确保平稳有序。
临江市教育局
2019年8月20日
"""
SECOND = """临江市民政局
关于开展敬老月活动的通知
各区县民政局：
重阳节将至，定于十月开展敬老月活动，请认真组织。
临江市民政局
2019年9月12日
（此件公开发布）
"""
RULE = """临江市湿地保护条例
（2018年4月27日临江市第十五届人民代表大会常务委员会第十次会议通过
2018年7月26日大江省第十三届人民代表大会常务委员会第五次会议批准）
第一条 为了保护湿地，制定本条例。
第二条 本条例自2018年10月1日起施行。
"""


def test_acts_without_numbers_that_run_together_are_told_apart():
    found = documents(FIRST + SECOND + RULE)
    assert [d.title for d in found] == [
        "临江市教育局关于做好秋季开学工作的通知", "临江市民政局关于开展敬老月活动的通知", "临江市湿地保护条例"]
    assert [d.signed for d in found] == ["2019-08-20", "2019-09-12", None]
    assert found[0].end <= found[1].start and found[1].end <= found[2].start


def test_what_a_notice_forwards_with_its_own_signature_is_no_act():
    text = """临江市人民政府办公室转发市民政局关于加强养老服务意见的通知
临政办发〔2019〕7号
各区县人民政府：
市民政局《关于加强养老服务的意见》已经市政府同意，现转发给你们，请认真执行。
临江市人民政府办公室
2019年5月6日
关于加强养老服务的意见
临江市民政局
各区县要把养老服务放在重要位置，加快设施建设。
2019年4月30日
"""
    document = only(text)
    assert document.signed == "2019-05-06"


def test_an_attachment_is_no_act():
    text = FIRST + """附件
临江市教育局关于开学检查的公告
检查分两批进行，具体安排另行告知，请各学校准备。
2019年8月21日
"""
    assert len(documents(text)) == 1


def test_letters_without_titles_after_one_another():
    letters = "临江阀门有限公司：\n你公司的申请收悉，经研究，同意延续许可证。\n临江市工业局\n2020年3月4日\n（此件公开发布）\n"
    found = documents(letters + letters.replace("阀门", "水泵").replace("3月4日", "3月9日"))
    assert [d.signed for d in found] == ["2020-03-04", "2020-03-09"]
    assert [d.addressees[0].name for d in found] == ["临江阀门有限公司", "临江水泵有限公司"]


def test_one_act_broken_by_a_page_stays_one():
    text = FIRST.replace("请各单位做好", "请各单位\n\n— 2 —\n\n做好")
    document = only(text)
    assert document.signed == "2019-08-20"


# ---- metadata

PAGE = """索 引 号：123/2019-004\t主题分类：教育
发文机关：
临江市教育局
成文日期：
2019年08月20日
标　　题：
临江市教育局关于做好秋季开学工作的通知
发文字号：
临教发〔2019〕31号
发布日期：
2019年08月22日
"""
BODY = "各区县教育局：\n秋季学期即将开始，请做好开学准备工作。\n"


def test_metadata_of_a_page_with_values_below_the_keys():
    document = only(PAGE + BODY)
    assert (document.title, document.number.text) == ("临江市教育局关于做好秋季开学工作的通知", "临教发〔2019〕31号")
    assert (document.signed, document.printed, document.registration) == ("2019-08-20", "2019-08-22", "123/2019-004")
    assert [a.name for a in document.addressees] == ["各区县教育局"]


def test_pages_one_after_the_other_keep_their_metadata():
    other = PAGE.replace("秋季", "春季").replace("31号", "2号").replace("2019年08月", "2020年02月")
    found = documents(PAGE + BODY + other + BODY)
    assert [(d.number.serial, d.signed, d.printed) for d in found] == [
        (31, "2019-08-20", "2019-08-22"), (2, "2020-02-20", "2020-02-22")]


def test_metadata_below_an_act_as_databases_print_it():
    record = "【正文】临江市林业局关于造林的通知\n{}请各单位抓好造林。\n【文号】临林发〔2019〕{}号\n【颁布时间】20190328\n【实施时间】20190401\n【颁布单位】临江市林业局\n"
    found = documents(record.format("各林场：\n", 3) + record.format("各区县：\n", 4))
    assert [(d.number.serial, d.printed, d.effective) for d in found] == [
        (3, "2019-03-28", "2019-04-01"), (4, "2019-03-28", "2019-04-01")]


# ---- notes on adoption

def test_the_note_under_a_title_tells_who_adopted_a_rule_and_when():
    document = only(RULE)
    assert [a.name for a in document.issuers] == ["临江市人民代表大会常务委员会"]
    assert (document.adopted, document.signed, document.effective) == ("2018-04-27", None, "2018-10-01")


@pytest.mark.parametrize(("clause", "effective"), [
    ("本条例自公布之日起施行。", None), ("本条例自批准之日起施行。", None), ("本条例自通过之日起施行。", "2018-04-27"), ("本条例自2018年10月1日起施行。", "2018-10-01"),
])
def test_a_rule_of_which_only_the_day_of_adoption_is_told_was_not_published_on_it(clause, effective):
    assert only(RULE.replace("本条例自2018年10月1日起施行。", clause)).effective == effective


def test_an_order_in_the_note_is_the_number():
    document = only("临江税务登记办法\n2020年3月5日 国家税务总局令第48号公布\n2020年5月1日 施行\n第一条 为了登记，制定本办法。\n第二条 略。\n")
    assert document.number.text == "国家税务总局令第48号"
    assert (document.printed, document.effective) == ("2020-03-05", "2020-05-01")
    assert [a.name for a in document.issuers] == ["国家税务总局"]


# ---- table of contents and issue

GAZETTE = """临江市人民政府公报
2019年第八号（总第96期）
8月30日出版
目录
【市政府文件】
临江市人民政府关于加快品牌建设的意见（临政发〔2019〕9号）（1）
临江市人民政府关于授予荣誉市民称号的决定……（5）
临江市人民政府关于公布行政许可目录的公告……（7）
【市政府文件】
临江市人民政府
关于加快品牌建设的意见
临政发〔2019〕9号
各区县人民政府：
品牌建设关系全局，现提出如下意见。
临江市人民政府
2019年8月2日
临江市人民政府关于授予荣誉市民称号的决定
为表彰先进，市政府决定授予下列人员荣誉市民称号。
临江市人民政府
2019年8月9日
临江市人民政府关于公布行政审批事项清单的公告
现将行政审批事项清单予以公布，欢迎社会监督。
临江市人民政府
2019年8月12日
主办：临江市人民政府
"""


def test_an_issue_and_its_table_of_contents():
    found = read(GAZETTE)
    issue = found.issue
    assert (issue.title, issue.year, issue.number, issue.total, issue.date, issue.publisher) == (
        "临江市人民政府公报", 2019, 8, 96, "2019-08-30", "临江市人民政府")
    assert [act.document.page for act in found.acts] == [1, 5, None]
    messages = [p.message for p in found.problems]
    assert any("行政许可目录" in m and "was not found" in m for m in messages)
    assert any("行政审批事项清单" in m and "is not in the table of contents" in m for m in messages)
    assert len(messages) == 2


# ---- days

@pytest.mark.parametrize("day", ["2019年2月30日", "2019年13月1日", "二○一九年六月三十一日"])
def test_a_day_that_no_calendar_has_is_reported_and_not_guessed(day):
    found = read(FIRST.replace("2019年8月20日", day))
    (act,) = found.acts
    assert act.document.signed is None
    assert [a.name for a in act.document.issuers] == ["临江市教育局"]
    assert [p.message for p in found.problems] == [f"no calendar has the day {day}"]


@pytest.mark.parametrize(
    ("clause", "effective", "expires"),
    [
        ("本办法自2017年7月20日起施行，有效期2年。", "2017-07-20", "2019-07-19"),
        ("本办法于2017年7月20日起试行，试行期一年。", "2017-07-20", "2018-07-19"),
        ("本办法自印发之日起施行，有效期至2021年3月31日。", "2017-06-20", "2021-03-31"),
        ("本办法自发布之日起30日后施行。", "2017-07-20", None),
        ("本办法自公布之日起满三十日后施行。", "2017-07-20", None),
        ("本办法自印发之日起一个月后施行，有效期五年。", "2017-07-20", "2022-07-19"),
        ("本办法有效期为三年，自印发之日起施行。", "2017-06-20", "2020-06-19"),
        ("本办法自二〇一七年七月二十日起施行。", "2017-07-20", None),
        ("上述措施自发布之日起实施，2022年12月31日截止。", "2017-06-20", "2022-12-31"),
        ("本办法有效期自2018年1月1日起至2020年12月31日止。", None, "2020-12-31"),
        ("本办法自印发之日起试行一年。", "2017-06-20", "2018-06-19"),
        ("许可证有效期2年，到2020年12月31日前全部换发。", None, None),
        ("2019年1月1日起全面施行的《甲法》是一部好法。", None, None),
        ("市政府印发《乙政策》，自2020年6月17日起施行。", None, None),
        ("原《丙办法》自2017年7月20日起停止执行。", None, None),
    ],
)
def test_clauses_of_force(clause, effective, expires):
    document = only(f"临江市教育局关于印发学籍办法的通知\n各学校：\n现将《学籍办法》印发给你们。\n临江市教育局\n2017年6月20日\n学籍办法\n第一条 {clause}\n")
    assert (document.effective, document.expires) == (effective, expires)


def test_a_public_notice_may_say_when_its_matter_is_in_use():
    document = only("临江市公安局关于专用车道的通告\n为保障畅通，通告如下：\n一、专用车道于2023年5月13日零时启用。\n临江市公安局\n2023年5月10日\n")
    assert document.effective == "2023-05-13"


# ---- copies without a head

@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("各区县：\n为做好工作，现就有关事项通知如下：\n一、抓好落实。\n临江市教育局\n2019年8月20日\n", "通知"),
        ("临教发〔2019〕1号\n各区县：\n现将《学籍办法》印发给你们，请执行。\n临江市教育局\n2019年8月20日\n学籍办法\n第一条 制定本办法。\n", "通知"),
        ("为加强管理，现就学籍提出以下意见：\n一、加强领导。要重视。\n二、加强宣传。要落实。\n", "意见"),
        ("为推动数字产业发展，制定如下措施。\n一、加强领导。要重视。\n二、加强宣传。要落实。\n", "措施"),
        ("各位代表：\n现在，我代表市人民政府，向大会报告政府工作，请予审议。\n一、过去一年工作回顾\n成绩来之不易。\n二、今年工作安排\n要落实。\n", "报告"),
        ("为规范用车，编制本指南。\n一、适用范围\n公务用车。\n二、流程\n按需申请。\n", "指南"),
        ("第一条 为了加强管理，制定本办法。\n第二条 本办法自发布之日起施行。\n", "办法"),
        ("为落实节水规划的部署，推动水表标准化，制定《水表标准建设指南》。\n一、总体要求\n（一）目标。统一标准。\n（二）原则。分步实施。\n（三）分工。各负其责。\n", "指南"),
        ("各区县水务局：\n智慧供水是新业态。现提出智慧供水体系建设实施方案，请认真组织实施：\n一、目标\n（一）统一标准。\n（二）分步实施。\n", "方案"),
        ("各有关单位：\n为做好供水工作，请按照本通知第三条要求办理。\n一、抓紧自查。\n二、按期报送。\n", "通知"),
    ],
)
def test_the_type_of_an_act_without_title(text, kind):
    document = only(text)
    assert (document.title, document.type) == (None, kind)


def test_an_opening_sentence_with_a_colon_names_no_addressees():
    assert only("为加强管理，经市政府同意，现就学籍管理提出以下意见：\n一、加强领导。要重视。\n二、加强宣传。要落实。\n").addressees == ()


def test_the_code_of_a_number_names_the_issuer_where_nobody_signed():
    document = only("国办发〔2019〕3号\n各省人民政府：\n请做好工作，确保落实。\n")
    assert [a.name for a in document.issuers] == ["国务院办公厅"]


def test_a_signature_without_date_at_the_end():
    document = only("民政部对“加强养老服务的建议”的答复\n民函〔2021〕7号\n张某某代表：\n建议收悉，现答复如下。\n感谢支持！\n民政部\n")
    assert [a.name for a in document.issuers] == ["民政部"]


def test_one_title_with_its_number_above_metadata_is_no_table_of_contents():
    page = "临江市教育局关于做好秋季开学工作的通知（临教发〔2019〕31号）\n制定机关：\n临江市教育局\n发文字号：临教发〔2019〕31号\n公布日期：2019.08.22\n" + FIRST
    assert read(page).problems == ()


def test_the_title_of_many_issuers_may_be_one_long_line():
    names = "国家发展和改革委员会 教育部 财政部 住房和城乡建设部 文化和旅游部 国家卫生健康委员会 国务院国有资产监督管理委员会 国家能源局 工业和信息化部 民政部 水利部"
    document = only(f"{names}关于印发《绿道行动计划》的通知\n发改社会〔2021〕77号\n各省、自治区、直辖市发展改革委、教育厅（局）：\n请认真执行，确保落实。\n2021年3月4日\n")
    assert [len(document.issuers), document.issuers[6].name, document.enclosed_title] == [11, "国务院国有资产监督管理委员会", "绿道行动计划"]
    assert [a.name for a in document.addressees] == ["各省、自治区、直辖市发展改革委", "教育厅（局）"]


def test_a_head_whose_line_breaks_were_lost():
    document = only("临教发〔2019〕31号各区县教育局，市直各学校：为做好开学工作，现就有关事项通知如下。\n请认真落实。\n临江市教育局\n2019年8月20日\n")
    assert (document.number.text, len(document.addressees), document.type) == ("临教发〔2019〕31号", 2, "通知")


def test_a_person_may_be_addressed_and_ministries_are_several():
    assert [a.name for a in only(FIRST.replace("各区县教育局，市直各学校", "王某某代表")).addressees] == ["王某某代表"]
    assert [a.name for a in only(FIRST.replace("各区县教育局，市直各学校", "大江省人民政府，教育部、外交部")).addressees] == ["大江省人民政府", "教育部", "外交部"]


def test_an_announcement_whose_number_stands_without_its_kind():
    document = only("国家林业和草原局公告\n2020年第13号\n现将授予的新品种权予以公告。\n国家林业和草原局\n2020年7月29日\n")
    assert document.number.text == "国家林业和草原局公告2020年第13号"


def test_a_title_that_breaks_off_before_the_heading_of_what_it_issues():
    document = only("临江市人民政府办公室关于印发《临江市停车办法》\n临江市停车办法\n第一条 为了管理停车，制定本办法。\n第二条 本办法自2020年1月1日起施行。\n")
    assert (document.title, document.enclosed_title) == ("临江市人民政府办公室关于印发《临江市停车办法》", "临江市停车办法")


def test_the_first_line_of_a_wrapped_paragraph_is_indented_and_digits_take_half():
    lines = ["　　智能产业是制造业的重要基础产业之一是实现制", "造强国的重要支撑当前本市智能产业正处于由数量", "向质量转变的关键期2025年前要建成12个园区并达到", "国内先进水平为此要抓紧落实各项任务确保实效。"]
    text = "临江市智能产业行动计划\n一、总体要求\n" + "\n".join(lines * 5) + "\n二、保障措施\n" + "\n".join(lines * 2)
    paragraphs = read(text).acts[0].paragraphs
    assert sum(p.text.startswith("智能产业") for p in paragraphs) == 7
    assert not any(p.text.startswith(("造强国", "向质量", "国内")) for p in paragraphs)


def test_a_line_that_names_a_day_but_no_issuer_is_no_signature():
    document = only(FIRST.replace("确保平稳有序。", "确保平稳有序。\n材料报送截止日期为2019年8月10日"))
    assert document.signed == "2019-08-20"


def test_a_title_over_several_lines_may_have_one_that_ends_like_a_title():
    document = only("临江市人民政府办公室关于推行公示制度\n记录制度\n重大执法决定审核制度的意见\n临政办发〔2018〕8号\n各区县：\n请执行，确保落实。\n临江市人民政府办公室\n2018年12月5日\n")
    assert document.title == "临江市人民政府办公室关于推行公示制度记录制度重大执法决定审核制度的意见"


@pytest.mark.parametrize("clause", ["《药品许可证》有效期5年。", "备案自准予备案之日起生效，有效期为10年。", "本证有效期2年。"])
def test_the_validity_of_a_licence_is_not_that_of_the_act(clause):
    document = only(RULE.replace("第二条 ", f"第二条 {clause}\n第三条 "))
    assert (document.effective, document.expires) == ("2018-10-01", None)


def test_a_year_may_follow_the_mark_of_a_heading():
    document = only("临江市绿道行动计划\n一、任务\n1.2021年底前建成绿道。\n2.2022年底前贯通。\n")
    assert [p.locator for p in document.provisions] == ["一", "一/1", "一/2"]


def test_a_title_printed_twice_over_the_note_and_the_number_is_one_act():
    title = "最高人民法院、最高人民检察院关于办理假冒案件的解释"
    text = f"# {title}\n2023年1月3日 最高人民法院审判委员会第1878次会议通过\n<!-- INFO END -->\n{title.replace('、', ' ')}\n法释〔2023〕3号\n为依法惩治犯罪，根据法律规定，作如下解释。\n第一条 依法惩处。\n"
    document = only(text)
    assert (document.title.replace("、", ""), document.number.text) == (title.replace("、", ""), "法释〔2023〕3号")


def test_a_division_may_sign_in_its_own_name():
    document = only("关于印发《检查大纲》的函\n各有关单位：\n现将大纲印发给你们，请参照执行。\n生态环境部核电安全监管司\n2020年12月14日\n")
    assert [a.name for a in document.issuers] == ["生态环境部核电安全监管司"]


def test_a_list_of_attachments_may_run_into_the_signature():
    document = only("各区县：\n请组织报名，确保质量。\n附件：\n1.推荐表\n2.2020年大赛报名表工业和信息化部办公厅\n2020年8月24日\n")
    assert [a.name for a in document.issuers] == ["工业和信息化部办公厅"]


NOTICE = "{head}\n　　为加强节水，现通知如下。\n　　一、厉行节水。各单位要认真落实。\n济南市人民政府\n2019年3月4日\n"


@pytest.mark.parametrize("head", [
    "济南市人民政府关于加强节水的通知（济政发〔2019〕3号）\n各区县人民政府：",
    "济南市人民政府关于加强节水的通知　济政发〔2019〕3号\n各区县人民政府：",
    "济南市人民政府关于加强节水的通知\n【济政发〔2019〕3号】\n各区县人民政府：",
    "济南市人民政府关于加强节水的通知\n济政发〔2019〕3\n各区县人民政府：",
])
def test_a_number_in_any_place_of_the_head(head):
    document = only(NOTICE.format(head=head))
    assert (document.title, document.number.text) == ("济南市人民政府关于加强节水的通知", "济政发〔2019〕3号")
    assert [agency.name for agency in document.addressees] == ["济南市各区县人民政府"]


@pytest.mark.parametrize(("printed", "names"), [
    ("各市、自治州水务局、财政局", ["各市、自治州水务局", "财政局"]),
    ("北京、天津、上海市人民政府", ["北京市人民政府", "天津市人民政府", "上海市人民政府"]),
    ("区政府各委、办、局，区直有关部门、单位", ["济南市历城区人民政府各委、办、局", "区直有关部门、单位"]),
    ("临江大学", ["临江大学"]),
])
def test_who_is_written_to(printed, names):
    document = only(f"济南市历城区人民政府关于节水的通知\n历城政发〔2019〕3号\nJNCR-2019-0150003\n{printed}：\n　　要节水。\n济南市历城区人民政府\n2019年3月4日\n")
    assert [agency.name for agency in document.addressees] == names


def test_an_act_without_title_is_called_by_what_it_issues():
    text = "各区县水务局：\n　　我局编制了《临江节水指南》。现印发给你们。\n临江市水务局\n2019年3月4日\n临江节水指南\n第一条 要节水。\n"
    document = only(text)
    assert (document.title, document.type, document.enclosed_title) == ("临江节水指南", "通知", "临江节水指南")


@pytest.mark.parametrize("text", [
    "摘 要\n为规范抄表工作，本文件围绕四类水表给出了抄表方法，供各水厂参考。\n抄表应当在每月五日前完成。\n",
    "为落实节水规划，水利部启动实施“智慧水表”重点专项。根据专项方案的部署，现发布2019年度项目申报指南。专项目标是研制新型水表。\n",
    "智慧水务是用水管理的新形态。\n1.1 目标\n建成管网。\n1.2 原则\n统一规划。\n2.1 范围\n全市供水。\n",
    "“智慧水表”重点专项2019年度项目申报指南建议（征求意见稿）\n专项部署三个任务，征求社会意见。\n",
])
def test_an_act_that_lost_its_head(text):
    assert only(text).issuers == ()


@pytest.mark.parametrize("text", [
    "2019年5月8日，节水白皮书发布会在临江举行。会议指出，要落实《节水行动方案》。\n",
    "日前，为落实节水规划，临江市水务局启动了水表更换工作。\n",
    "水价：\n1.5元每吨。\n2.1元每吨。\n3.5元每吨，各区不同。\n",
])
def test_news_and_lists_are_no_acts(text):
    assert documents(text) == []


def test_several_instruments_that_are_issued_together():
    document = only("各区县水务局：\n　　我局组织编写了《抄表指南》、《巡线指南》、《节水产业发展指南》（以下简称《指南》），现予以发布。\n临江市水务局\n2019年3月4日\n")
    assert document.enclosed_title == "抄表指南"


@pytest.mark.parametrize(("foot", "names"), [
    ("（国家统计局办公室代章）\n2019年3月4日", ["国家统计局办公室"]),
    ("济南市水务局（代章）\n2019年3月4日", ["济南市水务局"]),
    ("财政部市场监管总局\n2019年 月 日", ["财政部", "国家市场监督管理总局"]),
    ("水利部\n2019年3月 日", ["水利部"]),
])
def test_a_seal_and_a_day_that_is_left_open(foot, names):
    document = only(f"各有关单位：\n　　请认真做好节水工作，确保落实。\n　　请按时报送。\n{foot}\n")
    assert [agency.name for agency in document.issuers] == names


def test_who_issues_a_report_may_stand_under_its_title():
    document = only("济南市2019年节水统计公报\n济南市统计局　　国家统计局济南调查队\n（2020年3月）\n2019年，全市节水成效明显。\n一、综合\n用水量下降，水质提升。\n")
    assert [agency.name for agency in document.issuers] == ["济南市统计局", "国家统计局济南调查队"]


@pytest.mark.parametrize(("imprint", "names"), [("济南市水务局2019年3月4日印发", ["济南市水务局"]), ("济南市水务局办公室2019年3月4日印发", [])])
def test_who_printed_an_act_that_nobody_signed(imprint, names):
    document = only(f"为规范抄表，制定《抄表指南》。\n一、总体要求\n（一）目标。抄表要准确。\n二、组织实施\n（一）分工。各区要落实。\n{imprint}\n")
    assert [agency.name for agency in document.issuers] == names


def test_a_signature_may_run_into_the_title_of_what_is_issued():
    document = only("水资〔2020〕4号\n各有关单位：《取水计量管理办法》已经审议通过，现印发给你们，自发布之日起施行。\n水利部2020年5月8日取水计量管理办法\n第一章总则\n第一条 为了计量取水，制定本办法。\n")
    assert ([agency.name for agency in document.issuers], document.signed, document.effective) == (["水利部"], "2020-05-08", "2020-05-08")
    assert ([agency.name for agency in document.addressees], document.enclosed_title) == (["各有关单位"], "取水计量管理办法")


def test_a_speaker_on_two_lines_is_not_addressed():
    document = only("政府工作报告\n——2019年3月4日在济南市第五届人民代表大会第五次会议上\n济南市市长\n王某某\n各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议。\n一、工作回顾\n成绩来之不易。\n")
    assert [agency.name for agency in document.addressees] == ["各位代表"]


def test_the_key_of_metadata_before_a_word_with_by():
    text = "索 引 号：000014349/2004-00209\n成文日期：2004年08月12日\n发文字号：济政发〔2004〕5号\n发布日期：2018年12月24日\n主 题 词：经济管理 用水 函\n" + NOTICE.format(
        head="济南市人民政府关于节水的函\n济政发〔2004〕5号\n各区县人民政府：")
    assert only(text).printed == "2018-12-24"


def test_who_a_report_speaks_for():
    document = only("各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议。\n一、工作回顾\n济南市成绩来之不易，全市人民团结，济南市全市节水。\n二、工作安排\n全市要落实。\n")
    assert [agency.name for agency in document.issuers] == ["济南市人民政府"]


def test_the_issuers_of_an_order_without_about():
    document = only("国务院、中央军委授予某人称号的命令\n国函〔1993〕16号\n水利部：\n　　特授予某人称号。\n1993年12月2日\n")
    assert [agency.name for agency in document.issuers] == ["国务院", "中央军事委员会"]


def test_the_name_of_the_file_tells_a_title_that_the_copy_lost():
    text = "第一条 为了节水，制定本办法。\n第二条 本办法所称用水，是指生活用水。\n第三条 本办法自发布之日起施行。\n"
    (document,) = [act.document for act in segment(Source("山东省_2019_临江市节水办法.txt", text, "0" * 64)).acts]
    assert (document.title, document.type) == ("临江市节水办法", "办法")


def test_a_dash_for_the_first_numeral():
    document = only(NOTICE.format(head="济南市人民政府关于加强节水的通知\n济政发〔2019〕3号\n各区县人民政府：").replace("一、厉行", "—、厉行"))
    assert [provision.locator for provision in document.provisions] == ["一"]


def test_the_level_of_a_town():
    document = only("办发〔2021〕5号\n南门镇党政办公室关于印发《南门镇节水方案》的通知\n各村、镇直各单位：\n　　现印发给你们。\n南门镇党政办公室\n2021年3月4日\n")
    assert document.level == "township"


def test_a_class_of_documents_may_end_as_a_title_does_and_the_days_above_it_count():
    page = ("临江市教育局关于做好秋季开学工作的通知\n制定机关：\n临江市教育局\n发文字号：临教发〔2019〕31号\n公布日期：2019.08.22\n法规类别：\n教育综合规定\n奖惩\n" + FIRST)
    assert only(page).printed == "2019-08-22"


def test_what_a_database_lists_under_an_act_is_no_part_of_it():
    (act,) = read(FIRST + "本篇引用的法规\n中央法规\n临江市教育局关于转发《某省教育厅关于校车的通知》的通知\n").acts
    assert act.document.end <= len(FIRST)
    assert not any("校车" in paragraph.text for paragraph in act.paragraphs)


LICENCE = """本作品是中华人民共和国的
法律、法规
，国家机关的文件，及其官方译文。根据《
中华人民共和国著作权法
》第五条第一项，本作品不适用于该法，属于
公有领域
。
"""


@pytest.mark.parametrize("licence", [
    LICENCE, "根据《中华人民共和国著作权法》第五条，本作品不适用于该法。\n", "本译本采用知识共享许可协议。\n", LICENCE + "注：本站社群认为，演讲\n不总是\n这样的文件。\nfalse\n",
])
def test_the_licence_of_a_copy_is_no_part_of_the_act(licence):
    (act,) = read(FIRST + "\n\n" + licence).acts
    assert act.document.end <= len(FIRST) and act.document.signed == "2019-08-20"
    assert not any("著作权" in p.text or "本作品" in p.text for p in act.paragraphs)


def test_what_a_rule_says_of_works_is_its_own():
    text = "临江市优秀文艺作品奖励办法\n第一条 为了繁荣创作，制定本办法。\n第二条 申报表应当写明：\n本作品是原创作品。\n第三条 根据《中华人民共和国著作权法》第五条不受保护的作品，不在申报之列。\n"
    (act,) = read(text).acts
    assert act.document.end >= len(text) - 1
    rule = text + "第四条 作品已经属于公有领域的，应当注明。\n"  # the words of a licence, but of no work that is the copy
    (act,) = read(rule.replace("本作品是", "申报作品是")).acts
    assert "公有领域" in act.paragraphs[-1].text
