"""Reviews: an invented draft against an invented corpus, a case and a counter-case for each kind of remark; hostile drafts; the verb; the page of the server."""

from __future__ import annotations

import json
import re
from hashlib import sha256

import pytest
from rdflib import Graph

import policygraph as pg
from policygraph.corpus import Corpus
from policygraph.errors import CorpusError, QueryError, ReadError
from policygraph.model import Source
from policygraph.reviewing import remarks as words
from policygraph.reviewing.known import sentence
from policygraph.reviewing.review import LOOKED_FOR

SUPPLY = "临江市人民政府关于印发临江市供水管理办法的通知"
GREEN = "临江市人民政府关于加强绿地养护的意见"


def act(title: str, number: str, body: str, day: str = "2019年5月6日", issuer: str = "临江市人民政府") -> str:
    return f"{title}\n{number}\n各乡镇人民政府，市政府各部门：\n{body}\n{issuer}\n{day}\n"


HELD = {
    "supply.txt": act(SUPPLY, "临政发〔2010〕5号", "　　现将《临江市供水管理办法》印发给你们，请认真贯彻执行。", "2010年3月1日")
    + "临江市供水管理办法\n　　第一条　为加强供水管理，根据《中华人民共和国水法》，制定本办法。\n　　第二条　本办法自2010年4月1日起施行。\n",
    "repeal.txt": act(
        "临江市人民政府关于废止部分文件的通知", "临政发〔2018〕9号",
        f"　　经研究，决定废止《{SUPPLY}》（临政发〔2010〕5号），自2018年6月1日起停止执行。", "2018年5月20日"),
    "stalls.txt": act(
        "临江市人民政府关于规范早市摊点的通知", "临政发〔2015〕20号", "　　一、早市摊点应当登记。\n　　二、本通知自2015年7月1日起施行，有效期至2017年6月30日。", "2015年6月10日"),
    "green.txt": act(
        GREEN, "临政发〔2017〕3号", "　　一、到2020年，全市污水处理率达到95%以上。\n　　二、到2020年，新建口袋公园30个。", "2017年2月1日"),
    "roads.txt": act(
        "临江市人民政府关于整治背街小巷的通知", "临政发〔2018〕2号",
        "　　根据《临江市人民政府关于修缮老旧围墙的通知》（临政发〔2014〕31号），通知如下。\n　　一、街巷应当保持整洁。", "2018年1月8日"),
}
TASKS = (
    "　　一、疏通沟渠\n　　{first}\n　　二、修补路面\n　　由市公安局牵头，市教育局配合，完成路面修补。\n　　三、补种行道树\n　　由市民政局负责补种行道树。\n"
    "　　四、清运垃圾\n　　由市司法局负责清运垃圾。")


@pytest.fixture(scope="module")
def corpus() -> Graph:
    return pg.build_graph(pg.extract([Source(name, text, sha256(text.encode()).hexdigest()) for name, text in HELD.items()]))


def reviewed(corpus, body: str, *, title: str = "临江市人民政府关于清理河道淤泥的通知", number: str = "临政发〔2019〕40号", today: str = "2019-06-01", day: str = "2019年5月6日", **given):
    text = act(title, number, body, day)
    found = pg.review(Source("draft.txt", text, "f" * 64), corpus, today=today, **given)
    for remark in found:
        assert remark.quote == text[remark.start : remark.end] and remark.quote and "{" not in remark.message
        assert remark.kind in words.kinds() and remark.severity in words.SEVERITIES
    return found


