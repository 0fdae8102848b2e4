"""Describing: what an exported corpus is, beside its parts, so that it can be deposited, cited and found.

::

    ro-crate-metadata.json   RO-Crate 1.1: what repositories of research data read
    dataset.ttl              the same in DCAT and VoID, with how many things of each class and statements of each property there are
    policygraph.ttl          the ontology, the terms of the data

Counts come from the state that is exported, hashes from the files, dates and versions of the rules from the manifest. Who made it, under which licence and
with which DOI is known to the user alone: what is not given is left out. Addresses are relative, so that the folder may lie anywhere. There is no
clock: the same state gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, SKOS, VOID, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DefinedNamespace

from .. import __version__, rooms
from ..errors import CorpusError
from ..language import Phrase
from ..stating.terms import BASE, ELI, PG
from . import folder
from .manifest import KEPT, Manifest

#: The files of a description.
CRATE, DATASET, ONTOLOGY = "ro-crate-metadata.json", "dataset.ttl", "policygraph.ttl"
#: Ending of a file -> its media type.
MEDIA_TYPES = {".nq": "application/n-quads", ".ttl": "text/turtle", ".parquet": "application/vnd.apache.parquet", ".json": "application/ld+json"}
#: Ending of a part -> the form of RDF as W3C names it.
_RDF_FORMS = {".nq": URIRef("http://www.w3.org/ns/formats/N-Quads"), ".ttl": URIRef("http://www.w3.org/ns/formats/Turtle")}
#: What a file is, beside the parts.
_ABOUT = {ONTOLOGY: "The ontology: the terms of the data", DATASET: "This dataset in DCAT and VoID, with counts"}
_IANA = "https://www.iana.org/assignments/media-types/"
_ONTOLOGY_IRI = URIRef(str(PG._NS).rstrip("#"))
#: The root of the crate, and what is described and is no file.
_ROOT, _RUN, _PROGRAM, _PERIOD, _PUBLISHER = map(URIRef, ("./", "#reading", "#policygraph", "#period", "#publisher"))
#: What is counted: attributes of `Holdings`.
_COUNTED = ("sources", "acts", "characters", "stubs", "triples")


class SPDX(DefinedNamespace):
    """The terms of SPDX with which DCAT tells a checksum."""

    _NS = Namespace("http://spdx.org/rdf/terms#")
    _fail = True
    Checksum: URIRef
    checksum: URIRef
    algorithm: URIRef
    checksumValue: URIRef
    checksumAlgorithm_sha256: URIRef


@dataclass(frozen=True, slots=True)
class Deposit:
    """What the user says of a corpus that is deposited; what is not said is in no description.

    ``licence`` is an identifier of SPDX (CC-BY-4.0) or an IRI, ``date`` the ISO day of publication, ``creators`` are persons, each a name that an ORCID
    may follow ("李华 https://orcid.org/0000-0002-1825-0097"), ``publisher`` an organisation.

    Raises:
        CorpusError: The licence, the DOI or an ORCID is none.
    """

    title: str = ""
    creators: tuple[str, ...] = ()
    publisher: str = ""
    licence: str = ""
    doi: str = ""
    date: str = ""

    def __post_init__(self) -> None:
        if self.licence and not re.fullmatch(r"[A-Za-z0-9.+-]+|https?://[^\s<>\"{}|\\^`]+", self.licence):
            raise CorpusError(Phrase("{licence}: is no licence; give an identifier of SPDX like CC-BY-4.0, or the http(s) address of its text", licence=self.licence))
        if self.doi and not self.doi_address:
            raise CorpusError(Phrase("{doi}: is no DOI; give it like 10.5281/zenodo.1234567", doi=self.doi))
        for each in self.creators:
            if "://" in each and not re.search(r"https://orcid\.org/(?:\d{4}-){3}\d{3}[\dX]$", each):
                raise CorpusError(Phrase("{creator}: what follows the name is no ORCID; give it like https://orcid.org/0000-0002-1825-0097", creator=each))

    @property
    def doi_address(self) -> str:
        """The DOI as an address, "" where there is none."""
        found = re.fullmatch(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/[^\s<>\"{}|\\^`]+)", self.doi)
        return f"https://doi.org/{found[1]}" if found else ""

    @property
    def licence_address(self) -> str:
        """The licence as an address, "" where there is none."""
        return self.licence if "://" in self.licence else f"https://spdx.org/licenses/{self.licence}" if self.licence else ""

    def people(self) -> Iterator[tuple[str, str]]:
        """The creators: what they are called in the description, and their names."""
        for n, each in enumerate(self.creators, 1):
            name, _, orcid = each.rpartition(" ") if "://" in each else (each, "", "")
            yield orcid or f"#creator-{n}", name.strip()


@dataclass(frozen=True, slots=True)
class File:
    """A file of the export: its name, its size in bytes, the SHA-256 of its bytes."""

    name: str
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        """Its media type."""
        return MEDIA_TYPES[Path(self.name).suffix]


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a state holds: sources, acts, code points, stubs and triples; things of each class, statements of each property; first and last day;
    places with their names; when it was made; by which rules how many of its sources were read; where its identifiers live.
    """

    sources: int
    acts: int
    characters: int
    stubs: int
    triples: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    first: str
    last: str
    places: Mapping[str, str]
    made: str
    rules: Mapping[str, int]
    base: str
    files: tuple[File, ...] = ()


