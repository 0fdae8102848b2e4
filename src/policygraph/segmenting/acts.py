"""Acts: where each official act of a source begins and ends, and which lines are its head.

The anchor of an act is the line that holds its number (发文字号) and nothing
else, with the title above it or below it. An act without such a line begins
with a title of its own after the act before it has ended (its date, the note
on its adoption, its metadata); a source of which that can be said nowhere is
one act if it has a title, articles or a signature, and none otherwise.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .. import ownrules
from ..naming.issuers import split_issuers
from ..reading import dates
from ..reading.folding import same_key
from . import metadata
from .lines import ARTICLE, FIRST, SECOND, TERMINAL, Line, is_noise, mark, pattern
from .metadata import Entry

#: The most lines and code points that a title takes.
MAX_TITLE_LINES, MAX_TITLE = 9, 220
#: A title that begins a document whose number is missing is looked for in so many lines.
FIRST_LINES = 30
#: The notice of an act without a number ends within so many lines.
MAX_ACT_LINES = 2000
#: A text without a head is an act if it has so many headings 2.1, or says so in so many first paragraphs (and code points of each).
MIN_DECIMALS, OPENING, MAX_OPENING = 3, 2, 600
#: The licence of a copy is said within so many lines of one another, and so many lines of a site follow it at most.
LICENCE_LINES, AFTER_LICENCE = 12, 30
#: What an act issues is named in so many lines of its beginning.
NOTICE_LINES = 40


@dataclass(slots=True)
class Head:
    """Indexes of the lines of an act: ``[first, last)``, its title, number, registration and adoption note.

    ``metadata`` holds what lines of metadata say, ``block`` the indexes of these lines.
    """

    first: int
    last: int = 0
    title: tuple[int, ...] = ()
    number: int | None = None
    registration: int | None = None
    adoption: tuple[int, ...] = ()
    metadata: dict[str, Entry] = field(default_factory=dict)
    block: frozenset[int] = frozenset()


def find_acts(lines: Sequence[Line]) -> list[Head]:
    """The heads of all acts in the lines of a source, in order; [] if it holds none."""
    heads = [_moved(head, start) for start, end in metadata.regions(lines) for head in _in_region(lines[start:end])]
    for head in heads:
        head.metadata, head.block = metadata.read(lines, head.first, head.last)
        head.adoption = head.adoption or adoption_note(lines, max(head.title) + 1, head.last) if head.title else ()
    return heads


def _moved(head: Head, by: int) -> Head:
    return Head(
        head.first + by, head.last + by, tuple(k + by for k in head.title), None if head.number is None else head.number + by,
        None if head.registration is None else head.registration + by, tuple(k + by for k in head.adoption),
    )


def _in_region(lines: Sequence[Line]) -> list[Head]:
    heads = _numbered(lines)
    for head, end in zip(heads, [*(after.first for after in heads[1:]), len(lines)], strict=False):
        head.last = end
    if not heads and (single := _single(lines)):
        heads = [single]
    heads = [found for head in _with_front(lines, heads) for found in _divided(lines, head)]
    _cut_foot(lines, heads)
    return heads


def _with_front(lines: Sequence[Line], heads: list[Head]) -> list[Head]:
    """Acts without a number that stand before the first one with a number."""
    if not heads or heads[0].first < 3:
        return heads
    front = Head(0, heads[0].first)
    found = _divided(lines, front, ended=True)[1:]
    return [*found, *heads]


def _divided(lines: Sequence[Line], head: Head, *, ended: bool = False) -> list[Head]:
    """The act, and the acts without a number that run on after it.

    The next act begins where, after a date or an adoption note has ended the
    one before, a title stands that is neither what that act issues nor an
    attachment, and that has an end of its own.
    """
    found, last = [head], head.last
    start = max([head.first, *head.title, *([head.number] if head.number is not None and head.number < last else [])])
    block = metadata.read(lines, head.first, last)[1]
    k = start if ended else start + 1
    while k < last:
        if not ended:
            ended = _ends_act(lines[k])
        elif _is_letter(lines, k, last):
            found[-1].last = k
            found.append(Head(k, last))
            ended = False
        elif (title := _own_title(lines, k, last)) and not _belongs(lines, found[-1], title):
            registration = _registration(lines, k, found[-1].first + 1)
            first = _above(lines, block, k if registration is None else registration, found[-1].first + 1)
            found[-1].last = first
            found.append(Head(first, last, title, registration=registration, adoption=adoption_note(lines, title[-1] + 1, last)))
            k, ended = title[-1], bool(found[-1].adoption)
        k += 1
    return found


def _above(lines: Sequence[Line], block: frozenset[int], first: int, floor: int) -> int:
    """Metadata above the head of an act belong to it, whatever rules and buttons of the page stand between."""
    at = first
    while at - 1 >= floor and (at - 1 in block or is_noise(lines[at - 1])):
        at -= 1
        first = at if at in block else first
    return first


def _is_letter(lines: Sequence[Line], k: int, last: int) -> bool:
    """Does an act that lost its title begin here: addressees after the foot of the act before, and an end of its own?"""
    found = pattern("addressee-line").match(lines[k].text)
    if found is None or found.end() < len(lines[k].text):
        return False
    before = next((lines[i] for i in range(k - 1, max(k - 4, -1), -1) if not is_noise(lines[i])), None)
    if before is None or not (_ends_act(before) or any(pattern(name).match(before.text) for name in ("copy-line", "note"))):
        return False
    return any(_ends_act(lines[i]) for i in range(k + 1, min(last, k + 200)))


def _ends_act(line: Line) -> bool:
    return _text_ends_act(line.text)


@ownrules.renewed
@lru_cache(maxsize=1 << 14)
def _text_ends_act(text: str) -> bool:
    return any(pattern(name).match(text) for name in ("date-line", "signed-line", "printed-line", "adoption"))


def _own_title(lines: Sequence[Line], k: int, last: int) -> tuple[int, ...]:
    """The title of an act of its own that begins in line k; () if none does."""
    if is_noise(lines[k]) or mark(lines[k].text) or _stops_title(lines[k]) or dates.day_at(lines[k].text):
        return ()
    taken: list[int] = []
    for i in range(k, min(last, k + MAX_TITLE_LINES)):
        if is_noise(lines[i]) or _stops_title(lines[i]) or (taken and mark(lines[i].text)):
            break
        taken.append(i)
        text = "".join(lines[t].text for t in taken)
        if len(text) > MAX_TITLE:
            break
        if _ends_title(text) and _stands_alone(lines, taken, text, last):
            return tuple(taken)
    return ()


def _stands_alone(lines: Sequence[Line], taken: list[int], title: str, last: int) -> bool:
    """Is it the title of an act, by the issuer in it or by the note on its adoption under it?"""
    after = taken[-1] + 1
    if note := adoption_note(lines, after, last):
        return any("。" in lines[i].text and len(lines[i].text) > 12 for i in range(note[-1] + 1, min(last, note[-1] + 61)))
    stop = pattern("title-verb").search(title)
    issued = bool(stop and stop.start() >= 4 and split_issuers(title[: stop.start()]))
    addressed = any(
        lines[i].text[-1] == "：" and pattern("addressee").search(lines[i].text) for i in range(after, min(last, after + 4)))
    if not (issued or addressed and stop and stop.start() == 0):
        return False
    ended = next((i for i in range(after, min(last, after + MAX_ACT_LINES)) if _ends_act(lines[i])), None)
    if ended is None and not addressed:
        return False
    return any("。" in lines[i].text and len(lines[i].text) > 12 for i in range(after, after + 40 if ended is None else ended) if i < last)


def _belongs(lines: Sequence[Line], head: Head, title: Sequence[int]) -> bool:
    """Is this title what the act issues, forwards or attaches?"""
    before = [k for k in range(max(head.first, title[0] - 3), title[0]) if not is_noise(lines[k])]
    if before and any(pattern("attachment").match(lines[k].text) for k in before[-2:]):
        return True
    key = _core(_joined(lines, title))
    own = "".join(lines[k].text for k in range(head.first, min(title[0], head.first + NOTICE_LINES)))
    return key in _core(own) or _core(pattern("before-matter", "titles").sub("", _joined(lines, title))) in _core(own)


def _core(text: str) -> str:
    return pattern("small-words", "titles").sub("", same_key(text))


def _joined(lines: Sequence[Line], indexes: Sequence[int]) -> str:
    return "".join(lines[k].text for k in indexes)


def adoption_note(lines: Sequence[Line], first: int, last: int) -> tuple[int, ...]:
    """The lines under a title that say who adopted the act and when: （2019年…会议通过 …批准）."""
    taken: list[int] = []
    for k in range(first, min(last, first + 16)):
        text = lines[k].text
        if is_noise(lines[k]) or not taken and _is_of_title(lines, first, text):
            continue
        if taken and _open(lines, taken) and len(text) <= 400 and mark(text) is None or pattern("adoption").match(text) or not taken and pattern("dated-bracket", "titles").match(text) and "）" not in text and k + 1 < last:
            taken.append(k)
        else:
            break
    return tuple(taken) if pattern("note-says", "titles").search(_joined(lines, taken)) else ()


def _is_of_title(lines: Sequence[Line], first: int, text: str) -> bool:
    """Is a line under a title a part of it, printed again in lines?"""
    return len(text) >= 4 and text in lines[first - 1].text and not pattern("adoption").match(text)


def _open(lines: Sequence[Line], taken: list[int]) -> bool:
    text = _joined(lines, taken)
    return text.count("（") > text.count("）")


def _numbered(lines: Sequence[Line]) -> list[Head]:
    heads: list[Head] = []
    floor = 0
    prose = [k for k, line in enumerate(lines) if "。" in line.text and len(line.text) > 12]
    block = metadata.read(lines, 0, len(lines))[1]
    for i, line in enumerate(lines):
        if not (pattern("number-line").match(line.text) or _is_order(lines, i)):
            continue
        if i in block and sum(1 for near in lines[max(0, i - 3) : i + 4] if metadata.key(near)) > 1:
            continue
        above, below = _title_above(lines, i, floor), _title_below(lines, i)
        if not above and not below and heads:
            continue
        title = above or below
        head = Head(min([i, *title]), title=title, number=i)
        if heads and not _has_body(prose, heads[-1], head.first):
            if not (_has_body(prose, head, min(len(lines), i + 25)) and not _is_listed(lines, i)):
                continue
            heads.pop()
        elif heads and _is_listed(lines, i):
            continue
        head.registration = _registration(lines, head.first, floor)
        if head.registration is not None:
            head.first = head.registration
        head.first = _above(lines, block, head.first, floor)
        heads.append(head)
        floor = max([i, *title]) + 1
    if len(heads) == 1:
        heads[0].first = _first_of_single(lines, heads[0])
    return heads


def _first_of_single(lines: Sequence[Line], head: Head) -> int:
    """A copy may print the number at the foot (【文号】…): then the act begins with the file."""
    before = [line for line in lines[: head.first] if "。" in line.text and len(line.text) > 30]
    return 0 if before and not any(pattern("names-contents", "titles").search(line.text) for line in lines[: head.first]) else head.first


def _is_order(lines: Sequence[Line], i: int) -> bool:
    found = pattern("order-line").match(lines[i].text)
    if not found:
        return False
    if pattern("speaks-of-order", "titles").search(lines[i].text):
        return len(lines[i].text) <= 40
    return i > 0 and bool(pattern("order-above", "head").search(lines[i - 1].text)) and len(lines[i - 1].text) <= 60


def _stops_title(line: Line) -> bool:
    return is_noise(line) or _text_stops_title(line.text)


@ownrules.renewed
@lru_cache(maxsize=1 << 14)
def _text_stops_title(text: str) -> bool:
    return (
        text[-1] in TERMINAL or "。" in text or len(text) > 90 and not _is_long_title(text)
        or any(pattern(name).match(text) for name in (
            "date-line", "signed-line", "printed-line", "registration", "section-head", "copy-line", "contents-line",
            "attachment", "metadata", "colophon", "number-line", "adoption", "note"))
        or ((found := mark(text)) is not None and found[0] > 2) or bool(pattern("year-or-issue", "titles").match(text))
    )


def _is_long_title(text: str) -> bool:
    """The title of an act of many issuers may be one long line."""
    verb = pattern("title-verb").search(text)
    return len(text) <= MAX_TITLE and "，" not in text and verb is not None and _ends_title(text) and len(text) - verb.start() <= 90


def _title_above(lines: Sequence[Line], i: int, floor: int) -> tuple[int, ...]:
    taken: list[int] = []
    for k in range(i - 1, max(floor - 1, i - 1 - MAX_TITLE_LINES), -1):
        if taken and is_noise(lines[k]):
            break
        if is_noise(lines[k]) or (not taken and (pattern("registration").match(lines[k].text) or metadata.key(lines[k]))):
            continue
        if _stops_title(lines[k]) or sum(len(lines[t].text) for t in taken) > MAX_TITLE:
            break
        taken.insert(0, k)
    if not taken or not _ends_title("".join(lines[k].text for k in taken)):
        return ()
    return tuple(_trim(lines, _as_printed_before(lines, taken)))


def _as_printed_before(lines: Sequence[Line], taken: list[int]) -> list[int]:
    """The lines of a title that a web page prints above its metadata as well: what stands before it here is the last of these."""
    above = {line.text for line in lines[max(0, taken[0] - FIRST_LINES) : taken[0]]}
    return next((taken[n:] for n in range(1, len(taken)) if _joined(lines, taken[n:]) in above), taken)


def _trim(lines: Sequence[Line], taken: list[int]) -> list[int]:
    """Drop lines in front of the title that are titles or headings of their own."""
    for k in range(len(taken) - 1, 0, -1):
        before, rest = lines[taken[k - 1]].text, "".join(lines[t].text for t in taken[k:])
        own = _ends_title(before) and not pattern("unfinished", "titles").search(_joined(lines, taken[:k]))
        whole = pattern("whole-title", "titles").match(rest)
        if own and whole or _ends_title(before) and pattern("notice-end", "titles").search(before) and whole:
            return taken[k:]
    return taken


def _ends_title(text: str) -> bool:
    spoken = pattern("speech", "titles").search(text) or pattern("clause", "titles").match(text)
    return len(text) >= 4 and not spoken and bool(pattern("title-end").search(text))


def _title_below(lines: Sequence[Line], i: int) -> tuple[int, ...]:
    taken: list[int] = []
    for k in range(i + 1, min(len(lines), i + 1 + MAX_TITLE_LINES)):
        if is_noise(lines[k]):
            continue
        if _stops_title(lines[k]):
            break
        taken.append(k)
        text = "".join(lines[t].text for t in taken)
        if _ends_title(text) and pattern("title-like", "titles").search(text) and not _goes_on(lines, k, text):
            return tuple(_with_end_below(lines, taken, text))
    return ()


def _goes_on(lines: Sequence[Line], k: int, title: str) -> bool:
    """Does a title that issues something (关于印发甲办法) end on the next line (实施细则的通知)?"""
    if not pattern("issues-something", "titles").search(title) or pattern("issuing-end", "titles").search(title) or title.endswith("》"):
        return False
    after = next((line.text for line in lines[k + 1 : k + 3] if not is_noise(line)), "")
    return len(after) <= 60 and bool(pattern("issuing-end-below", "titles").search(after)) and not pattern("new-line-of-its-own", "titles").search(after)


def _has_body(prose: Sequence[int], head: Head, end: int) -> bool:
    """Does one of the lines of prose, by their indexes, stand between the head and ``end``?"""
    start = max([head.number if head.number is not None else head.first, *head.title]) + 1
    n = bisect_left(prose, start)
    return n < len(prose) and prose[n] < end


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
    entries, block = metadata.read(lines, 0, len(lines))
    candidates = [k for k in range(min(FIRST_LINES, len(lines))) if not is_noise(lines[k]) and k not in block]
    head.title = _first_title(lines, candidates)
    if head.title and not any(k < head.title[0] for k in block):
        head.first = head.title[0]
    ranks = [found[0] for line in lines if (found := mark(line.text))]
    structured = sum(rank in (ARTICLE, FIRST) for rank in ranks) >= 2 or sum(rank == SECOND for rank in ranks) >= 3 or _counts_in_decimals(lines)
    signed = any(pattern(name).match(line.text) for line in lines for name in ("date-line", "signed-line", "printed-line"))
    prose = any("。" in line.text for line in lines)
    if "number" in entries and (signed or "title" in entries):
        return head
    addressed = bool(lines) and bool(pattern("addressee-line").match(lines[0].text))
    noted = any(pattern(name).match(line.text) for line in lines for name in ("attachment", "copy-line"))
    if addressed and (prose or noted):
        return head
    return head if prose and (head.title or entries or structured or signed or _speaks_as_an_act(lines)) else None


def _counts_in_decimals(lines: Sequence[Line]) -> bool:
    """Headings 2.1, 2.2 …, as technical papers have them; a table of quantities begins with numbers too, but does not count."""
    marks = [found["mark"] for line in lines if (found := pattern("decimal-heading", "titles").match(line.text))]
    known = set(marks)
    return len(marks) >= MIN_DECIMALS and any(at.endswith(".1") and f"{at[:-1]}2" in known for at in known)


def _speaks_as_an_act(lines: Sequence[Line]) -> bool:
    """Do the first words of a text say what for it gives out what (为落实…，现发布…; 本标准规定了…), as news do not?"""
    first = [line for line in lines[:FIRST_LINES] if "。" in line.text][:OPENING]
    return any(pattern("opening-of-an-act", "titles").search(line.text[:MAX_OPENING]) for line in first)


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
            text = _joined(lines, taken)
            if _ends_title(text) or _names_next(text, lines, candidates[n + len(taken) :]):
                return tuple(_with_end_below(lines, taken, text))
    return ()


def _with_end_below(lines: Sequence[Line], taken: list[int], title: str) -> list[int]:
    """The lines of a title, with the next one where that is the end of it: …总体规划 / （2021—2035年）的批复."""
    after = taken[-1] + 1
    goes_on = after < len(lines) and pattern("bracket-and-kind", "titles").match(lines[after].text)
    return [*taken, after] if goes_on and _ends_title(title + lines[after].text) else taken


def _names_next(text: str, lines: Sequence[Line], after: Sequence[int]) -> bool:
    """Does a title end with what it issues (…关于印发《甲办法》), and the heading of that follow?"""
    issued = pattern("ends-with-issued", "titles").search(text)
    return issued is not None and bool(after) and same_key(issued["name"]).startswith(same_key(lines[after[0]].text))


def _licence(lines: Sequence[Line], head: Head) -> int:
    """Where a site begins to say, at the end of its copy of an act, who may use the work and why; the end of the act if it does not."""
    for k in range(max(head.first, head.last - LICENCE_LINES - AFTER_LICENCE), head.last):
        if pattern("licence-begins").match(lines[k].text) and pattern("licence").search("".join(line.text for line in lines[k : min(head.last, k + LICENCE_LINES)])):
            return k
    return head.last


def _cut_foot(lines: Sequence[Line], heads: list[Head]) -> None:
    """End each act before the imprint of the gazette, the licence of a copy, and before noise and the head of the next section."""
    for head in heads:
        head.last = _licence(lines, head)
        ended = False
        for k in range(head.first, head.last):
            ended = ended or _ends_act(lines[k])
            if ended and pattern("colophon").match(lines[k].text):
                head.last = k
                break
        while head.last - 1 > head.first and (
            is_noise(lines[head.last - 1]) or pattern("section-head").match(lines[head.last - 1].text)
        ):
            head.last -= 1
