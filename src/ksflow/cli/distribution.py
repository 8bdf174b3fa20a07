"""``ksflow distribution``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli.common import (
    PathsArgument,
    QuietOption,
    WorkspaceOption,
    chosen_cases,
    interruptible,
    open_workspace,
    refuse,
    refuse_source,
    write_result,
)
from ksflow.cli.exits import Exit
from ksflow.locale import _, ngettext

if TYPE_CHECKING:
    from ksflow.batch.distribution import Dispatch, Gathered
    from ksflow.batch.results import Built
    from ksflow.cli.console import Console
    from ksflow.organisation.workspace import Workspace
    from ksflow.sources.findings import Finding

FORMATS = ("table", "csv", "xlsx", "docx", "html", "pdf", "md", "json")
DOCUMENTS = frozenset({"docx", "html", "pdf", "md"})
"""Forms that are documents, one for each case or recipient."""
ENDINGS = {"table": "txt", "csv": "csv", "xlsx": "xlsx", "json": "json"}
WAYS = ("case", "recipient")
FILE_NAME = "utskick"
_SHOWN = 5


def distribution(
    paths: PathsArgument = None,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar=_("FORMATS"),
            help=_("Forms, separated by commas: table, csv, xlsx, json; docx, html, pdf, md."),
        ),
    ] = "table",
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar=_("WAY"), help=_("One row per recipient of each case, or per recipient: case, recipient.")
        ),
    ] = "case",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar=_("PATH"),
            help=_("A file for the result, or a folder for several; else standard output, and out/ for documents."),
        ),
    ] = None,
    delimiter: Annotated[
        str,
        typer.Option("--delimiter", metavar=_("SIGN"), help=_("What parts the cells of a CSV file; “tab” for a tab.")),
    ] = ";",
    force: Annotated[
        bool,
        typer.Option(
            "--force", help=_("Replace documents that have been edited since; the edited ones are kept beside.")
        ),
    ] = False,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Say who gets which decision (the help text stands in app.py, in both languages)."""
    from ksflow.batch.distribution import gather
    from ksflow.cli.console import Console
    from ksflow.sources.findings import has_errors

    console = Console(quiet)
    formats = _formats(to, console)
    if by not in WAYS:
        refuse(console, _("There is no way {name}", name=by), by, WAYS)
    found = open_workspace(workspace, console)
    writer = _Writer(found, console, turned=by == "recipient", out=out, delimiter=_delimiter(delimiter, console))
    writer.refuse_what_cannot_be(formats)
    cases = chosen_cases(paths, found, console)
    with interruptible(console):
        gathered = list(console.tracked(gather(found, cases), len(cases), _("Reading")))
        findings = sorted({finding for one in gathered for finding in one.findings})
        for finding in findings:
            console.finding(finding)
        failed = has_errors(findings)
        for form in formats:
            failed |= (
                writer.documents(form, cases, gathered, force)
                if form in DOCUMENTS
                else writer.write(form, gathered, findings)
            )
    _summarise(console, gathered, failed)
    raise typer.Exit(Exit.FINDINGS if failed else Exit.OK)


def _formats(to: str, console: Console) -> list[str]:
    formats = list(dict.fromkeys(part for piece in to.split(",") if (part := piece.strip().lower())))
    for part in formats:
        if part not in FORMATS:
            refuse(console, _("There is no format {name}", name=part), part, FORMATS)
    if not formats:
        refuse(console, _("Name at least one format"), "", FORMATS)
    return formats


def _delimiter(given: str, console: Console) -> str:
    from ksflow.tables import Table
    from ksflow.tables.csv_table import as_csv

    sign = "\t" if given.lower() in ("tab", "\\t") else given
    try:
        as_csv(Table("-", ("-",), ()), sign)
    except ValueError:
        refuse(console, _("This sign cannot part cells: {sign}", sign=given), None, [";", ",", "|", "tab"])
    return sign


