"""National laws, administrative regulations and party rules by name (``tables/laws.csv``).

The titles are those in force or once in force at the centre; documents name
them with or without 中华人民共和国, by a short name (税收征管法), and with the
year of a revision (2018修正).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .. import ownrules, rules, tables
from ..errors import TableError
from ..language import Phrase

_PREFIX = "中华人民共和国"
_KINDS = ("法律", "行政法规", "党内法规")


@ownrules.renewed
@cache
def _rows() -> dict[str, tuple[str, str]]:
    found = {}
    for row in tables.rows("laws", ("name", "kind")):
        if row["kind"] not in _KINDS:
            raise TableError(Phrase("tables/laws.csv {name}: unknown kind {kind}", name=row["name"], kind=row["kind"]))
        found[row["name"]] = row["full_name"], row["kind"]
    return found


@ownrules.renewed
@cache
def names() -> dict[str, str]:
    """Full official title by short name (without 中华人民共和国).

    Raises:
        TableError: A row is malformed.
    """
    return {name: full for name, (full, _) in _rows().items()}


@ownrules.renewed
@cache
def _longest() -> int:
    return max(map(len, names()))


def short(title: str) -> str:
    """A title without 中华人民共和国."""
    return title.removeprefix(_PREFIX)


def _without_version(title: str) -> str:
    version, title = rules.load("laws")["version"], short(title)
    return version.pattern.sub("", title) if version.may_be_in(title) else title


def official(title: str) -> str:
    """The full official title of a law by any name; other titles are given back as they are.

    >>> official("公务员法"), official("公务员法（2018修订）"), official("供水办法（试行）")
    ('中华人民共和国公务员法', '中华人民共和国公务员法', '供水办法（试行）')
    """
    known = names()
    return known.get(short(title)) or known.get(_without_version(title)) or title


def kind(title: str) -> str | None:
    """Is it a law (法律), an administrative regulation (行政法规) or a party rule (党内法规)? None if it is none.

    >>> kind("城市供水条例"), kind("临江市供水条例")
    ('行政法规', None)
    """
    row = _rows().get(short(title)) or _rows().get(_without_version(title))
    return row[1] if row else None


@dataclass(frozen=True, slots=True)
class LawDates:
    """When a national law or administrative regulation was first promulgated, and last revised (ISO days; None: not known, never).

    ``source`` is what tells it: the note under its title (题注), the name of the file, or the order of the President (主席令).
    """

    promulgated: str | None
    revised: str | None
    source: str


@ownrules.renewed
@cache
def _dates() -> dict[str, LawDates]:
    found = {}
    for row in tables.rows("law_dates", ("title",)):
        if any(row[key] and not re.fullmatch(r"\d{4}-\d\d-\d\d", row[key]) for key in ("promulgated", "revised")):
            raise TableError(Phrase("tables/law_dates.csv {title}: a day is none", title=row["title"]))
        found[row["title"]] = LawDates(row["promulgated"] or None, row["revised"] or None, row["source"])
    return found


def dates_of(title: str) -> LawDates | None:
    """The dates of a national law or administrative regulation by its official title; None if the table has not got it.

    >>> dates_of("中华人民共和国公务员法").promulgated
    '2005-04-27'

    Raises:
        TableError: A row is malformed.
    """
    return _dates().get(title)


def is_law(title: str) -> bool:
    """Is this a name of the table?

    >>> is_law("中华人民共和国公务员法"), is_law("公务员法"), is_law("办法")
    (True, True, False)
    """
    return short(title) in names() or _without_version(title) in names()


def ending_at(text: str, end: int) -> str | None:
    """The longest name of a law that ends at ``end`` in a text, as its short name; None if there is none."""
    known = names()
    for start in range(max(0, end - _longest()), end - 1):
        if text[start:end] in known:
            return text[start:end]
    return None
