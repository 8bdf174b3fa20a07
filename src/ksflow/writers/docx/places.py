"""Tags, their places, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from ksflow.locale import _
from ksflow.writers.docx.names import w


class TagPlace(NamedTuple):
    """Where a tag stands, in words that somebody who has the file open in Word understands."""

    part: str
    where: str

    def __str__(self) -> str:
        return f"{self.part}, {self.where}" if self.where else self.part


class Dress(NamedTuple):
    """How the place of a tag is formatted, which goes on to what is printed there."""

    run: str = ""
    """The properties of its run, the inside of w:rPr."""
    paragraph: str = ""
    """The properties of its paragraph, the inside of w:pPr."""
    width: int = 0
    """The width of the cell or text column, in twips; 0 for that of the last section."""


PLAIN = Dress()


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as Jinja reads it, as it was written, and its place."""

    source: str
    written: str
    place: TagPlace
    level: str = ""
    """What it stands for: "p" its paragraph, "tr" its row, "tc" its cell, "r" its run, "t" itself in a run's text."""
    dress: Dress = PLAIN
    """What is printed in its place wears."""

    @property
    def expression(self) -> str:
        """What a tag ``{{ … }}`` prints, without filters or blanks; "" for other tags."""
        return self.source[2:-2].strip("-+ \n").partition("|")[0].strip() if self.source.startswith("{{") else ""

    def compiled(self, number: int) -> str:
        """Return the tag in the template, where it is tag ``number``; what it prints goes through _placed."""
        if self.level not in ("p", "r", "t") or not self.source.startswith("{{"):
            return self.source
        start, end = self.source.index("\n") + 1, -3 if self.source[-3] in "-+" else -2
        return f"{self.source[:start]}({self.source[start:end]})|_placed({number}){self.source[end:]}"


class TagFault(NamedTuple):
    """A tag that cannot be used."""

    code: str
    message: str
    help: str | None
    place: TagPlace


def where(paragraph: etree._Element, number: int) -> str:
    """Return where a paragraph stands: its table cell, or its number in the part."""
    cell = next(paragraph.iterancestors(w("tc")), None)
    if any(True for _box in paragraph.iterancestors(w("txbxContent"))):
        return _("text box, paragraph {number}", number=number)
    if cell is None:
        return _("paragraph {number}", number=number)
    row = cell.getparent()
    table = next(cell.iterancestors(w("tbl")))
    assert row is not None
    row_number = list(table.iter(w("tr"))).index(row) + 1 if row.tag == w("tr") else 1
    cell_number = list(row.iter(w("tc"))).index(cell) + 1
    return _("table row {row}, cell {cell}", row=row_number, cell=cell_number)
