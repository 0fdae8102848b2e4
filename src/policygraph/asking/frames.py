"""Frames: the rows of an answer as a table of pandas or polars, each column of one type.

A column of whole numbers, of numbers, of truths or of days has the library's
own type, with missing values where the answer has none; a column of mixed
values, and any other, is text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

from ..errors import PolicyGraphError
from ..language import Phrase
from .values import Value, plain

#: Type of a column -> the name of the type in each library.
PANDAS = {int: "Int64", float: "Float64", bool: "boolean", date: "datetime64[s]", str: "string"}
POLARS = {int: "Int64", float: "Float64", bool: "Boolean", date: "Date", str: "String"}
#: Largest whole number (its absolute value) that a column of 64 bits takes.
_MOST = 2**63 - 1


class FrameError(PolicyGraphError):
    """The library that makes a table is not installed."""


def to_pandas(rows: Sequence[Mapping[str, Value]], columns: Sequence[str]) -> Any:
    """A ``pandas.DataFrame``; days are ``datetime64[s]``, which knows days that nanoseconds do not reach (9999-12-31).

    Raises:
        FrameError: pandas is not installed.
    """
    pandas = _library("pandas")
    series = {}
    for name in columns:
        kind, values = typed_column(rows, name)
        array = values if kind is not date else [value.isoformat() if isinstance(value, date) else pandas.NaT for value in values]
        series[name] = pandas.Series(array, dtype=PANDAS[kind])
    return pandas.DataFrame(series, columns=list(columns))


def to_polars(rows: Sequence[Mapping[str, Value]], columns: Sequence[str]) -> Any:
    """A ``polars.DataFrame``; days are ``Date``.

    Raises:
        FrameError: polars is not installed.
    """
    polars = _library("polars")
    found = {name: typed_column(rows, name) for name in columns}
    return polars.DataFrame([polars.Series(name, values, dtype=getattr(polars, POLARS[kind])) for name, (kind, values) in found.items()])


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise FrameError(Phrase("a table of {name} needs {name} (pip install 'policygraph[{name}]')", name=name)) from error


def typed_column(rows: Sequence[Mapping[str, Value]], name: str) -> tuple[type, list[Value]]:
    """The type of a column and its values in it; None stays None."""
    values = [row[name] for row in rows]
    kinds = {float if isinstance(value, Decimal) else type(value) for value in values if value is not None}
    if kinds == {int, float}:
        kinds = {float}
    kind = kinds.pop() if len(kinds) == 1 else str
    if kind is int and any(isinstance(value, int) and abs(value) > _MOST for value in values):
        kind = str
    if kind is str:
        return str, [None if value is None else plain(value) for value in values]
    return kind, [None if value is None else float(value) if kind is float and isinstance(value, (int, float, Decimal)) else value for value in values]
