#!/usr/bin/env python3
"""Programmes and measures against annotations in two tiers.

    tiers.py FOLDER [--shared ../shared]

``FOLDER`` holds annotations with tiers (``*.json``, texts in ``text/``), as `gold.join` and `gold.with_tiers` write them. Three readings:

named   what is found as a programme, against what is annotated as named; a measure that is found as a programme is wrong
scored  the same as ``score.py`` reads it: a measure that is found as a programme is right
both    programmes and measures together, against the annotations of both tiers

What is borderline counts where it is found, and is not missed where it is not.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import reliability

from policygraph.model import ProgrammeMention
from policygraph.pipeline import extract

ROOT = Path(__file__).resolve().parents[1]
READINGS = ("named", "scored", "both")
#: How the names of files begin that are laws and rules in articles.
LAW = "law-"


def is_law(name: str) -> bool:
    """Does a file of annotations speak of a law or a rule?"""
    return name.startswith(LAW)


def parts(folder: Path, score: Path) -> dict[str, dict[str, Counter]]:
    """What `read` counts in a folder, under ``""``; where it holds laws too, these apart, under ``", laws"``."""
    laws = {is_law(path.name) for path in folder.glob("*.json")}
    if laws != {True, False}:
        return {"": read(folder, score)}
    return {"": read(folder, score, lambda name: not is_law(name)), ", laws": read(folder, score, is_law)}


def read(folder: Path, score: Path, wanted_file: Callable[[str], bool] = bool) -> dict[str, Counter]:
    """Counts by reading over the files of a folder whose names are wanted: right, found, annotated."""
    keys = reliability.load(score)
    totals: dict[str, Counter] = {reading: Counter() for reading in READINGS}
    for gold in sorted(path for path in folder.glob("*.json") if wanted_file(path.name)):
        annotated = json.loads(gold.read_text("utf-8"))["documents"]
        documents = extract(folder / "text" / f"{gold.stem}.txt").documents
        for document in documents:
            if entry := reliability.entry_of(document, annotated, len(documents), keys):
                wanted = entry.get("programmes", [])
                totals["named"].update(counted(document.programmes, wanted, keys, {"named"}))
                totals["scored"].update(counted(document.programmes, [as_scored(item) for item in wanted], keys, {"named"}))
                totals["both"].update(counted((*document.programmes, *document.measures), wanted, keys, {"named", "measure"}))
    return totals


def as_scored(item: dict) -> dict:
    """A measure as ``score.py`` reads it: it may be there or not."""
    return {**item, "tier": "named", "note": "borderline"} if item.get("tier") == "measure" else item


def counted(found: Sequence[ProgrammeMention], wanted: list[dict], keys: ModuleType, tiers: set[str]) -> dict[str, int]:
    """What was found in one document against what is annotated of some tiers."""
    forms: dict[str, set[str]] = {}
    for mention in found:
        forms.setdefault(mention.core, set()).update(keys.programme_key(form) for form in (mention.name, mention.printed, *mention.other))
    names = [{keys.programme_key(form) for form in (item["name"], *item.get("variants", []))} for item in wanted]
    hits: set[int] = set()
    wrong = 0
    for mine in forms.values():
        meant = [n for n, theirs in enumerate(names) if mine & theirs and n not in hits]
        right = next((n for n in meant if (wanted[n].get("tier") or "named") in tiers), None)
        if right is not None:
            hits.add(right)
        elif not any(reliability.is_doubtful(wanted[n]) for n in meant):
            wrong += 1
    sure = {n for n, item in enumerate(wanted) if (item.get("tier") or "named") in tiers and not reliability.is_doubtful(item)}
    return {"right": len(hits), "found": len(hits) + wrong, "annotated": len(sure | hits)}


def table(sets: dict[str, dict[str, Counter]]) -> str:
    """Precision, recall and F1 of each set and reading, as a table of Markdown."""
    lines = ["| set | reading | precision | recall | F1 | right | annotated | found |", "|---|---|---|---|---|---|---|---|"]
    for name, totals in sets.items():
        for reading, row in totals.items():
            precision, recall = row["right"] / max(row["found"], 1), row["right"] / max(row["annotated"], 1)
            f1 = 2 * precision * recall / (precision + recall) if row["right"] else 0.0
            lines.append(f"| {name} | {reading} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {row['right']} | {row['annotated']} | {row['found']} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    args = parser.parse_args()
    score = args.shared / "score" / "score.py"
    print(table({folder.name + part: counts for folder in args.folder for part, counts in parts(folder, score).items()}))


if __name__ == "__main__":
    main()
