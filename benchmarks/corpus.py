#!/usr/bin/env python3
"""Read every document of some archives and say what went wrong, what was slow, and what the evidence is worth.

    corpus.py ARCHIVE ... [--sample N] [--budget SECONDS] [--graph]

Each document is extracted by itself (and with ``--graph`` becomes a graph, written as RDF/XML and parsed). ``--sample N``
takes N of each archive, evenly spaced, always the same. Exit status 1 where a document was lost to anything but having no
official act in it, or where a quotation is not what stands at its place.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import policygraph as pg
from policygraph.errors import ReadError
from policygraph.model import Extraction, Reading
from policygraph.reading.sources import Raw, load, to_source
from policygraph.stating.formats import to_bytes

STATEMENTS = (
    "fields", "provisions", "citations", "agencies", "responsibilities", "duties", "programmes", "targets", "results", "funding", "tasks")
#: A document without an act is no fault: the archives hold news too.
NO_ACT = "no official act"


@dataclass(slots=True)
class Done:
    """What became of one document: seconds of processor time, code points, statements, and what was wrong."""

    name: str
    seconds: float = 0.0
    length: int = 0
    statements: int = 0
    wrong: tuple[str, ...] = ()
    no_act: bool = False


def documents(archive: str, sample: int | None) -> Iterator[Raw | ReadError]:
    found = list(load(archive))
    step = max(len(found) / sample, 1) if sample else 1
    picked = {int(n * step) for n in range(min(sample or len(found), len(found)))}
    return (item for n, item in enumerate(found) if n in picked)


def read(item: Raw | ReadError, budget: float, take: Callable[[Extraction], object] | None) -> Done:
    """Extract one document, check what was found, and hand it over; what goes wrong with who takes it is wrong with the document."""
    if isinstance(item, ReadError):
        return Done(item.name, wrong=(str(item),))
    done = Done(item.label)
    start = time.process_time()
    try:
        source = to_source(item)
        done.length = len(source.text)
        extraction = pg.extract(source, budget=budget)
        if take and extraction.readings:
            take(extraction)
        done.wrong = tuple(f.message for f in extraction.failures if NO_ACT not in f.message)
        done.no_act = any(NO_ACT in f.message for f in extraction.failures)
        done.wrong += tuple(untrue(extraction))
        done.statements = sum(1 for reading in extraction.readings for _ in evidences(reading))
    except Exception as error:
        done.wrong = (f"{type(error).__name__}: {error}",)
    done.seconds = time.process_time() - start
    return done


def write(extraction: Extraction) -> None:
    """Make facts a graph, write it as RDF/XML and parse that."""
    ElementTree.fromstring(to_bytes(pg.build_graph(extraction), ".rdf"))


def evidences(reading: Reading):
    for document in reading.documents:
        yield document.evidence
        for name in STATEMENTS:
            for statement in getattr(document, name):
                yield statement.evidence


def untrue(extraction: Extraction) -> Iterator[str]:
    """Quotations that are not what stands at their place."""
    for reading in extraction.readings:
        for evidence in evidences(reading):
            if reading.source.text[evidence.start : evidence.end] != evidence.exact:
                yield f"characters {evidence.start} to {evidence.end} are not what is quoted"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("archives", nargs="+")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--budget", type=float, default=60.0)
    parser.add_argument("--graph", action="store_true")
    args = parser.parse_args()
    done = []
    for archive in args.archives:
        for item in documents(archive, args.sample):
            done.append(read(item, args.budget, write if args.graph else None))
            for wrong in done[-1].wrong:
                print(f"{done[-1].name}: {wrong}", flush=True)
    report(done)
    return 1 if any(one.wrong for one in done) else 0


def report(done: list[Done]) -> None:
    seconds = sum(one.seconds for one in done)
    length = sum(one.length for one in done)
    print(f"{len(done)} documents, {length:,} characters, {sum(one.statements for one in done):,} quotations checked")
    print(f"{sum(bool(one.wrong) for one in done)} wrong, {sum(one.no_act for one in done)} without an official act")
    print(f"{seconds:.0f} s of processor time, {length / max(seconds, 0.01):,.0f} characters/s, "
          f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for one in sorted(done, key=lambda one: -one.seconds)[:5]:
        print(f"  {one.seconds:.1f} s, {one.length:,} characters: {one.name}")


if __name__ == "__main__":
    sys.exit(main())
