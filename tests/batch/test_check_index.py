"""What check remembers: its answers are the same with and without, whatever has changed since."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome
from ksflow.batch import check_running
from smallcases import run, small_case, write_cases

Ksflow = Callable[..., Outcome]
INDEX = Path(".ksflow/check.sqlite")
SECTION = "avsnitt:\n  - rubrik: Mer\n    fil: {name}\n"
ATTACHED = "bilagor:\n  - {rubrik: Avtal, fil: bilagor/avtal.pdf}\n"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what was written just now be remembered: no test writes a file while it is checked."""
    monkeypatch.setattr("ksflow.batch.inputs._TICK_NS", -1_000_000_000)


@pytest.fixture
def looked_into(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that takes up the name of every case that is really checked."""
    names: list[str] = []
    real = check_running.look_into

    def watched(workspace: object, path: Path, *more: object) -> object:
        names.append(path.name)
        return real(workspace, path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(check_running, "look_into", watched)
    return names


def both(ksflow: Ksflow, *arguments: str) -> Outcome:
    """Check with what is remembered, and without; the answers are the same."""
    remembered = ksflow("check", *arguments)
    root = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "kommun.yaml").exists())
    shutil.rmtree(root / ".ksflow", ignore_errors=True)
    assert remembered == ksflow("check", *arguments)
    return remembered


def change(path: Path, text: str) -> None:
    """Write a file of the same size at the same time, as far as its times tell: only its state shows it."""
    status = path.stat()
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_an_unchanged_case_is_not_looked_into_again(workspace: Path, ksflow: Ksflow, looked_into: list[str]) -> None:
    write_cases(workspace, range(1, 4))
    (workspace / "cases" / "KS-2024-2.yaml").write_text(small_case(2, extra="okänd: 1\n"), encoding="utf-8")
    first = ksflow("check")
    assert len(looked_into) == 3
    assert ksflow("check") == first
    assert "FIL100" in first.stdout
    assert len(looked_into) == 3
    change(workspace / "cases" / "KS-2024-2.yaml", small_case(2, extra="också: 1\n"))
    assert "också" in ksflow("check").stdout
    assert looked_into[3:] == ["KS-2024-2.yaml"]


def test_a_case_that_is_only_written_anew_is_the_same(workspace: Path, ksflow: Ksflow, looked_into: list[str]) -> None:
    write_cases(workspace, range(1, 3))
    ksflow("check")
    write_cases(workspace, range(1, 3))
    ksflow("check")
    assert len(looked_into) == 2


def test_a_file_that_a_case_names_counts(workspace: Path, ksflow: Ksflow) -> None:
    text = workspace / "cases" / "mer.md"
    write_cases(workspace, range(1, 3))
    case = workspace / "cases" / "KS-2024-1.yaml"
    case.write_text(small_case(1, extra=SECTION.format(name="mer.md") + ATTACHED), encoding="utf-8")
    assert "FIL111 The file does not exist: mer.md" in ksflow("check").stdout
    text.write_text("Mer att läsa.\n", encoding="utf-8")
    attached = workspace / "cases" / "bilagor" / "avtal.pdf"
    assert "bilagor/avtal.pdf" in both(ksflow).stdout
    attached.parent.mkdir()
    attached.write_bytes(b"%PDF-")
    assert "FIL" not in both(ksflow).stdout
    change(text, "Mer <b>läsa.\n")
    assert "FIL201" in both(ksflow).stdout
    change(text, "Mer att läsa.\n")
    assert "FIL" not in both(ksflow).stdout
    elsewhere = workspace.parent / "elsewhere"
    attached.parent.rename(elsewhere)
    attached.parent.symlink_to(elsewhere)
    assert "FIL110 The file lies outside the workspace" in both(ksflow).stdout
    text.unlink()
    assert "FIL111" in both(ksflow).stdout


def test_a_large_attachment_counts_by_its_times(workspace: Path, ksflow: Ksflow, looked_into: list[str]) -> None:
    attached = workspace / "cases" / "bilagor" / "avtal.pdf"
    attached.parent.mkdir()
    attached.write_bytes(b"%PDF-" + bytes(2_000_000))
    (workspace / "cases" / "KS-2024-1.yaml").write_text(small_case(1, extra=ATTACHED), encoding="utf-8")
    ksflow("check")
    ksflow("check")
    assert len(looked_into) == 1
    attached.unlink()
    assert "FIL111" in both(ksflow).stdout


def test_another_spelling_of_a_name_that_comes_up_counts(
    workspace: Path, ksflow: Ksflow, looked_into: list[str]
) -> None:
    composed, parted = "\u00e5.md", "a\u030a.md"
    (workspace / "cases" / parted).write_text("Mer att läsa.\n", encoding="utf-8")
    (workspace / "cases" / "KS-2024-1.yaml").write_text(
        small_case(1, extra=SECTION.format(name=composed)), encoding="utf-8"
    )
    assert ksflow("check").stdout == ""
    (workspace / "cases" / composed).write_text("Mer <b>läsa.\n", encoding="utf-8")
    assert "FIL201" in ksflow("check").stdout


def test_kommun_yaml_counts(workspace: Path, ksflow: Ksflow) -> None:
    (workspace / "cases" / "KS-2024-1.yaml").write_text(
        small_case(1).replace("nämnd: Kommunstyrelsen", "nämnd: Bad"), encoding="utf-8"
    )
    kommun = workspace / "kommun.yaml"
    sound = kommun.read_text(encoding="utf-8")
    assert "ORG001" in ksflow("check").stdout
    kommun.write_text(sound + "regler: {ORG001: info}\n", encoding="utf-8")
    assert "info ORG001" in both(ksflow).stdout
    kommun.write_text(sound + "regel: {ORG001: info}\n", encoding="utf-8")
    outcome = both(ksflow)
    assert outcome.code == 2
    assert "kommun.yaml" in outcome.stderr
    kommun.write_text(sound, encoding="utf-8")
    assert "error ORG001" in both(ksflow).stdout


def test_language_and_place_count(workspace: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace / "cases" / "KS-2024-1.yaml").write_text(small_case(1, extra="okänd: 1\n"), encoding="utf-8")
    assert ksflow("check").stdout.startswith("cases/KS-2024-1.yaml")
    monkeypatch.setenv("KSFLOW_LANG", "sv")
    assert "Nyckeln ”okänd” är okänd" in both(ksflow).stdout
    monkeypatch.chdir(workspace / "cases")
    assert both(ksflow).stdout.startswith("KS-2024-1.yaml")
    monkeypatch.chdir(workspace.parent)
    assert ksflow("check", "--workspace", "kommun").stdout.startswith("kommun/cases/KS-2024-1.yaml")
    monkeypatch.chdir(workspace)
    assert both(ksflow).stdout.startswith("cases/KS-2024-1.yaml")


def test_two_cases_with_one_number_are_told_whatever_is_remembered(workspace: Path, ksflow: Ksflow) -> None:
    write_cases(workspace, range(1, 4))
    assert ksflow("check").stdout == ""
    third = workspace / "cases" / "KS-2024-3.yaml"
    change(third, small_case(1, title="Ny gångväg"))
    outcome = both(ksflow)
    assert "cases/KS-2024-3.yaml:1:15: error DIA008 The case cases/KS-2024-1.yaml has the same" in outcome.stdout
    assert both(ksflow) == outcome
    assert both(ksflow, "cases/KS-2024-3.yaml").stdout == ""
    (workspace / "cases" / "KS-2024-1.yaml").unlink()
    assert both(ksflow).stdout == ""


def test_select_and_ignore_come_after_what_is_remembered(workspace: Path, ksflow: Ksflow) -> None:
    (workspace / "cases" / "KS-2024-1.yaml").write_text(
        small_case(1, extra="okänd: 1\n").replace("[Diariet]", "[Ingen Alls]"), encoding="utf-8"
    )
    assert "EXP010" not in ksflow("check", "--ignore", "EXP").stdout
    assert "EXP010" in ksflow("check").stdout
    assert "FIL100" not in ksflow("check", "--select", "EXP").stdout


@pytest.mark.parametrize("damage", ["bytes", "version", "cut", "row", "folder", "table"])
def test_a_damaged_index_gives_the_same_answers(workspace: Path, ksflow: Ksflow, damage: str) -> None:
    write_cases(workspace, range(1, 3))
    (workspace / "cases" / "KS-2024-2.yaml").write_text(small_case(2, extra="okänd: 1\n"), encoding="utf-8")
    sound = ksflow("check")
    path = workspace / INDEX
    content = path.read_bytes()
    if damage == "bytes":
        path.write_bytes(b"rubbish" * 1000)
    elif damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "row":
        path.write_bytes(content.replace("okänd".encode(), b"okandx"))
    elif damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA user_version = 99" if damage == "version" else "DROP TABLE situations")
        connection.close()
    assert ksflow("check") == sound
    assert ksflow("check") == sound


def test_an_index_in_use_or_out_of_reach_gives_the_same_answers(workspace: Path, ksflow: Ksflow) -> None:
    write_cases(workspace, range(1, 3))
    (workspace / "cases" / "KS-2024-2.yaml").write_text(small_case(2, extra="okänd: 1\n"), encoding="utf-8")
    sound = ksflow("check")
    connection = sqlite3.connect(workspace / INDEX, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    assert ksflow("check") == sound
    connection.execute("ROLLBACK")
    connection.close()
    shutil.rmtree(workspace / ".ksflow")
    (workspace / ".ksflow").write_text("", encoding="utf-8")  # no folder can be made
    assert ksflow("check") == sound


def test_a_fault_of_ksflow_is_not_remembered(workspace: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch) -> None:
    write_cases(workspace, range(1, 2))

    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("ksflow.batch.checking.check_case", broken)
        assert "FIL999" in ksflow("check").stdout
    assert ksflow("check").stdout == ""


def test_over_many_changes_the_answers_are_those_without_an_index(
    workspace: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Change one of many things at a time, at random but always the same, and compare after each."""
    chance = random.Random(6)
    write_cases(workspace, range(1, 7))
    (workspace / "cases" / "bilagor").mkdir()
    kommun = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    extras = ["", "okänd: 1\n", SECTION.format(name="a.md"), ATTACHED, "sändlista: [Ingen Alls]\n", "datum: 2\n", "- ["]
    texts = ["Text.\n", "Text <b>.\n", "", "Text[^1].\n"]

    def maybe_gone(path: Path, text: str) -> None:
        if chance.random() < 0.3:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, encoding="utf-8")

    for _step in range(40):
        match chance.randrange(6):
            case 0 | 1:
                number = chance.randint(1, 6)
                written = small_case(chance.choice([number, number, 1]), extra=chance.choice(extras))
                maybe_gone(workspace / "cases" / f"KS-2024-{number}.yaml", written)
            case 2:
                maybe_gone(workspace / "cases" / "a.md", chance.choice(texts))
            case 3:
                maybe_gone(workspace / "cases" / "bilagor" / "avtal.pdf", "%PDF-")
            case 4:
                more = chance.choice(["", "regler: {EXP010: av}\n", "regler: {EXP010: fel}\n"])
                (workspace / "kommun.yaml").write_text(kommun + more, encoding="utf-8")
            case 5:
                monkeypatch.setenv("KSFLOW_LANG", chance.choice(["sv", "en"]))
                monkeypatch.chdir(chance.choice([workspace, workspace / "cases"]))
        remembered = ksflow("check")
        with monkeypatch.context() as patch:
            patch.setattr("ksflow.batch.check_index._open", lambda _path: None)
            assert remembered == ksflow("check")


