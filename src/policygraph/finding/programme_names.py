"""Possible names of initiatives: where a name ends, and how far to the left it reaches.

Official Chinese puts what a thing is at the end of its name (…行动, …试点) and
the verb that governs it before the name (实施…). So a name is read from its
head word leftwards, across quotations, brackets and coordination (甲、乙和丙行动),
up to the verb or the mark where the clause begins; where a verb, a place or
what is coordinated may or may not belong to it, every beginning is proposed.
A quotation is a possible name by itself, and so is each piece of a list that is
closed by 等 and a head word (甲、乙等工程).

This module only proposes; `programmes` decides which proposal is a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from .. import ownrules, rules, tables
from ..model import Paragraph
from ..naming import gazetteer

#: Longest name (code points), head word included.
MAX_NAME = 36
#: Head words that may follow a whole name (…工程建设): what comes before them is a name of its own.
_ABOUT_A_NAME = frozenset(("build", "create", "project", "policy", "campaign", "event", "center"))
#: The end of a paragraph is as good as a mark.
END = "。"
#: The verb of an honour in the longer form of its name.
_WIN = "创建"
#: What closes a list: 等, 三大.
_CLOSES = re.compile("等|大")
#: Longest verb (code points) that is looked for right before a head word.
MAX_VERB = 4
#: Head words of what is built, and how far before their words (code points) it may be said that they are several without a name (一批重大工程).
_WORKS, MAX_SEVERAL = ("工程", "项目"), 16
#: What ends a heading.
_ENCLOSES, _ENDS_HEADING = re.compile('[“"（]'), re.compile(r"[。：（]|$")
#: Longest name of a place (code points) that is looked for as one.
MAX_PLACE = 12
#: Kinds of head words that every item of a list takes from its end (甲、乙等行动 are 甲行动 and 乙行动).
_SHARED = frozenset(("action", "works", "plan", "pilot", "campaign", "strategy"))
#: How far (code points) quotations that share a head word may go on, and the longest word before what is to be ended.
MAX_QUOTATIONS, MAX_OPPOSED = 160, 6
#: Longest attribute before a quotation that is read as part of the name.
MAX_ATTRIBUTE = 14


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible name at ``text[start:end]`` of its paragraph.

    ``name`` is what to call it, ``other`` further forms that stand for it,
    ``head`` the kind of its head word (``""`` if there is none), ``modifier``
    what stands before the head word, ``verb`` the kind of word before the
    name, ``shape`` quoted, headed, listed, counted, dated, styled or national. Where a name may
    begin at several places, ``cut`` says what this one leaves out: ``""`` what
    certainly governs it, else a ``conjunct``, a ``verb``, a ``place``, what
    stands before 国家 (``nation``), or nothing of a ``heading``. ``around`` are longer forms that may hold a piece of
    the clause before the name (协调解决“企业上云”): they tell what a name is about that says nothing alone (“一件事”), and stand for none.
    """

    start: int
    end: int
    name: str
    other: tuple[str, ...]
    shape: str
    head: str
    modifier: str
    verb: str
    cut: str = ""
    around: tuple[str, ...] = ()


@ownrules.renewed
@cache
def words(kind: str) -> frozenset[str]:
    """The words of one class, or of all classes that begin with ``kind.``."""
    return frozenset(
        row["word"] for row in tables.rows("programme_words", ("word", "class"))
        if row["class"] == kind or row["class"].startswith(kind + "."))


@ownrules.renewed
@cache
def verbs() -> dict[str, re.Pattern[str]]:
    """The verbs that govern names, by what they say of them."""
    return {kind: re.compile(any_of(words(f"verb.{kind}"))) for kind in ("run", "make", "by", "push", "weak")}


@ownrules.renewed
@cache
def _heads() -> dict[str, str]:
    return {row["word"]: row["class"].removeprefix("head.") for row in tables.rows("programme_words", ("word", "class"))
            if row["class"].startswith("head.")}


@ownrules.renewed
@cache
def signs(kind: str) -> dict[str, re.Pattern[str]]:
    """The signs of one kind (``name-``, ``quotation-`` …) by the rest of their names, in the order of their file."""
    return {name.removeprefix(kind): rule.pattern for name, rule in rules.load("signs").items() if name.startswith(kind)}


def first_sign(kind: str, text: str) -> str:
    """The first sign of one kind that a text shows, or ``other``."""
    return next((name for name, pattern in signs(kind).items() if pattern.search(text)), "other")


