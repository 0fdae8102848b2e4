"""Kinds of wording and of files that new places showed: what each says, read right."""

from __future__ import annotations

import io
import json

import pytest

from conftest import ROOT
from policygraph.model import Source
from policygraph.pipeline import extract
from policygraph.reading.sources import from_bytes

ACT = "临江市人民政府办公室关于做好供水工作的通知\n临政办发〔2021〕7号\n各区县人民政府：\n{}\n临江市人民政府办公室\n2021年3月5日\n"


def read(text: str):
    (document,) = extract(Source("a", text, "0" * 64)).readings[0].documents
    return document


def cited(text: str) -> list[tuple[str | None, list[str]]]:
    return [(c.target.number and c.target.number.text, [a.name for a in c.target.issuers]) for c in read(ACT.format("　　" + text)).citations]


def goals(text: str) -> list[tuple]:
    return [(t.indicator, t.value, t.comparator, t.deadline) for t in read(ACT.format("　　" + text)).targets]


# ---- characters, numbers and days


def test_radicals_of_fonts_are_characters():
    assert read(ACT.format("　　请认真执⾏。").replace("人民", "⼈⺠").replace("月", "⽉").replace("日", "⽇")).signed == "2021-03-05"


@pytest.mark.parametrize("printed", ["临政办发〔2O21〕7号", "临政办发︹2021︺7号", "临政办发〔2021〕\u20607号"])
def test_numbers_of_scans_and_copies(printed):
    assert read(ACT.format("　　请执行。").replace("临政办发〔2021〕7号", printed)).number.text == "临政办发〔2021〕7号"


@pytest.mark.parametrize(("printed", "day"), [
    ("二〇二一年元月八日", "2021-01-08"), ("二〇二一年三月廿六日", "2021-03-26"), ("二〇二一年五月卅日", "2021-05-30"), ("2O21年3月6日", "2021-03-06"),
])
def test_days_in_other_words(printed, day):
    assert read(ACT.format("　　请执行。").replace("2021年3月5日", printed)).signed == day


# ---- head and foot


def test_who_signs_is_no_part_of_the_title():
    text = ACT.format("　　情况如下。").replace("临政办发〔2021〕7号", "")
    text = "临江市人民政府办公室文件\n临政办发〔2021〕7号　　　签发人：王某某\n" + text
    assert (read(text).title, read(text).number.text) == ("临江市人民政府办公室关于做好供水工作的通知", "临政办发〔2021〕7号")


def test_front_matter_of_markdown():
    found = read("---\ntitle: 临江市人民政府关于供水的意见\ndate: 2021-03-05\n---\n\n第一条　供水单位应当制定方案。\n\n第二条　自公布之日起施行。\n")
    assert found.title == "临江市人民政府关于供水的意见" and [a.name for a in found.issuers] == ["临江市人民政府"]


@pytest.mark.parametrize("line", ["政策全文", "文件全文：", "编号：20210103"])
def test_lines_that_are_no_part_of_an_act(line):
    assert read(line + "\n" + ACT.format("　　请执行。")).title == "临江市人民政府办公室关于做好供水工作的通知"
    assert [a.name for a in read(ACT.format("　　请执行。").replace("各区县", line + "\n各区县")).addressees] == ["临江市各区县人民政府"]


def test_a_title_below_its_number_goes_on_after_the_name_of_what_it_issues():
    found = read("临水发〔2021〕7号\n临江市水务局\n关于印发临江市供水管理办法\n实施细则的通知\n各有关单位：\n　　现印发给你们。\n临江市水务局\n2021年3月5日\n")
    assert found.title == "临江市水务局关于印发临江市供水管理办法实施细则的通知" and [a.name for a in found.addressees] == ["各有关单位"]


def test_a_meeting_to_publish_something_issues_nothing():
    assert read("临江市水务中心关于举办节水成果发布与对接活动的通知\n各单位：\n　　定于近期举办活动，通知如下。\n临江市水务中心\n2021年3月5日\n").enclosed_title is None


def test_an_act_that_was_copied_in_one_line():
    found = read("临江市人民政府关于加快供水事业发展的意见临政发〔2019〕17号各区县人民政府，市政府各部门：为加快供水事业发展，提出如下意见。"
                 "一、主要目标。到2025年，建成泵站10座。二、政策支持。加强管理。临江市人民政府2019年9月5日")
    assert (found.number.text, found.signed, len(found.provisions)) == ("临政发〔2019〕17号", "2019-09-05", 2)


