"""What a reasoner draws from a graph, the ontology and the standard vocabularies is true: OWL RL over the sample."""

from __future__ import annotations

from collections import Counter

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV, SKOS
from rdflib.term import _toPythonMapping

from conftest import ROOT
from policygraph.keeping import joining
from policygraph.model import Reference
from policygraph.stating.terms import CITO, ELI, PG, RELATIONS
from test_graph import reading
from test_resolution import TITLE, build, by_title

owlrl = pytest.importorskip("owlrl")

ELI_ALL = "http://data.europa.eu/eli/ontology#"
REFERS_TO = URIRef(ELI_ALL + "refers_to")
DOCUMENT = {"eli:LegalResource", "eli:Work", "eli:Expression", "prov:Entity", "pg:Document"}
AGENT = {"org:Organization", "foaf:Agent", "foaf:Organization", "eli:Agent", "prov:Agent"}
ASSOCIATION = {"prov:Association", "prov:AgentInfluence", "prov:Influence"}
CODED = {"skos:Concept", "owl:NamedIndividual"}
#: Class -> what its members are, said or concluded; nothing else.
KINDS = {
    "Document": DOCUMENT | {"pg:Stub"}, "Stub": DOCUMENT | {"pg:Stub"},
    "GazetteIssue": {"eli:Work", "eli:Expression"},
    "Provision": {"eli:LegalResourceSubdivision", "eli:LegalResource", "eli:WorkSubdivision", "eli:Work"},
    "Source": {"prov:Entity"},
    "Evidence": {"oa:TextPositionSelector", "oa:TextQuoteSelector", "oa:Selector", "oa:ResourceSelection"},
    "Agency": AGENT | {"org:FormalOrganization", "prov:Entity"}, "AgencyGroup": AGENT,
    "Place": {"eli:AdministrativeArea", "skos:Concept"},
    "Citation": {"cito:Citation"}, "Responsibility": ASSOCIATION, "Duty": ASSOCIATION,
    "Programme": set(), "ProgrammeMention": set(), "Measure": set(), "MeasureMention": set(), "Target": {"prov:Entity"}, "Result": set(), "Funding": set(), "TaskDeadline": set(),
    "Merge": {"prov:Entity"}, "Correction": {"prov:Entity"}, "Withdrawn": {"prov:Entity"},
    "DocumentType": {"eli:ResourceType", "eli:WorkType", "skos:Concept"},
    "Level": CODED, "Branch": CODED, "Resolution": CODED, "Flag": CODED, "Role": CODED | {"prov:Role"},
}
PREFIXES = {
    ELI_ALL: "eli", str(PG._NS): "pg", str(PROV): "prov", str(ORG): "org", str(SKOS): "skos", str(OWL): "owl",
    "http://xmlns.com/foaf/0.1/": "foaf", "http://www.w3.org/ns/oa#": "oa", "http://purl.org/spar/cito/": "cito",
}


def merges():
    """A graph in which names were joined: by title, and one whose citation gave another title and an issuer too."""
    printed = Reference(None, TITLE, "意见", None, None, printed="节水意见")
    return build(
        reading("鲁政发〔2018〕6号", TITLE), reading("济政发〔2019〕1号", "济南市人民政府关于甲的通知", ("based_on", by_title("关于节水的意见"))),
        reading("济政发〔2019〕2号", "济南市人民政府关于乙的通知", ("mentions", printed)))


def closed(graph, *extra):
    """A graph with everything that OWL RL concludes from it, from our ontology and from the axioms of the standard terms."""
    whole = Graph()
    for triple in (*graph, *extra):
        whole.add(triple)
    for name in ("ontology/policygraph.ttl", "tests/axioms.ttl"):
        whole.parse(ROOT / name)
    converters = dict(_toPythonMapping)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, rdfs_closure=False, axiomatic_triples=False, datatype_axioms=False).expand(whole)
    _toPythonMapping.clear()  # owlrl leaves rdflib its own converters, which take --03-31 for no gMonthDay
    _toPythonMapping.update(converters)
    return whole


def contradictions(graph):
    errors = [str(text) for text in graph.objects(None, owlrl.Namespaces.ERRNS.error)]
    return errors + [f"{node} is nothing" for node in graph.subjects(RDF.type, OWL.Nothing)]


