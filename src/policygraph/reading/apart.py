"""Apart: reading in a process of its own, so that a file that ends its reader or never ends costs itself alone.

The libraries for PDF, web pages and Word files are written in C: a damaged or
hostile file can abort them or keep them busy for ever, and no exception here
would stop that. One reader, started when the first such file comes, reads all
of them, each within a limit of time and memory; after one that ended it the
next file starts another. Requests and answers are JSON and the bytes of the
file, each with its length before it: nothing that a reader says is executed.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from .. import ownrules
from ..errors import ReadError
from ..language import Phrase, packed, unpacked

#: How long a file may take, in seconds of the clock, and how much longer for each megabyte.
SECONDS, SECONDS_PER_MB = 60.0, 20.0
#: How much memory the reader may hold, in bytes, and how much more for each byte of the file (where the system can limit it).
MEMORY, MEMORY_PER_BYTE = 2 << 30, 8
#: How long a reader may take to start, and how long one that ended may take to be gone.
_START_SECONDS, _END_SECONDS = 60.0, 5.0
#: The longest answer that is believed.
_MAX_ANSWER = 1 << 32
_READY = b"policygraph reads"
#: The reader finds the modules that its caller finds, and never those of the folder that it is started in.
_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from policygraph.reading.apart import serve; serve()"
_REMEDY = "open it and save it anew, or copy its text into a .txt"
_REPORT = "get it again; if it is whole, this is a fault of policygraph: please report it with the file"


def read_apart(task: str, thing: str, data: bytes, label: str) -> Any:
    """What a function makes of a file, in the reader of this process.

    Args:
        task: ``module:function``; it is given the bytes and the label, and what it returns goes through JSON.
        thing: What an error calls a file of this kind, for example ``the PDF``.
        data: The bytes of the file.
        label: What an error calls this file.

    Raises:
        ReadError: By the function; or the file ended the reader, took too long or too much memory, or none can be started.
    """
    if getattr(sys, "frozen", False):  # a program in one file has no Python to start
        return _function(task)(data, label)
    return _READER.read(task, thing, data, label)


class Reader:
    """A process that reads one file after another; threads take turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, task: str, thing: str, data: bytes, label: str) -> Any:
        """As `read_apart`."""
        seconds, memory = SECONDS + SECONDS_PER_MB * len(data) / 1e6, MEMORY + MEMORY_PER_BYTE * len(data)
        mine = ownrules.active()
        head = json.dumps({"task": task, "label": label, "seconds": seconds, "memory": memory, "rules": mine and [mine.place, mine.files]})
        named = Phrase(thing)
        with self._lock:
            process = self._ready(label)
            try:
                with _within(seconds, process) as late:
                    answer = _asked(process, head.encode(), data)
            except BaseException:  # an interrupt: the answer would be taken for that of the next file
                self._end()
                raise
            if answer is None:
                how = self._end(_END_SECONDS)
                if late.is_set():
                    raise ReadError(label, Phrase("{thing} was not read within {seconds:.0f} seconds", thing=named, seconds=seconds), _REMEDY)
                raise ReadError(label, Phrase("{thing} ended its reader ({how})", thing=named, how=how), _REMEDY)
            if answer.get("memory"):  # little may be left for the next file
                self._end()
                raise ReadError(label, Phrase("{thing} needs more than {memory:.1f} GB of memory", thing=named, memory=memory / (1 << 30)), _REMEDY)
        if "refused" in answer:
            raise ReadError(*map(unpacked, answer["refused"]))
        if "fault" in answer:
            raise ReadError(label, Phrase("{thing} could not be read ({fault})", thing=named, fault=answer["fault"]), _REPORT) from RuntimeError(answer["trace"])
        return answer["result"]

    def close(self) -> None:
        """End the process; the next file starts another."""
        with self._lock:
            self._end()

    def _ready(self, label: str) -> subprocess.Popen[bytes]:
        """The process, which waits for a file."""
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        try:
            self._process = process = _start()
        except OSError as error:
            raise ReadError(label, Phrase("no process can be started to read it ({reason})", reason=error.strerror), "allow one more process") from None
        try:
            with _within(_START_SECONDS, process):
                greeting = _take(_pipe(process.stdout), len(_READY))
        except EOFError:
            greeting = b""
        except BaseException:
            self._end()
            raise
        if greeting != _READY:
            raise ReadError(label, Phrase("its reader does not start ({how})", how=self._end(_END_SECONDS)), Phrase("does {executable} run policygraph?", executable=sys.executable))
        return process

    def _end(self, patience: float = 0) -> str:
        """Leave no process behind; how it ended, by itself if it does within so many seconds."""
        process, self._process = self._process, None
        if process is None:
            return ""
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
        process.kill()
        _close(process)
        return _ending(process.wait())

    def _forget(self) -> None:
        """In a fork of this process: the reader answers the other one."""
        process, self._process, self._lock = self._process, None, threading.Lock()
        if process is not None:
            process.returncode = 0  # nobody here can wait for it
            _close(process)


