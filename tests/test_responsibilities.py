"""Responsibilities, shape by shape: the marked text is the expectation.

A case is a sentence in which the agencies that answer stand as ``[role:name]``;
what stands so in the text must be found with that role, and nothing else.
"""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.finding.responsibilities import brackets, find_responsibilities
from policygraph.model import Document, Evidence, Paragraph, Provision, Source
from policygraph.naming.names import Context
from policygraph.pipeline import extract_source
from policygraph.reading.folding import fold

CITY = Context(place="510100", level="prefecture", date="2022-03-01")
PROVINCE = Context(place="420000", level="province", date="2022-03-01")
CENTRE = Context(place="100000", level="central", date="2022-03-01")

ROLES = {"L": "lead", "C": "cooperate", "R": "responsible"}
_MARK = re.compile(r"\[([LCR]+):([^\]]+)\]")


def paragraph(text: str, provision: str = "一", *, heading: bool = False, body: int = 0) -> Paragraph:
    return Paragraph(text, tuple(range(len(text))), text, "notice", provision, heading, body)


def document(*paragraphs: Paragraph, headings: dict[str, str] | None = None) -> Document:
    text = "".join(p.raw for p in paragraphs)
    evidence = Evidence(0, max(len(text), 1), text)
    provisions = tuple(
        Provision(name, name, name.rpartition("/")[0] or None, heading, "", evidence)
        for name, heading in (headings or {}).items()
    )
    return Document("text", 0, len(text), evidence, provisions=provisions)


def find(*texts: str, context: Context = CITY):
    paragraphs = [paragraph(text) for text in texts]
    return find_responsibilities(document(*paragraphs), paragraphs, context)


def unmark(marked: str) -> tuple[str, set[tuple[str, str]]]:
    """The plain text of a marked one, and the (name, role) pairs that its marks ask for."""
    pairs = {(name, ROLES[letter]) for letters, name in _MARK.findall(marked) for letter in letters}
    return _MARK.sub(r"\2", marked), pairs


def check(marked: str, context: Context) -> None:
    text, expected = unmark(marked)
    assert {(r.printed, r.role) for r in find(text, context=context)} == expected


