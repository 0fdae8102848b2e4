"""The bundled sample, to the last statement: what a person read in it is what the program finds, no more and no less.

``sample_expected.json`` was written by reading the text. Each test compares one
kind of statement over the whole issue, so that a failure lists every
difference of that kind at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from policygraph.reading.folding import folded, same_key

RELATIONS = {
    "based_on": "basis", "applies": "implements", "forwards": "forwards", "amends": "amends", "repeals": "repeals",
    "mentions": "mentions",
}
HEAD = ("title", "enclosed_title", "type", "signed", "printed", "effective", "expires", "registration")
#: Kinds of statement in the annotation -> attribute of a document.
LISTS = {
    "citations": "citations", "responsibilities": "responsibilities", "duties": "duties", "programmes": "programmes",
    "targets": "targets", "funds": "funding",
}


@pytest.fixture(scope="module")
def pairs(sample_reading, sample_expected) -> list[tuple[dict, object]]:
    """Each annotated document with the one found for it, by number."""
    found = {document.number.text: document for document in sample_reading.documents if document.number}
    assert list(found) == [document["number"] for document in sample_expected["documents"]]
    assert len(found) == len(sample_reading.documents)
    return [(document, found[document["number"]]) for document in sample_expected["documents"]]


def locators(document) -> dict[str, str]:
    return {"": "", **{provision.id: provision.locator for provision in document.provisions}}


def differences(pairs: Iterable, kind: str, of_gold: Callable, of_found: Callable) -> list[str]:
    """What is missing (-) and what is too much (+), by document."""
    lines = []
    for gold, document in pairs:
        want = sorted(map(str, (of_gold(entry) for entry in gold[kind])))
        got = sorted(map(str, (of_found(document, entry) for entry in getattr(document, LISTS[kind]))))
        lines += [f"- {gold['number']} {row}" for row in without(want, got)]
        lines += [f"+ {gold['number']} {row}" for row in without(got, want)]
    return lines


def without(rows: list[str], others: list[str]) -> list[str]:
    left = list(others)
    missing = []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            missing.append(row)
    return missing


def assert_same(pairs: Iterable, kind: str, of_gold: Callable, of_found: Callable) -> None:
    found = differences(pairs, kind, of_gold, of_found)
    assert not found, "\n" + "\n".join(found)


def test_the_annotation_shows_every_kind_of_statement(sample_expected):
    documents = sample_expected["documents"]
    assert len(documents) == 6
    assert sum(len(document[kind]) for document in documents for kind in LISTS) == 79
    every = {kind: [entry for document in documents for entry in document[kind]] for kind in LISTS}
    assert {entry["relation"] for entry in every["citations"]} == set(RELATIONS.values())
    assert {entry["role"] for entry in every["responsibilities"]} == {"lead", "cooperate", "responsible"}
    assert {entry["kind"] for entry in every["responsibilities"]} == {"agency", "group", "generic"}
    assert {entry["comparator"] for entry in every["targets"]} == {"=", ">=", "<=", ">"}
    assert any("value_max" in entry for entry in every["targets"]) and any(entry["unit"] == "%" for entry in every["targets"])
    assert any(entry["alias"] for entry in every["citations"])
    assert every["duties"] and every["programmes"] and every["funds"]


def test_issue(sample_reading, sample_expected):
    issue = sample_reading.issue
    assert {"title": issue.title, "year": issue.year, "number": issue.number, "total": issue.total} == sample_expected["issue"]


def test_pages_come_from_the_table_of_contents(pairs):
    assert [document.page for _, document in pairs] == [3, 5, 8, 10, 13, 15]


@pytest.mark.parametrize("field", HEAD)
def test_head(pairs, field):
    key = same_key if field in ("title", "enclosed_title") else str
    wrong = [
        f"{gold['number']}: {gold[field]!r} is annotated, {getattr(document, field)!r} found" for gold, document in pairs
        if key(gold[field] or "") != key(getattr(document, field) or "")
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("field", ["issuers", "addressees"])
def test_issuers_and_addressees(pairs, field):
    for gold, document in pairs:
        names = [agency.name for agency in getattr(document, field)]
        assert len(names) == len(gold[field]), (gold["number"], names)
        for want, got in zip(gold[field], names, strict=True):
            assert got.endswith(want.removeprefix("市").removeprefix("济南")), (gold["number"], want, got)


def test_citations(pairs):
    def found(document, citation):
        target = citation.target
        return (
            same_key(target.title or ""), target.number.text if target.number else None, RELATIONS[citation.relation],
            locators(document)[citation.provision],
        )

    assert_same(pairs, "citations", lambda e: (same_key(e["title"] or ""), e["number"], e["relation"], e["locator"]), found)


def test_an_alias_is_resolved_to_the_document_it_stands_for(pairs):
    document = {gold["number"]: document for gold, document in pairs}["济政发〔2017〕11号"]
    (again,) = [citation for citation in document.citations if citation.relation == "based_on" and citation.target.number]
    assert (again.target.number.text, again.resolution, again.evidence.exact) == ("鲁政发〔2017〕5号", "alias", "《实施意见》")


def test_responsibilities(pairs):
    def found(document, entry):
        return locators(document)[entry.provision], folded(entry.printed), entry.role, entry.agency.kind

    assert_same(pairs, "responsibilities", lambda e: (e["locator"], folded(e["agency"]), e["role"], e["kind"]), found)


def test_agencies_by_their_full_official_names(pairs):
    wrong = []
    for gold, document in pairs:
        for kind in ("responsibilities", "duties"):
            accepted = {(entry["locator"], folded(entry["agency"])): entry["canonical"] for entry in gold[kind]}
            for entry in getattr(document, kind):
                want = accepted.get((locators(document)[entry.provision], folded(entry.printed)))
                if want and entry.agency.name not in want:
                    wrong.append(f"{gold['number']} {entry.printed}: {entry.agency.name}, not {' or '.join(want)}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_duties(pairs):
    def found(document, entry):
        return locators(document)[entry.provision], folded(entry.printed), entry.agency.kind

    assert_same(pairs, "duties", lambda e: (e["locator"], folded(e["agency"]), e["kind"]), found)


def test_what_a_duty_is(pairs):
    """The action is what the annotation says, perhaps with a word more or less at its ends."""
    for gold, document in pairs:
        for entry in gold["duties"]:
            said = [duty.action for duty in document.duties if folded(duty.printed) == folded(entry["agency"])]
            assert any(common_run(entry["action"], action) >= 4 for action in said), (entry, said)


def common_run(one: str, other: str) -> int:
    """The length of the longest run of characters that two texts share."""
    runs = (n for n in range(min(len(one), len(other)), 0, -1) for i in range(len(one) - n + 1) if one[i : i + n] in other)
    return next(runs, 0)


def test_programmes(pairs):
    lines = []
    for gold, document in pairs:
        want = [{same_key(name) for name in (entry["name"], *entry["variants"])} for entry in gold["programmes"]]
        got = [{same_key(name) for name in (entry.name, entry.printed, *entry.other)} for entry in (*document.programmes, *document.measures)]
        lines += [f"- {gold['number']} {sorted(names)}" for names in want if not any(names & other for other in got)]
        lines += [f"+ {gold['number']} {sorted(names)}" for names in got if not any(names & other for other in want)]
    assert not lines, "\n" + "\n".join(lines)


def test_programmes_and_measures(pairs):
    """A working mechanism is a measure. A city's watchword with 建设 is annotated as a programme and read as a measure, which is known."""
    programmes = {mention.core for _, document in pairs for mention in document.programmes}
    measures = {mention.core for _, document in pairs for mention in document.measures}
    assert {"企业上云", "全国文明城市", "商标品牌"} <= programmes and measures == {"三位一体", "智慧泉城"}


