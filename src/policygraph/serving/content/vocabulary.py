"""Vocabulary: the ontology of the graph, as it is served at its address and shown to people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from ...asking.prefixes import shorten
from ...registry import PREFIXES


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


@cache
def completions(language: str) -> dict[str, Any]:
    """What an editor completes: the prefixes, and every term the ontology describes, its own and those of the standard vocabularies.

    A term is ``{"name": "pg:Document", "label": "政策文件", "note": …, "kind": "class" | "property" | "value"}``; those of
    standard vocabularies have no label of ours, and a note that says what they stand for here.
    """
    nodes = sorted({node for node in _graph().subjects() if isinstance(node, URIRef) and shorten(str(node)) != str(node)})
    return {"prefixes": dict(PREFIXES), "terms": sorted((_completion(node, language) for node in nodes), key=lambda term: term["name"])}


def _completion(node: URIRef, language: str) -> dict[str, str]:
    note = _text(node, RDFS.comment, language) or _text(node, SKOS.scopeNote, language)
    return {"name": shorten(str(node)), "label": _text(node, RDFS.label, language), "note": note, "kind": _kind(node)}


def _kind(node: URIRef) -> str:
    """Class, property or value; of a standard term the ontology does not say it, but its name begins as names of its kind do."""
    kinds = set(_graph().objects(node, RDF.type))
    if OWL.NamedIndividual in kinds:
        return "value"
    if kinds & {OWL.ObjectProperty, OWL.DatatypeProperty}:
        return "property"
    return "class" if OWL.Class in kinds or shorten(str(node)).partition(":")[2][:1].isupper() else "property"
