"""Agencies in a text: single names, and lists that share a head or a tail.

市发改委、经信委、财政局 are three agencies of the city; 教育、公安、司法等部门
are three departments; 市、县（区）人民政府 are two governments. An item of a
list may therefore be printed shorter than its ``printed`` name, which is
completed from the head or tail it shares; ``start`` and ``end`` are always
those of the characters that stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from .. import rules
from ..model import Agency
from . import gazetteer
from .issuers import issuer, split_issuers
from .names import Context, resolve, short_names

__all__ = ["Context", "NamedAgency", "body", "find", "issuer", "list_after", "list_before", "read_list", "split_issuers", "top_level"]


@dataclass(frozen=True, slots=True)
class NamedAgency:
    """An agency named at ``text[start:end]``."""

    start: int
    end: int
    printed: str
    agency: Agency
    rule: str
    confidence: float


#: What may end a list without being an agency of its own.
_TAIL = re.compile(r"等(?:有关|相关|各|各有关|成员|责任)?(?:职能)?(?:部门|单位|部门和单位|部门（单位）|部门单位|机关|方面|[省市区县州]相关部门|[省市区县州]有关部门|单位和部门|单位和个人|机构|人民团体|群团组织|社会团体)*$")
_DEPARTMENTS = re.compile(r"(?:等)?(?:有关|相关|各)?(?P<tail>(?:行政)?(?:主管)?部门|(?:行政)?机关|组织)(?:和单位|（单位）)?$")
_HEAD = re.compile(r"^(?:市委|省委|区委|县委|市政府|省政府|[省市州盟区县旗](?:直|级)?)(?=[\u4e00-\u9fff]{2})")
_SEPARATOR = re.compile(r"[、，,；]|等(?:和|及)|以及|及其(?![他它中])|及|和|(?<=部门|机关|单位|政府)与|(?<=[局委厅])与|(?<=委员会|联合会)与|与(?=[省市州盟区县旗各有])|或者?|\s")
#: The characters that these patterns begin with, blanks left out: most places are spared them.
_SEPARATOR_BEGINS, _PROVINCES_BEGIN = frozenset("、，,；等以及和与或"), frozenset("各有相省")
#: A level that is itself a list: its separators part nothing.
_PROVINCES = rules.load("names")["provinces-level"].pattern
_LEVELS = re.compile(r"^(?:[省市州盟区县旗乡镇]|县区|区县|县（市、区）|县（市）|县（区）|区（县）|区（县级市）|县市区|市县|州（市）|市（州）|乡（镇）|各?镇（街道）|街道|乡镇)$")
#: Governments of several levels with one body: 县（区）、乡（镇）人民政府.
_GOVERNMENTS = re.compile(
    r"(?P<levels>(?:LEVEL)(?:(?:、|和)(?:LEVEL))+)(?P<body>人民政府|政府)".replace(
        "LEVEL", "州（市）|市（州）|县（市、区）|县（市）|县（区）|区（县）|区（市）县|区（县级市）|县区|区县|乡（镇、街道）|乡（镇）|乡镇|[省市州县区乡镇]"))
#: What the subject of a clause may follow.
_BEFORE = re.compile(r"(?:[，。；：！？“（》]|由|经|请|让|使|授权|委托|并|对于|其中|同时|要求|指导|督促|实行|的(?=公安|居民|村民|人民|主管部门|.{2,6}主管部门)|推动|引导|充分发挥|发挥|支持|鼓励|建立|(?<=[^参])与|(?<=[^的中温平])和)")
#: The longest list that is looked for in running text (code points).
MAX_LIST = 260


def read_list(
    text: str, start: int, end: int, context: Context, *, commas: bool = True
) -> tuple[NamedAgency, ...]:
    """Read ``text[start:end]`` as a coordinated list of agencies.

    ``commas`` says that ， parts items too, as in brackets; in running text it ends the list.

    Returns:
        The agencies in order; () if anything in it is not the name of an agency.
    """
    while start < end and text[start] in "、，：； “":
        start += 1
    while end > start and text[end - 1] in "、，：；。 ”":
        end -= 1
    if end - start < 2 or not commas and "，" in text[start:end]:
        return ()
    if text.startswith(("单位", "有关单位", "相关单位"), text.rfind("部门和", start, end) + 3) and "、" not in text[start:end]:
        whole = resolve(text[start:end], context, in_list=True)  # 有关部门和单位 is one group
        if whole and whole.rule == "group":
            return (NamedAgency(start, end, text[start:end], whole.agency, whole.rule, whole.confidence),)
    halves = re.match(r"(.+?等(?:有关|相关|各)?(?:主管)?部门)(?:以及|和|及|、)(.+)$", text[start:end])
    if halves:
        first = read_list(text, start, start + halves.end(1), context, commas=commas)
        second = read_list(text, start + halves.start(2), end, context, commas=commas)
        if first and second:
            return first + second
    shared = _shared_tail(text, start, end, context) or _shared_places(text, start, end, context)
    if shared:
        return shared
    tail = _TAIL.search(text[start:end])
    stop = start + tail.start() if tail else end
    found: list[NamedAgency] = []
    head = ""
    for first, last in _items(text, start, stop, context):
        levels = _shared_levels(text, first, last, context)
        if levels:
            found += levels
            continue
        named = _one(text, first, last, head, context)
        if named is None:
            return ()
        found.append(named)
        new = _HEAD.match(named.printed)
        if new and named.rule == "placed":
            head = new.group()
    return tuple(found)


def body(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """``text[start:end]`` as a body that the document sets up (监督组, 大赛组委会); () if it does not look like one."""
    rule = rules.load("agencies")["body"]
    printed = text[start:end].strip("“”")
    if not rule.pattern.match(printed):
        return ()
    named = resolve(printed, context, in_list=True)
    agency = named.agency if named else Agency(printed, "agency", context.place, context.level)
    return (NamedAgency(start, end, printed, agency, rule.id, rule.confidence),)


def _one(text: str, first: int, last: int, head: str, context: Context) -> NamedAgency | None:
    tail = _TAIL.search(text[first:last])
    last = first + tail.start() if tail and tail.start() > 1 else last
    aside = re.search(r"（(?:以下|下称|下同)[^（）]*）$", text[first:last])
    last = first + aside.start() if aside else last
    printed = re.sub(r"（(?:含|包括|不含)[^（）]*）(?=[\u4e00-\u9fff]{2})", "", text[first:last])
    resolved = None
    if head and not _HEAD.match(printed) and printed not in short_names(context):
        short = printed in gazetteer.agency_names() or re.search(r"(?:局|委|厅|办|委员会|办公室)$", printed)
        if short and not gazetteer.place_at_start(printed)[1] and not printed.startswith(("各", "有关", "国家", "团", "中", "国网", "人民", "人行")):
            resolved = resolve(head[0] + printed, context, in_list=True)
            if resolved:
                return NamedAgency(first, last, head[0] + printed, resolved.agency, "shared-head", 0.92)
    resolved = resolve(printed, context, in_list=True)
    if resolved is None:
        return None
    return NamedAgency(first, last, printed, resolved.agency, resolved.rule, resolved.confidence)


def top_level(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The pieces of a list between 、 and ， on the top level."""
    first, depth = start, 0
    for i in range(start, end + 1):
        if i < end:
            depth += (text[i] in "（“《") - (text[i] in "）”》")
        if i == end or (depth == 0 and text[i] in "、，；"):
            if i > first:
                yield first, i
            first = i + 1


