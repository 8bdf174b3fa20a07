"""``ksflow diary check``."""

from __future__ import annotations

import typer

from ksflow.cli.common import IgnoreOption, QuietOption, ReportOption, SelectOption, WorkspaceOption, refuse
from ksflow.cli.diary.common import open_register
from ksflow.cli.exits import Exit
from ksflow.locale import _


def check_register(
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    report: ReportOption = "text",
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Check the register (the help text stands in app.py, in both languages)."""
    from ksflow.batch.selection import SelectionError, selection
    from ksflow.cli.console import Console
    from ksflow.register.faults import register_faults
    from ksflow.register.findings import broken_findings, register_findings
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
    found, register = open_register(workspace, console)
    faults = register_faults(register, found.municipality)
    findings = sorted({*register_findings(register, faults, found.municipality), *broken_findings(register)})
    kept = [finding for finding in findings if wanted(finding.code) or is_blocking(finding.code)]
    by_file = {file: [finding for finding in kept if finding.file == file] for file in {one.file for one in kept}}
    cases = [(name, by_file.get(name, [])) for name in register.names()]
    console.report(report, Report(cases, kept))
    raise typer.Exit(Exit.FINDINGS if has_errors(kept) else Exit.OK)
