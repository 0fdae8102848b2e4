"""Load the rules (``rules/NAME.toml`` in the rooms): each with examples and counter-examples.

A rule file is TOML. The table ``fragments`` holds pieces of pattern by name; a
pattern takes one in with ``{{name}}``. Every other table is a rule::

    [deadline-year]
    note = "到2020年: the year stands for the whole clause."
    confidence = 0.9
    pattern = '(?:到|至){{year}}年'
    examples = [{ text = "力争到2020年达到", find = "到2020年", year = "2020" }]
    counterexamples = ["2020年达到"]

Patterns are compiled with `re.VERBOSE`: blanks in them mean nothing. In an
example, ``find`` is the text that must match and every other key is a named
group with its value; ``also`` are further texts in which the rule finds
something, one for each word that no example has. ``tests/test_rules.py`` runs
examples and counter-examples of every rule both ways, and
``benchmarks/pinned.py`` counts the words that an example would miss.

A table ``[excepted.NAME.next]`` lists words, each with the reason, before
which a word does not mean what the rule means (应, but not in 应急);
``[excepted.NAME.previous]`` those after which it does not. A pattern takes a
list in with ``{{NAME}}`` where the word ends, or begins::

    [excepted.should-part.next]
    "急" = "应急: emergency"

A table ``[procedures.NAME]`` declares a rule name that is a step of a
recogniser, not a pattern: with a note, and examples whose ``text`` gives a
statement by it (``find``: what it quotes).

A file of own rules (`ownrules`) that bears the name of one of the package is laid upon it: a rule or a fragment of the same name takes the
place of the package's, which it may take in by that name (``{{year}}|年关``), or has no pattern and says what is added to a group of the
package's (``widened = { label = '挂帅单位' }``); words are added to a list of exceptions; and files whose rules are
asked for one after the other (`OPEN`) take new rules, after the package's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from . import cues, faults, ownrules, rooms
from .errors import TableError
from .language import Phrase

_DIGIT = re.compile(r"\d")
#: Files in which recognisers ask for every rule, or every one of these beginnings, whatever its name is.
OPEN = {"branches": ("",), "places": ("",), "signs": ("act-", "after-", "before-", "name-", "next-", "quotation-")}


@dataclass(frozen=True)
class Rule:
    """A named pattern with what it is for, how far to trust it, and its examples."""

    id: str
    written: str
    note: str
    confidence: float
    examples: tuple[dict[str, str], ...]
    counterexamples: tuple[str, ...]
    also: tuple[str, ...] = ()
    place: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern as the file has it, with its fragments, ready to be matched: made when it is asked for first, as few texts need all of them.

        Raises:
            TableError: It is malformed, or matches the empty string.
        """
        pattern = _compiled(self.place, self.id, self.written)
        if pattern.match(""):
            raise TableError(Phrase("{place} [{key}] pattern: matches the empty string", place=self.place, key=self.id))
        return pattern

    @cached_property
    def anchors(self) -> tuple[str, ...] | None:
        """Strings of which at least one stands in every text in which the rule finds something (`cues.anchors`)."""
        return cues.anchors(self.written, re.VERBOSE)

    @cached_property
    def cue(self) -> re.Pattern[str] | None:
        """What is found in every text in which the rule finds something: one of its anchors, or where those say little a digit; None if it may be any text.

        One compiled alternation is told from a text in a fraction of the time that the anchors take one by one.
        """
        if (self.anchors is None or len(min(self.anchors, key=len)) == 1) and cues.holds_digit(self.written, re.VERBOSE):
            return _DIGIT
        return None if self.anchors is None else re.compile("|".join(map(re.escape, self.anchors)))

    def may_be_in(self, text: str) -> bool:
        """Can the rule find anything in a text? False is certain, and is said much sooner than the pattern would."""
        return self.cue is None or self.cue.search(text) is not None

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """What the pattern finds from ``start`` on."""
        return self.pattern.finditer(text, start) if self.may_be_in(text) else iter(())

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first thing that the pattern finds from ``start`` on."""
        return self.pattern.search(text, start) if self.may_be_in(text) else None


def any_cue(asked: Iterable[Rule]) -> re.Pattern[str] | None:
    """What is found in every text in which one of some rules finds something; None if it may be any text.

    Where most texts hold none of many rules, they are asked for all of them at once.
    """
    found = [rule.cue for rule in asked]
    return None if None in found else re.compile("|".join(sorted({cue.pattern for cue in found if cue})))


@dataclass(frozen=True, slots=True)
class Procedure:
    """A way to a statement that no one pattern says: its name in graphs, what for, and a text in which it is taken."""

    id: str
    note: str
    examples: tuple[dict[str, str], ...]


def names() -> list[str]:
    """The names of the rule files, sorted."""
    return list(rooms.data("rules", ".toml"))


@ownrules.renewed
@cache
def load(name: str) -> dict[str, Rule]:
    """Load one rule file, with the own rules that are in use.

    Returns:
        Rule by id, in the order of the file, which is the order of preference.

    Raises:
        TableError: The file, a field or a pattern is malformed, or an own rule is none that is asked for; names file, rule and field.
    """
    place = f"rules/{name}.toml"
    own = ownrules.table(place)
    if own is None:
        return _of_package(name)
    (own_place, own_table), table = own, _table(name)
    if "procedures" in own_table:
        raise TableError(Phrase("{place} [procedures]: a step of a recogniser is no rule; it is changed in the program", place=own_place))
    fragments = {key: unless(words) for key, words in excepted(name).items()}
    _add_fragments(fragments, place, table.get("fragments", {}), own_place, own_table.get("fragments", {}))
    rules, own_rows = {}, _rules(own_table)
    for key, row in _rules(table).items():
        rules[key] = _rule(place, key, row, fragments)
        if key in own_rows:
            mine = _widened(own_place, key, own_rows.pop(key), rules[key])
            rules[key] = _in_place(rules[key], _own_rule(own_place, key, mine, {**fragments, key: f"(?:{rules[key].pattern.pattern})"}))
    for key, row in own_rows.items():
        if not key.startswith(OPEN.get(name, ("\0",))):
            raise TableError(Phrase(
                "{own} [{key}]: {place} has no rule of this name, and no recogniser asks for it; known are {known}",
                own=own_place, key=key, place=place, known=", ".join(rules)))
        rules[key] = _own_rule(own_place, key, row, fragments)
    return rules


@cache
def _of_package(name: str) -> dict[str, Rule]:
    """The rules of a file without own ones: they stay what they are, so that own rules in one file cost the others nothing."""
    place, table = f"rules/{name}.toml", _table(name)
    fragments = {key: unless(words) for key, words in lists_of_exceptions(place, table).items()}
    _add_fragments(fragments, place, table.get("fragments", {}), "", {})
    return {key: _rule(place, key, row, fragments) for key, row in _rules(table).items()}


def fragments(name: str) -> set[str]:
    """The names of the pieces of pattern that a rule file of the package has.

    Raises:
        TableError: The file is malformed.
    """
    return set(_table(name).get("fragments", {}))


def _rules(table: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {key: row for key, row in table.items() if key not in ("procedures", "excepted", "fragments")}


def _rule(place: str, key: str, row: Any, fragments: Mapping[str, str]) -> Rule:
    if not isinstance(row, dict):
        raise TableError(Phrase("{place} [{key}]: is no table; a rule is [{key}] with the lines of its fields below", place=place, key=key))
    unknown = row.keys() - {"note", "confidence", "pattern", "examples", "also", "counterexamples"}
    if unknown or "pattern" not in row:
        wrong = Phrase("unknown field {field}", field=min(unknown)) if unknown else Phrase("no pattern")
        raise TableError(Phrase("{place} [{key}]: {wrong}", place=place, key=key, wrong=wrong))
    if not isinstance(row["pattern"], str):
        raise TableError(Phrase("{place} [{key}] pattern: is no text", place=place, key=key))
    written = _expand(place, key, row["pattern"], fragments)
    try:
        confidence, examples = float(row.get("confidence", 0.9)), tuple({**each} for each in row.get("examples", ()))
    except (TypeError, ValueError) as error:
        raise TableError(Phrase(
            "{place} [{key}]: confidence is a number, examples are tables with text and find ({error})", place=place, key=key, error=error)) from error
    if not 0 < confidence <= 1:
        raise TableError(Phrase("{place} [{key}]: confidence is above 0 and at most 1", place=place, key=key))
    if any("text" not in each for each in examples):
        raise TableError(Phrase("{place} [{key}]: an example has no text", place=place, key=key))
    return Rule(key, written, row.get("note", ""), confidence, examples, tuple(row.get("counterexamples", ())), tuple(row.get("also", ())), place)


def _own_rule(place: str, key: str, row: Any, fragments: Mapping[str, str]) -> Rule:
    """A rule of one's own, whose pattern is tried at once."""
    rule = _rule(place, key, row, fragments)
    _ = rule.pattern
    return rule


