"""Changes of text files as a unified diff, which ``patch`` and ``git apply`` read."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

_NO_LINE_END = "\\ No newline at end of file\n"


def unified_diff(name: str, before: str, after: str) -> str:
    """Return the difference of two texts of a file; line ends other than LF are part of their lines."""
    lines = difflib.unified_diff(_lines(before), _lines(after), name, name)
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_LINE_END}" for line in lines)


def _lines(text: str) -> list[str]:
    return list(_split(text))


def _split(text: str) -> Iterator[str]:
    # str.splitlines would end lines at a carriage return too, which patch does not.
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
