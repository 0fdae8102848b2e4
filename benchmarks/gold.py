#!/usr/bin/env python3
"""Keep annotations of documents without their text (stand-off), and join them with the text where that is at hand.

    gold.py take ANNOTATION.json TEXT.txt --into gold/SET --origin JSON [--reader NAME]
    gold.py join gold/SET OUT [--shared ../shared]      OUT/NAME.json and OUT/text/NAME.txt, as score.py reads them
    gold.py agree A B                                   how far two readers agree, layer by layer
    gold.py check [gold]                                form, offsets, no quotation; the hashes of the texts that are at hand

An annotation that is kept holds, for each text, its SHA-256, where it comes from, and the statements with offsets (code points)
and normalised values. What a statement quotes is not kept: it is put back from the text, whose hash must be the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "gold"
LAYERS = ("citations", "responsibilities", "duties", "programmes", "targets", "funds")
#: What is kept of a statement of each layer, beside its offsets; anything else is words of the text, or chatter.
KEPT = {
    "citations": ("title", "number", "relation", "alias", "locator"),
    "responsibilities": ("locator", "agency", "canonical", "kind", "role"),
    "duties": ("locator", "agency", "canonical", "kind"),
    "programmes": ("name", "variants", "tier"),
    "targets": ("locator", "indicator", "value", "value_max", "unit", "comparator", "deadline"),
    "funds": ("locator", "what", "amount", "unit", "comparator", "period"),
}
HEAD = ("number", "title", "enclosed_title", "type", "issuers", "addressees", "signed", "printed", "effective", "expires", "registration")
#: The letters of the tiers in ``gold/tiers``.
TIERS = {"n": "named", "m": "measure"}
#: A value longer than this (code points) is no name but a sentence.
MAX_VALUE = 120


class GoldError(Exception):
    """An annotation that cannot be used: says which, where and why."""


# ---- taking


def taken(annotation: dict[str, Any], text: bytes, origin: dict[str, str], readers: Iterable[str] = ()) -> dict[str, Any]:
    """An annotation with quotations (``exact``) as one with offsets.

    Args:
        annotation: As ../shared/gold/GUIDE.md has it; ``nth`` says which occurrence of ``exact`` is meant, from 1.
        text: The bytes of the text, UTF-8.
        origin: Where the text is: ``archive`` and ``member``, or ``repository``, ``path`` and ``commit``, or a ``file`` of ``gold/texts`` (texts of our own).

    Raises:
        GoldError: A quotation is not in the text, or stands there more than once and nothing says which is meant.
    """
    words = text.decode("utf-8")
    documents = [
        {**{key: document.get(key) for key in HEAD},
         **{layer: [_taken(layer, item, words, f"{annotation['source']} {layer}[{n}]") for n, item in enumerate(document.get(layer, ()))]
            for layer in LAYERS}}
        for document in annotation["documents"]
    ]
    return {
        "source": annotation["source"], "sha256": hashlib.sha256(text).hexdigest(), "origin": origin, "readers": list(readers),
        **_layers(annotation), "documents": documents,
    }


def _layers(annotation: dict[str, Any]) -> dict[str, list[str]]:
    """Which layers were annotated, where not all were; ``documents`` stands for the fields of the head."""
    return {"layers": annotation["layers"]} if "layers" in annotation else {}


def _taken(layer: str, item: dict[str, Any], words: str, where: str) -> dict[str, Any]:
    exact, nth = item["exact"], item.get("nth")
    count = words.count(exact) if exact else 0
    if not count or nth is None and count > 1:
        raise GoldError(f"{where}: the quotation stands {count} times in the text: {exact!r}")
    start = -1
    for _ in range(nth or 1):
        start = words.find(exact, start + 1)
    if start < 0:
        raise GoldError(f"{where}: the quotation stands {count} times in the text, not {nth}")
    kept = {key: item[key] for key in KEPT[layer] if key in item}
    if "borderline" in str(item.get("note", "")) or "judgement call" in str(item.get("note", "")):
        kept["borderline"] = True
    return {"start": start, "end": start + len(exact), **kept}


# ---- joining


def texts(origins: Iterable[dict[str, str]], shared: Path) -> dict[tuple[str, str], bytes]:
    """The texts of some origins that are at hand, each archive read once; what is not at hand is left out."""
    wanted: dict[str, set[str]] = {}
    for origin in origins:
        if "archive" in origin:
            wanted.setdefault(origin["archive"], set()).add(origin["member"])
    found = {}
    for archive, members in wanted.items():
        path = shared / "corpus" / archive
        if not path.exists():
            continue
        with tarfile.open(path) as tar:
            for member in tar:
                name = member.name.removeprefix("./")
                if name in members:
                    found[archive, name] = tar.extractfile(member).read()
    return found


def text_of(kept: dict[str, Any], found: Mapping[tuple[str, str], bytes]) -> bytes | None:
    """The text of a kept annotation: its own file beside it, or one of those that `texts` found; None where it is not at hand."""
    if "file" in kept["origin"]:
        own = GOLD / "texts" / Path(kept["origin"]["file"]).name
        return own.read_bytes() if own.is_file() else None
    return found.get((kept["origin"].get("archive", ""), kept["origin"].get("member", "")))


def joined(kept: dict[str, Any], text: bytes) -> dict[str, Any]:
    """A kept annotation with its quotations put back from the text, as score.py reads it.

    Raises:
        GoldError: The text is not the one that was annotated.
    """
    if hashlib.sha256(text).hexdigest() != kept["sha256"]:
        raise GoldError(f"{kept['source']}: the text is another than the one that was annotated")
    words = text.decode("utf-8")
    documents = [
        {**document, **{layer: [_joined(item, words) for item in document[layer]] for layer in LAYERS}} for document in kept["documents"]
    ]
    return {"source": kept["source"], **_layers(kept), "documents": documents}


def _joined(item: dict[str, Any], words: str) -> dict[str, Any]:
    values = {key: value for key, value in item.items() if key not in ("start", "end", "borderline")}
    note = {"note": "borderline"} if item.get("borderline") else {}
    return {**values, "exact": words[item["start"] : item["end"]], **note}


def join(folder: Path, into: Path, shared: Path) -> tuple[list[str], list[str]]:
    """Write every annotation of a folder whose text is at hand, and the texts.

    Returns:
        The names that were written, and those whose text is not at hand.
    """
    kept = annotations(folder)
    found = texts((one["origin"] for one in kept.values()), shared)
    (into / "text").mkdir(parents=True, exist_ok=True)
    done, missing = [], []
    for name, one in kept.items():
        text = text_of(one, found)
        if text is None:
            missing.append(name)
            continue
        (into / "text" / f"{name}.txt").write_bytes(text)
        (into / f"{name}.json").write_text(json.dumps(joined(one, text), ensure_ascii=False, indent=1), encoding="utf-8")
        done.append(name)
    return done, missing


def annotations(folder: Path) -> dict[str, dict[str, Any]]:
    """The annotations of a folder by name, sorted."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}


