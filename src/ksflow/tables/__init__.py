"""Tables of values, written as text, CSV or XLSX: each way of writing is a module of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

Cell: TypeAlias = str | int | date | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values under named columns.

    Raises ValueError for a row with more or fewer cells than columns, and TypeError for a value that the ways of
    writing would show differently: a time of day, a truth value, a decimal number.
    """

    name: str
    """What the table shows, as the name of its sheet: "Sändlista"."""
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table has at least one column")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number} has {len(row)} cells under {len(self.columns)} columns")
            for cell in row:
                if isinstance(cell, bool | datetime) or not isinstance(cell, str | int | date | None):
                    raise TypeError(f"row {number}: not a text, a whole number, a date or nothing: {cell!r}")
