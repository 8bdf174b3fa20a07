"""``ksflow diary list``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli.common import QuietOption, WorkspaceOption, refuse, whole_number
from ksflow.cli.diary.common import day, note_if_empty, open_register, tell_broken
from ksflow.cli.exits import Exit
from ksflow.locale import _, ngettext, sentences

if TYPE_CHECKING:
    from ksflow.cli.console import Console
    from ksflow.organisation.workspace import Workspace
    from ksflow.register.listing import Wanted
    from ksflow.register.reading import Register
    from ksflow.register.record import Record
    from ksflow.sources.findings import Finding

FORMS = ("table", "csv", "json")


def list_cases(
    organ: Annotated[str | None, typer.Option("--organ", metavar="ORGAN", help=_("Only this organ: KS."))] = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year", metavar=_("YEAR"), parser=whole_number(1000, 2999), help=_("Only numbers of this year.")
        ),
    ] = None,
    officer: Annotated[
        str | None,
        typer.Option("--officer", metavar=_("NAME"), help=_("Only this officer; a part of the name is enough.")),
    ] = None,
    body: Annotated[
        str | None, typer.Option("--body", metavar=_("NAME"), help=_("Only this body, by name or short name."))
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar=_("DATE"), help=_("Only cases dated on this day or later."))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar=_("DATE"), help=_("Only cases dated on this day or earlier."))
    ] = None,
    find: Annotated[
        str | None,
        typer.Option(
            "--find",
            metavar="TEXT",
            help=_("Only cases with these words in title, summary or text, by their beginnings."),
        ),
    ] = None,
    to: Annotated[
        str, typer.Option("--to", metavar=_("FORM"), help=_("Form of the list: table, csv or json."))
    ] = "table",
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """List the register (the help text stands in app.py, in both languages)."""
    from ksflow.cli.console import Console
    from ksflow.register.listing import Wanted

    console = Console(quiet)
    if to not in FORMS:
        refuse(console, _("There is no format {name}", name=to), to, FORMS)
    wanted = Wanted(organ, year, officer, body, day(since, console), day(until, console))
    found, register = open_register(workspace, console, find)
    records = [record for record in register.sound() if wanted.keeps(record, found.municipality)]
    broken = tell_broken(register.broken(), register, console)
    if not records:
        _tell_misspelt(wanted, register, found, console)
    if find is None:
        note_if_empty(register.records, found, console)
    typer.echo(_shown(register, records, broken, to, console.results.width), nl=False)
    console.summary(ngettext("{count} case", "{count} cases", len(records)), bool(broken))
    raise typer.Exit(Exit.FINDINGS if broken else Exit.OK)


def _tell_misspelt(wanted: Wanted, register: Register, found: Workspace, console: Console) -> None:
    """Say of a list that is empty which name nobody has."""
    from ksflow.register.organs import Organs
    from ksflow.sources.suggest import nearest

    names = found.municipality.body_names
    organs = Organs(found.municipality, [record.number.organ for record in register.sound() if record.number])
    if wanted.body is not None and found.municipality.find_body(wanted.body) is None:
        near = nearest(wanted.body, names)
        help_ = _("Did you mean “{name}”?", name=near) if near else _("There are: {names}", names=", ".join(names))
        console.note(sentences(_("The body is not in kommun.yaml: {name}", name=wanted.body), help_))
    elif wanted.organ and organs.codes and not organs.is_known(wanted.organ):
        message = _("No body in kommun.yaml has the code {organ}", organ=wanted.organ)
        console.note(sentences(message, organs.help(wanted.organ)))


def _shown(register: Register, records: list[Record], broken: list[Finding], to: str, width: int) -> bytes:
    from ksflow.register.listing import as_json, as_table

    if to == "json":
        from ksflow.sources import harmless

        content = {
            "version": 1,
            "cases": [as_json(register, record) for record in records],
            "findings": [finding.as_dict() for finding in broken],
            "summary": {"cases": len(records), "errors": len(broken)},
        }
        return harmless.as_json(content).encode()
    if to == "csv":
        from ksflow.tables.csv_table import as_csv

        return as_csv(as_table(register, records))
    from ksflow.tables.text_table import as_text

    return as_text(as_table(register, records), width if sys.stdout.isatty() else None).encode()
