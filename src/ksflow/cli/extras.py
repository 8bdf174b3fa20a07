"""What not everybody has installed: said in one line, with the command that installs it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from ksflow.cli.common import refuse
from ksflow.locale import _, sentences
from ksflow.sources.extras import install_command

if TYPE_CHECKING:
    from ksflow.cli.console import Console

_PACKAGES = {"preview": ("starlette", "uvicorn", "watchfiles")}


def need_extra(extra: str, what: str, console: Console) -> None:
    """Go on when the packages of an extra are there; else say how to install them and leave with exit code 2."""
    missing = [name for name in _PACKAGES[extra] if find_spec(name) is None]
    if missing:
        message = _("{what} needs {packages}", what=what, packages=", ".join(missing))
        refuse(console, sentences(message, _("Install it with: {command}", command=install_command(extra))))
