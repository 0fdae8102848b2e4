"""Metadata: the lines of key and value that web pages and databases print before or after an act.

索引号、发文机关、成文日期、发文字号、发布日期 …: a value stands after its key or
on the lines below it; several keys may share a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from .. import ownrules, tables
from ..reading import dates
from .lines import Line, is_noise, mark, pattern

#: A value that is not on the line of its key takes at most so many lines.
MAX_VALUE_LINES = 6
#: The word for a class of documents is no longer than this (code points).
_MAX_CLASS = 10
#: Keys of one block stand at most so many lines apart (a title may stand between).
_APART = 3


@ownrules.renewed
@cache
def meanings() -> dict[str, str]:
    """What a key stands for; a key that is not here is metadata all the same."""
    return {row["key"]: row["field"] for row in tables.rows("metadata_keys", ("key", "field"))}


@dataclass(frozen=True, slots=True)
class Entry:
    """The value of a key: the lines that hold it, and what each of them says."""

    lines: tuple[int, ...]
    values: tuple[str, ...]

    @property
    def value(self) -> str:
        """The value as one text."""
        return "".join(self.values)


def key(line: Line) -> str | None:
    """The key of a line of metadata; None if it is none."""
    return _key(line.text)


@ownrules.renewed
@cache
def _key(text: str) -> str | None:
    found = pattern("metadata").match(text)
    return found["key"] if found and (text[0] == "【" or "：" in text[:12] or ":" in text[:12] or pattern("ends-with-serial").search(text)) else None


def read(lines: Sequence[Line], first: int, last: int) -> tuple[dict[str, Entry], frozenset[int]]:
    """The metadata of ``lines[first:last]``.

    Returns:
        The entries by what they stand for (see `meanings`; of several for one
        thing the first with a value), and the indexes of all lines of metadata.
    """
    entries: dict[str, Entry] = {}
    taken: set[int] = set()
    for k in range(first, last):
        name = key(lines[k])
        if name is None:
            continue
        taken.add(k)
        printed = pattern("metadata").match(lines[k].text)
        entry, field = Entry((k,), (printed["value"] if printed else "",)), meanings().get(name)
        if not entry.value:
            entry = _classes(lines, k, last) if pattern("class-key").search(name) else _below(lines, k, last, titled=field == "title")
            taken.update(entry.lines)
        if field and entry.value:
            entries.setdefault(field, entry)
    return entries, frozenset(taken)


def _classes(lines: Sequence[Line], k: int, last: int) -> Entry:
    """The classes under a key, each on a line: short words, though one may end as a title does (教育综合规定)."""
    found: list[int] = []
    for i in range(k + 1, min(last, k + 1 + MAX_VALUE_LINES)):
        if len(lines[i].text) > _MAX_CLASS or key(lines[i]) or is_noise(lines[i]) or mark(lines[i].text):
            break
        found.append(i)
    return Entry(tuple(found), tuple(lines[i].text for i in found))


def _below(lines: Sequence[Line], k: int, last: int, *, titled: bool) -> Entry:
    """The lines under a key: short ones, up to the next key; a title only where the key asks for one."""
    found: list[int] = []
    for i in range(k + 1, min(last, k + 1 + MAX_VALUE_LINES)):
        text = lines[i].text
        if key(lines[i]) or is_noise(lines[i]) or mark(text) or text[-1] in "。：":
            break
        if not titled and (len(text) > 40 or pattern("title-end").search(text) and not pattern("kind-alone", "titles").match(text)):
            break
        found.append(i)
    if len(found) > 1 and not key(lines[min(found[-1] + 1, last - 1)]):
        found = found[:1]  # no key follows: the next lines are no value
    return Entry(tuple(found), tuple(lines[i].text for i in found))


def day(entry: Entry) -> str | None:
    """The day of an entry: 2018-12-21, 20181221 or 2018年12月21日."""
    return dates.find_day(entry.value) or dates.compact_day(entry.value)


def blocks(lines: Sequence[Line]) -> list[tuple[int, int, frozenset[str]]]:
    """Runs of metadata lines: their first and last line and the keys."""
    found: list[tuple[int, int, set[str]]] = []
    for k, line in enumerate(lines):
        name = key(line)
        if name is None:
            continue
        if found and k - found[-1][1] <= _APART:
            first, _, names = found[-1]
            found[-1] = (first, k, names | {name})
        else:
            found.append((k, k, {name}))
    return [(first, last, frozenset(names)) for first, last, names in found]


def regions(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Parts of a source that have a block of metadata each: pages of a database printed one after the other.

    A block in 【】 follows its act. Any other precedes it, unless the first such block has prose before it.
    """
    full = [(first, last, names) for first, last, names in blocks(lines) if len({meanings().get(n) for n in names} - {None}) >= 3]
    if len(full) < 2:
        return [(0, len(lines))]
    cuts, start, leads = [0], 0, None
    for first, last, names in full:
        follows = lines[first].text[0] == "【" and not any(pattern("leading-key").match(name) for name in names)
        if not follows and leads is None:
            leads = not any("。" in line.text for line in lines[start:first])
        start = last + 1 if follows or not leads else _with_title(lines, max(first, start))
        cuts.append(start)
    return [(a, b) for a, b in zip(cuts, [*cuts[1:], len(lines)], strict=True) if a < b]


def _with_title(lines: Sequence[Line], cut: int) -> int:
    """A block may have the title of its act above it."""
    above = [k for k in range(max(0, cut - 3), cut) if pattern("title-end").search(lines[k].text) and "。" not in lines[k].text]
    return above[0] if above else cut
