"""Completing: what a shell offers behind the Tab key, told by the parser that reads the command line.

``policygraph completion SHELL`` prints a script that makes the shell run the program at every Tab, with the line typed so far in its
environment; argcomplete finds out what may stand next. Verbs, options and choices it knows from the parser; what a file, a query or a
parameter may be is said here.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Iterator, Mapping

import argcomplete

from .language import chosen, told
from .parser import Parser

#: The places of the command line that take files, by the names that help gives them, and whether only folders are meant.
_PATHS = {
    "A": False, "B": False, "CORPUS|GRAPH": False, "DIR": True, "DRAFT": False, "FILE": False, "GAZETTE": False, "GRAPH": False, "STATE|DATE": False}


def script(shell: str) -> str:
    """What a shell (bash, zsh, fish) runs once, so that it asks the program from then on."""
    # Where the program offers nothing, a word is free; bash would offer files.
    return argcomplete.shellcode(["policygraph"], shell=shell, complete_arguments=["-o", "nospace"])


def answer(parser: argparse.ArgumentParser) -> None:
    """Tell the shell that asks what may stand next, and end the process."""
    for action in _actions(parser):
        if action.help and action.help is not argparse.SUPPRESS:
            action.help = told(action.help)
        if not action.choices and action.nargs != 0:
            vars(action)["completer"] = _completer(action)
    Parser.refuses = False
    argcomplete.autocomplete(parser, always_complete_options=False)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """All places of the command line, the verbs among them."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            yield from action._choices_actions
            for verb in action.choices.values():
                yield from _actions(verb)


class _Paths:
    """The files and folders whose names begin as the word does; hidden ones where it begins with a dot."""

    def __init__(self, folders: bool):
        self.folders = folders

    def __call__(self, *, prefix: str, **_: object) -> list[str]:
        folder, begun = os.path.split(prefix)
        try:
            entries = sorted(os.scandir(os.path.expanduser(folder) or "."), key=lambda entry: entry.name)
        except OSError:
            return []
        fitting = [entry for entry in entries if entry.name.startswith(begun) and (begun or not entry.name.startswith("."))]
        return [os.path.join(folder, entry.name) + "/" * entry.is_dir() for entry in fitting if entry.is_dir() or not self.folders]


def _queries(*, prefix: str, **_: object) -> Mapping[str, str]:
    """The named queries with their titles; from a dot or a slash on, files."""
    from .asking.named import named

    queries = {name: query.called(chosen()) for name, query in named().items()}
    return {**queries, **dict.fromkeys(_Paths(folders=False)(prefix=prefix), "")}


def _parameters(*, parsed_args: argparse.Namespace, **_: object) -> Mapping[str, str]:
    """The parameters of the query or the measure that was named before, each with the sign behind which its value stands."""
    if measure := getattr(parsed_args, "measure", None):
        from .measures import MEASURES

        return {f"{name}=": "" for name in MEASURES[measure].parameters}
    from .asking.named import named

    query = named().get(getattr(parsed_args, "query", None) or "")
    return {f"{each.name}=": told(each.description) for each in query.parameters} if query else {}


def _nothing(**_: object) -> tuple[str, ...]:
    return ()


def _completer(action: argparse.Action) -> Callable[..., Iterable[str]]:
    if action.metavar == "QUERY":
        return _queries
    if action.dest == "param":
        return _parameters
    return _Paths(_PATHS[action.metavar]) if action.metavar in _PATHS else _nothing
