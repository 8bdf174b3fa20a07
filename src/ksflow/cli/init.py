"""``ksflow init``."""

from __future__ import annotations

import os
import shlex
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli import completing
from ksflow.cli.common import QuietOption, one_line, refuse
from ksflow.locale import _
from ksflow.sources.errors import reason_of

if TYPE_CHECKING:
    from ksflow.batch.starting import Numbers
    from ksflow.cli.console import Console

_EXAMPLE = "KS-2026/1"


def init(
    folder: Annotated[
        Path | None, typer.Argument(metavar=_("DIR"), help=_("The folder, made if need be; else the current one."))
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help=_("The municipality's name: “Storköpings kommun”."))
    ] = None,
    number: Annotated[
        str | None,
        typer.Option(
            "--number",
            metavar=_("NUMBER"),
            autocompletion=completing.number_formats,
            help=_("A diary number as the municipality writes it, or a name of ksflow diary formats; else KS-2026/1."),
        ),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Make a workspace to begin with (the help text stands in app.py, in both languages)."""
    from ksflow.batch.starting import StartError, ignores_what_is_built, numbers_like, refuse_workspace, starting_files
    from ksflow.cli.console import Console

    console = Console(quiet)
    root = folder or Path()
    try:
        refuse_workspace(root)
        name = _name(name, console)
        if number is None and _can_ask():
            numbers = _asked_numbers()
        else:
            numbers = numbers_like(_EXAMPLE if number is None else number)
        files = starting_files(name, numbers, date.today())
        _write(root, files, console)
    except StartError as error:
        refuse(console, str(error))
    if not ignores_what_is_built(root):
        console.note(_("Let git leave out what ksflow makes: put {names} into .gitignore", names="out/, .ksflow/"))
    if not quiet:
        _say_what_is_next(root, numbers, console)


def _write(root: Path, files: dict[str, bytes], console: Console) -> None:
    """Write what is not there; the path of kommun.yaml is the result, on standard output."""
    from ksflow.batch.starting import write_start
    from ksflow.sources.named_files import shown_name
    from ksflow.sources.walking import KOMMUN_FILE

    try:
        for path, is_written in write_start(root, files):
            if not is_written:
                console.note(_("{file} is there already, and is kept as it is", file=shown_name(path)))
            elif path.name != KOMMUN_FILE:
                console.wrote(shown_name(path))
    except OSError as error:
        file = shown_name(Path(error.filename)) if error.filename else shown_name(root)
        refuse(console, _("{file} cannot be written: {reason}", file=file, reason=reason_of(error)))
    typer.echo(shown_name(root / KOMMUN_FILE))


def _name(given: str | None, console: Console) -> str:
    """Return the municipality's name, asking for it where somebody can answer."""
    if given is None and _can_ask():
        given = typer.prompt(_("The municipality's name"), err=True)
    name = one_line(given, console)
    if name is None:
        refuse(console, _("Say the municipality's name: {option}", option='--name "Storköpings kommun"'))
    return name


def _asked_numbers() -> Numbers:
    """Ask how diary numbers are written until the answer is one that is understood."""
    from ksflow.batch.starting import StartError, numbers_like

    while True:
        answer = typer.prompt(_("A diary number, as you write them"), default=_EXAMPLE, err=True)
        try:
            return numbers_like(answer)
        except StartError as error:
            typer.echo(str(error), err=True)


def _can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _say_what_is_next(root: Path, numbers: Numbers, console: Console) -> None:
    from ksflow.batch.starting import first_own_number
    from ksflow.sources.named_files import shown_name

    console.line_aside(_("Diary numbers are written like {number}", number=numbers.form.format(numbers.one)))
    steps = [] if root.resolve() == Path.cwd() else [f"cd {_quoted(shown_name(root))}"]
    steps += ["ksflow check", "ksflow build", f"ksflow new {_quoted(first_own_number(numbers, date.today()))}"]
    console.line_aside(_("Next: {steps}; kommun.yaml says what else you can fill in", steps=" · ".join(steps)))


def _quoted(text: str) -> str:
    """Return a word for the shell that a person has here."""
    text = f"./{text}" if text.startswith("-") else text
    if os.name == "posix" and set(text) & set('"$`\\!'):
        return shlex.quote(text)
    return text if text.replace("/", "").replace("-", "").replace(".", "").isalnum() else f'"{text}"'
