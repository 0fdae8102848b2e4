"""What the tests of `workers` let processes do."""

import os
import signal
import time


def work(item: str) -> str:
    if item == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "leave":
        os._exit(3)
    if item == "hang":
        time.sleep(600)
    if item == "swell":
        return str(len(bytearray(64 << 30)))
    return f"{item} by {os.getpid()}"


def patient(item: str) -> float | None:
    return 1.0 if item == "hang" else None
