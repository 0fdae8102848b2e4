"""The terms of the graph and its identifiers: closed namespaces, and the one place where IRIs are made.

Terms of standard vocabularies are used themselves; ``PG`` holds what none of
them has (``ontology/policygraph.ttl`` defines it; a test compares the two). A
misspelt term raises AttributeError.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from pyoxigraph import NamedNode
from rdflib import Namespace, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV, RDF, RDFS, SDO, SKOS, XSD, DefinedNamespace

from .. import registry
from ..model import Agency, Number, Reference
from ..reading.folding import same_key, title_key

#: Where identifiers live unless another base is given.
BASE = "https://w3id.org/policygraph/id/"
#: Longest readable part of an identifier (code points); what is longer ends in a hash.
MAX_SLUG = 80
_COUNTRY_FIRST, _ORDER = re.compile(r"^(?:原(?=国家)|中华人民共和国(?=国务院|主席))"), re.compile(r"^国令(?=第)")
#: Kinds of national law, which keep their identity through revisions.
LAWS = ("法律", "行政法规")


class PG(DefinedNamespace):
    """What no standard vocabulary has."""

    _NS = Namespace("https://w3id.org/policygraph/ontology#")
    _fail = True

    # classes
    Document: URIRef
    Stub: URIRef
    GazetteIssue: URIRef
    Source: URIRef
    Provision: URIRef
    Citation: URIRef
    Agency: URIRef
    AgencyGroup: URIRef
    Place: URIRef
    Responsibility: URIRef
    Duty: URIRef
    Measure: URIRef
    MeasureMention: URIRef
    Programme: URIRef
    ProgrammeMention: URIRef
    Target: URIRef
    Result: URIRef
    Funding: URIRef
    TaskDeadline: URIRef
    Evidence: URIRef
    DocumentType: URIRef
    Level: URIRef
    Role: URIRef
    Branch: URIRef
    Resolution: URIRef
    Merge: URIRef
    Flag: URIRef
    Correction: URIRef
    Withdrawn: URIRef
    # of documents
    agencyCode: URIRef
    year: URIRef
    serial: URIRef
    addressedTo: URIRef
    adoptionDate: URIRef
    promulgationDate: URIRef
    lastRevision: URIRef
    registrationNumber: URIRef
    level: URIRef
    rank: URIRef
    page: URIRef
    issueNumber: URIRef
    totalNumber: URIRef
    sha256: URIRef
    text: URIRef
    presumedType: URIRef
    forwards: URIRef
    mentions: URIRef
    citesSuperior: URIRef
    mentionsMeasure: URIRef
    mentionsProgramme: URIRef
    mentionsAgency: URIRef
    # of provisions and statements
    locator: URIRef
    unassigned: URIRef
    heading: URIRef
    provision: URIRef
    document: URIRef
    evidence: URIRef
    rule: URIRef
    confidence: URIRef
    resolution: URIRef
    candidatePlace: URIRef
    repealedFrom: URIRef
    alias: URIRef
    citedAs: URIRef
    citedTitle: URIRef
    citedNumber: URIRef
    citedType: URIRef
    citedPlace: URIRef
    citedLevel: URIRef
    citedIssuer: URIRef
    citedArticle: URIRef
    candidateDocument: URIRef
    mergedInto: URIRef
    mergedName: URIRef
    flag: URIRef
    corrects: URIRef
    correctedBy: URIRef
    formerly: URIRef
    printedName: URIRef
    action: URIRef
    measure: URIRef
    measureName: URIRef
    programme: URIRef
    programmeName: URIRef
    replacedProgramme: URIRef
    indicator: URIRef
    comparator: URIRef
    deadline: URIRef
    recurs: URIRef
    answeredBy: URIRef
    baseValue: URIRef
    stretchValue: URIRef
    strivenFor: URIRef
    resultPeriod: URIRef
    growth: URIRef
    growthUnit: URIRef
    amountInYuan: URIRef
    minAmountInYuan: URIRef
    maxAmountInYuan: URIRef
    purpose: URIRef
    period: URIRef
    # of agencies and places
    branch: URIRef
    adminCode: URIRef
    leads: URIRef
    cooperatesOn: URIRef
    isResponsibleFor: URIRef
    # individuals: levels, roles, resolutions, branches
    central: URIRef
    province: URIRef
    prefecture: URIRef
    county: URIRef
    township: URIRef
    lead: URIRef
    cooperate: URIRef
    responsible: URIRef
    byNumber: URIRef
    byTitle: URIRef
    byAlias: URIRef
    ambiguous: URIRef
    unresolved: URIRef
    twoTitles: URIRef
    citesLater: URIRef
    party: URIRef
    government: URIRef
    congress: URIRef
    consultative: URIRef
    court: URIRef
    procuratorate: URIRef
    military: URIRef
    mass: URIRef
    enterprise: URIRef
    institution: URIRef


class ELI(DefinedNamespace):
    """The terms of the European Legislation Identifier that the graph uses."""

    _NS = Namespace("http://data.europa.eu/eli/ontology#")
    _fail = True
    LegalResource: URIRef
    LegalResourceSubdivision: URIRef
    title: URIRef
    title_alternative: URIRef
    number: URIRef
    type_document: URIRef
    passed_by: URIRef
    date_document: URIRef
    date_publication: URIRef
    first_date_entry_in_force: URIRef
    date_no_longer_in_force: URIRef
    jurisdiction: URIRef
    is_part_of: URIRef
    cites: URIRef
    based_on: URIRef
    applies: URIRef
    amends: URIRef
    repeals: URIRef


class CITO(DefinedNamespace):
    """The terms of the Citation Typing Ontology that the graph uses."""

    _NS = Namespace("http://purl.org/spar/cito/")
    _fail = True
    Citation: URIRef
    hasCitingEntity: URIRef
    hasCitedEntity: URIRef
    hasCitationCharacterization: URIRef


class OA(DefinedNamespace):
    """The terms of the Web Annotation vocabulary that the graph uses."""

    _NS = Namespace("http://www.w3.org/ns/oa#")
    _fail = True
    hasSource: URIRef
    start: URIRef
    end: URIRef
    exact: URIRef
    prefix: URIRef
    suffix: URIRef


class SCHEMA(DefinedNamespace):
    """The terms of schema.org that the graph uses."""

    _NS = Namespace("https://schema.org/")
    _fail = True
    name: URIRef
    value: URIRef
    minValue: URIRef
    maxValue: URIRef
    unitText: URIRef
    currency: URIRef


# A term is made once: rdflib would look each up and make it anew wherever it is named, millions of times.
for _vocabulary in (PG, ELI, CITO, OA, SCHEMA):
    for _name in _vocabulary.__annotations__:
        setattr(_vocabulary, _name, _vocabulary[_name])


def vocabulary(prefix: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The names of the terms of a prefix: those that the graph uses, and all that there are as far as is known here; none of a prefix of things."""
    used = {"pg": PG, "eli": ELI, "cito": CITO, "oa": OA, "schema": SCHEMA}.get(prefix)
    whole = {"schema": SDO, "org": ORG, "prov": PROV, "skos": SKOS, "dcterms": DCTERMS, "rdf": RDF, "rdfs": RDFS, "xsd": XSD}.get(prefix)
    own, every = (tuple(name for name in each.__annotations__ if not name.startswith("_")) if each else () for each in (used, whole))
    return own or every, frozenset((*own, *every, *(whole._extras if whole else ())))


