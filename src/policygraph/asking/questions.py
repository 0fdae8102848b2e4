"""Query: questions to a graph, by name or in SPARQL; the answers are rows.

The named queries are files (``queries/NAME.rq``). The head of a file says
what it asks and which parameters it takes, one a line::

    # title: Most cited documents
    # title-zh: 被引用最多的文件
    # question: Which documents are cited by the most documents?
    # competency: 3
    # parameters:
    #   level (name, default 中央): level of the documents
    #   limit (integer, default 20): rows at most
    # flags: held

``flags`` are the columns that say yes or no. The text is SPARQL as it stands, with an example in ``VALUES ?given_level { … }``
for each parameter; asking replaces what is between the braces by the value,
written as terms of RDF, so that the same text works on an rdflib graph, on
Oxigraph and on a server. ``limit`` adds a LIMIT instead. The types of
parameters are the keys of `TYPES`. Where the text has ``"rule:NAME"``, the
patterns of ``rules/NAME.toml`` stand in its place, as one.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, SupportsIndex, overload

from rdflib import Graph, URIRef

from .. import markup, rooms, rules
from ..carrying import for_terminal
from ..errors import QueryError, TableError
from ..naming.codes import parse_number
from ..reading.folding import folded
from . import frames, suggest
from .prefixes import PREFIXES, form, shorten, spelled_out, with_prefixes
from .suggest import Suggestion
from .values import Value, flagged, jsonable, plain, typed

#: Forms of an answer.
FORMATS = ("table", "csv", "json", "ttl")
#: Widest cell of a table (columns of a terminal; a Chinese character takes two). IRIs are never cut.
MAX_CELL = 60
#: How many things one request asks about when an answer becomes a graph.
_CHUNK = 300


# ---- named queries


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query wants to know: its type is a key of `TYPES`; ``default`` None and not required is "any"."""

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


_PARAMETER = re.compile(
    r"#\s+(?P<name>[a-z_]+) \((?P<type>[a-z]+), (?:(?P<required>required)|optional|default (?P<default>[^)]+))\): (?P<description>.+)")
_HEAD = re.compile(r"#\s*(?P<key>title|title-zh|question|competency|parameters|flags):\s*(?P<value>.*)")
_RULES = re.compile(r'"rule:([a-z_]+)"')
_VALUES = re.compile(r"VALUES\s+\?given_(\w+)\s*\{[^{}]*\}")


@cache
def named() -> Mapping[str, NamedQuery]:
    """All named queries, in the order of the questions they answer.

    Raises:
        TableError: The head of a file is malformed; names the file and the line.
    """
    found = [parse(entry.read_text("utf-8"), name) for name, entry in rooms.data("queries", ".rq").items()]
    return {query.name: query for query in sorted(found, key=lambda query: (query.competency, query.name))}


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
            raise TableError(f"{name}.rq: no VALUES ?given_{parameter.name} {{ … }} for the parameter {parameter.name}")
    competency = tuple(int(part) for part in re.findall(r"\d+", head.get("competency", "0")))
    flags = tuple(re.findall(r"\w+", head.get("flags", "")))
    return NamedQuery(
        name, head.get("title", name), head.get("title-zh", ""), head.get("question", ""), competency, tuple(parameters),
        _RULES.sub(_patterns, text), flags)


def _patterns(match: re.Match[str]) -> str:
    """The patterns of a rule file as one, as a string of SPARQL. Blanks mean nothing in a rule, and not every engine leaves them out."""
    if match[1] not in rules.names():
        return match[0]
    patterns = (re.sub(r"\s+", "", rule.pattern.pattern) for rule in rules.load(match[1]).values())
    return _string("|".join(f"(?:{pattern})" for pattern in patterns))


