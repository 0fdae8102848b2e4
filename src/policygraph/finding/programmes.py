"""Programmes: named initiatives that a government runs, recognised by the shape and the use of their names.

`programme_names` proposes every quotation and every noun that ends like an
initiative (…行动, …试点). Proposals with one core (企业上云, “企业上云”行动,
企业上云行动计划) are one initiative. Whether it is one is decided by how it is
written and used in the whole act: its head word, its length, the verbs that
govern it, headings, quotation, repetition (`features`). The weights of
these features are data (``tables/programme_weights.csv``), learnt from
annotated documents by ``benchmarks/train_programmes.py``; no name is in them.
A second decision, by the same features and weights of its own
(``tables/tier_weights.csv``), parts programmes, which an index would list, from
measures: systems, platforms, mechanisms, services, principles in quotes.
Slogans (``slogans.csv``), general aims and titles of documents are none.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import NamedTuple

from .. import ownrules, rules, tables
from ..model import Document, Paragraph, ProgrammeMention
from ..naming import gazetteer
from ..reading.folding import same_key
from .programme_names import (
    END,
    Candidate,
    after_quotations,
    candidates,
    final_head,
    first_sign,
    generic_share,
    heading_heads,
    in_article,
    is_heading,
    national,
    national_names,
    signs,
    verbs,
)
from .succession import successions

#: Kinds of head words that mean an initiative by themselves.
INITIATIVE = frozenset(("action", "works", "plan", "pilot", "campaign", "strategy"))
#: The tables of weights: is it an initiative of any tier; is such a one a programme.
ANY, TIER = "programme_weights", "tier_weights"
#: What a head word makes of a name: something that is done, built, granted, or that is there. Other classes are kinds by themselves.
KINDS: Mapping[str, str] = {
    **dict.fromkeys(("action", "works", "plan", "strategy", "campaign", "pilot", "create"), "done"), "activity": "event", "designation": "granted", "region": "granted",
    **dict.fromkeys(("system", "platform", "mechanism", "regime", "mode", "policy", "certification", "service", "center", "framework", "money", "brand", "event"), "there"),
}
#: The features that mean something else for each kind of name.
_BY_KIND = ("heading", "in-", "mentions", "printed", "quotation", "cut-", "headed-", "quoted-verb", "topic", "captioned", "listed-", "styled-", "clause-", "list-", "national-", "in-laws-")
#: The features that mean something else in an act in articles: a law names few initiatives, and its general words are terms of its own.
_BY_ARTICLE = ("shape-", "kind-", "national-", "in-laws-", "in-title", "in-cited", "own-term", "printed-", "specific-", "generic-", "quoted-verb", "quotation-",
               "headed-head", "headed-verb", "headed-generic", "headed-after", "headed-national", "headed-level", "headed-place", "headed-body", "headed-and")
#: What speaks for a proper name in a law; a name that has none of these is plain.
_PROPER = frozenset(("headed-place", "headed-national", "headed-level", "shape-quoted", "shape-styled", "shape-counted", "shape-dated", "yearly"))
#: So many mentions of a name in a law tell what it is.
EARLY = 4
#: How often a law says a name, in steps.
MANY_TIMES = (16, 8, 4, 2)
#: How far back (code points) the clause of a name is looked at, and the list that it is in.
CLAUSE, LIST = 40, 200
#: From which chance on a longer name goes before one of the whole country that it holds.
LONGER = 0.6
#: How far on either side (code points) another item of the list that a name is in is looked for.
BESIDE = 40
#: A quotation of so few code points is no name by itself.
SHORT = 3
#: In so many laws is a core that is a general word without doubt.
MANY = 15
#: So many quotations of an act are looked for in its names.
MAX_QUOTED = 200
#: How much of the text of an act names are counted in (code points): no act that was seen is as long.
MAX_TEXT = 300_000

#: Names are looked up by stretches of a paragraph of this length (code points), so that a long list is gone through once.
CELL = 64
#: By paragraph and stretch, where the names in it begin and end.
Taken = dict[tuple[int, int], list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Group:
    """The proposals of one act that share a core."""

    core: str
    mentions: tuple[tuple[Paragraph, Candidate], ...]


class Initiatives(NamedTuple):
    """What an act names, in two tiers, each in reading order; the fields are those of `Document`."""

    programmes: tuple[ProgrammeMention, ...]
    measures: tuple[ProgrammeMention, ...]


def find_initiatives(document: Document, paragraphs: Sequence[Paragraph]) -> Initiatives:
    """Find the initiatives that one act names, every mention of them, and in which tier they are.

    Mentions of one initiative carry one ``name``; ``printed`` is what stands
    at the place, ``rule`` the shape of the proposal (quoted, headed, listed), ``confidence`` the chance that it is
    a programme, of a measure that it is an initiative at all (see `confidence` for what that is worth),
    ``replaces`` the initiatives whose place it takes by the words around it (`succession`).
    """
    context = Context.of(document, paragraphs)
    proposed = groups(paragraphs)
    chances = {group.core: chance(features(group, context)) for group in proposed}
    changes = _successions(proposed, {key: one.any for key, one in chances.items()})
    chances = {key: one.at_least(changes.sure.get(key, 0.0)) for key, one in chances.items()}
    tiers = Initiatives((), ())
    for group, free in choose(proposed, chances):
        name = label(group)
        found = tuple(_mention(name, group, paragraph, candidate, chances[group.core], changes) for paragraph, candidate in free)
        tiers = tiers._replace(programmes=tiers.programmes + found) if chances[group.core].is_named else tiers._replace(measures=tiers.measures + found)
    named = {mention.core for mention in tiers.programmes}
    return Initiatives(_in_order(_replacing(m, named) for m in tiers.programmes), _in_order(_replacing(m, set()) for m in tiers.measures))


def _replacing(mention: ProgrammeMention, named: Set[str]) -> ProgrammeMention:
    """A mention that takes the place of those alone that are ``named``."""
    return replace(mention, replaces=tuple(key for key in mention.replaces if key in named)) if mention.replaces else mention


def find_programmes(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[ProgrammeMention, ...]:
    """The programmes alone, the first tier of what an act names."""
    return find_initiatives(document, paragraphs).programmes


def _mention(name: str, group: Group, paragraph: Paragraph, candidate: Candidate, sure: Chance, changes: _Changes) -> ProgrammeMention:
    stated = sure.named if sure.is_named else sure.any
    printed = paragraph.text[candidate.start : candidate.end]
    known = {name, re.sub("[“”]", "", printed)}  # the same with and without marks are not two names
    return ProgrammeMention(
        name, printed, paragraph.provision, paragraph.evidence(candidate.start, candidate.end),
        candidate.shape, round(stated, 3), group.core, tuple(other for other in candidate.other if other not in known),
        changes.replaced.get((paragraph.start, candidate.start, candidate.end), ()))


def _in_order(mentions: Iterable[ProgrammeMention]) -> tuple[ProgrammeMention, ...]:
    return tuple(sorted(mentions, key=lambda m: (m.evidence.start, m.evidence.end)))


class Chance(NamedTuple):
    """How likely (0…1) a proposal is an initiative of ``any`` tier, and a programme, ``named``."""

    any: float
    named: float

    @property
    def is_named(self) -> bool:
        """Is it likely enough a programme?"""
        return self.named >= threshold(TIER)

    @property
    def is_chosen(self) -> bool:
        """Is it likely enough an initiative of either tier?"""
        return self.is_named or self.any >= threshold(ANY)

    def at_least(self, sure: float) -> Chance:
        """The same where something else makes it so sure a programme: a succession is of programmes."""
        return Chance(max(self.any, sure), max(self.named, sure))


def choose(proposed: Sequence[Group], chances: Mapping[str, Chance]) -> list[tuple[Group, list[tuple[Paragraph, Candidate]]]]:
    """The groups that are likely enough, programmes before measures and the surest first, each with the mentions that none before it overlaps."""
    taken: Taken = {}
    chosen = []

    def rank(group: Group) -> tuple[bool, float, str]:
        one = chances[group.core]
        return not one.is_named, -precedence(group, one.named if one.is_named else one.any), group.core

    for group in sorted((group for group in proposed if chances[group.core].is_chosen), key=rank):
        if free := unclaimed(group, taken):
            chosen.append((group, free))
    return chosen


def precedence(group: Group, sure: float) -> float:
    """How early a proposal that is so ``sure`` takes its places: a name of the whole country leaves them to a longer one that is sure too (工业企业上云行动)."""
    return min(sure, LONGER) if any(candidate.shape == "national" for _, candidate in group.mentions) else sure


def unclaimed(group: Group, taken: Taken) -> list[tuple[Paragraph, Candidate]]:
    """The mentions of a group that overlap none of those ``taken``, and takes them."""
    free = [(p, c) for p, c in group.mentions if not any(_overlaps(taken.get(cell, ()), c) for cell in _cells(p, c))]
    for paragraph, candidate in free:
        for cell in _cells(paragraph, candidate):
            taken.setdefault(cell, []).append((candidate.start, candidate.end))
    return free


def _cells(paragraph: Paragraph, candidate: Candidate) -> list[tuple[int, int]]:
    """The stretches of a paragraph that a candidate lies in."""
    return [(paragraph.start, cell) for cell in range(candidate.start // CELL, (candidate.end - 1) // CELL + 1)]


@dataclass(frozen=True, slots=True)
class _Changes:
    """What the successions of an act tell: how sure they make an initiative, and the cores that the one at a place replaces."""

    sure: dict[str, float]
    replaced: dict[tuple[int, int, int], tuple[str, ...]]


def _successions(proposed: Sequence[Group], chances: Mapping[str, float]) -> _Changes:
    """The successions among the proposals; one that is an initiative by its head word or by itself vouches for the others."""
    by_paragraph: dict[int, tuple[Paragraph, list[tuple[str, Candidate]]]] = {}
    for group in proposed:
        for paragraph, candidate in group.mentions:
            by_paragraph.setdefault(paragraph.start, (paragraph, []))[1].append((group.core, candidate))
    changes = _Changes({}, {})
    for paragraph, named in by_paragraph.values():
        cores = {id(candidate): key for key, candidate in named}
        for change in successions(paragraph.text, [candidate for _, candidate in named]):
            new, old = cores[id(change.new)], {cores[id(candidate)] for candidate in change.old} - {cores[id(change.new)]}
            sides = [change.new, *change.old]
            vouched = any(c.head in INITIATIVE for c in sides) or any(chances[key] >= threshold(ANY) for key in (new, *old))
            # A park that rises from a provincial to a national one is no successor of anything.
            if not old or not vouched or any(c.head == "designation" for c in sides):
                continue
            changes.sure.update(dict.fromkeys((new, *old), change.confidence))
            place = paragraph.start, change.new.start, change.new.end
            changes.replaced[place] = tuple(sorted({*changes.replaced.get(place, ()), *old}))
    return changes


def _overlaps(taken: Iterable[tuple[int, int]], candidate: Candidate) -> bool:
    """Does it overlap another one? Names that share a head word share their place too (大气、水污染防治行动)."""
    span = candidate.start, candidate.end
    return any((start, end) != span and start < candidate.end and end > candidate.start for start, end in taken)


def core(name: str) -> str:
    """What stays of a name without place, verb and head word, for comparing variants.

    >>> core("“企业上云”行动计划"), core("创建国家卫生城市"), core("市公共信用信息平台")
    ('企业上云', '国家卫生城市', '公共信用信息')
    """
    loaded = rules.load("programmes")
    key = loaded["core-level"].pattern.sub("", loaded["core-gloss"].pattern.sub("", same_key(name)))
    key = loaded["core-census"].pattern.sub("", key)
    place = next((key[:n] for n in (6, 5, 4, 3, 2) if len(key) - n >= 5 and gazetteer.places_named(key[:n])), "")
    key = loaded["core-nation"].pattern.sub("", key.removeprefix(place))
    key = loaded["core-front"].pattern.sub("", key)
    while len(short := loaded["core-tail"].pattern.sub("", key)) >= 3 and short != key:
        key = short
    return re.sub(r"[、，·\-—]", "", key)


def label(group: Group) -> str:
    """The name of an initiative: a quotation as it is, else the commonest and then the shortest form met."""
    names = [c.name for _, c in group.mentions if c.shape == "quoted"] or [c.name for _, c in group.mentions]
    if all(len(name) <= SHORT for name in names):  # “一件事” says nothing without the words around it
        longer = [form for _, c in group.mentions for form in (*c.other, *c.around) if len(form) > SHORT]
        names = [form for form in longer if form.startswith(tuple(names))] or longer or names  # rather with what follows than with what precedes
    return min(Counter(names).items(), key=lambda item: (-item[1], len(item[0]), item[0]))[0]


def groups(paragraphs: Sequence[Paragraph]) -> list[Group]:
    """The proposals of one act by core, in the order in which they first come; slogans, honours and formulas are left out."""
    found: dict[str, list[tuple[Paragraph, Candidate]]] = {}
    no_name = rules.load("programmes")["no-name"].pattern
    proposed = [(paragraph, candidates(paragraph)) for paragraph in paragraphs]
    short = _short_names(proposed)
    for paragraph, here_proposed in proposed:
        here: dict[str, int] = {}  # where the members of this paragraph begin
        for candidate in sorted(here_proposed, key=lambda c: (c.start, -c.end)):  # a longer form of a name before what is in it
            key = core(candidate.name)
            if whole := short.get(key):
                candidate = replace(candidate, name=whole, other=tuple(dict.fromkeys((candidate.name, *candidate.other))))
                key = core(whole)
            if (candidate.shape == "national" or key not in _slogans()) and not no_name.search(candidate.name):
                members = found.setdefault(key, [])
                first = here.setdefault(key, len(members))
                while first < len(members) and members[first][1].end <= candidate.start:  # it holds nothing that comes now
                    first = here[key] = first + 1
                at = next((i for i in range(first, len(members)) if members[i][1].start <= candidate.start and candidate.end <= members[i][1].end), None)
                if at is None:
                    members.append((paragraph, candidate))
                else:
                    longer = members[at][1]
                    members[at] = paragraph, replace(longer, other=tuple(dict.fromkeys((*longer.other, candidate.name, *candidate.other))))
    return [Group(key, tuple(mentions)) for key, mentions in found.items()]


def _short_names(proposed: Iterable[tuple[Paragraph, list[Candidate]]]) -> dict[str, str]:
    """The cores of the short names that an act gives to initiatives (（以下简称“甲行动”）), with the whole name of each."""
    found: dict[str, str] = {}
    for paragraph, here in proposed:
        for match in rules.load("programmes")["short-name"].finditer(paragraph.text):
            before = [candidate for candidate in here if candidate.end == match.start()]
            if before:
                whole, key = min(before, key=lambda candidate: candidate.start).name, core(match["short"])
                if key != core(whole):
                    found.setdefault(key, whole)
    return {key: whole for key, whole in found.items() if core(whole) not in found}


@ownrules.renewed
@cache
def _slogans() -> frozenset[str]:
    return frozenset(core(row["name"]) for row in tables.rows("slogans", ("name",)))


# ---- deciding


@dataclass(frozen=True, slots=True)
class Context:
    """What the whole act knows: its titles, its text without blanks, the titles that it cites, how many headings end as names do, by head, what it quotes, which kind of law it is."""

    titles: str
    text: str
    cited: str
    headings: Mapping[str, int]
    quoted: frozenset[str]
    kind: str = "other"

    @classmethod
    def of(cls, document: Document, paragraphs: Sequence[Paragraph]) -> Context:
        """What an act knows, from its head and its paragraphs."""
        text = "\n".join(paragraph.text for paragraph in paragraphs)
        cited = "\n".join(m.group() for m in rules.load("programmes")["title"].finditer(text))
        titles = same_key(f"{document.title or ''}\n{document.enclosed_title or ''}")
        quoted = (same_key(m["core"]) for m in rules.load("programmes")["quotation"].finditer(text[:MAX_TEXT]))
        return cls(
            titles, same_key(text)[:MAX_TEXT], same_key(cited)[:MAX_TEXT], Counter(heading_heads(paragraphs)),
            frozenset(islice((name for name in quoted if len(name) > SHORT), MAX_QUOTED)), first_sign("act-", document.type or ""))


def features(group: Group, context: Context) -> frozenset[str]:
    """What speaks for or against an initiative, over all its mentions."""
    found = {f"mentions-{min(len(group.mentions), 3)}", f"printed-{min(context.text.count(group.core), 4)}"}
    if group.core in context.titles:
        found.add("in-title")
    if group.core in context.cited:
        found.add("in-cited-title")
    known = _known_features(group.core)
    found |= known
    if "in-title" in found:
        found |= {f"titled-{name}" for name in known if name.startswith("national-")}  # the act is about it
    if any(name in group.core and name != group.core for name in context.quoted):
        found.add("holds-a-quotation")
    for paragraph, candidate in telling(group):
        found |= _mention_features(paragraph, candidate, context)
        found |= {f"{candidate.shape}-{name}" for name in known}
    if all(rules.load("signs")["thing"].pattern.search(paragraph.text[candidate.start : candidate.end].rstrip("”")) for paragraph, candidate in group.mentions):
        found.add("thing")
    if {"shape-quoted", "shape-headed"} <= found:
        found.add("quoted-and-headed")
    shared = [name for name in found if name.startswith(_BY_KIND)]
    for kind in sorted({_kind(paragraph.text, candidate) for paragraph, candidate in telling(group)}):
        found.add(f"kind-{kind}")
        found.update(f"{kind}/{name}" for name in shared)
    return frozenset(found | _article_features(found, group, context))


def telling(group: Group) -> Sequence[tuple[Paragraph, Candidate]]:
    """The mentions that tell what a name is; a law says the word for its object in every article, with every verb, so there the first do."""
    return group.mentions[:EARLY] if in_article(group.mentions[0][0]) else group.mentions


def _article_features(found: Set[str], group: Group, context: Context) -> set[str]:
    """What an act in articles makes of the other features: a mention that stands in 第…条, and which kind of law it is."""
    if not any(in_article(paragraph) for paragraph, _ in group.mentions):
        return set()
    times, uses, kinds = len(group.mentions), len({candidate.verb for _, candidate in group.mentions}), len({candidate.head for _, candidate in group.mentions})
    many = {f"article/times-{next((n for n in MANY_TIMES if times >= n), 1)}", f"article/uses-{min(uses, 5)}", f"article/kinds-{min(kinds, 4)}"}
    own = {"article", f"article-{context.kind}", *many, *(f"article/{name}" for name in found if name.startswith(_BY_ARTICLE))}
    if found & _PROPER or "national-named" in found:
        return own
    heads = {candidate.head for _, candidate in group.mentions if candidate.head}
    return own | {"plain", *(f"plain-{head}" for head in heads), *(f"plain/{name}" for name in many), *(f"plain/{name}" for name in found & {"in-title", "in-cited-title"})}


def _known_features(name: str) -> set[str]:
    """What tables say of a core: is it an initiative of the whole country, and how many laws have it as a general word."""
    tier, count = _national_cores().get(name), _law_cores().get(name, 0)
    found = {f"national-{tier}"} if tier else set()
    return found | {f"in-laws-{'many' if count >= MANY else 'some'}"} if count else found


@ownrules.renewed
@cache
def _national_cores() -> Mapping[str, str]:
    return {core(name): tier for name, tier in national().items()}


@ownrules.renewed
@cache
def _law_cores() -> Mapping[str, int]:
    return {row["core"]: int(row["laws"]) for row in tables.rows("law_words", ("core", "laws"))}


def _kind(text: str, candidate: Candidate) -> str:
    """The shape of a name with what its head word makes of it."""
    head = candidate.head or "none"
    kind = KINDS.get(head, head)
    if kind == "granted" and rules.load("signs")["standing"].pattern.search(text[candidate.start : candidate.end]):
        kind = "standing"
    return f"{candidate.shape}-{kind}"


def _mention_features(paragraph: Paragraph, candidate: Candidate, context: Context) -> set[str]:
    text, head = paragraph.text, candidate.head or "none"
    shape = candidate.shape
    found = {f"shape-{shape}", f"{shape}-head-{head}", f"{shape}-verb-{candidate.verb}", f"cut-{candidate.cut or 'first'}"}
    word = final_head(text[candidate.start : candidate.end].rstrip("”")) or "none"
    found |= {f"word-{word}", f"{shape}-word-{word}"}  # head words are a closed class of form: 试验区 is granted more surely than 基地
    found |= _clause_features(text, candidate)
    if rules.load("signs")["own-term"].pattern.search(text[max(0, candidate.start - 3) : candidate.start]):
        found.add("own-term")
    if rules.load("signs")["yearly"].pattern.search(text[max(0, candidate.start - 34) : candidate.start]):
        found.add("yearly")
    if shape == "quoted":
        return found | _quotation_features(text, candidate)
    modifier = candidate.modifier
    found.add(f"{shape}-length-{min(len(modifier) // 2, 8)}")
    share = generic_share(modifier)
    found.add(f"{shape}-generic-{'all' if share > 0.98 else 'most' if share > 0.6 else 'some' if share > 0.25 else 'few'}")
    if any(gazetteer.places_named(modifier[:n]) for n in (4, 3, 2) if len(modifier) > n):
        found.add(f"{shape}-place")
    if share > 0.98:
        found.add(f"generic-{head}")
    for name in (name for name, pattern in signs("name-").items() if pattern.search(modifier)):
        found |= {f"{shape}-{name}", f"{name}/{head}"}
    found.add(f"{shape}-after-{first_sign('after-', text[candidate.end : candidate.end + 6] or END)}")
    if shape == "headed" and candidate.end > candidate.start + len(modifier):
        found |= {f"{head}-verb-{candidate.verb}", f"{head}-length-{min(len(modifier) // 3, 4)}"}
        if share <= 0.6 and len(modifier) >= 4:
            found.add(f"specific-{head}")
            if rules.load("signs")["carried-out"].pattern.search(text[max(0, candidate.start - 2) : candidate.start]):
                found |= {"carried-out", f"carried-out-{head}"}
    if text.endswith("【", 0, candidate.start) and text.startswith("】", candidate.end):
        found.add("captioned")
    pairs = {modifier[i : i + 2] for i in range(len(modifier) - 1)}
    overlap = sum(pair in context.titles for pair in pairs) / len(pairs) if pairs else 0.0
    found.add(f"topic-{'most' if overlap > 0.6 else 'some' if overlap > 0.2 else 'none'}")
    if is_heading(paragraph) and candidate.start <= paragraph.body + 1:
        whole = re.match(r"[。：]|$|（", text[candidate.end : candidate.end + 1]) is not None
        found.add("heading" if whole else "heading-begins")
        if whole and candidate.start <= paragraph.body:
            found.add("heading-is-name" if head in INITIATIVE else f"heading-is-{head}")
            found.add(f"heading-siblings-{min(context.headings[head], 4)}")
    return found


def _clause_features(text: str, candidate: Candidate) -> set[str]:
    """Which verbs stand anywhere before a name in its clause; and where it is one of a list, which verb governs the first."""
    start, loaded = candidate.start, rules.load("programmes")
    clause = loaded["clause"].pattern.search(text[max(0, start - CLAUSE) : start])
    found = {f"clause-{kind}" for kind, verb in verbs().items() if clause and verb.search(clause.group())} or {"clause-none"}
    if before := loaded["listed-with"].pattern.search(text[max(0, start - LIST) : start]):
        found.add("list-" + next((kind for kind, verb in verbs().items() if kind != "weak" and verb.search(before["first"])), "none"))
    if _beside_national(text, candidate):
        found.add("beside-national")
    return found


def _beside_national(text: str, candidate: Candidate) -> bool:
    """Is a name one of a list of which another item is an initiative of the whole country (海绵城市、节水城市建设)?"""
    if text[candidate.start - 1 : candidate.start] != "、" and text[candidate.end : candidate.end + 1] != "、":
        return False
    ends = rules.load("programmes")["clause-end"].pattern
    low = max((m.end() for m in ends.finditer(text, max(0, candidate.start - BESIDE), candidate.start)), default=max(0, candidate.start - BESIDE))
    end = ends.search(text, candidate.end, candidate.end + BESIDE)
    high = end.start() if end else candidate.end + BESIDE
    return any(m.end() <= candidate.start or m.start() >= candidate.end for m in national_names(text, low, min(high, len(text))))


def _quotation_features(text: str, candidate: Candidate) -> set[str]:
    quoted, loaded = candidate.modifier, rules.load("signs")
    found = {f"quotation-length-{min(len(quoted), 10)}"}
    found |= {f"quotation-{name}" for name, pattern in signs("quotation-").items() if pattern.search(quoted)}
    close = text.find("”", candidate.start) + 1
    after, shared = text[close : close + 8], after_quotations(text, close)[:8]
    found |= {f"quotation-before-{name}" for name, pattern in signs("next-").items() if pattern.search(shared or END)}
    before = text[max(0, candidate.start - 4) : candidate.start]
    if loaded["defines"].pattern.search(before):
        found.add("quotation-defines")
    if loaded["listed-before"].pattern.search(before) or loaded["listed-after"].pattern.search(after):
        found.add("quotation-in-list")
    if text[candidate.start : candidate.end].endswith("”") is False:
        found.add("quotation-with-tail")
    return found


def chance(found: frozenset[str]) -> Chance:
    """How likely features speak of an initiative, and of a programme."""
    sure = score(found, ANY)
    if is_known(found):
        return Chance(sure, sure)
    if is_thing(found):
        return Chance(sure, 0.0)
    if sure < threshold(ANY) and sure < threshold(TIER):  # no tier makes it surer, and it is chosen in none
        return Chance(sure, 0.0)
    return Chance(sure, sure * score(found, TIER))


def is_known(found: Set[str]) -> bool:
    """Do features say that a table has the name as one that an index would list, so that it is a programme as surely as an initiative?"""
    return "national-named" in found


def is_thing(found: frozenset[str]) -> bool:
    """Do features say that a name is always one of a thing that is there (…平台, …制度), so that it is a measure whatever else speaks for it?"""
    return "thing" in found and not is_known(found)


def score(found: frozenset[str], table: str) -> float:
    """The probability (0…1) that features have by the weights of a table."""
    weights = _weights(table)
    return 1 / (1 + math.exp(-weights["bias"] - sum(weights[name] for name in sorted(found & weights.keys()))))


def threshold(table: str) -> float:
    """From which probability on a proposal is an initiative (`ANY`), or a programme (`TIER`)."""
    return _weights(table)["threshold"]


@ownrules.renewed
@cache
def _weights(table: str) -> Mapping[str, float]:
    return {row["feature"]: float(row["weight"]) for row in tables.rows(table, ("feature", "weight"))}
