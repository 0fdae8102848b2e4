#!/usr/bin/env python3
"""See that what is installed is what the lock says, and that no file of it was changed since.

    installed.py

For each package of requirements.lock that is installed: the version is that of the lock, and every file has the hash that its RECORD
gives. Packages that only tests of other systems need may be missing. This asks nobody: whether a version has become known for a
fault, only a list of such faults can say, and that is on the network (docs/security.md). Exit status 1 where something differs.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from sbom import LOCK, locked


def changed(name: str) -> Iterator[str]:
    """The files of a package that have not the hash that was noted when it was installed, or are gone."""
    found = metadata.distribution(name)
    # The record itself: a package that stands in for importlib.metadata leaves out what is gone.
    for file, noted, *_ in csv.reader((found.read_text("RECORD") or "").splitlines()):
        mode, _, wanted = noted.partition("=")
        if mode != "sha256":
            continue
        try:
            digest = base64.urlsafe_b64encode(hashlib.sha256(Path(str(found.locate_file(file))).read_bytes()).digest()).decode().rstrip("=")
        except OSError:
            digest = "nothing"
        if digest != wanted:
            yield file


def differing() -> Iterator[str]:
    """What is not as the lock says, a line for each."""
    for name, (version, _) in sorted(locked(LOCK.read_text("utf-8")).items()):
        try:
            there = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        if there != version:
            yield f"{name}: {there} is installed, and the lock says {version}; run make setup"
        yield from (f"{name}: {file} is not what was installed; install it anew" for file in changed(name))


def main() -> int:
    found = list(differing())
    print("\n".join(found) or "what is installed is what the lock says, and no file of it was changed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
