"""Web pages: the act on a page of a government site becomes text, without the page around it.

The element that holds nearly all prose is the body; what stands before it is
kept where it is the title, the metadata block (索引号, 发文机关, 成文日期 …),
a number or prose; what stands after it where it can be the end of an act.
A pair of the metadata block becomes one line ``key：value``, a row of a table
one line with `` | `` between its cells, a paragraph one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from .. import ownrules, rules
from ..errors import ReadError
from . import grid
from .folding import folded, same_key
from .plaintext import decode

#: Elements without text of the page.
_SILENT = frozenset((
    "script", "style", "noscript", "template", "iframe", "object", "embed", "select", "button", "input", "textarea", "svg",
    "canvas", "audio", "video", "nav", "footer", "aside", "head", "title", "link", "meta", "map"))
_BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption", "label"))
#: Elements that can be the body of a page; a paragraph cannot.
_CONTAINERS = _BLOCKS - {"p", "li", "dd", "dt", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "label"} | {"ucapcontent", "span", "font"}
_HEADINGS = ("h1", "h2", "h3", "h4")
#: The share of all prose that the body holds; that an element of chrome holds at most; that one of several copies of the act holds.
BODY, CHROME, COPY = 0.95, 0.1, 0.2
#: Elements within each other beyond this depth are read as plain text.
MAX_DEPTH = 200
#: The longest title that a page names for programs (code points).
MAX_TITLE = 500
#: The longest row that is taken for one of a table, and the most columns or rows that a cell covers.
MAX_ROW, MAX_SPAN = 2000, 100


#: A new line with the blanks and empty lines after it, each run of which is looked at once.
_BLANK_LINES = re.compile(r"[\r\n][ \t\xa0\r\n]*+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: its text, how much of it is links, its place (before, body, after), whether it is a heading."""

    text: str
    linked: int = 0
    place: str = "body"
    heading: bool = False

    @property
    def folded(self) -> str:
        """The line as a reader sees it (`folding.folded`)."""
        return folded(self.text)


@ownrules.renewed
@cache
def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("webpage")[name].pattern


def page_text(data: bytes, label: str) -> str:
    """The text of the act on a web page.

    Args:
        data: The bytes of the page; its encoding is that of its mark, or UTF-8, or what it names, or GB18030.
        label: What an error calls the page.

    Raises:
        ReadError: There is no text on the page, or lxml is missing.
    """
    root = _parse(data, label)
    mass = _prose(root)
    body = _body(root, mass)
    lines = [line for line in _Walker(root, body, mass).lines() if not _pattern("button").match(line.folded)]
    lines = list(_pairs(lines))
    text = "\n".join(line.text for line in _chosen(lines, _titles(root)))
    if not text.strip():
        raise ReadError(label, "there is no text on the page", "is it filled in by a program? Save it from a browser as it is shown")
    return text + "\n"


def _parse(data: bytes, label: str) -> Any:
    try:
        from lxml import etree, html
    except ImportError:
        raise ReadError(label, "reading web pages needs lxml", "pip install 'policygraph[html]'") from None
    named = re.search(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", data[:4096], re.IGNORECASE)
    text = decode(data, label, named[1].decode("ascii") if named else None)
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text).replace("\x00", "")
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise ReadError(label, "there is no text on the page", "save it again from a browser") from None


# ---- where the text is


def _prose(root: Any) -> dict[Any, int]:
    """Code points of prose (text outside links, in sentences) in each element and those in it."""
    mass: dict[Any, int] = {}
    for element in reversed(list(root.iter())):
        own = 0
        if isinstance(element.tag, str) and element.tag not in _SILENT and not _is_hidden(element):
            own = sum(_weight(child.tail) for child in element) + (_weight(element.text) if element.tag != "a" else 0)
            own += sum(mass.get(child, 0) for child in element)
        mass[element] = own
    return mass


def _is_hidden(element: Any) -> bool:
    """Does a browser leave it out whatever its window is like?"""
    return element.get("hidden") is not None or "display:none" in (element.get("style") or "").replace(" ", "").lower()


def _copy_key(element: Any) -> str:
    """What two copies of an act on one page, for wide and for narrow windows, have in common."""
    return same_key("".join(element.itertext()))


def _weight(text: str | None) -> int:
    text = (text or "").strip()
    return len(text) if len(text) >= 80 or re.search(r"[。；，]", text) else 0


def _body(root: Any, mass: dict[Any, int]) -> Any:
    """The deepest element that holds nearly all prose."""
    found, total = root, mass[root]
    while total:
        deeper = next((child for child in found if mass.get(child, 0) >= BODY * total and child.tag in _CONTAINERS), None)
        if deeper is None:
            break
        found = deeper
    return found


