"""``ksflow diary check``."""

from __future__ import annotations

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
from ksflow.cli.exits import Exit
from ksflow.locale import _

if TYPE_CHECKING:
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
    from ksflow.register.checking import check_register
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
    names, findings = check_register(open_workspace(workspace, console))
    kept = [finding for finding in findings if wanted(finding.code) or is_blocking(finding.code)]
    by_file: dict[str, list[Finding]] = {name: [] for name in names}
    for finding in kept:
        by_file.setdefault(finding.file, []).append(finding)
    cases = list(by_file.items())
    console.report(report, Report(cases, kept))
    raise typer.Exit(Exit.FINDINGS if has_errors(kept) else Exit.OK)
