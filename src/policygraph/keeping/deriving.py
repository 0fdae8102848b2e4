"""Deriving: what only the whole of all sources knows. Facts are read, never touched; the outcome is a graph of its own.

A title that stands alone joins the document that has the number; what is cited
and not read is a `pg:Stub`; every citation gets the document that it means
(``cito:hasCitedEntity``) beside what its text names (``pg:citedAs``). The facts
are rows, joined a set at a time (``joins/*.sql``, DuckDB): the outcome depends
on the facts alone, in whatever order they came. Each joining is a `pg:Merge` on
the IRI of what was joined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache, lru_cache
from glob import escape
from itertools import chain, combinations, islice
from pathlib import Path
from typing import Any, Protocol

import duckdb
import numpy
import pyoxigraph
from rdflib import RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS
from rdflib.term import Node

from .. import registry, rooms
from ..carrying import valid_text
from ..naming import laws
from ..naming.codes import parse_normal, parse_number
from ..naming.gazetteer import COUNTRY
from ..reading.folding import title_key
from ..stating.formats import named_node
from ..stating.terms import CITO, ELI, FLAGS, LABELS, LAWS, LEVELS, OA, PG, number_key
from ..stating.triples import Triple, law_dates

#: How sure each rule is that two names are one document; the surer are tried first.
RULES = {"same-number": 0.98, "same-title": 0.97, "issued-instrument": 0.93, "without-issuer": 0.9, "without-trial": 0.85}
#: A title shorter than this (code points) that says nothing of its place may be anybody's.
MIN_TITLE = 8
#: Properties of documents that were read -> what the joins call them.
_OF_DOCUMENTS: dict[URIRef, str] = {
    PROV.wasDerivedFrom: "held", ELI.title: "title", ELI.title_alternative: "alternative", ELI.number: "number", ELI.jurisdiction: "place",
    PG.level: "level", ELI.date_document: "day", ELI.date_publication: "day",
}
#: Properties of citations, and of what programmes and measures are called.
_OF_STATEMENTS: dict[URIRef, str] = {
    CITO.hasCitingEntity: "citing", PG.citedAs: "named", CITO.hasCitationCharacterization: "relation",
    PG.citedTitle: "cited title", PG.citedNumber: "cited number", PG.citedType: "cited type", PG.citedPlace: "cited place",
    PG.citedLevel: "cited level", PG.citedIssuer: "cited issuer", PG.printedName: "printed",
    PG.programme: "programme", PG.programmeName: "programme name", PG.measure: "programme", PG.measureName: "programme name",
}
#: All properties that the joins read.
PROPERTIES: dict[URIRef, str] = {**_OF_DOCUMENTS, **_OF_STATEMENTS}
#: Memory that the joins may take before they go on on disk.
MEMORY = "1GB"
#: Rows that are handed over at once.
_CHUNK = 20_000
_INSTRUMENT = re.compile(r"关于(?:印发|发布|公布|颁发|颁布)(?P<title>.+)的(?:通知|通告|公告|决定|函)$")
_PASSED_ON = re.compile(r"转发|批转")
_ISSUER = re.compile(r"^(?!关于)[\u4e00-\u9fff]{2,40}?(?=关于)")
_TRIAL = re.compile(r"（(?:试行|暂行|试用)）$")
#: A term of a vocabulary in a file of ``joins``: {eli:cites}.
_TERM = re.compile(r"\{(\w+):(\w+)\}")
_NAMESPACES: dict[str, Any] = {"cito": CITO, "dcterms": DCTERMS, "eli": ELI, "pg": PG, "rdf": RDF, "rdfs": RDFS, "skos": SKOS, "xsd": XSD}
#: What N-Triples writes otherwise than it is, the sign of escapes first.
_ESCAPED = ("\\", '"', *map(chr, range(0x20)), "\x7f", "\ufffe", "\uffff")
#: Kinds of values in ``statement`` that have a type -> the term of rdflib.
_TYPED: dict[str, Callable[[str], Literal]] = {
    "integer": lambda value: Literal(int(value)), "decimal": lambda value: Literal(Decimal(value)), "date": lambda value: Literal(value, datatype=XSD.date)}


class Facts(Protocol):
    """Where facts are: a graph, or a store that holds those of many sources."""

    def pairs(self, predicate: URIRef) -> Iterable[tuple[str, str]]:
        """Subject and value of every fact with this property."""
        ...

    def values(self, subject: str, predicate: URIRef) -> list[str]:
        """The values of a property of one thing."""
        ...


class GraphFacts:
    """The facts of a graph of rdflib."""

    def __init__(self, graph: Graph):
        self.graph = graph

    def pairs(self, predicate: URIRef) -> Iterable[tuple[str, str]]:
        """Subject and value of every fact with this property."""
        return ((str(s), str(o)) for s, o in self.graph.subject_objects(predicate))

    def values(self, subject: str, predicate: URIRef) -> list[str]:
        """The values of a property of one thing."""
        return [str(o) for o in self.graph.objects(URIRef(subject), predicate)]


def derive(facts: Facts, *, join: bool = True, directory: str = "") -> Iterator[Triple]:
    """What follows from the facts of all sources together.

    Args:
        facts: What the sources state.
        join: Let what has only a title join the document of this title; without it each citation means what its text names.
        directory: Where the joins may write what does not fit into memory.

    Yields:
        Triples that no source states: each may come more than once.
    """
    with _database(directory) as database:
        derivation = _Derivation(database, facts)
        derivation.run(join)
        for s, p, o, kind in derivation.rows("SELECT s, p, o, kind FROM statement"):
            yield URIRef(s), _property(p), _node(o, kind)


def write(facts: Facts, path: Path, *, ordered: bool = False) -> None:
    """Write the same into a file as N-Triples. The database does it, in a fifth of the time that making the terms takes.

    Args:
        facts: What the sources state.
        path: The file; beside it stands meanwhile what does not fit into memory.
        ordered: Each line once, in the order of the bytes; otherwise as they come, some twice.

    Raises:
        GraphError: Something that is to be named by an IRI is not.
        OSError: The disk is full, or may not be written.
    """
    with _database(str(path.with_name(f"{path.name}.temporary"))) as database:
        derivation = _Derivation(database, facts)
        derivation.run(join=True)
        derivation.write(path, ordered)


def write_changes(facts: Facts, before: Path, gone: Path, come: Path) -> None:
    """Write in what the same differs from what was derived before.

    Args:
        facts: What the sources state.
        before: What was derived before, as N-Triples.
        gone: A file for the lines that are no longer true.
        come: A file for the new ones; beside it stands meanwhile what does not fit into memory.

    Raises:
        GraphError, OSError: As `write`.
    """
    with _database(str(come.with_name(f"{come.name}.temporary"))) as database:
        derivation = _Derivation(database, facts)
        derivation.run(join=True)
        derivation.write_changes(before, gone, come)


def _copy(database: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    """Write a column of lines of N-Triples, which escapes what CSV would quote or part by: as a table of one column it is the lines."""
    database.execute(f"COPY ({sql}) TO {_quoted(path)} (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')")


def _quoted(path: Path | str) -> str:
    return "'" + str(path).replace("'", "''") + "'"


@contextmanager
def _database(directory: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory; raises OSError where its files cannot be written, as all else does that writes."""
    try:
        with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": directory, "threads": 2, "preserve_insertion_order": False}) as database:
            yield database
    except duckdb.IOException as error:
        raise OSError(str(error)) from error


