"""Fields: how a correction of each kind changes a statement, and what stood there before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rdflib import Literal, URIRef
from rdflib.namespace import PROV, SKOS

from ...corrections import Correction
from ...model import Agency, Reference
from ...naming import codes, full_names, gazetteer, laws, names
from ...naming.full_names import Context
from ...stating.literals import day, deadline, decimal, interval, text_literal, yuan
from ...stating.terms import CITO, ELI, LAWS, PG, RELATIONS, RESOLUTIONS, ROLES, SCHEMA, Minter
from ...stating.triples import coded, described
from .facts import SourceFacts
from .index import Index

#: Properties of an amount.
_VALUES = (SCHEMA.value, SCHEMA.minValue, SCHEMA.maxValue)
_IN_YUAN = (PG.amountInYuan, PG.minAmountInYuan, PG.maxAmountInYuan)
#: What a citation says of the document that it names, and no longer does where it means another one.
_CITED = (PG.citedAs, PG.citedTitle, PG.citedNumber, PG.citedType, PG.citedPlace, PG.citedLevel, PG.citedIssuer, PG.printedName, PG.candidatePlace, PG.resolution)
#: Days of a document.
DAYS = {
    "signed": ELI.date_document, "printed": ELI.date_publication, "adopted": PG.adoptionDate, "effective": ELI.first_date_entry_in_force,
    "expires": ELI.date_no_longer_in_force}


@dataclass(frozen=True, slots=True)
class Field:
    """What a kind of correction sets: the properties that hold it, and how it is set.

    ``set`` states the value on the statement and returns False where it cannot be.
    """

    properties: tuple[URIRef, ...]
    set: Callable[[SourceFacts, str, Correction, Index], bool]


def _text(property: URIRef) -> Field:
    return Field((property,), lambda facts, iri, correction, index: _is_set(facts, iri, property, text_literal(correction.value)))


def _is_set(facts: SourceFacts, iri: str, property: URIRef, *values: Literal | URIRef | None) -> bool:
    facts.set(iri, property, *values)
    return True


def _deadline(facts: SourceFacts, iri: str, correction: Correction, index: Index) -> bool:
    facts.set(iri, PG.recurs)
    return _is_set(facts, iri, PG.deadline, deadline(correction.value))


def _value(facts: SourceFacts, iri: str, correction: Correction, index: Index) -> bool:
    found = [float(part) for part in correction.value.split("..")]
    if len(found) == 2 and found[0] == found[1]:
        return False
    for property in _VALUES:
        facts.set(iri, property)
    if len(found) == 2:
        facts.set(iri, SCHEMA.minValue, decimal(min(found)))
        facts.set(iri, SCHEMA.maxValue, decimal(max(found)))
    else:
        facts.set(iri, SCHEMA.value, decimal(found[0]))
    _count_money(facts, iri)
    return True


def _unit(facts: SourceFacts, iri: str, correction: Correction, index: Index) -> bool:
    facts.set(iri, SCHEMA.unitText, text_literal(correction.value))
    if facts.is_a(iri, PG.Funding):
        facts.set(iri, SCHEMA.currency, Literal("CNY") if "元" in correction.value and "美元" not in correction.value else None)
    _count_money(facts, iri)
    return True


def _count_money(facts: SourceFacts, iri: str) -> None:
    """The amount in yuan follows from value and unit."""
    unit = facts.value(iri, SCHEMA.unitText)
    for property, counted in zip(_VALUES, _IN_YUAN, strict=True):
        amount = facts.value(iri, property)
        facts.set(iri, counted, yuan(float(amount), unit) if amount else None)


def _comparator(facts: SourceFacts, iri: str, correction: Correction, index: Index) -> bool:
    return _is_set(facts, iri, PG.comparator, Literal(correction.value))


def _period(facts: SourceFacts, iri: str, correction: Correction, index: Index) -> bool:
    if not facts.is_a(iri, PG.Result):
        return _is_set(facts, iri, PG.period, text_literal(correction.value))
    if not all(len(part) in (4, 7, 10) and part.replace("-", "").isdecimal() for part in correction.value.split("/")):
        return False
    return _is_set(facts, iri, PG.resultPeriod, interval(correction.value))


def _role(facts: SourceFacts, iri: str, correction: Correction, index: Index) -> bool:
    role = ROLES[correction.value][0]
    facts.add(coded(role, PG.Role))
    return _is_set(facts, iri, PROV.hadRole, role)


def _relation(facts: SourceFacts, iri: str, correction: Correction, index: Index) -> bool:
    return _is_set(facts, iri, CITO.hasCitationCharacterization, RELATIONS[correction.value])


# ---- who it is


def _agency(facts: SourceFacts, iri: str, correction: Correction, index: Index) -> bool:
    context = context_of(facts, facts.value(iri, PG.document))
    found = agency_of(facts, correction.value, context, index.mint)
    if found in index.joined:  # others say that it is another one
        found = agency_of(facts, index.joined[found], context, index.mint) or found
    if not found:
        return False
    before = facts.value(iri, PROV.agent)
    called = facts.value(iri, PG.printedName) or facts.value(before, SKOS.prefLabel)
    facts.set(iri, PROV.agent, URIRef(found))
    facts.set(iri, PG.printedName, text_literal(called) if called and called != facts.value(found, SKOS.prefLabel) else None)
    provision = facts.value(iri, PG.provision)
    if found != before and facts.take(provision, PG.mentionsAgency, before):
        facts.add([(URIRef(provision), PG.mentionsAgency, URIRef(found))])
    return True


def agency_of(facts: SourceFacts, called: str, context: Context, mint: Minter) -> str:
    """The IRI of an agency, which is stated if it is not yet; "" where an IRI tells no name.

    Args:
        facts: Where it is stated.
        called: Its IRI, or a name as a text would print it.
        context: The document that would print it.
        mint: What makes IRIs.
    """
    if called in facts:
        return called
    found = _of_iri(called, mint) if "://" in called else _of_name(called, context)
    if not found:
        return ""
    facts.add(described(found, mint))
    return str(mint.agency(found))


def _of_name(name: str, context: Context) -> Agency:
    resolved = names.resolve(name, context, in_list=True)
    return resolved.agency if resolved else full_names.bare(name, context)


def _of_iri(iri: str, mint: Minter) -> Agency | None:
    """The agency that an IRI of ours was made from, if its name is whole in it."""
    kind, _, rest = iri.removeprefix(mint.base).partition("/")
    code, _, name = rest.partition("/")
    if not iri.startswith(mint.base) or kind not in ("agency", "group") or not name:
        return None
    place = gazetteer.place(code)
    found = full_names.agency(name, place) if kind == "agency" else Agency(name, "group", place.code if place else None, place.level if place else None, full_names.branch(name))
    return found if str(mint.agency(found)) == iri else None


def context_of(facts: SourceFacts, document: str) -> Context:
    """What the names in a document mean."""
    place, level = facts.value(document, ELI.jurisdiction), facts.value(document, PG.level)
    signed = facts.value(document, ELI.date_document, ELI.date_publication)
    return Context(place.rpartition("/")[2] or None, level.rpartition("#")[2] or None, signed or None)


# ---- what is meant


def _means(facts: SourceFacts, iri: str, correction: Correction, index: Index) -> bool:
    citing = facts.value(iri, PG.document)
    target, number, title = _document(correction.value, context_of(facts, citing).place, index.mint)
    if target == citing:
        return False
    for property in _CITED:
        facts.set(iri, property)
    resolution = RESOLUTIONS["number" if number else "title"]
    facts.add(coded(resolution, PG.Resolution))
    facts.set(iri, PG.resolution, resolution)
    facts.set(iri, PG.citedAs, URIRef(target))
    facts.set(iri, PG.citedNumber, Literal(number) if number else None)
    facts.set(iri, PG.citedTitle, text_literal(title) if title else None)
    return True


def _document(called: str, place: str | None, mint: Minter) -> tuple[str, str, str]:
    """The document that an IRI, a number or a title names, seen from a place: IRI, number and title."""
    if "://" in called:
        name = called.rpartition("/")[2]
        number = codes.parse_number(name)
        return called, number.text if number else "", "" if number else name
    number = codes.parse_number(called)
    if number:
        reading = codes.read_code(number.code, place)
        where = reading.places[0] if reading and len(reading.places) == 1 else place if reading and place in reading.places else None
        return str(mint.reference(Reference(number, place=where))), number.text, ""
    law = laws.kind(called)
    where = gazetteer.COUNTRY if law in LAWS else gazetteer.place_of_title(called)[0]
    return str(mint.reference(Reference(None, called, law, where))), "", called


#: What each kind of correction of a statement sets.
FIELDS: Mapping[str, Field] = {
    "agency": Field((PROV.agent,), _agency),
    "role": Field((PROV.hadRole,), _role),
    "relation": Field((CITO.hasCitationCharacterization,), _relation),
    "means": Field((PG.citedAs,), _means),
    "deadline": Field((PG.deadline, PG.recurs), _deadline),
    "value": Field(_VALUES, _value),
    "unit": Field((SCHEMA.unitText,), _unit),
    "comparator": Field((PG.comparator,), _comparator),
    "indicator": _text(PG.indicator),
    "purpose": _text(PG.purpose),
    "period": Field((PG.resultPeriod, PG.period), _period),
    "action": _text(PG.action),
}


def day_of(correction: Correction) -> Literal | None:
    """The day that a correction of a document gives."""
    return day(correction.value)
