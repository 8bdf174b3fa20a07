"""Whole documents before judges of others: two validators, python-docx, and LibreOffice with pdftotext."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import ooxml_integrity
import openxml_audit
import pytest
from defaultlook import ROOT, convert, needs_libreoffice
from looks import Written
from wordorder import order_faults

from ksflow.casefile.loading import load_case
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import find_workspace
from ksflow.writers.docx.look import load_look
from ksflow.writers.docx.names import w
from ksflow.writers.docx.writer import write_docx

DATA = ROOT / "tests" / "data"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the reference case and the case with everything, built."""
    root = tmp_path_factory.mktemp("kommun")
    (root / "cases").mkdir()
    shutil.copy(ROOT / "kommun.yaml", root)
    for name in ("allt.yaml", "trafik.md", "bro.png"):
        shutil.copy(DATA / name, root / "cases")
    shutil.copy(ROOT / "cases" / "KS-2021-1682.103.yaml", root / "cases" / "referens.yaml")
    workspace = find_workspace(root)
    built = {}
    for name in ("referens", "allt"):
        loaded = load_case(root / "cases" / f"{name}.yaml", workspace.municipality, root)
        document = compose(loaded, workspace, "tjansteutlatande")
        built[name] = root / f"{name}.docx"
        built[name].write_bytes(write_docx(document, load_look(document.look, workspace.template_folders)))
    return built


@pytest.mark.parametrize("name", ["referens", "allt"])
def test_the_file_passes_two_validators(files: dict[str, Path], name: str) -> None:
    assert [str(finding) for finding in ooxml_integrity.check(files[name])] == []
    assert [str(error) for error in openxml_audit.OpenXmlValidator().validate(files[name]).errors] == []


@pytest.mark.parametrize("name", ["referens", "allt"])
def test_every_element_stands_where_the_schema_wants_it(files: dict[str, Path], name: str) -> None:
    assert order_faults(Written(files[name].read_bytes())) == []


@pytest.mark.parametrize("name", ["referens", "allt"])
def test_python_docx_opens_the_file_and_finds_its_headings(files: dict[str, Path], name: str) -> None:
    opened = docx.Document(str(files[name]))
    levels = [
        int(str(p.style.name)[8:]) for p in opened.paragraphs if p.style and str(p.style.name).startswith("Heading")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


@pytest.mark.parametrize("name", ["referens", "allt"])
def test_no_relationship_leads_outside_and_no_tag_is_left(files: dict[str, Path], name: str) -> None:
    result = Written(files[name].read_bytes())
    for part in result.archive.namelist():
        data = result.archive.read(part)
        assert b'TargetMode="External"' not in data, part
        assert b"{{" not in data, part
        assert b"<?ksflow" not in data, part


def test_every_id_in_the_file_is_there_once(files: dict[str, Path]) -> None:
    result = Written(files["allt"].read_bytes())
    drawings = [element.get("id") for element in result.xml().iter("{*}docPr")]
    notes = [element.get(w("id")) for element in result.xml("word/footnotes.xml").iter(w("footnote"))]
    lists = [element.get(w("numId")) for element in result.xml("word/numbering.xml").iter(w("num"))]
    for ids in (drawings, notes, lists):
        assert ids
        assert len(ids) == len(set(ids))


def test_everything_in_the_case_is_in_the_file(files: dict[str, Path]) -> None:
    result = Written(files["allt"].read_bytes())
    texts = [text for part in ("word/document.xml", "word/footnotes.xml") for text in result.paragraphs(part)]
    texts += [str(element.get("descr")) for element in result.xml().iter("{*}docPr")]
    shown = _folded(" ".join(texts)).lower()
    assert [word for word in _words_of_the_case() if word.lower() not in shown] == []


@needs_libreoffice
@pytest.mark.parametrize("name", ["referens", "allt"])
def test_libreoffice_makes_a_pdf_with_every_word_of_the_file(files: dict[str, Path], name: str, tmp_path: Path) -> None:
    pdf = convert(files[name], "pdf", tmp_path)
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    shown = _folded(done.stdout.decode("utf-8")).replace(" ", "")
    result = Written(files[name].read_bytes())
    words = " ".join(" ".join(result.paragraphs(part)) for part in ("word/document.xml", "word/footnotes.xml")).split()
    # A word may be divided at the end of a line, so that only its beginning is sure to be found.
    assert [word for word in words if _folded(word)[:8].strip() not in shown] == []
    assert "2(" in shown
    assert shown.count("1(") >= 1


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).replace("\u00ad", "")


def _words_of_the_case() -> list[str]:
    """Return the words of the case with everything, without keys, signs of Markdown and addresses."""
    text = (DATA / "allt.yaml").read_text(encoding="utf-8").split("beslutsförslag:")[1]
    text += (DATA / "trafik.md").read_text(encoding="utf-8")
    text = re.sub(
        r"^\s*-?\s*\{?[a-zåäö]+:(?= |$)|\{namn:|titel:|fil:.*|\]\(.*?\)|<?bron@.*?>|[|:-]{3,}",
        " ",
        text,
        flags=re.MULTILINE,
    )
    return re.findall(r"[A-Za-zÅÄÖåäö]{3,}", text.replace("rubrik:", " ").replace("Tabell:", " "))


def test_the_case_with_everything_has_everything() -> None:
    assert len(_words_of_the_case()) > 200
    assert BytesIO((DATA / "bro.png").read_bytes()).read(4) == b"\x89PNG"