class _Derivation:
    """The joins of some facts, up to what follows: the view ``statement``."""

    def __init__(self, database: duckdb.DuckDBPyConnection, facts: Facts):
        self.database, self.facts = database, facts

    def run(self, join: bool) -> None:
        """Make the tables from which all statements come."""
        for tables, properties in (("documents", _OF_DOCUMENTS), ("tables", _OF_STATEMENTS)):
            self.database.execute("CREATE OR REPLACE TABLE pair (p VARCHAR, s VARCHAR, o VARCHAR)")
            self._take(properties)
            self._run(tables)
        self._keys()
        self._run("keys", shortest=MIN_TITLE)
        for rule in self._met() if join else ():
            self._join(rule)
        self._run("final")
        self._evidence()
        self._doubts()
        self._run("statements")

    def write(self, path: Path, ordered: bool) -> None:
        """Write the statements as N-Triples."""
        self._lines()
        _copy(self.database, "SELECT DISTINCT text FROM line ORDER BY text" if ordered else "SELECT text FROM line", path)

    def write_changes(self, before: Path, gone: Path, come: Path) -> None:
        """Write the lines of ``before`` that are none any longer, and those that were none."""
        self._lines()
        self.database.execute("CREATE TABLE now AS SELECT DISTINCT text FROM line")
        self.database.execute(
            f"CREATE TABLE before AS FROM read_csv({_quoted(escape(str(before)))}, columns = {{'text': 'VARCHAR'}}, auto_detect = false, header = false, "
            "quote = '', escape = '', delim = '\x01')")
        _copy(self.database, "SELECT text FROM before ANTI JOIN now USING (text)", gone)
        _copy(self.database, "SELECT text FROM now ANTI JOIN before USING (text)", come)

    def _lines(self) -> None:
        """Make the view ``line`` of N-Triples.

        Raises:
            GraphError: Something that is to be named by an IRI is not, so that no graph file could hold it.
        """
        self.database.execute(_escaping())
        self._run("lines")
        for (iri,) in self.rows("SELECT iri FROM unusual"):
            named_node(iri)  # raises if it is none

    # ---- the database

    def _run(self, name: str, **parameters: Any) -> None:
        for statement in _statements(name):
            wanted = {key: value for key, value in parameters.items() if f"${key}" in statement}
            self.database.execute(statement, wanted) if wanted else self.database.execute(statement)

    def _take(self, properties: dict[URIRef, str]) -> None:
        """Take in the facts with these properties: each that many have by itself, which is quicker; all others at once, for each handing over takes its time."""
        few: list[tuple[str, str, str]] = []
        for predicate, short in properties.items():
            pairs = iter(self.facts.pairs(predicate))
            first = list(islice(pairs, _CHUNK))
            if len(first) < _CHUNK:
                few += ((short, s, o) for s, o in first)
            else:
                self._insert("pair", chain(first, pairs), f"'{short}', *")
        self._insert("pair", few)

    def _insert(self, table: str, rows: Iterable[tuple[Any, ...]], columns: str = "*") -> None:
        """Append rows, all of them as long as the first."""
        rows = iter(rows)
        while chunk := list(islice(rows, _CHUNK)):
            width = len(chunk[0])
            # DuckDB scans arrays in place; lists as parameters take it four times as long.
            values = numpy.fromiter(chain.from_iterable(chunk), dtype=object, count=width * len(chunk))
            try:
                self._append(table, columns, values.reshape(-1, width))
            except duckdb.InvalidInputException:  # half of a surrogate pair, which a graph in memory may hold
                safe = (valid_text(value) if isinstance(value, str) else value for value in values)
                self._append(table, columns, numpy.fromiter(safe, dtype=object, count=len(values)).reshape(-1, width))

    def _append(self, table: str, columns: str, values: numpy.ndarray) -> None:
        self.database.register("chunk", {f"c{n}": column.copy() for n, column in enumerate(values.T)})
        self.database.execute(f"INSERT INTO {table} SELECT {columns} FROM chunk")

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query."""
        cursor = self.database.cursor().execute(sql)
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows

    def _count(self, table: str) -> int:
        ((found,),) = self.database.execute(f"SELECT count(*) FROM {table}").fetchall()
        return int(found)

    # ---- the joins

    def _keys(self) -> None:
        """What titles and numbers are compared by: the program knows, not the database."""
        titles = [title for (title,) in self.rows("SELECT DISTINCT title FROM name")]
        keyed = [(title, title_key(title)) for title in titles]
        self._insert("title", ((t, key, laws.kind(t) in LAWS, bool(_PASSED_ON.search(t))) for t, key in keyed))
        self._insert("variant", ((t, rule, variant) for t, key in keyed for rule, variant in _variants(t, key)))
        self._insert("law_day", ((t, COUNTRY, str(p), str(day)) for t in titles if laws.dates_of(t) for p, day in law_dates(COUNTRY, t)))
        self._insert("serial", (_serial(number) for (number,) in self.rows("SELECT DISTINCT number FROM number")))
        self._insert("rank", ((str(LEVELS[name]), float(level.rank)) for name, level in registry.LEVELS.items()))
        self._insert("sure", ((rule, str(sure)) for rule, sure in RULES.items()))

    def _met(self) -> list[str]:
        """The rules by which any key is called and known, in their order: most graphs are small, and no other can join anything in them."""
        met = {rule for (rule,) in self.rows(
            "SELECT DISTINCT known.rule FROM called JOIN known ON known.key = called.key AND known.node <> called.node "
            "WHERE called.by = CASE WHEN known.rule = 'same-number' THEN 'number' ELSE 'title' END")}
        return [rule for rule in RULES if rule in met]

    def _join(self, rule: str) -> None:
        """Join by one rule until nothing more joins."""
        self._run("possible", rule=rule)
        while self._count("possible"):
            before = self._count("joined")
            self._run("join", rule=rule)
            if self._count("joined") == before:
                self._run("open")
                break
            self._run("possible", rule=rule)

    # ---- what the program adds to the outcome

    def _evidence(self) -> None:
        """Where the two names of each merge stand: the evidence of the first citation of a document, and what names the one that it joined."""
        cited_at: dict[str, str] = {}
        for node, citation in self.rows(
                "SELECT node, min(citation) FROM cites WHERE node IN (SELECT node FROM joined UNION SELECT other FROM joined) GROUP BY node"):
            evidence = min(self.facts.values(citation, PG.evidence), default=None)
            if evidence:
                cited_at[node] = evidence
        self._insert("cited_at", cited_at.items())
        others = (other for (other,) in self.rows("SELECT DISTINCT other FROM joined"))
        self._insert("named_at", ((other, evidence) for other in others if (evidence := self._named_at(other, cited_at.get(other)))))
        self._insert("numeric", ((value,) for (value,) in self.rows("SELECT DISTINCT value FROM alias") if parse_number(value)))

    def _named_at(self, node: str, cited_at: str | None) -> str | None:
        """The evidence that names a document: of the head of what was read, or of a citation."""
        own = self.facts.values(node, PG.evidence)
        keys = {title_key(t) for p in (ELI.title, ELI.title_alternative) for t in self.facts.values(node, p)}
        head = [e for e in own if any(title_key(exact) in keys for exact in self.facts.values(e, OA.exact))]
        return min(head, default=None) or cited_at or min(own, default=None)

    def _doubts(self) -> None:
        """What cannot well be: one number with two titles, a citation of something later."""
        several = self.rows(
            "SELECT node, list(DISTINCT key) FROM (SELECT * FROM own WHERE what = 'title' UNION ALL SELECT * FROM about WHERE what = 'cited title') "
            "JOIN title ON title.title = value WHERE node IN (SELECT node FROM number) AND node NOT IN (SELECT node FROM joined) "
            "GROUP BY node HAVING count(DISTINCT key) > 1")
        doubtful = [node for node, keys in several if any(not akin(a, b) for a, b in combinations(sorted(keys), 2))]
        self._insert("told", ((node, str(PG.flag), str(PG.twoTitles), "iri") for node in doubtful))
        met = {PG.twoTitles: len(doubtful), PG.citesLater: self._count("later")}
        self._insert("told", (row for flag, times in met.items() if times for row in _explained(flag)))


@cache
def _statements(name: str) -> list[str]:
    """The statements of a file of ``joins``, the terms of the vocabulary in their places."""
    text = _TERM.sub(lambda term: str(_NAMESPACES[term[1]][term[2]]), rooms.data("joins", ".sql")[name].read_text("utf-8"))
    return [statement for statement in text.split(";\n") if statement.strip()]


def _escaping() -> str:
    """The macro that makes of a text what stands between the quotation marks in N-Triples."""
    written = "text"
    for character in _ESCAPED:
        written = f"replace({written}, chr({ord(character)}), '{str(pyoxigraph.Literal(character))[1:-1]}')"
    points = "".join(f"\\x{{{ord(character):x}}}" for character in _ESCAPED)
    return f"CREATE MACRO escaped(text) AS CASE WHEN regexp_matches(text, '[{points}]') THEN {written} ELSE text END"


@lru_cache(_CHUNK)
def _property(iri: str) -> URIRef:
    """A property comes back: rdflib looks at each character of an IRI that is made anew."""
    return URIRef(iri)


def _node(value: str, kind: str) -> Node:
    """The value of a row of ``statement``."""
    if kind == "iri":
        return URIRef(value)
    if kind in _TYPED:
        return _TYPED[kind](value)
    return Literal(value, lang=kind or None)


def _variants(title: str, key: str) -> Iterator[tuple[str, str]]:
    """Further keys under which a document of this title may be cited, each after its rule."""
    issued = None if _PASSED_ON.search(title) else _INSTRUMENT.search(key)
    if issued:
        yield "issued-instrument", issued["title"]
    if _ISSUER.match(key):
        yield "without-issuer", _ISSUER.sub("", key)
    inner = issued["title"] if issued else key
    if _TRIAL.search(inner):
        yield "without-trial", _TRIAL.sub("", inner)


def _serial(number: str) -> tuple[str, str, str | None, str | None, str | None]:
    """A number, what it is compared by, its year, its code and its serial."""
    parsed = parse_normal(number) or parse_number(number)
    if not parsed:
        return number, number_key(number), None, None, None
    return number, number_key(number), str(parsed.year) if parsed.year else None, parsed.code, str(parsed.serial)


def akin(a: str, b: str) -> bool:
    """Two keys of titles are one title written in two ways: one holds the other, as 关于印发某办法的通知 holds 某办法."""
    a, b = (re.sub(r"[（）、，]|试行|暂行|关于|印发|发布|公布|颁发|若干|的?(?:通知|公告)$", "", key) for key in (a, b))
    return a in b or b in a


def _explained(flag: URIRef) -> Iterator[tuple[str, str, str, str]]:
    """What is said of a flag where it is met, as rows of ``statement``."""
    for kind in (PG.Flag, SKOS.Concept):
        yield str(flag), str(RDF.type), str(kind), "iri"
    for language, label in zip(("zh", "en"), LABELS[FLAGS[flag]], strict=True):
        yield str(flag), str(SKOS.prefLabel), label, language
