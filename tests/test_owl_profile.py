"""The ontology keeps to OWL 2 DL, as far as triples show it: one role for each name, simple properties where they must be.

Days and years (``xsd:date``, ``xsd:gYear`` …) are no datatypes that OWL 2 DL knows; the ontology has them because ELI has, and a reasoner
reads them as datatypes without facets.
"""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef

from conftest import ROOT

OBJECT, DATA, ANNOTATION = OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty
#: Kinds of properties that make one an object property.
OF_OBJECTS = {OBJECT, OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.AsymmetricProperty, OWL.InverseFunctionalProperty, OWL.ReflexiveProperty, OWL.IrreflexiveProperty}
#: What must be said of simple properties alone (OWL 2 Structural Specification, 11.2).
SIMPLE_ONLY = {OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.AsymmetricProperty}
OURS = "https://w3id.org/policygraph/ontology#"


def problems(graph: Graph) -> list[str]:
    """What an ontology says that OWL 2 DL does not allow."""
    return sorted({*_two_roles(graph), *_not_simple(graph), *_wrong_ends(graph), *_undeclared(graph)})


def _roles(graph: Graph, name) -> set[str]:
    kinds = set(graph.objects(name, RDF.type))
    return {role for role, found in (("object", kinds & OF_OBJECTS), ("data", {DATA} & kinds), ("annotation", {ANNOTATION} & kinds),
                                     ("class", {OWL.Class} & kinds), ("datatype", {RDFS.Datatype} & kinds)) if found}


def _two_roles(graph: Graph):
    for name in set(graph.subjects(RDF.type, None)):
        roles = _roles(graph, name)
        if len(roles & {"object", "data", "annotation"}) > 1 or len(roles & {"class", "datatype"}) > 1:
            yield f"{name} is {' and '.join(sorted(roles))}"


def _not_simple(graph: Graph):
    composite = set(graph.subjects(RDF.type, OWL.TransitiveProperty)) | set(graph.subjects(OWL.propertyChainAxiom, None))
    for name in list(composite):
        composite |= set(graph.transitive_objects(name, RDFS.subPropertyOf)) | set(graph.objects(name, OWL.inverseOf))
    for name in composite:
        if SIMPLE_ONLY & set(graph.objects(name, RDF.type)) or (None, OWL.propertyDisjointWith, name) in graph:
            yield f"{name} is not simple"
    for node, _, name in graph.triples((None, OWL.onProperty, None)):
        if name in composite and any((node, kind, None) in graph for kind in (OWL.cardinality, OWL.maxCardinality, OWL.minCardinality, OWL.hasSelf)):
            yield f"{name} is counted and not simple"


def _wrong_ends(graph: Graph):
    for name, _, of in graph.triples((None, RDFS.range, None)):
        datatype = str(of).startswith(str(XSD)) or of in (RDFS.Literal, RDF.langString)
        roles = _roles(graph, name)
        if "data" in roles and not datatype and not isinstance(of, BNode) or "object" in roles and datatype:
            yield f"{name} has the range {of}"
    for name, _, above in graph.triples((None, RDFS.subPropertyOf, None)):
        if len((_roles(graph, name) | _roles(graph, above)) & {"object", "data"}) > 1:
            yield f"{name} is under {above}, of another kind"
    for subject, said, value in graph:
        roles = _roles(graph, said)
        if "object" in roles and isinstance(value, Literal) or "data" in roles and not isinstance(value, Literal):
            yield f"{said} is said of {subject} with {value}"


def _undeclared(graph: Graph):
    """Every property and class of ours that is used is declared; those of other vocabularies are declared there."""
    for said in set(graph.predicates()):
        if str(said).startswith(OURS) and not _roles(graph, said) & {"object", "data", "annotation"}:
            yield f"{said} is no declared property"
    for place in (RDFS.subClassOf, RDFS.domain, OWL.disjointWith):
        for of in set(graph.objects(None, place)):
            if isinstance(of, URIRef) and str(of).startswith(OURS) and "class" not in _roles(graph, of):
                yield f"{of} is no declared class"


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "policygraph.ttl")


def test_the_ontology_keeps_to_the_profile(ontology):
    assert problems(ontology) == []


@pytest.mark.parametrize(("said", "problem"), [
    ("ex:p a owl:ObjectProperty, owl:DatatypeProperty .", "data and object"),
    ("ex:p a owl:TransitiveProperty, owl:FunctionalProperty .", "not simple"),
    ("ex:p a owl:DatatypeProperty ; rdfs:range ex:C . ex:C a owl:Class .", "has the range"),
    ("ex:p a owl:ObjectProperty . ex:a ex:p 'text' .", "is said of"),
    ("ex:a pg:q ex:b .", "no declared property"),
    ("ex:A a owl:Class ; rdfs:subClassOf pg:B .", "no declared class"),
    ("ex:p a owl:ObjectProperty ; rdfs:subPropertyOf ex:q . ex:q a owl:DatatypeProperty .", "of another kind"),
])
def test_what_the_profile_forbids_is_found(said, problem):
    head = f"@prefix pg: <{OURS}> . @prefix ex: <urn:x:> . @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
    assert any(problem in each for each in problems(Graph().parse(data=head + said, format="turtle")))
