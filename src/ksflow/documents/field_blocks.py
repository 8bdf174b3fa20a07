"""Fields that are more than a text, as blocks: what ``{{p … }}`` in a Word look prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ksflow.documents.blocks import Block, Heading, Image, Inline, LineBreak, List, Paragraph, Text
from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.reading import MAX_LEVEL, TextReader
from ksflow.organisation.model import ClauseForm
from ksflow.sources.findings import FindingsError


def is_block_field(value: Any) -> bool:
    """Tell whether a field can stand for paragraphs: a text, a picture, a section or proposal, or a list of these."""
    if isinstance(value, list):
        return all(map(is_block_field, value))
    if isinstance(value, dict):
        return "rubrik" in value and ("avsnitt" in value or "att" in value)
    return isinstance(value, str | date | int | float | MarkdownField | Image)


@dataclass(frozen=True, slots=True)
class FieldBlocks:
    """Turns the fields of one case into blocks."""

    reader: TextReader
    form: ClauseForm

    def __call__(self, value: Any, level: int) -> tuple[Block, ...]:
        """Return a field's blocks, its headings below ``level``; raise FindingsError for faulty Markdown."""
        if isinstance(value, MarkdownField):
            blocks, findings = self.reader.read(value, level)
            if findings:
                raise FindingsError(findings)
            return value.wording(blocks) if value.wording else blocks
        if isinstance(value, dict):
            return self._proposal(value, level) if "att" in value else self._section(value, level)
        if isinstance(value, list):
            return self._list(value, level)
        return plain_blocks(value, level)

    def _section(self, section: dict[str, Any], level: int) -> tuple[Block, ...]:
        inner = min(level + 1, MAX_LEVEL)
        text = self(section["text"], inner) if section.get("text") else ()
        below = self(section["avsnitt"], inner) if section.get("avsnitt") else ()
        return (Heading(inner, (Text(section["rubrik"]),)), *text, *below)

    def _proposal(self, proposal: dict[str, Any], level: int) -> tuple[Block, ...]:
        title, opening = proposal["rubrik"], proposal.get("inledning")
        head = (Heading(min(level + 1, MAX_LEVEL), (Text(title),)),) if title else ()
        lead = (Paragraph((Text(opening),)),) if opening and self.form == "att-satser" else ()
        return (*head, *lead, *self(proposal["att"], level + bool(title)))

    def _list(self, values: list[Any], level: int) -> tuple[Block, ...]:
        # Only att-satser are lists of Markdown texts: several are numbered, or each has its paragraph.
        clauses = [self(value, level) for value in values]
        if len(values) > 1 and self.form == "meningar" and all(isinstance(value, MarkdownField) for value in values):
            return (List(True, tuple(clauses)),)
        return tuple(block for clause in clauses for block in clause)


def plain_blocks(value: Any, _level: int) -> tuple[Block, ...]:
    """Return a text or a picture as a paragraph; a line end breaks the line."""
    if isinstance(value, list):
        return tuple(block for item in value for block in plain_blocks(item, _level))
    if isinstance(value, Image):
        return (Paragraph((value,)),)
    lines = (value.isoformat() if isinstance(value, date) else str(value)).splitlines()
    children: list[Inline] = []
    for number, line in enumerate(lines):
        children += [LineBreak()] if number else []
        children.append(Text(line))
    return (Paragraph(tuple(children)),)
