"""Texts in formats that cannot carry every character."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.carrying import for_xml


@pytest.mark.parametrize("bad", ["\x00", "\x08", "\x0b", "\x0c", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff"])
def test_what_xml_forbids_becomes_one_visible_sign(bad):
    assert for_xml(f"甲{bad}乙") == "甲\ufffd乙"


def test_what_xml_carries_stays():
    text = "甲\t乙\n丙\r<&>\"' \x7f\x85\u2028\ud7ff\ue000\ufffd\U00010000\U0010ffff𠮷"
    assert for_xml(text) == text


@given(st.text(st.characters(codec=None)))
def test_any_text_can_stand_in_a_file(text):
    carried = for_xml(text)
    assert len(carried) == len(text)
    element = ET.Element("a")
    element.text = carried
    read = ET.fromstring(ET.tostring(element, encoding="utf-8")).text or ""
    assert read == carried.replace("\r\n", "\n").replace("\r", "\n")
