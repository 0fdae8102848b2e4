"""The verbs of change: `diff` says what differs between two graphs or corpora, `watch` what is new since the last run."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from . import columns, console
from .errors import TableError
from .files import OutputError, whole_file, write_output
from .keeping.comparing import CHANGED, GAINED, LOST, Change, Comparison, as_row, compare
from .language import Phrase, told
from .remote import is_address

#: What stands before a line that was gained, lost or changed.
_SIGNS = {GAINED: "+", LOST: "-", CHANGED: "~"}
#: Lines that are written at once.
_CHUNK = 1_000


def diff(args: argparse.Namespace) -> int:
    """Print what differs: 0 where both say the same, 1 where they differ."""
    console.check_output(args.html, (".html", ".htm"), [args.before, args.after])
    console.check_output(args.output, (), [args.before, args.after])
    with compare(args.before, args.after) as found:
        if args.html:
            console.write(args.html, _page(found, args.before, args.after))
        if not args.html or args.output:
            _put(args.output, _json(found, args) if args.format == "json" else _text(found, args))
        return 0 if found.same else 1


def _put(output: str | None, lines: Iterator[str]) -> None:
    """Write lines as they come: all of them may not fit into memory."""
    if output is None or output == "-":
        while chunk := list(islice(lines, _CHUNK)):
            write_output("".join(f"{line}\n" for line in chunk))
        return
    with whole_file(output) as path, path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def _json(found: Comparison, args: argparse.Namespace) -> Iterator[str]:
    yield json.dumps({"before": args.before, "after": args.after, "same": found.same, "kinds": found.kinds()}, ensure_ascii=False)
    for change in found.changes():
        yield json.dumps(as_row(change), ensure_ascii=False)


def _text(found: Comparison, args: argparse.Namespace) -> Iterator[str]:
    kinds = found.kinds()
    if not kinds:
        yield told("both say the same")
        return
    yield " " * 16 + "".join(" " * (10 - columns.width(word)) + word for word in map(told, (GAINED, LOST, CHANGED)))
    for kind, counts in kinds.items():
        yield columns.filled(told(kind), 16) + "".join(f"{counts[state]:>10,}" for state in (GAINED, LOST, CHANGED))
    total = sum(sum(counts.values()) for counts in kinds.values())
    document: str | None = None
    for change in islice(found.changes(), args.limit):
        if change.document != document:
            document = change.document
            yield ""
            yield f"{change.name} {change.title if change.title != change.name else ''}".strip() or told("of no document")
        yield _line(change)
    if total > args.limit:
        yield ""
        yield told(Phrase("… and {count:,} more (--limit {total}, or --format json)", count=total - args.limit, total=total))


def _line(change: Change) -> str:
    where = f" [{change.locator}]" if change.locator else ""
    quote = f" “{' '.join(change.quote.split())[:60]}”" if change.quote and change.quote != change.says else ""
    fields = "".join(f"\n      {name}: {_values(a)} → {_values(b)}" for name, a, b in change.fields)
    return f"  {_SIGNS[change.state]} {told(change.kind)}{where} {' '.join(change.says.split())[:100]}{quote}{fields}"


def _values(values: tuple[str, ...]) -> str:
    return " | ".join(" ".join(value.split())[:100] for value in values) or "–"


def watch(args: argparse.Namespace) -> int:
    """Tell what is new since the last run and what is ahead, and remember this one."""
    from .asking.watching import feeds, memory, news

    for output in args.output:
        console.check_output(output, tuple(feeds.ENDINGS), [args.graph])
    state = args.state or _state_of(args.graph)
    if args.state:
        console.check_output(args.state, (), [args.graph])
        memory.read(args.state)  # what is no memory of a run is not written over
    found = news.watch(args.opened(args.graph), _since(args, state), days=args.days, today=args.today, targets=args.targets)
    for output in args.output:
        console.write(output, feeds.FORMS[feeds.ENDINGS[Path(output).suffix.lower()]](found, args.graph))
    if args.format or not args.output:
        console.write(None, feeds.FORMS[args.format or "text"](found, args.graph))
    if args.state or not args.since:
        if not state:
            raise OutputError(Phrase("{graph}: nothing can be kept beside an endpoint; name a file that remembers this run (--state FILE)", graph=args.graph))
        memory.write(state, found.memory)
    return 0


def _state_of(graph: str) -> str:
    """The file that remembers the runs over a graph: in the folder of a corpus, beside a graph file; "" for an endpoint."""
    if is_address(graph):
        return ""
    return str(Path(graph) / "watch.json") if Path(graph).is_dir() else f"{graph}.watch.json"


def _since(args: argparse.Namespace, state: str) -> Any:
    """What is compared with: the run that was asked for, or the last one, or none.

    Raises:
        TableError: It is no run.
    """
    from .asking.watching import memory

    if not args.since:
        return memory.read(state) if state else None
    try:
        return date.fromisoformat(args.since)
    except ValueError:
        found = memory.read(args.since)
        if not found:
            raise TableError(Phrase("{since}: is neither a day (2026-11-27) nor a file that remembers a run of watch", since=args.since)) from None
        return found


def _page(found: Comparison, before: str, after: str) -> str:
    from .showing import changes

    return changes.page_of(before, after, found.kinds(), list(islice(found.changes(), changes.MOST + 1)))
