"""Mutations: how texts and files are broken, each by a function of a generator of chance and what it breaks.

The same generator breaks the same thing in the same way, so that an input is known by its number alone.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

Text = Callable[[random.Random, str], str]
Bytes = Callable[[random.Random, bytes], bytes]

BRACKETS = "（）()〔〕[]［］【】《》〈〉“”「」{}"
#: What is put between characters, by kind: the range of code points that it is drawn from.
STRANGE = {
    "control": (0x00, 0x1F), "c1": (0x7F, 0x9F), "zero-width": (0x200B, 0x200F), "direction": (0x202A, 0x202E), "private": (0xE000, 0xF8FF),
    "surrogate": (0xD800, 0xDFFF), "separator": (0x2000, 0x200A), "line": (0x2028, 0x2029), "variation": (0xFE00, 0xFE0F), "tag": (0xE0001, 0xE007F),
    "combining": (0x0300, 0x036F), "beyond": (0x20000, 0x2A6DF), "last": (0xFFF0, 0xFFFF), "compatible": (0xF900, 0xFAD9), "enclosed": (0x3200, 0x33FF),
}


def _places(chance: random.Random, text: str) -> tuple[int, int]:
    """A stretch of the text, mostly short."""
    start = chance.randrange(len(text) + 1)
    return start, min(len(text), start + int(chance.expovariate(1 / 40)) + 1)


def cut(chance: random.Random, text: str) -> str:
    start, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    return text[start:end] if chance.random() < 0.5 else text[:start] + text[end:]


def shuffled_lines(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines)


def swapped(chance: random.Random, text: str) -> str:
    a, b = _places(chance, text)
    c = chance.randrange(len(text) + 1)
    return text[:a] + text[b:c] + text[a:b] + text[max(b, c) :] if c > b else text[:c] + text[a:b] + text[c:a] + text[b:]


def doubled_brackets(chance: random.Random, text: str) -> str:
    return "".join(c * (2 if c in BRACKETS and chance.random() < 0.5 else 1) for c in text)


def dropped_brackets(chance: random.Random, text: str) -> str:
    return "".join(c for c in text if c not in BRACKETS or chance.random() < 0.5)


def other_brackets(chance: random.Random, text: str) -> str:
    return "".join(chance.choice(BRACKETS) if c in BRACKETS and chance.random() < 0.5 else c for c in text)


def full_width(chance: random.Random, text: str) -> str:
    share = chance.random()
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and chance.random() < share else c for c in text)


def strewn(chance: random.Random, text: str) -> str:
    """Characters of one strange kind, here and there."""
    low, high = STRANGE[chance.choice(sorted(STRANGE))]
    share = chance.choice((0.002, 0.02, 0.3))
    return "".join(c + chr(chance.randint(low, high)) if chance.random() < share else c for c in text)


def without_breaks(chance: random.Random, text: str) -> str:
    return text.replace("\n", chance.choice(("", " ", "　")))


def broken_everywhere(chance: random.Random, text: str) -> str:
    return chance.choice(("\n", "\r\n", "\r", "\n\n", "\x0c", "\u2028")).join(text)


def broken_somewhere(chance: random.Random, text: str) -> str:
    width = chance.randint(1, 40)
    return "\n".join(text[n : n + width] for n in range(0, len(text), width))


def repeated(chance: random.Random, text: str) -> str:
    a, b = _places(chance, text)
    return text[:b] + text[a:b] * min(chance.choice((1, 5, 50, 500)), 40_000 // max(b - a, 1)) + text[b:]


def nested(chance: random.Random, text: str) -> str:
    pair = chance.choice(("（）", "《》", "〔〕", "“”", "()", "[]", "【】"))
    a, b = _places(chance, text)
    depth = chance.choice((2, 20, 2_000))
    return text[:a] + pair[0] * depth + text[a:b] + pair[1] * chance.choice((0, depth)) + text[b:]


def other_numbers(chance: random.Random, text: str) -> str:
    digits = "0123456789〇一二三四五六七八九十百千万亿零两０１２３４５６７８９①②㈠Ⅳ½٣"
    return "".join(chance.choice(digits) * chance.choice((1, 1, 1, 3)) if c in digits and chance.random() < 0.3 else c for c in text)


def lost_characters(chance: random.Random, text: str) -> str:
    share = chance.choice((0.01, 0.1))
    return "".join(c for c in text if chance.random() >= share)


def twice(chance: random.Random, text: str) -> str:
    return text + chance.choice(("", "\n", "\n\n")) + text


def marked_up(chance: random.Random, text: str) -> str:
    pieces = ("<b>", "</p>", "<!--", "&amp;", "&#xD800;", "<script>alert(1)</script>", "|---|", "\\", "{{", "${", "%s", "\x1b[31m", "@prefix", "\"", "'", "]]>")
    for _ in range(chance.randint(1, 20)):
        a = chance.randrange(len(text) + 1)
        text = text[:a] + chance.choice(pieces) + text[a:]
    return text


TEXTS: tuple[Text, ...] = (
    cut, shuffled_lines, swapped, doubled_brackets, dropped_brackets, other_brackets, full_width, strewn, without_breaks, broken_everywhere, broken_somewhere,
    repeated, nested, other_numbers, lost_characters, twice, marked_up,
)


def extremes() -> list[tuple[str, str]]:
    """Texts of extreme length or depth, each with its name: 100,000 nested brackets, lines of ten megabytes."""
    head, foot = "临江市人民政府关于推进节水的通知\n临政发〔2019〕12号\n各县区人民政府：\n　　", "\n临江市人民政府\n2019年6月20日\n"
    pairs = ("（）", "《》", "〔〕", "“”", "()", "[]", "【】")
    deep = [(f"{n} {how}", text) for pair in pairs for n, how, text in (
        (100_000, f"{pair[0]} opened", pair[0] * 100_000), (100_000, f"{pair} nested", pair[0] * 100_000 + "节水" + pair[1] * 100_000),
        (100_000, f"{pair} in a row", pair * 100_000))]
    fragments = ("水", "1", "一", "、", "市水务局、", "《节水条例》", "根据", "（责任单位：市水务局）", "到2020年达到30%，", "临政发〔2019〕12号", "第一条", "和", " ", "a")
    long = [(f"a line of 10 MB of {piece!r}", piece * (10_000_000 // len(piece.encode()))) for piece in fragments]
    return [(name, head + text + foot) for name, text in (*deep, *long)]


# ---- files


def flipped(chance: random.Random, data: bytes) -> bytes:
    found = bytearray(data)
    for _ in range(chance.choice((1, 4, 40))):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def shortened(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(1, len(data) + 1)]


def without_a_piece(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + int(chance.expovariate(1 / 200)) + 1 :]


def with_a_piece_again(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    end = start + int(chance.expovariate(1 / 200)) + 1
    at = chance.randrange(len(data))
    return data[:at] + data[start:end] * chance.choice((1, 2, 100)) + data[at:]


def other_sizes(chance: random.Random, data: bytes) -> bytes:
    """Four bytes are a number that no length should be."""
    at = chance.randrange(max(len(data) - 4, 1))
    return data[:at] + chance.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80")) + data[at + 4 :]


def other_words(chance: random.Random, data: bytes) -> bytes:
    """Words that mean something to a reader of the format, put where none is expected."""
    words = (b"<", b">", b'"', b"<!--", b"]]>", b"&#0;", b"&#xD800;", b"&a;", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", b"\xef\xbb\xbf", b"\xff\xfe",
             b"endobj", b"stream", b"endstream", b"<<", b"obj", b"/Length 99999999", b"\\u0000", b"\\uD800", b"<http://a b{}|^`>", b"@prefix : <", b"{\"@context\":",
             b"[[[[", b"^^xsd:date", b"@zh", b"999999999999999999999999", b"<w:p>", b"<table>", b"</table>", b"<td colspan=99999999>")
    for _ in range(chance.choice((1, 3, 10))):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(words) + data[at + chance.choice((0, 0, 5)) :]
    return data


FILES: tuple[Bytes, ...] = (flipped, shortened, without_a_piece, with_a_piece_again, other_sizes, other_words)


def inside_zip(chance: random.Random, data: bytes) -> bytes:
    """One member of a zip file is broken, and the file packed again whole, so that what reads the member sees it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    broken = chance.randrange(len(members))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, (name, content) in enumerate(members):
            archive.writestr(zipfile.ZipInfo(name), chance.choice(FILES)(chance, content) if n == broken and content else content)
    return out.getvalue()
