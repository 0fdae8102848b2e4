"""Joining graphs: their facts in one graph, and what follows from all of them together.

A graph file holds facts and what was derived from them. Graphs are joined by
the union of their facts; what was derived before is left out and derived anew
(`deriving`), so that the outcome is the same for any order of the graphs and
however often they are joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import RDF, RDFS, Graph
from rdflib.namespace import PROV, SKOS
from rdflib.term import Node

from ..errors import GraphError
from ..language import Phrase
from ..stating.terms import CITO, ELI, FLAGS, PG, RELATIONS
from . import deriving

#: Properties that nothing but the whole of all sources states.
_DERIVED = frozenset((
    CITO.hasCitedEntity, ELI.cites, PG.citesSuperior, RDFS.label, PG.presumedType, PG.flag, PG.candidateDocument, PG.mergedInto, *RELATIONS.values()))


def merge(graphs: Iterable[Graph]) -> Graph:
    """The facts of graphs in one graph, with what follows: the same for any order of the graphs.

    Raises:
        GraphError: A graph was built by a version that kept no facts apart.
    """
    union = Graph()
    for graph in graphs:
        for prefix, namespace in graph.namespaces():
            union.bind(prefix, namespace)
        for triple in _facts(graph):
            union.add(triple)
    return resolve(union)


def resolve(graph: Graph, *, join: bool = True) -> Graph:
    """Derive in place what follows from the facts of a graph; what was derived before is left out.

    Args:
        graph: Facts, with or without what was derived from them.
        join: As `deriving.derive` takes it.

    Returns:
        The same graph; a second time changes nothing.

    Raises:
        GraphError: The graph was built by a version that kept no facts apart.
    """
    for triple in set(graph) - set(_facts(graph)):
        graph.remove(triple)
    for triple in list(deriving.derive(deriving.GraphFacts(graph), join=join)):
        graph.add(triple)
    return graph


def part(graph: Graph) -> Graph:
    """Undo every merge of a graph in place: each citation means what its text names."""
    return resolve(graph, join=False)


def _facts(graph: Graph) -> Iterator[tuple[Node, Node, Node]]:
    """What sources state, without what was derived from it."""
    old = set(graph.subjects(RDF.type, PG.Citation)) - set(graph.subjects(PG.citedAs))
    if old:
        raise GraphError(Phrase("{place}: was written by an older version, which did not keep what a text names; build the graph again", place=min(map(str, old))))
    held = set(graph.subjects(PROV.wasDerivedFrom))
    unread = {*graph.subjects(RDF.type, PG.Document), *graph.subjects(RDF.type, PG.Merge)} - held
    named = {*held, *graph.subjects(RDF.type, PG.Programme), *graph.subjects(RDF.type, PG.Measure)}
    for subject, predicate, value in graph:
        derived = (
            subject in unread or subject in FLAGS or predicate in _DERIVED
            or predicate == RDF.type and value == PG.Stub or predicate in (SKOS.altLabel, SKOS.prefLabel) and subject in named)
        if not derived:
            yield subject, predicate, value