def _term(short: str) -> URIRef:
    """The term of a prefix and a name, from its closed namespace."""
    prefix, _, name = short.partition(":")
    return {"pg": PG, "eli": ELI}[prefix][name]


#: Relation of a citation -> the property that says it.
RELATIONS = {name: _term(relation.property) for name, relation in registry.RELATIONS.items()}
LEVELS = {name: PG[name] for name in registry.LEVELS}
#: Role -> the concept of the statement, and the short property from agency to provision.
ROLES = {name: (PG[role.concept], PG[role.property]) for name, role in registry.ROLES.items()}
RESOLUTIONS = {
    "number": PG.byNumber, "title": PG.byTitle, "alias": PG.byAlias, "ambiguous": PG.ambiguous, "unresolved": PG.unresolved,
}
BRANCHES = {name: PG[name] for name in registry.BRANCHES}
FLAGS = {PG[name]: name for name in ("twoTitles", "citesLater")}
#: Labels of the coded values, in Chinese and English.
LABELS = {
    **{entry.name: (entry.zh, entry.en) for entries in (registry.LEVELS, registry.ROLES, registry.BRANCHES) for entry in entries.values()},
    "byNumber": ("按文号", "by number"), "byTitle": ("按标题", "by title"), "byAlias": ("按简称", "by alias"),
    "ambiguous": ("文号有歧义", "ambiguous"), "unresolved": ("未识别", "unresolved"),
    "twoTitles": ("一号两题", "one number, two titles"), "citesLater": ("引用在后", "cites something later"),
}


def slug(text: str) -> str:
    """A text as part of an IRI: letters, digits, Chinese characters and （）〔〕+-.; long ones are cut and hashed."""
    kept = re.sub(r"[^\w（）〔〕+.%-]", "", same_key(text).replace("/", "-")).replace("%", "％")
    if len(kept) <= MAX_SLUG:
        return kept or hashlib.sha256(text.encode()).hexdigest()[:12]
    return kept[:MAX_SLUG] + "-" + hashlib.sha256(kept.encode()).hexdigest()[:8]


