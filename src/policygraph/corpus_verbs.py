"""The verbs of a corpus: `build --corpus`, `build --parts`, `correct`, `status`, `export`, and `explain` of a document in one."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import console
from .corpus import Added, Corpus, version
from .corrections import expanded, read_corrections
from .errors import CorpusError, QueryError
from .keeping.correcting.fits import CONTRADICTS, FITS, NEEDLESS, NOTHING, SEVERAL, Fit
from .keeping.correcting.kept import whole
from .model import Reading, Source
from .pipeline import extract_source
from .stating.terms import BASE

#: How many names are told one by one.
_TOLD = 20
#: What a correction came to, where nothing more is to be said.
_SAID = {CONTRADICTS: "contradicts", FITS: "holds", NEEDLESS: "the rules read it so by now; it can go", SEVERAL: "fits several", NOTHING: "fits nothing"}


def build(args: argparse.Namespace) -> int:
    """Add gazettes to a corpus; 1 where something could not be read."""
    from .reading.sources import count

    if not args.gazettes and not Path(args.corpus).is_dir():
        raise CorpusError(f"{args.corpus}: there is no such corpus, and no gazettes are named to make one from")
    corpus = Corpus(args.corpus)
    with console.progress(lambda: count(*args.gazettes), "reading") as advance:
        try:
            added = corpus.add(
                *args.gazettes, jobs=args.jobs, base=args.base, text=args.keep_text, budget=args.budget, prune=args.prune,
                corrections=args.corrections, on_done=advance)
        except KeyboardInterrupt:
            console.remark(f"{args.corpus}: what was read is kept; the same command goes on where this one ended")
            raise
    for failure in (*added.failures, *added.problems):
        console.report(failure)
    _tell(args.corpus, added)
    tell_fits(added.corrections)
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


def tell_fits(fits: Sequence[Fit]) -> None:
    """Say on standard error how many corrections hold, and name those that do not."""
    wrong = [fit for fit in fits if fit.state != FITS]
    for fit in wrong[:_TOLD]:
        console.remark(_outcome(fit))
    if len(wrong) > _TOLD:
        console.remark(f"… and {len(wrong) - _TOLD} more that do not fit (policygraph correct FILE --corpus DIR lists all)")
    if fits:
        console.remark(f"{len(fits) - len(wrong)} of {len(fits)} corrections fit")


def _outcome(fit: Fit) -> str:
    """A correction and what it came to, in one line."""
    correction = fit.correction
    about = correction.document or correction.statement or correction.agency
    words = f" “{correction.quote[:40]}”" if correction.quote else ""
    value = f" = {correction.value}" if correction.value else ""
    said = "; ".join(fit.changes) or _SAID[fit.state]
    others = " and ".join(f"{other.place} ({other.what}{f' = {other.value}' if other.value else ''}, {other.who} {other.when})" for other in fit.others)
    return f"{correction.place}: {correction.what}{value}, {about}{words}: {_SAID[CONTRADICTS] + ' ' + others if fit.state == CONTRADICTS else said}"


def correct(args: argparse.Namespace) -> int:
    """Check a file of corrections against a corpus; 1 where one does not fit."""
    fits = Corpus(args.corpus).check_corrections(args.file)
    wrong = sum(1 for fit in fits if fit.state not in (FITS, NEEDLESS))
    if args.format == "json":
        console.write(None, "".join(json.dumps(_as_json(fit), ensure_ascii=False) + "\n" for fit in _in_order(fits)))
    else:
        console.write(None, "\n".join([*(f"{fit.state:<11} {_outcome(fit)}" for fit in _in_order(fits)), f"{len(fits) - wrong} of {len(fits)} corrections hold"]))
    return 1 if wrong else 0


def _in_order(fits: Sequence[Fit]) -> list[Fit]:
    """As they stand in the file."""
    return sorted(fits, key=lambda fit: (len(fit.correction.place), fit.correction.place))


def _as_json(fit: Fit) -> dict[str, Any]:
    return {
        "place": fit.correction.place, "state": fit.state, "what": fit.correction.what, "is": fit.correction.value, "id": fit.correction.id,
        "changes": list(fit.changes), "contradicts": [other.place for other in fit.others]}


def build_parts(args: argparse.Namespace) -> int:
    """Read gazettes into parts, on this machine or on many; 1 where something could not be read."""
    from . import mapping

    corrections = read_corrections(args.corrections) if args.corrections else ()
    settings = mapping.Settings(args.base or BASE, args.keep_text is not False, args.budget, version(), corrections)
    done = mapping.build(args.gazettes, args.parts, settings, mapping.engine(args.engine, settings, jobs=args.jobs, master=args.master))
    for name in done.failed[:_TOLD]:
        console.remark(f"{name}: was not read; {args.parts} says why, under sources")
    if len(done.failed) > _TOLD:
        console.remark(f"… and {len(done.failed) - _TOLD} more: were not read")
    console.remark(f"{args.parts}: {done.sources} sources, {done.acts} acts, {done.triples} triples; {len(done.failed)} failed")
    base = args.base or BASE
    tell_fits(whole([expanded(each, base) for each in corrections], done.fits))
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
