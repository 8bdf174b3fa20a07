"""The diary number as a value."""

from __future__ import annotations

import pickle
import re

import pytest

from ksflow.diary.format import DiaryFormat
from ksflow.diary.number import DiaryNumber


def test_numbers_sort_by_organ_year_and_serial_never_by_text() -> None:
    sorted_ = [
        DiaryNumber("BUN", 2022, 5),
        DiaryNumber("KS", 2009, 700),
        DiaryNumber("KS", 2021, 9),
        DiaryNumber("KS", 2021, 98),
        DiaryNumber("KS", 2021, 98, "", "7"),
        DiaryNumber("KS", 2021, 98, "", "12"),
        DiaryNumber("KS", 2021, 98, "1.4"),
        DiaryNumber("KS", 2021, 98, "1.4b"),
        DiaryNumber("KS", 2021, 98, "1.10"),
        DiaryNumber("KS", 2021, 98, "103"),
        DiaryNumber("KS", 2021, 98, "103", "2014.7"),
        DiaryNumber("KS", 2021, 98, "103", "2014.30"),
        DiaryNumber("KS", 2021, 1682),
        DiaryNumber("KSN", 2001, 1),
    ]
    assert sorted([*sorted_[3:], *sorted_[:3]]) == sorted_
    assert sorted(map(str, sorted_)) != list(map(str, sorted_))


def test_letters_sort_as_in_swedish() -> None:
    organs = ["AN", "SBN", "SBN Mex", "SN", "ZN", "ÅN", "ÄON", "ÖN"]
    unsorted = [DiaryNumber(organ, 2021, 1) for organ in sorted(organs, key=lambda organ: organ[::-1])]
    assert [number.organ for number in sorted(unsorted)] == organs


def test_equal_letters_in_other_case_are_one_series_but_not_the_same_number() -> None:
    sorted_ = [
        DiaryNumber("KS", 2020, 1),
        DiaryNumber("Ks", 2021, 1),
        DiaryNumber("ks", 2021, 2),
        DiaryNumber("KS", 2022, 1),
    ]
    assert sorted([*sorted_[2:], *sorted_[:2]]) == sorted_
    assert DiaryNumber("KS", 2021, 1) != DiaryNumber("Ks", 2021, 1)


def test_numbers_compare_with_numbers_only() -> None:
    assert DiaryNumber("KS", 2021, 1) <= DiaryNumber("KS", 2021, 1) < DiaryNumber("KS", 2021, 2)
    assert DiaryNumber("KS", 2021, 2) >= DiaryNumber("KS", 2021, 2) > DiaryNumber("KS", 2021, 1)
    with pytest.raises(TypeError):
        _ = DiaryNumber("KS", 2021, 1) < "KS-2021/2"


@pytest.mark.parametrize(
    ("number", "text", "stem"),
    [
        (DiaryNumber("KS", 2021, 1682, "103"), "KS-2021/1682.103", "KS-2021-1682.103"),
        (DiaryNumber("ÄON", 2021, 98), "ÄON-2021/98", "ÄON-2021-98"),
        (DiaryNumber("", 2010, 207, "1.4"), "2010/207.1.4", "2010-207.1.4"),
        (DiaryNumber("KS", 2021, 1682, "103", "7"), "KS-2021/1682.103-7", "KS-2021-1682.103-7"),
    ],
)
def test_a_number_has_a_form_for_people_and_one_for_files(number: DiaryNumber, text: str, stem: str) -> None:
    assert (str(number), number.file_stem) == (text, stem)


def test_a_file_name_never_begins_with_a_hyphen_that_a_command_would_take_for_an_option() -> None:
    assert not DiaryNumber("", 2021, 1).file_stem.startswith("-")


def test_equal_numbers_are_one_in_a_set_and_survive_the_way_to_another_process() -> None:
    number = DiaryNumber("KS", 2021, 1682, "103")
    assert {number, DiaryNumber("KS", 2021, 1682, "103")} == {number}
    assert pickle.loads(pickle.dumps(number)) == number


@pytest.mark.parametrize(
    "text",
    ["KS-2021/1682.103", "ÄON-2021/98", "2010/207.1.4", "Kst-1999/1", "KS-2021/1682-7", "KS-2021/1682.103-12",
     "KS-2014/143-2014.3074", "SBN Mex-2010/4.358"],
)  # fmt: skip
def test_what_is_written_is_read_back(text: str) -> None:
    assert str(DiaryNumber.parse(text)) == text


@pytest.mark.parametrize("text", ["KS-2021/1682.103", "ÄON-2021/98", "Kst-1999/1", "KS-2021/1682.103-7"])
def test_the_own_format_can_be_declared(text: str) -> None:
    form = DiaryFormat("{organ}-{år}/{löpnr}[.{klass}][-{handling}]")
    assert form.parse(text) == DiaryNumber.parse(text)


@pytest.mark.parametrize(
    "text", ["", "KS", "KS 2021/1", "KS-2021/0", "KS-2021/1.", "KS-21/1", "KS-2021/١", " KS-2021/1", "KS–2021/1",
     "KS-2021/1-", "KS-2021/1-07", "KS-2021/1..3", "KS-2021/1-7.103", "KS  Mex-2021/1"],
)  # fmt: skip
def test_anything_else_is_no_diary_number(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        DiaryNumber.parse(text)
