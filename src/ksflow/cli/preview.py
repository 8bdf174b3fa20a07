"""``ksflow preview``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli import completing
from ksflow.cli.common import WorkspaceOption, open_workspace, refuse, whole_number
from ksflow.cli.exits import Exit
from ksflow.cli.extras import need_extra
from ksflow.locale import _
from ksflow.sources.errors import reason_of

if TYPE_CHECKING:
    from ksflow.cli.console import Console
    from ksflow.organisation.workspace import Workspace
    from ksflow.preview.editors import Opener


def preview(
    case: Annotated[Path, typer.Argument(metavar=_("CASE"), help=_("A case file."))],
    document: Annotated[
        str | None,
        typer.Option(
            "--document",
            "-d",
            metavar=_("DOCUMENT"),
            autocompletion=completing.documents,
            help=_("The document to show first."),
        ),
    ] = None,
    to: Annotated[
        str, typer.Option("--to", metavar="FORMAT", help=_("The format to show first: pdf (pages), html or md."))
    ] = "pdf",
    port: Annotated[
        int,
        typer.Option(
            "--port",
            metavar="N",
            parser=whole_number(0, 65535),
            show_default=False,
            help=_("The port; else a free one."),
        ),
    ] = 0,
    open_: Annotated[
        bool | None,
        typer.Option(
            "--open/--no-open",
            help=_("Open the page in the browser; else only when there is a terminal."),
            show_default=False,
        ),
    ] = None,
    editor: Annotated[
        str | None,
        typer.Option(
            "--editor",
            metavar=_("NAME"),
            envvar="KSFLOW_EDITOR",
            help=_(
                "The editor in which findings open: vscode, vscodium, cursor, zed, idea, textmate, or an address with "
                "{path}, {line} and {column}."
            ),
        ),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Show a case's documents in the browser (the help text stands in app.py, in both languages)."""
    from ksflow.cli.console import Console
    from ksflow.sources.named_files import shown_name

    console = Console()
    need_extra("preview", "ksflow preview", console)
    from ksflow.preview.server import Server
    from ksflow.preview.session import Session
    from ksflow.preview.views import FORMS

    found = open_workspace(workspace, console)
    path = _case_file(case, console)
    if to not in FORMS:
        refuse(console, _("There is no format {name}", name=to), to, FORMS)
    kind = _kind(document, found, console)
    opener = _opener(editor, console)
    try:
        server = Server(Session(found, path), kind, to, port, opener)
    except OSError as error:
        refuse(console, _("The port {port} cannot be used: {reason}", port=port, reason=reason_of(error)))
    typer.echo(server.address)
    sys.stdout.flush()
    console.line_aside(_("{file} is shown there, and followed as it changes. Ctrl-C ends it", file=shown_name(path)))
    if open_ or (open_ is None and sys.stdout.isatty() and _has_desktop()):
        _open(server.address, console)
    server.run()
    raise typer.Exit(Exit.OK)  # Ctrl-C is how a preview ends


def _case_file(case: Path, console: Console) -> Path:
    path = Path(os.path.abspath(case))  # noqa: PTH100 - absolute() keeps ".."
    if os.path.isdir(path):  # noqa: PTH112 - answers no for a name that is too long
        refuse(console, _("This is a folder, not a case file: {path}", path=case))
    if not os.path.lexists(path):
        refuse(console, _("There is no file or folder {path}", path=case))
    return path


def _kind(given: str | None, workspace: Workspace, console: Console) -> str:
    from ksflow.batch.order import CORE_DOCUMENTS
    from ksflow.documents.kinds import find_kinds
    from ksflow.sources.suggest import fold

    kinds = {fold(kind): kind for kind in find_kinds(workspace.template_folders)}
    name = given or CORE_DOCUMENTS[0]
    if fold(name) not in kinds:
        refuse(console, _("There is no document {name}", name=name), name, list(kinds.values()))
    return kinds[fold(name)]


def _opener(given: str | None, console: Console) -> Opener | None:
    """Return what opens files in the editor that was asked for, or in the one whose terminal this is."""
    from ksflow.preview.editors import EditorError, opener

    name = given or ("vscode" if os.environ.get("TERM_PROGRAM") == "vscode" else None)
    try:
        return opener(name) if name else None
    except EditorError as error:
        refuse(console, str(error))


def _has_desktop() -> bool:
    """Tell whether a browser would get a window: one in the terminal would stand in the way of all else."""
    return sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _open(address: str, console: Console) -> None:
    import webbrowser

    if not webbrowser.open(address):
        console.note(_("No browser could be opened; open the address yourself"))
