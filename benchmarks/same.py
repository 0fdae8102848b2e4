#!/usr/bin/env python3
"""Do two states of the program state the same of the same texts, and how fast is each?

    same.py OTHER INPUT… [--every 1]

OTHER is the ``src`` folder of another state (``git worktree add ../before COMMIT``). Each state reads every source (of an
archive every ``--every``-th) in a process of its own, and writes a line with the hash of its sorted triples. Those that differ are named; the
exit status is 1 if there are any. Speed is characters for a second of processor time spent on facts, rules and tables loaded before.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

OWN = Path(__file__).resolve().parents[1] / "src"
#: What each state runs: rules and tables are loaded by reading the first source twice.
READ = """
import hashlib, json, sys, time
from policygraph.errors import ReadError
from policygraph.pipeline import facts, sources_of
from policygraph.reading.sources import Raw
from policygraph.stating.triples import state
every, warm = int(sys.argv[1]), False
for path in sys.argv[2:]:
    for raw in [item for _, item in sources_of(path) if isinstance(item, Raw)][::every]:
        try:
            if not warm:
                facts(raw.data, raw.name, budget=None)
                warm = True
            start = time.process_time()
            reading = facts(raw.data, raw.name, budget=None)
            seconds = time.process_time() - start
        except ReadError as error:
            print(json.dumps([raw.label, str(error), 0, 0, 0]))
            continue
        triples = sorted(map(repr, state(reading)))
        print(json.dumps([raw.label, hashlib.sha256(repr(triples).encode()).hexdigest(), len(triples), len(reading.source.text), seconds]))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("other", type=Path)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--every", type=int, default=1)
    args = parser.parse_args()
    if not (args.other / "policygraph").is_dir():
        parser.error(f"{args.other} holds no package policygraph: name the src folder of another state")
    other, own = (read(source, args.inputs, args.every) for source in (args.other, OWN))
    different = [label for label, told in own.items() if told[:2] != other.get(label, [None])[:2]]
    for label in different:
        print(f"differs: {label}")
    for name, told in (("other", other), ("own", own)):
        characters, seconds = (sum(row[i] for row in told.values()) for i in (2, 3))
        print(f"{name}: {characters / max(seconds, 1e-9):,.0f} characters/s ({characters:,} in {seconds:.1f} s)")
    print(f"{len(own):,} sources, {sum(row[1] for row in own.values()):,} triples, {len(different)} sources differ")
    return 1 if different or own.keys() != other.keys() else 0


def read(source: Path, inputs: list[str], every: int) -> dict[str, list]:
    """What a state tells of each source: hash, triples, characters, seconds."""
    done = subprocess.run([sys.executable, "-c", READ, str(every), *inputs], env={**os.environ, "PYTHONPATH": str(source)}, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{source}: {done.stderr.strip().splitlines()[-1]}")
    return {label: told for label, *told in map(json.loads, done.stdout.splitlines())}


if __name__ == "__main__":
    sys.exit(main())
