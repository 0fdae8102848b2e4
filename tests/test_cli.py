"""The command line as a user meets it: real processes, their output, their exit status, what they leave on the disk."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from conftest import environment

VERBS = ("build", "merge", "query", "draw", "explain", "extract", "network", "report", "check")
NUMBER = "济政字〔2017〕39号"


@pytest.fixture(scope="module")
def graph_file(command, sample_path, tmp_path_factory):
    """The graph of the sample, built by the command itself."""
    path = tmp_path_factory.mktemp("graph") / "graph.ttl"
    done = command("build", sample_path, "-o", path)
    assert done.returncode == 0, done.stderr.decode()
    return path


def lines(data: bytes) -> list[str]:
    return data.decode("utf-8").splitlines()


# ---- help


def test_version(command):
    done = command("--version")
    assert done.returncode == 0 and re.fullmatch(rb"policygraph \d+\.\d+\.\d+\n", done.stdout)


def test_help_names_every_verb(command):
    done = command("--help")
    assert done.returncode == 0
    assert [verb for verb in VERBS if f"\n    {verb} " not in done.stdout.decode()] == []


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_a_verb_has_examples(call, verb):
    done = call(verb, "--help")
    assert done.returncode == 0
    text = done.stdout.decode()
    assert f"policygraph {verb}" in text.partition("examples:")[2]


@pytest.mark.parametrize("args", [
    [], ["fly"], ["build"], ["draw", "citations", "graph.ttl"], ["draw", "everything", "graph.ttl", "-o", "x.html"],
    ["query", "graph.ttl", "most-cited", "--param", "number"], ["query", "graph.ttl", "most-cited", "--format", "xls"],
])
def test_misuse_is_status_2_with_usage(call, args):
    done = call(*args)
    assert done.returncode == 2 and done.stdout == b"" and done.stderr.startswith(b"usage: policygraph")


# ---- build


def test_build_writes_a_graph_and_a_summary(graph_file, command, sample_path, tmp_path):
    done = command("build", sample_path, "-o", tmp_path / "again.ttl")
    assert done.returncode == 0 and done.stdout == b""
    said = done.stderr.decode()
    assert NUMBER in said and "6 documents" in said and "triples" in said
    assert "\x1b" not in said and "\r" not in said
    assert (tmp_path / "again.ttl").read_bytes() == graph_file.read_bytes()
    assert os.listdir(tmp_path) == ["again.ttl"]


@pytest.mark.parametrize("ending", [".nt", ".jsonld", ".trig"])
def test_build_in_other_forms_holds_the_same(call, sample_path, graph_file, tmp_path, ending):
    from policygraph.stating.formats import load

    path = tmp_path / f"graph{ending}"
    assert call("build", sample_path, "-o", path).returncode == 0
    assert set(load(path)) == set(load(graph_file))


def test_build_without_a_file_prints_turtle(call, sample_path, graph_file):
    done = call("build", sample_path)
    assert done.returncode == 0 and done.stdout.decode().strip() == graph_file.read_text("utf-8").strip()


def test_an_unknown_ending_is_refused_before_the_work(call, sample_path, tmp_path):
    done = call("build", sample_path, "-o", tmp_path / "graph.xls")
    assert done.returncode == 2 and len(lines(done.stderr)) == 1
    assert ".xls" in done.stderr.decode() and ".ttl" in done.stderr.decode()
    assert os.listdir(tmp_path) == []


def test_a_missing_folder_is_named(call, sample_path, tmp_path):
    done = call("build", sample_path, "-o", tmp_path / "no" / "graph.ttl")
    assert done.returncode == 2 and len(lines(done.stderr)) == 1 and str(tmp_path / "no") in done.stderr.decode()


def test_standard_input(command, sample_text, tmp_path):
    done = command("build", "-", "-o", tmp_path / "graph.ttl", stdin=sample_text.encode("utf-8"))
    assert done.returncode == 0 and NUMBER in (tmp_path / "graph.ttl").read_text("utf-8")


def test_gb18030_says_the_same_as_utf8(call, sample_path, sample_text, tmp_path):
    other = tmp_path / sample_path.name
    other.write_bytes(sample_text.encode("gb18030"))
    one, two = call("extract", sample_path), call("extract", other)
    assert two.returncode == 0 and two.stdout == one.stdout


# ---- bad input


@pytest.fixture
def bad(tmp_path):
    """A folder of files that are no gazettes."""
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n")
    (folder / "letter.txt").write_text("今天天气很好，我们一起去公园散步。\n明天也许下雨。\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(("name", "word"), [
    ("missing.txt", "no such file"), ("empty.txt", "empty"), ("binary.txt", "binary"), ("scan.pdf", "the PDF is damaged"),
    ("letter.txt", "no official act"),
])
@pytest.mark.parametrize("verb", ["build", "extract", "explain"])
def test_bad_input_is_one_line_with_file_and_remedy(call, bad, tmp_path, verb, name, word):
    output = {"build": ["-o", "out.ttl"], "extract": ["-o", "out.jsonl"], "explain": ["--html", "out.html"]}[verb]
    done = call(verb, bad / name, output[0], tmp_path / output[1])
    assert done.returncode == 2 and done.stdout == b""
    (said,) = lines(done.stderr)
    assert name in said and word in said and re.search(r"\(.+\)$", said), said
    assert os.listdir(tmp_path) == ["bad"]


def test_a_bad_file_does_not_stop_the_others(call, bad, sample_path, tmp_path):
    done = call("build", bad / "empty.txt", sample_path, "-o", tmp_path / "graph.ttl")
    assert done.returncode == 1 and "empty.txt" in done.stderr.decode()
    assert NUMBER in (tmp_path / "graph.ttl").read_text("utf-8")


def test_an_existing_file_stays_when_the_build_fails(call, bad, tmp_path):
    (tmp_path / "graph.ttl").write_text("# mine\n", encoding="utf-8")
    assert call("build", bad / "empty.txt", "-o", tmp_path / "graph.ttl").returncode == 2
    assert (tmp_path / "graph.ttl").read_text("utf-8") == "# mine\n"


@pytest.mark.parametrize("args", [["query", "{file}", "most-cited"], ["draw", "citations", "{file}", "-o", "{folder}/page.html"],
                                  ["network", "citations", "{file}"]])
@pytest.mark.parametrize(("name", "content"), [("missing.ttl", None), ("broken.ttl", b"@prefix pg: <oops"), ("binary.ttl", b"\x00\xff" * 50)])
def test_a_bad_graph_is_one_line(call, tmp_path, args, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = call(*(part.format(file=tmp_path / name, folder=tmp_path) for part in args))
    assert done.returncode == 2 and done.stdout == b"" and not (tmp_path / "page.html").exists()
    assert name in lines(done.stderr)[0] and len(lines(done.stderr)) == 1


def test_debug_shows_the_traceback(command):
    assert b"Traceback" in command("--debug", "query", "missing.ttl", "most-cited").stderr
    assert b"Traceback" not in command("query", "missing.ttl", "most-cited").stderr


# ---- query


def test_query_lists_the_named_queries(call, graph_file):
    from policygraph.asking.named import named

    done = call("query", graph_file)
    text = done.stdout.decode()
    assert done.returncode == 0 and len(named()) >= 6
    assert [name for name, query in named().items() if name not in text or query.title not in text] == []


def test_query_by_name_prints_a_table(call, graph_file):
    done = call("query", graph_file, "superior-chain", "--param", f"number={NUMBER}")
    assert done.returncode == 0 and "国发〔2016〕28号" in done.stdout.decode(), done.stderr.decode()


def test_query_formats_agree(call, graph_file):
    def ask(form):
        done = call("query", graph_file, "superior-chain", "--param", f"number={NUMBER}", "--format", form)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8")

    by_csv = list(csv.DictReader(io.StringIO(ask("csv"))))
    by_json = json.loads(ask("json"))
    assert by_csv and [{key: str(value) for key, value in row.items()} for row in by_json] == by_csv
    assert [row["step"] for row in by_json] == [int(row["step"]) for row in by_csv]  # numbers are numbers
    assert "国发〔2016〕28号" in ask("ttl")


def test_query_to_a_file(call, graph_file, tmp_path):
    done = call("query", graph_file, "superior-chain", "--param", f"number={NUMBER}", "--format", "csv", "-o", tmp_path / "a.csv")
    assert done.returncode == 0 and done.stdout == b"" and "国发〔2016〕28号" in (tmp_path / "a.csv").read_text("utf-8")


OWN = "PREFIX eli: <http://data.europa.eu/eli/ontology#> SELECT ?n WHERE { ?d eli:number ?n } ORDER BY ?n"


def test_own_sparql_as_text_as_file_and_from_standard_input(command, graph_file, tmp_path):
    (tmp_path / "own.rq").write_text(OWN, encoding="utf-8")
    by_text = command("query", graph_file, OWN, "--format", "csv")
    assert by_text.returncode == 0 and NUMBER in by_text.stdout.decode()
    assert command("query", graph_file, tmp_path / "own.rq", "--format", "csv").stdout == by_text.stdout
    assert command("query", graph_file, "-", "--format", "csv", stdin=OWN.encode()).stdout == by_text.stdout


@pytest.mark.parametrize(("args", "words"), [
    (["superior-chian"], ["superior-chian", "superior-chain"]), (["superior-chain"], ["number"]),
    (["superior-chain", "--param", "colour=red"], ["colour"]), (["SELECT ?d WHERE { ?d a }"], []), (["no-such.rq"], ["no-such.rq"]),
])
def test_a_bad_query_is_one_line_that_says_why(call, graph_file, args, words):
    done = call("query", graph_file, *args)
    assert done.returncode == 2 and done.stdout == b""
    assert b"Traceback" not in done.stderr and all(word in done.stderr.decode() for word in words), done.stderr.decode()


def test_an_endpoint_that_does_not_answer(call):
    done = call("query", "http://127.0.0.1:9/sparql", "SELECT * WHERE { ?s ?p ?o } LIMIT 1")
    assert done.returncode == 2 and b"Traceback" not in done.stderr and b"127.0.0.1:9" in done.stderr


# ---- the other verbs


def test_extract_prints_a_statement_a_line(call, sample_path, sample_text):
    done = call("extract", sample_path)
    rows = [json.loads(line) for line in lines(done.stdout)]
    assert done.returncode == 0 and [row["document"] for row in rows if row["kind"] == "document"][3] == NUMBER
    assert {"citation", "responsibility", "duty", "programme", "target", "funding", "provision"} <= {row["kind"] for row in rows}
    for row in rows:
        evidence = row["evidence"]
        assert sample_text[evidence["start"] : evidence["end"]] == evidence["exact"]


@pytest.mark.parametrize("kind", ["citations", "joint-issuers"])
def test_draw_writes_a_page(call, graph_file, tmp_path, kind):
    done = call("draw", kind, graph_file, "-o", tmp_path / "page.html")
    assert done.returncode == 0 and done.stdout == b"", done.stderr.decode()
    assert "<html" in (tmp_path / "page.html").read_text("utf-8") and os.listdir(tmp_path) == ["page.html"]


def test_explain_names_rules_and_what_was_resolved(call, sample_path, tmp_path):
    done = call("explain", sample_path)
    assert done.returncode == 0 and "济南市公安局" in done.stdout.decode()
    done = call("explain", sample_path, "--html", tmp_path / "page.html")
    assert done.returncode == 0 and "济南市公安局" in (tmp_path / "page.html").read_text("utf-8")


def test_network_as_csv_and_gexf(call, graph_file, tmp_path):
    import networkx

    done = call("network", "citations", graph_file)
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert done.returncode == 0 and any(NUMBER in row.values() for row in rows)
    assert call("network", "citations", graph_file, "-o", tmp_path / "net.gexf").returncode == 0
    assert networkx.read_gexf(tmp_path / "net.gexf").number_of_nodes() == len(rows)


def test_network_as_graphml_and_as_tables(call, graph_file, tmp_path):
    assert call("network", "joint-issuers", graph_file, "-o", tmp_path / "net.graphml").returncode == 0
    for form in ("nodes-edges", "neo4j"):
        done = call("network", "agencies", graph_file, "--format", form, "-o", tmp_path / f"{form}.csv")
        assert done.returncode == 0 and f"{form}-nodes.csv" in done.stderr.decode()
    names = ["neo4j-edges.csv", "neo4j-nodes.csv", "net.graphml", "nodes-edges-edges.csv", "nodes-edges-nodes.csv"]
    assert sorted(os.listdir(tmp_path)) == names


@pytest.mark.parametrize("args", [["--format", "neo4j"], ["--format", "gexf", "-o", "net.csv"], ["-o", "net.xls"]])
def test_network_says_what_it_cannot_write(call, graph_file, tmp_path, args):
    done = call("network", "agencies", graph_file, *args, cwd=tmp_path)
    assert done.returncode == 2 and len(lines(done.stderr)) == 1 and os.listdir(tmp_path) == []


def test_check(call):
    done = call("check")
    assert done.returncode == 0 and lines(done.stdout)[-1] == "ok", done.stdout.decode()


# ---- manners


@pytest.mark.slow
@pytest.mark.parametrize(("env", "prints"), [
    ({"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, "extract"), ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "explain"),
])
def test_chinese_in_an_ascii_locale(command, sample_path, graph_file, tmp_path, env, prints):
    for args in ([prints, sample_path], ["build", sample_path, "-o", tmp_path / "graph.ttl"]):
        done = command(*args, env=env)
        assert done.returncode == 0 and NUMBER in (done.stdout or done.stderr).decode("utf-8")
    assert (tmp_path / "graph.ttl").read_bytes() == graph_file.read_bytes()
    done = command("draw", "citations", graph_file, "-o", tmp_path / "page.html", env=env)
    assert done.returncode == 0, done.stderr.decode()


def test_a_closed_pipe_is_quiet(sample_path):
    reader = subprocess.Popen(
        [sys.executable, "-m", "policygraph", "extract", str(sample_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(),
    )
    reader.stdout.close()
    said = reader.stderr.read()
    reader.wait(timeout=60)
    assert said == b"" and reader.returncode == 0


def test_an_interrupt_leaves_nothing_half_written(sample_text, tmp_path):
    """Ctrl-C while a long build runs: status 130, and no file."""
    long = tmp_path / "long.txt"
    long.write_text(sample_text * 200, encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    running = subprocess.Popen(
        [sys.executable, "-m", "policygraph", "build", str(long), "-o", str(out / "graph.ttl")], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=environment(),
    )
    time.sleep(3)
    assert running.poll() is None, "the build was over before it could be interrupted"
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130 and b"interrupted" in said and b"Traceback" not in said
    assert os.listdir(out) == []


def test_a_progress_bar_on_a_terminal_only(sample_path, tmp_path):
    """On a terminal (a pseudo one here) there are control sequences; in a pipe there are none."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "policygraph", "build", str(sample_path), "-o", str(tmp_path / "graph.ttl")], stderr=theirs,
        stdout=subprocess.DEVNULL, env=environment({"TERM": "xterm"}),
    )
    os.close(theirs)
    said = bytearray()
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        said += piece
    assert done.wait(timeout=60) == 0 and b"\x1b[" in said and b"reading" in said
