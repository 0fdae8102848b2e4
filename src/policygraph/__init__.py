"""Read Chinese government gazettes and build a graph in which every statement points to its sentence.

The public names are loaded when they are first used, so that
``import policygraph`` costs nothing: extraction needs no rdflib, and asking a
graph needs no spaCy.

``policygraph.read`` and ``policygraph.draw`` are the functions; what else is in
the modules of these names is had by ``from policygraph.read import ...``.

>>> import policygraph as pg
>>> found = pg.extract("gazette.txt")                                    # doctest: +SKIP
>>> graph = pg.build_graph(found)                                        # doctest: +SKIP
>>> rows = pg.run_query(graph, "superior-chain", number="济政字〔2017〕39号")  # doctest: +SKIP
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .draw import draw as draw
    from .graph import build_graph as build_graph
    from .graph import load as load
    from .network import to_network as to_network
    from .pipeline import extract as extract
    from .query import run_query as run_query
    from .read import read as read

__version__ = "0.1.0"
#: Public name -> the module it comes from.
_HOME = {
    "build_graph": "graph", "draw": "draw", "extract": "pipeline", "load": "graph", "read": "read", "run_query": "query",
    "to_network": "network",
}
__all__ = list(_HOME)


class _Package(ModuleType):
    """The package: a public name is its function, also where a module has the same name.

    The import system sets a submodule as attribute of its package whenever it
    is first imported, which would put the module ``read`` over the function.
    """

    def __getattr__(self, name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{_HOME[name]}", self.__name__), name)
        setattr(self, name, value)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _HOME and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted(__all__)


sys.modules[__name__].__class__ = _Package
