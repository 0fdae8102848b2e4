"""The manifest of a corpus: which sources it holds, from which bytes and by which version of the rules, and what went wrong (SQLite)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import CorpusError
from ..model import Problem

#: The form of the folder; a greater one was written by a newer version.
FORMAT = 1
#: What a source may be: its facts are in the store; nothing could be read in it; its bytes are those of another source; or its
#: facts are being written or taken out, which a run that was ended left half done.
KEPT, FAILED, COPY, CHANGING = "kept", "failed", "copy", "changing"

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS source (
  name TEXT PRIMARY KEY, origin TEXT NOT NULL, sha256 TEXT NOT NULL, version TEXT NOT NULL, state TEXT NOT NULL,
  length INTEGER NOT NULL, acts INTEGER NOT NULL, triples INTEGER NOT NULL, problems TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_hash ON source (sha256);
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


class Manifest:
    """The entries of a corpus, one for each source."""

    def __init__(self, path: Path, *, create: bool = False):
        """Open the manifest of a corpus.

        Raises:
            CorpusError: There is none (and it is not to be made), it is damaged, or a newer version wrote it.
        """
        self.path = path
        if not create and not path.is_file():
            raise CorpusError(f"{path.parent}: is no corpus (make one with: policygraph build INPUT --corpus {path.parent})")
        with self._named():
            self.database = sqlite3.connect(path, timeout=30, isolation_level=None)
            self.database.execute("PRAGMA journal_mode = WAL")
            if create:
                self.database.executescript(_TABLES)
                self.database.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?)", [str(FORMAT)])
            written = self.get("format") or "0"
        if not written.isdigit() or int(written) > FORMAT:
            raise CorpusError(f"{path.parent}: was written by a newer version (form {written[:20]}, known is {FORMAT}); update policygraph")

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise CorpusError(f"{self.path}: {error} (is the disk full, or the file damaged? policygraph build makes a corpus anew from its inputs)") from error

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

    def holder(self, sha256: str, besides: str) -> Entry | None:
        """Another source of the same bytes whose facts are kept."""
        return next(self._select("WHERE sha256 = ? AND name <> ? AND state = 'kept'", [sha256, besides]), None)

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
            told = tuple(Problem(*each) for each in json.loads(problems))
            yield Entry(name, origin, sha256, version, state, length, acts, triples, told)

    def put(self, entries: Iterable[Entry]) -> None:
        """Write entries, all or none."""
        rows = [
            (e.name, e.origin, e.sha256, e.version, e.state, e.length, e.acts, e.triples,
             json.dumps([[p.source, p.message, p.remedy] for p in e.problems], ensure_ascii=False)) for e in entries]
        with self._named():
            self.database.execute("BEGIN")
            self.database.executemany("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self.database.execute("COMMIT")

    def remove(self, names: Iterable[str]) -> None:
        """Forget sources."""
        with self._named():
            self.database.executemany("DELETE FROM source WHERE name = ?", [(name,) for name in names])

    def totals(self) -> dict[str, int]:
        """How many sources there are in each state, and over those that are kept the acts, triples and code points."""
        with self._named():
            found = dict(self.database.execute("SELECT state, count(*) FROM source GROUP BY state").fetchall())
            acts, triples, length = self.database.execute(
                "SELECT coalesce(sum(acts), 0), coalesce(sum(triples), 0), coalesce(sum(length), 0) FROM source WHERE state = 'kept'").fetchone()
        return {**found, "acts": acts, "triples": triples, "length": length}
