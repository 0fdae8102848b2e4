"""The folder of a corpus: a store that grows, and states of it that are read meanwhile.

::

    DIR/manifest.sqlite   the sources (`manifest`)
    DIR/store/            the store that is written (Oxigraph), by one process at a time
    DIR/read/N/           the state that is read: a cheap copy (links) of the store when it was last whole
    DIR/current           N
    DIR/lock.sqlite       held by who writes

In the store each source is a named graph, and so is what was derived from all.
The default graph is their union, each triple once: that is what is asked.
A named graph is put and taken out whole; whatever ends the program on the way,
the next run finds the source in the state ``changing`` and does it again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from types import TracebackType

import pyoxigraph
from oxrdflib.store import OxigraphStore
from rdflib import Graph, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from ..errors import CorpusError
from ..stating.formats import FILE_PREFIXES, to_triple
from . import deriving
from .manifest import CHANGING, COPY, FAILED, KEPT, Entry, Manifest

#: What was derived, in turns: the new one is whole before the old one goes.
DERIVED = ("https://w3id.org/policygraph/derived/a", "https://w3id.org/policygraph/derived/b")
#: Triples that are written at once.
_CHUNK = 50_000
_DEFAULT = pyoxigraph.DefaultGraph()
#: Graphs that no source states.
_NO_FACTS = (_DEFAULT, *map(pyoxigraph.NamedNode, DERIVED))


class Writer:
    """The one process that writes a corpus. A context: leaving it lets the next one write.

    Raises:
        CorpusError: Another process writes, the folder cannot be made or written, or it is of a newer version.
    """

    def __init__(self, path: str | Path):
        self.path = Path(path)
        with _written(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            if not (self.path / "manifest.sqlite").exists() and any(entry.name != "lock.sqlite" for entry in self.path.iterdir()):
                raise CorpusError(f"{self.path}: is a folder with other things in it; name a new one for the corpus")
        self._lock = self._take_lock()
        try:
            self.manifest = Manifest(self.path / "manifest.sqlite", create=True)
            self.manifest.set("writer", str(os.getpid()))
            with _written(self.path):
                self.store = pyoxigraph.Store(str(self.path / "store"))
        except BaseException:
            self._lock.close()
            raise
        self._mend()

    def _take_lock(self) -> sqlite3.Connection:
        """A lock that goes with the process, on every system."""
        try:
            lock = sqlite3.connect(self.path / "lock.sqlite", timeout=0, isolation_level=None)
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if "locked" not in str(error):
                raise CorpusError(f"{self.path}: may not be written ({error}); check the permissions of the folder") from error
            who = Manifest(self.path / "manifest.sqlite").get("writer") if is_corpus(self.path) else None
            raise CorpusError(f"{self.path}: is being written by another process{f' ({who})' if who else ''}; wait until it is done") from None
        return lock

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Write what is in memory to disk, and let the next one write."""
        if hasattr(self, "store"):
            self.store.flush()
            del self.store
            self.manifest.close()
            self._lock.close()

    # ---- sources

    def put(self, found: Iterable[tuple[Entry, str, bytes]]) -> None:
        """Take in sources, each in place of what was known of it.

        Args:
            found: Each entry with the IRI of its graph and its facts as N-Triples. Of several sources of the
                same bytes the first by name counts, the others are noted as copies.

        Raises:
            CorpusError: The disk is full, or the store is damaged.
        """
        for entry, graph, facts in found:
            self._forget(entry.name, entry.sha256)
            others = self.manifest.copies(entry.sha256, entry.name)
            first = next((other for other in others if other.name < entry.name and other.state == KEPT), None)
            if entry.state == FAILED or first:
                self.manifest.put([_as(entry, entry.state if entry.state == FAILED else COPY)])
                continue
            for other in others:
                if other.state == KEPT:  # a later name of the same bytes
                    self.manifest.put([_as(other, COPY)])
                    self._take_out(graph)
            self.manifest.put([_as(entry, CHANGING)])
            self._add(graph, pyoxigraph.parse(facts, format=pyoxigraph.RdfFormat.N_TRIPLES))
            self.manifest.put([entry])
        self.manifest.set("stale", "1")

    def drop(self, name: str) -> None:
        """Take out a source; a copy of it is to be read again."""
        self._forget(name)
        self.manifest.remove([name])
        self.manifest.set("stale", "1")

    def _forget(self, name: str, kept_hash: str = "") -> None:
        """Take out the facts of what was read under this name."""
        old = self.manifest.find(name)
        if not old or old.state not in (KEPT, CHANGING):
            return
        graph = self._graph_of(old)
        self.manifest.put([_as(old, CHANGING)])
        self._take_out(graph)
        if old.sha256 != kept_hash:
            self.manifest.remove([each.name for each in self.manifest.copies(old.sha256, name) if each.state == COPY])

    def _graph_of(self, entry: Entry) -> str:
        return f"{self.manifest.get('base')}source/{entry.sha256[:16]}"

    def _mend(self) -> None:
        """Take out what a run that was ended left half done; it is read again."""
        for entry in list(self.manifest.entries(CHANGING)):
            self._take_out(self._graph_of(entry))
            self.manifest.remove([entry.name])
            self.manifest.set("stale", "1")

    # ---- graphs

    def _add(self, graph: str, triples: Iterable[pyoxigraph.Triple | pyoxigraph.Quad]) -> int:
        name, total, triples = pyoxigraph.NamedNode(graph), 0, iter(triples)
        while chunk := list(islice(triples, _CHUNK)):
            total += len(chunk)
            with _written(self.path):
                self.store.extend([pyoxigraph.Quad(t.subject, t.predicate, t.object, each) for t in chunk for each in (name, _DEFAULT)])
        return total

    def _take_out(self, graph: str) -> None:
        """Remove a named graph, and from the union what no other one states."""
        name = pyoxigraph.NamedNode(graph)
        with _written(self.path):
            for quad in self.store.quads_for_pattern(None, None, None, name):
                if all(other.graph_name in (name, _DEFAULT) for other in self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)):
                    self.store.remove(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, _DEFAULT))
            self.store.remove_graph(name)

    # ---- what follows, and what is read

    def derive(self) -> None:
        """Derive anew what follows from all facts, if they changed; the old goes when the new is whole."""
        if self.manifest.get("stale") == "0":
            return
        old, new = DERIVED if self.manifest.get("derived") == DERIVED[0] else reversed(DERIVED)
        self._take_out(new)
        facts = StoreFacts(self.store)
        self._add(new, (to_triple(triple) for triple in deriving.derive(facts, directory=str(self.path / "store-temporary"))))
        self.manifest.set("derived", new)
        self._take_out(old)
        self.manifest.set("stale", "0")

    def publish(self) -> None:
        """Let readers see the store as it is now; the state before stays for those who are reading it."""
        read = self.path / "read"
        states = sorted(int(entry.name) for entry in read.iterdir() if entry.name.isdigit()) if read.is_dir() else []
        number = states[-1] + 1 if states else 1
        with _written(self.path):
            read.mkdir(exist_ok=True)
            self.store.flush()
            self.store.backup(str(read / str(number)))
            fresh = self.path / "current.new"
            fresh.write_text(str(number), "utf-8")
            fresh.replace(self.path / "current")
        for state in states[:-1]:
            shutil.rmtree(read / str(state), ignore_errors=True)

    def is_published(self) -> bool:
        """Do readers see all that is in the store?"""
        return self.manifest.get("stale") == "0" and (self.path / "current").exists()


