"""Targets and money: marked sentences; what is a goal, by when, of what; what is none."""

from __future__ import annotations

import hashlib

import pytest

from policygraph.model import Source
from policygraph.pipeline import extract_source

HEAD = "济南市人民政府关于印发济南市节水{kind}的通知\n济政发〔2017〕3号\n各县区人民政府：\n现将《济南市节水{kind}》印发给你们。\n济南市人民政府\n2017年1月5日\n济南市节水{kind}\n"


def read(body: str, kind: str = "行动计划"):
    text = HEAD.format(kind=kind) + body + "\n"
    (document,) = extract_source(Source("a.txt", text, hashlib.sha256(text.encode()).hexdigest())).documents
    return document


def targets(body: str, kind: str = "行动计划") -> list[tuple]:
    return [(t.indicator, t.comparator, t.value, t.unit, t.deadline) for t in read(body, kind).targets]


@pytest.mark.parametrize(("sentence", "want"), [
    ("到2020年，建成节水工厂50家以上。", [("建成节水工厂", ">=", 50, "家", "2020")]),
    ("2018年6月底前，新建泵站12座。", [("新建泵站", "=", 12, "座", "2018-06-30")]),
    ("到2019年，万元产值用水量不超过15立方米。", [("万元产值用水量", "<=", 15, "立方米", "2019")]),
    ("到2020年，再生水利用率突破40%。", [("再生水利用率", ">=", 40, "%", "2020")]),
    ("到2020年，再生水利用率高于40%。", [("再生水利用率", ">", 40, "%", "2020")]),
    ("到“十四五”末，培育节水企业300家。", [("培育节水企业", "=", 300, "家", "2025")]),
    ("力争用三年时间，新增节水设备14.5万台。", [("新增节水设备", "=", 14.5, "万台", "2020")]),
    ("年内完成管网改造30公里。", [("完成管网改造", "=", 30, "公里", "2017")]),
    ("到2020年，全市管网带宽达到20Mbps。", [("全市管网带宽", "=", 20, "Mbps", "2020")]),
    ("到2020年，建成特色鲜明、带动力强的园区10个。", [("建成特色鲜明、带动力强的园区", "=", 10, "个", "2020")]),
    ("到2020年，打造10个左右特色鲜明、带动力强的节水园区。", [("打造特色鲜明、带动力强的节水园区", "=", 10, "个", "2020")]),
    ("到2020年，节水用户数超过5.6亿。", [("节水用户数", ">", 5.6, "亿", "2020")]),
    ("到2020年，再生水占比超50%。", [("再生水占比", ">", 50, "%", "2020")]),
    ("到2020年，建成3000个5G监测点。", [("建成5G监测点", "=", 3000, "个", "2020")]),
    ("到2020年，新培育收入突破1亿元的企业15家。", [("新培育收入突破1亿元的企业", "=", 15, "家", "2020")]),
    ("到2018年，重点支持20所学校更新水管。", [("重点支持学校更新水管", "=", 20, "所", "2018")]),
    ("到2020年，提供节水咨询服务15万人次。", [("提供节水咨询服务", "=", 15, "万人次", "2020")]),
    ("到2020年，推动60%以上的社区水站达标。", [("推动社区水站达标", ">=", 60, "%", "2020")]),
    ("到2020年，水费与收入的比率下降至3.8%。", [("水费与收入的比率", "<=", 3.8, "%", "2020")]),
    ("到2020年，用水培训超1000人次。", [("用水培训", ">", 1000, "人次", "2020")]),
    ("到2020年，新增供水人口100万。", [("新增供水人口", "=", 100, "万", "2020")]),
    ("到2020年，攻克百项节水技术。", [("攻克节水技术", "=", 100, "项", "2020")]),
    ("到2020年，带动水务总产值突破千亿元。", [("带动水务总产值", ">=", 1000, "亿元", "2020")]),
    ("到2020年，节水设备总量不低于3万根。", [("节水设备总量", ">=", 3, "万根", "2020")]),
    ("到2020年，累计建成泵站50座。", [("累计建成泵站", "=", 50, "座", "2020")]),
    ("到2020年，建成3个以上国家级水站，10个省级水站。", [("建成国家级水站", ">=", 3, "个", "2020"), ("省级水站", "=", 10, "个", "2020")]),
    ("到2020年，突破供水、排水等5类关键技术。", [("突破供水、排水等关键技术", "=", 5, "类", "2020")]),
    ("到2018年，线下开展200场节水课堂。", [("线下开展节水课堂", "=", 200, "场", "2018")]),
    ("2018年度拟资助节水项目6～8项。", [("拟资助节水项目", "=", 6, "项", "2018")]),
    ("到2018年，将供水范围扩大至14个镇。", [("供水范围", "=", 14, "个", "2018")]),
])
def test_a_goal(sentence, want):
    assert targets(f"一、主要任务\n{sentence}") == want


