"""Acts: where each official act of a source begins and ends, and which lines are its head.

The anchor of an act is the line that holds its number (发文字号) and nothing
else, with the title above it or below it. A source without such a line is one
act if it has a title, articles or a signature, and none otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .lines import TERMINAL, Line, is_noise, mark, pattern

#: The most lines and code points that a title takes.
MAX_TITLE_LINES, MAX_TITLE = 9, 220
#: A title that begins a document whose number is missing is looked for in so many lines.
FIRST_LINES = 30


@dataclass(slots=True)
class Head:
    """Indexes of the lines of an act: ``[first, last)``, its title, number and registration."""

    first: int
    last: int = 0
    title: tuple[int, ...] = ()
    number: int | None = None
    registration: int | None = None
    metadata: dict[str, int] = field(default_factory=dict)


def find_acts(lines: Sequence[Line]) -> list[Head]:
    """The heads of all acts in the lines of a source, in order; [] if it holds none."""
    heads = _numbered(lines)
    if heads:
        for head, after in zip(heads, [*heads[1:], None], strict=True):
            head.last = after.first if after else len(lines)
            _read_metadata(lines, head)
        _cut_foot(lines, heads)
        return heads
    single = _single(lines)
    if single:
        _cut_foot(lines, [single])
    return [single] if single else []


def _numbered(lines: Sequence[Line]) -> list[Head]:
    heads: list[Head] = []
    floor = 0
    for i, line in enumerate(lines):
        if not (pattern("number-line").match(line.text) or _is_order(lines, i)):
            continue
        if _metadata_key(line) and any(_metadata_key(near) for near in lines[max(0, i - 1) : i + 2] if near is not line):
            continue
        above, below = _title_above(lines, i, floor), _title_below(lines, i)
        if not above and not below and heads:
            continue
        title = above or below
        head = Head(min([i, *title]), title=title, number=i)
        if heads and not _has_body(lines, heads[-1], head.first):
            if not (_has_body(lines, head, min(len(lines), i + 25)) and not _is_listed(lines, i)):
                continue
            heads.pop()
        elif heads and _is_listed(lines, i):
            continue
        head.registration = _registration(lines, head.first, floor)
        if head.registration is not None:
            head.first = head.registration
        heads.append(head)
        floor = max([i, *title]) + 1
    if len(heads) == 1:
        heads[0].first = _first_of_single(lines, heads[0])
    return heads


def _first_of_single(lines: Sequence[Line], head: Head) -> int:
    """A copy may print the number at the foot (【文号】…): then the act begins with the file."""
    before = [line for line in lines[: head.first] if "。" in line.text and len(line.text) > 30]
    return 0 if before and not any("目录" in line.text for line in lines[: head.first]) else head.first


def _is_order(lines: Sequence[Line], i: int) -> bool:
    found = pattern("order-line").match(lines[i].text)
    if not found:
        return False
    if re.search(r"令|公告|通告", lines[i].text):
        return len(lines[i].text) <= 40
    return i > 0 and bool(re.search(r"(?:令|公告|通告)$", lines[i - 1].text)) and len(lines[i - 1].text) <= 60


def _metadata_key(line: Line) -> str | None:
    found = pattern("metadata").match(line.text)
    return found["key"] if found and (line.text[0] == "【" or "：" in line.text[:12] or "号" == line.text[-1:]) else None


def _stops_title(line: Line) -> bool:
    text = line.text
    return (
        text[-1] in TERMINAL or "。" in text or len(text) > 90 or is_noise(line)
        or any(pattern(name).match(text) for name in (
            "date-line", "signed-line", "printed-line", "registration", "section-head", "copy-line", "contents-line",
            "attachment", "metadata", "colophon", "number-line"))
        or (mark(text) is not None and mark(text)[0] > 2) or bool(re.match(r"^\d{4}年?$|^(?:\d{4}年)?第\d+期", text))
    )


def _title_above(lines: Sequence[Line], i: int, floor: int) -> tuple[int, ...]:
    taken: list[int] = []
    for k in range(i - 1, max(floor - 1, i - 1 - MAX_TITLE_LINES), -1):
        if taken and is_noise(lines[k]):
            break
        if is_noise(lines[k]) or (not taken and pattern("registration").match(lines[k].text)):
            continue
        if _stops_title(lines[k]) or sum(len(lines[t].text) for t in taken) > MAX_TITLE:
            break
        taken.insert(0, k)
    if not taken or not _ends_title("".join(lines[k].text for k in taken)):
        return ()
    return tuple(_trim(lines, taken))


def _trim(lines: Sequence[Line], taken: list[int]) -> list[int]:
    """Drop lines in front of the title that are titles or headings of their own."""
    for k in range(len(taken) - 1, 0, -1):
        before, rest = lines[taken[k - 1]].text, "".join(lines[t].text for t in taken[k:])
        own = _ends_title(before) and not re.search(r"(?:关于|印发|转发)[^》]*$", before)
        whole = re.match(r"(?:关于|印发|转发|批转|.{2,60}?(?:关于|印发|转发|批转|公告|令|决定|对))", rest)
        if own and whole or _ends_title(before) and re.search(r"(?:通知|意见|决定|公告|通告|批复|函)$", before) and whole:
            return taken[k:]
    return taken


def _ends_title(text: str) -> bool:
    return len(text) >= 4 and bool(pattern("title-end").search(text))


def _title_below(lines: Sequence[Line], i: int) -> tuple[int, ...]:
    taken: list[int] = []
    for k in range(i + 1, min(len(lines), i + 1 + MAX_TITLE_LINES)):
        if is_noise(lines[k]):
            continue
        if _stops_title(lines[k]):
            break
        taken.append(k)
        text = "".join(lines[t].text for t in taken)
        if _ends_title(text) and re.search(r"关于|印发|转发|公布|发布|公告|通告|决定|条例|办法|规定|令", text):
            return tuple(taken)
    return ()


def _has_body(lines: Sequence[Line], head: Head, end: int) -> bool:
    start = max([head.number if head.number is not None else head.first, *head.title]) + 1
    return any("。" in line.text and len(line.text) > 12 for line in lines[start:end])


def _is_listed(lines: Sequence[Line], i: int) -> bool:
    """Is the number one of a list of documents (a table of repealed ones)?"""
    near = [k for k in range(max(0, i - 6), min(len(lines), i + 7)) if k != i and pattern("number-line").match(lines[k].text)]
    return len(near) >= 2


def _registration(lines: Sequence[Line], first: int, floor: int) -> int | None:
    for k in range(first - 1, max(floor - 1, first - 3), -1):
        if pattern("registration").match(lines[k].text):
            return k
        if not is_noise(lines[k]):
            return None
    return None


def _single(lines: Sequence[Line]) -> Head | None:
    """The one act of a source in which no line is a number."""
    head = Head(0, len(lines))
    _read_metadata(lines, head)
    candidates = [k for k in range(min(FIRST_LINES, len(lines))) if not is_noise(lines[k])]
    if "标题" not in head.metadata:
        head.title = _first_title(lines, candidates)
    if head.title:
        head.first = head.title[0]
    articles = sum(1 for line in lines if mark(line.text) and mark(line.text)[0] in (3, 4))
    signed = any(pattern(name).match(line.text) for line in lines for name in ("date-line", "signed-line", "printed-line"))
    prose = any("。" in line.text for line in lines)
    if "发文字号" in head.metadata and signed:
        return head
    return head if prose and (head.title or head.metadata or articles >= 2 or signed) else None


def _first_title(lines: Sequence[Line], candidates: list[int]) -> tuple[int, ...]:
    for n, k in enumerate(candidates[:12]):
        if _stops_title(lines[k]) or (mark(lines[k].text) is not None):
            if "。" in lines[k].text:
                return ()
            continue
        taken: list[int] = []
        for t in candidates[n : n + 5]:
            if _stops_title(lines[t]) or mark(lines[t].text) is not None:
                break
            taken.append(t)
            if _ends_title("".join(lines[x].text for x in taken)):
                return tuple(taken)
    return ()


def _read_metadata(lines: Sequence[Line], head: Head) -> None:
    for k in range(head.first, head.last):
        key = _metadata_key(lines[k])
        if key:
            head.metadata.setdefault({"文号": "发文字号"}.get(key, key), k)


def _cut_foot(lines: Sequence[Line], heads: list[Head]) -> None:
    for head in heads:
        for k in range(head.first, head.last):
            if pattern("colophon").match(lines[k].text):
                head.last = k
                break
        while head.last - 1 > head.first and (
            is_noise(lines[head.last - 1]) or pattern("section-head").match(lines[head.last - 1].text)
        ):
            head.last -= 1
