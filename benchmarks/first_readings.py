#!/usr/bin/env python3
"""What the rules found in annotated documents before anybody had looked at what they find there, judged.

    first_readings.py [--shared ../shared] [--output gold/first-readings.csv] [--check]

Figures on documents whose errors were read and mended say how well rules fit, not what a statement in another document is worth. So every
set of annotations is read by the program as it was just before the set came (`FIRST`: the commits), and each statement is judged as
`reliability` does. What is kept is counts by set, file, layer, rule and confidence; no text, no annotation. Initiatives are left out: their
features are learnt, and `calibrate` has the chances of files that were left out.

This needs the history of the repository and the texts. A set that is new gets a line in `FIRST`, before its errors are read.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import gold
import reliability

OUTPUT = gold.GOLD / "first-readings.csv"
COLUMNS = ("set", "file", "layer", "rule", "stated", "right", "found")


class First(NamedTuple):
    """A set of annotations: its folder in ``gold``, the commit that had not seen it, and which of its files, by who read them."""

    folder: str
    commit: str
    reader: str = ""
    others: bool = False

    def holds(self, annotation: dict) -> bool:
        """Is an annotation of this set?"""
        return not self.reader or (self.reader in annotation.get("readers", [])) != self.others


#: The sets by name. Those of ``figures`` came twice.
FIRST = {
    "corpus": First("corpus", "1dc2813"), "fresh": First("fresh", "e803d50"),
    "figures": First("figures", "0e8abb8", "fourth", others=True), "figures, drawn": First("figures", "30cbc68", "fourth"),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=gold.ROOT.parent / "shared")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the counts are others")
    parser.add_argument("--judge", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.judge:
        print(json.dumps([[*key, right, found] for key, (right, found) in judged(args.judge, args.shared / "score" / "score.py").items()]))
        return 0
    with tempfile.TemporaryDirectory() as place:
        rows = [(name, *row) for name, first in FIRST.items() for row in read(first, Path(place) / name, args.shared)]
    text = table(rows)
    if args.check:
        return 0 if args.output.read_text("utf-8") == text else 1
    args.output.write_text(text, encoding="utf-8")
    return 0


def read(first: First, place: Path, shared: Path) -> list[list]:
    """The counts of a set, read by the program of its commit in a process of its own.

    Raises:
        FileNotFoundError: A text is not at hand.
        CalledProcessError: The commit is not in the history, or its program fails.
    """
    annotated = place / "annotated"
    _, missing = gold.join(gold.GOLD / first.folder, annotated, shared)
    if missing:
        raise FileNotFoundError(f"{first.folder}: no text of {', '.join(missing)}; name the folder of the texts with --shared")
    for name, annotation in gold.annotations(gold.GOLD / first.folder).items():
        if not first.holds(annotation):
            (annotated / f"{name}.json").unlink()
    packed = subprocess.run(["git", "-C", gold.ROOT, "archive", first.commit, "src"], capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", place], input=packed, check=True)
    told = subprocess.run([sys.executable, __file__, "--judge", annotated, "--shared", shared.resolve()], env={**os.environ, "PYTHONPATH": str(place / "src")},
                          capture_output=True, text=True, check=True).stdout
    return json.loads(told)


def judged(folder: Path, score: Path) -> dict[tuple[str, str, str, float], tuple[int, int]]:
    """By file, layer, rule and stated confidence how many statements are right, and how many there are, as the program at hand finds them."""
    with suppress(ImportError):  # what is stated, not what it was made of
        from policygraph.finding import confidence

        confidence.calibrated = dict
    reliability.initiatives = lambda *_: ()
    right: Counter[tuple[str, str, str, float]] = Counter()
    found: Counter[tuple[str, str, str, float]] = Counter()
    for each in reliability.judge(folder, score):
        key = each.file, each.layer, each.rule, round(each.confidence, 3)
        right[key] += each.right
        found[key] += 1
    return {key: (right[key], found[key]) for key in sorted(found)}


def table(rows: list[tuple]) -> str:
    """The counts as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *rows])
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
