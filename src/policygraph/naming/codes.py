"""Document numbers (发文字号) and the agencies that their codes stand for.

A code is read from its parts, not looked up: who (国, 鲁, 济, a ministry), the
body (政 or 府 the government, none or 委 the party committee, a department),
the office (办, 厅), the kind (发, 字, 函, 规 …). One character may stand for
several places (济 is 济南 or 济宁): the place of the citing document decides,
and where it cannot, all candidates are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from .. import ownrules, rules, tables
from ..model import Number, Place
from ..reading import dates
from ..reading.folding import folded
from . import gazetteer

#: How a number begins whose code comes after the year: what stands before it is no label.
_YEAR_FIRST = re.compile(r"[（〔](?:\d{4}|\d{2}[）〕])")
#: A number in its normal form; 号 and 第 before the year may belong to a label.
_NORMAL = re.compile(r"(?P<code>(?:(?![号第])[\u4e00-\u9fff]){1,24})〔(?P<year>(?:19|20)[0-9]{2})〕(?P<serial>[1-9][0-9]{0,5})号")


@dataclass(frozen=True, slots=True)
class CodeReading:
    """What an agency code says: issuer (full name, if known), level, candidate places, branch."""

    agency: str | None
    level: str
    places: tuple[str, ...]
    branch: str


def parse_normal(text: str) -> Number | None:
    """Read a document number in its normal form, as most are that a graph holds, in a fifth of the time; None if it has another.

    >>> parse_normal("济政发〔2017〕9号") == parse_number("济政发〔2017〕9号"), parse_normal("济政发[2017]9号")
    (True, None)
    """
    normal = _NORMAL.fullmatch(text)
    return Number(text, normal["code"], int(normal["year"]), int(normal["serial"])) if normal else None


def parse_number(text: str) -> Number | None:
    """Read a document number in any printed shape; None if the text is not one.

    The normal form has 〔〕, no blanks and no 第: ``济政字〔2017〕39号``; an order
    is ``济南市人民政府令第250号``, an announcement ``国家林业和草原局公告2023年第19号``.

    >>> parse_number("济政发 [2017] 第 9 号").text, parse_number("(88)鲁水字第12号").text
    ('济政发〔2017〕9号', '鲁水字〔1988〕12号')
    """
    text = folded(text)
    if not _YEAR_FIRST.match(text):
        text = _pattern("label").sub("", text).strip("（）〔〕 ")
    text = _pattern("without-serial-mark").sub(r"\g<0>号", text)
    text = text if text.endswith("号") or not re.search(r"号[）〕]$", text) else text[:-1]
    loaded = rules.load("numbers")
    for name in ("bracketed", "plain"):
        match = loaded[name].pattern.match(text)
        if match:
            code = (match["code"] or "") or (match.groupdict().get("tail") or "")
            code, printed = code.strip("“”"), int(match["year"])
            of = printed if printed > 99 else 1900 + printed  # (88)财预字第12号
            return Number(f"{code}〔{of}〕{int(match['serial'])}号", code, of, int(match["serial"])) if code else None
    match = loaded["order"].pattern.match(text)
    if not match:
        return None
    try:
        serial = dates.number(match["serial"])
    except ValueError:
        return None
    code, year = match["code"].strip("（）"), int(match["year"]) if match["year"] else None
    return Number(f"{code}{year}年第{serial}号" if year else f"{code}第{serial}号", code, year, serial)


def in_full(number: Number, issuer: str) -> Number:
    """An order that calls its government by its level alone (省政府令第54号), as that ``issuer`` counts it: 浙江省人民政府令第54号; 国令 is of the State Council."""
    order = _pattern("order").match(number.code)
    if not order or order["name"] != "国" and not _pattern("own-government").match(order["name"]):
        return number
    code = f"{issuer}令"
    return replace(number, text=number.text.replace(number.code, code, 1), code=code)


def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("codes")[name].pattern


@ownrules.renewed
@cache
def _habits() -> frozenset[tuple[str, str, str]]:
    """What a place's codes mean by a form, where the usual does not hold: its character, the form, whose it is."""
    return frozenset((row["character"], row["form"], row["whose"]) for row in tables.rows("code_habits", ("character", "form", "whose", "why")))


