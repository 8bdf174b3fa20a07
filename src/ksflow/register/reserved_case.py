"""The case file that holds a number until somebody writes the case."""

from __future__ import annotations

from datetime import date

from ksflow.sources.yamltext import SCHEMA_LINE, yaml_text
from ksflow.sources.yamltree import read_plainly


def reserved_title(number: str) -> str:
    """Return the title of a case of which only the number is known."""
    return f"Reserverat nummer {number}"


def reserved_case(number: str, day: date, title: str | None, body: str | None) -> str:
    """Return the text of a case file that has its number, and says what is still to be written."""
    lines = [
        SCHEMA_LINE,
        f"# Numret är reserverat {day.isoformat()}. Ta bort raden när ärendet är skrivet.",
        f"diarienummer: {yaml_text(number)}",
        f"datum: {day.isoformat()}",
        f"rubrik: {yaml_text(title or reserved_title(number))}",
        f"nämnd: {yaml_text(body) if body else ''}".rstrip(),
        "handläggare:",
        "  namn:",
        "beslutsförslag:",
        "  - från:",
        "    att:",
        "      -",
        "sammanfattning: |",
    ]
    return "\n".join(lines) + "\n"


def is_reservation(text: str) -> bool:
    """Tell whether a case file still is what taking a number made it: nobody has written anything in it."""
    data = read_plainly(text) or {}
    number, day, title, body = (data.get(key) for key in ("diarienummer", "datum", "rubrik", "nämnd"))
    if not (isinstance(number, str) and isinstance(day, str) and isinstance(title, str)):
        return False
    try:
        return text == reserved_case(number, date.fromisoformat(day), title, body if isinstance(body, str) else None)
    except ValueError:
        return False
