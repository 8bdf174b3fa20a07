"""The Typer application: its commands, and one place where every outcome becomes a line and an exit code."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ksflow import __version__
from ksflow.cli.closed_pipe import nobody_reads
from ksflow.cli.exits import Exit
from ksflow.cli.letters import never_fail_on_letters
from ksflow.cli.waiting import Commands
from ksflow.locale import _
from ksflow.sources.errors import reason_of

COMMANDS = Commands()
app: typer.Typer = typer.Typer(
    name="ksflow",
    cls=COMMANDS.group(),
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "One YAML case file becomes every document a Swedish municipality writes about it.\n\n"
        "Each command has a page of its own: ksflow build --help, or ksflow help build.\n\n"
        "Examples:\n\n"
        'ksflow init --name "Storköpings kommun"\n\n'
        "ksflow check\n\n"
        "ksflow build\n\n"
        "Exit codes: 0 all well, 1 errors or something that could not be made, 2 wrong usage or no workspace, "
        "130 interrupted\n\n"
        "Files: kommun.yaml makes a folder a workspace. It has cases/ for case files, templates/ for templates of its "
        "own, out/ for what is built, and .ksflow/, which may be deleted at any time.\n\n"
        "Environment: KSFLOW_LANG (sv or en) is the language of messages. NO_COLOR turns colours off. KSFLOW_REPORT "
        "stands for --report, KSFLOW_OFFICER, KSFLOW_PHONE and KSFLOW_EMAIL for the options of ksflow new, and "
        "KSFLOW_EDITOR for --editor of ksflow preview."
    ),
)
BEGIN = _("Begin")
WRITE = _("Write and build")
FOLLOW_UP = _("Follow up")
REGISTER = _("Register and dispatch")
RULES = _("Rules, schemas and templates")
COMMANDS.add(
    name="init",
    place="ksflow.cli.init:init",
    group=BEGIN,
    help=_(
        "Make a workspace to begin with: kommun.yaml, a case to try, and schemas for editors. Never overwrites.\n\n"
        "kommun.yaml says what all cases share: the municipality's name, how its diary numbers are written, its "
        "bodies. What else can be said stands there as comments. On a terminal the command asks for what is "
        "missing.\n\n"
        "Examples:\n\n"
        'ksflow init --name "Storköpings kommun"\n\n'
        'ksflow init storkoping --name "Storköpings kommun" --number "2018/KS 0290 10"\n\n'
        "Exit codes: 0 made, 2 wrong usage, or the folder is a workspace already or cannot be written\n\n"
        "See also: ksflow new, ksflow import, ksflow diary formats"
    ),
)
COMMANDS.add(
    name="new",
    place="ksflow.cli.new:new",
    group=BEGIN,
    help=_(
        "Make a new case file, with guidance in it: what is to be written stands in [brackets]. Never overwrites.\n\n"
        "Kinds of case have sections and proposals of their own: ärende, avtal, delårsrapport, detaljplan, "
        "medborgarförslag, motion, remissvar, taxa, and what lies in templates/nya/. On a terminal the command asks "
        "for what is missing.\n\n"
        "Examples:\n\n"
        'ksflow new KS-2024/120 --title "Riktlinjer för lån av lokaler"\n\n'
        "ksflow new KS-2024/121 --kind motion\n\n"
        "ksflow new KS-2024/122 --like cases/KS-2021-1682.103.yaml\n\n"
        "Exit codes: 0 made, 2 wrong usage, or a case has the number already\n\n"
        "See also: ksflow diary reserve, ksflow import, ksflow preview"
    ),
)
COMMANDS.add(
    name="import",
    place="ksflow.cli.import_:import_",
    group=BEGIN,
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
        "130 interrupted\n\n"
        "See also: ksflow new, ksflow check"
    ),
)
COMMANDS.add(
    name="preview",
    place="ksflow.cli.preview:preview",
    group=WRITE,
    help=_(
        "Show a case's documents in the browser while it is written: they follow each save, with what is wrong beside "
        "them.\n\n"
        "The page is for this computer only, and its address holds a secret; it stands alone in the first line of "
        'standard output. Nothing is written. Needs "ksflow[preview]"; where that is not installed, the command says '
        "how it is.\n\n"
        "Examples:\n\n"
        "ksflow preview cases/KS-2021-1682.103.yaml\n\n"
        "ksflow preview cases/KS-2021-1682.103.yaml -d sandlista --to html --editor vscode\n\n"
        "Exit codes: 0 ended with Ctrl-C, 2 wrong usage\n\n"
        "See also: ksflow check, ksflow build --watch"
    ),
)
COMMANDS.add(
    name="check",
    place="ksflow.cli.check:check",
    group=WRITE,
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
        "2 wrong usage or a file that cannot be written, 130 interrupted\n\n"
        "See also: ksflow rules, ksflow diary check, ksflow template check"
    ),
)
COMMANDS.add(
    name="build",
    place="ksflow.cli.build:build",
    group=WRITE,
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
        "130 interrupted\n\n"
        "Files: out/manifest.json lists what is built with its sha256; .ksflow/ remembers what need not be built anew, "
        "and may be deleted.\n\n"
        "See also: ksflow status, ksflow verify, ksflow distribution"
    ),
)
COMMANDS.add(
    name="status",
    place="ksflow.cli.status:status",
    group=FOLLOW_UP,
    help=_(
        "Say which documents are current: each is so, or stale (its case gives something else today), edited by "
        "somebody, or missing. Looked at are the formats that have been built, or Word where none has.\n\n"
        "Examples:\n\n"
        "ksflow status\n\n"
        "ksflow status cases/KS-2021-1682.103.yaml --report json\n\n"
        "Exit codes: 0 all could be told, 1 some case has errors, 2 wrong usage, 130 interrupted\n\n"
        "See also: ksflow build --check, ksflow diff, ksflow verify"
    ),
)
COMMANDS.add(
    name="diff",
    place="ksflow.cli.diff:diff",
    group=FOLLOW_UP,
    help=_(
        "Show what somebody has changed in a case's Word files: how their texts differ from what the case gives "
        "today.\n\n"
        "Lines with - stand in the case, lines with + in the file.\n\n"
        "Example:\n\n"
        "ksflow diff cases/KS-2021-1682.103.yaml\n\n"
        "Exit codes: 0 the texts could be compared, 1 the case has errors or a file cannot be read, 2 wrong usage\n\n"
        "See also: ksflow status, ksflow build --force"
    ),
)
COMMANDS.add(
    name="verify",
    place="ksflow.cli.verify:verify",
    group=FOLLOW_UP,
    help=_(
        "Say whether every document is as it was built: manifest.json lists the sha256 of each.\n\n"
        "Needs no workspace: an archive that has got the folder out/ can verify it.\n\n"
        "Examples:\n\n"
        "ksflow verify\n\n"
        "ksflow verify arkiv/2021/out\n\n"
        "Exit codes: 0 all are whole, 1 some are changed or missing, 2 wrong usage or no manifest, 130 interrupted\n\n"
        "See also: ksflow status, ksflow build"
    ),
)
COMMANDS.add(
    name="diary",
    place="ksflow.cli.diary.app:diary",
    group=REGISTER,
    help=_("Diary numbers and the register: list, search, check, show, number and publish cases."),
)
COMMANDS.add(
    name="distribution",
    place="ksflow.cli.distribution:distribution",
    group=REGISTER,
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
        "Exit codes: 0 all well, 1 some case could not be read, 2 wrong usage, 130 interrupted\n\n"
        "See also: ksflow build -d sandlista, ksflow diary export"
    ),
)
COMMANDS.add(
    name="rules",
    place="ksflow.cli.rules:rules",
    group=RULES,
    help=_(
        "List the rules, or explain some of them: why they exist, from which source, a wrong and a right example, what "
        "--fix does, and how to weigh them.\n\n"
        "In a workspace the severities are those of its kommun.yaml; elsewhere the usual ones.\n\n"
        "Examples:\n\n"
        "ksflow rules\n\n"
        "ksflow rules --select SPR,BIL\n\n"
        "ksflow rules SPR006\n\n"
        "Exit codes: 0 shown, 2 wrong usage or no such code\n\n"
        "See also: ksflow check"
    ),
)
COMMANDS.add(
    name="schema",
    place="ksflow.cli.schema:schema",
    group=RULES,
    help=_(
        "Print the JSON Schema of the case file, or of kommun.yaml: editors complete and explain keys with it.\n\n"
        "With this line first in a case file, an editor finds the schema that --write puts into the workspace: "
        "# yaml-language-server: $schema=../schema/arende.schema.json\n\n"
        "New cases have the line, and ksflow new writes the schemas where they are missing; after a new version of "
        "ksflow, --write renews them.\n\n"
        "Examples:\n\n"
        "ksflow schema --write\n\n"
        "ksflow schema > arende.schema.json\n\n"
        "ksflow schema --kommun > kommun.schema.json\n\n"
        "Exit codes: 0 all well, 2 wrong usage, no workspace to write to, or a file that cannot be written\n\n"
        "See also: ksflow init, ksflow new"
    ),
)
COMMANDS.add(
    name="migrate",
    place="ksflow.cli.migrate:migrate",
    group=RULES,
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
        "or --check one is to be, 2 wrong usage or a file that cannot be written, 130 interrupted\n\n"
        "See also: ksflow check --fix, ksflow schema --write"
    ),
)
COMMANDS.add(
    name="template",
    place="ksflow.cli.template.app:template",
    group=RULES,
    help=_("The municipality's own templates: check them, see what they can name, begin one, see what one gives."),
)


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
    never_fail_on_letters()
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except OSError as error:  # the current folder is gone, the disk is full, a name is too long
        if nobody_reads(error):
            raise
        place = f": {error.filename}" if error.filename else ""
        typer.echo(f"ksflow: {reason_of(error)}{place}", err=True)
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
