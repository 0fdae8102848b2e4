"""Duties: an agency is the subject of an obligation without a marker of responsibility.

Three shapes carry them: an agency before 要, 应当, 不得 …; an agency after 由;
and, in the manner of rules and plans, an agency at the start of a sentence
whose verb tells what it does (区财政局按规定拨付资金).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from .. import ownrules, rules
from ..model import Document, Duty, Paragraph
from ..naming import agencies
from ..naming.agencies import Context, NamedAgency
from .labelled import MAX_ACTION, sentence_starts, sure


@ownrules.renewed
@cache
def _rule(name: str) -> re.Pattern[str]:
    return rules.load("duties")[name].pattern


def find_duties(document: Document, paragraphs: Sequence[Paragraph], context: Context) -> tuple[Duty, ...]:
    """Find the obligations of agencies in one act.

    Returns:
        One duty per agency and clause, in the order of the paragraphs. A
        clause that begins with a marker of responsibility (应当会同…, 要配合…)
        is left to `responsibilities`.
    """
    found: list[Duty] = []
    marked = _rule("marked")
    for paragraph in paragraphs:
        seen: set[tuple[str, int]] = set()
        for shape in (_obliged, _by, _acts):
            for subjects, start, end, action, rule in shape(paragraph, context):
                if marked.match(action):
                    continue
                _, sentence_end = paragraph.sentence(end - 1, end)
                for named in subjects:
                    key = (named.agency.name, sentence_end)
                    if named.rule == "named" and not _rule("body-of-state").search(named.printed) or key in seen and rule.id != "obliged":
                        continue
                    seen.add(key)
                    found.append(Duty(
                        named.agency, named.printed, action[:MAX_ACTION], paragraph.provision,
                        paragraph.evidence(min(start, named.start), end), rule.id,
                        round(min(rule.confidence, named.confidence), 3),
                    ))
    return tuple(found)


_Shape = Iterator[tuple[tuple[NamedAgency, ...], int, int, str, rules.Rule]]


def _obliged(paragraph: Paragraph, context: Context) -> _Shape:
    """甲要…, 甲应当…: the agencies right before the verb of obligation."""
    rule = rules.load("duties")["obliged"]
    text = paragraph.text
    taken: set[tuple[int, int]] = set()
    obliged = [(match, sure(agencies.list_before(text, match.start(), context, paragraph.body))) for match in rule.finditer(text, paragraph.body)]
    begins = [subjects[0].start for _, subjects in obliged if subjects]
    for match, subjects in obliged:
        left, stop = paragraph.sentence(match.start(), match.end())
        if match["comma"] and subjects and subjects[0].start > max(left, paragraph.body):
            continue  # the last words of another clause (报告市水利局，应当…)
        following = bisect_left(begins, match.end())
        stop = min(stop, begins[following]) if following < len(begins) else stop  # what the next one is obliged to is no more of it
        action = text[match.end() : stop].strip("。；，：")
        if subjects and action and (subjects[0].start, stop) not in taken:
            taken.add((subjects[0].start, stop))
            yield subjects, subjects[0].start, stop, action, rule


def _by(paragraph: Paragraph, context: Context) -> _Shape:
    """由甲…: the agencies after 由, unless a marker makes it a responsibility or 的 a mere attribute (由甲制定的)."""
    rule = rules.load("duties")["by"]
    text = paragraph.text
    for match in rule.finditer(text, paragraph.body):
        subjects = sure(agencies.list_after(text, match.end(), context))
        if not subjects:
            continue
        _, stop = paragraph.sentence(match.start(), match.end())
        comma = text.find("，", subjects[-1].end, stop)
        stop = comma if comma > 0 else stop
        rest = _after(text, subjects[-1].end)
        action = text[rest:stop].strip("。；，：")
        if len(action) > 1 and not _rule("marker").search(action) and (_rule("sanction").match(action) or not _rule("attribute").match(action)):
            yield subjects, match.start(), stop, action, rule


def _acts(paragraph: Paragraph, context: Context) -> _Shape:
    """甲按规定拨付…: a sentence that begins with agencies and says what they do."""
    loaded = rules.load("duties")
    rule, past = loaded["acts"], loaded["past"].pattern
    text = paragraph.text
    for start in _before_verbs(text, sentence_starts(text, paragraph.body), rule.pattern):
        subjects = sure(agencies.list_after(text, start, context))
        if not subjects:
            continue
        rest = _after(text, subjects[-1].end)
        _, stop = paragraph.sentence(rest, min(rest + 1, len(text)))
        if not rule.pattern.match(text, rest) or past.search(text, rest, stop):
            continue
        action = text[rest:stop].strip("。；，：")
        circumstance = "，" in action and _rule("circumstance").search(action.partition("，")[0])
        if len(action) > 3 and not circumstance and not _rule("power").match(action) and not _rule("marker").search(action[:12]) and len(subjects[0].printed) > 2:
            yield subjects, subjects[0].start, stop, action, rule


def _before_verbs(text: str, starts: Sequence[int], verb: re.Pattern[str]) -> Iterator[int]:
    """The starts of sentences after which a verb comes before a list of agencies would have to end: the others need no list read."""
    following = -1
    for start in starts:
        if start >= len(text) - 3:
            return
        if following <= start:
            found = verb.search(text, start + 1)
            if not found:
                return
            following = found.start()
        limit = agencies.clause_end(text, start)
        if following <= limit or limit - start >= agencies.MAX_LIST:
            yield start


def _after(text: str, position: int) -> int:
    """The index after the tail of a list that ends at ``position``."""
    tail = rules.load("subjects")["tail"].pattern.match(text, position)
    return tail.end() if tail else position
