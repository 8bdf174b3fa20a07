"""Which character of a number is wrong, and what was expected there."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_format import PATTERNS, numbers

from ksflow.diary.diagnosis import diagnose
from ksflow.diary.format import DiaryFormat

HUDDINGE = DiaryFormat()


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("KS2021/1682", 3, "Expected a hyphen “-”, found “2”"),
        ("KS–2021/1682", 3, "Expected a hyphen “-”, found an en dash “–”"),
        ("KS\u00a02021/1682", 3, "Expected a hyphen “-”, found a no-break space"),
        ("KS\u20112021/1682", 3, "Expected a hyphen “-”, found a no-break hyphen"),
        ("KS-\u200b2021/1682", 4, "Expected the year, four digits that begin with 1 or 2, found a space without width"),
        ("KS-２021/1682", 4, "Expected the year, four digits that begin with 1 or 2, found a full-width digit (“２”)"),
        ("KS-20٢1/1682", 6, "Expected the year, four digits, found a digit of another kind (“٢”)"),
        ("KS-2O21/1682", 5, "Expected the year, four digits, found the letter O instead of 0"),
        ("KS-202l/1682", 7, "Expected the year, four digits, found the letter l instead of 1"),
        ("KS-21/1682", 6, "Expected the year, four digits, found “/”"),
        ("KS-3021/1682", 4, "Expected the year, four digits that begin with 1 or 2, found “3”"),
        ("KS-2021-1682", 8, "Expected “/”, found a hyphen “-”"),
        ("KS-2021\\1682", 8, "Expected “/”, found a backslash “\\”"),
        ("KS-2021∕1682", 8, "Expected “/”, found a division slash “∕”"),
        ("KS-2021/ 1682", 9, "Expected the serial number, digits, found a blank"),
        ("KS-2021/x", 9, "Expected the serial number, digits, found “x”"),
        ("KS-2021/0", 9, "There is no serial number 0"),
        ("KS-2021/000", 9, "There is no serial number 0"),
        ("KS-2021/1682 ", 13, "Expected “.” or the end of the number, found a blank"),
        ("KS-2021/1682:103", 13, "Expected “.” or the end of the number, found “:”"),
        ("KS-2021/1682.", 14, "Expected the classification, which begins with a digit, but the number ends"),
        ("KS-2021/1682.a", 14, "Expected the classification, which begins with a digit, found “a”"),
        ("KS-2021/1682.103\t", 17, "Expected the end of the number, found a tab"),
        ("KS-2021", 8, "Expected “/”, but the number ends"),
        ("KS", 3, "Expected a hyphen “-”, but the number ends"),
        ("", 1, "Expected the organ, letters, but the number ends"),
        ("2021/1682", 1, "Expected the organ, letters, found “2”"),
        ("КS-2021/1682", 1, "Expected the organ, letters, found a Cyrillic letter (“К”)"),
        ("K\u03a3-2021/1682", 2, "Expected a hyphen “-”, found a Greek letter (“Σ”)"),
        ("ＫS-2021/1682", 1, "Expected the organ, letters, found a full-width “K”"),
        ("KS-2021/1\x00", 10, "Expected “.” or the end of the number, found an invisible character (U+0000)"),
        ("ABCDEFGHIJK-2021/1", 11, "Expected a hyphen “-”, found “K”"),
    ],
)
def test_the_wrong_character_is_named_with_what_was_expected(text: str, column: int, message: str) -> None:
    fault = diagnose(HUDDINGE, text)
    assert (fault.column, fault.message) == (column, message)


@pytest.mark.parametrize(
    ("pattern", "text", "column", "message"),
    [
        ("{ORGAN} {år}/{löpnr}", "Ks 2021/1", 2, "Expected a blank, found “s”"),
        ("{ORGAN} {år}/{löpnr}", "ks 2021/1", 1, "Expected the organ, capital letters, found “k”"),
        ("{Organ} {löpnr}/{år}", "ks 1/2021", 1, "Expected the organ, a capital letter and small ones, found “k”"),
        ("{ORGAN} {enhet} {år}/{löpnr}", "SBN 2010/4", 5, "Expected the unit, letters, found “2”"),
        ("{löpnr:4}/{år:2}", "263/19", 4, "Expected the serial number, at least 4 digits, found “/”"),
        ("{löpnr:4}/{år:2}", "0263/2019", 8, "Expected the end of the number, found “1”"),
        ("{löpnr:4}/{år:2}", "0263/1", 7, "Expected the year, two digits, but the number ends"),
        ("{år}/{löpnr}-{klass:3}", "2015/173-40", 12, "Expected the classification, 3 digits, but the number ends"),
        ("{år}/{löpnr}[-{handling}]", "2021/1-07", 8, "Expected the document's number, digits, found “0”"),
        ("{år} nr {löpnr}", "2021 1", 6, "Expected “n”, found “1”"),
        (
            "{år}/{löpnr}[.{klass}][-{handling}]",
            "2021/1+",
            7,
            "Expected a hyphen “-” or “.” or the end of the number, found “+”",
        ),
    ],
)
def test_what_is_expected_follows_the_pattern(pattern: str, text: str, column: int, message: str) -> None:
    fault = diagnose(DiaryFormat(pattern), text)
    assert (fault.column, fault.message) == (column, message)


def test_columns_are_those_of_the_text_as_it_was_given() -> None:
    text = unicodedata.normalize("NFD", "ÄÖN–2021/1")
    assert diagnose(HUDDINGE, text).column == text.index("–") + 1


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_the_first_wrong_character_is_the_one_that_was_put_in(pattern: str, data: st.DataObject) -> None:
    form = DiaryFormat(pattern)
    text = form.format(data.draw(numbers(pattern)))
    position = data.draw(st.integers(0, len(text) - 1))
    assert diagnose(form, f"{text[:position]}!{text[position + 1 :]}").column == position + 1


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_number_that_is_cut_off_ends_too_early(pattern: str, data: st.DataObject) -> None:
    form = DiaryFormat(pattern)
    text = form.format(data.draw(numbers(pattern)))
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    if not form.reads(cut):
        fault = diagnose(form, cut)
        assert fault.column == len(cut) + 1 or fault.message == "There is no serial number 0"


@given(st.text(max_size=30), st.sampled_from(PATTERNS))
@settings(max_examples=300, deadline=None)
def test_every_text_is_read_or_has_a_fault_at_a_place(text: str, pattern: str) -> None:
    form = DiaryFormat(pattern)
    if form.reads(text):
        with pytest.raises(ValueError, match=re.escape(text)):
            diagnose(form, text)
    else:
        assert 1 <= diagnose(form, text).column <= len(text) + 1
