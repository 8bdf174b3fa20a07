"""What the commands about documents share: which documents, which formats, and where they lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from ksflow.cli import completing
from ksflow.cli.common import refuse
from ksflow.locale import _

if TYPE_CHECKING:
    from ksflow.batch.order import Order
    from ksflow.cli.console import Console
    from ksflow.organisation.workspace import Workspace

INSTALL_ATTACHMENTS = 'pip install "ksflow[bilagor]"'

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
FormatsOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--to",
        metavar=_("FORMATS"),
        autocompletion=completing.formats,
        help=_("Formats, separated by commas: docx, html, pdf, md."),
    ),
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
    from ksflow.batch.order import CORE_DOCUMENTS, FORMAT_NAMES, Order
    from ksflow.documents.kinds import find_kinds
    from ksflow.sources.suggest import fold

    kinds = find_kinds(workspace.template_folders)
    by_folded = {fold(kind): kind for kind in kinds}
    chosen: dict[str, None] = {}
    for name in documents or CORE_DOCUMENTS:
        for part in filter(None, (piece.strip() for piece in name.split(","))):
            if fold(part) not in by_folded:
                refuse(console, _("There is no document {name}", name=part), part, list(kinds))
            chosen.setdefault(by_folded[fold(part)])
    formats: dict[str, None] = {}
    for part in filter(None, (piece.strip().lower() for piece in to.split(","))):
        if part not in FORMAT_NAMES:
            refuse(console, _("There is no format {name}", name=part), part, FORMAT_NAMES)
        formats.setdefault(part)
    if not chosen or not formats:
        refuse(console, _("Name at least one document and one format"))
    # kommun.yaml is read only where it can matter: a build with nothing to do needs it for nothing else.
    encloses = attachments or ("pdf" in formats and workspace.municipality.house.encloses)
    order = Order(workspace, tuple(chosen), tuple(formats), out or workspace.root / "out", attachments=encloses)
    _check_attachments(order, console, asked=attachments)
    return order


def _check_attachments(order: Order, console: Console, *, asked: bool) -> None:
    """Refuse an order whose attachments would come nowhere, or cannot be put there."""
    if not order.attachments:
        return
    from ksflow.batch.pdf_attachments import can_enclose

    if asked and not order.enclosing:
        refuse(
            console,
            _("No document gets attachments: --bilagor needs --to pdf and a document such as tjansteutlatande"),
        )
    if order.enclosing and not can_enclose():
        refuse(console, _("To put attachments behind documents, install: {command}", command=INSTALL_ATTACHMENTS))
