"""Waiting: how long until a document is carried out below, and until what was signed is printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from math import sqrt
from typing import Any

import networkx as nx
import numpy as np

from ..language import Phrase
from .citing import described, rounded
from .found import Found

#: Relations that carry out what they cite, where the level of one of the two is not known.
CARRYING_OUT = ("based_on", "applies", "forwards")


def lag(network: nx.Graph, until: date | None = None) -> Found:
    """How many days pass until a document of one level is first cited by one of a lower level that carries it out.

    Below is a level farther from the centre; where the level of one of the two is not known, a citation as basis, as what is applied or forwarded
    counts. All documents that are held and dated and of which some level could lie below are waited for: one that nothing carries out by the end of
    the holdings is censored there, for what came later is not known (Kaplan and Meier 1958, “Nonparametric estimation from incomplete observations”).
    A document that is only cited is no part of it: that it is known at all is due to its being cited, so that it would make the wait look short.

    Args:
        network: `to_network(graph, "citations")`.
        until: The end of the holdings; if left out, the last day of a document that is held.

    Returns:
        For each document iri, label, level, date, first, first_label, first_date (of what carries it out), days, censored. The whole: documents,
        carried_out, censored, until, median_days (by Kaplan–Meier, None where more than half still wait), against_time (citations from below dated
        before what they cite), undated (documents that are held and have no day), why (there are no rows).
    """
    held = {name: day for name, data in network.nodes(data=True) if not data.get("stub") and (day := day_of(data.get("date")))}
    end = until or max(held.values(), default=None)
    lowest = max((rank for name in held if (rank := network.nodes[name].get("rank")) is not None), default=None)
    awaited = {name: day for name, day in held.items() if end and day <= end and _has_below(network.nodes[name], lowest)}
    first, against = _first_below(network, awaited, held, end)
    rows = [_waited(network, name, day, first.get(name), end) for name, day in sorted(awaited.items(), key=lambda item: (item[1], item[0])) if end]
    carried = sum(not row["censored"] for row in rows)
    undated = sum(1 for name, data in network.nodes(data=True) if not data.get("stub") and name not in held)
    return Found(rows, {
        "documents": len(rows), "carried_out": carried, "censored": len(rows) - carried, "until": end,
        "median_days": median(kaplan_meier((row["days"], not row["censored"]) for row in rows)), "against_time": against, "undated": undated,
        "why": None if rows else Phrase("no dated document is held beside one of a lower level"),
    })


def day_of(text: Any) -> date | None:
    """A day as networks have it; None for anything else, such as a year alone."""
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None


def _has_below(data: Mapping[str, Any], lowest: float | None) -> bool:
    rank = data.get("rank")
    return rank is None or lowest is None or rank < lowest


def _first_below(
    network: nx.Graph, awaited: Mapping[str, date], held: Mapping[str, date], end: date | None
) -> tuple[dict[str, tuple[date, str]], int]:
    """The first document below that carries each out, and how many seem to do so before it was there."""
    first: dict[str, tuple[date, str]] = {}
    early = set()
    for citing, cited, data in network.edges(data=True):
        if citing == cited or cited not in awaited or citing not in held or not _below(network, citing, cited, data):
            continue
        if held[citing] < awaited[cited]:
            early.add((citing, cited))
        elif end and held[citing] <= end:
            first[cited] = min(first.get(cited, (held[citing], citing)), (held[citing], citing))
    return first, len(early)


def _below(network: nx.Graph, citing: str, cited: str, data: Mapping[str, Any]) -> bool:
    lower, higher = (network.nodes[name].get("rank") for name in (citing, cited))
    return data.get("relation") in CARRYING_OUT if lower is None or higher is None else lower > higher


def _waited(network: nx.Graph, name: str, day: date, first: tuple[date, str] | None, end: date) -> dict[str, Any]:
    found = first or (None, None)
    return {
        **described(network, name), "date": day, "first": found[1], "first_label": found[1] and network.nodes[found[1]].get("label", found[1]),
        "first_date": found[0], "days": ((found[0] or end) - day).days, "censored": first is None,
    }


def survival(network: nx.Graph, until: date | None = None) -> Found:
    """The share of documents that still wait to be carried out below, by days since they were signed: `lag` as a curve.

    Returns:
        The rows of `kaplan_meier`. The whole: that of `lag`.
    """
    found = lag(network, until)
    return Found(kaplan_meier((row["days"], not row["censored"]) for row in found.rows), found.whole)


def kaplan_meier(waits: Iterable[tuple[int, bool]]) -> list[dict[str, Any]]:
    """The product-limit estimate of Kaplan and Meier 1958, “Nonparametric estimation from incomplete observations”.

    Its standard error is that of Greenwood 1926, “The natural duration of cancer”.

    What is censored on a day is taken to have been waiting still on that day.

    Args:
        waits: Days, and whether what was waited for came (else it is censored then).

    Returns:
        A row for each number of days on which something came or was censored: days, at_risk, came, censored, waiting (the share that waits longer),
        error.

    >>> [(row["days"], row["waiting"]) for row in kaplan_meier([(2, True), (3, False), (5, True)])]
    [(2, 0.66666667), (3, 0.66666667), (5, 0.0)]
    """
    ordered = sorted(waits)
    at_risk, waiting, variance, rows = len(ordered), 1.0, 0.0, []
    for days, group in groupby(ordered, key=lambda wait: wait[0]):
        here = [came for _, came in group]
        came = sum(here)
        waiting *= 1 - came / at_risk
        variance += came / (at_risk * (at_risk - came)) if came < at_risk else 0.0
        rows.append({
            "days": days, "at_risk": at_risk, "came": came, "censored": len(here) - came, "waiting": rounded(waiting), "error": rounded(waiting * sqrt(variance)),
        })
        at_risk -= len(here)
    return rows


def median(curve: Sequence[Mapping[str, Any]]) -> int | None:
    """The first number of days after which no more than half wait; None where more than half wait to the end."""
    return next((row["days"] for row in curve if row["waiting"] <= 0.5), None)


def delay(rows: Iterable[Mapping[str, Any]]) -> Found:
    """How many days lie between the signature of a document (成文日期) and its printing (印发日期).

    The publication delay of a journal, from acceptance to appearance, for documents (Luwel and Moed 1998, “Publication delays in the science field
    and their relationship to the ageing of scientific literature”). A day of printing before that of the signature is a mistake of the print or of
    the reading: it stays in the rows and is in no figure of the whole.

    Args:
        rows: Documents with document, number, title, place, signed, printed (days).

    Returns:
        The rows that have both days, with ``days``, the longest delay first. The whole: documents, median, mean, lower and upper quartile, same_day
        (their share), before (printed before the signature), missing (documents without one of the two days).
    """
    given = list(rows)
    both = [row for row in given if row.get("signed") and row.get("printed")]
    found = [{**row, "days": (row["printed"] - row["signed"]).days} for row in both]
    found.sort(key=lambda row: (-row["days"], str(row.get("number") or ""), str(row.get("document"))))
    days = np.array([row["days"] for row in found if row["days"] >= 0])
    quartiles = [float(each) for each in np.percentile(days, (25, 50, 75))] if len(days) else [None] * 3
    return Found(found, {
        "documents": len(days), "median": quartiles[1], "mean": rounded(days.mean()) if len(days) else None, "lower_quartile": quartiles[0],
        "upper_quartile": quartiles[2], "same_day": rounded((days == 0).mean()) if len(days) else None, "before": len(found) - len(days),
        "missing": len(given) - len(both),
    })
