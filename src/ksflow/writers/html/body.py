"""Blocks as HTML: lists of strings, joined once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ksflow.documents.blocks import (
    Alignment,
    Block,
    CodeBlock,
    Division,
    Footnote,
    Heading,
    Inline,
    List,
    Paragraph,
    Quote,
    Table,
    ThematicBreak,
    indented,
    plain_text,
)
from ksflow.documents.swedish import enumerated
from ksflow.writers.html.inline import InlineWriter, escape

_ALIGNED: dict[Alignment, str] = {None: "", "left": "", "center": ' class="mitten"', "right": ' class="hoger"'}
_NO_NAME = re.compile(r"[^\w]+")
_ROW = tuple[tuple[Inline, ...], ...]


@dataclass(slots=True)
class BodyWriter:
    """Writes blocks; every id in them is used once."""

    headings: list[dict[str, Any]] = field(default_factory=list)
    """Level, text and id of every heading, by Swedish names: a look can make a table of contents of them."""
    inlines: InlineWriter = field(default_factory=InlineWriter)
    tables: int = 0
    _out: list[str] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _labels: set[str] = field(default_factory=set)

    def write(self, blocks: tuple[Block, ...]) -> str:
        """Return the HTML of the blocks, with their footnotes last."""
        self._blocks(blocks)
        if self.inlines.notes:
            self._notes(self.inlines.notes)
        return "".join(self._out)

    def _blocks(self, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph(children):
                self._out.append(f"<p>{self.inlines.write(children)}</p>\n")
            case Heading(level, children):
                self._heading(level, children)
            case List():
                self._list(block)
            case Table():
                self._table(block)
            case Quote(inner):
                self._around("<blockquote>", inner, "</blockquote>")
            case CodeBlock(text):
                self._out.append(f"<pre><code>{escape(text)}</code></pre>\n")
            case ThematicBreak():
                self._out.append("<hr>\n")
            case Division(name, inner):
                style = _NO_NAME.sub("-", name.lower()).strip("-")
                opening = f'<div class="del {escape(style)}" role="group" aria-label="{escape(name)}">'
                self._around(opening, inner, "</div>")

    def _around(self, opening: str, blocks: tuple[Block, ...], closing: str) -> None:
        self._out.append(f"{opening}\n")
        self._blocks(blocks)
        self._out.append(f"{closing}\n")

    def _heading(self, level: int, children: tuple[Inline, ...]) -> None:
        text = plain_text(children)
        name = _unused(f"avsnitt-{_NO_NAME.sub('-', text.lower()).strip('-')}".rstrip("-"), "-", self._ids)
        self.headings.append({"nivå": level, "text": text, "id": name})
        self._out.append(f'<h{level} id="{escape(name)}">{self.inlines.write(children)}</h{level}>\n')

    def _list(self, block: List) -> None:
        start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
        tag = "ol" if block.ordered else "ul"
        self._out.append(f"<{tag}{start}>\n")
        for item in block.items:
            self._out.append("<li>")
            # The text of an item stands without a paragraph around it where it is the only one.
            if item and isinstance(item[0], Paragraph) and not any(isinstance(part, Paragraph) for part in item[1:]):
                self._out.append(f"{self.inlines.write(item[0].children)}")
                item = item[1:]
            self._out.append("\n" if item else "")
            self._blocks(item)
            self._out.append("</li>\n")
        self._out.append(f"</{tag}>\n")

    # Tables

    def _table(self, table: Table) -> None:
        """Write a table in a region of its own, which scrolls on a narrow screen and which the keyboard reaches."""
        caption = ""
        if table.caption:
            self.tables += 1
            name = f"tabell-{self.tables}"
            caption = f'<caption id="{name}">Tabell {self.tables}. {self.inlines.write(table.caption)}</caption>\n'
            label = f'aria-labelledby="{name}"'
        else:
            label = f'aria-label="{escape(_unused(_label(table), " ", self._labels))}"'
        self._out.append(f'<div class="tabell" role="region" tabindex="0" {label}>\n<table>\n{caption}<thead>\n')
        self._row(table.header, table.alignments, _header_cell)
        self._out.append("</thead>\n<tbody>\n")
        for row in table.rows:
            self._row(row, table.alignments, _data_cell)
        self._out.append("</tbody>\n</table>\n</div>\n")

    def _row(self, cells: _ROW, alignments: tuple[Alignment, ...], cell: Callable[[str, str], str]) -> None:
        written = (
            cell(self._cell(children), _ALIGNED[alignment])
            for children, alignment in zip(cells, alignments, strict=True)
        )
        self._out.append(f"<tr>{''.join(written)}</tr>\n")

    def _cell(self, children: tuple[Inline, ...]) -> str:
        indent, shown = indented(children)
        text = self.inlines.write(shown)
        # Written here and not in the look: a municipality may have its own.
        return f'<div style="margin-inline-start:{indent * 0.3:.1f}em">{text}</div>' if indent else text

    # Footnotes

    def _notes(self, notes: list[Footnote]) -> None:
        self._out.append('<section class="fotnoter" role="doc-endnotes" aria-label="Fotnoter">\n<ol>\n')
        for number, note in enumerate(notes, start=1):
            back = (
                f'<a class="tillbaka" href="#notref-{number}" role="doc-backlink" '
                f'aria-label="Tillbaka till fotnot {number} i texten">↩</a>'
            )
            *others, last = note.blocks or (Paragraph(()),)
            self._out.append(f'<li id="not-{number}">\n')
            self._blocks(tuple(others))
            if isinstance(last, Paragraph):
                self._out.append(f"<p>{self.inlines.write(last.children)} {back}</p>\n")
            else:
                self._block(last)
                self._out.append(f"<p>{back}</p>\n")
            self._out.append("</li>\n")
        self._out.append("</ol>\n</section>\n")


def _header_cell(text: str, aligned: str) -> str:
    """Return the heading of a column; one without text heads nothing."""
    return f'<th scope="col"{aligned}>{text}</th>' if text else "<td></td>"


def _data_cell(text: str, aligned: str) -> str:
    return f"<td{aligned}>{text}</td>"


def _label(table: Table) -> str:
    """Name a table that has no caption by its columns."""
    names = [name for name in (plain_text(cell).strip() for cell in table.header) if name]
    return f"Tabell med {enumerated(names)}" if names else "Tabell"


def _unused(wanted: str, between: str, used: set[str]) -> str:
    """Return a name that nothing has yet: the wanted one, or one with a number behind it."""
    name, number = wanted, 1
    while name in used:
        number += 1
        name = f"{wanted}{between}{number}"
    used.add(name)
    return name
