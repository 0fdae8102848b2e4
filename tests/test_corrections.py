"""Corrections: what a curator says holds, on whatever is read again; the graph says who and when; what no longer fits is told."""

from __future__ import annotations

import json
import random

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS

import policygraph.corpus
from policygraph.corrections import WHAT, Correction, parse, read_corrections, to_toml
from policygraph.errors import TableError
from policygraph.keeping import joining
from policygraph.keeping.building import build_graph
from policygraph.keeping.correcting.corrector import Corrector
from policygraph.keeping.correcting.facts import SourceFacts
from policygraph.keeping.correcting.fits import CONTRADICTS, FITS, NEEDLESS, NOTHING, SEVERAL
from policygraph.keeping.correcting.following import follow
from policygraph.mapping import Here, Processes, Settings, build
from policygraph.model import Source
from policygraph.pipeline import extract
from policygraph.stating.formats import to_triple
from policygraph.stating.terms import BASE, CITO, ELI, OA, PG, SCHEMA, Minter
from policygraph.stating.triples import state

CHARGING = """临江市人民政府关于加快充电桩建设的通知

临政发〔2021〕5号

各乡镇人民政府，市政府各部门：

　　为贯彻《临江市人民政府关于节能的意见》（临政发〔2020〕8号），现将有关事项通知如下。
　　一、建设目标
　　到2025年，建成充电桩3000个。
　　二、工作任务
　　（一）加强停车场管理。（牵头单位：市教育局；配合单位：市财政局、市公安局）
　　（二）2022年12月底前，完成老旧小区摸底。（责任单位：市民政局）
　　三、资金保障
　　市财政安排专项资金500万元，用于充电桩建设。

临江市人民政府
2021年3月1日
"""
PARKS = CHARGING.replace("临政发〔2021〕5号", "临政发〔2022〕7号").replace("2021年3月1日", "2022年3月1日").replace("充电桩", "公园").replace(
    "（临政发〔2020〕8号）", "（临政发〔2020〕8号）和《临江市人民政府关于加快充电桩建设的通知》")
NUMBER, LABEL = "临政发〔2021〕5号", "（牵头单位：市教育局；配合单位：市财政局、市公安局）"
DOCUMENT = f"{BASE}document/220681/{NUMBER}"
EDUCATION, POLICE, FINANCE, CIVIL = (f"{BASE}agency/220681/临江市{name}" for name in ("教育局", "公安局", "财政局", "民政局"))


def correction(what, value="", who="王敏", **about):
    return Correction(what, who, "2026-11-27", value, **about)


def of_words(what, quote, value="", **about):
    return correction(what, value, document=NUMBER, quote=quote, **about)


WRONG_LEADER = of_words("agency", LABEL, "市交通运输局", was="临江市教育局")


@pytest.fixture(scope="module")
def facts():
    """The facts of the invented act, as N-Triples."""
    (reading,) = extract(Source("charging.txt", CHARGING, "a" * 64)).readings
    return pyoxigraph.serialize(map(to_triple, state(reading, Minter())), format=pyoxigraph.RdfFormat.N_TRIPLES)


def things(data):
    return SourceFacts(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_TRIPLES))


def lines(data):
    return sorted(data.splitlines())


def corrected(facts, *corrections):
    """The facts as things, corrected, and what each correction came to, in the order given."""
    data, fits = Corrector(corrections, BASE).corrected(facts)
    found = {fit.correction.id: fit for fit in fits}
    ids = [next(iter(Corrector([each], BASE).index.corrections)).id for each in corrections]
    return things(data), [found.get(id) for id in ids]


def states(fits):
    return [fit and fit.state for fit in fits]


def only(found, class_):
    (iri,) = found.of_class(class_)
    return iri


# ---- what each kind does


def test_a_statement_gets_another_agency_and_all_that_follows_from_it(facts):
    found, (fit,) = corrected(facts, WRONG_LEADER)
    new = f"{BASE}agency/220681/临江市交通运输局"
    leading = [iri for iri in found.of_class(PG.Responsibility) if found.value(iri, PROV.agent) == new]
    assert fit.state == FITS and "临江市教育局 → 临江市交通运输局" in fit.changes[0]
    assert len(leading) == 1 and found.values(new, PG.leads) == found.values(leading[0], PG.provision)
    assert new in found.values(found.value(leading[0], PG.provision), PG.mentionsAgency)
    assert EDUCATION not in found  # nothing names it any more
    old = found.value(leading[0], PROV.wasRevisionOf)
    assert found.values(old, RDF.type) == [str(PG.Withdrawn)] and found.value(old, PG.evidence) == found.value(leading[0], PG.evidence)
    assert found.values(leading[0], PG.formerly) == ["agency 临江市教育局"] and found.value(leading[0], PG.printedName) == "市教育局"


