"""Draw: a network as a page of one file that opens offline.

Levels of government are layers from the central one down; what is known from
citations alone is grey and dashed; a click shows the sentences behind a line.
pyvis makes the empty page and brings the library that draws; this module takes
out what pyvis would fetch from the network, decides what is seen, and adds it as
data, with the legend, the search, the filters and the panel of evidence. No name
or sentence is part of the page but as data: there it is text and nothing else.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
from pyvis.network import Network

from .. import markup, registry
from ..files import PAGES, OutputError, is_stream, write_output, write_whole
from ..language import LANGUAGES, Phrase, counted
from . import canvas, charts, page
from .around import Part, cut
from .chain import chain
from .picture import Picture, picture
from .placing.tiers import Band, Size, place

if TYPE_CHECKING:
    from markupsafe import Markup

#: Kind of picture -> its name in Chinese and in English.
KINDS = {
    "citations": ("引用网络", "Citations"), "responsibilities": ("责任网络", "Responsibilities"),
    "agencies": ("协作网络", "Agencies that share tasks"), "lead-cooperate": ("牵头与配合", "Leading and cooperating agencies"),
    "joint-issuers": ("联合发文网络", "Joint issuers"),
}
#: What is drawn of a graph beside its networks.
OTHERS = {"superior-chain": ("上位文件链", "Superior chain"), **{name: names[:2] for name, names in charts.KINDS.items()}}
#: The greatest number of nodes, and size of a page in bytes, that pyvis draws; what is larger is drawn on a canvas, whole.
SMALL, MAX_BYTES = 300, 1_950_000
#: Width of a label in columns (a Chinese character takes two), and its most lines of title.
COLUMNS, LINES = {"document": 24, "agency": 18}, 2
#: What must not begin a line.
NEVER_FIRST = "，、。；：！？”’）〉》〕】…—,.;:!?)]}"
#: Least room (pixels) of a document's box and of an agency with its name below; long names take more.
SIZES = {"document": Size(204, 100), "agency": Size(134, 88)}
#: Space (pixels) between a box and its text, on both sides together, and between neighbours.
MARGIN, GAP = Size(20, 16), Size(16, 26)
#: Width of a column over the size of the font. Half would do for Chinese; capitals are wider.
COLUMN = 0.54
#: Fonts that know Chinese on Linux, macOS and Windows.
FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: how many nodes and links (of a chart: sentences and series), of how many nodes, and by what: ``pyvis``, ``canvas`` or ``svg``.

    ``of`` says both numbers in words, where they are not of nodes and links.
    """

    nodes: int
    links: int
    by: str
    reason: str = ""
    whole: int = 0
    of: tuple[str, str] | None = None

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """All of it, in words."""
        nodes, links = self.of or (counted("{count:,} node", "{count:,} nodes", self.nodes), counted("{count:,} link", "{count:,} links", self.links))
        return Phrase("{nodes}, {links}, {why}", nodes=nodes, links=links, why=self.why)

    @property
    def why(self) -> str:
        """By what it was drawn and why, in words."""
        if self.by == "pyvis":
            return Phrase("drawn with pyvis")
        return Phrase("drawn on a canvas ({reason})", reason=self.reason) if self.by == "canvas" else Phrase("drawn as SVG")


def draw(given: Any, path: str | Path, kind: str | None = None, by: str | None = None, part: Part | None = None, language: str = "zh") -> Drawn:
    """Draw a graph or a network as a page that opens offline, by pyvis or, where it is large, on a canvas; or as a chart.

    Args:
        given: A network made by `policygraph.asking.network.to_network`, or whatever that takes (an rdflib graph).
        path: The HTML file to write (.html, .htm); ``-`` is standard output. A file that is there is replaced, a stream written into.
        kind: One of `KINDS` or `OTHERS`; if left out, the kind of the network, and ``citations`` of a graph. Charts are drawn of graphs alone.
        by: ``canvas`` draws a small network as a large one is; if left out, its size decides.
        part: What part is drawn; ``superior-chain`` needs its ``around``.
        language: The one of `LANGUAGES` in which the page opens; a button in it switches.

    Returns:
        What was drawn, and by what. Nothing of what was asked for is left out.

    Raises:
        ValueError: The kind, what is to draw it, or the language is unknown.
        QueryError: The part names nothing that is there.
        OutputError: The file cannot be written, or has the ending of something else than a page.
    """
    _check_ending(path)
    kind = kind or (given.graph.get("kind") if isinstance(given, nx.Graph) else None) or "citations"
    if kind not in KINDS and kind not in OTHERS:
        raise ValueError(f"unknown kind of picture {kind!r}; known are {', '.join((*KINDS, *OTHERS))}")
    if by not in (None, "canvas"):
        raise ValueError(f"unknown way to draw {by!r}; known is canvas, and none for the way that fits the size")
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}; known are {', '.join(LANGUAGES)}")
    if kind in charts.KINDS:
        return _draw_chart(given, path, kind, part, language)
    network, whole = _part(given, kind, part)
    shown = picture(network, kind)
    content, made, reason = _rendered(shown, by, language)
    _write(path, content)
    return Drawn(len(shown.nodes), len(shown.links), made, reason, whole)


