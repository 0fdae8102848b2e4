#!/usr/bin/env python3
"""Build a corpus and kill it (SIGKILL, with all its processes) again and again; the end must be that of an undisturbed run.

    killed.py INPUT ... [--times 10] [--jobs 2] [--seed 1] [--longest 20]

Between two kills whatever can be read is read. Exit status 1: the statements differ, or something could not be opened.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from policygraph.errors import CorpusError
from policygraph.keeping import folder


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=20.0, help="seconds that a run lasts at most before it is killed")
    args = parser.parse_args()
    chance = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as home:
        disturbed, undisturbed = Path(home) / "disturbed", Path(home) / "undisturbed"
        for _ in range(args.times):
            process = _start(args, disturbed)
            time.sleep(chance.uniform(0.5, args.longest))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if (disturbed / "current").exists():
                print(f"killed; what is read has {len(folder.open_graph(disturbed))} triples", flush=True)
            else:
                print("killed; nothing is read yet", flush=True)
        _start(args, disturbed).wait()
        _start(args, undisturbed).wait()
        try:
            one, other = (set(map(str, folder.open_graph(path))) for path in (disturbed, undisturbed))
        except CorpusError as error:
            print(error)
            return 1
    print(f"{args.times} times killed: {len(one)} triples, undisturbed {len(other)}, differing {len(one ^ other)}")
    return 1 if one ^ other else 0


def _start(args: argparse.Namespace, path: Path) -> subprocess.Popen[bytes]:
    order = [sys.executable, "-m", "policygraph", "build", *args.inputs, "--corpus", str(path), "--jobs", str(args.jobs)]
    return subprocess.Popen(order, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


if __name__ == "__main__":
    sys.exit(main())
