"""Apart: reading in a process of its own, for libraries in C that can end the one they run in.

A damaged or hostile PDF can take pdfium, and Python with it, down. So PDFs are read
in one helper process, file after file, with a limit of time and of memory for each;
when it ends, that file alone is lost, and the next file gets a new helper.

The two speak over pipes: eight bytes of length, then JSON; the request is followed by
the bytes of the file.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

from . import pdftext
from .errors import ReadError

#: Seconds for a file and for each MB of it; bytes of memory for the helper and for each byte of a file.
SECONDS, SECONDS_PER_MB, MEMORY, MEMORY_PER_BYTE = 60.0, 2.0, 2 << 30, 8
_REMEDY = "open it and print or save it as a new PDF, or copy its text into a .txt"
_LENGTH = struct.Struct(">Q")


class Reader:
    """The helper process of this one; started when it is first needed, and again whenever it has ended."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY):
        self.seconds, self.memory = seconds, memory
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._owner = 0

    def pdf_text(self, data: bytes, label: str) -> tuple[str, tuple[int, ...]]:
        """The text of a PDF and its pages without text, as `policygraph.pdftext.pdf_text` reads it.

        Raises:
            ReadError: It cannot be read, or the helper ended over it or took too long; the message says which.
        """
        with self._lock:
            answer = self._ask({"label": label, "memory": self.memory + MEMORY_PER_BYTE * len(data)}, data)
        if "error" in answer:
            raise ReadError(*answer["error"])
        return answer["text"], tuple(answer["blank"])

    def close(self) -> None:
        """End the helper."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return  # that of the process which this one was forked from
        process.kill()
        for pipe in (process.stdin, process.stdout):
            try:
                pipe.close()
            except OSError:
                pass
        process.wait()

    def _ask(self, request: dict[str, Any], data: bytes) -> dict[str, Any]:
        label, limit = request["label"], self.seconds + SECONDS_PER_MB * len(data) / (1 << 20)
        process = self._running()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limit, stop)
        timer.daemon = True
        timer.start()
        try:
            _send(process.stdin, request, data)
            answer = _receive(process.stdout)
        except OSError:
            answer = None  # it has ended
        except BaseException:  # an interrupt: what the helper would answer belongs to nobody
            self.close()
            raise
        finally:
            timer.cancel()
        if answer is not None:
            return answer
        self.close()
        why = f"reading it took more than {limit:.0f} seconds" if late.is_set() else "the PDF ended the process that read it (damaged, or made to do so)"
        raise ReadError(label, why, _REMEDY)

    def _running(self) -> subprocess.Popen:
        if self._owner != os.getpid():
            self._process = None  # forked: the pipes are those of the parent
        if self._process is None or self._process.poll() is not None:
            self._owner = os.getpid()
            package = str(Path(__file__).parents[1])
            path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "policygraph.apart"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path, "PYTHONFAULTHANDLER": ""},
            )
        return self._process


_READER = Reader()
atexit.register(_READER.close)


def pdf_text(data: bytes, label: str) -> tuple[str, tuple[int, ...]]:
    """The text of a PDF, read in the helper process: see `Reader.pdf_text`."""
    pdftext.library(label)
    return _READER.pdf_text(data, label)


# ---- what goes over the pipes


def _send(pipe: BinaryIO, message: dict[str, Any], data: bytes = b"") -> None:
    body = json.dumps(message).encode()
    pipe.write(_LENGTH.pack(len(body)) + body + (_LENGTH.pack(len(data)) + data if data else b""))
    pipe.flush()


def _receive(pipe: BinaryIO) -> dict[str, Any] | None:
    """The next message; None where the other side has ended."""
    body = _bytes(pipe)
    return json.loads(body) if body is not None else None


def _bytes(pipe: BinaryIO) -> bytes | None:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    body = pipe.read(length)
    return body if len(body) == length else None


# ---- the helper


def serve() -> None:
    """Read one PDF after the other from standard input until that is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted ends this process
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    while (request := _receive(source)) is not None:
        data = _bytes(source)
        if data is None:
            return
        _limit(request["memory"])
        _send(sink, _read(data, request["label"]))


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:
        return  # no limits on this system
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    memory = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(data: bytes, label: str) -> dict[str, Any]:
    try:
        text, blank = pdftext.pdf_text(data, label)
    except ReadError as error:
        return {"error": [error.name, error.reason, error.remedy]}
    except MemoryError:
        return {"error": [label, "reading it takes more memory than is allowed", _REMEDY]}
    except Exception as error:
        return {"error": [label, f"the PDF could not be read ({type(error).__name__})", _REMEDY]}
    return {"text": text, "blank": blank}


if __name__ == "__main__":
    serve()
