"""``ksflow diary export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ksflow.cli.common import QuietOption, WorkspaceOption, refuse, write_result
from ksflow.cli.diary.common import day, note_if_empty, open_register, tell_broken
from ksflow.cli.exits import Exit
from ksflow.locale import _, ngettext

FORMS = ("csv", "html")


def export(
    to: Annotated[str, typer.Option("--to", metavar=_("FORM"), help=_("Form of the register: csv or html."))] = "csv",
    since: Annotated[
        str | None, typer.Option("--since", metavar=_("DATE"), help=_("Only cases dated on this day or later."))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar=_("DATE"), help=_("Only cases dated on this day or earlier."))
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar=_("FILE"), help=_("A file for the result; else standard output.")),
    ] = None,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write the public register (the help text stands in app.py, in both languages)."""
    from ksflow.cli.console import Console
    from ksflow.register.export import public_register
    from ksflow.register.listing import Wanted

    console = Console(quiet)
    if to not in FORMS:
        refuse(console, _("There is no format {name}", name=to), to, FORMS)
    wanted = Wanted(since=day(since, console), until=day(until, console))
    found, register = open_register(workspace, console)
    records = [record for record in register.sound() if wanted.keeps(record, found.municipality)]
    table = public_register(register, records, "Diarium")
    if to == "csv":
        from ksflow.tables.csv_table import as_csv

        data = as_csv(table)
    else:
        from ksflow.tables.html_table import as_html

        title = f"Diarium för {found.municipality.name}"
        count = f"{len(records)} ärenden, sorterade" if len(records) != 1 else "1 ärende, sorterat"
        data = as_html(table, title, f"{count} efter diarienummer", heading_column=1)
    broken = tell_broken(register.broken(), register, console)
    note_if_empty(register.records, found, console)
    failed = bool(broken)
    if out is None:
        typer.echo(data, nl=False)
    else:
        failed |= not write_result(out, data, console)
    console.summary(ngettext("{count} case", "{count} cases", len(records)), failed)
    raise typer.Exit(Exit.FINDINGS if failed else Exit.OK)
