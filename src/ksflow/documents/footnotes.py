"""Footnotes in blocks: marks where a text refers to them, replaced by the notes once all are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ksflow.documents.blocks import (
    Block,
    Emphasis,
    Footnote,
    Heading,
    Link,
    List,
    Paragraph,
    Quote,
    Strong,
    Table,
)


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A reference to a footnote before the notes are known."""

    label: str


def holds_heading(blocks: tuple[Any, ...]) -> bool:
    """Tell whether there is a heading in the blocks or in what they hold."""
    inside = (part for block in blocks for part in (getattr(block, "blocks", ()), *getattr(block, "items", ())))
    return any(isinstance(block, Heading) for block in blocks) or any(holds_heading(part) for part in inside if part)


def holds_note(value: Any) -> bool:
    """Tell whether a mark of a footnote stands anywhere in blocks or inline elements."""
    if isinstance(value, NoteMark):
        return True
    if isinstance(value, tuple):
        return any(holds_note(part) for part in value)
    parts = (getattr(value, name, ()) for name in ("children", "blocks", "items", "header", "rows", "caption"))
    return any(holds_note(part) for part in parts if isinstance(part, tuple))


def with_footnotes(value: Any, notes: dict[str, tuple[Block, ...]]) -> Any:
    """Put each footnote where its mark stands."""
    if isinstance(value, tuple):
        return tuple(with_footnotes(part, notes) for part in value)
    match value:
        case NoteMark(label):
            return Footnote(notes.get(label, ()))
        case Heading(level, children):
            return Heading(level, with_footnotes(children, notes))
        case Paragraph(children):
            return Paragraph(with_footnotes(children, notes))
        case Emphasis(children):
            return Emphasis(with_footnotes(children, notes))
        case Strong(children):
            return Strong(with_footnotes(children, notes))
        case Link(target, children, title):
            return Link(target, with_footnotes(children, notes), title)
        case List(ordered, items, start):
            return List(ordered, with_footnotes(items, notes), start)
        case Quote(blocks):
            return Quote(with_footnotes(blocks, notes))
        case Table(alignments, header, rows, caption):
            return Table(
                alignments,
                with_footnotes(header, notes),
                with_footnotes(rows, notes),
                with_footnotes(caption, notes),
            )
    return value
