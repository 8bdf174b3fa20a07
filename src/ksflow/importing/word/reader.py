"""A Word file as blocks: paragraphs, headings, lists and tables in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ksflow.documents.blocks import (
    Alignment,
    Block,
    Heading,
    Inline,
    LineBreak,
    List,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    plain_text,
)
from ksflow.importing.headings import is_top
from ksflow.importing.source import Line, Source, SourceError
from ksflow.importing.word.inlines import Pieces
from ksflow.importing.word.styles import ListKind, Styles
from ksflow.locale import _
from ksflow.writers.docx.names import w
from ksflow.writers.docx.package import Package, PackageError, open_package, relations_of

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BULLET = re.compile(r"[•·▪●○◦‣–—-][ \t\u00a0]+(?=\S)")
_CAPTION = re.compile(r"(?:Tabell|Table)\s*[0-9]*\s*[.:]?\s*", re.IGNORECASE)
_SHORT = 90
"""How many characters a line has at most that is taken for a heading because it is bold."""
_QUOTES = frozenset({"quote", "intense quote", "block text", "quotations", "citat", "starkt citat", "indragen text"})
_INDENT = 397
"""How far each list level is indented, in twips: seven millimetres."""
_ALIGNMENTS: dict[str, Alignment] = {"right": "right", "end": "right", "center": "center"}


def read_word(data: bytes, name: str) -> Source:
    """Read a Word file; raise SourceError when it cannot be read."""
    try:
        package = open_package(data)
        return _Reader(package, name).read()
    except PackageError as error:
        raise SourceError(_("{file} cannot be read: {reason}", file=name, reason=error)) from None
    except (ValueError, LookupError, RecursionError) as error:  # numbers that are none, parts that are not there
        raise SourceError(_("{file} cannot be read: {reason}", file=name, reason=_("the file is damaged"))) from error


def _told(kind: str) -> str:
    """Return what is said about something that is not taken over as it is."""
    return {
        "deleted": _("Text that was deleted under tracked changes is left out"),
        "inserted": _("Text that was added under tracked changes is taken as accepted"),
        "hidden": _("Hidden text is left out"),
        "comment": _("Comments are left out"),
        "picture": _("Pictures are left out; put them beside the case and write ![what they show](file)"),
        "shape": _("Shapes without text are left out"),
        "textbox": _("Text boxes stand where they are anchored"),
        "symbol": _("Signs of a symbol font have become letters, or � where that cannot be told"),
        "character": _("Characters that no document can hold have become blanks"),
        "contents": _("The table of contents is left out"),
        "merged": _("Merged cells have become cells of their own"),
        "endnote": _("Endnotes have become footnotes"),
        "formula": _("Formulas have become plain text; see that they still say what they should"),
    }[kind]


class _Reader:
    def __init__(self, package: Package, name: str) -> None:
        self.package = package
        self.name = name
        self.styles = Styles(package)
        self.kinds: dict[str, None] = {}
        self.notes = self._notes()

    def read(self) -> Source:
        main = self.package.main_part
        body = self.package.xml(main).find(w("body"))
        source = Source(self.name)
        if body is not None:
            builder = self._built(body, self._pieces(main), _Builder())
            source.blocks, source.facts = builder.finish(), builder.facts
        source.furniture = list(dict.fromkeys(self._furniture(main)))
        source.title = self._title()
        source.remarks = [_told(kind) for kind in self.kinds]
        return source

    def _remark(self, kind: str) -> None:
        self.kinds.setdefault(kind)

    def _pieces(self, part: str) -> Pieces:
        return Pieces(self.styles, self._links(part), self._note, self._remark)

    def _links(self, part: str) -> dict[str, str]:
        name = relations_of(part)
        if name not in self.package.parts:
            return {}
        return {
            str(relation.get("Id")): str(relation.get("Target") or "")
            for relation in self.package.xml(name)
            if str(relation.get("Type", "")).endswith("/hyperlink")
        }

    def _notes(self) -> dict[tuple[str, str], Any]:
        found: dict[tuple[str, str], Any] = {}
        for kind in ("footnotes", "endnotes"):
            part = self.package.related(self.package.main_part, kind)
            for note in self.package.xml(part) if part else ():
                if note.get(w("type")) in (None, "normal"):
                    found.setdefault((kind, str(note.get(w("id")))), note)  # both count from one
        return found

    def _note(self, kind: str, identity: str) -> tuple[Block, ...]:
        note = self.notes.get((kind, identity))
        if note is None:
            return ()
        if kind == "endnotes":
            self._remark("endnote")
        return tuple(self._blocks(note, Pieces(self.styles, {}, lambda _kind, _identity: (), self._remark)))

    def _title(self) -> str | None:
        part = self.package.related("", "core-properties")
        if part is None or part not in self.package.parts:
            return None
        for element in self.package.xml(part).iter("{http://purl.org/dc/elements/1.1/}title"):
            return " ".join((element.text or "").split()) or None
        return None

    def _furniture(self, main: str) -> Iterator[str]:
        """Yield the lines of headers and footers, without page numbers."""
        rels = relations_of(main)
        parts = []
        for relation in self.package.xml(rels) if rels in self.package.parts else ():
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            if kind in ("header", "footer") and (target := str(relation.get("Target") or "")):
                parts.append(target.lstrip("/") if target.startswith("/") else f"word/{target}")
        for part in sorted(set(parts) & set(self.package.parts)):
            for paragraph in self.package.xml(part).iter(w("p")):
                text = "".join(_own_text(paragraph)).strip()
                if text and not re.fullmatch(r"[\d\s()/]*|(?:sida?\s*)?\d*\s*\(?\d*\)?", text, re.IGNORECASE):
                    yield " ".join(text.split())

    # Blocks

    def _blocks(self, parent: Any, pieces: Pieces) -> list[Block]:
        """Return what a cell, text box or note holds; only tables of the body itself are the letterhead's."""
        return self._built(parent, pieces, _Builder(has_heading=True)).finish()

    def _built(self, parent: Any, pieces: Pieces, builder: _Builder) -> _Builder:
        for element in _content(parent):
            if element.tag == w("tbl"):
                self._table(element, pieces, builder)
            else:
                self._paragraph(element, pieces, builder)
        return builder

    def _paragraph(self, paragraph: Any, pieces: Pieces, builder: _Builder) -> None:
        style = self.styles.name(_style(paragraph))
        if style.startswith(("toc ", "innehåll ")) and style[-1:].isdigit():
            self._remark("contents")
            return
        children = pieces.of(paragraph)
        boxes = [box for box in paragraph.iter(w("txbxContent")) if not _in_fallback(box)]
        for box in boxes:
            self._remark("textbox")
            for block in self._blocks(box, pieces):
                builder.add(block)
        if not children:
            builder.blank()
            return
        if style in _QUOTES:
            builder.quote(Paragraph(children))
        elif (level := self.styles.heading_level(paragraph)) is not None:
            builder.add(Heading(min(level, 6), _plain(children)))
        elif kind := self.styles.list_of(paragraph):
            builder.item(kind, Paragraph(children))
        elif builder.items and (level := _continued_level(paragraph, style)) is not None:
            builder.item(replace(builder.items[-1][0], level=level, continues=True), Paragraph(children))
        elif "caption" in style or "beskrivning" in style:
            builder.caption(children)
        elif match := _leading_bullet(children):
            builder.item(ListKind("-", 0, ordered=False), Paragraph(match))
        elif self._looks_like_heading(paragraph, children):
            builder.add(Heading(0, _plain(children)))
        else:
            builder.add(Paragraph(children), style)
            builder.has_heading = builder.has_heading or _is_body(plain_text(children))

    def _looks_like_heading(self, paragraph: Any, children: tuple[Inline, ...]) -> bool:
        """Tell whether a paragraph is a heading although no style says so: one bold line without a stop."""
        text = plain_text(children)
        return (
            len(text) <= _SHORT
            and text[-1:] not in ".,;:"
            and not any(isinstance(child, LineBreak) for child in children)
            and self.styles.is_bold(paragraph)
        )

    def _table(self, table: Any, pieces: Pieces, builder: _Builder) -> None:
        rows = [self._row(row, pieces) for row in _rows(table)]
        rows = [row for row in rows if row]
        width = max((len(row) for row in rows), default=0)
        if not builder.has_heading or width < 2:
            # Before the first heading a table sets the letterhead's facts; one of one column frames what it holds.
            for row_number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    for block in cell:
                        builder.add_from_table(block, row_number, column)
            return
        alignments = [_ALIGNMENTS.get(_alignment(cell)) for cell in _cells(_rows(table)[-1])]
        builder.table(
            Table(
                tuple((alignments + [None] * width)[:width]),
                _padded([_unbold(_in_cell(cell)) for cell in rows[0]], width),
                tuple(_padded([_in_cell(cell) for cell in row], width) for row in rows[1:]),
            )
        )

    def _row(self, row: Any, pieces: Pieces) -> list[list[Block]]:
        found: list[list[Block]] = []
        for cell in _cells(row):
            properties = cell.find(w("tcPr"))
            merge = properties.find(w("vMerge")) if properties is not None else None
            continued = merge is not None and merge.get(w("val")) != "restart"
            span = properties.find(w("gridSpan")) if properties is not None else None
            if continued or span is not None:
                self._remark("merged")
            blocks = self._blocks(cell, pieces)
            found.append(blocks)
            extra = int(span.get(w("val")) or 1) - 1 if span is not None else 0
            found += [[] for _cell in range(min(max(extra, 0), 62))]
        return found if any(found) else []


