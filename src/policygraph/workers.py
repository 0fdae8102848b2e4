"""Workers: processes that share out a piece of work; one that dies, hangs or swells costs the item it was at, and no other.

`concurrent.futures` loses all that is under way when one of its processes dies.
Here each item is given to one process at a time, so that it is known which one
ended it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import spawn
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from .language import Phrase

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Items after which a process gives way to a fresh one, and the memory (bytes) at which it does so earlier.
LIFETIME, SWOLLEN = 500, 600 << 20
#: Memory that a process may ask for at all (bytes), where the system can limit it.
MEMORY = 4 << 30
#: How long a process may take to end by itself (seconds).
_END = 2.0


@dataclass(frozen=True, slots=True)
class Lost:
    """Why there is no result: in words, as in “the document took too long”."""

    reason: str


def available() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share_out(
    work: Callable[[Item], Result], items: Iterable[Item], *, jobs: int, seconds: Callable[[Item], float | None], preload: tuple[str, ...] = (),
) -> Iterator[tuple[Item, Result | Lost]]:
    """Do some work on every item, in several processes.

    Args:
        work: A function of a module; it is given one item, and what it returns is pickled.
        items: Taken one by one, only when a process is free.
        jobs: How many processes.
        seconds: How long an item may take by the clock; None is without end.
        preload: Modules that are loaded once for all processes, where the system can do that.

    Yields:
        Each item with its result, in the order in which they are done. Closing the iterator ends the processes.
    """
    started = context(preload)
    waiting = iter(items)
    crew = [Worker(started, work, seconds) for _ in range(max(1, jobs))]
    more = True
    try:
        while True:
            for worker in crew:
                if more and worker.idle:
                    try:
                        worker.give(next(waiting))
                    except StopIteration:
                        more = False
            busy = [worker for worker in crew if not worker.idle]
            if not busy:
                return
            wait([worker.connection for worker in busy], timeout=max(0.05, min(worker.left() for worker in busy)))
            for worker in busy:
                done = worker.take()
                if done:
                    yield done
    finally:
        for worker in crew:
            worker.end()


class Worker(Generic[Item, Result]):
    """One process and what it is at; a new process takes the place of one that ended."""

    def __init__(self, context: Any, work: Callable[[Item], Result], seconds: Callable[[Item], float | None], memory: int = MEMORY):
        """``context`` makes processes (`context`), ``work`` and ``seconds`` are those of `share_out`, ``memory`` is what the process may ask for (bytes)."""
        self.context, self.work, self.seconds, self.memory = context, work, seconds, memory
        self.process: Any = None
        self.idle = True
        self.connection: Connection = self._start()

    def _start(self) -> Connection:
        self.done = 0
        ours, theirs = self.context.Pipe()
        self.process = self.context.Process(target=_serve, args=(theirs, self.work, self.memory), daemon=False)
        with _without_main():
            self.process.start()
        theirs.close()
        self.connection = ours
        return ours

    def give(self, item: Item) -> None:
        """Let it work on an item."""
        limit = self.seconds(item)
        self.item, self.idle, self.until = item, False, time.monotonic() + limit if limit else None
        try:
            self.connection.send(item)
        except OSError:  # it ended while it had nothing to do
            self.restart()
            self.connection.send(item)

    def left(self) -> float:
        """Seconds until the item has taken too long."""
        return 3600.0 if self.until is None else self.until - time.monotonic()

    def take(self, *, wait: bool = False) -> tuple[Item, Result | Lost] | None:
        """The item with its result, if there is one by now; waiting for it, until it has taken too long."""
        if self.connection.poll(max(0.0, self.left()) if wait else 0.0):
            try:
                result, size = self.connection.recv()
            except (EOFError, OSError):
                return self._lost(self._cause())
            self.idle = True
            self.done += 1
            if self.done >= LIFETIME or size >= SWOLLEN:
                self.restart()
            return self.item, result
        if self.left() <= 0:
            return self._lost(Phrase("took too long and was stopped"))
        return None

    def _cause(self) -> str:
        self.process.join(_END)
        code = self.process.exitcode
        return Phrase("ended its process ({how})", how=signal.Signals(-code).name if code and code < 0 else Phrase("exit status {code}", code=str(code)))

    def _lost(self, reason: str) -> tuple[Item, Lost]:
        self.restart()
        self.idle = True
        return self.item, Lost(reason)

    def restart(self) -> None:
        """Put a fresh process in the place of this one."""
        self.end()
        self._start()

    def end(self) -> None:
        """End the process."""
        self.connection.close()
        if not self.idle:
            self.process.terminate()
        self.process.join(_END)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def context(preload: tuple[str, ...]) -> Any:
    """What makes processes that share no threads and no open store with this one; ``preload`` are modules that are loaded once for all."""
    if sys.platform == "win32" or "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(list(preload))
    return found


@contextmanager
def _without_main() -> Iterator[None]:
    """Start a process that does not run the caller's program again, as `multiprocessing` would have it: a script needs no
    ``if __name__ == "__main__"`` then. What the processes do is a function of a module, which they import themselves.
    """
    original = spawn.get_preparation_data

    def prepared(name: str) -> dict[str, Any]:
        return {key: value for key, value in original(name).items() if not key.startswith("init_main")}

    spawn.get_preparation_data = prepared
    try:
        yield
    finally:
        spawn.get_preparation_data = original


def _serve(connection: Connection, work: Callable[[Any], Any], memory: int) -> None:
    """The life of a process: an item, its result, the next; an interrupt is for the one who gave it the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(memory)
    while True:
        try:
            item = connection.recv()
        except (EOFError, OSError):
            return
        connection.send((work(item), _size()))


def _limit_memory(most: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (ImportError, OSError, ValueError):
        pass  # this system sets no such limit


def _size() -> int:
    """The most memory that this process has held (bytes)."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
