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
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from .guard import Guard
from .model import Source
from .registry import STATEMENTS
from .steps import STEPS, State, Step, begin

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
    _keep(doc, begin(source, guard))
    documents = doc._.policygraph.documents
    doc.spans["documents"] = _group(doc, "documents", [
        (document.start, document.end, "DOCUMENT", "act") for document in documents])
    return doc


@Language.component("policygraph_citations")
def add_citations(doc: Doc) -> Doc:
    """Add the citations of every act."""
    return _add(doc, STEPS["policygraph_citations"])


@Language.component("policygraph_agencies")
def add_agencies(doc: Doc) -> Doc:
    """Add the agencies that the text of every act names, beside those of its head."""
    return _add(doc, STEPS["policygraph_agencies"])


@Language.component("policygraph_responsibilities")
def add_responsibilities(doc: Doc) -> Doc:
    """Add who answers for what in every act, and the duties without such a word."""
    return _add(doc, STEPS["policygraph_responsibilities"])


@Language.component("policygraph_programmes")
def add_programmes(doc: Doc) -> Doc:
    """Add the initiatives that every act names, and the measures apart from them."""
    return _add(doc, STEPS["policygraph_programmes"])


@Language.component("policygraph_targets")
def add_targets(doc: Doc) -> Doc:
    """Add targets, results, money and deadlines of every act."""
    return _add(doc, STEPS["policygraph_targets"])


def _add(doc: Doc, step: Step) -> Doc:
    """Add the facts of a step to the reading, and their spans to the doc."""
    if doc._.policygraph_segmented is None:
        raise ValueError("add the component policygraph_acts before the recognisers")
    _keep(doc, step.add(State(doc._.policygraph, doc._.policygraph_segmented, doc._.policygraph_guard)))
    documents = doc._.policygraph.documents
    for name, label in GROUPS:
        facts = [fact for document in documents for fact in getattr(document, name)]
        if facts or documents and name in step.fields:
            doc.spans[name] = _group(doc, name, [(f.evidence.start, f.evidence.end, label, f.rule) for f in facts])
    return doc


def _keep(doc: Doc, state: State) -> None:
    doc._.policygraph, doc._.policygraph_segmented, doc._.policygraph_guard = state.reading, state.segmented, state.guard


def _group(doc: Doc, name: str, rows: list[tuple[int, int, str, str]]) -> SpanGroup:
    """Spans of characters as spans of tokens (one token a character, unless another tokenizer is in use)."""
    spans = []
    for start, end, label, rule in rows:
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None:
            spans.append(Span(doc, span.start, span.end, label=label, span_id=rule))
    return SpanGroup(doc, name=name, spans=spans)
