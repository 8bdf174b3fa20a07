"""Workbooks, before two judges of others and in LibreOffice."""

from __future__ import annotations

import subprocess
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import openpyxl
import openxml_audit
import pytest
from cellvalues import AWKWARD, CREATED, SIGNS, distribution, lines_of_text, table, tables, wild_texts
from hypothesis import example, given, settings
from offices import SOFFICE, needs_part
from openpyxl.worksheet.worksheet import Worksheet

from ksflow.tables import Cell, Table
from ksflow.tables.xlsx_table import TooBigForExcelError, as_xlsx


def sheet(table: Table) -> Worksheet:
    """Return the sheet as openpyxl reads it."""
    (found,) = openpyxl.load_workbook(BytesIO(as_xlsx(table, CREATED))).worksheets
    assert isinstance(found, Worksheet)
    return found


def cell(value: Cell) -> Any:
    """Return the cell that a value becomes."""
    return sheet(table(value))["A2"]


@pytest.mark.parametrize("text", [text for text in AWKWARD if isinstance(text, str) and text and text != "_x0041_"])
def test_a_text_stays_the_text_that_it_is(text: str) -> None:
    written = cell(text)
    assert (written.data_type, written.value, written.number_format) == ("s", text, "@")
    assert written.hyperlink is None


@pytest.mark.parametrize("text", [*(f"{sign}1" for sign in SIGNS), " =1", "\t1", "\n1"])
def test_a_text_that_would_be_calculated_carries_excels_own_mark(text: str) -> None:
    assert cell(text).quotePrefix
    assert sheet(Table("Lista", (text,), ()))["A1"].quotePrefix
    assert not cell("Åsa").quotePrefix


def test_a_number_is_a_number_as_long_as_excel_keeps_all_its_digits() -> None:
    assert [(cell(value).data_type, cell(value).value) for value in (0, -5, 10**15 - 1)] == [
        ("n", 0),
        ("n", -5),
        ("n", 10**15 - 1),
    ]
    assert (cell(10**15).data_type, cell(10**15).value) == ("s", "1000000000000000")


def test_a_date_is_a_date_as_far_back_as_programs_agree() -> None:
    for day in (date(1900, 3, 1), date(2021, 8, 11), date(9999, 12, 31)):
        written = cell(day)
        assert (written.is_date, written.value.date(), written.number_format) == (True, day, "yyyy-mm-dd")
    assert [cell(day).value for day in (date(1900, 2, 28), date(1, 1, 1))] == ["1900-02-28", "0001-01-01"]


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_is_an_empty_cell(value: str | None) -> None:
    assert cell(value).value is None


@pytest.mark.parametrize("character", ["\0", "\x1b", "\ud800", "\uffff"])
def test_what_is_no_text_is_shown_as_a_mark(character: str) -> None:
    assert cell(f"a{character}b").value == "a\ufffdb"


def test_the_header_is_bold_frozen_and_filtered() -> None:
    written = sheet(distribution())
    assert [name.value for name in written[1]] == list(distribution().columns)
    assert all(name.font.bold for name in written[1])
    assert not any(cell.font.bold for cell in written[2])
    assert (written.freeze_panes, written.auto_filter.ref) == ("A2", "A1:R4")


def test_it_prints_on_the_width_of_a_lying_page_with_the_header_on_each() -> None:
    written = sheet(distribution())
    assert (written.page_setup.orientation, str(written.page_setup.paperSize)) == ("landscape", "9")
    assert written.sheet_properties.pageSetUpPr is not None
    assert written.sheet_properties.pageSetUpPr.fitToPage
    assert (written.page_setup.fitToWidth or 1, str(written.page_setup.fitToHeight)) == (1, "0")
    assert written.print_title_rows == "$1:$1"
    assert written.oddFooter.center.text == "&P (&N)"


def test_phone_numbers_get_no_green_corner() -> None:
    written = ZipFile(BytesIO(as_xlsx(distribution(), CREATED))).read("xl/worksheets/sheet1.xml").decode()
    assert '<ignoredError sqref="A1:R4" numberStoredAsText="1"/>' in written