class _Builder:
    """Gathers blocks: items become lists, captions go to their tables, facts stand apart."""

    def __init__(self, *, has_heading: bool = False) -> None:
        self.blocks: list[Block] = []
        self.facts: list[Line] = []
        self.items: list[tuple[ListKind, Block]] = []
        self.pending_caption: tuple[Inline, ...] | None = None
        self.has_heading = has_heading

    def add(self, block: Block, style: str = "") -> None:
        self._close()
        self.has_heading = self.has_heading or isinstance(block, Heading)
        self.blocks.append(block)

    def quote(self, block: Block) -> None:
        """Add a paragraph to the quotation that goes on, or begin one."""
        self._close()
        if self.blocks and isinstance(last := self.blocks[-1], Quote):
            self.blocks[-1] = Quote((*last.blocks, block))
        else:
            self.blocks.append(Quote((block,)))

    def blank(self) -> None:
        """End a list, as a paragraph without text does."""
        self._close_list()

    def item(self, kind: ListKind, block: Block) -> None:
        self._close_caption()
        self.items.append((kind, block))

    def caption(self, children: tuple[Inline, ...]) -> None:
        self._close()
        self.pending_caption = children

    def table(self, table: Table) -> None:
        self._close_list()
        caption, self.pending_caption = self.pending_caption, None
        if caption is not None:
            table = Table(table.alignments, table.header, table.rows, _without_number(caption))
        self.blocks.append(table)

    def add_from_table(self, block: Block, row: int, column: int) -> None:
        """Take what a table holds: lines of facts before the first heading, else blocks like any others."""
        if isinstance(block, Paragraph) and not self.has_heading:
            self.facts += [Line(text, row, column) for text in _lines(block.children)]
        else:
            self.add(block)

    def finish(self) -> list[Block]:
        self._close()
        return self.blocks

    def _close(self) -> None:
        self._close_list()
        self._close_caption()

    def _close_caption(self) -> None:
        caption, self.pending_caption = self.pending_caption, None
        if caption is not None:
            self.blocks.append(Paragraph(caption))

    def _close_list(self) -> None:
        items, self.items = self.items, []
        while items:
            made, items = _list(items)
            self.blocks.append(made)


