"""The parser of the command line: argparse, in the language that was chosen, with Chinese in its columns.

Texts are given to it in English and told when they are shown. argparse's own go through `gettext`, which is ours here.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from . import columns, console
from .carrying import line_for_terminal
from .language import Phrase, alike, either, told, translate, translate_count

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

# argparse asks gettext for the locale of the environment, and cannot be told another one.
vars(argparse).update(_=translate, ngettext=translate_count)


class Parser(argparse.ArgumentParser):
    """A parser that writes as `console` does, and shows nothing that commands a terminal."""

    #: Whether options that there are none of end the program; what completes a line goes on behind them.
    refuses = True

    def __init__(self, **given: Any):
        # From Python 3.14 on argparse colours help, by what commands a terminal; `console` would show it as text.
        plain = {"color": False} if sys.version_info >= (3, 14) else {}
        super().__init__(**{"formatter_class": Formatter, **plain, **given})

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> tuple[Any, list[str]]:  # type: ignore[override]
        """Parse as argparse does, wherever the options of a verb stand: before, between and behind what is named without an option."""
        words = sys.argv[1:] if args is None else args
        has_verbs = any(isinstance(action, argparse._SubParsersAction) for action in self._actions)
        if self.refuses:
            self._refuse_unknown(words, first_only=has_verbs)
        if args is not None and not has_verbs:
            args = self._options_first(args)
        return super().parse_known_args(args, namespace)

    def _refuse_unknown(self, words: Sequence[str], *, first_only: bool) -> None:
        """Complain of options that there are none of, with those that may be meant; argparse would first ask for what is missing, or name another verb's usage.

        Args:
            words: The command line.
            first_only: What stands behind the first word that is no option is the business of another parser.
        """
        unknown: list[str] = []
        waiting = iter(words)
        for word in waiting:
            if word == "--":
                break
            found = self._option(word)
            if first_only and found is None:
                break
            if found is not None and found[0] is None:
                unknown.append(word)
            elif found is not None and self._takes_next(word):
                next(waiting, None)
        near = list(dict.fromkeys(name for word in unknown for name in alike(word.partition("=")[0], self._offered())[:1]))
        if near:
            self.error(Phrase("unrecognized arguments: {unknown}; did you mean {near}?", unknown=" ".join(unknown), near=either(near)))
        if unknown:
            self.error(translate("unrecognized arguments: %s") % " ".join(unknown))

    def _offered(self) -> list[str]:
        """The options that help shows."""
        return [name for action in self._actions if action.help is not argparse.SUPPRESS for name in action.option_strings]

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """As argparse does it; where one of the choices may be meant, it is named in place of all."""
        if action.choices is not None and value not in action.choices and (near := alike(str(value), map(str, action.choices))):
            raise argparse.ArgumentError(action, told(Phrase("invalid choice: {value!r}; did you mean {near}?", value=value, near=either(near))))
        super()._check_value(action, value)

    def _options_first(self, args: Sequence[str]) -> Sequence[str]:
        """The words in the order in which argparse misses none: at the first option it takes what may be left out for left out.

        Its own remedy (`parse_intermixed_args`) parses twice, and in Python 3.11 and 3.12 fails at a usage that is not English.
        """
        options: list[str] = []
        others: list[str] = []
        words = list(args)
        while words:
            word = words.pop(0)
            if word == "--":
                return [*options, *others, word, *words]
            if self._option(word) is None:
                others.append(word)
                continue
            options.append(word)
            if self._takes_next(word):
                if not words or words[0] == "--" or self._option(words[0]) is not None:
                    return args  # its value is missing, and must not be taken from what is moved: argparse complains
                options.append(words.pop(0))
        return options + others

    def _option(self, word: str) -> Any:
        """What argparse takes a word for: the option that it may be, with its value; None for what is none."""
        found: Any = self._parse_optional(word)
        return found[0] if isinstance(found, list) else found  # later versions of Python list all that it may be short for

    def _takes_next(self, word: str) -> bool:
        """Does an option take the next word? All of ours take one word or none."""
        action, *_, value = self._option(word)
        return action is not None and action.nargs is None and value is None

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
