"""Markdown to blocks. Everything the parser accepts is either shown or reported, never dropped.

The dialect is CommonMark with tables and footnotes, read by pulldown-cmark (through pyromark) as events.
``Tabell: …`` as a paragraph of its own right above a table is the table's caption.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyromark

from ksflow.documents.blocks import (
    Alignment,
    Block,
    Code,
    CodeBlock,
    Emphasis,
    Footnote,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    List,
    Paragraph,
    Picture,
    Quote,
    Strong,
    Table,
    Text,
    ThematicBreak,
    plain_text,
)
from ksflow.documents.typography import typeset
from ksflow.locale import _
from ksflow.sources.findings import FindingsError
from ksflow.sources.textfile import describe_forbidden, first_forbidden

MAX_DEPTH = 30
"""How deeply blocks and emphasis may be nested in one text."""
MAX_LIST_DEPTH = 9
"""Word has nine list levels."""
CAPTION = "Tabell:"

_OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES
_ALIGNMENTS: dict[str, Alignment] = {"None": None, "Left": "left", "Center": "center", "Right": "right"}
_NOTE_LIKE = re.compile(r"\[\^[^\]\s]+\]")
_LEVELS = {f"H{level}": level for level in range(1, 7)}

PictureLoader = Callable[[str], Picture]
"""Returns the picture with that name, or raises FindingsError."""


class Problem(NamedTuple):
    """Something in a Markdown text that cannot be shown; offsets are characters, the end exclusive."""

    code: str
    message: str
    help: str | None
    start: int
    end: int


class MarkdownError(Exception):
    """Raised with every problem of a text."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def parse_markdown(text: str, load_picture: PictureLoader | None = None, *, marked: bool = False) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text; raise MarkdownError with all that cannot be shown.

    ``marked`` says that the text holds marks (markup.py), which are control characters.
    """
    # Only the places tell of cells that the header has no column for, and "&#1;" is a character no document can hold.
    if "|" in text or ("&#" in text and not marked):
        reader = _Reader(_with_ranges(text), load_picture, text, strict=not marked)
    else:
        reader = _Reader(((event, None) for event in pyromark.events(text, options=_OPTIONS)), load_picture)
    blocks = reader.read()
    # A definition of a link that no text uses would vanish without a trace: look for one only where one can be.
    definitions = pyromark.reference_definitions(text, options=_OPTIONS) if "]:" in text else {}
    if reader.problems or (definitions and not _all_used(definitions, reader.references)):
        raise MarkdownError(_problems_with_places(text, load_picture, strict=not marked))
    return blocks


def _problems_with_places(text: str, load_picture: PictureLoader | None, *, strict: bool) -> list[Problem]:
    """Read the text again, this time with the place of every event."""
    reader = _Reader(_with_ranges(text), load_picture, text, strict=strict)
    reader.read()
    offsets = _CharacterOffsets(text)
    problems = [
        Problem(code, message, help_, offsets(start), offsets(end))
        for code, message, help_, start, end in reader.problems
    ]
    for label, definition in pyromark.reference_definitions(text, options=_OPTIONS).items():
        if label.casefold() not in reader.references:
            start, end = definition["span"]["start"], definition["span"]["end"]
            message = _("No text uses the link definition [{label}]", label=label)
            problems.append(
                Problem(
                    "FIL202",
                    message,
                    _("Delete it, or write [text][{label}] where it belongs", label=label),
                    offsets(start),
                    offsets(end),
                )
            )
    return sorted(problems, key=lambda problem: problem.start)


def _all_used(definitions: Iterable[str], used: set[str]) -> bool:
    return all(label.casefold() in used for label in definitions)


def _with_ranges(text: str) -> Iterator[tuple[Any, tuple[int, int]]]:
    for event, span in pyromark.events_with_range(text, options=_OPTIONS):
        yield event, (span["start"], span["end"])


class _CharacterOffsets:
    """Turns the parser's byte offsets into character offsets."""

    def __init__(self, text: str) -> None:
        self.data = text.encode("utf-8")

    def __call__(self, offset: int) -> int:
        return len(self.data[:offset].decode("utf-8", "ignore"))


