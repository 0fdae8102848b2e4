"""Every prompt in a docstring of the package runs, and prints what it says."""

from __future__ import annotations

import doctest
import importlib

import pytest

from conftest import ROOT

PACKAGE = ROOT / "src" / "policygraph"
WITH_PROMPTS = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if ">>>" in path.read_text("utf-8"))


def test_there_are_prompts():
    assert len(WITH_PROMPTS) > 10


@pytest.mark.parametrize("path", WITH_PROMPTS, ids=str)
def test_prompts_run(path):
    parts = [part for part in path.with_suffix("").parts if part != "__init__"]
    module = importlib.import_module(".".join(["policygraph", *parts]))
    failed, tried = doctest.testmod(module)
    assert not failed
    assert tried or path.name == "__init__.py"  # those of the whole package need files
