"""Markdown to blocks. Everything the parser accepts is either shown or reported, never dropped.

The dialect is CommonMark with tables and footnotes, read by pulldown-cmark (through pyromark) as events.
``Tabell: …`` as a paragraph of its own right above a table is the table's caption.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, NoReturn

import pyromark

from ksflow.documents.blocks import (
    Alignment,
    Block,
    Code,
    CodeBlock,
    Emphasis,
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
from ksflow.documents.footnotes import NoteMark, holds_heading, holds_note, with_footnotes
from ksflow.documents.typography import typeset
from ksflow.locale import _
from ksflow.sources.findings import FindingsError
from ksflow.sources.textfile import describe_forbidden, first_forbidden

MAX_DEPTH = 30
"""How deeply blocks and emphasis may be nested in one text."""
MAX_LIST_DEPTH = 9
"""Word has nine list levels."""
MAX_COLUMNS = 63
"""Word's tables have no more columns."""
CAPTION = "Tabell:"
SEAL = re.compile(r"<!-- ksflow [0-9a-f]{64} -->")
"""The mark that ksflow puts last in the files that it writes; the only HTML that is passed over."""

OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES
_ALIGNMENTS: dict[str, Alignment] = {"None": None, "Left": "left", "Center": "center", "Right": "right"}
_DEFINITION = re.compile(rb"^ {0,3}\[([^\]^\[][^\]\[]*)\]:[ \t]*\S+.*$", re.MULTILINE)
# HTML, links, pictures, footnotes, tables, headings, quotes, code, entities; and lists that may be nested deeply.
_SUSPICIOUS = (*"<>[]|#`~&\t", " " * 12)
_LISTS_IN_A_LINE = re.compile(r"^ *(?:(?:[-+*]|[0-9]{1,9}[.)]) +){4}", re.MULTILINE)
# What looks like a link or a footnote where it is written, its marks not escaped.
_LINK_LIKE = re.compile(rb"(?<!\\)(?:\\\\)*(\]\()")
_NOTE_LIKE = re.compile(rb"(?<!\\)(?:\\\\)*(\[\^(?:[^\]\s\\]|\\.)+\])")
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
    careful = "|" in text or ("&#" in text and not marked)
    reader = _Reader(text, load_picture, with_places=careful, strict=careful and not marked, marked=marked)
    blocks = reader.read()
    # A definition of a link that no text uses would vanish without a trace: look for one only where one can be.
    definitions = pyromark.reference_definitions(text, options=OPTIONS) if "]:" in text else {}
    unused = any(label.casefold() not in reader.references for label in definitions)
    faulty = reader.problems or unused or (definitions and any(_repeated_definitions(text)))
    if (faulty or reader.doubtful) and (problems := _problems_with_places(text, load_picture, marked=marked)):
        raise MarkdownError(problems)
    return blocks


def is_surely_sound(text: str) -> bool:
    """Tell, without parsing, whether a text has none of the marks that any problem needs; False means: parse it."""
    if any(mark in text for mark in _SUSPICIOUS) or text.count("*") + text.count("_") >= MAX_DEPTH:
        return False
    return _LISTS_IN_A_LINE.search(text) is None


def _problems_with_places(text: str, load_picture: PictureLoader | None, *, marked: bool) -> list[Problem]:
    """Read the text again, this time with the place of every event."""
    reader = _Reader(text, load_picture, with_places=True, strict=not marked, marked=marked)
    reader.read()
    found = list(reader.problems)
    for label, definition in pyromark.reference_definitions(text, options=OPTIONS).items():
        if label.casefold() not in reader.references:
            message = _("No text uses the link definition [{label}]", label=label)
            help_ = _("Delete it, or write [text][{label}] where it belongs", label=label)
            found.append(("FIL202", message, help_, definition["span"]["start"], definition["span"]["end"]))
    found += [("FIL202", *_repeated(match[1]), match.start(), match.end()) for match in _repeated_definitions(text)]
    offsets = _CharacterOffsets(text)
    problems = [
        Problem(code, message, help_, offsets(start), offsets(end)) for code, message, help_, start, end in found
    ]
    return sorted(problems, key=lambda problem: problem.start)