@ownrules.renewed
@cache
def _central() -> dict[str, gazetteer.CentralAgency]:
    """Central agencies by code; one that was handed on belongs to who has it now, the first in the table."""
    found: dict[str, gazetteer.CentralAgency] = {}
    for agency in gazetteer.central_agencies():
        for code in agency.codes:
            found.setdefault(code, agency)
    return found


def read_code(code: str, context_place: str | None = None) -> CodeReading | None:
    """Read an agency code.

    Args:
        code: The part of a number before the year, e.g. 济政发.
        context_place: The place of the document that names it, to decide between namesakes.

    Returns:
        The reading, with several places where the code alone cannot tell; None if it cannot be read.
    """
    if _pattern("bare").match(code) and context_place != gazetteer.COUNTRY:
        return None
    code = _pattern("issuer-before").sub("", code)
    named = _named_order(code, context_place)
    if named:
        return named
    central = _central_reading(code)
    if central and not (context_place and _local(code, context_place, strict=True)):
        return central
    if _pattern("association").match(code) and not (context_place and _near(code[0], context_place)):
        return CodeReading(None, "central", (gazetteer.COUNTRY,), "government")
    return _local(code, context_place) or central


def _named_order(code: str, context_place: str | None) -> CodeReading | None:
    """济南市人民政府令, 国务院令, 主席令, 国家林业局令: the issuer's name is in the code."""
    match = _pattern("order").match(code)
    if not match:
        return None
    name = match["name"].removeprefix("中华人民共和国")
    if name in ("主席", "国务院") or name in gazetteer.central_names():
        agency = {"主席": "中华人民共和国主席"}.get(name) or gazetteer.central_names()[name].name
        return CodeReading(agency, "central", (gazetteer.COUNTRY,), "government")
    owners = gazetteer.place_at_start(name)[1]
    if owners:
        level = owners[0].level
        return CodeReading(name, level, tuple(p.code for p in owners), "congress" if rules.load("branches")["congress"].pattern.search(name) else "government")
    own = _pattern("own-government").match(name)
    if own:
        level = gazetteer.level_words()[own["level"]]
        place = gazetteer.within(context_place, level) if context_place else None
        return _reading((place,), "政") if place else CodeReading(None, level, (), "government")
    short = gazetteer.abbreviations().get(name[:1], ()) if _pattern("short-government").search(name) else ()
    if short:
        return _reading(short, name[1:])
    if _pattern("of-the-centre").search(name):
        return CodeReading(name, "central", (gazetteer.COUNTRY,), "government")
    return None


def _central_reading(code: str) -> CodeReading | None:
    known = _central()
    for length in range(len(code), 0, -1):
        agency = known.get(code[:length])
        if agency and (length == len(code) or length > 1 or _pattern("kind").fullmatch(code[length:]) or len(code) <= 4):
            if length < len(code) and agency.name in ("国务院", "中共中央") and not _pattern("kind").fullmatch(code[length:]):
                continue
            if length == 1 and _pattern("office-of-place").match(code[1:]):
                continue  # 铁政发 is a city's
            return CodeReading(_of_office(agency.name, code), "central", (gazetteer.COUNTRY,), agency.branch)
    match = _pattern("centre").match(code)
    if match:
        name = ("国务院" if code[0] == "国" else "中共中央") + ("办公厅" if match["office"] else "")
        return CodeReading(name, "central", (gazetteer.COUNTRY,), "government" if code[0] == "国" else "party")
    return None


def _of_office(ministry: str, code: str) -> str:
    """工信厅网安函 is the general office of the ministry; an office has none of its own."""
    if not _pattern("office-of-ministry").search(code) or ministry.endswith(("办公厅", "办公室", "国务院", "中共中央")):
        return ministry
    return ministry + ("办公室" if ministry.endswith("局") and not ministry.endswith("总局") else "办公厅")