# ---- tables

ROWS = "任务 | 牵头单位 | 配合单位\n建设村级泵站 | 市水务局 | 市财政局\n开展管网普查 | 市统计局 | 市教育局"


def roles(document) -> list[tuple[str, str, str | None]]:
    return [(r.role, r.printed, r.action) for r in document.responsibilities]


WANTED = [("lead", "市水务局", "建设村级泵站"), ("cooperate", "市财政局", "建设村级泵站"), ("lead", "市统计局", "开展管网普查"), ("cooperate", "市教育局", "开展管网普查")]


def test_rows_above_the_signature_are_no_signers():
    found = read(ACT.format("　　一、明确任务。\n" + ROWS))
    assert [a.name for a in found.issuers] == ["临江市人民政府办公室"] and roles(found) == WANTED


def test_a_table_after_the_signature_is_read():
    assert roles(read(ACT.format("　　一、明确任务。") + "附件\n供水任务分工表\n" + ROWS + "\n")) == WANTED


def test_a_column_of_measures_to_mend_is_one_of_tasks():
    table = "附件\n整改清单\n下表自印发之日起执行。\n| 序号 | 整改措施 | 责任部门 | 计划完成时间 |\n|---|---|---|---|\n| 1 | 统一材料名称 | 市水务局 | 2021年8月 |\n"
    assert roles(read(ACT.format("　　请执行。") + table)) == [("responsible", "市水务局", "统一材料名称")]


def word(cells: list[list[str]], *merges: tuple[tuple[int, int], tuple[int, int]]) -> str:
    from docx import Document

    document = Document()
    table = document.add_table(len(cells), len(cells[0]))
    for i, row in enumerate(cells):
        for k, text in enumerate(row):
            table.cell(i, k).text = text
    for (a, b), (c, d) in merges:
        merged = table.cell(a, b).merge(table.cell(c, d))
        merged.text = cells[a][b]
    out = io.BytesIO()
    document.save(out)
    return from_bytes(out.getvalue(), "a.docx").text.strip()


HEAD = ["任务", "牵头单位", "备注"]


def test_cells_of_word_keep_their_columns():
    assert word([HEAD, ["建泵站", "", "急"], ["", "市水务局", ""]]).splitlines() == ["任务 | 牵头单位 | 备注", "建泵站 |  | 急", "市水务局"]
    assert word([["", *HEAD[1:]], ["建泵站", "市水务局", ""]]).splitlines() == ["|  | 牵头单位 | 备注 |", "| 建泵站 | 市水务局 |  |"]


def test_merged_cells_of_word_stand_in_every_row_and_column():
    assert word([HEAD, ["建泵站", "市水务局", "急"], ["修管网", "", "缓"]], ((1, 1), (2, 1))).splitlines()[1:] == ["建泵站 | 市水务局 | 急", "修管网 | 市水务局 | 缓"]
    assert word([HEAD, ["建泵站", "", "急"]], ((1, 0), (1, 1))).splitlines()[1:] == ["建泵站 |  | 急"]


def page(body: str) -> str:
    return from_bytes(f"<html><meta charset=utf-8><body>{body}</body></html>".encode(), "a.html").text


def test_merged_cells_of_a_page_stand_in_every_row_and_column():
    table = ("<table><tr><td>任务</td><td>牵头单位</td><td>备注</td></tr><tr><td rowspan=2>建设村级泵站</td><td>市水务局</td><td>急</td></tr>"
             "<tr><td>市财政局</td><td></td></tr><tr><td colspan=2>合计两项任务</td><td>两项</td></tr></table>")
    lines = [line for line in page("<p>各单位按下表分工抓好落实，认真负责。</p>" + table).splitlines() if "|" in line]
    assert lines == ["任务 | 牵头单位 | 备注", "建设村级泵站 | 市水务局 | 急", "| 建设村级泵站 | 市财政局 |  |", "合计两项任务 |  | 两项"]


BODY = "<h1>临江市人民政府关于供水的通知</h1><p>临政发〔2021〕7号</p><p>各区县人民政府：</p><p>　　给予每村10万元补助，用于建设泵站，年底前完成。</p>"


@pytest.mark.parametrize("copy", ['<div style="display: none">{}</div>', "<div hidden>{}</div>", '<div class="mobile">{}</div>'])
def test_a_page_that_holds_the_act_twice(copy):
    assert page(f'<div class="pc">{BODY}</div>' + copy.format(BODY)).count("10万元") == 1