def _repeated_definitions(text: str) -> Iterator[re.Match[bytes]]:
    """Yield link definitions whose label has been defined before: CommonMark takes the first and drops the others."""
    seen: set[bytes] = set()
    for match in _DEFINITION.finditer(text.encode("utf-8")):
        label = b" ".join(match[1].lower().split())
        if label in seen:
            yield match
        seen.add(label)


def _repeated(label: bytes) -> tuple[str, str]:
    shown = label.decode("utf-8", "replace")
    return _("The link definition [{label}] is repeated", label=shown), _("Delete one of them, or give it another name")


class _CharacterOffsets:
    """Turns the parser's byte offsets into character offsets."""

    def __init__(self, text: str) -> None:
        self.data = text.encode("utf-8")

    def __call__(self, offset: int) -> int:
        return len(self.data[:offset].decode("utf-8", "ignore"))


_INLINE_STARTS = frozenset({"Emphasis", "Strong", "Link", "Image"})

Span = tuple[int, int]
"""Where an event stands in the text, in bytes; (0, 0) while nothing needs reporting."""


class _Reader:
    """Builds blocks from events by recursive descent. What cannot be shown becomes a problem."""

    def __init__(
        self, text: str, load_picture: PictureLoader | None, *, with_places: bool, strict: bool, marked: bool
    ) -> None:
        self.text = text
        self.marked = marked
        self.strict = strict
        self.data = text.encode("utf-8") if with_places else b""
        self.load_picture = load_picture
        self.problems: list[tuple[str, str, str | None, int, int]] = []
        self.doubtful = False
        """Something looks like a link or a footnote; only its place tells whether its marks are escaped."""
        self.written: Span = (0, 0)
        """Where the text stands that is being gathered."""
        self.references: set[str] = set()
        self.span: Span = (0, 0)
        self.events: Iterator[Any] = self._placed() if with_places else pyromark.events(text, options=OPTIONS)
        self.notes: dict[str, tuple[tuple[Block, ...], Span]] = {}
        self.noted: set[str] = set()
        self.list_depth = 0
        self.pending: Any = None  # the event that ended a paragraph which the parser leaves out in tight lists

    def read(self) -> tuple[Block, ...]:
        """Return the blocks of the whole text; nothing when it is nested too deeply to be read."""
        try:
            blocks = self._blocks(1)
        except _TooDeepError:
            return ()
        return with_footnotes(blocks, self._resolved_notes()) if self.notes or self.noted else blocks

    def _placed(self) -> Iterator[Any]:
        for event, span in pyromark.events_with_range(self.text, options=OPTIONS):
            self.span = (span["start"], span["end"])
            yield event

    # Blocks

    def _blocks(self, depth: int) -> tuple[Block, ...]:
        """Read blocks to the end of what holds them."""
        if depth > MAX_DEPTH:
            self._too_deep()
        blocks: list[Any] = []
        for event in self.events:
            while event is not None:
                if type(event) is str:
                    if event == "Rule":
                        blocks.append(ThematicBreak())
                        break
                else:
                    ((kind, value),) = event.items()
                    if kind == "Start":
                        name = value if type(value) is str else next(iter(value))
                        if name not in _INLINE_STARTS:
                            self._block(name, value, blocks, depth)
                            break
                    elif kind == "End":
                        return tuple(blocks)
                # Inline content without a paragraph around it: an item of a tight list.
                children = self._inlines(depth, event)
                blocks.append(Paragraph(children))
                event, self.pending = self.pending, None
        return tuple(blocks)

    def _too_deep(self) -> NoReturn:
        if self.list_depth <= MAX_LIST_DEPTH:  # else that has been said
            self._problem("FIL210", _("The text is nested more than {limit} deep", limit=MAX_DEPTH))
        raise _TooDeepError

    def _block(self, name: str, value: Any, blocks: list[Any], depth: int) -> None:
        if name == "Paragraph":
            blocks.append(Paragraph(self._inlines(depth)))
            return
        span = self.span
        details: Any = value[name] if type(value) is dict else None
        if name == "Heading":
            blocks.append(self._heading(_LEVELS[details["level"]], depth, span))
        elif name == "List":
            blocks.append(self._list(details, depth))
        elif name == "BlockQuote":
            blocks.append(Quote(self._blocks(depth + 1)))
        elif name == "CodeBlock":
            self._check_language(details, span)
            blocks.append(CodeBlock(self._literal().rstrip("\n")))
        elif name == "Table":
            blocks.append(self._table(details, blocks, depth))
        elif name == "FootnoteDefinition":
            self._note(details, depth, span)
        elif name == "HtmlBlock":
            self._html(self._literal(), span)
        else:
            self._problem("FIL209", _("This Markdown cannot be shown: {what}", what=name))
            self._blocks(depth + 1)

    def _heading(self, level: int, depth: int, span: Span) -> Heading:
        children = self._inlines(depth)
        if not plain_text(children).strip():
            self._problem("FIL211", _("The heading has no text"), _("Write it, or delete the #"), span)
        return Heading(level, children)

    def _list(self, start: int | None, depth: int) -> List:
        self.list_depth += 1
        if self.list_depth == MAX_LIST_DEPTH + 1:
            self._problem("FIL210", _("Lists are nested more than {limit} deep", limit=MAX_LIST_DEPTH))
        items = []
        for event in self.events:
            if "End" in event:
                break
            items.append(self._blocks(depth + 1))
        self.list_depth -= 1
        return List(start is not None, tuple(items), 1 if start is None else start)

    def _literal(self) -> str:
        lines: list[str] = []
        for event in self.events:
            if "End" in event:
                break
            lines += event.values()
        return "".join(lines)

    def _check_language(self, details: dict[str, str] | str, span: Span) -> None:
        """Report words after the mark of a code block: one is the name of a language, more are text."""
        words = details.get("Fenced", "") if type(details) is dict else ""
        if len(words.split()) > 1:
            message = _("The words after the code mark are not shown: {text}", text=words)
            self._problem("FIL209", message, _("Write them on a line of their own"), span)

    def _note(self, label: str, depth: int, span: Span) -> None:
        blocks = self._blocks(depth + 1)
        key = label.casefold()  # "[^A]" refers to "[^a]:", as with link definitions
        if key in self.notes:
            self._problem("FIL203", _("The footnote [^{label}] is written twice", label=label), None, span)
        elif not blocks:
            message = _("The footnote [^{label}] has no text", label=label)
            self._problem("FIL203", message, _("Write it, or delete the note"), span)
        self.notes[key] = (blocks, span)

    # Tables

    def _table(self, alignments: tuple[str, ...], siblings: list[Any], depth: int) -> Table:
        if len(alignments) > MAX_COLUMNS:
            message = _("The table has more than {limit} columns", limit=MAX_COLUMNS)
            self._problem("FIL217", message, _("Word takes no more; divide the table"))
        rows = []
        for event in self.events:
            if "End" in event:
                break
            rows.append(self._row(depth))
        caption: tuple[Inline, ...] = ()
        if siblings and isinstance(siblings[-1], Paragraph) and (caption := _caption(siblings[-1])):
            siblings.pop()
        return Table(tuple(_ALIGNMENTS[name] for name in alignments), rows[0], tuple(rows[1:]), caption)

    def _row(self, depth: int) -> tuple[tuple[Inline, ...], ...]:
        row = self.span
        cells = []
        end = row[0]
        for event in self.events:
            if "End" in event:
                break
            end = self.span[1]
            cells.append(self._inlines(depth))
        if rest := self.data[end : row[1]].strip(b"| \t\r\n"):
            text = rest.decode("utf-8", "replace")
            message = _("The row has more cells than the table has columns: {text}", text=text)
            self._problem("FIL213", message, _("Add a column to the header row, or write \\| for a bar"), (end, row[1]))
        return tuple(cells)

    # Inline elements

    def _inlines(self, depth: int, event: Any = None) -> tuple[Inline, ...]:
        """Read inline elements to the end of what holds them, or, from a first event on, to the next block."""
        implicit = event is not None
        children: list[Any] = []
        text = ""
        while True:
            if event is None and (event := next(self.events, None)) is None:
                break
            if type(event) is str:
                if event == "SoftBreak":
                    text += " "
                elif event == "HardBreak":
                    text = self._flush(children, text)
                    children.append(LineBreak())
                else:  # a rule, which ends the item's text
                    self.pending = event
                    break
                event = None
                continue
            ((kind, value),) = event.items()
            if kind == "Text":
                if self.data:
                    self._note_place(value, text)
                text += value
            elif kind == "End":
                if implicit:
                    self.pending = event
                break
            elif kind == "Start":
                name = value if type(value) is str else next(iter(value))
                if implicit and name not in _INLINE_STARTS:
                    self.pending = event
                    break
                text = self._flush(children, text)
                self._inline(name, value, children, depth)
            else:
                text = self._flush(children, text)
                self._leaf(kind, value, children)
            event = None
        self._flush(children, text)
        return tuple(children)

    def _inline(self, name: str, value: Any, children: list[Any], depth: int) -> None:
        if depth >= MAX_DEPTH:
            self._too_deep()
        span = self.span
        inner = self._inlines(depth + 1)
        if name == "Emphasis":
            children.append(Emphasis(inner))
        elif name == "Strong":
            children.append(Strong(inner))
        elif name == "Link":
            children.append(self._link(value["Link"], inner, span))
        elif name == "Image":
            children += self._image(value["Image"], inner, span)
        else:
            self._problem("FIL209", _("This Markdown cannot be shown: {what}", what=name), None, span)

    def _leaf(self, kind: str, value: Any, children: list[Any]) -> None:
        if kind == "Code":
            children.append(Code(value))
        elif kind == "FootnoteReference":
            label = value.casefold()
            if label in self.noted:
                message = _("The footnote [^{label}] is referred to more than once", label=value)
                self._problem("FIL203", message, _("Write a footnote of its own for each place"))
            self.noted.add(label)
            children.append(NoteMark(label))
        elif kind == "InlineHtml":
            self._html(value)
        else:
            self._problem("FIL209", _("This Markdown cannot be shown: {what}", what=kind))

    def _flush(self, children: list[Any], text: str) -> str:
        """Add the text gathered so far, in Swedish typography; return the empty text to go on with."""
        if text:
            if "[^" in text or ("](" in text and not self.marked):
                self._check_likenesses(text)
            children.append(Text(typeset(text)))
        return ""

    def _note_place(self, value: str, text: str) -> None:
        """Note where the text stands that is being gathered, and that another piece comes to it."""
        if self.strict:
            self._check_characters(value, self.span)
        self.written = (self.written[0] if text.strip() else self.span[0], self.span[1])

    def _check_likenesses(self, text: str) -> None:
        """Report what looks like a footnote or a link but is none, unless a backslash makes it ordinary text."""
        if not self.data:
            self.doubtful = True
            return
        start, end = self.written
        while self.data[start - 1 : start] == b"\\":  # the parser leaves out the one that escapes the first character
            start -= 1
        source = self.data[start:end]
        if "[^" in text and (match := _NOTE_LIKE.search(source)):
            label = match[1].decode("utf-8", "replace")
            message = _("The footnote {label} is not written", label=label)
            help_ = _("Write “{label}: …” on a line of its own", label=label)
            self._problem("FIL203", message, help_, (start + match.start(1), start + match.end(1)))
        if "](" in text and not self.marked and (match := _LINK_LIKE.search(source)):
            message = _("This looks like a link or a picture but cannot be read as one")
            help_ = _("Write an address that has blanks between < and >: [text](<address>)")
            self._problem("FIL215", message, help_, (start + match.start(1), start + match.end(1)))

    def _check_characters(self, text: str, span: Span) -> None:
        """Report characters such as &#1;, which no document can hold."""
        if self.strict and (character := first_forbidden(text)):
            self._problem("FIL005", *describe_forbidden(character), span)

    def _html(self, value: str, span: Span | None = None) -> None:
        if SEAL.fullmatch(value.strip()):
            return
        shown = " ".join(value.split())
        shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
        if shown:
            message = _("HTML is not shown: {html}", html=shown)
            self._problem("FIL201", message, _("Write it as Markdown; a < that is to be printed is written \\<"), span)

    def _link(self, details: dict[str, str], children: tuple[Inline, ...], span: Span) -> Link:
        if details["id"]:
            self.references.add(details["id"].casefold())
        target = details["dest_url"]
        if details["link_type"] == "Email" and not target.startswith("mailto:"):
            target = f"mailto:{target}"
        if not target.lower().startswith(("http://", "https://", "mailto:")):
            message = _("The link does not lead to http, https or mailto: {target}", target=target)
            help_ = _("Write the whole address, for example {example}", example="https://www.exempel.se")
            self._problem("FIL205", message, help_, span)
        elif not plain_text(children).strip():
            message = _("The link has no text: {target}", target=target)
            self._problem("FIL211", message, _("Write [text](address)"), span)
        self._check_characters(f"{target}{details['title']}", span)
        return Link(target, children, details["title"])

    def _image(self, details: dict[str, str], children: tuple[Inline, ...], span: Span) -> tuple[Image, ...]:
        if details["id"]:
            self.references.add(details["id"].casefold())
        name, alt = details["dest_url"], plain_text(children).strip()
        if not alt:
            message = _("The picture has no alternative text: {name}", name=name)
            self._problem("TIL003", message, _("Write ![what the picture shows]({name})", name=name), span)
            return ()
        if details["title"]:
            message = _("The title of the picture is not shown: {title}", title=details["title"])
            self._problem("FIL209", message, _("Write it as a text below the picture"), span)
        if self.load_picture is None:
            self._problem("FIL209", _("A picture cannot stand here: {name}", name=name), None, span)
        else:
            try:
                return (Image(self.load_picture(name), alt),)
            except FindingsError as error:
                finding = error.findings[0]
                self._problem(finding.code, finding.message, finding.help, span)
        return ()

    # Footnotes

    def _resolved_notes(self) -> dict[str, tuple[Block, ...]]:
        for label, (_blocks, span) in self.notes.items():
            if label not in self.noted:
                message = _("No text refers to the footnote [^{label}]", label=label)
                help_ = _("Write [^{label}] where it belongs, or delete the note", label=label)
                self._problem("FIL204", message, help_, span)
        if any(holds_heading(blocks) for blocks, _span in self.notes.values()):
            self._problem("FIL203", _("A footnote cannot have headings"))
        notes = {label: blocks for label, (blocks, _span) in self.notes.items()}
        if any(holds_note(block) for blocks in notes.values() for block in blocks):
            self._problem("FIL203", _("A footnote cannot have footnotes"))
            return {}
        return notes

    def _problem(self, code: str, message: str, help_: str | None = None, span: Span | None = None) -> None:
        start, end = span or self.span
        self.problems.append((code, message, help_, start, end))


class _TooDeepError(Exception):
    """The text is nested more deeply than is read; it has been reported."""


def _caption(paragraph: Paragraph) -> tuple[Inline, ...]:
    """Return what stands after ``Tabell:``; nothing when the paragraph is no caption."""
    first, *others = paragraph.children or (Text(""),)
    if not isinstance(first, Text) or not first.text.startswith(CAPTION):
        return ()
    rest = first.text.removeprefix(CAPTION).lstrip()
    return (Text(rest), *others) if rest else tuple(others)
