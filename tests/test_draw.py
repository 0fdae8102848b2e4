"""Pages: one file, nothing in it is fetched, what comes from a gazette stays text, and nothing is left out."""

from __future__ import annotations

import json
import re

import networkx as nx
import pytest

from policygraph.asking.network import to_network
from policygraph.files import OutputError
from policygraph.showing.around import Part
from policygraph.showing.drawing import KINDS, MAX_BYTES, SMALL, draw, render, strip
from policygraph.showing.picture import picture
from policygraph.stating.formats import to_bytes
from small_graph import small_graph


@pytest.fixture(scope="module", params=KINDS)
def page(request, sample_store) -> str:
    return render(to_network(sample_store, request.param), request.param)


def test_nothing_in_a_page_is_fetched(page):
    for reference in re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)\s*=\s*[\"']?([^\"'\s>]+)", page):
        assert reference.startswith("data:"), reference
    assert not re.search(r"@import|node_modules|cdn|url\(\s*[\"']?https?:", page)
    assert "Content-Security-Policy" in page.split("<script", 1)[0]


def test_a_page_has_legend_search_and_sentences(page, sample_text):
    assert 'id="search"' in page and 'id="legend"' in page
    assert "济南市" in page and "gazette.txt" in page


def carried(page: str) -> dict:
    """What a page knows, as its script reads it."""
    found = json.loads(re.search(r'<script type="application/json" id="policygraph-data">(.*?)</script>', page, re.DOTALL)[1])
    for row in found["statements"]:
        for i, column in enumerate(found["columns"]):
            if column in found["texts"]:
                row[i] = found["strings"][row[i]]
    found["statements"] = [dict(zip(found["columns"], row, strict=True)) for row in found["statements"]]
    return found


def heavy(agencies: int, tasks: int, length: int) -> nx.MultiDiGraph:
    """Agencies that each cooperate on many tasks of one document, and lead the last of them."""
    network = nx.MultiDiGraph(kind="responsibilities")
    network.add_node("d", kind="document", label="临政发〔2019〕1号", title="意见", level="prefecture", stub=False)
    for a in range(agencies):
        network.add_node(f"a{a:03}", kind="agency", label=f"第{a}局", level="prefecture", branch="government", stub=False)
        for t in range(tasks):
            role = "lead" if t == tasks - 1 else "cooperate"
            network.add_edge(
                f"a{a:03}", "d", role=role, action=f"任务{t}", provision=f"p{t}", locator=f"一/{t}", quote=f"引文{a}-{t}", quote_at=0,
                sentence=f"引文{a}-{t}" + "句" * length, file="a.txt", char_start=t, char_end=t + 4, rule="r", confidence=0.9)
    return network


def test_every_statement_is_in_the_page_once(page, sample_store):
    found = carried(page)
    network = to_network(sample_store, found["kind"])
    behind = [each for *_, data in network.edges(data=True) for each in data.get("statements", (data,))]
    keys = ("char_start", "role", "relation", "agency", "provision", "document")
    assert len(found["statements"]) == len({tuple(each.get(key) for key in keys) for each in behind})
    if network.is_multigraph():
        assert sum(len(link["items"]) for link in found["links"]) == len(behind)
    assert {item for link in found["links"] for item in link["items"]} == set(range(len(found["statements"])))
    assert len(set(found["strings"])) == len(found["strings"])


def test_a_quotation_stands_where_the_page_marks_it(page):
    marked = [s for s in carried(page)["statements"] if s["start"] is not None]
    for statement in marked:
        quote = statement["sentence"][statement["at"] :][: statement["length"]]
        assert len(quote) == statement["end"] - statement["start"] or " " in quote or "\n" in quote


def test_a_small_page_has_all_statements_of_each_line():
    page = render(heavy(agencies=20, tasks=20, length=200), "responsibilities")
    assert len(page.encode()) <= MAX_BYTES
    found = carried(page)
    assert found["totals"] == {"cooperate": 20 * 19, "lead": 20} and len(found["links"]) == 20
    for link in found["links"]:
        roles = [found["statements"][item]["sort"] for item in link["items"]]
        assert roles.count("cooperate") == 19 and roles.count("lead") == 1


def test_two_statements_on_one_task_count_once_and_are_both_there():
    shown = picture(to_network(small_graph(), "responsibilities"), "responsibilities")
    assert shown.totals == {"lead": 3, "cooperate": 3, "responsible": 2} and len(shown.statements) == 9
    shown = picture(to_network(small_graph(), "agencies"), "agencies")
    assert shown.totals == {"shares_tasks": 3} and len(shown.statements) == 8 and not shown.directed
    shown = picture(to_network(small_graph(), "joint-issuers"), "joint-issuers")
    assert shown.totals == {"issues_jointly": 3} and {s.act for s in shown.statements} == {
        "临政发〔2019〕1号 临江市关于节水的意见", "act.txt", "临江市供水办法"}
    shown = picture(to_network(small_graph(), "citations"), "citations")
    assert shown.totals == {"applies": 1, "based_on": 1, "mentions": 1} and shown.directed


