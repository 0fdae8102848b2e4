"""Named: the questions that have a name, and the values that are put into them.

A named query is a file, ``queries/NAME.rq``. The head of the file says
what it asks and which parameters it takes, one a line::

    # title: Most cited documents
    # title-zh: 被引用最多的文件
    # question: Which documents are cited by the most documents?
    # question-zh: 哪些文件被最多的文件引用？
    # competency: 3
    # parameters:
    #   level (name, default 中央): level of the documents
    #   limit (integer, default 20): rows at most
    # flags: held
    # lists: issuers

``flags`` are the columns that say yes or no, ``lists`` those that hold several names, a line each, in whatever order an engine
joins them (`in_order` is the one that is shown). The text is SPARQL as it stands, with an example in ``VALUES ?given_level { … }``
for each parameter; asking replaces what is between the braces by the value,
written as terms of RDF, so that the same text works on an rdflib graph, on
Oxigraph and on a server. ``limit`` adds a LIMIT instead. The types of
parameters are the keys of `TYPES`. Where the text has ``"rule:NAME"``, the
patterns of ``rules/NAME.toml`` stand in its place, as one.

What the program asks for itself lies in ``questions/NAME.rq``, and is filled in the same way.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from .. import rooms, rules
from ..errors import QueryError, TableError
from ..language import Phrase, either
from ..naming.codes import parse_number
from ..reading.folding import folded
from .prefixes import PREFIXES, describes

_PARAMETER = re.compile(
    r"#\s+(?P<name>[a-z_]+) \((?P<type>[a-z]+), (?:(?P<required>required)|optional|default (?P<default>[^)]+))\): (?P<description>.+)")
_HEAD = re.compile(r"#\s*(?P<key>title|title-zh|question|question-zh|competency|parameters|flags|lists):\s*(?P<value>.*)")
_RULES = re.compile(r'"rule:([a-z_]+)"')
#: What no name of a query has, and SPARQL nearly always: a blank, braces, a variable, an IRI.
_LIKE_SPARQL = re.compile(r"[\s{}<>]|[?$]\w")
#: SPARQL as it may be typed.
EXAMPLE = "SELECT ?x WHERE { ?x a pg:Document }"
_VALUES = re.compile(r"VALUES\s+\?given_(\w+)\s*\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query wants to know: its type is a key of `TYPES`; ``default`` None and not required is "any". The description can be told in each language."""

    name: str
    type: str
    required: bool
    default: str | None
    description: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with its head. ``competency`` are the numbers of the questions of the design that it answers."""

    name: str
    title: str
    title_zh: str
    question: str
    competency: tuple[int, ...]
    parameters: tuple[Parameter, ...]
    text: str
    flags: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    question_zh: str = ""

    def called(self, language: str) -> str:
        """The title in a language of `policygraph.language.LANGUAGES`; the English one where the head has no other."""
        return self.title_zh if language == "zh" and self.title_zh else self.title

    def asks(self, language: str) -> str:
        """The question in a language of `policygraph.language.LANGUAGES`; the English one where the head has no other."""
        return self.question_zh if language == "zh" and self.question_zh else self.question


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is the answer to: the query, its text without a limit, and the values that were given, as typed and as terms."""

    query: NamedQuery
    text: str
    given: Mapping[str, str]
    terms: Mapping[str, str]


# ---- reading them


@cache
def named() -> Mapping[str, NamedQuery]:
    """All named queries, in the order of the questions they answer.

    Raises:
        TableError: The head of a file is malformed; names the file and the line.
    """
    found = [parse(entry.read_text("utf-8"), name) for name, entry in rooms.data("queries", ".rq").items()]
    return {query.name: query for query in sorted(found, key=lambda query: (query.competency, query.name))}


@cache
def question(name: str) -> str:
    """The text of a question that the program itself asks, which no list names: ``questions/NAME.rq``."""
    return rooms.data("questions", ".rq")[name].read_text("utf-8")


