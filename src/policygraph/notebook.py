"""Notebook: the page of a network inside a notebook, and a font for the Chinese in its plots."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

import networkx as nx

from .showing.drawing import KINDS, render

#: Families of fonts with Chinese, on Linux, macOS and Windows, the best first.
FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Microsoft YaHei",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Hiragino Sans GB",
    "Heiti SC", "STHeiti", "SimHei", "Noto Sans CJK JP", "Noto Serif CJK SC", "SimSun", "Droid Sans Fallback", "Arial Unicode MS",
)
#: What is said where there is none.
NO_FONT = (
    "no Chinese font was found: install one (Debian, Ubuntu: fonts-noto-cjk; Fedora: google-noto-sans-cjk-fonts; Alpine: font-noto-cjk) "
    "and start the kernel anew")


@dataclass(frozen=True, slots=True)
class View:
    """A page that a notebook shows: one file in a frame of its own, from which it reaches neither the notebook nor the network."""

    page: str = field(repr=False)
    title: str
    height: int

    def _repr_html_(self) -> str:
        # Without allow-same-origin: whatever a page holds, the notebook around it is another origin.
        return (
            f'<iframe title="{escape(self.title)}" srcdoc="{escape(self.page)}" sandbox="allow-scripts allow-downloads" '
            f'style="width:100%;height:{self.height}px;border:1px solid #8886;border-radius:4px"></iframe>'
        )


def view(given: Any, kind: str | None = None, height: int = 620) -> View:
    """Show a network inside a notebook, as `draw` shows it in a file: search, filters, steps, a click to the sentence.

    It works where HTML of a cell is shown with its scripts: JupyterLab, Jupyter Notebook, VS Code, nbviewer, a page of nbconvert. Nothing is fetched.

    Args:
        given: A network of `to_network`, or whatever that takes.
        kind: As in `draw`.
        height: Of the frame, in pixels.

    Raises:
        ValueError: The kind is unknown.
    """
    kind = kind or (given.graph.get("kind") if isinstance(given, nx.Graph) else None) or "citations"
    if kind not in KINDS:
        raise ValueError(f"unknown kind of picture {kind!r}; known are {', '.join(KINDS)}")
    if not isinstance(given, nx.Graph):
        from .asking.network import to_network  # only this way needs rdflib

        given = to_network(given, kind)
    return View(render(given, kind, "canvas"), " · ".join(KINDS[kind]), max(200, int(height)))


def chinese_font() -> str | None:
    """Let matplotlib draw Chinese: the first of `FONTS` that is installed stands in front of its fonts. A ``$`` in a name begins no formula.

    Where there is none, one line says which package to install; the plots are drawn all the same, with boxes in place of characters.

    Returns:
        The family, or None.
    """
    import matplotlib
    from matplotlib import font_manager

    matplotlib.rcParams["text.parse_math"] = False
    installed = {font.name for font in font_manager.fontManager.ttflist}
    found = next((name for name in FONTS if name in installed), None)
    if found is None:
        print(NO_FONT)
        return None
    matplotlib.rcParams["font.sans-serif"] = [found, *(name for name in matplotlib.rcParams["font.sans-serif"] if name != found)]
    matplotlib.rcParams["font.family"] = "sans-serif"
    matplotlib.rcParams["axes.unicode_minus"] = False  # fonts of Chinese lack the minus sign of mathematics
    return found
