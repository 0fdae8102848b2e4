#!/usr/bin/env python3
"""Learn what a confidence that a rule states is worth in documents that nobody looked at.

    calibrate.py [--shared ../shared] [--unread NAME ...] [--output FILE] [--check]

For each layer a logistic curve is fitted, from the confidence that is stated to the share that is right:

    odds(right) = level + slope * odds(stated) + rule

Before anything was seen, what is stated holds (level 0, slope 1, rule 0); penalties say how much must be seen to leave that, so a rule that was met seldom
stays on the curve of its layer. Statements of one file are right or wrong together: in the first readings the correlation within a file is .2 to .7
in the layers that more than ten files have. So n of them count as n / (1 + (n - 1) * .2).

Responsibilities, citations and targets are fitted to ``gold/first-readings.csv`` (see `first_readings`). Programmes and measures are fitted to
the chances that the weights give files which were left out when they were learnt, as `train_programmes` does. Money was read in five files first, which are
too few. The errors of many of the files that are learnt from were read while features were made, so left out or not they come out better than others:
that is a term of its own (`READ`) which the curve is without.

``--check`` writes nothing and fails where the curves are others. What is held back is not asked: `accuracy` tests with it.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import first_readings
import gold
import numpy
import train_programmes

from policygraph.finding.confidence import LEVEL, STATED, TABLE, odds
from policygraph.finding.programmes import Chance, choose

OUTPUT = train_programmes.TABLES / f"{TABLE}.csv"
#: The files whose errors nobody read while features were made, though weights are learnt from them: a set, and the draws of two readers.
UNREAD_SET, UNREAD_DRAWS = "fresh", re.compile("-q[12]-")
#: Ordinances on one matter are so alike that to leave one out is not to leave it out: they tell nothing of documents that nobody saw.
ALIKE_FILES = re.compile("^civility-")
#: What marks a reading of a file whose errors were read; no rule.
READ = "(read)"
#: A layer that was read in fewer files keeps what its rules state: so few are no sample, however many statements are in them.
FILES = 10
#: How strongly each number is held to what it is before anything was seen: the slope to 1, all else to 0.
PENALTIES = {STATED: 4.0}
PENALTY = 1.0
#: How alike the statements of one file are.
ALIKE = 0.2
#: A rule that stands off by less than this is not written down.
LEAST = 0.05


class Reading(NamedTuple):
    """Statements of one file, layer and rule with one stated confidence: how many are right, of how many; and what other terms hold for them."""

    file: str
    layer: str
    rule: str
    stated: float
    right: int
    found: int
    terms: tuple[str, ...] = ()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=gold.ROOT.parent / "shared")
    parser.add_argument("--unread", nargs="*", default=[], help="annotations that are not learnt from")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the curves are others")
    args = parser.parse_args()
    if not (args.shared / "gold").is_dir():
        print(f"{args.shared}/gold: no annotated texts here; name their folder with --shared", file=sys.stderr)
        return 1
    readings = read_first(first_readings.OUTPUT)
    with tempfile.TemporaryDirectory() as place:
        readings += initiatives(args.shared, args.unread, Path(place))
    by_layer: dict[str, list[Reading]] = defaultdict(list)
    for each in readings:
        by_layer[each.layer].append(each)
    curves = {layer: fit(found) for layer, found in sorted(by_layer.items()) if is_enough(found)}
    for layer, curve in curves.items():
        print(layer, {name: round(weight, 2) for name, weight in curve.items() if name.startswith("(")})
    text = table(curves, by_layer)
    if args.check:
        same = args.output.read_text("utf-8") == text
        print("the curves are these" if same else "the curves are others: make train", file=sys.stderr)
        return 0 if same else 1
    args.output.write_text(text, encoding="utf-8")
    return 0


def read_first(path: Path) -> list[Reading]:
    """The readings of a table of first readings."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Reading(row["file"], row["layer"], row["rule"], float(row["stated"]), int(row["right"]), int(row["found"])) for row in csv.DictReader(file)]


def is_enough(readings: list[Reading]) -> bool:
    """Are the readings of a layer from enough files?"""
    return len({each.file for each in readings}) >= FILES


