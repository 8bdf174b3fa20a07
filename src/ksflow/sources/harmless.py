"""Text that terminals and CI logs only show: nothing in it commands them.

A case may hold anything, also what a terminal takes for a command (CWE-150) or what turns the order of the letters
round (CVE-2021-42574), and a CI system reads the log of a job for commands of its own: GitHub at the beginning of a
line ("::error::"), older runners and Azure Pipelines anywhere in it ("##[group]", "##vso[task.setvariable]").
"""

from __future__ import annotations

import re
from typing import Any

_TURNING = "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
_COMMANDING = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_TURNING}\ud800-\udfff\ufffe\uffff]")
"""Control characters but for line feed and tab, what turns the direction of the text, and what is no character."""
_LOG_COMMAND = re.compile(r"(?m)^([ \t]*:)(?=:)|(#)(?=#(?:\[|vso\[))")
_UNSEEN = "\u2060"
"""WORD JOINER: it is not seen, takes no room, and parts the signs that together are a command."""
_NOT_IN_JSON = re.compile(f"[\x7f-\x9f{_TURNING}]|#(?=#)")


def harmless(text: str) -> str:
    """Return a text of the same length with U+FFFD for all that commands a terminal or turns the letters round."""
    return text if text.isascii() and text.isprintable() else _COMMANDING.sub("\ufffd", text)


def harmless_in_logs(text: str) -> str:
    """Return a harmless text in which a CI system finds no command either."""
    shown = harmless(text)
    return _LOG_COMMAND.sub(rf"\g<0>{_UNSEEN}", shown) if "::" in shown or "##" in shown else shown


def as_json(content: Any) -> str:
    """Return readable JSON, in which what a terminal or a CI system would obey is written as an escape."""
    import json

    text = json.dumps(content, ensure_ascii=False, indent=2)
    return _NOT_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
