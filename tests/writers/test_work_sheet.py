"""The look of a distribution list: a sheet on its side, ticked off by hand. And the meeting date in both looks."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import ooxml_integrity
import openxml_audit
import pytest
from defaultlook import convert, default_look, inline, needs_libreoffice, para, work_sheet, written
from docx.enum.section import WD_ORIENT
from looks import Written, text_of
from lxml import etree
from wordorder import order_faults

from ksflow.documents.blocks import Block, Heading, Table
from ksflow.writers.docx.look import Look
from ksflow.writers.docx.names import w

COLUMNS = ("Mottagare", "Kontakt", "Adress eller e-post", "Leverans", "Syfte", "Bifogas", "Skickat", "Sign.")
LONG_TITLE = "Förslag till avtal om strategiskt partnerskap mellan högskolan och kommunen " * 3
TEXT_WIDTH = 257 * 1440 / 25.4


def recipients(number: int) -> tuple[Block, ...]:
    """Return the blocks of a distribution list with so many recipients."""
    rows = [
        (f"Mottagaren nr {row}", "Registrator", "registrator@exempel.se", "E-post", "För kännedom", "Bilaga 1", "", "")
        for row in range(1, number + 1)
    ]
    table = Table((None,) * len(COLUMNS), _cells(COLUMNS), tuple(_cells(row) for row in rows))
    return Heading(1, inline("Sändlista")), Heading(2, inline("Externa mottagare")), table


def _cells(texts: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(inline(text) if text else () for text in texts)


def sheet(number: int = 3, **fields: Any) -> Written:
    """Return a distribution list in its look."""
    return written(*recipients(number), look=work_sheet(), **{"dokumenttyp": "Sändlista", **fields})


def facts(result: Written) -> list[list[str]]:
    """Return the columns of the first table, each as its paragraphs."""
    table = result.xml()[0][0]
    assert table.tag == w("tbl")
    return [[text_of(paragraph) for paragraph in cell.iter(w("p"))] for cell in table.iter(w("tc"))]


def lines_to_fill_in(result: Written) -> list[etree._Element]:
    return [p for p in result.xml().iter(w("p")) if p.find(f".//{w('r')}/{w('tab')}") is not None]


# The page


def test_the_sheet_lies_on_its_side_and_the_text_is_257_mm_wide() -> None:
    section = docx.Document(BytesIO(sheet().data)).sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)  # type: ignore[union-attr]
    assert work_sheet().text_width == pytest.approx(TEXT_WIDTH, abs=2)
    assert work_sheet().text_height > 170 * 1440 / 25.4


def test_every_table_is_as_wide_as_the_text() -> None:
    result = sheet()
    tables = [
        *result.xml().iter(w("tbl")),
        *(table for part in ("header1", "header2") for table in result.xml(f"word/{part}.xml").iter(w("tbl"))),
    ]
    assert len(tables) == 4
    for table in tables:
        assert sum(int(str(column.get(w("w")))) for column in table.iter(w("gridCol"))) == work_sheet().text_width


def test_the_table_has_one_header_row_that_is_repeated() -> None:
    table = list(sheet().xml().iter(w("tbl")))[-1]
    repeated = [row.find(f"{w('trPr')}/{w('tblHeader')}") is not None for row in table.iter(w("tr"))]
    assert repeated == [True, False, False, False]


def test_empty_cells_are_boxes_between_rules() -> None:
    styles = sheet().xml("word/styles.xml")
    (style,) = [style for style in styles.iter(w("style")) if style.get(w("styleId")) == "Kommuntabell"]
    rules = style.find(f"{w('tblPr')}/{w('tblBorders')}")
    assert rules is not None
    assert [etree.QName(side).localname for side in rules] == ["top", "bottom", "insideH", "insideV"]


def test_it_has_every_style_of_the_default_look() -> None:
    assert set(default_look().styles.ids) <= set(work_sheet().styles.ids)
    assert work_sheet().styles.bullet is not None
    assert work_sheet().styles.number is not None


# What it says


def test_page_one_says_which_decision_the_list_is_of() -> None:
    deciding = [{"namn": "Kommunfullmäktige", "sammanträde": "2024-02-05"}]
    assert facts(sheet(rubrik="Cykelväg & gångväg", beslutande=deciding)) == [
        ["Ärende", "Cykelväg & gångväg"],
        ["Diarienummer", "KS-2024/1"],
        ["Beslutas av", "Kommunfullmäktige"],
        ["Sammanträde", "2024-02-05"],
        ["Paragraf", "§ \t"],
    ]


@pytest.mark.parametrize("unknown", [None, ""])
def test_an_unknown_meeting_and_the_paragraph_are_lines_to_fill_in_by_hand(unknown: str | None) -> None:
    result = sheet(beslutande=[{"namn": "Kommunfullmäktige", "sammanträde": unknown}])
    assert facts(result)[-2:] == [["Sammanträde", "\t"], ["Paragraf", "§ \t"]]
    assert [text_of(line) for line in lines_to_fill_in(result)] == ["\t", "§ \t"]
    styles = result.xml("word/styles.xml")
    for line in lines_to_fill_in(result):
        style_id = str(line.find(f"{w('pPr')}/{w('pStyle')}").get(w("val")))  # type: ignore[union-attr]
        (style,) = [style for style in styles.iter(w("style")) if style.get(w("styleId")) == style_id]
        assert [tab.get(w("leader")) for tab in style.iter(w("tab"))] == ["underscore"]
    assert "__" not in result.source()


def test_the_body_follows_the_facts_without_an_addressee() -> None:
    paragraphs = [text_of(element) for element in sheet().xml()[0] if element.tag == w("p")]
    assert paragraphs[:2] == ["Sändlista", "Externa mottagare"]


def test_page_one_names_the_sender_the_document_and_the_page() -> None:
    result = sheet()
    assert [line for line in result.paragraphs("word/header1.xml") if line] == [
        "STORKÖPING",
        "Kommunstyrelsens förvaltning",
        "SÄNDLISTA",
        "1 (5)",
    ]


def test_later_pages_name_the_diary_number_the_case_the_page_and_the_document() -> None:
    result = sheet(rubrik="Cykelväg")
    assert docx.Document(BytesIO(result.data)).sections[0].different_first_page_header_footer
    header = [line for line in result.paragraphs("word/header2.xml") if line]
    assert header == ["Diarienummer", "KS-2024/1", "Ärende", "Cykelväg", "2 (5)", "Sändlista"]
    codes = ["".join(code.itertext()).strip() for code in result.xml("word/header2.xml").iter(w("instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


# Before judges of others


@pytest.mark.parametrize("look", [default_look, work_sheet])
@pytest.mark.parametrize("meeting", [None, "2024-02-05"])
def test_the_file_passes_two_validators_and_the_order_of_the_schema(
    look: Any, meeting: str | None, tmp_path: Path
) -> None:
    result = written(*recipients(60), look=look(), rubrik=LONG_TITLE, sammanträde=meeting)
    (tmp_path / "fil.docx").write_bytes(result.data)
    assert [str(finding) for finding in ooxml_integrity.check(tmp_path / "fil.docx")] == []
    assert [str(error) for error in openxml_audit.OpenXmlValidator().validate(tmp_path / "fil.docx").errors] == []
    assert order_faults(result) == []


@pytest.mark.parametrize("mark", ["{{", "{%", "<?ksflow"])
def test_no_tag_is_left_in_any_part(mark: str) -> None:
    result = sheet()
    for name in result.archive.namelist():
        assert mark.encode() not in result.archive.read(name), name


@needs_libreoffice
def test_every_printed_page_says_what_it_belongs_to_and_what_its_columns_are(tmp_path: Path) -> None:
    (tmp_path / "lista.docx").write_bytes(sheet(60, rubrik="Cykelväg").data)
    pdf = convert(tmp_path / "lista.docx", "pdf", tmp_path)
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    pages = done.stdout.decode("utf-8").split("\f")[:-1]
    assert 3 <= len(pages) <= 4
    for number, page in enumerate(pages, start=1):
        shown = " ".join(page.split())
        assert "KS-2024/1" in shown
        assert "Cykelväg" in shown
        assert f"{number} ({len(pages)})" in shown
        assert " ".join(COLUMNS) in shown
    assert len(re.findall(r"Mottagaren nr [0-9]+ ", "".join(pages))) == 60


# The meeting date in the default look


def _first_column(look: Look | None = None, **fields: Any) -> list[str]:
    return facts(written(para("a"), look=look, **fields))[0]


def test_the_meeting_stands_below_the_date() -> None:
    assert _first_column(sammanträde="2024-02-05") == ["Datum", "2024-01-02", "Sammanträde", "2024-02-05"]


@pytest.mark.parametrize("unknown", [None, ""])
def test_without_a_meeting_nothing_is_said_of_it(unknown: str | None) -> None:
    assert _first_column(sammanträde=unknown) == ["Datum", "2024-01-02"]
