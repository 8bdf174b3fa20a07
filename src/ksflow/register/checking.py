"""Checking the register; when nothing has changed since the last time, that time's findings are the answer."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from dataclasses import astuple
from typing import Any

from ksflow.locale import language
from ksflow.organisation.workspace import Workspace
from ksflow.register.faults import register_faults
from ksflow.register.findings import broken_findings, register_findings
from ksflow.register.reading import Desk, Register, in_order
from ksflow.sources.findings import Finding, Severity, Span


def check_register(workspace: Workspace) -> tuple[list[str], list[Finding]]:
    """Return the names of all case files, and every finding about the register, sorted by place."""
    municipality = workspace.municipality
    desk = Desk(workspace.root, workspace.cases, municipality.diary_format)
    if (found := _kept(desk, workspace)) is not None:
        desk.close()
        return Register(workspace.root, municipality.diary_format, []).shown(sorted(desk.found)), found
    register = Register(workspace.root, municipality.diary_format, in_order(desk.records()))
    faults = register_faults(register, municipality)
    findings = sorted({*register_findings(register, faults, municipality), *broken_findings(register)})
    _keep(desk, workspace, findings)
    desk.close()
    return register.shown(sorted(desk.found)), findings


def _key(desk: Desk, workspace: Workspace) -> str | None:
    """Return what the findings depend on: the cases, kommun.yaml, the language, and where the user stands."""
    state = desk.state()
    if state is None:
        return None
    parts = (state, workspace.tree.source.text, language(), os.getcwd())  # noqa: PTH109 - as a key
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _kept(desk: Desk, workspace: Workspace) -> list[Finding] | None:
    try:
        key = _key(desk, workspace)
        kept = desk.index.kept(key) if desk.index and key else None
        return None if kept is None else [_finding(one) for one in kept]
    except (sqlite3.Error, ValueError, TypeError):  # damaged: reading the files tells
        return None


def _keep(desk: Desk, workspace: Workspace, findings: list[Finding]) -> None:
    try:
        key = _key(desk, workspace)
        if desk.index and key:
            desk.index.keep(key, [astuple(finding) for finding in findings])
    except sqlite3.Error:  # locked or full: the answer does not depend on it
        return


def _finding(values: list[Any]) -> Finding:
    file, span, code, severity, *rest = values
    return Finding(file, Span(*span), code, Severity(severity), *rest)
