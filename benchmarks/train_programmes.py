#!/usr/bin/env python3
"""Learn the weights of the features that tell an initiative from other nouns.

    train_programmes.py [--shared ../shared] [--unread NAME ...] [--output programme_weights.csv] [--check] [--errors]

Learns from the annotations of ``gold/corpus`` and of ``../shared/gold``, save those that ``--unread`` names, which are tested apart. A
logistic model with a quadratic penalty is fitted (Newton's method, no random
start), first with every file left out in its turn, which gives the figures that are
printed and the threshold, then on all of them, which gives the weights. The
weights name features of form and use only: no word of a name or beside it has one, because such weights remember the files they
were learnt from. A manifest says of which texts and annotations they were learnt; ``--check`` writes nothing and fails where they are
not those that would be learnt.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import gold
import numpy
from accuracy import parted

from policygraph.finding.programmes import Context, Group, choose, features, groups, label
from policygraph.reading.folding import same_key
from policygraph.reading.sources import read_file
from policygraph.segmenting.whole import segment

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS = ROOT / "src" / "policygraph" / "finding" / "tables" / "programme_weights.csv"
MANIFEST = WEIGHTS.with_name("programme_weights.json")
#: Strength of the penalty; weight of an annotation that is called borderline.
PENALTY, BORDERLINE = 1.0, 0.25
#: A feature that is met in fewer files than this says nothing: what one text says often is no rule.
RARE = 3
#: So many parts are left out in turn; the longest file is one by itself.
FOLDS = 12
#: Head words that the annotators' keys leave out (see score.py).
HEAD = re.compile(r"(?:专项整治|专项|整治|行动计划|行动|工程|建设|工作机制|工作|机制|活动|计划|战略|制度|项目|改革)$")


@dataclass(frozen=True)
class Row:
    file: str
    label: str
    names: frozenset[str]
    group: Group
    features: frozenset[str]
    truth: int | None  # the index of the annotation, or None
    borderline: bool


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--unread", nargs="*", default=[], help="annotations that are tested and not learnt from")
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the weights are others")
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    if not (args.shared / "gold").is_dir():
        print(f"{args.shared}/gold: no annotated texts here; name their folder with --shared", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as place:
        return train(args, *gathered(args.shared, args.unread, Path(place)))


def gathered(shared: Path, unread: list[str], into: Path) -> tuple[list[Path], list[Path]]:
    """The folders to learn from, and those to test with: annotations with their texts."""
    at_hand, held = parted(shared / "gold", unread, into)
    gold.join(gold.GOLD / "corpus", into / "corpus", shared)
    return [at_hand, into / "corpus"], held


def train(args: argparse.Namespace, folders: list[Path], tests: list[Path]) -> int:
    """Learn, print the figures, and write or compare the weights."""
    data = [read(path) for folder in folders for path in sorted(folder.glob("*.json"))]
    rows = [row for found, _ in data for row in found]
    wanted = Counter()
    for _, sure in data:
        wanted.update(sure)
    print(f"{len(rows)} groups, {sum(r.truth is not None for r in rows)} annotated; {sum(wanted.values())} annotations that are sure")
    left_out = {}
    for part in folds(rows):
        model = fit([row for row in rows if row.file.split("/")[0] not in part])
        left_out.update({id(row): model(row.features) for row in rows if row.file.split("/")[0] in part})
    best = report("each file left out with others", rows, [left_out[id(row)] for row in rows], wanted)
    for folder in folders:
        files = {path.stem for path in folder.glob("*.json")}
        part = [row for row in rows if row.file.split("/")[0] in files]
        counted = Counter({file: n for file, n in wanted.items() if file.split("/")[0] in files})
        report(f"  of these {folder.name}", part, [left_out[id(row)] for row in part], counted, best)
    model = fit(rows)
    report("fitted", rows, [model(row.features) for row in rows], wanted, best)
    for folder in tests:
        test = [read(path) for path in sorted(folder.glob("*.json"))]
        counted = Counter()
        for _, sure in test:
            counted.update(sure)
        tested = [row for found, _ in test for row in found]
        report(folder.name, tested, [model(row.features) for row in tested], counted, best)
    if args.errors:
        for row in sorted(rows, key=lambda r: (r.file, -left_out[id(r)])):
            p = left_out[id(row)]
            if (p >= best) != (row.truth is not None) and not (row.borderline and p < best):
                print(f"{'+' if p >= best else '-'} {p:.2f} {row.file} {row.label}  {' '.join(sorted(row.features))}")
    table, manifest = weights_table(model.weights, best), manifest_of(folders)
    if args.check:
        same = args.output.read_text("utf-8") == table and json.loads(MANIFEST.read_text("utf-8")) == manifest
        print("the weights are these" if same else "the weights are others: make train", file=sys.stderr)
        return 0 if same else 1
    args.output.write_text(table, encoding="utf-8")
    MANIFEST.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def manifest_of(folders: list[Path]) -> dict[str, dict[str, str]]:
    """By set and file the hashes of the text and of its annotations of initiatives."""
    return {
        folder.name: {
            path.stem: f"{hashlib.sha256((folder / 'text' / f'{path.stem}.txt').read_bytes()).hexdigest()[:16]} "
                       f"{hashlib.sha256(json.dumps(_initiatives(path), ensure_ascii=False).encode()).hexdigest()[:16]}"
            for path in sorted(folder.glob("*.json"))}
        for folder in folders
    }


def _initiatives(path: Path) -> list[list[dict]]:
    return [document.get("programmes", []) for document in json.loads(path.read_text("utf-8"))["documents"]]


def folds(rows: list[Row]) -> list[set[str]]:
    """The files in parts: the one with the most groups alone, the others dealt out."""
    count = Counter(row.file.split("/")[0] for row in rows)
    (longest, _), *_rest = count.most_common(1)
    others = sorted(count.keys() - {longest})
    return [part for part in ({longest}, *(set(others[i :: FOLDS - 1]) for i in range(FOLDS - 1))) if part]


def read(path: Path) -> tuple[list[Row], Counter]:
    """The groups of an annotated file with what they are, and how many sure annotations each document has."""
    acts = segment(read_file(path.parent / "text" / f"{path.stem}.txt")).acts
    rows, sure = [], Counter()
    for n, annotated in enumerate(json.loads(path.read_text("utf-8"))["documents"]):
        act = next((a for a in acts if annotated.get("number") and a.document.number and a.document.number.text == annotated["number"]), None) or next(
            (a for a in acts if same_key(a.document.title or "") == same_key(annotated.get("title") or "-")), acts[0] if len(acts) == 1 else None)
        entries = annotated.get("programmes", [])
        sure[f"{path.stem}/{n}"] = sum(not is_borderline(entry) for entry in entries)
        if act is None:
            continue
        names = [frozenset(key(v) for v in (entry["name"], *entry.get("variants", []))) for entry in entries]
        context = Context.of(act.document, act.paragraphs)
        for group in groups(act.paragraphs):
            forms = forms_of(group)
            own = key(label(group))
            hit = next((i for i, keys in enumerate(names) if own in keys), next((i for i, keys in enumerate(names) if keys & forms), None))
            rows.append(Row(f"{path.stem}/{n}", label(group), forms, group, features(group, context), hit,
                            hit is not None and is_borderline(entries[hit])))
    return rows, sure


def is_borderline(entry: dict) -> bool:
    """May the program find it or not: a doubtful entry, or one of the tier ``measure`` (systems, platforms, principles)."""
    return str(entry.get("note") or "").startswith("borderline") or entry.get("tier") == "measure"


def forms_of(group: Group) -> frozenset[str]:
    forms = {label(group)}
    for paragraph, candidate in group.mentions:
        forms |= {paragraph.text[candidate.start : candidate.end], candidate.name, *candidate.other}
    return frozenset(key(form) for form in forms)


def key(name: str) -> str:
    plain = same_key(name)
    short = HEAD.sub("", plain)
    return short if len(short) >= 2 else plain


class Model:
    def __init__(self, weights: dict[str, float]):
        self.weights = weights

    def __call__(self, found: frozenset[str]) -> float:
        return float(1 / (1 + numpy.exp(-self.weights["bias"] - sum(self.weights.get(name, 0.0) for name in found))))


def fit(rows: list[Row]) -> Model:
    """Fit a logistic model with a quadratic penalty: Newton's method, its steps by conjugate gradients."""
    files: dict[str, set[str]] = {}
    for row in rows:
        for name in row.features:
            files.setdefault(name, set()).add(row.file.split("/")[0])
    names = sorted(name for name, where in files.items() if len(where) >= RARE)
    index = {name: i + 1 for i, name in enumerate(names)}
    x = numpy.zeros((len(rows), len(names) + 1))
    x[:, 0] = 1
    for i, row in enumerate(rows):
        for name in row.features:
            if name in index:
                x[i, index[name]] = 1
    y = numpy.array([float(row.truth is not None) for row in rows])
    weight = numpy.array([BORDERLINE if row.borderline else 1.0 for row in rows])
    penalty = numpy.full(x.shape[1], PENALTY)
    penalty[0] = 0.01
    w = numpy.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + numpy.exp(-(x @ w)))
        gradient = x.T @ (weight * (p - y)) + penalty * w
        step = _solve(x, weight * p * (1 - p), penalty, gradient)
        w -= step
        if numpy.abs(step).max() < 1e-4:
            break
    return Model({"bias": float(w[0]), **{name: float(w[i]) for name, i in index.items()}})


