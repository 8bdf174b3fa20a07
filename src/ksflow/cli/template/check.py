"""``ksflow template check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
from ksflow.locale import _, ngettext


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar=_("FILES"), help=_("Templates or folders of them; without any, the workspace's.")),
    ] = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    report: ReportOption = "text",
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Check templates (the help text stands in app.py, in both languages)."""
    from ksflow.batch.paths import PathError
    from ksflow.batch.selection import SelectionError, selection
    from ksflow.batch.templates import check_templates, find_templates
    from ksflow.cli.console import Console
    from ksflow.reports import FORMATS, Report
    from ksflow.sources.findings import has_errors

    console = Console(quiet)
    if report not in FORMATS:
        refuse(console, _("There is no report {name}", name=report), report, FORMATS)
    found = open_workspace(workspace, console)
    try:
        wanted = selection(select or [], ignore or [])
        paths = find_templates(files or [], found)
    except (PathError, SelectionError) as error:
        refuse(console, str(error))
    if not paths:
        console.note(_("The workspace has no templates of its own; those that ksflow ships are used"))
    checked = list(check_templates(found, paths))
    kept = [(one.file, [finding for finding in one.findings if wanted(finding.code)]) for one in checked]
    findings = sorted({finding for _file, some in kept for finding in some})
    told = ngettext("{count} template checked", "{count} templates checked", len(kept))
    console.report(report, Report(kept, findings), told)
    raise typer.Exit(Exit.FINDINGS if has_errors(findings) else Exit.OK)