BRACKETS = [
    "完善标准。（责任单位：[R:市市场监管局]、[R:市商务局]，[R:各区（市）县政府]）",
    "完善标准。〔责任单位：[R:市市场监管局]、[R:市商务局]〕",
    "完善标准。【责任部门：[R:市市场监管局]；完成时限：2023年6月底】",
    "完善标准。（责任部门：[R:市水务局]。时间节点：2023年6月底）",
    "完善标准。（负责部门：[R:市水务局]，适用范围：全部开发区）",
    "完善标准。（责任单位（部门）：[R:市水务局]）",
    "完善标准。（牵头单位：[L:市商务局]；配合单位：[C:市财政局]、[C:市税务局]）",
    "完善标准。（牵头单位：[L:市商务局]，参加单位：[C:市财政局]）",
    "完善标准。（牵头单位：[L:市商务局]；责任单位：[R:市财政局]、[R:成都海关]；完成时限：长期）",
    "完善标准。（责任领导：分管副市长；责任单位：[R:市商务局]）",
    "完善标准。（责任单位：[R:市科技局]、[R:锦江实验室]、[R:市大数据集团有限公司]）",
    "完善标准。（责任单位：[L:市科技局]牵头，[C:市财政局]配合）",
    "完善标准。（[L:市商务局]牵头，[C:市财政局]、[C:市税务局]配合）",
    "完善标准。（[L:市商务局]牵头，[R:市财政局]、[R:市税务局]按职责分工负责）",
    "完善标准。（[L:市商务局]牵头；[R:市有关部门]按照职责分工负责）",
    "完善标准。（由[L:市商务局]牵头负责，[C:市财政局]参与）",
    "完善标准。（[L:市商务局]负责牵头，[C:市财政局]参加，2023年底前完成）",
    "完善标准。（[R:市商务局]、[R:市财政局]等按职责分工负责）",
    "完善标准。（[R:市商务局]、[R:市财政局]，[R:各区县政府]按职责分工落实）",
    "完善标准。（[L:市商务局]、[L:市财政局]按职责分工分别牵头落实）",
    "完善标准。（[L:市商务局]牵头落实）",
    "完善标准。（[L:市商务局]、[L:市财政局]分别牵头，[R:各区县政府]负责落实）",
    "完善标准。（[R:市商务局]指导，[R:各区县政府]负责落实）",
    "完善标准。（[R:市商务局]负责）",
    "完善标准。（[R:市商务局]负责，[C:市财政局]协助）",
    "完善标准。（[R:市商务局]会同[C:市财政局]负责）",
    "完善标准。（[L:市商务局]牵头，会同[C:市财政局]，[R:各区县政府]负责）",
    "扩大供给（[L:市住建局]牵头）；加强监管（[R:市市场监管局]负责）；严格执法（[R:市公安局]负责，[C:市城管局]配合）。",
    "（[R:市商务局]、[R:市财政局]负责）",
    "完善标准。（责任单位：[R:市商务局]；[R:市财政局]）",
    "完善标准。（责任单位：[R:市商务局]/[R:市财政局]）",
    "完善标准。（[L:市商务局]牵头、[C:市财政局]配合）",
    "完善标准。（[L:市商务局]牵头，[C:市财政局]等15个部门配合）",
    "完善标准。（责任单位：[R:市商务局]、[R:市财政局]等十二个部门）",
    "完善标准。（责任单位：[R:各市、州、县人民政府]）",
    "完善标准。（责任单位：[R:市商务局]，[R:各县、区人民政府]）",
    "完善标准。（责任单位：[R:市公安局]、[R:各镇人民政府、街道办事处]）",
    "完善标准。（责任单位：[R:市水务局]，[R:项目所在地人民政府]）",
    "三季度末完成（三季度末基本完成，牵头督办单位：[L:市商务局]、[L:市财政局]）。",
    "完善标准。（技术支撑单位：[C:市水文站]）",
    "完善标准。（牵头：[L:市商务局]；配合：[C:市财政局]）",
    "完善标准。（责任单位：[R:国网成都供电公司]、[R:各通信运营商]）",
    "完善标准。（责任单位：[R:市委文明办（创城办）]、[R:市城管局]）",
    "完善标准。（牵头单位：[L:市商务局]，[C:市财政局]配合）",
    "完善标准。（责任单位：[L:市商务局]（牵头）、[R:市财政局]、[C:市税务局]（配合））",
    "完善标准。（[L:市商务局]（牵头）、[R:市财政局]）",
    "完善标准。（[L:市商务局]为牵头单位，[R:市财政局]为责任单位）",
    "完善标准。（[R:市商务局]主办，[C:市财政局]协办）",
]
LINES = [
    "扩大供给。责任单位：[R:市发展改革委]、[R:市商务局]，[R:各区县政府]",
    "牵头单位：[L:市发改委]。配合单位：[C:市经信局]、[C:市科技局]。完成时限：2024年12月。",
    "责任单位：[R:市商务局]、[R:市财政局]",
    "牵头单位为[L:市商务局]，配合单位为[C:市财政局]、[C:市税务局]。",
    "[R:大赛组委会]：负责大赛的组织实施。",
    "[R:监督组]。负责对评审全程监督。",
    "[R:大赛秘书处]：组委会下设秘书处，负责具体执行。",
    "[R:市财政局]：负责落实工作经费。[C:市公安局]：配合做好现场秩序维护。[L:市水务局]：牵头编制规划。",
    "责任单位：[R:各县（市、区）人民政府]，[R:市商务局]等",
    "责任部门：[R:市委文明办（创城办）]、[R:市财政局]。",
    "牵头督办单位：[L:市商务局]、[L:市财政局]",
    "落实任务。【牵头单位】[L:市商务局]【配合单位】[C:市财政局]",
]
RUNNING = [
    "由[L:市商务局]牵头，会同[C:市财政局]、[C:市税务局]制定细则。",
    "由[L:市商务局]牵头，[C:市财政局]、[C:市税务局]配合，抓好落实。",
    "[L:市商务局]牵头负责全市会展工作，[R:市财政局]负责资金保障。",
    "[R:市商务局]负责全市会展工作。",
    "[R:市商务局]要会同[C:市财政局]等部门，制定细则。",
    "[L:市商务局]要牵头建立工作专班，[C:各区县]要积极配合。",
    "[C:市财政局]要积极配合市商务局做好申报工作。",
    "本办法由[R:市商务局]负责解释。",
    "本办法由[R:市商务局]会同[C:市财政局]负责解释。",
    "具体工作由[R:市商务局]承担。",
    "工作专班办公室设在市商务局。日常工作由[R:市商务局]组织实施。",
    "[R:市商务局]组织实施全市会展奖励工作。",
    "[R:市商务主管部门]主管全市会展业发展工作。",
    "[R:市商务局]是会展专项资金的主管部门，对项目进行评审。",
    "[L:市商务局]为牵头单位，[C:市财政局]、[C:市税务局]为配合单位。",
    "[R:市商务局]是会展工作的责任主体。",
    "建立由[L:市商务局]牵头，[C:教育部门]、[C:公安部门]参加的联席会议制度。",
    "[L:民政部门]要认真履行牵头职责。",
    "[C:市公安局]应当依法予以协助。",
    "[C:村（居）民委员会]应当加强宣传和引导，协助做好清理工作。",
    "[R:各县区]、[R:各部门]要制定具体措施，认真组织实施。",
    "[R:各区县政府]对本辖区防汛工作负总责。",
    "论坛由[R:市商务局]主办，由[R:市会展局]承办。",
    "[R:有关部门和单位]有责任提供下列信息。",
    "由[L:民政部门]牵头，[C:市公安局]、[C:市司法局]参与会商。",
    "市政府成立[R:专家委员会]，负责提供咨询。",
    "大赛组委会下设[R:评审组]，负责作品评审。",
    "[L:市商务局]要发挥好会展工作联席会议牵头单位作用。",
    "[L:市商务局]要发挥好牵头部门的作用。",
    "[R:市商务局]承担拟订政策、监督实施的职责，指导各县区开展工作。",
    "[R:市商务局]是全市会展工作的主管单位。",
    "由[R:成都市药品集中采购事务管理所]承担日常工作并做好统计。",
    "[C:市公安局]与[C:市司法局]要密切配合，做好保障。",
    "[R:市精神文明建设委员会]和[R:各区精神文明建设委员会]负责统筹推进文明行为促进工作。",
    "改造工作由[R:市供水服务中心]具体实施，确保质量。",
    "[R:有关监管机构或部门]负责组织检查。",
    "[C:各成员单位]要指定专人配合。",
    "需要[C:公安机关]、[C:交通部门]配合的，应当提前告知。",
    "维护工作由[R:所在辖区镇（街）]负责。",
    "验收时应通知[C:乡镇]、[C:园区管委会]、[C:国土部门]参加。",
    "[R:国网成都供电公司]负责电力保障。",
    "由[R:成都大学]承办，[C:市人才协会]协办。",
    "城市供水由[R:市水务局]主管；农村供水由[R:市农业农村局]主管。",
    "[R:街道办事处（镇人民政府）]负责本辖区供水管理。",
    "经费由供养服务机构纳入年度部门预算，[R:市民政局]负责督促。",
    "[C:教育部门]、[C:公安部门]、[C:民政部门]等部门在各自职责范围内协助做好供水管理工作。",
    "[C:节水办公室]以及[C:发展和改革部门]、[C:教育部门]等部门在各自职责范围内配合做好供水管理工作。",
    "[C:居民委员会]、[C:业主委员会]、物业服务企业以及其他管理人协助开展供水管理工作。",
    "[R:市商务局]会同[C:各地相关部门]、[C:有关企业]进一步完善标准体系。",
    "会展周期由[R:市会展工作委员会办公室]编制年度计划并组织实施。",
    "由[R:市商务局]制定细则，会同[C:市财政局]公布。",
    "具体工作由[R:各级教育行政部门网络安全和信息化领导小组办公室]负责。",
    "[R:市级会展工作机构]对有关单位未履行义务的，可以会同[C:有关主管部门]约谈。",
    "[R:市水务局]负责统筹，[R:市商务局]、[R:市财政局]和[R:其他有关部门]在职责范围内，分别负责有关的会展工作。",
    "[R:市商务局]应当会同[C:有关部门]、[C:行业协会]、[C:公园管理单位]等，确定清单。",
    "[R:市商务局]应当会同[C:有关部门]、[C:公共场所管理单位]等确定清单。",
    "[R:市民政局]会同[C:发展改革部门]、[C:自然资源和规划部门]、[C:林业部门]等部门制定规划。",
    "[R:市民政局]会同[C:教育部门]和[C:公安部门]等部门制定规划。",
    "[R:高校]负责处理遗留的问题，不得降低标准。",
    "所需路费由[R:部队]按规定的标准负责报销。",
    "伙食费由[R:接收新兵的武装警察总队]负责拨给。",
    "[R:平台服务提供单位]应会同[C:资源提供者]及时协商和整改。",
    "[R:培训评价组织]应编写等级标准，按规定编写教材，负责实施考核。",
    "下一步，[R:商务局]将坚持开放，积极吸纳各方意见，会同[C:有关部门]完善制度。",
]
CENTRAL = [
    "加强监测。（[L:国家卫生健康委]牵头，[R:教育部]、[R:公安部]等按职责分工负责）",
    "加强监测。（[R:发展改革委]、[R:财政部]、[R:人民银行]按职责分工负责，持续推进）",
    "[R:各省、自治区、直辖市人民政府]负责本地区的组织实施。",
    "[R:各省、自治区、直辖市及计划单列市工业和信息化主管部门]负责组织推荐工作。",
    "[R:国务院水行政主管部门]主管全国的节水工作。",
    "[L:教育部考试中心]牵头编制大纲。",
]
NOTHING = [
    "企业主要负责人对安全生产负责。",
    "纳税人对所提交信息的真实性负责。",
    "学校法定代表人对本校安全负责。",
    "高校负责人应当到场。",
    "高校应当听取各方意见，由企业负责安装。",
    "鼓励企业和高校负责任地研究。",
    "业主负责日常维护，物业服务企业配合。",
    "鼓励龙头企业牵头组建创新联合体。",
    "对牵头制定国际标准的企业给予奖励。",
    "追究有关部门负责人的责任。",
    "市政府主要领导亲自抓，分管领导具体抓。",
    "申报单位应当积极配合市商务局的检查。",
    "拒不配合检查的，取消资格，依法追究法律责任。",
    "市商务局可以委托第三方机构负责评审。",
    "市城管局可以聘请志愿者，协助做好劝导工作。",
    "对直接负责的主管人员给予处分。",
    "提高各部门配合意识，培养负责任的态度。",
    "（以下简称责任单位）",
    "（含市级部门要求企业承担的部分）",
    "人力资源社会保障部门要落实参保补贴政策。",
    "市商务局应当加强统计工作。",
    "近年来，市商务局会同有关部门建立工作机制。",
    "市商务局会同有关方面认真贯彻落实省委决策部署，牵头建立联席会议制度。",
    "可以由市商务局制定计划并组织实施。",
    "市商务局已会同市财政局印发方案。",
]


