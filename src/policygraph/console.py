"""The manners of the command line: streams that know Chinese, files that are whole or absent, progress, summary.

Results go to standard output, remarks to standard error; a progress bar is
drawn on a terminal only.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from . import files
from .carrying import for_terminal
from .files import OutputError, write_whole
from .model import Document, Extraction, Problem

#: The most documents that a summary lists.
MAX_LISTED = 30
#: Width of tables where no terminal tells one.
WIDTH = 120
#: The counts of the summary: heading, attribute of `Document`.
COUNTS = (
    ("provisions", "provisions"), ("citations", "citations"), ("responsible", "responsibilities"), ("duties", "duties"),
    ("programmes", "programmes"), ("targets", "targets"), ("results", "results"), ("funds", "funding"), ("deadlines", "tasks"),
)


def speak_chinese() -> None:
    """Let the standard streams write Chinese where the locale does not know it (``LANG=C``)."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # one that was closed before the start is None
        try:
            "国务院〔2017〕".encode(stream.encoding or "ascii")
        except (LookupError, UnicodeEncodeError):
            stream.reconfigure(encoding="utf-8")
        stream.reconfigure(errors="backslashreplace")


def remark(text: str) -> None:
    """Say something that is no result; where nobody listens, nothing happens."""
    if sys.stderr is None:
        return
    try:
        print(for_terminal(text), file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)


def _silence(stream: TextIO) -> None:
    """Let what is still in a stream that cannot be written to go nowhere, so that Python does not complain at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def report(problem: Problem) -> None:
    """One line: the file, what is wrong with it, what to do."""
    remark(f"{problem.source}: {problem.message}" + (f" ({problem.remedy})" if problem.remedy else ""))


def check_output(path: str | None, endings: Sequence[str], inputs: Iterable[str | Path] = ()) -> None:
    """Refuse an output file before any work is done.

    Args:
        path: Where to write; None and ``-`` are standard output.
        endings: The endings that are known; () for any.
        inputs: What is read: files, and folders with the documents in them.

    Raises:
        OutputError: The ending is unknown, the folder is missing, it is no place for a file, or one of the inputs.
    """
    if path in (None, "-"):
        if sys.stdout is None:
            raise OutputError("standard output: it is closed; name a file with -o, or open it")
        return
    ending = Path(path).suffix.lower()
    if endings and ending not in endings and not Path(path).is_dir():
        raise OutputError(f"{path}: unknown ending {ending or '(none)'}; known are {', '.join(endings)}")
    files.check_output(path, _files(inputs))


def _files(inputs: Iterable[str | Path]) -> Iterator[str | Path]:
    """The files that are read; of a folder those in it."""
    for given in inputs:
        yield from (file for file in Path(given).rglob("*") if file.is_file()) if Path(given).is_dir() else (given,)


def write(path: str | None, text: str, *, coloured: bool = False) -> None:
    """Write a text to standard output, or to a file that is there whole or not at all.

    On a terminal nothing in the text is obeyed, unless it is ``coloured`` and was made safe before.

    Raises:
        OutputError: It cannot be written.
        BrokenPipeError: Who reads standard output has had enough.
    """
    if path not in (None, "-"):
        write_whole(path, text)
        return
    if sys.stdout is None:
        raise OutputError("standard output: it is closed; name a file with -o, or open it")
    text = text if coloured or not sys.stdout.isatty() else for_terminal(text)
    try:
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
        raise
    except OSError as error:
        _silence(sys.stdout)
        raise OutputError(f"standard output: cannot be written ({error.strerror or error})") from error


@contextmanager
def progress(count: Callable[[], int], what: str) -> Iterator[Callable[[str], None]]:
    """A function to call with the name of each thing done; draws a bar on a terminal only, and counts for it only."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[name]}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=count(), name="")
        yield lambda name: bar.update(task, advance=1, name=for_terminal(Path(name).name))


def summarise(extraction: Extraction) -> None:
    """Print what the first documents hold, the totals, and what was odd, to standard error."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("number", no_wrap=True, min_width=22)
    table.add_column("title", no_wrap=True, overflow="ellipsis", max_width=40)  # gives way where there is little room
    for heading, _ in COUNTS:
        table.add_column(heading, justify="right", no_wrap=True, min_width=len(heading))
    for document in extraction.documents[:MAX_LISTED]:
        table.add_row(*_row(document))
    if len(extraction.documents) > MAX_LISTED:
        table.add_row("…", f"and {len(extraction.documents) - MAX_LISTED} more", *[""] * len(COUNTS))
    if len(extraction.documents) > 1:
        table.add_section()
        totals = [sum(len(getattr(d, name)) for d in extraction.documents) for _, name in COUNTS]
        table.add_row("all", f"{len(extraction.documents)} documents", *map(str, totals))
    terminal = sys.stderr is not None and sys.stderr.isatty()
    console = Console(file=io.StringIO(), highlight=False, markup=False, width=None if terminal else WIDTH)
    console.print(table)
    remark(console.file.getvalue().rstrip("\n"))
    for problem in extraction.problems:
        report(problem)


def _row(document: Document) -> list[str]:
    number = document.number.text if document.number else "—"
    return [number, document.title or "—", *(str(len(getattr(document, name))) for _, name in COUNTS)]
