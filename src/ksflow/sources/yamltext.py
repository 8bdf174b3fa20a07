"""Writing a text as a YAML value."""

from __future__ import annotations

import json


def yaml_text(text: str) -> str:
    """Return a text as a YAML value; what could mean something else stands in quotation marks, which JSON shares."""
    plain = all(letter.isalnum() or letter in " -/.@+" for letter in text) and text.strip() == text
    return text if plain and text[:1].isalnum() else json.dumps(text, ensure_ascii=False)
