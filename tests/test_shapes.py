"""The shapes catch what a graph must not say: each error is planted in the sample, all are looked for in one check."""

from __future__ import annotations

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV, SKOS, XSD

from conftest import ROOT
from policygraph.keeping import building, deriving
from policygraph.stating import formats
from policygraph.stating.terms import CITO, ELI, OA, PG, SCHEMA

pytest.importorskip("pyshacl")
from policygraph.keeping.shapes import Violation, violations  # noqa: E402

EX = Namespace("https://w3id.org/policygraph/id/example/")
NEW = Namespace("https://w3id.org/policygraph/id/planted/")


def zh(text):
    return Literal(text, lang="zh")


def day(text):
    return Literal(text, datatype=XSD.date)


class Victims:
    """Nodes of the sample to spoil; each is given once, so that no error hides another."""

    def __init__(self, graph: Graph):
        self.graph, self.left = graph, {}

    def take(self, type_: URIRef) -> URIRef:
        if type_ not in self.left:
            held = set(self.graph.subjects(RDF.type, type_))
            if type_ == PG.Document:
                held = set(self.graph.subjects(PROV.wasDerivedFrom)) - {EX.cloud}
            if type_ == PG.Evidence:  # of the sample alone, whose text is in the graph
                held -= {node for node in held if str(node).startswith(str(EX))}
            self.left[type_] = sorted(held)
        return self.left[type_].pop(0)

    def citing(self, kind: URIRef) -> tuple[URIRef, URIRef, URIRef]:
        """A citation of a kind, its document and what it cites."""
        if kind not in self.left:
            self.left[kind] = sorted(self.graph.subjects(CITO.hasCitationCharacterization, kind))
        citation = self.left[kind].pop()
        return citation, self.graph.value(citation, CITO.hasCitingEntity), self.graph.value(citation, CITO.hasCitedEntity)


def change(type_, predicate, value):
    """Give one node of a type another value."""
    def plant(graph, victims):
        node = victims.take(type_)
        graph.set((node, predicate, value))
        return node
    return plant


def more(type_, predicate, value):
    """Give one node of a type a further value."""
    def plant(graph, victims):
        node = victims.take(type_)
        graph.add((node, predicate, value))
        return node
    return plant


def without(type_, predicate):
    def plant(graph, victims):
        node = victims.take(type_)
        graph.remove((node, predicate, None))
        return node
    return plant


def at(node, *, remove=(), add=()):
    """Change a certain node."""
    def plant(graph, victims):
        for predicate in remove:
            graph.remove((node, predicate, None))
        for predicate, value in add:
            graph.add((node, predicate, value))
        return node
    return plant


def another_quotation(graph, victims):
    node = victims.take(PG.Evidence)
    exact = str(graph.value(node, OA.exact))
    graph.set((node, OA.exact, Literal("某" * len(exact))))
    return node


def beyond_the_text(graph, victims):
    node = victims.take(PG.Evidence)
    length = graph.value(graph.value(node, OA.hasSource), DCTERMS.extent).toPython()
    exact = str(graph.value(node, OA.exact))
    graph.set((node, OA.start, Literal(length - len(exact) + 1)))
    graph.set((node, OA.end, Literal(length + 1)))
    return node


def from_another_source(graph, victims):
    node = victims.take(PG.Duty)
    graph.set((node, PG.evidence, EX.e6))
    return node


def edge_without_citation(graph, victims):
    _, citing, cited = victims.citing(PG.mentions)
    graph.add((citing, ELI.repeals, cited))
    return citing


def cites_without_citation(graph, victims):
    _, citing, _ = victims.citing(PG.mentions)
    graph.add((citing, ELI.cites, EX.cloud))
    return citing


def citation_without_edge(graph, victims):
    citation, citing, cited = victims.citing(ELI.amends)
    graph.remove((citing, ELI.amends, cited))
    return citation


def itself(graph, victims):
    citation, citing, _ = victims.citing(ELI.repeals)
    graph.set((citation, CITO.hasCitedEntity, citing))
    return citation


def itself_directly(graph, victims):
    node = victims.take(PG.Document)
    graph.add((node, ELI.cites, node))
    return node


def of_another_document(graph, victims):
    citation, citing, _ = victims.citing(ELI.based_on)
    graph.set((citation, CITO.hasCitingEntity, EX.cloud))
    return citation


def superior_below(graph, victims):
    (citing,) = graph.subjects(ELI.number, Literal("鲁政发〔2016〕24号"))
    (cited,) = graph.subjects(ELI.number, Literal("济政发〔2017〕9号"))
    for predicate in (ELI.cites, PG.citesSuperior):
        graph.add((citing, predicate, cited))
    return citing


def provision_elsewhere(graph, victims):
    node = victims.take(PG.Target)
    graph.set((node, PG.provision, EX["cloud-2-1"]))
    return node


