"""The commands of ``ksflow diary`` and their help, in both languages."""

from __future__ import annotations

import typer

from ksflow.cli.diary.formats import formats
from ksflow.cli.diary.parse import parse
from ksflow.locale import _

diary = typer.Typer(no_args_is_help=True, help=_("Diary numbers: take them apart, and find what is wrong with them."))
diary.command(
    name="parse",
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
        "Exit codes: 0 all are right, 1 some are not, 2 wrong usage, 130 interrupted."
    ),
)(parse)
diary.command(
    name="formats",
    help=_(
        "List the formats that have names: the name, the pattern, a number as it was published, and who writes so.\n\n"
        "A name can stand after --format and in kommun.yaml (diarienummer: tyresö).\n\n"
        "Example:\n\n"
        "ksflow diary formats"
    ),
)(formats)
