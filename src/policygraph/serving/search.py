"""Search: an index of names and texts, in which every word of two characters is found, and a number in any writing.

SQLite's FTS5 knows no Chinese words, so that a text goes in as its pairs of
characters, each as a word, and what is looked for is a phrase of pairs. A mark
stands where something else than letters parts two runs, so that no phrase
goes across it.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph

from ..errors import CorpusError
from ..language import Phrase
from ..naming.codes import parse_number
from ..reading.folding import folded
from .content.documents import CLASSES, extents, force
from .content.things import Things, term, text

#: The version of the tables.
FORMAT = "2"
#: Parts of one document that are looked into, at most.
_PARTS = 1 << 16
#: Places of the text that are looked at for one answer, at most.
_LOOKED_AT = 200_000
#: Results on a page, and suggestions.
PAGE, SUGGESTED = 20, 10
#: Code points of a snippet on each side of what was found, and of what may be looked for.
_AROUND, MOST_TYPED = 40, 200
#: Parts two runs of letters in the index. Folding leaves no character of full width, so that no text holds it.
_BREAK = "ｘ"
_RUN = re.compile(r"[^\W_]+")
#: Kinds of statements by their bit in the column ``has``.
BITS = {kind: 1 << n for n, kind in enumerate(dict.fromkeys(CLASSES.values()))}

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, kind TEXT, iri TEXT, name TEXT, number TEXT, level TEXT, place TEXT, year INTEGER, type TEXT, issuer TEXT,
  day TEXT, since TEXT, until TEXT, repealed TEXT, has INTEGER, weight INTEGER, stub INTEGER
);
CREATE TABLE part (id INTEGER PRIMARY KEY, iri TEXT, locator TEXT);
CREATE VIRTUAL TABLE name USING fts5 (pairs, content='', tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE body USING fts5 (pairs, content='', tokenize="unicode61 remove_diacritics 0", detail=full);
CREATE INDEX thing_number ON thing (number);
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents are wanted; "" is any. ``level``, ``place``, ``type`` and ``issuer`` are names as lists show them, ``has`` a kind of statement, ``day`` a day on which a document is in force."""

    kind: str = ""
    level: str = ""
    place: str = ""
    year: str = ""
    type: str = ""
    issuer: str = ""
    has: str = ""
    day: str = ""

    def where(self) -> tuple[str, list[str | int]]:
        """The conditions, as SQL on the table ``thing``, with their values."""
        clauses, values = ["1"], []
        for column in ("kind", "level", "place", "type"):
            if value := getattr(self, column):
                clauses.append(f"{column} = ?")
                values.append(value)
        if self.year.isdigit():
            clauses.append("year = ?")
            values.append(int(self.year))
        if self.issuer:
            clauses.append("issuer LIKE ? ESCAPE '\\'")
            values.append("%" + re.sub(r"([%_\\])", r"\\\1", self.issuer) + "%")
        if self.has in BITS:
            clauses.append("has & ?")
            values.append(BITS[self.has])
        if self.day:
            clauses.append("since <> '' AND since <= ? AND (until = '' OR until >= ?) AND (repealed = '' OR repealed > ?)")
            values += [self.day] * 3
        return " AND ".join(clauses), values


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: a thing, and for a text the provision and the words around."""

    kind: str
    iri: str
    name: str
    number: str
    day: str
    place: str
    stub: bool
    weight: int
    times: int = 0
    provision: str = ""
    locator: str = ""
    snippet: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Found:
    """The results of one page, how many there are in all, and the values that filters can take with their numbers."""

    hits: Sequence[Hit] = ()
    total: int = 0
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is: the number of things of each kind (``stub`` are documents known from citations alone), the newest documents, the most cited ones, documents by year and by level."""

    counts: dict[str, int]
    newest: Sequence[Hit]
    cited: Sequence[Hit]
    years: list[tuple[str, int]]
    levels: list[tuple[str, int]]


# ---- building