def _compiled(place: str, key: str, written: str) -> re.Pattern[str]:
    try:
        return re.compile(written, re.VERBOSE)
    except (re.error, OverflowError, RecursionError) as error:
        if "redefinition of group name" in str(error):
            raise TableError(Phrase(
                "{place} [{key}] pattern: {error}; words are added to a group of the package's pattern by widened = {{ GROUP = 'WORDS' }} in place of a pattern",
                place=place, key=key, error=faults.of_pattern(error))) from error
        raise TableError(Phrase("{place} [{key}] pattern: {error}", place=place, key=key, error=faults.of_pattern(error))) from error


def _widened(place: str, key: str, row: Any, package: Rule) -> Any:
    """An own rule whose pattern is the package's, with further words in groups of it (``widened``); any other one as it is.

    A group may stand in a pattern once, so that the package's pattern cannot stand beside another one with the same groups.
    """
    if not isinstance(row, dict) or "widened" not in row:
        return row
    words, pattern = row["widened"], package.pattern.pattern
    if "pattern" in row or not isinstance(words, dict) or not all(isinstance(each, str) and each for each in words.values()):
        raise TableError(Phrase("{place} [{key}] widened: it has a pattern for each group, as in widened = {{ label = '挂帅单位' }}, and the rule no pattern beside it", place=place, key=key))
    for group, more in words.items():
        if group not in package.pattern.groupindex:
            raise TableError(Phrase(
                "{place} [{key}] widened: the rule of the package has no group {group}; it has {known}",
                place=place, key=key, group=group, known=", ".join(package.pattern.groupindex) or Phrase("none")))
        pattern = pattern.replace(f"(?P<{group}>", f"(?P<{group}>(?:{more})|", 1)
    return {**{name: value for name, value in row.items() if name != "widened"}, "pattern": pattern}


