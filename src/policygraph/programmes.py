"""Programmes: named initiatives that a government runs, recognised by the shape of their names.

A name is quoted (“企业上云”), ends with a word such as 行动, 工程 or 试点, or is
the heading of a task. Slogans, general aims and titles of documents are none.
Variants of one name in a document are one programme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from . import rules, tables
from .folding import same_key
from .model import Document, Paragraph, ProgrammeMention

#: What a name may carry at its end without becoming another name.
_CORE = re.compile(r"(?:专项整治|专项|整治|行动计划|行动|工程|建设|工作机制|工作|机制|活动|计划|战略|制度|项目|改革|创建|试点)$")
#: Words at the start of a match that belong to the sentence.
_LEAD = re.compile(
    r"^(?:(?:全面|深入|加快|大力|积极|扎实|继续|稳步|持续|组织|认真|进一步|切实|重点|不断|着力|努力|有序|统筹|我市|全市|我省|全省|我县|全县|我区|全区|本市|本省|市|省|区|县)?"
    r"(?:实施|开展|推进|推行|推动|启动|深化|创建|争创|打造|建设|构建|建立|搭建|健全|完善|强化|落实|推广|参与|依托|利用|通过|围绕|结合|借助|发挥|申报|培育|组建|设立|优化|整合|探索|做好|抓好|加大|加强|引入|制定|支持|继续|新一轮(?=.{9,}))(?!者|局|委|部|厅))+"
)
#: The last verb inside a match: the name begins after it.
_INNER = re.compile(r".*(?:开展|实施|建立|制定|融入|引导|组织(?!部|领导|协调)|提供|督促|开辟|推进|支持|鼓励|指导|参与(?!式)|依托|争创|(?<!服)务(?=乡村)|打造|创建(?=.{4,}))")
_GENERIC = re.compile(
    r"^(?:(?:各|有关|相关|重点|重大|具体|专项|工作|综合|统一|联合|长效|日常|有效|协同|基础|民生|示范|系列|主题|宣传|实践|创建|试点|管理|监督|激励|约束|考核|评价|奖惩|责任|保障|投入|领导|组织|市场|社会|行业|信息|数据|公共|建立|健全|完善|科学|合理|规范|分级|动态|政府|部门|企业|项目|法律|服务|投诉|举报|安全|风险|内部|外部|财务|会计|审计|人事|用人|就业|教育|医疗|保险|培训|研发|技术|创新|工作推进|沟通|协商|会商|联系|通报|报告|公示|公开|预警|应急|监测|统计|核查|督查|督导|巡查|检查)*)"
    r"(?:行动|工程|计划|活动|试点|机制|制度|平台|系统|改革|战略|模式|网站|示范区|中心|规划|体系|数据库)$"
)
_BAD = re.compile(
    r"字样|问题|现象|以下简称|第.{1,3}[章条]|年度(?:工作)?计划|实施方案|工作方案|企业$|[。；]|基本|根本|相适应|主要|情况|原则|责任主体|自查|意识|水平|能力|精神|部署|要求|措施|任务"
)
#: Quoted words that are terms, prizes or judgements, not initiatives.
_NO_NAME = re.compile(r"(?:率|强|人|者|家|时代|名牌|字号|协会|商会|工匠|式|障碍|问题|企业|区域|型|字|性|论|主义|奖|看|评|查)$|^[\d+.·]+$|^.{2}$|我$")
_AFTER_QUOTE_BAD = re.compile(r"^(?:字样|问题|现象|的(?:原则|要求|方针|思路|标准|方式|理念|目标)|原则|要求|方针|总体布局|战略布局|总要求|难题|矛盾|思想|理念|工作法|为后缀|等字样|等(?:问题|形式|方式)|企业|产品|信息|职责|作用)")


@cache
def _slogans() -> frozenset[str]:
    return frozenset(same_key(row["name"]) for row in tables.rows("slogans", ("name",)))


def find_programmes(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[ProgrammeMention, ...]:
    """Find the initiatives that one act names, every mention in reading order.

    Mentions of one initiative carry one ``name`` (the fullest form of the
    first kind met); ``printed`` is what stands at the place.
    """
    found: list[tuple[Paragraph, int, int, str, str, float]] = []
    for paragraph in paragraphs:
        taken: list[tuple[int, int]] = []
        for start, end, name, rule, confidence in _candidates(paragraph):
            if any(start < b and end > a for a, b in taken) or not _is_name(name):
                continue
            taken.append((start, end))
            found.append((paragraph, start, end, name, rule, confidence))
    names: dict[str, str] = {}
    for *_, name, _, _ in found:
        key = core(name)
        names[key] = min((names.get(key, name), name), key=lambda n: (len(n) < len(key), names.get(key) != n))
    return tuple(
        ProgrammeMention(names[core(name)], paragraph.text[start:end], paragraph.provision,
                         paragraph.evidence(start, end), rule, confidence)
        for paragraph, start, end, name, rule, confidence in sorted(found, key=lambda f: (f[0].start, f[1]))
    )


def core(name: str) -> str:
    """What stays of a name without its head words, for comparing variants."""
    key = same_key(name)
    short = _CORE.sub("", key)
    return short if len(short) >= 2 else key


def _is_name(name: str) -> bool:
    key = same_key(name)
    return 2 <= len(key) <= 34 and core(name) not in _slogans() and key not in _slogans() and not _GENERIC.match(key) and not _BAD.search(name)


def _candidates(paragraph: Paragraph) -> Iterator[tuple[int, int, str, str, float]]:
    """Possible names with their place, the surer kinds first."""
    text = paragraph.text
    loaded = rules.load("programmes")
    titles = [(m.start(), m.end()) for m in re.finditer(r"《[^》]*》", text)]
    inside = lambda a, b: any(x <= a and b <= y for x, y in titles)  # noqa: E731
    if paragraph.heading:
        stop = re.search(r"[。；：]|$", text[paragraph.body :])
        words = re.sub(r"（[^（）]*）$", "", text[paragraph.body : paragraph.body + stop.start()])
        match = loaded["heading"].pattern.match(words)
        if match:
            lead = _LEAD.match(words)
            first = paragraph.body + (lead.end() if lead else 0)
            yield first, paragraph.body + len(words), text[first : paragraph.body + len(words)], "heading", loaded["heading"].confidence
    for rule_id in ("quoted-with-head", "quoted-governed"):
        for match in loaded[rule_id].pattern.finditer(text, paragraph.body):
            start = match.start("core") - 1
            end = match.end() if rule_id == "quoted-with-head" else match.end("core") + 1
            if inside(start, end) or rule_id == "quoted-governed" and _AFTER_QUOTE_BAD.match(text[end:]) or _AFTER_QUOTE_BAD.match(text[match.end("core") + 1 :]):
                continue
            name = match["core"]
            if rule_id == "quoted-governed" and _NO_NAME.search(name):
                continue
            if rule_id == "quoted-with-head" and len(name) <= 3:
                name = name + match["tail"]
            yield start, end, name, rule_id, loaded[rule_id].confidence
    for rule_id in ("creation", "site", "headed", "platform", "scheme"):
        for match in loaded[rule_id].pattern.finditer(text, paragraph.body):
            group = "name" if match.groupdict().get("name") else "other"
            start, end = match.span(group)
            lead = _LEAD.match(text[start:end])
            start += lead.end() if lead and rule_id != "creation" else 0
            inner = _INNER.match(text[start:end]) if rule_id != "creation" else None
            start += inner.end() if inner else 0
            if end - start < 5 or inside(start, end) or re.match(r"[一二三四五六七八九十\d]+[个项类]|全市|现有|各类|专业性|部分|首批|新一批", text[start:end]):
                continue
            yield start, end, text[start:end], rule_id, loaded[rule_id].confidence
