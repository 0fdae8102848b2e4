#!/usr/bin/env python3
"""Targets and money against the documents that are annotated for them alone.

    figures.py [--shared ../shared] [--errors N]

``gold/figures`` may be looked at while rules are written, ``gold/figures-held`` may not: ``--errors`` prints errors of the first only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import accuracy
import gold

#: The sets of annotations; the errors of the first are for reading.
SETS = ("figures", "figures-held")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=gold.ROOT.parent / "shared")
    parser.add_argument("--errors", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        for name in SETS[:1] if args.errors else SETS:
            into = Path(place) / name
            done, missing = gold.join(gold.GOLD / name, into, args.shared)
            if missing:
                print(f"{name}: no text of {', '.join(missing)}; name the folder of the texts with --shared", file=sys.stderr)
                return 1
            scores = accuracy.score_folders(args.shared, [into], into, args.errors)
            if not args.errors:
                print(f"{name}: {len(done)} files\n\n{accuracy.total_table(scores)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
