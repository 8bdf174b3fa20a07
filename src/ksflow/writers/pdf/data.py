"""A document as the data that a look gets: JSON with Swedish keys, and the pictures beside it.

Text goes to Typst as data only, never into its source: whatever it holds, it is printed as it stands.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

from ksflow.documents.blocks import (
    Block,
    Code,
    CodeBlock,
    Division,
    Document,
    Emphasis,
    Footnote,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    List,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    ThematicBreak,
    indented,
    plain_text,
)
from ksflow.documents.markdown_field import MarkdownField
from ksflow.writers.pdf.columns import column_needs

FONTS = {"brödtext": "Liberation Sans", "rubrik": "Liberation Sans", "kod": "Liberation Mono"}
"""The fonts of the shipped looks, by what they are used for."""
_EMU_PER_POINT = 12_700


def _address(target: str) -> str:
    """Return an address in the characters that a PDF may have there (ISO 32000-1, 12.6.4.7: 7-bit ASCII)."""
    return "".join(one if "!" <= one <= "~" else quote(one) for one in target)


def fonts_of(document: Document) -> dict[str, str]:
    """Return the fonts of a document by what they are used for: the municipality's own, else the shipped ones."""
    own = document.fields["kommun"].get("typsnitt", {})
    heading = {"rubrik": own["brödtext"]} if "brödtext" in own else {}
    return {**FONTS, **heading, **own}


@dataclass(slots=True)
class DocumentData:
    """Gathers what a look gets of one document."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    """Pictures by the path under which a look finds them; named after their content."""
    characters: set[str] = field(default_factory=set)
    """Every character that the document prints."""

    def json(self, document: Document) -> str:
        """Return the document as JSON."""
        fields = self._mapping(document.fields)
        fields["kommun"] = {**fields["kommun"], "typsnitt": fonts_of(document)}
        data = {
            "slag": document.kind,
            "namn": self._text(document.name),
            "titel": self._text(document.title),
            "diarienummer": self._text(document.diary_number),
            "författare": self._text(document.author),
            "språk": document.language,
            "fält": fields,
            "block": self._blocks(document.blocks),
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    def _text(self, text: str) -> str:
        """Return text in composed characters, so that a search finds it; a tab or line end is a blank, as in Word."""
        composed = unicodedata.normalize("NFC", text).replace("\t", " ").replace("\n", " ")
        self.characters.update(composed)
        return composed

    # Fields

    def _mapping(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {str(key): self._value(value) for key, value in fields.items()}

    def _value(self, value: Any) -> Any:
        match value:
            case None | bool() | int() | float():
                return value
            case str():
                return self._text(str(value))
            case MarkdownField():
                return self._text(value.text)
            case Image():
                return self._image(value)
            case date():
                return value.isoformat()
            case dict():
                return self._mapping(value)
            case list() | tuple():
                return [self._value(item) for item in value]
        return self._text(str(value))

    # Blocks

    def _blocks(self, blocks: tuple[Block, ...]) -> list[Any]:
        return [self._block(block) for block in blocks]

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Paragraph(children):
                return {"slag": "stycke", "text": self._inlines(children)}
            case Heading(level, children):
                return {"slag": "rubrik", "nivå": level, "text": self._inlines(children)}
            case List(ordered, items, start):
                listed = [self._blocks(item) for item in items]
                return {"slag": "lista", "numrerad": ordered, "start": start, "punkter": listed}
            case Table():
                return self._table(block)
            case Quote(blocks):
                return {"slag": "citat", "block": self._blocks(blocks)}
            case CodeBlock(text):
                return {"slag": "kodblock", "text": self._code(text)}
            case ThematicBreak():
                return {"slag": "linje"}
            case Division(name, blocks):
                return {"slag": "del", "namn": name, "block": self._blocks(blocks)}

    def _table(self, table: Table) -> dict[str, Any]:
        return {
            "slag": "tabell",
            "justering": [alignment or "left" for alignment in table.alignments],
            "kolumner": column_needs(table),
            "huvud": [self._cell(cell) for cell in table.header],
            "rader": [[self._cell(cell) for cell in row] for row in table.rows],
            "text": self._inlines(table.caption),
        }

    def _cell(self, cell: tuple[Inline, ...]) -> dict[str, Any]:
        indent, shown = indented(cell)
        data = {"text": self._inlines(shown), "tecken": len(plain_text(cell))}
        return {**data, "indrag": indent} if indent else data

    # Inline elements

    def _inlines(self, children: tuple[Inline, ...]) -> list[Any]:
        return [self._inline(child) for child in children]

    def _inline(self, child: Inline) -> str | dict[str, Any]:
        match child:
            case Text(text):
                return self._text(text)
            case Emphasis(children):
                return {"slag": "betonad", "text": self._inlines(children)}
            case Strong(children):
                return {"slag": "stark", "text": self._inlines(children)}
            case Code(text):
                return {"slag": "kod", "text": self._text(text)}
            case LineBreak():
                return {"slag": "radbrytning"}
            case Link(target, children):
                return {"slag": "länk", "till": _address(target), "text": self._inlines(children)}
            case Footnote(blocks):
                return {"slag": "fotnot", "block": self._blocks(blocks)}
            case Image():
                return self._image(child)

    def _code(self, text: str) -> str:
        composed = unicodedata.normalize("NFC", text)
        self.characters.update(composed.replace("\n", "").replace("\t", ""))
        return composed

    def _image(self, image: Image) -> dict[str, Any]:
        picture = image.picture
        path = f"/{hashlib.sha256(picture.data).hexdigest()[:32]}.{picture.extension}"
        self.pictures[path] = picture.data
        width, height = picture.width / _EMU_PER_POINT, picture.height / _EMU_PER_POINT
        return {"slag": "bild", "fil": path, "alt": self._text(image.alt), "bredd": width, "höjd": height}
