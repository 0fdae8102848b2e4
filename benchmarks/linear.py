#!/usr/bin/env python3
"""Run every rule and every stage over growing hostile texts, and tell where time grows faster than the text.

    linear.py [--short] [--only NAME ...] [--size N] [--jobs N]

Texts are runs of one character, of fragments that the rules themselves know, of brackets within each other, and lists of
agencies, numbers and titles, at 4n code points, at 2n where that takes time, at n where those two do not settle it.
From the processor time the exponent of the growth is taken;
what is done sooner than can be measured counts as linear. Exit status 1 where an exponent is above `WORST`, or where
something is not done within `LIMIT` seconds.
"""

from __future__ import annotations

import argparse
import math
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache

from policygraph import rules
from policygraph.errors import PolicyGraphError

#: The greatest exponent that is taken for linear, and the processor time from which on it is judged (seconds).
WORST, FLOOR = 1.3, 0.08
#: Processor time that one run at the greatest length may take (seconds): the budget that a document has.
LIMIT = 60.0
#: Code points of the shortest text for rules and for stages; the others are twice and four times as long.
RULE_SIZE, STAGE_SIZE = 10_000, 5_000
#: How often something that looks worse than linear is measured again before it is believed.
AGAIN = 4

HEAD = "临江市人民政府办公厅关于印发临江市供水管理办法的通知\n临政办发〔2020〕5号\n各区县人民政府：\n　　"
FOOT = "。\n临江市人民政府办公厅\n2020年5月1日\n"

CHARACTERS = "第号市局和及与、，。；：（）《》〔〕“”【】|１1一十年月日条章的由对省县区会委办部门aA-—.· \n　等各按依以为在起\r\t<&*#"
FRAGMENTS = (
    "以下简称", "（以下简称", "有效期", "行动", "省市县", "第一条", "第一条\n", "一、", "（一）", "1.", "牵头", "负责", "会同", "配合", "责任单位：",
    "市发展和改革委员会、", "市财政局", "市财政局和", "市财政局、市公安局等部门", "各县区政府、", "财政、", "教育、公安等部门", "民政部门", "由市财政局",
    "要", "应当", "不得", "并", "实施", "推进", "建设", "工程", "建设工程", "“甲", "甲”", "“甲乙”", "“甲”行动", "试点示范", "升级为", "更名为",
    "国发〔2016〕28号", "国发〔2016〕28号、", "〔2016〕", "〔2016〕28号", "、7号", "令第5号", "国务院令", "公告2019年第", "《甲办法》", "《甲办法》、",
    "《甲办法》（国发〔2016〕28号）、", "《关于甲的意见》和", "《", "〈甲〉", "（甲）", "（", "（（）", "根据", "根据《", "贯彻落实", "废止", "按照职责", "按照", "依照各自职责",
    "到2020年", "2020年", "2020年5月1日", "2020年5月", "自2020年5月1日起施行", "十四五", "年底前", "每年3月底前", "100万元", "10%", "1,000", "达到", "不少于",
    "达到100家", "奖励", "最高不超过", "|", "|甲|乙|\n", "|责任单位|任务|\n", "附件：", "附件1\n", "抄送：", "来源：", "成文日期：", "文号：", "通知", "关于", "印发", "办法", "公报",
    "目录\n", "临江市人民政府", "济南市", "山东省", "中共济南市委", "国务院", "教育部", "教育部办公厅", "人民政府", "委员会", "办公室", "领导小组", "小组", "成立",
    "<br>", "&nbsp;", "[a](http://a)", "![", "](", "$1", "</td>", "\n\n", "甲\n", "　　甲。\n", "甲。", "甲；", "甲，", "该办法", "上述通知", "公务员法", "条例",
    "国家", "全国", "数字", "智慧", "数字乡村、", "三大", "乡（镇）、", "县（区）、", "省、自治区、直辖市", "各省、", "济南、", "市、县（区）人民政府", "现将", "你公司", "同时",
    "二○二○年", "一百零", "其中：", "主要职责：", "其职责是：", "召开会议", "第一次会议通过", "了", "完成", "力争", "工作", "、甲", "和甲", "甲和", "办公室、", "号）", "）", "以上", "以内",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A text that grows, and what is done with it."""

    what: str
    unit: str

    def text(self, size: int) -> str:
        return made(self.unit, size)


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds at each length, the exponent of the growth (0 where it is too soon to tell), whether it was done at all."""

    case: Case
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]
    exponent: float
    done: bool

    @property
    def wrong(self) -> bool:
        return not self.done or self.exponent > WORST


