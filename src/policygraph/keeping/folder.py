"""The folder of a corpus: facts that grow, and states of the whole that are read meanwhile.

::

    DIR/manifest.sqlite   the sources and the facts of each (`manifest`): what must not be lost
    DIR/read/N/           a state of the whole that is read (Oxigraph): made from the facts, never written again
    DIR/current           N
    DIR/corrections.toml  what curators say against the rules (`correcting`): people may edit it, each run applies it
    DIR/lock.sqlite       held by who writes

In a state each source is a named graph, and so is what was derived from all.
The default graph is their union, each triple once: that is what is asked. A
new state is made beside the old one, from the facts or from a copy (of links)
of the old one with what changed, and takes its place when it is whole: whatever
ends the program on the way, readers have the old one and no fact is lost.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import pyoxigraph
from rdflib import Graph, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from ..errors import CorpusError
from ..language import Phrase
from ..stating.formats import FILE_PREFIXES, of_store
from ..stating.terms import PG
from . import deriving
from .correcting.kept import Correcting
from .manifest import COPY, FAILED, KEPT, Entry, Manifest, other_name

#: What was derived: the one that a state has already, else the first. Older versions wrote them in turns.
DERIVED = ("https://w3id.org/policygraph/derived/a", "https://w3id.org/policygraph/derived/b")
#: Triples that are written at once.
_CHUNK = 100_000
#: Where more of the sources than this changed, a state is made anew from all facts: that writes four times as fast.
_ANEW = 0.1
_DEFAULT = pyoxigraph.DefaultGraph()
#: Patterns of the documents that are only cited, and of those that are held.
_STUBS = f"?s a <{PG.Stub}>"
_HELD = f"?s a <{PG.Document}> FILTER NOT EXISTS {{ {_STUBS} }}"
#: Graphs that no source states.
_NO_FACTS = (_DEFAULT, *map(pyoxigraph.NamedNode, DERIVED))


class Writer:
    """The one process that writes a corpus. A context: leaving it lets the next one write.

    A corpus that it made, and into which no source came, goes with it.

    Raises:
        CorpusError: Another process writes, the folder cannot be made or written, or it is of a newer version.
    """

    def __init__(self, path: str | Path):
        self.path = Path(path)
        if self.path.is_file():
            raise CorpusError(Phrase("{path}: is a file; name a new folder for the corpus (--corpus {other})", path=self.path, other=other_name(self.path)))
        with _written(self.path):
            self._made = [folder for folder in (self.path, *self.path.parents) if not folder.exists()]
            self._new = not is_corpus(self.path)
            self.path.mkdir(parents=True, exist_ok=True)
            if not is_corpus(self.path) and any(entry.name != "lock.sqlite" for entry in self.path.iterdir()):
                raise CorpusError(Phrase(
                    "{path}: is a folder with other things in it; name a new one for the corpus (--corpus {other})", path=self.path, other=other_name(self.path)))
        self._lock = self._take_lock()
        try:
            self.manifest = Manifest(self.path / "manifest.sqlite", create=True)
            self.manifest.set("writer", str(os.getpid()))
        except BaseException:
            self._lock.close()
            raise

    def _take_lock(self) -> sqlite3.Connection:
        """A lock that goes with the process, on every system."""
        try:
            lock = sqlite3.connect(self.path / "lock.sqlite", timeout=0, isolation_level=None)
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if "locked" not in str(error):
                raise CorpusError(Phrase("{path}: may not be written ({error}); check the permissions of the folder", path=self.path, error=error)) from error
            who = Manifest(self.path / "manifest.sqlite").get("writer") if is_corpus(self.path) else None
            said = Phrase("another process ({number})", number=who) if who else Phrase("another process")
            raise CorpusError(Phrase("{path}: is being written by {who}; wait until it is done", path=self.path, who=said)) from None
        return lock

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let the next one write."""
        try:
            empty = self._new and not self.manifest.totals().get(KEPT)
        except CorpusError:  # whoever opens it is told
            empty = False
        self.manifest.close()
        if empty:
            self._unmake()
        self._lock.close()

    def _unmake(self) -> None:
        """Take away what was made, and nothing that somebody put beside it."""
        shutil.rmtree(self.path / "read", ignore_errors=True)
        for name in ("current", "corrections.toml", *(f"{name}.sqlite{end}" for name in ("manifest", "lock") for end in ("", "-wal", "-shm", "-journal"))):
            with suppress(OSError):
                (self.path / name).unlink()
        with suppress(OSError):
            for folder in self._made:
                folder.rmdir()

    # ---- sources

    def put(self, entry: Entry, graph: str, facts: bytes) -> None:
        """Take in a source, in place of what was known of it.

        Of several sources of the same bytes the first by name counts; the others are noted as copies.

        Args:
            entry: What is to be noted of it.
            graph: The IRI of its graph.
            facts: N-Triples, packed by `pack`.

        Raises:
            CorpusError: The disk is full, or the manifest is damaged.
        """
        with self.manifest.changing():
            self._forget(entry.name, entry.sha256 if entry.state == KEPT else "")
            others = self.manifest.copies(entry.sha256, entry.name)
            first = any(other.name < entry.name and other.state == KEPT for other in others)
            if entry.state == FAILED or first:
                self.manifest.put([entry if entry.state == FAILED else entry.in_state(COPY)])
                return
            self.manifest.put([entry, *(other.in_state(COPY) for other in others if other.state == KEPT)])
            self.manifest.put_facts(entry.sha256, graph, facts)

    def drop(self, name: str) -> None:
        """Take out a source; a copy of it is to be read again."""
        with self.manifest.changing():
            self._forget(name)
            self.manifest.remove([name])

    def _forget(self, name: str, kept_hash: str = "") -> None:
        """Take out the facts of what was read under this name."""
        old = self.manifest.find(name)
        if not old or old.state != KEPT or old.sha256 == kept_hash:
            return
        self.manifest.remove_facts(old.sha256)
        self.manifest.remove([each.name for each in self.manifest.copies(old.sha256, name) if each.state == COPY])

    # ---- states

    def publish(self, on_done: Callable[[int], None] | None = None) -> None:
        """Make the state that is read from the facts as they are now; nothing is done where none changed.

        Args:
            on_done: Called with the number of sources that are in it, as they come.

        Raises:
            CorpusError: The disk is full, or may not be written.
        """
        correcting = Correcting(self.path, self.manifest)
        correcting.mark()
        changed, total = self.manifest.changes(), self.manifest.fact_count()
        current = _current(self.path)
        if current and not changed:
            return
        fresh = self.path / "read" / "new"
        with _written(self.path):
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.parent.mkdir(exist_ok=True)
            if current and len(changed) <= _ANEW * total:
                _link(current, fresh)
                state, remade = _State(fresh, correcting), changed
                for n, graph in enumerate(changed):
                    state.take_out(graph)
                    state.add(graph, self.manifest.facts(graph))
                    if on_done:
                        on_done(n + 1)
            else:
                state, remade = _State(fresh, correcting), None
                state.load(self.manifest.all_facts(), on_done)
            state.derive(fresh.with_name("temporary"))
            for what, count in state.counts():
                self.manifest.set(what, str(count))
            state.close()
            correcting.note(remade)
            self._show(fresh, current)
            self.manifest.set("made", datetime.now(UTC).isoformat(timespec="seconds"))
        self.manifest.forget_changes(changed)

    def _show(self, fresh: Path, current: Path | None) -> None:
        """Let readers see a state; the one before stays for those who are reading it."""
        number = int(current.name) + 1 if current else 1
        for state in fresh.parent.iterdir():
            if state not in (fresh, current):
                shutil.rmtree(state, ignore_errors=True)
        fresh.replace(fresh.with_name(str(number)))
        pointer = self.path / "current.new"
        pointer.write_text(str(number), "utf-8")
        pointer.replace(self.path / "current")


