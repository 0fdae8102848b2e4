"""What the tests of `workers` let processes do."""

import os
import signal
import time
from pathlib import Path

from policygraph import mapping


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


def read_or_die(settings, name, marker, batch):
    """Reads a batch; where it holds a file of this name, ends its process first, once if there is a marker to leave."""
    if any(Path(each).name == name for each in batch) and not (marker and Path(marker).exists()):
        if marker:
            Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return mapping.read_batch(settings, batch)


def read_or_end_the_executor(settings, name, marker, batch):
    """Reads a batch; at a file of this name kills, once, the process of Spark that this one works for, with all that it did."""
    if any(Path(each).name == name for each in batch) and not Path(marker).exists():
        Path(marker).touch()
        daemon = Path(f"/proc/{os.getppid()}/stat").read_text("ascii")
        os.kill(int(daemon.rpartition(")")[2].split()[1]), signal.SIGKILL)
        time.sleep(60)
    return mapping.read_batch(settings, batch)
