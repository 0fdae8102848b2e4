"""Late arrivals and one document under two names: merged by union, resolved after, undone again."""

import itertools

import pytest
from rdflib import RDF, Graph, Literal
from rdflib.namespace import PROV, SKOS

from policygraph.asking.answers import run_query
from policygraph.keeping import building, joining
from policygraph.model import Extraction, Reference
from policygraph.naming.codes import parse_number
from policygraph.stating import formats
from policygraph.stating.terms import CITO, ELI, PG
from test_graph import ABOVE, BELOW, MINT, iri, reading

TITLE = "山东省人民政府关于节水的意见"
NUMBERED = iri("鲁政发〔2018〕6号", "370000")


def by_title(title, place=None, level=None):
    return Reference(None, title, "意见", place, level)


def citing(serial, title, place=None, level=None, relation="based_on"):
    return reading(f"济政发〔2019〕{serial}号", f"济南市人民政府关于第{serial}件事的通知", (relation, by_title(title, place, level)))


def build(*readings):
    return building.build_graph(Extraction(readings))


def cited_by(graph, serial):
    return set(graph.objects(iri(f"济政发〔2019〕{serial}号", "370100"), ELI.cites))


@pytest.mark.parametrize(("number", "title", "called", "rule"), [
    ("鲁政发〔2018〕6号", TITLE, TITLE, "same-title"),
    ("鲁政发〔2018〕6号", TITLE, "关于节水的意见", "without-issuer"),
    ("鲁政发〔2018〕7号", "山东省人民政府关于印发山东省节水规划的通知", "山东省节水规划", "issued-instrument"),
    ("鲁政发〔2018〕7号", "山东省人民政府关于印发《山东省节水规划（试行）》的通知", "山东省节水规划", "without-trial"),
])
def test_a_title_joins_the_document_that_has_the_number(number, title, called, rule):
    reference = Reference(parse_number(number), title, "通知", "370000", "province")
    graph = build(reading("济政发〔2019〕1号", "济南市人民政府关于节水的通知", ("applies", reference)), citing(2, called, "370000", "province"))
    assert cited_by(graph, 2) == {iri(number, "370000")}
    (merge,) = graph.subjects(RDF.type, PG.Merge)
    assert graph.value(merge, PG.rule) == Literal(rule) and graph.value(merge, PG.evidence) is not None
    assert (merge, RDF.type, PG.Document) not in graph


@pytest.mark.parametrize(("title", "called", "place"), [
    ("山东省人民政府转发省水利厅关于节水工作意见的通知", "省水利厅关于节水工作意见", "370000"),  # what is passed on is another document
    (TITLE, TITLE, "320000"),  # a namesake of another province
    (TITLE, "关于用水的意见", "370000"),
    ("山东省节水办法（草案）", "山东省节水办法", "370000"),
])
def test_what_stays_by_itself(title, called, place):
    reference = Reference(parse_number("鲁政发〔2018〕6号"), title, "通知", "370000", "province")
    graph = build(reading("济政发〔2019〕1号", "济南市人民政府关于节水的通知", ("applies", reference)), citing(2, called, place, "province"))
    assert cited_by(graph, 2) == {MINT.document(place, None, called)}
    assert not set(graph.subjects(RDF.type, PG.Merge))


def test_several_documents_of_one_title_stay_open_with_their_candidates():
    again = Reference(parse_number("鲁政发〔2016〕9号"), TITLE, "意见", "370000", "province")
    graph = build(BELOW, reading("济政发〔2019〕3号", "济南市人民政府关于水的通知", ("applies", again)), citing(2, TITLE, "370000", "province"))
    (stub,) = cited_by(graph, 2)
    assert (stub, RDF.type, PG.Stub) in graph
    assert set(graph.objects(stub, PG.candidateDocument)) == {NUMBERED, iri("鲁政发〔2016〕9号", "370000")}


def test_what_a_document_names_is_not_itself():
    own = reading("济政发〔2019〕1号", "济南市人民政府关于印发济南市节水规划的通知", ("forwards", by_title("济南市节水规划", "370100", "prefecture")))
    graph = build(own)
    assert not set(graph.subjects(RDF.type, PG.Merge)) and len(cited_by(graph, 1)) == 1


LATE = (
    BELOW, citing(2, TITLE, "370000", "province"), citing(3, "关于节水的意见"),
    reading("鲁政发〔2018〕6号", TITLE, ("based_on", by_title("水法", "100000", "central")), place="370000"),
    reading("济政发〔2019〕4号", "济南市人民政府关于印发济南市用水规划的通知"),
    citing(5, "济南市用水规划", "370100", "prefecture"),
)


