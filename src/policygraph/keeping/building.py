"""Building: many readings become one graph, in which one document is one node: the same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rdflib import Graph

from ..errors import DocumentError
from ..guard import guarded, problem
from ..model import Extraction, Problem, Reading
from ..stating.formats import FILE_PREFIXES
from ..stating.terms import BASE, Minter
from ..stating.triples import state
from . import joining


def build_graph(
    extraction: Extraction, *, base: str = BASE, text: bool = True, on_failure: Callable[[Problem], None] | None = None,
) -> Graph:
    """Build the graph of an extraction.

    Args:
        extraction: The facts.
        base: Where the identifiers live.
        text: Keep the whole text of every source in the graph (``pg:text``): offsets count in it. Without it
            every quotation has the words around it beside it.
        on_failure: Called with each source that is left out because its facts could not be written as a graph.

    Returns:
        A graph without blank nodes; the same facts in any order give the same triples.

    Raises:
        DocumentError: The facts of a source cannot be written as a graph, and there is no ``on_failure``.
    """
    try:
        return _built(extraction.readings, base, text)
    except DocumentError:
        if on_failure is None:
            raise
    # Something went wrong in the middle of a source. Each is tried by itself, so that no half of one is in the graph.
    whole = []
    for reading in extraction.readings:
        try:
            _built((reading,), base, text)
            whole.append(reading)
        except DocumentError as error:
            on_failure(problem(error))
    return _built(whole, base, text)


def _built(readings: Iterable[Reading], base: str, text: bool) -> Graph:
    graph, mint = Graph(), Minter(base)
    for prefix, namespace in FILE_PREFIXES.items():
        graph.bind(prefix, namespace)
    for reading in readings:
        with guarded(reading.source.name, "writing its facts as a graph"):
            for triple in list(state(reading, mint, text=text)):
                graph.add(triple)
    return joining.resolve(graph)
