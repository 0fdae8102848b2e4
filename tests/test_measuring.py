"""Each measure on a small network that is worked out by hand, and against networkx and igraph where these know the measure."""

from __future__ import annotations

import random
from datetime import date, timedelta
from math import exp, log, sqrt

import networkx as nx
import pytest

from policygraph.measuring import linking, spreading
from policygraph.measuring.agreeing import agreement, kappa, wilson
from policygraph.measuring.citing import authority
from policygraph.measuring.found import MeasureError
from policygraph.measuring.linking import brokerage, ties
from policygraph.measuring.numbering import series
from policygraph.measuring.paths import main_path
from policygraph.measuring.spreading import bass, diffusion, logistic
from policygraph.measuring.waiting import delay, kaplan_meier, lag, median, survival
from policygraph.measuring.working import gaps, gini, overlap, workload


def cited_by(*links: str, **dates: str) -> nx.MultiDiGraph:
    """Citations as ``citing>cited``, with the days of documents."""
    network = nx.MultiDiGraph()
    for link in links:
        network.add_edge(*link.split(">"))
    for name in network:
        network.nodes[name].update(label=name.upper(), **({"date": dates[name]} if name in dates else {}))
    return network


def by(rows: list[dict], key: str, *columns: str) -> dict:
    """The columns that are asked for, by the value of another one."""
    return {row[key]: row[columns[0]] if len(columns) == 1 else tuple(row[column] for column in columns) for row in rows}


# ---- authority


def test_authority_by_hand():
    """a and b cite c, b cites d. Authorities over (c, d) are turned by AᵀA = [[2, 1], [1, 1]], whose largest eigenvalue is (3 + √5)/2 with
    the vector (φ, 1), φ = (1 + √5)/2 = 1.618…; brought to a sum of squares of 1: c = φ/√(φ² + 1) = 0.850651, d = 1/√(φ² + 1) = 0.525731.
    Hubs: a has c alone, b has c and d, (φ, φ + 1) = (φ, φ²), in proportion (1, φ): a = 0.525731, b = 0.850651. The second a>c counts for nothing."""
    rows, whole = authority(cited_by("a>c", "b>c", "b>d", "a>c", "d>d"))
    golden = (1 + sqrt(5)) / 2
    high, low = golden / sqrt(golden**2 + 1), 1 / sqrt(golden**2 + 1)
    scores = by(rows, "iri", "in_degree", "out_degree", "authority", "hub")
    expected = {"a": (0, 1, 0, low), "b": (0, 2, 0, high), "c": (2, 0, high, 0), "d": (1, 0, low, 0)}
    assert scores == {name: pytest.approx(each, abs=1e-7) for name, each in expected.items()}
    assert [row["iri"] for row in rows] == ["c", "d", "a", "b"] and whole["settled"] and whole["links"] == 3


def test_authority_of_nothing():
    assert authority(nx.MultiDiGraph()).rows == []
    lonely = nx.MultiDiGraph()
    lonely.add_node("a")
    assert by(authority(lonely).rows, "iri", "authority", "hub") == {"a": (0.0, 0.0)}


@pytest.mark.filterwarnings("ignore:.*authority scores are zeros")
def test_authority_is_that_of_igraph():
    igraph = pytest.importorskip("igraph")
    chance = random.Random(7)
    links = sorted({(chance.randrange(40), chance.randrange(40)) for _ in range(200)})
    links = [(a, b) for a, b in links if a != b]
    network = nx.DiGraph([(f"{a:02}", f"{b:02}") for a, b in links])
    other = igraph.Graph(n=40, edges=links, directed=True)
    scores, hubs = other.authority_score(scale=False), other.hub_score(scale=False)
    norm, hub_norm = (sqrt(sum(each**2 for each in found)) for found in (scores, hubs))
    for row in authority(network).rows:
        assert (row["authority"], row["hub"]) == pytest.approx((scores[int(row["iri"])] / norm, hubs[int(row["iri"])] / hub_norm), abs=1e-6)


# ---- main path

#: Knowledge flows from the cited to the citing one: o → a, o → b, a → c, b → c, c → d, c → e, and p → b.
#: Ways to each: o 1, p 1, a 1, b 2 (from o and p), c 3, d 3, e 3. Ways on from each: d 1, e 1, c 2, a 2, b 2, o 4, p 2; in all 4 + 2 = 6.
FLOW = ("a>o", "b>o", "c>a", "c>b", "d>c", "e>c", "b>p")
#: Counts: o→a 1·2, o→b 1·2, p→b 1·2, a→c 1·2, b→c 2·2, c→d 3·1, c→e 3·1.
COUNTS = {("o", "a"): 2, ("o", "b"): 2, ("p", "b"): 2, ("a", "c"): 2, ("b", "c"): 4, ("c", "d"): 3, ("c", "e"): 3}


