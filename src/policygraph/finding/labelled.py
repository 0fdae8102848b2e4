"""Labelled: lists of agencies that a label, a bracket or the head of a column gives a role.

A bracket at the end of a task names the agencies (（责任单位：甲、乙）, （甲牵头，乙配合）), a label does so without a bracket
(牵头单位：甲。配合单位：乙), and a table has a column for each role. Here is also what all readers of responsibilities share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from .. import ownrules, rules
from ..model import Paragraph
from ..naming import agencies
from ..naming.agencies import Context, NamedAgency
from ..reading import grid

#: Longest ``action`` that is kept (code points).
MAX_ACTION = 120
#: What a verb says and what stands between it and the beginning of its sentence is looked at so far (code points).
MAX_CLAUSE = 600
#: Longest name of a body and of what it is part of.
MAX_NAME = 32
#: So many brackets of agencies alone close tasks in an act before they are taken for those that answer.
MIN_CLOSING = 3
_BLANK = re.compile(r"[ \t\u3000\xa0]{1,40}|[ \t]{0,4}<br\s?/?>[ \t]{0,4}", re.IGNORECASE)
#: The head of a table whose cells are lines has no more columns than this.
MAX_COLUMNS = 12
#: The rules of lists that a label or a bracket gives a role.
LABELLED = frozenset({"label", "label-line", "bare-label", "bracket-clause", "bare-bracket", "first-leads", "role-beside"})
#: The roles.
LEAD, COOPERATE, RESPONSIBLE = "lead", "cooperate", "responsible"


@dataclass(slots=True)
class State:
    """What one paragraph says for the later ones."""

    first_leads: bool = False
    bare: bool = False
    inherited: tuple[str, tuple[NamedAgency, ...]] | None = None
    columns: Columns | None = None
    blanks: frozenset[int] = frozenset()
    breaks: frozenset[int] = frozenset()
    open_label: str | None = None
    closing: bool = False
    under: tuple[tuple[NamedAgency, ...], str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One agency with its role, before the document says where: in a table ``row`` tells its row (from 1)."""

    named: NamedAgency
    role: str
    start: int
    end: int
    rule: str
    confidence: float
    action: str | None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """A table of the division of labour: the role of each column that names agencies, and the column of the tasks."""

    roles: tuple[str | None, ...]
    task: int | None


@ownrules.renewed
@cache
def _rule(name: str) -> re.Pattern[str]:
    return rules.load("responsibilities")[name].pattern


@ownrules.renewed
@cache
def _subject(name: str) -> re.Pattern[str]:
    return rules.load("subjects")[name].pattern


def sure(found: tuple[NamedAgency, ...]) -> tuple[NamedAgency, ...]:
    """Leave out names of running text that are no agencies of the state."""
    kept = tuple(
        n for n in found
        if not _subject("no-agency").search(n.printed) and (n.rule != "named" or _subject("names-state").search(n.printed) and len(n.printed) <= 20)
    )
    return kept


# ---- brackets and labels


_SENTENCES = re.compile("[。；]")
_BRACKETS = re.compile("[（〔【）〕】]")


def brackets(text: str) -> Iterator[tuple[int, int]]:
    """The spans of brackets （）〔〕【】 on the outer level, those too short to name an agency left out."""
    depth = start = 0
    for match in _BRACKETS.finditer(text):
        i, c = match.start(), match.group()
        if c in "（〔【":
            start = i if depth == 0 else start
            depth += 1
        elif depth and c in "）〕】":
            depth -= 1
            if depth == 0 and i - start > 4:
                yield start, i + 1


def blanks(paragraph: Paragraph) -> frozenset[int]:
    """The indices of the characters before which the source has a blank on the line, which may part names."""
    base, offsets = paragraph.start, paragraph.offsets
    if not offsets or offsets[-1] - offsets[0] < len(offsets):  # nothing of the source is left out
        return frozenset()
    return frozenset(
        i for i in range(1, len(offsets))
        if offsets[i] - offsets[i - 1] > 1 and _BLANK.fullmatch(paragraph.raw, offsets[i - 1] + 1 - base, offsets[i] - base)
    )


def line_breaks(paragraph: Paragraph) -> frozenset[int]:
    """The indices of the characters before which the source begins a new line."""
    return frozenset(grid.breaks(paragraph))


def sentence_starts(text: str, body: int) -> list[int]:
    """Where sentences begin, and what a semicolon parts: from ``body`` on, which is the first."""
    return [body, *(match.end() for match in _SENTENCES.finditer(text, body))]


