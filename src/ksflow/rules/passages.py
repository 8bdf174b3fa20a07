"""A case's texts as passages: the words that a reader sees, with where each of them stands in the field's text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from dataclasses import field as default
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from ksflow.documents.markdown_field import MarkdownField
from ksflow.rules.sentences import sentence_ranges
from ksflow.rules.spans import PROSE, Span, SpanKind, spans_of


class Form(Enum):
    """What a passage is on the page."""

    PARAGRAPH = "paragraph"
    ITEM = "item"  # the text of a list item
    HEADING = "heading"
    CELL = "cell"  # of a table
    QUOTE = "quote"  # a paragraph set off as a quotation
    CODE = "code"
    NOTE = "note"  # a footnote
    CAPTION = "caption"
    ALT = "alt"  # what is said of a picture
    VALUE = "value"  # of a key that holds no text, as a name


RUNNING = frozenset({Form.PARAGRAPH, Form.ITEM, Form.NOTE})
"""The forms that are the author's own running text."""
WRITTEN = frozenset(Form) - {Form.QUOTE, Form.CODE}
"""The forms in which the author says something, in whole sentences or not."""


class ListPlace(NamedTuple):
    """Where in a list an item's text stands."""

    number: int
    """Tells lists apart inside one field; a list in a list has its own."""
    depth: int
    ordered: bool
    item: int
    """Counts the items of the list from nought."""


class TableCell(NamedTuple):
    """Where in a table a cell stands; row nought is the header."""

    number: int
    row: int
    column: int


_WORD = re.compile(r"\w+")


@dataclass(eq=False)
class Passage:
    """A paragraph, heading, list item or cell: the words that are seen, without marks of Markdown."""

    text: str
    field: MarkdownField
    form: Form
    level: int = 0
    """Of a heading: its level in the field, 1 for the highest."""
    within: ListPlace | TableCell | None = None
    starts: list[int] = default(default_factory=list)
    offsets: list[int] = default(default_factory=list)
    """From each of ``starts`` on, the text stands in the field's text from the offset of the same number on."""
    code: tuple[tuple[int, int], ...] = ()
    strong: tuple[tuple[int, int], ...] = ()
    """What is code, and what is in bold, as ranges of the text."""
    links: tuple[tuple[int, int, str], ...] = ()
    """Ranges that are links, with their addresses."""
    names: frozenset[str] = frozenset()
    """Names that are no words of the language."""

    @property
    def path(self) -> tuple[str | int, ...]:
        """The path of the field in the case file."""
        return self.field.path

    def offset(self, position: int) -> int:
        """Return where in the field's text a character stands."""
        part = max(bisect_right(self.starts, position) - 1, 0)
        return self.offsets[part] + position - self.starts[part]

    def range(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the field's text a stretch stands."""
        return self.offset(start), self.offset(end - 1) + 1 if end > start else self.offset(start)

    @cached_property
    def spans(self) -> list[Span]:
        """What the text is made of; the spans cover it exactly once, in order."""
        return spans_of(self.text, self.code, self.names)

    def view(self, kinds: frozenset[SpanKind]) -> str:
        """Return the text with every character outside spans of these kinds masked; of the same length."""
        if kinds not in self._views:
            pieces = [
                self.text[span.start : span.end] if span.kind in kinds else MASK * (span.end - span.start)
                for span in self.spans
            ]
            self._views[kinds] = "".join(pieces)
        return self._views[kinds]

    @cached_property
    def _views(self) -> dict[frozenset[SpanKind], str]:
        return {}

    @property
    def prose(self) -> str:
        """The author's own words: quotations, addresses, identifiers and code are masked."""
        return self.view(PROSE)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the prose, in small letters."""
        return frozenset(_WORD.findall(self.prose.lower()))

    @cached_property
    def sentences(self) -> list[Excerpt]:
        """The sentences, without the blanks around them."""
        return [Excerpt(self, start, end) for start, end in sentence_ranges(self.text, self.prose)]

    def excerpt(self, start: int, end: int) -> Excerpt:
        """Return a stretch of the text."""
        return Excerpt(self, start, end)


MASK = "\ufffc"
"""Stands in the place of what a rule does not look at; no letter, no digit, no blank."""


class Excerpt(NamedTuple):
    """A stretch of a passage."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words."""
        return self.passage.text[self.start : self.end]

    @property
    def prose(self) -> str:
        """The words with everything masked that is not the author's own language."""
        return self.passage.prose[self.start : self.end]

    @property
    def is_plain(self) -> bool:
        """Tell whether it is written as it is read, but for line ends: no marks of Markdown stand inside it."""
        start, end = self.passage.range(self.start, self.end)
        return self.passage.field.text[start:end].split() == self.text.split()

    def part(self, start: int, end: int) -> Excerpt:
        """Return a stretch of this one, its positions counted from this one's beginning."""
        return Excerpt(self.passage, self.start + start, self.start + end)


def plain_passage(field: MarkdownField, form: Form, names: frozenset[str] = frozenset()) -> Passage:
    """Return a plain text, which is no Markdown, as one passage."""
    return Passage(field.text, field, form, starts=[0], offsets=[0], names=names)