@pytest.mark.parametrize("marked", BRACKETS + LINES + RUNNING)
def test_a_city(marked):
    check(marked, CITY)


@pytest.mark.parametrize("marked", CENTRAL)
def test_the_centre(marked):
    check(marked, CENTRE)


@pytest.mark.parametrize("text", NOTHING)
def test_no_responsibility(text):
    assert [(r.printed, r.role, r.rule) for r in find(text)] == []


def test_every_shape_has_cases():
    assert (len(BRACKETS), len(LINES), len(RUNNING), len(CENTRAL), len(NOTHING)) == (48, 12, 64, 6, 25)


def test_one_body_on_several_levels():
    found = find("市、区县和开发区会展工作办公室负责检查。", "市、县级会展工作机构负责检查。")
    assert [(r.printed, r.agency.name) for r in found] == [
        ("市会展工作办公室", "成都市会展工作办公室"), ("区县会展工作办公室", "成都市各区县会展工作办公室"), ("开发区会展工作办公室", "成都市各开发区会展工作办公室"),
        ("市会展工作机构", "成都市会展工作机构"), ("县级会展工作机构", "成都市各县级会展工作机构"),
    ]


@pytest.mark.parametrize(("printed", "name"), [
    ("市公安机关", "成都市公安机关"), ("市级农业农村主管部门", "成都市农业农村主管部门"), ("市政府财政部门", "成都市人民政府财政部门"),
    ("市市场管理部门", "成都市市场管理部门"), ("市场监管部门", "市场监管部门"), ("市城管部门", "市城管部门"), ("市发展改革部门", "成都市发展改革部门"), ("县级以上公安机关", "县级以上公安机关"),
    ("业主委员会", "业主委员会"), ("某小区业主委员会", "某小区业主委员会"),
])
def test_the_place_of_a_department_and_of_a_committee(printed, name):
    assert [r.agency.name for r in find(f"{printed}负责检查。")] == [name]


