"""Lists of agencies that share a head or a tail.

市发改委、经信委、财政局 are three agencies of the city; 教育、公安、司法等部门
are three departments; 市、县（区）人民政府 are two governments. An item of a
list may therefore be printed shorter than its ``printed`` name, which is
completed from the head or tail it shares; ``start`` and ``end`` are always
those of the characters that stand in the text.

A list is read by the ways of `WAYS`: the first that has an answer gives it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from .. import cues, ownrules, rules
from ..model import Agency
from . import gazetteer
from .full_names import below
from .names import Context, body_of_levels, may_end, resolve, short_names


@dataclass(frozen=True, slots=True)
class NamedAgency:
    """An agency named at ``text[start:end]``."""

    start: int
    end: int
    printed: str
    agency: Agency
    rule: str
    confidence: float


#: The characters that a separator and the provinces as a level begin with, blanks left out: most places are spared the patterns.
SEPARATOR_BEGINS, PROVINCES_BEGIN = frozenset("、，,；/等以及和与或"), frozenset("各有相省")
#: Where the items of a list are parted on the top level, and all characters at which something happens to its items.
_PARTS, _TELLING = re.compile("[、，；/]"), re.compile(rf"[{''.join(sorted(SEPARATOR_BEGINS | PROVINCES_BEGIN))}（“《）”》\s]")
#: The parts of one name that separators may have parted, at most.
MAX_PARTS = 5
#: The longest field of a department that a list shortens.
MAX_FIELD = 14


@ownrules.renewed
@cache
def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("lists")[name].pattern


def read_list(
    text: str, start: int, end: int, context: Context, *, commas: bool = True, blanks: frozenset[int] = frozenset()
) -> tuple[NamedAgency, ...]:
    """Read ``text[start:end]`` as a coordinated list of agencies.

    ``commas`` says that ， parts items too, as in brackets; in running text it ends the list. ``blanks`` are the indices before
    which the source has a blank, left out of ``text``: it parts names, unless only what stands on both sides of it is a name.

    Returns:
        The agencies in order; () if anything in it is not the name of an agency.
    """
    while start < end and text[start] in "、，：； “":
        start += 1
    while end > start and text[end - 1] in "、，：；。 ”":
        end -= 1
    if end - start < 2 or not commas and text.find("，", start, end) >= 0 or not _may_end(text, start, end, context):
        return ()
    parted = items(text, start, end, context, blanks) if any(start < i < end for i in blanks) else ()
    if parted:
        return parted
    for way in WAYS:
        found = way(text, start, end, context)
        if found:
            return found
    return ()


def _may_end(text: str, start: int, end: int, context: Context) -> bool:
    """Does a list end as one may? Each way reads a name at its end, before a tail, a bracket or a last separator. False is certain."""
    if text[end - 1] in _list_ends() or may_end(text, start, end, context):
        return True
    tail = rules.load("lists")["tail"].cue  # it may end with a number
    return tail is None or tail.search(text, start, end) is not None


@ownrules.renewed
@cache
def _list_ends() -> frozenset[str]:
    """The characters with which a list may end beside those of names.

    Raises:
        ValueError: A rule does not tell them.
    """
    found = [cues.endings(pattern.pattern, pattern.flags) for pattern in map(_pattern, ("departments", "aside", "beside", "separator"))]
    if None in found:
        raise ValueError("rules/lists: what stands at the end of a list tells no last character")
    return frozenset().union(*(each for each in found if each))


# ---- the ways


def one_group(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """有关部门和单位 is one group, though 和 stands in it."""
    printed = text[start:end]
    named = resolve(printed, context, in_list=True) if _pattern("one-group").search(printed) and "、" not in printed else None
    return (NamedAgency(start, end, printed, named.agency, named.rule, named.confidence),) if named and named.rule == "group" else ()


def halves(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """宣传、教育等部门以及工会、妇联等人民团体: two lists, each with its own tail."""
    match = _pattern("halves").match(text[start:end])
    if not match:
        return ()
    first = read_list(text, start, start + match.end("first"), context)
    second = read_list(text, start + match.start("second"), end, context)
    return first + second if first and second else ()


def shared_tail(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """教育、公安、司法等部门: each item with the tail is a department."""
    match = _pattern("departments").search(text[start:end])
    if not match or match.start() == 0:
        return ()
    pieces = list(_split(text, start, start + match.start()))
    if not pieces or len(pieces) < 2 and not match.group().startswith("等") or _pattern("other").match(text[slice(*pieces[-1])]):
        return ()
    tail = match["tail"]
    by_level = _each_level(text, pieces, tail, context)
    if by_level:
        return by_level
    found = _of_government(text, pieces, tail, context) or _departments(text, pieces, tail, context)
    return tuple(named for named in found if named) if all(found) else ()


def _departments(text: str, pieces: list[tuple[int, int]], tail: str, context: Context) -> list[NamedAgency | None]:
    """The departments of fields, with the bodies on several levels that stand among them: 乡、镇人民政府和公安、民政等部门."""
    found: list[NamedAgency | None] = []
    after = 0
    for n, (first, last) in enumerate(pieces):
        if n < after:
            continue
        alone = n + 1 < len(pieces) and _pattern("level").match(text[first:last])
        levels = _shared_levels(text, first, pieces[n + 1][1], context) if alone else []
        found += levels or [_department(text, first, last, tail, context)]
        after = n + 2 if levels else n + 1
    return found


def _of_government(text: str, pieces: list[tuple[int, int]], tail: str, context: Context) -> list[NamedAgency | None]:
    """县级以上人民政府教育、民政等部门: each field is one of the same government; [] if the list does not begin with one and a field."""
    first, last = pieces[0]
    owner = _pattern("of-government").match(text[first:last])
    fields = [(first + owner.end(), last), *pieces[1:]] if owner else []
    named = [_department(text, begin, stop, tail, context) for begin, stop in fields]
    if not owner or not named[0] or named[0].rule != "shared-tail":
        return []
    return [_owned(owner.group().removesuffix("的"), each, context) for each in (replace(named[0], start=first), *named[1:])]


def _owned(owner: str, department: NamedAgency | None, context: Context) -> NamedAgency | None:
    """A department of a list as that of a government; a body by its own suffix stays what it is."""
    if not department or department.rule != "shared-tail":
        return department
    whole = resolve(owner + department.printed, context, in_list=True)
    return replace(department, printed=owner + department.printed, agency=whole.agency) if whole else None


def shared_places(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """济南、青岛、济宁市政府: each place with the body that the last one names."""
    if not _PARTS.search(text, start, end):
        return ()
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


def items(text: str, start: int, end: int, context: Context, blanks: frozenset[int] = frozenset()) -> tuple[NamedAgency, ...]:
    """市发改委、经信委、财政局等部门: name by name, each with the level word of the one before if it has none."""
    tail = _pattern("tail").search(text[start:end])
    stop = start + tail.start() if tail else end
    found: list[NamedAgency] = []
    head = ""
    for first, last in _items(text, start, stop, context, blanks):
        levels = _shared_levels(text, first, last, context)
        if levels:
            found += levels
            continue
        named = _office_of(text, first, last, found[-1]) if found and text.endswith("及其", start, first) else None
        named = named or _one(text, first, last, head, context)
        if named is None:
            return ()
        found.append(named)
        new = _pattern("head").match(named.printed)
        if new and named.rule == "placed":
            head = new.group()
    return tuple(found)


def _office_of(text: str, first: int, last: int, owner: NamedAgency) -> NamedAgency | None:
    """节水委员会及其办事机构: the office of the one before."""
    if not _pattern("office-of").match(text[first:last]):
        return None
    of = owner.agency
    return NamedAgency(first, last, text[first:last], Agency(of.name + text[first:last], of.kind, of.place, of.level, of.branch, of.name), "shared-head", min(owner.confidence, 0.9))


#: The order of the ways: what the whole list shares is seen before its items are.
WAYS: tuple[Callable[[str, int, int, Context], tuple[NamedAgency, ...]], ...] = (one_group, halves, shared_tail, shared_places, items)


# ---- where the items end


def top_level(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The pieces of a list between 、 and ， on the top level."""
    first, depth = start, 0
    for i in range(start, end + 1):
        if i < end:
            depth += (text[i] in "（“《") - (text[i] in "）”》")
        if i == end or (depth == 0 and text[i] in "、，；/"):
            if i > first:
                yield first, i
            first = i + 1


