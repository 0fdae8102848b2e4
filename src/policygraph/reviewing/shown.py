"""Shown: a review as text for a terminal, and as one page that opens offline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from .. import markup
from ..carrying import for_terminal, line_for_terminal
from ..model import Document, Reading
from ..showing import page
from ..showing.explain import pieces
from .remarks import SEVERITIES, Ground, Remark, kinds
from .review import Reviewed

#: Endings of the page.
PAGES = (".html", ".htm")
#: How grave a remark is, in Chinese and English.
GRAVITY = {"error": ("错误", "error"), "warning": ("请核对", "check"), "note": ("提示", "note")}
_NOTHING = {"zh": "未发现问题", "en": "nothing was found"}
_RESTS_ON = {"zh": "依据", "en": "rests on"}


def text_of(reading: Reading, acts: Sequence[Reviewed], language: str = "zh") -> str:
    """The remarks act by act: what is the matter, the sentence with its place, and what it rests on. Nothing in it commands a terminal."""
    lines = []
    for act in acts:
        lines += [line_for_terminal(f"# {_named(act.document)}"), ""]
        lines += [line for remark in act.remarks for line in _lines(remark, language)] or [_NOTHING[language], ""]
    return "\n".join(lines)


def _named(document: Document) -> str:
    number = document.number.text if document.number else ""
    return " ".join(part for part in (number, document.title or document.enclosed_title or "") if part) or "—"


def _lines(remark: Remark, language: str) -> Iterator[str]:
    zh = language == "zh"
    yield line_for_terminal(f"[{GRAVITY[remark.severity][not zh]} {kinds()[remark.kind][not zh]}] {remark.message}")
    yield line_for_terminal(f"  {remark.start}–{remark.end}: {_in_one_line(remark.quote)}")
    if remark.rests_on:
        yield line_for_terminal(f"  {_RESTS_ON[language]}: {says(remark.rests_on)}")
    yield ""


def _in_one_line(text: str) -> str:
    return "".join(for_terminal(text).split())


def says(ground: Ground) -> str:
    """What a remark rests on, in one line: the document, the words, where they stand."""
    title = f"《{ground.title}》" if ground.document and ground.title else ground.title
    place = f"{ground.source} {ground.start}–{ground.end}" if ground.source and ground.start is not None else ground.source
    quote = f"“{_in_one_line(ground.quote)}”" if ground.quote else ""
    return " ".join(part for part in (ground.number, title, quote, f"({place})" if place else "") if part)


# ---- the page


def page_of(reading: Reading, acts: Sequence[Reviewed], language: str = "zh") -> str:
    """The text of the draft with the remarks beside it: one page that fetches nothing and needs no script."""
    counted = Counter(remark.kind for act in acts for remark in act.remarks)
    return markup.render(
        "review", style=markup.safe(page.asset("review.css")), title=reading.source.name, language=language, gravity=GRAVITY,
        acts=[shown_act(reading.source.text, act, n) for n, act in enumerate(acts)],
        kinds=[(kind, zh, en, counted[kind]) for kind, (zh, en) in kinds().items() if counted[kind]], nothing=_NOTHING[language], rests_on=_RESTS_ON[language])


def shown_act(text: str, act: Reviewed, n: int) -> dict[str, Any]:
    """What a page shows of an act: its name, its text in pieces with the remarks on each, its remarks with where they begin."""
    found, document = list(act.remarks), act.document
    start, end = min([document.start, *(r.start for r in found)]), max([document.end, *(r.end for r in found)])
    cut: list[dict[str, Any]] = []
    for left, right, active in pieces(start, end, found):
        severity = min((found[i].severity for i in active), key=SEVERITIES.index, default="")
        cut.append({"id": f"m{n}-{left}", "words": text[left:right], "severity": severity, "remarks": [f"r{n}-{i}" for i in active]})
    remarks = [
        {"id": f"r{n}-{i}", "mark": f"m{n}-{r.start}", "remark": r, "kind": kinds()[r.kind], "ground": says(r.rests_on) if r.rests_on else ""}
        for i, r in enumerate(found)
    ]
    return {"id": f"a{n}", "name": _named(document), "pieces": cut, "remarks": remarks}
