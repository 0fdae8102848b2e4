"""Shapes: does a graph keep what every built graph keeps?

The shapes are SHACL, a copy of ``ontology/shapes.ttl``. pySHACL checks what can
be seen at one node. What compares many nodes is SPARQL; it is put to Oxigraph
here, which answers many times as fast as the engine that pySHACL would use, and
says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from oxrdflib import OxigraphStore
from rdflib import XSD, Graph, Literal, Namespace, Variable
from rdflib.term import Identifier

from ..errors import GraphError
from ..stating.formats import to_bytes

_SH = Namespace("http://www.w3.org/ns/shacl#")


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """What should hold and does not: the rule in words (of the shapes, in English, to be told in each language), the node (IRI), the value that breaks it, where there is one."""

    message: str
    node: str
    value: str = ""


def violations(graph: Graph) -> tuple[Violation, ...]:
    """What breaks the shapes, in order of the messages and the nodes; nothing for a graph as `build_graph` makes it.

    Raises:
        GraphError: pySHACL is not installed.
    """
    shapes = Graph().parse(data=(files("policygraph.keeping") / "shapes.ttl").read_text("utf-8"))
    across = _across(graph, shapes)
    shapes.remove((None, _SH.sparql, None))
    return tuple(sorted({*across, *_core(graph, shapes)}))


def _across(graph: Graph, shapes: Graph) -> list[Violation]:
    """What the queries of the shapes find: each returns the offending nodes as ``?value``."""
    held = graph if isinstance(graph.store, OxigraphStore) else Graph(store="Oxigraph").parse(data=to_bytes(graph, ".nt"), format="ox-nt")
    prefixes = "".join(
        f"PREFIX {shapes.value(each, _SH.prefix)}: <{shapes.value(each, _SH.namespace)}>\n" for each in shapes.objects(None, _SH.declare))
    found = []
    for shape, constraint in shapes.subject_objects(_SH.sparql):
        text, message = prefixes + str(shapes.value(constraint, _SH.select)), str(shapes.value(constraint, _SH.message))
        for target in (node for node in shapes.objects(shape, _SH.targetNode) if isinstance(node, Identifier)):
            rows = held.query(text, initBindings={"this": target}).bindings
            found += [Violation(message, str(row[Variable("value")])) for row in rows]
    return found


def _core(graph: Graph, shapes: Graph) -> list[Violation]:
    try:
        from pyshacl import validate
    except ImportError as error:
        raise GraphError("checking a graph needs pySHACL: pip install 'policygraph[shapes]'") from error
    _, report, _ = validate(_in_memory(graph), shacl_graph=shapes, inplace=True)
    return [
        Violation(str(report.value(each, _SH.resultMessage)), str(report.value(each, _SH.focusNode)), str(report.value(each, _SH.value) or ""))
        for each in report.objects(None, _SH.result)
    ]


def _in_memory(graph: Graph) -> Graph:
    """The graph where pySHACL is quick; strings without the datatype that Oxigraph gives them."""
    if not isinstance(graph.store, OxigraphStore):
        return graph
    copy = Graph()
    for s, p, o in graph:
        copy.add((s, p, Literal(str(o)) if isinstance(o, Literal) and o.datatype == XSD.string else o))
    return copy
