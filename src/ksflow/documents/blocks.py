"""The block model: what a document consists of, whatever format it is written in.

Immutable values in tuples. Writers know these blocks and nothing of cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

# Inline elements


@dataclass(frozen=True, slots=True)
class Text:
    """Characters to print as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of code or another literal string."""

    text: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line break inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Emphasised text, usually italic."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Strongly emphasised text, usually bold."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link to http, https or mailto."""

    target: str
    children: tuple[Inline, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A reference to a footnote, with the note itself."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG picture as bytes; width and height in EMU (914 400 to the inch)."""

    data: bytes = field(repr=False)
    extension: Literal["png", "jpg"]
    width: int
    height: int

    def scaled_to_height(self, height: int) -> Picture:
        """Return the picture with this height and the width that goes with it."""
        return Picture(self.data, self.extension, max(1, round(self.width * height / self.height)), height)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture with its alternative text."""

    picture: Picture
    alt: str


Inline: TypeAlias = Text | Code | LineBreak | Emphasis | Strong | Link | Footnote | Image

# Blocks


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the document's title."""

    level: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class List:
    """A bulleted list, or a numbered one that begins at ``start``."""

    ordered: bool
    items: tuple[tuple[Block, ...], ...]
    start: int = 1


Alignment: TypeAlias = Literal["left", "center", "right"] | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; every row has as many cells as there are alignments."""

    alignments: tuple[Alignment, ...]
    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    caption: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Literal lines."""

    text: str


@dataclass(frozen=True, slots=True)
class ThematicBreak:
    """A line between two passages."""


@dataclass(frozen=True, slots=True)
class Division:
    """Blocks with a role of their own, such as the signatures; the look has a style of that name."""

    name: str
    blocks: tuple[Block, ...]


def _no_blocks(_value: Any, _level: int) -> tuple[Block, ...]:
    return ()


Block: TypeAlias = Heading | Paragraph | List | Table | Quote | CodeBlock | ThematicBreak | Division


@dataclass(frozen=True, slots=True)
class Document:
    """A composed document: what it says, and the facts that its look may print."""

    kind: str
    """The name of its content template, such as "tjansteutlatande"; also its file name."""
    name: str
    """The name that is printed, such as "Tjänsteutlåtande"."""
    title: str
    diary_number: str
    author: str
    date: date
    look: str
    fields: dict[str, Any]
    """What tags in a look can name, by Swedish names; plain data."""
    blocks: tuple[Block, ...]
    language: str = "sv-SE"
    own_word_look: str | None = None
    """The name of its look for Word, where that is another."""
    in_look: bool = False
    """Whether a Word look says everything itself, without a place for ``blocks``."""
    blocks_of: Callable[[Any, int], tuple[Block, ...]] = field(default=_no_blocks, compare=False, repr=False)
    """Turns a field that is more than a text into blocks under a heading of some level."""


def plain_text(children: tuple[Inline, ...]) -> str:
    """Return the characters of inline elements without their formatting; a line break is a blank."""
    return "".join(_characters(children))


def indented(cell: tuple[Inline, ...]) -> tuple[int, tuple[Inline, ...]]:
    """Return how many no-break spaces a table cell begins with, and the cell without them.

    They indent it, which writers do with all its lines: blanks would move the first only.
    """
    if not cell or not isinstance(first := cell[0], Text):
        return 0, cell
    rest = first.text.lstrip("\xa0")
    return len(first.text) - len(rest), (Text(rest), *cell[1:])


def _characters(children: tuple[Inline, ...]) -> Iterator[str]:
    for child in children:
        match child:
            case Text(text) | Code(text):
                yield text
            case LineBreak():
                yield " "
            case Emphasis(inner) | Strong(inner) | Link(_, inner):
                yield from _characters(inner)
            case Image(_, alt):
                yield alt
            case Footnote():
                pass