def _items(text: str, start: int, end: int, context: Context) -> Iterator[tuple[int, int]]:
    """The items of a list: parted on the top level, but not inside a name (人力资源和社会保障局)."""
    cuts, depth, i = [start], 0, start
    parts: list[tuple[int, int]] = []
    while i < end:
        c = text[i]
        level = _PROVINCES.match(text, i, end) if c in _PROVINCES_BEGIN else None
        if level:
            i = level.end()
            continue
        depth += (c in "（“《") - (c in "）”》")
        match = _SEPARATOR.match(text, i, end) if depth == 0 and (c in _SEPARATOR_BEGINS or c.isspace()) else None
        if match and i > cuts[-1]:
            parts.append((cuts[-1], i))
            cuts.append(match.end())
            i = match.end()
        else:
            i += 1
    parts.append((cuts[-1], end))
    yield from _rejoin(text, [p for p in parts if p[0] < p[1]], context)


def _rejoin(text: str, parts: list[tuple[int, int]], context: Context) -> Iterator[tuple[int, int]]:
    """Put together what a separator inside a name parted: the shortest run that is one name wins."""
    i = 0
    while i < len(parts):
        first, last = parts[i]
        taken = i + 1
        single = resolve(text[first:last], context, in_list=True)
        if single is None or single.rule != "central-table" and _is_half(text[first:last]):
            for k in range(i + 2, min(len(parts), i + 5) + 1):
                whole = text[first : parts[k - 1][1]]
                if _LEVELS.match(text[first:last]) or re.search(r"[、，](?:各|[省市区县州盟旗])", whole):
                    break
                if resolve(whole, context, in_list=True):
                    last, taken = parts[k - 1][1], k
                    break
            if taken == i + 1 and _LEVELS.match(text[first:last]) and i + 1 < len(parts):
                taken += 1
                while taken < len(parts) and _LEVELS.match(text[slice(*parts[taken - 1])]):
                    taken += 1
                last = parts[taken - 1][1]
        yield first, last
        i = taken


