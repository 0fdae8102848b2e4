"""Values: literals of RDF become values of Python, and these the text that a table shows.

A whole number is an int, a decimal a Decimal, a double a float, a truth a bool,
a day a date. A deadline that is a year or a month only (``2019``, ``2019-06``),
a recurring day and whatever is not written as its type demands stay text, as
IRIs and names do; what is unbound is None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal

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
