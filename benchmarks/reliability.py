"""What a confidence is worth: statements by confidence and by rule, and how many of them annotators found too.

A responsibility is right when agency, provision and role are annotated; a
citation when the cited document is (by number, else by title); targets and
funds by value and unit. An annotated duty excuses a responsibility of the same
agency and provision, as in the scores. An initiative is judged once in a
document, however often it is mentioned, by any of its forms: a programme is
right when it is annotated as named, a measure when as a measure, and either
when the annotation is doubtful.
"""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from policygraph.model import Document, ProgrammeMention
from policygraph.pipeline import extract

#: Lower bounds of the bins.
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
LAYERS = ("responsibilities", "citations", "programmes", "measures", "targets", "funding")
#: So many times files are drawn with replacement for an interval, and truths for what a right confidence would show.
DRAWS = 1000

#: What a layer of annotations is called here, where it is otherwise.
CALLED = {"funds": ("funding",), "programmes": ("programmes", "measures")}


@dataclass(frozen=True, slots=True)
class Judged:
    """One statement: its layer, rule and confidence, whether an annotation says the same, and the file that it is in."""

    layer: str
    rule: str
    confidence: float
    right: bool
    file: str = ""


def judge(folder: Path, score: Path) -> list[Judged]:
    """Judge every statement of the annotated files of a folder (``*.json``, texts in ``text/``).

    Args:
        folder: The annotations; of a file that names its ``layers`` only these are judged.
        score: The script ``score.py``, whose keys decide what is the same name, title or number.
    """
    keys = load(score)
    found: list[Judged] = []
    for gold in sorted(folder.glob("*.json")):
        file = json.loads(gold.read_text("utf-8"))
        annotated, layers = file["documents"], {layer for name in file.get("layers", LAYERS) for layer in CALLED.get(name, (name,))}
        documents = extract(folder / "text" / f"{gold.stem}.txt").documents
        for document in documents:
            entry = entry_of(document, annotated, len(documents), keys)
            if entry:
                found += (replace(judgement, file=gold.stem) for judgement in _judged(document, entry, keys) if judgement.layer in layers)
    return found


def load(path: Path) -> ModuleType:
    """The script ``score.py`` as a module: its keys decide what is the same."""
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entry_of(document: Document, annotated: list[dict], count: int, keys: ModuleType) -> dict | None:
    """The annotations of a document: by number, else by title, else the only ones."""
    number = keys.number_key(document.number.text) if document.number else None
    titles = {keys.title_key(title) for title in (document.title, document.enclosed_title) if title}
    for entry in annotated:
        if number and keys.number_key(entry.get("number")) == number:
            return entry
    for entry in annotated:
        if titles & {keys.title_key(title) for title in (entry.get("title"), entry.get("enclosed_title")) if title}:
            return entry
    return annotated[0] if len(annotated) == count == 1 else None


def _judged(document: Document, entry: dict, keys: ModuleType) -> Iterator[Judged]:
    locators = {provision.id: keys.key(provision.locator) for provision in document.provisions}
    tasks = [_task(task, keys) for task in entry.get("responsibilities", [])]
    duties = [_task(duty, keys) for duty in entry.get("duties", [])]
    for item in document.responsibilities:
        names = {keys.agency_key(item.agency.name), keys.agency_key(item.printed)}
        place = locators.get(item.provision, "")
        right = any(names & known and place == at and item.role == role for known, at, role in tasks)
        if right or not any(names & known and place == at for known, at, _ in duties):
            yield Judged("responsibilities", item.rule, item.confidence, right)
    cited = [(keys.number_key(c.get("number")), keys.title_key(c.get("title"))) for c in entry.get("citations", [])]
    for item in document.citations:
        number = keys.number_key(item.target.number.text) if item.target.number else ""
        title = keys.title_key(item.target.title)
        right = any(number and n == number or title and t == title for n, t in cited)
        yield Judged("citations", item.rule, item.confidence, right)
    yield from initiatives(document, entry, keys)
    for layer, items, rows, field in (
        ("targets", document.targets, entry.get("targets", []), "value"), ("funding", document.funding, entry.get("funds", []), "amount"),
    ):
        amounts = {(keys.amount(row[field]), keys.key(row["unit"])) for row in rows if row.get(field) is not None}
        for item in items:
            if item.value is not None:
                yield Judged(layer, item.rule, item.confidence, (keys.amount(item.value), keys.key(item.unit)) in amounts)


def initiatives(document: Document, entry: dict, keys: ModuleType) -> Iterator[Judged]:
    """Each programme and measure of a document once, with its first mention."""
    for layer, mentions, tier in (("programmes", document.programmes, "named"), ("measures", document.measures, "measure")):
        yield from _of_tier(layer, mentions, tier, entry.get("programmes", []), keys)


