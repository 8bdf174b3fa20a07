"""``ksflow build``."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli.common import (
    PathsArgument,
    QuietOption,
    WorkspaceOption,
    interruptible,
    note_no_cases,
    open_workspace,
    refuse,
)
from ksflow.cli.exits import Exit
from ksflow.locale import _, decimal, ngettext

if TYPE_CHECKING:
    from ksflow.batch.building import Order, Status
    from ksflow.cli.console import Console
    from ksflow.organisation.workspace import Workspace


def build(
    paths: PathsArgument = None,
    documents: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            "-d",
            metavar="DOCUMENT",
            help=_("A document to build, such as tjansteutlatande; may be repeated."),
        ),
    ] = None,
    to: Annotated[
        str, typer.Option("--to", metavar="FORMATS", help=_("Formats, separated by commas: docx, pdf."))
    ] = "docx",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=_("Where to put the documents; else out/ in the workspace.")),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help=_("Replace documents that have been edited since; the edited ones are kept beside.")
        ),
    ] = False,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Build the documents of cases (the help text stands in app.py, in both languages)."""
    from ksflow.batch.building import Status, build_cases
    from ksflow.batch.paths import PathError, find_cases
    from ksflow.cli.console import Console

    console = Console(quiet)
    started = time.monotonic()
    found = open_workspace(workspace, console)
    order = replace(_order(found, documents, to, out, console), force=force)
    try:
        cases = find_cases(paths or [], found.cases)
    except PathError as error:
        refuse(console, str(error))
    note_no_cases(console, cases, paths or [found.cases])
    outcomes: Counter[Status] = Counter()
    with interruptible(console):
        for result in console.tracked(build_cases(order, cases), len(cases), _("Building")):
            console.built(result)
            outcomes[result.status] += 1
    _summarise(console, outcomes, len(cases), order, time.monotonic() - started)
    raise typer.Exit(Exit.FINDINGS if outcomes[Status.FAILED] else Exit.OK)


def _order(workspace: Workspace, documents: list[str] | None, to: str, out: Path | None, console: Console) -> Order:
    from ksflow.batch.building import CORE_DOCUMENTS, FORMATS, Order
    from ksflow.documents.content_template import find_kinds
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
        if part not in FORMATS:
            refuse(console, _("There is no format {name}", name=part), part, list(FORMATS))
        formats.setdefault(part)
    if not chosen or not formats:
        refuse(console, _("Name at least one document and one format"))
    return Order(workspace, tuple(chosen), tuple(formats), out or workspace.root / "out")


def _summarise(console: Console, outcomes: Counter[Status], cases: int, order: Order, seconds: float) -> None:
    from ksflow.batch.building import Status
    from ksflow.sources.named_files import shown_name

    unchanged, failed = outcomes[Status.UNCHANGED], outcomes[Status.FAILED]
    parts = [ngettext("{count} document built", "{count} documents built", outcomes[Status.BUILT])]
    if unchanged:
        parts.append(ngettext("{count} unchanged", "{count} unchanged", unchanged))
    if failed:
        parts.append(ngettext("{count} failed", "{count} failed", failed))
    text = _(
        "{what} → {folder} ({cases}, {seconds} s)",
        what=", ".join(parts),
        folder=f"{shown_name(order.out)}/",
        cases=ngettext("{count} case", "{count} cases", cases),
        seconds=decimal(seconds),
    )
    console.summary(text, bool(failed))
