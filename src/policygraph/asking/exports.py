"""Exports: a network as files that other programs read.

GEXF and GraphML for Gephi, igraph and the like; two tables of nodes and edges,
as CSV and as Parquet; the same for ``neo4j-admin database import``. Only plain values are written:
what an edge of a pair says in sentences stays in the page. The same network
gives the same bytes: nothing tells when a file was written.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx

from ..carrying import for_spreadsheet, for_xml
from ..files import whole_file, write_whole

#: Names of attributes to which the writers or readers of GEXF give a meaning of their own: lifetimes, places, parents.
_RESERVED = ("id", "pid", "parents", "viz", "start", "end", "startopen", "endopen", "spells", "slices", "timestamp", "key")
#: The same for edges.
_RESERVED_IN_EDGES = (*_RESERVED, "type")
#: Kind of a node -> its label in Neo4j; a stub and a generic department have a second one.
_LABELS = {"document": "Document", "agency": "Agency", "group": "AgencyGroup", "generic": "Agency;GenericDepartment"}
#: Type of a value -> its name in the header of a table for Neo4j.
_TYPES = {bool: "boolean", int: "long", float: "double"}


def write_gexf(network: nx.Graph, path: str | Path) -> None:
    """Write a static network as GEXF 1.2; edges are directed or undirected as the network is.

    Raises:
        OutputError: The file cannot be written.
    """
    content = io.BytesIO()
    nx.write_gexf(_carried(network), content)
    write_whole(path, re.sub(rb' lastmodifieddate="[^"]*"', b"", content.getvalue(), count=1) + b"\n")


def write_graphml(network: nx.Graph, path: str | Path) -> None:
    """Write a network as GraphML.

    Raises:
        OutputError: The file cannot be written.
    """
    content = io.BytesIO()
    nx.write_graphml_xml(_carried(network), content)
    write_whole(path, content.getvalue() + b"\n")


def write_tables(network: nx.Graph, path: str | Path) -> tuple[Path, Path]:
    """Write the nodes and the edges as two tables, with the headers that Gephi knows (Id, Label; Source, Target, Type, Weight).

    Args:
        network: As `policygraph.asking.network.to_network` makes it.
        path: NAME or NAME.csv; the files are NAME-nodes.csv and NAME-edges.csv.

    Returns:
        The two files.

    Raises:
        OutputError: A file cannot be written.
    """
    nodes = [{"Id": node, "Label": data.pop("label", node), **data} for node, data in _nodes(network)]
    direction = "Directed" if network.is_directed() else "Undirected"
    edges = [
        {"Source": source, "Target": target, "Type": direction, "Weight": data.pop("weight", 1), **data}
        for source, target, data in _edges(network)
    ]
    return _write_both(path, _table(map(_shown, nodes), ("Id", "Label")), _table(map(_shown, edges), ("Source", "Target", "Type", "Weight")))


def write_neo4j(network: nx.Graph, path: str | Path) -> tuple[Path, Path]:
    """Write the nodes and the edges as two tables for ``neo4j-admin database import``.

    Columns have types. An edge without direction is written once, as Neo4j knows none; its two ends are in the
    order of their names.

    Args:
        network: As `policygraph.asking.network.to_network` makes it.
        path: NAME or NAME.csv; the files are NAME-nodes.csv and NAME-edges.csv.

    Returns:
        The two files.

    Raises:
        OutputError: A file cannot be written.
    """
    nodes = [{"iri:ID": node, **data, ":LABEL": _label(data)} for node, data in _nodes(network)]
    edges = [
        {":START_ID": source, ":END_ID": target, ":TYPE": _type(data), **data} for source, target, data in _edges(network)
    ]
    return _write_both(
        path, _table(nodes, ("iri:ID", ":LABEL"), _typed), _table(edges, (":START_ID", ":END_ID", ":TYPE"), _typed))


def write_parquet(network: nx.Graph, path: str | Path) -> tuple[Path, Path]:
    """Write the nodes and the edges as two tables of columns (Parquet), each column of one type.

    Args:
        network: As `policygraph.asking.network.to_network` makes it.
        path: NAME or NAME.parquet; the files are NAME-nodes.parquet (id, label …) and NAME-edges.parquet (source, target, directed, weight …).

    Returns:
        The two files.

    Raises:
        OutputError: A file cannot be written.
    """
    nodes = [{"id": node, "label": data.pop("label", node), **data} for node, data in _nodes(network)]
    edges = [
        {"source": source, "target": target, "directed": network.is_directed(), "weight": data.pop("weight", 1), **data}
        for source, target, data in _edges(network, ("source", "target", "directed"))
    ]
    both = pair_of_files(path, ".parquet")
    return _write_pair(both, _columns(nodes, ("id", "label")), _columns(edges, ("source", "target", "directed", "weight")))


def _columns(rows: Sequence[Mapping[str, Any]], first: Sequence[str]) -> bytes:
    """Rows as Parquet: the columns ``first``, then the others by name."""
    from .telling.sheets import parquet

    heads = [*first, *sorted({key for row in rows for key in row} - set(first))]
    return parquet(heads, [{head: row.get(head) for head in heads} for row in rows])


#: Form of a file -> what writes it.
WRITERS: Mapping[str, Callable[[nx.Graph, str | Path], Any]] = {
    "gexf": write_gexf, "graphml": write_graphml, "nodes-edges": write_tables, "neo4j": write_neo4j, "parquet": write_parquet,
}


#: Form of a file -> the endings that it may have; a pair of tables may be named without one.
ENDINGS: Mapping[str, Sequence[str]] = {
    "measures": (".csv",), "gexf": (".gexf",), "graphml": (".graphml",), "nodes-edges": (".csv", ""), "neo4j": (".csv", ""), "parquet": (".parquet", ""),
}


#: The forms that are two files.
PAIRS = ("nodes-edges", "neo4j", "parquet")


def form_of(path: str | Path | None) -> str:
    """The form that the ending of a file stands for; ``measures`` for all but GEXF, GraphML and Parquet."""
    ending = Path(path or "-").suffix.lower()
    return ending[1:] if ending in (".gexf", ".graphml", ".parquet") else "measures"


# ---- plain values


def _carried(network: nx.Graph) -> nx.Graph:
    """The network with the values alone that XML can carry; every edge of a multigraph has a name of its own."""
    kept = network.__class__(kind=for_xml(str(network.graph.get("kind", ""))))
    for node, data in network.nodes(data=True):
        kept.add_node(_value(node), **_plain(data))
    for number, (source, target, data) in enumerate(network.edges(data=True)):
        name = {"key": f"e{number}"} if network.is_multigraph() else {}
        kept.add_edge(_value(source), _value(target), **name, **_plain(data, _RESERVED_IN_EDGES))
    return kept


def _plain(data: Mapping[str, Any], reserved: Sequence[str] = _RESERVED) -> dict[str, Any]:
    return {
        f"{key}_" if key in reserved else for_xml(key): _value(value)
        for key, value in data.items() if isinstance(value, str | int | float)
    }


def _value(value: Any) -> Any:
    return value if isinstance(value, bool | int | float) else for_xml(str(value))


def _nodes(network: nx.Graph) -> Iterator[tuple[str, dict[str, Any]]]:
    for node, data in network.nodes(data=True):
        yield _value(node), {key: value for key, value in _plain(data).items() if key != "iri"}


def _edges(network: nx.Graph, taken: Sequence[str] = ()) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The edges with their plain values; a name that is ``taken`` by a column gets an underscore."""
    for source, target, data in network.edges(data=True):
        yield _value(source), _value(target), _plain(data, (*_RESERVED_IN_EDGES, *taken))


