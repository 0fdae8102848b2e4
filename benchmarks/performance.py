#!/usr/bin/env python3
"""Measure how fast texts are read and graphs are asked, as ratios, and write it into docs/performance.md.

    performance.py [--shared ../shared] [--every 100] [--rounds 5] [--output docs/performance.md]

Puts together what `peers`, `speed` and `shares` measure, in some two minutes: a gazette issue, and every hundredth of the laws and documents
of ../shared; without that folder, the sample of the package alone.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import marked
import peers
import shares
import speed

from policygraph.reading.sources import read_file

ROOT = Path(__file__).resolve().parents[1]
#: The place of the page that is written.
PLACE = "measured by make performance"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--every", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "performance.md")
    args = parser.parse_args()
    text = measured(args.shared / "corpus", args.every, args.rounds)
    marked.put(args.output, PLACE, text)
    print(text)
    return 0


def measured(corpus: Path, every: int, rounds: int) -> str:
    """The part of the page: what was measured, and with what."""
    issues = sorted(corpus.glob("*gazette*.txt"))
    source = read_file(issues[0] if issues else speed.SAMPLE)
    parts = [
        f"**Beside a plain pattern** of citations (`benchmarks/peers.py`), {'a gazette issue' if issues else 'the sample gazette'} of {peers.table(source, rounds)}",
        "**Each stage** over the time in which spaCy cuts the text into characters, and how it grows where the text is eight times as long (1 is in proportion; `benchmarks/speed.py`),\n"
        f"the sample gazette of {speed.table(read_file(speed.SAMPLE), 8, rounds)}"]
    archives = [str(path) for name in ("laws", "documents") if (path := corpus / f"{name}.tar.xz").exists()]
    if archives:
        said = f"over one in {every} of the laws and documents of ../shared (`benchmarks/shares.py --every {every}`)"
        parts += [f"**Shares of the time** by stage, {said}: {shares.table(archives, every, corpus=False)}",
                  f"**Shares of building a corpus** of the same (`--corpus`; processor time, one process): {shares.table(archives, every, corpus=True)}"]
    return "\n\n".join([*parts, marked.where("make performance")])


if __name__ == "__main__":
    sys.exit(main())
