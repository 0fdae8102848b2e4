"""Pictures: bars by year, and the neighbourhood of a thing as a network in layers, both as SVG that needs no script."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from ...columns import width
from ...registry import LEVELS, RELATIONS, ROLES
from .things import Things, short

#: Neighbours of one thing in each direction, and nodes of one picture, at most.
EACH, MOST = 12, 120
#: Statements that are looked through for the one that a line stands for, at most.
SEARCHED = 500
#: Size of a box and the room around it (pixels), and boxes in a row.
WIDTH, HEIGHT, GAP, ROW_GAP, ROW = 154, 44, 10, 26, 7
#: Room that a name on a curve needs to the side, and above (pixels).
_NAME_ROOM, _LINE_ROOM = 80, 15
#: Characters in a line of a box.
LINE = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its label, its number, its place and height (pixels)."""

    label: str
    number: int
    x: int
    y: int
    height: int
    told: bool


def bars(counted: Sequence[tuple[str, int]], height: int = 90) -> list[Bar]:
    """Bars of 18 pixels each, the highest of a given height; as many labels as have room."""
    most = max((n for _, n in counted), default=0)
    step = max(2, math.ceil(len(counted) / 24)) if len(counted) > 1 else 1
    return [Bar(label, n, 18 * i, height - round(height * n / most), round(height * n / most), i % step == 0) for i, (label, n) in enumerate(counted)] if most else []


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a curve: its name, the day, where it stands (pixels), whether its name has room beside it, and whether only behind it."""

    name: str
    day: str
    x: int
    y: int
    told: bool
    after: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """How something spread: a curve that rises by one at the first day of each place, over months (pixels)."""

    points: Sequence[Point]
    path: str
    ticks: Sequence[tuple[int, str]]
    left: int = 40
    right: int = 680
    top: int = 24
    bottom: int = 220
    width: int = 720
    height: int = 244


def spread(places: Sequence[tuple[str, str]]) -> Spread:
    """The curve of the places that took something up.

    Args:
        places: Name and first day (ISO) of each; those without a day have no place on it.
    """
    dated = sorted((day, name) for name, day in places if re.match(r"\d{4}-\d\d", day))
    empty = Spread((), "", ())
    if not dated:
        return empty
    first, last = _month(dated[0][0]), _month(dated[-1][0])
    wide = (empty.right - empty.left) / max(last - first, 1)
    high = (empty.bottom - empty.top) / len(dated)
    points: list[Point] = []
    told = -math.inf, -math.inf
    for count, (day, name) in enumerate(dated, 1):
        x, y = round(empty.left + (_month(day) - first) * wide), round(empty.bottom - count * high)
        room = x - told[0] > _NAME_ROOM or told[1] - y > _LINE_ROOM
        told = (x, y) if room else told
        points.append(Point(name, day, x, y, room, x - empty.left < _NAME_ROOM))
    return Spread(points, _steps(points, empty), _years(first, last, wide, empty.left))


def _month(day: str) -> int:
    """Months since the year 0."""
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def _steps(points: Sequence[Point], frame: Spread) -> str:
    """The line of the curve: up at each point, level between them."""
    moves = "".join(f" H{point.x} V{point.y}" for point in points)
    return f"M{frame.left} {frame.bottom}{moves} H{frame.right}"


def _years(first: int, last: int, wide: float, left: int) -> list[tuple[int, str]]:
    """Where a year begins, and the first month; as many as have room."""
    found = [(left, f"{first // 12}-{first % 12 + 1:02d}")]
    for month in range(first - first % 12 + 12, last + 1, 12):
        x = round(left + (month - first) * wide)
        if x - found[-1][0] > _NAME_ROOM:
            found.append((x, str(month // 12)))
    return found


@dataclass(frozen=True, slots=True)
class Box:
    """A thing in a picture: its lines, its place (pixels), its look, where a click leads and where its page is."""

    iri: str
    lines: tuple[str, ...]
    name: str
    x: int
    y: int
    look: str
    opened: bool
    grow: str
    page: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two boxes, with its look, what it says, and the page of the statement that says so ("" where none does)."""

    path: str
    look: str
    says: str
    page: str


