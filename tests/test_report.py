"""Reports: the matrix holds every responsibility, the workbook leads from each cell to its sentence."""

from __future__ import annotations

import csv
import io
import sys

import pytest

from policygraph.asking import report
from policygraph.model import Source
from policygraph.pipeline import extract


@pytest.fixture(scope="module")
def found(sample_store):
    return report.matrix(sample_store)


def test_every_responsibility_is_in_a_cell(found, sample_reading):
    said = sum(len(document.responsibilities) for document in sample_reading.documents)
    assert sum(len(cells) for cells in found.cells.values()) == said
    assert {task for task, _ in found.cells} == set(found.tasks) and {agency for _, agency in found.cells} == set(found.agencies)


def test_a_cell_says_role_and_sentence(found, sample_text):
    task = next(iri for iri, head in found.tasks.items() if head[:2] == ("济政发〔2017〕9号", "二/（二）"))
    agency = next(iri for iri, name in found.agencies.items() if name == "济南市工商行政管理局")
    (cell,) = found.cells[task, agency]
    assert found.roles(task, agency) == "牵头" and "市工商局牵头" in cell.sentence
    assert sample_text[cell.start : cell.end] in cell.sentence


def test_csv_has_a_column_for_each_agency(found):
    rows = list(csv.reader(io.StringIO(report.to_csv(found))))
    assert rows[0][:3] == ["number", "locator", "what"] and len(rows[0]) == 3 + len(found.agencies)
    assert len(rows) == 1 + len(found.tasks)
    assert sum(bool(cell) for row in rows[1:] for cell in row[3:]) == len(found.cells)


def test_one_document_alone(sample_store):
    found = report.matrix(sample_store, "济政字[2017]39号")
    assert {head[0] for head in found.tasks.values()} == {"济政字〔2017〕39号"}


def test_the_workbook_leads_to_the_sentences(sample_store, found, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    report.write_report(sample_store, tmp_path / "report.xlsx")
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    assert book.sheetnames == ["责任矩阵", "原文", "机构工作量", "协作机构", "无责任单位的任务", "多头牵头的任务", "下级文件未列的机构"]
    matrix, texts = book["责任矩阵"], book["原文"]
    linked = [cell for row in matrix.iter_rows(min_row=2, min_col=4) for cell in row if cell.value]
    assert len(linked) == len(found.cells)
    for cell in linked:
        target = texts[cell.hyperlink.location.split("!")[1]].row
        number, locator, agency, role, sentence = (texts.cell(target, column).value for column in range(1, 6))
        assert (number, locator or None) == (matrix.cell(cell.row, 1).value, matrix.cell(cell.row, 2).value)
        assert agency == matrix.cell(1, cell.column).value and role in cell.value and sentence


@pytest.mark.slow
def test_the_same_graph_gives_the_same_bytes(sample_store, tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        report.write_report(sample_store, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_formulas_in_a_gazette_stay_text(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    from policygraph.keeping.building import build_graph

    text = "济南市人民政府关于节水的通知\n济政发〔2019〕1号\n各县区人民政府：\n一、=HYPERLINK工作。（责任单位：市水务局）\n济南市人民政府\n2019年3月4日\n"
    report.write_report(build_graph(extract(Source("a.txt", text, "0" * 64))), tmp_path / "report.xlsx")
    cells = [cell for sheet in openpyxl.load_workbook(tmp_path / "report.xlsx") for row in sheet.iter_rows() for cell in row]
    assert any("=HYPERLINK" in str(cell.value) for cell in cells) and not any(cell.data_type == "f" for cell in cells)


ABOVE = """山东省人民政府关于推进节水的意见
鲁政发〔2018〕6号
各市人民政府：
一、管好水源。（责任单位：省水利厅、省财政厅）
山东省人民政府
2018年3月4日
"""
BELOW = """济南市人民政府关于贯彻鲁政发〔2018〕6号文件推进节水的通知
济政发〔2019〕1号
各县区人民政府：
一、管好水源。（责任单位：市水利局）
济南市人民政府
2019年3月4日
"""


def test_agencies_named_above_and_missing_below():
    from policygraph.keeping.building import build_graph

    graph = build_graph(extract([Source("above.txt", ABOVE, "1" * 64), Source("below.txt", BELOW, "2" * 64)]))
    rows = list(report.missing_below(graph))
    assert [(row["above"], row["below"], row["agency"]) for row in rows] == [("鲁政发〔2018〕6号", "济政发〔2019〕1号", "山东省财政厅")]


def test_documents_without_a_number_are_compared_by_their_titles():
    from policygraph.keeping.building import build_graph

    below = BELOW.replace("济政发〔2019〕1号\n", "")
    graph = build_graph(extract([Source("above.txt", ABOVE, "1" * 64), Source("below.txt", below, "2" * 64)]))
    assert [(row["below"], row["agency"]) for row in report.missing_below(graph)] == [
        ("济南市人民政府关于贯彻鲁政发〔2018〕6号文件推进节水的通知", "山东省财政厅")]


def test_without_the_library_the_remedy_is_named(sample_store, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(report.ReportError, match=r"policygraph\[xlsx\]"):
        report.write_report(sample_store, tmp_path / "report.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_command(call, sample_store, tmp_path):
    from policygraph.stating.formats import save

    save(sample_store, tmp_path / "graph.ttl")
    done = call("report", tmp_path / "graph.ttl", "-o", tmp_path / "report.xlsx")
    assert done.returncode == 0 and (tmp_path / "report.xlsx").stat().st_size > 5000, done.stderr.decode()
    assert call("report", tmp_path / "graph.ttl").stdout.decode().startswith("number,locator,what,")
    done = call("report", tmp_path / "graph.ttl", "-o", tmp_path / "report.docx")
    assert done.returncode == 2 and b".xlsx" in done.stderr
