"""Head: title, numbers, issuers, addressees and registration of an act, from the lines around its title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..model import Agency, Number
from ..naming import agencies, codes, gazetteer
from ..reading import dates
from ..reading.folding import same_key
from .lines import FIRST, is_noise, mark, pattern
from .record import Record

#: Addressees end with a colon within so many lines and code points.
MAX_ADDRESSEE_LINES, MAX_ADDRESSEE = 8, 700
#: The number of a copy stands at its foot if it is so many lines after the title.
FAR = 12
#: What a copy prints under its title stands within so many lines.
NEAR = 8


def title(record: Record) -> str | None:
    """The title of the act: of its lines, else of the metadata; None if it has none."""
    head = record.head
    if head.title:
        return record.note("title", record.text(head.title), head.title, "title-lines", 0.98)
    if entry := head.metadata.get("title"):
        return record.note("title", entry.value, entry.lines, "metadata", 0.95)
    return None


def numbers(record: Record) -> tuple[Number, ...]:
    """发文字号: of the line that holds it, of the metadata, or of the order that a note under the title names."""
    head = record.head
    if head.number is not None:
        line = record.lines[head.number].text
        where: tuple[int, ...] = (head.number,)
        alone = pattern("number-line").match(line) or pattern("order-line").match(line)
        printed, rule = alone["number"] if alone else line.split("：")[-1].split("】")[-1], "number-line"
        if pattern("bare-order", "head").match(printed) and head.number:
            printed = _order_prefix(record) + printed
    elif entry := head.metadata.get("number"):
        printed, where, rule = entry.value, entry.lines, "metadata"
        if pattern("bare-order", "head").match(printed) and (kind := pattern("order-title", "head").match(record.text(head.title))):
            printed = kind.group() + printed
    elif head.adoption and (order := pattern("order-in-note", "head").search(record.text(head.adoption))):
        printed, where, rule = pattern("to-the-day", "head").sub("", order.group()), head.adoption, "adoption"
    else:
        return ()
    found = tuple(n for piece in pattern("next-number", "head").split(printed) if piece and (n := codes.parse_number(piece)))
    for number in found:
        record.note("number", number.text, where, rule, 1.0 if rule == "number-line" else 0.9)
    return found


def title_of_file(record: Record) -> str | None:
    """The title that the name of the file tells, of the one act of its source; the evidence is the line that the act begins with."""
    found = _of_file(record)
    if not found or not pattern("title-end").search(found["title"]):
        return None
    return record.note("title", found["title"], [record.head.first], "file-name", 0.6)


def number_of_file(record: Record) -> tuple[Number, ...]:
    """The number that the name of the file begins with, of the one act of its source; () if it has none."""
    found = _of_file(record)
    number = codes.parse_number(found["number"]) if found and found["number"] else None
    if number is None:
        return ()
    record.note("number", number.text, [record.head.first], "file-name", 0.6)
    return (number,)


def _of_file(record: Record) -> re.Match[str] | None:
    """What the name of the file says, where the whole file is this one act."""
    last = record.head.last
    whole = last >= len(record.lines) - 1 or pattern("licence-begins").match(record.lines[last].text)  # what a site adds is no other act
    alone = record.head.first == 0 and whole
    return pattern("file-name", "head").search(record.source.name.replace(" ", "")) if alone else None


def _order_prefix(record: Record) -> str:
    """The issuer of an order whose number stands alone (中华人民共和国国务院令 / 第588号)."""
    before = record.lines[(record.head.number or 0) - 1].text
    return before if pattern("order-above", "head").search(before) and len(before) <= 40 else ""


def place_of_number(found: Sequence[Number]) -> tuple[str | None, str | None, str | None]:
    """Place, level and issuer that the code of a number alone tells."""
    reading = codes.read_code(found[0].code) if found else None
    if reading and len(reading.places) == 1:
        return reading.places[0], reading.level, reading.agency
    return None, None, None


def issuer_names(text: str) -> tuple[str, ...]:
    """The agencies of a text that names nothing else, divisions that sign in their own name among them."""
    return agencies.split_issuers(text) or ((text,) if pattern("division", "head").match(text) else ())


def issuers_of_title(record: Record, name: str | None, context: agencies.Context) -> tuple[Agency, ...]:
    """The issuers that stand in front of 关于 or 印发 in the title."""
    stop = pattern("title-verb").search(name or "")
    name = name or ""
    front = name[: stop.start()] if stop and stop.start() >= 2 else ""
    names = issuer_names(front)
    if not names and pattern("orders-something", "head").search(name):
        names = agencies.leading_issuers(name)
    found = tuple(agencies.issuer(printed, context) for printed in names)
    position = 0
    for printed, agency in zip(names, found, strict=True):
        position = max(name.find(printed, position), 0)
        if record.head.title:
            record.name("issuer", agency, printed, record.quote(record.head.title, position, position + len(printed)), "issuer-in-title", 0.98)
        position += len(printed)
    return found


def issuers_of_metadata(record: Record, context: agencies.Context) -> tuple[Agency, ...]:
    """The issuers that the metadata name; () if they name none."""
    entry = record.head.metadata.get("issuer")
    if entry is None:
        return ()
    names = [n for value in entry.values for piece in re.split(r"[，,;；、 ]", value) for n in issuer_names(piece)]
    if names:
        record.note("issuer", "、".join(names), entry.lines, "metadata", 0.9)
    return tuple(dict.fromkeys(agencies.issuer(name, context) for name in names))


def issuers_of_adoption(record: Record, context: agencies.Context) -> tuple[Agency, ...]:
    """Who adopted or published a law or rule, by the note under its title."""
    note = record.text(record.head.adoption)
    for shape in ("adopted-by", "published-by"):
        for found in pattern(shape, "head").finditer(note):
            if names := _adopters(found["name"]):
                agencies_found = tuple(agencies.issuer(name, context) for name in names)
                quote = record.quote(record.head.adoption, found.start("name"), found.end("name"))
                for agency in agencies_found:
                    record.name("issuer", agency, found["name"], quote, "issuer-in-note", 0.9)
                return agencies_found
    return ()


def _adopters(printed: str) -> tuple[str, ...]:
    name = printed
    for left_out in ("session", "called-by", "chamber"):
        name = pattern(left_out, "head").sub("", name)
    name = pattern("standing-committee", "head").sub("人民代表大会常务委员会", name)
    return (name,) if pattern("assembly", "head").match(name) else agencies.split_issuers(name)


def registration(record: Record) -> str | None:
    """规范性文件统一登记号, else the 索引号 of the metadata."""
    head = record.head
    k = head.registration
    if k is None:
        near = range(head.first, min(head.last, head.first + 15))
        k = next((i for i in near if pattern("registration").match(record.lines[i].text)), None)
    if k is not None and (printed := pattern("registration").match(record.lines[k].text)):
        return record.note("registration", printed["registration"], [k], "registration")
    for name in ("registration", "index"):
        if entry := head.metadata.get(name):
            return record.note("registration", entry.value, entry.lines, "metadata", 0.9)
    return None


def body(record: Record) -> list[int]:
    """The lines after the head, without metadata and the table of contents of a law."""
    head = record.head
    taken = {*head.title, head.number, head.registration, *head.block, *head.adoption}
    last = max([k for k in (*head.title, head.number) if k is not None], default=head.first - 1)
    if head.number is not None and head.title and head.number - head.title[-1] > FAR:
        last = head.title[-1]  # the number stands at the foot, as databases print it
    after = [k for k in range(last + 1, head.last) if k not in taken]
    listed = _inner_contents(record, after)
    return [k for k in after if k not in listed]


def _inner_contents(record: Record, after: Sequence[int]) -> set[int]:
    """目录 of a law or plan: the chapters it lists before the first of them begins."""
    for n, k in enumerate(after[:20]):
        if pattern("contents-head", "head").match(record.lines[k].text):
            listed: list[int] = []
            for i in after[n + 1 :]:
                text = record.lines[i].text
                rank = mark(text)
                repeated = bool(listed) and text == record.lines[listed[0]].text
                if repeated or "。" in text or len(text) > 40 or not (rank and rank[0] < 3 or listed and len(text) <= 12 and pattern("contents-chapter", "head").search(text) or rank and rank[0] == FIRST and listed == [] or rank and listed and (mark(record.lines[listed[0]].text) or (0,))[0] >= FIRST):
                    break
                listed.append(i)
            return set(listed)
    return set()


# ---- addressees


def addressees(record: Record, lines: list[int], context: agencies.Context) -> tuple[list[int], tuple[Agency, ...]]:
    """主送机关: the lines up to the first colon, before any sentence; and the lines that are left."""
    taken: list[int] = []
    for n, k in enumerate(lines[: MAX_ADDRESSEE_LINES + 6]):
        text = record.lines[k].text
        if is_noise(record.lines[k]) or _is_of_the_head(text) or (not taken and _is_subtitle(record, k)) or _is_speaker(record, k):
            continue
        if _is_title(record, k):
            taken = []  # what stood before the title printed again is no addressee
            continue
        if "。" in text or mark(text) or pattern("attachment").match(text) or len(taken) >= MAX_ADDRESSEE_LINES:
            return lines, ()
        taken.append(k)
        if text.endswith("："):
            joined = record.text(taken)[:-1]
            if not _are_addressees(joined):
                return lines, ()
            return lines[n + 1 :], tuple(_named(record, taken, joined, context))
    return lines, ()


def _is_of_the_head(text: str) -> bool:
    """A registration number, and the lines under the title of a report: when, where and by whom it was given, when it was put online."""
    return any(pattern(name).fullmatch(text) for name in ("registration", "delivered", "put-online")) or any(
        pattern(name, "head").match(text) for name in ("speaker", "under-a-title"))


def _is_speaker(record: Record, k: int) -> bool:
    """Who gives a report, on two lines: the office (国务院总理), the name."""
    texts = [record.lines[i].text if 0 <= i < len(record.lines) else "" for i in (k - 1, k, k + 1)]
    pairs = zip(texts, texts[1:], strict=False)
    return any(pattern("speaker-office", "head").match(office) and pattern("speaker-name", "head").match(name) for office, name in pairs)


def _are_addressees(joined: str) -> bool:
    return (
        len(joined) <= MAX_ADDRESSEE and bool(pattern("addressee").search(joined))
        and not pattern("no-addressee", "head").search(joined)
    )


def _is_subtitle(record: Record, k: int) -> bool:
    return _is_title(record, k) or bool(re.match(r"^（.*）$", record.lines[k].text))


def _is_title(record: Record, k: int) -> bool:
    return bool(record.head.title) and same_key(record.lines[k].text) == same_key(record.text(record.head.title))


def _with_offices(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans of addressees, those joined that are one group: 各镇人民政府、街道办事处; 各街道党工委、办事处."""
    made: list[tuple[int, int]] = []
    for start, end in spans:
        one_group = made and text[made[-1][1] : start] == "、" and pattern("group-with-office", "head").fullmatch(text, made[-1][0], end)
        made[-1:] = [(made[-1][0], end)] if one_group else [*made[-1:], (start, end)]
    return made


