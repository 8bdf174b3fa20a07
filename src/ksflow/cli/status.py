"""``ksflow status``."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from typing import Annotated

import typer

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
from ksflow.cli.orders import AttachmentsOption, BuiltFormatsOption, DocumentsOption, OutOption, make_order
from ksflow.locale import _


def status(
    paths: PathsArgument = None,
    documents: DocumentsOption = None,
    to: BuiltFormatsOption = None,
    out: OutOption = None,
    attachments: AttachmentsOption = False,
    jobs: JobsOption = None,
    report: Annotated[
        str,
        typer.Option("--report", metavar="FORMAT", help=_("Form of the result on standard output: text or json.")),
    ] = "text",
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Say what has become of each document (the help text stands in app.py, in both languages)."""
    from ksflow.batch.cores import cores
    from ksflow.batch.manifest import formats_listed
    from ksflow.batch.session import Session
    from ksflow.batch.soundness import Soundness
    from ksflow.cli.console import Console
    from ksflow.cli.tally import Tally

    console = Console(quiet)
    started = time.monotonic()
    if report not in ("text", "json"):
        refuse(console, _("There is no report {name}", name=report), report, ["text", "json"])
    soundness = Soundness()
    found = open_workspace(workspace, console, soundness.is_known)
    built = formats_listed(out or found.root / "out") & {"docx", "html", "pdf", "md"}
    to = to or ",".join(sorted(built)) or "docx"
    order = make_order(found, documents, to, out, console, attachments=attachments)
    order = replace(order, only_look=True)
    cases = chosen_cases(paths, found, console)
    tally = Tally(console, report, only_look=True, every=not quiet)
    with interruptible(console):
        session = Session(order, cases, jobs=jobs or cores(), whole=not paths)
        soundness.remember(session.index)
        with closing(session), closing(session.results()) as results:
            for result in tally.watched(results, len(cases)):
                tally.take(result)
            tally.orphans([order.out / orphan.file for orphan in session.orphans()])
    tally.close(order.out, time.monotonic() - started)
    raise typer.Exit(Exit.FINDINGS if tally.failed else Exit.OK)
