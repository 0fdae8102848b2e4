"""A corpus on disk: what it holds is what a graph of the same files holds, however it came there."""

import io
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from rdflib import RDF

import policygraph as pg
from conftest import SAMPLE, environment
from policygraph import corpus as corpora
from policygraph import workers
from policygraph.errors import CorpusError, QueryError, ReadError
from policygraph.keeping import folder
from policygraph.stating.formats import load, to_bytes
from policygraph.stating.terms import ELI, PG
from worker_tasks import patient, work


def act(serial, title, *sentences, code="临政发", issuer="临江市人民政府"):
    return (f"{issuer}关于{title}的通知\n{code}〔2020〕{serial}号\n各区县人民政府：\n　　" + "".join(sentences) + f"\n{issuer}\n2020年5月{serial}日\n")


TEXTS = {
    "1.txt": act(1, "节水", "根据《临江市供水管理办法》，市水务局要加强用水管理。到2025年，节水型企业达到100家。"),
    "2.txt": act(2, "印发临江市供水管理办法", "市水务局负责全市供水工作，市财政局配合。"),
    "3.txt": act(3, "供气", "按照《临江市人民政府关于节水的通知》（临政发〔2020〕1号），市住房城乡建设局负责供气安全。"),
    "4.txt": act(4, "供热", "贯彻《临江市人民政府关于供气的通知》要求，市能源局牵头，市财政局配合。实施清洁取暖行动。"),
}


@pytest.fixture
def files(tmp_path):
    home = tmp_path / "in"
    home.mkdir()
    for name, text in TEXTS.items():
        (home / name).write_text(text, "utf-8")
    return home


def triples(graph):
    return set(to_bytes(graph, ".nt").split(b"\n"))


@pytest.fixture
def whole(files):
    return triples(pg.build_graph(pg.extract(files)))


def test_a_corpus_holds_what_a_graph_holds(files, whole, tmp_path):
    corpus = pg.Corpus(tmp_path / "c")
    added = corpus.add(files, jobs=2)
    assert sorted(Path(name).name for name in added.read) == sorted(TEXTS) and not added.failures
    assert triples(corpus.graph) == whole
    assert len(corpus.documents()) == 4
    again = pg.Corpus(tmp_path / "c").add(files, jobs=1)
    assert not again.read and again.unchanged == 4


@pytest.mark.parametrize("order", [(3, 0, 2, 1), (1, 2, 3, 0)])
def test_whatever_the_order_and_the_steps(files, whole, tmp_path, order):
    names = sorted(TEXTS)
    for at in order:
        corpus = pg.Corpus(tmp_path / "c")
        corpus.add(files / names[at], jobs=1)
    assert triples(corpus.graph) == whole


def test_a_late_arrival_is_no_stub_and_leaves_no_trace_of_one(files, tmp_path):
    corpus = pg.Corpus(tmp_path / "c")
    corpus.add(files / "3.txt", jobs=1)
    (cited,) = corpus.graph.subjects(RDF.type, PG.Stub)
    corpus.add(files / "1.txt", jobs=1)
    assert (cited, RDF.type, PG.Stub) not in corpus.graph and len(set(corpus.graph.objects(cited, ELI.title))) == 1
    alone = pg.build_graph(pg.extract([files / "3.txt", files / "1.txt"]))
    assert triples(corpus.graph) == triples(alone)


def test_what_changed_is_read_again_and_what_is_gone_is_told_or_taken_out(files, tmp_path):
    corpus = pg.Corpus(tmp_path / "c")
    corpus.add(files, jobs=1)
    (files / "1.txt").write_text(act(1, "节约用水", "市水务局要加强用水管理。"), "utf-8")
    (files / "4.txt").unlink()
    added = corpus.add(files, jobs=1)
    assert [Path(name).name for name in added.read] == ["1.txt"] and [Path(name).name for name in added.missing] == ["4.txt"]
    assert len(corpus.documents()) == 4
    added = corpus.add(files, jobs=1, prune=True)
    assert [Path(name).name for name in added.removed] == ["4.txt"]
    assert triples(corpus.graph) == triples(pg.build_graph(pg.extract(files)))


