"""The gazetteers: places, document types, agencies, all as facts.

Places are the codes of GB/T 2260 with their levels and parents; a name or a
short form may belong to several places, and then all of them are given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .. import registry, tables
from ..errors import TableError
from ..model import Place

#: Levels from the top.
LEVELS = tuple(registry.LEVELS)
#: The code of the country in GB/T 2260.
COUNTRY = "100000"
#: Names of counties that are ordinary words without 县 or 市: 公安局 is no agency of 公安县.
_WORDS = frozenset(
    "公安 会同 合作 资源 东方 兴业 和平 友谊 共和 南部 中方 同心 通道 方正 民权 惠民 富民 温泉 凤凰 灯塔 裕民 大方 乐业 台前 长子 无极".split())
#: Development zones are written short: 济南高新区, 烟台经开区.
_ZONES = {"高新技术产业开发区": "高新区", "经济技术开发区": "经开区"}
_NATIONS = (
    "藏族 羌族 彝族 苗族 侗族 布依族 土家族 回族 蒙古族 哈萨克族 朝鲜族 傣族 白族 傈僳族 景颇族 哈尼族 壮族 蒙古 柯尔克孜 哈萨克 回 满族 瑶族 畲族 土族 "
    "撒拉族 黎族 仡佬族 水族 仫佬族 毛南族 达斡尔族 东乡族 佤族 纳西族 普米族 拉祜族 布朗族 独龙族 锡伯 塔吉克 裕固族 保安族 各族"
).split()


@cache
def places() -> Mapping[str, Place]:
    """All places by code."""
    found = {}
    for row in tables.rows("places", ("code", "name", "level")):
        if row["level"] not in LEVELS or not re.fullmatch(r"\d{6}", row["code"]):
            raise TableError(f"tables/places.csv {row['code']}: level or code is malformed")
        found[row["code"]] = Place(row["code"], row["name"], row["level"], row["parent"] or None)
    return found


def place(code: str) -> Place | None:
    """The place of a code, or None."""
    return places().get(code)


def ancestors(code: str) -> tuple[Place, ...]:
    """A place and those it lies in, from the inside out, the country last; () for an unknown code."""
    found = []
    at = place(code)
    while at:
        found.append(at)
        at = place(at.parent) if at.parent else None
    return tuple(found)


def within(code: str, level: str) -> Place | None:
    """The place itself or the ancestor of it that has this level."""
    return next((p for p in ancestors(code) if p.level == level), None)


def short_forms(name: str) -> tuple[str, ...]:
    """A place name with its usual short forms: 阿坝藏族羌族自治州 -> 阿坝州, 阿坝; 济南市 -> 济南.

    A short form that is an ordinary word (公安 of 公安县) is left out.
    """
    forms = [name]
    autonomous = re.match(rf"(.+?)(?:{'|'.join(_NATIONS)})+自治(州|县|旗)$", name)
    if autonomous:
        forms += [autonomous[1] + autonomous[2], autonomous[1]]
    elif re.search(r"自治区$", name):
        forms.append(re.sub(r"(?:壮族|回族|维吾尔)?自治区$", "", name))
    elif len(name) > 2 and re.search(r"[省市县]$", name):
        forms.append(name[:-1])
    elif len(name) > 3 and re.search(r"(?:地区|区|州|盟|旗|新区)$", name):
        forms.append(re.sub(r"(?:地区|新区|区|州|盟|旗)$", "", name))
    forms += [name.removesuffix(long) + short for long, short in _ZONES.items() if name.endswith(long)]
    return tuple(f for f in forms if len(f) > 1 and f not in _WORDS)


@cache
def _named() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for p in places().values():
        for form in short_forms(p.name):
            found.setdefault(form, []).append(p)
    return {name: tuple(sorted(owners, key=lambda p: (LEVELS.index(p.level), p.code))) for name, owners in found.items()}


def places_named(name: str) -> tuple[Place, ...]:
    """The places of a name or short form, higher levels first; () if there is none.

    A short form gives way to a place of exactly that name on the highest
    level alone: 济南 is the city, not a district called so elsewhere.
    """
    owners = _named().get(name, ())
    full = tuple(p for p in owners if p.name == name)
    if full:
        return full
    if owners and LEVELS.index(owners[0].level) < 3:
        top = tuple(p for p in owners if p.level == owners[0].level)
        return top
    return owners


def name_before_agency(place: Place) -> str:
    """The name of a place in front of its agencies: a district is named with its city (济南市历下区)."""
    parent = places().get(place.parent) if place.parent else None
    if place.level == "county" and place.name.endswith("区") and parent and parent.name.endswith("市"):
        return parent.name + place.name
    return place.name


def place_at_start(text: str) -> tuple[str, tuple[Place, ...]]:
    """The longest place name that a text begins with, and its places; ("", ()) if there is none."""
    for length in range(min(14, len(text)), 1, -1):
        owners = places_named(text[:length])
        if owners:
            return text[:length], owners
    return "", ()


def place_of_title(title: str) -> tuple[str | None, str | None]:
    """The code and the level of the place that a title begins with; (None, None) where it begins with none, or with one of several.

    >>> place_of_title("济南市人民政府关于加强供水管理的通知")
    ('370100', 'prefecture')
    """
    for length in range(min(12, len(title)), 1, -1):
        named = places_named(title[:length])
        if len(named) == 1:
            return named[0].code, named[0].level
    return None, None


@cache
def sub_provincial() -> frozenset[str]:
    """The codes of the cities of sub-provincial rank (副省级城市), whose governments have a 办公厅."""
    return frozenset(row["code"] for row in tables.rows("sub_provincial", ("code", "name")))


@cache
def abbreviations() -> dict[str, tuple[Place, ...]]:
    """Places by the character that numbers and names use for them: 鲁, 济, 沪."""
    found: dict[str, list[Place]] = {}
    for row in tables.rows("places", ("code", "name", "level")):
        for short in (row["abbreviations"] or "").split():
            found.setdefault(short, []).append(places()[row["code"]])
    return {k: tuple(sorted(v, key=lambda p: (LEVELS.index(p.level), p.code))) for k, v in found.items()}


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document: id for its concept, name, English name, and the words titles end with."""

    id: str
    name: str
    english: str
    endings: tuple[str, ...]


