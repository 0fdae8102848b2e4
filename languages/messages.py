#!/usr/bin/env python3
"""Bring the catalogues of the command line up to date: what it says today, with the translations that are there, compiled for the program.

    messages.py [--check]

A message is a text in the code that goes to people: what `Phrase`, an error, a remark is given, the help of a verb or an option, and what
argparse says itself. Each catalogue (``src/policygraph/locale/LANGUAGE/LC_MESSAGES/policygraph.po``) is edited by hand; new messages stand in it
without a translation, those that nothing says any more are left out. ``--check`` writes nothing, and fails where something would change or has
no translation. Needs Babel.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "policygraph"
CATALOGUES = sorted(PACKAGE.glob("locale/*/LC_MESSAGES/policygraph.po"))
#: The arguments that are messages, by the name of what is called; of an error that is not named here, the first one.
TAKERS = {
    "Phrase": (0,), "told": (0,), "translate": (0,), "console.remark": (0,), "parser.error": (0,), "console.progress": (1,), "console.steps": (0,),
    "ReadError": (1, 2), "DocumentError": (1, 2), "Problem": (1, 2), "guarded": (1,), "guard.whole": (0,), "guard.each": (0,),
    "Refused": (0,), "_Failure": (0, 1), "_expect": (2,), "joined": (1,), "counted": (0, 1), "within": (2,), "one_of": (2,),
}
#: Errors that say nothing to people: they stop programmers, are caught, or answer other programs.
SILENT = {"AssertionError", "AttributeError", "BlockingIOError", "HTTPError", "KeyError", "NotAcceptable", "NotImplementedError", "OSError", "RuntimeError", "ValueError"}
#: What argparse says to programmers.
NOT_FOR_USERS = {
    "%r is not callable", "'required' is an invalid argument for positionals", ".__call__() not defined", "argument \"-\" with mode %r",
    "can't open '%(filename)s': %(error)s", "cannot have multiple subparser arguments", "cannot merge actions - two groups are named %r",
    "conflicting option string: %s", "conflicting subparser alias: %s", "conflicting subparser: %s", "dest= is required for options like %r",
    "invalid conflict_resolution value: %r", "invalid option string %(option)r: must start with a character %(prefix_chars)r",
    "mutually exclusive arguments must be optional", "subcommands", "argument '%(argument_name)s' is deprecated",
    "command '%(parser_name)s' is deprecated", "option '%(option)s' is deprecated", "%(prog)s: warning: %(message)s\n",
}
#: What the argparse of a later Python says, so that a catalogue made with any of them serves all.
LATER = ("show program's version number and exit", " (default: %(default)s)", "%(heading)s:")


@dataclass
class Messages:
    """What is said, each text with the files that say it, and where a text is put together so that no catalogue can have it."""

    places: dict[str | tuple[str, str], set[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, message: str | tuple[str, str], place: str) -> None:
        if message and not (isinstance(message, str) and re.fullmatch(r"\{\w+\}", message)):  # a value alone needs no translation
            self.places.setdefault(message, set()).add(place)


def collect() -> Messages:
    """All messages of the program."""
    from policygraph import console, language
    from policygraph.asking.named import named
    from policygraph.keeping import comparing
    from policygraph.keeping.correcting import fits

    found = Messages()
    for path in sorted(PACKAGE.rglob("*.py")):
        _read(path, found)
    for text in help_texts():
        found.add(text, "src/policygraph/cli.py")
    for text in [head for head, _ in console.COUNTS]:
        found.add(text, "src/policygraph/registry.py")
    for text in (*comparing.ORDER, comparing.GAINED, comparing.LOST, comparing.CHANGED):
        found.add(text, "src/policygraph/keeping/comparing.py")
    for text in fits.STATES:
        found.add(text, "src/policygraph/keeping/correcting/fits.py")
    for query in named().values():
        for parameter in query.parameters:
            found.add(parameter.description, "src/policygraph/asking/queries")
    for text in re.findall(r'sh:message "(.+?)"', (PACKAGE / "keeping" / "shapes.ttl").read_text("utf-8")):
        found.add(text, "src/policygraph/keeping/shapes.ttl")
    for text in language.REASONS:
        found.add(text, "src/policygraph/language.py")
    for message in of_argparse():
        found.add(message, "argparse")
    return found


def help_texts() -> Iterator[str]:
    """The help of every verb and every option."""
    from policygraph.cli import command_line

    parsers = [command_line()]
    while parsers:
        for action in parsers.pop()._actions:
            if isinstance(action, argparse._SubParsersAction):
                parsers += action.choices.values()
                yield from (verb.help for verb in action._choices_actions if verb.help)
            if action.help and action.help is not argparse.SUPPRESS:
                yield action.help


def of_argparse() -> Iterator[str | tuple[str, str]]:
    """What argparse says to users: this one, and later ones."""
    yield from LATER
    for node in ast.walk(ast.parse(Path(argparse.__file__).read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
            texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
            if texts and texts[0] not in NOT_FOR_USERS:
                yield (texts[0], texts[1]) if len(texts) > 1 else texts[0]


def _read(path: Path, found: Messages, root: Path = ROOT) -> None:
    tree, place = ast.parse(path.read_text("utf-8")), path.relative_to(root).as_posix()
    constants = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for position in _taken(node.func):
                if position < len(node.args):
                    _message(node.args[position], constants, place, found)


def _taken(called: ast.expr) -> tuple[int, ...]:
    """Which arguments of a call are messages."""
    owner = called.value.id if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) else ""
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    if name.endswith("Error") and name not in TAKERS:
        return () if name in SILENT else (0,)
    return TAKERS.get(f"{owner}.{name}" if owner else name, ())


def _message(given: ast.expr, constants: dict[str, ast.expr], place: str, found: Messages) -> None:
    """A message that is given to something; one that is put together is a fault."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        found.add(given.value, place)
    elif isinstance(given, ast.IfExp):
        _message(given.body, constants, place, found)
        _message(given.orelse, constants, place, found)
    elif isinstance(given, ast.BoolOp):
        for each in given.values:
            _message(each, constants, place, found)
    elif isinstance(given, ast.Name) and given.id in constants:
        _message(constants[given.id], {}, place, found)
    elif isinstance(given, (ast.JoinedStr, ast.BinOp)) or (isinstance(given, ast.Call) and _makes_text(given.func)):
        found.faults.append(f"{place}:{given.lineno}: {' '.join(ast.unparse(given).split())}")


