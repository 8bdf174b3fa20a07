"""``ksflow diary parse``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ksflow.cli import completing
from ksflow.cli.common import WorkspaceOption
from ksflow.cli.exits import Exit
from ksflow.locale import _, sentences

if TYPE_CHECKING:
    from ksflow.diary.format import DiaryFormat
    from ksflow.diary.reading import NumberReader, Reading
    from ksflow.sources.lines import Line

_REPORTS = ("text", "json")
_STANDARD_INPUT = "-"


def parse(
    numbers: Annotated[
        list[str] | None,
        typer.Argument(metavar=_("NUMBERS"), help=_("Diary numbers; - reads lines from standard input.")),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            autocompletion=completing.number_formats,
            help=_("A pattern, or a name that “ksflow diary formats” lists."),
        ),
    ] = None,
    report: Annotated[
        str, typer.Option("--report", metavar="FORMAT", help=_("Form of the result: text, or json, one object a line."))
    ] = "text",
    workspace: WorkspaceOption = None,
) -> None:
    """Take diary numbers apart (the help text stands in app.py, in both languages)."""
    if report not in _REPORTS:
        _refuse(_("There is no report {name}", name=report), report, _REPORTS)
    if not numbers and (sys.stdin is None or sys.stdin.isatty()):
        _refuse(_("Name a number, or write - and give numbers on standard input"))
    reader = _reader(format_, workspace)
    try:
        all_valid = _written(_readings(reader, numbers or [_STANDARD_INPUT]), report)
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None
    raise typer.Exit(Exit.OK if all_valid else Exit.FINDINGS)


def _reader(format_: str | None, workspace: Path | None) -> NumberReader:
    from ksflow.diary.reading import NumberReader, documents_in

    if format_ is not None:
        return NumberReader(_named_or_declared(format_), format_)
    form = _workspace_format(workspace)
    return NumberReader(form, form.pattern, documents_in(form))


def _named_or_declared(text: str) -> DiaryFormat:
    """Return the format that --format names or declares, or say why there is none and leave with exit code 2."""
    from ksflow.diary.format import PatternFault
    from ksflow.diary.formats import diary_format, named_formats
    from ksflow.sources.patterns import pattern_help
    from ksflow.sources.suggest import nearest

    try:
        return diary_format(text)
    except PatternFault as fault:
        if "{" not in text:
            near = nearest(text, named_formats())
            cure = _("Did you mean “{name}”?", name=near) if near else _("“ksflow diary formats” lists them")
            _refuse(sentences(_("There is no format {name}", name=text), cure))
        message = _("The pattern for diary numbers cannot be used: {pattern}", pattern=text)
        _refuse(sentences(message, pattern_help(fault.kind)))


def _workspace_format(given: Path | None) -> DiaryFormat:
    """Return the workspace's format; where there is no workspace, and none was named, that of the reference case."""
    from ksflow.diary.format import DiaryFormat
    from ksflow.organisation.diary_format import workspace_format
    from ksflow.organisation.workspace import WorkspaceError
    from ksflow.sources.findings import FindingsError

    try:
        return workspace_format(given)
    except WorkspaceError as error:
        if given is None:
            return DiaryFormat()
        _refuse(str(error))
    except FindingsError as error:
        from ksflow.cli.console import Console

        for finding in error.findings:
            Console().finding(finding)
        raise typer.Exit(Exit.USAGE) from None


def _readings(reader: NumberReader, numbers: list[str]) -> Iterator[Reading]:
    from ksflow.sources.lines import line_of, read_lines

    for number in numbers:
        lines: Iterable[Line] = (
            read_lines(sys.stdin.buffer) if number == _STANDARD_INPUT else [line_of(os.fsencode(number))]
        )
        for line in lines:
            yield reader.read_line(line)


def _written(readings: Iterator[Reading], report: str) -> bool:
    """Write readings to standard output as they come; tell whether all were valid."""
    from ksflow.diary.report import json_line, text_report

    as_line: Callable[[Reading], str] = json_line if report == "json" else text_report()
    if report == "json" and hasattr(sys.stdout, "reconfigure"):
        # So that no console's encoding changes what a program reads.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    write = sys.stdout.write
    all_valid = True
    for reading in readings:
        write(f"{as_line(reading)}\n")
        all_valid = all_valid and reading.valid
    sys.stdout.flush()
    return all_valid


def _refuse(message: str, name: str | None = None, known: tuple[str, ...] = ()) -> NoReturn:
    from ksflow.cli.common import refuse
    from ksflow.cli.console import Console

    refuse(Console(), message, name, known)
