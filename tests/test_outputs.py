"""Outputs are whole or absent, never in the place of an input, and whatever happens to a stream is a message."""

from __future__ import annotations

import http.server
import io
import json
import os
import re
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.parse
import zipfile
from pathlib import Path

import pytest
from rdflib.plugins.sparql import prepareQuery

from conftest import ROOT, environment
from policygraph import cli, console
from policygraph.asking import endpoint
from policygraph.asking.agenda import to_ics
from policygraph.asking.answers import run_query
from policygraph.carrying import for_terminal
from policygraph.errors import QueryError
from policygraph.files import OutputError, whole_file, write_whole
from policygraph.keeping.building import build_graph
from policygraph.model import Extraction
from policygraph.stating.formats import save

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
    assert run(*args) == 2
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    message = capsys.readouterr().err
    assert args[-1] in message and "this is what is read" in message and "name another" in message


@pytest.mark.parametrize("args", [
    ("build", "g.ttl", "-o", "g.ttl"), ("extract", "a.txt", "-o", "a.txt"), ("explain", "a.html", "--html", "a.html"), ("merge", "g.ttl", "-o", "g.ttl"),
    ("query", "g.ttl", "most-cited", "-o", "g.ttl"), ("calendar", "g.ics", "-o", "g.ics"), ("draw", "citations", "g.html", "-o", "g.html"),
    ("network", "citations", "g.csv", "-o", "g.csv"), ("network", "citations", "g-nodes.csv", "-o", "g", "--format", "neo4j"), ("report", "g.xlsx", "-o", "g.xlsx"),
])
def test_every_verb_that_writes_looks_at_what_is_there_before_any_work(folder, capsys, args):
    """The inputs are no graphs: a verb that began its work would say so."""
    named = [word for word in args if "." in word]
    for name in named:
        (folder / name).write_text("kept", "utf-8")
    assert run(*args) == 2 and "this is what is read" in capsys.readouterr().err
    for name in named:
        (folder / name).chmod(0o444)
    other = [word if word == args[-1] or word not in named else "missing.ttl" for word in args]
    assert run(*other) == 2 and "read-only" in capsys.readouterr().err
    assert {(folder / name).read_text("utf-8") for name in named} == {"kept"}


def test_what_is_read_from_standard_input_stays(folder, capsys):
    before = (folder / "a.txt").read_bytes()
    done = shell(folder, "policygraph extract - -o a.txt < a.txt")
    assert done.returncode == 2 and "standard input" in done.stderr.decode() and (folder / "a.txt").read_bytes() == before


def test_what_is_not_read_in_a_folder_may_be_written_again(folder):
    (folder / "in").mkdir()
    (folder / "a.txt").rename(folder / "in" / "a.txt")
    assert run("build", "in", "-o", "in/g.ttl") == 0
    assert run("build", "in", "-o", "in/g.ttl") == 0


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
    assert run("extract", "a.txt", "-o", "one.jsonl") == 2
    assert "one.jsonl: cannot be written" in capsys.readouterr().err


def test_a_folder_is_refused(folder, capsys):
    (folder / "x.ttl").mkdir()
    assert run("build", "a.txt", "-o", "x.ttl") == 2 and "this is a folder" in capsys.readouterr().err
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
        assert run(*args) == 2
        assert "cannot be written (No space left on device)" in capsys.readouterr().err


@pytest.mark.parametrize(("args", "begins"), [
    (("build", "a.txt"), b"@prefix"), (("merge", "g.ttl"), b"@prefix"), (("extract", "a.txt"), b'{"kind"'), (("calendar", "g.ttl"), b"BEGIN:VCALENDAR"),
    (("draw", "citations", "g.ttl"), b"<!DOCTYPE html>"), (("network", "citations", "g.ttl"), b"iri,"), (("report", "g.ttl"), b"number,"),
    (("query", "g.ttl", "most-cited", "--format", "csv"), b"citations,"),
])
def test_a_stream_needs_no_ending_and_gets_what_standard_output_would(folder, args, begins):
    """As from ``-o >(command)``: the name is that of an open file of the process."""
    read, write = os.pipe()
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(Path(f"/dev/fd/{read}").read_bytes()))
    reader.start()
    try:
        assert run(*args, "-o", f"/dev/fd/{write}") == 0
    finally:
        os.close(write)
        reader.join(20)
        os.close(read)
    assert got[0].startswith(begins) and len(got[0]) > 60


