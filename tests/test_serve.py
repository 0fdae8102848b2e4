"""The server: every page, the protocol, linked data, limits; asked over HTTP as clients ask it."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from threading import Event, Semaphore
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urljoin, urlparse
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.responses import HTMLResponse, Response

from conftest import SAMPLE, environment
from documents import HOSTILE
from policygraph import tables
from policygraph.asking.named import named
from policygraph.asking.prefixes import PREFIXES
from policygraph.asking.values import _columns
from policygraph.corpus import Corpus
from policygraph.serving import search
from policygraph.serving.archive import Archive
from policygraph.serving.content import entities, listed, pictures
from policygraph.serving.content.documents import Document, force
from policygraph.serving.forms import head
from policygraph.serving.indexing import _Swept, build, build_names
from policygraph.serving.kept import AT_ONCE, Kept
from policygraph.serving.running import names
from policygraph.serving.sparql import protocol, results
from policygraph.serving.sparql.readers import Refused
from policygraph.serving.wording import LANGUAGES, wanted, words


class Server:
    """A server in a process of its own."""

    def __init__(self, *given: str | Path):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "policygraph", "serve", *map(str, given), "--port", "0"], stderr=subprocess.PIPE, env=environment(), text=True, encoding="utf-8")
        line = self.process.stderr.readline()
        found = re.search(r"http://[\d.]+:\d+/", line)
        assert found, line + self.process.stderr.read()
        self.address = found[0]

    def get(self, path: str, *, accept: str = "text/html", body: bytes | None = None, method: str | None = None, **headers: str) -> Answer:
        request = Request(urljoin(self.address, path), body, {"Accept": accept, **{k.replace("_", "-"): v for k, v in headers.items()}}, method=method)
        try:
            with _OPENER.open(request, timeout=60) as reply:
                return Answer(reply.status, dict(reply.headers), reply.read().decode(), reply.url)
        except HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read().decode(), error.url)

    def wait_for_index(self) -> None:
        until = time.monotonic() + 60
        while "索引正在建立" in self.get("/").text:
            assert time.monotonic() < until
            time.sleep(0.1)

    def end(self) -> int:
        self.process.terminate()
        try:
            return self.process.wait(20)
        finally:
            self.process.kill()
            self.process.stderr.close()


#: Columns that an answer with its evidence has besides those of the query.
EVIDENCE_COLUMNS = {"quotation", "file", "start", "end", "rule", "confidence"}


class Answer:
    def __init__(self, status: int, headers: dict[str, str], text: str, address: str):
        self.status, self.headers, self.text, self.address = status, headers, text, address

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *given):
        return None


_OPENER = build_opener(_Stay)


class Page(HTMLParser):
    """What stands in a page: where it leads, what it loads, what would run."""

    def __init__(self, text: str):
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.running: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        self.loaded += [found[name] for name in ("src", "data", "action", "poster") if found.get(name)] + ([found["href"]] if tag == "link" else [])
        self.running += [name for name in found if name.startswith("on")] + ([tag] if tag == "script" and not found.get("src") else [])
        self.running += [found["style"]] if "style" in found else []
        self.ids += [found["id"]] if "id" in found else []


@pytest.fixture(scope="module")
def server(corpus) -> Iterator[Server]:
    found = Server(corpus, "--timeout", "4")
    found.wait_for_index()
    yield found
    assert found.end() == 0


def id_of(rest: str) -> str:
    return quote(rest, safe="/")


DOCUMENT = "document/370100/济政字〔2017〕39号"

# ---- pages


@pytest.mark.slow
def test_every_page_that_can_be_reached_is_whole_and_runs_nothing(server):
    seen: set[str] = set()
    waiting = ["/", "/search?kind=document", "/search?kind=agency", "/search?kind=programme", "/search?kind=place", "/queries", "/sparql"]
    kinds: dict[str, int] = {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = server.get(path)
        if answer.status == 303:
            waiting.append(answer.headers["location"].partition("#")[0])
            continue
        assert answer.status == 200, path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        if answer.type != "text/html":
            continue
        page = Page(answer.text)
        assert not page.running, path
        assert all(urlparse(each).netloc == "" and not each.startswith("javascript") for each in page.loaded + page.links), path
        assert len(page.ids) == len(set(page.ids)) or "/page/document" in path
        for link in page.links:
            target = urljoin(path, link).partition("#")[0]
            kind = "/".join(target.split("?")[0].split("/")[:3])
            # Of the pictures, and of what each statement leads to, some are enough.
            if target not in seen and kinds.get(kind, 0) < 40:
                kinds[kind] = kinds.get(kind, 0) + 1
                waiting.append(target)
    assert {"/page/document", "/page/agency", "/page/programme", "/page/place", "/page/gazette", "/network"} <= kinds.keys()


@pytest.mark.parametrize("language, words_of_it", [("zh", ["依据链", "责任矩阵", "责任分工" , "主送机关"]), ("en", ["Rests on", "Matrix", "addressees"])])
def test_a_document_tells_what_it_rests_on_who_does_what_and_where_it_says_so(server, language, words_of_it):
    page = server.get("/page/" + id_of(DOCUMENT) + f"?lang={language}").text
    for word in [*words_of_it, "济政字〔2017〕39号", "国发〔2016〕28号", "企业上云", "济南市财政局", "2000"]:
        assert word in page or word == "责任分工", word
    marks = re.findall(r'<a class="m [^"]+" href="#[^"]+" data-s="([^"]+)"', page)
    assert marks
    ids = set(Page(page).ids)
    assert {each for found in marks for each in found.split()} <= ids, "a mark leads to its fact"


@pytest.mark.parametrize(("style", "ending", "begins"), [
    ("gbt7714", ".txt", "济南市人民政府. 济南市人民政府关于印发"), ("bibtex", ".bib", "@misc{pg-2017-39-"), ("ris", ".ris", "TY  - GOVDOC\nAU  - 济南市人民政府\n"), ("csl", ".json", "[\n  {"),
])
def test_a_document_is_cited(server, style, ending, begins):
    page = server.get(f"/page/{id_of(DOCUMENT)}")
    assert "济政字〔2017〕39号[A]. 济南市人民政府公报, 2017(13): 10." in page.text and f"?style={style}" in page.text
    reply = server.get(f"/cite/{id_of(DOCUMENT)}?style={style}")
    assert reply.text.startswith(begins) and ending in reply.headers["content-disposition"]
    stub = server.get(f"/cite/{id_of('document/100000/国发〔2016〕28号')}?style={style}")
    assert stub.status == 200 and "国发〔2016〕28号" in stub.text


@pytest.mark.parametrize("address", [f"/cite/{id_of('agency/370100/济南市人民政府')}", "/cite/nothing", f"/cite/{id_of(DOCUMENT)}?style=chicago"])
def test_what_cannot_be_cited_is_not_there(server, address):
    assert server.get(address).status == 404


def test_the_text_of_a_document_is_its_own(server, sample_text):
    page = server.get("/page/" + id_of(DOCUMENT)).text
    shown = re.search(r'<div class="words"[^>]*>(.*?)</div>', page, re.DOTALL)[1]
    shown = re.sub(r"<[^>]+>", "", shown).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"').replace("&#39;", "'")
    assert "企业上云" in shown and "济厅字〔2017〕36号" not in shown
    assert shown.strip() and shown.strip() in sample_text


def test_a_statement_leads_to_its_place_on_the_page_of_its_document(server, corpus):
    row = Corpus(corpus).frame("responsibility").iloc[0]
    answer = server.get("/page/" + id_of(row["statement"].partition("/id/")[2]))
    assert answer.status == 303
    path, _, fragment = answer.headers["location"].partition("#")
    assert fragment in Page(server.get(path).text).ids


def test_an_agency_tells_its_tasks_and_its_reform(server):
    page = server.get("/page/" + id_of("agency/370100/济南市工商行政管理局")).text
    assert "济南市市场监督管理局" in page and "负责" in page and "<q>" in page


def test_an_issue_tells_its_contents(server):
    page = server.get("/page/" + id_of("gazette/济南市人民政府公报/2017/13")).text
    assert page.count("/page/document/") == 6


def test_what_comes_from_a_document_does_not_run(server):
    for path in ("/search?q=%E4%B8%B4%E6%94%BF%E5%8F%91", "/page/" + id_of("document/220681/临政发〔2019〕7号"), "/search?q=" + quote("<script>alert(9)</script>"),
                 "/queries/documents?run=1", "/search?q=" + quote('"><img src=x onerror=alert(1)>') + "&issuer=" + quote("'><b>")):
        page = server.get(path)
        assert page.status == 200, path
        assert not Page(page.text).running, path
        assert "<script>alert" not in page.text and "<img" not in page.text and "49" not in re.findall(r"onmouseover=.{0,20}", page.text)


def test_what_is_not_there_is_named_and_looked_for(server):
    answer = server.get("/page/" + id_of("document/370100/济政发〔1900〕1号"))
    assert answer.status == 404 and "/search?q=" in answer.text
    assert server.get("/page/x<>", accept="application/json").text == "Not Found\n"


@pytest.mark.parametrize("header, asked, page", [("en-GB,en;q=0.8", "", "en"), ("fr, zh;q=0.5", "", "zh-Hans"), ("en", "zh", "zh-Hans"), ("", "", "zh-Hans")])
def test_a_page_speaks_the_language_of_its_reader(server, header, asked, page):
    answer = server.get("/" + (f"?lang={asked}" if asked else ""), Accept_Language=header)
    assert f'<html lang="{page}">' in answer.text
    assert ("set-cookie" in answer.headers) == bool(asked)


def test_all_words_are_there_in_both_languages():
    assert words("zh").keys() == words("en").keys() and all(words(language)[key] for language in LANGUAGES for key in words(language))
    assert wanted("xx", "en", "") == "en" and wanted("", "", "de") == "zh"


@pytest.mark.parametrize("name", named())
def test_every_named_query_has_a_form_and_an_answer(server, name):
    parameters = {"number": "济政字〔2017〕39号", "document": "济政字〔2017〕39号", "agency": "济南市财政局", "name": "企业上云", "from": "2017", "to": "2020", "day": "2018-01-01",
                  "above": "济政字〔2017〕39号", "below": "济政字〔2017〕39号", "thing": "id:" + DOCUMENT}
    given = {p.name: parameters[p.name] for p in named()[name].parameters if p.required}
    form = server.get(f"/queries/{name}")
    assert form.status == 200 and all(f'name="{p.name}"' in form.text for p in named()[name].parameters)
    answer = server.get(f"/queries/{name}?" + urlencode({**given, "run": "1"}))
    assert answer.status == 200, answer.text[-500:]
    assert "SPARQL" in answer.text
    rows = json.loads(server.get(f"/queries/{name}?" + urlencode({**given, "run": "1", "format": "json"}), accept="*/*").text)
    assert isinstance(rows, list)


@pytest.mark.parametrize("name", named())
def test_a_named_query_is_asked_and_headed_in_chinese(server, name):
    query, columns = named()[name], _columns(named()[name].text)
    assert columns and re.search(r"[\u4e00-\u9fff].*[？?]$", query.question_zh)
    for language, question in (("zh", query.question_zh), ("en", query.question)):
        assert all(question in html.unescape(server.get(f"{path}?lang={language}").text) for path in ("/queries", f"/queries/{name}", "/sparql", *(["/ontology"] if any(query.competency) else [])))
    latin = {column for column in (*columns, *(p.name for p in query.parameters)) if head(name, column, "zh").isascii()}
    assert not latin, latin
    assert head(name, "number", "en") == "number"


def test_the_heads_of_answers_are_of_columns_that_there_are():
    known = {each for query in named().values() for each in (*_columns(query.text), *(p.name for p in query.parameters))} | EVIDENCE_COLUMNS
    for row in tables.rows("heads", ("name", "zh")):
        query, _, column = row["name"].rpartition(".")
        assert column in (_columns(named()[query].text) if query else known), row


def test_an_answer_has_chinese_heads_and_words(server):
    text = server.get("/queries/citations?lang=zh&" + urlencode({"number": "济政字〔2017〕39号"})).text
    assert '<th scope="col" title="relation">关系</th>' in text and "<td>贯彻落实</td>" in text and "<td>提及</td>" in text and "<td>按文号</td>" in text and "<td>mentions</td>" not in text
    english = server.get("/queries/citations?lang=en&" + urlencode({"number": "济政字〔2017〕39号"})).text
    assert '<th scope="col">relation</th>' in english and "<td>mentions</td>" in english and "<td>byNumber</td>" in english
    workload = server.get("/queries/workload?lang=zh&run=1").text
    assert "<td>泛称</td>" in workload and "<td>generic</td>" not in workload
    assert "<td>是</td>" in server.get("/queries/unfold?lang=zh&" + urlencode({"number": "济政字〔2017〕39号"})).text


@pytest.mark.parametrize("query, chinese, english", [
    ("SELECT * { ?s foo:bar ?o }", "未知前缀 foo；已知前缀", "unknown prefix foo; known are"),
    ("SELECT * { ?s a ?o } LIMT 5", "此处应为 HAVING", "expected HAVING"), ("SELECT ?x { ?s a ?o } GROUP BY ?s", "未列入 GROUP BY", "nothing in the query binds"),
    ("SELEC *", "这不是查询", "this is no query"), ("INSERT DATA { <a:b> <a:c> 1 }", "不能作任何修改", "nothing can be changed"),
])
def test_what_is_wrong_with_a_query_is_said_in_the_language_of_the_page(server, query, chinese, english):
    for language, said in (("zh", chinese), ("en", english)):
        text = html.unescape(server.get("/sparql?" + urlencode({"query": query, "lang": language})).text)
        assert said in text and "u{00B7}" not in text


def test_parameters_in_the_address_are_asked_without_more(server):
    given = urlencode({"number": "济政字〔2017〕39号"})
    assert "<tbody>" in server.get(f"/queries/superior-chain?{given}").text
    assert "<tbody>" not in server.get("/queries/superior-chain").text


def test_no_two_fields_of_the_search_have_one_label(server):
    labels = [each.strip() for each in re.findall(r"<label>([^<]+)<", server.get("/search?lang=zh").text)]
    assert "类别" in labels and len(labels) == len(set(labels)) > 5


def test_a_law_tells_who_cites_which_article(tmp_path):
    for n, articles in enumerate(("第十二条、第九条", "第十二条第二款")):
        (tmp_path / f"{n}.txt").write_text(
            f"临江市人民政府关于公布目录的通知\n临政发〔2019〕{n + 7}号\n各县区人民政府：\n    根据《中华人民共和国行政许可法》{articles}的规定，现将目录予以公布。\n"
            "临江市人民政府\n2019年3月1日\n", "utf-8")
    Corpus(tmp_path / "corpus").add(tmp_path / "0.txt", tmp_path / "1.txt", jobs=1)
    with Archive(tmp_path / "corpus") as archive:
        things = archive.state.things
        (law,) = [each for each in things.of_class("pg:Stub")]
        told = [(article, sorted(each.number for each in citing.rows)) for article, citing in Document(things, law).by_article()]
    assert told == [("第九条", ["临政发〔2019〕7号"]), ("第十二条", ["临政发〔2019〕7号", "临政发〔2019〕8号"])]


def test_long_lists_come_in_parts(tmp_path):
    """What hundreds of documents cite, and where they are from: each is in one part, the parts are linked, and no part beyond the last is asked in vain."""
    (tmp_path / "in").mkdir()
    for n in range(130):
        (tmp_path / "in" / f"{n}.txt").write_text(
            f"临江市人民政府关于公布第{n + 1}批目录的通知\n临政发〔2019〕{n + 1}号\n各县区人民政府：\n    根据《中华人民共和国行政许可法》第十二条的规定，现将目录予以公布。\n"
            f"临江市人民政府\n2019年3月{n % 28 + 1}日\n", "utf-8")
    Corpus(tmp_path / "corpus").add(tmp_path / "in", jobs=1)
    with Archive(tmp_path / "corpus") as archive:
        things = archive.state.things
        (law,) = things.of_class("pg:Stub")
        (issuer,) = {agency for document in things.subjects("eli:cites", law) for agency in things.values(document, "eli:passed_by")}
        for parts in ([Document(things, law).cited_by(n) for n in range(3)], [entities.Agency(things, issuer).issued(n) for n in range(3)]):
            assert [(len(part.rows), part.total, part.page, part.pages, part.more) for part in parts] == [(100, 130, 0, 2, 30), (30, 130, 1, 2, 100), (30, 130, 1, 2, 100)]
            assert len({row.iri for part in parts[:2] for row in part.rows}) == 130
        days = [row.day for n in range(2) for row in Document(things, law).cited_by(n).rows]
        assert days == sorted(days)
        [(article, first)] = Document(things, law).by_article()
        assert (article, len(first.rows), first.more) == ("第十二条", 20, 110)


def test_an_empty_list_has_one_empty_part():
    assert listed.part([], str, 7) == listed.Part([], 0, 0, 1)


def test_a_line_of_a_network_leads_to_its_sentence(server):
    page = server.get("/network?" + urlencode({"around": "https://w3id.org/policygraph/id/" + DOCUMENT})).text
    lines = re.findall(r'<a href="(/page/[^"]+)" aria-label="([^"]+)"><path class="line line-(\w+)', page)
    assert {"applies", "lead"} <= {sort for _, _, sort in lines} and all(says for _, says, _ in lines)
    for path in dict.fromkeys(path for path, _, _ in lines):
        answer = server.get(path)
        place, _, anchor = answer.headers["location"].partition("#")
        assert answer.status == 303 and anchor and f'id="{anchor}"' in server.get(place).text


def test_a_curve_rises_by_one_at_each_place():
    drawn = pictures.spread([("丙县", "2017-01-10"), ("甲市", "2015-12-01"), ("乙市", "2016-02-01"), ("丁县", ""), ("戊县", "2017")])
    assert [point.name for point in drawn.points] == ["甲市", "乙市", "丙县"]
    assert drawn.points[0].x == drawn.left and drawn.points[-1] == pictures.Point("丙县", "2017-01-10", drawn.right, drawn.top, True, False) and drawn.points[0].after
    assert [point.y for point in drawn.points] == sorted((point.y for point in drawn.points), reverse=True)
    assert [text for _, text in drawn.ticks] == ["2015-12", "2017"]  # no room for 2016 one month later
    assert pictures.spread([("丁县", "")]).points == ()


def test_one_place_is_a_curve_too():
    drawn = pictures.spread([("甲市", "2015-12-01")])
    assert drawn.path.startswith(f"M{drawn.left} {drawn.bottom} H{drawn.left} V{drawn.top}")


# ---- search


def test_a_number_is_found_in_any_writing(server):
    for typed in ("济政字〔2017〕39号", "济政字[2017]39号", "济政字2017 39", "济政字（2017）39", "济政字2017-39号"):
        hits = json.loads(server.get("/suggest?" + urlencode({"q": typed})).text)
        assert hits and hits[0]["number"] == "济政字〔2017〕39号", typed


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="大气污染防治法第3条a，《》", min_size=1, max_size=30), st.text(alphabet="大气污染防治法第3条a，《》", min_size=1, max_size=5))
def test_a_word_is_found_where_it_stands_and_nowhere_else(text, typed):
    import sqlite3

    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE body USING fts5 (pairs, content='', tokenize=\"unicode61 remove_diacritics 0\")")
    database.execute("INSERT INTO body (rowid, pairs) VALUES (1, ?)", [search.pairs(text)])
    match = search.phrases(typed)
    plain = re.sub(r"[\W_]+", "|", text).strip("|")
    wanted = re.sub(r"[\W_]+", "|", typed).strip("|")
    if not wanted:
        assert match == ""
    else:
        assert bool(database.execute("SELECT rowid FROM body WHERE body MATCH ?", [match]).fetchall()) == (wanted in plain)


def test_filters_leave_what_they_say(server):
    found = server.get("/search?" + urlencode({"kind": "document", "level": "地级", "day": "2018-01-01", "has": "target"})).text
    assert "济政字〔2017〕39号" in found
    assert "济政字〔2017〕39号" not in server.get("/search?" + urlencode({"kind": "document", "day": "2016-01-01"})).text
    assert "没有找到" in server.get("/search?" + urlencode({"q": "济政字", "year": "1999"})).text


def test_the_text_is_found_with_the_words_around(server):
    page = server.get("/search?q=" + quote("专项引导资金")).text
    assert re.search(r"企业上云.{0,40}<mark>专项引导资金</mark>", page)


# ---- SPARQL

QUERY = "SELECT ?d ?t WHERE { ?d a pg:Document ; eli:title ?t } ORDER BY ?d LIMIT 3"


@pytest.mark.parametrize("media_type", results.TABLES)
def test_rows_come_in_every_form_and_by_every_way(server, media_type):
    by_get = server.get("/sparql?" + urlencode({"query": QUERY}), accept=media_type)
    direct = server.get("/sparql", accept=media_type, body=QUERY.encode(), Content_Type="application/sparql-query")
    by_form = server.get("/sparql", accept=media_type, body=urlencode({"query": QUERY}).encode(), Content_Type="application/x-www-form-urlencoded")
    assert (by_get.status, by_get.type) == (200, media_type)
    assert by_get.text == direct.text == by_form.text
    assert by_get.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("media_type", results.GRAPHS)
def test_graphs_come_in_every_form(server, media_type):
    from rdflib import Graph

    answer = server.get("/sparql?" + urlencode({"query": "CONSTRUCT { ?d eli:title ?t } WHERE { ?d eli:title ?t }"}), accept=media_type)
    assert answer.type == media_type
    assert len(Graph().parse(data=answer.text, format=media_type)) > 5


def test_results_are_what_others_read(server):
    import csv
    from xml.etree import ElementTree

    ask = lambda query, accept: server.get("/sparql?" + urlencode({"query": query}), accept=accept).text  # noqa: E731
    query = 'SELECT * { VALUES (?a ?b ?c) { ("甲\t\\"乙\\"\\n" UNDEF 1.5) ("x"@en <http://a/b> true) } }'
    rows = json.loads(ask(query, results.JSON))["results"]["bindings"]
    assert rows[0] == {"a": {"type": "literal", "value": '甲\t"乙"\n'}, "c": {"type": "literal", "value": "1.5", "datatype": "http://www.w3.org/2001/XMLSchema#decimal"}}
    assert rows[1]["a"] == {"type": "literal", "value": "x", "xml:lang": "en"} and rows[1]["b"]["type"] == "uri"
    root = ElementTree.fromstring(ask(query, results.XML))
    assert [e.tag.rpartition("}")[2] for e in root.iter()][:6] == ["sparql", "head", "variable", "variable", "variable", "results"]
    assert list(csv.reader(ask(query, results.CSV).splitlines(keepends=True)))[1:] == [['甲\t"乙"\n', "", "1.5"], ["x", "http://a/b", "true"]]
    assert ask(query, results.TSV).splitlines()[1].split("\t") == ['"甲\\t\\"乙\\"\\n"', "", '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>']
    assert json.loads(ask("ASK { ?s ?p ?o }", results.JSON)) == {"head": {}, "boolean": True}


@pytest.mark.parametrize("query, status, said", [
    ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "asks no other"), ("INSERT DATA { <a:b> <a:c> 1 }", 403, "nothing can be changed"),
    ("LOAD <file:///etc/passwd>", 403, "nothing can be changed"), ("SELEC *", 400, "no query"), ("SELECT * { ?s ?p", 400, "syntax"),
    ("SELECT ?x { ?a ?b ?c . ?d ?e ?f BIND(1 AS ?x) }", 400, "more than 100000 rows"),
])
def test_what_is_refused_is_said(server, query, status, said):
    answer = server.get("/sparql?" + urlencode({"query": query}), accept=results.CSV)
    assert answer.status == status and said in answer.text


def test_words_in_strings_names_and_comments_are_no_orders():
    for query in ('SELECT * { ?s ?p "SERVICE" }', "# INSERT\nASK { }", "SELECT ?service { ?service <http://x/LOAD> 1 }", "PREFIX x: <http://x/> ASK { ?s x:service 1 ; x:load 2 }"):
        protocol.check(query)
    for query in ("PREFIX a: <b:>\nDELETE WHERE { ?s ?p ?o }", "SELECT * { ?s ?p 'x' . SERVICE SILENT <http://x> { } }",
                  "SELECT * { # a comment ends here\rSERVICE <http://x> { } }", "", "SELECT * { ?s ?p ?o.SERVICE <http://x> { } }", "SELECT * { ?s ?p 1SERVICE<http://x>{ } }",
                  "PREFIX : <http://x/> SELECT * { SERVICE:a { } }", "PREFIX a: <http://x/> SELECT * { ?s ?p a:.SERVICE <http://x> { } }",
                  "SELECT * { ?s ?p ?o FILTER(?s != <http://x/\u2003#>) SERVICE <http://x> { } }",
                  "PREFIX a: <x:> SELECT * { OPTIONAL { ?s ?p a:b\\' } SERVICE <http://x> { } } #'"):
        with pytest.raises(Refused):
            protocol.check(query)


def test_other_ways_are_refused(server):
    assert server.get("/sparql", body=b"x", accept="*/*", Content_Type="text/plain").status == 415
    assert server.get("/sparql?" + urlencode({"query": QUERY}), accept="image/png").status == 406
    assert server.get("/sparql?query=a&query=b", accept="*/*").status == 400
    assert server.get("/sparql?update=CLEAR+ALL", accept="*/*").status == 403
    assert server.get("/sparql?query=%ff", accept="*/*").status == 400
    assert server.get("/sparql", body=b"x" * (protocol.MOST + 1), accept="*/*", Content_Type="application/sparql-query").status == 413
    assert server.get("/sparql", method="OPTIONS").headers["access-control-allow-methods"] == "GET, POST, OPTIONS"
    assert server.get("/", Host="evil.example").status == 400


@pytest.mark.slow
def test_a_query_that_runs_away_is_stopped_and_the_server_goes_on(server):
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    started = time.monotonic()
    with ThreadPoolExecutor(4) as crew:
        lost = [crew.submit(server.get, "/sparql?" + urlencode({"query": endless}), accept=results.JSON) for _ in range(3)]
        assert server.get("/page/" + id_of(DOCUMENT)).status == 200
        assert {each.result().status for each in lost} <= {503, 504}
    assert time.monotonic() - started < 20
    assert server.get("/sparql?" + urlencode({"query": QUERY}), accept=results.CSV).status == 200


@pytest.mark.slow
def test_a_query_that_swells_is_stopped_and_the_server_goes_on(server):
    swelling = "SELECT ?x (GROUP_CONCAT(CONCAT(STR(?a), STR(?b), STR(?c))) AS ?all) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z } GROUP BY ?x"
    assert server.get("/sparql?" + urlencode({"query": swelling}), accept=results.JSON).status in (504, 507)
    assert server.get("/sparql?" + urlencode({"query": QUERY}), accept=results.CSV).status == 200


DOUBLED = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
COSTLY = {
    "paths without end": "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|!^<x:y>)* ?b . ?b (!<x:z>|!^<x:z>)* ?c . ?c (!<x:y>)* ?d }",
    "groups": "SELECT ?a ?b ?c (COUNT(*) AS ?n) (SAMPLE(?q) AS ?one) { ?a ?p ?b . ?c ?q ?d } GROUP BY ?a ?b ?c ?d",
    "patterns": 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c FILTER(REGEX(CONCAT(STR(?o), STR(?c)), "(.*.*)*(x|x)*$y")) }',
    "a large pattern": 'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "(((a{1,1000}){1,1000}){1,1000}){1,1000}")) } LIMIT 1',
    "a text that doubles": f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("xxxxxxxxxxxxxxxx" AS ?x0) {DOUBLED} }}',
    "an order of all pairs": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a LIMIT 3",
    "a deep query": "SELECT * { " + "{ " * 20_000 + "?s ?p ?o" + " }" * 20_000 + " }",
    "many values": "SELECT * { VALUES ?x { " + "1 " * 300_000 + "} ?s ?p ?o } ORDER BY ?o ?x LIMIT 1",
}


@pytest.mark.slow
@pytest.mark.parametrize("query", COSTLY.values(), ids=COSTLY)
def test_a_costly_query_costs_itself_alone(server, query):
    answer = server.get("/sparql", body=query.encode(), accept=results.JSON, Content_Type="application/sparql-query")
    assert answer.status in (200, 400, 413, 504, 507), answer.text[:200]
    assert server.get("/sparql?" + urlencode({"query": QUERY}), accept=results.CSV).status == 200
    assert server.get("/page/" + id_of(DOCUMENT)).status == 200


def test_the_service_describes_itself(server):
    from rdflib import Graph, URIRef

    graph = Graph().parse(data=server.get("/sparql", accept="text/turtle").text, format="turtle")
    assert (URIRef(server.address + "sparql"), None, URIRef("http://www.w3.org/ns/sparql-service-description#Service")) in graph


def test_clients_of_others_are_answered(server):
    from rdflib import Graph
    from rdflib.plugins.stores.sparqlstore import SPARQLStore
    from SPARQLWrapper import JSON, SPARQLWrapper

    client = SPARQLWrapper(server.address + "sparql")
    client.setQuery(QUERY)
    client.setReturnFormat(JSON)
    for method in ("GET", "POST"):
        client.setMethod(method)
        assert len(client.query().convert()["results"]["bindings"]) == 3
    store = Graph(store=SPARQLStore(server.address + "sparql"))
    assert len(list(store.query("SELECT ?d { ?d a <https://w3id.org/policygraph/ontology#Document> } LIMIT 2"))) == 2


def test_curl_is_answered(server):
    curl = shutil.which("curl") or pytest.skip("no curl on this machine")
    asked = subprocess.run([curl, "-s", "-H", "Accept: text/csv", "--data-urlencode", f"query={QUERY}", server.address + "sparql"], capture_output=True, check=True)
    assert asked.stdout.decode() == server.get("/sparql?" + urlencode({"query": QUERY}), accept="text/csv").text


def test_an_answer_that_links_things_is_drawn_too(server):
    page = server.get("/queries/joint-issuers?run=1").text + server.get("/queries/responsibilities?run=1").text
    assert '<svg class="network"' in page and "box-agency" in page
    assert '<svg class="network"' not in server.get("/queries/doubts?run=1").text


def test_our_own_client_is_answered_as_by_the_corpus(server, corpus, call):
    found = call("query", server.address + "sparql", "superior-chain", "--param", "number=济政字〔2017〕39号", "--format", "csv")
    assert found.stdout and found.stdout == call("query", corpus, "superior-chain", "--param", "number=济政字〔2017〕39号", "--format", "csv").stdout


# ---- linked data


@pytest.mark.parametrize("accept, ending", [("text/html", "/page/"), ("text/turtle", "/data/"), ("application/ld+json", "/data/"), ("*/*", "/page/")])
def test_a_thing_leads_to_its_page_or_its_data(server, accept, ending):
    answer = server.get("/id/" + id_of(DOCUMENT), accept=accept)
    assert answer.status == 303 and answer.headers["location"] == ending + id_of(DOCUMENT)


@pytest.mark.parametrize("ending, form", [(".ttl", "turtle"), (".nt", "nt"), (".jsonld", "json-ld"), (".rdf", "xml"), ("", "turtle")])
def test_the_data_of_a_thing_is_what_the_graph_says_of_it(server, corpus, ending, form):
    from rdflib import Graph, URIRef

    node = URIRef("https://w3id.org/policygraph/id/" + DOCUMENT)
    told = Graph().parse(data=server.get("/data/" + id_of(DOCUMENT) + ending, accept="text/turtle").text, format=form)
    graph = Corpus(corpus).graph
    # A text has its type in the one and none in the other, which is the same.
    assert {(p, str(o)) for p, o in told.predicate_objects(node)} == {(p, str(o)) for p, o in graph.predicate_objects(node)}
    assert set(told.subjects(None, node)) == set(graph.subjects(None, node))


def test_the_ontology_is_at_its_address(server):
    from rdflib import Graph

    assert len(Graph().parse(data=server.get("/ontology", accept="text/turtle").text, format="turtle")) > 100
    assert "pg:Document" in server.get("/ontology").text


def test_the_diagram_of_the_ontology_is_of_edges_that_graphs_have(sample_graph):
    from policygraph.serving.content import vocabulary

    known = {term.name for rows in vocabulary.terms("en").values() for term in rows}
    assert set(vocabulary.PLACES) <= known
    for start, name, end in vocabulary.EDGES:
        found = sample_graph.query(f"ASK {{ ?a a {start} ; {name} ?b . ?b a {end} }}", initNs=dict(PREFIXES))
        assert found.askAnswer, (start, name, end)


def test_the_ontology_has_an_example_of_each_class_and_the_questions(server):
    page = server.get("/ontology?lang=en").text
    assert page.count(">example</a>") > 15 and all(f'<li value="{n}">' in page for n in range(1, 13))
    assert '<svg class="diagram"' in page and "pg:Citation" in page


# ---- running it


def test_the_first_page_is_full_while_the_texts_are_indexed(tmp_path):
    Corpus(tmp_path / "corpus").add(SAMPLE, jobs=1)
    server = Server(tmp_path / "corpus")
    try:
        home = server.get("/?lang=zh").text
        assert ">6</b> 文件<" in home and "济政字〔2017〕39号" in home
        listed = server.get("/search?kind=document&held=yes&lang=zh").text
        assert "济政字〔2017〕39号" in listed and ">6 条结果<" in listed
    finally:
        assert server.end() == 0


def test_names_are_found_before_the_texts_are_there_and_said_to_be_missing(corpus, tmp_path):
    with Archive(corpus) as archive:
        things, path = archive.state.things, tmp_path / "7.sqlite"
        build_names(things, path)
        index = search.Index(path)
        assert index.ready and not index.whole
        assert index.find("济政字〔2017〕39号", search.Filters(), 0, things).total == 1
        before, documents = index.overview(5), index.find("", search.Filters(held="yes"), 0, things)
        build(things, path)
        assert index.whole and index.overview(5) == before and index.find("", search.Filters(held="yes"), 0, things) == documents
        assert index.find("企业上云", search.Filters(has="target"), 0, things).total > 0 and index.labels()["地级"] == "prefecture"
        assert [each for each in tmp_path.iterdir() if each != path] == []


def test_what_is_read_once_for_all_things_is_what_each_says(corpus):
    with Archive(corpus) as archive:
        things = archive.state.things
        swept = _Swept(things.store, things.base)
        for iri in [*things.of_class("pg:Document"), *things.of_class("pg:Agency")]:
            assert swept.name(iri) == things.name(iri) and swept.count("prov:agent", iri) == things.count("prov:agent", iri)
            assert force(swept, iri) == force(things, iri) and swept.values(iri, "skos:altLabel") == things.values(iri, "skos:altLabel")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_of_the_home_page_leads_to_as_many(server, language):
    home = server.get(f"/?lang={language}").text
    cards = [(html.unescape(path), int(n)) for path, n in re.findall(r'<li><a href="(/search[^"]*)"><b>(\d+)</b>', home)]
    chips = [(html.unescape(path), int(n)) for path, n in re.findall(r'<a class="chip" href="([^"]*)">\D* (\d+)</a>', home)]
    assert len(cards) == 6 and chips and home.count("<li><b>") == 0
    for path, number in cards + chips:
        total = re.search(r'role="status">(\d+) ', server.get(f"{path}&lang={language}").text)
        assert total and int(total[1]) == number, path


def test_numbers_beside_the_values_of_a_filter_are_those_of_the_list(server):
    page = server.get("/search?kind=document&held=yes&lang=zh").text
    offered = re.findall(r'<option value="([^"]+)">\1（(\d+)）</option>', page.partition('name="type"')[2].partition("</select>")[0])
    assert offered
    for value, number in offered:
        assert f'role="status">{number} ' in server.get("/search?" + urlencode({"kind": "document", "held": "yes", "type": value})).text
    assert "(" not in server.get("/search?q=" + quote("企业") + "&lang=zh").text.partition('name="type"')[2].partition("</select>")[0]


def test_a_list_says_what_it_lists_and_nothing_where_nothing_was_asked(server):
    assert "<h1>文件</h1>" in server.get("/search?kind=document&held=yes&lang=zh").text and "<h1>Agencies</h1>" in server.get("/search?kind=agency&lang=en").text
    empty = server.get("/search?lang=zh").text
    assert "<h1>检索</h1>" in empty and "没有找到" not in empty and "条结果" not in empty
    assert re.search(r"企业上云</a> <span class=\"soft\">[^<]*提及 \d", server.get("/search?kind=programme&lang=zh").text)


def test_what_is_used_most_stands_first(server):
    weights = [int(n) for n in re.findall(r"· 任务 (\d+)", server.get("/search?kind=agency&lang=zh").text)]
    assert len(weights) == 20 and weights == sorted(weights, reverse=True)


def test_all_documents_of_a_place_are_as_many_as_its_page_says(server):
    place = server.get("/page/place/370100?lang=zh").text
    number, path = re.search(r"文件（(\d+)）", place)[1], html.unescape(re.search(r'href="(/search[^"]*place=[^"]*)"', place)[1])
    assert f'role="status">{number} ' in server.get(path).text


@pytest.mark.parametrize("many", range(1, 60))
def test_years_below_bars_do_not_run_into_each_other(many):
    told = [bar.x for bar in pictures.bars([(str(1960 + n), n + 1) for n in range(many)]) if bar.told]
    assert told and all(b - a >= 24 for a, b in zip(told, told[1:], strict=False))


def test_a_long_number_leaves_room_for_the_arrow_of_its_box():
    assert pictures._cut("临政发〔2021〕5号") == "临政发〔2021〕5号" and pictures._cut("临江市林业和草原局公告2024年第1号") == "临江市林业和草原局…"


def test_the_curve_of_one_place_is_left_out(server):
    assert 'class="chart spread"' not in server.get("/page/" + id_of("programme/企业上云")).text


def test_levels_and_types_are_said_in_the_language_of_the_reader(server):
    assert "prefecture 6" in re.sub(r"<[^>]+>", "", server.get("/?lang=en").text)
    assert '<option value="地级">prefecture (6)</option>' in server.get("/search?kind=document&held=yes&lang=en").text


def test_a_new_state_of_the_corpus_is_taken_up(tmp_path):
    (tmp_path / "a.txt").write_text(HOSTILE, "utf-8")
    corpus = Corpus(tmp_path / "corpus")
    corpus.add(SAMPLE, jobs=1)
    server = Server(tmp_path / "corpus")
    try:
        server.wait_for_index()
        assert "临政发〔2019〕7号" not in server.get("/search?q=" + quote("临政发")).text.replace("临政发\"", "")
        corpus.add(tmp_path / "a.txt", jobs=1)
        server.wait_for_index()
        assert json.loads(server.get("/suggest?q=" + quote("临政发〔2019〕7号")).text)
    finally:
        assert server.end() == 0


def test_a_graph_file_is_served_too(tmp_path, call):
    assert call("build", SAMPLE, "-o", tmp_path / "g.ttl").returncode == 0
    server = Server(tmp_path / "g.ttl")
    try:
        assert server.get("/page/" + id_of(DOCUMENT)).status == 200
        assert json.loads(server.get("/sparql?" + urlencode({"query": "ASK { ?d a pg:Document }"}), accept=results.JSON).text)["boolean"]
    finally:
        assert server.end() == 0


@pytest.mark.parametrize("given, said", [(["no-such.ttl"], "no-such.ttl"), ([str(SAMPLE.parent)], "no corpus"), ([str(SAMPLE), "--port", "99999"], "no port")])
def test_what_cannot_be_served_is_named(call, given, said):
    found = call("serve", *given)
    assert found.returncode in (1, 2) and said in found.stderr.decode() and "Traceback" not in found.stderr.decode()


def test_a_port_that_is_taken_is_named(server, call, corpus):
    found = call("serve", corpus, "--port", str(urlparse(server.address).port))
    assert found.returncode == 2 and "--port" in found.stderr.decode()


def test_names_by_which_it_may_be_called():
    assert names("127.0.0.1", []) == ["localhost", "127.0.0.1", "[::1]"]
    assert names("0.0.0.0", []) == ["*"] and names("0.0.0.0", ["a.org"])[-1] == "a.org" and "*" not in names("0.0.0.0", ["a.org"])


@pytest.mark.parametrize("header, found", [
    ("text/html,application/xml;q=0.9,*/*;q=0.8", ("text/html", "application/xml", "*/*")), ("text/csv;q=0, */*", ("*/*",)), ("a/b;q=x", ()), ("", ()),
    ("text/csv;q=0.1, text/turtle", ("text/turtle", "text/csv"))])
def test_accept_is_read(header, found):
    assert results.accepted(header) == found


def test_the_best_form_is_chosen():
    assert results.chosen(("application/json",), results.TABLES) == results.JSON
    assert results.chosen((), results.TABLES) == results.JSON and results.chosen(("text/*",), results.TABLES) == results.CSV
    with pytest.raises(results.NotAcceptable):
        results.chosen(("image/png",), results.TABLES)


def test_a_page_that_many_ask_for_is_made_once():
    kept, made, begun, go = Kept(), [], Event(), Event()

    def make():
        made.append(1)
        begun.set()
        assert go.wait(10)
        return Response("page")

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(kept.page, "key", make)]
        assert begun.wait(10)
        asked += [pool.submit(kept.page, "key", make) for _ in range(7)]
        go.set()
        assert [each.result(10).body for each in asked] == [b"page"] * 8
    assert made == [1]


def test_pages_that_wait_for_queries_hold_up_no_others():
    kept, begun, go = Kept(), Semaphore(0), Event()

    def make():
        begun.release()
        assert go.wait(10)
        return Response("page")

    with ThreadPoolExecutor(16) as pool:
        made = [pool.submit(kept.page, n, make) for n in range(AT_ONCE + 2)]
        assert all(begun.acquire(timeout=10) for _ in range(AT_ONCE)) and not begun.acquire(timeout=0.2)  # the others have no place yet
        waiting = [pool.submit(kept.page, f"query {n}", make, True) for n in range(3)]
        assert all(begun.acquire(timeout=10) for _ in waiting)
        go.set()
        assert all(each.result(10).body == b"page" for each in (*made, *waiting))


def test_a_page_that_could_not_be_made_is_tried_again():
    kept = Kept()

    def fail():
        raise OSError("no store")

    for _ in range(2):
        with pytest.raises(OSError, match="no store"):
            kept.page("key", fail)
    assert kept.page("key", lambda: Response("better")).body == b"better"


def test_pages_are_kept_up_to_a_size():
    kept, made = Kept(size=25), []

    def make(text: str, status: int = 200) -> Response:
        made.append(text)
        return HTMLResponse(text, status)

    for key in ("a", "a", "b", "a", "c", "b"):
        page = kept.page(key, lambda key=key: make(key * 10))
        assert page.body == key.encode() * 10 and page.headers["content-type"].startswith("text/html")
    assert made == ["a" * 10, "b" * 10, "c" * 10, "b" * 10], "the one that was longest not asked for gave way"
    for _ in range(2):
        kept.page("wrong", lambda: make("x", 404))
    assert made[-2:] == ["x", "x"]


@pytest.mark.parametrize("form, begins", [("csv", "due,number,"), ("json", "["), ("markdown", "| due "), ("xlsx", "PK"), ("parquet", "PAR1")])
def test_an_answer_is_taken_away_in_every_form(server, form, begins):
    with _OPENER.open(server.address + f"queries/targets-due?from=2017&to=2020&run=1&format={form}", timeout=60) as reply:
        assert "attachment" in reply.headers["content-disposition"] and reply.read().startswith(begins.encode())


def test_an_answer_comes_with_the_words_of_the_text(server):
    page = server.get("/queries/targets-due?from=2017&to=2020&run=1&evidence=1").text
    assert "quotation" in page and "10000家" in page and 'value="1" checked' in page