def _list(items: list[tuple[ListKind, Block]]) -> tuple[List, list[tuple[ListKind, Block]]]:
    """Make a list of the first items that belong together; deeper ones become lists inside an item."""
    first = items[0][0]
    made: list[list[Block]] = []
    at = 0
    while at < len(items):
        kind, block = items[at]
        if kind.level <= first.level and kind.continues and made:
            made[-1].append(block)
            at += 1
            continue
        if kind.level < first.level or (kind.level == first.level and kind.ordered != first.ordered):
            break
        if kind.level == first.level and kind.number != first.number and first.ordered:
            break
        if kind.level == first.level:
            made.append([block])
            at += 1
            continue
        inner, rest = _list(items[at:])
        made[-1].append(inner)
        at = len(items) - len(rest)
    return List(first.ordered, tuple(tuple(item) for item in made), first.start), items[at:]


def _continued_level(paragraph: Any, style: str) -> int | None:
    """Return the level of the list item that a paragraph goes on with, None for one that does not."""
    if not style.startswith(("list continue", "listfortsättning", "lista fortsätter")):
        return None
    indent = paragraph.find(f"{w('pPr')}/{w('ind')}")
    left = (indent.get(w("left")) or indent.get(w("start")) or "") if indent is not None else ""
    if left.isdigit():
        return max(round(int(left) / _INDENT) - 1, 0)
    return int(style[-1]) - 1 if style[-1].isdigit() else 0


