"""``ksflow schema``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ksflow.cli.common import QuietOption, WorkspaceOption, open_workspace, refuse, write_result
from ksflow.cli.exits import Exit
from ksflow.locale import _


def schema(
    kommun: Annotated[
        bool, typer.Option("--kommun", help=_("The schema of kommun.yaml instead of the case file's."))
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help=_("Write both schemas into the workspace's schema/ instead, or renew them."))
    ] = False,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Print or write the JSON Schemas (the help text stands in app.py, in both languages)."""
    if write:
        _write(kommun, workspace, quiet)
        return
    from ksflow.casefile.schema import case_schema
    from ksflow.organisation.schema import municipality_schema

    typer.echo((municipality_schema() if kommun else case_schema()).encode("utf-8"), nl=False)


def _write(kommun: bool, workspace: Path | None, quiet: bool) -> None:
    from ksflow.batch.schema_files import schema_files
    from ksflow.cli.console import Console
    from ksflow.sources.named_files import shown_name

    console = Console(quiet)
    if kommun:
        refuse(console, _("--write writes both schemas; leave out --kommun"))
    # kommun.yaml may be faulty: the schema helps to mend it.
    found = open_workspace(workspace, console, is_sound=lambda _root: True)
    for path, data in schema_files(found.root).items():
        if path.is_file() and path.read_bytes() == data:
            console.wrote(shown_name(path), unchanged=True)
        elif not write_result(path, data, console):
            raise typer.Exit(Exit.USAGE)
