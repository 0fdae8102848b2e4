"""The part of a page that a benchmark writes, between two marks; what people wrote around it stays."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

#: What the figures depend on, beside Python.
PACKAGES = ("policygraph", "spacy", "rdflib", "pyoxigraph", "duckdb", "networkx", "lxml", "pypdfium2")


def put(page: Path, name: str, text: str) -> None:
    """Put a text between ``<!-- NAME -->`` and ``<!-- end of NAME -->``.

    Raises:
        ValueError: The page has not exactly one such place.
    """
    before = page.read_text("utf-8")
    after, places = re.subn(
        rf"(<!-- {re.escape(name)} -->\n).*?(<!-- end of {re.escape(name)} -->\n)", lambda found: f"{found[1]}\n{text.strip()}\n\n{found[2]}", before, flags=re.DOTALL)
    if places != 1:
        raise ValueError(f"{page} has {places} places for {name}, not one")
    page.write_text(after, "utf-8")


def written(page: str, name: str) -> str:
    """What stands between the marks of a page; "" where there are none."""
    found = re.search(rf"<!-- {re.escape(name)} -->\n(.*?)<!-- end of {re.escape(name)} -->\n", page, re.DOTALL)
    return found[1] if found else ""


def where(command: str) -> str:
    """A sentence on how the figures came about: command, day, machine, versions, and how busy the machine was."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES if _version(name))
    busy = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return (
        f"Written by `{command}` on {datetime.now(UTC):%Y-%m-%d}; do not edit by hand. {os.cpu_count()} × {_processor()}, {_memory()}"
        f"{platform.system()}{busy}.\nPython {platform.python_version()}, {versions}.")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _processor() -> str:
    """The model of the processor, as Linux tells it; elsewhere its kind."""
    try:
        told = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    except OSError:
        told = None
    return told[1] if told else platform.processor() or platform.machine()


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB, "
    except (AttributeError, ValueError):
        return ""