def test_an_action_begins_after_the_list():
    assert {r.action for r in find("市商务局会同市财政局、市场管理者等，确定会展目录。")} == {"确定会展目录"}
    assert {r.action for r in find("市商务局会同市财政局、行业专家等举办会展。")} == {"举办会展"}
    found = find("市商务局会同市财政局、行业专家开展评审，市公安局予以协助。")
    assert [(r.printed, r.action) for r in found] == [("市商务局", "开展评审"), ("市财政局", "开展评审"), ("市公安局", None)]


def test_an_action_ends_where_another_agency_acts():
    found = find("公安机关应当协助查清事实，法律援助机构应当提供援助。", "市商务局负责编制规划，报市政府批准。", "市财政局负责上报，有条件的法院可以试点。")
    assert [r.action for r in found] == ["查清事实", "编制规划，报市政府批准", "上报"]


def test_a_list_whose_first_member_is_a_body():
    found = find("节水办公室以及发展和改革、教育等部门在各自职责范围内协助做好供水管理工作。")
    assert [r.printed for r in found] == ["节水办公室", "发展和改革部门", "教育部门"]


def test_the_first_leads_from_there_on():
    found = find(
        "扩大供给。（市住建局、市发改委负责）",
        "完善制度。（市商务局、市财政局等负责。排在首位的为牵头单位，下同）",
        "加强宣传。（市委宣传部、市教育局负责）",
        "严格执法。（市公安局负责）",
    )
    assert [(r.printed, r.role) for r in found] == [
        ("市住建局", "responsible"), ("市发改委", "responsible"), ("市商务局", "lead"), ("市财政局", "responsible"),
        ("市委宣传部", "lead"), ("市教育局", "responsible"), ("市公安局", "responsible"),
    ]


def test_a_note_outside_the_brackets_holds_for_all():
    found = find("扩大供给。（责任单位：市住建局、市发改委）", "注：责任单位中列在第一位的为牵头单位。")
    assert [(r.printed, r.role) for r in found] == [("市住建局", "lead"), ("市发改委", "responsible")]


def test_a_bare_bracket_counts_after_one_that_explained_it():
    told = "完善制度。（责任单位：市商务局，下同）"
    bare = "加强宣传。（市委宣传部、市教育局）"
    assert find(bare) == ()
    assert [r.printed for r in find(told, bare)] == ["市商务局", "市委宣传部", "市教育局"]


