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
        DiaryNumber("KS", 2021, 98, "103"),
        DiaryNumber("KS", 2021, 1682),
        DiaryNumber("KSN", 2001, 1),
    ]
    assert sorted([*sorted_[3:], *sorted_[:3]]) == sorted_
    assert sorted(map(str, sorted_)) != list(map(str, sorted_))


@pytest.mark.parametrize(
    ("number", "text", "stem"),
    [
        (DiaryNumber("KS", 2021, 1682, "103"), "KS-2021/1682.103", "KS-2021-1682.103"),
        (DiaryNumber("ÄON", 2021, 98), "ÄON-2021/98", "ÄON-2021-98"),
        (DiaryNumber("", 2010, 207, "1.4"), "2010/207.1.4", "2010-207.1.4"),
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


@pytest.mark.parametrize("text", ["KS-2021/1682.103", "ÄON-2021/98", "2010/207.1.4", "Kst-1999/1"])
def test_what_is_written_is_read_back(text: str) -> None:
    number = DiaryNumber.parse(text)
    assert str(number) == text
    assert (
        DiaryFormat("{organ}-{år}/{löpnr}[.{klass}]" if number.organ else "{år}/{löpnr}[.{klass}]").parse(text)
        == number
    )


@pytest.mark.parametrize(
    "text", ["", "KS", "KS 2021/1", "KS-2021/0", "KS-2021/1.", "KS-21/1", "KS-2021/١", " KS-2021/1", "KS–2021/1"]
)
def test_anything_else_is_no_diary_number(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        DiaryNumber.parse(text)