def pack(facts: bytes) -> bytes:
    """N-Triples as the manifest keeps them."""
    return zlib.compress(facts, 1)


class _State:
    """A store that is being made."""

    def __init__(self, path: Path, correcting: Correcting):
        self.store, self.correcting = pyoxigraph.Store(str(path)), correcting

    def close(self) -> None:
        """Write what is in memory to disk."""
        self.store.flush()
        del self.store

    def load(self, sources: Iterable[tuple[str, bytes]], on_done: Callable[[int], None] | None) -> None:
        """Take in the facts of all sources, each with the IRI of its graph."""
        waiting: list[pyoxigraph.Quad] = []
        for n, (graph, facts) in enumerate(sources):
            waiting += _quads(graph, self._corrected(graph, facts))
            if len(waiting) >= 2 * _CHUNK:
                self.store.bulk_extend(waiting)
                waiting = []
                if on_done:
                    on_done(n + 1)
        self.store.bulk_extend(waiting)

    def add(self, graph: str, facts: bytes | None) -> None:
        """Take in the facts of a source, if it has any."""
        if facts:
            self.store.extend(_quads(graph, self._corrected(graph, facts)))

    def _corrected(self, graph: str, facts: bytes) -> Iterator[pyoxigraph.Quad]:
        """The facts of a source as they are to be read."""
        return pyoxigraph.parse(self.correcting.corrected(graph, zlib.decompress(facts)), format=pyoxigraph.RdfFormat.N_TRIPLES)

    def take_out(self, graph: str) -> None:
        """Remove a named graph, and from the union what no other one states."""
        name = pyoxigraph.NamedNode(graph)
        for quad in self.store.quads_for_pattern(None, None, None, name):
            self._leave_union(quad.triple, name)
        self.store.remove_graph(name)

    def _leave_union(self, triple: pyoxigraph.Triple, name: pyoxigraph.NamedNode) -> None:
        """Remove a triple from the union, if no named graph but this one states it."""
        if all(other.graph_name in (name, _DEFAULT) for other in self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)):
            self.store.remove(_quad(triple, _DEFAULT))

    def counts(self) -> Iterator[tuple[str, int]]:
        """How many triples the union has, how many stubs are in it, and how many documents that are none."""
        for what, pattern in (("triples", "?s ?p ?o"), ("stubs", _STUBS), ("documents", _HELD)):
            yield what, _count(self.store, pattern)

    def derive(self, directory: Path) -> None:
        """Derive anew what follows from all facts, and write what differs from what was derived before.

        Args:
            directory: A folder for files that are there meanwhile.
        """
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir()
        before, gone, come = (directory / name for name in ("before.nt", "gone.nt", "come.nt"))
        name = next((name for name in map(pyoxigraph.NamedNode, DERIVED) if self.store.contains_named_graph(name)), None)
        if name:
            self.store.dump(before, pyoxigraph.RdfFormat.N_TRIPLES, from_graph=name)
            deriving.write_changes(StoreFacts(self.store), before, gone, come)
            for quad in pyoxigraph.parse(path=gone, format=pyoxigraph.RdfFormat.N_TRIPLES):
                self._leave_union(quad.triple, name)
                self.store.remove(_quad(quad.triple, name))
        else:
            deriving.write(StoreFacts(self.store), come)
        for graph in (name or pyoxigraph.NamedNode(DERIVED[0]), _DEFAULT):
            self.store.bulk_load(path=come, format=pyoxigraph.RdfFormat.N_TRIPLES, to_graph=graph)
        shutil.rmtree(directory)


