"""Values: literals of RDF become values of Python, and these the text that a table shows.

A whole number is an int, a decimal a Decimal, a double a float, a truth a bool,
a day a date. A deadline that is a year or a month only (``2019``, ``2019-06``),
a recurring day and whatever is not written as its type demands stay text, as
IRIs and names do; what is unbound is None. Rows are put in order here, too:
a store that sorts on disk looks a name up each time that it compares it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pyoxigraph
from rdflib import URIRef

from ..registry import LEVELS

#: What a cell of an answer holds.
Value = str | int | float | Decimal | bool | date | None

_XSD = "http://www.w3.org/2001/XMLSchema#"
_WHOLE = (
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger",
    "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte",
)
_RANKS = {level.zh: level.rank for level in LEVELS.values()}
#: Digits of the longest number that becomes one; a hostile endpoint may send more.
_MOST = 400
#: Terms that are kept as they were read.
_KEPT = 65_536


def _matching(form: str, convert: Callable[[str], Value]) -> Callable[[str], Value]:
    pattern = re.compile(form)

    def read(text: str) -> Value:
        if len(text) > _MOST or not pattern.fullmatch(text):
            raise ValueError(text[:_MOST])
        return convert(text)

    return read


_READERS: Mapping[str, Callable[[str], Value]] = {
    **{_XSD + name: _matching(r"[+-]?[0-9]+", int) for name in _WHOLE},
    _XSD + "decimal": _matching(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", Decimal),
    **{_XSD + name: _matching(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", float) for name in ("double", "float")},
    _XSD + "boolean": _matching("true|false|1|0", lambda text: text in ("true", "1")),
    _XSD + "date": _matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat),
}


def typed(text: str, datatype: str | None) -> Value:
    """The value of a literal, or of an IRI (without a datatype).

    >>> typed("12", "http://www.w3.org/2001/XMLSchema#integer"), typed("2019", "http://www.w3.org/2001/XMLSchema#gYear")
    (12, '2019')
    """
    with suppress(ValueError):
        return _READERS.get(str(datatype or ""), str)(text)
    return text


def flagged(value: Value) -> Value:
    """A flag of a named query, which says yes or no in its text."""
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def in_order(value: Value) -> Value:
    """The names in a column that lists them, a line each, as one text: levels from the top down, others by their characters.

    An engine joins in the order in which it finds things, which differs from engine to engine and from one loading to the next.

    >>> in_order("县级\\n中央"), in_order("丙局\\n乙局"), in_order("")
    ('中央、县级', '丙局、乙局', None)
    """
    if not isinstance(value, str):
        return value
    return "、".join(sorted(filter(None, value.split("\n")), key=lambda name: (_RANKS.get(name, 0), name))) or None


def plain(value: Value, flag: bool = False) -> str:
    """The text of a value: a decimal without zeros at its end, a day as ``2019-06-30``, a flag as yes or no, unbound as nothing.

    >>> plain(Decimal("20.50")), plain(True), plain(True, flag=True), plain(None)
    ('20.5', 'true', 'yes', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return ("yes" if value else "no") if flag else str(value).lower()
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def jsonable(value: Value) -> str | int | float | bool:
    """The value as JSON has it: numbers and truths as such, a day as text, unbound as ``""``."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, (bool, int, float)) else plain(value)


# ---- order

#: The last clause of a query, where it orders by columns alone, with the limit.
_ORDER = re.compile(r"\s+ORDER BY(?P<keys>(?:\s+(?:DESC\(\s*\?\w+\s*\)|\?\w+))+)\s*(?:LIMIT\s+(?P<limit>\d+))?\s*")
_EXPRESSION = re.compile(r"\((?:[^()]*\bAS\s+(?P<name>\?\w+)\s*|[^()]*)\)")
_KEY = re.compile(r"(?P<down>DESC\(\s*)?\?(?P<name>\w+)")


def unordered(text: str) -> tuple[str, list[tuple[str, bool]], int | None] | None:
    """A query without the order and the limit at its end, the columns that it orders by (and whether downward), and the limit.

    Returns:
        None where it orders by nothing, or by more than the values of its columns.

    >>> unordered("SELECT ?a ?n { ?a ?b ?n } ORDER BY DESC(?n) ?a LIMIT 5")
    ('SELECT ?a ?n { ?a ?b ?n }', [('n', True), ('a', False)], 5)
    >>> unordered("SELECT ?a { ?a ?b ?n } ORDER BY STRLEN(?a)"), unordered("SELECT ?a { ?a ?b ?n } ORDER BY ?n")
    (None, None)
    """
    start = text.rfind("ORDER BY")
    match = _ORDER.fullmatch(text, start - 1) if start > 0 else None
    if not match:
        return None
    keys = [(key["name"], key["down"] is not None) for key in _KEY.finditer(match["keys"])]
    if not {name for name, _ in keys} <= _columns(text):
        return None
    return text[: start - 1].rstrip(), keys, int(match["limit"]) if match["limit"] else None


def _columns(text: str) -> set[str]:
    """The columns of a query: what stands between SELECT and the pattern, each expression as the name that it is given."""
    head = text[text.find("SELECT") : text.find("{")]
    while (shorter := _EXPRESSION.sub(lambda match: match["name"] or "", head)) != head:
        head = shorter
    return set(re.findall(r"\?(\w+)", head))


@dataclass(frozen=True, slots=True)
class Term:
    """A value as a graph has it: its text, and ``value``, what a row shows of it. An IRI and a blank node have no datatype."""

    text: str
    value: Value
    language: str | None = None
    is_iri: bool = False
    is_literal: bool = False


@lru_cache(_KEPT)
def term_of(term: Any) -> Term | None:
    """What an engine gives, a term of rdflib or of Oxigraph, read once: names come back in row after row."""
    if term is None:
        return None
    oxigraph = isinstance(term, (pyoxigraph.Literal, pyoxigraph.NamedNode, pyoxigraph.BlankNode))
    text = term.value if oxigraph else str(term)
    if not hasattr(term, "datatype"):
        return Term(text, text, is_iri=isinstance(term, (pyoxigraph.NamedNode, URIRef)))
    datatype = term.datatype.value if oxigraph else term.datatype
    return Term(text, typed(text, datatype), term.language, is_literal=True)


def ordered(rows: Sequence[Sequence[Any]], columns: Sequence[str], keys: Sequence[tuple[str, bool]]) -> list[Sequence[Any]]:
    """Rows of terms, of rdflib or of Oxigraph, in the order that SPARQL gives them: unbound, IRIs, numbers, texts by their code points."""
    rows = list(rows)
    for name, down in reversed(keys):
        at = columns.index(name)
        rows.sort(key=lambda row: _rank(term_of(row[at])), reverse=down)
    return rows


def _rank(term: Term | None) -> tuple[Any, ...]:
    if term is None:
        return (0,)
    if not term.is_literal:
        return 1, term.text
    if isinstance(term.value, (int, float, Decimal)) and not isinstance(term.value, bool):
        return 2, term.value
    return 3, term.text, term.language is None