def write(corpus: str | Path, output: Path, deposit: Deposit | None = None) -> None:
    """Write the description of an export, and the ontology, beside its parts.

    Args:
        corpus: The folder of the corpus that was exported.
        output: The folder with the parts.
        deposit: What the user says of it.

    Raises:
        CorpusError: The corpus cannot be read.
    """
    deposit = deposit or Deposit()
    (output / ONTOLOGY).write_bytes(rooms.data("assets", ".ttl")["policygraph"].read_bytes())
    held = holdings(corpus, [_file(path) for path in sorted(output.iterdir())])
    (output / DATASET).write_bytes(_dataset(held, deposit))
    crate = _crate(held, [*held.files, _file(output / DATASET)], deposit)
    (output / CRATE).write_bytes(json.dumps(crate, ensure_ascii=False, indent=2).encode() + b"\n")


def holdings(corpus: str | Path, files: Sequence[File] = ()) -> Holdings:
    """Count what the state of a corpus that is read holds.

    Raises:
        CorpusError: The folder is no corpus, or nothing is in it.
    """
    store = folder.open_store(corpus)
    with closing(Manifest(Path(corpus) / "manifest.sqlite")) as manifest:
        length = manifest.totals()["length"]
        rules = Counter(entry.version for entry in manifest.entries(KEPT))
        made, base = manifest.get("made") or "", manifest.get("base") or BASE
    act = f"?act a <{PG.Document}> . FILTER NOT EXISTS {{ ?act a <{PG.Stub}> }}"
    classes = _counted(store, "?thing a ?of")
    properties = _counted(store, "?thing ?of ?value")
    days = _rows(store, f"SELECT (MIN(STR(?day)) AS ?first) (MAX(STR(?day)) AS ?last) WHERE {{ {act} ?act <{ELI.date_document}> ?day }}")
    places = _rows(store, f"SELECT ?place (MIN(?name) AS ?named) WHERE {{ {act} ?act <{ELI.jurisdiction}> ?place . ?place <{SKOS.prefLabel}> ?name }} GROUP BY ?place ORDER BY ?place")
    (first, last), ((acts,),) = days[0], _rows(store, f"SELECT (COUNT(*) AS ?count) WHERE {{ {act} }}")
    return Holdings(
        sum(rules.values()), int(acts), length, classes.get(str(PG.Stub), 0), sum(properties.values()), classes, properties,
        first, last, {place: name for place, name in places}, made, dict(sorted(rules.items())), base, tuple(files))


def _counted(store: pyoxigraph.Store, pattern: str) -> dict[str, int]:
    """What ``?of`` is in a pattern, and how often, sorted."""
    return {of: int(count) for of, count in sorted(_rows(store, f"SELECT ?of (COUNT(*) AS ?count) WHERE {{ {pattern} }} GROUP BY ?of"))}


def _rows(store: pyoxigraph.Store, query: str) -> list[tuple[str, ...]]:
    found: Any = store.query(query)
    return [tuple(value.value if value is not None else "" for value in row) for row in found]


def _file(path: Path) -> File:
    with path.open("rb") as opened:
        return File(path.name, path.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest())


# ---- in words


def _title(deposit: Deposit) -> str:
    return deposit.title or "Knowledge graph of Chinese government documents"


def _description(held: Holdings) -> dict[str, str]:
    """What the dataset is, in Chinese and English."""
    count = {"acts": held.acts, "sources": held.sources, "stubs": held.stubs, "triples": held.triples}
    return {
        "en": "What {acts} acts in {sources} sources say: documents, agencies, responsibilities, programmes and targets, each statement with the sentence that "
              "says so; {stubs} more documents are known from citations alone. {triples} triples.".format(**count),
        "zh": "{sources}份来源中{acts}件公文所述：文件、机构、责任、专项与目标，每条陈述附原文出处；另有{stubs}件文件仅从引用得知。共{triples}个三元组。".format(**count),
    }


# ---- DCAT and VoID


Triples = Iterator[tuple[URIRef, URIRef, URIRef | Literal]]


