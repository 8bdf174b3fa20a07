"""Tables as CSV, as Swedish Excel reads it and a mail merge wants it."""

from __future__ import annotations

import csv
from io import StringIO

from ksflow.tables import Cell, Table
from ksflow.tables.cells import begins_as_formula, text_of


def as_csv(table: Table, delimiter: str = ";") -> bytes:
    """Return the table in UTF-8 with the byte order mark by which Excel knows it, a line for each row.

    A text that a spreadsheet would calculate gets an apostrophe before it. Raises ValueError for a delimiter that is
    not one sign, or that a cell's quotes, apostrophe or value could be taken for.
    """
    if not _separates(delimiter):
        raise ValueError(f"cells are parted by one sign such as ; or a tab, not by {delimiter!r}")
    lines = StringIO(newline="")
    # Minimal quoting is the writer's own choice: cells with the delimiter, a quote or a line break.
    writer = csv.writer(lines, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([_harmless(name) for name in table.columns])
    writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
    return lines.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> str:
    """Return the text of a cell on one line; numbers and dates are harmless as they are."""
    text = text_of(cell)
    mark = "'" if isinstance(cell, str) and begins_as_formula(cell) else ""
    # A line break in quotes is allowed (RFC 4180), but Word's mail merge and everything that reads line by line
    # would see two broken rows, and in a cell it carries nothing that a blank does not.
    return mark + text.replace("\n", " ")


def _separates(delimiter: str) -> bool:
    if delimiter == "\t":
        return True
    sign = len(delimiter) == 1 and delimiter.isprintable() and not delimiter.isalnum() and not delimiter.isspace()
    return sign and delimiter not in "\"'" and not begins_as_formula(delimiter)
