"""Naming: what a printed name of an agency stands for at the document's place.

市公安局 in a document of 济南 is 济南市公安局; 发展改革委 in one of the State
Council is 国家发展和改革委员会. Groups (各县区政府, 市有关部门) and departments
named by their field (民政部门) keep their kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from .. import rules
from ..model import Agency, Place
from . import gazetteer, reforms


@dataclass(frozen=True, slots=True)
class Context:
    """Where and when a name is used: place and level of the document, its date, issuers, and aliases.

    ``aliases`` are pairs of a short name that the document defines (以下简称) and what it stands for.
    """

    place: str | None = None
    level: str | None = None
    date: str | None = None
    issuers: tuple[Agency, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()

    def __hash__(self) -> int:
        """Soon had, for it is asked for with every name: the issuers and aliases of one document are the same tuples."""
        return hash((self.place, self.level, self.date, len(self.issuers), len(self.aliases)))


@dataclass(frozen=True, slots=True)
class Named:
    """A printed name, resolved."""

    agency: Agency
    rule: str
    confidence: float


#: The provinces as a level: 各省、自治区、直辖市及计划单列市, 省（区、市）.
PROVINCES = (
    r"各?(?:有关|相关)?(?:省（(?:自治)?区、(?:直辖)?市）|省、自治区、直辖市(?:人民政府)?|省、市、自治区|省、自治区(?!、))"
    r"(?:(?:、|及|和|以及)计划单列市)?(?:(?:、|及|和|以及)新疆生产建设兵团)?(?:(?:、|及|和|以及)计划单列市)?"
)
_PROVINCES = re.compile(rf"(?:{PROVINCES})(?P<body>[\u4e00-\u9fff]*)(?:（[^（）]{{1,12}}）)?$")
_LEVEL_OF = {"省": "province", "市": "prefecture", "州": "prefecture", "盟": "prefecture", "区": "county", "县": "county", "旗": "county"}
_BRANCHES = (
    (r"^中共|党委|纪律检查|党校|组织部|宣传部|统战部|政法委|精神文明|机构编制", "party"), (r"人民代表大会|人大", "congress"),
    (r"政治协商|政协", "consultative"), (r"人民法院$|法院$", "court"), (r"检察院$", "procuratorate"),
    (r"警备区|军分区|武装部|军区", "military"), (r"工会$|共青团|共产主义青年团|联合会$|贸促会|红十字|科学技术协会", "mass"),
    (r"公司$|集团$|银行$|支行$|分行$|营业管理部$", "enterprise"), (r"大学$|学院$|医院$|研究院$|中心$|学校$|院$", "institution"),
)


def resolve(printed: str, context: Context, *, in_list: bool = False) -> Named | None:
    """Resolve one printed name.

    Args:
        printed: The name alone (folded text).
        context: The document that prints it.
        in_list: The name stands in a list of agencies, so that names without a level word count too.

    Returns:
        The agency with the rule that read the name; None if it is not the name of an agency.
    """
    return _resolve(printed, context, in_list) if 2 <= len(printed) <= 60 else None


@lru_cache(maxsize=256)
def short_names(context: Context) -> dict[str, str]:
    """The aliases of a document by the short name; not to be changed."""
    return dict(context.aliases)


@lru_cache(maxsize=1 << 16)
def _resolve(printed: str, context: Context, in_list: bool) -> Named | None:
    aliases = short_names(context)
    alias = next((key for key in (printed, printed[1:]) if aliases.get(key, key) != key), None)
    if alias and (alias == printed or printed[0] in "省市州盟区县旗"):
        whole = resolve(aliases[alias], _without(context, alias), in_list=True)
        if whole:
            return Named(whole.agency, "alias", whole.confidence)
    part = _part_of_alias(printed, context, aliases)
    if part:
        return part
    if rules.load("agencies")["alternatives"].pattern.match(printed):
        return Named(_collective(printed, "alternatives", context), "alternatives", rules.load("agencies")["alternatives"].confidence)
    if _NOT_A_NAME.search(printed):
        return None
    found = _central(printed, context) or _inner(printed, context) or _full(printed, context)
    if found:
        return found
    provinces = _PROVINCES.match(printed)
    if provinces and (not provinces["body"] or resolve("省" + provinces["body"], context)):
        return Named(Agency(printed, "group", gazetteer.COUNTRY, "province", _branch(printed)), "provinces", 0.9)
    loaded = rules.load("agencies")
    for name in ("group", "members", "organisation", "division", "generic"):
        match = loaded[name].pattern.match(printed)
        if match and name == "division" and printed[1:] in ("人民政府", "政府") and _own(printed[0], context):
            continue  # 市人民政府 in a document of a city is that city's own
        if match and not (name == "generic" and _is_body(printed)):
            return Named(_collective(printed, name, context), name, loaded[name].confidence)
    match = loaded["placed"].pattern.match(printed)
    if match:
        agency = _placed(match, context)
        return Named(agency, "placed", loaded["placed"].confidence) if agency else None
    if in_list and loaded["each"].pattern.match(printed):
        return Named(Agency(printed, "group", context.place, context.level, _branch(printed)), "each", loaded["each"].confidence)
    if in_list and loaded["named"].pattern.match(printed):
        return Named(_bare(printed, context), "named", loaded["named"].confidence)
    return None


def _without(context: Context, alias: str) -> Context:
    """A context in which a short name has no meaning: what it stands for is never read by way of itself.

    市和区气象主管机构（以下统称气象主管机构） ends in its own short name, and two short names may be defined by each other.
    """
    return replace(context, aliases=tuple(pair for pair in context.aliases if pair[0] != alias))


def _part_of_alias(printed: str, context: Context, aliases: dict[str, str]) -> Named | None:
    """领导小组办公室 where 领导小组 is the short name of a body."""
    match = re.fullmatch(r"(?P<alias>.{2,16}?)(?P<part>办公室|秘书处|各?成员单位)", printed)
    if not match or match["alias"] not in aliases:
        return None
    whole = resolve(aliases[match["alias"]], _without(context, match["alias"]), in_list=True)
    if not whole:
        return None
    kind = "group" if match["part"].endswith("单位") else "agency"
    parent = whole.agency.name if kind == "agency" else None
    return Named(replace(whole.agency, name=whole.agency.name + match["part"], kind=kind, parent=parent), "alias", whole.confidence)


#: Words that no name holds: what has them is a piece of a sentence.
_NOT_A_NAME = re.compile(
    r"^(?:可?依)?托|^(?:为|因|按照|接受|鼓励|指导(?!委|小组)|协助|针对|加强|清查|在|组织(?:相关|有关|或|开展|实施)|督促|征求|充分|通过|依法|经(?![济信贸]))|等(?:和|及)各|已被|吊销|撤销|督促|由|请(?!示)|是(?!局)|负责(?!处置)|^[对将把使让给被向从第不未]|第.{1,4}条|对于|应当|(?<![机重主首纪])要(?!素|客|闻)|牵头(?!单位|部门)|(?<!指定)(?<!确定)(?<!设立)(?<!事件)的(?!办事机构|日常办事机构|(?<=工作的)部门$)|可以|委托(?!代)|设立(?!的)|下设|设在|成立|提高|举办|聘请|共同|组成(?!单位|部门|员)|组建|，|。|会同|配合(?!单位|部门)|建立|授权|不能|不得|进行|开展"
)


def _is_body(printed: str) -> bool:
    return bool(re.search(r"(?:人民政府|委员会|局|厅)(?:办公厅|办公室)?$", printed))


def _central(printed: str, context: Context) -> Named | None:
    known = reforms.central_at(printed, context.date)
    if not known or _is_local_office(printed, known.name, context):
        return None
    full = printed in (known.name, "中华人民共和国" + known.name)
    short_only = len(printed) <= 4 and not printed.endswith("部") and not printed.startswith(("国", "中"))
    if not full and context.level not in (None, "central") and short_only and printed in gazetteer.agency_names():
        return None  # 扶贫办 in a city's document is the city's
    return Named(Agency(known.name, "agency", gazetteer.COUNTRY, "central", known.branch), "central-table", 0.97)


def _is_local_office(printed: str, full: str, context: Context) -> bool:
    """统计局, 气象局 in a document of a place are the place's own, not those of the centre."""
    return (
        context.level not in (None, "central") and printed != full and printed.endswith("局")
        and not re.match(r"国|中", printed) and not printed.endswith("总局")
    )


