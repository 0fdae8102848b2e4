"""Origin: the place and the kind of an act whose copy lost its head, by what its text says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..model import Agency, Paragraph, Place
from ..naming import agencies, gazetteer
from .lines import pattern
from .record import Record

#: A text says what it is, and who speaks, in so many paragraphs at its beginning.
OPENING = 4


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
                counts.update({p.code for p in gazetteer.ancestors(named[0].code) if _is_called(p, level)})
                break
    best = max(sorted(counts), key=lambda code: counts[code], default=None)
    if best is None or counts[best] < 2 or counts[best] * 2 <= sum(counts.values()):
        return None, None
    place = gazetteer.place(best)
    return best, place.level if place else level


def _is_called(place: Place, level: str) -> bool:
    """Does a place speak of itself as one of a level? A municipality does as a city."""
    return place.level == level or level == "prefecture" and place.level == "province" and place.name.endswith("市")


def place_of_addressees(addressed: Sequence[Agency]) -> tuple[str | None, str | None]:
    """The centre, where the provinces are written to: nobody else writes to all of them."""
    provinces = any(agency.kind == "group" and agency.place == gazetteer.COUNTRY and agency.level == "province" for agency in addressed)
    return (gazetteer.COUNTRY, "central") if provinces else (None, None)


def spoken_for(record: Record, paragraphs: Sequence[Paragraph], context: agencies.Context) -> tuple[Agency, ...]:
    """In whose name a report is given (我代表市人民政府), as its issuer; () if its beginning does not say."""
    for paragraph in paragraphs[:OPENING]:
        if found := pattern("on-behalf", "origin").search(paragraph.text):
            agency = agencies.issuer(found["who"], context)
            record.name("issuer", agency, found["who"], paragraph.evidence(*found.span("who")), "on-behalf", 0.9)
            return (agency,)
    return ()


def adopted(record: Record, paragraphs: Sequence[Paragraph]) -> str | None:
    """通过日期: the day on which an order or a notice says that what it issues was adopted (《某条例》已经2018年9月6日国务院第23次常务会议通过)."""
    for paragraph in paragraphs[:OPENING]:
        found = pattern("adopted", "origin").search(paragraph.text)
        if found and (day := record.day(found["day"])):
            return record.note_at("adopted", day, paragraph.evidence(*found.span()), "adopted", 0.9)
    return None


def kind(notice: Sequence[Paragraph], paragraphs: Sequence[Paragraph], issues: bool, addressed: bool) -> str | None:
    """The type of an act without title.

    A notice names itself before its first point (现就有关事项通知如下) or at
    its end (特此通知), a report to an assembly is one (我代表…向大会报告工作), a notice that issues something is a 通知, and an
    instrument says what it is (制定本办法). What is made known to everybody is a 公告, what is given out to those it addresses a 通知.
    """
    for paragraph in [*notice[:4], *notice[-3:]]:
        found = pattern("announced", "origin").search(paragraph.text)
        if found:
            return found["kind"] or found["answer"] or found["put"] or found["set"] or found["closed"] or "报告"
    opening = "".join(paragraph.text for paragraph in notice[:OPENING])
    if not addressed and pattern("makes-known", "origin").search(opening):
        return "公告"
    if issues:
        return "通知"
    if said := _said_most(paragraphs, "said-of-itself") or _said_most(paragraphs[:1], "made-for"):
        return said
    if pattern("gives-out", "origin").search(opening):
        return "通知" if addressed else "公告"
    return _said_most(paragraphs, "said-by-the-way")


def _said_most(paragraphs: Sequence[Paragraph], rule: str) -> str | None:
    """The kind that a text calls itself most often by a rule, the first in order where two are as many; None if it calls itself none."""
    said = [m[m.lastgroup or 0] for p in paragraphs for m in pattern(rule, "origin").finditer(p.text)]
    return max(sorted(set(said)), key=said.count) if said else None
