"""What an editor makes of a snippet: the stops filled in, as the author would or as they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conftest import ROOT

VSCODE = ROOT / "docs" / "recipes" / "vscode"
_PARTS = re.compile(
    r"\\(?P<escaped>[$}\\])|\$\{\d+\|(?P<choices>[^|]*)\|\}|\$\{\d+:(?P<default>(?:[^}\\]|\\.)*)\}"
    r"|\$CURRENT_(?P<day>YEAR|MONTH|DATE)|\$\d+"
)
_DAY = {"YEAR": "2024", "MONTH": "03", "DATE": "05"}


def read_jsonc(path: Path) -> Any:
    """Return what is in a file of VS Code's: JSON with lines that are comments."""
    lines = path.read_text("utf-8").splitlines()
    return json.loads("\n".join(line for line in lines if not line.lstrip().startswith("//")))


def expand(snippet: str, fill: Callable[[str], str] = lambda default: default) -> str:
    """Return the text that a snippet becomes; ``fill`` says what is written in place of a proposal."""

    def part(match: re.Match[str]) -> str:
        if match["escaped"]:
            return match["escaped"]
        if match["day"]:
            return _DAY[match["day"]]
        if match["choices"] is not None:
            return match["choices"].split(",")[0]
        return fill(match["default"]) if match["default"] is not None else ""

    text = _PARTS.sub(part, snippet)
    assert "$" not in text.replace("$schema=", ""), text
    return text