def test_who_when_and_why_stand_in_the_graph(facts):
    found, _ = corrected(facts, of_words("deadline", "建成充电桩3000个", "2024", why="上文已写明"))
    target = only(found, PG.Target)
    made = found.value(target, PG.correctedBy)
    assert found.value(target, PG.deadline) == "2024"
    assert found.value(found.value(made, PROV.wasAttributedTo), SCHEMA.name) == "王敏"
    assert (found.value(made, PROV.generatedAtTime), found.value(made, DCTERMS.description), found.value(made, PROV.value)) == (
        "2026-11-27T00:00:00", "上文已写明", "2024")


@pytest.mark.parametrize(("what", "quote", "value", "property", "now"), [
    ("value", "建成充电桩3000个", "30..40", SCHEMA.maxValue, "40"),
    ("unit", "建成充电桩3000个", "座", SCHEMA.unitText, "座"),
    ("indicator", "建成充电桩3000个", "公共充电桩", PG.indicator, "公共充电桩"),
    ("comparator", "建成充电桩3000个", ">=", PG.comparator, ">="),
    ("unit", "市财政安排专项资金500万元", "亿元", PG.amountInYuan, "50000000000"),
    ("value", "市财政安排专项资金500万元", "600", PG.amountInYuan, "6000000"),
    ("purpose", "市财政安排专项资金500万元", "充电桩", PG.purpose, "充电桩"),
    ("deadline", "2022年12月底前，完成老旧小区摸底", "2022-11", PG.deadline, "2022-11"),
    ("action", "2022年12月底前，完成老旧小区摸底", "摸底", PG.action, "摸底"),
    ("role", "（责任单位：市民政局）", "lead", PROV.hadRole, str(PG.lead)),
    ("relation", "《临江市人民政府关于节能的意见》（临政发〔2020〕8号）", "based_on", CITO.hasCitationCharacterization, str(ELI.based_on)),
])
def test_a_field_is_set(facts, what, quote, value, property, now):
    found, (fit,) = corrected(facts, of_words(what, quote, value))
    (statement,) = [iri for iri in found.having(PROV.wasRevisionOf)]
    assert fit.state == FITS and found.values(statement, property) == [now]
    assert found.value(statement, PG.confidence) == "1"


def test_a_withdrawn_statement_is_left_as_what_it_was(facts):
    found, (fit,) = corrected(facts, of_words("withdrawn", "（责任单位：市民政局）", kind="responsibility"))
    (gone,) = found.of_class(PG.Withdrawn)
    assert fit.state == FITS and found.value(found.value(gone, PG.evidence), OA.exact) == "（责任单位：市民政局）"
    (task,) = found.of_class(PG.TaskDeadline)
    assert not found.values(task, PG.answeredBy)  # nobody answers for it now
    assert found.values(found.value(task, PG.provision), PG.unassigned) == ["true"]


def test_a_citation_means_another_document(facts):
    words = "《临江市人民政府关于节能的意见》（临政发〔2020〕8号）"
    found, (fit,) = corrected(facts, of_words("means", words, "临政发〔2019〕8号"))
    citation = only(found, PG.Citation)
    assert fit.state == FITS and found.values(citation, PG.citedAs) == [f"{BASE}document/220681/临政发〔2019〕8号"]
    assert found.values(citation, PG.citedNumber) == ["临政发〔2019〕8号"] and not found.values(citation, PG.citedTitle)
    _, (itself,) = corrected(facts, of_words("means", words, NUMBER))
    assert itself.state == NOTHING  # no document cites itself


def test_number_title_and_day_of_a_document(facts):
    found, fits = corrected(
        facts, correction("number", "临政发〔2021〕15号", document=NUMBER), correction("title", "临江市人民政府关于建设充电桩的通知", document=NUMBER),
        correction("signed", "2021-03-11", document=NUMBER))
    new = f"{BASE}document/220681/临政发〔2021〕15号"
    assert states(fits) == [FITS] * 3 and found.values(new, ELI.number) == ["临政发〔2021〕15号"] and found.values(new, PG.serial) == ["15"]
    assert found.values(new, ELI.title) == ["临江市人民政府关于建设充电桩的通知"] and found.values(new, ELI.date_document) == ["2021-03-11"]
    assert not any(iri == DOCUMENT or iri.startswith(DOCUMENT + "/") for iri in found.things)
    assert {found.value(iri, PG.document) for iri in found.of_class(PG.Provision)} == {new}
    assert len(found.values(new, PG.formerly)) == 3


