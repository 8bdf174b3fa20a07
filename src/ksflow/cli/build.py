"""``ksflow build``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ksflow.cli.exits import Exit
from ksflow.locale import _, ngettext

if TYPE_CHECKING:
    from ksflow.batch.building import Built, Order
    from ksflow.cli.console import Console
    from ksflow.organisation.workspace import Workspace


def build(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATHS",
            help=_("Case files or folders of them; without any, the workspace's cases/."),
        ),
    ] = None,
    documents: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            "-d",
            metavar="DOCUMENT",
            help=_("A document to build, such as tjansteutlatande; may be repeated."),
        ),
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="FORMATS", help=_("Formats, separated by commas: docx."))] = "docx",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=_("Where to put the documents; else out/ in the workspace.")),
    ] = None,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", metavar="DIR", help=_("The folder with kommun.yaml; else the nearest one above.")),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=_("Print nothing but what is wrong."))] = False,
) -> None:
    """Build the documents of cases (the help text stands in app.py, in both languages)."""
    from ksflow.batch.building import build_cases
    from ksflow.batch.paths import PathError, find_cases
    from ksflow.cli.console import Console

    console = Console(quiet)
    started = time.monotonic()
    try:
        found = _workspace(workspace, console)
        order = _order(found, documents, to, out)
        cases = find_cases(paths or [], found.cases)
    except (PathError, typer.BadParameter) as error:
        _refuse(console, str(error))
    if not cases:
        console.note(_("There are no case files in {folder}", folder=", ".join(map(str, paths or [found.cases]))))
    results = []
    for result in console.tracked(build_cases(order, cases), len(cases)):
        console.built(result)
        results.append(_outcome(result))
    _summarise(console, results, len(cases), order, time.monotonic() - started)
    raise typer.Exit(Exit.OK if all(good for good, _bad in results) else Exit.FINDINGS)


def _workspace(given: Path | None, console: Console) -> Workspace:
    from ksflow.organisation.workspace import WorkspaceError, find_workspace
    from ksflow.sources.findings import FindingsError

    try:
        return find_workspace(given)
    except WorkspaceError as error:
        _refuse(console, str(error))
    except FindingsError as error:
        for finding in error.findings:
            console.finding(finding)
        raise typer.Exit(Exit.USAGE) from None


def _order(workspace: Workspace, documents: list[str] | None, to: str, out: Path | None) -> Order:
    from ksflow.batch.building import CORE_DOCUMENTS, WRITERS, Order
    from ksflow.documents.content_template import find_kinds
    from ksflow.sources.suggest import fold

    kinds = find_kinds(workspace.template_folders)
    by_folded = {fold(kind): kind for kind in kinds}
    chosen: dict[str, None] = {}
    for name in documents or CORE_DOCUMENTS:
        for part in filter(None, (piece.strip() for piece in name.split(","))):
            if fold(part) not in by_folded:
                raise typer.BadParameter(_unknown(_("There is no document {name}", name=part), part, list(kinds)))
            chosen.setdefault(by_folded[fold(part)])
    formats: dict[str, None] = {}
    for part in filter(None, (piece.strip().lower() for piece in to.split(","))):
        if part not in WRITERS:
            raise typer.BadParameter(_unknown(_("There is no format {name}", name=part), part, list(WRITERS)))
        formats.setdefault(part)
    if not chosen or not formats:
        raise typer.BadParameter(_("Name at least one document and one format"))
    return Order(workspace, tuple(chosen), tuple(formats), out or workspace.root / "out")


def _unknown(message: str, name: str, known: list[str]) -> str:
    from ksflow.sources.suggest import nearest

    if near := nearest(name, known):
        return f"{message}. {_('Did you mean “{name}”?', name=near)}"
    return f"{message}. {_('There are: {names}', names=', '.join(known))}"


def _outcome(result: Built) -> tuple[int, int]:
    from ksflow.batch.building import Status

    return (1, 0) if result.status is Status.BUILT else (0, 1)


def _summarise(console: Console, results: list[tuple[int, int]], cases: int, order: Order, seconds: float) -> None:
    from ksflow.sources.named_files import shown_name

    built, failed = sum(good for good, _bad in results), sum(bad for _good, bad in results)
    parts = [ngettext("{count} document built", "{count} documents built", built)]
    if failed:
        parts.append(ngettext("{count} failed", "{count} failed", failed))
    took = f"{seconds:.1f}".replace(".", _("decimal point|.").rpartition("|")[2])
    text = _(
        "{what} → {folder} ({cases}, {seconds} s)",
        what=", ".join(parts),
        folder=f"{shown_name(order.out)}/",
        cases=ngettext("{count} case", "{count} cases", cases),
        seconds=took,
    )
    console.summary(text, bool(failed))


def _refuse(console: Console, message: str) -> NoReturn:
    console.refusal(message)
    raise typer.Exit(Exit.USAGE)
