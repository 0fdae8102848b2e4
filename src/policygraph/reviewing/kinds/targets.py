"""Targets: figures that fall short of those of the document above, or go beyond them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import RDF, URIRef

from ... import rules
from ...model import Target
from ...reading.folding import same_key
from ...registry import SIGNS
from ...stating.terms import ELI, PG, SCHEMA
from ..draft import Draft
from ..known import Known
from ..remarks import Remark

#: Relations by which an act carries another one out.
CARRIES_OUT = ("based_on", "applies", "forwards")


@dataclass(frozen=True, slots=True)
class _Figure:
    """A target of a document of the corpus."""

    document: URIRef
    statement: URIRef
    comparator: str
    value: float


def compared(draft: Draft) -> Iterator[Remark]:
    """Remarks on targets that differ from those of a document that the act carries out, for the same indicator, unit and day.

    Rates are compared across places; amounts only within one place, because a city has a part of what its province has. Nothing
    is said where that document has several values for one indicator, nor of what is only striven for.
    """
    above: dict[tuple[str, str, str], list[_Figure]] = {}
    for citation in draft.cited:
        if citation.relation in CARRIES_OUT:
            for document in draft.means(citation):
                _add(above, draft.known, document)
    for target in draft.document.targets if above else ():
        figures = above.get(_key(target.indicator, target.unit, target.deadline or ""), [])
        if target.maximum is None and not target.striven and target.deadline and len({figure.value for figure in figures}) == 1:
            yield from _differing(draft, target, figures[0])


def _key(indicator: str, unit: str, deadline: str) -> tuple[str, str, str]:
    return rules.load("review")["where"].pattern.sub("", same_key(indicator)), unit, deadline


def _add(above: dict[tuple[str, str, str], list[_Figure]], known: Known, document: URIRef) -> None:
    for statement in known.having(PG.document, document):
        value = known.value(statement, SCHEMA.value)
        if str(PG.Target) in known.values(statement, RDF.type) and value and not known.value(statement, PG.strivenFor):
            key = _key(known.value(statement, PG.indicator), known.value(statement, SCHEMA.unitText), known.value(statement, PG.deadline))
            above.setdefault(key, []).append(_Figure(document, statement, known.value(statement, PG.comparator), float(value)))


def _differing(draft: Draft, target: Target, figure: _Figure) -> Iterator[Remark]:
    place = draft.known.value(figure.document, ELI.jurisdiction).rsplit("/", 1)[-1]
    if target.value == figure.value or place != draft.document.place and not rules.load("review")["rate"].search(target.unit):
        return
    limit = "<=" in (target.comparator, figure.comparator) or "<" in (target.comparator, figure.comparator)
    short = target.value > figure.value if limit else target.value < figure.value
    yield draft.remark(
        "target-below" if short else "target-above", draft.at(target.evidence), draft.known.ground(figure.document, figure.statement),
        indicator=target.indicator, own=_amount(target.comparator, target.value, target.unit),
        other=_amount(figure.comparator, figure.value, target.unit), document=draft.known.name(figure.document))


def _amount(comparator: str, value: float, unit: str) -> str:
    return f"{SIGNS.get(comparator, comparator)}{value:g}{unit}"
