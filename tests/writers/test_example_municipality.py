"""The example municipality: other numbers, other headings, its own look laid out in Word, its own texts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from defaultlook import convert, needs_libreoffice
from openxml_audit import OpenXmlValidator

from conftest import ROOT, Outcome
from wordtext import body_lines

Run = Callable[..., Outcome]


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the example; the current folder is in it."""
    folder = tmp_path / "storkoping"
    shutil.copytree(ROOT / "examples" / "storkoping", folder, ignore=shutil.ignore_patterns("out", ".ksflow"))
    monkeypatch.chdir(folder)
    return folder


def test_the_example_has_no_faults(example: Path, ksflow: Run) -> None:
    for arguments in (["check"], ["diary", "check"], ["template", "check"]):
        outcome = ksflow(*arguments)
        assert (outcome.code, outcome.stdout) == (0, "")


def test_every_document_is_built_in_every_format_under_the_names_of_the_house(example: Path, ksflow: Run) -> None:
    outcome = ksflow("build", "--to", "docx,pdf,html,md")
    assert outcome.code == 0, outcome.stderr
    names = sorted(path.name for path in (example / "out" / "KS-2024-42").iterdir())
    forms = ("docx", "html", "md", "pdf")
    documents = ("beslutsforslag", "sandlista", "tjansteskrivelse")
    assert names == [f"{name}.{form}" for name in documents for form in forms]


def test_the_statement_is_laid_out_in_word_as_the_house_writes(example: Path, ksflow: Run) -> None:
    assert ksflow("build", "-d", "tjansteutlatande").code == 0
    path = example / "out" / "KS-2024-42" / "tjansteskrivelse.docx"
    word = docx.Document(str(path))
    headings = [(one.style.name, one.text) for one in word.paragraphs if one.style and "ubrik" in one.style.name]
    assert headings == [
        ("SK Rubrik", "Belysning längs gångvägen vid Storån"),
        ("SK Mellanrubrik", "Förslag till beslut"),
        ("SK Underrubrik", "Kommunstyrelsens förslag till kommunfullmäktige"),
        ("SK Underrubrik", "Kommunstyrelsens beslut under förutsättning av kommunfullmäktiges beslut"),
        ("SK Mellanrubrik", "Sammanfattning"),
        ("SK Mellanrubrik", "Ärendet"),
        ("SK Underrubrik", "Bakgrund"),
        ("SK Liten rubrik", "Naturvärden"),
        ("SK Underrubrik", "Ekonomi"),
        ("SK Mellanrubrik", "Beslutsunderlag"),
        ("SK Mellanrubrik", "Expedieras till"),
    ]
    lines = body_lines(path)
    assert "att 1 350 000 kronor anslås ur investeringsbudgeten för 2024." in lines
    assert lines[-2:] == ["Tekniska nämnden, för verkställighet", "Ekonomichefen, för kännedom"]
    assert [shape.part.partname for shape in (word.part,)]
    first, later, even = (section_text(one) for one in headers(word))
    assert (first, later, even) == (
        "TJÄNSTESKRIVELSE 5 mars 2024 KS 2024-0042",
        "KS 2024-0042 · sidan",
        "KS 2024-0042 · sidan",
    )


def headers(word: docx.document.Document) -> list[object]:
    section = word.sections[0]
    return [section.first_page_header, section.header, section.even_page_header]


def section_text(story: object) -> str:
    from docx.oxml.ns import qn

    element = story._element  # type: ignore[attr-defined]
    return " ".join(" ".join(node.text or "" for node in element.iter(qn("w:t"))).split()).removesuffix(" 2")


def test_its_files_are_valid_and_the_same_each_time(example: Path, ksflow: Run) -> None:
    assert ksflow("build").code == 0
    first = {path: path.read_bytes() for path in (example / "out").rglob("*.docx")}
    for path in first:
        result = OpenXmlValidator().validate(str(path))
        assert list(result.errors) == [], path
    assert ksflow("build", "--force").code == 0
    assert {path: path.read_bytes() for path in (example / "out").rglob("*.docx")} == first


def test_nothing_in_it_is_that_of_the_other_municipality(example: Path, ksflow: Run) -> None:
    assert ksflow("build", "--to", "md").code == 0
    for path in (example / "out").rglob("*.md"):
        assert "Huddinge" not in path.read_text(encoding="utf-8")


@needs_libreoffice
@pytest.mark.parametrize("ending", ["docx", "dotx"])
def test_a_look_laid_out_in_word_and_saved_by_libreoffice_gives_the_same_document(
    ending: str, example: Path, tmp_path: Path, ksflow: Run
) -> None:
    """LibreOffice splits tags, renames ids and writes styles in its own way."""
    assert ksflow("build", "-d", "tjansteutlatande").code == 0
    name = "tjansteskrivelse.docx"
    before = {path.parent.name: body_lines(path) for path in (example / "out").rglob(name)}
    look = example / "templates" / name
    form = "docx:MS Word 2007 XML" if ending == "docx" else "dotx:MS Word 2007 XML Template"
    saved = convert(look, form, tmp_path)
    look.unlink()
    shutil.copy(saved, look.with_suffix(f".{ending}"))
    checked = ksflow("template", "check")
    assert checked.code == 0, checked.stdout
    outcome = ksflow("build", "-d", "tjansteutlatande")
    assert outcome.code == 0, outcome.stderr
    assert {path.parent.name: body_lines(path) for path in (example / "out").rglob(name)} == before
