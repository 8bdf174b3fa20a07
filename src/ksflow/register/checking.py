"""Checking the register; when nothing has changed since the last time, that time's findings are the answer."""

from __future__ import annotations

import hashlib
import os
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ksflow.locale import language
from ksflow.register.desk import Desk
from ksflow.sources.findings import Finding, FindingsError, Severity, Span
from ksflow.sources.textfile import read_text_file
from ksflow.sources.walking import KOMMUN_FILE

if TYPE_CHECKING:
    from ksflow.organisation.workspace import Workspace

Checked = tuple[list[str], list[Finding]]
"""The names of all case files, as messages have them, and every finding about the register, sorted by place."""


def remembered_check(root: Path) -> Checked | None:
    """Return what the last check of a workspace found, if nothing has changed since; None otherwise."""
    try:
        kommun = read_text_file(root / KOMMUN_FILE, KOMMUN_FILE).text
    except FindingsError:
        return None
    desk = Desk(root, root / "cases")
    key = _key(desk, kommun)
    kept = desk.kept(key) if key else None
    desk.close()
    try:
        return None if kept is None else (kept[0], [_finding(values) for values in kept[1]])
    except (LookupError, ValueError, TypeError):
        return None


def check_register(workspace: Workspace) -> Checked:
    """Check the register, and remember what was found."""
    from ksflow.register.faults import register_faults
    from ksflow.register.findings import broken_findings, register_findings
    from ksflow.register.reading import Register, in_order

    municipality = workspace.municipality
    desk = Desk(workspace.root, workspace.cases)
    register = Register(workspace.root, municipality.diary_format, in_order(desk.records(municipality.diary_format)))
    faults = register_faults(register, municipality)
    findings = sorted({*register_findings(register, faults, municipality), *broken_findings(register)})
    names = [register.shown(file) for file in sorted(desk.found)]
    if key := _key(desk, workspace.tree.source.text):
        desk.keep(key, (names, [astuple(finding) for finding in findings]))
    desk.close()
    return names, findings


def _key(desk: Desk, kommun: str) -> str | None:
    """Return what the findings depend on: the cases, kommun.yaml, the language, and where the user stands."""
    state = desk.state()
    try:
        parts = (state, kommun, language(), os.getcwd())  # noqa: PTH109
    except OSError:  # the folder is gone
        return None
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass")).hexdigest() if state else None


def _finding(values: list[Any]) -> Finding:
    file, span, code, severity, *rest = values
    return Finding(file, Span(*span), code, Severity(severity), *rest)
