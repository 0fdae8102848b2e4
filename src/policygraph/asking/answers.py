"""Answers: a graph or an endpoint is asked; what it says are rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, SupportsIndex, overload

import pyoxigraph
from rdflib import BNode, Dataset, Graph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from .. import markup
from ..errors import QueryError
from ..language import Phrase
from ..remote import is_address
from ..stating.formats import of_store
from . import frames, suggest
from .named import Asked, NamedQuery, bound, filled, find, iri, limited, named, question
from .prefixes import PREFIXES, bare, fault, form, shorten, spelled_out, with_prefixes
from .suggest import Suggestion
from .telling import evidence as words_of
from .values import Value, flagged, in_order, ordered, plain, term_of, typed, unordered

#: How many things one request asks about when an answer becomes a graph.
_CHUNK = 300


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
        self._asked: Asked | None = None

    @overload
    def __getitem__(self, at: SupportsIndex) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> Answer: ...
    def __getitem__(self, at: SupportsIndex | slice) -> dict[str, Any] | Answer:
        """A row; of a slice an answer with these rows."""
        if not isinstance(at, slice):
            return super().__getitem__(at)
        return Answer(super().__getitem__(at), self.columns, graph=self.graph, source=self.source, resources=self._iris, flags=self.flags)

    @property
    def resources(self) -> tuple[str, ...]:
        """The IRIs among the values, in order."""
        return tuple(dict.fromkeys(str(value) for row in self for value in row.values() if value in self._iris))

    @property
    def asked(self) -> NamedQuery | None:
        """The query that was asked, with its titles; None where the rows do not know."""
        return self._asked.query if self._asked else None

    @cached_property
    def total(self) -> int:
        """How many rows there are without a limit; the graph is asked once more where a limit cut.

        Raises:
            QueryError: The graph cannot be asked.
        """
        return _count(self.source, self._asked) if self.cut and self._asked and self.source is not None else len(self)

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Where there are no rows: the parameters whose value names nothing in the graph, each with the names most like it.

        Raises:
            QueryError: The graph cannot be asked.
        """
        return () if self or self._asked is None or self.source is None else tuple(_suggest(self.source, self._asked))

    def remarks(self) -> list[str]:
        """What is to be said about the answer, a line each: rows that a limit cut; where there are none, names and terms that the graph does not hold.

        Nothing is said where the graph, asked once more, does not answer.
        """
        try:
            if self.cut:
                return [Phrase("{count} of {total} rows; --param limit={total} shows all", count=len(self), total=self.total)]
            if self or self._asked is None or self.source is None:
                return []
            ours = re.search(r"policygraph/ontology#|\bpg:", self._asked.query.text)
            strange = holds_nothing(self.source) if ours else ""
            return [strange] if strange else [*(suggestion.said for suggestion in self.suggestions), *_misspelt(self.source, self._asked.query)]
        except QueryError:
            return [Phrase("a limit left rows out")] if self.cut else []

    def texts(self) -> list[dict[str, str]]:
        """The rows as text, as a table shows them: a day as ``2019-06-30``, a flag as yes or no, unbound as ``""``."""
        return [{name: plain(value, name in self.flags) for name, value in row.items()} for row in self]

    def with_evidence(self) -> Answer:
        """The same rows with the words of the text that say so: ``quotation``, ``file``, ``start``, ``end``, ``rule``, ``confidence`` at their end.

        They are those of the last thing in the row that has any: of the statement, where it has one, else of the
        document, agency or programme; of a thing that has none of its own, those of the first statement about it.
        Columns of these names give way where a named query has them; a query of the user keeps its own, and the one beside it
        is called ``evidence_file``, and so on. What has no words anywhere (a count, a place) has None.

        Raises:
            QueryError: The rows do not know the graph they came from, or it cannot be asked.
        """
        if self.graph is not None or self.source is None:
            raise QueryError("only rows that a graph gave have evidence, not an answer of CONSTRUCT or DESCRIBE, nor rows from elsewhere")
        source, things = self.source, [[row[name] for name in self.columns if row[name] in self._iris] for row in self]
        asked_for = () if self.asked and self.asked == named().get(self.asked.name) else self.columns
        names = {name: f"evidence_{name}" if name in asked_for else name for name in words_of.COLUMNS}
        rows = words_of.with_evidence(lambda text: _evaluate(source, text, "evidence"), self, things, names)
        columns = (*(name for name in self.columns if name not in names.values()), *names.values())
        found = Answer(rows, columns, source=source, resources=self._iris, flags=self.flags)
        found.cut, found._asked = self.cut, self._asked
        return found

    def frame(self) -> Any:
        """The rows as a ``pandas.DataFrame``: `to_pandas`."""
        return self.to_pandas()

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
        if self.source is None:
            if not self:
                return found
            raise QueryError("these rows do not know the graph they came from: give what run_query returned")
        for start in range(0, len(self.resources), _CHUNK):
            things = " ".join(map(_given_iri, self.resources[start : start + _CHUNK]))
            found += _made(self.source, filled(question("about"), {"thing": things}))
        return found