def _named(record: Record, taken: list[int], joined: str, context: agencies.Context) -> Iterator[Agency]:
    together = False
    for start, end in _with_offices(joined, split_addressees(joined)):
        printed = joined[start:end]
        everywhere = bool(pattern("everywhere", "head").search(printed))
        together = everywhere or together and joined[start - 1] == "、"
        found = _governments(printed, context) or (agencies.issuer(printed, context),)
        if together and not everywhere and _without_place(printed) and found[0].name != printed:
            found = (Agency(printed, "group", found[0].place, found[0].level, found[0].branch),)
        for agency in found:
            record.name("addressee", agency, printed, record.quote(taken, start, end), "addressee", 0.95)
        yield from found


def _without_place(printed: str) -> bool:
    """财政局 after 各市教育局、 is that of each of them; 省财政厅 says whose it is."""
    return printed[0] not in gazetteer.level_words() and not gazetteer.place_at_start(printed)[1]


def _governments(printed: str, context: agencies.Context) -> tuple[Agency, ...]:
    """北京、天津市人民政府: a government of each place; () where it is no such list."""
    several = pattern("several-governments", "head").match(printed)
    if not several or "、" not in several["places"]:
        return ()
    names = [place if place[-1] in gazetteer.level_words() else place + several["level"] for place in several["places"].split("、")]
    if not all(gazetteer.places_named(name) for name in names):
        return ()
    return tuple(agencies.issuer(name + several["body"], context) for name in names)


