"""Tables as text: aligned columns for a terminal or a pipe."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len

from ksflow.sources.harmless import harmless_in_logs
from ksflow.tables import Cell, Table
from ksflow.tables.cells import text_of

_GAP = "  "
_LEAST = 16
"""No column is made narrower, so that a diary number stays whole: KS-2021/1682.103."""
_NARROWEST = 8
"""What the narrowest terminal is taken for: the name of a column in two columns, its value in four."""
_MARKS = 8
"""How far ahead is looked for the end of a line; few letters carry more than seven marks."""
_BLANK = re.compile("[\t\n]")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Characters that turn the direction of the text after them, and the byte order mark."""


def as_text(table: Table, width: int | None = None) -> str:
    """Return the table as lines: the names of the columns, a rule, and the rows.

    For a pipe (without a width) nothing is wrapped: a row is a line, in which a CI system finds no command. For a
    terminal no line is longer than ``width`` columns (at least 8): long cells go on below, and where that would make
    columns too narrow to read, each row becomes a list of its own, a cell to a line.
    """
    names = [_shown(name) for name in table.columns]
    rows = [[_shown(cell) for cell in row] for row in table.rows]
    widths = [max(map(cell_len, column)) for column in zip(names, *rows, strict=True)]
    if width is not None:
        width = max(width, _NARROWEST)
        fitting = _fitting(widths, width - len(_GAP) * (len(widths) - 1))
        if fitting is None:
            return _text(_as_lists(names, rows, width))
        widths = fitting
    # Numbers stand below each other by their last digit.
    right = [_counts(column) for column in zip(*table.rows, strict=True)] or [False] * len(names)
    text = _text(_as_columns(names, rows, widths, right))
    return harmless_in_logs(text) if width is None else text


def _shown(cell: Cell) -> str:
    """Return a cell on one line, with nothing that commands the terminal or turns the text round."""
    return _TURNING.sub("\ufffd", _BLANK.sub(" ", text_of(cell)))


def _counts(column: Sequence[Cell]) -> bool:
    return {type(cell) for cell in column} - {type(None)} == {int}


def _fitting(widths: Sequence[int], room: int) -> list[int] | None:
    """Return widths that fill at most the room, for which the widest columns give way; None where they cannot."""
    if sum(widths) <= room:
        return list(widths)
    for limit in range(room, _LEAST - 1, -1):
        narrowed = [min(width, limit) for width in widths]
        if sum(narrowed) <= room:
            return narrowed
    return None


def _as_columns(
    names: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool]
) -> Iterator[str]:
    yield from _beside(names, widths, right)
    yield _GAP.join("─" * width for width in widths)
    for row in rows:
        yield from _beside(row, widths, right)


def _as_lists(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    longest = min(max(map(cell_len, names)), width // 3)
    widths = (longest, width - longest - len(_GAP))
    for number, row in enumerate(rows):
        if number:
            yield ""
        for pair in zip(names, row, strict=True):
            yield from _beside(pair, widths, (False, False))


def _beside(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    """Yield the lines that the cells of one row take beside each other."""
    wrapped = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for line in zip_longest(*wrapped, fillvalue=""):
        yield _GAP.join(_padded(*part) for part in zip(line, widths, right, strict=True))


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


def _wrapped(text: str, room: int) -> list[str]:
    """Return the lines of a text in so many columns, broken at blanks where there are any."""
    if cell_len(text) <= room:
        return [text]
    lines = []
    start = 0
    while start < len(text):
        end = start + _reach(text[start : start + _MARKS * room], room)
        blank = text.rfind(" ", start, end + 1)
        if end < len(text) and text[start : max(blank, start)].strip():
            end = blank
        lines.append(text[start:end])
        while text.startswith(" ", end):
            end += 1
        start = end
    return lines


def _reach(text: str, room: int) -> int:
    """Return how many characters from the beginning take at most so many columns."""
    return bisect_right(range(1, len(text) + 1), room, key=lambda end: cell_len(text[:end]))


def _text(lines: Iterator[str]) -> str:
    return "".join(f"{line.rstrip()}\n" for line in lines)
