"""Programmes: named initiatives that a government runs, recognised by the shape of their names.

A name is quoted (“企业上云”), ends with a head word such as 行动, 工程 or 试点,
or is the heading of a task. Slogans, general aims and titles of documents are
none. Variants of one name in a document are one programme.

Head words are found first; the name is then read from right to left, up to
the verb that governs it, over 和 and 、 where both sides share the head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from . import rules, tables
from .folding import same_key
from .model import Document, Paragraph, ProgrammeMention

#: Longest name (code points), and how far left of its head a name may begin.
MAX_NAME = 34
MAX_REACH = 48
#: What a name may carry at its end or start without becoming another name.
_CORE = re.compile(
    r"(?:专项整治|专项|整治|行动计划|行动|工程|建设|工作机制|工作|机制|活动|计划|战略|制度|项目|改革|创建|试点)$"
)
_PREFIX = re.compile(r"^(?:(?:全|我|本)?(?:省|市|县|区|州)(?![场级民属内外域政委直])(?=.{5})|(?:争创|创建)(?=.{4}))")
#: Words that make a name to the left of 和 or 、 complete, so that it does not share the head on the right.
_COMPLETE = re.compile(
    r"(?:行动|工程|计划|整治|试点|机制|制度|平台|系统|改革|战略|活动|区|城市|中心|基地|热线|项目|企业|标准|体系|政策|设施"
    r"|集群|园|档案|目录|数据库|库|能力|水平|资金|队伍|人才|环境|资源|建设|部门|单位|机构|规划|方案|条例|办法|经验|成果|论坛"
    r"|名单|清单|网络|技术|产业|模式|渠道|手段|力度|实验室|网站|产品|装备|服务|时代|精神|任务|要求)$"
)
#: What ends a name that is being read from right to left, apart from brackets and quotation marks.
_BREAK = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9+·\-—、]")
_JOINT = re.compile(r"、|(?<!共)和(?![谐平睦美])|(?<!参)与(?!会)|(?<![普涉以])及(?![时其])")
#: Nominal verbs before the head, which coordinated names have in common with it.
_TAIL = re.compile(r"(?:教育|培养|培育|污染|防治|防控|综合|专项|整治|治理|建设|提升|改造|保护|修复|示范|推广|管理|服务|监测|利用|处置)*$")
_BAD = re.compile(
    r"字样|问题|现象|以下简称|第.{1,3}[章条]|年度(?:工作)?计划|实施方案|工作方案|企业$|[。；]|基本|根本|相适应|主要|情况|原则"
    r"|责任主体|自查|意识|水平|精神|部署|要求|措施落实|任务$|^[一二三四五六七八九十\d]+[个项类家]|^全市$|现有|各类|专业性|部分|首批|新一批"
)
#: Quoted words that are terms, prizes or judgements, not initiatives.
_NO_NAME = re.compile(
    r"(?:率|强|人|者|家|时代|名牌|字号|协会|商会|工匠|式|障碍|问题|企业|区域|型|字|性|论|主义|奖|看|评|查|化|主体|小组|委员会|机构|部门|单位"
    r"|办公室)$|^[\d+.·]+$|^.{2}$|我$|\+.+\+|^互联网\+?$|^[A-Za-z0-9]+$"
)
_AFTER_QUOTE_BAD = re.compile(
    r"^(?:字样|问题|现象|的(?:原则|要求|方针|思路|标准|方式|理念|目标)|原则|要求|方针|总体布局|战略布局|总要求|难题|矛盾|思想|理念|工作法|为后缀|等字样"
    r"|等(?:问题|形式|方式|要求)|企业|产品|信息|职责|作用)"
)
_HEADED = ("headed", "site", "platform", "scheme")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible mention: its place in the text, the name it stands for, and what found it."""

    start: int
    end: int
    name: str
    rule: str
    confidence: float


def find_programmes(document: Document, paragraphs: Sequence[Paragraph]) -> tuple[ProgrammeMention, ...]:
    """Find the initiatives that one act names, every mention in reading order.

    Mentions of one initiative carry one ``name`` (the form of the surest kind
    that is met first); ``printed`` is what stands at the place. Names that
    share a head word (甲、乙等系列行动) are mentions of their own.
    """
    found: list[tuple[Paragraph, _Candidate]] = []
    for paragraph in paragraphs:
        taken: list[tuple[int, int]] = []
        for candidate in _candidates(paragraph):
            place = candidate.start, candidate.end
            free = not any(place[0] < b and place[1] > a for a, b in taken if (a, b) != place)
            if free and is_name(candidate.name) and not any(
                c.name == candidate.name and (c.start, c.end) == place for p, c in found if p is paragraph
            ) and (place not in taken or candidate.rule in ("listed", "headed")):
                taken.append(place)
                found.append((paragraph, candidate))
    found.sort(key=lambda pair: (pair[0].start, pair[1].start, pair[1].end))
    names: dict[str, str] = {}
    for _, candidate in found:
        names.setdefault(core(candidate.name), candidate.name)
    return tuple(
        ProgrammeMention(names[core(c.name)], paragraph.text[c.start : c.end], paragraph.provision,
                         paragraph.evidence(c.start, c.end), c.rule, c.confidence)
        for paragraph, c in found
    )


