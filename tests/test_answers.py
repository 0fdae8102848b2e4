"""What an answer is: values of Python, tables of pandas and polars, HTML that is safe, suggestions where a name is not there."""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal

import pytest
from jinja2 import UndefinedError
from rdflib import Graph, Literal, URIRef

import policygraph as pg
from conftest import ROOT, environment, in_oxigraph
from policygraph import markup, model
from policygraph.asking import answers, endpoint, frames, prefixes, rendering, suggest, values
from policygraph.asking.answers import run_query
from policygraph.asking.named import named
from policygraph.errors import QueryError
from policygraph.stating.formats import save
from test_query import FEW, few_readings

XSD = "http://www.w3.org/2001/XMLSchema#"
HOSTILE = "<script>alert('x')</script>\"&"


@pytest.fixture(scope="module")
def few() -> Graph:
    return pg.build_graph(few_readings())


# ---- values


@pytest.mark.parametrize(("text", "datatype", "value"), [
    ("12", "integer", 12), ("-3", "int", -3), ("20.50", "decimal", Decimal("20.50")), ("1.5E1", "double", 15.0), ("true", "boolean", True),
    ("0", "boolean", False), ("2019-06-30", "date", date(2019, 6, 30)), ("2019", "gYear", "2019"), ("2019-06", "gYearMonth", "2019-06"),
    ("--03-31", "gMonthDay", "--03-31"), ("2019-02-30", "date", "2019-02-30"), ("many", "integer", "many"), ("1E999999999", "decimal", "1E999999999"),
    ("9" * 5000, "integer", "9" * 5000), ("text", "string", "text"),
])
def test_a_literal_becomes_a_value_and_stays_text_where_it_cannot(text, datatype, value):
    found = values.typed(text, XSD + datatype)
    assert found == value and type(found) is type(value)


def test_the_text_of_a_value():
    assert [values.plain(value) for value in (None, True, 3, Decimal("20.50"), Decimal("100"), date(2019, 6, 30), "x")] == [
        "", "true", "3", "20.5", "100", "2019-06-30", "x"]
    assert values.plain(False, flag=True) == "no"


def test_rows_hold_values_of_python(few, sample_graph):
    (row,) = run_query(few, "expiring", from_="2019", to="2019")
    assert row["last_day"] == date(2019, 1, 31) and row["number"] == "济政发〔2017〕3号" and type(row["document"]) is str
    row = run_query(few, "most-cited")[0]
    assert row["citations"] == 2 and type(row["citations"]) is int and row["held"] in (True, False)
    first = run_query(few, "targets-due", from_="2020", to="2020")[0]
    assert first["value"] == Decimal(23) and first["due"] == "2020" and first["maximum"] is None
    assert run_query(few, "ASK { ?s ?p ?o }") == [{"answer": True}]
    assert {row["own"] for row in run_query(sample_graph, "evidence", thing=row_of_agency(sample_graph)["statement"])} == {True}


def row_of_agency(graph):
    return run_query(graph, "agency-tasks", agency="市公安局")[0]


def test_text_forms_are_those_of_before_and_json_has_numbers_and_truths(few):
    rows = run_query(few, "most-cited", limit=1)
    assert rendering.render(rows, "csv").splitlines()[1].startswith("2,") and ",no," in rendering.render(rows, "csv").splitlines()[1] + ",no,"
    (record,) = json.loads(rendering.render(rows, "json"))
    assert record["citations"] == 2 and record["held"] is rows[0]["held"]
    assert rows.texts()[0]["held"] in ("yes", "no") and rows.texts()[0]["held"] in rendering.render(rows, "table")
    (record,) = json.loads(rendering.render(run_query(few, "expiring", from_="2019", to="2019"), "json"))
    assert record["last_day"] == "2019-01-31"
    targets = run_query(few, "targets-due", from_="2020", to="2020")
    assert json.loads(rendering.render(targets, "json"))[0]["maximum"] == "" and rendering.render(targets, "csv").splitlines()[1].count(",23,") == 1


def test_a_slice_is_an_answer(few):
    rows = run_query(few, "documents")
    assert isinstance(rows[1:3], answers.Answer) and rows[1:3].columns == rows.columns and list(rows[1:3]) == list(rows)[1:3]
    assert set(rows[1:2].resources) == {rows[1]["document"]} and len(rows[1:2].describe()) > 5


def test_engines_give_the_same_values(few):
    oxigraph = in_oxigraph(few)
    for name, params in (("targets-due", {"from_": "2016", "to": "2030"}), ("most-cited", {}), ("in-force", {"day": "2018-06-30"})):
        here, there = run_query(few, name, **params), run_query(oxigraph, name, **params)
        assert [[type(value) for value in row.values()] for row in here] == [[type(value) for value in row.values()] for row in there]


