"""Folding: the text as a reader sees it, with the way back to every character.

A copy of a gazette has blanks inside titles, brackets of several shapes and
letters of two widths. Folding leaves blanks out and brings characters to one
form, and keeps for every character left the offset it came from. Nothing is
ever changed in the source.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .. import tables
from ..carrying import valid_text

#: Radicals of the supplement (U+2E80–2EF3) that fonts of PDFs write in place of the character, by Unicode's table of equivalent
#: unified ideographs. Those of U+2F00–2FD5 have their equivalent as compatibility decomposition.
_RADICALS: dict[int, str] = {int(row["point"], 16): row["character"] for row in tables.rows("radicals", ("point", "character"))}
#: One character for one, so that offsets stay true.
_FORM: dict[str, str | int | None] = {
    **{chr(point): unicodedata.normalize("NFKC", chr(point)) for point in range(0x2F00, 0x2FD6)},
    **{chr(point): character for point, character in _RADICALS.items()},
    **{chr(0xFF01 + i): chr(0x21 + i) for i in range(94) if chr(0x21 + i).isalnum() or chr(0x21 + i) in "%.-+/&"},
    **dict.fromkeys("[［﹝", "〔"), **dict.fromkeys("]］﹞", "〕"),
    "︹": "〔", "︺": "〕", "︵": "（", "︶": "）", "(": "（", ")": "）", "﹙": "（", "﹚": "）", "﹛": "（", "﹜": "）", "⑴": "⑴",
    "<": "〈", ">": "〉", "＜": "〈", "＞": "〉", "«": "《", "»": "》",
    "\ue010": ".",  # the full stop of a typesetting font, as in 1\ue010加强
    "﹪": "%", "．": ".", "﹒": ".", "：": "：", "﹕": "：", "∶": "：", "﹔": "；",
    "―": "—", "─": "—", "━": "—", "﹣": "-", "‑": "-", "‐": "-", "−": "-", "～": "~", "〜": "~",
}
_FORMS = str.maketrans(_FORM)
_ASCII_MARKS = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003134f“”‘’《》〈〉（）〔〕【】、，。；：？！—]")
_WORD = re.compile(r"[A-Za-z]")
#: A letter O that the recognition of a scan put for a zero: between digits, or at the end of a year, a month or a number (2O21年, 202O〕).
_ZERO_BEFORE, _ZERO_AFTER = re.compile(r"(?<![A-Za-z\d])\d[\d]{0,3}$"), re.compile(r"\s?[Oo]{0,2}\s?[\d年月日号〕\]］）)】]")
_DROPPED = "\u200b\u200c\u200d\u2060\ufeff\u00ad*`"
#: A run of characters that folding leaves as they are; where markup begins is none.
_PLAIN = re.compile(
    rf"[^\s{re.escape(_DROPPED)}\ue000-\uf8ffOo{re.escape(''.join(_ASCII_MARKS))}<&!$\[\]\\{re.escape(''.join(c for c, form in _FORM.items() if c != form))}]+")
#: A line of which folding leaves out blanks alone; tabs may part cells.
_PLAIN_LINE = re.compile(rf"[^\S\t]*+(?:{_PLAIN.pattern}(?:[^\S\t]++|\Z))*+")
#: How many tabs a line has at least that is the row of a table.
MIN_TABS = 2
#: Markup that Markdown and the programs that recognise scans leave in a text: tags, entities, pictures, addresses of links,
#: signs of formulas, escapes.
_MARKUP = re.compile(
    r"</t[dh]>(?=\s*<t[dh]\b)|</?(?:p|br|b|i|u|strong|em|span|div|font|sub|sup|center|table|thead|tbody|tr|td|th|h[1-6]|img|a|hr)\b[^<>]*>"
    r"|&(?:nbsp|ensp|emsp|amp|lt|gt|quot|#\d{1,6});|!\[[^\]\n]{0,300}\]\([^)\n]{0,1000}\)|\[(?=[^\]\n]{0,300}\]\(https?://)|\]\(https?://[^)\s]{0,1000}\)"
    r"|\$(?=[^$\n\d\\]*+[\d\\][^$\n]*+\$)|(?<=[\d%}])\s?\$|\\(?=[!-/:-@\[-`{-~])", re.IGNORECASE)
_MARKED = re.compile(r"[<&!$\\]|\]\(")
_MEANT = {"&amp;": "&", "&lt;": "〈", "&gt;": "〉", "&quot;": '"'}


def fold(text: str, start: int = 0, end: int | None = None) -> tuple[str, tuple[int, ...]]:
    """Fold ``text[start:end]``.

    Blanks and line breaks go (one blank stays between two Latin words), as do
    zero-width and private characters and the markup of Markdown; ASCII brackets
    and the marks , : ; beside Chinese become full-width; tabs between the cells of a table become ``|``; full-width letters and
    digits become ASCII, radicals the characters that they stand for,
    and a letter O among digits a zero.

    Returns:
        The folded text and, for each of its characters, its offset in ``text``.

    >>> fold("|**一、**要求&nbsp;|")[0]
    '|一、要求|'
    >>> fold("任务\\t牵头单位\\t备注\\n改造\\t市水务局\\t")[0]
    '任务|牵头单位|备注改造|市水务局|'
    >>> fold("济政发 [2017] 9 号")
    ('济政发〔2017〕9号', (0, 1, 2, 4, 5, 6, 7, 8, 9, 11, 13))
    """
    end = len(text) if end is None else end
    if _PLAIN_LINE.fullmatch(text, start, end):  # most lines are
        return _without_blanks(text, start, end)
    out: list[str] = []
    offsets: list[int] = []
    blank, i = -1, start
    markup, between = _markup(text, start, end), _between_cells(text, start, end)
    while i < end:
        at, plain = i, _PLAIN.match(text, i, end)
        if plain:
            c, i = plain.group(), plain.end()
        else:
            after, c = markup.get(i, (i + 1, text[i]))
            i = after
            if c.isspace() and at not in between:
                blank = at if blank < 0 else blank
                continue
            c = "|" if at in between else c.translate(_FORMS)
            if c in _DROPPED or "\ue000" <= c <= "\uf8ff":
                continue
        if blank >= 0:
            if out and _WORD.match(out[-1][-1]) and _WORD.match(c):
                out.append(" ")
                offsets.append(blank)
            blank = -1
        out.append(c if plain else _by_its_neighbours(c, out, text, at, end))
        offsets.extend(range(at, at + len(c)))
    return "".join(out), tuple(offsets)


def _without_blanks(text: str, start: int, end: int) -> tuple[str, tuple[int, ...]]:
    """Fold what holds nothing but blanks and characters that stay as they are."""
    out: list[str] = []
    offsets: list[int] = []
    after = -1
    for run in _PLAIN.finditer(text, start, end):
        if after >= 0 and _WORD.match(text, run.start()) and _WORD.match(text, after - 1):
            out.append(" ")
            offsets.append(after)
        out.append(run.group())
        offsets.extend(range(*run.span()))
        after = run.end()
    return "".join(out), tuple(offsets)


def _by_its_neighbours(c: str, before: list[str], text: str, at: int, end: int) -> str:
    """A letter O among digits as a zero, a mark of ASCII beside Chinese as the full-width one; any other character as it is."""
    if c in "Oo" and _ZERO_BEFORE.search("".join(before[-4:])[-4:]) and _ZERO_AFTER.match(text, at + 1, end):
        return "0"
    if c in _ASCII_MARKS and (before and _CJK.match(before[-1][-1]) or at + 1 < end and _CJK.match(text[at + 1])):
        return _ASCII_MARKS[c]
    return c


def _between_cells(text: str, start: int, end: int) -> frozenset[int]:
    """The tabs that part the cells of a table: lines that follow each other have as many, two at least, and not all as an indent."""
    found: set[int] = set()
    if text.find("\t", start, end) < 0:
        return frozenset()
    before: list[int] = []
    at = text.rfind("\n", 0, max(text.rfind("\n", 0, start), 0)) + 1  # the line before the first one tells too
    while 0 <= at < len(text) and (at < end or before):
        stop = text.find("\n", at)
        stop = stop if stop >= 0 else len(text)
        line = text[at:stop]
        inside = line.count("\t", len(line) - len(line.lstrip())) if line.strip() else 0
        tabs = [i for i in range(at, stop) if text[i] == "\t"] if inside else []
        tabs = tabs if len(tabs) >= MIN_TABS else []
        if tabs and len(tabs) == len(before):
            found.update(before, tabs)
        if at >= end:
            break
        before, at = tabs, stop + 1
    return frozenset(found)


def _markup(text: str, start: int, end: int) -> dict[int, tuple[int, str]]:
    """Where markup begins: its end, and the character that it stands for (one that is dropped for none)."""
    if not _MARKED.search(text, start, end):
        return {}
    return {m.start(): (m.end(), _meaning(m.group().lower())) for m in _MARKUP.finditer(text, start, end)}


def _meaning(markup: str) -> str:
    if markup.startswith("</t"):
        return "|"
    if markup.startswith("&#"):
        return valid_text(chr(min(int(markup[2:-1]), 0x10FFFF)))
    return _MEANT.get(markup, "\u200b" if markup[0] != "&" else " ")


def folded(text: str) -> str:
    """The folded text alone."""
    return text if _PLAIN.fullmatch(text) else fold(text)[0]


#: What copies of a title leave out, add or print otherwise.
_UNSTEADY = re.compile(r"[《》〈〉“”‘’\"'「」『』\s]+")


@lru_cache(maxsize=4096)
def same_key(text: str) -> str:
    """What stays of a title when a copy changes it: no quotation marks, brackets of title, dashes of one kind."""
    return _UNSTEADY.sub("", folded(text)).replace("—", "-").replace("–", "-")


#: The years of a plan at the end of a bracket, as printed in many ways: 2019-2021年, 2019年至2021年, 2019--2021.
_YEARS = re.compile(r"(\d{4})年?(?:-{1,2}|至)(\d{4})年?(?=）)")


def title_key(title: str) -> str:
    """What two printings of one title have in common: `same_key`, without 中华人民共和国 in front, the years of a plan in one way.

    >>> title_key("中华人民共和国公务员法") == title_key("公务员 法")
    True
    >>> title_key("节水行动计划（2019—2021年）") == title_key("节水行动计划（2019年至2021年）")
    True
    """
    return _YEARS.sub(r"\1-\2", same_key(title).removeprefix("中华人民共和国"))
