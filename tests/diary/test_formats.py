"""The library of named formats, and the numbers that were really published."""

from __future__ import annotations

import unicodedata

import pytest

from conftest import ROOT
from ksflow.diary.format import DiaryFormat, PatternFault
from ksflow.diary.formats import diary_format, named_formats, recognise
from ksflow.diary.number import DiaryNumber

PUBLISHED = [
    line.split("\t")
    for line in (ROOT / "tests" / "data" / "diary_numbers.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


@pytest.mark.parametrize("row", PUBLISHED, ids=[row[0] for row in PUBLISHED])
def test_a_published_number_is_recognised_with_its_parts(row: list[str]) -> None:
    raw, name, organ, year, serial, classification, document = row
    number = DiaryNumber(organ, int(year), int(serial), classification, document)
    assert (name, number) in [(reading.named.name, reading.number) for reading in recognise(raw)]


@pytest.mark.parametrize("row", PUBLISHED, ids=[row[0] for row in PUBLISHED])
def test_nearly_every_published_number_can_be_read_in_one_way_only(row: list[str]) -> None:
    ambiguous = {"KFKS 2015/864-439"}  # a class in Nacka, a document in Lindesberg
    assert (len({reading.number for reading in recognise(row[0])}) > 1) == (row[0] in ambiguous)


@pytest.mark.parametrize("name", named_formats())
def test_a_named_format_writes_its_example_as_it_was_published(name: str) -> None:
    named = named_formats()[name]
    assert named.form.format(named.form.parse(named.example)) == named.example
    assert named.authority


def test_names_are_found_whatever_their_case_and_how_å_is_composed() -> None:
    tyresö = DiaryFormat("{år}/{ORGAN} {löpnr:4}[ {klass}]")
    assert (
        diary_format("tyresö")
        == diary_format(" Tyresö")
        == diary_format(unicodedata.normalize("NFD", "tyresö"))
        == tyresö
    )


def test_a_pattern_stands_for_itself() -> None:
    assert diary_format("{år}/{löpnr}") == DiaryFormat("{år}/{löpnr}")


def test_a_name_that_nobody_has_is_a_pattern_without_parts() -> None:
    with pytest.raises(PatternFault, match=r"^needed$"):
        diary_format("tyres")


def test_a_number_that_would_be_written_just_so_is_preferred() -> None:
    assert [reading.named.name for reading in recognise("KS 2017/0996")] == ["lund", "varberg"]
    assert {reading.number.serial for reading in recognise("TT 2014/00148")} == {148}


def test_the_year_tells_a_serial_that_stands_first() -> None:
    assert [reading.named.name for reading in recognise("Ks 1112/2014")] == ["örebro"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hej",
        "x" * 5000,
        "KS",
        "2021",
        "KS § 1:6",
        "15/2014",
        "21:14",
        "KS SBU 7/10",
        "MSN: 5/2014",
        "skattesats 21:14",
    ],
)
def test_what_nobody_writes_is_not_recognised(text: str) -> None:
    assert recognise(text) == []
