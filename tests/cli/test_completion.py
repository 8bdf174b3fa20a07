"""The shell completes what ksflow knows: documents, formats, codes, diary numbers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT


def completed(words: str, folder: Path) -> list[str]:
    """Return what bash is offered for the last word of a command line."""
    script = "import sys; sys.argv[0] = 'ksflow'; from ksflow.__main__ import main; main()"
    asked = {"_KSFLOW_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, **asked},
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
    ],
)
def test_the_last_word_is_completed(words: str, offered: list[str], workspace: Path) -> None:
    shutil.copy(ROOT / "cases" / "KS-2021-1682.103.yaml", workspace / "cases")
    (workspace / "templates").mkdir()
    (workspace / "templates" / "egen.md.j2").write_text("---\nnamn: Egen\n---\n# {{ rubrik }}\n", "utf-8")
    assert completed(words, workspace) == offered


@pytest.mark.parametrize("words", ["ksflow build -d t", "ksflow diary show K", "ksflow new X --kind m"])
def test_outside_a_workspace_nothing_is_offered_and_nothing_is_said(words: str, tmp_path: Path) -> None:
    assert completed(words, tmp_path) == []


def test_a_broken_workspace_is_no_matter_for_the_shell(workspace: Path) -> None:
    (workspace / "kommun.yaml").write_text("namn: [", "utf-8")
    assert completed("ksflow diary show K", workspace) == []
