"""Words that a rule means, but not as part of another word: 要 leads a sentence, but not in 纪要 or 要素 (``tables/excepted.csv``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from .. import ownrules, rules, tables


def finditer(file: str, rule: str, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """What a rule finds in ``text[start:end]``, without what is part of a word that the table excepts.

    >>> [match.group() for match in finditer("names", "no-name", "会议纪要要求")]
    ['要']
    """
    within = _words().get(f"{file}/{rule}", {})
    for match in rules.load(file)[rule].pattern.finditer(text, start, len(text) if end is None else end):
        at = match.start()
        if not any(at >= offset and text.startswith(word, at - offset) for word, offset in within.get(match.group(), ())):
            yield match


@ownrules.renewed
@cache
def _words() -> Mapping[str, Mapping[str, tuple[tuple[str, int], ...]]]:
    """By rule and by what it finds: the words that this is part of, and where in them it stands."""
    found: dict[str, dict[str, tuple[tuple[str, int], ...]]] = {}
    for row in tables.rows("excepted", ("rule", "word", "within", "why")):
        words = found.setdefault(row["rule"], {})
        words[row["word"]] = (*words.get(row["word"], ()), (row["within"], row["within"].index(row["word"])))
    return found
