"""Formats: graph files, written the same for the same triples, and read into a store that answers quickly."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyoxigraph
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from .. import registry
from ..carrying import for_xml, valid_text
from ..errors import GraphError
from ..files import OutputError, is_stream, write_whole
from ..language import Phrase
from .contexts import with_contexts
from .jsonld import to_json_ld

#: Endings of graph files and the names of their formats in rdflib.
FORMATS = {ending: found.rdflib for ending, found in registry.GRAPH_FORMATS.items()}
#: Oxigraph writes JSON-LD too, but without a context: that one is `to_json_ld`.
_OXIGRAPH = {found.rdflib: getattr(pyoxigraph.RdfFormat, found.oxigraph) for found in registry.GRAPH_FORMATS.values()}
_TYPE = str(RDF.type)
#: Prefixes of a graph file, in order; in Turtle `rdf:type` is `a`, and the names of our own things have a `/`.
FILE_PREFIXES = {name: registry.PREFIXES[name] for name in sorted(registry.PREFIXES.keys() - {"id", "type", "rdf", "rdfs"})}


def to_bytes(graph: Graph, ending: str = ".ttl") -> bytes:
    """A graph as `save` writes it into a file of this ending (a key of `FORMATS`): the same bytes for the same triples."""
    return _serialise(graph, FORMATS[ending])


def save(graph: Graph, path: str | Path) -> None:
    """Write a graph in the format of the file's ending, whole or not at all; into a stream without ending as Turtle.

    Raises:
        GraphError: The ending is unknown, or the file cannot be written.
    """
    path = Path(path)
    data = _serialise(graph, _format(path) if path.suffix or not is_stream(path) else "turtle")
    try:
        write_whole(path, data)
    except OutputError as error:
        raise GraphError(Phrase("{error}", error=error)) from error


def _format(path: Path) -> str:
    if path.suffix.lower() not in FORMATS:
        raise GraphError(Phrase("{path}: the ending {suffix} is no graph format; use one of {known}", path=path, suffix=path.suffix or Phrase("(none)"), known=" ".join(FORMATS)))
    return FORMATS[path.suffix.lower()]


def _serialise(graph: Graph, format_: str) -> bytes:
    """The bytes of a graph: the same for the same triples, whatever store holds them."""
    triples = list(map(to_triple, graph))  # for JSON-LD too: what no graph file can hold is refused
    if format_ == "json-ld":
        return to_json_ld(graph)
    triples.sort(key=_order)
    if format_ != "xml":
        return pyoxigraph.serialize(triples, format=_OXIGRAPH[format_], prefixes=FILE_PREFIXES) or b""
    # A carriage return that is written as it is becomes a line feed when it is read, and moves every offset after it.
    # U+FFFE, which `for_xml` leaves in no literal, keeps its place until the file is made.
    marked = map(_for_xml, triples)
    data = pyoxigraph.serialize(marked, format=_OXIGRAPH[format_], prefixes=FILE_PREFIXES) or b""
    return data.replace("\ufffe".encode(), b"&#13;")


def _for_xml(triple: pyoxigraph.Triple) -> pyoxigraph.Triple:
    """A triple as RDF/XML can carry it, its carriage returns marked by U+FFFE."""
    text = triple.object
    if not isinstance(text, pyoxigraph.Literal):
        return triple
    value = for_xml(text.value).replace("\r", "\ufffe")
    literal = pyoxigraph.Literal(value, language=text.language) if text.language else pyoxigraph.Literal(value, datatype=text.datatype)
    return pyoxigraph.Triple(triple.subject, triple.predicate, literal)


def _order(triple: pyoxigraph.Triple) -> tuple[str, bool, str, str]:
    """By subject; what a thing is comes first."""
    subject, predicate = triple.subject, triple.predicate.value
    return str(subject) if isinstance(subject, pyoxigraph.Triple) else subject.value, predicate != _TYPE, predicate, str(triple.object)


def to_triple(triple: tuple[Node, Node, Node]) -> pyoxigraph.Triple:
    """A triple of rdflib as Oxigraph has it.

    Raises:
        GraphError: Something in it is no term of RDF.
    """
    return pyoxigraph.Triple(*map(_term, triple))


def _term(term: Node) -> Any:
    """The same term for Oxigraph; what a graph holds that is no term of RDF is written as its text."""
    if isinstance(term, URIRef):
        return named_node(str(term))
    if isinstance(term, BNode):
        return pyoxigraph.BlankNode(str(term))
    if not isinstance(term, Literal):
        raise GraphError(Phrase("{term!r} is no term of RDF", term=term))
    if term.language:
        return _told(valid_text(str(term)), term.language)
    datatype = named_node(str(term.datatype)) if term.datatype else None
    return pyoxigraph.Literal(valid_text(str(term)), datatype=datatype)


def named_node(iri: str) -> pyoxigraph.NamedNode:
    """An IRI as Oxigraph has it.

    Raises:
        GraphError: It is none: no file could hold it, and one that seemed to would be read as something else.
    """
    try:
        return pyoxigraph.NamedNode(iri)
    except ValueError as error:  # of which one that half a character is in it is a kind
        raise GraphError(Phrase("{iri!r} is no absolute IRI (RFC 3987), so that no graph file can hold it; name the thing otherwise", iri=valid_text(iri)[:200])) from error


def _told(text: str, language: str) -> pyoxigraph.Literal:
    """Raises: GraphError: The language is none."""
    try:
        return pyoxigraph.Literal(text, language=language)
    except ValueError as error:
        raise GraphError(Phrase("{language!r} is no name of a language (BCP 47), so that no graph file can hold it", language=language[:100])) from error


def of_triple(triple: pyoxigraph.Triple | pyoxigraph.Quad) -> tuple[URIRef, URIRef, Node]:
    """A triple of Oxigraph as rdflib has it, each literal as it is written."""
    subject: Any = triple.subject
    return URIRef(subject.value), URIRef(triple.predicate.value), _node(triple.object)


def _node(term: Any) -> Node:
    if not isinstance(term, pyoxigraph.Literal):
        return BNode(term.value) if isinstance(term, pyoxigraph.BlankNode) else URIRef(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = URIRef(term.datatype.value)
    return Literal(term.value) if datatype == XSD.string else Literal(term.value, datatype=datatype, normalize=False)


def load(path: str | Path, *more: str | Path, allow_network: bool = False) -> Graph:
    """Read a graph file, or the union of several.

    Args:
        path: The file; its ending says the format.
        more: Other files.
        allow_network: Fetch the contexts of JSON-LD that the files name by http(s) addresses.

    Returns:
        The graph, held by an Oxigraph store, which answers faster than rdflib's own.

    Raises:
        GraphError: The file is missing or holds no graph; names the file and the remedy.
    """
    inner = pyoxigraph.Store()
    graph = of_store(inner)
    for each in (path, *more):
        _load(inner, pyoxigraph.BlankNode(str(graph.identifier)), Path(each), allow_network)
    return graph


def load_store(store: pyoxigraph.Store, path: str | Path) -> None:
    """Read a graph file into the default graph of a store.

    Raises:
        GraphError: As `load`.
    """
    _load(store, pyoxigraph.DefaultGraph(), Path(path), False)
    store.flush()


def of_store(store: pyoxigraph.Store, identifier: Node | None = None) -> Graph:
    """A graph of rdflib over a store of Oxigraph; ``identifier`` names which of its graphs, a new one without."""
    # Imported here, as it brings rdflib's SPARQL with it: a third of what a server takes to start.
    from oxrdflib.store import OxigraphStore

    return Graph(store=OxigraphStore(store=store), identifier=identifier)  # type: ignore[arg-type]


def _load(store: pyoxigraph.Store, name: pyoxigraph.BlankNode | pyoxigraph.DefaultGraph, path: Path, allow_network: bool) -> None:
    """Add a file to the graph of this name in a store."""
    if not path.suffix and not path.exists():  # a name without an ending may be meant as the folder of a corpus
        raise GraphError(Phrase("{path}: no such file or folder (a graph: policygraph build GAZETTE -o {path}.ttl, a corpus: policygraph build GAZETTE --corpus {path})", path=path))
    format_ = _format(path)
    try:
        _parse(store, name, path, _OXIGRAPH[format_], allow_network)
    except FileNotFoundError:
        raise GraphError(Phrase("{path}: no such file (build it with: policygraph build GAZETTE -o {path})", path=path)) from None
    except OSError as error:
        raise GraphError(Phrase("{path}: cannot be read ({reason})", path=path, reason=error.strerror)) from error
    except GraphError:
        raise
    except Exception as error:
        if "LoadDocumentCallback" in str(error):
            remedy = Phrase("allow it with --allow-network, in Python load(…, allow_network=True), or write the context into the file")
            raise GraphError(Phrase("{path}: names a context at an address, which is not fetched ({remedy})", path=path, remedy=remedy)) from None
        said = (str(error).splitlines() or [""])[0][:160]
        raise GraphError(Phrase("{path}: is not {format} as its ending says ({said})", path=path, format=format_, said=said)) from error


def _parse(store: pyoxigraph.Store, name: pyoxigraph.BlankNode | pyoxigraph.DefaultGraph, path: Path, format_: pyoxigraph.RdfFormat, allow_network: bool) -> None:
    with path.open("rb"):
        pass  # a missing file is reported the same way whatever reads it
    base = path.absolute().as_uri()
    if format_ == pyoxigraph.RdfFormat.RDF_XML:
        _check_entities(path)
    if format_ not in _SEVERAL_GRAPHS:
        store.bulk_load(path=path, format=format_, base_iri=base, to_graph=name)
        return
    data = with_contexts(path.read_bytes(), str(path)) if allow_network and format_ == pyoxigraph.RdfFormat.JSON_LD else None
    given: dict[str, Any] = {"path": path} if data is None else {"input": data}
    quads = pyoxigraph.parse(**given, format=format_, base_iri=base, rename_blank_nodes=True)
    store.bulk_extend(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads)


#: Formats whose files may hold several graphs; what is loaded is their union.
_SEVERAL_GRAPHS = (pyoxigraph.RdfFormat.TRIG, pyoxigraph.RdfFormat.N_QUADS, pyoxigraph.RdfFormat.JSON_LD)
#: An entity as RDF files use it: a short name for the beginning of an IRI, which names no other entity.
_ENTITY = re.compile(rb"""<!ENTITY\s++[^\s%&"'<>]++\s++(?:"[^"&%]{0,300}+"|'[^'&%]{0,300}+')""")


def _check_entities(path: Path) -> None:
    """Raises: GraphError: The file defines entities that a few bytes could make endless text with."""
    data = path.read_bytes()
    wide = any("<!ENTITY".encode(encoding) in data for encoding in ("utf-16-le", "utf-16-be"))
    if wide or data.count(b"<!ENTITY") != sum(1 for _ in _ENTITY.finditer(data)):
        raise GraphError(
            Phrase("{path}: defines entities of XML that are more than short names for IRIs, which are not expanded (write their text in their places, or give the graph as .ttl or .nt)", path=path))
