"""Read Chinese government gazettes and build a graph in which every statement points to its sentence.

The public names are loaded when they are first used, so that
``import policygraph`` costs nothing: extraction needs no rdflib, and asking a
graph needs no spaCy.

``pg.measures`` has the measures of networks and documents (docs/measures.md). Everything else is in the rooms: ``policygraph.reading``,
``naming``, ``segmenting``, ``finding``, ``stating``, ``keeping``, ``measuring``, ``asking``, ``showing`` (docs/design.md).

>>> import policygraph as pg
>>> found = pg.extract("gazette.txt")                                    # doctest: +SKIP
>>> graph = pg.build_graph(found)                                        # doctest: +SKIP
>>> rows = pg.run_query(graph, "superior-chain", number="济政字〔2017〕39号")  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import measures as measures
    from .asking.answers import run_query as run_query
    from .asking.network import to_network as to_network
    from .asking.referring.styles import cite as cite
    from .asking.watching.news import watch as watch
    from .checking import own_rules as own_rules
    from .corpus import Corpus as Corpus
    from .corrections import read_corrections as read_corrections
    from .drafts import review as review
    from .keeping.building import build_graph as build_graph
    from .keeping.comparing import compare as compare
    from .notebook import view as view
    from .opening import open_graph as open_graph
    from .opening import sample as sample
    from .pipeline import extract as extract
    from .pipeline import stream as stream
    from .reading.sources import read as read
    from .showing.drawing import draw as draw
    from .stating.formats import load as load

__version__ = "0.1.0"
#: Public name -> the module it comes from.
_HOME = {
    "Corpus": "corpus", "build_graph": "keeping.building", "cite": "asking.referring.styles", "compare": "keeping.comparing", "draw": "showing.drawing", "extract": "pipeline", "load": "stating.formats",
    "open_graph": "opening", "own_rules": "checking", "read": "reading.sources", "read_corrections": "corrections", "review": "drafts", "run_query": "asking.answers", "sample": "opening", "stream": "pipeline", "to_network": "asking.network",
    "view": "notebook", "watch": "asking.watching.news",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name == "measures":
        return import_module(f".{name}", __name__)
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{_HOME[name]}", __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "measures"])
