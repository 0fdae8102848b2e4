"""Basis: an act that says why it is made, but not on what it rests."""

from __future__ import annotations

from collections.abc import Iterator

from ... import rules
from ...model import SENTENCE_END
from ..draft import Draft
from ..remarks import Remark

#: The longest sentence that says why an act is made (code points).
LONGEST = 600
#: Branches that make law of their own right.
_LAWGIVERS = ("congress", "party")
#: Who makes administrative regulations of its own right.
_STATE_COUNCIL = "国务院"


def based(draft: Draft) -> Iterator[Remark]:
    """A remark on the sentence 为…，制定本办法 of an act that names no basis anywhere.

    Nothing is said of laws and regulations of congresses and of the State Council, which need none.
    """
    document = draft.document
    if any(citation.relation == "based_on" for citation in document.citations) or any(_makes_law(agency.branch, agency.name) for agency in document.issuers):
        return
    text, _ = draft.folded
    made = rules.load("review")["made"].search(text)
    if made is None:
        return
    start = max(text.rfind(mark, max(0, made.start() - LONGEST), made.start()) for mark in SENTENCE_END) + 1
    if not rules.load("review")["basis"].search(text[start : made.end()]):
        yield draft.remark("no-basis", draft.around(*draft.span(made.start(), made.end())), kind=made["kind"])


def _makes_law(branch: str, name: str) -> bool:
    return branch in _LAWGIVERS or name == _STATE_COUNCIL