def _is_half(printed: str) -> bool:
    """An item that looks whole but is the first half of a name: 市工业 和 信息化局 has no suffix at its end."""
    return not re.search(r"[局委厅办部署处会院所队社站组门关构位府校业体区县行司心联协团学馆员军（）]$", printed)


def _shared_levels(text: str, first: int, last: int, context: Context) -> list[NamedAgency]:
    """市、县（区）人民政府 and 市、县区普法办公室: one body on several levels."""
    match = re.match(
        r"(?P<a>[省市州])(?:、|和|与)(?P<b>区（县级市）|县（县级市、区）|区、县（市）|区（市）、县|县（市）、区|县、区|区、县|县区|区县|县（市、区）|县（市）|县（区）|区（县）|区（市）县|县市区|县|区)(?P<body>[\u4e00-\u9fff（）]{2,24})$", text[first:last])
    several = _GOVERNMENTS.fullmatch(text[first:last])
    if several and (not match or re.search(r"[、和]", match["body"])):
        names = [level + several["body"] for level in re.split(r"(?<!（)[、和](?![^（）]*）)", several["levels"])]
        return [NamedAgency(first, last, name, found.agency if (found := resolve(name, context)) else _below(name, context), "shared-levels", 0.9)
                for name in names]
    if not match or match["body"][0] in "政" and len(match["body"]) < 2:
        return []
    found = []
    for key in ("a", "b"):
        printed = match[key] + match["body"]
        resolved = resolve(printed, context, in_list=True)
        if key == "b":
            resolved = _below(printed, context)
        if resolved is None:
            return []
        agency = resolved if isinstance(resolved, Agency) else resolved.agency
        found.append(NamedAgency(first, last, printed, agency, "shared-levels", 0.92))
    return found


def _below(printed: str, context: Context) -> Agency:
    """The bodies of the level below: 县区普法办公室 is a group in the city's document."""
    place = gazetteer.place(context.place) if context.place else None
    name = (place.name + "各" + printed) if place and place.level != "central" else printed
    return Agency(name.replace("政府", "人民政府").replace("人民人民", "人民"), "group" if "部门" not in printed else "generic", context.place, context.level)


