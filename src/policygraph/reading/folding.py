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

from ..carrying import valid_text

#: Radicals of the supplement (U+2E80–2EF3) that fonts of PDFs write in place of the character, by Unicode's table of equivalent
#: unified ideographs. Those of U+2F00–2FD5 have their equivalent as compatibility decomposition.
_RADICALS = {
    0x2E81: "厂", 0x2E84: "乙", 0x2E88: "刀", 0x2E8A: "卜", 0x2E8C: "小", 0x2E8D: "小", 0x2E8E: "兀", 0x2E92: "巳", 0x2E93: "幺", 0x2E9C: "日",
    0x2E9D: "月", 0x2EA0: "民", 0x2EA7: "牛", 0x2EA9: "王", 0x2EAA: "疋", 0x2EAB: "目", 0x2EAC: "示", 0x2EAE: "竹", 0x2EBC: "月", 0x2EBD: "臼",
    0x2EC1: "虎", 0x2EC4: "西", 0x2EC5: "见", 0x2EC6: "角", 0x2EC9: "贝", 0x2ECB: "车", 0x2ECF: "邑", 0x2ED1: "長", 0x2ED3: "长", 0x2ED4: "门",
    0x2ED7: "雨", 0x2ED8: "青", 0x2ED9: "韦", 0x2EDA: "页", 0x2EDB: "风", 0x2EDC: "飞", 0x2EDD: "食", 0x2EE2: "马", 0x2EE3: "骨", 0x2EE4: "鬼",
    0x2EE5: "鱼", 0x2EE6: "鸟", 0x2EE7: "卤", 0x2EE8: "麦", 0x2EE9: "黄", 0x2EEA: "黾", 0x2EEB: "斉", 0x2EEC: "齐", 0x2EED: "歯", 0x2EEE: "齿",
    0x2EEF: "竜", 0x2EF0: "龙", 0x2EF1: "龜", 0x2EF2: "亀", 0x2EF3: "龟",
}
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
    and the marks , : ; beside Chinese become full-width; full-width letters and
    digits become ASCII, radicals the characters that they stand for,
    and a letter O among digits a zero.

    Returns:
        The folded text and, for each of its characters, its offset in ``text``.

    >>> fold("|**一、**要求&nbsp;|")[0]
    '|一、要求|'
    >>> fold("济政发 [2017] 9 号")
    ('济政发〔2017〕9号', (0, 1, 2, 4, 5, 6, 7, 8, 9, 11, 13))
    """
    end = len(text) if end is None else end
    out: list[str] = []
    offsets: list[int] = []
    blank = after = -1
    markup = _markup(text, start, end)
    for i in range(start, end):
        if i < after:
            continue
        c = text[i]
        if i in markup:
            after, c = markup[i]
        if c.isspace():
            blank = i if blank < 0 else blank
            continue
        c = c.translate(_FORMS)
        if c in _DROPPED or "\ue000" <= c <= "\uf8ff":
            continue
        if blank >= 0:
            if out and _WORD.match(out[-1]) and _WORD.match(c):
                out.append(" ")
                offsets.append(blank)
            blank = -1
        if c in "Oo" and _ZERO_BEFORE.search("".join(out[-4:])) and _ZERO_AFTER.match(text, i + 1, end):
            c = "0"
        if c in _ASCII_MARKS and ((out and _CJK.match(out[-1])) or (i + 1 < end and _CJK.match(text[i + 1]))):
            c = _ASCII_MARKS[c]
        out.append(c)
        offsets.append(i)
    return "".join(out), tuple(offsets)


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
    return fold(text)[0]


@lru_cache(maxsize=4096)
def same_key(text: str) -> str:
    """What stays of a title when a copy changes it: no quotation marks, brackets of title, dashes of one kind."""
    return re.sub(r"[《》〈〉“”‘’\"'「」『』\s]", "", folded(text)).replace("—", "-").replace("–", "-")


def title_key(title: str) -> str:
    """What two printings of one title have in common: `same_key`, without 中华人民共和国 in front.

    >>> title_key("中华人民共和国公务员法") == title_key("公务员 法")
    True
    """
    return same_key(title).removeprefix("中华人民共和国")
