"""Notebook: the page of a network inside a notebook, plots that say what they show, and a font for the Chinese in them."""

from __future__ import annotations

import base64
import io
import os
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from typing import Any

import networkx as nx

from .asking.network import table, to_network
from .language import LANGUAGES, Phrase, asked_for, told
from .showing.drawing import KINDS, render

#: Families of fonts with Chinese, on Linux, macOS and Windows, the best first.
FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Microsoft YaHei",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Hiragino Sans GB",
    "Heiti SC", "STHeiti", "SimHei", "Noto Sans CJK JP", "Noto Serif CJK SC", "SimSun", "Droid Sans Fallback", "Arial Unicode MS",
)
#: Pixels of an inch of a plot; there are twice as many in the picture, for fine screens.
_PIXELS = 90
#: What is said where there is none.
NO_FONT = (
    "no Chinese font was found: install one (Debian, Ubuntu: fonts-noto-cjk; Fedora: google-noto-sans-cjk-fonts; Alpine: font-noto-cjk) "
    "and start the kernel anew")


@dataclass(frozen=True, slots=True)
class View:
    """A page that a notebook shows: one file in a frame of its own, from which it reaches neither the notebook nor the network; below it, folded, a table for where no frame is shown or no script runs."""

    page: str = field(repr=False)
    title: str
    height: int
    table: str = field(repr=False)
    unfolds: str = field(repr=False)

    def _repr_html_(self) -> str:
        # Without allow-same-origin: whatever a page holds, the notebook around it is another origin.
        return (
            f'<iframe title="{escape(self.title)}" srcdoc="{escape(self.page)}" sandbox="allow-scripts allow-downloads" '
            f'style="width:100%;height:{self.height}px;border:1px solid #8886;border-radius:4px"></iframe>'
            f"<details><summary>{escape(self.unfolds)}</summary>{self.table}</details>"
        )


def view(given: Any, kind: str | None = None, height: int = 620, language: str | None = None) -> View:
    """Show a network inside a notebook, as `draw` shows it in a file: search, filters, steps, a click to the sentence.

    It works where a frame of a cell is shown and its scripts run, as in JupyterLab and on a page of nbconvert. Where they do not, the nodes with the most neighbours stand below as a table. Nothing is fetched.

    Args:
        given: A network of `to_network`, or whatever that takes.
        kind: As in `draw`.
        height: Of the frame, in pixels.
        language: The one of `LANGUAGES` in which the page opens; that of the locale (``LANG=zh_CN.UTF-8``) if left out, as on the command line.

    Raises:
        ValueError: The kind or the language is unknown.
    """
    kind = kind or (given.graph.get("kind") if isinstance(given, nx.Graph) else None) or "citations"
    if kind not in KINDS:
        raise ValueError(f"unknown kind of picture {kind!r}; known are {', '.join(KINDS)}")
    language = language or asked_for(os.environ)
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}; known are {', '.join(LANGUAGES)}")
    network = given if isinstance(given, nx.Graph) else to_network(given, kind)
    title = KINDS[kind][language != "zh"]
    return View(render(network, kind, "canvas", language), title, max(200, int(height)), table(network), told(Phrase("{title}: as a table", title=title), language))


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture that a notebook shows, with words for those who do not see it."""

    png: bytes = field(repr=False)
    width: int
    said: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
        letters = base64.b64encode(self.png).decode()
        # As HTML first: notebooks show the alternative text of no other picture.
        html = f'<img alt="{escape(self.said)}" width="{self.width}" style="max-width:100%;height:auto" src="data:image/png;base64,{letters}">'
        return {"text/html": html, "image/png": letters, "text/plain": self.said}, {"image/png": {"alt": self.said}}


def plot(figure: Any, said: str) -> Plot:
    """A figure of matplotlib as a notebook shows it, with an alternative text that a screen reader reads; in place of `plt.show()`, at the end of a cell.

    Args:
        figure: A ``matplotlib.figure.Figure``. It is closed: the notebook shows it once.
        said: What it shows, with the numbers.
    """
    from matplotlib import pyplot

    made = io.BytesIO()
    figure.savefig(made, format="png", dpi=2 * _PIXELS)
    pyplot.close(figure)
    return Plot(made.getvalue(), round(figure.get_figwidth() * _PIXELS), said)


def chinese_font() -> str | None:
    """Let matplotlib draw Chinese: the first of `FONTS` that is installed stands in front of its fonts. A ``$`` in a name begins no formula.

    A font that was installed after matplotlib made its list of fonts is found as well. Where there is none, one line says which package to install; the plots are drawn all the same, with boxes in place of characters.

    Returns:
        The family, or None.
    """
    import matplotlib
    from matplotlib import font_manager

    matplotlib.rcParams["text.parse_math"] = False
    found = _listed()
    if found is None:
        # matplotlib keeps its list in a file that it reads again in every session, and which it does not compare with the fonts of the system.
        _register(font_manager.findSystemFonts())
        found = _listed()
    if found is None:
        print(NO_FONT)
        return None
    matplotlib.rcParams["font.sans-serif"] = [found, *(name for name in matplotlib.rcParams["font.sans-serif"] if name != found)]
    matplotlib.rcParams["font.family"] = "sans-serif"
    matplotlib.rcParams["axes.unicode_minus"] = False  # fonts of Chinese lack the minus sign of mathematics
    return found


def _listed() -> str | None:
    """The first of `FONTS` that matplotlib knows."""
    from matplotlib.font_manager import fontManager

    names = {font.name for font in fontManager.ttflist}
    return next((name for name in FONTS if name in names), None)


def _register(files: list[str]) -> None:
    """Tell matplotlib of the files of fonts that are not in its list; one that it cannot read is left out, as when it makes the list itself."""
    from matplotlib.font_manager import fontManager

    for file in sorted({*files} - {font.fname for font in fontManager.ttflist}):
        with suppress(Exception):
            fontManager.addfont(file)
