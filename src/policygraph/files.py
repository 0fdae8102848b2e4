"""Outputs: files that are there whole or not at all, and streams that are written into.

``-o`` may name a file, a link to one, or a stream: a device, a pipe with a
name, ``/dev/stdout``. What it names is found out here, for all writers, and
what must not be written is refused here.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from .carrying import for_terminal
from .errors import PolicyGraphError
from .language import Phrase

#: Endings of pages.
PAGES = (".html", ".htm")
#: As many links as Linux follows one after the other.
_MAX_LINKS = 40
#: What is said where standard output was closed by the caller (``>&-``).
CLOSED = "standard output: it is closed; name a file with -o, or open it"
#: Folders whose entries are open files: ``/dev/stdout`` and ``>(command)`` lead to them.
_DESCRIPTORS = re.compile(r"/proc/\d+(/task/\d+)?/fd")
#: What is neither file nor stream.
_KINDS = {stat.S_IFDIR: Phrase("a folder; name a file in it"), stat.S_IFBLK: Phrase("a disk; name a file"), stat.S_IFSOCK: Phrase("a socket; name a file or a pipe")}


class OutputError(PolicyGraphError):
    """A file cannot be written where the user asked for it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an output goes.

    ``name`` is what the user said, ``path`` what stands behind all links;
    ``found`` is None where nothing is there yet.
    """

    name: str
    path: Path
    found: os.stat_result | None

    @property
    def opened(self) -> bool:
        """Is it an open file of a process, and not a name?"""
        return bool(_DESCRIPTORS.fullmatch(str(self.path.parent)))

    @property
    def stream(self) -> bool:
        """Is it written into, because it cannot be replaced?"""
        return self.found is not None and (self.opened or not stat.S_ISREG(self.found.st_mode))


def is_stream(path: str | Path) -> bool:
    """Does a path lead to a device, a pipe or an open file? These are written into and need no ending."""
    try:
        return find_place(path).stream
    except OutputError:
        return False


def find_place(path: str | Path) -> Place:
    """What an output path leads to.

    Raises:
        OutputError: It leads nowhere, to a folder, or to what may not be written; the message has the remedy.
    """
    name = str(path)
    if not name:
        raise OutputError("the name of the file to write is empty")
    try:
        behind = _behind_links(Path(path))
        place = Place(name, behind, _status(behind))
        _refuse(place, folder=name.endswith(os.sep))
    except (OSError, ValueError) as error:  # ValueError: a character 0
        raise _unwritable(name, error) from error
    return place


def check_inputs(place: Place, inputs: Iterable[str | Path | int]) -> None:
    """Refuse an output that is one of the inputs, under whatever name.

    Args:
        place: Where the output goes.
        inputs: Files, or numbers of open ones (0 is standard input).

    Raises:
        OutputError: Writing would destroy what is read.
    """
    if place.found is None or not stat.S_ISREG(place.found.st_mode):
        return
    for given in inputs:
        with suppress(OSError, ValueError):
            if os.path.samestat(os.stat(given), place.found):
                read = Phrase("standard input") if given == 0 else given
                raise OutputError(Phrase("{name}: this is what is read ({read}); name another file for the output", name=place.name, read=read))


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """A file to write to; it takes the place of ``path``, or is poured into the stream there, only when all went well.

    The file that is replaced leaves its mode, and its owner where the system allows it.

    Raises:
        OutputError: The file cannot be written.
        BrokenPipeError: The reader of the stream has had enough.
    """
    place = find_place(path)
    with _reported(place.name):
        folder = None if place.stream else place.path.parent
        ending = Path(path).suffix if len(Path(path).suffix) < 12 else ""  # a long name must not become too long
        handle, name = tempfile.mkstemp(prefix=".policygraph-", suffix=ending, dir=folder)
        os.close(handle)
        try:
            yield Path(name)
            if place.stream:
                _pour(place, Path(name).read_bytes())
            else:
                _replace(place, name)
        finally:
            with suppress(OSError):
                os.unlink(name)


def write_whole(path: str | Path, content: str | bytes) -> None:
    """Write a whole file, or into a stream; text is UTF-8 with ``\\n`` at the ends of lines.

    Raises:
        OutputError: The file cannot be written; what stood there before is still there.
        BrokenPipeError: The reader of the stream has had enough.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    place = find_place(path)
    if place.stream:
        with _reported(place.name):
            _pour(place, data)
        return
    with whole_file(path) as temporary:
        temporary.write_bytes(data)