def test_the_main_path_by_hand():
    """The largest sum is 2 + 4 + 3 = 9 by b; o and p are equal before b, d and e behind c: those whose names come first are taken."""
    rows, whole = main_path(cited_by(*FLOW))
    assert [(row["cited"], row["citing"], row["paths"]) for row in rows] == [("o", "b", 2), ("b", "c", 4), ("c", "d", 3)]
    assert [row["share"] for row in rows] == [pytest.approx(each / 6, abs=1e-8) for each in (2, 4, 3)]
    assert whole == {"ways": 6, "links": 7, "against_time": 0, "circles": 0, "in_circles": 0}


def test_the_local_main_path_follows_all_that_are_equally_heavy():
    """From the origins o→a, o→b and p→b have 2 each: all begin. From a goes a→c (2), from b b→c (4), from c both c→d and c→e (3)."""
    rows, _ = main_path(cited_by(*FLOW), "local")
    assert {(row["step"], row["cited"], row["citing"]): row["paths"] for row in rows} == {
        (1, "o", "a"): 2, (1, "o", "b"): 2, (1, "p", "b"): 2, (2, "a", "c"): 2, (2, "b", "c"): 4, (3, "c", "d"): 3, (3, "c", "e"): 3}


def test_search_path_counts_are_the_number_of_ways_when_all_are_walked():
    flow = nx.DiGraph([tuple(reversed(link.split(">"))) for link in FLOW])
    walked: dict[tuple, int] = dict.fromkeys(flow.edges(), 0)
    for first in (node for node in flow if not flow.in_degree(node)):
        for last in (node for node in flow if not flow.out_degree(node)):
            for way in nx.all_simple_edge_paths(flow, first, last):
                for link in way:
                    walked[link] += 1
    assert walked == COUNTS


def test_a_citation_of_something_later_is_left_out():
    """a of 2019 cites o of 2020: against time. Without that link and o, b>o of 2021 and c>a stay: two ways of one link each."""
    rows, whole = main_path(cited_by("a>o", "b>o", "c>a", a="2019-05-01", o="2020-01-01", b="2021-01-01", c="2022-01-01"))
    assert whole["against_time"] == 1 and whole["ways"] == 2 and whole["links"] == 2
    assert [(row["cited"], row["citing"]) for row in rows] == [("a", "c")]  # as heavy as o → b, and earlier


def test_documents_that_cite_each_other_are_one():
    """o → {x, y} → d, where x and y cite each other; both cite o, which is one link: one way of two links."""
    rows, whole = main_path(cited_by("x>y", "y>x", "x>o", "y>o", "d>y", x="2018-03-01", y="2018-03-01"))
    assert [(row["cited"], row["citing"], row["paths"], row["together"]) for row in rows] == [("o", "x", 1, 3), ("x", "d", 1, 3)]
    assert (whole["ways"], whole["circles"], whole["in_circles"]) == (1, 1, 2)


def test_counts_have_no_bound():
    """Eighty times two ways beside each other: 2^80 ways, which no float and no whole number of 64 bits holds exactly."""
    links = [link for n in range(80) for link in (f"a{n:02}>k{n:02}", f"b{n:02}>k{n:02}", f"k{n + 1:02}>a{n:02}", f"k{n + 1:02}>b{n:02}")]
    rows, whole = main_path(cited_by(*links))
    assert whole["ways"] == 2**80 and len(rows) == 160 and {row["paths"] for row in rows} == {2**79} and rows[0]["share"] == 0.5


def test_a_main_path_of_nothing_and_an_unknown_way():
    assert main_path(nx.MultiDiGraph()) == ([], {"ways": 0, "links": 0, "against_time": 0, "circles": 0, "in_circles": 0})
    assert main_path(nx.MultiDiGraph(), "local").rows == []
    with pytest.raises(MeasureError, match="known are global, local"):
        main_path(nx.MultiDiGraph(), "shortest")


# ---- waiting


def levels(*nodes: tuple) -> nx.MultiDiGraph:
    network = nx.MultiDiGraph()
    for name, rank, day in nodes:
        network.add_node(name, label=name, date=day, stub=False, level={0: "central", 1: "province", 2: "prefecture"}.get(rank), **({} if rank is None else {"rank": rank}))
    return network


