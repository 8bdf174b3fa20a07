"""``ksflow check``."""

from __future__ import annotations

import typer

from ksflow.cli.common import (
    IgnoreOption,
    PathsArgument,
    QuietOption,
    ReportOption,
    SelectOption,
    WorkspaceOption,
    interruptible,
    note_no_cases,
    open_workspace,
    refuse,
)
from ksflow.cli.exits import Exit
from ksflow.locale import _


def check(
    paths: PathsArgument = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    report: ReportOption = "text",
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Check case files (the help text stands in app.py, in both languages)."""
    from ksflow.batch.checking import check_cases
    from ksflow.batch.paths import PathError, find_cases
    from ksflow.batch.selection import SelectionError, selection
    from ksflow.cli.console import Console
    from ksflow.reports import FORMATS, Report
    from ksflow.sources.codes import is_blocking
    from ksflow.sources.findings import has_errors

    console = Console(quiet)
    if report not in FORMATS:
        refuse(console, _("There is no report {name}", name=report), report, FORMATS)
    found = open_workspace(workspace, console)
    try:
        wanted = selection(select or [], ignore or [])
        cases = find_cases(paths or [], found.cases)
    except (PathError, SelectionError) as error:
        refuse(console, str(error))
    note_no_cases(console, cases, paths or [found.cases])
    with interruptible(console):
        results = list(console.tracked(check_cases(found, cases), len(cases), _("Checking")))
    kept = [
        (result.file, [finding for finding in result.findings if wanted(finding.code) or is_blocking(finding.code)])
        for result in results
    ]
    findings = sorted({finding for _file, some in kept for finding in some})
    console.report(report, Report(kept, findings))
    raise typer.Exit(Exit.FINDINGS if has_errors(findings) else Exit.OK)