@cache
def document_types() -> tuple[DocumentType, ...]:
    return tuple(
        DocumentType(row["id"], row["name"], row["english"], tuple(row["endings"].split()))
        for row in tables.rows("document_types", ("id", "name", "english", "endings"))
    )


def document_type(title: str) -> str | None:
    """The kind of a document by the last word of its title, brackets left out; None if it has none.

    >>> document_type("既有住宅增设电梯办法（试行）"), document_type("关于加快推进品牌建设的实施意见")
    ('办法', '意见')
    """
    core = title
    while True:
        shorter = re.sub(r"(?:（[^（）]*）|〔[^〔〕]*〕)$", "", core).rstrip("》〉")
        if shorter == core:
            break
        core = shorter
    best: tuple[int, str] | None = None
    for kind in document_types():
        for ending in kind.endings:
            if core.endswith(ending) and (best is None or len(ending) > best[0]):
                best = (len(ending), kind.name)
    if best is None and re.search(r"(?:令|公告|通告)(?:（|〔|\d|第)", title):
        return re.search(r"(令|公告|通告)(?:（|〔|\d|第)", title)[1]
    return best[1] if best else None


@dataclass(frozen=True, slots=True)
class CentralAgency:
    """An agency of the centre: full name, short names, branch, and the codes of its numbers."""

    name: str
    shorts: tuple[str, ...]
    branch: str
    codes: tuple[str, ...]


@cache
def central_agencies() -> tuple[CentralAgency, ...]:
    return tuple(
        CentralAgency(row["name"], tuple(row["shorts"].split()), row["branch"], tuple(row["code"].split()))
        for row in tables.rows("central_agencies", ("name", "branch"))
    )


@cache
def central_names() -> dict[str, CentralAgency]:
    """Central agencies by every name they go by."""
    found: dict[str, CentralAgency] = {}
    for agency in central_agencies():
        for name in (agency.name, "中华人民共和国" + agency.name, *agency.shorts):
            found.setdefault(name, agency)
    return found


@cache
def agency_names() -> dict[str, tuple[str, str]]:
    """The full name and the branch of a department by its short name, without the place."""
    return {row["short"]: (row["full"], row["branch"]) for row in tables.rows("agency_names", ("short", "full", "branch"))}


@cache
def branches() -> dict[str, str]:
    """Local bodies of central agencies: the short name without place, and the full name with ``{place}`` or ``{short}``."""
    return {row["short"]: row["full"] for row in tables.rows("branches", ("short", "full"))}


@cache
def former_names() -> dict[str, tuple[str, str]]:
    """What a short name stood for before a day: the day, and the full name without place (委… is a party office)."""
    return {row["short"]: (row["until"], row["former"]) for row in tables.rows("former_names", ("short", "until", "former"))}


@cache
def party_offices() -> dict[str, str]:
    """Offices of a party committee by their short name: 网信办 after 市委 is 网络安全和信息化委员会办公室."""
    return {row["short"]: row["full"] for row in tables.rows("party_offices", ("short", "full"))}


def check() -> list[str]:
    """What is wrong with the tables: parents that do not exist, names given twice; [] if nothing."""
    wrong = [f"places.csv {p.code}: no parent {p.parent}" for p in places().values() if p.parent and p.parent not in places()]
    seen: set[str] = set()
    for row in tables.rows("agency_names", ("short", "full", "branch")):
        if row["short"] in seen:
            wrong.append(f"agency_names.csv: {row['short']} stands twice")
        seen.add(row["short"])
    document_types(), central_agencies(), abbreviations()
    return wrong
