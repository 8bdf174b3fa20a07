"""``ksflow import``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli.common import QuietOption, WorkspaceOption, interruptible, open_workspace, refuse
from ksflow.cli.exits import Exit
from ksflow.locale import _

if TYPE_CHECKING:
    from ksflow.batch.importing import Imported
    from ksflow.cli.console import Console


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar=_("FILES"), help=_("Documents: Word (.docx), Markdown (.md) or plain text (.txt).")),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar=_("DIR"), help=_("Where the case files go; else the workspace's cases/.")),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help=_("Compare what the case says with the document, and print what differs."))
    ] = False,
    show: Annotated[
        bool, typer.Option("--show", help=_("Write no file; print the case file on standard output."))
    ] = False,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Import documents (the help text stands in app.py, in both languages)."""
    from ksflow.batch.importing import import_document
    from ksflow.cli.console import Console
    from ksflow.sources.named_files import shown_name

    console = Console(quiet)
    if show and (verify or out):
        refuse(console, _("--show writes nothing; leave out --verify and --out"))
    found = open_workspace(workspace, console)
    folder = out or found.cases
    if out and not out.resolve().is_relative_to(found.root.resolve()):
        refuse(console, _("{folder} lies outside the workspace", folder=shown_name(out)))
    failed = False
    between = ""
    with interruptible(console):
        for path in files:
            done = import_document(path, found, folder, verify=verify, write=not show)
            if show and not done.refusal:
                typer.echo(f"{between}{done.text}".encode(), nl=False)
                between = "---\n"  # so that several case files are several documents, as YAML counts them
            failed = _tell(done, console, show=show) or failed
    raise typer.Exit(Exit.FINDINGS if failed else Exit.OK)


def _tell(done: Imported, console: Console, *, show: bool) -> bool:
    """Say what came of a document; return whether something is wrong."""
    from ksflow.batch.importing import are_moves, told
    from ksflow.sources.named_files import shown_name

    if done.refusal:
        console.refusal(done.refusal)
        return True
    if not show:
        console.wrote(told(done))
    for remark in dict.fromkeys(done.remarks):
        console.note(f"  {remark}")
    for finding in done.findings:
        console.finding(finding)
    if done.findings:
        console.note(_("The texts cannot be compared before the case is right: {file}", file=shown_name(done.source)))
        return True
    for line in done.differences or ():
        console.line(line)
    if done.differences and are_moves(done.differences):
        console.note(_("Nothing is missing or added: some lines stand in another place than in the document"))
    if done.differences == []:
        console.note(_("The case says what the document says"))
    return bool(done.differences)