def circle(graph, victims):
    one, other = victims.take(PG.Provision), victims.take(PG.Provision)
    graph.set((one, ELI.is_part_of, other))
    graph.set((other, ELI.is_part_of, one))
    return one


def under_another(graph, victims):
    node = victims.take(PG.Provision)
    graph.set((node, ELI.is_part_of, EX["cloud-2-1"]))
    return node


def same_number(graph, victims):
    node = victims.take(PG.Document)
    for predicate in (ELI.number, ELI.jurisdiction):
        graph.add((NEW.twin, predicate, graph.value(node, predicate)))
    for predicate, value in ((RDF.type, PG.Document), (RDF.type, PG.Stub)):
        graph.add((NEW.twin, predicate, value))
    return node


def into_itself(graph, victims):
    for predicate, value in (
        (RDF.type, PG.Merge), (PG.mergedInto, NEW.merge), (PG.mergedName, zh("某意见")), (PG.rule, Literal("same-title")),
        (PG.confidence, Literal("0.9", datatype=XSD.decimal)), (PG.evidence, EX.e3),
    ):
        graph.add((NEW.merge, predicate, value))
    return NEW.merge


def no_statement(graph, victims):
    for predicate, value in ((PG.rule, Literal("label")), (PG.confidence, Literal("0.9", datatype=XSD.decimal))):
        graph.add((NEW.untyped, predicate, value))
    return NEW.untyped


def edge_without_responsibility(graph, victims):
    agency = victims.take(PG.AgencyGroup)
    graph.add((agency, PG.leads, EX["cloud-2-1"]))
    return agency


def beside(type_, other):
    """Make a node a thing of a second kind."""
    return more(type_, RDF.type, other)


