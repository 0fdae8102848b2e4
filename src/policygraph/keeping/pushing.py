"""Pushing: a corpus is loaded into a SPARQL 1.1 server, in parts; what was stopped goes on where it was.

By the Graph Store Protocol or by UPDATE. The union of all facts and of what
follows goes into the server's default graph, or every source into a graph of
its own. The name and the password come from the environment and are in no
message.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from http.client import HTTPException
from itertools import islice
from pathlib import Path
from urllib import error, request
from urllib.parse import quote, urlsplit

import pyoxigraph

from .. import remote
from ..errors import CorpusError
from ..language import Phrase
from ..remote import PASSWORD, TOKEN, USER
from . import folder
from .manifest import Manifest

#: Triples of one request.
PART = {"store": 50_000, "update": 5_000}
#: Seconds that a server may take for one part, and how often and after how many seconds it is asked again where it is busy.
TIMEOUT, PAUSES = 120, (1, 3, 9, 27)
_BUSY = (429, 502, 503, 504)
_DEFAULT = pyoxigraph.DefaultGraph()
_REMEDY = {
    401: Phrase("give a name and a password in {user} and {password}, or a token in {token}", user=USER, password=PASSWORD, token=TOKEN),
    403: Phrase("may this name write there?"),
    404: Phrase("is this the address of the store, often …/store, …/data or …/update?"),
    405: Phrase("does the server take changes at this address? try --via update or store"),
    413: Phrase("give smaller parts with --part"),
}


def push(
    corpus: str | Path, address: str, *, via: str = "store", graphs: bool = False, part: int | None = None,
    on_part: Callable[[int, int], None] | None = None, on_wait: Callable[[str], None] | None = None,
) -> int:
    """Load a corpus into a server; what the default graph, or the graph of a source, held before gives way.

    Args:
        corpus: The folder of a corpus.
        address: Of the store (Graph Store Protocol) or for updates.
        via: ``store`` or ``update``.
        graphs: Every source in its own graph, and what was derived in another, in place of their union in the default graph.
        part: Triples of one request.
        on_part: Called with the number of triples sent by now, and of all.
        on_wait: Called with what is to be said before a server that is busy or silent is tried again.

    Returns:
        How many triples were sent; those of an earlier run that was stopped are not sent again.

    Raises:
        CorpusError: The server refuses, does not answer, or the folder is no corpus; names the address and the remedy.
    """
    if urlsplit(address).scheme.lower() not in ("http", "https"):
        raise CorpusError(Phrase("{address}: is no http(s) address of a server", address=address))
    if remote.without_password(address) != address:
        raise CorpusError(
            Phrase(
                "{address}: an address is shown in messages and kept with what was sent, so it may hold no name and no password; give them in "
                "{user} and {password}",
                address=remote.without_password(address), user=remote.USER, password=remote.PASSWORD))
    server, size = _Server(address, via, on_wait), part or PART[via]
    store = folder.open_store(corpus)
    manifest = Manifest(Path(corpus) / "manifest.sqlite")
    state = (Path(corpus) / "current").read_text("utf-8").strip()
    key, sent = f"push {via} {graphs} {address}", 0
    try:
        begun, _, done = (manifest.get(key) or "").partition(" ")
        at = int(done) if begun == f"{state}/{size}" and done.isdigit() else 0
        total = sum(1 for _ in store.quads_for_pattern(None, None, None, None if graphs else _DEFAULT))
        for number, (graph, triples, first) in enumerate(_parts(store, graphs, size)):
            if number >= at:
                if first:
                    server.clear(graph)
                server.add(graph, triples)
                manifest.set(key, f"{state}/{size} {number + 1}")
                sent += len(triples)
            if on_part:
                on_part(min((number + 1) * size, total), total)
        manifest.set(key, f"{state}/{size} 0")
    finally:
        manifest.close()
    return sent


def _parts(store: pyoxigraph.Store, graphs: bool, size: int) -> Iterator[tuple[str | None, list[pyoxigraph.Triple], bool]]:
    """The parts in the order of the store: the graph (None is the default), triples, and whether they are the first of it."""
    names: Iterable[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph] = store.named_graphs() if graphs else [_DEFAULT]
    for name in names:
        quads, first = iter(store.quads_for_pattern(None, None, None, name)), True
        while chunk := [quad.triple for quad in islice(quads, size)]:
            yield None if name == _DEFAULT else str(getattr(name, "value", "")), chunk, first
            first = False


class _Server:
    """A server that takes triples."""

    def __init__(self, address: str, via: str, on_wait: Callable[[str], None] | None = None):
        self.address, self.via, self.on_wait = address, via, on_wait
        self.opener = request.build_opener(_NoRedirects)

    def clear(self, graph: str | None) -> None:
        """Empty a graph."""
        if self.via == "update":
            self._send("POST", self.address, "application/sparql-update", f"CLEAR SILENT {f'GRAPH <{graph}>' if graph else 'DEFAULT'}".encode())
        else:
            self._send("DELETE", self._graph(graph), None, None, missing=True)

    def add(self, graph: str | None, triples: list[pyoxigraph.Triple]) -> None:
        """Add triples to a graph."""
        data = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
        if self.via == "update":
            inner = b"GRAPH <" + graph.encode() + b"> {\n" + data + b"}" if graph else data
            self._send("POST", self.address, "application/sparql-update", b"INSERT DATA {\n" + inner + b"}")
        else:
            self._send("POST", self._graph(graph), "application/n-triples", data)

    def _graph(self, graph: str | None) -> str:
        sign = "&" if urlsplit(self.address).query else "?"
        return f"{self.address}{sign}{f'graph={quote(graph, safe=str())}' if graph else 'default'}"

    def _send(self, method: str, address: str, kind: str | None, data: bytes | None, *, missing: bool = False) -> None:
        headers = {**_who(self.address), **({"Content-Type": kind} if kind else {})}
        for attempt, pause in enumerate((*PAUSES, None), 1):
            try:
                with self.opener.open(request.Request(address, data, headers, method=method), timeout=TIMEOUT) as answer:
                    answer.read(1 << 16)
                return
            except error.HTTPError as refused:
                if missing and refused.code == 404:
                    return
                if refused.code not in _BUSY or pause is None:
                    said = " ".join(refused.read(500).decode("utf-8", "replace").split())[:160]
                    why = f"{refused.code} {refused.reason}: {said}".removesuffix(": ")
                    remedy = _REMEDY.get(refused.code, Phrase("ask who runs the server"))
                    raise CorpusError(
                        Phrase(
                            "{address}: {why}; {remedy}; what was sent stays, the same command goes on",
                            address=self.address, why=why, remedy=remedy)) from None
                self._wait(f"{refused.code} {refused.reason}", pause, attempt)
            except (OSError, HTTPException) as lost:
                cause = getattr(lost, "reason", None) or lost
                reason = getattr(cause, "strerror", None) or str(cause) or type(lost).__name__
                if pause is None:
                    raise CorpusError(
                        Phrase(
                            "{address}: does not answer ({reason}); is the server up? the same command goes on where this one ended",
                            address=self.address, reason=reason)) from None
                self._wait(reason, pause, attempt)

    def _wait(self, reason: str, pause: float, attempt: int) -> None:
        if self.on_wait:
            self.on_wait(Phrase(
                "{address}: does not answer ({reason}); it is tried again in {seconds} s ({attempt} of {attempts})",
                address=self.address, reason=reason, seconds=pause, attempt=attempt, attempts=len(PAUSES)))
        time.sleep(pause)


class _NoRedirects(request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:  # a password is for the server that it was given for
        return None


def _who(address: str) -> Mapping[str, str]:
    try:
        return remote.authorization()
    except ValueError as error:
        raise CorpusError(Phrase("{address}: {error}", address=address, error=error)) from None
