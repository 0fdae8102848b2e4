"""Archive: what is served, a corpus or a graph, as a store on disk that several processes read.

A corpus that is built anew meanwhile is taken up at the next request.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyoxigraph

from ..errors import CorpusError
from ..keeping import folder
from ..keeping.manifest import Manifest
from ..stating.formats import load, to_triple
from ..stating.terms import BASE
from .content.things import Things

#: Triples that are written at once.
_CHUNK = 100_000


@dataclass(frozen=True, slots=True)
class State:
    """What is read between two builds: the folder of the store, the things in it, how many triples it has, where the index of texts lies, when it was made."""

    path: Path
    things: Things
    triples: int
    index: Path
    made: str


class Archive:
    """What is served. A context: leaving it removes what was put aside.

    Args:
        given: The folder of a corpus, or a graph file.

    Raises:
        CorpusError: The folder is no corpus, or nothing is in it.
        GraphError: The graph file cannot be read.
    """

    def __init__(self, given: str | Path):
        self.given = Path(given)
        self.name = self.given.resolve().name
        self._aside = Path(tempfile.mkdtemp(prefix="policygraph-"))
        self._lock = threading.Lock()
        try:
            self.corpus = self.given if self.given.is_dir() else None
            self._state = self._of_corpus(self.corpus) if self.corpus else self._of_graph()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove what was put aside."""
        shutil.rmtree(self._aside, ignore_errors=True)

    @property
    def state(self) -> State:
        """What is read now; of a corpus the state after the last run that ended well."""
        if self.corpus is None:
            return self._state
        try:
            number = (self.corpus / "current").read_text("utf-8").strip()
        except OSError:
            return self._state
        if number != self._state.path.name:
            with self._lock:
                if number != self._state.path.name:
                    try:
                        self._state = self._of_corpus(self.corpus)
                    except CorpusError:
                        pass  # the old one is whole still; the next request tries again
        return self._state

    def _of_corpus(self, corpus: Path) -> State:
        store = folder.open_store(corpus)
        number = (corpus / "current").read_text("utf-8").strip()
        manifest = Manifest(corpus / "manifest.sqlite")
        try:
            base, made, triples = manifest.get("base") or BASE, manifest.get("made") or "", int(manifest.get("triples") or 0)
        finally:
            manifest.close()
        return State(corpus / "read" / number, Things(store, base), triples, self._index(corpus, number), made)

    def _index(self, corpus: Path, number: str) -> Path:
        """Beside the states; where the folder may not be written, among what is put aside."""
        home = corpus / "search"
        try:
            home.mkdir(exist_ok=True)
        except OSError:
            pass
        return (home if os.access(home, os.W_OK) else self._aside) / f"{number}.sqlite"

    def _of_graph(self) -> State:
        path = self._aside / "store"
        store = pyoxigraph.Store(str(path))
        waiting: list[pyoxigraph.Quad] = []
        for triple in map(to_triple, load(self.given)):
            waiting.append(pyoxigraph.Quad(triple.subject, triple.predicate, triple.object))
            if len(waiting) >= _CHUNK:
                store.bulk_extend(waiting)
                waiting = []
        store.bulk_extend(waiting)
        store.flush()
        del store
        things = Things(pyoxigraph.Store.read_only(str(path)), BASE)
        made = datetime.fromtimestamp(self.given.stat().st_mtime).isoformat(timespec="seconds")
        return State(path, Things(things.store, _base(things)), len(things.store), self._aside / "index.sqlite", made)


def _base(things: Things) -> str:
    """Where the identifiers of a graph live: what stands before the kind of a thing in them."""
    for document in things.of_class("pg:Document"):
        base, mark, _ = document.partition("document/")
        if mark:
            return base
    return BASE
