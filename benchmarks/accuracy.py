#!/usr/bin/env python3
"""Measure against annotated documents, and write docs/accuracy.md.

    accuracy.py [--shared ../shared] [--unread NAME ...] [--held FOLDER ...] [--tried FOLDER ...] [--output docs/accuracy.md] [--errors N] [--rest FILE]
                [--check] [--scores]

Every annotated file is built as ``policygraph build`` does and scored with
``score.py`` by itself; counts are then added over the files. ``--held`` names
folders of further annotations (``*.json``, texts in ``text/``) whose errors
nobody read, ``--tried`` such whose errors were read and mended; both are
counted apart. A file of annotations that has only some layers names them under
``layers``; the others are not counted. ``--errors N`` prints N errors of each layer and file that is not held back
instead; ``--rest`` lists the document numbers that were not read; ``--check``
compares with the page and fails where a figure has fallen; ``--scores`` prints the main figures
and leaves out what takes long (documents without annotations, confidences).
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr
from functools import partial
from pathlib import Path

import citations
import gold as annotated
import reliability
import tiers

from policygraph import cli
from policygraph.model import Document

ROOT = Path(__file__).resolve().parents[1]
LAYERS = (
    "documents", "citations", "responsibilities.agency", "responsibilities.place", "responsibilities", "programmes",
    "targets", "targets.place", "funds",
)
FIELDS = (
    "title", "number", "type", "issuers", "addressees", "signed", "printed", "effective", "expires", "registration",
    "enclosed_title", "relation", "canonical", "deadline", "evidence",
)
#: The fields that belong to a layer; evidence belongs to all.
FIELDS_OF = {"documents": annotated.HEAD, "citations": ("relation",), "responsibilities": ("canonical",), "targets": ("deadline",)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--held", type=Path, nargs="*", default=[], help="folders of annotations whose errors nobody read")
    parser.add_argument("--unread", nargs="*", default=[], help="annotations beside the others whose errors nobody read, by name: held back too")
    parser.add_argument("--tried", type=Path, nargs="*", default=[], help="folders of annotations whose errors were read and mended")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "accuracy.md")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--rest", type=Path, help="list the document numbers that were not read here")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--scores", action="store_true", help="print the figures of the first table and those at hand, and write nothing")
    args = parser.parse_args()
    if not (args.shared / "gold").is_dir():
        print(f"{args.shared}/gold: no annotations here; name their folder with --shared", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        gold, *unread = (
            annotated.with_tiers(part, Path(folder) / "tiered" / part.name)
            for part in flat(parted(args.shared / "gold", args.unread, Path(folder))))
        own = {name: Path(folder) / f"set-{name}" for name in ("corpus", "fresh", "held", "fresh-held", "written", "written-held")}
        tiered = {name: Path(folder) / f"set-{name}" for name in ("programmes", "programmes-held", ALONE)}
        for name, place in {**own, **tiered}.items():
            annotated.join(annotated.GOLD / name, place, args.shared)
        args.held = [*args.held, *unread, own["held"], own["fresh-held"]]
        corpora, script = [own["corpus"], own["fresh"]], args.shared / "score" / "score.py"
        groups = ([gold], corpora, [] if args.errors else args.held, args.tried)
        alone = [] if args.errors else [tiered[ALONE]]
        # What takes longest begins first. Where errors are printed, one file comes after the other.
        with ProcessPoolExecutor(1 if args.errors else os.cpu_count()) as crew:
            if not args.errors and not args.scores:
                cited = crew.submit(citations.section, args.shared)
                heads = {name: crew.submit(shares, *of) for name, of in archives(args.shared / "corpus").items()}
                both = {one: crew.submit(tiers.parts, one, script) for one in (gold, *corpora, tiered["programmes"], *args.held, tiered["programmes-held"])}
                trusted = [tiered["programmes-held"], *alone]
                judged = {one: crew.submit(reliability.judge, one, script) for group in (*groups, trusted) for one in group}
            scores, of_corpus, held, tried, figures = (score_folders(crew, script, folders, Path(folder), args.errors) for folders in (*groups, alone))
            if args.errors:
                return 0
            written = [score_folders(crew, script, [own[name]], Path(folder), 0) for name in ("written-held", "written")]
            if args.scores:
                print(f"{first(held, of_corpus, figures, *written)}\n## At hand\n\n{total_table(scores)}")
                return 0
            sets = {CORPUS: (corpora, of_corpus), HELD: (args.held, held), TRIED: (args.tried, tried)}
            page = write(first(held, of_corpus, figures, *written), scores, (
                corpus(results(heads)) + numbers(args.shared / "tables" / "document-numbers.tsv", args.rest)
                + cited.result() + apart(gold, sets, trusted, results(judged)) + two_tiers(results(both))))
    print(total_table(scores))
    if args.check:
        return fallen(args.output.read_text("utf-8") if args.output.exists() else "", page)
    args.output.write_text(page, encoding="utf-8")
    return 0


def parted(gold: Path, unread: list[str], into: Path) -> tuple[Path, list[Path]]:
    """The annotations that the rules were made with, and the folder of those that came later and whose errors nobody read."""
    if not unread:
        return gold, []
    for name in ("at-hand", "unread"):
        (into / name).mkdir()
        (into / name / "text").symlink_to((gold / "text").resolve())
    for file in gold.glob("*.json"):
        (into / ("unread" if file.stem in unread else "at-hand") / file.name).symlink_to(file.resolve())
    return into / "at-hand", [into / "unread"]


def flat(parts: tuple[Path, list[Path]]) -> list[Path]:
    """What `parted` gives, as one list."""
    return [parts[0], *parts[1]]


def results(found: dict) -> dict:
    """What came of several futures, by their names."""
    return {name: future.result() for name, future in found.items()}


def two_tiers(counted: dict[Path, dict[str, dict[str, Counter]]]) -> str:
    """The section on programmes and measures, from what `tiers.parts` counts in each folder."""
    found = {folder.name.removeprefix("set-") + part: counts for folder, parts in counted.items() for part, counts in parts.items()}
    return (
        "\n## Programmes and measures\n\n*named*: what is found as a programme against what is annotated as named; a measure that is found is wrong. *scored*: as in the\n"
        "tables above, where a measure that is found as a programme is right, and none is missed. *both*: programmes and measures against the annotations of both\n"
        "tiers. The weights were learnt from *at-hand*, *corpus*, *fresh* and *programmes*; `make train` prints what is found where each file is left out in its turn.\n"
        "*laws* are laws and rules in articles, counted apart from the other documents of their set.\n\n"
        f"{tiers.table(found)}\n")


def score_folders(crew: ProcessPoolExecutor, script: Path, folders: list[Path], into: Path, errors: int) -> dict[str, dict]:
    files = [gold for folder in folders for gold in sorted(folder.glob("*.json"))]
    return dict(zip((gold.stem for gold in files), crew.map(partial(score, script, into, errors), files), strict=True))


def score(script: Path, folder: Path, errors: int, gold: Path) -> dict:
    text, graph = gold.parent / "text" / f"{gold.stem}.txt", folder / f"{gold.stem}.ttl"
    with redirect_stderr(io.StringIO()) as said:
        failed = cli.main(["build", str(text), "-o", str(graph)])
    if failed:
        raise RuntimeError(f"{gold.stem} was not built: {said.getvalue()}")
    command = [sys.executable, script, graph, gold, "--text", text]
    if errors:
        print(f"# {gold.stem}", flush=True)
        subprocess.run([*command, "--errors", str(errors)], check=True)
        return {}
    found = json.loads(subprocess.run([*command, "--json"], check=True, capture_output=True, text=True).stdout)
    layers = json.loads(gold.read_text("utf-8")).get("layers")
    return only(found, layers) if layers else found


def only(found: dict, layers: list[str]) -> dict:
    """The figures of the layers that are annotated; of the fields, those that belong to them."""
    fields = {"evidence", *(field for layer in layers for field in FIELDS_OF.get(layer, ()))}
    return {
        "f1": {name: row for name, row in found["f1"].items() if name.split(".")[0] in layers},
        "accuracy": {name: row for name, row in found["accuracy"].items() if name in fields},
    }


def added(scores: dict[str, dict]) -> tuple[dict[str, Counter], dict[str, Counter]]:
    """Counts over all files: right, gold and found of each layer; right and all of each field."""
    layers: dict[str, Counter] = defaultdict(Counter)
    fields: dict[str, Counter] = defaultdict(Counter)
    for found in scores.values():
        for name, row in found["f1"].items():
            layers[name].update(right=row["right"], gold=row["gold"], found=row["found"])
        for name, row in found["accuracy"].items():
            fields[name].update(right=row["right"], all=row["of"])
    return layers, fields


def f1(row: Counter) -> tuple[float, float, float]:
    precision = row["right"] / row["found"] if row["found"] else 1.0
    recall = row["right"] / row["gold"] if row["gold"] else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def total_table(scores: dict[str, dict]) -> str:
    layers, fields = added(scores)
    lines = ["| layer | precision | recall | F1 | right | annotated | found |", "|---|---|---|---|---|---|---|"]
    for name in LAYERS:
        p, r, f = f1(layers[name])
        lines.append(f"| {name} | {p:.3f} | {r:.3f} | {f:.3f} | {layers[name]['right']} | {layers[name]['gold']} | {layers[name]['found']} |")
    lines += ["", "| field | accuracy | of |", "|---|---|---|"]
    for name in FIELDS:
        row = fields[name]
        lines.append(f"| {name} | {row['right'] / row['all'] if row['all'] else 1:.3f} | {row['all']} |")
    return "\n".join(lines)


def file_table(scores: dict[str, dict]) -> str:
    names = ("documents", "citations", "responsibilities", "programmes", "targets", "funds")
    lines = ["| file | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for stem, found in scores.items():
        cells = [f"{found['f1'][n]['f1']:.2f} ({found['f1'][n]['gold']})" if found["f1"].get(n, {}).get("gold") else "–" for n in names]
        lines.append(f"| {stem} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def shares(archive: Path, suffix: str) -> Counter:
    """Of how many files of an archive the first act has a head: counts of files, nothing of their text."""
    from policygraph.errors import ReadError
    from policygraph.reading.sources import from_bytes
    from policygraph.segmenting.whole import segment

    counts: Counter = Counter()
    with tarfile.open(archive) as tar:
        for member in tar:
            if not member.isfile() or not member.name.endswith(suffix):
                continue
            counts["files"] += 1
            try:
                found = segment(from_bytes(tar.extractfile(member).read(), member.name))
            except ReadError:
                counts["not readable"] += 1
                continue
            if not found.acts:
                counts["no act"] += 1
                continue
            head = found.acts[0].document
            dated = head.signed or head.printed or head.adopted
            for name, value in (("title", head.title), ("number", head.number), ("issuer", head.issuers), ("date", dated), ("in force from", head.effective)):
                counts[name] += bool(value)
            counts.update(f"told {what}" for what in told(head))
            counts.update(f"lost {member.name.strip('./').split('/')[0]} {name}" for name in lost(head))
    return counts


#: What a rule of a field of the head reads it from.
TOLD = {
    "title-lines": "title: printed over the act", "metadata title": "title: metadata", "instrument-heading title": "title: what a notice without title issues",
    "file-name title": "title: name of the file", "issuer-in-title": "issuer: title", "issuer-in-signature": "issuer: signature", "metadata issuer": "issuer: metadata",
    "issuer-in-note": "issuer: note on the adoption", "issuer-of-code": "issuer: code of the number", "on-behalf": "issuer: for whom a report speaks",
    "date-line": "date: under the signature", "metadata-date": "date: metadata", "printed-line": "date: line of printing", "adoption adopted": "date: note on the adoption",
    "adoption printed": "date: note on the adoption", "delivered": "date: line under the title of a report", "put-online": "date: when a page was put online",
}


def told(head: Document) -> set[str]:
    """What title, issuers and dates of a head were read from."""
    named = {place for field in head.fields for place in (field.rule, f"{field.rule} {field.name}")}
    return {TOLD[name] for name in named if name in TOLD}


def lost(head: Document) -> list[str]:
    """Which of title, issuer and date a head lacks; and that there is an act."""
    missing = {"title": head.title, "issuer": head.issuers, "date": head.signed or head.printed or head.adopted}
    return ["files", *(name for name, value in missing.items() if not value)]


def archives(folder: Path) -> dict[str, tuple[Path, str]]:
    """The archives of documents without annotations that are there: the file, and how the names of its documents end."""
    known = {"documents": (folder / "documents.tar.xz", ".txt"), "laws": (folder / "laws.tar.xz", ".md")}
    return {name: (archive, suffix) for name, (archive, suffix) in known.items() if archive.exists()}


def corpus(found: dict[str, Counter]) -> str:
    """How many documents without annotations give a head, from the `shares` of each archive."""
    if not found:
        return ""
    lines = ["| | " + " | ".join(f"{name} ({counts['files']} files)" for name, counts in found.items()) + " |", "|---|" + "---|" * len(found)]
    for row in ("title", "number", "issuer", "date", "in force from", "no act", "not readable"):
        lines.append(f"| {row} | " + " | ".join(f"{c[row]} ({c[row] / c['files']:.1%})" for c in found.values()) + " |")
    return (
        "\n## Documents without annotations\n\nThe documents are text files of many places and kinds: copies that lost their heads, reports, plans without a cover and news are\n"
        "among them. The laws are laws and rules of all levels as a database prints them, most with a note on their adoption and without\n"
        "number. All were read without a crash. What the first act of each file has (date: signed, printed or adopted):\n\n" + "\n".join(lines) + "\n"
        + "\nWhat titles, issuers and dates are read from (of one file several may say it):\n\n" + from_what(found)
        + "\nWhere they are missing: a copy that holds neither heading nor signature nor metadata, and whose file has no Chinese name, tells them nowhere. Acts without\n"
        "title, issuer or date, by the collection that the documents are from:\n\n" + missing(found.get("documents", Counter()))
    )


def from_what(found: dict[str, Counter]) -> str:
    rows = dict.fromkeys(TOLD.values())
    lines = [f"| {row} | " + " | ".join(str(counts[f"told {row}"]) for counts in found.values()) + " |" for row in rows]
    return "\n".join(["| | " + " | ".join(found) + " |", "|---|" + "---|" * len(found), *lines]) + "\n"


def missing(counts: Counter) -> str:
    """A row for each collection of which some acts lack something."""
    collections = sorted({key.split()[1] for key in counts if key.startswith("lost ")}, key=lambda name: (-counts[f"lost {name} files"], name))
    rows = [(name, [counts[f"lost {name} {what}"] for what in ("files", "title", "issuer", "date")]) for name in collections]
    lines = [f"| {name} | " + " | ".join(map(str, row)) + " |" for name, row in rows if any(row[1:])]
    return "\n".join(["| collection | acts | no title | no issuer | no date |", "|---|---|---|---|---|", *lines]) + "\n"


def numbers(table: Path, rest: Path | None) -> str:
    """How many printed document numbers are read, and of how many the code tells the level."""
    if not table.exists():
        return ""
    from policygraph.naming import codes

    counts: Counter = Counter()
    unread: Counter = Counter()
    for line in table.read_text("utf-8").splitlines()[1:]:
        publisher, _, printed = line.split("\t")
        counts["printed"] += 1
        if not re.search(r"\d+\s*号", printed):
            counts["no number"] += 1
        elif (number := codes.parse_number(printed)) is None:
            unread[f"not read\t{publisher}\t{printed}"] += 1
        else:
            counts["read"] += 1
            if codes.read_code(number.code):
                counts["level"] += 1
            else:
                unread[f"no level\t{publisher}\t{number.code}"] += 1
    if rest:
        rest.write_text("".join(f"{n}\t{what}\n" for what, n in unread.most_common()), encoding="utf-8")
    real = counts["printed"] - counts["no number"]
    return (
        f"\n## Document numbers\n\n{counts['printed']} numbers as nine government sites print them; {counts['no number']} of them hold no serial with 号 and are left out.\n\n"
        f"| | numbers | share |\n|---|---|---|\n| parsed into code, year, serial | {counts['read']} | {counts['read'] / real:.2%} |\n"
        f"| level of the issuer known from the code | {counts['level']} | {counts['level'] / real:.2%} |\n"
    )


def first(held: dict[str, dict], of_corpus: dict[str, dict], figures: dict[str, dict], written_held: dict[str, dict], written: dict[str, dict]) -> str:
    """The figures on files that no rule was made with, and on those written to be hard; ``figures`` are annotated for targets and money alone."""
    lines = ["| set | files | " + " | ".join(SHORT.values()) + " |", "|---|---|" + "---|" * len(SHORT)]
    every = set(SHORT)
    for name, scores, told in (
            ("held back", held, every), ("of the corpus", of_corpus, every), ("held back, figures alone", figures, {"targets", "funds"}),
            ("written to be hard, held back", written_held, every), ("written to be hard, errors read", written, every)):
        layers, _ = added(scores)
        if scores:
            lines.append(f"| {name} | {len(scores)} | " + " | ".join(f"{f1(layers[layer])[2]:.3f}" if layer in told else "–" for layer in SHORT) + " |")
    return (
        "Files that no rule was made with, first (F1). *Held back*: annotations of ../shared that came after the rules and whose errors were not read, and\n"
        "`gold/held` and `gold/fresh-held`; the weights of initiatives were not learnt from them. *Of the corpus*: `gold/corpus` and `gold/fresh`, annotated by readers\n"
        "who did not know the program; the weights of initiatives were learnt from them, so for programmes the figure that `make train` prints counts, where\n"
        "every file is left out in its turn. *Figures alone*: `gold/figures-held`, annotated for targets and money only, by the reader who made the rules.\n"
        "*Written to be hard*: `gold/written-held` and `gold/written`, short documents of our own (`gold/texts`) with as many ways of wording and faults of copies as fit in, by\n"
        "readers who did not know the program; the rules were changed after the errors of the latter were read.\n\n"
        + "\n".join(lines) + "\n"
    )


#: The set that is annotated for targets and money alone, and held back.
ALONE = "figures-held"
#: The layers of the first table, and what it calls them.
SHORT = {
    "documents": "documents", "citations": "citations", "responsibilities": "responsibilities", "targets": "targets", "funds": "money", "programmes": "programmes",
}


def write(opening: str, scores: dict[str, dict], more: str) -> str:
    return (
        f"# Accuracy\n\nMade by `make accuracy` (`benchmarks/accuracy.py`); do not edit by hand.\n\n{opening}\n## At hand\n\n"
        f"Against {len(scores)} annotated files (a whole gazette issue and documents of other places and levels), each built and scored\n"
        "by itself, counts added. The annotations were at hand while the rules were written, so this is how well the rules\n"
        "fit documents that were looked at; documents that nobody looked at will come out lower.\n\n"
        "A citation counts when the cited document is the annotated one (by number, else by title); a responsibility when\n"
        "agency, provision and role agree; a target when value and unit agree (`.place`: and the provision); a programme by\n"
        "its name or a variant of it.\n\n"
        f"{total_table(scores)}\n\n## By file\n\nF1, and in brackets how many were annotated.\n\n{file_table(scores)}\n{more}"
    )


#: What is said of the two tables on confidences.
SAID_OF_TRUST = """Statements by the confidence that they carry, how many there are, and how many of a hundred are annotated too. A statement that is
right but stands at another provision than annotated counts as wrong. An initiative counts once in a document, however often it is mentioned; a programme that
is annotated as a measure is wrong here, and the other way round. Confidences are fitted to what was found in documents before anybody looked (`make train`,
`gold/first-readings.csv`), among them `gold/corpus` and `gold/fresh`, and to nothing that is held back: **held back is the test**. To it belong here
`gold/programmes-held` and `gold/figures-held` too.
"""
SAID_OF_ERROR = """The expected calibration error: how far, in the mean over all statements, the confidence of a tenth (0.9 to 1.0 …) is from its share of right ones.
*interval*: 95 of 100 errors when as many files are drawn with replacement (statements of one file err together). *by chance up to*: what the error
of so many statements comes to in one of twenty draws where each confidence is exactly right; an error below it cannot be told from none. With 60 statements
.05 cannot be told from .10, and where few files hold most statements the interval says more than the error.
"""
#: The sections after the scores, and what is said of each set of further annotations.
HELD, TRIED, TRUST = "\n## Held back", "\n## Tried afterwards", "\n## What a confidence is worth\n"
CORPUS = "\n## Of the corpus"
SAID = {
    CORPUS: "{count} files of `gold/corpus` and `gold/fresh`, annotated by readers who saw neither the program nor its rules. No rule was made with `gold/corpus`; errors of `gold/fresh` were read.\n"
    "Those of `gold/fresh` are not annotated for responsibilities.",
    HELD: "{count} files, annotated by others from documents that no rule was written for. The errors of these files were not read.\n"
    "{part} of them are annotated for programmes, targets and funds only, those of `gold/fresh-held` for all but responsibilities.",
    TRIED: "{count} files, annotated by others from documents that no rule was written for; their errors were then read, and what was\n"
    "general was mended. The weights of the programmes were learnt from these and the files above. {part} of them are annotated for\n"
    "programmes, targets and funds only.",
}


def apart(gold: Path, sets: dict[str, tuple[list[Path], dict[str, dict]]], trusted: list[Path], of: dict[Path, list[reliability.Judged]]) -> str:
    """The sections on further annotations, and on confidences against all annotations.

    Args:
        gold: The annotations at hand.
        sets: By heading the folders of a set, and their scores.
        trusted: Folders of some layers that are held back too.
        of: What was judged, by folder.
    """
    judged = {"at hand": of[gold]}
    text = ""
    for heading, (folders, scores) in sets.items():
        if folders:
            judged[heading.strip("\n# ").lower()] = [j for folder in (*folders, *(trusted if heading == HELD else ())) for j in of[folder]]
            part = sum("citations" not in found["f1"] for found in scores.values())
            text += f"{heading}\n\n{SAID[heading].format(count=len(scores), part=part)}\n\n{total_table(scores)}\n\n{file_table(scores)}\n"
    return text + (
        f"{TRUST}\n{SAID_OF_TRUST}\n"
        f"{reliability.table(judged)}\n\n{SAID_OF_ERROR}\n"
        f"{reliability.error_table(judged)}\n\nResponsibilities by the rule that found them:\n\n{reliability.rule_table(judged)}\n"
    )


def fallen(before: str, after: str) -> int:
    """Compare two pages: exit status 1 where an F1 or an accuracy has fallen (in the annotations that were at hand)."""
    before, after = (page.partition("## At hand")[2].partition(CORPUS)[0].partition(HELD)[0].partition(TRUST)[0] for page in (before, after))
    old = {m[1]: float(m[2]) for m in re.finditer(r"^\| ([\w.]+) \|(?: [\d.]+ \| [\d.]+ \|)? ([\d.]+) \|", before, re.MULTILINE)}
    new = {m[1]: float(m[2]) for m in re.finditer(r"^\| ([\w.]+) \|(?: [\d.]+ \| [\d.]+ \|)? ([\d.]+) \|", after, re.MULTILINE)}
    worse = [f"{name}: {old[name]:.3f} -> {new[name]:.3f}" for name in old if name in new and new[name] < old[name] - 0.0005]
    for line in worse:
        print(f"fallen: {line}", file=sys.stderr)
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