def task_before(text: str, before: int, heading: str | None) -> str | None:
    """What the bracket is about: the heading of the provision, else the sentence before it."""
    if heading:
        return heading
    left = max(text.rfind(c, 0, max(before - 1, 0)) for c in "。；）") + 1
    return text[left:before].strip("。；")[:MAX_ACTION] or None


def in_bracket(text: str, start: int, end: int, context: Context, state: State) -> list:
    """The agencies of one bracket with their roles: (named, role, rule, confidence)."""
    first, last = start + 1, end - 1
    loaded = rules.load("responsibilities")
    if loaded["first-leads"].pattern.search(text, first, last):
        state.first_leads = state.bare = True
    if _rule("from-here").search(text, first, last):
        state.bare = True
    if not _rule("cue").search(text, first, last):
        told = state.bare and text[start - 1 : start] in "。；" or state.closing and _closes(text, start, end, context)
        return list(_bare(text, first, last, context)) if told else []
    found = (
        list(_by_label(text, first, last, context, state.blanks)) or list(_clauses(text, first, last, context))
        or list(_with_roles(text, first, last, context))
    )
    return _first_leads(found, state)


def _with_roles(text: str, start: int, end: int, context: Context) -> Iterator[tuple]:
    """甲（牵头）、乙: a list that tells the role beside a name; who has none there answers."""
    if _rule("role-beside").search(text, start, end):
        for named in agencies.read_list(text, start, end, context):
            yield named, _role_beside(text, named) or RESPONSIBLE, "role-beside", rules.load("responsibilities")["role-beside"].confidence


def _role_beside(text: str, named: NamedAgency) -> str | None:
    """The role that a bracket right after a name gives it."""
    beside = _rule("role-beside").match(text, named.end)
    return role_of(beside["cue"]) if beside else None


def closing_brackets(paragraphs: Sequence[Paragraph], context: Context) -> bool:
    """Do brackets that name agencies, with their roles or without (…改造管网（市水利局、市财政局）), close the tasks of an act, time and again?"""
    found = 0
    for paragraph in paragraphs:
        for start, end in list(brackets(paragraph.text))[-1:]:
            if _closes(paragraph.text, start, end, context):
                told = _rule("cue").search(paragraph.text, start, end)
                found += bool(next(_clauses(paragraph.text, start + 1, end - 1, context) if told else _bare(paragraph.text, start + 1, end - 1, context), None))
        if found >= MIN_CLOSING:
            return True
    return False


def _closes(text: str, start: int, end: int, context: Context) -> bool:
    """Does a bracket close a paragraph, and not give the second name of an agency?"""
    before = max(text.rfind(c, 0, start) for c in "。；，、") + 1
    if text[end:].strip("。；") or not start:
        return False
    return start == before or start - before > 2 and not sure(agencies.read_list(text, before, start, context))


def _first_leads(found: list, state: State) -> list:
    """Where the document says so, the first of several agencies leads."""
    if state.first_leads and len(found) > 1 and all(role == RESPONSIBLE for _, role, *_ in found):
        named, _, _, confidence = found[0]
        found[0] = (named, LEAD, "first-leads", min(confidence, rules.load("responsibilities")["first-leads"].confidence))
    return found


def _bare(text: str, start: int, end: int, context: Context) -> Iterator[tuple]:
    """A bracket that holds nothing but agencies, after one that told what the brackets hold (下同)."""
    found = agencies.read_list(text, start, end, context)
    if found and all(named.rule != "named" for named in found):
        for named in found:
            yield named, RESPONSIBLE, "bare-bracket", 0.85


def _by_label(text: str, start: int, end: int, context: Context, blanks: frozenset[int]) -> Iterator[tuple]:
    """责任单位：甲、乙; 配合单位：丙: the list after each label; other labels (完成时限：) end a list."""
    loaded = rules.load("responsibilities")
    marks = {m.end(): (m.start(), "") for m in loaded["other-label"].pattern.finditer(text, start, end)}
    marks |= {m.end(): (m.start(), "") for m in loaded["known-label"].pattern.finditer(text, start, end)}
    marks |= {m.end(): (m.start(), m["label"]) for m in loaded["label"].pattern.finditer(text, start, end)}
    places = sorted(marks)
    for n, after in enumerate(places):
        _, label = marks[after]
        stop = marks[places[n + 1]][0] if n + 1 < len(places) else end
        if label:
            yield from _after_label(text, after, stop, context, label, blanks)


