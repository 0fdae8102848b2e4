"""Entities: what the pages of an agency, a programme, a place and an issue of a gazette tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice

from ...registry import ROLES
from .documents import amount, issue_name, role_name
from .listed import Named, Part, busiest, by_year, named, newest_first, oldest_first, part
from .things import BUSY, Span, Things, short, term

#: Tasks of a document, tasks of a programme, tasks whose neighbours are told, neighbours that a page shows at most, so that no page takes long.
MOST_TASKS, MOST_STATEMENTS, MOST_SHARED, MOST_NEIGHBOURS = 200, 2_000, 1_000, 30
#: Documents of a part of the tasks of an agency, and peers.
DOCUMENTS, PEERS = 30, 15
#: A fact of the head: its word, and its values as IRI (or "") and text.
Fact = tuple[str, list[tuple[str, str]]]


@dataclass
class Entity:
    """What has a page: its name, and facts as a word with values, each an IRI (or "") and a text."""

    things: Things
    iri: str
    language: str = "zh"

    @cached_property
    def name(self) -> str:
        """What it is called."""
        return self.things.name(self.iri)

    def _linked(self, *asked: tuple[str, str]) -> Iterator[Fact]:
        """Facts whose values have pages."""
        for word, property in asked:
            if found := self.things.values(self.iri, property):
                yield word, self.things.all_named(found)

    def _coded(self, *asked: tuple[str, str]) -> Iterator[Fact]:
        """Facts whose values are coded."""
        for word, property in asked:
            if found := self.things.values(self.iri, property):
                yield word, [("", self.things.label(value, self.language)) for value in found]

    def _plain(self, *asked: tuple[str, str]) -> Iterator[Fact]:
        """Facts whose values are texts."""
        for word, property in asked:
            if found := self.things.values(self.iri, property):
                yield word, [("", value) for value in found]

    def aliases(self) -> list[str]:
        """Its other names."""
        return [name for name in self.things.values(self.iri, "skos:altLabel") if name != self.name]


@dataclass(frozen=True, slots=True)
class Task:
    """Something that an agency does for a document."""

    iri: str
    role: str
    action: str
    document: Named
    locator: str
    spans: tuple[Span, ...]


class Agency(Entity):
    """An agency or a group of agencies."""

    def head(self) -> Iterator[Fact]:
        """Its facts."""
        if other := self.aliases():
            yield "aliases", [("", name) for name in other]
        yield from self._coded(("level", "pg:level"), ("branch", "pg:branch"))
        yield from self._linked(("place", "eli:jurisdiction"), ("parent", "org:subOrganizationOf"))
        if parts := self.things.subjects("org:subOrganizationOf", self.iri):
            yield "parts", self.things.all_named(parts[:MOST_NEIGHBOURS])

    def reforms(self) -> list[tuple[str, list[tuple[str, str]], list[tuple[str, str]]]]:
        """Its reforms: the day, and the agencies before and after."""
        things = self.things
        events = {*things.subjects("org:originalOrganization", self.iri), *things.subjects("org:resultingOrganization", self.iri)}
        return sorted((things.value(event, "dcterms:date"), things.all_named(things.values(event, "org:originalOrganization")),
                       things.all_named(things.values(event, "org:resultingOrganization"))) for event in events)

    @cached_property
    def _held(self) -> dict[str, list[tuple[str, str]]]:
        """Its tasks and their roles by document, the newest first."""
        things, found = self.things, defaultdict(list)
        for statement in things.subjects("prov:agent", self.iri):
            role = things.value(statement, "prov:hadRole")
            found[things.value(statement, "pg:document")].append((statement, short(role) if role else "duty"))
        return {document: found[document] for document in newest_first(things, found)}

    @property
    def total(self) -> int:
        """How many tasks it has in all."""
        return sum(map(len, self._held.values()))

    def tasks(self, page: int = 0) -> Part[tuple[Named, list[Task], int]]:
        """What it leads, answers for and takes part in, by document, the newest first: the document, the first of its tasks there, how many more."""
        return part(list(self._held), self._in_document, page, DOCUMENTS)

    def _in_document(self, document: str) -> tuple[Named, list[Task], int]:
        known = named(self.things, document)
        held = self._held[document]
        order = [role.concept for role in ROLES.values()] + ["duty"]
        tasks = [self._task(statement, role, known) for statement, role in held[:MOST_TASKS]]
        return known, sorted(tasks, key=lambda task: (task.spans[0].start if task.spans else 0, order.index(task.role))), len(held) - len(tasks)

    def _task(self, statement: str, role: str, document: Named) -> Task:
        things = self.things
        provision = things.value(statement, "pg:provision")
        locator = things.value(provision, "pg:locator") if provision else ""
        return Task(statement, role, things.value(statement, "pg:action"), document, locator, tuple(things.spans(statement)))

    def role(self, name: str) -> str:
        """What a role of a task is called; "" where it is a duty."""
        return role_name(name, self.language)

    def counted(self) -> list[tuple[str, int]]:
        """How many tasks it has in each role."""
        counted = Counter(role for tasks in self._held.values() for _, role in tasks)
        return [(role_name(role.concept, self.language), counted[role.concept]) for role in ROLES.values() if counted[role.concept]]

    def years(self) -> list[tuple[str, int]]:
        """Its tasks by year."""
        return by_year(self.things.day(document) for document, tasks in self._held.items() for _ in tasks)

    def partners(self) -> list[tuple[str, str, int]]:
        """With whom it shares its newest tasks: IRI, name, how many provisions, the most first."""
        things, counted = self.things, Counter[str]()
        newest = islice((statement for tasks in self._held.values() for statement, role in tasks if role != "duty"), MOST_SHARED)
        for provision in sorted({things.value(statement, "pg:provision") for statement in newest} - {""}):
            counted.update({things.value(other, "prov:agent") for other in things.subjects("pg:provision", provision) if things.value(other, "prov:hadRole")})
        del counted[self.iri]
        return busiest(things, counted, MOST_NEIGHBOURS)

    def issued(self, page: int = 0) -> Part[Named]:
        """The documents it issued, the newest first."""
        return part(newest_first(self.things, self.things.subjects("eli:passed_by", self.iri)), partial(named, self.things), page)

    def peers(self) -> list[tuple[str, str, int]]:
        """How much the agencies of its place have to do: IRI, name, tasks; the most first."""
        place = self.things.value(self.iri, "eli:jurisdiction")
        return [(agency, self.things.lasting_name(agency), tasks) for agency, tasks in self.things.busy(place)[:PEERS]] if place else []


class Programme(Entity):
    """A programme or a measure."""

    @cached_property
    def is_measure(self) -> bool:
        """Is it a measure, and no named initiative?"""
        return self.things.is_a(self.iri, "pg:Measure")

    def succession(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """What it took the place of, and what took its place."""
        for word, found in (("replaces", self.things.values(self.iri, "dcterms:replaces")), ("replaced_by", self.things.subjects("dcterms:replaces", self.iri))):
            if found:
                yield word, self.things.all_named(found)

    @cached_property
    def _naming(self) -> list[str]:
        """The documents that name it, the oldest first."""
        return oldest_first(self.things, {*self.things.subjects("pg:mentionsProgramme", self.iri), *self.things.subjects("pg:mentionsMeasure", self.iri)})

    def documents(self, page: int = 0) -> Part[Named]:
        """The documents that name it, the oldest first."""
        return part(self._naming, partial(named, self.things), page)

    def years(self) -> list[tuple[str, int]]:
        """The documents that name it by year."""
        return by_year(map(self.things.day, self._naming))

    @cached_property
    def places(self) -> list[tuple[str, str, str]]:
        """The places that took it up: name, the day of the first document there, that document; in the order of the days."""
        first: dict[str, str] = {}
        for document in self._naming:
            if place := self.things.value(document, "eli:jurisdiction"):
                first.setdefault(place, document)
        return [(self.things.lasting_name(place), self.things.day(document), document) for place, document in first.items()]

    def statements(self) -> dict[str, list[tuple[str, str, str, Named, tuple[Span, ...]]]]:
        """Targets, results and money that belong to it: IRI, what, until or for when, the document, where it says so."""
        things, found = self.things, defaultdict(list)
        classes = {term("pg:Target").value: "target", term("pg:Result").value: "result", term("pg:Funding").value: "funding"}
        for statement in things.subjects("pg:programme", self.iri)[:MOST_STATEMENTS]:
            kind = next((classes[value.value] for value in things.terms(statement, "rdf:type") if value.value in classes), "")
            if kind:
                values = {short(property): value.value for property, value in things.outgoing(statement)}
                what = f"{values.get('indicator') or values.get('purpose', '')} {amount(values)}".strip()
                when = values.get("deadline") or values.get("resultPeriod") or values.get("period", "")
                found[kind].append((statement, what, when, named(things, values.get("document", "")), tuple(things.spans(statement))))
        return {kind: sorted(found[kind], key=lambda row: (row[2] or "9999", row[0])) for kind in ("target", "result", "funding") if kind in found}

    def agencies(self) -> list[tuple[str, str, int]]:
        """Who has tasks in the provisions that name it: IRI, name, how many."""
        things, counted = self.things, Counter[str]()
        provisions = {things.value(each, "pg:provision") for each in things.subjects("pg:programme", self.iri)[:MOST_STATEMENTS]}
        for provision in sorted(provisions - {""}):
            counted.update(things.value(each, "prov:agent") for each in things.subjects("pg:provision", provision) if things.value(each, "prov:hadRole"))
        return busiest(things, counted, MOST_NEIGHBOURS)


class Place(Entity):
    """A place."""

    def head(self) -> Iterator[Fact]:
        """Its facts."""
        things = self.things
        yield from self._plain(("code", "pg:adminCode"))
        yield from self._coded(("level", "pg:level"))
        yield from self._linked(("part_of", "skos:broader"))
        if below := things.subjects("skos:broader", self.iri):
            yield "places_below", things.all_named(below)

    @cached_property
    def _of_it(self) -> list[str]:
        return self.things.subjects("eli:jurisdiction", self.iri)

    @cached_property
    def _held(self) -> list[str]:
        things = self.things
        return newest_first(things, (each for each in self._of_it if things.is_a(each, "pg:Document") and not things.is_a(each, "pg:Stub")))

    def documents(self, page: int = 0) -> Part[Named]:
        """Its documents that were read, the newest first."""
        return part(self._held, partial(named, self.things), page)

    def years(self) -> list[tuple[str, int]]:
        """Its documents by year."""
        return by_year(map(self.things.day, self._held))

    def agencies(self) -> list[tuple[str, str, int]]:
        """Its agencies with the number of their tasks, the busiest first."""
        busy = dict(self.things.busy(self.iri))
        idle = islice((each for each in self._of_it if each not in busy and self.things.value(each, "pg:branch")), BUSY - len(busy))
        return [(each, self.things.lasting_name(each), tasks) for each, tasks in [*busy.items(), *((each, 0) for each in idle)]]


class Issue(Entity):
    """An issue of a gazette."""

    @cached_property
    def name(self) -> str:
        """Its title, year and number."""
        return issue_name(self.things, self.iri)

    def head(self) -> Iterator[Fact]:
        """Its facts."""
        yield from self._plain(("publisher", "dcterms:publisher"), ("issued", "dcterms:issued"), ("total_number", "pg:totalNumber"))

    def contents(self) -> list[tuple[str, Named]]:
        """Its documents by page."""
        found = [(self.things.value(document, "pg:page"), named(self.things, document)) for document in self.things.subjects("eli:is_part_of", self.iri)]
        return sorted(found, key=lambda pair: (int(pair[0]) if pair[0].isdigit() else 10_000, pair[1].number, pair[1].iri))

    def gaps(self) -> list[str]:
        """The issues of its year that are not held, between those that are."""
        things, year, title = self.things, self.things.value(self.iri, "pg:year"), self.things.value(self.iri, "eli:title")
        held = {things.number(issue, "pg:issueNumber") for issue in things.of_class("pg:GazetteIssue")
                if things.value(issue, "pg:year") == year and things.value(issue, "eli:title") == title} - {None}
        numbers = sorted(number for number in held if number is not None)
        return [str(n) for n in range(numbers[0], numbers[-1]) if n not in held] if numbers else []
