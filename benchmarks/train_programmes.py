#!/usr/bin/env python3
"""Learn the weights of the features that tell an initiative from other nouns, and a programme from a measure.

    train_programmes.py [--shared ../shared] [--unread NAME ...] [--output FOLDER] [--check] [--errors]

Learns from the annotations of ``gold/corpus``, ``gold/fresh``, ``gold/programmes`` and ``../shared/gold`` (whose tiers are in ``gold/tiers``), save those
that ``--unread`` names, which are tested apart as ``gold/held``, ``gold/fresh-held`` and ``gold/programmes-held`` are. Two logistic models with a quadratic penalty are
fitted (Newton's method, no random start): is a proposal an initiative of any tier, and is such a one a programme; the chance of a programme is
the product. First every file is left out in its turn, which gives the figures that are printed and the thresholds, then all are learnt from,
which gives the weights. The weights name features of form and use only, and the head words, which are a closed list (``programme_words.csv``): no other word of a name
or beside it has one, because such weights remember the files they were learnt from. A manifest says of which texts and annotations they were learnt; ``--check`` writes nothing and fails where
they are not those that would be learnt.
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
import reliability
from accuracy import parted
from tiers import is_law

from policygraph.finding.programmes import (
    ANY,
    TIER,
    Context,
    Group,
    features,
    groups,
    is_known,
    is_thing,
    label,
    precedence,
    unclaimed,
)
from policygraph.reading.folding import same_key
from policygraph.reading.sources import read_file
from policygraph.segmenting.whole import segment

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "src" / "policygraph" / "finding" / "tables"
#: Beside the tables of weights: what they were learnt from.
MANIFEST = "programme_weights.json"
#: The sets in ``gold`` that are learnt from, and those that are only tested with.
LEARNT, TESTED = ("corpus", "fresh", "programmes"), ("held", "fresh-held", "programmes-held")
#: Strength of the penalty; weight of an annotation that is called borderline.
PENALTY, BORDERLINE = 4.0, 0.25
#: How much recall weighs against precision where the threshold is chosen: an index with wrong entries is worse than one with gaps;
#: as much where `PRECISE` already sees to precision.
BETA = {"any": 0.5, "named": 1.0}
#: Programmes are to be as precise as this where files are left out, and so many of them are to be found; thresholds that reach neither are not taken if one does.
PRECISE, FOUND = {"any": 0.0, "named": 0.85}, {"any": 0.0, "named": 0.75}
#: A threshold that is worse by so little is as good. Of programmes the best is taken, since those that find more are already among those that find enough.
FLAT = {"any": 0.015, "named": 0.0}
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
    tier: str | None  # of the annotation: named or measure
    borderline: bool


#: How many sure annotations there are, by file with document, and tier.
Wanted = Counter[tuple[str, str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--unread", nargs="*", default=[], help="annotations that are tested and not learnt from")
    parser.add_argument("--output", type=Path, default=TABLES, help="folder of the tables")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the weights are others")
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    if not (args.shared / "gold").is_dir():
        print(f"{args.shared}/gold: no annotated texts here; name their folder with --shared", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as place:
        return train(args, *gathered(args.shared, args.unread, Path(place)))


def gathered(shared: Path, unread: list[str], into: Path) -> tuple[list[Path], list[Path]]:
    """The folders to learn from, and those to test with: annotations with their texts and tiers."""
    at_hand, held = parted(shared / "gold", unread, into)
    for name in (*LEARNT, *TESTED):
        gold.join(gold.GOLD / name, into / name, shared)
    tiered = [gold.with_tiers(folder, into / "tiered" / folder.name) for folder in (at_hand, *held)]
    return [tiered[0], *(into / name for name in LEARNT)], [*tiered[1:], *(into / name for name in TESTED)]


def train(args: argparse.Namespace, folders: list[Path], tests: list[Path]) -> int:
    """Learn, print the figures, and write or compare the weights."""
    rows, wanted = read_all(folders)
    print(f"{len(rows)} groups, {sum(r.truth is not None for r in rows)} annotated; sure annotations: {wanted.total()}, "
          f"{sum(n for (_, tier), n in wanted.items() if tier == 'named')} of them named")
    left_out = chances_left_out(rows)
    cuts = [thresholds(rows, [left_out[id(row)][tier == "named"] for row in rows], wanted, tier) for tier in ("any", "named")]
    print(f"thresholds: any {cuts[0]:.2f}, named {cuts[1]:.2f}")
    report("each file left out with others", rows, left_out, wanted, cuts)
    for folder in folders:
        for what, files in sets(folder).items():
            report(f"  of these {what}", of(rows, files), left_out, annotations_of(wanted, files), cuts)
    any_, named = fitted(rows)
    report("fitted", rows, {id(row): chances(row, any_, named) for row in rows}, wanted, cuts)
    for folder in tests:
        tested, counted = read_all([folder])
        for what, files in sets(folder).items():
            report(what, of(tested, files), {id(row): chances(row, any_, named) for row in tested}, annotations_of(counted, files), cuts)
    if args.errors:
        print_errors(rows, left_out, cuts[1])
    made = {
        f"{ANY}.csv": weights_table(any_.weights, cuts[0]), f"{TIER}.csv": weights_table(named.weights, cuts[1]),
        MANIFEST: json.dumps(manifest_of(folders), ensure_ascii=False, indent=1) + "\n"}
    if args.check:
        same = all((args.output / name).read_text("utf-8") == text for name, text in made.items())
        print("the weights are these" if same else "the weights are others: make train", file=sys.stderr)
        return 0 if same else 1
    for name, text in made.items():
        (args.output / name).write_text(text, encoding="utf-8")
    return 0


def chances_left_out(rows: list[Row]) -> dict[int, tuple[float, float]]:
    """The chances of every proposal, by its id, by weights that were learnt without its file."""
    left_out: dict[int, tuple[float, float]] = {}
    for part in folds(rows):
        any_, named = fitted([row for row in rows if row.file.split("/")[0] not in part])
        left_out.update({id(row): chances(row, any_, named) for row in rows if row.file.split("/")[0] in part})
    return left_out


def sets(folder: Path) -> dict[str, set[str]]:
    """The names of the files of a folder; where it holds laws too, these apart."""
    files = {path.stem for path in folder.glob("*.json")}
    laws = {name for name in files if is_law(name)}
    return {name: part for name, part in ((folder.name, files - laws), (f"{folder.name}, laws", laws)) if part}


def of(rows: list[Row], files: set[str]) -> list[Row]:
    """The groups of some files."""
    return [row for row in rows if row.file.split("/")[0] in files]


def annotations_of(wanted: Wanted, files: set[str]) -> Wanted:
    """The annotations of some files."""
    return Counter({at: n for at, n in wanted.items() if at[0].split("/")[0] in files})


def read_all(folders: list[Path]) -> tuple[list[Row], Wanted]:
    """The groups of all annotated files of some folders, and how many sure annotations there are."""
    data = [read(path) for folder in folders for path in sorted(folder.glob("*.json"))]
    wanted: Wanted = Counter()
    for _, sure in data:
        wanted.update(sure)
    return [row for found, _ in data for row in found], wanted


def fitted(rows: list[Row]) -> tuple[Model, Model]:
    """The two models: is it an initiative; is such a one a programme."""
    some = [row for row in rows if row.truth is not None]
    return fit(rows, [row.truth is not None for row in rows]), fit(some, [row.tier == "named" for row in some])


def chances(row: Row, any_: Model, named: Model) -> tuple[float, float]:
    """How likely a proposal is an initiative, and a programme."""
    sure = any_(row.features)
    if is_known(row.features):
        return sure, sure
    return sure, 0.0 if is_thing(row.features) else sure * named(row.features)


def print_errors(rows: list[Row], left_out: dict[int, tuple[float, float]], least: float) -> None:
    """Every proposal whose tier is told wrongly."""
    for row in sorted(rows, key=lambda r: (r.file, -left_out[id(r)][1])):
        p = left_out[id(row)][1]
        if (p >= least) != (row.tier == "named") and not row.borderline:
            print(f"{'+' if p >= least else '-'} {p:.2f} {row.file} {row.tier or 'none'} {row.label}  {' '.join(sorted(row.features))}")


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


def read(path: Path) -> tuple[list[Row], Wanted]:
    """The groups of an annotated file with what they are, and how many sure annotations each document has."""
    acts = segment(read_file(path.parent / "text" / f"{path.stem}.txt")).acts
    rows: list[Row] = []
    sure: Wanted = Counter()
    for n, annotated in enumerate(json.loads(path.read_text("utf-8"))["documents"]):
        act = next((a for a in acts if annotated.get("number") and a.document.number and a.document.number.text == annotated["number"]), None) or next(
            (a for a in acts if same_key(a.document.title or "") == same_key(annotated.get("title") or "-")), acts[0] if len(acts) == 1 else None)
        entries = annotated.get("programmes", [])
        sure.update((f"{path.stem}/{n}", tier_of(entry)) for entry in entries if not is_borderline(entry))
        if act is None:
            continue
        names = [frozenset(key(v) for v in (entry["name"], *entry.get("variants", []))) for entry in entries]
        context = Context.of(act.document, act.paragraphs)
        for group in groups(act.paragraphs):
            forms = forms_of(group)
            own = key(label(group))
            hit = next((i for i, keys in enumerate(names) if own in keys), next((i for i, keys in enumerate(names) if keys & forms), None))
            entry = None if hit is None else entries[hit]
            rows.append(Row(f"{path.stem}/{n}", label(group), forms, group, features(group, context), hit,
                            entry and tier_of(entry), entry is not None and is_borderline(entry)))
    return rows, sure


def tier_of(entry: dict) -> str:
    """The tier of an annotation; one without is from before there were tiers."""
    return entry.get("tier") or "named"


def is_borderline(entry: dict) -> bool:
    """May the program find it or not: a doubtful entry."""
    return reliability.is_doubtful(entry)


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


def fit(rows: list[Row], truth: list[bool]) -> Model:
    """Fit a logistic model with a quadratic penalty: Newton's method, its steps by conjugate gradients."""
    files: dict[str, set[str]] = {}
    for row in rows:
        for name in row.features:
            files.setdefault(name, set()).add(row.file.split("/")[0])
    names = sorted(name for name, where in files.items() if len(where) >= RARE)
    index = {name: i + 1 for i, name in enumerate(names)}
    x = Matrix.of([[0, *(index[name] for name in sorted(row.features) if name in index)] for row in rows], len(names) + 1)
    y = numpy.array(truth, dtype=float)
    weight = numpy.array([BORDERLINE if row.borderline else 1.0 for row in rows])
    penalty = numpy.full(x.width, PENALTY)
    penalty[0] = 0.01
    w = numpy.zeros(x.width)
    for _ in range(30):
        p = 1 / (1 + numpy.exp(-x.times(w)))
        gradient = x.back(weight * (p - y)) + penalty * w
        step = _solve(x, weight * p * (1 - p), penalty, gradient)
        w -= step
        if numpy.abs(step).max() < 1e-4:
            break
    return Model({"bias": float(w[0]), **{name: float(w[i]) for name, i in index.items()}})


