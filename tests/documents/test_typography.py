"""Swedish typography: what belongs together stays on one line, and letters are composed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksflow.documents.typography import typeset


@pytest.mark.parametrize(
    "text",
    [
        "den 11_augusti_2021",
        "11_augusti",
        "1_maj_2021 och 2_juni",
        "08-535_302_09",
        "0703-12_34_56",
        "141_85 Huddinge",
        "3_517_020_kr",
        "anslår 3_517_020_kr, alltså 3_517_tkr",
        "högst (12_000_kr)",
        "12_000 invånare",
        "1_000_000",
        "5_%",
        "2,5_procent",
        "10_mnkr",
        "25_miljoner",
        "3_kap._2_§",
        "3_kap._2_a_§",
        "2_§ kommunallagen",
        "§_14",
        "§§_14–16",
        "bilaga_1",
        "Bilaga_12",
        "bilagorna_1 och 2",
        "punkt_2",
        "punkterna_1–3",
        "att-sats_2",
        "12_m²",
        "5_km",
        "20_°C",
    ],
)
def test_what_belongs_together_gets_no_break_spaces(text: str) -> None:
    assert typeset(text.replace("_", " ")) == text.replace("_", "\u00a0")


@pytest.mark.parametrize(
    "text",
    [
        "i 3 dagar",
        "2021 2022 2023",
        "år 2021 200",
        "2021 200 400",
        "år 2021",
        "1. punkt",
        "kl. 12",
        "KS-2021/1682.103",
        "rad 12 i tabell",
        "a 5 b",
        "",
    ],
)
def test_other_blanks_are_left_as_they_are(text: str) -> None:
    assert typeset(text) == text


def test_decomposed_letters_are_composed() -> None:
    assert typeset("A\u030angstro\u0308m 5 %") == "Ångström 5\u00a0%"


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        st.one_of(st.sampled_from("0123456789 -,.§%kraugusti"), st.characters(exclude_categories=["Cs"])), max_size=40
    )
)
def test_nothing_but_blanks_and_composition_changes_and_doing_it_twice_changes_nothing_more(text: str) -> None:
    done = typeset(text)
    assert done.replace("\u00a0", " ") == unicodedata.normalize("NFC", text).replace("\u00a0", " ")
    assert typeset(done) == done
