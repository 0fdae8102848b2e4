"""Kept: pages that were made lately, so that what many look at is made once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from starlette.responses import Response

#: Bytes of all pages that are kept, and of one.
SIZE, MOST = 48 << 20, 4 << 20


class Kept:
    """The pages that were asked for last, for several threads."""

    def __init__(self, size: int = SIZE):
        self.size = size
        self._pages: OrderedDict[Hashable, tuple[bytes, list[tuple[bytes, bytes]]]] = OrderedDict()
        self._lock = Lock()
        self._held = 0

    def page(self, key: Hashable, make: Callable[[], Response]) -> Response:
        """The page of a key: as it was made before, or made now and kept where it is a whole one (200) that sets no cookie."""
        with self._lock:
            known = self._pages.get(key)
            if known:
                self._pages.move_to_end(key)
        if known:
            response = Response(known[0])
            response.raw_headers = list(known[1])
            return response
        response = make()
        body = bytes(response.body)
        if response.status_code == 200 and len(body) <= MOST and "set-cookie" not in response.headers:
            self._keep(key, body, list(response.raw_headers))
        return response

    def _keep(self, key: Hashable, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        with self._lock:
            if key in self._pages:
                return
            self._pages[key] = (body, headers)
            self._held += len(body)
            while self._held > self.size:
                _, (old, _) = self._pages.popitem(last=False)
                self._held -= len(old)
