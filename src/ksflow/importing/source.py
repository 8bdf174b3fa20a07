"""What a document says, before anybody knows what of it is what in a case."""

from __future__ import annotations

from dataclasses import dataclass, field

from ksflow.documents.blocks import Block


class SourceError(Exception):
    """A document that cannot be read; the message is for the user, one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the letterhead, or of a table that sets facts beside each other, with the cell that it stands in."""

    text: str
    row: int = 0
    column: int = 0


@dataclass(slots=True)
class Source:
    """A document as blocks in reading order, with what stands around them."""

    name: str
    blocks: list[Block] = field(default_factory=list)
    facts: list[Line] = field(default_factory=list)
    """Lines of tables before the first heading, which hold facts such as date and number."""
    furniture: list[str] = field(default_factory=list)
    """Lines of headers and footers, none twice."""
    remarks: list[str] = field(default_factory=list)
    """What could not be taken over as it is, one sentence each."""
    title: str | None = None
    """The title in the file's properties."""
