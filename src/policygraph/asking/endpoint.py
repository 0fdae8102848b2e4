"""Endpoint: a SPARQL server is asked, and its answer is read with care.

An endpoint is somebody else's program: it may answer in any form, without end,
or not at all. What leaves this module has the form that the standard
(SPARQL 1.1 Query Results JSON Format) promises; everything else is a
`QueryError` with the address, the reason and the remedy. A server that is busy
is asked again, within the time that an answer may take.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import urllib.error
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from .. import remote
from ..errors import QueryError
from ..language import Phrase
from ..remote import PASSWORD, TOKEN, USER

#: Seconds to wait for a server to say anything, and for the whole of an answer.
TIMEOUT, TOTAL = 60, 120
#: The longest answer that is taken into memory, and what is read of a complaint (bytes).
MAX_ANSWER, MAX_COMPLAINT = 1 << 30, 1 << 16
#: Forms of a query that only read.
READING = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
#: HTTP status -> what it means here, and the remedy.
_STATUS = {
    401: (Phrase("it asks who you are"), Phrase("give a name and a password in {user} and {password}, or a token in {token}", user=USER, password=PASSWORD, token=TOKEN)),
    403: (Phrase("it refuses access"), Phrase("may this name or token ask there?")),
    404: (Phrase("there is nothing at this address"), Phrase("is it the address of the query endpoint, often …/sparql or …/query?")),
    405: (Phrase("it takes no queries by POST"), Phrase("is it the address of the query endpoint, often …/sparql or …/query?")),
    406: (Phrase("it has no JSON or Turtle to answer with"), Phrase("is it a SPARQL 1.1 endpoint?")),
    408: (Phrase("it waited too long"), Phrase("try again")),
    413: (Phrase("the query is too long for it"), Phrase("ask for less at once")),
    429: (Phrase("it has been asked too often"), Phrase("try again later")),
    503: (Phrase("it is busy or down"), Phrase("try again later")),
    504: (Phrase("it needs too long for the answer"), Phrase("ask for less, with LIMIT or a parameter")),
}
#: Statuses of a server that may answer when it is asked again.
_BUSY = (429, 503)
#: Forms of an answer that are asked for, one alone: where several are named, some servers choose one of their own.
_ACCEPTED = {JSON: "application/sparql-results+json", TURTLE: "text/turtle"}
_NO_RESULT = Phrase("is this the address of a query endpoint?")
_FAILED = (Phrase("the server failed"), Phrase("try again, or ask for less"))
_REFUSED = (Phrase("it refuses the query"), _NO_RESULT)
_SURROGATES = re.compile("[\ud800-\udfff]")
_T = TypeVar("_T")


class _Failure(Exception):
    """An endpoint did not answer as it should: the reason, and the remedy."""

    def __init__(self, reason: str, remedy: str = ""):
        super().__init__(Phrase("{reason}; {remedy}", reason=Phrase(reason), remedy=Phrase(remedy)) if remedy else Phrase(reason))


class _Busy(Exception):
    """A server has no time: what it says that stands for, and its ``Retry-After``."""

    def __init__(self, failure: Exception, wish: str | None):
        super().__init__(str(failure))
        self.failure, self.wish = failure, wish


class QueryRefused(QueryError):
    """The endpoint says that the query itself is wrong; the message is its complaint."""


@dataclass(frozen=True, slots=True)
class Term:
    """A value of an answer: its text, whether it is an IRI, the datatype of a literal."""

    text: str
    is_iri: bool
    datatype: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one query; of the fields that its form does not have, each is None.

    ``rows`` are dictionaries from column to term, without what is unbound (SELECT);
    ``truth`` is the answer to ASK; ``turtle`` the graph of CONSTRUCT and DESCRIBE.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[Mapping[str, Term], ...] | None = None
    truth: bool | None = None
    turtle: bytes | None = None


def ask(address: str, text: str) -> Reply:
    """Ask a SPARQL 1.1 endpoint.

    Args:
        address: Its http or https address. Who asks is said to it alone, from the environment (`policygraph.remote`).
        text: A query; nothing that changes data.

    Raises:
        QueryRefused: The endpoint finds the query wrong.
        QueryError: It does not answer, not in time, too much, or not in the form of the standard.
    """
    try:
        client = _client(address, text)
        if client.queryType not in READING:
            raise _Failure(Phrase("this is no question ({form})", form=client.queryType), Phrase("use {known}", known=', '.join(READING)))
        body = _whole(client)
        if client.queryType in ("CONSTRUCT", "DESCRIBE"):
            return Reply(turtle=body)
        answer = _json(body)
        return Reply(truth=_truth(answer)) if client.queryType == "ASK" else _table(answer, text)
    except _Failure as error:
        raise QueryError(Phrase("{address}: {error}", address=remote.without_password(address), error=error)) from error


# ---- the request


class _Client(SPARQLWrapper):
    """SPARQLWrapper with an opener of its own: it knows http and https and nothing else, whatever the process installed."""

    def _getAcceptHeader(self) -> str:
        return _ACCEPTED[self.returnFormat]

    def _query(self) -> tuple[Any, str]:
        return remote.opener().open(self._createRequest(), timeout=TIMEOUT), self.returnFormat


def _client(address: str, text: str) -> SPARQLWrapper:
    """What asks this query there.

    Raises:
        _Failure: The address holds a password, or the environment one that cannot be sent.
    """
    if remote.without_password(address) != address:
        raise _Failure("an address is shown in messages, so it may hold no name and no password", Phrase("give them in {user} and {password}", user=USER, password=PASSWORD))
    client = _Client(address, agent="policygraph")
    client.setOnlyConneg(True)
    client.setMethod(POST)
    try:
        for header in remote.authorization().items():
            client.addCustomHttpHeader(*header)
    except ValueError as error:
        raise _Failure(Phrase("{error}", error=error)) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about forms of queries that it does not know; the endpoint will say
        # SPARQLWrapper reads the form of a query off its first word, also in a comment at its head: “Tasks” is an ASK.
        client.setQuery(re.sub(r"\A(?:#[^\n]*\n|\s)+", "", text))
    client.setReturnFormat(TURTLE if client.queryType in ("CONSTRUCT", "DESCRIBE") else JSON)
    return client


def _whole(client: SPARQLWrapper) -> bytes:
    try:
        return remote.within(TOTAL, lambda ended: _patiently(lambda: _body(client, ended), ended))
    except remote.TooLong:
        raise _Failure(Phrase("no whole answer within {seconds:g} seconds", seconds=TOTAL), "ask for less, with LIMIT or a parameter") from None


def _patiently(work: Callable[[], _T], ended: threading.Event) -> _T:
    """Do it again where the server is busy, after longer and longer pauses; the last refusal is told."""
    for attempt in range(len(remote.PAUSES) + 1):
        try:
            return work()
        except _Busy as busy:
            if attempt == len(remote.PAUSES) or ended.wait(remote.pause(attempt, busy.wish)):
                raise busy.failure from None
    raise AssertionError("the last attempt returns or raises")


def _body(client: SPARQLWrapper, ended: threading.Event) -> bytes:
    """The bytes of the answer; what can go wrong on the way is told in our words."""
    try:
        with client.query().response as response:
            return _read(response, ended)
    except urllib.error.HTTPError as error:
        with error:
            refusal = _refusal(error)
            raise (_Busy(refusal, error.headers.get("Retry-After")) if error.code in _BUSY else refusal) from error
    except urllib.error.URLError as error:
        raise _unreachable(error.reason) from error
    except http.client.IncompleteRead as error:
        raise _Failure("the answer breaks off", "try again") from error
    except (http.client.HTTPException, ValueError) as error:
        raise _Failure(Phrase("cannot be asked: {said}", said=_line(str(error)) or type(error).__name__), "check the address") from error
    except OSError as error:
        raise _unreachable(error) from error


def _read(response: Any, ended: threading.Event) -> bytes:
    promised = response.headers.get("Content-Length", "")
    length = int(promised) if re.fullmatch(r"[0-9]{1,18}", promised) and not response.chunked else None
    body = bytearray()
    while len(body) <= MAX_ANSWER and len(body) != length and not ended.is_set():
        piece = response.read1(1 << 16)
        if not piece:
            break
        body += piece
    if len(body) > MAX_ANSWER or (length or 0) > MAX_ANSWER:
        raise _Failure(Phrase("the answer has more than {size} MB", size=MAX_ANSWER >> 20), "ask for less, with LIMIT or a parameter")
    if length is not None and len(body) < length:
        raise _Failure(Phrase("the answer ends after {count} of {length} bytes", count=len(body), length=length), "try again")
    return bytes(body)


# ---- what went wrong


def _refusal(error: urllib.error.HTTPError) -> _Failure | QueryRefused:
    code = error.code
    if 300 <= code < 400:
        where = error.headers.get("Location") or "nowhere"
        if "infinite loop" in str(error.msg):
            return _Failure(Phrase("it redirects without end (to {address})", address=_line(where)), "ask who runs it for the right address")
        return _Failure(Phrase("it redirects to {address}, which is not followed", address=_line(where)), "give the address of the query endpoint itself")
    said = _complaint(error)
    if code == 400:
        return QueryRefused(said or Phrase("the endpoint refuses the query (HTTP status 400) and does not say why"))
    reason, remedy = _STATUS.get(code, _FAILED if code >= 500 else _REFUSED)
    if said:
        return _Failure(Phrase("{reason} (HTTP status {code}: {said})", reason=reason, code=code, said=said), remedy)
    return _Failure(Phrase("{reason} (HTTP status {code})", reason=reason, code=code), remedy)


def _complaint(error: urllib.error.HTTPError) -> str:
    """What the server says about it, in one line, without the mark-up of a page."""
    try:
        said = error.read1(MAX_COMPLAINT).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException, AttributeError):
        return ""
    return _line(re.sub(r"<[^<>]{0,1000}>", " ", said))


def _unreachable(reason: Any) -> _Failure:
    said = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    if isinstance(reason, TimeoutError | socket.timeout):
        return _Failure(Phrase("no answer within {seconds} seconds", seconds=TIMEOUT), "does the server run? ask for less, with LIMIT or a parameter")
    return _Failure(Phrase("cannot be reached: {reason}", reason=_line(said)), "check the address; does the server run?")


def _line(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 200 else text[:199] + "…"


# ---- the form of an answer


def _json(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        start = _line(body[:60].decode("utf-8", "replace"))
        raise _Failure(Phrase("what it answers is no SPARQL result but “{start}”", start=start), _NO_RESULT) from error
    return _expect(answer, dict, "no object")


def _expect(value: Any, kind: type[_T], fault: str, **words: str) -> _T:
    if not isinstance(value, kind):
        words = {name: _line(word) for name, word in words.items()}
        raise _Failure(Phrase("what it answers is no SPARQL result: {fault}", fault=Phrase(fault, **words)), _NO_RESULT)
    return value


def _truth(answer: dict[str, Any]) -> bool:
    """The answer to ASK. Virtuoso says it as a table of one number, unless it is asked for XML."""
    if "boolean" in answer or "results" not in answer:
        return _expect(answer.get("boolean"), bool, "no “boolean”")
    rows = _table(answer, "").rows or ()
    said = rows[0]["__ASK_RETVAL"].text if len(rows) == 1 and rows[0].keys() == {"__ASK_RETVAL"} else ""
    return _expect({"0": False, "1": True}.get(said), bool, "no “boolean”")


def _table(answer: dict[str, Any], text: str) -> Reply:
    head = _expect(answer.get("head"), dict, "no “head”")
    columns = [_expect(column, str, "a column without name") for column in _expect(head.get("vars"), list, "no “vars”")]
    if not all(re.fullmatch(r"\w{1,200}", column) for column in columns) or len(set(columns)) < len(columns):
        raise _Failure(Phrase("what it answers is no SPARQL result: {fault}", fault=Phrase("names of columns that no query has")), _NO_RESULT)
    missing = [column for column in projected(text) if column not in columns]
    if missing:
        raise _Failure(Phrase("its answer lacks the column {column} that was asked for", column=missing[0]), "is this a SPARQL 1.1 endpoint?")
    results = _expect(answer.get("results"), dict, "no “results”")
    rows = _expect(results.get("bindings"), list, "no “bindings”")
    return Reply(tuple(columns), tuple(_row(_expect(row, dict, "a row that is no object")) for row in rows))


def _row(row: dict[str, Any]) -> dict[str, Term]:
    return {column: _term(_expect(cell, dict, "a value of {column} that is no term", column=column)) for column, cell in row.items()}


def _term(cell: dict[str, Any]) -> Term:
    value, kind = (_expect(cell.get(key), str, "a term without “{key}”", key=key) for key in ("value", "type"))
    datatype = cell.get("datatype")
    # JSON can write one half of a character; nothing else can.
    return Term(_SURROGATES.sub("\ufffd", value), kind == "uri", datatype if isinstance(datatype, str) else None)


def projected(text: str) -> list[str]:
    """The columns that a SELECT names, as far as they are found without parsing; ``*`` names none.

    >>> projected("PREFIX a: <http://select#> SELECT ?x (COUNT(?y) AS ?n) WHERE { ?x a ?y }")
    ['x', 'n']
    """
    bare = re.sub(r"<[^<>\s]*>|#[^\n]*", "", text)
    clause = re.search(r"\bSELECT\b([^{]*)", bare, re.IGNORECASE)
    found, depth = [], 0
    for token in re.finditer(r"[()]|(?P<named>\bAS\s+)?[?$](?P<name>\w+)", clause[1] if clause else "", re.IGNORECASE):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if token["name"] and (depth == 0 or depth == 1 and token["named"]):
            found.append(token["name"])
    return found
