"""Forms: the named queries as forms to fill in, and their answers as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .. import tables
from ..asking.named import NamedQuery, Parameter, bind, named
from ..asking.prefixes import shorten
from ..asking.suggest import KINDS
from ..asking.values import plain
from ..language import told
from ..registry import RELATIONS, ROLES, doubt
from .content.entities import by_year
from .content.things import Things
from .content.vocabulary import label
from .sparql.readers import Rows

#: Rows of an answer that a page shows; all are in what can be downloaded.
SHOWN = 500
#: Types of parameters -> kinds of input fields.
_INPUTS = {"integer": "number", "amount": "number", "date": "date"}
#: Columns whose values are days or years.
_DAYS = ("date", "due", "since", "until", "day", "first", "last_day")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: its parameter, its label and what it is in the language of the reader, the kind of the input, which names are suggested, and its value."""

    parameter: Parameter
    label: str
    description: str
    input: str
    suggested: str
    value: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, where it leads, and its number for sorting."""

    text: str
    path: str = ""
    number: str = ""


def fields(query: NamedQuery, given: Mapping[str, str], language: str) -> list[Field]:
    """The fields of the form of a query, with the values that were given, in a language of `policygraph.language.LANGUAGES`."""
    return [Field(p, head(query.name, p.name, language), told(p.description, language), _INPUTS.get(p.type, "text"), p.type if p.type in KINDS else "", given.get(p.name, p.default or "")) for p in query.parameters]


def given(query: NamedQuery, values: Mapping[str, str]) -> dict[str, str]:
    """The values of the parameters, without those that are empty."""
    return {p.name: values[p.name].strip() for p in query.parameters if values.get(p.name, "").strip()}


def complete(query: NamedQuery, values: Mapping[str, str]) -> bool:
    """Has every parameter a value that must have one?"""
    return all(values.get(p.name) for p in query.parameters if p.required)


def text(query: NamedQuery, values: Mapping[str, str]) -> str:
    """The SPARQL of a query with the values that were given."""
    return bind(query, values)


def by_question() -> list[NamedQuery]:
    """All named queries, in the order of the questions that they answer."""
    return list(named().values())


def by_competency() -> list[tuple[int, list[NamedQuery]]]:
    """The questions that the graph is made for, by number, each with the named queries that answer it."""
    numbers = sorted({number for query in named().values() for number in query.competency} - {0})
    return [(number, [query for query in named().values() if number in query.competency]) for number in numbers]


def head(query: str, name: str, language: str) -> str:
    """What stands above a column of a named query, and before a field of its form; in English that is its name."""
    known = _heads() if language == "zh" else {}
    return known.get(f"{query}.{name}") or known.get(name) or name


@cache
def _heads() -> Mapping[str, str]:
    """Names of columns and parameters -> Chinese; ``QUERY.NAME`` where a query means something else by a name."""
    return {row["name"]: row["zh"] for row in tables.rows("heads", ("name", "zh"))}


def word(column: str, text: str, flag: bool, language: str) -> str:
    """A cell that holds a word of the program, in the language of the reader; all else as it is, and in English every cell."""
    if language != "zh" or not text.isascii():
        return text
    if flag:
        return {"yes": "是", "no": "否"}.get(text, text)
    if column == "resolution":
        return label(f"pg:{text}", language) or text
    return _words().get((column, text), text)


@cache
def _words() -> Mapping[tuple[str, str], str]:
    """Columns and the words in them -> Chinese: those of the registry, and those that stand in the queries themselves."""
    known = {(column, each.name): each.zh for column, all_of_it in (("relation", RELATIONS), ("role", ROLES)) for each in all_of_it.values()}
    return known | {(row["column"], row["word"]): row["zh"] for row in tables.rows("answer_words", ("column", "word", "zh"))}


def cells(answer: Rows, things: Things, language: str = "en") -> list[list[Cell]]:
    """The rows that a page shows, words of the program in a language; a confidence that is low is marked."""
    return [[_sure(row[name]) if name == "confidence" else _cell(name, row[name], answer, things, language) for name in answer.columns]
            for row in answer.rows[:SHOWN]]


def _sure(value: Any) -> Cell:
    text = plain(value)
    return Cell(text + doubt(text), number=text)


def _cell(name: str, value: Any, answer: Rows, things: Things, language: str) -> Cell:
    flag = name in answer.flags
    text = plain(value, flag)
    if isinstance(value, str) and value in answer.iris:
        return Cell(shorten(text), things.path(text))
    return Cell(word(name, text, flag, language), number=text if not isinstance(value, str | None) and not flag and text.replace(".", "").lstrip("-").isdigit() else "")


def years(answer: Rows) -> list[tuple[str, int]]:
    """How many rows fall in each year, where a column of the answer holds days; from the first to the last year."""
    column = next((name for name in _DAYS if name in answer.columns), "")
    found = by_year([str(row[column]) for row in answer.rows]) if column else []
    return found if 1 < len(found) <= 200 else []