def waiting_network() -> nx.MultiDiGraph:
    """Four of the centre: A (10 days to a province), B (30 days to a city), C (cited by an equal alone), D (cited by something earlier). The last day is 2020-04-10."""
    network = levels(
        ("A", 0, "2020-01-01"), ("B", 0, "2020-02-01"), ("C", 0, "2020-03-01"), ("D", 0, "2020-04-05"), ("p", 1, "2020-01-11"), ("q", 2, "2020-03-02"),
        ("r", 0, "2020-04-10"), ("s", 2, "2020-04-01"), ("E", 0, None))
    network.add_node("S", label="S", rank=0, date="2020-01-01", stub=True)
    for citing, cited in ("pA", "qA", "qB", "rC", "sD", "pS", "sA"):
        network.add_edge(citing, cited, relation="applies")
    return network


def test_the_lag_by_hand():
    """A 2020-01-01 → 01-11: 10 days. B 2020-02-01 → 03-02: 28 (of February, from the 1st) + 1 + 1 = 30 days. C waits from 03-01 to 04-10: 40 days, D 5, r 0, censored. p, of a
    province, could be carried out by cities: from 01-11 to 04-10 are 20 + 29 + 31 + 10 = 90 days, censored. S is only cited, E has no day, s is earlier than D."""
    rows, whole = lag(waiting_network())
    assert by(rows, "iri", "first", "days", "censored") == {
        "A": ("p", 10, False), "B": ("q", 30, False), "C": (None, 40, True), "D": (None, 5, True), "p": (None, 90, True), "r": (None, 0, True)}
    assert (whole["documents"], whole["carried_out"], whole["censored"], whole["against_time"], whole["undated"]) == (6, 2, 4, 1, 1)
    assert whole["until"] == date(2020, 4, 10)


def test_the_survival_by_hand():
    """Waits: 0 c, 5 c, 10, 30, 40 c, 90 c. At 10 four are at risk: 3/4. At 30 three: 3/4 · 2/3 = 1/2, so that the median is 30. Greenwood: at 10 √(1/(4·3)) · 3/4 = 0.216506,
    at 30 √(1/12 + 1/(3·2)) · 1/2 = √0.25 / 2 = 0.25."""
    rows, whole = survival(waiting_network())
    assert by(rows, "days", "at_risk", "came", "censored") == {0: (6, 0, 1), 5: (5, 0, 1), 10: (4, 1, 0), 30: (3, 1, 0), 40: (2, 0, 1), 90: (1, 0, 1)}
    waiting = by(rows, "days", "waiting", "error")
    assert waiting[5] == (1.0, 0.0) and waiting[10] == pytest.approx((0.75, 0.216506), abs=1e-6) and waiting[90] == (0.5, 0.25)
    assert whole["median_days"] == 30


def test_an_earlier_end_of_the_holdings_censors_what_came_later():
    """By 2020-02-10 B (9 days) has been waited for in vain; C and D are not there yet."""
    rows, _ = lag(waiting_network(), date(2020, 2, 10))
    assert by(rows, "iri", "days", "censored") == {"A": (10, False), "B": (9, True), "p": (30, True)}


def test_without_a_level_the_relation_decides():
    network = levels(("a", None, "2020-01-01"), ("b", None, "2020-01-05"), ("c", None, "2020-01-09"))
    network.add_edge("b", "a", relation="mentions")
    network.add_edge("c", "a", relation="based_on")
    assert by(lag(network).rows, "iri", "first", "days") == {"a": ("c", 8), "b": (None, 4), "c": (None, 0)}


def test_the_lowest_level_is_not_waited_for_and_nothing_gives_nothing():
    network = levels(("a", 0, "2020-01-01"), ("b", 2, "2020-01-05"))
    assert [row["iri"] for row in lag(network).rows] == ["a"]
    assert lag(network).whole["why"] is None and "no dated document" in lag(levels(("a", 2, "2020-01-01"))).whole["why"]
    assert lag(nx.MultiDiGraph()).rows == [] and survival(nx.MultiDiGraph()).rows == []
    assert median(kaplan_meier([(1, False), (2, False)])) is None and kaplan_meier([]) == []