def test_what_is_struck_through_and_how_it_is_spoken_is_no_text():
    from docx import Document
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = Document()
    paragraph = document.add_paragraph("补助")
    paragraph.add_run("10").font.strike = True
    kept = paragraph.add_run("20")
    kept.font.strike = False
    paragraph.add_run("万元")
    paragraph._p.append(parse_xml(
        f'<w:r {nsdecls("w")}><w:ruby><w:rt><w:r><w:t>shuǐ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>水</w:t></w:r></w:rubyBase></w:ruby></w:r>'))
    out = io.BytesIO()
    document.save(out)
    assert from_bytes(out.getvalue(), "a.docx").text.strip() == "补助20万元水"


# ---- numbers of other documents


@pytest.mark.parametrize(("text", "found"), [
    ("根据国务院国发〔2017〕13号文件精神，制定措施。", [("国发〔2017〕13号", ["国务院"])]),
    ("根据《建设条例》（1998年11月29日国务院令第253号），制定措施。", [("国务院令第253号", ["国务院"])]),
    ("根据《水源办法》（国务院第417号令）规定，制定措施。", [("国务院令第417号", ["国务院"])]),
    ("《公路条例》（2021年交通运输部令第3号）同时废止。", [("交通运输部令2021年第3号", ["交通运输部"])]),
    ("根据国办发〔2017〕13、14号文件，制定措施。", [("国办发〔2017〕13号", ["国务院办公厅"]), ("国办发〔2017〕14号", ["国务院办公厅"])]),
    ("《关于划分高污染燃料的规定》（环发〔2001〕37号）同时废止。", [("环发〔2001〕37号", ["国家环境保护总局"])]),
    ("贯彻《全科医生培养方案》（穗府办函〔2020〕16号），制定措施。", [("穗府办函〔2020〕16号", ["广州市人民政府办公厅"])]),
])
def test_numbers_and_who_issued_them(text, found):
    assert cited(text) == found


def test_a_code_that_names_nobody_says_nothing_of_a_village():
    assert read(ACT.format("　　请执行。").replace("临政办发", "办发")).level != "central"


# ---- goals and money


@pytest.mark.parametrize(("text", "found"), [
    ("到2025年，供水能耗较“十三五”末下降16%，泵站数量达到30座。", [("供水能耗下降", 16.0, "=", "2025"), ("泵站数量", 30.0, "=", "2025")]),
    ("到2025年，漏损率比2020年下降5%。", [("漏损率下降", 5.0, "=", "2025")]),
    ("到2025年，有水厂、有泵站的园区占比分别提高到55%、70%以上。", [("有水厂的园区占比", 55.0, ">=", "2025"), ("有泵站的园区占比", 70.0, ">=", "2025")]),
    ("到2025年，实现以下目标：\n　　（一）建成泵站30座。", [("建成泵站", 30.0, "=", "2025")]),
    ("超出用水量不超过10吨且及时改正的，不予处罚。", []),
])
def test_goals(text, found):
    assert goals(text) == found


def test_standards_of_benefits_are_money():
    text = "　　一、救助标准\n　　（一）全市城乡最低生活保障标准为每人每月800元。\n　　（二）抚恤金标准为每人每年9000元。"
    assert [(f.value, f.unit) for f in read(ACT.format(text)).funding] == [(800.0, "元/人·月"), (9000.0, "元/人·年")]


# ---- the inputs of ../shared

CASES = ROOT.parent / "shared" / "cases" / "reading.json"


@pytest.mark.skipif(not CASES.exists(), reason="needs ../shared/cases")
def test_no_case_of_the_shared_ones_ends_in_an_error():
    for case in json.loads(CASES.read_text("utf-8")):
        given = CASES.parent / case["file"] if "file" in case else None
        source = from_bytes(given.read_bytes() if given else case["input"].encode(), given.name if given else f"a.{case['ext']}")
        extract(source)


# ---- names, numbers and papers as copies print them


def test_metadata_belong_to_the_act_across_rules_of_the_page():
    text = ("标　　题： 临江市水务局关于加强供水管理的意见\n发文字号： 临水发〔2021〕103号\n发布机构： 临江市水务局\n成文日期： 2021-07-30\n"
            "====================\n+++++\n+++++\n====================\n临水发〔2021〕103号\n各区县水务局：\n为加强供水管理，现提出以下意见。\n一、总体要求\n严格管理。\n")
    found = read(text)
    assert (found.title, found.signed, [a.name for a in found.issuers]) == ("临江市水务局关于加强供水管理的意见", "2021-07-30", ["临江市水务局"])