def items(parent: str, *texts: str, context: Context = CITY):
    first = paragraph(parent, "第五条")
    rest = [paragraph(f"（{i}）{text}", f"第五条/（{i}）", heading=True, body=3) for i, text in zip("一二三四", texts, strict=False)]
    found = find_responsibilities(document(first, *rest), [first, *rest], context)
    return [(r.provision, r.printed, r.role) for r in found]


def test_items_under_its_duties():
    found = items("市商务局是专项资金的主管部门，其职责是：", "编制预算；", "受理申请；", "配合市财政局开展评价。")
    assert found == [
        ("第五条", "市商务局", "responsible"), ("第五条/（一）", "市商务局", "responsible"),
        ("第五条/（二）", "市商务局", "responsible"), ("第五条/（三）", "市商务局", "cooperate"),
    ]


@pytest.mark.parametrize(("head", "named"), [
    ("市水务局的职责：", {"市水务局"}), ("市节水委员会办公室的主要职责是：", {"市节水委员会办公室"}), ("供水企业应当设立水质工作小组，负责检测。水质工作小组的职责是：", {"水质工作小组"}),
    ("市水务局履行供水监管的职责：", {"市水务局"}), ("市水务局、市财政局的主要职责：", {"市水务局", "市财政局"}),
    ("抄表员的职责：", set()), ("市水务局局长的职责：", set()), ("村民的主要职责是：", set()),
])
def test_items_under_the_duties_of_somebody(head, named):
    found = items(head, "编制计划；", "受教育部门委托组织测试。")
    for item in ("第五条/（一）", "第五条/（二）"):
        assert {(printed, role) for provision, printed, role in found if provision == item} == {(name, "responsible") for name in named}


def test_an_item_whose_text_begins_on_the_next_line():
    """A mark alone on its line has nothing behind it in which a name could end."""
    text = "临江市人民政府关于加强供水管理的通知\n临政发〔2019〕12号\n各乡镇人民政府：\n一、市水利局负责下列工作：\n（一）\n管好水源。\n（二）修好管道。\n临江市人民政府\n2019年5月6日\n"
    found = extract_source(Source("a", text, "0" * 64))
    assert found.failures == ()
    assert {(item.provision, item.agency.name[-3:]) for item in found.documents[0].responsibilities} == {("一", "水利局"), ("一/（一）", "水利局"), ("一/（二）", "水利局")}


def test_items_that_begin_with_a_verb_are_the_agency_of_the_heading():
    found = items("市文明办履行下列职责：", "组织、协调有关部门开展活动；", "督导有关部门办理投诉。")
    assert {(provision, printed) for provision, printed, _ in found if provision != "第五条"} == {
        ("第五条/（一）", "市文明办"), ("第五条/（二）", "市文明办")}


def test_items_with_a_subject_that_is_no_agency_are_not_inherited():
    found = items("市文明办履行下列职责：", "各类教育机构，应当把文明行为纳入教学；")
    assert [row for row in found if row[0] != "第五条"] == []


@pytest.mark.parametrize(("item", "named"), [
    ("教育主管部门和各类教育机构，应当把文明行为纳入教学；", {"教育主管部门"}), ("教育主管部门和各类学校应当把文明行为纳入教学；", {"教育主管部门", "各类学校"}), ("教育主管部门与校外培训机构应当加强引导；", {"教育主管部门"}), ("教育主管部门的意见应当公开；", set()),
])
def test_items_whose_agency_acts_with_others(item, named):
    assert {printed for provision, printed, _ in items("市文明办履行下列职责：", item) if provision != "第五条"} == named


def test_an_item_that_names_several_one_after_the_other():
    found = items("有关部门有责任提供以下信息：", "公安部门有关户籍的信息、公积金管理机构有关缴存的信息、居民有关住房的信息；")
    assert {printed for provision, printed, _ in found if provision != "第五条"} == {"公安部门", "公积金管理机构"}


def test_items_that_name_their_own_agency():
    found = items("有关部门有责任提供以下信息：", "公安部门有关户籍的信息；", "民政部门、法院有关婚姻的信息；", "市商务局确定的其他信息。")
    assert found == [
        ("第五条", "有关部门", "responsible"), ("第五条/（一）", "公安部门", "responsible"),
        ("第五条/（二）", "民政部门", "responsible"), ("第五条/（二）", "法院", "responsible"),
    ]


def test_a_name_with_a_colon_under_a_heading_that_parts_the_work():
    text = paragraph("市财政局：落实工作经费。", "三/1")
    found = find_responsibilities(document(text, headings={"三": "职责分工", "三/1": ""}), [text], CITY)
    assert [(r.printed, r.role, r.action) for r in found] == [("市财政局", "responsible", "落实工作经费")]
    assert find_responsibilities(document(text, headings={"三": "有关要求", "三/1": ""}), [text], CITY) == ()


def lines(*rows: str) -> Paragraph:
    """A paragraph of several lines, folded as the reader does it."""
    from policygraph.reading.folding import fold

    raw = "\n".join(rows)
    text, offsets = fold(raw)
    return Paragraph(text, offsets, raw, "notice", "一")