def _inner(printed: str, context: Context) -> Named | None:
    """A unit of a ministry: 教育部办公厅, 公安部交通管理局, 财政部社会保障司; or all of a kind (各司局)."""
    for cut in range(3, len(printed) - 1):
        owner = reforms.central_at(printed[:cut], context.date)
        unit = printed[cut:]
        if not owner or printed[cut - 1] not in "部委局署院行会社协联" or gazetteer.place_at_start(unit)[1]:
            continue
        if context.level not in (None, "central") and not re.match(r"国|中|最高|全国", printed) and not re.search(r"(?:部|总.)$", printed[:cut]):
            continue  # 统计局办公室 in a city's document is the city's
        if re.fullmatch(r"各(?:有关)?(?:司局|派出机构|直属单位)|(?:所属|直属|下属)?(?:各|有关|相关).{2,12}", unit):
            return Named(Agency(owner.name + unit, "group", gazetteer.COUNTRY, "central", owner.branch, owner.name), "ministry-units", 0.9)
        if re.fullmatch(r"办公厅|办公室|网信办|[\u4e00-\u9fff]{2,14}(?:中心|司|研究院|研究所|管理局|考试院|领导小组办公室|领导小组)", unit):
            agency = Agency(owner.name + unit, "agency", gazetteer.COUNTRY, "central", owner.branch, owner.name)
            return Named(agency, "ministry-unit", 0.9)
    return None


