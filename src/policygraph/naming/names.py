"""Naming: what a printed name of an agency stands for at the document's place.

市公安局 in a document of 济南 is 济南市公安局; 发展改革委 in one of the State
Council is 国家发展和改革委员会. Groups (各县区政府, 市有关部门) and departments
named by their field (民政部门) keep their kind.

A name is read by the steps of `ORDER`: the first that has an answer gives it, and the answer carries the name of the step.
Where a list ends in running text is tried at many places, and most of what is tried is no name: its last character and its
first ones tell (`may_be_name`). They come from the rules and tables that the steps read by, so that a new word in a rule or a
new name in a table is seen without a word here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from functools import cache, lru_cache

from .. import cues, ownrules, rules
from ..model import Agency
from . import excepted, full_names, gazetteer, reforms
from .full_names import Context, Named

__all__ = ["ORDER", "Context", "Named", "resolve", "short_names"]


#: What the full name of a short one begins with that stands for one body on every level.
EVERY_LEVEL = "各级"


class NoName(Enum):
    """The answer of a step that says: this is no name, and no later step shall read it."""

    NO_NAME = "no-name"


Answer = Named | NoName | None
Step = Callable[[str, Context, bool], Answer]


def resolve(printed: str, context: Context, *, in_list: bool = False) -> Named | None:
    """Resolve one printed name.

    Args:
        printed: The name alone (folded text).
        context: The document that prints it.
        in_list: The name stands in a list of agencies, so that names without a level word count too.

    Returns:
        The agency with the rule that read the name; None if it is not the name of an agency.
    """
    if not 2 <= len(printed) <= 60 or not may_be_name(printed, in_list) and not _is_alias(printed, context):
        return None
    return _resolve(printed, context, in_list)


def _is_alias(printed: str, context: Context) -> bool:
    """Is it, perhaps after a level word, a short name of the document?"""
    return bool(context.aliases) and (printed in short_names(context) or printed[1:] in short_names(context))


@ownrules.renewed
@lru_cache(maxsize=1 << 16)
def _resolve(printed: str, context: Context, in_list: bool) -> Named | None:
    for step in ORDER:
        answer = step(printed, context, in_list)
        if answer is not None:
            return answer if isinstance(answer, Named) else None
    return None


@ownrules.renewed
@lru_cache(maxsize=256)
def short_names(context: Context) -> dict[str, str]:
    """The aliases of a document by the short name; not to be changed."""
    return dict(context.aliases)


@ownrules.renewed
@cache
def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("names")[name].pattern


def _confidence(name: str) -> float:
    return rules.load("names")[name].confidence


# ---- what the document itself says


def alias(printed: str, context: Context, in_list: bool) -> Answer:
    """试点工作小组, 市领导小组: a short name that the document defines, perhaps after a level word."""
    aliases = short_names(context)
    short = next((key for key in (printed, printed[1:]) if aliases.get(key, key) != key), None)
    if not short or short != printed and printed[0] not in gazetteer.level_words():
        return None
    body = body_of_levels(short, context)
    if body and short == printed:
        return None  # one short name for several bodies: it stays a name of its own
    whole = resolve(printed[0] + body if body else aliases[short], _without(context, short), in_list=True)
    return Named(whole.agency, "alias", whole.confidence) if whole else None


def body_of_levels(short: str, context: Context) -> str | None:
    """What a short name stands for that a document gives to a body of every level (市和县节水办公室，以下简称节水办): its name without a level word."""
    full = short_names(context).get(short, "")
    return full.removeprefix(EVERY_LEVEL) if full.startswith(EVERY_LEVEL) else None


def part_of_alias(printed: str, context: Context, in_list: bool) -> Answer:
    """领导小组办公室 where 领导小组 is the short name of a body."""
    match = _pattern("part-of-alias").match(printed)
    full = short_names(context).get(match["alias"]) if match and not body_of_levels(match["alias"], context) else None
    whole = resolve(full, _without(context, match["alias"]), in_list=True) if match and full else None
    if not match or not whole:
        return None
    kind = "group" if match["part"].endswith("单位") else "agency"
    parent = whole.agency.name if kind == "agency" else None
    return Named(replace(whole.agency, name=whole.agency.name + match["part"], kind=kind, parent=parent), "alias", whole.confidence)


def _without(context: Context, short: str) -> Context:
    """A context in which a short name has no meaning: what it stands for is never read by way of itself.

    市和区气象主管机构（以下统称气象主管机构） ends in its own short name, and two short names may be defined by each other.
    """
    return replace(context, aliases=tuple(pair for pair in context.aliases if pair[0] != short))


# ---- names that tell by themselves


def alternatives(printed: str, context: Context, in_list: bool) -> Answer:
    """市场监管局（厅、委）: a body that is called differently from place to place."""
    return _by_shape("alternatives", printed, context)


def no_name(printed: str, context: Context, in_list: bool) -> Answer:
    """依托组织部门, 应当公安局: it has a word of sentences, so it is a piece of one."""
    return NoName.NO_NAME if next(excepted.finditer("names", "no-name", printed), None) else None


def central_table(printed: str, context: Context, in_list: bool) -> Answer:
    """发展改革委 in a document of the centre, 教育部 anywhere: an agency of the table of the centre."""
    known = reforms.central_at(printed, context.date)
    if not known or context.level not in (None, "central") and _is_of_a_place(printed, known.name):
        return None
    return Named(Agency(known.name, "agency", gazetteer.COUNTRY, "central", known.branch), "central-table", 0.97)


def _is_of_a_place(printed: str, full: str) -> bool:
    """统计局, 扶贫办 in a document of a place are the place's own, not those of the centre."""
    if printed != full and _pattern("bureau-of-place").match(printed):
        return True
    named_in_full = printed in (full, "中华人民共和国" + full)
    return not named_in_full and printed in gazetteer.agency_names() and _pattern("short-of-places").match(printed) is not None


