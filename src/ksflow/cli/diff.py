"""``ksflow diff``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ksflow.cli.common import QuietOption, WorkspaceOption, open_workspace, refuse
from ksflow.cli.exits import Exit
from ksflow.cli.orders import DocumentsOption, FormatsOption, OutOption, make_order
from ksflow.locale import _, ngettext


def diff(
    case: Annotated[Path, typer.Argument(metavar=_("CASE"), help=_("A case file."))],
    documents: DocumentsOption = None,
    to: FormatsOption = "docx",
    out: OutOption = None,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Show how files differ from their case (the help text stands in app.py, in both languages)."""
    from ksflow.batch.differences import differences
    from ksflow.batch.paths import PathError, find_cases
    from ksflow.cli.console import Console
    from ksflow.sources.findings import FindingsError

    console = Console(quiet)
    found = open_workspace(workspace, console)
    order = make_order(found, documents, to, out, console)
    different = 0
    try:
        for path in find_cases([case], found.cases):
            for lines in differences(order, path):
                different += bool(lines)
                for line in lines:
                    console.line(line)
    except PathError as error:
        refuse(console, str(error))
    except FindingsError as error:
        for finding in error.findings:
            console.finding(finding)
        raise typer.Exit(Exit.FINDINGS) from None
    told = ngettext("{count} document differs", "{count} documents differ", different)
    console.summary(told if different else _("The texts are the same"), failed=False)
