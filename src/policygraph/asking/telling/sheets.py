"""Sheets: an answer as a file for other programs: Markdown, a page, a workbook, a table of columns (Parquet)."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ... import markup
from ...carrying import for_xml
from ...errors import QueryError
from ...language import Phrase
from ..frames import typed_column

#: A worksheet has no more rows, and a cell no more characters.
MAX_ROWS, MAX_CELL = 1_048_575, 32_767
#: Type of a column -> its type in Parquet.
_PARQUET = {int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN", date: "DATE", str: "VARCHAR"}
#: The creation time that workbooks carry: the same answer gives the same bytes.
_EPOCH = datetime(2000, 1, 1)


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown, in which no cell is more than text.

    >>> print(markdown(["a"], [["x|y"]]), end="")
    | a |
    | --- |
    | x\\|y |
    """
    lines = [heads, ["---"] * len(heads), *([_plain(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _plain(cell: str) -> str:
    cell = re.sub(r"([\\`*_\[\]<>|#~&!$])", r"\\\1", for_xml(cell))
    return re.sub(r"\s*[\r\n]+\s*", " ", cell).strip()


def page(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A page with the whole table, everything escaped; it needs no network and holds no script."""
    return markup.render("answer", title=title, columns=heads, rows=rows)


def workbook(title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with one sheet: numbers and days are such, texts are texts whatever they look like.

    Raises:
        QueryError: XlsxWriter is not installed, or there are more rows than a sheet holds.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise QueryError("workbooks need XlsxWriter (pip install 'policygraph[xlsx]'); or choose csv, markdown or html") from error
    if len(rows) > MAX_ROWS:
        raise QueryError(Phrase("a worksheet holds {most} rows, and the answer has {count}: choose csv or parquet, or ask for less", most=MAX_ROWS, count=len(rows)))
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"created": _EPOCH})
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "answer")
        styles = {"head": book.add_format({"bold": True, "bottom": 1}), "day": book.add_format({"num_format": "yyyy-mm-dd"})}
        for line, row in enumerate([heads, *rows]):
            for column, value in enumerate(row):
                _write(sheet, line, column, value, styles)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), max(len(heads) - 1, 0))
    return made.getvalue()


def _write(sheet: Any, line: int, column: int, value: Any, styles: dict[str, Any]) -> None:
    """One cell; whole numbers that a spreadsheet would round, and days that it does not know, are text."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, (int, float, Decimal)) and -(10**15) < float(value) < 10**15:
        sheet.write_number(line, column, float(value))
    elif isinstance(value, date) and value.year >= 1901:
        sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), styles["day"])
    else:
        sheet.write_string(line, column, for_xml(str(value))[:MAX_CELL], styles["head"] if line == 0 else None)


def parquet(heads: Sequence[str], rows: Sequence[dict[str, Any]]) -> bytes:
    """A table of columns, each of one type: whole numbers, numbers, truths, days; what is mixed is text."""
    import duckdb

    columns = {name: typed_column(rows, name) for name in heads}
    declared = ", ".join(f"{_quoted(name)} {_PARQUET[kind]}" for name, (kind, _) in columns.items())
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        path = Path(folder) / "answer.parquet"
        database.execute(f"CREATE TABLE answer ({declared})")
        if rows:
            parts = ", ".join(f"unnest($c{n})" for n in range(len(columns)))
            database.execute(f"INSERT INTO answer SELECT {parts}", {f"c{n}": values for n, (_, values) in enumerate(columns.values())})
        database.execute(f"COPY answer TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