def _of_tier(layer: str, mentions: Iterable[ProgrammeMention], tier: str, annotated: list[dict], keys: ModuleType) -> Iterator[Judged]:
    first: dict[str, ProgrammeMention] = {}
    forms: dict[str, set[str]] = {}
    for item in mentions:
        first.setdefault(item.core, item)
        forms.setdefault(item.core, set()).update(keys.programme_key(form) for form in (item.name, item.printed, *item.other))
    known = [(is_doubtful(entry) or (entry.get("tier") or "named") == tier, {keys.programme_key(name) for name in (entry["name"], *entry.get("variants", []))})
             for entry in annotated]
    for core, item in first.items():
        yield Judged(layer, item.rule, item.confidence, any(counts and names & forms[core] for counts, names in known))


def is_doubtful(entry: dict) -> bool:
    """Is an annotation borderline: may the program find it or not?"""
    note = str(entry.get("note") or "")
    return note.startswith("borderline") or "judgement call" in note


def _task(task: dict, keys: ModuleType) -> tuple[set[str], str, str | None]:
    names = {keys.agency_key(name) for name in (task["agency"], *task.get("canonical", []))}
    return names, keys.key(task["locator"]), task.get("role")


def table(judged: dict[str, list[Judged]]) -> str:
    """Statements by confidence, for each set of annotations: how many, and how many of a hundred are right."""
    lines = ["| layer | confidence | " + " | ".join(f"{name} | right" for name in judged) + " |", "|---|---|" + "---|---|" * len(judged)]
    for layer in LAYERS:
        for low, high in zip(BINS, (*BINS[1:], 1.01), strict=True):
            cells = [_share(j for j in found if j.layer == layer and low <= j.confidence < high) for found in judged.values()]
            if any(not cell.startswith("0 ") for cell in cells):
                lines.append(f"| {layer} | {low:.2f}–{min(high, 1):.2f} | " + " | ".join(cells) + " |")
        lines.append(f"| {layer} | **0.90 and more** | " + " | ".join(
            _share(j for j in found if j.layer == layer and j.confidence >= 0.9) for found in judged.values()) + " |")
    return "\n".join(lines)


def calibration_error(found: Iterable[Judged]) -> float:
    """The expected calibration error: how far, in the mean over all statements, the confidence of a tenth (0.9 to 1.0 …) is from its share of right ones.

    Raises:
        ZeroDivisionError: There is no statement.
    """
    bins: dict[int, list[Judged]] = {}
    for each in found:
        bins.setdefault(min(int(each.confidence * 10 + 1e-9), 9), []).append(each)
    off = sum(abs(sum(each.right - each.confidence for each in part)) for part in bins.values())
    return off / sum(len(part) for part in bins.values())


def interval(found: list[Judged], seed: int = 1) -> tuple[float, float]:
    """Within what the calibration error lies in 95 of 100 draws of as many files, with replacement: statements of one file err together.

    Raises:
        ZeroDivisionError: There is no statement.
    """
    chance = random.Random(seed)
    files: dict[str, list[Judged]] = {}
    for each in found:
        files.setdefault(each.file, []).append(each)
    parts = list(files.values())
    errors = sorted(calibration_error(each for part in chance.choices(parts, k=len(parts)) for each in part) for _ in range(DRAWS))
    return errors[DRAWS // 40], errors[-DRAWS // 40 - 1]


def by_chance(found: list[Judged], seed: int = 1) -> float:
    """How large the calibration error of so many statements comes out in one of twenty draws where every confidence is exactly right."""
    chance = random.Random(seed)
    errors = sorted(calibration_error(replace(each, right=chance.random() < each.confidence) for each in found) for _ in range(DRAWS))
    return errors[DRAWS * 19 // 20]


def error_table(judged: dict[str, list[Judged]]) -> str:
    """The expected calibration error by set of annotations and layer, with how far it can be told."""
    lines = ["| set | layer | statements | files | error | interval of 95 % | by chance up to | confidence | right |", "|---|---|---|---|---|---|---|---|---|"]
    for name, found in judged.items():
        for layer in LAYERS:
            here = [each for each in found if each.layer == layer]
            if here:
                sure, right = (sum(values) / len(here) for values in ((each.confidence for each in here), (each.right for each in here)))
                low, high = interval(here)
                lines.append(f"| {name} | {layer} | {len(here)} | {len({each.file for each in here})} | {calibration_error(here):.3f} | {low:.3f}–{high:.3f} "
                             f"| {by_chance(here):.3f} | {sure:.2f} | {right:.2f} |")
    return "\n".join(lines)


def rule_table(judged: dict[str, list[Judged]], layer: str = "responsibilities") -> str:
    """Statements of a layer by rule, for each set of annotations."""
    rules = sorted({j.rule for found in judged.values() for j in found if j.layer == layer})
    lines = ["| rule | " + " | ".join(f"{name} | right" for name in judged) + " |", "|---|" + "---|---|" * len(judged)]
    for rule in rules:
        lines.append(f"| {rule} | " + " | ".join(
            _share(j for j in found if j.layer == layer and j.rule == rule) for found in judged.values()) + " |")
    return "\n".join(lines)


def _share(judged: Iterator[Judged]) -> str:
    found = list(judged)
    return f"{len(found)} | {sum(j.right for j in found) / len(found):.0%}" if found else "0 | –"
