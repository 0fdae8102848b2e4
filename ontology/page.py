#!/usr/bin/env python3
"""Write what docs/ontology.md draws from policygraph.ttl and shapes.ttl (diagram, tables, examples, questions), and give the package its copies of both.

The examples are things of the graph that the tests ask every named query of: invented acts, and the sample gazette.

    page.py [--check]

What stands outside the two marks of the page is written by hand and stays.
``--check`` writes nothing and fails where something would change.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import ORG, SKOS
from rdflib.term import Node

from policygraph.serving import forms
from policygraph.serving.content import vocabulary
from policygraph.stating.terms import BASE

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
import answerable  # noqa: E402

PAGE = ROOT / "docs" / "ontology.md"
MARKS = ("<!-- made by `make ontology`: begin -->", "<!-- end -->")
PG = Namespace("https://w3id.org/policygraph/ontology#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = Namespace("https://schema.org/")
#: The classes in the order of the page, under their headings.
CHAPTERS = {
    "Documents": (PG.Document, PG.Stub, PG.GazetteIssue, PG.Provision),
    "Statements": (PG.Citation, PG.Responsibility, PG.Duty, PG.ProgrammeMention, PG.MeasureMention, PG.Target, PG.Result, PG.Funding, PG.TaskDeadline),
    "Where it stands": (PG.Evidence, PG.Source),
    "Agencies, places, programmes": (PG.Agency, PG.AgencyGroup, ORG.ChangeEvent, PG.Place, PG.Programme, PG.Measure),
    "Names that were joined": (PG.Merge,),
    "What people set right": (PG.Correction, PG.Withdrawn),
    "Coded values": (PG.DocumentType, PG.Level, PG.Role, PG.Branch, PG.Resolution, PG.Flag),
}
STATEMENTS = CHAPTERS["Statements"]
#: Classes whose things are listed as values, and need no example.
CODED = CHAPTERS["Coded values"]
#: Code points of a text in an example, and values of a property.
LONGEST, VALUES = 60, 3


class Ontology:
    """What the ontology and the shapes say of a term."""

    def __init__(self):
        self.graph = Graph().parse(ROOT / "ontology" / "policygraph.ttl")
        self.shapes = Graph().parse(ROOT / "ontology" / "shapes.ttl")
        self.prefixes = {str(namespace): prefix for prefix, namespace in self.graph.namespaces()}
        self.names = self.graph.namespace_manager

    def curie(self, term: URIRef) -> str:
        namespace = max((n for n in self.prefixes if str(term).startswith(n)), key=len)
        return f"{self.prefixes[namespace]}:{str(term)[len(namespace):]}"

    def text(self, term: URIRef, predicate: URIRef, language: str = "en") -> str:
        return next((str(o) for o in self.graph.objects(term, predicate) if o.language == language), "")

    def meaning(self, term: URIRef) -> str:
        return self.text(term, SKOS.scopeNote) or self.text(term, RDFS.comment)

    def properties(self, class_: URIRef) -> list[URIRef]:
        """The properties of a class, in the order of their short names."""
        found = {s for p in (RDFS.domain, SCHEMA.domainIncludes) for s in self.graph.subjects(p, class_)}
        return sorted(found, key=self.curie)

    def values(self, term: URIRef) -> list[URIRef]:
        return sorted({o for p in (RDFS.range, SCHEMA.rangeIncludes) for o in self.graph.objects(term, p)}, key=self.curie)

    def number(self, class_: URIRef, term: URIRef) -> str:
        """How many values the shapes allow: 1, 0..1, 1..n, 0..n."""
        constraints = [
            each for shape in self.shapes.subjects(SH.targetClass, class_) for each in self.shapes.objects(shape, SH.property)
            if self.shapes.value(each, SH.path) == term]
        least = max((int(n) for each in constraints for n in self.shapes.objects(each, SH.minCount)), default=0)
        most = min((int(n) for each in constraints for n in self.shapes.objects(each, SH.maxCount)), default=None)
        return str(least) if least == most else f"{least}..{'n' if most is None else most}"


def page(ontology: Ontology) -> str:
    built = answerable.answerable_graph()
    chapters = [f"## {title}\n\n" + "\n".join(_class(ontology, built, each) for each in classes) for title, classes in CHAPTERS.items()]
    return "\n".join([_diagram(), *chapters, _questions()])


def _diagram() -> str:
    """The classes and how they hang together, as the server draws them, for what shows Mermaid."""
    ids = {name: name.replace(":", "_") for name in vocabulary.PLACES}
    boxes = [f'  {ids[name]}["{name} {label}"]' for name, label, *_ in vocabulary.diagram("zh").boxes]
    lines = [f'  {ids[start]} -->|{name}| {ids[end]}' for start, name, end in vocabulary.EDGES]
    return "\n".join(["## How the classes hang together", "", "```mermaid", "flowchart LR", *boxes, *lines, "```", ""])


def _questions() -> str:
    """The questions that the graph is made for, each with the queries that answer it."""
    lines = ["## The questions it answers", "", "The number is that of the question the query was written for; each query is a file of SPARQL with its parameters at the top.", "",
             "| | question | SPARQL |", "|---|---|---|"]
    for number, queries in forms.by_competency():
        for query in queries:
            lines.append(f"| {number} | {_escaped(query.title)} | [{query.name}](../src/policygraph/asking/queries/{query.name}.rq) |")
    return "\n".join([*lines, ""])


def _example(ontology: Ontology, built: Graph, class_: URIRef) -> list[str]:
    """The thing of a class of which the most is said, as Turtle."""
    things = [each for each in built.subjects(RDF.type, class_) if isinstance(each, URIRef)]
    if class_ in CODED or not things:
        return []
    thing = min(things, key=lambda each: (-len(set(built.predicates(each))), each))
    lines = []
    for property in sorted(set(built.predicates(thing)), key=lambda each: (each != RDF.type, ontology.curie(each))):
        values = sorted(built.objects(thing, property), key=lambda value: (isinstance(value, Literal), value))
        more = "  # …" if len(values) > VALUES else ""
        lines.append((f"  {'a' if property == RDF.type else ontology.curie(property)} {', '.join(_turtle(ontology, value) for value in values[:VALUES])}", more))
    ends = [";"] * (len(lines) - 1) + ["."]
    return ["", "```turtle", _turtle(ontology, thing), *(f"{line} {end}{more}" for (line, more), end in zip(lines, ends, strict=True)), "```"]


def _turtle(ontology: Ontology, value: Node) -> str:
    if isinstance(value, URIRef):
        name = ontology.curie(value) if any(str(value).startswith(known) for known in ontology.prefixes) else ""
        return name if re.fullmatch(r"\w+:[\w-]+", name, re.ASCII) else f"<{value.removeprefix(BASE)}>"
    shown = str(value) if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    return Literal(shown, value.language, value.datatype).n3(ontology.names) if len(value) <= LONGEST or not value.datatype else Literal(shown).n3()


def _class(ontology: Ontology, built: Graph, class_: URIRef) -> str:
    graph = ontology.graph
    label = ontology.text(class_, RDFS.label, "zh")
    lines = [f"### {ontology.curie(class_)}" + (f" {label}" if label else ""), "", ontology.meaning(class_)]
    parents = sorted(ontology.curie(o) for o in graph.objects(class_, RDFS.subClassOf))
    if parents:
        lines[-1] += f" A kind of {', '.join(f'`{p}`' for p in parents)}."
    if example := graph.value(class_, SKOS.example):
        lines[-1] += f" Such as `<{example}>`."
    properties = [p for p in ontology.properties(class_) if class_ not in STATEMENTS or not _shared(ontology, p)]
    if class_ == STATEMENTS[0]:
        lines = _statements(ontology) + lines
    if properties:
        lines += ["", *_table(ontology, class_, properties)]
    if values := sorted(graph.subjects(RDF.type, class_), key=lambda v: (int(graph.value(v, PG["rank"]) or 0), v)):
        lines += ["", "Values: " + "; ".join(f"`{ontology.curie(v)}` {ontology.text(v, RDFS.label, 'zh')}, {ontology.text(v, RDFS.comment).rstrip('.')}" for v in values) + "."]
    return "\n".join([*lines, *_example(ontology, built, class_), ""])


def _shared(ontology: Ontology, term: URIRef) -> bool:
    return all(term in ontology.properties(class_) for class_ in STATEMENTS)


def _statements(ontology: Ontology) -> list[str]:
    shared = [p for p in ontology.properties(STATEMENTS[0]) if _shared(ontology, p)]
    return ["Every statement has", "", *_table(ontology, STATEMENTS[0], shared), ""]


def _table(ontology: Ontology, class_: URIRef, properties: list[URIRef]) -> list[str]:
    rows = ["| term | value | how many | meaning |", "|---|---|---|---|"]
    for term in properties:
        value = " or ".join(ontology.curie(v) for v in ontology.values(term)).replace("rdf:Property", "a property")
        rows.append(f"| `{ontology.curie(term)}` | {value} | {ontology.number(class_, term)} | {_escaped(ontology.meaning(term))} |")
    return rows


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def whole(old: str, tables: str) -> str:
    """The page with its tables anew.

    Raises:
        ValueError: The page has not the two marks.
    """
    before, mark, rest = old.partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not mark or not end:
        raise ValueError(f"{PAGE}: no {MARKS[0]} … {MARKS[1]}")
    return f"{before}{mark}\n\n{tables}\n{end}{after}"


def main() -> int:
    written = {
        PAGE: whole(PAGE.read_text("utf-8"), page(Ontology())),
        ROOT / "src" / "policygraph" / "keeping" / "shapes.ttl": (ROOT / "ontology" / "shapes.ttl").read_text("utf-8"),
        ROOT / "src" / "policygraph" / "serving" / "assets" / "policygraph.ttl": (ROOT / "ontology" / "policygraph.ttl").read_text("utf-8"),
    }
    stale = [path for path, text in written.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path}: is not up to date (make ontology)", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(written[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
