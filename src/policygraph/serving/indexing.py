"""Indexing: the index of a store is written, first what things are called, then what the texts say.

Names take seconds and texts minutes, so that the index is asked already while it holds names alone.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph

from ..errors import CorpusError
from ..language import Phrase
from .content.documents import CLASSES, extents, force
from .content.things import Things, term, text
from .search import BITS, BREAK, FORMAT, PARTS, Index, pairs

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, kind TEXT, iri TEXT, name TEXT, number TEXT, level TEXT, place TEXT, year INTEGER, type TEXT, issuer TEXT,
  day TEXT, since TEXT, until TEXT, repealed TEXT, has INTEGER, weight INTEGER, stub INTEGER
);
CREATE TABLE label (zh TEXT PRIMARY KEY, en TEXT);
CREATE TABLE part (id INTEGER PRIMARY KEY, iri TEXT, locator TEXT);
CREATE VIRTUAL TABLE name USING fts5 (pairs, content='', tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE body USING fts5 (pairs, content='', tokenize="unicode61 remove_diacritics 0", detail=full);
CREATE INDEX thing_number ON thing (number);
"""
#: Classes of the things that have a name to be found, beside documents; and what points at one of them for each time that it counts.
_CLASSES = (("agency", "pg:Agency"), ("agency", "pg:AgencyGroup"), ("programme", "pg:Programme"), ("measure", "pg:Measure"), ("place", "pg:Place"))
_POINTING = {"agency": "prov:agent", "programme": "pg:programme", "measure": "pg:measure", "place": "eli:jurisdiction"}


def build_names(things: Things, path: Path) -> None:
    """Write the index without texts: whole or not at all.

    Raises:
        CorpusError: The file cannot be written.
    """
    with _Written(path) as database:
        database.executescript(_TABLES)
        database.execute("BEGIN")
        _Names(_Swept(things.store, things.base), database).fill()
        database.execute("INSERT INTO meta VALUES ('format', ?)", [FORMAT])
        database.execute("COMMIT")


def build(things: Things, path: Path) -> None:
    """Write the index of all things of a store, from that of their names where it is there: whole or not at all.

    Raises:
        CorpusError: The file cannot be written.
    """
    if not Index(path).ready:
        build_names(things, path)
    with _Written(path, path) as database:
        database.execute("BEGIN")
        _Texts(things, database).fill()
        database.execute("INSERT INTO meta VALUES ('texts', '1')")
        database.execute("COMMIT")
    for old in path.parent.glob("*.sqlite"):
        if old != path and old.stem.isdigit() and path.stem.isdigit() and int(old.stem) < int(path.stem) - 1:
            old.unlink(missing_ok=True)


class _Written:
    """A database that takes its place when it is whole, and begins as a copy of another one."""

    def __init__(self, path: Path, begun: Path | None = None):
        self.path, self.begun = path, begun
        self.fresh = path.with_name(f"{path.name}.{os.getpid()}")

    def __enter__(self) -> sqlite3.Connection:
        try:
            if self.begun:
                shutil.copyfile(self.begun, self.fresh)
            self.database = sqlite3.connect(self.fresh, isolation_level=None)
            self.database.execute("PRAGMA journal_mode = OFF")
            self.database.execute("PRAGMA synchronous = OFF")
        except (OSError, sqlite3.Error) as error:
            raise self._failed(error) from error
        return self.database

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.database.close()
        try:
            if error is None:
                self.fresh.replace(self.path)
        except OSError as reason:
            error = reason
        finally:
            self.fresh.unlink(missing_ok=True)
        if isinstance(error, (OSError, sqlite3.Error)):
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> CorpusError:
        return CorpusError(Phrase("{path}: the index of texts cannot be written ({error}); free some space, or check the permissions of the folder", path=self.path, error=error))


