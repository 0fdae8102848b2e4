"""Columns: rows of texts as a table for a terminal or a file, in which a Chinese character takes two columns.

Only the counting and cutting is rich's. Its own tables take eight times as long, and an answer may have a hundred
thousand rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from .carrying import for_terminal

#: Widest cell of a column that may be cut, and how narrow such a column may become where there is little room.
MAX_CELL, MIN_CELL = 60, 12
#: Room between two columns.
GAP = "  "
#: Room that columns which may be cut have beside those which may not, before one of these goes.
_SPARE = 40
_NUMBER = re.compile(r"-?\d*(\.\d+)?")
#: What is not parted at the end of a line: a wide character or a word, with the brackets before it and the marks after it.
_UNIT = re.compile(r"(?P<blank>\s*)(?P<unit>[（“‘《〈〔「『【]*(?:[^\s\u2e80-\u9fff\uff00-\uffef“”‘’]+|.)[，。、；：！？）”’》〉〕」』】…]*)")


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None, whole: Collection[int] = (), foot: Sequence[str] = ()
) -> tuple[str, list[str]]:
    """Draw a table, numbers to the right.

    Args:
        heads: What stands above the columns.
        rows: A text for each column; what a terminal would obey is made visible, and each stays in one line.
        width: The columns of the terminal; None gives every column its room.
        whole: The places of columns that are never cut, but left out where they have no room.
        foot: A last row, below a line.

    Returns:
        The lines of the table, and the heads of the columns that are left out.
    """
    cells = [[_in_one_line(text) for text in row] for row in [*rows, *([foot] if foot else ())]]
    widths = _widths(heads, cells, whole)
    shown = _with_room(widths, whole, width)
    _fit(widths, whole, width, shown)
    right = [bool(cells) and all(_NUMBER.fullmatch(row[i]) for row in cells) for i in range(len(heads))]
    rule = GAP.join("─" * widths[i] for i in shown)
    lines = [_line(row, widths, right, shown) for row in (heads, *cells)]
    lines.insert(1, rule)
    if foot:
        lines.insert(-1, rule)
    return "\n".join(lines) + "\n", [head for i, head in enumerate(heads) if i not in shown]


def width(text: str) -> int:
    """The columns that a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def filled(text: str, room: int) -> str:
    """A text with blanks behind it up to a width; a longer one as it is.

    >>> filled("来源", 6) + "|"
    '来源  |'
    """
    return text + " " * (room - width(text))


def wrap(text: str, room: int) -> list[str]:
    """Break a text into lines of so many columns; a line may end after any Chinese character, but none begins with a closing mark.

    >>> wrap("读取公报（.txt 等），建成图谱。", 12)
    ['读取公报', '（.txt', '等），建成图', '谱。']
    """
    lines = [""]
    for found in _UNIT.finditer(text.strip()):
        blank, unit = found["blank"], found["unit"]
        if lines[-1] and width(lines[-1] + blank + unit) > room:
            lines.append(unit)
        else:
            lines[-1] += blank + unit
    return lines


def _in_one_line(text: str) -> str:
    return for_terminal(re.sub(r"[\x00-\x1f\x7f-\x9f\s]+", " ", text))


def _line(texts: Sequence[str], widths: Sequence[int], right: Sequence[bool], shown: Sequence[int]) -> str:
    return GAP.join(_cell(texts[i], widths[i], right[i]) for i in shown).rstrip()


def _cell(text: str, width: int, right: bool) -> str:
    """A text in its room, cut where it has too little of it."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) > width:
        text = set_cell_size(text, width - 1).rstrip() + "…"
    blank = " " * (width - cell_len(text))
    return blank + text if right else text + blank


def _widths(heads: Sequence[str], cells: Sequence[Sequence[str]], whole: Collection[int]) -> list[int]:
    """The room that the columns want."""
    from rich.cells import cell_len

    wanted = [max(map(cell_len, column)) for column in zip(*cells, strict=True)] if cells else [0] * len(heads)
    return [max(cell_len(head), want if i in whole else min(want, MAX_CELL)) for i, (head, want) in enumerate(zip(heads, wanted, strict=True))]


def _with_room(widths: Sequence[int], whole: Collection[int], width: int | None) -> list[int]:
    """The columns to show: those that cannot be cut go from the right while the others have no room."""
    shown = list(range(len(widths)))
    for i in reversed(range(len(widths))):
        least = sum(widths[k] if k in whole else min(widths[k], MIN_CELL) for k in shown) + len(GAP) * (len(shown) - 1)
        if width and i in whole and least > width - _SPARE:
            shown.remove(i)
    return shown


def _fit(widths: list[int], whole: Collection[int], width: int | None, shown: Sequence[int]) -> None:
    """Make the widest columns narrower until the table fits, but none below `MIN_CELL`."""
    while width and sum(widths[i] for i in shown) + len(GAP) * (len(shown) - 1) > width:
        wide = [i for i in shown if widths[i] > MIN_CELL and i not in whole]
        if not wide:
            return
        widths[max(wide, key=lambda i: widths[i])] -= 1
