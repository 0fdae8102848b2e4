"""Read: files become sources, as text with the hash of their bytes.

Plain text, Markdown, web pages, PDF with a text layer and Word files are
read, alone, in folders, and in zip and tar archives; anything else is refused
with the reason and the remedy. What a file is, its content says. The text is
kept as read: every offset in the graph counts its code points. For a web
page, a PDF or a Word file it is the text that was taken out of it.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from ..carrying import valid_name, valid_text
from ..errors import ReadError
from ..language import Phrase
from ..model import Problem, Source
from . import archives, media, plaintext
from .apart import read_apart

_REMEDY = "give a gazette as .txt .md .html .pdf or .docx, or an archive of these"
STDIN = "standard input"
#: The longest file that is taken into memory.
MAX_BYTES = 1 << 30
#: What comes on standard input waits in memory up to so many bytes, what is more on the disk.
_IN_MEMORY = 64 << 20


@dataclass(frozen=True, slots=True)
class Raw:
    """A file that was found, or a member of an archive: the name the graph keeps, the name in messages, the bytes."""

    name: str
    label: str
    data: bytes = field(repr=False)


def read(*paths: str | Path) -> Iterator[Source]:
    """Read files, archives and folders (sorted), or ``-`` for standard input.

    Raises:
        ReadError: At the first file that cannot be read; its message names the file and the remedy.
    """
    for path in find_files(*paths):
        for raw in load(path):
            if isinstance(raw, ReadError):
                raise raw
            yield to_source(raw)


def find_files(*paths: str | Path) -> list[str | Path]:
    """The files that some paths stand for: a folder stands for the documents and archives in it, sorted.

    Raises:
        ReadError: A folder holds none.
    """
    found: list[str | Path] = []
    for path in paths:
        if str(path) == "-" or not Path(path).is_dir():
            found.append(path)
            continue
        folder = Path(path)
        inside = sorted(p for p in folder.rglob("*") if p.is_file() and archives.is_wanted(p.relative_to(folder).as_posix()))
        if not inside:
            raise ReadError(str(path), "the folder holds no .txt .md .html .pdf or .docx file", _REMEDY)
        found += inside
    return found


def check_paths(*paths: str | Path) -> None:
    """See that paths which were named are there; what else is wrong with one shows when it is read.

    Raises:
        ReadError: One is not there.
    """
    for path in paths:
        if is_missing(path):
            raise _missing(path)


def is_missing(path: str | Path) -> bool:
    """Whether there is nothing at a path; ``-`` is standard input."""
    try:
        return str(path) != "-" and not os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):  # it may be there
        return False


def _missing(path: str | Path) -> ReadError:
    return ReadError(str(path), "no such file", "check the path")


def count(*paths: str | Path) -> int:
    """How many documents some paths hold, as far as can be told without reading them."""
    total = 0
    for path in paths:
        try:
            for file in find_files(path):
                total += _count(file)
        except ReadError:
            total += 1
    return total


def _count(path: str | Path) -> int:
    if str(path) == "-" or media.ENDINGS.get(Path(path).suffix.lower()) not in media.CONTAINERS:
        return 1
    with ExitStack() as stack:
        file, name, label = _open(path, stack)
        kind = media.recognise(file, name, label)
        return archives.count(file, kind) if kind in media.CONTAINERS else 1


def load(path: str | Path) -> Iterator[Raw | ReadError]:
    """The bytes of a file, or of each document in an archive; what cannot be had comes as its error."""
    with ExitStack() as stack:
        try:
            file, name, label = _open(path, stack)
        except ReadError as error:
            yield error
            return
        yield from inside(file, name, label)


def inside(file: BinaryIO, name: str, label: str) -> Iterator[Raw | ReadError]:
    """The bytes of an open file that can be sought, or of each document in it where it is an archive.

    Args:
        file: The file.
        name: The name that the graph keeps.
        label: The name in messages.
    """
    try:
        kind = media.recognise(file, name, label)
        if kind not in media.CONTAINERS:
            yield Raw(name, label, _all(file, label))
            return
    except ReadError as error:
        yield error
        return
    except OSError as error:
        yield ReadError(label, Phrase("{reason}", reason=error.strerror or error), "check the file and the disk")
        return
    found = False
    for member in archives.members(file, kind, label):
        found = True
        yield Raw(f"{name}/{member.name}", f"{label}/{member.name}", member.data) if isinstance(member, archives.Member) else member
    if not found:
        yield ReadError(label, "the archive holds no .txt .md .html .pdf or .docx file", _REMEDY)


def _open(path: str | Path, stack: ExitStack) -> tuple[BinaryIO, str, str]:
    """A seekable file, the name that the graph keeps, the name in messages."""
    if str(path) == "-":
        given = stack.enter_context(SpooledTemporaryFile(_IN_MEMORY))
        shutil.copyfileobj(sys.stdin.buffer, given, 1 << 20)
        given.seek(0)
        return given, STDIN, STDIN  # type: ignore[return-value]  # it is one, its types do not say so
    path = Path(path)
    try:
        return stack.enter_context(path.open("rb")), valid_name(path.name), valid_name(str(path))
    except FileNotFoundError:
        raise _missing(path) from None
    except OSError as error:
        raise ReadError(str(path), Phrase("{reason}", reason=error.strerror or error), "check the path and the permissions") from None


def _all(file: BinaryIO, label: str) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ReadError(label, Phrase("the file is larger than {size} GB", size=MAX_BYTES >> 30), "is it a document?")
    return data


def read_file(path: str | Path) -> Source:
    """Read one file, or standard input for ``-``.

    Raises:
        ReadError: It is missing, not a file, empty, damaged, of a kind that is not read, or an archive of several.
    """
    found = []
    for raw in load(path):
        if isinstance(raw, ReadError):
            raise raw
        found.append(raw)
    if len(found) > 1:
        raise ReadError(str(path), Phrase("the archive holds {count} documents", count=len(found)), "read it with policygraph.read")
    return to_source(found[0])


def to_source(raw: Raw) -> Source:
    """The text of a file that was found.

    Raises:
        ReadError: It is empty, damaged, or of a kind that is not read, or the library for it is missing.
    """
    return from_bytes(raw.data, raw.name, label=raw.label)


def from_bytes(data: bytes, name: str, media_type: str | None = None, label: str | None = None) -> Source:
    """The text of the bytes of a file.

    Args:
        data: The bytes of a file (no archive).
        name: The name that the graph keeps.
        media_type: As the graph keeps it; what the content says if left out.
        label: What an error calls the file; ``name`` if left out.

    Raises:
        ReadError: The bytes are empty, binary, damaged, of a kind that is not read, or in an unknown encoding.
    """
    label = label or name
    if not data.strip():
        raise ReadError(label, "the file is empty", _REMEDY)
    kind = media.recognise(io.BytesIO(data), name, label)
    if kind not in media.MEDIA_TYPES:
        raise ReadError(label, "this is an archive", "read it with policygraph.read")
    text, problems = _text(kind, data, name, label)
    text = valid_text(text)
    if not text.strip():
        raise ReadError(label, "the file holds blanks alone", _REMEDY)
    return Source(name, text, hashlib.sha256(data).hexdigest(), media_type or media.MEDIA_TYPES[kind], problems)


def _text(kind: str, data: bytes, name: str, label: str) -> tuple[str, tuple[Problem, ...]]:
    """What needs a library in C is read apart, where it can do no harm; the library is loaded there."""
    if kind not in media.READERS:
        return plaintext.decode(data, label), ()
    task, thing = media.READERS[kind]
    found = read_apart(task, thing, data, label)
    text, blank = (found, ()) if isinstance(found, str) else found
    pages = ", ".join(map(str, blank[:20])) + (" …" if len(blank) > 20 else "")
    return text, (Problem(name, Phrase("without text: page {pages}", pages=pages), "recognise the text of scanned pages (OCR)"),) if blank else ()
