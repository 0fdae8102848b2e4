"""Numbering: what is missing in a series of numbered documents, and how long the series may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .citing import rounded
from .found import Found

#: Runs of missing numbers that a row lists.
MAX_RUNS = 40


def series(documents: Iterable[Mapping[str, Any]]) -> Found:
    """How many numbers of each series are held, which are missing below the highest, and how many there may have been.

    A series is the numbers of one code in one year and place (济政发〔2017〕). It starts at 1. Where any number is as likely to be held as any other, the
    length of the series is best estimated as m + m/k − 1, with k numbers held and m the highest (Goodman 1952, “Serial number analysis”); numbers
    that others cite are known to be there, and the estimate is never below them. A holding that was chosen (only one kind of document, only those
    that were made public) breaks that assumption, and the estimate then counts what was in reach.

    Args:
        documents: Rows with code, year, place, serial, held (whether the document is there, or only cited).

    Returns:
        For each series code, year, place, held, highest (held), missing (below the highest held), cited (missing ones that others cite), complete
        (held / highest), estimate (of the length), runs (what is missing: 2–4、7). The whole: series, held, missing, cited, complete.
    """
    held: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    cited: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    for row in documents:
        if isinstance(row.get("serial"), int) and row["serial"] > 0:
            (held if row["held"] else cited)[row["code"], row["year"], row.get("place")].add(row["serial"])
    keys = sorted(held, key=lambda key: tuple(str(part or "") for part in key))
    rows = [_row(key, sorted(held[key]), cited.get(key, set())) for key in keys]
    sums = {name: sum(row[name] for row in rows) for name in ("held", "missing", "cited")}
    total = sums["held"] + sums["missing"]
    return Found(rows, {"series": len(rows), **sums, "complete": rounded(sums["held"] / total) if total else None})


def _row(key: tuple[Any, ...], numbers: Sequence[int], cited: set[int]) -> dict[str, Any]:
    code, year, place = key
    k, highest = len(numbers), numbers[-1]
    known = cited - set(numbers)
    return {
        "code": code, "year": year, "place": place, "held": k, "highest": highest, "missing": highest - k, "cited": sum(1 for number in known if number < highest),
        "complete": rounded(k / highest), "estimate": rounded(max(highest + highest / k - 1, *known, 0)), "runs": _runs(numbers),
    }


def _runs(numbers: Sequence[int]) -> str | None:
    runs = [(before + 1, number - 1) for before, number in zip((0, *numbers), numbers, strict=False) if number > before + 1]
    told = [f"{first}–{last}" if first < last else str(first) for first, last in runs[:MAX_RUNS]]
    return "、".join([*told, *(["…"] if len(runs) > MAX_RUNS else [])]) or None
