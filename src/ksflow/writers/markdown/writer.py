"""Writing a document as Markdown: CommonMark with tables and footnotes, as ksflow itself reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ksflow.documents.blocks import Block, Document, Heading, Inline, Link, List, Paragraph, Text
from ksflow.writers.markdown.body import as_markdown
from ksflow.writers.seal import sealed


def write_markdown(document: Document) -> bytes:
    """Return the Markdown file."""
    return sealed(as_markdown(with_facts(document)))


def with_facts(document: Document) -> tuple[Block, ...]:
    """Return the blocks with what a letterhead says, as a list below the title.

    No YAML front matter: CommonMark reads it as a line and a heading.
    """
    facts = tuple((Paragraph(fact),) for fact in _facts(document))
    at = 1 if document.blocks and isinstance(document.blocks[0], Heading) else 0
    return (*document.blocks[:at], List(False, facts), *document.blocks[at:])


def _facts(document: Document) -> Iterator[tuple[Inline, ...]]:
    fields = document.fields
    officer: dict[str, Any] = fields.get("handläggare") or {}
    sender = dict.fromkeys(filter(None, (fields.get("förvaltning"), fields["kommun"]["namn"])))
    yield _fact("Dokument", document.name)
    if document.title not in _titles(document):
        yield _fact("Ärende", document.title)
    yield _fact("Diarienummer", document.diary_number)
    yield _fact("Datum", document.date.isoformat())
    if meeting := fields.get("sammanträde"):
        yield _fact("Sammanträde", str(meeting))
    yield _fact("Från", ", ".join(sender))
    if addressee := fields.get("mottagare"):
        yield _fact("Till", addressee)
    if officer:
        texts = ", ".join(filter(None, (officer.get("namn"), officer.get("telefon"))))
        address = officer.get("epost")
        link = (Text(", "), Link(f"mailto:{address}", (Text(address),))) if address else ()
        yield (*_fact("Handläggare", texts), *link)


def _fact(label: str, value: str) -> tuple[Inline, ...]:
    return (Text(f"{label}: {value}"),)


def _titles(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            yield "".join(child.text for child in block.children if isinstance(child, Text))
