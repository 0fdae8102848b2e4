#!/usr/bin/env python3
"""Measure what can be measured of the promises of docs/reliability.md in some minutes, and write it into that page.

    promises.py [--shared ../shared] [--sample 100] [--inputs 400] [--times 5] [--output docs/reliability.md]

The hostile inputs of ../shared under limits (`hostile`); so many documents of each archive of it, read with every quotation checked (`corpus`);
so many broken inputs (`fuzz`); so many kills of `export` and `push` (`faults`). Without that folder, the last two. Exit status 1 where
anything is not as it should be; the page says what.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import corpus
import fuzz
import hostile
import marked

ROOT = Path(__file__).resolve().parents[1]
#: The place of the page that is written.
PLACE = "measured by make reliability"
#: What is killed in the short run; the last needs a SPARQL server, which comes with the tests.
KILLED = ("export", "push")
SEED = 2026


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--inputs", type=int, default=400)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "reliability.md")
    args = parser.parse_args()
    parts = [
        inputs_that_harm(args.shared / "cases" / "hostile"), documents(args.shared / "corpus", args.sample), broken(args.shared / "corpus", args.inputs), killed(args.times)]
    text = "\n\n".join([*(said for said, _ in parts if said), marked.where("make reliability")])
    marked.put(args.output, PLACE, text)
    print(text)
    return int(any(wrong for _, wrong in parts))


def inputs_that_harm(folder: Path, seconds: int = 60, memory: int = 4000) -> tuple[str, int]:
    """The table of the hostile inputs, and how many were not as they should be."""
    if not folder.is_dir():
        return "", 0
    rows = list(hostile.rows(folder.resolve(), hostile.Limits(ROOT, seconds, memory)))
    right = sum(not wrong for _, _, wrong in rows)
    return "\n".join([f"**Hostile inputs**: {right} of {len(rows)} as they should be (`benchmarks/hostile.py`).", "", hostile.HEAD, *(hostile.line(*row) for row in rows)]), len(rows) - right


def documents(folder: Path, sample: int) -> tuple[str, int]:
    """What became of a sample of the archives, and how many were lost to a fault or are quoted wrongly."""
    archives = [path for name in ("laws", "documents") if (path := folder / f"{name}.tar.xz").exists()]
    done = [corpus.read(item, 60.0, None) for archive in archives for item in corpus.documents(str(archive), sample)]
    if not done:
        return "", 0
    wrong = sum(bool(one.wrong) for one in done)
    row = (f"{len(done)} | {sum(one.length for one in done):,} | {sum(one.statements for one in done):,} | {wrong} | {sum(one.no_act for one in done)} | "
           f"{max(one.seconds for one in done):.1f} s")
    return (
        f"**Real documents**, {sample} of each archive, evenly spaced, each by itself (`benchmarks/corpus.py --sample {sample}`):\n\n"
        "| documents | characters | quotations checked | lost to a fault | without an official act | the slowest |\n|---|---|---|---|---|---|\n"
        f"| {row} |"), wrong


def broken(folder: Path, inputs: int) -> tuple[str, int]:
    """What became of broken texts and files, and how many faults were found."""
    fuzzer, tally = fuzz.Fuzzer(SEED, str(folder) if folder.is_dir() else ""), fuzz.Tally()
    for _ in fuzz.run(fuzzer, set(), tally, jobs=1, seconds=600.0, inputs=inputs):
        pass
    named = "".join(f"\n- input {each['input']} ({each['made']}): {each['wrong']}" for each in tally.findings)
    return (
        f"**Broken inputs**, {sum(tally.inputs.values())} of the seed {SEED} (`benchmarks/fuzz.py --seed {SEED} --inputs {inputs}`): {tally.acts:,} acts, "
        f"{tally.quotations:,} quotations checked, {len(tally.findings)} faults.") + ("\n" + named if named else ""), len(tally.findings)


def killed(times: int) -> tuple[str, int]:
    """The rows of what is killed at random moments, and whether a statement was lost."""
    cases = KILLED if Path(sys.executable).with_name("oxigraph").exists() else KILLED[:1]
    done = subprocess.run([sys.executable, ROOT / "benchmarks" / "faults.py", *cases, "--times", str(times)], capture_output=True, text=True, check=False)
    rows = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    if len(rows) != len(cases):
        raise RuntimeError(f"faults.py printed no row for each of {', '.join(cases)}: {done.stderr[-500:]}")
    head = "| what is killed | times | on the way | statements that differ | time |\n|---|---|---|---|---|"
    return "\n".join([f"**Killed** at random moments (`benchmarks/faults.py {' '.join(cases)} --times {times}`):", "", head, *rows]), done.returncode


if __name__ == "__main__":
    import promises  # so that processes know its functions by a name of their own

    sys.exit(promises.main())