def _after_label(text: str, start: int, end: int, context: Context, label: str, blanks: frozenset[int]) -> Iterator[tuple]:
    """What a label stands before: a list, or clauses, of which the first may follow a list (牵头单位：甲，乙配合)."""
    verb = _rule("clauses-in-label").search(text, start, end)
    if verb:
        comma = text.rfind("，", start, verb.start())
        own = agencies.read_list(text, start, comma, context) if comma > start else ()
        clauses = list(_clauses(text, comma + 1 if own else start, end, context))
        if clauses:
            yield from ((named, role_of(label), "label", named.confidence) for named in own)
            yield from clauses
            return
    confidence = rules.load("responsibilities")["label"].confidence
    leads = bool(_rule("joint-label").search(text, max(start - MAX_NAME, 0), start))
    for first, last in _lists(text, start, end, context):
        for named in _listed(text, first, last, context, blanks):
            role = _role_beside(text, named) or (LEAD if leads else role_of(label))
            leads = False
            yield named, role, "label", confidence if named.rule != "listed" else named.confidence


def _lists(text: str, start: int, end: int, context: Context) -> Iterator[tuple[int, int]]:
    """The list after a label up to 。 or ；, and what follows ； as long as it is agencies alone (甲；乙)."""
    full = next((i for i in range(start, end) if text[i] == "。"), end)
    first = start
    while first < full:
        stop = text.find("；", first, full)
        stop = stop if stop >= 0 else full
        if first > start and not agencies.read_list(text, first, stop, context):
            return
        yield first, stop
        first = stop + 1


def _listed(text: str, start: int, end: int, context: Context, blanks: frozenset[int] = frozenset()) -> tuple[NamedAgency, ...]:
    """A list that can only name units: read whole, or item by item; ``blanks`` may part its items."""
    closed = _rule("shared-out").search(text[start:end])
    if closed:
        end = start + closed.start()
    whole = agencies.read_list(text, start, end, context, blanks=blanks)
    if whole:
        return whole
    found: list[NamedAgency] = []
    for first, last in agencies.top_level(text, start, end):
        for begin, stop in _apart(first, last, blanks):
            found += agencies.read_list(text, begin, stop, context) or _unit(text, begin, stop, context)
    return tuple(found)


