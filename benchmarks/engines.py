#!/usr/bin/env python3
"""Ask every named query of another SPARQL engine, and compare with the program's own answers.

    engines.py --graph FILE            write the graph on which every query has rows (N-Triples), for the engine to load
    engines.py ENDPOINT                ask a server that has loaded it
    engines.py --arq CLASSPATH         ask Jena's ARQ, a process for each query

Printed: each query whose rows differ, with how many there are, and how many of all are the same. Exit status 1: one differs.
Debian's jena-core lacks two files that its XML Schema types load when they start; without them it ends with “internal error”.
Put an empty ``xerces/impl/xpath/regex/message.properties`` and ``xerces/impl/msg/XMLSchemaMessages.properties`` into a folder that stands first in CLASSPATH.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from answerable import ALSO, ASKED, answerable_graph  # noqa: E402
from policygraph.asking.answers import run_query  # noqa: E402
from policygraph.asking.named import named  # noqa: E402
from policygraph.errors import PolicyGraphError  # noqa: E402
from policygraph.stating.formats import load, save  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("endpoint", nargs="?")
    parser.add_argument("--graph", type=Path)
    parser.add_argument("--arq", metavar="CLASSPATH")
    args = parser.parse_args()
    if args.graph:
        save(answerable_graph(), args.graph)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "graph.nt"
        save(answerable_graph(), graph)
        return compare(load(graph), args.endpoint or arq_server(args.arq, graph))


def compare(graph, endpoint: str) -> int:
    asked = [*((name, ASKED.get(name, {})) for name in named()), *ALSO]
    same = sum(is_same(graph, endpoint, name, given) for name, given in asked)
    print(f"{same} of {len(asked)} the same")
    return same != len(asked)


def is_same(graph, endpoint: str, name: str, given: dict[str, str]) -> bool:
    """Are the rows the same, in the same order? Where not, says how they differ."""
    wanted = list(run_query(graph, name, **given))
    try:
        found = list(run_query(endpoint, name, **given))
    except PolicyGraphError as error:
        print(f"{name}: {error}")
        return False
    if found != wanted:
        order = " in another order" if sorted(map(str, found)) == sorted(map(str, wanted)) else ""
        print(f"{name}: {len(found)} rows{order}, wanted {len(wanted)}")
    return found == wanted


def arq_server(classpath: str, graph: Path) -> str:
    """A server on this machine that gives each query to ARQ; its address."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = graph.with_suffix(".rq")
            query.write_text(parse_qs(body).get("query", [body])[0], "utf-8")
            done = subprocess.run(["java", "-cp", classpath, "arq.arq", "--data", graph, "--query", query, "--results", "json"], capture_output=True)
            answer = done.stderr if done.returncode else done.stdout
            self.send_response(400 if done.returncode else 200)
            self.send_header("Content-Type", "text/plain" if done.returncode else "application/sparql-results+json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


if __name__ == "__main__":
    sys.exit(main())