def _solve(x: numpy.ndarray, curvature: numpy.ndarray, penalty: numpy.ndarray, gradient: numpy.ndarray) -> numpy.ndarray:
    """The Newton step: (X' C X + P) step = gradient."""
    step, residual = numpy.zeros_like(gradient), gradient.copy()
    direction, size = residual.copy(), float(residual @ residual)
    stop = 1e-10 * size
    for _ in range(200):
        if size <= stop:
            break
        image = x.T @ (curvature * (x @ direction)) + penalty * direction
        rate = size / float(direction @ image)
        step += rate * direction
        residual -= rate * image
        size, before = float(residual @ residual), size
        direction = residual + size / before * direction
    return step


def _chosen(rows: list[Row], probabilities: list[float], threshold: float) -> list[Row]:
    """The rows that the program would report: likely enough, and not overlapped by likelier ones."""
    files: dict[str, list[tuple[Row, float]]] = {}
    for row, p in zip(rows, probabilities, strict=True):
        files.setdefault(row.file, []).append((row, p))
    found = []
    for members in files.values():
        of = {row.group.core: row for row, _ in members}
        found += [of[group.core] for group, _ in choose([row.group for row, _ in members], {row.group.core: p for row, p in members}, threshold)]
    return found


def report(what: str, rows: list[Row], probabilities: list[float], wanted: Counter, fixed: float | None = None) -> float:
    """Print precision, recall and F1 as score.py counts them; returns the threshold of the best F1."""
    tried = []
    for threshold in [fixed] if fixed is not None else [t / 100 for t in range(20, 81, 2)]:
        chosen = _chosen(rows, probabilities, threshold)
        hits = {(row.file, row.truth): row.borderline for row in chosen if row.truth is not None}
        right = len(hits)
        gold = sum(wanted.values()) + sum(hits.values())
        precision, recall = right / max(len(chosen), 1), right / max(gold, 1)
        f = 2 * precision * recall / (precision + recall) if right else 0.0
        tried.append((f, threshold, precision, recall))
    # The curve is flat at its top: of thresholds that are as good as the best, the strictest.
    best = max((t for t in tried if t[0] >= max(tried)[0] - 0.005), key=lambda t: t[1])
    print(f"{what}: threshold {best[1]:.2f} P {best[2]:.3f} R {best[3]:.3f} F1 {best[0]:.3f}")
    reached = {(row.file, row.truth) for row in rows if row.truth is not None and not row.borderline}
    print(f"  proposed at all: {len(reached)} of {sum(wanted.values())}")
    return best[1]


def weights_table(weights: dict[str, float], threshold: float) -> str:
    """The weights as CSV: two decimals, those that round to none left out."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("feature", "weight"))
    table.writerow(("threshold", f"{threshold:.2f}"))
    table.writerows((name, f"{weight:.2f}") for name, weight in sorted(weights.items()) if abs(weight) >= 0.005)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