def core(name: str) -> str:
    """What stays of a name without its head words, for comparing variants."""
    key = same_key(name)
    short = _PREFIX.sub("", _CORE.sub("", key))
    return short if len(short) >= 2 else key


def is_name(name: str) -> bool:
    """Whether words of the right shape can be a name: no slogan, and more than general words before the head."""
    key = same_key(name)
    return (
        2 <= len(key) <= MAX_NAME and not {key, core(name)} & _slogans()
        and not rules.load("programmes")["generic"].pattern.match(key) and not _BAD.search(name)
    )


@cache
def _slogans() -> frozenset[str]:
    return frozenset(same_key(row["name"]) for row in tables.rows("slogans", ("name",)))


def _candidates(paragraph: Paragraph) -> Iterator[_Candidate]:
    """Possible names with their place, the surer kinds first, none inside a title."""
    titles = [(m.start(), m.end()) for m in re.finditer(r"《[^》]*》", paragraph.text)]
    for kind in (_heading, _listed, _quoted, _creations, _numbered, _headed):
        for candidate in kind(paragraph):
            if not any(a <= candidate.start and candidate.end <= b for a, b in titles):
                yield candidate


def _heading(paragraph: Paragraph) -> Iterator[_Candidate]:
    """The heading of a task, where it is a name and not a sentence that has one at its end."""
    if not paragraph.heading:
        return
    rule = rules.load("programmes")["heading"]
    words = re.split(r"[。；：]", paragraph.text[paragraph.body :], maxsplit=1)[0]
    words = re.sub(r"（[^（）]*）$", "", words)
    lead = rules.load("programmes")["lead"].pattern.match(words)
    start = lead.end() if lead else 0
    name = words[start:]
    if not rule.pattern.match(name) or _last_cut(name) > 0:
        return
    # 完善工作机制 is a heading of every document: after a verb, 机制 and 制度 are left to the rule scheme.
    if lead and name.endswith(("机制", "制度", "改革", "计划")):
        return
    yield _Candidate(paragraph.body + start, paragraph.body + len(words), name, "heading", rule.confidence)


def _listed(paragraph: Paragraph) -> Iterator[_Candidate]:
    """“甲”、“乙”和丙等系列行动: each item with the head; quoted items are names by themselves."""
    rule = rules.load("programmes")["listed"]
    for match in rule.pattern.finditer(paragraph.text, paragraph.body):
        if "“" not in match["items"] and "、" not in match["items"]:
            continue
        for item in re.finditer(r"“[^”]*”|[^、“”]+", match["items"]):
            words, start = item.group(), match.start("items") + item.start()
            joint = re.match(r"(?:和|与|以及)", words)
            skip = max(joint.end() if joint else 0, _last_cut(words))
            lead = rules.load("programmes")["lead"].pattern.match(words[skip:])
            skip += lead.end() if lead else 0
            words, quoted = words[skip:], words.startswith("“")
            if len(words) < 4:
                continue
            name = words[1:-1] if quoted and len(words) > 5 else words.strip("“”") + match["head"]
            yield _Candidate(start + skip, start + item.end() - item.start(), name, "listed", rule.confidence)


def _quoted(paragraph: Paragraph) -> Iterator[_Candidate]:
    text = paragraph.text
    for rule_id in ("quoted-with-head", "quoted-name", "quoted-governed"):
        rule = rules.load("programmes")[rule_id]
        for match in rule.pattern.finditer(text, paragraph.body):
            name, start, close = match["core"], match.start("core") - 1, match.end("core") + 1
            if _AFTER_QUOTE_BAD.match(text[close:]):
                continue
            if rule_id == "quoted-governed" and (_NO_NAME.search(name) or text[:start].endswith(("简称", "统称", "称"))):
                continue
            end = match.end() if rule_id == "quoted-with-head" else close
            if rule_id == "quoted-with-head" and len(name) <= 3:
                name += match["tail"]
            yield _Candidate(start, end, name, rule_id, rule.confidence)


def _creations(paragraph: Paragraph) -> Iterator[_Candidate]:
    rule = rules.load("programmes")["creation"]
    for match in rule.pattern.finditer(paragraph.text, paragraph.body):
        if match["name"]:
            yield _Candidate(match.start(), match.end("name"), match["name"], "creation", rule.confidence)
            continue
        start = _first_word(paragraph.text, match.end("other"), match.start("other"), 0)
        if match.end("other") - start >= 4:
            yield _Candidate(start, match.end(), paragraph.text[start : match.end()], "creation", rule.confidence)


