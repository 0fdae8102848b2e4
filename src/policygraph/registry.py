"""Registry: each list of coded things that more than one room knows, once: levels, relations, roles, kinds of statement, formats of graphs.

The recognisers, the graph, the ontology's test, the terminal and the pages read these lists and have none of their own; the
order of an entry is the order in which it is shown. A name is never changed and a rank never given to another level,
because both are stored in graphs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Level:
    """A level of government: what graphs call it, its rank from the top (``pg:rank``: a level between two others has a fraction), its labels, its colours on pages."""

    name: str
    rank: int | Decimal
    zh: str
    en: str
    fill: str
    line: str
    band: str


@dataclass(frozen=True, slots=True)
class Relation:
    """What a document is cited for: its property as prefix and name, labels, colour and dashes of its line on pages."""

    name: str
    property: str
    zh: str
    en: str
    color: str
    dashes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """What an agency does in a task: the value of ``prov:hadRole``, the short property, labels, colour, the greatest first."""

    name: str
    concept: str
    property: str
    zh: str
    en: str
    color: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of the state or of society that an agency belongs to."""

    name: str
    zh: str
    en: str
    color: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A kind of statement: the attribute of `policygraph.model.Document` that holds it, its name in rows, its labels,
    its colour on terminals (SGR) and on pages, and what a summary calls it ("" where it is not counted there).
    """

    attribute: str
    kind: str
    zh: str
    en: str
    sgr: str
    fill: str
    counted: str = ""


@dataclass(frozen=True, slots=True)
class GraphFormat:
    """A format of graph files: the ending, its name in rdflib, its name in `pyoxigraph.RdfFormat`."""

    ending: str
    rdflib: str
    oxigraph: str


def _by_name(entries: tuple, key: str = "name") -> Mapping:
    found = MappingProxyType({getattr(entry, key): entry for entry in entries})
    assert len(found) == len(entries)
    return found


#: From the top down. A new level takes a rank that no other had: those of 1 and 2 in a graph stay what they are.
LEVELS: Mapping[str, Level] = _by_name((
    Level("central", 0, "中央", "central", "#fbe3e0", "#b3261e", "#fdf4f3"),
    Level("province", 1, "省级", "province", "#fdeccd", "#b26a00", "#fef9ef"),
    Level("prefecture", 2, "地级", "prefecture", "#dbe8fb", "#1f5fb0", "#f3f7fd"),
    Level("county", 3, "县级", "county", "#dcf1e0", "#2c7a41", "#f3faf4"),
    Level("township", 4, "乡级", "township", "#ebe2f7", "#6f42a8", "#f8f5fc"),
))
#: In the order in which their cues are tried where two stand equally near.
RELATIONS: Mapping[str, Relation] = _by_name((
    Relation("based_on", "eli:based_on", "依据", "based on", "#1f5fb0"),
    Relation("applies", "eli:applies", "贯彻落实", "applies", "#2c8a4b"),
    Relation("forwards", "pg:forwards", "转发印发", "forwards", "#7a4fb3"),
    Relation("amends", "eli:amends", "修改", "amends", "#d07a00"),
    Relation("repeals", "eli:repeals", "废止", "repeals", "#c2342b", (9, 4)),
    Relation("mentions", "pg:mentions", "提及", "mentions", "#8b939c", (3, 4)),
))
ROLES: Mapping[str, Role] = _by_name((
    Role("lead", "lead", "leads", "牵头", "lead", "#c2342b"),
    Role("responsible", "responsible", "isResponsibleFor", "负责", "responsible", "#1f5fb0"),
    Role("cooperate", "cooperate", "cooperatesOn", "配合", "cooperate", "#98a1aa"),
))
BRANCHES: Mapping[str, Branch] = _by_name((
    Branch("government", "政府", "government", "#3b6fb6"),
    Branch("party", "党委", "party", "#c2342b"),
    Branch("congress", "人大", "congress", "#c77700"),
    Branch("consultative", "政协", "consultative conference", "#9a8200"),
    Branch("court", "法院", "court", "#7a4fb3"),
    Branch("procuratorate", "检察院", "procuratorate", "#a0478f"),
    Branch("military", "军事机关", "military", "#5d6b2f"),
    Branch("mass", "群团组织", "mass organisation", "#2c8c7c"),
    Branch("enterprise", "企业", "enterprise", "#8a5a35"),
    Branch("institution", "事业单位", "public institution", "#3d8f4a"),
))
STATEMENTS: Mapping[str, Statement] = _by_name((
    Statement("fields", "field", "文首", "head", "36", "#b9dcea"),
    Statement("provisions", "provision", "条款", "provision", "90", "#dfe3e8", "provisions"),
    Statement("citations", "citation", "引用", "citation", "34", "#bcd3f7", "citations"),
    Statement("agencies", "agency", "机构", "agency", "35", "#e6d3f2"),
    Statement("responsibilities", "responsibility", "责任", "responsibility", "31", "#f8cfc9", "responsible"),
    Statement("duties", "duty", "义务", "duty", "91", "#fbe0d2", "duties"),
    Statement("programmes", "programme", "专项", "programme", "32", "#c9e8cd", "programmes"),
    Statement("measures", "measure", "措施", "measure", "94", "#dcefe9", "measures"),
    Statement("targets", "target", "目标", "target", "33", "#f9e3a6", "targets"),
    Statement("results", "result", "结果", "result", "92", "#dbe8b4", "results"),
    Statement("funding", "funding", "资金", "funding", "93", "#ecdcb4", "funds"),
    Statement("tasks", "task", "时限", "deadline", "36", "#cfe6e2", "deadlines"),
), "attribute")
#: What graphs call a comparator -> the sign before a number; none where it is equal.
SIGNS: Mapping[str, str] = MappingProxyType({"=": "", ">=": "≥", "<=": "≤", ">": ">", "<": "<"})
GRAPH_FORMATS: Mapping[str, GraphFormat] = _by_name((
    GraphFormat(".ttl", "turtle", "TURTLE"), GraphFormat(".nt", "nt", "N_TRIPLES"), GraphFormat(".jsonld", "json-ld", "JSON_LD"),
    GraphFormat(".trig", "trig", "TRIG"), GraphFormat(".nq", "nquads", "N_QUADS"), GraphFormat(".rdf", "xml", "RDF_XML"),
), "ending")
#: Short names of IRIs: in graph files, in queries, in tables, and in parameters of type ``iri``.
PREFIXES: Mapping[str, str] = MappingProxyType({
    "id": "https://w3id.org/policygraph/id/", "type": "https://w3id.org/policygraph/type/",
    "pg": "https://w3id.org/policygraph/ontology#", "eli": "http://data.europa.eu/eli/ontology#",
    "cito": "http://purl.org/spar/cito/", "prov": "http://www.w3.org/ns/prov#", "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#", "skos": "http://www.w3.org/2004/02/skos/core#", "schema": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "xsd": "http://www.w3.org/2001/XMLSchema#",
})


# ---- confidence

#: Statements that are less sure are marked wherever they are shown.
DOUBTFUL = 0.5


def doubt(confidence: float | Decimal | str | None) -> str:
    """What stands behind a confidence, or a role, that is below `DOUBTFUL`: a mark in both languages; nothing behind another one, or none.

    >>> doubt(0.4), doubt("0.5"), doubt(None), doubt("no number")
    ('（存疑 doubtful）', '', '', '')
    """
    try:
        unsure = confidence is not None and float(confidence) < DOUBTFUL
    except ValueError:
        return ""
    return "（存疑 doubtful）" if unsure else ""