def _is_body(text: str) -> bool:
    """Tell whether a line shows that the letterhead is over: a heading of the usual ones, or running text."""
    return is_top(text) or (len(text) > _SHORT and text[-1] in ".:")


def _content(parent: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables of a part, also those inside content controls and accepted changes."""
    for element in parent:
        if element.tag in (w("p"), w("tbl")):
            yield element
        elif element.tag in (w("sdt"), w("sdtContent"), w("ins"), w("moveTo"), w("customXml"), w("smartTag")):
            yield from _content(element)
        elif element.tag == f"{_MC}AlternateContent":
            for choice in element.iter(f"{_MC}Choice"):
                yield from _content(choice)


def _rows(table: Any) -> list[Any]:
    return [element for element in _unwrapped(table) if element.tag == w("tr")]


def _cells(row: Any) -> list[Any]:
    return [element for element in _unwrapped(row) if element.tag == w("tc")]


def _unwrapped(parent: Any) -> Iterator[Any]:
    for element in parent:
        if element.tag in (w("sdt"), w("sdtContent"), w("ins"), w("customXml")):
            yield from _unwrapped(element)
        else:
            yield element


def _in_fallback(element: Any) -> bool:
    return any(parent.tag == f"{_MC}Fallback" for parent in element.iterancestors())


def _own_text(paragraph: Any) -> Iterator[str]:
    for node in paragraph.iter(w("t"), w("tab"), w("br")):
        yield node.text or "" if node.tag == w("t") else " "


def _style(paragraph: Any) -> str | None:
    found = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return found.get(w("val")) if found is not None else None


def _alignment(cell: Any) -> str:
    found = cell.find(f"{w('p')}/{w('pPr')}/{w('jc')}")
    return found.get(w("val")) or "" if found is not None else ""


def _plain(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return a heading's text: its look makes it bold, and one line."""
    return (Text(" ".join(plain_text(children).split())),)


def _leading_bullet(children: tuple[Inline, ...]) -> tuple[Inline, ...] | None:
    """Return a paragraph without the bullet that somebody typed before it, or None when there is none."""
    first = children[0]
    if not isinstance(first, Text) or not (match := _BULLET.match(first.text)):
        return None
    return (Text(first.text[match.end() :]), *children[1:])


def _without_number(caption: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return a caption without "Tabell 1.", which the looks write themselves."""
    first = caption[0]
    if isinstance(first, Text) and (match := _CAPTION.match(first.text)):
        first = Text(first.text[match.end() :])
        return (first, *caption[1:]) if first.text or caption[1:] else caption
    return caption


def _lines(children: tuple[Inline, ...]) -> list[str]:
    """Return the text of a paragraph as its lines."""
    lines = [""]
    for child in children:
        if isinstance(child, LineBreak):
            lines.append("")
        else:
            lines[-1] += plain_text((child,))
    return [" ".join(line.split()) for line in lines if line.strip()]


def _in_cell(blocks: list[Block]) -> tuple[Inline, ...]:
    """Return what stands in a cell as one line of text: Markdown's cells hold no paragraphs."""
    found: list[Inline] = []
    for block in blocks:
        if found:
            found.append(Text(" "))
        found += _inlines(block)
    while found and isinstance(last := found[-1], Text) and not last.text.strip():
        found.pop()
    return tuple(found)


def _inlines(block: Block) -> Iterator[Inline]:
    match block:
        case Paragraph(children):
            yield from (Text(" ") if isinstance(child, LineBreak) else child for child in children)
        case Heading(_level, children):
            yield Strong(children)
        case List(_ordered, items, _start):
            for item in items:
                for inner in item:
                    yield Text("• ")
                    yield from _inlines(inner)
                    yield Text(" ")
        case Table(_alignments, header, rows, _caption):
            for row in (header, *rows):
                for cell in row:
                    yield from (*cell, Text(" "))


def _unbold(cell: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return a cell of the header row without bold, which the looks give it."""
    return tuple(inner for child in cell for inner in (child.children if isinstance(child, Strong) else (child,)))


def _padded(cells: list[tuple[Inline, ...]], width: int) -> tuple[tuple[Inline, ...], ...]:
    return tuple((cells + [()] * width)[:width])