@pytest.mark.parametrize("sentence", [
    "到2020年，65岁以上老年人用水补助按标准发放。", "到2020年，完善7级以上地震供水预案。", "到2020年，在上河、下河等3个镇实行分质供水。", "本方案提出了9项节水任务。",
    "从6个方面加强节水工作，到2020年取得成效。", "到2016年，建成泵站20座。",
    "供水规划设有20个预期性指标、8个约束性指标。", "水厂投运前需完成试验共579项，已完成572项。", "累计建成泵站50座。", "经评审，确定上河水厂、下河水厂等22家水厂升级为示范单位。",
])
def test_of_whom_where_and_how_is_no_goal(sentence):
    assert targets(f"一、主要任务\n{sentence}") == []


def test_under_a_heading_of_goals_no_verb_is_needed():
    assert targets("一、工作目标\n节水器具普及率100%，漏损率8%。\n二、保障措施\n节水器具普及率100%的小区很多。")[:2] == [
        ("节水器具普及率", "=", 100, "%", None), ("漏损率", "=", 8, "%", None)]


def test_an_act_of_rules_sets_goals_where_a_paragraph_names_the_year():
    body = "一、总体要求\n到2019年，节水标准更加完善，新制定标准50项以上。参与制定国际标准20项以上。\n二、建设内容\n参与制定的标准20项以上者可以推荐。"
    assert [(value, deadline) for *_, value, _, deadline in targets(body, "标准体系建设指南")] == [(50, "2019"), (20, "2019")]


def test_a_line_that_names_the_year_of_the_work_ends_what_was_said_before():
    lead = "到2025年，要努力实现以下目标：\n" + "各级各部门要把节水和供水放在一起谋划，深入实施节水行动，沿河修渠，沿街修管，方便群众用水，每一段管都要通到社区。\n" * 9
    body = lead + "2018年重点工作\n" + "全市各级要坚持节水优先的方针，抓住机遇，扎实工作，各有关部门要密切配合，确保完成全年各项供水任务，新建泵站3座。\n（一）抓好供水\n新建水厂2座。"
    assert [(value, deadline) for *_, value, _, deadline in targets(body)][-1] == (2, "2018")


def test_a_range_is_one_goal():
    (target,) = read("一、目标\n到2019年，培育服务商2—3家。").targets
    assert (target.value, target.maximum, target.unit) == (2, 3, "家")


def test_several_goals_in_one_sentence():
    found = targets("一、目标\n到2020年，甲种、乙种节水率分别达到65%和55%，新增泵站3座、水厂2座。")
    assert [(value, unit) for _, _, value, unit, _ in found] == [(65, "%"), (55, "%"), (3, "座"), (2, "座")]
    assert {deadline for *_, deadline in found} == {"2020"} and "分别" not in found[0][0] and "55" not in found[0][0]


def test_a_lead_sets_the_deadline_of_the_list_below_it():
    body = "一、总体目标\n到2025年，形成完善的节水体系。具体目标：\n——设施更全。建成泵站20座。\n——利用更好。再生水利用率达到50%。\n二、任务\n新建水厂1座。"
    assert [(value, deadline) for *_, value, _, deadline in targets(body)] == [(20, "2025"), (50, "2025"), (1, None)]