def number_key(text: str) -> str:
    """What makes two prints of a number one: an order of the State Council is 国令 or 国务院令, with or without the country.

    >>> number_key("中华人民共和国国务院令第707号"), number_key("国令第707号"), number_key("原国家林业局令第50号")
    ('国务院令第707号', '国务院令第707号', '国家林业局令第50号')
    """
    return _ORDER.sub("国务院令", _COUNTRY_FIRST.sub("", text))


def is_iri(text: str) -> bool:
    """Is a text an absolute IRI (RFC 3987)? A graph with another one could not be written, or not be read again."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Minter:
    """Makes every IRI, from what identifies the thing.

    Raises:
        ValueError: The base is no absolute IRI.
    """

    base: str = BASE

    def __post_init__(self) -> None:
        if not is_iri(self.base):
            raise ValueError(f"{self.base!r} is no absolute IRI (like {BASE})")

    def _iri(self, *parts: str) -> URIRef:
        return URIRef(self.base + "/".join(parts))

    def place(self, code: str) -> URIRef:
        """A place by its code (GB/T 2260)."""
        return self._iri("place", code)

    def agency(self, agency: Agency) -> URIRef:
        """By place and full name: two agencies of one name in two places are two. A group is no agency, whatever its name."""
        return self._iri("group" if agency.kind == "group" else "agency", agency.place or "unknown", slug(agency.name))

    def change(self, place: str, date: str, event: str) -> URIRef:
        """A reform: where, when, and who gave way."""
        return self._iri("change", place, date, slug(event))

    def document(self, place: str | None, number: Number | None, title: str | None) -> URIRef:
        """By place and number; without a number by place and title (中华人民共和国 left out).

        Raises:
            ValueError: There is neither number nor title.
        """
        if number:
            return self._iri("document", place or "unknown", slug(number_key(number.text)))
        if not title:
            raise ValueError("a document needs a number or a title")
        return self._iri("document", place or "unknown", slug(title_key(title)))

    def nameless(self, sha256: str, start: int) -> URIRef:
        """A document whose copy lacks number and title: by its source and where it begins."""
        return self._iri("document", "unknown", f"{sha256[:16]}-{start}")

    def reference(self, reference: Reference) -> URIRef:
        """A cited document. A law is known by its title: each revision has an order (令) of its own. An earlier act of the same title has its year behind it."""
        if reference.version and reference.title and not reference.number:
            return self.document(reference.place, None, f"{reference.title}（{reference.version}年）")
        by_title = reference.title and reference.type in LAWS
        return self.document(reference.place, None if by_title else reference.number, reference.title)

    def source(self, sha256: str) -> URIRef:
        """A source by the hash of its bytes."""
        return self._iri("source", sha256[:16])

    def evidence(self, sha256: str, start: int, end: int) -> URIRef:
        """A quotation by its source and its span (code points)."""
        return self._iri("source", sha256[:16], "evidence", f"{start}-{end}")

    def issue(self, title: str, year: int | None, number: int | None) -> URIRef:
        """An issue of a gazette by title, year and number."""
        return self._iri("gazette", slug(title), str(year or "unknown"), str(number or "unknown"))

    def programme(self, name: str) -> URIRef:
        """An initiative by its core."""
        return self._iri("programme", slug(name))

    def measure(self, name: str) -> URIRef:
        """A measure by its core."""
        return self._iri("measure", slug(name))

    def correction(self, id: str) -> URIRef:
        """A correction by the hash of what it says."""
        return self._iri("correction", id)

    def person(self, name: str) -> URIRef:
        """Who made corrections, by name."""
        return self._iri("person", slug(name))

    def part(self, document: URIRef, kind: str, *what: str) -> URIRef:
        """A provision or a statement of a document: by kind and what tells it from the others."""
        return URIRef("/".join([str(document), kind, *(slug(w) if w else "0" for w in what)]))

    def provision(self, document: URIRef, id: str) -> URIRef:
        """By locator; the text before the first heading is the provision ``0``, the second one of a locator ends in ``~2``.

        A heading that is numbered 0 is ``0~1``.
        """
        id = "0~1" if id == "0" else id
        parts = ("~".join(slug(piece) for piece in part.split("~")) for part in id.split("/"))
        return URIRef(f"{document}/provision/{'/'.join(parts) if id else '0'}")

    def document_type(self, id: str) -> URIRef:
        """A kind of document by its id in the table."""
        return URIRef(f"https://w3id.org/policygraph/type/{id}")
