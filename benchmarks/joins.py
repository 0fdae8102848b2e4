#!/usr/bin/env python3
"""What it takes to derive which documents a corpus cites: seconds and the peak of memory, on invented citations and titles.

    joins.py [--citations 1000000] [--titles 300000] [--seconds 60] [--gigabytes 2]

The rows are what `keeping.deriving` asks of facts, made without documents: every title is held with its number, place and day;
a citation names one of them, the oftener the more have named it, or one of as many again that nobody holds, by title and
number, by title alone, or without （试行）. All that follows is written as N-Triples, as for a corpus, and counted afterwards.
Exit status 1: it took more seconds of processors, or more memory, than it may.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rdflib import URIRef
from rdflib.namespace import PROV

from policygraph.keeping import deriving
from policygraph.stating.terms import BASE, CITO, ELI, PG

PLACES = 400
SUBJECTS = "节水 供热 养老 招商 防汛 绿化 消防 就业 扶贫 科普 信用 征兵 物流 旅游 种业 渔业".split()
#: The share of citations of what is held, of those by title and number, by title alone; the rest leaves （试行） out.
HELD, NUMBERED, TITLED = 0.5, 0.6, 0.3


class Invented:
    """Facts that are made when they are asked for, always the same."""

    def __init__(self, citations: int, titles: int):
        chance = random.Random(1)
        self.titles = titles
        self.cited: list[tuple[int, int, float]] = []  # who cites, what, and how it is named
        weights: list[int] = []
        for _ in range(citations):
            if chance.random() < HELD:
                at = chance.choice(weights) if weights and chance.random() < 0.7 else chance.randrange(titles)
                weights.append(at)
            else:
                at = titles + int(titles * chance.random() ** 3)
            self.cited.append((chance.randrange(titles), at, chance.random()))

    def pairs(self, predicate: URIRef) -> Iterable[tuple[str, str]]:
        """Subject and value of every fact with this property."""
        of_document = {
            PROV.wasDerivedFrom: lambda n: f"{BASE}source/{n}", ELI.title: lambda n: _title(n) + _trial(n), ELI.number: _number,
            ELI.jurisdiction: lambda n: f"{BASE}place/{n % PLACES}", ELI.date_document: lambda n: f"{2000 + n % 25}-05-01"}
        if predicate in of_document:
            return ((_document(n), of_document[predicate](n)) for n in range(self.titles))
        return self._of_citations(predicate)

    def _of_citations(self, predicate: URIRef) -> Iterator[tuple[str, str]]:
        made = _OF_CITATIONS.get(predicate)
        for at, cited in enumerate(self.cited) if made else ():
            value = made(*cited)
            if value:
                yield f"{BASE}citation/{at}", value

    def values(self, subject: str, predicate: URIRef) -> list[str]:
        """The values of a property of one thing."""
        return [f"{subject}/evidence"] if predicate == PG.evidence else []


def _title(n: int) -> str:
    return f"临江第{n % PLACES}区人民政府关于{SUBJECTS[n % len(SUBJECTS)]}工作第{n}项的管理办法"


def _trial(n: int) -> str:
    return "（试行）" if n % 3 == 0 else ""


def _number(n: int) -> str:
    return f"临政发〔{2000 + n % 25}〕{n // 25 + 1}号"


def _document(n: int) -> str:
    return f"{BASE}document/{n % PLACES}/{_number(n)}"


def _called(cited: int, how: float) -> str:
    return _title(cited) + (_trial(cited) if how < NUMBERED + TITLED else "")


#: What is said of a citation, of who cites, what, and how it is named.
_OF_CITATIONS: dict[URIRef, Callable[[int, int, float], str | None]] = {
    CITO.hasCitingEntity: lambda citing, cited, how: _document(citing),
    CITO.hasCitationCharacterization: lambda citing, cited, how: str(ELI.based_on),
    PG.citedTitle: lambda citing, cited, how: _called(cited, how),
    PG.citedAs: lambda citing, cited, how: _document(cited) if how < NUMBERED else f"{BASE}document/{cited % PLACES}/《{_called(cited, how)}》",
    PG.citedNumber: lambda citing, cited, how: _number(cited) if how < NUMBERED else None,
    PG.citedPlace: lambda citing, cited, how: f"{BASE}place/{cited % PLACES}",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--citations", type=int, default=1_000_000)
    parser.add_argument("--titles", type=int, default=300_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--gigabytes", type=float, default=2.0)
    args = parser.parse_args()
    facts = Invented(args.citations, args.titles)
    made = time.process_time()
    rows = sum(1 for predicate in deriving.PROPERTIES for _ in facts.pairs(predicate))
    made = time.process_time() - made
    start, spent = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as directory:
        written = Path(directory) / "derived.nt"
        deriving.write(facts, written)
        seconds, processor = time.perf_counter() - start, time.process_time() - spent
        with written.open("rb") as lines:
            counted = Counter(line.split(b" ", 2)[1].decode().rstrip(">").rpartition("#")[2].rpartition("/")[2] for line in lines)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    print(f"{args.citations} citations, {args.titles} titles: {seconds:.0f} s ({processor:.0f} s of processors), {peak:.2f} GB at the peak")
    print(f"{counted.total()} triples; of the seconds {made:.0f} make the {rows} rows that a store would read, and are no part of the bar")
    print(", ".join(f"{name} {count}" for name, count in counted.most_common(8)))
    return 0 if processor - made <= args.seconds and peak <= args.gigabytes else 1


if __name__ == "__main__":
    sys.exit(main())
