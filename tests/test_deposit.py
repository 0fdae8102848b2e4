"""A corpus that is deposited: what its description says is what it holds, read by programs that did not write it."""

import hashlib
import json

import pytest
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, SKOS, VOID, Graph, URIRef
from rdflib.namespace import DefinedNamespace

import policygraph as pg
from conftest import ROOT, SAMPLE
from policygraph.errors import CorpusError
from policygraph.keeping import describing, exporting
from policygraph.keeping.describing import Deposit
from policygraph.stating.formats import load
from policygraph.stating.terms import PG

WHO = ("--title", "济南市政策图谱", "--creator", "李华 https://orcid.org/0000-0002-1825-0097", "--creator", "王芳", "--publisher", "甲大学", "--licence", "CC-BY-4.0",
       "--doi", "10.5281/zenodo.1234567", "--date", "2026-11-27")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    home = tmp_path_factory.mktemp("deposit") / "corpus"
    pg.Corpus(home).add(SAMPLE, jobs=1)
    return home


@pytest.fixture(scope="module", params=["nquads", "turtle", "parquet"])
def deposit(request, corpus, call, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out") / "deposit"
    done = call("export", corpus, "-o", folder, "--format", request.param, "--part", "900", *WHO)
    assert done.returncode == 0, done.stderr
    return folder


def described(folder) -> Graph:
    return Graph().parse(folder / "dataset.ttl", publicID="https://example.org/d/")


def test_every_file_is_told_with_its_size_and_hash(deposit):
    crate = json.loads((deposit / "ro-crate-metadata.json").read_text("utf-8"))
    told = {each["@id"]: each for each in crate["@graph"] if each["@type"] == "File"}
    assert told.keys() == {path.name for path in deposit.iterdir()} - {"ro-crate-metadata.json"}
    for name, said in told.items():
        data = (deposit / name).read_bytes()
        assert (said["contentSize"], said["sha256"]) == (str(len(data)), hashlib.sha256(data).hexdigest()), name
    graph = described(deposit)
    hashes = {str(graph.value(node, DCAT.downloadURL)): str(graph.value(graph.value(node, describing.SPDX.checksum), describing.SPDX.checksumValue))
              for node in graph.objects(None, DCAT.distribution)}
    assert hashes == {f"https://example.org/d/{name}": said["sha256"] for name, said in told.items() if name != "dataset.ttl"}


def test_what_is_counted_is_what_the_data_holds(deposit, corpus):
    graph, held = described(deposit), pg.Corpus(corpus).graph
    root = URIRef("https://example.org/d/./") if (URIRef("https://example.org/d/./"), None, None) in graph else URIRef("https://example.org/d/")
    assert int(graph.value(root, VOID.triples)) == len(held)
    classes = {graph.value(node, VOID["class"]): int(graph.value(node, VOID.entities)) for node in graph.objects(root, VOID.classPartition)}
    assert classes == {kind: sum(1 for _ in held.subjects(RDF.type, kind)) for kind in set(held.objects(None, RDF.type))}
    properties = {graph.value(node, VOID.property): int(graph.value(node, VOID.triples)) for node in graph.objects(root, VOID.propertyPartition)}
    assert properties == {each: sum(1 for _ in held.triples((None, each, None))) for each in set(held.predicates())}
    period = graph.value(root, DCTERMS.temporal)
    assert [str(graph.value(period, edge)) for edge in (DCAT.startDate, DCAT.endDate)] == ["2017-06-08", "2017-06-28"]
    (place,) = graph.objects(root, DCTERMS.spatial)
    assert str(graph.value(place, SKOS.prefLabel)) == "济南市"
    dumps = list(graph.objects(root, VOID.dataDump))
    parts = [deposit / str(each).rpartition("/")[2] for each in dumps]
    assert not parts or set(load(*parts)) == set(held)
    assert bool(parts) != any(deposit.glob("*.parquet"))


def test_terms_are_those_of_the_vocabularies(deposit):
    """rdflib has the terms of DCAT, DCMI, VoID, PROV and FOAF; those of SPDX are closed in the module."""
    known: dict[str, type[DefinedNamespace]] = {str(each): each for each in (DCAT, DCTERMS, VOID, PROV, FOAF, SKOS, describing.SPDX)}
    used = {term for _, p, o in described(deposit) for term in (p, o if p == RDF.type else None) if term} - {RDF.type}
    for term in used:
        space = next(each for each in known if term.startswith(each))
        assert term in known[space], term
    assert len(used) > 30


def test_the_ontology_goes_with_it(deposit):
    assert (deposit / "policygraph.ttl").read_bytes() == (ROOT / "ontology" / "policygraph.ttl").read_bytes()


@pytest.mark.parametrize("deposit", ["nquads"], indirect=True)
def test_other_programs_read_the_crate_and_find_nothing_missing(deposit, reader):
    """What the validator would still like to have is what nobody told: where the authors work, the address of the publisher."""
    read = reader("crate", deposit)
    assert read["name"] == "济南市政策图谱" and read["licence"] == "https://spdx.org/licenses/CC-BY-4.0" and read["creators"] == ["李华", "王芳"]
    assert read["files"] == sorted(path.name for path in deposit.iterdir() if path.name != "ro-crate-metadata.json")
    assert read["counted"] == {"sources": 1, "acts": 6, "characters": len(SAMPLE.read_text("utf-8")), "stubs": 17, "triples": 2728}
    assert read["asked"] == ["https://w3id.org/ro/crate/1.1/context"]
    assert [said for severity, said in read["issues"] if severity == "REQUIRED" or "affiliation" not in said and "organization SHOULD have a URL" not in said] == []


def test_nothing_is_invented(corpus, tmp_path, call):
    done = call("export", corpus, "-o", tmp_path / "out")
    assert done.returncode == 0 and "no licence" in done.stderr.decode()
    root = json.loads((tmp_path / "out" / "ro-crate-metadata.json").read_text("utf-8"))["@graph"][1]
    assert not root.keys() & {"license", "author", "publisher", "identifier", "cite-as"}
    assert root["datePublished"] == str(pg.Corpus(corpus).status()["made"])[:10]
    graph = described(tmp_path / "out")
    assert not any((None, each, None) in graph for each in (DCTERMS.creator, DCTERMS.publisher, DCTERMS.license, DCTERMS.issued))
    assert list(graph.subjects(DCTERMS.identifier)) == list(graph.subjects(RDF.type, PROV.Plan))  # the hash of the rules alone


def test_the_same_corpus_gives_the_same_bytes(corpus, tmp_path):
    for name in ("one", "two"):
        exporting.quads(corpus, tmp_path / name, part=500, describe=lambda folder: describing.write(corpus, folder, Deposit(licence="MIT")))
    assert len(names := sorted(path.name for path in (tmp_path / "one").iterdir())) > 6
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)