# ---- tables


def _table(given: Iterable[Mapping[str, Any]], first: Sequence[str], named: Callable[[str, list], str] = lambda key, _: key) -> str:
    """Rows as CSV: the columns ``first``, then the others in the order in which they are met."""
    rows = list(given)
    columns = list(dict.fromkeys([*first, *(key for row in rows for key in row)]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(named(key, [row[key] for row in rows if key in row]) for key in columns)
    writer.writerows([_cell(row.get(key, "")) for key in columns] for row in rows)
    return out.getvalue()


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table that people open in a spreadsheet too; what is made for neo4j alone keeps every text as it is."""
    return {key: for_spreadsheet(value) if isinstance(value, str) else value for key, value in row.items()}


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _typed(key: str, values: list) -> str:
    """The name of a column with its type, as the header of a table for Neo4j has it."""
    if ":" in key:
        return key
    types = {type(value) for value in values}
    if types == {str}:
        return f"{key}:date" if all(map(_is_day, values)) else f"{key}:string"
    return f"{key}:{_TYPES[types.pop()]}" if len(types) == 1 else f"{key}:string"


def _is_day(value: str) -> bool:
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _label(data: Mapping[str, Any]) -> str:
    label = _LABELS.get(data.get("kind", ""), "Node")
    return f"{label};Stub" if data.get("stub") else label


def _type(data: Mapping[str, Any]) -> str:
    return re.sub(r"\W+", "_", str(data.get("relation") or data.get("role") or "linked")).upper()


def _write_both(path: str | Path, nodes: str, edges: str) -> tuple[Path, Path]:
    return _write_pair(pair_of_files(path), nodes.encode(), edges.encode())


def _write_pair(both: tuple[Path, Path], nodes: bytes, edges: bytes) -> tuple[Path, Path]:
    with whole_file(both[0]) as first, whole_file(both[1]) as second:
        for temporary, content in ((first, nodes), (second, edges)):
            temporary.write_bytes(content)
    return both


def pair_of_files(path: str | Path, ending: str = ".csv") -> tuple[Path, Path]:
    """NAME-nodes.csv and NAME-edges.csv for NAME or NAME.csv; the same with another ending."""
    path = Path(path)
    name = path.name[: -len(ending)] if path.suffix.lower() == ending else path.name
    return path.with_name(f"{name}-nodes{ending}"), path.with_name(f"{name}-edges{ending}")
