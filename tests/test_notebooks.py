"""The notebooks run from top to bottom in a kernel of their own, and are stored without output."""

import os

import pytest

from conftest import ROOT

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbconvert")

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
#: What a reader must see in the output of each.
SHOWN = {
    "01-one-gazette.ipynb": ("国发〔2016〕28号", "济南市工商行政管理局"),
    "02-asking-the-graph.ipynb": ("superior-chain", "国发〔2016〕28号", "'济南市工商行政管理局': '牵头'", "2000", "gazette.txt"),
}


def test_there_are_notebooks():
    assert [path.name for path in NOTEBOOKS] == list(SHOWN)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_stored_without_output(path):
    for cell in nbformat.read(path, as_version=4).cells:
        assert not cell.get("outputs")


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_runs(path, monkeypatch):
    from nbconvert.preprocessors import ExecutePreprocessor

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]))
    notebook = nbformat.read(path, as_version=4)
    ExecutePreprocessor(timeout=120, kernel_name="python3").preprocess(notebook, {"metadata": {"path": str(ROOT / "notebooks")}})
    shown = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert [words for words in SHOWN[path.name] if words not in shown] == []
