"""Check what the program reads at run time: rules with their examples, tables, named queries."""

from __future__ import annotations

from collections.abc import Iterator

from . import rooms, rules
from .errors import PolicyGraphError
from .naming import gazetteer, reforms


def check() -> tuple[list[str], list[str]]:
    """Check all data files of the package.

    Returns:
        What was checked, a line each, and what is wrong: file, row or rule, field.
    """
    done: list[str] = []
    wrong: list[str] = []
    for name, find in (("rules", _rules), ("tables", _tables), ("queries", _queries)):
        try:
            count, found = find()
        except PolicyGraphError as error:
            count, found = 0, [str(error)]
        done.append(f"{name}: {count} checked, {len(found)} wrong")
        wrong += found
    return done, wrong


def _rules() -> tuple[int, list[str]]:
    loaded = [(name, rule) for name in rules.names() for rule in rules.load(name).values()]
    return len(loaded), [f"rules/{name}.toml [{rule.id}] {fault}" for name, rule in loaded for fault in faults(rule)]


def faults(rule: rules.Rule) -> Iterator[str]:
    """What a rule does that its examples and counter-examples do not allow; nothing for a rule that is well."""
    for example in rule.examples:
        groups = {key: value for key, value in example.items() if key not in ("text", "find")}
        matches = [m for m in rule.pattern.finditer(example["text"]) if m.group() == example.get("find", m.group())]
        if not any(all(m[key] == value for key, value in groups.items()) for m in matches):
            yield f"does not find its example {example['text']!r}"
    for text in rule.also:
        if not rule.pattern.search(text):
            yield f"does not find anything in {text!r}"
    for text in rule.counterexamples:
        if rule.pattern.search(text):
            yield f"finds its counter-example {text!r}"


def _tables() -> tuple[int, list[str]]:
    return len(gazetteer.places()) + len(reforms.reforms()), gazetteer.check() + reforms.check()


def _queries() -> tuple[int, list[str]]:
    from rdflib.plugins.sparql import prepareQuery

    from .asking.named import named, question

    texts = {f"queries/{name}.rq": query.text for name, query in named().items()}
    texts |= {f"questions/{name}.rq": question(name) for name in rooms.data("questions", ".rq")}
    found = []
    for name, text in texts.items():
        try:
            prepareQuery(text)
        except Exception as error:
            found.append(f"{name}: {error}")
    return len(texts), found
