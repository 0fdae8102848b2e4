"""Names of initiatives: where a name begins, what is none, and what is one name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph import tables
from policygraph.finding import programmes
from policygraph.finding.programme_names import candidates, national
from policygraph.finding.programmes import (
    ANY,
    TIER,
    Context,
    Group,
    chance,
    core,
    features,
    find_initiatives,
    find_programmes,
    groups,
    label,
    telling,
    threshold,
)
from policygraph.model import Document, Evidence, Paragraph
from policygraph.reading.folding import fold

ACT = Document("x", 0, 1, Evidence(0, 1, "x"), title="某市人民政府关于实施数字乡村行动的意见")
LAW = Document("x", 0, 1, Evidence(0, 1, "x"), title="临江市排水条例", type="条例")


def heading(text: str) -> Paragraph:
    """A paragraph that begins with a heading behind a mark of three code points."""
    return Paragraph(text, tuple(range(len(text))), text, heading=True, body=3)


def paragraph(text: str, provision: str = "") -> Paragraph:
    folded, offsets = fold(text)
    return Paragraph(folded, offsets, text, provision=provision)


def names(text: str) -> set[str]:
    return {candidate.name for candidate in candidates(paragraph(text))}


@pytest.mark.parametrize(("text", "name"), [
    ("加快实施工业强基工程。", "工业强基工程"),
    ("深入推进主要农作物生产全程机械化推进行动，", "主要农作物生产全程机械化推进行动"),
    ("探索建设都市圈云服务一体化平台，", "都市圈云服务一体化平台"),
    ("依托建筑市场监管与诚信一体化平台，", "建筑市场监管与诚信一体化平台"),
    ("引导企业开展品牌培育试点。", "品牌培育试点"),
    ("某片区国家文化出口基地", "国家文化出口基地"),
    ("要深化医保支付方式改革，", "医保支付方式改革"),
    ("结合三大攻坚战和五项重点工作，", "三大攻坚战"),
    ("实施工业强基工程、智能制造工程和新一轮技术改造工程", "智能制造工程"),
    ("支持数谷公社、黄河研究苑等重大创新平台建设", "数谷公社"),
])
def test_a_name_is_read_from_its_head_word_to_its_verb(text, name):
    assert name in names(text)


@pytest.mark.parametrize("text", ["造价工程师资格", "按照《关于实施提升行动的意见》执行", "制定行动方案"])
def test_longer_words_and_titles_are_no_names(text):
    assert not names(text)


def test_a_quotation_carries_what_stands_around_it():
    (found,) = candidates(paragraph("开展排污许可“一证式”管理，"))
    assert found.name == "一证式"
    assert found.other == ("一证式管理",)
    assert {"排污许可一证式", "排污许可一证式管理"} == set(found.around)


@pytest.mark.parametrize(("text", "other"), [
    ("全市“节水进万家”行动", ("节水进万家行动", "全市节水进万家", "全市节水进万家行动")),
    ("山东省“节水进万家”行动", ("节水进万家行动", "山东省节水进万家", "山东省节水进万家行动")),
    ("研究解决用水“节水进万家”行动的问题", ("节水进万家行动",)),
    ("水务局推进本行业“节水进万家”行动", ("节水进万家行动",)),
])
def test_a_piece_of_a_clause_before_a_quotation_is_no_part_of_its_names(text, other):
    """A place is; any other attribute may be the end of a clause, and a graph would give the initiative that for a name."""
    (found,) = [one for one in candidates(paragraph(text)) if one.shape == "quoted"]
    assert found.other == other


def test_a_short_quotation_is_told_by_what_stands_around_it():
    (mention,) = find_programmes(ACT, [paragraph("实施供水报装“一件事”改革行动，"), paragraph("深化供水报装“一件事”改革行动，")])[:1]
    assert mention.name != "一件事" and "一件事" in mention.name


def test_a_name_with_and_without_marks_is_given_once():
    (mention,) = find_programmes(ACT, [paragraph("（一）实施“节水进万家”行动。")])
    assert mention.printed == "“节水进万家”行动" and "节水进万家行动" not in mention.other


@pytest.mark.parametrize(("text", "found"), [
    ("水务部门应当实施渠系防渗治理工程。", {"渠系防渗治理工程"}),
    ("水务部门必须加强文明单位创建，", {"文明单位"}),
    ("（以下简称2+N用水管理制度试点）", {"2+N用水管理制度试点"}),
    ("（以下统称先导区）", set()),
    ("纵深推进净水润乡专项行动，", {"净水润乡专项行动"}),
    ("加快推进建设工程。", set()),
    ("推进文明校园，", {"文明校园"}),
    ("临江市人民政府住房城乡建设主管部门", set()),
    ("由市住房和城乡建设、水务部门负责。", set()),
    ("将渣土清运纳入工程，", set()),
    ("危害引水工程的，", set()),
    ("因此贻误抢险行动的，", set()),
    ("增绿、治污、清淤“三河”行动", {"三河"}),
])
def test_words_of_clauses_are_in_no_name(text, found):
    assert {group.core for group in groups([paragraph(text)])} == {core(name) for name in found}


def test_a_short_quotation_is_called_by_what_follows_it():
    """村集体“三资”管理 is a management of three things, not one of a kind of village."""
    (group,) = groups([paragraph("规范村集体“三资”管理，")])
    assert label(group) == "三资管理"


@pytest.mark.parametrize(("text", "name"), [
    ("为了推进乡村振兴战略，制定本条例。", "乡村振兴战略"), ("组织开展爱国卫生运动，改善环境卫生。", "爱国卫生运动"), ("依法保护南水北调工程。", "南水北调工程"),
])
def test_an_act_in_articles_names_initiatives(text, name):
    assert [m.name for m in find_programmes(LAW, [paragraph(text, "第一章/第三条")])] == [name]


@pytest.mark.parametrize("text", [
    "市政工程的施工单位应当设置围挡。", "在饮用水水源保护区内禁止排放污水。", "建设单位组织建设工程竣工验收的，应当通知水务部门。", "土地治理项目由县级人民政府组织实施。",
    "海岸工程建设项目应当进行环境影响评价。", "政府采购活动应当公开进行。",
])
def test_general_words_of_an_act_in_articles_are_none(text):
    assert not find_programmes(LAW, [paragraph(text, "第二章/第十五条")])


@pytest.mark.parametrize(("text", "name"), [
    ("每年四月为本市惜水月。", "惜水月"), ("每年九月第一周为“临江护河周”。", "临江护河周"), ("每年五月举办护泉节，", "护泉节"),
])
def test_a_day_of_every_year_is_proposed_and_known(text, name):
    (group,) = groups([paragraph(text, "第一章/第六条")])
    assert label(group) == name
    assert "yearly" in features(group, Context.of(LAW, []))


def test_a_law_that_says_a_word_in_every_article_tells_it_by_the_first():
    verbs = ("", "", "", "", "实施", "推进", "依托", "组织实施", "开展")
    many = [paragraph(f"{verb}排涝工程。", f"第二章/第{n}条") for n, verb in zip("一二三四五六七八九", verbs, strict=True)]
    group = next(g for g in groups(many) if g.core == core("排涝工程"))
    found = features(group, Context.of(LAW, many))
    assert len(telling(group)) < len(group.mentions) and "headed-verb-run" not in found
    assert {"article/times-8", "plain", "plain-works"} <= found


def test_an_article_gives_features_of_its_own():
    (group,) = groups([paragraph("本条例所称排涝工程，是指泵站。", "第一章/第二条")])
    found = features(group, Context.of(LAW, []))
    assert {"article", "article-regulations", "own-term", "article/own-term", "article/headed-head-works"} <= found
    assert not any(name.startswith("article") for name in features(groups([paragraph("本条例所称排涝工程，是指泵站。", "一/（二）")])[0], Context.of(ACT, [])))


@pytest.mark.parametrize(("one", "other"), [
    ("企业上云", "“企业上云”行动计划"), ("创建国家卫生城市", "国家卫生城市"), ("市公共信用信息平台", "公共信用信息平台"),
    ("济南市公共资源交易平台", "公共资源交易平台"), ("拆违拆临行动", "拆违拆临"),
])
def test_variants_of_a_name_have_one_core(one, other):
    assert core(one) == core(other)


def test_kinds_of_one_action_stay_apart():
    assert core("工业企业上云行动") != core("农业企业上云行动")


def test_mentions_of_one_initiative_carry_one_name():
    text = "为实施“数字乡村”行动，市政府决定开展“数字乡村”建设，", "深入推进数字乡村行动。"
    found = find_programmes(ACT, [paragraph(t) for t in text])
    assert [m.name for m in found] == ["数字乡村"] * 3
    assert {m.core for m in found} == {"数字乡村"}
    assert all(m.confidence >= 0.3 for m in found)


@pytest.mark.parametrize("text", [
    "坚持“四个全面”战略布局，建立健全工作机制，完善管理制度。", "加强组织领导，推进信息平台建设，完善激励机制。",
    "带有“协会”字样的社会组织，应当办理变更登记。",
])
def test_slogans_and_general_aims_are_none(text):
    assert not find_programmes(ACT, [paragraph(text)])


def test_use_decides_what_form_leaves_open():
    """The same noun is surer as an action that is carried out and named again than as a means named once."""
    context = Context.of(ACT, [])
    sure = groups([paragraph("实施水肥一体化推广行动。"), paragraph("水肥一体化推广行动由农业部门牵头。")])[0]
    passing = groups([paragraph("加强管理系统的水肥一体化推广工作模式")])
    assert chance(features(sure, context)).any > max((chance(features(g, context)).any for g in passing), default=0)


@given(st.text(alphabet="实施“”《》（）、，。的行动工程试点国家创建平台和甲乙0", max_size=60))
def test_any_text_gives_slices_of_itself(text):
    if not fold(text)[0]:
        return
    where = paragraph(text)
    for candidate in candidates(where):
        assert 0 <= candidate.start < candidate.end <= len(where.text)
        assert candidate.name in where.text
    first, second = (find_programmes(ACT, [where]) for _ in range(2))
    assert first == second
    assert all(text[m.evidence.start : m.evidence.end] == m.evidence.exact for m in first)


@pytest.mark.parametrize(("text", "names"), [
    ("深入实施大气、水、土壤污染防治行动计划，", ["大气污染防治行动计划", "水污染防治行动计划", "土壤污染防治行动计划"]),
    ("实施卓越医师、卓越教师教育培养计划。", ["卓越医师教育培养计划", "卓越教师教育培养计划"]),
    ("实施品牌标准、知识产权提升行动。", ["品牌标准、知识产权提升行动"]),
])
def test_coordinated_names_share_the_words_at_their_end(text, names):
    paragraph = Paragraph(text, tuple(range(len(text))), text)
    assert [c.name for c in candidates(paragraph) if c.shape == "headed" and not c.cut] == names


@pytest.mark.parametrize(("text", "new", "old"), [
    ("将“创业天府”行动计划升级为“双创”行动计划。", "双创", ("创业天府",)),
    ("把家电下乡工程、汽车下乡试点整合为绿色消费行动，", "绿色消费", ("家电下乡", "汽车下乡")),
    ("实施“数字乡村”行动（原信息进村入户工程），", "数字乡村", ("信息进村入户",)),
    ("“双减”行动（由“减负”行动更名而来）", "双减", ("减负",)),
    ("以农业转移支付改革全面取代农业补贴试点。", "农业转移支付", ("农业补贴",)),
    ("将健康扶贫工程统一更名为健康帮扶工程，", "健康帮扶", ("健康扶贫",)),
])
def test_successor_names(text, new, old):
    found = find_programmes(ACT, [paragraph(text)])
    assert {m.core for m in found} == {new, *old}
    assert {m.core: m.replaces for m in found if m.replaces} == {new: old}


@pytest.mark.parametrize("text", [
    "“放心消费”创建活动纳入文明城市创建", "打造“双创”升级版，", "“数字乡村”行动延伸至“企业上云”行动", "“数字乡村”行动（含“企业上云”行动）",
    "“双减”行动（由“减负”行动办公室负责）", "粮库系统“演示版”转为“实用版”，", "将省级高新技术产业开发区升级为国家高新技术产业开发区。",
])
def test_what_goes_on_is_not_replaced(text):
    assert not any(m.replaces for m in find_programmes(ACT, [paragraph(text)]))


def test_systems_and_principles_are_measures():
    """A system that is set up and a rule of conduct in quotes are no entries of an index; an action and a pilot are."""
    text = "实施“清河护水”行动。开展农业水价综合改革试点。完善水资源管理信息平台。健全河道巡查联动机制。落实“谁受益、谁补偿”原则。"
    found = find_initiatives(ACT, [paragraph(text)])
    assert {m.core for m in found.programmes} == {"清河护水", "农业水价综合"}
    assert not {m.core for m in found.measures} & {m.core for m in found.programmes}
    assert all("平台" in m.printed or "机制" in m.printed for m in found.measures)


@pytest.mark.parametrize("text", ["各地要组织开展活动。", "企业开展工程。"])
def test_a_verb_right_before_a_head_word_leaves_no_name(text):
    assert not candidates(paragraph(text))


def test_a_list_of_honours_that_are_created_gives_each_of_them():
    found = names("鼓励和支持开展节水单位、节水村镇、节水家庭等群众性节水创建活动。")
    assert {"节水单位", "节水村镇", "节水家庭"} <= found
    assert "支持开展节水单位" not in found


def test_styled_names_share_the_word_at_their_end():
    found = names("开展智慧水厂、智慧泵站、绿色水库示范创建，")
    assert {"智慧水厂", "智慧泵站"} <= {core(name) for name in found}
    assert not any("、" in name for name in found)


def test_a_census_is_counted():
    assert "第二次全国水利普查" in names("根据第二次全国水利普查成果，")


@pytest.mark.parametrize("text", ["省级水利施工资质示范以上，", "加强“取水许可证核发”办理。", "落实国家水利重大战略，", "下达年度水费收支计划。"])
def test_permits_bounds_budgets_and_strategies_in_general_are_none(text):
    assert not find_programmes(ACT, [paragraph(text)])


@pytest.mark.parametrize("name", sorted(national()))
def test_initiatives_of_the_whole_country_are_proposed_and_known(name):
    context = Context.of(ACT, [])
    known = [group for group in groups([paragraph(f"按照{name}的要求，")]) if group.core == core(name)]
    assert any(f"national-{national()[name]}" in features(group, context) for group in known)


@pytest.mark.parametrize("text", ["建设生态文明城市，", "设立农业普查领导小组办公室，", "精神文明单位联席会议"])
def test_a_longer_word_and_a_body_are_no_initiative_of_the_whole_country(text):
    assert not [one for one in candidates(paragraph(text)) if one.shape == "national"]


def test_what_stands_in_a_list_with_an_initiative_of_the_whole_country_is_told_by_it():
    text = "开展棚户区改造、清水润乡行动，完善排水管网、泵站项目。"
    beside = {one.name for one in candidates(paragraph(text)) if "beside-national" in features(Group("", ((paragraph(text), one),)), Context.of(ACT, []))}
    assert beside == {"清水润乡行动"}


def test_a_longer_name_goes_before_one_of_the_whole_country_that_it_holds():
    parts = [heading(f"（{n}）{what}行动。各单位落实。") for n, what in (("一", "农业企业上云"), ("二", "商贸企业上云"), ("三", "园区企业上云"))]
    assert {one.name for one in find_programmes(ACT, parts)} == {"农业企业上云行动", "商贸企业上云行动", "园区企业上云行动"}


def test_the_table_says_in_which_tier_an_initiative_of_the_whole_country_is():
    known = chance(frozenset({"national-named", *surely_an_initiative()}))
    assert known.any == known.named >= threshold(ANY)


def test_an_act_that_has_an_initiative_of_the_whole_country_in_its_title_is_a_feature():
    whole = replace(ACT, title="关于做好精准扶贫的通知")
    (group,) = [one for one in groups([paragraph("继续做好精准扶贫。")]) if one.core == core("精准扶贫")]
    assert "titled-national-named" in features(group, Context.of(whole, []))
    assert "titled-national-named" not in features(group, Context.of(replace(ACT, title="关于做好管网提质的通知"), []))


def test_what_is_told_of_an_initiative_is_what_the_weights_make_of_it(monkeypatch):
    """A table of names and a title count as features only: they lift no chance above what the weights say."""
    monkeypatch.setattr(programmes, "_weights", {ANY: {"bias": -0.4, "threshold": 0.5}, TIER: {"bias": 0.0, "threshold": 0.5}}.__getitem__)
    assert chance(frozenset({"national-named", "in-title"})).any == pytest.approx(0.401, abs=0.001)


def surely_an_initiative():
    """The features that speak most for an initiative of any tier."""
    return [row["feature"] for row in tables.rows("programme_weights", ("feature", "weight")) if float(row["weight"]) > 0.3 and row["feature"] not in ("bias", "threshold")]


def test_initiatives_of_the_whole_country_have_a_source():
    rows = list(tables.rows("national_initiatives", ("name", "tier", "source")))
    assert len({row["name"] for row in rows}) == len(rows)
    assert {row["tier"] for row in rows} == {"named", "measure"}


def test_a_word_of_many_laws_is_known_as_one():
    """志愿服务 is in dozens of laws as a deed that anybody may do."""
    context = Context.of(ACT, [])
    (group,) = [g for g in groups([paragraph("开展志愿服务活动。")]) if g.core == core("志愿服务活动")]
    assert "in-laws-many" in features(group, context)


def test_headings_that_end_alike_and_quotations_in_a_name_speak_for_it():
    parts = [heading(f"（{n}）{what}行动。各单位落实。") for n, what in (("一", "管网提质"), ("二", "泵站增效"), ("三", "“清水”节水"))]
    context = Context.of(ACT, parts)
    assert context.headings["action"] == 3
    first = next(g for g in groups(parts) if g.core == core("管网提质行动"))
    assert "heading-siblings-3" in features(first, context)


def first(text: str) -> set[str]:
    """The names that begin where nothing certain stands before them."""
    return {one.name for one in candidates(paragraph(text)) if one.shape == "headed" and not one.cut}


@pytest.mark.parametrize(("text", "name"), [
    ("推进水权到期后再延续八年试点，", "水权到期后再延续八年试点"), ("获批供水服务整市试点，", "供水服务整市试点"), ("开展开发区供水提质行动，", "开发区供水提质行动"),
    ("系统推进渠系防渗改造工程，", "渠系防渗改造工程"), ("迭代升级清水护河行动，", "清水护河行动"), ("实施一大批管网更新工程，", "管网更新工程"),
])
def test_pieces_of_words_begin_no_name(text, name):
    assert first(text) == {name}


@pytest.mark.parametrize(("text", "name"), [
    ("开展改进服务护河行动，", "改进服务护河行动"), ("实施高质量护水行动，", "高质量护水行动"), ("推进共同富裕示范带建设，", "共同富裕示范带"), ("落实扩大内需战略，", "扩大内需战略"),
    ("开展统筹城乡供水试点，", "统筹城乡供水试点"),
])
def test_a_verb_that_belongs_to_the_name_stays(text, name):
    assert name in first(text)


@pytest.mark.parametrize(("text", "name"), [
    ("加快推进管网更新工程，", "管网更新工程"), ("高质量推进管网更新工程，", "管网更新工程"), ("开展本市护河行动，", "护河行动"), ("实施一批管网更新工程，", "管网更新工程"),
])
def test_a_verb_that_governs_the_name_is_left_out(text, name):
    assert first(text) == {name}


@pytest.mark.parametrize(("text", "found"), [
    ("打好护山、护林、护湖保卫战。", {"护山保卫战", "护林保卫战", "护湖保卫战"}), ("打好护林和护湖两大攻坚战。", {"护林攻坚战", "护湖攻坚战"}),
    ("实施氨（NH3）和甲烷（CH4）协同减排行动。", {"氨（NH3）和甲烷（CH4）协同减排行动"}), ("推进青屏—白沙生态先行区，", {"青屏—白沙生态先行区"}),
])
def test_a_name_is_not_cut_at_what_coordinates_it(text, found):
    proposed = {one.name for one in candidates(paragraph(text)) if one.shape == "headed"}
    assert proposed == found


@pytest.mark.parametrize(("text", "found"), [
    ("实施护山强基、清水润乡、绿道进城等重大工程，", {"护山强基工程", "清水润乡工程", "绿道进城工程"}), ("实施护山强基、清水润乡、绿道进城三大战略，", {"护山强基战略", "清水润乡战略", "绿道进城战略"}),
    ("实施护山工程、清水润乡等工程，", {"护山工程", "清水润乡工程"}), ("建设数谷公社、水韵书院等平台，", {"数谷公社", "水韵书院"}),
    ("推动纺织印染、陶瓷制造等产业发展，", set()), ("护山工程、清水润乡三大战略", set()),
])
def test_items_of_a_list_take_the_head_word_at_its_end(text, found):
    assert {one.name for one in candidates(paragraph(text)) if one.shape == "listed"} == found


@pytest.mark.parametrize(("text", "heads"), [
    ("实施“百渠千井”“清水出山”行动计划，", {"百渠千井": "plan", "清水出山": "plan"}), ("开展“护河使者进村”、“节水先锋进村”等活动，", {"护河使者进村": "activity", "节水先锋进村": "activity"}),
    ("推进“就近缴”“全程代缴”服务事项，", {"就近缴": "", "全程代缴": ""}),
])
def test_quotations_share_what_follows_the_last(text, heads):
    assert {one.name: one.head for one in candidates(paragraph(text)) if one.shape == "quoted"} == heads


@pytest.mark.parametrize(("text", "name"), [("开展“两学一做”学习教育，", "两学一做学习教育"), ("组织“三严三实”专题教育，", "三严三实专题教育")])
def test_a_campaign_of_study_is_no_slogan(text, name):
    assert [one.name for one in find_programmes(ACT, [paragraph(text)])] == [name]


@pytest.mark.parametrize("text", ["坚决杜绝“一抄了之”，", "防止出现“只挂不巡”，", "深化“一河两翼”战略定位，", "构建“三廊五湖”空间格局，"])
def test_what_is_to_be_ended_and_what_a_place_is_to_be_are_none(text):
    assert not [one for one in candidates(paragraph(text)) if one.shape == "quoted"]


def test_a_short_name_is_the_name_it_stands_for():
    text = "实施节水进万家专项行动（以下简称“清流行动”）。落实清流行动责任，推进“清流行动”进村。"
    found = find_programmes(ACT, [paragraph(text)])
    assert {one.name for one in found} == {"节水进万家专项行动"} and "清流行动" in {one.printed for one in found}


def test_another_act_in_brackets_is_no_short_name():
    assert len(groups([paragraph("实施节水进万家专项行动（责任单位：市水务局）。落实清流护河行动。")])) == 2


def test_another_form_is_the_honour_with_its_verb_and_never_half_a_word():
    assert any("创建国家节水示范区" in one.other for one in candidates(paragraph("创建国家节水示范区，")))
    assert all(not form.startswith("校") for one in candidates(paragraph("推进省校人才合作行动，")) for form in one.other)


@pytest.mark.parametrize("text", ["建设水权交易平台，", "实施取水计量制度，开展取水计量制度建设。", "成立水文研究中心，"])
def test_things_that_are_there_are_no_programmes(text):
    assert not find_programmes(ACT, [paragraph(text)])


@pytest.mark.parametrize(("text", "name"), [
    ("新增3个自贸试验区，", "自由贸易试验区"), ("建成高标准农田8万亩，", "高标准农田建设"), ("支持振兴东北地区等老工业基地，", "东北地区等老工业基地振兴"), ("推进中部崛起，", "中部地区崛起"),
    ("深化简政放权、放管结合、优化服务改革，", "放管服改革"), ("开展“互联网+”行动，", "互联网+行动"), ("打赢脱贫攻坚，", "脱贫攻坚战"), ("建设国家文化公园，", "国家文化公园建设"),
])
def test_an_initiative_of_the_whole_country_is_known_in_other_forms(text, name):
    assert name in {one.name for one in candidates(paragraph(text)) if one.shape == "national"}


@pytest.mark.parametrize("text", ["培养乡村振兴人才，", "设立乡村振兴局，", "创建国家乡村振兴示范区，", "推进浙江自贸试验区改革，"])
def test_persons_bodies_and_places_are_no_other_form(text):
    assert not [one for one in candidates(paragraph(text)) if one.shape == "national"]


def test_a_place_that_has_a_standing_is_no_name():
    assert "浙江自贸试验区" not in names("推进浙江自贸试验区，")


def test_other_forms_are_of_initiatives_that_the_table_has():
    rows = list(tables.rows("national_forms", ("form", "name")))
    assert len({row["form"] for row in rows}) == len(rows)
    assert all(row["name"] in national() and row["form"] not in national() for row in rows)


def test_a_census_is_one_whichever_time_it_is():
    assert core("第四次全国农业普查") == core("农业普查") == "农业普查"


def test_a_plan_that_is_carried_out_and_a_name_that_is_the_subject_are_told():
    def told(text):
        (group,) = [g for g in groups([paragraph(text)]) if g.core == core("护河先锋结对计划")]
        return features(group, Context.of(ACT, []))
    assert "carried-out-plan" in told("启动实施护河先锋结对计划，") and "carried-out" not in told("制定护河先锋结对计划，")
    assert "headed-after-subject" in told("护河先锋结对计划惠及八镇，") and "headed-after-subject" not in told("护河先锋结对计划，")
    assert "headed-verb-some" in told("实施一批护河先锋结对计划，")


@pytest.mark.parametrize(("text", "name"), [
    ("组织实施一批重大供水管网工程，", "供水管网工程"), ("打造一批可复制的智慧水务样板工程，", "智慧水务样板工程"), ("实施一系列重点节水改造项目，", "节水改造项目"),
])
def test_several_of_a_kind_have_no_name(text, name):
    assert not {found for found in names(text) if found.endswith(name)}
    assert any(found.endswith(name) for found in names(text.replace("一批", "").replace("一系列", "")))


def test_a_body_that_does_the_work_is_no_programme():
    assert not names("区精神文明建设工作机构统筹推进，") and "精神文明建设" in names("加强精神文明建设，")