def initiatives(shared: Path, unread: list[str], place: Path) -> Iterator[Reading]:
    """The initiatives that would be found in files that the weights were not learnt from."""
    folders, _ = train_programmes.gathered(shared, unread, place)
    rows, _ = train_programmes.read_all(folders)
    chances = train_programmes.chances_left_out(rows)
    rows = [row for row in rows if not ALIKE_FILES.match(row.file)]
    drawn = {path.stem for folder in folders for path in folder.glob("*.json") if folder.name == UNREAD_SET or UNREAD_DRAWS.search(path.stem)}
    for terms, part in (((READ,), [r for r in rows if r.file.partition("/")[0] not in drawn]), ((), [r for r in rows if r.file.partition("/")[0] in drawn])):
        yield from chosen(part, chances, terms)


def chosen(rows: list[train_programmes.Row], chances: dict[int, tuple[float, float]], terms: tuple[str, ...]) -> Iterator[Reading]:
    """The proposals that the program would choose by some chances, each a programme or a measure, and whether it is annotated as that."""
    files: dict[str, list[train_programmes.Row]] = defaultdict(list)
    for row in rows:
        files[row.file].append(row)
    for members in files.values():
        own = {row.group.core: row for row in members}
        sure = {core: Chance(*chances[id(row)]) for core, row in own.items()}
        for group, _ in choose([row.group for row in own.values()], sure):
            row, one = own[group.core], sure[group.core]
            right = row.truth is not None and (row.borderline or (row.tier == "named") == one.is_named)
            yield Reading(row.file.partition("/")[0], "programmes" if one.is_named else "measures", "", one.named if one.is_named else one.any, int(right), 1, terms)


def fit(readings: list[Reading]) -> dict[str, float]:
    """The curve of a layer by Newton's method: its level, its slope, what each rule stands off it, and the terms."""
    names = [LEVEL, STATED, *sorted({name for each in readings for name in (each.rule, *each.terms) if name})]
    size = Counter[str]()
    for each in readings:
        size[each.file] += each.found
    weight = numpy.array([1 / (1 + (size[each.file] - 1) * ALIKE) for each in readings])
    x = numpy.array([[1.0, odds(each.stated), *(float(name in (each.rule, *each.terms)) for name in names[2:])] for each in readings])
    right, found = (numpy.array(values, dtype=float) for values in ([each.right for each in readings], [each.found for each in readings]))
    right, found = right * weight, found * weight
    penalty = numpy.array([PENALTIES.get(name, PENALTY) for name in names])
    before = numpy.array([float(name == STATED) for name in names])

    def cost(w: numpy.ndarray) -> float:
        return float(found @ numpy.logaddexp(0, x @ w) - right @ (x @ w) + penalty @ (w - before) ** 2 / 2)

    w = before.copy()
    for _ in range(100):
        p = 1 / (1 + numpy.exp(-x @ w))
        step = numpy.linalg.solve((x * (found * p * (1 - p))[:, None]).T @ x + numpy.diag(penalty), x.T @ (found * p - right) + penalty * (w - before))
        while cost(w - step) > cost(w) and numpy.abs(step).max() >= 1e-8:  # a whole step may lead too far
            step /= 2
        w -= step
        if numpy.abs(step).max() < 1e-8:
            break
    return dict(zip(names, map(float, w), strict=True))


def table(curves: dict[str, dict[str, float]], by_layer: dict[str, list[Reading]]) -> str:
    """The curves as CSV: the layer and its slope, then its rules; with how many statements were right, of how many."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("layer", "name", "weight", "right", "found"))
    for layer, curve in curves.items():
        right: Counter[str] = Counter()
        found: Counter[str] = Counter()
        for each in by_layer[layer]:
            for name in (LEVEL, STATED, each.rule, *each.terms):
                right[name] += each.right
                found[name] += each.found
        writer.writerows((layer, name, f"{weight:.2f}", right[name], found[name]) for name, weight in curve.items()
                         if name in (LEVEL, STATED) or name != READ and abs(weight) >= LEAST)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
