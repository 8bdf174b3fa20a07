"""The styles and list definitions of a look, found by the names that Word gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from ksflow.writers.docx.names import w

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

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


class MissingStyleError(LookupError):
    """The look lacks a style that a document needs; the argument is its name."""


@dataclass(slots=True)
class Styles:
    """Style ids by name, and what lists are made of."""

    ids: dict[tuple[str, str], str]
    """By kind (paragraph, character, table) and name in lower case."""
    bullet: NumberedStyle | None = None
    number: NumberedStyle | None = None

    def get(self, kind: str, name: str) -> str | None:
        """Return the id of a style, or None when the look has none of that name."""
        lower = name.lower()
        return self.ids.get((kind, lower)) or self.ids.get((kind, _SWEDISH.get(lower, lower)))

    def find(self, kind: str, name: str) -> str:
        """Return the id of a style; raise MissingStyleError when the look has none of that name."""
        if (found := self.get(kind, name)) is None:
            raise MissingStyleError(name)
        return found


@dataclass(frozen=True, slots=True)
class NumberedStyle:
    """The numbering that a list style points to."""

    num_id: int
    abstract_id: int
    indents: tuple[int, ...]
    """Left indent of each level in twips (1/1440 inch)."""


def read_styles(document: WordDocument) -> Styles:
    """Read the styles of a look opened by python-docx."""
    ids: dict[tuple[str, str], str] = {}
    for style in document.styles.element.iter(w("style")):
        name = style.find(w("name"))
        if name is not None:
            key = (style.get(w("type"), "paragraph"), name.get(w("val"), "").lower())
            ids.setdefault(key, style.get(w("styleId"), ""))
    styles = Styles(ids)
    numbering = _numbering(document)
    if numbering is not None:
        styles.bullet = _numbered(document, numbering, styles.get("paragraph", "list bullet"))
        styles.number = _numbered(document, numbering, styles.get("paragraph", "list number"))
    return styles


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
        indents.append(int((indent.get(w("left")) or indent.get(w("start")) or 0) if indent is not None else 0))
    return NumberedStyle(int(num_id), int(abstract_id or 0), tuple(indents))
