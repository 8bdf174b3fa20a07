"""Reading a Markdown text into passages: each keeps where its words stand in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyromark

from ksflow.documents.markdown import CAPTION, OPTIONS
from ksflow.documents.markdown_field import MarkdownField
from ksflow.rules.passages import Form, ListPlace, Passage, TableCell

_HEADINGS = {f"H{level}": level for level in range(1, 7)}


def passages_of(source: MarkdownField, names: frozenset[str] = frozenset()) -> Iterator[Passage]:
    """Yield the passages of a Markdown text, in the order in which they are read."""
    reader = _Reader(source, names)
    for event, span in pyromark.events_with_range(source.text, options=OPTIONS):
        reader.read(event, span["start"], span["end"])
        if reader.done:
            yield from reader.done
            reader.done = []
    reader.flush()
    yield from reader.done


@dataclass(eq=False)
class _List:
    number: int
    ordered: bool
    item: int = -1


@dataclass(eq=False)
class _Table:
    number: int
    row: int = -1
    column: int = -1


@dataclass(eq=False)
class _Open:
    """A passage that is being read."""

    form: Form
    level: int = 0
    within: ListPlace | TableCell | None = None
    text: list[str] = field(default_factory=list)
    length: int = 0
    starts: list[int] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    strong: list[tuple[int, int]] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, text: str, offset: int) -> None:
        """Add words that stand at an offset of the field's text."""
        self.starts.append(self.length)
        self.offsets.append(offset)
        self.text.append(text)
        self.length += len(text)


class _Reader:
    def __init__(self, source: MarkdownField, names: frozenset[str]) -> None:
        self.source = source
        self.names = names
        self.data = source.text.encode("utf-8")
        self.done: list[Passage] = []
        self.open: _Open | None = None
        self.lists: list[_List] = []
        self.table: _Table | None = None
        self.counted = 0
        self.quotes = 0
        self.notes = 0
        self.marks: list[tuple[int, str]] = []  # where bold text or a link has begun, and its address
        self.pictures: list[_Open | None] = []  # what was being read when a picture began
        self.in_code = False
        self._known = (0, 0)

    def read(self, event: Any, start: int, end: int) -> None:
        if type(event) is str:
            if event in ("SoftBreak", "HardBreak") and self.open:
                self.open.add(" ", self._offset(start))
            elif event == "Rule":
                self.flush()
            return
        ((kind, value),) = event.items()
        if kind == "Text":
            self._text(value, start, end)
        elif kind == "Code":
            opened = self._opened()
            at = self.data.find(value.encode("utf-8"), start, end)
            opened.code.append((opened.length, opened.length + len(value)))
            opened.add(value, self._offset(max(at, start)))
        elif kind == "Start":
            self._start(value)
        elif kind == "End":
            self._end(value if type(value) is str else next(iter(value)))

    def _text(self, value: str, start: int, end: int) -> None:
        opened = self._opened()
        offset = self._offset(start)
        if end - start == len(value.encode("utf-8")):
            opened.add(value, offset)
            return
        for character in value:  # "&amp;" and the like: all of it stands where the entity stands
            opened.add(character, offset)

    def _opened(self) -> _Open:
        """Return the passage that is being read; an item of a tight list has no paragraph around its text."""
        if self.open is None:
            form = Form.NOTE if self.notes else Form.QUOTE if self.quotes else Form.PARAGRAPH
            if self.in_code:
                form = Form.CODE
            elif self.lists and form is Form.PARAGRAPH:
                form = Form.ITEM
            within: ListPlace | TableCell | None = None
            if self.table:
                form = Form.CELL
                within = TableCell(self.table.number, self.table.row, self.table.column)
            elif self.lists:
                last = self.lists[-1]
                within = ListPlace(last.number, len(self.lists), last.ordered, last.item)
            self.open = _Open(form, within=within)
        return self.open

    def _start(self, value: Any) -> None:
        name = value if type(value) is str else next(iter(value))
        details = value[name] if type(value) is dict else None
        if name in ("Strong", "Link"):
            self.marks.append((self._opened().length, details["dest_url"] if details else ""))
        elif name == "Image":
            self.pictures.append(self.open)
            self.open = _Open(Form.ALT)
        elif name != "Emphasis":
            self.flush()
            self._start_block(name, details)

    def _start_block(self, name: str, details: Any) -> None:
        if name == "Heading":
            self.open = _Open(Form.HEADING, _HEADINGS[details["level"]])
        elif name == "List":
            self.lists.append(_List(self._count(), details is not None))
        elif name == "Item":
            self.lists[-1].item += 1
        elif name == "BlockQuote":
            self.quotes += 1
        elif name == "FootnoteDefinition":
            self.notes += 1
        elif name == "CodeBlock":
            self.in_code = True
        elif name == "Table":
            self.table = _Table(self._count())
        elif self.table and name in ("TableHead", "TableRow"):
            self.table.row += 1
            self.table.column = -1
        elif self.table and name == "TableCell":
            self.table.column += 1

    def _end(self, name: str) -> None:
        if name == "Strong" and self.open:
            self.open.strong.append((self.marks.pop()[0], self.open.length))
        elif name == "Link" and self.open:
            start, address = self.marks.pop()
            self.open.links.append((start, self.open.length, address))
        elif name == "Image":
            self.flush()
            self.open = self.pictures.pop()
        elif name != "Emphasis":
            self.flush()
            self._end_block(name)

    def _end_block(self, name: str) -> None:
        if name == "List":
            self.lists.pop()
        elif name == "BlockQuote":
            self.quotes -= 1
        elif name == "FootnoteDefinition":
            self.notes -= 1
        elif name == "CodeBlock":
            self.in_code = False
        elif name == "Table":
            self.table = None

    def flush(self) -> None:
        """Close the passage that is being read."""
        opened, self.open = self.open, None
        text = "".join(opened.text) if opened else ""
        if opened is None or not text.strip():  # a no-break blank alone says nothing
            return
        if opened.form is Form.PARAGRAPH and text.startswith(CAPTION):
            opened.form = Form.CAPTION
        self.done.append(
            Passage(
                text,
                self.source,
                opened.form,
                opened.level,
                opened.within,
                opened.starts,
                opened.offsets,
                tuple(opened.code),
                tuple(opened.strong),
                tuple(opened.links),
                self.names,
            )
        )

    def _count(self) -> int:
        self.counted += 1
        return self.counted

    def _offset(self, place: int) -> int:
        """Turn the parser's byte offset into a character offset; cheap, since events come in order."""
        known, offset = self._known
        if place < known:
            known = offset = 0
        offset += len(self.data[known:place].decode("utf-8", "ignore"))
        self._known = (place, offset)
        return offset
