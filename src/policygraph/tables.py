"""Load the tables of facts (``tables/NAME.csv`` in the rooms): UTF-8, a head line, one row a fact.

A table of own rules (`ownrules`) adds rows: they come before those of the package, and where the first field tells rows apart, one takes
the place of the row that begins like it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from . import ownrules, rooms
from .errors import TableError
from .language import Phrase

#: Tables in which several rows may begin with the same field.
LISTS = ("code_habits", "confidences", "excepted", "local_names", "programme_words", "reforms")
#: Fields that hold one of a few words, which are those that the package's table has.
CODED = {
    "agency_names": ("branch",), "central_agencies": ("branch",), "laws": ("kind",), "level_words": ("level",), "local_names": ("level",),
    "metadata_keys": ("field",), "national_initiatives": ("tier",), "places": ("level",), "programme_words": ("class",), "reforms": ("scope",),
}


def rows(name: str, required: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The rows of ``tables/<name>.csv``, as texts by column, with those of own rules that are in use.

    Raises:
        TableError: The file cannot be read, a required field is empty, or one of an own table is none that is known; names file, row and field.
    """
    path = f"tables/{name}.csv"
    try:
        text = rooms.data("tables", ".csv")[name].read_text("utf-8")
    except (KeyError, OSError, UnicodeDecodeError) as error:
        raise TableError(Phrase("{path}: {error}", path=path, error=error)) from error
    mine = ownrules.text(path)
    if mine is None:
        yield from _rows(path, text, required)
        return
    package = list(_rows(path, text, required))
    added = _own_rows(name, *mine, package)
    yield from added
    first = next(iter(package[0]))
    replaced = frozenset() if name in LISTS else frozenset(row[first] for row in added)
    yield from (row for row in package if row[first] not in replaced)


def _rows(place: str, text: str, required: tuple[str, ...]) -> Iterator[dict[str, str]]:
    for n, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        for key in required:
            if not row.get(key):
                raise TableError(Phrase("{place} row {n}: {key} is empty", place=place, n=n, key=key))
        yield row


def _own_rows(name: str, place: str, text: str, package: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows of an own table, with all columns of the package's; what every row of the package has must be there."""
    columns = list(package[0])
    coded = {key: {row[key] for row in package} for key in CODED.get(name, ())}
    needed = [key for key in columns if all(row[key] for row in package)]
    reader = csv.DictReader(io.StringIO(text))
    given = reader.fieldnames or []
    if unknown := [key for key in given if key not in columns]:
        raise TableError(Phrase("{place} row 1: there is no column {column!r}; its columns are {known}", place=place, column=unknown[0], known=",".join(columns)))
    found: list[dict[str, str]] = []
    try:
        for n, row in enumerate(reader, 2):
            if None in row or None in row.values():
                raise TableError(Phrase("{place} row {n}: has more or fewer fields than the first row", place=place, n=n))
            if empty := [key for key in needed if not row.get(key)]:
                raise TableError(Phrase("{place} row {n}: {key} is empty", place=place, n=n, key=empty[0]))
            if wrong := [key for key in coded if row.get(key, "") not in coded[key]]:
                known = ", ".join(sorted(filter(None, coded[wrong[0]])))
                raise TableError(Phrase("{place} row {n}: {key} is {value!r}; known are {known}", place=place, n=n, key=wrong[0], value=row.get(wrong[0], ""), known=known))
            if name not in LISTS and row[columns[0]] in {each[columns[0]] for each in found}:
                raise TableError(Phrase("{place} row {n}: {name} stands in it twice", place=place, n=n, name=row[columns[0]]))
            found.append({key: row.get(key, "") for key in columns})
    except csv.Error as error:
        raise TableError(Phrase("{place} row {n}: {error}", place=place, n=reader.line_num, error=error)) from error
    return found
