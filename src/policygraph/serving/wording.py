"""Wording: what the pages say, in Chinese and in English, and which of them a reader wants."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from .. import tables
from .sparql.results import accepted

LANGUAGES = ("zh", "en")


@cache
def words(language: str) -> Mapping[str, str]:
    """The words of the pages in a language: key -> text."""
    return {row["key"]: row[language] for row in tables.rows("wording", ("key", *LANGUAGES))}


def wanted(asked: str, kept: str, header: str) -> str:
    """The language for a reader: what was asked for, else what was kept from before, else the first known one of ``Accept-Language``, else Chinese."""
    for choice in (asked, kept):
        if choice in LANGUAGES:
            return choice
    return next((language for language in (each.partition("-")[0] for each in accepted(header)) if language in LANGUAGES), LANGUAGES[0])
