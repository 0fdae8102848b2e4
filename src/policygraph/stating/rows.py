"""Statements: an extraction as a flat stream of plain dictionaries, one for each thing the text says.

This is what ``policygraph extract`` prints as JSON lines. Keys are the names of
`policygraph.model`; what is unknown is left out; every statement carries its
document and its evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from ..model import Document, Extraction, Reading
from ..registry import STATEMENTS


def statements(extraction: Extraction) -> Iterator[dict[str, Any]]:
    """Every statement of an extraction, in the order of the text within each kind.

    Yields:
        A dictionary with ``kind``, ``source`` and ``document`` (its number, or its
        title) first. A document comes before its statements.
    """
    for reading in extraction.readings:
        for document in reading.documents:
            yield from _of_document(reading, document)


def _of_document(reading: Reading, document: Document) -> Iterator[dict[str, Any]]:
    where = {"source": reading.source.name, "document": document.number.text if document.number else document.title}
    head = {
        field.name: plain(getattr(document, field.name))
        for field in fields(document) if field.name not in STATEMENTS and field.name != "source"
    }
    yield {"kind": "document", **where, **_known(head)}
    for name, known in STATEMENTS.items():
        for statement in getattr(document, name):
            yield {"kind": known.kind, **where, **plain(statement)}


def plain(value: Any) -> Any:
    """A value of the model as JSON knows it: dataclasses are dictionaries without what is unknown."""
    if is_dataclass(value) and not isinstance(value, type):
        return _known({field.name: plain(getattr(value, field.name)) for field in fields(value)})
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def _known(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None and value != []}
