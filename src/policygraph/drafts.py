"""The door of reviews: a draft is read, and held against a corpus. It is stored nowhere."""

from __future__ import annotations

import argparse
import json
import os
from datetime import date
from pathlib import Path

from rdflib import Graph

from . import console
from .corpus import Corpus
from .errors import QueryError
from .guard import BUDGET, Budget, guarded
from .keeping.folder import open_graph
from .language import Phrase, chosen
from .model import Reading, Source
from .pipeline import extract_source
from .reading.sources import read_file
from .remote import is_address
from .reviewing import review as reviewing
from .reviewing import shown
from .reviewing.known import Known
from .reviewing.remarks import Remark, as_row
from .stating.formats import load


def review(
    draft: str | Path | Source | Reading, corpus: Corpus | Graph | str | Path, *, today: date | str | None = None, language: str = "zh",
) -> list[Remark]:
    """Review a draft against what a corpus holds, before it is sent out.

    Args:
        draft: A file of any kind that is read, ``-`` for standard input, a source, or what was extracted from one. Each act in it is reviewed.
        corpus: A corpus, its folder, a graph file or a graph. An act in it of the draft's own number and title counts as the draft itself.
        today: The day of the review; what is repealed later is still in force. Today if left out.
        language: Of the messages: ``zh`` or ``en``.

    Returns:
        The remarks in the order of the text; `policygraph.reviewing.remarks.Remark` says what is in them.

    Raises:
        ReadError: The draft cannot be read, or holds no official act.
        CorpusError: The folder is no corpus, or nothing is in it.
        GraphError: The graph file cannot be read.
        QueryError: The day or the language is none.
    """
    return [remark for act in reviewed(_read(draft), Known(_graph(corpus)), today, language) for remark in act.remarks]


def reviewed(reading: Reading, known: Known, today: date | str | None = None, language: str = "zh") -> list[reviewing.Reviewed]:
    """The same by act, for what was read already.

    Raises:
        QueryError: The day or the language is none.
    """
    return reviewing.review(reading, known, _day(today), language)


def _day(today: date | str | None) -> str:
    try:
        return (date.fromisoformat(today) if isinstance(today, str) else today or date.today()).isoformat()
    except ValueError:
        raise QueryError(Phrase("{today}: is no day (like 2024-05-31)", today=today)) from None


def _read(draft: str | Path | Source | Reading) -> Reading:
    if isinstance(draft, Reading):
        return draft
    if not isinstance(draft, Source):
        with guarded(str(draft), "reading it", Budget(BUDGET)):
            draft = read_file(draft)
    return extract_source(draft, budget=BUDGET)


def _graph(corpus: Corpus | Graph | str | Path) -> Graph:
    if isinstance(corpus, Graph):
        return corpus
    if isinstance(corpus, Corpus):
        return corpus.graph
    if is_address(str(corpus)):
        raise QueryError(Phrase("{corpus}: a draft is reviewed against the folder of a corpus or a graph file, not against a server", corpus=corpus))
    return open_graph(corpus) if os.path.isdir(corpus) else load(corpus)


# ---- the verb


def run(args: argparse.Namespace) -> int:
    """Review a draft; 1 where something was found."""
    console.check_output(args.html, shown.PAGES, [args.draft])
    reading = _read(args.draft)
    # What other programs read is in the language that was asked for, whatever the locale.
    language = args.lang or ("zh" if args.format == "json" else chosen())
    acts = reviewed(reading, Known(_graph(args.corpus)), args.today, language)
    if args.html:
        console.write(args.html, shown.page_of(reading, acts, language))
    if args.format == "json":
        console.write(None, json.dumps([as_row(remark) for act in acts for remark in act.remarks], ensure_ascii=False, indent=2))
    elif not args.html:
        console.write(None, shown.text_of(reading, acts, language))
    for problem in (*reading.problems, *reading.failures):
        console.report(problem)
    return 1 if any(act.remarks for act in acts) else 0
