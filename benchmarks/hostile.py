#!/usr/bin/env python3
"""Run the hostile inputs under limits of time and memory, and print a row for each: time, memory, exit status, message.

    hostile.py [FOLDER] [--source DIR] [--seconds N] [--memory MB] [--only NAME ...]

FOLDER is ../shared/cases/hostile; ``--source`` runs the package of another checkout (DIR/src), to compare two versions.
Exit status 1 where a row is not as it should be: done within the limits, no traceback, nothing lost or ill-formed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(slots=True)
class Run:
    """One finished command: seconds, MB at the peak, exit status (None: it was stopped at the limit), what it said."""

    seconds: float
    memory: float
    status: int | None
    said: str

    @property
    def traceback(self) -> bool:
        return "Traceback (most recent call last)" in self.said

    @property
    def escaped(self) -> bool:
        return "\x1b" in self.said


@dataclass(frozen=True, slots=True)
class Limits:
    """What a command may take, and where its package is."""

    source: Path
    seconds: int
    memory: int

    def run(self, *args: str | Path, cwd: Path, stdout=None) -> Run:
        """Run ``policygraph`` with some arguments in a folder."""
        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_AS, (self.memory << 20, self.memory << 20))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "policygraph", *map(str, args)], cwd=cwd, stdin=subprocess.DEVNULL,
                stdout=said if stdout is None else stdout, stderr=said, preexec_fn=limit, start_new_session=True,
                env={**os.environ, "PYTHONPATH": str(self.source / "src"), "OPENBLAS_NUM_THREADS": "1"},
            )
            seconds, status, memory = self._wait(process.pid)
            process.returncode = 0 if status is None else status  # it is waited for; nobody need do it again
            said.seek(0)
            return Run(seconds, memory, status, said.read(1 << 20).decode("utf-8", "replace"))

    def _wait(self, pid: int) -> tuple[float, int | None, float]:
        """Seconds, exit status and MB at the peak of a process, which is killed with its children at the limit."""
        start = time.monotonic()
        stopped = False
        while True:
            found, code, usage = os.wait4(pid, 0 if stopped else os.WNOHANG)
            if found:
                status = None if stopped else os.waitstatus_to_exitcode(code)
                return time.monotonic() - start, status, usage.ru_maxrss / 1024
            if time.monotonic() - start > self.seconds:
                stopped = True
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
            time.sleep(0.02)


#: A case runs in a folder of its own and returns its run and what is wrong with it ("" if nothing).
Case = Callable[[Path, Path, Limits], tuple[Run, str]]
CASES: dict[str, Case] = {}


def case(name: str) -> Callable[[Case], Case]:
    def add(function: Case) -> Case:
        CASES[name] = function
        return function

    return add


def plain(run: Run) -> str:
    """What is wrong with any run that is."""
    if run.status is None:
        return "not done"
    if run.status < 0 or run.status in (134, 137, 139):
        return f"ended by signal {-run.status if run.status < 0 else run.status - 128}"
    return "a traceback" if run.traceback else "escapes on the terminal" if run.escaped else ""


def builds(name: str, *options: str, beside: bool = False) -> None:
    """A file that is built, alone or with a good one beside it that has to be in the graph."""

    @case(name)
    def build(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
        files = [hostile / name, *([hostile / "ok.txt"] if beside else [])]
        run = limits.run("build", *files, "-o", "g.nt", *options, cwd=folder)
        wrong = plain(run)
        if beside and not wrong and "2017" not in (folder / "g.nt").read_text("utf-8"):
            wrong = "the rest is not there"
        return run, wrong


for _name in ("01-list-with-and-hangs.txt", "02-comments-hang.html", "04-list-of-400-numbers.txt", "05-digits-5000.txt", "08-nested-text-boxes.docx",
              "09-100k-line-breaks.html"):
    builds(_name)
for _name in ("03-surrogate-pair.pdf", "03-entity-surrogate.txt", "06-form-recursion.pdf", "07-pax-header-bomb.tar.gz"):
    builds(_name, beside=True)


@case("03-gbk-file-name.sh")
def gbk_name(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
    inside = folder / "in"
    inside.mkdir()
    shutil.copy(hostile / "ok.txt", os.fsencode(inside) + b"/\xbc\xc3\xc4\xcf.txt")
    run = limits.run("build", inside, "-o", "g.nt", cwd=folder)
    again = limits.run("explain", inside, "--html", "e.html", cwd=folder)
    wrong = plain(run) or plain(again)
    return run, wrong or ("" if "济南.txt" in (folder / "g.nt").read_text("utf-8") else "the name is lost")


@case("10-entity-expansion.rdf")
def entities(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
    run = limits.run("query", hostile / "10-entity-expansion.rdf", "most-cited", cwd=folder)
    return run, plain(run)


@case("11-context-is-fetched.jsonld")
def context(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.1)
        file = folder / "c.jsonld"
        file.write_text((hostile / "11-context-is-fetched.jsonld").read_text("utf-8").replace("18080", str(server.getsockname()[1])), "utf-8")
        run = limits.run("query", file, "most-cited", cwd=folder)
        with contextlib.suppress(TimeoutError):
            server.accept()[0].close()
            return run, "it asks the address"
    return run, plain(run)


@case("12-control-characters.txt")
def controls(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
    run = limits.run("build", hostile / "12-control-characters.txt", "-o", "g.rdf", cwd=folder)
    wrong = plain(run)
    for file, args in (("g.rdf", None), ("n.gexf", ("network", "citations", "g.rdf", "-o", "n.gexf"))):
        if args and not wrong:
            wrong = plain(limits.run(*args, cwd=folder))
        try:
            ElementTree.parse(folder / file)
        except (ElementTree.ParseError, OSError) as error:
            wrong = wrong or f"{file}: {error}"
    return run, wrong


@case("13-terminal-escape.txt")
def escapes(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
    run = limits.run("explain", hostile / "13-terminal-escape.txt", cwd=folder)
    return run, plain(run) or plain(limits.run("build", hostile / "13-terminal-escape.txt", "-o", "g.ttl", cwd=folder))


@case("14-explain-two.zip")
def explain_two(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
    run = limits.run("explain", hostile / "14-explain-two.zip", "--html", "x.html", cwd=folder)
    wrong = plain(run)
    page = (folder / "x.html").read_text("utf-8") if not wrong else ""
    return run, wrong or ("" if len(set(re.findall(r"[^<>\s]*\.txt", page))) >= 2 else "the page has one of two documents")


@case("15-device-replaced.sh")
def device(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
    limits.run("build", hostile / "ok.txt", "-o", "g.ttl", cwd=folder)
    path = folder / "nul"
    if os.geteuid() == 0:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    else:
        os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    run = limits.run("query", "g.ttl", "most-cited", "-o", "nul", cwd=folder)
    os.close(reader)
    return run, plain(run) or ("the device was replaced" if stat.S_ISREG(path.stat().st_mode) else "")


@case("16-output-over-input.sh")
def over_input(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
    before = (hostile / "ok.txt").read_bytes()
    (folder / "gazette.txt").write_bytes(before)
    run = limits.run("extract", "gazette.txt", "-o", "gazette.txt", cwd=folder)
    return run, plain(run) or ("" if (folder / "gazette.txt").read_bytes() == before else "the gazette is gone")


@case("17-stdout.sh")
def stdout(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
    limits.run("build", hostile / "ok.txt", "-o", "g.ttl", cwd=folder)
    with open("/dev/full", "wb") as full:
        run = limits.run("query", "g.ttl", "most-cited", cwd=folder, stdout=full)
    return run, plain(run) or plain(limits.run("build", hostile / "ok.txt", "--base", "not an iri", "-o", "b.ttl", cwd=folder))


@case("18-report-full-disk.sh")
def full_disk(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
    limits.run("build", hostile / "ok.txt", "-o", "g.ttl", cwd=folder)
    (folder / "t").mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", folder / "t"], capture_output=True).returncode == 0
    try:
        run = limits.run("report", "g.ttl", "-o", "t/r.xlsx" if mounted else "/dev/full", cwd=folder)
    finally:
        if mounted:
            subprocess.run(["umount", folder / "t"], check=False)
    return run, plain(run) or ("" if run.status else "a full disk is no success")


@case("19-odd-endpoint.py")
def endpoint(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
    server = subprocess.Popen([sys.executable, hostile / "19-odd-endpoint.py"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        run, wrong = None, ""
        for path, args in (("badjson", ("query", "most-cited")), ("esc", ("calendar",)), ("listjson", ("query", "most-cited")), ("redirfile", ("query", "most-cited"))):
            verb, *rest = args
            one = limits.run(verb, f"http://127.0.0.1:18080/{path}", *rest, cwd=folder)
            run, wrong = run or one, wrong or plain(one)
        return run, wrong
    finally:
        server.kill()
        server.wait()


@case("20-determinism.sh")
def determinism(hostile: Path, folder: Path, limits: Limits) -> tuple[Run, str]:
    for seed in "12":
        os.environ["PYTHONHASHSEED"] = seed
        run = limits.run("build", hostile / "ok.txt", "-o", f"{seed}.rdf", cwd=folder)
    del os.environ["PYTHONHASHSEED"]
    limits.run("build", hostile / "ok.txt", "-o", "a.nt", cwd=folder)
    limits.run("merge", "a.nt", "-o", "b.nt", cwd=folder)
    same = [(folder / a).read_bytes() == (folder / b).read_bytes() for a, b in (("1.rdf", "2.rdf"), ("a.nt", "b.nt"))]
    return run, plain(run) or ("" if all(same) else "the bytes differ")


def rows(hostile: Path, limits: Limits, only: list[str] | None = None) -> Iterator[tuple[str, Run, str]]:
    """Run the cases whose files are there: name, run, what is wrong with it."""
    for name, run_case in sorted(CASES.items()):
        if (hostile / name).exists() and (not only or any(part in name for part in only)):
            with tempfile.TemporaryDirectory() as folder:
                yield name, *run_case(hostile, Path(folder), limits)


def message(run: Run) -> str:
    """The line that says most: the last of a traceback, else the first."""
    lines = [line.strip() for line in run.said.splitlines() if line.strip()]
    line = (lines[-1] if run.traceback else next((line for line in lines if "policygraph" in line or ": " in line), "")) if lines else ""
    line = re.sub(r"[\x00-\x1f|]", "�", re.sub(r"\S*/", "", line))
    return line if len(line) <= 120 else line[:119] + "…"


HEAD = "| input | seconds | MB | exit status | what it says | verdict |\n|---|---|---|---|---|---|"


def line(name: str, run: Run, wrong: str) -> str:
    """A row of the table that `HEAD` begins."""
    status = "stopped" if run.status is None else run.status
    return f"| {name} | {run.seconds:.1f} | {run.memory:.0f} | {status} | {message(run)} | {wrong or 'right'} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT.parent / "shared" / "cases" / "hostile")
    parser.add_argument("--source", type=Path, default=ROOT)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--memory", type=int, default=4000, help="MB of address space")
    parser.add_argument("--only", nargs="*")
    args = parser.parse_args()
    bad = 0
    print(HEAD)
    for row in rows(args.folder.resolve(), Limits(args.source.resolve(), args.seconds, args.memory), args.only):
        bad += bool(row[2])
        print(line(*row), flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