def test_several_processes_find_the_same_in_the_same_order(workspace: Path) -> None:
    write_cases(workspace, range(1, 130))
    for number in range(1, 130, 7):
        (workspace / "cases" / f"KS-2024-{number}.yaml").write_text(
            small_case(number - number % 2, extra="okänd: 1\n"), encoding="utf-8"
        )
    (workspace / "cases" / "KS-2024-2.yaml").write_text(small_case(90), encoding="utf-8")
    one = run(workspace, "check", "-j", "1")
    shutil.rmtree(workspace / ".ksflow")
    two = run(workspace, "check", "-j", "2")
    assert two == one
    assert run(workspace, "check", "-j", "2") == one
    assert "FIL100" in one[1]
    assert "DIA008" in one[1]


def test_a_worker_that_dies_costs_one_case(workspace: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch) -> None:
    write_cases(workspace, range(1, 61))
    real = check_running.look_into

    def deadly(space: object, path: Path, *more: object) -> object:
        if path.name == "KS-2024-7.yaml":
            os._exit(1)
        return real(space, path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(check_running, "look_into", deadly)
    # Only forked workers have the deadly function, and those that replace them are not forked.
    monkeypatch.setattr("ksflow.batch.executors.LocalCrew._method", lambda _self: "fork")
    outcome = ksflow("check", "-j", "2")
    assert outcome.stdout.startswith(
        "cases/KS-2024-7.yaml:1:1: error FIL998 The process that checked this case died twice"
    )
    assert "60 cases checked: 1 error" in outcome.stderr
