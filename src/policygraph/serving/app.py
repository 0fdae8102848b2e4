"""The server: which address answers what, and what holds for all answers.

Every page is made here from the graph, as HTML without a script of its own in it; nothing is fetched from elsewhere.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock

import anyio
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..carrying import line_for_terminal
from ..errors import CorpusError
from ..language import told
from . import answering, drafts, pages
from .archive import Archive, State
from .indexing import build_names
from .kept import Kept
from .search import Index
from .sparql.protocol import MOST
from .sparql.readers import Limits, Readers

#: What a browser may load for a page, and that no other site may show it in a frame.
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
          "base-uri 'none'; frame-ancestors 'none'")
#: How long a request may take to come (seconds).
PATIENCE = 20.0
#: How long a page that needs the index waits for the names of things (seconds).
NAMING = 10.0


@dataclass
class Site:
    """What the handlers share: what is served, the processes that answer queries, the pages that are kept, and the index of texts."""

    archive: Archive
    readers: Readers
    desk: drafts.Desk | None = None
    kept: Kept = field(default_factory=Kept)
    _naming: dict[Path, Future[None]] = field(default_factory=dict)
    _making: dict[Path, subprocess.Popen[bytes]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _hand: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    @property
    def state(self) -> State:
        """What is read now; where its index is not there, it is being made from now on: names here, which takes seconds, then texts in a process of their own."""
        state = self.archive.state
        if state.index not in self._naming:
            with self._lock:
                if state.index not in self._naming:
                    self._naming[state.index] = self._hand.submit(self._make, state)
        return state

    def _make(self, state: State) -> None:
        index = Index(state.index)
        if index.whole:
            return
        if not index.ready:
            try:
                build_names(state.things, state.index)
            except CorpusError as error:
                sys.stderr.write(line_for_terminal(f"policygraph: {told(error)}") + "\n")
                return
        self._making[state.index] = subprocess.Popen(
            [sys.executable, "-m", "policygraph.serving.indexing", str(state.path), state.things.base, str(state.index)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    @property
    def index(self) -> Index:
        """The index to be asked: that of what is read now, waited for while it has no names; where that takes long, the newest of those before it."""
        state = self.state
        wait([self._naming[state.index]], NAMING)
        now = Index(state.index)
        if now.ready:
            return now
        before = sorted((path for path in state.index.parent.glob("*.sqlite") if path.stem.isdigit()), key=lambda path: int(path.stem))
        return next((index for index in map(Index, reversed(before)) if index.ready), now)

    def close(self) -> None:
        """End what is still being made."""
        self._hand.shutdown()
        for process in self._making.values():
            process.terminate()
            process.wait()
        if self.desk:
            self.desk.close()


def make_app(archive: Archive, limits: Limits | None = None, hosts: Sequence[str] = ("*",), read: drafts.Reader | None = None) -> Starlette:
    """The server as an ASGI application.

    Args:
        archive: What is served; it is closed by its owner.
        limits: What a query may take.
        hosts: Names by which the server may be called (the header ``Host``); others are refused, so
            that no other site can make a browser read what is served on this machine alone.
        read: Reads a draft and extracts its facts; without it there is no page for drafts.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        with Readers(limits) as readers:
            app.state.site = Site(archive, readers, drafts.Desk(read, readers.limits.seconds) if read else None)
            try:
                app.state.site.state  # noqa: B018  the index is begun before the first request
                yield
            finally:
                app.state.site.close()

    return Starlette(
        routes=[
            Route("/", pages.home), Route("/search", pages.search), Route("/suggest", answering.suggest), Route("/terms", answering.terms), Route("/page/{rest:path}", pages.thing), Route("/correct", pages.correct),
            Route("/network", pages.network), Route("/queries", pages.queries), Route("/queries/{name}", pages.query),
            Route("/ontology", pages.ontology), *([Route("/review", drafts.page, methods=["GET", "POST"])] if read else []), Route("/id/{rest:path}", answering.thing), Route("/data/{rest:path}", answering.data), Route("/cite/{rest:path}", answering.cite),
            Route("/sparql", answering.sparql, methods=["GET", "POST", "OPTIONS"]), Route("/static/{name}", static), Route("/health", health),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)), Middleware(_Guarded)],
        exception_handlers={HTTPException: pages.failed, Exception: pages.failed},
        lifespan=lifespan,
    )


def health(request: Request) -> Response:
    """Is the server there?"""
    return PlainTextResponse("ok\n")


@lru_cache(32)
def _asset(name: str) -> tuple[bytes, str] | None:
    path = Path(__file__).with_name("assets") / name
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".ttl": "text/turtle", ".txt": "text/plain"}
    return (path.read_bytes(), kinds[path.suffix]) if path.suffix in kinds and path.is_file() else None


def static(request: Request) -> Response:
    """A style, a script or a picture of the pages."""
    found = _asset(request.path_params["name"])
    if not found:
        raise HTTPException(404)
    return Response(found[0], media_type=found[1], headers={"Cache-Control": "max-age=3600"})


class _Guarded:
    """What holds for every answer: its headers; and for every request: its size, and how long it may take to come."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = drafts.MOST if scope["path"] == "/review" else MOST
        body = await _whole(receive, most)
        if body is None:
            await PlainTextResponse(f"a request may have {most} bytes, and {PATIENCE:g} s to come\n", 413)(scope, receive, send)
            return
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (("Content-Security-Policy", POLICY), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin")):
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, again, guarded)


async def _whole(receive: Receive, most: int) -> bytes | None:
    """The body of a request; None of one that is too long, or does not come."""
    body, length = bytearray(), 0
    with anyio.move_on_after(PATIENCE):
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return bytes(body)
            length += len(message.get("body", b""))
            if length <= most:
                body += message.get("body", b"")
            # What is a little too long is taken in, so that the one who sends it can read the answer.
            if length > 8 * most or not message.get("more_body"):
                return bytes(body) if length <= most else None
    return None


