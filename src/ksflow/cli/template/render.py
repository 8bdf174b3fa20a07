"""``ksflow template render``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ksflow.cli.common import WorkspaceOption, open_workspace, refuse
from ksflow.cli.exits import Exit
from ksflow.cli.orders import DocumentsOption, make_order
from ksflow.locale import _


def render(
    case: Annotated[Path, typer.Argument(metavar=_("CASE"), help=_("A case file."))],
    documents: DocumentsOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Show a document as Markdown (the help text stands in app.py, in both languages)."""
    from ksflow.batch.paths import PathError, find_cases
    from ksflow.cli.console import Console
    from ksflow.documents.rendered import rendered
    from ksflow.sources.findings import FindingsError

    console = Console()
    found = open_workspace(workspace, console)
    order = make_order(found, documents or ["tjansteutlatande"], "md", None, console)
    try:
        paths = find_cases([case], found.cases)
    except PathError as error:
        refuse(console, str(error))
    if len(paths) != 1:
        refuse(console, _("{path} is a folder; name one case", path=case))
    failed = False
    for kind in order.documents:
        try:
            text = rendered(paths[0], found, kind)
        except FindingsError as error:
            failed = True
            for finding in error.findings:
                console.finding(finding)
            continue
        if len(order.documents) > 1:
            console.line_aside(f"{kind}:")
        typer.echo(text.encode("utf-8"), nl=False)
    raise typer.Exit(Exit.FINDINGS if failed else Exit.OK)
