"""Page: the parts that the pages of this package are made of.

A page is one file. Nothing in it is fetched: styles and scripts are in line, and
a content security policy forbids the browser to load anything else.
"""

from __future__ import annotations

import html
import json
from functools import cache
from importlib import resources
from string import Template
from typing import Any

from ..carrying import for_xml

#: Goes into the head of every page, first.
HEAD = (
    '<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; '
    "script-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'\">\n"
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
)
#: What could end a script element or a line of JavaScript before its time.
_UNSAFE = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


@cache
def asset(name: str) -> str:
    """The text of a file in ``assets``."""
    return resources.files("policygraph.showing").joinpath("assets", name).read_text("utf-8")


def fill(name: str, **values: str) -> str:
    """The template ``name`` with its ``$words`` replaced; the values are put in as they are.

    Raises:
        KeyError: A word of the template has no value.
    """
    return Template(asset(name)).substitute(values)


def text(value: str) -> str:
    """A text as HTML knows it, in an element or in a quoted attribute.

    A carriage return is written as a reference, because HTML reads a bare one as a line feed.
    """
    return html.escape(for_xml(value)).replace("\r", "&#13;")


def data(value: Any) -> str:
    """A value as JSON that can stand in a script element whatever texts it holds."""
    return for_xml(json.dumps(value, ensure_ascii=False, separators=(",", ":"))).translate(_UNSAFE)
