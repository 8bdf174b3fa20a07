"""``ksflow new``: a case file with guidance in it, whole or not at all, and never over another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from conftest import Outcome
from ksflow.casefile.skeletons import kinds

KSFLOW = [sys.executable, "-m", "ksflow"]
Run = Callable[..., Outcome]


def read(path: Path) -> dict[str, object]:
    data: dict[str, object] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    return data


def test_a_new_case_says_what_is_to_be_written_and_has_no_other_fault(workspace: Path, ksflow: Run) -> None:
    outcome = ksflow(
        "new", "KS-2024/120", "--title", "Lån av lokaler", "--officer", "Anna Lind", "--email", "anna@exempel.se"
    )
    path = workspace / "cases" / "KS-2024-120.yaml"
    assert (outcome.code, outcome.stdout) == (0, "cases/KS-2024-120.yaml\n")
    assert outcome.stderr == "Next: write what stands in [brackets], then ksflow check cases/KS-2024-120.yaml\n"
    data = read(path)
    assert data["diarienummer"] == "KS-2024/120"
    assert data["datum"] == date.today().isoformat()
    assert data["rubrik"] == "Lån av lokaler"
    assert data["nämnd"] == "Kommunstyrelsen"
    assert data["handläggare"] == {"namn": "Anna Lind", "epost": "anna@exempel.se"}
    assert "  # telefon:\n" in path.read_text("utf-8")
    assert ksflow("build", path).code == 0


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_is_a_case_that_only_lacks_what_must_be_written(kind: str, workspace: Path, ksflow: Run) -> None:
    assert ksflow("new", "GSN-2024/7", "--kind", kind).code == 0
    codes = {finding["code"] for finding in json.loads(ksflow("check", "--report", "json").stdout)["findings"]}
    # A placeholder, and what nobody has been asked to write yet: recipients.
    assert codes <= {"INN007", "EXP001"}
    data = read(workspace / "cases" / "GSN-2024-7.yaml")
    assert data["nämnd"] == "Grundskolenämnden"
    assert str(data["rubrik"]).startswith("[Skriv ")


def test_the_general_kind_is_taken_unless_another_is_named(workspace: Path, ksflow: Run) -> None:
    ksflow("new", "KS-2024/1")
    ksflow("new", "KS-2024/2", "--kind", "arende")
    first, second = (workspace / "cases" / f"KS-2024-{number}.yaml" for number in (1, 2))
    assert first.read_text("utf-8").replace("2024/1", "2024/2") == second.read_text("utf-8")


def test_a_case_is_never_overwritten(workspace: Path, ksflow: Run) -> None:
    ksflow("new", "KS-2024/120")
    path = workspace / "cases" / "KS-2024-120.yaml"
    path.write_text(path.read_text("utf-8") + "# mitt\n", "utf-8")
    before = path.read_bytes()
    for number in ("KS-2024/120", "ks-2024/120", "KS-2024/120.103"):
        outcome = ksflow("new", number)
        assert outcome.code == 2
        assert outcome.stdout == ""
    assert ksflow("new", "KS-2024/120").stderr == "ksflow: cases/KS-2024-120.yaml has that number already\n"
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["KS-2024-120.yaml"]


def test_a_number_that_was_taken_beforehand_is_filled_in(workspace: Path, ksflow: Run) -> None:
    ksflow("diary", "reserve", "KS", "--year", "2024", "--title", "Ny bro")
    assert ksflow("new", "KS-2024/1").code == 0
    assert read(workspace / "cases" / "KS-2024-1.yaml")["rubrik"] == "Ny bro"
    assert "reserverat" not in (workspace / "cases" / "KS-2024-1.yaml").read_text("utf-8")


def test_a_taken_number_in_which_somebody_has_written_is_a_case(workspace: Path, ksflow: Run) -> None:
    ksflow("diary", "reserve", "KS", "--year", "2024")
    path = workspace / "cases" / "KS-2024-1.yaml"
    path.write_text(path.read_text("utf-8").replace("sammanfattning: |", "sammanfattning: Min text"), "utf-8")
    before = path.read_bytes()
    assert ksflow("new", "KS-2024/1").code == 2
    assert path.read_bytes() == before


def test_a_case_like_another_keeps_all_but_what_belongs_to_the_other(
    workspace: Path, ksflow: Run, write_case: Callable[..., Path], reference: str
) -> None:
    extra = "inkommen: 2021-06-01\nignorera:\n  - {regel: ORG001, skäl: Gammal nämnd}\n"
    write_case(reference + extra, "KS-2021-1682.103.yaml")
    outcome = ksflow("new", "KS-2024/9", "--like", "cases/KS-2021-1682.103.yaml", "--title", "Nytt: avtal")
    assert outcome.code == 0
    text = (workspace / "cases" / "KS-2024-9.yaml").read_text("utf-8")
    data = yaml.load(text, Loader=yaml.BaseLoader)
    old = yaml.load(reference, Loader=yaml.BaseLoader)
    assert data["rubrik"] == "Nytt: avtal"
    assert data["datum"] == date.today().isoformat()
    assert {key: data[key] for key in old if key not in ("diarienummer", "datum", "rubrik")} == {
        key: old[key] for key in old if key not in ("diarienummer", "datum", "rubrik")
    }
    assert "\n# inkommen: 2021-06-01\n# ignorera:\n#   - {regel: ORG001, skäl: Gammal nämnd}\n" in text
    assert text.splitlines()[1] == "# Skrivet efter KS-2021/1682.103: gå igenom datum, belopp, namn och bilagor."
    assert text.count("# Källa:") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["KS2024/1"], "This is no diary number: KS2024/1. Did you mean “KS-2024/1”?"),
        (["hej"], "This is no diary number: hej. It is written like KS-2021/1682.103"),
        (["KS-2024/1", "--body", "Socialnämden"], "The body is not in kommun.yaml: Socialnämden. "
         "Did you mean “Socialnämnden”?"),
        (["KS-2024/1", "--kind", "motin"], "There is no kind of case motin. Did you mean “motion”?\n"),
        (["KS-2024/1", "--kind", "skrivelse"], "There is no kind of case skrivelse. There are: avtal, delårsrapport, "
         "detaljplan, medborgarförslag, motion, remissvar, taxa, ärende"),
        (["KS-2024/1", "--like", "cases/x.yaml"], "cases/x.yaml:1: The file does not exist"),
        (["KS-2024/1", "--title", "a\x07b"], "The character U+0007 (a control character) cannot stand in a document"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_said_in_one_line(arguments: list[str], told: str, workspace: Path, ksflow: Run) -> None:
    outcome = ksflow("new", *arguments)
    assert outcome.code == 2
    assert outcome.stderr.startswith(f"ksflow: {told}")
    assert outcome.stderr.count("\n") == 1
    assert list((workspace / "cases").iterdir()) == []


def test_a_municipality_has_kinds_of_its_own(workspace: Path, ksflow: Run) -> None:
    folder = workspace / "templates" / "nya"
    folder.mkdir(parents=True)
    (folder / "val.yaml").write_text(
        "# val: ett val\ndiarienummer: {{ diarienummer }}\nrubrik: {{ rubrik: Val }}\n", "utf-8"
    )
    assert ksflow("new", "KS-2024/1", "--kind", "val").code == 0
    assert read(workspace / "cases" / "KS-2024-1.yaml") == {"diarienummer": "KS-2024/1", "rubrik": "Val"}


@pytest.mark.parametrize("title", ["Nej: #1", "- svar", "'citat\"", "null", "1e3", "åäö – ”så”", "{{ rubrik }}"])
def test_a_title_stands_as_it_was_given(title: str, workspace: Path, ksflow: Run) -> None:
    assert ksflow("new", "KS-2024/1", "--title", title).code == 0
    assert read(workspace / "cases" / "KS-2024-1.yaml")["rubrik"] == title


def test_of_many_at_once_one_gets_the_number(workspace: Path) -> None:
    command = [*KSFLOW, "new", "KS-2024/5"]
    runs = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _run in range(6)]
    codes = sorted(run.wait(120) for run in runs)
    assert codes == [0, 2, 2, 2, 2, 2]
    assert [path.name for path in (workspace / "cases").iterdir()] == ["KS-2024-5.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of its own is a thing of Unix")
def test_a_body_that_is_unknown_is_said_before_it_is_asked_for_again(workspace: Path) -> None:
    import pty

    environment = {**os.environ, "KSFLOW_LANG": "en", "PYTHONPATH": os.pathsep.join(sys.path)}
    controller, terminal = pty.openpty()
    arguments = [sys.executable, "-m", "ksflow", "new", "XX-2024/9", "--title", "Ny väg", "--officer", "Bo Ek"]
    with subprocess.Popen(
        arguments, stdin=terminal, stdout=subprocess.PIPE, stderr=terminal, env=environment, cwd=workspace
    ) as process:
        os.close(terminal)
        os.write(controller, b"Okand namnd\nsocialnamnden\n\n")
        process.communicate(timeout=60)
        shown = os.read(controller, 10_000).decode()
    os.close(controller)
    assert "The body is not in kommun.yaml: Okand namnd" in shown


def test_a_number_whose_letters_belong_to_no_body_gives_a_sound_file_and_a_word(
    workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    for kind in ("ärende", "motion", "avtal"):
        made = ksflow("new", "XYZ-2024/7", "--kind", kind)
        assert made.code == 0
        assert "ksflow: No body in kommun.yaml has the code XYZ. Codes: GSN, KS\n" in made.stderr
        found = ksflow("check", "--select", "FIL").stdout
        assert "FIL" not in found, kind
        (workspace / "cases" / "XYZ-2024-7.yaml").unlink()


def test_a_build_says_that_a_case_is_not_written_yet(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    ksflow("new", "KS-2024/7")
    said = "ksflow: 1 case still has places to be filled in; ksflow check shows them\n"
    assert said in ksflow("build").stderr
    assert said not in ksflow("build").stderr  # nothing was built
    case = workspace / "cases" / "KS-2024-7.yaml"
    case.write_text(case.read_text("utf-8").replace("[Skriv", "[Det").replace("[Ange", "[Det"), "utf-8")
    assert said not in ksflow("build").stderr


def test_a_file_that_notepad_has_named_is_recognised(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    (workspace / "cases" / "KS-2024-7.yaml.txt").write_text("", "utf-8")
    assert "Name cases/KS-2024-7.yaml.txt without “.txt”" in ksflow("check").stderr
    (workspace / "kommun.yaml").rename(workspace / "kommun.yaml.txt")
    assert "Name kommun.yaml.txt without “.txt”" in ksflow("check").stderr


def test_a_prompt_in_a_text_of_its_own_file_is_one_and_one_in_a_comment_is_none(
    workspace: Path, reference: str, ksflow: Callable[..., Outcome]
) -> None:
    said = "ksflow: 1 case still has places to be filled in; ksflow check shows them\n"
    case = workspace / "cases" / "KS-2021-1682.103.yaml"
    case.write_text(f"# [Skriv det här]\n{reference}", "utf-8")
    assert said not in ksflow("build").stderr
    (workspace / "cases" / "mer.md").write_text("[Skriv mer.]\n", "utf-8")
    case.write_text(reference.replace("avsnitt:\n", "avsnitt:\n  - rubrik: Mer\n    fil: mer.md\n", 1), "utf-8")
    assert said in ksflow("build").stderr
