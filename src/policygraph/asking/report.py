"""Report: who does what, as tables for people who work with spreadsheets.

The responsibility matrix has a row for each task and a column for each agency;
a cell holds the roles. In a workbook each cell leads to its sentence, and
further sheets have the workload, the pairs of agencies that share tasks, the
tasks that nobody or more than one leads, and the agencies that a superior
document names and the one below does not.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rdflib import Graph

from .. import registry
from ..carrying import for_spreadsheet
from ..errors import PolicyGraphError, QueryError
from ..files import is_stream, write_whole
from ..language import Phrase
from .answers import run_query, whole_number
from .named import named, question

#: Role -> what a cell of the matrix says.
ROLES = {name: role.zh for name, role in registry.ROLES.items()}
#: The sheets that are answers of named queries.
SHEETS = ("workload", "agency-pairs", "tasks-without-agency", "tasks-with-two-leaders")
#: Rows that a sheet takes at most; a worksheet ends at 1,048,576.
MAX_ROWS = 1_000_000
#: The columns of the sheet of agencies that are missing below.
MISSING = ("above", "below", "agency", "function", "tasks", "actor")
#: The endings that a report can have.
ENDINGS = (".xlsx", ".csv")
#: The creation time that workbooks carry.
_EPOCH = datetime(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """One statement of the matrix: role, sentence, where it stands (code points of the file), and how sure it is."""

    role: str
    sentence: str
    file: str
    start: int
    end: int
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Tasks × agencies.

    ``tasks`` are (number, locator, what) by IRI in the order of the documents,
    ``agencies`` names by IRI with the busiest first; ``cells`` is keyed by both.
    """

    tasks: dict[str, tuple[str, str, str]]
    agencies: dict[str, str]
    cells: dict[tuple[str, str], tuple[Cell, ...]]

    def roles(self, task: str, agency: str) -> str:
        """What stands in a cell: 牵头, or several roles joined by ；; empty where the agency has none.

        A role of which no statement is sure is marked.
        """
        found = self.cells.get((task, agency), ())
        surest = {cell.role: min((registry.doubt(each.confidence) for each in found if each.role == cell.role), key=len) for cell in found}
        return "；".join(f"{ROLES[role]}{mark}" for role, mark in surest.items())


def matrix(graph: Graph | str, number: str | None = None) -> Matrix:
    """The responsibility matrix of a graph or of one document.

    Args:
        graph: A graph, or the address of an endpoint.
        number: Number or title of the only document; None for all.

    Raises:
        QueryError: The graph cannot be asked.
    """
    tasks: dict[str, tuple[str, str, str]] = {}
    names: dict[str, str] = {}
    cells: dict[tuple[str, str], tuple[Cell, ...]] = {}
    busy: dict[str, set[str]] = {}
    for row in run_query(graph, "responsibility-matrix", number=number).texts():
        task, agency = row["task"], row["actor"]
        tasks.setdefault(task, (row["number"], row["locator"], row["what"]))
        names[agency] = row["agency"]
        busy.setdefault(agency, set()).add(task)
        if row["role"] not in ROLES:
            raise QueryError(Phrase("responsibility-matrix: {role!r} is no role ({known}); is this a graph of policygraph?", role=row["role"], known=", ".join(ROLES)))
        cell = Cell(row["role"], row["sentence"], row["file"], whole_number(row, "start"), whole_number(row, "end"), row["confidence"])
        cells[task, agency] = (*cells.get((task, agency), ()), cell)
    order = sorted(names, key=lambda agency: (-len(busy[agency]), names[agency], agency))
    return Matrix(tasks, {agency: names[agency] for agency in order}, cells)


def remarks(graph: Graph | str, number: str | None = None) -> list[str]:
    """What is to be said where the matrix is empty: the graph is none of ours, or holds no document that is called so.

    Raises:
        QueryError: The graph cannot be asked.
    """
    answer = run_query(graph, "responsibility-matrix", number=number, limit=1)
    return [] if answer else answer.remarks()


def write_report(graph: Graph | str, path: str | Path, number: str | None = None) -> None:
    """Write the matrix as CSV, or a workbook with all sheets, by the ending of the path.

    Args:
        graph: A graph, or the address of an endpoint.
        path: ``.xlsx`` or ``.csv``, CSV for a stream without ending; the same graph gives the same bytes.
        number: Number or title of the only document of the matrix; None for all.

    Raises:
        ReportError: The ending is unknown, or XlsxWriter is not installed.
        OutputError: The file cannot be written.
    """
    ending = Path(path).suffix.lower()
    if ending == ".csv" or not ending and is_stream(path):
        write_whole(path, to_csv(matrix(graph, number)))
    elif ending == ".xlsx":
        write_whole(path, _workbook(graph, path, number))
    else:
        raise ReportError(Phrase("{path}: unknown ending; known are {known}", path=path, known=", ".join(ENDINGS)))