def test_a_column_is_as_wide_as_its_longest_line_up_to_a_maximum_and_wraps() -> None:
    written = sheet(
        Table("Lista", ("Nr", "Kort", "Två", "Lång"), ((1, "x" * 20, "y" * 10 + "\n" + "y" * 30, "z" * 500),))
    )
    widths = [round(written.column_dimensions[letter].width) for letter in "ABCD"]
    assert widths == [6, 24, 34, 49]
    assert written["D2"].alignment.wrap_text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Sändlista", "Sändlista"),
        ("KS-2021/1682.103 [a]:*?\\", "KS-2021-1682.103 -a-----"),
        ("x" * 40, "x" * 31),
        ("😀" * 20, "😀" * 15),
        ("'' ", "Tabell"),
        ("", "Tabell"),
        ("History", "Tabell"),
        ("'Å'", "Å"),
        ("a\0\nb", "a\ufffd-b"),
    ],
)
def test_the_sheet_has_a_name_that_excel_allows(name: str, shown: str) -> None:
    assert sheet(table("x", name=name)).title == shown


def test_the_document_knows_its_title_and_only_the_date_it_is_told() -> None:
    properties = openpyxl.load_workbook(BytesIO(as_xlsx(distribution(), CREATED))).properties
    assert properties.title == "Sändlista"
    assert properties.created == properties.modified == datetime(2021, 8, 11)


def test_two_runs_and_two_machines_give_the_same_bytes() -> None:
    written = as_xlsx(distribution(), CREATED)
    assert written == as_xlsx(distribution(), CREATED)
    for member in ZipFile(BytesIO(written)).infolist():
        assert (member.compress_type, member.date_time[:3], member.create_system) == (ZIP_STORED, (1980, 1, 1), 3)


@pytest.mark.parametrize(
    ("text", "length"), [("x" * 32_768, 32_768), ("😀" * 16_384, 32_768), ("<r>" + "&" * 32_000 + "</r>", 0)]
)
def test_a_text_too_long_for_a_cell_is_refused_and_never_cut(text: str, length: int) -> None:
    message = f"row 1, column Kolumn 1: {length} characters" if length else "row 1: a cell of Excel holds"
    with pytest.raises(TooBigForExcelError, match=message):
        as_xlsx(table(text), CREATED)


@pytest.mark.parametrize(("columns", "rows"), [(16_385, 0), pytest.param(1, 1_048_576, id="rows")])
def test_a_table_too_big_for_a_sheet_is_refused_and_never_cut(columns: int, rows: int) -> None:
    big = Table("Lista", ("A",) * columns, ((None,) * columns,) * rows)
    with pytest.raises(TooBigForExcelError, match=f"{rows} rows under {columns} columns"):
        as_xlsx(big, CREATED)


def test_the_file_passes_a_validator(tmp_path: Path) -> None:
    path = tmp_path / "tabell.xlsx"
    for written in (table(*AWKWARD), distribution(), Table("Tom", ("A",), ())):
        path.write_bytes(as_xlsx(written, CREATED))
        assert [str(error) for error in openxml_audit.OpenXmlValidator().validate(path).errors] == []


def expected(value: Cell) -> object:
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day) if value >= date(1900, 3, 1) else str(value)
    return str(value) if isinstance(value, int) and abs(value) >= 10**15 else value or (None if value == "" else value)


@settings(max_examples=40)
@given(tables(lines_of_text))
@example(table("<r>a</r>", "<r><t>a</t></r>"))
def test_what_is_written_is_read_back(given_table: Table) -> None:
    rows = [[cell.value for cell in row] for row in sheet(given_table).iter_rows()]
    assert rows == [[expected(value) for value in row] for row in (given_table.columns, *given_table.rows)]


@settings(max_examples=40)
@given(tables(wild_texts))
def test_no_text_becomes_a_formula_or_breaks_the_file(given_table: Table) -> None:
    for row in sheet(given_table).iter_rows():
        assert not any(cell.data_type in ("f", "e", "b") for cell in row)


@needs_part("sc")
def test_libreoffice_reads_the_same_values(tmp_path: Path) -> None:
    source = tmp_path / "tabell.xlsx"
    values = (
        "=1+1",
        "0853530209",
        "+46 8 535",
        "å ä ö; 😀",
        "https://exempel.se/",
        "<r>fel</r>",
        "_x0041_",
        7,
        CREATED,
    )
    source.write_bytes(as_xlsx(table(*values), CREATED))
    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    # Semicolon, quotes, UTF-8, from the first line, formulas as formulas rather than as what they give.
    filter_ = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,true"
    command: list[str | Path] = [SOFFICE, profile, "--headless", "--convert-to", filter_, "--outdir", tmp_path, source]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (line,) = (tmp_path / "tabell.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert line == '=1+1;0853530209;+46 8 535;"å ä ö; 😀";https://exempel.se/;<r>fel</r>;_x0041_;7;2021-08-11'
