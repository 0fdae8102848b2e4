#!/usr/bin/env python3
"""Pictures of the pages that `draw` makes, from invented networks: as a desk, in the dark and on a phone.

    gallery.py FOLDER [--names citations matrix …]

Each page is counted for names that overlap or are cut by the window (boxes of the names in it), complaints of the browser and widths beyond the
window; the pictures are small enough to be kept beside the docs.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx
from pictures import CUT, LEVELS, OVERLAPS, SHARES, invented

from policygraph.showing import charts
from policygraph.showing.around import Part
from policygraph.showing.drawing import draw, palette
from policygraph.showing.picture import Statement

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from browser import console_errors, emulate, open_browser

#: Window -> width, height, dark.
SCREENS = {"desk": (1400, 900, False), "dark": (1400, 900, True), "phone": (390, 844, False)}
FIELDS = "发展改革 教育 科技 公安 民政 司法 财政 人社 生态环境 住建 交通运输 水利 农业农村 商务 文化旅游 卫生健康 应急 审计 市场监管 统计 医保 林业 体育 粮食 金融".split()
#: Greatest number of colours of a kept picture.
COLORS = 56


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--names", nargs="*", default=list(PAGES), choices=PAGES)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    print("| page | window | overlapping names | cut names | complaints | wider than the window | picture, kB |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, open_browser(1400, 900) as driver:
        for name in args.names:
            make, script = PAGES[name]
            page = Path(folder) / f"{name}.html"
            make(page)
            for screen, (width, height, dark) in SCREENS.items():
                emulate(driver, width, height=height, dark=dark)
                console_errors(driver)
                driver.get("about:blank")
                driver.get(page.as_uri())
                while not driver.execute_script("return document.body.dataset.painted"):
                    time.sleep(0.05)
                driver.execute_script(script)
                time.sleep(0.8)
                picture = args.folder / f"network-{name}-{screen}.png"
                driver.save_screenshot(str(picture))
                _shrink(picture)
                overlaps, cut = (driver.execute_script("if (!policygraph.labelBoxes || document.getElementById('canvas').hidden) return '';" + count) for count in (OVERLAPS, CUT))
                wide = driver.execute_script("return document.documentElement.scrollWidth - innerWidth")
                print(f"| {name} | {screen} | {overlaps} | {cut} | {len(console_errors(driver))} | {max(0, wide)} | {picture.stat().st_size / 1000:.0f} |", flush=True)


def _shrink(path: Path) -> None:
    from PIL import Image

    image = Image.open(path).convert("RGB")
    image.resize((image.width * 4 // 5, image.height * 4 // 5), Image.Resampling.LANCZOS).quantize(COLORS, Image.Quantize.FASTOCTREE).save(path, optimize=True)


def responsibilities(agencies: int = 100, tasks: int = 300, documents: int = 12) -> nx.MultiDiGraph:
    """Invented agencies that lead and cooperate on the tasks of invented documents: one leads each task, up to six help."""
    chance = random.Random(5)
    network = nx.MultiDiGraph(kind="responsibilities")
    names = [f"临江市{FIELDS[i % len(FIELDS)]}{('局', '委员会', '办公室', '中心')[i // len(FIELDS) % 4]}" for i in range(agencies)]
    for d in range(documents):
        number = f"临政发〔{2015 + d // 2}〕{d + 1}号"
        network.add_node(f"d{d}", kind="document", label=number, number=number, title=f"临江市关于第{d + 1}项工作的意见", level="prefecture", stub=False, date=f"{2015 + d // 2}-0{d % 9 + 1}-01")
    for name in names:
        network.add_node(name, kind="agency", label=name, title=name, level="prefecture", branch="government", stub=False)
    for t in range(tasks):
        d = t * documents // tasks
        for k, name in enumerate(chance.sample(names, chance.randrange(1, 8))):
            network.add_edge(name, f"d{d}", role="cooperate" if k else "lead", action=f"推进第{t + 1}项任务", provision=f"d{d}/{t}", locator=f"二/（{t % (tasks // documents) + 1}）",
                             quote=name, quote_at=1, sentence=f"由{name}落实。", file=f"{d}.txt", char_start=t, char_end=t + len(name), rule="bracket", confidence=0.9)
    return network


def _chart(kind: str, marks: list[charts.Mark]) -> Callable[[Path], None]:
    series: dict[str, list[charts.Mark]] = {}
    for mark in sorted(marks, key=lambda mark: mark.when or "9"):
        series.setdefault(mark.series, []).append(mark)
    return lambda path: path.write_text(charts.render(charts.Chart(kind, series), palette()), encoding="utf-8") and None


def _mark(series: str, sort: str, place: str, level: str, number: str, when: str, value: float | None = None, maximum: float | None = None, unit: str = "") -> charts.Mark:
    sentence = f"实施{series}。" if value is None else f"{series}达到{value}{unit}。"
    said = Statement(sort=sort, agency="", act=number, locator="二/（一）", what="", sentence=sentence, file=f"{number}.txt", rule="quoted", thing=number + when + sort, at=sentence.find(series), length=len(series),
                     start=10, end=20, confidence=0.9)
    return charts.Mark(series, sort, place, level, number, f"{place}关于{series}的意见", when, value, maximum, ">=" if sort == "target" else "=", unit, said)


def _spread(places: int = 34) -> list[charts.Mark]:
    """A programme that more and more places take up, most of them in the middle years."""
    chance = random.Random(2)
    found = []
    for n in range(places):
        level = chance.choices(LEVELS, SHARES)[0] if n else "central"
        first = 2013 if not n else 2014 + sum(chance.random() for _ in range(6)) * 1.3
        for k in range(chance.randrange(1, 6)):
            day = first + k * chance.random() * 1.5
            number = f"临{n + 1}发〔{int(day)}〕{k + 1}号"
            found.append(_mark("清溪行动", "names", f"临江{n + 1}{'区' if level == 'county' else '市'}" if n else "全国", level, number, f"{int(day)}-{int(day % 1 * 12) + 1:02}-{chance.randrange(1, 28):02}"))
    return found


def _goals() -> list[charts.Mark]:
    chance = random.Random(4)
    found = []
    for place, level, base in (("全国", "central", 21.6), ("临江省", "province", 24.2), ("临江市", "prefecture", 33.0), ("青溪县", "county", 41.5)):
        for k, year in enumerate((2015, 2020, 2025)):
            value = round(base + 1.4 * k, 2)
            found.append(_mark("林木绿化率", "target", place, level, f"{place}发〔{year - 4}〕7号", str(year), value, round(value + 1.2, 2) if place == "临江市" and k == 2 else None, "%"))
            if k < 2:
                found.append(_mark("林木绿化率", "result", place, level, f"{place}报〔{year + 1}〕1号", str(year), round(value + chance.uniform(-0.9, 0.9), 2), None, "%"))
    found.append(_mark("林木绿化率", "target", "青溪县", "county", "青溪发〔2019〕3号", "2020", 120, None, "万亩"))
    return found


def _chain(path: Path) -> None:
    """The chain of that document which rests on something, and which most rest on."""
    network = invented(260, 330)
    middle = max(network, key=lambda node: (network.out_degree(node) > 1, network.in_degree(node) < 9, network.in_degree(node)))
    draw(network, path, "superior-chain", part=Part(middle, steps=2))


_MATRIX = "document.getElementById('matrix').click(); setTimeout(() => document.getElementById('table').scrollTo(130, 120), 300);"
_PAIRS = "document.getElementById('pairs').click();"
#: Name -> what makes the page, and what is done in it before the picture is taken.
PAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "citations": (lambda path: draw(invented(1000, 1500), path), ""),
    "communities": (lambda path: draw(invented(300, 700), path, by="canvas"), "const f = document.getElementById('color'); f.value = 'community'; f.dispatchEvent(new Event('change')); policygraph.fit()"),
    "matrix": (lambda path: draw(responsibilities(), path, by="canvas"), _MATRIX),
    "pairs": (lambda path: draw(responsibilities(40, 60), path, by="canvas"), _PAIRS),
    "pairs-matrix": (lambda path: draw(responsibilities(40, 120), path, by="canvas"), _PAIRS + _MATRIX),
    "chain": (_chain, "policygraph.choose(policygraph.page.middle)"),
    "diffusion": (_chart("diffusion", _spread()), ""),
    "targets": (_chart("targets", _goals()), "policygraph.choose(2)"),
}


if __name__ == "__main__":
    main()
