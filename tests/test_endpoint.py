"""A server that is busy is asked again, one that asks who is there is told it and nobody else is, and its address has any case."""

from __future__ import annotations

import base64
import email.utils
import http.server
import json
import threading
import time

import pytest

from policygraph import cli, remote
from policygraph.asking import endpoint
from policygraph.asking.answers import run_query
from policygraph.errors import QueryError

ROW = json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "x"}}]}}).encode()
ASKED = "SELECT ?a WHERE { ?a ?b ?c }"


class Busy(http.server.BaseHTTPRequestHandler):
    """Refuses as often as its server's ``refusals`` say, then answers; keeps the headers of all requests."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.path, dict(self.headers)))
        moved = self.server.moved.get(self.path)
        status, headers = moved or (self.server.refusals.pop(0) if self.server.refusals else (200, {}))
        self.send_response(status)
        body = ROW if status == 200 else b"not now"
        for header in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *_) -> None:
        pass


def serving():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Busy)
    server.daemon_threads = True
    server.refusals, server.seen, server.moved = [], [], {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def server():
    with serving() as server:
        yield server
        server.shutdown()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    for name in (remote.USER, remote.PASSWORD, remote.TOKEN):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(remote, "PAUSES", (0.05, 0.1, 0.2))


def address(server, scheme: str = "http", path: str = "/sparql") -> str:
    return f"{scheme}://127.0.0.1:{server.server_address[1]}{path}"


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again(server, status):
    server.refusals = [(status, {}), (status, {"Retry-After": "0"})]
    assert run_query(address(server), ASKED) == [{"a": "x"}] and len(server.seen) == 3


def test_a_server_that_stays_busy_is_a_message_after_four_tries(server):
    server.refusals = [(503, {})] * 9
    start = time.monotonic()
    with pytest.raises(QueryError, match="it is busy or down .*503: not now.*; try again later"):
        run_query(address(server), ASKED)
    assert len(server.seen) == 4 and time.monotonic() - start >= 0.3


def test_what_is_refused_for_good_is_asked_once(server):
    for status in (400, 403, 404, 500):
        server.refusals, server.seen[:] = [(status, {})], []
        with pytest.raises(QueryError):
            run_query(address(server), ASKED)
        assert len(server.seen) == 1


def test_a_wish_to_wait_is_heeded_up_to_a_limit_and_never_beyond_the_time_of_an_answer(server, monkeypatch):
    assert remote.pause(0, "2") == 2 and remote.pause(0, "99999") == remote.LONGEST == 30
    assert 20 < remote.pause(0, email.utils.formatdate(time.time() + 25)) <= 25
    assert remote.pause(1, email.utils.formatdate(0)) == 0 and remote.pause(1, "never") == remote.PAUSES[1]
    monkeypatch.setattr(endpoint, "TOTAL", 0.4)
    server.refusals = [(503, {"Retry-After": "30"})]
    start = time.monotonic()
    with pytest.raises(QueryError, match="no whole answer within 0.4 seconds"):
        run_query(address(server), ASKED)
    assert time.monotonic() - start < 3 and len(server.seen) == 1


def test_who_asks_comes_from_the_environment(server, monkeypatch):
    run_query(address(server), ASKED)
    assert "Authorization" not in server.seen[-1][1]
    monkeypatch.setenv(remote.USER, "局长")
    monkeypatch.setenv(remote.PASSWORD, "tópsecret:1")
    run_query(address(server), ASKED)
    kind, _, pair = server.seen[-1][1]["Authorization"].partition(" ")
    assert kind == "Basic" and base64.b64decode(pair).decode() == "局长:tópsecret:1"
    monkeypatch.setenv(remote.TOKEN, "abc.def")
    run_query(address(server), ASKED)
    assert server.seen[-1][1]["Authorization"] == "Bearer abc.def"


@pytest.mark.parametrize("status", [301, 303, 307])
def test_who_asks_is_told_to_no_other_server(server, monkeypatch, status):
    monkeypatch.setenv(remote.TOKEN, "abc.def")
    with serving() as other:
        server.moved = {"/sparql": (status, {"Location": address(other, path="/there")}), "/near": (status, {"Location": "/here"})}
        assert run_query(address(server), ASKED) == [{"a": "x"}]
        assert other.seen[-1][0] == "/there" and "Authorization" not in other.seen[-1][1]
        assert run_query(address(server, path="/near"), ASKED) == [{"a": "x"}]
        assert server.seen[-1][0] == "/here" and server.seen[-1][1]["Authorization"] == "Bearer abc.def"
        other.shutdown()


@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_a_secret_is_in_no_message(server, monkeypatch, capsys, debug):
    monkeypatch.setenv(remote.USER, "me")
    monkeypatch.setenv(remote.PASSWORD, "s3cr3t")
    server.refusals = [(401, {}), (500, {})]
    for _ in range(2):
        assert cli.main([*debug, "query", address(server), ASKED]) == 2
    said = capsys.readouterr().err
    assert remote.PASSWORD in said and "s3cr3t" not in said and base64.b64encode(b"me:s3cr3t").decode() not in said
    monkeypatch.setenv(remote.TOKEN, "s3cr3t\nX-Other: 1")
    assert cli.main([*debug, "query", address(server), ASKED]) == 2
    said = capsys.readouterr().err
    assert f"{remote.TOKEN} holds characters that no token has" in said and "s3cr3t" not in said


def test_an_address_holds_no_password(server, capsys):
    assert cli.main(["query", address(server).replace("//", "//me:s3cr3t@"), ASKED]) == 2
    said = capsys.readouterr().err
    assert "may hold no name and no password" in said and remote.USER in said and "s3cr3t" not in said and not server.seen


def test_the_scheme_of_an_address_has_any_case(server, capsys):
    assert cli.main(["query", address(server, "HTTP"), ASKED, "--format", "csv"]) == 0
    assert capsys.readouterr().out == "a\nx\n"


def test_one_form_of_an_answer_is_asked_for(server):
    run_query(address(server), ASKED)
    assert server.seen[-1][1]["Accept"] == "application/sparql-results+json"
    with pytest.raises(QueryError):
        run_query(address(server), "CONSTRUCT WHERE { ?a ?b ?c }")
    assert server.seen[-1][1]["Accept"] == "text/turtle"
