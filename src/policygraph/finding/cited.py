"""Cited names: where a paragraph names a document, by title, by number, or without any mark.

Nothing here decides which document a name stands for; that is the business
of `citations`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from .. import ownrules, rules, tables
from ..model import Number, Paragraph, Reference
from ..naming import codes, gazetteer, laws
from ..reading import dates
from .governing import cue_left

#: The year of a number in its bracket.
_YEAR = re.compile(r"[〔（【](?:(?:19|20)\d{2}|[5-9]\d[〕）】])")
#: An unclosed 《 opens nothing: no title is longer than this (code points).
MAX_TITLE = 150
#: The longest list of titles behind one that says what kind of paper all of them are (code points).
MAX_LIST = 3000
#: No agency that gives out an announcement has a longer name (code points).
_MAX_ISSUER = 20


@ownrules.renewed
@cache
def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("cited")[name].pattern


@ownrules.renewed
@cache
def _central_papers() -> dict[str, str]:
    """The codes of papers of the centre that are named by who wrote them."""
    return {row["printed"]: row["code"] for row in tables.rows("central_papers", ("printed", "code"))}


@dataclass(slots=True)
class Name:
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
    listed: bool = False
    below_changing: bool = False
    version: str | None = None
    list_end: int = 0


class ShortNames:
    """The short names that an act has defined so far (以下简称), with what they stand for."""

    def __init__(self, first: dict[str, Reference] | None = None, then: ShortNames | None = None):
        """``first`` are names that hold for one paragraph before those in ``then``, which win where both have one."""
        self._own: dict[str, Reference] = dict(first or {})
        self._then = then

    def __contains__(self, name: object) -> bool:
        return name in self._own or self._then is not None and name in self._then

    def __getitem__(self, name: str) -> Reference:
        return self._then[name] if self._then is not None and name in self._then else self._own[name]

    def add(self, name: str, reference: Reference) -> None:
        """Take a name in; the first meaning of a name holds."""
        self._own.setdefault(name, reference)

    def places(self, text: str) -> Iterator[tuple[str, int]]:
        """Where names stand in a text that are long enough to be found without marks, in the order of their definition."""
        names = {name: None for name in self._own if len(name) >= 4 or re.fullmatch(r"[A-Z]{3,6}", name)}
        yield from _each_place(text, names) if len(names) <= FEW else _all_places(text, names)
        for name, at in self._then.places(text) if self._then is not None else ():
            if name not in names:
                yield name, at


#: So many names are looked for one by one.
FEW = 40


def _each_place(text: str, names: dict[str, None]) -> Iterator[tuple[str, int]]:
    for name in names:
        at = text.find(name)
        while at >= 0:
            yield name, at
            at = text.find(name, at + len(name))


def _all_places(text: str, names: dict[str, None]) -> Iterator[tuple[str, int]]:
    """The same for any number of names, in one pass for each length."""
    found: dict[str, list[int]] = {}
    for length in {len(name) for name in names}:
        for at in range(len(text) - length + 1):
            if (name := text[at : at + length]) in names and (name not in found or at >= found[name][-1] + length):
                found.setdefault(name, []).append(at)
    yield from ((name, at) for name in names if name in found for at in found[name])


class Taken:
    """Spans of a text that do not overlap; tells in short time whether another one is free."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def add(self, start: int, end: int) -> None:
        """Take the characters from ``start`` to ``end``, so that no other name is found in them."""
        insort(self._spans, (start, end))

    def free(self, start: int, end: int) -> bool:
        """Does no span that was added overlap this one?"""
        n = bisect_left(self._spans, (end, end))
        return n == 0 or self._spans[n - 1][1] <= start