def _apart(start: int, end: int, blanks: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The pieces of ``start:end`` between blanks."""
    cuts = [start, *sorted(i for i in blanks if start < i < end), end]
    yield from pairwise(cuts)


def _unit(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """An item of a labelled list that looks like a unit though no rule of names knows it (a laboratory, a firm)."""
    printed = text[start:end].removesuffix("等")
    if not _subject("unit").match(printed):
        return ()
    agency = agencies.issuer(printed, context)
    if _subject("group").match(printed):
        agency = replace(agency, kind="group")
    return (NamedAgency(start, start + len(printed), printed, agency, "listed", 0.75),)


def role_of(cue: str) -> str:
    """The role that a label or a verb gives: lead, cooperate, or responsible where it says no more."""
    if _rule("leading").search(cue):
        return LEAD
    return COOPERATE if _rule("helping").search(cue) else RESPONSIBLE


def _clauses(text: str, start: int, end: int, context: Context) -> Iterator[tuple]:
    """甲牵头，乙、丙配合: clauses that end with a verb; a clause without one belongs to the next."""
    rule = rules.load("responsibilities")["bracket-clause"]
    first = start
    for i in range(start, end + 1):
        if i < end and text[i] not in "，；。" and not (text[i] == "、" and _rule("clause-ends").search(text, max(first, i - 4), i)):
            continue
        first = max(first, i - MAX_CLAUSE)
        joins = _rule("joins").match(text, first, i)
        if joins:
            for named in agencies.read_list(text, joins.end(), i, context):
                yield named, COOPERATE, rule.id, rule.confidence
            first = i + 1
            continue
        match = rule.pattern.match(text[first:i])
        if match:
            yield from _clause(text, first, first + match.end("list"), context, role_of(match["cue"]))
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
        yield named, COOPERATE, "bracket-clause", 0.9


#: What ends the lists after a label, outside brackets.
_LABEL_END = re.compile("[。：〔【]")


def after_labels(
    paragraph: Paragraph, context: Context, state: State, spans: Sequence[tuple[int, int]], heading: str | None
) -> Iterator[Found]:
    """牵头单位：甲。配合单位：乙 without a bracket, at the start of a paragraph or of a sentence; and 牵头单位为甲."""
    text = paragraph.text
    loaded = rules.load("responsibilities")
    stop = paragraph.body
    yield from _after_open_label(paragraph, context, state, heading)
    for match in loaded["label"].finditer(text, paragraph.body):
        joint = _rule("joint-label").search(text, max(match.start() - MAX_NAME, paragraph.body), match.end())
        start = joint.start() if joint and joint.end() == match.end() else match.start()
        begins = start <= paragraph.body + 1 or start == stop or start in state.blanks
        if not begins and text[start - 1] not in "。；，）〕】【、—" or any(a <= match.start() < b for a, b in spans):
            continue
        if match.end() == len(text):
            state.open_label = match["label"]
        stop = _label_ends(text, match.end(), state.breaks)
        found = [(named, role, "label-line", min(named.confidence, loaded["label-line"].confidence))
                 for named, role, *_ in _after_label(text, match.end(), stop, context, match["label"], state.blanks)]
        last = max((named.end for named, *_ in found), default=0)
        if _only(text, match.end(), next((i for i in range(last, stop) if text[i] in "。；"), stop), found):
            action = heading or task_before(text, match.start(), None)
            for named, role, rule, confidence in _first_leads(found, state):
                yield Found(named, role, match.start(), max(named.end, match.end()), rule, confidence, action)
    yield from _after_bare_labels(paragraph, context, state, spans, heading)
    for match in loaded["label-line"].finditer(text, paragraph.body):
        for named in sure(agencies.list_after(text, match.end(), context)):
            yield Found(named, role_of(match["label"]), match.start(), named.end, "label-line", 0.85, heading)


def _after_bare_labels(
    paragraph: Paragraph, context: Context, state: State, spans: Sequence[tuple[int, int]], heading: str | None
) -> Iterator[Found]:
    """牵头单位 甲 配合单位 乙: labels without a colon at the beginning of a clause, whose lists are all that the clause holds."""
    text, rule = paragraph.text, rules.load("responsibilities")["bare-label"]
    labels = [
        m for m in rule.pattern.finditer(text, paragraph.body)
        if not any(a <= m.start() < b for a, b in spans) and not _rule("joint-label").match(text, m.start())
    ]
    for n, match in enumerate(labels):
        start = match.start()
        if start > paragraph.body and text[start - 1] not in "。；，" and start not in state.blanks and start not in state.breaks:
            continue
        mark = next((i for i in range(match.end(), min(len(text), match.end() + MAX_CLAUSE)) if text[i] in "。；，：" or i in state.breaks), len(text))
        stop = min(mark, labels[n + 1].start()) if n + 1 < len(labels) else mark
        for named in agencies.read_list(text, match.end(), stop, context, blanks=state.blanks):
            if named.rule != "named":
                yield Found(named, role_of(match["label"]), start, named.end, rule.id, rule.confidence, heading or task_before(text, start, None))


def _after_open_label(paragraph: Paragraph, context: Context, state: State, heading: str | None) -> Iterator[Found]:
    """The list on the line below a label that stands alone (责任单位：)."""
    label, state.open_label = state.open_label, None
    if not label or paragraph.heading:
        return
    stop = _label_ends(paragraph.text, 0, state.breaks)
    for named in agencies.read_list(paragraph.text, 0, stop, context, blanks=state.blanks):
        yield Found(named, role_of(label), 0, named.end, "label-line", min(named.confidence, 0.9), heading)


def _label_ends(text: str, start: int, breaks: frozenset[int]) -> int:
    """Where what a label stands before ends: at a mark outside brackets, at the next label, at a line that has a label of its own."""
    depth, stop = 0, len(text)
    for i in range(start, min(len(text), start + MAX_CLAUSE)):
        depth = max(0, depth + (text[i] == "（") - (text[i] == "）"))
        if depth == 0 and _LABEL_END.match(text, i):
            stop = i
            break
        if i in breaks and _rule("other-label").match(text, i):
            stop = i
            break
    for name in ("label", "known-label"):
        following = _rule(name).search(text, start, min(stop + MAX_NAME, len(text)))
        stop = min(stop, following.start()) if following else stop
    return stop


def _only(text: str, start: int, end: int, found: list) -> bool:
    """Is most of ``text[start:end]`` the agencies that were found in it?"""
    return bool(found) and sum(named.end - named.start for named, *_ in found) * 2 >= len(text[start:end].strip("，。、 "))


# ---- tables


def in_table(paragraph: Paragraph, context: Context, state: State) -> Iterator[Found]:
    """Rows of 任务 | 牵头单位 | 配合单位: the head names the columns for the rows below, as long as they have as many cells."""
    rule = rules.load("responsibilities")["column"]
    for first, last in grid.rows(paragraph):
        cells = list(grid.cells(paragraph.text, first, last))
        texts = [paragraph.text[slice(*cell)] for cell in cells]
        heads = [rule.pattern.fullmatch(text) for text in texts]
        if any(head and head["label"] for head in heads):
            task = next((i for i, head in enumerate(heads) if head and head["task"]), None)
            state.first_leads |= any(_rule("first-leads").search(text) for text in texts)
            state.columns = Columns(tuple(role_of(_rule("first-leads").sub("", head["label"])) if head and head["label"] else None for head in heads), task)
            continue
        columns = state.columns
        if not columns or len(cells) != len(columns.roles):
            continue
        action = texts[columns.task].strip("。；")[:MAX_ACTION] or None if columns.task is not None else None
        for (start, end), role in zip(cells, columns.roles, strict=True):
            if not role or end <= start:
                continue
            found = [(named, _role_beside(paragraph.text, named) or role, rule.id, rule.confidence if named.rule != "listed" else named.confidence)
                     for named in _listed(paragraph.text, start, end, context, state.blanks)]
            for named, own, rule_id, confidence in _first_leads(found, state):
                yield Found(named, own, start, end, rule_id, confidence, action, first + 1)


def _pieces(paragraph: Paragraph, state: State) -> list[tuple[int, int]]:
    """The lines of a paragraph, and what blanks part in them."""
    return [piece for first, last in grid.rows(paragraph) for piece in _apart(first, last, state.blanks)]


def _head(text: str, pieces: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Where the head of a table begins and ends among pieces of text: the heads of columns around the first one of a role."""
    role = next((i for i, piece in enumerate(pieces) if (head := _rule("column").fullmatch(text, *piece)) and head["label"]), None)
    if role is None:
        return 0, 0
    heads = [any(_rule(name).fullmatch(text, *piece) for name in ("column", "beside-tasks")) for piece in pieces]
    first = last = role
    while first > 0 and heads[first - 1] and role - first < MAX_COLUMNS:
        first -= 1
    while last < len(pieces) and heads[last] and last - first < MAX_COLUMNS:
        last += 1
    if _rule("serial").fullmatch(text, *pieces[first]):
        first += 1
    return first, last


def _bodies(text: str, cell: tuple[int, int], context: Context, state: State) -> tuple[NamedAgency, ...]:
    """The bodies of a cell that holds nothing else."""
    found = agencies.read_list(text, *cell, context, blanks=state.blanks)
    return found if all(named.rule != "named" for named in found) else ()


def in_lines(paragraph: Paragraph, context: Context, state: State) -> Iterator[Found]:
    """The rows of a table of tasks whose cells have become lines, or stand beside each other with blanks between.

    The head is as long as its words go on; its numbers of rows (序号) are left out, as those of the rows are, which no text keeps.
    So many cells are a row if bodies stand under the heads of roles and none under that of the task.
    """
    text, rule = paragraph.text, rules.load("responsibilities")["column"]
    if not rule.may_be_in(text):
        return
    pieces = [piece for piece in _pieces(paragraph, state) if not text[slice(*piece)].isdecimal()]
    first, last = _head(text, pieces)
    columns = [rule.pattern.fullmatch(text[slice(*piece)]) for piece in pieces[first:last]]
    roles = [role_of(head["label"]) if head and head["label"] else None for head in columns]
    task = next((i for i, head in enumerate(columns) if head and head["task"]), None)
    if task is None or not any(roles):
        return
    at = last
    while at + len(columns) <= len(pieces):
        row = pieces[at : at + len(columns)]
        found = [_bodies(text, cell, context, state) if role else () for cell, role in zip(row, roles, strict=True)]
        if not all(named for named, role in zip(found, roles, strict=True) if role) or _bodies(text, row[task], context, state):
            at += 1
            continue
        action = text[slice(*row[task])].strip("。；")[:MAX_ACTION]
        for (start, end), named_here, role in zip(row, found, roles, strict=True):
            for named in named_here:
                yield Found(named, _role_beside(text, named) or role or RESPONSIBLE, start, end, rule.id, rule.confidence - 0.05, action)
        at += len(columns)
