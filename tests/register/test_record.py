"""What the register takes from a case: the numbers that its texts name, and what it must not lose."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksflow.diary.format import DiaryFormat
from ksflow.diary.formats import named_formats
from ksflow.register.facts import facts_of, record_of
from ksflow.register.record import CaseText, Record, RecordReader, reference_pattern
from ksflow.sources.textfile import TextFile

PIECES = st.sampled_from(
    ["KS", "Ks", "RÄN", "ks", " ", "-", "/", ":", ".", "2021", "1999", "1", "16", "1682", "103", "och/eller", "\n", "å"]
)


def record(text: str, form: DiaryFormat | None = None) -> Record:
    return read(text, form)[0]


def read(text: str, form: DiaryFormat | None = None) -> tuple[Record, CaseText]:
    return RecordReader(Path("/x"), form or DiaryFormat()).read(TextFile("cases/x.yaml", text), Path("/x/cases"))


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(list(named_formats().values())))
def test_the_quick_way_finds_the_numbers_that_a_search_through_all_finds(text: str, form: object) -> None:
    diary_format = DiaryFormat(getattr(form, "pattern"))  # noqa: B009
    reader = RecordReader(Path("/x"), diary_format)
    assert list(reader._references(text)) == [match.group() for match in reference_pattern(diary_format).finditer(text)]


def test_a_number_far_into_a_long_line_is_found_whole() -> None:
    for blanks in range(100, 400):
        text = f"1/2{'x' * blanks} KS-2021/1682.103 {'y' * blanks}/3"
        assert record(f"sammanfattning: {text}").references == ["KS-2021/1682.103"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("(KS-2021/1), KS-2021/2. KS-2021/3.103.", ["KS-2021/1", "KS-2021/2", "KS-2021/3.103"]),
        ("1KS-2021/1 KS-2021/1a https://x.se/KS-2021/1 a-KS-2021/1", []),
        ("KS-2021/1 och KS-2021/1", ["KS-2021/1"]),
        ("**KS-2021/1** _KS-2021/2_ [KS-2021/3](https://x.se)", ["KS-2021/1", "KS-2021/3"]),
    ],
)
def test_numbers_stand_by_themselves(text: str, numbers: list[str]) -> None:
    assert record(f'sammanfattning: "{text}"').references == numbers


def test_all_that_a_case_says_can_be_searched() -> None:
    text = dedent("""\
        rubrik: Titeln
        sammanfattning: A\u030ar
        beslutsförslag:
          - {från: KS, att: [Satsen., {text: Den andra.}]}
        avsnitt:
          - rubrik: Rubriken
            text: Texten.
            avsnitt: [{rubrik: Den inre, text: Djupt.}]
        ignorera: [{regel: DIA001, skäl: Sägs inte}]
        """)
    assert read(text)[1] == CaseText("Titeln", "År", "Rubriken\nTexten.\nDen inre\nDjupt.\nSatsen.\nDen andra.")


@pytest.mark.parametrize(
    "text",
    [
        "diarienummer: [1]\nrubrik: {a: b}\ndatum: {}\nnämnd: []\nhandläggare: x\nsändlista: x\navsnitt: x",
        "avsnitt: [x, [y], {fil: []}, {avsnitt: {}}]\nbeslutsförslag: {att: x}\nignorera: {regel: x}",
        "sekretess: []\nsändlista: [[], {namn: {}}]\nsammanfattning: [x]",
        "avsnitt: [{fil: /etc/passwd}, {fil: ../../x}, {fil: 'C:\\x'}, {fil: '\\0'}]".replace("\\0", "a" * 300),
    ],
)
def test_values_of_the_wrong_kind_are_passed_over(text: str) -> None:
    found = record(text)
    assert (found.broken, found.number, found.references) == (None, None, [])


def test_a_record_survives_the_index() -> None:
    whole = record(
        "diarienummer: KS-2021/1.103\nrubrik: Å\ndatum: 2021-08-11\ninkommen: 2021-01-01\nsekretess: ja\n"
        "sammanfattning: KS-2020/1\nsändlista: [A, B]\nignorera: [{regel: DIA012, skäl: Ja}]"
    )
    assert record_of(facts_of(whole)) == whole
    assert record_of(facts_of(Record("x", broken="fel"))) == Record("x", broken="fel")
