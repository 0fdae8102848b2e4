"""Confidence: how sure a statement is, by what rules of its kind came to in documents that nobody had looked at.

A recogniser states how sure it is of what it found: what its rule says, or the chance that learnt weights give. What that is
worth was counted in annotated documents, where the statements of the first reading were judged, before the errors were read
(``benchmarks/calibrate.py``). For every layer that is annotated ``tables/confidences.csv`` has a logistic curve, a level and
how much what is stated counts, and by how much a rule stands above or below it; a rule that was met seldom stays near the curve.
A layer that was read in few files (money) or in none (results) keeps what its rules state.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from .. import ownrules, tables

#: The table of curves, and what its rows call the two numbers of a curve; other names are those of rules.
TABLE = "confidences"
LEVEL, STATED = "(level)", "(stated)"
#: What is stated counts as this at least and at most, and so does what comes of it: nothing is sure.
LEAST, MOST = 0.01, 0.995


def calibrated(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The statements of some layers with what their confidences are worth.

    Args:
        facts: Statements by layer (a field of `Document`), each with a rule and a confidence.
    """
    curves = _curves()
    return {
        layer: tuple(replace(each, confidence=worth(layer, each.rule, each.confidence)) for each in found) if layer in curves else found
        for layer, found in facts.items()}


def worth(layer: str, rule: str, stated: float) -> float:
    """What the confidence that a rule states in a layer is worth (0 to 1, three decimals); the same where the layer was not measured.

    >>> worth("results", "reached", 0.85)
    0.85
    """
    curve = _curves().get(layer)
    if curve is None:
        return stated
    return round(within(1 / (1 + math.exp(-curve[LEVEL] - curve[STATED] * odds(stated) - curve.get(rule, 0.0)))), 3)


def odds(stated: float) -> float:
    """The logarithm of the odds of a confidence.

    >>> odds(0.5), round(odds(1.0), 2)
    (0.0, 5.29)
    """
    return math.log(within(stated) / (1 - within(stated)))


def within(confidence: float) -> float:
    """A confidence within `LEAST` and `MOST`."""
    return min(max(confidence, LEAST), MOST)


@ownrules.renewed
@cache
def _curves() -> Mapping[str, Mapping[str, float]]:
    """By layer its level, how much what is stated counts, and what is added for each rule."""
    curves: dict[str, dict[str, float]] = {}
    for row in tables.rows(TABLE, ("layer", "name", "weight")):
        curves.setdefault(row["layer"], {}).setdefault(row["name"], float(row["weight"]))
    return curves
