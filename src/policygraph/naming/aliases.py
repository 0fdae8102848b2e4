"""Short names that a document gives its bodies: by 以下简称, or by naming a body in full and then by its last word.

国家组织药品集中采购试点工作小组（以下简称试点工作小组） is one way; a
document that relies on 市工业强市建设领导小组 and then speaks of 领导小组办公室
is the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from .. import ownrules, rules
from . import agencies
from .names import EVERY_LEVEL, Context

#: How far before a bracket the name that it explains begins (code points).
_REACH = 44


@ownrules.renewed
@cache
def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("aliases")[name].pattern


def aliases(texts: Sequence[str], context: Context) -> tuple[tuple[str, str], ...]:
    """The short names of a document with the full names they stand for, sorted.

    Args:
        texts: Its paragraphs, folded.
        context: Where and when it was issued.
    """
    given: dict[str, str] = {}
    full: dict[str, set[str]] = {}
    for text in texts:
        for match in _pattern("given").finditer(text):
            name = _before(text, match.start(), context)
            if name:
                given.setdefault(match["alias"], name)
        for match in _pattern("in-full").finditer(text):
            if agencies.resolve(match["name"], context, in_list=True) and len(match["name"]) > len(match["tail"]) + 2:
                full.setdefault(match["tail"], set()).add(match["name"])
    for tail, names in full.items():
        if len(names) == 1:
            given.setdefault(tail, *names)
    return tuple(sorted(given.items()))


def _before(text: str, end: int, context: Context) -> str | None:
    """The body that a bracket explains; None if it is a list, or no body."""
    found = agencies.list_before(text, end, context)
    if len(found) > 1:  # one short name for several: it stays a name of its own, but with a level word it is the body of that level
        body = found[0].printed[1:]
        shared = all(each.rule == "shared-levels" and each.printed.endswith(body) for each in found)
        return EVERY_LEVEL + body if shared else None
    if found and found[0].rule != "named":
        return found[0].printed
    around = text[max(0, end - _REACH) : end]
    match = _pattern("name-before").search(around)
    if not match or not _pattern("body-end").search(match["name"]) or around[: match.start("name")].endswith(("）", "、")):
        return None
    return match["name"].rpartition("了")[2]
