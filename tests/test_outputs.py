"""Outputs are whole or absent, never in the place of an input, and whatever happens to a stream is a message."""

from __future__ import annotations

import http.server
import io
import os
import stat
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT, environment
from policygraph import cli, console, endpoint
from policygraph.errors import QueryError
from policygraph.files import OutputError, whole_file, write_whole
from policygraph.graph import save

ACT = "济南市人民政府关于加强节水的通知\n济政发〔2017〕{n}号\n各县区人民政府：\n一、市水务局负责管好水源。\n济南市人民政府\n2017年7月{n}日\n"


@pytest.fixture(scope="module")
def graph_bytes(sample_graph, tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("graph") / "g.ttl"
    save(sample_graph, path)
    return path.read_bytes()


@pytest.fixture
def folder(tmp_path, graph_bytes, monkeypatch) -> Path:
    """A folder with a gazette and a graph, to work in."""
    (tmp_path / "g.ttl").write_bytes(graph_bytes)
    (tmp_path / "a.txt").write_text(ACT.format(n=1), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str) -> int:
    return cli.main(args)


# ---- the input stays


@pytest.mark.parametrize("args", [
    ("extract", "a.txt", "-o", "a.txt"), ("extract", ".", "-o", "a.txt"), ("explain", "a.html", "--html", "a.html"),
    ("query", "g.ttl", "most-cited", "-o", "g.ttl"), ("query", "g.ttl", "q.rq", "-o", "q.rq"), ("merge", "g.ttl", "-o", "g.ttl"),
    ("network", "citations", "g.csv.ttl", "-o", "n.csv"), ("report", "g.csv.ttl", "-o", "n.csv"),
    ("extract", "a.txt", "-o", "link.txt"), ("extract", "a.txt", "-o", "twin.txt"), ("extract", "link.txt", "-o", "a.txt"),
])
def test_no_output_takes_the_place_of_an_input(folder, capsys, args):
    (folder / "a.html").write_text("<html><body><p>" + ACT.format(n=1).replace("\n", "</p><p>") + "</p></body></html>", "utf-8")
    (folder / "q.rq").write_text("SELECT ?d WHERE { ?d a pg:Document }", "utf-8")
    (folder / "g.csv.ttl").symlink_to("n.csv")
    (folder / "n.csv").write_bytes((folder / "g.ttl").read_bytes())
    (folder / "link.txt").symlink_to("a.txt")
    os.link(folder / "a.txt", folder / "twin.txt")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert run(*args) == 1
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    message = capsys.readouterr().err
    assert args[-1] in message and "this is what is read" in message and "name another" in message


# ---- what may stand where a file is written


def test_a_link_is_followed_and_stays(folder):
    (folder / "other").mkdir()
    (folder / "there.jsonl").write_text("old", "utf-8")
    (folder / "link.jsonl").symlink_to("there.jsonl")
    (folder / "dangling.jsonl").symlink_to("other/new.jsonl")
    for name, target in (("link.jsonl", "there.jsonl"), ("dangling.jsonl", "other/new.jsonl")):
        assert run("extract", "a.txt", "-o", name) == 0
        assert (folder / name).is_symlink() and '"kind"' in (folder / target).read_text("utf-8")


def test_links_in_a_circle_are_a_message(folder, capsys):
    (folder / "one.jsonl").symlink_to("two.jsonl")
    (folder / "two.jsonl").symlink_to("one.jsonl")
    assert run("extract", "a.txt", "-o", "one.jsonl") == 1
    assert "one.jsonl: cannot be written" in capsys.readouterr().err


def test_a_folder_is_refused(folder, capsys):
    (folder / "x.ttl").mkdir()
    assert run("build", "a.txt", "-o", "x.ttl") == 1 and "this is a folder" in capsys.readouterr().err
    with pytest.raises(OutputError):
        write_whole(folder / "x.ttl", "")


def test_a_pipe_is_written_into(folder):
    os.mkfifo(folder / "p.csv")
    got = []
    reader = threading.Thread(target=lambda: got.append((folder / "p.csv").read_text("utf-8")))
    reader.start()
    assert run("query", "g.ttl", "most-cited", "--format", "csv", "-o", "p.csv") == 0
    reader.join(10)
    assert got and got[0].count("\n") > 2 and stat.S_ISFIFO((folder / "p.csv").stat().st_mode)


def test_a_device_stays_a_device(folder):
    try:
        os.mknod(folder / "nul", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        (folder / "nul").write_bytes(b"")
    except OSError as error:
        pytest.skip(f"no device can be made here ({error.strerror})")
    assert run("query", "g.ttl", "most-cited", "-o", "nul") == 0
    assert stat.S_ISCHR((folder / "nul").stat().st_mode)


def test_a_full_device_is_a_message(folder, capsys):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    (folder / "full.xlsx").symlink_to("/dev/full")
    for args in (("report", "g.ttl", "-o", "full.xlsx"), ("query", "g.ttl", "most-cited", "-o", "/dev/full")):
        assert run(*args) == 1
        assert "cannot be written (No space left on device)" in capsys.readouterr().err


def test_modes_are_kept_and_new_files_have_those_of_the_umask(folder):
    secret = folder / "secret.jsonl"
    secret.write_text("old", "utf-8")
    secret.chmod(0o600)
    umask = os.umask(0o027)
    try:
        assert run("extract", "a.txt", "-o", "secret.jsonl") == 0 and run("extract", "a.txt", "-o", "new.jsonl") == 0
    finally:
        os.umask(umask)
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600 and stat.S_IMODE((folder / "new.jsonl").stat().st_mode) == 0o640


def test_a_read_only_file_is_refused_also_for_root(folder, capsys):
    (folder / "kept.jsonl").write_text("old", "utf-8")
    (folder / "kept.jsonl").chmod(0o444)
    assert run("extract", "a.txt", "-o", "kept.jsonl") == 1
    assert "read-only" in capsys.readouterr().err and (folder / "kept.jsonl").read_text("utf-8") == "old"


def test_what_goes_wrong_while_writing_leaves_the_old_file_and_nothing_else(folder):
    (folder / "x.txt").write_text("old", "utf-8")
    with pytest.raises(RuntimeError), whole_file(folder / "x.txt") as temporary:
        temporary.write_text("new", "utf-8")
        raise RuntimeError
    assert (folder / "x.txt").read_text("utf-8") == "old" and not [p for p in folder.iterdir() if p.name.startswith(".")]


def test_a_full_disk_is_a_message_and_leaves_no_file(folder, capsys):
    (folder / "small").mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", "small"], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        for args in (("report", "g.ttl", "-o", "small/r.xlsx"), ("merge", "g.ttl", "-o", "small/m.nt"), ("draw", "citations", "g.ttl", "-o", "small/c.html")):
            assert run(*args) == 1
            assert "cannot be written (No space left on device)" in capsys.readouterr().err
        assert list((folder / "small").iterdir()) == []
    finally:
        subprocess.run(["umount", "small"], check=False)


# ---- streams


def shell(folder: Path, line: str, **extra: str) -> subprocess.CompletedProcess:
    line = line.replace("policygraph", f"{sys.executable} -m policygraph")
    return subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, env=environment(extra), timeout=60, check=False)


@pytest.mark.parametrize("extra", [{}, {"PYTHONUNBUFFERED": "1"}])
@pytest.mark.parametrize("line", [
    "policygraph query g.ttl most-cited > /dev/full", "policygraph query g.ttl > /dev/full", "policygraph query g.ttl most-cited >&-",
    "policygraph check > /dev/full",
])
def test_a_stream_that_cannot_be_written_is_one_line(folder, line, extra):
    done = shell(folder, line, **extra)
    assert done.returncode == 1 and done.stderr.decode().count("\n") == 1 and "standard output: " in done.stderr.decode()


def test_streams_that_are_closed_or_full_take_nothing_away(folder):
    assert shell(folder, "policygraph query g.ttl most-cited 2>&- | wc -l").stdout.strip() != b"0"
    assert shell(folder, "policygraph build a.txt -o b.ttl 2> /dev/full; echo $?").stdout == b"0\n"
    done = shell(folder, "policygraph build a.txt 2>&1 | head -1")
    assert b"Traceback" not in done.stdout + done.stderr
    done = shell(folder, "policygraph extract a.txt | head -1")
    assert done.stderr == b"" and done.stdout.count(b"\n") == 1


def test_a_base_that_is_no_iri_is_refused_before_any_work(folder, capsys):
    for base in ("not an iri", "https://example.org/<id>/", "https://example.org/id", "\ud800:/"):
        for name in ("b.ttl", "b.jsonld"):
            assert run("build", "missing.txt", "--base", base, "-o", name) == 2
    assert "no IRI" in capsys.readouterr().err and not list(folder.glob("b.*"))


def test_something_unexpected_is_two_lines_and_says_how_to_report_it(folder, capsys, monkeypatch):
    monkeypatch.setattr(console, "check_output", lambda *_: 1 / 0)
    assert run("query", "g.ttl", "most-cited") == 1
    message = capsys.readouterr().err
    assert "policygraph query: something unexpected happened in cli._query (ZeroDivisionError" in message and "--debug" in message
    for args in (("--debug", "query", "g.ttl", "most-cited"), ("query", "g.ttl", "most-cited", "--debug")):
        assert run(*args) == 1 and "Traceback" in capsys.readouterr().err


def test_strict_stops_and_the_budget_is_a_number(folder, capsys):
    (folder / "empty.txt").write_text("", "utf-8")
    assert run("build", "empty.txt", "a.txt", "-o", "b.ttl", "--strict") == 1
    assert "empty.txt: the file is empty" in capsys.readouterr().err and not (folder / "b.ttl").exists()
    assert run("build", "empty.txt", "a.txt", "-o", "b.ttl") == 1 and (folder / "b.ttl").exists()
    assert run("build", "a.txt", "--budget", "soon", "-o", "b.ttl") == 2


# ---- several documents, and what a terminal must not obey


def test_explain_shows_every_document(folder, capsys):
    with zipfile.ZipFile(folder / "two.zip", "w") as archive:
        for n in (1, 2):
            archive.writestr(f"act{n}.txt", ACT.format(n=n))
    assert run("explain", "two.zip", "--html", "x.html") == 0
    page = (folder / "x.html").read_text("utf-8")
    assert all(f"济政发〔2017〕{n}号" in page and f"act{n}.txt" in page for n in (1, 2))
    assert page.count('<section id="') == 2 and len(set(part.split('"')[0] for part in page.split('<section id="')[1:])) == 2
    capsys.readouterr()
    assert run("explain", "two.zip") == 0
    assert all(f"济政发〔2017〕{n}号" in capsys_text for capsys_text in [capsys.readouterr().out] for n in (1, 2))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_no_text_and_no_name_commands_the_terminal(folder, monkeypatch):
    evil = "\x1b[31m红\x1b]0;x\x07\x9b1m\u202e"
    (folder / f"坏{evil.replace('/', '')}.txt").write_text(ACT.format(n=1).replace("管好", f"管好{evil}"), "utf-8")
    (folder / f"空{evil}.txt").write_text("", "utf-8")
    for args in (("build", "."), ("extract", "."), ("explain", "."), ("query", "g.ttl", f"没有{evil}"), ("query", f"没有{evil}.ttl", "most-cited")):
        out, err = Terminal(), Terminal()
        for stream in (out, err):
            stream.reconfigure = lambda **_: None
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        run(*args)
        shown = out.getvalue() + err.getvalue()
        assert shown and not any(mark in shown for mark in ("\x1b]", "\x1b[31m红", "\x07", "\x9b", "\u202e")), args


def test_data_keep_their_characters_where_no_terminal_is(folder):
    (folder / "a.txt").write_text(ACT.format(n=1).replace("管好", "管\x1b好"), "utf-8")
    assert shell(folder, "policygraph extract a.txt").stdout.count(b"\\u001b") > 0


# ---- endpoints


class Odd(http.server.BaseHTTPRequestHandler):
    """Answers by its path, none of them right."""

    ANSWERS = {
        "/html": (200, "text/html", b"<html>hi</html>"), "/500": (500, "text/plain", b"boom " * 1000), "/404": (404, "text/plain", b"nf"),
        "/401": (401, "text/plain", b"no"), "/badjson": (200, "application/json", b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":1}]}}'),
        "/listjson": (200, "application/json", b"[1]"), "/nul": (200, "application/json", b"null"), "/empty": (200, "application/json", b"{}"),
        "/number": (200, "application/json", b'{"head":{"vars":[1]},"results":{"bindings":[]}}'),
        "/deep": (200, "application/json", b"[" * 100_000), "/latin": (200, "application/json", b"\xff\xfe"),
        "/vars": (200, "application/json", b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":null}}]}}'),
    }

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path in ("/redirfile", "/redir"):
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname" if "file" in self.path else "/redir")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(60):
                try:
                    self.wfile.write(b" ")
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(0.1)
        elif self.path == "/short":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"head"')
        else:
            status, type_, body = self.ANSWERS[self.path]
            self.send_response(status)
            self.send_header("Content-Type", type_)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *_) -> None:
        pass


@pytest.fixture(scope="module")
def odd():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", [*Odd.ANSWERS, "/redirfile", "/redir", "/short"])
def test_an_answer_without_the_form_of_one_is_a_message(odd, capsys, path):
    for verb, *rest in (("query", "most-cited"), ("calendar",), ("query", "ASK { ?s ?p ?o }"), ("query", "CONSTRUCT WHERE { ?s ?p ?o }")):
        if path == "/nul" and rest[:1] == ["CONSTRUCT WHERE { ?s ?p ?o }"] or path == "/empty" and "CONSTRUCT" in "".join(rest):
            continue  # their form is Turtle
        assert run(verb, odd + path, *rest) == 1
        message = capsys.readouterr().err
        assert odd + path in message and "unexpected" not in message and message.count("\n") == 1


def test_an_answer_that_drips_or_never_ends_is_cut_off(odd, monkeypatch):
    monkeypatch.setattr(endpoint, "TOTAL", 0.5)
    with pytest.raises(QueryError, match="no whole answer within 0.5 seconds"):
        endpoint.ask(odd + "/drip", "SELECT * WHERE { ?s ?p ?o }")
    monkeypatch.setattr(endpoint, "TOTAL", 5)
    monkeypatch.setattr(endpoint, "MAX_ANSWER", 10)
    with pytest.raises(QueryError, match="more than"):
        endpoint.ask(odd + "/html", "SELECT * WHERE { ?s ?p ?o }")


def test_check_output_knows_what_is_in_a_folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("a", "utf-8")
    with pytest.raises(OutputError, match="what is read"):
        console.check_output(str(tmp_path / "in" / "a.txt"), (), [str(tmp_path / "in")])
    console.check_output(str(tmp_path / "in" / "b.txt"), (), [str(tmp_path / "in"), "-", "http://127.0.0.1/sparql", "\x00"])


def test_the_package_is_run_from_this_tree():
    assert Path(cli.__file__).is_relative_to(ROOT)