def test_the_statement_of_goals_has_one_deadline():
    body = "一、主要目标\n到2020年，节水走在全国前列。\n设施更加完善。泵站达到20座。"
    assert [(value, deadline) for *_, value, _, deadline in targets(body)] == [(20, "2020")]


@pytest.mark.parametrize("sentence", [
    "去年建成泵站20座。", "截至目前，已建成泵站20座。", "工作组由12人组成。", "自受理之日起15个工作日内办结。", "注册资本5000万元以上的企业可以申报。",
    "车辆总高度不得超过4.5米。", "这5家企业要做好表率。", "对2016年实施的24项措施进行评估。", "拨打12345热线。", "对年收入200亿元以上的企业加强服务。",
    "加快建设60万吨钾肥复合造粒项目。", "推动30万千瓦级煤电机组改造。", "建设范围包括26个省（自治区、直辖市）。",
])
def test_no_goal(sentence):
    assert targets(f"一、主要任务\n{sentence}") == []


def test_the_deadline_of_a_heading_of_goals_holds_for_what_stands_below():
    body = "一、目标任务\n到2025年，安排造林任务300万亩以上。\n（一）新造林。安排任务100万亩以上。\n二、保障\n新建苗圃1座。"
    assert [(value, deadline) for *_, value, _, deadline in targets(body)] == [(300, "2025"), (100, "2025"), (1, None)]


@pytest.mark.parametrize(("heading", "deadline"), [
    ("2018年重点工作", "2018"), ("总体目标（2013-2025年）", "2025"), ("发展愿景（2021—2030年）", "2030"), ("重点工作", None)])
def test_a_heading_names_the_year_of_what_stands_below(heading, deadline):
    assert targets(f"一、{heading}\n（一）设施。建成泵站20座以上。") == [("建成泵站", ">=", 20, "座", deadline)]


def test_a_bar_in_running_text_is_no_table():
    assert targets("一、主要任务\n到2020年，建成泵站20座以上（甲型|乙型）。") == [("建成泵站", ">=", 20, "座", "2020")]


@pytest.mark.parametrize("heading", ["发展基础", "工作回顾", "取得的成效"])
def test_what_looks_back_holds_no_goals(heading):
    assert targets(f"一、{heading}\n建成泵站20座以上。") == []


def test_a_report_sets_goals_from_where_it_looks_forward():
    text = """临江市2026年政府工作报告
各位代表：
现在，我代表市人民政府，向大会报告政府工作，请予审议。
过去的一年，新建泵站20座，发放补贴300万元。
全市生产总值突破900亿元。
今年发展主要预期目标是：生产总值增长5%以上。
一、做好水利工作
新建水厂3座，给予每家企业补贴10万元。
"""
    (document,) = extract_source(Source("a.txt", text, "0" * 64)).documents
    assert document.type == "报告"
    assert [(t.value, t.unit) for t in document.targets] == [(5, "%"), (3, "座")]
    assert [f.value for f in document.funding] == [10]


def test_what_is_listed_keeps_its_verb():
    found = targets("一、任务\n到2020年，新建10家节水中心、30家节水学校。")
    assert [indicator for indicator, *_ in found] == ["新建节水中心", "新建节水学校"]


def test_infrastructure_is_no_review():
    assert len(targets("一、加快基础设施建设\n到2020年，建成泵站20座以上。")) == 1


# ---- money


def funds(body: str) -> list[tuple]:
    return [(f.comparator, f.value, f.unit, f.period) for f in read(body, "扶持办法").funding]