RESTS = "　　根据{}，现通知如下。\n　　一、河道应当保持畅通。"
CASES = {
    "repealed": (RESTS.format(f"《{SUPPLY}》（临政发〔2010〕5号）"), RESTS.format(f"《{GREEN}》（临政发〔2017〕3号）")),
    "expired": (RESTS.format("《临江市人民政府关于规范早市摊点的通知》（临政发〔2015〕20号）"), RESTS.format(f"《{GREEN}》")),
    "unknown": (
        RESTS.format("《临江市人民政府关于统一窨井盖样式的通知》（临政发〔2016〕77号）"), RESTS.format("《临江市人民政府关于修缮老旧围墙的通知》（临政发〔2014〕31号）")),
    "wrong-title": (RESTS.format("《临江市人民政府关于加强绿地养护和管理的意见》（临政发〔2017〕3号）"), RESTS.format(f"《{GREEN}》（临政发〔2017〕3号）")),
    "wrong-number": (RESTS.format(f"《{GREEN}》（临政发〔2017〕13号）"), RESTS.format(f"《{GREEN}》（临政发〔2017〕3号）")),
    "no-basis": ("　　为保护河道，结合本市实际，制定本办法。\n　　一、河道应当保持畅通。", "　　为保护河道，根据《中华人民共和国水法》，制定本办法。\n　　一、河道应当保持畅通。"),
    "nobody": (TASKS.format(first="年底前疏通全部沟渠。"), TASKS.format(first="由市水务局负责疏通全部沟渠。")),
    "two-leaders": (TASKS.format(first="由市水务局、市财政局牵头，疏通全部沟渠。"), TASKS.format(first="由市水务局、市财政局分别牵头，疏通全部沟渠。")),
    "reformed-agency": ("　　一、由国家工商行政管理总局负责登记。", "　　一、由原国家工商行政管理总局负责登记。\n　　二、由国家市场监督管理总局负责登记。"),
    "target-differs": (
        RESTS.format(f"《{GREEN}》（临政发〔2017〕3号）") + "\n　　二、到2020年，全市污水处理率达到90%以上。",
        RESTS.format(f"《{GREEN}》（临政发〔2017〕3号）") + "\n　　二、到2020年，全市污水处理率达到95%以上。"),
    "impossible-date": ("　　一、2019年6月31日前报送名单。", "　　一、2019年6月30日前报送名单。"),
}


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_is_found(corpus, kind):
    found = reviewed(corpus, CASES[kind][0])
    assert [remark.kind for remark in found] == [kind]
    assert found[0].rests_on is not None or kind in ("unknown", "no-basis", "nobody", "two-leaders", "impossible-date")


@pytest.mark.parametrize("kind", CASES)
def test_what_is_as_it_should_be_gets_no_remark(corpus, kind):
    assert reviewed(corpus, CASES[kind][1]) == []


def test_every_kind_has_its_case():
    assert {kind for _, made in LOOKED_FOR for kind in made} == words.kinds().keys() == {*CASES, "number-used"}
    assert {message.kind for message in words.messages().values()} == words.kinds().keys()


def test_a_number_that_another_act_bears_is_used(corpus):
    found, = reviewed(corpus, "　　一、河道应当保持畅通。", number="临政发〔2017〕3号")
    assert found.kind == "number-used" and found.quote == "临政发〔2017〕3号" and found.rests_on.title == GREEN


def test_a_number_that_another_document_cites_under_another_title_is_used(corpus):
    found, = reviewed(corpus, "　　一、河道应当保持畅通。", number="临政发〔2014〕31号", title="临江市人民政府关于清理河道淤泥的通知")
    assert found.kind == "number-used" and "修缮老旧围墙" in found.message and found.rests_on.number == "临政发〔2018〕2号"


def test_two_acts_of_a_draft_may_not_share_a_number(corpus):
    text = act("临江市人民政府关于清理河道的通知", "临政发〔2019〕40号", "　　河道应当保持畅通，各单位要认真落实。\n") + "\n" + act(
        "临江市人民政府关于粉刷围墙的通知", "临政发〔2019〕40号", "　　围墙应当保持整洁，各单位要认真落实。")
    found, = pg.review(Source("two.txt", text, "e" * 64), corpus, today="2019-06-01")
    assert found.kind == "number-used" and found.start > len(text) // 2 and "清理河道" in found.message


def test_a_remark_rests_on_the_sentence_that_says_so(corpus):
    found, = reviewed(corpus, CASES["repealed"][0])
    ground = found.rests_on
    assert ground.number == "临政发〔2018〕9号" and ground.source == "repeal.txt" and "自2018年6月1日起停止执行" in ground.quote
    assert HELD["repeal.txt"][ground.start : ground.end] == ground.quote
    found, = reviewed(corpus, CASES["expired"][0])
    assert "有效期至2017年6月30日" in found.rests_on.quote and found.rests_on.source == "stalls.txt"
    found, = reviewed(corpus, CASES["target-differs"][0])
    assert "95%" in found.rests_on.quote and found.rests_on.number == "临政发〔2017〕3号"


def test_a_day_before_the_repeal_finds_it_in_force(corpus):
    assert reviewed(corpus, CASES["repealed"][0], today="2018-05-31", day="2018年5月30日") == []
    assert reviewed(corpus, CASES["expired"][0], today="2017-06-30", day="2017年6月1日") == []
    assert [r.kind for r in reviewed(corpus, CASES["reformed-agency"][0], today="2018-03-16", day="2018年3月1日")] == []


