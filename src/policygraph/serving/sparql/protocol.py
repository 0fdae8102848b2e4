"""The SPARQL 1.1 Protocol: what a request asks, what it is refused, and the description of the service.

Read-only. https://www.w3.org/TR/sparql11-protocol/, section 2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from ...asking.prefixes import bare
from .readers import Refused

#: The most bytes that a request may have.
MOST = 1 << 20
#: Strings, IRIs and comments, and the words that are looked for between them.
_TOKEN = re.compile(
    r'''"""(?s:(?:\\.|[^\\])*?)"""|\'{3}(?s:(?:\\.|[^\\])*?)\'{3}|"(?:[^"\\\r\n]|\\.)*"|\'(?:[^\'\\\r\n]|\\.)*\'|<[^<>"{}|^`\s]*>|\#[^\r\n]*'''
    r'''|[?$]\w+|(?<![\w:.-])(?P<word>[A-Za-z]+)(?![\w:-])''')
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: the query, and the graphs that it asks; none are all."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def asked(method: str, query_string: str, content_type: str, body: bytes) -> Asked | None:
    """What a request asks (section 2.1); None where it asks nothing, and wants to know what this is.

    Args:
        method: GET or POST.
        query_string: What stands behind the ``?`` of its address.
        content_type: The type of its body.
        body: The bytes of it.

    Raises:
        Refused: It is none of the three forms, or wants to change something.
    """
    pairs = _pairs(query_string)
    kind = content_type.partition(";")[0].strip().lower()
    if method == "POST":
        if kind == "application/sparql-query":
            pairs = [*pairs, ("query", _decoded(body))]
        elif kind == "application/x-www-form-urlencoded":
            pairs = [*pairs, *_pairs(_decoded(body))]
        elif kind == "application/sparql-update":
            raise Refused("this endpoint answers questions; nothing can be changed through it", 403)
        else:
            raise Refused("a query by POST is application/sparql-query or application/x-www-form-urlencoded", 415)
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in pairs):
        raise Refused("this endpoint answers questions; nothing can be changed through it", 403)
    queries = [value for name, value in pairs if name == "query"]
    if not queries and method == "GET":
        return None
    if len(queries) != 1:
        raise Refused("there must be one query", 400)
    check(queries[0])
    graphs = {name: tuple(value for key, value in pairs if key == name) for name in ("default-graph-uri", "named-graph-uri")}
    return Asked(queries[0], graphs["default-graph-uri"], graphs["named-graph-uri"])


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise Refused("the request is not UTF-8, or has too many fields", 400) from error


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Refused("the request is not UTF-8", 400) from error


def check(query: str) -> None:
    """Refuse what is no question, and what would make this server ask others.

    Raises:
        Refused: It is an update, has SERVICE or FROM a file, or has no form of a query.
    """
    # By the reading that misses none: engines take the word for one behind a number or a full stop too.
    if re.search("SERVICE", bare(query), re.IGNORECASE):
        raise Refused("SERVICE is not answered here: this server asks no other", 403)
    words = [match["word"].upper() for match in _TOKEN.finditer(query) if match["word"]]
    form = next((word for word in words if word in _FORMS | _UPDATES), "")
    if form in _UPDATES:
        raise Refused("this endpoint answers questions; nothing can be changed through it", 403)
    if not form:
        raise Refused("this is no query: SELECT, ASK, CONSTRUCT or DESCRIBE", 400)


def description(address: str, triples: int, formats: Sequence[str]) -> str:
    """What the service is, in Turtle: SPARQL 1.1 Service Description and VoID.

    Args:
        address: That of the endpoint.
        triples: How many there are.
        formats: IRIs of the forms of its answers.
    """
    written = ", ".join(f"<{each}>" for each in formats)
    return f"""@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<{address}> a sd:Service ;
  sd:endpoint <{address}> ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:resultFormat {written} ;
  sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph <{address}#graph> ] .

<{address}#graph> a sd:Graph, void:Dataset ;
  void:sparqlEndpoint <{address}> ;
  void:triples "{triples}"^^xsd:integer ;
  void:vocabulary <https://w3id.org/policygraph/ontology#>, <http://data.europa.eu/eli/ontology#>, <http://purl.org/spar/cito/>,
    <http://www.w3.org/ns/org#>, <http://www.w3.org/ns/prov#>, <http://www.w3.org/ns/oa#>, <http://www.w3.org/2004/02/skos/core#> .
"""
