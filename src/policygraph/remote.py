"""Remote: what every talk with a server shares: which names are addresses, who asks, and how long to wait where it is busy.

The name and the password, or the token, come from the environment, go to the
server that was named and to no other, and are in no message.
"""

from __future__ import annotations

import base64
import email.utils
import os
import re
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

#: Environment variables: a name and a password (basic), or a token (bearer).
USER, PASSWORD, TOKEN = "POLICYGRAPH_USER", "POLICYGRAPH_PASSWORD", "POLICYGRAPH_TOKEN"
#: Seconds to wait, one after the other, before a busy server is asked again; and the longest that it may wish for.
PAUSES, LONGEST = (1.0, 3.0, 9.0), 30.0


def is_address(name: str) -> bool:
    """Whether a name is the http(s) address of a server, in whatever case it is written.

    >>> is_address("HTTP://localhost:7878/query"), is_address("http.ttl")
    (True, False)
    """
    return bool(re.match(r"https?://", name, re.IGNORECASE))


def authorization() -> Mapping[str, str]:
    """The header that says who asks; none where the environment names nobody.

    Raises:
        ValueError: The name, the password or the token holds what no header can carry; the message does not repeat it.
    """
    token, user, password = (os.environ.get(name, "") for name in (TOKEN, USER, PASSWORD))
    if re.search(r"[^\x21-\x7e]", token):
        raise ValueError(f"{TOKEN} holds characters that no token has")
    if token:
        return {"Authorization": f"Bearer {token}"}
    if ":" in user:
        raise ValueError(f"{USER} holds a colon, which no name may have")
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"} if user else {}


def without_password(address: str) -> str:
    """An address as it may be shown: what stands before ``@`` in it, a name and a password, is left out."""
    return re.sub(r"(?i)\A(https?://)[^/?#]*@", r"\1", address)


def same_server(one: str, other: str) -> bool:
    """Whether two addresses are of one server: scheme, host and port are the same."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.hostname, first.port) == (second.scheme, second.hostname, second.port)


def pause(attempt: int, wish: str | None) -> float:
    """Seconds to wait before a busy server is asked again.

    Args:
        attempt: How often it was asked again already.
        wish: What it says in ``Retry-After``: seconds, or a day and an hour; it is heeded up to `LONGEST`.

    >>> pause(0, None), pause(2, "5"), pause(0, "86400"), pause(1, "soon")
    (1.0, 5.0, 30.0, 3.0)
    """
    return min(max(0.0, _seconds(wish or "", PAUSES[attempt])), LONGEST)


def _seconds(wish: str, otherwise: float) -> float:
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", wish):
        return float(wish)
    try:
        return email.utils.parsedate_to_datetime(wish).timestamp() - time.time()
    except (ValueError, OverflowError):
        return otherwise