def run_query(
    graph: Graph | str, query: str | Path, /, *, evidence: bool = False, allow_network: bool = False, **params: Any,
) -> Answer:
    """Ask a graph.

    Args:
        graph: A graph, or the http(s) address of a SPARQL 1.1 endpoint.
        query: The name of a query, a file that holds one, or SPARQL. A file or a
            text may have parameters, if it has a head like those of the named ones.
        evidence: Give each row the words of the text that say so (`Answer.with_evidence`).
        allow_network: Let a query on a graph here ask other servers (SERVICE) and fetch graphs (FROM, on a Dataset of rdflib).
        params: Values of the parameters. A name that is a word of Python takes an
            underscore: ``from_="2019"``. A document may be named in any printed
            form: 济政字[2017]39号, 济政字〔2017〕第39号, or by its title.

    Returns:
        Rows with values of Python; for ASK one row with ``answer``, True or False; for
        CONSTRUCT and DESCRIBE the triples in order, with the graph as attribute. Where a
        limit cut, ``cut`` is true; where there are no rows, ``suggestions`` may say why.

    Raises:
        QueryError: The query is unknown, a parameter is missing, unknown or of a
            wrong type, the SPARQL is malformed (with the line), the endpoint
            does not answer, or a query on a graph here would ask elsewhere.
    """
    found = find(query)
    asked, limit = bound(found, params)
    if isinstance(graph, Graph):
        _stay_here(graph, asked.text, found.name, allow_network)
    select = limit is not None and form(asked.text)[0] == "SELECT"
    answer = _first(graph, asked.text, limit + select if limit is not None else None, found.name)
    if select and limit is not None and len(answer) > limit:  # one row more than was wanted tells that there are more
        del answer[limit:]
        answer.cut = True
    answer.flags, answer._asked = found.flags, asked
    for row in answer if found.flags or found.lists else ():
        row.update({name: flagged(row[name]) for name in found.flags if name in row})
        row.update({name: in_order(row[name]) for name in found.lists if name in row})
    return answer.with_evidence() if evidence else answer


def _stay_here(graph: Graph, text: str, name: str, allow_network: bool) -> None:
    """Raises: QueryError: The query would make requests that nobody allowed, or names graphs that would not be asked."""
    said = bare(text)
    if not allow_network and re.search("SERVICE", said, re.IGNORECASE):
        raise QueryError(
            Phrase("{name}: SERVICE asks another server, which is done only where it is allowed (--allow-network; in Python run_query(…, allow_network=True))", name=name))
    if re.search(r"\bFROM\b", said, re.IGNORECASE) and not (allow_network and isinstance(graph, Dataset)):
        raise QueryError(
            Phrase("{name}: FROM names a graph to be fetched, but what is asked is the graph that is given: leave FROM out, or give what it names as the graph (policygraph merge puts several together)", name=name))


def _first(graph: Graph | str, text: str, limit: int | None, name: str) -> Answer:
    """The first rows of a query. Virtuoso sorts no more than ten thousand rows under a limit, and any number without one."""
    try:
        return _evaluate(graph, limited(text, limit), name)
    except QueryError as error:
        if limit is None or not re.search(r"\bSR353\b", str(error)):
            raise
        answer = _evaluate(graph, text, name)
        del answer[limit:]
        return answer


def whole_number(row: Mapping[str, str], column: str) -> int:
    """The number in a row of an answer.

    Raises:
        QueryError: There is something else: the graph is not one of this program.
    """
    try:
        return int(row[column])
    except ValueError:
        raise QueryError(Phrase("{column}: {value!r} is no whole number; is this a graph of policygraph?", column=column, value=row[column][:80])) from None


def ask(graph: Graph | str, query: str | Path, /, **params: Any) -> bool:
    """The answer of an ASK query; of another one, whether it finds anything."""
    answer = run_query(graph, query, **params)
    return answer[0]["answer"] is True if answer.columns == ("answer",) and len(answer) == 1 else bool(answer)


