"""Search: an index of names and texts, in which every word of two characters is found, and a number in any writing.

SQLite's FTS5 knows no Chinese words, so that a text goes in as its pairs of
characters, each as a word, and what is looked for is a phrase of pairs. A mark
stands where something else than letters parts two runs, so that no phrase
goes across it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..naming.codes import parse_number
from ..reading.folding import folded
from .content.documents import CLASSES, extents
from .content.things import Things

#: The version of the tables.
FORMAT = "3"
#: Parts of one document that are looked into, at most.
PARTS = 1 << 16
#: Places of the text that are looked at for one answer, at most.
_LOOKED_AT = 200_000
#: Results on a page, and suggestions.
PAGE, SUGGESTED = 20, 10
#: Code points of a snippet on each side of what was found, and of what may be looked for.
_AROUND, MOST_TYPED = 40, 200
#: Parts two runs of letters in the index. Folding leaves no character of full width, so that no text holds it.
BREAK = "ｘ"
_RUN = re.compile(r"[^\W_]+")
#: Kinds of statements by their bit in the column ``has``.
BITS = {kind: 1 << n for n, kind in enumerate(dict.fromkeys(CLASSES.values()))}

#: What the filter ``held`` means in the column ``stub``.
HELD = {"yes": 0, "no": 1}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents are wanted; "" is any.

    ``level``, ``place``, ``type`` and ``issuer`` are names as lists show them, ``has`` is a kind of statement, ``day`` a day on which a
    document is in force; ``held`` is ``yes`` where its text is held, ``no`` where it is known from citations alone.
    """

    kind: str = ""
    level: str = ""
    place: str = ""
    year: str = ""
    type: str = ""
    issuer: str = ""
    has: str = ""
    day: str = ""
    held: str = ""

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
        if self.held in HELD:
            clauses.append("kind = 'document' AND stub = ?")
            values.append(HELD[self.held])
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
    """The results of one page, how many there are in all, and the values that filters can take with their numbers (0: not counted)."""

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


# ---- words


def pairs(text: str) -> str:
    """A text as words of two characters, in order, with a mark where something else than letters stands between; the last character of a run stands alone.

    >>> pairs("大气法，第3条")
    '大气 气法 法 ｘ 第3 3条 条'
    """
    return f" {BREAK} ".join(" ".join([a + b for a, b in zip(run, run[1:], strict=False)] + [run[-1]]) for run in _runs(text))


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
            found.append(f'"{f" {BREAK} ".join(ended)}"' + (" *" if len(last) == 1 else ""))
    return " AND ".join(found)


# ---- asking


class Index:
    """An index that is asked. Each question opens the file anew, so that any thread may ask."""

    def __init__(self, path: Path):
        self.path = path

    @property
    def ready(self) -> bool:
        """Is the index there, of this version? Names are in it; texts may be missing."""
        return self._meta("format") == FORMAT

    @property
    def whole(self) -> bool:
        """Are the texts in it too?"""
        return self.ready and self._meta("texts") == "1"

    def _meta(self, key: str) -> str:
        try:
            with self._open() as database:
                return (database.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone() or ("",))[0]
        except sqlite3.Error:
            return ""

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
            return Found([*hits, *said], named + more, self._facets(database, filters, counted=False))

    def _all(self, database: sqlite3.Connection, filters: Filters, page: int) -> Found:
        """All documents that a filter leaves, the newest first, or all things of another kind, the most used first; nothing where none is given."""
        where, values = filters.where()
        if where == "1":
            return Found(facets=self._facets(database, filters))
        where += "" if filters.kind else " AND kind = 'document'"
        total = database.execute(f"SELECT count(*) FROM thing WHERE {where}", values).fetchone()[0]
        rows = database.execute(f"SELECT {_COLUMNS} FROM thing WHERE {where} ORDER BY stub, day DESC, weight DESC, id LIMIT ? OFFSET ?", [*values, PAGE, page * PAGE])
        return Found([_hit(row) for row in rows], total, self._facets(database, filters))

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
              SELECT rowid / {PARTS} AS document, count(*) AS times, min(rowid) AS first
              FROM (SELECT rowid FROM body WHERE body MATCH ? LIMIT {_LOOKED_AT}) GROUP BY document
            ) JOIN thing ON id = document WHERE {where} AND NOT {among} ORDER BY times DESC, day DESC, id""", [match, *values, *names]).fetchall()
        return [self._snippet(database, row, things, typed) for row in found[start : start + most]], len(found)

    def _snippet(self, database: sqlite3.Connection, row: tuple, things: Things, typed: str) -> Hit:
        *columns, times, first = row
        iri, locator = database.execute("SELECT iri, locator FROM part WHERE id = ?", [first]).fetchone() or ("", "")
        hit = _hit(columns)
        return replace(hit, times=times, provision=iri, locator=locator, snippet=around(_text(things, hit.iri, iri), typed))

    def _facets(self, database: sqlite3.Connection, filters: Filters, counted: bool = True) -> dict[str, list[tuple[str, int]]]:
        """The values of the filters, with how many documents have each beside what the other filters ask for; 0 where that was not counted."""
        found = {}
        for column in ("level", "type", "place", "year"):
            where, values = replace(filters, kind="document", **{column: ""}).where() if counted else ("kind = 'document'", [])
            order = "1 DESC" if column == "year" else "2 DESC"
            rows = database.execute(f"SELECT {column}, count(*) FROM thing WHERE {where} AND {column} NOT IN ('') GROUP BY 1 ORDER BY {order} LIMIT 60", values)
            found[column] = [(str(value), n if counted else 0) for value, n in rows]
        return found

    def labels(self) -> dict[str, str]:
        """The Chinese labels of levels and types of documents, each with the English one."""
        with self._open() as database:
            return dict(database.execute("SELECT zh, en FROM label"))


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
