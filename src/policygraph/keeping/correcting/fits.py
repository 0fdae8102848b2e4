"""Fits: what corrections came to, in one source or over many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...corrections import Correction

#: What a correction may have come to in a source or a corpus, the most important first.
CONTRADICTS, FITS, NEEDLESS, SEVERAL, NOTHING = "contradicts", "fits", "needless", "several", "nothing"
STATES = (CONTRADICTS, FITS, NEEDLESS, SEVERAL, NOTHING)


@dataclass(frozen=True, slots=True)
class Fit:
    """What a correction came to.

    ``state`` is one of `STATES`: it contradicts ``others``; it fits and did ``changes``; the rules say so
    already; it fits several statements that differ; it fits nothing. ``changes`` also say why it did not fit.
    """

    correction: Correction
    state: str
    changes: tuple[str, ...] = ()
    others: tuple[Correction, ...] = ()


def merged(fits: Iterable[Fit]) -> list[Fit]:
    """What each correction came to over several sources: the most important of its states, with all changes of it."""
    found: dict[str, list[Fit]] = {}
    for fit in fits:
        found.setdefault(fit.correction.id, []).append(fit)
    return [_one(several) for _, several in sorted(found.items())]


def _one(several: list[Fit]) -> Fit:
    state = min((fit.state for fit in several), key=STATES.index)
    same = [fit for fit in several if fit.state == state]
    changes = {change: None for fit in same for change in fit.changes}
    others = {other.id: other for fit in same for other in fit.others}
    return Fit(several[0].correction, state, tuple(changes), tuple(others[id] for id in sorted(others)))
