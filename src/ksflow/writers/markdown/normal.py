"""Blocks in the one form in which Markdown can hold them: what is written in it is read back the same.

Nothing that is seen changes, but for line breaks in headings and cells, which are blanks there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ksflow.documents.blocks import (
    Block,
    Code,
    CodeBlock,
    Division,
    Emphasis,
    Footnote,
    Heading,
    Inline,
    LineBreak,
    Link,
    List,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)


def normal_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks without divisions, whose content stands among the others, and without empty paragraphs."""
    done: list[Block] = []
    for block in blocks:
        match block:
            case Division(_, inner):
                done += normal_blocks(inner)
            case Paragraph(children):
                if written := _trimmed(normal_inlines(children)):
                    done.append(Paragraph(written))
            case Heading(level, children):
                done.append(Heading(level, _on_one_line(children)))
            case List(ordered, items, start):
                done.append(List(ordered, tuple(normal_blocks(item) for item in items), start if ordered else 1))
            case Quote(inner):
                done.append(Quote(normal_blocks(inner)))
            case Table(alignments, header, rows, caption):
                cells = tuple(tuple(_on_one_line(cell) for cell in row) for row in rows)
                head = tuple(_on_one_line(cell) for cell in header)
                done.append(Table(alignments, head, cells, _on_one_line(caption)))
            case CodeBlock(text):
                done.append(CodeBlock(text.rstrip("\n")))
            case _:
                done.append(block)
    return tuple(done)


def normal_inlines(children: Iterable[Inline], around: tuple[type, ...] = ()) -> tuple[Inline, ...]:
    """Return inline elements with texts and code joined, and without emphasis that is empty or inside its own kind."""
    done: list[Inline] = []
    for child in _flat(children, around):
        before = done[-1] if done else None
        match child:
            case Text(text) if isinstance(before, Text):
                done[-1] = Text(before.text + text)
            case Code(text) if isinstance(before, Code):
                done[-1] = Code(before.text + text)
            case Emphasis(inner) | Strong(inner) if type(before) is type(child):
                assert isinstance(before, Emphasis | Strong)
                done[-1] = type(child)(normal_inlines((*before.children, *inner), (*around, type(child))))
            case _:
                done.append(child)
    return tuple(done)


def _flat(children: Iterable[Inline], around: tuple[type, ...]) -> Iterable[Inline]:
    for child in children:
        match child:
            case Text(text) | Code(text):
                if text:
                    yield type(child)(" ".join(text.splitlines())) if "\n" in text else child
            case Emphasis(inner) | Strong(inner):
                written = normal_inlines(inner, (*around, type(child)))
                if type(child) in around:
                    yield from written
                elif written:
                    yield type(child)(written)
            case Link(target, inner, title):
                yield Link(target, normal_inlines(inner), " ".join(title.splitlines()))
            case Footnote(blocks):
                if note := normal_blocks(blocks):
                    yield Footnote(note)
            case _:
                yield child


def _trimmed(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return inline elements without line breaks at their ends, which break nothing."""
    first, last = 0, len(children)
    while first < last and isinstance(children[first], LineBreak):
        first += 1
    while last > first and isinstance(children[last - 1], LineBreak):
        last -= 1
    return children[first:last]


def _on_one_line(children: Iterable[Inline]) -> tuple[Inline, ...]:
    return normal_inlines(_unbroken(children))


def _unbroken(children: Iterable[Inline]) -> Iterable[Inline]:
    for child in children:
        match child:
            case LineBreak():
                yield Text(" ")
            case Emphasis(inner) | Strong(inner):
                yield type(child)(tuple(_unbroken(inner)))
            case Link(_, inner, _):
                yield replace(child, children=tuple(_unbroken(inner)))
            case _:
                yield child