def kinds(graph, name):
    found = set()
    for node in graph.subjects(RDF.type, PG[name]):
        for type_ in graph.objects(node, RDF.type):
            prefix = next((p for p in PREFIXES if str(type_).startswith(p)), None)
            if isinstance(type_, URIRef) and type_ != OWL.Thing:
                found.add(f"{PREFIXES[prefix]}:{str(type_)[len(prefix):]}")
    return found


@pytest.fixture(scope="module")
def said(sample_graph):
    return sample_graph + Graph().parse(ROOT / "ontology" / "example.ttl") + merges()


@pytest.fixture(scope="module")
def concluded(said):
    return closed(said)


@pytest.mark.slow
def test_nothing_contradicts_itself(concluded):
    assert contradictions(concluded) == []


@pytest.mark.slow
def test_everything_is_what_it_should_be_and_nothing_else(said, concluded):
    assert {name: kinds(concluded, name) for name in KINDS} == {name: expected | {f"pg:{name}"} for name, expected in KINDS.items()}
    assert {PG[name] for name in KINDS} - set(said.objects(None, RDF.type)) == {PG.Flag}, "not looked at"


def test_all_classes_are_looked_at():
    ontology = Graph().parse(ROOT / "ontology" / "policygraph.ttl")
    assert {str(c).removeprefix(str(PG._NS)) for c in ontology.subjects(RDF.type, OWL.Class) if str(c).startswith(str(PG._NS))} == set(KINDS)


@pytest.mark.slow
def test_every_kind_of_citation_keeps_its_number(said, concluded):
    for predicate in (*RELATIONS.values(), ELI.cites, PG.citesSuperior):
        assert set(concluded.subject_objects(predicate)) == set(said.subject_objects(predicate)), predicate
    for graph in (said, concluded):
        counts = Counter(graph.objects(None, CITO.hasCitationCharacterization))
        assert set(counts) == set(RELATIONS.values()) and counts == Counter(said.objects(None, CITO.hasCitationCharacterization))


@pytest.mark.slow
def test_whatever_is_cited_is_referred_to(said, concluded):
    """Since ELI 1.5 every citation is an eli:refers_to; the graph says it of none by itself."""
    assert not set(said.subject_objects(REFERS_TO))
    assert set(concluded.subject_objects(REFERS_TO)) == set(said.subject_objects(ELI.cites))


@pytest.mark.slow
def test_no_property_of_ours_is_concluded_anew(said, concluded):
    """Our own terms say after the reasoner what they said before; only stubs are documents once more."""
    ours = lambda graph: {t for t in graph if str(t[1]).startswith(str(PG._NS)) and not str(t[0]).startswith(str(PG._NS))}  # noqa: E731
    assert ours(concluded) == ours(said)


def test_a_merge_keeps_nothing_that_only_documents_have():
    graph = merges()
    joined = set(graph.subjects(RDF.type, PG.Merge))
    assert len(joined) == 2
    assert {str(t) for node in joined for t in graph.objects(node, DCTERMS.alternative)} == {"节水意见"}
    assert not [t for node in joined for p in (ELI.title_alternative, ELI.title, ELI.number, ELI.passed_by) for t in graph.objects(node, p)]
    joining.part(graph)
    assert not set(graph.subject_objects(DCTERMS.alternative)) and Literal("节水意见", lang="zh") in set(graph.objects(None, ELI.title_alternative))


def test_a_false_alignment_is_noticed():
    """The tables above bite: what was wrong once, and would be again."""
    graph = closed(merges(), (PG.mergedInto, RDFS.subPropertyOf, SKOS.exactMatch), (PG.evidence, RDFS.domain, PROV.Activity))
    for name, wrong in (("Document", "skos:Concept"), ("Merge", "skos:Concept"), ("Citation", "prov:Activity")):
        assert wrong in kinds(graph, name) - KINDS[name]
    assert any("Activity" in each for each in contradictions(graph))  # a document is an entity


def test_a_contradiction_is_noticed():
    pairs = {
        URIRef(f"https://w3id.org/policygraph/id/planted/{n}"): pair for n, pair in enumerate([
            (PG.Agency, PG.AgencyGroup), (PG.Document, PG.Merge), (PG.Document, PG.Provision), (PG.Place, SKOS.ConceptScheme),
            (PG.Document, PROV.Activity)])
    }
    found = contradictions(closed([(node, RDF.type, type_) for node, pair in pairs.items() for type_ in pair]))
    for node in pairs:
        assert any(str(node) in each for each in found), (node, found)
