"""Wrong usage in one line: what is wrong, what was probably meant, where help is.

Typer and Click tell it in English, over several lines. Here it is told by the kind of their exceptions and by what
those carry, which both document; a kind that is not known keeps the words it came with.
"""

from __future__ import annotations

import re
from typing import Any

import typer

from ksflow.locale import _, sentences
from ksflow.sources.suggest import nearest

USAGE_ERRORS: tuple[type[Exception], ...] = tuple(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)
"""What Typer raises for wrong usage: newer ones have a Click of their own, older ones use the real one."""

_CLOSED = re.compile("path '(.*)' is not readable", re.IGNORECASE)


def told(error: Any, root: Any, words: list[str]) -> str:
    """Return what to say about an error of the command line with these words."""
    context = getattr(error, "ctx", None)
    command, path = (context.command, context.command_path) if context else _called(root, words)
    return sentences(_what(error, command), _("Help: {command}", command=f"{path} --help"))


def _what(error: Any, command: Any) -> str:
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "NoSuchOption" in kinds:
        return _no_such_option(error.option_name, command)
    if "BadOptionUsage" in kinds and (option := _option(error.option_name, command)):
        if getattr(option, "is_flag", False):
            return _("{option} takes no value", option=error.option_name)
        return _("{option} needs a value: {name}", option=error.option_name, name=option.metavar or option.name.upper())
    if "MissingParameter" in kinds and error.param is not None:
        return sentences(_("{name} is missing", name=_shown(error.param)), (error.param.help or "").rstrip(".") or None)
    if "BadParameter" in kinds and error.param is not None:
        closed = _CLOSED.match(error.message)
        reason = _("You may not read {file}", file=closed[1]) if closed else error.message.rstrip(".")
        return f"{_shown(error.param)}: {reason}"
    said = str(error.format_message()).rstrip(".")
    return _("Name a command") if said == "Missing command" else said


def no_such_command(name: str, known: list[str]) -> str:
    """Return what to say about a command that there is not."""
    message = _("There is no command {name}", name=name)
    near = nearest(name, known)
    meant = _("Did you mean “{name}”?", name=near) if near else _("There are: {names}", names=", ".join(known))
    return sentences(message, meant)


def _no_such_option(name: str, command: Any) -> str:
    known = [spelled for option in command.params for spelled in (*option.opts, *option.secondary_opts)]
    near = nearest(name, [*known, "--help"]) if name.startswith("--") else None
    meant = _("Did you mean “{name}”?", name=near) if near else None
    return sentences(_("There is no option {name}", name=name), meant)


def _option(name: str, command: Any) -> Any:
    return next((option for option in command.params if name in (*option.opts, *option.secondary_opts)), None)


def _shown(parameter: Any) -> str:
    """Return the name of a parameter as it is typed."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(max(parameter.opts, key=len))


def _called(root: Any, words: list[str]) -> tuple[Any, str]:
    """Return the command that a command line calls, and how it is called, where an error does not tell."""
    command, path = root, [root.name or "ksflow"]
    for word in words:
        if word not in getattr(command, "commands", ()):
            break
        command = command.commands[word]
        path.append(word)
    return command, " ".join(path)
