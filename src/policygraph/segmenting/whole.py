"""Segment: a source becomes acts, each with its head, its provisions and its paragraphs.

This stage reads the shape of a gazette: tables of contents, titles, numbers,
addressees, signatures, dates, the instrument that a notice issues. What the
sentences say is the business of the recognisers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..guard import Guard, problem
from ..model import Agency, Document, Evidence, GazetteIssue, Number, Paragraph, Problem, Source
from ..naming import agencies, aliases, gazetteer
from . import foot, force, head, instrument, issue, origin, provisions
from .acts import Head, find_acts
from .lines import Line, pattern, read_lines
from .record import Record

#: Those who adopt the laws of the nation.
CONGRESS = frozenset({"全国人民代表大会", "全国人民代表大会常务委员会"})


@dataclass(frozen=True, slots=True)
class Act:
    """An act with its head and provisions filled in, and the paragraphs for the recognisers.

    ``titles`` holds the title as a paragraph (none if the copy lacks it), and what the note under it says of the acts that changed this one.
    """

    document: Document
    paragraphs: tuple[Paragraph, ...]
    context: agencies.Context
    titles: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Segmented:
    """What `segment` finds in a source; ``failures`` are acts that were lost to something unexpected."""

    acts: tuple[Act, ...]
    issue: GazetteIssue | None
    problems: tuple[Problem, ...]
    failures: tuple[Problem, ...] = ()


def segment(source: Source, guard: Guard | None = None) -> Segmented:
    """Split a source into its acts and read their heads.

    Args:
        source: The text.
        guard: Limits the time of each act; without end if left out.

    Returns:
        The acts in reading order (none if the text holds no official act), the
        gazette issue if the source is one, what was not as expected, and which
        acts were lost.
    """
    guard = guard or Guard(source.name)
    with guard.whole("finding its acts"):
        lines = read_lines(source.text)
        heads = find_acts(lines)
        front = lines[: heads[0].first] if heads else ()
        contents = issue.contents(front)
    records = [Record(source, lines, found) for found in heads]
    acts = [act for _, act in guard.each("reading its head and its provisions", records, _where, _act)]
    acts = [replace(act, document=replace(act.document, page=issue.page(contents, act.document))) for act in acts]
    found = issue.read_issue(front, lines[heads[-1].last :], source) if heads and (len(heads) > 1 or contents) else None
    problems = [problem for record in records for problem in record.problems]
    problems += issue.check(source, contents, [act.document for act in acts])
    return Segmented(tuple(acts), found, tuple(problems), tuple(problem(error) for error in guard.failures))


def _where(record: Record) -> tuple[int, int]:
    return record.lines[record.head.first].start, record.lines[record.head.last - 1].end


def _act(record: Record) -> Act:
    """One page of the whole: what stands in the head, in the text, at the foot."""
    title, numbers = head.title(record), head.numbers(record) or head.number_of_file(record)
    place, level, coded = head.place_of_number(numbers)
    issuers = head.issuers_of_title(record, title, agencies.Context(place, level))
    if issuers:
        place, level = issuers[0].place or place, issuers[0].level or level
    body, addressees = head.addressees(record, head.body(record), agencies.Context(place, level))
    divided = foot.divide(record, body)
    if not issuers:
        issuers = _other_issuers(record, divided, agencies.Context(place, level), coded)
        place, level = (place or issuers[0].place, level or issuers[0].level) if issuers else (place, level)
    issued = instrument.find(record.lines, title, divided.notice, divided.rest)
    _note_instrument(record, issued)
    kind = gazetteer.document_type(title) if title else None
    title = title or _title_elsewhere(record, issued, numbers)
    made, paragraphs = provisions.build(instrument.parts(record.lines, issued), record.source.text)
    if place is None:
        place, found = _place_elsewhere(issued.title or title or "", addressees, paragraphs)
        level = level or found
    if not issuers and (issuers := origin.spoken_for(record, paragraphs, agencies.Context(place, level))):
        place, level = place or issuers[0].place, level or issuers[0].level
    signed, adopted = divided.signed or head.delivered(record), head.adopted(record) or origin.adopted(record, paragraphs)
    printed = divided.printed or head.published(record) or head.put_online(record)
    notice = [p for p in paragraphs if p.part == "notice"]
    kind = kind or origin.kind(notice, paragraphs, issued.title is not None, bool(addressees)) or (gazetteer.document_type(title) if title else None)
    published = signed or printed or (adopted if _published_at_once(issuers) else None)
    effective, expires = _force(record, paragraphs, published, adopted, kind, (title, issued.title))
    document = Document(
        record.source.sha256, *_where(record), _evidence(record),
        title=title, enclosed_title=issued.title, number=numbers[0] if numbers else None, other_numbers=numbers[1:],
        type=kind, issuers=issuers, addressees=addressees, signed=signed, printed=printed, adopted=adopted,
        effective=effective, expires=expires, registration=head.registration(record), place=place, level=level,
        fields=tuple(record.fields), provisions=made, agencies=tuple(record.mentions),
    )
    day = signed or printed or adopted or (numbers[0].about if numbers else None)  # a number tells the year at least
    context = agencies.Context(place, level, day, issuers)
    context = replace(context, aliases=aliases.aliases([paragraph.text[paragraph.body :] for paragraph in paragraphs], context))
    return Act(document, paragraphs, context, (
        *_title_paragraph(record.lines, record.head, record.source), *_changed_by(record.lines, record.head, record.source)))


def _place_elsewhere(title: str, addressees: Sequence[Agency], paragraphs: Sequence[Paragraph]) -> tuple[str | None, str | None]:
    """Place and level of an act of which neither number nor issuer tells them: by its title, by whom it writes to, by how its text speaks."""
    found = gazetteer.place_of_title(title)
    found = found if found[0] else origin.place_of_addressees(addressees)
    return found if found[0] else origin.place_of_text(paragraphs)


def _other_issuers(record: Record, divided: foot.Divided, context: agencies.Context, coded: str | None) -> tuple[Agency, ...]:
    """The issuers of an act whose title does not name them: who signed or adopted it, metadata, the code of its number, who printed it."""
    found = (
        foot.signers(record, divided.signers, context) or head.issuers_of_metadata(record, context)
        or head.issuers_of_adoption(record, context)
    )
    if found or coded is None:
        return found or foot.printers(record, context)
    agency = agencies.issuer(coded, context)
    number = next(field for field in record.fields if field.name == "number")
    record.note_at("issuer", agency.name, number.evidence, "issuer-of-code", 0.8)
    return (agency,)


def _title_elsewhere(record: Record, issued: instrument.Instrument, numbers: Sequence[Number]) -> str | None:
    """The title of an act whose copy lost it: what it issues, where that alone names it and has its heading; else the name of its file."""
    if issued.title and issued.heading and not numbers:
        return record.note("title", issued.title, issued.heading, "instrument-heading", 0.8)
    return None if issued.title else head.title_of_file(record)


def _published_at_once(issuers: Sequence[Agency]) -> bool:
    """Is what these adopt published on the same day? Laws of the nation are, by order of the president; local regulations and rules later, by an announcement."""
    return any(issuer.name in CONGRESS for issuer in issuers)


def _note_instrument(record: Record, issued: instrument.Instrument) -> None:
    if issued.title and issued.heading:
        record.note("enclosed_title", issued.title, issued.heading, "instrument-heading", 0.97)
    elif issued.title:
        where = record.head.title or issued.notice[:1] or (record.head.first,)
        record.note("enclosed_title", issued.title, where, "issued-in-title", 0.9)


def _force(
    record: Record, paragraphs: Sequence[Paragraph], base: str | None, adopted: str | None, kind: str | None, names: Iterable[str | None],
) -> tuple[str | None, str | None]:
    """施行日期 and the last day in force: of the text, else of the note under the title, else of the metadata."""
    found = force.read(paragraphs, base, adopted, kind, [name for name in names if name])
    record.fields += found.fields
    for printed in found.impossible:
        record.impossible(printed)
    effective = found.effective or head.in_force(record) or foot.force_of_metadata(record, "effective")
    return effective, found.expires or foot.force_of_metadata(record, "expires")


def _evidence(record: Record) -> Evidence:
    """The number if there is one, else the title, else the first line."""
    for name in ("number", "title"):
        for field in record.fields:
            if field.name == name:
                return field.evidence
    first = record.head.first
    return record.quote([first], 0, len(record.lines[first].text))


def _changed_by(lines: Sequence[Line], found: Head, source: Source) -> tuple[Paragraph, ...]:
    """What the note under a title says of the acts that changed this one (根据…《关于修改…的决定》修正), as a paragraph."""
    text = "".join(lines[k].text for k in found.adoption)
    changed = pattern("changed-by", "titles").search(text)
    if changed is None:
        return ()
    offsets = tuple(o for k in found.adoption for o in lines[k].offsets)[changed.start() :]
    return (Paragraph(text[changed.start() :], offsets, source.text[offsets[0] : offsets[-1] + 1]),)


def _title_paragraph(lines: Sequence[Line], found: Head, source: Source) -> tuple[Paragraph, ...]:
    text = "".join(lines[k].text for k in found.title)
    offsets = tuple(o for k in found.title for o in lines[k].offsets)
    return (Paragraph(text, offsets, source.text[offsets[0] : offsets[-1] + 1]),) if text else ()