def test_ties_of_days_share_one_step():
    """Five wait; on day 3 two come and one is censored: 5 at risk, 3/5 left. On day 4 two are at risk, one comes: 3/10."""
    rows = kaplan_meier([(3, True), (3, False), (4, True), (3, True), (6, False)])
    assert by(rows, "days", "at_risk", "came", "censored", "waiting") == {3: (5, 2, 1, 0.6), 4: (2, 1, 0, 0.3), 6: (1, 0, 1, 0.3)}


def test_the_delay_by_hand():
    """0, 2, 3 and 7 days: mean 12/4 = 3, median (2 + 3)/2, quartiles 0 + 0.75 · 2 = 1.5 and 3 + 0.25 · 4 = 4; one of four on the same day. The minus is in no figure."""
    signed = date(2020, 1, 30)
    rows = [{"document": f"d{days}", "number": None, "signed": signed, "printed": signed + timedelta(days)} for days in (7, 0, 3, 2, -1)]
    found, whole = delay([*rows, {"document": "x", "signed": signed, "printed": None}])
    assert [row["days"] for row in found] == [7, 3, 2, 0, -1]
    assert whole == {
        "documents": 4, "median": 2.5, "mean": 3.0, "lower_quartile": 1.5, "upper_quartile": 4.0, "same_day": 0.25, "before": 1, "missing": 1}
    assert delay([]).whole["median"] is None


# ---- spreading


def mention(place: str | None, day: str | None, document: str = "", level: str = "prefecture") -> dict:
    return {"place": place, "date": day, "document": document or f"{place}{day}", "level": level}


def test_the_diffusion_by_hand():
    """甲 in January, 乙 and 丙 in March (甲 again), 丁 in April, the province in March. Places: 1, 1, 4, 5. Days from 01-10: 乙 03-01 is 51 (21 + 29 + 1), the province 03-05 is 55,
    丙 03-20 is 70, 丁 04-02 is 83. Half of five is the third place: 55. A tenth is the first (0), nine tenths the fifth (83)."""
    rows, whole = diffusion([
        mention("丁市", "2020-04-02"), mention("甲市", "2020-01-10"), mention("乙市", "2020-03-01"), mention("丙市", date(2020, 3, 20)), mention("甲市", "2020-03-21"),
        mention("某省", "2020-03-05", level="province"), mention("戊市", None), mention(None, "2020-01-01"), mention("己市", "2020"),
    ], "month")
    assert [(row["period"], row["new"], row["places"], row["documents"]) for row in rows] == [("2020-01", 1, 1, 1), ("2020-02", 0, 1, 0), ("2020-03", 3, 4, 4), ("2020-04", 1, 5, 1)]
    assert [row["names"] for row in rows] == ["甲市", None, "丙市、乙市、某省", "丁市"]
    assert {key: whole[key] for key in ("documents", "undated", "unplaced", "places", "levels", "half_days", "tenth_to_nine_tenths_days")} == {
        "documents": 9, "undated": 2, "unplaced": 1, "places": 5, "levels": 2, "half_days": 55, "tenth_to_nine_tenths_days": 83}
    assert whole["logistic"] == whole["bass"] == {"why": "too few points: 3 periods with new places (5 are needed), 5 places (8 are needed)"}
    assert {row["logistic"] for row in rows} == {None}


def test_the_units_of_time():
    given = [mention("甲", "2019-11-30"), mention("乙", "2020-02-01"), mention("丙", "2021-03-31")]
    assert [row["period"] for row in diffusion(given, "year").rows] == ["2019", "2020", "2021"]
    assert [row["period"] for row in diffusion(given, "quarter").rows] == ["2019-Q4", "2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4", "2021-Q1"]
    with pytest.raises(MeasureError, match="known are year, quarter, month"):
        diffusion(given, "week")
    with pytest.raises(MeasureError, match="a day was misread"):
        diffusion([*given, mention("丁", "0001-01-01")], "month")


def test_two_documents_of_a_place_on_one_day():
    rows, whole = diffusion([{**mention("甲", "2020-01-01"), "document": name} for name in "ab"])
    assert [(row["places"], row["documents"]) for row in rows] == [(1, 2)] and whole["documents"] == 2


def test_a_programme_that_nobody_names():
    rows, whole = diffusion([])
    assert rows == [] and whole["places"] == 0 and whole["first"] is None and "too few" in whole["logistic"]["why"]