@dataclass(frozen=True)
class Matrix:
    """A matrix of zeros and few ones: the columns of its ones, row after row, and where each row begins. A row has one at least."""

    columns: numpy.ndarray
    begins: numpy.ndarray
    sizes: numpy.ndarray
    width: int

    @classmethod
    def of(cls, ones: list[list[int]], width: int) -> Matrix:
        sizes = numpy.array([len(row) for row in ones])
        return cls(numpy.concatenate(ones), numpy.concatenate(([0], numpy.cumsum(sizes)[:-1])), sizes, width)

    def times(self, vector: numpy.ndarray) -> numpy.ndarray:
        return numpy.add.reduceat(vector[self.columns], self.begins)

    def back(self, vector: numpy.ndarray) -> numpy.ndarray:
        """The transposed matrix times a vector."""
        return numpy.bincount(self.columns, weights=numpy.repeat(vector, self.sizes), minlength=self.width)


def _solve(x: Matrix, curvature: numpy.ndarray, penalty: numpy.ndarray, gradient: numpy.ndarray) -> numpy.ndarray:
    """The Newton step: (X' C X + P) step = gradient."""
    step, residual = numpy.zeros_like(gradient), gradient.copy()
    direction, size = residual.copy(), float(residual @ residual)
    stop = 1e-10 * size
    for _ in range(200):
        if size <= stop:
            break
        image = x.back(curvature * x.times(direction)) + penalty * direction
        rate = size / float(direction @ image)
        step += rate * direction
        residual -= rate * image
        size, before = float(residual @ residual), size
        direction = residual + size / before * direction
    return step


