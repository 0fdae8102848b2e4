"""The house: each room imports from those before it, and the half of the text and the half of the graph do not know each other."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, SAMPLE, environment

PACKAGE = ROOT / "src" / "policygraph"
#: The rooms that each room may import from, itself left out. What stands in no room is for all of them, but the doors.
ROOMS = {
    "reading": set(),
    "naming": {"reading"},
    "segmenting": {"reading", "naming"},
    "finding": {"reading", "naming", "segmenting"},
    "stating": {"reading", "naming"},
    "keeping": {"reading", "naming", "stating"},
    "measuring": set(),
    "asking": {"reading", "naming", "stating"},
    "showing": {"naming", "measuring", "asking"},
    "reviewing": {"reading", "naming", "stating", "keeping", "asking", "showing"},
    "serving": {"reading", "naming", "stating", "keeping", "asking", "showing", "reviewing"},
}
#: Rooms inside rooms, and what they may import from their house: `finding.figures` knows none of the other recognisers.
INNER = {"reading.pdf": {"reading"}, "finding.figures": set(), "keeping.correcting": {"keeping"}, "asking.referring": {"asking"}, "asking.telling": {"asking"}, "asking.watching": {"asking"}, "showing.placing": set(), "reviewing.kinds": {"reviewing"}, "serving.content": set(), "serving.sparql": set()}
#: The libraries that a room may import, beside those of Python.
LIBRARIES = {
    "reading": {"lxml", "docx", "pypdfium2", "pypdfium2_raw"}, "naming": set(), "segmenting": set(), "finding": set(),
    "stating": {"oxrdflib", "pyoxigraph", "rdflib"}, "keeping": {"duckdb", "fsspec", "numpy", "oxrdflib", "pyoxigraph", "pyshacl", "rdflib"},
    "measuring": {"networkx", "numpy"},
    "asking": {"rdflib", "pyoxigraph", "duckdb", "networkx", "SPARQLWrapper", "pandas", "polars", "xlsxwriter"},
    "showing": {"markupsafe", "networkx", "pyvis"},
    "reviewing": {"pyoxigraph", "rdflib"},
    "serving": {"anyio", "oxrdflib", "pyoxigraph", "rdflib", "starlette", "uvicorn"},
}
#: Modules in no room: what all may import, in order, each only what stands before it; and the doors, which may import all.
SHARED = ("language", "counting", "faults", "model", "errors", "registry", "corrections", "carrying", "guard", "files", "rooms", "ownrules", "cues", "rules", "tables", "markup", "columns", "remote", "workers")
DOORS = {"__init__", "__main__", "cli", "console", "checking", "completing", "pipeline", "components", "steps", "corpus", "corpus_verbs", "change_verbs", "drafts", "mapping", "measures", "notebook", "opening", "parser", "ready", "spark"}
#: How many modules a room holds at most; what comes after becomes a room inside.
ROOM_SIZE = 12


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def room(name: str) -> str:
    """The room that a module stands in, the outermost one; "" for none."""
    return name.partition(".")[0] if name.partition(".")[0] in ROOMS else ""


def inner(name: str) -> str:
    return next((found for found in INNER if name == found or name.startswith(found + ".")), "")


def imported(name: str) -> tuple[set[str], set[str]]:
    """What a module imports anywhere in it: modules of this package by dotted name, and the roots of others."""
    own, other = set(), set()
    path = MODULES[name]
    here = list(path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("policygraph") for alias in node.names), f"{name}: import from ... instead"
            other |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            package = here[: len(here) - node.level + 1] + (node.module.split(".") if node.module else [])
            whole = ".".join(package)
            if whole in MODULES and MODULES[whole].name != "__init__.py":
                own.add(whole)
            else:
                found = {".".join([*package, alias.name]) for alias in node.names}
                own |= found & MODULES.keys() or ({whole} if package else {"__init__"})
        elif isinstance(node, ast.ImportFrom):
            other.add(node.module.partition(".")[0])
    return own, other - sys.stdlib_module_names - {"__future__"}


IN_ROOMS = sorted(name for name in MODULES if room(name))


def test_every_module_has_its_place():
    assert {name for name in MODULES if not room(name)} == {*SHARED, *DOORS}
    assert {name.partition(".")[0] for name in IN_ROOMS} == ROOMS.keys()


@pytest.mark.parametrize("folder", [*ROOMS, *INNER])
def test_a_room_holds_no_more_than_one_can_see(folder):
    inside = [name for name in MODULES if name.rpartition(".")[0] == folder and MODULES[name].name != "__init__.py"]
    assert 0 < len(inside) <= ROOM_SIZE, inside


@pytest.mark.parametrize("name", IN_ROOMS)
def test_arrows_go_one_way(name):
    own, other = imported(name)
    for found in own:
        if not room(found):
            assert found in SHARED or found == "__init__", f"{name} imports {found}, which is a door"
        elif room(found) != room(name):
            assert room(found) in ROOMS[room(name)], f"{name} imports {found}"
        elif inner(name) and not inner(found):
            assert room(found) in INNER[inner(name)], f"{name} imports {found}, of the house around it"
    assert other <= LIBRARIES[room(name)], f"{name} imports {other - LIBRARIES[room(name)]}"


@pytest.mark.parametrize("name", SHARED)
def test_what_all_share_knows_no_room(name):
    own, _ = imported(name)
    assert own <= set(SHARED[: SHARED.index(name)]), own - set(SHARED[: SHARED.index(name)])


def test_there_is_no_circle():
    order = graphlib.TopologicalSorter({name: imported(name)[0] - {name} for name in MODULES if name not in DOORS})
    order.prepare()  # raises CycleError, naming the circle


@pytest.mark.parametrize("door", ["pipeline", "steps", "components"])
def test_the_text_half_knows_nothing_of_the_graph(door):
    own, other = imported(door)
    assert {room(found) for found in own} <= {"", "reading", "naming", "segmenting", "finding"}
    assert other <= ({"spacy"} if door == "components" else set())


def loaded_after(code: str) -> set[str]:
    """The modules that are loaded after some code ran in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, text=True, check=True,
        env=environment(),
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_no_library():
    loaded = loaded_after("import policygraph; policygraph.__version__")
    assert not loaded & {"spacy", "rdflib", "networkx", "pyvis", "rich", "jinja2"}


def test_extraction_needs_neither_spacy_nor_rdflib():
    loaded = loaded_after(f"import policygraph as pg; assert pg.extract({str(SAMPLE)!r}).documents")
    assert "policygraph.steps" in loaded and not loaded & {"spacy", "rdflib", "networkx", "pyvis"}


def test_asking_a_graph_needs_no_spacy():
    loaded = loaded_after("import policygraph.keeping.building, policygraph.asking.rendering, policygraph.asking.network, policygraph.showing.drawing")
    assert "rdflib" in loaded and "spacy" not in loaded


def test_public_names_are_functions_whatever_was_imported_first():
    loaded_after(
        "import policygraph.reading.sources, policygraph.showing.drawing, policygraph as pg\n"
        "assert all(callable(getattr(pg, name)) for name in pg.__all__), pg.__all__"
    )
