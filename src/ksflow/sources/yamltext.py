"""Writing what YAML files hold: a text as a value, and the line that tells editors the schema."""

from __future__ import annotations

import json
import re

# What may not begin a plain value, and what inside it would end it or begin a comment (YAML 1.1, 9.1.3).
_PLAIN = re.compile(r"(?![\s\-?:,\[\]{}#&*!|>'\"%@`~=<])(?:(?!: |:$| #)[^\n\t\\])+(?<!\s)")
_FLOW_SIGNS = re.compile(r"[,\[\]{}:?]")


def schema_line(way: str) -> str:
    """Return the first line of a file, which tells editors where its schema lies, seen from the file's folder."""
    return f"# yaml-language-server: $schema={way}"


SCHEMA_LINE = schema_line("../schema/arende.schema.json")
"""That of a case file in a workspace's cases/."""


def yaml_text(text: str, *, in_flow: bool = False) -> str:
    """Return a text as a YAML value; what could mean something else stands in quotation marks, which JSON shares.

    ``in_flow`` says that the value stands between brackets.
    """
    if _PLAIN.fullmatch(text) and text.isprintable() and not (in_flow and _FLOW_SIGNS.search(text)):
        return text
    return json.dumps(text, ensure_ascii=False)