def test_a_statement_is_found_under_either_number_of_its_document(facts):
    number = correction("number", "临政发〔2021〕15号", document=NUMBER)
    for name in (NUMBER, "临政发〔2021〕15号", "临江市人民政府关于加快充电桩建设的通知", f"id:document/220681/{NUMBER}", "id:document/220681/临政发〔2021〕15号"):
        found, fits = corrected(facts, number, correction("deadline", "2024", document=name, quote="建成充电桩3000个"))
        assert states(fits) == [FITS, FITS] and found.value(only(found, PG.Target), PG.deadline) == "2024", name
    statement = only(things(facts), PG.Target)
    for iri in (statement, statement.replace(NUMBER, "临政发〔2021〕15号"), statement + "/revised"):
        assert states(corrected(facts, number, correction("deadline", "2024", statement=iri))[1]) == [FITS, FITS], iri


def test_two_agencies_are_one(facts):
    found, fits = corrected(
        facts, correction("same-agency", f"id:{CIVIL[len(BASE):]}", agency=EDUCATION), correction("same-agency", POLICE, agency=CIVIL))
    assert states(fits) == [FITS, FITS] and EDUCATION not in found and CIVIL not in found
    assert set(found.values(POLICE, SKOS.altLabel)) >= {"临江市教育局", "临江市民政局", "市教育局"} and found.values(POLICE, SKOS.prefLabel) == ["临江市公安局"]
    assert sorted(found.values(POLICE, PG.leads, PG.isResponsibleFor)) == [f"{DOCUMENT}/provision/二/{item}" for item in ("（一）", "（二）")]
    assert len(found.values(POLICE, PG.correctedBy)) == 2


def test_a_mention_is_no_agency(facts):
    for about in ({"agency": FINANCE}, {"agency": f"id:{FINANCE[len(BASE):]}", "document": NUMBER}, {"document": NUMBER, "quote": "市财政局"}):
        found, (fit,) = corrected(facts, correction("no-agency", **about))
        assert fit.state == FITS and FINANCE not in found and len(found.of_class(PG.Withdrawn)) == 1, about
        assert not [iri for iri in found.things if FINANCE in [term.value for _, term in found.said(iri)]]
    _, (fit,) = corrected(facts, correction("no-agency", document=NUMBER, quote="市水利局"))
    assert fit.state == NOTHING


# ---- what does not fit


def test_what_does_not_fit_is_told_and_changes_nothing(facts):
    cases = [
        (of_words("deadline", "建成充电桩9000个", "2024"), NOTHING), (of_words("deadline", "建成充电桩3000个", "2025"), NEEDLESS),
        (of_words("agency", LABEL, "市水利局"), SEVERAL), (of_words("agency", LABEL, "市水利局", was="临江市水务局"), NOTHING),
        (of_words("means", "《临江市人民政府关于节能的意见》（临政发〔2020〕8号）", f"id:document/220681/{NUMBER}"), NOTHING),
        (correction("number", "没有数字", document=NUMBER), NOTHING), (correction("deadline", "2024", document="临政发〔1999〕1号", quote="甲"), None)]
    for each, state_ in cases:
        data, _ = Corrector([each], BASE).corrected(facts)
        assert data is facts, each
        assert states(corrected(facts, each)[1]) == [state_], each


def test_contradictions_are_named_and_neither_is_made(facts):
    one, other, third = (of_words("deadline", "建成充电桩3000个", year, who=who) for year, who in (("2023", "甲"), ("2024", "乙"), ("2024", "丙")))
    found, fits = corrected(facts, one, other, third)
    assert states(fits) == [CONTRADICTS] * 3 and [each.who for each in fits[1].others] == ["甲"] and {each.who for each in fits[0].others} == {"乙", "丙"}
    assert found.value(only(found, PG.Target), PG.deadline) == "2025"
    assert states(corrected(facts, one, of_words("withdrawn", "建成充电桩3000个"))[1]) == [CONTRADICTS] * 2
    assert states(corrected(facts, other, third)[1]) == [FITS, FITS]  # two people may say the same


