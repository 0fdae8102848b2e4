"""Draw: a network as a page of one file that opens offline.

Levels of government are layers from the central one down; what is known from
citations alone is grey and dashed; a click shows the sentences behind a line.
pyvis makes the page and brings the library that draws; this module decides
what is seen, takes out what pyvis would fetch from the network, and adds the
legend, the search, the filters and the panel of evidence.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import networkx as nx
from pyvis.network import Network

from . import page
from .files import write_output, write_whole
from .layers import Band, Size, place
from .picture import Picture, picture

#: Kind of picture -> its name in Chinese and in English.
KINDS = {"citations": ("引用网络", "Citations"), "responsibilities": ("责任网络", "Responsibilities")}
#: The greatest number of nodes that can be drawn and read; larger networks are shown in part.
LIMIT = 1000
#: Largest size of a page in bytes; beyond it fewer statements are kept for each line, then fewer nodes.
MAX_BYTES = 1_950_000
#: Width of a label in columns (a Chinese character takes two), and its most lines of title.
COLUMNS, LINES = {"document": 24, "agency": 18}, 2
#: What must not begin a line.
NEVER_FIRST = "，、。；：！？”’）〉》〕】…—,.;:!?)]}"
#: Room (pixels) of a document's box and of an agency with its name below.
SIZES = {"document": Size(204, 100), "agency": Size(134, 88)}
#: Fonts that know Chinese on Linux, macOS and Windows.
FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"


def draw(given: Any, path: str | Path, kind: str = "citations") -> None:
    """Draw a graph or a network as a page that opens offline.

    Args:
        given: A network made by `policygraph.network.to_network`, or whatever that takes (an rdflib graph).
        path: The HTML file to write; ``-`` is standard output. A file that is there is replaced, a device or pipe written into.
        kind: ``citations`` or ``responsibilities``.

    Raises:
        ValueError: The kind is unknown.
        OutputError: The file cannot be written.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of picture {kind!r}; known are {', '.join(KINDS)}")
    if not isinstance(given, nx.MultiDiGraph):
        from .network import to_network  # only this way needs rdflib

        given = to_network(given, kind)
    content = render(given, kind)
    if str(path) == "-":
        write_output(content)
    else:
        write_whole(path, content)


