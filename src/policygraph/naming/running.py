"""Agencies in running text: the list that ends or begins at a place, and the names that are sure by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice

from .. import ownrules, rules
from . import excepted, gazetteer
from .lists import NamedAgency, read_list
from .names import Context, resolve
from .names import ends as ends_of_names

#: The longest list that is looked for in running text (code points).
MAX_LIST = 260
#: How many verbs after a list are tried as its end.
MAX_VERBS = 12
#: The longest single name that is looked for where no verb ends a list.
MAX_NAME = 24
#: How far before its find the name of a department may begin (code points).
BACK = 8
#: Words of two characters of which the second one may begin what looks like a name: 有关行政执法部门, 会同市水务部门.
_CUT = ("有关", "相关", "会同", "其他", "在地", "各地", "当地", "及时")


@ownrules.renewed
@cache
def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("running")[name].pattern


def list_before(text: str, end: int, context: Context, low: int = 0) -> tuple[NamedAgency, ...]:
    """The longest coordinated list of agencies that ends exactly at ``end``, not before ``low``; () if there is none."""
    aside = _pattern("aside").search(text, max(0, end - MAX_LIST), end) if text[end - 1 : end] == "）" else None
    end = aside.start() if aside else end
    if not end or text[end - 1] in "，、；：":
        return ()
    low = max(low, end - MAX_LIST)
    for mark in "。；！？：":
        found = text.rfind(mark, low, end)
        low = max(low, found + 1)
    if text.startswith("其中", low):
        low += 2
    starts = {low, *(m.end() for m in excepted.finditer("running", "before", text, low, end))}
    for start in sorted(s for s in starts if end - s >= 2):
        named = read_list(text, start, end, context, commas=False)
        if named and named[-1].end >= end - 12:
            return named
    return ()


def list_after(text: str, start: int, context: Context) -> tuple[NamedAgency, ...]:
    """The coordinated list of agencies that starts exactly at ``start``, up to the verb; () if there is none."""
    limit = clause_end(text, start)
    ends = [m.start() for m in islice(excepted.finditer("running", "verb", text, start + 2, limit), MAX_VERBS)] + [limit]
    tail = _pattern("list-end").search(text, start, limit) if text.find("等", start, limit) >= 0 else None
    if tail:
        ends.insert(0, tail.end())
    for end in ends:
        found = read_list(text, start, end, context, commas=False)
        if found:
            return found
    # A verb that the rule does not know: the longest name that is sure by itself.
    for end in ends_of_names(text, start, min(limit, start + MAX_NAME), start + 2, context):
        if resolve(text[start:end], context):
            found = read_list(text, start, end, context, commas=False)
            return tuple(replace(named, confidence=min(named.confidence, 0.85)) for named in found)
    return ()


def after_rest(text: str, position: int) -> int:
    """The index of the verb after the members of a list that are no agencies: 行业专家 in 会同市财政局、行业专家开展评审.

    Args:
        text: The text (folded).
        position: Where the agencies of the list end.

    Returns:
        ``position`` where no list goes on there, or no verb follows in its clause; after 等 if that is the last word of the clause.
    """
    if not _pattern("goes-on").match(text, position):
        return position
    for verb in excepted.finditer("running", "verb", text, position + 2, clause_end(text, position)):
        if verb.group() != "等":
            return verb.start()
        position = verb.end()  # it closes the list, and the verb comes after it
    return position


#: Marks that no list goes beyond, and the brackets that may hold some.
_MARKS = re.compile("[，。；：！？“”（）]")
_DEPTH = {"（": 1, "）": -1}


def clause_end(text: str, start: int) -> int:
    """The first mark at or after ``start`` that no list goes beyond, `MAX_LIST` away at most; a bracket that opens in the list belongs to it."""
    depth, limit = 0, min(len(text), start + MAX_LIST)
    for mark in _MARKS.finditer(text, start, limit):
        depth += _DEPTH.get(mark.group(), 0)
        if depth < 0 or depth == 0 and mark.group() not in _DEPTH:
            return mark.start()
    return limit


#: The kinds of names that are sure in running text, by their rules: with a level word or a place, groups, departments.
_KINDS = ("placed", "named", "group", "generic")
#: What no such name goes beyond: a piece of text between marks, with the brackets in it.
_PIECE = re.compile("(?:[^，。；：！？、（]|（[^（）]*）|（)+")


@ownrules.renewed
@cache
def _sure(kinds: tuple[str, ...]) -> re.Pattern[str]:
    """Names that are sure in running text: those of some `_KINDS`, and those of the centre."""
    names = sorted((n for n in gazetteer.central_names() if len(n) > 2), key=len, reverse=True)
    listed = f"(?:{'|'.join(names)})(?!(?<=部)门)"  # 向人力资源和社会保障部门 is not about the ministry
    central = f"(?P<central>(?=[{''.join(sorted({name[0] for name in names}))}]){listed})" if kinds else f"(?P<central>{listed})"
    return re.compile("|".join((*(f"(?P<{kind}>{_pattern(kind).pattern})" for kind in kinds), central)), re.VERBOSE)


def _sure_in(text: str) -> Iterator[re.Match[str]]:
    """The sure names of a text; in each piece of it only the kinds are looked for that can be there."""
    loaded = rules.load("running")
    possible = [kind for kind in _KINDS if loaded[kind].may_be_in(text)]
    for piece in _PIECE.finditer(text):
        kinds = tuple([kind for kind in possible if loaded[kind].may_be_in(piece.group())])
        yield from _sure(kinds).finditer(text, *piece.span())


@ownrules.renewed
@cache
def _known_department() -> re.Pattern[str]:
    """A department by the fields of agencies that the tables know: 民政部门, 县级以上市场监督管理部门."""
    ends = _pattern("department-of").pattern
    names = [*gazetteer.central_names(), *gazetteer.agency_names(), *(full for full, _ in gazetteer.agency_names().values())]
    fields = {form for name in names if (found := re.fullmatch(ends, name)) for form in (found["field"], found["field"].replace("和", ""))}
    listed = "|".join(sorted((re.escape(field) for field in fields if len(field) > 1), key=lambda field: (-len(field), field)))
    return re.compile(f"(?:{_pattern('department-front').pattern})?(?:{listed}){{1,4}}{_pattern('department-end').pattern}")


def department_begins(text: str, start: int, end: int) -> int | None:
    """Where the name of a department begins that was found at ``start`` and ends at ``end``: words before it are left out, what was cut off is added.

    None where the words are no name: 关行政执法部门 of 有关行政执法部门, 实现跨部门.
    """
    for at in range(max(0, start - BACK), end - 3):
        if not _known_department().fullmatch(text, at, end):
            continue
        if at > start and _is_owner(text[start:at]):
            return start
        size = next((n for n in range(6, 1, -1) if at >= n and gazetteer.places_named(text[at - n : at + 1])), 0) if text[at] in gazetteer.level_words() else 0
        return at - size
    begins = start + (text[max(0, start - 1) : start + 1] in _CUT)
    for verb in _pattern("leads-to-department").finditer(text, begins, end - 2):
        begins = verb.end()
    some = _pattern("any-department")
    left_over = text[begins] not in gazetteer.level_words() and some.match(text[begins + 1 : end]) and not some.match(text[begins:end])  # 受行政部门
    if left_over or _pattern("no-department").fullmatch(text, begins, end) or begins > start and some.match(text[begins:end]):
        return None
    return begins if begins > start or not start or _pattern("before-department").match(text, start - 1) else None


def _is_owner(words: str) -> bool:
    """Do the words before a department say whose it is: a place, an agency, a government?"""
    return bool(gazetteer.places_named(words)) or words in gazetteer.central_names() or bool(_pattern("owner").search(words))


def find(text: str, context: Context) -> tuple[NamedAgency, ...]:
    """Every agency, group or department named in a text, in order, not overlapping.

    In running text only names count that are sure without their surroundings:
    with a level word or a place, in the table of the centre, groups and
    departments by their field.
    """
    found: list[NamedAgency] = []
    for match in _sure_in(text):
        start, end = match.span()
        printed = match.group()
        if match.lastgroup == "central" and (
                context.level not in (None, "central") and printed in gazetteer.agency_names()
                or _pattern("piece-of-a-word").search(f"{text[max(0, start - 4) : start]}|{printed}|{text[end : end + 1]}")):
            continue
        if match.lastgroup == "generic":
            begins = department_begins(text, start, end)
            if begins is None or found and begins < found[-1].end:
                continue
            start, printed = begins, text[begins:end]
            if found and found[-1].end == start and _pattern("owner").search(found[-1].printed) and resolve(text[found[-1].start : end], context):
                start, printed = found[-1].start, text[found[-1].start : end]  # 新疆生产建设兵团林业主管部门
                found.pop()
        resolved = resolve(printed, context)
        if resolved and not (match.lastgroup == "placed" and start and _pattern("part-of-word").match(text, start - 1)):
            found.append(NamedAgency(start, end, printed, resolved.agency, resolved.rule, min(resolved.confidence, 0.9)))
    return tuple(found)
