#!/usr/bin/env python3
"""How long each measure takes on invented networks.

    measures.py [--documents 20000] [--rounds 2]

Every document cites one or two earlier ones of its own or a higher level, early ones more often; one agency in a hundred has a part in one task of twenty, others in few. CPU seconds of one
process, the least of the rounds, without reading and asking a graph.
"""

from __future__ import annotations

import argparse
import random
from datetime import date, timedelta
from itertools import combinations

import networkx as nx
from networks import least

from policygraph.measuring import citing, linking, numbering, paths, spreading, waiting, working

#: Levels with their shares.
LEVELS = ("central", "province", "prefecture", "county")
SHARES = (1, 4, 20, 75)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    print("| measure | nodes | links | s |\n|---|---|---|---|")
    for line in rows(args.documents, args.rounds):
        print(line, flush=True)


def rows(documents: int, rounds: int) -> list[str]:
    """A line of the table for each measure."""
    cited, tasks = citations(documents), responsibilities(documents // 10, documents // 2)
    agencies = together(tasks)
    mentions = [{"place": f"{n % 700}市", "level": "prefecture", "date": data["date"], "document": node} for n, (node, data) in enumerate(cited.nodes(data=True))]
    numbers = [{"code": f"临{n % 50}发", "year": 2000 + n % 20, "place": "临江市", "serial": 1 + n // 1000, "held": n % 7 > 0} for n in range(documents)]
    work = {
        "authority": (cited, lambda: citing.authority(cited)), "main-path": (cited, lambda: paths.main_path(cited)), "lag": (cited, lambda: waiting.lag(cited)),
        "survival": (cited, lambda: waiting.survival(cited)), "brokerage": (cited, lambda: linking.brokerage(cited)), "diffusion": (None, lambda: spreading.diffusion(mentions, "month")),
        "series": (None, lambda: numbering.series(numbers)), "workload": (tasks, lambda: working.workload(tasks)), "overlap": (tasks, lambda: working.overlap(tasks)),
        "gaps": (tasks, lambda: working.gaps(tasks)), "ties": (agencies, lambda: linking.ties(agencies)),
    }
    lines = []
    for name, (network, take) in work.items():
        size = f"{len(network):,} | {network.number_of_edges():,}" if network is not None else f"{documents:,} rows | "
        lines.append(f"| {name} | {size} | {least(take, rounds)[0]:.2f} |")
    return lines


def citations(documents: int) -> nx.MultiDiGraph:
    chance, network, first = random.Random(5), nx.MultiDiGraph(), date(2000, 1, 1)
    ranks = chance.choices(range(4), SHARES, k=documents)
    for n, rank in enumerate(ranks):
        network.add_node(f"d{n:06}", label=f"d{n}", rank=rank, level=LEVELS[rank], stub=False, date=(first + timedelta(n * 9000 // documents)).isoformat())
        for _ in range(min(n, 1 + n % 2)):
            above = min((int(n * chance.random() ** 2) for _ in range(3)), key=lambda each: ranks[each])
            network.add_edge(f"d{n:06}", f"d{above:06}", relation="applies")
    return network


def responsibilities(agencies: int, tasks: int) -> nx.MultiDiGraph:
    chance, network = random.Random(6), nx.MultiDiGraph()
    for n in range(tasks):
        for place in range(1 + n % 4):
            agency = f"a{chance.randrange(max(1, agencies // 100) if chance.random() < 0.05 else agencies):06}"
            network.add_node(agency, label=agency, kind="agency", level=LEVELS[n % 4])
            network.add_edge(agency, f"d{n // 20:06}", provision=f"t{n}", role="lead" if place == 0 else "cooperate")
    return network


def together(tasks: nx.MultiDiGraph) -> nx.Graph:
    by_task: dict[str, set[str]] = {}
    for agency, _, data in tasks.edges(data=True):
        by_task.setdefault(data["provision"], set()).add(agency)
    network = nx.Graph()
    for group in by_task.values():
        for one, other in combinations(sorted(group), 2):
            network.add_edge(one, other, weight=network.get_edge_data(one, other, {}).get("weight", 0) + 1)
    return network


if __name__ == "__main__":
    main()
