"""From an answer to its sentence: rows with their words, things with what is said of them, answers as files."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal

import duckdb
import openpyxl
import pytest

from answerable import ALSO, ASKED, TEXTS, answerable_graph
from conftest import SAMPLE
from policygraph import cli, language
from policygraph.asking.answers import Answer, run_query
from policygraph.asking.named import named
from policygraph.asking.rendering import render, to_bytes
from policygraph.asking.telling import things
from policygraph.asking.telling.belonging import SORTS
from policygraph.asking.telling.evidence import COLUMNS
from policygraph.errors import QueryError
from policygraph.registry import ROLES
from policygraph.stating.formats import load, save

#: Queries of whose rows nothing in the text stands behind.
WITHOUT = {"series-gaps"}
HOSTILE = "<script>alert(1)</script>|{{7*7}}\n`a`=1+1"


@pytest.fixture(autouse=True)
def english():
    """No test leaves another language behind."""
    yield
    language.choose("en")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("graph") / "graph.nt"
    save(answerable_graph(), path)
    return path


@pytest.fixture(scope="module")
def graph(path):
    return load(path)


def text_of(file: str) -> str:
    return SAMPLE.read_text("utf-8") if file == SAMPLE.name else TEXTS[file]


@pytest.mark.parametrize("name", named())
def test_every_named_query_gives_the_words_that_say_so(graph, name):
    params = ASKED.get(name, {})
    rows, plain = run_query(graph, name, evidence=True, **params), run_query(graph, name, **params)
    kept = [column for column in plain.columns if column not in COLUMNS]
    assert rows.columns == (*kept, *COLUMNS) and len(rows) == len(plain)
    assert [[row[column] for column in kept] for row in rows] == [[row[column] for column in kept] for row in plain]
    held = [row for row in rows if row["quotation"]]
    assert not held if name in WITHOUT else held
    for row in held:
        assert text_of(row["file"])[row["start"] : row["end"]] == row["quotation"]


def test_a_query_of_ones_own_keeps_its_columns_beside_the_evidence(graph, path, capsys):
    own = """SELECT ?task ?file ?start ?rule WHERE {
        ?task a pg:Responsibility ; pg:evidence ?e . ?e oa:hasSource/schema:name ?file ; oa:start ?start BIND("mine" AS ?rule) } ORDER BY ?file ?start"""
    plain, rows = run_query(graph, own), run_query(graph, own, evidence=True)
    assert plain and rows.columns == ("task", "file", "start", "rule", "quotation", "evidence_file", "evidence_start", "end", "evidence_rule", "confidence")
    assert [[row[column] for column in plain.columns] for row in rows] == [[row[column] for column in plain.columns] for row in plain]
    for row in rows:
        assert text_of(row["evidence_file"])[row["evidence_start"] : row["end"]] == row["quotation"] and row["evidence_rule"] != "mine"
    alone = own.replace("?task ?file", "?file", 1)  # without a thing that has evidence
    assert cli.main(["query", str(path), alone, "--evidence", "--format", "csv"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.startswith("file,start,rule,quotation,") and [line.split(",")[:3] for line in lines] == [[row["file"], str(row["start"]), "mine"] for row in plain]


def test_the_words_are_those_of_the_statement_and_not_of_its_document(graph):
    (row,) = run_query(graph, "tasks-due", evidence=True, **ASKED["tasks-due"])
    assert row["quotation"] == "2018年6月30日前完成旧管网普查" and row["rule"] and row["confidence"] > 0
    (funding,) = run_query(graph, "money", evidence=True, document="临政发〔2017〕3号")
    assert "2000万元" in funding["quotation"]


def test_an_agency_has_the_words_of_a_statement_about_it(graph):
    (row,) = (row for row in run_query(graph, "workload", evidence=True) if row["agency"] == "临江市城市管理局")
    assert row["quotation"] and "市城市管理局" in TEXTS["city.txt"][row["start"] - 20 : row["end"] + 40]


def test_rows_that_no_graph_gave_have_no_evidence():
    with pytest.raises(QueryError, match="only rows that a graph gave"):
        Answer([{"a": 1}], ["a"]).with_evidence()


def test_no_parameter_is_called_like_a_choice_of_asking():
    assert not {parameter.name for query in named().values() for parameter in query.parameters} & {"evidence", "allow_network"}


def test_a_parameter_is_never_a_choice_of_asking(path, capsys):
    for name in ("allow_network", "evidence"):
        assert cli.main(["query", str(path), "documents", "--param", f"{name}=yes"]) == 2
        assert f"there is no parameter '{name}'" in capsys.readouterr().err


def test_evidence_on_the_command_line(path, capsys):
    assert cli.main(["query", str(path), "tasks-recurring", "--evidence", "--format", "csv"]) == 0
    head, row = capsys.readouterr().out.splitlines()
    assert head.endswith(",".join(COLUMNS)) and "每年3月31日前完成河道巡查" in row


# ---- things


@pytest.mark.parametrize(("name", "heading", "said"), [
    ("临政发[2017]第3号", "document: id:document/220681/临政发〔2017〕3号", ("eli:date_document", "2017-01-05", "临江市人民政府 (id:agency/220681/临江市人民政府)")),
    ("临江市海绵城市建设行动计划", "document: id:document/220681/临政发〔2017〕3号", ("city.txt 0–",)),
    ("市水利局", "agency: id:agency/220681/临江市水利局", ("pg:leads", "first statement about it")),
    ("id:agency/220681/临江市水利局", "agency:", ("临江市 (id:place/220681)",)),
    ("雨润临江", "programme:", ("【", "雨润临江")),
    ("临政发〔2009〕8号", "document that is only cited:", ("临江市排水暂行办法",)),
    ("临江市", "place: id:place/220681", ("pg:adminCode",)),
])
def test_a_thing_is_found_by_any_name_and_shown_with_its_words(path, capsys, name, heading, said):
    assert cli.main(["show", str(path), name]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(heading), shown
    assert [each for each in said if each not in shown] == []


def test_a_programme_is_shown_with_all_that_the_named_query_finds(sample_graph, tmp_path, capsys):
    save(sample_graph, path := tmp_path / "graph.nt")
    rows = run_query(sample_graph, "programme", name="企业上云")
    assert cli.main(["show", str(path), "企业上云"]) == 0
    english = capsys.readouterr().out
    assert cli.main(["--lang", "zh", "show", str(path), "企业上云"]) == 0
    chinese = capsys.readouterr().out
    for sort, (zh, en) in SORTS.items():
        found = [row for row in rows if row["what"] == sort]
        count = len({row["text"] for row in found}) if sort == "agency" else len(found)
        assert (f"\n{en} ({count})\n" in english and f"\n{zh}（{count}）\n" in chinese) if found else f"\n{en} (" not in english, sort
        assert [row["text"] for row in found if row["text"] not in english or row["text"] not in chinese] == []
    assert {row["what"] for row in rows} >= {"document", "agency", "target"}
    for row in rows:
        if row["what"] == "agency":
            assert re.search(rf"{row['text']} +{ROLES[row['role']].en} .*{row['locator']}", english) and re.search(rf"{row['text']} +{ROLES[row['role']].zh} ", chinese)
        if row["what"] == "target":
            assert re.search(rf"{row['text']} .*{row['value']}[– ].*due {row['due']} ", english) and f"期限 {row['due']} " in chinese


def test_no_word_of_the_other_language_stands_in_what_is_shown(path, capsys):
    for name, head in (("临政发[2017]第3号", "文件：id:"), ("市水利局", "机构：id:"), ("雨润临江", "专项：id:")):
        assert cli.main(["--lang", "zh", "show", str(path), name]) == 0
        shown = capsys.readouterr().out
        assert shown.startswith(head) and not re.search(r"(?i)evidence|statement|document:|programme:|skos:|eli:", re.sub(r"\(?id:\S+", "", shown)), shown


def test_a_statement_is_shown_with_its_sentence(graph, path, capsys):
    statement = run_query(graph, "tasks-recurring")[0]["statement"]
    assert cli.main(["show", str(path), statement]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("deadline: id:") and "巡查河道。【每年3月31日前完成河道巡查】。（责任单位" in shown and "[" in shown


def test_what_is_not_there_is_a_message_with_the_nearest_names(path, capsys):
    assert cli.main(["show", str(path), "水利局"]) == 2
    assert "did you mean 临江市水利局" in capsys.readouterr().err
    for name in ("", "id:agency/1/无名局", "https://example.org/nothing", "\x1b[31m红\n"):
        assert cli.main(["show", str(path), name]) == 2
        said = capsys.readouterr().err
        assert "nothing in the graph is called so" in said and "\x1b" not in said


def test_a_thing_of_one_name_among_several(graph):
    assert things.called(graph, "临江市水利局") == ["https://w3id.org/policygraph/id/agency/220681/临江市水利局"]
    every = {name for name, _ in things.about(graph, "https://w3id.org/policygraph/id/agency/220681/临江市水利局").properties}
    assert {"skos:prefLabel", "skos:altLabel", "eli:jurisdiction"} <= every


# ---- forms


def odd() -> Answer:
    row = {"what": HOSTILE, "n": 12, "share": Decimal("20.50"), "day": date(2019, 6, 30), "own": True, "none": None, "big": 2**60}
    return Answer([row, {**row, "what": "二", "n": None}], list(row))


def test_markdown_holds_text_and_nothing_else():
    lines = render(odd(), "markdown").splitlines()
    assert len(lines) == 4 and lines[0] == "| what | n | share | day | own | none | big |"
    assert "<script>" not in lines[2] and lines[2].count(" | ") == 6 and "\\<script\\>" in lines[2] and "\\|" in lines[2]


def test_a_page_escapes_everything_and_needs_nothing():
    page = render(odd(), "html")
    assert "<script" not in page and "&lt;script&gt;" in page and "{{7*7}}" in page and "http" not in page and "2019-06-30" in page


def test_a_workbook_has_numbers_days_and_texts():
    made = to_bytes(odd(), "xlsx")
    assert made == to_bytes(odd(), "xlsx")
    head, first, second = openpyxl.load_workbook(io.BytesIO(made)).active.iter_rows()
    assert [cell.value for cell in head] == ["what", "n", "share", "day", "own", "none", "big"]
    assert [cell.value for cell in first] == [HOSTILE, 12, 20.5, datetime(2019, 6, 30), True, None, str(2**60)]
    assert [cell.data_type for cell in first][:5] == ["s", "n", "n", "d", "b"] and second[1].value is None


def test_a_table_of_columns_has_a_type_for_each(tmp_path, path):
    target = tmp_path / "a.parquet"
    target.write_bytes(to_bytes(odd(), "parquet"))
    with duckdb.connect() as database:
        found = database.execute(f"SELECT * FROM '{target}'")
        assert [str(column[1]) for column in found.description] == ["VARCHAR", "BIGINT", "DOUBLE", "DATE", "BOOLEAN", "VARCHAR", "BIGINT"]
        assert found.fetchone() == (HOSTILE, 12, 20.5, date(2019, 6, 30), True, None, 2**60)
        assert cli.main(["query", str(path), "documents", "--format", "parquet", "-o", str(target)]) == 0
        assert database.execute(f"SELECT count(*) FROM '{target}'").fetchone() == (len(run_query(load(path), "documents")),)


@pytest.mark.parametrize("form", ["markdown", "html", "xlsx", "parquet"])
def test_an_answer_without_rows_has_its_columns_in_every_form(graph, form):
    assert to_bytes(run_query(graph, "expiring", from_="1901", to="1902"), form)


def test_what_is_no_text_goes_into_a_file(path, capsys):
    assert cli.main(["query", str(path), "documents", "--format", "xlsx"]) == 2
    assert "name a file with -o" in capsys.readouterr().err


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(QueryError, match=r"policygraph\[xlsx\]"):
        to_bytes(odd(), "xlsx")


def test_a_frame_has_days_as_days_and_numbers_as_numbers(graph):
    frame = run_query(graph, "documents").frame()
    assert str(frame.dtypes["date"]) == "datetime64[s]" and frame["date"].min().year < 2018
    frame = run_query(graph, "tasks-due", evidence=True, **ASKED["tasks-due"]).frame()
    assert str(frame.dtypes["start"]) == "Int64" and str(frame.dtypes["confidence"]) == "Float64" and str(frame.dtypes["quotation"]) == "string"


def test_forms_that_ask_again_keep_to_the_rows(graph):
    for name, params in ALSO[:4]:
        assert len(run_query(graph, name, evidence=True, **params)) == len(run_query(graph, name, **params))
