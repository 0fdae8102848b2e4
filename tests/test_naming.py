"""Names to full official names: at the document's place and time, in lists, by the document's own short names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policygraph import rules, tables
from policygraph.naming import agencies, aliases, excepted, gazetteer, lists, names
from policygraph.naming.names import Context, resolve

JINAN_2017 = Context("370100", "prefecture", "2017-06-01")
JINAN_2024 = Context("370100", "prefecture", "2024-06-01")
SHANDONG = Context("370000", "province", "2021-06-01")
SHANGHAI = Context("310000", "province", "2021-06-01")
PUDONG = Context("310115", "county", "2021-06-01")
ABA = Context("513200", "prefecture", "2021-06-01")
XINJIANG = Context("650000", "province", "2021-06-01")
XILINGOL = Context("152500", "prefecture", "2021-06-01")
NANSHA = Context("440115", "county", "2021-06-01")
CENTRE = Context("100000", "central", "2019-06-01")


@pytest.mark.parametrize(("printed", "context", "name"), [
    ("市经济和信息化委", JINAN_2017, "济南市经济和信息化委员会"), ("市工业和信息化局", JINAN_2024, "济南市工业和信息化局"),
    ("市委网信办", JINAN_2017, "中共济南市委网络安全和信息化领导小组办公室"),
    ("市委网信办", JINAN_2024, "中共济南市委网络安全和信息化委员会办公室"),
    ("市金融监管局", JINAN_2017, "济南市地方金融监督管理局"), ("市税务局", JINAN_2024, "国家税务总局济南市税务局"),
    ("市国税局", JINAN_2017, "济南市国家税务局"), ("市药监局", JINAN_2017, "济南市食品药品监督管理局"),
    ("市委机要保密局", JINAN_2024, "中共济南市委机要保密局"), ("市政府办公厅", JINAN_2017, "济南市人民政府办公厅"),
    ("市经济信息化委", SHANGHAI, "上海市经济和信息化委员会"), ("区发展改革委", PUDONG, "上海市浦东新区发展和改革委员会"),
    ("州发展改革委", ABA, "阿坝藏族羌族自治州发展和改革委员会"), ("自治区发展改革委", XINJIANG, "新疆维吾尔自治区发展和改革委员会"),
    ("盟发展改革委", XILINGOL, "锡林郭勒盟发展和改革委员会"), ("省卫生健康委", SHANDONG, "山东省卫生健康委员会"),
    ("统计局", NANSHA, "广州市南沙区统计局"), ("统计局", CENTRE, "国家统计局"), ("发展改革委", CENTRE, "国家发展和改革委员会"),
    ("人力资源社会保障部", CENTRE, "人力资源和社会保障部"), ("济南高新区管委会", JINAN_2017, "济南高新技术产业开发区管理委员会"),
    ("南沙开发区发改局", NANSHA, "南沙开发区发展和改革局"), ("中铁济南局", SHANDONG, "中国铁路济南局集团有限公司"),
    ("人民银行济南分行", SHANDONG, "中国人民银行济南分行"), ("山东银保监局", SHANDONG, "中国银行保险监督管理委员会山东监管局"),
    ("济南海关", JINAN_2017, "济南海关"), ("省军区", SHANDONG, "山东省军区"), ("团市委", JINAN_2017, "共青团济南市委员会"),
    ("市住房保障管理局（市城市更新局）", JINAN_2017, "济南市住房保障管理局（济南市城市更新局）"),
])
def test_full_name(printed, context, name):
    assert resolve(printed, context, in_list=True).agency.name == name


@pytest.mark.parametrize(("printed", "place", "level"), [
    ("济南市历城区人民政府", "370112", "county"), ("深圳市坪山区人民政府办公室", "440310", "county"),
    ("广州市南沙区人民政府", "440115", "county"), ("济南市公安局历城区分局", "370112", "county"),
    ("深圳市市场监督管理局坪山监管局", "440310", "county"), ("青岛市崂山区科技局", "370212", "county"),
    ("山东省济南市人民政府", "370100", "prefecture"), ("济南市公安局", "370100", "prefecture"), ("济南海关", "370100", "prefecture"),
])
def test_a_place_in_a_place(printed, place, level):
    agency = resolve(printed, CENTRE, in_list=True).agency
    assert (agency.place, agency.level) == (place, level)


@pytest.mark.parametrize(("printed", "parent", "branch"), [
    ("市政府办公厅", "济南市人民政府", "government"), ("市公安局交警支队", "济南市公安局", "government"),
    ("市委组织部", "中共济南市委员会", "party"), ("市总工会", None, "mass"), ("市公安局", None, "government"),
    ("市委网信办", "中共济南市委网络安全和信息化委员会", "party"), ("济南市中级人民法院", None, "court"),
])
def test_parent_and_branch(printed, parent, branch):
    agency = resolve(printed, JINAN_2024, in_list=True).agency
    assert (agency.parent, agency.branch) == (parent, branch)


@pytest.mark.parametrize("printed", ["依托组织部门", "托组织部门", "各省级", "应当公安局", "机组"])
def test_no_name(printed):
    assert resolve(printed, JINAN_2017) is None


def test_one_short_name_in_two_places_is_two_and_two_names_of_one_are_one():
    here, there = (resolve("市公安局", context).agency for context in (JINAN_2017, Context("370200", "prefecture", "2017")))
    assert here.name != there.name
    assert resolve("市卫计委", JINAN_2017).agency == resolve("济南市卫生计生委", JINAN_2017).agency


@pytest.mark.parametrize(("text", "printed"), [
    ("市发改委、经信委、财政局", ["市发改委", "市经信委", "市财政局"]),
    ("教育、公安、司法等部门", ["教育部门", "公安部门", "司法部门"]),
    ("市、县（区）人民政府", ["市人民政府", "县（区）人民政府"]),
    ("市人力资源和社会保障局、农业农村局、水务局", ["市人力资源和社会保障局", "市农业农村局", "市水务局"]),
    ("各级人民政府及其有关部门", ["各级人民政府", "有关部门"]),
    ("自然资源主管部门与林草主管部门", ["自然资源主管部门", "林草主管部门"]),
    ("省级、市级医疗保障行政部门", ["省级医疗保障行政部门", "市级医疗保障行政部门"]),
    ("城市管理、公安机关、文化广电和旅游等主管部门", ["城市管理主管部门", "公安机关", "文化广电和旅游主管部门"]),
    ("宣传、教育等部门以及工会、妇联等人民团体", ["宣传部门", "教育部门", "工会", "妇联"]),
    ("市行业协会商会与行政机关脱钩联合工作组", ["市行业协会商会与行政机关脱钩联合工作组"]),
    ("市财政局及其他有关部门", ["市财政局", "其他有关部门"]),
])
def test_lists(text, printed):
    assert [named.printed for named in agencies.read_list(text, 0, len(text), JINAN_2017)] == printed


def test_short_names_that_a_document_gives():
    given = dict(aliases.aliases([
        "成立济南市节水试点工作小组（以下简称试点工作小组），负责统筹。",
        "县（市）人民政府确定的数据主管部门（以下统称主管部门）负责。",
        "市商务局、市财政局（以下统称两部门）负责。",
        "依托市节水领导小组，统筹推进，领导小组办公室具体负责。",
        "检查组听取了济南某某供水有限公司（以下简称供水公司）的汇报。",
        "省（区、市）节水委员会（以下简称省级节水委）负责。",
    ], JINAN_2017))
    assert given["供水公司"] == "济南某某供水有限公司"
    assert given["省级节水委"] == "省（区、市）节水委员会"
    assert given["试点工作小组"].endswith("济南市节水试点工作小组") and "两部门" not in given
    assert given["领导小组"] == "市节水领导小组"
    own = Context("370100", "prefecture", "2017-06-01", (), tuple(sorted(given.items())))
    office = resolve("领导小组办公室", own, in_list=True).agency
    assert (office.name, office.parent) == ("济南市节水领导小组办公室", "济南市节水领导小组")


def test_one_short_name_for_a_body_of_every_level():
    text = "市和县（区）城乡节水工作领导小组办公室（以下简称节水办）具体负责节水工作。"
    head = agencies.read_list(text, 0, text.index("具体"), JINAN_2017)  # with its bracket, which is no part of the names
    assert [named.agency.name for named in head] == ["济南市城乡节水工作领导小组办公室", "济南市各县（区）城乡节水工作领导小组办公室"]
    own = replace(JINAN_2017, aliases=aliases.aliases([text], JINAN_2017))
    later = agencies.read_list("市、县（区）节水办", 0, 9, own)
    assert [(named.printed, named.agency.name) for named in later] == [
        ("市节水办", "济南市城乡节水工作领导小组办公室"), ("县（区）节水办", "济南市各县（区）城乡节水工作领导小组办公室")]
    assert resolve("市节水办", own).agency.name == "济南市城乡节水工作领导小组办公室"
    alone = resolve("节水办", own, in_list=True)
    assert alone is None or "领导小组" not in alone.agency.name  # it may be that of any level


NODE = Context("370100", "prefecture", "2017-06-01", (), (("节水专班", "济南市节水工作专班"),))


@pytest.mark.parametrize(("step", "printed", "context", "rule"), [
    ("alias", "节水专班", NODE, "alias"), ("part_of_alias", "节水专班办公室", NODE, "alias"), ("alternatives", "市场监管局（厅、委）", CENTRE, "alternatives"),
    ("no_name", "依托组织部门", JINAN_2017, None), ("central_table", "教育部", JINAN_2017, "central-table"),
    ("ministry_unit", "教育部办公厅", JINAN_2017, "ministry-unit"), ("ministry_unit", "教育部各司局", JINAN_2017, "ministry-units"),
    ("full_name", "济南市公安局", CENTRE, "full-name"), ("full_name", "上海、天津警备区", CENTRE, "places"), ("provinces", "各省、自治区、直辖市财政厅（局）", CENTRE, "provinces"),
    ("governments", "各市、州、县人民政府", JINAN_2017, "governments"), ("group", "各县区政府", JINAN_2017, "group"), ("local", "项目所在地人民政府", JINAN_2017, "local"), ("members", "市节水工作领导小组成员单位", JINAN_2017, "members"), ("organisation", "共青团", JINAN_2017, "organisation"),
    ("division", "县区政府", JINAN_2017, "division"), ("below", "县（市、区）公安机关", JINAN_2017, "below"), ("generic", "民政部门", JINAN_2017, "generic"), ("placed", "市公安局", JINAN_2017, "placed"),
    ("placed", "市级", JINAN_2017, None), ("each", "各高级人民法院", CENTRE, "each"), ("named", "百川供水集团", JINAN_2017, "named"),
])
def test_the_first_step_that_has_an_answer_reads_a_name(step, printed, context, rule):
    first = next(found for found in names.ORDER if found(printed, context, True) is not None)
    assert first.__name__ == step
    named = resolve(printed, context, in_list=True)
    assert (named and named.rule) == rule


def test_every_step_and_every_way_has_an_example():
    steps = next(mark.args[1] for mark in test_the_first_step_that_has_an_answer_reads_a_name.pytestmark)
    assert {example[0] for example in steps} == {step.__name__ for step in names.ORDER}
    ways = next(mark.args[1] for mark in test_the_first_way_that_has_an_answer_reads_a_list.pytestmark)
    assert {example[0] for example in ways} == {way.__name__ for way in lists.WAYS}


@pytest.mark.parametrize(("way", "text"), [
    ("one_group", "市有关部门和单位"), ("halves", "宣传、教育等部门以及工会、妇联等人民团体"), ("shared_tail", "教育、公安、司法等部门"),
    ("shared_places", "济南、青岛、济宁市政府"), ("items", "市发改委、经信委、财政局"),
])
def test_the_first_way_that_has_an_answer_reads_a_list(way, text):
    assert next(found for found in lists.WAYS if found(text, 0, len(text), SHANDONG)).__name__ == way


@pytest.mark.parametrize("row", tables.rows("excepted", ("rule", "word", "within", "why")), ids=lambda row: row["within"])
def test_a_word_within_another_is_excepted(row):
    file, rule = row["rule"].split("/")
    pattern = rules.load(file)[rule].pattern
    text = next(text for text in (row["within"], "市财政局" + row["within"]) if any(match.group() == row["word"] for match in pattern.finditer(text)))
    assert not any(match.group() == row["word"] for match in excepted.finditer(file, rule, text))


@pytest.mark.parametrize(("file", "rule", "begins"), [("lists", "separator", lists.SEPARATOR_BEGINS), ("names", "provinces-level", lists.PROVINCES_BEGIN)])
def test_the_characters_that_patterns_begin_with_are_those_of_their_examples(file, rule, begins):
    found = {match.group()[0] for example in rules.load(file)[rule].examples for match in rules.load(file)[rule].pattern.finditer(example["text"])}
    assert found <= begins and {"separator": set("，,；"), "provinces-level": set()}[rule] | found == begins


@pytest.mark.parametrize(("place", "date", "printed", "full"), [
    ("310112", "2022-01-01", "区经委", "上海市闵行区经济委员会"),
    ("310112", "2022-01-01", "市规划资源局", "上海市规划和自然资源局"),
    ("310112", "2017-01-01", "市规土局", "上海市规划和国土资源管理局"),
    ("310112", "2022-01-01", "区公安分局", "上海市公安局闵行分局"),
    ("370112", "2022-01-01", "区公安分局", "济南市公安局历城区分局"),
    ("370112", "2022-01-01", "区经委", "济南市历城区经委"),
    ("370100", "2022-01-01", "市国资委", "济南市人民政府国有资产监督管理委员会"),
    ("370112", "2022-01-01", "区国资委", "济南市历城区国有资产监督管理委员会"),
    ("370112", "2022-01-01", "市人才办", "中共济南市委人才工作领导小组办公室"),
    ("500112", "2022-01-01", "市文化旅游委", "重庆市文化和旅游发展委员会"),
])
def test_names_that_a_place_has_of_its_own(place, date, printed, full):
    found = resolve(printed, Context(place, gazetteer.place(place).level, date), in_list=True)
    assert found.agency.name == full


@pytest.mark.parametrize(("place", "level", "printed", "full"), [
    ("420000", "province", "省法院", "湖北省高级人民法院"), ("350800", "prefecture", "市法院", "龙岩市中级人民法院"), ("350824", "county", "县法院", "武平县人民法院"),
    ("350800", "prefecture", "市委统战部", "中共龙岩市委统一战线工作部"), ("420000", "province", "省社科院", "湖北省社会科学院"),
    ("420000", "province", "长江委", "水利部长江水利委员会"), ("350824", "county", "县人武部", "武平县人民武装部"),
])
def test_short_forms_of_courts_and_offices(place, level, printed, full):
    assert agencies.resolve(printed, agencies.Context(place, level, "2021-05-01"), in_list=True).agency.name == full


@pytest.mark.parametrize(("text", "names"), [
    ("应当及时告知公安机关。", ["公安机关"]), ("由有关行政执法部门处理。", ["有关行政执法部门"]), ("会同市水务主管部门办理。", ["市水务主管部门"]), ("或者综合行政执法部门责令改正。", ["综合行政执法部门"]),
    ("所在地省级中小企业主管部门推荐。", ["省级中小企业主管部门"]), ("由人力资源社会保障等部门负责。", ["人力资源社会保障等部门"]), ("推动跨部门共享，形成部门合力。", []), ("办理证券主管部门备案。", ["证券主管部门"]),
    ("新疆生产建设兵团林业和草原主管部门负责。", ["新疆生产建设兵团林业和草原主管部门"]), ("区域应通过产权登记部门办理。", []), ("湿地保护主管部门负责。", ["湿地保护主管部门"]), ("人民政府确定的行政执法部门处罚。", []),
    ("受行政部门委托。", []), ("根据省政府决策部署，落实林业部分内容。", ["省政府"]), ("最高检测电压和国有林业局。", []), ("由公安机关交通管理部门处罚。", ["公安机关交通管理部门"]), ("汇总本部门数据。", []), ("归属北京市应急管理部门管理。", ["北京市应急管理部门"]),
])
def test_where_a_department_begins_in_running_text(text, names):
    assert [found.printed for found in agencies.find(text, Context("100000", "central"))] == names


@pytest.mark.parametrize(("printed", "name", "kind"), [
    ("旅游等部门", "旅游部门", "generic"), ("财政部等部门", "财政部", "agency"), ("市财政局等部门", "济南市财政局", "agency"), ("城市管理等行政执法部门", "城市管理行政执法部门", "generic"), ("公安机关等部门", "公安机关", "generic"),
])
def test_the_one_that_is_named_before_others_is_meant(printed, name, kind):
    agency = resolve(printed, Context("370100", "prefecture")).agency
    assert (agency.name, agency.kind) == (name, kind)


def test_a_county_is_called_by_its_short_form_at_home_alone():
    assert resolve("大通湖区管理委员会", Context("430900", "prefecture")) is None
    assert resolve("历下区财政局", Context("430900", "prefecture")).agency.place == "370102"


def test_a_committee_of_a_place_that_nothing_tells_keeps_its_name():
    assert resolve("省委", Context(None, None)).agency.name == "省委"


@pytest.mark.parametrize(("text", "names"), [
    ("市、区县（自治县）民政部门", ["济南市民政部门", "济南市各区县（自治县）民政部门"]), ("市和县（市）区节水机构", ["济南市节水机构", "济南市各县（市）区节水机构"]), ("市、县（市区）人民政府", ["济南市人民政府", "济南市各县（市区）人民政府"]),
    ("市城市管理部门或者县（市、区）综合行政执法部门", ["济南市城市管理部门", "县（市、区）综合行政执法部门"]), ("城市管理和行政执法部门", ["城市管理和行政执法部门"]),
    ("县级以上人民政府的水利、财政等有关部门", ["县级以上人民政府水利部门", "县级以上人民政府财政部门"]), ("市、县人民政府和公安、民政等部门", ["济南市人民政府", "济南市各县人民政府", "公安部门", "民政部门"]),
    ("市节水委员会及其办事机构", ["济南市节水委员会", "济南市节水委员会办事机构"]), ("市财政局及其有关部门", ["济南市财政局", "有关部门"]), ("乡镇人民政府、街道办事处（社区）", ["乡镇人民政府", "街道办事处"]),
])
def test_levels_with_brackets_offices_and_asides_in_lists(text, names):
    assert [found.agency.name for found in lists.read_list(text, 0, len(text), Context("370100", "prefecture"))] == names
