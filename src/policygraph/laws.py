"""National laws and administrative regulations by name (``data/gazetteer/laws.csv``).

The titles are those of the laws and regulations in force or once in force at
the centre; documents name them with or without 中华人民共和国.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from .errors import TableError

_PREFIX = "中华人民共和国"


@cache
def names() -> dict[str, str]:
    """Full official title by short name (without 中华人民共和国).

    Raises:
        TableError: A row is malformed.
    """
    found = {}
    with (files("policygraph") / "data" / "gazetteer" / "laws.csv").open(encoding="utf-8", newline="") as file:
        for n, row in enumerate(csv.DictReader(file), 2):
            if not row.get("name") or row.get("kind") not in ("法律", "行政法规"):
                raise TableError(f"gazetteer/laws.csv row {n}: name or kind is missing")
            found[row["name"]] = row["full_name"]
    return found


@cache
def _longest() -> int:
    return max(map(len, names()))


def short(title: str) -> str:
    """A title without 中华人民共和国."""
    return title.removeprefix(_PREFIX)


def is_law(title: str) -> bool:
    """Is this the name of a national law or administrative regulation?

    >>> is_law("中华人民共和国公务员法"), is_law("公务员法"), is_law("办法")
    (True, True, False)
    """
    return short(title) in names()


def ending_at(text: str, end: int) -> str | None:
    """The longest name of a law that ends at ``end`` in a text, as its short name; None if there is none."""
    known = names()
    for start in range(max(0, end - _longest()), end - 1):
        if text[start:end] in known:
            return text[start:end]
    return None
