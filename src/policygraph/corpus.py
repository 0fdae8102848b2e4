"""A corpus: a folder that grows by what is given to it, and answers what a graph answers.

::

    corpus = policygraph.Corpus("archive")
    corpus.add("gazettes/2017", "gazettes/2018")
    corpus.query("most-cited").to_pandas()
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from rdflib import Graph

from . import ownrules, workers
from .asking import answers
from .corrections import Correction, read_corrections
from .errors import CorpusError, ReadError
from .guard import BUDGET, problem
from .keeping import folder
from .keeping.correcting import kept
from .keeping.correcting.fits import Fit
from .keeping.manifest import COPY, FAILED, KEPT, Entry, Manifest
from .keeping.parts import Outcome
from .language import Phrase
from .mapping import GRACE, PATIENCE, Settings, Task, lost_with, read_source
from .model import Problem
from .pipeline import sources_of
from .reading.sources import STDIN, Raw, check_paths, is_missing
from .showing import listing
from .stating.terms import BASE, Minter

#: What the facts of a source depend on beside its bytes: the rooms from the bytes to the triples, and what they share.
_ROOMS = ("reading", "naming", "segmenting", "finding", "stating")


@dataclass(slots=True)
class Added:
    """What a run did: names of sources that were read, how many were left as they were, which failed, were taken out or found missing, what went wrong,
    and what corrections came to. Each source that was given is one of read, unchanged and failed; ``failures`` say why, may say several things of one, and
    name acts that were lost in sources that were read.
    """

    read: list[str] = field(default_factory=list)
    unchanged: int = 0
    failed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    failures: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    corrections: list[Fit] = field(default_factory=list)


class Corpus:
    """A corpus on disk: many read it while one adds to it.

    What is asked is the state after the last run that ended well.
    """

    def __init__(self, path: str | Path):
        """``path`` is the folder; it is made when something is first added."""
        self.path = Path(path)

    def __repr__(self) -> str:
        return f"Corpus({str(self.path)!r})"

    # ---- adding

    def add(
        self, *inputs: str | Path, jobs: int | None = None, base: str | None = None, text: bool | None = None,
        budget: float | None = BUDGET, prune: bool = False, corrections: str | Path | None = None, on_done: Callable[[str], None] | None = None,
        missing_ok: bool = False,
    ) -> Added:
        """Read sources into the corpus.

        A source of the same bytes, read by the same rules, is left as it is; a changed
        one takes the place of the old. Killed at any moment, the corpus opens, and the
        next run completes it.

        Args:
            inputs: Files, archives, folders, or ``-`` for standard input.
            jobs: How many processes; all processors if left out.
            base: Where identifiers live; fixed by the first run.
            text: Keep the text of every source (the default of a new corpus).
            budget: Seconds of processor time that one act may take; None is without end.
            prune: Take out sources whose file, or whose member in a given archive, is gone.
            corrections: A file of corrections, which the corpus keeps in place of the one that it has; each
                run applies those that are kept. No source is read again for them.
            on_done: Called with the name of each source when it is done with.
            missing_ok: Take an input that is not there for one that cannot be read, in place of an error.

        Raises:
            ReadError: An input is not there, and nothing in the corpus came from it.
            CorpusError: Another process writes, the disk is full, the base is another one, or the folder is no corpus.
            TableError: The file of corrections is malformed.
        """
        if not missing_ok:
            self._check_inputs(inputs)
        added = Added()
        with folder.Writer(self.path) as writer:
            if corrections:
                kept.keep(self.path, corrections)
            kept.corrections_of(self.path)  # what is malformed is told before anything is read
            settings = self._settings(writer.manifest, base, text, budget)
            seen: set[str] = set()
            given: set[str] = set()
            refused: list[tuple[str, Problem]] = []
            try:
                self._read(writer, settings, _found(inputs, given, refused, on_done), jobs or workers.available(), seen, added, on_done)
                added.failures += [each for _, each in refused]
                added.failed += dict.fromkeys(each.source for _, each in refused if each.source not in seen)
                self._note(writer, settings, refused, seen, given)
                if inputs or prune:
                    self._compare(writer, seen, given, prune, added)
                writer.publish()
                added.corrections = kept.noted(self.path, writer.manifest)
            finally:
                self.__dict__.pop("graph", None)
        return added

    def _check_inputs(self, inputs: Iterable[str | Path]) -> None:
        """Raises: ReadError: An input is not there, and never was: of what it held before it is told that it is gone."""
        if missing := [each for each in inputs if is_missing(each)]:
            origins = {entry.origin for entry in self.entries()} if folder.is_corpus(self.path) else set()
            check_paths(*(each for each in missing if os.path.abspath(each) not in origins))

    def _settings(self, manifest: Manifest, base: str | None, text: bool | None, budget: float | None) -> Settings:
        known = manifest.get("base")
        if known and base and known != base:
            raise CorpusError(Phrase("{path}: its identifiers live at {known}, not at {base}; give another folder for another base", path=self.path, known=known, base=base))
        keep = manifest.get("text") != "0" if text is None else text
        settings = Settings(known or base or BASE, keep, budget, f"{version()}{'' if keep else '-without-text'}")
        manifest.set("base", settings.base)
        manifest.set("text", "1" if keep else "0")
        return settings

    def _read(
        self, writer: folder.Writer, settings: Settings, found: Iterator[tuple[str, Raw]], jobs: int, seen: set[str], added: Added,
        on_done: Callable[[str], None] | None,
    ) -> None:
        def changed() -> Iterator[Task]:
            for origin, raw in found:
                sha256 = hashlib.sha256(raw.data).hexdigest()
                name = f"{STDIN}/{sha256[:16]}" if origin == STDIN else raw.label
                seen.add(name)
                old = writer.manifest.find(name)
                if old and (old.sha256, old.version) == (sha256, settings.version):
                    if old.state == FAILED:
                        added.failed.append(name)
                        added.failures += old.problems
                    else:
                        added.unchanged += 1
                        added.failures += old.lost
                    if on_done:
                        on_done(name)
                    continue
                yield Task(Entry(name, origin, sha256, settings.version, FAILED), raw)

        work = partial(read_source, settings)
        for task, outcome in workers.share_out(
            work, changed(), jobs=jobs, preload=("policygraph.ready", "policygraph.corpus"),
            seconds=lambda task: settings.budget * PATIENCE + GRACE if settings.budget else None,
        ):
            if isinstance(outcome, workers.Lost):
                outcome = Outcome(replace(task.entry, problems=(lost_with(task.raw.label, outcome),)), b"")
            graph = str(Minter(settings.base).source(outcome.entry.sha256))
            writer.put(outcome.entry, graph, outcome.facts)
            if outcome.entry.state == FAILED:
                added.failed.append(outcome.entry.name)
                added.failures += outcome.entry.problems
            else:
                added.read.append(outcome.entry.name)
                added.failures += outcome.entry.lost
                added.problems += (each for each in outcome.entry.problems if not each.lost)
            if on_done:
                on_done(outcome.entry.name)

    def _note(self, writer: folder.Writer, settings: Settings, refused: list[tuple[str, Problem]], seen: set[str], given: set[str]) -> None:
        """Remember what was refused before a document was had from it: a damaged archive, a member of one, a file of no kind that is read.

        A file that is not there, or whose bytes cannot be had, says nothing against what was read from it before. What was
        refused in an earlier run and is no more is forgotten: an archive that was mended is known by its members.
        """
        by_name: dict[str, tuple[str, list[Problem]]] = {}
        for origin, what in refused:
            by_name.setdefault(what.source, (origin, []))[1].append(what)
        hashes = {origin: _hash(origin) for origin, _ in refused}
        for name, (origin, problems) in by_name.items():
            sha256 = hashes[origin]
            old = writer.manifest.find(name)
            if sha256 is None or name in seen:
                continue
            seen.add(name)
            if sha256 or not old or old.state == FAILED:
                writer.put(Entry(name, origin, sha256, settings.version, FAILED, problems=tuple(problems)), "", b"")
        for entry in list(writer.manifest.entries(FAILED)):
            if entry.origin in given and entry.name == entry.origin and entry.name not in seen:
                writer.drop(entry.name)

    def _compare(self, writer: folder.Writer, seen: set[str], given: set[str], prune: bool, added: Added) -> None:
        """What is in the corpus and no longer where it came from."""
        for entry in list(writer.manifest.entries()):
            if entry.name in seen or entry.origin == STDIN or entry.origin not in given and Path(entry.origin).exists():
                continue
            if prune:
                writer.drop(entry.name)
                added.removed.append(entry.name)
            else:
                added.missing.append(entry.name)

    # ---- corrections

    def corrections(self) -> list[Fit]:
        """What each correction that the corpus keeps came to, when its state was made.

        Raises:
            CorpusError: The folder is no corpus.
            TableError: The file of corrections is malformed.
        """
        with closing(Manifest(self.path / "manifest.sqlite")) as manifest:
            return kept.noted(self.path, manifest)

    def check_corrections(self, corrections: str | Path | Iterable[Correction]) -> list[Fit]:
        """What corrections would come to in this corpus; nothing is changed.

        Args:
            corrections: A file of corrections, or corrections.

        Raises:
            CorpusError: The folder is no corpus.
            TableError: The file is malformed.
        """
        given = read_corrections(corrections) if isinstance(corrections, str | Path) else corrections
        with closing(Manifest(self.path / "manifest.sqlite")) as manifest:
            return kept.check(given, manifest)

    # ---- asking

    @cached_property
    def graph(self) -> Graph:
        """Everything as one graph, read from disk: the state after the last run that ended well.

        Raises:
            CorpusError: The folder is no corpus, or nothing is in it.
        """
        return folder.open_graph(self.path)

    def query(self, query: str | Path, /, **params: Any) -> answers.Answer:
        """Ask the corpus; as `run_query` does it.

        Raises:
            QueryError: As `run_query`.
            CorpusError: The folder is no corpus, or nothing is in it.
        """
        return answers.run_query(self.graph, query, **params)

    def documents(self) -> answers.Answer:
        """The documents that are held, with number, title, dates and kind."""
        return self.query("documents")

    def frame(self, kind: str) -> Any:
        """All statements of a kind as a ``pandas.DataFrame``: a row each, a column for each property, with the quotation.

        Args:
            kind: A kind of statement, as ``extract`` calls it: citation, responsibility, target …

        Raises:
            QueryError: There is no such kind.
            FrameError: pandas is not installed.
        """
        return listing.statements(self.graph, kind).to_pandas()

    def tables(self) -> dict[str, tuple[Sequence[str], Sequence[Mapping[str, Any]]]]:
        """A table of the documents and one for each kind of statement: name -> columns and rows.

        Raises:
            CorpusError: The folder is no corpus, or nothing is in it.
        """
        found = {"documents": self.documents(), **{kind: listing.statements(self.graph, kind) for kind in listing.CLASSES}}
        return {name: (rows.columns, rows) for name, rows in found.items()}

    def entries(self) -> list[Entry]:
        """The sources, by name.

        Raises:
            CorpusError: The folder is no corpus.
        """
        manifest = Manifest(self.path / "manifest.sqlite")
        try:
            return list(manifest.entries())
        finally:
            manifest.close()

    def status(self) -> dict[str, int | str]:
        """How many sources are kept, are copies of these, or failed: each one that the corpus knows is one of the three. Acts as they are printed in those that
        are kept, those that were lost there, their code points and facts. Of the state that is read: documents that are held (an act that two sources print is
        one), those known from citations alone (stubs), triples, and when it was made. Whether a run is to be completed.

        Raises:
            CorpusError: The folder is no corpus.
        """
        manifest = Manifest(self.path / "manifest.sqlite")
        try:
            totals = manifest.totals()
            whole = not manifest.changes()
            counts: dict[str, int] = {what: int(manifest.get(what) or 0) for what in (Phrase("documents"), Phrase("stubs"), Phrase("triples"))}
            if manifest.get("made") and manifest.get("documents") is None:  # made before documents were counted
                counts[Phrase("documents")] = folder.held(folder.open_store(self.path))
            made = manifest.get("made") or Phrase("never")
            entries = list(manifest.entries())
            old = sum(1 for entry in entries if not entry.version.startswith(version()))
            lost = sum(len(entry.lost) for entry in entries if entry.state == KEPT)
        finally:
            manifest.close()
        found: dict[str, int | str] = {
            Phrase("sources"): totals.get(KEPT, 0), Phrase("copies"): totals.get(COPY, 0), Phrase("failed"): totals.get(FAILED, 0), Phrase("acts"): totals["acts"],
            Phrase("lost acts"): lost,
            Phrase("characters"): totals["length"], Phrase("facts"): totals["triples"], Phrase("read by other rules"): old,
        }
        found |= counts
        found[Phrase("made")] = made
        found[Phrase("state")] = Phrase("whole") if whole else Phrase("to be completed: run build again")
        return found


def _found(
    inputs: tuple[str | Path, ...], given: set[str], refused: list[tuple[str, Problem]], on_done: Callable[[str], None] | None,
) -> Iterator[tuple[str, Raw]]:
    """The file that each document came in, and the document; what cannot be opened is put beside its file into ``refused``."""
    for each in inputs:
        path = each if str(each) == "-" else os.path.abspath(each)
        for origin, item in sources_of(path):
            if isinstance(item, ReadError):
                refused.append((origin, problem(item)))
                given.discard(origin)
                if on_done:
                    on_done(item.name)
                continue
            given.add(origin)
            yield STDIN if str(each) == "-" else origin, item


def _hash(path: str) -> str | None:
    """The hash of the bytes of a file; empty where they cannot be had, None where there is no such file."""
    if not os.path.isfile(path):
        return None
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def version() -> str:
    """By which rules documents are read: the hash of the code, rules and tables from the bytes to the triples, and of own rules that are in use."""
    mine = ownrules.active()
    return _version() + (f"-own-{mine.mark}" if mine else "")


@cache
def _version() -> str:
    digest = hashlib.sha256()
    package = files("policygraph")
    shared = sorted(entry.name for entry in package.iterdir() if entry.name in ("model.py", "registry.py", "carrying.py", "cues.py", "ownrules.py", "rules.py", "steps.py", "pipeline.py"))
    for name in shared:
        digest.update((package / name).read_bytes())
    for room in _ROOMS:
        for path, data in _contents(package / room, room):
            digest.update(path.encode())
            digest.update(data)
    return digest.hexdigest()[:16]


def _contents(at: Any, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(at.iterdir(), key=lambda entry: entry.name):
        below = f"{path}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _contents(entry, below)
        elif not entry.name.endswith(".pyc"):
            yield below, entry.read_bytes()