def any_of(found: frozenset[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(found, key=lambda w: (-len(w), w))) + ")"


@ownrules.renewed
@cache
def _head_pattern() -> re.Pattern[str]:
    return re.compile(any_of(frozenset(_heads())))


@ownrules.renewed
@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    strong = any_of(words("verb.run") | words("verb.make") | words("verb.push") | words("verb.by"))
    weak = any_of(words("verb") | words("lead") | words("adverb"))
    own = any_of(words("place.own"))
    one = f"{weak}|{own}|{any_of(words('modal'))}(?={weak})"
    return {
        "strong": re.compile(strong),
        "lead": re.compile(f"(?:{one})+"),
        "lead-word": re.compile(one),
        "generic": re.compile(any_of(words("generic"))),
        "governed": re.compile(f"{any_of(words('verb.run'))}$"),
        "own": re.compile(own),
        "head-end": re.compile(f"{any_of(frozenset(_heads()))}$"),
    }


def in_article(paragraph: Paragraph) -> bool:
    """Does a paragraph stand in an article (第…条) of a law or a rule?"""
    return rules.load("signs")["article"].pattern.search(paragraph.provision) is not None


def is_heading(paragraph: Paragraph) -> bool:
    """Does a paragraph begin with a heading? What follows the mark of an article is its text."""
    return paragraph.heading and not in_article(paragraph)


def candidates(paragraph: Paragraph) -> list[Candidate]:
    """All possible names of a paragraph, in reading order; they may overlap."""
    text = paragraph.text
    blocked = [m.span() for m in rules.load("programmes")["title"].finditer(text)]
    quoted = list(_quoted(text, paragraph.body))
    found = [*quoted, *(c for c in _headed(text, paragraph.body, is_heading(paragraph)) if not _repeats(text, c, quoted)),
             *_listed(text, paragraph.body), *_plain("counted", text, paragraph.body), *_plain("dated", text, paragraph.body), *_plain("styled", text, paragraph.body), *_national(text, paragraph.body)]
    starts = [start for start, _ in blocked]

    def free(candidate: Candidate) -> bool:
        n = bisect_left(starts, candidate.end)
        return n == 0 or blocked[n - 1][1] <= candidate.start

    return sorted(filter(free, found), key=lambda c: (c.start, c.end))


# ---- quotations


def _quoted(text: str, body: int) -> Iterator[Candidate]:
    for match in rules.load("programmes")["quotation"].finditer(text, body):
        if rules.load("programmes")["wording"].pattern.search(text[max(0, match.start() - 8) : match.end() + 4]):
            continue
        core = match["core"]
        left = _attribute(text, match.start(), body)
        tail = rules.load("programmes")["tail"].pattern.match(text, match.end())
        head_word = final_head(tail["head"]) if tail else None
        loaded = rules.load("programmes")
        if loaded["positioned"].pattern.search(after_quotations(text, match.end())):
            continue  # “一城两翼”战略定位: what a place is to be
        if not head_word and loaded["opposed"].pattern.search(text[max(0, match.start() - MAX_OPPOSED) : match.start()]):
            continue  # 杜绝“一刀切”: what is to be ended
        # “互联网+”政务服务平台, “两学一做”学习教育: the sign says nothing alone, and what is studied is a slogan.
        if tail and head_word and (core.endswith("+") and len(tail["head"]) > len(head_word) or loaded["study"].pattern.search(head_word)):
            whole = core + tail["head"]
            yield Candidate(match.start(), tail.end("head"), whole, (), "quoted", _heads()[head_word], whole, _verb(text, left))
            continue
        own_head = final_head(core)
        whole = [core]
        if tail:
            whole.append(core + tail["head"])
        elif shared := _shared_head(text, match.end()):
            head_word = shared
            whole.append(core + shared)
        attribute = text[left : match.start()]
        with_attribute = tuple(attribute + w for w in whole) if attribute else ()
        if _is_place(attribute):
            whole += with_attribute
        end = tail.end("head") if tail else match.end()
        head = _heads().get(head_word or own_head or "", "")
        yield Candidate(match.start(), end, core, tuple(whole[1:]), "quoted", head, core, _verb(text, left), around=with_attribute)


def after_quotations(text: str, end: int) -> str:
    """The words after a quotation that ends at ``end``, and after those with which it shares them."""
    following = text[end : end + MAX_QUOTATIONS]
    more = rules.load("programmes")["more-quotations"].pattern.match(following)
    return following[more.end() :] if more else following


def _shared_head(text: str, end: int) -> str | None:
    """The head word that a quotation shares with those after it: “甲”“乙”行动, “甲”、“乙”等活动."""
    following = after_quotations(text, end)
    tail = rules.load("programmes")["tail"].pattern.match(following.removeprefix("等"))
    return final_head(tail["head"]) if tail else None


def _is_place(attribute: str) -> bool:
    """Does an attribute say only where: 全市, 甲县? Any other may be the end of a clause (协调解决“企业上云”问题)."""
    own = rules.load("programmes")["own-place"].pattern.fullmatch(attribute)
    return own is not None or 2 <= len(attribute) <= MAX_PLACE and bool(gazetteer.places_named(attribute))


def _attribute(text: str, at: int, body: int) -> int:
    """Where the attribute of a quotation begins: 排污许可“一证式”管理."""
    stretch = rules.load("programmes")["attribute"].pattern.search(text[max(body, at - MAX_ATTRIBUTE) : at])
    if not stretch:
        return at
    start = max(body, at - MAX_ATTRIBUTE) + stretch.start()
    if text.endswith("、", body, start) and signs("quotation-")["numbers"].match(text[at + 1 : at + 4]):
        return at  # 增绿、治污、清淤“三河”行动: the quotation sums up a list
    for verb in _patterns()["strong"].finditer(text, start, at):
        start = verb.end()
    if lead := _patterns()["lead"].match(text, start, at):
        start = lead.end()
    return start if at - start >= 2 else at


def final_head(words_: str) -> str | None:
    """The head word that a name ends with: 示范区 of 数字经济示范区."""
    match = _patterns()["head-end"].search(words_)
    return match.group() if match else None


# ---- head words


def _headed(text: str, body: int, heading: bool) -> Iterator[Candidate]:
    loaded = rules.load("programmes")
    for match in _head_pattern().finditer(text, body):
        longer = _head_pattern().match(text, match.end())
        if longer and _heads()[longer.group()] not in _ABOUT_A_NAME or rules.load("programmes")["goes-on"].pattern.match(text, match.end()):
            continue
        bracket = rules.load("programmes")["gloss"].pattern.match(text, match.end())
        end = bracket.end() if bracket and _heads()[match.group()] == "designation" else match.end()
        if _patterns()["governed"].search(text, max(body, match.start() - MAX_VERB), match.start()):
            continue  # 组织开展活动: it has no words of its own
        if rules.load("programmes")["sum-before-head"].pattern.search(text, max(body, match.start() - MAX_NAME), match.start()):
            continue  # 甲、乙、丙三大工程: three names, each read elsewhere
        if match.group().endswith("建设") and loaded["body-of-work"].pattern.match(text[match.end() : match.end() + 8]):
            continue  # 精神文明建设工作机构: a body
        first = _start(text, match.start(), body, _heads()[match.group()])
        if not (heading and first == body) and _patterns()["lead"].fullmatch(text, first, match.start()):
            continue  # 推进文明校园: a verb and a head word, whose own names are read elsewhere
        starts = [(first, "")]
        if len(_parted(text[first : match.start()], match.group())) == 1:
            starts += _later_starts(text, first, match.start())
        if heading and first > body and _ENDS_HEADING.match(text, match.end()) and not _patterns()["strong"].search(text, body, first):
            starts.append((body, "heading"))  # （四）发展环境优化行动。: what looks like a verb may begin the name of a section
        for start, cut in starts:
            if match.end() - start > MAX_NAME or start >= match.start():
                continue
            if match.group() in _WORKS and any(m.end() == start for m in loaded["some-of-many"].pattern.finditer(text, max(body, start - MAX_SEVERAL), match.start())):
                continue
            if _heads()[match.group()] == "designation" and match.start() - start <= MAX_PLACE and gazetteer.places_named(text[start : match.start()]):
                continue  # 甲省自贸试验区: a place that has a standing is no other name
            for modifier in _parted(text[start : match.start()], match.group()):
                name = modifier + text[match.start() : end]
                yield Candidate(start, end, name, _forms(name, match.group(), text[max(0, start - 2) : start]), "headed", _heads()[match.group()],
                                modifier, _verb(text, start), cut)


def heading_heads(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    """The kinds of the head words that the headings of an act end with: a plan that is made of actions has many that are alike."""
    for paragraph in paragraphs:
        if is_heading(paragraph):
            end = _ENDS_HEADING.search(paragraph.text, paragraph.body)
            head = final_head(paragraph.text[paragraph.body : end.start() if end else None][-MAX_NAME:])
            if head:
                yield _heads()[head]


def _later_starts(text: str, first: int, head: int) -> list[tuple[int, str]]:
    """Further places where a name may begin: after what is coordinated, a verb with its subject, a place; at 国家."""
    found: dict[int, str] = {}
    loaded = rules.load("programmes")
    for match in loaded["and"].pattern.finditer(text, first + 1, head):
        if not (text[match.start() - 1] == "）" and "（" in text[match.end() : head]):  # 甲（A）和乙（B）治理行动 is one
            found[match.end()] = "conjunct"
    for match in _patterns()["lead"].finditer(text, first + 2, head):
        if loaded["begins-name"].pattern.match(text, match.start()):
            continue
        if loaded["governs"].pattern.search(text[first : match.start()]) or any(match.group().startswith(adverb) for adverb in words("adverb")):
            found[match.end()] = "verb"
    size = next((n for n in range(min(10, head - first - 4), 1, -1) if loaded["place-end"].pattern.match(text, first + n - 1) and gazetteer.places_named(text[first : first + n])), 0)
    if size:
        lead = None if loaded["begins-name"].pattern.match(text, first + size) else _patterns()["lead"].match(text, first + size, head)
        found[lead.end() if lead else first + size] = "place"
    if nation := loaded["nation"].pattern.search(text, first + 2, head):
        found[nation.start("nation")] = "nation"
    return sorted((start, cut) for start, cut in found.items()
                  if start > first and not loaded["joint"].pattern.match(text, start) and _has_substance(text[start:head]))


def _parted(modifier: str, head: str) -> tuple[str, ...]:
    """大气、水、土壤污染防治 are three, which share the words at the end; so are 蓝天、碧水、净土 where the head word is a battle; what is not of one make stays one."""
    if battles := rules.load("programmes")["battles"].pattern.search(modifier + head):
        fields = rules.load("programmes")["battle-with"].pattern.split(modifier[: battles.start()])
        if len(fields) > 1 and all(2 <= len(field) <= 4 for field in fields):
            return tuple(fields)
    items = modifier.split("、")
    styled = _style_words()
    if len(items) > 1 and all(item.startswith(styled) for item in items):
        return tuple(items)
    tail = rules.load("programmes")["shared-words"].pattern.search(items[-1])
    if len(items) < 2 or not tail or not tail.start():
        return (modifier,)
    last, shared = items[-1][: tail.start()], tail.group()
    short = all(1 <= len(item) <= 2 for item in (*items[:-1], last))
    alike = len(last) > 2 and all(len(item) > 2 and item[:2] == last[:2] for item in items[:-1])
    return tuple(item + shared for item in (*items[:-1], last)) if short or alike else (modifier,)


@ownrules.renewed
@cache
def _style_words() -> tuple[str, ...]:
    return tuple(words("style"))


def _repeats(text: str, headed: Candidate, quoted: list[Candidate]) -> bool:
    """Is a noun only a quotation with its head word (“企业上云”行动), which is proposed as such?"""
    first = bisect_left(quoted, headed.start, key=lambda q: q.start)
    last = bisect_left(quoted, headed.end, key=lambda q: q.start)
    return any(headed.end <= q.end for q in quoted[first:last]) or text.count("“", headed.start, headed.end) != text.count(
        "”", headed.start, headed.end)


def _forms(name: str, head: str, before: str) -> tuple[str, ...]:
    """Other forms of one name: without the place it is of, without the gloss, with the verb of an honour to be won."""
    found, loaded = [], rules.load("programmes")
    if _heads()[head] == "designation" and loaded["won"].pattern.search(before):
        found.append(_WIN + name)
    own = loaded["own-place"].pattern.match(name)
    if own and len(name) - own.end() - len(head) >= 3:
        found.append(name[own.end() :].lstrip("、"))
    plain = loaded["core-gloss"].pattern.sub("", name)
    if plain != name:
        found.append(plain)
    return tuple(found)


def _start(text: str, head: int, body: int, kind: str) -> int:
    """Where the name that ends with the head word at ``head``, which is of a ``kind``, begins."""
    low = max(body, head - MAX_NAME)
    start = low + _stretch(text[low:head])
    start = _after_conjunct(text, start, head)
    return _after_verbs(text, start, head, carried=kind in _SHARED)


def _stretch(before: str) -> int:
    """Where the stretch of words begins with which a text ends; its length if it ends with none.

    The rule tries every start up to the end; runs of plain words follow each other, and only the last can reach it.
    """
    if _ENCLOSES.search(before):
        found = rules.load("programmes")["stretch"].pattern.search(before)
        return found.start() if found else len(before)
    last = next(iter(deque(rules.load("programmes")["words"].pattern.finditer(before), maxlen=1)), None)
    return last.start() if last and last.end() == len(before) else len(before)


def _after_conjunct(text: str, start: int, head: int) -> int:
    """Leave out what is coordinated but complete: 甲工程、乙工程 are two names."""
    for match in rules.load("programmes")["and"].pattern.finditer(text, start, head):
        before = text[start : match.start()]
        if final_head(before) or rules.load("programmes")["closed"].pattern.search(before):
            start = match.end()
    return start


def _after_verbs(text: str, start: int, end: int, carried: bool = False) -> int:
    """Leave out the verbs that govern the name, and what stands before them; where it is ``carried`` out, a verb after 实施 or 开展 is part of it."""
    loaded = rules.load("programmes")
    for match in reversed(list(_patterns()["strong"].finditer(text, start, end))):
        if _is_noun_here(text, match, start) or not _has_substance(text[match.end() : end]) or carried and _belongs(text, match.start()):
            continue
        start = match.end()
        break
    words_before = _patterns()["own"] if carried and _belongs(text, start) else _patterns()["lead-word"]
    for pattern in (words_before, loaded["particle"].pattern) * 2:
        start = _after_words(pattern, text, start, end)
    return start


def _belongs(text: str, at: int) -> bool:
    """Does a verb at a place belong to the name of what is carried out (开展改进服务行动)?"""
    return rules.load("programmes")["belongs"].pattern.search(text[max(0, at - 2) : at]) is not None


def _after_words(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Leave out words at the beginning, as many as leave something of the name: 加快推进建设工程 is 建设工程."""
    begins = rules.load("programmes")["begins-name"].pattern
    while (word := pattern.match(text, start, end)) and word.end() > start and _has_substance(text[word.end() : end]) and not begins.match(text, start, end):
        start = word.end()
    return start


def _is_noun_here(text: str, verb: re.Match[str], start: int) -> bool:
    """Is what looks like a verb a piece of a longer word: 面向对象, 高效利用率?"""
    return rules.load("programmes")["verb-in-word"].pattern.match(text, max(start, verb.start() - 1)) is not None


def _has_substance(rest: str) -> bool:
    return len(rules.load("programmes")["edge"].pattern.sub("", rest)) >= 2


def generic_share(modifier: str) -> float:
    """How much of a modifier (0…1) are words that make no name."""
    plain = rules.load("programmes")["mark-in-name"].pattern.sub("", modifier)
    covered = sum(len(m.group()) for m in _patterns()["generic"].finditer(plain))
    return covered / len(plain) if plain else 1.0


@ownrules.renewed
@cache
def _governing() -> dict[str, tuple[str, ...]]:
    """The words that may stand right before a name, by kind, the first kind first."""
    return {kind: tuple(words(f"verb.{kind}") | words(f"lead.{kind}")) for kind in ("run", "make", "by", "push", "weak")}


def _verb(text: str, start: int) -> str:
    """The kind of word right before a name."""
    before = text[max(0, start - 6) : start]
    for kind, governing in _governing().items():
        if before.endswith(governing):
            return kind
    return first_sign("before-", before) if before else "clause"


# ---- lists closed by 等


def _listed(text: str, body: int) -> Iterator[Candidate]:
    for match in _closed_lists(text, body):
        head = final_head(match["head"])
        if head is None:
            continue
        at, governed, kind, verb = match.start("items"), True, _heads()[head], ""
        for piece in rules.load("programmes")["piece"].pattern.finditer(match["items"]):
            start, end = at + piece.start(), at + piece.end()
            if governed:  # 鼓励和支持开展甲、乙等创建活动: the verbs are coordinated too
                start = _after_verbs(text, start, end)
                governed = _patterns()["lead"].fullmatch(text, start, end) is not None
            item, verb = text[start:end], verb or _verb(text, start)  # what governs the first governs all
            if 3 <= len(item) <= 20 and "“" not in item:
                whole = item + head if kind in _SHARED and not final_head(item) else item
                yield Candidate(start, end, whole, (item,) if whole != item else (), "listed", kind, item, verb)


def _closed_lists(text: str, body: int) -> Iterator[re.Match[str]]:
    """The lists that 等, or their number, and a head word close; a run of characters that holds none is looked at once.

    Only items without a head word of their kind are counted: 甲工程、乙三大工程 is no list of three.
    """
    loaded = rules.load("programmes")
    closes = _closes(text, body)
    while closes >= 0 and (run := loaded["items"].pattern.search(text, body)):
        if run.end() < closes:
            body = run.end()
            continue
        match = loaded["closed-list"].pattern.match(text, run.start())
        if match and (not match["count"] or "、" in match["items"] and not any(_heads().get(final_head(item) or "") in _SHARED for item in match["items"].split("、"))):
            yield match
        body = match.end() if match else run.end()
        closes = _closes(text, body) if closes < body else closes


def _closes(text: str, at: int) -> int:
    """Where the next word that may close a list begins, or -1."""
    found = _CLOSES.search(text, at)
    return found.start() if found else -1


# ---- names that a rule tells whole


def _plain(shape: str, text: str, body: int) -> Iterator[Candidate]:
    """Names without a head word: counted agendas (三大攻坚战), days of every year (每年四月为节水月), words of style with what they are about (数字乡村)."""
    for match in rules.load("programmes")[shape].finditer(text, body):
        start, end = match.span("name")
        yield Candidate(start, end, match["name"], (), shape, "", match["name"], _verb(text, start))


# ---- names of the whole country


@ownrules.renewed
@cache
def national() -> dict[str, str]:
    """The initiatives of the whole country that a central document started, with their tiers."""
    return {row["name"]: row["tier"] for row in tables.rows("national_initiatives", ("name", "tier", "source"))}


@ownrules.renewed
@cache
def _national_forms() -> dict[str, str]:
    """Other ways to write an initiative of the whole country, with its name: 东北振兴, 振兴东北地区等老工业基地."""
    return {row["form"]: row["name"] for row in tables.rows("national_forms", ("form", "name")) if row["name"] in national()}


@ownrules.renewed
@cache
def _national_pattern() -> re.Pattern[str]:
    return re.compile(_tree([*national(), *_national_forms()]))


def _tree(names: Iterable[str]) -> str:
    """A pattern for the longest of many names, which are parted by their characters one after the other: a long alternation tries every name at every place."""
    root: dict[str, dict] = {}
    for name in names:
        node = root
        for character in name:
            node = node.setdefault(character, {})
        node[""] = {}

    def pattern(node: dict[str, dict]) -> str:
        branches = [re.escape(character) + pattern(node[character]) for character in sorted(node) if character]
        whole = "|".join(branches)
        if len(branches) == 1 and "" not in node:
            return whole
        return f"(?:{whole}){'?' if '' in node else ''}" if branches else ""

    return pattern(root)


def national_names(text: str, start: int, end: int | None = None) -> Iterator[re.Match[str]]:
    """The initiatives of the whole country that ``text[start:end]`` names; a longer word (生态文明城市) or a body (农业普查领导小组) is none."""
    loaded = rules.load("programmes")
    for match in _national_pattern().finditer(text, start, len(text) if end is None else end):
        before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 8]
        if loaded["before-national"].pattern.search(before) or loaded["after-national"].pattern.match(after):
            continue
        if match.group() in _national_forms() and (loaded["after-form"].pattern.match(after) or _after_place(text, match.start())):
            continue
        yield match


def _after_place(text: str, at: int) -> bool:
    """Does a place end right there? 甲省自贸试验区 is a place that has the standing, and no new name."""
    return any(gazetteer.places_named(text[at - n : at]) for n in (4, 3, 2) if at >= n)


def _national(text: str, body: int) -> Iterator[Candidate]:
    """Names that every reader of gazettes knows, with or without a head word: 精准扶贫."""
    for match in national_names(text, body):
        printed, name = match.group(), _national_forms().get(match.group(), match.group())
        yield Candidate(match.start(), match.end(), name, (printed,) if printed != name else (), "national", _heads().get(final_head(name) or "", ""), name, _verb(text, match.start()))
