"""What check calls right, build can build, and what it calls wrong, build refuses: a case with everything, mutated."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Outcome
from ksflow.sources.codes import is_text_rule
from mutation import mutated

pytestmark = pytest.mark.usefixtures("without_text_rules")

DATA = ROOT / "tests" / "data"


@pytest.fixture
def everything(workspace: Path) -> str:
    """Return the text of a case with everything in it, its files beside it."""
    for name in ("bro.png", "trafik.md"):
        shutil.copy(DATA / name, workspace / "cases")
    return (DATA / "allt.yaml").read_text(encoding="utf-8")


def test_check_and_build_agree_on_mutations_of_a_case_with_everything(
    workspace: Path, everything: str, ksflow: Callable[..., Outcome]
) -> None:
    chance = random.Random(2024)
    for number in range(400):
        text = everything if number == 0 else mutated(everything, chance)
        text = text.replace("KS-2024/17.311", f"KS-2024/{1000 + number}.311")
        path = workspace / "cases" / f"{number:03}.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    findings = json.loads(ksflow("check", "--report", "json").stdout)["findings"]
    errors = [finding for finding in findings if finding["severity"] == "error"]
    # The rules about what a case says only check looks for, but for pictures without a text.
    found = {finding["code"] for finding in errors}
    told_by_both = {code for code in found if code == "TIL003" or not is_text_rule(code)}
    faulty = {finding["file"] for finding in errors if finding["code"] in told_by_both}
    assert not [finding for finding in findings if finding["code"] == "FIL999"]
    ksflow("build", "-q")
    built = {path.parent.name for path in workspace.glob("out/*/*.docx")}
    right = 400 - len(faulty)
    assert 20 < right < 400
    assert len(built) == right


def test_headings_that_go_too_deep_are_told_by_check(
    reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    deep = "\n".join(f"  {'#' * level} Nivå {level}\n" for level in range(1, 7))
    write_case(reference.replace("sammanfattning: |\n", f"sammanfattning: |\n{deep}\n", 1))
    assert "error FIL212 The headings go deeper than 6 levels" in ksflow("check").stdout
    assert "error FIL212 The headings go deeper than 6 levels" in ksflow("build").stderr


def test_two_cases_with_one_number_are_told_by_check(
    reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(reference, "a.yaml")
    write_case(reference, "b.yaml")
    outcome = ksflow("check")
    assert outcome.code == 1
    assert outcome.stdout.startswith(
        "cases/b.yaml:2:15: error DIA008 The case cases/a.yaml has the same diary number\n"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("bilagor/finns-inte.pdf", "FIL111 The file does not exist: bilagor/finns-inte.pdf"),
        ("../../../etc/passwd", "FIL110 The file lies outside the workspace: ../../../etc/passwd"),
        ("/etc/passwd", "FIL110 The file name must be relative, with forward slashes: /etc/passwd"),
    ],
)
def test_a_file_that_an_attachment_names_is_looked_for(
    name: str, message: str, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(reference.replace("bilagor:\n", f"bilagor:\n  - {{rubrik: Karta, fil: {name}}}\n"))
    for outcome in (ksflow("check"), ksflow("build")):
        assert outcome.code == 1
        assert f":95:26: error {message}\n" in outcome.stdout + outcome.stderr


def test_a_warning_is_shown_by_build_too(
    workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    kommun = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    (workspace / "kommun.yaml").write_text(f"{kommun}regler: {{ORG001: varning}}\n", encoding="utf-8")
    write_case(reference.replace("nämnd: Kommunstyrelsen", "nämnd: Utomkommunala nämnden"))
    outcome = ksflow("build")
    assert outcome.code == 0
    assert "warning ORG001 The body is not in kommun.yaml: Utomkommunala nämnden" in outcome.stderr


def test_an_author_s_reason_counts_also_in_a_case_with_other_faults(
    reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    text = reference.replace("nämnd: Kommunstyrelsen", "nämnd: Utomkommunala nämnden")
    write_case(
        text.replace("datum: 2021-08-11", "datum: 2021-02-30")
        + "ignorera:\n  - {regel: ORG001, skäl: Gemensam nämnd}\n"
    )
    found = json.loads(ksflow("check", "--report", "json").stdout)["findings"]
    assert [finding["code"] for finding in found] == ["FIL102"]


def test_a_text_shared_by_two_cases_is_told_once_and_fails_both_in_junit(
    workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    (workspace / "cases" / "delad.md").write_text("Hej <b>du\n", encoding="utf-8")
    for number, name in ((1, "a.yaml"), (2, "b.yaml")):
        text = reference.replace("diarienummer: KS-2021/1682.103", f"diarienummer: KS-2021/{number}")
        write_case(text.replace("avsnitt:\n", "avsnitt:\n  - {rubrik: Delat, fil: delad.md}\n", 1), name)
    assert ksflow("check").stdout.count("cases/delad.md:1:5: error FIL201") == 1
    junit = ksflow("check", "--report", "junit").stdout
    assert 'tests="2" failures="2"' in junit


def test_paths_may_come_in_any_order_the_findings_do_not(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case("", "a.yaml")
    write_case("", "b.yaml")
    assert [line.partition(":")[0] for line in ksflow("check", "cases/b.yaml", "cases/a.yaml").stdout.splitlines()] == [
        "cases/a.yaml",
        "cases/b.yaml",
    ]


def test_a_file_that_could_not_be_read_is_told_whatever_is_selected(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case("a: [", "trasig.yaml")
    for arguments in (["--select", "DIA"], ["--ignore", "FIL"]):
        outcome = ksflow("check", *arguments)
        assert outcome.code == 1
        assert "trasig.yaml" in outcome.stdout


def test_reports_write_the_diary_number_as_the_municipality_does(
    workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    kommun = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    pattern = 'diarienummer: "{organ} {år}.{löpnr:4}"'
    kommun = kommun.replace('diarienummer: "{organ}-{år}/{löpnr}[.{klass}]"', pattern)
    (workspace / "kommun.yaml").write_text(kommun, encoding="utf-8")
    text = reference.replace("diarienummer: KS-2021/1682.103", "diarienummer: KS 2021.0045")
    write_case(text.replace("datum: 2021-08-11", "datum: 2021-02-30"))
    (finding,) = json.loads(ksflow("check", "--report", "json").stdout)["findings"]
    assert finding["diary_number"] == "KS 2021.0045"


def test_bodies_are_printed_as_kommun_yaml_names_them(
    workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    from wordtext import body_lines

    text = reference.replace("nämnd: Kommunstyrelsen", "nämnd: ks").replace("från: Kommunstyrelsen", "från: ks")
    write_case(text.replace("till: kommunfullmäktige", "till: KF"))
    assert ksflow("build").code == 0
    lines = body_lines(workspace / "out/KS-2021-1682.103/tjansteutlatande.docx")
    assert "Kommunstyrelsen" in lines
    assert "Kommunstyrelsens förslag till kommunfullmäktige" in lines
