"""What files may do to their reader: functions that it is told to call in its own process."""

from __future__ import annotations

import os
import sys
import time

from policygraph.errors import ReadError


def length(data: bytes, label: str) -> dict:
    """The length of the file, and whose work it was."""
    print("libraries print what they like", flush=True)
    os.write(1, b"and so does C\n")
    return {"length": len(data), "label": label, "process": os.getpid()}


def refuse(data: bytes, label: str):
    raise ReadError(label, "no", "take another")


def stumble(data: bytes, label: str):
    return [][1]


def abort(data: bytes, label: str):
    os.abort()


def leave(data: bytes, label: str):
    os._exit(3)


def hang(data: bytes, label: str):
    time.sleep(600)


def hog(data: bytes, label: str):
    return len(bytearray(1 << 40))


def devour(data: bytes, label: str):
    held = []
    while True:
        held.append(bytearray(1 << 24))


def babble(data: bytes, label: str):
    """Send the bytes as the answer, as a reader might that something else has taken over."""
    sys._getframe(2).f_locals["answers"].write(data)
    os._exit(0)