class _Swept(Things):
    """The same things where all of them are asked: a property is read once for all, which takes a tenth of the time."""

    def __init__(self, store: pyoxigraph.Store, base: str):
        super().__init__(store, base)
        self._said, self._pointing = cache(self._read), cache(self._turned)

    def _quads(self, property: str) -> Iterator[Any]:
        return self.store.quads_for_pattern(None, term(property), None, pyoxigraph.DefaultGraph())

    def _read(self, property: str) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for quad in self._quads(property):
            found.setdefault(text(quad.subject), []).append(quad.object)
        return found

    def _turned(self, property: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for quad in self._quads(property):
            found.setdefault(text(quad.object), []).append(text(quad.subject))
        return found

    def terms(self, thing: str, property: str) -> list[Any]:
        return sorted(self._said(property).get(thing, ()), key=lambda value: (getattr(value, "language", None) not in (None, "zh"), text(value)))

    def subjects(self, property: str, thing: str) -> list[str]:
        return sorted(self._pointing(property).get(thing, ()))

    def count(self, property: str, thing: str, most: int = 1_000_000) -> int:
        return min(most, len(self._pointing(property).get(thing, ())))


class _Names:
    """What things are called, and what filters ask of them."""

    def __init__(self, things: Things, database: sqlite3.Connection):
        self.things, self.database = things, database
        self.stubs = set(things.of_class("pg:Stub"))
        self._label = cache(self._labelled)

    def fill(self) -> None:
        documents = sorted(set(self.things.of_class("pg:Document")))
        for n, document in enumerate(documents, 1):
            self._document(document, n)
        n = len(documents)
        for kind, cls in _CLASSES:
            for thing in sorted(set(self.things.of_class(cls))):
                n += 1
                self._thing(n, kind, thing)

    def _document(self, document: str, n: int) -> None:
        things = self.things
        own = force(things, document)
        day = things.value(document, "eli:date_document", "eli:date_publication", "pg:adoptionDate", "pg:promulgationDate")
        place = things.value(document, "eli:jurisdiction")
        names = things.values(document, "eli:title", "eli:title_alternative", "skos:altLabel")
        numbers = things.values(document, "eli:number")
        level = things.value(document, "pg:level")
        kind = things.value(document, "eli:type_document", "pg:presumedType")
        year = things.number(document, "pg:year") or (int(day[:4]) if day[:4].isdigit() else None)
        self._put(
            n, "document", document, (names or [things.name(document)])[0], (numbers or [""])[0], self._label(level),
            things.lasting_name(place) if place else "", year, self._label(kind),
            "、".join(things.lasting_name(each) for each in things.values(document, "eli:passed_by")),
            day, own.since, own.until, own.repealed, 0, things.count("eli:cites", document), int(document in self.stubs))
        self._name(n, [*names, *numbers])

    def _thing(self, n: int, kind: str, thing: str) -> None:
        things = self.things
        place, level = things.value(thing, "eli:jurisdiction"), things.value(thing, "pg:level")
        self._put(
            n, kind, thing, things.name(thing), "", self._label(level), things.lasting_name(place) if place else "",
            None, "", "", "", "", "", "", 0, things.count(_POINTING[kind], thing), 0)
        self._name(n, things.values(thing, "skos:prefLabel", "skos:altLabel"))

    def _labelled(self, concept: str) -> str:
        """The Chinese label of a level or a type; the English one is kept beside it."""
        if not concept:
            return ""
        label = self.things.label(concept, "zh")
        self.database.execute("INSERT OR IGNORE INTO label VALUES (?, ?)", [label, self.things.label(concept, "en")])
        return label

    def _put(self, *row: object) -> None:
        self.database.execute(f"INSERT INTO thing VALUES ({', '.join('?' * len(row))})", row)

    def _name(self, n: int, names: Sequence[str]) -> None:
        self.database.execute("INSERT INTO name (rowid, pairs) VALUES (?, ?)", [n, f" {BREAK} ".join(map(pairs, names))])


class _Texts:
    """What the texts of documents say, and which kinds of statements each has."""

    def __init__(self, things: Things, database: sqlite3.Connection):
        self.things, self.database = things, database

    def fill(self) -> None:
        numbers = dict(self.database.execute("SELECT iri, id FROM thing WHERE kind = 'document' ORDER BY id"))
        self.database.executemany("UPDATE thing SET has = ? WHERE iri = ? AND kind = 'document'", [(bits, document) for document, bits in self._has().items()])
        for n, iri, locator, words in self._parts(numbers):
            self.database.execute("INSERT INTO part VALUES (?, ?, ?)", [n, iri, locator])
            self.database.execute("INSERT INTO body (rowid, pairs) VALUES (?, ?)", [n, pairs(words)])

    def _has(self) -> dict[str, int]:
        """The kinds of statements that each document has, as bits."""
        kinds = {statement: BITS[kind] for cls, kind in CLASSES.items() for statement in self._of(cls)}
        found: dict[str, int] = {}
        for quad in self.things.store.quads_for_pattern(None, term("pg:document"), None, pyoxigraph.DefaultGraph()):
            if bit := kinds.get(text(quad.subject)):
                found[text(quad.object)] = found.get(text(quad.object), 0) | bit
        return found

    def _of(self, cls: str) -> Iterator[str]:
        for quad in self.things.store.quads_for_pattern(None, term("rdf:type"), pyoxigraph.NamedNode(cls), pyoxigraph.DefaultGraph()):
            yield text(quad.subject)

    def _parts(self, numbers: dict[str, int]) -> Iterator[tuple[int, str, str, str]]:
        """The texts with their number (that of the document times `PARTS`, and one for each), provision and locator."""
        counted = dict.fromkeys(numbers, -1)
        for source in sorted(set(self.things.of_class("pg:Source"))):
            whole = self.things.value(source, "pg:text")
            for document, (start, end) in extents(self.things, source).items():
                if document not in numbers:
                    continue
                for provision, locator, words in self._of_document(document, whole, start, end):
                    counted[document] += 1
                    if counted[document] < PARTS:
                        yield numbers[document] * PARTS + counted[document], provision, locator, words

    def _of_document(self, document: str, whole: str, start: int, end: int) -> Iterator[tuple[str, str, str]]:
        """The text of a document, cut where its provisions begin; where it was not kept, the texts of the provisions."""
        things = self.things
        provisions = [each for each in things.subjects("pg:document", document) if "/provision/" in each]
        if not whole:
            yield from ((each, things.value(each, "pg:locator"), things.value(each, "pg:text")) for each in provisions)
            return
        places = sorted((at, each) for each in provisions if (at := things.number(each, "oa:start")) is not None and start < at < end)
        yield document, "", whole[start : places[0][0] if places else end]
        for (at, each), (after, _) in zip(places, [*places[1:], (end, "")], strict=False):
            yield each, things.value(each, "pg:locator"), whole[at:after]


def main(arguments: Sequence[str]) -> int:
    """``python -m policygraph.serving.indexing STORE BASE INDEX``: write the index of a store, in a process of its own.

    Returns:
        The exit status.
    """
    store, base, path = arguments
    build(Things(pyoxigraph.Store.read_only(store), base), Path(path))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
