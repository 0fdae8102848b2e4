"""The verbs of a corpus: `build --corpus`, `build --parts`, `status`, `export`, and `explain` of a document in one."""

from __future__ import annotations

import argparse
import json

from . import console
from .corpus import Added, Corpus, version
from .errors import QueryError
from .model import Reading, Source
from .pipeline import extract_source
from .stating.terms import BASE

#: How many names are told one by one.
_TOLD = 20


def build(args: argparse.Namespace) -> int:
    """Add gazettes to a corpus; 1 where something could not be read."""
    from .reading.sources import count

    corpus = Corpus(args.corpus)
    with console.progress(lambda: count(*args.gazettes), "reading") as advance:
        try:
            added = corpus.add(
                *args.gazettes, jobs=args.jobs, base=args.base, text=args.keep_text, budget=args.budget, prune=args.prune, on_done=advance)
        except KeyboardInterrupt:
            console.remark(f"{args.corpus}: what was read is kept; the same command goes on where this one ended")
            raise
    for failure in (*added.failures, *added.problems):
        console.report(failure)
    _tell(args.corpus, added)
    return 1 if added.failures else 0


def _tell(path: str, added: Added) -> None:
    for what, names in (("taken out", added.removed), ("is gone where it came from (--prune takes it out)", added.missing)):
        for name in names[:_TOLD]:
            console.remark(f"{name}: {what}")
        if len(names) > _TOLD:
            console.remark(f"… and {len(names) - _TOLD} more: {what}")
    found = Corpus(path).status()
    console.remark(
        f"{path}: {len(added.read)} read, {added.unchanged} unchanged, {len(added.failures)} failed; "
        f"{found['sources']} sources, {found['acts']} acts, {found['triples']} triples")


def build_parts(args: argparse.Namespace) -> int:
    """Read gazettes into parts, on this machine or on many; 1 where something could not be read."""
    from . import mapping

    settings = mapping.Settings(args.base or BASE, args.keep_text is not False, args.budget, version())
    done = mapping.build(args.gazettes, args.parts, settings, mapping.engine(args.engine, settings, jobs=args.jobs, master=args.master))
    for name in done.failed[:_TOLD]:
        console.remark(f"{name}: was not read; {args.parts} says why, under sources")
    if len(done.failed) > _TOLD:
        console.remark(f"… and {len(done.failed) - _TOLD} more: were not read")
    console.remark(f"{args.parts}: {done.sources} sources, {done.acts} acts, {done.triples} triples; {len(done.failed)} failed")
    return 1 if done.failed else 0


def status(args: argparse.Namespace) -> int:
    """Print what a corpus holds; 1 where a run is to be completed."""
    found = Corpus(args.corpus).status()
    if args.format == "json":
        console.write(None, json.dumps(found, ensure_ascii=False, indent=2))
    else:
        console.write(None, "\n".join(f"{name:<20} {value:>14,}" if isinstance(value, int) else f"{name:<20} {value}" for name, value in found.items()))
    if args.problems:
        for entry in Corpus(args.corpus).entries():
            for problem in entry.problems:
                console.report(problem)
    return 0 if found["state"] == "whole" else 1


def export(args: argparse.Namespace) -> int:
    """Write a corpus in parts."""
    from .keeping import exporting

    if args.format == "parquet":
        written = exporting.parquet(Corpus(args.corpus).tables(), args.output)
    else:
        write = exporting.quads if args.format == "nquads" else exporting.turtle
        written = write(args.corpus, args.output, part=args.part, on_part=console.remark)
    console.remark(f"{args.output}: {len(written)} files")
    return 0


def push(args: argparse.Namespace) -> int:
    """Load a corpus into a server."""
    from .keeping import pushing

    with console.steps("sending") as step:
        sent = pushing.push(args.corpus, args.endpoint, via=args.via, graphs=args.graphs, part=args.part, on_part=step)
    console.remark(f"{args.endpoint}: {sent} triples sent")
    return 0


def reading_of(path: str, document: str | None) -> Reading:
    """A document of a corpus, read again from the text that the corpus keeps.

    Raises:
        QueryError: No document is named, it is not held, or the corpus keeps no texts.
    """
    corpus = Corpus(path)
    if not document:
        raise QueryError(f"{path}: name a document of the corpus (--document 济政字〔2017〕39号)")
    rows = corpus.query("source-text", document=document)
    if not rows:
        raise QueryError(f"{document}: is not held in {path}, or its text was not kept (build without --no-keep-text)")
    row = rows[0]
    return extract_source(Source(row["file"], row["text"], row["sha256"], row["media_type"]), budget=None)
