"""What the start of a command costs, beside loading the libraries that it needs.

    python benchmarks/cold_start.py [ROUNDS]

Each round runs every command once, so that what else the machine does meets all of them; printed are medians of CPU
time, and how many times its yardstick a command takes. Python keeps compiled modules here, as it does for a package
that is installed, also where the environment forbids it.

- "unchanged": the case, and its documents, are as they were the last time
- "anew": nothing is remembered, as in a fresh checkout
- "one model": typer, and a Pydantic model with one field; without Pydantic no case could be checked in less
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from manycases import make_workspace

KSFLOW = [sys.executable, "-m", "ksflow"]
CASE = "cases/KS-2024-1.103.yaml"
MODEL = "import typer; from pydantic import BaseModel; type('Case', (BaseModel,), {'__annotations__': {'title': str}})"


class Start(NamedTuple):
    """A command, the name of its yardstick, and whether what is remembered goes first."""

    command: list[str]
    yardstick: str
    anew: bool = False


STARTS = {
    "python -c pass": Start([sys.executable, "-c", "pass"], "python -c pass"),
    "ksflow --version": Start([*KSFLOW, "--version"], "python -c pass"),
    "import typer, pydantic": Start([sys.executable, "-c", "import typer, pydantic"], "import typer, pydantic"),
    "typer and one model": Start([sys.executable, "-c", MODEL], "import typer, pydantic"),
    "ksflow check, unchanged": Start([*KSFLOW, "check", "-q", CASE], "import typer, pydantic"),
    "ksflow check, anew": Start([*KSFLOW, "check", "-q", CASE], "import typer, pydantic", anew=True),
    "import typer, pydantic, docx": Start(
        [sys.executable, "-c", "import typer, pydantic, docx"], "import typer, pydantic, docx"
    ),
    "ksflow build, unchanged": Start([*KSFLOW, "build", "-q", CASE], "import typer, pydantic, docx"),
    "ksflow build, anew": Start([*KSFLOW, "build", "-q", CASE], "import typer, pydantic, docx", anew=True),
}


def main() -> None:
    """Measure in a workspace of one case, and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        make_workspace(Path(folder, "kommun"), 1)
        print_starts(Path(folder, "kommun"), rounds)


def print_starts(workspace: Path, rounds: int) -> None:
    """Run every command in turn, round after round, and print the medians."""
    taken: dict[str, list[float]] = {name: [] for name in STARTS}
    time.sleep(0.1)  # what was written this very moment is not remembered
    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for number in range(rounds + 1):
            for name, start in STARTS.items():
                if start.anew:
                    for remembered in (".ksflow", "out"):
                        shutil.rmtree(workspace / remembered, ignore_errors=True)
                else:  # what it finds unchanged has just been looked at
                    _cpu(start.command, workspace, environment)
                seconds = _cpu(start.command, workspace, environment)
                if number:  # the first round compiles
                    taken[name].append(seconds)
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    for name, start in STARTS.items():
        ratio = medians[name] / medians[start.yardstick]
        print(f"{name:<32}{1000 * medians[name]:>7.0f} ms of CPU{ratio:>7.2f} × {start.yardstick}")


def _cpu(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Return the CPU time of a command, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    if done.returncode not in (0, 1):  # chance words are not always Swedish, and checking says so with 1
        raise SystemExit(done.stderr.decode())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
