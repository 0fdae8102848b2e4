#!/usr/bin/env python3
"""How a server holds: its first page, then many clients for a bounded time on the loopback address.

    serving.py CORPUS [--clients 50] [--seconds 60] [--json FILE]

Starts `policygraph serve`, waits for the first page and for the index of texts, then lets each client ask one thing after the other:
pages of documents, agencies and programmes, searches, suggestions, named queries, SPARQL, each kind drawn by chance (the seed is fixed).
Printed for each kind: requests a second, the median and the 99th percentile in milliseconds, errors; and the memory of the server with
all its processes at the start and the end. Exit status 1: there was an error.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pyoxigraph

from policygraph.serving.archive import Archive

#: What is looked for: words that gazettes hold, and some that few do.
WORDS = ("大气污染", "养老", "机关", "企业", "财政局", "充电", "国发〔2016〕28号", "网络安全法", "乡村振兴", "管理办法")
#: Named queries without parameters that a page of an analyst begins with.
QUERIES = ("most-cited", "most-cited-unheld", "joint-issuers", "workload", "programme-life")
#: The share of each kind of request.
SHARES = {"document": 40, "agency": 10, "programme": 10, "search": 20, "suggest": 10, "sparql": 7, "query": 3}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    addresses = _addresses(args.corpus)
    started = time.monotonic()
    server = subprocess.Popen([sys.executable, "-m", "policygraph", "serve", args.corpus, "--port", "0"], stderr=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        line = server.stderr.readline() if server.stderr else ""
        port = int(re.search(r":(\d+)/", line)[1])  # type: ignore[index]
        _get(port, "/")
        first = time.monotonic() - started
        while "索引正在建立" in _get(port, "/"):
            time.sleep(0.2)
        indexed = time.monotonic() - started
        before = _memory(server.pid)
        told = asyncio.run(_clients(port, addresses, args.clients, args.seconds))
        after = _memory(server.pid)
    finally:
        server.terminate()
        server.wait(30)
    return _report(told, args, {"first_page_s": round(first, 2), "indexed_s": round(indexed, 1), "memory_mb": [before >> 20, after >> 20]})


def _addresses(corpus: str) -> dict[str, list[str]]:
    """What is asked, by kind."""
    with Archive(corpus) as archive:
        things = archive.state.things
        chance = random.Random(7)

        def some(*classes: str) -> list[str]:
            found = sorted({each for kind in classes for each in things.of_class(kind)})
            return [things.path(each) for each in chance.sample(found, min(400, len(found)))]

        sparql = "SELECT ?d ?t WHERE { ?d a pg:Document ; eli:title ?t } LIMIT 50"
        return {
            "document": some("pg:Document"), "agency": some("pg:Agency"), "programme": some("pg:Programme"),
            "search": [f"/search?q={quote(word)}" for word in WORDS], "suggest": [f"/suggest?q={quote(word[:2])}" for word in WORDS],
            "sparql": ["/sparql?" + urlencode({"query": sparql})], "query": [f"/queries/{name}?run=1" for name in QUERIES],
        }


def _get(port: int, path: str) -> str:
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers={"Accept": "text/html"}), timeout=60) as reply:
        return reply.read().decode()


def _memory(pid: int) -> int:
    """Resident memory of a process and all below it (bytes), what they share counted for each."""
    below = defaultdict(list)
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        below[int(fields[1])].append(int(status.parent.name))
    found, waiting = 0, [pid]
    while waiting:
        each = waiting.pop()
        waiting += below[each]
        try:
            found += int(Path(f"/proc/{each}/statm").read_text().split()[1]) * 4096
        except OSError:
            continue
    return found


async def _clients(port: int, addresses: dict[str, list[str]], clients: int, seconds: float) -> dict[str, list[tuple[float, int]]]:
    told: dict[str, list[tuple[float, int]]] = defaultdict(list)
    until = time.monotonic() + seconds
    await asyncio.gather(*(_client(n, port, addresses, until, told) for n in range(clients)))
    return told


async def _client(n: int, port: int, addresses: dict[str, list[str]], until: float, told: dict[str, list[tuple[float, int]]]) -> None:
    chance = random.Random(n)
    kinds = [kind for kind, share in SHARES.items() for _ in range(share) if addresses[kind]]
    while time.monotonic() < until:
        kind = chance.choice(kinds)
        path = chance.choice(addresses[kind])
        accept = "application/sparql-results+json" if kind == "sparql" else "text/html"
        started = time.monotonic()
        try:
            status = await asyncio.wait_for(_asked(port, path, accept), 60)
        except (TimeoutError, OSError, ValueError):
            status = 0
        told[kind].append((time.monotonic() - started, status))


async def _asked(port: int, path: str, accept: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    status = int((await reader.readline()).split()[1])
    while await reader.read(1 << 16):
        pass
    writer.close()
    return status


def _report(told: dict[str, list[tuple[float, int]]], args: argparse.Namespace, more: dict[str, object]) -> int:
    rows, errors = {}, 0
    for kind in [*SHARES, "all"]:
        found = [each for name, times in told.items() if kind in (name, "all") for each in times]
        if not found:
            continue
        wrong = sum(1 for _, status in found if status not in (200, 303))
        errors += wrong if kind != "all" else 0
        times = sorted(seconds * 1000 for seconds, _ in found)
        rows[kind] = {"per_second": round(len(found) / args.seconds, 1), "p50_ms": round(statistics.median(times)), "p99_ms": round(times[int(len(times) * 0.99)]), "errors": wrong}
        print(f"{kind:<10} {rows[kind]['per_second']:>8} /s   p50 {rows[kind]['p50_ms']:>6} ms   p99 {rows[kind]['p99_ms']:>6} ms   errors {wrong}")
    print(json.dumps({**more, "clients": args.clients, "seconds": args.seconds, "pyoxigraph": pyoxigraph.__version__}))
    if args.json:
        args.json.write_text(json.dumps({**more, "kinds": rows}, indent=1) + "\n", "utf-8")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