def _titles(root: Any) -> tuple[str, ...]:
    """The titles that the page names for programs (ArticleTitle, title), without the name of the site."""
    named = [
        meta.get("content") or "" for meta in root.iter("meta")
        if (meta.get("name") or meta.get("property") or "").lower() in ("articletitle", "article:title", "og:title")]
    named += [title.text_content() for title in root.iter("title")]
    parts = [re.split(r"\s*[|｜_]\s*|\s+[-–—]+\s*|\s*[-–—]+\s+|__+", " ".join(name.split())[:MAX_TITLE])[0] for name in named]
    return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


class _Walker:
    """Goes through a page once and writes its lines."""

    def __init__(self, root: Any, body: Any, mass: dict[Any, int]):
        self.root, self.body, self.mass = root, body, mass
        self.total = mass[root] or 1
        self.place = "before" if body is not root else "body"
        self.heading = False
        self.buffer: list[str] = []
        self.linked = 0
        self.found: list[Line] = []
        self.done: list[Any] = []  # large elements that were read whole
        self.keys: dict[Any, str] = {}
        self.tables: dict[Any, grid.Merged] = {}

    def lines(self) -> list[Line]:
        self._visit(self.root, 0, False, False)
        self._flush()
        return self.found

    def _visit(self, element: Any, depth: int, link: bool, kept: bool) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SILENT or self._is_chrome(element):
            return
        if tag == "br":
            self._flush()
            return
        block = tag in _BLOCKS
        if block or element is self.body:
            self._flush()
        if element is self.body:
            self.place = "body"
        if tag == "tr" and self._row(element):
            return
        large = tag in _CONTAINERS and self.mass.get(element, 0) >= COPY * self.total
        if large and self._is_copy(element):
            return
        before, self.heading = self.heading, self.heading or tag in _HEADINGS
        link, kept = link or tag == "a", kept or tag == "pre" or "white-space:pre" in (element.get("style") or "").replace(" ", "")
        if depth > MAX_DEPTH:
            self._add(" ".join(element.itertext()), link, kept)
        else:
            self._add(element.text, link, kept)
            for child in element:
                self._visit(child, depth + 1, link, kept)
                self._add(child.tail, link, kept)
        if block or element is self.body:
            self._flush()
        self.heading = before
        if large:
            self.done.append(element)
        if element is self.body and self.body is not self.root:
            self.place = "after"

    def _is_copy(self, element: Any) -> bool:
        """Was the same text read before? Nothing is compared on a page that has its prose in one place."""
        return bool(self.done) and self._key(element) in map(self._key, self.done)

    def _key(self, element: Any) -> str:
        if element not in self.keys:
            self.keys[element] = _copy_key(element)
        return self.keys[element]

    def _is_chrome(self, element: Any) -> bool:
        if element.tag in ("html", "body"):
            return False
        if _is_hidden(element):
            return True
        if self.mass.get(element, 0) > CHROME * self.total:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
        if not names or not _pattern("chrome").search(names.lower()):
            return False
        return not any(_pattern("metadata-key").match(folded(text)) or _pattern("metadata-line").match(folded(text))
                       for text in element.itertext() if len(text) < 60)

    def _row(self, row: Any) -> bool:
        """Write a row of a table as one line; False if it is the layout of a page."""
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) < 2 or any(next(cell.iter("table"), None) is not None for cell in cells):
            return False
        if self.body is not row and any(parent is row for parent in self.body.iterancestors()):
            return False
        table = next(row.iterancestors("table"), row)
        spans = [(_cell_text(cell), _span(cell, "colspan"), _span(cell, "rowspan")) for cell in cells]
        whole = self.tables.setdefault(table, grid.Merged()).row(spans)
        texts = [text for text, _, _ in spans if text]
        if sum(map(len, texts)) > MAX_ROW:
            return False
        linked = sum(len(_cell_text(a)) for cell in cells for a in cell.iter("a"))
        if all(_pattern("metadata-key").match(folded(text)) for text in texts[:1]):
            for text in texts:  # keys and values in turn: see `_pairs`
                self.found.append(Line(text, 0, self.place))
        elif texts:
            self.found.append(Line(grid.line(whole), linked, self.place))
        return True

    def _add(self, text: str | None, link: bool, kept: bool) -> None:
        if not text:
            return
        if kept and "\n" in text:
            for line in text.splitlines():
                self._add(line, link, False)
                self._flush()
            return
        self.buffer.append(text)
        if link:
            self.linked += len(text.strip())

    def _flush(self) -> None:
        # A new line with an indent of two full-width blanks is a paragraph, whatever the markup says.
        for part in _indented("".join(self.buffer)):
            text = re.sub(r"[ \t\r\n\f]+", " ", _clean(part)).strip(" ")
            if text.strip():
                self.found.append(Line(text.rstrip(), min(self.linked, len(text)), self.place, self.heading))
        self.buffer, self.linked = [], 0


def _indented(text: str) -> list[str]:
    """The pieces of a text that begin with a new line and an indent of two full-width blanks."""
    plain = _BLANK_LINES.sub(lambda run: "\n" if text.startswith("\u3000\u3000", run.end()) else run.group(), text)
    return re.split(r"[\r\n](?=\u3000\u3000)", plain)