def _numbered(paragraph: Paragraph) -> Iterator[_Candidate]:
    rule = rules.load("programmes")["numbered"]
    for match in rule.pattern.finditer(paragraph.text, paragraph.body):
        words = match["name"]
        skip = _last_cut(words)
        lead = rules.load("programmes")["lead"].pattern.match(words[skip:])
        skip += lead.end() if lead else 0
        yield _Candidate(match.start("name") + skip, match.end("name"), words[skip:], "numbered", rule.confidence)


def _headed(paragraph: Paragraph) -> Iterator[_Candidate]:
    """Names that end with a head word, read from right to left."""
    for rule_id in _HEADED:
        rule = rules.load("programmes")[rule_id]
        for match in rule.pattern.finditer(paragraph.text, paragraph.body):
            end = match.end()
            start = _first_word(paragraph.text, match.start("head"), paragraph.body, len(match["head"]))
            name = paragraph.text[start:end]
            if len(name) < 5 or len(match["head"]) + 2 > len(name) or name.count("“") != name.count("”"):
                continue
            for shared in _shared(name, len(name) - (match.start("head") - start)):
                yield _Candidate(start, end, shared, rule_id, rule.confidence)


def _shared(name: str, head: int) -> tuple[str, ...]:
    """The names in 卓越甲、卓越乙教育培养计划: one for each item where the items are alike, else the name itself."""
    items = re.split("、", name)
    modifier = items[-1][: len(items[-1]) - head]
    tail = _TAIL.search(modifier)
    last = modifier[: tail.start()]
    alike = len(last) >= 2 and all(item[:2] == last[:2] for item in items) or all(1 <= len(i) <= 2 for i in (*items[:-1], last))
    if len(items) < 2 or not alike:
        return (name,)
    end = items[-1][len(last) :]
    return tuple(item + end for item in (*items[:-1], last))


def _first_word(text: str, end: int, floor: int, head: int) -> int:
    """Where the name begins whose head word begins at ``end``.

    Reads left to the governing verb, a function word or the end of the list
    item; goes on over 和 and 、 where the words before have no head of their
    own.
    """
    left = _reach(text, end, floor)
    joints = [(m.start() + left, m.end() + left) for m in _JOINT.finditer(text[left:end])]
    start, stop = left, end
    for joint in reversed([(left, left), *joints]):
        cut = _last_cut(text[joint[1] : stop] + text[end : end + head] if stop == end else text[joint[1] : stop])
        start = joint[1] + min(cut, stop - joint[1])
        words = text[start:end]
        if cut or joint == (left, left):
            break
        before = joints[joints.index(joint) - 1][1] if joints.index(joint) else left
        conjunct = text[before : joint[0]]
        conjunct = conjunct[_last_cut(conjunct) :]
        if not _joined(_without_lead(conjunct), text[joint[0] : joint[1]], words):
            break
        stop = joint[0]
    lead = rules.load("programmes")["lead"].pattern.match(text[start : end + head])
    return start + lead.end() if lead and start + lead.end() < end + head else start


def _reach(text: str, end: int, floor: int) -> int:
    """How far left a name may go: whole brackets and quotations, no other mark."""
    place = end
    while place > floor and end - place < MAX_REACH:
        mark = text[place - 1]
        if mark in "）”":
            opening = text.rfind("（" if mark == "）" else "“", max(floor, place - 20), place - 1)
            if opening < 0 or re.search(r"[。；：，]|简称|责任单位|牵头", text[opening:place]):
                break
            place = opening
        elif _BREAK.match(mark):
            break
        else:
            place -= 1
    return place


def _last_cut(words: str) -> int:
    """Where the words of the sentence end that stand before a name."""
    end = 0
    for match in rules.load("programmes")["cut"].pattern.finditer(words):
        end = match.end()
    return end


def _without_lead(words: str) -> str:
    lead = rules.load("programmes")["lead"].pattern.match(words)
    return words[lead.end() :] if lead else words


def _joined(conjunct: str, joint: str, words: str) -> bool:
    """Whether the words left of a joint share the head of those on its right."""
    if not conjunct or len(conjunct) > 16:
        return False
    bare = re.sub(_TAIL.pattern, "", words)
    alike = conjunct[:2] == words[:2] or conjunct[-1] == bare[-1:] or conjunct[-2:] in words
    if joint == "、":
        return alike or len(conjunct) <= 2 and len(bare) <= 2
    return alike or not _COMPLETE.search(conjunct) and len(conjunct) >= 2
