"""Duties: an agency is the subject of an obligation (要, 应当, 不得 …) without a marker of responsibility."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import agencies, rules
from .agencies import Context
from .model import Document, Duty, Paragraph
from .responsibilities import MAX_ACTION

#: Markers that make it a responsibility (see `responsibilities`).
_MARKED = re.compile(r"负责|牵头|会同|配合|协助|承担|组织实施|落实")


def find_duties(document: Document, paragraphs: Sequence[Paragraph], context: Context) -> tuple[Duty, ...]:
    """Find the obligations of agencies in one act.

    Returns:
        One duty per agency and sentence, in reading order. Subjects are only
        taken where they stand right before the verb of obligation.
    """
    rule = rules.load("duties")["obliged"]
    found: list[Duty] = []
    seen: set[tuple[int, str]] = set()
    for paragraph in paragraphs:
        for match in rule.pattern.finditer(paragraph.text, paragraph.body):
            subjects = agencies.list_before(paragraph.text, match.start(), context, paragraph.body)
            _, stop = paragraph.sentence(match.start(), match.end())
            action = paragraph.text[match.end() : stop].strip("。；，：")[:MAX_ACTION]
            if not action:
                continue
            for named in subjects:
                key = (paragraph.start + match.start(), named.agency.name)
                if named.rule == "named" or key in seen:
                    continue
                seen.add(key)
                found.append(Duty(
                    named.agency, named.printed, action, paragraph.provision,
                    paragraph.evidence(named.start, stop), "obliged", round(min(rule.confidence, named.confidence), 3),
                ))
        found += _by(paragraph, context, seen)
    return tuple(found)


def _by(paragraph: Paragraph, context: Context, seen: set[tuple[int, str]]) -> list[Duty]:
    """由甲…: the agencies after 由, unless a marker makes it a responsibility."""
    rule = rules.load("duties")["by"]
    found = []
    for match in rule.pattern.finditer(paragraph.text, paragraph.body):
        subjects = agencies.list_after(paragraph.text, match.end(), context)
        if not subjects:
            continue
        _, stop = paragraph.sentence(match.start(), match.end())
        comma = paragraph.text.find("，", subjects[-1].end, stop)
        action = paragraph.text[subjects[-1].end : comma if comma > 0 else stop].strip("。；，：")
        if len(action) < 2 or _MARKED.search(action):
            continue
        for named in subjects:
            key = (paragraph.start + match.start(), named.agency.name)
            if named.rule != "named" and key not in seen:
                seen.add(key)
                found.append(Duty(
                    named.agency, named.printed, action[:MAX_ACTION], paragraph.provision,
                    paragraph.evidence(match.start(), comma if comma > 0 else stop), "by",
                    round(min(rule.confidence, named.confidence), 3),
                ))
    return found
