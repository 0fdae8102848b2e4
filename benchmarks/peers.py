#!/usr/bin/env python3
"""How fast facts are read, beside what others do with as much text: ratios within one run.

    peers.py [GAZETTE] [--rounds 3] [--eyecite PYTHON]

The first line is a pass of the plain pattern of citations (`citations.PLAIN_NUMBER`, `PLAIN_TITLE`) over the text, the
second the citations of this program alone with all that they need (acts, heads, provisions), the third all of its
statements. ``--eyecite`` names the Python of an environment that has eyecite, the finder of citations in American opinions:
it reads as many characters of an English text in which a paragraph with two citations is repeated with other numbers.
Processor time, the median of the rounds; each is done once before it is measured.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from citations import PLAIN_NUMBER, PLAIN_TITLE
from speed import SAMPLE

from policygraph.guard import Guard
from policygraph.model import Source
from policygraph.reading.sources import read_file
from policygraph.steps import STEPS, begin, default_pipeline

ENGLISH = (
    "The respondents ask us to read the statute as if its second clause were not there. We have refused that invitation before, and see no "
    "reason to accept it now. See Harlow v. County of Linden, {} F.3d {} (9th Cir. 2004). The record shows that notice was posted at the "
    "gate of the plant and sent to each owner whose well lies within a mile of it, which is what the rule asks for; {} U.S. {}. That some of "
    "them did not open their letters is no fault of the agency, whose order we therefore leave as it stands.\n\n")
#: What the other Python runs: it reads the text from standard input and prints seconds of processor time and the number of citations.
EYECITE = (
    "import sys, time, statistics\nfrom eyecite import get_citations\ntext, rounds = sys.stdin.read(), int(sys.argv[1])\nfound = get_citations(text)\n"
    "times = []\nfor _ in range(rounds):\n    start = time.process_time()\n    get_citations(text)\n    times.append(time.process_time() - start)\n"
    "print(statistics.median(times), len(found))\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gazette", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--eyecite", metavar="PYTHON", help="the Python of an environment that has eyecite")
    args = parser.parse_args()
    print(table(read_file(args.gazette), args.rounds, args.eyecite))


def table(source: Source, rounds: int, other: str | None = None) -> str:
    """The rows, with that of eyecite where the Python of an environment that has it is named."""
    run, size = default_pipeline(), len(source.text)
    plain = median(lambda: plain_pass(source.text), rounds)
    cited = median(lambda: STEPS["policygraph_citations"].add(begin(source, Guard(source.name))), rounds)
    every = median(lambda: run(source, Guard(source.name)), rounds)
    rows = [("plain pattern", plain, ""), ("policygraph, citations alone", cited, ""), ("policygraph, all statements", every, "")]
    if other:
        seconds, count = eyecite(other, english(size), rounds)
        rows.append(("eyecite, English", seconds, f"one citation in {size // max(count, 1)} characters"))
    lines = [f"{size:,} characters, median of {rounds}", "", "| what | characters/s | time of all statements × | |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {size / seconds:,.0f} | {seconds / every:.3g} | {note} |" for name, seconds, note in rows)])


def plain_pass(text: str) -> int:
    return sum(1 for pattern in (PLAIN_NUMBER, PLAIN_TITLE) for line in text.splitlines() for _ in pattern.finditer(line))


def english(size: int) -> str:
    """So many characters of English, no two citations of them alike."""
    parts = (ENGLISH.format(100 + i % 800, 1 + i, 300 + i % 200, 1 + i) for i in range(size // len(ENGLISH) + 2))
    return "".join(parts)[:size]


def eyecite(python: str, text: str, rounds: int) -> tuple[float, int]:
    done = subprocess.run([python, "-c", EYECITE, str(rounds)], input=text, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        sys.exit(f"eyecite could not be run with {python}: {done.stderr.strip().splitlines()[-1]}")
    seconds, count = done.stdout.split()
    return float(seconds), int(count)


def median(work: Callable[[], object], rounds: int) -> float:
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