def test_an_open_file_is_gone_on_with_and_not_replaced(folder):
    done = shell(folder, "(echo first; policygraph query g.ttl most-cited --format csv -o /dev/stdout; echo last) > all.txt")
    lines = (folder / "all.txt").read_text("utf-8").splitlines()
    assert done.returncode == 0 and (lines[0], lines[-1]) == ("first", "last") and len(lines) > 4


def test_a_reader_of_a_pipe_that_has_had_enough_is_no_error(folder, capsys):
    os.mkfifo(folder / "p.nt")
    reader = threading.Thread(target=lambda: os.close(os.open(folder / "p.nt", os.O_RDONLY)))
    reader.start()
    assert run("merge", "g.ttl", "-o", "p.nt") == 0 and capsys.readouterr().err == ""
    reader.join(10)


def test_disks_sockets_and_folders_are_refused(folder, capsys):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.ttl")
        assert run("merge", "g.ttl", "-o", "s.ttl") == 2 and "this is a socket" in capsys.readouterr().err
    assert run("query", "g.ttl", "most-cited", "-o", "new/") == 2 and "no such folder" in capsys.readouterr().err
    assert run("query", "g.ttl", "most-cited", "-o", "") == 2 and "is empty" in capsys.readouterr().err
    try:
        os.mknod(folder / "disk", 0o600 | stat.S_IFBLK, os.makedev(7, 99))
    except OSError:
        return
    assert run("query", "g.ttl", "most-cited", "-o", "disk") == 2 and "this is a disk" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["x" * 255, "汉" * 85, "x." + "y" * 253, "x" * 256, "a.txt/x", "\0"])
def test_a_name_is_as_long_as_the_system_allows(folder, capsys, name):
    works = len(os.fsencode(name)) <= 255 and name.isprintable() and "/" not in name
    assert run("extract", "a.txt", "-o", name) == (0 if works else 2)
    assert works or "cannot be written" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_a_file_keeps_its_owner_where_the_system_allows_it(folder):
    (folder / "theirs.jsonl").write_text("old", "utf-8")
    try:
        os.chown(folder / "theirs.jsonl", 12345, 54321)
    except OSError as error:
        pytest.skip(f"files cannot be given away here ({error.strerror})")
    assert run("extract", "a.txt", "-o", "theirs.jsonl") == 0
    found = (folder / "theirs.jsonl").stat()
    assert (found.st_uid, found.st_gid) == (12345, 54321) and found.st_size > 100


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
    assert run("extract", "a.txt", "-o", "kept.jsonl") == 2
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
            assert run(*args) == 2
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
    "policygraph check > /dev/full", "policygraph draw citations g.ttl -o - > /dev/full", "policygraph merge g.ttl -o - > /dev/full",
    "policygraph extract a.txt >&-", "policygraph build --help > /dev/full", "policygraph --version >&-",
])
def test_a_stream_that_cannot_be_written_is_one_line(folder, line, extra):
    done = shell(folder, line, **extra)
    assert done.returncode == 2 and done.stderr.decode().count("\n") == 1 and "standard output: " in done.stderr.decode()


def test_streams_that_are_closed_or_full_take_nothing_away(folder):
    assert shell(folder, "policygraph query g.ttl most-cited 2>&- | wc -l").stdout.strip() != b"0"
    assert shell(folder, "policygraph build a.txt -o b.ttl 2> /dev/full; echo $?").stdout == b"0\n"
    done = shell(folder, "policygraph build a.txt 2>&1 | head -1")
    assert b"Traceback" not in done.stdout + done.stderr
    done = shell(folder, "policygraph extract a.txt | head -1")
    assert done.stderr == b"" and done.stdout.count(b"\n") == 1


@pytest.mark.parametrize("extra", [{}, {"PYTHONUNBUFFERED": "1"}])
def test_a_disk_that_is_full_half_way_is_no_success(folder, extra):
    """A stream without a buffer takes what there is room for, and does not call that an error."""
    (folder / "small").mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", "small"], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        done = shell(folder, "policygraph merge g.ttl -o - > small/g.ttl", **extra)
        assert (folder / "small" / "g.ttl").stat().st_size == 8192
    finally:
        subprocess.run(["umount", "small"], check=False)
    assert done.returncode == 2 and "standard output: cannot be written" in done.stderr.decode()


