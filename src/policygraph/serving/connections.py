"""Connections: one whose request drips, or who does not take the answer, is cut; and no more are open than a process can hold.

A server of ASGI sees a request when its head is whole. Who sends a head a byte
at a time, or reads nothing of an answer, would keep a connection for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any

#: Seconds for the head of a request to come, and for a part of an answer to be taken.
HEAD, TAKEN = 20.0, 60.0
#: Bytes that it has to take in this time.
LEAST = 64 << 10
#: Connections that are open at once; the usual limit of a process is 1,024 files.
MOST = 512


def patient(protocol: Any, *, head: float = HEAD, taken: float = TAKEN, most: int = MOST) -> Any:
    """A protocol of uvicorn that waits no longer than it should.

    Args:
        protocol: The class that speaks HTTP.
        head: Seconds from the opening of a connection, or the first byte of a further request, to the end of its head.
        taken: Seconds in which a client that is behind with reading has to take a part of what waits for it.
        most: Connections at once; one more is closed before it says anything.
    """

    class Patient(protocol):
        _timer: asyncio.TimerHandle | None = None
        _behind: asyncio.TimerHandle | None = None
        _left = 0

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if len(self.connections) > most:
                transport.abort()
                return
            self._timer = self.loop.call_later(head, transport.abort)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            asked = self.cycle is not None and not self.cycle.response_complete
            if asked:
                self._timer = _cancel(self._timer)
            elif self._timer is None:
                self._timer = self.loop.call_later(head, self.transport.abort)

        def pause_writing(self) -> None:
            super().pause_writing()
            if self._behind is None:
                self._watch()

        def _watch(self) -> None:
            self._left = self.transport.get_write_buffer_size()
            self._behind = self.loop.call_later(taken, self._look)

        def _look(self) -> None:
            if self.transport.get_write_buffer_size() > self._left - LEAST:
                self.transport.abort()
            else:  # the reader is slow, and reads
                self._watch()

        def resume_writing(self) -> None:
            super().resume_writing()
            self._behind = _cancel(self._behind)

        def connection_lost(self, exc: Exception | None) -> None:
            self._timer, self._behind = _cancel(self._timer), _cancel(self._behind)
            super().connection_lost(exc)

    return Patient


def _cancel(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """Stop a timer, if there is one; what is there then is none."""
    if timer is not None:
        timer.cancel()
    return None
