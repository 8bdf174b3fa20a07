"""Small cases for tests that need many, and the command line as a process of its own."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import ROOT


def small_case(number: int, title: str = "Ny gångväg", extra: str = "") -> str:
    """Return the YAML of a case."""
    recipients = "" if "sändlista:" in extra else "sändlista: [Diariet]\n"
    return (
        f"diarienummer: KS-2024/{number}\ndatum: 2024-03-05\nrubrik: {title} {number}\nnämnd: Kommunstyrelsen\n"
        f"handläggare:\n  namn: Anna Andersson\nsammanfattning: En gångväg byggs.\n"
        f"beslutsförslag:\n  - att: [Gångväg {number} byggs.]\n"
        f"undertecknare: [{{namn: Bo Ek, titel: Gatuchef}}]\n{recipients}{extra}"
    )


def write_cases(workspace: Path, numbers: range, title: str = "Ny gångväg") -> None:
    """Write cases/KS-2024-N.yaml for each number, and kommun.yaml where there is none."""
    (workspace / "cases").mkdir(parents=True, exist_ok=True)
    if not (workspace / "kommun.yaml").exists():
        shutil.copy(ROOT / "kommun.yaml", workspace)
    for number in numbers:
        path = workspace / "cases" / f"KS-2024-{number}.yaml"
        path.write_text(small_case(number, title), encoding="utf-8")


def start(workspace: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start ksflow in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "ksflow", *arguments],
        cwd=workspace,
        env={**os.environ, "KSFLOW_LANG": "en", "NO_COLOR": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def run(workspace: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run ksflow; return exit code, standard output and standard error."""
    process = start(workspace, *arguments, **environment)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def hashes(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below a folder, hidden ones included."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