def test_the_kind_of_a_network_is_drawn_unless_another_is_asked_for(tmp_path):
    draw(to_network(small_graph(), "agencies"), tmp_path / "page.html")
    assert carried((tmp_path / "page.html").read_text("utf-8"))["kind"] == "agencies"
    draw(small_graph(), tmp_path / "page.html")
    assert carried((tmp_path / "page.html").read_text("utf-8"))["kind"] == "citations"


def test_the_same_network_gives_the_same_bytes(sample_store):
    one, two = (render(to_network(sample_store, "citations"), "citations") for _ in range(2))
    assert one == two


@pytest.mark.parametrize("bad", [
    "</script><script>alert(1)</script>", "<link href=x>", "url(data:image/png", "//# sourceMappingURL=x", "<!-- node_modules", "</body></head>",
    "{{ 7 * 7 }}{% raw %}", "$zh ${en}", "\ud800\x00", "\u2028\u2029",
])
def test_markup_from_a_gazette_stays_text(bad):
    network = nx.MultiDiGraph()
    for n, iri in enumerate("ab"):
        network.add_node(iri, iri=iri, kind="document", label=bad, title=bad, level="central", rank=0, stub=bool(n), number=bad)
    network.add_edge("a", "b", relation="applies", quote=bad, sentence=bad, file=bad, char_start=0, char_end=1, rule="r", confidence=0.9, locator=bad)
    page = render(network, "citations")
    assert "<script>alert" not in page
    found = carried(page)
    told = bad.replace("\ud800", "\ufffd")
    assert [node["name"] for node in found["nodes"]] == [told, told] and found["statements"][0]["sentence"] == told
    # All but the data is the same whatever stands in it.
    network = nx.relabel_nodes(network, {}, copy=True)
    for data in [*(data for _, data in network.nodes(data=True)), *(data for *_, data in network.edges(data=True))]:
        data.update({key: "甲" for key, value in data.items() if value == bad})
    plain = render(network, "citations")
    script = re.compile(r'(?<=id="policygraph-data">).*?(?=</script>)', re.DOTALL)
    assert script.sub("", page) == script.sub("", plain)


@pytest.mark.parametrize(("count", "by"), [(SMALL, "pyvis"), (SMALL + 1, "canvas")])
def test_the_size_of_a_network_says_what_draws_it(tmp_path, count, by):
    network = nx.MultiDiGraph()
    for n in range(count):
        network.add_node(f"d{n:05}", iri=f"d{n:05}", kind="document", label=f"临政发〔2017〕{n}号", title="关于某事的通知", level="central", rank=0, stub=n > 5)
    for n in range(1, count):
        network.add_edge(f"d{n:05}", "d00000", relation="applies", quote="甲", sentence="甲" * 20, file="a.txt", char_start=0, char_end=1, rule="r", confidence=0.9, locator="")
    made = draw(network, tmp_path / "page.html")
    assert (made.nodes, made.links, made.by) == (count, count - 1, by) and by in made.why


def test_an_empty_network_is_a_page():
    assert "<html" in render(nx.MultiDiGraph(), "citations")


def test_references_of_pyvis_are_taken_out():
    made = '<link rel="stylesheet" href="https://cdn.example/x.css"><script src="../node_modules/y.js"></script><p>文</p>'
    assert strip(made) == "<p>文</p>"


@pytest.mark.parametrize("name", ["x.png", "x.svg", "x.PDF", "x"])
@pytest.mark.parametrize("kind", ["citations", "diffusion"])
def test_a_page_gets_no_name_of_a_picture(sample_store, tmp_path, name, kind):
    with pytest.raises(OutputError, match=rf"{name}: unknown ending .*\.html, \.htm.* SVG and PNG"):
        draw(sample_store, tmp_path / name, kind)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["x.html", "x.HTM", "/dev/null"])
def test_a_page_or_a_stream_is_written(sample_store, tmp_path, name):
    assert draw(sample_store, tmp_path / name).nodes and (tmp_path / name).exists()


def test_an_unknown_kind_is_refused(sample_store, tmp_path):
    with pytest.raises(ValueError, match="citations"):
        draw(sample_store, tmp_path / "page.html", "friends")


@pytest.mark.parametrize("kind", ["citations", "superior-chain", "diffusion"])
def test_a_page_opens_in_the_language_of_the_command_line(call, sample_store, tmp_path, kind):
    graph = tmp_path / "graph.ttl"
    graph.write_bytes(to_bytes(sample_store, ".ttl"))
    around = ["--around", "济政字〔2017〕39号"] if kind == "superior-chain" else []
    for language, lang in (("zh", "zh-CN"), ("en", "en")):
        assert call("draw", kind, graph, *around, "-o", tmp_path / "page.html", "--lang", language).returncode == 0
        page = (tmp_path / "page.html").read_text("utf-8")
        assert f'<html lang="{lang}">' in page and f'data-lang="{language}"' in page
    with pytest.raises(ValueError, match="zh"):
        draw(sample_store, tmp_path / "other.html", kind, part=Part("济政字〔2017〕39号"), language="de")
    assert not (tmp_path / "other.html").exists()
