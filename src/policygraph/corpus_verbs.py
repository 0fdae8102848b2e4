"""The verbs of a corpus: `build --corpus`, `build --parts`, `correct`, `status`, `export`, and `explain` of a document in one."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from . import columns, console, counting
from .corpus import Added, Corpus, version
from .corrections import Correction, expanded, read_corrections
from .errors import CorpusError, QueryError
from .keeping.correcting.fits import CONTRADICTS, FITS, NEEDLESS, NOTHING, SEVERAL, Fit
from .keeping.correcting.kept import whole
from .keeping.folder import is_corpus
from .keeping.manifest import FAILED
from .language import Phrase, counted, joined, told
from .model import Reading, Source
from .pipeline import acts_called, extract_source
from .stating.terms import BASE

#: How many names are told one by one.
_TOLD = 20
#: What a correction came to, where nothing more is to be said.
_SAID = {FITS: Phrase("holds"), NEEDLESS: Phrase("the rules read it so by now; it can go"), SEVERAL: Phrase("fits several"), NOTHING: Phrase("fits nothing")}


def build(args: argparse.Namespace) -> int:
    """Add gazettes to a corpus; 1 where something could not be read, `NOT_DONE` where nothing could."""
    from .reading.sources import count

    if not args.gazettes and not Path(args.corpus).is_dir():
        raise CorpusError(Phrase("{corpus}: there is no such corpus, and no gazettes are named to make one from", corpus=args.corpus))
    corpus = Corpus(args.corpus)
    with console.progress(lambda: count(*args.gazettes), "reading") as advance:
        try:
            added = corpus.add(
                *args.gazettes, jobs=args.jobs, base=args.base, text=args.keep_text, budget=args.budget, prune=args.prune,
                corrections=args.corrections, on_done=advance, missing_ok=True)
        except KeyboardInterrupt:
            console.remark(Phrase("{corpus}: what was read is kept; the same command goes on where this one ended", corpus=args.corpus))
            raise
    for failure in (*added.failures, *added.problems):
        console.report(failure, args.gazettes)
    _tell(args.corpus, added, args.gazettes)
    tell_fits(added.corrections)
    if added.failed and not added.read and not added.unchanged:
        return console.NOT_DONE
    return 1 if added.failures or added.failed else 0


def _tell(path: str, added: Added, typed: Sequence[str]) -> None:
    """Say what became of the sources of a run, and what the corpus holds now."""
    for what, names in ((Phrase("taken out"), added.removed), (Phrase("is gone where it came from (--prune takes it out)"), added.missing)):
        for name in names[:_TOLD]:
            console.remark(Phrase("{name}: {what}", name=console.as_typed(name, typed), what=what))
        if len(names) > _TOLD:
            console.remark(Phrase("… and {count} more: {what}", count=len(names) - _TOLD, what=what))
    console.remark(counting.of_run(len(added.read), len(added.failed), added.unchanged))
    if is_corpus(path):
        console.remark(Phrase("{path}: {said}", path=path, said=counting.of_corpus(Corpus(path).status())))
    else:
        console.remark(Phrase("{path}: no corpus was made, since nothing could be read", path=path))


def tell_fits(fits: Sequence[Fit]) -> None:
    """Say on standard error how many corrections hold, and name those that do not."""
    wrong = [fit for fit in fits if fit.state != FITS]
    for fit in wrong[:_TOLD]:
        console.remark(_outcome(fit))
    if len(wrong) > _TOLD:
        console.remark(counted(
            "… and {count} more that does not fit (policygraph correct FILE --corpus DIR lists all)",
            "… and {count} more that do not fit (policygraph correct FILE --corpus DIR lists all)", len(wrong) - _TOLD))
    if fits:
        console.remark(counted("{fitting} of {count} correction fits", "{fitting} of {count} corrections fit", len(fits), fitting=len(fits) - len(wrong)))


#: What may be corrected (`corrections.WHAT`): said here so that the catalogue has it.
_WHAT = (
    Phrase("withdrawn"), Phrase("agency"), Phrase("role"), Phrase("relation"), Phrase("means"), Phrase("deadline"), Phrase("value"), Phrase("unit"),
    Phrase("comparator"), Phrase("indicator"), Phrase("purpose"), Phrase("period"), Phrase("action"), Phrase("title"), Phrase("number"),
    Phrase("signed"), Phrase("printed"), Phrase("adopted"), Phrase("effective"), Phrase("expires"), Phrase("no-agency"), Phrase("same-agency"))


def _outcome(fit: Fit) -> str:
    """A correction and what it came to, in one line."""
    correction = fit.correction
    about = correction.document or correction.statement or correction.agency
    words = f" “{correction.quote[:40]}”" if correction.quote else ""
    if fit.state == CONTRADICTS:
        said = _against(fit)
    else:
        said = joined(fit.changes, "{before}; {next}") if fit.changes else _SAID[fit.state]
    return Phrase("{place}: {what}, {about}: {said}", place=correction.place, what=_asked(correction), about=about + words, said=said)


def _asked(correction: Correction) -> str:
    """What a correction changes, as the file calls it and as people do, and the value."""
    what = Phrase(correction.what)
    return Phrase("{what} = {value}", what=what, value=correction.value) if correction.value else what


def _against(fit: Fit) -> str:
    """The corrections that say something else."""
    others = [Phrase(
        "{place} ({what}, {who} {when})",
        place=other.place, what=_asked(other), who=other.who, when=other.when) for other in fit.others]
    return Phrase("contradicts {others}", others=joined(others, "{before} and {next}"))


def correct(args: argparse.Namespace) -> int:
    """Check a file of corrections against a corpus; 1 where one does not fit."""
    fits = Corpus(args.corpus).check_corrections(args.file)
    wrong = sum(1 for fit in fits if fit.state not in (FITS, NEEDLESS))
    if args.format == "json":
        console.write(None, "".join(json.dumps(_as_json(fit), ensure_ascii=False) + "\n" for fit in _in_order(fits)))
    else:
        lines = [f"{columns.filled(told(fit.state), 11)} {told(_outcome(fit))}" for fit in _in_order(fits)]
        console.write(None, "\n".join([*lines, told(counted("{holding} of {count} correction holds", "{holding} of {count} corrections hold", len(fits), holding=len(fits) - wrong))]))
    return 1 if wrong else 0


def _in_order(fits: Sequence[Fit]) -> list[Fit]:
    """As they stand in the file."""
    return sorted(fits, key=lambda fit: (len(fit.correction.place), fit.correction.place))


def _as_json(fit: Fit) -> dict[str, Any]:
    return {
        "place": fit.correction.place, "state": fit.state, "what": fit.correction.what, "is": fit.correction.value, "id": fit.correction.id,
        "changes": list(fit.changes), "contradicts": [other.place for other in fit.others]}


def build_parts(args: argparse.Namespace) -> int:
    """Read gazettes into parts, on this machine or on many; 1 where something could not be read, `NOT_DONE` where nothing could."""
    from . import mapping
    from .keeping.parts import Place

    corrections = read_corrections(args.corrections) if args.corrections else ()
    settings = mapping.Settings(args.base or BASE, args.keep_text is not False, args.budget, version(), corrections)
    done = mapping.build(args.gazettes, args.parts, settings, mapping.engine(args.engine, settings, jobs=args.jobs, master=args.master))
    if done.failed and not done.sources:
        place = Place(args.parts)
        for problem in place.problems():
            console.report(problem, args.gazettes)
        place.clear()
        console.remark(counting.of_run(0, len(done.failed)))
        console.remark(Phrase("{path}: no parts were made, since nothing could be read", path=args.parts))
        return console.NOT_DONE
    for names, what in ((done.failed, Phrase("was not read")), (done.lost, Phrase("an act of it was not read"))):
        for name in names[:_TOLD]:
            console.remark(Phrase("{name}: {what}; {parts} says why, under sources", name=console.as_typed(name, args.gazettes), what=what, parts=args.parts))
        if len(names) > _TOLD:
            console.remark(Phrase("… and {count} more: {what}", count=len(names) - _TOLD, what=what))
    console.remark(Phrase("{path}: {said}", path=args.parts, said=counting.of_parts(done.sources, len(done.failed), done.acts, done.triples)))
    base = args.base or BASE
    tell_fits(whole([expanded(each, base) for each in corrections], done.fits))
    return 1 if done.failed or done.lost else 0


def status(args: argparse.Namespace) -> int:
    """Print what a corpus holds; 1 where a run is to be completed, a source failed, or an act of one was lost."""
    found = Corpus(args.corpus).status()
    if args.format == "json":
        console.write(None, json.dumps(found, ensure_ascii=False, indent=2))
    else:
        console.write(None, "\n".join(_line(told(name), value) for name, value in found.items()))
    if args.problems:
        for entry in Corpus(args.corpus).entries():
            for problem in entry.problems:
                console.report(problem)
    elif found["failed"] or found["lost acts"]:
        _name_failed(args.corpus)
    return 0 if found["state"] == "whole" and not found["failed"] and not found["lost acts"] else 1


def _name_failed(corpus: str) -> None:
    """Name the sources that failed, and those in which an act was lost, on standard error."""
    named = [(entry, Phrase("was not read") if entry.state == FAILED else Phrase("an act of it was not read")) for entry in Corpus(corpus).entries()
             if entry.state == FAILED or entry.lost]
    for entry, what in named[:_TOLD]:
        console.remark(Phrase("{name}: {what}", name=entry.name, what=what))
    if len(named) > _TOLD:
        console.remark(Phrase("… and {count} more", count=len(named) - _TOLD))
    console.remark(Phrase("why: policygraph status {corpus} --problems", corpus=corpus))


def _line(name: str, value: int | str) -> str:
    said = f"{value:>14,}" if isinstance(value, int) else told(value)
    return f"{columns.filled(name, 20)} {said}"


def export(args: argparse.Namespace) -> int:
    """Write a corpus in parts, with what it is."""
    from .keeping import describing, exporting

    said = {name: getattr(args, name) or "" for name in ("title", "publisher", "licence", "doi")}
    deposit = describing.Deposit(**said, creators=tuple(args.creator), date=args.date.isoformat() if args.date else "")
    describe = partial(describing.write, args.corpus, deposit=deposit)
    if args.format == "parquet":
        written = exporting.parquet(Corpus(args.corpus).tables(), args.output, describe=describe)
    else:
        write = exporting.quads if args.format == "nquads" else exporting.turtle
        written = write(args.corpus, args.output, part=args.part, on_part=console.remark, describe=describe)
    console.remark(counted("{output}: {count} file", "{output}: {count} files", len(written), output=args.output))
    if not deposit.licence:
        console.remark("no licence is stated, so that others may not know what they may do with it: --licence CC-BY-4.0")
    return 0


def push(args: argparse.Namespace) -> int:
    """Load a corpus into a server."""
    from .keeping import pushing

    with console.steps("sending") as step:
        sent = pushing.push(args.corpus, args.endpoint, via=args.via, graphs=args.graphs, part=args.part, on_part=step, on_wait=console.remark)
    console.remark(Phrase("{endpoint}: {triples} sent", endpoint=args.endpoint, triples=counting.of_triples(sent)))
    return 0


def reading_of(path: str, document: str | None) -> Reading:
    """A document of a corpus, read again from the text that the corpus keeps.

    Raises:
        QueryError: No document is named, it is not held, or the corpus keeps no texts.
    """
    corpus = Corpus(path)
    if not document:
        raise QueryError(Phrase("{path}: name a document of the corpus (--document 济政字〔2017〕39号)", path=path))
    rows = corpus.query("source-text", document=document)
    if not rows:
        raise QueryError(Phrase(
            "{document}: is not held in {path}, or its text was not kept (build without --no-keep-text)", document=document, path=path))
    row = rows[0]
    reading = extract_source(Source(row["file"], row["text"], row["sha256"], row["media_type"]), budget=None)
    try:
        return acts_called([reading], document)[0]
    except QueryError:  # it has this number or title by a correction, which its text does not know
        return reading