def find_names(paragraph: Paragraph, aliases: ShortNames) -> Iterator[Name]:
    """The names in one paragraph, in reading order; a name inside another one follows it.

    Args:
        paragraph: The paragraph.
        aliases: What the short names stand for that the document defined before.
    """
    taken = Taken()
    found: list[Name] = []
    text = paragraph.text
    for start, end in _quoted(text):
        if not taken.free(start, start + 1):
            continue  # an alias inside the bracket of the name before
        name = _titled(paragraph, start, end)
        if name is None and text[start + 1 : end - 1] in aliases:
            name = Name(paragraph, start, end, text[start + 1 : end - 1], None, "alias")
        taken.add(start, max(end, name.end if name else end))
        if name and not name.number and name.title and name.title in aliases:
            name.aliased, name.rule = aliases[name.title], "alias"
        if name:
            found.append(name)
            found.extend(_further_numbers(paragraph, name, end))
            found.extend(_inside(paragraph, name, start, end))
            found.extend(_its_rules(paragraph, name))

    for name in [*_numbers(paragraph), *_laws(paragraph), *_aliased(paragraph, aliases), *_unquoted(paragraph)]:
        if taken.free(name.start, name.end):
            found.append(name)
            taken.add(name.start, name.end)
    yield from _with_numbers_beside(sorted(found, key=lambda n: (n.start, -n.end)))


def _with_numbers_beside(names: Sequence[Name]) -> list[Name]:
    """The names, a number and the title that it belongs to as one: 国发〔2016〕36号《关于…的意见》, and 《…》（国发〔2016〕36号 whose bracket was not closed."""
    made: list[Name] = []
    outer = -1  # where the last name stands that is in no other
    for name in names:
        last = made[outer] if made and not name.nested else None
        between = name.paragraph.text[last.end : name.start] if last else None
        if last and name.rule == "title" and last.rule == "number" and not last.title and between in ("", "文", "文件"):
            made[outer] = replace(name, start=last.start, number=last.number, rule="title-and-number")
        elif last and name.rule == "number" and not name.title and last.rule == "title" and between == "（":
            made[outer] = replace(last, end=name.end, number=name.number, rule="title-and-number")
        else:
            outer = outer if name.nested and made else len(made)
            made.append(name)
    return made


def _quoted(text: str) -> list[tuple[int, int]]:
    """The spans of 《…》 on the outer level, with their marks; an unclosed 《 is left out.

    Where one 《 too many was printed, what follows it is read as if it were not there.
    """
    spans, start = [], text.find("《")
    while start >= 0:
        end = _close(text, start)
        if end:
            spans.append((start, end))
        start = text.find("《", end or start + 1)
    return spans


def _close(text: str, start: int) -> int | None:
    """The end of the title that opens at ``start``; None if it is never closed."""
    depth = 0
    for i in range(start, min(len(text), start + MAX_TITLE * 2)):
        depth += (text[i] == "《") - (text[i] == "》")
        if depth == 0:
            return i + 1
        if text[i] == "。" and i - start > MAX_TITLE:
            return None
    return None


def _titled(paragraph: Paragraph, start: int, end: int) -> Name | None:
    text = paragraph.text
    title = text[start + 1 : end - 1]
    bracket = _pattern("bracket").match(text, end)
    number = alias = None
    stop = end
    if bracket:
        inner = bracket.group()[1:-1]
        number = _number_in(inner) or _announced(title, inner)
        named = rules.load("citations")["alias"].pattern.search(inner)
        alias = named["alias"] if named else None
        if number and not alias and (then := _pattern("short-name-after").match(text, bracket.end())):
            alias, bracket = then["alias"], then
        if not number and not alias:
            number = _order_in(inner)
        if number or alias or _is_standard(inner):
            stop = bracket.end()
    named_so = number or stop > end and not (alias and rules.load("citations")["not-a-document"].pattern.search(title))
    if not named_so and not _is_document(title, text, start, end):
        return None
    if not number and (inner_number := number_at_end(title)):
        title, number = inner_number
    return Name(paragraph, start, stop, title, number, "title-and-number" if number else "title", alias)


def _further_numbers(paragraph: Paragraph, name: Name, end: int) -> Iterator[Name]:
    """《某通告》（临环发〔2019〕146号、临环发〔2020〕31号）: two papers of one title."""
    if not name.number or name.end <= end:
        return
    for match in rules.load("citations")["number"].pattern.finditer(paragraph.text, end, name.end):
        number, start = _parse(match, paragraph.text), _start(match)
        if number and number != name.number and paragraph.text[start - 1] == "、":
            yield Name(paragraph, start, match.end(), name.title, number, "title-and-number")


def number_at_end(title: str) -> tuple[str, Number] | None:
    """The title and the number of a title that ends with one, None of any other: 《某规划（临政发〔2017〕5号）》, 《某规则（2014年5月9日水利部令第8号发布）》."""
    found = _pattern("number-at-end").search(title)
    number = _number_in(found["number"]) if found else None
    if found is None and (found := _pattern("order-at-end").search(title)):
        number = _order_in(found["order"])
    return (title[: found.start()], number) if found and number else None


