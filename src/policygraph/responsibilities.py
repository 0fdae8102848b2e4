"""Responsibilities: which agency leads a task, helps with it, or answers for it.

Two shapes carry them. A bracket at the end of a task names the agencies
(（责任单位：甲、乙）, （甲牵头，乙配合）); in running text a verb does
(由甲牵头, 甲会同乙, 甲负责). An obligation without such a marker is a duty
(see `duties`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import agencies, rules
from .agencies import Context, NamedAgency
from .model import Document, Paragraph, Responsibility

#: Longest ``action`` that is kept (code points).
MAX_ACTION = 120
_CUES = re.compile(r"责任|牵头|配合|负责|参与|协助|指导|落实|承办|主办|协办|会同|分工|实施|承担")
_LEAD, _COOPERATE, _RESPONSIBLE = "lead", "cooperate", "responsible"
#: Names that running text may give without a level word.
_SURE_BARE = re.compile(r"(?:局|厅|委员会|管委会|海关|支行|分行|办公室|指挥部|领导小组|工作组|办事处|总社|法院|检察院|人民政府)$")


@dataclass(slots=True)
class _State:
    """What one paragraph says for the later ones."""

    first_leads: bool = False
    inherited: tuple[str, tuple[NamedAgency, ...]] | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    named: NamedAgency
    role: str
    start: int
    end: int
    rule: str
    confidence: float
    action: str | None


def find_responsibilities(
    document: Document, paragraphs: Sequence[Paragraph], context: Context
) -> tuple[Responsibility, ...]:
    """Find who answers for what in one act.

    Returns:
        One responsibility per provision, agency and role, in reading order.
    """
    state = _State()
    seen: set[tuple[str, str, str]] = set()
    found: list[Responsibility] = []
    headings = {p.id: p.heading for p in document.provisions}
    for paragraph in paragraphs:
        for item in _in_paragraph(paragraph, context, state, headings):
            key = (paragraph.provision, item.named.agency.name, item.role)
            if key not in seen:
                seen.add(key)
                found.append(Responsibility(
                    item.named.agency, item.role, item.named.printed, paragraph.provision,
                    paragraph.evidence(item.start, item.end), item.rule, round(item.confidence, 3), item.action,
                ))
    return tuple(found)


def _in_paragraph(paragraph: Paragraph, context: Context, state: _State, headings: dict[str, str]) -> Iterator[_Found]:
    text = paragraph.text
    spans = []
    for start, end in brackets(text):
        items = list(_bracket(text, start, end, context, state))
        if items:
            spans.append((start, end))
            action = _task(text, start, headings.get(paragraph.provision) or None)
            for named, role, rule, confidence in items:
                yield _Found(named, role, start, end, rule, confidence, action)
    yield from _inherited(paragraph, state)
    for item in _running(paragraph, context, state):
        if not any(a <= item.start < b for a, b in spans):
            yield item


def brackets(text: str) -> Iterator[tuple[int, int]]:
    """The spans of brackets on the outer level that may name who is responsible."""
    depth = start = 0
    for i, c in enumerate(text):
        if c == "（":
            start = i if depth == 0 else start
            depth += 1
        elif c == "）" and depth:
            depth -= 1
            if depth == 0 and i - start > 4 and _CUES.search(text, start, i):
                yield start, i + 1


def _task(text: str, before: int, heading: str | None) -> str | None:
    """What the bracket is about: the heading of the provision, else the sentence before it."""
    if heading:
        return heading
    left = max(text.rfind(c, 0, max(before - 1, 0)) for c in "。；）") + 1
    return text[left:before].strip("。；")[:MAX_ACTION] or None


# ---- brackets


def _bracket(text: str, start: int, end: int, context: Context, state: _State):
    """The agencies of one bracket with their roles: (named, role, rule, confidence)."""
    inner_start, inner_end = start + 1, end - 1
    loaded = rules.load("responsibilities")
    if loaded["first-leads"].pattern.search(text, inner_start, inner_end):
        state.first_leads = True
    labels = list(loaded["label"].pattern.finditer(text, inner_start, inner_end))
    found: list = []
    if labels:
        for n, label in enumerate(labels):
            stop = labels[n + 1].start() if n + 1 < len(labels) else inner_end
            for named in _listed(text, label.end(), stop, context):
                found.append((named, _role(label["label"]), "label", loaded["label"].confidence))
    else:
        found = list(_clauses(text, inner_start, inner_end, context))
    if state.first_leads and len(found) > 1 and all(role == _RESPONSIBLE for _, role, *_ in found):
        named, _, rule, confidence = found[0]
        found[0] = (named, _LEAD, "first-leads", min(confidence, loaded["first-leads"].confidence))
    return found


def _listed(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """The list after a label: up to 。 or ；, read whole or item by item."""
    stop = next((i for i in range(start, end) if text[i] in "。；"), end)
    clause = re.match(r"(?P<list>.*?)(?:，?(?:按(?:照)?(?:各自)?职责(?:分工)?(?:负责|落实)?))$", text[start:stop])
    if clause:
        stop = start + clause.end("list")
    whole = agencies.read_list(text, start, stop, context)
    if whole:
        return whole
    found: list[NamedAgency] = []
    for first, last in agencies.top_level(text, start, stop):
        found += agencies.read_list(text, first, last, context)
    return tuple(found)


def _role(cue: str) -> str:
    if "牵头" in cue or "主责" in cue:
        return _LEAD
    return _COOPERATE if re.search(r"配合|协办|协同|协助|参与|参加", cue) else _RESPONSIBLE


def _clauses(text: str, start: int, end: int, context: Context):
    """甲牵头，乙、丙配合: clauses that end with a verb; a clause without one belongs to the next."""
    loaded = rules.load("responsibilities")["bracket-clause"]
    first = start
    for i in range(start, end + 1):
        if i < end and text[i] not in "，；。":
            continue
        if i > first and text[first:i].startswith("会同"):
            for named in agencies.read_list(text, first + 2, i, context):
                yield named, _COOPERATE, "bracket-clause", loaded.confidence
            first = i + 1
            continue
        match = loaded.pattern.match(text[first:i])
        if match:
            cue = match["cue"]
            named_list = agencies.read_list(text, first, first + match.end("list"), context) or _after_with(
                text, first, first + match.end("list"), context)
            for named in named_list:
                yield named, _role(cue), "bracket-clause", loaded.confidence
            if not named_list and "会同" in match["list"]:
                yield from _with_in_bracket(text, first, first + match.end("list"), context, _role(cue))
            first = i + 1
        elif i < end and text[i] in "；。":
            first = i + 1


def _after_with(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    lead = re.match(r"(?:由|并由|其中|请)", text[start:end])
    return agencies.read_list(text, start + lead.end(), end, context) if lead else ()


def _with_in_bracket(text: str, start: int, end: int, context: Context, role: str):
    """（甲会同乙负责）"""
    cut = text.index("会同", start)
    for named in agencies.read_list(text, start, cut, context):
        yield named, role, "bracket-clause", 0.9
    for named in agencies.read_list(text, cut + 2, end, context):
        yield named, _COOPERATE, "bracket-clause", 0.9


# ---- running text

_VERBS = (
    ("leads-duty", _LEAD), ("leads", _LEAD), ("answers-as", _RESPONSIBLE), ("answers", _RESPONSIBLE), ("with", _RESPONSIBLE),
    ("cooperates", _COOPERATE), ("takes-part", _COOPERATE), ("carries", _RESPONSIBLE), ("carries-out", _RESPONSIBLE),
)


def _running(paragraph: Paragraph, context: Context, state: _State) -> Iterator[_Found]:
    text = paragraph.text
    loaded = rules.load("responsibilities")
    for rule_id, role in _VERBS:
        rule = loaded[rule_id]
        for match in rule.pattern.finditer(text, paragraph.body):
            subjects, carried = _subjects(text, match, paragraph, context, rule_id)
            confidence = rule.confidence - (0.12 if carried else 0.0)
            _, stop = paragraph.sentence(match.start(), match.end())
            action = text[match.end() : stop].strip("。；，：")[:MAX_ACTION] or None
            own_role = role
            if rule_id == "with" and _says_lead(text, match):
                own_role = _LEAD
            if rule_id == "answers" and re.search(r"牵头$", text[: match.start()]):
                continue
            for named in subjects:
                yield _Found(named, own_role, named.start, max(match.end(), named.end), rule_id,
                             min(confidence, named.confidence), action)
            if rule_id == "with":
                for named in _sure(agencies.list_after(text, match.end(), context)):
                    yield _Found(named, _COOPERATE, match.start(), named.end, "with", min(confidence, named.confidence), action)
            if rule_id == "leads":
                yield from _helpers(text, match.end(), context, confidence)
    follow = loaded["duties-follow"].pattern.search(text)
    if follow:
        subject = _opening(text, paragraph, context) or agencies.list_before(text, follow.start(), context)
        state.inherited = (paragraph.provision, subject) if subject else None
        if subject and not re.search(r"(?:是|为|作为)[^，。；]*(?:部门|主体|单位)", text):
            for named in subject:
                yield _Found(named, _RESPONSIBLE, named.start, follow.end(), "duties-follow", 0.8, None)


def _subjects(text: str, match: re.Match[str], paragraph: Paragraph, context: Context, rule_id: str):
    """The agencies that do what the verb says, and whether they were carried over from the start of the sentence."""
    if rule_id != "carries-out":
        subject = _sure(agencies.list_before(text, match.start(), context, paragraph.body))
        if subject:
            return subject, False
    if rule_id in ("takes-part", "answers-as"):
        return (), False
    if rule_id == "carries" or not re.search(r"(?:[，、；]|[，；](?:并|还|同时|也)?|并)$", text[: match.start()]) and rule_id not in ("carries-out", "leads-duty", "cooperates", "with"):
        return (), False
    left, _ = paragraph.sentence(match.start(), match.end())
    between = text[max(left, paragraph.body) : match.start()]
    if rule_id in ("cooperates", "with") and not re.search(r"(?:，|，并|并|，主动|，积极)$", between):
        return (), False
    if re.search(r"由[^，]{2,30}$|(?:企业|业主|公司|协会|商会)(?:要|应)", between):
        return (), False
    return _opening(text, paragraph, context, left), True


def _opening(text: str, paragraph: Paragraph, context: Context, left: int = 0) -> tuple[NamedAgency, ...]:
    """The agencies that a sentence begins with, if it goes on with a verb of obligation or a predicate."""
    start = max(left, paragraph.body)
    topic = re.match(r"[^，。；]{2,24}，(?=各|由|[省市区县州]|有关)", text[start:])
    for at in (start, start + (topic.end() if topic else 0)):
        found = _sure(agencies.list_after(text, at, context))
        if found:
            after = text[found[-1].end :]
            tail = re.match(r"等(?:有关|相关)?(?:部门|单位)*(?:和单位)?|（[^）]*）", after)
            after = after[tail.end() :] if tail else after
            if re.match(r"(?:也|都|均|还)?(?:要|应|须|必须|负责|牵头|会同|是|为|作为|根据|按照|依据|在|对|将|，|依托|立足|结合|进一步|积极|切实)", after):
                return found
    return ()


def _sure(found: tuple[NamedAgency, ...]) -> tuple[NamedAgency, ...]:
    """Leave out names of running text that are no agencies of the state."""
    kept = tuple(n for n in found if n.rule != "named" or _SURE_BARE.search(n.printed) and len(n.printed) <= 20)
    return kept if len(kept) == len(found) or kept else ()


def _says_lead(text: str, match: re.Match[str]) -> bool:
    return bool(re.search(r"牵头[，、]?$", text[: match.start()])) or text[match.end() : match.end() + 40].split("，")[0].endswith("牵头")


def _helpers(text: str, position: int, context: Context, confidence: float) -> Iterator[_Found]:
    """…牵头，乙、丙配合: those who help, in the clause after the one that leads."""
    after = re.match(r"[^，。；]{0,40}，(?P<who>[^。；]{2,160}?)(?:等(?:有关)?(?:部门|单位))?(?:积极|主动|密切|按职责分工|共同)*(?:配合|参与|参加|协助|协同)(?!单位|部门)", text[position:])
    if not after or "由" in after["who"][:1]:
        return
    start, end = position + after.start("who"), position + after.end("who")
    for named in _sure(agencies.read_list(text, start, end, context)):
        yield _Found(named, _COOPERATE, named.start, position + after.end(), "leads", min(confidence, named.confidence), None)


def _inherited(paragraph: Paragraph, state: _State) -> Iterator[_Found]:
    """The items under 其职责是： belong to the agency of that sentence."""
    if not state.inherited or not paragraph.heading:
        return
    parent, subject = state.inherited
    if not paragraph.provision.startswith(parent + "/"):
        state.inherited = None
        return
    for named in subject:
        yield _Found(named, _RESPONSIBLE, 0, len(paragraph.text), "duties-follow", 0.8, paragraph.text[paragraph.body :].strip("。；")[:MAX_ACTION])
