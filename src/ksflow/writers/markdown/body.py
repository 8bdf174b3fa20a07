"""Blocks as lines of Markdown."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ksflow.documents.blocks import (
    Alignment,
    Block,
    CodeBlock,
    Heading,
    Inline,
    List,
    Paragraph,
    Quote,
    Table,
    ThematicBreak,
)
from ksflow.documents.markdown import CAPTION
from ksflow.writers.markdown.escaping import fence
from ksflow.writers.markdown.inline import InlineWriter
from ksflow.writers.markdown.normal import normal_blocks

_MEDIA = {"png": "image/png", "jpg": "image/jpeg"}
_RULES: dict[Alignment, str] = {None: "---", "left": ":---", "center": ":---:", "right": "---:"}
_BREAK = "___"
"""A sign that marks no item, so that it can stand first in any list."""


def as_markdown(blocks: tuple[Block, ...]) -> str:
    """Return the Markdown of blocks: parsed, it gives them again (in their normal form)."""
    writer = _Writer()
    parts = ["\n".join(writer.blocks(normal_blocks(blocks)))]
    done = 0
    while done < len(writer.inlines.notes):  # a note may have notes
        note = writer.inlines.notes[done]
        done += 1
        parts.append("\n".join(_indented(writer.blocks(note.blocks), f"[^{done}]: ", "    ")))
    if pictures := writer.inlines.pictures:
        parts.append(
            "\n".join(
                f"[{name}]: data:{_MEDIA[picture.extension]};base64,{b64encode(picture.data).decode('ascii')}"
                for picture, name in pictures.items()
            )
        )
    return "\n\n".join(part for part in parts if part)


@dataclass(slots=True)
class _Writer:
    inlines: InlineWriter = field(default_factory=InlineWriter)

    def blocks(self, blocks: tuple[Block, ...], *, in_item: bool = False) -> list[str]:
        """Return the lines of blocks, with a blank line between each two; a short list stands close to its item."""
        lines: list[str] = []
        before: Block | None = None
        signs = ""
        for block in blocks:
            if before is not None and not (in_item and _tight(before, block)):
                lines.append("")
            signs = _next_signs(before, block, signs)
            lines += self._block(block, signs)
            before = block
        return lines

    def _block(self, block: Block, signs: str) -> Iterable[str]:
        match block:
            case Paragraph(children):
                return self.inlines.lines(children)
            case Heading(level, children):
                return [f"{'#' * level} {_heading_end(self.inlines.line(children))}"]
            case List():
                return self._list(block, signs)
            case Table():
                return self._table(block)
            case Quote(inner):
                return [f"> {line}" if line else ">" for line in self.blocks(inner) or [""]]
            case CodeBlock(text):
                marks = fence(text)
                return [marks, *(text.split("\n") if text else []), marks]
            case ThematicBreak():
                return [_BREAK]
        raise TypeError(block)

    def _list(self, block: List, signs: str) -> list[str]:
        loose = any(not _is_tight_item(item) for item in block.items)
        lines: list[str] = []
        for number, item in enumerate(block.items):
            mark = f"{block.start + number}{signs[1]} " if block.ordered else f"{signs[0]} "
            if loose and lines:
                lines.append("")
            lines += _indented(self.blocks(item, in_item=True), mark, " " * len(mark))
        return lines

    def _table(self, table: Table) -> Iterator[str]:
        if table.caption:
            yield f"{CAPTION} {self.inlines.line(table.caption)}"
            yield ""
        yield self._row(table.header)
        yield f"| {' | '.join(_RULES[alignment] for alignment in table.alignments)} |"
        for row in table.rows:
            yield self._row(row)

    def _row(self, cells: tuple[tuple[Inline, ...], ...]) -> str:
        return f"| {' | '.join(_bars_escaped(self.inlines.line(cell)) for cell in cells)} |"


def _indented(lines: list[str], first: str, others: str) -> Iterator[str]:
    """Yield lines after a mark; those that follow stand below the first."""
    if not lines:
        yield first.rstrip()
    for number, line in enumerate(lines):
        yield f"{others if number else first}{line}" if line else ("" if number else first.rstrip())


def _tight(before: Block, block: Block) -> bool:
    """Tell whether a list can follow right below the text of its item, as items of short lists do."""
    return isinstance(before, Paragraph) and isinstance(block, List) and _is_tight_list(block)


def _is_tight_list(block: List) -> bool:
    # A list that does not begin at 1, or begins with an empty item, cannot interrupt a paragraph (CommonMark, 5.3).
    begins = bool(block.items and block.items[0] and isinstance(block.items[0][0], Paragraph))
    return begins and block.start == 1 and all(_is_tight_item(item) for item in block.items)


def _is_tight_item(item: tuple[Block, ...]) -> bool:
    match item:
        case (Paragraph(),):
            return True
        case (Paragraph(), List() as inner):
            return _is_tight_list(inner)
    return False


def _next_signs(before: Block | None, block: Block, signs: str) -> str:
    """Return the signs of a list, bullet and dot: others than those of a list right before it, which it would join."""
    if isinstance(before, List) and isinstance(block, List) and before.ordered == block.ordered:
        return "*)" if signs == "-." else "-."
    return "-."


def _heading_end(line: str) -> str:
    """Escape signs at the end of a heading, which would close it."""
    stripped = line.rstrip("#")
    closes = len(stripped) < len(line) and (not stripped or stripped.endswith((" ", "\t")))
    return f"{stripped}\\{line[len(stripped) :]}" if closes else line


def _bars_escaped(cell: str) -> str:
    """Escape the bars in a cell that are not yet, those of code and addresses."""
    done, escaped = [], False
    for sign in cell:
        done.append("\\|" if sign == "|" and not escaped else sign)
        escaped = sign == "\\" and not escaped
    return "".join(done)
