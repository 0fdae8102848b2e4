"""The manifest of a corpus: which sources it holds, by which version of the rules, what went wrong, and the facts of each (SQLite)."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import CorpusError
from ..language import Phrase, packed, unpacked
from ..model import Problem

#: The form of the folder; a greater one was written by a newer version.
FORMAT = 1
#: What a source may be: its facts are kept; nothing could be read in it; its bytes are those of another source.
KEPT, FAILED, COPY = "kept", "failed", "copy"
#: Where less than this is free on a disk (bytes), it is full: what SQLite says then is now this, now that.
_LEAST = 1 << 17

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS source (
  name TEXT PRIMARY KEY, origin TEXT NOT NULL, sha256 TEXT NOT NULL, version TEXT NOT NULL, state TEXT NOT NULL,
  length INTEGER NOT NULL, acts INTEGER NOT NULL, triples INTEGER NOT NULL, problems TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_hash ON source (sha256);
CREATE TABLE IF NOT EXISTS facts (graph TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS change (graph TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS fit (
  graph TEXT NOT NULL, correction TEXT NOT NULL, state TEXT NOT NULL, changes TEXT NOT NULL, others TEXT NOT NULL, PRIMARY KEY (graph, correction));
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A source of a corpus.

    ``name`` is its path (of a member of an archive: below that of the archive),
    ``origin`` the file that was given; ``length`` counts code points, ``version``
    says by which rules it was read.
    """

    name: str
    origin: str
    sha256: str
    version: str
    state: str
    length: int = 0
    acts: int = 0
    triples: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def lost(self) -> tuple[Problem, ...]:
        """Those of its problems to which the source, or an act of it, is lost."""
        return tuple(each for each in self.problems if each.lost)

    def in_state(self, state: str) -> Entry:
        """The same source in another state."""
        return replace(self, state=state)


def _opened(path: Path) -> sqlite3.Connection:
    """A connection to the file; where its folder may not be written, one that only reads.

    SQLite puts files of its own beside one that is written (WAL), and where it cannot it reads only what nobody is writing.
    """
    if os.access(path.parent, os.W_OK):
        database = sqlite3.connect(path, timeout=30, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        return database
    waiting = path.with_name(f"{path.name}-wal")
    still = not waiting.exists() or not waiting.stat().st_size
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if still else ''}", uri=True, timeout=30, isolation_level=None)


def not_a_corpus(path: Path) -> CorpusError:
    """What to say of a path that is the folder of no corpus, with a command that makes one: where something else is, it has another name."""
    if path.is_dir() and any(path.iterdir()):
        return CorpusError(Phrase("{path}: is a folder, but no corpus (make one of what is in it: policygraph build {path} --corpus {other})", path=path, other=other_name(path)))
    if path.is_file():
        return CorpusError(Phrase("{path}: is a file, and no folder of a corpus (make one with: policygraph build GAZETTE --corpus {other})", path=path, other=other_name(path)))
    return CorpusError(Phrase("{path}: is no corpus (make one with: policygraph build INPUT --corpus {path})", path=path))


def other_name(path: Path) -> str:
    """The name of a folder for a corpus beside a path at which there is something else.

    >>> other_name(Path("in/gazettes")), other_name(Path("graph.ttl"))
    ('in/gazettes-corpus', 'graph-corpus')
    """
    name = Path(os.path.abspath(path)).name  # . and .. have none of their own
    beside = path.parent if path.name == name else path / ".."
    return str(beside / f"{Path(name).stem}-corpus")


