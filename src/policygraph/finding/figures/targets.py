"""Targets: quantified goals with indicator, comparator, unit and deadline.

A number is a goal where the words around it say that it is to be reached
(达到, 突破, 新增, 不少于 …) and nothing says otherwise: facts of the past,
conditions of eligibility, money that is granted, and the limits of a
procedure are none. A deadline governs what follows it in its paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from ... import ownrules, rules
from ...model import Document, Paragraph, Target
from ...reading import dates, grid
from ...reading.quantities import (
    Deadline,
    Quantity,
    bracket_deadline,
    find_bases,
    find_deadlines,
    find_quantities,
    find_spelled,
    heading_deadline,
    may_hold_figures,
    year_of_work,
)
from ...segmenting.provisions import Headings
from .belonging import Belonging
from .indicators import Figure, follows, indicator, share_out, shared, without
from .outlook import Outlook, looking_forward, looks_back
from .tables import Tables

#: Marks of a list that are no headings.
_ITEM_MARKS = ("—", "-", "·", "•", "●", "★", "■")
#: How far to the left of a number the word that makes it a goal may stand (code points).
REACH = 60
#: How far behind a number the one that says by how much it has grown may stand (code points).
NEAR = 24


@ownrules.renewed
@cache
def _rule(name: str) -> re.Pattern[str]:
    return rules.load("targets")[name].pattern


def find_targets(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[Target, ...]:
    """Find the goals of one act, one per number (a range is one), in reading order."""
    headings = Headings(document.provisions)
    paragraphs = [replace(paragraph, text=dates.with_years(paragraph.text)) for paragraph in paragraphs]
    outlook = Outlook(document, paragraphs)
    found: list[Target] = []
    leads = _Leads(headings)
    table = Tables(outlook.year, outlook.past)
    settled = bool(_rule("settles").search(document.title or ""))
    said: dict[tuple[str, float, float | None, str], str] = {}
    for paragraph in looking_forward(document, paragraphs):
        if looks_back(paragraph.provision, headings) or _is_condition(paragraph.provision, headings):
            continue
        in_cells = table.read(paragraph)
        found += in_cells
        if in_cells or "|" in paragraph.text and not re.search("[。；]", paragraph.text):  # sentences in cells, or with a bar, are read as sentences
            continue
        sets_goals = _rule("sets-goals").search(paragraph.text[paragraph.body :]) or headings.say(paragraph.provision, _rule("goals-heading"))
        lays_down = outlook.lays_down_rules or bool(_rule("article").search(paragraph.provision))
        closed = settled and not _rule("work-ahead").search(paragraph.text, paragraph.body)
        in_rules = closed or lays_down and not sets_goals
        deadlines = find_deadlines(paragraph.text, outlook.year, paragraph.body, outlook.since, outlook.month)
        inherited = leads.over(paragraph, deadlines) or _inherited(paragraph.provision, headings) or outlook.year_of_work(paragraph.provision)
        among_goals = not in_rules and headings.say(paragraph.provision, _rule("goals-heading"))
        cells = _Cells(paragraph) if "|" in paragraph.text else None
        goals = _goals(paragraph, in_rules, among_goals, outlook, cells)
        for goal in goals:
            deadline = (cells and cells.deadline(goal.quantity.start, outlook.year) or _of_each(goal, goals, deadlines)
                        or _deadline(paragraph.text, goal, cells.of_row(deadlines, goal.quantity.start) if cells else deadlines)
                        or bracket_deadline(paragraph.text, goal.quantity.end, outlook.year) or inherited)
            if deadline and outlook.over(deadline):
                continue
            size = paragraph.provision, goal.quantity.value, goal.quantity.maximum, goal.quantity.unit
            if size in said and _is_comment(paragraph.text[goal.start : goal.end], said[size]):
                continue
            said[size] = goal.indicator
            found.append(Target(
                goal.indicator, goal.quantity.value, goal.quantity.maximum, goal.quantity.unit, goal.comparator,
                deadline, paragraph.provision, paragraph.evidence(goal.start, goal.end), goal.rule,
                round(goal.confidence + (0.09 if deadline else -0.06), 3), base=goal.base, stretch=goal.stretch, striven=goal.striven,
            ))
    programmes = Belonging(document, headings)
    return tuple(replace(target, programme=programmes.of(target)) for target in found)


def _is_comment(clause: str, indicator: str) -> bool:
    """把增长目标定在7%左右，兼顾了…: does a clause comment on a goal of the same value that was set before it, with that ``indicator``?"""
    return bool(_rule("comment").search(clause)) or bool(_rule("taken-up").match(clause)) and indicator in clause


def _is_condition(provision: str, headings: Headings) -> bool:
    return headings.say(provision, _rule("conditions"))


class _Leads:
    """Deadlines that govern the paragraphs below them: 到2025年…具体目标： before a list, and what a statement of goals begins with."""

    def __init__(self, headings: Headings):
        self.headings = headings
        self.open: dict[str, str] = {}
        self.opening: str | None = None

    def over(self, paragraph: Paragraph, deadlines: Sequence[Deadline]) -> str | None:
        """The deadline that an earlier paragraph has set for this one; remembers what this one sets for later ones."""
        value = None if paragraph.heading else self.open.get(paragraph.provision)
        if year := year_of_work(paragraph.text):  # a line without a mark that is a heading: 2026年重点工作
            self.open = {paragraph.provision: year, f"{paragraph.provision}/": year}
            self.opening = year
        outer = islice(self.headings.over(paragraph.provision), 1, None)
        value = value or next((self.open[f"{at.id}/"] for at in outer if f"{at.id}/" in self.open), None)
        value = value or (self.opening if paragraph.provision else None)
        near = [d for d in deadlines if not _rule("far-outlook").search(paragraph.text[max(d.start - REACH, 0) : d.start])]
        if near and not paragraph.text.startswith(_ITEM_MARKS):
            self._remember(paragraph, near)
        return value

    def _remember(self, paragraph: Paragraph, deadlines: Sequence[Deadline]) -> None:
        value = deadlines[-1].value
        if _rule("leads-list").search(paragraph.text):
            self.open[paragraph.provision] = self.open[f"{paragraph.provision}/"] = value
            if not paragraph.provision and _rule("goals-follow").search(paragraph.text):  # 到2025年，实现以下目标：（一）…
                self.opening = value
        elif _rule("goals-heading").search(next((at.heading for at in self.headings.over(paragraph.provision)), "")):
            self.open[paragraph.provision] = value
            if deadlines[0].start == paragraph.body and len({d.value for d in deadlines}) == 1:  # the one day of all that stands below
                self.open[f"{paragraph.provision}/"] = value


class _Cells:
    """The cells of a paragraph that is rows of a table with sentences in them: no sentence goes on into the next cell.

    A row begins where a line does that has a number alone in its first cell; any other line break stands within a cell.
    """

    def __init__(self, paragraph: Paragraph):
        text = paragraph.text
        self.text = text
        self.rows = [0, *(i for i in grid.breaks(paragraph) if _rule("serial-cell").match(text, i))]
        bars = (i + 1 for i, c in enumerate(text) if c == "|")
        self.starts = sorted({*self.rows, *bars})
        self._due: dict[int, str | None] = {}

    def around(self, position: int) -> tuple[int, int]:
        """Where the cell at a position begins and ends, without the bar."""
        n = bisect_right(self.starts, position)
        end = self.starts[n] if n < len(self.starts) else len(self.text)
        return self.starts[n - 1], end - (self.text[end - 1] == "|")

    def of_row(self, deadlines: Sequence[Deadline], position: int) -> list[Deadline]:
        """The deadlines that stand in the row of a position."""
        n = bisect_right(self.rows, position)
        return [deadline for deadline in deadlines if bisect_right(self.rows, deadline.start) == n]

    def deadline(self, position: int, year: int | None) -> str | None:
        """The day that a cell of its own says in the row of a position; ``year`` is what a bare month means."""
        n = bisect_right(self.rows, position)
        if n not in self._due:
            first, last = self.rows[n - 1], self.rows[n] if n < len(self.rows) else len(self.text)
            cells = self.starts[bisect_left(self.starts, first) : bisect_left(self.starts, last)]
            found = next(filter(None, (_rule("due-cell").fullmatch(self.text, *self.around(start)) for start in cells)), None)
            self._due[n] = bracket_deadline(f"（{found['day']}前）", 0, year) if found else None
        return self._due[n]


def _inherited(provision: str, headings: Headings) -> str | None:
    return next(filter(None, (heading_deadline(at.heading) for at in headings.over(provision))), None)


def _deadline(text: str, goal: Figure, deadlines: Sequence[Deadline]) -> str | None:
    """The deadline that governs a goal: the last one before it in the paragraph, else one right after it."""
    before = [d for d in deadlines if d.end <= goal.quantity.start and not (d.each and "。" in text[d.end : goal.quantity.start])]
    if before:
        return before[-1].value
    after = [d for d in deadlines if 0 <= d.start - goal.quantity.end <= 12 and not re.search("[。；]|其中$", text[goal.quantity.end : d.start])]
    return after[0].value if after else None


def _of_each(goal: Figure, goals: Sequence[Figure], deadlines: Sequence[Deadline]) -> str | None:
    """到2025年、2027年，普及率分别达到90%、95%: the year of a number where as many years are listed before the numbers of one clause."""
    numbers = [each.quantity.start for each in goals if each.start == goal.start]
    years = next((d.each for d in reversed(deadlines) if d.end <= numbers[0]), ())
    return years[numbers.index(goal.quantity.start)] if len(years) == len(numbers) else None


def _goals(paragraph: Paragraph, in_rules: bool, among_goals: bool, outlook: Outlook, cells: _Cells | None) -> list[Figure]:
    """The goals of a paragraph; in a text of rules (``in_rules``) few numbers are, ``among_goals`` most."""
    text = paragraph.text
    goals: list[Figure] = []
    if not may_hold_figures(text, spelled=True, alone=outlook.spells):
        return goals
    quantities = sorted([*find_quantities(text, paragraph.body), *find_spelled(text, paragraph.body, alone=outlook.spells)], key=lambda q: q.start)
    bases = find_bases(text, paragraph.body)
    refused: Figure | None = None
    for quantity in quantities:
        if any(quantity.start == number for _, _, number, _ in bases) or outlook.reached(paragraph, quantity.start, quantity.end):
            continue
        if refused and follows(text, [refused], quantity):
            refused = replace(refused, quantity=quantity)
            continue
        left, right = paragraph.sentence(quantity.start, quantity.end)
        if cells:
            first, last = cells.around(quantity.start)
            left, right = max(left, first), min(right, last)
        if _is_growth_beside(text, max(left, paragraph.body), quantity, refused, goals):
            continue
        sentence = text[max(left, paragraph.body) : right]
        before = follows(text, goals, quantity)
        between = text[goals[-1].quantity.end : quantity.start] if goals else ""
        beside = bool(goals) and (_is_beside(between, text[quantity.end : right], in_rules) or not in_rules and _is_part(between, goals[-1].quantity, quantity))
        of_goal = bool(goals) and goals[-1].quantity.end >= left - REACH
        of_approved = not of_goal or bool(_rule("approved").search(text, max(left - 4 * REACH, 0), left))
        goal = _goal(text, max(left, paragraph.body), right, quantity, sentence, in_rules, among_goals, before, beside, of_approved)
        refused = None if goal else _refused(quantity, quantity.start)
        if goal:
            base = next((b for b in bases if goal.start <= b[0] and 0 <= quantity.start - b[1] <= 8), None)
            goals.append(replace(goal, base=base[3], indicator=without(goal.indicator, text[base[0] : base[1]])) if base else goal)
    return _with_stretch(share_out(goals, text), text)


def _refused(quantity: Quantity, start: int) -> Figure:
    """A number that is no goal: one that goes on from it (分别不超过20个和10个) is none either."""
    return Figure(quantity, "=", "", start, quantity.end, 0, "")


def _is_growth_beside(text: str, left: int, quantity: Quantity, refused: Figure | None, goals: Sequence[Figure]) -> bool:
    """支出1460亿元，增长25%; 改造580万套，增加110万套: is a number the growth of public money, or of what is counted in the same unit?"""
    last = refused or (goals[-1] if goals else None)
    if last is None or quantity.start - last.quantity.end > NEAR or not _rule("grown").match(text[last.quantity.end : quantity.start]):
        return False
    if refused and _is_public_money(text[max(left, refused.quantity.start - REACH) : refused.quantity.start], refused.quantity):
        return True
    return _counted(last.quantity.unit) == _counted(quantity.unit) != "%"


def _counted(unit: str) -> str:
    """A unit without its multiple: 万套 and 套 count the same."""
    return unit.lstrip("百千万亿")


def _is_public_money(before: str, quantity: Quantity) -> bool:
    """Is a number one of public money, or the rate by which that grows?"""
    money = bool(rules.load("funding")["money-unit"].pattern.search(quantity.unit))
    if money and _rule("standard-of-money").search(before):
        return True
    return (money or quantity.unit == "%") and bool(_rule("public-money").search(before)) and not _rule("share-of-money").search(before)


def _is_beside(between: str, behind: str, in_rules: bool) -> bool:
    """Do the words between a goal and a number make the number the next goal of a list?"""
    if _rule("beside").match(between) or not in_rules and _rule("listed-noun").fullmatch(between):
        return True
    return not in_rules and bool(_rule("counted-noun").fullmatch(between) and _rule("next-counted").match(behind))


def _is_part(between: str, whole: Quantity, quantity: Quantity) -> bool:
    """培育企业25家，其中5A级2家: does a number count a part of what the goal before it does?"""
    return _counted(whole.unit) == _counted(quantity.unit) and bool(_rule("of-part").match(between))


def _with_stretch(goals: Sequence[Figure], text: str) -> list[Figure]:
    """确保2200家、力争2500家: the second number is a goal of its own, striven for beyond the first."""
    found: list[Figure] = []
    for goal in goals:
        last = found[-1] if found else None
        between = text[last.quantity.end : goal.quantity.start] if last else ""
        if last and last.quantity.unit == goal.quantity.unit and _rule("stretch").fullmatch(between):
            found[-1] = replace(last, stretch=goal.quantity.value)
            found.append(replace(goal, indicator=last.indicator, striven=True))
        else:
            strives = _rule("striven").search(text, max(goal.quantity.start - REACH, 0), goal.quantity.start)
            found.append(replace(goal, striven=True) if strives else goal)
    return found


def _goal(text: str, left: int, right: int, quantity: Quantity, sentence: str, in_rules: bool, among_goals: bool,
          continued: Figure | None, beside: bool, of_approved: bool) -> Figure | None:
    in_front = text[left : quantity.start]
    if "）" in in_front:  # a comma in a bracket ends no clause
        in_front = re.sub(r"（[^（）]*）", lambda m: "〇" * len(m.group()), in_front)
    clause_start = left + max((m.end() for m in re.finditer(r"[，；：]|（(?=[^（）]*$)", in_front)), default=0)
    stop = re.search(r"[，；。：、）]|（(?!.{1,3}）)", re.sub(r"（.{1,3}）", lambda m: "〇" * len(m.group()), text[quantity.end : right]))
    clause_end = quantity.end + (stop.start() if stop else right - quantity.end)
    before = text[max(clause_start, quantity.start - REACH) : quantity.start]
    after = text[quantity.end : clause_end]
    clause = text[clause_start:clause_end]
    after_match = _rule("after").match(text[quantity.end : right])
    if continued:
        return Figure(quantity, continued.comparator if not after_match else _compare(None, after_match),
                     shared(continued, text), continued.start, max(clause_end, quantity.end), continued.confidence - 0.03, "continued")
    cut_short = bool(_rule("time-unit").match(quantity.unit) and not in_rules and (_rule("cut-short").search(before) or _rule("time-of-each-day").search(before)))
    if _rule("time-unit").match(quantity.unit) and not cut_short and not (after_match and after_match["less"] and not in_rules):
        return None
    if rules.load("funding")["money-unit"].pattern.search(quantity.unit) and _rule("granted").search(sentence) and not _rule("new-loans").search(before):
        return None
    if quantity.unit == "%" and _rule("granted").search(clause) and not _rule("rate-reached").search(before):
        return None
    if _is_public_money(before, quantity) or _is_said_of_time_or_place(before, quantity, text[quantity.end : right]):
        return None
    if rules.load("funding")["fund-each-year"].pattern.search(text, left, quantity.start):
        return None
    if rules.load("funding")["fund-of"].pattern.search(before) and rules.load("funding")["of-fund"].pattern.match(after):
        return None
    if _is_done(clause, sentence, text[quantity.end : right]) or not cut_short and _rule("not-a-goal").search(text[max(clause_start, quantity.start - 16) : quantity.start]):
        return None
    if _rule("limit").search(before) and (in_rules or not _rule("task-at-least").search(before)) or _rule("spared").search(text[quantity.end : right]):
        return None
    if any(_rule(name).search(text[left : quantity.start]) for name in ("condition-of", "class-of-event")):
        return None
    if _is_measure(before, quantity, text[quantity.end : right], after_match, text[quantity.start - 1 : quantity.start] == "（"):
        return None
    if _rule("attribute").match(text[quantity.end : right]) and not _is_share_of_those(quantity, text[quantity.end : right]):
        return None
    if not cut_short and _rule("working-days").search(quantity.unit + after[:4]):
        return None
    if _is_known(before, quantity, after_match) or re.search(r"[“《〈][^”》〉]*$", text[left : quantity.start]):
        return None
    if _rule("capacity-unit").search(quantity.unit) and _rule("capacity").match(text[quantity.end : right]):
        return None
    match = max(_rule("before").finditer(before), key=re.Match.start, default=None)
    has_year = bool(_rule("says-when").search(sentence))
    if in_rules and not (has_year and match):
        return None
    limit = _rule("time-unit").match(quantity.unit) and _rule("within").match(text[quantity.end : right])
    due = _rule("due").search(clause)
    approximate = after_match and (after_match["more"] or after_match["about"])
    gap = len(before) - match.end() if match else 0
    # 收入突破100亿元的企业15家: 突破 belongs to the other number; 突破供水、排水等5类技术: to what is counted
    # 铁路投资8000亿元以上、公路投资1.65万亿元: 以上 to the number before it
    own = match and not re.search(r"\d", before[match.end() :]) and not (match.group() == "突破" and gap > 2 or match.group() == "以上" and "、" in before[match.end() :])
    far = REACH if _rule("of-a-year").search(clause) or approximate else 22
    too_far = match is not None and match["equal"] is not None and gap > far and not beside
    listed = _rule("etc").search(before) and _rule("works").search(text[quantity.end : right])
    if too_far and not listed:
        return None
    if match is None and not (limit or beside or due or approximate or listed or _listed(before, sentence, among_goals, of_approved)
                              or _is_said_in_nouns(before, text[quantity.end : right], quantity, sentence, after_match)):
        return None
    confidence = 0.88 if match and gap <= 12 else 0.78
    return Figure(quantity, _compare(match if own else None, after_match), indicator(text, left, clause_start, quantity, clause_end),
                 clause_start, max(clause_end, quantity.end), confidence, (match.lastgroup or "after") if match else "after")


def _is_share_of_those(quantity: Quantity, behind: str) -> bool:
    """推动80%以上的企业上云: how many of those there are is to do something."""
    return quantity.unit == "%" and bool(_rule("those-who-do").match(behind))


def _is_done(clause: str, sentence: str, behind: str) -> bool:
    """What was done is no goal: 去年新建20个; 累计建成20座, unless the sentence says by when; 579项，已完成572项."""
    if _rule("past").search(clause) or _rule("done-of-it").match(behind):
        return True
    return bool(_rule("so-far").search(clause)) and not (_rule("sets-goals").search(sentence) or _rule("due").search(sentence))


def _is_measure(before: str, quantity: Quantity, behind: str, after: re.Match[str] | None, opens_bracket: bool) -> bool:
    """What a number says of how things are measured, paid or admitted: a quota, a rate, a size, points of a score."""
    if _rule("quota").search(before) or _rule("ceiling-of-rule").search(before) or quantity.unit == "%" and _rule("rate-of").match(behind):
        return True
    if _rule("size").search(before) and _rule("sized").match(behind) or opens_bracket and quantity.unit != "%" and _rule("in-a-bracket").match(behind):
        return True
    if _rule("large").search(quantity.unit) and (_rule("larger-than").match(behind) or _rule("size-of-counted").match(behind)):
        return True
    if _rule("age").match(quantity.unit) and not _rule("lifetime").search(before) or _rule("graded").match(quantity.unit) and after:
        return True
    return bool(_rule("parts").match(behind)) or bool(_rule("marks").match(quantity.unit)) and not after


def _is_said_of_time_or_place(before: str, quantity: Quantity, behind: str) -> bool:
    """每3年修订1次, 1个月, 沿线1公里腾退地块, 毕业生将达765万人: how often, how long, along what, what is foretold, how much of a goal was reached, what one starts from."""
    if _rule("times").match(quantity.unit) and _rule("periodic").search(before) or quantity.unit == "个" and _rule("of-time").match(behind):
        return True
    if _rule("length").match(quantity.unit) and _rule("stretch-of").search(before) and _rule("stretch-named").match(behind):
        return True
    return bool(_rule("forecast").search(before) or _rule("of-goal").match(behind) or _rule("basis").match(behind))


def _is_known(before: str, quantity: Quantity, after: re.Match[str] | None) -> bool:
    """这3家, 2016年实施的24项: what is counted is there already; 在内的20项以上, 的1000个左右 and a share (不低于职工的10%) are not."""
    if _rule("known").search(before):
        return True
    share = quantity.unit == "%" and any(found["more"] for found in _rule("before").finditer(before)) and not _rule("share-of-cost").search(before)
    return bool(_rule("of-what").search(before)) and not (share or after and (after["more"] or after["about"]))


def _listed(before: str, sentence: str, among_goals: bool, of_approved: bool) -> bool:
    """A list of goals in one sentence or under a heading of goals: the verb stands before the first of them, or nowhere."""
    if of_approved:  # the parts of what has been approved, or of what is no goal
        sentence = _rule("of-which").sub("", sentence)
    return bool(among_goals or _rule("list-of-goals").search(sentence)) and bool(
        re.search(r"[\u4e00-\u9fff）”]{2,}$", before)) and not _rule("no-list").search(before)


def _is_said_in_nouns(before: str, behind: str, quantity: Quantity, sentence: str, after: re.Match[str] | None) -> bool:
    """失业率4%以内, 挂牌督办率100%, 到2025年，3家企业进入前列: a goal without a verb before its number."""
    if quantity.unit == "%" and (after or quantity.value == 100) and _rule("rate").search(before) or _rule("sample-unit").match(quantity.unit) and _rule("sampled").search(before):
        return True
    if _rule("served").match(quantity.unit) and _rule("serves").search(before) or _rule("deed").search(before):
        return True
    if _rule("served").match(quantity.unit) and _rule("for-whom").search(before) and _rule("is-done-for").match(behind):
        return True
    if _rule("of-a-project").match(quantity.unit) and _rule("to-be-funded").search(before):
        return True
    return bool(_rule("doers").match(behind) and _rule("by-then").search(sentence))


def _compare(before: re.Match[str] | None, after: re.Match[str] | None) -> str:
    if after and after["about"] and before and (before["more"] == "以上" or before["less"] == "控制在"):
        return "="
    if after and after["more"] or before and before["more"]:
        return ">="
    if after and after["less"] or before and before["less"]:
        return "<="
    return ">" if before and before["over"] else "="