def _part(given: Any, kind: str, part: Part | None) -> tuple[nx.Graph, int]:
    """The network that is drawn, and how many nodes the whole has."""
    if not isinstance(given, nx.Graph):
        from ..asking.network import to_network  # only this way needs rdflib

        given = to_network(given, "citations" if kind == "superior-chain" else kind)
    if kind == "superior-chain" and given.graph.get("kind") != kind:
        return chain(given, part or Part()), len(given)
    return (cut(given, part) if part else given), len(given)


def _draw_chart(given: Any, path: str | Path, kind: str, part: Part | None, language: str) -> Drawn:
    if isinstance(given, nx.Graph):
        raise ValueError(f"{kind} is drawn of a graph, not of a network")
    shown = charts.chart(given, kind, part)
    _write(path, charts.render(shown, palette(), language))
    return Drawn(len(shown.marks), len(shown.series), "svg", of=charts.amounts(kind, shown))


def _check_ending(path: str | Path) -> None:
    """Raises: OutputError: A page would get the name of something else, such as a picture."""
    ending = Path(path).suffix
    if str(path) != "-" and ending.lower() not in PAGES and not is_stream(path):
        raise OutputError(Phrase(
            "{path}: unknown ending {ending}; a page is written ({known}), and no function makes a picture: a page drawn with by='canvas' saves what is seen as SVG and PNG",
            path=path, ending=ending or Phrase("(none)"), known=", ".join(PAGES)))


def _write(path: str | Path, content: str) -> None:
    if str(path) == "-":
        write_output(content)
    else:
        write_whole(path, content)


def render(network: nx.Graph, kind: str, by: str | None = None, language: str = "zh") -> str:
    """The page of a network, in the same bytes for the same network.

    Args:
        network: As `policygraph.asking.network.to_network` makes it.
        kind: One of `KINDS`.
        by: As in `draw`.
        language: As in `draw`.
    """
    return _rendered(picture(network, kind), by, language)[0]


def _rendered(shown: Picture, by: str | None, language: str) -> tuple[str, str, str]:
    """The page, what draws it, and why: pyvis what is small in nodes and in bytes, the canvas everything else."""
    if by:
        reason = Phrase("as asked for")
    elif shown.kind == "superior-chain":
        reason = Phrase("a chain always is")
    elif len(shown.nodes) > SMALL:
        reason = Phrase("more than {most} nodes", most=SMALL)
    else:
        content = _page(shown, language)
        if len(content.encode()) <= MAX_BYTES:
            return content, "pyvis", ""
        reason = Phrase("its page with pyvis would have more than {size:.2f} MB", size=MAX_BYTES / 1e6)
    return canvas.render(shown, {**KINDS, **OTHERS}[shown.kind], palette(), subject, language), "canvas", reason


def _page(shown: Picture, language: str) -> str:
    zh, en = KINDS[shown.kind]
    return page.render(
        "network", also=("language",), language=language, zh=zh, en=en, covered=canvas.covered(shown), remark=not shown.nodes, library=_library(), details=page.data(_details(shown, palette())))


@cache
def _library() -> dict[str, Markup]:
    """The head and the body of the page that pyvis makes of nothing: its library, an empty network, and no reference to a place outside."""
    made = Network(height="100%", width="100%", directed=True, cdn_resources="in_line")
    made.options = {"physics": {"enabled": False}}
    _, _, rest = strip(made.generate_html()).partition("<head>")
    head, _, rest = rest.partition("</head>")
    body, _, _ = rest.partition("<body>")[2].rpartition("</body>")
    return {"head": markup.safe(head), "body": markup.safe(body)}


def strip(made: str) -> str:
    """A page of pyvis without references: nothing in it is fetched from a network or a folder.

    Even with ``cdn_resources="in_line"`` pyvis 0.3.2 links Bootstrap from a CDN
    and names a ``node_modules`` folder; vis-network names a source map. The
    buttons that its style sheet holds as images are not used here.
    """
    made = re.sub(r"<!--(?:(?!-->).)*node_modules.*?-->", "", made, flags=re.DOTALL)
    made = re.sub(r"<link\b[^>]*\bhref\s*=[^>]*>", "", made)
    made = re.sub(r"<script\b[^>]*\bsrc\s*=[^>]*>\s*</script>", "", made)
    made = re.sub(r"<center>\s*<h1></h1>\s*</center>", "", made)
    made = re.sub(r"//# sourceMappingURL=[^\s<]+", "", made)
    return re.sub(r"url\(\s*[\"']?data:image/[^)]*\)", "none", made)


