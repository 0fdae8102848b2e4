#!/usr/bin/env python3
"""How long each named query takes on a graph, with parameters that the graph itself holds; fails where one takes too long.

    asking.py GRAPH [--limit 1.0] [--rounds 3] [--slowest 12] [QUERY …]

GRAPH is a graph file, the folder of a corpus or the address of an endpoint. A parameter that must be
given is the busiest of its kind: the document that cites most and the one that
is cited most, the agency with the most tasks, the programme that most documents
name. What may be left out is left out, which asks for everything. The time is
the median of the rounds, without loading; exit status 1: a query took longer
than the limit (seconds). The time of the processor stands beside it, which says
the same where other work runs on the machine. Each asking is told when it is
done, on standard error.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import product

from rdflib import Graph

from policygraph.asking.answers import run_query
from policygraph.asking.named import NamedQuery, named
from policygraph.keeping.folder import is_corpus, open_graph
from policygraph.stating.formats import load

_COUNTED = "PREFIX pg: <https://w3id.org/policygraph/ontology#> PREFIX eli: <http://data.europa.eu/eli/ontology#> " \
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX prov: <http://www.w3.org/ns/prov#> " \
    "SELECT ?value WHERE { { SELECT ?value (COUNT(*) AS ?times) WHERE { %s } GROUP BY ?value } } ORDER BY DESC(?times) ?value LIMIT 1"
#: Type of a parameter -> patterns whose most frequent ``?value`` is asked for.
BUSIEST = {
    "document": (
        "?document eli:cites ?other ; eli:number ?value", "?other eli:cites ?document . ?document eli:number ?value",
        "?document pg:citesSuperior ?other ; eli:number|eli:title ?value", "?other pg:citesSuperior ?document . ?document eli:number|eli:title ?value",
        "?document pg:forwards ?other ; eli:number|eli:title ?value", "?statement pg:document ?document . ?document eli:number|eli:title ?value"),
    "agency": ("?statement prov:agent ?agency . ?agency skos:prefLabel ?value",),
    "programme": ("?document pg:mentionsProgramme ?programme . ?programme skos:prefLabel ?value",),
    "indicator": ("?statement pg:indicator ?value",),
    "code": ("?document pg:agencyCode ?value",),
    "iri": ("?statement prov:agent ?value", "?statement pg:programme ?value", "?value pg:evidence ?evidence"),
}
#: Type of a parameter -> the widest period and a year, and a day that most documents precede.
FIXED = {"start": ("1949", "2019"), "end": ("2199", "2019"), "date": ("2020-01-01",), "integer": ("20",), "name": ("公",)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("graph")
    parser.add_argument("queries", nargs="*", help="names of queries; all if left out")
    parser.add_argument("--limit", type=float, default=1.0, help="seconds that no query may exceed (default: 1)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slowest", type=int, default=12, help="lines of the table (default: 12)")
    args = parser.parse_args()
    remote = args.graph.startswith(("http://", "https://"))
    graph = args.graph if remote else open_graph(args.graph) if is_corpus(args.graph) else load(args.graph)
    busiest = {kind: list(_busiest(graph, patterns)) for kind, patterns in BUSIEST.items()}
    timed = [timing for name in args.queries or named() for timing in _timings(graph, named()[name], busiest, args.rounds)]
    timed.sort(reverse=True)
    print("| query | parameters | rows | s | processor |\n|---|---|---|---|---|")
    for seconds, name, given, rows, processor in timed[: args.slowest]:
        print(f"| {name} | {given} | {rows} | {seconds:.3f} | {processor:.3f} |")
    slow = sorted({name for seconds, name, *_ in timed if seconds > args.limit})
    print(f"\n{len(timed)} askings of {len({name for _, name, *_ in timed})} queries; above {args.limit:g} s: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


def _busiest(graph: Graph | str, patterns: tuple[str, ...]) -> Iterator[str]:
    """The most frequent value of each pattern; nothing of a pattern that the graph does not hold."""
    for pattern in patterns:
        yield from (row["value"] for row in run_query(graph, _COUNTED % pattern).texts())


def _timings(graph: Graph | str, query: NamedQuery, busiest: dict[str, list[str]], rounds: int) -> Iterator[tuple[float, str, str, int, float]]:
    """Seconds, name, parameters, rows and seconds of the processor of a query, for every choice of what must be given."""
    needed = [parameter for parameter in query.parameters if parameter.required]
    choices = (list(dict.fromkeys(busiest.get(p.type) or FIXED.get(p.type, ("",)))) for p in needed)
    for values in product(*choices):
        given = {parameter.name: value for parameter, value in zip(needed, values, strict=True) if value}
        if len(given) < len(needed):
            continue
        times = []
        for _ in range(rounds):
            start = time.perf_counter(), time.process_time()
            rows = run_query(graph, query.name, **given)
            times.append((time.perf_counter() - start[0], time.process_time() - start[1]))
        seconds, processor = (statistics.median(column) for column in zip(*times, strict=True))
        said = " ".join(f"{k}={v}" for k, v in given.items())
        print(f"{seconds:9.3f} s {len(rows):7} rows  {query.name} {said}", file=sys.stderr, flush=True)
        yield seconds, query.name, said, len(rows), processor


if __name__ == "__main__":
    sys.exit(main())
