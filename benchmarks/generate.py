#!/usr/bin/env python3
"""Make a corpus of invented documents with the proportions of real ones, of any size, always the same.

    generate.py DIR DOCUMENTS [--seed 1]

Of 37,144 real documents 35 % cite something, how often one is cited follows a power law, and 13 % have several issuers;
provisions, responsibilities, duties, targets, money, programmes and deadlines come as often as in the archives of laws and
documents (about 1,250 triples a document, so that 8,000 documents are ten million). The readings are written as the program
writes its own; their evidence points into a text that is made too, so that the shapes hold.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from collections.abc import Iterator

import pyoxigraph

from policygraph.keeping import folder
from policygraph.keeping.manifest import KEPT, Entry
from policygraph.model import (
    Agency,
    AgencyMention,
    Citation,
    Document,
    Duty,
    Evidence,
    Field,
    Funding,
    Number,
    Place,
    ProgrammeMention,
    Provision,
    Reading,
    Reference,
    Responsibility,
    Source,
    Target,
    TaskDeadline,
)
from policygraph.naming import gazetteer
from policygraph.stating.formats import to_triple
from policygraph.stating.terms import BASE, Minter
from policygraph.stating.triples import state

FIELDS = "教育 公安 民政 财政 水务 交通运输 农业农村 商务 卫生健康 应急管理 审计 市场监督管理 体育 统计 医疗保障 生态环境 住房和城乡建设 人力资源和社会保障".split()
SUBJECTS = "节水 供热 养老 招商 防汛 绿化 消防 就业 扶贫 科普 信用 征兵 物流 旅游 种业 渔业 禁毒 普法 统计 档案".split()
ACTIONS = "加强日常监督检查", "完善配套政策措施", "建立工作台账并定期通报", "组织开展专项培训", "落实资金保障", "推进信息共享"
INDICATORS = "绿化覆盖率", "参保率", "覆盖率", "新增企业", "培训人数", "达标率"
LEVELS = {"central": "国务院", "province": "人民政府", "prefecture": "人民政府", "county": "人民政府"}
#: Shares of real documents: with a citation, jointly issued; how many a document cites, on average, that cites at all.
CITING, JOINT, CITED = 0.35, 0.13, 3.0
#: The share of citations of what a corpus does not hold.
UNHELD = 0.5


def readings(count: int, seed: int) -> Iterator[Reading]:
    """Readings of so many documents, each of which may cite those before it."""
    chance = random.Random(seed)
    places = [place for place in gazetteer.places().values() if place.level in LEVELS]
    levels = {level: [place for place in places if place.level == level] for level in LEVELS}
    known: list[Reference] = []
    weights: list[int] = []  # a document stands in it once, and once more for each time it is cited: the rich get richer
    for n in range(count):
        level = chance.choices(list(LEVELS), (5, 20, 45, 30))[0]
        place = chance.choice(levels[level])
        reading = _reading(n, place, chance, known, weights)
        document = reading.documents[0]
        known.append(Reference(document.number, document.title, document.type, place.code, place.level))
        weights.append(n)
        yield reading


def _reading(n: int, place: Place, chance: random.Random, known: list[Reference], weights: list[int]) -> Reading:
    year, serial = chance.randint(2000, 2025), n % 900 + 1
    head = "国务院" if place.level == "central" else place.name + "人民政府"
    code = f"{'国' if place.level == 'central' else place.name[:2]}政发{n // 900}".replace("0", "")
    number = Number(f"{code}〔{year}〕{serial}号", code, year, serial)
    subject = chance.choice(SUBJECTS)
    title = f"{head}关于{subject}工作第{n}号的通知"
    pen = _Pen(title, number.text)
    bodies = [_body(place, field) for field in FIELDS]
    issuers = (Agency(head, "agency", place.code, place.level),) + (
        tuple(chance.sample(bodies, chance.randint(1, 3))) if chance.random() < JOINT else ())
    provisions, found = [], {"citations": [], "agencies": [], "responsibilities": [], "duties": [], "programmes": [], "targets": [], "funding": [], "tasks": []}
    if known and chance.random() < CITING:
        for _ in range(min(12, int(chance.expovariate(1 / CITED)) + 1)):
            if chance.random() < UNHELD:
                cited = _unheld(int(chance.paretovariate(0.8)) % 5000)
            else:
                cited = known[at := chance.choice(weights)]
                weights.append(at)
            relation = chance.choice(("based_on", "applies", "mentions"))
            found["citations"].append(Citation(relation, cited, "", pen.write(f"《{cited.title}》"), f"title-and-number+{relation}", 0.92, "number"))
    for chapter in range(4):
        parent = "一二三四"[chapter]
        provisions.append(Provision(parent, parent, None, f"{subject}任务{chapter}", f"{parent}、{subject}任务{chapter}", pen.write(f"{parent}、")))
        for item in range(chance.randint(4, 8)):
            place_in = f"{parent}/（{item + 1}）"
            lead, helper, other = chance.sample(bodies, 3)
            action = chance.choice(ACTIONS)
            provisions.append(Provision(place_in, place_in, parent, f"{action}{item}", f"（{item + 1}）{action}{item}。{pen.filler(chance)}", pen.write(f"（{item + 1}）")))
            found["agencies"].append(AgencyMention(lead, lead.name, place_in, pen.write(lead.name), "placed", 0.9))
            if chance.random() < 0.45:
                where = pen.write(f"{lead.name}牵头，{helper.name}配合")
                found["responsibilities"] += [
                    Responsibility(lead, "lead", lead.name, place_in, where, "leads", 0.95), Responsibility(helper, "cooperate", helper.name, place_in, where, "helps", 0.9)]
            if chance.random() < 0.4:
                found["duties"].append(Duty(other, other.name, action, place_in, pen.write(f"{other.name}要{action}"), "obliged", 0.8))
            if chance.random() < 0.15:
                indicator, value = chance.choice(INDICATORS), chance.randint(10, 99)
                due = str(year + chance.randint(1, 5))
                found["targets"].append(Target(indicator, value, None, "%", ">=", due, place_in, pen.write(f"到{due}年{indicator}达到{value}%"), "reach", 0.9))
            if chance.random() < 0.1:
                name = f"{chance.choice(SUBJECTS)}{chance.choice(('提升行动', '示范工程', '三年行动'))}"
                found["programmes"].append(ProgrammeMention(name, name, place_in, pen.write(f"实施{name}"), "head", 0.8, core=name))
            if chance.random() < 0.05:
                found["tasks"].append(TaskDeadline(action, f"{year + 1}-06", place_in, pen.write(f"{year + 1}年6月底前{action}"), "before", 0.9))
            if chance.random() < 0.03:
                found["funding"].append(Funding(f"{subject}资金", 100.0 * chance.randint(1, 50), None, "万元", "=", None, place_in, pen.write("安排资金"), "fund", 0.9))
    source = pen.source(n)
    document = Document(
        source.name, 0, len(source.text), pen.number, title, number=number, type="通知", issuers=issuers, signed=f"{year}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
        place=place.code, level=place.level, fields=(Field("title", title, pen.title, "title"), Field("number", number.text, pen.number, "number")),
        provisions=tuple(provisions), **{name: tuple(items) for name, items in found.items()})
    return Reading(source, (document,))


def _unheld(n: int) -> Reference:
    number = Number(f"国发〔{1990 + n % 35}〕{n // 35 + 1}号", "国发", 1990 + n % 35, n // 35 + 1)
    return Reference(number, f"国务院关于第{n}项{SUBJECTS[n % len(SUBJECTS)]}工作的意见", "意见", gazetteer.COUNTRY, "central")


def _body(place: Place, field: str) -> Agency:
    name = f"国家{field}局" if place.level == "central" else f"{place.name}{field}局"
    return Agency(name, "agency", place.code, place.level)


class _Pen:
    """Writes the text of a document, and says where each piece of it stands."""

    def __init__(self, title: str, number: str):
        self.text: list[str] = []
        self.length = 0
        self.title, self.number = self.write(title), self.write(number)

    def write(self, words: str) -> Evidence:
        start = self.length
        self.text.append(words + "。")
        self.length += len(words) + 1
        return Evidence(start, start + len(words), words)

    def filler(self, chance: random.Random) -> str:
        words = "，".join(chance.choice(ACTIONS) for _ in range(chance.randint(4, 14)))
        self.write(words)
        return words

    def source(self, n: int) -> Source:
        text = "".join(self.text)
        return Source(f"{n:06d}.txt", text, hashlib.sha256(f"{n} {text}".encode()).hexdigest())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus")
    parser.add_argument("documents", type=int)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    mint, start, total = Minter(), time.perf_counter(), 0
    with folder.Writer(args.corpus) as writer:
        writer.manifest.set("base", BASE)
        for reading in readings(args.documents, args.seed):
            triples = [to_triple(triple) for triple in state(reading, mint)]
            total += len(triples)
            source = reading.source
            entry = Entry(f"generated/{source.name}", "standard input", source.sha256, "generated", KEPT, len(source.text), 1, len(triples))
            facts = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
            writer.put(entry, str(mint.source(source.sha256)), folder.pack(facts))
        stated = time.perf_counter()
        writer.publish()
    print(f"{args.documents} documents, {total} facts: stated in {stated - start:.0f} s, made ready to be asked in {time.perf_counter() - stated:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
