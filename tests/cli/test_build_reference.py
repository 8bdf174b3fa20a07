"""The reference case: a published tjänsteutlåtande of Huddinge kommun, built and compared with its text."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from conftest import REFERENCE, ROOT, Outcome
from wordtext import body_lines, part_lines

EXPECTED = ROOT / "tests" / "data" / "KS-2021-1682.103.txt"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the reference case with the installed command, as a user does."""
    out = tmp_path_factory.mktemp("out")
    command = [sys.executable, "-m", "ksflow", "build", str(REFERENCE), "--out", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return out / "KS-2021-1682.103" / "tjansteutlatande.docx"


@pytest.fixture(scope="module")
def word(built: Path) -> WordDocument:
    return Document(str(built))


def test_the_body_says_what_the_published_document_says_in_its_order(built: Path) -> None:
    expected = [line for line in EXPECTED.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert body_lines(built) == expected


def test_page_one_has_the_letterhead_with_document_type_and_page_number(word: WordDocument) -> None:
    header = part_lines(word.sections[0].first_page_header)
    assert header[:3] == ["HUDDINGE KOMMUN", "Kommunstyrelsens förvaltning", "TJÄNSTEUTLÅTANDE"]
    assert re.fullmatch(r"1 \(\d+\)", header[3])


def test_page_one_has_the_address_block_of_the_published_document(word: WordDocument) -> None:
    assert part_lines(word.sections[0].first_page_footer) == [
        "HUDDINGE KOMMUN",
        "Postadress",
        "Huddinge kommun",
        "Kommunstyrelsens förvaltning",
        "141 85 Huddinge",
        "Besök",
        "Kommunalvägen 28",
        "Tfn vxl 08-535 300 00",
        "huddinge@huddinge.se",
        "www.huddinge.se",
    ]


def test_later_pages_repeat_date_and_diary_number_with_a_page_number(word: WordDocument) -> None:
    assert word.sections[0].different_first_page_header_footer
    header = part_lines(word.sections[0].header)
    assert header[:4] == ["Datum", "2021-08-11", "Diarienummer", "KS-2021/1682.103"]
    assert re.fullmatch(r"2 \(\d+\)", header[4])


@pytest.mark.parametrize("which", ["first_page_header", "header"])
def test_page_numbers_are_real_fields(word: WordDocument, which: str) -> None:
    part = getattr(word.sections[0], which)
    codes = [node.text.strip().split()[0] for node in part._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_headings_have_real_styles_and_no_level_is_skipped(word: WordDocument) -> None:
    headings = [
        (int(paragraph.style.name.split()[1]), paragraph.text)
        for paragraph in word.paragraphs
        if paragraph.style is not None and (paragraph.style.name or "").startswith("Heading")
    ]
    title = "Förslag till avtal om strategiskt partnerskap mellan Södertörns högskola och Huddinge kommun"
    assert headings == [
        (1, title),
        (2, "Förslag till beslut"),
        (3, "Kommunstyrelsens förslag till kommunfullmäktige"),
        (2, "Sammanfattning"),
        (2, "Bakgrund"),
        (3, "Inledning"),
        (3, "Kommunens strategi för samverkan med akademierna"),
        (3, "Mål och budget 2021"),
        (3, "Pågående samverkan med Södertörns högskola"),
        (3, "Förslag till avtal om strategiskt partnerskap"),
        (2, "Förvaltningens synpunkter"),
        (2, "Ekonomiska och juridiska konsekvenser"),
        (2, "Bilagor"),
        (2, "Beslutet ska skickas till"),
    ]


def test_properties_hold_title_author_number_language_and_the_case_s_own_date(word: WordDocument) -> None:
    core = word.core_properties
    assert core.title.startswith("Förslag till avtal om strategiskt partnerskap")
    assert (core.author, core.identifier, core.keywords) == ("Björn Rosborg", "KS-2021/1682.103", "KS-2021/1682.103")
    assert core.language == "sv-SE"
    assert core.created.replace(tzinfo=UTC) == datetime(2021, 8, 11, tzinfo=UTC)
    custom = next(part for part in word.part.package.iter_parts() if part.partname == "/docProps/custom.xml")
    assert "<vt:lpwstr>KS-2021/1682.103</vt:lpwstr>" in custom.blob.decode()


def test_the_language_of_the_text_is_swedish(word: WordDocument) -> None:
    language = word.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    assert language.get(qn("w:val")) == "sv-SE"


def test_the_body_has_no_empty_paragraphs(word: WordDocument) -> None:
    assert [paragraph.text for paragraph in word.paragraphs if not paragraph.text.strip()] == []


def test_the_signatures_stay_on_one_page(word: WordDocument) -> None:
    signatures = [
        paragraph for paragraph in word.paragraphs if paragraph.style and paragraph.style.name == "Undertecknare"
    ]
    assert [paragraph.text for paragraph in signatures] == [
        "Camilla Broo\nKommundirektör",
        "Patrik Forshage\nBiträdande kommundirektör",
    ]
    assert [bool(paragraph.paragraph_format.keep_with_next) for paragraph in signatures] == [True, False]


def test_two_builds_anywhere_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "4711",
        "KSFLOW_LANG": "sv",
    }
    command = [
        sys.executable,
        "-m",
        "ksflow",
        "build",
        str(REFERENCE),
        "--workspace",
        str(ROOT),
        "--out",
        str(tmp_path),
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env=environment)
    again = tmp_path / "KS-2021-1682.103" / "tjansteutlatande.docx"
    assert hashlib.sha256(again.read_bytes()).hexdigest() == hashlib.sha256(built.read_bytes()).hexdigest()


def test_build_says_what_it_made_where_and_how_much(
    workspace: Path, reference: str, ksflow: Callable[..., Outcome]
) -> None:
    (workspace / "cases" / "KS-2021-1682.103.yaml").write_text(reference, encoding="utf-8")
    outcome = ksflow("build")
    assert outcome.code == 0
    assert outcome.stdout == ""
    lines = outcome.stderr.splitlines()
    assert lines[:3] == [
        "✓ out/KS-2021-1682.103/tjansteutlatande.docx",
        "✓ out/KS-2021-1682.103/beslutsforslag.docx",
        "✓ out/KS-2021-1682.103/sandlista.docx",
    ]
    assert re.fullmatch(r"3 documents built → out/ \(1 case, \d+\.\d s\)", lines[3])
    assert len(lines) == 4