@pytest.mark.parametrize("pairs", [
    [(EDUCATION, POLICE), (EDUCATION, FINANCE)], [(EDUCATION, POLICE), (POLICE, EDUCATION)], [(EDUCATION, EDUCATION)], [(EDUCATION, POLICE), (EDUCATION, "")],
    [(EDUCATION, POLICE), (POLICE, FINANCE), (FINANCE, EDUCATION)],
])
def test_agencies_that_cannot_be_one_stay_apart(facts, pairs):
    given = [correction("same-agency" if value else "no-agency", value, agency=agency) for agency, value in pairs]
    found, fits = corrected(facts, *given)
    assert states(fits) == [CONTRADICTS] * len(given) and {EDUCATION, POLICE, FINANCE} <= found.things.keys()


# ---- properties

_CHOICES = [
    WRONG_LEADER, of_words("withdrawn", LABEL, was="市公安局"), of_words("role", LABEL, "lead", was="临江市财政局"), of_words("deadline", "建成充电桩3000个", "2024"),
    of_words("deadline", "建成充电桩3000个", "2023"), of_words("value", "建成充电桩3000个", "5"), of_words("withdrawn", "建成充电桩3000个"),
    correction("number", "临政发〔2021〕15号", document=NUMBER), correction("title", "别的标题", document=NUMBER), correction("title", "又一标题", document=NUMBER),
    correction("same-agency", CIVIL, agency=EDUCATION), correction("same-agency", POLICE, agency=CIVIL), correction("same-agency", EDUCATION, agency=POLICE),
    correction("no-agency", agency=FINANCE), correction("no-agency", document=NUMBER, quote="市公安局"), of_words("agency", "（责任单位：市民政局）", POLICE),
    of_words("means", "《临江市人民政府关于节能的意见》（临政发〔2020〕8号）", "临政发〔2019〕8号"), correction("expires", "2030-12-31", document=NUMBER),
    correction("deadline", "2022", document="临政发〔2021〕15号", quote="2022年12月底前，完成老旧小区摸底"),
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(_CHOICES), max_size=8), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_a_second_time_changes_nothing(facts, chosen, dice):
    once, fits = Corrector(chosen, BASE).corrected(facts)
    mixed = [*chosen, *chosen]
    dice.shuffle(mixed)
    other, same = Corrector(mixed, BASE).corrected(facts)
    assert (once, fits) == (other, same)
    assert lines(Corrector(chosen, BASE).corrected(once)[0]) == lines(once)


def test_what_follows_from_unchanged_facts_is_what_they_say(facts, sample_extraction):
    for data in (facts, pyoxigraph.serialize(map(to_triple, state(sample_extraction.readings[0], Minter())), format=pyoxigraph.RdfFormat.N_TRIPLES)):
        found = things(data)
        follow(found, found.having(PROV.wasDerivedFrom))
        assert set(found.triples()) == set(things(data).triples())


def test_a_source_that_no_correction_is_about_is_not_touched(facts):
    assert not Corrector([correction("title", "甲", document="临政发〔2001〕5号"), correction("no-agency", agency=BASE + "agency/220681/临江市水务局")], BASE).touches(facts)
    assert Corrector([WRONG_LEADER], BASE).touches(facts) and Corrector([correction("no-agency", agency=POLICE)], BASE).touches(facts)
    assert Corrector([correction("withdrawn", statement=f"{DOCUMENT}/target/x")], BASE).touches(facts)


# ---- the file

_TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(lambda text: not text[0].isspace())


@given(_TEXT, _TEXT, _TEXT, st.one_of(st.none(), _TEXT))
def test_what_is_written_is_read_again(quote, value, who, provision):
    each = Correction("action", who, "2026-11-27T08:30:00+08:00", value, document=NUMBER, quote=quote, provision=provision, why="甲\n乙")
    assert parse(to_toml([each, each])) == (each, each)


def test_a_file_may_have_days_numbers_and_pairs_as_toml_writes_them(tmp_path):
    path = tmp_path / "corrections.toml"
    path.write_text('''
[[correction]]
what = "value"
document = "临政发〔2021〕5号"
quote = "甲"
is = [20, 30.5]
who = "王敏"
when = 2026-11-27
[[correction]]
what = "signed"
document = "临政发〔2021〕5号"
is = 2021-03-01
who = "王敏"
when = 2026-11-27T08:30:00
''', "utf-8")
    one, other = read_corrections(path)
    assert (one.value, one.when, other.value, other.when) == ("20..30.5", "2026-11-27", "2021-03-01", "2026-11-27T08:30:00")
    assert one.place == f"{path}: correction 1"


