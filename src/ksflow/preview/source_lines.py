"""The lines around a place in a file, for showing where a finding is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from ksflow.sources.textfile import MAX_BYTES, TextFile

_AROUND = 400
_LONGEST = 2000
"""Characters; of a longer line the beginning is shown."""


class Lines(NamedTuple):
    """Some lines of a file."""

    first: int
    """The number of the first one."""
    lines: list[str]


def lines_around(path: Path, line: int) -> Lines:
    """Return the lines of a file around one of them, also of a file that is no proper text; raise OSError."""
    if not os.path.isfile(path):  # noqa: PTH113 - a named pipe would wait for a writer for ever
        raise FileNotFoundError
    with path.open("rb") as file:
        text = file.read(MAX_BYTES).decode("utf-8-sig", "replace")
    lines = TextFile(path.name, text).lines
    first = max(1, min(line, len(lines)) - _AROUND)
    return Lines(first, [one[:_LONGEST] for one in lines[first - 1 : first + 2 * _AROUND]])
