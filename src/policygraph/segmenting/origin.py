"""Origin: the place and the kind of an act whose copy lost its head, by what its text says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..model import Paragraph
from ..naming import gazetteer
from .lines import pattern


def place_of_text(paragraphs: Sequence[Paragraph]) -> tuple[str | None, str | None]:
    """The place of the level the text speaks of that it names most.

    It must be named at least twice, and more often than all others of its level together.
    """
    text = "\n".join(p.text for p in paragraphs)
    spoken = {level: len(pattern(f"own-{level}", "origin").findall(text)) for level in ("province", "prefecture", "county")}
    level = max(spoken, key=lambda name: spoken[name])
    if spoken[level] < 2:
        return None, None
    counts: Counter[str] = Counter()
    for match in pattern("place-word", "origin").finditer(text):
        for length in range(min(11, match.end()), 1, -1):
            named = gazetteer.places_named(text[match.end() - length : match.end()])
            if named:
                counts.update({p.code for p in gazetteer.ancestors(named[0].code) if p.level == level})
                break
    best = max(sorted(counts), key=lambda code: counts[code], default=None)
    if best is None or counts[best] < 2 or counts[best] * 2 <= sum(counts.values()):
        return None, None
    return best, level


def kind(notice: Sequence[Paragraph], paragraphs: Sequence[Paragraph], issues: bool) -> str | None:
    """The type of an act without title.

    A notice names itself before its first point (现就有关事项通知如下) or at
    its end (特此通知), a report to an assembly is one (我代表…向大会报告工作), a notice that issues something is a 通知, and an
    instrument says what it is (制定本办法).
    """
    for paragraph in [*notice[:4], *notice[-3:]]:
        found = pattern("announced", "origin").search(paragraph.text)
        if found:
            return found["kind"] or found["answer"] or found["put"] or found["closed"] or "报告"
    if issues:
        return "通知"
    said = [m["made"] or m["named"] for p in paragraphs for m in pattern("said-of-itself", "origin").finditer(p.text)]
    return max(sorted(set(said)), key=said.count) if said else None
