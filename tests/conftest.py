"""What several test files need: the sample, what is read from it, the shared annotations."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from browser import as_new, open_browser
from documents import HOSTILE

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "src" / "policygraph" / "sample" / "gazette.txt"

# The tests read English, whatever the locale of who runs them.
for _name in ("LC_ALL", "LC_MESSAGES", "LANG"):
    if os.environ.get(_name, "").lower().startswith("zh"):
        os.environ[_name] = "C.UTF-8"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Where tests are shared out, what starts their processes has the rules compiled, whichever test starts the first one."""
    if hasattr(session.config, "workerinput"):
        from policygraph.workers import context

        found = context(("policygraph.ready", "policygraph.corpus", "policygraph.mapping", "policygraph.serving.sparql.readers"))
        if found.get_start_method() == "forkserver":
            from multiprocessing import forkserver

            forkserver.ensure_running()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first, so that at the end no process waits for one."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def sample_path() -> Path:
    return SAMPLE


@pytest.fixture(scope="session")
def sample_text() -> str:
    return SAMPLE.read_text("utf-8")


@pytest.fixture(scope="session")
def sample_extraction():
    from policygraph.pipeline import extract

    return extract(SAMPLE)


@pytest.fixture(scope="session")
def sample_reading(sample_extraction):
    (reading,) = sample_extraction.readings
    return reading


@pytest.fixture(scope="session")
def sample_expected() -> dict:
    return json.loads((ROOT / "tests" / "sample_expected.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def sample_graph(sample_extraction):
    from policygraph.keeping.building import build_graph

    return build_graph(sample_extraction)


@pytest.fixture(scope="session")
def sample_store(sample_graph):
    """The graph of the sample in Oxigraph, as it is asked from a file; tests only read it."""
    return in_oxigraph(sample_graph)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory) -> Path:
    """The sample and a hostile act as a corpus on disk, which tests only read."""
    from policygraph.corpus import Corpus

    folder = tmp_path_factory.mktemp("corpus")
    (folder / "hostile.txt").write_text(HOSTILE, "utf-8")
    Corpus(folder / "corpus").add(SAMPLE, folder / "hostile.txt", jobs=1)
    return folder / "corpus"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and annotations; tests that need it are skipped where it is not."""
    folder = ROOT.parent / "shared"
    if not (folder / "gold").is_dir():
        pytest.skip("no ../shared: the real gazette and the annotations are not part of the repository")
    return folder


@pytest.fixture(scope="session")
def browser():
    """The one browser of this process; tests ask for `driver`."""
    with open_browser() as found:
        yield found


@pytest.fixture
def driver(browser):
    """A real browser, as if it had just been opened."""
    as_new(browser)
    return browser


@pytest.fixture(scope="session")
def command():
    """Run ``python -m policygraph`` as a user would, and return the finished process (bytes)."""

    def run(*args: str | Path, stdin: bytes | None = None, env: dict[str, str] | None = None, cwd: Path | None = None):
        return subprocess.run(
            [sys.executable, "-m", "policygraph", *map(str, args)], input=stdin, capture_output=True, cwd=cwd,
            env=environment(env), timeout=120, check=False,
        )

    return run


@pytest.fixture(scope="session")
def call():
    """Run a command line in this process and return what `command` does: for what is answered, where starting Python anew proves nothing."""
    from policygraph.cli import main

    def run(*args: str | Path, stdin: bytes = b"", cwd: Path | None = None):
        out, said = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(said):
            for name in OF_THE_TERMINAL:
                patch.delenv(name, raising=False)
            if cwd:
                patch.chdir(cwd)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
            try:
                status = main([*map(str, args)])
            except SystemExit as end:  # of the parser of arguments: help, or a slip
                status = end.code or 0
        return subprocess.CompletedProcess(args, status, out.buffer.getvalue(), said.buffer.getvalue())

    return run


@pytest.fixture(scope="session")
def reader():
    """Run a program of ``tests/readers`` in the environment of other people's programs, and return the JSON that it prints."""
    python = Path(os.environ.get("READERS", ROOT / ".venv-readers" / "bin" / "python"))
    if not python.exists():
        pytest.skip("programs of others that read our files are not installed: make readers")

    def run(name: str, *args: str | Path) -> dict:
        kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run([python, ROOT / "tests" / "readers" / f"{name}.py", *map(str, args)], capture_output=True, env=kept, timeout=120, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    return run


def in_oxigraph(*graphs):
    """A graph that holds what some graphs hold, and answers ten times as soon."""
    from rdflib import Graph

    held = Graph(store="Oxigraph")
    for graph in graphs:
        held += graph
    return held


#: What a terminal tells programs by the environment.
OF_THE_TERMINAL = ("COLUMNS", "FORCE_COLOR")


def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """The environment of a command: this tree's package first, nothing of the terminal of the tests."""
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONUTF8", *OF_THE_TERMINAL)}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "", **(extra or {})}
