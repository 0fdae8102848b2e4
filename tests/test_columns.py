"""Columns: tables of texts that fit a terminal, in which a Chinese character takes two columns."""

from __future__ import annotations

import re
import time

from rich.cells import cell_len

from policygraph.columns import MAX_CELL, table

HEADS = ("number", "title", "count")
ROWS = [("济政发〔2017〕3号", "济南市人民政府关于印发节水办法的通知" * 3, "7"), ("—", "a\nb\x1b[31m", "12")]


def test_columns_stand_one_below_the_other():
    drawn, hidden = table(HEADS, ROWS)
    head, rule, first, second = drawn.splitlines()
    assert hidden == [] and len({cell_len(line) for line in (head, rule, first, second)}) == 1
    assert [len(part) for part in rule.split()] == [17, MAX_CELL, 5]
    assert re.search(r"… ? {6}7$", first) and second.endswith("12") and "a b [31m " in second


def test_where_there_is_little_room_the_widest_gives_way():
    drawn, _ = table(HEADS, ROWS, width=50)
    assert all(cell_len(line) <= 50 for line in drawn.splitlines()) and "济政发〔2017〕3号" in drawn
    narrow, _ = table(HEADS, ROWS, width=20)
    assert {cell_len(line) for line in narrow.splitlines()} == {12 + 2 + 12 + 2 + 5}


def test_what_cannot_be_cut_is_whole_or_absent():
    rows = [(*row, "id:document/370100/" + "济" * 40) for row in ROWS]
    drawn, hidden = table((*HEADS, "thing"), rows, width=180, whole=[3])
    assert hidden == [] and drawn.count("济" * 40) == 2
    drawn, hidden = table((*HEADS, "thing"), rows, width=120, whole=[3])
    assert hidden == ["thing"] and "id:document" not in drawn


def test_a_foot_stands_below_a_line():
    lines = table(HEADS, ROWS, foot=("all", "", "19"))[0].splitlines()
    assert lines[-1].startswith("all") and lines[-1].endswith("19") and lines[-2] == lines[1]


def test_no_rows_and_no_columns():
    assert table(HEADS, [])[0].splitlines() == ["number  title  count", "──────  ─────  ─────"]
    assert table((), []) == ("\n\n", [])


def test_a_long_answer_is_drawn_at_once():
    begin = time.process_time()
    drawn, _ = table(HEADS, [(f"济政发〔2017〕{n}号", f"关于{n}的通知", str(n)) for n in range(20_000)])
    assert drawn.count("\n") == 20_002 and time.process_time() - begin < 5
