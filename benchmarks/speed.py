#!/usr/bin/env python3
"""How fast each stage is, as ratios within one run: times differ from machine to machine, ratios hardly.

    speed.py [GAZETTE] [--copies 8] [--rounds 5]

Processor time, so that others on the machine count little. The yardstick is ``spacy.blank("zh")`` cutting the same text into characters, a
paragraph at a time. ``growth`` is the time for ``--copies`` copies of the text
over that many times the time for one: 1.0 is linear.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from spacy import blank
from spacy.language import Language

from policygraph.asking.answers import run_query
from policygraph.components import PARTS
from policygraph.guard import Guard
from policygraph.keeping import building as graphs
from policygraph.model import Extraction, Source
from policygraph.reading.sources import read_file
from policygraph.stating import formats
from policygraph.steps import default_pipeline

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "src" / "policygraph" / "sample" / "gazette.txt"
QUERIES = ("most-cited", "workload", "agency-pairs", "responsibilities", "in-force")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gazette", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--copies", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    print(table(read_file(args.gazette), args.copies, args.rounds))


def table(source: Source, count: int, rounds: int) -> str:
    """The row of each stage: its time over that of the yardstick, and its growth with so many copies of the text."""
    many = copies(source, count)
    run = default_pipeline()
    run(source, Guard(source.name))  # rules and tables are loaded once
    nlp = blank("zh")
    yardstick = median(lambda: cut(nlp, source.text), rounds)
    rows = [("spacy.blank('zh'), by paragraph", yardstick, median(lambda: cut(nlp, many.text), rounds))]
    rows += stages(source, many, rounds)
    reading, readings = (run(given, Guard(given.name)) for given in (source, many))
    rows.append(("build_graph", median(lambda: build(reading), rounds), median(lambda: build(readings), rounds)))
    rows += files_and_queries(reading, readings, rounds)
    lines = [f"{len(source.text):,} characters, median of {rounds}; yardstick {len(source.text) / yardstick / 1e6:.2f} million characters/s", ""]
    lines += ["| stage | time of the yardstick × | growth |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {one / yardstick:.2f} | {all_ / one / count:.2f} |" for name, one, all_ in rows)])


def copies(source: Source, count: int) -> Source:
    text = source.text * count
    return Source(source.name, text, hashlib.sha256(text.encode()).hexdigest())


def cut(nlp: Language, text: str) -> None:
    for paragraph in text.splitlines():
        nlp.make_doc(paragraph)


def stages(source: Source, many: Source, rounds: int) -> list[tuple[str, float, float]]:
    """The components of the pipeline one after the other, each timed by itself."""
    nlp = blank("zh")
    nlp.max_length = 1 << 31
    parts = [(name, nlp.create_pipe(name)) for name in PARTS]
    times: dict[str, list[list[float]]] = {name: [[], []] for name in PARTS}
    for _ in range(rounds):
        for which, given in enumerate((source, many)):
            doc = nlp.make_doc(given.text)
            doc._.policygraph_source = given
            for name, part in parts:
                start = time.process_time()
                doc = part(doc)
                times[name][which].append(time.process_time() - start)
    return [(name, statistics.median(one), statistics.median(all_)) for name, (one, all_) in times.items()]


def build(reading):
    return graphs.build_graph(Extraction((reading,)))


def files_and_queries(reading, readings, rounds: int) -> list[tuple[str, float, float]]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, given in (("one", reading), ("many", readings)):
            graph = build(given)
            paths.append(Path(folder) / f"{name}.nt")
            formats.save(graph, paths[-1])
        rows.append(("load .nt", *(median(lambda p=path: formats.load(p), rounds) for path in paths)))
        loaded = [formats.load(path) for path in paths]
        for name in QUERIES:
            params = {"day": "2018-01-01"} if name == "in-force" else {}
            rows.append((f"query {name}", *(median(lambda g=g, n=name, p=params: run_query(g, n, **p), rounds) for g in loaded)))
    return rows


def median(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