#: What is wrong -> how it is planted, and the words in which the shapes say so.
PLANTED = {
    # evidence
    "evidence beyond its text": (beyond_the_text, "evidence ends within the text of its source"),
    "a quotation of another length": (change(PG.Evidence, OA.exact, Literal("短")), "a quotation is as long as its span"),
    "another quotation of the same length": (another_quotation, "a quotation is what the text of its source says there"),
    "evidence that ends before it begins": (change(PG.Evidence, OA.end, Literal(0)), "evidence ends after it begins"),
    "evidence before the text": (change(PG.Evidence, OA.start, Literal(-4)), "evidence begins at one place"),
    "evidence without quotation": (without(PG.Evidence, OA.exact), "evidence has a quotation"),
    "evidence of no source": (without(PG.Evidence, OA.hasSource), "evidence stands in one source"),
    "a statement without evidence": (without(PG.Duty, PG.evidence), "every statement has its evidence"),
    "a statement on the words of another source": (from_another_source, "a statement rests on a source of its document"),
    "a source without length": (at(EX.source, remove=[DCTERMS.extent]), "a source has a length"),
    # statements
    "a statement without rule": (without(PG.Duty, PG.rule), "a statement names the rule that found it"),
    "a confidence above one": (change(PG.Duty, PG.confidence, Literal("1.2", datatype=XSD.decimal)), "a confidence is a decimal from 0 to 1"),
    "a confidence below nought": (change(PG.Duty, PG.confidence, Literal("-0.1", datatype=XSD.decimal)), "a confidence is a decimal from 0 to 1"),
    "a statement about another document's provision": (provision_elsewhere, "a statement stands in a provision of its own document"),
    "a statement without type": (no_statement, "what a rule found has a type"),
    "a duty of nothing": (without(PG.Duty, PG.action), "a duty says what is to be done"),
    # citations
    "a direct edge without its citation": (edge_without_citation, "a direct edge has a citation of its kind"),
    "a document that cites without a citation": (cites_without_citation, "a document cites what its citations cite"),
    "a citation without its direct edge": (citation_without_edge, "a citation has the direct edge of its kind"),
    "a citation of itself": (itself, "no document cites itself"),
    "a document that cites itself": (itself_directly, "no document cites itself"),
    "a citation of another document": (of_another_document, "a citation is of the document that it stands in"),
    "a citation of no kind": (at(EX.citation, remove=[CITO.hasCitationCharacterization], add=[(CITO.hasCitationCharacterization, ELI.cites)]),
                              "a citation is of one known kind"),
    "a superior document of a lower level": (superior_below, "a superior document is cited, and ranks higher"),
    # responsibilities
    "an agent that is a place": (change(PG.Responsibility, PROV.agent, EX.jinan), "who answers is one agency or group of agencies"),
    "a responsibility without role": (without(PG.Responsibility, PROV.hadRole), "a responsibility has one role"),
    "an unknown role": (change(PG.Responsibility, PROV.hadRole, PG.party), "a role is pg:lead, pg:cooperate or pg:responsible"),
    "who leads by no responsibility": (edge_without_responsibility, "who leads, helps or answers does so by a responsibility"),
    # provisions
    "provisions in a circle": (circle, "provisions lead up to their document, in no circle"),
    "a provision without parent": (without(PG.Provision, ELI.is_part_of), "a provision is part of its document or of one provision"),
    "a provision in another document's": (under_another, "a provision stands in the document of the provision above it"),
    # documents
    "two titles": (more(PG.Document, ELI.title, zh("济南市人民政府关于植树的意见")), "two different titles are flagged (pg:twoTitles)"),
    "two documents of one number and place": (same_number, "a number belongs to one document of a place"),
    "a date that no calendar has": (change(PG.Document, ELI.date_document, day("2017-02-30")), "the date of signature is one day"),
    "two dates": (more(PG.Document, ELI.date_publication, day("1999-01-01")), "the date of printing is one day"),
    "a date that is a string": (at(EX.cloud, remove=[ELI.date_document], add=[(ELI.date_document, Literal("2017-06-20"))]), "the date of signature is one day"),
    "a document without source": (at(NEW.unread, add=[(RDF.type, PG.Document), (ELI.title, zh("某办法"))]), "a document has a source that it was read from, or is a stub"),
    "a document without type": (at(NEW.bare, add=[(ELI.number, Literal("某发〔2020〕1号"))]), "what has a number is a document"),
    "a document without a name": (at(NEW.nameless, add=[(RDF.type, PG.Document)]), "a document has a number, a title or a source"),
    "a kind that is none": (change(PG.Document, ELI.type_document, PG.lead), "the kind of a document is a pg:DocumentType"),
    "a stub that was read": (at(EX.cloud, add=[(RDF.type, PG.Stub)]), "a document that was read is no stub"),
    # agencies, programmes, codes
    "two preferred labels": (more(PG.Agency, SKOS.prefLabel, zh("另一局")), "an agency has one full name, in Chinese"),
    "an agency without branch": (without(PG.Agency, PG.branch), "an agency is of one branch"),
    "an agency on two levels": (more(PG.Agency, PG.level, PG.county), "an agency is of one level"),
    "an agency that is a group": (beside(PG.Agency, PG.AgencyGroup), "nothing is of two kinds, save that a stub is a document"),
    "a place that is a programme": (beside(PG.Place, PG.Programme), "nothing is of two kinds, save that a stub is a document"),
    "a place without code": (at(EX.jinan, remove=[PG.adminCode]), "a place has one code of six digits"),
    "a programme with two names": (more(PG.Programme, SKOS.prefLabel, zh("另一行动")), "a programme has one name, in Chinese"),
    "a programme that replaces itself": (at(EX.mention, remove=[PG.replacedProgramme], add=[(PG.replacedProgramme, EX["cloud-programme"])]),
                                         "no programme replaces itself"),
    "a level without rank": (at(PG.central, remove=[PG.rank]), "a level has a rank from 0 to 4"),
    "a coded value without English": (at(PG.byNumber, remove=[SKOS.prefLabel], add=[(SKOS.prefLabel, zh("按文号"))]),
                                      "a coded value has one label in Chinese and one in English"),
    "a reform without successor": (at(EX.reform, remove=[ORG.resultingOrganization]), "a reform says who took over"),
    "a reform without date": (at(EX.reform, remove=[DCTERMS.date]), "a reform is of a day or a month"),
    "a merge into itself": (into_itself, "nothing is merged into itself"),
    # targets, money, deadlines
    "text as a target's value": (change(PG.Target, SCHEMA.value, Literal("很多")), "a value is a decimal number"),
    "a target without value": (without(PG.Target, SCHEMA.value), "a target has a value, or a smallest and a greatest one"),
    "negative money": (change(PG.Funding, SCHEMA.value, Literal("-5", datatype=XSD.decimal)), "money is one amount, and not negative"),
    "a deadline of a wrong datatype": (change(PG.Target, PG.deadline, Literal(2019)), "a deadline is one year, month or day"),
    "a deadline that no calendar has": (change(PG.Target, PG.deadline, day("2019-02-30")), "a deadline is one year, month or day"),
    "a task without a day": (at(EX.task, remove=[PG.recurs]), "a task has one deadline, or days on which it comes back"),
    "a task that comes back on a date": (at(EX.task2, add=[(RDF.type, PG.TaskDeadline), (PG.recurs, day("2019-03-31"))]),
                                         "what comes back does so on a day of the year, a month, or a day of the month"),
}


@pytest.fixture(scope="module")
def clean(sample_extraction):
    """The sample with its text, and the example by hand for what the sample lacks."""
    return building.build_graph(sample_extraction, text=True) + Graph().parse(ROOT / "ontology" / "example.ttl")


