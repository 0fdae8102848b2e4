#!/usr/bin/env python3
"""What each stage takes of the time in which facts are read from texts.

    shares.py INPUT… [--every 1]

INPUT is a file, folder or archive; ``--every N`` takes each N-th source of it. Processor time, without loading rules: the first source is
read twice and counted once.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from itertools import islice

from policygraph.components import STEPS, begin
from policygraph.errors import ReadError
from policygraph.guard import Guard
from policygraph.pipeline import sources_of
from policygraph.reading.sources import to_source


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--every", type=int, default=1)
    args = parser.parse_args()
    taken: Counter[str] = Counter()
    characters = 0
    for path in args.inputs:
        for n, (_, raw) in enumerate(islice(sources_of(path), 0, None, args.every)):
            if isinstance(raw, ReadError):
                continue
            for counted in ([False, True] if not characters and n == 0 else [True]):
                characters += _read(raw, taken if counted else Counter()) * counted
    whole = sum(taken.values())
    print(f"{characters:,} characters, {whole:.1f} s, {characters / whole:,.0f} characters/s\n\n| stage | share |\n|---|---|")
    for name, seconds in taken.most_common():
        print(f"| {name} | {seconds / whole:.0%} |")


def _read(raw, taken: Counter[str]) -> int:
    """Read one source, and add what each stage took; the length of its text (code points), 0 where it cannot be read."""
    started = time.process_time()
    try:
        source = to_source(raw)
        taken["reading"] += time.process_time() - started
        started = time.process_time()
        state = begin(source, Guard(source.name))
    except ReadError:
        return 0
    taken["acts, heads, provisions"] += time.process_time() - started
    for step in STEPS.values():
        started = time.process_time()
        state = step.add(state)
        taken[step.stage.removeprefix("finding ")] += time.process_time() - started
    return len(source.text)


if __name__ == "__main__":
    main()
