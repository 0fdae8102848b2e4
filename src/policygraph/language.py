"""Language: what the program says to people, in the language that they chose.

A message is written in English where it is made; that text is its name in the catalogues (``locale/LANGUAGE/LC_MESSAGES/policygraph.po``,
docs/extending.md). A message stays English, as an error, in a file, between processes, until it is told to a person: what is kept and what
other programs read is the same in every language.
"""

from __future__ import annotations

import difflib
import gettext
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, reduce
from importlib.resources import files
from typing import Any

#: The languages, the one of the messages first.
LANGUAGES = ("en", "zh")
#: What systems say of files and connections, inside messages.
REASONS = (
    "Address already in use", "Broken pipe", "Cannot allocate memory", "Cannot assign requested address", "Connection refused", "Connection reset by peer",
    "Connection timed out", "File exists", "File name too long", "File too large", "Input/output error", "Invalid argument", "Is a directory",
    "Name or service not known", "Network is unreachable", "No route to host", "No space left on device", "No such file or directory",
    "Not a directory", "Operation not permitted", "Permission denied", "Read-only file system", "Resource temporarily unavailable",
    "Temporary failure in name resolution", "Too many levels of symbolic links", "Too many open files", "timed out",
)

_chosen = LANGUAGES[0]


class Phrase(str):
    """A message with values: an English text that can be told in another language.

    >>> Phrase("{path}: there is no folder {folder}", path="a/b.ttl", folder="a")
    'a/b.ttl: there is no folder a'
    """

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, /, **values: object) -> Phrase:
        """Put values into the named fields of a template, as `str.format` does; without any, it stays as it is.

        Of an error the message is put in. A phrase among the values is told in the language of the whole.
        """
        if isinstance(template, Phrase) and not values:
            return template
        kept = {name: _plain(value) for name, value in values.items()}
        phrase = super().__new__(cls, template.format(**kept) if kept else template)
        phrase.template, phrase.values = template, kept
        return phrase

    def __getnewargs_ex__(self) -> tuple[tuple[str], Mapping[str, Any]]:
        return (self.template,), self.values


def counted(one: str, many: str, count: float, /, **values: object) -> Phrase:
    """A message about a number of things, which stands in it as ``count``: the first template where it is 1, else the second.

    >>> counted("{count} act", "{count:,} acts", 1), counted("{count} act", "{count:,} acts", 1200)
    ('1 act', '1,200 acts')
    """
    return Phrase(one if count == 1 else many, count=count, **values)


def either(names: Sequence[str]) -> str:
    """Names of which one is meant.

    >>> either(["a", "b", "c"])
    'a or b or c'
    """
    return joined(names, "{before} or {next}")


def alike(typed: str, names: Iterable[str]) -> list[str]:
    """The names that somebody may have meant who typed something else, the likest first; none where nothing is like it.

    >>> alike("--copus", ["--corpus", "--prune"]), alike("Buid", ["build", "diff"]), alike("sing", ["build"])
    (['--corpus'], ['build'], [])
    """
    known: dict[str, list[str]] = {}
    for name in names:
        known.setdefault(name.lower(), []).append(name)
    return [name for found in difflib.get_close_matches(typed.lower(), known, 3, 0.6) for name in known[found]]


def joined(parts: Sequence[str], template: str) -> str:
    """Several texts or messages as one; the template puts one (``next``) behind those ``before`` it."""
    return reduce(lambda before, part: Phrase(template, before=before, next=part), parts)


def packed(message: str) -> Any:
    """A message as JSON can keep it. One without values is a text like any other, but inside another message only a phrase is told in a language.

    >>> packed(Phrase("{thing} ended", thing=Phrase("the PDF"))), packed(Phrase("it is empty"))
    (['{thing} ended', {'thing': ['the PDF', {}]}], 'it is empty')
    """
    return _packed(message) if isinstance(message, Phrase) and message.values else message


def _packed(value: Any) -> Any:
    return [value.template, {name: _packed(each) for name, each in value.values.items()}] if isinstance(value, Phrase) else value


def unpacked(kept: Any) -> Any:
    """The message that `packed` made this of."""
    return Phrase(kept[0], **{name: unpacked(value) for name, value in kept[1].items()}) if isinstance(kept, list) else kept


def _plain(value: object) -> Any:
    """A value that goes from one process to another."""
    if isinstance(value, BaseException):
        return _message(value)
    return value if isinstance(value, (str, int, float)) else str(value)


def _message(error: BaseException) -> str:
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Phrase) and said == str(error) else str(error)


def choose(language: str) -> None:
    """Tell what is told from now on in a language of `LANGUAGES`."""
    global _chosen
    _chosen = language


def chosen() -> str:
    """The language that was chosen; English, where none was."""
    return _chosen


def asked_for(environment: Mapping[str, str]) -> str:
    """The language that a locale asks for: Chinese for all that begin with zh, English for all others.

    >>> asked_for({"LANG": "zh_CN.UTF-8"}), asked_for({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}), asked_for({})
    ('zh', 'en', 'en')
    """
    locale = next((found for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (found := environment.get(name))), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def told(message: str | BaseException, language: str | None = None) -> str:
    """A message, or that of an error, in a language; what the catalogue has not stays as it is.

    Args:
        message: A phrase, or a text without values.
        language: One of `LANGUAGES`; the one that was chosen if left out.
    """
    language = language or _chosen
    text = _message(message) if isinstance(message, BaseException) else message
    if language == LANGUAGES[0] or not text:
        return text
    if not isinstance(text, Phrase):
        return catalogue(language).gettext(text)
    template = catalogue(language).gettext(text.template)
    return template.format(**{name: _value(value, language) for name, value in text.values.items()}) if text.values else template


def _value(value: Any, language: str) -> Any:
    return told(value, language) if isinstance(value, Phrase) or value in REASONS else value


def translate(message: str) -> str:
    """``gettext`` in the language that was chosen, for what knows only that."""
    return told(message)


def translate_count(one: str, many: str, count: int) -> str:
    """``ngettext`` in the language that was chosen, for what knows only that."""
    return (gettext.NullTranslations() if _chosen == LANGUAGES[0] else catalogue(_chosen)).ngettext(one, many, count)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations into a language, as ``make messages`` compiled them."""
    with (files("policygraph") / "locale" / language / "LC_MESSAGES" / "policygraph.mo").open("rb") as file:
        return gettext.GNUTranslations(file)
