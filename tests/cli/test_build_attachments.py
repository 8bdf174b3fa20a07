"""``ksflow build --to pdf --bilagor``: the attachments behind the document, and what is said about the others."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from conftest import Outcome

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "writers"))

from foreignpdfs import foreign, full_of_life, saved, written
from pypdf import PdfReader

Ksflow = Callable[..., Outcome]
CASE = """\
diarienummer: KS-2024/17
datum: 2024-03-05
rubrik: Ny gångväg vid Storängen
nämnd: Kommunstyrelsen
handläggare: {namn: Anna Andersson}
sammanfattning: En gångväg byggs.
beslutsförslag:
  - att: [Gångvägen byggs.]
bilagor:
  - {rubrik: Avtal, fil: bilagor/avtal.pdf}
"""
OUT = Path("out") / "KS-2024-17" / "tjansteutlatande.pdf"


@pytest.fixture
def case(workspace: Path, write_case: Callable[..., Path]) -> Callable[..., None]:
    """Return a function that writes the case with more attachments."""

    def write(more: str = "") -> None:
        written(workspace / "cases" / "bilagor" / "avtal.pdf", foreign("Avtalets text", "Sida tva"))
        write_case(CASE + more, "KS-2024-17.yaml")

    return write


def build(ksflow: Ksflow, *options: str) -> Outcome:
    return ksflow("build", "--to", "pdf", "--bilagor", *options)


def test_the_attachments_come_behind_the_statement_and_behind_no_other_document(
    workspace: Path, case: Callable[..., None], ksflow: Ksflow
) -> None:
    case()
    assert build(ksflow).code == 0
    texts = [page.extract_text() for page in PdfReader(workspace / OUT).pages]
    assert [text.strip() for text in texts[-2:]] == ["Avtalets text", "Sida tva"]
    for words in ("Bilaga 1", "Avtal", "KS-2024/17", "2 sidor", "Tjänsteutlåtande"):
        assert words in texts[-3]
    for other in ("beslutsforslag", "sandlista"):
        assert "Avtalets text" not in PdfReader(workspace / OUT.with_name(f"{other}.pdf")).pages[-1].extract_text()


def test_what_is_not_enclosed_is_told_at_its_place_and_on_its_divider(
    workspace: Path, case: Callable[..., None], ksflow: Ksflow
) -> None:
    locked = saved(foreign("Hemligt"), encryption=pikepdf.Encryption(user="a", owner="b"))
    case(
        "  - Ritningar\n  - {rubrik: Kalkyl, fil: bilagor/kalkyl.xlsx}\n  - {rubrik: Yttrande, fil: bilagor/last.pdf}\n"
    )
    (workspace / "cases" / "bilagor" / "kalkyl.xlsx").write_bytes(b"PK\x03\x04")
    (workspace / "cases" / "bilagor" / "last.pdf").write_bytes(locked)
    outcome = build(ksflow, "-q", "-d", "tjansteutlatande")
    assert (outcome.code, outcome.stderr.splitlines()) == (
        0,
        [
            "cases/KS-2024-17.yaml:11:5: info FIL230 The attachment names no file, and is not enclosed",
            "  11 │   - Ritningar",
            "     │     ^^^^^^^^^ Write fil: with its PDF",
            "cases/KS-2024-17.yaml:12:27: warning FIL230 The attachment is not enclosed, since it is no PDF file: "
            "bilagor/kalkyl.xlsx",
            "  12 │   - {rubrik: Kalkyl, fil: bilagor/kalkyl.xlsx}",
            "     │                           ^^^^^^^^^^^^^^^^^^^",
            "     │ Save it as PDF, preferably as PDF/A, and name that file",
            "cases/KS-2024-17.yaml:13:29: warning FIL230 The attachment is not enclosed, since its PDF file is "
            "encrypted: bilagor/last.pdf",
            "  13 │   - {rubrik: Yttrande, fil: bilagor/last.pdf}",
            "     │                             ^^^^^^^^^^^^^^^^",
            "     │ Ask for it, or save it, without a password and without restrictions",
        ],
    )
    pages = [page.extract_text() for page in PdfReader(workspace / OUT).pages]
    assert [("inte i den här filen" in text, "kalkyl.xlsx" in text) for text in pages[-3:]] == [
        (True, False),
        (True, True),
        (True, False),
    ]


def test_what_was_said_of_the_attachments_is_said_again_of_an_unchanged_document(
    workspace: Path, case: Callable[..., None], ksflow: Ksflow
) -> None:
    case("  - {rubrik: Levande, fil: bilagor/levande.pdf}\n")
    written(workspace / "cases" / "bilagor" / "levande.pdf", full_of_life())
    first = build(ksflow, "-q")
    assert "warning FIL231 Scripts and actions in the attachment are not enclosed, only its pages" in first.stderr
    assert build(ksflow, "-q") == first
    report = json.loads(build(ksflow, "--report", "json").stdout)
    assert {one["code"] for one in report["findings"]} == {"FIL231"}
    assert {one["status"] for one in report["documents"]} == {"unchanged"}


def test_a_changed_attachment_makes_the_document_anew(
    workspace: Path, case: Callable[..., None], ksflow: Ksflow
) -> None:
    case()
    assert build(ksflow).code == 0
    assert ksflow("build", "--to", "pdf", "--bilagor", "--check").code == 0
    written(workspace / "cases" / "bilagor" / "avtal.pdf", foreign("Nytt avtal"))
    outcome = build(ksflow, "--check")
    assert outcome.code == 1
    assert "stale: out/KS-2024-17/tjansteutlatande.pdf (changed: cases/bilagor/avtal.pdf)" in outcome.stdout
    assert build(ksflow).code == 0
    assert PdfReader(workspace / OUT).pages[-1].extract_text().strip() == "Nytt avtal"


def test_with_and_without_attachments_are_two_things_and_the_reason_says_so(
    workspace: Path, case: Callable[..., None], ksflow: Ksflow
) -> None:
    case()
    assert ksflow("build", "--to", "pdf").code == 0
    alone = (workspace / OUT).read_bytes()
    assert "stale: out/KS-2024-17/tjansteutlatande.pdf (changed: --bilagor)" in build(ksflow, "--check").stdout
    assert build(ksflow).code == 0
    assert "current: out/KS-2024-17/tjansteutlatande.pdf" in ksflow("status", "--to", "pdf", "--bilagor").stdout
    assert "stale: out/KS-2024-17/tjansteutlatande.pdf" in ksflow("status", "--to", "pdf").stdout
    shown = ksflow("diary", "show", "17").stdout.splitlines()
    assert [line.split()[-1] for line in shown if "tjansteutlatande.pdf" in line] == ["current"]
    assert ksflow("verify").code == 0
    assert ksflow("build", "--to", "pdf").code == 0
    assert (workspace / OUT).read_bytes() == alone


def test_an_edited_document_with_attachments_is_kept(
    workspace: Path, case: Callable[..., None], ksflow: Ksflow
) -> None:
    case()
    assert build(ksflow).code == 0
    changed = (workspace / OUT).read_bytes() + b"\n%%EOF\n"
    (workspace / OUT).write_bytes(changed)
    assert build(ksflow).code == 1
    assert (workspace / OUT).read_bytes() == changed


def test_the_municipality_can_have_them_always(workspace: Path, case: Callable[..., None], ksflow: Ksflow) -> None:
    case()
    settings = workspace / "kommun.yaml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\nhusregler: {{bilagor_i_pdf: ja}}\n", encoding="utf-8")
    assert ksflow("build", "--to", "docx,pdf").code == 0
    assert PdfReader(workspace / OUT).pages[-1].extract_text().strip() == "Sida tva"
    assert ksflow("build", "--to", "docx").code == 0


@pytest.mark.parametrize("options", [("--to", "docx"), ("--to", "pdf", "-d", "sandlista")])
def test_attachments_that_would_come_nowhere_are_refused(
    case: Callable[..., None], ksflow: Ksflow, options: tuple[str, ...]
) -> None:
    case()
    outcome = ksflow("build", "--bilagor", *options)
    assert (outcome.code, outcome.stderr) == (
        2,
        "ksflow: No document gets attachments: --bilagor needs --to pdf and a document such as tjansteutlatande\n",
    )


def test_without_the_extra_package_it_says_how_to_install_it(
    case: Callable[..., None], ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    case()
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    outcome = build(ksflow)
    assert outcome.code == 2
    command = f'{sys.executable} -m pip install "ksflow[bilagor]"'
    assert outcome.stderr == f"ksflow: To put attachments behind documents, install: {command}\n"
    assert ksflow("build", "--to", "pdf").code == 0


def test_an_author_and_a_municipality_weigh_what_is_said_about_attachments(
    workspace: Path, case: Callable[..., None], ksflow: Ksflow
) -> None:
    more = "  - Ritningar\n  - {rubrik: Levande, fil: bilagor/levande.pdf}\n"
    written(workspace / "cases" / "bilagor" / "levande.pdf", full_of_life())
    case(more)
    assert {"FIL230", "FIL231"} <= set(re.findall("FIL[0-9]+", build(ksflow, "-q").stderr))
    case(f"{more}ignorera:\n  - {{regel: FIL230, skäl: Ritningarna skickas för sig}}\n")
    outcome = build(ksflow, "-q")
    assert (outcome.code, "FIL230" in outcome.stderr, "FIL231" in outcome.stderr) == (0, False, True)
    assert "FIL115" not in ksflow("check").stdout, "only building can tell whether the entry is needed"
    kommun = workspace / "kommun.yaml"
    text = kommun.read_text("utf-8")
    kommun.write_text(f"{text}regler: {{FIL231: av}}\n", "utf-8")
    assert build(ksflow, "-q").stderr == ""
    case(more)
    assert {"FIL230"} == set(re.findall("FIL[0-9]+", build(ksflow, "-q").stderr))


def test_where_kommun_yaml_insists_a_document_without_all_attachments_is_not_built(
    workspace: Path, case: Callable[..., None], ksflow: Ksflow
) -> None:
    case("  - Ritningar\n")
    with (workspace / "kommun.yaml").open("a", encoding="utf-8") as file:
        file.write("regler: {FIL230: fel}\n")
    for _again in range(2):
        outcome = build(ksflow, "-q")
        assert (outcome.code, "11:5: error FIL230 The attachment names no file" in outcome.stderr) == (1, True)
        assert not (workspace / OUT).exists()
        assert (workspace / OUT.with_name("sandlista.pdf")).exists()