def _in_place(package: Rule, mine: Rule) -> Rule:
    """An own rule in the place of one of the package: recognisers ask for its groups."""
    missing = package.pattern.groupindex.keys() - mine.pattern.groupindex.keys()
    if missing:
        raise TableError(Phrase(
            "{place} [{key}] pattern: has no group {group}, which the rule of the package has", place=mine.place, key=mine.id, group=min(missing)))
    return mine


def _add_fragments(fragments: dict[str, str], place: str, table: Mapping[str, str], own_place: str, own_table: Mapping[str, str]) -> None:
    """Put the fragments of both files beside those that are there; an own one takes the place of the package's, which it may take in."""
    for key, value in table.items():
        if key in fragments:
            raise TableError(Phrase("{place} [fragments]: {key} is the name of a list of exceptions too", place=place, key=key))
        fragments[key] = f"(?:{_expand(place, key, value, fragments)})"
        if key in own_table:
            fragments[key] = _own_fragment(own_place, key, own_table[key], fragments)
    for key in own_table.keys() - table.keys():
        if key in fragments:
            raise TableError(Phrase("{place} [fragments]: {key} is the name of a list of exceptions too", place=own_place, key=key))
    for key, value in own_table.items():
        if key not in table:
            fragments[key] = _own_fragment(own_place, key, value, fragments)


def _own_fragment(place: str, key: str, value: Any, fragments: Mapping[str, str]) -> str:
    if not isinstance(value, str):
        raise TableError(Phrase("{place} [{key}] pattern: is no text", place=f"{place} [fragments]", key=key))
    return f"(?:{_compiled(f'{place} [fragments]', key, _expand(f'{place} [fragments]', key, value, fragments)).pattern})"


