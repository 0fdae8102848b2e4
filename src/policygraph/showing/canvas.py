"""Canvas: the page of a large network, drawn by scripts of our own on a canvas and searched in the page.

What is drawn and searched stands in the page as columns of numbers and texts; the sentences and the further facts, of
which a reader opens a few, stand beside it compressed and are unpacked at the first click. All statements are there.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from .. import markup, registry
from ..carrying import for_xml
from . import page
from .picture import NODE_FIELDS, Picture, Statement, year_of
from .placing.communities import communities
from .placing.lattice import LEAST_PLACES, LEAST_STACKS, STEP_X, STEP_Y, Lattice, Strip, lay
from .placing.tiers import LEVELS

if TYPE_CHECKING:
    from markupsafe import Markup

#: The scripts of the page, in the order in which they run.
SCRIPTS = ("open", "words", "data", "evidence", "tables", "grid", "state", "bundles", "paint", "labels", "input", "panel", "search", "legend", "save", "matrix", "start")
#: Facts of a node that the page needs at once; the others wait with the sentences.
AT_ONCE = ("number", "names", "type", "place", "date")
#: Columns of statements, and those of them that are texts, kept once each.
COLUMNS = tuple(field.name for field in fields(Statement))
TEXTS = ("sort", "agency", "act", "locator", "what", "sentence", "file", "rule")
#: The columns before the first and after the last year, and that of agencies.
AGENCIES, UNDATED = "agencies", "undated"
#: What an agency that leads a task has with one that cooperates on it.
HELPS = "leads_with"
#: The least and the greatest mark (pixels at scale 1): a mark is never wider than a step of the lattice.
SMALLEST, GREATEST = 3.0, 9.0
#: Members that a group of nodes needs to have a colour.
LEAST_COMMUNITY = 3


def render(shown: Picture, names: tuple[str, str], palette: Mapping[str, Any], subject: Callable[[str], str], language: str = "zh") -> str:
    """The page of a network, in the same bytes for the same network.

    Args:
        shown: All that the page knows.
        names: Of the kind of network, in Chinese and in English.
        palette: Names and colours, as `policygraph.showing.drawing` gathers them.
        subject: The part of a title that names a document.
        language: The one of `LANGUAGES` in which the page opens.
    """
    helped = _helped(shown)
    style, script = page.asset("canvas.css"), "\n".join(page.asset(f"canvas/{name}.js") for name in SCRIPTS)
    years = _years(shown)
    return markup.render(
        "canvas", language=language, zh=names[0], en=names[1], covered=covered(shown), style=markup.safe(style), script=markup.safe(script),
        styles=source(style), scripts=source(script), drawn=page.data(_drawn(shown, helped, years, palette, subject)), told=page.data(packed(_told(shown, helped))))


def source(text: str) -> Markup:
    """What a content security policy calls a style or a script that stands in the page: its hash, so that no other one runs."""
    digest = hashlib.sha256(("\n" + text).encode()).digest()
    return markup.safe(f"'sha256-{base64.b64encode(digest).decode()}'")


def packed(value: Any) -> str:
    """A value as compressed JSON, in letters."""
    return base64.b64encode(zlib.compress(for_xml(json.dumps(value, ensure_ascii=False, separators=(",", ":"))).encode(), 9)).decode()


# ---- places


def _years(shown: Picture) -> dict[str, str]:
    """Of each document the year of its date, or else that of its number; "" where neither tells."""
    return {node["id"]: year_of(node) for node in shown.nodes}


def from_to(years: Sequence[str]) -> str:
    """The first and the last of some years in order; a single one is said once.

    >>> from_to(["2016", "2017"]), from_to(["2017"])
    ('2016–2017', '2017')
    """
    return years[0] if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


def _column(node: Mapping[str, Any], year: str, alone: bool) -> str:
    """Where a node stands from left to right: documents by year, agencies beside them in a column of their own or, where they are alone, by branch."""
    if node["kind"] == "document":
        return year or UNDATED
    return node["branch"] if alone else AGENCIES


def _places(
    nodes: Sequence[Mapping[str, Any]], links: Iterable[tuple[str, str]], years: Mapping[str, str], weights: Mapping[str, int], palette: Mapping[str, Any],
) -> Lattice:
    alone = all(node["kind"] != "document" for node in nodes)
    cells = {node["id"]: (_row(node), _column(node, years[node["id"]], alone)) for node in nodes}
    known = [*palette["branches"], AGENCIES, UNDATED, *sorted(set(years.values()) - {""})]
    columns = [*known, *sorted({column for _, column in cells.values()} - set(known))]
    steps = {_row(node): node["step"] for node in nodes if "step" in node}
    order = {node["id"]: _order(node, years[node["id"]], weights[node["id"]]) for node in nodes}
    least = (1, 1) if steps else (LEAST_STACKS, LEAST_PLACES)
    return lay(cells, [*LEVELS, *sorted(steps, key=steps.__getitem__)], columns, order, sorted(set(links)), least=least)


def _row(node: Mapping[str, Any]) -> str:
    """Where a node stands from the top down: by level or, in a chain, by its steps above and below the middle."""
    return f"step{node['step']}" if "step" in node else node["level"]


def _step_names(shown: Picture) -> dict[str, dict[str, str]]:
    """The names of the rows of a chain."""
    steps = {node["step"] for node in shown.nodes if "step" in node}
    said = {step: (f"{'上' if step < 0 else '下'} {abs(step)} 步", f"{abs(step)} {'up' if step < 0 else 'down'}") if step else ("本文件", "this one") for step in steps}
    return {f"step{step}": {"zh": zh, "en": en, "line": "#1f5fb0" if step else "#b3261e"} for step, (zh, en) in said.items()}


def _order(node: Mapping[str, Any], year: str, weight: int) -> tuple[str, int, str]:
    """Documents by date; agencies by what they are linked with, the most first."""
    date = str(node.get("date") or year) if node["kind"] == "document" else ""
    return date, -weight, f"{node['label']} {node['name']}"


def _weights(shown: Picture) -> Counter[str]:
    """What makes a node large: citations received by a document; tasks or documents behind the lines of an agency."""
    weights: Counter[str] = Counter({node["id"]: 0 for node in shown.nodes})
    for link in shown.links:
        weights[link["to"]] += len(link["items"])
        if shown.kind not in ("citations", "superior-chain"):
            weights[link["from"]] += len(link["items"])
    return weights


# ---- what is drawn and searched


def _drawn(shown: Picture, helped: Sequence[_Helped], years: Mapping[str, str], palette: Mapping[str, Any], subject: Callable[[str], str]) -> dict[str, Any]:
    weights = _weights(shown)
    lattice = _places(shown.nodes, ((link["from"], link["to"]) for link in shown.links), years, weights, palette)
    at = {node["id"]: i for i, node in enumerate(shown.nodes)}
    degrees = Counter(end for link in shown.links for end in (link["from"], link["to"]))
    nodes = {
        "x": [lattice.places[node["id"]][0] for node in shown.nodes], "y": [lattice.places[node["id"]][1] for node in shown.nodes],
        "r": [_radius(weights[node["id"]]) for node in shown.nodes], "degree": [degrees[node["id"]] for node in shown.nodes],
        "weight": [weights[node["id"]] for node in shown.nodes],
        "label": [node["label"] for node in shown.nodes], "name": [_other(node["name"], node["label"]) for node in shown.nodes],
        "short": [_part(node["name"], subject(node["name"])) for node in shown.nodes],
        "year": [int(years[node["id"]] or 0) for node in shown.nodes], "stub": [int(node["stub"]) for node in shown.nodes],
        **{name: coded(node[name] for node in shown.nodes) for name in ("kind", "level", "branch")},
        **{name: coded(str(node.get(name) or "") for node in shown.nodes) for name in AT_ONCE if name != "number"},
        "number": [_other(str(node.get("number") or ""), node["label"]) for node in shown.nodes],
        "community": coded(_communities(shown, at, weights)),
    }
    return {
        "kind": shown.kind, "directed": shown.directed, "doubtful": registry.DOUBTFUL, "nodes": nodes, "links": _links(shown, helped, at), "palette": {**palette, "steps": _step_names(shown)},
        "totals": {**shown.totals, **({HELPS: len({thing for one in helped for thing in one.things})} if helped else {})},
        "steps": [STEP_X, STEP_Y], "middle": at.get(shown.middle), "pairs": _among(shown, helped, years, weights, palette),
        "rows": _strips(lattice.rows), "columns": _strips(lattice.columns), "words": json.loads(page.asset("canvas/words.json")),
    }


def _strips(strips: Iterable[Strip]) -> list[list[Any]]:
    return [[strip.key, strip.start, strip.end] for strip in strips]


def _communities(shown: Picture, at: Mapping[str, int], weights: Mapping[str, int]) -> list[str]:
    """Of each node the group that it is in, called by its weightiest member; "" in groups too small for a colour."""
    groups = communities(len(shown.nodes), ((at[link["from"]], at[link["to"]], len(link["items"])) for link in shown.links))
    sizes = Counter(groups)
    first: dict[int, Mapping[str, Any]] = {}
    for node in sorted(shown.nodes, key=lambda node: (-weights[node["id"]], node["id"])):
        first.setdefault(groups[at[node["id"]]], node)
    return [first[group]["label"] if sizes[group] >= LEAST_COMMUNITY else "" for group in groups]


def _other(text: str, known: str) -> str | int:
    """A text, or 0 where it is the one that is known already."""
    return 0 if text == known else text


def _part(title: str, part: str) -> list[int] | int:
    """Where a part stands in a title; 0 where it is the whole."""
    at = title.find(part)
    return 0 if part == title or at < 0 else [len(title[:at].encode("utf-16-le")) // 2, len(part.encode("utf-16-le")) // 2]


def coded(values: Iterable[str]) -> dict[str, list[Any]]:
    """Values as numbers of a list that holds each once."""
    codes: dict[str, int] = {}
    numbers = [codes.setdefault(value, len(codes)) for value in values]
    return {"of": numbers, "names": list(codes)}


def _radius(weight: int) -> float:
    return min(GREATEST, round(SMALLEST + 1.1 * math.log2(1 + weight), 1))


def _links(shown: Picture, helped: Sequence[_Helped], at: Mapping[str, int]) -> dict[str, list[Any]]:
    """Of each link its ends, the sorts of what is said as bits of a number, how many things are behind it, and its greatest confidence in hundredths.

    What agencies have with each other follows the links of the network.
    """
    sorts: dict[str, int] = {}
    masks, counts, sure = [], [], []
    for link in shown.links:
        said = [shown.statements[item] for item in link["items"]]
        mask = 0
        for sort in [link["sort"]] if link["sort"] else [each.sort for each in said]:
            mask |= 1 << sorts.setdefault(sort, len(sorts))
        masks.append(mask)
        counts.append(len({each.thing for each in said}))
        sure.append(_sure(said))
    for one in helped:
        masks.append(1 << sorts.setdefault(HELPS, len(sorts)))
        counts.append(len(one.things))
        sure.append(_sure([shown.statements[item] for item in one.items]))
    ends = [*((link["from"], link["to"]) for link in shown.links), *((one.leader, one.helper) for one in helped)]
    return {"from": [at[a] for a, _ in ends], "to": [at[b] for _, b in ends], "mask": masks, "count": counts, "sure": sure, "sorts": list(sorts)}


def _sure(said: Iterable[Statement]) -> int:
    return round(100 * max((1.0 if each.confidence is None else each.confidence for each in said), default=1.0))


# ---- what agencies have with each other


@dataclass(frozen=True, slots=True)
class _Helped:
    """An agency that leads tasks on which another cooperates: the tasks, and the statements with the agency that each is on."""

    leader: str
    helper: str
    things: tuple[str, ...]
    items: tuple[int, ...]
    who: tuple[str, ...]


def _helped(shown: Picture) -> list[_Helped]:
    """Who helps whom, from the statements of `responsibilities`; nothing in other networks."""
    if shown.kind != "responsibilities":
        return []
    parts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for link in shown.links:
        for item in link["items"]:
            parts[shown.statements[item].thing][link["from"]].append(item)
    found: dict[tuple[str, str], list[tuple[str, int, str]]] = defaultdict(list)
    for thing, agencies in parts.items():
        with_role = {role: [agency for agency, items in agencies.items() if any(shown.statements[item].sort == role for item in items)] for role in ("lead", "cooperate")}
        for pair in ((a, b) for a in with_role["lead"] for b in with_role["cooperate"] if a != b):
            found[pair] += [(thing, item, agency) for agency in pair for item in agencies[agency]]
    return [
        _Helped(leader, helper, tuple(dict.fromkeys(thing for thing, _, _ in rows)), tuple(item for _, item, _ in rows), tuple(agency for _, _, agency in rows))
        for (leader, helper), rows in sorted(found.items())
    ]


def _among(
    shown: Picture, helped: Sequence[_Helped], years: Mapping[str, str], weights: Mapping[str, int], palette: Mapping[str, Any],
) -> dict[str, Any] | None:
    """Where agencies stand in the reading of who helps whom; those that help nobody and that nobody helps are not in it."""
    if not helped:
        return None
    named = {agency for one in helped for agency in (one.leader, one.helper)}
    agencies = [node for node in shown.nodes if node["id"] in named]
    lattice = _places(agencies, ((one.leader, one.helper) for one in helped), years, weights, palette)
    places = [lattice.places.get(node["id"], (0, 0)) for node in shown.nodes]
    return {"x": [x for x, _ in places], "y": [y for _, y in places], "rows": _strips(lattice.rows), "columns": _strips(lattice.columns), "links": len(shown.links)}


# ---- what is told at a click


def _told(shown: Picture, helped: Sequence[_Helped]) -> dict[str, Any]:
    strings: dict[str, int] = {}
    things: dict[str, int] = {}
    later = [name for name in NODE_FIELDS if name not in AT_ONCE]
    at = {node["id"]: i for i, node in enumerate(shown.nodes)}
    return {
        "columns": COLUMNS, "texts": TEXTS, "statements": [row(statement, strings, things) for statement in shown.statements],
        "items": [*(link["items"] for link in shown.links), *(one.items for one in helped)], "who": [[at[agency] for agency in one.who] for one in helped], "fields": later,
        "nodes": [[node.get(name, 0) for name in later] for node in shown.nodes], "strings": list(strings),
    }


def row(statement: Statement, strings: dict[str, int], things: dict[str, int]) -> list[Any]:
    """A statement as numbers: every text is kept once in the page, a task or document is known by its number."""
    values = {name: getattr(statement, name) for name in COLUMNS}
    values.update({name: strings.setdefault(values[name], len(strings)) for name in TEXTS})
    values["thing"] = things.setdefault(statement.thing, len(things))
    return list(values.values())


# ---- what is covered


def covered(shown: Picture) -> Sequence[tuple[str, str]]:
    """What the network rests on, in Chinese and in English: files, documents, years, and how many citations lead to a text that was read."""
    years = _years(shown)
    held = [node for node in shown.nodes if node["kind"] == "document" and not node["stub"]]
    stubs = sum(node["stub"] for node in shown.nodes)
    agencies = sum(node["kind"] != "document" for node in shown.nodes)
    files = {name for node in held for name in str(node.get("source") or "").split("、") if name} | {each.file for each in shown.statements if each.file}
    span = sorted({years[node["id"]] for node in held} - {""})
    parts = [(f"源文件 {len(files):,} 个", f"{len(files):,} {'file' if len(files) == 1 else 'files'}")]
    if held or stubs:
        parts.append((f"文件 {len(held):,} 份，另有仅见于引用的 {stubs:,} 份", f"{len(held):,} documents, {stubs:,} more known from citations alone"))
    if agencies:
        parts.append((f"机构 {agencies:,} 个", f"{agencies:,} agencies"))
    if span:
        parts.append((f"{from_to(span)} 年", from_to(span)))
    if shown.kind in ("citations", "superior-chain"):
        stub = {node["id"] for node in shown.nodes if node["stub"]}
        said = sum(len(link["items"]) for link in shown.links)
        found = sum(len(link["items"]) for link in shown.links if link["to"] not in stub)
        parts.append((f"引用 {said:,} 处，其中 {found:,} 处所引原文在内", f"{said:,} citations, {found:,} of them of a text that is here"))
    else:
        parts.append((f"连线 {len(shown.links):,} 条", f"{len(shown.links):,} lines"))
    return [*parts, ("图中没有的，不等于事实上没有", "what is not here is not therefore untrue")]
