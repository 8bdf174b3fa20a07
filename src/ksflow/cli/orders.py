"""What the commands about documents share: which documents, which formats, and where they lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from ksflow.cli import completing
from ksflow.cli.common import refuse
from ksflow.locale import _

if TYPE_CHECKING:
    from ksflow.batch.order import Order
    from ksflow.cli.console import Console
    from ksflow.organisation.workspace import Workspace

DocumentsOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--document",
        "-d",
        metavar=_("DOCUMENT"),
        autocompletion=completing.documents,
        help=_("A document, such as tjansteutlatande; may be repeated."),
    ),
]


def _formats(help: str) -> Any:
    return typer.Option("--to", metavar=_("FORMATS"), autocompletion=completing.formats, help=help)


FormatsOption: TypeAlias = Annotated[str, _formats(_("Formats, separated by commas: docx, html, pdf, md."))]
BuiltFormatsOption: TypeAlias = Annotated[
    str | None,
    _formats(_("Formats, separated by commas: docx, html, pdf, md; else those that have been built, or Word.")),
]
OutOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--out", metavar=_("DIR"), help=_("Where to put the documents; else out/ in the workspace.")),
]
AttachmentsOption: TypeAlias = Annotated[
    bool,
    typer.Option("--bilagor", help=_("Put the attachments behind the document in PDF, each behind a divider page.")),
]


def make_order(
    workspace: Workspace,
    documents: list[str] | None,
    to: str,
    out: Path | None,
    console: Console,
    *,
    attachments: bool = False,
) -> Order:
    """Return what is to be built of each case, or say what there is not and leave with exit code 2."""
    from ksflow.batch.ordering import OrderError
    from ksflow.batch.ordering import make_order as made

    try:
        return made(workspace, documents, [to], out, attachments=attachments)
    except OrderError as error:
        refuse(console, str(error))