@dataclass(slots=True)
class _Open:
    """A block or inline element whose end has not come yet."""

    kind: str
    details: Any
    span: tuple[int, int] | None
    children: list[Any] = field(default_factory=list)


# A paragraph that the parser leaves out in tight lists.
_IMPLICIT = "Implicit"
_INLINE_HOLDERS = frozenset({"Paragraph", "Heading", "TableCell", "Emphasis", "Strong", "Link", "Image", _IMPLICIT})


class _Reader:
    """Builds blocks from events. Text that cannot be shown becomes a problem."""

    def __init__(
        self,
        events: Iterable[tuple[Any, tuple[int, int] | None]],
        load_picture: PictureLoader | None,
        text: str = "",
        *,
        strict: bool = False,
    ) -> None:
        self.events = events
        self.strict = strict
        self.data = text.encode("utf-8")
        self.load_picture = load_picture
        self.problems: list[tuple[str, str, str | None, int, int]] = []
        self.references: set[str] = set()
        self.stack: list[_Open] = [_Open("Root", None, None)]
        self.span: tuple[int, int] | None = None
        self.notes: dict[str, tuple[Block, ...]] = {}
        self.note_spans: dict[str, tuple[int, int] | None] = {}
        self.noted: dict[str, int] = {}
        self.list_depth = 0
        self.cell_end = 0
        self.too_deep = False

    def read(self) -> tuple[Block, ...]:
        for event, span in self.events:
            self.span = span
            if isinstance(event, str):
                self._single(event)
                continue
            ((kind, value),) = event.items()
            if kind == "Text":
                if self.strict:
                    self._check_characters(value, span)
                self._inline(Text(value))
            elif kind == "Start":
                self._start(value)
            elif kind == "End":
                self._end(value)
            else:
                self._leaf(kind, value)
            if self.too_deep:
                return ()
        self._close_implicit()
        blocks = tuple(self.stack[0].children)
        return _with_footnotes(blocks, self._resolved_notes()) if self.notes or self.noted else blocks

    # Events

    def _single(self, event: str) -> None:
        if event == "SoftBreak":
            self._inline(Text(" "))
        elif event == "HardBreak":
            self._inline(LineBreak())
        elif event == "Rule":
            self._close_implicit()
            self.stack[-1].children.append(ThematicBreak())
        else:
            self._problem("FIL209", _("This Markdown cannot be shown: {what}", what=event))

    def _leaf(self, kind: str, value: Any) -> None:
        if kind == "Code":
            self._inline(Code(value))
        elif kind == "FootnoteReference":
            label = value.casefold()  # "[^A]" refers to "[^a]:", as with link definitions
            self.noted[label] = self.noted.get(label, 0) + 1
            if self.noted[label] > 1:
                message = _("The footnote [^{label}] is referred to more than once", label=value)
                self._problem("FIL203", message, _("Write a footnote of its own for each place"))
            self._inline(_NoteMark(label, self.span))
        elif kind == "InlineHtml":
            self._html(value)
        elif kind == "Html":
            self.stack[-1].children.append(value)
        else:
            self._problem("FIL209", _("This Markdown cannot be shown: {what}", what=kind))

    def _html(self, value: str, span: tuple[int, int] | None = None) -> None:
        shown = " ".join(value.split())
        shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
        if shown:
            message = _("HTML is not shown: {html}", html=shown)
            self._problem("FIL201", message, _("Write it as Markdown; a < that is to be printed is written \\<"), span)

    def _start(self, value: Any) -> None:
        kind, details = (value, None) if isinstance(value, str) else next(iter(value.items()))
        if kind not in ("Emphasis", "Strong", "Link", "Image"):
            self._close_implicit()
        elif self.stack[-1].kind not in _INLINE_HOLDERS:
            self.stack.append(_Open(_IMPLICIT, None, self.span))
        if kind == "List":
            self.list_depth += 1
            if self.list_depth == MAX_LIST_DEPTH + 1:
                message = _("Lists are nested more than {limit} deep", limit=MAX_LIST_DEPTH)
                self._problem("FIL210", message)
        if len(self.stack) > MAX_DEPTH:
            self.too_deep = True
            if self.list_depth <= MAX_LIST_DEPTH:  # else that has been said
                self._problem("FIL210", _("The text is nested more than {limit} deep", limit=MAX_DEPTH))
        self.stack.append(_Open(kind, details, self.span))

    def _end(self, value: Any) -> None:
        kind = value if isinstance(value, str) else next(iter(value))
        if kind not in ("Emphasis", "Strong", "Link", "Image"):
            self._close_implicit()
        closed = self.stack.pop()
        _BUILDERS.get(kind, _Reader._unknown)(self, closed)

    # Building

    def _inline(self, element: Any) -> None:
        if self.stack[-1].kind not in _INLINE_HOLDERS:
            if self.stack[-1].kind == "CodeBlock":
                self.stack[-1].children.append(element.text)
                return
            if self.stack[-1].kind == "HtmlBlock":
                self.stack[-1].children.append(element.text if isinstance(element, Text) else "")
                return
            self.stack.append(_Open(_IMPLICIT, None, self.span))
        self.stack[-1].children.append(element)

    def _close_implicit(self) -> None:
        if self.stack[-1].kind == _IMPLICIT:
            closed = self.stack.pop()
            self.stack[-1].children.append(Paragraph(self._merged(closed.children)))

    def _add(self, block: Any) -> None:
        self.stack[-1].children.append(block)

    def _paragraph(self, closed: _Open) -> None:
        self._add(Paragraph(self._merged(closed.children)))

    def _heading(self, closed: _Open) -> None:
        children = self._merged(closed.children)
        if not plain_text(children).strip():
            self._problem("FIL211", _("The heading has no text"), _("Write it, or delete the #"), closed.span)
        self._add(Heading(_LEVELS[closed.details["level"]], children))

    def _list(self, closed: _Open) -> None:
        self.list_depth -= 1
        start = closed.details
        self._add(List(start is not None, tuple(closed.children), 1 if start is None else start))

    def _item(self, closed: _Open) -> None:
        self._add(tuple(closed.children))

    def _quote(self, closed: _Open) -> None:
        self._add(Quote(tuple(closed.children)))

    def _code_block(self, closed: _Open) -> None:
        # One word after ``` is the name of a language; more of them are text that would not be shown.
        if isinstance(closed.details, dict) and len((words := str(next(iter(closed.details.values())))).split()) > 1:
            message = _("The words after the code mark are not shown: {text}", text=words)
            self._problem("FIL209", message, _("Write them on a line of their own"), closed.span)
        self._add(CodeBlock("".join(closed.children).rstrip("\n")))

    def _table(self, closed: _Open) -> None:
        header, *rows = closed.children
        alignments = tuple(_ALIGNMENTS[name] for name in closed.details)
        siblings = self.stack[-1].children
        caption: tuple[Inline, ...] = ()
        if siblings and isinstance(siblings[-1], Paragraph) and (caption := _caption(siblings[-1])):
            siblings.pop()
        self._add(Table(alignments, header, tuple(rows), caption))

    def _cell(self, closed: _Open) -> None:
        self.cell_end = closed.span[1] if closed.span else 0
        self._add(self._merged(closed.children))

    def _row(self, closed: _Open) -> None:
        if closed.span and self.cell_end and (rest := self.data[self.cell_end : closed.span[1]].strip(b"| \t\r\n")):
            message = _(
                "The row has more cells than the table has columns: {text}",
                text=rest.decode("utf-8", "replace"),
            )
            self._problem(
                "FIL213",
                message,
                _("Add a column to the header row, or write \\| for a bar"),
                (self.cell_end, closed.span[1]),
            )
        self._add(tuple(closed.children))

    def _emphasis(self, closed: _Open) -> None:
        self._add(Emphasis(self._merged(closed.children)))

    def _strong(self, closed: _Open) -> None:
        self._add(Strong(self._merged(closed.children)))

    def _link(self, closed: _Open) -> None:
        details = closed.details
        if details["id"]:
            self.references.add(details["id"].casefold())
        target = details["dest_url"]
        if details["link_type"] == "Email" and not target.startswith("mailto:"):
            target = f"mailto:{target}"
        children = self._merged(closed.children)
        if not target.lower().startswith(("http://", "https://", "mailto:")):
            message = _("The link does not lead to http, https or mailto: {target}", target=target)
            help_ = _("Write the whole address, for example {example}", example="https://www.exempel.se")
            self._problem("FIL205", message, help_, closed.span)
        elif not plain_text(children).strip():
            self._problem(
                "FIL211",
                _("The link has no text: {target}", target=target),
                _("Write [text](address)"),
                closed.span,
            )
        self._check_characters(f"{target}{details['title']}", closed.span)
        self._add(Link(target, children, details["title"]))

    def _image(self, closed: _Open) -> None:
        details = closed.details
        if details["id"]:
            self.references.add(details["id"].casefold())
        name, alt = details["dest_url"], plain_text(self._merged(closed.children)).strip()
        if not alt:
            message = _("The picture has no alternative text: {name}", name=name)
            self._problem("TIL003", message, _("Write ![what the picture shows]({name})", name=name), closed.span)
            return
        if details["title"]:
            message = _("The title of the picture is not shown: {title}", title=details["title"])
            self._problem("FIL209", message, _("Write it as a text below the picture"), closed.span)
        if self.load_picture is None:
            self._problem("FIL209", _("A picture cannot stand here: {name}", name=name), None, closed.span)
            return
        try:
            self._add(Image(self.load_picture(name), alt))
        except FindingsError as error:
            finding = error.findings[0]
            self._problem(finding.code, finding.message, finding.help, closed.span)

    def _note(self, closed: _Open) -> None:
        label = closed.details
        key = label.casefold()
        if key in self.notes:
            self._problem("FIL203", _("The footnote [^{label}] is written twice", label=label), None, closed.span)
        elif not closed.children:
            message = _("The footnote [^{label}] has no text", label=label)
            self._problem("FIL203", message, _("Write it, or delete the note"), closed.span)
        self.notes[key] = tuple(closed.children)
        self.note_spans[key] = closed.span

    def _html_block(self, closed: _Open) -> None:
        self._html("".join(closed.children), closed.span)

    def _unknown(self, closed: _Open) -> None:
        self._problem("FIL209", _("This Markdown cannot be shown: {what}", what=closed.kind), None, closed.span)

    def _merged(self, children: list[Any]) -> tuple[Inline, ...]:
        """Join neighbouring pieces of text, and set them in Swedish typography."""
        merged: list[Any] = []
        pieces: list[str] = []
        for child in children:
            if type(child) is Text:
                pieces.append(child.text)
                continue
            if pieces:
                merged.append(self._text(pieces))
                pieces = []
            merged.append(child)
        if pieces:
            merged.append(self._text(pieces))
        return tuple(merged)

    def _text(self, pieces: list[str]) -> Text:
        text = "".join(pieces)
        if "[^" in text and (match := _NOTE_LIKE.search(text)):
            message = _("The footnote {label} is not written", label=match.group())
            help_ = _("Write “{label}: …” on a line of its own", label=match.group())
            self._problem("FIL203", message, help_, self._place_of(match.group()))
        return Text(typeset(text))

    def _check_characters(self, text: str, span: tuple[int, int] | None) -> None:
        """Report characters such as &#1;, which no document can hold."""
        if self.strict and (character := first_forbidden(text)):
            self._problem("FIL005", *describe_forbidden(character), span)

    def _place_of(self, written: str) -> tuple[int, int] | None:
        """Return where something is written inside the element that is being read."""
        start, end = self.span or (0, 0)
        found = self.data.find(written.encode("utf-8"), start, end)
        return (found, found + len(written.encode("utf-8"))) if found >= 0 else self.span

    # Footnotes

    def _resolved_notes(self) -> dict[str, tuple[Block, ...]]:
        for label, span in self.note_spans.items():
            if label not in self.noted:
                message = _("No text refers to the footnote [^{label}]", label=label)
                self._problem(
                    "FIL204",
                    message,
                    _("Write [^{label}] where it belongs, or delete the note", label=label),
                    span,
                )
        if any(isinstance(block, Heading) for note in self.notes.values() for block in note):
            self._problem("FIL203", _("A footnote cannot have headings"))
        if any(_holds_note(block) for note in self.notes.values() for block in note):
            self._problem("FIL203", _("A footnote cannot have footnotes"))
            return {}
        return self.notes

    def _problem(self, code: str, message: str, help_: str | None = None, span: tuple[int, int] | None = None) -> None:
        start, end = span or self.span or (0, 0)
        self.problems.append((code, message, help_, start, end))


