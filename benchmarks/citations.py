"""Citations: against the plain pattern that everybody uses, and over documents without annotations.

Makes the section "Citations" of docs/accuracy.md; `accuracy.py` calls it.
The plain pattern is a run of Chinese characters with a bracketed year and 号,
and 《…》 of 8 to 100 characters with a policy word in it.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from rdflib import RDF

from policygraph.asking.answers import run_query
from policygraph.errors import ReadError
from policygraph.finding.citations import find_citations
from policygraph.keeping.building import build_graph
from policygraph.model import Document, Extraction, Reading
from policygraph.reading.folding import folded, title_key
from policygraph.reading.sources import from_bytes, read_file
from policygraph.segmenting.whole import segment
from policygraph.stating.terms import CITO, PG

PLAIN_NUMBER = re.compile(r"[\u4e00-\u9fff]+[〔（](?:19|20)\d{2}[〕）]\d+号")
PLAIN_TITLE = re.compile(r"《([^《》]{8,100})》")
POLICY_WORD = re.compile(r"法|条例|规定|办法|意见|通知|决定|方案|规划|计划|纲要|细则|标准|规范|指南|目录|公告")
#: Read by hand over these files; it does not change when the page is made again.
READ = (
    "Of fifty citations drawn at random on 2026-11-24 and read by hand, 46 named a normative or policy document of others, 49 had\n"
    "the right relation; what was wrong (two annexes or instruments of the act itself, a licence, a link of a web page; a list of\n"
    "amended documents read as mentions) was then mended where the rule was general, so this is not a figure of the present rules."
)
SHARES = """
SELECT ?how (COUNT(DISTINCT ?c) AS ?n) WHERE {
  ?c a <https://w3id.org/policygraph/ontology#Citation> ; <https://w3id.org/policygraph/ontology#resolution> ?r .
  BIND(REPLACE(STR(?r), "^.*#", "") AS ?how) } GROUP BY ?how ORDER BY DESC(?n) ?how"""


def section(shared: Path) -> str:
    """The section of the page: a comparison on the annotated files, and counts on the others."""
    text = "\n## Citations\n\n" + _comparison(shared / "gold")
    archive = shared / "corpus" / "documents.tar.xz"
    return text + (_corpus(archive) if archive.exists() else "")


# ---- against the plain pattern


def plain(text: str, own: Document) -> set[str]:
    """What the plain pattern finds in a folded text, without the document's own number and titles."""
    titles = {title_key(t) for t in PLAIN_TITLE.findall(text) if POLICY_WORD.search(t)}
    found = {m.group() for m in PLAIN_NUMBER.finditer(text)} | titles
    return found - {own.number.text if own.number else "", *(title_key(t) for t in (own.title, own.enclosed_title) if t)}


def ours(document: Document) -> set[str]:
    """What this package finds: the number, else the title."""
    return {c.target.number.text if c.target.number else title_key(c.target.title or "") for c in document.citations}


def _comparison(gold: Path) -> str:
    counts: dict[str, Counter] = {"plain pattern": Counter(), "policygraph": Counter()}
    for path in sorted(gold.glob("*.json")):
        documents = json.loads(path.read_text("utf-8"))["documents"]
        acts = _acts(read_file(gold / "text" / f"{path.stem}.txt"))
        for document, text in acts:
            annotated = _annotated(document, documents)
            for name, found in (("plain pattern", plain(text, document)), ("policygraph", ours(document))):
                counts[name].update(_count(annotated, found))
    rows = []
    for name, row in counts.items():
        precision, recall = row["right"] / max(row["found"], 1), row["hit"] / max(row["all"], 1)
        rows.append(f"| {name} | {precision:.3f} | {recall:.3f} | {2 * precision * recall / max(precision + recall, 1e-9):.3f} | {row['hit']} | {row['all']} |")
    return (
        "Cited documents of the annotated files, each once per document, against the plain pattern that everybody uses (a run of\n"
        "Chinese characters, a bracketed year, 号; 《》 of 8 to 100 characters with a policy word); by number or by title, for both alike:\n\n"
        "| | precision | recall | F1 | found | annotated |\n|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n\n")


