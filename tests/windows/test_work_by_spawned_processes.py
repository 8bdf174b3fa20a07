"""Windows and macOS start each worker from nothing; what they do is what forked ones do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys
import ksflow.batch.executors as executors

def begun_from_nothing(crew):
    print("spawn", file=sys.stderr)
    return "spawn"

if __name__ == "__main__":
    if sys.argv[1] == "spawn":
        executors.LocalCrew._method = begun_from_nothing
    sys.argv = ["ksflow", *sys.argv[2:]]
    from ksflow.__main__ import main
    main()
"""
SHORT = ("check", "--report", "json", "-j", "2"), ("build", "-d", "sandlista", "--to", "docx,md", "-j", "2", "-q")


@pytest.fixture
def many(workspace: Path, reference: str) -> Path:
    """Return a workspace with so many cases that several processes do the work."""
    for serial in range(1, 56):
        number = f"KS-2021-{serial}.103"
        text = reference.replace("KS-2021/1682.103", f"KS-2021/{serial}.103")
        (workspace / "cases" / f"{number}.yaml").write_text(text, encoding="utf-8")
    return workspace


def run(folder: Path, how: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "kommando.py").write_text(SCRIPT, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "kommando.py", how, *arguments],
        cwd=folder,
        env={**os.environ, "KSFLOW_LANG": "sv", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=240,
    )


@pytest.mark.parametrize("arguments", SHORT, ids=lambda arguments: arguments[0])
def test_the_result_is_the_same(many: Path, arguments: tuple[str, ...]) -> None:
    results = []
    for how in ("spawn", "as usual"):
        done = run(many, how, *arguments)
        assert (how == "spawn") == ("spawn" in done.stderr)
        told = done.stderr.replace("spawn\n", "")
        results.append((done.returncode, done.stdout, told, files(many / "out")))
        subprocess.run(
            [sys.executable, "-c", "import shutil; [shutil.rmtree(name, True) for name in ('out', '.ksflow')]"],
            cwd=many,
            check=True,
        )
    assert results[0] == results[1]
    assert "är fel här" in results[0][1] or len(results[0][3]) == 111


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def test_no_more_processes_are_begun_than_windows_can_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from ksflow.batch import executors

    asked = []

    class Pool:
        def __init__(self, width: int, *_rest: object) -> None:
            asked.append(width)

        def submit(self, *_call: object) -> None:
            pass

    monkeypatch.setattr(executors, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(sys, "platform", "win32")
    executors.LocalCrew(96).hire(96)
    assert asked == [61]
