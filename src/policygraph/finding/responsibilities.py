"""Responsibilities: which agency leads a task, helps with it, or answers for it.

Three shapes carry them. A bracket at the end of a task names the agencies
(（责任单位：甲、乙）, （甲牵头，乙配合）); a label does so without a bracket
(牵头单位：甲。配合单位：乙); in running text a verb does (由甲牵头, 甲会同乙,
甲负责). An obligation without such a marker is a duty (see `duties`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .. import rules
from ..model import Document, Paragraph, Responsibility
from ..naming import agencies
from ..naming.agencies import Context, NamedAgency
from ..reading import grid
from ..reading.quantities import find_deadlines, year_of

#: Longest ``action`` that is kept (code points).
MAX_ACTION = 120
#: What a verb says and what stands between it and the beginning of its sentence is looked at so far (code points).
MAX_CLAUSE = 600
#: Longest name of a body and of what it is part of.
MAX_NAME = 32
_SENTENCE_END = re.compile(r"[。；！？]")
_LEAD, _COOPERATE, _RESPONSIBLE = "lead", "cooperate", "responsible"


@dataclass(slots=True)
class _State:
    """What one paragraph says for the later ones."""

    first_leads: bool = False
    bare: bool = False
    inherited: tuple[str, tuple[NamedAgency, ...]] | None = None
    columns: _Columns | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    named: NamedAgency
    role: str
    start: int
    end: int
    rule: str
    confidence: float
    action: str | None
    row: int = 0


@dataclass(frozen=True, slots=True)
class _Columns:
    """A table of the division of labour: the role of each column that names agencies, and the column of the tasks."""

    roles: tuple[str | None, ...]
    task: int | None


@dataclass(frozen=True, slots=True)
class _Headings:
    """The heading of each provision, and the provisions under a heading that parts the work (职责分工)."""

    text: dict[str, str]
    shares: frozenset[str]


def _rule(name: str) -> re.Pattern[str]:
    return rules.load("responsibilities")[name].pattern


def _subject(name: str) -> re.Pattern[str]:
    return rules.load("subjects")[name].pattern


def find_responsibilities(
    document: Document, paragraphs: Sequence[Paragraph], context: Context
) -> tuple[Responsibility, ...]:
    """Find who answers for what in one act.

    Returns:
        One responsibility per provision, agency and role (in a table: per row), in reading order.
    """
    state = _State(first_leads=_first_leads_everywhere(paragraphs))
    seen: set[tuple] = set()
    found: list[Responsibility] = []
    headings, year = _headings(document), year_of(document)
    for paragraph in paragraphs:
        for item in _in_paragraph(paragraph, context, state, headings):
            key = (paragraph.provision, item.named.agency.name, item.role, item.row)
            if key not in seen:
                seen.add(key)
                found.append(Responsibility(
                    item.named.agency, item.role, item.named.printed, paragraph.provision,
                    paragraph.evidence(item.start, item.end), item.rule, round(item.confidence, 3), item.action,
                    _deadline(paragraph, item, year),
                ))
    return tuple(found)


def _deadline(paragraph: Paragraph, item: _Found, year: int | None) -> str | None:
    """The one deadline that is told beside the agencies: in their bracket, their row or their sentence."""
    start, end = item.start, item.end
    if item.row:
        start, end = _row_around(paragraph, start)
    elif paragraph.text[item.start] not in "（〔【":
        _, end = paragraph.sentence(item.start, item.end)
    text = paragraph.text[start:end]
    values = {found.value for found in find_deadlines(text, year)}
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


def _in_paragraph(paragraph: Paragraph, context: Context, state: _State, headings: _Headings) -> Iterator[_Found]:
    text = paragraph.text
    rows = list(_table(paragraph, context, state)) if "|" in text else []
    if "|" in text and state.columns:
        yield from rows
        return
    state.columns = None
    heading = headings.text.get(paragraph.provision) or None
    spans = []
    for start, end in brackets(text):
        items = list(_bracket(text, start, end, context, state))
        if items:
            spans.append((start, end))
            action = _task(text, start, heading)
            for named, role, rule, confidence in items:
                yield _Found(named, role, start, end, rule, confidence, action)
    for item in _labelled(paragraph, context, state, spans, heading):
        spans.append((item.start, item.end))
        yield item
    yield from _inherited(paragraph, context, state)
    yield from _assigned(paragraph, context, paragraph.provision in headings.shares)
    yield from _set_up(paragraph, context)
    for item in _running(paragraph, context, state):
        if not any(a <= item.start < b for a, b in spans):
            yield item


def brackets(text: str) -> Iterator[tuple[int, int]]:
    """The spans of brackets （）〔〕【】 on the outer level, those too short to name an agency left out."""
    depth = start = 0
    for i, c in enumerate(text):
        if c in "（〔【":
            start = i if depth == 0 else start
            depth += 1
        elif c in "）〕】" and depth:
            depth -= 1
            if depth == 0 and i - start > 4:
                yield start, i + 1


def _task(text: str, before: int, heading: str | None) -> str | None:
    """What the bracket is about: the heading of the provision, else the sentence before it."""
    if heading:
        return heading
    left = max(text.rfind(c, 0, max(before - 1, 0)) for c in "。；）") + 1
    return text[left:before].strip("。；")[:MAX_ACTION] or None


# ---- brackets and labels


def _bracket(text: str, start: int, end: int, context: Context, state: _State) -> list:
    """The agencies of one bracket with their roles: (named, role, rule, confidence)."""
    first, last = start + 1, end - 1
    loaded = rules.load("responsibilities")
    if loaded["first-leads"].pattern.search(text, first, last):
        state.first_leads = state.bare = True
    if _rule("from-here").search(text, first, last):
        state.bare = True
    if not _rule("cue").search(text, first, last):
        return list(_bare(text, first, last, context)) if state.bare and text[start - 1 : start] in "。；" else []
    found = list(_by_label(text, first, last, context)) or list(_clauses(text, first, last, context))
    return _first_leads(found, state)


def _first_leads(found: list, state: _State) -> list:
    """Where the document says so, the first of several agencies leads."""
    if state.first_leads and len(found) > 1 and all(role == _RESPONSIBLE for _, role, *_ in found):
        named, _, _, confidence = found[0]
        found[0] = (named, _LEAD, "first-leads", min(confidence, rules.load("responsibilities")["first-leads"].confidence))
    return found


def _bare(text: str, start: int, end: int, context: Context) -> Iterator[tuple]:
    """A bracket that holds nothing but agencies, after one that told what the brackets hold (下同)."""
    found = agencies.read_list(text, start, end, context)
    if found and all(named.rule != "named" for named in found):
        for named in found:
            yield named, _RESPONSIBLE, "bare-bracket", 0.85


def _by_label(text: str, start: int, end: int, context: Context) -> Iterator[tuple]:
    """责任单位：甲、乙; 配合单位：丙: the list after each label; other labels (完成时限：) end a list."""
    loaded = rules.load("responsibilities")
    marks = {m.end(): (m.start(), "") for m in loaded["other-label"].pattern.finditer(text, start, end)}
    marks |= {m.end(): (m.start(), m["label"]) for m in loaded["label"].pattern.finditer(text, start, end)}
    places = sorted(marks)
    for n, after in enumerate(places):
        _, label = marks[after]
        stop = marks[places[n + 1]][0] if n + 1 < len(places) else end
        if label:
            yield from _after_label(text, after, stop, context, label)


def _after_label(text: str, start: int, end: int, context: Context, label: str) -> Iterator[tuple]:
    stop = next((i for i in range(start, end) if text[i] in "。；" and label), end)
    if _rule("clauses-in-label").search(text[start:end]):
        clauses = list(_clauses(text, start, end, context))
        if clauses:
            yield from clauses
            return
    confidence = rules.load("responsibilities")["label"].confidence
    for named in _listed(text, start, stop, context):
        yield named, _role(label), "label", confidence if named.rule != "listed" else named.confidence


def _listed(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """A list that can only name units: read whole, or item by item."""
    closed = _rule("shared-out").search(text[start:end])
    if closed:
        end = start + closed.start()
    whole = agencies.read_list(text, start, end, context)
    if whole:
        return whole
    found: list[NamedAgency] = []
    for first, last in agencies.top_level(text, start, end):
        found += agencies.read_list(text, first, last, context) or _unit(text, first, last, context)
    return tuple(found)


def _unit(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """An item of a labelled list that looks like a unit though no rule of names knows it (a laboratory, a firm)."""
    printed = text[start:end].removesuffix("等")
    if not _subject("unit").match(printed):
        return ()
    agency = agencies.issuer(printed, context)
    if _subject("group").match(printed):
        agency = replace(agency, kind="group")
    return (NamedAgency(start, start + len(printed), printed, agency, "listed", 0.75),)


def _role(cue: str) -> str:
    if _rule("leading").search(cue):
        return _LEAD
    return _COOPERATE if _rule("helping").search(cue) else _RESPONSIBLE


def _clauses(text: str, start: int, end: int, context: Context) -> Iterator[tuple]:
    """甲牵头，乙、丙配合: clauses that end with a verb; a clause without one belongs to the next."""
    rule = rules.load("responsibilities")["bracket-clause"]
    first = start
    for i in range(start, end + 1):
        if i < end and text[i] not in "，；。":
            continue
        first = max(first, i - MAX_CLAUSE)
        joins = _rule("joins").match(text, first, i)
        if joins:
            for named in agencies.read_list(text, joins.end(), i, context):
                yield named, _COOPERATE, rule.id, rule.confidence
            first = i + 1
            continue
        match = rule.pattern.match(text[first:i])
        if match:
            yield from _clause(text, first, first + match.end("list"), context, _role(match["cue"]))
            first = i + 1
        elif i < end and text[i] in "；。":
            first = i + 1


def _clause(text: str, start: int, end: int, context: Context, role: str) -> Iterator[tuple]:
    """The agencies of one clause: a list, with 由 or 其中 before it, or 甲会同乙, where 乙 helps."""
    confidence = rules.load("responsibilities")["bracket-clause"].confidence
    before = _rule("clause-begins").match(text[start:end])
    start += before.end() if before else 0
    joins = _rule("joins").search(text, start, end)
    found = agencies.read_list(text, start, joins.start() if joins else end, context)
    if not found and "、" in text[start:end]:
        found = _listed(text, start, end, context)
        found = found if any(named.rule not in ("listed", "named") for named in found) else ()
    for named in found:
        yield named, role, "bracket-clause", confidence if named.rule != "listed" else named.confidence
    for named in agencies.read_list(text, joins.end(), end, context) if joins else ():
        yield named, _COOPERATE, "bracket-clause", 0.9


_LABEL_END = re.compile("[。；：（〔【]")


def _labelled(
    paragraph: Paragraph, context: Context, state: _State, spans: Sequence[tuple[int, int]], heading: str | None
) -> Iterator[_Found]:
    """牵头单位：甲。配合单位：乙 without a bracket, at the start of a paragraph or of a sentence; and 牵头单位为甲."""
    text = paragraph.text
    loaded = rules.load("responsibilities")
    for match in loaded["label"].pattern.finditer(text, paragraph.body):
        at_start = match.start() <= paragraph.body + 1 or text[match.start() - 1] in "。；，）〕】、"
        if not at_start or any(a <= match.start() < b for a, b in spans):
            continue
        ends = _LABEL_END.search(text, match.end())
        stop = ends.start() if ends else len(text)
        following = loaded["label"].pattern.search(text, match.end(), min(stop + MAX_NAME, len(text)))
        stop = following.start() if following and following.start() < stop else stop
        found = [(n, _role(match["label"]), "label-line", min(n.confidence, loaded["label-line"].confidence))
                 for n in _listed(text, match.end(), stop, context)]
        if _only(text, match.end(), stop, found):
            action = heading or _task(text, match.start(), None)
            for named, role, rule, confidence in _first_leads(found, state):
                yield _Found(named, role, match.start(), max(named.end, match.end()), rule, confidence, action)
    for match in loaded["label-line"].pattern.finditer(text, paragraph.body):
        for named in sure(agencies.list_after(text, match.end(), context)):
            yield _Found(named, _role(match["label"]), match.start(), named.end, "label-line", 0.85, heading)


def _only(text: str, start: int, end: int, found: list) -> bool:
    """Is most of ``text[start:end]`` the agencies that were found in it?"""
    return bool(found) and sum(named.end - named.start for named, *_ in found) * 2 >= len(text[start:end].strip("，。、 "))


# ---- running text

_VERBS = (
    ("leads-duty", _LEAD), ("liable", _RESPONSIBLE), ("leads", _LEAD), ("answers-as", _RESPONSIBLE), ("answers", _RESPONSIBLE),
    ("answers-for", _RESPONSIBLE), ("in-charge", _RESPONSIBLE), ("with", _RESPONSIBLE), ("cooperates", _COOPERATE),
    ("takes-part", _COOPERATE), ("hosts", _RESPONSIBLE), ("carries", _RESPONSIBLE), ("carries-out", _RESPONSIBLE),
)
#: Rules whose subject may stand at the start of the sentence, and those of them that need no comma before the verb.
_CARRIED = {"leads", "leads-duty", "answers", "with", "cooperates", "carries-out", "carries"}
_ANYWHERE = {"leads-duty", "carries-out"}


def _running(paragraph: Paragraph, context: Context, state: _State) -> Iterator[_Found]:
    text = paragraph.text
    loaded = rules.load("responsibilities")
    last: tuple[int, tuple[NamedAgency, ...]] = (-1, ())
    for rule_id, role in _VERBS:
        rule = loaded[rule_id]
        for match in rule.pattern.finditer(text, paragraph.body):
            if _is_past(text, match, rule_id):
                continue
            subjects, carried = _subjects(text, match, paragraph, context, rule_id)
            confidence = rule.confidence - (0.1 if carried else 0.0)
            _, stop = paragraph.sentence(match.start(), match.end())
            helpers = sure(agencies.list_after(text, match.end(), context)) if rule_id == "with" else ()
            action = _action(text, _after_list(text, helpers) or match.end(), stop)
            own_role = _role(match["noun"]) if rule_id == "answers-as" else role
            if rule_id == "with" and _says_lead(text, match):
                own_role = _LEAD
            if subjects and own_role == _RESPONSIBLE:
                last = max(last, (match.start(), subjects), key=lambda pair: pair[0])
            for named in subjects:
                yield _Found(named, own_role, named.start, max(match.end(), named.end), rule_id,
                             min(confidence, named.confidence), action)
            if rule_id == "with":
                for named in helpers:
                    yield _Found(named, _COOPERATE, match.start(), named.end, "with", min(confidence, named.confidence), action)
            if rule_id == "leads":
                yield from _helpers(text, match.end(), context, confidence)
    if last[1] and loaded["items-follow"].pattern.search(text, last[0]):
        state.inherited = (paragraph.provision, last[1])
    yield from _duties_follow(paragraph, context, state)


def _action(text: str, start: int, stop: int) -> str | None:
    """What is to be done, as far as it is kept."""
    return text[start : min(stop, start + 2 * MAX_ACTION)].strip("。；，：")[:MAX_ACTION] or None


def _after_list(text: str, found: tuple[NamedAgency, ...]) -> int:
    """The index after a list of agencies and its tail (等部门); 0 if there is no list."""
    if not found:
        return 0
    tail = _subject("tail-of-helpers").match(text, found[-1].end)
    return tail.end() if tail else found[-1].end


def _is_past(text: str, match: re.Match[str], rule_id: str) -> bool:
    """甲会同乙编制了…: the clause tells what has been done, or who makes up a body, not whose task it is."""
    if rule_id not in ("with", "leads", "carries", "hosts"):
        return False
    stop = _SENTENCE_END.search(text, match.end(), match.end() + MAX_CLAUSE)
    end = stop.start() if stop else min(len(text), match.end() + MAX_CLAUSE)
    return bool(_rule("told").search(text, match.end(), end))


def _duties_follow(paragraph: Paragraph, context: Context, state: _State) -> Iterator[_Found]:
    """甲…，履行下列职责：… 甲 answers for the items that follow."""
    text = paragraph.text
    follow = _rule("duties-follow").search(text)
    if not follow:
        return
    left, _ = paragraph.sentence(follow.start(), follow.end())
    subject = _opening(text, paragraph, context, left) or sure(agencies.list_before(text, follow.start(), context))
    nearer = _rule("nearer-subject").search(text[left : follow.start()])
    if nearer:
        subject = sure(agencies.read_list(text, left + nearer.start("who"), left + nearer.end("who"), context)) or subject
    state.inherited = (paragraph.provision, subject) if subject else None
    if subject and not _rule("is-a-body").search(text):
        for named in subject:
            yield _Found(named, _RESPONSIBLE, named.start, follow.end(), "duties-follow", 0.88, None)


def _subjects(text: str, match: re.Match[str], paragraph: Paragraph, context: Context, rule_id: str) -> tuple[tuple[NamedAgency, ...], bool]:
    """The agencies that do what the verb says, and whether they were carried over from the start of the sentence."""
    if rule_id != "carries-out":
        subject = sure(agencies.list_before(text, match.start(), context, paragraph.body))
        if subject and _subject("hired").search(text, max(0, subject[0].start - 3), subject[0].start):
            return (), False
        if subject:
            return subject, False
    if rule_id not in _CARRIED or (rule_id == "carries" and not match["bears"]):
        return (), False
    left, _ = paragraph.sentence(match.start(), match.end())
    between = text[max(left, paragraph.body, match.start() - MAX_CLAUSE) : match.start()]
    if rule_id not in _ANYWHERE and not _subject("clause-before").search(between):
        return (), False
    loaded = rules.load("responsibilities")
    if loaded["other-subject"].pattern.search(between):
        return (), False
    if rule_id == "cooperates" and loaded["other-helper"].pattern.search(between):
        return (), False
    return _opening(text, paragraph, context, left), True


def _opening(text: str, paragraph: Paragraph, context: Context, left: int = 0) -> tuple[NamedAgency, ...]:
    """The agencies that a sentence begins with, if it goes on with a verb of obligation or a predicate."""
    start = max(left, paragraph.body)
    topic = _subject("topic").match(text, start)
    for at in dict.fromkeys((start, topic.end() if topic else start)):
        found = sure(agencies.list_after(text, at, context))
        if found:
            after = text[found[-1].end : found[-1].end + MAX_CLAUSE]
            tail = _subject("tail").match(after)
            after = after[tail.end() :] if tail else after
            if not _subject("no-subject").match(after):
                return found
    return ()


def sure(found: tuple[NamedAgency, ...]) -> tuple[NamedAgency, ...]:
    """Leave out names of running text that are no agencies of the state."""
    kept = tuple(
        n for n in found
        if not _subject("no-agency").search(n.printed) and (n.rule != "named" or _subject("names-state").search(n.printed) and len(n.printed) <= 20)
    )
    return kept


def _says_lead(text: str, match: re.Match[str]) -> bool:
    before = _rule("led-before").search(text, max(0, match.start() - 3), match.start())
    return bool(before or _rule("led-after").match(text[match.end() : match.end() + 40]))


def _helpers(text: str, position: int, context: Context, confidence: float) -> Iterator[_Found]:
    """…牵头，乙、丙配合: those who help, in the clause after the one that leads."""
    after = _rule("helpers").match(text, position)
    if not after:
        return
    for named in sure(agencies.read_list(text, after.start("who"), after.end("who"), context)):
        yield _Found(named, _COOPERATE, named.start, after.end(), "leads", min(confidence, named.confidence), None)


def _inherited(paragraph: Paragraph, context: Context, state: _State) -> Iterator[_Found]:
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
        subject = () if named_only else own  # an item that names its own agency says whose task it is
    elif loaded["item-subject"].pattern.match(task):
        subject = ()
    helps = _rule("item-helps").match(task)
    roles = [_RESPONSIBLE] if not helps else [_RESPONSIBLE, _COOPERATE] if helps["first"] else [_COOPERATE]
    for named in subject:
        for role in roles:
            yield _Found(named, role, 0, len(paragraph.text), "duties-follow", 0.88, task[:MAX_ACTION] or None)


def _assigned(paragraph: Paragraph, context: Context, shares: bool) -> Iterator[_Found]:
    """甲：负责…; 甲。负责…: a name, then what it is to do; any text counts under a heading like 职责分工."""
    text = paragraph.text
    rule = rules.load("responsibilities")["assigned"]
    starts = [paragraph.body, *(i + 1 for i, c in enumerate(text) if c in "。；" and i >= paragraph.body)]
    for start in starts:
        stop = re.compile(r"[：。]").search(text, start, start + agencies.MAX_LIST)
        if not stop or stop.end() >= len(text):
            continue
        cue = rule.pattern.match(text, stop.start())
        if not cue and not (shares and stop.group() == "："):
            continue
        _, end = paragraph.sentence(stop.end(), stop.end() + 1)
        role = _role(cue["cue"]) if cue else _RESPONSIBLE
        names = sure(agencies.read_list(text, start, stop.start(), context)) or (agencies.body(text, start, stop.start(), context) if cue else ())
        for named in names:
            yield _Found(named, role, named.start, end, rule.id, min(rule.confidence, named.confidence),
                         text[stop.end() : end].strip("。；")[:MAX_ACTION] or None)


def _set_up(paragraph: Paragraph, context: Context) -> Iterator[_Found]:
    """成立…小组，负责…: the body that a sentence sets up answers for what follows."""
    text = paragraph.text
    rule = rules.load("responsibilities")["sets-up"]
    for match in rule.pattern.finditer(text, paragraph.body):
        _, end = paragraph.sentence(match.end(), match.end())
        for named in _whole_name(paragraph, match, context) or agencies.body(text, match.start("who"), match.end("who"), context):
            yield _Found(named, _RESPONSIBLE, match.start(), match.end(), rule.id, rule.confidence,
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


# ---- tables


def _table(paragraph: Paragraph, context: Context, state: _State) -> Iterator[_Found]:
    """Rows of 任务 | 牵头单位 | 配合单位: the head names the columns for the rows below, as long as they have as many cells."""
    rule = rules.load("responsibilities")["column"]
    for first, last in grid.rows(paragraph):
        cells = list(grid.cells(paragraph.text, first, last))
        texts = [paragraph.text[slice(*cell)] for cell in cells]
        heads = [rule.pattern.fullmatch(text) for text in texts]
        if any(head and head["label"] for head in heads):
            task = next((i for i, head in enumerate(heads) if head and head["task"]), None)
            state.columns = _Columns(tuple(_role(head["label"]) if head and head["label"] else None for head in heads), task)
            continue
        columns = state.columns
        if not columns or len(cells) != len(columns.roles):
            continue
        action = texts[columns.task].strip("。；")[:MAX_ACTION] or None if columns.task is not None else None
        for (start, end), role in zip(cells, columns.roles, strict=True):
            if not role or end <= start:
                continue
            for named in _listed(paragraph.text, start, end, context):
                yield _Found(named, role, start, end, rule.id, rule.confidence if named.rule != "listed" else named.confidence,
                             action, first + 1)


def _row_around(paragraph: Paragraph, position: int) -> tuple[int, int]:
    return next((row for row in grid.rows(paragraph) if row[0] <= position < row[1]), (0, len(paragraph.text)))