@dataclass(frozen=True, slots=True)
class Excepted:
    """Words with their reasons, next to which a word of a rule means something else; before it or after it."""

    side: str
    reasons: Mapping[str, str]


@ownrules.renewed
@cache
def excepted(name: str) -> dict[str, Excepted]:
    """The lists of exceptions of one rule file, by name, with the words that own rules add.

    Raises:
        TableError: The file is malformed, a list has not one side (``next`` or ``previous``), or a word has no reason.
    """
    place = f"rules/{name}.toml"
    found = lists_of_exceptions(place, _table(name))
    own_place, table = ownrules.table(place) or ("", {})
    for key, words in lists_of_exceptions(own_place, table).items():
        known = found.get(key, words)
        if known.side != words.side:
            raise TableError(Phrase("{place} [excepted.{key}]: the list of the package has {side}", place=own_place, key=key, side=known.side))
        found[key] = Excepted(words.side, {**known.reasons, **words.reasons})
    return found


def unless(words: Excepted) -> str:
    """The piece of a pattern that holds where none of the words stands; words before a place are looked for length by length.

    >>> unless(Excepted("next", {"急": "应急", "用": "应用"})), unless(Excepted("previous", {"核": "核对", "一对": "一对一"}))
    ('(?!急|用)', '(?<!核)(?<!一对)')
    """
    if words.side == "next":
        return f"(?!{'|'.join(map(re.escape, words.reasons))})"
    lengths = dict.fromkeys(map(len, words.reasons))
    return "".join(f"(?<!{'|'.join(re.escape(word) for word in words.reasons if len(word) == length)})" for length in lengths)


def lists_of_exceptions(place: str, table: Mapping[str, Any]) -> dict[str, Excepted]:
    """The lists of exceptions in the table of a rule file.

    Raises:
        TableError: A list has not one side, or a word has no reason.
    """
    found = {}
    for key, sides in table.get("excepted", {}).items():
        if not isinstance(sides, dict) or len(sides) != 1 or not sides.keys() <= {"next", "previous"}:
            raise TableError(Phrase("{place} [excepted.{key}]: it has next or previous", place=place, key=key))
        (side, reasons), = sides.items()
        if not reasons or not isinstance(reasons, dict) or not all(isinstance(why, str) and why for why in reasons.values()):
            raise TableError(Phrase("{place} [excepted.{key}.{side}]: words, each with a reason", place=place, key=key, side=side))
        found[key] = Excepted(side, reasons)
    return found


@cache
def procedures(name: str) -> dict[str, Procedure]:
    """The procedures of one rule file: rule names that graphs hold, and that are steps of a recogniser.

    Raises:
        TableError: The file or a field is malformed.
    """
    found = {}
    for key, row in _table(name).get("procedures", {}).items():
        if row.keys() != {"note", "examples"}:
            raise TableError(Phrase("rules/{name}.toml [procedures.{key}]: it has a note and examples", name=name, key=key))
        found[key] = Procedure(key, row["note"], tuple(row["examples"]))
    return found


@cache
def _table(name: str) -> dict[str, Any]:
    """What a rule file of the package says; who asks only reads it."""
    try:
        return tomllib.loads(rooms.data("rules", ".toml")[name].read_text("utf-8"))
    except (KeyError, OSError, tomllib.TOMLDecodeError) as error:
        said = faults.of_toml(error) if isinstance(error, tomllib.TOMLDecodeError) else error
        raise TableError(Phrase("rules/{name}.toml: {error}", name=name, error=said)) from error


def _expand(place: str, key: str, pattern: str, fragments: Mapping[str, str]) -> str:
    def fragment(match: re.Match[str]) -> str:
        if match[1] not in fragments:
            raise TableError(Phrase("{place} [{key}]: no fragment {fragment} before it", place=place, key=key, fragment=match[1]))
        return fragments[match[1]]

    return re.sub(r"\{\{([\w-]+)\}\}", fragment, pattern)