@pytest.mark.parametrize(("change", "said"), [
    ({"what": "colour"}, "known are withdrawn"), ({"who": " "}, "who made it"), ({"when": "gestern"}, "is no day"), ({"is": "2024-13"}, "is no deadline"),
    ({"is": "2023-02-30"}, "no day of the calendar"), ({"kind": "citation"}, "has no deadline"), ({"quote": ""}, "names no statement"),
    ({"what": "withdrawn"}, "has no is"), ({"what": "same-agency", "is": "id:x"}, "names no agency"), ({"colour": "red"}, "colour is not known"),
    ({"is": True}, "neither text"), ({"what": "signed", "document": ""}, "names no document"), ({"what": "no-agency", "document": "", "is": ""}, "names no agency"),
])
def test_what_is_no_correction_is_told_with_its_place(change, said):
    table = {"what": "deadline", "document": NUMBER, "quote": "甲", "is": "2024", "who": "王敏", "when": "2026-11-27", **change}
    text = "[[correction]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items() if value != "")
    with pytest.raises(TableError, match=f"my.toml: correction 1: .*{said}"):
        parse(text, "my.toml")


@pytest.mark.parametrize("text", ["correction = 1", "[correction]\nwhat = 'x'", "[[corrections]]", "= 1", "[[correction]]\nwhen = 1e400"])
def test_what_is_no_file_of_corrections_is_refused(text):
    with pytest.raises(TableError):
        parse(text)


def test_every_kind_has_an_example_that_it_takes():
    for what, kind in WHAT.items():
        about = {"statement": {"statement": "urn:x"}, "document": {"document": "x"}, "agency": {"agency": "urn:x"}}[kind.of]
        value = kind.example.split(",")[0]
        assert parse(to_toml([correction(what, value, **about)]))[0].value == value


# ---- in a corpus, in parts, in a graph


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corrections")
    (folder / "in").mkdir()
    (folder / "in" / "charging.txt").write_text(CHARGING, "utf-8")
    (folder / "in" / "parks.txt").write_text(PARKS, "utf-8")
    return folder


def written(folder, *corrections):
    path = folder / "given.toml"
    path.write_text(to_toml(corrections), "utf-8")
    return path


WHO = """SELECT ?agency ?who ?when WHERE {
  ?statement pg:document ?document ; prov:agent ?agent ; prov:hadRole pg:lead ; pg:correctedBy ?correction ; prov:wasRevisionOf ?old .
  ?document eli:number "临政发〔2021〕5号" . ?agent skos:prefLabel ?agency .
  ?correction prov:wasAttributedTo/schema:name ?who ; prov:generatedAtTime ?when }"""


def told(corpus):
    return [(row["agency"], row["who"], row["when"][:10]) for row in corpus.query(WHO).texts()]


def test_a_correction_holds_through_new_rules_and_a_changed_source(archive, monkeypatch):
    corpus, source = policygraph.corpus.Corpus(archive / "corpus"), archive / "in" / "charging.txt"
    corpus.add(archive / "in", jobs=1)
    wrong = next(row for row in corpus.query("SELECT ?s WHERE { ?s prov:hadRole pg:lead ; pg:document/eli:number '临政发〔2021〕5号' }"))["s"]
    by_iri_and_words = of_words("agency", LABEL, "市交通运输局", was="临江市教育局", statement=str(wrong))
    added = corpus.add(corrections=written(archive, by_iri_and_words))
    expected = [("临江市交通运输局", "王敏", "2026-11-27")]
    assert added.read == [] and states(added.corrections) == [FITS] and told(corpus) == expected
    monkeypatch.setattr(policygraph.corpus, "version", lambda: "other-rules")
    added = corpus.add(archive / "in", jobs=1)
    assert len(added.read) == 2 and states(added.corrections) == [FITS] and told(corpus) == expected
    source.write_text("\n" + CHARGING, "utf-8")  # another file, other places: the statement has another IRI
    added = corpus.add(archive / "in", jobs=1)
    assert added.read == [str(source)] and states(added.corrections) == [FITS] and told(corpus) == expected
    source.write_text(CHARGING.replace("市教育局", "市卫生健康局"), "utf-8")
    added = corpus.add(archive / "in", jobs=1)
    assert states(added.corrections) == states(corpus.corrections()) == [NOTHING] and told(corpus) == []
    source.write_text(CHARGING, "utf-8")
    (archive / "corpus" / "corrections.toml").unlink()
    assert corpus.add(archive / "in", jobs=1).corrections == [] and told(corpus) == []