def _full(printed: str, context: Context) -> Named | None:
    """A name that begins with a place: 济南市公安局, 中共济南市委组织部, 阿坝州人民政府办公室."""
    party = printed.startswith("中共") and not printed.startswith("中共中央")
    text = printed[2:] if party else printed
    name, owners = gazetteer.place_at_start(text)
    rest = text[len(name) :]
    if not owners or not rest:
        return None
    if not party and not _FULL_END.search(rest):
        return None
    owner = _nearest(owners, context)
    inner = _inside(owner, rest)
    if inner and not party:
        owner, rest = inner
        name = owner.name
    if rest[0] in "省市州县区" and name + rest[0] == owner.name:
        rest = rest[1:]
    if not party and "、" in rest and not re.match(r"[省市州县区]?、", rest):
        return None
    if not party and "、" in rest:
        return Named(Agency(printed, "group", owner.parent, None, _branch(printed)), "places", 0.8)  # 上海、天津警备区
    if not party and (_OWN_NAME.search(rest) or rest.startswith("生产建设兵团")):
        return Named(_agency(printed, _branch_place(printed, owner)), "full-name", 0.93)
    if party:
        rest = re.sub(r"^(?:[省市州县区旗盟]?)委(?!员会)", "委", rest)
        full = f"中共{gazetteer.name_before_agency(owner)}{rest}"
    elif re.match(r"(?:[省市州县区])?委(?!员会|托)", rest):
        full = f"中共{gazetteer.name_before_agency(owner)}{_party_body(rest[rest.index('委') + 1 :], context)}"
    else:
        full = _zone(name, owner, rest) or _body_at(owner, rest, context)
    return Named(_agency(full, _branch_place(full, owner)), "full-name", 0.95)


def _branch_place(full: str, owner: Place) -> Place:
    """济南市公安局历城区分局 is of the district, though its name begins with the city."""
    branch = re.search(r"局(?P<place>[\u4e00-\u9fff]{2,8})(?:分局|监管局|管理局)$", full)
    names = (branch["place"] + end for end in ("", "区", "县", "市")) if branch else ()
    inside = tuple(place for name in names for place in gazetteer.places_named(name))
    return next((place for place in inside if owner in gazetteer.ancestors(place.code)[1:]), owner)


