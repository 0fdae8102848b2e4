"""Page: the parts that the pages of this package are made of.

A page is one file. Nothing in it is fetched: styles and scripts are in line, and
a content security policy forbids the browser to load anything else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from .. import markup
from ..carrying import for_xml

if TYPE_CHECKING:
    from markupsafe import Markup

#: What could end a script element or a line of JavaScript before its time.
_UNSAFE = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


@cache
def asset(name: str) -> str:
    """The text of a file in ``assets``."""
    return resources.files("policygraph.showing").joinpath("assets", name).read_text("utf-8")


def render(name: str, *, also: Sequence[str] = (), **values: Any) -> str:
    """A page: the template of a name, with its style, its script (the assets of this name, those named in ``also`` before them) and these values."""
    style, script = ("".join(asset(f"{each}.{kind}") for each in (*also, name)) for kind in ("css", "js"))
    return markup.render(name, style=markup.safe(style), script=markup.safe(script), **values)


def data(value: Any) -> Markup:
    """A value as JSON that can stand in a script element whatever texts it holds."""
    return markup.safe(for_xml(json.dumps(value, ensure_ascii=False, separators=(",", ":"))).translate(_UNSAFE))
