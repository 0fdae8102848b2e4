"""Drafts: a page where a draft is dropped and read with remarks beside its text. Nothing of it is kept.

It is read and reviewed in a process that is ended at a limit, as queries are.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial

import pyoxigraph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .. import workers
from ..errors import PolicyGraphError
from ..language import Phrase, told
from ..model import Reading
from ..reviewing.known import Known
from ..reviewing.remarks import as_row
from ..reviewing.review import Reviewed, review
from ..reviewing.shown import GRAVITY, shown_act
from ..stating.formats import of_store
from . import pages
from .sparql.readers import Refused
from .sparql.results import accepted

#: The most bytes that a draft may have with the form around it; memory of the process that reads it; how many wait for it.
MOST, MEMORY, WAITING = 8 << 20, 3 << 30, 8
#: What makes facts of the bytes of a file, and its name.
Reader = Callable[[bytes, str], Reading]


@dataclass(frozen=True, slots=True)
class Paper:
    """A draft as it came: the store that it is held against, its name and bytes, the day of the review, the language of the remarks."""

    store: str
    name: str
    data: bytes = field(repr=False)
    today: str
    language: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A draft that was reviewed: its name, its text, its acts with the remarks on them."""

    name: str
    text: str
    acts: tuple[Reviewed, ...]


@dataclass(frozen=True, slots=True)
class _Wrong:
    message: str
    status: int


class Desk:
    """The process that reviews drafts, for several threads, which take turns. It is started when the first draft comes.

    Args:
        read: Reads and extracts a file; a function of a module.
        seconds: What one draft may take by the clock.
    """

    def __init__(self, read: Reader, seconds: float):
        self.read, self.seconds = read, seconds
        self._worker: workers.Worker[Paper, Shown | _Wrong] | None = None
        self._turn, self._waiting = threading.Lock(), threading.Semaphore(WAITING)

    def review(self, paper: Paper) -> Shown:
        """Review a draft.

        Raises:
            Refused: It cannot be read, took too long or too much, or too many wait already.
        """
        if not self._waiting.acquire(blocking=False):
            raise Refused("too many drafts are waiting; try again in a while", 503)
        try:
            with self._turn:
                outcome = self._reviewed(paper)
        finally:
            self._waiting.release()
        if isinstance(outcome, workers.Lost):
            raise Refused(Phrase("the draft {reason}; give it in parts", reason=outcome.reason), 504 if "too long" in outcome.reason else 507)
        if isinstance(outcome, _Wrong):
            raise Refused(outcome.message, outcome.status)
        return outcome

    def _reviewed(self, paper: Paper) -> Shown | _Wrong | workers.Lost:
        if self._worker is None:
            started = workers.context(("policygraph.serving.sparql.readers",))
            self._worker = workers.Worker(started, partial(_review, self.read), lambda _: self.seconds, MEMORY)
        self._worker.give(paper)
        while (done := self._worker.take(wait=True)) is None:
            pass
        return done[1]

    def close(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.end()


# ---- in the process


def _review(read: Reader, paper: Paper) -> Shown | _Wrong:
    try:
        reading = read(paper.data, paper.name)
        acts = tuple(review(reading, _known(paper.store), paper.today, paper.language))
    except MemoryError:
        return _Wrong("the draft takes more memory than it may; give it in parts", 507)
    except PolicyGraphError as error:
        return _Wrong(" ".join(str(error).split())[:500], 400)
    return Shown(reading.source.name, reading.source.text, acts)


@lru_cache(1)
def _known(store: str) -> Known:
    return Known(of_store(pyoxigraph.Store.read_only(store), DATASET_DEFAULT_GRAPH_ID))


# ---- the page


async def page(request: Request) -> Response:
    """The form; of a draft that is posted, its text with the remarks beside it, or for programs the remarks as JSON."""
    if request.method == "GET":
        return await run_in_threadpool(_shown, request)
    body = await request.body()
    return await run_in_threadpool(_posted, request, body)


def _posted(request: Request, body: bytes) -> Response:
    wants_json = "application/json" in (accept := accepted(request.headers.get("accept", ""))) and "text/html" not in accept
    try:
        paper = _paper(request, parts(request.headers.get("content-type", ""), body))
        found = request.app.state.site.desk.review(paper)
    except Refused as error:
        if wants_json:
            return JSONResponse({"error": str(error)}, error.status, _KEPT_NOWHERE)
        return _shown(request, refused=told(error, pages.language_of(request)), status=error.status)
    if wants_json:
        return JSONResponse([as_row(remark) for act in found.acts for remark in act.remarks], headers=_KEPT_NOWHERE)
    return _shown(request, found, today=paper.today)


_KEPT_NOWHERE = {"Cache-Control": "no-store"}


def _shown(request: Request, found: Shown | None = None, *, refused: str = "", today: str = "", status: int = 200) -> Response:
    acts = [shown_act(found.text, act, n) for n, act in enumerate(found.acts)] if found else []
    response = pages.render(
        request, "draft", status, called=found.name if found else "", acts=acts, refused=refused, today=today or date.today().isoformat(),
        gravity=GRAVITY, most=MOST >> 20)
    response.headers.update(_KEPT_NOWHERE)
    return response


def _paper(request: Request, given: Mapping[str, tuple[str, bytes]]) -> Paper:
    """The draft of a form: a file, or else the text that was pasted.

    Raises:
        Refused: There is none, or the day is none.
    """
    name, data = given.get("draft", ("", b""))
    if not data.strip():
        name, data = "draft.txt", given.get("text", ("", b""))[1]
    if not data.strip():
        raise Refused("there is no draft: choose a file, or paste its text", 400)
    today = given.get("today", ("", b""))[1].decode("ascii", "replace").strip() or date.today().isoformat()
    try:
        today = date.fromisoformat(today).isoformat()
    except ValueError:
        raise Refused(Phrase("{day}: is no day (like 2024-05-31)", day=today[:40]), 400) from None
    return Paper(str(request.app.state.site.state.path), name or "draft", data, today, pages.language_of(request))


def parts(content_type: str, body: bytes) -> dict[str, tuple[str, bytes]]:
    """The fields of a form (multipart/form-data): name -> the name of the file ("" for a text) and the bytes.

    Raises:
        Refused: It is no such form.
    """
    boundary = re.fullmatch(r'multipart/form-data\s*;\s*boundary="?([^"\s;]{1,70})"?', content_type.strip(), re.IGNORECASE)
    if not boundary:
        raise Refused("a draft comes as a form (multipart/form-data) with the field draft (a file) or text", 415)
    found: dict[str, tuple[str, bytes]] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode("latin-1", "replace"))[1:]:
        head, gap, data = part[:4_000].partition(b"\r\n\r\n")
        if part.startswith(b"--") or not gap:
            break
        named = _names(head)
        found.setdefault(named.get("name", ""), (named.get("filename", ""), part[len(head) + len(gap) :]))
    return found


def _names(head: bytes) -> dict[str, str]:
    """What the head of a part says: the name of the field, and that of the file without its folder."""
    found = {key.decode(): value.decode("utf-8", "replace") for key, value in re.findall(rb'\b(name|filename)="([^"]*)"', head)}
    return {key: value.replace("\\", "/").rsplit("/", 1)[-1][:200] for key, value in found.items()}
