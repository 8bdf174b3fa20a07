"""``ksflow build --to pdf``: beside the Word file, with exact findings, and careful with what somebody has changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from conftest import ROOT, Outcome
from ksflow.writers.pdf.stamp import is_own

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
    """
FOLDER = Path("out") / "KS-2024-17"


@pytest.fixture
def case(write_case: Callable[..., Path]) -> Callable[[str], Path]:
    """Return a function that writes the case with another summary."""

    def write(summary: str = "En gångväg byggs.") -> Path:
        return write_case(dedent(CASE).replace("En gångväg byggs.", summary), "KS-2024-17.yaml")

    return write


def build(ksflow: Ksflow, *options: str) -> Outcome:
    return ksflow("build", "-d", "tjansteutlatande", "--to", "pdf", *options)


def test_both_formats_are_built_beside_each_other(workspace: Path, case: Callable[..., Path], ksflow: Ksflow) -> None:
    case()
    assert ksflow("build", "--to", "docx,pdf").code == 0
    assert sorted(path.name for path in (workspace / FOLDER).iterdir()) == [
        "beslutsforslag.docx",
        "beslutsforslag.pdf",
        "sandlista.docx",
        "sandlista.pdf",
        "tjansteutlatande.docx",
        "tjansteutlatande.pdf",
    ]


def test_a_character_that_no_font_has_is_shown_where_it_stands(
    workspace: Path, case: Callable[..., Path], ksflow: Ksflow
) -> None:
    case("Klart \N{PARTY POPPER} nu.")
    outcome = build(ksflow, "-q")
    assert (outcome.code, outcome.stderr) == (
        1,
        dedent("""\
        cases/KS-2024-17.yaml:6:23: error FIL220 No font has the character U+1F389 (🎉)
          6 │ sammanfattning: Klart 🎉 nu.
            │                       ^^ Write it otherwise, or put a font that has it in templates/fonts/
        """),
    )
    assert ksflow("build", "--to", "docx", "-q").code == 0


def test_a_character_written_as_an_entity_is_told_of_the_case(case: Callable[..., Path], ksflow: Ksflow) -> None:
    case('"&#127881; nu."')
    assert build(ksflow).stderr.startswith("cases/KS-2024-17.yaml:1:1: error FIL220 ")


def test_an_unchanged_document_is_left_alone_and_a_changed_case_replaces_it(
    workspace: Path, case: Callable[..., Path], ksflow: Ksflow
) -> None:
    case()
    assert build(ksflow).stderr.startswith("✓ ")
    assert build(ksflow).stderr.startswith("= ")
    case("Två gångvägar byggs.")
    assert build(ksflow).stderr.startswith("✓ ")
    assert is_own((workspace / FOLDER / "tjansteutlatande.pdf").read_bytes())


def test_a_pdf_that_somebody_has_changed_is_kept(workspace: Path, case: Callable[..., Path], ksflow: Ksflow) -> None:
    case()
    assert build(ksflow).code == 0
    path = workspace / FOLDER / "tjansteutlatande.pdf"
    changed = path.read_bytes() + b"\n%%EOF\n"  # as a program does that adds a comment or a signature
    path.write_bytes(changed)
    outcome = build(ksflow)
    assert (outcome.code, path.read_bytes()) == (1, changed)
    assert "FIL116" in outcome.stderr
    assert build(ksflow, "--force").code == 0
    assert (workspace / FOLDER / "tjansteutlatande.redigerad.pdf").read_bytes() == changed


def test_a_fault_of_the_look_is_told_once_with_its_line(
    workspace: Path, case: Callable[..., Path], ksflow: Ksflow
) -> None:
    case()
    (workspace / "templates").mkdir()
    look = (ROOT / "templates" / "kommun.typ").read_text(encoding="utf-8").replace("fält.mottagare", "fält.motagare")
    (workspace / "templates" / "kommun.typ").write_text(look, encoding="utf-8")
    outcome = build(ksflow)
    assert outcome.code == 1
    line = look[: look.index("fält.motagare")].count("\n") + 1
    assert outcome.stderr.startswith(f"templates/kommun.typ:{line}:10: error MAL020 Typst cannot carry out the look: ")
    assert "motagare" in outcome.stderr.splitlines()[0]


def test_the_municipality_names_its_own_font(workspace: Path, case: Callable[..., Path], ksflow: Ksflow) -> None:
    case()
    settings = workspace / "kommun.yaml"
    plain = settings.read_text(encoding="utf-8")
    settings.write_text(f"{plain}\ntypsnitt: {{brödtext: Liberation Mono}}\n", encoding="utf-8")
    (workspace / "templates" / "fonts").mkdir(parents=True)
    shutil.copy(ROOT / "templates" / "fonts" / "LiberationMono-Bold.ttf", workspace / "templates" / "fonts")
    assert build(ksflow).code == 0
    assert b"LiberationSans" not in (workspace / FOLDER / "tjansteutlatande.pdf").read_bytes()
    settings.write_text(f"{plain}\ntypsnitt: {{brödtext: Liberation Sanns}}\n", encoding="utf-8")
    line = plain.count("\n") + 2
    assert build(ksflow, "-q").stderr.splitlines() == [
        f"kommun.yaml:{line}:22: error MAL021 There is no font “Liberation Sanns”",
        f"  {line} │ typsnitt: {{brödtext: Liberation Sanns}}",
        f"  {' ' * len(str(line))} │                      ^^^^^^^^^^^^^^^^ Did you mean “Liberation Sans”?",
    ]


def test_status_looks_at_every_format_that_has_been_built(
    workspace: Path, write_case: Callable[..., Path], reference: str, ksflow: Callable[..., Outcome]
) -> None:
    write_case(reference, "KS-2021-1682.103.yaml")
    ksflow("build", "-d", "sandlista", "--to", "docx,pdf")
    (workspace / "out" / "KS-2021-1682.103" / "sandlista.pdf").unlink()
    shown = ksflow("status", "-d", "sandlista").stdout
    assert "current: out/KS-2021-1682.103/sandlista.docx\n" in shown
    assert "missing: out/KS-2021-1682.103/sandlista.pdf\n" in shown
    assert ksflow("status", "-d", "sandlista", "-q").stdout.count("\n") == 1
