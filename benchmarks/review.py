#!/usr/bin/env python3
"""How many remarks of a review are right? Documents of a corpus, drawn by a seed, are each reviewed against the rest.

    review.py CORPUS [--documents 50] [--seed 18] [--show] [--list] [--judged gold/review.csv]

The documents are spread over kinds and places. Each is reviewed as of the day it was
signed (``--today`` for another day), read again from the text that the corpus keeps. The remarks were read by hand; ``gold/review.csv`` has what was found: the document, the kind of the
remark, where its sentence begins, right or wrong, and a word why. A remark that is not in it is counted as not judged, one that is no longer made as gone.
``--show`` prints the remarks, ``--list`` the names of the documents.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import Path

from rdflib import RDF, URIRef
from rdflib.namespace import PROV

from policygraph.drafts import reviewed
from policygraph.keeping.folder import open_graph
from policygraph.model import Source
from policygraph.pipeline import extract_source
from policygraph.reviewing.known import Known
from policygraph.reviewing.remarks import Remark, kinds
from policygraph.stating.terms import CITO, ELI, PG, SCHEMA

JUDGED = Path(__file__).resolve().parents[1] / "gold" / "review.csv"
#: A document that cites fewer others gives a review too little to look at.
CITES = 2
#: A text shorter than this is no act to be reviewed; one that is longer takes too long to read the remarks on.
SHORTEST, LONGEST = 800, 60_000


def drawn(known: Known, count: int, seed: int) -> list[URIRef]:
    """So many documents that cite others and whose text and day are known: half of them with a number of a year (notices, opinions …), half without (laws, rules …).

    Of each half every kind of every place gives one in its turn.
    """
    strata: dict[bool, dict[tuple[str, str], list[URIRef]]] = {True: defaultdict(list), False: defaultdict(list)}
    for node in map(URIRef, sorted(map(str, known.graph.subjects(RDF.type, PG.Document)))):
        if known.is_held(node) and known.day(node) and SHORTEST <= length(known, node) <= LONGEST and len(known.having(CITO.hasCitingEntity, node)) >= CITES:
            strata[bool(known.value(node, PG.year))][known.value(node, ELI.type_document), known.value(node, ELI.jurisdiction)].append(node)
    chance = random.Random(seed)
    return [document for half in strata.values() for document in _in_turns(half, chance)[: count // 2]]


def _in_turns(strata: dict[tuple[str, str], list[URIRef]], chance: random.Random) -> list[URIRef]:
    """One of each stratum, then a second one of each that has more, and so on; strata and documents in an order of chance."""
    order = sorted(strata)
    chance.shuffle(order)
    for key in order:
        chance.shuffle(strata[key])
    return [document for document in chain.from_iterable(zip_longest(*(strata[key] for key in order))) if document is not None]


def length(known: Known, document: URIRef) -> int:
    """How long the text is that a document stands in; 0 where it was not kept, or several were read."""
    sources = known.values(document, PROV.wasDerivedFrom)
    return len(known.value(URIRef(sources[0]), PG.text)) if len(sources) == 1 else 0


def remarks(known: Known, document: URIRef, today: str = "") -> tuple[list[Remark], float]:
    """The remarks on a document of the corpus, and the seconds they took without reading it."""
    source = URIRef(known.value(document, PROV.wasDerivedFrom))
    reading = extract_source(Source(known.value(source, SCHEMA.name), known.value(source, PG.text), known.value(source, PG.sha256)))
    start = time.perf_counter()
    number, title = known.number(document), known.value(document, ELI.title, ELI.title_alternative)
    acts = reviewed(reading, known, today or known.day(document))
    found = [act for act in acts if (act.document.number.text if act.document.number else "") == number and title in (act.document.title, act.document.enclosed_title)]
    return [remark for act in found for remark in act.remarks], time.perf_counter() - start


def name(known: Known, document: URIRef) -> str:
    """What a document is called in the tables: its number, else its title."""
    source = URIRef(known.value(document, PROV.wasDerivedFrom))
    return known.number(document) or known.value(document, ELI.title, ELI.title_alternative) or known.value(source, SCHEMA.name).rsplit("/", 1)[-1]


def judged(path: Path) -> dict[tuple[str, str, str], str]:
    """What was found of each remark: document, kind, start -> right or wrong."""
    with path.open(encoding="utf-8") as file:
        return {(row["document"], row["kind"], row["start"]): row["judged"] for row in csv.DictReader(file)}


def report(counted: dict[str, Counter[str]]) -> Iterator[str]:
    """A table: for each kind how many remarks are right, wrong, not judged, and the share of the right ones."""
    yield "| kind | right | wrong | not judged | precision |"
    yield "|---|---|---|---|---|"
    total: Counter[str] = Counter()
    for kind in [*kinds(), "all"]:
        found = counted.get(kind, Counter()) if kind != "all" else total
        total.update(found if kind != "all" else {})
        known = found["right"] + found["wrong"]
        share = f"{found['right'] / known:.2f}" if known else ""
        yield f"| {kind} | {found['right']} | {found['wrong']} | {found['']} | {share} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--documents", type=int, default=50)
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--today", default="", help="the day of all reviews, in place of that of each document")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--kinds", nargs="+", default=list(kinds()), help="only these kinds of remarks")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--judged", type=Path, default=JUDGED)
    args = parser.parse_args()
    known = Known(open_graph(args.corpus))
    judgements = judged(args.judged) if args.judged.is_file() else {}
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    took, made = [], set()
    documents = drawn(known, args.documents, args.seed)
    for document in documents:
        called = name(known, document)
        if args.list:
            print(called)
            continue
        found, seconds = remarks(known, document, args.today)
        took.append(seconds)
        for remark in (each for each in found if each.kind in args.kinds):
            key = (called, remark.kind, str(remark.start))
            made.add(key)
            counted[remark.kind][judgements.get(key, "")] += 1
            if args.show:
                print("\t".join((*key, remark.severity, remark.message, " ".join(remark.quote.split()), " ".join(remark.rests_on.quote.split()) if remark.rests_on else "")))
    if not args.list:
        print(*report(counted), sep="\n", file=sys.stderr)
        gone = len(judgements.keys() - made)
        print(f"{len(documents)} documents; {gone} judged remarks are no longer made", file=sys.stderr)
        print(f"seconds a review: median {sorted(took)[len(took) // 2]:.2f}, most {max(took):.2f}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
