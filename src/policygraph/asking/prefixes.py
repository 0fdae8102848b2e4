"""Prefixes: short names of IRIs in tables, and the text of a query that uses them as tables print them."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..language import Phrase
from ..registry import PREFIXES

#: Those of them that stand for our own things, whose names have a ``/``.
_OWN = ("id", "type")

_LEADING = re.compile(r"\A(?:#[^\n]*\n|\s)+")
#: What holds no name of a query: strings, IRIs, comments.
_APART = r'''"""(?s:.*?)"""|\'{3}(?s:.*?)\'{3}|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\s]*>|\#[^\n]*'''
#: `_APART`, and what is looked for between it.
_TOKEN = re.compile(
    _APART + r'''|(?P<form>\b(?:SELECT|CONSTRUCT|DESCRIBE|ASK)\b)|\bPREFIX\s+(?P<declared>[A-Za-z]\w*):\s*<(?P<namespace>[^<>\s]*)>'''
    r'''|(?<![\w:?$@.-])(?P<prefix>[a-z]+):(?P<local>[^\s<>"{}|^`\\;,()\[\]\'\#]*)''', re.IGNORECASE)

#: What holds no word of SPARQL: strings, IRIs, variables, tags of languages, what follows a colon in a name. A quotation mark
#: without its fellow takes nothing with it but ends the reading, so that the time grows with the length alone.
_QUIET = (
    r'''"{3}(?:"{0,2}(?:[^"\\]|\\(?s:.)))*+"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\(?s:.)))*+'{3}|"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+\''''
    r'''|<[^<>"{}|^`\\\x00-\x20]*+>|[?$]\w++|@[A-Za-z-]++|:(?:(?:[\w:%]|\\.)(?:[\w.:%-]|\\.)*+)?+|(?P<rest>["'](?s:.)*+)''')
#: A comment ends where a line does; what a lone carriage return is, engines see differently.
_READINGS = tuple(re.compile(rf"\#[^{ends}]*+|{_QUIET}") for ends in ("\n", "\n\r"))
#: What stands before the word that says the form of a query.
_PROLOGUE = re.compile(r"(?:\s|#[^\n]*\n|PREFIX\s+[^\s:]*:\s*<[^<>\s]*>|BASE\s+<[^<>\s]*>)*+", re.IGNORECASE)
_FIRST = re.compile(r"[^\s{(<*?$#]+")
_DESCRIBE = re.compile(r"DESCRIBE(?=[\s<?$*#])(?:\s|#[^\n]*\n)*+[^\s#]", re.IGNORECASE)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
#: Beside that variables, tags of languages, blank nodes; a prefix where it is declared, and one where it is used.
_NAME = re.compile(
    _APART + r'''|[?$]\w+|@[A-Za-z-]+|_:\w*'''
    r'''|\bPREFIX\s+(?P<declared>[^\s:<>]*):|(?P<prefix>[^\W\d_](?:[\w.-]*\w)?):[^\s<>"{}|^`\\;,()\[\]\'\#]*''', re.IGNORECASE)
#: A prefix where it is declared, and a name with one: in a path one ends where the next begins.
_TERM = re.compile(
    r'''\bPREFIX\s+(?P<declared>[^\s:<>]*):\s*<(?P<namespace>[^<>\s]*)>|''' + _APART
    + r'''|[?$]\w+|(?<![\w:@.-])(?P<prefix>[A-Za-z][\w-]*):(?P<local>[A-Za-z][\w-]*)''', re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def bare(text: str) -> str:
    '''What a query says beside strings, IRIs, names and comments, in every way in which an engine may read it.

    Escapes like ``\\u0053`` may be written out before a query is read, or not; a carriage return may end a comment, or not.
    '''
    texts = dict.fromkeys((text, _ESCAPE.sub(_character, text)))
    return "\n".join(reading.sub(lambda token: token["rest"] or " ", each) for each in texts for reading in _READINGS)


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= 0x10FFFF else escape[0]


def shorten(value: str) -> str:
    """An IRI with a known prefix: ``pg:Document``; any other value as it is."""
    for prefix, namespace in PREFIXES.items():
        if value.startswith(namespace) and value != namespace:
            return f"{prefix}:{value[len(namespace):]}"
    return value


def form(text: str) -> tuple[str, int]:
    """The first word of a query that says its form (SELECT, ASK, …; none if it is no query), and where it stands."""
    return next(((token["form"].upper(), token.start()) for token in _TOKEN.finditer(text) if token["form"]), ("", 0))


def describes(text: str) -> bool:
    """Whether a text is a DESCRIBE of things, the one form of query that needs no pattern in braces.

    >>> describes("# who\\nPREFIX my: <http://example.org/> describe my:thing"), describes("DESCRIBE"), describes("described by"), describes("SELECT ?x")
    (True, False, False, False)
    """
    return bool(_DESCRIBE.match(text, _PROLOGUE.match(text).end()))  # type: ignore[union-attr]  # it takes in nothing at least


def fault(text: str, known: Collection[str] = ()) -> str:
    """What is wrong with a query that an engine does not take, where it is one of two plain things; "" where it is another.

    Args:
        text: The query.
        known: Prefixes that it need not declare, beside those of `PREFIXES`.

    >>> fault("SELEC ?x WHERE { ?x ?p ?o }")
    'not a query: it begins with SELEC; a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE'
    >>> fault("PREFIX my: <http://example.org/> SELECT ?x { ?x a my:Act ; eli:number '甲:乙' }")
    ''
    """
    first = _FIRST.match(text, _PROLOGUE.match(text).end())  # type: ignore[union-attr]  # it takes in nothing at least
    if first and first[0].upper() not in _FORMS:
        return Phrase("not a query: it begins with {word}; a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE", word=first[0][:40])
    names = list(_NAME.finditer(text))
    taken = {*PREFIXES, *known, *(name["declared"] for name in names)}
    unknown = next((name["prefix"] for name in names if name["prefix"] and name["prefix"] not in taken), "")
    return unknown and Phrase(
        "unknown prefix {prefix}; known are {known}; any other is declared before the query: PREFIX {prefix}: <http://…>",
        prefix=unknown, known=", ".join(PREFIXES))


def terms_of(text: str) -> list[str]:
    """The names with a prefix of `PREFIXES` in a query, and the IRIs that are written out in place of such a name, each once.

    >>> terms_of("PREFIX e: <http://data.europa.eu/eli/ontology#> SELECT ?n { ?d e:cites*/eli:number ?n, 'pg:no' } # org:no")
    ['eli:cites', 'eli:number']
    """
    names = list(_TERM.finditer(text))
    declared = {**PREFIXES, **{name["declared"]: name["namespace"] for name in names if name["declared"]}}
    found = (shorten(name[0][1:-1] if name[0][0] == "<" else declared[name["prefix"]] + name["local"]) for name in names if name[0][0] == "<" or name["prefix"] in declared)
    return [each for each in dict.fromkeys(found) if each.partition(":")[0] in PREFIXES]


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
