"""Feeds: news as text, as JSON, as Atom for any reader of feeds, and as a calendar."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from ... import counting
from ...carrying import for_xml
from ...language import Phrase, chosen, counted, told
from .. import agenda
from .news import KINDS, Item, News

#: Items of a kind that the text names.
TOLD = 50


def to_text(news: News, name: str) -> str:
    """News for people, in the language that was chosen: a heading for each kind, a line or two for each item."""
    if news.since is None:
        lines = [told(Phrase(
            "{name}, {day}: the first run. {documents}, {stubs}: these are remembered; what is new is told from the next run on.",
            name=name, day=news.day, documents=counting.of_documents(len(news.memory.held)), stubs=counting.of_stubs(len(news.memory.stubs))))]
    else:
        lines = [told(counted(
            "{name}, {day}: since {since}, and {count} day ahead", "{name}, {day}: since {since}, and {count} days ahead", news.days,
            name=name, day=news.day, since=news.since))]
    for kind, (zh, en) in KINDS.items():
        found = news.of_kind(kind)
        if found:
            lines += ["", told(Phrase("{what}: {count}", what=zh if chosen() == "zh" else en, count=len(found))), *map(_line, found[:TOLD])]
            lines += [told(Phrase("  … and {count} more", count=len(found) - TOLD))] if len(found) > TOLD else []
    return "\n".join(lines if news.items else [*lines, told("nothing")]) + "\n"


def _line(item: Item) -> str:
    called = " ".join(part for part in (item.number, item.title) if part)
    about = "" if item.says in ("", item.title) else f"\n              {item.says}" + (f" ({item.agencies})" if item.agencies else "")
    return f"  {item.day or '?':<10}  {called}{about}"


def to_json(news: News, name: str) -> str:
    """News as one object: the run, and its items."""
    return json.dumps({
        "of": name, "day": news.day.isoformat(), "since": news.since.isoformat() if news.since else None, "days": news.days,
        "items": [item.as_row() for item in news.items]}, ensure_ascii=False, indent=1) + "\n"


def to_atom(news: News, name: str) -> str:
    """News as a feed (RFC 4287). The same item has the same id at every run, so that a reader shows it once."""
    entries = [_entry(item, news) for item in news.items]
    return "\n".join([
        '<?xml version="1.0" encoding="utf-8"?>', '<feed xmlns="http://www.w3.org/2005/Atom">', f"<title>{_escaped(name)}</title>",
        f"<id>{uuid5(NAMESPACE_URL, f'policygraph:{name}').urn}</id>", f"<updated>{_moment(news.day)}</updated>", "<author><name>policygraph</name></author>",
        *entries, "</feed>"]) + "\n"


def _entry(item: Item, news: News) -> str:
    called = " ".join(part for part in (KINDS[item.kind][0] + "：", item.number, item.title) if part)
    told = "\n".join(part for part in (item.says, item.agencies, item.day) if part)
    # What is ahead came into view so many days before.
    day = date.fromisoformat(item.day) - timedelta(days=news.days) if item.due else news.day
    known = uuid5(NAMESPACE_URL, "\n".join((item.kind, item.document, item.statement, item.day if item.due else "")))
    link = quote(item.statement or item.document, safe=":/?#[]@!$&'()*+,;=%")
    return "\n".join([
        "<entry>", f"<title>{_escaped(called)}</title>", f"<id>{known.urn}</id>", f"<updated>{_moment(min(day, news.day))}</updated>", f"<link href={quoteattr(link)}/>",
        f"<category term={quoteattr(item.kind)} label={quoteattr(KINDS[item.kind][1])}/>", f'<content type="text">{_escaped(told)}</content>', "</entry>"])


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _escaped(text: str) -> str:
    return escape(for_xml(text, ""))


def to_ics(news: News, name: str) -> str:
    """What is ahead as a calendar: what falls due, what comes back, what expires."""
    return agenda.to_ics([_event(item) for item in news.items if item.due])


def _event(item: Item) -> dict[str, str]:
    ends = item.kind == "expires"
    what = f"{KINDS['expires'][0]}：{item.title or item.number}" if ends else item.says
    row = {"due": item.due, "what": what, "number": item.number, "agencies": item.agencies, "statement": item.document if ends else item.statement}
    return {**row, "first": item.day, "until": item.until} if item.kind == "recurs" else row


#: Forms of news; and the endings of files that they are written into.
FORMS: Mapping[str, Callable[[News, str], str]] = {"text": to_text, "json": to_json, "atom": to_atom, "ics": to_ics}
ENDINGS = {".txt": "text", ".json": "json", ".atom": "atom", ".xml": "atom", ".ics": "ics"}
