"""Cells as text, and which texts a spreadsheet would calculate."""

from __future__ import annotations

import re
from datetime import date

from ksflow.tables import Cell

_LINE_BREAK = re.compile("\r\n?|[\x85\u2028\u2029]")
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Commands to a terminal or printer, halves of characters, and what XML forbids."""
_FORMULA = re.compile("(?:[^\\S\t\r\n]|[\u200b\u2060\ufeff])*[=+\\-@\t\r\n＝＋－＠﹦﹢﹣﹫]")


def text_of(cell: Cell) -> str:
    """Return a cell as one text: dates as ISO 8601 has them, nothing as nothing."""
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else readable(str(cell))


def readable(text: str) -> str:
    r"""Return a text with every line break as ``\n``, and U+FFFD for each character that is no text."""
    return _NO_TEXT.sub("\ufffd", _LINE_BREAK.sub("\n", text))


def begins_as_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take a text for a formula: it begins with = + - @, tab or a line break.

    Blanks before the sign do not help, and some spreadsheets read its full-width form too
    (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    return _FORMULA.match(text) is not None