def test_no_file_takes_the_number_of_a_closed_stream():
    """What a library in C prints to number 1 must not be in the graph."""
    program = "from policygraph import console; console.open_streams(); console.remark(str(open('/dev/null').fileno() > 2))"
    done = subprocess.run(["sh", "-c", f'{sys.executable} -c "{program}" >&- <&-'], capture_output=True, env=environment(), timeout=60)
    assert done.stderr == b"True\n"


def test_a_base_that_is_no_iri_is_refused_before_any_work(folder, capsys):
    for base in ("not an iri", "https://example.org/<id>/", "https://example.org/id", "\ud800:/", "http://[x/", "http://a/%zz/"):
        for name in ("b.ttl", "b.jsonld"):
            assert run("build", "missing.txt", "--base", base, "-o", name) == 2
    assert "no IRI" in capsys.readouterr().err and not list(folder.glob("b.*"))
    with pytest.raises(ValueError, match="no absolute IRI"):
        build_graph(Extraction(), base="not an iri")


def test_something_unexpected_is_two_lines_and_says_how_to_report_it(folder, capsys, monkeypatch):
    monkeypatch.setattr(console, "check_output", lambda *_: 1 / 0)
    assert run("query", "g.ttl", "most-cited") == 2
    message = capsys.readouterr().err
    assert "policygraph query: something unexpected happened in cli._query (ZeroDivisionError" in message and "--debug" in message
    for args in (("--debug", "query", "g.ttl", "most-cited"), ("query", "g.ttl", "most-cited", "--debug")):
        assert run(*args) == 2 and "Traceback" in capsys.readouterr().err


def test_strict_stops_and_the_budget_is_a_number(folder, capsys):
    (folder / "empty.txt").write_text("", "utf-8")
    assert run("build", "empty.txt", "a.txt", "-o", "b.ttl", "--strict") == 2
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


def test_explain_begins_with_what_there_is(folder, capsys):
    for n in (1, 2):
        (folder / f"act{n}.txt").write_text(ACT.format(n=n), "utf-8")
    assert run("explain", "act1.txt", "act2.txt", "--html", "x.html") == 0
    page = (folder / "x.html").read_text("utf-8")
    links = re.findall(r'<a href="#(d[^"]+)"', page.split("<main>")[0])
    assert len(links) == 4 and all(page.count(f'id="{link}"') == 1 for link in links)
    assert run("explain", "act1.txt", "act2.txt") == 0
    first, second, *_ = capsys.readouterr().out.split("\n# ")
    assert first.startswith("# contents") and all(f"act{n}.txt" in first and f"济政发〔2017〕{n}号" in first for n in (1, 2))
    assert second.startswith("act1.txt: 1 act\n")


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


def test_a_name_cannot_forge_a_second_message(folder, capsys):
    (folder / "a\npolicygraph: all is well.txt").write_text("", "utf-8")
    assert run("build", "a\npolicygraph: all is well.txt", "-o", "x.ttl") == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_misuse_and_tracebacks_do_not_command_the_terminal(folder, capsys):
    for args in (("query", "g.ttl", "most-cited", "\x1b[31m"), ("--debug", "query", "\x1b[31m.ttl", "most-cited")):
        assert run(*args) in (1, 2)
        said = capsys.readouterr().err
        assert "[31m" in said and "\x1b" not in said


def test_what_is_written_into_a_terminal_is_no_command_either(folder):
    pty = pytest.importorskip("pty")
    (folder / "a.csv").write_bytes(b"")
    ours, theirs = pty.openpty()
    write_whole(f"/dev/fd/{theirs}", "a\x1b[31mb\n")
    os.close(theirs)
    assert b"\x1b" not in os.read(ours, 100)
    os.close(ours)


def test_data_keep_their_characters_where_no_terminal_is(folder):
    (folder / "a.txt").write_text(ACT.format(n=1).replace("管好", "管\x1b好"), "utf-8")
    assert shell(folder, "policygraph extract a.txt").stdout.count(b"\\u001b") > 0
    ends = [line for line in to_ics([{"due": "2017", "what": "a\x1bb", "statement": "urn:x"}]).split("\r\n") if line.startswith("SUMMARY")]
    assert ends == ["SUMMARY:a b"]  # the format of calendars has no way to write it
    assert for_terminal("a\r\nb\rc") == "a\r\nb\ufffdc"


