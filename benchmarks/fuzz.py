#!/usr/bin/env python3
"""Break real documents and files in every way, and see that what the program promises holds for each.

    fuzz.py [--seconds N] [--inputs N] [--seed N] [--jobs N] [--state FILE] [--corpus FOLDER] [--median N]
            [--input NUMBER]

An input is known by the seed, the median and its number: ``--input 4711`` makes it anew and says what is wrong with it. Of twenty inputs
seventeen are texts (windows of real documents where ../shared is there, else of the sample), two are files of the formats that are
read, one is a graph file. ``--extremes`` adds texts of great depth and length first. ``--state`` keeps what was done, and goes on
from there. Exit status 1 where anything was found.

Of each text: no exception but those of the program, time and memory in bounds, every quotation stands at its place, one statement
has one IRI. Of some: the same bytes again when another was read in between; the same facts in a graph with another; files of the
graph that other readers read alike; and by the command line the same corpus in any order of inputs, number of processes, locale
and seed of hashes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import lzma
import math
import os
import random
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
import xml.etree.ElementTree as ElementTree
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache, partial
from pathlib import Path

import pyoxigraph

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import mutations
from corpus import untrue

import documents
from policygraph import workers
from policygraph.asking.answers import run_query
from policygraph.errors import DocumentError, PolicyGraphError, ReadError
from policygraph.keeping.building import build_graph
from policygraph.model import Extraction, Reading, Source
from policygraph.pipeline import extract_source, facts
from policygraph.reading.sources import Raw, inside, load, to_source
from policygraph.stating import formats
from policygraph.stating.terms import OA, PG
from policygraph.stating.triples import state

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "src" / "policygraph" / "sample" / "gazette.txt"
CORPUS = ROOT.parent / "shared" / "corpus"
#: Inputs of a block, which one process does; blocks after which a corpus is built in two ways; every so many texts, one is read again.
BLOCK, BUILT, AGAIN = 50, 100, 24
#: Seconds of processor time and MB that an input may take: at least, and for each code point or byte of it.
SECONDS, PER_CHARACTER, MEMORY, MB_PER_CHARACTER = 5.0, 1e-4, 400, 0.0003
#: The middle length of a piece of a document.
MEDIAN = math.exp(6.3)
#: What of a statement, a provision or a quotation there is once; two values are two things of one IRI. (A document has evidence for each of its fields.)
ONCE = frozenset(str(term) for term in (PG.confidence, PG.rule, PG.evidence, OA.start, OA.end, OA.exact))
#: Faults that cost one document: the program says so, and here it is a finding.
_FAULTS = ("failed while", "not done after", "could not be read (", "was not read within", "needs more than")


@dataclass(slots=True)
class Tally:
    """What was done: inputs by kind, acts, quotations checked, builds in two ways, what was found; the slowest input and the peak of memory."""

    inputs: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    acts: int = 0
    quotations: int = 0
    again: int = 0
    builds: int = 0
    slowest: float = 0.0
    peak: float = 0.0
    ended: int = 0
    findings: list[dict[str, str | int]] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.inputs = dict(Counter(self.inputs) + Counter(other.inputs))
        for name in ("refused", "acts", "quotations", "again", "builds", "ended"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.slowest, self.peak = max(self.slowest, other.slowest), max(self.peak, other.peak)
        self.findings += other.findings


@dataclass(frozen=True, slots=True)
class Fuzzer:
    """Makes inputs and looks at what becomes of them; ``corpus`` is a folder of real documents, or has none.

    ``median`` is the middle length in code points of the pieces of documents (before they are broken, which makes some far longer).
    """

    seed: int
    corpus: str
    median: float = MEDIAN

    # ---- what is broken

    def text(self, number: int) -> tuple[str, str]:
        """The text of an input, and how it was made."""
        chance = random.Random(f"{self.seed}:{number}")
        text, ways = self._window(chance), []
        for _ in range(chance.choice((1, 1, 2, 3))):
            if text:
                way = chance.choice(mutations.TEXTS)
                text = way(chance, text)[:200_000]
                ways.append(way.__name__)
        return text, " ".join(ways)

    def _window(self, chance: random.Random) -> str:
        """A piece of a document, mostly from its beginning; now and then two pieces of two."""
        found = ""
        while not found or chance.random() < 0.1:
            text = _text(self.corpus, chance.randrange(len(_documents(self.corpus))))
            start = 0 if chance.random() < 0.6 else chance.randrange(len(text) + 1)
            found += text[start : start + int(chance.lognormvariate(math.log(self.median), 0.9)) + 20]
        return found

    def file(self, number: int) -> tuple[str, bytes, str]:
        """The name and the bytes of a broken file, and how it was made."""
        return self._broken(number, _files())

    def graph(self, number: int) -> tuple[str, bytes, str]:
        """The same of a broken graph file."""
        return self._broken(number, _graphs())

    def _broken(self, number: int, whole: list[tuple[str, bytes]]) -> tuple[str, bytes, str]:
        chance = random.Random(f"{self.seed}:{number}")
        name, data = chance.choice(whole)
        if name.endswith((".docx", ".zip")) and chance.random() < 0.7:
            return name, mutations.inside_zip(chance, data), "inside_zip"
        way = chance.choice(mutations.FILES)
        return name, way(chance, data), way.__name__

    # ---- what is looked at

    def check(self, number: int) -> Tally:
        """Make one input and look at what becomes of it."""
        kind = "graph" if number % 20 == 19 else "file" if number % 20 in (9, 18) else "text"
        _warm()  # what a process loads once is not the time of its first input
        tally, start, before = Tally({kind: 1}), time.process_time(), _peak()
        made, length, wrong = "", 0, []
        try:
            made, length, wrong = getattr(self, f"_check_{kind}")(number, tally)
        except Exception as error:  # whatever is no error of the program's own is what is looked for
            wrong = [f"{type(error).__name__}: {error}"]
        tally.slowest, tally.peak = time.process_time() - start, _peak()
        wrong += _beyond(tally.slowest, tally.peak - before, length)
        tally.findings = [{"input": number, "kind": kind, "made": made, "wrong": each[:300]} for each in wrong]
        return tally

    def _check_text(self, number: int, tally: Tally) -> tuple[str, int, list[str]]:
        text, made = self.text(number)
        reading, wrong = read(text, tally)
        length = len(text)
        if reading and not wrong and number % AGAIN == 0:
            wrong += self._again(text, reading, number, tally)
            length += len(text) + len(self.text(number + 7)[0])  # it is read once more, and another beside it
        return made, length, wrong

    def _again(self, text: str, reading: Reading, number: int, tally: Tally) -> Iterator[str]:
        """The same text once more, after and beside another one."""
        tally.again += 1
        other, _ = read(self.text(number + 7)[0], Tally())
        second, _ = read(text, Tally())
        if second is None or lines(second) != lines(reading):
            yield "other bytes when it is read again"
        if other and number % (4 * AGAIN) == 0:
            both = set(build_graph(Extraction((other, reading))))
            if not set(state(reading)) <= both:
                yield "other facts beside another document"
        if number % (4 * AGAIN) == 0:
            yield from unlike(reading)

    def _check_file(self, number: int, tally: Tally) -> tuple[str, int, list[str]]:
        name, data, made = self.file(number)
        wrong: list[str] = []
        for raw in _first(inside(io.BytesIO(data), name, name), 20):
            try:
                reading = facts(raw.data, raw.name, label=raw.label, budget=20.0) if isinstance(raw, Raw) else None
                wrong += told(reading, tally) if reading else told_no(raw, tally) if isinstance(raw, ReadError) else []
            except ReadError as error:
                wrong += told_no(error, tally)
        return f"{name} {made}", len(data), wrong

    def _check_graph(self, number: int, tally: Tally) -> tuple[str, int, list[str]]:
        name, data, made = self.graph(number)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            try:
                run_query(formats.load(path), "most-cited", limit=3)
            except PolicyGraphError as error:
                tally.refused += 1
                wrong = [] if str(error).startswith(str(path)) or "QueryError" in type(error).__name__ else [f"a message without its file: {error}"]
                return f"{name} {made}", len(data), wrong
        return f"{name} {made}", len(data), []

    def block(self, first: int) -> Tally:
        """A block of inputs; where its turn comes, some of its texts are built into a corpus in two ways."""
        tally = Tally()
        for number in range(first, first + BLOCK):
            tally.add(self.check(number))
        if first // BLOCK % BUILT == 0:
            tally.builds += 1
            tally.findings += [{"input": first, "kind": "build", "made": "a corpus of texts", "wrong": each} for each in self.built(first)]
        return tally

    def built(self, first: int) -> Iterator[str]:
        """Build some texts in two ways; what tells the results apart."""
        texts = [self.text(first + n)[0] for n in range(8)]
        with tempfile.TemporaryDirectory() as home:
            names = [f"{n}.txt" for n in range(len(texts))]
            for name, text in zip(names, texts, strict=True):
                Path(home, name).write_bytes(text.encode("utf-8", "replace"))
            one = _built(home, names, jobs=1, LC_ALL="C", PYTHONHASHSEED="1", TZ="UTC")
            other = _built(home, names[::-1], jobs=2, LC_ALL="C.UTF-8", PYTHONHASHSEED="2", TZ="Asia/Shanghai")
        if isinstance(one, str) or isinstance(other, str):
            yield f"a build that failed: {one if isinstance(one, str) else other}"
        elif not one:
            yield "two builds of nothing"
        elif one != other:
            yield f"{len(one ^ other)} quads differ by order, processes, locale or seed of hashes"


def _built(home: str, names: list[str], *, jobs: int, **environment: str) -> set[bytes] | str:
    """The lines of a corpus of some files, by the command line; or what it said where it failed."""
    corpus = f"corpus-{jobs}"
    orders = (["build", *names, "--corpus", corpus, "--jobs", str(jobs)], ["export", corpus, "-o", f"out-{jobs}"])
    for order in orders:
        done = subprocess.run([sys.executable, "-m", "policygraph", *order], cwd=home, capture_output=True, text=True, errors="replace", timeout=600,
                              env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment})
        if "Traceback" in done.stderr or done.returncode not in (0, 1, 2) or order[0] == "export" and done.returncode:
            return "" if "nothing is in it" in done.stderr else f"{order[0]}: {done.returncode} {done.stderr[-200:]}"
    return {line for path in Path(home, f"out-{jobs}").rglob("*.nq") for line in path.read_bytes().splitlines()}


# ---- what holds of a reading


def read(text: str, tally: Tally) -> tuple[Reading | None, list[str]]:
    """What a text yields, and what is wrong with it."""
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        reading = extract_source(Source("fuzz.txt", text, sha256), budget=SECONDS + PER_CHARACTER * len(text))
    except ReadError as error:
        return None, told_no(error, tally)
    return reading, told(reading, tally)


def told(reading: Reading, tally: Tally) -> list[str]:
    """What is wrong with a reading."""
    tally.acts += len(reading.documents)
    wrong = [failure.message for failure in reading.failures if any(fault in failure.message for fault in _FAULTS)]
    wrong += untrue(Extraction((reading,)))
    values = defaultdict(set)
    for subject, predicate, value in state(reading):
        if str(predicate) in ONCE:
            values[subject, predicate].add(value)
            tally.quotations += str(predicate) == str(OA.exact)
    return wrong + [f"{subject} has {len(found)} values of {predicate}" for (subject, predicate), found in values.items()
                    if len(found) > 1 and (predicate != PG.evidence or (subject, PG.rule) in values)][:3]


def told_no(error: ReadError, tally: Tally) -> list[str]:
    """What is wrong with a refusal: it is a fault, or does not say of what and what to do."""
    tally.refused += 1
    tally.ended += "ended its reader" in error.reason
    if isinstance(error, DocumentError) or any(fault in error.reason for fault in _FAULTS):
        return [str(error)]
    return [] if error.name and error.remedy else [f"a message without its file or remedy: {error}"]


def lines(reading: Reading) -> bytes:
    """The facts of a reading as N-Triples."""
    return pyoxigraph.serialize(map(formats.to_triple, state(reading)), format=pyoxigraph.RdfFormat.N_TRIPLES) or b""


def unlike(reading: Reading) -> Iterator[str]:
    """Formats whose file another reader does not read as the graph that was written."""
    graph = build_graph(Extraction((reading,)))
    whole = set(map(formats.to_triple, graph))
    for ending, form in ((".ttl", pyoxigraph.RdfFormat.TURTLE), (".nt", pyoxigraph.RdfFormat.N_TRIPLES), (".jsonld", pyoxigraph.RdfFormat.JSON_LD)):
        if {quad.triple for quad in pyoxigraph.parse(formats.to_bytes(graph, ending), format=form)} != whole:
            yield f"{ending} is read as another graph"
    ElementTree.fromstring(formats.to_bytes(graph, ".rdf"))


@lru_cache(1)
def _warm() -> None:
    """Load the rules and tables."""
    facts(SAMPLE.read_bytes(), "gazette.txt")


def _beyond(seconds: float, memory: float, length: int) -> list[str]:
    """What is wrong with the time and the memory of an input."""
    most, swollen = SECONDS + 4 * PER_CHARACTER * length, MEMORY + MB_PER_CHARACTER * length
    found = [f"{seconds:.1f} s for {length} characters"] if seconds > most else []
    return found + ([f"{memory:.0f} MB for {length} characters"] if memory > swollen else [])


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _first(items: Iterator[Raw | ReadError], most: int) -> Iterator[Raw | ReadError]:
    yield from (item for _, item in zip(range(most), items, strict=False))


# ---- what is broken: whole documents and files


@lru_cache(1)
def _documents(corpus: str) -> list[Raw]:
    """The documents whose pieces are broken; the sample where there is no corpus."""
    found = [raw for path in sorted(Path(corpus).glob("*")) if path.suffix in (".xz", ".txt") for raw in load(path)] if corpus else []
    return [raw for raw in found if isinstance(raw, Raw)] or [Raw("gazette.txt", "gazette.txt", SAMPLE.read_bytes())]


@lru_cache(64)
def _text(corpus: str, n: int) -> str:
    return to_source(_documents(corpus)[n]).text


@lru_cache(1)
def _files() -> list[tuple[str, bytes]]:
    """Whole files of every format that is read, and archives of them."""
    text, page = documents.as_text().encode(), documents.as_page()
    single = [("a.html", page), ("a.pdf", documents.as_pdf()), ("a.docx", documents.as_word()), ("a.md", documents.as_markdown().encode()),
              ("a.txt", documents.as_text().encode("gb18030")), ("b.txt", documents.as_text().encode("utf-16"))]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in (("一/a.txt", text), ("b.html", page)):
            archive.writestr(zipfile.ZipInfo(name), data)
    return [*single, ("a.zip", packed.getvalue()), *((f"a.tar{ending}", _tar(mode, text, page)) for ending, mode in (("", "w"), (".gz", "w:gz"), (".bz2", "w:bz2"))),
            ("a.tar.xz", lzma.compress(_tar("w", text, page))), ("a.txt.gz", gzip.compress(text, mtime=0)), ("a.txt.xz", lzma.compress(text))]


def _tar(mode: str, *contents: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for n, content in enumerate(contents):
            info = tarfile.TarInfo(f"{n}.txt")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


@lru_cache(1)
def _graphs() -> list[tuple[str, bytes]]:
    """A small graph in every format."""
    reading = facts(documents.as_text().encode(), "a.txt")
    graph = build_graph(Extraction((reading,)))
    return [(f"g{ending}", formats.to_bytes(graph, ending)) for ending in formats.FORMATS]


# ---- running


def run(fuzzer: Fuzzer, done: set[int], tally: Tally, *, jobs: int, seconds: float, inputs: int) -> Iterator[int]:
    """Do blocks until the time or the number of inputs is spent; yields the first input of each that is done."""
    until = time.monotonic() + seconds

    def blocks() -> Iterator[int]:
        for first in range(0, inputs, BLOCK):
            if first not in done:
                if time.monotonic() >= until:
                    return
                yield first

    for first, found in workers.share_out(partial(_block, fuzzer), blocks(), jobs=jobs, seconds=lambda _: 1200.0):
        if isinstance(found, workers.Lost):
            found = Tally({"lost": BLOCK}, findings=[{"input": first, "kind": "block", "made": "", "wrong": f"the process {found.reason}"}])
        tally.add(found)
        done.add(first)
        yield first


def _block(fuzzer: Fuzzer, first: int) -> Tally:
    return fuzzer.block(first)


def check_extremes(tally: Tally) -> None:
    """Texts of great depth and length, one after the other."""
    for n, (name, text) in enumerate(mutations.extremes()):
        start, before = time.process_time(), _peak()
        _, wrong = read(text, tally)
        seconds, peak = time.process_time() - start, _peak()
        wrong += _beyond(seconds, peak - before, len(text))
        print(f"{name}: {seconds:.1f} s, {peak:.0f} MB {wrong}", flush=True)
        tally.inputs["extreme"] = tally.inputs.get("extreme", 0) + 1
        tally.findings += [{"input": n, "kind": "extreme", "made": name, "wrong": each[:300]} for each in wrong]


def restored(path: Path | None, seed: int) -> tuple[Tally, set[int]]:
    """What a file of an earlier run says was done.

    Raises:
        SystemExit: It is of another seed.
    """
    if not path or not path.exists():
        return Tally(), set()
    kept = json.loads(path.read_text("utf-8"))
    if kept["seed"] != seed:
        raise SystemExit(f"{path}: is of the seed {kept['seed']}; give --seed {kept['seed']}, or another file")
    return Tally(**kept["tally"]), set(range(0, kept["all_below"], BLOCK)) | set(kept["also"])


def keep(path: Path, seed: int, tally: Tally, done: set[int]) -> None:
    """Write down what was done, whole or not at all."""
    below = next(first for first in range(0, len(done) * BLOCK + 1, BLOCK) if first not in done)
    kept = {"seed": seed, "all_below": below, "also": sorted(first for first in done if first > below), "tally": asdict(tally)}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(kept, ensure_ascii=True, indent=1), "utf-8")
    fresh.replace(path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--median", type=float, default=MEDIAN)
    parser.add_argument("--extremes", action="store_true")
    parser.add_argument("--input", type=int)
    args = parser.parse_args()
    fuzzer = Fuzzer(args.seed, str(args.corpus) if args.corpus.is_dir() else "", args.median)
    if args.input is not None:
        print(json.dumps(asdict(fuzzer.check(args.input)), ensure_ascii=True, indent=1))
        return 0
    tally, done = restored(args.state, args.seed)
    if args.extremes:
        check_extremes(tally)
    for _ in run(fuzzer, done, tally, jobs=args.jobs, seconds=args.seconds, inputs=args.inputs):
        if args.state:
            keep(args.state, args.seed, tally, done)
    print(json.dumps(asdict(tally), ensure_ascii=True, indent=1))
    return 1 if tally.findings else 0


if __name__ == "__main__":
    import fuzz  # so that processes know its functions by a name of their own

    sys.exit(fuzz.main())
