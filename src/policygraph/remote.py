"""Remote: what every talk with a server shares: which names are addresses, who asks, and how long to wait where it is busy.

The name and the password, or the token, come from the environment, go to the
server that was named and to no other, and are in no message.
"""

from __future__ import annotations

import base64
import email.utils
import http.client
import os
import queue
import re
import threading
import time
import urllib.error
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib import request
from urllib.parse import urlsplit

from .language import Phrase

#: Environment variables: a name and a password (basic), or a token (bearer).
USER, PASSWORD, TOKEN = "POLICYGRAPH_USER", "POLICYGRAPH_PASSWORD", "POLICYGRAPH_TOKEN"
#: Seconds to wait, one after the other, before a busy server is asked again; and the longest that it may wish for.
PAUSES, LONGEST = (1.0, 3.0, 9.0), 30.0
#: Seconds for a file that is fetched, and the longest one (bytes).
TOTAL, MOST = 60.0, 10 << 20
_T = TypeVar("_T")


class TooLong(Exception):
    """Something took longer than it may."""


def is_address(name: str) -> bool:
    """Whether a name is the http(s) address of a server, in whatever case it is written.

    >>> is_address("HTTP://localhost:7878/query"), is_address("http.ttl")
    (True, False)
    """
    return bool(re.match(r"https?://", name, re.IGNORECASE))


def authorization() -> Mapping[str, str]:
    """The header that says who asks; none where the environment names nobody.

    Raises:
        ValueError: The name, the password or the token holds what no header can carry; the message does not repeat it.
    """
    token, user, password = (os.environ.get(name, "") for name in (TOKEN, USER, PASSWORD))
    if re.search(r"[^\x21-\x7e]", token):
        raise ValueError(Phrase("{token} holds characters that no token has", token=TOKEN))
    if token:
        return {"Authorization": f"Bearer {token}"}
    if ":" in user:
        raise ValueError(Phrase("{user} holds a colon, which no name may have", user=USER))
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"} if user else {}


def without_password(address: str) -> str:
    """An address as it may be shown: what stands before ``@`` in it, a name and a password, is left out."""
    return re.sub(r"(?i)\A([a-z][a-z0-9+.-]*+://)[^/?#]*@", r"\1", address)


def holds_password(address: str) -> bool:
    """Whether a password stands in an address; a name alone is none.

    >>> holds_password("ftp://me:secret@host/x"), holds_password("sftp://me@host/x")
    (True, False)
    """
    return bool(re.match(r"(?i)[a-z][a-z0-9+.-]*+://[^/?#@:]*+:[^/?#]*@", address))


def same_server(one: str, other: str) -> bool:
    """Whether two addresses are of one server: scheme, host and port are the same."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.hostname, first.port) == (second.scheme, second.hostname, second.port)


def pause(attempt: int, wish: str | None) -> float:
    """Seconds to wait before a busy server is asked again.

    Args:
        attempt: How often it was asked again already.
        wish: What it says in ``Retry-After``: seconds, or a day and an hour; it is heeded up to `LONGEST`.

    >>> pause(0, None), pause(2, "5"), pause(0, "86400"), pause(1, "soon")
    (1.0, 5.0, 30.0, 3.0)
    """
    return min(max(0.0, _seconds(wish or "", PAUSES[attempt])), LONGEST)


def _seconds(wish: str, otherwise: float) -> float:
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", wish):
        return float(wish)
    try:
        return email.utils.parsedate_to_datetime(wish).timestamp() - time.time()
    except (ValueError, OverflowError):
        return otherwise


# ---- requests


def opener() -> request.OpenerDirector:
    """What opens an address: it knows http and https and nothing else, whatever the process installed."""
    made = request.OpenerDirector()
    for handler in (request.ProxyHandler, request.UnknownHandler, request.HTTPHandler, request.HTTPSHandler,
                    request.HTTPDefaultErrorHandler, request.HTTPErrorProcessor, _Redirects):
        made.add_handler(handler())
    return made


def fetch(address: str, accept: str) -> bytes:
    """The file at an address, in a form that is asked for; nothing is said of who asks.

    Raises:
        OSError: It cannot be had, not in time, or it is too long; the message says why.
    """
    try:
        return within(TOTAL, lambda ended: _fetched(address, accept, ended))
    except TooLong as error:
        raise OSError(str(error)) from None
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(" ".join(str(error).split())[:200] or type(error).__name__) from error


def _fetched(address: str, accept: str, ended: threading.Event) -> bytes:
    body = bytearray()
    with opener().open(request.Request(address, headers={"Accept": accept, "User-Agent": "policygraph"}), timeout=TOTAL) as answer:
        while not ended.is_set() and (piece := answer.read1(1 << 16)):
            body += piece
            if len(body) > MOST:
                raise OSError(f"it has more than {MOST >> 20} MB")
    return bytes(body)


class _Redirects(request.HTTPRedirectHandler):
    """Follows to http and https only, never back from https, and takes the query along."""

    def redirect_request(
        self, req: request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str,
    ) -> request.Request | None:
        if urlsplit(newurl).scheme not in {"https", req.type}:
            raise urllib.error.HTTPError(req.full_url, code, msg, headers, fp)
        if code == 303:  # the answer is to be fetched there, without the query
            fetched = super().redirect_request(req, fp, code, msg, headers, newurl)
            if fetched and not same_server(req.full_url, newurl):
                fetched.remove_header("Authorization")
            return fetched
        left = {"host", "content-length"} | (set() if same_server(req.full_url, newurl) else {"authorization"})
        kept = {name: value for name, value in req.headers.items() if name.lower() not in left}
        return request.Request(newurl, data=req.data, headers=kept, origin_req_host=req.origin_req_host, unverifiable=True)


def within(seconds: float, work: Callable[[threading.Event], _T]) -> _T:
    """Do what may wait without end in a thread of its own: a time limit of a socket counts from byte to byte only.

    Args:
        seconds: How long it may take.
        work: Is given an event that is set when nobody waits any more.

    Raises:
        TooLong: The time is over.
    """
    outcome: queue.SimpleQueue = queue.SimpleQueue()
    ended = threading.Event()

    def run() -> None:
        try:
            outcome.put((work(ended), None))
        except BaseException as error:
            outcome.put((None, error))

    threading.Thread(target=run, name="policygraph-remote", daemon=True).start()
    try:
        value, error = outcome.get(timeout=seconds)
    except queue.Empty:
        raise TooLong(f"not done within {seconds:g} seconds") from None
    finally:
        ended.set()
    if error:
        raise error
    return value
