"""Word files: paragraphs with the numbers that Word adds, and tables; no notes, heads, feet or deleted words.

A heading 一、 that Word counts by itself is not in the text of its paragraph:
it is put in front of it as a reader sees it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from ..errors import ReadError
from ..language import Phrase
from . import grid

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Parts of a paragraph that are not read: deleted words, codes of fields, text that is there twice, the reading over a character.
_SILENT = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "footnoteReference", "endnoteReference", "rt")}
_SILENT |= {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
#: What makes a run no text: it is hidden, or struck through.
_UNSEEN = ("vanish", "strike", "dstrike")
_BOX = f"{_W}txbxContent"
#: The deepest level of a list (0 is the outermost), and the highest number that is written in letters.
_DEEPEST, _MOST_LETTERS = 8, 4000
#: The most bytes that the parts of a file may unpack to.
MAX_BYTES = 1 << 30
#: No table that is printed has more columns; a number above is damage or malice.
_MOST_COLUMNS = 63
_REMEDY = "open it with Word, WPS or LibreOffice, save it as .docx again, and give that file"


def document_text(data: bytes, label: str) -> str:
    """The text of a ``.docx`` file, a paragraph or a row of a table on each line.

    Args:
        data: The bytes of the file.
        label: What an error calls the file.

    Raises:
        ReadError: The file is damaged, too large, or empty, or python-docx is missing.
    """
    try:
        from docx import Document
    except ImportError:
        raise ReadError(label, "reading Word files needs python-docx", "pip install 'policygraph[word]'") from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_BYTES:
                raise ReadError(label, Phrase("the file unpacks to more than {size} GB", size=MAX_BYTES >> 30), "is it a Word file?")
        document = Document(io.BytesIO(data))
        lines = list(_Reader(document).lines())
    except ReadError:
        raise
    except Exception as error:
        raise ReadError(label, Phrase("the Word file is damaged ({name})", name=type(error).__name__), _REMEDY) from None
    if not any(line.strip() for line in lines):
        raise ReadError(label, "there is no text in the Word file", "is it a scan? Recognise its text (OCR) first")
    return "\n".join(lines) + "\n"


class _Reader:
    """Reads the body of one document in order."""

    def __init__(self, document: Any):
        self.body = document.element.body
        self.numbers = _Numbers(document)

    def lines(self) -> Iterator[str]:
        yield from self._blocks(self.body)

    def _blocks(self, parent: Any) -> Iterator[str]:
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo"):
                yield from self._blocks(child)

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        for box in _boxes(paragraph):
            yield from self._blocks(box)
        text = _text(paragraph)
        if text.strip():
            yield from (self.numbers.of(paragraph) + text).split("\n")
        else:
            yield ""

    def _table(self, table: Any) -> Iterator[str]:
        above: dict[int, str] = {}
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not table:
                continue
            texts: list[str] = []
            for cell in row.iter(f"{_W}tc"):
                if next(cell.iterancestors(f"{_W}tr")) is not row:
                    continue
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                text = " ".join(line.strip() for line in self._blocks(cell) if line.strip())
                if merge is not None and merge.get(f"{_W}val") != "restart":  # it goes on with the cell above
                    text = text or above.get(len(texts), "")
                above[len(texts)] = text if merge is not None and len(text) <= grid.MAX_REPEATED else ""
                texts += [text, *[""] * (_columns(cell) - 1)]
            if any(texts):
                yield grid.line(texts)


def _columns(cell: Any) -> int:
    """How many columns a cell covers (gridSpan); a number that no table has counts as one."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    printed = span.get(f"{_W}val") if span is not None else None
    return int(printed) if printed and printed.isdecimal() and 1 <= int(printed) <= _MOST_COLUMNS else 1