def test_a_number_inside_the_title_marks_is_the_number_of_the_title():
    (citation,) = read(ACT.format("　　根据《临江市供水规划（临政发〔2017〕35 号）》，制定本方案。")).citations
    assert (citation.target.title, citation.target.number.text, citation.relation) == ("临江市供水规划", "临政发〔2017〕35号", "based_on")


def test_who_passes_a_paper_on_is_not_named_in_its_title():
    assert cited("你区《转报临水区人民政府关于扩建水厂的请示》（临政〔1992〕32号）收悉。") == [("临政〔1992〕32号", ["临江市人民政府"])]


@pytest.mark.parametrize("own", ["请按照《抄表基本信息规范》（见背面）抄表。", "现将《限期淘汰的高耗水设备名录》予以公告。"])
def test_what_the_act_prints_itself_is_not_cited(own):
    assert cited(own) == []


def test_what_somebody_has_amended_is_mentioned():
    assert [c.relation for c in read(ACT.format("　　《供水监测办法》修订出台，供水安全得到保障。")).citations] == ["mentions"]


@pytest.mark.parametrize(("printed", "names"), [
    ("临江市人民政府，临江军分区并东部军区", ["临江市人民政府", "临江军分区", "东部军区"]),
    ("各有关省（区、市）生态环境厅（局）、商务主管部门、发展改革委、能源局", ["各有关省（区、市）生态环境厅（局）", "商务主管部门", "发展改革委", "能源局"]),
])
def test_addressees_of_one_line(printed, names):
    text = ACT.format("　　请执行。").replace("各区县人民政府", printed)
    assert [a.name for a in read(text).addressees] == names


def test_an_office_that_is_no_more_keeps_its_number():
    assert [n for n, _ in cited("依据《供水监测办法》（原国家林业局令第50号）和《供水规定》（原平市人民政府令第3号）检查。")] == ["国家林业局令第50号", "原平市人民政府令第3号"]


@pytest.mark.parametrize("own", ["我部批准《管网监测》等12项供水行业标准（见附件）。", "认真执行我市《实施办法》。"])
def test_standards_that_are_approved_and_bare_kinds_are_not_cited(own):
    assert cited(own) == []


@pytest.mark.parametrize(("text", "relation"), [
    ("销售失效水样的，依照《临江市供水条例》第五条关于销售失效、变质水样的规定处罚。", "based_on"), ("在《临江市供水条例》第三十五条后增加一条，作为第三十六条。", "amends"),
    ("本办法经《临江市人民政府关于修改和废止有关规章的决定》修改。", "mentions"), ("《临江市供水条例》自行失效。", "repeals"),
])
def test_what_is_changed_and_what_is_only_spoken_of(text, relation):
    assert [c.relation for c in read(ACT.format("　　" + text)).citations] == [relation]


@pytest.mark.parametrize(("text", "found"), [
    ("为贯彻落实《水利部关于节水的意见》（水资〔2015〕2号）中“高度重视并积极推进用水计量设施的安装与应用、加快改造老旧水表、普及远程抄表”和《林草局关于水源的意见》（林发〔2015〕5号）中“保护水源”的要求，开展检查。", {"水资〔2015〕2号": "applies", "林发〔2015〕5号": "applies"}),
    ("财政部门正在修改完善《水源补偿资金管理办法》。", {"水源补偿资金管理办法": "amends"}),
    ("对试点区内的供水企业，不再执行《供水企业资质规定》中关于承揽范围的限制性规定。", {"供水企业资质规定": "mentions"}),
    ("自印发之日起，不再执行《供水企业资质规定》。", {"供水企业资质规定": "repeals"}),
    ("我部批准《水表技术要求》等2项行业标准修改单（见附件2）。", {"水表技术要求": "amends"}),
    ("我部批准《水表校准规范》等12项行业计量技术规范（编号、名称见附件4）。", {}),
    ("我部修订完善形成《抄表评价办法（2018年版）》，并正式印发。", {}),
    ("请学习《抄表评价办法》。一并报送。根据工作需要，《抄表评价办法》（附件1）由我部解释。", {}),
    ("遵守《供水考试规则（2014年5月9日水利部令第8号发布）》。", {"水利部令第8号": "mentions"}),
    ("落实我国签署的中国—冰岛自由贸易协定。", {"中国—冰岛自由贸易协定": "applies"}),
])
def test_what_is_cited_and_for_what(text, found):
    assert {c.target.number.text if c.target.number else c.target.title: c.relation for c in read(ACT.format("　　" + text)).citations} == found


