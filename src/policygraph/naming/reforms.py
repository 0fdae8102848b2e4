"""Reforms of agencies (机构改革): what became of an agency, and when, from ``tables/reforms.csv``.

Reforms of the centre are facts by full name. The reform of 2018 and 2019 in
provinces, cities and counties is told by what bodies are usually called
before and after, without the place; some provinces went their own way
(``within``), an empty successor says that the name stayed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from .. import ownrules, tables
from ..errors import TableError
from ..language import Phrase
from ..model import Agency
from . import gazetteer

SCOPES = ("central", "local", "province", "below")


@dataclass(frozen=True, slots=True)
class Reform:
    """One row: date (day or month), where it holds, names before and after, how sure that is."""

    date: str
    scope: str
    within: tuple[str, ...]
    originals: tuple[str, ...]
    resulting: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Change:
    """An agency gave way to others: ``date`` is a day or, for the usual local course, the month by which it was done.

    ``event`` names what happened there and then: those who gave way together.
    """

    event: str
    date: str
    original: Agency
    resulting: tuple[Agency, ...]
    rule: str
    confidence: float


@ownrules.renewed
@cache
def reforms() -> tuple[Reform, ...]:
    """All rows in the order of the file.

    Raises:
        TableError: A scope, date or confidence is malformed; names the row.
    """
    found = []
    for row in tables.rows("reforms", ("date", "scope", "original", "confidence")):
        if row["scope"] not in SCOPES or len(row["date"]) not in (7, 10) or not 0 < float(row["confidence"]) <= 1:
            raise TableError(Phrase("tables/reforms.csv {original}: scope, date or confidence is malformed", original=row["original"]))
        found.append(Reform(
            row["date"], row["scope"], tuple(row["within"].split()), tuple(row["original"].split()),
            tuple(row["resulting"].split()), float(row["confidence"])))
    return tuple(found)


@ownrules.renewed
@cache
def _periods() -> dict[str, tuple[str, str]]:
    """From when until when an agency of the centre had the work it took over in a reform; "" and "9" where it is open."""
    periods: dict[str, tuple[str, str]] = {}
    for reform in reforms():
        if reform.scope != "central":
            continue
        for name in set(reform.resulting) - set(reform.originals):
            start, end = periods.get(name, ("", "9"))
            periods[name] = (start or reform.date, end)
        for name in set(reform.originals) - set(reform.resulting):
            start, _ = periods.get(name, ("", "9"))
            periods[name] = (start, reform.date)
    return periods


@ownrules.renewed
@cache
def _owners() -> dict[str, tuple[gazetteer.CentralAgency, ...]]:
    found: dict[str, list[gazetteer.CentralAgency]] = {}
    for agency in gazetteer.central_agencies():
        for name in agency.shorts:
            found.setdefault(name, []).append(agency)
    return {name: tuple(agencies) for name, agencies in found.items() if len(agencies) > 1}


def central_at(name: str, date: str | None) -> gazetteer.CentralAgency | None:
    """The agency of the centre that a full or short name means on a day (None: today).

    >>> central_at("广电总局", "2015-06-01").name, central_at("广电总局", "2019-06-01").name
    ('国家新闻出版广电总局', '国家广播电视总局')
    """
    known = gazetteer.central_names().get(name)
    owners = _owners().get(name, ())
    if not owners or known and name == known.name:
        return known
    day = date or "2100"
    for agency in owners:
        start, end = _periods().get(agency.name, ("", "9"))
        if start <= day < end:
            return agency
    return known


def former(name: str, year: int) -> str:
    """What an agency of the centre was in a year before the reforms that made it; itself where it was there, or nobody was alone before it.

    >>> former("生态环境部", 2001), former("生态环境部", 2020)
    ('国家环境保护总局', '生态环境部')
    """
    while (start := _periods().get(name, ("", ""))[0]) and year < int(start[:4]):
        made = [reform for reform in reforms() if reform.scope == "central" and reform.date == start and name in reform.resulting]
        if len(made) != 1 or len(made[0].originals) != 1:
            break
        name = made[0].originals[0]
    return name


def change(agency: Agency) -> Change | None:
    """What became of an agency; None if the tables know of no reform that ended it."""
    if agency.kind != "agency" or not agency.place:
        return None
    return _central_change(agency) if agency.place == gazetteer.COUNTRY else _local_change(agency)


def _central_change(agency: Agency) -> Change | None:
    for reform in reforms():
        if reform.scope == "central" and agency.name in reform.originals:
            resulting = tuple(_central_agency(name) for name in reform.resulting)
            return Change(" ".join(reform.originals), reform.date, agency, resulting, "reform-central", reform.confidence)
    return None


def _central_agency(name: str) -> Agency:
    known = gazetteer.central_names().get(name)
    return Agency(name, "agency", gazetteer.COUNTRY, "central", known.branch if known else "government")


def _local_change(agency: Agency) -> Change | None:
    place = gazetteer.place(agency.place or "")
    if place is None or not agency.name.startswith(where := gazetteer.name_before_agency(place)):
        return None
    body = agency.name[len(where) :]
    province = gazetteer.within(place.code, "province")
    rows = [
        reform for reform in reforms()
        if body in reform.originals and reform.scope in ("local", "province" if place.level == "province" else "below")
        and (not reform.within or province and province.code in reform.within)
    ]
    if not rows:
        return None
    reform = max(rows, key=lambda row: bool(row.within))
    if not reform.resulting:
        return None
    names = (name.format(place=where) if "{place}" in name else where + name for name in reform.resulting)
    resulting = tuple(replace(agency, name=name, parent=None) for name in names)
    return Change(" ".join(reform.originals), reform.date, agency, resulting, "reform-usual", reform.confidence)


def check() -> list[str]:
    """What is wrong with the table: names of the centre that no other table has, reforms that go round; [] if nothing."""
    wrong: list[str] = []
    for reform in reforms():
        if reform.scope == "central":
            wrong += [Phrase("reforms.csv: {name} is not in central_agencies.csv", name=name)
                      for name in (*reform.originals, *reform.resulting) if name not in gazetteer.central_names()]
        wrong += [Phrase("reforms.csv: {name} follows itself", name=name) for name in reform.originals if name in reform.resulting]
    for name in {name for reform in reforms() if reform.scope == "central" for name in reform.originals}:
        if name in _later(name):
            wrong.append(Phrase("reforms.csv: the reforms of {name} go round", name=name))
    return wrong


def _later(name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        now = _central_change(_central_agency(waiting.pop()))
        new = {agency.name for agency in now.resulting} - found if now else set()
        found |= new
        waiting += new
    return found
