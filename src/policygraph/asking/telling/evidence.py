"""Evidence: the rows of an answer with the words of the text that say so, in one step.

Of the things in a row the last is the most special: a statement stands behind
its document. The words are those that the last thing rests on that has any, or
else those of the first statement about it; ``evidence`` has all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..named import filled, iri, question

#: The columns that are added, in order.
COLUMNS = ("quotation", "file", "start", "end", "rule", "confidence")
#: What answers a query: rows.
Ask = Callable[[str], Sequence[Mapping[str, Any]]]
#: How many things one request asks about.
_CHUNK = 300


def with_evidence(ask: Ask, rows: Sequence[Mapping[str, Any]], things: Sequence[Sequence[str]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows with the columns of `COLUMNS` at their end, None where nothing is there.

    Args:
        ask: Asks the graph that the rows are from.
        rows: They keep their columns, but for those of these names.
        things: The IRIs of each row, in the order of its columns.
        names: What each of `COLUMNS` is called in the rows.

    Raises:
        QueryError: The graph cannot be asked.
    """
    found = first_words(ask, list(dict.fromkeys(thing for each in things for thing in each)))
    nothing = dict.fromkeys(COLUMNS)
    taken = set(names.values())

    def words_of(own: Sequence[str]) -> dict[str, Any]:
        first = next((found[thing] for thing in reversed(own) if thing in found), nothing)
        return {names[name]: value for name, value in first.items()}

    return [{**{name: value for name, value in row.items() if name not in taken}, **words_of(own)} for row, own in zip(rows, things, strict=True)]


def first_words(ask: Ask, things: Sequence[str]) -> dict[str, dict[str, Any]]:
    """For each thing that has words of its own, or a statement about it, the first of them."""
    found = {thing: places[0] for thing, places in words(ask, things).items()}
    speakers = _speakers(ask, [thing for thing in things if thing not in found])
    said = words(ask, list(dict.fromkeys(speakers.values())))
    found.update({thing: said[speaker][0] for thing, speaker in speakers.items() if speaker in said})
    return {thing: {name: place[name] for name in COLUMNS} for thing, place in found.items()}


def words_about(ask: Ask, thing: str) -> list[dict[str, Any]]:
    """The places that the first statement about a thing rests on, or the mark of the first provision that mentions it."""
    return next((words(ask, [speaker]).get(speaker, []) for speaker in _speakers(ask, [thing]).values()), [])


def words(ask: Ask, things: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The places that things rest on themselves: `COLUMNS`, and the text to the ``left`` and ``right``."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _asked(ask, "evidence-of", things):
        found.setdefault(row["given_thing"], []).append({name: row[name] for name in (*COLUMNS, "left", "right")})
    return found


def _speakers(ask: Ask, things: Sequence[str]) -> dict[str, str]:
    """For each thing the first statement about it, or else the first provision that mentions it."""
    found: dict[str, str] = {}
    for name in ("statements-about", "provisions-mentioning"):
        left = [thing for thing in things if thing not in found]
        found.update({row["given_thing"]: row["speaker"] for row in _asked(ask, name, left) if row["speaker"]})
    return found


def _asked(ask: Ask, name: str, things: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for start in range(0, len(things), _CHUNK):
        yield from ask(filled(question(name), {"thing": " ".join(map(iri, things[start : start + _CHUNK]))}))
