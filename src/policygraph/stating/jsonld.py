"""JSON-LD: a graph as JSON with a context, so that names are short and values plain.

The context has the prefixes, and for each property the type that most of its
values have: they stand as plain strings; a value of another type says which.
Nothing depends on the order of the triples.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ..carrying import valid_text
from ..registry import PREFIXES

#: What a context may hold; each of these stands in it only where it is needed.
_PREFIXES = {name: namespace for name, namespace in PREFIXES.items() if name != "rdf"}
#: Type of a value -> what the context says of a property whose values are so; the empty one needs no word.
_COERCIONS = {"": {}, "@id": {"@type": "@id"}}


def to_json_ld(graph: Graph) -> bytes:
    """A graph as JSON-LD in UTF-8, an object for each node, in order of the IRIs: the same bytes for the same triples."""
    names = _Names(_PREFIXES)
    triples = sorted(((s, p, o) for s, p, o in graph), key=_order)
    usual = _usual(triples)
    nodes: dict[str, dict] = {}
    for s, p, o in triples:
        node = nodes.setdefault(str(s), {"@id": names.short(s)})
        if p == RDF.type:
            node.setdefault("@type", []).append(names.short(o))
        else:
            node.setdefault(names.short(p), []).append(_value(o, usual[p], names))
    context = {names.short(p): coercion for p in sorted(usual, key=str) if (coercion := _coercion(usual[p], names))}
    written = {"@context": {**names.used(), **context}, "@graph": [_plain(node) for node in nodes.values()]}
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


class _Names:
    """Shortens IRIs, and keeps which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str]):
        self.namespaces = sorted(((str(namespace), prefix) for prefix, namespace in prefixes.items()), key=lambda pair: (-len(pair[0]), pair))
        self.seen: dict[str, str] = {}

    def short(self, node: Node) -> str:
        if isinstance(node, BNode):
            return f"_:{node}"
        iri = str(node)
        for namespace, prefix in self.namespaces:
            if iri.startswith(namespace) and len(iri) > len(namespace) and iri[len(namespace) :][:2] != "//":
                self.seen[prefix] = namespace
                return f"{prefix}:{iri[len(namespace):]}"
        return iri

    def used(self) -> dict[str, str]:
        return dict(sorted(self.seen.items()))


def _order(triple: tuple[Node, Node, Node]) -> tuple[str, bool, str, str]:
    """By subject; what a thing is comes first."""
    s, p, o = triple
    return str(s), p != RDF.type, str(p), o.n3()


def _kind(term: Node) -> str:
    """``@id``, ``@language zh``, a datatype; nothing for what JSON has itself: strings and whole numbers."""
    if not isinstance(term, Literal):
        return "@id"
    if term.language:
        return f"@language {term.language}"
    if term.datatype in (None, XSD.string) or _whole(term):
        return ""
    return str(term.datatype)


def _whole(term: Literal) -> bool:
    return term.datatype == XSD.integer and str(term).removeprefix("-").isdecimal() and str(int(term)) == str(term)


def _usual(triples: Iterable[tuple[Node, Node, Node]]) -> dict[Node, str]:
    """Property -> the kind that most of its values are of."""
    counts: dict[Node, Counter[str]] = defaultdict(Counter)
    for _, p, o in triples:
        if p != RDF.type:
            counts[p][_kind(o)] += 1
    return {p: max(count, key=lambda kind: (count[kind], kind)) for p, count in counts.items()}


def _coercion(kind: str, names: _Names) -> dict[str, str]:
    if kind.startswith("@language"):
        return {"@language": kind.partition(" ")[2]}
    return _COERCIONS[kind] if kind in _COERCIONS else {"@type": names.short(URIRef(kind))}


def _value(term: Node, usual: str, names: _Names) -> Any:
    """A value as the context lets it be read: plain where it is of the usual kind."""
    kind = _kind(term)
    text = (int(term) if _whole(term) else valid_text(str(term))) if isinstance(term, Literal) else names.short(term)
    if kind == usual:
        return text
    if kind == "@id":
        return {"@id": text}
    return {"@value": text, **_coercion(kind, names)}


def _plain(node: dict) -> dict:
    """A list of one is that one."""
    return {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in node.items()}
