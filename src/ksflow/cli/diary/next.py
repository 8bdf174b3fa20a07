"""``ksflow diary next`` and ``ksflow diary reserve``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli.common import QuietOption, WorkspaceOption, refuse
from ksflow.cli.diary.common import open_register, tell_broken
from ksflow.cli.exits import Exit
from ksflow.locale import _

if TYPE_CHECKING:
    from ksflow.cli.console import Console
    from ksflow.register.reading import Register

OrganArgument = Annotated[str, typer.Argument(metavar="ORGAN", help=_("The organ's letters, such as KS."))]
YearOption = Annotated[
    int | None, typer.Option("--year", metavar="YEAR", min=1000, max=2999, help=_("The year; else this year."))
]


def next_number(
    organ: OrganArgument,
    year: YearOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Say the next free number (the help text stands in app.py, in both languages)."""
    from ksflow.cli.console import Console
    from ksflow.register.numbering import next_number as number_after

    console = Console()
    _found, register = open_register(workspace, console)
    broken = tell_broken(register, console)
    number = number_after(register, _checked(organ, register, console), year or date.today().year)
    typer.echo(register.form.format(number))
    raise typer.Exit(Exit.FINDINGS if broken else Exit.OK)


def reserve(
    organ: OrganArgument,
    year: YearOption = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help=_("The title of the case."))] = None,
    classification: Annotated[
        str, typer.Option("--class", metavar="CODE", help=_("The classification, where numbers have one."))
    ] = "",
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Take the next free number (the help text stands in app.py, in both languages)."""
    from ksflow.cli.console import Console
    from ksflow.register.numbering import ReserveError, reserve_number
    from ksflow.register.reading import read_register
    from ksflow.register.reserved_case import reserved_case
    from ksflow.sources.named_files import shown_name

    console = Console(quiet)
    found, register = open_register(workspace, console)
    form, today = register.form, date.today()
    organ = _checked(organ, register, console, classification)
    body = next((body.name for body in found.municipality.bodies if (body.code or "").upper() == organ.upper()), None)
    try:
        number, path = reserve_number(
            lambda: read_register(found.root, found.cases, form),
            found.cases,
            organ,
            year or today.year,
            classification,
            lambda number: reserved_case(form.format(number), today, title, body),
        )
    except ReserveError as error:
        console.refusal(str(error))
        raise typer.Exit(Exit.FINDINGS) from None
    typer.echo(form.format(number))
    console.wrote(shown_name(Path(path)))


def _checked(organ: str, register: Register, console: Console, classification: str = "") -> str:
    """Return an organ that the workspace's format can write, or say that it cannot and leave with exit code 2."""
    from ksflow.diary.number import DiaryNumber

    number = DiaryNumber(organ, 2021, 1, classification)
    if register.number_of(register.form.format(number)) != number:
        given = f"{organ} {classification}".strip()
        message = _("No diary number can be made of this: {text}", text=given)
        refuse(console, f"{message}. " + _("It is written like {number}", number=register.form.example))
    return organ
