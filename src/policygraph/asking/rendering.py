"""Rendering: the rows of an answer as text, in one of the forms that `FORMATS` names."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence

from ..carrying import for_terminal
from ..errors import QueryError
from .answers import Answer
from .prefixes import shorten
from .values import Value, jsonable

#: Forms of an answer.
FORMATS = ("table", "csv", "json", "ttl")
#: Widest cell of a table (columns of a terminal; a Chinese character takes two). IRIs are never cut.
MAX_CELL = 60


def render(rows: Sequence[Mapping[str, Value]], format: str = "table", *, width: int | None = None) -> str:
    """An answer as text.

    Args:
        rows: What `run_query` returned, or any rows.
        format: ``table`` (long texts are cut, IRIs shortened by `PREFIXES`), ``csv``,
            ``json`` (whole values, numbers and truths as such), or ``ttl``: for CONSTRUCT and DESCRIBE the graph
            they made, for rows all that the graph says about the IRIs in them.
        width: The columns of the terminal, for ``table``: columns of IRIs that have no room are left out and
            named below the table. None shows all.

    Raises:
        QueryError: The format is unknown, or the answer cannot be written in it.
    """
    answer = rows if isinstance(rows, Answer) else Answer(map(dict, rows))
    columns = list(answer.columns or (answer[0] if answer else ()))
    if format == "table":
        return _table(columns, answer.texts(), width)
    if format == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(answer.texts())
        return out.getvalue()
    if format == "json":
        values = [{name: jsonable(value) for name, value in row.items()} for row in answer]
        return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    if format == "ttl":
        return answer.describe().serialize(format="turtle")
    raise QueryError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")


def _table(columns: Sequence[str], rows: Sequence[Mapping[str, str]], width: int | None) -> str:
    from rich.cells import cell_len, set_cell_size

    cells = [[for_terminal(re.sub(r"[\x00-\x1f\x7f-\x9f\s]+", " ", shorten(row[column]))) for column in columns] for row in rows]
    whole = [any("://" in row[column] for row in rows) for column in columns]
    widths = [
        max([cell_len(column), *(min(cell_len(row[i]), 10_000 if whole[i] else MAX_CELL) for row in cells)])
        for i, column in enumerate(columns)
    ]
    shown_columns = _with_room(widths, whole, width)
    _fit(widths, whole, width, shown_columns)
    right = [bool(cells) and all(re.fullmatch(r"-?\d*(\.\d+)?", row[i]) for row in cells) for i in range(len(columns))]

    def line(values: Sequence[str]) -> str:
        shown = []
        for i in shown_columns:
            value, size = values[i], widths[i]
            value = value if cell_len(value) <= size else set_cell_size(value, size - 1).rstrip() + "…"
            blank = " " * (size - cell_len(value))
            shown.append(blank + value if right[i] else value + blank)
        return "  ".join(shown).rstrip()

    lines = [line(columns), "  ".join("─" * widths[i] for i in shown_columns), *map(line, cells)]
    hidden = [column for i, column in enumerate(columns) if i not in shown_columns]
    lines += ["" if rows else "(no rows)", f"(not shown: {', '.join(hidden)}; --format csv has all columns)" if hidden else ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _with_room(widths: Sequence[int], whole: Sequence[bool], width: int | None) -> list[int]:
    """The columns to show: those of IRIs, which cannot be cut, go from the right while the others have no room."""
    shown = list(range(len(widths)))
    for i in reversed(range(len(widths))):
        if width and whole[i] and sum(12 if not whole[k] and widths[k] > 12 else widths[k] for k in shown) + 2 * (len(shown) - 1) > width - 40:
            shown.remove(i)
    return shown


def _fit(widths: list[int], whole: Sequence[bool], width: int | None, shown: Sequence[int]) -> None:
    """Make the widest columns narrower until the table fits, but none below twelve columns."""
    while width and sum(widths[i] for i in shown) + 2 * (len(shown) - 1) > width:
        wide = [i for i in shown if widths[i] > 12 and not whole[i]]
        if not wide:
            return
        widths[max(wide, key=lambda i: widths[i])] -= 1
