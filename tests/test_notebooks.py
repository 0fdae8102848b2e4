"""The notebooks run from top to bottom, each with no name of another, show what they promise, take another source by one line, and are stored without output."""

from __future__ import annotations

import os
import re

import pytest

from conftest import ROOT

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbconvert")

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
#: What a reader must see in the output of each.
SHOWN = {
    "01-reading-a-gazette.ipynb": ("from gazette.txt", "国发〔2016〕28号", "济南市工商行政管理局", "triples", "二/（一）"),
    "02-who-rests-on-what.ipynb": ("国发〔2016〕28号", "known from citations alone", "authority", "<iframe", "median days: 61", "image/png"),
    "03-who-does-what.ipynb": ("gini", "济南市公安局", "jaccard", "nobody", "<iframe", "constraint", "quotation", "image/png"),
    "04-how-a-programme-spread.ipynb": ("too few points", "ceiling", "innovation", "癸市", "image/png"),
    "05-targets-from-plan-to-result.ipynb": ("targets with a deadline", "上云企业", "污水处理率", "93.5", "image/png"),
    "06-a-corpus-at-work.ipynb": ("1 unchanged", "superior-chain", "datetime64", "tasks.graphml", "tasks-edges.parquet", "estimate"),
    "07-agreement-and-accuracy.ipynb": ("kappa", "precision_low", "responsibilities", "right?", "image/png"),
}
#: A cell after which no name is known but those of a fresh kernel; `%reset` takes what new processes need, too.
FORGET = """for _name in [each for each in globals() if each[0] != "_" and each not in ("In", "Out", "exit", "quit", "open", "get_ipython")]:
    del globals()[_name]"""


def has_font() -> bool:
    """Whether plots can have Chinese on this machine."""
    from policygraph.notebook import chinese_font

    return chinese_font() is not None


def cells(path, kind="code"):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def test_there_are_notebooks():
    assert [path.name for path in NOTEBOOKS] == list(SHOWN)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_stored_without_output(path):
    for cell in cells(path):
        assert not cell.get("outputs") and cell.get("execution_count") is None
        assert not cell.metadata and cell.source.strip()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_one_line_at_the_top_takes_what_one_has(path):
    first = cells(path)[0].source.splitlines()
    own = [line for line in first if "# your own: " in line]
    assert own and len(own) == (2 if path.name.startswith("07") else 1)
    rest = "\n".join(cell.source for cell in cells(path)[1:])
    assert "# your own" not in rest and "://" not in rest
    if not path.name.startswith("06"):
        assert "sample()" not in rest


def paged(notebook) -> str:
    """The page that `make notebooks` makes of a notebook that was run."""
    from nbconvert import HTMLExporter

    return HTMLExporter(require_js_url="", jquery_url="", mathjax_url="").from_notebook_node(notebook)[0]


@pytest.fixture(scope="module")
def kernel():
    """A kernel in the folder of the notebooks, which has the package and the rules loaded after the first of them."""
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(ROOT / "notebooks"), env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])})
    yield manager
    manager.shutdown_kernel(now=True)


def run(notebook, kernel):
    """Run a notebook in a kernel that has forgotten all names: its cells have their outputs then."""
    from nbconvert.preprocessors import ExecutePreprocessor

    notebook.cells.insert(0, nbformat.v4.new_code_cell(FORGET))
    ExecutePreprocessor(timeout=180).preprocess(notebook, {"metadata": {"path": str(ROOT / "notebooks")}}, km=kernel)
    del notebook.cells[0]


def shown_by(cells) -> str:
    """All that cells show which were run: texts and the kinds of their pictures."""
    shown = []
    for cell in cells:
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr" or not has_font() and "Glyph" in output["text"], output.get("text")
            alternative = output.get("metadata", {}).get("image/png", {}).get("alt", "")
            assert ("image/png" in output.get("data", {})) == (len(alternative) > 40), "a picture says what it shows"
            shown += [output.get("text", ""), *output.get("data", {}).keys(), *(text for kind, text in output.get("data", {}).items() if kind.startswith("text/"))]
    return "".join(shown)


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_runs(path, kernel):
    if "pyplot" in "".join(cell.source for cell in cells(path)):
        pytest.importorskip("matplotlib")
    notebook = nbformat.read(path, as_version=4)
    run(notebook, kernel)
    shown = shown_by(notebook.cells)
    assert [words for words in SHOWN[path.name] if words not in shown] == []
    page = pytest.importorskip("lxml.html").fromstring(paged(notebook))
    pictures = page.findall(".//img")
    assert len(pictures) == shown.count("image/pngtext/plain") and all(len(one.get("alt")) > 40 and "No description" not in one.get("alt") for one in pictures)
    frames = page.findall(".//iframe")
    assert all(frame.get("srcdoc").startswith("<!DOCTYPE html>") for frame in frames) and len(frames) == len([each for each in page.findall(".//details") if each.find("table") is not None])


@pytest.mark.slow
def test_they_run_on_another_source(kernel, tmp_path):
    """A graph file of invented acts in place of the sample: the line at the top is all that changes. They run one after the other, and the kernel forgets the names of each."""
    pytest.importorskip("matplotlib")
    import policygraph as pg

    for n, (above, year) in enumerate((("", 2018), ("贯彻《临江市人民政府关于节水的意见》（临政发〔2018〕1号），", 2019))):
        name = ("临江市人民政府", "临江市东泉区人民政府")[n]
        (tmp_path / f"{n}.txt").write_text(
            f"{name}关于节水的意见\n\n临{'泉' * n}政发〔{year}〕1号\n\n各有关部门：\n\n{above}为推进“企业上云”行动，现提出以下意见。\n\n"
            f"一、降低漏损。到2020年，管网漏损率降至{9 + n}%。（市水务局牵头，市财政局配合）\n\n二、安装水表。（责任单位：市水务局、市住房城乡建设局）\n\n{name}\n{year}年3月{5 + n}日\n", encoding="utf-8")
    graph = pg.open_graph(tmp_path)
    graph.serialize(tmp_path / "own.ttl")
    parts = {path.name: cells(path) for path in NOTEBOOKS if path.name[:2] in ("02", "03", "04", "05")}
    for name, part in parts.items():
        part[0].source, changed = re.subn(r"pg\.sample\(\)", repr(str(tmp_path / "own.ttl")), part[0].source)
        assert changed == 1, name
        part.append(nbformat.v4.new_code_cell(FORGET))
    together = [cell for part in parts.values() for cell in part]
    for n, cell in enumerate(together):
        cell.id = f"cell-{n}"
    run(nbformat.v4.new_notebook(cells=together), kernel)
    shown = {name: shown_by(part) for name, part in parts.items()}
    assert [name for name, text in shown.items() if "临江市" not in text or "济南" in text] == []
