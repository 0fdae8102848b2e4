#!/usr/bin/env python3
"""How soon the page of a network shows its first picture, how smoothly it is dragged, whether names overlap or are cut, how large it is.

    pictures.py [--nodes 300 1000 5000 20000] [--links 1.5] [--rounds 3] [--pages FILE.html …] [--window 390x844] [--shots DIR]

The networks are invented with the proportions of `generate.py`: shares of levels and of what is cited but not held, and how often
a document is cited by a power law; their sentences are put together from pieces of the bundled gazette. Chromium runs without
a window and without a graphics card (software rendering), 1,400 × 900 or --window; drawing counts the time of the processor, the first picture counts from the start of the navigation.
Frames are those painted while the mouse drags the picture to and fro for three seconds, opened as it opens and seen as a whole.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from statistics import median

import generate
import networkx as nx

from policygraph.showing.drawing import draw

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from browser import emulate, open_browser

#: Shares of levels, as `generate.py` draws them, and of relations.
LEVELS, SHARES = ("central", "province", "prefecture", "county"), (5, 20, 45, 30)
RELATIONS = ("based_on", "applies", "mentions")
#: Drag the canvas to and fro for some milliseconds, a move at each frame; gives frames a second and the longest frame.
DRAG = """
const [milliseconds, done] = arguments;
const canvas = document.querySelector('#canvas, #mynetwork canvas');
const target = canvas;
const box = canvas.getBoundingClientRect();
const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
const send = (type, dx, dy) => { for (const kind of ['pointer', 'mouse']) target.dispatchEvent(new (kind === 'pointer' ? PointerEvent : MouseEvent)(
  kind + type, {bubbles: true, cancelable: true, pointerId: 1, isPrimary: true, pointerType: 'mouse', button: 0, buttons: type === 'up' ? 0 : 1, clientX: x + dx, clientY: y + dy})); };