def _as(entry: Entry, state: str) -> Entry:
    return Entry(entry.name, entry.origin, entry.sha256, entry.version, state, entry.length, entry.acts, entry.triples, entry.problems)


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
        CorpusError: The folder is no corpus, nothing is in it yet, or it is damaged.
    """
    store = open_store(path)
    graph = Graph(store=OxigraphStore(store=store), identifier=DATASET_DEFAULT_GRAPH_ID)
    for prefix, namespace in FILE_PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def open_store(path: str | Path) -> pyoxigraph.Store:
    """The state of a corpus that is read, while another process may be writing the next one.

    Raises:
        CorpusError: As `open_graph`.
    """
    path = Path(path)
    Manifest(path / "manifest.sqlite").close()
    for _ in range(3):  # a state may go while it is opened, if two builds end meanwhile
        with suppress(FileNotFoundError):
            number = (path / "current").read_text("utf-8").strip()
            break
    else:
        raise CorpusError(f"{path}: nothing is in it yet (policygraph build INPUT --corpus {path})")
    try:
        return pyoxigraph.Store.read_only(str(path / "read" / number))
    except (OSError, ValueError) as error:
        raise CorpusError(
            f"{path}: the store cannot be read ({' '.join(str(error).split())[:160]}); remove {path / 'current'} and build again") from error


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
        raise CorpusError(f"{path}: may not be written ({error.strerror}); check the permissions of the folder") from error
    except OSError as error:
        said = " ".join(str(error).split())[:200]
        full = "No space left" in said
        remedy = "free some space and run again; nothing is lost" if full else "check the disk; if the store is damaged, build the corpus anew"
        raise CorpusError(f"{path}: cannot be written ({said}); {remedy}") from error
