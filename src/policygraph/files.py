"""Files that are there whole or not at all, and never in the place of what was read.

A file that is written takes the place of an older one only when all went well.
A symbolic link is followed; a device or a named pipe is written into.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import PolicyGraphError


class OutputError(PolicyGraphError):
    """A file cannot be written where the user asked for it."""


def check_output(path: str | Path, inputs: Iterable[str | Path] = ()) -> None:
    """Refuse an output before any work is done.

    Args:
        path: Where to write.
        inputs: The files that are read; they are told by what they are, not by how they are named.

    Raises:
        OutputError: It is a folder, read-only, one of the inputs, or in a folder that is missing or cannot be written to.
    """
    target = _target(path)
    found = _status(target, path)
    if found is None:
        _check_folder(path, target.parent)
        return
    if stat.S_ISDIR(found.st_mode):
        raise OutputError(f"{path}: this is a folder; name a file in it")
    if not found.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise OutputError(f"{path}: the file is read-only; make it writable, or name another")
    if not stat.S_ISREG(found.st_mode):
        return
    _check_folder(path, target.parent)
    for given in inputs:
        with suppress(OSError, ValueError):
            if os.path.samestat(os.stat(given), found):
                raise OutputError(f"{path}: this is what is read ({given}); name another file for the output")


def _check_folder(path: str | Path, folder: Path) -> None:
    if not folder.is_dir():
        raise OutputError(f"{path}: there is no folder {folder}; make it first")
    if not os.access(folder, os.W_OK):
        raise OutputError(f"{path}: the folder {folder} cannot be written to")


def _target(path: str | Path) -> Path:
    """What a path names at the end of its links; the end of a dangling link is what it would be.

    A device is known by the name that was given: /dev/stdout leads to what has no name of its own.
    """
    with suppress(OSError, ValueError):
        if not stat.S_ISREG(os.stat(path).st_mode):
            return Path(path)
    return Path(os.path.realpath(path)) if os.path.islink(path) else Path(path)


def _status(target: Path, path: str | Path) -> os.stat_result | None:
    try:
        return target.stat()
    except FileNotFoundError:
        return None
    except OSError as error:  # links in a circle, a name that is too long, a file in the place of a folder
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from error
    except ValueError as error:
        raise OutputError(f"{path}: is no name of a file ({error})") from error


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """A file to write to; its content is in ``path`` only when all went well.

    What is replaced keeps its mode and, where that can be done, its owner.

    Raises:
        OutputError: The file cannot be written; what stood there before is still there.
    """
    check_output(path)
    target = _target(path)
    found = _status(target, path)
    special = found is not None and not stat.S_ISREG(found.st_mode)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.stem[:40]}-", suffix=target.suffix, dir=None if special else target.parent)
        os.close(handle)
        try:
            yield Path(name)
            if special:
                _pour(name, target)
            else:
                _replace(name, target, found)
        finally:
            with suppress(OSError):
                os.unlink(name)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from error


def _pour(name: str, target: Path) -> None:
    """Copy a file into a device or a named pipe, which stays what it is."""
    with open(name, "rb") as source, open(os.open(target, os.O_WRONLY), "wb") as sink:
        shutil.copyfileobj(source, sink)


def _replace(name: str, target: Path, found: os.stat_result | None) -> None:
    if found is None:
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)  # mkstemp lets nobody else read
    else:
        if hasattr(os, "chown"):
            with suppress(OSError):
                os.chown(name, found.st_uid, found.st_gid)
        os.chmod(name, stat.S_IMODE(found.st_mode))
    os.replace(name, target)


def write_whole(path: str | Path, content: str | bytes) -> None:
    """Write a whole file; text is UTF-8 with ``\\n`` at the ends of lines.

    Raises:
        OutputError: The file cannot be written; what stood there before is still there.
    """
    with whole_file(path) as temporary:
        temporary.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