class _Writer:
    """Writes the list in one form after another: to standard output, to a file, or into a folder."""

    def __init__(
        self, workspace: Workspace, console: Console, *, turned: bool, out: Path | None, delimiter: str
    ) -> None:
        self.workspace = workspace
        self.console = console
        self.turned = turned
        self.out = out
        self.delimiter = delimiter

    def refuse_what_cannot_be(self, formats: list[str]) -> None:
        """Refuse several results on one standard output or in one file, and a workbook on a terminal."""
        several = len(formats) > 1
        if several and self.out is None and not DOCUMENTS.issuperset(formats):
            refuse(self.console, _("Several forms need a folder: --out DIR"))
        if (several or not DOCUMENTS.isdisjoint(formats)) and self.out is not None and self.out.is_file():
            refuse(self.console, _("This is a file, not a folder: {path}", path=self.out))
        if formats == ["xlsx"] and self.out is None and sys.stdout.isatty():
            refuse(
                self.console,
                _("A workbook cannot be shown on a terminal; name a file: --out {file}", file="utskick.xlsx"),
            )
        for path in (self.out,) if self.out is not None else ():
            refuse_source(path, self.workspace, self.console)
        self.into_folder = several or (self.out is not None and self.out.is_dir())

    def write(self, form: str, gathered: list[Gathered], findings: list[Finding]) -> bool:
        """Write the list in a form that is one file; return whether that failed."""
        from ksflow.batch.distribution import all_dispatches

        dispatches = all_dispatches(gathered)
        data = self._data(form, dispatches, gathered, findings)
        if self.out is None:
            typer.echo(data, nl=False)
            return False
        target = self.out / f"{FILE_NAME}.{ENDINGS[form]}" if self.into_folder else self.out
        return not write_result(target, data, self.console)

    def _data(self, form: str, dispatches: list[Dispatch], gathered: list[Gathered], findings: list[Finding]) -> bytes:
        import ksflow.batch.distribution_tables as tables

        if form == "json":
            from ksflow.sources.harmless import as_json

            return as_json(tables.as_json(gathered, findings, turned=self.turned)).encode()
        if form == "table":
            from ksflow.tables.text_table import as_text

            short = tables.short_table_by_recipient if self.turned else tables.short_table_by_case
            width = self.console.results.width if self.out is None and sys.stdout.isatty() else None
            return as_text(short(dispatches), width).encode()
        table = (tables.table_by_recipient if self.turned else tables.table_by_case)(dispatches)
        if form == "csv":
            from ksflow.tables.csv_table import as_csv

            return as_csv(table, self.delimiter)
        from datetime import date

        from ksflow.tables.xlsx_table import TooBigForExcelError, as_xlsx

        latest = max((dispatch.decision.dated for dispatch in dispatches), default=date(1980, 1, 1))
        try:
            return as_xlsx(table, latest)
        except TooBigForExcelError:
            refuse(self.console, _("The list is larger than a workbook can hold; use --to csv, or fewer cases"))

    def documents(self, form: str, cases: list[Path], gathered: list[Gathered], force: bool) -> bool:
        """Write a sändlista for each case, or a notice for each recipient; return whether one failed."""
        from ksflow.batch.building import build_cases
        from ksflow.batch.distribution import all_dispatches
        from ksflow.batch.notices import build_notices, older_notices
        from ksflow.batch.order import Order
        from ksflow.batch.results import Status

        out = self.out or self.workspace.root / "out"
        results: list[Built] = []
        if self.turned:
            dispatches = all_dispatches(gathered)
            results = list(build_notices(self.workspace, dispatches, out, form, force=force))
            if older := older_notices(out, results, form):
                names = ", ".join(path.name for path in older[:_SHOWN]) + (" …" if len(older) > _SHOWN else "")
                self.console.note(_("Notices from earlier lie in the folder too: {names}", names=names))
        else:
            sound = [path for path, one in zip(cases, gathered, strict=True) if one.decision]
            results = list(build_cases(Order(self.workspace, ("sandlista",), (form,), out, force), sound))
        said = {finding for one in gathered for finding in one.findings}
        for result in results:
            for finding in result.findings:
                if finding not in said:
                    said.add(finding)
                    self.console.finding(finding)
            if result.file and result.sha256:
                self.console.wrote(result.file, unchanged=result.status is Status.UNCHANGED)
        return any(result.status.is_kept_back for result in results)


def _summarise(console: Console, gathered: list[Gathered], failed: bool) -> None:
    from ksflow.batch.distribution import all_dispatches, by_recipient

    dispatches = all_dispatches(gathered)
    text = _(
        "{dispatches} to {recipients} from {cases}",
        dispatches=ngettext("{count} dispatch", "{count} dispatches", len(dispatches)),
        recipients=ngettext("{count} recipient", "{count} recipients", len(by_recipient(dispatches))),
        cases=ngettext("{count} case", "{count} cases", len(gathered)),
    )
    console.summary(text, failed)
