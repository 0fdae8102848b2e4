"""Spreading: how fast and how far a programme reaches places, and the curve that it follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from math import log, sqrt
from operator import itemgetter
from typing import Any

import numpy as np

from ..language import Phrase, counted
from .citing import rounded
from .found import Found, MeasureError, one_of
from .waiting import day_of

#: How time may be parted.
UNITS = ("year", "quarter", "month")
#: A curve of three numbers is fitted where at least so many periods have new places, and so many places are reached.
MIN_PERIODS, MIN_PLACES = 5, 8
#: A ceiling so many times above what was reached is a guess: the curve has not bent yet.
MAX_CEILING = 2.0
#: The most periods of a history: 400 years of months.
MAX_PERIODS = 4800
#: Steps of the search for the best curve, and the change of its error at which it ends.
_STEPS, _STILL = 500, 1e-12


def diffusion(mentions: Iterable[Mapping[str, Any]], unit: str = "year") -> Found:
    """How a programme spread: which places named it first when, how many there were by when, and the S-curve through them.

    A place counts from its first dated document that names the programme (cumulative adopters: Rogers 1962, “Diffusion of innovations”). Breadth is
    the number of places and of levels; speed is the time until half of the places that are known had it, and from a tenth to nine tenths. Fitted are
    the logistic curve (Griliches 1957, “Hybrid corn: an exploration in the economics of technological change”) by least squares, and the model of
    Bass 1969, “A new product growth for model consumer durables”, by his regression of new on former adopters. A curve is fitted where there are
    enough points and its ceiling lies within reach; else it is said why not. What no document that is held says is not known: a place that is missing
    here may have the programme.

    Args:
        mentions: Rows with place, level, date (day or its text), document; what has no place or no day is counted and left out.
        unit: ``year``, ``quarter`` or ``month``.

    Returns:
        For each period from the first on: period, new (places), places (so far), documents (that name it), names (the new places), logistic and bass
        (places by the curve, None without one). The whole: documents, undated, unplaced, places, levels, first, last, half_days,
        tenth_to_nine_tenths_days, logistic, bass.

    Raises:
        MeasureError: The unit is unknown, or the days lie farther apart than any programme's.
    """
    one_of(unit, UNITS, "unit of time")
    given = list(mentions)
    dated = sorted(((day, str(row["place"]), row) for row in given if (day := day_of(row.get("date"))) and row.get("place")), key=itemgetter(0, 1))
    first: dict[str, date] = {}
    for day, place, _ in dated:
        first.setdefault(place, day)
    rows = _periods(first, [(day, row["document"]) for day, _, row in dated], unit)
    curves = {"logistic": _fitted(rows, logistic), "bass": _fitted(rows, bass)}
    for name, curve in curves.items():
        for n, row in enumerate(rows):
            row[name] = rounded(curve["at"][n]) if "at" in curve else None
    return Found(rows, {**_whole(given, first), **{name: {key: value for key, value in curve.items() if key != "at"} for name, curve in curves.items()}})


def _whole(given: Sequence[Mapping[str, Any]], first: Mapping[str, date]) -> dict[str, Any]:
    days = sorted(first.values())
    return {
        "documents": len({row["document"] for row in given}), "undated": len({row["document"] for row in given if not day_of(row.get("date"))}),
        "unplaced": len({row["document"] for row in given if not row.get("place")}), "places": len(first),
        "levels": len({row["level"] for row in given if row.get("level") and row.get("place") and day_of(row.get("date"))}),
        "first": days[0] if days else None, "last": days[-1] if days else None, "half_days": _days_to(days, 1, 2),
        "tenth_to_nine_tenths_days": _days_to(days, 9, 10) - _days_to(days, 1, 10) if days else None,
    }


def _days_to(days: Sequence[date], part: int, of: int) -> Any:
    """Days from the first place to that with which so large a part of all places had it."""
    return (days[-(-part * len(days) // of) - 1] - days[0]).days if days else None


# ---- periods


def _periods(first: Mapping[str, date], documents: Sequence[tuple[date, str]], unit: str) -> list[dict[str, Any]]:
    if not first:
        return []
    opening, closing = (_place_in_time(day, unit) for day in (min(first.values()), documents[-1][0]))
    if closing - opening >= MAX_PERIODS:
        raise MeasureError(Phrase("from {first} to {last} are more than {most:,} periods: a day was misread, or take years", first=min(first.values()), last=documents[-1][0], most=MAX_PERIODS))
    names: dict[int, list[str]] = {}
    for place in sorted(first):
        names.setdefault(_place_in_time(first[place], unit), []).append(place)
    texts = Counter(at for at, _ in {(_place_in_time(day, unit), document) for day, document in documents})
    rows, reached = [], 0
    for at in range(opening, closing + 1):
        new = names.get(at, [])
        reached += len(new)
        rows.append({"period": _called(at, unit), "new": len(new), "places": reached, "documents": texts[at], "names": "、".join(new) or None})
    return rows


def _place_in_time(day: date, unit: str) -> int:
    """The number of a period, counted from the year 0."""
    return {"year": day.year, "quarter": day.year * 4 + (day.month - 1) // 3, "month": day.year * 12 + day.month - 1}[unit]


def _called(at: int, unit: str) -> str:
    return {"year": f"{at:04}", "quarter": f"{at // 4:04}-Q{at % 4 + 1}", "month": f"{at // 12:04}-{at % 12 + 1:02}"}[unit]


# ---- curves


def points(rows: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """How many periods of `diffusion` have new places, and how many places are reached: at least `MIN_PERIODS` and `MIN_PLACES` for a curve."""
    return sum(1 for row in rows if row["new"]), rows[-1]["places"] if rows else 0


def _fitted(rows: Sequence[Mapping[str, Any]], fit: Callable[[Sequence[float]], dict[str, Any]]) -> dict[str, Any]:
    """A curve through the places, or why there is none."""
    steps, reached = points(rows)
    if steps < MIN_PERIODS or reached < MIN_PLACES:
        return {"why": Phrase(
            "too few points: {steps} ({least_steps} are needed), {reached} ({least_places} are needed)",
            steps=counted("{count} period with new places", "{count} periods with new places", steps), least_steps=MIN_PERIODS,
            reached=counted("{count} place", "{count} places", reached), least_places=MIN_PLACES)}
    curve = fit([row["places"] for row in rows])
    if "why" not in curve and curve["ceiling"] > MAX_CEILING * reached:
        return {"why": Phrase("the curve has not bent yet: its ceiling would be {ceiling:.4g}, with {reached} places reached", ceiling=curve["ceiling"], reached=reached)}
    return curve


def logistic(reached: Sequence[float]) -> dict[str, Any]:
    """The logistic curve K / (1 + e^(−r (t − m))) with the least squares to what was reached by each period 0, 1, 2 ….

    Returns:
        ceiling K, growth r for a period, midpoint m (in periods from the first), tenth_to_nine_tenths (ln 81 / r periods), r_squared, and ``at``, the
        curve at each period; or ``why`` there is none.
    """
    seen = np.asarray(reached, dtype=float)
    times = np.arange(len(seen), dtype=float)
    found = _least_squares(times, seen, _first_guess(times, seen))
    if found is None:
        return {"why": Phrase("no logistic curve comes near the points")}
    ceiling, growth, midpoint = found
    at = ceiling * _rise(growth * (times - midpoint))
    return {
        "ceiling": rounded(ceiling), "growth": rounded(growth), "midpoint": rounded(midpoint), "tenth_to_nine_tenths": rounded(log(81) / growth),
        "r_squared": _explained(seen, at), "at": at.tolist(),
    }


def _rise(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))


def _first_guess(times: np.ndarray, seen: np.ndarray) -> tuple[float, float, float]:
    """As Griliches did it: with a ceiling assumed, the logarithm of what is reached over what is not lies on a line."""
    ceiling = 1.05 * seen.max()
    odds = np.log(np.clip(seen, 1e-9, None) / (ceiling - seen))
    growth, level = np.polyfit(times, odds, 1)
    growth = max(float(growth), 1e-3)
    return float(ceiling), growth, -float(level) / growth


def _least_squares(times: np.ndarray, seen: np.ndarray, guess: tuple[float, float, float]) -> tuple[float, float, float] | None:
    """By the steps of Levenberg 1944 and Marquardt 1963: Newton's where they help, short ones downhill where they do not."""
    at, damping = np.array(guess), 1e-3
    error = _error(times, seen, at)
    for _ in range(_STEPS):
        ceiling, growth, midpoint = at
        rise = _rise(growth * (times - midpoint))
        slope = ceiling * rise * (1 - rise)
        jacobian = np.column_stack([rise, slope * (times - midpoint), -slope * growth])
        square = jacobian.T @ jacobian
        step = np.linalg.lstsq(square + damping * np.diag(np.diag(square)), jacobian.T @ (seen - ceiling * rise), rcond=None)[0]
        tried = at + step
        new = _error(times, seen, tried) if tried[0] > 0 and tried[1] > 0 else np.inf
        if new > error:
            damping *= 4
            if damping > 1e12:
                break
            continue
        gained, at, error, damping = error - new, tried, new, max(damping / 3, 1e-12)
        if gained <= _STILL * max(error, _STILL):
            break
    return (float(at[0]), float(at[1]), float(at[2])) if np.isfinite(error) else None


