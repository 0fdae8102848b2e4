"""Readers: processes that answer queries, each ended when it takes too long or too much.

A query of pyoxigraph cannot be cancelled, so that the process is: a fresh one
takes its place. What is asked while all are busy waits its turn, for as long as a query may take.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from queue import Empty, SimpleQueue
from typing import Any

import pyoxigraph
from rdflib import Graph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from ...asking import answers
from ...asking.prefixes import fault, spelled_out, with_prefixes
from ...errors import PolicyGraphError, QueryError
from ...language import Phrase
from ...stating.formats import FILE_PREFIXES, of_store
from ...workers import Lost, Worker, context
from . import results


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take: seconds by the clock, rows or triples, bytes of the answer; how many run at once, and how many wait."""

    seconds: float = 30.0
    rows: int = 100_000
    size: int = 64 << 20
    memory: int = 2 << 30
    readers: int = 2
    waiting: int = 32


class Refused(PolicyGraphError):
    """A query that is not answered; ``status`` is the code of HTTP for it."""

    def __init__(self, message: str, status: int):
        self.status = status
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Query:
    """A query in SPARQL; ``accept`` are the forms that its answer may have, as media types, the best first."""

    store: str
    text: str
    accept: tuple[str, ...]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A named query, or SPARQL whose rows are shown on a page, with the values of its parameters; ``evidence`` adds the words of the text to each row."""

    store: str
    name: str
    params: Mapping[str, str] = field(default_factory=dict)
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in the form of a media type."""

    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer of a named query; ``remarks`` say what there is to say of it."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    flags: tuple[str, ...]
    iris: frozenset[str]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wrong:
    message: str
    status: int


class Readers:
    """Some processes that answer queries, for several threads. A context: leaving it ends them."""

    def __init__(self, limits: Limits | None = None):
        self.limits = limits or Limits()
        self._free: SimpleQueue[Worker] = SimpleQueue()
        self._waiting = threading.Semaphore(self.limits.readers + self.limits.waiting)
        started = context(("policygraph.serving.sparql.readers",))
        self._crew = [Worker(started, partial(_answer, self.limits), lambda _: self.limits.seconds, self.limits.memory) for _ in range(self.limits.readers)]
        for worker in self._crew:
            self._free.put(worker)

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self._crew:
            worker.end()

    def ask(self, query: Query | Named) -> Any:
        """Answer a query.

        Returns:
            A `Reply` to a `Query`, `Rows` to a `Named`.

        Raises:
            Refused: It is malformed, took too long or too much, or too many wait already.
        """
        with self._turn() as worker:
            worker.give(query)
            while (done := worker.take(wait=True)) is None:
                pass
        _, outcome = done
        if isinstance(outcome, Lost):
            raise self._lost(outcome)
        if isinstance(outcome, _Wrong):
            raise Refused(outcome.message, outcome.status)
        return outcome

    def _lost(self, lost: Lost) -> Refused:
        if "too long" in lost.reason:
            return Refused(Phrase("the query took longer than {seconds} s and was stopped; ask for less, or give it a LIMIT", seconds=f"{self.limits.seconds:g}"), 504)
        return Refused(Phrase("the query took more memory than it may ({size} MB) and was stopped; ask for less, or give it a LIMIT", size=self.limits.memory >> 20), 507)

    @contextmanager
    def _turn(self) -> Iterator[Worker]:
        if not self._waiting.acquire(blocking=False):
            raise Refused("too many queries are waiting; try again in a while", 503)
        try:
            try:
                worker = self._free.get(timeout=self.limits.seconds)
            except Empty:
                raise Refused("other queries took all the time; try again in a while", 503) from None
            try:
                yield worker
            finally:
                self._free.put(worker)
        finally:
            self._waiting.release()


# ---- in the process


def _answer(limits: Limits, query: Query | Named) -> Reply | Rows | _Wrong:
    try:
        return _rows(query, limits) if isinstance(query, Named) else _reply(query, limits)
    except Refused as error:
        return _Wrong(_message(error), error.status)
    except results.NotAcceptable as error:
        return _Wrong(str(error), 406)
    except MemoryError:
        return _Wrong(Phrase("the query took more memory than it may ({size} MB) and was stopped; ask for less, or give it a LIMIT", size=limits.memory >> 20), 507)
    except (PolicyGraphError, ValueError, SyntaxError, OSError) as error:
        return _Wrong(_message(error), 400)


def _message(error: Exception) -> str:
    """What an error says: a phrase, so that it can be told in another language, or a line that is not too long."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Phrase) else " ".join(str(error).split())[:500]


@lru_cache(1)
def _store(path: str) -> pyoxigraph.Store:
    return pyoxigraph.Store.read_only(path)


@lru_cache(1)
def _graph(path: str) -> Graph:
    graph = of_store(_store(path), DATASET_DEFAULT_GRAPH_ID)
    for prefix, namespace in FILE_PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def _rows(asked: Named, limits: Limits) -> Rows:
    params: dict[str, Any] = {f"{name}_": value for name, value in asked.params.items()}  # never a choice of asking, like allow_network
    answer = answers.run_query(_graph(asked.store), asked.name, evidence=asked.evidence, **params)
    remarks = answer.remarks()
    if len(answer) > limits.rows:
        remarks.append(Phrase("{count} of {total} rows", count=limits.rows, total=len(answer)))
        del answer[limits.rows :]
    return Rows(answer.columns, list(map(dict, answer)), answer.flags, frozenset(answer.resources), tuple(remarks))


def _reply(asked: Query, limits: Limits) -> Reply:
    text = with_prefixes(spelled_out(asked.text))
    try:
        found = _store(asked.store).query(
            text, default_graph=[*map(pyoxigraph.NamedNode, asked.default_graphs)] or None,
            named_graphs=[*map(pyoxigraph.NamedNode, asked.named_graphs)] or None)
    except SyntaxError as error:
        raise QueryError(fault(text) or answers.reason(error)) from error
    media_type, chunks = results.written(found, asked.accept, limits.rows)
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limits.size:
            raise Refused(Phrase("the answer is larger than {size} MB; ask for less, or give it a LIMIT", size=limits.size >> 20), 413)
    return Reply(media_type, bytes(body))
