"""Commands that wait until they are called: making them all takes as long as a small check does."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup

from ksflow.cli.plain_values import take_plainly

_MARKUP = re.compile(r"\[(?=[^\W\d_])")


class _Waiting(NamedTuple):
    """A command that nobody has called yet, nor asked for help about."""

    place: str
    help: str | None


class Commands(MutableMapping[str, Any]):
    """The commands of a group by name, in the order in which help lists them; each is made when it is asked for."""

    def __init__(self) -> None:
        self._found: dict[str, Any] = {}

    def add(self, name: str, place: str, help: str | None = None) -> None:
        """Add the command that a function is, or the group that a Typer application is; ``place`` is MODULE:NAME."""
        self._found[name] = _Waiting(place, help)

    def group(self) -> type[TyperGroup]:
        """Return the class of a group that has these commands, for ``typer.Typer(cls=…)``."""
        commands = self

        class Group(TyperGroup):
            def __init__(self, **settings: Any) -> None:
                super().__init__(**{**settings, "commands": None})
                self.commands = commands

            def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
                take_plainly(self.get_params(ctx))
                return super().parse_args(ctx, args)

        return Group

    def __getitem__(self, name: str) -> Any:
        command = self._found[name]
        if isinstance(command, _Waiting):
            command = self._found[name] = _made(name, command)
        return command

    def __contains__(self, name: object) -> bool:
        return name in self._found  # the mixin would make it

    def __setitem__(self, name: str, command: Any) -> None:
        self._found[name] = command

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class _Command(TyperCommand):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        take_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)


def _made(name: str, waiting: _Waiting) -> Any:
    """Return a command as Typer makes it."""
    module, _colon, attribute = waiting.place.partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        group: Any = typer.main.get_group(found)
        group.name = name
        return _literal(group)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name=name, help=waiting.help, cls=_Command)(found)
    return _literal(typer.main.get_command(alone))


def _literal(command: Any) -> Any:
    """Let help print brackets as they stand: Rich would take “ksflow[preview]” for markup, and show “ksflow”."""
    for described in (command, *command.params):
        if described_help := getattr(described, "help", None):
            described.help = _MARKUP.sub(r"\\[", described_help)
    return command
