"""``ksflow migrate``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli.common import (
    PathsArgument,
    QuietOption,
    WorkspaceOption,
    chosen_cases,
    interruptible,
    open_workspace,
)
from ksflow.cli.exits import Exit
from ksflow.locale import _, ngettext
from ksflow.sources.errors import reason_of

if TYPE_CHECKING:
    from ksflow.batch.changes import Change
    from ksflow.cli.console import Console


def migrate(
    paths: PathsArgument = None,
    diff: Annotated[bool, typer.Option("--diff", help=_("Write nothing; show the changes as a unified diff."))] = False,
    check: Annotated[
        bool, typer.Option("--check", help=_("Write nothing; name the files that are to be rewritten."))
    ] = False,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Rewrite case files of older formats (the help text stands in app.py, in both languages)."""
    from ksflow.batch.migrating import migrate_cases
    from ksflow.cli.console import Console

    console = Console(quiet)
    found = open_workspace(workspace, console, is_sound=lambda _root: True)  # nothing hangs on kommun.yaml
    cases = chosen_cases(paths, found, console)
    only_look = diff or check
    older = faulty = unwritten = 0
    with interruptible(console):
        results = migrate_cases(found.root, cases, write=not only_look)
        for done in console.tracked(results, len(cases), _("Migrating")):
            for finding in done.findings:
                console.finding(finding)
            faulty += bool(done.findings)
            if done.change is None:
                continue
            if done.failed:
                unwritten += 1
                console.refusal(
                    _("{file} cannot be written: {reason}", file=done.change.name, reason=reason_of(done.failed))
                )
                continue
            older += 1
            _show(done.change, console, diff=diff, check=check)
    failed = faulty + unwritten
    if cases:
        console.summary(_told(older, failed, len(cases), only_look=only_look), failed=bool(failed))
    if unwritten:
        raise typer.Exit(Exit.USAGE)
    raise typer.Exit(Exit.FINDINGS if faulty or (older and only_look) else Exit.OK)


def _show(change: Change, console: Console, *, diff: bool, check: bool) -> None:
    if diff:
        from ksflow.batch.patches import unified_diff

        before, after = (f"{change.mark}{text}" for text in (change.before, change.after))
        typer.echo(unified_diff(change.name, before, after).encode("utf-8"), nl=False)
    elif check:
        console.line(change.name)
    else:
        console.wrote(change.name)


def _told(older: int, failed: int, cases: int, *, only_look: bool) -> str:
    """Return in one line what has been done, and to how many files it could not be."""
    from ksflow.sources.migrations import current_format

    number = current_format()
    if not older and not failed:
        return ngettext("{count} case file: written in format {number}, the current one",
                        "{count} case files: all written in format {number}, the current one",
                        cases, number=number)  # fmt: skip
    if only_look:
        told = ngettext("{count} case file is to be rewritten in format {number}",
                        "{count} case files are to be rewritten in format {number}", older, number=number)  # fmt: skip
    else:
        told = ngettext("{count} case file rewritten in format {number}",
                        "{count} case files rewritten in format {number}", older, number=number)  # fmt: skip
    if failed:
        told += ", " + ngettext("{count} could not be", "{count} could not be", failed)
    return _("{fixes}; nothing has been written", fixes=told) if only_look else told
