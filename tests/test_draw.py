"""Pages: one file, nothing in it is fetched, what comes from a gazette stays text, large networks are shown in part."""

from __future__ import annotations

import re

import networkx as nx
import pytest

from policygraph.draw import LIMIT, MAX_BYTES, draw, render, strip
from policygraph.network import to_network


@pytest.fixture(scope="module", params=["citations", "responsibilities"])
def page(request, sample_graph) -> str:
    return render(to_network(sample_graph, request.param), request.param)


def test_nothing_in_a_page_is_fetched(page):
    for reference in re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)\s*=\s*[\"']?([^\"'\s>]+)", page):
        assert reference.startswith("data:"), reference
    assert not re.search(r"@import|node_modules|cdn|url\(\s*[\"']?https?:", page)
    assert "Content-Security-Policy" in page.split("<script", 1)[0]


def test_a_page_has_legend_search_and_sentences(page, sample_text):
    assert 'id="search"' in page and 'id="legend"' in page
    assert "济南市" in page and "gazette.txt" in page


def test_the_same_network_gives_the_same_bytes(sample_graph):
    one, two = (render(to_network(sample_graph, "citations"), "citations") for _ in range(2))
    assert one == two


def test_markup_from_a_gazette_stays_text():
    network = nx.MultiDiGraph()
    bad = "</script><script>alert(1)</script>"
    for n, iri in enumerate("ab"):
        network.add_node(iri, iri=iri, kind="document", label=bad, title=bad, level="central", rank=0, stub=bool(n), number=bad)
    network.add_edge("a", "b", relation="applies", quote=bad, sentence=bad, file=bad, start=0, end=1, rule="r", confidence=0.9, locator=bad)
    assert "<script>alert" not in render(network, "citations")


def test_a_large_network_is_shown_in_part_and_says_so(tmp_path):
    network = nx.MultiDiGraph()
    for n in range(2 * LIMIT):
        network.add_node(f"d{n:05}", iri=f"d{n:05}", kind="document", label=f"国发〔2017〕{n}号", title="关于某事的通知" * 4, level="central", rank=0, stub=n > 5)
    for n in range(1, 2 * LIMIT):
        network.add_edge(f"d{n:05}", "d00000", relation="applies", quote="甲" * 20, sentence="甲" * 200, file="a.txt", start=0, end=20, rule="r", confidence=0.9, locator="")
    draw(network, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert len(page.encode()) <= MAX_BYTES and 'class="remark"' in page and str(2 * LIMIT) in page.replace(",", "")


def test_an_empty_network_is_a_page():
    assert "<html" in render(nx.MultiDiGraph(), "citations")


def test_references_of_pyvis_are_taken_out():
    made = '<link rel="stylesheet" href="https://cdn.example/x.css"><script src="../node_modules/y.js"></script><p>文</p>'
    assert strip(made) == "<p>文</p>"


def test_an_unknown_kind_is_refused(sample_graph, tmp_path):
    with pytest.raises(ValueError, match="citations"):
        draw(sample_graph, tmp_path / "page.html", "friends")