@dataclass(frozen=True, slots=True)
class Band:
    """A layer: its label, its top and its height (pixels), its look."""

    label: str
    top: int
    height: int
    look: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A network in layers; ``cut`` says how many neighbours were left out."""

    boxes: Sequence[Box]
    lines: Sequence[Line]
    bands: Sequence[Band]
    width: int
    height: int
    cut: int


def neighbourhood(things: Things, opened: Sequence[str], language: str, address: str) -> Picture:
    """The things that some things are linked with.

    Args:
        things: What is looked into.
        opened: The things whose neighbours are shown, the first is the middle.
        language: Of the labels.
        address: That of this picture, for the links that open further boxes.
    """
    edges: dict[tuple[str, str], str] = {}
    nodes: dict[str, None] = dict.fromkeys(opened)
    cut = 0
    for thing in opened:
        found = _neighbours(things, thing)
        by_kind: dict[tuple[str, bool], list[tuple[str, str, str]]] = defaultdict(list)
        for edge in found:
            by_kind[(edge[2], edge[0] == thing)].append(edge)
        for group in by_kind.values():
            group.sort(key=lambda edge: (-things.count("eli:cites", edge[1], 500), edge))
            cut += max(0, len(group) - EACH)
            for start, end, sort in group[:EACH]:
                if len(nodes) >= MOST and not {start, end} <= nodes.keys():
                    cut += 1
                    continue
                nodes |= dict.fromkeys((start, end))
                edges.setdefault((start, end), sort)
    return _laid_out(things, list(nodes), edges, opened, language, address, cut)


def linked(things: Things, rows: Iterable[Sequence[str]], language: str, address: str) -> Picture | None:
    """What an answer links: the things with pages in each of its rows, one after the other; None where no row has two.

    Args:
        things: What is looked into.
        rows: The IRIs in each row.
        language: Of the labels.
        address: That of the picture of a neighbourhood, where a click on a box leads.
    """
    nodes: dict[str, None] = {}
    edges: dict[tuple[str, str], str] = {}
    cut = 0
    for row in rows:
        named = [iri for iri in dict.fromkeys(row) if things.kind(iri)]
        for start, end in zip(named, named[1:], strict=False):
            if len(nodes) >= MOST and not {start, end} <= nodes.keys():
                cut += 1
                continue
            nodes |= dict.fromkeys((start, end))
            edges.setdefault((start, end), "")
    return _laid_out(things, list(nodes), edges, (), language, address, cut) if edges else None


def _neighbours(things: Things, thing: str) -> list[tuple[str, str, str]]:
    """The lines of a thing: from, to, and what they say (a relation, a role, or issues, programme)."""
    kind, found = things.kind(thing), []
    if kind == "document":
        for relation in RELATIONS.values():
            found += [(thing, other, relation.name) for other in things.values(thing, relation.property)]
            found += [(other, thing, relation.name) for other in things.subjects(relation.property, thing)]
        found += [(agency, thing, "issues") for agency in things.values(thing, "eli:passed_by")]
        found += [(thing, programme, "programme") for programme in things.values(thing, "pg:mentionsProgramme")]
        found += _tasks(things, ((things.value(each, "prov:agent"), thing, each) for each in things.subjects("pg:document", thing)))
    elif kind == "agency":
        found += [(thing, document, "issues") for document in things.subjects("eli:passed_by", thing)]
        found += _tasks(things, ((thing, things.value(each, "pg:document"), each) for each in things.subjects("prov:agent", thing)[:2000]))
    elif kind == "programme":
        found += [(document, thing, "programme") for property in ("pg:mentionsProgramme", "pg:mentionsMeasure") for document in things.subjects(property, thing)]
    elif kind == "issue":
        found += [(thing, document, "contains") for document in things.subjects("eli:is_part_of", thing)]
    elif kind == "place":
        found += [(thing, document, "place") for document in things.subjects("eli:jurisdiction", thing) if things.is_a(document, "pg:Document")]
    return [edge for edge in found if edge[0] != edge[1]]


def _tasks(things: Things, told: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Agencies with the documents that give them tasks, each pair once in its greatest role."""
    order = {role.concept: n for n, role in enumerate(ROLES.values())}
    best: dict[tuple[str, str], str] = {}
    for agency, document, statement in told:
        role = short(things.value(statement, "prov:hadRole"))
        if agency and document and role in order and order[role] < order.get(best.get((agency, document), ""), 9):
            best[agency, document] = role
    return [(agency, document, role) for (agency, document), role in best.items()]


def _laid_out(
    things: Things, nodes: Sequence[str], edges: dict[tuple[str, str], str], opened: Sequence[str], language: str, address: str, cut: int,
) -> Picture:
    layers: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        layers[_layer(things, node)].append(node)
    x: dict[str, float] = {}
    places: dict[str, tuple[int, int]] = {}
    bands, top = [], 0
    names = {**{name: getattr(level, language) for name, level in LEVELS.items()}, "unknown": "—", "agency": {"zh": "机构", "en": "agencies"}[language],
             "programme": {"zh": "专项", "en": "programmes"}[language], "other": "—"}
    for layer in (*LEVELS, "unknown", "agency", "programme", "other"):
        members = layers.get(layer, [])
        if not members:
            continue
        members.sort(key=lambda node: (_middle(node, edges, x), things.value(node, "eli:date_document"), node))
        rows = [members[i : i + ROW] for i in range(0, len(members), ROW)]
        for n, row in enumerate(rows):
            for i, node in enumerate(row):
                x[node] = i - (len(row) - 1) / 2
                places[node] = (round((x[node] + (ROW - 1) / 2) * (WIDTH + GAP)) + 70, top + 20 + n * (HEIGHT + ROW_GAP))
        height = len(rows) * (HEIGHT + ROW_GAP) + 14
        bands.append(Band(names[layer], top, height, f"band-{layer}"))
        top += height
    boxes = [_box(things, node, places[node], opened, address) for node in nodes]
    lines = [_line(places[start], places[end], sort, language, things.path(statement) if (statement := _stated(things, start, end, sort)) else "")
             for (start, end), sort in edges.items()]
    return Picture(boxes, lines, bands, ROW * (WIDTH + GAP) + 80, top, cut)


