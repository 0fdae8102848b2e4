"""What spares a text the patterns is worked out from the patterns: it never spares one that has a match."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path

import pytest

import policygraph
from policygraph import cues, rules
from policygraph.finding import duties
from policygraph.model import Paragraph
from policygraph.naming import gazetteer, lists, names, running
from policygraph.naming.full_names import Context
from policygraph.reading import grid
from policygraph.reading.folding import fold
from policygraph.reading.sources import read_file

PARAGRAPHS = [fold(line)[0] for line in read_file(Path(policygraph.__file__).parent / "sample" / "gazette.txt").text.splitlines() if line.strip()]


def texts(rule):
    return [example["text"] for example in rule.examples] + [*rule.also, *rule.counterexamples, *PARAGRAPHS]


@pytest.mark.parametrize("name", rules.names())
def test_every_match_of_every_rule_has_its_cues(name):
    for rule in rules.load(name).values():
        ends, begins, to_the_end, with_digit = (told(rule.written, re.VERBOSE) for told in (cues.endings, cues.beginnings, cues.reaches_end, cues.holds_digit))
        for text in texts(rule):
            for match in rule.pattern.finditer(text):
                assert rule.may_be_in(text), (rule.id, rule.anchors, text)
                assert not match.group() or ends is None or match.group()[-1] in ends, (rule.id, match.group())
                assert not match.group() or begins is None or match.group()[0] in begins, (rule.id, match.group())
                assert not to_the_end or match.end() == len(text), (rule.id, text)
                assert not with_digit or re.search(r"\d", text), (rule.id, text)


def test_most_rules_have_anchors():
    found = [rule.anchors is not None for name in rules.names() for rule in rules.load(name).values()]
    assert sum(found) > len(found) / 2


@pytest.mark.parametrize(("pattern", "anchors"), [
    ("甲(?:乙|丙)?丁", ("甲丁", "甲丙丁", "甲乙丁")), ("(?:甲|乙*)丙", ("丙",)), ("甲*", None), ("[^甲]乙{0,3}", None), ("(?:甲乙)+.{2,}丙丁戊", ("丙丁戊",)),
    ("(?i:ab)甲", ("甲",)), ("(?=.*丙丁)甲", ("丙丁",)), ("(?!丙丁)甲", ("甲",)), ("(?<=丙丁)[^乙]", ("丙丁",)), ("甲乙|甲", ("甲",)),
])
def test_anchors(pattern, anchors):
    found = cues.anchors(pattern)
    assert (sorted(found) if found else found) == (sorted(anchors) if anchors else anchors)


def piece(rng, depth=0):
    """A pattern put together at random."""
    kind = rng.choice("llcgrabw") if depth < 3 else "l"
    inner = lambda: "".join(piece(rng, depth + 1) for _ in range(rng.randint(1, 3)))  # noqa: E731
    return {
        "l": lambda: rng.choice("甲乙丙丁"), "c": lambda: rng.choice(("[甲乙]", "[^丙]", "[丁-丙]", r"\d", ".")), "g": lambda: f"({inner()})",
        "r": lambda: f"(?:{inner()}){rng.choice(('?', '*', '+', '{2}', '{0,2}?'))}", "a": lambda: f"(?:{inner()}|{inner()})",
        "b": lambda: rng.choice(("(?=甲)", "(?!乙)", "(?<=丙)", "(?<!丁)", "$", "^")), "w": lambda: f"(?:{inner()}|)",
    }[kind]()


def test_random_patterns_never_match_where_cues_say_no():
    rng, found = random.Random(14), 0
    for _ in range(3000):
        written = "".join(piece(rng) for _ in range(rng.randint(1, 4)))
        pattern = re.compile(written)
        needed, ends, begins = cues.anchors(written), cues.endings(written), cues.beginnings(written)
        for _ in range(12):
            text = "".join(rng.choice("甲乙丙丁5") for _ in range(rng.randint(1, 6)))
            for match in pattern.finditer(text):
                found += 1
                assert needed is None or any(anchor in text for anchor in needed), (pattern, needed, text)
                assert not match.group() or ends is None or match.group()[-1] in ends, (pattern, ends, text)
                assert not match.group() or begins is None or match.group()[0] in begins, (pattern, begins, text)
                assert not cues.holds_digit(written) or "5" in text, (pattern, text)
    assert found > 5000


@pytest.mark.parametrize("name", ["responsibilities", "quantities", "citations"])
def test_what_none_of_several_rules_can_be_in_is_told_at_once(name):
    asked = [rule for rule in rules.load(name).values() if rule.cue]
    together = rules.any_cue(asked)
    for text in {text for rule in rules.load(name).values() for text in texts(rule)}:
        assert bool(together.search(text)) == any(rule.may_be_in(text) for rule in asked), text
    assert rules.any_cue(rules.load("programmes")[name] for name in ("title", "no-name")) is None  # one that may be in any text


def test_every_step_says_what_it_reads_by():
    assert set(names.READS) == {step.__name__ for step in names.ORDER}


CONTEXTS = [
    Context(), Context("370100", "prefecture", "2017-01-01"), Context("100000", "central", "2019-01-01"),
    Context("370100", "prefecture", "2020-01-01", aliases=(("节水专班二", "济南市节水工作领导小组"),)),
]


@pytest.mark.parametrize("context", CONTEXTS, ids=range(len(CONTEXTS)))
def test_what_cannot_be_a_name_is_read_by_no_step(context):
    written = [text for file in ("agencies", "names", "full_names", "running", "lists") for rule in rules.load(file).values() for text in texts(rule)]
    pieces = {text[i : i + n] for text in [*set(written), "各省、自治区、直辖市水利厅", "中共济南市节水", "市节水专班二"] for i in range(min(len(text), 60)) for n in range(2, 13, 2)}
    tried = sorted({each for each in [*pieces, *gazetteer.central_names()] if 2 <= len(each) <= 60})[:: 3]
    read = 0
    for printed in tried:
        for in_list in (False, True):
            found = names._resolve.__wrapped__(printed, context, in_list)
            read += found is not None
            assert names.resolve(printed, context, in_list=in_list) == found, printed
    assert read > 300


@pytest.mark.parametrize("context", CONTEXTS, ids=range(len(CONTEXTS)))
def test_what_ends_like_no_list_is_read_by_no_way(context):
    written = [text for file in ("agencies", "names", "lists", "running") for rule in rules.load(file).values() for text in texts(rule)]
    written += ["各省、自治区、直辖市水利厅", "市财政局、节水专班二", "市水务局和市节水专班二", "教育、民政等5", "由市水务局（节水办，下同）", "市财政局、水务局等有关部门和单位"]
    read = passed = 0
    for text in sorted(set(written)):
        for start in range(0, min(len(text), 40), 3):
            for end in range(start + 2, min(len(text), start + 24) + 1):
                found = [named for way in lists.WAYS for named in way(text, start, end, context)]
                read += bool(found)
                if not lists._may_end(text, start, end, context):
                    passed += 1
                    assert not found, text[start:end]
    assert read > 300 and passed > 5_000


@pytest.mark.parametrize("context", CONTEXTS, ids=range(len(CONTEXTS)))
def test_a_name_ends_at_one_of_its_ends(context):
    text = "由市节水专班二和市财政局、国务院水利部门、各省水利厅、中共济南市委组织部、节水专班二会同教育部办公厅办理"
    found = 0
    for start in range(len(text) - 3):
        first, last = min(len(text), start + running.MAX_NAME), start + 2
        whole = [end for end in range(first, last, -1) if names.resolve(text[start:end], context)]
        assert [end for end in names.ends(text, start, first, last, context) if names.resolve(text[start:end], context)] == whole
        found += len(whole)
    assert found > 5


def test_lines_of_a_paragraph_begin_where_the_source_breaks_them():
    rng = random.Random(8)
    for _ in range(2000):
        raw = "".join(rng.choice("甲乙ab \n\n") for _ in range(rng.randint(1, 14)))
        text, offsets = fold("丙" + raw + "丁")
        paragraph = Paragraph(text, tuple(offset + 7 for offset in offsets), "丙" + raw + "丁")
        before = [i for i in range(1, len(text)) if "\n" in paragraph.raw[offsets[i - 1] + 1 : offsets[i]]]
        assert grid.breaks(paragraph) == before
        assert list(grid.rows(paragraph)) == list(pairwise([0, *before, len(text)]))


def test_a_line_of_blanks_and_plain_characters_is_folded_as_any_other():
    """A dropped character in front of the line makes it one that is folded character by character."""
    rng, blanks = random.Random(9), 0
    for _ in range(3000):
        text = "".join(rng.choice("甲乙，ab12 \u3000\n\xa0") for _ in range(rng.randint(1, 16)))
        slow, offsets = fold("\u200b" + text)
        assert fold(text) == (slow, tuple(offset - 1 for offset in offsets)), text
        blanks += " " in slow
    assert blanks > 100


def test_pieces_of_running_text_hold_whole_names():
    whole = running._sure(running._KINDS)
    written = [text for rule in rules.load("running").values() for text in texts(rule)] + [
        "报各区（含新区，下同）人民政府、市公安局、有关部门（单位）备案", "由市水务局（节水办、供水处）和各县（市、区）有关部门负责", "（市财政局（市水务局）、教育部）",
    ]
    for text in written:
        assert [(m.span(), m.lastgroup) for m in running._sure_in(text)] == [(m.span(), m.lastgroup) for m in whole.finditer(text)], text


def test_a_sentence_is_passed_over_only_where_no_verb_follows_a_list():
    text = "市水务局定期检查。水价另议。市财政局按规定拨付资金；供水企业自愿参加。"
    verb = rules.load("duties")["acts"].pattern
    starts = [0, *(i + 1 for i, c in enumerate(text) if c in "。；")]
    assert [text[i : i + 4] for i in duties._before_verbs(text, starts, verb)] == ["市水务局", "市财政局"]


def test_runs_are_folded_as_single_characters_are():
    """A run that is copied whole comes out as its characters do: folding text by text around a mark that changes nothing else."""
    rng = random.Random(5)
    for _ in range(2000):
        text = "".join(rng.choice("甲乙，。（）《》12〔〕－+丙") for _ in range(rng.randint(1, 20)))
        folded, offsets = fold(text)
        assert folded == "".join(fold(c)[0] for c in text)
        assert offsets == tuple(range(len(text)))
