"""Markup: what a notebook shows of answers and of facts, as small tables of HTML.

Everything that comes from a gazette, a graph or a file name is escaped here
and nowhere else; there is no link, no script and no style that a value could
reach. Importing this module tells `model` how its types are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from html import escape

from . import model
from .carrying import valid_text

#: Rows and characters of a cell that are shown at most.
MAX_ROWS, MAX_CELL = 50, 200
#: The kinds of statements of a document, which are counted.
COUNTED = tuple(
    field.name for field in fields(model.Document)
    if field.default == () and field.name not in ("other_numbers", "issuers", "addressees", "fields"))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> str:
    """A table of texts, each escaped; the first `MAX_ROWS` rows, and below them a note or how many there are."""
    head = "".join(f"<th>{_cell(name)}</th>" for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>" for row in rows[:MAX_ROWS])
    if len(rows) > MAX_ROWS:
        note = f"{MAX_ROWS} of {len(rows)} rows shown" + (f"; {note}" if note else "")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" + (f"<p>{_cell(note)}</p>" if note else "")


def _cell(text: str) -> str:
    text = valid_text(text)
    return escape(text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…")


@model.html.register
def _document(document: model.Document) -> str:
    facts = (
        ("title", document.title or document.enclosed_title), ("number", document.number and document.number.text), ("type", document.type),
        ("issuers", "、".join(agency.name for agency in document.issuers)), ("signed", document.signed), ("in force", document.effective),
        ("last day", document.expires), ("file", document.source), ("characters", f"{document.start}–{document.end}"),
        *((name, str(len(getattr(document, name)))) for name in COUNTED if getattr(document, name)),
    )
    return table(("", ""), [(name, str(value)) for name, value in facts if value])


@model.html.register
def _reading(reading: model.Reading) -> str:
    return _documents(reading.documents, f"{reading.source.name}: {len(reading.source.text)} characters", reading.problems)


@model.html.register
def _extraction(extraction: model.Extraction) -> str:
    note = f"{len(extraction.readings)} files, {len(extraction.documents)} documents"
    return _documents(extraction.documents, note, (*extraction.failures, *extraction.problems))


def _documents(documents: Sequence[model.Document], note: str, problems: Sequence[model.Problem]) -> str:
    rows = [
        (document.number.text if document.number else "", document.title or document.enclosed_title or "", document.signed or "",
         *(str(len(getattr(document, name))) for name in COUNTED))
        for document in documents
    ]
    shown = table(("number", "title", "signed", *COUNTED), rows, note)
    return shown + (table(("file", "problem"), [(problem.source, problem.message) for problem in problems]) if problems else "")
