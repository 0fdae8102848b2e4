"""Every rule finds what its examples say, and nothing in its counter-examples."""

import pytest

from policygraph import rules

EXAMPLES = [
    pytest.param(rule, example, id=f"{name}.{rule.id}-{i}")
    for name in rules.names() for rule in rules.load(name).values() for i, example in enumerate(rule.examples)
]
COUNTEREXAMPLES = [
    pytest.param(rule, text, id=f"{name}.{rule.id}-{i}")
    for name in rules.names() for rule in rules.load(name).values() for i, text in enumerate(rule.counterexamples)
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule, example):
    expected = {key: value for key, value in example.items() if key not in ("text", "find")}
    matches = [m for m in rule.pattern.finditer(example["text"]) if m.group() == example.get("find", m.group())]
    assert matches, f"{rule.id} does not find {example.get('find')!r} in {example['text']!r}"
    assert any(all(m[key] == value for key, value in expected.items()) for m in matches)


@pytest.mark.parametrize("name", rules.names())
def test_further_texts(name):
    assert [(rule.id, text) for rule in rules.load(name).values() for text in rule.also if not rule.pattern.search(text)] == []


@pytest.mark.parametrize(("rule", "text"), COUNTEREXAMPLES)
def test_counterexample(rule, text):
    found = rule.pattern.search(text)
    assert found is None, f"{rule.id} finds {found.group()!r}"


@pytest.mark.parametrize("name", rules.names())
def test_every_rule_has_both(name):
    for rule in rules.load(name).values():
        assert rule.examples and rule.note, f"{name}.{rule.id} lacks a note or examples"
        assert rule.counterexamples, f"{name}.{rule.id} lacks counter-examples"
