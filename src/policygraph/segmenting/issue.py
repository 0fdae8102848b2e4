"""Issue: the table of contents of a gazette, and what its front and foot say of the issue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..language import Phrase
from ..model import Document, Evidence, GazetteIssue, Number, Problem, Source
from ..naming import codes
from ..reading import dates
from ..reading.folding import same_key
from .lines import Line, is_noise, pattern

#: A title of the table of contents takes at most so many lines.
MAX_ENTRY_LINES = 4
#: What lists more documents is no table of contents of one gazette.
MAX_ENTRIES = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents: a title, a number, or both, and the page."""

    title: str
    number: Number | None
    page: int | None

    def is_about(self, document: Document) -> bool:
        """Does the entry name this act: by the number, or by the title where one of them has no number?"""
        if self.number and document.number:
            return self.number.text in (document.number.text, *(n.text for n in document.other_numbers))
        title = same_key(document.title or document.enclosed_title or "")
        return bool(title) and bool(self.title) and (title.endswith(self.title) or self.title.endswith(title))


def contents(lines: Sequence[Line]) -> tuple[Entry, ...]:
    """The entries of the table of contents in the lines before the first act."""
    entries: list[Entry] = []
    pending: list[str] = []
    listing = False
    for line in lines:
        if pattern("contents-head", "head").match(line.text):
            listing = True
        if is_noise(line) or pattern("section-head").match(line.text):
            pending.clear()
            continue
        pending = [*pending[-MAX_ENTRY_LINES + 1 :], line.text]
        entry = _entry("".join(pending), listing) or _entry(line.text, listing)
        if entry:
            entries.append(entry)
            pending.clear()
    if len(entries) > MAX_ENTRIES:
        return ()
    return tuple(entries) if listing or len(entries) > 1 else ()  # one title with its number is the head of an act


def _entry(text: str, listing: bool) -> Entry | None:
    numbered = pattern("contents-line").match(text)
    if numbered and (number := codes.parse_number(numbered["number"])):
        return Entry(same_key(numbered["title"]), number, int(numbered["page"]) if numbered["page"] else None)
    titled = pattern("contents-title").match(text) if listing else None
    return Entry(same_key(titled["title"]), None, int(titled["page"])) if titled else None


def check(source: Source, entries: Sequence[Entry], documents: Sequence[Document]) -> Iterable[Problem]:
    """Compare the table of contents with the acts that were found."""
    if not entries:
        return
    for entry in entries:
        if not any(entry.is_about(document) for document in documents):
            name = entry.number.text if entry.number else f"《{entry.title}》"
            yield Problem(source.name, Phrase("the table of contents lists {name}, which was not found", name=name), "is a page missing?")
    for document in documents:
        if not any(entry.is_about(document) for entry in entries):
            name = document.number.text if document.number else f"《{document.title or document.enclosed_title}》"
            yield Problem(source.name, Phrase("{name} is not in the table of contents", name=name))


def page(entries: Sequence[Entry], document: Document) -> int | None:
    """The page on which the table of contents says an act begins."""
    return next((entry.page for entry in entries if entry.is_about(document)), None)


def read_issue(front: Sequence[Line], foot: Sequence[Line], source: Source) -> GazetteIssue | None:
    """The issue by the lines before the first act and after the last one; None if no gazette is named there."""
    named = next(((line, found) for line in front if (found := pattern("gazette").match(line.text))), None)
    if named is None:
        return None
    title, name = named[0], named[1]["title"]
    numbered = next(((line, found) for line in front if (found := pattern("issue").search(line.text))), None)
    year = next((found for line in [*front, *foot] if (found := pattern("year-of-issue").search(line.text))), None)
    last = numbered[0] if numbered else title
    start, end = min(title.start, last.start), max(title.end, last.end)
    number, total = (numbered[1]["number"], numbered[1]["total"]) if numbered else (None, None)
    return GazetteIssue(
        name, dates.number(year.group()) if year else None, dates.number(number) if number else None, int(total) if total else None,
        _published([*front, *foot], year), pattern("gazette-word").sub("", name) or None, Evidence(start, end, source.text[start:end]),
    )


def _published(lines: Sequence[Line], year: re.Match[str] | None) -> str | None:
    """The day of publication (出版日期); the year may stand with the number of the issue alone."""
    for line in lines:
        found = pattern("published").search(line.text)
        if found and (stated := found["year"] or (year.group() if year else "")):
            printed = f"{stated}年{found['month']}月{found['day']}日"
            return dates.find_day(printed)
    return None