def held(store: pyoxigraph.Store) -> int:
    """How many documents the union of a store holds, without those that are only cited."""
    return _count(store, _HELD)


def _count(store: pyoxigraph.Store, pattern: str) -> int:
    (row,) = store.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")  # type: ignore[misc]
    return int(row["n"].value)


def _quads(graph: str, triples: Iterable[pyoxigraph.Triple | pyoxigraph.Quad]) -> list[pyoxigraph.Quad]:
    """Triples in their graph and in the union."""
    name = pyoxigraph.NamedNode(graph)
    return [_quad(triple, each) for triple in triples for each in (name, _DEFAULT)]


def _quad(triple: pyoxigraph.Triple | pyoxigraph.Quad, graph: pyoxigraph.NamedNode | pyoxigraph.DefaultGraph) -> pyoxigraph.Quad:
    return pyoxigraph.Quad(triple.subject, triple.predicate, triple.object, graph)


def _current(path: Path) -> Path | None:
    """The state that is read, if there is one that can be."""
    try:
        state = path / "read" / (path / "current").read_text("utf-8").strip()
        pyoxigraph.Store.read_only(str(state))
    except (OSError, ValueError):
        return None
    return state


def _link(state: Path, fresh: Path) -> None:
    """A copy of a state: tables are never written again and are linked, the rest is copied."""

    def link(source: str, target: str) -> None:
        if source.endswith(".sst"):
            try:
                os.link(source, target)
                return
            except OSError:
                pass  # a file system without links
        shutil.copy2(source, target)

    shutil.copytree(state, fresh, copy_function=link)


