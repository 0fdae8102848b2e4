"""Opening: one line from whatever a researcher has to a graph that can be asked.

::

    graph = pg.open_graph(pg.sample())      # or "gazettes/2017", "graph.ttl", "archive/", "https://example.org/sparql"
"""

from __future__ import annotations

import os
import warnings
from importlib.resources import files
from pathlib import Path

from rdflib import Graph

from .corpus import Corpus
from .errors import ReadError
from .keeping.building import build_graph
from .language import Phrase
from .pipeline import extract
from .remote import is_address
from .stating import formats

#: How many of the files that could not be read are named.
MAX_TOLD = 5


def sample() -> Path:
    """The sample gazette that comes with the package."""
    return Path(str(files("policygraph") / "sample" / "gazette.txt"))


def open_graph(source: str | Path | Corpus) -> Graph | str:
    """The graph of a source.

    Args:
        source: A corpus or its folder, a graph file (.ttl .nt .jsonld …), the http(s) address of a SPARQL endpoint, or gazettes: a file, a folder or an
            archive, which are read.

    Returns:
        The graph; an address as it is, since all functions that take a graph take one.

    Raises:
        ReadError: There is nothing there, or nothing that could be read; what could not be read beside others is a warning.
        GraphError: A graph file cannot be read.
        CorpusError: The corpus cannot be opened.
    """
    if isinstance(source, Corpus):
        return source.graph
    name = os.fspath(source)
    if is_address(name):
        return name
    if not os.path.exists(name):
        raise ReadError(name, "there is no such file or folder", "give a gazette, a graph file, the folder of a corpus or the address of an endpoint")
    if os.path.isfile(os.path.join(name, "manifest.sqlite")):
        return Corpus(name).graph
    return formats.load(name) if Path(name).suffix.lower() in formats.FORMATS else _read(name)


def _read(name: str) -> Graph:
    """The graph of gazettes; what failed is said, and is an error where nothing is left."""
    found = extract(name)
    failed = [f"{problem.source}: {problem.message}" for problem in found.failures]
    if not found.readings:
        raise ReadError(name, "nothing in it could be read", Phrase("{failed}", failed="; ".join(failed[:MAX_TOLD])))
    if failed:
        warnings.warn("; ".join([f"{len(failed)} could not be read", *failed[:MAX_TOLD]]), stacklevel=3)
    return build_graph(found)
