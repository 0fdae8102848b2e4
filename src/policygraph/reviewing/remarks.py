"""Remarks: what a review says of a draft, in words that stand in tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .. import tables
from ..errors import TableError
from ..language import Phrase

#: How grave a remark is, the gravest first.
SEVERITIES = ("error", "warning", "note")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a remark rests on: a document of the corpus (or of the draft, or a table of the program) and its words.

    ``document`` is its IRI, "" where it has none; ``source`` the file, in which ``quote`` stands at ``start:end``
    (code points; None where the corpus does not tell).
    """

    document: str = ""
    number: str = ""
    title: str = ""
    quote: str = ""
    source: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a clerk should look at before an act is sent out.

    ``quote`` is the sentence of the draft, ``text[start:end]`` in code points of the text as it was read;
    ``message`` says what is the matter; ``rests_on`` is None where the words of the draft and a calendar suffice.
    """

    kind: str
    severity: str
    quote: str
    start: int
    end: int
    message: str
    rests_on: Ground | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with gaps, the kind of remark that it makes, and how grave that is."""

    kind: str
    severity: str
    zh: str
    en: str


@cache
def kinds() -> Mapping[str, tuple[str, str]]:
    """The kinds of remarks in the order in which they are shown: kind -> its names in Chinese and English."""
    return {row["kind"]: (row["zh"], row["en"]) for row in tables.rows("remark_kinds", ("kind", *LANGUAGES))}


@cache
def messages() -> Mapping[str, Message]:
    """The sentences of the remarks by name.

    Raises:
        TableError: A sentence is of an unknown kind or gravity.
    """
    found = {}
    for row in tables.rows("remark_messages", ("message", "kind", "severity", *LANGUAGES)):
        if row["kind"] not in kinds() or row["severity"] not in SEVERITIES:
            raise TableError(Phrase("tables/remark_messages.csv {message}: kind or severity is unknown", message=row["message"]))
        found[row["message"]] = Message(row["kind"], row["severity"], row["zh"], row["en"])
    return found


def as_row(remark: Remark) -> dict[str, Any]:
    """A remark as JSON has it."""
    ground = remark.rests_on
    return {
        "kind": remark.kind, "severity": remark.severity, "quote": remark.quote, "start": remark.start, "end": remark.end, "message": remark.message,
        "rests_on": {name: getattr(ground, name) for name in Ground.__slots__} if ground else None,
    }