def _boxes(element: Any) -> Iterator[Any]:
    """Text boxes in a paragraph (the red head of a document may be one), without those in other boxes, which come with them."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _SILENT:
            yield from _boxes(child)


def _is_on(run: Any, mark: str) -> bool:
    found = run.find(f"{_W}rPr/{_W}{mark}")
    return found is not None and found.get(f"{_W}val") not in ("0", "false", "off")


def _text(element: Any) -> str:
    parts: list[str] = []
    for child in element:
        name = child.tag
        if name in _SILENT or name == _BOX or (name == f"{_W}r" and any(_is_on(child, mark) for mark in _UNSEEN)):
            continue
        if name == f"{_W}t":
            parts.append(child.text or "")
        elif name == f"{_W}tab":
            parts.append("\t")
        elif name in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif name == f"{_W}noBreakHyphen":
            parts.append("-")
        else:
            parts.append(_text(child))
    return "".join(parts)


# ---- automatic numbers


class _Numbers:
    """Counts the numbered paragraphs of a document as Word does."""

    def __init__(self, document: Any):
        self.styles = {style.get(f"{_W}styleId"): style for style in document.styles.element.iter(f"{_W}style")}
        self.abstract: dict[str, str] = {}
        self.levels: dict[tuple[str, int], dict[str, str]] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.started: set[tuple[str, int]] = set()
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        self._read(numbering)

    def _read(self, numbering: Any) -> None:
        defined = {a.get(f"{_W}abstractNumId"): a for a in numbering.iter(f"{_W}abstractNum")}
        for number in numbering.iter(f"{_W}num"):
            name = number.get(f"{_W}numId")
            abstract = _value(number, "abstractNumId")
            self.abstract[name] = abstract or ""
            for level in defined[abstract].iter(f"{_W}lvl") if abstract in defined else ():
                self._level(name, level)
            for override in number.iter(f"{_W}lvlOverride"):
                rank = int(override.get(f"{_W}ilvl") or 0)
                for level in override.iter(f"{_W}lvl"):
                    self._level(name, level)
                start = _value(override, "startOverride")
                if start is not None:
                    self.levels.setdefault((name, rank), {}).update(restart=start, start=start)

    def _level(self, name: str, level: Any) -> None:
        rank = int(level.get(f"{_W}ilvl") or 0)
        self.levels[name, rank] = {
            "format": _value(level, "numFmt") or "decimal", "text": _value(level, "lvlText") or "", "start": _value(level, "start") or "0",
            "suffix": _value(level, "suff") or "tab",
        }

    def of(self, paragraph: Any) -> str:
        """The number of a paragraph as printed ("" if it has none); counts it."""
        name, rank = self._numbering(paragraph)
        level = self.levels.get((name, rank)) if name else None
        if name is None or level is None or name == "0":
            return ""
        counts = self.counts.setdefault(self.abstract[name], {})
        if "restart" in level and (name, rank) not in self.started:
            counts.pop(rank, None)
        self.started.add((name, rank))
        counts[rank] = counts[rank] + 1 if rank in counts else int(level["start"])
        for deeper in [r for r in counts if r > rank]:
            del counts[deeper]
        if level["format"] in ("bullet", "none"):
            return ""
        text = level["text"]
        for n in range(rank + 1):
            other = self.levels.get((name, n), {})
            text = text.replace(f"%{n + 1}", _count(counts.get(n, int(other.get("start", 1))), other.get("format", "decimal")))
        return text + ("" if level["suffix"] == "nothing" or text.endswith(("、", "）", "，", "．")) else " ")

    def _numbering(self, paragraph: Any) -> tuple[str | None, int]:
        """The list and the level of a paragraph: its own, or those of its style and the styles that is based on."""
        name, rank = None, None
        style_id = None
        properties = paragraph.find(f"{_W}pPr")
        seen: set[str] = set()
        while True:
            if properties is not None:
                own = properties.find(f"{_W}numPr")
                if own is not None:
                    name = name or _value(own, "numId")
                    rank = rank if rank is not None else _value(own, "ilvl")
                style_id = style_id or _value(properties, "pStyle")
            if name is not None or style_id is None or style_id in seen:
                break
            seen.add(style_id)
            style = self.styles.get(style_id)
            if style is None:
                break
            properties = style.find(f"{_W}pPr")
            style_id = _value(style, "basedOn")
        return name, min(max(int(rank or 0), 0), _DEEPEST)


def _value(element: Any, name: str) -> str | None:
    found = element.find(f"{_W}{name}")
    return found.get(f"{_W}val") if found is not None else None


_DIGITS = "〇一二三四五六七八九"
_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCountingThousand", "taiwaneseCounting"}


def _count(n: int, form: str) -> str:
    """A number in a form of Word.

    >>> _count(23, "chineseCountingThousand"), _count(3, "decimalEnclosedCircleChinese"), _count(4, "upperRoman")
    ('二十三', '③', 'IV')
    """
    if form in _CHINESE:
        return _chinese(n)
    if form.startswith("decimalEnclosedCircle") and 1 <= n <= 20:
        return chr(0x2460 + n - 1)
    if form == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(n))
    if form == "decimalZero":
        return f"{n:02}"
    if form in ("upperLetter", "lowerLetter") and 1 <= n <= _MOST_LETTERS:
        letter = chr(ord("A") + (n - 1) % 26) * ((n - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman") and n <= _MOST_LETTERS:
        return _roman(n) if form == "upperRoman" else _roman(n).lower()
    if form == "ideographTraditional" and 1 <= n <= 10:
        return "甲乙丙丁戊己庚辛壬癸"[n - 1]
    return str(n)


def _chinese(n: int) -> str:
    if not 0 < n < 1000:
        return "〇" if n == 0 else str(n)
    hundreds, tens, ones = n // 100, n // 10 % 10, n % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def _roman(n: int) -> str:
    text = ""
    for value, letters in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
                           (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += letters * (n // value)
        n %= value
    return text
