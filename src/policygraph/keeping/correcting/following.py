"""Following: what the facts of a source say because others do, once those have changed: direct edges, who answers a task, what nobody names any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV

from ...stating.terms import ELI, PG, ROLES
from .facts import SourceFacts

#: Role -> the property from the agency to the provision.
_EDGES = {str(concept): edge for concept, edge in ROLES.values()}
#: What is stated of its own where something names it, and goes where nothing does.
_NAMED = (PG.Agency, PG.AgencyGroup, ORG.ChangeEvent, PG.Programme, PG.Measure)


def follow(facts: SourceFacts, documents: Iterable[str]) -> None:
    """Bring up to date what follows from the statements of a source.

    Args:
        facts: The facts, changed in place; those that nothing changed come out as they were.
        documents: Documents whose statements changed.
    """
    changed = set(documents)
    answering = _answering(facts, changed)
    _edges(facts)
    _tasks(facts, changed, answering)
    _unassigned(facts, changed, answering)
    _initiatives(facts, changed)
    _drop_unnamed(facts)


def _edges(facts: SourceFacts) -> None:
    """Who leads, helps or answers does so by a responsibility."""
    meant: dict[str, dict[URIRef, dict[str, None]]] = {}
    for statement in facts.of_class(PG.Responsibility):
        edge = _EDGES.get(facts.value(statement, PROV.hadRole))
        if edge:
            meant.setdefault(facts.value(statement, PROV.agent), {}).setdefault(edge, {})[facts.value(statement, PG.provision)] = None
    for agency in dict.fromkeys([*meant, *facts.of_class(PG.Agency, PG.AgencyGroup)]):
        for edge in _EDGES.values():
            wanted = meant.get(agency, {}).get(edge, {})
            if set(facts.values(agency, edge)) != wanted.keys():
                facts.set(agency, edge, *map(URIRef, wanted))


def _answering(facts: SourceFacts, documents: set[str]) -> dict[str, dict[str, None]]:
    """Provision -> who is responsible for it."""
    found: dict[str, dict[str, None]] = {}
    for statement in facts.of_class(PG.Responsibility):
        if facts.value(statement, PG.document) in documents:
            found.setdefault(facts.value(statement, PG.provision), {})[facts.value(statement, PROV.agent)] = None
    return found


def _upward(facts: SourceFacts, provision: str) -> Iterator[str]:
    """A provision, and those it stands in."""
    seen: set[str] = set()
    while provision and provision not in seen and facts.is_a(provision, PG.Provision):
        seen.add(provision)
        yield provision
        provision = facts.value(provision, ELI.is_part_of)


def _tasks(facts: SourceFacts, documents: set[str], answering: dict[str, dict[str, None]]) -> None:
    for task in facts.of_class(PG.TaskDeadline):
        if facts.value(task, PG.document) in documents:
            agencies = {agency: None for each in _upward(facts, facts.value(task, PG.provision)) for agency in answering.get(each, ())}
            if set(facts.values(task, PG.answeredBy)) != agencies.keys():
                facts.set(task, PG.answeredBy, *map(URIRef, agencies))


def _unassigned(facts: SourceFacts, documents: set[str], answering: dict[str, dict[str, None]]) -> None:
    """In a document that shares out responsibilities: the provisions without one below them for which nobody answers, nor above."""
    assigned = {*answering, *(facts.value(duty, PG.provision) for duty in facts.of_class(PG.Duty))}
    sharing = {facts.value(provision, PG.document) for provision in answering}
    provisions = [each for each in facts.of_class(PG.Provision) if facts.value(each, PG.document) in documents]
    branches = {facts.value(each, ELI.is_part_of) for each in provisions}
    for each in provisions:
        document = facts.value(each, PG.document)
        alone = document in sharing and each not in branches and each != f"{document}/provision/0" and assigned.isdisjoint(_upward(facts, each))
        if alone != bool(facts.values(each, PG.unassigned)):
            facts.set(each, PG.unassigned, Literal(True) if alone else None)


def _initiatives(facts: SourceFacts, documents: set[str]) -> None:
    """A document mentions the initiatives of its mentions."""
    for kind, one, mentions in ((PG.ProgrammeMention, PG.programme, PG.mentionsProgramme), (PG.MeasureMention, PG.measure, PG.mentionsMeasure)):
        meant: dict[str, set[str]] = {}
        for statement in facts.of_class(kind):
            meant.setdefault(facts.value(statement, PG.document), set()).update(facts.values(statement, one))
        for document in documents & facts.things.keys():
            for gone in set(facts.values(document, mentions)) - meant.get(document, set()):
                facts.take(document, mentions, gone)


def _drop_unnamed(facts: SourceFacts) -> None:
    """Agencies, reforms and initiatives that nothing leads to any more are not stated."""
    loose = set(facts.of_class(*_NAMED))
    waiting = [value for iri in facts.things.keys() - loose for _, term in facts.said(iri) if (value := term.value) in loose]
    events: dict[str, list[str]] = {}
    for event in facts.of_class(ORG.ChangeEvent):
        for before in facts.values(event, ORG.originalOrganization):
            events.setdefault(before, []).append(event)
    while waiting:
        iri = waiting.pop()
        if iri in loose:
            loose.discard(iri)
            waiting += events.get(iri, ())
            waiting += facts.values(iri, ORG.subOrganizationOf, ORG.resultingOrganization, DCTERMS.replaces)
    for iri in loose:
        facts.drop(iri)
        for event in events.get(iri, ()):
            facts.take(event, ORG.originalOrganization, iri)