#: Texts that are no repetition of one unit.
SHAPES: dict[str, Callable[[int], str]] = {
    "nested （": lambda n: "（" * (n // 2) + "）" * (n // 2),
    "nested 《": lambda n: "《" * (n // 2) + "》" * (n // 2),
    "nested “": lambda n: "“" * (n // 2) + "”" * (n // 2),
    "agencies": lambda n: _counted("市{}局、", n),
    "agencies with 和": lambda n: _counted("市{}和{}局、", n),
    "agencies and a verb": lambda n: _counted("市{}局要配合市{}厅、", n),
    "numbers": lambda n: _counted("临政发〔2015〕{}号、", n, numeral=False),
    "titles": lambda n: _counted("《临江市{}管理办法》、", n),
    "titles and numbers": lambda n: _counted("《临江市{}管理办法》（临政发〔2015〕5号）、", n),
    "aliases": lambda n: _counted("《临江市{}管理办法》（以下简称《{}办法》）。", n),
    "programmes": lambda n: _counted("实施{}提升行动、", n),
    "provisions": lambda n: _counted("第{}条　甲应当负责{}工作。\n", n),
    "headings": lambda n: _counted("（{}）甲行动。实施{}工程，到2020年达到10家。\n", n),
    "targets": lambda n: _counted("{}类企业达到100家，", n),
    "acts": lambda n: _counted("临江市人民政府关于{}的通知\n临政发〔2020〕5号\n各县区：\n　　甲。\n", n),
    "contents": lambda n: _counted("临江市人民政府关于{}的通知…………12\n", n),
    "numbers on lines": lambda n: _counted("临政发〔2015〕{}号\n", n, numeral=False),
    "titles on lines": lambda n: _counted("临江市{}管理办法\n", n),
    "dates on lines": lambda n: _counted("{}2020年5月1日\n", n),
}


def _counted(unit: str, size: int, numeral: bool = True) -> str:
    """A unit again and again, each time with another number in it."""
    signs = "甲乙丙丁戊己庚辛壬癸" if numeral else "0123456789"
    parts, length, n = [], 0, 10
    while length < size:
        parts.append(unit.replace("{}", "".join(signs[int(digit)] for digit in str(n))))
        length += len(parts[-1])
        n += 1
    return "".join(parts)


def made(unit: str, size: int) -> str:
    if unit in SHAPES:
        return SHAPES[unit](size)
    return (unit * (size // len(unit) + 1))[:size]


@cache
def literals() -> tuple[str, ...]:
    """The words that the examples of all rules are made of: pieces of them that end at a mark."""
    found = {piece for name in rules.names() for rule in rules.load(name).values() for example in rule.examples
             for piece in re.findall(r"[^，。；、]{1,12}[，。；、]?", example["text"])}
    return tuple(sorted(found))


def _units(short: bool) -> Iterator[str]:
    yield from SHAPES
    yield from CHARACTERS
    yield from FRAGMENTS
    if not short:
        yield from literals()


# ---- what is run


#: Rules that the program asks for at one place alone: where a run of items begins, after a verb.
AT_A_PLACE = frozenset(("programmes/closed-list", "responsibilities/helpers"))


def _rule(name: str) -> Callable[[str], None]:
    file, rule = name.split("/")
    pattern = rules.load(file)[rule].pattern
    if name in AT_A_PLACE:
        return lambda text: [pattern.match(text, at) for at in (0, 1, 2)] and None

    def run(text: str) -> None:
        for _ in pattern.finditer(text):
            pass

    return run


def _extract(text: str) -> None:
    from policygraph.guard import Guard
    from policygraph.model import Source
    from policygraph.steps import default_pipeline

    default_pipeline()(Source("text", text, "0" * 64), Guard("text", strict=True))


def _whole(text: str) -> None:
    _extract(HEAD + text + FOOT)


def _fold(text: str) -> None:
    from policygraph.reading.folding import fold, same_key

    fold(text)
    same_key(text)


def _reader(name: str, make: Callable[[str], str]) -> Callable[[str], None]:
    def run(text: str) -> None:
        from policygraph.reading.sources import from_bytes

        from_bytes(make(text).encode("utf-8", "replace"), name)

    return run


STAGES: dict[str, Callable[[str], None]] = {
    "extract": _whole, "extract alone": _extract, "fold": _fold, "read .txt": _reader("a.txt", str),
    "read .html": _reader("a.html", lambda text: f"<html><body><div><p>{text}</p></div></body></html>"),
    "read raw .html": _reader("a.html", lambda text: f"<html><body>{text}"),
}


def _function(what: str) -> Callable[[str], None]:
    return STAGES[what] if what in STAGES else _rule(what)


def cases(short: bool, only: Iterable[str] | None = None) -> list[Case]:
    """What is run on what; ``short`` is a fixed part of it for every change of the program."""
    whats = [f"{name}/{rule}" for name in rules.names() for rule in rules.load(name)] + list(STAGES)
    found = []
    for what in whats:
        if only and not any(part == what or part == what.split("/")[0] for part in only):
            continue
        found += [Case(what, unit) for unit in _units(short) if not short or _in_short(what, unit, 12 if what == "extract" else 40)]
    return found


def _in_short(what: str, unit: str, share: int) -> bool:
    """One text in so many: in forty for each rule and reader, every twelfth one for the whole."""
    return sum(map(ord, what + unit)) % share == 0


# ---- measuring


class _Late(BaseException):
    """The limit is reached; no handler of the program takes it for an error of its own."""


def _late(*_: object) -> None:
    raise _Late


def _seconds(what: str, text: str) -> float | None:
    """Processor time of one run; None where it was not done within the limit."""
    function, start = _function(what), time.process_time()
    signal.signal(signal.SIGPROF, _late)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        function(text)
    except (_Late, PolicyGraphError):
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
    seconds = time.process_time() - start
    return seconds if seconds < LIMIT else None


def measure(case: Case, size: int) -> Growth:
    """Run a case at growing lengths; where it looks worse than linear, again, and the best counts."""
    sizes = (size, 2 * size, 4 * size)
    growth = _once(case, sizes)
    for _ in range(AGAIN):
        if not growth.wrong or not growth.done:
            break
        other = _once(case, sizes)
        if not other.wrong:
            return other
        if other.done:
            best = tuple(map(min, growth.seconds, other.seconds))  # what looks worse was measured at all three
            growth = Growth(case, sizes, best, _exponent(sizes, best), True)
    return growth


def _once(case: Case, sizes: tuple[int, ...]) -> Growth:
    """The greatest length comes first: where it is soon done, the others tell nothing; where it is linear against the half, the quarter does not."""
    last = _seconds(case.what, case.text(sizes[-1]))
    if last is not None and last < FLOOR:
        return Growth(case, sizes[-1:], (last,), 0.0, True)
    if last is not None:
        half = _seconds(case.what, case.text(sizes[-2]))
        if half is not None and (exponent := _exponent(sizes[-2:], (half, last))) <= WORST:
            return Growth(case, sizes[-2:], (half, last), exponent, True)
    seconds = []
    for size in sizes[:-1]:
        taken = _seconds(case.what, case.text(size))  # 0.0 is a time too: some clocks are coarse
        seconds.append(LIMIT if taken is None else taken)
        if taken is None:
            break
    if last is None or seconds[-1] >= LIMIT:
        return Growth(case, sizes[: len(seconds)], tuple(seconds), math.inf, False)
    return Growth(case, sizes, (*seconds, last), _exponent(sizes, (*seconds, last)), True)


def _exponent(sizes: Iterable[int], seconds: Iterable[float]) -> float:
    """The exponent between the two greatest lengths, and no more than over all of them where the first can be measured."""
    sizes, seconds = list(sizes), list(seconds)
    if seconds[-1] < FLOOR:
        return 0.0
    last = math.log(seconds[-1] / max(seconds[-2], FLOOR / 8)) / math.log(sizes[-1] / sizes[-2])
    whole = math.log(seconds[-1] / max(seconds[0], FLOOR / 8)) / math.log(sizes[-1] / sizes[0])
    return min(last, whole)


def _warm(_: object = None) -> None:
    _whole("甲。")


def _run(job: tuple[Case, int]) -> Growth:
    return measure(*job)


def run(found: list[Case], size: int | None, jobs: int) -> Iterator[Growth]:
    """Measure cases, in as many processes."""
    work = [(case, size or (STAGE_SIZE if case.what in STAGES else RULE_SIZE)) for case in found]
    if jobs == 1:
        _warm()
        yield from map(_run, work)
        return
    with ProcessPoolExecutor(jobs, initializer=_warm) as pool:
        yield from pool.map(_run, work, chunksize=8)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", nargs="*", help="rule files, rules (file/rule) or stages: " + ", ".join(STAGES))
    parser.add_argument("--unit", nargs="*")
    parser.add_argument("--size", type=int)
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    found = cases(args.short, args.only)
    if args.unit:
        whats = dict.fromkeys(case.what for case in found)
        found = [Case(what, unit) for what in whats for unit in args.unit]
    growths = []
    for growth in run(found, args.size, args.jobs):
        growths.append(growth)
        if growth.wrong:
            print(_row(growth), flush=True)
    print(f"{len(growths)} texts, {sum(growth.wrong for growth in growths)} worse than linear; the slowest:")
    for growth in sorted(growths, key=lambda growth: -growth.seconds[-1] / growth.sizes[-1])[:10]:
        print(_row(growth))
    return 1 if any(growth.wrong for growth in growths) else 0


def _row(growth: Growth) -> str:
    seconds = " ".join(f"{taken:.2f}" for taken in growth.seconds)
    length = growth.sizes[-1]
    state = f"exponent {growth.exponent:.2f}" if growth.done else "not done"
    return f"{growth.case.what} on {growth.case.unit!r}: {seconds} s at up to {length:,}, {state}"


if __name__ == "__main__":
    sys.exit(main())