def test_new_rules_read_everything_again(files, tmp_path, monkeypatch):
    corpus = pg.Corpus(tmp_path / "c")
    corpus.add(files, jobs=1)
    monkeypatch.setattr(corpora, "version", lambda: "other rules")
    assert corpus.status()["read by other rules"] == 4
    assert len(corpus.add(files, jobs=1).read) == 4


def test_copies_are_one_source_under_the_first_name(files, tmp_path):
    (files / "0.txt").write_text(TEXTS["1.txt"], "utf-8")
    one, other = pg.Corpus(tmp_path / "one"), pg.Corpus(tmp_path / "other")
    one.add(files, jobs=2)
    for name in ("1.txt", "2.txt", "3.txt", "4.txt", "0.txt"):
        other.add(files / name, jobs=1)
    assert triples(one.graph) == triples(other.graph)
    assert (one.status()["sources"], one.status()["copies"]) == (4, 1)
    (files / "0.txt").unlink()
    one.add(files, jobs=1, prune=True)  # what was its copy is read
    one.add(files, jobs=1)
    assert (one.status()["sources"], one.status()["copies"]) == (4, 0)
    (files / "x.txt").unlink(missing_ok=True)
    assert triples(one.graph) == triples(pg.build_graph(pg.extract(files)))


def test_what_cannot_be_read_is_noted_once_and_told_each_time(files, tmp_path):
    (files / "5.txt").write_text("没有公文。", "utf-8")
    corpus = pg.Corpus(tmp_path / "c")
    first, second = corpus.add(files, files / "no.txt", jobs=1, missing_ok=True), corpus.add(files, jobs=1)
    assert len(first.failures) == 2 and len(second.failures) == 1 and second.unchanged == 4 and not second.read and len(second.failed) == 1
    assert corpus.status()["failed"] == 1


def test_an_input_that_is_not_there_is_an_error_and_one_that_is_gone_is_not(files, tmp_path):
    corpus = pg.Corpus(tmp_path / "c")
    with pytest.raises(ReadError, match="no.txt: no such file"):
        corpus.add(files, files / "no.txt", jobs=1)
    assert not corpus.path.exists()
    corpus.add(files, jobs=1)
    with pytest.raises(ReadError, match="no.txt: no such file"):
        corpus.add(files / "no.txt", jobs=1)
    (files / "4.txt").unlink()
    assert corpus.add(files / "4.txt", jobs=1, prune=True).removed == [str(files / "4.txt")]


@pytest.mark.parametrize("home", ["new", "deep/er/new", "there"])
def test_where_nothing_can_be_read_nothing_is_made(call, tmp_path, home):
    (tmp_path / "there").mkdir()
    (tmp_path / "empty.txt").write_bytes(b"")
    before = sorted(tmp_path.rglob("*"))
    for inputs in (["none"], ["empty.txt"], ["empty.txt", "none"]):
        done = call("build", *(tmp_path / each for each in inputs), "--corpus", tmp_path / home)
        assert done.returncode == 2 and b"no corpus was made" in done.stderr and b": 0 read, 0 unchanged, " in done.stderr
        assert sorted(tmp_path.rglob("*")) == before


def test_a_corpus_that_was_there_stays_as_it_was_where_nothing_can_be_read(call, files, tmp_path):
    corpus = pg.Corpus(tmp_path / "c")
    corpus.add(files / "1.txt", jobs=1)
    before = triples(corpus.graph)
    done = call("build", tmp_path / "none", "--corpus", corpus.path)
    assert done.returncode == 2 and b"none: no such file" in done.stderr
    assert triples(pg.Corpus(corpus.path).graph) == before


def packed(path, **texts):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(f"{name}.txt", text)
    return path.read_bytes()


