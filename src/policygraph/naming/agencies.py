"""Agencies in a text: single names, lists that share a head or a tail, names in running text, bodies that a document sets up.

This is the door to `names`, `issuers`, `lists` and `running`; the other rooms need no other.
"""

from __future__ import annotations

from .. import rules
from ..model import Agency
from .issuers import issuer, leading_issuers, split_issuers
from .lists import NamedAgency, read_list, top_level
from .names import Context, resolve
from .running import MAX_LIST, after_rest, clause_end, find, list_after, list_before

__all__ = [
    "MAX_LIST", "Context", "NamedAgency", "after_rest", "body", "clause_end", "find", "issuer", "leading_issuers", "list_after", "list_before", "read_list", "resolve", "split_issuers", "top_level",
]


def body(text: str, start: int, end: int, context: Context) -> tuple[NamedAgency, ...]:
    """``text[start:end]`` as a body that the document sets up (监督组, 大赛组委会); () if it does not look like one."""
    rule = rules.load("agencies")["body"]
    printed = text[start:end].strip("“”")
    if not rule.pattern.match(printed):
        return ()
    named = resolve(printed, context, in_list=True)
    agency = named.agency if named else Agency(printed, "agency", context.place, context.level)
    return (NamedAgency(start, end, printed, agency, rule.id, rule.confidence),)
