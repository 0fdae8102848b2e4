#!/usr/bin/env python3
"""A component that is trained beside those of policygraph: by what a sentence of a provision works.

    trained.py [GAZETTE] [--to FOLDER] [--held-out]        (without a gazette, the sample of the package)

spaCy's own categorizer of spans learns from the sentences beside this file, in seconds and from nothing: no vectors, no model, no download. It
then stands in one pipeline behind the rules of policygraph, and what it judges are the sentences of the provisions that they found. The table that is printed
has what both say of each provision: the agencies that answer for it (ours), and by what it works (learnt). A hundred sentences show
how it is done; for work of your own, mark some hundreds. ``--held-out`` tells how well each fifth of the sentences is judged by what learnt
from the others; ``--to`` keeps the pipeline in a folder, for ``spacy.load`` in a program that imports this file.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch, registry
from thinc.api import Ops, get_current_ops
from thinc.types import Ragged

import policygraph as pg
from policygraph.model import Document, Provision

SENTENCES = Path(__file__).with_name("sentences.txt")
ROUNDS, SEED, PARTS = 50, 7, 5
#: Where the categorizer puts what it found.
SPANS = "works_by"
#: A small network: what characters a span has, each with its neighbours.
CONFIG = {
    "spans_key": SPANS,
    "threshold": 0.4,
    "suggester": {"@misc": "example.sentences.v1"},
    "model": {
        "@architectures": "spacy.SpanCategorizer.v1",
        "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": 64},
        "scorer": {"@layers": "spacy.LinearLogistic.v1"},
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2", "width": 64, "depth": 1, "embed_size": 2000, "window_size": 1, "maxout_pieces": 3,
            "subword_features": False, "pretrained_vectors": None,
        },
    },
}
#: A sentence; what ends sooner is a heading.
SENTENCE = re.compile(r"[^，。；\n（）()][^。；\n（）()]{8,}[。；]")
#: A sentence and its label, "" for none.
Marked = tuple[str, str]


def provisions(document: Document) -> Iterator[tuple[Provision, int, int]]:
    """The provisions of an act, each with the characters up to the next one."""
    starts = [*(each.evidence.start for each in document.provisions), document.end]
    yield from ((provision, *ends) for provision, ends in zip(document.provisions, pairwise(starts), strict=True))


@registry.misc("example.sentences.v1")
def suggest_sentences() -> Callable[..., Ragged]:
    """What is judged: the sentences in the provisions that policygraph found before; a text that it has not read, as a whole."""

    def suggest(docs: Iterable[Doc], *, ops: Ops | None = None) -> Ragged:
        ops = ops or get_current_ops()
        spans: list[tuple[int, int]] = []
        lengths = []
        for doc in docs:
            found = [doc[:]] if doc._.policygraph is None else [
                doc.char_span(match.start(), match.end())
                for act in doc._.policygraph.documents for _, start, end in provisions(act) for match in SENTENCE.finditer(doc.text, start, end)]
            spans += [(span.start, span.end) for span in found]
            lengths.append(len(found))
        return Ragged(ops.asarray2i(spans) if spans else ops.alloc2i(0, 2), ops.asarray1i(lengths))

    return suggest


def marked(path: Path) -> Iterator[Marked]:
    """The sentences of a file with their labels."""
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            label, _, text = line.partition(" ")
            yield text, label.removeprefix("-")


def _example(nlp: Language, sentence: Marked) -> Example:
    text, label = sentence
    return Example.from_dict(nlp.make_doc(text), {"spans": {SPANS: [(0, len(text), label)] if label else []}})


def train(sentences: Sequence[Marked], rounds: int = ROUNDS) -> Language:
    """A pipeline with a categorizer that learnt from sentences; the same from the same ones on one machine."""
    fix_random_seed(SEED)
    order = random.Random(SEED)
    nlp = spacy.blank("zh")  # a token is a character, as for the components of policygraph
    nlp.add_pipe("spancat", config=CONFIG)
    examples = [_example(nlp, each) for each in sentences]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(rounds):
        order.shuffle(examples)
        for batch in minibatch(examples, 8):
            nlp.update(batch, sgd=optimizer, drop=0.2)
    return nlp


def held_out(sentences: Sequence[Marked], rounds: int = ROUNDS) -> dict[str, float]:
    """Precision, recall and F1, the mean of five: each fifth of the sentences judged by what learnt from the others."""
    scores = []
    for part in range(PARTS):
        nlp = train([each for number, each in enumerate(sentences) if number % PARTS != part], rounds)
        scores.append(nlp.evaluate([_example(nlp, each) for each in sentences[part::PARTS]]))
    return {name: sum(each[f"spans_{SPANS}_{name}"] for each in scores) / PARTS for name in "prf"}


def rows(doc: Doc) -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Of each provision that both or one say something of: number of the document, place, agencies that answer for it, labels."""
    labels = [(span.start_char, span.label_) for span in doc.spans[SPANS]]
    for document in doc._.policygraph.documents:
        for provision, start, end in provisions(document):
            agencies = [each.agency.name for each in document.responsibilities if each.provision == provision.id]
            learnt = [label for at, label in labels if start <= at < end]
            if agencies or learnt:
                yield document.number.text if document.number else "", provision.locator, agencies, learnt


def main() -> None:
    """Train, read, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gazette", nargs="?", type=Path, default=pg.sample())
    parser.add_argument("--to", type=Path, metavar="FOLDER")
    parser.add_argument("--held-out", action="store_true")
    args = parser.parse_args()
    sentences = list(marked(SENTENCES))
    if args.held_out:
        print("precision {p:.2f}, recall {r:.2f}, F1 {f:.2f} on sentences that were held out".format(**held_out(sentences)))
        return
    nlp = train(sentences)
    nlp.add_pipe("policygraph", before="spancat")
    doc = nlp(args.gazette.read_text("utf-8"))
    print("| document | provision | who answers | works by |\n|---|---|---|---|")
    for number, place, agencies, labels in rows(doc):
        print(f"| {number} | {place} | {'、'.join(dict.fromkeys(agencies))} | {', '.join(labels)} |")
    if args.to:
        nlp.to_disk(args.to)


if __name__ == "__main__":
    main()
