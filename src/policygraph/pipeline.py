"""The whole way from files to facts: read, segment, recognise, each stage in order.

The recognisers run as components of a spaCy pipeline (see `components`), so
that a user of spaCy can add one between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from .errors import ReadError
from .model import Extraction, Problem, Reading, Source
from .read import find_files, read_file


def extract(
    inputs: Source | str | Path | Iterable[Source | str | Path], *, on_done: Callable[[str], None] | None = None
) -> Extraction:
    """Extract all facts from gazettes.

    Args:
        inputs: Sources, files, or folders of text files; ``-`` is standard input.
        on_done: Called with the name of each input when it is done, for a progress bar.

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
        for item in _expand(given, failures):
            try:
                source = item if isinstance(item, Source) else read_file(item)
                readings.append(extract_source(source))
            except ReadError as error:
                failures.append(Problem(error.name, error.reason, error.remedy))
            if on_done:
                on_done(item.name if isinstance(item, Source) else str(item))
    return Extraction(tuple(readings), tuple(failures))


def _expand(given: Source | str | Path, failures: list[Problem]) -> list[Source | str | Path]:
    if isinstance(given, Source):
        return [given]
    try:
        return list(find_files(given))
    except ReadError as error:
        failures.append(Problem(error.name, error.reason, error.remedy))
        return []


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
