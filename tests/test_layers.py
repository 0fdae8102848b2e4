"""The direction of the imports: each stage knows the ones before it, and the two halves do not know each other."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys

import pytest

from conftest import ROOT, SAMPLE, environment

PACKAGE = ROOT / "src" / "policygraph"
#: The stages of the two halves in order; modules of one stage may know each other, as long as there is no circle.
TEXT_HALF = (
    {"model", "errors", "carrying", "guard"},
    {"markup"},
    {"files", "rules", "tables", "folding", "dates", "codes", "laws", "reforms", "money", "naming", "agencies", "bodies"},
    {"media", "plaintext", "archives", "apart", "webpage", "word", "pdffont", "pdftext"},
    {"read"},
    {"lines", "metadata", "acts", "record", "head", "foot", "instrument", "issue", "force", "origin", "provisions", "segment"},
    {"grid", "quantities", "governing", "cited", "citations", "responsibilities", "duties", "programmes", "targets", "results", "funding", "tasks", "programme_names", "succession",
     "indicators", "periods", "outlook", "belonging"},
    {"components"},
    {"pipeline"},
    {"statements", "page", "explain"},
)
GRAPH_HALF = (
    {"model", "errors", "carrying", "guard"},
    {"files", "folding", "rules", "tables", "dates", "codes", "laws", "reforms", "money"},
    {"vocabulary"},
    {"resolution", "jsonld"},
    {"graph"},
    {"endpoint", "values", "prefixes", "frames", "markup", "suggest"},
    {"query", "shapes"},
    {"agenda"},
    {"network", "exports", "report"},
    {"page", "layers", "picture", "draw"},
)
#: Modules that see both halves.
OUTSIDE = {"__init__", "__main__", "cli", "console", "checking"}
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py"))


def imported(name: str) -> tuple[set[str], set[str]]:
    """What a module imports anywhere in it: modules of this package, and the roots of others."""
    own, other = set(), set()
    for node in ast.walk(ast.parse((PACKAGE / f"{name}.py").read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            other |= {found.split(".")[0] for found in names if not found.startswith("policygraph")}
            own |= {found.split(".")[1] for found in names if found.startswith("policygraph.")}
        elif isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith("policygraph")):
            module = (node.module or "").removeprefix("policygraph").strip(".")
            own |= {module.split(".")[0]} if module else {alias.name for alias in node.names} & set(MODULES)
        elif isinstance(node, ast.ImportFrom):
            other.add(node.module.split(".")[0])
    return own, other


def stage(name: str, half: tuple[set[str], ...]) -> int | None:
    return next((i for i, names in enumerate(half) if name in names), None)


def test_every_module_has_its_stage():
    known = set().union(*TEXT_HALF, *GRAPH_HALF, OUTSIDE)
    assert set(MODULES) == known, f"without a stage: {set(MODULES) - known}; without a file: {known - set(MODULES)}"


@pytest.mark.parametrize("name", sorted({"model", "errors"} & set(MODULES)))
def test_types_and_errors_import_nothing_of_ours(name):
    assert imported(name)[0] == set()


@pytest.mark.parametrize("half", [TEXT_HALF, GRAPH_HALF], ids=["text", "graph"])
def test_no_module_imports_a_later_stage(half):
    for number, names in enumerate(half):
        for name in sorted(names & set(MODULES)):
            for other in imported(name)[0]:
                assert stage(other, half) is not None, f"{name} imports {other}, which is not in this half"
                assert stage(other, half) <= number, f"{name} imports {other} of a later stage"


@pytest.mark.parametrize(("half", "foreign"), [
    (TEXT_HALF, {"rdflib", "networkx", "pyvis", "SPARQLWrapper", "pyoxigraph", "oxrdflib"}), (GRAPH_HALF, {"spacy"}),
], ids=["text", "graph"])
def test_a_half_does_not_know_the_libraries_of_the_other(half, foreign):
    for name in sorted(set().union(*half) & set(MODULES)):
        assert not imported(name)[1] & foreign, name


def test_there_is_no_circle():
    order = graphlib.TopologicalSorter({name: imported(name)[0] for name in MODULES if name not in OUTSIDE})
    order.prepare()  # raises CycleError, naming the circle


def loaded_after(code: str) -> set[str]:
    """The modules that are loaded after some code ran in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, text=True, check=True,
        env=environment(),
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_no_library():
    loaded = loaded_after("import policygraph; policygraph.__version__")
    assert not loaded & {"spacy", "rdflib", "networkx", "pyvis", "rich"}


def test_extraction_needs_no_rdflib():
    loaded = loaded_after(f"import policygraph as pg; assert pg.extract({str(SAMPLE)!r}).documents")
    assert "spacy" in loaded and not loaded & {"rdflib", "networkx", "pyvis"}


def test_asking_a_graph_needs_no_spacy():
    loaded = loaded_after("import policygraph.graph, policygraph.query, policygraph.network, policygraph.draw")
    assert "rdflib" in loaded and "spacy" not in loaded


def test_public_names_are_functions_whatever_was_imported_first():
    loaded_after(
        "import policygraph.read, policygraph.draw, policygraph as pg\n"
        "assert all(callable(getattr(pg, name)) for name in pg.__all__), pg.__all__"
    )
