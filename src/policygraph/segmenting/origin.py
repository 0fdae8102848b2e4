"""Origin: the place and the kind of an act whose copy lost its head, by what its text says of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ..model import Paragraph
from ..naming import gazetteer

#: How a text speaks of its own place, by level.
_OWN_PLACE = {
    "province": re.compile(r"我省|全省|本省|省委|省政府|省级(?!人民政府)|省直"),
    "prefecture": re.compile(r"我市|全市|本市|市委|市政府|市级|市直|我州|全州"),
    "county": re.compile(r"我区|全区|本区|我县|全县|区委|县委|区政府|县政府"),
}
_KINDS = "行动计划|办法|规定|细则|条例|规则|规范|规程|通知|意见|方案|通告|公告|决定|计划|战略|规划|纲要|措施|政策|指南|要点|制度|章程|准则|解释"
_SAID_OF_ITSELF = re.compile(
    rf"(?:制定|制订|编制|形成|提出|起草)本(?:[\u4e00-\u9fff]{{0,6}}?)?(?P<made>{_KINDS})(?=[。，；]|$)|本(?P<named>{_KINDS})(?:自|由|所称|适用|施行|规定|旨在|。|，)")
#: What a notice says before its first point, and at its end.
_ANNOUNCED = re.compile(
    r"(?P<kind>通知|通告|公告|通报|批复|答复|函复|意见|规定|决定|报告)如下|(?:提出|制定|制订|出台|采取)(?:如下|以下)[\u4e00-\u9fff]{0,6}?(?P<put>意见|措施|政策|规定|办法)|"
    r"我代表[^，。]{2,20}，?向[^，。]{0,16}(?:大会|会议)(?:作|报告)[^。]{0,16}?(?:报告|工作)|^特此(?P<closed>通知|通告|公告|通报|函复|批复|函)")
_ANSWERS = {"函复": "函"}


def place_of_text(paragraphs: Sequence[Paragraph]) -> tuple[str | None, str | None]:
    """The place of the level the text speaks of that it names most.

    It must be named at least twice, and more often than all others of its level together.
    """
    text = "\n".join(p.text for p in paragraphs)
    spoken = {level: len(pattern.findall(text)) for level, pattern in _OWN_PLACE.items()}
    level = max(spoken, key=lambda name: spoken[name])
    if spoken[level] < 2:
        return None, None
    counts: Counter[str] = Counter()
    for match in re.finditer(r"[省市州盟区县旗]", text):
        for length in range(min(11, match.end()), 1, -1):
            named = gazetteer.places_named(text[match.end() - length : match.end()])
            if named:
                counts.update({p.code for p in gazetteer.ancestors(named[0].code) if p.level == level})
                break
    best = max(sorted(counts), key=lambda code: counts[code], default=None)
    if best is None or counts[best] < 2 or counts[best] * 2 <= sum(counts.values()):
        return None, None
    return best, level


def kind(notice: Sequence[Paragraph], paragraphs: Sequence[Paragraph], issues: bool) -> str | None:
    """The type of an act without title.

    A notice names itself before its first point (现就有关事项通知如下) or at
    its end (特此通知), a report to an assembly is one (我代表…向大会报告工作), a notice that issues something is a 通知, and an
    instrument says what it is (制定本办法).
    """
    for paragraph in [*notice[:4], *notice[-3:]]:
        found = _ANNOUNCED.search(paragraph.text)
        if found:
            said = found["kind"] or found["put"] or found["closed"] or "报告"
            return _ANSWERS.get(said, said)
    if issues:
        return "通知"
    said = [m["made"] or m["named"] for p in paragraphs for m in _SAID_OF_ITSELF.finditer(p.text)]
    return max(sorted(set(said)), key=said.count) if said else None
