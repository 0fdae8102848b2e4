"""The server under clients that are slow on purpose: drip a head, open and say nothing, ask and never read, open more than it holds."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.protocols.http.h11_impl import H11Protocol

from policygraph.serving.connections import patient

#: Bytes of an answer that no buffer between two programs holds.
LARGE = 32 << 20
SLOW = 0.5


@contextmanager
def serving(protocol: type, most: int = 50) -> Iterator[int]:
    """A server on a free port whose patience is short."""
    app = Starlette(routes=[Route("/small", lambda _: PlainTextResponse("ok")), Route("/large", lambda _: Response(b"x" * LARGE))])
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", http=patient(protocol, head=SLOW, taken=SLOW, most=most), ws="none"))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


def opened(port: int, said: bytes = b"") -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.sendall(said)
    return client


def is_cut(client: socket.socket) -> bool:
    """Whether the server has ended the connection, within the timeout of it."""
    try:
        return client.recv(1) == b""
    except ConnectionError:
        return True


def answered(client: socket.socket) -> bytes:
    found = b""
    while not found.endswith(b"ok"):
        piece = client.recv(1000)
        if not piece:
            break
        found += piece
    return found


@pytest.fixture(params=[AutoHTTPProtocol, H11Protocol], ids=["auto", "h11"])
def port(request) -> Iterator[int]:
    with serving(request.param) as found:
        yield found


def test_a_head_that_drips_is_cut_and_others_are_answered(port):
    slow = [opened(port, b"GET /small HTTP/1.1\r\nHost: x\r\nX: ") for _ in range(20)]
    until, alive = time.monotonic() + 5, slow
    while alive and time.monotonic() < until:
        time.sleep(0.1)
        still = []
        for client in alive:
            try:
                client.sendall(b"x")
                still.append(client)
            except OSError:
                client.close()
        alive = still
    assert not alive
    assert answered(opened(port, b"GET /small HTTP/1.1\r\nHost: x\r\n\r\n")).endswith(b"ok")


def test_who_says_nothing_is_cut(port):
    assert is_cut(opened(port))


def test_a_second_request_may_come_and_must_not_drip(port):
    client = opened(port, b"GET /small HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answered(client).endswith(b"ok")
    client.sendall(b"GET /small HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answered(client).endswith(b"ok")
    client.sendall(b"GET /sm")
    started = time.monotonic()
    assert is_cut(client) and time.monotonic() - started < 4  # the end of the wait for a further request would be 5


def test_who_never_reads_is_cut_and_who_reads_slowly_gets_all(port):
    lazy = opened(port, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    slow = opened(port, b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    got = 0
    while piece := slow.recv(1 << 20):
        got += len(piece)
        time.sleep(0.05)  # longer in all than the server waits for a part
    assert got > LARGE
    time.sleep(3 * SLOW)
    left = 0
    try:
        while piece := lazy.recv(1 << 20):
            left += len(piece)
    except ConnectionError:
        pass
    assert left < LARGE


def test_more_than_it_holds_are_sent_away():
    with serving(AutoHTTPProtocol, most=10) as port:
        crowd = [opened(port) for _ in range(30)]
        time.sleep(0.2)
        assert is_cut(crowd[-1])
        for client in crowd:
            client.close()
        time.sleep(0.3)
        assert answered(opened(port, b"GET /small HTTP/1.1\r\nHost: x\r\n\r\n")).endswith(b"ok")