# ---- what vis-network draws


def palette() -> dict[str, Any]:
    """Names and colours: of levels, branches, relations and roles those of `registry`, of pictures alone those of palette.json."""
    unknown = {name: {**entry} for name, entry in json.loads(page.asset("palette.json")).items()}
    of = {"levels": registry.LEVELS, "branches": registry.BRANCHES, "relations": registry.RELATIONS, "roles": registry.ROLES}
    return {**unknown, **{name: {**{key: _look(entry) for key, entry in entries.items()}, **unknown.get(name, {})} for name, entries in of.items()}}


def _look(entry: Any) -> dict[str, Any]:
    return {field.name: getattr(entry, field.name) for field in fields(entry)
            if field.name not in ("name", "rank", "property", "concept") and getattr(entry, field.name) != ()}


def _drawn(shown: Picture, palette: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Of each node its label, shape, group of colours and size."""
    weight = _weights(shown)
    return {
        node["id"]: {
            # No "title": the page makes its own, as text.
            "label": _label(node), "shape": palette["kinds"].get(node["kind"], palette["kinds"]["agency"])["shape"],
            "group": _group(shown.kind, node, palette), **_size(node, weight[node["id"]]),
        }
        for node in shown.nodes
    }


def _options(shown: Picture, palette: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "groups": _groups(palette),
        "nodes": {
            "borderWidth": 1.5, "borderWidthSelected": 3, "font": {"face": FONT, "color": "#1c2430"},
            "margin": {"top": 7, "bottom": 7, "left": 9, "right": 9}, "scaling": {"label": {"drawThreshold": 3}},
        },
        "edges": {
            "arrows": {"to": {"enabled": shown.directed, "scaleFactor": 0.55}},
            "font": {"face": FONT, "size": 11, "color": "#3c4653", "strokeWidth": 4, "strokeColor": "#ffffff"},
            "selectionWidth": 1.5, "hoverWidth": 0.5,
        },
        "interaction": {
            "hover": True, "tooltipDelay": 250, "multiselect": False, "selectConnectedEdges": False,
            "hideEdgesOnDrag": len(shown.links) > 1500, "hideEdgesOnZoom": len(shown.links) > 3000,
        },
        "layout": {"improvedLayout": False, "randomSeed": 1},
        "physics": {"enabled": False},
    }


def _groups(palette: Mapping[str, Any]) -> dict[str, Any]:
    """The colours of documents by level and of agencies by branch; stubs are grey and dashed."""
    groups: dict[str, Any] = {}
    for level, colors in palette["levels"].items():
        groups[level] = {"color": _both(colors["fill"], colors["line"])}
        groups[f"{level}-stub"] = {
            "color": _both("#f4f5f6", colors["line"]), "font": {"color": "#5b6470"},
            "shapeProperties": {"borderDashes": [5, 4]},
        }
    for branch, colors in palette["branches"].items():
        groups[f"branch-{branch}"] = {"color": _both(colors["color"], "#ffffff")}
    return groups


def _both(fill: str, line: str) -> dict[str, Any]:
    same = {"background": fill, "border": line}
    return {**same, "highlight": same, "hover": same}


def _group(kind: str, node: Mapping[str, Any], palette: Mapping[str, Any]) -> str:
    if node["kind"] != "document":
        return f"branch-{node['branch'] if node['branch'] in palette['branches'] else 'unknown'}"
    return f"{node['level']}-stub" if node["stub"] else node["level"]


def _weights(shown: Picture) -> Counter[str]:
    """The size of a node comes from what it is linked with: documents by number, agencies by tasks or documents."""
    things: dict[str, set[Any]] = {node["id"]: set() for node in shown.nodes}
    for link in shown.links:
        for end in ("from", "to"):
            behind = [shown.statements[item].thing for item in link["items"]] if shown.kind != "citations" else [link["id"]]
            things[link[end]].update(behind)
    return Counter({node: len(behind) for node, behind in things.items()})


def _size(node: Mapping[str, Any], weight: int) -> dict[str, Any]:
    if node["kind"] == "document":
        return {"font": {"size": min(17, 13 + round(math.log2(1 + weight)))}}
    # The halo keeps the name readable where lines pass behind it.
    font = {"size": min(17, 13 + round(math.log2(1 + weight) / 2)), "strokeWidth": 3, "strokeColor": "#ffffffd0"}
    return {"size": min(28, 7 + round(3 * math.sqrt(weight))), "font": font}


# ---- labels


def _label(node: Mapping[str, Any]) -> str:
    if node["kind"] != "document":
        return wrap(node["label"], COLUMNS["agency"], LINES)
    number, title = wrap(node.get("number", ""), COLUMNS["document"], LINES), subject(node["name"])
    return "\n".join(part for part in (number, wrap(title, COLUMNS["document"], LINES) if title != node.get("number") else "") if part)


def subject(title: str) -> str:
    """What a document is about: its title without the issuer, the country's name, and the words of issuing.

    >>> subject("济南市人民政府关于印发济南市人才计划的通知")
    '济南市人才计划'
    >>> subject("中华人民共和国土地管理法")
    '土地管理法'
    """
    issued = re.search(r"(?:印发|批转|转发|公布)《(.{4,})》", title)
    short = (issued[1] if issued else title).removeprefix("中华人民共和国")
    before, about, after = short.partition("关于")
    if about and len(after) > 3 and not re.search(r"[《“]", before):
        short = after
    issued = re.fullmatch(r"(?:印发|批转|转发)(.{4,}?)的?通知", short)
    return issued[1] if issued else short


def wrap(text: str, columns: int, lines: int) -> str:
    """Break a text into at most ``lines`` lines of about equal length, none longer than ``columns`` columns.

    A Chinese character takes two columns. What is left out is shown by an ellipsis.

    >>> print(wrap("企业上云行动计划", 12, 2))
    企业上云
    行动计划
    """
    text = " ".join(text.split())
    total = sum(map(_columns, text))
    needed = math.ceil(total / columns)
    if 1 < needed <= lines:
        columns = min(columns, math.ceil(total / needed) + 1)
    rows, width = [""], 0
    for character in text:
        wide = _columns(character)
        if width + wide > columns and character not in NEVER_FIRST:
            if len(rows) == lines:
                rows[-1] = rows[-1][:-1] + "…"
                break
            rows.append("")
            width = 0
        rows[-1] += character
        width += wide
    return "\n".join(row.strip() for row in rows)


def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


# ---- what the page knows


def _places(shown: Picture, drawn: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, tuple[int, int]], tuple[Band, ...], list[int]]:
    """The place of each node, the bands, and how far the nodes reach to the left and to the right."""
    levels = {node["id"]: node["level"] for node in shown.nodes}
    rooms = {node["id"]: _room(node["kind"], drawn[node["id"]]) for node in shown.nodes}
    pairs = [(link["from"], link["to"]) for link in shown.links]
    if shown.kind == "lead-cooperate":
        pairs = [(helper, leader) for leader, helper in pairs]  # who leads stands above
    places, bands = place(levels, rooms, pairs, _rows(shown))
    left = min((x - rooms[node].width // 2 for node, (x, _) in places.items()), default=0)
    right = max((x + rooms[node].width // 2 for node, (x, _) in places.items()), default=0)
    return places, bands, [left, right]


def _room(kind: str, drawn: Mapping[str, Any]) -> Size:
    """The room of a node with its label: a box around it, or a mark with the label below."""
    lines = drawn["label"].split("\n")
    font = drawn["font"]["size"]
    width = math.ceil(max(sum(map(_columns, line)) for line in lines) * font * COLUMN) + GAP.width
    height = math.ceil(len(lines) * font * 1.15) + GAP.height
    if kind == "document":
        least, width, height = SIZES["document"], width + MARGIN.width, height + MARGIN.height
    else:
        least, height = SIZES["agency"], height + 2 * drawn["size"]
    return Size(max(width, least.width), max(height, least.height))


def _rows(shown: Picture) -> dict[str, int] | None:
    """Which nodes stand above which within a level, where it is not for the links to say.

    Agencies of several documents stand above the documents, those of one below: there no two lines cross. A
    relation without direction puts nobody above another.
    """
    if shown.kind == "responsibilities":
        lines = Counter(link["from"] for link in shown.links)
        return {node["id"]: 1 if node["kind"] == "document" else 0 if lines[node["id"]] > 1 else 2 for node in shown.nodes}
    return None if shown.directed else {node["id"]: 0 for node in shown.nodes}


def _details(shown: Picture, palette: Mapping[str, Any]) -> dict[str, Any]:
    drawn = _drawn(shown, palette)
    places, bands, reach = _places(shown, drawn)
    strings: dict[str, int] = {}
    things: dict[str, int] = {}
    rows = [canvas.row(statement, strings, things) for statement in shown.statements]
    nodes = [{**node, "drawn": {**drawn[node["id"]], "x": places[node["id"]][0], "y": places[node["id"]][1]}} for node in shown.nodes]
    return {
        "kind": shown.kind, "doubtful": registry.DOUBTFUL, "nodes": nodes, "links": shown.links, "columns": canvas.COLUMNS, "texts": canvas.TEXTS,
        "statements": rows, "strings": list(strings), "totals": shown.totals, "palette": palette, "reach": reach,
        "options": _options(shown, palette),
        "bands": [{"level": band.level, "top": band.top, "bottom": band.bottom} for band in bands],
    }
