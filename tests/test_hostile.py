"""The hostile inputs of ../shared and a fixed sample of the real corpus, each under limits of time and memory."""

from __future__ import annotations

import importlib.util
import sys
import xml.etree.ElementTree as ElementTree
from types import ModuleType

import pytest
from rdflib.namespace import SDO

import policygraph as pg
from conftest import ROOT
from policygraph.model import Extraction
from policygraph.stating.formats import to_bytes

pytestmark = pytest.mark.slow
HOSTILE = ROOT.parent / "shared" / "cases" / "hostile"
#: Seconds and MB of address space that one command on a hostile input may take.
SECONDS, MEMORY = 30, 4000
#: Documents of each archive in the sample; `benchmarks/corpus.py` reads as many as one likes, or all.
SAMPLE = 40


def benchmark(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


hostile = benchmark("hostile")


@pytest.mark.parametrize("name", sorted(hostile.CASES))
def test_a_hostile_input_ends_soon_and_costs_itself_alone(name, shared):
    rows = list(hostile.rows(HOSTILE, hostile.Limits(ROOT, SECONDS, MEMORY), [name]))
    assert [row[0] for row in rows] == [name]
    run, wrong = rows[0][1:]
    assert not wrong, f"{wrong}: {run.said[-2000:]}"


def test_every_hostile_input_has_a_case(shared):
    files = {path.name for path in HOSTILE.iterdir()} - {"README.md", "ok.txt"}
    assert files == set(hostile.CASES)


@pytest.mark.parametrize("archive", ["laws.tar.xz", "documents.tar.xz"])
def test_a_sample_of_the_corpus_is_read_without_a_fault(archive, shared):
    """Each document by itself; their graph, in which a fault would name its document, is made and written once for all."""
    corpus, found, unwritten = benchmark("corpus"), [], []
    done = [corpus.read(item, 60.0, found.append) for item in corpus.documents(str(shared / "corpus" / archive), SAMPLE)]
    assert len(done) == SAMPLE
    assert [(one.name, one.wrong) for one in done if one.wrong] == []
    assert sum(one.statements for one in done) > 10 * SAMPLE
    readings = tuple(reading for extraction in found for reading in extraction.readings)
    graph = pg.build_graph(Extraction(readings), on_failure=unwritten.append)
    assert unwritten == [] and {str(name) for name in graph.objects(predicate=SDO.name)} >= {reading.source.name for reading in readings}
    ElementTree.fromstring(to_bytes(graph, ".rdf"))