def test_other_corrections_change_the_sources_they_touch_alone(archive, monkeypatch):
    from policygraph.keeping import folder

    corpus = policygraph.corpus.Corpus(archive / "touched")
    corpus.add(archive / "in", jobs=1)
    monkeypatch.setattr(folder, "_ANEW", 1.0)  # as in a corpus of more sources
    made = []
    monkeypatch.setattr(folder._State, "add", lambda self, graph, facts, add=folder._State.add: (made.append(graph), add(self, graph, facts)))
    corpus.add(corrections=written(archive, WRONG_LEADER))
    assert len(made) == 1
    corpus.add()
    assert len(made) == 1  # nothing is other than it was
    corpus.add(corrections=written(archive))
    assert len(made) == 2 and made[0] == made[1] and told(corpus) == []


def test_a_corpus_parts_and_a_graph_say_the_same(archive, tmp_path):
    corrections = [
        WRONG_LEADER, correction("same-agency", POLICE, agency=FINANCE), correction("number", "临政发〔2021〕15号", document=NUMBER),
        correction("means", "临政发〔2019〕8号", document="临政发〔2022〕7号", quote="《临江市人民政府关于节能的意见》（临政发〔2020〕8号）")]
    corpus = policygraph.corpus.Corpus(tmp_path / "corpus")
    added = corpus.add(archive / "in", jobs=1, corrections=written(archive, *corrections))
    graph = build_graph(extract(archive / "in"), corrections=corrections)
    names = {str(path): path.name for path in (archive / "in").iterdir()}

    def facts_of(triples):
        return {(str(s), str(p), names.get(str(o), str(o).rpartition("/")[2] if p == SCHEMA.name else str(o))) for s, p, o in triples}

    assert states(added.corrections) == [FITS] * 4 and facts_of(corpus.graph) == facts_of(graph)
    kept = Settings(BASE, True, None, "v", tuple(corrections))
    for name, engine in (("one", Here()), ("two", Processes(2, kept))):
        done = build([str(archive / "in")], str(tmp_path / name), kept, engine)
        assert states(done.fits) == [FITS] * 4
    one, two = ({path.relative_to(tmp_path / name): path.read_bytes() for path in sorted((tmp_path / name).rglob("*.gz"))} for name in ("one", "two"))
    assert one == two and len(one) > 1


def test_a_corrected_graph_meets_the_shapes_and_the_ontology():
    pytest.importorskip("pyshacl")
    from policygraph.keeping.shapes import violations
    from test_ontology import kinds

    corrections = [each for each in _CHOICES if each.value not in ("2023", "又一标题", EDUCATION) and each.what != "withdrawn"]
    fits = []
    sources = [Source("charging.txt", CHARGING, "a" * 64), Source("parks.txt", PARKS, "b" * 64)]
    graph = build_graph(extract(sources), corrections=[*corrections, of_words("withdrawn", "（责任单位：市民政局）", kind="responsibility", provision="二/（三）")], on_fit=fits.append)
    assert [fit.state for fit in fits].count(FITS) == len(corrections)
    assert violations(graph) == ()
    assert set(joining.merge([graph])) == set(graph)  # what was corrected is a fact like others
    for correction_ in graph.subjects(RDF.type, PG.Correction):
        assert kinds(graph, graph.value(correction_, PROV.wasAttributedTo)) == {PROV.Agent}
        assert graph.value(correction_, PROV.generatedAtTime) == Literal("2026-11-27T00:00:00", datatype=URIRef("http://www.w3.org/2001/XMLSchema#dateTime"))


# ---- the commands


