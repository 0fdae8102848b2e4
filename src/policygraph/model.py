"""The types that every stage hands on.

They are frozen, hold tuples only, and import nothing of this package. All
offsets are half-open spans of Unicode code points in the text of the
`Source` as it was read: ``source.text[start:end] == exact``, always.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache, singledispatch

#: Sentence ends. A semicolon ends a statement in official prose, where one
#: sentence often lists the duties of ten agencies.
SENTENCE_END = "。！？；!?;"

#: Longest context (code points) kept on each side of a quotation.
CONTEXT = 160


@singledispatch
def html(thing: object) -> str | None:
    """What a notebook shows of a thing. The module ``markup`` registers it for its types; of others nothing but their repr is shown."""
    return None


class _Shown:
    """Shown by `html` in a notebook."""

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        return html(self)


@dataclass(frozen=True, slots=True)
class Source:
    """A text as it was read: the file name, its text, the sha256 of its bytes, and what was odd about it.

    ``name`` is ``bundle.zip/folder/page.html`` for a member of an archive. For
    a web page, a PDF or a Word file ``text`` is what was taken out of it.
    """

    name: str
    text: str
    sha256: str
    media_type: str = "text/plain"
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement stands: a span of the source, its text and its context.

    ``prefix + exact + suffix`` is the sentence (cut at `CONTEXT` code points
    on each side).
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


_SENTENCE_END = re.compile(f"[{SENTENCE_END}]")


@lru_cache(maxsize=64)
def _sentence_ends(text: str) -> list[int]:
    """Where the marks stand that end a sentence, in order."""
    return [found.start() for found in _SENTENCE_END.finditer(text)]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A logical paragraph: folded text that knows where each character came from.

    ``text`` is the paragraph as a reader sees it: lines joined, blanks between
    Chinese characters and page noise left out, brackets of one kind.
    ``offsets[i]`` is the place of ``text[i]`` in the source. Recognisers work
    on ``text`` and ask for `evidence`.

    ``part`` is ``"notice"``, ``"instrument"`` (what the notice issues) or
    ``"annex"``; ``provision`` is the ``id`` of the provision it stands in
    (``""`` before the first heading); ``heading`` says that the paragraph
    begins with the mark of its provision, and ``body`` is the index in
    ``text`` after that mark.
    """

    text: str
    offsets: tuple[int, ...]
    raw: str
    part: str = "notice"
    provision: str = ""
    heading: bool = False
    body: int = 0

    @property
    def start(self) -> int:
        """Where the paragraph begins in the source (code points)."""
        return self.offsets[0]

    @property
    def end(self) -> int:
        """Where the paragraph ends in the source (code points)."""
        return self.offsets[-1] + 1

    def index(self, offset: int) -> int:
        """The index in ``text`` of the first character at or after a source offset."""
        return bisect_left(self.offsets, offset)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The span in ``text`` of the sentence (or sentences) around ``text[start:end]``."""
        ends = _sentence_ends(self.text)
        before, after = bisect_left(ends, start), bisect_left(ends, max(end - 1, start))
        return (ends[before - 1] + 1 if before else 0), (ends[after] + 1 if after < len(ends) else len(self.text))

    def evidence(self, start: int, end: int) -> Evidence:
        """The evidence for ``text[start:end]`` (a non-empty slice of the folded text).

        Raises:
            ValueError: The slice is empty or outside the paragraph.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no text at {start}:{end} in a paragraph of {len(self.text)}")
        left, right = self.sentence(start, end)
        left, right = max(left, start - CONTEXT), min(right, end + CONTEXT)
        base = self.start
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        return Evidence(
            first,
            last,
            self.raw[first - base : last - base],
            self.raw[self.offsets[left] - base : first - base] if left < start else "",
            self.raw[last - base : self.offsets[right - 1] + 1 - base] if right > end else "",
        )


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative division: GB/T 2260 code of six digits, name, level, code of the parent.

    ``level`` is central, province, prefecture, county or township.
    """

    code: str
    name: str
    level: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A document number (发文字号), e.g. 济政字〔2017〕39号: agency code, year, serial.

    ``text`` is the normalised form: 〔〕, no blanks, no 第. For 令第N号 the
    year is None.
    """

    text: str
    code: str
    year: int | None
    serial: int

    @property
    def about(self) -> str | None:
        """A day in the middle of the year that the number tells (ISO 8601), where no date is known better; None without a year."""
        return f"{self.year}-07-01" if self.year else None


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency, or a group of agencies, by its full official name.

    ``kind`` is ``"agency"``, ``"group"`` (各县区人民政府) or ``"generic"``
    (民政部门). ``place`` is the GB/T 2260 code of its jurisdiction, if known;
    ``parent`` the full name of the body it is part of (办公厅 of a government);
    ``branch`` one of party, government, congress, consultative, court,
    procuratorate, military, mass, enterprise, institution.
    """

    name: str
    kind: str = "agency"
    place: str | None = None
    level: str | None = None
    branch: str = "government"
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A value of the document's head (title, number, date …) with its evidence."""

    name: str
    value: str
    evidence: Evidence
    rule: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Provision:
    """A heading of the tree 第X章 第X条 一、（一）1. with what stands under it.

    ``id`` is unique in the document (the locator, with ``~2`` for a second one
    of the same locator); ``locator`` names the marks from the outside in, e.g.
    ``二/（一）/3``; ``text`` is the folded text of its own paragraphs, without
    those of its children.
    """

    id: str
    locator: str
    parent: str | None
    heading: str
    text: str
    evidence: Evidence
    part: str = "notice"
    rule: str = "provision"