def ministry_unit(printed: str, context: Context, in_list: bool) -> Answer:
    """教育部办公厅, 财政部社会保障司: a unit of a ministry; or all of a kind (教育部各司局)."""
    for cut in range(3, len(printed) - 1):
        owner = reforms.central_at(printed[:cut], context.date)
        unit = printed[cut:]
        if not owner or not _pattern("owner").search(printed[:cut]) or gazetteer.place_at_start(unit)[1]:
            continue
        if context.level not in (None, "central") and not _pattern("owner-surely").search(printed[:cut]):
            continue  # 统计局办公室 in a city's document is the city's
        for rule, kind in (("ministry-units", "group"), ("ministry-unit", "agency")):
            if _pattern(rule).match(unit):
                agency = Agency(owner.name + gazetteer.ministry_units().get(unit, unit), kind, gazetteer.COUNTRY, "central", owner.branch, owner.name)
                return Named(agency, rule, _confidence(rule))
    return None


def full_name(printed: str, context: Context, in_list: bool) -> Answer:
    """济南市公安局, 中共济南市委组织部: a name that begins with a place."""
    return full_names.beginning_with_a_place(printed, context)


# ---- groups, and departments by their field


def provinces(printed: str, context: Context, in_list: bool) -> Answer:
    """各省、自治区、直辖市财政厅（局）: the provinces as a level."""
    match = _pattern("provinces").match(printed)
    if not match or match["body"] and not resolve("省" + match["body"], context):
        return None
    return Named(Agency(printed, "group", gazetteer.COUNTRY, "province", full_names.branch(printed)), "provinces", _confidence("provinces"))


def governments(printed: str, context: Context, in_list: bool) -> Answer:
    """各市、州、县人民政府: governments of several levels under one 各 are one group."""
    if not _pattern("governments").fullmatch(printed):
        return None
    return Named(full_names.collective(printed, "governments", context), "governments", _confidence("governments"))


def group(printed: str, context: Context, in_list: bool) -> Answer:
    """各县区政府, 市有关部门: a group that 各, 有关 or 相关 makes."""
    return _by_shape("group", printed, context)


def local(printed: str, context: Context, in_list: bool) -> Answer:
    """属地政府, 项目所在地人民政府: whoever governs where something is."""
    return _by_shape("local", printed, context)


def members(printed: str, context: Context, in_list: bool) -> Answer:
    """市领导小组成员单位: the members of a body."""
    return _by_shape("members", printed, context)


def organisation(printed: str, context: Context, in_list: bool) -> Answer:
    """工会, 法院: an organ that stands without a place."""
    return _by_shape("organisation", printed, context)


def division(printed: str, context: Context, in_list: bool) -> Answer:
    """县区政府: the governments of a level; but 市人民政府 in a document of a city is that city's own."""
    if printed[1:] in ("人民政府", "政府") and full_names.own(printed[0], context):
        return None
    return _by_shape("division", printed, context)


def below(printed: str, context: Context, in_list: bool) -> Answer:
    """县（市、区）公安机关: the bodies of a level that is written with a bracket, as they are printed."""
    rule = rules.load("agencies")["below"]
    if not rule.pattern.match(printed):
        return None
    return Named(Agency(printed, "generic" if "部门" in printed else "group", context.place, context.level), "below", rule.confidence)


def generic(printed: str, context: Context, in_list: bool) -> Answer:
    """民政部门: a department by its field, which is not the name of a body; of 旅游等部门 and 财政部等部门 the one that is named."""
    others = _pattern("and-others").fullmatch(printed)
    if others and "、" not in others["named"]:
        named = resolve(others["named"], context) or resolve(others["named"] + others["kind"], context)
        if named:
            return named
    return None if _pattern("whole-body").search(printed) else _by_shape("generic", printed, context)


def _by_shape(rule: str, printed: str, context: Context) -> Named | None:
    """A group or generic department by a rule of ``rules/agencies.toml``."""
    loaded = rules.load("agencies")[rule]
    return Named(full_names.collective(printed, rule, context), rule, loaded.confidence) if loaded.pattern.match(printed) else None


# ---- names that the document's place completes