def test_the_logistic_curve_is_found_again():
    """K = 120, r = 0.8, m = 6: at the midpoint there are 60, and from a tenth to nine tenths it takes ln 81 / 0.8 = 5.49 periods."""
    curve = logistic([120 / (1 + exp(-0.8 * (t - 6))) for t in range(13)])
    assert (curve["ceiling"], curve["growth"], curve["midpoint"]) == pytest.approx((120, 0.8, 6), abs=1e-4)
    assert curve["at"][6] == pytest.approx(60, abs=1e-3) and curve["tenth_to_nine_tenths"] == pytest.approx(log(81) / 0.8, abs=1e-4) and curve["r_squared"] == 1.0


def test_no_other_logistic_curve_comes_nearer():
    """Of scattered points: whichever of the three numbers is moved, the error grows."""
    chance = random.Random(3)
    seen = [90 / (1 + exp(-0.6 * (t - 8))) + chance.gauss(0, 2) for t in range(18)]
    curve = logistic(seen)

    def error(ceiling: float, growth: float, midpoint: float) -> float:
        return sum((y - ceiling / (1 + exp(-growth * (t - midpoint)))) ** 2 for t, y in enumerate(seen))

    best = (curve["ceiling"], curve["growth"], curve["midpoint"])
    for place in range(3):
        for much in (0.99, 1.01):
            moved = tuple(each * much if n == place else each for n, each in enumerate(best))
            assert error(*moved) > error(*best)


def test_the_curve_of_bass_by_hand():
    """p = 0.1, q = 0.5, m = 100. First 0.1 · 100 = 10. Then (0.1 + 0.5 · 0.1) · 90 = 13.5, in all 23.5. Then (0.1 + 0.5 · 0.235) · 76.5 = 16.63875, in all 40.13875."""
    seen = [10, 23.5, 40.13875]
    while len(seen) < 8:
        seen.append(seen[-1] + (0.1 + 0.5 * seen[-1] / 100) * (100 - seen[-1]))
    curve = bass(seen)
    assert (curve["ceiling"], curve["innovation"], curve["imitation"]) == pytest.approx((100, 0.1, 0.5), abs=1e-6)
    assert curve["at"][:3] == pytest.approx([10, 23.5, 40.13875], abs=1e-6)


def test_curves_are_fitted_to_places_and_only_where_they_bend():
    """As a logistic curve has it (K = 40, r = 1, m = 4), rounded: 1, 2, 5, 11, 20, 29, 35, 38, 39. Of the first five, the ceiling is out of sight: places double."""
    reached = [round(40 / (1 + exp(-(t - 4)))) for t in range(9)]
    assert reached == [1, 2, 5, 11, 20, 29, 35, 38, 39]
    given = [mention(f"市{n:02}", f"{2010 + t}-06-01") for t, (before, now) in enumerate(zip([0, *reached], reached, strict=False)) for n in range(before, now)]
    rows, whole = diffusion(given)
    assert whole["logistic"]["ceiling"] == pytest.approx(40, abs=1) and whole["logistic"]["r_squared"] > 0.99
    assert [row["logistic"] for row in rows] == pytest.approx(reached, abs=1)
    assert whole["bass"]["r_squared"] > 0.95 and rows[4]["bass"] is not None
    doubling = [mention(f"市{n:03}", f"{2010 + t}-06-01") for t in range(7) for n in range(2**t - 1, 2 ** (t + 1) - 1)]
    assert "has not bent yet" in diffusion(doubling).whole["logistic"]["why"]


def test_points_that_no_curve_fits_say_so():
    assert "no ceiling" in bass([1, 3, 7, 15, 31, 63])["why"]
    assert logistic([5, 5, 5, 5, 5])["r_squared"] is None  # nothing to account for


# ---- linking


def pairs(*links: str) -> nx.Graph:
    network = nx.Graph()
    for link in links:
        network.add_edge(link[0], link[1], weight=int(link[2:] or 1))
    return network


def test_ties_by_hand():
    """a–b 2, a–c 1, b–c 1, a–d 4. a has 7: p_ab 2/7, p_ac 1/7, p_ad 4/7; b has 3: p_ba 2/3, p_bc 1/3; c has 2: p_ca = p_cb = 1/2; d has p_da 1.
    a: b (2/7 + 1/7·1/2)² = (5/14)², c (1/7 + 2/7·1/3)² = (5/21)², d (4/7)²; together 0.127551 + 0.056689 + 0.326531 = 0.510771. d: 1.
    a has 3 partners with one link among them: 3 − 2·1/3 = 2.333. All pairs of others go through a but b–c: b–d and c–d of 3, betweenness 2/3."""
    rows, whole = ties(pairs("ab2", "ac", "bc", "ad4"))
    found = by(rows, "iri", "partners", "weight", "degree", "betweenness", "constraint", "effective_size")
    assert found["a"] == pytest.approx((3, 7, 1.0, 2 / 3, 0.510771, 7 / 3), abs=1e-6)
    assert found["d"] == pytest.approx((1, 4, 1 / 3, 0, 1.0, 1.0), abs=1e-6)
    assert rows[0]["iri"] == "a" and whole == {"nodes": 4, "links": 4, "pieces": 1}


