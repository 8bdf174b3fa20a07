"""The Typer application: its commands, and one place where every outcome becomes a line and an exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Annotated

import typer

from ksflow import __version__
from ksflow.cli.build import build
from ksflow.cli.check import check
from ksflow.cli.diary.app import diary
from ksflow.cli.diff import diff
from ksflow.cli.distribution import distribution
from ksflow.cli.exits import Exit
from ksflow.cli.schema import schema
from ksflow.cli.status import status
from ksflow.cli.template.app import template
from ksflow.cli.verify import verify
from ksflow.locale import _

app = typer.Typer(
    name="ksflow",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("One YAML case file becomes every document a Swedish municipality writes about it."),
)
app.command(
    name="build",
    help=_(
        "Build the documents of cases: what has changed since it was built, and nothing more.\n\n"
        "Each document lands in out/NUMBER/, for example out/KS-2021-1682.103/tjansteutlatande.docx. "
        "A case that cannot be built is reported with file, line and column, and the others are built all the same. "
        "A document that somebody has edited is kept; with --force it is kept beside the new one.\n\n"
        "Examples:\n\n"
        "ksflow build\n\n"
        "ksflow build cases/KS-2021-1682.103.yaml -d tjansteutlatande --to docx,html,pdf\n\n"
        "ksflow build --dry-run\n\n"
        "ksflow build --report junit > bygge.xml\n\n"
        "Exit codes: 0 all well, 1 some document could not be built, or with --check is not current, 2 wrong usage, "
        "130 interrupted."
    ),
)(build)
app.command(
    name="check",
    help=_(
        "Check case files: what is wrong, exactly where, and what to write instead.\n\n"
        "Findings go to standard output, as text for people or in a form for programs (--report). Nothing is changed "
        "and nothing is built.\n\n"
        "Examples:\n\n"
        "ksflow check\n\n"
        "ksflow check cases/KS-2021-1682.103.yaml\n\n"
        "ksflow check --report sarif > ksflow.sarif\n\n"
        "Exit codes: 0 no errors (warnings are allowed), 1 errors, 2 wrong usage, 130 interrupted."
    ),
)(check)
app.command(
    name="distribution",
    help=_(
        "Say who gets which decision, over one or many cases: groups expanded, nobody lost and nobody twice.\n\n"
        "The list goes to standard output, as a table for people, CSV for Excel and mail merges, or JSON. Word files "
        "go to out/: a sändlista for each case, or with --by recipient a notice for each recipient.\n\n"
        "Examples:\n\n"
        "ksflow distribution\n\n"
        "ksflow distribution --to csv > utskick.csv\n\n"
        "ksflow distribution --by recipient --to xlsx --out utskick.xlsx\n\n"
        "ksflow distribution cases/KS-2021-1682.103.yaml --to docx\n\n"
        "Exit codes: 0 all well, 1 some case could not be read, 2 wrong usage, 130 interrupted."
    ),
)(distribution)
app.command(
    name="schema",
    help=_(
        "Print the JSON Schema of the case file, or of kommun.yaml: editors complete and explain keys with it.\n\n"
        "Put this line first in a case file: # yaml-language-server: $schema=../schema/arende.schema.json\n\n"
        "Examples:\n\n"
        "ksflow schema > schema/arende.schema.json\n\n"
        "ksflow schema --kommun > schema/kommun.schema.json"
    ),
)(schema)
app.command(
    name="status",
    help=_(
        "Say for each document whether it is current, stale (its case gives something else today), edited by somebody, "
        "or missing.\n\n"
        "Examples:\n\n"
        "ksflow status\n\n"
        "ksflow status cases/KS-2021-1682.103.yaml --report json\n\n"
        "Exit codes: 0 all could be told, 1 some case has errors, 2 wrong usage, 130 interrupted."
    ),
)(status)
app.command(
    name="diff",
    help=_(
        "Show how the texts of a case's Word files differ from what the case gives today, for example after somebody "
        "has edited them.\n\n"
        "Lines with - stand in the case, lines with + in the file.\n\n"
        "Example:\n\n"
        "ksflow diff cases/KS-2021-1682.103.yaml\n\n"
        "Exit codes: 0 the texts could be compared, 1 the case has errors or a file cannot be read, 2 wrong usage."
    ),
)(diff)
app.command(
    name="verify",
    help=_(
        "Compare every document with manifest.json, which lists the sha256 of each as it was built.\n\n"
        "Needs no workspace: an archive that has got the folder out/ can verify it.\n\n"
        "Examples:\n\n"
        "ksflow verify\n\n"
        "ksflow verify /arkiv/2021/out\n\n"
        "Exit codes: 0 all are whole, 1 some are changed or missing, 2 wrong usage or no manifest, 130 interrupted."
    ),
)(verify)
app.add_typer(diary, name="diary")
app.add_typer(template, name="template")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ksflow {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help=_("Print the version and stop.")),
    ] = False,
) -> None:
    pass


def run() -> None:
    """Run the command line and leave with its exit code; nobody sees a traceback."""
    _never_fail_on_letters()
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except BrokenPipeError:
        # The reader has gone; what is left in the buffer must not raise once more at exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.INTERRUPTED)
    except OSError as error:  # the current folder is gone, the disk is full, a name is too long
        place = f": {error.filename}" if error.filename else ""
        typer.echo(f"ksflow: {error.strerror or type(error).__name__}{place}", err=True)
        sys.exit(Exit.USAGE)
    except Exception as error:
        typer.echo(f"ksflow: {_bug(error)}", err=True)
        sys.exit(Exit.FINDINGS)


def _bug(error: Exception) -> str:
    """Return what to say about a fault of ksflow outside any case, after writing it to a file."""
    import tempfile
    from pathlib import Path

    from ksflow.batch.bugreport import report_bug
    from ksflow.locale import sentences

    finding = report_bug("-", error, Path(tempfile.gettempdir()))
    return sentences(finding.message, finding.help)


def _never_fail_on_letters() -> None:
    """Let what a console cannot show become a question mark: å on ASCII, → on cp1252."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
