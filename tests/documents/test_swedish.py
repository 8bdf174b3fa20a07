"""Swedish forms of names and dates."""

from __future__ import annotations

from datetime import date

import pytest

from ksflow.documents.swedish import (
    alphabetical,
    enumerated,
    genitive,
    long_date,
    lower_first,
    ordinal,
    upper_first,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kommunstyrelsen", "Kommunstyrelsens"),
        ("Kommunfullmäktige", "Kommunfullmäktiges"),
        ("Huddinge kommun", "Huddinge kommuns"),
        ("Bygglovs- och tillsynsnämnden", "Bygglovs- och tillsynsnämndens"),
        ("Kils", "Kils"),
        ("Borås", "Borås"),
        ("Åkers", "Åkers"),
        ("Alex", "Alex"),
        ("Schultz", "Schultz"),
        ("BORÅS STAD", "BORÅS STADS"),
        ("ÄLDRENÄMNDEN", "ÄLDRENÄMNDENS"),
        ("Nämnden för vuxna (VUN)", "Nämnden för vuxnas (VUN)"),
        ("KS", "KS:s"),
        ("KF", "KF:s"),
        ("KSAU", "KSAU:s"),
        ("SoN", "SoN:s"),
        ("Huge Bostäder AB", "Huge Bostäder AB:s"),
        ("Nämnd 2", "Nämnd 2:s"),
        ("Anna", "Annas"),
        ("Å", "Å:s"),
    ],
)
def test_the_genitive_is_the_one_that_svenska_skrivregler_give(name: str, expected: str) -> None:
    assert genitive(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kommunfullmäktige", "kommunfullmäktige"),
        ("Kommunstyrelsen", "kommunstyrelsen"),
        ("Äldrenämnden", "äldrenämnden"),
        ("Barn- och utbildningsnämnden", "barn- och utbildningsnämnden"),
        ("Valberedningen", "valberedningen"),
        ("Södertörns miljöförbund", "Södertörns miljöförbund"),
        ("Kommunstyrelsens arbetsutskott", "kommunstyrelsens arbetsutskott"),
        ("Nämnden för arbete och lärande", "nämnden för arbete och lärande"),
        ("Kommunrevisionen", "kommunrevisionen"),
        ("Kommunala pensionärsrådet", "kommunala pensionärsrådet"),
        ("Klimat-, miljö- och byggnadsnämnden", "klimat-, miljö- och byggnadsnämnden"),
        ("Huddinge kommunfullmäktige", "Huddinge kommunfullmäktige"),
        ("KS", "KS"),
        ("Å", "Å"),
        ("", ""),
    ],
)
def test_a_body_is_written_small_inside_a_sentence_and_an_abbreviation_is_not(name: str, expected: str) -> None:
    assert lower_first(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("kommunstyrelsen", "Kommunstyrelsen"), ("KS", "KS"), ("å", "Å"), ("", "")]
)
def test_a_name_is_written_large_first_in_a_heading(name: str, expected: str) -> None:
    assert upper_first(name) == expected


def test_a_date_is_written_out_with_the_month_in_small_letters() -> None:
    assert long_date(date(2021, 8, 1)) == "1 augusti 2021"
    assert [long_date(date(2024, month, 11)).split()[1] for month in (1, 5, 12)] == ["januari", "maj", "december"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a och b"),
        (["a", "b", "c"], "a, b och c"),
        (["bygglovs- och tillsynsnämnden", "kommunstyrelsen"], "bygglovs- och tillsynsnämnden samt kommunstyrelsen"),
    ],
)
def test_words_are_enumerated(words: list[str], expected: str) -> None:
    assert enumerated(words) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "första"), (2, "andra"), (12, "tolfte"), (13, "13:e"), (21, "21:a"), (22, "22:a"), (111, "111:e")],
)
def test_ordinals(number: int, expected: str) -> None:
    assert ordinal(number) == expected


def test_names_sort_as_in_swedish() -> None:
    names = ["Öberg", "ÅF", "Zeta", "älv", "Andersson", "Ek", "É", "ab"]
    assert sorted(names, key=alphabetical) == ["ab", "Andersson", "É", "Ek", "Zeta", "ÅF", "älv", "Öberg"]
