"""Comparing: what one graph or corpus says and another does not, by kind of statement and by document.

Each side is a store. What stands in one and not in the other is looked up triple by triple and set aside on disk, so that the time grows
with what there is, and the memory does not. Of two corpora, sources with the same facts are passed over.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

import pyoxigraph
from rdflib import RDF, RDFS
from rdflib.namespace import DCTERMS, ORG, PROV, SKOS

from ..errors import CorpusError
from ..language import Phrase
from ..registry import PREFIXES
from ..stating.formats import load_store
from ..stating.terms import CITO, ELI, OA, PG, RELATIONS, SCHEMA
from . import folder
from .manifest import Manifest

_DEFAULT = pyoxigraph.DefaultGraph()
_TYPE = pyoxigraph.NamedNode(str(RDF.type))
#: Class -> what a thing of it is called here, in the order of the summary: statements as `extract` calls them.
KINDS: Mapping[str, str] = {str(class_): kind for kind, class_ in (
    ("source", PG.Source), ("document", PG.Document), ("provision", PG.Provision), ("citation", PG.Citation), ("responsibility", PG.Responsibility), ("duty", PG.Duty),
    ("programme", PG.ProgrammeMention), ("measure", PG.MeasureMention), ("target", PG.Target), ("result", PG.Result), ("funding", PG.Funding), ("task", PG.TaskDeadline),
    ("withdrawn", PG.Withdrawn), ("correction", PG.Correction), ("merge", PG.Merge), ("issue", PG.GazetteIssue), ("agency", PG.Agency), ("group", PG.AgencyGroup),
    ("reform", ORG.ChangeEvent), ("initiative", PG.Programme), ("initiative", PG.Measure), ("place", PG.Place), ("person", PROV.Agent),
    *(("term", each) for each in (PG.DocumentType, PG.Level, PG.Role, PG.Branch, PG.Resolution, PG.Flag)))}
#: Further kinds: a document that is only cited, an agency named in a provision, and what is none of these.
STUB, MENTION, OTHER = "stub", "mention", "other"
ORDER = tuple(dict.fromkeys(["source", "document", STUB, *KINDS.values(), MENTION, OTHER]))
GAINED, LOST, CHANGED = "gained", "lost", "changed"
#: What follows from statements that are compared themselves (which source a document stands in, from the sources), and how a statement was found.
_FOLLOWS = {pyoxigraph.NamedNode(str(each)) for each in (
    *RELATIONS.values(), ELI.cites, PG.citesSuperior, PG.mentionsProgramme, PG.mentionsMeasure, PG.leads, PG.cooperatesOn, PG.isResponsibleFor, PG.evidence, OA.start, OA.end,
    PROV.wasDerivedFrom)}
_EVIDENCE = str(PG.Evidence)
#: What a thing says, the first that it has.
_SAYS = (ELI.title, ELI.title_alternative, PROV.agent, CITO.hasCitedEntity, PG.programmeName, PG.measureName, PG.indicator, PG.purpose, PG.action, PG.heading,
         SKOS.prefLabel, SCHEMA.name, RDFS.label, PG.corrects, PG.mergedName, DCTERMS.description, ELI.number)
_NAMES = (ELI.number, ELI.title, ELI.title_alternative, RDFS.label, SKOS.prefLabel, SCHEMA.name)
#: What differs in the same statement of another source.
_OF_THE_SOURCE = {str(each) for each in (PG.evidence, OA.start, OA.end, PROV.wasRevisionOf)}
#: Kinds of things that are paired where they were lost and gained again.
_PAIRED = frozenset(("provision", "citation", "responsibility", "duty", "programme", "measure", "target", "result", "funding", "task", "withdrawn"))
_CHUNK = 20_000
_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE diff (s TEXT, p TEXT, o TEXT, side INTEGER);
CREATE TABLE thing (document TEXT, name TEXT, title TEXT, kind TEXT, state TEXT, iri TEXT, locator TEXT, says TEXT, quote TEXT, fields TEXT, content TEXT);
"""
#: Statements that were lost and gained again, word by word in the same place: a source whose bytes changed gives them other IRIs.
_MOVED = """
CREATE TABLE numbered AS SELECT rowid AS id, document, kind, locator, content, state,
  row_number() OVER (PARTITION BY document, kind, locator, content, state ORDER BY iri) AS n FROM thing WHERE content <> '';
CREATE INDEX by_content ON numbered (state, document, kind, locator, content, n);
CREATE TABLE moved AS SELECT gained.id AS one, lost.id AS other FROM numbered AS gained JOIN numbered AS lost USING (document, kind, locator, content, n)
  WHERE gained.state = 'gained' AND lost.state = 'lost';
DELETE FROM thing WHERE rowid IN (SELECT one FROM moved UNION SELECT other FROM moved);
"""


