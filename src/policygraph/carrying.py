"""Carrying: what a text becomes where a format cannot carry all of its characters."""

from __future__ import annotations

import re

#: What XML 1.0 forbids even as a reference: controls, halves of a surrogate pair, U+FFFE and U+FFFF.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(text: str) -> str:
    """A text that XML 1.0, and UTF-8, can carry.

    Returns:
        The text with U+FFFD in place of each character that is forbidden: as long as before, so that
        offsets in it stay true.
    """
    return _NOT_XML.sub("\ufffd", text)