def _inside(owner: Place, rest: str) -> tuple[Place, str] | None:
    """青岛市崂山区科技局: the place in the place, and the body."""
    text = rest[1:] if rest[0] in "省市州县区" else rest
    name, owners = gazetteer.place_at_start(text)
    inner = next((p for p in owners if owner in gazetteer.ancestors(p.code)[1:]), None)
    body = text[len(name) :]
    return (inner, body) if inner and len(name) > 2 and body and _FULL_END.search(body) and not _OWN_NAME.search(body) else None


#: What a name that begins with a place may end with.
_FULL_END = re.compile(
    r"(?:政府|办公厅|办公室|委员会|委|局|厅|院|会|[^干内外全]部|处|署|中心|海关|公司|集团|支队|总队|大队|指挥部|小组|专班|组|支行|分行|警备区|军分区|军区|卫戍区|[^地社山片]区管委|大学|学校|厂|(?:管理|监督|服务|研究)(?:所|站))(?:（[^）]*）)?$")
#: Bodies whose name is what they are called, whatever the place is called: 福建福清核电有限公司, 济南海关, 广州军区.
_OWN_NAME = re.compile(
    r"(?:公司|集团|厂|大学|学院|学校|医院|研究院|研究所|研究中心|实验室|科技中心|银行|支行|分行|海关|检验检疫局|铁路局|铁路监督管理局|海事局|监管局|监管分局|警备区|军分区|军区|卫戍区|战区)$")


def _zone(name: str, owner: Place, rest: str) -> str | None:
    """A body of a development zone: 济南高新区管委会 is 济南高新技术产业开发区管理委员会."""
    if re.search(r"(?:开发区|新区|高新区|经开区)$", name) and owner.name.endswith(("区", name)):
        where, body = owner.name, rest
    else:
        match = re.match(r"(?P<zone>[\u4e00-\u9fff]{0,12}(?:高新区|经开区|开发区|新区|起步区|先行区|示范区|试验区|保税区|度假区|园区))(?P<body>管委会?|管理委员会)$", rest)
        if not match:
            return None
        where, body = name + match["zone"], match["body"]
    for short, long in (("高新区", "高新技术产业开发区"), ("经开区", "经济技术开发区"), ("综保区", "综合保税区")):
        where = where.removesuffix(short) + long if where.endswith(short) else where
    return where + ("管理委员会" if body in ("管委", "管委会") else _complete(body))


def _nearest(owners: tuple[Place, ...], context: Context) -> Place:
    """Of several places of one name the one around or inside the document's own place."""
    if context.place:
        chain = {p.code for p in gazetteer.ancestors(context.place)}
        for owner in owners:
            if owner.code in chain or context.place in {p.code for p in gazetteer.ancestors(owner.code)}:
                return owner
        province = gazetteer.within(context.place, "province")
        for owner in owners:
            if province and gazetteer.within(owner.code, "province") == province:
                return owner
    return owners[0]


def _own(character: str, context: Context) -> Place | None:
    """The place that 省, 市, 区 … mean in a document."""
    if not context.place:
        return None
    chain = gazetteer.ancestors(context.place)
    if character == "自治区":
        character = "省"
    if character == "省":
        return next((p for p in chain if p.level == "province"), None)
    if character == "市":
        return next((p for p in chain if p.name.endswith("市")), None)
    if character in "州盟":
        return next((p for p in chain if p.level == "prefecture"), None)
    return next((p for p in chain if p.level == "county"), None)


