"""A graph by hand whose charts can be worked out on paper.

安居工程 is named by 甲市 (2017-03-01 and 2018-05-01), 乙市 (2018-01-10), 丙县 (2019-07-01) and by a document without date and
place; 书香计划 by 甲市 alone. The targets of 绿化率: 甲市 30 % by 2018 and 35 % by 2020, 乙市 30–32 % by 2020, 甲市 with no year;
the result 31 % of 甲市 for 2018. 投入 has one target in money.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from rdflib import Graph

from policygraph.showing.charts import Chart, Mark
from policygraph.showing.picture import Statement
from small_graph import PREFIXES

HOSTILE = "</script><img src=x onerror='window.ran = 1'>"
DOCUMENTS = {
    "a1": ("甲市", "prefecture", "2017-03-01"), "a2": ("甲市", "prefecture", "2018-05-01"), "b1": ("乙市", "prefecture", "2018-01-10"),
    "c1": ("丙县", "county", "2019-07-01"), "d1": ("", "", ""),
}
MENTIONS = (("安居工程", "a2"), ("安居工程", "a1"), ("安居工程", "b1"), ("安居工程", "c1"), ("安居工程", "d1"), ("书香计划", "a1"))
#: Class, indicator, document, value, greatest value, unit, comparator, amount in yuan, year.
FIGURES = (
    ("Target", "全市绿化率", "a1", 30, None, "%", ">=", None, "2018"), ("Target", "绿化率", "a2", 35, None, "%", ">=", None, "2020"),
    ("Target", "全市绿化率", "b1", 30, 32, "%", "=", None, "2020"), ("Target", "绿化率", "a2", 33, None, "%", "=", None, None),
    ("Result", "绿化率", "a2", 31, None, "%", "=", None, "2018"), ("Target", "投入", "c1", 2, None, "亿元", "=", 200_000_000, "2020"),
)

#: First days of places that no S-curve follows: some at once, nobody for years, and then twice as many.
STAIRS = ["2015-01-15"] * 8 + [f"2016-0{month}-15" for month in range(1, 6)] + ["2024-05-15"] * 14


def charted(programme: str = "") -> Graph:
    """The graph; with a name, one more programme that is called so."""
    mentions = (*MENTIONS, *(((programme, "c1"),) if programme else ()))
    return Graph().parse(data=PREFIXES + "".join([*_documents(), *_mentions(mentions), *_figures()]), format="turtle")


def _documents():
    yield ':file schema:name "folder/acts.txt" .\npg:prefecture pg:rank 2 . pg:county pg:rank 3 .\n'
    for place in dict.fromkeys(place for place, _, _ in DOCUMENTS.values() if place):
        yield f':{place} a pg:Place ; skos:prefLabel "{place}"@zh .\n'
    for name, (place, level, day) in DOCUMENTS.items():
        yield f':{name} a pg:Document ; eli:number "{place or "某"}发〔2017〕{name[1]}号" ; eli:title "{place}关于{name}的意见"@zh ; prov:wasDerivedFrom :file'
        yield (f" ; eli:jurisdiction :{place} ; pg:level pg:{level}" if place else "") + (f' ; eli:date_document "{day}"^^xsd:date' if day else "") + " .\n"


def _evidence(name: str, start: int, quote: str) -> str:
    return f':e{name} oa:prefix "实施" ; oa:exact "{quote}" ; oa:suffix "。" ; oa:start {start} ; oa:end {start + len(quote)} ; oa:hasSource :file .\n'


def _mentions(mentions):
    for number, (programme, document) in enumerate(mentions):
        name = f"m{number}"
        yield f':p{sum(map(ord, programme))} a pg:Programme ; skos:prefLabel "{programme}"@zh .\n'
        yield f':{name} a pg:ProgrammeMention ; pg:programme :p{sum(map(ord, programme))} ; pg:document :{document} ; pg:rule "r" ; pg:confidence 0.9 ; pg:evidence :e{name} .\n'
        yield _evidence(name, 100 + number, "安居")


def _figures():
    for number, (sort, indicator, document, value, most, unit, sign, yuan, year) in enumerate(FIGURES):
        name = f"f{number}"
        values = f"schema:minValue {value} ; schema:maxValue {most}" if most else f"schema:value {value}"
        when = f' ; pg:{"deadline" if sort == "Target" else "resultPeriod"} "{year}"^^xsd:gYear' if year else ""
        yield (f':{name} a pg:{sort} ; pg:indicator "{indicator}"@zh ; pg:document :{document} ; {values} ; schema:unitText "{unit}"@zh ; pg:comparator "{sign}" ; '
               f'pg:rule "r" ; pg:confidence 0.8 ; pg:evidence :e{name}{f" ; pg:amountInYuan {yuan}" if yuan else ""}{when} .\n')
        yield _evidence(name, 500 + number, f"{value}{unit}")


def rising(ceiling: int = 40, growth: float = 0.2, midpoint: int = 30, months: int = 61) -> list[str]:
    """The first days of places that follow a logistic curve by the ends of months, the first of them that of January 2015 or later."""
    reached = [round(ceiling / (1 + exp(-growth * (month - midpoint)))) for month in range(months)]
    return [f"{2015 + month // 12}-{month % 12 + 1:02}-15" for month, (before, now) in enumerate(zip([0, *reached], reached, strict=False)) for _ in range(before, now)]


def spreading(**programmes: Sequence[str]) -> Chart:
    """Programmes that a first place names on the first of their days, a second on the second …."""
    return Chart("diffusion", {name: [_named(name, n, day) for n, day in enumerate(days)] for name, days in programmes.items()})


def _named(name: str, n: int, day: str) -> Mark:
    said = Statement(sort="names", agency="", act=f"{n}号", locator="", what="", sentence="实施。", file="a.txt", rule="r", thing=str(n), at=0, length=2, start=n, end=n + 2, confidence=0.9)
    return Mark(name, "names", f"地{n}市", "prefecture", f"{n}号", f"{n}号", day, None, None, "", "", said)
