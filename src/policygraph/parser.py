"""The parser of the command line: argparse, in the language that was chosen, with Chinese in its columns.

Texts are given to it in English and told when they are shown. argparse's own go through `gettext`, which is ours here.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from . import columns, console
from .carrying import line_for_terminal
from .language import told, translate, translate_count

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

# argparse asks gettext for the locale of the environment, and cannot be told another one.
vars(argparse).update(_=translate, ngettext=translate_count)


class Parser(argparse.ArgumentParser):
    """A parser that writes as `console` does, and shows nothing that commands a terminal."""

    def __init__(self, **given: Any):
        # From Python 3.14 on argparse colours help, by what commands a terminal; `console` would show it as text.
        plain = {"color": False} if sys.version_info >= (3, 14) else {}
        super().__init__(**{"formatter_class": Formatter, **plain, **given})

    def error(self, message: str) -> NoReturn:
        """Say what was misused, in the language that is chosen, and leave with status 2."""
        super().error(line_for_terminal(told(message)))  # it repeats what was given: names of files, too

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:  # argparse's own does not mind whether it was written
        if file is sys.stderr:
            console.say(message)
        else:
            console.write(None, message)


class Formatter(argparse.HelpFormatter):
    """Help in the language that was chosen; lines that begin with a blank, which are examples, stay as they are."""

    def format_help(self) -> str:
        """The help; a heading in Chinese ends with a colon of its script."""
        return re.sub(r"(?m)(?<=[^\x00-\x7f]):$", "：", super().format_help())  # behind a heading

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return told(action.help) if action.help else action.help

    def _split_lines(self, text: str, width: int) -> list[str]:
        return columns.wrap(" ".join(text.split()), width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = (line if line.startswith(" ") else "\n".join(columns.wrap(line, width)) for line in text.splitlines())
        return "\n".join(indent + line for line in lines)

    def _format_usage(self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None) -> str:
        prefix = translate("usage: ") if prefix is None else prefix
        more = columns.width(prefix) - len(prefix)  # argparse counts characters
        self._width -= more
        try:
            first, *others = super()._format_usage(usage, actions, groups, prefix).split("\n")
        finally:
            self._width += more
        return "\n".join([first, *(line and " " * more + line for line in others)])
