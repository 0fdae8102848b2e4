"""Known: what a corpus says of the documents that a draft names, looked up in its graph.

A look-up takes microseconds, so that each thing is asked when it is wanted. Only the
titles are read as a whole, and only where a draft names a title that nobody knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import PROV, SKOS

from ..model import CONTEXT, SENTENCE_END, Number, Reference
from ..reading.folding import title_key
from ..stating.terms import BASE, CITO, ELI, OA, PG, RELATIONS, SCHEMA, Minter
from .remarks import Ground

#: What tells the day of a document, the best first.
_DAYS = (ELI.date_document, ELI.date_publication, PG.adoptionDate)
_CALLED = {str(property): name for name, property in RELATIONS.items()}
#: What a sentence ends with, or before.
_STOPS = SENTENCE_END + "\n\r"
_TITLES = (ELI.title, ELI.title_alternative, SKOS.altLabel)


@dataclass(frozen=True, slots=True)
class Repeal:
    """A document is repealed from a day on: by which other one, and by which citation in it."""

    day: str
    by: URIRef
    citation: URIRef


class Known:
    """What a graph knows of documents, each an IRI.

    Args:
        graph: The union of facts and of what follows from them, as a corpus or a graph file has it.
    """

    #: What a document is titled, the best first.
    TITLED = (ELI.title, ELI.title_alternative)

    def __init__(self, graph: Graph):
        self.graph = graph
        self.values = lru_cache(50_000)(self._values)
        self.repeals = lru_cache(5_000)(self._repeals)
        self._text_of = lru_cache(16)(lambda source: self.value(source, PG.text))

    @cached_property
    def mint(self) -> Minter:
        """Makes identifiers where those of the graph live."""
        for document in self.graph.subjects(RDF.type, PG.Document):
            base, mark, _ = str(document).partition("document/")
            if mark:
                return Minter(base)
        return Minter(BASE)

    # ---- look-ups

    def _values(self, thing: URIRef, *properties: URIRef) -> tuple[str, ...]:
        """The values of some properties, each once, sorted by property."""
        return tuple(dict.fromkeys(value for each in properties for value in sorted(map(str, self.graph.objects(thing, each)))))

    def value(self, thing: URIRef, *properties: URIRef) -> str:
        """The first value of the first of some properties that has one; "" where none has."""
        return next((value for each in properties for value in self.values(thing, each)), "")

    def having(self, property: URIRef, value: URIRef | Literal) -> list[URIRef]:
        """What has this value, sorted."""
        return sorted(thing for thing in self.graph.subjects(property, value) if isinstance(thing, URIRef))

    # ---- documents

    def is_held(self, document: URIRef) -> bool:
        """Was the document itself read?"""
        return bool(self.values(document, PROV.wasDerivedFrom))

    def titles(self, document: URIRef) -> tuple[str, ...]:
        """All that a document is titled."""
        return self.values(document, *_TITLES)

    def number(self, document: URIRef) -> str:
        """The number of a document; "" if it has none."""
        return self.value(document, ELI.number)

    def name(self, document: URIRef) -> str:
        """A document as one names it: 《title》（number）."""
        title, number = self.value(document, ELI.title, ELI.title_alternative), self.number(document)
        return f"《{title}》（{number}）" if title and number else f"《{title}》" if title else number

    def day(self, document: URIRef) -> str:
        """The day on which a document was signed, printed or passed; "" where none is known."""
        return self.value(document, *_DAYS)

    def numbered(self, number: Number, place: str | None) -> list[URIRef]:
        """The documents of a number, of that place where it is known."""
        return [each for each in self.final(self.having(ELI.number, Literal(number.text))) if self._may_be_of(each, place)]

    def titled(self, title: str, place: str | None = None) -> list[URIRef]:
        """The documents of a title as printed, of that place where it is known."""
        found = [each for property in _TITLES for each in self.having(property, Literal(title, lang="zh"))]
        return [each for each in self.final(found) if self._may_be_of(each, place)]

    def documents(self, reference: Reference) -> list[URIRef]:
        """What a reference may mean: by its identifier, else by its number, else by its title."""
        if not reference.number and not reference.title:
            return []
        own = self.final([self.mint.reference(reference)])
        if own:
            return own
        if reference.number:
            return self.numbered(reference.number, reference.place)
        return self.titled(reference.title or "", reference.place)

    def final(self, found: list[URIRef]) -> list[URIRef]:
        """Documents in the place of the names that joined them, each once."""
        final = (URIRef(self.value(each, PG.mergedInto) or each) for each in found)
        return [each for each in dict.fromkeys(final) if (each, RDF.type, PG.Document) in self.graph]

    def _may_be_of(self, document: URIRef, place: str | None) -> bool:
        where = self.value(document, ELI.jurisdiction)
        return not place or not where or where.rsplit("/", 1)[-1] == place

    # ---- citations

    def citations(self, document: URIRef) -> Iterator[tuple[URIRef, URIRef]]:
        """The citations of a document, each with the document that it stands in."""
        for citation in self.having(CITO.hasCitedEntity, document):
            if citing := self.citing(citation):
                yield citation, citing

    def citing(self, citation: URIRef) -> URIRef | None:
        """The document that a citation stands in."""
        found = self.value(citation, CITO.hasCitingEntity)
        return URIRef(found) if found else None

    def relation(self, citation: URIRef) -> str:
        """What a citation is for, as `registry.RELATIONS` calls it."""
        return _CALLED.get(self.value(citation, CITO.hasCitationCharacterization), "mentions")

    def citing_title(self, title: str) -> Iterator[tuple[URIRef, URIRef]]:
        """The citations that name a title as printed, each with the document that it stands in."""
        for citation in self.having(PG.citedTitle, Literal(title, lang="zh")):
            if citing := self.citing(citation):
                yield citation, citing

    def _repeals(self, document: URIRef) -> tuple[Repeal, ...]:
        """The repeals of the whole of a document whose day is known, by day."""
        found = []
        for citation, citing in self.citations(document):
            whole = self.relation(citation) == "repeals" and not self.value(citation, PG.citedArticle)
            day = whole and (self.value(citation, PG.repealedFrom) or self.value(citing, ELI.first_date_entry_in_force, *_DAYS))
            if day and citing != document:
                found.append(Repeal(str(day), citing, citation))
        return tuple(sorted(found, key=lambda each: (each.day, each.by)))

    # ---- words

    def ground(self, document: URIRef, statement: URIRef | None = None) -> Ground:
        """A document as what a remark rests on, with the sentence of one of its statements."""
        place = self.value(statement, PG.evidence) if statement else ""
        return self.quoted(document, URIRef(place) if place else None)

    def quoted(self, document: URIRef, evidence: URIRef | None) -> Ground:
        """A document as what a remark rests on, with the sentence around some evidence."""
        quote, source, start, end = self._sentence(evidence) if evidence else ("", "", None, None)
        title = self.value(document, ELI.title, ELI.title_alternative)
        return Ground(str(document), self.number(document), title, quote, source, start, end)

    def _sentence(self, evidence: URIRef) -> tuple[str, str, int | None, int | None]:
        exact, source = self.value(evidence, OA.exact), self.value(evidence, OA.hasSource)
        start, end = (int(self.value(evidence, each) or 0) for each in (OA.start, OA.end))
        name, text = (self.value(URIRef(source), SCHEMA.name), self._text_of(URIRef(source))) if source else ("", "")
        if not text:
            return exact, name, start, end
        left, right = sentence(text, start, end)
        return text[left:right], name, left, right

    def holds_words(self, document: URIRef, words: str) -> bool:
        """Do these words stand in the text that a document was read from?"""
        return any(words in title_key(self._text_of(URIRef(source))) for source in self.values(document, PROV.wasDerivedFrom))

    # ---- all titles

    @cached_property
    def all_titles(self) -> dict[str, list[URIRef]]:
        """Every title of a document, by what two printings of it have in common."""
        found: dict[str, list[URIRef]] = {}
        for property in (ELI.title, ELI.title_alternative):
            for document, title in self.graph.subject_objects(property):
                found.setdefault(title_key(str(title)), []).append(URIRef(str(document)))
        return found

    @cached_property
    def _by_pairs(self) -> dict[str, list[str]]:
        """The titles in which two characters follow each other."""
        found: dict[str, list[str]] = {}
        for key in self.all_titles:
            for pair in {key[i : i + 2] for i in range(len(key) - 1)}:
                found.setdefault(pair, []).append(key)
        return found

    def like(self, key: str, share: float) -> list[str]:
        """The titles that have at least this share of the pairs of characters of another one, the most alike first."""
        pairs = {key[i : i + 2] for i in range(len(key) - 1)}
        counted = Counter(title for pair in pairs for title in self._by_pairs.get(pair, ()))
        return [title for title, shared in counted.most_common(20) if shared >= share * max(len(pairs), len(title) - 1)]


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around ``text[start:end]``: to the marks that end one, the ends of the line, or `CONTEXT` code points on each side.

    >>> sentence("甲。由乙负责。丙", 3, 4)
    (2, 7)
    """
    left, right = start, end
    while left > max(0, start - CONTEXT) and text[left - 1] not in _STOPS:
        left -= 1
    while text[left].isspace() and left < start:
        left += 1
    if text[right - 1] in SENTENCE_END:
        return left, right
    while right < min(len(text), end + CONTEXT) and text[right] not in _STOPS:
        right += 1
    return left, right + (text[right : right + 1] in tuple(SENTENCE_END))
