"""Explain: a gazette's text with every mention marked, the rule that found it, and what it was resolved to.

The tool with which rules are made: what is read, by which rule, how surely,
and what was left out shows at the place where it stands. The text is the
source as it was read, character for character.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

from ..carrying import for_terminal, line_for_terminal
from ..corrections import KINDS, WHAT
from ..language import LANGUAGES, Phrase, chosen, counted, told
from ..model import Agency, Citation, Document, Duty, Funding, Problem, Reading, Responsibility, Result, Target
from ..naming import gazetteer
from ..registry import RELATIONS, ROLES, STATEMENTS, doubt
from . import page

_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Remark:
    """What one mention says: its span in the source (code points), its kind, its rule, what it was resolved to (``says`` as tools have it, ``zh`` as readers of Chinese do), and what tells it from others of its words."""

    start: int
    end: int
    kind: str
    rule: str
    confidence: float | None
    says: str
    was: str = ""
    zh: str = ""


class Spanned(Protocol):
    """What covers a part of a text (code points)."""

    @property
    def start(self) -> int:
        """Its first character."""
    @property
    def end(self) -> int:
        """What stands behind its last character."""


def remarks(document: Document) -> list[Remark]:
    """The remarks on one act, in the order of the text, the wider first where two begin at one place."""
    found = []
    for attribute, known in STATEMENTS.items():
        for statement in getattr(document, attribute):
            span = statement.evidence
            found.append(Remark(
                span.start, span.end, known.kind, statement.rule, getattr(statement, "confidence", None),
                _SAYS[known.kind](statement, _ENGLISH), _was(known.kind, statement), _SAYS[known.kind](statement, _CHINESE)))
    order = [known.kind for known in STATEMENTS.values()]
    return sorted(found, key=lambda r: (r.start, -r.end, order.index(r.kind), r.says))


def _with(readings: Reading | Sequence[Reading], measures: bool) -> Sequence[Reading]:
    """The readings, with their measures or without."""
    several = [readings] if isinstance(readings, Reading) else readings
    return several if measures else [
        replace(reading, documents=tuple(replace(document, measures=()) for document in reading.documents)) for reading in several]


# ---- what a statement says


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = json.loads(page.asset("explain.json"))
    return found


@dataclass(frozen=True, slots=True)
class _In:
    """Words in a language: what the tools of rules call a thing by in English, what readers do in Chinese."""

    language: str

    def __call__(self, name: str, *values: object) -> str:
        return _words()[name][self.language != "zh"].format(*values)

    def known(self, sort: str, name: str) -> str:
        """A coded value, such as the name of a field."""
        found = _words().get(f"{sort}-{name}")
        return found[self.language != "zh"] if found else name

    def label(self, known: Mapping[str, Any], name: str) -> str:
        """A coded value of the registry."""
        return known[name].zh if self.language == "zh" and name in known else name


_ENGLISH, _CHINESE = _In("en"), _In("zh")


def _was(kind: str, statement: Any) -> str:
    """What a correction calls the statement by, beside its words; of a value of the head its name."""
    if kind in ("responsibility", "duty"):
        return str(statement.agency.name)
    if kind == "citation":
        return (statement.target.number.text if statement.target.number else statement.target.title) or ""
    names = {"programme": "name", "measure": "name", "target": "indicator", "result": "indicator", "funding": "purpose", "task": "action", "field": "name"}
    return str(getattr(statement, names[kind])) if kind in names else ""


def _agency(agency: Agency, say: _In) -> str:
    place = gazetteer.place(agency.place) if agency.place else None
    about = [] if agency.kind == "agency" else [say(agency.kind)]
    about += [place.name] if place and place.name not in agency.name else []
    return agency.name + (say("beside", say("comma").join(about)) if about else "")


def _citation(citation: Citation, say: _In) -> str:
    target = citation.target
    name = " ".join(part for part in (target.number and target.number.text, target.title and f"《{target.title}》") if part)
    places = say("and").join(found.name for code in citation.candidates if (found := gazetteer.place(code)))
    return f"{say.label(RELATIONS, citation.relation)} → {name}" + say("beside", say.known("by", citation.resolution) + (say("is", places) if places else ""))


def _responsibility(entry: Responsibility, say: _In) -> str:
    return say.label(ROLES, entry.role) + say("is", _agency(entry.agency, say)) + (say("comma") + entry.action if entry.action else "") + _at(entry.provision)


def _duty(duty: Duty, say: _In) -> str:
    return _agency(duty.agency, say) + say("is", duty.action) + _at(duty.provision)


def _target(target: Target, say: _In) -> str:
    return f"{target.indicator} {_amount(target)}" + (say("by", target.deadline) if target.deadline else "") + _striven(target, say) + _at(target.provision)


def _striven(target: Target, say: _In) -> str:
    return say("stretch", f"{target.stretch:g}") if target.stretch is not None else say("striven") if target.striven else ""


def _result(result: Result, say: _In) -> str:
    growth = f"{say('comma')}{result.growth:+g}{result.growth_unit}" if result.growth is not None else ""
    return f"{result.indicator} {_amount(result)}" + (say("in", result.period) if result.period else "") + growth + _at(result.provision)


def _funding(funding: Funding, say: _In) -> str:
    return funding.purpose + say("is", _amount(funding)) + (say("comma") + funding.period if funding.period else "") + _at(funding.provision)


def _amount(statement: Target | Result | Funding) -> str:
    if statement.value is None:
        return statement.unit or ""
    most = f"–{statement.maximum:g}" if statement.maximum is not None else ""
    return f"{statement.comparator} {statement.value:g}{most} {statement.unit or ''}".strip()


def _at(provision: str) -> str:
    return f" [{provision}]" if provision else ""


_SAYS: dict[str, Callable[[Any, _In], str]] = {
    "field": lambda field, say: f"{say.known('field', field.name)} = {field.value}",
    "provision": lambda provision, say: provision.locator,
    "citation": _citation,
    "agency": lambda mention, say: f"→ {_agency(mention.agency, say)}",
    "responsibility": _responsibility,
    "duty": _duty,
    "programme": lambda mention, say: f"→ {mention.name}" + (say("replaces", "、".join(mention.replaces)) if mention.replaces else ""),
    "measure": lambda mention, say: f"→ {mention.name}",
    "target": _target,
    "result": _result,
    "funding": _funding,
    "task": lambda task, say: task.action + (say("until", task.deadline) if task.deadline else say("recurs", " ".join(task.recurs))) + _at(task.provision),
}


# ---- the text in pieces


def pieces(start: int, end: int, found: Sequence[Spanned]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Cut ``start:end`` where a remark begins or ends; each piece with the indexes of the remarks that cover it.

    The remarks come in the order of their starts.
    """
    places = sorted({start, end, *(p for r in found for p in (r.start, r.end) if start < p < end)})
    active: list[int] = []
    begin, n = 0, len(found)
    for left, right in zip(places, places[1:], strict=False):
        active = [i for i in active if found[i].end > left]
        while begin < n and found[begin].start <= left:
            if found[begin].end > left:
                active.append(begin)
            begin += 1
        yield left, right, tuple(active)


