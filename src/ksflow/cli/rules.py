"""``ksflow rules``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksflow.cli import completing
from ksflow.cli.common import SelectOption, WorkspaceOption, refuse
from ksflow.locale import _

if TYPE_CHECKING:
    from ksflow.cli.console import Console
    from ksflow.rules.catalogue import Entry
    from ksflow.sources.findings import Severity
    from ksflow.tables import Table

FORMS = ("text", "json")
_ROOM_FOR_NAMES = 120
"""The width of a terminal from which on the list of rules has their names, too."""


def rules(
    codes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=_("CODES"),
            autocompletion=completing.rule_codes,
            help=_("Codes to explain; without any, all are listed."),
        ),
    ] = None,
    select: SelectOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help=_("List also the codes of files and templates that cannot be used."))
    ] = False,
    report: Annotated[
        str, typer.Option("--report", metavar="FORMAT", help=_("Form of the answer: text or json."))
    ] = "text",
    workspace: WorkspaceOption = None,
) -> None:
    """List the rules, or explain some (the help text stands in app.py, in both languages)."""
    from ksflow.batch.selection import SelectionError, selection
    from ksflow.cli.console import Console
    from ksflow.rules.catalogue import entries, entry
    from ksflow.sources.codes import known_codes

    console = Console()
    if report not in FORMS:
        refuse(console, _("There is no report {name}", name=report), report, FORMS)
    wanted = [code.strip().upper() for item in codes or () for code in item.split(",") if code.strip()]
    for code in wanted:
        if code not in known_codes():
            _refuse_code(code, console)
    try:
        selected = selection(select or [], [])
    except SelectionError as error:
        refuse(console, str(error))
    weighed = _weighed(workspace, console)
    if wanted:
        chosen = [entry(code) for code in dict.fromkeys(wanted)]
    else:
        chosen = [one for one in entries(everything=everything or bool(select)) if selected(one.code)]
    if report == "json":
        _print_json(chosen, weighed or {})
    elif wanted:
        _explain(chosen, weighed, console)
    else:
        _list(chosen, weighed or {}, console)


def _refuse_code(code: str, console: Console) -> None:
    """Say that there is no such code, with the nearest one."""
    from ksflow.sources.codes import known_codes

    known = known_codes()
    family = [one for one in known if one.startswith(code[:3])]
    refuse(console, _("There is no code {code}", code=code), code, known if len(code) == 6 else family)


def _weighed(given: Path | None, console: Console) -> dict[str, Severity | None] | None:
    """Return what this municipality has weighed, None outside a workspace.

    Only ``regler`` is read of kommun.yaml: a fault elsewhere in it hinders no explanation.
    """
    from ksflow.organisation.severities import weighed
    from ksflow.organisation.workspace import WorkspaceError, find_root, kommun_tree
    from ksflow.sources.findings import FindingsError

    try:
        return weighed(kommun_tree(find_root(given)).data)
    except WorkspaceError as error:
        if given is not None:
            refuse(console, str(error))
    except FindingsError as error:
        for finding in error.findings:
            console.finding(finding)
        console.note(_("kommun.yaml cannot be read: rules are shown as they usually are"))
    return None


def _print_json(chosen: list[Entry], weighed: dict[str, Severity | None]) -> None:
    from ksflow.rules.pages import as_data, severity_here
    from ksflow.sources.harmless import as_json

    content = {"version": 1, "rules": [as_data(one, severity_here(one, weighed)) for one in chosen]}
    typer.echo(as_json(content).encode(), nl=False)


def _explain(chosen: list[Entry], weighed: dict[str, Severity | None] | None, console: Console) -> None:
    from ksflow.rules.pages import screen, severity_here

    width = console.results.width if sys.stdout.isatty() else None
    for number, one in enumerate(chosen):
        if number:
            console.line("")
        here = severity_here(one, weighed or {})
        console.page(screen(one.code, here, known=weighed is not None, width=width))


def _list(chosen: list[Entry], weighed: dict[str, Severity | None], console: Console) -> None:
    from ksflow.rules.engine import Fixing
    from ksflow.rules.pages import severity_here
    from ksflow.tables import Table
    from ksflow.tables.text_table import as_text

    fixes = {Fixing.NONE: "", Fixing.SAFE: "--fix", Fixing.UNSAFE: "--unsafe-fixes"}
    rows = []
    for one in chosen:
        here = severity_here(one, weighed)
        rows.append((one.code, str(here) if here else _("off"), one.name, one.summary, fixes[one.fixing]))
    columns = (_("Code"), _("Severity"), _("Name"), _("What is found"), _("Mended by"))
    table = Table(_("Rules"), columns, tuple(rows))
    width = console.results.width if sys.stdout.isatty() else None
    if width and width < _ROOM_FOR_NAMES:
        table = _without_names(table)
    typer.echo(as_text(table, width).encode(), nl=False)


def _without_names(table: Table) -> Table:
    """Return the list without the names, which would break in the middle of a word; ``ksflow rules CODE`` has them."""
    rows = tuple((*row[:2], *row[3:]) for row in table.rows)
    return replace(table, columns=(*table.columns[:2], *table.columns[3:]), rows=rows)
