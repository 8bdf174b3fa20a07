"""The case file that holds a number until somebody writes the case."""

from __future__ import annotations

import json
from datetime import date


def reserved_case(number: str, day: date, title: str | None, body: str | None) -> str:
    """Return the text of a case file that has its number, and says what is still to be written."""
    lines = [
        "# yaml-language-server: $schema=../schema/arende.schema.json",
        f"# Numret är reserverat {day.isoformat()}. Ta bort raden när ärendet är skrivet.",
        f"diarienummer: {_text(number)}",
        f"datum: {day.isoformat()}",
        f"rubrik: {_text(title or f'Reserverat nummer {number}')}",
        f"nämnd: {_text(body) if body else ''}".rstrip(),
        "handläggare:",
        "  namn:",
        "beslutsförslag:",
        "  - från:",
        "    att:",
        "      -",
        "sammanfattning: |",
    ]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Return a text as a YAML value; what could mean something else stands in quotation marks, which JSON shares."""
    plain = all(letter.isalnum() or letter in " -/." for letter in text) and text.strip() == text and text[:1].isalpha()
    return text if plain else json.dumps(text, ensure_ascii=False)
