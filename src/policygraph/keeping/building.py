"""Building: many readings become one graph, in which one document is one node: the same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rdflib import Graph

from ..corrections import Correction
from ..errors import DocumentError
from ..guard import guarded, problem
from ..model import Extraction, Problem, Reading
from ..stating.formats import FILE_PREFIXES, of_triple, to_triple
from ..stating.terms import BASE
from ..stating.triples import state
from . import joining
from .correcting.corrector import Corrector
from .correcting.fits import FITS, Fit
from .correcting.kept import whole


def build_graph(
    extraction: Extraction, *, base: str = BASE, text: bool = True, on_failure: Callable[[Problem], None] | None = None,
    corrections: Iterable[Correction] = (), on_fit: Callable[[Fit], None] | None = None,
) -> Graph:
    """Build the graph of an extraction.

    Args:
        extraction: The facts.
        base: Where the identifiers live.
        text: Keep the whole text of every source in the graph (``pg:text``): offsets count in it. Without it
            every quotation has the words around it beside it.
        on_failure: Called with each source that is left out because its facts could not be written as a graph.
        corrections: What is said against the rules, as `policygraph.corrections.read_corrections` reads it.
        on_fit: Called with each correction and what it came to.

    Returns:
        A graph without blank nodes; the same facts in any order give the same triples.

    Raises:
        DocumentError: The facts of a source cannot be written as a graph, and there is no ``on_failure``.
    """
    corrector = Corrector(corrections, base)
    built, fits = _whole(extraction.readings, corrector, text, on_failure)
    for fit in whole(corrector.index.corrections, fits) if on_fit else ():
        on_fit(fit)  # type: ignore[misc]
    return built


def _whole(readings: Iterable[Reading], corrector: Corrector, text: bool, on_failure: Callable[[Problem], None] | None) -> tuple[Graph, list[Fit]]:
    try:
        return _built(readings, corrector, text)
    except DocumentError:
        if on_failure is None:
            raise
    # Something went wrong in the middle of a source. Each is tried by itself, so that no half of one is in the graph.
    unhurt = []
    for reading in readings:
        try:
            _built((reading,), corrector, text)
            unhurt.append(reading)
        except DocumentError as error:
            on_failure(problem(error))
    return _built(unhurt, corrector, text)


def _built(readings: Iterable[Reading], corrector: Corrector, text: bool) -> tuple[Graph, list[Fit]]:
    graph, fits, mint = Graph(), [], corrector.index.mint
    for prefix, namespace in FILE_PREFIXES.items():
        graph.bind(prefix, namespace)
    for reading in readings:
        with guarded(reading.source.name, "writing its facts as a graph"):
            triples = list(state(reading, mint, text=text))
            if corrector.index.corrections:
                found, new = corrector.correct([to_triple(triple) for triple in triples])
                triples = [of_triple(triple) for triple in found] if any(fit.state == FITS for fit in new) else triples
                fits += new
            for triple in triples:
                graph.add(triple)
    return joining.resolve(graph), fits
