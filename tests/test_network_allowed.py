"""Nothing is fetched unless it is allowed: contexts of JSON-LD, SERVICE and FROM ask a real server, which counts what it is asked."""

from __future__ import annotations

import http.server
import json
import threading
import time

import pytest
from rdflib import Dataset, Graph

from policygraph import cli
from policygraph.asking.answers import run_query
from policygraph.asking.named import named
from policygraph.asking.prefixes import bare
from policygraph.errors import GraphError, QueryError
from policygraph.stating.formats import load

TURTLE = "<urn:a> <urn:b> <urn:c> ."
ROW = {"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "urn:there"}}]}}


class Counting(http.server.BaseHTTPRequestHandler):
    """Counts requests; answers queries, contexts and graphs."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append(self.path)
        path = self.path.partition("?")[0]
        kind, body = self.server.answers.get(path, ("text/plain", b"no"))
        self.send_response(200 if path in self.server.answers else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        server.daemon_threads = True
        server.seen = []
        server.address = f"http://127.0.0.1:{server.server_address[1]}"
        context = {"@context": {"name": "urn:name", "part": {"@id": "urn:part", "@context": f"{server.address}/inner"}}}
        server.answers = {
            "/service": ("application/sparql-results+json", json.dumps(ROW).encode()),
            "/graph": ("text/turtle", b"<urn:there> <urn:b> <urn:c> ."),
            "/context": ("application/ld+json", json.dumps(context).encode()),
            "/inner": ("application/ld+json", json.dumps({"@context": {"inner": "urn:inner"}}).encode()),
            "/other": ("application/json", b"[1]"),
        }
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def stores(tmp_path):
    (tmp_path / "g.ttl").write_text(TURTLE)
    dataset = Dataset(default_union=True)
    dataset.parse(data=TURTLE, format="turtle")
    return {"file": load(tmp_path / "g.ttl"), "memory": Graph().parse(data=TURTLE, format="turtle"), "dataset": dataset}


ASKING_ELSEWHERE = (
    "SELECT ?s {{ SERVICE <{0}/service> {{ ?s ?p ?o }} }}", "SELECT ?s {{ service silent <{0}/service> {{ ?s ?p ?o }} }}",
    "SELECT ?s {{ \\u0053ERVICE <{0}/service> {{ ?s ?p ?o }} }}", "SELECT ?s {{ # x\rSERVICE <{0}/service> {{ ?s ?p ?o }}\n }}",
    "SELECT ?s {{ # \r'''\nSERVICE <{0}/service> {{ ?s ?p ?o }}\n# \r'''\n }}", "SELECT ?s {{ ?s ?p 1.0e1SERVICE<{0}/service>{{ ?s ?p ?o }} }}",
    'SELECT ?s {{ BIND("""a\\""" """ AS ?x) SERVICE <{0}/service> {{ ?s ?p ?o }} #""" \n}}',
    "SELECT ?s FROM <{0}/graph> {{ ?s ?p ?o }}", "SELECT ?s FROM NAMED <{0}/graph> {{ GRAPH ?g {{ ?s ?p ?o }} }}", "SELECT ?s\\u0020from<{0}/graph>{{ ?s ?p ?o }}",
    "PREFIX a: <urn:> SELECT ?s {{ ?s ?p a:.SERVICE <{0}/service> {{ ?s ?p ?o }} }}", "PREFIX : <{0}/> SELECT ?s {{ SERVICE:service {{ ?s ?p ?o }} }}",
    "SELECT ?s {{ ?s ?p ?o FILTER(?s != <urn:\u2003#>) SERVICE <{0}/service> {{ ?s ?p ?o }} }}", "SELECT ?s {{ ?s ?p ?o.SERVICE <{0}/service> {{ ?s ?p ?o }} }}",
    "PREFIX a: <urn:> SELECT ?s {{ OPTIONAL {{ ?s ?p a:b\\' }} SERVICE <{0}/service> {{ ?s ?p ?o }} }} #'",
)


@pytest.mark.parametrize("store", ["file", "memory", "dataset"])
@pytest.mark.parametrize("query", ASKING_ELSEWHERE)
def test_a_query_asks_nobody_else(server, stores, store, query):
    with pytest.raises(QueryError, match="--allow-network|FROM names a graph"):
        run_query(stores[store], query.format(server.address))
    assert server.seen == []


