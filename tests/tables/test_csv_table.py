"""CSV: what Swedish Excel reads, and nothing that it calculates."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

import pytest
from cellvalues import SIGNS, begins_with_a_sign, commands, lines_of_text, table, tables, wild_texts
from hypothesis import given

from ksflow.tables import Cell, Table
from ksflow.tables.csv_table import as_csv


def read(data: bytes, delimiter: str = ";") -> list[list[str]]:
    """Return the cells of a file, read by Python's own reader."""
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter, strict=True))


def cell(value: Cell) -> str:
    """Return what a value becomes in the file."""
    return read(as_csv(table(value)))[1][0]


def test_a_list_is_written_as_swedish_excel_reads_it() -> None:
    rows = (
        (1, date(2021, 8, 11), "Södertörns högskola", "Plan 5; rum 2"),
        (2, None, 'Bolaget "Åsen", AB', "0853530209"),
    )
    text = (
        "Nr;Datum;Mottagare;Kontakt\r\n"
        '1;2021-08-11;Södertörns högskola;"Plan 5; rum 2"\r\n'
        '2;;"Bolaget ""Åsen"", AB";0853530209\r\n'
    )
    written = as_csv(Table("Sändlista", ("Nr", "Datum", "Mottagare", "Kontakt"), rows))
    assert written == b"\xef\xbb\xbf" + text.encode()


def test_a_list_without_rows_has_its_columns() -> None:
    assert as_csv(Table("Tom", ("Nr", "Namn"), ())) == b"\xef\xbb\xbfNr;Namn\r\n"


@pytest.mark.parametrize("sign", [*SIGNS, "\t", "\r", "\n"])
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u3000", "\ufeff"])
def test_a_text_that_would_be_calculated_gets_an_apostrophe(before: str, sign: str) -> None:
    assert cell(f"{before}{sign}1+1") == f"'{before}{sign}1+1".replace("\r", " ").replace("\n", " ")


def test_the_name_of_a_column_is_not_calculated_either() -> None:
    assert read(as_csv(Table("Lista", ("=1+1",), ()))) == [["'=1+1"]]


@pytest.mark.parametrize("text", ["a=b", "1-2", "kommun@exempel.se", "'=1", "", " ", "Åsa", "e\u0301"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


def test_a_number_below_nothing_stays_a_number() -> None:
    assert cell(-5) == "-5"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_a_row_is_a_line_for_a_mail_merge(line_break: str) -> None:
    assert as_csv(table(f"Storgatan 1{line_break}Huddinge")).endswith(b"\r\nStorgatan 1 Huddinge\r\n")


@pytest.mark.parametrize("character", ["\0", "\x1a", "\x1b", "\x7f", "\x9b", "\ud800", "\uffff"])
def test_what_is_no_text_is_shown_as_a_mark(character: str) -> None:
    assert cell(f"a{character}b") == "a\ufffdb"


@pytest.mark.parametrize("delimiter", [",", "\t", "|", "§"])
def test_the_delimiter_is_anybodys_choice(delimiter: str) -> None:
    written = as_csv(table("a,b", "c\td", "e|f§g", 1), delimiter)
    assert read(written, delimiter)[1] == ["a,b", "c\td", "e|f§g", "1"]


@pytest.mark.parametrize("delimiter", ["", ";;", '"', "'", "\n", "\r", "\0", "=", "-", "a", "1", " ", "å"])
def test_a_delimiter_that_does_not_part_cells_is_refused(delimiter: str) -> None:
    with pytest.raises(ValueError, match="cells are parted by one sign"):
        as_csv(table("text"), delimiter)


def same(read_back: str, value: Cell) -> bool:
    if isinstance(value, str):
        return read_back == ("'" + value if begins_with_a_sign(value) else value)
    return read_back == ("" if value is None else str(value))


@given(tables(lines_of_text))
def test_what_is_written_is_read_back_but_for_the_apostrophe(given_table: Table) -> None:
    names, *rows = read(as_csv(given_table))
    assert all(map(same, names, given_table.columns))
    assert len(rows) == len(given_table.rows)
    assert all(all(map(same, *pair)) for pair in zip(rows, given_table.rows, strict=True))


@given(tables(wild_texts))
def test_no_text_breaks_the_file_or_begins_a_formula(given_table: Table) -> None:
    written = as_csv(given_table)
    assert written.count(b"\n") == written.count(b"\r\n") == len(given_table.rows) + 1
    for given_row, row in zip((given_table.columns, *given_table.rows), read(written), strict=True):
        for value, text in zip(given_row, row, strict=True):
            assert isinstance(value, int) or not begins_with_a_sign(text)
            assert commands(text) <= {"\t"}
