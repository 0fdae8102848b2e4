"""Picture: what a page shows of a network, as plain records.

Parallel edges are gathered into one link with all its statements, each of which
is kept once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import networkx as nx

from .placing.tiers import LEVELS

#: Attributes of a node that a page shows as they are.
NODE_FIELDS = (
    "number", "type", "enclosed", "names", "issuers", "date", "published", "effective", "expires", "place", "registration", "source", "iri",
)
#: What an edge says, where the network does not tell.
FALLBACK = {
    "citations": "mentions", "superior-chain": "mentions", "responsibilities": "responsible", "agencies": "shares_tasks", "lead-cooperate": "leads_with",
    "joint-issuers": "issues_jointly",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence behind a link; what the network does not tell is "" or None.

    ``sort`` is the relation of a citation or the role of an agency, ``agency`` the node whose role it is, ``thing`` the task
    or document that it is counted as (statements on one thing count once). The quotation is ``sentence[at:at + length]``,
    in code points.
    """

    sort: str
    agency: str
    act: str
    locator: str
    what: str
    sentence: str
    file: str
    rule: str
    thing: str
    at: int
    length: int
    start: int | None
    end: int | None
    confidence: float | None


_COLUMNS = tuple(field.name for field in fields(Statement))
#: The year that a number carries in its brackets.
_YEAR = re.compile(r"〔((?:19|20)\d\d)〕")


@dataclass(frozen=True, slots=True)
class Picture:
    """The records of a page.

    ``nodes`` and ``links`` hold what JSON knows; the ``items`` of a link are places in ``statements``.
    ``totals`` counts citations of each relation, tasks of each role, or things that pairs have together; ``middle`` is the
    node that a chain leads up and down from, "" in other networks.
    """

    kind: str
    directed: bool
    nodes: tuple[dict[str, Any], ...]
    links: tuple[dict[str, Any], ...]
    statements: tuple[Statement, ...]
    totals: dict[str, int]
    middle: str = ""


def picture(network: nx.Graph, kind: str) -> Picture:
    """Gather what a page shows.

    Args:
        network: As `policygraph.asking.network.to_network` makes it; it is not changed.
        kind: One of `policygraph.asking.network.KINDS`, or ``superior-chain``.

    Returns:
        Records in an order that depends on the names of the nodes alone.
    """
    links = _gather(network, kind)
    attributes = {str(node): data for node, data in network.nodes(data=True)}
    ids = {name: f"n{i}" for i, name in enumerate(sorted(attributes))}
    places: dict[Statement, int] = {}
    records = tuple(
        {
            "id": f"e{i}", "from": ids[source], "to": ids[target], "sort": sort,
            "items": [places.setdefault(_of_page(each, ids), len(places)) for each in said],
        }
        for i, ((source, target, sort), said) in enumerate(links.items())
    )
    return Picture(
        kind, network.is_directed(), tuple(_node(id, name, attributes[name]) for name, id in ids.items()), records, tuple(places),
        _totals(links, kind), ids.get(str(network.graph.get("middle") or ""), ""),
    )


def _gather(network: nx.Graph, kind: str) -> dict[tuple[str, str, str], list[Statement]]:
    """The statements of each link: (from, to, relation); for responsibilities, where a link has many roles, (from, to, "")."""
    found: dict[tuple[str, str, str], list[Statement]] = {}
    for number, (source, target, data) in enumerate(network.edges(data=True)):
        ends = (str(source), str(target))
        if not network.is_directed() and ends[0] > ends[1]:
            ends = (ends[1], ends[0])
        if ends[0] == ends[1]:
            continue
        relation = str(data.get("relation") or FALLBACK[kind])
        said = [_statement(network, each, relation, number, target) for each in data.get("statements") or (data,)]
        found.setdefault((*ends, "" if kind == "responsibilities" else relation), []).extend(said)
    return {pair: sorted(found[pair], key=_reading_order) for pair in sorted(found)}


def _of_page(statement: Statement, ids: Mapping[str, str]) -> Statement:
    """A statement whose agency is called as the page calls it."""
    return replace(statement, agency=ids.get(statement.agency, "")) if statement.agency else statement


def _statement(network: nx.Graph, data: Mapping[str, Any], relation: str, number: int, target: Any) -> Statement:
    quote = str(data.get("quote") or "")
    sentence = str(data.get("sentence") or quote)
    at = data.get("quote_at", sentence.find(quote))
    role = data.get("role")
    return Statement(
        sort=str(role or relation), agency=str(data.get("agency") or ""),
        act=str(data.get("act") or (_name(network, target) if role else "")), locator=str(data.get("locator") or ""),
        what=str(data.get("action") or data.get("date") or ""), sentence=sentence, file=str(data.get("file") or data.get("source") or ""),
        rule=str(data.get("rule") or ""), thing=str(data.get("provision") or data.get("document") or number),
        at=max(at, 0), length=len(quote) if at >= 0 else 0,
        start=data.get("char_start"), end=data.get("char_end"), confidence=data.get("confidence"),
    )


def _name(network: nx.Graph, node: Any) -> str:
    data = network.nodes[node]
    label, title = str(data.get("label") or node), str(data.get("title") or "")
    return f"{label} {title}" if title and title != label else label


def _reading_order(statement: Statement) -> tuple:
    return statement.file, statement.start or 0, statement.end or 0, *(str(getattr(statement, name)) for name in _COLUMNS)


def _totals(links: Mapping[tuple[str, str, str], Iterable[Statement]], kind: str) -> dict[str, int]:
    """How many citations of each relation, tasks of each role (for each agency), or things together there are in the whole."""
    counted: set[tuple] = set()
    for (source, target, relation), said in links.items():
        pair = (source, target) if kind in ("citations", "superior-chain", "responsibilities") else ()
        counted.update((relation or statement.sort, *pair, statement.thing) for statement in said)
    return dict(sorted(Counter(sort for sort, *_ in counted).items()))


def _node(id: str, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": id,
        "kind": str(data.get("kind") or "document"),
        "name": str(data.get("title") or data.get("label") or data.get("number") or name),
        "label": str(data.get("label") or data.get("title") or name),
        "level": data["level"] if data.get("level") in LEVELS else "unknown",
        "branch": str(data.get("branch") or "unknown"),
        "stub": bool(data.get("stub")), **({"step": data["step"]} if "step" in data else {}),
        **{field: _plain(data[field]) for field in NODE_FIELDS if data.get(field) not in (None, "", (), [])},
    }


def year_of(data: Mapping[str, Any]) -> str:
    """The year of a document: that of its date, or else that in the brackets of its number; "" where neither tells."""
    date, number = str(data.get("date") or ""), _YEAR.search(str(data.get("number") or ""))
    return date[:4] if date[:4].isdigit() else number[1] if number else ""


def _plain(value: Any) -> Any:
    """A value as JSON knows it: numbers stay, everything else is its text."""
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(sorted(map(str, value)) if isinstance(value, set | frozenset) else map(str, value))
    return str(value)
