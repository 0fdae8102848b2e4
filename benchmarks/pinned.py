#!/usr/bin/env python3
"""Which words of the rules would be missed? Take each literal alternative out in turn, and see whether an example notices.

    pinned.py [--show FILE ...] [--propose FILE ...]

A word that no example notices can be lost, or be wrong, and nobody sees it. Counted are the alternatives of the patterns and
fragments in the rule files that are plain words; one in a fragment counts once, and is noticed by the examples of any rule that
takes the fragment in; so is each word of a list of exceptions. ``--show`` lists the words that nobody would miss; ``--propose`` gives for each of them an example of its
rule in which it stands in the place of another word of the same list, to be read, mended and put into the rule file.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from policygraph import checking, rooms, rules

#: What may stand in an alternative that is a word: no sign of a pattern.
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z0-9、，。；：“”《》（）〔〕]+")
_NAMED = re.compile(r"\{\{([\w-]+)\}\}")


@dataclass(frozen=True, slots=True)
class Word:
    """A plain alternative: where its list stands (fragment or rule), the word, its place in the source of the pattern, its fellows."""

    file: str
    owner: str
    text: str
    start: int
    end: int
    fellows: tuple[str, ...]


def alternatives(pattern: str) -> Iterator[tuple[list[tuple[int, int]], str]]:
    """The lists of alternatives of a pattern: the span of each alternative; and what opens the list ("" at the top)."""
    stack: list[tuple[str, int, list[tuple[int, int]]]] = [("", 0, [])]
    i = 0
    while i < len(pattern):
        c = pattern[i]
        if c == "\\":
            i += 2
            continue
        if c == "[":
            i = _class_end(pattern, i)
            continue
        if pattern.startswith("{{", i):
            i = pattern.index("}}", i) + 2
            continue
        if c == "(":
            opening = re.compile(r"\((?:\?(?:P<\w+>|P=\w+|[:>=!]|<[=!]|[aiLmsux-]+:?))?").match(pattern, i)
            stack.append((opening.group(), opening.end(), []))
            i = opening.end()
            continue
        if c == "|":
            kind, start, parts = stack.pop()
            stack.append((kind, i + 1, [*parts, (start, i)]))
        elif c == ")":
            kind, start, parts = stack.pop()
            if parts:
                yield [*parts, (start, i)], kind
        i += 1
    kind, start, parts = stack.pop()
    if parts:
        yield [*parts, (start, len(pattern))], kind


def _class_end(pattern: str, i: int) -> int:
    i += 2 if pattern[i + 1 : i + 2] == "^" else 1
    i += 1 if pattern[i] == "]" else 0
    while pattern[i] != "]":
        i += 2 if pattern[i] == "\\" else 1
    return i + 1


def words(file: str, sources: Mapping[str, str]) -> Iterator[Word]:
    """The plain alternatives of the patterns and fragments (by name) of one file."""
    for owner, pattern in sources.items():
        for spans, _ in alternatives(pattern):
            texts = [pattern[start:end].strip() for start, end in spans]
            plain = [text for text in texts if _WORD.fullmatch(text)]
            for (start, end), text in zip(spans, texts, strict=True):
                if _WORD.fullmatch(text):
                    yield Word(file, owner, text, start, end, tuple(other for other in plain if other != text))


def without(pattern: str, word: Word) -> str:
    """The pattern without one alternative."""
    if pattern[word.end : word.end + 1] == "|":
        return pattern[: word.start] + pattern[word.end + 1 :]
    return pattern[: word.start - 1] + pattern[word.end :]


class File:
    """A rule file with its sources, so that it can be compiled with one word less."""

    def __init__(self, name: str):
        self.name = name
        table = tomllib.loads(rooms.data("rules", ".toml")[name].read_text("utf-8"))
        self.fragments: dict[str, str] = table.pop("fragments", {})
        table.pop("procedures", None)
        table.pop("excepted", None)
        self.excepted = rules.excepted(name)
        self.patterns = {key: row["pattern"] for key, row in table.items() if "pattern" in row}
        self.rules = {key: rule for key, rule in rules.load(name).items() if key in self.patterns}
        self.uses = {key: self._used(pattern) for key, pattern in self.patterns.items()}

    def _used(self, pattern: str) -> frozenset[str]:
        found, waiting = set(), set(_NAMED.findall(pattern))
        while waiting:
            name = waiting.pop()
            found.add(name)
            waiting |= set(_NAMED.findall(self.fragments.get(name, ""))) - found
        return frozenset(found)

    def words(self) -> list[Word]:
        exceptions = [Word(self.name, f"{{{{{name}}}}}", word, 0, 0, tuple(listed.reasons)) for name, listed in self.excepted.items() for word in listed.reasons]
        return [*exceptions, *words(self.name, {f"{{{{{name}}}}}": pattern for name, pattern in self.fragments.items()}), *words(self.name, self.patterns)]

    def affected(self, word: Word) -> list[str]:
        return [word.owner] if word.owner in self.patterns else [key for key, used in self.uses.items() if word.owner.strip("{}") in used]

    def lacking(self, word: Word, key: str) -> re.Pattern[str] | None:
        """The pattern of a rule without a word; None where that is no pattern."""
        fragments = {name: rules.unless(listed) for name, listed in self.excepted.items()} | self.fragments
        pattern = self.patterns[key]
        name = word.owner.strip("{}")
        if word.owner in self.patterns:
            pattern = without(pattern, word)
        else:
            fragments[name] = self._unlisted(word) if name in self.excepted else without(fragments[name], word)
        try:
            return re.compile(_filled(pattern, fragments), re.VERBOSE)
        except re.error:
            return None

    def _unlisted(self, word: Word) -> str:
        """The list of exceptions without a word."""
        listed = self.excepted[word.owner.strip("{}")]
        rest = {other: why for other, why in listed.reasons.items() if other != word.text}
        return rules.unless(replace(listed, reasons=rest)) if rest else ""

    def is_pinned(self, word: Word) -> bool:
        """Does an example or a counter-example of a rule fail where the word is taken out?"""
        for key in self.affected(word):
            rule = self.rules[key]
            texts = [*(example["text"] for example in rule.examples), *rule.also, *rule.counterexamples]
            if any(word.text in text for text in texts):
                lacking = self.lacking(word, key)
                if lacking is not None and (lacking.match("") or any(checking.faults(replace(rule, written=lacking.pattern)))):
                    return True
        return False

    def proposal(self, word: Word) -> str | None:
        """An example of the rule in which the word stands for one of its fellows, so that the rule finds it by this word alone."""
        for key in self.affected(word):
            rule = self.rules[key]
            for text in sorted({*(example["text"] for example in rule.examples), *rule.also}, key=len):
                for fellow in sorted(word.fellows, key=len, reverse=True):
                    for at in (m.start() for m in re.finditer(re.escape(fellow), text)):
                        made = text[:at] + word.text + text[at + len(fellow) :]
                        lacking = self.lacking(word, key)
                        if lacking is None or not (found := rule.pattern.search(made)):
                            continue
                        if not (other := lacking.search(made)):
                            return f"{key}\t{made}"
                        if other.group() != found.group() and not any(m.group() == found.group() for m in lacking.finditer(made)):
                            return f"{key}\t{made}\t{found.group()}"
        return None


def _filled(pattern: str, fragments: Mapping[str, str]) -> str:
    while _NAMED.search(pattern):
        pattern = _NAMED.sub(lambda match: f"(?:{fragments[match[1]]})", pattern)
    return pattern


def counted(every: int = 1) -> dict[str, tuple[int, int]]:
    """By rule file: the words that an example notices, and all; of those, one in so many."""
    found = {}
    for name in rules.names():
        file = File(name)
        known = file.words()[::every]
        found[name] = sum(file.is_pinned(word) for word in known), len(known)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--show", nargs="*", default=[], metavar="FILE")
    parser.add_argument("--propose", nargs="*", default=[], metavar="FILE")
    args = parser.parse_args()
    for name in [*args.show, *args.propose]:
        file = File(name)
        for word in file.words():
            if not file.is_pinned(word):
                print(f"{name}\t{word.owner}\t{word.text}" + (f"\t{file.proposal(word) or '-'}" if name in args.propose else ""))
    if not args.show and not args.propose:
        found = counted()
        for name, (pinned, known) in found.items():
            print(f"{name:<20} {pinned:>5} of {known:>5}  {pinned / known if known else 1:.0%}")
        pinned, known = (sum(pair[k] for pair in found.values()) for k in (0, 1))
        print(f"{'all':<20} {pinned:>5} of {known:>5}  {pinned / known:.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
