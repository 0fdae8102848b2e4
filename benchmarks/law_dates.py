#!/usr/bin/env python3
"""Make the table of the dates of national laws and administrative regulations from the notes at their heads.

    law_dates.py ARCHIVE [--output src/policygraph/naming/tables/law_dates.csv]

ARCHIVE is a tar file of Markdown files as the collection LawRefBook has them, in
folders by kind: a title, and under it the note (题注) that says when the law was
adopted, promulgated and revised. Only titles and dates are taken over. Rules of
departments, interpretations of courts and local laws are left out.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from policygraph.naming import laws
from policygraph.reading import dates

ROOT = Path(__file__).resolve().parents[1]
FIELDS = ("title", "kind", "promulgated", "revised", "source")
#: Folder of the collection -> kind of its files.
FOLDERS = {name: "法律" for name in "刑法 宪法 宪法相关法 民法典 民法商法 社会法 经济法 行政法 诉讼与非诉讼程序法".split()} | {"行政法规": "行政法规"}
#: Revisions whose files have no note: they are older than the version that is at hand.
OLDER = {"地名管理条例"}
#: Laws that the collection has not (any more), by the orders of the President that promulgated them: first day, last revision.
MORE = {
    "合同法": ("1999-03-15", ""), "侵权责任法": ("2009-12-26", ""), "婚姻法": ("1980-09-10", "2001-04-28"), "担保法": ("1995-06-30", ""),
    "收养法": ("1991-12-29", "1998-11-04"), "民法总则": ("2017-03-15", ""), "民法通则": ("1986-04-12", "2009-08-27"),
    "物权法": ("2007-03-16", ""), "继承法": ("1985-04-10", ""), "民营经济促进法": ("2025-04-30", ""),
}
END_OF_NOTE = "<!-- INFO END -->"
DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--output", type=Path, default=ROOT / "src" / "policygraph" / "naming" / "tables" / "law_dates.csv")
    args = parser.parse_args()
    found: dict[str, dict[str, str]] = {}
    for row in rows(args.archive):
        merge(found.setdefault(row["title"], row), row)
    for name, (first, last) in MORE.items():
        title = laws.official(name)
        found.setdefault(title, dict(zip(FIELDS, (title, "法律", first, last, "主席令"), strict=True)))
    with args.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(found[title] for title in sorted(found))
    print(f"{args.output}: {len(found)} rows", file=sys.stderr)
    return 0


def rows(archive: Path) -> Iterator[dict[str, str]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            folder = path.parts[1] if len(path.parts) > 2 else ""
            if member.isfile() and path.suffix == ".md" and folder in FOLDERS:
                row = read(path, tar.extractfile(member).read().decode("utf-8"), folder)
                if row:
                    yield row


def read(path: PurePosixPath, text: str, folder: str) -> dict[str, str] | None:
    """The row of one file; the file name has the title and the day of this version, in brackets."""
    named = re.fullmatch(r"(?P<title>.+?)(?:\((?P<day>\d{4}-\d{2}-\d{2})\))?", path.stem)
    note = re.sub(r"\s+", "", text.partition(END_OF_NOTE)[0]) if END_OF_NOTE in text else ""
    promulgated, revised = days(note)
    source = "题注"
    if not promulgated and not revised:
        promulgated, source = None if named["title"] in OLDER else named["day"], "文件名"
    if not promulgated and not revised:
        return None
    return {"title": title_of(folder, named["title"]), "kind": FOLDERS[folder], "promulgated": promulgated or "", "revised": revised or "", "source": source}


def title_of(folder: str, printed: str) -> str:
    """The official title; the parts of the Civil Code are one law."""
    return "中华人民共和国民法典" if folder == "民法典" else laws.official(printed)


def days(note: str) -> tuple[str | None, str | None]:
    """When a law was first promulgated (else adopted), and last revised, as its note says."""
    promulgated, adopted, revised = [], [], []
    marks = list(DAY.finditer(note))
    for mark, following in zip(marks, [*marks, None][1:], strict=True):
        day, said = dates.find_day(mark.group()), note[mark.end() : following.start() if following else len(note)]
        if not day:
            continue
        if re.search("修订|修正|修改", said):
            revised.append(day)
        elif re.search("公布|发布|公告", said):
            promulgated.append(day)
        elif re.search("通过|批准", said):
            adopted.append(day)
    first = min(promulgated or adopted, default=None)
    return first, max((day for day in revised if not first or day > first), default=None)


def merge(row: dict[str, str], other: dict[str, str]) -> None:
    """Two files of one law: the first day of both, and the last."""
    firsts, lasts = [r["promulgated"] for r in (row, other) if r["promulgated"]], [r["revised"] for r in (row, other) if r["revised"]]
    row["promulgated"], row["revised"] = min(firsts, default=""), max(lasts, default="")


if __name__ == "__main__":
    sys.exit(main())
