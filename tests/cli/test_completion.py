"""The shell completes what ksflow knows: documents, formats, codes, diary numbers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from smallcases import write_cases


def completed(words: str, folder: Path) -> list[str]:
    """Return what bash is offered for the last word of a command line."""
    return asked(folder, _KSFLOW_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(words.count(" ")))


def explained_to_fish(words: str, folder: Path) -> list[str]:
    """Return what fish is offered, with explanations, on a narrow screen."""
    return asked(
        folder,
        _KSFLOW_COMPLETE="complete_fish",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        _TYPER_COMPLETE_ARGS=words,
        COLUMNS="40",
    )


def asked(folder: Path, **environment: str) -> list[str]:
    """Return the lines that a shell gets when it asks for completions."""
    script = "import sys; sys.argv[0] = 'ksflow'; from ksflow.__main__ import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert run.stderr == ""
    return [line for line in run.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("ksflow sch", ["schema"]),
        ("ksflow diary sh", ["show"]),
        ("ksflow template re", ["render"]),
        ("ksflow build -d b", ["beslutsforslag"]),
        ("ksflow build -d egen", ["egen"]),
        ("ksflow build --to docx,p", ["docx,pdf"]),
        ("ksflow check --select BIL00", [f"BIL00{number}" for number in range(1, 6)]),
        ("ksflow check --ignore DIA001,DSK", ["DIA001,DSK", "DIA001,DSK001", "DIA001,DSK002"]),
        ("ksflow check --report sa", ["sarif"]),
        ("ksflow rules SPR001", ["SPR001"]),
        ("ksflow diary show KS-2021", ["KS-2021/1682.103"]),
        ("ksflow new KS-2024/1 --kind mo", ["motion"]),
        ("ksflow preview -d sa", ["sandlista"]),
        ("ksflow ini", ["init"]),
        ("ksflow init --nu", ["--number"]),
        ("ksflow init --number göteborg-", ["göteborg-2023"]),
        ("ksflow diary parse --format huddinge-t", ["huddinge-text"]),
        ("ksflow help bu", ["build"]),
        ("ksflow help diary sh", ["show"]),
    ],
)
def test_the_last_word_is_completed(words: str, offered: list[str], workspace: Path) -> None:
    shutil.copy(ROOT / "cases" / "KS-2021-1682.103.yaml", workspace / "cases")
    (workspace / "templates").mkdir()
    (workspace / "templates" / "egen.md.j2").write_text("---\nnamn: Egen\n---\n# {{ rubrik }}\n", "utf-8")
    assert completed(words, workspace) == offered


def test_explanations_stand_on_one_line_and_lose_nothing(workspace: Path) -> None:
    """A shell takes each line for a word, and Typer would take brackets for colours."""
    title = f"Ny [gång]väg [/b] {'mycket lång ' * 20}väg"
    write_cases(workspace, range(1, 2), title=f'"{title}"')
    case = workspace / "cases" / "KS-2024-1.yaml"
    case.write_text(case.read_text("utf-8").replace(f'"{title}" 1', f'"{title}"', 1), "utf-8")
    assert explained_to_fish("ksflow diary show KS", workspace) == [f"KS-2024/1\t{title}"]
    watch = "Go on, and build anew what changes, until Ctrl-C (with ksflow[preview])."
    assert explained_to_fish("ksflow build --watc", workspace) == [f"--watch\t{watch}"]
    assert explained_to_fish("ksflow verif", workspace) == ["verify\tSay whether every document is as it was built"]


def test_a_faulty_kommun_yaml_hides_no_number(workspace: Path) -> None:
    write_cases(workspace, range(1, 2))
    (workspace / "kommun.yaml").write_text("diarienummer: huddinge\nokänd: ja\n", "utf-8")
    assert completed("ksflow diary show KS", workspace) == ["KS-2024/1"]


@pytest.mark.parametrize("words", ["ksflow build -d t", "ksflow diary show K", "ksflow new X --kind m"])
def test_outside_a_workspace_nothing_is_offered_and_nothing_is_said(words: str, tmp_path: Path) -> None:
    assert completed(words, tmp_path) == []


def test_a_broken_workspace_is_no_matter_for_the_shell(workspace: Path) -> None:
    (workspace / "kommun.yaml").write_text("namn: [", "utf-8")
    assert completed("ksflow diary show K", workspace) == []