def _dataset(held: Holdings, deposit: Deposit) -> bytes:
    graph = Graph()
    for prefix, namespace in (("dcat", DCAT), ("dcterms", DCTERMS), ("foaf", FOAF), ("prov", PROV), ("skos", SKOS), ("spdx", SPDX._NS), ("void", VOID), ("xsd", XSD)):
        graph.bind(prefix, namespace)
    for told in (_said(held, deposit), _agents(deposit), _coverage(held), _distributions(held.files, deposit), _partitions(held), _provenance(held)):
        for triple in told:
            graph.add(triple)
    return graph.serialize(format="turtle").encode()


def _said(held: Holdings, deposit: Deposit) -> Triples:
    """What is said of the dataset itself."""
    for kind in (DCAT.Dataset, VOID.Dataset, PROV.Entity):
        yield _ROOT, RDF.type, kind
    yield _ROOT, DCTERMS.title, Literal(_title(deposit))
    for language, text in _description(held).items():
        yield _ROOT, DCTERMS.description, Literal(text, language)
    yield _ROOT, DCTERMS.language, URIRef("http://publications.europa.eu/resource/authority/language/ZHO")
    if held.made:
        yield _ROOT, DCTERMS.modified, Literal(held.made, datatype=XSD.dateTime)
    if deposit.date:
        yield _ROOT, DCTERMS.issued, Literal(deposit.date, datatype=XSD.date)
    if deposit.doi:
        yield _ROOT, DCTERMS.identifier, Literal(deposit.doi_address, datatype=XSD.anyURI)
    if deposit.licence:
        yield _ROOT, DCTERMS.license, URIRef(deposit.licence_address)
    yield _ROOT, DCTERMS.conformsTo, _ONTOLOGY_IRI


def _agents(deposit: Deposit) -> Triples:
    named = [(DCTERMS.creator, URIRef(node), FOAF.Person, name) for node, name in deposit.people()]
    named += [(DCTERMS.publisher, _PUBLISHER, FOAF.Organization, deposit.publisher)] if deposit.publisher else []
    for role, node, kind, name in named:
        yield _ROOT, role, node
        yield node, RDF.type, kind
        yield node, FOAF.name, Literal(name)


def _coverage(held: Holdings) -> Triples:
    """From when to when the documents are signed, and of which places they are."""
    if held.first:
        yield _ROOT, DCTERMS.temporal, _PERIOD
        yield _PERIOD, RDF.type, DCTERMS.PeriodOfTime
        yield _PERIOD, DCAT.startDate, Literal(held.first, datatype=XSD.date)
        yield _PERIOD, DCAT.endDate, Literal(held.last, datatype=XSD.date)
    for place, name in held.places.items():
        yield _ROOT, DCTERMS.spatial, URIRef(place)
        yield URIRef(place), RDF.type, DCTERMS.Location
        yield URIRef(place), SKOS.prefLabel, Literal(name, "zh")


def _distributions(files: Sequence[File], deposit: Deposit) -> Triples:
    """Each file with its size, its form and its hash."""
    for file in files:
        node, checksum, address = URIRef(f"#{file.name}"), URIRef(f"#sha256-{file.name}"), URIRef(file.name)
        yield _ROOT, DCAT.distribution, node
        yield node, RDF.type, DCAT.Distribution
        yield node, DCTERMS.title, Literal(_ABOUT.get(file.name, file.name))
        yield node, DCAT.accessURL, _ROOT
        yield node, DCAT.downloadURL, address
        yield node, DCAT.mediaType, URIRef(_IANA + file.media_type)
        yield node, DCAT.byteSize, Literal(str(file.size), datatype=XSD.nonNegativeInteger)
        if deposit.licence:
            yield node, DCTERMS.license, URIRef(deposit.licence_address)
        yield node, SPDX.checksum, checksum
        yield checksum, RDF.type, SPDX.Checksum
        yield checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256
        yield checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary, normalize=False)
        if file.name != ONTOLOGY and (form := _RDF_FORMS.get(Path(file.name).suffix)):
            yield _ROOT, VOID.dataDump, address
            yield _ROOT, VOID.feature, form


def _partitions(held: Holdings) -> Triples:
    """How much there is of what."""
    yield _ROOT, VOID.triples, Literal(held.triples)
    yield _ROOT, VOID.classes, Literal(len(held.classes))
    yield _ROOT, VOID.properties, Literal(len(held.properties))
    yield _ROOT, VOID.uriSpace, Literal(held.base)
    for vocabulary in sorted({re.sub(r"[^#/]*$", "", term) for term in (*held.classes, *held.properties)}):
        yield _ROOT, VOID.vocabulary, URIRef(vocabulary)
    for n, (term, count) in enumerate(held.classes.items(), 1):
        node = URIRef(f"#class-{n}")
        yield _ROOT, VOID.classPartition, node
        yield node, VOID["class"], URIRef(term)
        yield node, VOID.entities, Literal(count)
    for n, (term, count) in enumerate(held.properties.items(), 1):
        node = URIRef(f"#property-{n}")
        yield _ROOT, VOID.propertyPartition, node
        yield node, VOID.property, URIRef(term)
        yield node, VOID.triples, Literal(count)


