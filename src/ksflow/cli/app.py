"""The Typer application: its commands, and one place where every outcome becomes a line and an exit code."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ksflow import __version__
from ksflow.cli.closed_pipe import nobody_reads
from ksflow.cli.exits import Exit
from ksflow.cli.waiting import Commands
from ksflow.locale import _

COMMANDS = Commands()
app = typer.Typer(
    name="ksflow",
    cls=COMMANDS.group(),
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("One YAML case file becomes every document a Swedish municipality writes about it."),
)
COMMANDS.add(
    name="build",
    place="ksflow.cli.build:build",
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
        "ksflow build --watch cases/KS-2021-1682.103.yaml\n\n"
        "Exit codes: 0 all well, 1 some document could not be built, or with --check is not current, 2 wrong usage, "
        "130 interrupted."
    ),
)
COMMANDS.add(
    name="check",
    place="ksflow.cli.check:check",
    help=_(
        "Check case files: what is wrong, exactly where, and what to write instead.\n\n"
        "Findings go to standard output, as text for people or in a form for programs (--report). Nothing is built, "
        "and nothing is changed unless --fix asks for it: what is surely meant is then written into the case files, "
        "and nothing else in them. --diff shows it beforehand. ksflow rules explains every code.\n\n"
        "Examples:\n\n"
        "ksflow check\n\n"
        "ksflow check cases/KS-2021-1682.103.yaml\n\n"
        "ksflow check --diff\n\n"
        "ksflow check --fix --select SPR\n\n"
        "ksflow check --report sarif > ksflow.sarif\n\n"
        "Exit codes: 0 no errors (warnings are allowed), 1 errors, or with --diff something that --fix would change, "
        "2 wrong usage or a file that cannot be written, 130 interrupted."
    ),
)
COMMANDS.add(
    name="distribution",
    place="ksflow.cli.distribution:distribution",
    help=_(
        "Say who gets which decision, over one or many cases: groups expanded, nobody lost and nobody twice.\n\n"
        "The list goes to standard output, as a table for people, CSV for Excel and mail merges, or JSON. Documents "
        "(docx, html, pdf, md) go to out/: a sändlista for each case, or with --by recipient a notice for each "
        "recipient.\n\n"
        "Examples:\n\n"
        "ksflow distribution\n\n"
        "ksflow distribution --to csv > utskick.csv\n\n"
        "ksflow distribution --by recipient --to xlsx --out utskick.xlsx\n\n"
        "ksflow distribution cases/KS-2021-1682.103.yaml --to docx\n\n"
        "Exit codes: 0 all well, 1 some case could not be read, 2 wrong usage, 130 interrupted."
    ),
)
COMMANDS.add(
    name="import",
    place="ksflow.cli.import_:import_",
    help=_(
        "Make a case file of a document that exists: Word in any layout, Markdown or plain text.\n\n"
        "No text is dropped: what fits nowhere stands in a section of its own, what headers and footers said in "
        "comments. What is not sure has a comment in the case file and a line on standard error. Nothing is ever "
        "overwritten.\n\n"
        "Examples:\n\n"
        "ksflow import tjansteutlatande.docx\n\n"
        "ksflow import gamla/*.docx --verify\n\n"
        "ksflow import anteckningar.txt --show\n\n"
        "Exit codes: 0 all well, 1 some document could not be imported or the texts differ, 2 wrong usage, "
        "130 interrupted."
    ),
)
COMMANDS.add(
    name="migrate",
    place="ksflow.cli.migrate:migrate",
    help=_(
        "Rewrite case files of older formats in the current one, and change nothing that they say.\n\n"
        "Comments, quotation marks, order and line ends stay. A file is written whole or not at all, and only when its "
        "new text says what the old one said. Files of older formats are read without this too, as they always were. "
        "There is only format 1 so far.\n\n"
        "Examples:\n\n"
        "ksflow migrate --diff\n\n"
        "ksflow migrate\n\n"
        "ksflow migrate --check\n\n"
        "Exit codes: 0 all files are, or have become, current, 1 some file cannot be read or rewritten, or with --diff "
        "or --check one is to be, 2 wrong usage or a file that cannot be written, 130 interrupted."
    ),
)
COMMANDS.add(
    name="new",
    place="ksflow.cli.new:new",
    help=_(
        "Make a new case file, with guidance in it: what is to be written stands in [brackets]. Never overwrites.\n\n"
        "Kinds of case have sections and proposals of their own: ärende, avtal, delårsrapport, detaljplan, "
        "medborgarförslag, motion, remissvar, taxa, and what lies in templates/nya/. On a terminal the command asks "
        "for what is missing.\n\n"
        "Examples:\n\n"
        'ksflow new KS-2024/120 --title "Riktlinjer för lån av lokaler"\n\n'
        "ksflow new KS-2024/121 --kind motion\n\n"
        "ksflow new KS-2024/122 --like cases/KS-2021-1682.103.yaml\n\n"
        "Exit codes: 0 made, 2 wrong usage, or a case has the number already."
    ),
)
COMMANDS.add(
    name="preview",
    place="ksflow.cli.preview:preview",
    help=_(
        "Show the documents of a case in the browser while it is being written, with what is wrong beside them.\n\n"
        "The page follows each save. It is for this computer only, and its address holds a secret; it stands alone in "
        'the first line of standard output. Nothing is written. Needs: pip install "ksflow[preview]".\n\n'
        "Examples:\n\n"
        "ksflow preview cases/KS-2021-1682.103.yaml\n\n"
        "ksflow preview cases/KS-2021-1682.103.yaml -d sandlista --to html --editor vscode\n\n"
        "Exit codes: 0 ended with Ctrl-C, 2 wrong usage."
    ),
)
COMMANDS.add(
    name="rules",
    place="ksflow.cli.rules:rules",
    help=_(
        "List the rules, or explain some of them: why they exist, from which source, a wrong and a right example, what "
        "--fix does, and how to weigh them.\n\n"
        "In a workspace the severities are those of its kommun.yaml; elsewhere the usual ones.\n\n"
        "Examples:\n\n"
        "ksflow rules\n\n"
        "ksflow rules --select SPR,BIL\n\n"
        "ksflow rules SPR006\n\n"
        "Exit codes: 0 shown, 2 wrong usage or no such code."
    ),
)
COMMANDS.add(
    name="schema",
    place="ksflow.cli.schema:schema",
    help=_(
        "Print the JSON Schema of the case file, or of kommun.yaml: editors complete and explain keys with it.\n\n"
        "Put this line first in a case file: # yaml-language-server: $schema=../schema/arende.schema.json\n\n"
        "Examples:\n\n"
        "ksflow schema > schema/arende.schema.json\n\n"
        "ksflow schema --kommun > schema/kommun.schema.json"
    ),
)
COMMANDS.add(
    name="status",
    place="ksflow.cli.status:status",
    help=_(
        "Say for each document whether it is current, stale (its case gives something else today), edited by somebody, "
        "or missing.\n\n"
        "Examples:\n\n"
        "ksflow status\n\n"
        "ksflow status cases/KS-2021-1682.103.yaml --report json\n\n"
        "Exit codes: 0 all could be told, 1 some case has errors, 2 wrong usage, 130 interrupted."
    ),
)
COMMANDS.add(
    name="diff",
    place="ksflow.cli.diff:diff",
    help=_(
        "Show how the texts of a case's Word files differ from what the case gives today, for example after somebody "
        "has edited them.\n\n"
        "Lines with - stand in the case, lines with + in the file.\n\n"
        "Example:\n\n"
        "ksflow diff cases/KS-2021-1682.103.yaml\n\n"
        "Exit codes: 0 the texts could be compared, 1 the case has errors or a file cannot be read, 2 wrong usage."
    ),
)
COMMANDS.add(
    name="verify",
    place="ksflow.cli.verify:verify",
    help=_(
        "Compare every document with manifest.json, which lists the sha256 of each as it was built.\n\n"
        "Needs no workspace: an archive that has got the folder out/ can verify it.\n\n"
        "Examples:\n\n"
        "ksflow verify\n\n"
        "ksflow verify /arkiv/2021/out\n\n"
        "Exit codes: 0 all are whole, 1 some are changed or missing, 2 wrong usage or no manifest, 130 interrupted."
    ),
)
COMMANDS.add(name="diary", place="ksflow.cli.diary.app:diary")
COMMANDS.add(name="template", place="ksflow.cli.template.app:template")


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
    except OSError as error:  # the current folder is gone, the disk is full, a name is too long
        if nobody_reads(error):
            raise
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