class ReportError(PolicyGraphError):
    """A report cannot be written in the form that was asked for."""


def to_csv(found: Matrix) -> str:
    """The matrix as CSV: number, locator, what, then a column for each agency."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["number", "locator", "what", *map(for_spreadsheet, found.agencies.values())])
    for task, head in found.tasks.items():
        writer.writerow([*map(for_spreadsheet, head), *(found.roles(task, agency) for agency in found.agencies)])
    return out.getvalue()


def missing_below(graph: Graph | str) -> Iterator[dict[str, str]]:
    """For each two documents that both assign tasks, the one citing the other as superior: the agencies missing below, as text."""
    for pair in run_query(graph, question("superior-pairs")).texts():
        for row in run_query(graph, "agencies-missing-below", above=pair["above"], below=pair["below"]).texts():
            yield {**pair, **row}


# ---- the workbook


def _workbook(graph: Graph | str, path: str | Path, number: str | None) -> bytes:
    """The workbook is made in memory: what XlsxWriter writes itself fails with errors of its own, and once more when it is destroyed."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise ReportError(Phrase("{path}: workbooks need XlsxWriter (pip install 'policygraph[xlsx]'), or write a .csv", path=path)) from error
    found = matrix(graph, number)
    sheets = [_answer(graph, name) for name in SHEETS]
    sheets.append((named()["agencies-missing-below"].title_zh, MISSING, list(missing_below(graph))))
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"created": _EPOCH})  # no clock: the same graph gives the same bytes
        style = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "turned": book.add_format({"bold": True, "rotation": 90, "valign": "bottom", "bottom": 1}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "link": book.add_format({"font_color": "#1f5fb0", "underline": 1, "align": "center", "valign": "top"}),
        }
        _matrix_sheets(book, style, found)
        for title, columns, rows in sheets:
            _sheet(book, style, title, columns, rows)
    return made.getvalue()


def _answer(graph: Graph | str, name: str) -> tuple[str, Sequence[str], list[dict[str, str]]]:
    """Title, columns and rows, as text, of the sheet of a named query."""
    answer = run_query(graph, name, limit=MAX_ROWS)
    return named()[name].title_zh, answer.columns, answer.texts()


def _matrix_sheets(book: Any, style: Mapping[str, Any], found: Matrix) -> None:
    """The matrix, and a sheet with its sentences to which the cells lead."""
    sheet, texts = book.add_worksheet("责任矩阵"), book.add_worksheet("原文")
    for column, (title, width) in enumerate((("文号", 22), ("条款", 10), ("任务", 44))):
        sheet.write(0, column, title, style["head"])
        sheet.set_column(column, column, width)
    for column, agency in enumerate(found.agencies.values(), 3):
        sheet.write_string(0, column, agency, style["turned"])
    sheet.set_column(3, 2 + max(len(found.agencies), 1), 6)
    sheet.set_row(0, 150)
    sheet.freeze_panes(1, 3)
    _headings(texts, style, ("文号", "条款", "机构", "角色", "原文", "源文件", "起", "止"), (22, 10, 30, 8, 80, 24, 8, 8))
    line = 1
    for row, (task, head) in enumerate(found.tasks.items(), 1):
        for column, value in enumerate(head):
            sheet.write_string(row, column, value, style["wrap"])
        for column, (agency, name) in enumerate(found.agencies.items(), 3):
            cells = found.cells.get((task, agency), ())
            if cells:
                sheet.write_url(row, column, f"internal:'原文'!A{line + 1}", style["link"], found.roles(task, agency), _tip(cells[0].sentence))
            for cell in cells:
                for at, value in enumerate((*head[:2], name, ROLES[cell.role], cell.sentence, cell.file)):
                    texts.write_string(line, at, value, style["wrap"])
                texts.write_number(line, 6, cell.start)
                texts.write_number(line, 7, cell.end)
                line += 1


def _tip(sentence: str) -> str:
    return sentence if len(sentence) <= 250 else sentence[:249] + "…"  # a screen tip holds 255 characters


def _headings(sheet: Any, style: Mapping[str, Any], titles: Sequence[str], widths: Sequence[int]) -> None:
    for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.write_string(0, column, title, style["head"])
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)


def _sheet(book: Any, style: Mapping[str, Any], title: str, columns: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    sheet = book.add_worksheet(title[:31])
    _headings(sheet, style, columns, [min(60, max([12, *(len(row[name]) * 2 for row in rows[:50])])) for name in columns])
    for line, row in enumerate(rows, 1):
        for column, name in enumerate(columns):
            value = row[name]
            if value.isascii() and value.isdigit() and len(value) < 12:
                sheet.write_number(line, column, int(value))
            else:
                sheet.write_string(line, column, value[:32_767], style["wrap"])
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