@pytest.mark.parametrize(("sentence", "want"), [
    ("对新落户的企业，一次性给予20万元奖励。", [("=", 20, "万元", "一次性")]),
    ("对节水项目，给予最高不超过50万元的补助。", [("<=", 50, "万元", None)]),
    ("按照投资额的30%给予补贴，单个项目最高100万元。", [("=", 30, "%", None), ("<=", 100, "万元", None)]),
    ("对甲级、乙级企业，分别给予50万元、30万元奖励。", [("=", 50, "万元", None), ("=", 30, "万元", None)]),
    ("上述奖励以1000万元为上限。", [("<=", 1000, "万元", None)]),
    ("市财政每年安排节水专项资金2000万元。", [("=", 2000, "万元", "每年")]),
    ("资助标准按建筑面积最高800元/㎡。", [("<=", 800, "元/㎡", None)]),
    ("对新增部分按每TEU给予50元的补贴。", [("=", 50, "元/TEU", None)]), ("按60元/总吨给予补贴。", [("=", 60, "元/总吨", None)]),
    ("按成交价格1‰给予补贴。", [("=", 1, "‰", None)]), ("按20万元/家的标准，给予园区奖励。", [("=", 20, "万元/家", None)]),
    ("设立首期规模5亿元的节水引导基金。", [("=", 5, "亿元", None)]), ("给予20元/平方米·月的租金补贴。", [("=", 20, "元/平方米·月", None)]),
    ("按其获得的社会投资额的40%，给予该水厂最高不超过60万元的一次性资助。", [("=", 40, "%", None), ("<=", 60, "万元", "一次性")]),
    ("对新型水厂，分期合计投入最高2亿元的建设运行费。", [("<=", 2, "亿元", None)]), ("按照不超过水厂对全市经济贡献的90%予以奖励。", [("<=", 90, "%", None)]),
    ("护理补贴标准分别从每人每月205元、270元提高到215元、280元。", [("=", 215, "元/人·月", "每月"), ("=", 280, "元/人·月", "每月")]),
    ("水厂建成后3年内，经营不善而退出的，给予最高20万元补助。", [("<=", 20, "万元", None)]), ("对当年新获得认证的水厂，每家资助30万元。", [("=", 30, "万元", None)]),
    ("每家水厂单一年度奖励不超过80万元。", [("<=", 80, "万元", "单一年度")]), ("最高给予500万元、占股比例不超过20%的股权投资支持。", [("<=", 500, "万元", None)]),
])
def test_money_that_is_granted(sentence, want):
    assert funds(f"第一条 {sentence}") == want


def test_what_money_is_for_begins_with_a_clause():
    lead = "对水务、环保、农业、林业、交通、建设等部门认定的供水示范中心、节水示范中心、管网监测中心、水质检测中心等公共服务平台"
    (fund,) = read(f"第一条 {lead}，按照就高不就低而且不重复支持的原则，由市水务局会同市财政局审核以后，一次性给予50万元资金奖励。", "扶持办法").funding
    assert fund.purpose == "按照就高不就低而且不重复支持的原则，由市水务局会同市财政局审核以后，一次性给予50万元资金奖励"


def test_money_under_conditions_is_granted_what_looks_back_is_not():
    assert [f.value for f in read("第一章 支持对象和条件\n第一条 对收入50亿元以上的企业，补贴上限为每年200万元。", "扶持办法").funding] == [200]
    assert read("一、工作回顾\n发放补贴200万元。").funding == ()


@pytest.mark.parametrize("sentence", ["营业收入5000万元以上的企业可以申报。", "违反本办法的，处2万元罚款。", "注册资本不低于1000万元。"])
def test_money_that_is_not_granted(sentence):
    assert funds(f"第一条 {sentence}") == []


TABLE = """一、主要指标
节水走在前列，各项指标见下表。
| 指标 | 单位 | 2015年 | 2020年目标值 | 属性 |
| --- | --- | --- | --- | --- |
| 1.再生水利用率 | % | 20 | ≥40 | 约束性 |
| 节水企业数 | 家 | 100 | 300左右 | 预期性 |
| 泵站 | 座 | 12 | — | 预期性 |
"""