def _start() -> subprocess.Popen[bytes]:
    """A process that no key of the terminal reaches: who interrupts the caller sees what the caller says."""
    # This package last, for a caller that has left the folder it was found in.
    folders = [*map(str, sys.path), str(Path(__file__).resolve().parents[2])]
    if sys.platform == "win32":
        flags, session = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW, False
    else:
        flags, session = 0, True
    return subprocess.Popen(
        [sys.executable, "-I" if sys.flags.isolated else "-P", "-c", _START, json.dumps(folders)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0, creationflags=flags, start_new_session=session)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    """A pipe of a process that was started with it."""
    if pipe is None:
        raise EOFError
    return pipe


@contextmanager
def _within(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[threading.Event]:
    """End a process that is not done in time; the event tells whether it was ended."""
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        timer.join()


def _asked(process: subprocess.Popen[bytes], head: bytes, data: bytes) -> dict[str, Any] | None:
    """The answer about a file; None if there is none."""
    try:
        _send(_pipe(process.stdin), head)
        _send(_pipe(process.stdin), data)
        answer = json.loads(_receive(_pipe(process.stdout), _MAX_ANSWER))
    except (OSError, EOFError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def _ending(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit status {code}" if code < 256 else f"exit status {code:#x}"


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError, EOFError):
            _pipe(pipe).close()


# ---- on both sides: parts with their length


def _send(pipe: IO[bytes], part: bytes) -> None:
    for left in (memoryview(struct.pack(">Q", len(part))), memoryview(part)):
        while left:
            left = left[pipe.write(left[: 1 << 20]) :]


def _receive(pipe: IO[bytes], limit: int | None = None) -> bytes:
    (length,) = struct.unpack(">Q", _take(pipe, 8))
    if limit is not None and length > limit:
        raise ValueError("too long to be an answer")
    return _take(pipe, length)


def _take(pipe: IO[bytes], length: int) -> bytes:
    found = bytearray()
    while len(found) < length:
        piece = pipe.read(min(length - len(found), 1 << 20))
        if not piece:
            raise EOFError
        found += piece
    return bytes(found)


def _function(task: str) -> Callable[[bytes, str], Any]:
    module, _, name = task.partition(":")
    return getattr(importlib.import_module(module), name)


# ---- the reader's side


def serve() -> None:
    """Read what standard input brings and answer on standard output, until that is closed."""
    requests, answers = _pipes()
    _prepare()
    answers.write(_READY)
    while True:
        try:
            head = json.loads(_receive(requests))
        except EOFError:
            return
        _limit(head["seconds"] + _END_SECONDS, head["memory"])
        ownrules.use(_own(head["rules"]))
        _send(answers, json.dumps(_answer(head["task"], _receive(requests), head["label"])).encode())
        _limit(0, head["memory"])


def _own(rules: Any) -> ownrules.Own | None:
    return ownrules.Own(rules[0], tuple((path, text) for path, text in rules[1])) if rules else None


def _answer(task: str, data: bytes, label: str) -> dict[str, Any]:
    try:
        return {"result": _function(task)(data, label)}
    except ReadError as error:
        return {"refused": [error.name, packed(error.reason), packed(error.remedy)]}
    except MemoryError:
        return {"memory": True}
    except Exception as error:
        return {"fault": f"{type(error).__name__}: {error}".removesuffix(": ")[:200], "trace": traceback.format_exc()}


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Standard input and output for ourselves: what a library prints goes nowhere."""
    own = [os.dup(0), os.dup(1)]
    nowhere = os.open(os.devnull, os.O_RDWR)
    for usual in (0, 1):
        os.dup2(nowhere, usual)
    return open(own[0], "rb", buffering=0), open(own[1], "wb", buffering=0)


def _prepare() -> None:
    """No image of the memory on the disk when a file aborts the reader; an alarm ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _limit(seconds: float, memory: int) -> None:
    """End this process after so many seconds (0: never) even if its caller is gone, and let it hold so much memory."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
    with suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (memory if hard == resource.RLIM_INFINITY else min(memory, hard), hard))


_READER = Reader()
atexit.register(_READER._end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_READER._forget)
