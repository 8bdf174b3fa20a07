"""The programs outside ksflow that rules ask, where kommun.yaml turns such rules on. Most workspaces have none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ksflow.sources.walking import KOMMUN_FILE

if TYPE_CHECKING:
    from ksflow.rules.engine import Tool

CODES = frozenset({"SPR002"})
"""The rules that ask a program; named here so that a check need not load all rules to see that none is wanted."""


def missing_tools(root: Path) -> list[tuple[str, str]]:
    """Return the rules that a workspace wants and this machine cannot apply, each with what is lacking."""
    return [(code, missing) for code, tool in _wanted(root).items() if (missing := tool.missing())]


def tools_state(root: Path) -> str:
    """Return what the answers of the wanted programs hang on, "" where none is wanted.

    It belongs in the key of whatever remembers findings: another dictionary finds other words.
    """
    return "\n".join(f"{code} {tool.state()}" for code, tool in _wanted(root).items())


def _wanted(root: Path) -> dict[str, Tool]:
    try:
        kommun = (root / KOMMUN_FILE).read_bytes()
    except OSError:
        return {}
    if not any(code.encode() in kommun for code in CODES):
        return {}
    from ksflow.organisation.severities import weighed
    from ksflow.organisation.workspace import kommun_tree
    from ksflow.rules.engine import rules
    from ksflow.sources.findings import FindingsError

    try:
        turned_on = [code for code, severity in weighed(kommun_tree(root).data).items() if severity]
    except FindingsError:
        return {}
    return {code: tool for code in turned_on if code in CODES and (tool := rules()[code].tool)}
