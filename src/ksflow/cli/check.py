"""``ksflow check``."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from ksflow.cli.common import (
    IgnoreOption,
    JobsOption,
    PathsArgument,
    QuietOption,
    ReportOption,
    SelectOption,
    WorkspaceOption,
    chosen_cases,
    interruptible,
    note_missing_tools,
    open_workspace,
    refuse,
)
from ksflow.cli.exits import Exit
from ksflow.cli.fixing import Work, hint, show_fixes
from ksflow.cli.fixing import fix as mend
from ksflow.locale import _, ngettext

_MEND = _("Mend")


def check(
    paths: PathsArgument = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    report: ReportOption = "text",
    jobs: JobsOption = None,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            rich_help_panel=_MEND,
            help=_("Write into the case files what is surely meant, and report what is left."),
        ),
    ] = False,
    diff: Annotated[
        bool,
        typer.Option(
            "--diff", rich_help_panel=_MEND, help=_("Write nothing; show as a unified diff what --fix would change.")
        ),
    ] = False,
    unsafe: Annotated[
        bool,
        typer.Option(
            "--unsafe-fixes",
            rich_help_panel=_MEND,
            help=_("With --fix or --diff: change also what is only probably meant."),
        ),
    ] = False,
) -> None:
    """Check case files (the help text stands in app.py, in both languages)."""
    from ksflow.batch.check_index import CheckIndex
    from ksflow.batch.check_running import CheckRun
    from ksflow.batch.cores import cores
    from ksflow.batch.selection import SelectionError, selection
    from ksflow.cli.console import Console
    from ksflow.reports import FORMATS, Report
    from ksflow.sources.codes import is_blocking
    from ksflow.sources.findings import has_errors

    console = Console(quiet)
    if unsafe and not (fix or diff):
        refuse(console, _("--unsafe-fixes goes together with --fix or --diff"))
    if report not in FORMATS:
        refuse(console, _("There is no report {name}", name=report), report, FORMATS)
    index: CheckIndex | None = None
    work: Work | None = None
    with interruptible(console), ExitStack() as opened:

        def is_sound(root: Path) -> bool:
            nonlocal index
            index = CheckIndex(root)
            opened.callback(index.close)
            return index.knows_the_situation()

        found = open_workspace(workspace, console, is_sound)
        try:
            wanted = selection(select or [], ignore or [])
        except SelectionError as error:
            refuse(console, str(error))
        cases = chosen_cases(paths, found, console)
        note_missing_tools(console, found)
        if diff:
            work = show_fixes(found, cases, wanted, unsafe, console)
            raise typer.Exit(Exit.FINDINGS if work.fixes or work.bugs else Exit.OK)
        if fix:
            work = mend(found, cases, wanted, unsafe, console)
        run = CheckRun(found, cases, index, jobs=jobs or cores())
        results = list(console.tracked(run.results(), len(cases), _("Checking")))
    kept = [
        (result.file, [finding for finding in result.findings if wanted(finding.code) or is_blocking(finding.code)])
        for result in results
    ]
    findings = sorted({finding for _file, some in kept for finding in some})
    console.report(report, Report(kept, findings))
    if work:
        left = ngettext("{count} finding left", "{count} findings left", len(findings))
        console.summary(_("{fixes}, {left}", fixes=work.told(), left=left), failed=False)
    elif report == "text":
        hint(findings, console)
    if work and work.failed:
        raise typer.Exit(Exit.USAGE)
    raise typer.Exit(Exit.FINDINGS if has_errors(findings) else Exit.OK)
