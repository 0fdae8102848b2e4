"""Carrying: what each output can carry.

Text, names of files and answers of servers come from outside. A character
that is harmless in one output is an order to another: here stands what is put
in its place.
"""

from __future__ import annotations

import re

#: What a terminal obeys or shows in another order than it stands: C0 (no tab, no end of a line), DEL, C1, marks of
#: direction; halves of surrogate pairs, which no encoding has, too.
_NOT_FOR_TERMINALS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n)")
_ONE_LINE = {ord("\n"): "␊", ord("\r"): "␍", ord("\t"): " "}


def for_terminal(text: str) -> str:
    r"""A text that a terminal shows and does not obey; tabs and ends of lines stay.

    >>> print(for_terminal("\x1b[31m某市\u202e"))
    ␛[31m某市\u202e
    """
    return _NOT_FOR_TERMINALS.sub(lambda match: _visible(ord(match[0])), text)


def line_for_terminal(text: str) -> str:
    r"""The same in one line, so that no name can forge a second message.

    >>> print(line_for_terminal("a\nb.txt"))
    a␊b.txt
    """
    return for_terminal(text).translate(_ONE_LINE)


def _visible(code: int) -> str:
    """The picture of a control character (␛), which takes one column like the character; others have none."""
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"\\u{code:04x}"