def _is_standard(text: str) -> bool:
    return bool(rules.load("citations")["standard-code"].search(text))


def _number_in(text: str) -> Number | None:
    match = rules.load("citations")["number"].search(text)
    if not match:
        return None
    return _parse(match, text)


def _order_in(text: str) -> Number | None:
    """国务院令第588号, 2021年交通运输部令第3号, 国务院第417号令: an order of the State Council has no year in its number."""
    loaded = rules.load("citations")
    found = loaded["order"].search(text) or loaded["order-after"].pattern.search(text)
    if not found:
        return None
    groups = found.groupdict()
    code = _of_today((groups["issuer"] or "") + groups["kind"])
    year = None if _pattern("order-without-year").search(code) else groups.get("year") or groups.get("early")
    return codes.parse_number(f"{code}{f'{year}年' if year else ''}第{groups['serial']}号")


def _of_today(code: str) -> str:
    """原某局令: 原 says that the office is no more, and is no part of the number; 原平市 is a place."""
    return code if gazetteer.place_at_start(code)[1] else rules.load("citations")["former-code"].pattern.sub("", code)


def _announced(title: str, bracket: str) -> Number | None:
    """《某部某局公告》（2018年第17号）: the code is the issuer with the kind of paper."""
    match = _pattern("announcement").match(title)
    serial = _pattern("announcement-serial").match(bracket)
    return codes.parse_number(match["issuer"].removeprefix("中华人民共和国") + match["kind"] + serial.group()) if match and serial else None


def _bare_code(printed: str) -> str:
    """The code without the words before it that govern it, and without its issuer in full."""
    return _pattern("code-issuer").sub("", _pattern("code-prefix").sub("", printed) or printed)


def _parse(match: re.Match[str], text: str) -> Number | None:
    """The number of a match: the code begins after the words that govern it."""
    code = _code(match)
    return codes.parse_number(f"{code}〔{match['year']}〕{match['serial']}号") if code else None


def _code(match: re.Match[str]) -> str:
    """The code of a number: before its year, or behind it where what stands before is an agency or governs it (轻工业部〔86〕轻食字第61号, 按〔88〕财预字第12号)."""
    code, tail = _bare_code(match["code"] or ""), match["tail"]
    return tail if tail and (re.search("[部委局厅院署行社]$", code) or not codes.read_code(code)) else code


def _start(match: re.Match[str]) -> int:
    """Where a number begins, without the words before its code."""
    code = _code(match)
    return match.end("code") - len(code) if match["code"] and match["code"].endswith(code) else match.start("year") - 1


def _is_document(title: str, text: str, start: int, end: int) -> bool:
    """Is what stands between title marks in ``text[start:end]`` a normative or policy document?"""
    loaded = rules.load("citations")
    before, after = text[max(0, start - 24) : start], text[end : end + MAX_LIST]
    core = re.sub(r"(?:（[^（）]*）)+$", "", title)
    if laws.is_law(core):
        return True
    if loaded["technical-report"].pattern.search(core):
        return False
    if len(title) < 4 or re.search(r"[A-Za-z]{4}", title) and not re.search(r"[\u4e00-\u9fff]{4}", title):
        return False
    if loaded["title-end"].pattern.search(title):
        return not _pattern("filled-in").search(before[-6:])
    if loaded["not-a-document"].pattern.search(core):
        return False
    if loaded["called-standard"].pattern.search(after) or _pattern("standard-before").search(before):
        return True
    cue = cue_left(text, 0, start)
    return cue is not None and cue[0] in ("based_on", "applies", "forwards", "repeals", "amends") and cue[2] <= 12


def _inside(paragraph: Paragraph, name: Name, start: int, end: int) -> Iterator[Name]:
    """Documents named inside a title: 关于贯彻国发〔2016〕36号文件…的意见; 〈甲〉实施方案."""
    text = paragraph.text
    for match in rules.load("citations")["number"].pattern.finditer(text, start, end):
        number = _parse(match, text)
        if number and number != name.number:
            yield Name(paragraph, max(_start(match), start), match.end(), None, number, "number-in-title", nested=True)
    if _pattern("names-what-it-passes-on").search(text[start:end]):
        return
    for match in re.finditer(r"[〈《]([^〈〉《》]{4,60})[〉》]", text[start + 1 : end - 1]):
        if match[1] != name.title and not rules.load("citations")["not-a-document"].pattern.search(match[1]):
            first = start + 1 + match.start()
            yield Name(paragraph, first, first + len(match.group()), match[1], None, "title-in-title", nested=True)


