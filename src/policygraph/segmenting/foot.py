"""Foot: the signature with its date ends a notice; what follows is the instrument that it issues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Agency
from ..naming import agencies, gazetteer
from . import metadata
from .head import issuer_names
from .lines import is_noise, mark, pattern
from .record import Record

#: The signatures of a joint act take at most so many lines.
MAX_SIGNATURES = 45
#: Those of a report stand under its title, before the month, on at most so many lines.
MAX_UNDER_TITLE = 6
#: What follows the signature without the end of a sentence is the imprint, unless it is a table of at least so many rows.
MIN_ROWS = 2


@dataclass(frozen=True, slots=True)
class Divided:
    """An act cut at its signature: notice, rest, dates and the lines of the signature."""

    notice: tuple[int, ...]
    rest: tuple[int, ...]
    signed: str | None
    printed: str | None
    signers: tuple[int, ...]


def divide(record: Record, body: Sequence[int]) -> Divided:
    """Cut the body of an act at the first date that stands alone or after the issuer."""
    signed = printed = None
    signers: list[int] = []
    cut: set[int] = set()
    end = None
    for n, k in enumerate(body):
        text = record.lines[k].text
        dated = pattern("date-line").match(text) or _signed(text)
        if end is None and n > 0 and pattern("blank-day").match(text) and (signing := _signature(record, body, n)):
            signers, end = signing, n + 1  # a draft: the day is left open
            cut.add(k)
        elif dated and end is None and (n > 0 or "agency" in dated.groupdict()):
            signed, end = record.day(dated["day"]), n + 1
            if signed:
                record.note("signed", signed, [k], "date-line", 0.98)
            signers = [k] if "agency" in dated.groupdict() else _signature(record, body, n)
            cut |= {k, *(i for i in body[max(0, n - 3) : n] if pattern("signing-person", "head").match(record.lines[i].text))}
        elif found := pattern("printed-line").match(text):
            if printed is None and (day := record.day(found["day"])):
                printed = record.note("printed", day, [k], "printed-line", 0.98)
            cut.add(k)
        elif pattern("copy-line").match(text):
            cut.add(k)
    signers = signers or _under_title(record, body) or _undated(record, body, cut)
    cut |= {k for k in signers if not _ends_prose(record.lines[k].text)}
    end = len(body) if end is None else end
    notice = [k for k in body[:end] if k not in cut]
    rest = [k for k in body[end:] if k not in cut and not pattern("note").match(record.lines[k].text)]
    if not any("。" in record.lines[k].text for k in rest) and sum("|" in record.lines[k].text for k in rest) < MIN_ROWS:
        rest = []
    return Divided(tuple(notice), tuple(rest), signed or _dated(record, "signed"), printed or _dated(record, "printed"), tuple(signers))


def _ends_prose(text: str) -> bool:
    """Is a signature but the end of a line that holds the text of the act, and the list of annexes, too? It is read as text all the same."""
    return "。" in text[: _after_attachments(text)]


def _signed(text: str) -> re.Match[str] | None:
    """A line that holds issuers and the date; 申报截止日期为2021年7月5日 is none."""
    found = pattern("signed-line").match(text)
    if found is None or pattern("no-signer", "head").search(found["agency"]):
        return None
    return found if agencies.split_issuers(found["agency"]) or len(found["agency"]) <= 20 else None


def _signature(record: Record, body: Sequence[int], n: int) -> list[int]:
    """The lines of the signature above the date: short, without the end of a sentence."""
    signers: list[int] = []
    for k in reversed(body[max(0, n - MAX_SIGNATURES) : n]):
        text = record.lines[k].text
        if is_noise(record.lines[k]) or pattern("signing-person", "head").match(text):
            continue
        glued = _after_attachments(text)
        text = _unsealed(text)
        if len(text) - glued > 60 or text[-1] in "。；：，！）”》" or not glued and (mark(text) or pattern("attachment").match(text)):
            break
        below = record.lines[signers[0]].text if signers else ""
        if "|" in text or pattern("label-of-role").match(text) or not issuer_names(text[glued:]) and not _is_wrapped(text[glued:], below):
            break  # rows and labels are no signatures
        signers.insert(0, k)
        if glued:
            break
    return signers


def _unsealed(text: str) -> str:
    """A line of a signature without the words on whose seal it bears: （某局代章） after the name; alone it is the signature."""
    found = pattern("sealed-for").match(text)
    return (found["signer"] or found["sealer"]) if found else text


def _under_title(record: Record, body: Sequence[int]) -> list[int]:
    """Who issues a report, on the lines between its title and the month in brackets (（2019年5月）)."""
    for n, k in enumerate(body[:MAX_UNDER_TITLE]):
        if pattern("month-line").match(record.lines[k].text):
            names = list(body[:n])
            return names if names and all(issuer_names(record.lines[i].text) for i in names) else []
    return []


def _is_wrapped(text: str, below: str) -> bool:
    """Does the name of an agency begin here and end on the next line, which alone names none in full?"""
    begins = gazetteer.place_at_start(text)[1] and not gazetteer.place_at_start(below)[1] and below not in gazetteer.central_names()
    return bool(begins and below and pattern("part-of-a-name", "head").match(text) and issuer_names(text + below))


def _undated(record: Record, body: Sequence[int], cut: set[int]) -> list[int]:
    """A signature without a date at the very end of the act."""
    left = [k for k in body[-6:] if k not in cut and not is_noise(record.lines[k])]
    if len(body) < 3 or not left or not gazetteer.central_names().get(record.lines[left[-1]].text) and not pattern("undated-signer", "head").search(
            record.lines[left[-1]].text):
        return []
    text = record.lines[left[-1]].text
    before = record.lines[left[-2]].text if len(left) > 1 else ""
    closed = before[-1:] in "。！）" and not mark(text) and len(text) <= 30
    return [left[-1]] if closed and agencies.split_issuers(text) else []


def signers(record: Record, indexes: Sequence[int], context: agencies.Context) -> tuple[Agency, ...]:
    """The agencies of the signature."""
    found: list[Agency] = []
    for lines in _unwrapped(record, indexes):
        text = record.text(lines)
        dated = pattern("signed-line").match(text)
        text = dated["agency"] if dated else _unsealed(text)
        position = _after_attachments(text)
        for name in issuer_names(text[position:]):
            agency = agencies.issuer(name, context)
            position = max(text.find(name, position), 0)
            at = max(record.text(lines).find(name), position)
            record.name("issuer", agency, name, record.quote(lines, at, at + len(name)), "issuer-in-signature", 0.95)
            found.append(agency)
    return tuple(dict.fromkeys(found))


def printers(record: Record, context: agencies.Context) -> tuple[Agency, ...]:
    """Who printed an act (某委员会 2020年8月4日印发), as its issuer; an office prints for the agency that it belongs to, so it is none."""
    for k in range(record.head.last - 1, record.head.first, -1):
        found = pattern("printed-line").match(record.lines[k].text)
        if found and found["agency"] and not pattern("office-at-end", "head").search(found["agency"]) and (names := issuer_names(found["agency"])):
            agency = agencies.issuer(names[0], context) if len(names) == 1 else None
            if agency:
                record.name("issuer", agency, found["agency"], record.quote([k], *found.span("agency")), "issuer-in-imprint", 0.7)
                return (agency,)
    return ()


def _unwrapped(record: Record, indexes: Sequence[int]) -> list[list[int]]:
    """The lines of a signature, those together that hold one name: a line that names nobody goes on in the next one."""
    groups: list[list[int]] = []
    for k in indexes:
        if groups and not issuer_names(record.text(groups[-1])) and not pattern("signed-line").match(record.text(groups[-1])):
            groups[-1].append(k)
        else:
            groups.append([k])
    return groups


def _after_attachments(text: str) -> int:
    """Where the signature begins in the last line of a list of attachments that runs into it; 0 if the line is none."""
    return _at_end(text) if text[0].isdigit() or pattern("attached-file", "head").search(text) else 0


def _at_end(text: str) -> int:
    """Where the agency begins that a text ends with; 0 if none is known."""
    for i in range(1, len(text) - 2):
        rest = text[i:]
        if rest in gazetteer.central_names() or pattern("office-at-end", "head").sub("", rest) in gazetteer.central_names():
            return i
        if gazetteer.place_at_start(rest)[1] and pattern("local-agency-end", "head").search(rest):
            return i
    return 0


def _dated(record: Record, name: str) -> str | None:
    entry = record.head.metadata.get(name)
    if entry is None:
        return None
    day = metadata.day(entry)
    if day is None:
        record.day(entry.value)
        return None
    return record.note(name, day, entry.lines, "metadata-date", 0.9)


def force_of_metadata(record: Record, name: str) -> str | None:
    """施行日期 or 失效日期 as the metadata state it."""
    return _dated(record, name)
