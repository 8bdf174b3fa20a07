"""Tables as an Excel workbook: one sheet, ready to be filtered and printed."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile, ZipInfo

from rich.cells import cell_len

from ksflow.tables import Cell, Table
from ksflow.tables.cells import begins_as_formula, readable, text_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_ROWS, _COLUMNS, _CHARACTERS = 1_048_576, 16_384, 32_767
"""What a sheet and a cell hold (Excel specifications and limits)."""
_DIGITS = 10**15
"""From here on Excel rounds whole numbers."""
_FIRST_DATE = date(1900, 3, 1)
"""Before it programs disagree: Excel counts a 29 February 1900 that never was."""
_WIDEST = 48
"""Longer texts are wrapped, in characters of the sheet's font."""
_MARGIN = 3
"""Room for the button of the filter."""
_A4 = 9


class TooBigForExcelError(ValueError):
    """More than a workbook can hold; the message says what, and nothing has been cut."""


def as_xlsx(table: Table, created: date) -> bytes:
    """Return the table as a workbook that calculates nothing: texts are texts, dates dates, whole numbers numbers.

    ``created`` is the date in the document's properties; nothing else depends on the clock. Raises TooBigForExcelError
    rather than cut anything.
    """
    from xlsxwriter import Workbook

    _check(table)
    archive = BytesIO()
    with Workbook(archive, {"in_memory": True}) as book:
        book.set_properties({"title": readable(table.name), "created": datetime.combine(created, time())})
        sheet = book.add_worksheet(_sheet_name(table.name))
        _set_up(sheet, table)
        write = _Writer(book, sheet)
        for column, name in enumerate(table.columns):
            write.text(0, column, name, bold=True)
        for number, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                write.cell(number, column, cell)
    return _stored(archive.getvalue())


def _check(table: Table) -> None:
    """Refuse what Excel cannot hold, for XlsxWriter would leave it out."""
    if len(table.columns) > _COLUMNS or len(table.rows) >= _ROWS:
        size = f"{len(table.rows)} rows under {len(table.columns)} columns"
        raise TooBigForExcelError(f"{size}: a sheet of Excel holds {_ROWS - 1} rows under {_COLUMNS} columns")
    for number, row in enumerate((table.columns, *table.rows)):
        for name, cell in zip(table.columns, row, strict=True):
            # Excel counts as UTF-16 does: 2 for 😀.
            if (length := len(text_of(cell).encode("utf-16-le")) // 2) > _CHARACTERS:
                place = f"row {number}, column {name[:40]}"
                raise TooBigForExcelError(f"{place}: {length} characters, and a cell of Excel holds {_CHARACTERS}")


def _set_up(sheet: Worksheet, table: Table) -> None:
    """Set column widths, filter, and how the sheet is shown and printed."""
    from xlsxwriter.utility import xl_range

    last_row, last_column = len(table.rows), len(table.columns) - 1
    for column, cells in enumerate(zip(table.columns, *table.rows, strict=True)):
        longest = max(cell_len(line) for cell in cells for line in text_of(cell).split("\n"))
        sheet.set_column(column, column, min(longest + _MARGIN, _WIDEST))
    # No green corner on phone numbers: they are texts on purpose.
    sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, last_row, last_column)})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last_row, last_column)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P (&N)")


class _Writer:
    """Writes cells by their type, never by what their text looks like."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self.sheet = sheet
        top = {"valign": "top"}
        self.number = book.add_format({**top, "num_format": "0"})
        self.date = book.add_format({**top, "num_format": "yyyy-mm-dd"})
        # "@" keeps a text a text also when somebody edits the cell; quotePrefix is Excel's own apostrophe.
        self.texts = {
            (bold, quoted): book.add_format(
                {**top, "num_format": "@", "text_wrap": True, "bold": bold, "quote_prefix": quoted}
            )
            for bold in (False, True)
            for quoted in (False, True)
        }

    def cell(self, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, int) and abs(cell) < _DIGITS:
            self.sheet.write_number(row, column, cell, self.number)
        elif isinstance(cell, date) and cell >= _FIRST_DATE:
            self.sheet.write_datetime(row, column, datetime.combine(cell, time()), self.date)
        else:
            self.text(row, column, text_of(cell))

    def text(self, row: int, column: int, text: str, bold: bool = False) -> None:
        style = self.texts[bold, begins_as_formula(text)]
        if not text:
            self.sheet.write_blank(row, column, None, style)
            return
        shown = readable(text)
        if shown.startswith("<r>") and shown.endswith("</r>"):
            # XlsxWriter takes such a text for markup of its own and writes it as it is.
            shown = f'<r><t xml:space="preserve">{escape(shown, quote=False)}</t></r>'
        if self.sheet.write_string(row, column, shown, style):
            raise TooBigForExcelError(f"row {row}: a cell of Excel holds {_CHARACTERS} characters")


def _sheet_name(name: str) -> str:
    r"""Return a name that Excel allows: 31 characters, none of []:*?/\, no apostrophe at its ends, not "History"."""
    legal = re.sub(r"[\[\]:*?/\\\n\t]", "-", readable(name)).encode("utf-16-le")
    legal_name = legal[:62].decode("utf-16-le", "ignore").strip(" '")
    return "Tabell" if legal_name.casefold() in {"", "history"} else legal_name


def _stored(archive: bytes) -> bytes:
    """Return the archive with its members stored, not deflated: two machines' zlib must give the same bytes."""
    result = BytesIO()
    with ZipFile(BytesIO(archive)) as deflated, ZipFile(result, "w") as stored:
        for name in deflated.namelist():
            member = ZipInfo(name)
            member.create_system = 3  # Windows would say 0
            stored.writestr(member, deflated.read(name))
    return result.getvalue()