def test_what_is_refused_before_it_is_read_is_remembered_and_named(call, files, tmp_path):
    whole = packed(files / "a.zip", eins=act(6, "供电"))
    (files / "a.zip").write_bytes(whole[: len(whole) // 2])
    (files / "b.txt").write_bytes(bytes(range(256)) * 9)
    (files / "c.txt").write_text("没有公文。", "utf-8")
    (files / "d.pdf").write_bytes(b"%PDF-1.4 and no more")
    corpus = pg.Corpus(tmp_path / "c")
    assert len(corpus.add(files, files / "no.txt", jobs=1, missing_ok=True).failures) == 5
    assert corpus.status()["failed"] == 4, "all but the file that there is none of"
    named = call("status", tmp_path / "c")
    assert named.returncode == 1 and named.stderr.decode().splitlines() == [
        *(f"{files / name}: was not read" for name in ("a.zip", "b.txt", "c.txt", "d.pdf")), f"why: policygraph status {tmp_path / 'c'} --problems"]
    told = call("status", tmp_path / "c", "--problems").stderr.decode()
    assert all(f"{name}: " in told for name in ("a.zip", "b.txt", "c.txt", "d.pdf")), told

    packed(files / "a.zip", eins=act(6, "供电"))
    (files / "b.txt").write_text(act(7, "供油"), "utf-8")
    (files / "d.pdf").unlink()
    mended = corpus.add(files, jobs=1, prune=True)
    assert len(mended.failures) == corpus.status()["failed"] == 1 and mended.removed == [str(files / "d.pdf")]
    assert triples(corpus.graph) == triples(pg.build_graph(pg.extract(files)))


def test_a_file_that_turns_into_none_that_is_read_leaves_no_facts(files, tmp_path):
    corpus = pg.Corpus(tmp_path / "c")
    corpus.add(files, jobs=1)
    (files / "4.txt").write_bytes(bytes(range(256)) * 9)
    corpus.add(files, jobs=1)
    (files / "4.txt").unlink()
    assert triples(corpus.graph) == triples(pg.build_graph(pg.extract(files)))


def test_one_writes_and_many_read(files, tmp_path):
    corpus = pg.Corpus(tmp_path / "c")
    corpus.add(files / "1.txt", jobs=1)
    with folder.Writer(tmp_path / "c"):
        with pytest.raises(CorpusError, match="another process"):
            pg.Corpus(tmp_path / "c").add(files, jobs=1)
        assert len(pg.Corpus(tmp_path / "c").documents()) == 1
    reader = pg.Corpus(tmp_path / "c")
    before = triples(reader.graph)
    corpus.add(files, jobs=1)
    assert triples(reader.graph) == before and len(pg.Corpus(tmp_path / "c").documents()) == 4


def test_the_base_is_that_of_the_first_run(files, tmp_path):
    corpus = pg.Corpus(tmp_path / "c")
    corpus.add(files / "1.txt", jobs=1, base="https://example.org/id/")
    with pytest.raises(CorpusError, match="example.org"):
        corpus.add(files, jobs=1, base="https://example.com/id/")
    corpus.add(files / "2.txt", jobs=1)
    assert all(str(node).startswith("https://example.org/id/") for node in corpus.graph.subjects(RDF.type, PG.Document))


@pytest.mark.parametrize("spoil", ["empty", "newer", "manifest", "store"])
def test_a_folder_that_cannot_be_read_is_named_with_the_remedy(files, tmp_path, spoil):
    home = tmp_path / "c"
    home.mkdir()
    if spoil != "empty":
        pg.Corpus(home).add(files / "1.txt", jobs=1)
    if spoil == "newer":
        database = sqlite3.connect(home / "manifest.sqlite")
        database.execute("UPDATE meta SET value = '99' WHERE key = 'format'")
        database.commit()
        database.close()
    if spoil == "manifest":
        (home / "manifest.sqlite").write_bytes(b"no database" * 1000)
    if spoil == "store":
        for path in (home / "read").rglob("*"):
            if path.is_file():
                path.unlink()
    with pytest.raises(CorpusError, match=str(home)) as caught:
        pg.Corpus(home).documents()
    assert "(" in str(caught.value) or ";" in str(caught.value)


def test_a_first_run_that_was_interrupted_is_told_from_a_corpus_with_nothing_in_it(files, tmp_path):
    home = tmp_path / "c"

    def interrupt(name):
        if name.endswith("3.txt"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pg.Corpus(home).add(files, jobs=1, on_done=interrupt)
    with pytest.raises(CorpusError, match="was interrupted; run policygraph build INPUT --corpus .* again"):
        pg.Corpus(home).documents()
    assert str(pg.Corpus(home).status()["state"]).startswith("to be completed")
    pg.Corpus(home).add(files, jobs=1)
    assert len(pg.Corpus(home).documents()) >= 4

    with folder.Writer(tmp_path / "none"), pytest.raises(CorpusError, match="nothing is in it yet"):
        pg.Corpus(tmp_path / "none").documents()


def test_other_folders_are_left_alone(files):
    before = sorted(files.iterdir())
    with pytest.raises(CorpusError, match="other things"):
        pg.Corpus(files).add(files / "1.txt", jobs=1)
    assert sorted(files.iterdir()) == before


def test_statements_as_a_frame(files, tmp_path):
    corpus = pg.Corpus(tmp_path / "c")
    corpus.add(files, jobs=1)
    frame = corpus.frame("responsibility")
    assert {"临江市水务局", "临江市财政局"} <= set(frame["agent_name"]) and all(frame["end"] > frame["start"])
    text = {name: text for name, text in TEXTS.items()}
    assert all(text[row.file][row.start : row.end] == row.quote for row in frame.itertuples())
    with pytest.raises(QueryError, match="responsibility"):
        corpus.frame("sentence")


def test_a_stream_gives_what_a_list_gives(files):
    (files / "5.txt").write_text("没有公文。", "utf-8")
    failures = []
    found = pg.stream(files, on_failure=failures.append)
    assert next(found) == pg.extract(files).readings[0]
    assert (tuple(found), tuple(failures)) == (pg.extract(files).readings[1:], pg.extract(files).failures)


# ---- workers


def test_who_dies_or_hangs_costs_one_item_alone():
    items = ["a", "die", "b", "leave", "hang", "c", "swell", "d"]
    found = dict(workers.share_out(work, items, jobs=2, seconds=patient))
    assert set(found) == set(items)
    lost = {item: outcome.reason for item, outcome in found.items() if isinstance(outcome, workers.Lost)}
    assert set(lost) == {"die", "leave", "hang", "swell"}
    assert "SIGKILL" in lost["die"] and "3" in lost["leave"] and "too long" in lost["hang"]
    assert all(found[item].startswith(item) for item in "abcd")


def test_processes_end_with_the_one_who_asked():
    running = workers.share_out(work, (str(n) for n in range(1000)), jobs=2, seconds=patient)
    (_, outcome) = next(running)
    pid = int(outcome.rsplit(" ", 1)[-1])
    running.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_script_needs_no_guard(files, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(f"import policygraph as pg\nprint('run')\nprint(len(pg.Corpus({str(tmp_path / 'c')!r}).add({str(files)!r}, jobs=2).read))\n", "utf-8")
    done = subprocess.run([sys.executable, str(script)], env=environment(), capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.split()) == (0, ["run", "4"]), done.stderr


# ---- the command


def test_the_verbs_take_a_corpus(call, files, tmp_path):
    home = tmp_path / "c"
    done = call("build", files, "--corpus", home, "--jobs", "2")
    assert done.returncode == 0 and "4 read" in done.stderr.decode(), done.stderr.decode()
    assert call("build", files / "no.txt", files / "1.txt", "--corpus", home).returncode == 1
    assert call("build", files / "no.txt", "--corpus", home).returncode == 2
    assert "临政发〔2020〕1号" in call("query", home, "documents").stdout.decode()
    assert call("draw", "citations", home, "-o", tmp_path / "c.html").returncode == 0
    assert "临江市水务局" in call("network", "responsibilities", home).stdout.decode()
    assert call("report", home).returncode == 0
    assert call("calendar", home, "-o", tmp_path / "d.ics").returncode == 0
    assert call("check", home).stdout.decode() == "ok\n"
    assert "节水型企业" in call("explain", home, "--document", "临政发〔2020〕1号").stdout.decode()
    assert call("explain", home, "--document", "临政发〔2020〕9号").returncode == 2
    status = call("status", home, "--format", "json")
    assert status.returncode == 0 and '"sources": 4' in status.stdout.decode()
    missing = call("query", tmp_path, "documents")
    assert missing.returncode == 2 and "no corpus" in missing.stderr.decode()


def test_parts_hold_the_whole(call, files, whole, tmp_path):
    home = tmp_path / "c"
    pg.Corpus(home).add(files, jobs=1)
    assert call("export", home, "-o", tmp_path / "nq", "--part", "100").returncode == 0
    parts = sorted((tmp_path / "nq").glob("part-*"))
    assert len(parts) > 2 and triples(load(*parts)) == whole
    assert call("export", home, "-o", tmp_path / "ttl", "--format", "turtle").returncode == 0
    assert triples(load(*(tmp_path / "ttl").glob("part-*"))) == whole
    assert call("export", home, "-o", tmp_path / "tables", "--format", "parquet").returncode == 0
    pandas = pytest.importorskip("pandas")
    duckdb = pytest.importorskip("duckdb")
    frame = duckdb.sql(f"SELECT * FROM '{tmp_path / 'tables' / 'responsibility.parquet'}'").df()
    assert isinstance(frame, pandas.DataFrame) and len(frame) == len(pg.Corpus(home).frame("responsibility"))
    again = call("export", home, "-o", tmp_path / "ttl")
    assert again.returncode == 2 and "already" in again.stderr.decode()


@pytest.mark.slow
def test_killed_at_any_moment_it_opens_and_the_next_run_completes_it(files, tmp_path):
    for n in range(6):
        (files / f"more-{n}.txt").write_text(SAMPLE.read_text("utf-8").replace("2017", str(1990 + n)), "utf-8")
    order = [sys.executable, "-m", "policygraph", "build", str(files), "--corpus", str(tmp_path / "c"), "--jobs", "2"]
    chance = random.Random(7)
    for _ in range(3):  # a hundred: benchmarks/faults.py build
        process = subprocess.Popen(order, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(chance.uniform(1.0, 4.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if (tmp_path / "c" / "current").exists():
            assert len(pg.Corpus(tmp_path / "c").documents())
    assert subprocess.run(order, env=environment(), capture_output=True, check=False).returncode == 0
    pg.Corpus(tmp_path / "undisturbed").add(files, jobs=2)
    assert triples(pg.Corpus(tmp_path / "c").graph) == triples(pg.Corpus(tmp_path / "undisturbed").graph)
    assert {str(quad) for quad in folder.dumped(tmp_path / "c") if "derived" not in str(quad.graph_name)} == {
        str(quad) for quad in folder.dumped(tmp_path / "undisturbed") if "derived" not in str(quad.graph_name)}


@pytest.fixture
def server(tmp_path):
    """A real SPARQL server that may be written."""
    import shutil
    import socket
    from urllib import request

    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists() and not shutil.which("oxigraph"):
        pytest.skip("no oxigraph server is installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [str(program), "serve", "--location", str(tmp_path / "server"), "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            request.urlopen(f"http://127.0.0.1:{port}/query?query=ASK%7B%7D", timeout=1).read()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


@pytest.mark.parametrize(("via", "path"), [("store", "store"), ("update", "update")])
def test_a_server_is_loaded_and_loaded_again(call, files, whole, server, tmp_path, via, path):
    home = tmp_path / "c"
    pg.Corpus(home).add(files, jobs=1)
    for _ in range(2):
        done = call("push", home, f"{server}/{path}", "--via", via, "--part", "100")
        assert done.returncode == 0, done.stderr.decode()
    there = pg.run_query(f"{server}/query", "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert there[0]["n"] == len(pg.Corpus(home).graph)
    assert pg.run_query(f"{server}/query", "documents").texts() == pg.Corpus(home).query("documents").texts()
    graphs = call("push", home, f"{server}/{path}", "--via", via, "--graphs")
    assert graphs.returncode == 0
    assert pg.run_query(f"{server}/query", "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")[0]["n"] == 5


def test_a_push_that_was_stopped_goes_on(files, server, tmp_path, monkeypatch):
    from policygraph.keeping import pushing

    home = tmp_path / "c"
    pg.Corpus(home).add(files, jobs=1)
    add, sent = pushing._Server.add, []

    def failing(self, graph, triples):
        if len(sent) == 3:
            raise CorpusError("down")
        sent.append(len(triples))
        add(self, graph, triples)

    monkeypatch.setattr(pushing._Server, "add", failing)
    with pytest.raises(CorpusError, match="down"):
        pushing.push(home, f"{server}/store", part=100)
    monkeypatch.setattr(pushing._Server, "add", add)
    total = len(pg.Corpus(home).graph)
    assert pushing.push(home, f"{server}/store", part=100) == total - sum(sent)
    assert pg.run_query(f"{server}/query", "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")[0]["n"] == total


def test_what_waits_for_a_server_says_so(call, files, tmp_path, monkeypatch):
    from policygraph.keeping import pushing

    home, address = tmp_path / "c", "http://127.0.0.1:9/store"
    pg.Corpus(home).add(files / "1.txt", jobs=1)
    slept = []
    monkeypatch.setattr(pushing.time, "sleep", slept.append)
    done = call("push", home, address)
    *waiting, last = done.stderr.decode().splitlines()
    assert done.returncode == 2 and last.startswith(f"policygraph: {address}: does not answer") and slept == list(pushing.PAUSES)
    assert waiting == [
        f"{address}: does not answer (Connection refused); it is tried again in {pause} s ({n} of {len(slept)})" for n, pause in enumerate(slept, 1)]


def test_a_busy_server_is_waited_for_with_a_word(files, tmp_path, monkeypatch):
    from email.message import Message
    from urllib.error import HTTPError

    from policygraph.keeping import pushing

    pg.Corpus(tmp_path / "c").add(files / "1.txt", jobs=1)
    answers, said = [503], []

    def opened(opener, request, timeout):
        if answers:
            raise HTTPError(request.full_url, answers.pop(), "Service Unavailable", Message(), io.BytesIO())
        return io.BytesIO()

    monkeypatch.setattr(pushing.time, "sleep", lambda seconds: None)
    monkeypatch.setattr("urllib.request.OpenerDirector.open", opened)
    assert pushing.push(tmp_path / "c", "http://127.0.0.1:9/store", on_wait=said.append)
    assert said == ["http://127.0.0.1:9/store: does not answer (503 Service Unavailable); it is tried again in 1 s (1 of 4)"]


def test_a_server_that_is_not_there_is_named(call, files, tmp_path, monkeypatch):
    from policygraph.keeping import pushing

    home = tmp_path / "c"
    pg.Corpus(home).add(files / "1.txt", jobs=1)
    monkeypatch.setattr(pushing, "PAUSES", ())
    monkeypatch.setenv(pushing.USER, "me")
    monkeypatch.setenv(pushing.PASSWORD, "secret")
    with pytest.raises(CorpusError, match="does not answer") as caught:
        pushing.push(home, "http://127.0.0.1:9/store")
    assert "secret" not in str(caught.value)
    assert call("push", home, "ftp://example.org/x").returncode == 2
