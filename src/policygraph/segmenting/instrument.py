"""Instrument: what a notice issues or forwards (印发《…》), and the parts of an act."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..reading.folding import same_key
from .lines import Line, is_noise, join, mark, pattern
from .provisions import ends_of_counted

#: How a notice says what it issues, in the order of preference.
_IN_TEXT = ("issued-after-approval", "issued-now-that", "issued-named-first", "issued-verb-first")


@dataclass(frozen=True, slots=True)
class Instrument:
    """The instrument: its title, the lines of its heading, the notice before it, and the lines after."""

    title: str | None
    heading: tuple[int, ...]
    notice: tuple[int, ...]
    text: tuple[int, ...]
    named: bool = False


def find(lines: Sequence[Line], title: str | None, notice: Sequence[int], rest: Sequence[int]) -> Instrument:
    """Find what a notice issues.

    The heading printed after the signature names it best; the notice and its
    title say what to look for.

    Args:
        lines: The lines of the source.
        title: The title of the act.
        notice: The indexes of the lines of the notice.
        rest: Those of the lines after its signature.
    """
    wanted = [name for name in (issued_in_title(title), issued_in_text("".join(lines[k].text for k in notice[:6]))) if name]
    keys = {same_key(name) for name in wanted}
    heading = _heading(lines, rest, keys)
    if not heading and not rest and keys:
        for n in range(1, len(notice)):
            if heading := _heading(lines, notice[n : n + 10], keys, exact=True):
                return _taken(lines, heading, notice[:n], notice[n + len(heading) :])
    if heading:
        return _taken(lines, heading, notice, [k for k in rest if k not in heading])
    if wanted:
        value = wanted[-1] if len(wanted) > 1 and same_key(wanted[0]) in same_key(wanted[-1]) else wanted[0]
        return Instrument(value, (), tuple(notice), tuple(rest), named=True)
    return Instrument(None, (), tuple(notice), tuple(rest))


def _taken(lines: Sequence[Line], heading: list[int], notice: Sequence[int], text: Sequence[int]) -> Instrument:
    return Instrument("".join(lines[k].text for k in heading), tuple(heading), tuple(notice), tuple(text))


def _heading(lines: Sequence[Line], rest: Sequence[int], keys: set[str], exact: bool = False) -> list[int]:
    lead = [k for k in rest[:8] if not is_noise(lines[k]) and not pattern("attachment").match(lines[k].text)]
    taken: list[int] = []
    for k in lead[:6]:
        text = lines[k].text
        if "。" in text or (mark(text) and taken) or len(text) > 90:
            break
        taken.append(k)
        key = same_key("".join(lines[t].text for t in taken))
        if key in keys:
            return taken
        if exact and not any(want.startswith(key) for want in keys):
            return []
    return [] if exact else _heading_by_shape(lines, lead, keys)


def _heading_by_shape(lines: Sequence[Line], lead: Sequence[int], keys: set[str]) -> list[int]:
    """The first lines that end like a title, where something was issued but under another name."""
    taken: list[int] = []
    for k in lead[:5]:
        text = lines[k].text
        if mark(text) or text[-1] in "。：；" or len(text) > 90:
            break
        taken.append(k)
        joined = "".join(lines[t].text for t in taken)
        if pattern("title-end").search(joined) and (keys or len(joined) <= 80):
            return taken if keys else []
    return []


def issued_in_text(text: str) -> str | None:
    """What the first sentences of a notice say is issued, the first of several; a short name in a bracket is no title."""
    text = pattern("short-name", "titles").sub("", text)
    return next((found["name"] for name in _IN_TEXT if (found := pattern(name, "titles").search(text))), None)


def issued_in_title(title: str | None) -> str | None:
    """What a title says is issued: 关于印发《甲》的通知, 关于印发甲的通知, 转发某部关于乙的通知."""
    found = pattern("issued-by-title", "titles").search(title or "")
    if not found:
        return None
    what = found["what"]
    quoted = re.match(r"[^《》]{0,40}?《((?:[^《》]|《[^《》]*》)+)》", what)
    if quoted:
        return quoted[1]
    own = pattern("passes-on-own", "titles").search(what) if pattern("passes", "titles").search(found["verb"]) else None
    return own.group() if own else what


def parts(lines: Sequence[Line], instrument: Instrument) -> list[tuple[str, list[Line]]]:
    """The paragraphs of notice, instrument and annexes; lists of attachments are left out."""
    notice, annex = _without_attachments(lines, instrument.notice)
    text, annex_after = _without_attachments(lines, instrument.text)
    return [(part, join(of, ends_of_counted(of))) for part, of in (("notice", notice), ("instrument", text), ("annex", [*annex, *annex_after]))]


def _without_attachments(lines: Sequence[Line], indexes: Sequence[int]) -> tuple[list[Line], list[Line]]:
    kept: list[Line] = []
    annex: list[Line] = []
    listing = in_annex = False
    for k in indexes:
        line = lines[k]
        if pattern("attachment").match(line.text):
            alone = bool(pattern("annex-alone", "titles").match(line.text))
            listing, in_annex = True, alone and "：" not in line.text and "。" not in line.text
            continue
        if listing and not in_annex and ("。" not in line.text) and (mark(line.text) or len(line.text) < 60):
            continue
        listing = False
        (annex if in_annex else kept).append(line)
    return kept, annex
