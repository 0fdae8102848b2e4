"""Things: what a store says of a thing, read directly.

A property of a thing is found in microseconds, without SPARQL; what goes
over many things is the work of queries, which run elsewhere and under limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any
from urllib.parse import quote

import pyoxigraph
from rdflib import Graph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from ...asking.referring.references import Reference, references
from ...registry import PREFIXES
from ...stating.formats import of_store

_DEFAULT = pyoxigraph.DefaultGraph()
#: What names a thing, the best first.
_NAMES = ("eli:title", "eli:title_alternative", "skos:prefLabel", "rdfs:label", "schema:name", "pg:locator")
#: What the title of a document is, and its day, the best first.
_TITLES = ("eli:title", "eli:title_alternative", "rdfs:label")
_DAYS = ("eli:date_document", "eli:date_publication", "pg:adoptionDate")
#: Agencies of a place that are told with their tasks.
BUSY = 300
#: Kinds of the things that have a page, the narrowest first.
KINDS = {
    "pg:Document": "document", "pg:Agency": "agency", "pg:AgencyGroup": "agency", "pg:Programme": "programme", "pg:Measure": "programme",
    "pg:Place": "place", "pg:GazetteIssue": "issue",
}


@cache
def term(short: str) -> pyoxigraph.NamedNode:
    """The term of a prefix and a name, as `pg:Document`."""
    prefix, _, name = short.partition(":")
    return pyoxigraph.NamedNode(PREFIXES[prefix] + name)


def text(node: object) -> str:
    """The text of a term of RDF: the IRI, or the lexical form."""
    return str(getattr(node, "value", node))


@dataclass(frozen=True, slots=True)
class Span:
    """A quotation: its source, the name of the file, its place in it (code points), its words."""

    source: str
    file: str
    start: int
    end: int
    exact: str


class Things:
    """The things of a store, each known by its IRI; values are texts.

    Args:
        store: A store whose default graph is asked.
        base: Where the identifiers of its things live.
    """

    def __init__(self, store: pyoxigraph.Store, base: str):
        self.store, self.base = store, base
        self._names = lru_cache(20_000)(self.name)
        self._busy: dict[str, list[tuple[str, int]]] = {}
        self._day_of = lru_cache(50_000)(lambda document: self.value(document, *_DAYS))

    # ---- properties

    def terms(self, thing: str, property: str) -> list[Any]:
        """The values of a property, as terms of RDF, Chinese before other languages, sorted."""
        found = self.store.quads_for_pattern(pyoxigraph.NamedNode(thing), term(property), None, _DEFAULT)
        return sorted((quad.object for quad in found), key=lambda value: (getattr(value, "language", None) not in (None, "zh"), text(value)))

    def values(self, thing: str, *properties: str) -> list[str]:
        """The values of some properties, each once."""
        return list(dict.fromkeys(text(value) for property in properties for value in self.terms(thing, property)))

    def value(self, thing: str, *properties: str) -> str:
        """The first value of the first of some properties that has one; "" where none has."""
        return next((value.value for property in properties for value in self.terms(thing, property)), "")

    def in_language(self, thing: str, property: str, language: str) -> str:
        """The value in a language, else any."""
        found = self.terms(thing, property)
        return next((value.value for value in found if getattr(value, "language", None) == language), found[0].value if found else "")

    def number(self, thing: str, property: str) -> int | None:
        """A value that is a whole number."""
        text = self.value(thing, property)
        return int(text) if text.lstrip("-").isdigit() else None

    def subjects(self, property: str, thing: str) -> list[str]:
        """What has this thing as value of a property, sorted."""
        found = self.store.quads_for_pattern(None, term(property), pyoxigraph.NamedNode(thing), _DEFAULT)
        return sorted(text(quad.subject) for quad in found)

    def count(self, property: str, thing: str, most: int = 1_000_000) -> int:
        """How many have this thing as value of a property; counting ends at ``most``."""
        found = self.store.quads_for_pattern(None, term(property), pyoxigraph.NamedNode(thing), _DEFAULT)
        return sum(1 for _ in zip(found, range(most), strict=False))

    def busy(self, place: str) -> list[tuple[str, int]]:
        """The agencies of a place that have tasks, with how many, the most first; at most :data:`BUSY`. Counted once a place."""
        if place not in self._busy:
            found: Any = self.store.query(f"SELECT ?agency (COUNT(?task) AS ?tasks) WHERE {{ ?agency {term('eli:jurisdiction')} {pyoxigraph.NamedNode(place)} ;"
                                     f" {term('pg:branch')} ?branch . ?task {term('prov:agent')} ?agency }}"
                                     f" GROUP BY ?agency ORDER BY DESC(?tasks) ?agency LIMIT {BUSY}")
            self._busy[place] = [(text(row["agency"]), int(text(row["tasks"]))) for row in found]
        return self._busy[place]

    def outgoing(self, thing: str) -> list[tuple[str, Any]]:
        """All that is said of a thing: property and value, sorted."""
        found = self.store.quads_for_pattern(pyoxigraph.NamedNode(thing), None, None, _DEFAULT)
        return sorted(((quad.predicate.value, quad.object) for quad in found), key=lambda pair: (pair[0], text(pair[1])))

    def incoming(self, thing: str, most: int) -> list[tuple[str, str]]:
        """Where a thing is the value: subject and property, the first that are found."""
        found = self.store.quads_for_pattern(None, None, pyoxigraph.NamedNode(thing), _DEFAULT)
        return [(text(quad.subject), quad.predicate.value) for quad, _ in zip(found, range(most), strict=False)]

    def of_class(self, kind: str) -> Iterator[str]:
        """The things of a class, in no order."""
        for quad in self.store.quads_for_pattern(None, term("rdf:type"), term(kind), _DEFAULT):
            yield text(quad.subject)

    def is_known(self, thing: str) -> bool:
        """Is anything said of a thing, or with it?"""
        try:
            node = pyoxigraph.NamedNode(thing)
        except ValueError:
            return False
        either = ((node, None), (None, node))
        return any(next(self.store.quads_for_pattern(subject, None, value, _DEFAULT), None) for subject, value in either)

    # ---- names and kinds

    def is_a(self, thing: str, kind: str) -> bool:
        """Is a thing of a class?"""
        return next(self.store.quads_for_pattern(pyoxigraph.NamedNode(thing), term("rdf:type"), term(kind), _DEFAULT), None) is not None

    def kind(self, thing: str) -> str:
        """Which page a thing has: a value of `KINDS`, or "" """
        classes = {value.value for value in self.terms(thing, "rdf:type")}
        return next((page for kind, page in KINDS.items() if term(kind).value in classes), "")

    def name(self, thing: str) -> str:
        """What a thing is called; a document without title and number by its file, anything else by the end of its IRI."""
        return self.value(thing, *_NAMES) or self.value(thing, "eli:number") or self._file(thing) or short(thing)

    def title(self, document: str) -> str:
        """The title of a document, else what it encloses, else its name."""
        return self.value(document, *_TITLES) or self.name(document)

    def day(self, document: str) -> str:
        """The day on which a document was signed, printed or adopted; "" where none is known. Kept for the next time."""
        return self._day_of(document)

    def _file(self, document: str) -> str:
        source = self.value(document, "prov:wasDerivedFrom")
        return f"（{self.value(source, 'schema:name').rsplit('/', 1)[-1]}）" if source else ""

    def lasting_name(self, thing: str) -> str:
        """The same, kept for the next time: of what many statements name."""
        return self._names(thing)

    def label(self, thing: str, language: str) -> str:
        """The label of a coded value, in a language."""
        return self.in_language(thing, "skos:prefLabel", language) or short(thing)

    def path(self, thing: str) -> str:
        """The address of the page of a thing on this server; "" of what is none of ours."""
        return "/page/" + quote(thing[len(self.base):], safe="/") if thing.startswith(self.base) and thing != self.base else ""

    def iri(self, rest: str) -> str:
        """The IRI whose page has this address below ``/page/``."""
        return self.base + rest

    def reference(self, document: str) -> Reference:
        """What a reference to a document holds."""
        return references(self._graph, [document])[0]

    @cached_property
    def _graph(self) -> Graph:
        return of_store(self.store, DATASET_DEFAULT_GRAPH_ID)

    # ---- quotations

    def spans(self, thing: str) -> list[Span]:
        """Where the text says what a statement says."""
        found = [self._span(value.value) for value in self.terms(thing, "pg:evidence")]
        return sorted((span for span in found if span), key=lambda span: (span.source, span.start, span.end))

    def _span(self, evidence: str) -> Span | None:
        said = {quad.predicate.value: text(quad.object) for quad in self.store.quads_for_pattern(pyoxigraph.NamedNode(evidence), None, None, _DEFAULT)}
        source, start, end = (said.get(term(name).value, "") for name in ("oa:hasSource", "oa:start", "oa:end"))
        if not source or not start.isdigit() or not end.isdigit():
            return None
        return Span(source, self.lasting_name(source), int(start), int(end), said.get(term("oa:exact").value, ""))

    def all_named(self, things: Iterable[str]) -> list[tuple[str, str]]:
        """Things with their names, by name."""
        return sorted(((thing, self.name(thing)) for thing in set(things)), key=lambda pair: (pair[1], pair[0]))


def short(iri: str) -> str:
    """The end of an IRI, which tells most."""
    return iri.replace("#", "/").rstrip("/").rsplit("/", 1)[-1]