def _placed(match: re.Match[str], context: Context) -> Agency | None:
    level, body, bracket = match["level"], match["body"] or "", match["bracket"] or ""
    if level in ("国家", "中国", "全国"):
        return Agency(level + body + bracket, "agency", gazetteer.COUNTRY, "central", _branch(body)) if body else None
    youth = level.startswith("团")
    character = "自治区" if level.startswith("自治区") else level.strip("团")[0]
    owner = _own(character, context)
    where = gazetteer.name_before_agency(owner) if owner else level if level.endswith("级") else character
    if youth:
        return _agency(f"共青团{where}委员会", owner, "mass", character)
    if level.endswith("纪委"):
        second = f"、{where}监察委员会" if body.startswith("监委") else ""
        return _agency(f"中共{where}纪律检查委员会{second}{body.removeprefix('监委')}", owner, "party", character)
    if level.endswith("委"):
        return _agency(f"中共{where}{_party_body(body, context)}{bracket}", owner, "party", character)
    if level.endswith("政府"):
        return _agency(f"{where}人民政府{_office(body)}{bracket}", owner, "government", character)
    if not body and not bracket:
        return None
    if bracket:
        bracket = re.sub(r"（[省市州区县](?=.{2,})", lambda m: "（" + where, bracket) if re.match(r"（[省市州区县]..", bracket) else bracket
    if owner and not bracket:
        full = _body_at(owner, body, context)
        return _agency(full, _branch_place(full, owner), None, character)
    return _agency(where + _complete(body) + bracket, owner, None, character)


def _party_body(body: str, context: Context) -> str:
    """What stands after 中共济南市: 委组织部, 委员会, 委市直机关工作委员会, 委网络安全和信息化委员会办公室."""
    former = _former("委" + body, context)
    if former:
        return "委" + former
    body = re.sub(r"工委$", "工作委员会", body)
    if body == "办":
        body = "办公室"
    elif body.endswith("办"):
        body = gazetteer.party_offices().get(body) or gazetteer.agency_names().get(body, (body + "公室",))[0]
    if body == "政法委":
        body = "政法委员会"
    return f"委{body or '员会'}"


def _body_at(owner: Place, body: str, context: Context) -> str:
    """A body with its place; what belongs to a central agency is named after that (税务局, 证监局, 贸促会)."""
    former = _former(body, context)
    if former:
        return gazetteer.name_before_agency(owner) + former
    pattern = gazetteer.branches().get(body)
    if not pattern or body == "税务局" and (context.date or "9") <= "2018-06-15":  # the reform of 2018-06-15
        return gazetteer.name_before_agency(owner) + _complete(body)
    short = owner.name if owner.level == "county" else gazetteer.short_forms(owner.name)[-1]
    return pattern.format(place=gazetteer.name_before_agency(owner), short=short)


def _former(body: str, context: Context) -> str | None:
    """What a short name stood for at the document's date, if that is another body than today's."""
    until, former = gazetteer.former_names().get(body, ("", ""))
    return former if context.date and context.date < until else None


def _office(body: str) -> str:
    return {"办": "办公室", "督查室": "督查室", "新闻办": "新闻办公室", "法制办": "法制办公室", "研究室": "研究室"}.get(body, _complete(body) if body else "")


def _complete(body: str) -> str:
    """The full form of a department's name: 发改委 -> 发展和改革委员会, 交通委 -> 交通委员会."""
    known = gazetteer.agency_names().get(body)
    if known:
        return known[0]
    inner = re.match(r"(.+[局委厅])(.{2,}(?:局|处|队|所|站|中心))$", body)
    if inner and inner[1] in gazetteer.agency_names():
        return gazetteer.agency_names()[inner[1]][0] + inner[2]
    if body.startswith("政府") and len(body) > 2:
        return "人民" + body
    if body == "政府":
        return "人民政府"
    if body.endswith("管委"):
        return body + "会"
    if re.search(r"[^常工党政]委$", body) and len(body) > 2:
        return body + "员会"
    if body == "法院":
        return "人民法院"
    return body


def _agency(full: str, owner: Place | None, branch: str | None = None, character: str | None = None) -> Agency:
    level = owner.level if owner else _LEVEL_OF.get((character or "")[:1])
    office = re.match(r"(.+(?:人民政府|[局厅]|委员会|领导小组|指挥部))(?:办公厅|办公室|督查室|法制办公室|新闻办公室|研究室|[\u4e00-\u9fff]{0,8}(?:支队|总队|大队|分局|执法局))$", full)
    committee = re.match(r"(中共.+?[省市区县州旗盟]委)(?!员会)[\u4e00-\u9fff]+$", full)
    parent = office[1] if office else committee[1] + "员会" if committee else None
    return Agency(full, "agency", owner.code if owner else None, level, branch or _branch(full), parent)