# ---- tiers of annotations that have none


def with_tiers(folder: Path, into: Path) -> Path:
    """A copy of a folder of annotations with the tiers that ``gold/tiers`` gives its programmes; the texts are linked.

    Raises:
        GoldError: The annotated programmes are others than those whose tiers are kept.
    """
    into.mkdir(parents=True)
    (into / "text").symlink_to((folder / "text").resolve())
    for path in sorted(folder.glob("*.json")):
        kept = GOLD / "tiers" / path.name
        annotation = json.loads(path.read_text("utf-8"))
        if kept.exists():
            annotation = tiered(annotation, json.loads(kept.read_text("utf-8")))
        (into / path.name).write_text(json.dumps(annotation, ensure_ascii=False, indent=1), encoding="utf-8")
    return into


def tiered(annotation: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    """An annotation with its programmes in tiers.

    Raises:
        GoldError: The annotated programmes are others than those whose tiers are kept.
    """
    if names_hash(annotation) != kept["names_sha256"]:
        raise GoldError(f"{kept['source']}: the programmes are others than those whose tiers are kept")
    documents = [
        {**document, "programmes": [{**item, "tier": TIERS[letter]} for item, letter in zip(document.get("programmes", ()), letters, strict=True)]}
        for document, letters in zip(annotation["documents"], kept["tiers"], strict=True)
    ]
    return {**annotation, "documents": documents}


def names_hash(annotation: dict[str, Any]) -> str:
    """The hash of the names of the programmes of an annotation, in their order."""
    names = [[item["name"] for item in document.get("programmes", ())] for document in annotation["documents"]]
    return hashlib.sha256(json.dumps(names, ensure_ascii=False).encode()).hexdigest()


# ---- agreement


def agreement(one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """What two readers of one text have in common, by layer: how many statements both have, how many the one, how many the other.

    What either calls borderline, and programmes of the tier ``measure``, count where both have them and are no
    disagreement otherwise, as in score.py.
    """
    counts = {}
    for layer in KEYS:
        mine, yours = (_keys(layer, annotation) for annotation in (one, other))
        common = sum((mine[True] & yours[True]).values()) + sum((mine[True] & yours[False]).values()) + sum((mine[False] & yours[True]).values())
        counts[layer] = (
            common, common + sum((mine[True] - yours[True] - yours[False]).values()), common + sum((yours[True] - mine[True] - mine[False]).values()))
    return counts


def _keys(layer: str, annotation: dict[str, Any]) -> dict[bool, Counter]:
    """The keys of the statements of a layer: those that are sure, and those that may be there or not."""
    found = {True: Counter(), False: Counter()}
    name = layer.partition(".")[0]
    for n, document in enumerate(annotation["documents"]):
        for item in document.get(name, ()):
            sure = not (item.get("borderline") or "borderline" in str(item.get("note", "")) or item.get("tier") == "measure")
            found[sure][(n, *KEYS[layer](item))] = 1
    return found


@cache
def _same(text: str | None) -> str:
    from policygraph.reading.folding import title_key

    return title_key(text or "")


#: What makes two annotations of a layer the same.
KEYS = {
    "citations": lambda item: (_same(item["number"]) or _same(item["title"]),),
    "citations.relation": lambda item: (_same(item["number"]) or _same(item["title"]), item["relation"]),
    "responsibilities.agency": lambda item: (_same(item["agency"]),),
    "responsibilities": lambda item: (_same(item["agency"]), item["role"], item["locator"]),
    "duties": lambda item: (_same(item["agency"]), item["locator"]),
    "programmes": lambda item: (_same(item["name"]),),
    "targets": lambda item: (item["value"], item.get("value_max"), item["unit"]),
    "funds": lambda item: (item["amount"], item["unit"]),
}


def agreement_table(one: Path, other: Path) -> str:
    """How far two readers agree on the texts that both read, as a table of Markdown."""
    first, second = annotations(one), annotations(other)
    both = sorted(first.keys() & second.keys())
    totals: dict[str, Counter] = {layer: Counter() for layer in KEYS}
    for name in both:
        for layer, (common, mine, yours) in agreement(first[name], second[name]).items():
            totals[layer].update(common=common, mine=mine, yours=yours)
    lines = [f"{len(both)} texts: {', '.join(both)}", "", "| layer | both | first | second | F1 |", "|---|---|---|---|---|"]
    for layer, row in totals.items():
        f1 = 2 * row["common"] / (row["mine"] + row["yours"]) if row["mine"] + row["yours"] else 1.0
        lines.append(f"| {layer} | {row['common']} | {row['mine']} | {row['yours']} | {f1:.2f} |")
    return "\n".join(lines)


# ---- checking


def faults(kept: dict[str, Any], name: str) -> Iterator[str]:
    """What is wrong with the form of a kept annotation."""
    if kept.get("source") != name:
        yield "the source has another name than the file"
    if len(kept.get("sha256", "")) != 64:
        yield "no sha256"
    if unknown := {*kept.get("layers", ())} - {*LAYERS, "documents"}:
        yield f"unknown layers {sorted(unknown)}"
    origin = kept.get("origin", {})
    if not any(keys <= origin.keys() for keys in ({"archive", "member"}, {"repository", "path", "commit"}, {"file"})):
        yield "the origin has neither archive and member nor repository, path and commit, nor a file of gold/texts"
    for n, document in enumerate(kept["documents"]):
        if unknown := document.keys() - {*HEAD, *LAYERS}:
            yield f"document {n}: unknown {sorted(unknown)}"
        for layer in LAYERS:
            for at, item in enumerate(document.get(layer, ())):
                where = f"document {n} {layer}[{at}]"
                if not 0 <= item.get("start", -1) < item.get("end", -1):
                    yield f"{where}: no span"
                if unknown := item.keys() - {*KEPT[layer], "start", "end", "borderline"}:
                    yield f"{where}: {sorted(unknown)} is not kept"
                if any(len(value) > MAX_VALUE for value in item.values() if isinstance(value, str)):
                    yield f"{where}: a value is a sentence"


def check(gold: Path, shared: Path) -> list[str]:
    """What is wrong with all kept annotations, and with the texts that are at hand."""
    wrong = []
    for folder in sorted(path for path in gold.iterdir() if path.is_dir() and path.name not in ("tiers", "texts")):
        kept = annotations(folder)
        wrong += [f"{folder.name}/{name}: {fault}" for name, one in kept.items() for fault in faults(one, name)]
        found = texts((one["origin"] for one in kept.values()), shared)
        for name, one in kept.items():
            text = text_of(one, found)
            if text is not None and hashlib.sha256(text).hexdigest() != one["sha256"]:
                wrong.append(f"{folder.name}/{name}: the text is another than the one that was annotated")
    return wrong + [
        f"tiers/{path.name}: no tiers by letters {', '.join(TIERS)}"
        for path in sorted((gold / "tiers").glob("*.json")) if set("".join(json.loads(path.read_text("utf-8"))["tiers"])) - TIERS.keys()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("take", help="keep an annotation without its text")
    verb.add_argument("annotation", type=Path)
    verb.add_argument("text", type=Path)
    verb.add_argument("--into", type=Path, required=True)
    verb.add_argument("--origin", type=json.loads, required=True, help='{"archive": …, "member": …}')
    verb.add_argument("--reader", action="append", default=[])
    verb = verbs.add_parser("join", help="put the quotations back from the texts at hand")
    verb.add_argument("folder", type=Path)
    verb.add_argument("into", type=Path)
    verb = verbs.add_parser("agree", help="how far two readers agree")
    verb.add_argument("one", type=Path)
    verb.add_argument("other", type=Path)
    verb = verbs.add_parser("check", help="form, offsets, hashes")
    verb.add_argument("gold", type=Path, nargs="?", default=GOLD)
    for verb in verbs.choices.values():
        verb.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    args = parser.parse_args()
    try:
        return _run(args)
    except (GoldError, OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _run(args: argparse.Namespace) -> int:
    if args.verb == "take":
        annotation = json.loads(args.annotation.read_text("utf-8"))
        kept = taken(annotation, args.text.read_bytes(), args.origin, args.reader)
        args.into.mkdir(parents=True, exist_ok=True)
        (args.into / f"{kept['source']}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    elif args.verb == "join":
        done, missing = join(args.folder, args.into, args.shared)
        print(f"{len(done)} joined; without their text: {', '.join(missing) or 'none'}")
    elif args.verb == "agree":
        print(agreement_table(args.one, args.other))
    else:
        wrong = check(args.gold, args.shared)
        print("\n".join(wrong) or "all well")
        return 1 if wrong else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