def build(things: Things, path: Path) -> None:
    """Write the index of all things of a store: whole or not at all.

    Raises:
        CorpusError: The file cannot be written.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with closing(sqlite3.connect(fresh, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.executescript(_TABLES)
            database.execute("BEGIN")
            _Builder(things, database).fill()
            database.execute("INSERT INTO meta VALUES ('format', ?)", [FORMAT])
            database.execute("COMMIT")
        fresh.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise CorpusError(Phrase("{path}: the index of texts cannot be written ({error}); free some space, or check the permissions of the folder", path=path, error=error)) from error
    finally:
        fresh.unlink(missing_ok=True)
    for old in path.parent.glob("*.sqlite"):
        if old != path and old.stem.isdigit() and path.stem.isdigit() and int(old.stem) < int(path.stem) - 1:
            old.unlink(missing_ok=True)


class _Builder:
    def __init__(self, things: Things, database: sqlite3.Connection):
        self.things, self.database = things, database

    def fill(self) -> None:
        documents = sorted(set(self.things.of_class("pg:Document")))
        numbers = {document: n for n, document in enumerate(documents, 1)}
        has = self._has(numbers)
        for document, n in numbers.items():
            self._document(document, n, has.get(document, 0))
        n = len(numbers)
        for kind, cls in (("agency", "pg:Agency"), ("agency", "pg:AgencyGroup"), ("programme", "pg:Programme"), ("programme", "pg:Measure"), ("place", "pg:Place")):
            for thing in sorted(set(self.things.of_class(cls))):
                n += 1
                self._thing(n, kind, thing)
        for n, iri, locator, words in self._parts(numbers):
            self.database.execute("INSERT INTO part VALUES (?, ?, ?)", [n, iri, locator])
            self.database.execute("INSERT INTO body (rowid, pairs) VALUES (?, ?)", [n, pairs(words)])

    def _has(self, numbers: dict[str, int]) -> dict[str, int]:
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

    def _document(self, document: str, n: int, has: int) -> None:
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
            n, "document", document, (names or [things.name(document)])[0], (numbers or [""])[0], things.label(level, "zh") if level else "",
            things.name(place) if place else "", year, things.label(kind, "zh") if kind else "",
            "、".join(things.name(each) for each in things.values(document, "eli:passed_by")),
            day, own.since, own.until, own.repealed, has, things.count("eli:cites", document) , int(things.is_a(document, "pg:Stub")))
        self._name(n, [*names, *numbers])

    def _thing(self, n: int, kind: str, thing: str) -> None:
        things = self.things
        place, level = things.value(thing, "eli:jurisdiction"), things.value(thing, "pg:level")
        weight = {"agency": "prov:agent", "programme": "pg:programme", "place": "eli:jurisdiction"}[kind]
        self._put(
            n, kind, thing, things.name(thing), "", things.label(level, "zh") if level else "", things.name(place) if place else "",
            None, "", "", "", "", "", "", 0, things.count(weight, thing), 0)
        self._name(n, things.values(thing, "skos:prefLabel", "skos:altLabel"))

    def _put(self, *row: object) -> None:
        self.database.execute(f"INSERT INTO thing VALUES ({', '.join('?' * len(row))})", row)

    def _name(self, n: int, names: Sequence[str]) -> None:
        self.database.execute("INSERT INTO name (rowid, pairs) VALUES (?, ?)", [n, f" {_BREAK} ".join(map(pairs, names))])

    def _parts(self, numbers: dict[str, int]) -> Iterator[tuple[int, str, str, str]]:
        """The texts with their number (that of the document times `_PARTS`, and one for each), provision and locator."""
        counted = dict.fromkeys(numbers, -1)
        for source in sorted(set(self.things.of_class("pg:Source"))):
            whole = self.things.value(source, "pg:text")
            for document, (start, end) in extents(self.things, source).items():
                if document not in numbers:
                    continue
                for provision, locator, words in self._of_document(document, whole, start, end):
                    counted[document] += 1
                    if counted[document] < _PARTS:
                        yield numbers[document] * _PARTS + counted[document], provision, locator, words

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


def pairs(text: str) -> str:
    """A text as words of two characters, in order, with a mark where something else than letters stands between; the last character of a run stands alone.

    >>> pairs("大气法，第3条")
    '大气 气法 法 ｘ 第3 3条 条'
    """
    return f" {_BREAK} ".join(" ".join([a + b for a, b in zip(run, run[1:], strict=False)] + [run[-1]]) for run in _runs(text))


def _runs(text: str) -> list[str]:
    return _RUN.findall(folded(text).lower())


def phrases(typed: str) -> str:
    """What somebody typed, as a query of FTS5: each word between blanks a phrase, all of them wanted; "" where nothing can be looked for.

    >>> phrases("大气 污染"), phrases("气"), phrases("“”")
    ('"大气" AND "污染"', '"气" *', '')
    """
    found = []
    for word in typed.split():
        *closed, last = _runs(word) or [""]
        if last:
            # The last run may go on in the text: it ends with its last pair, or, of one character, is the beginning of a pair.
            ended = [pairs(run) for run in closed] + [" ".join(map("".join, zip(last, last[1:], strict=False))) or last]
            found.append(f'"{f" {_BREAK} ".join(ended)}"' + (" *" if len(last) == 1 else ""))
    return " AND ".join(found)


# ---- asking


class Index:
    """An index that is asked. Each question opens the file anew, so that any thread may ask."""

    def __init__(self, path: Path):
        self.path = path

    @property
    def ready(self) -> bool:
        """Is the index there, of this version?"""
        try:
            with self._open() as database:
                return database.execute("SELECT value FROM meta WHERE key = 'format'").fetchone() == (FORMAT,)
        except sqlite3.Error:
            return False

    def _open(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True))

    def suggest(self, typed: str, kind: str = "") -> list[Hit]:
        """Names that hold what was typed, the most used first."""
        exact, match = _number(typed), phrases(typed[:MOST_TYPED])
        if not exact and not match:
            return []
        with self._open() as database:
            found = self._named(database, typed, match, exact, Filters(kind=kind), SUGGESTED, 0)
        return found

    def find(self, typed: str, filters: Filters, page: int, things: Things) -> Found:
        """What was found on a page (from 0): first what is called so, then the documents that say so."""
        match, exact = phrases(typed[:MOST_TYPED]), _number(typed)
        with self._open() as database:
            if not match and not exact:
                return self._all(database, filters, page)
            named = self._count_named(database, match, exact, filters)
            start = page * PAGE
            hits = self._named(database, typed, match, exact, filters, PAGE, start) if start < named else []
            said, more = self._said(database, match, exact, filters, PAGE - len(hits), max(0, start - named), things, typed)
            return Found([*hits, *said], named + more, self._facets(database))

    def _all(self, database: sqlite3.Connection, filters: Filters, page: int) -> Found:
        """All documents that a filter leaves, the newest first; nothing where none is given."""
        where, values = filters.where()
        if where == "1":
            return Found(facets=self._facets(database))
        where += "" if filters.kind else " AND kind = 'document'"
        total = database.execute(f"SELECT count(*) FROM thing WHERE {where}", values).fetchone()[0]
        rows = database.execute(f"SELECT {_COLUMNS} FROM thing WHERE {where} ORDER BY stub, day DESC, id LIMIT ? OFFSET ?", [*values, PAGE, page * PAGE])
        return Found([_hit(row) for row in rows], total, self._facets(database))

    def overview(self, most: int) -> Overview:
        """What there is, with so many documents of each list."""
        held = "kind = 'document' AND stub = 0"
        with self._open() as database:
            counts = dict(database.execute("SELECT iif(stub, 'stub', kind), count(*) FROM thing GROUP BY 1"))
            newest = database.execute(f"SELECT {_COLUMNS} FROM thing WHERE {held} AND day <> '' ORDER BY day DESC, id LIMIT ?", [most])
            cited = database.execute(f"SELECT {_COLUMNS} FROM thing WHERE kind = 'document' ORDER BY weight DESC, id LIMIT ?", [most])
            found = [_hit(row) for row in newest], [_hit(row) for row in cited]
            known = dict(database.execute(f"SELECT year, count(*) FROM thing WHERE {held} AND year BETWEEN 1900 AND 2100 GROUP BY 1"))
            levels = database.execute(f"SELECT level, count(*) FROM thing WHERE {held} AND level <> '' GROUP BY 1 ORDER BY 2 DESC").fetchall()
        years = [(str(year), known.get(year, 0)) for year in range(min(known), max(known) + 1)] if known else []
        return Overview(counts, *found, years, levels)

    @staticmethod
    def _among(match: str, exact: str) -> tuple[str, list[str]]:
        """The things that are called so, as SQL."""
        clauses, values = [], []
        if match:
            clauses.append("id IN (SELECT rowid FROM name WHERE name MATCH ?)")
            values.append(match)
        if exact:
            clauses.append("number = ?")
            values.append(exact)
        return f"({' OR '.join(clauses)})", values

    def _count_named(self, database: sqlite3.Connection, match: str, exact: str, filters: Filters) -> int:
        where, values = filters.where()
        among, names = self._among(match, exact)
        return database.execute(f"SELECT count(*) FROM thing WHERE {among} AND {where}", [*names, *values]).fetchone()[0]

    def _named(
        self, database: sqlite3.Connection, typed: str, match: str, exact: str, filters: Filters, most: int, start: int,
    ) -> list[Hit]:
        where, values = filters.where()
        among, names = self._among(match, exact)
        rows = database.execute(
            f"SELECT {_COLUMNS} FROM thing WHERE {among} AND {where} ORDER BY number = ? DESC, name = ? DESC, weight DESC, stub, length(name), id LIMIT ? OFFSET ?",
            [*names, *values, exact or "\0", folded(typed), most, start])
        return [_hit(row) for row in rows]

    def _said(
        self, database: sqlite3.Connection, match: str, exact: str, filters: Filters, most: int, start: int, things: Things, typed: str,
    ) -> tuple[list[Hit], int]:
        """The documents whose text holds what was typed, those that hold it most often first, without those that are called so."""
        if not match or filters.kind not in ("", "document"):
            return [], 0
        where, values = filters.where()
        among, names = self._among(match, exact)
        found = database.execute(f"""
            SELECT {_COLUMNS}, times, first FROM (
              SELECT rowid / {_PARTS} AS document, count(*) AS times, min(rowid) AS first
              FROM (SELECT rowid FROM body WHERE body MATCH ? LIMIT {_LOOKED_AT}) GROUP BY document
            ) JOIN thing ON id = document WHERE {where} AND NOT {among} ORDER BY times DESC, day DESC, id""", [match, *values, *names]).fetchall()
        return [self._snippet(database, row, things, typed) for row in found[start : start + most]], len(found)

    def _snippet(self, database: sqlite3.Connection, row: tuple, things: Things, typed: str) -> Hit:
        *columns, times, first = row
        iri, locator = database.execute("SELECT iri, locator FROM part WHERE id = ?", [first]).fetchone() or ("", "")
        hit = _hit(columns)
        return replace(hit, times=times, provision=iri, locator=locator, snippet=around(_text(things, hit.iri, iri), typed))

    def _facets(self, database: sqlite3.Connection) -> dict[str, list[tuple[str, int]]]:
        """The values of the filters, with how many documents have each."""
        found = {}
        for column in ("level", "type", "place", "year"):
            order = "1 DESC" if column == "year" else "2 DESC"
            rows = database.execute(
                f"SELECT {column}, count(*) FROM thing WHERE kind = 'document' AND stub = 0 AND {column} NOT IN ('') GROUP BY 1 ORDER BY {order} LIMIT 60")
            found[column] = [(str(value), n) for value, n in rows]
        return found


def _text(things: Things, document: str, provision: str) -> str:
    """The text of a provision; of what stands before the first one, the beginning of the document."""
    if provision != document:
        return things.value(provision, "pg:text")
    source = things.value(document, "prov:wasDerivedFrom")
    start, end = extents(things, source).get(document, (0, 0)) if source else (0, 0)
    return things.value(source, "pg:text")[start:end] if end else ""


_COLUMNS = "kind, iri, name, number, day, place, stub, weight"


def _hit(row: Sequence) -> Hit:
    kind, iri, name, number, day, place, stub, weight = row
    return Hit(kind, iri, name, number, day, place, bool(stub), weight)


def _number(typed: str) -> str:
    """A number of a document (发文字号) as the index has it, in whatever writing it was typed."""
    compact = re.sub(r"\s+", "", folded(typed[:MOST_TYPED]))
    loose = re.sub(r"^(\D{1,20}?)[〔\[(（]?((?:19|20)\d\d)[〕\])）]?[-—第]?(\d{1,5})号?$", r"\1〔\2〕\3号", re.sub(r"\s+", "", typed[:MOST_TYPED]))
    found = parse_number(compact) or parse_number(compact + "号") or parse_number(loose)
    return found.text if found else ""


def around(text: str, typed: str) -> tuple[str, str, str]:
    """The words before, what was found, and the words after, of the first place of a text that holds the first word that was typed."""
    words = typed.split()
    at = next((m for word in words if (m := _place(text, word))), None)
    if not at:
        return text[: 2 * _AROUND], "", ""
    start, end = at
    left = max(0, start - _AROUND)
    return ("…" if left else "") + text[left:start], text[start:end], text[end : end + _AROUND] + ("…" if end + _AROUND < len(text) else "")


def _place(text: str, word: str) -> tuple[int, int] | None:
    """Where a text holds a word, whatever stands between its runs of letters."""
    runs = [re.escape(run) for run in _RUN.findall(word)]
    found = re.search(r"[\W_]{0,10}".join(runs), text, re.IGNORECASE) if runs else None
    return found.span() if found else None


def main(arguments: Sequence[str]) -> int:
    """``python -m policygraph.serving.search STORE BASE INDEX``: write the index of a store, in a process of its own.

    Returns:
        The exit status.
    """
    store, base, path = arguments
    build(Things(pyoxigraph.Store.read_only(store), base), Path(path))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
