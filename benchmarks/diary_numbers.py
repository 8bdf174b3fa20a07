"""What reading a diary number costs, beside a plain compiled regular expression that matches and gives its groups.

    python benchmarks/diary_numbers.py [NUMBERS [ROUNDS]]

All read the same numbers (200 000 unless told otherwise) on one core, in turn, in one process. Printed are the least
time of the rounds, numbers a second, and how many times as long as the plain expression each takes.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable

from ksflow.diary.format import DiaryFormat
from ksflow.diary.number import DiaryNumber

PLAIN = re.compile(r"([A-Za-zÅÄÖÉåäöé]{1,10})-([12][0-9]{3})/([0-9]{1,9})(?:\.([0-9A-Za-z.]+))?")
TYRESÖ = DiaryFormat("{år}/{ORGAN} {löpnr:4}[ {klass}]")


def main() -> None:
    """Read the numbers in each way, and print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    numbers = [DiaryNumber("KS", 1990 + serial % 40, serial, "103") for serial in range(1, count + 1)]
    own, other = list(map(str, numbers)), list(map(TYRESÖ.format, numbers))
    ways: dict[str, tuple[Callable[[str], object], list[str]]] = {
        "regular expression": (plain, own),
        "DiaryNumber.parse": (DiaryNumber.parse, own),
        "DiaryFormat.parse": (DiaryFormat().parse, own),
        "Tyresö's format": (TYRESÖ.parse, other),
    }
    least = dict.fromkeys(ways, float("inf"))
    for _round in range(rounds):
        for name, (read, texts) in ways.items():
            least[name] = min(least[name], timed(read, texts))
    print(f"{count} numbers\n{'way':<20}{'µs each':>9}{'a second':>12}{'times plain':>13}")
    for name, seconds in least.items():
        times = seconds / least["regular expression"]
        print(f"{name:<20}{seconds / count * 1e6:>9.2f}{count / seconds:>12,.0f}{times:>13.1f}")


def plain(text: str) -> tuple[str | None, ...]:
    """Match a number and return its groups."""
    match = PLAIN.fullmatch(text)
    assert match is not None
    return match.groups()


def timed(read: Callable[[str], object], texts: list[str]) -> float:
    """Return the CPU seconds that reading all texts takes."""
    started = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - started


if __name__ == "__main__":
    main()
