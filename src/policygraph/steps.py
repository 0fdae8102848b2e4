"""The steps of the recognisers, in order: what `components` adds to a pipeline of spaCy, and what `extract` runs without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

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
from .segmenting.whole import Act, Segmented, segment


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


def default_pipeline() -> Callable[[Source, Guard], Reading]:
    """The pipeline that `policygraph.extract` runs: a source and what guards it in, its reading out.

    It takes the steps of the components in their order, without the tokens and spans that only a user of spaCy asks for; spaCy is not even imported.
    """
    def run(source: Source, guard: Guard) -> Reading:
        state = begin(source, guard)
        for step in STEPS.values():
            state = step.add(state)
        return state.reading

    return run


def _mentions(act: Act) -> Iterator[AgencyMention]:
    for paragraph in act.paragraphs:
        for named in agencies.find(paragraph.text, act.context):
            yield AgencyMention(
                named.agency, named.printed, paragraph.provision, paragraph.evidence(named.start, named.end),
                named.rule, named.confidence,
            )
