"""References: what is said of a document where another text cites it. What the graph does not know is left out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import Graph

from ...errors import QueryError
from ...language import Phrase
from ...remote import is_address
from ..answers import run_query
from ..named import filled, iri, question
from ..telling import things
from ..values import plain

#: How many documents one request asks about.
_CHUNK = 300
#: What a title is, and a day, the best first.
_TITLES, _DAYS = ("title", "enclosed"), ("signed", "printed", "promulgated", "adopted")


@dataclass(frozen=True, slots=True)
class Reference:
    """A document as it is cited: "" and () where the graph knows nothing.

    ``date`` is an ISO day, or a year where no day is known; the issuers stand in the order of the title; ``gazette`` is the serial, with the year, the
    number of the issue and the page on which the document begins.
    """

    iri: str
    issuers: tuple[str, ...] = ()
    title: str = ""
    number: str = ""
    date: str = ""
    gazette: str = ""
    gazette_year: str = ""
    gazette_issue: str = ""
    page: str = ""
    url: str = ""

    @property
    def key(self) -> str:
        """A name for files of references: of ASCII, from the identifier alone, so that it stays what it is.

        >>> Reference("https://w3id.org/policygraph/id/document/370100/济政字〔2017〕39号").key
        'pg-2017-39-83f58e0f'
        """
        figures = re.findall("[0-9]+", self.iri.rpartition("/")[2])[:3]
        return "-".join(["pg", *figures, hashlib.sha256(self.iri.encode()).hexdigest()[:8]])


def references(graph: Graph | str, documents: Iterable[str]) -> list[Reference]:
    """What is said of some documents, in their order, each once; an IRI that is no document's is left out.

    Args:
        graph: A graph, or the address of an endpoint.
        documents: IRIs.

    Raises:
        QueryError: The graph cannot be asked.
    """
    wanted = list(dict.fromkeys(documents))
    said: dict[str, dict[tuple[str, str], list[str]]] = {}
    for start in range(0, len(wanted), _CHUNK):
        asked = filled(question("reference"), {"document": " ".join(map(iri, wanted[start : start + _CHUNK]))})
        for row in run_query(graph, asked):
            found = said.setdefault(plain(row["given_document"]), {})
            found.setdefault((plain(row["issue"]), row["said"]), []).append(plain(row["value"]))
    return [_reference(document, said[document]) for document in wanted if document in said]


def _reference(document: str, said: Mapping[tuple[str, str], Sequence[str]]) -> Reference:
    def first(*names: str, issue: str = "") -> str:
        return next((said[issue, name][0] for name in names if (issue, name) in said), "")

    issue = min((issue for issue, _ in said if issue), default="")
    title = first(*_TITLES)
    issuers = sorted(dict.fromkeys(said.get(("", "issuer"), ())), key=lambda name: (title.find(name) if name in title else len(title), name))
    return Reference(
        document, tuple(issuers), title, first("number"), first(*_DAYS, "year"), first("gazette", issue=issue), first("gazette_year", issue=issue),
        first("gazette_issue", issue=issue), first("page") if issue else "", next((name for name in said.get(("", "source"), ()) if is_address(name)), ""))


def called(graph: Graph | str, names: Iterable[str]) -> list[str]:
    """The IRIs of the documents that are called so: by number in any writing, title or IRI.

    Raises:
        QueryError: Nothing, or no document, is called so.
    """
    found = []
    for name in names:
        documents = [each.iri for each in references(graph, things.called(graph, name))]
        if not documents:
            raise QueryError(Phrase("{name}: is no document; give the number or the title of one", name=name[:80]))
        found += documents
    return found
