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
        if match.lastgroup == "central" and context.level not in (None, "central") and printed in gazetteer.agency_names():
            continue
        resolved = resolve(printed, context)
        if resolved and not (match.lastgroup == "placed" and start and _pattern("part-of-word").match(text, start - 1)):
            found.append(NamedAgency(start, end, printed, resolved.agency, resolved.rule, min(resolved.confidence, 0.9)))
    return tuple(found)