def test_goals_in_a_table():
    assert targets(TABLE) == [("再生水利用率", ">=", 40, "%", "2020"), ("节水企业数", "=", 300, "家", "2020")]


def test_a_table_of_facts_holds_no_goals():
    assert targets("一、指标\n建成泵站20座。\n| 指标 | 单位 | 2015年实际值 |\n| 泵站 | 座 | 12 |\n") == [("建成泵站", "=", 20, "座", None)]


def test_a_goal_belongs_to_the_programme_of_its_sentence_its_heading_or_the_title():
    body = "一、主要任务\n（一）实施“清流入户”行动。到2020年，改造管网30公里。\n（二）推进“滴灌惠农”工程。\n到2020年，建成泵站20座。\n（三）做好其他工作。到2020年，培训人员500人。"
    assert [(t.indicator, t.programme) for t in read(body).targets] == [
        ("改造管网", "清流入户"), ("建成泵站", "滴灌惠农"), ("培训人员", None)]


@pytest.mark.parametrize("table", [
    "供水主要指标\n指标\n单位\n2015年\n2020年\n属性\n供水普及率\n%\n85\n95\n约束性\n新建泵站\n座\n12\n20\n预期性\n",
    "序号\n指标名称\n2015年\n2020年\n属性\n1\n供水普及率（%）\n85\n95\n约束性\n2\n新建泵站（座）\n12\n20\n预期性\n",
    "指标\t单位\t2015年\t2020年\n供水普及率\t%\t85\t95\n新建泵站\t座\t12\t20\n",
    "指标\n单位\n2015年\n2020年\n属性\n供水\n供水普及率\n%\n85\n95\n约束性\n设施\n新建泵站\n座\n12\n20\n预期性\n",
])
def test_a_copy_of_a_table_with_a_line_for_each_cell(table):
    assert targets("一、主要目标\n　　各项指标见下表。\n" + table) == [("供水普及率", "=", 95, "%", "2020"), ("新建泵站", "=", 20, "座", "2020")]


@pytest.mark.parametrize(("table", "want"), [
    ("| 指标（单位） | 2015年 | 2020年目标 | 年均增长 |\n| 供水量（万吨） | 10 | 20 | 6.5% |\n",
     [("供水量", "=", 20, "万吨", "2020"), ("供水量年均增长", "=", 6.5, "%", "2020")]),
    ("| 指标 | 目标值（2020年） |\n| 供水普及率 | 95% |\n", [("供水普及率", "=", 95, "%", "2020")]),
    ("| 指标 | 2015年（%） | 2020年（%） |\n| 供水普及率 | 85 | 95 |\n", [("供水普及率", "=", 95, "%", "2020")]),
    ("| 指标 | 2020年目标值 |\n| 节水指数 | 125 |\n| 供水量 | 20 |\n", [("节水指数", "=", 125, "", "2020")]),
    ("| 指标 | 2015年 | 2020年 | 2020年 |\n| 指标 | 现状 | 目标 | 年均增速（%） |\n| 供水量（万吨） | 10 | 20 | 5 |\n",
     [("供水量", "=", 20, "万吨", "2020"), ("供水量年均增速", "=", 5, "%", "2020")]),
    ("指标\n2015年\n2020年\n年均增长（%）\n供水量（万吨）\n10\n20\n5\n用水户（万户）\n3\n6\n—\n",
     [("供水量", "=", 20, "万吨", "2020"), ("供水量年均增长", "=", 5, "%", "2020"), ("用水户", "=", 6, "万户", "2020")]),
    ("指标    单位    2015年    2020年\n供水普及率    %    80    95\n", [("供水普及率", "=", 95, "%", "2020")]),
    ("2020年供水任务分解表\n县区\n新建泵站（座）\n改造管网（公里）\n东湖区\n3\n20\n西山县\n4\n30\n合计\n7\n50\n", [("东湖区新建泵站", "=", 3, "座", "2020"), ("东湖区改造管网", "=", 20, "公里", "2020"),
      ("西山县新建泵站", "=", 4, "座", "2020"), ("西山县改造管网", "=", 30, "公里", "2020")]),
    ("| 指标 | 2020年目标值 |\n| 供水量（含再生水） | 20 |\n", []),
    ("| 指标 | 2015年 | 年均增长 |\n| 供水量（万吨） | 10 | 6.5% |\n", []),
])
def test_heads_of_tables(table, want):
    assert targets("一、主要目标\n　　各项指标见下表。\n" + table) == want


