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


#: The classes of the diagram: column and row.
PLACES = {
    "pg:GazetteIssue": (0, 0), "pg:Document": (1, 0), "pg:Agency": (2, 0), "pg:Place": (3, 0),
    "pg:Citation": (0, 1), "pg:Provision": (1, 1), "pg:Responsibility": (2, 1), "pg:Programme": (3, 1),
    "pg:Source": (0, 2), "pg:Evidence": (1, 2), "pg:Target": (2, 2), "pg:Funding": (3, 2),
}
#: The lines of the diagram: from, property, to.
EDGES = (
    ("pg:Document", "eli:is_part_of", "pg:GazetteIssue"), ("pg:Document", "prov:wasDerivedFrom", "pg:Source"), ("pg:Document", "eli:passed_by", "pg:Agency"),
    ("pg:Agency", "eli:jurisdiction", "pg:Place"), ("pg:Provision", "pg:document", "pg:Document"), ("pg:Responsibility", "prov:agent", "pg:Agency"),
    ("pg:Responsibility", "pg:provision", "pg:Provision"), ("pg:Evidence", "oa:hasSource", "pg:Source"), ("pg:Citation", "cito:hasCitedEntity", "pg:Document"),
    ("pg:Citation", "pg:evidence", "pg:Evidence"), ("pg:Target", "pg:provision", "pg:Provision"), ("pg:Target", "pg:programme", "pg:Programme"),
    ("pg:Funding", "pg:programme", "pg:Programme"),
)
#: Size of a box, and from one to the next (pixels).
BOX, STEP = (150, 46), (270, 130)


@dataclass(frozen=True, slots=True)
class Diagram:
    """The classes and how they hang together: boxes with name, label and place, lines with their ends and what stands at their middle (pixels)."""

    boxes: tuple[tuple[str, str, int, int], ...]
    lines: tuple[tuple[str, int, int, int, int, int, int], ...]
    width: int
    height: int


def diagram(language: str) -> Diagram:
    """The diagram with the labels of a language."""
    label = {each.name: each.label for each in terms(language)["classes"]}
    corner = {name: (10 + column * STEP[0], 10 + row * STEP[1]) for name, (column, row) in PLACES.items()}
    lines = []
    for start, name, end in EDGES:
        (x1, y1), (x2, y2) = ((x + BOX[0] // 2, y + BOX[1] // 2) for x, y in (corner[start], corner[end]))
        # The line ends at the side of the box that faces the other one.
        down, right = (y2 > y1) - (y2 < y1), (x2 > x1) - (x2 < x1)
        ends = (x1, y1 + down * BOX[1] // 2, x2, y2 - down * BOX[1] // 2) if down else (x1 + right * BOX[0] // 2, y1, x2 - right * BOX[0] // 2, y2)
        lines.append((name, *ends, (ends[0] + ends[2]) // 2, (ends[1] + ends[3]) // 2))
    boxes = tuple((name, label[name], *corner[name]) for name in PLACES)
    return Diagram(boxes, tuple(lines), 20 + 3 * STEP[0] + BOX[0], 20 + 2 * STEP[1] + BOX[1])


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


def label(name: str, language: str) -> str:
    """The label of a term of the ontology by its name with prefix (``pg:byNumber``); "" where it has none."""
    prefix, _, local = name.partition(":")
    return _text(URIRef(PREFIXES[prefix] + local), RDFS.label, language)


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