def _local(code: str, context_place: str | None, strict: bool = False) -> CodeReading | None:
    """A code of a province, city or county: its first characters stand for the place."""
    if not code:
        return None
    owners = list(gazetteer.abbreviations().get(code[0], ()))
    near = _near(code[0], context_place)
    if strict:
        return _reading((near[0],), code[1:]) if near and _pattern("body-of-place").match(code[1:]) else None
    if context_place:
        chain = {p.code for p in gazetteer.ancestors(context_place)}
        own = [p for p in owners if p.code in chain] or [p for p in near if p.code in chain]
        if not own:
            own = [p for p in owners if chain & {a.code for a in gazetteer.ancestors(p.code)} - {gazetteer.COUNTRY}]
        owners = own or owners or list(near)
        if len({p.level for p in owners}) > 1:
            owners = _by_body(owners, code)
    elif len(owners) > 1 and owners[0].level == "province" and (code[:1], code[1:2], "disputed") not in _habits():
        owners = owners[:1]
    if not owners:
        return _by_name(code)
    rest = code[1:]
    county = _county(owners, rest)
    if county:
        return _reading((county,), rest[1:])
    return _reading(tuple(owners), rest, code[0])


def _by_body(owners: list[Place], code: str) -> list[Place]:
    """苏政发 is the province and 苏府 the city: where the province writes 政, 府 is its namesake below."""
    city = code[1:2] == "府" and (code[0], "府", "province") not in _habits()
    return [p for p in owners if (p.level != "province") == city] or owners


def _by_name(code: str) -> CodeReading | None:
    """广安府 begins with the name of its city, 玉政发 with the first character of several."""
    name, owners = gazetteer.place_at_start(code)
    if owners and _pattern("office-of-place").match(code[len(name) :]):
        return _reading(owners, code[len(name) :])
    if not _pattern("in-name").match(code):
        return None
    cities = tuple(p for p in gazetteer.places().values() if p.level == "prefecture" and p.name[0] == code[0])
    return _reading(cities, code[1:]) if cities else None


def _near(character: str, context_place: str | None) -> list[Place]:
    """Places around the context whose name begins with the character."""
    if not context_place:
        return []
    province = gazetteer.within(context_place, "province")
    chain = gazetteer.ancestors(context_place)
    found = [p for p in chain if p.name[0] == character and p.level != "central"]
    if province and not found:
        found = [p for p in gazetteer.places().values() if p.level == "prefecture" and p.parent == province.code and p.name[0] == character]
    return found


def _county(owners: list[Place], rest: str) -> Place | None:
    """深坪府: a character for the city and one for its district."""
    if not _pattern("in-city").match(rest):
        return None
    for owner in owners:
        inside = [p for p in gazetteer.places().values() if p.parent == owner.code and p.level == "county" and p.name[0] == rest[0]]
        if len(inside) == 1:
            return inside[0]
    return None


def _reading(owners: tuple[Place, ...], rest: str, first: str = "") -> CodeReading:
    """The issuer from what follows the place: 政办发 is the office of the government."""
    core = _pattern("kind").sub("", rest)
    body = _pattern("body").search(core)
    office = "办公厅" if owners[0].level == "province" or owners[0].code in gazetteer.sub_provincial() else "办公室"
    agency, branch = None, "government"
    single = owners[0].name if len(owners) == 1 else None
    if body and body.start() == 0:
        agency = f"{single}人民政府{office if body['office'] else ''}" if single else None
    elif core in ("", "委"):
        branch = "party"
        agency = f"中共{single}委员会" if single else None
    elif core == "办" and owners[0].level == "province" and (first, "办", "government") in _habits():
        agency = f"{single}人民政府{office}" if single else None
    elif core in ("办", "厅", "委办"):
        branch = "party"
        agency = f"中共{single}委{office}" if single else None
    return CodeReading(agency, owners[0].level, tuple(p.code for p in owners), branch)
