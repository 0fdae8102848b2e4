"""Every rule name that a graph can hold is declared in a rule file; what is no pattern is shown by an example that runs."""

from __future__ import annotations

import pytest
from rdflib import Graph

from conftest import ROOT
from policygraph import registry, rules
from policygraph.keeping.building import build_graph
from policygraph.model import Extraction, Source
from policygraph.pipeline import extract
from policygraph.stating.terms import OA, PG

ACT = "临江市人民政府办公室关于做好供水工作的通知\n临政办发〔2017〕5号\n各区县人民政府：\n　　{}\n临江市人民政府办公室\n2017年5月1日\n"
PLACED = ACT.replace("临江", "济南").replace("临政", "济政")
GOLD = sorted((ROOT.parent / "shared" / "gold" / "text").glob("*.txt"))
DECLARED = {name for file in rules.names() for name in (*rules.load(file), *rules.procedures(file))}
EXAMPLES = [pytest.param(name, example, id=f"{file}.{name}") for file in rules.names() for name, found in rules.procedures(file).items()
            for example in found.examples]


def declared(rule: str) -> bool:
    """Is a rule name declared? Of a citation both halves: how it is named, and what for."""
    how, _, relation = rule.partition("+")
    return how in DECLARED and (not relation or relation in registry.RELATIONS)


def stated(graph: Graph) -> dict[str, set[str]]:
    """What the statements of each rule quote."""
    found: dict[str, set[str]] = {}
    for node, rule in graph.subject_objects(PG.rule):
        quotes = found.setdefault(str(rule).partition("+")[0], set())
        quotes |= {str(quote) for evidence in graph.objects(node, PG.evidence) for quote in graph.objects(evidence, OA.exact)}
    return found


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_gives_a_statement_by_its_procedure(name, example):
    graph = build_graph(extract(Source("a", PLACED.format(example["text"]), "0" * 64)))
    found = stated(graph)
    assert name in found, sorted(found)
    assert any(example.get("find", "") in quote for quote in found[name] or {""}), found[name]


def test_there_are_procedures():
    assert len(EXAMPLES) >= 15


def test_every_rule_of_the_sample_is_declared(sample_graph):
    used = {str(rule) for rule in sample_graph.objects(None, PG.rule)}
    assert used and [rule for rule in sorted(used) if not declared(rule)] == []


@pytest.mark.skipif(not GOLD, reason="needs the texts of ../shared/gold")
def test_every_rule_of_the_annotated_texts_is_declared():
    readings = tuple(reading for path in sorted(GOLD)[::2] for reading in extract(path).readings)  # `make accuracy` reads all of them
    used = {str(rule) for rule in build_graph(Extraction(readings)).objects(None, PG.rule)}
    assert len(used) > 40 and [rule for rule in sorted(used) if not declared(rule)] == []
