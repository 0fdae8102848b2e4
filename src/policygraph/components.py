"""The recognisers as components of a spaCy pipeline.

``nlp = spacy.blank("zh"); nlp.add_pipe("policygraph")`` adds the whole; the
parts are registered too (`PARTS`), to be put together otherwise or mixed with
a trained model or an own component. `spacy.blank("zh")` makes one token of
every character, so tokens and code points agree.

Facts are in ``doc._.policygraph`` (a `policygraph.model.Reading`), and every
mention is a span in ``doc.spans``: ``documents``, ``citations``, ``agencies``,
``responsibilities``, ``duties``, ``programmes``, ``targets``, ``results``, ``funding``, ``tasks``,
each labelled with its kind and carrying its rule as ``span.id_``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from spacy import blank
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from .finding.citations import find_citations
from .finding.duties import find_duties
from .finding.figures.funding import find_funding
from .finding.figures.results import find_results
from .finding.figures.targets import find_targets
from .finding.programmes import find_initiatives
from .finding.responsibilities import find_responsibilities
from .finding.tasks import find_task_deadlines
from .guard import Guard, problem
from .model import AgencyMention, Document, Reading, Source
from .naming import agencies
from .registry import STATEMENTS
from .segmenting.whole import Act, Segmented, segment

#: The components that ``policygraph`` stands for, in order.
PARTS = (
    "policygraph_acts", "policygraph_citations", "policygraph_agencies", "policygraph_responsibilities",
    "policygraph_programmes", "policygraph_targets",
)
#: The groups of spans: attribute of `Document`, label of its spans; the head and the provisions are no mentions.
GROUPS = tuple((name, found.kind.upper()) for name, found in STATEMENTS.items() if name not in ("fields", "provisions"))

for _name in ("policygraph", "policygraph_source", "policygraph_segmented", "policygraph_guard"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


def default_pipeline() -> Callable[[Source, Guard], Reading]:
    """The pipeline that `policygraph.extract` runs: a source and what guards it in, its reading out."""
    nlp = _blank_with_all()

    def run(source: Source, guard: Guard) -> Reading:
        words = list(source.text)  # as the tokenizer makes them, which takes time by the square of the length
        doc = Doc(nlp.vocab, words=words, spaces=[False] * len(words))
        doc._.policygraph_source, doc._.policygraph_guard = source, guard
        return nlp(doc)._.policygraph

    return run


@cache
def _blank_with_all() -> Language:
    nlp = blank("zh")
    # The limit guards trained parsers; characters and rules need no more memory than the text.
    nlp.max_length = 1 << 31
    for name in PARTS:
        nlp.add_pipe(name)
    return nlp


@Language.factory("policygraph")
def create_policygraph(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """All parts in order, as one component."""
    parts = [nlp.create_pipe(part) for part in PARTS]

    def run(doc: Doc) -> Doc:
        for part in parts:
            doc = part(doc)
        return doc

    return run


@Language.component("policygraph_acts")
def find_acts(doc: Doc) -> Doc:
    """Split the text into acts; later components add to their facts."""
    source = doc._.policygraph_source
    if source is None:
        source = Source("text", doc.text, hashlib.sha256(doc.text.encode()).hexdigest())
    guard = doc._.policygraph_guard or Guard(source.name)
    segmented = segment(source, guard)
    doc._.policygraph_source, doc._.policygraph_segmented, doc._.policygraph_guard = source, segmented, guard
    documents = tuple(act.document for act in segmented.acts)
    doc._.policygraph = Reading(source, documents, segmented.issue, (*source.problems, *segmented.problems), segmented.failures)
    doc.spans["documents"] = _group(doc, "documents", [
        (document.start, document.end, "DOCUMENT", "act") for document in documents])
    return doc


@Language.component("policygraph_citations")
def add_citations(doc: Doc) -> Doc:
    """Add the citations of every act."""
    return _add(doc, "finding citations", lambda document, act: {
        "citations": find_citations(document, (*act.titles, *act.paragraphs))})


@Language.component("policygraph_agencies")
def add_agencies(doc: Doc) -> Doc:
    """Add the agencies that the text of every act names, beside those of its head."""
    return _add(doc, "finding agencies", lambda document, act: {"agencies": document.agencies + tuple(_mentions(act))})


@Language.component("policygraph_responsibilities")
def add_responsibilities(doc: Doc) -> Doc:
    """Add who answers for what in every act, and the duties without such a word."""
    return _add(doc, "finding responsibilities and duties", lambda document, act: {
        "responsibilities": find_responsibilities(document, act.paragraphs, act.context),
        "duties": find_duties(document, act.paragraphs, act.context),
    })


@Language.component("policygraph_programmes")
def add_programmes(doc: Doc) -> Doc:
    """Add the initiatives that every act names, and the measures apart from them."""
    return _add(doc, "finding programmes", lambda document, act: find_initiatives(document, act.paragraphs)._asdict())


@Language.component("policygraph_targets")
def add_targets(doc: Doc) -> Doc:
    """Add targets, results, money and deadlines of every act."""
    return _add(doc, "finding targets, results, money and deadlines", lambda document, act: {
        "targets": find_targets(document, act.paragraphs), "results": find_results(document, act.paragraphs),
        "funding": find_funding(document, act.paragraphs),
        "tasks": find_task_deadlines(document, act.paragraphs)})


def _mentions(act: Act) -> Iterator[AgencyMention]:
    for paragraph in act.paragraphs:
        for named in agencies.find(paragraph.text, act.context):
            yield AgencyMention(
                named.agency, named.printed, paragraph.provision, paragraph.evidence(named.start, named.end),
                named.rule, named.confidence,
            )


def _add(doc: Doc, stage: str, find: Callable[[Document, Act], dict[str, Any]]) -> Doc:
    """Add facts to every document of the reading, and their spans to the doc; a document that is lost on the way is left out."""
    segmented: Segmented | None = doc._.policygraph_segmented
    if segmented is None:
        raise ValueError("add the component policygraph_acts before the recognisers")
    reading: Reading = doc._.policygraph
    guard: Guard = doc._.policygraph_guard
    pairs = list(zip(reading.documents, segmented.acts, strict=True))
    found = guard.each(stage, pairs, lambda pair: (pair[0].start, pair[0].end), lambda pair: find(*pair))
    documents = tuple(replace(document, **facts) for (document, _), facts in found)
    doc._.policygraph_segmented = replace(segmented, acts=tuple(act for (_, act), _ in found))
    doc._.policygraph = replace(reading, documents=documents, failures=tuple(problem(error) for error in guard.failures))
    names = {name for _, facts in found for name in facts}
    for name, label in GROUPS:
        facts = [fact for document in documents for fact in getattr(document, name)]
        if facts or name in names:
            doc.spans[name] = _group(doc, name, [(f.evidence.start, f.evidence.end, label, f.rule) for f in facts])
    return doc


def _group(doc: Doc, name: str, rows: list[tuple[int, int, str, str]]) -> SpanGroup:
    """Spans of characters as spans of tokens (one token a character, unless another tokenizer is in use)."""
    spans = []
    for start, end, label, rule in rows:
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None:
            spans.append(Span(doc, span.start, span.end, label=label, span_id=rule))
    return SpanGroup(doc, name=name, spans=spans)