HEAD = "序号 | 重点任务 | 牵头单位 | 配合单位 | 完成时限"


def test_a_table_of_the_division_of_labour():
    own = lines(HEAD, "1 | 建设再生水厂。 | 市水务局 | 市财政局、市商务局 | 2023年底前", "2 | 开展宣传 | 市委宣传部 | | 长期", "3 | 合计 | 市财政局")
    found = find_responsibilities(document(own), [own], CITY)
    assert [(r.printed, r.role, r.action, r.deadline) for r in found] == [
        ("市水务局", "lead", "建设再生水厂", "2023-12-31"), ("市财政局", "cooperate", "建设再生水厂", "2023-12-31"),
        ("市商务局", "cooperate", "建设再生水厂", "2023-12-31"), ("市委宣传部", "lead", "开展宣传", None),
    ]
    assert [r.evidence.exact for r in found][:2] == ["市水务局", "市财政局、市商务局"]


def test_the_head_of_a_table_holds_for_the_rows_in_later_paragraphs_until_the_table_ends():
    rows = [lines(HEAD), lines("1 | 开展宣传 | 市委宣传部 | 市教育局 | 2023年6月"), lines("以上任务要抓好。"), lines("2 | 建设 | 市水务局 | 市财政局 | 长期")]
    found = find_responsibilities(document(*rows), rows, CITY)
    assert [(r.printed, r.role, r.deadline) for r in found] == [("市委宣传部", "lead", "2023-06"), ("市教育局", "cooperate", "2023-06")]


def test_one_agency_may_have_several_tasks_of_a_table():
    own = lines("工作任务 | 责任单位", "建设水厂 | 市水务局", "开展宣传 | 市水务局")
    assert [r.action for r in find_responsibilities(document(own), [own], CITY)] == ["建设水厂", "开展宣传"]


@pytest.mark.parametrize(("text", "deadline"), [
    ("建设仓库。（责任单位：市商务局；完成时限：2023年6月底前）", "2023-06-30"),
    ("建设仓库。（责任单位：市商务局，完成时限：2023年6月）", "2023-06"),
    ("建设仓库。（市商务局牵头，2023年底前完成）", "2023-12-31"),
    ("市商务局负责在2023年底前建成仓库。", "2023-12-31"),
    ("市商务局负责在2023年底前建成仓库，2024年底前投入使用。", None),
    ("到2023年底建设仓库。（责任单位：市商务局）", None),
    ("建设仓库。（责任单位：市商务局；完成时限：长期）", None),
])
def test_until_when(text, deadline):
    assert {r.deadline for r in find(text)} == {deadline}


@pytest.mark.parametrize("text", [
    "市商务局会同市财政局编制了规划。", "市商务局会同市财政局、市税务局共同组成联席工作组。", "县级以上人民政府负责妇女工作的机构应当开展活动。",
])
def test_what_was_done_and_who_belongs_to_a_body_is_no_responsibility(text):
    assert find(text) == ()


def test_the_action_of_a_helper_is_the_task_not_the_helper():
    assert {r.action for r in find("市商务局会同市财政局等部门制定细则。")} == {"制定细则"}


def test_full_names():
    found = find("完善标准。（省发展改革委牵头，省委网信办、省药监局、各市州人民政府配合）", context=PROVINCE)
    assert [r.agency.name for r in found] == [
        "湖北省发展和改革委员会", "中共湖北省委网络安全和信息化委员会办公室", "湖北省药品监督管理局", "湖北省各市州人民政府",
    ]


def test_the_action_is_the_heading_or_the_sentence():
    text = paragraph("（一）扩大供给。建设仓库。（市商务局负责）", "二/（一）", heading=True, body=3)
    headed = find_responsibilities(document(text, headings={"二/（一）": "扩大供给"}), [text], CITY)
    assert [r.action for r in headed] == ["扩大供给"]
    assert [r.action for r in find("建设仓库。（市商务局负责）")] == ["建设仓库"]
    assert [r.action for r in find("市商务局负责建设仓库。")] == ["建设仓库"]


def test_brackets_are_trusted_more_than_running_text():
    (bracket,) = find("建设仓库。（市商务局负责）")
    (running,) = find("市商务局负责建设仓库。")
    (carried,) = find("市商务局要摸清底数，负责建设仓库。")
    assert bracket.confidence >= 0.95 > running.confidence > carried.confidence
    assert bracket.evidence.exact == "（市商务局负责）"
    assert running.evidence.exact == "市商务局负责"


def test_one_statement_per_provision_agency_and_role():
    found = find("市商务局负责建设仓库，市商务局负责维护设施，市商务局牵头编制规划。")
    assert sorted((r.printed, r.role) for r in found) == [("市商务局", "lead"), ("市商务局", "responsible")]


def test_brackets_are_found_on_the_outer_level():
    assert list(brackets("甲（乙（丙）丁戊己）庚〔2017〕号")) == [(1, 10), (11, 17)]


