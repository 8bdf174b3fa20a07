"""``ksflow diary next`` and ``ksflow diary reserve``."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli.common import QuietOption, WorkspaceOption, note_unknown_organ, one_line, refuse, whole_number
from ksflow.cli.diary.common import open_register, tell_broken
from ksflow.cli.exits import Exit
from ksflow.locale import _, sentences

if TYPE_CHECKING:
    from ksflow.cli.console import Console
    from ksflow.diary.number import DiaryNumber
    from ksflow.organisation.workspace import Workspace
    from ksflow.register.reading import Register

OrganArgument = Annotated[
    str, typer.Argument(metavar="ORGAN", help=_("The organ's letters, such as KS; nothing where numbers have none."))
]
YearOption = Annotated[
    int | None,
    typer.Option("--year", metavar=_("YEAR"), parser=whole_number(1000, 2999), help=_("The year; else this year.")),
]
ClassOption = Annotated[
    str, typer.Option("--class", metavar=_("CODE"), help=_("The classification, where numbers have one."))
]


def next_number(
    organ: OrganArgument = "",
    year: YearOption = None,
    classification: ClassOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Say the next free number (the help text stands in app.py, in both languages)."""
    from ksflow.cli.console import Console
    from ksflow.register.numbering import next_number as number_after

    console = Console()
    found, register = open_register(workspace, console)
    wanted = _wanted(found, register, organ, year, classification, console)
    broken = tell_broken(register.broken(), register, console)
    number = number_after(register, wanted.organ, wanted.year, wanted.classification)
    typer.echo(register.form.format(number))
    raise typer.Exit(Exit.FINDINGS if broken else Exit.OK)


def reserve(
    organ: OrganArgument = "",
    year: YearOption = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help=_("The title of the case."))] = None,
    classification: ClassOption = "",
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Take the next free number (the help text stands in app.py, in both languages)."""
    from ksflow.batch.schema_files import add_missing_schemas
    from ksflow.cli.console import Console
    from ksflow.register.numbering import ReserveError, reserve_number
    from ksflow.register.numbering import next_number as number_after
    from ksflow.register.reading import read_register
    from ksflow.register.reserved_case import reserved_case
    from ksflow.sources.named_files import shown_name

    console = Console(quiet)
    line = one_line(title, console)
    found, register = open_register(workspace, console)
    form = register.form
    wanted = _wanted(found, register, organ, year, classification, console)
    tell_broken(register.broken(), register, console)
    code = wanted.organ.partition(" ")[0].upper()
    body = next((body.name for body in found.municipality.bodies if code and (body.code or "").upper() == code), None)
    try:
        number, path = reserve_number(
            found.root,
            found.cases,
            lambda: number_after(
                read_register(found.root, found.cases, form), wanted.organ, wanted.year, wanted.classification
            ),
            lambda number: reserved_case(form.format(number), date.today(), line, body),
        )
    except ReserveError as error:
        console.refusal(str(error))
        raise typer.Exit(Exit.FINDINGS) from None
    add_missing_schemas(found.root)
    typer.echo(form.format(number))
    console.wrote(shown_name(path))


def _wanted(
    workspace: Workspace, register: Register, organ: str, year: int | None, classification: str, console: Console
) -> DiaryNumber:
    """Return the first number of the series that is meant, as the workspace writes its organ.

    Says what cannot be a number, and leaves with exit code 2; warns of an organ that nobody knows.
    """
    from ksflow.diary.number import DiaryNumber
    from ksflow.register.organs import Organs

    if classification and "klass" not in register.form.parts:
        message = _("The diary numbers here have no classification")
        refuse(console, sentences(message, _("Leave out {option}", option="--class")))
    written = [record.number.organ for record in register.sound() if record.number]
    organs = Organs(workspace.municipality, written)
    letters = unicodedata.normalize("NFC", " ".join(organ.split()))
    given = DiaryNumber(organs.spelling(letters), year or date.today().year, 1, classification)
    if not letters and "organ" in register.form.parts:
        known = _("There are: {names}", names=", ".join(sorted(organs.codes))) if organs.codes else None
        refuse(console, sentences(_("Say whose number it is to be, by the letters of the organ"), known))
    number = register.number_of(register.form.format(given))
    if number is None or _key(number) != _key(given):
        text = " ".join(filter(None, (letters, str(year or ""), classification)))
        message = _("No diary number can be made of this: {text}", text=text or "–")
        refuse(console, sentences(message, _("It is written like {number}", number=register.form.example)))
    note_unknown_organ(number.organ, organs, console)
    return number


def _key(number: DiaryNumber) -> tuple[str, int, str]:
    return number.organ.upper(), number.year, number.classification
