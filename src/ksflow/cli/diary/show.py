"""``ksflow diary show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli.common import WorkspaceOption
from ksflow.cli.diary.common import open_register
from ksflow.cli.exits import Exit
from ksflow.locale import _

if TYPE_CHECKING:
    from ksflow.cli.console import Console
    from ksflow.register.reading import Register
    from ksflow.register.record import Record


def show(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help=_("A diary number, its beginning, or the serial number alone."))
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
    if len(records) == 1:
        console.facts(overview(found, register, records[0]))
        return
    if not records:
        console.refusal(_("There is no case {number}", number=number))
        raise typer.Exit(Exit.FINDINGS)
    _tell_candidates(register, records, number, console)
    raise typer.Exit(Exit.FINDINGS)


def _tell_candidates(register: Register, records: list[Record], number: str, console: Console) -> None:
    from ksflow.register.listing import number_of

    console.refusal(_("{number} may mean several cases:", number=number))
    for record in records:
        typer.echo(f"  {number_of(register, record)}  {record.title}", err=True)