def test_the_acts_that_changed_a_law_are_named_in_the_note_under_its_title():
    text = """临江市供水条例
（2011年5月8日临江市第十届人民代表大会常务委员会第七次会议通过　2011年7月8日大江省第九届人民代表大会常务委员会第五次会议批准
根据2019年5月31日临江市第十二届人民代表大会常务委员会第十次会议通过　2019年7月8日大江省第十一届人民代表大会常务委员会第五次会议批准的《临江市人民代表大会常务委员会关于修改部分地方性法规的决定》第一次修正
根据2021年5月31日的《临江市供水条例修正案》第二次修正）
第一条 为了规范供水，制定本条例。
第二条 本条例自2011年9月1日起施行。
"""
    assert [(c.relation, c.target.title) for c in read(text).citations] == [
        ("based_on", "临江市人民代表大会常务委员会关于修改部分地方性法规的决定"), ("based_on", "临江市供水条例修正案")]


def test_an_act_that_changes_several_names_each_over_its_points():
    text = """临江市水务局关于修改部分供水规章的决定
各区县水务局：
　　经研究，决定修改如下。
　　一、《临江市供水办法》
　　（一）第三条修改为：“用水应当节约。”
　　二、《临江市抄表规则》（临水发〔2009〕5号）：
　　删去第五条。其他规定依照《临江市河道条例》执行。
临江市水务局
2019年3月4日
"""
    assert {c.target.title: c.relation for c in read(text).citations} == {"临江市供水办法": "amends", "临江市抄表规则": "amends", "临江市河道条例": "based_on"}


def test_the_session_that_changed_a_law_tells_who_decided():
    text = """济南市供水条例
2011年5月8日 济南市第十届人民代表大会常务委员会第七次会议通过
2019年5月31日 济南市第十二届人民代表大会常务委员会第十次会议《关于修改〈济南市河道条例〉等三项地方性法规的决定》第一次修正
2021年5月31日 济南市第十三届人民代表大会常务委员会第十次会议《关于取消部分供水许可的决定》第二次修正
第一条 为了规范供水，制定本条例。
第二条 本条例自2011年9月1日起施行。
"""
    assert [(c.relation, c.target.title) for c in read(text).citations] == [
        ("based_on", "济南市人民代表大会常务委员会关于修改〈济南市河道条例〉等三项地方性法规的决定"), ("based_on", "济南市人民代表大会常务委员会关于取消部分供水许可的决定")]


def test_the_short_name_may_stand_in_a_bracket_of_its_own():
    found = read(ACT.format("　　为贯彻《关于节水的通知》（水资〔2015〕2号）（以下简称《通知》），现安排如下。\n　　各区要执行《通知》。")).citations
    assert {(c.target.number.text, c.alias) for c in found} == {("水资〔2015〕2号", "通知")}


def test_the_name_of_an_office_of_that_time_before_its_paper():
    (found,) = read(ACT.format("　　国家地震局《关于供水设施抗震工作的报告》收悉。")).citations
    assert found.target.title == "国家地震局关于供水设施抗震工作的报告"


def test_an_act_that_lost_its_title_does_not_cite_itself():
    text = "为落实节水规划的部署，推动水表标准化，制定《水表标准建设指南》。\n一、总体要求\n（一）依据《临江市供水条例》统一标准。\n（二）宣传《水表标准建设指南》。\n（三）各负其责。\n"
    assert [c.target.title for c in read(text).citations] == ["临江市供水条例"]


def test_the_years_of_a_plan_may_be_printed_in_two_ways():
    text = "　　根据《临江市节水行动计划（2019-2021年）》，制定方案。\n　　各区要根据《临江市节水行动计划（2019年—2021年）》分工。"
    assert len(read(ACT.format(text)).citations) == 1


def test_a_national_association_is_of_no_city():
    (found,) = read(ACT.format("　　根据《关于举办抄表大赛的通知》（中水协培〔2009〕11号），组织报名。")).citations
    assert found.target.place != "442000"


@pytest.mark.parametrize("text", ["水源是指附件《临江市水源名录》所列的水源。", "市水务局应当根据城市总体规划编制供水发展规划。"])
def test_annexes_and_plans_of_any_place_are_not_cited(text):
    assert cited(text) == []