def _layer(things: Things, node: str) -> str:
    kind = things.kind(node)
    if kind == "document":
        level = short(things.value(node, "pg:level"))
        return level if level in LEVELS else "unknown"
    return kind if kind in ("agency", "programme") else "other"


def _middle(node: str, edges: dict[tuple[str, str], str], x: dict[str, float]) -> float:
    """Where the neighbours stand that have a place already."""
    near = [x[a if b == node else b] for a, b in edges if node in (a, b) and (a if b == node else b) in x]
    return sum(near) / len(near) if near else 0.0


def _cut(text: str) -> str:
    """A text that leaves room in a line of a box for the arrow that opens its page: digits and letters take half of what other characters take."""
    room = 2 * LINE
    if width(text) <= room:
        return text
    return next(text[:end] + "…" for end in range(len(text), 0, -1) if width(text[:end]) < room - 1)


def _box(things: Things, node: str, place: tuple[int, int], opened: Sequence[str], address: str) -> Box:
    name = things.name(node)
    number = things.value(node, "eli:number")
    layer = _layer(things, node)
    lines = ([_cut(number)] if number else []) + [name[i : i + LINE] for i in range(0, min(len(name), 3 * LINE), LINE)]
    shown = lines[:2]
    if len(lines) > 2:
        shown[1] = shown[1][: LINE - 1] + "…"
    stub = " stub" if things.is_a(node, "pg:Stub") else ""
    others = [each for each in opened if each != node]
    grow = address + "?" + urlencode([("around", each) for each in (others if node in opened and others else [*opened, node])])
    return Box(node, tuple(shown), f"{number} {name}".strip(), *place, f"box-{layer}{stub}", node in opened, grow, things.path(node))


def _stated(things: Things, start: str, end: str, sort: str) -> str:
    """The first statement that a line stands for: a citation, or who does what; "" for other lines."""
    if sort in RELATIONS:
        return next((each for each in things.subjects("cito:hasCitingEntity", start) if end in things.values(each, "cito:hasCitedEntity")), "")
    if not any(role.concept == sort for role in ROLES.values()):
        return ""
    of_agency, of_document = (("prov:agent", start), ("pg:document", end)), (("pg:document", end), ("prov:agent", start))
    (ask, of), (other, wanted) = min(of_agency, of_document, key=lambda way: things.count(way[0][0], way[0][1], SEARCHED))
    found = islice(things.subjects(ask, of), SEARCHED)
    return next((each for each in found if short(things.value(each, "prov:hadRole")) == sort and wanted in things.values(each, other)), "")


def _line(start: tuple[int, int], end: tuple[int, int], sort: str, language: str, page: str) -> Line:
    down = end[1] >= start[1]
    x1, y1 = start[0] + WIDTH // 2, start[1] + (HEIGHT if down else 0)
    x2, y2 = end[0] + WIDTH // 2, end[1] + (0 if down else HEIGHT)
    if start[1] == end[1]:
        y1 = y2 = start[1]
        return Line(f"M{x1},{y1} Q{(x1 + x2) // 2},{y1 - 24} {x2},{y2}", f"line-{sort}", _said(sort, language), page)
    bend = (y2 - y1) // 2
    return Line(f"M{x1},{y1} C{x1},{y1 + bend} {x2},{y2 - bend} {x2},{y2}", f"line-{sort}", _said(sort, language), page)


#: Lines that are neither relations nor roles: what they say in Chinese and in English.
_OTHERS = {"issues": ("发文", "issues"), "programme": ("涉及专项", "names"), "contains": ("刊载", "contains"), "place": ("属于", "of this place")}


def legend(picture: Picture, language: str) -> list[tuple[str, str]]:
    """The looks of the lines that a picture has, relations first, each with what it says; those of an answer say nothing and are left out."""
    there = {line.look for line in picture.lines}
    sorts = (*RELATIONS, *(role.concept for role in ROLES.values()), *_OTHERS)
    return [(f"line-{sort}", _said(sort, language)) for sort in sorts if f"line-{sort}" in there]


def _said(sort: str, language: str) -> str:
    entry = RELATIONS.get(sort) or next((role for role in ROLES.values() if role.concept == sort), None)
    return getattr(entry, language) if entry else _OTHERS.get(sort, (sort, sort))[language == "en"]


