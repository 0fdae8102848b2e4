"""Corrections: what a curator says against what the rules read, in a file that people and programs can compare line by line.

::

    [[correction]]
    what = "deadline"
    document = "临政发〔2021〕5号"
    quote = "建成充电桩3000个"
    is = "2025-12"
    who = "王敏"
    when = 2026-11-27
    why = "the sentence before it says so"

A statement is known by its IRI, by its document and its words, or by both: the
words find it where the IRI is gone because the source or the rules changed.
This module knows the file alone; `policygraph.keeping.correcting` applies it.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import faults
from .errors import TableError
from .language import Phrase
from .registry import RELATIONS, ROLES

#: The longest file that is read (bytes), and the most corrections in it.
MOST_BYTES, MOST = 16_000_000, 100_000
#: Kinds of statement that have a node of their own, as `registry.STATEMENTS` calls them.
KINDS = ("citation", "responsibility", "duty", "programme", "measure", "target", "result", "funding", "task")
_FIGURES = ("target", "result", "funding")
_DAY = r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = rf"{_DAY}|[12]\d{{3}}(?:-(?:0[1-9]|1[0-2]))?"
_AMOUNT = r"-?\d{1,18}(?:\.\d{1,9})?"
_ANY = r"(?s)\S.{0,999}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of correction: of what it is ("statement", "document" or "agency"), for which kinds of statement, and the form of its ``is`` ("" for none)."""

    of: str
    statements: tuple[str, ...] = ()
    form: str = ""
    example: str = ""


