"""Measures: what `measuring` works out, asked of a graph, a corpus, an endpoint or a network.

::

    pg.measures.main_path(graph).to_pandas()
    pg.measures.diffusion(graph, "企业上云", unit="month").whole["logistic"]

Each answer is a list of rows with ``whole``, figures of the whole; docs/measures.md says what they mean.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
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
from .language import Phrase, either, joined
from .measuring import agreeing, citing, linking, numbering, paths, spreading, waiting, working
from .measuring.found import Found, MeasureError, Progress, unheard
from .registry import LEVELS

__all__ = [
    "MEASURES", "MeasureError", "Measured", "agreement", "authority", "brokerage", "delay", "diffusion", "gaps", "lag",
    "main_path", "overlap", "series", "survival", "take", "ties", "workload",
]


class Measured(Answer):
    """The rows of a measure, and in ``whole`` the figures that no single row has."""

    def __init__(self, found: Found, source: Graph | str | None = None, columns: Sequence[str] = ()):
        """``columns`` are those of a measure without rows."""
        columns = tuple(found.rows[0]) if found.rows else tuple(columns)
        iris = (value for row in found.rows for value in row.values() if isinstance(value, str) and "://" in value)
        super().__init__(found.rows, columns, source=source, resources=iris)
        self.whole = found.whole

    @overload
    def __getitem__(self, at: SupportsIndex) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> Measured: ...
    def __getitem__(self, at: SupportsIndex | slice) -> dict[str, Any] | Measured:
        """A row; of a slice the same measure with these rows."""
        return Measured(Found(list(self)[at], self.whole), self.source, self.columns) if isinstance(at, slice) else list.__getitem__(self, at)

    def remarks(self) -> list[str]:
        """The figures of the whole, a line each."""
        return [_named(name, _said(value)) for name, value in self.whole.items() if value is not None]

    def _repr_html_(self) -> str:
        return super()._repr_html_() + markup.render("table", columns=(), rows=(), note="; ".join(self.remarks()))


_NODE = ("iri", "label", "level")
#: The columns of each measure, so that a table without rows has them too.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "authority": (*_NODE, "in_degree", "out_degree", "authority", "hub"),
    "main-path": ("step", "cited", "cited_label", "cited_date", "citing", "citing_label", "citing_date", "paths", "share", "together"),
    "lag": (*_NODE, "date", "first", "first_label", "first_date", "days", "censored"),
    "survival": ("days", "at_risk", "came", "censored", "waiting", "error"),
    "diffusion": ("period", "new", "places", "documents", "names", "logistic", "bass"),
    "series": ("code", "year", "place", "held", "highest", "missing", "cited", "complete", "estimate", "runs"),
    "delay": ("document", "number", "title", "place", "signed", "printed", "days"),
    "ties": (*_NODE, "partners", "weight", "degree", "betweenness", "constraint", "effective_size"),
    "brokerage": (*_NODE, "group", *linking.BROKERS, "ungrouped", "total"),
    "workload": (*_NODE, "kind", "tasks", "leads", "cooperates", "responsible", "alone", "documents", "share"),
    "overlap": ("one", "one_label", "other", "other_label", "shared", "either", "jaccard", "contained", "both_lead"),
    "gaps": ("document", "number", "locator", "what", "open", "agencies", "names", "task"),
    "agreement": ("item", "one", "other", "found_by", "same"),
}
#: The figures of the whole that measures give, as people are told them; a test holds them against the measures.
_FIGURES = {name.partition(":")[0].replace(" ", "_"): name for name in (
    Phrase("against time: {value}"), Phrase("agencies: {value}"), Phrase("assigned: {value}"), Phrase("bass: {value}"), Phrase("before: {value}"),
    Phrase("both: {value}"), Phrase("brokers: {value}"), Phrase("carried out: {value}"), Phrase("ceiling: {value}"), Phrase("censored: {value}"),
    Phrase("circles: {value}"), Phrase("cited: {value}"), Phrase("complete: {value}"), Phrase("coordinator: {value}"), Phrase("covered: {value}"),
    Phrase("documents: {value}"), Phrase("f1: {value}"), Phrase("first: {value}"), Phrase("gatekeeper: {value}"), Phrase("gini: {value}"),
    Phrase("growth: {value}"), Phrase("half days: {value}"), Phrase("held: {value}"), Phrase("imitation: {value}"), Phrase("in circles: {value}"),
    Phrase("innovation: {value}"), Phrase("itinerant: {value}"), Phrase("kappa: {value}"), Phrase("labels same: {value}"), Phrase("last: {value}"),
    Phrase("levels: {value}"), Phrase("liaison: {value}"), Phrase("links: {value}"), Phrase("logistic: {value}"), Phrase("lower quartile: {value}"),
    Phrase("mean: {value}"), Phrase("median: {value}"), Phrase("median days: {value}"), Phrase("midpoint: {value}"), Phrase("missing: {value}"),
    Phrase("no leader: {value}"), Phrase("nobody: {value}"), Phrase("nodes: {value}"), Phrase("only one: {value}"), Phrase("only other: {value}"),
    Phrase("pairs: {value}"), Phrase("pieces: {value}"), Phrase("places: {value}"), Phrase("precision: {value}"), Phrase("precision high: {value}"),
    Phrase("precision low: {value}"), Phrase("r squared: {value}"), Phrase("recall: {value}"), Phrase("recall high: {value}"), Phrase("recall low: {value}"),
    Phrase("representative: {value}"), Phrase("rounds: {value}"), Phrase("same day: {value}"), Phrase("series: {value}"), Phrase("settled: {value}"),
    Phrase("several leaders: {value}"), Phrase("shared tasks: {value}"), Phrase("tasks: {value}"), Phrase("tenth to nine tenths: {value}"),
    Phrase("tenth to nine tenths days: {value}"), Phrase("undated: {value}"), Phrase("ungrouped: {value}"), Phrase("unplaced: {value}"),
    Phrase("until: {value}"), Phrase("upper quartile: {value}"), Phrase("ways: {value}"), Phrase("why: {value}"))}


def _named(name: str, value: Any) -> str:
    """A figure with its name."""
    return Phrase(_FIGURES[name], value=value) if name in _FIGURES else f"{name.replace('_', ' ')}: {value}"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return Phrase("True") if value else Phrase("False")
    if not isinstance(value, Mapping):
        return value if isinstance(value, Phrase) else str(value)
    if "why" in value:
        return value["why"]
    return joined([_named(key, each) for key, each in value.items()], "{before}, {next}")


def _source(of: Any) -> Graph | str:
    """A graph, the address of an endpoint, or the graph of a corpus."""
    found = of if isinstance(of, (Graph, str)) else getattr(of, "graph", None)
    if not isinstance(found, (Graph, str)):
        raise MeasureError(Phrase("a {name} cannot be measured so: give a graph, a corpus or the address of an endpoint", name=type(of).__name__))
    return found


def _measured(name: str, of: Any, kind: str, measure: Callable[[nx.Graph], Found]) -> Measured:
    """A measure of a network, or of that which a graph holds."""
    if isinstance(of, nx.Graph):
        return Measured(measure(of), None, COLUMNS[name])
    source = _source(of)
    return Measured(measure(to_network(source, kind)), source, COLUMNS[name])


def authority(of: Any, kind: str = "citations") -> Measured:
    """In-degree, authority and hub scores: `measuring.citing.authority`.

    Args:
        of: A graph, a `Corpus`, the address of an endpoint, or a network; so in all measures.
        kind: Which network of a graph; so in all measures that have it.

    Raises:
        QueryError: The graph cannot be asked; so all measures.
        MeasureError: It cannot be measured so; so all measures.
    """
    return _measured("authority", of, kind, citing.authority)


def main_path(of: Any, way: str = "global") -> Measured:
    """The main path through the citations by search path counts: `measuring.paths.main_path`."""
    return _measured("main-path", of, "citations", partial(paths.main_path, way=way))


def lag(of: Any, until: date | str | None = None) -> Measured:
    """Days until a document is carried out below, with those that still wait: `measuring.waiting.lag`."""
    return _measured("lag", of, "citations", partial(waiting.lag, until=_day(until)))


def survival(of: Any, until: date | str | None = None) -> Measured:
    """The share that still waits to be carried out below, by days: `measuring.waiting.survival`."""
    return _measured("survival", of, "citations", partial(waiting.survival, until=_day(until)))


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
    return Measured(spreading.diffusion((row for row in mentions if level in (None, row["level"])), unit), source, COLUMNS["diffusion"])


def ties(of: Any, kind: str = "joint-issuers", on_done: Progress = unheard) -> Measured:
    """Centrality, constraint and effective size in a network of pairs: `measuring.linking.ties`."""
    return _measured("ties", of, kind, partial(linking.ties, on_done=on_done))


def brokerage(of: Any, kind: str = "lead-cooperate", group: str = "level", on_done: Progress = unheard) -> Measured:
    """Who stands between whom, by groups: `measuring.linking.brokerage`."""
    return _measured("brokerage", of, kind, partial(linking.brokerage, group=group, on_done=on_done))


def workload(of: Any) -> Measured:
    """Tasks by agency and role, and how unevenly they are spread: `measuring.working.workload`."""
    return _measured("workload", of, "responsibilities", working.workload)


def overlap(of: Any) -> Measured:
    """Pairs of agencies with tasks in common: `measuring.working.overlap`."""
    return _measured("overlap", of, "responsibilities", working.overlap)


def gaps(of: Any) -> Measured:
    """Tasks that nobody has, nobody leads or several lead: `measuring.working.gaps`; of a network, those alone that somebody has."""
    nobody: Iterable[Mapping[str, Value]] = () if isinstance(of, nx.Graph) else run_query(_source(of), "tasks-without-agency")
    return _measured("gaps", of, "responsibilities", partial(working.gaps, unassigned=nobody))


def series(of: Any) -> Measured:
    """What is missing in the series of numbered documents: `measuring.numbering.series`."""
    source = _source(of)
    rows = [row for row in run_query(source, question("document-numbers")) if row["number"] == f"{row['code']}〔{row['year']}〕{row['serial']}号"]
    return Measured(numbering.series({**row, "held": not row["stub"]} for row in rows), source, COLUMNS["series"])


def delay(of: Any) -> Measured:
    """Days from the signature to the printing of documents: `measuring.waiting.delay`."""
    source = _source(of)
    return Measured(waiting.delay(run_query(source, question("document-days"))), source, COLUMNS["delay"])


def agreement(one: Mapping[Hashable, str | None], other: Mapping[Hashable, str | None]) -> Measured:
    """How far two readers, or the program and a reader, agree: `measuring.agreeing.agreement`."""
    return Measured(agreeing.agreement(one, other), None, COLUMNS["agreement"])


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
