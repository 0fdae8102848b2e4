"""Load the tables of facts (``tables/NAME.csv`` in the rooms): UTF-8, a head line, one row a fact."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from . import rooms
from .errors import TableError
from .language import Phrase


def rows(name: str, required: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The rows of ``tables/<name>.csv``, as texts by column.

    Raises:
        TableError: The file cannot be read, or a required field is empty; names file, row and field.
    """
    try:
        text = rooms.data("tables", ".csv")[name].read_text("utf-8")
    except (KeyError, OSError, UnicodeDecodeError) as error:
        raise TableError(Phrase("tables/{name}.csv: {error}", name=name, error=error)) from error
    for n, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        for key in required:
            if not row.get(key):
                raise TableError(Phrase("tables/{name}.csv row {n}: {key} is empty", name=name, n=n, key=key))
        yield row
