"""Applying: corrections change the facts of one source: its documents first, then its statements, then its agencies.

Whatever is changed says by whom (``pg:correctedBy``) and what stood there (``pg:formerly``). A statement that says something else now is a
new one, the revision of the old (``prov:wasRevisionOf``), which is left as a `pg:Withdrawn` with its evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS

from ...corrections import KINDS, WHAT, Correction
from ...language import Phrase, counted
from ...naming import codes
from ...reading.folding import folded, title_key
from ...registry import PREFIXES
from ...stating.literals import decimal, text_literal
from ...stating.terms import ELI, OA, PG, SCHEMA, Minter, number_key
from ...stating.triples import numbered
from .facts import SourceFacts
from .fields import DAYS, FIELDS, agency_of, context_of, day_of
from .fits import CONTRADICTS, FITS, NEEDLESS, NOTHING, SEVERAL, STATES, Fit
from .following import follow
from .index import Index, names_of
from .targets import CLASSES, Statements

#: What the IRI of a statement that was set right ends with.
REVISED = "/revised"
#: What is kept of a statement that was taken back.
_KEPT = (PG.document, PG.provision, PG.evidence, PG.rule, PG.confidence, PG.correctedBy, PG.formerly, PROV.wasRevisionOf)
#: Properties that name an agency: of a statement, a provision, a document.
_NAMED_BY = (PROV.agent, PG.mentionsAgency, PG.citedIssuer, PG.answeredBy, ELI.passed_by, PG.addressedTo)
_NUMBER = (ELI.number, PG.agencyCode, PG.serial, PG.year)


def apply(index: Index, facts: SourceFacts) -> list[Fit]:
    """Change the facts of a source in place.

    Returns:
        What each correction came to that is about something in the source.
    """
    run = _Run(index, facts)
    run.documents()
    run.statements()
    run.agencies()
    if run.changed:
        follow(facts, run.touched)
    for each in run.made.values():
        facts.add(attributed(each, index.mint))
    return run.fits()


def attributed(correction: Correction, mint: Minter) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal]]:
    """What the graph says of a correction: what it is, who made it, when and why."""
    node, person = mint.correction(correction.id), mint.person(correction.who)
    yield node, RDF.type, PG.Correction
    yield node, PG.corrects, Literal(correction.what)
    yield node, PROV.wasAttributedTo, person
    when = correction.when if "T" in correction.when else f"{correction.when}T00:00:00"
    yield node, PROV.generatedAtTime, Literal(when, datatype=XSD.dateTime, normalize=False)
    if correction.value:
        yield node, PROV.value, Literal(correction.value)
    if correction.why:
        yield node, DCTERMS.description, Literal(correction.why)
    yield person, RDF.type, PROV.Agent
    yield person, SCHEMA.name, Literal(correction.who)


class _Run:
    """What is done to one source."""

    def __init__(self, index: Index, facts: SourceFacts):
        self.index, self.facts, self.mint = index, facts, index.mint
        self.changed = False
        self.touched: set[str] = set()
        self.made: dict[str, Correction] = {}
        self.found: dict[str, Fit] = {}
        #: Document as the rules read it -> what it is called now; and correction -> the documents it is about.
        self.called: dict[str, str] = {}
        self.where: dict[str, dict[str, None]] = {}
        #: The corrections that are about something here, by hash; and of documents: document -> field -> what corrects it.
        self.own: list[Correction] = []
        self._wanted: dict[str, dict[str, list[Correction]]] = {}
        self._named_by: dict[str, list[tuple[str, str, URIRef]]] | None = None

    def fits(self) -> list[Fit]:
        """What each correction came to, by its hash."""
        return [self.found[id] for id in sorted(self.found)]

    def note(self, correction: Correction, state: str, change: str = "", others: Sequence[Correction] = ()) -> None:
        """Say what a correction came to; what is more important stays."""
        old = self.found.get(correction.id)
        if old and STATES.index(old.state) < STATES.index(state):
            return
        before = old.changes if old and old.state == state else ()
        self.found[correction.id] = Fit(correction, state, (*before, *([change] if change else [])), tuple(others))
        if state == FITS:
            self.changed = True
            self.made[correction.id] = correction

    def by(self, iri: str, correction: Correction, formerly: Iterable[str] = ()) -> None:
        """Say of a thing who corrected it, and what stood there."""
        self.facts.add([(URIRef(iri), PG.correctedBy, self.mint.correction(correction.id)), *((URIRef(iri), PG.formerly, Literal(each)) for each in formerly)])

    # ---- documents

    def documents(self) -> None:
        """Titles, numbers and days of documents; and which correction is about which document."""
        for document in self.facts.having(PROV.wasDerivedFrom):
            found = self._about(names_of(self.facts, document))
            new = [*self._names(document, [each for each in found if each.what in ("title", "number")])]
            for each in dict.fromkeys([*found, *self._about(new)]):
                self.where.setdefault(each.id, {})[document] = None
        named = self._about(("agency", agency) for agency in self.facts.of_class(PG.Agency, PG.AgencyGroup))
        own = {*self.where, *(each.id for each in named)}
        self.own = [each for each in self.index.corrections if each.id in own]
        for each in self.own:
            if WHAT[each.what].of == "document":
                self._document(each)
        self._set_documents()
        if self.called:
            self.facts.rename(lambda iri: self._renamed(iri))
        for places in self.where.values():
            for document in list(places):
                if document in self.called:
                    del places[document]
                    places[self.called[document]] = None

    def _about(self, names: Iterable[tuple[str, str]]) -> list[Correction]:
        return [each for name in names for each in self.index.about.get(name, ())]

    def _names(self, document: str, corrections: Iterable[Correction]) -> Iterator[tuple[str, str]]:
        """What a document will be called by: corrections may name it so."""
        for each in corrections:
            yield ("number", number_key(each.value)) if each.what == "number" else ("title", title_key(each.value))
            yield "iri", self._iri(document, **{each.what: each.value})

    def _iri(self, document: str, number: str = "", title: str = "") -> str:
        """The IRI of a document of this number or title."""
        known = codes.parse_number(number or self._number(document))
        title = title or self.facts.value(document, ELI.title, ELI.title_alternative)
        place = document.rsplit("/", 2)[-2]
        return str(self.mint.document(None if place == "unknown" else place, known, title)) if known or title else document

    def _number(self, document: str) -> str:
        """The number that a document is known by."""
        own = self.facts.value(document, PG.agencyCode), self.facts.value(document, PG.serial)
        for number in self.facts.values(document, ELI.number):
            parsed = codes.parse_number(number)
            if parsed and (parsed.code, str(parsed.serial)) == own:
                return number
        return ""

    def _document(self, correction: Correction) -> None:
        """Put a correction of a document down, to be made when all are known."""
        places = self.where[correction.id]
        if len(places) > 1:
            self.note(correction, SEVERAL, Phrase("{count} documents are called {name}", count=len(places), name=correction.document))
            return
        for document in places:
            self._wanted.setdefault(document, {}).setdefault(correction.what, []).append(correction)

    def _set_documents(self) -> None:
        for document, by_field in self._wanted.items():
            for corrections in by_field.values():
                if not self._clash(corrections):
                    self._set_document(document, corrections)
            new = self._iri(document)
            if new != document and {"title", "number"} & by_field.keys():
                self.called[document] = new

    def _clash(self, corrections: Sequence[Correction]) -> bool:
        """Do corrections of one field contradict each other? Then none is made."""
        if len({each.value for each in corrections}) < 2:
            return False
        for each in corrections:
            self.note(each, CONTRADICTS, others=[other for other in corrections if other.value != each.value])
        return True

    def _set_document(self, document: str, corrections: Sequence[Correction]) -> None:
        first, facts = corrections[0], self.facts
        if first.what == "number" and not codes.parse_number(first.value):
            for each in corrections:
                self.note(each, NOTHING, Phrase("“{value}” is no number of a document", value=first.value))
            return
        before = self._values_of(document, first.what)
        if first.what == "number":
            self._set_number(document, first)
        elif first.what == "title":
            facts.set(document, ELI.title, text_literal(first.value))
        else:
            facts.set(document, DAYS[first.what], day_of(first))
        after = self._values_of(document, first.what)
        for each in corrections:
            if before == after:
                self.note(each, FITS if self._made(document, each) else NEEDLESS)
                continue
            self.by(document, each, [f"{each.what} {value}" for value in before])
            self.note(each, FITS, Phrase(
                "{name}: {change}", name=self._short(document),
                change=Phrase("{what} {before} → {after}", what=Phrase(each.what), before="、".join(before) or "–", after="、".join(after))))

    def _values_of(self, document: str, what: str) -> list[str]:
        if what == "number":
            return [self._number(document)] if self._number(document) else []
        return self.facts.values(document, ELI.title if what == "title" else DAYS[what])

    def _set_number(self, document: str, correction: Correction) -> None:
        """The number that a document is known by; others that it has stay."""
        number, old = codes.parse_number(correction.value), self._number(document)
        if number is None or number.text == old:
            return
        others = [value for value in self.facts.values(document, ELI.number) if value not in (old, number.text)]
        for property in _NUMBER:
            self.facts.set(document, property)
        self.facts.add([*numbered(URIRef(document), number), *((URIRef(document), ELI.number, Literal(other)) for other in others)])

    def _made(self, iri: str, correction: Correction) -> bool:
        """Was this correction made here before?"""
        return str(self.mint.correction(correction.id)) in self.facts.values(iri, PG.correctedBy)

    def _renamed(self, iri: str) -> str:
        document = self.index.document_of(iri)
        return self.called[document] + iri[len(document) :] if document in self.called else iri

    # ---- statements

    def statements(self) -> None:
        """Statements that are wrong, or say something else."""
        known: Statements | None = None
        wanted: dict[str, list[Correction]] = {}
        for each in self.own:
            if WHAT[each.what].of != "statement":
                continue
            known = known or Statements(self.facts, REVISED)
            found = known.meant(each, self._renamed(each.statement), self.where[each.id])
            several = len(found) > 1 and len(known.differing(found)) > 1
            if several:
                self.note(each, SEVERAL, Phrase("{count} statements have these words; say which by kind, provision or was", count=len(found)))
            elif not found:
                self.note(each, NOTHING, known.why_not(each))
            for iri in () if several else found:
                wanted.setdefault(iri, []).append(each)
        for iri, corrections in wanted.items():
            self._correct(iri, corrections)

    def _correct(self, iri: str, corrections: Sequence[Correction]) -> None:
        withdrawn = [each for each in corrections if each.what == "withdrawn"]
        set_right = [each for each in corrections if each.what != "withdrawn"]
        if withdrawn and set_right:
            for each in corrections:
                self.note(each, CONTRADICTS, others=set_right if each.what == "withdrawn" else withdrawn)
        elif withdrawn:
            self._withdraw(iri, withdrawn)
        else:
            self._revise(iri, set_right)

    def _withdraw(self, iri: str, corrections: Sequence[Correction]) -> None:
        says = self._called(iri)
        self._take_back(iri)
        for each in corrections:
            change = "" if self._made(iri, each) else Phrase(
                "{name}: {statement} is withdrawn", name=self._short(self.facts.value(iri, PG.document)), statement=says)
            self.by(iri, each)
            self.note(each, FITS, change)

    def _called(self, iri: str) -> str:
        kind = next((kind for kind, class_ in CLASSES.items() if self.facts.is_a(iri, class_)), "statement")
        return Phrase("{kind} “{quote}”", kind=Phrase(kind), quote=self.facts.value(self.facts.value(iri, PG.evidence), OA.exact)[:40])

    def _take_back(self, iri: str) -> None:
        """What is left of a statement that was wrong: where it stood, and by which rule."""
        facts = self.facts
        self.touched.add(facts.value(iri, PG.document))
        kept = {str(property): facts.things[iri][str(property)] for property in _KEPT if str(property) in facts.things[iri]}
        facts.things[iri] = {}
        facts.add([(URIRef(iri), RDF.type, PG.Withdrawn)])
        facts.things[iri].update(kept)

    def _revise(self, iri: str, corrections: Sequence[Correction]) -> None:
        by_field: dict[str, list[Correction]] = {}
        for each in corrections:
            by_field.setdefault(each.what, []).append(each)
        for what in sorted(by_field):
            if not self._clash(by_field[what]):
                iri = self._set(iri, by_field[what])

    def _set(self, iri: str, corrections: Sequence[Correction]) -> str:
        """Set a field of a statement; the IRI of the statement that has it now."""
        facts, first = self.facts, corrections[0]
        before = {property: dict(values) for property, values in facts.things[iri].items()}
        was = self._texts(iri, first.what)
        done = FIELDS[first.what].set(facts, iri, first, self.index)
        if not done or _same(before, facts.things[iri]):
            facts.things[iri] = before
            for each in corrections:
                why = "" if done else Phrase("“{value}” cannot be set here", value=each.value)
                self.note(each, FITS if done and self._made(iri, each) else NEEDLESS if done else NOTHING, why)
            return iri
        now = self._revision(iri, before)
        facts.set(now, PG.confidence, decimal(1))
        change = Phrase(
            "{name}: {statement}: {change}", name=self._short(facts.value(now, PG.document)), statement=self._called(now),
            change=Phrase("{what} {before} → {after}", what=Phrase(first.what), before="、".join(was) or "–", after="、".join(self._texts(now, first.what))))
        for each in corrections:
            self.by(now, each, [f"{first.what} {text}" for text in was])
            self.note(each, FITS, change)
        return now

    def _texts(self, iri: str, what: str) -> list[str]:
        """The values of a field as people read them."""
        return [self.facts.value(value, SKOS.prefLabel) or self._short(value) for value in self.facts.values(iri, *FIELDS[what].properties)]

    def _revision(self, iri: str, before: dict) -> str:
        """The statement that takes the place of one that says something else now."""
        facts = self.facts
        self.touched.add(facts.value(iri, PG.document))
        if iri.endswith(REVISED):
            return iri
        now = iri + REVISED
        facts.move(iri, now)
        facts.things[iri] = before
        facts.add([(URIRef(now), PROV.wasRevisionOf, URIRef(iri))])
        self._take_back(iri)
        return now

    def _short(self, iri: str) -> str:
        base = self.mint.base
        if iri.startswith(base):
            return f"id:{iri[len(base):]}"
        return next((f"{prefix}:{iri[len(namespace):]}" for prefix, namespace in PREFIXES.items() if iri.startswith(namespace)), iri)

    # ---- agencies

    def agencies(self) -> None:
        """Agencies that are one, and those that are none."""
        for each in self.own:
            if each.id in self.index.clashing:
                self.note(each, CONTRADICTS, others=self.index.clashing[each.id])
        self._join([agency for agency in self.facts.of_class(PG.Agency, PG.AgencyGroup) if agency in self.index.joined])
        for each in self.own:
            if each.what == "no-agency" and each.id not in self.index.clashing:
                self._no_agency(each)

    def _join(self, gone: Sequence[str]) -> None:
        joined = self.index.joined
        for agency in gone:
            self._put_together(agency, joined[agency])
        if gone:
            self.facts.rename(lambda iri: joined.get(iri, iri))
            self._named_by = None
        for agency in gone:
            for step in self.index.way(agency)[:-1]:
                for each in self.index.about["agency", step]:
                    if each.what == "same-agency":
                        self.by(joined[agency], each, [f"{each.what} {self._short(agency)}"])
                        self.note(each, FITS, f"{self._short(agency)} → {self._short(joined[agency])}")

    def _put_together(self, agency: str, end: str) -> None:
        """Leave of an agency what the one that it is needs: its names."""
        facts = self.facts
        if not agency_of(facts, end, context_of(facts, ""), self.mint):
            facts.things[end] = {property: dict(values) for property, values in facts.things[agency].items() if property not in (str(SKOS.prefLabel), str(SKOS.altLabel))}
        own, called = facts.values(end, SKOS.prefLabel), facts.value(agency, SKOS.prefLabel)
        names = [name for name in facts.values(agency, SKOS.prefLabel, SKOS.altLabel) if name not in own]
        for _, statement, property in self._naming.get(agency, ()):
            if property == PROV.agent and not facts.value(statement, PG.printedName):
                facts.set(statement, PG.printedName, text_literal(called))
        edges = {property: values for property, values in facts.things[agency].items() if property in _EDGES}
        facts.things[agency] = edges
        facts.add((URIRef(end), SKOS.altLabel, text_literal(name)) for name in names)

    def _no_agency(self, correction: Correction) -> None:
        facts = self.facts
        documents = self.where.get(correction.id) or dict.fromkeys(facts.having(PROV.wasDerivedFrom))
        agency = self.index.joined.get(correction.agency, correction.agency)
        meant = {agency} & facts.things.keys() if agency else self._printed.get(folded(correction.quote), set())
        done = self._unname(correction, documents, meant)
        before = any(self._made(document, correction) for document in documents)
        if done or before:
            self.note(correction, FITS, counted(
                "{names}: {count} statement or mention", "{names}: {count} statements and mentions", done, names="、".join(map(self._short, sorted(meant)))) if done else "")
        elif correction.document or agency in facts:
            self.note(correction, NOTHING, Phrase("no agency is called {name} there", name=correction.quote or self._short(agency)))

    @cached_property
    def _printed(self) -> dict[str, set[str]]:
        """The agencies that the source calls by a name."""
        found: dict[str, set[str]] = {}
        for agency in self.facts.of_class(PG.Agency, PG.AgencyGroup):
            for name in self.facts.values(agency, SKOS.prefLabel, SKOS.altLabel):
                found.setdefault(name, set()).add(agency)
        return found

    @property
    def _naming(self) -> dict[str, list[tuple[str, str, URIRef]]]:
        """Agency -> what names it: the document, the thing and its property."""
        if self._named_by is None:
            self._named_by = {}
            for iri in self.facts.things:
                document = self.facts.value(iri, PG.document) or iri
                for property in _NAMED_BY:
                    for agency in self.facts.values(iri, property):
                        self._named_by.setdefault(agency, []).append((document, iri, property))
        return self._named_by

    def _unname(self, correction: Correction, documents: Mapping[str, None], agencies: set[str]) -> int:
        """Take agencies out of documents; how many statements and mentions went."""
        facts, done = self.facts, 0
        for agency in agencies:
            for document, iri, property in self._naming.get(agency, ()):
                if document not in documents or agency not in facts.values(iri, property):
                    continue
                if property == PROV.agent:
                    self._take_back(iri)
                    self.by(iri, correction)
                else:
                    facts.take(iri, property, agency)
                done += 1
                self.touched.add(document)
                self.by(document, correction)
        return done


_EDGES = {str(each) for each in (PG.leads, PG.cooperatesOn, PG.isResponsibleFor)}


def _same(before: dict, after: dict) -> bool:
    return {property: set(values) for property, values in before.items() if values} == {property: set(values) for property, values in after.items() if values}


assert set(KINDS) == set(CLASSES)