def test_the_year_that_the_goals_of_an_undated_table_start_from_is_no_goal():
    (document,) = extract_source(Source("a.txt", "临江市节水规划\n一、主要指标\n节水走在前列，各项指标见下表。\n| 指标 | 2010年 | 2015年 |\n| 泵站（座） | 3 | 9 |\n", "0" * 64)).documents
    assert [(t.value, t.deadline) for t in document.targets] == [(9, "2015")]


def test_a_table_shares_out_tasks_over_places():
    rows = "县区 | 新建泵站（座） | 下达资金（万元）\n东湖区 | 3 | 20\n西山县 | 4 | 30\n"
    assert targets("一、主要目标\n　　各项任务见下表。\n2020年供水目标任务分解表\n" + rows) == [
        ("东湖区新建泵站", "=", 3, "座", "2020"), ("西山县新建泵站", "=", 4, "座", "2020")]
    assert targets("一、主要目标\n　　各项任务见下表。\n2020年供水情况表\n" + rows) == []


@pytest.mark.parametrize("sentence", [
    "到2020年，每个单位申报的项目不超过3个。", "2020年，按照不超过投资额10%的比例给予支持。", "2020年，推动投资500万元以上重点技改项目开工。", "2020年，制度建设25分。",
    "2020年，每个单位推荐的水厂和泵站分别不超过20个和10个。", "培育产值5000万元以上的“专而精、精而新”的供水企业。",
])
def test_how_things_are_measured_or_admitted_is_no_goal(sentence):
    assert targets(sentence) == []


def test_amounts_under_a_heading_of_standards_are_granted():
    found = funds("一、救助标准\n（一）城市特困人员：每人每月1000元。\n（二）农村特困人员：每人每年9600元，年收入500元以上的除外。\n")
    assert [fund[1] for fund in found] == [1000, 9600]


@pytest.mark.parametrize(("sentence", "want"), [
    ("改造泵站20座，口袋水站30处。（市水利局，9月底前完成）", [(20, "座", "2017-09-30"), (30, "处", "2017-09-30")]),
    ("培训管网工不得少于200人次，监测水样950批次。", [(200, "人次", None), (950, "批次", None)]),
    ("到2020年，3家企业进入行业前列。", [(3, "家", "2020")]),
    ("2018年，全市供水普及率达到90%，漏损率10%以内。", [(90, "%", "2018"), (10, "%", "2018")]),
    ("去年建成水站30座，今年再建20座。", [(20, "座", "2017")]),
    ("改造水厂20座，总投资3亿元，涉及居民300户。", [(20, "座", None)]),
    ("引进亿元以上项目20个，5亿元以上项目5个。", [(20, "个", None), (5, "个", None)]),
    ("检查共形成12个方面的意见，其中3项已经整改。", []),
    ("设立总规模不少于100亿元的节水发展基金。", []),
])
def test_goals_in_nouns_and_by_the_bracket_beside_them(sentence, want):
    assert [(value, unit, deadline) for _, _, value, unit, deadline in targets(sentence)] == want


def test_an_act_that_settles_one_case_sets_goals_only_by_a_day():
    head = "济南市人民政府关于同意设立节水园区的批复\n济政字〔2017〕3号\n长清区人民政府：\n{}\n济南市人民政府\n2017年1月5日\n"
    text = head.format("同意新增水箱5台。到2020年，建成泵站3座。")
    (document,) = extract_source(Source("a.txt", text, hashlib.sha256(text.encode()).hexdigest())).documents
    assert [target.value for target in document.targets] == [3]
