"""Own rules: a folder of a user's rules and tables, which hold beside those of the package while it is in use.

The folder has ``rules/NAME.toml`` and ``tables/NAME.csv`` under the names that the package has (docs/extending.md says what they may
hold). One folder is in use in a process at a time. What the package remembers of its rules it forgets when another one
comes into use (`renewed`), so that nothing of one is found with the other.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import _lru_cache_wrapper, cached_property
from importlib.resources import files
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from . import faults, rooms
from .errors import TableError
from .language import Phrase

#: The rooms from the bytes to the facts: their rules and tables may be added to.
ROOMS = ("reading", "naming", "segmenting", "finding")
#: Tables of characters, which are looked at before any folder is known.
FIXED = ("tables/numerals.csv", "tables/radicals.csv")
#: The longest file of a folder (bytes).
MAX_BYTES = 16 << 20
_KINDS = {"rules": ".toml", "tables": ".csv"}

Remembering = TypeVar("Remembering", bound="_lru_cache_wrapper[Any]")


@dataclass(frozen=True)
class Own:
    """The contents of a folder, which can be sent to another process.

    ``place`` is the folder as it was named, ``files`` the text of each file by its path in the folder (``rules/tasks.toml``), sorted.
    """

    place: str
    files: tuple[tuple[str, str], ...]

    @cached_property
    def mark(self) -> str:
        """What tells these contents from others, wherever they lie."""
        return hashlib.sha256(repr(self.files).encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def text(self, path: str) -> str | None:
        """The text of a file of the folder; None if it has none."""
        return next((text for known, text in self.files if known == path), None)


_current: Own | None = None
_lock = RLock()
_remembering: list[_lru_cache_wrapper[Any]] = []


def renewed(remembering: Remembering) -> Remembering:
    """Declare a cache (`functools.cache`) of what follows from rules or tables: it is emptied when others come into use."""
    _remembering.append(remembering)
    return remembering


def active() -> Own | None:
    """The folder that is in use in this process."""
    return _current


def use(given: Own | None) -> None:
    """Bring a folder into use in this process, or none, until another call: for processes that work for another one."""
    global _current
    if (given and given.mark) == (_current and _current.mark):
        return
    _current = given
    for each in _remembering:
        each.cache_clear()


@contextmanager
def using(given: Own | None) -> Iterator[None]:
    """Have a folder in use in the body, or none; a thread that would use another one waits until this one is done with."""
    with _lock:
        before = _current
        use(given)
        try:
            yield
        finally:
            use(before)


def read(folder: str | Path) -> Own:
    """The contents of a folder; what its files say is looked at when they are loaded.

    Raises:
        TableError: It is no folder, holds no rules or tables, a file is none that can be added to, too long, or no UTF-8.
    """
    at = Path(folder)
    if not at.is_dir():
        raise TableError(Phrase("{folder}: there is no such folder; own rules are a folder with rules/NAME.toml or tables/NAME.csv", folder=folder))
    known, found = _known(), []
    for kind, ending in _KINDS.items():
        for path in sorted((at / kind).glob(f"*{ending}")):
            name = f"{kind}/{path.name}"
            if name not in known:
                raise TableError(Phrase(
                    "{path}: own rules cannot have this file; known are {known}", path=path, known=", ".join(each for each in known if each.startswith(kind))))
            found.append((name, _text(path)))
    if not found:
        raise TableError(Phrase("{folder}: holds neither rules/NAME.toml nor tables/NAME.csv", folder=folder))
    return Own(str(folder), tuple(found))


def _known() -> list[str]:
    package = str(files("policygraph"))
    return [f"{kind}/{name}{ending}" for kind, ending in _KINDS.items() for name, entry in rooms.data(kind, ending).items()
            if Path(str(entry)).relative_to(package).parts[0] in ROOMS and f"{kind}/{name}{ending}" not in FIXED]


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TableError(Phrase("{path}: is longer than {size} MB", path=path, size=MAX_BYTES >> 20))
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise TableError(Phrase("{path}: cannot be read ({why}); save it as UTF-8", path=path, why=why)) from error


def text(path: str) -> tuple[str, str] | None:
    """Where a file of the folder in use lies, for messages, and its text; None if it has none."""
    found = _current.text(path) if _current else None
    return None if _current is None or found is None else (f"{_current.place.rstrip('/')}/{path}", found)


def table(path: str) -> tuple[str, dict[str, Any]] | None:
    """Where a rule file of the folder in use lies, and what it says; None if it has none.

    Raises:
        TableError: It is no TOML; names file, line and column.
    """
    found = text(path)
    if found is None:
        return None
    try:
        return found[0], tomllib.loads(found[1])
    except tomllib.TOMLDecodeError as error:
        raise TableError(Phrase("{path}: {error}", path=found[0], error=faults.of_toml(error))) from error
