"""``ksflow verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ksflow.cli.common import QuietOption, WorkspaceOption, interruptible, refuse
from ksflow.cli.exits import Exit
from ksflow.locale import _, ngettext


def verify(
    out: Annotated[
        Path | None,
        typer.Argument(metavar="OUT", help=_("The folder with manifest.json; else out/ in the workspace.")),
    ] = None,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Compare documents with their manifest (the help text stands in app.py, in both languages)."""
    from ksflow.batch.verifying import Fidelity, ManifestError
    from ksflow.batch.verifying import verify as verified
    from ksflow.cli.console import Console
    from ksflow.organisation.workspace import WorkspaceError, find_root
    from ksflow.sources.named_files import shown_name

    console = Console(quiet)
    try:
        folder = out or find_root(workspace) / "out"
        results = verified(folder)
    except (ManifestError, WorkspaceError) as error:
        refuse(console, str(error))
    words = {Fidelity.CHANGED: _("changed"), Fidelity.MISSING: _("missing")}
    count = wrong = 0
    with interruptible(console):
        for result in results:
            count += 1
            if result.fidelity in words:
                wrong += 1
                console.line(f"{words[result.fidelity]}: {shown_name(folder / result.file)}")
    checked = ngettext("{count} document verified", "{count} documents verified", count)
    told = ngettext("{count} not as it was built", "{count} not as they were built", wrong) if wrong else _("all whole")
    console.summary(f"{checked}: {told}", bool(wrong))
    raise typer.Exit(Exit.FINDINGS if wrong else Exit.OK)