@dataclass(frozen=True, slots=True)
class Reference:
    """A document that is named: by number, by title, or by both.

    ``place`` and ``level`` are known where the number or the title tells them;
    ``printed`` is the title as the text has it, where it is shorter than the
    official one (税收征管法, or 《关于…》 after its issuer). ``version`` is the
    year of an earlier act that had the title of the one that names it
    (1991年发布的《某条例》同时废止, in 某条例).
    """

    number: Number | None = None
    title: str | None = None
    type: str | None = None
    place: str | None = None
    level: str | None = None
    issuers: tuple[Agency, ...] = ()
    printed: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """The document names another one.

    ``relation`` is based_on, applies, forwards, amends, repeals or mentions;
    ``resolution`` is number, title, alias, ambiguous or unresolved;
    ``candidates`` are the places an ambiguous number may belong to;
    ``repealed_from`` is the day that the sentence states for a repeal;
    ``articles`` are those of the cited document that the text names behind it (第十二条第二款).
    """

    relation: str
    target: Reference
    provision: str
    evidence: Evidence
    rule: str
    confidence: float
    resolution: str
    alias: str | None = None
    candidates: tuple[str, ...] = ()
    repealed_from: str | None = None
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyMention:
    """An agency named in the text, as printed and as resolved."""

    agency: Agency
    printed: str
    provision: str
    evidence: Evidence
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Responsibility:
    """An agency answers for a task: ``role`` is lead, cooperate or responsible.

    ``deadline`` is ``2019``, ``2019-12`` or ``2019-12-31``, where the text tells one beside the agency.
    """

    agency: Agency
    role: str
    printed: str
    provision: str
    evidence: Evidence
    rule: str
    confidence: float
    action: str | None = None
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """An agency is the subject of an obligation that has no responsibility marker."""

    agency: Agency
    printed: str
    action: str
    provision: str
    evidence: Evidence
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ProgrammeMention:
    """A named policy initiative: ``name`` is what the act calls it, ``printed`` what stands at the place.

    ``core`` is what its variants share (企业上云 of “企业上云”行动计划) and makes it
    one initiative in all documents; ``other`` are further forms of the name;
    ``replaces`` the cores of those whose place it takes, where the sentence says so.
    A measure (a system, a mechanism, a principle in quotes) is named in the same way.
    """

    name: str
    printed: str
    provision: str
    evidence: Evidence
    rule: str
    confidence: float
    core: str = ""
    other: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A quantified goal.

    ``comparator`` is ``=``, ``>=``, ``<=``, ``>`` or ``<``; ``maximum`` is set
    for a range; ``deadline`` is ``2019``, ``2019-12`` or ``2019-12-31``; ``base``
    is the value that it starts from, where the text says so; ``programme`` the
    core of the `ProgrammeMention` that it belongs to. ``striven`` says that the
    text strives for it (力争); ``stretch`` is the value that is striven for
    beyond this one (确保2200家、力争2500家), which is a target of its own too.
    """

    indicator: str
    value: float
    maximum: float | None
    unit: str
    comparator: str
    deadline: str | None
    provision: str
    evidence: Evidence
    rule: str
    confidence: float
    programme: str | None = None
    base: float | None = None
    stretch: float | None = None
    striven: bool | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A figure that has been reached.

    ``period`` is what it is of: a year (``2022``), a month (``2022-06``), a
    day (``2022-12-31``, as of its end), or an interval from month to month or year to
    year (``2022-01/2022-06`` is the first half of the year, ``2016/2020`` a
    five-year plan); None where the text does not tell. ``growth`` is the change
    from a year before, in ``growth_unit`` (% or 百分点), negative where it fell.
    The others are those of `Target`.
    """

    indicator: str
    value: float
    maximum: float | None
    unit: str
    comparator: str
    period: str | None
    provision: str
    evidence: Evidence
    rule: str
    confidence: float
    growth: float | None = None
    growth_unit: str | None = None
    programme: str | None = None


