"""Memory: what was there at a run of `watch`, in a small file, so that the next one can tell what is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ...errors import TableError
from ...files import write_whole
from ...language import Phrase

#: The form of the file.
FORMAT = 1
#: The longest file that is read (bytes), and digits of a hash in it.
_MOST, _DIGITS = 400_000_000, 12


@dataclass(frozen=True, slots=True)
class Memory:
    """A run: its day, and hashes of the documents held, of those only cited, and of the bases that were told to be gone."""

    day: date
    held: frozenset[str]
    stubs: frozenset[str]
    gone: frozenset[str]


def mark(*parts: str) -> str:
    """The hash by which a thing is remembered.

    >>> mark("urn:x") == mark("urn:x") != mark("urn:", "x")
    True
    """
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_DIGITS]


def marks(things: Iterable[str]) -> frozenset[str]:
    """The hashes of things."""
    return frozenset(mark(each) for each in things)


def read(path: str | Path) -> Memory | None:
    """The run that a file remembers; None where there is no such file.

    Raises:
        TableError: It cannot be read, or is none of `write`.
    """
    try:
        with Path(path).open("rb") as file:
            found = json.loads(file.read(_MOST))
        if found["format"] != FORMAT:
            raise TableError(Phrase("{path}: was written by another version (form {format}, known is {known}); name another file (--state)", path=path, format=str(found["format"])[:20], known=FORMAT))
        sets = {name: frozenset(map(str, found[name])) for name in ("held", "stubs", "gone")}
        return Memory(date.fromisoformat(found["day"]), **sets)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TableError(Phrase("{path}: cannot be read ({reason}); check the permissions, or name another file (--state)", path=path, reason=error.strerror)) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TableError(Phrase("{path}: remembers no run of watch; name another file (--state), or remove this one to begin anew", path=path)) from error


def write(path: str | Path, memory: Memory) -> None:
    """Remember a run, whole or not at all.

    Raises:
        OutputError: The file cannot be written; what stood there is still there.
    """
    sets = {name: sorted(getattr(memory, name)) for name in ("held", "stubs", "gone")}
    write_whole(path, json.dumps({"format": FORMAT, "day": memory.day.isoformat(), **sets}, separators=(",", ":")) + "\n")
