"""Force: from when and until when an act is in force, as its text or its metadata say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .. import rules
from ..model import Field, Paragraph
from ..reading import dates
from ..reading.folding import same_key
from .lines import pattern

#: Rules in the order of preference.
_EFFECTIVE, _EXPIRES = ("from-day", "from-issue", "from-span", "in-use"), ("until-day", "ends-day", "for-years", "tried-years")


@dataclass(slots=True)
class Force:
    """施行日期 and the last day in force, with their fields; ``impossible`` holds printed days that no calendar has."""

    effective: str | None = None
    expires: str | None = None
    fields: list[Field] = field(default_factory=list)
    impossible: list[str] = field(default_factory=list)


def read(paragraphs: Sequence[Paragraph], base: str | None, adopted: str | None, kind: str | None, names: Sequence[str]) -> Force:
    """Read the clauses of force of an act.

    Args:
        paragraphs: The paragraphs of the act; annexes are left out.
        base: The day it was signed or printed, that 自印发之日起 counts from.
        adopted: The day it was adopted, that 自通过之日起 counts from; a rule is published on another day.
        kind: The type of the act.
        names: Its title and the title of what it issues.
    """
    found = _clauses([p for p in paragraphs if p.part != "annex" and pattern("about-force", "clauses").search(p.text)], kind, names)
    force = Force()
    for name in _EFFECTIVE:
        if name in found and force.effective is None:
            force.effective = _begin(name, found[name][1], base, adopted, force)
            _note(force, "effective", force.effective, name, found)
    for name in _EXPIRES:
        if name in found and force.expires is None:
            force.expires = _end(found[name][1], force.effective or base, force)
            _note(force, "expires", force.expires, name, found)
    return force


def _clauses(paragraphs: Sequence[Paragraph], kind: str | None, names: Sequence[str]) -> dict[str, tuple[Paragraph, re.Match[str]]]:
    """The clause of each rule: the last 自…起施行 of the text, the first of the others."""
    found: dict[str, tuple[Paragraph, re.Match[str]]] = {}
    for paragraph in paragraphs:
        for name in (*_EFFECTIVE, *_EXPIRES):
            if name == "in-use" and not pattern("public-notice", "clauses").match(kind or "") or name in found and name != "from-day":
                continue
            match = next((m for m in pattern(name, "force").finditer(paragraph.text) if not _of_another(paragraph, m, names)), None)
            if match:
                found[name] = (paragraph, match)
    return found


def _of_another(paragraph: Paragraph, match: re.Match[str], names: Sequence[str]) -> bool:
    """Is the clause said of a document that another agency issued, and that this act does not bear or issue?"""
    left, _ = paragraph.sentence(match.start(), match.end())
    before = paragraph.text[left : match.end()]
    named = pattern("of-another", "clauses").search(before)
    if named is None or pattern("of-itself", "clauses").search(match.group()) or pattern("own-words", "clauses").search(before):
        return False
    key = same_key(named["name"])
    return not any(key in same_key(name) or same_key(name) in key for name in names if name)


def _begin(name: str, match: re.Match[str], base: str | None, adopted: str | None, force: Force) -> str | None:
    if name != "from-issue":
        return _day(match["day"], force)
    if match["adopted"]:
        base = adopted or base
    if base is None:
        return None
    later = dates.number(match["later"]) if match["later"] else 0
    return dates.add(base, months=later) if match["months"] else dates.add(base, days=later)


def _end(match: re.Match[str], begin: str | None, force: Force) -> str | None:
    if "day" in match.groupdict():
        return _day(match["day"], force)
    if begin is None:
        return None
    count = {"months" if match["months"] else "years": dates.number(match["count"])}
    return dates.add(dates.add(begin, **count), days=-1)


def _day(printed: str, force: Force) -> str | None:
    year = pattern("end-of-year", "clauses").fullmatch(printed)
    day = f"{dates.number(year['year'])}-12-31" if year else dates.find_day(printed)
    if day is None:
        force.impossible.append(printed)
    return day


def _note(force: Force, name: str, value: str | None, rule: str, found: Mapping[str, tuple[Paragraph, re.Match[str]]]) -> None:
    if value:
        paragraph, match = found[rule]
        force.fields.append(Field(name, value, paragraph.evidence(match.start(), match.end()), rule, rules.load("force")[rule].confidence))
