"""Citations: every other document that an act names, what for, and which one it is.

Names come as 《…》 with or without a number, as a number alone, as the short
name of a law, or under an alias that was defined before (以下简称). The act
itself and the instrument it issues are no citations.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from .. import ownrules, rules
from ..model import Agency, Citation, Document, Number, Paragraph, Reference
from ..naming import agencies, codes, gazetteer, laws, reforms
from ..reading import dates, grid
from ..reading.folding import title_key
from ..segmenting.provisions import Headings
from .cited import MAX_TITLE, Name, ShortNames, find_names, number_at_end
from .governing import after_list, cue_left, list_start

#: How sure it is that a name found by a rule is a document.
_FOUND = {"title-and-number": 0.99, "number": 0.98, "title": 0.98, "law-name": 0.9, "alias": 0.95, "unquoted": 0.7, "back": 0.85}

#: 该办法 means one of so many names before it in its paragraph.
NEAR = 40
#: Words right before a list of names that say what it is stand so near (code points).
MAX_BEFORE = 60
#: No cell of a table that holds a number is longer (code points).
MAX_NUMBER = 60
#: Articles of a cited document are named this near behind it (code points).
MAX_ARTICLES = 200
#: What is said of an earlier act of the same title stands this near before it, and a list of what an act issues reaches so far (code points).
MAX_HISTORY, MAX_ISSUED = 300, 1500


@ownrules.renewed
@cache
def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("citations")[name].pattern


@dataclass(slots=True)
class _Own:
    """What the act itself is called, so that it is not taken for another document."""

    document: Document
    keys: set[str] = field(default_factory=set)
    forwards: bool = False
    forwarded: str | None = None
    headings: Headings = field(init=False)

    def __post_init__(self) -> None:
        self.headings = Headings(self.document.provisions)
        title, enclosed = self.document.title or "", self.document.enclosed_title
        self.forwards = bool(_pattern("passes-on").match(title))
        if title:
            self.keys |= _with_years_and_without(title)
        if report := _pattern("own-report").search(title):
            self.keys.add(title_key(report.group()))
        if enclosed and self.forwards:
            self.forwarded = title_key(enclosed)
        elif enclosed:
            self.keys |= _with_years_and_without(enclosed)

    def is_self(self, name: Name) -> bool:
        number, own = name.number, self.document.number
        if number:
            return own is not None and number.text == own.text
        key = title_key(name.title or "")
        if not key or key in self.keys:
            return bool(key)
        # 根据国务院《城市绿化条例》 in 济南市城市绿化条例: what the nation has under this name; of itself an act says 本条例.
        of_the_nation = name.paragraph.text.startswith("《", name.start) and laws.is_law(name.title or "")
        return not of_the_nation and any(
            len(key) >= 4 and k.endswith(key) and k[: -len(key)] in _places_before(k) for k in self.keys)


def _with_years_and_without(title: str) -> set[str]:
    """The keys of a title and of what it is called where its years are left out: 全国湿地保护规划（2022—2030年）."""
    years = _pattern("years-of-version").search(title)
    return {title_key(title), title_key(title[: years.start()])} if years else {title_key(title)}


def find_citations(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[Citation, ...]:
    """Find the citations of one act.

    Args:
        document: The act with its head (the own number and titles are not cited).
        paragraphs: Its paragraphs in reading order; the title may come first, as a paragraph.

    Returns:
        One citation per cited document and relation, in the order of the first place.
    """
    own = _Own(document)
    aliases = ShortNames()
    names: list[Name] = []
    own_aliases: set[str] = set()
    listing = changing_below = False
    above: Paragraph | None = None
    for paragraph in paragraphs:
        in_table = list(_rows_of_repealed(paragraph, listing)) if "|" in paragraph.text else []
        opens = bool(_pattern("list-of-repealed").search(paragraph.text)) or bool(in_table)
        ending = listing and not opens and bool(_pattern("list-item").search(paragraph.text))
        listing = opens or ending
        changing_below = not listing and (changing_below or bool(_pattern("annex-of-changed").search(paragraph.text)))
        found = list(find_names(paragraph, aliases))
        if not own.forwards:
            issued = [n for n in found if _is_issued_here(n) or not document.title and _is_made_here(n, paragraphs[0])]
            own.keys |= {key for n in issued for key in _with_years_and_without(n.title or "")}
            own_aliases |= {n.alias for n in issued if n.alias}
        new = {n.alias: _reference(n, document) for n in found if n.alias and not own.is_self(n)}
        if any(alias not in aliases for alias in new):  # an alias holds from its own sentence on
            found = list(find_names(paragraph, ShortNames(new, aliases)))
        if in_table:
            found = _with_rows(found, in_table)
        elif names and names[-1].paragraph is above and (beside := _number_of_the_item_above(paragraph, names[-1], found)):
            names[-1].number = beside
            found = [name for name in found if name.number != beside]
        if ending and all(name.number and not name.title for name in found):
            found = _unmarked_item(paragraph) or found
        changing: Name | None = None
        for name in [*found, *_own_announcements(paragraph, document), *_back(paragraph, found, names)]:
            name.listed = ending or name.rule == "row"
            name.below_changing = changing_below
            if name.nested and changing and name.start < changing.end:
                continue  # 根据《关于修改〈甲〉等规章的决定》修正: 甲 is but the first of those that were changed
            changing = name if _has_changed_this(name) else None
            if _is_of_a_company(name):
                continue
            if own.is_self(name) or _is_own_alias(name, own_aliases):
                name.version = _earlier_version(name)
                if name.version:
                    names.append(name)
                elif name.alias:
                    own_aliases.add(name.alias)
                continue
            if name.alias:
                aliases.add(name.alias, _reference(name, document))
            names.append(name)
        above = paragraph
    cited = [name for name in names if name.version or not own.is_self(name)]  # what it issues may be said after its first name
    return tuple(_merge(list(_not_said_twice(cited)), document, own))


def _earlier_version(name: Name) -> str | None:
    """1991年2月15日某政府发布的《某条例》同时废止, in 某条例: the year of the act that it replaces; none where no year is told."""
    text = name.paragraph.text
    if not name.title or name.number or name.nested or not _pattern("after-repeals").search(after_list(text, name.end)):
        return None
    start, _ = name.paragraph.sentence(name.start, name.end)
    start = max(start, name.start - MAX_HISTORY)
    for own_force in _pattern("own-force").finditer(text, start, name.start):
        start = own_force.end()
    found = _pattern("earlier-version").search(text, start, name.start)
    return found["year"] if found else None


def _not_said_twice(names: Sequence[Name]) -> Iterator[Name]:
    """《甲法》《某省实施〈甲法〉办法》: what stands in the title of another is no mention of its own where the act names it in its own right."""
    named = {_key(name) for name in names if not name.nested}
    yield from (name for name in names if not (name.nested and _key(name) in named))


def _key(name: Name) -> str:
    return name.number.text if name.number else title_key(laws.official(name.title or ""))


def _has_changed_this(name: Name) -> bool:
    """根据《关于修改某办法的决定》修正: an act that has changed the one that names it."""
    return bool(_pattern("amending-title").search(name.title or "") and _pattern("changed").match(name.paragraph.text[name.end : name.end + 12]))


def _is_own_alias(name: Name, own_aliases: set[str]) -> bool:
    if name.aliased or name.number or name.title is None or name.paragraph.text[name.end - 1] == "）":
        return False
    core = re.sub(r"(?:（[^（）]*）)+$", "", name.title)
    return name.title in own_aliases or (len(core) <= 3 or bool(_pattern("kind-of-paper").fullmatch(core))) and core not in laws.names()


def _is_issued_here(name: Name) -> bool:
    """《某办法》已经某会议通过，现印发给你们; 《某要求》（见附件1）: what the act issues, whatever its head says."""
    text = name.paragraph.text
    if not name.title or name.number or name.nested or name.rule not in ("title", "alias"):
        return False
    after, first = after_list(text, name.end), list_start(text, name.start)
    before = text[max(0, first - MAX_BEFORE) : first]
    if _pattern("issued").search(after) or _pattern("annexed").match(text, name.start):
        return True
    if _pattern("annexed-list").search(after) and not _pattern("ends").search(before):
        return True
    near = max(0, name.start - MAX_ISSUED), min(len(text), name.end + MAX_ISSUED)
    if any(found.start() < name.start < found.end() for found in _pattern("issues-several").finditer(text, *near)):
        return True
    if _pattern("own-annex").search(before) or _pattern("made").search(before) and _pattern("given-out").search(after):
        return True
    return bool(_pattern("now").search(before) and _pattern("issued-now").search(after) or _pattern("issues").search(before))


def _is_made_here(name: Name, first: Paragraph) -> bool:
    """为…，制定《某指南》. as the first words of an act that lost its title: its name."""
    text = name.paragraph.text
    return name.paragraph is first and bool(name.title) and text[name.end :] in ("", "。") and bool(_pattern("made-for").match(text[: name.start]))


def _is_of_a_company(name: Name) -> bool:
    """你公司《关于…的请示》收悉: what an applicant wrote is no policy."""
    before = name.paragraph.text[max(0, name.start - MAX_TITLE * 2) : name.start]
    return bool(_pattern("of-a-company").search(before))


def _back(paragraph: Paragraph, found: list[Name], names: list[Name]) -> Iterator[Name]:
    """上述通知, 该办法: the document of that kind that was named last, in this paragraph or just before."""
    for match in _pattern("back").finditer(paragraph.text):
        near = found[: bisect_right(found, match.start(), key=lambda n: n.start)][-NEAR:]
        if any(n.start <= match.start() < n.end for n in near):
            continue
        before = [n for n in [*names[-3:], *near] if n.paragraph is not paragraph or n.end <= match.start()]
        named = [n for n in before if n.title and re.search(match["kind"] + r"(?:（[^（）]*）)*$", n.title)]
        if named:
            yield replace(named[-1], paragraph=paragraph, start=match.start(), end=match.end(), rule="back", alias=None)


def _own_announcements(paragraph: Paragraph, document: Document) -> Iterator[Name]:
    """我局以2021年第2号公告和2023年第3号公告: those of the agency that issues the act, where it is one; a list begins with 我局."""
    end = -1
    for match in rules.load("citations")["own-announcement"].finditer(paragraph.text) if len(document.issuers) == 1 else ():
        if paragraph.text[match.start()] not in "我本" and match.start() != end:
            continue
        number = codes.parse_number(f"{document.issuers[0].name}{match['kind']}{match['year']}年第{match['serial']}号")
        end = match.end()
        if number:
            yield Name(paragraph, match.start("year"), end, None, number, "number")


def _rows_of_repealed(paragraph: Paragraph, listing: bool) -> Iterator[tuple[int, int, Name]]:
    """The rows of a table of repealed documents under its heading (or where a list goes on): where each begins and ends, and the document that it names."""
    text = paragraph.text
    for first, last in grid.rows(paragraph):
        listing = listing or bool(_pattern("list-of-repealed").search(text[first:last]))
        cells = list(grid.cells(text, first, last)) if listing else []
        titled = next(((a, b) for a, b in cells if _pattern("title-in-a-cell").fullmatch(text, a, b)), None)
        if not titled:
            continue
        title = text[slice(*titled)].strip("《》")
        of_cell = (codes.parse_number(text[a:b]) for a, b in cells if (a, b) != titled and 0 < b - a <= MAX_NUMBER)
        at_end = number_at_end(title)
        title, number = at_end or (title, next(filter(None, of_cell), None))
        yield first, last, Name(paragraph, *titled, title, number, "row")


def _with_rows(found: Sequence[Name], rows: Sequence[tuple[int, int, Name]]) -> list[Name]:
    """The names of a paragraph where those of the rows of a table are known: in a row there is no other but what its title names."""
    made = [name for *_, name in rows]
    for name in found:
        row = next((row for row in rows if row[0] <= name.start < row[1]), None)
        if row is None:
            made.append(name)
        elif row[2].start < name.start and name.end <= row[2].end:
            made.append(replace(name, rule="number-in-title" if name.number else "title-in-title", nested=True))
    return sorted(made, key=lambda name: name.start)


def _number_of_the_item_above(paragraph: Paragraph, item: Name, found: Sequence[Name]) -> Number | None:
    """（临政办字〔2020〕13号） on the line below the item of a list whose number it is."""
    first = found[0] if found else None
    if item.rule != "row" or item.number or not first or first.title or first.start != 1 or paragraph.text[0] != "（":
        return None
    return first.number


def _unmarked_item(paragraph: Paragraph) -> list[Name]:
    """A row of a table of repealed documents: a serial, a title without marks, and its number."""
    match = _pattern("row").search(paragraph.text)
    if not match:
        return []
    number = codes.parse_number(match["number"]) if match["number"] else None
    end = match.end("number" if number else "title")
    title, number = not number and number_at_end(match["title"]) or (match["title"], number)
    return [Name(paragraph, match.start("title"), end, title, number, "row")]


# ---- what for


#: What a document is cited for, a key of `policygraph.registry.RELATIONS`, and how sure that is.
Relation = tuple[str, float]


@dataclass(frozen=True, slots=True)
class _Around:
    """What decides the relation of a name: the act, the words before it and before its list to the start of the sentence, the words after its list."""

    name: Name
    own: _Own
    before: str
    before_list: str
    after: str
    cue: tuple[str, float, int] | None

    def rule(self, name: str) -> rules.Rule:
        return rules.load("citations")[name]

    def follows(self, relation: str) -> Relation | None:
        """The relation, where the words after the name say it."""
        rule = self.rule(f"after-{relation}")
        return (relation, rule.confidence) if rule.pattern.search(self.after) else None


def _in_another_title(around: _Around) -> Relation | None:
    return ("mentions", 0.7) if around.name.rule == "title-in-title" else None


def _in_a_list_of_repealed(around: _Around) -> Relation | None:
    listed = around.name.listed and not around.name.nested
    return ("repeals", around.rule("list-of-repealed").confidence) if listed else None


def _in_a_list_of_grounds(around: _Around) -> Relation | None:
    """An item of the list under 检查依据, 编制依据: no word stands before its name."""
    rule, paragraph = around.rule("grounds-heading"), around.name.paragraph
    if around.name.nested or not _pattern("list-item").search(paragraph.text) or not around.own.headings.say(paragraph.provision, rule.pattern):
        return None
    return "based_on", rule.confidence


def _ended_or_changed(around: _Around) -> Relation | None:
    found = around.follows("repeals") or around.follows("amends")
    if found and found[0] == "amends" and _is_draft(around):
        return "mentions", around.rule("draft").confidence  # 编制了《某规划（草案）》，并修改完善: how it was made
    if _pattern("amending-title").search(around.name.title or ""):
        if _pattern("changed-by").search(around.before_list) and _pattern("changed").match(around.after):
            return "based_on", around.rule("changed-by").confidence
        if found and found[0] == "amends":
            return "mentions", 0.8  # 经《关于修改某办法的决定》修改: what was changed is another
    return found


def _is_draft(around: _Around) -> bool:
    return bool(_pattern("draft").search(around.name.title or ""))


def _changed_below(around: _Around) -> Relation | None:
    """一、《某办法》 over the points that change it, in an act that changes several, or under the heading that says so in one that ends others."""
    rule, title = around.rule("alone-over-its-points"), around.own.document.title or ""
    paragraph = around.name.paragraph
    if _pattern("ends-some").search(title):
        changes = around.own.headings.say(paragraph.provision, _pattern("changing-heading")) or around.name.below_changing
    else:
        changes = bool(_pattern("changes-several").match(title))
    if around.name.nested or not changes:
        return None
    text = paragraph.text
    return ("amends", rule.confidence) if text[around.name.start] == "《" and rule.pattern.match(text) else None


def _changed_by_a_sheet(around: _Around) -> Relation | None:
    """批准《某标准》等2项行业标准修改单: the announcement changes the standard."""
    changed = _pattern("approves").search(around.before_list) and _pattern("approved-changes").search(around.after)
    return ("amends", around.rule("approved-changes").confidence) if changed else None


def _passed_on(around: _Around) -> Relation | None:
    """转发给你们 in an act that forwards; what its own title says that it forwards."""
    if around.own.forwards and (found := around.follows("forwards")):
        return found
    title = around.name.title
    if around.own.forwarded and title and title_key(title) == around.own.forwarded:
        return "forwards", around.rule("cue-forwards").confidence
    return None


def _spoken_of(around: _Around) -> Relation | None:
    """落实市领导对《甲》的批示, 按照本条例制定的《甲》: the governing word is for something else."""
    another = _pattern("about").search(around.before_list) or _pattern("made-under").search(around.before_list)
    return ("mentions", 0.8) if another else None


def _governed(around: _Around) -> Relation | None:
    """The nearest governing word before the name: 根据, 贯彻, 修改."""
    if around.cue is None:
        return None
    relation, confidence, _ = around.cue
    if relation == "amends" and _is_draft(around):
        return "mentions", around.rule("draft").confidence
    if relation == "forwards" and not around.own.forwards:
        relation, confidence = "mentions", 0.85
    if relation == "repeals" and _pattern("exempting").search(around.before_list) and _pattern("exempted").search(around.after):
        relation, confidence = "mentions", around.rule("exempted").confidence
    marked = around.name.paragraph.text[around.name.start] == "《"
    compared = _pattern("measured-against" if marked else "only-compared").search(around.before)
    if relation == "based_on" and compared:
        relation, confidence = "mentions", 0.9
    if relation == "mentions" and (around.follows("based_on") or around.follows("applies")):
        return None  # 结合《甲》的要求执行: what follows says more
    return relation, confidence


def _followed(around: _Around) -> Relation | None:
    return around.follows("based_on") or around.follows("applies")


def _only_named(around: _Around) -> Relation | None:
    return "mentions", 0.7


#: Who decides first: each tells the relation, or passes on to the next.
PRECEDENCE: tuple[Callable[[_Around], Relation | None], ...] = (
    _in_another_title, _in_a_list_of_repealed, _in_a_list_of_grounds, _ended_or_changed, _changed_by_a_sheet, _changed_below,
    _passed_on, _spoken_of, _governed, _followed, _only_named,
)


def _relation(name: Name, own: _Own) -> Relation:
    """The relation of a name by the words around it, the first of `PRECEDENCE` that tells one."""
    text = name.paragraph.text
    left, _ = name.paragraph.sentence(name.start, name.end)
    first = list_start(text, name.start, left)
    around = _Around(
        name, own, text[left : name.start], text[left:first], after_list(text, max(name.end, name.list_end)), cue_left(text, left, name.start))
    return next(found for decide in PRECEDENCE if (found := decide(around)) is not None)


# ---- which one


def _places_before(key: str) -> tuple[str, ...]:
    """What may stand before a title that the text quotes shorter: the issuer or the place and 关于印发."""
    return tuple(key[:n] for n in range(13) if n == 0 or gazetteer.places_named(key[:n]))


def _reference(name: Name, document: Document) -> Reference:
    if name.aliased:
        return name.aliased
    title = laws.official(name.title) if name.title else None
    if title and _pattern("without-issuer").match(title) and not name.nested:
        title = _issuer_before(name, document) + title
    reading = _reading(name, document)
    place = level = None
    if reading:
        place, level = (reading.places[0] if len(reading.places) == 1 else None), reading.level
    if title and not place:
        by_title = _place_of_title(title)
        if level is None or reading and by_title[0] in reading.places:
            place, level = by_title
    kind = _kind(title, level) if title else None
    issuers = _issuers(title, place, level)
    if not issuers and reading and reading.agency and name.number:
        named = reforms.former(reading.agency, name.number.year) if name.number.year else reading.agency
        issuers = (agencies.issuer(named, agencies.Context(place, level, name.number.about)),)
    if not issuers and kind == "行政法规":
        issuers = (agencies.issuer("国务院", agencies.Context(place, level)),)
    printed = name.title if title and name.title and title_key(name.title) != title_key(title) else None
    number = codes.in_full(name.number, issuers[0].name) if name.number and issuers else name.number
    return Reference(number, title, kind, place, level, issuers, printed, name.version)


def _kind(title: str, level: str | None) -> str | None:
    """The kind of a document by its title: 条例 of a place is the law of that place."""
    kind = laws.kind(title) or gazetteer.document_type(title)
    return "地方性法规" if kind == "条例" and level in ("province", "prefecture") else kind


def _reading(name: Name, document: Document) -> codes.CodeReading | None:
    """What the code of the number says."""
    if not name.number:
        return None
    return codes.read_code(_pattern("former-code").sub("", name.number.code), context_place=document.place)


def _issuer_before(name: Name, document: Document) -> str:
    """The agency that stands right before 《关于…》: 国务院《关于…》 is titled 国务院关于…; "" if there is none."""
    before, found = name.paragraph.text[: name.start], ""
    central = gazetteer.central_names()
    while True:
        rest = before.removesuffix(found).removesuffix("、")
        length = next((n for n in range(min(20, len(rest)), 1, -1) if rest[-n:] in central or _is_government(rest[-n:])), 0)
        if not length or found and rest == before.removesuffix(found) and not _pattern("next-to-an-issuer").match(found):
            return found.replace("、", "") or _own_government(before, document) or _session_before(before)
        length += 2 if rest[:-length].endswith("国家") else 0  # 国家地震局 of that time is a name of its own
        found = before[len(rest) - length :]


def _session_before(before: str) -> str:
    """The assembly that a session right before the title names: 临江市第十届人民代表大会常务委员会第七次会议《关于…的决定》."""
    found = _pattern("session-before").search(before, max(0, len(before) - MAX_BEFORE))
    if not found or found["nation"] is None and not gazetteer.places_named(found["place"]):
        return ""
    return (found["nation"] or found["place"]) + found["body"]


def _is_government(text: str) -> bool:
    place, owners = gazetteer.place_at_start(text)
    return bool(owners and _pattern("government").match(text[len(place) :]))


def _own_government(before: str, document: Document) -> str:
    """省政府《关于…》 in a document of a city of Shandong is titled 山东省人民政府关于…."""
    match = _pattern("own-government").search(before, max(0, len(before) - MAX_BEFORE))
    if not match or re.search(r"[\u4e00-\u9fff]", before[match.start() - 1 : match.start()]) and not cue_left(before, 0, match.start()):
        return ""
    own = gazetteer.within(document.place, "province" if match["province"] else "prefecture") if document.place else None
    return f"{own.name}人民政府{match['office'] or ''}" if own else ""


def _place_of_title(title: str) -> tuple[str | None, str | None]:
    if laws.is_law(title) or _pattern("central-title").match(title):
        return gazetteer.COUNTRY, "central"
    return gazetteer.place_of_title(title)


def _issuers(title: str | None, place: str | None, level: str | None) -> tuple[Agency, ...]:
    title = title or ""
    stop = _pattern("matter").search(title)
    if not stop or stop.start() < 3 or _pattern("passed-up").match(title):
        return ()
    context = agencies.Context(place, level)
    front = _pattern("and-others").sub("", title[: stop.start()])
    return tuple(agencies.issuer(name, context) for name in agencies.split_issuers(front))


def _merge(names: list[Name], document: Document, own: _Own) -> Iterator[Citation]:
    """One citation per document and relation; a title and its number are one document."""
    numbers = {title_key(n.title): n for n in reversed(names) if n.title and n.number and not n.aliased}
    titles = {n.number.text: n for n in reversed(names) if n.title and n.number}
    found: dict[tuple[str, str], tuple[Name, Reference, float]] = {}
    articles: dict[tuple[str, str], list[str]] = {}
    for name in names:
        reference = _reference(name, document)
        if reference.title and not reference.number and title_key(reference.title) in numbers:
            reference = _reference(numbers[title_key(reference.title)], document)
        elif reference.number and not reference.title and reference.number.text in titles:
            reference = _reference(titles[reference.number.text], document)
        relation, confidence = _relation(name, own)
        key = (reference.number.text if reference.number else title_key(reference.title or ""), relation)
        found.setdefault(key, (name, reference, confidence))
        articles.setdefault(key, []).extend(_articles(name))
    for key, (name, reference, confidence) in found.items():
        relation = key[1]
        resolution, candidates = _resolution(name, reference, document)
        yield Citation(
            relation, reference, name.paragraph.provision, name.paragraph.evidence(name.start, name.end),
            f"{name.rule}+{relation}", round(_FOUND.get(name.rule, 0.9) * confidence, 3), resolution, name.alias, candidates,
            _repealed_from(name) if relation == "repeals" else None, tuple(dict.fromkeys(articles[key])),
        )


def _articles(name: Name) -> list[str]:
    """The articles of the cited document that are named right behind it."""
    text = name.paragraph.text
    found = _pattern("cited-articles").match(text, name.end, min(len(text), name.end + MAX_ARTICLES))
    return [each[0] for each in _pattern("cited-article").finditer(found["articles"])] if found else []


def _repealed_from(name: Name) -> str | None:
    """The day from which the sentence says that the cited document is repealed."""
    start, end = name.paragraph.sentence(name.start, name.end)
    found = rules.load("citations")["repealed-from"].pattern.search(name.paragraph.text, start, end)
    return dates.find_day(found["day"]) if found else None


def _resolution(name: Name, reference: Reference, document: Document) -> tuple[str, tuple[str, ...]]:
    if reference.number:
        reading = _reading(name, document)
        if reading and len(reading.places) > 1 and not reference.place:
            return "ambiguous", tuple(reading.places)
        if name.aliased or name.rule == "back":
            return "alias", ()
        return ("number", ()) if reading and reading.places else ("unresolved", ())
    return ("alias" if name.aliased or name.rule == "back" else "title"), ()
