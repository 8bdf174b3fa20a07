"""``ksflow template init``."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from ksflow.cli.common import WorkspaceOption, open_workspace, refuse, write_result
from ksflow.cli.exits import Exit
from ksflow.locale import _

_NAME = re.compile(r"[^\W_][\w -]*")


def init(
    name: Annotated[
        str, typer.Argument(metavar=_("NAME"), help=_("What the template is called, without ending."))
    ] = "kommun",
    kind: Annotated[
        str,
        typer.Option(
            "--as",
            metavar=_("KIND"),
            help=_(
                "What to write: look (Word), html or pdf for how it looks, content for what it says, "
                "or word for all laid out in Word."
            ),
        ),
    ] = "look",
    workspace: WorkspaceOption = None,
) -> None:
    """Write a template to begin with (the help text stands in app.py, in both languages)."""
    from ksflow.batch.template_starting import KINDS, starting_files
    from ksflow.cli.console import Console
    from ksflow.sources.filenames import is_safe
    from ksflow.sources.named_files import shown_name

    console = Console()
    if kind not in KINDS:
        refuse(console, _("There is no kind of template {name}", name=kind), kind, KINDS)
    if not _NAME.fullmatch(name) or not is_safe(name):
        refuse(console, _("This cannot be the name of a template: {name}", name=name))
    found = open_workspace(workspace, console)
    folder = found.root / "templates"
    files = starting_files(name, kind)
    there = {file for file in files if (folder / file).exists()}
    for file in files:
        if file in there and not file.startswith("_"):
            refuse(console, _("{file} is there already, and is kept as it is", file=shown_name(folder / file)))
    folder.mkdir(exist_ok=True)
    for file, data in files.items():
        if file not in there and not write_result(folder / file, data, console):
            raise typer.Exit(Exit.FINDINGS)
    first = shown_name(folder / next(iter(files)))
    console.note(_("Next: change it, and then run {command}", command=f"ksflow template check {first}"))