#: What may be corrected; the name is the value of ``what``.
WHAT: Mapping[str, Kind] = MappingProxyType({
    "withdrawn": Kind("statement", KINDS),
    "agency": Kind("statement", ("responsibility", "duty"), _ANY, "临江市公安局"),
    "role": Kind("statement", ("responsibility",), "|".join(ROLES), "lead"),
    "relation": Kind("statement", ("citation",), "|".join(RELATIONS), "based_on"),
    "means": Kind("statement", ("citation",), _ANY, "临政发〔2021〕5号"),
    "deadline": Kind("statement", ("responsibility", "target", "task"), _TIME, "2025-12"),
    "value": Kind("statement", _FIGURES, rf"{_AMOUNT}(?:\.\.{_AMOUNT})?", "3000, or 20..30"),
    "unit": Kind("statement", _FIGURES, _ANY, "万元"),
    "comparator": Kind("statement", _FIGURES, "=|>=|<=|>|<", ">="),
    "indicator": Kind("statement", ("target", "result"), _ANY, "充电桩"),
    "purpose": Kind("statement", ("funding",), _ANY, "充电桩建设"),
    "period": Kind("statement", ("result", "funding"), _ANY, "2022"),
    "action": Kind("statement", ("responsibility", "duty", "task"), _ANY, "建成充电桩"),
    "title": Kind("document", (), _ANY, "关于加快充电桩建设的通知"),
    "number": Kind("document", (), _ANY, "临政发〔2021〕5号"),
    "signed": Kind("document", (), _DAY, "2021-03-01"),
    "printed": Kind("document", (), _DAY, "2021-03-02"),
    "adopted": Kind("document", (), _DAY, "2021-03-01"),
    "effective": Kind("document", (), _DAY, "2021-04-01"),
    "expires": Kind("document", (), _DAY, "2026-03-31"),
    "no-agency": Kind("agency"),
    "same-agency": Kind("agency", (), r"\S{1,2000}", "id:agency/370100/济南市公安局"),
})


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction.

    ``what`` is a key of `WHAT`, ``value`` what the file calls ``is``. ``statement`` is an IRI; ``document`` an
    IRI, a number or a title; ``quote`` the words of the evidence, of an agency its printed name; ``kind``,
    ``provision`` (a locator) and ``was`` (what it says so far) tell statements of the same words apart;
    ``agency`` is an IRI. IRIs may be short as tables print them (``id:agency/…``). ``when`` is a day, or a
    day and time (ISO 8601). ``place`` says where in the file it stands.
    """

    what: str
    who: str
    when: str
    value: str = ""
    statement: str = ""
    document: str = ""
    quote: str = ""
    kind: str = ""
    provision: str | None = None
    was: str = ""
    agency: str = ""
    why: str = ""
    place: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """What it is known by: the same for the same correction, wherever it stands."""
        said = json.dumps([[name, getattr(self, name)] for name in _NAMES if getattr(self, name) not in (None, "")], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


#: Names of the fields in the order of a table; and in the file, where ``is`` is no name that Python allows.
_NAMES = tuple(each.name for each in fields(Correction) if each.compare)
_IN_FILE = {name: "is" if name == "value" else name for name in _NAMES}
_ORDER = ("what", "statement", "document", "provision", "kind", "quote", "agency", "was", "value", "who", "when", "why")


def read_corrections(path: str | Path) -> tuple[Correction, ...]:
    """The corrections of a file, in order.

    Raises:
        TableError: It cannot be read, or something in it is no correction; the message has the place and the remedy.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise TableError(Phrase("{path}: cannot be read ({reason}); name a file of corrections (docs/corrections.md)", path=path, reason=error.strerror)) from error
    if len(data) > MOST_BYTES:
        raise TableError(Phrase("{path}: is longer than {most:,} bytes; give the corrections in fewer words", path=path, most=MOST_BYTES))
    try:
        return parse(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise TableError(Phrase("{path}: is not UTF-8 at byte {start}; save it as UTF-8", path=path, start=error.start)) from error


def parse(text: str, name: str = "corrections") -> tuple[Correction, ...]:
    """The corrections of a text in TOML.

    Args:
        text: A ``[[correction]]`` for each.
        name: What messages call the file.

    Raises:
        TableError: As `read_corrections`.
    """
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        said = faults.of_toml(error) if isinstance(error, tomllib.TOMLDecodeError) else str(error)[:160]
        raise TableError(Phrase("{name}: is no TOML ({error})", name=name, error=said)) from error
    if stray := sorted(table.keys() - {"correction"}):
        raise TableError(Phrase("{name}: {stray} is not known here; every correction stands under [[correction]]", name=name, stray=stray[0]))
    rows = table.get("correction", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TableError(Phrase("{name}: correction is no list of tables; write [[correction]] over each", name=name))
    if len(rows) > MOST:
        raise TableError(Phrase("{name}: holds {count:,} corrections; {most:,} are read at most", name=name, count=len(rows), most=MOST))
    return tuple(_checked(row, Phrase("{name}: correction {n}", name=name, n=n)) for n, row in enumerate(rows, 1))


def _checked(row: Mapping[str, Any], place: str) -> Correction:
    names = {in_file: name for name, in_file in _IN_FILE.items()}
    if stray := sorted(row.keys() - names.keys()):
        raise TableError(Phrase("{place}: {stray} is not known; known are {known}", place=place, stray=stray[0], known=" ".join(_IN_FILE[name] for name in _ORDER)))
    found = Correction(**{"what": "", "who": "", "when": "", **{names[key]: _text(value, f"{place}: {key}") for key, value in row.items()}}, place=place)
    for wrong in _wrong(found):
        raise TableError(Phrase("{place}: {wrong}", place=place, wrong=wrong))
    return found


def _text(value: Any, place: str) -> str:
    """A value of TOML as text: a day, a number and a pair of numbers may be written as such."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    if isinstance(value, list) and len(value) == 2 and all(isinstance(each, int | float) for each in value):
        return "..".join(_text(each, place) for each in value)
    if not isinstance(value, str):
        raise TableError(Phrase("{place}: is neither text, nor a number, a day or two numbers", place=place))
    return value


def _wrong(found: Correction) -> Iterator[str]:
    """What is wrong with a correction by itself."""
    kind = WHAT.get(found.what)
    if kind is None:
        yield Phrase('what = "{what}" is not known; known are {known}', what=found.what, known=" ".join(WHAT))
        return
    if not found.who.strip():
        yield Phrase('says not who made it (who = "…")')
    if not _is_moment(found.when):
        yield Phrase('when = "{when}" is no day; write when = 2026-11-27', when=found.when)
    yield from _wrong_target(found, kind)
    if kind.form and not re.fullmatch(kind.form, found.value):
        yield Phrase('is = "{value}" is no {what}; write for instance is = "{example}"', value=found.value[:60], what=found.what, example=kind.example)
    if not kind.form and found.value:
        yield Phrase("{what} has no is; leave it out", what=found.what)
    if kind.form in (_DAY, _TIME) and not _is_day(found.value):
        yield Phrase('is = "{value}" is no day of the calendar', value=found.value)


def _wrong_target(found: Correction, kind: Kind) -> Iterator[str]:
    if kind.of == "statement" and not found.statement and not (found.document and found.quote):
        yield Phrase("names no statement; give its IRI (statement), or its document and its words (document, quote)")
    if kind.of == "document" and not found.document:
        yield Phrase("names no document; give its number, title or IRI (document)")
    if found.what == "same-agency" and not found.agency:
        yield Phrase("names no agency; give the IRI of the one that is to go (agency)")
    if found.what == "same-agency" and found.document:
        yield Phrase("holds wherever the agency is named; leave document out")
    if found.what == "no-agency" and not found.agency and not (found.document and found.quote):
        yield Phrase("names no agency; give its IRI (agency), or a document and its printed name there (document, quote)")
    if found.kind and found.kind not in kind.statements:
        yield Phrase('kind = "{kind}" has no {what}; it may be {known}', kind=found.kind, what=found.what, known=" ".join(kind.statements) or Phrase("left out"))


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return re.match(_DAY, text) is not None


def _is_day(text: str) -> bool:
    try:
        date(*([int(part) for part in text.split("-")] + [1, 1])[:3])
    except ValueError:
        return False
    return True


def to_toml(corrections: Iterable[Correction]) -> str:
    """Corrections as a file has them; `parse` reads them as they were.

    >>> print(to_toml([Correction("withdrawn", "王敏", "2026-11-27", document="临政发〔2021〕5号", quote="有关单位")]), end="")
    [[correction]]
    what = "withdrawn"
    document = "临政发〔2021〕5号"
    quote = "有关单位"
    who = "王敏"
    when = "2026-11-27"
    """
    return "\n".join("[[correction]]\n" + "".join(_lines(each)) for each in corrections)


def _lines(correction: Correction) -> Iterator[str]:
    for name in _ORDER:
        value = getattr(correction, name)
        if value is not None and (value or name == "provision"):
            yield f"{_IN_FILE[name]} = {quoted(value)}\n"


def quoted(text: str) -> str:
    """A text as a basic string of TOML, on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def distinct(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """The same corrections, each once, in an order that does not depend on that of the file."""
    found = {each.id: each for each in corrections}
    return tuple(found[id] for id in sorted(found))


def expanded(correction: Correction, base: str) -> Correction:
    """A correction whose IRIs are written out: ``id:`` stands for the base of the graph."""

    def whole(text: str) -> str:
        return base + text[3:] if text.startswith("id:") else text

    value = whole(correction.value) if correction.what in ("agency", "same-agency", "means") else correction.value
    return replace(correction, statement=whole(correction.statement), document=whole(correction.document), agency=whole(correction.agency), value=value)
