"""Running the server until it is ended."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from .. import counting, workers
from ..errors import PolicyGraphError
from ..language import Phrase
from ..model import Reading
from .archive import Archive
from .connections import patient


class ServeError(PolicyGraphError):
    """The server cannot be started."""


def serve(
    given: str, *, host: str, port: int, seconds: float | None, readers: int | None, hosts: Sequence[str], told: Callable[[str], None],
    read: Callable[[bytes, str], Reading] | None = None,
) -> int:
    """Serve a corpus or a graph until the process is interrupted or told to end.

    Args:
        given: The folder of a corpus, or a graph file.
        host: The address to listen at.
        port: The port; 0 takes a free one.
        seconds: What one query may take; None is an hour.
        readers: How many queries run at once; as many as processors if left out.
        hosts: Names by which the server may be called, beside this machine's own and ``host``.
        told: Called with a line for the user.
        read: Reads a draft and extracts its facts, for the page where drafts are reviewed.

    Returns:
        The exit status.

    Raises:
        ServeError: A library is missing, or the port is taken.
        CorpusError: The folder is no corpus, or nothing is in it.
        GraphError: The graph file cannot be read.
    """
    try:
        import uvicorn
        from uvicorn.protocols.http.auto import AutoHTTPProtocol

        from .app import make_app
    except ImportError as error:
        raise ServeError(Phrase("{name} is not installed: pip install 'policygraph[serve]'", name=error.name)) from error
    from .sparql.readers import Limits

    listening = _listen(host, port)
    with listening, Archive(given) as archive:
        limits = Limits(seconds=seconds or 3600.0, readers=readers or workers.available())
        app = make_app(archive, limits, names(host, hosts), read)
        address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
        told(Phrase("{given}: {triples} at {address} (SPARQL: {address}sparql); Ctrl-C ends it", given=given, triples=counting.of_triples(archive.state.triples), address=address))
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, timeout_keep_alive=15, h11_max_incomplete_event_size=64 << 10,
            http=patient(AutoHTTPProtocol), ws="none")
        server = _ending(uvicorn)(config)
        server.run(sockets=[listening])
    return 0


def _ending(uvicorn: Any) -> Any:
    """A server that ends well when it is told to: uvicorn's own raises the signal again, which leaves behind what was put aside."""

    class Server(uvicorn.Server):
        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            wanted = (signal.SIGINT, signal.SIGTERM)
            before = {number: signal.signal(number, self.handle_exit) for number in wanted}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

    return Server


def names(host: str, hosts: Sequence[str]) -> list[str]:
    """The names by which a server may be called: an address that is open to all is called as is wished, unless names are given."""
    if "*" in hosts or host in ("0.0.0.0", "::", "") and not hosts:
        return ["*"]
    return list(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", *([host] if host not in ("0.0.0.0", "::") else []), *hosts]))


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        raise ServeError(Phrase("{host}:{port}: cannot listen there ({reason}); name another port with --port", host=host, port=port, reason=getattr(error, "strerror", None) or error)) from error
    return listening
