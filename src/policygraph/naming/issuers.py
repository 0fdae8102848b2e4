"""Issuers: the agencies that a line names and nothing else, though they be run together (中共济南市委办公厅济南市人民政府办公厅)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache

from .. import ownrules, rules
from ..model import Agency
from . import gazetteer
from .full_names import Context, branch
from .names import resolve


def issuer(name: str, context: Context) -> Agency:
    """The agency that issues or is addressed under this name; never None: an unknown shape keeps its name."""
    found = resolve(name, context, in_list=True)
    agency = found.agency if found else Agency(name, "agency", context.place, context.level, branch(name))
    return replace(agency, level="township") if agency.kind == "agency" and _pattern("of-a-township").match(name) else agency


def split_issuers(text: str) -> tuple[str, ...]:
    """The agencies of a text that names nothing else, run together or parted by 、, blanks or dashes.

    >>> split_issuers("中共济南市委办公厅济南市人民政府办公厅")
    ('中共济南市委办公厅', '济南市人民政府办公厅')
    >>> split_issuers("工业和信息化部—市场监管总局")
    ('工业和信息化部', '市场监管总局')
    """
    text = text.strip("、，：（）")
    if not text or len(text) > 400 or re.search(r"[。；！？]", text):
        return ()
    found: list[str] = []
    for piece in re.split(r"[、，\s]+|[-—–]+", text):
        names = _split_run(piece)
        if not names:
            return (text,) if _looks_like_issuer(text) and not found and "、" not in text else ()
        found += names
    return tuple(found)


#: The issuers that a title begins with take so many code points at most.
_MAX_LEADING = 60


def leading_issuers(title: str) -> tuple[str, ...]:
    """The agencies that a title begins with, though no word parts them from its matter; () unless each is one of the centre or a government.

    >>> leading_issuers("国务院、中央军委授予某人称号的命令")
    ('国务院', '中央军委')
    """
    for end in range(min(len(title) - 1, _MAX_LEADING), 2, -1):
        names = split_issuers(title[:end])
        if names and all(name in gazetteer.central_names() or _is_government(name) for name in names):
            return names
    return ()


def _is_government(name: str) -> bool:
    place, owners = gazetteer.place_at_start(name)
    return bool(owners) and name[len(place) :] in ("人民政府", "人民政府办公厅", "人民政府办公室")


@ownrules.renewed
@cache
def _pattern(name: str) -> re.Pattern[str]:
    return rules.load("issuers")[name].pattern


def _split_run(text: str) -> list[str]:
    """Split names that are run together: a new one begins where a place, 中共, 国家 or a known name does."""
    if not text:
        return []
    cuts = [m.end() for m in _pattern("end-within").finditer(text) if m.end() < len(text) and _starts_name(text[m.end() :])]
    names, start = [], 0
    for cut in [*cuts, len(text)]:
        piece = text[start:cut]
        if _looks_like_issuer(piece):
            names.append(piece)
            start = cut
    return names if start == len(text) else []


def _starts_name(rest: str) -> bool:
    if _pattern("begins").match(rest) or any(rest.startswith(name) for name in _central_starts(rest[0])):
        return True
    name, owners = gazetteer.place_at_start(rest)
    return bool(owners) and bool(_pattern("body-of-place").match(rest[len(name) :]))


@ownrules.renewed
@lru_cache(maxsize=4096)
def _central_starts(character: str) -> tuple[str, ...]:
    return tuple(name for name in gazetteer.central_names() if name[0] == character and len(name) > 2)


def _looks_like_issuer(text: str) -> bool:
    if not 2 <= len(text) <= 60 or _pattern("no-issuer").match(text):
        return False
    return text in gazetteer.central_names() or bool(_pattern("end").search(text))
