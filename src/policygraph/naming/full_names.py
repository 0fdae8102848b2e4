"""Full names: what a short name of an agency is completed to, at the document's place and day.

市公安局 in a document of 济南 is 济南市公安局, 市委组织部 is 中共济南市委组织部; a body that belongs to a central agency is named after that
(税务局), and what a short name stood for before a reform it stands for in a document of then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from .. import ownrules, rules
from ..model import Agency, Place
from . import gazetteer

#: Before this day there were two tax bureaus at each place, and none of the State Administration's.
_TAX_REFORM = "2018-06-15"


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
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.place, self.level, self.date, len(self.issuers), len(self.aliases))))

    def __hash__(self) -> int:
        """Worked out once, for it is asked for with every name."""
        return self._hash


@dataclass(frozen=True, slots=True)
class Named:
    """A printed name, resolved: the agency, the step that read the name, and how sure that is."""

    agency: Agency
    rule: str
    confidence: float


@ownrules.renewed
@cache
def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("full_names")[name].pattern


def _confidence(name: str) -> float:
    return rules.load("full_names")[name].confidence


def own(word: str, context: Context) -> Place | None:
    """The place that a level word (省, 市, 区 …) means in a document; None if it has none of that level."""
    level = gazetteer.level_words().get(word)
    if not context.place or not level:
        return None
    chain = gazetteer.ancestors(context.place)
    if word in ("市", "地区"):  # 市 is a city of any level: 上海市, 济南市, 昆山市
        return next((p for p in chain if p.name.endswith(word)), None)
    return next((p for p in chain if p.level == level), None)


def nearest(owners: tuple[Place, ...], context: Context) -> Place:
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


# ---- a name that begins with a place


def beginning_with_a_place(printed: str, context: Context) -> Named | None:
    """济南市公安局, 中共济南市委组织部, 阿坝州人民政府办公室; None if it is no body of a place."""
    party = printed.startswith("中共") and not printed.startswith("中共中央")
    text = printed[2:] if party else printed
    name, owners = gazetteer.place_at_start(text)
    rest = text[len(name) :]
    if not owners or not rest or not party and not _pattern("with-place").search(rest):
        return None
    owner = nearest(owners, context)
    if owner.level == "county" and name != owner.name and _is_elsewhere(owner, context):
        return None  # 大通湖区管理委员会 in Hunan is none of 大通 in Qinghai
    inner = None if party else inside(owner, rest)
    if inner:
        owner, rest = inner
        name = owner.name
    if name + rest[0] == owner.name and rest[0] in gazetteer.level_words():
        rest = rest[1:]
    if party:
        full = f"中共{gazetteer.name_before_agency(owner)}{_pattern('party-level').sub('委', rest)}"
        return _full(full, owner, "with-place")
    if "、" in rest:
        several = Agency(printed, "group", owner.parent, None, branch(printed))
        return Named(several, "places", _confidence("several-places")) if _pattern("several-places").match(rest) else None
    if _pattern("own-name").search(rest) or _pattern("corps").match(rest):
        return _full(printed, owner, "own-name")
    committee = _pattern("party-body").match(rest)
    if committee:
        full = f"中共{gazetteer.name_before_agency(owner)}{_party_body(rest[committee.end() :], context)}"
    else:
        full = _of_zone(name, owner, rest) or body_at(owner, rest, context)
    return _full(full, owner, "with-place")


def _is_elsewhere(place: Place, context: Context) -> bool:
    """Is a place in another province than the document? A county is called by its short form at home alone."""
    province = gazetteer.within(context.place, "province") if context.place else None
    return province is not None and gazetteer.within(place.code, "province") != province


def _full(full: str, owner: Place, rule: str) -> Named:
    return Named(agency(full, branch_place(full, owner)), "full-name", _confidence(rule))


def inside(owner: Place, rest: str) -> tuple[Place, str] | None:
    """青岛市崂山区科技局: the place in the place, and the body."""
    text = rest[1:] if rest[0] in gazetteer.level_words() else rest
    name, owners = gazetteer.place_at_start(text)
    inner = next((p for p in owners if owner in gazetteer.ancestors(p.code)[1:]), None)
    body = text[len(name) :]
    if not inner or len(name) <= 2 or not body or not _pattern("with-place").search(body) or _pattern("own-name").search(body):
        return None
    return inner, body


def branch_place(full: str, owner: Place) -> Place:
    """济南市公安局历城区分局 is of the district, though its name begins with the city."""
    named = _pattern("branch-place").search(full)
    names = (named["place"] + end for end in ("", "区", "县", "市")) if named else ()
    inside = tuple(place for name in names for place in gazetteer.places_named(name))
    return next((place for place in inside if owner in gazetteer.ancestors(place.code)[1:]), owner)


def _of_zone(name: str, owner: Place, rest: str) -> str | None:
    """A body of a development zone: 济南高新区管委会 is 济南高新技术产业开发区管理委员会."""
    if _pattern("zone").search(name) and owner.name.endswith(("区", name)):
        where, body = owner.name, rest
    else:
        match = _pattern("zone-committee").match(rest)
        if not match:
            return None
        where, body = name + match["zone"], match["body"]
    for short, long in gazetteer.zones().items():
        where = where.removesuffix(short) + long if where.endswith(short) else where
    return where + ("管理委员会" if body in ("管委", "管委会") else complete(body))


# ---- a name with a level word


def with_level_word(level: str, body: str, bracket: str, context: Context) -> Agency | None:
    """市公安局, 市委组织部, 团市委, 市住房保障管理局（市城市更新局）: level word, body and a second name in brackets."""
    if level in ("国家", "中国", "全国"):
        return Agency(level + body + bracket, "agency", gazetteer.COUNTRY, "central", branch(body)) if body else None
    word = next((each for each in ("自治区", "地区") if level.startswith(each)), level.removeprefix("团")[0])
    owner = own(word, context)
    where = gazetteer.name_before_agency(owner) if owner else level if level.endswith("级") else word
    if level.startswith("团"):
        return agency(f"共青团{where}委员会", owner, "mass", word)
    if level.endswith("纪委"):
        second = f"、{where}监察委员会" if body.startswith("监委") else ""
        return agency(f"中共{where}纪律检查委员会{second}{body.removeprefix('监委')}", owner, "party", word)
    if level.endswith("委"):
        if not owner and not body:
            return Agency(level, "agency", None, gazetteer.level_words().get(word), "party")  # 省委 of a province that nothing tells
        return agency(f"中共{where}{_party_body(body, context)}{bracket}", owner, "party", word)
    if level.endswith("政府"):
        return agency(f"{where}人民政府{_office(body)}{bracket}", owner, "government", word)
    if not body and not bracket:
        return None
    if owner and not bracket:
        full = body_at(owner, body, context)
        return agency(full, branch_place(full, owner), None, word)
    return agency(where + complete(body) + _pattern("level-in-bracket").sub("（" + where, bracket), owner, None, word)


def _party_body(body: str, context: Context) -> str:
    """What stands after 中共济南市: 委组织部, 委员会, 委市直机关工作委员会, 委网络安全和信息化委员会办公室."""
    former = _former("委" + body, context)
    if former:
        return "委" + former
    body = body.removesuffix("工委") + "工作委员会" if body.endswith("工委") else body
    known = gazetteer.party_offices().get(body)
    if not known and body.endswith("办"):
        known = gazetteer.agency_names().get(body, (body + "公室",))[0]
    return f"委{known or body or '员会'}"


def _office(body: str) -> str:
    return gazetteer.government_offices().get(body) or (complete(body) if body else "")


# ---- bodies


def body_at(owner: Place, body: str, context: Context) -> str:
    """A body with its place; what belongs to a central agency is named after that (税务局, 证监局, 贸促会), a branch after its city (公安分局)."""
    if special := gazetteer.local_name(body, owner, context.date):
        return _filled(special, owner)
    former = _former(body, context)
    if former:
        return gazetteer.name_before_agency(owner) + former
    pattern = gazetteer.branches().get(body)
    parent = gazetteer.place(owner.parent) if owner.parent else None
    if not pattern or body == "税务局" and (context.date or "9") <= _TAX_REFORM or "{parent}" in pattern and (not parent or owner.level != "county"):
        return gazetteer.name_before_agency(owner) + complete(body)
    if "{parent}" not in pattern and owner.level == "county":
        return pattern.format(place=gazetteer.name_before_agency(owner), short=owner.name)
    return _filled(pattern, owner)


def _filled(pattern: str, owner: Place) -> str:
    """A full name of the tables with the place in it: its name before an agency, its own, its short name and that without a level word, the place it lies in."""
    parent = gazetteer.place(owner.parent) if owner.parent else None
    short = gazetteer.short_forms(owner.name)[-1]
    bare = short[:-1] if len(short) > 2 and short[-1] in gazetteer.level_words() else short
    return pattern.format(
        place=gazetteer.name_before_agency(owner), own=owner.name, short=short, bare=bare, parent=parent.name if parent else "")


def _former(body: str, context: Context) -> str | None:
    """What a short name stood for at the document's date, if that is another body than today's."""
    until, former = gazetteer.former_names().get(body, ("", ""))
    return former if context.date and context.date < until else None


def complete(body: str) -> str:
    """The full form of a department's name: 发改委 -> 发展和改革委员会, 交通委 -> 交通委员会."""
    known = gazetteer.agency_names().get(body)
    if known:
        return known[0]
    inner = _pattern("unit-of-body").match(body)
    if inner and inner["body"] in gazetteer.agency_names():
        return gazetteer.agency_names()[inner["body"]][0] + inner["unit"]
    if body.startswith("政府") or body == "法院":
        return "人民" + body
    if body.endswith("管委"):
        return body + "会"
    return body + "员会" if _pattern("committee-short").match(body) else body


