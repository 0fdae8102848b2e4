"""Endpoint: ask a SPARQL 1.1 endpoint over HTTP, and trust nothing in what it answers.

An answer has a limit of time, counted over all of it, and one of size; it is taken for
an answer only if it has the form of one.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from .errors import QueryError

#: Seconds that an endpoint may take for an answer, from the first byte to the last; bytes that an answer may have.
TIMEOUT, MAX_ANSWER = 60, 1 << 30
_FORM = "what it answers is no SPARQL result; is this the address of a query endpoint?"


@dataclass(frozen=True, slots=True)
class Bindings:
    """The answer to a SELECT: its columns, and rows of terms as SPARQL JSON has them (``type``, ``value``, ``datatype`` …)."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Mapping[str, str]], ...]


def ask(address: str, text: str) -> Bindings | bool | bytes:
    """Send a query.

    Args:
        address: The http(s) address of the endpoint.
        text: SPARQL.

    Returns:
        Bindings for SELECT, a truth value for ASK, Turtle for CONSTRUCT and DESCRIBE.

    Raises:
        QueryError: There is no answer in time, it is too large, or it has not the form of one.
        Exception: What the HTTP client or the server say against the query.
    """
    from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

    wrapper = SPARQLWrapper(address, agent="policygraph")
    wrapper.setOnlyConneg(True)
    wrapper.setMethod(POST)
    wrapper.setTimeout(TIMEOUT)
    # SPARQLWrapper reads the form of a query off its first word, also in a comment at its head: “Tasks” is an ASK.
    wrapper.setQuery(re.sub(r"\A(?:#[^\n]*\n|\s)+", "", text))
    graph = wrapper.queryType in ("CONSTRUCT", "DESCRIBE")
    wrapper.setReturnFormat(TURTLE if graph else JSON)
    end = time.monotonic() + TIMEOUT
    with wrapper.query().response as response:
        body = _read(response, address, end)
    if graph:
        return body
    try:
        answer = json.loads(body)
        return _truth(answer) if wrapper.queryType == "ASK" else _bindings(answer)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise QueryError(f"{address}: {_FORM}") from error


def _read(response, address: str, end: float) -> bytes:
    """All of an answer; the client's own limit of time counts between two bytes only."""
    parts, size = [], 0
    while part := response.read1(1 << 16):
        parts.append(part)
        size += len(part)
        if size > MAX_ANSWER:
            raise QueryError(f"{address}: the answer has more than {MAX_ANSWER >> 20} MB; ask for less (LIMIT)")
        if time.monotonic() > end:
            raise QueryError(f"{address}: no whole answer within {TIMEOUT} seconds")
    return b"".join(parts)


def _truth(answer: object) -> bool:
    if not isinstance(answer["boolean"], bool):
        raise TypeError("no truth value")
    return answer["boolean"]


def _bindings(answer: object) -> Bindings:
    columns = tuple(answer["head"]["vars"])
    rows = tuple(answer["results"]["bindings"])
    for row in rows:
        for name, term in row.items():
            if name in columns and not (isinstance(term["value"], str) and isinstance(term["type"], str)):
                raise TypeError("a value that is no text")
            if not isinstance(term.get("datatype", ""), str):
                raise TypeError("a datatype that is no text")
    if not all(isinstance(column, str) for column in columns):
        raise TypeError("a column that is no text")
    return Bindings(columns, rows)
