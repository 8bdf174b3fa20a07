"""The styles and list definitions of a look, found by the names that Word gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from lxml import etree

from ksflow.writers.docx.names import w
from ksflow.writers.docx.package import measure

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_DEFAULT_CELL_MARGIN = 115
"""What Word keeps free at the left and right of a cell when no style says it (ECMA-376 part 1, 17.4.35), in twips."""
_DEFAULT_SIZE = 20
"""The size of letters when no style says it, in half points (ECMA-376 part 1, 17.3.2.38)."""
# Word writes built-in names in English whatever its language; other programs write the Swedish ones.
_SWEDISH = {
    **{f"heading {level}": f"rubrik {level}" for level in range(1, 10)},
    "list bullet": "punktlista",
    "list number": "numrerad lista",
    "list continue": "listfortsättning",
    "quote": "citat",
    "caption": "beskrivning",
    "footnote text": "fotnotstext",
    "footnote reference": "fotnotsreferens",
    "emphasis": "betoning",
    "strong": "stark",
    "hyperlink": "hyperlänk",
}


HouseStyles = tuple[tuple[str, str], ...]
"""Names of styles with what the house calls them instead."""


class MissingStyleError(LookupError):
    """The look lacks a style that a document needs; the argument is its name."""


@dataclass(slots=True)
class Styles:
    """Style ids by name, and what lists are made of."""

    ids: dict[tuple[str, str], str]
    """By kind (paragraph, character, table) and name in lower case."""
    house: dict[str, str] = field(default_factory=dict)
    """What the house calls a style, by its name in lower case."""
    bullet: NumberedStyle | None = None
    number: NumberedStyle | None = None
    code_fonts: str = ""
    """The fonts of code as direct formatting, for code in a link."""
    cell_margins: int = 0
    """Left and right margin of a table cell together, in twips."""
    cell_size: int = 200
    """Size of the letters in a table, in twips."""
    _headings: tuple[re.Pattern[str], dict[str, int]] | None = None
    """What finds the headings in XML, and their levels by the ids of their styles."""

    def get(self, kind: str, name: str) -> str | None:
        """Return the id of a style, or None when the look has none of that name.

        Looked for is what the house calls it, then its English and its Swedish name (in looks that are not the
        house's), then an id of these letters: Word makes ids of names, without blanks and å, ä, ö.
        """
        names = both_names(name)
        names = [*(self.house[one].lower() for one in names if one in self.house), *names]
        for one in names:
            if found := self.ids.get((kind, one)):
                return found
        return next((found for one in names if (found := self._by_id(kind, one))), None)

    def last_level(self, xml: str, level: int) -> int:
        """Return the level of the last heading in the XML of paragraphs, ``level`` when there is none."""
        if self._headings is None:
            ids = {style: number for number in range(1, 7) if (style := self.get("paragraph", f"heading {number}"))}
            names = "|".join(map(re.escape, ids)) or "(?!)"
            self._headings = (re.compile(f'<w:pStyle w:val="({names})"/>'), ids)
        pattern, ids = self._headings
        found = pattern.findall(xml)
        return ids[found[-1]] if found else level

    def _by_id(self, kind: str, name: str) -> str | None:
        return self.ids.get((kind, f"\0{_as_id(name)}"))

    def find(self, kind: str, name: str) -> str:
        """Return the id of a style; raise MissingStyleError when the look has none of that name."""
        if (found := self.get(kind, name)) is None:
            raise MissingStyleError(next((self.house[one] for one in both_names(name) if one in self.house), name))
        return found


@dataclass(frozen=True, slots=True)
class NumberedStyle:
    """The numbering that a list style points to."""

    num_id: int
    abstract_id: int
    indents: tuple[int, ...]
    """Left indent of each level in twips (1/1440 inch)."""


_ENGLISH = {swedish: english for english, swedish in _SWEDISH.items()}


def both_names(name: str) -> list[str]:
    """Return a style's name in lower case, and its name in the other language's Word."""
    lower = name.lower()
    other = _SWEDISH.get(lower) or _ENGLISH.get(lower)
    return [lower, other] if other else [lower]


def _as_id(name: str) -> str:
    return "".join(character for character in name.lower() if character.isascii() and character.isalnum())


def read_styles(document: WordDocument, house: HouseStyles = ()) -> Styles:
    """Read the styles of a look opened by python-docx; ``house`` says what the house calls some of them."""
    ids: dict[tuple[str, str], str] = {}
    for style in document.styles.element.iter(w("style")):
        name = style.find(w("name"))
        if name is not None:
            key = (style.get(w("type"), "paragraph"), name.get(w("val"), "").lower())
            ids.setdefault(key, style.get(w("styleId"), ""))
    for style in document.styles.element.iter(w("style")):
        key = (style.get(w("type"), "paragraph"), f"\0{_as_id(style.get(w('styleId'), ''))}")
        ids.setdefault(key, style.get(w("styleId"), ""))
    styles = Styles(ids, {name.lower(): own for name, own in house})
    by_id = {str(style.get(w("styleId"))): style for style in document.styles.element.iter(w("style"))}
    styles.code_fonts = _fonts(by_id.get(styles.get("character", "kodtecken") or ""))
    table = by_id.get(styles.get("table", "kommuntabell") or "")
    styles.cell_margins = _cell_margin(table, by_id, "left", "start") + _cell_margin(table, by_id, "right", "end")
    text = by_id.get(styles.get("paragraph", "tabelltext") or "")
    styles.cell_size = _letter_size(text, by_id, document.styles.element)
    numbering = _numbering(document)
    if numbering is not None:
        styles.bullet = _numbered(document, numbering, styles.get("paragraph", "list bullet"))
        styles.number = _numbered(document, numbering, styles.get("paragraph", "list number"))
    return styles


def _fonts(style: etree._Element | None) -> str:
    fonts = style.find(f"{w('rPr')}/{w('rFonts')}") if style is not None else None
    if fonts is None:
        return ""
    named = (f"w:{etree.QName(name).localname}={quoteattr(str(value))}" for name, value in fonts.attrib.items())
    return f"<w:rFonts {' '.join(named)}/>"


def _cell_margin(style: etree._Element | None, by_id: dict[str, etree._Element], *sides: str) -> int:
    """Return the margin at a side of the cells of a table style, its own or that of a style it is based on."""
    for heir in _heritage(style, by_id):
        for side in sides:
            margin = heir.find(f"{w('tblPr')}/{w('tblCellMar')}/{w(side)}")
            if margin is not None and margin.get(w("type"), "dxa") == "dxa":
                return measure(margin, "w", 0)
    return _DEFAULT_CELL_MARGIN


def _letter_size(style: etree._Element | None, by_id: dict[str, etree._Element], defaults: etree._Element) -> int:
    """Return the size of a paragraph style's letters, its own, that of a style it is based on, or the default."""
    path = f"{w('rPr')}/{w('sz')}"
    own = (size for heir in _heritage(style, by_id) if (size := heir.find(path)) is not None)
    size = next(own, defaults.find(f"{w('docDefaults')}/{w('rPrDefault')}/{path}"))
    return max(1, measure(size, "val", _DEFAULT_SIZE) * 10)


def _heritage(style: etree._Element | None, by_id: dict[str, etree._Element]) -> Iterator[etree._Element]:
    """Yield a style and those that it is based on, each once, whatever circle they make."""
    left = dict(by_id)
    while style is not None:
        yield style
        based_on = style.find(w("basedOn"))
        style = left.pop(str(based_on.get(w("val"))), None) if based_on is not None else None


def _numbering(document: WordDocument) -> etree._Element | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering"):
            return etree.fromstring(relation.target_part.blob)
    return None


def _numbered(document: WordDocument, numbering: etree._Element, style_id: str | None) -> NumberedStyle | None:
    path = f"{w('style')}[@{w('styleId')}='{style_id}']/{w('pPr')}/{w('numPr')}/{w('numId')}"
    found = document.styles.element.find(path)
    if found is None:
        return None
    num_id = found.get(w("val"))
    num = numbering.find(f"{w('num')}[@{w('numId')}='{num_id}']")
    abstract = num.find(w("abstractNumId")) if num is not None else None
    if abstract is None:
        return None
    abstract_id = abstract.get(w("val"))
    levels = numbering.findall(f"{w('abstractNum')}[@{w('abstractNumId')}='{abstract_id}']/{w('lvl')}")
    indents = []
    for level in levels:
        indent = level.find(f"{w('pPr')}/{w('ind')}")
        indents.append(measure(indent, "left", measure(indent, "start", 0)))
    return NumberedStyle(measure(found, "val", 0), measure(abstract, "val", 0), tuple(indents))