def test_the_act_itself_in_the_corpus_says_nothing_of_the_draft(corpus):
    """What is held already is reviewed like any other draft: neither its number nor what it repeals speaks against it."""
    for name, text in HELD.items():
        assert [r.kind for r in pg.review(Source(name, text, "d" * 64), corpus, today="2018-06-02") if r.kind in ("number-used", "repealed")] == []


def test_a_document_that_the_draft_alone_names_is_unknown_though_it_is_held(corpus):
    found = pg.review(Source("roads.txt", HELD["roads.txt"], "d" * 64), corpus, today="2018-02-01")
    assert [remark.kind for remark in found] == ["unknown"]


@pytest.mark.parametrize(("sentence", "kind"), [
    ("　　一、会议定于2019年5月10日（星期四）召开。", "impossible-date"), ("　　一、会议定于2019年5月10日（星期五）召开。", None),
    ("　　一、本通知自2019年7月1日起施行，有效期至2019年5月31日。", "impossible-date"), ("　　一、本通知自2019年7月1日起施行，有效期至2021年6月30日。", None),
    ("　　一、2018年底前，市水务局要完成清淤。", "impossible-date"), ("　　一、2019年底前，市水务局要完成清淤。", None),
    ("　　一、落实《临江市人民政府关于垃圾分类的通知》（临政发〔2021〕7号）。", "impossible-date"),
])
def test_days_that_cannot_be(corpus, sentence, kind):
    assert {remark.kind for remark in reviewed(corpus, sentence)} - {"unknown"} == ({kind} if kind else set())


def test_the_right_title_of_a_slip_is_told(corpus):
    found, = reviewed(corpus, RESTS.format("《临江市人民政府关于加强绿地养互的意见》"))
    assert found.kind == "wrong-title" and f"《{GREEN}》" in found.message and found.rests_on.title == GREEN


def test_both_languages_say_the_same(corpus):
    zh, en = (reviewed(corpus, CASES["wrong-number"][0], language=language)[0] for language in words.LANGUAGES)
    assert (zh.kind, zh.start, zh.end) == (en.kind, en.start, en.end) and "临政发〔2017〕3号" in zh.message and "临政发〔2017〕3号" in en.message
    assert re.search("[a-z]", en.message) and not re.search("[a-z]", zh.message)
    with pytest.raises(QueryError):
        reviewed(corpus, "　　一、河道。", language="fr")
    with pytest.raises(QueryError):
        reviewed(corpus, "　　一、河道。", today="tomorrow")


def test_every_message_fills_its_gaps_in_both_languages():
    for name, message in words.messages().items():
        assert set(re.findall(r"{(\w+)}", message.zh)) == set(re.findall(r"{(\w+)}", message.en)), name


@pytest.mark.parametrize(("text", "start", "end", "found"), [("甲。乙丙丁。戊", 3, 4, "乙丙丁。"), ("甲乙\n丙丁", 3, 4, "丙丁"), ("甲乙", 0, 2, "甲乙"), ("　甲。", 1, 3, "甲。"), ("甲。乙", 0, 2, "甲。")])
def test_a_sentence_ends_with_its_mark_or_its_line(text, start, end, found):
    assert text[slice(*sentence(text, start, end))] == found


# ---- hostile drafts


@pytest.mark.parametrize("body", [
    "　　一、" + "《" * 3_000, "　　一、" + "根据《临江市人民政府关于加强绿地养护的意见》（临政发〔2017〕13号），" * 400, "　　一、" + "2019年2月30日、" * 2_000,
    "　　一、" + "制定本办法" * 3_000, "　　一、" + "国家工商行政管理总局、" * 2_000, "　　根据" + "、".join(f"《临江市人民政府关于清理第{n}条河道淤泥及垃圾的通知》" for n in range(1_500)) + "，通知如下。", "　　一、</script><script>alert(1)</script>《{name}》（临政发〔2017〕3号）\x1b[31m",
])
def test_a_hostile_draft_is_reviewed_in_time(corpus, body, benchmark_seconds=20):
    from time import process_time

    start = process_time()
    text = act("临江市人民政府关于清理河道淤泥的通知", "临政发〔2019〕40号", body)
    for remark in pg.review(Source("draft.txt", text, "f" * 64), corpus, today="2019-06-01"):
        assert remark.quote == text[remark.start : remark.end]
    assert process_time() - start < benchmark_seconds