def test_targets(pairs):
    def found(document, entry):
        return (
            locators(document)[entry.provision], float(entry.value), entry.maximum and float(entry.maximum), entry.unit,
            entry.comparator, entry.deadline,
        )

    def annotated(entry):
        most = entry.get("value_max")
        return entry["locator"], float(entry["value"]), most and float(most), entry["unit"], entry["comparator"], entry["deadline"]

    assert_same(pairs, "targets", annotated, found)


def test_funds(pairs):
    def found(document, entry):
        return locators(document)[entry.provision], entry.value, entry.unit, entry.comparator

    assert_same(pairs, "funds", lambda e: (e["locator"], float(e["amount"]), e["unit"], e["comparator"]), found)


def statements_with_evidence(reading):
    for document in reading.documents:
        yield document
        for name in ("fields", "provisions", "agencies", *LISTS.values()):
            yield from getattr(document, name)


def test_every_statement_points_to_its_characters(sample_reading, sample_text):
    assert sample_reading.source.text == sample_text
    count = 0
    for statement in statements_with_evidence(sample_reading):
        evidence = statement.evidence
        assert sample_text[evidence.start : evidence.end] == evidence.exact, statement
        around = sample_text[evidence.start - len(evidence.prefix) : evidence.end + len(evidence.suffix)]
        assert evidence.prefix + evidence.exact + evidence.suffix == around, statement
        count += 1
    assert count > 150


def test_evidence_stands_where_a_reader_put_it(pairs, sample_text):
    """Each annotated quote is touched by the evidence of a statement of its kind, in the same document."""
    missed = []
    for gold, document in pairs:
        for kind, attribute in LISTS.items():
            more = document.measures if kind == "programmes" else ()
            spans = [(entry.evidence.start, entry.evidence.end) for entry in (*getattr(document, attribute), *more)]
            for entry in gold[kind]:
                start = sample_text.find(entry["exact"], document.start, document.end)
                assert start >= 0, f"{gold['number']}: no {entry['exact']!r} in this document"
                end = start + len(entry["exact"])
                if not any(start < last and first < end for first, last in spans):
                    missed.append(f"{gold['number']} {kind} {entry['exact']}")
    assert not missed, "\n" + "\n".join(missed)


def test_a_syllable_printed_twice_at_a_page_break_counts_once(pairs):
    document = {gold["number"]: document for gold, document in pairs}["济政发〔2017〕11号"]
    (provision,) = [provision for provision in document.provisions if provision.locator == "一"]
    assert "信息台账" in provision.text and "台台账" not in provision.text and "—8—" not in provision.text


def test_the_table_of_contents_is_no_document(sample_reading, sample_text):
    assert min(document.start for document in sample_reading.documents) > sample_text.index("（济政办字[2017]900号）")


def test_two_readings_are_equal(sample_path, sample_extraction):
    from policygraph.pipeline import extract

    assert extract(sample_path) == sample_extraction