def agency(full: str, owner: Place | None, branch_: str | None = None, word: str | None = None) -> Agency:
    """An agency by its full name, with its parent where the name tells it; ``word`` is the level word where the place is not known."""
    level = owner.level if owner else gazetteer.level_words().get(word or "")
    office, committee = _pattern("unit-of-office").match(full), _pattern("unit-of-party").match(full)
    parent = office["parent"] if office else committee["committee"] + "员会" if committee else None
    return Agency(full, "agency", owner.code if owner else None, level, branch_ or branch(full), parent)


@ownrules.renewed
@lru_cache(maxsize=1 << 14)
def branch(name: str) -> str:
    """The branch of the state or of society that a name tells (``rules/branches.toml``)."""
    return next((rule.id for rule in rules.load("branches").values() if rule.pattern.search(name)), "government")


# ---- groups, and bodies without a level word


def collective(printed: str, rule: str, context: Context) -> Agency:
    """A group or a generic department, with the place that its level word names."""
    place = gazetteer.place(context.place) if context.place else None
    if rule not in ("governments", "group", "members", "division"):
        known = gazetteer.agency_names().get(printed.removesuffix("组织")) if rule == "organisation" else None
        owner = _has_department(printed, context) if rule == "generic" else None
        full = known[0] if known else _department_of(owner, printed) if owner else printed
        return Agency(full, "generic", owner.code if owner else context.place, owner.level if owner else context.level, branch(full))
    match = rules.load("agencies")[rule].pattern.match(printed) if rule != "governments" else None
    level = (match.groupdict().get("level") if match else None) or ""
    name = _pattern("aside").sub("", _pattern("government-short").sub("人民政府", printed))
    if _pattern("governments").match(name):
        name += "人民政府"
    owner = place
    if _is_level(level):
        word = level[1] if level[0] == "全" else level[0]
        owner = own(word, context)
        if owner and not name.startswith(owner.name):
            name = owner.name + name.removeprefix("全").removeprefix(word)
        owner = owner or place
    elif place and place.level != "central" and _pattern("of-the-place").match(printed):
        name = place.name + name
    return Agency(name, "group", owner.code if owner else None, owner.level if owner else context.level)