class StoreFacts:
    """The facts in a store, as `deriving` asks for them: what the sources state, without what was derived before."""

    def __init__(self, store: pyoxigraph.Store):
        self.store = store

    def pairs(self, predicate: URIRef) -> Iterable[tuple[str, str]]:
        """Subject and value of every fact with this property."""
        for quad in self.store.quads_for_pattern(None, pyoxigraph.NamedNode(predicate), None, None):
            if quad.graph_name not in _NO_FACTS:
                yield _text(quad.subject), _text(quad.object)

    def values(self, subject: str, predicate: URIRef) -> list[str]:
        """The values of a property of one thing."""
        found = self.store.quads_for_pattern(pyoxigraph.NamedNode(subject), pyoxigraph.NamedNode(predicate), None, None)
        return sorted({_text(quad.object) for quad in found if quad.graph_name not in _NO_FACTS})


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


# ---- reading


def open_graph(path: str | Path) -> Graph:
    """The union of all facts of a corpus and of what follows from them, as a graph that is read from disk.

    Raises:
        CorpusError: The folder is no corpus, nothing is in it yet, its first run was interrupted, or it is damaged.
    """
    store = open_store(path)
    graph = of_store(store, DATASET_DEFAULT_GRAPH_ID)
    for prefix, namespace in FILE_PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def open_store(path: str | Path) -> pyoxigraph.Store:
    """The state of a corpus that is read, while another process may be writing the next one.

    Raises:
        CorpusError: As `open_graph`.
    """
    path = Path(path)
    with closing(Manifest(path / "manifest.sqlite")) as manifest:
        interrupted = bool(manifest.changes())
    said = ""
    for _ in range(3):  # a state may go while it is opened, if two builds end meanwhile
        try:
            number = (path / "current").read_text("utf-8").strip()
            return pyoxigraph.Store.read_only(str(path / "read" / number))
        except FileNotFoundError:
            if interrupted:
                raise CorpusError(Phrase(
                    "{path}: the run that fills it was interrupted; run policygraph build INPUT --corpus {path} again, what was read is kept", path=path)) from None
            raise CorpusError(Phrase("{path}: nothing is in it yet (policygraph build INPUT --corpus {path})", path=path)) from None
        except (OSError, ValueError) as error:
            said = " ".join(str(error).split())[:160]
    raise CorpusError(Phrase("{path}: its state cannot be read ({said}); `policygraph build --corpus {path} INPUT` makes it anew, no source is read again", path=path, said=said))


def is_corpus(path: str | Path) -> bool:
    """Is this a folder that looks like a corpus?"""
    return (Path(path) / "manifest.sqlite").is_file()


def dumped(path: str | Path) -> Iterator[pyoxigraph.Quad]:
    """All quads of a corpus: each source's facts and what was derived, in their graphs.

    Raises:
        CorpusError: As `open_graph`.
    """
    for quad in open_store(path).quads_for_pattern(None, None, None, None):
        if quad.graph_name != _DEFAULT:
            yield quad


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Name what keeps a corpus from being written."""
    try:
        yield
    except PermissionError as error:
        raise CorpusError(Phrase("{path}: may not be written ({reason}); check the permissions of the folder", path=path, reason=error.strerror)) from error
    except OSError as error:
        said = " ".join(str(error).split())[:200]
        full = "No space left" in said
        remedy = Phrase("free some space and run again; nothing is lost") if full else Phrase("check the disk; if the store is damaged, build the corpus anew")
        raise CorpusError(Phrase("{path}: cannot be written ({said}); {remedy}", path=path, said=said, remedy=remedy)) from error
