"""Counting: how many sources, documents and triples there are, in the words that every verb uses for them.

A source is a file or a member of an archive. Of a run each is read, unchanged or failed; in a corpus it is kept, a copy of one that is kept, or failed.
A document is an act that is held: one, even where two sources print it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .language import Phrase, counted


def of_run(read: int, failed: int, unchanged: int | None = None) -> str:
    """What became of the sources that were given; of a verb that reads all of them anew, ``unchanged`` is None."""
    sources = counted("{count} source", "{count} sources", read + failed + (unchanged or 0))
    if unchanged is None:
        return Phrase("{sources}: {read} read, {failed} failed", sources=sources, read=read, failed=failed)
    return Phrase("{sources}: {read} read, {unchanged} unchanged, {failed} failed", sources=sources, read=read, unchanged=unchanged, failed=failed)


def of_graph(documents: int, stubs: int, triples: int) -> str:
    """What a graph holds."""
    return Phrase("{documents}, {stubs}, {triples}", documents=of_documents(documents), stubs=of_stubs(stubs), triples=of_triples(triples))


def of_documents(documents: int) -> str:
    """A number of documents that are held."""
    return counted("{count:,} document", "{count:,} documents", documents)


def of_stubs(stubs: int) -> str:
    """A number of documents that are only cited."""
    return Phrase("{count:,} known from citations alone", count=stubs)


def of_triples(triples: int) -> str:
    """A number of triples."""
    return counted("{count:,} triple", "{count:,} triples", triples)


def of_parts(sources: int, failed: int, acts: int, facts: int) -> str:
    """What parts hold: sources of other bytes each, their acts as they are printed, and their facts, which were not joined."""
    return Phrase(
        "{sources}, {failed} failed; {acts}, {facts}", sources=counted("{count} source", "{count} sources", sources), failed=failed,
        acts=counted("{count} act", "{count} acts", acts), facts=counted("{count} fact", "{count} facts", facts))


def of_corpus(found: Mapping[str, Any]) -> str:
    """What a corpus holds, as `Corpus.status` counts it."""
    return Phrase(
        "{sources}, {copies}, {failed} failed; {graph}", sources=counted("{count} source", "{count} sources", found["sources"]),
        copies=counted("{count} copy", "{count} copies", found["copies"]), failed=found["failed"],
        graph=of_graph(found["documents"], found["stubs"], found["triples"]))
