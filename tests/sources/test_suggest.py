"""The nearest known word: what an author probably meant, and nothing when nothing is near."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksflow.sources.suggest import fold, nearest

KEYS = ("diarienummer", "datum", "rubrik", "nämnd", "handläggare", "beslutsförslag", "sändlista", "undertecknare")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("handlaggare", "handläggare"),
        ("handla\u0308ggare", "handläggare"),
        ("Handläggare", "handläggare"),
        ("beslutsforslag", "beslutsförslag"),
        ("besluts_förslag", "beslutsförslag"),
        ("Besluts förslag", "beslutsförslag"),
        ("beslutsförlsag", "beslutsförslag"),
        ("sandlista", "sändlista"),
        ("diarienr", "diarienummer"),
        ("namnd", "nämnd"),
        ("undertecknade", "undertecknare"),
    ],
)
def test_a_slip_finds_the_word_that_was_meant(written: str, meant: str) -> None:
    assert nearest(written, KEYS) == meant


@pytest.mark.parametrize("written", ["", " ", "---", "färg", "x", "🚲", "日付", "k" * 5000])
def test_a_word_near_none_is_given_no_suggestion(written: str) -> None:
    assert nearest(written, KEYS) is None


def test_a_word_of_signs_only_is_not_taken_for_another_one() -> None:
    assert nearest("---", ["***", "!!!"]) is None


def test_nothing_is_near_when_nothing_is_known() -> None:
    assert nearest("datum", []) is None


def test_of_two_words_that_differ_in_å_only_the_first_is_suggested() -> None:
    assert nearest("Skal", ["skäl", "skål"]) == "skäl"


def test_folding_makes_å_an_a_and_drops_signs_and_blanks() -> None:
    assert fold("Handläggare_1") == fold("handla\u0308ggare 1") == "handlaggare1"


@given(st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_folding_leaves_plain_letters_and_digits_and_is_done_once_for_all(word: str) -> None:
    folded = fold(word)
    assert folded.isascii()
    assert folded == fold(folded)
    assert not folded or folded.isalnum()


@given(st.sampled_from(KEYS))
@settings(max_examples=20, deadline=None)
def test_every_known_word_is_nearest_to_itself(word: str) -> None:
    assert nearest(word.upper(), KEYS) == word
