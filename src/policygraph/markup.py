"""Markup: templates of HTML, and what a notebook shows of answers and of facts as small tables.

The pages and tables are files, ``templates/NAME.html``. Everything that comes
from a gazette, a graph or a file name is escaped here and nowhere else; in the
tables there is no link, no script and no style that a value could reach.
Importing this module tells `model` how its types are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from . import model, rooms
from .carrying import for_xml, valid_text
from .registry import STATEMENTS

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

#: Rows and characters of a cell that are shown at most.
MAX_ROWS, MAX_CELL = 50, 200
#: The kinds of statements of a document, which are counted.
COUNTED = tuple(name for name in STATEMENTS if name != "fields")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # nobody who only reads needs it

    return Environment(
        loader=FunctionLoader(_template), autoescape=True, finalize=_text, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True,
        auto_reload=False)


def _template(name: str) -> str | None:
    found = rooms.data("templates", ".html").get(name)
    return found.read_text("utf-8") if found else None


def _text(value: Any) -> Markup:
    """A value as HTML knows it, in an element or in a quoted attribute.

    A carriage return is written as a reference, because HTML reads a bare one as a line feed.
    """
    return value if hasattr(value, "__html__") else safe(escape(for_xml(valid_text(str(value)))).replace("\r", "&#13;"))


def safe(text: str) -> Markup:
    """A text that is HTML already, made by nobody but this program and its libraries: styles, scripts, `page.data`."""
    from markupsafe import Markup

    return Markup(text)


def render(name: str, **values: Any) -> str:
    """The template of a name with these values, each escaped where it is not `safe`.

    Raises:
        jinja2.UndefinedError: A word of the template has no value.
    """
    return _environment().get_template(name).render(values)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> str:
    """A table of texts, each escaped; the first `MAX_ROWS` rows, and below them a note or how many there are."""
    if len(rows) > MAX_ROWS:
        note = f"{MAX_ROWS} of {len(rows)} rows shown" + (f"; {note}" if note else "")
    return render("table", columns=map(_short, columns), rows=[map(_short, row) for row in rows[:MAX_ROWS]], note=_short(note))


def _short(text: str) -> str:
    text = valid_text(text)
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


@model.html.register
def _document(document: model.Document) -> str:
    facts = (
        ("title", document.title or document.enclosed_title), ("number", document.number and document.number.text), ("type", document.type),
        ("issuers", "、".join(agency.name for agency in document.issuers)), ("signed", document.signed), ("in force", document.effective),
        ("last day", document.expires), ("file (sha256)", document.source), ("characters", f"{document.start}–{document.end}"),
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
    # The counts in one cell, which wraps: a column for each makes the table wider than a page.
    rows = [
        (document.number.text if document.number else "", document.title or document.enclosed_title or "", document.signed or "",
         ", ".join(f"{len(getattr(document, name))} {name}" for name in COUNTED if getattr(document, name)))
        for document in documents
    ]
    shown = table(("number", "title", "signed", "statements"), rows, note)
    return shown + (table(("file", "problem"), [(problem.source, problem.message) for problem in problems]) if problems else "")
