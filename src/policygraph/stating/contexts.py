"""Contexts: a JSON-LD file that names its context at an address is given that context, where fetching is allowed.

What is fetched takes the place of its address, so that the file is read as one
that has its context in it; nothing but http and https is fetched, each address
once, in number and size bounded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from .. import remote
from ..errors import GraphError
from ..language import Phrase

#: Contexts that one file may need, those that contexts name counted too.
MOST = 20
#: What a server is asked for.
_ACCEPT = "application/ld+json, application/json;q=0.9"


def with_contexts(data: bytes, name: str, fetch: Callable[[str, str], bytes] = remote.fetch) -> bytes:
    """JSON-LD with every context that stands at an address put in the place of the address.

    Args:
        data: The file.
        name: Its name, for messages.
        fetch: Gets an address in a form.

    Raises:
        GraphError: It is no JSON, or a context cannot be had; names the address.
    """
    document = _json(data, name)
    fetched: dict[str, Any] = {}
    waiting = [document]
    while waiting:
        for holder in _holders(waiting.pop()):
            holder["@context"] = [_inline(each, fetched, waiting, name, fetch) for each in _each(holder["@context"])]
    return json.dumps(document, ensure_ascii=False).encode()


def _inline(context: Any, fetched: dict[str, Any], waiting: list[Any], name: str, fetch: Callable[[str, str], bytes]) -> Any:
    """A context as it is, or for an address what stands there; what was fetched waits to be looked through itself."""
    if not isinstance(context, str):
        return context
    if context not in fetched:
        if not remote.is_address(context) or len(fetched) == MOST:
            why = Phrase("it names more than {most}", most=MOST) if remote.is_address(context) else Phrase("it is no http(s) address")
            raise GraphError(Phrase("{name}: the context {context} is not fetched ({why}; write it into the file)", name=name, context=context[:200], why=why))
        fetched[context] = _context(context, name, fetch)
        waiting.append(list(fetched[context].values()))
    return fetched[context]


def _context(address: str, name: str, fetch: Callable[[str, str], bytes]) -> Any:
    try:
        found = _json(fetch(address, _ACCEPT), address)
    except OSError as error:
        said = " ".join(str(error).split())[:200]
        raise GraphError(Phrase("{name}: the context {address} cannot be fetched ({said}; write it into the file)", name=name, address=address[:200], said=said)) from error
    if not isinstance(found, dict) or not isinstance(found.get("@context"), dict):
        raise GraphError(Phrase("{name}: what stands at {address} is no context (write it into the file)", name=name, address=address[:200]))
    return found["@context"]


def _json(data: bytes, name: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise GraphError(Phrase("{name}: is no JSON ({said})", name=name, said=" ".join(str(error).split())[:160])) from error


def _each(context: Any) -> list[Any]:
    return context if isinstance(context, list) else [context]


def _holders(document: Any) -> Iterator[dict[str, Any]]:
    """The objects that have a context, in any depth."""
    waiting = [document]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            waiting.extend(found.values())
            if "@context" in found:
                yield found
        elif isinstance(found, list):
            waiting.extend(found)