canvas.setPointerCapture = () => {};
send('down', 0, 0);
const begin = performance.now();
let [last, longest, count] = [begin, 0, 0];
function step(now) {
  const at = performance.now() - begin;
  if (count) longest = Math.max(longest, now - last);
  last = now;
  if (at > milliseconds) { send('up', 0, 0); done([count * 1000 / at, longest]); return; }
  count++;
  send('move', 300 * Math.sin(at / 400), 160 * Math.sin(at / 330));
  requestAnimationFrame(step);
}
requestAnimationFrame(step);
"""
#: How many names are cut at the edge of the window, or by the names of rows and columns that stand on it.
CUT = """
if (!window.policygraph) return -1;
const {width, height} = policygraph.size;
return policygraph.labelBoxes().filter((a) => a.x < width && a.y < height && a.x + a.width > 0 && a.y + a.height > 0
  && (a.x < 0 || a.y < 0 || a.x + a.width > width || a.y + a.height > height
    || policygraph.axisBoxes.some((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height))).length;
"""
#: How many pairs of names overlap in the window.
OVERLAPS = """
if (!window.policygraph) return -1;
const boxes = policygraph.labelBoxes();
let found = 0;
boxes.forEach((a, k) => boxes.slice(k + 1).forEach((b) => {
  if (a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height) found++;
}));
return found;
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--nodes", type=int, nargs="*", default=[300, 1000, 5000, 20000])
    parser.add_argument("--links", type=float, default=1.5, help="citations for each node (default: 1.5)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=Path, nargs="*", default=[], help="pages that were drawn before, measured too")
    parser.add_argument("--shots", type=Path, help="folder for pictures of the windows")
    parser.add_argument("--window", type=lambda text: tuple(map(int, text.split("x"))), default=(1400, 900), metavar="WIDTHxHEIGHT")
    args = parser.parse_args()
    print("| network | nodes | links | by | drawn in, s | page, MB | first picture, s | frames/s, opened | longest, ms | frames/s, whole | longest, ms | overlapping names | cut names |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for count in args.nodes:
            path = Path(folder) / f"{count}.html"
            network = invented(count, round(count * args.links))
            begin = time.process_time()
            made = draw(network, path)
            row(path, (f"{made.nodes:,}", f"{made.links:,}", made.by, f"{time.process_time() - begin:.1f}"), args)
        for path in args.pages:
            row(path, ("", "", "", ""), args)


def invented(count: int, links: int, seed: int = 1) -> nx.MultiDiGraph:
    """Citations among so many documents, the same for the same numbers."""
    chance = random.Random(seed)
    text = "".join(files("policygraph").joinpath("sample", "gazette.txt").read_text("utf-8").split())
    network = nx.MultiDiGraph(kind="citations")
    for n in range(count):
        level, year = chance.choices(LEVELS, SHARES)[0], 1995 + int(28 * chance.random() ** 0.5)
        title = f"关于{chance.choice(generate.SUBJECTS)}{chance.choice(generate.ACTIONS)}{chance.choice(generate.SUBJECTS)}工作的通知"
        number = f"临{'国省市县'[LEVELS.index(level)]}{chance.choice(generate.SUBJECTS)[0]}发〔{year}〕{n}号"
        held = chance.random() > generate.UNHELD
        network.add_node(f"https://example.org/{n}", iri=f"https://example.org/{n}", kind="document", label=number, number=number, title=title, level=level,
                         type="通知", stub=not held, place=f"临江{n % 40}区", source=f"{n}.txt", **({"date": f"{year}-{n % 12 + 1:02}-{n % 28 + 1:02}"} if held else {}))
    drawn = list(range(count))
    for n in range(links):
        source, target = chance.randrange(count), chance.choice(drawn)
        drawn.append(target)  # the rich get richer
        sentence = "".join(text[at : at + 12] for at in (chance.randrange(len(text) - 12) for _ in range(7)))
        network.add_edge(f"https://example.org/{source}", f"https://example.org/{target}", relation=chance.choice(RELATIONS), quote=sentence[20:40], quote_at=20,
                         sentence=sentence, file=f"{source}.txt", char_start=n, char_end=n + 20, rule="title-and-number", confidence=0.92, locator="")
    return network


def row(path: Path, made: tuple[str, ...], args: argparse.Namespace) -> None:
    found = [measured(path, args.shots, args.window) for _ in range(args.rounds)]
    first, open_rate, open_longest, whole_rate, whole_longest, overlaps, cut = (median(values) for values in zip(*found, strict=True))
    cells = (path.stem, *made, f"{path.stat().st_size / 1e6:.1f}", f"{first / 1000:.2f}", f"{open_rate:.0f}", f"{open_longest:.0f}", f"{whole_rate:.0f}",
             f"{whole_longest:.0f}", *(f"{count:.0f}" if count >= 0 else "" for count in (overlaps, cut)))
    print(f"| {' | '.join(cells)} |", flush=True)


def measured(path: Path, shots: Path | None, window: tuple[int, int] = (1400, 900)) -> tuple[float, ...]:
    """Milliseconds to the first picture; frames a second and the longest frame while dragging, as opened and as a whole; names that overlap, and that are cut, in both."""
    with open_browser(1400, 900) as driver:
        driver.set_script_timeout(60)
        emulate(driver, window[0], height=window[1])
        driver.get(path.resolve().as_uri())
        while not (first := driver.execute_script("return document.body.dataset.painted || document.body.dataset.settled")):
            time.sleep(0.05)
        # The pages of pyvis do not say when they have painted; the last paint of the browser does.
        first = float(first) if first.isdigit() else driver.execute_script("return performance.now()")
        time.sleep(0.4)
        names = [driver.execute_script(count) for count in (OVERLAPS, CUT)]
        _shot(driver, shots, f"{path.stem}-opened")
        opened = driver.execute_async_script(DRAG, 3000)
        driver.execute_script("document.getElementById('fit').click()")
        time.sleep(1)
        names = [before + (driver.execute_script(count) if before >= 0 else 0) for before, count in zip(names, (OVERLAPS, CUT), strict=True)]
        _shot(driver, shots, f"{path.stem}-whole")
        return (first, *opened, *driver.execute_async_script(DRAG, 3000), *names)


def _shot(driver, shots: Path | None, name: str) -> None:
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
        driver.save_screenshot(str(shots / f"{name}.png"))


if __name__ == "__main__":
    main()
