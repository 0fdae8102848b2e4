"""Read: files become sources, as text with the hash of their bytes.

Plain text in UTF-8 (with or without a mark), UTF-16 or GB18030 is decoded;
anything else is refused with the reason and the remedy. The text is kept as
read: every offset in the graph counts its code points.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from .errors import ReadError
from .model import Source

#: Endings that are read, and what to do about some that are not.
TEXT = {".txt": "text/plain", ".md": "text/markdown", "": "text/plain"}
REMEDIES = {
    ".pdf": "extract its text first, e.g. with pdftotext, and give the .txt",
    ".doc": "save it as plain text (UTF-8) and give the .txt",
    ".docx": "save it as plain text (UTF-8) and give the .txt",
    ".html": "save the page as plain text (UTF-8) and give the .txt",
    ".htm": "save the page as plain text (UTF-8) and give the .txt",
    ".zip": "unpack it and give the files",
}
_REMEDY = "give a gazette as plain text in UTF-8 or GB18030"
#: The first bytes of files that are no text.
_MAGIC = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"\x7fELF")


def read(*paths: str | Path) -> Iterator[Source]:
    """Read files and folders (their text files, sorted), or ``-`` for standard input.

    Raises:
        ReadError: At the first file that cannot be read; its message names the file and the remedy.
    """
    for path in find_files(*paths):
        yield read_file(path)


def find_files(*paths: str | Path) -> list[str | Path]:
    """The files that some paths stand for: a folder stands for the text files in it, sorted.

    Raises:
        ReadError: A folder holds no text file.
    """
    found: list[str | Path] = []
    for path in paths:
        if str(path) == "-" or not Path(path).is_dir():
            found.append(path)
            continue
        inside = sorted(p for p in Path(path).rglob("*") if p.is_file() and p.suffix.lower() in (".txt", ".md"))
        if not inside:
            raise ReadError(str(path), "the folder holds no .txt or .md file", _REMEDY)
        found += inside
    return found


def read_file(path: str | Path) -> Source:
    """Read one file, or standard input for ``-``.

    Raises:
        ReadError: It is missing, not a file, empty, binary, or in an unknown encoding.
    """
    if str(path) == "-":
        return from_bytes(sys.stdin.buffer.read(), "standard input")
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ReadError(str(path), "no such file", "check the path") from None
    except OSError as error:
        raise ReadError(str(path), error.strerror or str(error), "check the path and the permissions") from None
    suffix = path.suffix.lower()
    if suffix in REMEDIES:
        raise ReadError(str(path), f"{suffix} files are not read", REMEDIES[suffix])
    return from_bytes(data, str(path.name), TEXT.get(suffix, "text/plain"), label=str(path))


def from_bytes(data: bytes, name: str, media_type: str = "text/plain", label: str | None = None) -> Source:
    """Decode the bytes of a text.

    Args:
        data: The bytes of a file.
        name: The name that the graph keeps.
        media_type: As the graph keeps it.
        label: What an error calls the file; ``name`` if left out.

    Raises:
        ReadError: The bytes are empty, binary, or in an unknown encoding.
    """
    label = label or name
    if not data.strip():
        raise ReadError(label, "the file is empty", _REMEDY)
    text = _decode(data, label)
    if not text.strip():
        raise ReadError(label, "the file holds blanks alone", _REMEDY)
    return Source(name, text, hashlib.sha256(data).hexdigest(), media_type)


def _decode(data: bytes, label: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _try(data, "utf-16", label)
    if data.startswith(_MAGIC) or b"\x00" in data[:4096]:
        raise ReadError(label, "this is a binary file, not text", _REMEDY)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _try(data, "gb18030", label)


def _try(data: bytes, encoding: str, label: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise ReadError(label, "the text is in no encoding that is known (UTF-8, UTF-16, GB18030)", _REMEDY) from None
    # GB18030 decodes almost any bytes: real Chinese text is mostly common characters and few controls.
    sample = text[:20000]
    odd = sum(1 for c in sample if c < " " and c not in "\t\r\n\f\x0b" or "\ue000" <= c <= "\uf8ff")
    if odd > 0.01 * len(sample):
        raise ReadError(label, "this is a binary file or a damaged text", _REMEDY)
    return text
