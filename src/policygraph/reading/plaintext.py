"""Plain text: bytes become characters in the encodings that Chinese documents come in."""

from __future__ import annotations

import codecs

from ..errors import ReadError

REMEDY = "save it as UTF-8 and give that file"
#: Labels of encodings that are parts of GB18030.
_CHINESE = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb18030", "hz-gb-2312"}
#: The most characters in a thousand that a damaged copy may have lost.
MAX_LOST = 2
#: What Python knows as an encoding and no page is written in; reading them takes time by the square of the length, or runs escapes.
_NO_CHARSET = {"punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape"}


def decode(data: bytes, label: str, declared: str | None = None) -> str:
    """Decode a text: by its mark, as UTF-8, as it says itself, as GB18030; in this order.

    A text that is UTF-8 but for a few damaged bytes is read with U+FFFD in
    their places.

    Args:
        data: The bytes.
        label: What an error calls the file.
        declared: The encoding that the text itself names (``charset=…``).

    Raises:
        ReadError: The bytes are no text in a known encoding.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(_strict(data, "utf-16"), label)
    text = _strict(data, "utf-8-sig")
    if text is not None:
        return text  # no other encoding looks like it
    if declared:
        text = _strict(data, "gb18030" if declared.lower() in _CHINESE else declared)
    if text is None:
        repaired = data.decode("utf-8-sig", "replace")
        if repaired.count("\ufffd") * 1000 <= MAX_LOST * len(repaired) and any(c > "\u2e80" for c in repaired[:20000] if c != "\ufffd"):
            text = repaired
    if text is None:
        text = _strict(data, "gb18030")
    if text is None:
        text = data.decode("gb18030", "replace")
        if text.count("\ufffd") * 1000 > MAX_LOST * len(text):
            text = None
    return _checked(text, label)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return None if codecs.lookup(encoding).name in _NO_CHARSET else data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _checked(text: str | None, label: str) -> str:
    if text is None:
        raise ReadError(label, "the text is in no encoding that is known (UTF-8, UTF-16, GB18030)", REMEDY)
    if looks_damaged(text):
        raise ReadError(label, "this is a binary file or a damaged text", REMEDY)
    return text


def looks_damaged(text: str) -> bool:
    """Is more than a hundredth of a text that is not plainly UTF-8 controls, private characters or lost ones?

    GB18030 decodes almost any bytes, and a PDF without a table of its
    characters gives private ones: real text has next to none.
    """
    sample = text[:20000]
    odd = sum(1 for c in sample if c < " " and c not in "\t\r\n\f\x0b" or "\ue000" <= c <= "\uf8ff" or c == "\ufffd")
    return odd > 0.01 * len(sample)
