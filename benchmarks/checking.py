"""What checking costs: ksflow check beside yamllint and check-jsonschema, on the same files in one run.

    python benchmarks/checking.py [FILES [ROUNDS]]

Each tool is run as a command, as CI does it, on copies of the reference case with numbers of their own (12 kB each;
2000 unless told otherwise). Printed are the least CPU and wall seconds of the rounds, files a second of CPU, and how
many times as long as ksflow the others take. All tools use one core. check-jsonschema gets the schema that ksflow
prints, so it looks at the same keys; yamllint looks at form only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Make the files, run the tools in turn, and print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        make_workspace(workspace, count)
        schema = ROOT / "schema" / "arende.schema.json"
        files = [str(path) for path in sorted((workspace / "cases").glob("*.yaml"))]
        commands = {
            "ksflow check": [sys.executable, "-m", "ksflow", "check", "-q"],
            "yamllint": [
                sys.executable,
                "-m",
                "yamllint",
                "-d",
                "{extends: default, rules: {line-length: disable}}",
                "cases",
            ],
            "check-jsonschema": [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), *files],
        }
        least = dict.fromkeys(commands, (float("inf"), float("inf")))
        for _round in range(rounds):
            for name, command in commands.items():
                cpu, wall = timed(command, workspace)
                least[name] = (min(least[name][0], cpu), min(least[name][1], wall))
    print(f"{count} files\n{'tool':<18}{'CPU s':>8}{'wall s':>8}{'files/CPU s':>13}{'times ksflow':>14}")
    own = least["ksflow check"][0]
    for name, (cpu, wall) in least.items():
        print(f"{name:<18}{cpu:>8.2f}{wall:>8.2f}{count / cpu:>13.0f}{cpu / own:>14.1f}")


def make_workspace(workspace: Path, count: int) -> None:
    """Write kommun.yaml and ``count`` cases."""
    (workspace / "cases").mkdir()
    shutil.copy(ROOT / "kommun.yaml", workspace)
    text = (ROOT / "cases" / "KS-2021-1682.103.yaml").read_text(encoding="utf-8")
    for number in range(1, count + 1):
        case = re.sub(r"^diarienummer: .*$", f"diarienummer: KS-2021/{number}.103", text, flags=re.MULTILINE)
        (workspace / "cases" / f"KS-2021-{number}.103.yaml").write_text(case, encoding="utf-8")


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Run a command; return its CPU and wall seconds."""
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    wall, after = time.perf_counter() - started, os.times()
    if done.returncode not in (0, 1) or b"Error" in done.stderr:  # yamllint has remarks, and says so with 1
        raise SystemExit(done.stderr.decode())
    used = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return used, wall


if __name__ == "__main__":
    main()