@dataclass(frozen=True, slots=True)
class Change:
    """What was gained, lost or changed: its kind, the document it is of (IRI, name and title, "" for none), what it says and where.

    ``fields`` are, of what changed, the properties with the values before and after.
    """

    document: str
    name: str
    title: str
    kind: str
    state: str
    iri: str
    locator: str
    says: str
    quote: str
    fields: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()


class Comparison:
    """Two graphs or corpora, compared. A context: leaving it frees the disk.

    Raises:
        CorpusError: A folder is no corpus.
        GraphError: A file cannot be read as a graph.
    """

    def __init__(self, before: str | Path, after: str | Path):
        """``before`` and ``after`` are each the folder of a corpus or a graph file."""
        self._stack = ExitStack()
        try:
            directory = Path(self._stack.enter_context(TemporaryDirectory(prefix="policygraph-")))
            self._sides = (_Side(before, directory / "a"), _Side(after, directory / "b"))
            self._stack.callback(self._let_go)
            self._database = sqlite3.connect(directory / "diff.sqlite", isolation_level=None)
            self._stack.callback(self._database.close)
            self._database.executescript(_TABLES)
            self._set_aside()
            self._tell_apart()
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> Comparison:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def _let_go(self) -> None:
        del self._sides

    # ---- asking

    @property
    def same(self) -> bool:
        """Do both say the same?"""
        return not self._database.execute("SELECT 1 FROM thing LIMIT 1").fetchone()

    def kinds(self) -> dict[str, dict[str, int]]:
        """Kind -> how many were gained, lost and changed."""
        found: dict[str, dict[str, int]] = {}
        for kind, state, n in self._database.execute("SELECT kind, state, count(*) FROM thing GROUP BY kind, state"):
            found.setdefault(kind, {GAINED: 0, LOST: 0, CHANGED: 0})[state] = n
        return {kind: found[kind] for kind in ORDER if kind in found}

    def documents(self) -> Iterator[tuple[str, str, dict[str, int]]]:
        """The documents that say something else: name, title and how much was gained, lost and changed; what is of none comes last, under ""."""
        rows = self._database.execute(
            "SELECT name, min(title), sum(state = 'gained'), sum(state = 'lost'), sum(state = 'changed') FROM thing GROUP BY document, name ORDER BY name = '', name, document")
        for name, title, gained, lost, changed in rows:
            yield name, title, {GAINED: gained, LOST: lost, CHANGED: changed}

    def changes(self) -> Iterator[Change]:
        """All changes, by document, kind and place."""
        rank = "CASE kind " + " ".join(f"WHEN '{kind}' THEN {n}" for n, kind in enumerate(ORDER)) + " END"
        for document, name, title, kind, state, iri, locator, says, quote, fields, _ in self._database.execute(f"SELECT * FROM thing ORDER BY name = '', name, document, {rank}, locator, says, iri, state"):
            told = tuple((property, tuple(a), tuple(b)) for property, a, b in json.loads(fields))
            yield Change(document, name, title, kind, state, iri, locator, says, quote, told)

    # ---- comparing

    def _set_aside(self) -> None:
        """Put down what stands on one side alone."""
        graphs = _differing(*self._sides)
        for side, (mine, other) in enumerate((self._sides, self._sides[::-1])):
            waiting: list[tuple[str, ...]] = []
            for quad in mine.quads(graphs):
                if isinstance(quad.subject, pyoxigraph.BlankNode) or isinstance(quad.object, pyoxigraph.BlankNode):
                    continue  # it has no name by which the other side could know it
                if quad.predicate not in _FOLLOWS and pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, _DEFAULT) not in other.store:
                    waiting.append((quad.subject.value, quad.predicate.value, str(quad.object), str(side)))
                if len(waiting) >= _CHUNK:
                    self._put("diff", waiting)
                    waiting = []
            self._put("diff", waiting)

    def _put(self, table: str, rows: list[tuple[str, ...]]) -> None:
        if rows:
            self._database.execute("BEGIN")
            self._database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            self._database.execute("COMMIT")

    def _tell_apart(self) -> None:
        """Say of each thing that differs what it is, and how."""
        rows = self._database.cursor().execute("SELECT DISTINCT s, p, o, side FROM diff ORDER BY s, p, o, side")
        waiting: list[tuple[str, ...]] = []
        for iri, group in groupby(rows, key=lambda row: row[0]):
            waiting += self._things(iri, [row[1:] for row in group])
            if len(waiting) >= _CHUNK:
                self._put("thing", waiting)
                waiting = []
        self._put("thing", waiting)
        self._database.executescript(_MOVED)

    def _things(self, iri: str, said: list[tuple[str, str, int]]) -> Iterator[tuple[str, ...]]:
        kinds = [side.kind(iri) for side in self._sides]
        if _EVIDENCE in kinds:
            return
        mentions = [row for row in said if row[0] == str(PG.mentionsAgency)]
        rest = [row for row in said if row[0] != str(PG.mentionsAgency)]
        for _, value, side in mentions:
            yield self._row(MENTION, (LOST, GAINED)[side], iri, self._sides[side], says=self._sides[side].called(value[1:-1]))
        if kinds[0] == kinds[1]:
            if rest:
                yield self._row(kinds[0] or OTHER, CHANGED, iri, self._sides[1], fields=_fields(rest))
            return
        for side, state in ((0, LOST), (1, GAINED)):
            if kinds[side]:
                yield self._row(kinds[side], state, iri, self._sides[side])

    def _row(self, kind: str, state: str, iri: str, side: _Side, says: str = "", fields: Iterable[tuple[Any, ...]] = ()) -> tuple[str, ...]:
        document = side.document(iri)
        name, title = (side.called(document), side.value(document, ELI.title, ELI.title_alternative)) if document else ("", "")
        content = side.content(iri) if kind in _PAIRED and state != CHANGED else ""
        return (document, name, title, kind, state, iri, side.locator(iri), says or side.says(iri), side.quote(iri), json.dumps(list(fields), ensure_ascii=False), content)


