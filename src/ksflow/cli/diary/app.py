"""The commands of ``ksflow diary`` and their help, in both languages."""

from __future__ import annotations

import typer

from ksflow.cli.waiting import Commands
from ksflow.locale import _

COMMANDS = Commands()
diary: typer.Typer = typer.Typer(
    cls=COMMANDS.group(),
    no_args_is_help=True,
)
COMMANDS.add(
    name="list",
    place="ksflow.cli.diary.list:list_cases",
    help=_(
        "List the cases of the register, sorted by organ, year and serial.\n\n"
        "--find looks for words in title, summary and text, each by its beginning; what stands in quotation marks is "
        "looked for as it stands. Files that cannot be read are told on standard error, and the rest is listed.\n\n"
        "Examples:\n\n"
        "ksflow diary list --organ KS --year 2021\n\n"
        "ksflow diary list --find \"cykel 'ny bro'\" --to csv > cyklar.csv\n\n"
        "Exit codes: 0 all well, 1 some file could not be read, 2 wrong usage\n\n"
        "See also: ksflow diary show, ksflow diary export"
    ),
)
COMMANDS.add(
    name="check",
    place="ksflow.cli.diary.check:check_cases",
    help=_(
        "Find faults in the register: numbers that are malformed, repeated, missing in a series, of the wrong organ or "
        "year or class; file names and titles; references in the texts that lead nowhere.\n\n"
        "Only what has changed since the last time is read.\n\n"
        "Examples:\n\n"
        "ksflow diary check\n\n"
        "ksflow diary check --ignore DIA010 --report github\n\n"
        "Exit codes: 0 no errors (warnings are allowed), 1 errors, 2 wrong usage\n\n"
        "See also: ksflow check, ksflow rules --select DIA"
    ),
)
COMMANDS.add(
    name="show",
    place="ksflow.cli.diary.show:show",
    help=_(
        "Show one case on a screen: data, documents and whether they are current, attachments, history.\n\n"
        "The beginning of a number is enough, or the serial number alone; when several cases fit, they are listed.\n\n"
        "Examples:\n\n"
        "ksflow diary show KS-2021/1682\n\n"
        "ksflow diary show 1682\n\n"
        "Exit codes: 0 shown, 1 no such case or several, 2 wrong usage\n\n"
        "See also: ksflow diary list, ksflow status"
    ),
)
COMMANDS.add(
    name="next",
    place="ksflow.cli.diary.next:next_number",
    help=_(
        "Say the next free number of an organ.\n\n"
        "It is not taken: another may get it too (see reserve). A file that cannot be read keeps the number after "
        "which it is named.\n\n"
        "Example:\n\n"
        "ksflow diary next KS --year 2024\n\n"
        "Exit codes: 0 all well, 1 some file could not be read, 2 wrong usage\n\n"
        "See also: ksflow diary reserve"
    ),
)
COMMANDS.add(
    name="reserve",
    place="ksflow.cli.diary.next:reserve",
    help=_(
        "Take the next free number of an organ: a case file with it is written, and nobody else gets it.\n\n"
        "Example:\n\n"
        'ksflow diary reserve KS --title "Ny cykelväg längs Storgatan" --class 312\n\n'
        "Exit codes: 0 the number is taken, 1 it could not be, 2 wrong usage\n\n"
        "See also: ksflow new, ksflow diary next"
    ),
)
COMMANDS.add(
    name="export",
    place="ksflow.cli.diary.export:export",
    help=_(
        "Write the public register: date, diary number, sender or recipient, and what the case is about "
        "(OSL 2009:400, 5 kap. 2 §).\n\n"
        "What is marked secret leaves out the last two.\n\n"
        "Examples:\n\n"
        "ksflow diary export > diarium.csv\n\n"
        "ksflow diary export --to html --out diarium.html\n\n"
        "Exit codes: 0 all well, 1 some file could not be read or written, 2 wrong usage\n\n"
        "See also: ksflow diary list, ksflow distribution"
    ),
)
COMMANDS.add(
    name="parse",
    place="ksflow.cli.diary.parse:parse",
    help=_(
        "Take diary numbers apart: organ, year, serial, class and document; or which character is wrong, what was "
        "expected there, and the nearest repair.\n\n"
        "Numbers are arguments, or lines of standard input (-, or no arguments); each gives one line, in the same "
        "order. They are read in the workspace's format, or in the one that --format names or declares. One that is "
        "written as in another municipality is told so.\n\n"
        "Examples:\n\n"
        "ksflow diary parse KS-2021/1682.103\n\n"
        'ksflow diary parse --format tyresö "2018/KS 0290 10"\n\n'
        "ksflow diary parse --report json - < numbers.txt\n\n"
        "Exit codes: 0 all are right, 1 some are not, 2 wrong usage, 130 interrupted\n\n"
        "See also: ksflow diary formats"
    ),
)
COMMANDS.add(
    name="formats",
    place="ksflow.cli.diary.formats:formats",
    help=_(
        "List the formats that have names: the name, the pattern, a number as it was published, and who writes so.\n\n"
        "A name can stand after --format and in kommun.yaml (diarienummer: tyresö).\n\n"
        "Example:\n\n"
        "ksflow diary formats\n\n"
        "Exit codes: 0 listed, 2 wrong usage\n\n"
        "See also: ksflow diary parse, ksflow init"
    ),
)
