"""What the commands about the register share: opening it, and saying what of it cannot be read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ksflow.cli.common import open_workspace, refuse
from ksflow.locale import _

if TYPE_CHECKING:
    from datetime import date

    from ksflow.cli.console import Console
    from ksflow.organisation.workspace import Workspace
    from ksflow.register.reading import Register
    from ksflow.register.record import Record
    from ksflow.sources.findings import Finding


def open_register(given: Path | None, console: Console, find: str | None = None) -> tuple[Workspace, Register]:
    """Return the workspace and its register, or what a full-text search finds of it."""
    from ksflow.register.query import NothingToFindError
    from ksflow.register.reading import read_register, search_register

    workspace = open_workspace(given, console)
    form = workspace.municipality.diary_format
    if find is None:
        return workspace, read_register(workspace.root, workspace.cases, form)
    try:
        return workspace, search_register(workspace.root, workspace.cases, form, find)
    except NothingToFindError:
        refuse(console, _("There is no word to look for in “{text}”", text=find))


def tell_broken(records: Iterable[Record], register: Register, console: Console) -> list[Finding]:
    """Show why files cannot be read, on standard error; the others are listed all the same."""
    from ksflow.register.findings import broken_findings

    findings = broken_findings(register, records)
    for finding in findings:
        console.finding(finding)
    return findings


def note_if_empty(files: Iterable[object], workspace: Workspace, console: Console) -> None:
    """Say that there are no cases at all, which is no fault but seldom meant."""
    from ksflow.sources.named_files import shown_name

    if not any(True for _file in files):
        console.note(_("There are no case files in {folder}", folder=shown_name(workspace.cases)))


def day(text: str | None, console: Console) -> date | None:
    """Return the date of an option, or say what is wrong with it and leave with exit code 2."""
    from ksflow.locale import sentences
    from ksflow.sources.dates import DateFault, read_date

    if text is None:
        return None
    try:
        return read_date(text)
    except DateFault:
        help_ = _("Write year-month-day, for example {date}", date="2021-08-11")
        refuse(console, sentences(_("This is not a date: {date}", date=text), help_))
