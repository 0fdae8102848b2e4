"""The terms in the code are those of the ontology, and what a graph says is described in it and on its page."""

import dataclasses
import re
import subprocess
import sys

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, SKOS, XSD

from conftest import ROOT
from policygraph import registry
from policygraph.model import Agency, Document
from policygraph.stating import terms
from policygraph.stating.terms import ELI, PG

SCHEMA_ORG = Namespace("https://schema.org/")
ONTOLOGY = ROOT / "ontology"
PREFIX = str(PG._NS)


@pytest.fixture(scope="module")
def ontology():
    return Graph().parse(ONTOLOGY / "policygraph.ttl")


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
    for name, (zh, en) in terms.LABELS.items():
        assert {str(o) for o in ontology.objects(PG[name], SKOS.prefLabel)} == {zh, en}


def test_alignments(ontology):
    assert (PG.Document, RDFS.subClassOf, ELI.LegalResource) in ontology
    assert (PG.Role, RDFS.subClassOf, URIRef("http://www.w3.org/ns/prov#Role")) in ontology
    assert (PG.forwards, RDFS.subPropertyOf, ELI.cites) in ontology and (PG.mentions, RDFS.subPropertyOf, ELI.cites) in ontology
    assert (PG.mergedInto, RDFS.subPropertyOf, DCTERMS.isReplacedBy) in ontology


def test_every_kind_of_citation_has_a_word_a_property_and_a_colour():
    """One name for each kind: in the rules, in the facts, in the graph and on the pages."""
    from policygraph.finding import governing

    assert [name for name, _, _ in governing._cues()] == list(terms.RELATIONS) == list(registry.RELATIONS)
    assert all(str(term).endswith(("#" + name, "/" + name)) for name, term in terms.RELATIONS.items())


@pytest.mark.parametrize("name", ["PG", "ELI", "CITO", "OA", "SCHEMA"])
def test_a_namespace_has_the_prefix_of_the_registry(name):
    assert str(getattr(terms, name)._NS) == registry.PREFIXES[name.lower()]


def test_every_coded_value_is_in_the_ontology(ontology):
    """A new level, branch or role is not whole before the ontology describes it."""
    for kind, entries in ((PG.Level, registry.LEVELS), (PG.Branch, registry.BRANCHES), (PG.Role, registry.ROLES)):
        assert set(ontology.subjects(RDF.type, kind)) == {PG[name] for name in entries}


def test_no_two_levels_share_a_rank_and_graphs_keep_theirs():
    ranks = {name: level.rank for name, level in registry.LEVELS.items()}
    assert len(set(ranks.values())) == len(ranks)
    assert ranks.items() >= {("central", 0), ("province", 1), ("prefecture", 2), ("county", 3), ("township", 4)}


def test_every_kind_of_statement_is_one_of_documents():
    lists = {field.name for field in dataclasses.fields(Document) if field.default == ()}
    assert registry.STATEMENTS.keys() == lists - {"other_numbers", "issuers", "addressees"}


def test_a_group_is_no_agency_of_its_name():
    mint = terms.Minter()
    group, agency, generic = (mint.agency(Agency("省级人民政府", kind, None, "province")) for kind in ("group", "agency", "generic"))
    assert group != agency == generic


def test_the_second_provision_of_a_locator_is_not_that_of_another():
    mint = terms.Minter()
    document = URIRef("https://w3id.org/policygraph/id/document/370100/甲")
    found = [mint.provision(document, id) for id in ("1", "1~2", "12", "二/（一）~2/3", "二/（一）2/3", "")]
    assert len(set(found)) == len(found) and str(found[1]).endswith("/provision/1~2")


def example():
    return Graph().parse(ONTOLOGY / "example.ttl")


def test_the_example_uses_only_known_terms():
    used = {str(t).removeprefix(PREFIX) for triple in example() for t in triple if isinstance(t, URIRef) and str(t).startswith(PREFIX)}
    assert used <= set(PG.__annotations__)


def test_every_class_of_the_ontology_stands_on_its_page_with_an_example(ontology):
    """Coded values are listed instead."""
    coded = {"pg:DocumentType", "pg:Level", "pg:Role", "pg:Branch", "pg:Resolution", "pg:Flag"}
    page = (ROOT / "docs" / "ontology.md").read_text("utf-8")
    shown = dict(re.findall(r"^### (\S+).*?\n(.*?)(?=^##|^<!--)", page, re.DOTALL | re.MULTILINE))
    assert {f"pg:{str(c).removeprefix(PREFIX)}" for c in ontology.subjects(RDF.type, OWL.Class) if str(c).startswith(PREFIX)} <= shown.keys()
    for name, body in shown.items():
        found = re.findall(r"```turtle\n(.+?)```", body, re.DOTALL)
        assert bool(found) != (name in coded), name
        assert all(re.search(rf"^  a .*{name}\b", each, re.MULTILINE) for each in found), name