def explain_terminal(readings: Reading | Sequence[Reading], *, colour: bool = False, measures: bool = False) -> str:
    """The text with marks, and below each line what was found in it.

    Args:
        readings: What was read in one source, or in several: of these, a list of contents comes first.
        colour: Colour the mentions (for a terminal); else each is put between ``⟦`` and ``⟧``.
        measures: Show measures too, beside programmes.

    Returns:
        Lines of text in the language that was chosen; a remark is a line that begins
        with ``│``: kind, rule, confidence, the words, and what they were resolved to.
        What a terminal would obey is not in them.
    """
    readings = _with(readings, measures)
    contents = [line for reading in readings for line in _listed(reading)] if len(readings) > 1 else []
    lines = [told("# contents"), "", *contents, ""] if contents else []
    for reading in readings:
        lines += _explained(reading, colour)
    return "\n".join(lines) + "\n"


def _listed(reading: Reading) -> Iterator[str]:
    yield line_for_terminal(reading.source.name)
    for document in reading.documents:
        yield line_for_terminal(f"  {_number(document)} {document.title or ''}".rstrip())


def _explained(reading: Reading, colour: bool) -> Iterator[str]:
    name, count = reading.source.name, len(reading.documents)
    yield line_for_terminal(told(counted("# {name}: {count} act", "# {name}: {count} acts", count, name=name)))
    for document in reading.documents:
        yield from ("", line_for_terminal(f"## {_number(document)} {document.title or ''} ({document.start}–{document.end})"), "")
        yield from _lines(reading.source.text, document, colour)
    yield from (line_for_terminal(_problem(problem)) for problem in reading.problems)


def _number(document: Document) -> str:
    return document.number.text if document.number else "—"


def _lines(text: str, document: Document, colour: bool) -> Iterator[str]:
    found = remarks(document)
    cut = list(pieces(document.start, document.end, found))
    position, first, piece = document.start, 0, 0
    for line in text[document.start : document.end].splitlines(keepends=True):
        end = position + len(line)
        words = ""
        while piece < len(cut) and cut[piece][0] < end:
            left, right, active = cut[piece]
            start, stop = max(left, position), min(right, end)
            words += _marked(_shown(text[start:stop]), [found[i] for i in active], start, stop, colour)
            if right > end:
                break  # it goes on in the next line
            piece += 1
        if words.strip():
            yield words.rstrip("\r\n")
        while first < len(found) and found[first].start < end:
            yield _note(text, found[first])
            first += 1
        position = end