# ---- the verb


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("review")
    for name, text in HELD.items():
        (folder / name).write_text(text, "utf-8")
    Corpus(folder / "archive").add(*(folder / name for name in HELD), jobs=1)
    (folder / "draft.txt").write_text(act("临江市人民政府关于清理河道淤泥的通知", "临政发〔2019〕40号", CASES["repealed"][0]), "utf-8")
    (folder / "good.txt").write_text(act("临江市人民政府关于清理河道淤泥的通知", "临政发〔2019〕40号", CASES["repealed"][1]), "utf-8")
    return folder


def test_the_verb_tells_what_it_found(call, archive):
    done = call("review", archive / "draft.txt", "--corpus", archive / "archive", "--today", "2019-06-01", "--lang", "zh")
    assert done.returncode == 1 and "已废止" in done.stdout.decode() and "repeal.txt" in done.stdout.decode()
    done = call("review", archive / "draft.txt", "--corpus", archive / "archive", "--today", "2019-06-01", "--format", "json", "--lang", "en")
    row, = json.loads(done.stdout)
    text = (archive / "draft.txt").read_text("utf-8")
    assert list(row) == ["kind", "severity", "quote", "start", "end", "message", "rests_on"] and row["quote"] == text[row["start"] : row["end"]]
    assert row["kind"] == "repealed" and row["rests_on"]["number"] == "临政发〔2018〕9号" and "was repealed" in row["message"]


def test_the_verb_ends_with_nothing_found_and_with_errors(call, archive, tmp_path):
    done = call("review", archive / "good.txt", "--corpus", archive / "archive", "--today", "2019-06-01", "--format", "json")
    assert done.returncode == 0 and json.loads(done.stdout) == []
    for draft, corpus, *more in (("none.txt", "archive"), ("good.txt", "nowhere"), ("good.txt", "archive", "--today", "2019-02-30"), ("good.txt", "archive", "--html", "out.pdf")):
        done = call("review", archive / draft, "--corpus", archive / corpus, *more)
        assert done.returncode == 2 and done.stderr.count(b"\n") == 1 and b"Traceback" not in done.stderr


def test_the_page_stands_alone_and_leads_from_mark_to_remark(call, archive, tmp_path):
    done = call("review", archive / "draft.txt", "--corpus", archive / "archive", "--today", "2019-06-01", "--html", tmp_path / "review.html")
    page = (tmp_path / "review.html").read_text("utf-8")
    assert done.returncode == 1 and done.stdout == b"" and "<script" not in page and "http" not in re.sub("<head>.*?</head>", "", page, flags=re.DOTALL)
    targets, ids = set(re.findall(r'href="#([^"]+)"', page)), set(re.findall(r'id="([^"]+)"', page))
    assert targets and targets <= ids and "2018-06-01" in page


def test_a_draft_is_kept_nowhere(call, archive):
    before = {path: path.stat().st_mtime_ns for path in archive.rglob("*") if path.is_file()}
    call("review", archive / "draft.txt", "--corpus", archive / "archive")
    after = {path: path.stat().st_mtime_ns for path in archive.rglob("*") if path.is_file()}
    assert {path for path in after if "search" not in path.parts} == {path for path in before if "search" not in path.parts}
    assert len(Corpus(archive / "archive").documents()) == len(HELD)


def test_python_takes_a_corpus_a_folder_and_a_file(archive, tmp_path, corpus):
    corpus.serialize(tmp_path / "graph.ttl")
    found = [pg.review(archive / "draft.txt", given, today="2019-06-01") for given in (Corpus(archive / "archive"), archive / "archive", tmp_path / "graph.ttl")]
    assert found[0] == found[1] == found[2] and [remark.kind for remark in found[0]] == ["repealed"]
    with pytest.raises(QueryError):
        pg.review(archive / "draft.txt", "http://localhost:1/sparql")
    with pytest.raises(ReadError):
        pg.review(archive / "none.txt", archive / "archive")
    with pytest.raises(CorpusError):
        pg.review(archive / "draft.txt", tmp_path)


# ---- the page of the server


@pytest.fixture(scope="module")
def server(archive):
    pytest.importorskip("starlette")
    from test_serve import Server

    found = Server(archive / "archive", "--timeout", "15")
    yield found
    assert found.end() == 0


