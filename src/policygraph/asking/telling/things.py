"""Things: what a document, an agency, a programme or a statement is, found by any of its names, with the words that say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rdflib import Graph

from ... import columns
from ...carrying import line_for_terminal
from ...errors import QueryError
from ...language import Phrase, chosen, told
from ...registry import doubt
from ...tables import rows
from .. import suggest
from ..answers import run_query
from ..named import TYPES, filled, iri, question
from ..prefixes import shorten
from ..values import plain
from .belonging import SORTS, Belonging, belonging
from .evidence import words, words_about

#: Things of one name, values of one property, and places of evidence that are shown at most.
MOST, MOST_VALUES, MOST_PLACES = 10, 12, 20
#: Lines of one sort of what belongs to a programme that are shown at most.
MOST_BELONGING = 30
#: Characters of a value that are shown.
MAX_VALUE = 160
#: Class -> what it is called; of the classes of a thing the first of these is its kind.
KINDS = {
    **{f"pg:{name}": (zh, en) for name, zh, en in (
        ("Stub", "未收集文件", "document that is only cited"), ("Document", "文件", "document"), ("AgencyGroup", "机构群体", "group of agencies"),
        ("Agency", "机构", "agency"), ("Place", "地区", "place"), ("Provision", "条款", "provision"), ("Responsibility", "责任", "responsibility"),
        ("Duty", "义务", "duty"), ("Programme", "专项", "programme"), ("Measure", "措施", "measure"), ("ProgrammeMention", "专项提及", "mention of a programme"),
        ("Citation", "引用", "citation"), ("Target", "目标", "target"), ("Result", "结果", "result"), ("Funding", "资金", "funding"),
        ("TaskDeadline", "时限", "deadline"), ("Merge", "合并", "merge"), ("Source", "来源", "source"), ("Evidence", "出处", "evidence"),
        ("GazetteIssue", "公报", "gazette issue"))},
    "org:ChangeEvent": ("机构改革", "reform of agencies"),
}
_WITH_BELONGINGS = (KINDS["pg:Programme"], KINDS["pg:Measure"])
_TYPE = "rdf:type"
Ask = Callable[[str], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing: its IRI, its kind in Chinese and English, property -> values (each as text, names of things beside their IRI), the places that say so.

    ``others`` says that the words are those of a statement about it; ``belonging`` is what belongs to a programme or a measure.
    """

    iri: str
    kind: tuple[str, str]
    properties: tuple[tuple[str, tuple[str, ...]], ...]
    places: tuple[dict[str, Any], ...]
    others: bool = False
    belonging: Belonging = ()


def called(graph: Graph | str, name: str) -> list[str]:
    """The IRIs of the things that are called so.

    Args:
        graph: A graph, or the address of an endpoint.
        name: An IRI (also with a prefix, as tables print it), the number or title of a document, any name of another thing.

    Raises:
        QueryError: Nothing is called so; the message has the names that are most like it.
    """
    ask = _asker(graph)
    try:
        given = iri(name)
        if ":" in name and not suggest.missing(ask, "iri", given):
            return [given[1:-1]]
    except ValueError:
        pass
    terms = dict.fromkeys(term for kind in ("document", "name") for term in _terms(kind, name))
    found = [str(row["thing"]) for row in ask(filled(question("called"), {"name": " ".join(terms)}))] if terms else []
    if found:
        return found
    raise QueryError(_nothing(ask, name))


def _terms(kind: str, name: str) -> list[str]:
    try:
        return TYPES[kind](name.strip())
    except ValueError:
        return []


def _nothing(ask: Ask, name: str) -> str:
    near = list(dict.fromkeys(like for kind in ("agency", "document", "programme") for like in suggest.near(ask, kind, name)[:2]))
    return suggest.nothing_called(name[:80], near)


