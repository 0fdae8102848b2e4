"""Rooms: the data that is read at run time lies beside the code of its room, and is found by its name.

``rules/NAME.toml``, ``tables/NAME.csv``, ``queries/NAME.rq``, ``templates/NAME.html``: which room a file is in is nobody's business but the
room's, so names are unique in the whole package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from .errors import TableError
from .language import Phrase


@cache
def data(kind: str, ending: str) -> Mapping[str, Traversable]:
    """The files of a kind in all rooms, by name without the ending, sorted.

    Args:
        kind: The name of the folders: ``rules``, ``tables``, ``queries``, ``questions``, ``templates``.
        ending: How the files end, with the dot.

    Raises:
        TableError: Two rooms have a file of one name.
    """
    found: dict[str, Traversable] = {}
    for folder in _folders(files("policygraph"), kind):
        for entry in folder.iterdir():
            name = entry.name.removesuffix(ending)
            if name == entry.name:
                continue
            if name in found:
                raise TableError(Phrase("{kind}/{name} is in two rooms", kind=kind, name=entry.name))
            found[name] = entry
    return MappingProxyType(dict(sorted(found.items())))


def _folders(at: Traversable, kind: str) -> Iterator[Traversable]:
    for entry in at.iterdir():
        if entry.name == kind and entry.is_dir():
            yield entry
        elif entry.is_dir() and entry.name.isidentifier():
            yield from _folders(entry, kind)