def _complete(text: str) -> bool:
    return bool(pattern("complete-addressee", "head").search(text)) and not pattern("place-alone", "head").match(text)


def _goes_on(text: str, start: int, end: int) -> bool:
    """区政府各委、办、局: kinds of bodies under one 各."""
    first = text[start:end].split("、")[0]
    return bool(pattern("kinds-of-bodies", "head").search(first)) and bool(pattern("kind-of-body", "head").match(text, end + 1))


def split_addressees(text: str) -> list[tuple[int, int]]:
    """Split at ， and 、 on the top level; 各省、自治区、直辖市人民政府 stays one."""
    spans, start, depth = [], 0, 0
    for i, c in enumerate(text + "，"):
        depth += (c in "（《“") - (c in "）》”")
        if c in "，、；" and depth <= 0:
            another = text[i + 1 : i + 2] == "各" != text[start]  # 某工业园区、各直属公司
            if c == "、" and not another and (not _complete(text[start:i]) or _goes_on(text, start, i)):
                continue
            if i > start:
                spans += _two(text, start, i)
            start = i + 1
    return spans


def _two(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """省军区并某军区: 并 adds one more to whom is written; 合并办公室 is one."""
    found = pattern("one-more", "head").search(text, start, end)
    return [(start, found.start()), (found.end(), end)] if found and _complete(text[start : found.start()]) else [(start, end)]


# ---- the note under the title of a law or rule


def adopted(record: Record) -> str | None:
    """通过日期: the day a law or rule was adopted first."""
    return _of_note(record, "adopted", "passed-on")


def published(record: Record) -> str | None:
    """The day it was published, by the note under its title."""
    return _of_note(record, "printed", "issued-on")


def delivered(record: Record) -> str | None:
    """The day a report was given to an assembly, by the line under its title (2026年1月27日在…会议上), which two lines may hold."""
    head = record.head
    for k in range(head.first, min(head.first + NEAR, head.last)):
        for where in ([k], [k, k + 1]):
            found = pattern("delivered").fullmatch(record.text(where)) if where[-1] < head.last else None
            if found and (day := record.day(found["day"])):
                return record.note("signed", day, where, "delivered", 0.9)
    return None


def put_online(record: Record) -> str | None:
    """The day a web page says that it was put there, on a line of its own near the title (时间：2026-02-11, 2026-01-31 07:00 来源：…)."""
    head = record.head
    for k in range(head.first, min(head.first + NEAR, head.last)):
        found = pattern("put-online").fullmatch(record.lines[k].text)
        if found and (day := dates.compact_day(found["day"])):
            return record.note("printed", day, [k], "put-online", 0.85)
    return None


def in_force(record: Record) -> str | None:
    """自…起施行 in the note under the title."""
    return _of_note(record, "effective", "in-force-on")


def _of_note(record: Record, name: str, shape: str) -> str | None:
    note = record.text(record.head.adoption)
    found = pattern(shape).search(note)
    day = record.day(found.group()) if found else None
    if found is None or day is None:
        return None
    return record.note_at(name, day, record.quote(record.head.adoption, found.start(), found.end()), "adoption", 0.9)
