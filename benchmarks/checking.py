"""What checking costs: ksflow check beside yamllint, check-jsonschema and textlint, on the same texts in one run.

    python benchmarks/checking.py [FILES [ROUNDS]]

Each tool is run as a command, as CI does it, on copies of the reference case with numbers of their own (12 kB each;
2000 unless told otherwise). Printed are the least CPU and wall seconds of the rounds, files a second of CPU, and how
many times as long as "keys alone" the others take.

"ksflow check" reads the keys and applies all rules, anew each round; "keys alone" has the rules about what a case says
turned off, and does what check-jsonschema does; "again" finds nothing changed; "-j 2" uses two cores. textlint (npm
install textlint@14 and the rules named below, its program in KSFLOW_TEXTLINT) reads the same texts as Markdown, with
six general rules: it knows less of them than ksflow does.
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

from ksflow.rules.engine import rules
from ksflow.sources.codes import is_rule

ROOT = Path(__file__).resolve().parents[1]
PYTHON = (sys.executable, "-m")
KSFLOW = (*PYTHON, "ksflow")
TEXTLINT_RULES = tuple(
    part
    for rule in ("common-misspellings", "no-todo", "stop-words", "terminology", "write-good", "max-comma")
    for part in ("--rule", rule)
)


def main() -> None:
    """Make the files, run the tools in turn, and print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        make_workspace(workspace, count)
        schema = ROOT / "schema" / "arende.schema.json"
        files = [str(path) for path in sorted((workspace / "cases").glob("*.yaml"))]
        commands: dict[str, list[str]] = {
            "ksflow check": [*KSFLOW, "check", "-q", "-j", "1"],
            "ksflow check -j 2": [*KSFLOW, "check", "-q", "-j", "2"],
            "ksflow again": [*KSFLOW, "check", "-q", "-j", "1"],
            "keys alone": [*KSFLOW, "check", "-q", "-j", "1"],
            "yamllint": [*PYTHON, "yamllint", "-d", "{extends: default, rules: {line-length: disable}}", "cases"],
            "check-jsonschema": [*PYTHON, "check_jsonschema", "--schemafile", str(schema), *files],
        }
        if textlint := os.environ.get("KSFLOW_TEXTLINT"):
            commands["textlint"] = [textlint, *TEXTLINT_RULES, "texts/*.md"]
        kommun = (workspace / "kommun.yaml").read_text("utf-8")
        off = ", ".join(f"{code}: av" for code in rules() if is_rule(code))
        least = dict.fromkeys(commands, (float("inf"), float("inf")))
        for _round in range(rounds):
            for name, command in commands.items():
                if name != "ksflow again":
                    shutil.rmtree(workspace / ".ksflow", ignore_errors=True)
                more = f"regler: {{{off}}}\n" if name == "keys alone" else ""
                (workspace / "kommun.yaml").write_text(f"{kommun}{more}", "utf-8")
                cpu, wall = timed(command, workspace)
                least[name] = (min(least[name][0], cpu), min(least[name][1], wall))
    print(f"{count} files\n{'tool':<18}{'CPU s':>8}{'wall s':>8}{'files/CPU s':>13}{'times keys':>14}")
    own = least["keys alone"][0]
    for name, (cpu, wall) in least.items():
        print(f"{name:<18}{cpu:>8.2f}{wall:>8.2f}{count / cpu:>13.0f}{cpu / own:>14.1f}")


def make_workspace(workspace: Path, count: int) -> None:
    """Write kommun.yaml and ``count`` cases, and their texts as Markdown."""
    (workspace / "cases").mkdir()
    (workspace / "texts").mkdir()
    shutil.copy(ROOT / "kommun.yaml", workspace)
    text = (ROOT / "cases" / "KS-2021-1682.103.yaml").read_text(encoding="utf-8")
    for number in range(1, count + 1):
        case = re.sub(r"^diarienummer: .*$", f"diarienummer: KS-2021/{number}.103", text, flags=re.MULTILINE)
        (workspace / "cases" / f"KS-2021-{number}.103.yaml").write_text(case, encoding="utf-8")
        plain = re.sub(r"^ +(?:- rubrik: |text: \|)?", "", case, flags=re.MULTILINE)
        (workspace / "texts" / f"{number}.md").write_text(plain, encoding="utf-8")


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
