"""Whether a piece of text can be the name of an agency at all, told by its last character and its first ones.

Where a list ends in running text is tried at many places, and most of what is tried is no name. The characters come from
the rules that the steps of `names.ORDER` read by (`cues.endings`) and from the tables, so that a new word in a rule or a
new name is seen without a word here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from .. import cues, rules
from . import gazetteer

#: The rules (file/rule) of which each step of `names.ORDER` needs one to match up to the end of the name. `central_table` has
#: a table in their place, `no_name` reads none, and `alias` knows its names by heart.
READS: Mapping[str, tuple[str, ...]] = {
    "alias": (), "no_name": (), "central_table": (), "part_of_alias": ("names/part-of-alias",),
    "ministry_unit": ("names/ministry-units", "names/ministry-unit"), "full_name": ("full_names/with-place",),
    "provinces": ("names/provinces",), "governments": ("names/governments",),
    **{step: (f"agencies/{step}",) for step in ("alternatives", "group", "local", "members", "organisation", "division", "generic", "placed", "each", "named")},
}
#: The steps that read a name only in a list, and the step whose rule must match the whole name.
ONLY_IN_LIST, WHOLE = frozenset(("each", "named")), "governments"
#: How the names of the party at a place begin; they end with anything.
_PARTY = "中共"
#: How much of the beginning of a name of the centre is compared.
_FRONT = 2


def may_be_name(printed: str, in_list: bool) -> bool:
    """Can a step read this as a name, if the document itself defines no name? False is certain.

    >>> may_be_name("市财政局", False), may_be_name("市财政局做好", False)
    (True, False)
    """
    ends, begins = _edges(in_list)
    return printed[-1] in ends or printed[0] in begins or printed[:_FRONT] in _fronts()


@cache
def _fronts() -> frozenset[str]:
    """How the names begin that may end with anything: those of the centre with a unit after them, those of the party."""
    return frozenset(name[:_FRONT] for name in gazetteer.central_names()) | {_PARTY}


@cache
def _edges(in_list: bool) -> tuple[frozenset[str], frozenset[str]]:
    """The characters that names end with; and for rules that leave their end open, those that their names begin with.

    Raises:
        ValueError: A rule tells neither.
    """
    ends, begins = frozenset(name[-1] for name in gazetteer.central_names()), frozenset[str]()
    for step, read in READS.items():
        for name in read if in_list or step not in ONLY_IN_LIST else ():
            file, _, rule = name.partition("/")
            pattern = rules.load(file)[rule].pattern
            end = cues.endings(pattern) if cues.reaches_end(pattern) or step == WHOLE else None
            if end is not None:
                ends |= end
            elif step != "ministry_unit":  # the first word of its names is one of the centre
                begins |= _beginnings(name, pattern)
    return ends, begins


def _beginnings(name: str, pattern: re.Pattern[str]) -> frozenset[str]:
    found = cues.beginnings(pattern)
    if found is None:
        raise ValueError(f"rules/{name}: neither its first nor its last characters tell a name from other text")
    return found