def _makes_text(called: ast.expr) -> bool:
    """Does a call give a text that is no phrase: str(…), "…".join(…), "…".format(…)?"""
    return isinstance(called, ast.Name) and called.id == "str" or isinstance(called, ast.Attribute) and isinstance(called.value, ast.Constant)


def updated(path: Path, found: Messages) -> tuple[bytes, bytes, list[str]]:
    """A catalogue brought up to date: the file that people edit, the compiled one, and what has no translation."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po, write_po

    with path.open("rb") as file:
        old = read_po(file, locale=path.parts[-3])
    people = "policygraph contributors"
    new = Catalog(
        locale=old.locale, domain="policygraph", header_comment=old.header_comment, project="policygraph", version="", msgid_bugs_address=people, last_translator=people,
        language_team=people, charset="utf-8", creation_date=old.creation_date, revision_date=old.revision_date, fuzzy=False)
    missing = []
    for message, places in sorted(found.places.items(), key=lambda each: (sorted(each[1]), str(each[0]))):
        known = old.get(message)
        said = known.string if known and known.id == message else ""
        new.add(message, said, locations=[(place, 0) for place in sorted(places)])
        if not (said if isinstance(said, str) else all(said)):
            missing.append(message if isinstance(message, str) else message[0])
    edited, compiled = BytesIO(), BytesIO()
    write_po(edited, new, width=0, include_lineno=False)
    write_mo(compiled, new)
    return edited.getvalue(), compiled.getvalue(), missing


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a catalogue is not up to date or not whole")
    check = parser.parse_args().check
    found, wrong = collect(), False
    for fault in found.faults:
        print(f"{fault}: put values into a Phrase, so that it can be translated")
    for path in CATALOGUES:
        edited, compiled, missing = updated(path, found)
        fresh = path.read_bytes() == edited and path.with_suffix(".mo").is_file() and path.with_suffix(".mo").read_bytes() == compiled
        if not check:
            path.write_bytes(edited)
            path.with_suffix(".mo").write_bytes(compiled)
        elif not fresh:
            print(f"{path.relative_to(ROOT)}: is not up to date: run make messages")
        for message in missing:
            print(f"{path.relative_to(ROOT)}: {message!r} has no translation")
        print(f"{path.relative_to(ROOT)}: {len(found.places)} messages, {len(missing)} without a translation")
        wrong |= bool(missing) or check and not fresh
    return 1 if wrong or found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