def _chosen(rows: list[Row], probabilities: list[float], threshold: float) -> list[Row]:
    """The rows that are likely enough, and not overlapped by likelier ones."""
    files: dict[str, list[tuple[Row, float]]] = {}
    for row, p in zip(rows, probabilities, strict=True):
        files.setdefault(row.file, []).append((row, p))
    found = []
    for members in files.values():
        taken: dict[int, list[tuple[int, int]]] = {}
        likely = sorted((member for member in members if member[1] >= threshold), key=lambda member: (-precedence(member[0].group, member[1]), member[0].group.core))
        found += [row for row, _ in likely if unclaimed(row.group, taken)]
    return found


def counts(rows: list[Row], probabilities: list[float], wanted: Wanted, tier: str, threshold: float) -> tuple[float, float]:
    """Precision and recall of what is found of a tier, or of ``any``.

    An annotation of the other tier that is found is wrong. What is borderline counts where it is found.
    """
    hits: dict[tuple[str, int], bool] = {}
    wrong = 0
    for row in _chosen(rows, probabilities, threshold):
        if row.truth is None or tier != "any" and row.tier != tier:
            wrong += not row.borderline
        else:
            hits[row.file, row.truth] = row.borderline
    annotated = sum(n for (_, of), n in wanted.items() if tier in ("any", of)) + sum(hits.values())
    return len(hits) / max(len(hits) + wrong, 1), len(hits) / max(annotated, 1)