def test_constraint_and_effective_size_are_those_of_networkx():
    chance = random.Random(11)
    network = nx.Graph()
    for _ in range(60):
        a, b = chance.sample("abcdefghijklmnop", 2)
        network.add_edge(a, b, weight=chance.randrange(1, 5))
    rows, _ = ties(network)
    expected = {v: sum(nx.local_constraint(network, v, n, weight="weight") for n in network[v]) for v in network}
    assert by(rows, "iri", "constraint") == pytest.approx(expected, abs=1e-7)
    unweighted = nx.Graph(network.edges())
    sizes = {v: len(unweighted[v]) - 2 * sum(1 for a in unweighted[v] for b in unweighted[v] if a < b and unweighted.has_edge(a, b)) / len(unweighted[v]) for v in unweighted}
    assert by(rows, "iri", "effective_size") == pytest.approx(sizes, abs=1e-7)


def test_directions_add_up_and_one_that_is_alone_has_no_constraint():
    network = nx.DiGraph()
    network.add_edge("a", "b", weight=1)
    network.add_edge("b", "a", weight=2)
    network.add_node("c")
    assert by(ties(network).rows, "iri", "partners", "weight", "constraint") == {"a": (1, 3, 1.0), "b": (1, 3, 1.0), "c": (0, 0, None)}
    assert ties(nx.Graph()).rows == []


def test_brokerage_by_hand():
    """甲 and 乙 of one level, 丙 and 丁 of another, 戊 of a third. Ways of two links that no link shortens: 甲→乙→丙 (甲, 乙 of one: 乙 represents), 乙→丙→丁 (丙, 丁 of one: 丙 is a
    gatekeeper), 丙→丁→甲 (丁 represents), 丁→甲→乙 (甲 is a gatekeeper), 丁→甲→戊 (three: 甲 is a liaison). 甲→戊 leads nowhere on."""
    network = nx.DiGraph([("甲", "乙"), ("乙", "丙"), ("丙", "丁"), ("丁", "甲"), ("甲", "戊")])
    for name, level in zip("甲乙丙丁戊", ("市", "市", "省", "省", "县"), strict=True):
        network.nodes[name].update(label=name, level=level)
    rows, whole = brokerage(network)
    assert by(rows, "iri", *linking.BROKERS) == {"甲": (0, 0, 1, 0, 1), "乙": (0, 0, 0, 1, 0), "丙": (0, 0, 1, 0, 0), "丁": (0, 0, 0, 1, 0)}
    assert (whole["ways"], whole["brokers"], whole["gatekeeper"]) == (5, 4, 2) and rows[0]["iri"] == "甲"


def test_coordinator_itinerant_and_a_way_that_is_shortened():
    """b→a, a→c, all of one level: a coordinates. Where a is of another level it is an itinerant; where b→c is there too, no broker is needed; without a level it is ungrouped."""
    for level, role in (("市", "coordinator"), ("省", "itinerant"), (None, "ungrouped")):
        network = nx.DiGraph([("b", "a"), ("a", "c"), ("b", "d"), ("d", "e"), ("b", "e")])
        for name in network:
            network.nodes[name]["level"] = level if name == "a" else "市"
        rows, _ = brokerage(network)
        assert [(row["iri"], row[role], row["total"]) for row in rows] == [("a", 1, 1)]


def test_brokerage_without_direction_counts_a_pair_once():
    """b–a–c and no b–c: once. b and a of one level, c of another: gatekeeper."""
    network = nx.Graph([("b", "a"), ("a", "c")])
    nx.set_node_attributes(network, {"a": "市", "b": "市", "c": "省"}, "level")
    assert by(brokerage(network).rows, "iri", "gatekeeper", "representative", "total") == {"a": (1, 0, 1)}


def test_what_is_too_large_says_so(monkeypatch):
    monkeypatch.setattr(linking, "MAX_WAYS", 3)
    for measure in (ties, brokerage):
        with pytest.raises(MeasureError, match="take a part of the network"):
            measure(pairs("ab", "ac", "ad"))


