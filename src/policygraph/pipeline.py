"""The whole way from files to facts: read, segment, recognise, each stage in order.

The recognisers run as components of a spaCy pipeline (see `components`), so
that a user of spaCy can add one between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from . import markup  # noqa: F401  it tells the types how a notebook shows them
from .errors import ReadError
from .model import Extraction, Problem, Reading, Source
from .read import Raw, find_files, load, to_source


def extract(
    inputs: Source | str | Path | Iterable[Source | str | Path], *, on_done: Callable[[str], None] | None = None
) -> Extraction:
    """Extract all facts from gazettes.

    Args:
        inputs: Sources, files, archives, or folders of these; ``-`` is standard input.
        on_done: Called with the name of each source when it is done, for a progress bar.

    Returns:
        A reading per source in the order given. An input that cannot be read,
        or that holds no official act, is in ``failures`` with its reason, and
        the rest goes on.
    """
    if isinstance(inputs, Source | str | Path):
        inputs = [inputs]
    readings: list[Reading] = []
    failures: list[Problem] = []
    for given in inputs:
        for item in _expand(given):
            try:
                if isinstance(item, ReadError):
                    raise item
                readings.append(extract_source(to_source(item) if isinstance(item, Raw) else item))
            except ReadError as error:
                failures.append(Problem(error.name, error.reason, error.remedy))
            if on_done:
                on_done(item.label if isinstance(item, Raw) else item.name)
    return Extraction(tuple(readings), tuple(failures))


def _expand(given: Source | str | Path) -> Iterator[Source | Raw | ReadError]:
    """The sources that an input stands for, each read only when its turn comes."""
    if isinstance(given, Source):
        yield given
        return
    try:
        for path in find_files(given):
            yield from load(path)
    except ReadError as error:
        yield error


def extract_source(source: Source) -> Reading:
    """Extract all facts from one source.

    Raises:
        ReadError: The text holds no official act.
    """
    from .components import default_pipeline

    reading = default_pipeline()(source)
    if not reading.documents:
        raise ReadError(
            source.name, "no official act was found in it",
            "give a gazette or a document with a title, a number or a signature",
        )
    return reading
