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
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, islice
from typing import Any, Protocol

import duckdb
import numpy
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS
from rdflib.term import Node

from .. import registry, rooms
from ..naming import laws
from ..naming.codes import parse_number
from ..reading.folding import title_key
from ..stating.literals import text_literal
from ..stating.terms import CITO, ELI, FLAGS, LABELS, LAWS, LEVELS, OA, PG, number_key
from ..stating.triples import Triple, law_dates

#: How sure each rule is that two names are one document; the surer are tried first.
RULES = {"same-number": 0.98, "same-title": 0.97, "issued-instrument": 0.93, "without-issuer": 0.9, "without-trial": 0.85}
#: A title shorter than this (code points) that says nothing of its place may be anybody's.
MIN_TITLE = 8
#: Properties of facts -> what the joins call them.
PROPERTIES: dict[URIRef, str] = {
    PROV.wasDerivedFrom: "held", ELI.title: "title", ELI.title_alternative: "alternative", ELI.number: "number", ELI.jurisdiction: "place",
    PG.level: "level", ELI.date_document: "day", ELI.date_publication: "day",
    CITO.hasCitingEntity: "citing", PG.citedAs: "named", CITO.hasCitationCharacterization: "relation",
    PG.citedTitle: "cited title", PG.citedNumber: "cited number", PG.citedType: "cited type", PG.citedPlace: "cited place",
    PG.citedLevel: "cited level", PG.citedIssuer: "cited issuer", PG.printedName: "printed",
    PG.programme: "programme", PG.programmeName: "programme name", PG.measure: "programme", PG.measureName: "programme name",
}
#: Memory that the joins may take before they go on on disk.
MEMORY = "1GB"
#: Rows that are handed over at once.
_CHUNK = 20_000
_INSTRUMENT = re.compile(r"关于(?:印发|发布|公布|颁发|颁布)(?P<title>.+)的(?:通知|通告|公告|决定|函)$")
_PASSED_ON = re.compile(r"转发|批转")
_ISSUER = re.compile(r"^(?!关于)[\u4e00-\u9fff]{2,40}?(?=关于)")
_TRIAL = re.compile(r"（(?:试行|暂行|试用)）$")


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
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": directory, "threads": 2}) as database:
        yield from _Derivation(database, facts).triples(join)


