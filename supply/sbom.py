#!/usr/bin/env python3
"""Write what the program is made of, as CycloneDX 1.6 in JSON: every package of the lock, and of the bundle for the browser.

    sbom.py [-o FILE]

Versions and hashes come from requirements.lock and web/package-lock.json, licences and dependencies from what is installed. A package
that the program itself needs, or one of its extras for users, is ``required``; what serves tests alone is ``excluded``. The same lock
gives the same bytes: there is neither clock nor number of chance in it.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK, BUNDLE = ROOT / "requirements.lock", ROOT / "web" / "package-lock.json"
#: Extras that no user of the program needs.
FOR_TESTS = ("test", "notebook")
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def locked(text: str) -> dict[str, tuple[str, list[str]]]:
    """The packages of a lock: version and the hashes of the files of that version, by name.

    Raises:
        ValueError: A package has no hash.

    >>> locked("a-b==1.0 ; python_version < '3' \\\\\\n    --hash=sha256:" + "0" * 64)["a-b"][0]
    '1.0'
    """
    found: dict[str, tuple[str, list[str]]] = {}
    hashes: list[str] = []
    for line in text.splitlines():
        if pinned := _PINNED.match(line):
            hashes = []
            found[canonicalize_name(pinned[1])] = (pinned[2], hashes)
        hashes += _HASH.findall(line)
    bare = [name for name, (_, known) in found.items() if not known]
    if bare:
        raise ValueError(f"no hash in the lock: {', '.join(bare)}; make it with `make lock`")
    return found


def needed(names: Mapping[str, Any]) -> set[str]:
    """The packages that the program or an extra for users needs, with what these need in turn."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [each for extra, wanted in project["optional-dependencies"].items() if extra not in FOR_TESTS for each in wanted]
    waiting, found = [Requirement(each) for each in (*project["dependencies"], *extras)], set()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in names and name not in found:
            found.add(name)
            waiting += requirements(name, wanted.extras)
    return found


def requirements(name: str, extras: set[str] | frozenset[str] = frozenset()) -> list[Requirement]:
    """What an installed package needs here, with some of its extras; nothing of what is not installed."""
    try:
        given = metadata.requires(name) or []
    except metadata.PackageNotFoundError:  # for another system
        return []
    wanted = map(Requirement, given)
    return [each for each in wanted if not each.marker or any(each.marker.evaluate({"extra": extra}) for extra in ("", *extras))]


def licences(name: str) -> list[dict[str, Any]]:
    """The licence of an installed package, as it says itself: an expression, else its classifiers, else a line of text."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if expression := told.get("License-Expression"):
        return [{"expression": expression}]
    classified = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or () if each.startswith("License :: ") and each.count("::") > 1]
    names = classified or [line for line in (told.get("License") or "").splitlines()[:1] if line.strip()]
    return [{"license": {"name": each.strip()[:100]}} for each in names]


def of_lock() -> Iterator[dict[str, Any]]:
    """The packages of Python."""
    known = locked(LOCK.read_text("utf-8"))
    inside = needed(known)
    for name, (version, hashes) in sorted(known.items()):
        found = {"type": "library", "bom-ref": f"pkg:pypi/{name}@{version}", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}",
                 "scope": "required" if name in inside else "excluded", "hashes": [{"alg": "SHA-256", "content": each} for each in sorted(hashes)]}
        told = licences(name)
        yield found | ({"licenses": told} if told else {})


def of_bundle() -> Iterator[dict[str, Any]]:
    """The packages of the editor in the browser, and what its tests take."""
    packages = json.loads(BUNDLE.read_text("utf-8"))["packages"]
    for path, told in sorted(packages.items()):
        if not path or "version" not in told:
            continue
        name = path.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{told['version']}"
        algorithm, _, digest = told.get("integrity", "").partition("-")
        found = {"type": "library", "bom-ref": f"{purl}#{path}", "name": name, "version": told["version"], "purl": purl,
                 "scope": "excluded" if told.get("dev") else "required"}
        if algorithm == "sha512":
            found["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
        yield found | ({"licenses": [{"expression": told["license"]}]} if told.get("license") else {})


def dependencies(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Which package of Python needs which."""
    refs = {each["name"]: each["bom-ref"] for each in components if each["purl"].startswith("pkg:pypi/")}
    for name, ref in refs.items():
        wanted = {canonicalize_name(each.name) for each in requirements(name)} & refs.keys()
        yield {"ref": ref, "dependsOn": sorted(refs[each] for each in wanted)}


def made() -> dict[str, Any]:
    """The whole list."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    itself = {"type": "application", "bom-ref": "policygraph", "name": project["name"], "version": project["version"],
              "licenses": [{"license": {"id": project["license"]}}]}
    components = [*of_lock(), *of_bundle()]
    direct = sorted({each["bom-ref"] for each in components for wanted in project["dependencies"] if each["name"] == canonicalize_name(Requirement(wanted).name)})
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": itself}, "components": components,
            "dependencies": [{"ref": "policygraph", "dependsOn": direct}, *dependencies(components)]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "build" / "sbom.json")
    output = parser.parse_args().output
    output.parent.mkdir(parents=True, exist_ok=True)
    found = made()
    output.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    inside = sum(each["scope"] == "required" for each in found["components"])
    print(f"{output}: {len(found['components'])} packages, {inside} of them for users")
    return 0


if __name__ == "__main__":
    sys.exit(main())
