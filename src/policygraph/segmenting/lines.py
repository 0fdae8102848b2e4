"""Lines and paragraphs: what the copy broke is put together again, by position.

A line that ends in mid-sentence goes on in the next one (a page or a hard
wrap broke it); a syllable that a page break printed twice counts once. The
source stays as it is: a paragraph is a list of positions in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from .. import ownrules, rules
from ..reading.folding import fold

#: The marks of headings from the outside in; the place in this list is the rank.
MARKS = ("part", "chapter", "section", "article", "formal", "first", "second", "third", "fourth", "fifth")
#: The ranks of 第X条, of 一、 and of （一）.
ARTICLE, FIRST, SECOND = map(MARKS.index, ("article", "first", "second"))

#: Ends of a paragraph.
TERMINAL = "。！？；：!?;…"

#: Blanks stand for line breaks that a copy lost in a line longer than `LONG_LINE` code points, if there are `LOST_BREAKS` of them.
LONG_LINE, LOST_BREAKS = 400, 3
#: A line is read in parts of so many code points.
MAX_LINE = 20_000
#: A heading in decimals that stands alone on its line has no more words behind its mark (code points).
MAX_ALONE = 30
#: The end of a row or paragraph in the tags that programs for scans write.
_ROW_END = re.compile(r"(?<=</tr>)(?=.)|(?<=</p>)(?=.)")
#: What Markdown puts around a line: heading, quotation, bullet, bars of a row of a table (its rule holds nothing).
_MARKDOWN = re.compile(r"(?:[#〉|]++|[-+](?=[\u4e00-\u9fff（《“]))*+")
_RULE = re.compile(r"[-:：|]{3,}+$")
#: From so many code points on, a line is long: a sentence, not a heading.
_LONG = 40
#: A signature with its day and the title that was run onto it are no longer (code points).
_MAX_SIGNED = 120
#: The number and the addressees of an act whose copy lost the line breaks of its head, in so many first lines.
HEAD_LINES = 8
#: An act that was copied in one line has at least and at most so many code points, and so many places where a line began.
MIN_RUN_ON, MAX_RUN_ON, RUN_ONS = 60, 200_000, 3
#: A label of a database (【法规正文】) in front of a line; labels of metadata stay with their value.
_LABEL = re.compile(r"^\s*【[^】\n]{2,12}】(?=[ \u3000]*\S)")


#: A bracket with a colon goes on in the next line if it was opened so near the end.
_OPEN = 16
#: No paragraph is longer (code points): what is, is cut after a sentence, a mark, or where it must be.
#: Words govern each other within a paragraph, so that its length bounds the time that one of them takes.
MAX_PARAGRAPH = 10_000
#: The width of a wrapped copy is that of so many lines before and after.
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its folded text, the offsets of its characters, and whether blanks follow its mark."""

    text: str
    offsets: tuple[int, ...]
    gap: bool = False

    @property
    def start(self) -> int:
        """Where the line begins in the source (code points)."""
        return self.offsets[0]

    @property
    def end(self) -> int:
        """Where the line ends in the source (code points)."""
        return self.offsets[-1] + 1


@ownrules.renewed
@cache
def pattern(name: str, file: str = "segment") -> re.Pattern[str]:
    """A pattern of ``rules/segment.toml``, or of another rule file of the room, by name."""
    return rules.load(file)[name].pattern


def read_lines(text: str) -> tuple[Line, ...]:
    """The lines of a text that hold something, in order; ``gap`` says that an empty line stands before."""
    lines: list[Line] = []
    position, gap = 0, False
    for printed in _copied_in_one_line(text) or text.splitlines(keepends=True):
        pieces = [part for piece in _pieces(printed) for part in _parts_of_head(piece)] if len(lines) < HEAD_LINES else _pieces(printed)
        for piece in _short(pieces):
            folded, offsets = fold(text, position, position + len(piece))
            position += len(piece)
            kept = _without_markdown(folded)
            if folded[kept]:
                lines.append(Line(folded[kept], offsets[kept], gap))
                gap = False
            else:
                gap = True
    return tuple(lines)


def _parts_of_head(piece: str) -> list[str]:
    """A line near the beginning, cut where a copy ran title, number, addressees or text together."""
    titled = pattern("title-with-number").match(piece)
    cut = titled.end("title") if titled else 0
    return [*([piece[:cut]] if cut else []), *pattern("run-on-head").split(piece[cut:])]


def _copied_in_one_line(text: str) -> list[str]:
    """The lines of an act whose copy lost all of them; [] where there are several."""
    bare = text.strip()
    if not MIN_RUN_ON <= len(bare) <= MAX_RUN_ON or "\n" in bare or "\r" in bare or len(pattern("lost-break").split(bare)) > LOST_BREAKS:
        return []
    folded, offsets = fold(text)
    found = sorted({offsets[m.start()] for m in pattern("run-on").finditer(folded)} - {0})
    return [text[start:end] for start, end in zip([0, *found], [*found, len(text)], strict=True)] if len(found) >= RUN_ONS else []