def _error(times: np.ndarray, seen: np.ndarray, curve: np.ndarray) -> float:
    return float(((seen - curve[0] * _rise(curve[1] * (times - curve[2]))) ** 2).sum())


def _explained(seen: np.ndarray, at: np.ndarray) -> float | None:
    """The share of the scatter of what was seen that the curve accounts for."""
    scatter = ((seen - seen.mean()) ** 2).sum()
    return rounded(1 - ((seen - at) ** 2).sum() / scatter) if scatter else None


def bass(reached: Sequence[float]) -> dict[str, Any]:
    """The model of Bass: of those who have not, a share p takes it by itself and one of q N/m because others have.

    New adopters are n = pm + (q − p) N − (q/m) N² where N had it before; the three numbers follow from a regression of n on N and N².

    Returns:
        ceiling m, innovation p, imitation q, r_squared (of what is reached), and ``at``, the curve at each period; or ``why`` there is none.
    """
    seen = np.asarray(reached, dtype=float)
    before = np.concatenate([[0.0], seen[:-1]])
    a, b, c = np.linalg.lstsq(np.column_stack([np.ones_like(seen), before, before**2]), seen - before, rcond=None)[0]
    root = b * b - 4 * a * c
    if c >= 0 or root < 0 or (ceiling := (-b - sqrt(root)) / (2 * c)) <= 0 or a <= 0:
        return {"why": Phrase("the regression of Bass gives no ceiling, or nobody who begins")}
    innovation, imitation = a / ceiling, -c * ceiling
    at, so_far = [], 0.0
    for _ in seen:
        so_far += (innovation + imitation * so_far / ceiling) * (ceiling - so_far)
        at.append(so_far)
    return {
        "ceiling": rounded(ceiling), "innovation": rounded(innovation), "imitation": rounded(imitation), "r_squared": _explained(seen, np.array(at)), "at": at,
    }
