"""How wide the column is in which a paragraph of a look stands: its table cell, or its section's text."""

from __future__ import annotations

from lxml import etree

from ksflow.writers.docx.names import w
from ksflow.writers.docx.package import measure

A4_WIDTH, A4_HEIGHT = 11906, 16838
_CELL_MARGINS = 230
"""What Word leaves at both sides of a cell together when no style says otherwise, in twips."""


class Columns:
    """The widths of the sections of a part, by the paragraphs that end them."""

    def __init__(self, root: etree._Element) -> None:
        self._sections = list(root.iter(w("sectPr")))
        self._places = {element: number for number, element in enumerate(root.iter())} if self._sections else {}

    def width(self, paragraph: etree._Element) -> int:
        """Return the width in twips, 0 when nothing says it."""
        cell = next(paragraph.iterancestors(w("tc")), None)
        if cell is not None:
            size = cell.find(f"{w('tcPr')}/{w('tcW')}")
            fixed = size is not None and size.get(w("type")) == "dxa"
            return max(0, measure(size, "w", 0) - _CELL_MARGINS) if fixed else 0
        if len(self._sections) < 2 or paragraph not in self._places:
            return 0  # the width of the last section is the document's
        # A section's properties stand at its end (ECMA-376 part 1, 17.6.18).
        here = self._places[paragraph]
        section = next((one for one in self._sections if self._places[one] > here), None)
        return text_size(section)[0] if section is not None else 0


def measured_columns(root: etree._Element) -> Columns:
    """Return the columns of a part, measured before its tree is changed."""
    return Columns(root)


def text_size(section: etree._Element | None) -> tuple[int, int]:
    """Return width and height of the text on a page of a section, in twips."""
    size = section.find(w("pgSz")) if section is not None else None
    margins = section.find(w("pgMar")) if section is not None else None
    width = measure(size, "w", A4_WIDTH) - measure(margins, "left", 1440) - measure(margins, "right", 1440)
    # A margin that is fixed, so that a high header covers the text, is negative (ECMA-376 part 1, 17.6.11).
    above, below = abs(measure(margins, "top", 1440)), abs(measure(margins, "bottom", 1440))
    return max(1440, width), max(1440, measure(size, "h", A4_HEIGHT) - above - below)