def below(printed: str, context: Context, *, several: bool = True) -> Agency:
    """The bodies of the level below: 县区普法办公室 is a group in the city's document; not ``several`` for that of one zone (高新区普法办公室)."""
    place = gazetteer.place(context.place) if context.place else None
    name = (place.name + "各" * several + printed) if place and place.level != "central" else printed
    kind = "generic" if "部门" in printed else "group" if several else "agency"
    return Agency(name.replace("政府", "人民政府").replace("人民人民", "人民"), kind, context.place, context.level)


def _has_department(printed: str, context: Context) -> Place | None:
    """The place whose department 市公安机关 or 市级水利部门 is; None where no level word begins it, or a field in short (市城管部门)."""
    level = _pattern("level-of-department").match(printed)
    if not level:
        return None
    field = printed[level.end() :].removeprefix("人民").removeprefix("政府")
    bureau = _pattern("department-word").sub("", field) + "局"
    return own(printed[0], context) if complete(bureau).replace("和", "") == bureau.replace("和", "") else None


def _department_of(owner: Place, printed: str) -> str:
    rest = _pattern("government-short").sub("人民政府", printed[1:])
    return owner.name + (rest if rest.startswith("级以") else rest.removeprefix("级"))


def _is_level(level: str) -> bool:
    """市级, 省直, 全市: a level word, not 市内, 本市 or 试点城市."""
    return level[-1:] != "内" and (level[:1] == "全" or level[:1] in gazetteer.level_words())


