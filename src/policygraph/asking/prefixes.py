"""Prefixes: short names of IRIs in tables, and the text of a query that uses them as tables print them."""

from __future__ import annotations

import re

from ..registry import PREFIXES

#: Those of them that stand for our own things, whose names have a ``/``.
_OWN = ("id", "type")

_LEADING = re.compile(r"\A(?:#[^\n]*\n|\s)+")
#: Strings, IRIs, comments, and what is looked for between them.
_TOKEN = re.compile(
    r'''"""(?s:.*?)"""|\'{3}(?s:.*?)\'{3}|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\s]*>|\#[^\n]*'''
    r'''|(?P<form>\b(?:SELECT|CONSTRUCT|DESCRIBE|ASK)\b)|\bPREFIX\s+(?P<declared>[A-Za-z]\w*):\s*<(?P<namespace>[^<>\s]*)>'''
    r'''|(?<![\w:?$@.-])(?P<prefix>[a-z]+):(?P<local>[^\s<>"{}|^`\\;,()\[\]\'\#]*)''', re.IGNORECASE)


def shorten(value: str) -> str:
    """An IRI with a known prefix: ``pg:Document``; any other value as it is."""
    for prefix, namespace in PREFIXES.items():
        if value.startswith(namespace) and value != namespace:
            return f"{prefix}:{value[len(namespace):]}"
    return value


def form(text: str) -> tuple[str, int]:
    """The first word of a query that says its form (SELECT, ASK, …; none if it is no query), and where it stands."""
    return next(((token["form"].upper(), token.start()) for token in _TOKEN.finditer(text) if token["form"]), ("", 0))


def spelled_out(text: str) -> str:
    """A query in which an IRI as tables print it (``id:document/370100/…``) is written out: SPARQL takes no ``/`` after a prefix."""
    declared = {token["declared"]: token["namespace"] for token in _TOKEN.finditer(text) if token["declared"]}

    def spell(token: re.Match[str]) -> str:
        if token["prefix"] not in _OWN or "/" not in token["local"]:
            return token[0]
        local = token["local"].rstrip(".")
        return f"<{declared.get(token['prefix'], PREFIXES[token['prefix']])}{local}>{token['local'][len(local):]}"

    return _TOKEN.sub(spell, text)


def with_prefixes(text: str) -> str:
    """A query with the prefixes of `PREFIXES` that it uses and does not declare."""
    tokens = list(_TOKEN.finditer(text))
    used = {token["prefix"] for token in tokens if token["prefix"]} - {token["declared"] for token in tokens}
    missing = [f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items() if prefix in used]
    return "".join(missing) + (_LEADING.sub("", text) if missing else text)
