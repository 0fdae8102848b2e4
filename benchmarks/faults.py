#!/usr/bin/env python3
"""What goes wrong around the program goes wrong on purpose, many times; afterwards everything is there, once.

    faults.py [CASE ...] [--times 100] [--seed 1] [--files 10]

Cases: build, export, push, serve (killed with -9 at a random moment), server (that ends in the middle of a push), full, readonly,
writers, changing (sources that change and vanish while they are read), clock (that jumps back and forth). ``--times`` counts harm that was
done: what was over before it was killed, or found room on the full disk, is counted apart. Each prints a row: how often, what was found on
the way, and how many statements differ from those of an undisturbed run. Exit status 1 where any does, or where something could not be opened.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib import request
from urllib.parse import quote

import pyoxigraph

from policygraph.keeping import folder

ROOT = Path(__file__).resolve().parents[1]
#: A clock that jumps: each look at it gives a time decades from the one before.
_CLOCK = """
import time, datetime, itertools
_real, _jumps = time.time, itertools.cycle((0.0, -3.0e9, 2.0e9, -1.0, 7.2e3))
time.time = lambda: max(0.0, _real() + next(_jumps))
class _Day(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
datetime.datetime = _Day
"""


@dataclass(slots=True)
class Setting:
    """Where a case works, how often it does harm, and what it saw."""

    home: Path
    times: int
    chance: random.Random
    files: int
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def sources(self) -> Path:
        return self.home / "sources"

    def write_sources(self) -> None:
        self.sources.mkdir(exist_ok=True)
        for n in range(self.files):
            (self.sources / f"{n:03}.txt").write_text(act(n), "utf-8")

    def build(self, corpus: str, *more: str) -> list[str]:
        return ["build", str(self.sources), "--corpus", str(self.home / corpus), *more]

    def whole(self, name: str = "whole") -> set[str]:
        """The quads of a corpus that nothing disturbed."""
        done = run(self.build(name))
        assert done.returncode == 0, done.stderr
        return quads(self.home / name)

    def kill(self, order: list[str], longest: float, meanwhile: Callable[[], object] = lambda: time.sleep(0.01)) -> bool:
        """Start a command and kill it, with all its processes, at a random moment; whether it was killed, and not done before.

        Args:
            order: The command.
            longest: Seconds in which the moment lies.
            meanwhile: What is done again and again until then.
        """
        process = started(order)
        until = time.monotonic() + self.chance.uniform(0.05, longest)
        while time.monotonic() < until and process.poll() is None:
            meanwhile()
        killed = process.poll() is None
        self.seen["killed" if killed else "done before"] += 1
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return killed

    def until(self, what: str) -> Iterator[int]:
        """Count on until something was seen so often as is asked for, or it comes too rarely."""
        for n in range(10 * self.times):
            if self.seen[what] >= self.times:
                return
            yield n


def act(n: int, more: str = "") -> str:
    """An invented act, unlike all others."""
    tasks = "\n".join(f"{mark}、第{n}项管网改造之{mark}，到{2020 + n % 9}年底前完成{n + 10}公里。（责任单位：市水务局、市财政局）" for mark in "一二三四五六七八")
    return (f"临江市人民政府关于推进第{n}项节水的通知\n临政发〔{2000 + n // 900}〕{n % 900 + 1}号\n各县区人民政府：\n　　根据《临江市供水条例》和临政发〔{2000 + (n + 1) // 900}〕"
            f"{(n + 1) % 900 + 1}号，现通知如下：\n{tasks}\n{more}临江市人民政府\n2019年6月20日\n")


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), **more}


def run(order: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "policygraph", *order], env=environment(**more), capture_output=True, text=True, check=False, timeout=600)


def started(order: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "policygraph", *order], env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            stdin=subprocess.DEVNULL, start_new_session=True)


def quads(corpus: Path) -> set[str]:
    """All statements of a corpus with the graph they are in; what was derived is in one of two graphs by turns."""
    found = [str(quad).replace("/derived/b>", "/derived/a>") for quad in folder.dumped(corpus)]
    assert len(found) == len(set(found)), "a statement is there twice"
    return set(found)


def readable(setting: Setting, corpus: Path) -> None:
    """Open what is there, as a reader would."""
    if (corpus / "current").exists():
        setting.seen["opened" if len(folder.open_graph(corpus)) else "empty"] += 1
    else:
        setting.seen["nothing yet"] += 1


def mentioned(done: subprocess.CompletedProcess[str], place: Path) -> str:
    """What is wrong with a message: it is a traceback, or does not name the place."""
    return "a traceback" if "Traceback" in done.stderr or "fault of policygraph" in done.stderr else "" if str(place) in done.stderr else "the place is not named"


# ---- killed


def build(setting: Setting) -> int:
    """Build, killed at any moment from its start to its end; the next one goes on from there, and is killed too, until one is done.

    Then a third of the sources are others, and the corpus that is there is brought up to them in the same way; after that it is begun anew.
    After each kill what is there opens, and a copy of it is completed and compared.
    """
    wholes, lasting, wrong = [], [], 0
    for stage in (0, 1):
        begun = time.monotonic()
        _stage(setting, stage)
        wholes.append(setting.whole("fresh"))
        lasting.append(time.monotonic() - begun)
    stage = 0
    _stage(setting, stage)
    for _ in setting.until("killed"):
        if not setting.kill(setting.build("c"), lasting[stage]):
            wrong += len(quads(setting.home / "c") ^ wholes[stage])
            if stage:
                shutil.rmtree(setting.home / "c")
            stage = 1 - stage
            _stage(setting, stage)
            continue
        setting.seen[f"killed in stage {stage + 1}"] += 1
        readable(setting, setting.home / "c")
        if (setting.home / "c").exists():
            shutil.copytree(setting.home / "c", setting.home / "copy")
        assert run(setting.build("copy")).returncode == 0
        wrong += len(quads(setting.home / "copy") ^ wholes[stage])
        shutil.rmtree(setting.home / "copy")
    return wrong


def _stage(setting: Setting, stage: int) -> None:
    """Write the sources, a third of them otherwise in the second stage."""
    setting.write_sources()
    for n in range(0, setting.files, 3) if stage else ():
        (setting.sources / f"{n:03}.txt").write_text(act(n, "九、另行安排。\n"), "utf-8")


def export(setting: Setting) -> int:
    """Export, killed: what has the name is whole."""
    whole, wrong = setting.whole(), 0
    for _ in setting.until("killed"):
        out = setting.home / "out"
        setting.kill(["export", str(setting.home / "whole"), "-o", str(out)], 1.2)
        if not out.exists():
            setting.seen["nothing yet"] += 1
            assert run(["export", str(setting.home / "whole"), "-o", str(out)]).returncode == 0
        wrong += len(exported(out) ^ whole)
        shutil.rmtree(out)
    return wrong


def exported(out: Path) -> set[str]:
    """The quads of an export."""
    return {str(quad).replace("/derived/b>", "/derived/a>") for part in out.glob("*.nq") for quad in pyoxigraph.parse(path=part)}


def push(setting: Setting) -> int:
    """Push, killed; the same command goes on."""
    wanted, wrong = {quad.rpartition(" <")[0] for quad in setting.whole()}, 0
    order = ["push", str(setting.home / "whole"), "", "--part", "100"]
    with store(setting.home / "server") as address:
        order[2] = f"{address}/store"
        for n in setting.until("killed"):
            setting.kill(order, 2.5)
            if n % 5 == 4 or setting.seen["killed"] == setting.times:
                assert run(order).returncode == 0
                wrong += len(loaded(address) ^ wanted)
    return wrong


def server(setting: Setting) -> int:
    """A server that is killed in the middle of a push and comes back; the push says so, and the next one completes it."""
    wanted, wrong = {quad.rpartition(" <")[0] for quad in setting.whole()}, 0
    for n in range(setting.times):
        place = setting.home / f"server-{n}"
        with store(place) as address:
            process = started(["push", str(setting.home / "whole"), f"{address}/store", "--part", "50"])
            time.sleep(setting.chance.uniform(0.2, 1.5))
            port = address.rpartition(":")[2]
        setting.seen["died while pushing" if process.poll() is None else "died after"] += 1
        with store(place, port) as address:
            process.wait(120)
            assert run(["push", str(setting.home / "whole"), f"{address}/store", "--part", "50"]).returncode == 0
            wrong += len(loaded(address) ^ wanted)
        shutil.rmtree(place)
    return wrong


def serve(setting: Setting) -> int:
    """The server of pages, killed while it starts, makes its index and answers; every tenth time the next one must answer.

    The index is made anew each second time, so that it is half made often. The corpus is compared each time.
    """
    whole, wrong = setting.whole(), 0
    corpus = setting.home / "whole"
    before = {path.relative_to(corpus) for path in corpus.rglob("*")}
    longest = 0.0
    for n in range(11 * setting.times):
        port = port_of()
        page, order = f"http://127.0.0.1:{port}/search?q=" + quote("管网改造"), ["serve", str(corpus), "--port", str(port)]
        if n % 11 == 0:
            begun, process = time.monotonic(), started(order)
            try:
                wrong += not awaited(page, "临政发")
            finally:
                process.terminate()
                process.wait(20)
            longest = 1.5 * (time.monotonic() - begun)
            setting.seen["the next one answered"] += 1
            if setting.seen["killed"] >= setting.times:
                break
            continue
        for path in sorted((path for path in corpus.rglob("*") if n % 2 and path.relative_to(corpus) not in before), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        answers: list[bool] = []
        setting.kill(order, longest, lambda: answers.append(awaited(page, "临政发", 0.01)))  # noqa: B023  it is called before the next turn
        setting.seen["killed after it answered"] += any(answers)
        wrong += len(quads(corpus) ^ whole)
    return wrong


# ---- disks


def full(setting: Setting) -> int:
    """A disk that has room for another share of a corpus each time, then for one of an export: what fails says so, and is completed when there is room."""
    whole, wrong = setting.whole(), 0
    assert run(["export", str(setting.home / "whole"), "-o", str(setting.home / "out")]).returncode == 0
    with disk(setting.home / "disk", "64m") as place:
        for _ in setting.until("failed"):
            for made, order in ((place / "c", ["build", str(setting.sources), "--corpus", str(place / "c")]),
                                (place / "out", ["export", str(setting.home / "whole"), "-o", str(place / "out")])):
                needed = _bytes(setting.home / ("whole" if order[0] == "build" else "out"))
                filler = place / "filler"
                filler.write_bytes(b"x" * max(0, shutil.disk_usage(place).free - int(setting.chance.uniform(0.0, 1.1) * needed)))
                done = run(order)
                setting.seen["failed" if done.returncode else "had room"] += 1
                setting.seen[f"{order[0]} failed"] += bool(done.returncode)
                wrong += bool(done.returncode and mentioned(done, made))
                filler.unlink()
                if order[0] == "build":
                    with suppress(folder.CorpusError):
                        readable(setting, made)
                elif done.returncode:
                    wrong += made.exists()  # half an export has no name
                if done.returncode:
                    assert run(order).returncode == 0
                wrong += len((quads(made) if order[0] == "build" else exported(made)) ^ whole)
                shutil.rmtree(made)
    return wrong


def _bytes(place: Path) -> int:
    """How much the files of a folder hold."""
    return sum(path.stat().st_size for path in place.rglob("*") if path.is_file())


def readonly(setting: Setting) -> int:
    """A disk that may not be written: what is there is read, what would write says so."""
    whole, wrong = setting.whole(), 0
    with disk(setting.home / "disk", "64m") as place:
        shutil.copytree(setting.home / "whole", place / "c")
        (setting.sources / "new.txt").write_text(act(5000), "utf-8")
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        for order in (["build", str(setting.sources), "--corpus", str(place / "c")], ["export", str(place / "c"), "-o", str(place / "out")],
                      ["query", str(place / "c"), "documents", "-o", str(place / "a.csv")], ["draw", "citations", str(place / "c"), "-o", str(place / "a.html")]):
            done = run(order)
            said = mentioned(done, place)
            setting.seen[f"{order[0]}: {said or 'a message'}"] += 1
            wrong += bool(said) + (done.returncode == 0)
        wrong += run(["query", str(place / "c"), "documents", "--format", "csv"]).stdout.count("\n") != setting.files + 1
        wrong += len(quads(place / "c") ^ whole)
        subprocess.run(["mount", "-o", "remount,rw", place], check=True)
    (setting.sources / "new.txt").unlink()
    return wrong


# ---- others at the same time


def writers(setting: Setting) -> int:
    """Several builds into one folder at once: one writes, the others say so."""
    whole, wrong = setting.whole(), 0
    for _ in range(setting.times):
        crew = [started(setting.build("c")) for _ in range(3)]
        codes = sorted(process.wait(600) for process in crew)
        setting.seen[f"exit {codes}"] += 1
        if 0 not in codes:
            run(setting.build("c"))
        wrong += len(quads(setting.home / "c") ^ whole)
        shutil.rmtree(setting.home / "c")
    return wrong


def changing(setting: Setting) -> int:
    """Sources that change, shrink and vanish while they are read; once they are still, a run makes what a fresh one makes."""
    wrong = 0
    for _ in range(setting.times):
        setting.write_sources()
        ended = threading.Event()
        hand = threading.Thread(target=_meddle, args=(setting, ended))
        hand.start()
        done = run(setting.build("c"))
        ended.set()
        hand.join()
        wrong += "Traceback" in done.stderr
        setting.seen[f"exit {done.returncode}"] += 1
        setting.write_sources()
        assert run(setting.build("c", "--prune")).returncode == 0
        wrong += len(quads(setting.home / "c") ^ setting.whole("fresh"))
        shutil.rmtree(setting.home / "fresh")
    return wrong


def _meddle(setting: Setting, ended: threading.Event) -> None:
    while not ended.is_set():
        path = setting.sources / f"{setting.chance.randrange(setting.files):03}.txt"
        with suppress(OSError):
            match setting.chance.randrange(4):
                case 0:
                    path.unlink()
                case 1:
                    path.write_text(act(setting.chance.randrange(900), "九、另行安排。\n"), "utf-8")
                case 2:
                    os.truncate(path, setting.chance.randrange(400))
                case 3:
                    path.write_bytes(b"")
        time.sleep(0.002)


def clock(setting: Setting) -> int:
    """A clock that jumps by decades at each look."""
    (setting.home / "clock").mkdir()
    (setting.home / "clock" / "sitecustomize.py").write_text(_CLOCK, "utf-8")
    whole, wrong = setting.whole(), 0
    for _ in range(setting.times):
        done = run(setting.build("c"), PYTHONPATH=f"{setting.home / 'clock'}{os.pathsep}{ROOT / 'src'}")
        wrong += bool(done.returncode) + len(quads(setting.home / "c") ^ whole)
        setting.seen[f"exit {done.returncode}"] += 1
        shutil.rmtree(setting.home / "c")
    return wrong


# ---- servers and disks


@contextmanager
def store(place: Path, port: str = "") -> Iterator[str]:
    """A SPARQL server that keeps what it is given; it is killed at the end."""
    program = Path(sys.executable).with_name("oxigraph")
    port = port or str(port_of())
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([str(program), "serve", "--location", str(place), "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert awaited(f"{address}/query?query=ASK%7B%7D", "")
        yield address
    finally:
        process.kill()
        process.wait()


def loaded(address: str) -> set[str]:
    """The triples of the default graph of a server."""
    asked = request.Request(f"{address}/store?default", headers={"Accept": "application/n-triples"})
    with request.urlopen(asked, timeout=60) as answer:
        return {str(quad.triple) for quad in pyoxigraph.parse(answer.read(), format=pyoxigraph.RdfFormat.N_TRIPLES)}


def awaited(address: str, word: str, seconds: float = 60.0) -> bool:
    """Whether an address answers with a word in it, sooner or later."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError), request.urlopen(address, timeout=5) as answer:
            if word in answer.read().decode("utf-8", "replace"):
                return True
        time.sleep(0.1)
    return False


def port_of() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def disk(place: Path, size: str = "12m") -> Iterator[Path]:
    """A small disk of its own; this needs root."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


CASES: dict[str, Callable[[Setting], int]] = {
    each.__name__: each for each in (build, export, push, server, serve, full, readonly, writers, changing, clock)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cases", nargs="*", metavar="CASE")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=10)
    args = parser.parse_args()
    unknown = set(args.cases) - CASES.keys()
    if unknown:
        parser.error(f"no such case: {' '.join(sorted(unknown))}; known are {' '.join(CASES)}")
    return int(any([report(name, args) for name in args.cases or CASES]))


def report(name: str, args: argparse.Namespace) -> bool:
    """Run a case and print its row; whether anything was wrong."""
    with tempfile.TemporaryDirectory() as home:
        setting = Setting(Path(home), args.times, random.Random(args.seed), args.files)
        setting.write_sources()
        begun = time.monotonic()
        wrong = CASES[name](setting)
    seen = ", ".join(f"{what} {count}" for what, count in sorted(setting.seen.items()))
    print(f"| {name} | {args.times} | {seen} | {wrong} | {time.monotonic() - begun:.0f} s |", flush=True)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