def test_progress_reaches_its_end():
    told: list[tuple[int, int]] = []
    ties(pairs("ab", "ac"), lambda done, total: told.append((done, total)))
    brokerage(pairs("ab", "ac"), on_done=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)] * 2


# ---- working


def tasks() -> nx.MultiDiGraph:
    """t1 of d1: 甲 leads, 乙 and 丙 cooperate; t2 of d1: 甲 and 乙 lead (乙 is told twice); t3 of d2: 乙 and 丙 answer for it; t4 of d2: 丁 alone."""
    network = nx.MultiDiGraph()
    network.add_node("d1", number="临政发〔2019〕1号", label="临政发〔2019〕1号")
    network.add_node("d2", label="act.txt")
    for n, (agency, document, task, role) in enumerate((
        ("a", "d1", "t1", "lead"), ("b", "d1", "t1", "cooperate"), ("c", "d1", "t1", "cooperate"), ("a", "d1", "t2", "lead"), ("b", "d1", "t2", "lead"), ("b", "d1", "t2", "lead"),
        ("b", "d2", "t3", "responsible"), ("c", "d2", "t3", "responsible"), ("d", "d2", "t4", "responsible"))):
        network.add_node(agency, label={"a": "甲局", "b": "乙局", "c": "丙局", "d": "丁局"}[agency], kind="agency")
        network.add_edge(agency, document, provision=task, role=role, locator=f"一/{task[1]}", action=f"任务{n}")
    return network


def test_the_workload_by_hand():
    """Tasks: 甲 2, 乙 3, 丙 2, 丁 1. Gini of 1, 2, 2, 3: Σ (2i − 5) x = −3 − 2 + 2 + 9 = 6, over 4 · 8: 0.1875."""
    rows, whole = workload(tasks())
    assert by(rows, "label", "tasks", "leads", "cooperates", "responsible", "alone", "documents", "share") == {
        "乙局": (3, 1, 1, 1, 0, 2, 0.75), "甲局": (2, 2, 0, 0, 0, 1, 0.5), "丙局": (2, 0, 1, 1, 0, 2, 0.5), "丁局": (1, 0, 0, 1, 1, 1, 0.25)}
    assert whole == {"agencies": 4, "tasks": 4, "documents": 2, "gini": 0.1875} and gini([]) is None


def test_the_overlap_by_hand():
    """甲 and 乙: t1, t2 of t1, t2, t3: 2/3, and 2 of the 2 of 甲; both lead t2. 甲 and 丙: t1 of t1, t2, t3. 乙 and 丙: t1, t3 of t1, t2, t3."""
    rows, whole = overlap(tasks())
    assert {row["one"] + row["other"]: (row["shared"], row["either"], row["jaccard"], row["contained"], row["both_lead"]) for row in rows} == {
        "ab": (2, 3, 0.66666667, 1.0, 1), "bc": (2, 3, 0.66666667, 1.0, 0), "ac": (1, 3, 0.33333333, 0.5, 0)}
    assert whole == {"agencies": 4, "tasks": 4, "pairs": 3, "shared_tasks": 3}


def test_the_gaps_by_hand():
    """t1 has one leader, t4 one agency: closed. t2 has two leaders, t3 two agencies and no leader, t5 nobody: 4 of 5 tasks are covered."""
    nobody = {"document": "d1", "number": "临政发〔2019〕1号", "locator": "二", "what": "巡查", "start": 9, "task": "t5"}
    rows, whole = gaps(tasks(), [nobody])
    assert by(rows, "task", "open", "agencies", "names", "number", "locator") == {
        "t5": ("nobody", 0, None, "临政发〔2019〕1号", "二"), "t2": ("several leaders", 2, "乙局、甲局", "临政发〔2019〕1号", "一/2"),
        "t3": ("no leader", 2, "丙局、乙局", "act.txt", "一/3")}
    assert whole == {"assigned": 4, "nobody": 1, "no_leader": 1, "several_leaders": 1, "covered": 0.8}
    assert gaps(nx.MultiDiGraph()).whole["covered"] is None


@pytest.mark.parametrize("measure", [workload, overlap, gaps])
def test_another_network_is_refused(measure):
    with pytest.raises(MeasureError, match="network of responsibilities"):
        measure(cited_by("a>b"))


# ---- numbering


