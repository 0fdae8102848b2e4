"""Faults: what Python says of patterns and of TOML, as messages that can be told in another language.

A pattern or a file of a user is read by `re` and `tomllib`, which speak English. What one of them says that is not
known here stays as it is.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache

from .language import Phrase

#: What `re` says of a pattern; a value stands for whatever is in its place.
_OF_PATTERNS = (
    Phrase("nothing to repeat"), Phrase("multiple repeat"), Phrase("min repeat greater than max repeat"), Phrase("the repetition number is too large"),
    Phrase("missing ), unterminated subpattern"), Phrase("missing ), unterminated comment"), Phrase("missing ), unterminated name"),
    Phrase("missing >, unterminated name"), Phrase("unbalanced parenthesis"), Phrase("unterminated character set"), Phrase("bad character range {range}"),
    Phrase("unexpected end of pattern"), Phrase("bad escape (end of pattern)"), Phrase("bad escape {escape}"), Phrase("incomplete escape {escape}"),
    Phrase("undefined character name {name}"), Phrase("octal escape value {value} outside of range 0-0o377"),
    Phrase("unknown extension {extension}"), Phrase("missing group name"), Phrase("bad character in group name {name}"), Phrase("unknown group name {name}"),
    Phrase("redefinition of group name {name} as group {group}; was group {before}"), Phrase("invalid group reference {group}"),
    Phrase("cannot refer to an open group"), Phrase("cannot refer to group defined in the same lookbehind subpattern"), Phrase("bad group number"),
    Phrase("too many groups"), Phrase("conditional backref with more than two branches"), Phrase("look-behind requires fixed-width pattern"),
    Phrase("global flags not at the start of the expression"), Phrase("unknown flag"), Phrase("missing flag"), Phrase("missing -, : or )"), Phrase("missing :"),
    Phrase("bad inline flags: {why}"),
)
#: What `tomllib` says of a file.
_OF_TOML = (
    Phrase("Invalid value"), Phrase("Invalid statement"), Phrase("Invalid date or datetime"), Phrase("Invalid hex value"),
    Phrase("Invalid initial character for a key part"), Phrase("Unterminated string"), Phrase("Unclosed array"), Phrase("Unclosed inline table"),
    Phrase("Unescaped '\\' in a string"), Phrase("Escaped character is not a Unicode scalar value"), Phrase("Illegal character {character}"),
    Phrase("Found invalid character {character}"), Phrase("Cannot overwrite a value"), Phrase("Cannot redefine namespace {key}"), Phrase("Cannot declare {key} twice"),
    Phrase("Cannot mutate immutable namespace {key}"), Phrase("Duplicate inline table key {key}"), Phrase("Expected {expected}"),
    Phrase("Expected newline or end of document after a statement"), Phrase("Expected '=' after a key in a key/value pair"),
    Phrase("Expected ']' at the end of a table declaration"), Phrase("Expected ']]' at the end of an array declaration"),
)
_PLACE = re.compile(r"(?P<said>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)


def of_pattern(error: Exception) -> str:
    """Why a pattern is none, as a message with its place in the pattern.

    >>> of_pattern(re.error("nothing to repeat", "*", 0))
    'nothing to repeat at position 0'
    """
    if not isinstance(error, re.error) or error.pos is None:
        return _known(str(error), _OF_PATTERNS)
    fault = _known(error.msg, _OF_PATTERNS)
    if "\n" in str(error.pattern):
        return Phrase("{fault} at position {position} (line {line}, column {column})", fault=fault, position=error.pos, line=error.lineno, column=error.colno)
    return Phrase("{fault} at position {position}", fault=fault, position=error.pos)


def of_toml(error: tomllib.TOMLDecodeError) -> str:
    """Why a text is no TOML, as a message with its place in the text.

    >>> of_toml(tomllib.TOMLDecodeError("Invalid value (at line 1, column 5)"))
    'Invalid value (at line 1, column 5)'
    """
    place = _PLACE.fullmatch(str(error))
    if not place:
        return _known(str(error), _OF_TOML)
    fault = _known(place["said"], _OF_TOML)
    if place["line"] is None:
        return Phrase("{fault} (at end of document)", fault=fault)
    return Phrase("{fault} (at line {line}, column {column})", fault=fault, line=place["line"], column=place["column"])


def _known(said: str, templates: tuple[Phrase, ...]) -> str:
    """The message that was made of one of some templates; a text of its own where it was not."""
    for template in sorted(templates, key=lambda each: "{" in each):  # the words themselves before those with values
        if found := _pattern(template).fullmatch(said):
            return Phrase(template.template, **found.groupdict())
    return said


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(template)), re.DOTALL)