def parse(text: str, name: str = "query") -> NamedQuery:
    """Read a query with the comments at its head; a text without a head is a query without parameters.

    Raises:
        TableError: A line under ``# parameters:`` is not understood, or a parameter has no VALUES in the query.
    """
    head: dict[str, str] = {}
    parameters: list[Parameter] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        if field := _HEAD.fullmatch(line):
            head[field["key"]] = field["value"].strip()
        elif "parameters" in head and re.match(r"#\s{3,}\S", line):
            parameters.append(_parameter(line, f"{name}.rq line {number}"))
    bound = set(_VALUES.findall(text)) | {"limit"}
    for parameter in parameters:
        if parameter.name not in bound:
            raise TableError(Phrase("{name}.rq: no VALUES ?given_{parameter} {{ … }} for the parameter {parameter}", name=name, parameter=parameter.name))
    competency = tuple(int(part) for part in re.findall(r"\d+", head.get("competency", "0")))
    flags, lists = (tuple(re.findall(r"\w+", head.get(key, ""))) for key in ("flags", "lists"))
    return NamedQuery(
        name, head.get("title", name), head.get("title-zh", ""), head.get("question", ""), competency, tuple(parameters),
        _RULES.sub(_patterns, text), flags, lists, head.get("question-zh", ""))


def _patterns(match: re.Match[str]) -> str:
    """The patterns of a rule file as one, as a string of SPARQL. Blanks mean nothing in a rule, and not every engine leaves them out."""
    if match[1] not in rules.names():
        return match[0]
    patterns = (re.sub(r"\s+", "", rule.pattern.pattern) for rule in rules.load(match[1]).values())
    return string("|".join(f"(?:{pattern})" for pattern in patterns))