def _its_rules(paragraph: Paragraph, name: Name) -> Iterator[Name]:
    """《某法》及其实施条例: the rules for carrying out a law are a document of their own."""
    match = _pattern("its-rules").match(paragraph.text, name.end)
    if match and name.title and laws.is_law(laws.short(name.title) + match["kind"]):
        yield Name(paragraph, *match.span("kind"), laws.short(name.title) + match["kind"], None, "law-name")


def _numbers(paragraph: Paragraph) -> Iterator[Name]:
    text = paragraph.text
    numbered = "号" in text and _YEAR.search(text)  # the pattern begins with any character: most paragraphs are spared it
    for match in rules.load("citations")["number"].finditer(text) if numbered else ():
        number = _parse(match, text)
        if number and (codes.read_code(number.code) or _is_called_for(text, match)):
            yield Name(paragraph, _start(match), match.end(), None, number, "number")
            yield from _more_serials(paragraph, match.end(), number)
    for match in rules.load("citations")["serials"].finditer(text) if numbered else ():
        yield from _of_serials(paragraph, match)
    yield from _announcements(paragraph)
    yield from _orders(paragraph)
    for match in rules.load("citations")["year-and-serial"].finditer(text) if "号文" in text else ():
        number = _by_year(match)
        if number:
            yield Name(paragraph, match.start(), match.end(), match.group() if match["who"] else None, number, "number")


def _is_called_for(text: str, match: re.Match[str]) -> bool:
    """按照临署字〔1986〕61号, 临行发〔1986〕9号文件停止执行: a number whose code no table tells, where the words around it take it for a paper."""
    cue = cue_left(text, 0, match.start())
    governed = cue is not None and cue[2] <= 2
    return bool(_pattern("code-like").search(match["tail"] or match["code"] or "")) and (governed or bool(_pattern("paper-after").match(text, match.end())))


def _announcements(paragraph: Paragraph) -> Iterator[Name]:
    """水利部公告2019年第7号: by the agency of the centre that stands in front."""
    text = paragraph.text
    for match in rules.load("citations")["announcement-in-text"].finditer(text):
        start = next((n for n in range(max(0, match.start() - _MAX_ISSUER), match.start() - 1) if text[n : match.start()] in gazetteer.central_names()), None)
        number = codes.parse_number(text[start : match.end()]) if start is not None else None
        if start is not None and number:
            yield Name(paragraph, start, match.end(), None, number, "number")


def _orders(paragraph: Paragraph) -> Iterator[Name]:
    """依照教育部令第20号: an order without its title, of an agency that a table knows."""
    text = paragraph.text
    for match in rules.load("citations")["order"].finditer(text) if "令" in text else ():
        if match["kind"] in ("令", "公告", "通告"):
            continue
        start = match.end("kind") - len(_bare_code((match["issuer"] or "") + match["kind"]))
        number = _order_in(text[start : match.end()])
        if number and codes.read_code(number.code):
            yield Name(paragraph, start, match.end(), None, number, "number")


def _of_serials(paragraph: Paragraph, match: re.Match[str]) -> Iterator[Name]:
    """国办发〔2017〕13、14号: the code, the year and 号 hold for each serial."""
    code = _bare_code(match["code"])
    start = match.end("code") - len(code)
    for serial in re.finditer(r"\d+", match["serials"]):
        number = codes.parse_number(f"{code}〔{match['year']}〕{serial.group()}号")
        if number and codes.read_code(number.code):
            end = match.start("serials") + serial.end()
            yield Name(paragraph, start, match.end() if end == match.end("serials") else end, None, number, "number")
            start = end + 1