@pytest.mark.parametrize("store", ["file", "memory", "dataset"])
def test_a_query_asks_others_where_it_is_allowed(server, stores, store):
    assert run_query(stores[store], ASKING_ELSEWHERE[0].format(server.address), allow_network=True) == [{"s": "urn:there"}]
    assert len(server.seen) == 1


def test_a_dataset_fetches_a_graph_where_it_is_allowed_and_a_file_says_that_it_cannot(server, stores, tmp_path):
    query = ASKING_ELSEWHERE[7].format(server.address)
    assert {"s": "urn:there"} in run_query(stores["dataset"], query, allow_network=True) and server.seen == ["/graph"]
    with pytest.raises(QueryError, match="leave FROM out"):
        run_query(stores["file"], query, allow_network=True)
    with pytest.raises(QueryError, match="leave FROM out"):
        run_query(stores["file"], f"SELECT ?s FROM <file://{tmp_path}/g.ttl> {{ ?s ?p ?o }}")


@pytest.mark.parametrize("query", [
    "SELECT ?service { ?service <urn:service> 'SERVICE' } # FROM", 'SELECT ?from { ?from a pg:SERVICE ; <urn:x> """from "SERVICE" """@service }',
    "SELECT ?s { ?s ?p ?o FILTER(?s < ?o && ?o > ?p) }",
])
def test_words_in_strings_names_and_comments_are_no_requests(stores, query):
    assert "SERVICE" not in bare(query).upper() and "FROM" not in bare(query).upper()
    run_query(stores["file"], query)


@pytest.mark.parametrize("text", [
    '"""' + '""a\\' * 50_000, "'''" * 50_001, '\\"' * 50_000, "a." * 50_000, "<a" * 50_000, ":a\\" * 50_000, "\\u0022" * 50_000, "#\r" * 50_000,
])
def test_the_time_of_looking_grows_with_the_length_alone(text):
    start = time.process_time()
    bare(text)
    assert time.process_time() - start < 2


def test_no_named_query_asks_elsewhere():
    assert not [name for name, query in named().items() if "SERVICE" in bare(query.text).upper() or "FROM" in bare(query.text).upper().split()]


def test_a_context_at_an_address_is_fetched_only_where_it_is_allowed(server, tmp_path, capsys):
    path = tmp_path / "g.jsonld"
    node = {"@context": f"{server.address}/context", "@id": "urn:a", "name": "x", "part": {"@id": "urn:p", "inner": "y"}}
    path.write_text(json.dumps([node, {**node, "@id": "urn:b"}]))
    for args in (("query", path, "SELECT ?n { ?s <urn:name> ?n }"), ("merge", path, "-o", tmp_path / "m.ttl"), ("check", path)):
        assert cli.main([str(arg) for arg in args]) == 2
        assert "--allow-network" in capsys.readouterr().err
    assert server.seen == []
    assert cli.main(["query", str(path), "SELECT ?n { ?s <urn:name>|<urn:part>/<urn:inner> ?n }", "--allow-network", "--format", "csv"]) == 0
    assert sorted(capsys.readouterr().out.split()[1:]) == ["x", "x", "y", "y"]
    assert sorted(server.seen) == ["/context", "/inner"]  # each once


@pytest.mark.parametrize(("context", "said"), [
    ("/missing", "cannot be fetched"), ("/other", "is no context"), ("file:///etc/hostname", "no http"), ("here.jsonld", "no http"),
])
def test_a_context_that_cannot_be_had_is_a_message(server, tmp_path, context, said):
    path = tmp_path / "g.jsonld"
    path.write_text(json.dumps({"@context": server.address + context if context.startswith("/") else context, "@id": "urn:a"}))
    with pytest.raises(GraphError, match=said):
        load(path, allow_network=True)


def test_contexts_are_not_fetched_without_end(server, tmp_path):
    path = tmp_path / "g.jsonld"
    path.write_text(json.dumps([{"@context": f"{server.address}/context?{n}"} for n in range(40)]))
    with pytest.raises(GraphError, match="more than 20"):
        load(path, allow_network=True)
    assert len(server.seen) <= 20
