"""Charts: how programmes spread over places and months, and what targets and results an indicator has over levels and years.

Both are one page with a search over all programmes or indicators. A mark stands for one sentence; the sentences stand beside
it compressed, as on the page of a large network, and are unpacked at the first click. Nothing is left out.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import markup
from ..asking.answers import run_query, whole_number
from ..asking.named import question
from ..asking.network import documents
from ..errors import QueryError
from ..language import Phrase, counted
from ..measuring.found import MeasureError
from ..measuring.spreading import MIN_PERIODS, MIN_PLACES, diffusion, points
from ..registry import SIGNS
from . import canvas, page
from .around import SUGGESTED, Part, passes
from .picture import Statement

#: Kind of chart -> its name in Chinese and in English, the question that it asks, and what its series are called.
KINDS = {
    "diffusion": ("专项扩散", "How programmes spread", "programme-mentions", ("专项", "programmes")),
    "targets": ("目标与结果", "Targets and results", "figures", ("指标", "indicators")),
}
#: The scripts of the page, in the order in which they run.
SCRIPTS = ("canvas/open", "canvas/words", "canvas/evidence", "canvas/tables", "chart/marks", "canvas/search", "chart/svg", "chart/diffusion", "chart/targets", "chart/panel", "chart/save", "chart/start")
#: The curves that are drawn through the places of a programme.
CURVES = ("logistic", "bass")
#: The least share of the scatter (R²) that a curve accounts for, and how far, as a share of the places, it lies from them at most: both, as R² alone is high for all that rises.
LEAST_FIT, MOST_OFF = 0.95, 0.2
#: What is told of a curve beside its values.
_FIGURES = ("ceiling", "growth", "midpoint", "tenth_to_nine_tenths", "innovation", "imitation")


@dataclass(frozen=True, slots=True)
class Mark:
    """One sentence that names a programme or gives a figure.

    ``when`` is the day of the document (``diffusion``) or the year, month or day that the figure is for (``targets``), "" where
    nothing tells; ``value`` and ``maximum`` are in ``unit``, money in 元.
    """

    series: str
    sort: str
    place: str
    level: str
    document: str
    title: str
    when: str
    value: float | None
    maximum: float | None
    comparator: str
    unit: str
    said: Statement


@dataclass(frozen=True, slots=True)
class Chart:
    """Marks by series (programmes, indicators), those of most places and documents first."""

    kind: str
    series: Mapping[str, Sequence[Mark]]

    @property
    def marks(self) -> list[Mark]:
        """All marks, in the order of the series."""
        return [mark for own in self.series.values() for mark in own]


def amounts(kind: str, shown: Chart) -> tuple[str, str]:
    """How many sentences and how many programmes or indicators a chart shows, in words."""
    series = len(shown.series)
    return counted("{count:,} sentence", "{count:,} sentences", len(shown.marks)), (
        counted("{count:,} programme", "{count:,} programmes", series) if kind == "diffusion" else counted("{count:,} indicator", "{count:,} indicators", series))


def chart(graph: Any, kind: str, part: Part | None = None) -> Chart:
    """Gather what a chart shows.

    Args:
        graph: A graph, or the address of a SPARQL endpoint.
        kind: One of `KINDS`.
        part: ``around`` names a programme or an indicator, or a part of its name; ``limit`` is how many of them are kept at
            most; years, place and level are those of the documents.

    Raises:
        QueryError: Nothing has that name, or the graph cannot be asked.
    """
    part = part or Part()
    known = documents(graph)
    made = _mention if kind == "diffusion" else _figure
    rows = sorted(run_query(graph, question(KINDS[kind][2])).texts(), key=lambda row: tuple(row.values()))
    found: dict[str, list[Mark]] = defaultdict(list)
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        document = known.get(row["document"], {"kind": "document"})
        place = (row["statement"], row["file"], row["start"])
        if place not in seen and passes(document, part):  # a statement with two values or names of one thing is one mark
            seen.add(place)
            found[row["name"]].append(made(row, document))
    return Chart(kind, _chosen(found, part))


def _chosen(found: Mapping[str, list[Mark]], part: Part) -> dict[str, list[Mark]]:
    """The series that are asked for, the most widespread first, each by time."""
    order = sorted(found, key=lambda name: (-len({mark.place for mark in found[name]} - {""}), -len({mark.document for mark in found[name]}), name))
    names = order
    if part.around:
        names = [part.around] if part.around in found else [name for name in order if part.around in name]
        if not names:
            known = "、".join(order[:SUGGESTED])
            raise QueryError(Phrase("{around!r}: nothing here has that name; give one that stands in the graph, such as {known}", around=part.around, known=known) if known else Phrase("{around!r}: nothing of this kind is in the graph", around=part.around))
    return {name: sorted(found[name], key=lambda mark: (mark.when or "9", mark.place, mark.document, mark.said.start or 0)) for name in names[: part.limit]}


def _mention(row: Mapping[str, str], document: Mapping[str, Any]) -> Mark:
    return _mark(row, document, "names", str(document.get("date") or ""), None, None, "", "")


def _figure(row: Mapping[str, str], document: Mapping[str, Any]) -> Mark:
    value, maximum, yuan = (_number(row[name]) for name in ("value", "maximum", "yuan"))
    unit = row["unit"]
    if yuan is not None and value:
        unit, value, maximum = "元", yuan, maximum * yuan / value if maximum is not None else None
    when = row["when"] if re.match(r"\d{4}", row["when"]) else ""
    what = f"{row['name']} {SIGNS.get(row['comparator'], row['comparator'])}{row['value']}{'–' + row['maximum'] if row['maximum'] else ''} {row['unit']}"
    return _mark(row, document, row["sort"], when, value, maximum, row["comparator"], unit, what)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _mark(
    row: Mapping[str, str], document: Mapping[str, Any], sort: str, when: str, value: float | None, maximum: float | None, comparator: str, unit: str, what: str = "",
) -> Mark:
    label = str(document.get("label") or row["document"].rpartition("/")[2])
    title = str(document.get("title") or label)
    said = Statement(
        sort=sort, agency="", act=label if title == label else f"{label} {title}", locator=row["locator"], what=what, sentence=row["before"] + row["quote"] + row["after"],
        file=row["file"], rule=row["rule"], thing=row["statement"], at=len(row["before"]), length=len(row["quote"]), start=whole_number(row, "start"), end=whole_number(row, "end"),
        confidence=_number(row["confidence"]))
    return Mark(row["name"], sort, str(document.get("place") or ""), str(document.get("level") or "unknown"), label, title, when, value, maximum, comparator, unit, said)


# ---- the page


def render(shown: Chart, palette: Mapping[str, Any], language: str = "zh") -> str:
    """The page of a chart, in the same bytes for the same chart.

    Args:
        shown: What `chart` gathered.
        palette: Names and colours, as `policygraph.showing.drawing` gathers them.
        language: The one of `LANGUAGES` in which the page opens.
    """
    style = page.asset("canvas.css") + page.asset("chart.css")
    script = "\n".join(page.asset(f"{name}.js") for name in SCRIPTS)
    zh, en, *_ = KINDS[shown.kind]
    return markup.render(
        "chart", language=language, zh=zh, en=en, covered=_covered(shown), style=markup.safe(style), script=markup.safe(script), styles=canvas.source(style), scripts=canvas.source(script),
        drawn=page.data(_drawn(shown, palette)), told=page.data(canvas.packed(_told(shown.marks))))


def _drawn(shown: Chart, palette: Mapping[str, Any]) -> dict[str, Any]:
    marks = shown.marks
    ends = [0]
    for own in shown.series.values():
        ends.append(ends[-1] + len(own))
    return {
        "kind": shown.kind, "palette": palette, "words": json.loads(page.asset("canvas/words.json")), "series": list(shown.series), "ends": ends,
        "marks": {
            "when": [mark.when for mark in marks], "value": [mark.value for mark in marks], "maximum": [mark.maximum for mark in marks],
            **{name: canvas.coded(getattr(mark, name) for mark in marks) for name in ("sort", "place", "level", "document", "title", "comparator", "unit")},
        },
        "nodes": {"degree": [len({mark.document for mark in own}) for own in shown.series.values()]},
        "places": [len({mark.place for mark in own} - {""}) for own in shown.series.values()],
        "spread": [spread(own) for own in shown.series.values()] if shown.kind == "diffusion" else [], "least": [MIN_PERIODS, MIN_PLACES, LEAST_FIT, MOST_OFF],
    }


def spread(marks: Sequence[Mark]) -> dict[str, Any]:
    """The curves through the places that name a programme by the end of each month, as `measuring.spreading` fits them.

    Returns:
        ``points``, the months with new places and the places; and where these are enough, ``from``, the first month, and by the name of a curve ``r_squared``
        and ``off``, the places that it is off at most; and where it fits, its figures and ``at``, its places by the end of each month. Empty where there is
        none, and as a whole where the days lie too far apart.
    """
    try:
        rows, whole = diffusion(({"place": mark.place, "level": mark.level, "date": mark.when, "document": mark.document} for mark in marks), "month")
    except MeasureError:
        return {}
    steps, places = points(rows)
    if steps < MIN_PERIODS or places < MIN_PLACES:
        return {"points": [steps, places]}
    return {"points": [steps, places], "from": rows[0]["period"], **{name: _curve(name, whole[name], rows) for name in CURVES}}


def _curve(name: str, figures: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if "r_squared" not in figures:
        return {}
    at = [row[name] for row in rows]
    off = max(abs(value - row["places"]) for value, row in zip(at, rows, strict=True))
    fit = {"r_squared": figures["r_squared"], "off": off}
    if figures["r_squared"] < LEAST_FIT or off > MOST_OFF * rows[-1]["places"]:
        return fit
    return {**fit, **{key: figures[key] for key in _FIGURES if key in figures}, "at": [round(value, 2) for value in at]}


def _told(marks: Iterable[Mark]) -> dict[str, Any]:
    strings: dict[str, int] = {}
    things: dict[str, int] = {}
    rows = [canvas.row(mark.said, strings, things) for mark in marks]
    return {"columns": canvas.COLUMNS, "texts": canvas.TEXTS, "statements": rows, "strings": list(strings)}


def _covered(shown: Chart) -> list[tuple[str, str]]:
    """What the chart rests on, in Chinese and in English."""
    marks = shown.marks
    files, acts, places = {mark.said.file for mark in marks}, {mark.document for mark in marks}, {mark.place for mark in marks} - {""}
    years = sorted({mark.when[:4] for mark in marks} - {""})
    zh, en = KINDS[shown.kind][3]
    parts = [
        (f"{zh} {len(shown.series):,} 个", f"{len(shown.series):,} {en}"), (f"原文 {len(marks):,} 处", f"{len(marks):,} sentences"),
        (f"源文件 {len(files):,} 个，文件 {len(acts):,} 份", f"{len(files):,} {'file' if len(files) == 1 else 'files'}, {len(acts):,} {'document' if len(acts) == 1 else 'documents'}"), (f"地区 {len(places):,} 个", f"{len(places):,} {'place' if len(places) == 1 else 'places'}"),
    ]
    if years:
        parts.append((f"{canvas.from_to(years)} 年", canvas.from_to(years)))
    return [*parts, ("图中没有的，不等于事实上没有", "what is not here is not therefore untrue")]