def f_score(precision: float, recall: float, beta: float) -> float:
    """The mean of precision and recall in which recall weighs ``beta`` times as much."""
    return (1 + beta**2) * precision * recall / (beta**2 * precision + recall) if precision and recall else 0.0


def thresholds(rows: list[Row], probabilities: list[float], wanted: Wanted, tier: str) -> float:
    """From which chance on it is best to report: for programmes precision comes first."""
    beta = BETA[tier]
    tried = [(*counts(rows, probabilities, wanted, tier, t / 100), t / 100) for t in range(20, 81, 2)]
    precise = [one for one in tried if one[0] >= PRECISE[tier]] or tried
    precise = [one for one in precise if one[1] >= FOUND[tier]] or precise
    best = max(f_score(precision, recall, beta) for precision, recall, _ in precise)
    # The curve is flat at its top: of thresholds that are as good as the best, the one that finds the most.
    return min(t for precision, recall, t in precise if f_score(precision, recall, beta) >= best - FLAT[tier])


def report(what: str, rows: list[Row], found: dict[int, tuple[float, float]], wanted: Wanted, cuts: list[float]) -> None:
    """Print precision, recall and F1 of the programmes, and of both tiers together."""
    for n, tier in ((1, "named"), (0, "any")):
        precision, recall = counts(rows, [found[id(row)][n] for row in rows], wanted, tier, cuts[n])
        print(f"{what}: {tier} P {precision:.3f} R {recall:.3f} F1 {f_score(precision, recall, 1):.3f}")
    reached = {(row.file, row.truth) for row in rows if row.tier == "named" and not row.borderline}
    print(f"  named proposed at all: {len(reached)} of {sum(n for (_, tier), n in wanted.items() if tier == 'named')}")


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
