"""Kept: pages that were made lately, so that what many look at is made once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock

from starlette.responses import Response

#: Bytes of all pages that are kept, and of one.
SIZE, MOST = 48 << 20, 4 << 20
#: Pages that are made at once: threads share one processor, so that more would all come late, the largest last.
AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class _Page:
    """What was answered: status, body and headers as bytes."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]

    @property
    def is_kept(self) -> bool:
        return self.status == 200 and len(self.body) <= MOST and not any(name == b"set-cookie" for name, _ in self.headers)

    def response(self) -> Response:
        response = Response(self.body, self.status)
        response.raw_headers = list(self.headers)
        return response


class Kept:
    """The pages that were asked for last, for several threads; who asks for a page that is being made waits for it, so that it is made once."""

    def __init__(self, size: int = SIZE):
        self.size = size
        self._pages: OrderedDict[Hashable, _Page] = OrderedDict()
        self._making: dict[Hashable, Future[_Page]] = {}
        self._lock, self._places = Lock(), BoundedSemaphore(AT_ONCE)
        self._held = 0

    def page(self, key: Hashable, make: Callable[[], Response], waits: bool = False) -> Response:
        """The page of a key: as it was made before or is made now, kept where it is a whole one (200) that sets no cookie.

        Args:
            key: What tells pages apart.
            make: Makes the page.
            waits: Making it is mostly waiting for another process; it takes no place of those that are made at once.

        Raises:
            Exception: What ``make`` raises, for each who waited.
        """
        with self._lock:
            known = self._pages.get(key)
            if known:
                self._pages.move_to_end(key)
                return known.response()
            waiting = self._making.get(key)
            if waiting is None:
                mine = self._making[key] = Future()
        return waiting.result().response() if waiting else self._made(key, make, mine, nullcontext() if waits else self._places).response()

    def _made(self, key: Hashable, make: Callable[[], Response], told: Future[_Page], place: AbstractContextManager[object]) -> _Page:
        try:
            with place:
                response = make()
            page = _Page(response.status_code, bytes(response.body), tuple(response.raw_headers))
            if page.is_kept:
                self._keep(key, page)
            told.set_result(page)
            return page
        except BaseException as error:
            told.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._making[key]

    def _keep(self, key: Hashable, page: _Page) -> None:
        with self._lock:
            self._pages[key] = page
            self._held += len(page.body)
            while self._held > self.size:
                _, old = self._pages.popitem(last=False)
                self._held -= len(old.body)
