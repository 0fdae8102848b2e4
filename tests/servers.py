"""Real SPARQL servers for tests, each started on a free port of this machine with a graph in it, and ended with the test.

``SERVERS`` has them by name. Where a program is not installed, the test that asks for it is skipped and says what to install.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from rdflib import Graph

from policygraph.stating.formats import save

#: Seconds that a server may take to begin.
PATIENCE = 60
GRAPH = "https://example.org/graph"
VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DisableUnixSocket = 1
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 4
Charset = UTF-8
[SPARQL]
DefaultGraph = {graph}
ResultSetMaxRows = 100000
MaxQueryExecutionTime = 60
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def oxigraph(graph: Graph, folder: Path) -> Iterator[str]:
    """The Oxigraph server, which only reads."""
    program = _program("oxigraph", "pip install oxigraph")
    save(graph, folder / "graph.nt")
    subprocess.run([program, "load", "--location", folder / "store", "--file", folder / "graph.nt"], check=True, capture_output=True)
    port = free_port()
    with _running([program, "serve-read-only", "--location", folder / "store", "--bind", f"127.0.0.1:{port}"], port):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso(graph: Graph, folder: Path) -> Iterator[str]:
    """OpenLink Virtuoso with a database of its own, the graph as its default graph."""
    program, shell = (_program(name, "apt-get install virtuoso-opensource") for name in ("virtuoso-t", "isql-vt"))
    save(graph, folder / "graph.nt")
    port, sql = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, port=port, sql=sql, graph=GRAPH))
    with _running([program, "+foreground", "+configfile", folder / "virtuoso.ini"], sql, port):
        load = f"DB.DBA.TTLP(file_to_string_output('{folder}/graph.nt'), '', '{GRAPH}', 255);"
        done = subprocess.run([shell, str(sql), "dba", "dba", f"exec={load}"], capture_output=True, timeout=PATIENCE, check=True)
        assert b"Error" not in done.stderr + done.stdout, done
        yield f"http://127.0.0.1:{port}/sparql"


@contextmanager
def rdflib_endpoint(graph: Graph, folder: Path) -> Iterator[str]:
    """rdflib's own engine behind HTTP, as the package rdflib-endpoint serves a file."""
    program = _program("rdflib-endpoint", "pip install 'rdflib-endpoint[cli]'")
    save(graph, folder / "graph.nt")
    port = free_port()
    with _running([program, "serve", "--host", "127.0.0.1", "--port", port, folder / "graph.nt"], port):
        yield f"http://127.0.0.1:{port}/"


#: Name -> what starts a server with a graph in it, and yields the address to ask.
SERVERS: dict[str, Callable[[Graph, Path], AbstractContextManager[str]]] = {
    "oxigraph": oxigraph, "virtuoso": virtuoso, "rdflib-endpoint": rdflib_endpoint,
}


def _program(name: str, remedy: str) -> str:
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed ({remedy})")
    return found


@contextmanager
def _running(command: list, *ports: int) -> Iterator[None]:
    """A server that listens at these ports while the body runs."""
    server = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for port in ports:
            _wait(server, port)
        yield
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=10)
        server.kill()
        server.wait(timeout=10)


def _wait(server: subprocess.Popen, port: int) -> None:
    for _ in range(PATIENCE * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, f"{server.args[0]} ended with {server.returncode}"
        time.sleep(0.1)
    raise AssertionError(f"{server.args[0]} does not listen after {PATIENCE} seconds")


