"""Check what the program reads at run time: rules with their examples, tables, named queries; and bring own rules into use."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path, PurePosixPath
from re import _constants as op  # type: ignore[attr-defined]  # the parser of the standard library: it has no public name
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from . import ownrules, rooms, rules, tables
from .errors import PolicyGraphError, ReadError, TableError
from .guard import Budget, guarded
from .language import Phrase
from .naming import gazetteer, reforms

#: The furthest that a look-around of an own rule may look (code points).
MAX_LOOK = 400
#: Code points of the text that an own rule is tried on, and the processor time that it may take (seconds): one that looks at each
#: place once takes a thousandth.
LENGTH, SECONDS = 20_000, 2.0


@contextmanager
def own_rules(folder: str | Path) -> Iterator[None]:
    """Read with own rules and tables beside those of the package, in the body and in the processes that it starts.

    They hold for the whole process; a thread that would use another folder waits until this one is done with.

    Args:
        folder: A folder with ``rules/NAME.toml`` and ``tables/NAME.csv`` (docs/extending.md).

    Raises:
        TableError: A file cannot be read, is none that the package has, or is malformed; names file, rule or row, and field.
    """
    with ownrules.using(ownrules.read(folder)):
        _load()
        yield


def _load() -> None:
    """Load every own file that is in use, so that what is malformed is told before anything is read."""
    mine = ownrules.active()
    for path, _ in mine.files if mine else ():
        kind, name = PurePosixPath(path).parts[0], PurePosixPath(path).stem
        if kind == "rules":
            rules.load(name)
        else:
            list(tables.rows(name, ()))


def check_with(folder: str | Path) -> tuple[list[str], list[str]]:
    """Check all data files of the package together with a folder of own rules; as `check`, and what `own_rules` raises is what is wrong.

    Raises:
        TableError: There is no such folder.
    """
    try:
        with own_rules(folder):
            return check()
    except TableError as error:
        if not Path(folder).is_dir():
            raise
        return [], [Phrase("{error}", error=error)]


def check() -> tuple[list[str], list[str]]:
    """Check all data files of the package, with the own rules that are in use.

    Returns:
        What was checked, a line each, and what is wrong: file, row or rule, field.
    """
    done: list[str] = []
    wrong: list[str] = []
    for name, find in ((Phrase("rules"), _rules), (Phrase("tables"), _tables), (Phrase("queries"), _queries)):
        try:
            count, found = find()
        except PolicyGraphError as error:
            count, found = 0, [Phrase("{error}", error=error)]
        done.append(Phrase("{name}: {count} checked, {wrong} wrong", name=name, count=count, wrong=len(found)))
        wrong += found
    if (mine := ownrules.active()) and not wrong:
        told, unused = _own(mine)
        done.append(told)
        wrong += unused
    return done, wrong


def _own(mine: ownrules.Own) -> tuple[str, list[str]]:
    """What was read from a folder of own rules, and which of its pieces of pattern no pattern takes in."""
    counts = Counter[str]()
    unused: list[str] = []
    for path, text in mine.files:
        kind, name = PurePosixPath(path).parts[0], PurePosixPath(path).stem
        if kind == "tables":
            counts["rows"] += sum(1 for _ in csv.DictReader(io.StringIO(text)))
            continue
        table = tomllib.loads(text)
        pieces = table.get("fragments", {})
        own = [key for key in table if key not in ("fragments", "excepted", "procedures")]
        counts.update(rules=len(own), pieces=len(pieces), words=sum(len(words) for sides in table.get("excepted", {}).values() for words in sides.values()))
        known = rules.fragments(name)
        taken = known.union(re.findall(r"\{\{([\w-]+)\}\}", f"{list(pieces.values())}{[table[key] for key in own]}"))
        unused += [Phrase(
            "{place} [fragments] {key}: no pattern takes it in as {{{{{key}}}}}, and the package has none of this name; its own are {known}",
            place=f"{mine.place.rstrip('/')}/{path}", key=key, known=", ".join(sorted(known)) or Phrase("none")) for key in pieces if key not in taken]
    return Phrase(
        "own, in {place}: rules {rules}, pieces of pattern {pieces}, exceptions {words}, rows of tables {rows}", place=mine.place,
        **{name: counts[name] for name in ("rules", "pieces", "words", "rows")}), unused


def _rules() -> tuple[int, list[str]]:
    loaded = [(name, rule) for name in rules.names() for rule in rules.load(name).values()]
    found = [_of(rule, fault) for _, rule in loaded for fault in faults(rule)]
    mine = [(name, rule) for name, rule in loaded if rule.place != f"rules/{name}.toml"]
    return len(loaded), found + [_of(rule, fault) for _, rule in mine for fault in _own_faults(rule)]


def _of(rule: rules.Rule, fault: str) -> str:
    return Phrase("{place} [{rule}] {fault}", place=rule.place, rule=rule.id, fault=fault)


def faults(rule: rules.Rule) -> Iterator[str]:
    """What a rule does that its examples and counter-examples do not allow; nothing for a rule that is well."""
    for example in rule.examples:
        groups = {key: value for key, value in example.items() if key not in ("text", "find")}
        matches = [m for m in rule.pattern.finditer(example["text"]) if m.group() == example.get("find", m.group())]
        if unknown := groups.keys() - rule.pattern.groupindex.keys():
            yield Phrase("has no group {group}, which its example {text!r} names", group=min(unknown), text=example["text"])
        elif not any(all(m[key] == value for key, value in groups.items()) for m in matches):
            yield Phrase("does not find its example {text!r}", text=example["text"])
    for text in rule.also:
        if not rule.pattern.search(text):
            yield Phrase("does not find anything in {text!r}", text=text)
    for text in rule.counterexamples:
        if rule.pattern.search(text):
            yield Phrase("finds its counter-example {text!r}", text=text)


def _own_faults(rule: rules.Rule) -> Iterator[str]:
    """What is asked of own rules beside that; of those of the package tests ask it."""
    for field in ("note", "examples", "counterexamples"):
        if not getattr(rule, field):
            yield Phrase("has no {field}", field=field)
    if any(least_and_most[1] > MAX_LOOK for least_and_most in _looks(_parser.parse(rule.pattern.pattern, rule.pattern.flags))):
        yield Phrase("looks further ahead than {most} characters; say how far it may look, as in (?=[^，。]{{0,40}}完成)", most=MAX_LOOK)
    for unit in _units(rule):
        text = (unit * (LENGTH // len(unit) + 1))[:LENGTH]
        try:
            with guarded(rule.id, "trying it", Budget(SECONDS)):
                for _ in rule.pattern.finditer(text):
                    pass
        except ReadError:
            yield Phrase(
                "takes more than {seconds:g} seconds for {length:,} characters of {unit!r}; let no two repetitions follow each other that take the same characters",
                seconds=SECONDS, length=LENGTH, unit=unit)
            return


def _looks(items: Any) -> Iterator[tuple[int, int]]:
    """How little and how much each look-around takes in."""
    for kind, value in items:
        if kind in (op.ASSERT, op.ASSERT_NOT):
            yield value[1].getwidth()
            yield from _looks(value[1])
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            yield from _looks(value[2])
        elif kind is op.SUBPATTERN:
            yield from _looks(value[3])
        elif kind is op.ATOMIC_GROUP:
            yield from _looks(value)
        elif kind is op.BRANCH:
            for each in value[1]:
                yield from _looks(each)


def _units(rule: rules.Rule) -> Iterable[str]:
    """What runs of text a rule is tried on: what it speaks of, and the marks of any text."""
    spoken = [example["text"] for example in rule.examples] + [*rule.also, *rule.counterexamples]
    pieces = [piece for text in spoken for piece in (text, *re.findall(r"[^，。；、]{1,12}[，。；、]?", text), *text)]
    return dict.fromkeys([*pieces, *"甲一1，、。；（）《》|　", "甲，", "甲、", "（甲）", "《甲》"])


def _tables() -> tuple[int, list[str]]:
    return len(gazetteer.places()) + len(reforms.reforms()), gazetteer.check() + reforms.check()


@cache
def _fault_of(query: str) -> Exception | None:
    """Why a query cannot be parsed, if so; own rules change no query, and a check of these need not parse all of them again."""
    from pyoxigraph import Store  # in a hundredth of the time that rdflib's parser takes, which the tests ask

    try:
        Store().query(query)
    except Exception as error:
        return error
    return None


def _queries() -> tuple[int, list[str]]:
    from .asking.named import named, question

    texts = {f"queries/{name}.rq": query.text for name, query in named().items()}
    texts |= {f"questions/{name}.rq": question(name) for name in rooms.data("questions", ".rq")}
    return len(texts), [Phrase("{name}: {error}", name=name, error=error) for name, text in texts.items() if (error := _fault_of(text))]