_BUILDERS: dict[str, Callable[[_Reader, _Open], None]] = {
    "Paragraph": _Reader._paragraph,
    "Heading": _Reader._heading,
    "List": _Reader._list,
    "Item": _Reader._item,
    "BlockQuote": _Reader._quote,
    "CodeBlock": _Reader._code_block,
    "Table": _Reader._table,
    "TableHead": _Reader._row,
    "TableRow": _Reader._row,
    "TableCell": _Reader._cell,
    "Emphasis": _Reader._emphasis,
    "Strong": _Reader._strong,
    "Link": _Reader._link,
    "Image": _Reader._image,
    "FootnoteDefinition": _Reader._note,
    "HtmlBlock": _Reader._html_block,
}


@dataclass(frozen=True, slots=True)
class _NoteMark:
    """A reference to a footnote before the notes are known."""

    label: str
    span: tuple[int, int] | None


def _caption(paragraph: Paragraph) -> tuple[Inline, ...]:
    """Return what stands after ``Tabell:``; nothing when the paragraph is no caption."""
    first, *others = paragraph.children or (Text(""),)
    if not isinstance(first, Text) or not first.text.startswith(CAPTION):
        return ()
    rest = first.text.removeprefix(CAPTION).lstrip()
    return (Text(rest), *others) if rest else tuple(others)


