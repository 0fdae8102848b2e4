"""Lists of documents: a page shows a part of each, and reads no more than that of what only a row tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .things import Things

#: Rows of a part.
LISTED = 100
_Key = TypeVar("_Key")
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Named:
    """A document in a list: its name and number, its day, place and level; how it is linked to the one whose page this is, how far away, and the days between."""

    iri: str
    name: str
    number: str
    day: str
    place: str = ""
    level: str = ""
    stub: bool = False
    relation: str = ""
    depth: int = 1
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Part(Generic[_Row]):
    """Some rows of a list of ``total`` rows: the part with the number ``page``, from 0, of ``pages``."""

    rows: Sequence[_Row]
    total: int
    page: int
    pages: int

    @property
    def more(self) -> int:
        """How many rows are in other parts."""
        return self.total - len(self.rows)


def part(keys: Sequence[_Key], row: Callable[[_Key], _Row], page: int = 0, size: int = LISTED) -> Part[_Row]:
    """A part of a list; only its own rows are made.

    Args:
        keys: What the rows are made from, in order.
        row: Makes one.
        page: The number of the part, from 0; behind the last one it is the last.
        size: Rows of a part.
    """
    pages = max(1, -(-len(keys) // size))
    page = min(max(page, 0), pages - 1)
    return Part([row(key) for key in keys[page * size : (page + 1) * size]], len(keys), page, pages)


def named(things: Things, document: str, **link: object) -> Named:
    """A document with what a list shows of it; ``link`` are fields that say how it is linked."""
    place = things.value(document, "eli:jurisdiction")
    return Named(
        document, things.title(document), things.value(document, "eli:number"), things.day(document), things.lasting_name(place) if place else "",
        stub=things.is_a(document, "pg:Stub"), **link)  # type: ignore[arg-type]


def newest_first(things: Things, documents: Iterable[str]) -> list[str]:
    """Documents by day, the newest first, those without a day last."""
    return sorted(documents, key=lambda document: (_inverted(things.day(document)), document))


def oldest_first(things: Things, documents: Iterable[str]) -> list[str]:
    """Documents by day, the oldest first, those without a day last."""
    return sorted(documents, key=lambda document: (things.day(document) or "9999", document))


def _inverted(day: str) -> tuple[int, ...]:
    """A key that puts the newest day first, and no day last."""
    return tuple(-ord(character) for character in day) if day else (1,)


def by_year(days: Iterable[str]) -> list[tuple[str, int]]:
    """How many days fall in each year, from the first to the last."""
    counted = Counter(int(day[:4]) for day in days if day[:4].isdigit())
    return [(str(year), counted[year]) for year in range(min(counted), max(counted) + 1)] if counted else []


def busiest(things: Things, counted: Counter[str], most: int) -> list[tuple[str, str, int]]:
    """Things with the greatest numbers: IRI, name, number; the greatest first."""
    first = sorted(filter(None, counted), key=lambda thing: (-counted[thing], thing))[:most]
    return [(thing, things.lasting_name(thing), counted[thing]) for thing in first]