@dataclass(frozen=True, slots=True)
class TaskDeadline:
    """Something is to be done by a day.

    ``deadline`` is ``2019``, ``2019-12`` or ``2019-12-31``; where it comes back
    it is None, and ``recurs`` has its days as XSD writes them: ``--03-31`` (every
    31 March), ``--03`` (the end of every March), ``---05`` (the fifth of every
    month; ``---31`` is its end).
    """

    action: str
    deadline: str | None
    provision: str
    evidence: Evidence
    rule: str
    confidence: float
    recurs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Funding:
    """Money that the document grants or sets aside; ``value`` counts in ``unit`` (万元, %); ``programme`` as in `Target`."""

    purpose: str
    value: float | None
    maximum: float | None
    unit: str | None
    comparator: str
    period: str | None
    provision: str
    evidence: Evidence
    rule: str
    confidence: float
    programme: str | None = None


@dataclass(frozen=True, slots=True)
class GazetteIssue:
    """An issue of a gazette: name, year, number in the year, number of the whole series."""

    title: str
    year: int | None
    number: int | None
    total: int | None
    date: str | None
    publisher: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Document(_Shown):
    """One official act with everything that its text states.

    ``fields`` holds the head with evidence; the other head attributes are the
    same values for direct use. ``start`` and ``end`` cover the act in its source.
    ``signed`` is the date under the signature (成文日期), ``printed`` that of
    printing or publication, ``adopted`` the day a law was passed (通过日期).
    ``place`` and ``level`` are those of the (first) issuer.
    """

    source: str
    start: int
    end: int
    evidence: Evidence
    title: str | None = None
    enclosed_title: str | None = None
    number: Number | None = None
    other_numbers: tuple[Number, ...] = ()
    type: str | None = None
    issuers: tuple[Agency, ...] = ()
    addressees: tuple[Agency, ...] = ()
    signed: str | None = None
    printed: str | None = None
    adopted: str | None = None
    effective: str | None = None
    expires: str | None = None
    registration: str | None = None
    place: str | None = None
    level: str | None = None
    page: int | None = None
    fields: tuple[Field, ...] = ()
    provisions: tuple[Provision, ...] = ()
    citations: tuple[Citation, ...] = ()
    agencies: tuple[AgencyMention, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    duties: tuple[Duty, ...] = ()
    programmes: tuple[ProgrammeMention, ...] = ()
    targets: tuple[Target, ...] = ()
    funding: tuple[Funding, ...] = ()
    tasks: tuple[TaskDeadline, ...] = ()
    results: tuple[Result, ...] = ()
    measures: tuple[ProgrammeMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read or was not as expected: where, what, what to do; whether a source, or an act of one, is lost to it."""

    source: str
    message: str
    remedy: str = ""
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Reading(_Shown):
    """All that one source states: its acts and, for a gazette, the issue.

    ``failures`` are acts of the source that were lost to something unexpected.
    """

    source: Source
    documents: tuple[Document, ...]
    issue: GazetteIssue | None = None
    problems: tuple[Problem, ...] = ()
    failures: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction(_Shown):
    """What `policygraph.extract` returns: one `Reading` per source, in input order.

    ``failures`` names the files, and the acts in files, that could not be read, each with its reason.
    """

    readings: tuple[Reading, ...] = ()
    failures: tuple[Problem, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of all sources, in order."""
        return tuple(document for reading in self.readings for document in reading.documents)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was odd in the sources, in order."""
        return tuple(problem for reading in self.readings for problem in reading.problems)
