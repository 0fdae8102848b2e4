"""Carrying: what text may come in with, and what each kind of output can carry.

Text and names from outside hold anything: halves of surrogate pairs, control
characters, names of files in another encoding. `valid_text` and `valid_name`
stand at the boundary where they come in; the other functions, one for each kind
of output, say what it can carry.
"""

from __future__ import annotations

import re

#: Stands for a character that was lost or cannot be carried.
LOST = "\ufffd"
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
#: What XML 1.0 has no way to write (production Char), so that RDF/XML, GEXF and GraphML cannot either.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: How a cell begins that a spreadsheet takes for a formula; some take the wide signs of Chinese texts for the same.
_FORMULA = re.compile(r"\s*+[=+\-@＝＋－＠]|[\t\r]")
_CALLS_NOTHING = re.compile(r"[+-]{1,3}\d[\d.]*(?:-\d\d|[eE][+-]?\d{1,3})?")
#: What a terminal obeys: controls but for tab and ends of lines, and marks that turn the direction of writing.
_COMMANDS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n)")


def valid_text(text: str) -> str:
    r"""Text as valid Unicode: the two halves of a surrogate pair become their character, a lone half U+FFFD.

    >>> valid_text("\ud842\udfb7和\ud800")
    '𠮷和�'
    """
    if not _LONE.search(text):
        return text
    text = _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return _LONE.sub(LOST, text)


def valid_name(name: str) -> str:
    """The name of a file as valid Unicode without control characters.

    Bytes that the file system's encoding does not know come as lone surrogates
    (`os.fsdecode`); they are read as UTF-8, else as GB18030, as Chinese systems write them.
    """
    if _LONE.search(name):
        try:
            name = decode_name(name.encode("utf-8", "surrogateescape"))
        except UnicodeEncodeError:
            name = valid_text(name)
    return "".join(c for c in name if c.isprintable()) or LOST


def decode_name(raw: bytes) -> str:
    """The name in some bytes: UTF-8 where they are it, else GB18030; a byte that is neither is U+FFFD."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def for_xml(text: str, instead: str = LOST) -> str:
    """Text as XML 1.0 can carry it, so that every format of graphs and networks can: U+FFFD (or ``instead``) stands for the others.

    With U+FFFD the text is as long as before, so that offsets in it stay true.
    """
    return _NOT_XML.sub(instead, text)


def for_spreadsheet(text: str) -> str:
    """Text as a cell of CSV that a spreadsheet shows and does not compute: what it would take for a formula begins with an apostrophe.

    Numbers, and days that come back, stay as they are: what has no letters, no brackets and no marks calls nothing.

    >>> for_spreadsheet("=HYPERLINK(1)"), for_spreadsheet("-5.2"), for_spreadsheet("--03-31"), for_spreadsheet("水利局")
    ("'=HYPERLINK(1)", '-5.2', '--03-31', '水利局')
    """
    return f"'{text}" if _FORMULA.match(text) and not _CALLS_NOTHING.fullmatch(text) else text


def for_terminal(text: str) -> str:
    r"""Text that a terminal shows and does not obey: a control character, or one that turns the direction of writing, is U+FFFD.

    >>> for_terminal("红\x1b[31m色\n")
    '红�[31m色\n'
    """
    return _COMMANDS.sub(LOST, text)


def line_for_terminal(text: str) -> str:
    r"""The same in one line, so that no name can forge a second message.

    >>> line_for_terminal("a\nb.txt")
    'a b.txt'
    """
    return " ".join(for_terminal(text).splitlines()).replace("\t", " ")
