"""Archives: the documents in a zip or tar file, one after the other, never on the disk.

What an archive says about itself is not trusted: members are read up to a
limit, their names are only shown, links and devices are passed over, and an
archive in an archive in an archive is not opened.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, BinaryIO

from ..carrying import decode_name, valid_name
from ..errors import ReadError
from ..language import Phrase
from . import media, records

#: Limits: bytes of a member, bytes of all members, members, archives within each other.
MAX_MEMBER, MAX_TOTAL, MAX_MEMBERS, MAX_DEPTH = 256 << 20, 4 << 30, 50_000, 2
#: Bytes that a header of a tar file may have beyond its block: a path and a link of the greatest length, and attributes.
MAX_HEADER = 16 << 10
_LONG_HEADERS = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
_MANY_DIGITS, _SPARSE = re.compile(rb"\d{100}"), Phrase("a file with holes")
_UNPACK = "unpack it with another program and give the folder"


class _Refused(Exception):
    """A part of an archive that is not read, so that little cannot become endless; no error of tarfile, which passes over its own."""


_BROKEN = (_Refused, zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


@dataclass(slots=True)
class Budget:
    """What may still be unpacked from an archive and those in it."""

    bytes: int = MAX_TOTAL
    members: int = MAX_MEMBERS

    def take(self, label: str, size: int) -> None:
        """Raises: ReadError: There is more than the limits allow."""
        self.members -= 1
        self.bytes -= size
        if self.members < 0 or self.bytes < 0:
            raise ReadError(label, Phrase("the archive unpacks to more than {size} GB or {most} files", size=MAX_TOTAL >> 30, most=MAX_MEMBERS), _UNPACK)


@dataclass(frozen=True, slots=True)
class Member:
    """A document in an archive: its path in it (for display alone) and its bytes."""

    name: str
    data: bytes = field(repr=False)


def is_wanted(name: str) -> bool:
    """Is the file a document or an archive by its name (no picture, style sheet, or dust of an operating system)?"""
    parts = PurePosixPath(name).parts
    if not parts or any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts):
        return False
    if any(part.endswith(("_files", ".files")) for part in parts[:-1]):
        return False  # what a browser saves beside a page
    return PurePosixPath(name).suffix.lower() in {*media.ENDINGS, *media.UNREAD}


def members(file: BinaryIO, kind: str, label: str, budget: Budget | None = None, depth: int = 1) -> Iterator[Member | ReadError]:
    """The documents in an archive, in its order; what cannot be read comes as its error.

    Args:
        file: The archive, seekable.
        kind: ``"zip"``, ``"tar"`` (also compressed, also one compressed file alone) or ``"records"``, of which each line is a member.
        label: What errors call the archive.
    """
    budget = budget or Budget()
    try:
        if kind == "records":
            yield from _records(file, label)
            return
        for member in _zip(file, label, budget) if kind == "zip" else _tar(file, label, budget):
            yield from _inner(member, label, budget, depth) if isinstance(member, Member) else [member]
    except ReadError as error:
        yield error
    except _BROKEN as error:
        yield ReadError(label, Phrase("the archive is damaged ({error})", error=error or type(error).__name__), "get it again, or unpack what is left of it")


def count(file: BinaryIO, kind: str) -> int:
    """How many documents an archive holds, as far as its list tells (1 if that cannot be read)."""
    try:
        if kind == "records":
            return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b"")) or 1
        if kind == "zip":
            with zipfile.ZipFile(file) as archive:
                return sum(is_wanted(_zip_name(info)) for info in archive.infolist()) or 1
        budget = Budget()
        with tarfile.open(fileobj=file, mode="r|*", tarinfo=_Header) as archive:
            return sum(1 for info in archive if _taken(info, budget) and info.isreg() and is_wanted(_tar_name(info))) or 1
    except (*_BROKEN, ReadError):
        return 1


def _inner(member: Member, label: str, budget: Budget, depth: int) -> Iterator[Member | ReadError]:
    """The member itself, or what is in it where it is an archive."""
    inner = f"{label}/{member.name}"
    file = io.BytesIO(member.data)
    try:
        kind = media.recognise(file, member.name, inner)
    except ReadError as error:
        yield error
        return
    if kind not in media.CONTAINERS:
        yield member
    elif depth >= MAX_DEPTH:
        yield ReadError(inner, "an archive so deep in others is not opened", _UNPACK)
    else:
        for found in members(file, kind, inner, budget, depth + 1):
            yield Member(f"{member.name}/{found.name}", found.data) if isinstance(found, Member) else found


def _zip(file: BinaryIO, label: str, budget: Budget) -> Iterator[Member | ReadError]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            name = _zip_name(info)
            if info.is_dir() or not is_wanted(name):
                continue
            if info.flag_bits & 1:
                yield ReadError(f"{label}/{name}", "it is protected by a password", _UNPACK)
                continue
            try:
                with archive.open(info) as stream:
                    yield _member(stream, name, label, budget)
            except ReadError:
                raise
            except _BROKEN as error:
                yield ReadError(f"{label}/{name}", Phrase("it is damaged in the archive ({error})", error=error), "get the archive again")


def _taken(info: tarfile.TarInfo, budget: Budget) -> bool:
    budget.take(info.name, max(info.size, 0))
    return True


class _Header(tarfile.TarInfo):
    """A header of a tar file; what tarfile takes into memory for itself (long names, attributes) is bounded.

    Raises: _Refused: A header is longer than any that an archiver writes, or is one of a file with holes.
    """

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type == tarfile.GNUTYPE_SPARSE:
            raise _Refused(_SPARSE)
        if self.type in _LONG_HEADERS and not 0 <= self.size <= MAX_HEADER:
            raise _Refused(Phrase("a header of {size} bytes", size=self.size))
        return super()._proc_member(archive)  # type: ignore[misc]  # tarfile has it, its stubs do not

    def _proc_pax(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        again = _Again(archive, archive.fileobj.read(self._block(self.size)))  # type: ignore[attr-defined]  # as above
        archive.fileobj = again  # type: ignore[assignment]  # it reads and tells, which is all that is asked
        # Where digits go on and on, tarfile looks for the end of the number from each of them.
        if _MANY_DIGITS.search(again.data):
            raise _Refused(Phrase("a header of digits"))
        if b"GNU.sparse" in again.data:
            raise _Refused(_SPARSE)
        return super()._proc_pax(archive)  # type: ignore[misc]  # as above


class _Again:
    """Gives what was read of an archive once more, then the archive its file back."""

    def __init__(self, archive: tarfile.TarFile, data: bytes):
        self.archive, self.file, self.data = archive, archive.fileobj, data

    def read(self, size: int) -> bytes:
        self.archive.fileobj = self.file
        return self.data


def _is_tar(file: BinaryIO) -> bool:
    try:
        tarfile.open(fileobj=file, tarinfo=_Header).close()
    except _Refused:
        return True
    except tarfile.TarError:
        return False
    finally:
        file.seek(0)
    return True


def _tar(file: BinaryIO, label: str, budget: Budget) -> Iterator[Member | ReadError]:
    if not _is_tar(file):
        yield from _compressed(file, label, budget)
        return
    with tarfile.open(fileobj=file, mode="r|*", tarinfo=_Header) as archive:
        for info in archive:
            name = _tar_name(info)
            if not info.isreg() or not is_wanted(name):
                budget.take(label, max(info.size, 0))  # passing over it unpacks it too
                continue
            stream = archive.extractfile(info)
            if stream is not None:
                yield _member(stream, name, label, budget)


def _records(file: BinaryIO, label: str) -> Iterator[Member | ReadError]:
    """The lines of a file of records; none but the one that is read is in memory."""
    for line in records.lines(file, label):
        yield line if isinstance(line, ReadError) else Member(records.member(line[0]), line[1])


def _compressed(file: BinaryIO, label: str, budget: Budget) -> Iterator[Member | ReadError]:
    """One compressed file that is no tar (gazette.txt.gz); of records its lines, as they are unpacked."""
    start = file.read(6)
    file.seek(0)
    opener = gzip.open if start.startswith(b"\x1f\x8b") else bz2.open if start.startswith(b"BZh") else lzma.open
    name = PurePosixPath(label).name
    for ending in (".gz", ".xz", ".bz2"):
        name = name.removesuffix(ending)
    with opener(file) as stream:
        if media.ENDINGS.get(PurePosixPath(name).suffix.lower()) != "records":
            yield _member(stream, name, label, budget)
            return
        for line in _records(stream, label):  # type: ignore[arg-type]  # it is read forward alone
            budget.bytes -= len(line.data) if isinstance(line, Member) else records.MAX_LINE
            if budget.bytes < 0:
                raise ReadError(label, Phrase("the archive unpacks to more than {size} GB", size=MAX_TOTAL >> 30), _UNPACK)
            yield line


def _member(stream: IO[bytes] | gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile, name: str, label: str, budget: Budget) -> Member:
    data = stream.read(MAX_MEMBER + 1)
    if len(data) > MAX_MEMBER:
        raise ReadError(f"{label}/{name}", Phrase("it unpacks to more than {size} MB", size=MAX_MEMBER >> 20), _UNPACK)
    budget.take(label, len(data))
    return Member(name, data)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name as its maker wrote it: UTF-8 where the archive says so or it is, else GB18030."""
    if info.flag_bits & 0x800:
        return _shown(info.filename)
    try:
        return _shown(decode_name(info.filename.encode("cp437")))
    except UnicodeEncodeError:
        return _shown(info.filename)


def _tar_name(info: tarfile.TarInfo) -> str:
    return _shown(info.name)


def _shown(name: str) -> str:
    """A path without drives, leading slashes, ``..`` and control characters."""
    name = valid_name(name)
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..") and not part.endswith(":"))
