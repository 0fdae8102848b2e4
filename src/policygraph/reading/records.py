"""Records: what a crawler writes of an act, an object of JSON a line, becomes text with a block of metadata above it.

A record holds the text of an act, or the page that it was on, and beside it what the site says of it: title, number, days. Which
keys are known, and for whom, stands in ``tables/record_keys.csv``; the others are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, BinaryIO

from .. import ownrules, rules, tables
from ..errors import ReadError
from ..language import Phrase
from .plaintext import decode

#: The longest line that is taken into memory (bytes), and the longest value of a key of metadata (code points).
MAX_LINE, MAX_VALUE = 32 << 20, 500
#: What a field is called in the block, in the order of the lines.
PRINTED = {
    "title": "标题", "index": "索引号", "number": "文号", "issuer": "发文机关", "signed": "成文日期", "printed": "发布日期", "effective": "施行日期",
    "expires": "失效日期", "registration": "统一登记号", "source": "来源", "address": "来源",
}
_DAYS = ("signed", "printed", "effective", "expires")
#: Where the sites are; what they count from 1970 is their day.
_CHINA = timedelta(hours=8)
_REMEDY = "give an object of JSON with the text under 正文, content, text or html"


def lines(file: BinaryIO, label: str) -> Iterator[tuple[int, bytes] | ReadError]:
    """The lines of a file that are not empty, each with its number from 1 on, one at a time; one that is too long comes as its error.

    Args:
        file: The file; it is read forward alone.
        label: What errors call it.
    """
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = file.readline(1 << 20)
            yield ReadError(f"{label}/{member(number)}", Phrase("the line is longer than {size} MB", size=MAX_LINE >> 20), "is it one document?")
        elif line.strip().removeprefix(b"\xef\xbb\xbf"):
            yield number, line


def member(number: int) -> str:
    """What a line is called, as a member of its file."""
    return f"line-{number}.json"


@ownrules.renewed
@cache
def fields() -> dict[str, str]:
    """What a key stands for, by the key in small letters without blanks and marks."""
    return {_key(row["key"]): row["field"] for row in tables.rows("record_keys", ("key", "field", "for"))}


def record_text(data: bytes, label: str) -> str:
    """The text of a record: a line ``key：value`` for each thing that is known of the act, an empty line, its text.

    A text with elements of a page is read as a page.

    Args:
        data: An object of JSON.
        label: What an error calls it.

    Raises:
        ReadError: It is no JSON, no object, or has no text; or a page in it cannot be read.
    """
    found = _found(_record(data, label))
    body = found.pop("text", "")
    if "html" in found and not body.strip():
        body = found["html"]
    if not body.strip():
        raise ReadError(label, "the record has no text", _REMEDY)
    if rules.load("records")["element"].pattern.search(body):
        from .webpage import page_text

        body = page_text(body.encode("utf-8", "surrogatepass"), label)
    block = dict.fromkeys(f"{PRINTED[field]}：{found[field]}" for field in PRINTED if field in found)
    return "\n".join([*block, "", body.strip("\n")]).lstrip("\n") + "\n"


def _record(data: bytes, label: str) -> dict[str, Any]:
    try:
        record = json.loads(decode(data, label))
    except (ValueError, RecursionError) as error:
        raise ReadError(label, Phrase("is no JSON ({error})", error=" ".join(str(error).split())[:80]), _REMEDY) from None
    if not isinstance(record, dict):
        raise ReadError(label, "is no object of JSON", "give one object a line: jq -c '.[]' FILE.json > FILE.jsonl" if isinstance(record, list) else _REMEDY)
    return record


def _found(record: dict[str, Any]) -> dict[str, str]:
    """The values by what they stand for: of several for one thing the first, those of the record itself before those of an object in it."""
    inner = [pair for value in record.values() if isinstance(value, dict) for pair in value.items()]
    found: dict[str, str] = {}
    for key, value in [*record.items(), *inner]:
        field = fields().get(_key(key))
        if field and field not in found and (text := _value(field, value)):
            found[field] = text
    return found


def _value(field: str, value: Any) -> str:
    if field in ("text", "html"):
        return "\n".join(each for each in value if isinstance(each, str)) if isinstance(value, list) else value if isinstance(value, str) else ""
    if isinstance(value, list):
        value = "、".join(each for each in value if isinstance(each, str))
    if not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    text = " ".join(rules.load("records")["element"].pattern.sub(" ", str(value)).split())
    if field in _DAYS:
        text = _day(text)
    return text if len(text) <= MAX_VALUE else ""


def _day(text: str) -> str:
    """A day as sites print it, of a moment in any form that programs write; what is none stays as it is."""
    if rules.load("records")["counted"].pattern.fullmatch(text):
        return (datetime.fromtimestamp(int(text[:10]), UTC) + _CHINA).date().isoformat()
    if ":" not in text:
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text.split()[0]  # 2020/3/5 10:00
    return (moment.astimezone(UTC) + _CHINA if moment.tzinfo else moment).date().isoformat()


def _key(key: str) -> str:
    return re.sub(r"[\W_]", "", key).lower()