def _given_iri(value: str) -> str:
    """An IRI of an answer, for the next question; a server may call anything an IRI."""
    try:
        return iri(value)
    except ValueError as error:
        raise QueryError(Phrase("the answer holds {value!r}, which {error}", value=value[:80], error=error)) from error


# ---- what to say of an answer


def holds_nothing(graph: Graph | str) -> str:
    """What to say of a graph that is empty or that somebody else made; empty where the graph is one of ours.

    Raises:
        QueryError: The graph cannot be asked.
    """
    return suggest.foreign(lambda text: _evaluate(graph, text, "holds"))


def _misspelt(source: Graph | str, query: NamedQuery) -> list[str]:
    """What to say of the terms in a query of the user that there are none of."""
    return [] if query == named().get(query.name) else suggest.misspelt(lambda text: _evaluate(source, text, "terms"), query.text)


def _suggest(source: Graph | str, asked: Asked) -> Iterator[Suggestion]:
    def ask(text: str) -> Answer:
        return _evaluate(source, text, asked.query.name)

    for parameter in asked.query.parameters:
        value = asked.given.get(parameter.name)
        if value and parameter.type in (*suggest.KINDS, "iri") and suggest.missing(ask, parameter.type, asked.terms[parameter.name]):
            yield Suggestion(parameter.name, value[:80], suggest.near(ask, parameter.type, value))


def _count(source: Graph | str, asked: Asked) -> int:
    """How many rows a query has without its limit."""
    _, start = form(asked.text)
    text = f"{asked.text[:start]}SELECT (COUNT(*) AS ?total) WHERE {{ {{\n{asked.text[start:]}\n}} }}"
    return int(_evaluate(source, text, asked.query.name)[0]["total"])


# ---- engines


def _evaluate(source: Graph | str, text: str, name: str) -> Answer:
    text = spelled_out(text)
    if isinstance(source, Graph):
        return _local(source, text, name)
    if isinstance(source, str) and is_address(source):
        try:
            return _remote(source, with_prefixes(text), name)
        except QueryError as error:
            raise QueryError(Phrase("{error}{elsewhere}", error=error, elsewhere=_elsewhere(source))) from error
    raise QueryError(Phrase("{source!r} is neither a graph nor the http(s) address of an endpoint; read a file with policygraph.load", source=source))


def _elsewhere(address: str) -> str:
    """A hint where an address is hardly that of an endpoint."""
    path = address.partition("://")[2].partition("?")[0].rstrip("/")
    if re.search(r"/(query|sparql|select)$|sparql", path, re.IGNORECASE):
        return ""
    return Phrase("; an endpoint's address mostly ends in /query or /sparql: try {address}/query or {address}/sparql", address=address.rstrip("/"))


def _local(graph: Graph, text: str, name: str) -> Answer:
    split = unordered(text) if name in named() else None
    bare, keys, limit = split or (text, [], None)
    prefixes = {**PREFIXES, **dict(graph.namespaces())}
    try:
        found = _solutions(graph, bare, prefixes)
        if found is None:
            result = graph.query(bare, initNs=prefixes)
            if result.type == "ASK":
                return _truth(bool(result.askAnswer), graph)
            if result.type in ("CONSTRUCT", "DESCRIBE"):
                return _triples(result.graph or Graph(), graph)
            found = [str(variable) for variable in result.vars or ()], ([row.get(v) for v in result.vars or ()] for row in result.bindings if row)
        columns, terms = found
        rows = list(terms)  # the terms of the engine: those that are in no row to be shown are never turned into anything
        if split:
            rows = ordered(rows, columns, keys)[:limit]
        cells = [[term_of(term) for term in row] for row in rows]
    except Exception as error:
        raise QueryError(Phrase("{name}: {reason}", name=name, reason=fault(text, prefixes) or reason(error))) from error
    return _rows(columns, [[term.value if term else None for term in row] for row in cells], (term.text for row in cells for term in row if term and term.is_iri), graph)


