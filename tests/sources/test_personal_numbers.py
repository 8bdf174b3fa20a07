"""Numbers of persons are found, and hidden; other numbers are left alone."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from ksflow.sources.personal_numbers import Kind, has_check_digit, masked, personal_numbers

WRITTEN = date(2024, 3, 4)
HYPHENS = "-+\u2010\u2011\u2012\u2013\u2212"


def kinds(text: str, written: date | None = WRITTEN) -> list[Kind]:
    return [found.kind for found in personal_numbers(text, written)]


def with_check_digit(nine: str) -> str:
    return next(nine + last for last in "0123456789" if has_check_digit(nine + last))


@st.composite
def written_numbers(draw: st.DrawFn, hyphens: str = HYPHENS) -> str:
    """Return numbers of persons born in the last hundred years, in the ways that people write them."""
    born = draw(st.dates(date(1925, 1, 1), WRITTEN))
    day = born.day + 60 * draw(st.booleans())
    ten = with_check_digit(f"{born:%y%m}{day:02}{draw(st.integers(0, 999)):03}")
    century = f"{born:%Y}"[:2] if draw(st.booleans()) else ""
    return f"{century}{ten[:6]}{draw(st.sampled_from(hyphens))}{ten[6:]}"


@given(
    written_numbers(), st.sampled_from(["", "Sökanden, ", "(", "pnr: ", "å "]), st.sampled_from(["", ".", ")", ", bor"])
)
def test_every_number_with_a_hyphen_is_found_alone(number: str, before: str, after: str) -> None:
    text = before + number + after
    (found,) = personal_numbers(text, WRITTEN)
    assert text[found.start : found.end] == number
    assert found.kind is Kind.CERTAIN
    assert found.coordination == (int(number[-7:-5]) > 60)


@given(written_numbers(), st.text(st.characters(exclude_categories=["Nd"]), max_size=9), st.text(max_size=3))
def test_what_is_hidden_has_the_same_length_and_not_the_last_digits(number: str, before: str, after: str) -> None:
    after = re.sub(r"^[0-9]+", "", after)
    text = before + number + after
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert hidden == f"{before}{number[:-4]}****{masked(after)}"
    assert masked(hidden) == hidden


@given(st.text(alphabet="0123456789-+ /.åx\n", max_size=60))
def test_everything_that_is_found_is_hidden(text: str) -> None:
    for found in personal_numbers(text, WRITTEN, glued=True):
        assert masked(text)[found.start : found.end].endswith("****")


@given(st.integers(0, 10**10 - 1))
def test_ten_digits_alone_say_nothing(digits: int) -> None:
    assert kinds(f"Fakturan {digits:010} betalas.") == []


@given(st.integers(0, 10**6 - 1), st.integers(0, 10**4 - 1))
def test_digits_that_are_no_day_or_have_a_wrong_check_digit_are_no_person(front: int, back: int) -> None:
    number = f"{front:06}-{back:04}"
    if kinds(number):
        assert has_check_digit(number.replace("-", ""))
        assert 1 <= int(number[2:4]) <= 12
        assert 1 <= int(number[4:6]) % 60 <= 31


def test_no_diary_number_is_a_person() -> None:
    for name in ("diary_numbers.tsv",):
        with (ROOT / "tests" / "data" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter="\t"):
                assert kinds(" ".join(row)) == []
                assert masked(" ".join(row)) == " ".join(row)


def test_no_correct_case_holds_a_person_and_no_line_of_them_is_changed_in_reports() -> None:
    files = [*(ROOT / "cases").glob("*.yaml"), *(ROOT / "tests/data/rules/prose").glob("*.yaml"), ROOT / "kommun.yaml"]
    assert len(files) > 10
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert kinds(text) == []
        assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "212000-0068",
        "556036-0793",
        "5560360793",
        "08-535 302 09",
        "070-174 06 35",
        "2021-08-11",
        "5050-1055",
        "12 34 56-7",
        "KS-2021/1682.103",
        "3 517 020 kr",
        "SE556036079301",
        "8f14e45f-ceea-467f-a0e6-811218987600",
    ],
)
def test_organisations_telephones_accounts_and_amounts_are_no_persons(text: str) -> None:
    assert kinds(text) == []
    assert masked(text) == text


def test_a_number_is_told_by_words_beside_it_or_by_its_hyphen() -> None:
    assert kinds("8112189876") == []
    assert kinds("personnummer 8112189876") == [Kind.LIKELY]
    assert kinds("8112189876 (pnr)") == [Kind.LIKELY]
    assert kinds("född 811218 9876") == [Kind.LIKELY]
    assert kinds("811218-9876") == kinds("198112189876") == [Kind.CERTAIN]
    assert kinds("850101-XXXX") == kinds("850101-****") == [Kind.COVERED]


def test_twelve_digits_near_the_day_of_the_text_are_a_moment() -> None:
    twelve = next(
        f"{day:%Y%m%d}{time}"
        for day in [date(2024, 3, 4)]
        for time in map("{:04}".format, range(1000, 1060))
        if has_check_digit(f"{day:%y%m%d}{time}")
    )
    assert kinds(twelve) == []
    assert kinds(twelve, None) == [Kind.CERTAIN]


def test_nobody_is_born_after_the_text_or_very_long_before() -> None:
    later = with_check_digit("300101001")
    assert kinds(f"20{later[:6]}-{later[6:]}") == []
    assert kinds(f"18{later[:6]}-{later[6:]}") == []
    assert kinds(f"19{later[:6]}-{later[6:]}") == [Kind.CERTAIN]


def test_a_leap_day_is_a_day_only_in_a_leap_year() -> None:
    leap, none = with_check_digit("960229001"), with_check_digit("970229001")
    assert kinds(f"{leap[:6]}-{leap[6:]}") == [Kind.CERTAIN]
    assert kinds(f"{none[:6]}-{none[6:]}") == []


def test_inside_a_file_name_only_who_asks_for_it_finds_one() -> None:
    name = "bilagor/avtal_811218-9876.pdf"
    assert kinds(name) == []
    assert [found.kind for found in personal_numbers(name, WRITTEN, glued=True)] == [Kind.CERTAIN]
    assert masked(name) == "bilagor/avtal_811218-****.pdf"
