"""``ksflow diary check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ksflow.cli.common import (
    IgnoreOption,
    QuietOption,
    ReportOption,
    SelectOption,
    WorkspaceOption,
    open_workspace,
    refuse,
)
from ksflow.cli.diary.common import note_if_empty
from ksflow.cli.exits import Exit
from ksflow.locale import _

if TYPE_CHECKING:
    from ksflow.cli.console import Console
    from ksflow.register.checking import Checked
    from ksflow.sources.findings import Finding


def check_cases(
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    report: ReportOption = "text",
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Check the register (the help text stands in app.py, in both languages)."""
    from ksflow.batch.selection import SelectionError, selection
    from ksflow.cli.console import Console
    from ksflow.reports import FORMATS, Report
    from ksflow.sources.codes import is_blocking
    from ksflow.sources.findings import has_errors

    console = Console(quiet)
    if report not in FORMATS:
        refuse(console, _("There is no report {name}", name=report), report, FORMATS)
    try:
        wanted = selection(select or [], ignore or [])
    except SelectionError as error:
        refuse(console, str(error))
    names, findings = _remembered(workspace) or _checked(workspace, console)
    kept = [finding for finding in findings if wanted(finding.code) or is_blocking(finding.code)]
    by_file: dict[str, list[Finding]] = {name: [] for name in names}
    for finding in kept:
        by_file.setdefault(finding.file, []).append(finding)
    cases = list(by_file.items())
    console.report(report, Report(cases, kept))
    raise typer.Exit(Exit.FINDINGS if has_errors(kept) else Exit.OK)


def _remembered(given: Path | None) -> Checked | None:
    """Return what the last check found if nothing has changed, without the time that opening a workspace takes."""
    from ksflow.organisation.workspace import WorkspaceError, find_root
    from ksflow.register.checking import remembered_check

    try:
        return remembered_check(find_root(given))
    except WorkspaceError:  # opening it says so
        return None


def _checked(given: Path | None, console: Console) -> Checked:
    from ksflow.register.checking import check_register

    workspace = open_workspace(given, console)
    checked = check_register(workspace)
    note_if_empty(checked[0], workspace, console)
    return checked