def _parameter(line: str, where: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if not match or match["type"] not in TYPES:
        raise TableError(f"{where}: a parameter is written “#   name (type, required): description”; types are {', '.join(TYPES)}")
    return Parameter(match["name"], match["type"], bool(match["required"]), match["default"], match["description"])


# ---- asking


class Answer(list[dict[str, Any]]):
    """The rows of an answer: a list of dictionaries, column to value (see `values`); what is unbound is None.

    ``columns`` is the order of the SELECT, ``flags`` are those of them that say
    yes or no. ``graph`` is what CONSTRUCT or DESCRIBE made, and None otherwise.
    ``cut`` says that a limit left rows out; ``total`` is how many there are.
    """

    def __init__(
        self, rows: Iterable[dict[str, Any]] = (), columns: Sequence[str] = (), *, graph: Graph | None = None,
        source: Graph | str | None = None, resources: Iterable[str] = (), flags: Sequence[str] = (),
    ):
        super().__init__(rows)
        self.columns = tuple(columns)
        self.graph = graph
        self.source = source
        self.flags = tuple(flags)
        self.cut = False
        self._iris = frozenset(resources)
        self._asked: _Asked | None = None

    @overload
    def __getitem__(self, at: SupportsIndex) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> Answer: ...
    def __getitem__(self, at):
        """A row; of a slice an answer with these rows."""
        found = super().__getitem__(at)
        if not isinstance(at, slice):
            return found
        return Answer(found, self.columns, graph=self.graph, source=self.source, resources=self._iris, flags=self.flags)

    @property
    def resources(self) -> tuple[str, ...]:
        """The IRIs among the values, in order."""
        return tuple(dict.fromkeys(str(value) for row in self for value in row.values() if value in self._iris))

    @cached_property
    def total(self) -> int:
        """How many rows there are without a limit; the graph is asked once more where a limit cut.

        Raises:
            QueryError: The graph cannot be asked.
        """
        return _count(self.source, self._asked) if self.cut and self._asked else len(self)

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Where there are no rows: the parameters whose value names nothing in the graph, each with the names most like it.

        Raises:
            QueryError: The graph cannot be asked.
        """
        return () if self or self._asked is None else tuple(_suggest(self.source, self._asked))

    def remarks(self) -> list[str]:
        """What is to be said about the answer, a line each: rows that a limit cut, names that the graph does not hold.

        Nothing is said where the graph, asked once more, does not answer.
        """
        try:
            if self.cut:
                return [f"{len(self)} of {self.total} rows; --param limit={self.total} shows all"]
            if self or self._asked is None:
                return []
            ours = re.search(r"policygraph/ontology#|\bpg:", self._asked.query.text)
            strange = holds_nothing(self.source) if ours else ""
            return [strange] if strange else [str(suggestion) for suggestion in self.suggestions]
        except QueryError:
            return ["a limit left rows out"] if self.cut else []

    def texts(self) -> list[dict[str, str]]:
        """The rows as text, as a table shows them: a day as ``2019-06-30``, a flag as yes or no, unbound as ``""``."""
        return [{name: plain(value, name in self.flags) for name, value in row.items()} for row in self]

    def to_pandas(self) -> Any:
        """The rows as a ``pandas.DataFrame``, each column of one type, days as ``datetime64[s]``.

        Raises:
            FrameError: pandas is not installed.
        """
        return frames.to_pandas(self, self.columns)

    def to_polars(self) -> Any:
        """The rows as a ``polars.DataFrame``, each column of one type, days as ``Date``.

        Raises:
            FrameError: polars is not installed.
        """
        return frames.to_polars(self, self.columns)

    def _repr_html_(self) -> str:
        rows = [[shorten(row[name]) for name in self.columns] for row in self.texts()]
        return markup.table(self.columns, rows, f"{len(self)} rows" + (", cut by a limit" if self.cut else ""))

    def describe(self) -> Graph:
        """The part of the graph that the answer is about.

        Returns:
            What CONSTRUCT or DESCRIBE made; for rows, all that the graph says about the IRIs in them.

        Raises:
            QueryError: The rows hold no IRI, or they do not know the graph they came from.
        """
        if self.graph is not None:
            return self.graph
        found = _empty_graph()
        if self and not self.resources:
            raise QueryError("the answer holds no IRI, so there is no part of the graph to write: select the things, or use CONSTRUCT")
        if self and self.source is None:
            raise QueryError("these rows do not know the graph they came from: give what run_query returned")
        for start in range(0, len(self.resources), _CHUNK):
            things = " ".join(map(_given_iri, self.resources[start : start + _CHUNK]))
            found += _evaluate(self.source, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {things} }} ?s ?p ?o }}", "describe").graph
        return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an answer is the answer to: the query, its text without a limit, and the values that were given, as typed and as terms."""

    query: NamedQuery
    text: str
    given: Mapping[str, str]
    terms: Mapping[str, str]


def run_query(graph: Graph | str, query: str | Path, /, **params: Any) -> Answer:
    """Ask a graph.

    Args:
        graph: A graph, or the http(s) address of a SPARQL 1.1 endpoint.
        query: The name of a query, a file that holds one, or SPARQL. A file or a
            text may have parameters, if it has a head like those of the named ones.
        params: Values of the parameters. A name that is a word of Python takes an
            underscore: ``from_="2019"``. A document may be named in any printed
            form: 济政字[2017]39号, 济政字〔2017〕第39号, or by its title.

    Returns:
        Rows with values of Python; for ASK one row with ``answer``, True or False; for
        CONSTRUCT and DESCRIBE the triples in order, with the graph as attribute. Where a
        limit cut, ``cut`` is true; where there are no rows, ``suggestions`` may say why.

    Raises:
        QueryError: The query is unknown, a parameter is missing, unknown or of a
            wrong type, the SPARQL is malformed (with the line), or the endpoint
            does not answer.
    """
    found = find(query)
    asked, limit = _bound(found, params)
    select = limit is not None and form(asked.text)[0] == "SELECT"
    answer = _evaluate(graph, _limited(asked.text, limit + select if limit is not None else None), found.name)
    if select and len(answer) > limit:  # one row more than was wanted tells that there are more
        del answer[limit:]
        answer.cut = True
    answer.flags, answer._asked = found.flags, asked
    for row in answer if found.flags else ():
        row.update({name: flagged(row[name]) for name in found.flags if name in row})
    return answer


def whole_number(row: Mapping[str, str], column: str) -> int:
    """The number in a row of an answer.

    Raises:
        QueryError: There is something else: the graph is not one of this program.
    """
    try:
        return int(row[column])
    except ValueError:
        raise QueryError(f"{column}: {row[column][:80]!r} is no whole number; is this a graph of policygraph?") from None


def ask(graph: Graph | str, query: str | Path, /, **params: Any) -> bool:
    """The answer of an ASK query; of another one, whether it finds anything."""
    answer = run_query(graph, query, **params)
    return answer[0]["answer"] is True if answer.columns == ("answer",) and len(answer) == 1 else bool(answer)


def find(query: str | Path) -> NamedQuery:
    """The query of a name, in a file, or the SPARQL text itself.

    Raises:
        QueryError: There is no query of this name (with the nearest names), or the file cannot be read.
    """
    text = str(query)
    if text in named():
        return named()[text]
    try:
        if "{" in text:
            return parse(text)
        if Path(text).suffix in (".rq", ".sparql") or "/" in text:
            return parse(Path(text).read_text("utf-8-sig"), Path(text).stem)
    except TableError as error:
        raise QueryError(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{text}: the query cannot be read ({getattr(error, 'strerror', None) or error})") from error
    near = difflib.get_close_matches(text, named(), 3, 0.5)
    raise QueryError(f"there is no query {text!r}; " + (f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(named())}"))


def bind(query: NamedQuery, params: Mapping[str, Any]) -> str:
    """The text of a query with the values of its parameters.

    Raises:
        QueryError: A parameter is missing, unknown or of a wrong type.
    """
    asked, limit = _bound(query, params)
    return _limited(asked.text, limit)


def _limited(text: str, limit: int | None) -> str:
    return text if limit is None else f"{text}\nLIMIT {limit}"


def _bound(query: NamedQuery, params: Mapping[str, Any]) -> tuple[_Asked, int | None]:
    """A query with the values of its parameters, and its limit apart."""
    given = {name.rstrip("_"): value for name, value in params.items() if value is not None}
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given.keys() - known.keys():
        has = f"it has {', '.join(known)}" if known else "it has none"
        raise QueryError(f"{query.name}: there is no parameter {name!r}; {has}")
    terms = {name: _terms(query.name, parameter, given.get(name)) for name, parameter in known.items()}
    # One pass over the text: a value is never searched for a place to put another one.
    text = _VALUES.sub(lambda match: f"VALUES ?given_{match[1]} {{ {terms[match[1]]} }}" if match[1] in terms else match[0], query.text)
    limit = terms.pop("limit", "UNDEF")
    said = {name: str(value).strip() for name, value in given.items()}
    return _Asked(query, text, said, terms), None if limit == "UNDEF" else int(limit)


def _terms(query: str, parameter: Parameter, value: Any) -> str:
    if value is None:
        if parameter.required:
            raise QueryError(f"{query}: the parameter {parameter.name} is missing ({parameter.type}: {parameter.description})")
        value = parameter.default
    if value is None:
        return "UNDEF"
    try:
        return " ".join(TYPES[parameter.type](str(value).strip()))
    except ValueError as error:
        raise QueryError(f"{query}: {parameter.name}={str(value)[:80]!r}: {error}") from error


# ---- values as terms of RDF


def _string(value: str) -> str:
    r"""A plain literal. The escape ``\u`` cannot be written: a parser may expand it before it knows where a string ends."""
    if re.search(r"\\u|[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", value, re.IGNORECASE):
        raise ValueError("holds characters that a query cannot carry")
    for bare, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        value = value.replace(bare, escaped)
    return f'"{value}"'


def _both(values: Iterable[str]) -> list[str]:
    """Each value as a plain literal and as one in Chinese, as the graph holds some names with and some without language."""
    return [form for value in dict.fromkeys(values) if value for form in (_string(value), _string(value) + "@zh")]


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
        raise ValueError("is empty")
    return terms


def _integer(value: str) -> list[str]:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError("is not a whole number (like 20)")
    return [str(int(value))]


def _amount(value: str) -> list[str]:
    if not re.fullmatch(r"[0-9]{1,15}(?:\.[0-9]{1,4})?", value):
        raise ValueError("is not an amount (like 1000000)")
    return [value]


def _day(value: str) -> list[str]:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("is not a day (like 2017-07-20)")
    date.fromisoformat(value)
    return [_string(value)]


def _edge(rest: str) -> Callable[[str], list[str]]:
    """The first or last day of a year or a month; ``-31`` ends every month, as days are compared as text."""
    def term(value: str) -> list[str]:
        if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", value):
            return [_string(value + rest[len(value) - 4 :])]
        try:
            return _day(value)
        except ValueError:
            raise ValueError("is not a year, a month or a day (like 2017, 2017-07 or 2017-07-20)") from None

    return term


def _iri(value: str) -> str:
    prefix, colon, rest = value.strip("<>").partition(":")
    value = PREFIXES[prefix] + rest if colon and prefix in PREFIXES and not rest.startswith("//") else value.strip("<>")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\ud800-\udfff]+", value):
        raise ValueError("is not an IRI (like https://w3id.org/policygraph/id/… or id:…)")
    return f"<{value}>"


def _given_iri(value: str) -> str:
    """An IRI of an answer, for the next question; a server may call anything an IRI."""
    try:
        return _iri(value)
    except ValueError as error:
        raise QueryError(f"the answer holds {value[:80]!r}, which {error}") from error


#: Type of a parameter -> what turns a value into terms of SPARQL; ValueError says what is expected.
TYPES: Mapping[str, Callable[[str], list[str]]] = {
    "document": _document, "name": _name, "integer": _integer, "amount": _amount, "date": _day, "start": _edge("-01-01"), "end": _edge("-12-31"),
    "iri": lambda value: [_iri(value)], "agency": _name, "programme": _name, "indicator": _name, "code": _name,
}


# ---- what to say of an answer


def holds_nothing(graph: Graph | str) -> str:
    """What to say of a graph that is empty or that somebody else made; empty where the graph is one of ours.

    Raises:
        QueryError: The graph cannot be asked.
    """
    return suggest.foreign(lambda text: _evaluate(graph, text, "holds"))


def _suggest(source: Graph | str, asked: _Asked) -> Iterator[Suggestion]:
    def ask(text: str) -> Answer:
        return _evaluate(source, text, asked.query.name)

    for parameter in asked.query.parameters:
        value = asked.given.get(parameter.name)
        if value and parameter.type in (*suggest.NAMES, "iri") and suggest.missing(ask, parameter.type, asked.terms[parameter.name]):
            yield Suggestion(parameter.name, value[:80], suggest.near(ask, parameter.type, value))


def _count(source: Graph | str, asked: _Asked) -> int:
    """How many rows a query has without its limit."""
    _, start = form(asked.text)
    text = f"{asked.text[:start]}SELECT (COUNT(*) AS ?total) WHERE {{ {{\n{asked.text[start:]}\n}} }}"
    return int(_evaluate(source, text, asked.query.name)[0]["total"])


# ---- engines


def _evaluate(source: Graph | str, text: str, name: str) -> Answer:
    text = spelled_out(text)
    if isinstance(source, Graph):
        return _local(source, text, name)
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        try:
            return _remote(source, with_prefixes(text), name)
        except QueryError as error:
            raise QueryError(f"{error}{_elsewhere(source)}") from error
    raise QueryError(f"{source!r} is neither a graph nor the http(s) address of an endpoint; read a file with policygraph.load")


def _elsewhere(address: str) -> str:
    """A hint where an address is hardly that of an endpoint."""
    path = address.partition("://")[2].partition("?")[0].rstrip("/")
    return "" if re.search(r"/(query|sparql|select)$|sparql", path, re.IGNORECASE) else (
        f"; an endpoint's address mostly ends in /query or /sparql: try {address.rstrip('/')}/query or {address.rstrip('/')}/sparql")


def _local(graph: Graph, text: str, name: str) -> Answer:
    try:
        result = graph.query(text, initNs={**PREFIXES, **dict(graph.namespaces())})
        if result.type == "ASK":
            return _truth(bool(result.askAnswer), graph)
        if result.type in ("CONSTRUCT", "DESCRIBE"):
            return _triples(result.graph, graph)
        columns = [str(variable) for variable in result.vars or ()]
        found = list(result)
        rows = [[None if value is None else typed(str(value), getattr(value, "datatype", None)) for value in row] for row in found]
    except Exception as error:
        raise QueryError(f"{name}: {_reason(error)}") from error
    return _rows(columns, rows, (str(value) for row in found for value in row if isinstance(value, URIRef)), graph)


def _remote(address: str, text: str, name: str) -> Answer:
    from . import endpoint

    try:
        reply = endpoint.ask(address, text)
        if reply.turtle is not None:
            return _triples(Graph().parse(data=reply.turtle, format="turtle"), address)
    except endpoint.QueryRefused as error:
        raise QueryError(f"{address}: {name}: {_reason(error)}") from error
    except QueryError:
        raise
    except Exception as error:  # whatever the parser of Turtle trips over
        raise QueryError(f"{address}: what it answers is no Turtle: {_line(str(error))}; is this the address of a query endpoint?") from error
    if reply.truth is not None:
        return _truth(reply.truth, address)
    cells = [[typed(row[c].text, row[c].datatype) if c in row else None for c in reply.columns] for row in reply.rows]
    iris = (row[c].text for row in reply.rows for c in reply.columns if c in row and row[c].is_iri)
    return _rows(reply.columns, cells, iris, address)


def _rows(columns: Sequence[str], rows: Sequence[Sequence[Value]], resources: Iterable[str], source: Graph | str) -> Answer:
    return Answer((dict(zip(columns, row, strict=True)) for row in rows), columns, source=source, resources=resources)


def _truth(value: bool, source: Graph | str) -> Answer:
    return Answer([{"answer": value}], ["answer"], source=source)


def _triples(graph: Graph, source: Graph | str) -> Answer:
    named_graph = _empty_graph()
    named_graph += graph
    columns = ("subject", "predicate", "object")
    rows = sorted(tuple(map(str, triple)) for triple in named_graph)
    return Answer((dict(zip(columns, row, strict=True)) for row in rows), columns, graph=named_graph, source=source)


def _empty_graph() -> Graph:
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        if prefix not in ("id", "type"):
            graph.bind(prefix, namespace, replace=True)
    return graph


def _reason(error: Exception) -> str:
    """What an engine complains about, in one line, with the line of the query where it says so."""
    said = str(getattr(error, "msg", "") or error)
    place = (getattr(error, "lineno", None), getattr(error, "column", None) or getattr(error, "col", None))
    if type(error).__name__ in ("ParseException", "ParseSyntaxException", "ParseFatalException") and place[0]:
        return f"SPARQL syntax error at line {place[0]}, column {place[1]}: {_line(said)}"
    if isinstance(error, SyntaxError) or "error at" in said or "namespace prefix" in said.lower():
        found = re.search(r"(?:error at |line )(\d+):(\d+)", said)
        where = f" at line {found[1]}, column {found[2]}" if found else ""
        return f"SPARQL syntax error{where}: {_line(re.sub(r'^error at [0-9:]+:? ?', '', said))}"
    return f"cannot be asked: {_line(said) or type(error).__name__}"


def _line(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 300 else text[:299] + "…"


# ---- forms of an answer


def render(rows: Sequence[Mapping[str, Value]], format: str = "table", *, width: int | None = None) -> str:
    """An answer as text.

    Args:
        rows: What `run_query` returned, or any rows.
        format: ``table`` (long texts are cut, IRIs shortened by `PREFIXES`), ``csv``,
            ``json`` (whole values, numbers and truths as such), or ``ttl``: for CONSTRUCT and DESCRIBE the graph
            they made, for rows all that the graph says about the IRIs in them.
        width: The columns of the terminal, for ``table``: columns of IRIs that have no room are left out and
            named below the table. None shows all.

    Raises:
        QueryError: The format is unknown, or the answer cannot be written in it.
    """
    answer = rows if isinstance(rows, Answer) else Answer(map(dict, rows))
    columns = list(answer.columns or (answer[0] if answer else ()))
    if format == "table":
        return _table(columns, answer.texts(), width)
    if format == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(answer.texts())
        return out.getvalue()
    if format == "json":
        values = [{name: jsonable(value) for name, value in row.items()} for row in answer]
        return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    if format == "ttl":
        return answer.describe().serialize(format="turtle")
    raise QueryError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")


def _table(columns: Sequence[str], rows: Sequence[Mapping[str, str]], width: int | None) -> str:
    from rich.cells import cell_len, set_cell_size

    cells = [[for_terminal(re.sub(r"[\x00-\x1f\x7f-\x9f\s]+", " ", shorten(row[column]))) for column in columns] for row in rows]
    whole = [any("://" in row[column] for row in rows) for column in columns]
    widths = [
        max([cell_len(column), *(min(cell_len(row[i]), 10_000 if whole[i] else MAX_CELL) for row in cells)])
        for i, column in enumerate(columns)
    ]
    shown_columns = _with_room(widths, whole, width)
    _fit(widths, whole, width, shown_columns)
    right = [bool(cells) and all(re.fullmatch(r"-?\d*(\.\d+)?", row[i]) for row in cells) for i in range(len(columns))]

    def line(values: Sequence[str]) -> str:
        shown = []
        for i in shown_columns:
            value, size = values[i], widths[i]
            value = value if cell_len(value) <= size else set_cell_size(value, size - 1).rstrip() + "…"
            blank = " " * (size - cell_len(value))
            shown.append(blank + value if right[i] else value + blank)
        return "  ".join(shown).rstrip()

    lines = [line(columns), "  ".join("─" * widths[i] for i in shown_columns), *map(line, cells)]
    hidden = [column for i, column in enumerate(columns) if i not in shown_columns]
    lines += ["" if rows else "(no rows)", f"(not shown: {', '.join(hidden)}; --format csv has all columns)" if hidden else ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _with_room(widths: Sequence[int], whole: Sequence[bool], width: int | None) -> list[int]:
    """The columns to show: those of IRIs, which cannot be cut, go from the right while the others have no room."""
    shown = list(range(len(widths)))
    for i in reversed(range(len(widths))):
        if width and whole[i] and sum(12 if not whole[k] and widths[k] > 12 else widths[k] for k in shown) + 2 * (len(shown) - 1) > width - 40:
            shown.remove(i)
    return shown


def _fit(widths: list[int], whole: Sequence[bool], width: int | None, shown: Sequence[int]) -> None:
    """Make the widest columns narrower until the table fits, but none below twelve columns."""
    while width and sum(widths[i] for i in shown) + 2 * (len(shown) - 1) > width:
        wide = [i for i in shown if widths[i] > 12 and not whole[i]]
        if not wide:
            return
        widths[max(wide, key=lambda i: widths[i])] -= 1
