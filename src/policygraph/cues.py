"""What every match of a pattern must hold, worked out from the pattern itself: a text without it need not be searched.

A rule that changes changes its cues with it, so that nothing is listed twice and nothing can be missed: `anchors` are
strings of which at least one stands in each text that has a match, `endings` the characters with which a match ends, `beginnings` those with
which it begins, `holds_digit` whether there is a number in it. Where a pattern does not tell, the answer is None and the text is searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]  # the parser of the standard library: it has no public name
from re import _parser  # type: ignore[attr-defined]
from typing import Any

#: A class of more characters says too little to look for, and more strings take longer than the pattern itself.
MAX_CLASS, MAX_ANCHORS = 64, 32
#: The longest string that is put together from pieces.
MAX_STRING = 4

#: What ``\\s`` matches: none is behind the ideographic blank.
_BLANKS = frozenset(c for c in map(chr, range(0x3001)) if c.isspace())
#: What matches no characters by itself.
_EMPTY = {op.AT, op.ASSERT, op.ASSERT_NOT}
_REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
_Items = Sequence[tuple[Any, Any]]
_Strings = frozenset[str] | None


def anchors(pattern: str, flags: int = 0) -> tuple[str, ...] | None:
    """Strings of which at least one stands in every text with a match of a pattern as it is written; None where it does not tell, or too many would do.

    >>> anchors("[甲乙]?(?:会同(?!意)|牵头)(?=.|$)")
    ('会同', '牵头')

    Raises:
        re.error: The pattern is malformed.
    """
    found = None if flags & re.IGNORECASE else _anchors(_parse(pattern, flags))
    return tuple(sorted(found)) if found else None


def endings(pattern: str, flags: int = 0) -> frozenset[str] | None:
    """The characters with which a match ends; None where that may be any.

    >>> sorted(endings("^[^甲]{2,8}(?:局|委员会)$"))
    ['会', '局']
    """
    return _edge(_parse(pattern, flags), last=True)[0]


def beginnings(pattern: str, flags: int = 0) -> frozenset[str] | None:
    """The characters with which a match begins; None where that may be any."""
    return _edge(_parse(pattern, flags), last=False)[0]


def holds_digit(pattern: str, flags: int = 0) -> bool:
    r"""Does every match hold a digit (``\d``)? False is no certainty.

    >>> holds_digit(r"(?:约|近)?\d+家"), holds_digit(r"\d*家")
    (True, False)
    """
    return _holds_digit(_parse(pattern, flags))


def reaches_end(pattern: str, flags: int = 0) -> bool:
    """Does every match end where the text ends?"""
    return _reaches_end(_parse(pattern, flags))


@lru_cache(maxsize=4)
def _parse(pattern: str, flags: int) -> _Items:
    """A pattern in pieces, which are only read; one pattern is asked several things, one after the other."""
    return list(_parser.parse(pattern, flags))


def _reaches_end(items: _Items) -> bool:
    if not items:
        return False
    kind, value = items[-1]
    if kind is op.AT:
        return value in (op.AT_END, op.AT_END_STRING)
    inner = _inner(kind, value)
    return bool(inner) and all(_reaches_end(list(each)) for each in inner)


def _holds_digit(items: _Items) -> bool:
    return any(_is_digit(kind, value) for kind, value in items)


def _is_digit(kind: Any, value: Any) -> bool:
    if kind in _REPEATS:
        return value[0] > 0 and _holds_digit(list(value[2]))
    if kind is op.IN:
        return value == [(op.CATEGORY, op.CATEGORY_DIGIT)]
    inner = _inner(kind, value)
    return bool(inner) and all(map(_holds_digit, inner))


def _inner(kind: Any, value: Any) -> list[_Items]:
    """The alternatives that a piece stands for, if it is a group."""
    if kind is op.SUBPATTERN:
        return [] if value[1] & re.IGNORECASE else [list(value[3])]
    if kind is op.ATOMIC_GROUP:
        return [list(value)]
    return [list(each) for each in value[1]] if kind is op.BRANCH else []


def _members(kind: Any, value: Any) -> _Strings:
    """The characters of one piece that is a character or a class; None if it is neither, or too wide."""
    if kind is op.LITERAL:
        return frozenset(chr(value))
    if kind is not op.IN:
        return None
    found: set[str] = set()
    for what, which in value:
        if what is op.LITERAL:
            found.add(chr(which))
        elif what is op.RANGE and which[1] - which[0] < MAX_CLASS:
            found.update(map(chr, range(which[0], which[1] + 1)))
        elif what is op.CATEGORY and which is op.CATEGORY_SPACE:
            found |= _BLANKS
        else:
            return None
    return frozenset(found) if len(found) <= MAX_CLASS else None


# ---- the edge of a match


def _edge(items: _Items, *, last: bool) -> tuple[_Strings, bool]:
    """The characters at one edge of what matches (None: any), and whether it may match nothing."""
    found: frozenset[str] = frozenset()
    for kind, value in reversed(items) if last else items:
        members, may_be_empty = _edge_of(kind, value, last=last)
        if members is None:
            return None, may_be_empty
        found |= members
        if not may_be_empty:
            return found, False
    return found, True


def _edge_of(kind: Any, value: Any, *, last: bool) -> tuple[_Strings, bool]:
    if kind in _EMPTY:
        return frozenset(), True
    if kind in _REPEATS:
        members, may_be_empty = _edge(list(value[2]), last=last)
        return members, may_be_empty or value[0] == 0
    inner = _inner(kind, value)
    if not inner:
        return _members(kind, value), False
    edges = [_edge(each, last=last) for each in inner]
    return _all_of(members for members, _ in edges), any(may_be_empty for _, may_be_empty in edges)


def _all_of(parts: Iterable[_Strings]) -> _Strings:
    found: frozenset[str] = frozenset()
    for part in parts:
        if part is None:
            return None
        found |= part
    return found


# ---- what must stand anywhere in a match


def _anchors(items: _Items) -> _Strings:
    """The best of what its pieces need: the longest strings, and of those the fewest."""
    best: _Strings = None
    for found in _needed(items):
        if len(found) <= MAX_ANCHORS and (best is None or _worth(found) > _worth(best)):
            best = found
    return best and frozenset(each for each in best if not any(other in each for other in best if other != each))


def _worth(found: frozenset[str]) -> tuple[int, int]:
    return min(map(len, found)), -len(found)


def _needed(items: _Items) -> Iterable[frozenset[str]]:
    """Sets of strings, of each of which one stands in every text with a match of a sequence."""
    run: frozenset[str] = frozenset(("",))
    for kind, value in items:
        if kind in _EMPTY:
            if kind is op.ASSERT and (beside := _anchors(list(value[1]))):
                yield beside  # what a match looks at stands in the text too
            continue
        exact = _exact(kind, value)
        longer = frozenset(a + b for a in run for b in exact) if exact and len(run) * len(exact) <= MAX_ANCHORS else None
        if longer and max(map(len, longer)) <= MAX_STRING:
            run = longer
            continue
        if "" not in run:
            yield run
        run = exact if exact and "" not in exact else frozenset(("",))
        inner = _needed_in(kind, value)
        if inner:
            yield inner
    if "" not in run:
        yield run


def _exact(kind: Any, value: Any) -> _Strings:
    """All strings that a piece matches, if they are few and short."""
    if (members := _members(kind, value)) is not None:
        return members
    if kind in _REPEATS:
        whole = _exact_sequence(list(value[2])) if value[1] == 1 else None
        return whole | {""} if whole is not None and value[0] == 0 else whole
    inner = _inner(kind, value)
    return _all_of(_exact_sequence(each) for each in inner) if inner else None


def _exact_sequence(items: _Items) -> _Strings:
    found: frozenset[str] = frozenset(("",))
    for kind, value in items:
        exact = frozenset(("",)) if kind in _EMPTY else _exact(kind, value)
        if exact is None or len(found) * len(exact) > MAX_ANCHORS:
            return None
        found = frozenset(a + b for a in found for b in exact)
    return found


def _needed_in(kind: Any, value: Any) -> _Strings:
    """What a group or a repetition needs: of each alternative its best."""
    if kind in _REPEATS:
        return _anchors(list(value[2])) if value[0] else None
    inner = _inner(kind, value)
    return _all_of(_anchors(each) for each in inner) if inner else None
