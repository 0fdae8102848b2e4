"""The manners of the command line: streams that know Chinese, files that are whole or absent, progress, summary.

Results go to standard output, remarks to standard error; a progress bar is
drawn on a terminal only. What goes to a terminal passes `carrying`. That
nobody hears a remark is no reason to stop.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from . import columns
from .carrying import line_for_terminal
from .errors import ReadError
from .files import CLOSED, OutputError, check_inputs, find_place, write_output, write_whole
from .language import Phrase, counted, told
from .model import Document, Extraction, Problem
from .registry import STATEMENTS

#: Exit status where nothing was made: whatever error ends a verb, and a run none of whose sources could be read.
NOT_DONE = 2
#: The most documents that a summary lists.
MAX_LISTED = 30
#: Width of tables where no terminal tells one.
WIDTH = 140
#: The counts of the summary: heading, attribute of `Document`.
COUNTS = tuple((found.counted, name) for name, found in STATEMENTS.items() if found.counted)


def open_streams() -> None:
    """Make the standard streams fit: there, even where the caller closed them, and able to write Chinese.

    A closed one gets its number back, so that no file that is opened later
    takes it and receives what was meant for the stream.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)  # takes the lowest free number; writing to it fails
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        _speak_chinese(stream)


def _speak_chinese(stream: TextIO | None) -> None:
    """Let a stream write Chinese where the locale does not know it (``LANG=C``)."""
    if not isinstance(stream, io.TextIOWrapper):
        return
    try:
        "国务院〔2017〕".encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        stream.reconfigure(encoding="utf-8")
    stream.reconfigure(errors="backslashreplace")


def close_streams() -> None:
    """Drop what a standard stream could not get rid of: Python would try again when it ends, and complain."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            _drop(stream)


def _drop(stream: TextIO) -> None:
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def remark(text: str) -> None:
    """Say something that is no result, in one line."""
    say(line_for_terminal(told(text)) + "\n")


def say(text: str) -> None:
    """Write to standard error, as it is; where nobody can hear it, nothing happens."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):
        _drop(sys.stderr)


def report(problem: Problem, typed: Sequence[str] = ()) -> None:
    """One line: the file, as it was typed (`as_typed`), what is wrong with it, what to do."""
    remark(ReadError(as_typed(problem.source, typed), problem.message, problem.remedy).said)


def as_typed(name: str, typed: Sequence[str]) -> str:
    """The name of a source as the user would write it, where what holds it had to be made absolute (a corpus knows its sources so).

    Args:
        name: A path, or that of a member of an archive below it.
        typed: The files and folders that the user named.

    >>> as_typed(os.path.abspath("in/a.zip/b.txt"), ["other", "in"])
    'in/a.zip/b.txt'
    """
    for each in typed:
        whole = os.path.abspath(each)
        if name == whole or name.startswith(whole.rstrip(os.sep) + os.sep):
            return os.path.join(Path(each), name[len(whole) :].lstrip(os.sep)) if name != whole else str(Path(each))
    return name


def check_output(path: str | None, endings: Sequence[str], inputs: Sequence[str] = ()) -> None:
    """Refuse an output before any work is done.

    Args:
        path: Where to write; None and ``-`` are standard output.
        endings: The endings that are known; () for any. A stream needs none, but may have one.
        inputs: What is read: files, folders, addresses, ``-`` for standard input.

    Raises:
        OutputError: The ending is unknown, the folder is missing, it is no place for a file or none that may be
            written, or it is one of the inputs.
    """
    if path in (None, "-"):
        if sys.stdout is None:
            raise OutputError(CLOSED)
        return
    place, ending = find_place(path), Path(path).suffix
    if endings and ending.lower() not in endings and (ending or not place.stream):
        raise OutputError(Phrase("{path}: unknown ending {ending}; known are {known}", path=path, ending=ending or Phrase("(none)"), known=", ".join(endings)))
    if place.found:
        check_inputs(place, _files(inputs))


def _files(inputs: Sequence[str]) -> Iterator[str | Path | int]:
    """The files that some inputs stand for; 0 is standard input."""
    from .reading.sources import find_files

    for given in inputs:
        if given == "-":
            yield 0
        elif not os.path.isdir(given):
            yield given
        else:
            with suppress(ReadError):  # an empty folder; whoever reads it says so
                yield from find_files(given)


def write(path: str | None, text: str, *, shown: bool = False) -> None:
    """Write a text to standard output, or to a file or stream.

    Args:
        path: Where to write; None and ``-`` are standard output.
        text: The data; on a terminal, what it would obey is made visible.
        shown: The text was made for a terminal, and has colours.

    Raises:
        OutputError: It cannot be written.
        BrokenPipeError: The reader has had enough.
    """
    if path not in (None, "-"):
        write_whole(path, text)
        return
    write_output(text if text.endswith("\n") or not text else text + "\n", shown=shown)


@contextmanager
def progress(count: Callable[[], int], what: str) -> Iterator[Callable[[str], None]]:
    """A function to call with the name of each thing done; draws a bar on a terminal only, and counts for it only."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    name_column = TextColumn("{task.fields[name]}", markup=False)  # a name may hold [brackets]
    columns = (TextColumn(told(what)), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), name_column)
    start, done = time.monotonic(), 0
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=count(), name="", rate="")

        def advance(name: str) -> None:
            nonlocal done
            done += 1
            rate = f"{done / max(time.monotonic() - start, 0.1):.1f}/s"
            bar.update(task, advance=1, name=line_for_terminal(Path(name).name), rate=rate)

        yield advance


@contextmanager
def steps(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function to call with how much is done, and of how much; draws a bar on a terminal only."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(told(what), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def summarise(extraction: Extraction) -> None:
    """Print what the first documents hold, without what is in none, the totals, and what was odd, to standard error."""
    documents = extraction.documents
    totals = {head: sum(len(getattr(document, name)) for document in documents) for head, name in COUNTS}
    found = [(head, name) for head, name in COUNTS if totals[head]] or COUNTS  # a terminal has little room
    rows = [_row(document, found) for document in documents[:MAX_LISTED]]
    if len(documents) > MAX_LISTED:
        rows.append(["…", told(Phrase("and {count} more", count=len(documents) - MAX_LISTED)), *[""] * len(found)])
    foot = [told("all"), told(counted("{count} act", "{count} acts", len(documents))), *(str(totals[head]) for head, _ in found)] if len(documents) > 1 else []
    say(columns.table([told("number"), told("title"), *(told(head) for head, _ in found)], rows, width=_width(sys.stderr), foot=foot)[0])
    for problem in extraction.problems:
        report(problem)


def _width(stream: TextIO | None) -> int:
    """The columns of the terminal behind a stream; standard output may be a file while remarks are seen."""
    try:
        return stream is not None and os.get_terminal_size(stream.fileno()).columns or WIDTH
    except (OSError, ValueError):
        return WIDTH


def _row(document: Document, counts: Sequence[tuple[str, str]]) -> list[str]:
    number = document.number.text if document.number else "—"
    return [number, document.title or "—", *(str(len(getattr(document, name))) for _, name in counts)]
