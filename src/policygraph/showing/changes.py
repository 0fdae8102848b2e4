"""Changes: what differs between two graphs or corpora, as a page that opens offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Protocol

from ..language import chosen, told
from . import page

#: Changes that a page shows at most.
MOST = 5_000


class Changed(Protocol):
    """A thing that was gained, lost or changed."""

    @property
    def name(self) -> str:
        """What its document is called; "" of what is of none."""
    @property
    def title(self) -> str:
        """The title of its document."""
    @property
    def document(self) -> str:
        """Its document (IRI)."""


def page_of(before: str, after: str, kinds: Mapping[str, Mapping[str, int]], found: Sequence[Changed], language: str | None = None) -> str:
    """The page of a comparison.

    Args:
        before: What the one side is called.
        after: What the other side is called.
        kinds: Kind -> how many were gained, lost and changed.
        found: The changes, by document; `MOST` of them are shown.
        language: The language in which it opens, one of `LANGUAGES`; the one that was chosen if left out.
    """
    total = sum(sum(counts.values()) for counts in kinds.values())
    documents = [list(group) for _, group in groupby(found[:MOST], key=lambda change: change.document)]
    return page.render(
        "changes", also=("language",), told=partial(told, language="zh"), language=language or chosen(), before=before, after=after, kinds=kinds, documents=documents, total=total, more=max(0, total - MOST))