def _shown(words: str) -> str:
    """Words as a terminal shows them; whatever ends a line (`str.splitlines`) is a line feed."""
    return for_terminal(_LINE_END.sub("\n", words))


def _marked(words: str, active: list[Remark], left: int, right: int, colour: bool) -> str:
    body = words.rstrip("\r\n")
    ending = words[len(body) :]
    if colour:
        code = next((known.sgr for known in STATEMENTS.values() if active and known.kind == active[-1].kind), None)
        return (f"\x1b[{code}m{body}\x1b[0m" if code and body else body) + ending
    spans = {(r.start, r.end) for r in active}
    opened, closed = sum(start == left for start, _ in spans), sum(end == right for _, end in spans)
    return "⟦" * opened + body + "⟧" * closed + ending


def _note(text: str, remark: Remark) -> str:
    words = "".join(text[remark.start : remark.end].split())
    words = words if len(words) <= 40 else f"{words[:28]}…{words[-8:]}"
    sure = "" if remark.confidence is None else f" {remark.confidence:g}{doubt(remark.confidence)}"
    kind, says = (_called()[remark.kind], remark.zh) if chosen() == "zh" else (remark.kind, remark.says)
    return line_for_terminal(f"  │ {kind}/{remark.rule}{sure}  “{words}”  {says}")


@cache
def _called() -> Mapping[str, str]:
    """What Chinese calls the kinds of remarks."""
    return {known.kind: known.zh for known in STATEMENTS.values()}


def _problem(problem: Problem, language: str | None = None) -> str:
    message = told(problem.message, language)
    if problem.remedy:
        message = told(Phrase("{message} ({remedy})", message=message, remedy=told(problem.remedy, language)), language)
    return f"! {message}"


# ---- the page


def explain_html(readings: Reading | Sequence[Reading], *, measures: bool = False, language: str | None = None) -> str:
    """The same as one page that opens offline: colours by kind, switches for each, and the remarks on a click, in Chinese and in English.

    Args:
        readings: What was read in one source, or in several, which stand one below the other; the page
            begins with a list of all their documents.
        measures: Show measures too, beside programmes.
        language: The language in which it opens, one of `LANGUAGES`; the one that was chosen if left out.
    """
    readings = _with(readings, measures)
    several = len(readings) > 1
    rows: list[tuple] = []
    sources = [_source(reading, n, rows) for n, reading in enumerate(readings)]
    titles = [told(Phrase("{count} files", count=len(readings)), each) if several else readings[0].source.name for each in LANGUAGES]
    return page.render(
        "explain", also=("language",), language=language or chosen(), titles=dict(zip(LANGUAGES, titles, strict=True)), several=several, sources=sources,
        labels=page.data({known.kind: [known.zh, known.en] for known in STATEMENTS.values()}),
        kinds=[known for name, known in STATEMENTS.items() if measures or name != "measures"], counts=Counter(row[0] for row in rows), rows=page.data(rows), choices=page.data(_choices()))


def _choices() -> dict[str, list[str]]:
    """Kind of remark -> what may be corrected of it, the likeliest first."""
    of_statements = {kind: [name for name, each in WHAT.items() if kind in each.statements] for kind in KINDS}
    return {**of_statements, "agency": ["no-agency"], "field": [name for name, each in WHAT.items() if each.of == "document"]}


def _source(reading: Reading, n: int, rows: list[tuple]) -> dict[str, Any]:
    """What the page shows of one source: its name, its documents and what was odd in it. The remarks go to the end of ``rows``."""
    acts = []
    for document in reading.documents:
        found = remarks(document)
        acts.append({
            "id": f"d{n}-{document.start}", "number": _number(document), "title": document.title or "",
            "pieces": _shown_pieces(reading.source.text, document, found, len(rows))})
        rows += [(r.kind, r.rule, None if r.confidence is None else f"{r.confidence:g}{doubt(r.confidence)}", r.zh, r.says, r.was) for r in found]
    return {"id": f"d{n}", "name": reading.source.name, "acts": acts, "problems": [{each: _problem(problem, each)[2:] for each in LANGUAGES} for problem in reading.problems]}


def _shown_pieces(text: str, document: Document, found: list[Remark], base: int) -> list[dict[str, str]]:
    """The text of a document in pieces, each with the kinds and the numbers (from ``base``) of the remarks on it."""
    return [
        {"words": text[left:right], "kinds": " ".join(sorted({found[i].kind for i in active})), "remarks": " ".join(str(base + i) for i in active)}
        for left, right, active in pieces(document.start, document.end, found)
    ]
