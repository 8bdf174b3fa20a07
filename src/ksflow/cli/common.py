"""What the commands share: their common arguments, opening the workspace, and refusing to begin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeAlias

import typer

from ksflow.cli import completing
from ksflow.cli.exits import Exit
from ksflow.locale import _, sentences
from ksflow.sources.errors import reason_of

if TYPE_CHECKING:
    from ksflow.cli.console import Console
    from ksflow.organisation.workspace import Workspace
    from ksflow.register.organs import Organs

COMMON = _("Common options")
"""The heading of the options that many commands have."""


def whole_number(least: int, most: int | None = None) -> Callable[[str | int], int]:
    """Return what reads a number on the command line, and says which numbers it takes."""

    def read(text: str | int) -> int:
        number = int(text) if re.fullmatch("-?[0-9]{1,9}", str(text)) else least - 1
        if number >= least and (most is None or number <= most):
            return number
        if most is None:
            raise typer.BadParameter(_("“{text}” is no whole number from {least} on", text=text, least=least))
        raise typer.BadParameter(
            _("“{text}” is no whole number from {least} to {most}", text=text, least=least, most=most)
        )

    return read


PathsArgument: TypeAlias = Annotated[
    list[Path] | None,
    typer.Argument(metavar=_("PATHS"), help=_("Case files or folders of them; without any, the workspace's cases/.")),
]
WorkspaceOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        metavar=_("DIR"),
        rich_help_panel=COMMON,
        help=_("The folder with kommun.yaml; else the nearest one above."),
    ),
]
SelectOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar=_("CODES"),
        autocompletion=completing.codes,
        help=_("Report only these codes or groups, separated by commas: DIA,FIL102."),
    ),
]
IgnoreOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar=_("CODES"),
        autocompletion=completing.codes,
        help=_("Do not report these codes or groups."),
    ),
]
ReportOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--report",
        metavar="FORMAT",
        envvar="KSFLOW_REPORT",
        autocompletion=completing.reports,
        help=_("Form of the result on standard output: text, json, sarif, junit or github."),
    ),
]
QuietOption: TypeAlias = Annotated[
    bool, typer.Option("--quiet", "-q", rich_help_panel=COMMON, help=_("Print nothing but what is wrong."))
]

JobsOption: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N",
        parser=whole_number(1),
        rich_help_panel=COMMON,
        help=_("How many processes work at once; else one for each core, and only one where there is little to do."),
    ),
]


def open_workspace(given: Path | None, console: Console, is_sound: Callable[[Path], bool] | None = None) -> Workspace:
    """Return the workspace, or say why it cannot be used and leave with exit code 2.

    ``is_sound`` tells whether its kommun.yaml is known to be sound, so that it need not be read now.
    """
    from ksflow.organisation.workspace import WorkspaceError, find_workspace
    from ksflow.sources.findings import FindingsError

    try:
        return find_workspace(given, is_sound)
    except WorkspaceError as error:
        refuse(console, str(error))
    except FindingsError as error:
        for finding in error.findings:
            console.finding(finding)
        raise typer.Exit(Exit.USAGE) from None


@contextmanager
def interruptible(console: Console) -> Iterator[None]:
    """Let Ctrl-C end a long command with a word and exit code 130; files are written whole or not at all."""
    try:
        yield
    except KeyboardInterrupt:
        console.note(_("Interrupted; what has been written is whole"))
        raise typer.Exit(Exit.INTERRUPTED) from None


def chosen_cases(paths: list[Path] | None, workspace: Workspace, console: Console) -> list[Path]:
    """Return the case files that a command is about, those of the workspace where no path is given.

    A path that is not there ends the command with exit code 2. That there are none is said: no fault, but seldom meant.
    """
    from ksflow.batch.paths import PathError, find_cases

    try:
        cases = find_cases(paths or [], workspace.cases)
    except PathError as error:
        refuse(console, str(error))
    if not cases:
        _note_no_cases(paths or [workspace.cases], console)
    return cases


def _note_no_cases(paths: list[Path], console: Console) -> None:
    from ksflow.sources.named_files import shown_name

    message = _("There are no case files in {folder}", folder=", ".join(shown_name(path) for path in paths))
    # Notepad adds .txt unless it is told not to, and Windows hides it.
    disguised = next((file for path in paths if path.is_dir() for file in sorted(path.glob("*.y*ml.txt"))), None)
    help_ = None if disguised is None else _("Name {file} without “.txt”", file=shown_name(disguised))
    console.note(sentences(message, help_))


def note_unknown_organ(organ: str, organs: Organs, console: Console) -> None:
    """Say that no body has these letters, which may be meant: kommun.yaml need not name every body."""
    if organ and organs.codes and not organs.is_known(organ):
        message = _("No body in kommun.yaml has the code {organ}", organ=organ)
        console.note(sentences(message, organs.help(organ)))


def note_missing_tools(console: Console, workspace: Workspace) -> None:
    """Say which rules cannot be applied, since the machine lacks a program that they ask."""
    from ksflow.batch.tools import missing_tools

    for code, missing in missing_tools(workspace.root):
        console.note(_("{code} is not looked for: {reason}", code=code, reason=missing))


def refuse(console: Console, message: str, name: str | None = None, known: Sequence[str] = ()) -> NoReturn:
    """Say in one line why a command cannot begin, with the known name that was probably meant; exit code 2."""
    from ksflow.sources.suggest import with_suggestion

    console.refusal(with_suggestion(message, name or "", known))
    raise typer.Exit(Exit.USAGE)


def one_line(text: str | None, console: Console) -> str | None:
    """Return a text on one line, or say which character it cannot have and leave with exit code 2."""
    from ksflow.sources.textfile import describe_forbidden, first_forbidden

    line = " ".join(text.split()) if text else None
    if line and (bad := first_forbidden(line)):
        refuse(console, sentences(*describe_forbidden(bad)))
    return line or None


def refuse_source(target: Path, workspace: Workspace, console: Console) -> None:
    """Refuse to write a result over kommun.yaml, a case or a template: what people have written is never replaced."""
    from ksflow.sources.named_files import shown_name

    written = target.resolve()
    sources = (workspace.root / "kommun.yaml", workspace.cases, workspace.root / "templates")
    if any(written.is_relative_to(source.resolve()) for source in sources):
        refuse(console, _("A result is never written over the workspace's own files: {file}", file=shown_name(target)))


def write_result(target: Path, data: bytes, console: Console) -> bool:
    """Write a result to a file and say so; return False after saying why it cannot be.

    A link is followed; what is no ordinary file (a device, a pipe) is written to as it is.
    """
    from ksflow.batch.atomic import write_atomically
    from ksflow.sources.named_files import shown_name

    try:
        target = target.resolve()
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                file.write(data)
        else:
            write_atomically(target, data)
    except OSError as error:
        console.refusal(_("{file} cannot be written: {reason}", file=shown_name(target), reason=reason_of(error)))
        return False
    console.wrote(shown_name(target))
    return True