def _shared_tail(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """教育、公安、司法等部门: each item with the tail is a department."""
    match = _DEPARTMENTS.search(text[start:end])
    if not match or match.start() == 0:
        return ()
    stop = start + match.start()
    pieces = [p for p in _split(text, start, stop)]
    has_deng = match.group().startswith("等")
    if len(pieces) < 2 and not has_deng or re.match(r"各|其他", text[slice(*pieces[-1])]):
        return ()
    tail = match["tail"]
    by_level = _each_level(text, pieces, tail, context)
    if by_level:
        return by_level
    found = []
    for first, last in pieces:
        printed = text[first:last]
        printed = re.sub(r"^其(?!他)", "", printed)
        if re.fullmatch(r"[\u4e00-\u9fff]{2,6}机关", printed) and tail != "机关":
            agency = resolve(printed, context, in_list=True)
            if not agency:
                return ()
            found.append(NamedAgency(first, last, printed, agency.agency, agency.rule, 0.92))
            continue
        if not 2 <= len(printed) <= 14 or re.search(r"部门|单位|政府|机关|的|建立|等|以|配合|形成|库$|，|工作", printed):
            return ()
        if re.match(r"[省市州盟区县旗]", printed) and (re.search(r"[局委厅办会]$", printed)):
            return ()
        central = gazetteer.central_names().get(printed)
        if central or re.search(r"(?:局|委员会|厅|[^安]办|海关|法院|检察院|[^民人]行|发展部|基金会|联合会|总工会)$", printed):
            resolved = resolve(printed, context, in_list=True)
            if not resolved:
                return ()
            agency, name, rule = resolved.agency, printed, resolved.rule
        else:
            name = printed + tail
            resolved = resolve(name, context, in_list=True)
            if not resolved or not re.fullmatch(r"(?:[\u4e00-\u9fff]|（[\u4e00-\u9fff]+）)+", printed):
                return ()
            agency, rule = resolved.agency, "shared-tail"
        found.append(NamedAgency(first, last, name, agency, rule, 0.92))
    return tuple(found)


def _each_level(text: str, pieces: list[tuple[int, int]], tail: str, context: Context) -> tuple[NamedAgency, ...]:
    """省级、市级民政部门: the department of each level."""
    level = re.compile(r"(?:国家|省|地市|市|州|县|区|乡|镇)级")
    last = level.match(text, *pieces[-1])
    if not last or last.end() == pieces[-1][1] or not all(level.fullmatch(text, *piece) for piece in pieces[:-1]):
        return ()
    body = text[last.end() : pieces[-1][1]] + tail
    names = [(first, end, text[first:end] + body) for first, end in pieces[:-1]] + [(*pieces[-1], last.group() + body)]
    found = [(first, end, name, resolve(name, context, in_list=True)) for first, end, name in names]
    return tuple(NamedAgency(first, end, name, n.agency, "shared-tail", 0.92) for first, end, name, n in found if n)


def _shared_places(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """济南、青岛、济宁市政府: each place with the body that the last one names."""
    pieces = list(top_level(text, start, end))
    if len(pieces) < 2 or not all(gazetteer.places_named(text[first:last]) for first, last in pieces[:-1]):
        return ()
    first, last = pieces[-1]
    name, owners = gazetteer.place_at_start(text[first:last])
    whole = name.removesuffix("市") if owners and name == owners[0].name else name
    body = text[first + len(whole) : last]
    if not whole or len(body) < 2:
        return ()
    found = []
    for begin, stop in pieces:
        place = text[begin:stop].removesuffix(body).removesuffix("市")
        named = resolve(place + body, context, in_list=True)
        if not named or named.agency.kind != "agency":
            return ()
        found.append(NamedAgency(begin, stop, place + body, named.agency, "shared-tail", 0.92))
    return tuple(found)


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first, depth = start, 0
    level = _PROVINCES.search(text, start, end)
    for i in range(start, end + 1):
        if level and level.start() <= i < level.end():
            continue
        if i < end:
            depth += (text[i] in "（“") - (text[i] in "）”")
        if i == end or (depth == 0 and text[i] in "、，和及与" and not (text[i] in "和及与" and not _parts(text, i, start, end))):
            if i > first:
                yield first, i
            first = i + 1


def _parts(text: str, i: int, start: int, end: int) -> bool:
    """Does 和 part two items here? Not in 发展和改革, 住房和城乡建设, 人力资源和社会保障."""
    around = text[max(start, i - 4) : min(end, i + 5)]
    return not re.search(r"发展和改革|济和信息|(?:广电|体育|广播|影视|电视|新闻)和旅游|业和信息|住房和城乡|资源和社会|文化和旅游|卫生和计划|粮食和物资|林业和草原|林业和城乡|规划和自然|信息和通信|人口和计划", around)


_ASIDE = re.compile(r"（(?:以下|下同|含)[^（）]*）$")


def list_before(text: str, end: int, context: Context, low: int = 0) -> tuple[NamedAgency, ...]:
    """The longest coordinated list of agencies that ends exactly at ``end``, not before ``low``; () if there is none."""
    aside = _ASIDE.search(text, max(0, end - MAX_LIST), end) if text[end - 1 : end] == "）" else None
    end = aside.start() if aside else end
    if not end or text[end - 1] in "，、；：":
        return ()
    low = max(low, end - MAX_LIST)
    for sentence_end in "。；！？":
        found = text.rfind(sentence_end, low, end)
        low = max(low, found + 1)
    starts = {low, *(m.end() for m in _BEFORE.finditer(text, low, end))}
    for start in sorted(s for s in starts if end - s >= 2):
        found = read_list(text, start, end, context, commas=False)
        if found and found[-1].end >= end - 12:
            return found
    return ()


#: Verbs that may follow a list of agencies.
_VERB = re.compile(
    r"组织(?!部|机构|单位|部门|[，。、）])|开展|组建|建立|制定|制订|研究(?!院|所|室|中心)|加强|推进(?!组|委|办|中心|局|领导|工作)|落实|做好|对|进行|按|定期|共同|负责|审核|协调(?!小组|领导)|提出|处理|"
    r"指导(?!委)|实施|完善|根据|将|要(?!素)|应(?!急)|拟|及时|联合(?!会|社|工作组|国)|编制(?!委)|出台|推动|统筹|督促|给予|向|就|妥善|切实|积极|依法|严格|核实|核查|办理|另行|抓好|"
    r"设立|成立|明确|商(?=有关|相关|同级|国务院|财政)|(?<![、和及与])有关(?![^，。；、]{0,10}(?:部门|单位|方面|机关|机构|地方|企业|组织|委|局))|加大|强化|举办|共(?=举办|建|管|享)|联合(?=开展|发文|印发)|统一|指定|督导|设在|主办|承办|主管(?!部门|单位|机关)|确定|审定|评估(?!中心)|发布|印发|明确|探索|支持|引导|深入|全面|牵头|会同|配合|参与|协助|是|为(?!民)|作为|也|还|都|均|须|必须|不得|可(?!再生)|在|把|与有关|具体|分别|结合|依托|立足|充分|认真|承担|履行|等"
)


_LIST_TAIL = re.compile(r"等(?:有关|相关|各)?(?:职能)?(?:部门和单位|部门|单位)")


def list_after(text: str, start: int, context: Context) -> tuple[NamedAgency, ...]:
    """The coordinated list of agencies that starts exactly at ``start``, up to the verb; () if there is none."""
    limit = _clause_end(text, start, min(len(text), start + MAX_LIST))
    ends = [m.start() for m in _VERB.finditer(text, start + 2, limit)][:12] + [limit]
    tail = _LIST_TAIL.search(text, start, limit) if text.find("等", start, limit) >= 0 else None
    if tail:
        ends.insert(0, tail.end())
    for end in ends:
        found = read_list(text, start, end, context, commas=False)
        if found:
            return found
    # A verb that the table does not know: the longest name that is sure by itself.
    for end in range(min(limit, start + 24), start + 2, -1):
        if resolve(text[start:end], context):
            found = read_list(text, start, end, context, commas=False)
            return tuple(replace(named, confidence=min(named.confidence, 0.85)) for named in found)
    return ()


def _clause_end(text: str, start: int, limit: int) -> int:
    """The first mark at or after ``start`` that no list goes beyond; a bracket that opens in the list belongs to it."""
    depth = 0
    for i in range(start, limit):
        if text[i] == "（":
            depth += 1
        elif text[i] == "）":
            depth -= 1
        if depth < 0 or (depth == 0 and text[i] in "，。；：！？“”"):
            return i
    return limit


# ---- in running text

_C = r"[\u4e00-\u9fff]"
_SUFFIX = (
    r"(?:人民政府办公厅|人民政府办公室|人民政府|政府办公厅|政府办公室|委员会办公室|委员会|管委会|领导小组办公室|领导小组|联席会议|指挥部|"
    r"管理局|监督局|监管局|执法局|总局|分局|办公厅|办公室|法院|检察院|总工会|联合会|海关|中心支行|支队|总队|大队|局|厅|委(?![托员派])|办(?![公法理事学案]))"
)


@cache
def _running() -> re.Pattern[str]:
    """Names that are sure in running text: with a level word or a place, of the centre, groups, departments."""
    central = "|".join(sorted((n for n in gazetteer.central_names() if len(n) > 2), key=len, reverse=True))
    body = rf"(?:(?!(?:要|由|对|将|把|和|与|及|会同|配合|牵头|负责|组织|指导|应当|可以|根据|按照)){_C}){{1,18}}?"
    return re.compile(
        rf"(?P<placed>(?:[省市州盟区县旗](?:委|政府|纪委)(?:{body}(?:部|办|局|委|校|院|室))?|团[省市区县]委|(?<![{chr(0x4e00)}-{chr(0x9fff)}])[省市州盟区县旗]{body}{_SUFFIX}))"
        rf"|(?P<named>{_C}{{2,7}}[省市县区州盟旗](?:人民政府(?:办公厅|办公室)?|{body}{_SUFFIX}))"
        rf"|(?P<group>各(?:级|县区|区县|区|县|市|省|镇|街道|乡镇|有关|相关|成员|责任)?(?:（[^（）]{{1,10}}）)?(?:有关|相关)?(?:人民政府|政府|部门|单位|机关|党委)(?:（{_C}{{1,6}}）)?|[省市州区县](?:级|直|政府)?(?:有关|相关|各)(?:部门|单位)(?:和单位)?|(?<![省市州区县政府各])(?:有关|相关)部门(?:和单位)?)"
        rf"|(?P<generic>(?:[省市州盟区县旗]|县级以上|各级)?(?:(?!(?:要|由|对|将|把|和|与|及|各|有关|相关|会同|配合|其他|到|向|在|依托|可)){_C}){{2,8}}?(?:主管部门|管理部门|监管部门|执法部门|部门|行政机关|司法机关|公安机关|税务机关))"
        rf"|(?P<central>{central})"
    )


def find(text: str, context: Context) -> tuple[NamedAgency, ...]:
    """Every agency, group or department named in a text, in order, not overlapping.

    In running text only names count that are sure without their surroundings:
    with a level word or a place, in the table of the centre, groups and
    departments by their field.
    """
    found: list[NamedAgency] = []
    for match in _running().finditer(text):
        kind = match.lastgroup
        start, end = match.span()
        printed = match.group()
        if kind == "central" and context.level not in (None, "central") and printed in gazetteer.agency_names():
            continue
        resolved = resolve(printed, context)
        if resolved and not (kind == "placed" and start and re.match(r"[\u4e00-\u9fff]", text[start - 1]) and text[start - 1] in "全各本我城上超"):
            found.append(NamedAgency(start, end, printed, resolved.agency, resolved.rule, min(resolved.confidence, 0.9)))
    return tuple(found)
