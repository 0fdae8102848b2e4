"""Mapping: sources are read in batches, by whatever has processors for it, and become parts by their hash.

Two narrow interfaces stand between the work and who does it. A `Map` gives
batches to `read_batch`, and what comes of them, part by part, to a writer:
`Processes` does it on this machine, `spark.Spark` on many. `parts.Joins` is the
other one. What a source yields depends on its bytes and the rules alone, so
that the parts are the same bytes whoever made them.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import pyoxigraph

from . import ownrules, workers
from .corrections import Correction
from .errors import CorpusError, ReadError
from .guard import guarded, problem
from .keeping import folder, parts
from .keeping.correcting.corrector import corrector
from .keeping.manifest import FAILED, KEPT, Entry
from .keeping.parts import Outcome, Tally
from .language import Phrase
from .model import Problem
from .pipeline import facts
from .reading import archives, sources
from .reading.sources import Raw
from .stating.formats import to_triple
from .stating.terms import Minter
from .stating.triples import state

#: Files of a batch.
BATCH = 50
#: The clock may go on this much longer than the processor time of a document, which stops most of them first (factor, seconds).
PATIENCE, GRACE = 10.0, 120.0

Batch = tuple[str, ...]
Read = Callable[[Batch], list[Outcome]]
Write = Callable[[str, Iterable[Outcome]], Tally]


@dataclass(frozen=True, slots=True)
class Settings:
    """How sources are read: where identifiers live, whether texts are kept, the budget of an act (seconds), by which version of the rules, what is corrected,
    and which own rules are in use.
    """

    base: str
    text: bool
    budget: float | None
    version: str
    corrections: tuple[Correction, ...] = ()
    rules: ownrules.Own | None = field(default_factory=ownrules.active)


@dataclass(frozen=True, slots=True)
class Task:
    """A source that is to be read: what is known of it, and its bytes."""

    entry: Entry
    raw: Raw


class Map(Protocol):
    """Who has processors for it."""

    def run(self, batches: Sequence[Batch], read: Read, write: Write) -> list[Tally]:
        """Give each batch to ``read``, and all outcomes of a part, in the order of their keys, to ``write``; each at least once."""
        ...


def read_source(settings: Settings, task: Task) -> Outcome:
    """What is done with a source: its facts as N-Triples, or why there are none."""
    entry = task.entry
    ownrules.use(settings.rules)  # in a process that works for another one they stay in use
    try:
        reading = facts(task.raw.data, task.raw.name, label=task.raw.label, budget=settings.budget)
        with guarded(task.raw.label, "writing its facts as a graph"):
            triples = [to_triple(triple) for triple in state(reading, Minter(settings.base), text=settings.text)]
            found, fits = corrector(settings.corrections, settings.base).correct(triples) if settings.corrections else (triples, [])
            data = pyoxigraph.serialize(found, format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
    except ReadError as error:
        return Outcome(replace(entry, state=FAILED, problems=(problem(error),)), b"")
    told = (*reading.failures, *reading.problems)  # those of the source are among them
    return Outcome(replace(
        entry, state=KEPT if reading.documents else FAILED, length=len(reading.source.text), acts=len(reading.documents), triples=len(found), problems=told,
    ), folder.pack(data), tuple(fits))


# ---- batches


def batches(inputs: Iterable[str]) -> list[Batch]:
    """The files of some inputs in batches; an archive is a batch of its own.

    Args:
        inputs: Files, archives and folders, on this machine or at an address of fsspec.

    Raises:
        ReadError: A folder holds no document.
        CorpusError: An address cannot be reached.
    """
    files = [file for each in inputs for file in _files(each)]
    alone = [(file,) for file in files if _is_archive(file)]
    rest = [file for file in files if not _is_archive(file)]
    return alone + [tuple(rest[at : at + BATCH]) for at in range(0, len(rest), BATCH)]


def _files(given: str) -> list[str]:
    if "://" not in given:
        return [os.path.abspath(path) for path in sources.find_files(given)]
    place = parts.Place(given)
    if place.files.isfile(place.root):
        return [given]
    kind = given.partition("://")[0]
    found = sorted(path for path in place.files.find(place.root) if archives.is_wanted(path[len(place.root) :].lstrip("/")))
    if not found:
        raise ReadError(given, "holds no document", "give the address of a folder of .txt .md .html .pdf or .docx files")
    return [f"{kind}://{path}" for path in found]


def _is_archive(name: str) -> bool:
    return name.lower().endswith((".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".jsonl", ".ndjson", ".jl", ".jsonl.gz", ".ndjson.gz", ".jl.gz"))


def read_batch(settings: Settings, batch: Batch) -> list[Outcome]:
    """The facts of the sources in some files; what cannot be read is an outcome, too."""
    return [outcome for name in batch for outcome in _read_file(settings, name)]


def _read_file(settings: Settings, name: str) -> Iterator[Outcome]:
    for item in _documents(name):
        if isinstance(item, ReadError):
            yield _failed(settings, name, item.name, problem(item))
            continue
        entry = Entry(item.label, name, hashlib.sha256(item.data).hexdigest(), settings.version, FAILED)
        yield read_source(settings, Task(entry, item))


def _documents(name: str) -> Iterator[Raw | ReadError]:
    if "://" not in name:
        yield from sources.load(name)
        return
    place = parts.Place(name)
    try:
        with place.files.open(place.root, "rb") as file:
            yield from sources.inside(file, name.rpartition("/")[2], name)
    except OSError as error:
        yield ReadError(name, Phrase("{reason}", reason=error.strerror or error), "check the address and the permissions")


def lost_with(name: str, worker: workers.Lost) -> Problem:
    """What is told of the document of a name that was lost with its worker."""
    return Problem(name, Phrase("the document {reason}", reason=worker.reason), "leave it out, or give it in parts", lost=True)


def _failed(settings: Settings, origin: str, name: str, why: Problem) -> Outcome:
    """What could not even be opened has the hash of its name."""
    return Outcome(Entry(name, origin, hashlib.sha256(name.encode()).hexdigest(), settings.version, FAILED, problems=(why,)), b"")


# ---- the whole way


def build(inputs: Iterable[str], address: str, settings: Settings, engine: Map, *, joins: parts.Joins | None = None) -> Tally:
    """Read inputs into parts.

    Args:
        inputs: As `batches` takes them.
        address: Where the parts go: a new folder, or an address of fsspec.
        settings: How sources are read.
        engine: Who reads.
        joins: Who derives; DuckDB on this machine if left out.

    Returns:
        How many sources, acts and triples the parts hold, and what could not be read.

    Raises:
        ReadError: A folder holds no document.
        CorpusError: The address holds something, or cannot be written.
    """
    with ownrules.using(settings.rules):
        parts.Place(address).prepare()
        tallies = engine.run(batches(inputs), partial(read_batch, settings), partial(parts.write, address))
        return parts.finish(address, tallies, joins=joins)


@dataclass(frozen=True, slots=True)
class Here:
    """This process alone: for an address that no other one sees (memory://…)."""

    def run(self, batches: Sequence[Batch], read: Read, write: Write) -> list[Tally]:
        """As `Map` says."""
        with TemporaryDirectory(prefix="policygraph-") as directory:
            return _written((read(batch) for batch in batches), Path(directory), write)


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes of this machine. One that dies costs no more than the file it was at: its batch is read again, file by file."""

    jobs: int
    settings: Settings

    def run(self, batches: Sequence[Batch], read: Read, write: Write) -> list[Tally]:
        """As `Map` says."""
        with TemporaryDirectory(prefix="policygraph-") as directory:
            return _written(self._read(batches, read), Path(directory), write)

    def _read(self, batches: Sequence[Batch], read: Read) -> Iterator[list[Outcome]]:
        again: list[Batch] = []
        for batch, found in self._shared(batches, read):
            if isinstance(found, workers.Lost):
                again += [(name,) for name in batch]
            else:
                yield found
        for (name,), found in self._shared(again, read):
            if isinstance(found, workers.Lost):
                found = [_failed(self.settings, name, name, lost_with(name, found))]
            yield found

    def _shared(self, batches: Sequence[Batch], read: Read) -> Iterator[tuple[Batch, list[Outcome] | workers.Lost]]:
        return workers.share_out(read, batches, jobs=self.jobs, seconds=self._patience, preload=("policygraph.ready", "policygraph.mapping"))

    def _patience(self, batch: Batch) -> float | None:
        """An archive holds any number of documents, and each has its own budget."""
        without = self.settings.budget is None or any(map(_is_archive, batch))
        return None if without else len(batch) * ((self.settings.budget or 0) * PATIENCE + GRACE)


def _written(found: Iterable[list[Outcome]], directory: Path, write: Write) -> list[Tally]:
    """Sort outcomes into parts, on disk, and write each part."""
    for outcomes in found:
        for outcome in outcomes:
            with (directory / outcome.key[0]).open("ab") as file:
                pickle.dump(outcome, file)
    return [write(path.name, sorted(_unpickled(path), key=lambda outcome: outcome.key)) for path in sorted(directory.iterdir())]


def _unpickled(path: Path) -> Iterator[Outcome]:
    with path.open("rb") as file:
        while file.peek(1):
            yield pickle.load(file)


def engine(name: str, settings: Settings, *, jobs: int | None = None, master: str | None = None) -> Map:
    """The engine of a name.

    Args:
        name: ``processes`` or ``spark``.
        settings: How sources are read.
        jobs: How many processes; all processors if left out.
        master: Of Spark, where it runs.

    Raises:
        CorpusError: There is no such engine, or it is not installed.
    """
    if name == "processes":
        return Processes(jobs or workers.available(), settings)
    if name == "spark":
        from .spark import Spark

        return Spark(master or "local[*,4]")
    raise CorpusError(Phrase("there is no engine {name!r}; known are processes and spark", name=name))
