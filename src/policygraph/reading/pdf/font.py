"""The one font that stands in for every font a PDF names and does not hold.

pdfium draws such text with what it finds on the machine, and leaves a piece of
text out when the letters it found have no ink: a PDF would be read differently
where Chinese fonts are missing. So it is given a font of our own, in which
every character is a full square; how wide a character is, the file says.
"""

from __future__ import annotations

import struct
from ctypes import byref, c_char_p, cast, memmove
from functools import cache
from typing import Any

#: Units of the square: its side, and how far it goes below the line.
_SIDE, _BELOW = 1000, 120
#: As many as a font can have: text whose characters are numbers of glyphs finds its square too.
_GLYPHS = 0xFFFF
#: The standard fonts, for which a PDF need not state widths; pdfium has them within itself.
_STANDARD = (b"Helvetica", b"Arial", b"Times", b"Courier", b"Symbol", b"ZapfDingbats")


@cache
def install() -> tuple:
    """Let pdfium use this font in place of the machine's; what is returned must be kept as long as pdfium is used."""
    from pypdfium2 import raw

    font = squares()
    kinds = dict(raw.FPDF_SYSFONTINFO._fields_)

    @kinds["MapFont"]
    def find(_info: Any, _weight: int, _italic: int, _charset: int, _pitch: int, face: Any, _exact: Any) -> int | None:
        return None if (cast(face, c_char_p).value or b"").startswith(_STANDARD) else 1

    @kinds["GetFontData"]
    def data(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table:  # no collection of fonts, no table by itself
            return 0
        if buffer and size >= len(font):
            memmove(buffer, font, len(font))
        return len(font)

    info = raw.FPDF_SYSFONTINFO(version=1, MapFont=find, GetFontData=data)
    raw.FPDF_SetSystemFontInfo(byref(info))
    return info, find, data


def squares() -> bytes:
    """A TrueType font in which every character of Unicode, and every glyph, is the same square."""
    low, high = -_BELOW, _SIDE - _BELOW
    square = struct.pack(">5h 2H 4B 8h", 1, 0, low, _SIDE, high, 3, 0, 1, 1, 1, 1, 0, _SIDE, 0, -_SIDE, low, 0, _SIDE, 0) + bytes(2)
    return _font({
        b"head": struct.pack(">4I 2H 16x 4h 2H 3h", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _SIDE, 0, low, _SIDE, high, 0, 8, 2, 1, 0),
        b"maxp": struct.pack(">I H 13H", 0x10000, _GLYPHS, 4, 1, 0, 0, 1, *[0] * 8),
        b"hhea": struct.pack(">I 3h H 3h 11h H", 0x10000, high, low, 0, _SIDE, 0, 0, _SIDE, 1, *[0] * 10, 1),
        b"hmtx": struct.pack(">H h", _SIDE, 0) + bytes(2 * (_GLYPHS - 1)),
        # Form 13: one glyph for a whole range of characters.
        b"cmap": struct.pack(">2H 2H I 2H 3I 3I", 0, 1, 3, 10, 12, 13, 0, 28, 0, 1, 0x20, 0x10FFFF, 1),
        b"loca": struct.pack(f">{_GLYPHS + 1}I", *range(0, len(square) * (_GLYPHS + 1), len(square))),
        b"glyf": square * _GLYPHS,
    })


def _font(tables: dict[bytes, bytes]) -> bytes:
    place = 12 + 16 * len(tables)
    entries, bodies = [], []
    for name, table in sorted(tables.items()):
        entries.append(name + struct.pack(">3I", 0, place, len(table)))
        bodies.append(table + bytes(-len(table) % 4))
        place += len(bodies[-1])
    return struct.pack(">I 4H", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64) + b"".join(entries + bodies)
