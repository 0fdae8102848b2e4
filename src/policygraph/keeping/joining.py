"""Resolution over a whole graph: what arrives late, and which title is which number.

Facts of one document depend on that document and the tables alone, so graphs
are merged by union. What needs all of them comes after: a stub gives way to
the document that was read on its IRI; a document known by title alone joins
the one that is known by number. Each joining is a `pg:Merge` on the IRI of
what was joined, and can be undone (`part`): the citations keep what they named
(``pg:citedAs``). Resolving starts by undoing, so the outcome depends on
the facts alone: it may be repeated, in any order, as graphs arrive.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS
from rdflib.term import Node

from ..naming import laws
from ..reading.folding import title_key
from ..stating.terms import CITO, ELI, FLAGS, LABELS, LAWS, OA, PG, RELATIONS, number_key

#: How sure each rule is that two names are one document; the surer are tried first.
RULES = {"same-number": 0.98, "same-title": 0.97, "issued-instrument": 0.93, "without-issuer": 0.9, "without-trial": 0.85}
#: A title shorter than this (code points) that says nothing of its place may be anybody's.
MIN_TITLE = 8
_EDGES = (ELI.cites, PG.citesSuperior, *RELATIONS.values())
#: What only a document can have -> the term that keeps it at the record of a merge, which is no document.
_OF_DOCUMENTS = {ELI.passed_by: DCTERMS.creator, ELI.title_alternative: DCTERMS.alternative}
_INSTRUMENT = re.compile(r"关于(?:印发|发布|公布|颁发|颁布)(?P<title>.+)的(?:通知|通告|公告|决定|函)$")
_PASSED_ON = re.compile(r"转发|批转")
_ISSUER = re.compile(r"^(?!关于)[\u4e00-\u9fff]{2,40}?(?=关于)")
_TRIAL = re.compile(r"（(?:试行|暂行|试用)）$")


def merge(graphs: Iterable[Graph]) -> Graph:
    """The union of graphs, resolved: the same for any order of the graphs."""
    union = Graph()
    for graph in graphs:
        for prefix, namespace in graph.namespaces():
            union.bind(prefix, namespace)
        for triple in graph:
            union.add(triple)
    return resolve(union)


def resolve(graph: Graph) -> Graph:
    """Resolve a graph in place: stubs that were read, titles that have a number, doubtful citations.

    Returns:
        The same graph. What was resolved before is undone first, so a second time changes nothing.
    """
    part(graph)
    for node in set(graph.subjects(PROV.wasDerivedFrom)):
        graph.remove((node, RDF.type, PG.Stub))
        graph.remove((node, PG.presumedType, None))
    joining = _Joining(graph)
    for rule in RULES:
        joining.try_rule(rule)
    joining.apply()
    _add_superiors(graph)
    _name_programmes(graph)
    _label(graph)
    _flag(graph)
    return graph


def _name_programmes(graph: Graph) -> None:
    """Leave every initiative one preferred name, the shortest that a document gives it; the others stay as alternatives."""
    for node in set(graph.subjects(RDF.type, PG.Programme)):
        names = sorted(set(graph.objects(node, SKOS.prefLabel)), key=lambda label: (len(str(label)), str(label)))
        for name in names[1:]:
            graph.remove((node, SKOS.prefLabel, name))
            graph.add((node, SKOS.altLabel, name))
        for name in names[:1]:
            graph.remove((node, SKOS.altLabel, name))


def part(graph: Graph) -> Graph:
    """Undo every merge of a graph in place, with its flags and candidates.

    Returns:
        The same graph, in which every citation names again what its text names.
    """
    for node in set(graph.subjects(RDF.type, PG.Merge)):
        for other in list(graph.objects(node, PG.mergedInto)):
            graph.remove((other, SKOS.altLabel, None))
        for predicate in (RDF.type, PG.mergedInto, PG.rule, PG.confidence, PG.evidence):
            graph.remove((node, predicate, None))
        graph.add((node, RDF.type, PG.Document))
        graph.add((node, RDF.type, PG.Stub))
        _move(graph, node, PG.mergedName, None)
        for kept, own in _OF_DOCUMENTS.items():
            _move(graph, node, own, kept)
    touched: set[Node] = set()
    for citation, named in list(graph.subject_objects(PG.citedAs)):
        graph.remove((citation, PG.citedAs, None))
        graph.set((citation, CITO.hasCitedEntity, named))
        touched.update(graph.objects(citation, CITO.hasCitingEntity))
    _redraw(graph, touched)
    for predicate in (PG.flag, PG.candidateDocument):
        graph.remove((None, predicate, None))
    return graph


def _move(graph: Graph, node: Node, old: Node, new: Node | None) -> None:
    """Give the values of one property to another; names go back to title or number by what they are."""
    for value in list(graph.objects(node, old)):
        graph.remove((node, old, value))
        graph.add((node, new or (ELI.title if getattr(value, "language", None) else ELI.number), value))


def _redraw(graph: Graph, citing: Iterable[Node]) -> None:
    """Draw the direct edges of documents anew from their citations."""
    for document in citing:
        for predicate in _EDGES:
            graph.remove((document, predicate, None))
        for citation in graph.subjects(CITO.hasCitingEntity, document):
            for cited in graph.objects(citation, CITO.hasCitedEntity):
                graph.add((document, ELI.cites, cited))
                for relation in graph.objects(citation, CITO.hasCitationCharacterization):
                    graph.add((document, relation, cited))


def _add_superiors(graph: Graph) -> None:
    ranks = {node: int(str(rank)) for level, rank in graph.subject_objects(PG.rank) for node in graph.subjects(PG.level, level)}
    for citing, cited in list(graph.subject_objects(ELI.cites)):
        if citing in ranks and cited in ranks and ranks[cited] < ranks[citing]:
            graph.add((citing, PG.citesSuperior, cited))


def _label(graph: Graph) -> None:
    """One label for each document: the first of its titles, else its number."""
    for node in set(graph.subjects(RDF.type, PG.Document)):
        names = [sorted(graph.objects(node, p), key=str) for p in (ELI.title, ELI.number)]
        graph.remove((node, RDFS.label, None))
        for label in (names[0] or names[1])[:1]:
            graph.add((node, RDFS.label, label))


# ---- titles and numbers


def _variants(title: str, rule: str) -> Iterator[str]:
    """The keys under which a document of this title may be cited, by rule."""
    key = title_key(title)
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


class _Joining:
    """Decides which stubs join which documents, and writes it down."""

    def __init__(self, graph: Graph):
        self.graph = graph
        self.held = set(graph.subjects(PROV.wasDerivedFrom))
        self.numbered = set(graph.subjects(ELI.number)) & set(graph.subjects(RDF.type, PG.Document))
        self.stubs = sorted(set(graph.subjects(RDF.type, PG.Stub)), key=str)
        self.place = dict(graph.subject_objects(ELI.jurisdiction))
        self.titles: dict[Node, list[str]] = defaultdict(list)
        for node in [*self.held, *self.numbered, *self.stubs]:
            self.titles[node] = sorted({str(t) for p in (ELI.title, ELI.title_alternative) for t in graph.objects(node, p)})
        self.laws = {node for node, titles in self.titles.items() if any(laws.kind(title) in LAWS for title in titles)}
        self.citing: dict[Node, set[Node]] = defaultdict(set)
        for citing, cited in graph.subject_objects(ELI.cites):
            self.citing[cited].add(citing)
        self.joined: dict[Node, tuple[Node, str]] = {}
        self.candidates: dict[Node, set[Node]] = {}

    def final(self, node: Node) -> Node:
        while node in self.joined:
            node = self.joined[node][0]
        return node

    def try_rule(self, rule: str) -> None:
        known = self._by_number() if rule == "same-number" else self._by_title(rule)
        for node in self.stubs:
            if node in self.joined:
                continue
            found = {self.final(other) for name in self._names(node, rule) for other in known.get(name, ()) if other != node}
            found = {other for other in found if self._may_join(node, other, rule)}
            if len(found) == 1:
                self._join(node, found.pop(), rule)
            elif found and node not in self.candidates:
                self.candidates[node] = found

    def _names(self, node: Node, rule: str) -> list[str]:
        """What a stub is called: its titles; by its number where it has nothing else."""
        if rule != "same-number":
            return [title_key(title) for title in self.titles[node]]
        return [] if self.titles[node] else [number_key(str(number)) for number in self.graph.objects(node, ELI.number)]

    def _by_number(self) -> dict[str, set[Node]]:
        """The laws that an order (令) belongs to."""
        known: dict[str, set[Node]] = defaultdict(set)
        for node in self.laws:
            for number in self.graph.objects(node, ELI.number):
                known[number_key(str(number))].add(node)
        return known

    def _by_title(self, rule: str) -> dict[str, set[Node]]:
        known: dict[str, set[Node]] = defaultdict(set)
        for node in sorted({*self.held, *self.numbered, *(self.stubs if rule == "without-issuer" else ())}, key=str):
            passes_on = any(_PASSED_ON.search(t) for t in self.titles[node])
            for title in self.titles[node]:
                if not passes_on or _PASSED_ON.search(title):  # what a notice passes on is another document
                    for key in _variants(title, rule):
                        known[key].add(node)
        return known

    def _may_join(self, node: Node, other: Node, rule: str) -> bool:
        if node == other or other in self.citing[node]:
            return False  # a text that names it says that it is another document
        here, there = self.place.get(node), self.place.get(other)
        if node in self.numbered and node not in self.laws and rule != "same-number" and not self._same_number(node, other, here, rule):
            return False
        if here and there:
            return here == there
        return bool(here or there) or rule == "same-number" or any(len(title_key(t)) >= MIN_TITLE for t in self.titles[node])

    def _same_number(self, node: Node, other: Node, here: Node | None, rule: str) -> bool:
        """A stub with a number joins what was read without one, or its namesake whose place is known."""
        if rule != "same-title":
            return False
        if other not in self.numbered:
            return other in self.held
        shared = set(self.graph.objects(node, ELI.number)) & set(self.graph.objects(other, ELI.number))
        return here is None and bool(shared)

    def _join(self, node: Node, other: Node, rule: str) -> None:
        self.joined[node] = (other, rule)
        self.candidates.pop(node, None)
        self.citing[other] |= self.citing[node]

    def apply(self) -> None:
        touched: set[Node] = set()
        for node in sorted(self.joined, key=str):
            other, rule = self.final(node), self.joined[node][1]
            self._record(node, other, rule)
            for citation in list(self.graph.subjects(CITO.hasCitedEntity, node)):
                self.graph.set((citation, CITO.hasCitedEntity, other))
                self.graph.add((citation, PG.citedAs, node))
                touched.update(self.graph.objects(citation, CITO.hasCitingEntity))
        _redraw(self.graph, touched)
        for node, found in self.candidates.items():
            for other in found:
                self.graph.add((node, PG.candidateDocument, other))

    def _record(self, node: Node, other: Node, rule: str) -> None:
        graph = self.graph
        evidence = [self._naming(node), self._naming(other)]
        graph.remove((node, RDFS.label, None))
        graph.remove((node, RDF.type, PG.Document))
        graph.remove((node, RDF.type, PG.Stub))
        graph.add((node, RDF.type, PG.Merge))
        graph.add((node, PG.mergedInto, other))
        graph.add((node, PG.rule, Literal(rule)))
        graph.add((node, PG.confidence, Literal(Decimal(str(RULES[rule])))))
        for found in evidence:
            if found is not None:
                graph.add((node, PG.evidence, found))
        known = {title_key(str(t)) for p in (ELI.title, ELI.title_alternative, ELI.number) for t in graph.objects(other, p)}
        for predicate in (ELI.title, ELI.number):
            for name in list(graph.objects(node, predicate)):
                graph.remove((node, predicate, name))
                graph.add((node, PG.mergedName, name))
                if title_key(str(name)) not in known:
                    graph.add((other, SKOS.altLabel, name))
        for kept, own in _OF_DOCUMENTS.items():
            _move(graph, node, kept, own)

    def _naming(self, node: Node) -> Node | None:
        """The evidence that names a document: of a citation, or of the head of what was read."""
        graph = self.graph
        cited = [e for c in graph.subjects(CITO.hasCitedEntity, node) for e in graph.objects(c, PG.evidence)]
        keys = {title_key(t) for t in self.titles[node]}
        head = [e for e in graph.objects(node, PG.evidence) if title_key(str(graph.value(e, OA.exact))) in keys]
        return min(head or cited or graph.objects(node, PG.evidence), key=str, default=None)


# ---- doubts


def _flag(graph: Graph) -> None:
    """Flag what cannot well be: one number with two titles, a citation of something later."""
    for node in set(graph.subjects(ELI.number)) & set(graph.subjects(RDF.type, PG.Document)):
        titles = sorted({title_key(str(t)) for t in graph.objects(node, ELI.title)})
        if any(not _akin(a, b) for a, b in combinations(titles, 2)):
            _add_flag(graph, node, PG.twoTitles)
    for citation, cited in list(graph.subject_objects(CITO.hasCitedEntity)):
        if any(_later(graph, cited, citing) for citing in graph.objects(citation, CITO.hasCitingEntity)):
            _add_flag(graph, citation, PG.citesLater)


def _akin(a: str, b: str) -> bool:
    """Two ways to write one title: one holds the other, as 关于印发某办法的通知 holds 某办法."""
    a, b = (re.sub(r"[（）、，]|试行|暂行|关于|印发|发布|公布|颁发|若干|的?(?:通知|公告)$", "", key) for key in (a, b))
    return a in b or b in a


def _later(graph: Graph, cited: Node, citing: Node) -> bool:
    """Is the cited document of a later day (or, by the numbers, of a later year) than the one that cites it?"""
    first, second = _day(graph, citing), _day(graph, cited)
    if not first or not second:
        return False
    length = min(len(first), len(second))
    return second[:length] > first[:length]


def _day(graph: Graph, document: Node) -> str:
    """The date of a document, else its year by the number, else nothing."""
    dates = [str(d) for p in (ELI.date_document, ELI.date_publication) for d in graph.objects(document, p)]
    return max(dates or [str(y) for y in graph.objects(document, PG.year)], default="")


def _add_flag(graph: Graph, node: Node, flag: URIRef) -> None:
    graph.add((node, PG.flag, flag))
    graph.add((flag, RDF.type, PG.Flag))
    graph.add((flag, RDF.type, SKOS.Concept))
    for language, label in zip(("zh", "en"), LABELS[FLAGS[flag]], strict=True):
        graph.add((flag, SKOS.prefLabel, Literal(label, lang=language)))
