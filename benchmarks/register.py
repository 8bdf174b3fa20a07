"""What the register costs: ``ksflow diary check`` and a search over many cases, first and when nothing has changed.

    python benchmarks/register.py [cases]

The first check is set beside reading the same files as YAML alone, the second beside the first, as whole commands and
without what starting ksflow takes: all ratios come from one run, so that the machine's speed does not matter.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "cases" / "KS-2021-1682.103.yaml"
YAML_ALONE = """
import sys
from pathlib import Path
from ksflow.sources.textfile import read_text_file
from ksflow.sources.yamltree import parse_yaml
for path in sorted(Path("cases").iterdir()):
    parse_yaml(read_text_file(path, path.name))
"""


def write_cases(folder: Path, count: int) -> None:
    """Write cases of the reference case's size, with numbers, titles and references of their own."""
    text = REFERENCE.read_text(encoding="utf-8")
    title = "rubrik: Förslag till avtal"
    for number in range(1, count + 1):
        year, serial = 2015 + number % 10, number // 10 + 1
        case = text.replace("diarienummer: KS-2021/1682.103", f"diarienummer: KS-{year}/{serial}.103")
        case = case.replace("datum: 2021-08-11", f"datum: {year}-08-11").replace(title, f"{title} nr {number}")
        case = case.replace("I strategin anges", f"I KS-{year}/{max(1, serial - 1)} anges", 1)
        (folder / f"KS-{year}-{serial}.103.yaml").write_text(case, encoding="utf-8")


def seconds(command: list[str], folder: Path) -> float:
    """Return the CPU seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env={**os.environ, "NO_COLOR": "1"})
    assert done.returncode in (0, 1), done.stderr.decode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    ksflow = [sys.executable, "-m", "ksflow"]
    check = [*ksflow, "diary", "check", "-q"]
    search = [*ksflow, "diary", "list", "-q", "--find", f"nr {count // 2}"]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "cases").mkdir()
        (folder / "kommun.yaml").write_bytes((ROOT / "kommun.yaml").read_bytes())
        write_cases(folder / "cases", count)
        time.sleep(3)  # files changed just before they are read are looked at once more
        bare = seconds([sys.executable, "-c", YAML_ALONE], folder)
        start = min(seconds([*ksflow, "diary", "formats"], folder) for _time in range(3))
        first = seconds(check, folder)
        again = min(seconds(check, folder) for _time in range(3))
        found = seconds(search, folder)
        found_again = min(seconds(search, folder) for _time in range(3))
    whole, work = first / again, (first - start) / max(again - start, 0.01)
    print(f"{count} cases, CPU seconds of whole commands")
    print(f"reading the YAML alone        {bare:6.2f}")
    print(f"ksflow diary formats: start   {start:6.2f}")
    print(f"first diary check             {first:6.2f}   {first / bare:.1f} × the YAML")
    print(f"nothing changed               {again:6.2f}   {whole:.0f} × faster than the first as a whole command,")
    print(f"                                       {work:.0f} × less work without the start")
    print(f"first search (--find)         {found:6.2f}")
    print(f"search with nothing changed   {found_again:6.2f}   {found / found_again:.0f} × faster than the first")
    print(f"largest memory of a command   {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:6.0f} MB")


if __name__ == "__main__":
    main()