def _acts(source) -> list[tuple[Document, str]]:
    """The acts of a source with their citations and their folded text."""
    return [
        (replace(act.document, citations=find_citations(act.document, (*act.titles, *act.paragraphs))),
         folded(source.text[act.document.start : act.document.end]))
        for act in segment(source).acts
    ]


def _annotated(document: Document, documents: list[dict]) -> list[set[str]]:
    """The names of each document that an act is annotated to cite."""
    number = document.number.text if document.number else None
    for found in documents:
        if len(documents) == 1 or number and found["number"] == number or found["title"] and title_key(found["title"]) == title_key(document.title or ""):
            cited = {}
            for c in found["citations"]:
                if not (c.get("note") or "").startswith("borderline"):
                    names = {n for n in (folded(c["number"] or ""), title_key(c["title"] or "")) if n}
                    cited[tuple(sorted(names))] = names
            return list(cited.values())
    return []


def _count(annotated: list[set[str]], found: set[str]) -> dict[str, int]:
    """Both names of one document count as one: a title beside its number is not a second find."""
    def same(name: str, names: set[str]) -> bool:
        return name in names or any(n.endswith(name) or name.endswith(n) for n in names if len(name) > 7 and len(n) > 7)

    hit = sum(any(same(name, names) for name in found) for names in annotated)
    wrong = sum(not any(same(name, names) for names in annotated) for name in found)
    return {"hit": hit, "all": len(annotated), "right": hit, "found": hit + wrong}


# ---- documents without annotations


def _corpus(archive: Path) -> str:
    readings, both = [], Counter()
    with tarfile.open(archive) as tar:
        for member in sorted((m for m in tar if m.isfile() and m.name.endswith(".txt")), key=lambda m: m.name):
            try:
                source = from_bytes(tar.extractfile(member).read(), member.name)
                acts = _acts(source)
            except ReadError:
                continue
            readings.append(Reading(source, tuple(document for document, _ in acts)))
            for document, text in acts:
                mine, theirs = _names(document), plain(text, document)
                both.update(mine=len(document.citations and ours(document)), plain=len(theirs), shared=len(theirs & mine))
    graph = build_graph(Extraction(tuple(readings)))
    shares = [(str(how), int(n)) for how, n in graph.query(SHARES)]
    cited = dict(graph.subject_objects(CITO.hasCitedEntity))
    stubs = set(graph.subjects(RDF.type, PG.Stub))
    of_stubs, moved = sum(d in stubs for d in cited.values()), len(set(graph.subjects(PG.citedAs)))
    total = sum(n for _, n in shares)
    kinds = Counter(row["doubt"] for row in run_query(graph, "doubts", limit=100000))
    return (
        f"Over {len(readings)} files without annotations: {total} citations of {len(set(cited.values()))} documents. How each was resolved:\n\n"
        "| resolution | citations | share |\n|---|---|---|\n"
        + "".join(f"| {how} | {n} | {n / max(total, 1):.1%} |\n" for how, n in shares)
        + f"\n{of_stubs} of them ({of_stubs / max(total, 1):.1%}) cite one of {len(stubs)} documents that are not among the files (stubs);\n"
        f"{moved} named by title a document that another text gives the number of (merges); {len(set(graph.subjects(PG.candidateDocument)))} titles have several candidates.\n"
        f"Flagged: {kinds['two titles']} numbers with two titles, {kinds['cites later']} citations of something later.\n"
        f"{READ}\n"
        f"The plain pattern finds {both['plain']} names in the same texts, {both['shared']} of them found here too; here {both['mine']} cited documents are found.\n\n"
        "The twenty most cited:\n\n| documents that cite it | number | title |\n|---|---|---|\n"
        + "".join(f"| {row['citations']} | {row['number'] or ''} | {row['title'] or ''} |\n" for row in run_query(graph, "most-cited", limit=20)))


def _names(document: Document) -> set[str]:
    """Every name of what a document cites: number and title."""
    names = set()
    for citation in document.citations:
        target = citation.target
        names |= {n for n in (target.number.text if target.number else "", title_key(target.title or ""), title_key(target.printed or "")) if n}
    return names
