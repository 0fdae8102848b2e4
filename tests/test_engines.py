"""Any engine: every named query has rows on one small graph, and real servers of three makes give the same ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from answerable import ALSO, ASKED, answerable_graph
from policygraph import rooms
from policygraph.asking.answers import run_query
from policygraph.asking.named import named, parse, question
from policygraph.asking.telling import things
from policygraph.asking.values import in_order
from policygraph.stating.formats import load, save
from servers import SERVERS

QUESTIONS = [*((name, ASKED.get(name, {})) for name in named()), *ALSO]
#: Of the words that say so, and of what names nothing, a server that takes long is asked for every so many questions: Oxigraph answers all of them.
SOME = 3

#: Values that name nothing in the graph, and times of which it says nothing.
NOTHING = {
    "number": "无政发〔1901〕1号", "document": "无政发〔1901〕1号", "above": "无政发〔1901〕1号", "below": "无政发〔1901〕1号", "agency": "无名局", "name": "无名行动",
    "programme": "无名行动", "indicator": "无名指标", "place": "无名市", "code": "无政发", "thing": "id:agency/000000/无名局", "from": "1901", "to": "1902", "day": "1901-01-01",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    """The graph as it is asked from a file, in Oxigraph."""
    path = tmp_path_factory.mktemp("graph") / "graph.nt"
    save(answerable_graph(), path)
    return load(path)


@pytest.fixture(scope="module")
def here(graph):
    """What the graph itself answers, asked once: every server is held against the same rows."""
    known: dict[tuple[str, bool, str], list] = {}

    def rows(name, params, *, evidence=False):
        key = name, evidence, repr(sorted(params.items()))
        if key not in known:
            known[key] = list(run_query(graph, name, evidence=evidence, **params))
        return known[key]

    return rows


@pytest.fixture(scope="module", params=[name if name == "oxigraph" else pytest.param(name, marks=pytest.mark.slow) for name in SERVERS])
def server(request, tmp_path_factory) -> Iterator[str]:
    with SERVERS[request.param](answerable_graph(), tmp_path_factory.mktemp(request.param)) as address:
        yield address


@pytest.fixture
def some(request) -> slice:
    """Which of many questions a server is asked."""
    return slice(None) if request.node.callspec.params["server"] == "oxigraph" else slice(None, None, SOME)


@pytest.mark.parametrize(("name", "params"), QUESTIONS, ids=[f"{name} {' '.join(params)}".strip() for name, params in QUESTIONS])
def test_every_named_query_has_rows_here(here, name, params):
    assert here(name, params)


def test_every_named_query_gives_the_same_rows_on_every_server(here, server):
    for name, params in QUESTIONS:
        assert list(run_query(server, name, **params)) == here(name, params), (name, params)


def test_the_words_that_say_so_are_the_same_on_every_server(here, server, some):
    for name in [*named()][some]:
        params = ASKED.get(name, {})
        assert list(run_query(server, name, evidence=True, **params)) == here(name, params, evidence=True), (name, params)


def test_a_thing_is_the_same_on_every_server(graph, server):
    for name in ("临政发〔2017〕3号", "市水利局", "雨润临江", "临江市"):
        (found,) = things.called(graph, name)
        assert things.called(server, name) == [found]
        assert _sorted(things.about(server, found)) == _sorted(things.about(graph, found)), name


def _sorted(thing: things.Thing):
    return thing.kind, sorted((name, sorted(values)) for name, values in thing.properties), sorted(map(str, thing.places)), thing.others, thing.belonging


def test_rdflib_in_memory_gives_the_same_rows(here):
    """Every fourth question: the engine is that of rdflib-endpoint, which is asked them all; what differs is the way to it."""
    for name, params in QUESTIONS[::4]:
        assert list(run_query(answerable_graph(), name, **params)) == here(name, params), (name, params)


def test_what_the_program_asks_for_itself_is_the_same_on_every_server(graph, server):
    for name in rooms.data("questions", ".rq"):
        asked = question(name)
        given = {"name": "雨润临江"} if any(parameter.required for parameter in parse(asked).parameters) else {}
        assert sorted(map(str, run_query(server, asked, **given))) == sorted(map(str, run_query(graph, asked, **given))), name


def test_what_names_nothing_has_no_rows_on_any_server(server, some):
    for name, params in QUESTIONS[some]:
        nothing = {key: NOTHING.get(key, value) for key, value in params.items()}
        if nothing != params:
            assert run_query(server, name, **nothing) == [], name


def test_names_that_are_not_there_are_suggested_alike(graph, server):
    for name, params in (("agency-tasks", {"agency": "水利局"}), ("unfold", {"number": "40号"}), ("programme", {"name": "雨润"})):
        found = run_query(server, name, **params).suggestions
        assert found and found == run_query(graph, name, **params).suggestions, name


def test_a_limit_that_a_server_refuses_is_kept_here(graph, server):
    limit = 15_000  # Virtuoso sorts no more than ten thousand rows where a limit is given
    assert list(run_query(server, "responsibilities", limit=limit)) == list(run_query(graph, "responsibilities"))
    some = run_query(server, "responsibilities", limit=2)
    assert len(some) == 2 and some.cut and some.total == len(run_query(graph, "responsibilities"))


def test_names_in_a_cell_are_in_one_order():
    assert in_order("乡级\n中央\n地级") == "中央、地级、乡级"
    assert in_order("财政局\n公安局") == in_order("公安局\n财政局") == "公安局、财政局"
    assert in_order(None) is None
