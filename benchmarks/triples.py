#!/usr/bin/env python3
"""How many triples and bytes the facts of texts are, for 1,000 characters, and what they say: by class of the thing and by property.

    triples.py INPUT… [--every 1] [--lines 24]

INPUT is a file, folder or archive; ``--every N`` takes each N-th source of it. Facts are counted source by source, each in N-Triples,
without what only the whole of them knows. A share is one of all triples, and of all bytes.
"""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import islice

import pyoxigraph
from rdflib import RDF

from policygraph.errors import ReadError
from policygraph.pipeline import facts, sources_of
from policygraph.stating.formats import to_triple
from policygraph.stating.terms import Minter
from policygraph.stating.triples import Triple, state


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--lines", type=int, default=24)
    args = parser.parse_args()
    mint, characters, triples, size = Minter(), 0, Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for path in args.inputs:
        for _, raw in islice(sources_of(path), 0, None, args.every):
            if isinstance(raw, ReadError):
                continue
            try:
                reading = facts(raw.data, raw.name)
            except ReadError:
                continue  # no act is in it
            characters += len(reading.source.text)
            _count(list(dict.fromkeys(state(reading, mint))), triples, size)
    whole, written = sum(triples.values()), sum(size.values())
    print(f"{characters:,} characters: {whole:,} triples, {1000 * whole / characters:.0f} for 1,000 characters; {written / 1e6:.1f} MB\n")
    print("| thing | property | triples | share | bytes |\n|---|---|---|---|---|")
    for (kind, said), count in triples.most_common(args.lines):
        print(f"| {kind} | {said} | {count:,} | {count / whole:.1%} | {size[kind, said] / written:.1%} |")
    by_kind = Counter[str]()
    for (kind, _), count in triples.items():
        by_kind[kind] += count
    print("\n" + ", ".join(f"{kind} {count / whole:.0%}" for kind, count in by_kind.most_common(12)))


def _count(found: list[Triple], triples: Counter[tuple[str, str]], size: Counter[tuple[str, str]]) -> None:
    kinds = {subject: _short(value) for subject, predicate, value in found if predicate == RDF.type}
    for triple in found:
        key = kinds.get(triple[0], "other"), _short(triple[1])
        triples[key] += 1
        size[key] += len(pyoxigraph.serialize([to_triple(triple)], format=pyoxigraph.RdfFormat.N_TRIPLES) or b"")


def _short(term: object) -> str:
    return str(term).rpartition("#")[2].rpartition("/")[2]


if __name__ == "__main__":
    main()
