"""``ksflow diary show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli import completing
from ksflow.cli.common import WorkspaceOption
from ksflow.cli.diary.common import open_register, tell_broken
from ksflow.cli.exits import Exit
from ksflow.locale import _, ngettext

if TYPE_CHECKING:
    from ksflow.cli.console import Console
    from ksflow.register.reading import Register
    from ksflow.register.record import Record

_CANDIDATES = 20
"""How many cases are listed when a number may mean several."""


def show(
    number: Annotated[
        str,
        typer.Argument(
            metavar=_("NUMBER"),
            autocompletion=completing.numbers,
            help=_("A diary number, its beginning, or the serial number alone."),
        ),
    ],
    workspace: WorkspaceOption = None,
) -> None:
    """Show one case (the help text stands in app.py, in both languages)."""
    from ksflow.batch.overview import overview
    from ksflow.cli.console import Console
    from ksflow.register.finding_cases import cases_meant

    console = Console()
    found, register = open_register(workspace, console)
    records = cases_meant(register, number)
    if len(records) != 1:
        _tell_candidates(register, records, number, console)
    elif records[0].broken is not None:
        tell_broken(records, register, console)
    else:
        console.facts(overview(found, register, records[0]))
        return
    raise typer.Exit(Exit.FINDINGS)


def _tell_candidates(register: Register, records: list[Record], number: str, console: Console) -> None:
    from ksflow.register.listing import number_of

    if not records:
        console.refusal(_("There is no case {number}", number=number))
        return
    console.refusal(_("{number} may mean several cases:", number=number))
    rows = [(number_of(register, one), register.shown(one.file), one.title) for one in records[:_CANDIDATES]]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for number_, file, title in rows:
        console.line_aside(f"  {number_.ljust(widths[0])}  {file.ljust(widths[1])}  {' '.join(title.split())}".rstrip())
    if more := len(records) - len(rows):
        console.line_aside(ngettext("  and {count} more", "  and {count} more", more))
