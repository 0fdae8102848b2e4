"""Triples: what one source states, in the terms of the ontology, each statement with its evidence.

The facts of a source depend on that source and the tables alone: a citation keeps
what the text names (``pg:citedAs``, ``pg:citedTitle``, ``pg:citedNumber`` …). Which
document that is, which of them are stubs, what a programme is best called: only
the whole of all sources knows (`policygraph.keeping.deriving`). One node per
official act, known by its number (or its title). No blank nodes and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV, SKOS
from rdflib.term import Node

from .. import registry
from ..carrying import valid_text
from ..errors import GraphError
from ..language import Phrase
from ..model import (
    Agency,
    AgencyMention,
    Citation,
    Document,
    Duty,
    Evidence,
    Field,
    Funding,
    GazetteIssue,
    Number,
    ProgrammeMention,
    Provision,
    Reading,
    Reference,
    Responsibility,
    Result,
    Source,
    Target,
    TaskDeadline,
)
from ..naming import gazetteer, laws, reforms
from ..naming.gazetteer import COUNTRY
from .literals import day, deadline, decimal, interval, quotation, recurring, text_literal, yuan
from .terms import (
    BRANCHES,
    CITO,
    ELI,
    LABELS,
    LEVELS,
    OA,
    PG,
    RELATIONS,
    RESOLUTIONS,
    ROLES,
    SCHEMA,
    Minter,
)

#: Whatever is stated with evidence, a rule and a confidence, in one provision.
AnyStatement = Citation | Responsibility | Duty | ProgrammeMention | Target | Result | Funding | TaskDeadline
#: The provisions of a document: id to IRI.
Provisions = dict[str, URIRef]
#: A statement of the graph, in terms of rdflib.
Triple = tuple[URIRef, URIRef, Node]


def state(reading: Reading, mint: Minter | None = None, *, text: bool = True) -> Iterator[Triple]:
    """What one source states.

    Args:
        reading: Its facts.
        mint: Where identifiers live; the base of the program if left out.
        text: State the whole text of the source too (``pg:text``). Without it every
            quotation comes with the words around it (``oa:prefix``, ``oa:suffix``).

    Yields:
        Each triple once, in the order of the text; the same for the same reading,
        whatever else has been read.

    Raises:
        GraphError: A table of the package lacks a kind of document.
    """
    facts = _Facts(mint or Minter(), text)
    facts.add_reading(reading)
    yield from facts.triples


def described(agency: Agency, mint: Minter) -> Iterator[Triple]:
    """What is stated of an agency wherever it is named: its name, place, level and branch, the body it is part of, and what became of it."""
    facts = _Facts(mint, text=False)
    facts.name_agency(agency)
    yield from facts.triples


def numbered(node: URIRef, number: Number) -> Iterator[Triple]:
    """The number of a document, and its parts."""
    yield node, ELI.number, Literal(number.text)
    yield node, PG.agencyCode, Literal(number.code)
    yield node, PG.serial, Literal(number.serial)
    if number.year:
        yield node, PG.year, Literal(number.year)


def coded(node: URIRef, type_: URIRef) -> Iterator[Triple]:
    """A coded value, with its labels in both languages."""
    yield node, RDF.type, type_
    yield node, RDF.type, SKOS.Concept
    zh, en = LABELS[str(node).rsplit("#", 1)[-1]]
    yield node, SKOS.prefLabel, Literal(zh, lang="zh")
    yield node, SKOS.prefLabel, Literal(en, lang="en")


class _Facts:
    """Gathers the facts of one source."""

    def __init__(self, mint: Minter, text: bool):
        self.mint, self.text = mint, text
        self.triples: dict[Triple, None] = {}
        self.quoted: set[URIRef] = set()
        self.placed: set[URIRef] = set()
        self.heads: dict[URIRef, Evidence] = {}
        self.agencies: dict[URIRef, Agency] = {}

    def add(self, subject: URIRef, predicate: URIRef, value: Node | None) -> None:
        """Add a triple, unless there is no value."""
        if value is not None:
            self.triples[subject, predicate, value] = None

    # ---- sources and documents

    def add_reading(self, reading: Reading) -> None:
        """Add what one source states."""
        source = self._source(reading.source)
        issue = self._issue(reading.issue, reading.source) if reading.issue else None
        for document in reading.documents:
            node = self._document(document, reading.source)
            self.add(node, PROV.wasDerivedFrom, source)
            if issue:
                self.add(node, ELI.is_part_of, issue)
        self._reforms()

    def name_agency(self, agency: Agency) -> None:
        """Add what is stated of an agency."""
        self._agency(agency)
        self._reforms()

    def _source(self, source: Source) -> URIRef:
        node = self.mint.source(source.sha256)
        self.add(node, RDF.type, PG.Source)
        self.add(node, SCHEMA.name, quotation(source.name))
        self.add(node, PG.sha256, Literal(source.sha256))
        self.add(node, DCTERMS["format"], Literal(source.media_type))
        self.add(node, DCTERMS.extent, Literal(len(source.text)))
        if self.text:
            self.add(node, PG.text, Literal(valid_text(source.text), lang="zh"))
        return node

    def _issue(self, issue: GazetteIssue, source: Source) -> URIRef:
        node = self.mint.issue(issue.title, issue.year, issue.number)
        self.add(node, RDF.type, PG.GazetteIssue)
        self.add(node, ELI.title, text_literal(issue.title))
        for predicate, value in ((PG.year, issue.year), (PG.issueNumber, issue.number), (PG.totalNumber, issue.total)):
            self.add(node, predicate, Literal(value) if value is not None else None)
        self.add(node, DCTERMS.issued, day(issue.date))
        self.add(node, DCTERMS.publisher, text_literal(issue.publisher) if issue.publisher else None)
        self.add(node, PG.evidence, self._evidence(issue.evidence, source.sha256))
        return node

    def _document(self, document: Document, source: Source) -> URIRef:
        if document.number or document.title or document.enclosed_title:
            node = self.mint.document(document.place, document.number, document.title or document.enclosed_title)
        else:
            node = self.mint.nameless(source.sha256, document.start)
        self.add(node, RDF.type, PG.Document)
        self._head(node, document)
        self.heads[node] = document.evidence
        self.add(node, PG.evidence, self._evidence(document.evidence, source.sha256))
        for field in document.fields:
            self._field(node, field, source)
        provisions = {p.id: self._provision(node, p, source) for p in document.provisions}
        self._statements(node, document, source, provisions)
        return node

    def _head(self, node: URIRef, document: Document) -> None:
        self._names(node, document)
        self.add(node, ELI.type_document, self._type(document.type) if document.type else None)
        for number in document.other_numbers:
            self.add(node, ELI.number, Literal(number.text))
        if document.enclosed_title:
            self.add(node, ELI.title_alternative, text_literal(document.enclosed_title))
        for agency in document.issuers:
            self.add(node, ELI.passed_by, self._agency(agency))
        for agency in document.addressees:
            self.add(node, PG.addressedTo, self._agency(agency))
        self.add(node, ELI.date_document, day(document.signed))
        self.add(node, ELI.date_publication, day(document.printed))
        self.add(node, PG.adoptionDate, day(document.adopted))
        self.add(node, ELI.first_date_entry_in_force, day(document.effective))
        self.add(node, ELI.date_no_longer_in_force, day(document.expires))
        self.add(node, PG.registrationNumber, Literal(document.registration) if document.registration else None)
        self.add(node, PG.page, Literal(document.page) if document.page else None)

    def _names(self, node: URIRef, document: Document) -> None:
        number = document.number
        if document.title:
            self.add(node, ELI.title, text_literal(document.title))
        for triple in numbered(node, number) if number else ():
            self.add(*triple)
        if document.place:
            self.add(node, ELI.jurisdiction, self._place(document.place))
        if document.level:
            self.add(node, PG.level, self._level(document.level))
        for predicate, date in law_dates(document.place, document.title):
            self.add(node, predicate, date)

    def _field(self, node: URIRef, field: Field, source: Source) -> None:
        self.add(node, PG.evidence, self._evidence(field.evidence, source.sha256))

    def _provision(self, document: URIRef, provision: Provision, source: Source) -> URIRef:
        node = self.mint.provision(document, provision.id)
        self.add(node, RDF.type, PG.Provision)
        parent = self.mint.provision(document, provision.parent) if provision.parent else document
        self.add(node, ELI.is_part_of, parent)
        self.add(node, PG.document, document)
        self.add(node, PG.locator, Literal(provision.locator))
        if provision.heading:
            self.add(node, PG.heading, text_literal(provision.heading))
        self.add(node, PG.text, text_literal(provision.text))
        self._span(node, provision.evidence)
        return node

    def _span(self, node: URIRef, evidence: Evidence) -> None:
        """Where a provision begins: its mark, which its locator quotes already. Of a document that its source holds twice, the first copy tells."""
        if node in self.placed:
            return
        self.placed.add(node)
        self.add(node, OA.start, Literal(evidence.start))
        self.add(node, OA.end, Literal(evidence.end))

    def _opening(self, document: URIRef) -> URIRef:
        """The text before the first heading, where something is stated in it."""
        node = self.mint.provision(document, "")
        self.add(node, RDF.type, PG.Provision)
        self.add(node, ELI.is_part_of, document)
        self.add(node, PG.document, document)
        self.add(node, PG.locator, Literal(""))
        self._span(node, self.heads[document])
        return node

    # ---- statements

    def _statements(self, node: URIRef, document: Document, source: Source, provisions: Provisions) -> None:
        for citation in document.citations:
            self._citation(node, document, citation, source, provisions)
        for mention in document.agencies:
            self._mention(node, mention, provisions)
        for responsibility in document.responsibilities:
            self._responsibility(node, responsibility, source, provisions)
        for duty in document.duties:
            self._duty(node, duty, source, provisions)
        for programme in document.programmes:
            self._programme_mention(node, programme, source, provisions)
        for measure in document.measures:
            self._measure_mention(node, measure, source, provisions)
        for target in document.targets:
            self._target(node, target, source, provisions)
        for result in document.results:
            self._result(node, result, source, provisions)
        for funding in document.funding:
            self._funding(node, funding, source, provisions)
        parents = {provision.id: provision.parent for provision in document.provisions}
        for task in document.tasks:
            self._task(node, task, source, provisions, _answering(document, task.provision, parents))
        self._unassigned(document, provisions, parents)

    def _unassigned(self, document: Document, provisions: Provisions, parents: Mapping[str, str | None]) -> None:
        """In a document that shares out responsibilities: the provisions without one below them for which nobody answers, nor above."""
        if not document.responsibilities:
            return
        assigned = {item.provision for item in document.responsibilities} | {item.provision for item in document.duties}
        branches = set(parents.values())
        for provision in document.provisions:
            if provision.id not in branches and not assigned.intersection(_upward(provision.id, parents)):
                self.add(provisions[provision.id], PG.unassigned, Literal(True))

    def _statement(self, document: URIRef, kind: str, type_: URIRef, item: AnyStatement, source: Source, provisions: Provisions, *what: str) -> URIRef:
        """A statement node with what all of them have. Its identifier is its span and its content."""
        span = f"{source.sha256[:8]}-{item.evidence.start}-{item.evidence.end}"  # two copies of an act state apart
        node = self.mint.part(document, kind, span, *what)
        if (node, RDF.type, type_) in self.triples:
            return node  # two rules saw the same thing at the same place: the first, which is the surer, counts
        self.add(node, RDF.type, type_)
        self.add(node, PG.document, document)
        self.add(node, PG.provision, self._place_of(document, item.provision, provisions))
        self.add(node, PG.evidence, self._evidence(item.evidence, source.sha256))
        self.add(node, PG.rule, Literal(item.rule))
        self.add(node, PG.confidence, decimal(round(item.confidence, 3)))
        return node

    def _place_of(self, document: URIRef, provision: str, provisions: Provisions) -> URIRef:
        return provisions.get(provision) or self._opening(document)

    def _citation(self, node: URIRef, document: Document, citation: Citation, source: Source, provisions: Provisions) -> None:
        target = citation.target
        cited = self.mint.reference(target)
        if cited == node:
            return
        statement = self._statement(
            node, "citation", PG.Citation, citation, source, provisions, citation.relation, str(cited).rsplit("/", 1)[-1])
        self.add(statement, CITO.hasCitingEntity, node)
        self.add(statement, CITO.hasCitationCharacterization, RELATIONS[citation.relation])
        self.add(statement, PG.citedAs, cited)
        self._reference(statement, target)
        resolution = RESOLUTIONS[citation.resolution]
        self.add(statement, PG.resolution, resolution)
        self._concept(resolution, PG.Resolution)
        self.add(statement, PG.alias, text_literal(citation.alias) if citation.alias else None)
        self.add(statement, PG.repealedFrom, day(citation.repealed_from))
        for article in citation.articles:
            self.add(statement, PG.citedArticle, text_literal(article))
        for code in citation.candidates:
            self.add(statement, PG.candidatePlace, self._place(code))

    def _reference(self, statement: URIRef, target: Reference) -> None:
        """What a citation says of the document it names."""
        self.add(statement, PG.citedTitle, text_literal(target.title) if target.title else None)
        self.add(statement, PG.citedNumber, Literal(target.number.text) if target.number else None)
        self.add(statement, PG.printedName, text_literal(target.printed) if target.printed else None)
        self.add(statement, PG.citedType, self._type(target.type) if target.type else None)
        self.add(statement, PG.citedPlace, self._place(target.place) if target.place else None)
        self.add(statement, PG.citedLevel, self._level(target.level) if target.level else None)
        for agency in target.issuers:
            self.add(statement, PG.citedIssuer, self._agency(agency))

    def _responsibility(self, node: URIRef, item: Responsibility, source: Source, provisions: Provisions) -> None:
        role, direct = ROLES[item.role]
        agency = self._agency(item.agency, item.printed)
        statement = self._statement(
            node, "responsibility", PG.Responsibility, item, source, provisions, item.role, item.agency.place or "", item.agency.name)
        self.add(statement, PROV.agent, agency)
        self.add(statement, PROV.hadRole, role)
        self._concept(role, PG.Role)
        self._printed(statement, item)
        self.add(statement, PG.action, text_literal(item.action) if item.action else None)
        self.add(statement, PG.deadline, deadline(item.deadline))
        self.add(agency, direct, self._place_of(node, item.provision, provisions))

    def _duty(self, node: URIRef, item: Duty, source: Source, provisions: Provisions) -> None:
        statement = self._statement(node, "duty", PG.Duty, item, source, provisions, item.agency.place or "", item.agency.name)
        self.add(statement, PROV.agent, self._agency(item.agency, item.printed))
        self._printed(statement, item)
        self.add(statement, PG.action, text_literal(item.action) if item.action else None)

    def _printed(self, statement: URIRef, item: Responsibility | Duty) -> None:
        """How the text calls the agency, where that is not its full name."""
        self.add(statement, PG.printedName, text_literal(item.printed) if item.printed != item.agency.name else None)

    def _programme_mention(self, node: URIRef, item: ProgrammeMention, source: Source, provisions: Provisions) -> None:
        programme = self.mint.programme(item.core or item.name)
        self.add(programme, RDF.type, PG.Programme)
        self.add(node, PG.mentionsProgramme, programme)
        statement = self._statement(node, "programme", PG.ProgrammeMention, item, source, provisions, item.name)
        self.add(statement, PG.programme, programme)
        self.add(statement, PG.programmeName, text_literal(item.name))
        for form in (item.printed, *item.other):
            self.add(statement, PG.printedName, text_literal(form))
        for core in item.replaces:
            self.add(statement, PG.replacedProgramme, self.mint.programme(core))
            self.add(programme, DCTERMS.replaces, self.mint.programme(core))

    def _measure_mention(self, node: URIRef, item: ProgrammeMention, source: Source, provisions: Provisions) -> None:
        measure = self.mint.measure(item.core or item.name)
        self.add(measure, RDF.type, PG.Measure)
        self.add(node, PG.mentionsMeasure, measure)
        statement = self._statement(node, "measure", PG.MeasureMention, item, source, provisions, item.name)
        self.add(statement, PG.measure, measure)
        self.add(statement, PG.measureName, text_literal(item.name))
        for form in (item.printed, *item.other):
            self.add(statement, PG.printedName, text_literal(form))

    def _task(self, node: URIRef, item: TaskDeadline, source: Source, provisions: Provisions, answering: Iterable[Agency]) -> None:
        statement = self._statement(node, "task", PG.TaskDeadline, item, source, provisions, item.deadline or item.recurs[0])
        self.add(statement, PG.action, text_literal(item.action) if item.action else None)
        self.add(statement, PG.deadline, deadline(item.deadline))
        for again in item.recurs:
            self.add(statement, PG.recurs, recurring(again))
        for agency in answering:
            self.add(statement, PG.answeredBy, self._agency(agency))

    def _mention(self, document: URIRef, mention: AgencyMention, provisions: Provisions) -> None:
        provision = self._place_of(document, mention.provision, provisions)
        self.add(provision, PG.mentionsAgency, self._agency(mention.agency, mention.printed))

    def _figure(
        self, node: URIRef, kind: str, type_: URIRef, item: Target | Result | Funding, source: Source, provisions: Provisions, *what: str | None,
    ) -> URIRef:
        """A statement with an amount, and the initiative that it belongs to."""
        amount = "-".join(_number(value) for value in (item.value, item.maximum) if value is not None) + (item.unit or "")
        statement = self._statement(node, kind, type_, item, source, provisions, amount, *(each or "" for each in what))
        self._amount(statement, item.value, item.maximum, item.unit, item.comparator)
        if item.programme:
            self.add(statement, PG.programme, self.mint.programme(item.programme))
        return statement

    def _target(self, node: URIRef, item: Target, source: Source, provisions: Provisions) -> None:
        statement = self._figure(node, "target", PG.Target, item, source, provisions, item.indicator, item.deadline)
        self.add(statement, PG.indicator, text_literal(item.indicator))
        self.add(statement, PG.deadline, deadline(item.deadline))
        self.add(statement, PG.baseValue, decimal(item.base) if item.base is not None else None)
        self.add(statement, PG.stretchValue, decimal(item.stretch) if item.stretch is not None else None)
        self.add(statement, PG.strivenFor, Literal(True) if item.striven else None)

    def _result(self, node: URIRef, item: Result, source: Source, provisions: Provisions) -> None:
        statement = self._figure(node, "result", PG.Result, item, source, provisions, item.indicator, item.period)
        self.add(statement, PG.indicator, text_literal(item.indicator))
        self.add(statement, PG.resultPeriod, interval(item.period))
        if item.growth is not None:
            self.add(statement, PG.growth, decimal(item.growth))
            self.add(statement, PG.growthUnit, text_literal(item.growth_unit) if item.growth_unit else None)

    def _funding(self, node: URIRef, item: Funding, source: Source, provisions: Provisions) -> None:
        statement = self._figure(node, "funding", PG.Funding, item, source, provisions, item.purpose, item.period)
        self.add(statement, PG.purpose, text_literal(item.purpose))
        self.add(statement, PG.period, text_literal(item.period) if item.period else None)
        if item.unit and "元" in item.unit and "美元" not in item.unit:
            self.add(statement, SCHEMA.currency, Literal("CNY"))

    def _amount(self, statement: URIRef, value: float | None, maximum: float | None, unit: str | None, comparator: str) -> None:
        if value is not None and maximum is not None:
            self.add(statement, SCHEMA.minValue, decimal(value))
            self.add(statement, SCHEMA.maxValue, decimal(maximum))
            self.add(statement, PG.minAmountInYuan, yuan(value, unit))
            self.add(statement, PG.maxAmountInYuan, yuan(maximum, unit))
        elif value is not None:
            self.add(statement, SCHEMA.value, decimal(value))
            self.add(statement, PG.amountInYuan, yuan(value, unit))
        self.add(statement, SCHEMA.unitText, text_literal(unit) if unit else None)
        self.add(statement, PG.comparator, Literal(comparator))

    # ---- shared nodes

    def _evidence(self, evidence: Evidence, sha256: str) -> URIRef:
        node = self.mint.evidence(sha256, evidence.start, evidence.end)
        if node in self.quoted:
            return node
        self.quoted.add(node)
        self.add(node, RDF.type, PG.Evidence)
        self.add(node, OA.hasSource, self.mint.source(sha256))
        self.add(node, OA.start, Literal(evidence.start))
        self.add(node, OA.end, Literal(evidence.end))
        self.add(node, OA.exact, quotation(evidence.exact))
        if not self.text:
            self.add(node, OA.prefix, quotation(evidence.prefix) if evidence.prefix else None)
            self.add(node, OA.suffix, quotation(evidence.suffix) if evidence.suffix else None)
        return node

    def _agency(self, agency: Agency, printed: str | None = None) -> URIRef:
        node = self.mint.agency(agency)
        self.agencies[node] = agency
        self.add(node, RDF.type, PG.AgencyGroup if agency.kind == "group" else PG.Agency)
        if agency.kind == "agency":
            self.add(node, RDF.type, ORG.FormalOrganization)
        self.add(node, SKOS.prefLabel, text_literal(agency.name))
        if printed and printed != agency.name:
            self.add(node, SKOS.altLabel, text_literal(printed))
        if agency.place:
            self.add(node, ELI.jurisdiction, self._place(agency.place))
        branch = BRANCHES[agency.branch]
        self.add(node, PG.branch, branch)
        self._concept(branch, PG.Branch)
        if agency.level:
            self.add(node, PG.level, self._level(agency.level))
        if agency.parent:
            around = next((p for p in gazetteer.ancestors(agency.place or "") if gazetteer.name_before_agency(p) in agency.parent), None)
            parent = Agency(
                agency.parent, "agency", around.code if around else agency.place, around.level if around else agency.level, agency.branch)
            self.add(node, ORG.subOrganizationOf, self._agency(parent))
        return node

    def _place(self, code: str) -> URIRef:
        node = self.mint.place(code)
        if (node, RDF.type, PG.Place) in self.triples:
            return node
        self.add(node, RDF.type, PG.Place)
        self.add(node, PG.adminCode, Literal(code))
        place = gazetteer.place(code)
        if place:
            self.add(node, SKOS.prefLabel, text_literal(place.name))
            self.add(node, PG.level, self._level(place.level))
            if place.parent:
                self.add(node, SKOS.broader, self._place(place.parent))
        return node

    def _level(self, level: str) -> URIRef:
        node = LEVELS[level]
        if (node, RDF.type, PG.Level) not in self.triples:
            self._concept(node, PG.Level)
            self.add(node, PG.rank, Literal(registry.LEVELS[level].rank))
        return node

    def _concept(self, node: URIRef, type_: URIRef) -> None:
        """A coded value, with its labels in both languages."""
        if (node, RDF.type, type_) not in self.triples:
            for triple in coded(node, type_):
                self.add(*triple)

    def _type(self, name: str) -> URIRef:
        kind = next((t for t in gazetteer.document_types() if t.name == name), None)
        if kind is None:
            raise GraphError(Phrase("no document type {name} in the table document_types.csv", name=name))
        node = self.mint.document_type(kind.id)
        if (node, RDF.type, SKOS.Concept) not in self.triples:
            self.add(node, RDF.type, SKOS.Concept)
            self.add(node, RDF.type, PG.DocumentType)
            self.add(node, SKOS.prefLabel, Literal(kind.name, lang="zh"))
            self.add(node, SKOS.prefLabel, Literal(kind.english, lang="en"))
        return node

    def _reforms(self) -> None:
        """What became of the agencies that the documents name, step by step to those of today."""
        waiting = list(self.agencies)
        while waiting:
            before = waiting.pop()
            change = reforms.change(self.agencies[before])
            if not change:
                continue
            event = self.mint.change(change.original.place or COUNTRY, change.date, change.event)
            self.add(event, RDF.type, ORG.ChangeEvent)
            self.add(event, DCTERMS.date, deadline(change.date))
            self.add(event, PG.rule, Literal(change.rule))
            self.add(event, PG.confidence, decimal(change.confidence))
            self.add(event, ORG.originalOrganization, before)
            for agency in change.resulting:
                known = len(self.agencies)
                after = self._agency(agency)
                self.add(event, ORG.resultingOrganization, after)
                if len(self.agencies) > known:
                    waiting.append(after)


def _upward(provision: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """A provision, and those it stands in."""
    above: str | None = provision
    while above is not None:
        yield above
        above = parents.get(above)


def _answering(document: Document, provision: str, parents: Mapping[str, str | None]) -> list[Agency]:
    """Who is responsible for a provision, or for one it stands in."""
    around = set(_upward(provision, parents))
    return [item.agency for item in document.responsibilities if item.provision in around]


def law_dates(place: str | None, title: str | None) -> Iterator[tuple[URIRef, Node]]:
    """When a national law was promulgated and last revised, by the table of laws."""
    if place == COUNTRY and title and (dates := laws.dates_of(title)):
        for predicate, date in ((PG.promulgationDate, dates.promulgated), (PG.lastRevision, dates.revised)):
            if date:
                yield predicate, Literal(date, datatype=XSD.date)


def _number(value: float | None) -> str:
    return f"{value:g}" if value is not None else ""
