"""Responsibilities: which agency leads a task, helps with it, or answers for it.

Three shapes carry them. Brackets, labels and tables name the agencies after a
task (see `labelled`); in running text a verb does (由甲牵头, 甲会同乙, 甲负责);
a list of tasks is inherited from the sentence above it. An obligation without
such a marker is a duty (see `duties`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from .. import ownrules, rules
from ..model import Agency, Document, Paragraph, Responsibility
from ..naming import agencies
from ..naming.agencies import Context, NamedAgency
from ..reading import grid
from ..reading.quantities import find_deadlines, year_of
from .figures.outlook import month_of
from .labelled import (
    COOPERATE,
    LABELLED,
    LEAD,
    MAX_ACTION,
    MAX_CLAUSE,
    MAX_NAME,
    RESPONSIBLE,
    Found,
    State,
    after_labels,
    blanks,
    brackets,
    closing_brackets,
    in_bracket,
    in_lines,
    in_table,
    line_breaks,
    role_of,
    sentence_starts,
    sure,
    task_before,
)

_SENTENCE_END, _NAME_END = re.compile(r"[。；！？]"), re.compile(r"[：。]")


@dataclass(frozen=True, slots=True)
class _Headings:
    """The heading of each provision, and the provisions under a heading that parts the work (职责分工)."""

    text: dict[str, str]
    shares: frozenset[str]


@ownrules.renewed
@cache
def _rule(name: str) -> re.Pattern[str]:
    return rules.load("responsibilities")[name].pattern


@ownrules.renewed
@cache
def _subject(name: str) -> re.Pattern[str]:
    return rules.load("subjects")[name].pattern


def find_responsibilities(
    document: Document, paragraphs: Sequence[Paragraph], context: Context
) -> tuple[Responsibility, ...]:
    """Find who answers for what in one act.

    Returns:
        One responsibility per provision, agency and role (in a table: per row), in reading order.
    """
    state = State(first_leads=_first_leads_everywhere(paragraphs), closing=closing_brackets(paragraphs, context))
    headings, year, month = _headings(document), year_of(document), month_of(document)
    items = [(paragraph, item) for paragraph in paragraphs for item in _in_paragraph(paragraph, context, state, headings)]
    lines = {paragraph.start for paragraph, item in items if _begins_line(paragraph, item)}
    sections = _sections(items, lines, document)
    seen: set[tuple] = set()
    found: list[Responsibility] = []
    for paragraph, item in items:
        provision = paragraph.provision
        if item.rule in LABELLED and paragraph.start in lines:
            provision = sections.get(provision, provision)
        key = (provision, item.named.agency.name, item.role, item.row)
        if key not in seen:
            seen.add(key)
            found.append(Responsibility(
                item.named.agency, item.role, item.named.printed, provision,
                paragraph.evidence(item.start, item.end), item.rule, round(item.confidence, 3), item.action,
                _deadline(paragraph, item, year, month),
            ))
    return tuple(found)


def _begins_line(paragraph: Paragraph, item: Found) -> bool:
    """Does the label or bracket that names the agency have a line of its own, apart from what is to be done?"""
    return item.rule in LABELLED and not paragraph.heading and not item.row and item.start <= paragraph.body + 1


def _sections(items: Sequence[tuple[Paragraph, Found]], lines: set[int], document: Document) -> dict[str, str]:
    """The section that a label on its own line after the last of its items speaks for, where no other item has one.

    Args:
        items: What was found, with the paragraph of each.
        lines: Where the paragraphs begin that are lines of labels.
        document: The act, for its tree.

    Returns:
        By the last provision of such a section: the section.
    """
    labelled = [(paragraph.provision, paragraph.start in lines) for paragraph, item in items if item.rule in LABELLED]
    named = {provision for provision, _ in labelled}
    parents = {provision.id: provision.parent or "" for provision in document.provisions}
    parts: dict[str, list[str]] = {}
    for provision, parent in parents.items():
        parts.setdefault(parent, []).append(provision)
    covered: set[str] = set()  # the provisions that are labelled themselves or in a part
    for above in named:
        while above and above not in covered:
            covered.add(above)
            above = parents.get(above, "")
    found: dict[str, str] = {}
    for provision in named - {provision for provision, own_line in labelled if not own_line}:
        at = provision
        while (parent := parents.get(at, "")) and parent not in named and parts[parent][-1] == at and len(parts[parent]) > 1:
            if any(other in covered for other in parts[parent][:-1]):
                break
            at = parent
        if at != provision:
            found[provision] = at
    return found


def _deadline(paragraph: Paragraph, item: Found, year: int | None, month: int | None) -> str | None:
    """The one deadline that is told beside the agencies: in their bracket, their row or their sentence."""
    start, end = item.start, item.end
    if item.row:
        start, end = _row_around(paragraph, start)
    elif paragraph.text[item.start] not in "（〔【":
        _, end = paragraph.sentence(item.start, item.end)
    text = paragraph.text[start:end]
    values = {found.value for found in find_deadlines(text, year, month=month)}
    if not values:  # a plain date counts where a label or a column of its own says what it is
        term = _rule("term")
        values = {f"{m['year']}-{int(m['month']):02}" if m["month"] else m["year"] for m in term.finditer(text)}
    return values.pop() if len(values) == 1 else None


def _headings(document: Document) -> _Headings:
    shares: set[str] = set()
    parts = _rule("parts-work")
    for provision in document.provisions:
        if provision.parent in shares or parts.search(provision.heading):
            shares.add(provision.id)
    return _Headings({p.id: p.heading for p in document.provisions}, frozenset(shares))


def _first_leads_everywhere(paragraphs: Sequence[Paragraph]) -> bool:
    """Does a sentence outside the brackets (a note at the end, say) tell that the first agency leads?"""
    pattern = _rule("first-leads")
    return any(
        not any(start <= match.start() < end for start, end in brackets(paragraph.text))
        for paragraph in paragraphs for match in pattern.finditer(paragraph.text)
    )


def _in_paragraph(paragraph: Paragraph, context: Context, state: State, headings: _Headings) -> Iterator[Found]:
    text = paragraph.text
    state.blanks, state.breaks = blanks(paragraph), line_breaks(paragraph)
    rows = list(in_table(paragraph, context, state)) if "|" in text else []
    if "|" in text and state.columns:
        yield from rows
        return
    state.columns = None
    rows = list(in_lines(paragraph, context, state))
    if rows:
        yield from rows
        return
    heading = headings.text.get(paragraph.provision) or None
    spans = []
    for start, end in brackets(text):
        items = list(in_bracket(text, start, end, context, state))
        if items:
            spans.append((start, end))
            action = task_before(text, start, heading)
            for named, role, rule, confidence in items:
                yield Found(named, role, start, end, rule, confidence, action)
    for item in after_labels(paragraph, context, state, spans, heading):
        spans.append((item.start, item.end))
        yield item
    yield from _inherited(paragraph, context, state)
    yield from _under_a_name(paragraph, context, state, paragraph.provision in headings.shares)
    yield from _assigned(paragraph, context, paragraph.provision in headings.shares)
    yield from _set_up(paragraph, context)
    for item in _running(paragraph, context, state):
        if not any(a <= item.start < b for a, b in spans):
            yield item


# ---- running text

_VERBS = (
    ("leads-duty", LEAD), ("liable", RESPONSIBLE), ("leads", LEAD), ("answers-as", RESPONSIBLE), ("answers", RESPONSIBLE),
    ("answers-for", RESPONSIBLE), ("in-charge", RESPONSIBLE), ("with", RESPONSIBLE), ("cooperates", COOPERATE),
    ("takes-part", COOPERATE), ("hosts", RESPONSIBLE), ("carries", RESPONSIBLE), ("carries-out", RESPONSIBLE),
    ("carries-through", RESPONSIBLE), ("hosts-too", COOPERATE),
)
#: Rules whose subject may stand at the start of the sentence, and those of them that need no comma before the verb.
_CARRIED = {"leads", "leads-duty", "answers", "with", "cooperates", "carries-out", "carries"}
#: Rules whose subject may be a body that only the sentence tells (高校负责…).
_OF_ANY_BODY = {"leads", "answers", "with"}
_ANYWHERE = {"leads-duty", "carries-out"}


@ownrules.renewed
@cache
def _any_verb() -> re.Pattern[str] | None:
    """What stands in every text that has one of the `_VERBS`."""
    return rules.any_cue(rules.load("responsibilities")[name] for name, _ in _VERBS)


def _running(paragraph: Paragraph, context: Context, state: State) -> Iterator[Found]:
    text = paragraph.text
    loaded = rules.load("responsibilities")
    last: tuple[int, tuple[NamedAgency, ...]] = (-1, ())
    any_verb = _any_verb()
    for rule_id, role in _VERBS if any_verb is None or any_verb.search(text) else ():
        rule = loaded[rule_id]
        for match in rule.finditer(text, paragraph.body):
            left, stop = paragraph.sentence(match.start(), match.end())
            if _is_past(text, match, rule_id, max(left, paragraph.body)):
                continue
            subjects, carried = _subjects(text, match, paragraph, context, rule_id, left)
            if not subjects and rule_id in _OF_ANY_BODY:
                subjects, carried = _acting_body(text, max(left, paragraph.body), match.start(), context), True
            confidence = rule.confidence - (0.1 if carried else 0.0)
            helpers = _who_is_asked(text, match.end(), context) if rule_id == "with" else ()
            action = _action(text, _after_list(text, helpers) or match.end(), stop, context)
            own_role = role_of(match["noun"]) if rule_id == "answers-as" else role
            if rule_id == "with" and _says_lead(text, match):
                own_role = LEAD
            if subjects and own_role == RESPONSIBLE:
                last = max(last, (match.start(), subjects), key=lambda pair: pair[0])
            for named in subjects:
                yield Found(named, own_role, named.start, max(match.end(), named.end), rule_id,
                             min(confidence, named.confidence), action)
            if rule_id == "with":
                for named in helpers:
                    yield Found(named, COOPERATE, match.start(), named.end, "with", min(confidence, named.confidence), action)
            if rule_id == "leads":
                yield from _helpers(text, match.end(), context, confidence)
    if last[1] and loaded["items-follow"].pattern.search(text, last[0]):
        state.inherited = (paragraph.provision, last[1])
    yield from _duties_follow(paragraph, context, state)


def _action(text: str, start: int, stop: int, context: Context) -> str | None:
    """What is to be done, as far as it is kept: up to the clause that has agencies of its own as its subject."""
    stop = min(stop, start + 2 * MAX_ACTION)
    for clause in _rule("next-subject").finditer(text, start, stop):
        if agencies.read_list(text, clause.start("who"), clause.end("who"), context, commas=False):
            stop = clause.start()
            break
    return text[start:stop].strip("。；，：")[:MAX_ACTION] or None


def _after_list(text: str, found: tuple[NamedAgency, ...]) -> int:
    """The index after a list of agencies, its tail (等部门) and what else it names (、行业专家); 0 if there is no list."""
    if not found:
        return 0
    tail = _subject("tail-of-helpers").match(text, found[-1].end)
    return agencies.after_rest(text, tail.end() if tail else found[-1].end)


def _is_past(text: str, match: re.Match[str], rule_id: str, left: int) -> bool:
    """甲会同乙编制了…, 去年以来，甲会同乙…: the sentence tells what has been done, or who makes up a body, not whose task it is."""
    if rule_id not in ("with", "leads", "carries", "hosts"):
        return False
    if _rule("already").search(text, left, match.start()) or _rule("reported").match(text[left : match.end() + MAX_CLAUSE]):
        return True
    stop = _SENTENCE_END.search(text, match.end(), match.end() + MAX_CLAUSE)
    end = stop.start() if stop else min(len(text), match.end() + MAX_CLAUSE)
    return bool(_rule("told").search(text, match.end(), end))


def _duties_follow(paragraph: Paragraph, context: Context, state: State) -> Iterator[Found]:
    """甲…，履行下列职责：, 甲的主要职责是： 甲 answers for the items that follow."""
    text = paragraph.text
    follow = _rule("duties-follow").search(text)
    if not follow:
        return
    left, _ = paragraph.sentence(follow.start(), follow.end())
    subject = () if follow["of"] else _opening(text, paragraph, context, left)
    subject = subject or sure(agencies.list_before(text, follow.start(), context, paragraph.body))
    if follow["of"] and not subject:
        subject = agencies.body(text, max(left, paragraph.body), follow.start(), context)
    nearer = _rule("nearer-subject").search(text[left : follow.start()])
    if nearer:
        subject = sure(agencies.read_list(text, left + nearer.start("who"), left + nearer.end("who"), context)) or subject
    state.inherited = (paragraph.provision, subject) if subject else None
    if subject and not _rule("is-a-body").search(text):
        for named in subject:
            yield Found(named, RESPONSIBLE, named.start, follow.end(), "duties-follow", 0.88, None)


def _subjects(
    text: str, match: re.Match[str], paragraph: Paragraph, context: Context, rule_id: str, left: int,
) -> tuple[tuple[NamedAgency, ...], bool]:
    """The agencies that do what the verb says, and whether they were carried over from the start of the sentence (``left``)."""
    if rule_id != "carries-out":
        subject = sure(agencies.list_before(text, match.start(), context, paragraph.body))
        if subject and _subject("hired").search(text, max(0, subject[0].start - 3), subject[0].start):
            return (), False
        if subject:
            return subject, False
    if rule_id not in _CARRIED:
        return (), False
    between = text[max(left, paragraph.body, match.start() - MAX_CLAUSE) : match.start()]
    by = _subject("by-whom").search(between)
    if by and (by["too"] or rule_id in ("carries", "carries-out")) and (subject := sure(agencies.list_after(text, match.start() - len(between) + by.end(), context))):
        return subject, True
    if rule_id == "carries" and not match["bears"] and not _subject("is-bound").search(between):
        return (), False
    if rule_id not in _ANYWHERE and not _subject("clause-before").search(between):
        return (), False
    loaded = rules.load("responsibilities")
    if loaded["other-subject"].pattern.search(between):
        return (), False
    if rule_id == "cooperates" and loaded["other-helper"].pattern.search(between):
        return (), False
    return _opening(text, paragraph, context, left, by=rule_id == "with"), True


def _acting_body(text: str, left: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """The body without a name of its own that a clause begins with, or 由, and that does what the verb at ``end`` says."""
    low = max(left, end - MAX_CLAUSE)
    for by in (*reversed([m.end() for m in _subject("clause-of-a-body").finditer(text, low, end)]), left):
        found = _subject("acting-body").match(text, by, end)
        if found and (found.end() == end or _subject("goes-on-to-the-verb").fullmatch(text, found.end(), end)):
            return (_told_body(found, context),)
    return ()


def _told_body(found: re.Match[str], context: Context) -> NamedAgency:
    agency = Agency(found.group(), "generic", context.place, context.level, "military" if found["armed"] else "institution")
    return NamedAgency(*found.span(), found.group(), agency, "acting-body", 0.7)


def _opening(text: str, paragraph: Paragraph, context: Context, left: int = 0, *, by: bool = False) -> tuple[NamedAgency, ...]:
    """The agencies that a sentence begins with, after 由 too if ``by``, if it goes on with a verb of obligation or a predicate."""
    start = max(left, paragraph.body)
    topic = _subject("topic").match(text, start)
    for at in dict.fromkeys((start, topic.end() if topic else start)):
        at += len("由") * (by and text.startswith("由", at))
        found = sure(agencies.list_after(text, at, context))
        if found:
            after = text[found[-1].end : found[-1].end + MAX_CLAUSE]
            tail = _subject("tail").match(after)
            after = after[tail.end() :] if tail else after
            if not _subject("no-subject").match(after):
                return found
    return ()


def _who_is_asked(text: str, start: int, context: Context) -> tuple[NamedAgency, ...]:
    """The list after 会同: where it begins with an agency, those count too that serve or do business (有关部门、行业协会、公园管理单位等)."""
    listed = agencies.list_after(text, start, context)
    kept = sure(listed)
    if not listed and (other := _subject("acting-body").match(text, start)):
        return (_told_body(other, context),)
    if kept and listed[0] is kept[0]:
        return tuple(named for named in listed if named in kept or named.rule == "group" or named.rule == "generic")
    return kept


def _says_lead(text: str, match: re.Match[str]) -> bool:
    before = _rule("led-before").search(text, max(0, match.start() - 3), match.start())
    return bool(before or _rule("led-after").match(text[match.end() : match.end() + 40]))


def _helpers(text: str, position: int, context: Context, confidence: float) -> Iterator[Found]:
    """…牵头，乙、丙配合: those who help, in the clause after the one that leads."""
    after = _rule("helpers").match(text, position)
    if not after:
        return
    for named in sure(agencies.read_list(text, after.start("who"), after.end("who"), context)):
        yield Found(named, COOPERATE, named.start, after.end(), "leads", min(confidence, named.confidence), None)


def _inherited(paragraph: Paragraph, context: Context, state: State) -> Iterator[Found]:
    """The items under 其职责是： belong to the agency of that sentence."""
    if not state.inherited or not paragraph.heading:
        return
    parent, subject = state.inherited
    if paragraph.provision != parent and not paragraph.provision.startswith(parent + "/"):
        state.inherited = None
        return
    loaded = rules.load("responsibilities")
    task = paragraph.text[paragraph.body :].strip("。；")
    own = () if loaded["item-verb"].pattern.match(task) else sure(agencies.list_after(paragraph.text, paragraph.body, context))
    if own and not _subject("of-a-longer-name").match(paragraph.text, own[-1].end):
        named_only = _subject("only-named").match(paragraph.text, own[-1].end)
        subject = () if named_only else own + _second(paragraph, own[-1].end, context)  # an item that names its own agency says whose task it is
    elif own and _rule("item-joins").match(paragraph.text, own[-1].end):
        subject = own
    elif loaded["item-subject"].pattern.match(task):
        subject = ()
    helps = _rule("item-helps").match(task)
    roles = [RESPONSIBLE] if not helps else [RESPONSIBLE, COOPERATE] if helps["first"] else [COOPERATE]
    for named in subject:
        for role in roles:
            yield Found(named, role, 0, len(paragraph.text), "duties-follow", 0.88, task[:MAX_ACTION] or None)


def _second(paragraph: Paragraph, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """民政部门有关婚姻的信息、公安机关有关户籍的信息: who else has something in an item that names whose it is."""
    if not paragraph.text.startswith("有关", end):
        return ()
    found: list[NamedAgency] = []
    for match in _rule("item-second").finditer(paragraph.text, end):
        found += sure(agencies.read_list(paragraph.text, match.start("who"), match.end("who"), context))
    return tuple(found)


def _under_a_name(paragraph: Paragraph, context: Context, state: State, shares: bool) -> Iterator[Found]:
    """一、市水利局, and below it 负责供水: a heading that is a name alone, whose text says what it is to do."""
    text = paragraph.text
    name, within = state.under or ((), "")
    if within and paragraph.provision != within and not paragraph.provision.startswith(within + "/"):
        state.under, name = None, ()
    short = paragraph.heading and len(text) - paragraph.body <= 2 * MAX_NAME
    if short and (whole := sure(agencies.read_list(text, paragraph.body, len(text), context, commas=False))):
        state.under = whole, paragraph.provision
        return
    cue = _rule("task-begins").match(text, paragraph.body)
    for named in name if cue or shares and name and len(text) > paragraph.body else ():
        role = role_of(cue["cue"]) if cue else RESPONSIBLE
        yield Found(named, role, 0, len(text), "assigned", 0.85, text[paragraph.body :].strip("。；")[:MAX_ACTION] or None)


def _assigned(paragraph: Paragraph, context: Context, shares: bool) -> Iterator[Found]:
    """甲：负责…; 甲。负责…: a name, then what it is to do; any text counts under a heading like 职责分工."""
    text = paragraph.text
    rule = rules.load("responsibilities")["assigned"]
    for start in sentence_starts(text, paragraph.body):
        stop = _NAME_END.search(text, start, start + agencies.MAX_LIST)
        if not stop or stop.end() >= len(text):
            continue
        cue = rule.pattern.match(text, stop.start())
        if not cue and not shares:
            continue
        _, end = paragraph.sentence(stop.end(), stop.end() + 1)
        role = role_of(cue["cue"]) if cue else RESPONSIBLE
        joins = _rule("joins").search(text, start + 1, stop.start())  # 甲会同乙：
        first = joins.start() if joins else stop.start()
        names = sure(agencies.read_list(text, start, first, context)) or (agencies.body(text, start, first, context) if cue else ())
        helpers = agencies.read_list(text, joins.end(), stop.start(), context) if joins and names else ()
        for named, own in [*((named, role) for named in names), *((named, COOPERATE) for named in helpers)]:
            yield Found(named, own, named.start, end, rule.id, min(rule.confidence, named.confidence),
                         text[stop.end() : end].strip("。；")[:MAX_ACTION] or None)


def _set_up(paragraph: Paragraph, context: Context) -> Iterator[Found]:
    """成立…小组，负责…: the body that a sentence sets up answers for what follows."""
    text = paragraph.text
    rule = rules.load("responsibilities")["sets-up"]
    for match in rule.finditer(text, paragraph.body):
        _, end = paragraph.sentence(match.end(), match.end())
        for named in _whole_name(paragraph, match, context) or agencies.body(text, match.start("who"), match.end("who"), context):
            yield Found(named, RESPONSIBLE, match.start(), match.end(), rule.id, rule.confidence,
                         text[match.end() : end].strip("。；")[:MAX_ACTION] or None)


def _whole_name(paragraph: Paragraph, match: re.Match[str], context: Context) -> tuple[NamedAgency, ...]:
    """大赛秘书处：组委会下设秘书处，负责… is about 大赛秘书处; 秘书处下设办公室，负责… about the 秘书处办公室."""
    text, who = paragraph.text, match["who"]
    title = re.match(rf"[^，。；：]{{1,20}}{re.escape(who)}(?=：)", text[paragraph.body :])
    if title:
        return agencies.body(text, paragraph.body, paragraph.body + title.end(), context)
    above = _rule("above").search(text, max(0, match.start() - MAX_NAME), match.start())
    if not above or not match["under"] or not _rule("office").match(who):
        return ()
    (named,) = agencies.body(text, match.start("who"), match.end("who"), context) or (None,)
    owner = agencies.body(text, above.start("above"), above.end("above"), context)
    if not named or not owner:
        return ()
    name = owner[0].agency.name + who
    return (replace(named, printed=above["above"] + who, agency=replace(owner[0].agency, name=name, parent=owner[0].agency.name)),)


def _row_around(paragraph: Paragraph, position: int) -> tuple[int, int]:
    return next((row for row in grid.rows(paragraph) if row[0] <= position < row[1]), (0, len(paragraph.text)))