# ---- endpoints


def columns_of(query: str) -> list[str]:
    return [str(variable) for variable in prepareQuery(query, initNs={"pg": "urn:pg:"}).algebra.PV]


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
        query = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path in ("/echo", "/garbage"):
            self.say(columns_of(urllib.parse.parse_qs(query.decode())["query"][0]), "\ud800\x1b" if self.path == "/garbage" else "x")
            return
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
        elif self.path == "/header-drip":
            for byte in b"HTTP/1.1 200 OK" + b" " * 60:
                try:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(0.1)
        elif self.path in ("/moved", "/ftp"):
            self.send_response(301)
            self.send_header("Location", "/echo" if self.path == "/moved" else "ftp://127.0.0.1/x")
            self.send_header("Content-Length", "0")
            self.end_headers()
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

    def say(self, columns: list[str], value: str) -> None:
        """One row of the columns that were asked for, each an IRI that is none."""
        row = {column: {"type": "uri", "value": value} for column in columns}
        body = json.dumps({"head": {"vars": columns}, "results": {"bindings": [row]}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

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
        assert run(verb, odd + path, *rest) == 2
        message = capsys.readouterr().err
        assert odd + path in message and "unexpected" not in message and message.count("\n") == 1
        assert re.search(r"; .+", message), "no remedy"


def test_a_redirect_takes_the_query_along_and_leaves_the_web_never(odd):
    (row,) = run_query(odd + "/moved", "SELECT ?a ?b WHERE { ?a ?b ?c }")
    assert row == {"a": "x", "b": "x"}
    with pytest.raises(QueryError, match="ftp://127.0.0.1/x, which is not followed"):
        run_query(odd + "/ftp", "SELECT ?a WHERE { ?a ?b ?c }")


@pytest.mark.parametrize("args", [
    ("calendar", "{}"), ("calendar", "{}", "--targets"), ("report", "{}"), ("report", "{}", "-o", "r.xlsx"), ("draw", "citations", "{}", "-o", "c.html"),
    ("network", "responsibilities", "{}"), ("network", "agencies", "{}"), ("query", "{}", "most-cited", "--format", "ttl"),
])
def test_values_that_no_graph_of_ours_has_are_a_message(folder, odd, capsys, args):
    """The answers have the form of the standard and the columns that were asked for; what is in them is nonsense."""
    assert run(*(word.format(odd + "/garbage") for word in args)) == 2
    said = capsys.readouterr().err
    assert "unexpected" not in said and said.count("\n") == 1 and "\x1b" not in said


def test_an_answer_without_a_column_that_was_asked_for_is_none(odd):
    answer = b'{"head":{"vars":["a"]},"results":{"bindings":[]}}'
    Odd.ANSWERS["/one"] = (200, "application/json", answer)
    assert run_query(odd + "/one", "SELECT ?a WHERE { ?a ?b ?c }") == run_query(odd + "/one", "SELECT * WHERE { ?a ?b ?c }") == []
    with pytest.raises(QueryError, match="lacks the column n "):
        run_query(odd + "/one", "SELECT ?a (COUNT(?b) AS ?n) WHERE { ?a ?b ?c } GROUP BY ?a")


def test_halves_of_characters_and_changes_of_data_stay_outside(odd):
    (row,) = run_query(odd + "/garbage", "SELECT ?a WHERE { ?a ?b ?c }")
    assert row["a"] == "\ufffd\x1b"
    with pytest.raises(QueryError, match="this is no question"):
        run_query(odd + "/echo", "DELETE WHERE { ?a ?b ?c }")


def test_a_head_that_drips_is_cut_off(odd, monkeypatch):
    monkeypatch.setattr(endpoint, "TOTAL", 0.5)
    start = time.monotonic()
    with pytest.raises(QueryError, match="no whole answer within 0.5 seconds"):
        endpoint.ask(odd + "/header-drip", "SELECT * WHERE { ?s ?p ?o }")
    assert time.monotonic() - start < 4


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
