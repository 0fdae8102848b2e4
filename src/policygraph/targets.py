"""Targets: quantified goals with indicator, comparator, unit and deadline.

A number is a goal where the words around it say that it is to be reached
(达到, 突破, 新增, 不少于 …) and nothing says otherwise: facts of the past,
conditions of eligibility, money that is granted, and the limits of a
procedure are none. A deadline governs what follows it in its paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from . import grid, rules
from .folding import same_key
from .model import Document, Paragraph, Target
from .provisions import Headings
from .quantities import (
    Deadline,
    Quantity,
    find_bases,
    find_deadlines,
    find_quantities,
    find_spelled,
    heading_deadline,
    year_of,
)

#: Kinds of act that lay down rules, not goals.
_RULE_TYPES = frozenset("指南 办法 规定 细则 规则 条例 法律 令 章程 批复 函 标准 规程 准则 公告 通告".split())
#: Units that count time or people's age: no goal unless the text says 内.
_TIME = ("小时", "分钟")
_MONEY = re.compile(r"元(?:/|$)|美元")
#: Units of what a plant or a port can do.
_CAPACITY = re.compile(r"(?:吨|千瓦|兆瓦|瓦时|[GMk]Wh?|立方米|标准?箱|千瓦时)$")
#: Grants of money are funding (see `funding`).
_GRANT = re.compile(r"奖励|补贴|补助|资助|扶持|给予|奖金|补偿|救助|经费|报销|贴息|专项(?:引导)?资金|奖补|起付|封顶|费用|工资|贷款|保费|薪|扣除")
#: Marks of a list that are no headings.
_ITEM_MARKS = ("—", "-", "·", "•", "●", "★", "■")
#: How far to the left of a number the word that makes it a goal may stand (code points).
REACH = 60


@dataclass(frozen=True, slots=True)
class _Goal:
    quantity: Quantity
    comparator: str
    indicator: str
    start: int
    end: int
    confidence: float
    rule: str
    base: float | None = None


def find_targets(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[Target, ...]:
    """Find the goals of one act, one per number (a range is one), in reading order."""
    year = year_of(document)
    headings = Headings(document.provisions)
    lays_down_rules = _kind(document) in _RULE_TYPES
    found: list[Target] = []
    leads = _Leads(headings)
    table = _Table(year)
    for paragraph in looking_forward(document, paragraphs):
        if looks_back(paragraph.provision, headings) or _is_condition(paragraph.provision, headings):
            continue
        if "|" in paragraph.text:
            in_cells = table.read(paragraph)
            found += in_cells
            if in_cells or not re.search("[。；]", paragraph.text):  # sentences in cells, or with a bar, are read as sentences
                continue
        in_rules = lays_down_rules or bool(re.search(r"第[^/]+条", paragraph.provision))
        deadlines = find_deadlines(paragraph.text, year, paragraph.body)
        inherited = leads.over(paragraph, deadlines) or _inherited(paragraph.provision, headings)
        for goal in _goals(paragraph, in_rules):
            deadline = _deadline(paragraph.text, goal, deadlines) or inherited
            found.append(Target(
                goal.indicator, goal.quantity.value, goal.quantity.maximum, goal.quantity.unit, goal.comparator,
                deadline, paragraph.provision, paragraph.evidence(goal.start, goal.end), goal.rule,
                round(goal.confidence + (0.04 if deadline else -0.06), 3), base=goal.base,
            ))
    programmes = _Programmes(document, headings)
    return tuple(replace(target, programme=programmes.of(target)) for target in found)


class _Programmes:
    """Which initiative of the act a goal belongs to, by its core: one named in its sentence, in a heading over it, or in the title."""

    def __init__(self, document: Document, headings: Headings):
        self.mentions = [mention for mention in document.programmes if mention.core]  # in reading order
        self.starts = [mention.evidence.start for mention in self.mentions]
        self.headings = headings
        title = same_key(document.enclosed_title or document.title or "")
        self.whole = max(sorted({m.core for m in document.programmes if m.core and m.core in title}), key=len, default=None)

    def of(self, target: Target) -> str | None:
        evidence = target.evidence
        start, end = evidence.start - len(evidence.prefix), evidence.end + len(evidence.suffix)
        return self._within(start, end) or self._over(target.provision) or self.whole

    def _over(self, provision: str) -> str | None:
        named = (self._within(at.evidence.start, at.evidence.end) for at in self.headings.over(provision))
        return next(filter(None, named), None)

    def _within(self, start: int, end: int) -> str | None:
        inside = slice(bisect_left(self.starts, start), bisect_left(self.starts, end))
        return next((mention.core for mention in self.mentions[inside] if mention.evidence.end <= end), None)


def _kind(document: Document) -> str | None:
    """The kind of the instrument that the act issues, or of the act itself."""
    from .tables import document_type

    return document_type(document.enclosed_title) if document.enclosed_title else document.type


def looking_forward(document: Document, paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """The paragraphs of an act; of a report, those from where it begins to speak of what is to come (all, if it never says so)."""
    if document.type != "报告":
        return paragraphs
    first = next((n for n, p in enumerate(paragraphs) if rules.load("targets")["forward"].pattern.search(p.text)), 0)
    return paragraphs[first:]


def looks_back(provision: str, headings: Headings) -> bool:
    """Does the paragraph stand under a heading that looks back (2025年工作回顾)?"""
    return any(rules.load("targets")["review"].pattern.search(at.heading) for at in headings.over(provision))


def _is_condition(provision: str, headings: Headings) -> bool:
    return any(rules.load("targets")["conditions"].pattern.search(at.heading) for at in headings.over(provision))


class _Table:
    """Tables of indicators: 指标 | 单位 | 2020年 | 2025年. The head names the columns for the rows below, of as many cells."""

    def __init__(self, year: int | None):
        self.year = year
        self.size, self.indicator, self.unit = 0, 0, None
        self.years: dict[int, str] = {}

    def read(self, paragraph: Paragraph) -> list[Target]:
        """The goals in the rows of a paragraph; a year before that of the act is a fact."""
        found = []
        for first, last in grid.rows(paragraph):
            cells = list(grid.cells(paragraph.text, first, last))
            texts = [paragraph.text[slice(*cell)] for cell in cells]
            if not self._is_head(texts) and len(texts) == self.size:
                found += [target for i in self.years if (target := self._goal(paragraph, cells, texts, i))]
        return found

    def _is_head(self, texts: list[str]) -> bool:
        heads = [rules.load("targets")["column"].pattern.fullmatch(text) for text in texts]
        names = [i for i, head in enumerate(heads) if head and head["indicator"]]
        if not names:
            return False
        self.size, self.indicator = len(texts), names[0]
        self.unit = next((i for i, head in enumerate(heads) if head and head["unit"]), None)
        self.years = {
            i: head["year"] for i, head in enumerate(heads)
            if head and head["year"] and not head["fact"] and (self.year is None or int(head["year"]) >= self.year)
        }
        return True

    def _goal(self, paragraph: Paragraph, cells: list[tuple[int, int]], texts: list[str], column: int) -> Target | None:
        rule = rules.load("targets")["cell"]
        value = rule.pattern.fullmatch(texts[column])
        named = re.fullmatch(r"(?:\d{1,2}[.、]?|（\d{1,2}）)?(?P<name>.+?)(?:（(?P<unit>[^（）]{1,8})）)?", texts[self.indicator])
        if not value or not named:
            return None
        unit = value["unit"] or (texts[self.unit] if self.unit is not None else named["unit"])
        if not unit:
            return None
        comparator = ">=" if value["least"] or value["more"] else "<=" if value["most"] or value["less"] else "="
        return Target(
            named["name"], float(value["value"].replace(",", "")), float(value["maximum"]) if value["maximum"] else None, unit, comparator,
            self.years[column], paragraph.provision, paragraph.evidence(*cells[column]), rule.id, rule.confidence)


class _Leads:
    """Deadlines that govern the paragraphs below them: 到2025年…具体目标： before a list, and what a statement of goals begins with."""

    def __init__(self, headings: Headings):
        self.headings = headings
        self.open: dict[str, str] = {}

    def over(self, paragraph: Paragraph, deadlines: Sequence[Deadline]) -> str | None:
        """The deadline that an earlier paragraph has set for this one; remembers what this one sets for later ones."""
        value = None if paragraph.heading else self.open.get(paragraph.provision)
        outer = islice(self.headings.over(paragraph.provision), 1, None)
        value = value or next((self.open[f"{at.id}/"] for at in outer if f"{at.id}/" in self.open), None)
        if deadlines and not paragraph.text.startswith(_ITEM_MARKS):
            self._remember(paragraph, deadlines)
        return value

    def _remember(self, paragraph: Paragraph, deadlines: Sequence[Deadline]) -> None:
        value = deadlines[-1].value
        if rules.load("targets")["leads-list"].pattern.search(paragraph.text):
            self.open[paragraph.provision] = self.open[f"{paragraph.provision}/"] = value
        elif re.search("目标|愿景|指标", next((at.heading for at in self.headings.over(paragraph.provision)), "")):
            self.open[paragraph.provision] = value
            if deadlines[0].start == paragraph.body and len({d.value for d in deadlines}) == 1:  # the one day of all that stands below
                self.open[f"{paragraph.provision}/"] = value


def _inherited(provision: str, headings: Headings) -> str | None:
    return next(filter(None, (heading_deadline(at.heading) for at in headings.over(provision))), None)


def _deadline(text: str, goal: _Goal, deadlines: list[Deadline]) -> str | None:
    """The deadline that governs a goal: the last one before it in the paragraph, else one right after it."""
    before = [d for d in deadlines if d.end <= goal.quantity.start]
    if before:
        return before[-1].value
    after = [d for d in deadlines if 0 <= d.start - goal.quantity.end <= 12 and not re.search(r"[。；]", text[goal.quantity.end : d.start])]
    return after[0].value if after else None


def _goals(paragraph: Paragraph, in_rules: bool) -> list[_Goal]:
    text = paragraph.text
    goals: list[_Goal] = []
    quantities = sorted([*find_quantities(text, paragraph.body), *find_spelled(text, paragraph.body)], key=lambda q: q.start)
    bases = find_bases(text, paragraph.body)
    for quantity in quantities:
        if any(quantity.start == number for _, _, number, _ in bases):
            continue
        left, right = paragraph.sentence(quantity.start, quantity.end)
        sentence = text[max(left, paragraph.body) : right]
        follows = _follows(text, goals, quantity)
        beside = bool(goals) and re.fullmatch(r"(?:以上|左右)?(?:、|和|以及)[^，。；：、]{2,24}", text[goals[-1].quantity.end : quantity.start]) is not None
        goal = _goal(text, max(left, paragraph.body), right, quantity, sentence, in_rules, follows, beside)
        if goal:
            base = next((b for b in bases if goal.start <= b[0] and 0 <= quantity.start - b[1] <= 8), None)
            goals.append(replace(goal, base=base[3], indicator=_without(goal.indicator, text[base[0] : base[1]])) if base else goal)
    return _share_out(goals, text)


def _without(indicator: str, phrase: str) -> str:
    """An indicator without the value that it starts from."""
    return re.sub(r"(?:从|由|在)[^，。；、\d]{0,14}$", "", indicator.split(phrase[:4])[0]) or indicator


def _share_out(goals: list[_Goal], text: str) -> list[_Goal]:
    """甲、乙、丙分别下降23%、15%、18%: each number gets its own name, where there are as many."""
    shared = list(goals)
    for i, first in enumerate(goals):
        run = [first]
        for goal in goals[i + 1 :]:
            if goal.rule != "continued" or goal.start != first.start:
                break
            run.append(goal)
        names = re.match(r"(?P<names>.+?)分别(?P<verb>[\u4e00-\u9fff]{0,6}?)(?:达到?|为|到|至)?(?=\d)", text[first.start : first.quantity.end])
        if len(run) < 2 or first.rule == "continued" or not names:
            continue
        pieces = [piece for piece in re.split(r"、|和|及|以及", _LEAD.sub("", names["names"])) if piece]
        if len(pieces) == len(run):
            verb = _TRIM.sub("", names["verb"])
            shared[i : i + len(run)] = [replace(g, indicator=piece + verb) for g, piece in zip(run, pieces, strict=True)]
    return shared


def _follows(text: str, goals: list[_Goal], quantity: Quantity) -> _Goal | None:
    """The goal that a number continues: 分别达到65%和55%."""
    if goals and re.fullmatch(r"(?:以上|左右)?(?:、|和|，|及)", text[goals[-1].quantity.end : quantity.start]) and goals[-1].quantity.unit == quantity.unit:
        return goals[-1]
    return None


def _goal(text: str, left: int, right: int, quantity: Quantity, sentence: str, in_rules: bool,
          follows: _Goal | None, beside: bool) -> _Goal | None:
    loaded = rules.load("targets")
    clause_start = left + max((m.end() for m in re.finditer(r"[，；：]|（(?=[^（）]*$)", text[left : quantity.start])), default=0)
    stop = re.search(r"[，；。：、）]|（(?!.{1,3}）)", re.sub(r"（.{1,3}）", lambda m: "〇" * len(m.group()), text[quantity.end : right]))
    clause_end = quantity.end + (stop.start() if stop else right - quantity.end)
    before = text[max(clause_start, quantity.start - REACH) : quantity.start]
    after = text[quantity.end : clause_end]
    clause = text[clause_start:clause_end]
    after_match = loaded["after"].pattern.match(text[quantity.end : right])
    if follows:
        return _Goal(quantity, follows.comparator if not after_match else _compare(None, after_match),
                     _share_indicator(follows, text), follows.start, max(clause_end, quantity.end), follows.confidence - 0.03, "continued")
    if quantity.unit.startswith(_TIME) and not (after_match and after_match["less"] and not in_rules):
        return None
    if _MONEY.search(quantity.unit) and _GRANT.search(sentence) and not re.search(r"(?:新增|力争)[^，。]{0,12}贷款$", before):
        return None
    if quantity.unit == "%" and _GRANT.search(clause):
        return None
    if loaded["past"].pattern.search(clause) or loaded["not-a-goal"].pattern.search(text[max(clause_start, quantity.start - 16) : quantity.start]):
        return None
    if loaded["limit"].pattern.search(before):
        return None
    if loaded["attribute"].pattern.match(text[quantity.end : right]) or _is_known(before, after_match) or "工作日" in after[:4] or re.search(r"[“《〈][^”》〉]*$", text[left : quantity.start]):
        return None
    if _CAPACITY.search(quantity.unit) and loaded["capacity"].pattern.match(text[quantity.end : right]):
        return None
    match = max(loaded["before"].pattern.finditer(before), key=re.Match.start, default=None)
    has_year = bool(re.search(r"20\d{2}年|年底|(?<!\d)年内|全年|力争", sentence))
    if in_rules and not (has_year and match):
        return None
    limit = quantity.unit.startswith(_TIME) and re.match(r"(?:以?内)?(?:必须|办结|完成|放行|发布|答复|到达|报告)", text[quantity.end : right])
    due = re.search(r"20\d{2}年(?:年?底|年?末|\d{1,2}月底?)前|年底前", clause)
    approximate = after_match and (after_match["more"] or after_match["about"])
    gap = len(before) - match.end() if match else 0
    own = match and not re.search(r"\d", before[match.end() :])  # 收入突破100亿元的企业15家: 突破 belongs to the other number
    far = REACH if re.search(r"年底|年内|20\d{2}年", clause) or approximate else 22
    too_far = bool(match) and match["equal"] is not None and gap > far and not beside
    listed = re.search(r"等$", before) and loaded["works"].pattern.search(text[quantity.end : right])
    if too_far and not listed:
        return None
    if match is None and not (limit or beside or due or approximate or listed or _stretch(before, sentence)):
        return None
    confidence = 0.88 if match and gap <= 12 else 0.78
    return _Goal(quantity, _compare(match if own else None, after_match), _indicator(text, left, clause_start, quantity, clause_end),
                 clause_start, max(clause_end, quantity.end), confidence, match.lastgroup if match else "after")


def _is_known(before: str, after: re.Match[str] | None) -> bool:
    """这3家, 2016年实施的24项: what is counted is there already; 在内的20项以上 is not."""
    return bool(re.search(r"(?:这|该|上述|此|前述)$", before) or before.endswith("的") and not (after and after["more"]))


def _stretch(before: str, sentence: str) -> bool:
    """A list of goals in one sentence: the verb stands before the first of them."""
    return bool(re.search(r"到20\d{2}年|20\d{2}年底前|力争|每年|(?<!\d)年内|全年|其中", sentence)) and bool(
        re.search(r"[\u4e00-\u9fff）”]{2,}$", before)) and not re.search(r"(?:第|前|约|近|共|各|这|以)$", before)


def _compare(before: re.Match[str] | None, after: re.Match[str] | None) -> str:
    if after and after["more"] or before and before["more"]:
        return ">="
    if after and after["less"] or before and before["less"]:
        return "<="
    return ">" if before and before["over"] else "="


#: What stands at the end of an indicator phrase and belongs to the number.
_TRIM = re.compile(r"(?:力争|计划|争取|分别|均|总体|达到|达|突破|超过|(?<=[比率度量值])超|不?(?:少于|低于|超过|高于|大于|小于|多于)|至少|增加到|增加至|扩大到|降至|降到|下降到|压缩到|压缩至|保持在|控制在|提高至|提高到|提升到|提升至|稳定在|为|到|至|以上|约|含|每)+$")
_LEAD = re.compile(r"^(?:其中|同时|并|力争|到?20\d{2}年(?:底|末)?(?:前)?|年内|全年|年底前|以后|计划|确保|努力|要|，)+")


#: Several adjectives before the noun: 10家左右水平突出、成效明显的园区.
_ADJECTIVES = re.compile(r"[^，。；：\d（）]*、[^，。；：\d（）]*的[^，。；：、\d（）]+")


def _indicator(text: str, left: int, clause_start: int, quantity: Quantity, clause_end: int) -> str:
    """A phrase that can be read alone: the words before the number, those after it, and the subject carried over."""
    before = _LEAD.sub("", _TRIM.sub("", text[clause_start : quantity.start]))
    pieces = re.split(r"、(?![^（]*）)|[和及与](?=[^\d]{0,4}$)", before)
    if len(pieces) > 1 and re.search(r"\d", pieces[0]):
        verb = re.match(r"(?:每年|累计)?(?:新[\u4e00-\u9fff]{1,2}(?=[^\d]{0,8}\d)|[\u4e00-\u9fff]{2}(?=[^\d]{0,8}\d))?", before)
        before = pieces[-1] or (verb.group() if verb else "")
    adjectives = _ADJECTIVES.match(text, quantity.end)
    after = adjectives.group() if adjectives else text[quantity.end : clause_end]
    after = re.split(r"(?:、|和|及|与)(?=(?:约|近)?\d)", after)[0]
    after = re.sub(r"^(?:以上|左右|以内|内)?(?:的)?", "", after)
    after = re.sub(r"(?:以上|左右|以内)$", "", after)
    phrase = before + (after if len(after) >= 2 else "")
    if len(re.sub(r"新增|每年|增加|增长|提高", "", phrase)) < 3:
        earlier = [p for p in re.split(r"[，；：]", text[left:clause_start]) if p]
        carried = _LEAD.sub("", re.split(r"\d", earlier[-1])[0]) if earlier else ""
        phrase = _TRIM.sub("", carried) + phrase
    return phrase.strip("，、：") or text[clause_start:clause_end]


def _share_indicator(goal: _Goal, text: str) -> str:
    """甲、乙分别达到65%和55%: the second number belongs to the second of the names."""
    names = re.match(r"(?P<list>.+?(?:、|和|及).+?)(?P<tail>[\u4e00-\u9fff]{1,8}(?:率|占比|比重|量|数|值|额)?)?$", goal.indicator)
    if not names:
        return goal.indicator
    pieces = [p for p in re.split(r"、|和|及", goal.indicator) if p]
    return pieces[-1] if len(pieces) > 1 else goal.indicator
