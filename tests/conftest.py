"""Shared fixtures: a workspace on disk, and the real command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

if TYPE_CHECKING:
    from serving import Preview

pytest_plugins = ["cimachine"]
ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "cases" / "KS-2021-1682.103.yaml"


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let messages be English whatever the machine speaks; colourless and wide."""
    monkeypatch.setenv("KSFLOW_LANG", "en")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace with Huddinge's kommun.yaml and no cases; the current folder is in it."""
    root = tmp_path / "kommun"
    (root / "cases").mkdir(parents=True)
    shutil.copy(ROOT / "kommun.yaml", root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def without_text_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the rules about what a case says: the test is about files, keys and names."""
    monkeypatch.setattr("ksflow.rules.engine.rules", dict)


@pytest.fixture(scope="session")
def reference() -> str:
    """Return the text of the reference case."""
    return REFERENCE.read_text(encoding="utf-8")


@pytest.fixture
def write_case(workspace: Path) -> Callable[[str | bytes, str], Path]:
    """Return a function that writes a case file into the workspace."""

    def write(content: str | bytes, name: str = "case.yaml") -> Path:
        path = workspace / "cases" / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def case(write_case: Callable[..., Path], reference: str) -> Path:
    """Return the reference case's file in the workspace, free to be changed."""
    return write_case(reference, "KS-2021-1682.103.yaml")


@pytest.fixture
def preview(case: Path, workspace: Path) -> Iterator[Preview]:
    """Return a preview of the reference case that is being served."""
    from serving import served

    with served(case, workspace) as running:
        yield running


@pytest.fixture
def ksflow() -> Callable[..., Outcome]:
    """Return a function that runs the command line in this process."""
    from ksflow.cli.app import app

    def run(*arguments: str | Path, stdin: bytes = b"") -> Outcome:
        words = [str(argument) for argument in arguments]
        result = CliRunner().invoke(app, words, input=stdin, catch_exceptions=False)
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return run
