"""What differs between two graphs or corpora, and what is new since the last run."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from rdflib import RDF, Literal, URIRef

from conftest import in_oxigraph
from policygraph.asking.watching import feeds, memory
from policygraph.asking.watching.news import watch
from policygraph.corpus import Corpus
from policygraph.errors import CorpusError, GraphError, TableError
from policygraph.keeping import comparing, exporting
from policygraph.keeping.building import build_graph
from policygraph.keeping.comparing import CHANGED, GAINED, LOST, compare
from policygraph.model import Source
from policygraph.pipeline import extract
from policygraph.stating.formats import save
from policygraph.stating.terms import PG
from test_corrections import CHARGING, NUMBER, PARKS, WRONG_LEADER, written

ENERGY = """临江市人民政府关于节能的意见

临政发〔2020〕8号

各乡镇人民政府：

　　一、节约用电。每年3月31日前报送进展。
　　本意见自2020年2月1日起施行，有效期至2025年1月31日。

临江市人民政府
2020年1月8日
"""
REPEAL = """临江市人民政府关于废止文件的决定

临政发〔2023〕1号

各乡镇人民政府：

　　《临江市人民政府关于节能的意见》（临政发〔2020〕8号）自2023年2月1日起废止。

临江市人民政府
2023年1月20日
"""
TEXTS = {"charging": CHARGING, "parks": PARKS, "energy": ENERGY, "repeal": REPEAL}


def graph_of(*names, changed=lambda text: text, corrections=()):
    return build_graph(extract([Source(f"{name}.txt", changed(TEXTS[name]), f"{name[0]}{len(changed(TEXTS[name])):x}".ljust(64, "0")) for name in names]), corrections=corrections)


@cache
def held(*names):
    """The graph of texts as they are, in Oxigraph, made once: tests only read it."""
    return in_oxigraph(graph_of(*names))


@pytest.fixture(scope="module")
def graphs(tmp_path_factory):
    """Files of graphs, by what is in them."""
    folder = tmp_path_factory.mktemp("changes")
    made = {}
    for names in (("charging",), ("charging", "parks"), ("energy", "parks"), ("charging", "energy", "repeal"), tuple(TEXTS)):
        made[names] = folder / f"{'-'.join(names)}.nt"
        save(held(*names), made[names])
    return made


def said(path, other):
    with compare(path, other) as found:
        return found.same, found.kinds(), list(found.documents()), list(found.changes())


def counts(kinds, state):
    return {kind: found[state] for kind, found in kinds.items() if found[state]}


# ---- diff


def test_what_is_the_same_differs_in_nothing(graphs):
    for path in graphs.values():
        assert said(path, path) == (True, {}, [], [])


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_gains_of_one_way_are_losses_of_the_other_and_as_many_as_things(graphs, data):
    one, other = (data.draw(st.sampled_from(list(graphs))) for _ in range(2))
    _, there, _, changes = said(graphs[one], graphs[other])
    _, back, _, _ = said(graphs[other], graphs[one])
    assert counts(there, GAINED) == counts(back, LOST) and counts(there, LOST) == counts(back, GAINED) and counts(there, CHANGED) == counts(back, CHANGED)
    before, after = held(*one), held(*other)
    for class_, kind in comparing.KINDS.items():
        if kind in ("document", "initiative", "term"):
            continue  # a stub is told apart; the others are of several classes
        things = [set(graph.subjects(RDF.type, URIRef(class_))) for graph in (before, after)]
        found = [{URIRef(change.iri) for change in changes if (change.kind, change.state) == (kind, state)} for state in (LOST, GAINED)]
        assert found == [things[0] - things[1], things[1] - things[0]], kind
    mentions = [set(graph.subject_objects(PG.mentionsAgency)) for graph in (before, after)]
    assert (there.get("mention", {}).get(GAINED, 0), there.get("mention", {}).get(LOST, 0)) == (len(mentions[1] - mentions[0]), len(mentions[0] - mentions[1]))


def test_a_stub_that_is_read_becomes_a_document(graphs):
    _, kinds, documents, changes = said(graphs["charging",], graphs["charging", "energy", "repeal"])
    energy = [(change.kind, change.state) for change in changes if change.iri.endswith("/220681/临政发〔2020〕8号") and "/citation/" not in change.iri]
    assert energy == [("document", GAINED), ("stub", LOST)]
    assert [name for name, *_ in documents] == ["临政发〔2020〕8号", "临政发〔2023〕1号", ""]


def test_a_changed_value_is_told_with_both(tmp_path):
    for name, comparator in (("before", "="), ("after", ">=")):
        graph = graph_of("charging")
        (target,) = graph.subjects(RDF.type, PG.Target)
        graph.set((target, PG.comparator, Literal(comparator)))
        save(graph, tmp_path / f"{name}.ttl")
    _, kinds, _, (change,) = said(tmp_path / "before.ttl", tmp_path / "after.ttl")
    assert kinds == {"target": {GAINED: 0, LOST: 0, CHANGED: 1}} and change.fields == (("pg:comparator", ("=",), (">=",)),)
    assert (change.name, change.locator, change.quote) == (NUMBER, "一", "建成充电桩3000个")


def test_a_source_of_other_bytes_that_says_the_same_loses_nothing(tmp_path):
    save(graph_of("charging"), tmp_path / "a.nt")
    save(graph_of("charging", changed=lambda text: "\n" + text), tmp_path / "b.nt")
    _, kinds, _, changes = said(tmp_path / "a.nt", tmp_path / "b.nt")
    assert kinds == {"source": {GAINED: 1, LOST: 1, CHANGED: 0}}
    save(graph_of("charging", changed=lambda text: "\n" + text.replace("市教育局", "市水利局")), tmp_path / "c.nt")
    _, kinds, _, changes = said(tmp_path / "a.nt", tmp_path / "c.nt")
    assert counts(kinds, GAINED) == {"source": 1, "responsibility": 3, "agency": 1, "mention": 1}  # the words of the label are others for all three
    assert {change.says for change in changes if change.kind == "agency"} == {"临江市教育局", "临江市水利局"}


@pytest.fixture(scope="module")
def corpora(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpora")
    (folder / "in").mkdir()
    for name, text in TEXTS.items():
        (folder / "in" / f"{name}.txt").write_text(text, "utf-8")
    one, two = Corpus(folder / "one"), Corpus(folder / "two")
    one.add(folder / "in" / "charging.txt", folder / "in" / "energy.txt", jobs=1)
    two.add(folder / "in", jobs=1)
    two.add(corrections=written(folder, WRONG_LEADER))
    return folder


def test_two_corpora_differ_as_their_files_do(corpora):
    """Sources with the same facts are passed over; the outcome is that of comparing all."""
    for name in ("one", "two"):
        exporting.turtle(corpora / name, corpora / f"{name}-parts")
    files = [corpora / f"{name}-parts" / "part-00001.ttl" for name in ("one", "two")]
    passed_over = said(corpora / "one", corpora / "two")
    assert passed_over == said(*files) == said(corpora / "one", files[1]) == said(files[0], corpora / "two")
    assert said(corpora / "two", files[1])[0] and not passed_over[0]


def test_a_correction_is_a_gain_and_a_loss(corpora):
    from policygraph.keeping.comparing import _differing, _Side

    corpus = Corpus(corpora / "three")
    corpus.add(corpora / "in", jobs=1)
    _, kinds, documents, changes = said(corpora / "three", corpora / "two")
    assert counts(kinds, GAINED) == {"responsibility": 1, "withdrawn": 1, "correction": 1, "agency": 1, "person": 1, "mention": 1}
    assert counts(kinds, LOST) == {"responsibility": 1, "mention": 1}
    assert ("responsibility", GAINED, "临江市交通运输局 pg:lead") in {(change.kind, change.state, change.says) for change in changes}
    graphs = _differing(*(_Side(corpora / name, corpora / "unused") for name in ("three", "two")))
    assert len(graphs) == 3  # the source that is corrected, and what is derived


def test_what_cannot_be_compared_is_told(corpora, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.ttl").write_text("@prefix", "utf-8")
    for given_, error in ((tmp_path / "empty", CorpusError), (tmp_path / "none.ttl", GraphError), (tmp_path / "bad.ttl", GraphError)):
        with pytest.raises(error):
            compare(corpora / "one", given_)


def test_a_graph_that_others_made_may_hold_anything(tmp_path):
    (tmp_path / "a.ttl").write_text('<urn:a> <urn:p> _:x . _:x a <https://w3id.org/policygraph/ontology#Target> . <urn:b> a <https://w3id.org/policygraph/ontology#Target> ; '
                                    '<https://w3id.org/policygraph/ontology#document> "nothing", <urn:none> .', "utf-8")
    (tmp_path / "b.ttl").write_text("<urn:a> <urn:p> 1 .", "utf-8")
    _, kinds, _, _ = said(tmp_path / "a.ttl", tmp_path / "b.ttl")
    assert kinds == {"target": {GAINED: 0, LOST: 1, CHANGED: 0}, "other": {GAINED: 0, LOST: 0, CHANGED: 1}}


@pytest.mark.browser
@pytest.mark.parametrize("language, seen, other", [("zh", ("新增", "引用"), ("gained", "citation")), ("en", ("gained", "citation"), ("新增", "引用"))])
def test_the_page_of_a_comparison_speaks_the_language_that_was_asked_for(driver, graphs, call, tmp_path, language, seen, other):
    call("diff", graphs["energy", "parks"], graphs["charging", "parks"], "--html", tmp_path / "page.html", "--lang", language)
    driver.get((tmp_path / "page.html").as_uri())

    def heads() -> str:
        return driver.execute_script("return ['table', '#choose', 'li b'].map((each) => document.querySelector(each).innerText).join(' ')")

    assert all(word in heads() for word in seen) and not any(word in heads() for word in other)
    driver.find_element("id", "language").click()
    assert all(word in heads() for word in other) and not any(word in heads() for word in seen)
    assert driver.execute_script("return document.documentElement.lang") == ("en" if language == "zh" else "zh-CN")


@pytest.mark.browser
def test_the_page_of_a_comparison_hides_what_is_not_wanted(driver, graphs, call, tmp_path):
    from browser import console_errors

    call("diff", graphs["energy", "parks"], graphs["charging", "parks"], "--html", tmp_path / "page.html")
    driver.get((tmp_path / "page.html").as_uri())
    shown = "return [...document.querySelectorAll('li')].filter(each => each.offsetParent).map(each => each.className)"
    assert {"gained", "lost"} <= set(driver.execute_script(shown))
    driver.find_element("css selector", "input[value=lost]").click()
    assert "lost" not in driver.execute_script(shown) and "gained" in driver.execute_script(shown)
    assert console_errors(driver) == []


def test_diff_on_the_command_line(graphs, call, tmp_path):
    one, other = graphs["charging",], graphs["charging", "parks"]
    done = call("diff", one, one)
    assert (done.returncode, done.stdout.decode()) == (0, "both say the same\n")
    done = call("diff", one, other, "--limit", "3", "--html", tmp_path / "page.html", "-o", "-")
    text = done.stdout.decode()
    assert done.returncode == 1 and "临政发〔2022〕7号 临江市人民政府关于加快公园建设的通知\n  + document" in text and "more (--limit" in text
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "建成公园3000个" in page and 'class="gained"' in page and "http" not in page.replace("http-equiv", "")
    done = call("diff", one, other, "--format", "json", "-o", tmp_path / "changes.jsonl")
    summary, *rows = map(json.loads, (tmp_path / "changes.jsonl").read_text("utf-8").splitlines())
    assert done.returncode == 1 and not summary["same"] and sum(sum(found.values()) for found in summary["kinds"].values()) == len(rows)
    assert Counter(row["kind"] for row in rows)["responsibility"] == summary["kinds"]["responsibility"]["gained"] == 4
    done = call("diff", one, tmp_path / "none.ttl")
    assert done.returncode == 2 and "no such file" in done.stderr.decode() and not done.stdout


# ---- watch


def kinds_of(news):
    return Counter(item.kind for item in news.items)


def test_the_first_run_calls_nothing_new_and_the_next_what_came(tmp_path):
    first = watch(held("charging"), days=10, today=date(2022, 12, 25))
    assert first.since is None and kinds_of(first) == {"due": 1}
    memory.write(tmp_path / "state.json", first.memory)
    kept = memory.read(tmp_path / "state.json")
    assert kept == first.memory
    second = watch(held(*TEXTS), kept, days=10, today=date(2023, 2, 2))
    assert {(item.kind, item.number) for item in second.items} == {
        ("arrived", "临政发〔2020〕8号"), ("new", "临政发〔2022〕7号"), ("new", "临政发〔2023〕1号"), ("basis-gone", NUMBER), ("basis-gone", "临政发〔2022〕7号")}
    (gone, _) = second.of_kind("basis-gone")
    assert gone.day == "2023-02-01" and "临政发〔2020〕8号: repealed 2023-02-01 临政发〔2023〕1号" in gone.says
    third = watch(held(*TEXTS), second.memory, days=40, today=date(2023, 2, 25), targets=True)
    assert {(item.kind, item.day) for item in third.items} == {("recurs", "2023-03-31")}
    last = watch(held(*TEXTS), third.memory, days=400, today=date(2025, 1, 1), targets=True)
    assert ("expires", "2025-01-31") in {(item.kind, item.day) for item in last.items}
    assert {item.says for item in last.of_kind("due")} == {"建成充电桩 = 3000 个", "建成公园 = 3000 个"}


def test_a_day_may_stand_in_place_of_a_run():
    news = watch(held(*TEXTS), date(2022, 3, 1), days=1, today=date(2023, 2, 2))
    assert {(item.kind, item.number) for item in news.items} == {
        ("new", "临政发〔2022〕7号"), ("new", "临政发〔2023〕1号"), ("basis-gone", NUMBER), ("basis-gone", "临政发〔2022〕7号")}


@pytest.fixture(scope="module")
def news():
    before = watch(held("charging"), today=date(2022, 1, 1))
    return watch(held(*TEXTS), before.memory, days=1200, today=date(2022, 6, 1), targets=True)


def test_the_feed_is_one_that_readers_take(news):
    feed = etree.fromstring(feeds.to_atom(news, "甲 & <乙>").encode())
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    ids = [entry.findtext(f"{atom}id") for entry in entries]
    assert feed.findtext(f"{atom}title") == "甲 & <乙>" and len(set(ids)) == len(entries) == len(news.items) > 5
    for entry in [feed, *entries]:
        assert entry.findtext(f"{atom}id").startswith("urn:uuid:") and date.fromisoformat(entry.findtext(f"{atom}updated")[:10]) <= news.day
        assert entry.findtext(f"{atom}title")
    assert all(entry.find(f"{atom}link").get("href").isascii() for entry in entries)
    later = watch(held(*TEXTS), news.memory, days=1200, today=date(2022, 6, 8), targets=True)
    again = etree.fromstring(feeds.to_atom(later, "甲 & <乙>").encode())
    kept = {entry.findtext(f"{atom}id"): entry.findtext(f"{atom}updated") for entry in again.findall(f"{atom}entry")}
    old = {entry.findtext(f"{atom}id"): entry.findtext(f"{atom}updated") for entry in entries}
    assert len(kept.keys() & old.keys()) == kinds_of(later)["due"] + kinds_of(later)["expires"] + kinds_of(later)["recurs"]
    assert all(kept[id] == old[id] for id in kept.keys() & old.keys())  # a reader shows them once


def test_the_calendar_has_what_is_ahead(news):
    lines = feeds.to_ics(news, "x").replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VEVENT") == sum(1 for item in news.items if item.due)
    assert any(line.startswith("RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31") for line in lines) and any(line == "SUMMARY:即将失效：临江市人民政府关于节能的意见" for line in lines)


def test_json_and_text_say_the_same_items(news):
    found = json.loads(feeds.to_json(news, "x"))
    assert Counter(row["kind"] for row in found["items"]) == kinds_of(news) and found["since"] == "2022-01-01"
    text = feeds.to_text(news, "x")
    for kind, n in kinds_of(news).items():
        assert f"{feeds.KINDS[kind][1]}: {n}" in text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "day": "x", "held": [], "stubs": [], "gone": []}', "[" * 100_000])
def test_what_remembers_no_run_is_refused(tmp_path, text):
    (tmp_path / "state.json").write_text(text, "utf-8")
    with pytest.raises(TableError, match="--state"):
        memory.read(tmp_path / "state.json")
    assert memory.read(tmp_path / "none.json") is None


def test_watch_on_the_command_line(tmp_path, call):
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    Corpus(tmp_path / "corpus").add(tmp_path / "charging.txt", jobs=1)
    done = call("watch", tmp_path / "corpus", "--today", "2022-12-20")
    assert done.returncode == 0 and "the first run" in done.stdout.decode() and "完成老旧小区摸底 (临江市民政局)" in done.stdout.decode()
    state = (tmp_path / "corpus" / "watch.json").read_bytes()
    Corpus(tmp_path / "corpus").add(tmp_path / "charging.txt", tmp_path / "energy.txt", tmp_path / "repeal.txt", jobs=1)
    done = call("watch", tmp_path / "corpus", "--today", "2023-02-02", "-o", tmp_path / "none" / "x.atom")
    assert done.returncode == 2 and (tmp_path / "corpus" / "watch.json").read_bytes() == state  # what was not told is told the next time
    done = call("watch", tmp_path / "corpus", "--today", "2023-02-02", "--since", "2023-01-01", "--format", "json")
    assert done.returncode == 0 and "arrived" not in done.stdout.decode() and (tmp_path / "corpus" / "watch.json").read_bytes() == state
    done = call("watch", tmp_path / "corpus", "--today", "2023-02-02", "-o", tmp_path / "news.atom", "-o", tmp_path / "due.ics", "-o", tmp_path / "news.json")
    found = Counter(row["kind"] for row in json.loads((tmp_path / "news.json").read_text("utf-8"))["items"])
    assert done.returncode == 0 and not done.stdout and found == {"new": 1, "arrived": 1, "basis-gone": 1} and (tmp_path / "due.ics").exists()
    assert (tmp_path / "corpus" / "watch.json").read_bytes() != state
    done = call("watch", tmp_path / "corpus", "--today", "2023-02-03")
    assert done.stdout.decode().splitlines()[1:] == ["nothing"]
    (tmp_path / "old.json").write_bytes(state)
    done = call("watch", tmp_path / "corpus", "--today", "2023-02-03", "--since", tmp_path / "old.json", "--format", "atom")
    assert done.returncode == 0 and done.stdout.decode().count("<entry>") == 3
    for wrong in (["--since", "yesterday"], ["--state", tmp_path / "news.atom"], ["--since", "2020-01-01", "--state", tmp_path / "due.ics"]):
        done = call("watch", tmp_path / "corpus", *wrong)
        assert done.returncode == 2 and done.stderr and not done.stdout
