"""Mending: what may be corrected of a thing, and the entry of a file of corrections that says so. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...corrections import WHAT, Correction, parse, to_toml
from ...errors import TableError
from .documents import CLASSES
from .things import Things

#: What tells statements of the same words apart, the best first.
_SAYS = ("prov:agent", "pg:programmeName", "pg:measureName", "pg:indicator", "pg:purpose", "pg:action", "pg:citedNumber", "pg:citedTitle")


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be corrected of a thing: its kinds of correction, and how an entry names it."""

    iri: str
    document: str
    name: str
    what: tuple[str, ...]
    target: Correction


def offered(things: Things, iri: str) -> Offer | None:
    """What may be corrected of a thing; None where nothing can be."""
    classes = {value.value for value in things.terms(iri, "rdf:type")}
    kind = next((kind for each, kind in CLASSES.items() if each in classes), "")
    if kind:
        return _statement(things, iri, kind)
    if things.kind(iri) == "document" and things.value(iri, "prov:wasDerivedFrom"):
        return Offer(iri, iri, things.name(iri), _of("document"), Correction("", "", "", document=_called(things, iri)))
    if things.kind(iri) == "agency":
        return Offer(iri, "", things.name(iri), _of("agency"), Correction("", "", "", agency=_short(things, iri)))
    return None


def _of(of: str, kind: str = "") -> tuple[str, ...]:
    return tuple(name for name, each in WHAT.items() if each.of == of and (not kind or kind in each.statements))


def _statement(things: Things, iri: str, kind: str) -> Offer:
    document, spans = things.value(iri, "pg:document"), things.spans(iri)
    found = next((value for value in things.values(iri, *_SAYS)), "")
    says = things.value(found, "skos:prefLabel") if found in things.values(iri, "prov:agent") else found
    target = Correction(
        "", "", "", statement=_short(things, iri), document=_called(things, document), kind=kind, quote=spans[0].exact if spans else "",
        provision=things.value(things.value(iri, "pg:provision"), "pg:locator"), was="" if things.values(iri, "pg:correctedBy") else says)
    return Offer(iri, document, " · ".join(part for part in (says, target.quote) if part), _of("statement", kind), target)


def _called(things: Things, document: str) -> str:
    """A document by its number, or its title: both outlive its IRI."""
    return things.value(document, "eli:number", "eli:title", "eli:title_alternative") or _short(things, document)


def _short(things: Things, iri: str) -> str:
    return f"id:{iri[len(things.base):]}" if iri.startswith(things.base) else iri


def entry(offer: Offer, given: Mapping[str, str]) -> Correction:
    """The entry that a filled-in form means.

    Raises:
        TableError: Something in it is missing or wrong; the message says what.
    """
    what = given.get("what", "")
    kind = WHAT.get(what)
    target = offer.target if kind and kind.of == "statement" else replace(offer.target, statement="", kind="", quote="", provision=None, was="")
    value = given.get("is", "").strip() if kind and kind.form else ""
    if what == "no-agency" and given.get("document", "").strip():
        target = replace(target, document=given["document"].strip())
    made = replace(
        target, what=what, value=value, who=given.get("who", "").strip(), when=given.get("when", "").strip(), why=given.get("why", "").strip())
    try:
        return parse(to_toml([made]))[0]
    except TableError as error:
        raise TableError(str(error).removeprefix("corrections: correction 1: ")) from None


def history(things: Things, iri: str) -> list[tuple[str, str, str, str]]:
    """The corrections of a thing: IRI, who, when and what was there before."""
    before = "; ".join(things.values(iri, "pg:formerly"))
    return [
        (made, things.value(things.value(made, "prov:wasAttributedTo"), "schema:name"), things.value(made, "prov:generatedAtTime")[:10], before)
        for made in things.values(iri, "pg:correctedBy")]


def withdrawn(things: Things, document: str) -> list[str]:
    """The statements of a document that were taken back and have no other in their place."""
    gone = [iri for iri in things.subjects("pg:document", document) if things.is_a(iri, "pg:Withdrawn")]
    return [iri for iri in gone if not things.subjects("prov:wasRevisionOf", iri)]
