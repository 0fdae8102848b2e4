#!/usr/bin/env python3
"""Write the made parts of docs/ontology.md, and give the package its copies of ontology and shapes.

    page.py [--check]

The diagram is that of the served page, the questions are those of the named queries, the tables are made from policygraph.ttl and
shapes.ttl, the examples from classes.ttl. What stands outside the two marks of the page is written by hand and stays.
``--check`` writes nothing and fails where something would change.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.namespace import ORG, SKOS

from policygraph.asking.named import NamedQuery, named
from policygraph.serving.content.vocabulary import EDGES, PLACES

ROOT = Path(__file__).resolve().parents[1]
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
    "Coded values": (PG.DocumentType, PG.Level, PG.Role, PG.Branch, PG.Resolution, PG.Flag),
}
STATEMENTS = CHAPTERS["Statements"]


#: Where the SPARQL of the named queries lies, from the page.
QUERIES = "../src/policygraph/asking/queries"


def examples(text: str) -> dict[str, str]:
    """Class -> the Turtle of the thing that shows it: the paragraphs of a file that begin with a thing, each under its most special class."""
    blocks = [each for each in text.split("\n\n") if not each.startswith(("#", "@"))]
    return {re.search(r" a ([^;]+?) ;", each)[1].split(", ")[-1 if " a skos:Concept, " in each or "pg:Stub" in each else 0]: each for each in blocks}


class Ontology:
    """What the ontology and the shapes say of a term."""

    def __init__(self):
        self.graph = Graph().parse(ROOT / "ontology" / "policygraph.ttl")
        self.examples = examples((ROOT / "ontology" / "classes.ttl").read_text("utf-8"))
        self.shapes = Graph().parse(ROOT / "ontology" / "shapes.ttl")
        self.prefixes = {str(namespace): prefix for prefix, namespace in self.graph.namespaces()}

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
    chapters = [f"## {title}\n\n" + "\n".join(_class(ontology, each) for each in classes) for title, classes in CHAPTERS.items()]
    return "\n".join([_diagram(ontology), _questions(), *chapters])


def _diagram(ontology: Ontology) -> str:
    boxes = [f'  {_box(name)}["{name}<br>{ontology.text(ontology.graph.namespace_manager.expand_curie(name), RDFS.label, "zh")}"]' for name in PLACES]
    lines = [f'  {_box(start)} -- "{name}" --> {_box(end)}' for start, name, end in EDGES]
    return "\n".join(["## At a glance", "", "```mermaid", "flowchart TD", *boxes, *lines, "```", ""])


def _box(name: str) -> str:
    return name.partition(":")[2]


def _questions() -> str:
    numbers = sorted({number for query in named().values() for number in query.competency} - {0})
    lines = ["## The questions it was made for", "", "Each with the named queries that answer it; the name leads to the SPARQL.", ""]
    for number in numbers:
        lines += [f"{number}. " + "<br>".join(_query(each) for each in named().values() if number in each.competency)]
    return "\n".join([*lines, ""])


def _query(query: NamedQuery) -> str:
    return f"{query.question} [`{query.name}`]({QUERIES}/{query.name}.rq)"


def _class(ontology: Ontology, class_: URIRef) -> str:
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
    if example := ontology.examples.get(ontology.curie(class_)):
        lines += ["", "```turtle", example, "```"]
    return "\n".join([*lines, ""])


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