def _without_markdown(text: str) -> slice:
    """What of a line is its text; the bars around a row of a table stay where its first or last cell is empty."""
    if text[:1] == "|" == text[-1:] and "|" in text.strip("|") and (text[1] == "|" or text[-2] == "|"):
        return slice(0, len(text))
    found = _MARKDOWN.match(text)
    start = found.end() if found else 0
    return slice(start, len(text) if _RULE.match(text, start) else max(start, len(text.rstrip("|"))))


def _short(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of a line, cut where they are longer than `MAX_LINE`; the parts are one paragraph again if it is not too long."""
    for piece in pieces:
        for at in range(0, max(len(piece), 1), MAX_LINE):
            yield piece[at : at + MAX_LINE]


def _pieces(printed: str) -> list[str]:
    if "</" in printed and len(rows := _ROW_END.split(printed)) > 1:
        return [piece for row in rows for piece in _pieces(row)]
    if len(printed) > LONG_LINE and len(parts := pattern("lost-break").split(printed)) > LOST_BREAKS:
        return [piece for part in parts for piece in _pieces(part)]
    label = _LABEL.match(printed)
    if label and not pattern("metadata").match(fold(printed)[0]):
        return [label.group(), *_pieces(printed[label.end() :])]
    if ("：" in printed or "】" in printed) and pattern("metadata").match(fold(printed)[0]):
        return pattern("metadata-next").split(printed)
    if "日" in printed and len(printed) < _MAX_SIGNED and (signed := pattern("signed-then-title").match(printed)):
        return [signed.group(), printed[signed.end() :]]
    return pattern("run-on-heading").split(printed) if "第" in printed or "。" in printed and "、" in printed[-24:] else [printed]


def is_noise(line: Line) -> bool:
    """Is the line no part of an act (page number, rule, button)?"""
    return _is_noise(line.text)


@ownrules.renewed
@lru_cache(maxsize=1 << 14)
def _is_noise(text: str) -> bool:
    return bool(pattern("noise").match(text))


@ownrules.renewed
@lru_cache(maxsize=1 << 12)
def mark(text: str) -> tuple[int, str, int] | None:
    """The mark of a heading at the start of a text: its rank, its name in a locator, its end.

    >>> mark("（三）总体目标。到2019年")
    (6, '（三）', 3)
    """
    if text[0] not in "-—–－第（(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾0123456789":
        return None
    for rank, name in enumerate(MARKS):
        found = pattern(f"mark-{name}").match(text)
        if found:
            printed = found.group()
            name = "一" if printed[0] in "-—–－" else found["mark"]  # a copy put a dash for 一
            return rank, printed if rank <= ARTICLE or printed[0] == "（" else name, found.end()
    return None


def wrap_width(lines: Sequence[Line]) -> int | None:
    """The width at which a copy wraps its lines; None where a line is a paragraph.

    A wrapped copy (a PDF) has many lines of nearly the greatest length, most
    of them without the end of a sentence.
    """
    lengths = sorted(_extent(line.text) for line in lines if not is_noise(line))
    if len(lengths) < 12:
        return None
    width = lengths[int(len(lengths) * 0.95)]
    full = [line for line in lines if width - 4 <= _extent(line.text) <= width + 2]
    open_ended = [line for line in full if line.text[-1] not in TERMINAL]
    return width if 12 <= width <= 70 and len(full) > 0.3 * len(lengths) and len(open_ended) > 0.6 * len(full) else None


def _local_widths(lines: Sequence[Line], width: int) -> dict[int, int]:
    """The width at each line of a wrapped copy, by the ``id`` of the line: boxes and tables may be set wider than the text around them."""
    printed = [line for line in lines if not is_noise(line)]
    extents = [_extent(line.text) for line in printed]
    near = (max(extents[max(0, i - _NEAR) : i + _NEAR + 1]) for i in range(len(printed)))
    # Where all lines around are much shorter, they are a list or a table, not text.
    return {id(line): min(width, max(extent, width * 7 // 10)) for line, extent in zip(printed, near, strict=True)}


def _extent(text: str) -> int:
    """How much of a line a text takes, in Chinese characters; a letter or digit takes half of one."""
    return len(text) - sum(map(str.isascii, text)) // 2


def is_heading_line(line: Line, in_article: bool = False) -> bool:
    """Is the line a heading alone (a mark and a few words without the end of a sentence)?"""
    found = mark(line.text)
    if found is None:
        return False
    rank, _, end = found
    rest = line.text[end:]
    if rank == ARTICLE:
        return not rest or rest.startswith("【")
    if in_article and rank > ARTICLE:
        return not rest
    return not re.search(r"[。；：]", rest) and len(rest) <= 60


def _lines_are_paragraphs(lines: Sequence[Line]) -> bool:
    """Do (nearly) all long lines of a copy end as paragraphs do? Then a short one that does not is a heading, no broken sentence."""
    long = [line for line in lines if len(line.text) >= _LONG and not is_noise(line)]
    return len(long) >= 8 and sum(line.text[-1] in TERMINAL for line in long) >= 0.9 * len(long)


def _stands_over(before: Line, after: Line) -> bool:
    """Is a line without punctuation a heading over the paragraph after it (2026年重点工作)?"""
    heading, text = before.text, after.text
    return (
        3 <= len(heading) < _LONG <= len(text) and "。" in text and text[0] not in "》”）〉，。；：、是"
        and not re.search(r"[，。；：、|]|[《“（\d的和及与为将对在]$", heading) and heading.count("《") == heading.count("》")
    )


def _goes_on(before: Line, after: Line, width: int | None, in_article: bool) -> bool:
    if mark(after.text) or pattern("attachment").match(after.text) or after.text[0] in "（" and _bracketed(after.text):
        return False
    last = before.text[-1]
    if last == "：" and before.text.rfind("（", -_OPEN) > before.text.rfind("）"):
        return True  # （责任单位： at the end of a line
    if last in TERMINAL or before.text.endswith(("】", "。”", "。）", "；”")):
        return False
    if width is None:
        if _bracketed(before.text) or is_heading_line(before, in_article):
            return False
        return len(before.text) >= 10 or not after.gap
    if last in "，、" and not ((found := mark(before.text)) and found[2] == len(before.text)):
        return True  # no paragraph ends so
    if before.text.rfind("“") > before.text.rfind("”") or before.text.rfind("《") > before.text.rfind("》"):
        return True
    return len(before.text) >= width - 4 and not ((found := mark(before.text)) and found[0] < 3)


def _is_cut(paragraph: Line, after: Line, width: int) -> bool:
    """Does a paragraph of running text stop in the middle of a sentence, which the next line goes on with (a page that ends early)?"""
    text = paragraph.text
    return (
        _extent(text) > 1.5 * width and "，" in text[-2 * width :] and "\u4e00" <= text[-1] <= "\u9fff"
        and not pattern("lost-heading").search(text)  # a heading that the copy left on the line
        and not mark(after.text) and not pattern("attachment").match(after.text) and bool(re.search("[，。；]", after.text))
    )


def _bracketed(text: str) -> bool:
    """Does the text consist of, or end with, a bracket that names who is responsible?"""
    return text.endswith("）") and bool(pattern("who-in-bracket").search(text, max(0, len(text) - MAX_PARAGRAPH)))


def join(lines: Sequence[Line], counted: Mapping[int, int] | None = None) -> list[Line]:
    """Put broken paragraphs together; each `Line` returned is a paragraph.

    Heading lines stay apart from what follows them; noise lines are left out. ``counted`` are the indexes of lines that begin with a
    heading in decimals (see `provisions.counted`), each with the end of its mark.
    """
    counted = counted or {}
    width = wrap_width(lines)
    whole = width is None and _lines_are_paragraphs(lines)
    widths = _local_widths(lines, width) if width is not None else {}
    paragraphs: list[Line] = []
    in_article = broken = False
    last: Line | None = None
    alone = False  # is the last line a heading in decimals and no more?
    for n, line in enumerate(lines):
        if is_noise(line):
            broken = True
            continue
        before = last if width is not None and last else paragraphs[-1] if paragraphs else None
        if n in counted or alone or before and whole and _stands_over(before, line):
            paragraphs.append(line)
        elif before and len(paragraphs[-1].text) < MAX_PARAGRAPH and (_goes_on(before, line, widths.get(id(last), width), in_article) or width is not None and _is_cut(paragraphs[-1], line, width)):
            paragraphs[-1] = _append(paragraphs[-1], line, broken or line.gap)
        else:
            paragraphs.append(line)
        found = mark(paragraphs[-1].text)
        if found and found[0] <= FIRST:
            in_article = found[0] == ARTICLE
        last, broken = line, False
        alone = n in counted and _is_heading_alone(line.text, counted[n])
    return [piece for paragraph in paragraphs for piece in _bounded(paragraph)]


def _is_heading_alone(text: str, end: int) -> bool:
    """Are the words behind a mark that ends at ``text[end]`` those of a heading, and no sentence?"""
    return len(text) - end <= MAX_ALONE and not re.search("[。；：，]", text[end:])


def _bounded(paragraph: Line) -> Iterator[Line]:
    """The paragraph in pieces of at most `MAX_PARAGRAPH` code points."""
    text, start = paragraph.text, 0
    while len(text) - start > MAX_PARAGRAPH:
        low, high = start + MAX_PARAGRAPH // 2, start + MAX_PARAGRAPH
        end = next((at + 1 for marks in (TERMINAL, "，、|", "）》”") if (at := max(text.rfind(c, low, high) for c in marks)) >= 0), high)
        yield replace(paragraph, text=text[start:end], offsets=paragraph.offsets[start:end])
        start = end
    yield replace(paragraph, text=text[start:], offsets=paragraph.offsets[start:]) if start else paragraph


def _append(before: Line, after: Line, page_break: bool) -> Line:
    skip = int(
        page_break and len(after.text) > 1 and before.text[-1] == after.text[0]
        and "\u4e00" <= after.text[0] <= "\u9fff" and not pattern("reduplicated").match(before.text[-1] + after.text[0])
    )
    return replace(before, text=before.text + after.text[skip:], offsets=before.offsets + after.offsets[skip:])
