"""Making an order of what somebody asks for by name: which documents, in which formats, with attachments or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ksflow.batch.order import CORE_DOCUMENTS, FORMAT_NAMES, Order
from ksflow.documents.kinds import file_stem, find_kinds
from ksflow.locale import _, sentences
from ksflow.organisation.workspace import Workspace
from ksflow.sources.errors import UsageError
from ksflow.sources.extras import install_command
from ksflow.sources.suggest import fold, with_suggestion


class OrderError(UsageError):
    """There is no such document or format, or it cannot be had here; the message is for the user, one line."""


def make_order(
    workspace: Workspace,
    documents: Iterable[str] | None,
    formats: Iterable[str],
    out: Path | None = None,
    *,
    attachments: bool = False,
) -> Order:
    """Return what is to be built of each case; raise OrderError for what there is not.

    Each text may hold several names, separated by commas; a document's name may be written without å, ä and ö.
    """
    kinds = find_kinds(workspace.template_folders)
    by_folded = {fold(kind): kind for kind in kinds}
    chosen: dict[str, None] = {}
    for name in _names(documents or CORE_DOCUMENTS):
        if fold(name) not in by_folded:
            raise _unknown(_("There is no document {name}", name=name), name, list(kinds))
        chosen.setdefault(by_folded[fold(name)])
    wanted: dict[str, None] = {}
    for name in _names(text.lower() for text in formats):
        if name not in FORMAT_NAMES:
            raise _unknown(_("There is no format {name}", name=name), name, FORMAT_NAMES)
        wanted.setdefault(name)
    if not chosen or not wanted:
        raise OrderError(_("Name at least one document and one format"))
    # kommun.yaml is read only where it can matter: a build with nothing to do needs it for nothing else.
    encloses = attachments or ("pdf" in wanted and workspace.municipality.house.encloses)
    order = Order(workspace, tuple(chosen), tuple(wanted), out or workspace.root / "out", attachments=encloses)
    _check_names(order)
    _check_attachments(order, asked=attachments)
    return order


def _names(texts: Iterable[str]) -> list[str]:
    return [name for text in texts for piece in text.split(",") if (name := piece.strip())]


def _unknown(message: str, name: str, known: Sequence[str]) -> OrderError:
    return OrderError(with_suggestion(message, name, known))


def _check_names(order: Order) -> None:
    """Refuse an order in which one document would take the place of another; Windows knows no capitals in names."""
    named: dict[str, str] = {}
    for document in order.documents:
        stem = file_stem(document, order.workspace.template_folders)
        if (other := named.setdefault(stem.casefold(), document)) != document:
            message = _(
                "The documents {one} and {other} have the same file name: {name}", one=other, other=document, name=stem
            )
            raise OrderError(sentences(message, _("Change “filnamn” in one of the templates")))


def _check_attachments(order: Order, *, asked: bool) -> None:
    """Refuse an order whose attachments would come nowhere, or cannot be put there."""
    if not order.attachments:
        return
    from ksflow.batch.pdf_attachments import can_enclose

    if asked and not order.enclosing:
        raise OrderError(
            _("No document gets attachments: --bilagor needs --to pdf and a document such as tjansteutlatande")
        )
    if order.enclosing and not can_enclose():
        raise OrderError(
            _("To put attachments behind documents, install: {command}", command=install_command("bilagor"))
        )