class Manifest:
    """The entries of a corpus, one for each source."""

    def __init__(self, path: Path, *, create: bool = False):
        """Open the manifest of a corpus.

        Raises:
            CorpusError: There is none (and it is not to be made), it is damaged, or a newer version wrote it.
        """
        self.path = path
        if not create and not path.is_file():
            raise not_a_corpus(path.parent)
        with self._named():
            self.database = _opened(path)
            if create:
                self.database.executescript(_TABLES)
                self.database.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?)", [str(FORMAT)])
            written = self.get("format") or "0"
        if not written.isdigit() or int(written) > FORMAT:
            raise CorpusError(Phrase(
                "{parent}: was written by a newer version (form {written}, known is {known}); update policygraph",
                parent=path.parent, written=written[:20], known=FORMAT))

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            full = "full" in str(error) or shutil.disk_usage(self.path.parent).free < _LEAST
            remedy = Phrase("the disk is full: free some space and run again; nothing is lost") if full else (
                Phrase("is the file damaged? policygraph build makes a corpus anew from its inputs"))
            raise CorpusError(Phrase("{path}: {error}; {remedy}", path=self.path, error=error, remedy=remedy)) from error

    def get(self, key: str) -> str | None:
        """What is noted under a key."""
        with self._named():
            row = self.database.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return row[0] if row else None

    def set(self, key: str, value: str) -> None:
        """Note something."""
        with self._named():
            self.database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])

    def find(self, name: str) -> Entry | None:
        """The entry of a source."""
        return next(self._select("WHERE name = ?", [name]), None)

    def copies(self, sha256: str, besides: str) -> list[Entry]:
        """The other sources of these bytes."""
        return list(self._select("WHERE sha256 = ? AND name <> ? ORDER BY name", [sha256, besides]))

    def entries(self, state: str | None = None) -> Iterator[Entry]:
        """All entries, or those in one state, by name."""
        return self._select("WHERE ? IS NULL OR state = ? ORDER BY name", [state, state])

    def _select(self, where: str, values: list[str | None]) -> Iterator[Entry]:
        with self._named():
            rows = self.database.execute(f"SELECT name, origin, sha256, version, state, length, acts, triples, problems FROM source {where}", values).fetchall()
        for name, origin, sha256, version, state, length, acts, triples, problems in rows:
            told = tuple(Problem(*map(unpacked, each)) for each in json.loads(problems))
            yield Entry(name, origin, sha256, version, state, length, acts, triples, told)

    def put(self, entries: Iterable[Entry]) -> None:
        """Write entries."""
        rows = [
            (e.name, e.origin, e.sha256, e.version, e.state, e.length, e.acts, e.triples,
             json.dumps([[p.source, packed(p.message), packed(p.remedy), p.lost] for p in e.problems], ensure_ascii=False)) for e in entries]
        with self._named():
            self.database.executemany("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def remove(self, names: Iterable[str]) -> None:
        """Forget sources."""
        with self._named():
            self.database.executemany("DELETE FROM source WHERE name = ?", [(name,) for name in names])

    # ---- facts

    @contextmanager
    def changing(self) -> Iterator[None]:
        """What is written in the body is written whole or not at all."""
        with self._named():
            self.database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.database.execute("ROLLBACK")
                raise
            self.database.execute("COMMIT")

    def put_facts(self, sha256: str, graph: str, data: bytes) -> None:
        """Keep the facts of a source."""
        with self._named():
            self.database.execute("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", [graph, sha256, data])
            self.database.execute("INSERT OR IGNORE INTO change VALUES (?)", [graph])

    def remove_facts(self, sha256: str) -> None:
        """Forget the facts of a source."""
        with self._named():
            self.database.execute("INSERT OR IGNORE INTO change SELECT graph FROM facts WHERE sha256 = ?", [sha256])
            self.database.execute("DELETE FROM facts WHERE sha256 = ?", [sha256])

    def facts(self, graph: str) -> bytes | None:
        """The facts of one graph, if they are kept."""
        with self._named():
            row = self.database.execute("SELECT data FROM facts WHERE graph = ?", [graph]).fetchone()
        return row[0] if row else None

    def all_facts(self) -> Iterator[tuple[str, bytes]]:
        """Every graph with its facts, in order."""
        with self._named():
            yield from self.database.cursor().execute("SELECT graph, data FROM facts ORDER BY graph")

    def fact_count(self) -> int:
        """How many graphs there are."""
        with self._named():
            return int(self.database.execute("SELECT count(*) FROM facts").fetchone()[0])

    def changes(self) -> list[str]:
        """The graphs that changed since the state that is read was made."""
        with self._named():
            return [graph for (graph,) in self.database.execute("SELECT graph FROM change ORDER BY graph")]

    def forget_changes(self, graphs: Iterable[str]) -> None:
        """These changes are in the state that is read."""
        with self.changing():
            self.database.executemany("DELETE FROM change WHERE graph = ?", [(graph,) for graph in graphs])

    # ---- corrections

    def mark(self, graphs: Iterable[str]) -> None:
        """Note graphs as changed."""
        with self._named():
            self.database.executemany("INSERT OR IGNORE INTO change VALUES (?)", [(graph,) for graph in graphs])

    def fits(self) -> list[tuple[str, str, str, list[str], list[str]]]:
        """What corrections came to: graph, hash of the correction, state, changes, hashes of those that it contradicts."""
        with self._named():
            if not self.database.execute("SELECT 1 FROM sqlite_master WHERE name = 'fit'").fetchone():
                return []  # no one has written to this corpus since corrections are known
            rows = self.database.execute("SELECT graph, correction, state, changes, others FROM fit ORDER BY graph, correction").fetchall()
        return [(graph, correction, state, list(map(unpacked, json.loads(changes))), json.loads(others)) for graph, correction, state, changes, others in rows]

    def put_fits(self, graphs: Iterable[str] | None, rows: Iterable[tuple[str, str, str, list[str], list[str]]]) -> None:
        """Note what corrections came to in some graphs, in place of what was noted of them; None is all graphs."""
        with self._named():
            if graphs is None:
                self.database.execute("DELETE FROM fit")
            else:
                self.database.executemany("DELETE FROM fit WHERE graph = ?", [(graph,) for graph in graphs])
            self.database.executemany(
                "INSERT OR REPLACE INTO fit VALUES (?, ?, ?, ?, ?)",
                [(graph, correction, state, json.dumps(list(map(packed, changes)), ensure_ascii=False), json.dumps(others)) for graph, correction, state, changes, others in rows])

    # ---- sums

    def totals(self) -> dict[str, int]:
        """How many sources there are in each state, and over those that are kept the acts, triples and code points."""
        with self._named():
            found = dict(self.database.execute("SELECT state, count(*) FROM source GROUP BY state").fetchall())
            acts, triples, length = self.database.execute(
                "SELECT coalesce(sum(acts), 0), coalesce(sum(triples), 0), coalesce(sum(length), 0) FROM source WHERE state = 'kept'").fetchone()
        return {**found, "acts": acts, "triples": triples, "length": length}