def form(**fields: tuple[str, bytes] | str) -> tuple[bytes, str]:
    """A form as browsers send it, and its type."""
    body = b""
    for name, value in fields.items():
        filename, data = value if isinstance(value, tuple) else ("", value.encode())
        body += f'--x7\r\nContent-Disposition: form-data; name="{name}"'.encode() + (f'; filename="{filename}"'.encode() if filename else b"") + b"\r\n\r\n" + data + b"\r\n"
    return body + b"--x7--\r\n", "multipart/form-data; boundary=x7"


def post(server, accept: str = "text/html", **fields):
    body, kind = form(**fields)
    return server.get("/review", accept=accept, body=body, method="POST", Content_Type=kind)


DRAFT = act("临江市人民政府关于清理河道淤泥的通知", "临政发〔2019〕40号", CASES["repealed"][0])


def test_a_draft_that_is_pasted_or_dropped_is_shown_with_its_remarks(server):
    from test_serve import Page

    assert "multipart/form-data" in server.get("/review").text and 'href="/review"' in server.get("/").text
    for fields in ({"text": DRAFT}, {"draft": ("草稿.txt", DRAFT.encode()), "text": ""}, {"draft": ("a.html", f"<html><body><pre>{DRAFT}</pre></body></html>".encode())}):
        found = post(server, today="2019-06-01", **fields)
        page = Page(found.text)
        assert found.status == 200 and "已废止" in found.text and found.headers["cache-control"] == "no-store" and page.running == []
        assert {link[1:] for link in page.links if link.startswith("#r") or link.startswith("#m")} <= set(page.ids)
        assert any("/page/document/" in link for link in page.links)


def test_a_program_gets_the_remarks_as_json(server, archive):
    found = post(server, "application/json", text=DRAFT, today="2019-06-01")
    assert [row["kind"] for row in json.loads(found.text)] == ["repealed"]
    found = post(server, "application/json", text=DRAFT, today="2018-01-01")
    assert json.loads(found.text) == []


@pytest.mark.parametrize(("fields", "status"), [
    ({}, 400), ({"text": "  "}, 400), ({"text": DRAFT, "today": "soon"}, 400), ({"draft": ("a.pdf", b"%PDF-1.7 broken")}, 400), ({"text": "好"}, 400),
])
def test_what_cannot_be_reviewed_is_said_on_the_page(server, fields, status):
    found = post(server, **fields)
    assert found.status == status and 'role="alert"' in found.text
    assert post(server, "application/json", **fields).status == status


def test_the_page_takes_drafts_up_to_a_size_and_forms_alone(server):
    from policygraph.serving.drafts import MOST

    assert post(server, text="甲" * (MOST // 3 + 10)).status == 413
    assert server.get("/review", body=b"text=a", method="POST", Content_Type="application/x-www-form-urlencoded").status == 415
    assert server.get("/sparql", body=b"a" * (2 << 20), method="POST", Content_Type="application/sparql-query").status == 413


def test_a_hostile_draft_runs_nothing_in_the_page(server):
    from test_serve import Page

    text = DRAFT.replace("一、", "一、<script>alert(1)</script><img src=x onerror=alert(2)>")
    found = post(server, draft=('"><script>alert(3)</script>.txt', text.encode()))
    assert found.status == 200 and Page(found.text).running == [] and "<script>alert" not in found.text


def test_a_draft_that_takes_too_long_is_stopped_and_the_next_one_is_read():
    from policygraph.serving.drafts import Desk, Paper
    from policygraph.serving.sparql.readers import Refused

    desk = Desk(slow, 3.0)
    try:
        with pytest.raises(Refused, match="too long"):
            desk.review(Paper("", "slow", b"", "2019-06-01", "zh"))
        with pytest.raises(Refused, match="no official act"):
            desk.review(Paper("", "none", b"", "2019-06-01", "zh"))
    finally:
        desk.close()


def slow(data: bytes, name: str):
    import time

    if name == "slow":
        time.sleep(60)
    raise ReadError(name, "no official act was found in it")


@pytest.mark.parametrize(("kind", "body", "found"), [
    ("multipart/form-data; boundary=x7", form(text="a")[0], {"text": ("", b"a")}), ("multipart/form-data; boundary=x7", b"", {}),
    ("multipart/form-data; boundary=x7", b"--x7\r\nno gap", {}), ('multipart/form-data; boundary="x7"', form(draft=("C:\\fake\\a.txt", b"\r\n\r\n\x00\xff"))[0], {"draft": ("a.txt", b"\r\n\r\n\x00\xff")}),
])
def test_forms_are_taken_apart(kind, body, found):
    from policygraph.serving.drafts import parts

    assert parts(kind, body) == found
