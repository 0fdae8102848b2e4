"""Segment: a source becomes acts, each with its head, its provisions and its paragraphs.

This stage reads the shape of a gazette: tables of contents, titles, numbers,
addressees, signatures, dates, the instrument that a notice issues. What the
sentences say is the business of the recognisers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import agencies, codes, dates, provisions, rules, tables
from .acts import Head, find_acts
from .folding import same_key
from .lines import Line, is_noise, join, mark, pattern, read_lines
from .model import (
    Agency, AgencyMention, Document, Evidence, Field, GazetteIssue, Number, Paragraph, Problem, Source,
)

#: Addressees end with a colon within so many lines and code points.
MAX_ADDRESSEE_LINES, MAX_ADDRESSEE = 8, 500


@dataclass(frozen=True, slots=True)
class Act:
    """An act with its head and provisions filled in, and the paragraphs for the recognisers.

    ``titles`` holds the title as a paragraph (none if the copy lacks it).
    """

    document: Document
    paragraphs: tuple[Paragraph, ...]
    context: agencies.Context
    titles: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Segmented:
    """What `segment` finds in a source."""

    acts: tuple[Act, ...]
    issue: GazetteIssue | None
    problems: tuple[Problem, ...]


def segment(source: Source) -> Segmented:
    """Split a source into its acts and read their heads.

    Returns:
        The acts in reading order (none if the text holds no official act), the
        gazette issue if the source is one, and what was not as expected.
    """
    lines = read_lines(source.text)
    heads = find_acts(lines)
    first = heads[0].first if heads else 0
    contents = _contents(lines[:first])
    issue = _issue(lines, heads, source) if len(heads) > 1 or contents else None
    acts = tuple(_Reader(source, lines, head, contents).act() for head in heads)
    return Segmented(acts, issue, tuple(_check(source, contents, acts)))


def _contents(lines: Sequence[Line]) -> dict[str, int | None]:
    """The table of contents: page by number (发文字号) as normalised."""
    found: dict[str, int | None] = {}
    for line in lines:
        entry = pattern("contents-line").match(line.text)
        number = codes.parse_number(entry["number"]) if entry else None
        if number:
            found[number.text] = int(entry["page"]) if entry["page"] else None
    return found


def _check(source: Source, contents: dict[str, int | None], acts: Sequence[Act]) -> list[Problem]:
    """Compare the table of contents with the acts that were found."""
    if not contents:
        return []
    read = {number.text for act in acts if (number := act.document.number)}
    return [
        *(Problem(source.name, f"the table of contents lists {number}, which was not found", "is a page missing?")
          for number in contents if number not in read),
        *(Problem(source.name, f"{number} is not in the table of contents") for number in sorted(read - set(contents))),
    ]


def _issue(lines: Sequence[Line], heads: Sequence[Head], source: Source) -> GazetteIssue | None:
    front = lines[: heads[0].first] if heads else ()
    foot = [line for line in lines[heads[-1].last :]] if heads else []
    title = next((line for line in front if re.search(r"公报$", line.text) and len(line.text) <= 30), None)
    if title is None:
        return None
    numbered = next(((line, found) for line in front if (found := pattern("issue").search(line.text))), (None, None))
    year = next((found for line in [*front, *foot] if (found := re.search(r"(?:19|20)\d{2}", line.text))), None)
    out = next((found for line in [*front, *foot] if (
        found := re.search(r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?:出版|发行)", line.text))), None)
    day = None
    if out and (out["y"] or year):
        day = f"{int(out['y'] or year.group()):04}-{int(out['m']):02}-{int(out['d']):02}"
    line, found = numbered
    last = line or title
    start, end = min(title.start, last.start), max(title.end, last.end)
    return GazetteIssue(
        title.text, int(year.group()) if year else None, int(found["number"]) if found else None,
        int(found["total"]) if found and found["total"] else None, day, title.text.removesuffix("公报") or None,
        Evidence(start, end, source.text[start:end]),
    )


class _Reader:
    """Reads one act: every method fills in a part of the document."""

    def __init__(self, source: Source, lines: Sequence[Line], head: Head, contents: dict[str, int | None]):
        self.source, self.lines, self.head, self.contents = source, lines, head, contents
        self.fields: list[Field] = []
        self.mentions: list[AgencyMention] = []

    # ---- the whole

    def act(self) -> Act:
        title = self._title()
        numbers = self._numbers()
        place, level, issuers = self._issuers(title, numbers)
        body = self._after_head()
        body, addressees = self._addressees(body, place, level)
        notice, instrument, signed, printed, signers = self._divide(body, title)
        if signed is None:
            signed = self._dated(("成文日期", "发文日期", "生成日期"), "signed", "metadata-date")
        if printed is None:
            printed = self._dated(("印发日期", "颁布时间", "发布日期", "发布时间"), "printed", "metadata-date")
        if not issuers:
            issuers = self._signers(signers, place, level)
            place, level = (place or issuers[0].place, level or issuers[0].level) if issuers else (place, level)
        enclosed, instrument_lines = self._enclosed(title, notice, instrument)
        parts = self._parts(notice, instrument_lines)
        made, paragraphs = provisions.build(parts, self.source.text)
        if place is None:
            place, level = _place_of_title(enclosed or title)
        if place is None:
            place, level = _place_of_text(paragraphs)
        effective, expires = self._force(paragraphs, signed or printed)
        document = Document(
            self.source.sha256, self._start(), self.lines[self.head.last - 1].end, self._evidence(),
            title=title, enclosed_title=enclosed, number=numbers[0] if numbers else None, other_numbers=numbers[1:],
            type=self._type(title, paragraphs), issuers=issuers, addressees=addressees, signed=signed, printed=printed,
            effective=effective, expires=expires, registration=self._registration(), place=place, level=level,
            page=self.contents.get(numbers[0].text) if numbers else None,
            fields=tuple(self.fields), provisions=made, agencies=tuple(self.mentions),
        )
        day = signed or printed or (f"{numbers[0].year}-07-01" if numbers and numbers[0].year else None)  # a number tells the year at least
        context = agencies.Context(place, level, day, issuers, _aliases(paragraphs))
        return Act(document, paragraphs, context, self._title_paragraph())

    def _title_paragraph(self) -> tuple[Paragraph, ...]:
        text = "".join(self.lines[k].text for k in self.head.title)
        offsets = tuple(o for k in self.head.title for o in self.lines[k].offsets)
        return (Paragraph(text, offsets, self.source.text[offsets[0] : offsets[-1] + 1]),) if text else ()

    def _start(self) -> int:
        return self.lines[self.head.first].start

    def _evidence(self) -> Evidence:
        """The number if there is one, else the title, else the first line."""
        for name in ("number", "title"):
            for field in self.fields:
                if field.name == name:
                    return field.evidence
        line = self.lines[self.head.first]
        return self._quote([self.head.first], 0, len(line.text))

    def _quote(self, indexes: Sequence[int], start: int, end: int) -> Evidence:
        """Evidence for a slice of the joined text of some lines."""
        offsets = tuple(o for k in indexes for o in self.lines[k].offsets)[start:end]
        return Evidence(offsets[0], offsets[-1] + 1, self.source.text[offsets[0] : offsets[-1] + 1])

    def _field(self, name: str, value: str, indexes: Sequence[int], rule: str, confidence: float = 1.0) -> str:
        length = sum(len(self.lines[k].text) for k in indexes)
        self.fields.append(Field(name, value, self._quote(indexes, 0, length), rule, confidence))
        return value

    # ---- head

    def _title(self) -> str | None:
        if self.head.title:
            text = "".join(self.lines[k].text for k in self.head.title)
            return self._field("title", text, self.head.title, "title-lines", 0.98)
        for key in ("标题", "文件名称", "名称"):
            if key in self.head.metadata:
                k = self.head.metadata[key]
                value = pattern("metadata").match(self.lines[k].text)["value"]
                if value:
                    return self._field("title", value, [k], "metadata", 0.95)
        return None

    def _numbers(self) -> tuple[Number, ...]:
        k = self.head.number
        if k is None:
            k = self.head.metadata.get("发文字号")
        if k is None:
            return ()
        line = self.lines[k].text
        found = pattern("number-line").match(line) or pattern("order-line").match(line)
        printed = found["number"] if found else line.split("：")[-1].split("】")[-1]
        if re.match(r"第", printed) and self.head.title:
            printed = self._order_prefix() + printed
        numbers = tuple(n for piece in re.split(r"(?<=号)[、，；]?", printed) if piece and (n := codes.parse_number(piece)))
        for number in numbers:
            self._field("number", number.text, [k], "number-line" if k == self.head.number else "metadata")
        return numbers

    def _order_prefix(self) -> str:
        """The issuer of an order whose number stands alone (中华人民共和国国务院令 / 第588号)."""
        k = self.head.number
        before = self.lines[k - 1].text if k else ""
        return before if re.search(r"(?:令|公告|通告)$", before) and len(before) <= 40 else ""

    def _issuers(self, title: str | None, numbers: Sequence[Number]) -> tuple[str | None, str | None, tuple[Agency, ...]]:
        """The issuers as the title names them, with the place and level of the first one."""
        place, level = None, None
        if numbers:
            reading = codes.read_code(numbers[0].code)
            if reading and len(reading.places) == 1:
                place, level = reading.places[0], reading.level
        names = _title_issuers(title) if title else ()
        context = agencies.Context(place, level)
        found = tuple(agencies.issuer(name, context) for name in names)
        if found:
            place, level = found[0].place or place, found[0].level or level
            text, position = title or "", 0
            for name, agency in zip(names, found, strict=True):
                position = max(text.find(name, position), 0)
                if self.head.title:
                    quote = self._quote(self.head.title, position, position + len(name))
                    self.fields.append(Field("issuer", agency.name, quote, "issuer-in-title"))
                    self.mentions.append(AgencyMention(agency, name, "", quote, "issuer-in-title", 0.98))
                position += len(name)
        return place, level, found

    def _after_head(self) -> list[int]:
        taken = {*self.head.title, self.head.number, self.head.registration}
        last = max([k for k in (*self.head.title, self.head.number) if k is not None], default=self.head.first - 1)
        if self.head.number is not None and self.head.title and self.head.number - self.head.title[-1] > 12:
            last = self.head.title[-1]  # the number stands at the foot, as databases print it
        return [k for k in range(last + 1, self.head.last) if k not in taken]

    def _addressees(self, body: list[int], place: str | None, level: str | None) -> tuple[list[int], tuple[Agency, ...]]:
        """主送机关: the lines up to the first colon, before any sentence."""
        taken: list[int] = []
        for n, k in enumerate(body[: MAX_ADDRESSEE_LINES + 6]):
            text = self.lines[k].text
            if is_noise(self.lines[k]) or (not taken and self._is_subtitle(k)):
                continue
            if "。" in text or mark(text) or pattern("attachment").match(text) or len(taken) >= MAX_ADDRESSEE_LINES:
                return body, ()
            taken.append(k)
            if text.endswith("："):
                joined = "".join(self.lines[t].text for t in taken)
                if len(joined) > MAX_ADDRESSEE or not re.search(r"[各省市县区州部委办局厅府会院校位司处]", joined):
                    return body, ()
                return body[n + 1 :], self._name_addressees(taken, joined[:-1], place, level)
        return body, ()

    def _is_subtitle(self, k: int) -> bool:
        text = self.lines[k].text
        return bool(_metadata(text) or re.match(r"^（.*）$", text) or _same_as_title(text, self.lines, self.head))

    def _name_addressees(self, taken: list[int], joined: str, place: str | None, level: str | None) -> tuple[Agency, ...]:
        context = agencies.Context(place, level)
        found = []
        for start, end in _split_addressees(joined):
            agency = agencies.issuer(joined[start:end], context)
            quote = self._quote(taken, start, end)
            found.append(agency)
            self.fields.append(Field("addressee", agency.name, quote, "addressee", 0.95))
            self.mentions.append(AgencyMention(agency, joined[start:end], "", quote, "addressee", 0.95))
        return tuple(found)

    # ---- body and foot

    def _divide(self, body: list[int], title: str | None):
        """Notice, instrument, dates and the lines of the signature.

        The signature with its date ends the notice; what follows is the
        instrument that the notice issues.
        """
        signed = printed = None
        signers: list[int] = []
        cut: set[int] = set()
        notice_end = len(body)
        for n, k in enumerate(body):
            line = self.lines[k]
            dated = pattern("date-line").match(line.text) or pattern("signed-line").match(line.text)
            if dated and signed is None and (n > 0 or pattern("signed-line").match(line.text)):
                day = dates.find_day(dated["day"])
                if day is None:
                    continue
                signed = self._field("signed", day, [k], "date-line", 0.98)
                signers = self._signature(body, n) if "agency" not in dated.groupdict() else [k]
                cut |= {k, *signers}
                notice_end = n + 1
            elif pattern("printed-line").match(line.text):
                day = dates.find_day(pattern("printed-line").match(line.text)["day"])
                if day and printed is None:
                    printed = self._field("printed", day, [k], "printed-line", 0.98)
                cut.add(k)
            elif pattern("copy-line").match(line.text) or _metadata(line.text):
                cut.add(k)
        notice = [k for k in body[:notice_end] if k not in cut]
        rest = [k for k in body[notice_end:] if k not in cut and not self._is_note(k)]
        if not any("。" in self.lines[k].text for k in rest):
            rest = []
        return notice, rest, signed, printed, signers

    def _is_note(self, k: int) -> bool:
        return bool(re.match(r"^（(?:此件|本文|信息|联系)[^）]*）$", self.lines[k].text))

    def _signature(self, body: list[int], n: int) -> list[int]:
        """The lines of the signature above the date: short, without the end of a sentence."""
        signers: list[int] = []
        for k in reversed(body[max(0, n - 45) : n]):
            text = self.lines[k].text
            if is_noise(self.lines[k]):
                continue
            if len(text) > 60 or text[-1] in "。；：，！）”》" or mark(text) or pattern("attachment").match(text):
                break
            if not agencies.split_issuers(text):
                break
            signers.insert(0, k)
        return signers

    def _signers(self, signers: list[int], place: str | None, level: str | None) -> tuple[Agency, ...]:
        context = agencies.Context(place, level)
        found: list[Agency] = []
        for k in signers:
            text = self.lines[k].text
            signed = pattern("signed-line").match(text)
            text = signed["agency"] if signed else text
            position = 0
            for name in agencies.split_issuers(text):
                agency = agencies.issuer(name, context)
                position = max(text.find(name, position), 0)
                quote = self._quote([k], position, position + len(name))
                found.append(agency)
                self.fields.append(Field("issuer", agency.name, quote, "issuer-in-signature", 0.95))
                self.mentions.append(AgencyMention(agency, name, "", quote, "issuer-in-signature", 0.95))
        if not found:
            return self._metadata_issuers(context)
        return tuple(dict.fromkeys(found))

    def _metadata_issuers(self, context: agencies.Context) -> tuple[Agency, ...]:
        for key in ("发文机关", "发文机构", "发布机构", "发布机关", "发布单位", "颁布单位", "制定机关"):
            if key in self.head.metadata:
                k = self.head.metadata[key]
                value = pattern("metadata").match(self.lines[k].text)["value"]
                names = [n for piece in re.split(r"[，,;；、 ]", value) for n in agencies.split_issuers(piece)]
                if names:
                    self._field("issuer", "、".join(names), [k], "metadata", 0.9)
                return tuple(agencies.issuer(name, context) for name in names)
        return ()

    def _dated(self, keys: Sequence[str], name: str, rule: str) -> str | None:
        for key in keys:
            if key in self.head.metadata:
                k = self.head.metadata[key]
                value = pattern("metadata").match(self.lines[k].text)["value"]
                compact = re.match(r"^(\d{4})[-./]?(\d{2})[-./]?(\d{2})", value)
                day = dates.find_day(value) or ("-".join(compact.groups()) if compact else None)
                if day:
                    return self._field(name, day, [k], rule, 0.9)
        return None

    def _registration(self) -> str | None:
        k = self.head.registration
        if k is None:
            near = range(self.head.first, min(self.head.last, self.head.first + 15))
            k = next((i for i in near if pattern("registration").match(self.lines[i].text)), None)
        if k is None:
            return None
        return self._field("registration", pattern("registration").match(self.lines[k].text)["registration"], [k], "registration")

    # ---- what the notice issues

    def _enclosed(self, title: str | None, notice: list[int], rest: list[int]) -> tuple[str | None, tuple[list[int], list[int]]]:
        """The instrument's title, and the lines of its title and of its text.

        The heading printed after the signature names it best; the notice and
        its title say what to look for.
        """
        wanted = [name for name in (_issued_in_title(title), self._issued_in_text(notice)) if name]
        keys = {same_key(name) for name in wanted}
        heading = self._heading(rest, keys)
        if not heading and not rest and keys:
            for n, k in enumerate(notice):
                if n and (heading := self._heading(notice[n:], keys, exact=True)):
                    return self._take(heading, notice[n:])[0], ([*notice[:n]], notice[n + len(heading) :])
        if heading:
            return self._take(heading, rest)
        if wanted:
            value = wanted[-1] if len(wanted) > 1 and same_key(wanted[0]) in same_key(wanted[-1]) else wanted[0]
            where = self.head.title or notice[:1]
            self._field("enclosed_title", value, where, "issued-in-title", 0.9)
            return value, ([], rest)
        return None, ([], rest)

    def _take(self, heading: list[int], rest: list[int]):
        text = "".join(self.lines[k].text for k in heading)
        self._field("enclosed_title", text, heading, "instrument-heading", 0.97)
        return text, (heading, [k for k in rest if k not in heading])

    def _heading(self, rest: list[int], keys: set[str], exact: bool = False) -> list[int]:
        taken: list[int] = []
        lead = [k for k in rest[:8] if not is_noise(self.lines[k]) and not pattern("attachment").match(self.lines[k].text)]
        for k in lead[:6]:
            text = self.lines[k].text
            if "。" in text or (mark(text) and taken) or len(text) > 90:
                break
            taken.append(k)
            key = same_key("".join(self.lines[t].text for t in taken))
            if key in keys:
                return taken
            if exact and not any(want.startswith(key) for want in keys):
                return []
        if exact:
            return []
        taken = []
        for k in lead[:5]:
            text = self.lines[k].text
            if mark(text) or text[-1] in "。：；" or len(text) > 90:
                break
            taken.append(k)
            joined = "".join(self.lines[t].text for t in taken)
            if pattern("title-end").search(joined) and (keys or len(joined) <= 80):
                return taken if keys else []
        return []

    def _issued_in_text(self, notice: list[int]) -> str | None:
        text = "".join(self.lines[k].text for k in notice[:6])
        name = r"《((?:[^《》]|《[^《》]*》)+)》"
        found = re.search(name + r"(?:已|业)?经[^。《]{0,60}?(?:现|予以)(?:予以?)?(?:印发|转发|发布|公布|批转|颁布)", text) or re.search(
            r"现将" + name + r"[^。《]{0,30}?(?:印发|转发|发布|公布|批转|颁布)", text) or re.search(
            name + r"[^。《]{0,10}?现(?:予以?)?(?:印发|转发|发布|公布|批转|颁布)", text) or re.search(
            r"现(?:印发|转发|发布|公布|批转|颁布)" + name, text)
        return found[1] if found else None

    def _parts(self, notice: list[int], instrument: tuple[list[int], list[int]]):
        """The paragraphs of notice, instrument and annexes; lists of attachments are left out."""
        before, after = instrument
        if before and all(k in notice for k in before):
            notice = before
        notice_lines, annex = self._without_attachments(notice)
        body_lines, annex_after = self._without_attachments(after)
        return [("notice", join(notice_lines)), ("instrument", join(body_lines)), ("annex", join([*annex, *annex_after]))]

    def _without_attachments(self, indexes: list[int]) -> tuple[list[Line], list[Line]]:
        kept: list[Line] = []
        annex: list[Line] = []
        listing = in_annex = False
        for k in indexes:
            line = self.lines[k]
            if pattern("attachment").match(line.text):
                alone = bool(re.match(r"^[-—·]?附(?:件|表|录)[\d一二三四五六七八九十]{0,3}[：:.、]?$", line.text))
                listing, in_annex = True, alone and "：" not in line.text and "。" not in line.text
                continue
            if listing and not in_annex and ("。" not in line.text) and (mark(line.text) or len(line.text) < 60):
                continue
            listing = False
            (annex if in_annex else kept).append(line)
        return kept, annex

    def _type(self, title: str | None, paragraphs: Sequence[Paragraph]) -> str | None:
        if title:
            return tables.document_type(title)
        kinds = "办法|规定|细则|条例|规则|通知|意见|方案|通告|公告|决定|计划|战略|规划|纲要|措施|政策|指南|要点"
        text = "\n".join(p.text for p in paragraphs)
        named = re.findall(rf"制(?:定|订)本(?:实施|行动|工作|暂行)?({kinds})|本({kinds})(?:自|由|所称|适用|施行|规定|。|，)", text)
        counted = [first or second for first, second in named]
        return max(sorted(set(counted)), key=counted.count) if counted else None

    def _force(self, paragraphs: Sequence[Paragraph], base: str | None) -> tuple[str | None, str | None]:
        """施行日期 and the last day in force (有效期)."""
        effective = expires = None
        found: dict[str, tuple[Paragraph, re.Match[str]]] = {}
        for paragraph in paragraphs:
            if paragraph.part == "annex":
                continue
            for name, rule in rules.load("force").items():
                match = rule.pattern.search(paragraph.text)
                if match and (name not in found or name == "from-day"):
                    found[name] = (paragraph, match)
        if "from-day" in found:
            effective = dates.find_day(found["from-day"][1]["day"])
            effective and self._add_force("effective", effective, "from-day", found)
        elif "from-issue" in found and base:
            match = found["from-issue"][1]
            later = dates.number(match["later"]) if match["later"] else 0
            effective = dates.add(base, months=later) if match["unit"] == "个月" else dates.add(base, days=later)
            self._add_force("effective", effective, "from-issue", found)
        if "until-day" in found:
            expires = dates.find_day(found["until-day"][1]["day"])
            expires and self._add_force("expires", expires, "until-day", found)
        elif "for-years" in found and (effective or base):
            match = found["for-years"][1]
            count = dates.number(match["count"])
            expires = dates.add(effective or base, **{"years" if match["unit"] == "年" else "months": count})
            expires = dates.add(expires, days=-1)
            self._add_force("expires", expires, "for-years", found)
        return effective, expires

    def _add_force(self, name: str, value: str, rule: str, found: dict) -> None:
        paragraph, match = found[rule]
        confidence = rules.load("force")[rule].confidence
        self.fields.append(Field(name, value, paragraph.evidence(match.start(), match.end()), rule, confidence))


def _metadata(text: str) -> bool:
    found = pattern("metadata").match(text)
    return bool(found) and (text[0] == "【" or "：" in text[:10])


def _same_as_title(text: str, lines: Sequence[Line], head: Head) -> bool:
    return bool(head.title) and same_key(text) == same_key("".join(lines[k].text for k in head.title))


def _title_issuers(title: str) -> tuple[str, ...]:
    """The agencies in front of 关于 or 印发 in a title."""
    stop = re.search(r"关于|印发|转发|批转|公布|发布|公告|通告|令(?:$|第)|决定", title)
    return agencies.split_issuers(title[: stop.start()]) if stop and stop.start() >= 2 else ()


def _issued_in_title(title: str | None) -> str | None:
    """What the title says is issued: 关于印发《甲》的通知, 关于印发甲的通知, 转发某部关于乙的通知."""
    found = re.search(r"(?:印发|发布|公布|转发|批转|颁布|下发)(?P<what>.+?)的?(?:通知|公告|决定|通报|令|函)$", title or "")
    if not found:
        return None
    what = found["what"]
    quoted = re.match(r"[^《》]{0,40}?《((?:[^《》]|《[^《》]*》)+)》", what)
    if quoted:
        return quoted[1]
    own = re.search(r"关于.+$", what) if "转" in title[found.start() : found.start() + 2] else None
    return own.group() if own else what


def _place_of_title(title: str | None) -> tuple[str | None, str | None]:
    """The place that a title begins with."""
    for length in range(min(12, len(title or "")), 1, -1):
        named = tables.places_named(title[:length])
        if len(named) == 1:
            return named[0].code, named[0].level
    return None, None


#: How a text speaks of its own place, by level.
_OWN_PLACE = {
    "province": re.compile(r"我省|全省|本省|省委|省政府|省级(?!人民政府)|省直"),
    "prefecture": re.compile(r"我市|全市|本市|市委|市政府|市级|市直|我州|全州"),
    "county": re.compile(r"我区|全区|本区|我县|全县|区委|县委|区政府|县政府"),
}


def _place_of_text(paragraphs: Sequence[Paragraph]) -> tuple[str | None, str | None]:
    """The place of a copy without head: the one of the level the text speaks of that it names most.

    It must be named at least twice, and more often than all others of its level together.
    """
    text = "\n".join(p.text for p in paragraphs)
    spoken = {level: len(pattern_.findall(text)) for level, pattern_ in _OWN_PLACE.items()}
    level = max(spoken, key=lambda name: spoken[name])
    if spoken[level] < 2:
        return None, None
    counts: dict[str, int] = {}
    for match in re.finditer(r"[省市州盟区县旗]", text):
        for length in range(min(11, match.end()), 1, -1):
            named = tables.places_named(text[match.end() - length : match.end()])
            if named:
                for place in {p.code for named_ in named[:1] for p in tables.ancestors(named_.code) if p.level == level}:
                    counts[place] = counts.get(place, 0) + 1
                break
    best = max(sorted(counts), key=lambda code: counts[code], default=None)
    if best is None or counts[best] < 2 or counts[best] * 2 <= sum(counts.values()):
        return None, None
    return best, level


#: What an addressee ends with, so that 、 after it parts two; 各省、自治区、直辖市人民政府 is one.
_COMPLETE = re.compile(
    r"(?:政府|部门|单位|部委|机构|机关|团体|企业|公司|集团|中心|银行|委员会|管委会|办公室|办事处|警备区|军区|特别行政区"
    r"|[委局厅办院校会署处所站](?:（[^）]*）)?|院校|部门（单位）)$"
)
_BODY = re.compile(r"(?:组|委员会|办公室|指挥部|联席会议|专班|中心|局|部门|机构|机关|单位|公司|委|厅)$")


def _complete(text: str) -> bool:
    return bool(_COMPLETE.search(text)) and not re.fullmatch(r"各?(?:省|市|州|盟|县|区|旗|自治[区州县]|直辖市|地区)(?:级)?", text)


def _split_addressees(text: str) -> list[tuple[int, int]]:
    """Split at ， and 、 on the top level; 各省、自治区、直辖市人民政府 stays one."""
    spans, start, depth = [], 0, 0
    for i, c in enumerate(text + "，"):
        depth += (c in "（《“") - (c in "）》”")
        if c in "，、；" and depth <= 0:
            if c == "、" and not _complete(text[start:i]):
                continue
            if i > start:
                spans.append((start, i))
            start = i + 1
    return spans


def _aliases(paragraphs: Sequence[Paragraph]) -> tuple[tuple[str, str], ...]:
    """以下简称: the short name of an agency or body for the rest of the document."""
    found: dict[str, str] = {}
    for paragraph in paragraphs:
        for match in re.finditer(
            r"(?P<name>[\u4e00-\u9fff“”]{4,40}?)（以下(?:简称|统称|称)(?:为)?[：:]?[“《]?(?P<alias>[\u4e00-\u9fff]{2,16})[”》]?）", paragraph.text):
            if _BODY.search(match["name"]):
                found.setdefault(match["alias"], match["name"])
    return tuple(sorted(found.items()))