class _Derivation:
    def __init__(self, database: duckdb.DuckDBPyConnection, facts: Facts):
        self.database, self.facts = database, facts

    def triples(self, join: bool) -> Iterator[Triple]:
        self.database.execute("CREATE TABLE pair (p VARCHAR, s VARCHAR, o VARCHAR)")
        self._insert("pair", ((short, s, o) for predicate, short in PROPERTIES.items() for s, o in self.facts.pairs(predicate)))
        self._run("tables")
        self._keys()
        self._run("keys", shortest=MIN_TITLE)
        for rule in self._met() if join else ():
            self._join(rule)
        self._run("final")
        for part in (self._citations, self._stubs, self._merges, self._superiors, self._labels, self._programmes, self._doubts):
            yield from part()

    # ---- the joins

    def _run(self, name: str, **parameters: Any) -> None:
        for statement in rooms.data("joins", ".sql")[name].read_text("utf-8").split(";\n"):
            wanted = {key: value for key, value in parameters.items() if f"${key}" in statement}
            if statement.strip():
                self.database.execute(statement, wanted) if wanted else self.database.execute(statement)

    def _insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        rows = iter(rows)
        while chunk := list(islice(rows, _CHUNK)):
            # DuckDB scans arrays in place; lists as parameters take it twice as long.
            self.database.register("chunk", {f"c{n}": numpy.array(column, dtype=object) for n, column in enumerate(zip(*chunk, strict=True))})
            self.database.execute(f"INSERT INTO {table} SELECT * FROM chunk")

    def _rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        cursor = self.database.cursor().execute(sql)
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows

    def _keys(self) -> None:
        """What titles and numbers are compared by: the program knows, not the database."""
        titles = [title for (title,) in self._rows("SELECT DISTINCT title FROM name")]
        keyed = [(title, title_key(title)) for title in titles]
        self._insert("title", ((t, key, laws.kind(t) in LAWS, bool(_PASSED_ON.search(t))) for t, key in keyed))
        self._insert("variant", ((t, rule, variant) for t, key in keyed for rule in RULES for variant in _variants(t, key, rule)))
        numbers = [number for (number,) in self._rows("SELECT DISTINCT number FROM number")]
        self._insert("serial", ((n, number_key(n), _year(n)) for n in numbers))
        self._insert("rank", ((str(LEVELS[name]), float(level.rank)) for name, level in registry.LEVELS.items()))

    def _met(self) -> list[str]:
        """The rules by which any key is called and known, in their order: most graphs are small, and no other can join anything in them."""
        met = {rule for (rule,) in self._rows(
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

    def _count(self, table: str) -> int:
        (found,) = self.database.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
        return int(found)

    # ---- what follows

    def _citations(self) -> Iterator[Triple]:
        means, cites = CITO.hasCitedEntity, ELI.cites
        for citation, citing, cited, relation in self._rows("SELECT citation, citing, cited, relation FROM meant"):
            here, document = _iri(citing), _iri(cited)
            yield URIRef(citation), means, document
            yield here, cites, document
            yield here, _iri(relation), document

    def _stubs(self) -> Iterator[Triple]:
        for (node,) in self._rows("SELECT node FROM stub"):
            stub = URIRef(node)
            yield stub, RDF.type, PG.Document
            yield stub, RDF.type, PG.Stub
        for node, what, value in self._rows("SELECT node, what, value FROM about JOIN stub USING (node)"):
            yield from ((_iri(node), predicate, term) for predicate, term in _described(what, value))
        for node, place, title in self._rows(
            "SELECT DISTINCT node, place.value, title.value FROM stub JOIN about AS place USING (node) JOIN about AS title USING (node) "
            "WHERE place.what = 'cited place' AND title.what = 'cited title'",
        ):
            yield from ((URIRef(node), predicate, day) for predicate, day in law_dates(place.rsplit("/", 1)[-1], title))
        for node, other in self._rows("SELECT node, other FROM candidate"):
            yield URIRef(node), PG.candidateDocument, URIRef(other)

    def _merges(self) -> Iterator[Triple]:
        cited_at = self._evidence("SELECT cites.node, citation FROM cites WHERE node IN (SELECT node FROM joined UNION SELECT other FROM joined) ORDER BY cites.node")
        named_at: dict[str, str | None] = {}
        said = {rule: (Literal(rule), Literal(Decimal(str(sure)))) for rule, sure in RULES.items()}
        for node, other, rule in self._rows("SELECT node, other, rule FROM joined"):
            if other not in named_at:
                named_at[other] = self._named_at(other, cited_at.get(other))
            merge = URIRef(node)
            yield merge, RDF.type, PG.Merge
            yield merge, PG.mergedInto, _iri(other)
            yield merge, PG.rule, said[rule][0]
            yield merge, PG.confidence, said[rule][1]
            for evidence in filter(None, (cited_at.get(node), named_at[other])):
                yield merge, PG.evidence, URIRef(evidence)
        names = {"cited title": PG.mergedName, "cited number": PG.mergedName, "cited issuer": DCTERMS.creator, "printed": DCTERMS.alternative}
        for node, what, value in self._rows("SELECT about.node, what, value FROM about JOIN joined USING (node)"):
            if what in names:
                yield URIRef(node), names[what], _term(what, value)
        for node, value in self._rows("SELECT node, value FROM alias"):
            yield URIRef(node), SKOS.altLabel, Literal(value) if parse_number(value) else text_literal(value)

    def _evidence(self, sql: str) -> dict[str, str]:
        """The first evidence of what stands beside a node in rows: of the citations that name a document."""
        found: dict[str, str] = {}
        for node, statement in self._rows(sql):
            evidence = min(self.facts.values(statement, PG.evidence), default=None)
            if evidence:
                found[node] = min(evidence, found.get(node, evidence))
        return found

    def _named_at(self, node: str, cited_at: str | None) -> str | None:
        """The evidence that names a document: of the head of what was read, or of a citation."""
        own = self.facts.values(node, PG.evidence)
        keys = {title_key(t) for p in (ELI.title, ELI.title_alternative) for t in self.facts.values(node, p)}
        head = [e for e in own if any(title_key(exact) in keys for exact in self.facts.values(e, OA.exact))]
        return min(head, default=None) or cited_at or min(own, default=None)

    def _superiors(self) -> Iterator[Triple]:
        for citing, cited in self._rows(
            "SELECT DISTINCT citing, cited FROM meant JOIN height AS low ON low.node = citing JOIN height AS high ON high.node = cited "
            "WHERE high.rank < low.rank",
        ):
            yield URIRef(citing), PG.citesSuperior, URIRef(cited)

    def _labels(self) -> Iterator[Triple]:
        for node, label, titled in self._rows("SELECT node, label, titled FROM label"):
            yield URIRef(node), RDFS.label, text_literal(label) if titled else Literal(label)

    def _programmes(self) -> Iterator[Triple]:
        """Every initiative and every measure has one preferred name, the shortest that a document gives it; the others are alternatives."""
        preferred = (
            "SELECT node, name FROM initiative WHERE proper "
            "QUALIFY row_number() OVER (PARTITION BY node ORDER BY length(name), name) = 1")
        for node, name in self._rows(preferred):
            yield URIRef(node), SKOS.prefLabel, text_literal(name)
        for node, name in self._rows(f"SELECT DISTINCT node, name FROM initiative EXCEPT ({preferred})"):
            yield URIRef(node), SKOS.altLabel, text_literal(name)

    def _doubts(self) -> Iterator[Triple]:
        """What cannot well be: one number with two titles, a citation of something later."""
        several = self._rows(
            "SELECT node, list(DISTINCT key) FROM (SELECT * FROM own WHERE what = 'title' UNION ALL SELECT * FROM about WHERE what = 'cited title') "
            "JOIN title ON title.title = value WHERE node IN (SELECT node FROM number) AND node NOT IN (SELECT node FROM joined) "
            "GROUP BY node HAVING count(DISTINCT key) > 1")
        flags: set[URIRef] = set()
        for node, keys in several:
            if any(not akin(a, b) for a, b in combinations(sorted(keys), 2)):
                flags.add(PG.twoTitles)
                yield URIRef(node), PG.flag, PG.twoTitles
        for (citation,) in self._rows(
            "SELECT citation FROM meant JOIN time AS here ON here.node = citing JOIN time AS there ON there.node = cited "
            "WHERE left(there.time, least(length(here.time), length(there.time))) > left(here.time, least(length(here.time), length(there.time)))",
        ):
            flags.add(PG.citesLater)
            yield URIRef(citation), PG.flag, PG.citesLater
        for flag in sorted(flags):
            yield from _explained(flag)


@lru_cache(_CHUNK)
def _iri(value: str) -> URIRef:
    """An IRI that comes back: rdflib looks at each character of one that is made anew."""
    return URIRef(value)


def _variants(title: str, key: str, rule: str) -> Iterator[str]:
    """The keys under which a document of this title may be cited, by rule."""
    if rule == "same-title":
        yield key
    elif rule == "issued-instrument" and not _PASSED_ON.search(title):
        match = _INSTRUMENT.search(key)
        if match:
            yield match["title"]
    elif rule == "without-issuer" and _ISSUER.match(key):
        yield _ISSUER.sub("", key)
    elif rule == "without-trial":
        inner = match["title"] if (match := _INSTRUMENT.search(key)) and not _PASSED_ON.search(title) else key
        if _TRIAL.search(inner):
            yield _TRIAL.sub("", inner)


def _year(number: str) -> str | None:
    parsed = parse_number(number)
    return str(parsed.year) if parsed and parsed.year else None


#: What citations say of a document that nobody here has read -> the property that says it of the document.
_DESCRIBED: dict[str, URIRef] = {
    "cited title": ELI.title, "cited number": ELI.number, "cited type": PG.presumedType, "cited place": ELI.jurisdiction,
    "cited level": PG.level, "cited issuer": ELI.passed_by, "printed": ELI.title_alternative,
}
_TERMS: dict[str, Callable[[str], Node]] = {"cited title": text_literal, "printed": text_literal, "cited number": Literal}


def _term(what: str, value: str) -> Node:
    return _TERMS.get(what, _iri)(value)


def _described(what: str, value: str) -> Iterator[tuple[URIRef, Node]]:
    """What is said of a stub, from what a citation says."""
    yield _DESCRIBED[what], _term(what, value)
    number = parse_number(value) if what == "cited number" else None
    if number:
        yield PG.agencyCode, Literal(number.code)
        yield PG.serial, Literal(number.serial)
        if number.year:
            yield PG.year, Literal(number.year)


def akin(a: str, b: str) -> bool:
    """Two keys of titles are one title written in two ways: one holds the other, as 关于印发某办法的通知 holds 某办法."""
    a, b = (re.sub(r"[（）、，]|试行|暂行|关于|印发|发布|公布|颁发|若干|的?(?:通知|公告)$", "", key) for key in (a, b))
    return a in b or b in a


def _explained(flag: URIRef) -> Iterator[Triple]:
    yield flag, RDF.type, PG.Flag
    yield flag, RDF.type, SKOS.Concept
    for language, label in zip(("zh", "en"), LABELS[FLAGS[flag]], strict=True):
        yield flag, SKOS.prefLabel, Literal(label, lang=language)