def _fields(said: Iterable[tuple[str, str, int]]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Property by property what stood there, and what does."""
    for property, group in groupby(said, key=lambda row: row[0]):
        values = list(group)
        yield _short(property), [_plain(value) for _, value, side in values if side == 0], [_plain(value) for _, value, side in values if side == 1]


def _plain(term: str) -> str:
    """A term as people read it: an IRI with its prefix, the text of a literal."""
    if term.startswith("<"):
        return _short(term[1:-1])
    end = term.rfind('"')
    return term[1:end].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def _short(iri: str) -> str:
    return next((f"{prefix}:{iri[len(namespace):]}" for prefix, namespace in PREFIXES.items() if iri.startswith(namespace)), iri)


class _Side:
    """One of two that are compared."""

    def __init__(self, name: str | Path, directory: Path):
        self.path = Path(name)
        self.corpus = self.path.is_dir()
        if self.corpus:
            self.store = folder.open_store(self.path)
        else:
            self.store = pyoxigraph.Store(str(directory))
            load_store(self.store, self.path)

    def quads(self, graphs: Iterable[str] | None) -> Iterator[Any]:
        """What it says: all, or what stands in some graphs."""
        if graphs is None:
            yield from self.store.quads_for_pattern(None, None, None, _DEFAULT)
            return
        for graph in graphs:
            yield from self.store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(graph))

    def _terms(self, iri: str, property: str) -> list[Any]:
        try:
            subject = pyoxigraph.NamedNode(iri)
        except ValueError:  # a graph that others made may hold anything
            return []
        return [quad.object for quad in self.store.quads_for_pattern(subject, pyoxigraph.NamedNode(str(property)), None, _DEFAULT) if hasattr(quad.object, "value")]

    def value(self, iri: str, *properties: Any) -> str:
        """The first value of the first of some properties that a thing has."""
        return next((min(term.value for term in terms) for property in properties if (terms := self._terms(iri, property))), "")

    def kind(self, iri: str) -> str:
        """What kind of thing it is here; "" where nothing is said of it."""
        types = {term.value for term in self._terms(iri, str(RDF.type))}
        if str(PG.Stub) in types:
            return STUB
        if _EVIDENCE in types:
            return _EVIDENCE
        known = next((kind for class_, kind in KINDS.items() if class_ in types), "")
        is_there = known or next(self.store.quads_for_pattern(pyoxigraph.NamedNode(iri), None, None, _DEFAULT), None)
        return known or (OTHER if is_there else "")

    def document(self, iri: str) -> str:
        """The document that a thing is of, or is; "" for none."""
        found = self.value(iri, PG.document, CITO.hasCitingEntity)
        return found or (iri if self.kind(iri) in ("document", STUB) else "")

    def called(self, iri: str) -> str:
        """What a thing is called."""
        return self.value(iri, *_NAMES) or _short(iri)

    def says(self, iri: str) -> str:
        """What it says, in few words: its name, or whom or what it names."""
        found = self.value(iri, *_SAYS)
        parts = [self.called(found) if "://" in found else found]
        parts += [_short(self.value(iri, property)) for property in (PROV.hadRole, CITO.hasCitationCharacterization, SCHEMA.value, SCHEMA.unitText, PG.deadline)]
        return " ".join(part for part in parts if part)[:200]

    def content(self, iri: str) -> str:
        """The hash of all that it says, whatever its source."""
        said = sorted(
            f"{quad.predicate.value} {quad.object}" for quad in self.store.quads_for_pattern(pyoxigraph.NamedNode(iri), None, None, _DEFAULT)
            if quad.predicate.value not in _OF_THE_SOURCE)
        return hashlib.sha256("\n".join([self.quote(iri), *said]).encode()).hexdigest()

    def locator(self, iri: str) -> str:
        """Where in its document it stands."""
        return self.value(self.value(iri, PG.provision) or iri, PG.locator)

    def quote(self, iri: str) -> str:
        """The words that it rests on."""
        return self.value(self.value(iri, PG.evidence) or iri, OA.exact)[:200]


def _differing(a: _Side, b: _Side) -> list[str] | None:
    """The graphs of two corpora in which something may differ; None where all is to be compared."""
    if not (a.corpus and b.corpus):
        return None
    one, two = Manifest(a.path / "manifest.sqlite"), Manifest(b.path / "manifest.sqlite")
    try:
        if one.changes() or two.changes():
            return None  # what is read is older than the facts
        found = {graph for manifest in (one, two) for graph, *_ in manifest.fits()}
        left, right = one.all_facts(), two.all_facts()
        mine, theirs = next(left, None), next(right, None)
        while mine or theirs:
            if mine is None or theirs is not None and theirs[0] < mine[0]:
                found.add(theirs[0])  # type: ignore[index]
                theirs = next(right, None)
            elif theirs is None or mine[0] < theirs[0]:
                found.add(mine[0])
                mine = next(left, None)
            else:
                if mine[1] != theirs[1]:
                    found.add(mine[0])
                mine, theirs = next(left, None), next(right, None)
        return [*sorted(found), *folder.DERIVED]
    finally:
        one.close()
        two.close()


def compare(before: str | Path, after: str | Path) -> Comparison:
    """Compare two graphs or corpora, or one with the other.

    Args:
        before: The folder of a corpus, or a graph file.
        after: The same.

    Returns:
        What was gained, lost and changed; to be closed (``with``).

    Raises:
        CorpusError: A folder is no corpus.
        GraphError: A file cannot be read as a graph.
    """
    for each in (before, after):
        if Path(each).is_dir() and not folder.is_corpus(each):
            raise CorpusError(Phrase("{each}: is no corpus; name the folder of one, or a graph file", each=each))
    return Comparison(before, after)


def as_row(change: Change) -> dict[str, Any]:
    """A change as JSON has it; what is empty is left out."""
    row = {name: value for name, value in asdict(change).items() if value}
    if change.fields:
        row["fields"] = {name: {"before": list(a), "after": list(b)} for name, a, b in change.fields}
    return row
