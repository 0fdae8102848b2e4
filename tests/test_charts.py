"""Charts and chains: each mark is one sentence with its day, place and value; what is asked for is there, and the same bytes each time."""

from __future__ import annotations

import re

import networkx as nx
import pytest

from charted import HOSTILE, STAIRS, charted, rising, spreading
from policygraph.cli import main
from policygraph.errors import QueryError
from policygraph.showing import charts
from policygraph.showing.around import Part
from policygraph.showing.chain import chain
from policygraph.showing.drawing import OTHERS, draw
from policygraph.showing.placing.communities import communities
from policygraph.stating.formats import save
from small_graph import small_graph
from test_canvas import block, citing, told


@pytest.fixture(scope="module")
def graph():
    return charted()


def test_a_programme_has_a_mark_for_each_sentence_in_the_order_of_days(graph):
    shown = charts.chart(graph, "diffusion")
    assert list(shown.series) == ["安居工程", "书香计划"]
    assert [(mark.when, mark.place, mark.level) for mark in shown.series["安居工程"]] == [
        ("2017-03-01", "甲市", "prefecture"), ("2018-01-10", "乙市", "prefecture"), ("2018-05-01", "甲市", "prefecture"), ("2019-07-01", "丙县", "county"), ("", "", "unknown")]
    said = shown.series["安居工程"][0].said
    assert said.sentence == "实施安居。" and said.sentence[said.at : said.at + said.length] == "安居" and said.file == "folder/acts.txt"


@pytest.mark.parametrize("kind", ["diffusion", "citations"])
def test_one_file_and_one_year_are_said_as_one(sample_store, tmp_path, kind):
    draw(sample_store, tmp_path / "page.html", kind)
    page = (tmp_path / "page.html").read_text("utf-8")
    assert re.search(r"\b1 file\b", page) and "1 files" not in page and "2017–2017" not in page and "2017 年" in page


def test_an_indicator_has_targets_and_results_without_the_words_for_whole_places(graph):
    shown = charts.chart(graph, "targets")
    found = {(mark.sort, mark.when, mark.place, mark.comparator, mark.value, mark.maximum, mark.unit) for mark in shown.series["绿化率"]}
    assert found == {
        ("target", "2018", "甲市", ">=", 30.0, None, "%"), ("target", "2020", "甲市", ">=", 35.0, None, "%"), ("target", "2020", "乙市", "=", 30.0, 32.0, "%"),
        ("target", "", "甲市", "=", 33.0, None, "%"), ("result", "2018", "甲市", "=", 31.0, None, "%")}
    (money,) = shown.series["投入"]
    assert (money.value, money.unit) == (200_000_000, "元") and "2 亿元" in money.said.what


# ---- curves through places


def test_the_curve_of_a_programme_is_that_which_its_days_were_made_of():
    """K = 40, r = 0.2 a month, the middle in the month after 30 of 2015-01: the first place is named in month 9, so that it lies 21 months after the first."""
    found = charts.spread(spreading(甲=rising()).series["甲"])
    assert (found["from"], found["points"]) == ("2015-10", [30, 40])
    curve = found["logistic"]
    assert (curve["ceiling"], curve["growth"], curve["midpoint"]) == pytest.approx((40, 0.2, 21), rel=0.01)
    assert curve["r_squared"] > 0.99 and curve["off"] < 1 and len(curve["at"]) == 44 and curve["at"][21] == pytest.approx(20, abs=0.5)
    assert found["bass"]["ceiling"] == pytest.approx(40, rel=0.01) and "midpoint" not in found["bass"]


def test_no_curve_where_places_are_few_none_fits_or_a_day_is_misread():
    assert charts.spread(spreading(甲=rising(ceiling=7)).series["甲"]) == {"points": [7, 7]}
    poor = charts.spread(spreading(甲=STAIRS).series["甲"])
    assert poor["logistic"].keys() == {"r_squared", "off"} and poor["logistic"]["r_squared"] < charts.LEAST_FIT and poor["bass"] == {}
    assert charts.spread(spreading(甲=["0900-01-15", "2021-01-01"]).series["甲"]) == {}


def test_a_part_of_a_chart(graph):
    assert list(charts.chart(graph, "diffusion", Part("书香")).series) == ["书香计划"]
    assert list(charts.chart(graph, "diffusion", Part(limit=1)).series) == ["安居工程"]
    assert {mark.place for mark in charts.chart(graph, "diffusion", Part(level="county")).marks} == {"丙县"}
    assert {mark.when[:4] for mark in charts.chart(graph, "diffusion", Part(years=(2018, 2018))).marks} == {"2018"}
    assert {mark.place for mark in charts.chart(graph, "targets", Part(place="乙市")).marks} == {"乙市"}
    with pytest.raises(QueryError, match="安居工程"):
        charts.chart(graph, "diffusion", Part("没有的专项"))


@pytest.mark.parametrize("kind", charts.KINDS)
def test_all_sentences_are_in_the_page_and_the_bytes_are_the_same(graph, tmp_path, kind):
    made = [draw(each, tmp_path / f"{n}.html", kind) for n, each in enumerate((graph, charted()))]
    pages = [(tmp_path / f"{n}.html").read_text("utf-8") for n in range(2)]
    assert pages[0] == pages[1] and made[0].by == "svg"
    drawn, deep = block(pages[0], "drawn"), told(pages[0])
    assert made[0].nodes == len(drawn["marks"]["when"]) == len(deep["statements"]) == drawn["ends"][-1] == 6
    assert made[0].links == len(drawn["series"]) == 2
    assert set(re.findall(r"https?://[^\"'<\s]+", pages[0])) <= {"http://www.w3.org/2000/svg"}