def _parameter(line: str, where: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if not match or match["type"] not in TYPES:
        raise TableError(Phrase("{where}: a parameter is written “#   name (type, required): description”; types are {known}", where=where, known=", ".join(TYPES)))
    return Parameter(match["name"], match["type"], bool(match["required"]), match["default"], Phrase(match["description"]))


def find(query: str | Path) -> NamedQuery:
    """The query of a name, in a file, or the SPARQL text itself.

    Raises:
        QueryError: There is no query of this name (with the nearest names, or how SPARQL begins), or the file cannot be read.
    """
    text = str(query)
    if text in named():
        return named()[text]
    try:
        if "{" in text or describes(text):
            return parse(text)
        if Path(text).suffix in (".rq", ".sparql") or "/" in text and not (_LIKE_SPARQL.search(text) and not Path(text).is_file()):
            return parse(Path(text).read_text("utf-8-sig"), Path(text).stem)
    except TableError as error:
        raise QueryError(Phrase("{error}", error=error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(Phrase("{text}: the query cannot be read ({reason})", text=text, reason=getattr(error, "strerror", None) or error)) from error
    if _LIKE_SPARQL.search(text):
        raise QueryError(Phrase(
            "{text!r} was taken for the name of a query, and there is none of it; SPARQL begins with SELECT, ASK, CONSTRUCT or DESCRIBE "
            "(PREFIX may stand before it) and has a pattern in braces, as in {example!r}", text=text[:200], example=EXAMPLE))
    near = difflib.get_close_matches(text, named(), 3, 0.5)
    if near:
        raise QueryError(Phrase("there is no query {text!r}; did you mean {near}?", text=text, near=either(near)))
    raise QueryError(Phrase("there is no query {text!r}; known are {known}", text=text, known=", ".join(named())))


# ---- with values


def bind(query: NamedQuery, params: Mapping[str, Any]) -> str:
    """The text of a query with the values of its parameters.

    Raises:
        QueryError: A parameter is missing, unknown or of a wrong type.
    """
    asked, limit = bound(query, params)
    return limited(asked.text, limit)


def filled(text: str, terms: Mapping[str, str]) -> str:
    """A query with other values of its parameters: terms of RDF, with blanks between them, by the name of the parameter."""
    # One pass over the text: a value is never searched for a place to put another one.
    return _VALUES.sub(lambda match: f"VALUES ?given_{match[1]} {{ {terms[match[1]]} }}" if match[1] in terms else match[0], text)


def limited(text: str, limit: int | None) -> str:
    """A query with a limit of rows; None is without."""
    return text if limit is None else f"{text}\nLIMIT {limit}"


def bound(query: NamedQuery, params: Mapping[str, Any]) -> tuple[Asked, int | None]:
    """A query with the values of its parameters, and its limit apart.

    Raises:
        QueryError: A parameter is missing, unknown or of a wrong type.
    """
    given = {name.rstrip("_"): value for name, value in params.items() if value is not None}
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given.keys() - known.keys():
        if not known:
            raise QueryError(Phrase("{name}: there is no parameter {parameter!r}; it has none", name=query.name, parameter=name))
        raise QueryError(Phrase("{name}: there is no parameter {parameter!r}; it has {known}", name=query.name, parameter=name, known=", ".join(known)))
    terms = {name: _terms(query.name, parameter, given.get(name)) for name, parameter in known.items()}
    text = filled(query.text, terms)
    limit = terms.pop("limit", "UNDEF")
    said = {name: str(value).strip() for name, value in given.items()}
    return Asked(query, text, said, terms), None if limit == "UNDEF" else int(limit)


def _terms(query: str, parameter: Parameter, value: Any) -> str:
    if value is None:
        if parameter.required:
            raise QueryError(Phrase("{query}: the parameter {name} is missing ({type}: {description})", query=query, name=parameter.name, type=parameter.type, description=parameter.description))
        value = parameter.default
    if value is None:
        return "UNDEF"
    try:
        return " ".join(TYPES[parameter.type](str(value).strip()))
    except ValueError as error:
        raise QueryError(Phrase("{query}: {name}={value!r}: {error}", query=query, name=parameter.name, value=str(value)[:80], error=error)) from error


# ---- values as terms of RDF


def string(value: str) -> str:
    r"""A text as SPARQL writes it, a plain literal. The escape ``\u`` cannot be written: a parser may expand it before it knows where a string ends.

    Raises:
        ValueError: The text holds what a query cannot carry.
    """
    if re.search(r"\\u|[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", value, re.IGNORECASE):
        raise ValueError(Phrase("holds characters that a query cannot carry"))
    for bare, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        value = value.replace(bare, escaped)
    return f'"{value}"'


def _both(values: Iterable[str]) -> list[str]:
    """Each value as a plain literal and as one in Chinese, as the graph holds some names with and some without language."""
    return [form for value in dict.fromkeys(values) if value for form in (string(value), string(value) + "@zh")]


def _document(value: str) -> list[str]:
    number = parse_number(value) or parse_number(value + "号")
    if number:
        return _both([number.text])
    title = folded(value)
    title = title[1:-1] if re.fullmatch(r"《[^《》]*》", title) else title
    bare = title.removeprefix("中华人民共和国")
    return _filled(_both([title, bare, "中华人民共和国" + bare]), bare)


def _name(value: str) -> list[str]:
    return _filled(_both([folded(value), folded(value).strip("“”\"'‘’《》")]), folded(value))


def _filled(terms: list[str], value: str) -> list[str]:
    if not value:
        raise ValueError(Phrase("is empty"))
    return terms


def _integer(value: str) -> list[str]:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError(Phrase("is not a whole number (like 20)"))
    return [str(int(value))]


def _amount(value: str) -> list[str]:
    if not re.fullmatch(r"[0-9]{1,15}(?:\.[0-9]{1,4})?", value):
        raise ValueError(Phrase("is not an amount (like 1000000)"))
    return [value]


def _day(value: str) -> list[str]:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError(Phrase("is not a day (like 2017-07-20)"))
    date.fromisoformat(value)
    return [string(value)]


def _edge(rest: str) -> Callable[[str], list[str]]:
    """The first or last day of a year or a month; ``-31`` ends every month, as days are compared as text."""
    def term(value: str) -> list[str]:
        if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", value):
            return [string(value + rest[len(value) - 4 :])]
        try:
            return _day(value)
        except ValueError:
            raise ValueError(Phrase("is not a year, a month or a day (like 2017, 2017-07 or 2017-07-20)")) from None

    return term


def iri(value: str) -> str:
    """An IRI as SPARQL writes it, of one that is whole or has a prefix as tables print it.

    Raises:
        ValueError: It is none.
    """
    prefix, colon, rest = value.strip("<>").partition(":")
    value = PREFIXES[prefix] + rest if colon and prefix in PREFIXES and not rest.startswith("//") else value.strip("<>")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\ud800-\udfff]+", value):
        raise ValueError(Phrase("is not an IRI (like https://w3id.org/policygraph/id/… or id:…)"))
    return f"<{value}>"


def _tiers(value: str) -> list[str]:
    """The classes of initiatives that are asked for: programmes, with ``yes`` measures too."""
    if value not in ("yes", "no"):
        raise ValueError(Phrase("is not yes or no"))
    return [iri(f"pg:{name}") for name in ("Programme", "Measure") if name == "Programme" or value == "yes"]


#: Type of a parameter -> what turns a value into terms of SPARQL; ValueError says what is expected.
TYPES: Mapping[str, Callable[[str], list[str]]] = {
    "document": _document, "name": _name, "integer": _integer, "amount": _amount, "date": _day, "start": _edge("-01-01"), "end": _edge("-12-31"),
    "iri": lambda value: [iri(value)], "tier": _tiers, "agency": _name, "programme": _name, "indicator": _name, "code": _name,
}