def test_any_order_of_arrival_gives_the_graph_of_all_at_once():
    whole = set(build(*LATE))
    parts = [build(item) for item in LATE]
    for order in itertools.islice(itertools.permutations(parts), 0, 720, 97):
        assert set(joining.merge(order)) == whole
    in_steps = joining.merge([joining.merge(parts[:3]), joining.merge(parts[2:])])
    assert set(in_steps) == whole
    assert set(joining.resolve(in_steps)) == whole  # once more changes nothing


def test_a_late_arrival_takes_its_stubs_over():
    early = joining.merge([build(item) for item in LATE[:3]])
    assert (NUMBERED, RDF.type, PG.Stub) in early and len(set(early.subjects(ELI.cites, NUMBERED))) == 3
    late = joining.merge([early, build(LATE[3])])
    assert (NUMBERED, RDF.type, PG.Stub) not in late and late.value(NUMBERED, PROV.wasDerivedFrom) is not None
    assert len(set(late.subjects(CITO.hasCitedEntity, NUMBERED))) == 3


def test_a_merge_can_be_undone():
    graph = build(*LATE)
    merged = set(graph)
    assert len(set(graph.subjects(RDF.type, PG.Merge))) == 3
    joining.part(graph)
    assert not set(graph.subjects(RDF.type, PG.Merge)) and not set(graph.objects(NUMBERED, SKOS.altLabel))
    assert cited_by(graph, 2) == {MINT.document("370000", None, TITLE)}
    assert (iri("济政发〔2019〕2号", "370100"), ELI.based_on, NUMBERED) not in graph
    assert set(joining.resolve(graph)) == merged


def test_an_ambiguous_number_joins_its_namesake_of_the_same_title_alone():
    known = Reference(parse_number("济政发〔2018〕1号"), "济南市人民政府关于节水的意见", "意见", "370100", "prefecture")
    unknown = Reference(parse_number("济政发〔2018〕1号"), "济南市人民政府关于节水的意见", "意见")
    other = Reference(parse_number("济政发〔2018〕2号"), "关于别的事情的几条意见", "意见")
    graph = build(reading("济政发〔2019〕1号", "济南市人民政府关于甲的通知", ("applies", known)),
                  reading("济政发〔2019〕2号", "济南市人民政府关于乙的通知", ("applies", unknown), ("based_on", other)))
    assert cited_by(graph, 2) == {iri("济政发〔2018〕1号", "370100"), iri("济政发〔2018〕2号", None)}


def test_one_number_with_two_titles_keeps_both_and_is_flagged():
    other = Reference(ABOVE.number, "山东省人民政府关于植树的通知", "通知", "370000", "province")
    same = Reference(ABOVE.number, "关于节水的意见", "意见", "370000", "province")
    graph = build(BELOW, reading("济政发〔2019〕2号", "济南市人民政府关于乙的通知", ("applies", other)))
    assert len(set(graph.objects(NUMBERED, ELI.title))) == 2 and (NUMBERED, PG.flag, PG.twoTitles) in graph
    assert [row["doubt"] for row in run_query(graph, "doubts")] == ["two titles"]
    longer = Reference(ABOVE.number, "山东省人民政府印发《关于节水的意见》的通知", "通知", "370000", "province")
    framed = build(BELOW, reading("济政发〔2019〕2号", "济南市人民政府关于乙的通知", ("applies", longer)))
    assert (NUMBERED, PG.flag, PG.twoTitles) not in framed
    shorter = build(BELOW, reading("济政发〔2019〕2号", "济南市人民政府关于乙的通知", ("applies", same)))
    assert (NUMBERED, PG.flag, PG.twoTitles) not in shorter


def test_a_citation_of_something_later_is_flagged():
    later = Reference(parse_number("鲁政发〔2021〕6号"), "山东省人民政府关于水的意见", "意见", "370000", "province")
    graph = build(reading("济政发〔2019〕1号", "济南市人民政府关于甲的通知", ("applies", later), ("based_on", ABOVE)))
    (flagged,) = graph.subjects(PG.flag, PG.citesLater)
    assert graph.value(flagged, CITO.hasCitedEntity) == iri("鲁政发〔2021〕6号", "370000")
    (row,) = run_query(graph, "doubts")
    assert row["doubt"] == "cites later"


def test_merges_are_listed_with_their_words():
    rows = run_query(build(*LATE), "merges")
    assert {row["rule"] for row in rows} == {"same-title", "without-issuer", "issued-instrument"} and all(row["quote"] for row in rows)


def chain(length, circle=False):
    numbers = [f"济政发〔20{n:02d}〕1号" for n in range(length)]
    readings = []
    for n, number in enumerate(numbers):
        onward = numbers[n + 1] if n + 1 < length else numbers[0] if circle else None
        target = [("forwards", Reference(parse_number(onward), None, None, "370100", "prefecture"))] if onward else []
        readings.append(reading(number, f"济南市人民政府转发第{n}号文件的通知", *target))
    return build(*readings), numbers


