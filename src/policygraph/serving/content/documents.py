"""Documents: what the page of a document tells, of one that was read and of one that is known from citations alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from ...reading import dates as numbers
from ...registry import RELATIONS, ROLES, SIGNS, STATEMENTS
from ...showing.explain import pieces
from .listed import Named, Part, named, oldest_first, part
from .things import Span, Things, short, term

#: Classes of statements -> their kinds, as `registry.STATEMENTS` calls them.
CLASSES: Mapping[str, str] = {
    term(kind).value: name for kind, name in (
        ("pg:Citation", "citation"), ("pg:Responsibility", "responsibility"), ("pg:Duty", "duty"), ("pg:ProgrammeMention", "programme"),
        ("pg:MeasureMention", "measure"), ("pg:Target", "target"), ("pg:Result", "result"), ("pg:Funding", "funding"), ("pg:TaskDeadline", "task"))
}
#: Steps of the tree of superior documents, and its most nodes.
STEPS, NODES = 5, 80
#: Code points of a text that are shown, and documents that are shown for an article.
SHOWN, FOR_AN_ARTICLE = 600_000, 20
#: What carries something on from above, beside what is of a higher level.
_UPWARDS = ("eli:based_on", "eli:applies", "pg:forwards", "pg:citesSuperior")
#: Relations of what carries a document out, where the levels do not tell; and the rank of an unknown level.
_CARRYING_OUT, _UNKNOWN = ("based_on", "applies", "forwards"), 9.0
_CHARACTERIZED = {term(relation.property).value: name for name, relation in RELATIONS.items()}


@dataclass(frozen=True, slots=True)
class Force:
    """From when to when a document is in force: ISO days, "" where nothing says it.

    ``stated`` tells whether the document itself says when it enters into force; without, the day of
    its signature, printing or adoption counts. ``repealed_by`` is the document that repeals it.
    """

    since: str
    stated: bool
    until: str
    repealed: str = ""
    repealed_by: str = ""

    def on(self, day: str) -> bool | None:
        """Is it in force on a day? None where no day is known from which on."""
        if self.until and day > self.until or self.repealed and day >= self.repealed:
            return False
        return self.since <= day if self.since else None


def force(things: Things, document: str) -> Force:
    """From when to when a document is in force."""
    effective = things.value(document, "eli:first_date_entry_in_force")
    since = effective or things.value(document, "eli:date_document", "eli:date_publication", "pg:adoptionDate", "pg:promulgationDate")
    repealed, by = min(_repeals(things, document), default=("", ""))
    return Force(since, bool(effective), things.value(document, "eli:date_no_longer_in_force"), repealed, by)


def _repeals(things: Things, document: str) -> Iterator[tuple[str, str]]:
    """The days from which on documents repeal this one."""
    for citation in things.subjects("cito:hasCitedEntity", document):
        if things.value(citation, "cito:hasCitationCharacterization") == term("eli:repeals").value:
            later = things.value(citation, "cito:hasCitingEntity")
            day = things.value(citation, "pg:repealedFrom") or things.value(later, "eli:first_date_entry_in_force", "eli:date_document", "eli:date_publication")
            if day and later != document:
                yield day, later


@dataclass(frozen=True, slots=True)
class Row:
    """A statement as a page shows it: what it says, whom or what it names (IRIs with names), where it stands, how sure it is."""

    iri: str
    kind: str
    says: str
    links: tuple[tuple[str, str], ...]
    locator: str
    rule: str
    confidence: float | None
    spans: tuple[Span, ...]
    values: Mapping[str, str]

    @property
    def id(self) -> str:
        """What the row is called in the page."""
        return f"s-{self.spans[0].start}-{self.kind}" if self.spans else f"s-{self.kind}"


@dataclass
class Document:
    """A document; each part is read when it is asked for."""

    things: Things
    iri: str
    language: str = "zh"

    # ---- the head

    @cached_property
    def stub(self) -> bool:
        """Is it known from citations alone?"""
        return self.things.is_a(self.iri, "pg:Stub")

    @cached_property
    def title(self) -> str:
        """Its title, else what it encloses, else its number."""
        return self.things.title(self.iri)

    @cached_property
    def numbers(self) -> list[str]:
        """Its numbers (发文字号)."""
        return self.things.values(self.iri, "eli:number")

    @cached_property
    def force(self) -> Force:
        """From when to when it is in force."""
        return force(self.things, self.iri)

    def head(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """The facts of its head: the word for each, and the values as IRI (or "") and text."""
        things = self.things
        for word, properties in (
            ("type", ("eli:type_document", "pg:presumedType")), ("level", ("pg:level",)),
        ):
            if found := things.values(self.iri, *properties):
                yield word, [("", things.label(value, self.language)) for value in found]
        for word, property in (("place", "eli:jurisdiction"), ("issuers", "eli:passed_by"), ("addressees", "pg:addressedTo")):
            if found := things.values(self.iri, property):
                yield word, [(value, things.name(value)) for value in found]
        for word, property in (
            ("signed", "eli:date_document"), ("printed", "eli:date_publication"), ("adopted", "pg:adoptionDate"), ("effective", "eli:first_date_entry_in_force"),
            ("expires", "eli:date_no_longer_in_force"), ("promulgated", "pg:promulgationDate"), ("revised", "pg:lastRevision"),
            ("registration", "pg:registrationNumber"), ("page", "pg:page"),
        ):
            if found := things.values(self.iri, property):
                yield word, [("", value) for value in found]
        issues = [thing for thing in things.values(self.iri, "eli:is_part_of") if things.is_a(thing, "pg:GazetteIssue")]
        if issues:
            yield "issue", [(issue, issue_name(things, issue)) for issue in issues]
        if sources := things.values(self.iri, "prov:wasDerivedFrom"):
            yield "file", [("", things.value(source, "schema:name")) for source in sources]

    @cached_property
    def doubts(self) -> list[str]:
        """What is odd about it."""
        return [self.things.label(flag, self.language) for flag in self.things.values(self.iri, "pg:flag")]

    # ---- other documents

    def _linked(self, document: str, relation: str, depth: int = 1) -> Named:
        things = self.things
        own = things.value(self.iri, "eli:date_document", "pg:promulgationDate")
        level = next((things.label(level, self.language) for level in things.values(document, "pg:level")), "")
        return named(things, document, relation=relation, depth=depth, level=level, days=_days(own, things.day(document)))

    def superiors(self) -> list[Named]:
        """What it rests on, up to the centre: a tree from the top down, by depth; a document that was shown is not gone into again."""
        seen = {self.iri}
        found: list[Named] = []
        waiting = [(document, 1, relation) for document, relation in reversed(self._upwards(self.iri))]
        while waiting and len(found) < NODES:
            document, depth, relation = waiting.pop()
            if document in seen:
                continue
            seen.add(document)
            found.append(self._linked(document, relation, depth))
            if depth < STEPS:
                waiting += [(above, depth + 1, by) for above, by in reversed(self._upwards(document)) if above not in seen]
        return found

    def _upwards(self, document: str) -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for property in _UPWARDS:
            for above in self.things.values(document, property):
                found.setdefault(above, short(term(property).value))
        rank = {above: self._rank(above) for above in found}
        return sorted(found.items(), key=lambda pair: (rank[pair[0]], pair[0]))

    def _rank(self, document: str) -> float:
        level = self.things.value(document, "pg:level")
        return self._ranks(level) if level else _UNKNOWN

    @cached_property
    def _ranks(self) -> Callable[[str], float]:
        return lru_cache(100)(lambda level: float(self.things.value(level, "pg:rank") or _UNKNOWN))

    @cached_property
    def _citing(self) -> dict[str, str]:
        """Which documents cite it, by day, each with the strongest relation of its citations."""
        found: dict[str, str] = {}
        order = {name: n for n, name in enumerate(RELATIONS)}
        for citation, citing in self._citations:
            relation = _CHARACTERIZED.get(self.things.value(citation, "cito:hasCitationCharacterization"), "mentions")
            if order[relation] < order.get(found.get(citing, ""), 99):
                found[citing] = relation
        return {citing: found[citing] for citing in oldest_first(self.things, found)}

    @cached_property
    def _citations(self) -> list[tuple[str, str]]:
        """The citations of it by other documents: citation and citing document."""
        things = self.things
        return [(citation, citing) for citation in things.subjects("cito:hasCitedEntity", self.iri)
                for citing in things.values(citation, "cito:hasCitingEntity") if citing != self.iri]

    def cited_by(self, page: int = 0) -> Part[Named]:
        """Which documents cite it, as what: each once, by day."""
        return part(list(self._citing), lambda citing: self._linked(citing, self._citing[citing]), page)

    def by_article(self) -> list[tuple[str, Part[Named]]]:
        """Which documents cite which of its articles, in the order of the articles."""
        found: dict[str, dict[str, None]] = {}
        for citation, citing in self._citations:
            for article in self.things.values(citation, "pg:citedArticle"):
                if told := re.match("第.+?条(?:之.{1,2})?", article):
                    found.setdefault(told[0], {})[citing] = None
        ordered = sorted(found, key=lambda article: (_numeral(article), article))
        return [(article, part(oldest_first(self.things, found[article]), lambda citing: named(self.things, citing), size=FOR_AN_ARTICLE)) for article in ordered]

    def below(self, page: int = 0) -> Part[Named]:
        """What carries it out at a lower level, by day."""
        own = self._rank(self.iri)
        found = [citing for citing, relation in self._citing.items() if self._is_below(own, self._rank(citing), relation)]
        return part(found, lambda citing: self._linked(citing, self._citing[citing]), page)

    @staticmethod
    def _is_below(own: float, other: float, relation: str) -> bool:
        return relation in _CARRYING_OUT if _UNKNOWN in (own, other) else other > own

    # ---- statements

    @cached_property
    def rows(self) -> list[Row]:
        """Its statements, in the order of the text."""
        found = []
        for statement in self.things.subjects("pg:document", self.iri):
            said: dict[str, list[str]] = {}
            for property, value in self.things.outgoing(statement):
                said.setdefault(property, []).append(value.value)
            kind = next((CLASSES[each] for each in said.get(term("rdf:type").value, ()) if each in CLASSES), "")
            if kind:
                found.append(self._row(statement, kind, said))
        order = [known.kind for known in STATEMENTS.values()]
        return sorted(found, key=lambda row: (row.spans[0].start if row.spans else 0, order.index(row.kind), row.iri))

    @cached_property
    def _locators(self) -> Callable[[str], str]:
        return lru_cache(10_000)(lambda provision: self.things.value(provision, "pg:locator"))

    def _row(self, iri: str, kind: str, said: Mapping[str, Sequence[str]]) -> Row:
        values = {short(property): " | ".join(found) for property, found in said.items() if short(property) not in ("type", "evidence", "document")}
        locator = self._locators(values["provision"]) if "provision" in values else ""
        links = tuple((thing, self.things.lasting_name(thing)) for name in ("agent", "programme", "measure", "hasCitedEntity") for thing in _split(values.get(name, "")))
        sure = values.get("confidence")
        return Row(iri, kind, self._says(kind, values), links, locator, values.get("rule", ""), float(sure) if sure else None, tuple(self.things.spans(iri)), values)

    def _says(self, kind: str, values: Mapping[str, str]) -> str:
        if kind == "citation":
            return _relation(values.get("hasCitationCharacterization", ""), self.language)
        if kind in ("responsibility", "duty"):
            role = role_name(values.get("hadRole", ""), self.language) if kind == "responsibility" else ""
            return " · ".join(part for part in (role, values.get("action", "")) if part)
        if kind in ("target", "result"):
            return f"{values.get('indicator', '')} {amount(values)}".strip()
        if kind == "funding":
            return f"{values.get('purpose', '')} {amount(values)}".strip()
        if kind == "task":
            return values.get("action", "")
        return values.get("programmeName", "") or values.get("measureName", "")

    def of_kind(self, *kinds: str) -> list[Row]:
        """The statements of some kinds."""
        return [row for row in self.rows if row.kind in kinds]

    def row(self, statement: str) -> Row | None:
        """The statement with an IRI."""
        return next((row for row in self.rows if row.iri == statement), None)

    def matrix(self) -> tuple[list[tuple[str, str]], list[tuple[str, dict[str, Row]]]]:
        """Who does what: the agencies (IRI and name, the busiest first), and of each provision the statement for each agency."""
        tasks = self.of_kind("responsibility")
        counted: dict[str, int] = {}
        for row in tasks:
            for agency, _ in row.links[:1]:
                counted[agency] = counted.get(agency, 0) + 1
        agencies = sorted(counted, key=lambda agency: (-counted[agency], agency))
        rows: dict[str, dict[str, Row]] = {}
        for row in tasks:
            for agency, _ in row.links[:1]:
                rows.setdefault(row.locator, {}).setdefault(agency, row)
        return [(agency, self.things.name(agency)) for agency in agencies], list(rows.items())

    # ---- the text

    @cached_property
    def source(self) -> str:
        """The source it was read from."""
        return self.things.value(self.iri, "prov:wasDerivedFrom")

    @cached_property
    def extent(self) -> tuple[int, int]:
        """Where it begins and ends in its source (code points)."""
        return extents(self.things, self.source).get(self.iri, (0, 0)) if self.source else (0, 0)

    def text(self) -> list[tuple[str, str, str]]:
        """Its text in pieces: the words, the kinds of the statements on them and the ids of their rows, with blanks between; nothing where no text was kept."""
        whole = self.things.value(self.source, "pg:text") if self.source else ""
        start, end = self.extent
        if not whole or end <= start:
            return []
        end = min(end, start + SHOWN)
        marks = sorted((_Mark(span.start, span.end, row) for row in self.rows for span in row.spans if start <= span.start < span.end <= end),
                       key=lambda mark: (mark.start, -mark.end, mark.row.iri))
        return [
            (whole[left:right], " ".join(sorted({marks[i].row.kind for i in active})), " ".join(dict.fromkeys(marks[i].row.id for i in active)))
            for left, right, active in pieces(start, end, marks)
        ]


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    row: Row


def extents(things: Things, source: str) -> dict[str, tuple[int, int]]:
    """Where the documents of a source begin and end in it (code points): each with the first quotation of its head, the next one ends it."""
    starts = {document: min((span.start for span in things.spans(document) if span.source == source), default=-1)
              for document in things.subjects("prov:wasDerivedFrom", source)}
    ordered = sorted((start, document) for document, start in starts.items() if start >= 0)
    ends = [*(start for start, _ in ordered[1:]), things.number(source, "dcterms:extent") or 0]
    return {document: (start, end) for (start, document), end in zip(ordered, ends, strict=True)}


def _numeral(article: str) -> int:
    try:
        return numbers.number(re.sub(r"^第|条.*$", "", article))
    except ValueError:
        return 0


def _split(values: str) -> list[str]:
    return values.split(" | ") if values else []


def _relation(iri: str, language: str) -> str:
    relation = RELATIONS.get(_CHARACTERIZED.get(iri, "mentions"))
    return getattr(relation, language) if relation else ""


def role_name(iri: str, language: str) -> str:
    """What a role is called."""
    role = next((role for role in ROLES.values() if role.concept == short(iri)), None)
    return getattr(role, language) if role else ""


def amount(values: Mapping[str, str]) -> str:
    """The amount of a target, a result or a grant, in one line."""
    least, most = values.get("value") or values.get("minValue", ""), values.get("maxValue", "")
    if not least and not most:
        return ""
    unit = values.get("unitText", "")
    sign = SIGNS.get(values.get("comparator", "="), "")
    return f"{sign + ' ' if sign else ''}{least}{'–' + most if most else ''}{unit}"


def issue_name(things: Things, issue: str) -> str:
    """An issue of a gazette by its title, year and number."""
    year, number = things.value(issue, "pg:year"), things.value(issue, "pg:issueNumber")
    return things.value(issue, "eli:title") + (f" {year}年" if year else "") + (f"第{number}期" if number else "")


def _days(first: str, second: str) -> int | None:
    try:
        return (date.fromisoformat(second) - date.fromisoformat(first)).days
    except ValueError:
        return None