@pytest.fixture(scope="module")
def spoilt(clean):
    graph, planted = Graph(), {}
    for triple in clean:
        graph.add(triple)
    victims = Victims(graph)
    for name, (plant, message) in PLANTED.items():
        planted[name] = (message, str(plant(graph, victims)))
    return graph, planted


@pytest.fixture(scope="module")
def found(spoilt):
    return violations(spoilt[0])


def test_the_sample_and_the_example_conform(clean):
    assert violations(clean) == ()


@pytest.mark.slow
def test_the_real_gazette_conforms(shared):
    from policygraph.pipeline import extract

    assert violations(building.build_graph(extract(shared / "corpus" / "jinan-gazette-2017-13.txt"), text=True)) == ()


@pytest.mark.parametrize("wrong", PLANTED)
def test_what_is_wrong_is_caught(spoilt, found, wrong):
    message, node = spoilt[1][wrong]
    assert (message, node) in {(each.message, each.node) for each in found}


def test_any_engine_finds_the_same(spoilt, found):
    """The shapes are plain SHACL: pySHACL alone, with its own engine for the queries, names the same nodes."""
    from pyshacl import validate

    SH = Namespace("http://www.w3.org/ns/shacl#")
    shapes = Graph().parse(ROOT / "ontology" / "shapes.ttl")
    _, report, _ = validate(spoilt[0], shacl_graph=shapes)
    classes = set(shapes.objects(None, SH.targetNode))
    said = set()
    for each in report.objects(None, SH.result):
        focus, value, message = (report.value(each, p) for p in (SH.focusNode, SH.value, SH.resultMessage))
        said.add(Violation(str(message), str(value)) if focus in classes else Violation(str(message), str(focus), str(value or "")))
    assert said == set(found)


def test_a_graph_from_a_file_is_checked_like_one_in_memory(spoilt, found, tmp_path):
    formats.save(spoilt[0], tmp_path / "spoilt.nt")
    loaded = violations(formats.load(tmp_path / "spoilt.nt"))
    assert {(each.message, each.node) for each in loaded} == {(each.message, each.node) for each in found}


def test_two_ways_to_write_one_title_are_no_doubt(clean):
    """The shapes think of titles as `resolution` does when it flags them."""
    pairs = [
        ("国务院关于印发新一代规划的通知", "新一代规划"),
        ("某市人民政府关于进一步支持发展的若干政策措施", "关于进一步支持发展的政策措施"),
        ("国务院、中央军委发布〈关于机场使用的若干暂行规定〉的通知", "国务院中央军委关于机场使用的若干暂行规定"),
        ("油茶产业发展指南", "榛子产业发展指南"),
        ("某市供水办法（试行）", "某市供水办法"),
        ("某市供水办法", "某市供气办法"),
    ]
    graph = Graph()
    nodes = {NEW[f"t{n}"]: pair for n, pair in enumerate(pairs)}
    for node, pair in nodes.items():
        for title in pair:
            graph.add((node, ELI.title, zh(title)))
    caught = {each.node for each in violations(graph) if each.message == "two different titles are flagged (pg:twoTitles)"}
    assert caught == {str(node) for node, (a, b) in nodes.items() if not deriving.akin(deriving.title_key(a), deriving.title_key(b))}
    assert len(caught) == 2


def test_the_package_carries_the_shapes():
    assert (ROOT / "src" / "policygraph" / "keeping" / "shapes.ttl").read_bytes() == (ROOT / "ontology" / "shapes.ttl").read_bytes()


def test_every_constraint_says_what_it_wants():
    SH = Namespace("http://www.w3.org/ns/shacl#")
    shapes = Graph().parse(ROOT / "ontology" / "shapes.ttl")
    nodes = set(shapes.subjects(RDF.type, SH.NodeShape))
    told = [each for shape in nodes for each in (*shapes.objects(shape, SH.property), *shapes.objects(shape, SH.sparql))]
    assert len(told) > 90 and all(shapes.value(each, SH.message) for each in told)


def test_the_command_checks_a_graph(call, spoilt, clean, tmp_path):
    formats.save(clean, tmp_path / "clean.ttl")
    done = call("check", tmp_path / "clean.ttl")
    assert (done.returncode, done.stdout.decode()) == (0, "ok\n")
    formats.save(spoilt[0], tmp_path / "spoilt.ttl")
    done = call("check", tmp_path / "spoilt.ttl")
    assert done.returncode == 1
    assert "money is one amount, and not negative: id:document/370100/济政字〔2017〕39号/funding/" in done.stdout.decode()
    assert done.stdout.decode().splitlines()[-1].endswith(" violations")
    done = call("check", tmp_path / "none.ttl")
    assert done.returncode == 2 and b"no such file" in done.stderr