def test_the_ontology_says_who_and_what_it_is(ontology):
    node = URIRef("https://w3id.org/policygraph/ontology")
    assert (node, RDF.type, OWL.Ontology) in ontology
    assert ontology.value(node, DCTERMS.license) and ontology.value(node, OWL.versionInfo)
    assert str(ontology.value(node, OWL.versionIRI)) == f"{node}/{ontology.value(node, OWL.versionInfo)}"
    for term in {s for s in ontology.subjects() if str(s).startswith(PREFIX)}:
        assert set(ontology.objects(term, RDFS.isDefinedBy)) == {node}, term


def described(ontology, predicates):
    """Term -> what the ontology says stands there."""
    found = {}
    for predicate in predicates:
        for term, value in ontology.subject_objects(predicate):
            found.setdefault(term, set()).add(value)
    return found


def kinds(graph, node):
    """The classes of a node; of a literal its datatype; of a property that it is one."""
    if isinstance(node, Literal):
        kind = RDF.langString if node.language else node.datatype or XSD.string
        return {kind, XSD.decimal} if kind == XSD.integer else {kind}  # XSD derives the one from the other
    return set(graph.objects(node, RDF.type)) or {RDF.Property}


def test_whatever_a_graph_says_is_described(ontology, sample_graph):
    """Each property stands at the classes and has the values that the ontology tells, standard terms too."""
    from test_inference import merges

    domains = described(ontology, (RDFS.domain, SCHEMA_ORG.domainIncludes))
    ranges = described(ontology, (RDFS.range, SCHEMA_ORG.rangeIncludes))
    for graph in (sample_graph, example(), merges()):
        for s, p, o in graph:
            if p == RDF.type or (s, RDF.type, PG.Merge) in graph:
                continue  # a merge keeps the parts of the number, the place and the level of the name
            assert kinds(graph, s) & domains.get(p, set()), (s, p, o)
            assert kinds(graph, o) & ranges.get(p, set()), (s, p, o)


def test_classes_of_other_vocabularies_are_described(ontology, sample_graph):
    known = set(ontology.subjects()) | set(ontology.objects(None, RDFS.subClassOf))
    assert set(sample_graph.objects(None, RDF.type)) <= known


@pytest.mark.parametrize("namespace", [terms.ELI, terms.CITO, terms.OA, terms.SCHEMA])
def test_the_terms_of_other_vocabularies_in_the_code_are_explained(ontology, namespace):
    for name in namespace.__annotations__:
        term = namespace[name]
        if name[0].islower():
            assert {o.language for o in ontology.objects(term, SKOS.scopeNote)} == {"zh", "en"}, term
        else:
            assert (None, RDFS.subClassOf, term) in ontology, term


def test_no_term_is_described_that_nothing_writes(ontology):
    """What the ontology tells of standard terms is what the program writes."""
    code = "".join(path.read_text("utf-8") for ending in ("py", "sql") for path in (ROOT / "src" / "policygraph").rglob(f"*.{ending}"))
    for term in ontology.subjects(SKOS.scopeNote):
        name = str(term).replace("#", "/").rsplit("/", 1)[-1]
        assert f".{name}" in code or f'["{name}"]' in code or f':{name}"' in code or f":{name}}}" in code, term


def test_the_page_is_that_of_the_ontology():
    done = subprocess.run([sys.executable, ONTOLOGY / "page.py", "--check"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_the_page_has_every_term_of_ours(ontology):
    page = (ROOT / "docs" / "ontology.md").read_text("utf-8")
    for term in {s for s in ontology.subjects() if str(s).startswith(PREFIX)}:
        name = f"pg:{str(term).removeprefix(PREFIX)}"
        assert f"\n### {name} " in page if (term, RDF.type, OWL.Class) in ontology else f"`{name}`" in page, name


def test_the_page_names_every_term_of_a_graph(sample_graph):
    page = (ROOT / "docs" / "ontology.md").read_text("utf-8")
    prefixes = dict(re.findall(r"PREFIX (\w+): <([^>]+)>", page))
    for predicate in set(sample_graph.predicates()) - {RDF.type}:
        assert any(f"`{prefix}:{str(predicate)[len(iri):]}`" in page for prefix, iri in prefixes.items() if str(predicate).startswith(iri)), predicate


def test_the_examples_of_the_page_are_of_the_sample(ontology, sample_graph):
    for class_, example_ in ontology.subject_objects(SKOS.example):
        assert class_ in set(sample_graph.objects(URIRef(str(example_)), RDF.type)), example_


def test_the_queries_of_the_page_have_answers(sample_graph):
    page = (ROOT / "docs" / "ontology.md").read_text("utf-8")
    queries = re.findall(r"```sparql\n(.+?)```", page, re.DOTALL)
    prefixes = "\n".join(re.findall(r"^PREFIX .+$", page, re.MULTILINE))
    assert len(queries) >= 4
    for query in queries:
        assert len(list(sample_graph.query(query if "PREFIX" in query else f"{prefixes}\n{query}"))) > 2, query


def test_terms_of_other_vocabularies_are_closed_too():
    for namespace in (terms.ELI, terms.CITO, terms.OA, terms.SCHEMA):
        with pytest.raises(AttributeError):
            namespace.no_such_term
