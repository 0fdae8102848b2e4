"""Short documents in whose graph every named query has an answer, and what each is asked.

``TEXTS`` are invented acts of the centre, a province and the city of 临江, and the sample gazette stands beside them so that there is
much to put in order; ``ASKED`` has the parameters of every query that needs some. ``ALSO`` asks with parameters that may be left out. `tests/test_engines.py` fails where a query has no rows.
"""

from __future__ import annotations

import hashlib
from functools import cache

from rdflib import Graph

from conftest import SAMPLE
from policygraph.corrections import Correction
from policygraph.keeping.building import build_graph
from policygraph.model import Source
from policygraph.pipeline import extract

TEXTS = {
    "centre.txt": """国务院关于建设海绵城市的指导意见
国发〔2015〕75号
各省、自治区、直辖市人民政府：
一、总体目标。到2020年，全国城市雨水利用率达到20%。
二、保障措施。（住房城乡建设部、财政部、水利部负责）
国务院
2015年9月29日
""",
    "province.txt": """吉林省人民政府关于建设海绵城市的实施意见
吉政发〔2016〕21号
各市（州）人民政府：
为贯彻落实《国务院关于建设海绵城市的指导意见》（国发〔2015〕75号），提出以下意见。
一、工作目标。到2020年，全省城市雨水利用率达到25%。
二、推进建设。（省住房城乡建设厅牵头，省财政厅、省水利厅配合）
三、严格审计。（责任单位：省审计厅）
吉林省人民政府
2016年4月12日
""",
    "city.txt": """临江市人民政府关于印发临江市海绵城市建设行动计划的通知
临政发〔2017〕3号
各乡镇人民政府：
现将《临江市海绵城市建设行动计划》印发给你们。《临江市排水暂行办法》（临政发〔2009〕8号）同时废止。
临江市人民政府
2017年1月5日
临江市海绵城市建设行动计划
根据《吉林省人民政府关于建设海绵城市的实施意见》（吉政发〔2016〕21号），制定本计划。本计划自2017年2月1日起施行，有效期至2019年1月31日。
一、主要目标
到2019年，全市城市雨水利用率达到30%。到2018年，新建雨水花园12个以上。
二、重点任务
（一）改造管网。实施“雨润临江”行动，2018年6月30日前完成旧管网普查。（市住房城乡建设局牵头，市财政局、市水利局配合）
（二）巡查河道。每年3月31日前完成河道巡查。（责任单位：市水利局、市城市管理局）
（三）推广雨水花园。公共建筑带头建设雨水花园。
（四）宣传节水。（市教育局、市水利局按职责分工分别牵头落实）
三、资金保障
市财政安排专项资金2000万元，用于“雨润临江”行动。
""",
    "later.txt": """临江市人民政府关于推进智慧水务的意见
临政发〔2020〕9号
各乡镇人民政府：
为贯彻落实《国务院关于建设海绵城市的指导意见》，提出以下意见。
一、提升。将“雨润临江”行动升级为“云水临江”行动，推广智能水表。
二、目标。到2022年，城市雨水利用率达到35%。
临江市人民政府
2020年5月10日
""",
    "rests.txt": """临江市人民政府关于加强排水管理的通知
临政发〔2018〕4号
各乡镇人民政府：
根据《临江市排水暂行办法》（临政发〔2009〕8号）和《临江市河道管理规定》（临政发〔2019〕2号），现将有关事项通知如下。
一、加强排水管理。
临江市人民政府
2018年4月2日
""",
    "river.txt": """临江市人民政府关于印发临江市河道管理规定的通知
临政发〔2019〕2号
各乡镇人民政府：
现将《临江市河道管理规定》印发给你们。
临江市人民政府
2019年3月1日
""",
    "joint.txt": """中共临江市委办公室 临江市人民政府办公室关于开展雨季防汛的通知
临办发〔2018〕12号
各乡镇党委、政府：
一、开展防汛检查。（责任单位：市水利局）
中共临江市委办公室
临江市人民政府办公室
2018年5月3日
""",
    "forward.txt": """临江市人民政府办公室转发吉林省人民政府关于建设海绵城市的实施意见的通知
临政办发〔2016〕40号
各乡镇人民政府：
现将《吉林省人民政府关于建设海绵城市的实施意见》（吉政发〔2016〕21号）转发给你们。
临江市人民政府办公室
2016年6月1日
""",
    "communique.txt": """临江市2019年国民经济和社会发展统计公报
临江市统计局
2020年3月20日
一、综合
全市城市雨水利用率达到28%。
""",
    "two-titles.txt": """临江市水利局关于检查排水的通知
临水发〔2018〕7号
各有关单位：
根据《临江市排水暂行规定》（临政发〔2009〕8号），现将有关事项通知如下。
一、检查排水。
临江市水利局
2018年7月2日
""",
}
#: What a curator says against what is read in one of them.
CORRECTION = Correction("action", "王敏", "2026-11-27", "雨季防汛检查", document="临办发〔2018〕12号", quote="（责任单位：市水利局）", kind="responsibility", why="标题已写明")
#: Query -> its parameters; what is not here needs none.
ASKED: dict[str, dict[str, str]] = {
    "superior-chain": {"number": "临政发〔2017〕3号"},
    "citations": {"number": "临政发〔2018〕4号"},
    "implementers": {"number": "国发〔2015〕75号"},
    "agency-tasks": {"agency": "临江市水利局"},
    "agencies-missing-below": {"above": "吉政发〔2016〕21号", "below": "临政发〔2017〕3号"},
    "programme": {"name": "雨润临江"},
    "tasks-due": {"from": "2018", "to": "2018"},
    "targets-due": {"from": "2018", "to": "2022"},
    "expiring": {"from": "2019", "to": "2019"},
    "in-force": {"day": "2018-06-30"},
    "unfold": {"number": "临政办发〔2016〕40号"},
    "source-text": {"document": "临政发〔2017〕3号"},
    "evidence": {"thing": "id:agency/220681/临江市水利局"},
}
#: Queries with parameters that may be left out.
ALSO: tuple[tuple[str, dict[str, str]], ...] = (
    ("agency-pairs", {"agency": "吉林省财政厅"}),
    ("responsibilities", {"number": "临政发〔2017〕3号"}),
    ("responsibility-matrix", {"number": "吉政发〔2016〕21号"}),
    ("tasks-without-agency", {"number": "临政发〔2017〕3号"}),
    ("money", {"programme": "雨润临江"}),
    ("money", {"document": "临政发〔2017〕3号", "minimum": "1000000"}),
    ("goal-and-result", {"place": "临江市", "indicator": "城市雨水利用率"}),
    ("same-indicator", {"indicator": "全市城市雨水利用率"}),
    ("programme-life", {"name": "云水临江"}),
    ("rests-on-repealed", {"day": "2019-06-30"}),
    ("joint-issuers", {"agency": "中共临江市委办公室"}),
    ("series-gaps", {"code": "临政发", "year": "2017"}),
    ("most-cited", {"limit": "3"}),
    ("evidence", {"thing": "id:document/220681/临政发〔2017〕3号"}),
)


@cache
def answerable_graph() -> Graph:
    """The graph of all texts and of the sample."""
    return build_graph(
        extract([SAMPLE, *(Source(name, text, hashlib.sha256(text.encode()).hexdigest()) for name, text in TEXTS.items())]), corrections=[CORRECTION])
