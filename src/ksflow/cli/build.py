"""``ksflow build``."""

from __future__ import annotations

import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ksflow.cli import completing
from ksflow.cli.common import (
    JobsOption,
    PathsArgument,
    QuietOption,
    WorkspaceOption,
    chosen_cases,
    interruptible,
    open_workspace,
    refuse,
)
from ksflow.cli.exits import Exit
from ksflow.cli.extras import need_extra
from ksflow.cli.orders import AttachmentsOption, DocumentsOption, FormatsOption, OutOption, make_order
from ksflow.locale import _
from ksflow.sources.errors import reason_of

if TYPE_CHECKING:
    from ksflow.batch.executors import Crew
    from ksflow.batch.order import Order
    from ksflow.batch.session import Session
    from ksflow.cli.console import Console
    from ksflow.cli.tally import Tally
    from ksflow.organisation.workspace import Workspace

_LOOK = _("Only look")
_HOW = _("How it is built")


def build(
    paths: PathsArgument = None,
    documents: DocumentsOption = None,
    to: FormatsOption = "docx",
    out: OutOption = None,
    attachments: AttachmentsOption = False,
    jobs: JobsOption = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            rich_help_panel=_HOW,
            help=_("Build everything anew; documents edited since are kept beside the new ones."),
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", rich_help_panel=_LOOK, help=_("Build nothing; say what would be built, and why.")),
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            rich_help_panel=_LOOK,
            help=_("Build nothing; exit with 1 if some document is not what its case gives."),
        ),
    ] = False,
    why: Annotated[
        Path | None,
        typer.Option(
            "--why",
            metavar=_("CASE"),
            rich_help_panel=_LOOK,
            help=_("Build nothing; say what the documents of a case are made of."),
        ),
    ] = None,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune",
            rich_help_panel=_HOW,
            help=_("Remove the documents of cases that are gone; edited ones are kept."),
        ),
    ] = False,
    executor: Annotated[
        str | None,
        typer.Option(
            "--executor",
            metavar="URL",
            rich_help_panel=_HOW,
            help=_("Who does the work instead of processes here: dask://HOST:PORT (with ksflow[dask])."),
        ),
    ] = None,
    report: Annotated[
        str,
        typer.Option(
            "--report",
            metavar="FORMAT",
            envvar="KSFLOW_REPORT",
            autocompletion=completing.reports,
            help=_("Form of a report on standard output: text (none), json, junit, github or sarif."),
        ),
    ] = "text",
    watch: Annotated[
        bool,
        typer.Option(
            "--watch",
            rich_help_panel=_HOW,
            help=_("Go on, and build anew what changes, until Ctrl-C (with ksflow[preview])."),
        ),
    ] = False,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Build the documents of cases (the help text stands in app.py, in both languages)."""
    from ksflow.batch.cores import cores
    from ksflow.batch.session import Session
    from ksflow.batch.soundness import Soundness
    from ksflow.cli.console import Console
    from ksflow.cli.tally import Tally
    from ksflow.reports import FORMATS

    console = Console(quiet)
    started = time.monotonic()
    if report not in FORMATS:
        refuse(console, _("There is no report {name}", name=report), report, FORMATS)
    if watch:
        others = {"--force": force, "--dry-run": dry_run, "--check": check, "--why": why is not None, "--prune": prune}
        others |= {"--executor": executor is not None, "--report": report != "text"}
        if together := [name for name, given in others.items() if given]:
            refuse(console, _("--watch goes with none of {options}", options=", ".join(together)))
        _watch(paths or [], documents, to, out, jobs, workspace, console, attachments=attachments)
    if why is not None:
        paths, dry_run = [why], True
    only_look = dry_run or check
    if prune and (paths or only_look):
        refuse(console, _("--prune needs a whole build: leave out PATHS, --dry-run, --check and --why"))
    soundness = Soundness()
    found = open_workspace(workspace, console, soundness.is_known)
    order = make_order(found, documents, to, out, console, attachments=attachments)
    order = replace(order, force=force, only_look=only_look)
    cases = chosen_cases(paths, found, console)
    tally = Tally(console, report, only_look=only_look)
    with interruptible(console):
        crew = _crew(executor, console) if executor else None
        session = Session(order, cases, jobs=jobs or cores(), crew=crew, whole=not paths)
        soundness.remember(session.index)
        count = len(cases)
        del cases  # the session keeps what it needs of them, in less memory
        with closing(session), closing(session.results()) as results:
            for result in tally.watched(results, count):
                tally.take(result)
            tally.deaths(session.run.deaths)
            _orphans(session, tally, prune)
            _finish(session, tally)
            if why is not None:
                _explain(session, console)
    tally.close(order.out, time.monotonic() - started)
    raise typer.Exit(Exit.FINDINGS if tally.failed or (check and tally.not_current) else Exit.OK)


def _watch(
    paths: list[Path],
    documents: list[str] | None,
    to: str,
    out: Path | None,
    jobs: int | None,
    given: Path | None,
    console: Console,
    *,
    attachments: bool,
) -> NoReturn:
    """Build again and again until Ctrl-C; what cannot be at all is refused at once."""
    from ksflow.batch.cores import cores
    from ksflow.batch.paths import PathError, find_cases
    from ksflow.cli.watch import Watch
    from ksflow.organisation.workspace import WorkspaceError, find_root, find_workspace
    from ksflow.sources.findings import FindingsError

    need_extra("preview", "ksflow build --watch", console)
    try:
        root = find_root(given)
        find_cases(paths, root)
        with suppress(FindingsError):  # it can be mended while it is watched
            make_order(find_workspace(root), documents, to, out, console, attachments=attachments)
    except (WorkspaceError, PathError) as error:
        refuse(console, str(error))

    def order(workspace: Workspace) -> Order:
        return make_order(workspace, documents, to, out, console, attachments=attachments)

    with interruptible(console):
        Watch(root, order, paths, jobs or cores(), console).follow(out or root / "out")
    raise typer.Exit(Exit.OK)


def _crew(url: str, console: Console) -> Crew:
    from ksflow.batch.executors import ExecutorError, open_crew

    try:
        return open_crew(url)
    except ExecutorError as error:
        refuse(console, str(error))


def _orphans(session: Session, tally: Tally, wanted: bool) -> None:
    """List what no case gives any more, or remove it."""
    orphans = session.orphans()
    if not wanted:
        tally.orphans([session.order.out / orphan.file for orphan in orphans])
        return
    try:
        removed, kept = session.prune(orphans)
    except OSError as error:
        tally.trouble(_("Documents cannot be removed: {reason}", reason=reason_of(error)))
        return
    tally.pruned([session.order.out / orphan.file for orphan in removed])
    tally.kept([session.order.out / orphan.file for orphan in kept])


def _finish(session: Session, tally: Tally) -> None:
    try:
        session.finish()
    except OSError as error:
        tally.trouble(_("The manifest cannot be written: {reason}", reason=reason_of(error)))


def _explain(session: Session, console: Console) -> None:
    """Show what the documents that were looked at are made of."""
    for plan in session.run.plans:
        for row in session.index.rows([plan.key])[plan.key].values():
            if row.file.rpartition("/")[2] not in session.order.outputs:
                continue
            console.line(f"{row.file}:")
            inputs = session.index.setting(row.setting) | {one.name: one.sha256 for one in row.inputs}
            for name, digest in sorted(inputs.items()):
                console.line(f"  {digest[:12]:<12} {name}")
