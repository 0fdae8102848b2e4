#!/usr/bin/env python3
"""Print the lowest versions that pyproject.toml allows, as requirements of pip.

Those of the program and of the extras that it ships with are pinned; what the
tests need beside stays free.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

#: The extras that a user installs, and what the tests of `make lowest` need.
EXTRAS, TOOLS = ("html", "pdf", "word", "shapes", "xlsx"), ("hypothesis", "openpyxl", "pytest", "reportlab")


def requirements(project: dict) -> list[str]:
    extras = project["optional-dependencies"]
    lowest = [line.replace(">=", "==") for line in (*project["dependencies"], *(line for name in EXTRAS for line in extras[name]))]
    return lowest + [line for line in extras["test"] if re.match(r"[\w-]+", line)[0] in TOOLS]


if __name__ == "__main__":
    text = (Path(__file__).resolve().parents[1] / "pyproject.toml").read_text("utf-8")
    print(*requirements(tomllib.loads(text)["project"]), sep="\n")
