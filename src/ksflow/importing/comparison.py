"""Whether a case says what the document said from which it was imported."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from itertools import zip_longest

from ksflow.documents.blocks import (
    Block,
    CodeBlock,
    Division,
    Document,
    Footnote,
    Heading,
    Inline,
    LineBreak,
    List,
    Paragraph,
    Quote,
    Table,
    plain_text,
)
from ksflow.importing.case_text import LEFT_OVER
from ksflow.importing.parts import UNNAMED, Parts
from ksflow.importing.source import Source

_GAP = re.compile(r"\[Skriv [^\[\]]*\]")
"""What a new case file has where something is to be written."""


def differences(source: Source, parts: Parts, document: Document) -> list[str]:
    """Return a unified diff of the texts, from the source to what the case gives; empty when they are the same.

    Facts of the letterhead and the lines of headers and footers are left out: looks print them, each in its way.
    """
    aside = {_even(line) for line in (*parts.furniture, *parts.consumed)}
    before = [line for line in lines_of_text(tuple(source.blocks)) if line not in aside]
    after = list(lines_of_text(tuple(_without_gaps(document.blocks, set(before)))))
    if before and after and parts.title and after[0] == _even(parts.title) and after[0] not in before:
        after = after[1:]
    return list(difflib.unified_diff(before, after, source.name, document.diary_number, lineterm="", n=0))[2:]


def are_moves(lines: list[str]) -> bool:
    """Tell whether differences only say that lines stand elsewhere: each that is gone has come back."""
    marked = [line for line in lines if not line.startswith("@@")]
    gone, come = (sorted(line[1:] for line in marked if line[0] == sign) for sign in "-+")
    return gone == come


def _without_gaps(blocks: tuple[Block, ...], before: set[str]) -> Iterator[Block]:
    """Yield the blocks without what ksflow has added: what is still to be written, and headings that lead to it."""
    for block, after in zip_longest(blocks, blocks[1:]):
        text = _even(plain_text(block.children)) if isinstance(block, Heading) else None
        is_added = text is not None and text not in before
        leads_to_gap = text in (UNNAMED, LEFT_OVER) or (after is not None and _is_gap(after))
        if not (_is_gap(block) or (is_added and leads_to_gap)):
            yield block


def _is_gap(block: Block) -> bool:
    lines = list(lines_of_text((block,)))
    return len(lines) == 1 and _GAP.fullmatch(lines[0]) is not None


def lines_of_text(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield the lines of blocks as a reader sees them, a table's row as one."""
    for block in blocks:
        match block:
            case Heading(_, children) | Paragraph(children):
                yield from _text_lines(children)
            case List(_ordered, items, _start):
                for item in items:
                    yield from lines_of_text(item)
            case Quote(inner) | Division(_, inner):
                yield from lines_of_text(inner)
            case Table(_alignments, header, rows, caption):
                yield from _text_lines(caption)
                for row in (header, *rows):
                    yield " | ".join(_even(plain_text(cell)) for cell in row)
            case CodeBlock(text):
                yield from (_even(line) for line in text.split("\n") if line.strip())


def _text_lines(children: tuple[Inline, ...]) -> Iterator[str]:
    line: list[Inline] = []
    for child in (*children, LineBreak()):
        if not isinstance(child, LineBreak):
            line.append(child)
            continue
        if text := _even(plain_text(tuple(line))):
            yield text
        line = []
    for child in children:
        if isinstance(child, Footnote):
            yield from lines_of_text(child.blocks)


def _even(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())
