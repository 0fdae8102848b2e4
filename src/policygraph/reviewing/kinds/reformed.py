"""Reformed: agencies that a reform has replaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rdflib import URIRef

from ... import rules
from ...model import Agency, AgencyMention
from ...naming import reforms
from ...naming.reforms import Change
from ...reading import dates
from ...stating.terms import PG
from ..draft import Draft
from ..remarks import Ground, Remark

#: So many documents that name an agency a year after a reform say that it went another way there.
STILL = 2
#: The rule of a reform that is not a fact looked up.
USUAL = "reform-usual"


def reformed(draft: Draft) -> Iterator[Remark]:
    """A remark on the first mention of each agency that is no more.

    Nothing is said where the draft calls it 原…, tells of the reform, or names a document of it; nor where documents of the corpus
    go on naming it.
    """
    seen: set[Agency] = set()
    for mention in sorted(draft.document.agencies, key=lambda each: each.evidence.start):
        if mention.agency in seen or _is_told(draft, mention):
            continue
        change = reforms.change(mention.agency)
        if change is None or _first_day(change.date) > draft.today or change.rule == USUAL and _is_alive(draft, mention.agency, change.date):
            continue
        seen.add(mention.agency)
        steps = [change, *_further(draft, change)]
        after = "、".join(agency.name for agency in _today(steps))
        ground = Ground("", "", "naming/tables/reforms.csv", "；".join(_step(each) for each in steps))
        message = "reformed-usual" if change.rule == USUAL else "reformed-agency"
        yield draft.remark(message, draft.at(mention.evidence), ground, agency=mention.agency.name, after=after, day=change.date)


def _further(draft: Draft, change: Change) -> Iterator[Change]:
    """What became by now of those that took over."""
    waiting, seen = list(change.resulting), {change.original}
    while waiting:
        agency = waiting.pop(0)
        later = None if agency in seen else reforms.change(agency)
        seen.add(agency)
        if later and _first_day(later.date) <= draft.today:
            yield later
            waiting += later.resulting


def _today(steps: Sequence[Change]) -> Iterator[Agency]:
    """Those at the end of some steps, each once."""
    gone = {step.original for step in steps}
    yield from dict.fromkeys(agency for step in steps for agency in step.resulting if agency not in gone)


def _step(change: Change) -> str:
    return f"{change.date} {change.original.name} → {'、'.join(agency.name for agency in change.resulting)}"


def _first_day(day: str) -> str:
    """A month by which a reform was done ends before it counts."""
    return day if len(day) == 10 else f"{day}-31"


def _is_told(draft: Draft, mention: AgencyMention) -> bool:
    """Does the draft say that it is no more, tell what it issued then, or stand the name in the title of a document?"""
    start, end = mention.evidence.start, mention.evidence.end
    loaded, (left, right) = rules.load("review"), draft.at(mention.evidence)
    before = draft.text[left:start]
    if loaded["former"].pattern.search(before[-8:]) or loaded["reform"].search(draft.text[left:right]) or loaded["issued-then"].pattern.search(draft.text[end:right]):
        return True
    titled = before.count("《") > before.count("》")
    return titled or any(each.evidence.start <= start and end <= each.evidence.end for each in draft.document.citations)


def _is_alive(draft: Draft, agency: Agency, day: str) -> bool:
    """Do documents of the corpus name it a year after the reform?"""
    known, later = draft.known, dates.add(day if len(day) == 10 else f"{day}-01", years=1)
    found = set()
    for provision in known.having(PG.mentionsAgency, known.mint.agency(agency)):
        document = URIRef(known.value(provision, PG.document) or str(provision))
        if known.day(document) > later and document not in draft.own:
            found.add(document)
        if len(found) >= STILL:
            return True
    return False
