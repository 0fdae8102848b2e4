"""Found: what a measure gives, and how it says that it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..errors import PolicyGraphError
from ..language import Phrase

#: Called with how much is done, and of how much.
Progress = Callable[[int, int], None]


class Found(NamedTuple):
    """Rows, each a dictionary of the same columns, and figures of the whole that no row has."""

    rows: list[dict[str, Any]]
    whole: dict[str, Any]


class MeasureError(PolicyGraphError):
    """A measure cannot be taken: the wrong network, an unknown word, or too much of it; the message says the remedy."""


def unheard(done: int, total: int) -> None:
    """The progress that nobody asked for."""


def within(much: int, most: int, what: str) -> None:
    """Refuse work that is beyond a bound.

    Raises:
        MeasureError: It is more than `most`.
    """
    if much > most:
        raise MeasureError(Phrase("{what}: {much:,} are more than the {most:,} that are measured; take a part of the network (networkx: network.subgraph)", what=Phrase(what), much=much, most=most))


def one_of(given: str, known: Sequence[str], what: str) -> str:
    """A word that is one of some.

    Raises:
        MeasureError: It is none of them.
    """
    if given not in known:
        raise MeasureError(Phrase("unknown {what} {given!r}; known are {known}", what=Phrase(what), given=given, known=", ".join(known)))
    return given
