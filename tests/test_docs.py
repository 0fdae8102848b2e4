"""What README promises: every verb and every named query is described, its Python runs, its commands run."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from conftest import ROOT, environment

README = ROOT / "README.md"
VERBS = ("build", "merge", "query", "show", "cite", "calendar", "draw", "explain", "extract", "network", "report", "status", "correct", "diff", "watch", "export", "push", "review", "serve", "check", "completion")


@pytest.fixture(scope="module")
def readme() -> str:
    return README.read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language, in order; a block whose fence says ``no-test`` is left out."""
    return [code for info, code in re.findall(r"^```([^\n]*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL) if info.strip() == language]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_readme(readme, verb):
    assert f"policygraph {verb}" in readme


def test_every_named_query_is_described(readme):
    from policygraph.asking.named import named

    pages = readme + "".join(path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md")))
    assert [name for name in named() if f"`{name}`" not in pages and f" {name}" not in pages] == []


def test_links_inside_the_repository_lead_somewhere(readme):
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", readme) if "://" not in target]
    assert targets and [target for target in targets if target and not (ROOT / target).exists()] == []


def test_the_recipes_name_files_and_tests_that_are_there():
    text = (ROOT / "docs" / "extending.md").read_text("utf-8")
    files = {name for name in re.findall(r"`((?:src|tests|ontology|docs)/[\w./-]+\.\w+|pyproject\.toml)`", text) if "NAME" not in name and "FORMAT" not in name}
    assert len(files) > 10 and [name for name in sorted(files) if not (ROOT / name).exists()] == []
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", text))
    assert named and [name for name in sorted(named) if f"def {name}(" not in tests] == []


def test_there_is_something_to_run(readme):
    assert blocks(readme, "python") and any(commands(block) for block in shells(readme))


def test_the_python_of_the_readme_runs(readme, sample_path, tmp_path, monkeypatch):
    """All blocks in order share their names, as a reader would type them; gazette.txt is the sample."""
    shutil.copy(sample_path, tmp_path / "gazette.txt")
    monkeypatch.chdir(tmp_path)
    names: dict = {"__name__": "readme"}
    for number, code in enumerate(blocks(readme, "python"), 1):
        exec(compile(code, f"README python block {number}", "exec"), names)


def shells(text: str) -> list[str]:
    return [*blocks(text, "sh"), *blocks(text, "bash"), *blocks(text, "shell"), *blocks(text, "console")]


def commands(block: str) -> list[list[str]]:
    """The policygraph commands of a shell block, split; what stands after | or > is left out."""
    found = []
    for line in block.replace("\\\n", " ").splitlines():
        line = line.strip().removeprefix("$ ")
        if re.match(r"(\.venv/bin/)?policygraph ", line):
            words = shlex.split(line, comments=True)[1:]
            cut = next((i for i, word in enumerate(words) if word in ("|", ">", ">>", "<")), len(words))
            found.append(words[:cut])
    return found


def example_of_corrections() -> str:
    (text,) = blocks((ROOT / "docs" / "corrections.md").read_text("utf-8"), "toml")
    return text


def test_the_corrections_of_the_page_fit_the_sample_and_its_python_runs(sample_path, tmp_path, monkeypatch, capsys):
    from policygraph.corpus import Corpus
    from policygraph.corrections import WHAT

    page = (ROOT / "docs" / "corrections.md").read_text("utf-8")
    assert {what for what in WHAT if f"`{what}`" not in page} == set()
    shutil.copy(sample_path, tmp_path / "gazette.txt")
    (tmp_path / "corrections.toml").write_text(example_of_corrections(), "utf-8")
    monkeypatch.chdir(tmp_path)
    Corpus("archive").add("gazette.txt", jobs=1)
    for code in blocks(page, "python"):
        exec(compile(code, "docs/corrections.md", "exec"), {"__name__": "corrections"})
    assert capsys.readouterr().out.count("fits ") == 2
    (query,) = blocks(page, "sparql")
    assert len(Corpus("archive").query(query)) == 2


def test_the_python_of_the_page_on_changes_runs(sample_path, tmp_path, monkeypatch, capsys):
    shutil.copy(sample_path, tmp_path / "gazette.txt")
    monkeypatch.chdir(tmp_path)
    for code in blocks((ROOT / "docs" / "changes.md").read_text("utf-8"), "python"):
        exec(compile(code, "docs/changes.md", "exec"), {"__name__": "changes"})
    assert "True {}" in (said := capsys.readouterr().out) and "new 2017-06" in said


@pytest.mark.slow
def test_the_commands_of_the_readme_run(readme, sample_path, call, tmp_path):
    """In order, in an empty folder that holds the sample as gazette.txt and where a clone has it, corrections and own rules; commands to an endpoint are left out, and the server, which goes on until it is ended (test_serve). What `diff` compares differs."""
    shutil.copy(sample_path, tmp_path / "gazette.txt")
    (tmp_path / "src" / "policygraph" / "sample").mkdir(parents=True)
    shutil.copy(sample_path, tmp_path / "src" / "policygraph" / "sample")
    (tmp_path / "corrections.toml").write_text(example_of_corrections(), "utf-8")
    shutil.copytree(ROOT / "examples" / "own-rules", tmp_path / "mine")
    ran = 0
    for block in shells(readme):
        for words in commands(block):
            if words[0] == "serve" or any(word.startswith(("http://", "https://")) for word in words):
                continue
            done = call(*words, cwd=tmp_path)
            assert done.returncode == (1 if words[0] == "diff" else 0), f"policygraph {shlex.join(words)}\n{done.stderr.decode()}"
            ran += 1
    assert ran >= 3


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_commands_on_the_first_screen_run_in_a_clone_as_they_stand(page, tmp_path):
    """Pasted into a shell, in a folder that has what a clone has after `make demo`: no other file, and no policygraph in PATH."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (program := tmp_path / ".venv" / "bin" / "policygraph").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m policygraph "$@"\n', "utf-8")
    program.chmod(0o755)
    (tmp_path / "src").symlink_to(ROOT / "src")
    first = blocks((ROOT / page).read_text("utf-8"), "sh")[0]
    done = subprocess.run(["sh", "-e"], input=first.encode(), cwd=tmp_path, capture_output=True, env=environment({"PATH": "/usr/bin:/bin"}), check=False)
    assert done.returncode == 0 and "济政办发〔2017〕9号" in done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("status", [0, 1, 2])
def test_each_week_there_is_news_though_a_source_cannot_be_read(status, tmp_path):
    (line,) = re.findall(r"^0 6 \* \* 1  (.+)$", (ROOT / "docs" / "changes.md").read_text("utf-8"), re.MULTILINE)
    program = f'policygraph() {{ echo "$1"; [ "$1" != build ] || return {status}; }}'
    done = subprocess.run(["sh", "-c", f"{program}\n{line}"], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["build", "watch"]


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_answer_on_the_first_screen_is_the_answer(page, sample_graph):
    from policygraph.asking.answers import run_query

    readme = (ROOT / page).read_text("utf-8")
    table = readme.split("| step | citing |")[1].split("\n\n")[0]
    printed = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    columns = ("step", "citing", "relation", "cited", "title", "level")
    rows = run_query(sample_graph, "superior-chain", number="济政字〔2017〕39号").texts()
    assert printed == [[row[column] for column in columns] for row in rows]


def test_the_accuracy_on_the_first_screen_is_measured(readme):
    """README rounds what docs/accuracy.md says."""
    page = (ROOT / "docs" / "accuracy.md").read_text("utf-8")
    at_hand, _, rest = page.partition("## Held back")
    for name, part in (("at hand", at_hand), ("held back", rest)):
        shown = next(line for line in readme.splitlines() if line.startswith(f"| {name} |")).strip("|").split("|")[1:]
        layers = ("documents", "citations", "responsibilities", "targets", "funds", "programmes")
        measured = [re.search(rf"^\| {layer} \|[^|]+\|[^|]+\| ([\d.]+)", part, re.MULTILINE) for layer in layers]
        if all(measured):  # a page made without the held-back files has no such part
            assert [f"{float(cell):.2f}" for cell in shown] == [f"{float(m[1]):.2f}" for m in measured], name


def written(name: str, place: str) -> str:
    """What a benchmark wrote into a page of docs/."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import marked

    found = marked.written((ROOT / "docs" / name).read_text("utf-8"), place)
    assert re.search(r"Written by `make \w+` on \d{4}-\d\d-\d\d; .+\nPython 3\.\d+\.\d+, policygraph .+ rdflib .+ pyoxigraph ", found), f"docs/{name} was not written: {place.partition(' by ')[2]}"
    return found


def test_the_speed_that_the_readme_tells_is_measured(readme):
    """README rounds what docs/performance.md says; ratios differ a little from run to run."""
    page = written("performance.md", "measured by make performance")
    shares = dict(re.findall(r"^\| (.+?) \|(?: [\d,]+ \|)? ([\d.]+)", page, re.MULTILINE))
    told = re.search(r"take some (\d+) times as long as a plain pattern of citations, citations alone some (\d+) times", readme)
    assert [int(each) for each in told.groups()] == pytest.approx([1 / float(shares["plain pattern"]), float(shares["policygraph, citations alone"]) / float(shares["plain pattern"])], rel=0.25)
    assert {"policygraph_acts", "build_graph", "load .nt", "query most-cited", "responsibilities and duties", "the state that is read, and what is derived"} <= shares.keys()


def test_the_reliability_that_the_readme_tells_is_measured(readme):
    page = written("reliability.md", "measured by make reliability")
    hostile, of, documents, broken = re.search(r"(\d+) of (\d+) hostile inputs .+?, (\d+) real\ndocuments .+? and ([\d,]+) broken inputs", readme, re.DOTALL).groups()
    assert f"{hostile} of {of} as they should be" in page and len(re.findall(r"^\| \d\d-\S+ \|.+\| right \|$", page, re.MULTILINE)) == int(hostile)
    assert re.search(rf"^\| {documents} \| [\d,]+ \| [\d,]+ \| 0 \|", page, re.MULTILINE)
    assert re.search(rf"\*\*Broken inputs\*\*, {broken} of .+, 0 faults\.$", page, re.MULTILINE)
    assert re.search(r"^\| export \| \d+ \| [^|]+ \| 0 \|", page, re.MULTILINE)


def undescribed(path) -> list[str]:
    """The public functions and classes of a module that say nothing of themselves."""
    found = []

    def walk(body, where: str) -> None:
        for node in body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                overloaded = any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)
                if not overloaded and not ast.get_docstring(node):
                    found.append(f"{path.name}: {where}{node.name}")
                if isinstance(node, ast.ClassDef):
                    walk(node.body, f"{where}{node.name}.")

    walk(ast.parse(path.read_text("utf-8")).body, "")
    return found


def test_whatever_is_public_says_what_it_is():
    modules = sorted((ROOT / "src" / "policygraph").rglob("*.py"))
    assert len(modules) > 80 and [name for path in modules for name in undescribed(path)] == []


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "docs/quickstart.md", "docs/quickstart.zh.md"])
def test_whoever_reads_of_notebooks_reads_how_to_open_them(page):
    text = (ROOT / page).read_text("utf-8")
    assert all(words in text for words in ("pip install 'policygraph[lab]'", "jupyter lab notebooks/", "make lab", "make notebooks"))


def test_what_opens_the_notebooks_is_of_one_version():
    import tomllib

    extra = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["lab"]
    assert "policygraph[notebook]" in extra and f"install '{next(each for each in extra if each.startswith('jupyterlab'))}'" in (ROOT / "Makefile").read_text("utf-8")
