"""Vocabulary: the ontology of the graph, as it is served at its address and shown to people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import OWL, RDF, RDFS, Graph, URIRef

from ...asking.prefixes import shorten


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property: its name with prefix, its label and description, what it is derived from, where it is used."""

    name: str
    id: str
    label: str
    comment: str
    above: tuple[str, ...]
    domain: str
    range: str


@cache
def turtle() -> str:
    """The ontology as Turtle."""
    return Path(__file__).parents[1].joinpath("assets", "policygraph.ttl").read_text("utf-8")


@cache
def _graph() -> Graph:
    return Graph().parse(data=turtle(), format="turtle")


@cache
def terms(language: str) -> dict[str, list[Term]]:
    """The classes and the properties, by name."""
    graph = _graph()
    kinds = {"classes": (OWL.Class,), "properties": (OWL.ObjectProperty, OWL.DatatypeProperty)}
    return {
        name: sorted((_term(node, language) for kind in wanted for node in set(graph.subjects(RDF.type, kind)) if isinstance(node, URIRef)), key=lambda t: t.name)
        for name, wanted in kinds.items()
    }


def _term(node: URIRef, language: str) -> Term:
    graph = _graph()
    above = tuple(sorted(shorten(str(each)) for each in graph.objects(node, RDFS.subClassOf) if isinstance(each, URIRef)))
    above += tuple(sorted(shorten(str(each)) for each in graph.objects(node, RDFS.subPropertyOf)))
    return Term(
        shorten(str(node)), str(node).rpartition("#")[2], _text(node, RDFS.label, language), _text(node, RDFS.comment, language), above,
        *("、".join(sorted(shorten(str(each)) for each in graph.objects(node, property) if isinstance(each, URIRef))) for property in (RDFS.domain, RDFS.range)))


def _text(node: URIRef, property: URIRef, language: str) -> str:
    found = sorted(_graph().objects(node, property), key=lambda text: (getattr(text, "language", "") != language, str(text)))
    return str(found[0]) if found else ""