def _span(cell: Any, name: str) -> int:
    printed = cell.get(name) or ""
    return int(printed) if re.fullmatch(r"[1-9]\d{0,2}", printed) and int(printed) <= MAX_SPAN else 1


def _cell_text(cell: Any) -> str:
    parts: list[str] = []
    for element in cell.iter():
        if isinstance(element.tag, str) and element.tag not in _SILENT:
            parts += [" " if element.tag in _BLOCKS or element.tag == "br" else "", element.text or ""]
        if element is not cell:
            parts.append(element.tail or "")
    return " ".join(_clean("".join(parts)).split())


def _clean(text: str) -> str:
    """No control characters, which a graph file could not carry."""
    return "".join(c for c in text if c >= " " or c in "\t\r\n\f")


# ---- what of it is the act


def _pairs(lines: list[Line]) -> Iterator[Line]:
    """Metadata: a key and its value become one line, several pairs on a line one each."""
    waiting: Line | None = None
    for line in lines:
        text = line.folded
        key = _pattern("metadata-key").match(text)
        if waiting is not None:
            if key or _pattern("metadata-line").match(text) or len(text) > 120 or line.place != waiting.place:
                yield waiting
            else:
                yield replace(waiting, text=f"{waiting.text.rstrip('：: ')}：{line.text.strip()}")
                waiting = None
                continue
            waiting = None
        if key and (text[-1] in "：:】" or line.place == "before"):
            waiting = line
        elif len(text) < 300 and _pattern("metadata-line").match(text):
            yield from _parted(line)
        else:
            yield line
    if waiting is not None:
        yield waiting


def _parted(line: Line) -> Iterator[Line]:
    """The pairs of a line, one each; a button at its end is left out."""
    line = replace(line, text=_pattern("button-at-end").sub("", line.text))
    loose = re.sub(r"(?<=[\u4e00-\u9fff])[ \xa0\u3000]+(?=[\u4e00-\u9fff] ?[\u4e00-\u9fff]?[ \xa0\u3000]*[：:])", "", line.text)
    start = 0
    for found in _pattern("metadata-inside").finditer(loose):
        yield replace(line, text=loose[start : found.start()].strip())
        start = found.start()
    words = loose[start:].split()
    while len(words) > 1 and _pattern("button").match(folded(words[-1])):
        words.pop()
    yield replace(line, text=" ".join(words))


def _chosen(lines: list[Line], titles: tuple[str, ...]) -> Iterator[Line]:
    """The lines of the act: its head before the body, the body, its end after it."""
    body = [line for line in lines if line.place == "body"]
    body = _without_neighbours(body)
    opening = same_key("".join(line.text for line in body[:12]))
    wanted = [same_key(title) for title in titles]
    head = [line for line in lines if line.place == "before" and _is_head(line, wanted)]
    has_title = any(key and key in opening for key in wanted) or _first_lines_are_title(body)
    if has_title:
        head = [line for line in head if _is_metadata(line) or "。" in line.text]
    elif not any(same_key(line.text) in key for line in head for key in wanted if not _is_metadata(line)):
        head[:0] = [Line(title) for title in titles[:1] if rules.load("segment")["title-end"].pattern.search(folded(title))]
    yield from head
    yield from body
    for line in lines:
        if line.place != "after":
            continue
        if _pattern("end-of-page").match(line.folded):
            break
        if _pattern("end-of-act").match(line.folded) or _is_metadata(line) or _is_prose(line):
            yield line


def _first_lines_are_title(body: list[Line]) -> bool:
    title = ""
    for line in body[:4]:
        title += line.folded
        if "。" in title:
            return False
        if rules.load("segment")["title-end"].pattern.search(title):
            return True
    return False


def _is_metadata(line: Line) -> bool:
    return bool(_pattern("metadata-line").match(line.folded))


def _is_prose(line: Line) -> bool:
    return "。" in line.text and len(line.text) >= 20 and line.linked < len(line.text) / 2


def _is_head(line: Line, wanted: list[str]) -> bool:
    if _is_metadata(line) or _is_prose(line) or _pattern("end-of-act").match(line.folded):
        return True
    if rules.load("segment")["number-line"].pattern.match(line.folded):
        return True
    key = same_key(line.text)
    titled = len(key) >= 6 and any(key in title or title and title in key for title in wanted)
    if line.linked > len(line.text) / 3 and not line.heading:
        return False
    return titled or line.heading and bool(rules.load("segment")["title-end"].pattern.search(line.folded))


def _without_neighbours(body: list[Line]) -> list[Line]:
    """Cut what follows the last sentence of the body from the first line that leads to other pages."""
    last = max((i for i, line in enumerate(body) if _is_prose(line)), default=-1)
    for i in range(last + 1, len(body)):
        if _pattern("end-of-page").match(body[i].folded):
            return body[:i]
    return body
