"""Literals: texts, days and numbers of the facts as values of the graph."""

from __future__ import annotations

from decimal import Decimal

from rdflib import XSD, Literal

from ..carrying import for_xml, valid_text
from .money import in_yuan


def text_literal(text: str) -> Literal:
    """A name or a text in Chinese, without the control characters that RDF files cannot carry."""
    return Literal(for_xml(text, ""), lang="zh")


def quotation(text: str) -> Literal:
    """A text as it stands in its source, character by character, so that offsets in it stay true."""
    return Literal(valid_text(text))


def day(iso: str | None) -> Literal | None:
    """A day (ISO 8601); None for none."""
    return Literal(iso, datatype=XSD.date) if iso else None


def deadline(value: str | None) -> Literal | None:
    """A year, a month or a day; None for none."""
    if not value:
        return None
    return Literal(value, datatype={4: XSD.gYear, 7: XSD.gYearMonth}.get(len(value), XSD.date), normalize=False)


def recurring(day: str) -> Literal:
    """A day that comes back: --03-31, --03, ---05."""
    return Literal(day, datatype={7: XSD.gMonthDay, 4: XSD.gMonth, 5: XSD.gDay}[len(day)], normalize=False)


def interval(period: str | None) -> Literal | None:
    """A year, a month or a day; from one to another, which XSD has no type for, as ISO 8601 writes it."""
    return Literal(period) if period and "/" in period else deadline(period)


def yuan(value: float, unit: str | None) -> Literal | None:
    """An amount of money in yuan; None where the unit is no sum of yuan."""
    found = in_yuan(value, unit)
    return Literal(found) if found is not None else None


def decimal(value: float) -> Literal:
    """A number, written in one way."""
    return Literal(Decimal(repr(float(value))).normalize() if value != int(value) else Decimal(int(value)))
