"""Rendering: the rows of an answer as text, in one of the forms that `FORMATS` names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

from .. import columns
from ..errors import QueryError
from .answers import Answer
from .prefixes import shorten
from .values import Value, jsonable

#: Forms of an answer.
FORMATS = ("table", "csv", "json", "ttl")


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
    heads = list(answer.columns or (answer[0] if answer else ()))
    if format == "table":
        return _table(heads, answer.texts(), width)
    if format == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, heads, lineterminator="\n")
        writer.writeheader()
        writer.writerows(answer.texts())
        return out.getvalue()
    if format == "json":
        values = [{name: jsonable(value) for name, value in row.items()} for row in answer]
        return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    if format == "ttl":
        return answer.describe().serialize(format="turtle")
    raise QueryError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")


def _table(heads: Sequence[str], rows: Sequence[Mapping[str, str]], width: int | None) -> str:
    whole = [i for i, head in enumerate(heads) if any("://" in row[head] for row in rows)]
    drawn, hidden = columns.table(heads, [[shorten(row[head]) for head in heads] for row in rows], width=width, whole=whole)
    left_out = f"(not shown: {', '.join(hidden)}; --format csv has all columns)\n" if hidden else ""
    return drawn + ("" if rows else "(no rows)\n") + (f"\n{left_out}" if hidden and rows else left_out)