@pytest.mark.parametrize("circle", [False, True])
def test_chains_and_circles_end(circle):
    graph, numbers = chain(12, circle)
    steps = run_query(graph, "superior-chain", number=numbers[0])
    assert {row["cited"] for row in steps} == set(numbers[1:])
    assert {row["number"] for row in run_query(graph, "unfold", number=numbers[0])} == set(numbers)
    assert joining.resolve(graph) is graph


def test_the_merged_graph_satisfies_the_shapes():
    from conftest import ROOT

    validate = pytest.importorskip("pyshacl").validate
    other = Reference(ABOVE.number, "山东省人民政府关于植树的通知", "通知", "370000", "province")
    graph = build(*LATE, reading("济政发〔2019〕9号", "济南市人民政府关于丙的通知", ("applies", other)))
    assert graph.value(NUMBERED, PG.flag) == PG.twoTitles
    ok, _, text = validate(graph, shacl_graph=Graph().parse(ROOT / "ontology" / "shapes.ttl"))
    assert ok, text
    graph.remove((None, PG.mergedInto, None))
    assert not validate(graph, shacl_graph=Graph().parse(ROOT / "ontology" / "shapes.ttl"))[0]


LAW = "中华人民共和国城市供水条例"


def order(number, title=None):
    return Reference(parse_number(number), title, "行政法规" if title else None, "100000", "central")


def test_a_law_is_one_through_its_orders():
    graph = build(
        reading("济政发〔2019〕1号", "济南市人民政府关于甲的通知", ("based_on", order("国务院令第158号", LAW))),
        reading("济政发〔2019〕2号", "济南市人民政府关于乙的通知", ("based_on", order("国务院令第726号", LAW))),
        reading("济政发〔2019〕3号", "济南市人民政府关于丙的通知", ("based_on", Reference(None, LAW, "行政法规", "100000", "central"))),
        reading("济政发〔2019〕4号", "济南市人民政府关于丁的通知", ("based_on", order("国务院令第158号"))),
        reading("济政发〔2019〕5号", "济南市人民政府关于戊的通知", ("based_on", order("国务院令第159号"))))
    law = MINT.document("100000", None, LAW)
    assert [cited_by(graph, n) for n in (1, 2, 3, 4)] == [{law}] * 4
    assert {str(n) for n in graph.objects(law, ELI.number)} == {"国务院令第158号", "国务院令第726号"}
    assert cited_by(graph, 5) == {iri("国务院令第159号", "100000")}  # the order of nobody knows what


def test_a_law_that_was_read_takes_over_what_cites_it_under_another_order():
    held = reading("国务院令第726号", LAW, place="100000")
    graph = build(held, reading("济政发〔2019〕1号", "济南市人民政府关于甲的通知", ("based_on", order("国务院令第158号", LAW))))
    assert cited_by(graph, 1) == {iri("国务院令第726号", "100000")}


def test_the_command_merges_files_and_undoes_it(call, tmp_path):
    for n, item in enumerate(LATE):
        formats.save(build(item), tmp_path / f"{n}.ttl")
    files = [tmp_path / f"{n}.ttl" for n in range(len(LATE))]
    done = call("merge", *files, "-o", tmp_path / "all.ttl")
    assert done.returncode == 0 and "3 merged" in done.stderr.decode()
    again = call("merge", *reversed(files), "-o", tmp_path / "again.ttl")
    assert again.returncode == 0 and (tmp_path / "again.ttl").read_bytes() == (tmp_path / "all.ttl").read_bytes()
    assert call("merge", tmp_path / "all.ttl", "--part", "-o", tmp_path / "parted.ttl").returncode == 0
    assert not set(formats.load(tmp_path / "parted.ttl").subjects(RDF.type, PG.Merge))
    missing = call("merge", tmp_path / "no.ttl", "-o", tmp_path / "x.ttl")
    assert missing.returncode == 2 and "no such file" in missing.stderr.decode() and not (tmp_path / "x.ttl").exists()


def test_the_command_merges_a_corpus_with_a_graph(call, sample_path, sample_graph, tmp_path):
    from policygraph.corpus import Corpus

    Corpus(tmp_path / "archive").add(sample_path, jobs=1)
    formats.save(other := build(LATE[0]), tmp_path / "other.ttl")
    done = call("merge", tmp_path / "archive", tmp_path / "other.ttl", "-o", tmp_path / "both.nt")
    assert done.returncode == 0, done.stderr.decode()
    formats.save(joining.merge([sample_graph, other]), tmp_path / "expected.nt")
    assert (tmp_path / "both.nt").read_bytes() == (tmp_path / "expected.nt").read_bytes()
    refused = call("merge", tmp_path / "archive", "https://example.org/sparql", "-o", tmp_path / "x.nt")
    assert refused.returncode == 2 and "https://example.org/sparql: merge takes graph files" in refused.stderr.decode()