PIECES = st.sampled_from([
    "（", "）", "〔", "，", "、", "；", "。", "：", "市商务局", "各区县政府", "民政部门", "有关部门", "国务院", "牵头", "配合", "负责", "会同", "由",
    "要", "等部门", "责任单位：", "完成时限：", "其职责是：", "参加的机制", "组织实施", "主管全市", "对", "的", "和", "承担", "下同", "排在首位的为牵头单位",
])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=14).map("".join).filter(bool))
def test_any_text(text):
    own = paragraph(text)
    for context in (CITY, CENTRE):
        found = find_responsibilities(document(own), [own], context)
        assert found == find_responsibilities(document(own), [own], context)
        for r in found:
            assert text[r.evidence.start : r.evidence.end] == r.evidence.exact != ""
            assert r.role in ROLES.values() and 0 < r.confidence <= 1
        assert len({(r.agency.name, r.role) for r in found}) == len(found)


def printed(raw: str) -> Paragraph:
    """A paragraph as it is read from a text, blanks and line breaks left out."""
    text, offsets = fold(raw)
    return Paragraph(text, offsets, raw, "notice", "一")


@pytest.mark.parametrize(("raw", "names"), [
    ("责任单位：市商务局　市财政局", ["市商务局", "市财政局"]), ("责任单位：市商 务局、市财政局", ["市商务局", "市财政局"]),
    ("责任单位：市商务局 财政局 完成时限：2023年", ["市商务局", "市财政局"]), ("责任单位：市商务局\n工作内容：完善服务。", ["市商务局"]),
    ("主办单位：市商务局　承办单位：市会展局", ["市商务局", "市会展局"]),
])
def test_blanks_and_lines_part_what_a_label_names(raw, names):
    text = printed(raw)
    assert [r.printed for r in find_responsibilities(document(text), [text], CITY)] == names


def places(*parts: tuple[str, str, bool]) -> list[tuple[str, str]]:
    """What is found in paragraphs (text, provision, whether it begins with its mark): provision and name."""
    paragraphs = [paragraph(text, provision, heading=heading) for text, provision, heading in parts]
    act = document(*paragraphs, headings={provision: "" for _, provision, heading in parts if heading})
    return [(r.provision, r.printed) for r in find_responsibilities(act, paragraphs, CITY)]


def test_a_label_after_the_last_item_speaks_for_the_section():
    section = [("主要任务", "一", True), ("建设平台。", "一/（一）", True)]
    last = [("改造管网。", "一/（二）", True), ("责任单位：市水务局", "一/（二）", False)]
    assert places(*section, *last) == [("一", "市水务局")]
    assert places(*section, ("责任单位：市商务局", "一/（一）", False), *last) == [("一/（一）", "市商务局"), ("一/（二）", "市水务局")]
    assert places(*section, ("改造管网。（责任单位：市水务局）", "一/（二）", True)) == [("一/（二）", "市水务局")]


def test_a_label_alone_speaks_for_the_line_below():
    assert places(("建设平台。", "一", True), ("责任单位：", "一", False), ("市水务局、市商务局", "一", False)) == [("一", "市水务局"), ("一", "市商务局")]


def test_brackets_of_agencies_that_close_tasks_again_and_again():
    tasks = [(f"改造{what}（市水务局、市商务局）", f"一/（{n}）", True) for n, what in zip("一二三", ("管网", "泵站", "水厂"), strict=True)]
    assert len(places(*tasks)) == 6 and places(*tasks[:2]) == []
    assert places(*[(f"市住房局（市房管{n}局）", f"一/{n}", True) for n in "甲乙丙丁"]) == []


def test_a_heading_that_is_a_name_has_the_tasks_below_it():
    assert places(("市水务局", "一", True), ("负责供水。", "一/（一）", True), ("市商务局", "二", True), ("牵头编制规划。", "二", False)) == [
        ("一/（一）", "市水务局"), ("二", "市商务局")]


def test_the_first_of_a_column_leads_where_its_head_says_so():
    rows = printed("任务 | 责任单位（第一个为牵头单位） | 主管部门\n建设 | 市水务局、市商务局 | 市财政局（牵头）")
    found = find_responsibilities(document(rows), [rows], CITY)
    assert [(r.printed, r.role) for r in found] == [("市水务局", "lead"), ("市商务局", "responsible"), ("市财政局", "lead")]