def _items(text: str, start: int, end: int, context: Context, blanks: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The items of a list: parted on the top level, but not inside a name (人力资源和社会保障局)."""
    separator = _pattern("separator")
    parts: list[tuple[int, int]] = []
    first, depth, after = start, 0, start
    for i in _telling(text, start, end, blanks):
        if i < after:
            continue
        c = text[i]
        level = _whole(text, i, end) if c in PROVINCES_BEGIN else None
        if level:
            after = level.end()
            continue
        depth += (c in "（“《") - (c in "）”》")
        if depth == 0 and i in blanks and i > first:
            parts.append((first, i))
            first = i
        match = separator.match(text, i, end) if depth == 0 and (c in SEPARATOR_BEGINS or c.isspace()) else None
        if match and i > first:
            parts.append((first, i))
            first = after = match.end()
    parts.append((first, end))
    yield from _rejoin(text, [p for p in parts if p[0] < p[1]], context)


def _telling(text: str, start: int, end: int, blanks: frozenset[int]) -> Iterable[int]:
    """The places at which an item may end, a bracket opens or closes, or what is a list in itself may begin."""
    marks = (match.start() for match in _TELLING.finditer(text, start, end))
    return sorted({*marks, *(i for i in blanks if start <= i < end)}) if blanks else marks


def _whole(text: str, start: int, end: int) -> re.Match[str] | None:
    """What begins here and is a list in itself: the provinces as a level, or the governments under one 各."""
    return _provinces().match(text, start, end) or rules.load("names")["governments"].pattern.match(text, start, end)


def _provinces() -> re.Pattern[str]:
    """A level that is itself a list: its separators part nothing."""
    return rules.load("names")["provinces-level"].pattern


def _rejoin(text: str, parts: list[tuple[int, int]], context: Context) -> Iterator[tuple[int, int]]:
    """Put together what a separator inside a name parted: the shortest run that is one name wins."""
    i = 0
    while i < len(parts):
        taken = _run(text, parts, i, context)
        yield parts[i][0], parts[i + taken - 1][1]
        i += taken


def _run(text: str, parts: list[tuple[int, int]], i: int, context: Context) -> int:
    """How many parts from the i-th on are one item."""
    first, last = parts[i]
    level = _pattern("level")
    single = resolve(text[first:last], context, in_list=True)
    if single and (single.rule == "central-table" or _pattern("whole").search(text[first:last])):
        return 1
    if level.match(text[first:last]):  # its body is in the first item that is no level
        taken = 1
        while i + taken < len(parts) and level.match(text[slice(*parts[i + taken - 1])]):
            taken += 1
        return taken
    for k in range(i + 2, min(len(parts), i + MAX_PARTS) + 1):
        whole = text[first : parts[k - 1][1]]
        if _pattern("next-level").search(whole):
            break
        if resolve(whole, context, in_list=True):
            return k - i
    return 1


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The fields of departments that a list names, parted on the top level."""
    first, depth = start, 0
    level = _provinces().search(text, start, end)
    for i in range(start, end + 1):
        if level and level.start() <= i < level.end():
            continue
        if i < end:
            depth += (text[i] in "（“") - (text[i] in "）”")
        if i == end or (depth == 0 and (text[i] in "、，" or text[i] in "和及与" and _parts(text, i, start, end))):
            stop = i - 1 if text[max(first, i - 1) : i + 1] == "以及" else i
            if stop > first:
                yield first, stop
            first = i + 1


def _parts(text: str, i: int, start: int, end: int) -> bool:
    """Does 和 part two items here? Not in 发展和改革, 住房和城乡建设, 人力资源和社会保障."""
    return not _pattern("joined").search(text[max(start, i - 4) : min(end, i + 5)])


# ---- one item


def _one(text: str, first: int, last: int, head: str, context: Context) -> NamedAgency | None:
    """The agency of one item, which may share the level word of the one before (``head``)."""
    tail = _pattern("tail").search(text[first:last])
    last = first + tail.start() if tail and tail.start() > 1 else last
    aside = _pattern("aside").search(text[first:last])
    last = first + aside.start() if aside else last
    printed = _pattern("includes").sub("", text[first:last])
    beside = _pattern("beside").search(printed)
    if head and _shares_head(printed[: beside.start()] if beside else printed, context):
        whole = (head if head in gazetteer.level_words() else head[0]) + printed  # 市 of 市委, 市直
        resolved = resolve(whole, context, in_list=True)
        if resolved:
            return NamedAgency(first, last, whole, resolved.agency, "shared-head", 0.92)
    resolved = resolve(printed, context, in_list=True)
    if resolved:
        return NamedAgency(first, last, printed, resolved.agency, resolved.rule, resolved.confidence)
    return _one(text, first, last - len(beside.group()), head, context) if beside and beside.start() > 1 else None


def _shares_head(printed: str, context: Context) -> bool:
    """财政局 after 市发改委 is the city's; 各区财政局, 国家税务局, 济南海关 and what the document defines are not."""
    if _pattern("head").match(printed) or printed in short_names(context):
        return False
    short = printed in gazetteer.agency_names() or _pattern("short-body").search(printed)
    return bool(short) and not gazetteer.place_at_start(printed)[1] and not _pattern("no-head").match(printed)


def _department(text: str, first: int, last: int, tail: str, context: Context) -> NamedAgency | None:
    """An item of a list that shares ``tail``: with it a department, unless it is a body of its own."""
    printed = _pattern("its").sub("", text[first:last])
    if _pattern("own-suffix").search(printed):
        own = resolve(printed, context, in_list=True)
        return NamedAgency(first, last, printed, own.agency, own.rule, 0.92) if own else None
    if tail != "机关" and _pattern("organ").match(printed):
        organ = resolve(printed, context, in_list=True)
        return NamedAgency(first, last, printed, organ.agency, organ.rule, 0.92) if organ else None
    if not 2 <= len(printed) <= MAX_FIELD or _pattern("no-field").search(printed) or _pattern("own-level").match(printed):
        return None
    if printed in gazetteer.central_names():
        own = resolve(printed, context, in_list=True)
        return NamedAgency(first, last, printed, own.agency, own.rule, 0.92) if own else None
    named = resolve(printed + tail, context, in_list=True) if _pattern("field").match(printed) else None
    return NamedAgency(first, last, printed + tail, named.agency, "shared-tail", 0.92) if named else None


def _each_level(text: str, pieces: list[tuple[int, int]], tail: str, context: Context) -> tuple[NamedAgency, ...]:
    """省级、市级民政部门: the department of each level."""
    level = _pattern("of-level")
    last = level.match(text, *pieces[-1])
    if not last or last.end() == pieces[-1][1] or not all(level.fullmatch(text, *piece) for piece in pieces[:-1]):
        return ()
    body = text[last.end() : pieces[-1][1]] + tail
    names = [(first, end, text[first:end] + body) for first, end in pieces[:-1]] + [(*pieces[-1], last.group() + body)]
    found = [(first, end, name, resolve(name, context, in_list=True)) for first, end, name in names]
    return tuple(NamedAgency(first, end, name, n.agency, "shared-tail", 0.92) for first, end, name, n in found if n)


def _shared_levels(text: str, first: int, last: int, context: Context) -> list[NamedAgency]:
    """市、县（区）人民政府, 市、县区普法办公室 and 市、区县和开发区普法办公室: one body on several levels."""
    aside = _pattern("aside").search(text[first:last])
    last = first + aside.start() if aside else last
    match = _pattern("two-levels").match(text[first:last])
    several = _pattern("governments").match(text[first:last])
    if several and (not match or _pattern("and").search(match["body"])):
        names = [level + several["body"] for level in _pattern("level-mark").split(several["levels"])]
        return [NamedAgency(first, last, name, found.agency if (found := resolve(name, context)) else below(name, context), "shared-levels", 0.9)
                for name in names]
    if not match:
        return []
    body = match["body"]
    upper = resolve(match["a"] + body, context, in_list=True)
    if not upper:
        return []
    whole = body_of_levels(body, context) or body
    lower = [level for level in (match["b"], match["third"]) if level]
    return [
        NamedAgency(first, last, match["a"] + body, upper.agency, "shared-levels", 0.92),
        *(NamedAgency(first, last, level + body, below(level + whole, context, several=level != match["zone"]), "shared-levels", 0.92) for level in lower),
    ]
