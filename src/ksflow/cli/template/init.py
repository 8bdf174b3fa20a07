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
        str, typer.Argument(metavar="[NAME]", help=_("What the template is called, without ending."))
    ] = "kommun",
    kind: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="KIND",
            help=_("What to write: look (for Word), html, pdf, content, or word for all laid out in Word."),
        ),
    ] = "look",
    workspace: WorkspaceOption = None,
) -> None:
    """Write a template to begin with (the help text stands in app.py, in both languages)."""
    from ksflow.batch.template_starting import KINDS, starting_files
    from ksflow.cli.console import Console
    from ksflow.sources.named_files import shown_name

    console = Console()
    if kind not in KINDS:
        refuse(console, _("There is no kind of template {name}", name=kind), kind, KINDS)
    if not _NAME.fullmatch(name):
        refuse(console, _("This cannot be the name of a template: {name}", name=name))
    found = open_workspace(workspace, console)
    folder = found.root / "templates"
    files = starting_files(name, kind)
    for file in list(files):
        if not (folder / file).exists():
            continue
        if file.startswith("_"):
            del files[file]
        else:
            refuse(console, _("{file} is there already, and is kept as it is", file=shown_name(folder / file)))
    folder.mkdir(exist_ok=True)
    for file, data in files.items():
        if not write_result(folder / file, data, console):
            raise typer.Exit(Exit.FINDINGS)
    first = shown_name(folder / next(iter(files)))
    console.note(_("Next: change it, and then run {command}", command=f"ksflow template check {first}"))
