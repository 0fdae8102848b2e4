#!/usr/bin/env python3
"""Make the pictures of README and of docs/serving.md anew from the bundled sample: needs chromium (Debian: chromium fonts-noto-cjk).

    pictures.py [FOLDER]
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from policygraph.corpus import Corpus
from policygraph.showing.drawing import draw

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "src" / "policygraph" / "sample" / "gazette.txt"
DOCUMENT = "document/370100/济政字〔2017〕39号"
#: Name of a picture -> address, width, height.
PICTURES = {
    "home": ("", 1100, 760), "document": ("page/" + quote(DOCUMENT), 1200, 1250),
    "search": ("search?" + urlencode({"q": "企业上云"}), 1100, 620),
    "network": ("network?" + urlencode({"around": "https://w3id.org/policygraph/id/" + DOCUMENT}), 1340, 620),
    "phone": ("page/" + quote(DOCUMENT), 500, 900),
}


def _shoot(address: str, to: Path, width: int, height: int) -> None:
    subprocess.run([
        "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--accept-lang=zh-CN", f"--window-size={width},{height}",
        "--virtual-time-budget=4000", f"--screenshot={to}", address], check=True, stderr=subprocess.DEVNULL)


def _whole(address: str) -> None:
    """Wait until the index of texts is there, so that no page says that it is being made."""
    while "索引正在建立" in urlopen(Request(address, headers={"Accept-Language": "zh"})).read().decode():
        time.sleep(0.2)


def main() -> int:
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        corpus = work / "济南市人民政府公报"
        Corpus(corpus).add(SAMPLE, jobs=1)
        draw(Corpus(corpus).graph, work / "citations.html", "citations")
        _shoot((work / "citations.html").as_uri(), into / "citations.png", 1500, 900)
        server = subprocess.Popen([sys.executable, "-m", "policygraph", "serve", corpus, "--port", "0"], stderr=subprocess.PIPE, text=True, encoding="utf-8")
        try:
            address = re.search(r"http://\S+/ ", server.stderr.readline())[0].strip()  # type: ignore[union-attr, index]
            _whole(address)
            for name, (path, width, height) in PICTURES.items():
                _shoot(address + path, into / f"serve-{name}.png", width, height)
        finally:
            server.terminate()
            server.wait(20)
    return 0


if __name__ == "__main__":
    sys.exit(main())