def _holds_note(value: Any) -> bool:
    if isinstance(value, _NoteMark):
        return True
    if isinstance(value, tuple):
        return any(_holds_note(part) for part in value)
    parts = (getattr(value, name, ()) for name in ("children", "blocks", "items", "header", "rows", "caption"))
    return any(_holds_note(part) for part in parts if isinstance(part, tuple))


def _with_footnotes(value: Any, notes: dict[str, tuple[Block, ...]]) -> Any:
    """Put each footnote where its mark stands."""
    if isinstance(value, tuple):
        return tuple(_with_footnotes(part, notes) for part in value)
    match value:
        case _NoteMark(label):
            return Footnote(notes.get(label, ()))
        case Heading(level, children):
            return Heading(level, _with_footnotes(children, notes))
        case Paragraph(children):
            return Paragraph(_with_footnotes(children, notes))
        case Emphasis(children):
            return Emphasis(_with_footnotes(children, notes))
        case Strong(children):
            return Strong(_with_footnotes(children, notes))
        case Link(target, children, title):
            return Link(target, _with_footnotes(children, notes), title)
        case List(ordered, items, start):
            return List(ordered, _with_footnotes(items, notes), start)
        case Quote(blocks):
            return Quote(_with_footnotes(blocks, notes))
        case Table(alignments, header, rows, caption):
            return Table(
                alignments,
                _with_footnotes(header, notes),
                _with_footnotes(rows, notes),
                _with_footnotes(caption, notes),
            )
    return value
