"""What a build of many cases costs: anew and again, with one worker and with two, in time and in memory.

    python benchmarks/batch.py [CASES [ROUNDS]]

The cases (10 000 unless told otherwise) come from a seed and differ in every text. Each measurement is the command as
CI runs it, from start to end, the least of the rounds. Printed beside the seconds:

- a build with nothing to do, as a share of the full build;
- how many times as fast two workers are as one;
- the most memory of any of the command's processes at all cases, against that at a hundredth of them;
- Word files a second and core, beside docxtpl rendering and plain python-docx on the same machine (see word_files.py);
- where the CPU time of a document goes, and the floor beside it (see steps.py);
- what the cold start of commands costs beside that of the libraries that they need (see cold_start.py).
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from cold_start import KSFLOW, print_starts
from manycases import ROOT, make_workspace
from steps import print_steps


class Cost(NamedTuple):
    """What a command took."""

    wall: float
    cpu: float
    megabytes: float


def main() -> None:
    """Make the cases, measure, and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder, "few"), Path(folder, "many")
        make_workspace(few, max(1, count // 100))
        make_workspace(many, count)
        one = least([full(many, "-j", "1") for _round in range(rounds)])
        again = least([measured([*KSFLOW, "build", "-q"], many) for _round in range(rounds + 1)])
        two = least([full(many, "-j", "2") for _round in range(rounds)])
        small = least([full(few, "-j", "1") for _round in range(rounds)])
        print(f"{count} cases, {3 * count} Word files")
        print(f"one worker {one.wall:.1f} s, {3 * count / one.cpu:.0f} files a second of CPU, {one.megabytes:.0f} MB")
        print(f"two workers {two.wall:.1f} s: {one.wall / two.wall:.2f} times as fast")
        print(f"nothing to do {again.wall:.2f} s: {100 * again.wall / one.wall:.1f} % of the full build")
        print(
            f"memory at {count // 100} cases {small.megabytes:.0f} MB: {one.megabytes / small.megabytes:.2f} times that"
        )
        print_steps(many, min(count, 500))
        print_starts(few, 5 * rounds)
    subprocess.run([sys.executable, str(ROOT / "benchmarks" / "word_files.py"), str(10 * rounds)], check=True)


def full(workspace: Path, *options: str) -> Cost:
    """Build everything anew."""
    for name in ("out", ".ksflow"):
        shutil.rmtree(workspace / name, ignore_errors=True)
    return measured([*KSFLOW, "build", "-q", *options], workspace)


def measured(command: list[str], folder: Path) -> Cost:
    """Run a command in a process that waits for it, so that its peak of memory is its own."""
    reader, writer = os.pipe()
    watcher = os.fork()
    if watcher == 0:
        started = time.perf_counter()
        code = subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode
        wall = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(writer, f"{wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}".encode())
        os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        numbers = [float(word) for word in pipe.read().split()]
    _process, status = os.waitpid(watcher, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} failed")
    return Cost(*numbers)


def least(costs: list[Cost]) -> Cost:
    """Return the least of each."""
    return Cost(*(min(values) for values in zip(*costs, strict=True)))


if __name__ == "__main__":
    main()
