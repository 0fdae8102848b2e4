"""Rendering: the rows of an answer as text, in one of the forms that `FORMATS` names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

from .. import columns
from ..carrying import for_spreadsheet
from ..errors import QueryError
from ..language import Phrase, told
from ..registry import doubt
from ..stating.formats import to_bytes as graph_bytes
from .answers import Answer
from .prefixes import shorten
from .telling import sheets
from .values import Value, jsonable

#: Forms of an answer.
FORMATS = ("table", "csv", "json", "ttl", "markdown", "html", "xlsx", "parquet")
#: Those of them that are bytes, for a file.
BINARY = ("xlsx", "parquet")


def render(rows: Sequence[Mapping[str, Value]], format: str = "table", *, width: int | None = None) -> str:
    """An answer as text.

    Args:
        rows: What `run_query` returned, or any rows.
        format: ``table`` (long texts are cut, IRIs shortened by `PREFIXES`), ``csv``,
            ``json`` (whole values, numbers and truths as such), or ``ttl``: for CONSTRUCT and DESCRIBE the graph
            they made, for rows all that the graph says about the IRIs in them; ``markdown``, ``html`` (a page of its own).
        width: The columns of the terminal, for ``table``: columns of IRIs that have no room are left out and
            named below the table. None shows all.

    Raises:
        QueryError: The format is unknown, or the answer cannot be written in it.
    """
    answer = rows if isinstance(rows, Answer) else Answer(map(dict, rows))
    heads = list(answer.columns or (answer[0] if answer else ()))
    if format == "table":
        return _table(heads, _marked(answer), width)
    if format == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, heads, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: for_spreadsheet(text) for name, text in row.items()} for row in answer.texts())
        return out.getvalue()
    if format == "json":
        values = [{name: jsonable(value) for name, value in row.items()} for row in answer]
        return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    if format == "ttl":
        return graph_bytes(answer.describe(), ".ttl").decode()
    if format in ("markdown", "html"):
        cells = [[shorten(row[head]) for head in heads] for row in _marked(answer)]
        return sheets.markdown(heads, cells) if format == "markdown" else sheets.page(_title(answer), heads, cells)
    if format in BINARY:
        raise QueryError(Phrase("{format} is no text: to_bytes writes it", format=format))
    raise QueryError(Phrase("unknown format {format!r}; known are {known}", format=format, known=", ".join(FORMATS)))


def to_bytes(rows: Sequence[Mapping[str, Value]], format: str) -> bytes:
    """An answer in one of the forms that are files: ``xlsx`` (needs `policygraph[xlsx]`), ``parquet``; any other as UTF-8.

    Raises:
        QueryError: The format is unknown, its library is missing, or the answer cannot be written in it.
    """
    answer = rows if isinstance(rows, Answer) else Answer(map(dict, rows))
    heads = list(answer.columns or (answer[0] if answer else ()))
    if format == "xlsx":
        return sheets.workbook(_title(answer), heads, [[row[head] for head in heads] for row in answer])
    if format == "parquet":
        if not heads:
            raise QueryError("the answer has no columns, and a table of Parquet needs one")
        return sheets.parquet(heads, list(answer))
    return render(rows, format).encode()


def _marked(answer: Answer) -> list[dict[str, str]]:
    """The rows as people read them: a confidence that is low is marked. Data (CSV, JSON, workbooks) have the number alone."""
    return [{name: text + doubt(text) if name == "confidence" else text for name, text in row.items()} for row in answer.texts()]


def _title(answer: Answer) -> str:
    asked = answer.asked
    return f"{asked.title_zh} {asked.title}".strip() if asked else "answer"


def _table(heads: Sequence[str], rows: Sequence[Mapping[str, str]], width: int | None) -> str:
    whole = [i for i, head in enumerate(heads) if any("://" in row[head] for row in rows)]
    drawn, hidden = columns.table(heads, [[shorten(row[head]) for head in heads] for row in rows], width=width, whole=whole)
    left_out = told(Phrase("(not shown: {columns}; --format csv has all columns)", columns=", ".join(hidden))) + "\n" if hidden else ""
    return drawn + ("" if rows else told("(no rows)") + "\n") + (f"\n{left_out}" if hidden and rows else left_out)
