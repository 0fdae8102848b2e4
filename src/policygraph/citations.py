"""Citations: every other document that an act names, what for, and which one it is.

Names come as 《…》 with or without a number, as a number alone, as the short
name of a law, or under an alias that was defined before (以下简称). The act
itself and the instrument it issues are no citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from . import agencies, codes, laws, rules, tables
from .folding import same_key
from .model import Citation, Document, Number, Paragraph, Reference

#: A cue further away than this (code points, lists of names left out) governs something else.
MAX_REACH = 45
#: How sure it is that a name found by a rule is a document.
_FOUND = {"title-and-number": 0.99, "number": 0.98, "title": 0.95, "law-name": 0.9, "alias": 0.95, "unquoted": 0.7}
_CUES = ("based_on", "applies", "forwards", "amends", "repeals", "refers_to")
_CODE_PREFIX = re.compile(
    r"^(?:.*(?:根据|依据|按照|依照|贯彻|落实|执行|实施|转发|关于|以及|及|和|与|按|原|以|对|将|在|见|即|由|经|为|文件|通知|号|的|、))(?=.)"
)


@dataclass(slots=True)
class _Name:
    """A name found in a paragraph: ``text[start:end]`` with brackets, and what it says."""

    paragraph: Paragraph
    start: int
    end: int
    title: str | None
    number: Number | None
    rule: str
    alias: str | None = None
    nested: bool = False
    aliased: Reference | None = None


@dataclass(slots=True)
class _Own:
    """What the act itself is called, so that it is not taken for another document."""

    document: Document
    keys: set[str] = field(default_factory=set)
    forwards: bool = False
    forwarded: str | None = None

    def __post_init__(self) -> None:
        title, enclosed = self.document.title or "", self.document.enclosed_title
        self.forwards = bool(re.search(r"转发|批转", title.split("关于")[0] + title[:40]))
        if title:
            self.keys.add(_title_key(title))
        if enclosed and self.forwards:
            self.forwarded = _title_key(enclosed)
        elif enclosed:
            self.keys.add(_title_key(enclosed))

    def is_self(self, name: _Name) -> bool:
        number, own = name.number, self.document.number
        if number:
            return bool(own) and number.text == own.text
        key = _title_key(name.title or "")
        return bool(key) and (key in self.keys or any(
            len(key) >= 4 and k.endswith(key) and k[: -len(key)] in _places_before(k) for k in self.keys))


def find_citations(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[Citation, ...]:
    """Find the citations of one act.

    Args:
        document: The act with its head (the own number and titles are not cited).
        paragraphs: Its paragraphs in reading order; the title may come first, as a paragraph.

    Returns:
        One citation per cited document and relation, in the order of the first place.
    """
    own = _Own(document)
    aliases: dict[str, Reference] = {}
    names: list[_Name] = []
    own_aliases: set[str] = set()
    for paragraph in paragraphs:
        found = list(_names(paragraph, aliases))
        new = {n.alias: _reference(n, document) for n in found if n.alias and not own.is_self(n)}
        if new.keys() - aliases.keys():  # an alias holds from its own sentence on
            found = list(_names(paragraph, {**new, **aliases}))
        for name in found:
            if own.is_self(name) or _is_own_alias(name, own_aliases):
                if name.alias:
                    own_aliases.add(name.alias)
                continue
            if name.alias:
                aliases.setdefault(name.alias, _reference(name, document))
            names.append(name)
    return tuple(_merge(names, document, own))


def _is_own_alias(name: _Name, own_aliases: set[str]) -> bool:
    if name.aliased or name.number or name.title is None:
        return False
    return name.title in own_aliases or len(name.title) <= 3 and name.title not in laws.names()


# ---- finding


def _names(paragraph: Paragraph, aliases: dict[str, Reference]) -> Iterator[_Name]:
    """The names in one paragraph, in reading order; a name inside another one follows it."""
    taken: list[tuple[int, int]] = []
    found: list[_Name] = []
    text = paragraph.text
    for start, end in _quoted(text):
        if taken and start < taken[-1][1]:
            continue  # an alias inside the bracket of the name before
        name = _titled(paragraph, start, end)
        if name is None and text[start + 1 : end - 1] in aliases:
            name = _Name(paragraph, start, end, text[start + 1 : end - 1], None, "alias")
        taken.append((start, max(end, name.end if name else end)))
        if name and not name.number and name.title in aliases:
            name.aliased, name.rule = aliases[name.title], "alias"
        if name:
            found.append(name)
            found.extend(_inside(paragraph, name, start, end))
    free = lambda a, b: not any(a < y and b > x for x, y in taken)  # noqa: E731
    for name in [*_numbers(paragraph), *_laws(paragraph), *_aliased(paragraph, aliases), *_unquoted(paragraph)]:
        if free(name.start, name.end):
            found.append(name)
            taken.append((name.start, name.end))
    yield from sorted(found, key=lambda n: (n.start, -n.end))


def _quoted(text: str) -> list[tuple[int, int]]:
    """The spans of 《…》 on the outer level, with their marks; an unclosed 《 is left out."""
    spans, stack = [], []
    for i, c in enumerate(text):
        if c == "《":
            stack.append(i)
        elif c == "》" and stack:
            start = stack.pop()
            if not stack:
                spans.append((start, i + 1))
        elif c in "。" and stack and i - stack[0] > 120:
            stack.clear()
    return spans


def _titled(paragraph: Paragraph, start: int, end: int) -> _Name | None:
    text = paragraph.text
    title = text[start + 1 : end - 1]
    bracket = re.match(r"(?:（[^（）]*(?:（[^（）]*）[^（）]*)*）|〔[^〔〕]{0,30}〕)", text[end:])
    number = alias = None
    stop = end
    if bracket:
        inner = bracket.group()[1:-1]
        number = _number_in(inner)
        named = rules.load("citations")["alias"].pattern.search(inner)
        alias = named["alias"] if named else None
        if not number and not alias and (order := rules.load("citations")["order"].pattern.search(inner)):
            number = codes.parse_number(order.group())
        if number or alias:
            stop = end + bracket.end()
    named_so = number or (alias and not rules.load("citations")["not-a-document"].pattern.search(title))
    if not named_so and not _is_document(title, text[:start], text[end:]):
        return None
    return _Name(paragraph, start, stop, title, number, "title-and-number" if number else "title", alias)


def _number_in(text: str) -> Number | None:
    match = rules.load("citations")["number"].pattern.search(text)
    if not match:
        return None
    return _parse(match, text)


def _parse(match: re.Match[str], text: str) -> Number | None:
    """The number of a match: the code begins after the words that govern it."""
    code = _CODE_PREFIX.sub("", match["code"] or "") or (match["code"] or "")
    if not code and not match["tail"]:
        return None
    return codes.parse_number((code or match["tail"]) + f"〔{match['year']}〕{match['serial']}号")


def _is_document(title: str, before: str, after: str) -> bool:
    """Is what stands between title marks a normative or policy document?"""
    core = re.sub(r"(?:（[^（）]*）)+$", "", title)
    if laws.is_law(core):
        return True
    if len(title) < 4 or re.search(r"[A-Za-z]{4}", title) and not re.search(r"[\u4e00-\u9fff]{4}", title):
        return False
    if rules.load("citations")["title-end"].pattern.search(title):
        return not re.search(r"(?:填写|填报|提交|签订|出具|递交)$", before[-6:])
    if rules.load("citations")["not-a-document"].pattern.search(core):
        return False
    cue = _cue_left(before)
    return cue is not None and cue[0] in ("based_on", "applies", "forwards", "repeals", "amends") and cue[2] <= 12


def _inside(paragraph: Paragraph, name: _Name, start: int, end: int) -> Iterator[_Name]:
    """Documents named inside a title: 关于贯彻国发〔2016〕36号文件…的意见; 〈甲〉实施方案."""
    text = paragraph.text
    for match in rules.load("citations")["number"].pattern.finditer(text, start, end):
        number = _parse(match, text)
        if number:
            first = match.start() + len(match["code"] or "") - len(number.code) if match["code"] else match.start()
            yield _Name(paragraph, first, match.end(), None, number, "number-in-title", nested=True)
    if re.search(r"(?:印发|发布|公布|转发|批转|颁布)[〈《]", text[start:end]):
        return
    for match in re.finditer(r"[〈《]([^〈〉《》]{4,60})[〉》]", text[start + 1 : end - 1]):
        if match[1] != name.title:
            first = start + 1 + match.start()
            yield _Name(paragraph, first, first + len(match.group()), match[1], None, "title-in-title", nested=True)


def _numbers(paragraph: Paragraph) -> Iterator[_Name]:
    text = paragraph.text
    for match in rules.load("citations")["number"].pattern.finditer(text):
        number = _parse(match, text)
        if number and codes.read_code(number.code):
            printed = (match["code"] or "")[-len(number.code) :] if match["code"] else ""
            start = match.start() + len(match["code"] or "") - len(printed)
            yield _Name(paragraph, start, match.end(), None, number, "number")


def _laws(paragraph: Paragraph) -> Iterator[_Name]:
    """Laws by their short name, without title marks: 参照公务员法管理."""
    text = paragraph.text
    for match in re.finditer(r"法典|法|条例", text):
        name = laws.ending_at(text, match.end())
        if not name:
            continue
        start = match.end() - len(name)
        full = start - len("中华人民共和国")
        start = full if full >= 0 and text.startswith("中华人民共和国", full) else start
        if match.group() == "法" and re.match(r"[人律规官院制定庭]", text[match.end() : match.end() + 1]):
            continue  # 公司法人, 安全生产法律法规
        if text[match.end() : match.end() + 1] in ("》", "〉", "”") or len(name) <= 2 and not _stands_alone(text, start, match.end()):
            continue
        yield _Name(paragraph, start, match.end(), laws.names()[name], None, "law-name")


def _stands_alone(text: str, start: int, end: int) -> bool:
    """宪法 as the name of the law, not in 宪法日, 宪法法律, 违宪法律."""
    return not re.match(r"[日周月法宣意知权精地学]", text[end : end + 1]) and not re.match(r"[\u4e00-\u9fff]?[国合违立司执]", text[max(0, start - 1) : start])


def _aliased(paragraph: Paragraph, aliases: dict[str, Reference]) -> Iterator[_Name]:
    """Later places of an alias that is printed without title marks."""
    for alias, reference in aliases.items():
        if len(alias) < 4 and not re.fullmatch(r"[A-Z]{3,6}", alias):
            continue
        for match in re.finditer(re.escape(alias), paragraph.text):
            before = paragraph.text[max(0, match.start() - 8) : match.start()]
            if not re.search(r"以下(?:简称|统称|称)[为：“《]*$", before):
                yield _Name(paragraph, match.start(), match.end(), alias, None, "alias", aliased=reference)


def _unquoted(paragraph: Paragraph) -> Iterator[_Name]:
    rule = rules.load("citations")["unquoted"]
    for match in rule.pattern.finditer(paragraph.text):
        yield _Name(paragraph, match.start("title"), match.end(), match["title"], None, "unquoted")


# ---- what for


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str], float], ...]:
    loaded = rules.load("citations")
    return tuple((name, loaded[f"cue-{name}"].pattern, loaded[f"cue-{name}"].confidence) for name in _CUES)


#: An item of a list of names, at the end of a text: 《甲》（国发〔2016〕1号）、
_ITEM = re.compile(r"(?:《[^》]*》|〈[^〉]*〉|（[^（）]*）|〔[^〔〕]*〕|、|，(?=$)|和|及|以及|与|或者?|等|[\u4e00-\u9fff]{0,8}〔\d{4}〕\d+号)$")


def _left_of_list(text: str) -> str:
    """The text before a list of names that ends here."""
    while True:
        shorter = _ITEM.sub("", text)
        if shorter == text:
            return text
        text = shorter


def _cue_left(before: str) -> tuple[str, float, int] | None:
    """The governing word to the left: relation, confidence, distance; None if there is none in reach.

    The nearest word counts; among words at one place the longest. A comma
    ends the reach, save between the items of a list.
    """
    text = _left_of_list(before)
    clause = re.split(r"[。；：，！？]", text)[-1]
    best: tuple[int, int, str, float] | None = None
    for relation, pattern, confidence in _cues():
        for match in pattern.finditer(clause):
            if relation == "applies" and re.match(r"(?:方案|意见|办法|细则|情况|主体|单位|机关|部门|人员|之日)", clause[match.end() :]):
                continue
            if relation == "refers_to" and re.match(r"的", clause[match.end() :]):
                continue
            candidate = (match.end(), match.end() - match.start(), relation, confidence)
            if best is None or candidate[:2] > best[:2]:
                best = candidate
    if best is None or len(clause) - best[0] > MAX_REACH:
        return None
    return best[2], best[3], len(clause) - best[0]


def _relation(name: _Name, own: _Own) -> tuple[str, float]:
    """The relation of a name by the words around it, nearest first."""
    text = name.paragraph.text
    loaded = rules.load("citations")
    if name.rule == "title-in-title":
        return "refers_to", 0.7
    left, _ = name.paragraph.sentence(name.start, name.end)
    after = _right_of_list(text[name.end :])
    for relation in ("repeals", "amends", "forwards"):
        rule = loaded[f"after-{relation}"]
        if rule.pattern.search(after) and (relation != "forwards" or own.forwards):
            return relation, rule.confidence
    if own.forwarded and name.title and _title_key(name.title) == own.forwarded:
        return "forwards", loaded["cue-forwards"].confidence
    cue = _cue_left(text[left : name.start])
    if cue and cue[0] == "forwards" and not own.forwards:
        cue = ("refers_to", 0.7, cue[2])
    if cue and cue[0] == "based_on" and text[max(0, left) : name.start].rstrip("《").endswith("参照"):
        cue = ("refers_to", 0.8, cue[2])
    if cue:
        return cue[0], cue[1]
    if loaded["after-applies"].pattern.search(after):
        return "applies", loaded["after-applies"].confidence
    return "refers_to", 0.7


def _right_of_list(after: str) -> str:
    return re.sub(r"^(?:(?:（[^（）]*）|、|和|及|以及|与|，)*《[^》]*》(?:（[^（）]*）)?)+", "", after)


# ---- which one


def _title_key(title: str) -> str:
    return same_key(title).removeprefix("中华人民共和国")


def _places_before(key: str) -> tuple[str, ...]:
    """What may stand before a title that the text quotes shorter: the issuer or the place and 关于印发."""
    return tuple(key[:n] for n in range(0, 13) if n == 0 or tables.places_named(key[:n]))


def _reference(name: _Name, document: Document) -> Reference:
    if name.aliased:
        return name.aliased
    title = laws.names().get(name.title or "", name.title)
    place = level = None
    if name.number:
        reading = codes.read_code(name.number.code, context_place=document.place)
        if reading:
            place, level = (reading.places[0] if len(reading.places) == 1 else None), reading.level
    if title and level is None:
        place, level = _place_of_title(title)
    kind = tables.document_type(title) if title else None
    return Reference(name.number, title, kind, place, level, _issuers(title, place, level))


def _place_of_title(title: str) -> tuple[str | None, str | None]:
    if laws.is_law(title) or re.match(r"中华人民共和国|国务院|中共中央|全国人民代表大会|最高人民", title):
        return "100000", "central"
    for length in range(min(12, len(title)), 1, -1):
        named = tables.places_named(title[:length])
        if len(named) == 1:
            return named[0].code, named[0].level
    return None, None


def _issuers(title: str | None, place: str | None, level: str | None):
    stop = re.search(r"关于|印发|转发", title or "")
    if not stop or stop.start() < 3:
        return ()
    context = agencies.Context(place, level)
    return tuple(agencies.issuer(name, context) for name in agencies.split_issuers(title[: stop.start()]))


def _merge(names: list[_Name], document: Document, own: _Own) -> Iterator[Citation]:
    """One citation per document and relation; a title and its number are one document."""
    numbers = {_title_key(n.title): n for n in reversed(names) if n.title and n.number}
    titles = {n.number.text: n for n in reversed(names) if n.title and n.number}
    seen: set[tuple[str, str]] = set()
    for name in names:
        reference = _reference(name, document)
        if reference.title and not reference.number and _title_key(reference.title) in numbers:
            reference = _reference(numbers[_title_key(reference.title)], document)
        elif reference.number and not reference.title and reference.number.text in titles:
            reference = _reference(titles[reference.number.text], document)
        relation, confidence = _relation(name, own)
        key = reference.number.text if reference.number else _title_key(reference.title or "")
        if (key, relation) in seen:
            continue
        seen.add((key, relation))
        resolution, candidates = _resolution(name, reference, document)
        found = _FOUND.get(name.rule, 0.9)
        yield Citation(
            relation, reference, name.paragraph.provision, name.paragraph.evidence(name.start, name.end),
            f"{name.rule}+{relation}", round(found * confidence, 3), resolution, name.alias, candidates,
        )


def _resolution(name: _Name, reference: Reference, document: Document) -> tuple[str, tuple[str, ...]]:
    if reference.number:
        reading = codes.read_code(reference.number.code, context_place=document.place)
        if reading and len(reading.places) > 1:
            return "ambiguous", tuple(reading.places)
        if name.aliased:
            return "alias", ()
        return ("number", ()) if reading and reading.places else ("unresolved", ())
    return ("alias" if name.aliased else "title"), ()
