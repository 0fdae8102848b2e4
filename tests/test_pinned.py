"""The words of the rules are held by examples: what is lost is noticed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from test_hostile import benchmark

pinned = benchmark("pinned")
#: The share of the words that an example notices; it may only rise.
FLOOR = 0.92
#: One word in so many is taken out here; `benchmarks/pinned.py` takes out each.
EVERY = 5
#: Chinese characters in strings of the code of the room `finding`: they may only become fewer.
WORDS_IN_CODE = 490


def test_a_word_more_comes_with_its_sentence():
    counted = pinned.counted(EVERY)
    noticed, known = (sum(pair[k] for pair in counted.values()) for k in (0, 1))
    assert known > 4000 / EVERY
    assert noticed / known >= FLOOR, f"{noticed} of {known}; see benchmarks/pinned.py --show"


@pytest.mark.parametrize(("pattern", "lists"), [
    ("甲|乙", [["甲", "乙"]]), ("(?:甲|乙)丙", [["甲", "乙"]]), (r"[|]甲\|乙", []), ("(?<!甲|乙)丙(?P<a>丁(?:戊|己)|庚)", [["甲", "乙"], ["戊", "己"], ["丁(?:戊|己)", "庚"]]),
    ("{{a|b}}甲", []), ("[]|]甲|乙", [["[]|]甲", "乙"]]),
])
def test_alternatives_are_told_apart(pattern, lists):
    assert [[pattern[start:end] for start, end in spans] for spans, _ in pinned.alternatives(pattern)] == lists


def test_a_word_is_taken_out_with_its_bar():
    first, second = pinned.words("a", {"b": "(?:甲|乙)丙"})
    assert pinned.without("(?:甲|乙)丙", first) == "(?:乙)丙" and pinned.without("(?:甲|乙)丙", second) == "(?:甲)丙"


def test_the_words_of_finding_stand_in_its_rules():
    """A word of the language in a string of code has no example; the characters that stand there may only become fewer."""
    room = Path(pinned.__file__).parents[1] / "src" / "policygraph" / "finding"
    found = sum(len(re.findall(r"[\u4e00-\u9fff]", text)) for path in room.rglob("*.py") for text in _strings(ast.parse(path.read_text("utf-8"))))
    assert found <= WORDS_IN_CODE


def _strings(tree: ast.Module) -> Iterator[str]:
    """The strings of a module that are no docstrings."""
    said = {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)}
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said)
