"""The gazetteers: places, document types, agencies, all as facts.

Places are the codes of GB/T 2260 with their levels and parents; a name or a
short form may belong to several places, and then all of them are given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .. import ownrules, registry, rules, tables
from ..errors import TableError
from ..language import Phrase
from ..model import Place

#: Levels from the top.
LEVELS = tuple(registry.LEVELS)
#: The code of the country in GB/T 2260.
COUNTRY = "100000"


@ownrules.renewed
@cache
def places() -> Mapping[str, Place]:
    """All places by code."""
    found = {}
    for row in tables.rows("places", ("code", "name", "level")):
        if row["level"] not in LEVELS or not re.fullmatch(r"\d{6}", row["code"]):
            raise TableError(Phrase("tables/places.csv {code}: level or code is malformed", code=row["code"]))
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
    loaded = rules.load("places")
    autonomous = _autonomous().match(name)
    if autonomous:
        forms += [autonomous[1] + autonomous[2], autonomous[1]]
    elif shorter := next((rule.pattern.sub("", name) for rule in loaded.values() if rule.pattern.search(name)), None):
        forms.append(shorter)
    forms += [name.removesuffix(long) + short for short, long in zones().items() if name.endswith(long)]
    return tuple(f for f in forms if len(f) > 1 and f not in _words())


@ownrules.renewed
@cache
def _autonomous() -> re.Pattern[str]:
    """An autonomous prefecture, county or banner: its place, its nations, its kind."""
    nations = "|".join(row["name"] for row in tables.rows("nations", ("name",)))
    return re.compile(rf"(.+?)(?:{nations})+自治(州|县|旗)$")


@ownrules.renewed
@cache
def _words() -> frozenset[str]:
    """Names of counties that are ordinary words without 县 or 市: 公安局 is no agency of 公安县."""
    return frozenset(row["word"] for row in tables.rows("place_words", ("word", "meaning")))


@ownrules.renewed
@cache
def level_words() -> Mapping[str, str]:
    """The level of each word that says one: 省, 市, 区."""
    return {row["word"]: row["level"] for row in tables.rows("level_words", ("word", "level"))}


@ownrules.renewed
@cache
def zones() -> Mapping[str, str]:
    """Kinds of development zones, the full name by the short one: 济南高新区, 烟台经开区."""
    return _full_by_short("zones")


@ownrules.renewed
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
    title = rules.load("places")["year-in-front"].pattern.sub("", title)
    for length in range(min(12, len(title)), 1, -1):
        named = places_named(title[:length])
        if len(named) == 1:
            return named[0].code, named[0].level
    return None, None


@ownrules.renewed
@cache
def sub_provincial() -> frozenset[str]:
    """The codes of the cities of sub-provincial rank (副省级城市), whose governments have a 办公厅."""
    return frozenset(row["code"] for row in tables.rows("sub_provincial", ("code", "name")))


@ownrules.renewed
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


@ownrules.renewed
@cache
def document_types() -> tuple[DocumentType, ...]:
    """The kinds of documents, in the order of the table."""
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
    order = rules.load("codes")["kind-in-title"].pattern.search(title) if best is None else None
    return order["kind"] if order else best[1] if best else None


@dataclass(frozen=True, slots=True)
class CentralAgency:
    """An agency of the centre: full name, short names, branch, and the codes of its numbers."""

    name: str
    shorts: tuple[str, ...]
    branch: str
    codes: tuple[str, ...]


@ownrules.renewed
@cache
def central_agencies() -> tuple[CentralAgency, ...]:
    """The agencies of the centre, in the order of the table: of several that used one code the first has it now."""
    return tuple(
        CentralAgency(row["name"], tuple(row["shorts"].split()), row["branch"], tuple(row["code"].split()))
        for row in tables.rows("central_agencies", ("name", "branch"))
    )


@ownrules.renewed
@cache
def central_names() -> dict[str, CentralAgency]:
    """Central agencies by every name they go by."""
    found: dict[str, CentralAgency] = {}
    for agency in central_agencies():
        for name in (agency.name, "中华人民共和国" + agency.name, *agency.shorts):
            found.setdefault(name, agency)
    return found


@ownrules.renewed
@cache
def agency_names() -> dict[str, tuple[str, str]]:
    """The full name and the branch of a department by its short name, without the place."""
    return {row["short"]: (row["full"], row["branch"]) for row in tables.rows("agency_names", ("short", "full", "branch"))}


def _full_by_short(table: str) -> dict[str, str]:
    return {row["short"]: row["full"] for row in tables.rows(table, ("short", "full"))}


@ownrules.renewed
@cache
def branches() -> dict[str, str]:
    """Local bodies of central agencies: the short name without place, and the full name with ``{place}`` or ``{short}``."""
    return _full_by_short("branches")


@ownrules.renewed
@cache
def former_names() -> dict[str, tuple[str, str]]:
    """What a short name stood for before a day: the day, and the full name without place (委… is a party office)."""
    return {row["short"]: (row["until"], row["former"]) for row in tables.rows("former_names", ("short", "until", "former"))}


@dataclass(frozen=True, slots=True)
class LocalName:
    """What a short name stands for in some places and levels, from a month until a month (both may be open)."""

    within: tuple[str, ...]
    level: str
    start: str
    until: str
    full: str


@ownrules.renewed
@cache
def _local_names() -> dict[str, tuple[LocalName, ...]]:
    found: dict[str, list[LocalName]] = {}
    for row in tables.rows("local_names", ("within", "short", "full")):
        name = LocalName(tuple(row["within"].split()), row["level"], row["from"], row["until"] or "9", row["full"])
        found.setdefault(row["short"], []).append(name)
    return {short: tuple(names) for short, names in found.items()}


def local_name(short: str, owner: Place, date: str | None) -> str | None:
    """The full name of a department where a place has its own, with ``{place}``, ``{parent}``, ``{bare}``; None where the usual holds.

    >>> local_name("经委", place("310112"), "2022-01-01"), local_name("经委", place("370112"), "2022-01-01")
    ('{place}经济委员会', None)
    """
    around = {p.code for p in ancestors(owner.code)}
    for name in _local_names().get(short, ()):
        if around & set(name.within) and name.level in ("", owner.level) and name.start <= (date or "8") < name.until:
            return name.full
    return None


@ownrules.renewed
@cache
def party_offices() -> dict[str, str]:
    """Offices of a party committee by their short name: 网信办 after 市委 is 网络安全和信息化委员会办公室."""
    return _full_by_short("party_offices")


@ownrules.renewed
@cache
def ministry_units() -> Mapping[str, str]:
    """Units of a ministry by their short name: 网信办 of 教育部 is 网络安全和信息化领导小组办公室."""
    return _full_by_short("ministry_units")


@ownrules.renewed
@cache
def government_offices() -> dict[str, str]:
    """Offices of a government by their short name: 新闻办 after 市政府 is 新闻办公室."""
    return _full_by_short("government_offices")


def check() -> list[str]:
    """What is wrong with the tables: parents that do not exist, names given twice; [] if nothing."""
    wrong: list[str] = [Phrase("places.csv {code}: no parent {parent}", code=p.code, parent=p.parent) for p in places().values() if p.parent and p.parent not in places()]
    wrong += [Phrase("local_names.csv {short}: no place {code}", short=short, code=code)
              for short, names in _local_names().items() for name in names for code in name.within if code not in places()]
    seen: set[str] = set()
    for row in tables.rows("agency_names", ("short", "full", "branch")):
        if row["short"] in seen:
            wrong.append(Phrase("agency_names.csv: {short} stands twice", short=row["short"]))
        seen.add(row["short"])
    document_types(), central_agencies(), abbreviations()
    return wrong