def about(graph: Graph | str, thing: str) -> Thing:
    """What the graph says of a thing, and where the text says it.

    Raises:
        QueryError: The graph cannot be asked.
    """
    ask = _asker(graph)
    properties: dict[str, dict[str, list[str]]] = {}
    for row in ask(filled(question("said-of"), {"thing": iri(thing)})):
        names = properties.setdefault(shorten(str(row["property"])), {}).setdefault(shorten(plain(row["value"])), [])
        names += [plain(row["name"])] if row["name"] is not None else []
    kinds = properties.pop(_TYPE, {})
    kind = next((KINDS[found] for found in KINDS if found in kinds), ("事物", "thing"))
    own = words(ask, [thing]).get(thing, [])
    said = tuple((name, tuple(_value(value, names) for value, names in values.items())) for name, values in properties.items())
    name = next(iter(properties.get("skos:prefLabel", ())), "") if kind in _WITH_BELONGINGS else ""
    return Thing(thing, kind, said, tuple(own or words_about(ask, thing)), others=not own, belonging=belonging(graph, name) if name else ())


def _asker(graph: Graph | str) -> Ask:
    return lambda text: run_query(graph, text)


def _value(value: str, names: Sequence[str]) -> str:
    """A value; of a thing its names, the shortest first, and its IRI."""
    return f"{'、'.join(sorted(dict.fromkeys(names), key=lambda name: (len(name), name)))} ({value})" if names else value


# ---- as text


def as_text(thing: Thing) -> str:
    """A thing for a terminal or a file, in the language that was chosen: its kind and IRI, what is said of it, what belongs to it, and the words of the text, in their place."""
    head = Phrase("{kind}: {name}", kind=_in_language(thing.kind), name=shorten(thing.iri))
    lines = [told(head), "", *_said([(called_property(name), values) for name, values in thing.properties])]
    for sort, count, rows_ in thing.belonging:
        lines += ["", told(Phrase("{things} ({count})", things=_in_language(SORTS[sort]), count=count)), *_rows(rows_)]
    if thing.places:
        lines += ["", told(Phrase("evidence, of the first statement about it:") if thing.others else Phrase("evidence:"))]
    lines += [line for place in thing.places[:MOST_PLACES] for line in _place(place)]
    if len(thing.places) > MOST_PLACES:
        lines.append("  " + told(Phrase("… and {count} more", count=len(thing.places) - MOST_PLACES)))
    return "\n".join(lines) + "\n"


def called_property(name: str) -> str:
    """A property in the language that was chosen: in Chinese by its label, in English by its name, which SPARQL takes.

    >>> called_property("eli:number")
    'eli:number'
    """
    return _labels().get(name, name) if chosen() == "zh" else name


@cache
def _labels() -> Mapping[str, str]:
    return {row["property"]: row["zh"] for row in rows("properties", ("property", "zh"))}


def _in_language(names: tuple[str, str]) -> str:
    return names[chosen() != "zh"]


def _rows(lines: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Lines of cells, one below the other; a cell is as wide as the widest of its column, the last as it is."""
    cells = [[_short(cell) for cell in line] for line in lines[:MOST_BELONGING]]
    widths = [max(columns.width(line[at]) for line in cells if at < len(line) - 1) for at in range(max(map(len, cells)) - 1)]
    for line in cells:
        yield ("  " + columns.GAP.join([*(columns.filled(cell, width) for cell, width in zip(line[:-1], widths, strict=False)), line[-1]])).rstrip()
    if len(lines) > MOST_BELONGING:
        yield "  " + told(Phrase("… and {count} more", count=len(lines) - MOST_BELONGING))


def _said(properties: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    width = max((columns.width(name) for name, _ in properties), default=0)
    for name, values in properties:
        for number, value in enumerate(values[:MOST_VALUES]):
            yield f"  {columns.filled(name if number == 0 else '', width)}  {_short(value)}"
        if len(values) > MOST_VALUES:
            yield f"  {'':<{width}}  " + told(Phrase("… and {count} more", count=len(values) - MOST_VALUES))


def _place(place: dict[str, Any]) -> Iterator[str]:
    rule = f"  [{place['rule']}, {plain(place['confidence'])}{doubt(place['confidence'])}]" if place["rule"] else ""
    yield f"  {line_for_terminal(plain(place['file']))} {plain(place['start'])}–{plain(place['end'])}{rule}"
    left, words_, right = (line_for_terminal(" ".join(plain(place[name]).split())) for name in ("left", "quotation", "right"))
    yield f"    {'…' if left else ''}{left}【{words_}】{right}{'…' if right else ''}"


def _short(value: str) -> str:
    value = line_for_terminal(" ".join(value.split()))
    return value if len(value) <= MAX_VALUE else value[: MAX_VALUE - 1] + "…"