def write_output(text: str, *, shown: bool = False) -> None:
    """Write to standard output, all of it and at once.

    Args:
        text: The data; on a terminal, what it would obey is made visible.
        shown: The text was made for a terminal, and has colours.

    Raises:
        OutputError: It is closed, or cannot take it.
        BrokenPipeError: The reader has had enough.
    """
    stream = sys.stdout
    if stream is None or getattr(stream, "closed", False):
        raise OutputError(CLOSED)
    with _reported(Phrase("standard output")):
        text = for_terminal(text) if stream.isatty() and not shown else text
        stream.flush()
        binary = getattr(stream, "buffer", None)
        if binary is None:  # a notebook has none
            stream.write(text)
        else:
            _put(binary, text.encode(stream.encoding or "utf-8", stream.errors or "strict"))
        stream.flush()


# ---- finding


def _behind_links(path: Path) -> Path:
    """The path that is left when all links are followed; nothing need be there. Links of the kernel to open files stay."""
    for _ in range(_MAX_LINKS):
        path = Path(os.path.realpath(path.parent), path.name)
        if _DESCRIPTORS.fullmatch(str(path.parent)) or not path.is_symlink():
            return path
        path = path.parent / os.readlink(path)
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _refuse(place: Place, folder: bool) -> None:
    parent = place.path.parent
    if folder and not (place.found and stat.S_ISDIR(place.found.st_mode)):
        raise OutputError(Phrase("{name}: there is no such folder, and no file to write is named", name=place.name))
    if place.found is None and not parent.is_dir():
        raise OutputError(Phrase("{name}: there is no folder {parent}; make it first", name=place.name, parent=parent))
    if place.found and not place.opened:
        mode = place.found.st_mode
        if stat.S_IFMT(mode) in _KINDS:
            raise OutputError(Phrase("{name}: this is {kind}", name=place.name, kind=_KINDS[stat.S_IFMT(mode)]))
        # Root may write everything, but who took the right away from all meant it.
        if not mode & 0o222 or not os.access(place.path, os.W_OK):
            raise OutputError(Phrase("{name}: the file is read-only (mode {mode:o}); make it writable, or name another", name=place.name, mode=stat.S_IMODE(mode)))
    if not place.stream and not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(Phrase("{name}: the folder {parent} cannot be written to; name a file in another one", name=place.name, parent=parent))


# ---- writing


def _replace(place: Place, temporary: str) -> None:
    if place.found is None:
        umask = os.umask(0)
        os.umask(umask)
        mode = 0o666 & ~umask  # mkstemp lets nobody else read
    else:
        mode = stat.S_IMODE(place.found.st_mode)
        with suppress(OSError, AttributeError):  # only root gives files away; Windows has no owners
            os.chown(temporary, place.found.st_uid, place.found.st_gid)
    os.chmod(temporary, mode)
    os.replace(temporary, place.path)


def _pour(place: Place, data: bytes) -> None:
    with _open_stream(place) as stream:
        if stream.isatty():
            data = for_terminal(data.decode("utf-8", "backslashreplace")).encode()
        _put(stream, data)


def _open_stream(place: Place) -> BinaryIO:
    """Open a stream without a buffer: what was not written is known before it is closed."""
    if str(place.path.parent) == f"/proc/{os.getpid()}/fd":
        return open(os.dup(int(place.path.name)), "wb", buffering=0)  # goes on where others have written
    return open(place.path, "wb", buffering=0)


def _put(stream: BinaryIO, data: bytes) -> None:
    """Write all of it: a stream without a buffer may take a part and say so only in its answer."""
    rest = memoryview(data)
    while rest:
        written = stream.write(rest)
        if written is None:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        rest = rest[written:]


@contextmanager
def _reported(name: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(name, error) from error


def _unwritable(name: str, error: Exception) -> OutputError:
    remedy = _REMEDIES.get(getattr(error, "errno", None) or 0, Phrase("name another file"))
    return OutputError(Phrase("{name}: cannot be written ({reason}); {remedy}", name=name, reason=getattr(error, "strerror", None) or error, remedy=remedy))


_REMEDIES = {
    errno.ENOSPC: Phrase("make room on the disk or write elsewhere"), errno.EDQUOT: Phrase("make room or write elsewhere"),
    errno.ELOOP: Phrase("the link leads back to itself, name a file"),
}
