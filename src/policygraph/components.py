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
from dataclasses import dataclass, replace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from .finding import confidence
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
    """The pipeline that `policygraph.extract` runs: a source and what guards it in, its reading out.

    It takes the steps of the components in their order, without the tokens and spans that only a user of spaCy asks for.
    """
    def run(source: Source, guard: Guard) -> Reading:
        state = begin(source, guard)
        for step in STEPS.values():
            state = step.add(state)
        return state.reading

    return run


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a source between two steps: its reading, and its acts with what is not facts."""

    reading: Reading
    segmented: Segmented
    guard: Guard


def begin(source: Source, guard: Guard) -> State:
    """The acts of a source, with their heads and provisions and no other facts yet."""
    segmented = segment(source, guard)
    documents = tuple(act.document for act in segmented.acts)
    reading = Reading(source, documents, segmented.issue, (*source.problems, *segmented.problems), segmented.failures)
    return State(reading, segmented, guard)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the pipeline: what it is called in messages, and the fields of `Document` that it finds for an act."""

    stage: str
    fields: tuple[str, ...]
    find: Callable[[Document, Act], dict[str, Any]]

    def add(self, state: State) -> State:
        """Add the facts to every document of the reading; a document that is lost on the way is left out."""
        pairs = list(zip(state.reading.documents, state.segmented.acts, strict=True))
        found = state.guard.each(self.stage, pairs, lambda pair: (pair[0].start, pair[0].end), lambda pair: self.find(*pair))
        documents = tuple(replace(document, **confidence.calibrated(facts)) for (document, _), facts in found)
        failures = tuple(problem(error) for error in state.guard.failures)
        return State(
            replace(state.reading, documents=documents, failures=failures),
            replace(state.segmented, acts=tuple(act for (_, act), _ in found)), state.guard)


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


#: The steps after the acts, by the component that takes each: the facts of `Document` that a step finds, and how.
STEPS: dict[str, Step] = {
    "policygraph_citations": Step("finding citations", ("citations",), lambda document, act: {
        "citations": find_citations(document, (*act.titles, *act.paragraphs))}),
    "policygraph_agencies": Step("finding agencies", ("agencies",), lambda document, act: {
        "agencies": document.agencies + tuple(_mentions(act))}),
    "policygraph_responsibilities": Step("finding responsibilities and duties", ("responsibilities", "duties"), lambda document, act: {
        "responsibilities": find_responsibilities(document, act.paragraphs, act.context),
        "duties": find_duties(document, act.paragraphs, act.context)}),
    "policygraph_programmes": Step("finding programmes", ("programmes", "measures"), lambda document, act: (
        find_initiatives(document, act.paragraphs)._asdict())),
    "policygraph_targets": Step("finding targets, results, money and deadlines", ("targets", "results", "funding", "tasks"), lambda document, act: {
        "targets": find_targets(document, act.paragraphs), "results": find_results(document, act.paragraphs),
        "funding": find_funding(document, act.paragraphs), "tasks": find_task_deadlines(document, act.paragraphs)}),
}


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


def _mentions(act: Act) -> Iterator[AgencyMention]:
    for paragraph in act.paragraphs:
        for named in agencies.find(paragraph.text, act.context):
            yield AgencyMention(
                named.agency, named.printed, paragraph.provision, paragraph.evidence(named.start, named.end),
                named.rule, named.confidence,
            )


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