def render(network: nx.MultiDiGraph, kind: str, limit: int = LIMIT) -> str:
    """The page of a network, in the same bytes for the same network.

    Args:
        network: As `policygraph.network.to_network` makes it.
        kind: ``citations`` or ``responsibilities``.
        limit: The greatest number of nodes. The page says so when it does not show the whole.
    """
    content = ""
    for share, most in ((1, None), (1, 12), (1, 3), (1, 1), (2, 3), (2, 1), (4, 1), (8, 1)):
        content = _page(picture(network, kind, max(limit // share, 1)), most)
        if len(content.encode()) <= MAX_BYTES:
            break
    return content


def _page(shown: Picture, most: int | None) -> str:
    palette = json.loads(page.asset("palette.json"))
    places, bands = _places(shown)
    zh, en = KINDS[shown.kind]
    body = page.fill("network.html", zh=zh, en=en, counts=_counts(shown), remark=_remark(shown, most))
    foot = (
        f'<script type="application/json" id="policygraph-data">{page.data(_details(shown, most, bands, palette))}</script>\n'
        f"<script>\n{page.asset('network.js')}</script>\n"
    )
    head = f"{page.HEAD}<title>{zh} · policygraph</title>\n"
    return _assemble(_pyvis(shown, places, palette), head, f"<style>\n{page.asset('network.css')}</style>\n", body, foot)


def _assemble(made: str, head: str, style: str, body: str, foot: str) -> str:
    """Put our parts into the page that pyvis made, and take out what it would fetch."""
    made = strip(made)
    _, _, rest = made.partition("<head>")
    inside, _, rest = rest.partition("</head>")
    _, _, rest = rest.partition("<body>")
    picture_, _, _ = rest.rpartition("</body>")
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{head}{inside}{style}</head>\n<body>\n'
        f"{body}{picture_}{foot}</body>\n</html>\n"
    )


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


# ---- what pyvis draws


def _pyvis(shown: Picture, places: Mapping[str, tuple[int, int]], palette: Mapping[str, Any]) -> str:
    network = Network(height="100%", width="100%", directed=True, cdn_resources="in_line")
    # Given as a dictionary, because set_options() would take the blanks out of the names of the fonts.
    network.options = _options(shown, palette)
    weight = _weights(shown)
    for node in shown.nodes:
        x, y = places[node["id"]]
        size = _size(node, weight[node["id"]])
        # No "title": pyvis would show one that holds "href" as HTML. The page makes its own.
        network.add_node(
            node["id"], label=_label(node), shape=palette["kinds"].get(node["kind"], palette["kinds"]["agency"])["shape"],
            group=_group(shown.kind, node), x=x, y=y, **size,
        )
    for link in shown.links:
        network.add_edge(link["from"], link["to"], id=link["id"])
    return network.generate_html()


def _options(shown: Picture, palette: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "groups": _groups(palette),
        "nodes": {
            "borderWidth": 1.5, "borderWidthSelected": 3, "font": {"face": FONT, "color": "#1c2430"},
            "margin": {"top": 7, "bottom": 7, "left": 9, "right": 9}, "scaling": {"label": {"drawThreshold": 3}},
        },
        "edges": {
            "arrows": {"to": {"enabled": True, "scaleFactor": 0.55}},
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


def _group(kind: str, node: Mapping[str, Any]) -> str:
    if node["kind"] != "document":
        return f"branch-{node['branch']}"
    return f"{node['level']}-stub" if node["stub"] else node["level"]


def _weights(shown: Picture) -> Counter[str]:
    """The size of a node comes from the documents it is linked with; of an agency, from its tasks."""
    weight: Counter[str] = Counter()
    for link in shown.links:
        tasks = len(link["items"]) if shown.kind == "responsibilities" else 1
        weight[link["from"]] += tasks
        weight[link["to"]] += tasks
    return weight


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
    number, title = node.get("number", ""), subject(node["name"])
    return "\n".join(part for part in (number, wrap(title, COLUMNS["document"], LINES) if title != number else "") if part)


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

    >>> wrap("企业上云行动计划", 12, 2)
    '企业上云\n行动计划'
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


def _places(shown: Picture) -> tuple[dict[str, tuple[int, int]], tuple[Band, ...]]:
    levels = {node["id"]: node["level"] for node in shown.nodes}
    sizes = {node["id"]: SIZES["document" if node["kind"] == "document" else "agency"] for node in shown.nodes}
    pairs = [(link["from"], link["to"]) for link in shown.links]
    return place(levels, sizes, pairs, _rows_of_agencies(shown) if shown.kind == "responsibilities" else None)


def _rows_of_agencies(shown: Picture) -> dict[str, int]:
    """Agencies of several documents above the documents, those of one below: there no two lines cross."""
    lines = Counter(link["from"] for link in shown.links)
    return {
        node["id"]: 1 if node["kind"] == "document" else 0 if lines[node["id"]] > 1 else 2 for node in shown.nodes
    }


def _details(shown: Picture, most: int | None, bands: Sequence[Band], palette: Mapping[str, Any]) -> dict[str, Any]:
    sentences: dict[str, int] = {}
    links = []
    for link in shown.links:
        items = []
        for item in link["items"][:most]:
            text = item.get("sentence") or item.get("quote") or ""
            items.append({**item, "sentence": sentences.setdefault(text, len(sentences))})
        links.append({**link, "items": items, "count": len(link["items"])})
    return {
        "kind": shown.kind, "nodes": shown.nodes, "links": links, "sentences": list(sentences), "palette": palette,
        "bands": [{"level": band.level, "top": band.top, "bottom": band.bottom} for band in bands],
    }


def _counts(shown: Picture) -> str:
    documents = sum(node["kind"] == "document" for node in shown.nodes)
    stubs = sum(node["stub"] for node in shown.nodes)
    agencies = len(shown.nodes) - documents
    parts = [f"{documents} 份文件" + (f"（其中 {stubs} 份仅见于引用）" if stubs else "")]
    if agencies:
        parts.append(f"{agencies} 个机关")
    parts.append(f"{len(shown.links)} 条连线")
    return " · ".join(parts)


def _remark(shown: Picture, most: int | None) -> str:
    """What the page does not show, in both languages."""
    parts = []
    if len(shown.nodes) < shown.all_nodes:
        parts.append(
            f"全图共 {shown.all_nodes} 个节点、{shown.all_links} 条连线，这里只画联系最多的 {len(shown.nodes)} 个节点。"
            f" Showing the {len(shown.nodes)} best connected of {shown.all_nodes} nodes."
        )
    if most is not None and any(len(link["items"]) > most for link in shown.links):
        parts.append(f"每条连线最多列出 {most} 处原文。 At most {most} quotations for each line.")
    if not shown.nodes:
        parts.append("图中没有内容。 There is nothing to draw.")
    return f'<p class="remark">{" ".join(parts)}</p>' if parts else ""
