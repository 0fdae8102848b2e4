"""Short names that a document gives its bodies: by 以下简称, or by naming a body in full and then by its last word.

国家组织药品集中采购试点工作小组（以下简称试点工作小组） is one way; a
document that relies on 市工业强市建设领导小组 and then speaks of 领导小组办公室
is the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import agencies
from .names import Context

_GIVEN = re.compile(r"（以下(?:简称|统称|称)(?:为)?[：:]?[“《]?(?P<alias>[\u4e00-\u9fff]{2,16})[”》]?）")
#: The name right before the bracket, where no list of agencies is read there.
_NAME = re.compile(r"(?:(?:.*(?:组成|成立|设立|组建|建立))|^[由经在]|[，。；：、（])?(?P<name>[\u4e00-\u9fff“”]{4,40})$")
#: What a short name must stand for: a body, not a document or a thing.
_BODY = re.compile(r"(?:委员会|小组|办公室|指挥部|局|厅|部|中心|专班|联席会议|公司|平台|协会|院|组|司|处|会|所|站|部门|单位|机构|机关|政府)$")
_FULL = re.compile(
    r"(?:成立|设立|组建|建立|依托|充分发挥|发挥|由|在|经|报)(?P<name>[省市州区县旗]?[\u4e00-\u9fff“”]{3,36}?(?P<tail>领导小组|指挥部|联席会议|工作专班|协调小组|工作小组))(?!成员)"
)


def aliases(texts: Sequence[str], context: Context) -> tuple[tuple[str, str], ...]:
    """The short names of a document with the full names they stand for, sorted.

    Args:
        texts: Its paragraphs, folded.
        context: Where and when it was issued.
    """
    given: dict[str, str] = {}
    full: dict[str, set[str]] = {}
    for text in texts:
        for match in _GIVEN.finditer(text):
            name = _before(text, match.start(), context)
            if name:
                given.setdefault(match["alias"], name)
        for match in _FULL.finditer(text):
            if agencies.resolve(match["name"], context, in_list=True) and len(match["name"]) > len(match["tail"]) + 2:
                full.setdefault(match["tail"], set()).add(match["name"])
    for tail, names in full.items():
        if len(names) == 1:
            given.setdefault(tail, *names)
    return tuple(sorted(given.items()))


def _before(text: str, end: int, context: Context) -> str | None:
    """The body that a bracket explains; None if it is a list, or no body."""
    found = agencies.list_before(text, end, context)
    if len(found) > 1:
        return None  # one short name for several: it stays a name of its own
    if found and found[0].rule != "named":
        return found[0].printed
    match = _NAME.search(text[max(0, end - 44) : end])
    if not match or not _BODY.search(match["name"]) or text[max(0, end - 44) : end][: match.start("name")].endswith(("）", "、")):
        return None
    return match["name"].rpartition("了")[2]
