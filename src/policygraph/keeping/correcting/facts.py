"""The facts of one source as things with their properties, which can be changed: terms of Oxigraph, in the order in which they were stated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyoxigraph
from rdflib import RDF, URIRef
from rdflib.term import Node

from ...stating.formats import to_triple
from ...stating.triples import Triple

_TYPE = str(RDF.type)


class SourceFacts:
    """Things by IRI, each with its properties, each with its values."""

    def __init__(self, triples: Iterable[pyoxigraph.Triple | pyoxigraph.Quad] = ()):
        self.things: dict[str, dict[str, dict[Any, None]]] = {}
        for triple in triples:
            subject: Any = triple.subject
            self.things.setdefault(subject.value, {}).setdefault(triple.predicate.value, {})[triple.object] = None

    def triples(self) -> Iterator[pyoxigraph.Triple]:
        """All facts, each once."""
        for subject, said in self.things.items():
            node = pyoxigraph.NamedNode(subject)
            for predicate, values in said.items():
                property = pyoxigraph.NamedNode(predicate)
                yield from (pyoxigraph.Triple(node, property, value) for value in values)

    # ---- looking

    def __contains__(self, iri: str) -> bool:
        return iri in self.things

    def values(self, iri: str, *properties: URIRef) -> list[str]:
        """The values of properties of a thing, as text."""
        said = self.things.get(iri, {})
        return [value.value for property in properties for value in said.get(str(property), ())]

    def value(self, iri: str, *properties: URIRef) -> str:
        """The first of the values; "" for none."""
        return next(iter(self.values(iri, *properties)), "")

    def said(self, iri: str) -> Iterator[tuple[str, Any]]:
        """Each property of a thing with each value."""
        for property, values in self.things.get(iri, {}).items():
            for value in values:
                yield property, value

    def is_a(self, iri: str, *classes: URIRef) -> bool:
        """Is a thing of one of these classes?"""
        return not {str(each) for each in classes}.isdisjoint(self.values(iri, RDF.type))

    def of_class(self, *classes: URIRef) -> list[str]:
        """The things of some classes, in order."""
        wanted = {pyoxigraph.NamedNode(str(each)) for each in classes}
        return [iri for iri, said in self.things.items() if not wanted.isdisjoint(said.get(_TYPE, ()))]

    def having(self, property: URIRef) -> list[str]:
        """The things that have a property, in order."""
        return [iri for iri, said in self.things.items() if str(property) in said]

    # ---- changing

    def add(self, triples: Iterable[Triple]) -> None:
        """State more."""
        for triple in map(to_triple, triples):
            subject: Any = triple.subject
            self.things.setdefault(subject.value, {}).setdefault(triple.predicate.value, {})[triple.object] = None

    def set(self, iri: str, property: URIRef, *values: Node | None) -> None:
        """Give a property these values in place of its own; none takes it away."""
        self.things[iri].pop(str(property), None)
        self.add((URIRef(iri), property, value) for value in values if value is not None)

    def take(self, iri: str, property: URIRef, value: str) -> bool:
        """Take one value (an IRI) from a property. Was it there?"""
        values = self.things.get(iri, {}).get(str(property), {})
        node = pyoxigraph.NamedNode(value)
        if node not in values:
            return False
        del values[node]
        if not values:
            del self.things[iri][str(property)]
        return True

    def drop(self, iri: str) -> None:
        """Forget what is said of a thing."""
        self.things.pop(iri, None)

    def move(self, iri: str, to: str) -> None:
        """Call a thing otherwise; what points to it is left."""
        self.things[to] = self.things.pop(iri)

    def rename(self, renamed: Callable[[str], str]) -> None:
        """Call things otherwise wherever they stand; two that get one name become one."""

        def value_of(term: Any) -> Any:
            return pyoxigraph.NamedNode(renamed(term.value)) if isinstance(term, pyoxigraph.NamedNode) else term

        old, self.things = self.things, {}
        for subject, said in old.items():
            here = self.things.setdefault(renamed(subject), {})
            for property, values in said.items():
                here.setdefault(property, {}).update((value_of(value), None) for value in values)
