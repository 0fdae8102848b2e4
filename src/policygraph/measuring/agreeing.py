"""Agreeing: how far two readers, or a reader and the program, found the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from math import sqrt

from .citing import rounded
from .found import Found

#: The number of standard errors on each side that holds 95 of 100.
Z95 = 1.959963984540054


def agreement(one: Mapping[Hashable, str | None], other: Mapping[Hashable, str | None]) -> Found:
    """What two readers of one text have in common.

    Nobody can count what neither of them wrote down, so that agreement on finding is the F-measure, the same from either side (Hripcsak and
    Rothschild 2005, “Agreement, the F-measure, and reliability in information retrieval”). Agreement on what both found is Cohen's kappa (Cohen 1960,
    “A coefficient of agreement for nominal scales”): (p − e) / (1 − e), with p the share of equal labels and e that which chance alone would give.
    Where ``other`` is taken for right, precision and recall are those of ``one``, each with the interval of 95 % of Wilson 1927, “Probable inference,
    the law of succession, and statistical inference”.

    Args:
        one: What the one found: a key for each thing (what it is and where), with its label (its role, its kind) or None.
        other: The same of the other.

    Returns:
        A row for each thing: item, one, other (label; None where it was not found), found_by (``both``, ``one``, ``other``), same. The whole: both,
        only_one, only_other, f1, precision, precision_low, precision_high, recall, recall_low, recall_high, labels_same (share among those found by
        both), kappa (None where there is but one label).
    """
    rows = [_row(key, one, other) for key in sorted({*one, *other}, key=str)]
    both = [(one[key], other[key]) for key in one if key in other]
    shares = {"precision": (len(both), len(one)), "recall": (len(both), len(other))}
    f1 = rounded(2 * len(both) / (len(one) + len(other))) if one or other else None
    whole = {"both": len(both), "only_one": len(one) - len(both), "only_other": len(other) - len(both), "f1": f1}
    for name, (hits, of) in shares.items():
        low, high = wilson(hits, of)
        whole |= {name: rounded(hits / of) if of else None, f"{name}_low": low, f"{name}_high": high}
    same = sum(mine == yours for mine, yours in both)
    return Found(rows, {**whole, "labels_same": rounded(same / len(both)) if both else None, "kappa": kappa(both)})


def _row(key: Hashable, one: Mapping[Hashable, str | None], other: Mapping[Hashable, str | None]) -> dict:
    found_by = "both" if key in one and key in other else "one" if key in one else "other"
    item = " · ".join(map(str, key)) if isinstance(key, tuple) else str(key)
    return {"item": item, "one": one.get(key), "other": other.get(key), "found_by": found_by, "same": found_by == "both" and one[key] == other[key]}


def kappa(labels: Sequence[tuple[str | None, str | None]]) -> float | None:
    """Cohen's kappa of pairs of labels; None where chance alone would make all equal, or there are none.

    >>> kappa([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")])
    0.5
    """
    n = len(labels)
    mine, yours = Counter(one for one, _ in labels), Counter(other for _, other in labels)
    chance = sum(mine[label] * yours[label] for label in mine)
    return rounded((sum(one == other for one, other in labels) * n - chance) / (n * n - chance)) if n * n > chance else None


def wilson(hits: int, of: int) -> tuple[float | None, float | None]:
    """The interval in which a share lies with 95 %, of so many hits of so many.

    >>> wilson(0, 0), wilson(10, 10)[1]
    ((None, None), 1.0)
    """
    if not of:
        return None, None
    share, square = hits / of, Z95**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z95 / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of**2))
    return rounded(max(0.0, middle - half)), rounded(min(1.0, middle + half))