def _solutions(graph: Graph, text: str, prefixes: Mapping[str, str]) -> tuple[list[str], Iterator[Sequence[Any]]] | None:
    """Columns and rows of a SELECT, straight from the store of Oxigraph that a graph stands on: rdflib would make an object of each value first.

    Returns:
        None where the graph stands on something else, or the query is no SELECT.
    """
    store = getattr(graph.store, "_inner", None)
    if type(graph) is not Graph or not isinstance(store, pyoxigraph.Store) or form(text)[0] != "SELECT":
        return None
    name = pyoxigraph.BlankNode if isinstance(graph.identifier, BNode) else pyoxigraph.NamedNode
    default = pyoxigraph.DefaultGraph() if graph.identifier == DATASET_DEFAULT_GRAPH_ID else name(str(graph.identifier))
    solutions = store.query(text, default_graph=default, prefixes=dict(prefixes))
    if not isinstance(solutions, pyoxigraph.QuerySolutions):
        return None
    columns = [variable.value for variable in solutions.variables]
    return columns, (row for row in map(tuple, solutions) if row.count(None) < len(row))  # one without a value is none


def _remote(address: str, text: str, name: str) -> Answer:
    from . import endpoint

    try:
        reply = endpoint.ask(address, text)
        if reply.turtle is not None:
            return _triples(_strict(reply.turtle, address), address)
    except endpoint.QueryRefused as error:
        raise QueryError(Phrase("{address}: {name}: {reason}", address=address, name=name, reason=reason(error))) from error
    except QueryError:
        raise
    except Exception as error:  # whatever the parser of Turtle trips over
        raise QueryError(Phrase("{address}: what it answers is no Turtle: {said}; is this the address of a query endpoint?", address=address, said=_line(str(error)))) from error
    if reply.truth is not None:
        return _truth(reply.truth, address)
    found = [row for row in reply.rows or () if row]  # one without a value is none
    cells = [[typed(row[c].text, row[c].datatype) if c in row else None for c in reply.columns] for row in found]
    iris = (row[c].text for row in found for c in reply.columns if c in row and row[c].is_iri)
    return _rows(reply.columns, cells, iris, address)


def _strict(turtle: bytes, address: str) -> Graph:
    """A graph in Turtle; a name in it that is no IRI is an error: rdflib takes it, and what is written with it is read as something else."""
    store = pyoxigraph.Store()
    store.load(turtle, format=pyoxigraph.RdfFormat.TURTLE, base_iri=address)
    return of_store(store, DATASET_DEFAULT_GRAPH_ID)


def _made(source: Graph | str, text: str) -> Graph:
    """What a CONSTRUCT makes."""
    return _evaluate(source, text, "describe").graph or Graph()


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


def reason(error: Exception) -> str:
    """What an engine complains about, a phrase of one line, with the line of the query where it says so."""
    said = str(getattr(error, "msg", "") or error)
    place = (getattr(error, "lineno", None), getattr(error, "column", None) or getattr(error, "col", None))
    if type(error).__name__ in ("ParseException", "ParseSyntaxException", "ParseFatalException") and place[0]:
        return Phrase("SPARQL syntax error at line {line}, column {column}: {said}", line=place[0], column=place[1], said=_line(said))
    if isinstance(error, SyntaxError) or "error at" in said or "namespace prefix" in said.lower():
        found = re.search(r"(?:error at |line )(\d+):(\d+)", said)
        said = _expected(re.sub(r"^error at [0-9:]+:? ?", "", said))
        if found:
            return Phrase("SPARQL syntax error at line {line}, column {column}: {said}", line=found[1], column=found[2], said=said)
        return Phrase("SPARQL syntax error: {said}", said=said)
    return Phrase("cannot be asked: {said}", said=_line(said) or type(error).__name__)


#: An alternative in a complaint of Oxigraph: a token in quotes, a class of characters in brackets, or words.
_ALTERNATIVE = re.compile(r""""(?:\\.|[^"\\])*"|\[(?:'(?:\\.|[^'])*'|[^\[\]'])*\]|[A-Za-z][\w ]*""")
#: As many of them as are told: where anything may stand, the list of all of it helps nobody.
_TOLD = 8


def _expected(said: str) -> str:
    """What a parser expected, without the classes of characters of its grammar."""
    if "variable that is unbound" in said:
        return Phrase("SELECT has a variable that nothing in the query binds, or that GROUP BY does not have")
    match = re.match(r"expected (?:one of )?(.+)", said, re.DOTALL)
    kept = [each for each in _ALTERNATIVE.findall(match[1]) if each[0] != "["] if match else []
    if not kept:
        return _line(said)
    return Phrase("expected {alternatives}", alternatives=" | ".join(kept[:_TOLD]) + (" …" if len(kept) > _TOLD else ""))


def _line(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 300 else text[:299] + "…"