def test_hostile_names_are_data(tmp_path):
    draw(charted(HOSTILE), tmp_path / "page.html", "diffusion")
    assert "<img" not in (tmp_path / "page.html").read_text("utf-8")


def test_a_chart_of_nothing_and_of_a_network(tmp_path):
    assert draw(small_graph(), tmp_path / "page.html", "diffusion").nodes == 0
    with pytest.raises(ValueError, match="not of a network"):
        draw(nx.Graph(), tmp_path / "page.html", "targets")


# ---- chains


def resting() -> nx.MultiDiGraph:
    """law ← order ← plan ← local; plan mentions the order's neighbour of its own level, and a note of a higher level."""
    network = nx.MultiDiGraph(kind="citations")
    ranks = {"law": 0, "order": 1, "plan": 2, "beside": 2, "note": 1, "local": 3, "below": 3}
    for name, rank in ranks.items():
        network.add_node(name, iri=name, kind="document", label=name, title=name, number=name, level=("central", "province", "prefecture", "county")[rank], rank=rank, stub=False)
    for source, target, relation in (
        ("order", "law", "based_on"), ("plan", "order", "applies"), ("local", "plan", "based_on"), ("plan", "beside", "mentions"), ("plan", "note", "mentions"),
        ("note", "plan", "mentions"), ("below", "local", "forwards"), ("plan", "plan", "based_on"),
    ):
        network.add_edge(source, target, relation=relation, quote="依据", sentence="依据", file="a.txt", char_start=1, char_end=3, rule="r", confidence=0.9)
    return network


def test_a_chain_leads_up_and_down_by_what_rests_on_what():
    found = chain(resting(), Part("plan"))
    assert dict(found.nodes(data="step")) == {"plan": 0, "order": -1, "note": -1, "law": -2, "local": 1, "below": 2}
    assert sorted(found.edges()) == [("below", "local"), ("local", "plan"), ("order", "law"), ("plan", "note"), ("plan", "order")]
    assert set(chain(resting(), Part("plan", steps=1))) == {"plan", "order", "note", "local"}
    assert len(chain(resting(), Part("plan", limit=2))) == 2
    assert set(chain(resting(), Part("plan", level="county"))) == {"plan", "local", "below"}
    with pytest.raises(QueryError, match="--around"):
        chain(resting(), Part())


def test_a_chain_ends_where_documents_rest_on_each_other():
    network = resting()
    network.add_edge("law", "local", relation="based_on")
    assert dict(chain(network, Part("plan")).nodes(data="step")) == {"plan": 0, "order": -1, "note": -1, "law": -2, "local": -3, "below": 2}


def test_the_rows_of_a_chain_are_its_steps(tmp_path):
    drawn = draw(resting(), tmp_path / "page.html", "superior-chain", part=Part("plan"))
    assert (drawn.nodes, drawn.whole, drawn.by) == (6, 7, "canvas")
    page = block((tmp_path / "page.html").read_text("utf-8"), "drawn")
    assert [key for key, *_ in page["rows"]] == ["step-2", "step-1", "step0", "step1", "step2"]
    y = dict(zip(page["nodes"]["label"], page["nodes"]["y"], strict=True))
    assert y["law"] < y["order"] < y["plan"] < y["local"] < y["below"] and page["nodes"]["label"][page["middle"]] == "plan"


def test_the_verb_draws_them_all(tmp_path, capsys):
    save(charted(), tmp_path / "charted.ttl")
    save(small_graph(), tmp_path / "small.ttl")
    for kind, graph, more in (("diffusion", "charted", []), ("targets", "charted", ["--around", "绿化率"]), ("superior-chain", "small", ["--around", "临政发〔2019〕1号"])):
        assert kind in OTHERS
        assert main(["draw", kind, str(tmp_path / f"{graph}.ttl"), "-o", str(tmp_path / f"{kind}.html"), *more]) == 0
    said = capsys.readouterr().err
    assert "6 sentences, 2 programmes" in said and "5 sentences, 1 indicator, " in said and "2 of 3 nodes" in said


# ---- communities


def test_two_circles_and_a_bridge_are_two_communities():
    links = [(i, (i + 1) % 6, 1.0) for i in range(6)] + [(i, (i + 2) % 6, 1.0) for i in range(6)]
    links += [(6 + a, 6 + b, weight) for a, b, weight in links] + [(0, 6, 1.0)]
    assert communities(13, links) == [0] * 6 + [1] * 6 + [2]
    assert communities(13, [(b, a, weight) for a, b, weight in reversed(links)]) == [0] * 6 + [1] * 6 + [2]
    assert communities(0, []) == [] and communities(2, [(0, 0, 1.0)]) == [0, 1]


def test_communities_are_as_good_as_those_of_networkx():
    network = nx.Graph(citing(600, 900).to_undirected())
    order = {node: i for i, node in enumerate(network)}
    groups = communities(len(order), [(order[a], order[b], 1.0) for a, b in network.edges() if a != b])
    members: dict[int, set] = {}
    for node, i in order.items():
        members.setdefault(groups[i], set()).add(node)
    theirs = nx.community.louvain_communities(network, seed=1)
    assert nx.community.modularity(network, members.values()) > 0.95 * nx.community.modularity(network, theirs)
