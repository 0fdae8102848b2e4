#!/usr/bin/env python3
"""What it takes to correct a corpus, to compare it with what it was, and to watch it: seconds and the peak of memory of each.

    changes.py CORPUS [--corrections 20] [--files]

The corpus is copied and stays as it is. Of the copy the agencies that lead most are joined in pairs, and of as many documents the first
target is withdrawn. `--files` compares a Turtle file of the whole with the copy, too. Exit status 1: something did not fit or did not differ.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from policygraph.corpus import Corpus
from policygraph.corrections import Correction, to_toml

LEADERS = "SELECT ?agency WHERE { ?statement prov:hadRole pg:lead ; prov:agent ?agency . ?agency a org:FormalOrganization } GROUP BY ?agency ORDER BY DESC(COUNT(?statement)) ?agency LIMIT %d"
TARGETS = "SELECT (MIN(?target) AS ?first) WHERE { ?target a pg:Target ; pg:document ?document } GROUP BY ?document ORDER BY ?document LIMIT %d"


def main() -> int:
    """Take the measures and print them as a table."""
    args = arguments()
    with tempfile.TemporaryDirectory(prefix="changes-") as directory:
        folder = Path(directory)
        copy(args.corpus, folder / "copy")
        (folder / "corrections.toml").write_text(to_toml(chosen(Corpus(args.corpus), args.corrections)), "utf-8")
        print("| what | seconds | peak, MB | exit |\n|---|---|---|---|")
        done = [
            run("correct", folder / "corrections.toml", "--corpus", folder / "copy"), run("build", "--corpus", folder / "copy", "--corrections", folder / "corrections.toml"),
            run("diff", args.corpus, folder / "copy", "-o", folder / "diff.txt"), run("watch", folder / "copy", "-o", folder / "news.json")]
        if args.files:
            subprocess.run([sys.executable, "-m", "policygraph", "export", args.corpus, "-o", folder / "parts", "--format", "turtle", "--part", str(10**9)], check=True, stderr=subprocess.DEVNULL)
            done.append(run("diff", folder / "parts" / "part-00001.ttl", folder / "copy", "-o", folder / "whole.txt", called="diff FILE CORPUS"))
            same = (folder / "whole.txt").read_bytes() == (folder / "diff.txt").read_bytes()
            print("\nthe file differs as the corpus does" if same else "\nthe file differs otherwise than the corpus")
            done.append(0 if same else 1)
        print("\n" + (folder / "diff.txt").read_text("utf-8").partition("\n\n")[0])
    return 0 if done == [0, 0, 1, 0, 1, 0][: len(done)] else 1


def copy(corpus: Path, to: Path) -> None:
    """A copy of a corpus, without its index of texts."""
    state = (corpus / "current").read_text("utf-8").strip()
    (to / "read").mkdir(parents=True)
    for name in ("manifest.sqlite", "current"):
        shutil.copy2(corpus / name, to / name)
    shutil.copytree(corpus / "read" / state, to / "read" / state)


def chosen(corpus: Corpus, number: int) -> list[Correction]:
    """Corrections of both kinds, half and half."""
    agencies = [row["agency"] for row in corpus.query(LEADERS % (number // 2 * 2)).texts()]
    pairs = zip(agencies[::2], agencies[1::2], strict=False)
    targets = [row["first"] for row in corpus.query(TARGETS % (number - number // 2)).texts()]
    joined = [Correction("same-agency", "王敏", "2026-11-27", other, agency=one) for one, other in pairs]
    return [*joined, *(Correction("withdrawn", "王敏", "2026-11-27", statement=target) for target in targets)]


def run(*command: str | Path, called: str = "") -> int:
    """Run a command, print a row on it, and return its exit status."""
    start = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "policygraph", *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    print(f"| {called or command[0]} | {time.monotonic() - start:.1f} | {used.ru_maxrss / 1024:.0f} | {code} |", flush=True)
    return code


def arguments() -> argparse.Namespace:
    """What is to be measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="folder of a corpus")
    parser.add_argument("--corrections", type=int, default=20, metavar="N", help="corrections that are made (default: %(default)s)")
    parser.add_argument("--files", action="store_true", help="compare a file of the whole with the copy, too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