def bare(printed: str, context: Context) -> Agency:
    """A body without a level word: a bank's branch, a customs house, a company; or the place's own by its short name."""
    return next(found for found in _bare(printed, context) if found)


def _bare(printed: str, context: Context) -> Iterator[Agency | None]:
    yield _zone_of_city(printed, context)
    zone = _pattern("zone-body").match(printed)
    if zone and zone["body"] in gazetteer.agency_names():
        yield Agency(zone["zone"] + complete(zone["body"]), "agency", context.place, context.level)
    railway = _pattern("railway").match(printed)
    if railway:
        yield Agency(f"中国铁路{railway['place']}局集团有限公司", "agency", context.place, context.level, "enterprise")
    place = gazetteer.place(context.place) if context.place else None
    if place:
        yield _of_the_centre(printed, place) if place.level == "central" else _of_the_place(printed, place, context)
    name = _pattern("bank-office").sub("营业管理部", _pattern("central-bank").sub("中国人民银行", printed))
    yield Agency(name, "agency", context.place, context.level, branch(name))


def _of_the_centre(printed: str, place: Place) -> Agency | None:
    known = gazetteer.agency_names().get(printed)
    if known:
        return Agency(known[0], "agency", place.code, "central", known[1])
    return Agency(printed, "generic", place.code, None, "government") if _pattern("kind-of-bureau").match(printed) else None


def _of_the_place(printed: str, place: Place, context: Context) -> Agency | None:
    known = gazetteer.agency_names().get(printed)
    if known:
        return agency(body_at(place, printed, context), place, known[1])
    if _pattern("own-body").match(printed) and not _pattern("in-zone").search(printed) and not gazetteer.place_at_start(printed)[1]:
        return agency(body_at(place, printed, context), place)
    return None


def _zone_of_city(printed: str, context: Context) -> Agency | None:
    """高新区管委会 in a document of 济南 is that of the 济南高新技术产业开发区, if there is only one."""
    match = _pattern("zone-of-city").match(printed)
    place = gazetteer.place(context.place) if match and context.place else None
    if not match or not place or place.level != "prefecture":
        return None
    owners = gazetteer.places_named(gazetteer.short_forms(place.name)[-1] + match["zone"])
    full = _of_zone(match["zone"], owners[0], match["body"]) if len(owners) == 1 else None
    return agency(full, owners[0]) if full else None
