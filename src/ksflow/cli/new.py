"""``ksflow new``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli import completing
from ksflow.cli.common import QuietOption, WorkspaceOption, note_unknown_organ, one_line, open_workspace, refuse
from ksflow.cli.exits import Exit
from ksflow.locale import _, sentences

if TYPE_CHECKING:
    from ksflow.casefile.skeletons import Kind, NewCase
    from ksflow.cli.console import Console
    from ksflow.diary.number import DiaryNumber
    from ksflow.organisation.model import Municipality


def new(
    number: Annotated[str, typer.Argument(metavar=_("NUMBER"), help=_("The diary number of the case."))],
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help=_("The title of the case."))] = None,
    body: Annotated[
        str | None,
        typer.Option(
            "--body", metavar=_("NAME"), help=_("The body that gets the case; else the one with its letters.")
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar=_("KIND"),
            autocompletion=completing.kinds_of_case,
            help=_("The kind of case: it decides the sections and the guidance."),
        ),
    ] = None,
    like: Annotated[
        Path | None,
        typer.Option("--like", metavar=_("CASE"), help=_("A case file whose texts and keys the new one begins with.")),
    ] = None,
    officer: Annotated[
        str | None,
        typer.Option("--officer", metavar=_("NAME"), envvar="KSFLOW_OFFICER", help=_("The officer who writes.")),
    ] = None,
    phone: Annotated[
        str | None,
        typer.Option("--phone", metavar=_("NUMBER"), envvar="KSFLOW_PHONE", help=_("The officer's telephone.")),
    ] = None,
    email: Annotated[
        str | None,
        typer.Option("--email", metavar=_("ADDRESS"), envvar="KSFLOW_EMAIL", help=_("The officer's e-mail.")),
    ] = None,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Make a new case file (the help text stands in app.py, in both languages)."""
    from ksflow.batch.new_case import NewCaseError, read_model, reservation_of, with_reservation, write_new_case
    from ksflow.cli.console import Console
    from ksflow.sources.named_files import shown_name

    console = Console(quiet)
    found = open_workspace(workspace, console)
    municipality = found.municipality
    if kind is not None and like is not None:
        refuse(console, _("--kind and --like exclude each other"))
    wanted = _number(number, municipality, console)
    model = None if like else _kind(kind, found.root, console)
    try:
        tree = read_model(like) if like else None
        case = _known(wanted, title, body, (officer, phone, email), municipality, console)
        if record := reservation_of(found, wanted):
            case = with_reservation(case, record)
        if sys.stdin.isatty() and sys.stderr.isatty():
            case = _asked(case, municipality, bool(like))
        chosen = tree or model
        assert chosen is not None
        path = write_new_case(found, wanted, case, chosen)
    except NewCaseError as error:
        refuse(console, str(error))
    typer.echo(shown_name(path))
    if not quiet:
        console.line_aside(_("Next: write what stands in [brackets], then ksflow check {file}", file=shown_name(path)))


def _number(text: str, municipality: Municipality, console: Console) -> DiaryNumber:
    """Return the number that is meant, or say what is wrong with it and leave with exit code 2."""
    form = municipality.diary_format
    try:
        found = form.parse(text.strip())
    except ValueError:
        suggestion = form.suggest(text.strip())
        help_ = (
            _("Did you mean “{name}”?", name=suggestion)
            if suggestion
            else _("It is written like {number}", number=form.example)
        )
        refuse(console, sentences(_("This is no diary number: {text}", text=text), help_))
    if found.document:
        refuse(console, _("This is the number of a document, not of a case: {text}", text=text))
    return found


def _kind(name: str | None, root: Path, console: Console) -> Kind:
    """Return a kind of case by name, or say which there are and leave with exit code 2."""
    from ksflow.casefile.skeletons import GENERAL, find_kind, kinds
    from ksflow.sources.findings import FindingsError

    try:
        known = kinds(root / "templates")
    except FindingsError as error:
        for finding in error.findings:
            console.finding(finding)
        raise typer.Exit(Exit.USAGE) from None
    found = find_kind(name or GENERAL, known)
    if found is None:
        refuse(console, _("There is no kind of case {name}", name=name), name, sorted(known))
    return found


def _known(
    number: DiaryNumber,
    title: str | None,
    body: str | None,
    officer: tuple[str | None, str | None, str | None],
    municipality: Municipality,
    console: Console,
) -> NewCase:
    """Return what the command line and kommun.yaml say of a case; an unknown body ends it with exit code 2."""
    from ksflow.casefile.skeletons import NewCase
    from ksflow.organisation.parties import same_name
    from ksflow.register.organs import Organs

    organs = Organs(municipality, ())
    receiver = municipality.find_body(body) if body else organs.owner(number.organ)
    if body and receiver is None:
        message = _("The body is not in kommun.yaml: {name}", name=body)
        refuse(console, message, body, municipality.body_names)
    if receiver is None:
        note_unknown_organ(number.organ, organs, console)
    council = next((one.name for one in municipality.bodies if "fullmäktige" in same_name(one.name)), None)
    texts = [one_line(text, console) for text in (title, *officer)]
    return NewCase(
        municipality.diary_format.format(number),
        date.today().isoformat(),
        texts[0],
        receiver.name if receiver else None,
        council,
        *texts[1:],
    )


def _asked(case: NewCase, municipality: Municipality, is_like: bool) -> NewCase:
    """Ask for what is missing; Enter leaves it to be written in the file."""
    from dataclasses import replace

    def ask(what: str) -> str | None:
        return " ".join(typer.prompt(what, default="", show_default=False, err=True).split()) or None

    if case.title is None:
        case = replace(case, title=ask(_("Title of the case")))
    if case.body is None and not is_like:
        names = ", ".join(municipality.body_names)
        while case.body is None and (answer := ask(_("Body that gets the case ({names})", names=names))):
            found = municipality.find_body(answer)
            if found is None:
                typer.echo(_("The body is not in kommun.yaml: {name}", name=answer), err=True)
            case = replace(case, body=found.name if found else None)
    if case.officer is None and not is_like:
        case = replace(case, officer=ask(_("The officer's name")))
    return case
