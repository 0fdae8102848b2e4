#!/usr/bin/env python3
"""How long each network of a graph takes to make, to measure, to draw, and how large its page is.

    networks.py GRAPH [--rounds 3]

CPU seconds of one process, the least of the rounds; loading the graph is timed once and apart.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rdflib import Graph

from policygraph.asking.network import KINDS, measures, to_network
from policygraph.showing.drawing import render
from policygraph.stating import formats


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("graph", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    seconds, graph = timed(lambda: formats.load(args.graph))
    print(f"{args.graph.name}: {len(graph):,} triples, loaded in {seconds:.2f} s; least of {args.rounds} rounds, CPU seconds\n")
    print("| network | nodes | edges | to_network | measures | page | page, kB |\n|---|---|---|---|---|---|---|")
    for kind in KINDS:
        print(row(graph, kind, args.rounds), flush=True)


def row(graph: Graph, kind: str, rounds: int) -> str:
    made, network = least(lambda: to_network(graph, kind), rounds)
    measured, _ = least(lambda: measures(network), rounds)
    drawn, page = least(lambda: render(network, kind), rounds)
    cells = (
        kind, f"{len(network):,}", f"{network.number_of_edges():,}", f"{made:.2f}", f"{measured:.2f}", f"{drawn:.2f}",
        f"{len(page.encode()) / 1000:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def least(work: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """The least time of several rounds, and what the work makes."""
    return min((timed(work) for _ in range(rounds)), key=lambda found: found[0])


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.process_time()
    made = work()
    return time.process_time() - begin, made


if __name__ == "__main__":
    main()
