"""PDF: the text layer becomes lines in reading order, and lines of one paragraph become one.

Where each character stands says what belongs together: rows by their height,
columns by the gutter between them, paragraphs by the margins (a line that
reaches the right margin goes on in the next one unless that is indented).
Page numbers and the heads that pages repeat are left out.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from ... import rules
from ...errors import ReadError
from ..folding import folded
from ..plaintext import looks_damaged
from . import font

#: From this value of red, green and blue on (of 255) a colour is white on paper.
_WHITE = 250
_OCR = "recognise its text first (OCR, for example: ocrmypdf -l chi_sim FILE NEW) and give that"
_TERMINAL = "。！？；：!?;:"
_WORD = re.compile(r"[A-Za-z]")
#: What stands together on a line: a word or a number, or one character, with opening marks before and closing marks after it.
_UNBROKEN = re.compile(r"[（〔《“‘【(\[]{0,4}(?:[A-Za-z0-9.%/:_-]{1,40}|.?)[，。；：、！？）〕》”’】)\]%]{0,4}")
#: How far, in letters, closing marks may stand out over the right margin.
_HANGING = 1.0
#: The two halves of a character beyond the first 65,536, in UTF-16.
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)


def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("printed_page")[name].pattern


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: from where to where, the height of the line it stands on, and its size."""

    text: str
    left: float
    right: float
    base: float
    size: float
    place: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line: its text, from where to where, how high, and the block of its page (a column) that it stands in."""

    text: str
    left: float
    right: float
    base: float
    size: float
    block: int = 0


def pdf_text(data: bytes, label: str) -> tuple[str, tuple[int, ...]]:
    """The text of a PDF.

    Args:
        data: The bytes of the file.
        label: What an error calls the file.

    Returns:
        The text, an empty line between pages that no sentence joins, and the
        pages (from 1) that hold pictures without text.

    Raises:
        ReadError: It is damaged, encrypted, or has no text layer that can be read, or pypdfium2 is missing.
    """
    try:
        import pypdfium2
    except ImportError:
        raise ReadError(label, "reading PDF needs pypdfium2", "pip install 'policygraph[pdf]'") from None
    font.install()
    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = [_page(document, n) for n in range(len(document))]
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise ReadError(label, "the PDF is protected by a password", "save it without one and give that file") from None
        raise ReadError(label, "the PDF is damaged", "get it again, or open it and save it as a new PDF") from None
    if not any(pages):
        raise ReadError(label, "the PDF is a scan: it has no text layer", _OCR)
    text = "\n".join(_paragraphs(_without_heads(pages))) + "\n"
    if looks_damaged(text):
        raise ReadError(label, "the text layer of the PDF has no table of its characters", _OCR)
    return text, tuple(n for n, page in enumerate(pages, 1) if not page)


def _page(document: Any, n: int) -> list[Row]:
    page = document[n]
    try:
        layer = page.get_textpage()
        glyphs, turned = _glyphs(layer)
        if turned:  # a page that lies on its side: in the order of the file
            text = "".join(chr(code) for *_, code in _characters(layer) if code >= 32 or code in (10, 13))
            rows = [Row(line.strip(), 0.0, 0.0, -k * 100.0, 1.0) for k, line in enumerate(text.splitlines())]
            rows = [row for row in rows if row.text]
        else:
            rows = _ordered(_rows(glyphs, lambda glyph: _is_unseen(layer, glyph.place)))
        layer.close()
    finally:
        page.close()
    return rows


def _characters(layer: Any) -> Iterator[tuple[int, int, int]]:
    """The code points of a page, each with its first and last place in the layer, which is UTF-16; half a pair is U+FFFD."""
    from pypdfium2 import raw

    units = [raw.FPDFText_GetUnicode(layer, i) for i in range(layer.count_chars())]
    for i, (before, unit, after) in enumerate(zip([0, *units], units, [*units[1:], 0], strict=False)):
        if unit in _HIGH and after in _LOW:
            yield i, i + 1, 0x10000 + (unit - _HIGH.start << 10) + (after - _LOW.start)
        elif unit in _HIGH or unit in _LOW:
            if unit in _HIGH or before not in _HIGH:
                yield i, i, 0xFFFD
        elif unit not in (0xFFFE, 0xFFFF):
            yield i, i, unit


def _glyphs(layer: Any) -> tuple[list[Glyph], bool]:
    """The upright characters of a page, each once; whether most are not upright.

    A character is as wide as the file says and as large as its font is set: its ink is the font's, which may not be in the file.
    """
    from ctypes import byref, c_double

    from pypdfium2 import raw

    box, matrix, x, y, found, turned = raw.FS_RECTF(), raw.FS_MATRIX(), c_double(), c_double(), [], 0
    for i, last, code in _characters(layer):
        if code < 32 or raw.FPDFText_IsGenerated(layer, i) == 1:
            continue
        if not (raw.FPDFText_GetMatrix(layer, i, byref(matrix)) and raw.FPDFText_GetLooseCharBox(layer, last, byref(box))
                and raw.FPDFText_GetCharOrigin(layer, i, byref(x), byref(y))):
            continue
        if abs(math.atan2(matrix.b, matrix.a)) > 0.1:
            turned += 1
            continue
        size = max(raw.FPDFText_GetFontSize(layer, i) * math.hypot(matrix.c, matrix.d), box.right - x.value, 1.0)
        found.append(Glyph(chr(code), x.value, box.right, y.value, size, i))
    return found, turned > len(found)


def _is_unseen(layer: Any, place: int) -> bool:
    """Is the character at a place of the layer drawn invisibly, or white? (A banner of colour may hold white text that is seen.)"""
    from ctypes import byref, c_uint

    from pypdfium2 import raw

    if raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(layer, place)) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
        return True
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    if not raw.FPDFText_GetFillColor(layer, place, byref(red), byref(green), byref(blue), byref(alpha)):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE


def _seen(row: list[Glyph], unseen: Callable[[Glyph], bool]) -> list[Glyph]:
    """A row without what is drawn invisibly over its letters; where nothing stands over anything, all of it (a scan that was
    recognised has its text unseen under the picture)."""
    if not any(_over(a, b) for a, b in pairwise(row)):
        return row
    kept = [glyph for glyph in row if not unseen(glyph)]
    return kept or row


def _over(a: Glyph, b: Glyph) -> bool:
    return a.text != b.text and b.left - a.left < 0.4 * min(a.right - a.left, b.right - b.left)


def _rows(glyphs: Iterable[Glyph], unseen: Callable[[Glyph], bool]) -> list[list[Glyph]]:
    """Characters of one height, from left to right; rows from the top down."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (-g.base, g.left)):
        if rows and abs(rows[-1][0].base - glyph.base) < 0.45 * max(rows[-1][0].size, glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [_once(_of_one_size(_seen(sorted(row, key=lambda g: g.left), unseen))) for row in rows]


def _of_one_size(row: list[Glyph]) -> list[Glyph]:
    """The letters of a row are as large as most of them: small ones stand above it or below."""
    size = sorted(glyph.size for glyph in row)[len(row) * 2 // 3]
    return [replace(glyph, size=size) for glyph in row]


def _once(row: list[Glyph]) -> list[Glyph]:
    """A letter that is printed twice over itself (to look bold) counts once."""
    kept: list[Glyph] = []
    for glyph in row:
        near = min(0.25 * glyph.size, 0.5 * (glyph.right - glyph.left))
        if not any(g.text == glyph.text and abs(g.left - glyph.left) < near for g in kept[-3:]):
            kept.append(glyph)
    return kept


def _pieces(row: Sequence[Glyph], gap: float) -> list[list[Glyph]]:
    """A row cut where the empty space is wider than ``gap`` letters."""
    inked = [glyph for glyph in row if not glyph.text.isspace()]
    pieces: list[list[Glyph]] = []
    for glyph in inked:
        if pieces and glyph.left - pieces[-1][-1].right <= gap * glyph.size:
            pieces[-1].append(glyph)
        else:
            pieces.append([glyph])
    return pieces


def _row(glyphs: Sequence[Glyph]) -> Row:
    parts: list[str] = []
    for before, glyph in zip([None, *glyphs], glyphs, strict=False):
        space = glyph.left - before.right if before else 0.0
        limit = 0.18 if before and _WORD.match(before.text) and _WORD.match(glyph.text) else 0.5
        parts.append(("  " if space > 1.8 * glyph.size else " " if space > limit * glyph.size else "") + glyph.text)
    return Row("".join(parts), glyphs[0].left, glyphs[-1].right, glyphs[0].base, glyphs[0].size)


def _ordered(rows: list[list[Glyph]]) -> list[Row]:
    """The rows of a page in reading order: two columns one after the other."""
    gutter = _gutter(rows)
    if gutter is None:
        return [_row(inked) for row in rows if (inked := _inked(row))]
    done: list[Row] = []
    left: list[Row] = []
    right: list[Row] = []
    for row in rows:
        inked = _inked(row)
        if not inked:
            continue
        if any(g.left < gutter < g.right for g in inked) or _is_across(inked, gutter):
            done += [*left, *right, _row(inked)]
            left, right = [], []
            continue
        for side, block, part in (
            (left, 1, [g for g in inked if g.right <= gutter]), (right, 2, [g for g in inked if g.left >= gutter])):
            if part:
                side.append(replace(_row(part), block=block))
    return [*done, *left, *right]


def _inked(row: Sequence[Glyph]) -> list[Glyph]:
    return [glyph for piece in _pieces(row, math.inf) for glyph in piece]


def _is_across(row: Sequence[Glyph], gutter: float) -> bool:
    """Do letters stand close on both sides of the gutter (a heading over both columns)?"""
    before = max((g.right for g in row if g.right <= gutter), default=-math.inf)
    after = min((g.left for g in row if g.left >= gutter), default=math.inf)
    return after - before < 0.9 * row[0].size


def _gutter(rows: list[list[Glyph]]) -> float | None:
    """The middle of the empty strip between two columns of prose; None for one column.

    The columns of a table are no columns of prose: prose fills its column in most rows.
    """
    pieces = [_pieces(row, 1.2) for row in rows]
    edges = [g for row in pieces for piece in row for g in (piece[0].left, piece[-1].right)]
    if len(rows) < 8 or not edges:
        return None
    low, high = min(edges), max(edges)
    pairs = [row for row in pieces if len(row) == 2]
    if len(pairs) < 0.5 * len(rows):
        return None
    start = sorted(row[0][-1].right for row in pairs)[int(len(pairs) * 0.9)]
    end = sorted(row[1][0].left for row in pairs)[int(len(pairs) * 0.1)]
    middle = (start + end) / 2
    if not low + 0.35 * (high - low) < middle < low + 0.65 * (high - low) or end <= start:
        return None
    full = sum(1 for row in pairs if row[0][-1].right - row[0][0].left > 0.75 * (start - low)
               and row[1][-1].right - row[1][0].left > 0.5 * (high - end))
    return middle if full > 0.5 * len(pairs) else None


# ---- over the pages


def _without_heads(pages: list[list[Row]]) -> list[list[Row]]:
    """Leave out page numbers, and the lines at the top or the foot that many pages repeat."""
    seen = Counter(key for page in pages for key in {_head_key(row) for row in (*page[:2], *page[-2:])})
    often = max(3, math.ceil(0.3 * len(pages)))
    kept = []
    for page in pages:
        edge = {id(row) for row in (*page[:2], *page[-2:])}
        outer = {id(row) for row in (*page[:1], *page[-1:])}
        kept.append([row for row in page if not (
            id(row) in edge and (seen[_head_key(row)] >= often or _pattern("browser").match(row.text))
            or len(pages) > 1 and id(row) in outer and _pattern("page-number").match(row.text))])
    return kept


def _head_key(row: Row) -> tuple[str, int]:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", row.text)), round(row.base / 8)


def _paragraphs(pages: list[list[Row]]) -> Iterator[str]:
    """The rows of one paragraph as one line; an empty line where a page ends a paragraph."""
    margins = _margins(pages)
    indented = _has_indents(pages, margins)
    text = ""
    before: Row | None = None
    edges = (0.0, 0.0)
    for n, page in enumerate(pages):
        for k, row in enumerate(page):
            here = margins[n, row.block]
            if before is not None and _goes_on(before, edges, row, here, k == 0, indented):
                text += (" " if _WORD.match(text[-1]) and _WORD.match(row.text[0]) else "") + row.text
            else:
                if before is not None:
                    yield text
                    if k == 0:
                        yield ""
                text = row.text
            before, edges = row, here
    if before is not None:
        yield text


def _margins(pages: list[list[Row]]) -> dict[tuple[int, int], tuple[float, float]]:
    """Left and right margin of each block of each page; of one with few rows those of all pages."""
    blocks: dict[tuple[int, int], list[Row]] = {}
    for n, page in enumerate(pages):
        for row in page:
            blocks.setdefault((n, row.block), []).append(row)
    everywhere = {block: _edges([row for (_, b), rows in blocks.items() if b == block for row in rows]) for _, block in blocks}
    return {(n, block): _edges(rows) if len(rows) >= 8 else everywhere[block] for (n, block), rows in blocks.items()}


def _edges(rows: Sequence[Row]) -> tuple[float, float]:
    """The outermost edges that several rows share."""
    enough = max(2, len(rows) // 10)

    def shared(edges: list[float]) -> float:
        near = 1.2 * rows[0].size
        return next((edge for edge in edges if sum(abs(other - edge) <= near for other in edges) >= enough), edges[0])

    return shared(sorted(row.left for row in rows)), shared(sorted((row.right for row in rows), reverse=True))


def _has_indents(pages: list[list[Row]], margins: dict) -> bool:
    """Do first lines of paragraphs stand in from the margin?"""
    rows = [(row, margins[n, row.block][0]) for n, page in enumerate(pages) for row in page]
    indents = sum(1 for row, left in rows if 1.2 * row.size < row.left - left < 3.5 * row.size)
    return indents > 0.08 * len(rows)


def _goes_on(before: Row, edges: tuple[float, float], row: Row, here: tuple[float, float], new_page: bool, indented: bool) -> bool:
    """Does a row go on with the sentence of the row before it?"""
    size = max(before.size, row.size)
    if abs(before.size - row.size) > 0.15 * size:
        return False
    if not new_page and before.block == row.block and not 0 < before.base - row.base < 3 * size:
        return False
    if before.text[-1] in _TERMINAL and (not indented or _pattern("paragraph-mark").match(row.text)) or rules.load("segment")["number-line"].pattern.match(folded(row.text)):
        return False
    if before.left > edges[0] + 4.5 * size:  # a signature at the right margin
        return False
    return before.right + (_first(row) + _HANGING) * size > edges[1] and row.left < here[0] + 0.7 * size


def _first(row: Row) -> float:
    """How wide, in letters, the first word of a row is: in a paragraph it did not fit into the row before."""
    word = _UNBROKEN.match(row.text)
    return sum(0.5 if c.isascii() else 1.0 for c in word[0]) if word else 0.0
