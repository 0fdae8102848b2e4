"""Measures: what `measuring` works out, asked of a graph, a corpus, an endpoint or a network.

::

    pg.measures.main_path(graph).to_pandas()
    pg.measures.diffusion(graph, "企业上云", unit="month").whole["logistic"]

Each answer is a list of rows with ``whole``, figures of the whole; docs/measures.md says what they mean.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, SupportsIndex, overload

import networkx as nx
from rdflib import Graph

from . import markup
from .asking.answers import Answer, run_query
from .asking.named import question
from .asking.network import to_network
from .asking.values import Value
from .language import Phrase, either
from .measuring import agreeing, citing, linking, numbering, paths, spreading, waiting, working
from .measuring.found import Found, MeasureError, Progress, unheard
from .registry import LEVELS

__all__ = [
    "MEASURES", "MeasureError", "Measured", "agreement", "authority", "brokerage", "delay", "diffusion", "gaps", "lag",
    "main_path", "overlap", "series", "survival", "take", "ties", "workload",
]


class Measured(Answer):
    """The rows of a measure, and in ``whole`` the figures that no single row has."""

    def __init__(self, found: Found, source: Graph | str | None = None):
        columns = tuple(found.rows[0]) if found.rows else ()
        iris = (value for row in found.rows for value in row.values() if isinstance(value, str) and "://" in value)
        super().__init__(found.rows, columns, source=source, resources=iris)
        self.whole = found.whole

    @overload
    def __getitem__(self, at: SupportsIndex) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> Measured: ...
    def __getitem__(self, at: SupportsIndex | slice) -> dict[str, Any] | Measured:
        """A row; of a slice the same measure with these rows."""
        return Measured(Found(list(self)[at], self.whole), self.source) if isinstance(at, slice) else list.__getitem__(self, at)

    def remarks(self) -> list[str]:
        """The figures of the whole, a line each."""
        return [f"{name.replace('_', ' ')}: {_said(value)}" for name, value in self.whole.items() if value is not None]

    def _repr_html_(self) -> str:
        return super()._repr_html_() + markup.render("table", columns=(), rows=(), note="; ".join(self.remarks()))


def _said(value: Any) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {each}" for key, each in value.items()) if isinstance(value, Mapping) else str(value)


def _source(of: Any) -> Graph | str:
    """A graph, the address of an endpoint, or the graph of a corpus."""
    found = of if isinstance(of, (Graph, str)) else getattr(of, "graph", None)
    if not isinstance(found, (Graph, str)):
        raise MeasureError(Phrase("a {name} cannot be measured so: give a graph, a corpus or the address of an endpoint", name=type(of).__name__))
    return found


def _measured(of: Any, kind: str, measure: Callable[[nx.Graph], Found]) -> Measured:
    """A measure of a network, or of that which a graph holds."""
    if isinstance(of, nx.Graph):
        return Measured(measure(of))
    source = _source(of)
    return Measured(measure(to_network(source, kind)), source)


def authority(of: Any, kind: str = "citations") -> Measured:
    """In-degree, authority and hub scores: `measuring.citing.authority`.

    Args:
        of: A graph, a `Corpus`, the address of an endpoint, or a network; so in all measures.
        kind: Which network of a graph; so in all measures that have it.

    Raises:
        QueryError: The graph cannot be asked; so all measures.
        MeasureError: It cannot be measured so; so all measures.
    """
    return _measured(of, kind, citing.authority)


def main_path(of: Any, way: str = "global") -> Measured:
    """The main path through the citations by search path counts: `measuring.paths.main_path`."""
    return _measured(of, "citations", partial(paths.main_path, way=way))


def lag(of: Any, until: date | str | None = None) -> Measured:
    """Days until a document is carried out below, with those that still wait: `measuring.waiting.lag`."""
    return _measured(of, "citations", partial(waiting.lag, until=_day(until)))


def survival(of: Any, until: date | str | None = None) -> Measured:
    """The share that still waits to be carried out below, by days: `measuring.waiting.survival`."""
    return _measured(of, "citations", partial(waiting.survival, until=_day(until)))


def _day(given: date | str | None) -> date | None:
    if given is None or (found := waiting.day_of(given)):
        return found if given is not None else None
    raise MeasureError(Phrase("until: {given!r} is no day; write it as 2019-06-30", given=str(given)[:80]))


def diffusion(of: Any, programme: str, unit: str = "year", level: str | None = None) -> Measured:
    """How a programme spread over places: `measuring.spreading.diffusion`.

    Args:
        of: A graph, a `Corpus` or the address of an endpoint.
        programme: A programme or a measure by any of its names.
        unit: ``year``, ``quarter`` or ``month``.
        level: Only documents of one level of government: central, province, prefecture, county, township.

    Raises:
        MeasureError: No document that is held names it; names that are like it are said.
    """
    if level is not None and level not in LEVELS:
        raise MeasureError(Phrase("unknown level {level!r}; known are {known}", level=level, known=", ".join(LEVELS)))
    source = _source(of)
    rows = run_query(source, question("programme-places"), name=programme, measures="yes")
    if not rows:
        like = [name for each in rows.suggestions for name in each.near]
        if like:
            raise MeasureError(Phrase("no document names the programme {programme}; did you mean {near}?", programme=programme, near=either(like)))
        raise MeasureError(Phrase("no document names the programme {programme}", programme=programme))
    mentions = [{**row, "level": str(row["level"] or "").rpartition("#")[2] or None} for row in rows]
    return Measured(spreading.diffusion((row for row in mentions if level in (None, row["level"])), unit), source)


def ties(of: Any, kind: str = "joint-issuers", on_done: Progress = unheard) -> Measured:
    """Centrality, constraint and effective size in a network of pairs: `measuring.linking.ties`."""
    return _measured(of, kind, partial(linking.ties, on_done=on_done))


def brokerage(of: Any, kind: str = "lead-cooperate", group: str = "level", on_done: Progress = unheard) -> Measured:
    """Who stands between whom, by groups: `measuring.linking.brokerage`."""
    return _measured(of, kind, partial(linking.brokerage, group=group, on_done=on_done))


def workload(of: Any) -> Measured:
    """Tasks by agency and role, and how unevenly they are spread: `measuring.working.workload`."""
    return _measured(of, "responsibilities", working.workload)


def overlap(of: Any) -> Measured:
    """Pairs of agencies with tasks in common: `measuring.working.overlap`."""
    return _measured(of, "responsibilities", working.overlap)


def gaps(of: Any) -> Measured:
    """Tasks that nobody has, nobody leads or several lead: `measuring.working.gaps`; of a network, those alone that somebody has."""
    nobody: Iterable[Mapping[str, Value]] = () if isinstance(of, nx.Graph) else run_query(_source(of), "tasks-without-agency")
    return _measured(of, "responsibilities", partial(working.gaps, unassigned=nobody))


def series(of: Any) -> Measured:
    """What is missing in the series of numbered documents: `measuring.numbering.series`."""
    source = _source(of)
    rows = [row for row in run_query(source, question("document-numbers")) if row["number"] == f"{row['code']}〔{row['year']}〕{row['serial']}号"]
    return Measured(numbering.series({**row, "held": not row["stub"]} for row in rows), source)


def delay(of: Any) -> Measured:
    """Days from the signature to the printing of documents: `measuring.waiting.delay`."""
    source = _source(of)
    return Measured(waiting.delay(run_query(source, question("document-days"))), source)


def agreement(one: Mapping[Hashable, str | None], other: Mapping[Hashable, str | None]) -> Measured:
    """How far two readers, or the program and a reader, agree: `measuring.agreeing.agreement`."""
    return Measured(agreeing.agreement(one, other))


# ---- by name, for the command line


@dataclass(frozen=True, slots=True)
class Measure:
    """What takes a measure, the networks that it can be taken of, and the parameters that may be given."""

    function: Callable[..., Measured]
    kinds: tuple[str, ...]
    parameters: tuple[str, ...] = ()


#: Name -> measure; the first kind is that of the function where none is said.
MEASURES: Mapping[str, Measure] = {
    "authority": Measure(authority, ("citations", "lead-cooperate", "responsibilities")),
    "main-path": Measure(main_path, ("citations",), ("way",)),
    "lag": Measure(lag, ("citations",), ("until",)),
    "survival": Measure(survival, ("citations",), ("until",)),
    "diffusion": Measure(diffusion, ("citations",), ("programme", "unit", "level")),
    "series": Measure(series, ("citations",)),
    "delay": Measure(delay, ("citations",)),
    "ties": Measure(ties, ("joint-issuers", "agencies", "lead-cooperate")),
    "brokerage": Measure(brokerage, ("lead-cooperate", "citations", "agencies", "joint-issuers"), ("group",)),
    "workload": Measure(workload, ("responsibilities",)),
    "overlap": Measure(overlap, ("responsibilities",)),
    "gaps": Measure(gaps, ("responsibilities",)),
}
#: Those that take long, and say how far they are.
_LONG = ("ties", "brokerage")


def take(of: Any, name: str, kind: str, given: Mapping[str, str], on_done: Progress = unheard) -> Measured:
    """A measure by its name.

    Args:
        of: What is measured, as `authority` has it.
        name: One of `MEASURES`.
        kind: The network.
        given: Values of its parameters.
        on_done: Called with how much is done, and of how much, in measures that take long.

    Raises:
        MeasureError: The measure is not taken of this network, or a parameter is unknown or missing.
    """
    measure = MEASURES[name]
    if kind not in measure.kinds:
        raise MeasureError(Phrase("{name} is not measured of {kind}, but of {known}", name=name, kind=kind, known=", ".join(measure.kinds)))
    if unknown := sorted(set(given) - set(measure.parameters)):
        raise MeasureError(Phrase("{name} has no parameter {unknown}; it has {known}", name=name, unknown=unknown[0], known=", ".join(measure.parameters) or Phrase("none")))
    if "programme" in measure.parameters and "programme" not in given:
        raise MeasureError(Phrase("{name} needs --param programme=NAME", name=name))
    options: dict[str, Any] = dict(given)
    if len(measure.kinds) > 1:
        options["kind"] = kind
    if name in _LONG:
        options["on_done"] = on_done
    return measure.function(of, **options)
