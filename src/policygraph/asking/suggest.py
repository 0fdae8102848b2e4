"""Suggest: what a graph holds that is called like a name which it does not hold.

Somebody types 公安局 where the graph says 济南市公安局, or 93号 where it says
济政字〔2017〕93号. The graph itself picks the names that share the most
characters and pairs of characters with what was typed, so that an endpoint
sends a few rows only; the order among them is made here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..language import Phrase, alike, either
from ..reading.folding import folded
from ..stating.terms import vocabulary
from .named import filled, iri, limited, question, string
from .prefixes import PREFIXES, terms_of

#: Names suggested at most, and names that a graph is asked for.
MOST, ASKED = 5, 100
#: Characters of what was typed that the graph is asked for, and that names are compared with.
MAX_TYPED, MAX_VALUE = 16, 100
#: How like a name must be (0…1) that neither holds what was typed nor is abbreviated by it.
ALIKE = 0.5
#: Of names that are merely alike, those stay that are nearly as like as the likest.
LESS = 0.85
#: What answers a query: a graph or an endpoint. An ASK has one row with ``answer``.
Ask = Callable[[str], Sequence[Mapping[str, Any]]]

#: The types of parameters that name something: the kinds of `questions/names.rq`.
KINDS = ("document", "agency", "programme", "indicator", "code")
#: A year in any brackets.
_YEAR = re.compile(r"[〔\[(（]((?:19|20)\d\d)[〕\])）]")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A parameter whose value names nothing in the graph, and the names there that are most like it, the likest first."""

    parameter: str
    value: str
    near: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """What to say of it."""
        name = f"{self.parameter}={self.value}"
        return nothing_called(name, self.near)


def nothing_called(name: str, near: Sequence[str]) -> str:
    """What to say where nothing is called so, with the names that are like it."""
    if near:
        return Phrase("{name}: nothing in the graph is called so; did you mean {near}?", name=name, near=either(near))
    return Phrase("{name}: nothing in the graph is called so", name=name)


def missing(ask: Ask, kind: str, terms: str) -> bool:
    """Whether no name of this kind (a type of parameter) is one of the terms (RDF, with blanks between them)."""
    if kind == "iri":
        return not _true(ask, filled(question("mentioned"), {"thing": terms}))
    return not ask(limited(_names(kind, name=terms), 1))


def misspelt(ask: Ask, text: str) -> list[str]:
    """What to say of the terms in a query that neither our graphs nor this one have, a line each, with the one that may be meant."""
    said: list[str] = []
    for term in terms_of(text):
        prefix, _, name = term.partition(":")
        used, every = vocabulary(prefix)
        if not every or name in every or _true(ask, filled(question("term-in-use"), {"term": iri(term)})):
            continue
        elsewhere = [f"{other}:{name}" for other in PREFIXES if name in vocabulary(other)[0]]  # the prefix is the wrong one
        near = [f"{prefix}:{each}" for each in alike(name, used) or alike(name, sorted(every))]
        best = elsewhere[:1] or [each for each in near if each.lower() == near[0].lower()]  # a class and a property may differ in a capital alone
        said.append(
            Phrase("{term}: there is no such term in the graph; did you mean {near}?", term=term, near=either(best)) if best
            else Phrase("{term}: there is no such term in the graph", term=term))
    return said[:MOST]


def foreign(ask: Ask) -> str:
    """What to say of a graph that holds nothing of ours; empty where it does."""
    if _true(ask, question("holds-documents")):
        return ""
    if _true(ask, question("holds-anything")):
        return Phrase("the graph holds no pg:Document: nothing in it was made by policygraph build")
    return Phrase("the graph is empty")


def _true(ask: Ask, text: str) -> bool:
    return bool(ask(text)[0]["answer"])


def near(ask: Ask, kind: str, value: str) -> tuple[str, ...]:
    """The names of a kind that are most like a value, the likest first."""
    typed = _YEAR.sub(r"〔\1〕", folded(value).strip("《》“”\"'<>"))[:MAX_VALUE]
    if not typed or kind not in KINDS:
        return ()
    found = [(str(row["name"]), str(row["full"])) for row in ask(_candidates(kind, typed[:MAX_TYPED]))]
    ranked = sorted((*likeness(typed, name), full) for name, full in found)
    best = ranked[0][1] * LESS if ranked else 0.0
    return tuple(dict.fromkeys(full for rank, ratio, _, full in ranked if rank < 3 or rank == 3 and ratio <= best))[:MOST]


def _candidates(kind: str, typed: str) -> str:
    """A query for the names that share the most characters and pairs of characters with what was typed, half of the characters at least."""
    characters = list(dict.fromkeys(typed))
    pairs = list(dict.fromkeys(typed[i : i + 2] for i in range(len(typed) - 1)))
    parts = " ".join(map(_literal, _unique((*characters, *pairs))))
    return limited(_names(kind, part=parts, least=str((len(characters) + 1) // 2)), ASKED)


def _names(kind: str, *, name: str = "UNDEF", part: str = '""', least: str = "0") -> str:
    """The question for names: of a kind, one of these, with so many of these parts."""
    return filled(question("names"), {"kind": string(kind), "name": name, "part": part, "least": least})


def _unique(parts: Iterable[str]) -> list[str]:
    return [part for part in dict.fromkeys(parts) if part.strip()]


def _literal(text: str) -> str:
    r"""A character or two as a string; what a query cannot carry is left to match nothing (``\`` and line ends)."""
    return string(re.sub(r"[\\\x00-\x1f\ud800-\udfff]", "\ufffd", text))


def likeness(typed: str, name: str) -> tuple[int, float, int]:
    """How like a name is to what was typed; smaller is liker.

    0: it holds what was typed (93号 is not in 193号), 1: as a part of a longer number,
    2: what was typed abbreviates it (工信局, 工业和信息化局), 3: they are alike, 4: they are not.

    >>> [likeness("工信局", name)[0] for name in ("济南市工信局", "济南市工业和信息化局", "工程局", "财政部")]
    [0, 2, 3, 4]
    """
    ratio = difflib.SequenceMatcher(None, typed, name, autojunk=False).ratio()
    if typed in name:
        whole = re.search(rf"(?<!\d){re.escape(typed)}" if typed[0].isdigit() else re.escape(typed), name)
        return (0 if whole else 1), -ratio, len(name)
    rest = iter(name)
    if len(typed) > 1 and not re.search(r"\d", typed) and all(character in rest for character in typed):
        return 2, -ratio, len(name)
    return (3 if ratio >= ALIKE else 4), -ratio, len(name)
