"""What can go wrong, and where to catch it.

PolicyGraphError
  ReadError     a file is missing, empty, not text, or holds no official act
    DocumentError something unexpected happened to one document, or its budget of time is spent
  TableError    a rule, gazetteer row or query is malformed; names file, row, field
  QueryError    an unknown query, a missing parameter, bad SPARQL, a refused endpoint
  GraphError    a graph file cannot be read, or does not meet the shapes
"""

from __future__ import annotations

from .language import Phrase


class PolicyGraphError(Exception):
    """The base of all errors of this package; the message says what to do."""


class ReadError(PolicyGraphError):
    """A file could not be read as a gazette."""

    def __init__(self, name: str, reason: str, remedy: str = ""):
        self.name, self.reason, self.remedy = name, reason, remedy
        words = {"name": name, "reason": Phrase(reason), "remedy": Phrase(remedy)}
        self.said = Phrase("{name}: {reason} ({remedy})", **words) if remedy else Phrase("{name}: {reason}", **words)
        super().__init__(self.said)


class DocumentError(ReadError):
    """One document is lost to something unexpected, or to its budget of time; its cause is the error itself."""


class TableError(PolicyGraphError):
    """A data file of the package, or one given by the user, is malformed."""


class QueryError(PolicyGraphError):
    """A query cannot be asked or answered."""


class GraphError(PolicyGraphError):
    """A graph file cannot be read, or the graph does not meet the shapes."""


class CorpusError(PolicyGraphError):
    """A corpus cannot be opened or written; the message names the folder and the remedy."""