def _provenance(held: Holdings) -> Triples:
    """Which program made it, by which rules."""
    yield _ROOT, PROV.wasGeneratedBy, _RUN
    yield _RUN, RDF.type, PROV.Activity
    if held.made:
        yield _RUN, PROV.endedAtTime, Literal(held.made, datatype=XSD.dateTime)
    yield _RUN, PROV.wasAssociatedWith, _PROGRAM
    yield _PROGRAM, RDF.type, PROV.SoftwareAgent
    yield _PROGRAM, FOAF.name, Literal(_program())
    for rules, sources in held.rules.items():
        node = URIRef(f"#rules-{rules}")
        yield _RUN, PROV.used, node
        yield node, RDF.type, PROV.Plan
        yield node, DCTERMS.identifier, Literal(rules)
        yield node, DCTERMS.description, Literal(_rules(rules, sources), "en")


# ---- RO-Crate


def _refer(nodes: Sequence[str]) -> Any:
    """References to other entities; one alone is no list."""
    found = [{"@id": str(node)} for node in nodes]
    return found[0] if len(found) == 1 else found


def _crate(held: Holdings, files: Sequence[File], deposit: Deposit) -> dict[str, Any]:
    """The crate: its own description, the root, then all that these name."""
    root: dict[str, Any] = {
        "@id": str(_ROOT), "@type": "Dataset", "name": _title(deposit), "description": " ".join(_description(held).values()),
        "datePublished": deposit.date or held.made[:10], "dateModified": held.made, "inLanguage": "zh",
        "hasPart": _refer([file.name for file in files]), "conformsTo": {"@id": str(_ONTOLOGY_IRI)},
        "variableMeasured": _refer([f"#{name}" for name in _COUNTED]), "mentions": {"@id": str(_RUN)},
    }
    others: list[dict[str, Any]] = []
    if deposit.licence:
        root["license"] = {"@id": deposit.licence_address}
        others.append({"@id": deposit.licence_address, "@type": "CreativeWork", "name": deposit.licence, "description": f"The licence: {deposit.licence}"})
    if deposit.doi:
        root |= {"identifier": deposit.doi_address, "cite-as": deposit.doi_address}
    if deposit.creators:
        root["author"] = _refer([node for node, _ in deposit.people()])
        others += [{"@id": node, "@type": "Person", "name": name} for node, name in deposit.people()]
    if deposit.publisher:
        root["publisher"] = {"@id": str(_PUBLISHER)}
        others.append({"@id": str(_PUBLISHER), "@type": "Organization", "name": deposit.publisher})
    if held.first:
        root["temporalCoverage"] = f"{held.first}/{held.last}"
    if held.places:
        root["spatialCoverage"] = _refer(list(held.places))
        others += [{"@id": place, "@type": "Place", "name": name} for place, name in held.places.items()]
    others.append({"@id": str(_ONTOLOGY_IRI), "@type": "CreativeWork", "name": "policygraph ontology"})
    others += [{"@id": f"#{name}", "@type": "PropertyValue", "name": name, "value": getattr(held, name)} for name in _COUNTED]
    return {"@context": ["https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"}], "@graph": [
        {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": str(_ROOT)}, "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}},
        root, *(_crate_file(file, deposit) for file in files), *others, *_crate_provenance(held)]}


def _crate_file(file: File, deposit: Deposit) -> dict[str, Any]:
    return {"@id": file.name, "@type": "File", "name": file.name, "description": _ABOUT.get(file.name, "Statements of the corpus"), "contentSize": str(file.size),
            "encodingFormat": file.media_type, "sha256": file.sha256, **({"license": {"@id": deposit.licence_address}} if deposit.licence else {})}


def _crate_provenance(held: Holdings) -> Iterator[dict[str, Any]]:
    yield {"@id": str(_RUN), "@type": "CreateAction", "name": "Reading the sources by rules", "instrument": {"@id": str(_PROGRAM)}, "result": {"@id": str(_ROOT)},
           "object": _refer([f"#rules-{rules}" for rules in held.rules]), **({"endTime": held.made} if held.made else {})}
    yield {"@id": str(_PROGRAM), "@type": "SoftwareApplication", "name": "policygraph", "version": __version__, "description": f"{_program()}, which wrote this export"}
    for rules, sources in held.rules.items():
        yield {"@id": f"#rules-{rules}", "@type": "CreativeWork", "name": rules, "description": _rules(rules, sources)}


def _program() -> str:
    return f"policygraph {__version__}"


def _rules(rules: str, sources: int) -> str:
    return f"{sources} sources were read by the rules whose hash is {rules}"