# ---- tables of other libraries


def test_pandas_has_days_numbers_and_truths(few):
    pandas = pytest.importorskip("pandas")
    frame = run_query(few, "in-force", day="2018-06-30").to_pandas()
    assert list(frame.columns) == ["number", "title", "since", "stated", "until", "document"]
    assert str(frame["since"].dtype) == "datetime64[s]" and str(frame["stated"].dtype) == "boolean"
    row = frame[frame["number"] == "济政发〔2017〕3号"].iloc[0]
    assert row["since"] == pandas.Timestamp(2017, 2, 1) and bool(row["stated"]) and row["until"] == pandas.Timestamp(2019, 1, 31)
    assert frame["until"].isna().sum() == len(frame) - 1
    cited = run_query(few, "most-cited").to_pandas()
    assert str(cited["citations"].dtype) == "Int64" and cited["citations"].max() == 2
    assert run_query(few, "targets-due", from_="2020", to="2020").to_pandas()["value"].sum() == 48


def test_polars_has_days_numbers_and_truths(few):
    polars = pytest.importorskip("polars")
    frame = run_query(few, "in-force", day="2018-06-30").to_polars()
    assert frame.schema["since"] == polars.Date and frame.schema["stated"] == polars.Boolean
    row = frame.filter(polars.col("number") == "济政发〔2017〕3号").to_dicts()[0]
    assert (row["since"], row["stated"], row["until"]) == (date(2017, 2, 1), True, date(2019, 1, 31))
    assert frame["until"].null_count() == len(frame) - 1
    assert run_query(few, "most-cited").to_polars()["citations"].max() == 2


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_without_the_library_the_extra_is_named(few, library, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(frames.FrameError, match=rf"pip install 'policygraph\[{library}\]'"):
        getattr(run_query(few, "documents"), f"to_{library}")()


def test_mixed_columns_are_text():
    pytest.importorskip("pandas")
    rows = [{"a": 1, "b": 2}, {"a": "x", "b": Decimal("2.5")}, {"a": None, "b": None}, {"a": 2**70, "b": 3}]
    frame = frames.to_pandas(rows, ["a", "b"])
    assert list(frame["a"][:2]) == ["1", "x"] and str(frame["b"].dtype) == "Float64" and frame["b"][1] == 2.5
    assert list(frames.to_pandas([{"n": 2**70}], ["n"])["n"]) == [str(2**70)]
    assert list(frames.to_pandas([], ["n"]).columns) == ["n"]


# ---- what a notebook shows


def test_what_a_notebook_shows_is_a_table_that_escapes_everything(few):
    graph = Graph()
    graph.add((URIRef("urn:x"), URIRef("urn:p"), Literal(HOSTILE)))
    page = run_query(graph, "SELECT ?s ?o WHERE { ?s ?p ?o }")._repr_html_()
    assert "<script" not in page and "&lt;script&gt;" in page and page.count("<td>") == 2
    shown = run_query(few, "documents")._repr_html_()
    assert "济政发〔2017〕3号" in shown and "5 rows" in shown and "href" not in shown


def test_facts_are_shown_and_nothing_of_them_runs():
    text = FEW["city.txt"].replace("济南市节水办法", f"济南市{HOSTILE}办法")
    found = pg.extract(model.Source("<img src=x onerror=alert(1)>.txt", text, "0" * 64))
    (document,) = found.documents
    for thing in (found, found.readings[0], document):
        page = thing._repr_html_()
        assert "<script" not in page.lower() and "<img" not in page and "济政发〔2017〕3号" in page
    assert "&lt;img" in found.readings[0]._repr_html_() and "&amp;" in document._repr_html_()
    assert "responsibilities" in document._repr_html_()


def test_the_table_of_an_extraction_is_no_wider_than_a_page(sample_extraction):
    page = sample_extraction._repr_html_()
    assert page.count("<th>") == 4
    for document in sample_extraction.documents:
        assert f"{len(document.provisions)} provisions" in page and document.title in page
    assert ", 0 " not in page
    card = sample_extraction.documents[0]._repr_html_()
    assert f"<td>file (sha256)</td><td>{sample_extraction.readings[0].source.sha256}</td>" in card


def test_what_html_cannot_carry_is_made_visible_and_a_carriage_return_stays():
    assert markup.table(["a"], [["x\x01\ud842\udfb7\ud800\r\n<&\"'"]]).partition("<tbody>")[2] == (
        "<tr><td>x\ufffd𠮷\ufffd&#13;\n&lt;&amp;&quot;&#x27;</td></tr></tbody></table>")


def test_a_template_has_all_its_words():
    with pytest.raises(UndefinedError):
        markup.render("table", columns=[], rows=[])


def test_types_that_nothing_shows_have_their_repr():
    assert model.html(object()) is None


def test_half_a_character_is_shown_as_lost():
    from policygraph import markup

    markup.table(["a"], [["\ud800"]]).encode("utf-8")


def test_long_answers_and_cells_are_cut_in_a_notebook():
    from policygraph import markup

    page = markup.table(["a"], [["x" * 5000]] * 500)
    assert len(page) < 20_000 and "50 of 500 rows shown" in page


def test_a_limit_of_triples_is_that_of_the_engine(few, tmp_path):
    (tmp_path / "own.rq").write_text("# parameters:\n#   limit (integer, optional): rows at most\nCONSTRUCT { ?d a ?c ; eli:number ?n }\nWHERE { ?d a ?c ; eli:number ?n }", "utf-8")
    answer = run_query(few, tmp_path / "own.rq", limit=2)
    assert not answer.cut and 2 <= len(answer) <= 4 and len(answer.graph) == len(answer) and answer.remarks() == []


def test_a_graph_that_no_longer_answers_has_no_remarks(few, monkeypatch):
    cut, empty = run_query(few, "documents", limit=2), run_query(few, "agency-tasks", agency="无名局")

    def refuse(*args):
        raise QueryError("gone")

    monkeypatch.setattr(answers, "_evaluate", refuse)
    assert cut.remarks() == ["a limit left rows out"] and empty.remarks() == []


# ---- names that are not there


@pytest.fixture(scope="module")
def sample(sample_graph) -> Graph:
    """The sample in Oxigraph, as `policygraph.load` holds it."""
    return in_oxigraph(sample_graph)


def near(graph, name, parameter, value):
    (found,) = run_query(graph, name, **{parameter: value}).suggestions
    assert (found.parameter, found.value) == (parameter, value)
    return found.near


def test_names_that_people_type_lead_to_those_that_are_there(few, sample):
    assert near(sample, "agency-tasks", "agency", "公安局")[0] == "济南市公安局"
    assert "济南市公安局" in near(sample, "agency-tasks", "agency", "公安")
    assert near(sample, "agency-tasks", "agency", "济南市公安据") == ("济南市公安局",)
    assert near(few, "agency-tasks", "agency", "水利局")[0] == "济南市水利局"
    assert near(few, "superior-chain", "number", "90号") == ("鲁政发〔2016〕90号",)
    assert near(few, "superior-chain", "number", "鲁发90号")[0] == "鲁政发〔2016〕90号"
    assert near(few, "superior-chain", "number", "鲁政发（2016）9")[0] == "鲁政发〔2016〕90号"
    assert near(few, "citations", "number", "节水的实施意见")[0] == "山东省人民政府关于推进节水的实施意见"
    assert near(sample, "programme", "name", "上云")[0] == "企业上云"
    assert near(few, "same-indicator", "indicator", "用水量")[0] == "全国万元产值用水量下降"
    assert near(few, "series-gaps", "code", "济政")[0] == "济政发"


def test_numbers_in_other_writings_need_no_suggestion(few):
    for written in ("鲁政发[2016]90号", "鲁政发(2016)90号", "鲁政发〔2016〕第90号", "鲁政发【2016】90", "鲁政发2016-90"):
        assert run_query(few, "superior-chain", number=written).texts()[0]["cited"] == "国发〔2016〕70号"


def test_what_is_there_and_has_no_rows_is_not_suggested(few):
    answer = run_query(few, "superior-chain", number="国发〔2016〕70号")
    assert answer == [] and answer.suggestions == () and answer.remarks() == []


def test_what_is_like_nothing_is_said_to_be_missing(few):
    answer = run_query(few, "agency-tasks", agency='"} ?x')
    assert [str(found) for found in answer.suggestions] == ['agency="} ?x: nothing in the graph is called so']
    assert near(few, "evidence", "thing", "id:agency/370100/不存在") == ()


def test_every_engine_suggests(few, call, tmp_path):
    oxigraph = in_oxigraph(few)
    assert near(oxigraph, "agency-tasks", "agency", "水利局") == near(few, "agency-tasks", "agency", "水利局")
    save(few, tmp_path / "graph.nt")
    done = call("query", tmp_path / "graph.nt", "agency-tasks", "--param", "agency=水利局", "--format", "csv")
    assert done.returncode == 0 and "did you mean 济南市水利局" in done.stderr.decode()


@pytest.mark.parametrize(("typed", "names"), [
    ("93号", ["某政发〔2017〕93号", "某政发〔2017〕193号"]), ("工信局", ["某市工信局", "某市工业和信息化局", "某市工程局"]),
    ("节水意见", ["关于节水意见的函", "关于节约用水的意见", "节约意见", "停车办法"]),
])
def test_names_are_ordered_by_likeness(typed, names):
    assert sorted(names, key=lambda name: suggest.likeness(typed, name)) == names


def test_a_graph_that_holds_nothing_of_ours_says_so(call, tmp_path):
    assert run_query(Graph(), "documents").remarks() == ["the graph is empty"]
    foreign = Graph().add((URIRef("urn:a"), URIRef("urn:b"), Literal(3)))
    assert run_query(foreign, "documents").remarks()[0].startswith("the graph holds no pg:Document")
    assert run_query(foreign, "SELECT ?s WHERE { ?s <urn:c> ?o }").remarks() == []  # it asks for nothing of ours
    save(foreign, tmp_path / "foreign.ttl")
    for words in (("query", tmp_path / "foreign.ttl", "workload"), ("report", tmp_path / "foreign.ttl"), ("calendar", tmp_path / "foreign.ttl")):
        done = call(*words)
        assert done.returncode == 0 and b"the graph holds no pg:Document" in done.stderr, words


# ---- IRIs and prefixes as tables print them


PASTED = "id:document/370100/济政发〔2017〕3号"


@pytest.mark.parametrize("text", [
    f"SELECT ?t WHERE {{ {PASTED} eli:title ?t }}",
    f"SELECT ?t WHERE {{ {PASTED} eli:title ?t . {PASTED} eli:number ?n. }}",
    f"SELECT ?t WHERE {{ ?c eli:cites/eli:title \"id:x/y\" . }} # {PASTED}",
    f"# All\nSELECT ?t WHERE {{ VALUES ?d {{ {PASTED} }} ?d eli:title ?t }}",
    f"PREFIX id: <https://w3id.org/policygraph/id/>\nPREFIX e: <http://data.europa.eu/eli/ontology#>\nSELECT ?t WHERE {{ {PASTED} e:title ?t }}",
])
def test_an_iri_can_be_pasted_as_tables_print_it(few, text):
    bare = Graph()  # without any prefix
    for triple in few:
        bare.add(triple)
    expected = [] if "eli:cites/" in text else [{"t": "济南市人民政府关于印发济南市节水办法的通知"}]
    assert run_query(bare, text) == expected
    store = in_oxigraph(few)
    assert run_query(store, text) == expected


def test_a_prefix_of_the_graph_is_kept():
    graph = Graph()
    graph.bind("org", "urn:mine:", replace=True)
    graph.add((URIRef("urn:mine:a"), URIRef("urn:mine:b"), Literal(3)))
    assert run_query(graph, "SELECT ?n WHERE { org:a org:b ?n }") == [{"n": 3}]


def test_prefixes_are_added_where_a_query_lacks_them():
    text = "# Tasks\nSELECT ?t WHERE { ?d eli:title ?t ; schema:name 'pg:x', <org:y> }"
    assert prefixes.with_prefixes(text).splitlines()[:3] == [
        "PREFIX eli: <http://data.europa.eu/eli/ontology#>", "PREFIX schema: <https://schema.org/>", text.splitlines()[1]]
    assert prefixes.with_prefixes(named()["documents"].text) == named()["documents"].text


# ---- the package as a user's tools see it


def test_a_checker_of_types_sees_the_types(tmp_path):
    """With the settings and the cache of `make types`, which has read the libraries before."""
    pytest.importorskip("mypy.api")
    (tmp_path / "user.py").write_text(
        'import policygraph as pg\nrows = pg.run_query(pg.load("graph.ttl"), "most-cited")\nreveal_type(rows.total)\npg.run_query(3, "most-cited")\n', "utf-8")
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", "--cache-dir", ROOT / ".mypy_cache", "user.py"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env=environment())
    assert 'Revealed type is "int"' in done.stdout and 'Argument 1 to "run_query" has incompatible type "int"' in done.stdout, done.stdout
    assert done.stdout.splitlines()[-1].startswith("Found 1 error")


def test_the_package_says_that_it_is_typed():
    assert (ROOT / "src" / "policygraph" / "py.typed").is_file()


def test_load_is_public(few, tmp_path):
    save(few, tmp_path / "graph.nt")
    assert len(pg.load(tmp_path / "graph.nt")) == len(few)


def test_an_address_that_is_hardly_an_endpoint_is_said_to_be_none(monkeypatch):
    def refuse(address, text):
        raise QueryError(f"{address}: what it answers is no SPARQL result")

    monkeypatch.setattr(endpoint, "ask", refuse)
    with pytest.raises(QueryError, match="mostly ends in /query or /sparql: try http://127.0.0.1:9/query or"):
        run_query("http://127.0.0.1:9/", "documents")
    with pytest.raises(QueryError) as refused:
        run_query("http://127.0.0.1:9/query", "documents")
    assert "mostly ends" not in str(refused.value)