@pytest.mark.parametrize(("body", "want"), [
    ("改造管网。（牵头单位和责任单位：市水利局、市财政局）", [("市水利局", "lead"), ("市财政局", "responsible")]),
    ("改造管网。牵头部门及配合部门：市水利局、市财政局。", [("市水利局", "lead"), ("市财政局", "cooperate")]),
    ("改造管网。牵头单位 市水利局 配合单位 市财政局、市发展改革委", [("市水利局", "lead"), ("市财政局", "cooperate"), ("市发展改革委", "cooperate")]),
    ("改造管网。责任单位市水利局。", [("市水利局", "responsible")]),
    ("改造管网。各配合单位市水利局网站公布。", []),
    ("改造管网。责任单位应当每月报告。", []),
    ("序号\n任务\n牵头单位\n配合单位\n完成时限\n1\n改造管网\n市水利局\n市财政局、市发展改革委\n2021年6月\n2\n建设泵站\n市住房城乡建设局\n市水利局\n2021年12月",
     [("市水利局", "lead"), ("市财政局", "cooperate"), ("市发展改革委", "cooperate"), ("市住房城乡建设局", "lead"), ("市水利局", "cooperate")]),
    ("序号    工作任务    牵头单位    责任单位\n1    改造管网    市水利局    市财政局\n2    建设泵站    市财政局    市水利局",
     [("市水利局", "lead"), ("市财政局", "responsible"), ("市财政局", "lead"), ("市水利局", "responsible")]),
    ("任务\n牵头单位\n改造管网\n由各方商定", []),
])
def test_joint_labels_labels_without_a_colon_and_tables_whose_cells_are_lines(body, want):
    text = (
        "临江市人民政府关于印发临江市节水方案的通知\n临政发〔2021〕3号\n各县区人民政府：\n现将《临江市节水方案》印发给你们。\n临江市人民政府\n2021年1月5日\n"
        f"临江市节水方案\n一、重点任务\n　　各项任务见下。\n{body}\n")
    (found,) = extract_source(Source("a.txt", text, "0" * 64)).documents
    assert [(r.printed, r.role) for r in found.responsibilities] == want


def test_a_name_before_a_colon_may_lead_others_and_answer_as_far_as_its_powers_go():
    text = "一、成员单位职责\n市水利局、市公路管理段：按管养权限负责清淤。\n市水务局会同临江供电局、各供水企业：保障用水。\n各镇（乡、街道）：组建抢险队。\n"
    head = "成都市人民政府关于节水的通知\n成府发〔2022〕3号\n各区县人民政府：\n"
    (found,) = extract_source(Source("a.txt", head + text + "成都市人民政府\n2022年3月28日\n", "0" * 64)).documents
    assert sorted((each.printed, each.role) for each in found.responsibilities) == sorted([
        ("市水利局", "responsible"), ("市公路管理段", "responsible"), ("市水务局", "responsible"), ("临江供电局", "cooperate"), ("各供水企业", "cooperate"), ("各镇（乡、街道）", "responsible")])


def test_divisions_of_a_bureau_in_a_column_of_its_own():
    table = lines(HEAD.replace("牵头单位", "牵头科室"), "1 | 扩大供水 | 供水管理科 | 发展规划科、人事股 | 2023年底前")
    assert {(found.printed, found.role) for found in find_responsibilities(document(table), [table], CITY)} == {("供水管理科", "lead"), ("发展规划科", "cooperate"), ("人事股", "cooperate")}


def test_a_prefecture_that_is_called_an_area_has_departments_too():
    city = Context(place="652900", level="prefecture", date="2012-05-18")
    text = paragraph("由地区经信委牵头，地区发改委、环保局参与。地区统计局、审计局负责监督。")
    assert sorted((found.agency.name, found.role) for found in find_responsibilities(document(text), [text], city)) == sorted([
        ("阿克苏地区经济和信息化委员会", "lead"), ("阿克苏地区发展和改革委员会", "cooperate"), ("阿克苏地区环境保护局", "cooperate"),
        ("阿克苏地区统计局", "responsible"), ("阿克苏地区审计局", "responsible")])


def whole(body: str):
    text = f"成都市人民政府关于加强供水工作的通知\n成府发〔2022〕1号\n各区县人民政府：\n{body}\n成都市人民政府\n2022年3月1日\n"
    (act,) = extract_source(Source("a.txt", text, hashlib.sha256(text.encode()).hexdigest())).documents
    return [(row.provision, row.printed, row.role) for row in act.responsibilities]


def test_the_caption_of_an_article_is_no_part_of_a_name():
    assert whole("第一条（部门职责）　市水务局负责供水的统筹和监督。") == [("第一条", "市水务局", "responsible")]


def test_a_bracket_without_roles_names_who_answers_beside_brackets_with_roles():
    told = "".join(f"{n}、改造管网。（市水务局牵头，市财政局配合）\n" for n in "一二三")
    assert [row for row in whole(told + "四、建设泵站。（市水务局、市财政局）") if row[0] == "四"] == [("四", "市水务局", "responsible"), ("四", "市财政局", "responsible")]
    assert not whole("四、建设泵站。（市水务局、市财政局）")


def test_groups_under_some_and_a_part_of_what_was_said_before():
    assert whole("一、建设泵站。（市水务局牵头，有关县、区人民政府配合）") == [("一", "市水务局", "lead"), ("一", "有关县、区人民政府", "cooperate")]
    assert whole("一、调查共6类。其中市水务局负责水源。") == [("一", "市水务局", "responsible")]
    assert whole("一、市水务局会同财政、交通运输部门择优推荐。")[1:] == [("一", "财政部门", "cooperate"), ("一", "交通运输部门", "cooperate")]
