"""Parts: the facts of any number of sources in files by the hash of the source, on a disk or wherever fsspec writes.

::

    ADDRESS/facts/3f.nt.gz      the facts of the sources whose hash begins with 3f, in the order of the hashes
    ADDRESS/sources/3f.jsonl    these sources: what was read, and what went wrong
    ADDRESS/derived.nt.gz       what follows from all of them together
    ADDRESS/whole.json          how many there are; written last

A part depends on its sources alone: whoever writes it, and however often,
writes the same bytes. So any engine may make the parts, in any order.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import pyoxigraph
from rdflib import URIRef

from .. import remote
from ..errors import CorpusError
from ..language import Phrase
from ..model import Problem
from ..stating.terms import OA, PG
from . import deriving
from .correcting.fits import Fit, merged
from .manifest import COPY, KEPT, Entry

#: Digits of the hash that name a part: 256 parts.
_DIGITS = 2
#: Lines that are handled at once.
_CHUNK = 50_000
#: What deriving asks of one thing at a time, beside the properties that it joins.
_ASKED = (PG.evidence, OA.exact)
#: Joins: write what follows from the facts of all sources into a file, as N-Triples, each line once, in order.
Joins = Callable[[deriving.Facts, Path], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a source: what is to be noted of it, its facts as N-Triples, packed by `folder.pack`, and what corrections came to in it."""

    entry: Entry
    facts: bytes
    fits: tuple[Fit, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """Its part, and its place in it."""
        return part_of(self.entry.sha256), self.entry.sha256, self.entry.name


@dataclass(frozen=True, slots=True)
class Tally:
    """What a part holds: sources, acts and triples; the names of those that could not be read, and of those in which an act was lost; and what corrections came to."""

    sources: int
    acts: int
    triples: int
    failed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    fits: tuple[Fit, ...] = ()


def part_of(sha256: str) -> str:
    """The part that a source belongs to.

    >>> part_of("3f9a")
    '3f'
    """
    return sha256[:_DIGITS]


class Place:
    """An address at which parts are: a folder, or what fsspec knows (memory://…, s3://bucket/…)."""

    def __init__(self, address: str):
        """Open an address.

        Raises:
            CorpusError: fsspec or what it needs for this kind of address is not installed, nobody answers there, or the address holds a password.
        """
        if remote.holds_password(address):
            raise CorpusError(
                Phrase("{address}: an address is shown in messages and kept with what was read, so it may hold no password; give it in the settings of fsspec (~/.config/fsspec), or of what it uses for this kind of address", address=remote.without_password(address)))
        try:
            import fsspec
            self.files, self.root = fsspec.core.url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise CorpusError(Phrase("{address}: cannot be opened ({error}); pip install 'policygraph[parts]', and for s3:// also s3fs", address=address, error=error)) from error
        except OSError as error:
            raise CorpusError(Phrase("{address}: cannot be reached ({reason}); check the address, and whether the server is up", address=address, reason=error.strerror or error)) from error
        self.address = address

    def prepare(self) -> None:
        """See that nothing is there yet.

        Raises:
            CorpusError: Something is, or the place cannot be reached.
        """
        with self._named(Phrase("cannot be written")):
            if self.files.exists(self.root) and self.files.ls(self.root, detail=False):
                raise CorpusError(Phrase("{address}: holds something already; name a new place for the parts, or remove what is there", address=self.address))

    def open(self, name: str, mode: str) -> IO[bytes]:
        """A file of the place.

        Raises:
            CorpusError: It cannot be opened.
        """
        path = f"{self.root.rstrip('/')}/{name}"
        with self._named(Phrase("cannot be opened")):
            if "w" in mode:
                self.files.makedirs(path.rpartition("/")[0], exist_ok=True)
            opened: IO[bytes] = self.files.open(path, mode)
            return opened

    def facts(self) -> list[str]:
        """The files with facts, in order."""
        with self._named(Phrase("cannot be read")):
            found = self.files.glob(f"{self.root.rstrip('/')}/facts/*.nt.gz")
        return [f"facts/{path.rpartition('/')[2]}" for path in sorted(found)]

    def problems(self) -> list[Problem]:
        """What was wrong with the sources, in the order of the parts."""
        with self._named(Phrase("cannot be read")):
            lines = [line for path in sorted(self.files.glob(f"{self.root.rstrip('/')}/sources/*.jsonl")) for line in self.files.cat_file(path).splitlines()]
        return [Problem(**each) for line in lines for each in json.loads(line)["problems"]]

    def clear(self) -> None:
        """Take away what was written there: before, there was nothing (`prepare`)."""
        with self._named(Phrase("cannot be written")):
            self.files.rm(self.root, recursive=True)

    def _named(self, what: str) -> _Named:
        return _Named(self.address, what)


class _Named:
    """Names the place and the remedy where a file cannot be had."""

    def __init__(self, address: str, what: str):
        self.address, self.what = address, what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            said = error.strerror or " ".join(str(error).split())[:200]
            raise CorpusError(Phrase("{address}: {what} ({said}); check the address, the permissions and the space, and run again", address=self.address, what=self.what, said=said)) from error


def write(address: str, part: str, outcomes: Iterable[Outcome]) -> Tally:
    """Write a part.

    Args:
        address: Where the parts are.
        part: Its name, as `part_of` says it.
        outcomes: Its sources in the order of their keys. Of several of the same bytes the first is kept.

    Returns:
        What is in it.

    Raises:
        CorpusError: It cannot be written: no space, no permission, no such place.
    """
    place = Place(address)
    sources = acts = triples = 0
    failed: list[str] = []
    lost: list[str] = []
    fits: list[Fit] = []
    kept = ""
    with _Named(address, "cannot be written"), place.open(f"facts/{part}.nt.gz", "wb") as facts, place.open(f"sources/{part}.jsonl", "wb") as told, _packed(facts) as packed:
        for outcome in outcomes:
            entry = outcome.entry
            if entry.state == KEPT and entry.sha256 == kept:
                entry = entry.in_state(COPY)
            told.write(json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n")
            if entry.state == KEPT:
                kept = entry.sha256
                packed.write(zlib.decompress(outcome.facts))
                fits += outcome.fits
                sources, acts, triples = sources + 1, acts + entry.acts, triples + entry.triples
                lost += [entry.name] if entry.lost else []
            elif entry.state != COPY:
                failed.append(entry.name)
    return Tally(sources, acts, triples, tuple(failed), tuple(lost), tuple(merged(fits)))


def _packed(file: IO[bytes]) -> gzip.GzipFile:
    """Packed without a clock or a name, so that the same facts are the same bytes."""
    return gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0)


def finish(address: str, tallies: Iterable[Tally], *, joins: Joins | None = None) -> Tally:
    """Derive what follows from all parts, and say that they are whole.

    Args:
        address: Where the parts are.
        tallies: What is in each.
        joins: What derives; DuckDB on this machine if left out.

    Returns:
        The sum of the tallies.

    Raises:
        CorpusError: A part cannot be read, or something cannot be written.
    """
    tallies = list(tallies)
    total = Tally(
        sum(t.sources for t in tallies), sum(t.acts for t in tallies), sum(t.triples for t in tallies), tuple(sorted(name for t in tallies for name in t.failed)),
        tuple(sorted(name for t in tallies for name in t.lost)), tuple(merged(fit for t in tallies for fit in t.fits)))
    place = Place(address)
    with TemporaryDirectory(prefix="policygraph-") as directory, _Named(address, "cannot be finished"):
        derived = Path(directory) / "derived.nt"
        with closing(PartFacts(place, Path(directory))) as facts:
            (joins or partial(deriving.write, ordered=True))(facts, derived)
        with derived.open("rb") as lines, place.open("derived.nt.gz", "wb") as file, _packed(file) as packed:
            shutil.copyfileobj(lines, packed)
        with place.open("whole.json", "wb") as file:
            file.write(json.dumps({"parts": len(tallies), **{name: value for name, value in asdict(total).items() if name != "fits"}}, ensure_ascii=False).encode() + b"\n")
    return total


class PartFacts:
    """The facts in parts, as `deriving` asks for them: what it needs of them is taken out once."""

    def __init__(self, place: Place, directory: Path):
        self.database = sqlite3.connect(directory / "facts.sqlite", isolation_level=None)
        self.database.execute("PRAGMA synchronous = OFF")
        self.database.execute("PRAGMA journal_mode = OFF")
        self.database.execute("CREATE TABLE fact (p TEXT, s TEXT, o TEXT)")
        for name in place.facts():
            with place.open(name, "rb") as file, gzip.open(file) as lines:
                self._take(lines)
        self.database.execute("CREATE INDEX by_subject ON fact (s, p)")
        self.database.execute("CREATE INDEX by_property ON fact (p)")

    def _take(self, lines: Iterable[bytes]) -> None:
        wanted = {f"<{predicate}>".encode() for predicate in (*deriving.PROPERTIES, *_ASKED)}
        chosen = (line for line in lines if line.split(b" ", 2)[1] in wanted)
        while chunk := list(islice(chosen, _CHUNK)):
            rows = [(_value(t.predicate), _value(t.subject), _value(t.object)) for t in pyoxigraph.parse(b"".join(chunk), format=pyoxigraph.RdfFormat.N_TRIPLES)]
            self.database.execute("BEGIN")
            self.database.executemany("INSERT INTO fact VALUES (?, ?, ?)", rows)
            self.database.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    def pairs(self, predicate: URIRef) -> Iterable[tuple[str, str]]:
        """Subject and value of every fact with this property."""
        return self.database.execute("SELECT s, o FROM fact WHERE p = ?", [str(predicate)])

    def values(self, subject: str, predicate: URIRef) -> list[str]:
        """The values of a property of one thing."""
        rows = self.database.execute("SELECT DISTINCT o FROM fact WHERE s = ? AND p = ? ORDER BY o", [subject, str(predicate)])
        return [value for (value,) in rows]


def _value(term: Any) -> str:
    return str(term.value)
