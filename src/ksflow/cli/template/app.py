"""The commands of ``ksflow template`` and their help, in both languages."""

from __future__ import annotations

import typer

from ksflow.cli.waiting import Commands
from ksflow.locale import _

COMMANDS = Commands()
template = typer.Typer(
    cls=COMMANDS.group(),
    no_args_is_help=True,
    help=_("The municipality's own templates: check them, see what they can name, begin one, see what one gives."),
)
COMMANDS.add(
    name="check",
    place="ksflow.cli.template.check:check",
    help=_(
        "Check templates without a case: everything that is wrong, where, what would happen, and how to repair it.\n\n"
        "A FILE is a look for Word (.docx, .dotx), for web pages (.html) or PDF (.typ), a content template (.md.j2), "
        "or a folder of them; without any, the workspace's templates/. Nothing is changed.\n\n"
        "Examples:\n\n"
        "ksflow template check\n\n"
        "ksflow template check templates/kommun.docx --report sarif\n\n"
        "Exit codes: 0 no errors (warnings are allowed), 1 errors, 2 wrong usage."
    ),
)
COMMANDS.add(
    name="fields",
    place="ksflow.cli.template.fields:fields",
    help=_(
        "List the fields that a template names, or without FILE all that there are, with what they say.\n\n"
        "With --case also whether that case has them.\n\n"
        "Examples:\n\n"
        "ksflow template fields\n\n"
        "ksflow template fields templates/kommun.docx --case cases/KS-2021-1682.103.yaml\n\n"
        "Exit codes: 0 listed, 1 the case or the template has errors, 2 wrong usage."
    ),
)
COMMANDS.add(
    name="init",
    place="ksflow.cli.template.init:init",
    help=_(
        "Write a template to begin with into the workspace's templates/: a look for Word (default), web pages or PDF, "
        "a content template, or a look in which the whole document is laid out in Word. Nothing that is there is "
        "overwritten.\n\n"
        "Examples:\n\n"
        "ksflow template init\n\n"
        "ksflow template init tjansteskrivelse --as content\n\n"
        "ksflow template init skrivelse --as word\n\n"
        "ksflow template init --as pdf\n\n"
        "Exit codes: 0 written, 1 it cannot be written, 2 wrong usage, or the file is there already."
    ),
)
COMMANDS.add(
    name="render",
    place="ksflow.cli.template.render:render",
    help=_(
        "Show the Markdown that a content template makes of a case, before any look; a fault is told with its line.\n\n"
        "Example:\n\n"
        "ksflow template render cases/KS-2021-1682.103.yaml -d beslutsforslag\n\n"
        "Exit codes: 0 shown, 1 the case or the template has errors, 2 wrong usage."
    ),
)
