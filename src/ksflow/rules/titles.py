"""Titles beside the texts: those of attachments and of earlier decisions, and what an att-sats replaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ksflow.documents.markdown_field import MarkdownField
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Form, Passage, plain_passage


def titles_in(manuscript: Manuscript) -> Iterator[Passage]:
    """Yield the titles that a case gives to documents and decisions, as passages with places of their own."""
    data = manuscript.data
    for key in ("bilagor", "tidigare_beslut"):
        for number, entry in enumerate(_list(data.get(key))):
            if isinstance(entry, str):
                yield _passage(manuscript, entry, (key, number))
            elif isinstance(entry, dict) and isinstance(entry.get("rubrik"), str):
                yield _passage(manuscript, entry["rubrik"], (key, number, "rubrik"))
    for number, proposal in enumerate(_list(data.get("beslutsförslag"))):
        clauses = _list(proposal.get("att")) if isinstance(proposal, dict) else []
        for at, clause in enumerate(clauses):
            if isinstance(clause, dict) and isinstance(clause.get("ersätter"), str):
                yield _passage(manuscript, clause["ersätter"], ("beslutsförslag", number, "att", at, "ersätter"))


def _passage(manuscript: Manuscript, text: str, path: tuple[str | int, ...]) -> Passage:
    return plain_passage(MarkdownField(text, path), Form.CAPTION, manuscript.names)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