def test_acts_of_two_copies_count_once(tmp_path):
    (tmp_path / "copy.txt").write_text(SAMPLE.read_text("utf-8") + "\n", "utf-8")
    pg.Corpus(tmp_path / "c").add(SAMPLE, tmp_path / "copy.txt", jobs=1)
    held = describing.holdings(tmp_path / "c")
    assert (held.sources, held.acts) == (2, 6) and sum(held.rules.values()) == 2
    assert held.classes[str(PG.Document)] == held.acts + held.stubs


def test_rules_of_every_source_are_told(tmp_path):
    pg.Corpus(tmp_path / "c").add(SAMPLE, jobs=1)
    (version,) = describing.holdings(tmp_path / "c").rules
    assert version == pg.Corpus(tmp_path / "c").entries()[0].version and len(version) == 16


@pytest.mark.parametrize(("given", "said"), [
    ({"licence": "free for all"}, "SPDX"), ({"licence": "http://x y"}, "SPDX"), ({"doi": "zenodo 5"}, "10.5281"), ({"creators": ("李华 https://example.org/me",)}, "ORCID"),
])
def test_what_is_no_licence_doi_or_orcid_is_refused(given, said):
    with pytest.raises(CorpusError, match=said):
        Deposit(**given)


@pytest.mark.parametrize(("given", "address"), [
    ("10.5281/zenodo.1", "https://doi.org/10.5281/zenodo.1"), ("doi:10.1000/a", "https://doi.org/10.1000/a"), ("https://doi.org/10.1000/a", "https://doi.org/10.1000/a"),
])
def test_a_doi_in_any_writing_is_one_address(given, address):
    assert Deposit(doi=given).doi_address == address


def test_an_export_that_fails_leaves_nothing(corpus, tmp_path, call):
    done = call("export", corpus, "-o", tmp_path / "out", "--doi", "none")
    assert done.returncode == 2 and "DOI" in done.stderr.decode() and not list(tmp_path.iterdir())
