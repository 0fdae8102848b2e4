"""Review: each act of a draft goes through the table of what is looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..errors import QueryError
from ..language import Phrase
from ..model import Document, Reading
from .draft import Draft
from .kinds import basis, days, leaders, names, numbers, reformed, targets, validity
from .known import Known
from .remarks import LANGUAGES, SEVERITIES, Remark, kinds

#: What is looked for, in order: a function that yields the remarks on an act, and the kinds of remarks that it may make.
LOOKED_FOR: tuple[tuple[Callable[[Draft], Iterator[Remark]], tuple[str, ...]], ...] = (
    (validity.gone, ("repealed", "expired")),
    (names.named, ("unknown", "wrong-title", "wrong-number")),
    (basis.based, ("no-basis",)),
    (leaders.led, ("nobody", "two-leaders")),
    (reformed.reformed, ("reformed-agency",)),
    (targets.compared, ("target-differs",)),
    (days.days, ("impossible-date",)),
    (numbers.used, ("number-used",)),
)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An act with the remarks on it, in the order of the text."""

    document: Document
    remarks: tuple[Remark, ...]


def review(reading: Reading, known: Known, today: str, language: str = "zh") -> list[Reviewed]:
    """Review the acts of a draft.

    Args:
        reading: What was read in its file.
        known: What the corpus says.
        today: The day of the review (ISO 8601): what is repealed later is in force.
        language: Of the messages: zh or en.

    Returns:
        An entry for each act, in the order of the text, also for one without remarks.

    Raises:
        QueryError: The language is none of the two.
    """
    if language not in LANGUAGES:
        raise QueryError(Phrase("{language}: messages are in {known}", language=language, known=" and ".join(LANGUAGES)))
    return [Reviewed(document, _remarks(Draft(reading, document, known, today, language))) for document in reading.documents]


def _remarks(draft: Draft) -> tuple[Remark, ...]:
    """The remarks on one act, each once."""
    found = dict.fromkeys(remark for look, _ in LOOKED_FOR for remark in look(draft))
    order = list(kinds())
    return tuple(sorted(found, key=lambda each: (each.start, SEVERITIES.index(each.severity), order.index(each.kind), each.end, each.message)))