def _branch(name: str) -> str:
    for pattern, branch in _BRANCHES:
        if re.search(pattern, name):
            return branch
    return "government"


def _collective(printed: str, rule: str, context: Context) -> Agency:
    """A group or a generic department, with the place that its level word names."""
    kind = "group" if rule in ("group", "members", "division") else "generic"
    place = gazetteer.place(context.place) if context.place else None
    if kind == "generic":
        full = gazetteer.agency_names().get(printed.removesuffix("组织"), (printed, ""))[0] if rule == "organisation" else printed
        return Agency(full, "generic", context.place, context.level, _branch(full))
    name = printed
    match = rules.load("agencies")[rule].pattern.match(printed)
    level = match.groupdict().get("level")
    name = re.sub(r"(?<!人民)(?<!党委)政府", "人民政府", name)
    name = re.sub(r"（含[^（）]*）|（[^（）]*下同）", "", name)
    if re.fullmatch(r"各(?:县区|区县|区|县|市|县（市、区）|县市区|区（市）县|市县|市（州）|州（市）)", name):
        name += "人民政府"
    owner = place
    if level and level[-1:] != "内" and level[0] in "省市州盟区县旗全" and level != "试点城市":
        character = level[1] if level[0] == "全" else level[0]
        own = _own(character, context)
        owner = own or place
        if own and not name.startswith(own.name):
            name = re.sub(rf"^全?{character}", owner.name, name)
            if level in ("市直", "省直", "区直", "县直"):
                name = owner.name + name[len(owner.name) :]
    elif place and place.level != "central" and re.match(r"(?:各部门|各单位|其他|各(?:县|区|市|州|盟|镇|街|乡|功能|开发|园))", printed):
        name = place.name + name
    return Agency(name, "group", owner.code if owner else None, owner.level if owner else context.level)


def _bare(printed: str, context: Context) -> Agency:
    """A body without a level word: a bank's branch, a customs house, a company; or the place's own by its short name."""
    zone = _inner_zone(printed, context)
    if zone:
        return zone
    zone = re.fullmatch(r"(?P<zone>[\u4e00-\u9fff]{2,8}(?:开发区|新区|高新区|经开区|保税区|示范区))(?P<body>[\u4e00-\u9fff]{2,8})", printed)
    if zone and zone["body"] in gazetteer.agency_names():
        return Agency(zone["zone"] + _complete(zone["body"]), "agency", context.place, context.level)
    railway = re.fullmatch(r"(?:中铁|中国铁路)(?P<place>[\u4e00-\u9fff]{2,4})局(?:集团)?(?:有限)?(?:公司)?", printed)
    if railway:
        return Agency(f"中国铁路{railway['place']}局集团有限公司", "agency", context.place, context.level, "enterprise")
    name = re.sub(r"^(?:人民银行|人行)", "中国人民银行", printed)
    name = re.sub(r"营管部$", "营业管理部", name)
    known = gazetteer.agency_names().get(printed)
    place = gazetteer.place(context.place) if context.place else None
    if known and place and place.level != "central":
        return _agency(gazetteer.name_before_agency(place) + known[0], place, known[1])
    if place and place.level == "central" and known:
        return Agency(known[0], "agency", place.code, "central", known[1])
    if place and place.level == "central" and re.fullmatch(r"(?!国|中|全国|总)[\u4e00-\u9fff]{2,12}(?<!总)[厅局]", printed):
        return Agency(printed, "generic", place.code, None, "government")  # 民政局 in a list that the provinces head
    if place and place.level != "central" and _OWN_BODY.fullmatch(printed) and not re.search(r"开发区|新区|高新区|园区", printed) and not gazetteer.place_at_start(printed)[1]:
        return _agency(_body_at(place, printed, context), place)
    return Agency(name, "agency", context.place, context.level, _branch(name))


