"""The terms in the code are those of the ontology, and every built graph satisfies the shapes."""

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, ORG, SKOS, XSD

from conftest import ROOT
from policygraph import graph as building
from policygraph import vocabulary
from policygraph.vocabulary import CITO, ELI, OA, PG, SCHEMA

PROV = Namespace("http://www.w3.org/ns/prov#")
ONTOLOGY = ROOT / "ontology"
PREFIX = str(PG._NS)


@pytest.fixture(scope="module")
def ontology():
    return Graph().parse(ONTOLOGY / "policygraph.ttl")


@pytest.fixture(scope="module")
def conforms():
    validate = pytest.importorskip("pyshacl").validate
    shapes = Graph().parse(ONTOLOGY / "shapes.ttl")

    def check(graph):
        ok, _, text = validate(graph, shacl_graph=shapes)
        return ok, text

    return check


def test_the_terms_in_the_code_are_the_terms_of_the_file(ontology):
    defined = {str(s).removeprefix(PREFIX) for s in ontology.subjects() if str(s).startswith(PREFIX)}
    assert set(PG.__annotations__) == defined


def test_a_misspelt_term_is_an_error():
    with pytest.raises(AttributeError):
        PG.Documnet


@pytest.mark.parametrize("kind", [OWL.Class, OWL.DatatypeProperty, OWL.ObjectProperty, OWL.NamedIndividual])
def test_labels_and_comments_in_both_languages(ontology, kind):
    terms = [s for s in ontology.subjects(RDF.type, kind) if str(s).startswith(PREFIX)]
    assert terms
    for term in terms:
        for property_ in (RDFS.label, RDFS.comment):
            assert {o.language for o in ontology.objects(term, property_)} == {"zh", "en"}, (term, property_)


def test_coded_values_have_the_labels_of_the_graph(ontology):
    for name, (zh, en) in building.LABELS.items():
        assert {str(o) for o in ontology.objects(PG[name], SKOS.prefLabel)} == {zh, en}


def test_alignments(ontology):
    assert (PG.Document, RDFS.subClassOf, ELI.LegalResource) in ontology
    assert (PG.forwards, RDFS.subPropertyOf, ELI.cites) in ontology


def example():
    return Graph().parse(ONTOLOGY / "example.ttl")


def test_the_example_conforms_and_uses_only_known_terms(conforms):
    ok, text = conforms(example())
    assert ok, text
    used = {str(t).removeprefix(PREFIX) for triple in example() for t in triple if isinstance(t, URIRef) and str(t).startswith(PREFIX)}
    assert used <= set(PG.__annotations__)


EX = Namespace("https://w3id.org/policygraph/id/example/")
BREAKS = {
    "a statement without evidence": lambda g: g.remove((EX.citation, PG.evidence, None)),
    "a statement without rule": lambda g: g.remove((EX.target, PG.rule, None)),
    "a confidence above one": lambda g: g.set((EX.target, PG.confidence, Literal("1.2", datatype=XSD.decimal))),
    "a date that is a string": lambda g: g.set((EX.cloud, ELI.date_document, Literal("2017-06-20"))),
    "evidence that ends before it starts": lambda g: g.set((EX.e5, OA.end, Literal(3))),
    "evidence without quotation": lambda g: g.remove((EX.e5, OA.exact, None)),
    "a document that cites itself": lambda g: g.set((EX.citation, CITO.hasCitedEntity, EX.cloud)),
    "a citation of no kind": lambda g: g.set((EX.citation, CITO.hasCitationCharacterization, ELI.cites)),
    "a role that is none": lambda g: g.set((EX.responsibility, PROV.hadRole, PG.party)),
    "a result that falls due": lambda g: g.add((EX.result, PG.deadline, Literal("2019", datatype=XSD.gYear))),
    "a result of a time that is none": lambda g: g.set((EX.result, PG.resultPeriod, Literal("last year"))),
    "money in yuan that is no number": lambda g: g.set((EX.result, PG.amountInYuan, Literal("much"))),
    "a target without value": lambda g: g.remove((EX.target, SCHEMA.value, None)),
    "an agency with two names": lambda g: g.add((EX.industry, SKOS.prefLabel, Literal("工信局", lang="zh"))),
    "an agency without a branch": lambda g: g.remove((EX.industry, PG.branch, None)),
    "a stub that was read": lambda g: g.add((EX.cloud, RDF.type, PG.Stub)),
    "a document without number, title and source": lambda g: [
        g.remove((EX["guofa-28"], p, None)) for p in (ELI.number, ELI.title)],
    "a reform without successor": lambda g: g.remove((EX.reform, ORG.resultingOrganization, None)),
    "a reform without date": lambda g: g.remove((EX.reform, DCTERMS.date, None)),
    "a programme that replaces itself": lambda g: g.set((EX.mention, PG.replacedProgramme, EX["cloud-programme"])),
    "a task without a day": lambda g: g.remove((EX.task, PG.recurs, None)),
    "a task with a day that comes back and one that does not": lambda g: g.add((EX.task, PG.deadline, Literal("2019", datatype=XSD.gYear))),
    "a task that comes back on a date": lambda g: g.set((EX.task, PG.recurs, Literal("2019-03-31", datatype=XSD.date))),
    "a place without code": lambda g: g.remove((EX.jinan, PG.adminCode, None)),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_example_does_not_conform(conforms, broken):
    graph = example()
    BREAKS[broken](graph)
    assert not conforms(graph)[0]


def test_the_sample_conforms(conforms, sample_graph):
    ok, text = conforms(sample_graph)
    assert ok, text[:2000]


def test_the_real_gazette_conforms(conforms, shared):
    from policygraph.pipeline import extract

    ok, text = conforms(building.build_graph(extract(shared / "corpus" / "jinan-gazette-2017-13.txt")))
    assert ok, text[:2000]


def test_terms_of_other_vocabularies_are_closed_too():
    for namespace in (vocabulary.ELI, vocabulary.CITO, vocabulary.OA, vocabulary.SCHEMA):
        with pytest.raises(AttributeError):
            namespace.no_such_term
