"""The manners of the command line: streams that know Chinese, files that are whole or absent, progress, summary.

Results go to standard output, remarks to standard error; a progress bar is
drawn on a terminal only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .files import OutputError, write_whole
from .model import Document, Extraction, Problem

#: Width of tables where no terminal tells one.
WIDTH = 120
#: The counts of the summary: heading, attribute of `Document`.
COUNTS = (
    ("provisions", "provisions"), ("citations", "citations"), ("responsible", "responsibilities"), ("duties", "duties"),
    ("programmes", "programmes"), ("targets", "targets"), ("funds", "funding"), ("deadlines", "tasks"),
)


def speak_chinese() -> None:
    """Let the standard streams write Chinese where the locale does not know it (``LANG=C``)."""
    for stream in (sys.stdout, sys.stderr):
        try:
            "国务院〔2017〕".encode(stream.encoding or "ascii")
        except (LookupError, UnicodeEncodeError):
            stream.reconfigure(encoding="utf-8")
        stream.reconfigure(errors="backslashreplace")


def remark(text: str) -> None:
    """Say something that is no result."""
    print(text, file=sys.stderr)


def report(problem: Problem) -> None:
    """One line: the file, what is wrong with it, what to do."""
    remark(f"{problem.source}: {problem.message}" + (f" ({problem.remedy})" if problem.remedy else ""))


def check_output(path: str | None, endings: Sequence[str]) -> None:
    """Refuse an output file before any work is done.

    Args:
        path: Where to write; None and ``-`` are standard output.
        endings: The endings that are known; () for any.

    Raises:
        OutputError: The ending is unknown, the folder is missing, or it is no place for a file.
    """
    if path in (None, "-"):
        return
    target = Path(path)
    if endings and target.suffix.lower() not in endings:
        raise OutputError(f"{path}: unknown ending {target.suffix or '(none)'}; known are {', '.join(endings)}")
    if target.is_dir():
        raise OutputError(f"{path}: this is a folder; name a file in it")
    if not target.parent.is_dir():
        raise OutputError(f"{path}: there is no folder {target.parent}; make it first")
    if not os.access(target.parent, os.W_OK):
        raise OutputError(f"{path}: the folder {target.parent} cannot be written to")


def write(path: str | None, text: str) -> None:
    """Write a text to standard output, or to a file that is there whole or not at all.

    Raises:
        OutputError: The file cannot be written.
    """
    if path in (None, "-"):
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
        return
    write_whole(path, text)


@contextmanager
def progress(count: Callable[[], int], what: str) -> Iterator[Callable[[str], None]]:
    """A function to call with the name of each thing done; draws a bar on a terminal only, and counts for it only."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[name]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=count(), name="")
        yield lambda name: bar.update(task, advance=1, name=Path(name).name)


def summarise(extraction: Extraction) -> None:
    """Print what each document holds, the totals, and what was odd, to standard error."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("number", no_wrap=True, min_width=22)
    table.add_column("title", no_wrap=True, overflow="ellipsis", max_width=40)  # gives way where there is little room
    for heading, _ in COUNTS:
        table.add_column(heading, justify="right", no_wrap=True, min_width=len(heading))
    for document in extraction.documents:
        table.add_row(*_row(document))
    if len(extraction.documents) > 1:
        table.add_section()
        totals = [sum(len(getattr(d, name)) for d in extraction.documents) for _, name in COUNTS]
        table.add_row("all", f"{len(extraction.documents)} documents", *map(str, totals))
    console = Console(stderr=True, highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(stderr=True, highlight=False, markup=False, width=WIDTH)
    console.print(table)
    for problem in extraction.problems:
        report(problem)


def _row(document: Document) -> list[str]:
    number = document.number.text if document.number else "—"
    return [number, document.title or "—", *(str(len(getattr(document, name))) for _, name in COUNTS)]
