"""The recognisers in spaCy: as one component, as parts, and beside a component of the user's own."""

import pytest
import spacy
from spacy.language import Language

from policygraph import components


def test_one_component_gives_spans_and_facts(sample_text, sample_reading):
    nlp = spacy.blank("zh")
    nlp.add_pipe("policygraph")
    doc = nlp(sample_text)
    assert len(doc._.policygraph.documents) == len(sample_reading.documents)
    for name, _ in components.GROUPS:
        facts = [f for d in sample_reading.documents for f in getattr(d, name)]
        assert [(s.text, s.id_) for s in doc.spans[name]] == [(f.evidence.exact, f.rule) for f in facts]


def test_parts_can_be_chosen_and_an_own_one_added(sample_text):
    @Language.component("test_counts_citations")
    def count(doc):
        doc.user_data["citations"] = len(doc.spans["citations"])
        return doc

    nlp = spacy.blank("zh")
    for name in ("policygraph_acts", "policygraph_citations", "test_counts_citations"):
        nlp.add_pipe(name)
    doc = nlp(sample_text)
    assert doc.user_data["citations"] > 5 and not doc._.policygraph.documents[0].responsibilities


def test_a_recogniser_without_acts_says_what_to_add():
    nlp = spacy.blank("zh")
    nlp.add_pipe("policygraph_citations")
    with pytest.raises(ValueError, match="policygraph_acts"):
        nlp("根据《城市供水条例》。")


def test_a_text_without_an_act_is_empty():
    nlp = spacy.blank("zh")
    nlp.add_pipe("policygraph")
    assert nlp("今天下雨。")._.policygraph.documents == ()
