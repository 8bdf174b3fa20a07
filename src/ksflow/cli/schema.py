"""``ksflow schema``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli.common import QuietOption, WorkspaceOption, refuse, write_result
from ksflow.cli.exits import Exit
from ksflow.locale import _

if TYPE_CHECKING:
    from ksflow.cli.console import Console


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
    for path, data in schema_files(_root(workspace, console)).items():
        if path.is_file() and path.read_bytes() == data:
            console.wrote(shown_name(path), unchanged=True)
        elif not write_result(path, data, console):
            raise typer.Exit(Exit.USAGE)


def _root(workspace: Path | None, console: Console) -> Path:
    """Return the folder of the workspace; its kommun.yaml may be faulty: the schema helps to mend it."""
    from ksflow.organisation.workspace import WorkspaceError, find_root

    try:
        return find_root(workspace)
    except WorkspaceError as error:
        refuse(console, str(error))