def placed(printed: str, context: Context, in_list: bool) -> Answer:
    """市公安局, 市委组织部: a level word, then a body; a level word alone is no name."""
    rule = rules.load("agencies")["placed"]
    match = rule.pattern.match(printed)
    if not match:
        return None
    agency = full_names.with_level_word(match["level"], match["body"] or "", match["bracket"] or "", context)
    return Named(agency, "placed", rule.confidence) if agency else NoName.NO_NAME


def each(printed: str, context: Context, in_list: bool) -> Answer:
    """各高级人民法院: all of a kind; only in a list."""
    rule = rules.load("agencies")["each"]
    if not in_list or not rule.pattern.match(printed):
        return None
    return Named(Agency(printed, "group", context.place, context.level, full_names.branch(printed)), "each", rule.confidence)


def named(printed: str, context: Context, in_list: bool) -> Answer:
    """合肥海关, 财政局: a body without a level word; only in a list."""
    rule = rules.load("agencies")["named"]
    return Named(full_names.bare(printed, context), "named", rule.confidence) if in_list and rule.pattern.match(printed) else None


#: The order of the steps. What the document defines comes before what names usually mean; then the shapes that hold words of
#: sentences, and what has such a word otherwise is out; tables of facts before patterns; groups before single bodies, whose
#: patterns are wider; last what only a list makes sure.
ORDER: tuple[Step, ...] = (
    alias, part_of_alias, alternatives, no_name, central_table, ministry_unit, full_name,
    provinces, governments, local, group, members, organisation, division, below, generic, placed, each, named,
)


# ---- whether a piece of text can be a name at all

#: The rules (file/rule) of which each step of `names.ORDER` needs one to match up to the end of the name. `central_table` has
#: a table in their place, `no_name` reads none, and `alias` knows its names by heart.
READS: Mapping[str, tuple[str, ...]] = {
    "alias": (), "no_name": (), "central_table": (), "part_of_alias": ("names/part-of-alias",),
    "ministry_unit": ("names/ministry-units", "names/ministry-unit"), "full_name": ("full_names/with-place",),
    "provinces": ("names/provinces",), "governments": ("names/governments",),
    **{step: (f"agencies/{step}",) for step in ("alternatives", "group", "local", "members", "organisation", "division", "below", "generic", "placed", "each", "named")},
}
#: The steps that read a name only in a list, and the step whose rule must match the whole name.
ONLY_IN_LIST, WHOLE = frozenset(("each", "named")), "governments"
#: How the names of the party at a place begin; they end with anything.
_PARTY = "中共"
#: How much of the beginning of a name of the centre is compared.
_FRONT = 2


def may_end(text: str, start: int, end: int, context: Context) -> bool:
    """Can a name of a list end at ``end``, wherever in ``text[start:end]`` it begins? False is certain.

    It ends as names do or as the short names of the document, or something stands there with which a name may begin that ends with anything.
    """
    return text[end - 1] in _edges(True)[0] or text[end - 1] in _short_ends(context) or _open_beginnings().search(text, start, end) is not None


def ends(text: str, start: int, first: int, last: int, context: Context) -> Iterator[int]:
    """The ends from ``first`` down to ``last`` (left out) at which a name that begins at ``start`` may end: the others end like none; at the end of a text, none."""
    closing, begins = _edges(False)
    # A list may be asked for where the text has ended: an item of a mark alone, the last of a copy that was cut.
    anywhere = text[start : start + 1] in begins or text[start : start + _FRONT] in _fronts()
    short = _short_ends(context)
    return (end for end in range(first, last, -1) if anywhere or text[end - 1] in closing or text[end - 1] in short)


@ownrules.renewed
@lru_cache(maxsize=256)
def _short_ends(context: Context) -> frozenset[str]:
    return frozenset(short[-1] for short in short_names(context) if short)


@ownrules.renewed
@cache
def _open_beginnings() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_edges(True)[1] | _fronts())))


def may_be_name(printed: str, in_list: bool) -> bool:
    """Can a step read this as a name, if the document itself defines no name? False is certain.

    >>> may_be_name("市财政局", False), may_be_name("市财政局做好", False)
    (True, False)
    """
    ends, begins = _edges(in_list)
    return printed[-1] in ends or printed[0] in begins or printed[:_FRONT] in _fronts()


@ownrules.renewed
@cache
def _fronts() -> frozenset[str]:
    """How the names begin that may end with anything: those of the centre with a unit after them, those of the party."""
    return frozenset(name[:_FRONT] for name in gazetteer.central_names()) | {_PARTY}


@ownrules.renewed
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
            end = cues.endings(pattern.pattern, pattern.flags) if cues.reaches_end(pattern.pattern, pattern.flags) or step == WHOLE else None
            if end is not None:
                ends |= end
            elif step != "ministry_unit":  # the first word of its names is one of the centre
                begins |= _beginnings(name, pattern)
    return ends, begins


def _beginnings(name: str, pattern: re.Pattern[str]) -> frozenset[str]:
    found = cues.beginnings(pattern.pattern, pattern.flags)
    if found is None:
        raise ValueError(f"rules/{name}: neither its first nor its last characters tell a name from other text")
    return found
