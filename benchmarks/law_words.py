#!/usr/bin/env python3
"""What laws call in general words: the cores of proposed names that many laws have, as a table.

    law_words.py [--shared ../shared] [--least 5] [--output src/policygraph/finding/tables/law_words.csv]

Laws and rules name few initiatives and many deeds (志愿服务活动, 工程建设). So a proposal whose core is in many of them is
likely one of those. The table is made from ``../shared/corpus/laws.tar.xz`` without the laws that are annotated in ``gold``.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from policygraph.finding.programmes import groups
from policygraph.model import Paragraph
from policygraph.reading.sources import read_file
from policygraph.segmenting.whole import segment

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "src" / "policygraph" / "finding" / "tables" / "law_words.csv"
#: Longer cores (code points) are whole clauses, which come again with the laws that copy each other.
MAX_CORE = 10


def annotated() -> set[str]:
    """The members of archives that are annotated: what is learnt from a table must not be learnt from them twice."""
    origins = (json.loads(path.read_text("utf-8")).get("origin", {}) for path in (ROOT / "gold").glob("*/*.json"))
    return {origin["member"] for origin in origins if "member" in origin}


def laws(archive: Path) -> Iterator[list[Paragraph]]:
    """The paragraphs of every law of an archive that is not annotated."""
    left_out = annotated()
    with tarfile.open(archive) as tar, tempfile.TemporaryDirectory() as folder:
        for n, member in enumerate(tar):
            read = member.isfile() and member.name.removeprefix("./") not in left_out
            source = tar.extractfile(member) if read else None
            if source is not None:
                path = Path(folder) / f"{n}{Path(member.name).suffix}"
                path.write_bytes(source.read())
                yield [paragraph for act in segment(read_file(path)).acts for paragraph in act.paragraphs]
                path.unlink()


def counted(archive: Path) -> Counter[str]:
    """In how many laws each core is."""
    found: Counter[str] = Counter()
    for paragraphs in laws(archive):
        found.update({group.core for group in groups(paragraphs) if 2 <= len(group.core) <= MAX_CORE})
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--least", type=int, default=5, help="so many laws must have it")
    parser.add_argument("--output", type=Path, default=TABLE)
    args = parser.parse_args()
    archive = args.shared / "corpus" / "laws.tar.xz"
    if not archive.exists():
        print(f"{archive}: no laws here; name their folder with --shared", file=sys.stderr)
        return 1
    rows = sorted((core, n) for core, n in counted(archive).items() if n >= args.least)
    with args.output.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerows([("core", "laws"), *rows])
    print(f"{len(rows)} cores")
    return 0


if __name__ == "__main__":
    sys.exit(main())