def test_correct_lists_what_fits_and_what_does_not(archive, call):
    corpus = archive / "checked"
    policygraph.corpus.Corpus(corpus).add(archive / "in", jobs=1)
    done = call("correct", written(archive, WRONG_LEADER), "--corpus", corpus)
    assert done.returncode == 0 and "临江市教育局 → 临江市交通运输局" in done.stdout.decode() and "1 of 1 correction holds" in done.stdout.decode()
    clash = of_words("agency", LABEL, "市水利局", was="临江市教育局", who="李强")
    path = written(archive, WRONG_LEADER, clash, of_words("withdrawn", "没有的话"))
    done = call("correct", path, "--corpus", corpus, "--format", "json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1 and [row["state"] for row in rows] == [CONTRADICTS, CONTRADICTS, NOTHING]
    assert rows[0]["contradicts"] == [f"{path}: correction 2"] and rows[2]["changes"]
    assert not (corpus / "corrections.toml").exists()
    done = call("correct", path, "--corpus", corpus)
    assert f"{path}: correction 2" in done.stdout.decode().splitlines()[0] and "李强" in done.stdout.decode()


def test_build_applies_tells_and_keeps(archive, call, tmp_path):
    path = written(archive, WRONG_LEADER, of_words("withdrawn", "没有的话"))
    done = call("build", archive / "in" / "charging.txt", "--corrections", path, "-o", tmp_path / "graph.nt")
    said = done.stderr.decode()
    assert done.returncode == 0 and "1 of 2 corrections fit" in said and f"{path}: correction 2: withdrawn" in said
    assert "wasRevisionOf" in (tmp_path / "graph.nt").read_text("utf-8")
    done = call("build", archive / "in", "--corpus", tmp_path / "corpus", "--jobs", "1", "--corrections", path)
    assert done.returncode == 0 and "1 of 2 corrections fit" in done.stderr.decode()
    assert read_corrections(tmp_path / "corpus" / "corrections.toml") == read_corrections(path)
    done = call("build", "--corpus", tmp_path / "corpus")
    assert done.returncode == 0 and "1 of 2 corrections fit" in done.stderr.decode() and "0 read" in done.stderr.decode()
    done = call("build", archive / "in", "--parts", tmp_path / "parts", "--jobs", "1", "--corrections", path)
    assert done.returncode == 0 and "1 of 2 corrections fit" in done.stderr.decode()


def test_build_refuses_a_malformed_file_before_it_reads(archive, call, tmp_path):
    (tmp_path / "bad.toml").write_text("[[correction]]\nwhat = 'x'\n", "utf-8")
    done = call("build", archive / "in", "--corpus", tmp_path / "corpus", "--corrections", tmp_path / "bad.toml")
    assert done.returncode == 2 and "bad.toml: correction 1" in done.stderr.decode() and not (tmp_path / "corpus" / "current").exists()
    assert call("build").returncode == 2 and call("build", "--corpus", tmp_path / "none").returncode == 2


def test_a_thousand_corrections_take_the_time_of_one_for_each_source(facts):
    """What is looked up does not grow with the file: a source is compared by its names alone."""
    many = [correction("title", f"标题{n}", document=f"临政发〔2001〕{n}号") for n in range(2_000)]
    dice = random.Random(1)
    dice.shuffle(many)
    corrector = Corrector(many, BASE)
    assert len(corrector.index.about) == 2_000 and not corrector.touches(facts)


# ---- by a click


def links_of(text):
    import html
    import re

    return [html.unescape(found) for found in re.findall(r'href="([^"]+)"', text)]


def test_a_wrong_agency_is_corrected_on_the_page_and_stays_so(archive, tmp_path, monkeypatch):
    """From the page of a document to its entry, into the corpus, through other rules, to the answer in SPARQL and back on the page."""
    from urllib.parse import parse_qsl, urlencode, urlparse

    from test_serve import Server, id_of

    corpus = policygraph.corpus.Corpus(tmp_path / "corpus")
    corpus.add(archive / "in", jobs=1)
    page = "/page/" + id_of(f"document/220681/{NUMBER}")
    server = Server(tmp_path / "corpus")
    try:
        document = server.get(page)
        numbers = [link for link in links_of(document.text) if link.startswith("?correct=")]
        forms = [urlparse(server.get(page + link).headers["location"]).query for link in numbers]
        (asked,) = [query for query in forms if "/lead/220681/" in dict(parse_qsl(query))["thing"]]
        form = server.get(f"/correct?{asked}")
        assert form.status == 200 and LABEL in form.text and 'option value="agency"' in form.text
        filled = {**dict(parse_qsl(asked)), "what": "agency", "is": "市交通运输局", "who": "王<b>敏", "when": "2026-11-27", "why": "原文如此"}
        shown = server.get("/correct?" + urlencode(filled))
        (download,) = [link for link in links_of(shown.text) if "format=toml" in link]
        assert shown.status == 200 and "王&lt;b&gt;敏" in shown.text and "王<b>" not in shown.text
        taken = server.get("/correct" + download)
        assert taken.type == "application/toml" and "attachment" in taken.headers["content-disposition"]
        for wrong, status in (({**filled, "who": ""}, 400), ({**filled, "what": "deadline", "is": "x"}, 400), ({**filled, "thing": "urn:nothing"}, 404)):
            assert server.get("/correct?" + urlencode(wrong)).status == status
    finally:
        assert server.end() == 0
    (tmp_path / "mine.toml").write_text(taken.text, "utf-8")
    assert states(corpus.check_corrections(tmp_path / "mine.toml")) == [FITS]
    monkeypatch.setattr(policygraph.corpus, "version", lambda: "other-rules")
    assert states(corpus.add(archive / "in", jobs=1, corrections=tmp_path / "mine.toml").corrections) == [FITS]
    assert told(corpus) == [("临江市交通运输局", "王<b>敏", "2026-11-27")]
    (row,) = corpus.query("corrections").texts()
    assert (row["what"], row["before"], row["after"], row["who"], row["why"]) == ("agency", "agency 临江市教育局", "市交通运输局", "王<b>敏", "原文如此")
    server = Server(tmp_path / "corpus")
    try:
        document = server.get(page)
        assert "王&lt;b&gt;敏 2026-11-27" in document.text and "临江市交通运输局" in document.text
        (made,) = {link for link in links_of(document.text) if "/correction/" in link}
        assert "wasAttributedTo" in server.get(made).text
    finally:
        assert server.end() == 0


def test_documents_and_agencies_have_forms_too(archive, tmp_path):
    from urllib.parse import urlencode

    from test_serve import Server, id_of

    corpus = policygraph.corpus.Corpus(tmp_path / "corpus")
    corpus.add(archive / "in", jobs=1)
    who = {"who": "王敏", "when": "2026-11-27", "format": "toml"}
    server = Server(tmp_path / "corpus")
    try:
        assert "/correct?" + urlencode({"thing": DOCUMENT}) in links_of(server.get("/page/" + id_of(f"document/220681/{NUMBER}")).text)
        assert "/correct?" + urlencode({"thing": POLICE}) in links_of(server.get("/page/" + id_of("agency/220681/临江市公安局")).text)
        entries = [server.get("/correct?" + urlencode({**given, **who})).text for given in (
            {"thing": DOCUMENT, "what": "signed", "is": "2021-03-02"}, {"thing": EDUCATION, "what": "same-agency", "is": POLICE},
            {"thing": FINANCE, "what": "no-agency", "document": NUMBER})]
        stub = f"{BASE}document/220681/临政发〔2020〕8号"
        assert server.get("/correct?" + urlencode({"thing": stub})).status == 404  # nothing that was read says it
    finally:
        assert server.end() == 0
    fits = corpus.check_corrections(parse("\n".join(entries)))
    assert states(fits) == [FITS] * 3 and {fit.correction.document for fit in fits} == {NUMBER, ""}


@pytest.mark.browser
def test_the_page_of_explain_writes_entries_that_fit(driver, archive, tmp_path):
    from policygraph.pipeline import extract_source
    from policygraph.showing.explain import explain_html

    (tmp_path / "explain.html").write_text(explain_html(extract_source(Source("charging.txt", CHARGING, "a" * 64))), "utf-8")
    driver.get((tmp_path / "explain.html").as_uri())
    entries = driver.execute_script("""
        const found = [];
        for (const piece of document.querySelectorAll("main .m")) {
          piece.click();
          for (const pre of document.querySelectorAll("#panel pre")) found.push(pre.textContent);
        }
        return [...new Set(found)]""")
    links = driver.execute_script("return [...document.querySelectorAll('#panel a[download]')].map(a => decodeURIComponent(a.href))")
    assert links and links[0].startswith("data:application/toml") and "[[correction]]" in links[0]
    named = [entry.replace('who = ""', 'who = "王敏"') for entry in entries]
    given = parse("\n".join(entry for entry in named if 'is = ""' not in entry))
    assert {each.what for each in given} == {"withdrawn", "no-agency"} and len(given) > 8
    corpus = policygraph.corpus.Corpus(tmp_path / "corpus")
    corpus.add(archive / "in" / "charging.txt", jobs=1)
    for each in given:
        (fit,) = corpus.check_corrections([each])
        assert fit.state == FITS, each
    heads = [entry.replace('is = ""', 'is = "2020-01-01"') for entry in named if 'is = ""' in entry]
    assert {each.what for each in parse("\n".join(heads))} == {"title", "number", "signed"}