def _more_serials(paragraph: Paragraph, end: int, number: Number) -> Iterator[Name]:
    """鲁政发〔2017〕5号、7号和9号: the code holds for the whole list, and the year where none is printed."""
    while match := _pattern("more-serials").match(paragraph.text, end):
        end = match.end()
        more = codes.parse_number(f"{number.code}〔{match['year'] or number.year}〕{match['serial']}号")
        if more:
            yield Name(paragraph, match.start() + 1, end, None, more, "number")


def _by_year(match: re.Match[str]) -> Number | None:
    """2019年中央一号文件 is 中发〔2019〕1号: the first paper of the year; 国务院1980年223号文件 is 国发〔1980〕223号."""
    try:
        year, serial = dates.number(match["year"]), dates.number(match["serial"])
    except ValueError:
        return None
    code = _central_papers()[match["who"] or match["before"]]
    return codes.parse_number(f"{code}〔{year}〕{serial}号") if 1949 <= year <= 2100 else None


def _laws(paragraph: Paragraph) -> Iterator[Name]:
    """Laws by their short name, without title marks: 参照公务员法管理."""
    text = paragraph.text
    for match in _pattern("law-word").finditer(text):
        name = laws.ending_at(text, match.end())
        if not name:
            continue
        start = match.end() - len(name)
        full = start - len("中华人民共和国")
        start = full if full >= 0 and text.startswith("中华人民共和国", full) else start
        if match["bare"] and _pattern("law-goes-on").match(text, match.end(), match.end() + 4):
            continue  # 公司法人, 安全生产法律法规; the rules for carrying out a law are another document
        if text[match.end() : match.end() + 1] in ("》", "〉", "”") or len(name) <= 2 and not _stands_alone(text, start, match.end()):
            continue
        yield Name(paragraph, start, match.end(), laws.names()[name], None, "law-name")


def _stands_alone(text: str, start: int, end: int) -> bool:
    """宪法 as the name of the law, not in 宪法日, 宪法法律, 违宪法律."""
    after, before = _pattern("law-in-a-longer-word-after"), _pattern("law-in-a-longer-word-before")
    return not after.match(text, end) and not before.match(text[max(0, start - 1) : start])


def _aliased(paragraph: Paragraph, aliases: ShortNames) -> Iterator[Name]:
    """Later places of an alias that is printed without title marks."""
    for alias, start in aliases.places(paragraph.text):
        if not _pattern("alias-defined").search(paragraph.text, max(0, start - 8), start):
            yield Name(paragraph, start, start + len(alias), alias, None, "alias", aliased=aliases[alias])


def _unquoted(paragraph: Paragraph) -> Iterator[Name]:
    """Names without title marks, right after the word that governs them; and the rest of their list."""
    loaded = rules.load("citations")
    text = paragraph.text
    for rule in (loaded["unquoted"], loaded["unquoted-proper"], loaded["unquoted-national"], loaded["unquoted-issued"], loaded["unquoted-treaty"]):
        for match in rule.finditer(text):
            start, end = match.span("title") if "limit" not in match.groupdict() or match["title"] else match.span("limit")
            found = list(_elliptic(paragraph, start, end))
            while more := loaded["unquoted-next"].pattern.match(text, end):
                found.append(_bare(paragraph, *more.span("title")))
                end = more.end("title")
            for name in found:
                name.list_end = end
                yield name
    for match in loaded["unquoted-in-list"].finditer(text):
        if match["nation"] or gazetteer.place_at_start(match["title"])[1]:
            yield _bare(paragraph, *match.span("title"))


def _bare(paragraph: Paragraph, start: int, end: int) -> Name:
    """A name without title marks; the number in a bracket at its end is its own: 某市盐业管理细则（市政府令第7号）."""
    title, number = number_at_end(paragraph.text[start:end]) or (paragraph.text[start:end], None)
    return Name(paragraph, start, end, title, number, "unquoted")


def _elliptic(paragraph: Paragraph, start: int, end: int) -> Iterator[Name]:
    """大气、水污染防治行动计划 are two plans: what the last one ends with belongs to all."""
    title = paragraph.text[start:end]
    match = rules.load("citations")["elliptic"].pattern.fullmatch(title)
    if not match:
        yield _bare(paragraph, start, end)
        return
    at = start
    for item in match["items"].split("、"):
        yield Name(paragraph, at, at + len(item), item + match["tail"], None, "unquoted")
        at += len(item) + 1
    yield Name(paragraph, at, end, match["last"] + match["tail"], None, "unquoted")
