#!/usr/bin/env python3
"""What each stage takes of the time in which facts are read from texts, or a corpus is built of them.

    shares.py INPUT… [--every 1] [--corpus]

INPUT is a file, folder or archive; ``--every N`` takes each N-th source of it. Processor time, without loading rules: the first source is
read twice and counted once. ``--corpus`` goes on to what ``build --corpus`` does with the facts: states them, writes them, keeps them, and
makes the state that is read (in a temporary folder; all processors' time is counted).
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pyoxigraph

from policygraph.errors import ReadError
from policygraph.guard import Guard
from policygraph.keeping import folder
from policygraph.keeping.manifest import KEPT, Entry
from policygraph.model import Reading
from policygraph.pipeline import sources_of
from policygraph.reading.sources import Raw, to_source
from policygraph.stating.formats import to_triple
from policygraph.stating.terms import Minter
from policygraph.stating.triples import state
from policygraph.steps import STEPS, begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--corpus", action="store_true", help="and what a corpus takes beyond the facts")
    args = parser.parse_args()
    print(table(args.inputs, args.every, corpus=args.corpus))


def table(inputs: Sequence[str], every: int, *, corpus: bool) -> str:
    """The row of each stage, the greatest first."""
    found = [raw for path in inputs for _, raw in islice(sources_of(path), 0, None, every) if isinstance(raw, Raw)]
    taken: Counter[str] = Counter()
    for raw in found:  # rules and tables are loaded once
        if _read(raw, Counter()):
            break
    with tempfile.TemporaryDirectory() as directory, folder.Writer(Path(directory)) as writer:
        readings = [(raw, reading) for raw in found if (reading := _read(raw, taken))]
        characters = sum(len(reading.source.text) for _, reading in readings)
        whole = sum(taken.values())
        lines = [f"{characters:,} characters, {whole:.1f} s, {characters / whole:,.0f} characters/s", "", "| stage | share |", "|---|---|"]
        if corpus:
            for raw, reading in readings:
                _keep(raw, reading, writer, taken)
            with _timed(taken, "the state that is read, and what is derived"):
                writer.publish()
            whole = sum(taken.values())
    return "\n".join([*lines, *(f"| {name} | {seconds / whole:.0%} |" for name, seconds in taken.most_common())])


@contextmanager
def _timed(taken: Counter[str], name: str) -> Iterator[None]:
    """Add the processor time of a block."""
    started = time.process_time()
    yield
    taken[name] += time.process_time() - started


def _read(raw: Raw, taken: Counter[str]) -> Reading | None:
    """Read one source, and add what each stage took; None where it cannot be read."""
    try:
        with _timed(taken, "reading"):
            source = to_source(raw)
        with _timed(taken, "acts, heads, provisions"):
            found = begin(source, Guard(source.name))
    except ReadError:
        return None
    for step in STEPS.values():
        with _timed(taken, step.stage.removeprefix("finding ")):
            found = step.add(found)
    return found.reading


def _keep(raw: Raw, reading: Reading, writer: folder.Writer, taken: Counter[str]) -> None:
    """State what was read and put it into a corpus, as `policygraph.mapping.read_source` and `policygraph.corpus` do."""
    minter, sha256 = Minter(), hashlib.sha256(raw.data).hexdigest()
    with _timed(taken, "stating: facts to triples"):
        stated = list(state(reading, minter))
    with _timed(taken, "triples as Oxigraph has them"):
        triples = list(map(to_triple, stated))
    with _timed(taken, "N-Triples, packed"):
        data = folder.pack(pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES) or b"")
    with _timed(taken, "the manifest"):
        writer.put(Entry(raw.label, raw.name, sha256, "", KEPT, len(reading.source.text), len(reading.documents), len(triples)), str(minter.source(sha256)), data)


if __name__ == "__main__":
    main()
