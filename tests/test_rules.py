"""Every rule finds what its examples say, and nothing in its counter-examples."""

import re
import tomllib
from pathlib import Path

import pytest

from policygraph import rooms, rules
from policygraph.errors import TableError

#: All rules; a test for each example would take longer to be shared out than to be run.
RULES = [pytest.param(rule, id=f"{name}.{rule.id}") for name in rules.names() for rule in rules.load(name).values()]


@pytest.mark.parametrize("rule", RULES)
def test_examples(rule):
    for example in rule.examples:
        expected = {key: value for key, value in example.items() if key not in ("text", "find")}
        matches = [m for m in rule.pattern.finditer(example["text"]) if m.group() == example.get("find", m.group())]
        assert matches, f"{rule.id} does not find {example.get('find')!r} in {example['text']!r}"
        assert any(all(m[key] == value for key, value in expected.items()) for m in matches), f"{rule.id} in {example['text']!r}: other groups than {expected}"


@pytest.mark.parametrize("name", rules.names())
def test_further_texts(name):
    assert [(rule.id, text) for rule in rules.load(name).values() for text in rule.also if not rule.pattern.search(text)] == []


@pytest.mark.parametrize("rule", RULES)
def test_counterexamples(rule):
    found = {text: match.group() for text in rule.counterexamples if (match := rule.pattern.search(text))}
    assert found == {}


@pytest.mark.parametrize("name", rules.names())
def test_every_rule_has_both(name):
    for rule in rules.load(name).values():
        assert rule.examples and rule.note, f"{name}.{rule.id} lacks a note or examples"
        assert rule.counterexamples, f"{name}.{rule.id} lacks counter-examples"

#: A look-around that holds nothing but words: an exception without a reason.
_BARE = re.compile(r"\(\?<?!(?:[\u4e00-\u9fff、（）“”]+|\[[\u4e00-\u9fff、（）“”]+\]|\|)+\)")


@pytest.mark.parametrize("name", [
    name for name, entry in rooms.data("rules", ".toml").items() if {"segmenting", "finding"} & set(Path(str(entry)).parts)
])
def test_an_exception_stands_in_a_list_with_its_reason(name):
    table = tomllib.loads(rooms.data("rules", ".toml")[name].read_text("utf-8"))
    patterns = {**table.get("fragments", {}), **{key: row["pattern"] for key, row in table.items() if "pattern" in row}}
    assert {key: _BARE.findall(pattern) for key, pattern in patterns.items() if _BARE.search(pattern)} == {}
    assert [key for key in rules.excepted(name) if not any(f"{{{{{key}}}}}" in pattern for pattern in patterns.values())] == []


@pytest.mark.parametrize("wrong", [
    {}, {"next": {}}, {"next": {"急": ""}}, {"before": {"急": "应急"}}, {"next": {"急": "应急"}, "previous": {"核": "核对"}},
])
def test_a_list_of_exceptions_without_side_or_reason_is_named(wrong):
    with pytest.raises(TableError, match=r"duties\.toml \[excepted\.should"):
        rules.lists_of_exceptions("rules/duties.toml", {"excepted": {"should": wrong}})