def test_series_by_hand():
    """2, 5 and 9 of 临政发 2019 are held, 9 twice: 1, 3, 4, 6, 7, 8 are missing; 4 is cited, as is 12. The length is estimated at 9 + 9/3 − 1 = 11, but 12 is known to be there.
    Of 2020 there is 1 alone: 1 + 1/1 − 1 = 1. Of 2021 nothing is held."""
    def row(year, serial, held=True):
        return {"code": "临政发", "year": year, "place": "临江市", "serial": serial, "held": held}

    rows, whole = series([row(2019, 9), row(2019, 2), row(2019, 5), row(2019, 9), row(2019, 4, False), row(2019, 12, False), row(2019, 0), row(2020, 1), row(2021, 3, False)])
    assert by(rows, "year", "held", "highest", "missing", "cited", "complete", "estimate", "runs") == {
        2019: (3, 9, 6, 1, 0.33333333, 12.0, "1、3–4、6–8"), 2020: (1, 1, 0, 0, 1.0, 1.0, None)}
    assert whole == {"series": 2, "held": 4, "missing": 6, "cited": 1, "complete": 0.4}


def test_a_very_high_number_makes_no_long_list():
    rows, _ = series({"code": "x", "year": 2019, "serial": 2 * n, "held": True} for n in range(1, 200))
    assert rows[0]["runs"].endswith("、…") and rows[0]["runs"].count("、") == 40 and rows[0]["missing"] == 199


# ---- agreeing


def test_agreement_by_hand():
    """The one has 1 to 6, the other 2 to 9: five in common, of 6 and of 8. F1 = 2·5/(6 + 8) = 0.714286. Labels of 2 to 6: lead/lead, lead/lead, lead/cooperate, cooperate/cooperate, cooperate/cooperate: 4/5 equal;
    by chance (3/5)(2/5) + (2/5)(3/5) = 0.48, so that kappa is (0.8 − 0.48)/0.52 = 0.615385."""
    one = {n: "lead" if n < 5 else "cooperate" for n in range(1, 7)}
    other = {n: "lead" if n < 4 else "cooperate" for n in range(2, 10)}
    rows, whole = agreement(one, other)
    assert (whole["both"], whole["only_one"], whole["only_other"]) == (5, 1, 3) and whole["labels_same"] == 0.8
    assert (whole["f1"], whole["precision"], whole["recall"], whole["kappa"]) == pytest.approx((10 / 14, 5 / 6, 5 / 8, 0.32 / 0.52), abs=1e-7)
    assert by(rows, "item", "found_by", "same")["4"] == ("both", False) and len(rows) == 9
    assert whole["precision_low"] < 5 / 6 < whole["precision_high"]
    turned = agreement(other, one).whole
    assert (turned["f1"], turned["precision"], turned["kappa"]) == (whole["f1"], whole["recall"], whole["kappa"])


def test_agreement_of_nobody_and_of_one_label():
    whole = agreement({}, {}).whole
    assert whole["f1"] is None and whole["kappa"] is None and whole["precision_low"] is None
    assert kappa([("a", "a")]) is None and agreement({("甲局", 1): None}, {("甲局", 1): None}).rows[0]["item"] == "甲局 · 1"


def test_the_interval_of_wilson_by_hand():
    """8 of 10 with z² = 3.841459: the middle is (0.8 + 0.192073)/1.384146 = 0.716740, half the width 1.959964/1.384146 · √(0.016 + 0.009604) = 0.226579."""
    assert wilson(8, 10) == pytest.approx((0.716740 - 0.226579, 0.716740 + 0.226579), abs=1e-5)


def test_the_bounds_are_said_in_the_docs():
    from conftest import ROOT

    page = (ROOT / "docs" / "measures.md").read_text("utf-8")
    for bound in (linking.MAX_WAYS, linking.MAX_BETWEENNESS, spreading.MIN_PERIODS, spreading.MIN_PLACES, spreading.MAX_PERIODS):
        assert f"{bound:,}" in page


def test_the_times_are_measured_for_each_measure(monkeypatch):
    import importlib.util

    from conftest import ROOT

    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    found = importlib.util.spec_from_file_location("measured", ROOT / "benchmarks" / "measures.py")
    benchmark = importlib.util.module_from_spec(found)
    found.loader.exec_module(benchmark)
    names = [line.split("|")[1].strip() for line in benchmark.rows(200, 1)]
    assert len(names) == 11 and all(f"`{name}`" in (ROOT / "docs" / "measures.md").read_text("utf-8") for name in names)
