"""Exporting: a corpus as files that other stores and tables take, in parts of one size, whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyoxigraph

from ..errors import CorpusError
from ..language import Phrase
from ..stating.formats import FILE_PREFIXES
from . import folder

#: Statements of one part, unless told otherwise.
PART = 1_000_000
#: What a corpus is exported as -> the ending of its parts.
FORMATS = {"nquads": ".nq", "turtle": ".ttl", "parquet": ".parquet"}
#: Writes what an export is into the folder of its parts.
Describe = Callable[[Path], None]


def quads(
    corpus: str | Path, output: str | Path, *, part: int = PART, on_part: Callable[[str], None] | None = None, describe: Describe | None = None,
) -> list[Path]:
    """Write every source's facts, and what was derived, in their named graphs, as N-Quads.

    Args:
        corpus: The folder of a corpus.
        output: A new folder; the parts are ``part-00001.nq`` and so on, in the order of the store.
        part: Statements of one part at most.
        on_part: Called with the name of each part when it is written.
        describe: Called with the folder when all parts are in it; what it writes beside them belongs to the export (`describing.write`).

    Returns:
        The files, by name.

    Raises:
        CorpusError: The folder is no corpus, or the output is there already or cannot be written.
    """
    return _written(folder.dumped(corpus), output, part, pyoxigraph.RdfFormat.N_QUADS, ".nq", on_part, describe)


def turtle(
    corpus: str | Path, output: str | Path, *, part: int = PART, on_part: Callable[[str], None] | None = None, describe: Describe | None = None,
) -> list[Path]:
    """Write the union of all facts and of what follows, each triple once, as Turtle; arguments and errors as of `quads`."""
    store = folder.open_store(corpus)
    triples = (quad.triple for quad in store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()))
    return _written(triples, output, part, pyoxigraph.RdfFormat.TURTLE, ".ttl", on_part, describe)


def _written(
    statements: Iterable[Any], output: str | Path, part: int, format_: pyoxigraph.RdfFormat, ending: str, on_part: Callable[[str], None] | None,
    describe: Describe | None,
) -> list[Path]:
    waiting = iter(statements)
    names: list[str] = []
    with _new_folder(output) as fresh:
        while chunk := list(islice(waiting, part)):
            name = f"part-{len(names) + 1:05d}{ending}"
            prefixes = FILE_PREFIXES if format_ == pyoxigraph.RdfFormat.TURTLE else None
            pyoxigraph.serialize(chunk, output=str(fresh / name), format=format_, prefixes=prefixes)
            names.append(name)
            if on_part:
                on_part(name)
        return _described(fresh, output, describe)


def _described(fresh: Path, output: str | Path, describe: Describe | None) -> list[Path]:
    """Have a folder described, and name its files as they will be called."""
    if describe:
        describe(fresh)
    return [Path(output) / path.name for path in sorted(fresh.iterdir())]


def parquet(tables: Mapping[str, tuple[Sequence[str], Sequence[Mapping[str, Any]]]], output: str | Path, *, describe: Describe | None = None) -> list[Path]:
    """Write tables as Parquet, one file each.

    Args:
        tables: Name of the file without ending -> columns and rows. A column is typed by its values; mixed ones are text.
        output: A new folder.
        describe: As of `quads`.

    Returns:
        The files, by name.

    Raises:
        CorpusError: The output is there already or cannot be written.
    """
    with _new_folder(output) as fresh, duckdb.connect() as database:
        for name, (columns, rows) in tables.items():
            if not columns:
                continue
            parts = ", ".join(f'unnest($c{n}) AS "{column}"' for n, column in enumerate(columns))
            values = {f"c{n}": _column([row.get(column) for row in rows]) for n, column in enumerate(columns)}
            database.execute(f"CREATE OR REPLACE TABLE one AS SELECT {parts}", values)
            database.execute(f"COPY one TO '{str(fresh / name).replace(chr(39), chr(39) * 2)}.parquet' (FORMAT parquet)")
        return _described(fresh, output, describe)


def _column(values: list[Any]) -> list[Any]:
    kinds = {type(value) for value in values if value is not None}
    return values if len(kinds) == 1 else [None if value is None else str(value) for value in values]


@contextmanager
def _new_folder(output: str | Path) -> Iterator[Path]:
    """A folder to fill, which takes its name when all is in it."""
    output = Path(output)
    if output.exists():
        raise CorpusError(Phrase("{output}: is there already; name a new folder", output=output))
    fresh = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        fresh.mkdir(parents=True)
        yield fresh
        fresh.replace(output)
    except OSError as error:
        raise CorpusError(Phrase("{output}: cannot be written ({reason}); check the disk and the permissions", output=output, reason=error.strerror or error)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