#: A department that a place has once: 财政局 in a county's document is the county's.
_OWN_BODY = re.compile(r"(?!首都|国(?!土)|中|全国|各|本|我|上级|人民|派出)[\u4e00-\u9fff]{2,12}(?:(?<![分总])局|(?<!常)委|委员会|厅)(?<!居民委员会)(?<!村民委员会)(?<!铁路局)(?<!海事局)(?<!检疫局)")


def _inner_zone(printed: str, context: Context) -> Agency | None:
    """高新区管委会 in a document of 济南 is that of the 济南高新技术产业开发区, if there is only one."""
    match = re.match(r"(?P<zone>高新区|经开区)(?P<body>.+)$", printed)
    place = gazetteer.place(context.place) if match and context.place else None
    if not place or place.level != "prefecture":
        return None
    owners = gazetteer.places_named(gazetteer.short_forms(place.name)[-1] + match["zone"])
    full = _zone(match["zone"], owners[0], match["body"]) if len(owners) == 1 else None
    return _agency(full, owners[0]) if full else None


def split_issuers(text: str) -> tuple[str, ...]:
    """The agencies of a text that names nothing else, run together or parted by 、 or blanks.

    >>> split_issuers("中共济南市委办公厅济南市人民政府办公厅")
    ('中共济南市委办公厅', '济南市人民政府办公厅')
    """
    text = text.strip("、，：（）")
    if not text or len(text) > 400 or re.search(r"[。；！？]", text):
        return ()
    found: list[str] = []
    for piece in re.split(r"[、，]", text):
        names = _split_run(piece)
        if not names:
            return (text,) if _looks_like_issuer(text) and not found and "、" not in text else ()
        found += names
    return tuple(found)


_ENDS = re.compile(
    r"(?:人民政府|委员会|办公厅|办公室|总局|管理局|[^总分支]局|厅|署|部|法院|检察院|总工会|联合会|协会|银行|公司|集团|指挥部|领导小组|工作小组|小组|联席会议|委|办|国务院|中共中央|中央军委|军区|社|院)"
)


def _split_run(text: str) -> list[str]:
    """Split names that are run together: a new one begins where a place, 中共, 国家 or a known name does."""
    if not text:
        return []
    cuts = [m.end() for m in _ENDS.finditer(text) if m.end() < len(text) and _starts_name(text[m.end() :])]
    names, start = [], 0
    for cut in [*cuts, len(text)]:
        piece = text[start:cut]
        if _looks_like_issuer(piece):
            names.append(piece)
            start = cut
    return names if start == len(text) else []


def _starts_name(rest: str) -> bool:
    if rest.startswith(("中共", "国家", "中国", "中华", "国务院", "最高人民", "共青团", "全国", "中央")):
        return True
    if any(rest.startswith(name) for name in _central_starts(rest[0])):
        return True
    name, owners = gazetteer.place_at_start(rest)
    return bool(owners) and bool(re.match(r"[省市县区州]?(?:人民|委|.{2,16}(?:局|委员会|厅|办公室|部))", rest[len(name) :]))


@lru_cache(maxsize=4096)
def _central_starts(character: str) -> tuple[str, ...]:
    return tuple(name for name in gazetteer.central_names() if name[0] == character and len(name) > 2)


def _looks_like_issuer(text: str) -> bool:
    if len(text) < 2 or len(text) > 60 or text.startswith(("关于", "印发", "附件", "本", "各")):
        return False
    return text in gazetteer.central_names() or bool(
        re.search(r"(?:人民政府|委员会|办公厅|办公室|局|厅|署|部|委|院|会|办|公司|集团|中心|组|银行|指挥部|支队|总队|处|中央|军委|大学|社|主席|国务院|警备区)$", text))


def issuer(name: str, context: Context) -> Agency:
    """The agency that issues or is addressed under this name; never None: an unknown shape keeps its name."""
    found = resolve(name, context, in_list=True)
    return found.agency if found else Agency(name, "agency", context.place, context.level, _branch(name))
