"""``ksflow template fields``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli.common import WorkspaceOption, open_workspace, refuse
from ksflow.cli.exits import Exit
from ksflow.locale import _

if TYPE_CHECKING:
    from ksflow.batch.template_fields import FieldRow
    from ksflow.cli.console import Console
    from ksflow.tables import Table

FORMS = ("table", "csv", "json")


def fields(
    file: Annotated[
        Path | None, typer.Argument(metavar=_("FILE"), help=_("A template; without it, all fields are listed."))
    ] = None,
    case: Annotated[
        Path | None, typer.Option("--case", metavar=_("CASE"), help=_("Say also whether this case has the fields."))
    ] = None,
    to: Annotated[
        str, typer.Option("--to", metavar=_("FORM"), help=_("Form of the list: table, csv or json."))
    ] = "table",
    workspace: WorkspaceOption = None,
) -> None:
    """List fields (the help text stands in app.py, in both languages)."""
    from ksflow.batch.paths import PathError
    from ksflow.batch.template_fields import field_rows
    from ksflow.batch.templates import check_one, find_templates
    from ksflow.cli.console import Console
    from ksflow.sources.findings import FindingsError, has_errors

    console = Console()
    if to not in FORMS:
        refuse(console, _("There is no format {name}", name=to), to, FORMS)
    found = open_workspace(workspace, console)
    named, failed = None, False
    if file is not None:
        try:
            paths = find_templates([file], found)
        except PathError as error:
            refuse(console, str(error))
        if file.is_dir():
            refuse(console, _("{path} is a folder; name one template", path=file))
        checked = check_one(found, paths[0])
        failed = has_errors(checked.findings)
        named = checked.named
        if failed:
            told = [finding for finding in checked.findings if finding.severity == "error"]
            for finding in told:
                console.finding(finding)
    rows: list[FieldRow] = []
    try:
        rows = field_rows(named, found, case)
    except FindingsError as error:
        for finding in error.findings:
            console.finding(finding)
        raise typer.Exit(Exit.FINDINGS) from None
    except OSError:
        refuse(console, _("There is no file or folder {path}", path=case))
    typer.echo(_shown(rows, to, with_case=case is not None, with_place=file is not None, console=console), nl=False)
    raise typer.Exit(Exit.FINDINGS if failed else Exit.OK)


def _shown(rows: list[FieldRow], to: str, *, with_case: bool, with_place: bool, console: Console) -> bytes:
    if to == "json":
        from ksflow.sources.harmless import as_json

        return as_json([row.as_dict() for row in rows]).encode()
    table = _table(rows, with_case=with_case, with_place=with_place)
    if to == "csv":
        from ksflow.tables.csv_table import as_csv

        return as_csv(table)
    from ksflow.tables.text_table import as_text

    return as_text(table, console.results.width if sys.stdout.isatty() else None).encode()


def _table(rows: list[FieldRow], *, with_case: bool, with_place: bool) -> Table:
    from ksflow.tables import Table

    columns = [_("Field"), _("Kind")]
    columns += [_("In the case")] if with_case else []
    columns += [_("Stands in")] if with_place else []
    cells = []
    for row in rows:
        line = [row.path, row.kind]
        line += [row.value] if with_case else []
        line += [row.place] if with_place else []
        cells.append((*line, row.description))
    return Table(_("Fields"), (*columns, _("Description")), tuple(cells))
